#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Answers from the kernel's keyring: as the store's, without the store, and gone in time.

What a kernel may refuse is in tests/io/cache_main.c.
"""

import contextlib
import os
import re
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import kernel_keyring
import tap
from keyrings import GnomeKeyring, ScriptedKeyring
from records import DAY, keep, now
from sandbox import NETWORK
from story import PROGRAM, STAGE, Story, prepare

APP = "https://dev.azure.com/contoso/web/_git/app"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
WRITE = ["vso.code_write"]
TOKEN = "SYNTHETICTESTTOKEN"
ANSWER = f"username=PersonalAccessToken\npassword={TOKEN}\n\n"
MISSING = "error: no token is stored for dev.azure.com/contoso"


@contextlib.contextmanager
def story_with(token: str = TOKEN, keyring: str = "gnome-keyring",
               start: str = "") -> Iterator[Story]:
    """A story with a token of contoso, the answer to which is kept."""
    if os.environ[NETWORK] != "namespace" or not kernel_keyring.is_there():
        tap.skip("there is no kernel keyring for this test alone")
    with Story(keyring, start=start) as story:
        story.approve(APP, token)
        assert kernel_keyring.has_answers(), "nothing was kept"
        yield story


@contextlib.contextmanager
def watched_bus(story: Story) -> Iterator[Callable[[], bool]]:
    """In the place of the session bus, somebody who sees whether anybody comes."""
    path = Path(story.session.environment()["XDG_RUNTIME_DIR"], "bus")
    path.rename(path.with_name("real-bus"))
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            listener.setblocking(False)

            def was_visited() -> bool:
                try:
                    listener.accept()[0].close()
                except BlockingIOError:
                    return False
                return True

            yield was_visited
    finally:
        path.unlink()
        path.with_name("real-bus").rename(path)


def get(story: Story, *options: str) -> str | None:
    """The password that the helper answers with."""
    done = story.helper("get", REQUEST + "\n", *options)
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines() if line)
    if not lines:
        assert done.stderr.startswith(MISSING), done.stderr
    return lines.get("password")


def login(story: Story, *options: str, expires: str = "unknown") -> str:
    """A new token that the stand-in knows, brought by a person."""
    token = story.azure.add_token("contoso", scopes=WRITE)
    done = story.run([PROGRAM, *options, "login", "contoso", "--with-token",
                      f"--expires={expires}"], stdin=token)
    tap.equal(done.returncode, 0)
    return token


def remove_behind(story: Story) -> None:
    """As a person does in a keyring manager."""
    done = story.session.run(["secret-tool", "clear", "organization", "contoso"])
    tap.equal(done.returncode, 0)


# What is spared.

@tap.test
def get_and_an_unchanged_store_do_without_the_bus() -> None:
    with story_with() as story, watched_bus(story) as was_visited:
        tap.equal(story.helper("get", REQUEST + "\n").stdout, ANSWER)
        done = story.helper("store", REQUEST + ANSWER)
        tap.equal((done.returncode, done.stderr, was_visited()), (0, "", False))
        story.helper("get", REQUEST + "\n", "--cache=0")
        assert was_visited(), "this test sees nothing"


@tap.test
def neither_loads_a_library_of_stores_or_networks_or_starts_a_process() -> None:
    with story_with() as story:
        for operation, request in (("get", REQUEST + "\n"), ("store", REQUEST + ANSWER)):
            done = story.session.run([STAGE / "bin" / PROGRAM, operation], request,
                                     env={"LD_DEBUG": "files"})
            for name in ("libsecret", "libgio", "libgobject", "libcurl", "jansson", "libexec"):
                assert name not in done.stderr, f"{operation} loads {name}"
            processes = set(re.findall(r"^ *(\d+):", done.stderr, re.MULTILINE))
            tap.equal(len(processes), 1)


@tap.test
def a_burst_of_gits_requests_asks_the_keyring_once() -> None:
    with story_with(keyring="scripted") as story:
        story.azure.add_repository("contoso", "web", "app")
        story.approve(APP, story.azure.add_token("contoso", scopes=WRITE))
        kernel_keyring.drop()
        keyring = story.session.keyring_as(ScriptedKeyring)
        keyring.forget()
        for number in range(5):
            story.clone(APP, f"app-{number}")
        calls = keyring.calls()
        tap.equal((calls.get("Service.SearchItems"), calls.get("Service.GetSecrets")), (1, 1))
        tap.equal(calls.get("Collection.CreateItem", 0), 0)


# The same answers.

@tap.test
def an_answer_from_the_cache_has_the_same_bytes_and_warnings() -> None:
    with story_with() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        story.reject(APP)  # also takes what is kept
        keep(story, token, valid_to=now() + 3 * DAY + 60, created=now() - 30 * DAY)
        request = "capability[]=authtype\ncapability[]=state\n" + REQUEST + "\n"
        outcomes = []
        for name in ("cold", "first", "warm"):
            options = ["--cache=0"] if name == "cold" else []
            done = story.helper("get", request, *options,
                                env={"XDG_STATE_HOME": str(story.session.scratch / name)})
            outcomes.append((done.returncode, done.stdout, done.stderr))
        tap.equal(outcomes[1:], [outcomes[0]] * 2)
        assert "in 3 days" in outcomes[0][2], outcomes[0]


@tap.test
def each_organization_and_each_account_has_its_own_answer() -> None:
    with story_with() as story:
        rows = {"https://dev.azure.com/fabrikam/p": ("two", "PersonalAccessToken"),
                "https://ann@dev.azure.com/contoso/p": ("three", "ann"),
                "https://contoso@dev.azure.com/northwind/p": ("four", "contoso"),
                "https://northwind.visualstudio.com/p": ("five", "PersonalAccessToken")}
        for url, (token, username) in rows.items():
            story.approve(url, token, username=username)
        for _ in range(2):
            for url, (token, _name) in rows.items():
                tap.equal((url, story.password(url)), (url, token))


@tap.test
def an_account_that_is_not_kept_is_looked_up() -> None:
    with story_with() as story:
        story.approve(APP, "anns", username="ann")
        story.session.run(["secret-tool", "clear", "username", ""])
        tap.equal(story.password(APP.replace("https://", "https://ann@")), "anns")
        tap.equal(story.password(APP.replace("https://", "https://bob@")), TOKEN)


# In time.

@tap.test
def whatever_changes_a_token_counts_at_once() -> None:
    with story_with() as story:
        tap.equal(get(story), TOKEN)
        story.helper("erase", REQUEST + "password=another\n\n")
        tap.equal(get(story), TOKEN)
        story.helper("erase", REQUEST + f"password={TOKEN}\n\n")
        tap.equal(get(story), None)

        for options in ([], ["--cache=0"]):
            token = login(story, *options)
            tap.equal(get(story), token)
        story.helper("store", REQUEST + "username=PersonalAccessToken\npassword=newer\n\n")
        tap.equal(get(story), "newer")
        story.run([PROGRAM, "--cache=0", "logout", "contoso"])
        tap.equal(get(story), None)


@tap.test
def a_refused_token_is_not_answered_again() -> None:
    with story_with() as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE, name="mine")
        story.approve(APP, token)
        app = story.clone(APP, "app")
        story.azure.revoke(token)
        tap.equal(story.try_git("fetch", cwd=app).returncode, 128)
        tap.equal(get(story), None)


@tap.test
def a_refusal_that_git_tells_by_a_state_ends_the_answer_too() -> None:
    with story_with() as story:
        request = "capability[]=authtype\ncapability[]=state\n" + REQUEST
        first = story.helper("get", request + "\n").stdout
        states = [line for line in first.splitlines() if line.startswith("state[]=")]
        tap.equal(len(states), 1)
        again = story.helper("get", f"{request}{states[0]}\n\n", "--ask=never")
        tap.equal(again.stdout, "")
        tap.equal(get(story), None)


@tap.test
def what_another_program_removes_is_answered_until_the_time_out() -> None:
    with story_with() as story:
        remove_behind(story)
        tap.equal(get(story), TOKEN)
        tap.equal(get(story, "--cache=0"), None)
        time.sleep(1.1)
        tap.equal(get(story, "--cache=1"), None)


@tap.test
def a_clock_that_is_moved_ends_the_answer() -> None:
    """The kernel's clock, by which a key ends, stays as it is here."""
    for days in (-1 / 24, 1 / 24):
        with story_with(start="2026-11-24 12:00:00") as story:
            remove_behind(story)
            tap.equal(get(story), TOKEN)
            story.clock.move(days)
            tap.equal(get(story), None)


