#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The credential protocol as Git speaks it, and as an attacker would like to.

Each hostile row is sent to a helper that has tokens of every kind to lose.
"""

import fcntl
import os
import resource
import select
import socket
import subprocess
import sys
from functools import partial

import tap
from story import PROGRAM, STAGE, Story, prepare

APP = "https://dev.azure.com/contoso/web/_git/app"
NORMAL = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
TOKEN = "SYNTHETICTESTTOKEN"

# What must get nothing: no output, no error, no token lost.
HOSTILE = {
    "a second host line (CVE-2020-5260)": NORMAL + "host=evil.example\n",
    "a host behind a foreign one (CVE-2020-5260)": "protocol=https\nhost=evil.example\n"
                                                   "host=dev.azure.com\n",
    "an empty host (CVE-2020-11008)": "protocol=https\nhost=\npath=contoso\n",
    "no host": "protocol=https\npath=contoso\n",
    "no protocol": "host=dev.azure.com\npath=contoso\n",
    "an empty protocol": "protocol=\nhost=dev.azure.com\npath=contoso\n",
    "nothing at all": "",
    "a second protocol line": "protocol=https\n" + NORMAL,
    "a second path line": NORMAL + "path=fabrikam\n",
    "a second user name": NORMAL + "username=a\nusername=b\n",
    "a carriage return in the host (CVE-2024-50338)":
        "protocol=https\nhost=evil.example\rhost=dev.azure.com\r\n",
    "a carriage return before the line feed": NORMAL.replace("\n", "\r\n"),
    "a carriage return in a header (CVE-2024-50338)":
        "protocol=https\nhost=evil.example\n"
        "wwwauth[]=Basic realm=\"a\rhost=dev.azure.com\"\n",
    "a carriage return in the path (CVE-2024-53263)":
        NORMAL.replace("contoso/", "contoso\rhost=evil.example/"),
    "a carriage return in the password": NORMAL + "password=a\rb\n",
    "an escape sequence in the host (CVE-2024-50349)":
        "protocol=https\nhost=evil.example/\x1b[2K\n",
    "a control character in the path": NORMAL.replace("contoso", "cont\x07oso"),
    "a control character in the user name": NORMAL + "username=a\x7fb\n",
    "plain http to somebody else":
        NORMAL.replace("https", "http").replace("dev.azure.com", "proxy.example.com:3128"),
    "another port": NORMAL.replace("dev.azure.com", "dev.azure.com:8443"),
    "port 0": NORMAL.replace("dev.azure.com", "dev.azure.com:0"),
    "a port that is none": NORMAL.replace("dev.azure.com", "dev.azure.com:44x"),
    "an empty port": NORMAL.replace("dev.azure.com", "dev.azure.com:"),
    "a trailing dot": NORMAL.replace("dev.azure.com", "dev.azure.com."),
    "a host below ours": NORMAL.replace("dev.azure.com", "dev.azure.com.evil.example"),
    "a host on which ours is hidden (CVE-2024-53858)":
        "protocol=https\nhost=evil.example\npath=contoso/web/_git/app\nusername=contoso\n",
    "a host with a prefix that others strip": NORMAL.replace("dev.azure.com",
                                                             "www.dev.azure.com"),
    "a host with an encoded NUL": NORMAL.replace("dev.azure.com",
                                                 "dev.azure.com%00.evil.example"),
    "a host of 100,000 letters (CVE-2025-48386)": NORMAL.replace("dev", "d" * 100_000),
    "a user name of 100,000 letters elsewhere (CVE-2025-48386)":
        "protocol=https\nhost=evil.example\nusername=" + "u" * 100_000 + "\n",
    "a host that ends like ours": NORMAL.replace("dev.azure.com", "evildev.azure.com"),
    "a host with ours before a slash": NORMAL.replace("dev.azure.com",
                                                      "dev.azure.com/.evil.example"),
    "a host with ours before an at sign": NORMAL.replace("dev.azure.com",
                                                         "dev.azure.com@evil.example"),
    "a user name that is our host": "protocol=https\nhost=evil.example\nusername=dev.azure.com\n",
    "an IPv6 address": NORMAL.replace("dev.azure.com", "[::1]:8443"),
    "a reserved label": NORMAL.replace("dev.azure.com", "app.visualstudio.com"),
    "two labels": NORMAL.replace("dev.azure.com", "a.b.visualstudio.com"),
    "no label": NORMAL.replace("dev.azure.com", "visualstudio.com"),
    "an empty label": NORMAL.replace("dev.azure.com", ".visualstudio.com"),
    "an Azure host that serves no Git": NORMAL.replace("dev.azure.com", "ssh.dev.azure.com"),
    "a path that climbs": NORMAL.replace("contoso/", "fabrikam/../contoso/"),
    "an organization that cannot be": NORMAL.replace("contoso/", "-contoso/"),
    "another Git host": NORMAL.replace("dev.azure.com", "github.com"),
    "a header where an old Git's buffer ended, and a host behind it":
        "protocol=https\nhost=evil.example\nwwwauth[]=" + "x" * 1013 + "host=dev.azure.com\n",
    "a long header that hides a host": "protocol=https\nhost=evil.example\nwwwauth[]="
                                       + "x" * 90000 + "\rhost=dev.azure.com\n",
}


# What is not the protocol gets no answer either, but an error.
MALFORMED = {
    "a NUL in the host": NORMAL.replace("dev.azure.com", "dev.azure.com\0.evil.example"),
    "a NUL in the password": NORMAL + "password=a\0b\n",
    "a NUL in a header": NORMAL + "wwwauth[]=a\0b\n",
    "a line without an equals sign": NORMAL + "username\n",
    "a line of a carriage return": NORMAL + "\r\n",
    "more than 1 MiB": NORMAL + "wwwauth[]=" + "x" * (1 << 20) + "\n",
}


def with_tokens(story: Story) -> None:
    story.approve(APP, TOKEN)
    story.approve("https://fabrikam.visualstudio.com/p/_git/r", TOKEN + "2")


def assert_nothing_lost() -> None:
    tap.equal(STORIES[0].password(APP), TOKEN)
    tap.equal(STORIES[0].session.keyring.count_items(), 2)


def hostile_row(request: str) -> None:
    for operation, more in (("get", ""), ("store", "password=x\n"), ("erase", ""),
                            ("erase", f"password={TOKEN}\n")):
        done = STORIES[0].helper(operation, request + more + "\n")
        tap.equal((operation, done.returncode, done.stdout, done.stderr), (operation, 0, "", ""))
    assert_nothing_lost()


def malformed_row(request: str) -> None:
    for operation in ("get", "store", "erase"):
        done = STORIES[0].helper(operation, request + "\n")
        tap.equal((operation, done.returncode, done.stdout), (operation, 1, ""))
        tap.equal(done.stderr,
                  "error: the request is not in the form of Git's credential protocol\n"
                  "hint: the protocol is described in: git help credential\n")
    assert_nothing_lost()


# One story for all rows: none of them may change anything.
STORIES: list[Story] = []


def run_helper(*words: str, stdin: bytes = b"", **options: object) -> tuple[int, bytes, bytes]:
    """The helper outside of any session: nothing is stored, nobody answers."""
    done = subprocess.run([STAGE / "bin" / PROGRAM, *words], input=stdin, capture_output=True,
                          env={"PATH": os.environ["PATH"]}, check=False, **options)
    return done.returncode, done.stdout, done.stderr


@tap.test
def an_answer_ends_with_a_blank_line_and_names_a_user() -> None:
    done = STORIES[0].helper("get", NORMAL + "\n")
    tap.equal(done.stdout, f"username=PersonalAccessToken\npassword={TOKEN}\n\n")


@tap.test
def an_answer_repeats_the_requests_user_name() -> None:
    done = STORIES[0].helper("get", NORMAL + "username=ann\n\n")
    tap.equal(done.stdout, f"username=ann\npassword={TOKEN}\n\n")


@tap.test
def an_empty_user_name_is_answered_with_one_that_works() -> None:
    done = STORIES[0].helper("get", NORMAL + "username=\n\n")
    tap.equal(done.stdout, f"username=PersonalAccessToken\npassword={TOKEN}\n\n")


@tap.test
def what_the_newest_git_sends_is_understood_and_answered_with_a_state() -> None:
    request = ("capability[]=authtype\ncapability[]=state\n" + NORMAL
               + "wwwauth[]=Bearer authorization_uri=https://login.microsoftonline.com/x\n"
               + "wwwauth[]=Basic realm=\"https://tfsprodweu.visualstudio.com/\"\n"
               + "state[]=other:1\nunknown=thing\n\n")
    first, *lines = STORIES[0].helper("get", request).stdout.splitlines()
    tap.equal(first, "capability[]=state")
    tap.equal((lines[:2], lines[3:]),
              (["username=PersonalAccessToken", f"password={TOKEN}"], ["continue=1", ""]))
    assert lines[2].startswith("state[]=azdo:") and TOKEN not in lines[2], lines[2]


@tap.test
def an_answer_after_a_refusal_is_the_last() -> None:
    request = ("capability[]=state\n" + NORMAL + "state[]=azdo:of-another-token\n\n")
    tap.equal(STORIES[0].helper("get", request).stdout,
              f"username=PersonalAccessToken\npassword={TOKEN}\n\n")


@tap.test
def a_header_of_ninety_thousand_bytes_does_no_harm() -> None:
    request = NORMAL + "wwwauth[]=" + "x" * 90000 + "\n\n"
    tap.equal(STORIES[0].helper("get", request).stdout.splitlines()[1], f"password={TOKEN}")


@tap.test
def an_answer_is_written_at_once() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, STORIES[0].session.start([PROGRAM, "get"], env=STORIES[0].env,
                                        stdin=subprocess.PIPE, stdout=theirs) as process:
        theirs.close()
        process.communicate(NORMAL + "\n")
        tap.equal((ours.recv(1 << 16), ours.recv(1 << 16)),
                  (f"username=PersonalAccessToken\npassword={TOKEN}\n\n".encode(), b""))


@tap.test
def capability_says_what_is_understood() -> None:
    tap.equal(run_helper("capability"),
              (0, b"version 0\ncapability authtype\ncapability state\n", b""))


@tap.test
def an_operation_of_the_future_is_ignored() -> None:
    tap.equal(run_helper("migrate", stdin=NORMAL.encode()), (0, b"", b""))


@tap.test
def no_operation_is_an_error_with_the_way_to_help() -> None:
    tap.equal(run_helper(), (129, b"", b"error: a command is missing\n"
                                       b"hint: git credential-azdo help\n"))


@tap.test
def a_token_for_this_use_only_is_not_stored() -> None:
    story = STORIES[0]
    for more in ("ephemeral=1\n", "authtype=Bearer\ncredential=abc\n"):
        story.helper("store", "protocol=https\nhost=dev.azure.com\npath=northwind/p\n"
                              "username=u\npassword=short-lived\n" + more + "\n")
    jwt = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"
    story.approve("https://dev.azure.com/northwind/p/_git/r", jwt)
    tap.equal(story.password("https://dev.azure.com/northwind/p/_git/r"), None)


@tap.test
def the_refusal_of_another_helpers_header_costs_no_token() -> None:
    story = STORIES[0]
    story.approve(APP, TOKEN)
    done = story.helper("erase", "capability[]=authtype\nauthtype=Bearer\ncredential=abc\n"
                                 "ephemeral=1\n" + NORMAL + "\n")
    tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))
    tap.equal(story.password(APP), TOKEN)


@tap.test
def a_caller_that_keeps_the_pipe_open_is_answered() -> None:
    with STORIES[0].session.start([PROGRAM, "get"], env=STORIES[0].env, stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(NORMAL + "\n")
        process.stdin.flush()
        tap.equal(process.stdout.read(),
                  f"username=PersonalAccessToken\npassword={TOKEN}\n\n")


@tap.test
def inherited_descriptors_are_closed() -> None:
    read_end, write_end = os.pipe()
    with subprocess.Popen([STAGE / "bin" / PROGRAM, "get"], stdin=subprocess.PIPE,
                          pass_fds=[write_end]) as process:
        os.close(write_end)
        tap.equal(os.read(read_end, 1), b"")
        assert process.poll() is None, "it ended before it was asked anything"
        process.communicate(b"\n")
    os.close(read_end)


@tap.test
def inherited_descriptors_are_closed_one_by_one_where_the_kernel_cannot() -> None:
    read_end, write_end = os.pipe()
    high_end = fcntl.fcntl(write_end, fcntl.F_DUPFD, 500)
    os.close(write_end)
    env = {"PATH": os.environ["PATH"], "LD_PRELOAD": os.environ["AZDO_TEST_NO_CLOSE_RANGE"],
           "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
    # The descriptor is above what the limit allows now, as after a "ulimit -n".
    with subprocess.Popen([STAGE / "bin" / PROGRAM, "get"], stdin=subprocess.PIPE, env=env,
                          pass_fds=[high_end], preexec_fn=limit_descriptors) as process:
        os.close(high_end)
        assert select.select([read_end], [], [], 10)[0], "it is still open"
        tap.equal(os.read(read_end, 1), b"")
        assert process.poll() is None, "it ended before it was asked anything"
        process.communicate(b"\n")
    os.close(read_end)


def limit_descriptors() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


@tap.test
def an_answer_that_nobody_reads_is_an_error_and_no_crash() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with STORIES[0].session.start([PROGRAM, "get"], env=STORIES[0].env, stdin=subprocess.PIPE,
                                  stdout=write_end, stderr=subprocess.PIPE) as process:
        os.close(write_end)
        _, err = process.communicate(NORMAL + "\n")
    tap.equal((process.returncode, err.splitlines()[0]),
              (1, "error: the answer cannot be written: Broken pipe"))


@tap.test
def an_output_that_cannot_be_written_is_an_error() -> None:
    for words in (["help"], ["version"], ["capability"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([STAGE / "bin" / PROGRAM, *words], stdout=full,
                                  stderr=subprocess.PIPE, text=True, check=False)
        tap.equal(done.returncode, 1)
        assert "cannot be written: No space left on device" in done.stderr, done.stderr


@tap.test
def an_output_that_is_closed_is_an_error_too() -> None:
    for words in (["help"], ["version"], ["capability"], ["scopes"], ["scopes", "--json"],
                  ["status", "--offline"], ["get"]):
        done = STORIES[0].run(["sh", "-c", 'exec "$0" "$@" >&-', PROGRAM, *words],
                              stdin=NORMAL + "\n")
        tap.equal((words, done.returncode), (words, 1))
        assert "cannot be written: Bad file descriptor" in done.stderr, done.stderr


@tap.test
def closed_input_and_complaints_break_nothing() -> None:
    for closed in ("<&-", "2>&-", "<&- 2>&-"):
        done = STORIES[0].run(["sh", "-c", f'exec "$0" "$@" {closed}', PROGRAM, "version"])
        tap.equal((closed, done.returncode, done.stderr), (closed, 0, ""))
        assert done.stdout.startswith("git-credential-azdo "), done.stdout


@tap.test
def a_reader_of_help_that_had_enough_hears_no_complaint() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run([STAGE / "bin" / PROGRAM, "help"], stdout=write_end,
                          stderr=subprocess.PIPE, text=True, check=False)
    os.close(write_end)
    tap.equal((done.returncode, done.stderr), (1, ""))


@tap.test
def an_ambiguous_request_gets_the_setting_that_ends_it() -> None:
    done = STORIES[0].helper("get", "protocol=https\nhost=dev.azure.com\n\n")
    tap.equal((done.returncode, done.stdout), (1, ""))
    assert done.stderr.endswith(
        "hint: git config --global credential.https://dev.azure.com.useHttpPath true\n")
    quiet = STORIES[0].helper("get", "protocol=https\nhost=dev.azure.com\n\n", "--ask=never")
    tap.equal((quiet.returncode, quiet.stdout, quiet.stderr), (0, "", ""))


def main() -> int:
    prepare()
    for name, request in HOSTILE.items():
        tap.add(f"{name} gets nothing and costs nothing", partial(hostile_row, request))
    for name, request in MALFORMED.items():
        tap.add(f"{name} gets an error and costs nothing", partial(malformed_row, request))
    with Story() as story:
        with_tokens(story)
        STORIES.append(story)
        return tap.main()


if __name__ == "__main__":
    sys.exit(main())