@tap.test
def a_token_that_ends_meanwhile_is_not_answered() -> None:
    with story_with(start="2026-11-24 12:00:00") as story:
        expiry = story.clock.now() + 300
        story.helper("store", REQUEST + "username=PersonalAccessToken\npassword=short\n"
                                        f"password_expiry_utc={expiry}\n\n")
        tap.equal(get(story), "short")
        story.clock.move(301 / 86400)
        done = story.helper("get", REQUEST + "\n")
        tap.equal(done.stdout, "")
        assert "expired on" in done.stderr, done.stderr


@tap.test
def a_keyring_that_is_locked_meanwhile_is_not_asked() -> None:
    with story_with() as story:
        story.session.keyring_as(GnomeKeyring).lock()
        tap.equal(get(story), TOKEN)
        done = story.helper("get", REQUEST + "\n", "--cache=0")
        tap.equal(done.stdout, "quit=1\n\n")


@tap.test
def with_no_time_given_nothing_is_kept() -> None:
    with story_with() as story:
        kernel_keyring.drop()
        tap.equal(get(story, "--cache=0"), TOKEN)
        story.helper("store", REQUEST + "username=u\npassword=new\n\n", "--cache=0")
        tap.equal(kernel_keyring.has_answers(), False)


@tap.test
def a_time_that_is_none_is_refused() -> None:
    with Story() as story:
        for value in ("", "-1", "15m", "86401", "99999999999999999999"):
            done = story.run([PROGRAM, f"--cache={value}", "version"])
            tap.equal((value, done.returncode), (value, 129))
            assert done.stderr.startswith("error: --cache has no such value\n"), done.stderr


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
