#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The password store of pass(1) and GnuPG: shared with GCM, locked, broken, not there."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import kernel_keyring
import tap
from password_store import PasswordStore
from sandbox import NETWORK
from story import PROGRAM, Story, prepare
from terminal import Terminal

APP = "https://dev.azure.com/contoso/web/_git/app"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
ENTRY = "git/https/dev.azure.com/contoso/ann"
NOBODYS = "git/https/dev.azure.com/contoso/PersonalAccessToken"
TOKEN = "SYNTHETICTESTTOKEN"
SCREEN = {"DISPLAY": ":0"}
WRITE = ["vso.code_write"]
LIMIT_S = 20.0

Done = subprocess.CompletedProcess[str]
Environment = Mapping[str, str | None]

# Says what it was given, and does it.
WATCHED_PASS = """\
{{ echo "call"; printf '%s\\n' "$@"; env; }} >>'{log}'
exec /usr/bin/pass "$@"
"""


@contextlib.contextmanager
def pass_story(passphrase: str = "", *, cache: bool = False) -> Iterator[tuple[Story,
                                                                             PasswordStore]]:
    """No keyring, and a password store that is the helper's; without a cache, unless it is said."""
    with Story("no-bus") as story:
        store = PasswordStore.make(story.session, passphrase=passphrase)
        story.env.update(store.env)
        options = [] if cache else ["--cache=0"]
        story.git("credential-azdo", "--store=pass", *options, "configure")
        try:
            yield story, store
        finally:
            store.stop()


def helper(story: Story, operation: str, more: str = "", *, env: Environment | None = None,
           options: tuple[str, ...] = ()) -> Done:
    return story.helper(operation, REQUEST + more + "\n", "--store=pass", "--cache=0", *options,
                        env=env)


def keep(story: Story, token: str = TOKEN, username: str = "ann") -> None:
    done = helper(story, "store", f"username={username}\npassword={token}\n")
    tap.equal((done.returncode, done.stderr), (0, ""))


def get(story: Story, **env: str) -> str | None:
    done = helper(story, "get", env=env)
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines() if line)
    return lines.get("password")


def expect_error(done: Done, error: str, hint: str, answer: str = "") -> None:
    """One error line with this start, one hint line with this part, this answer."""
    tap.equal((done.returncode, done.stdout), (1, answer))
    lines = done.stderr.splitlines()
    tap.equal(len(lines), 2)
    assert lines[0].startswith(f"error: {error}"), done.stderr
    assert lines[1].startswith("hint: ") and hint in lines[1], done.stderr


def replace_pass(story: Story, commands: str) -> str:
    """A PATH in which the program pass does something else."""
    folder = story.session.scratch / "replaced"
    folder.mkdir()
    (folder / "pass").write_text(f"#!/bin/sh\n{commands}\n", encoding="ascii")
    (folder / "pass").chmod(0o700)
    return f"{folder}:{story.session.environment(story.env)['PATH']}"


def watch(story: Story) -> Callable[[], str]:
    """All that the program pass is given from now on."""
    log = story.session.scratch / "watched.log"
    story.env["PATH"] = replace_pass(story, WATCHED_PASS.format(log=log))
    return lambda: log.read_text(encoding="utf-8") if log.exists() else ""


# Git's work.

@tap.test
def git_works_with_tokens_in_the_password_store() -> None:
    with pass_story() as (story, store):
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = story.run([PROGRAM, "login", "--store=pass", "--with-token", "--expires=5d",
                          "contoso"], stdin=token)
        tap.equal((done.returncode, done.stderr), (0, ""))
        assert "Stored for dev.azure.com/contoso in pass, until " in done.stdout, done.stdout
        tap.equal(store.names(), [NOBODYS])
        app = story.clone(APP, "app")
        story.commit(app, "new.txt", b"text\n")
        story.git("push", "--quiet", cwd=app)
        story.azure.revoke(token)
        tap.equal(story.try_git("fetch", cwd=app).returncode, 128)
        tap.equal(store.names(), [])
        shown = story.run([PROGRAM, "status"]).stdout
        assert shown.startswith("No token is stored."), shown


@tap.test
def an_entry_begins_as_gcms_do_and_holds_every_byte_it_should() -> None:
    with pass_story() as (story, store):
        keep(story)
        content = store.run("gpg", "--quiet", "--batch", "--decrypt", str(store.path(ENTRY)))
        created = re.search(r"^azdo-created=(\d+)$", content, re.MULTILINE)
        assert created
        tap.equal(content, f"{TOKEN}\nservice=https://dev.azure.com/contoso\naccount=ann\n"
                           "azdo-kind=pat\nazdo-server=dev.azure.com\nazdo-organization=contoso\n"
                           "azdo-username=ann\nazdo-valid_to_certainty=unknown\n"
                           f"azdo-created={created[1]}\n")


@tap.test
def what_gcm_has_stored_answers_and_is_erased() -> None:
    with pass_story() as (story, store):
        store.run("pass", "insert", "--multiline", "--force", ENTRY,
                  stdin=f"{TOKEN}\nservice=https://dev.azure.com/contoso\naccount=ann\n")
        before = store.path(ENTRY).read_bytes()
        tap.equal(helper(story, "get").stdout, f"username=ann\npassword={TOKEN}\n\n")
        keep(story)
        tap.equal(store.path(ENTRY).read_bytes(), before)
        helper(story, "erase", "username=ann\npassword=another\n")
        tap.equal(store.names(), [ENTRY])
        helper(story, "erase", f"username=ann\npassword={TOKEN}\n")
        tap.equal(store.names(), [])


@tap.test
def what_gcm_has_stored_for_other_hosts_is_not_touched_or_decrypted() -> None:
    with pass_story() as (story, store):
        for name in ("git/https/github.com/ann", "git/https/dev.azure.com/fabrikam/ann", "mail"):
            store.path(name).parent.mkdir(parents=True, exist_ok=True)
            store.path(name).write_bytes(b"nobody can decrypt this")
        keep(story)
        tap.equal(get(story), TOKEN)
        helper(story, "erase")
        tap.equal(store.names(), ["git/https/dev.azure.com/fabrikam/ann",
                                  "git/https/github.com/ann", "mail"])


@tap.test
def a_sign_in_stands_where_gcm_does_not_look() -> None:
    with pass_story() as (story, store):
        story.azure.add_repository("contoso", "web", "app")
        story.azure.set_entra(home_tenant=story.azure.tenant("contoso"))
        programs = story.session.scratch / "programs"
        programs.mkdir()
        story.azure.make_azure_cli(programs)
        story.env["PATH"] = f"{programs}:{story.session.environment(story.env)['PATH']}"
        done = story.run([PROGRAM, "login", "--entra=azure-cli", "contoso"])
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(store.names(), ["git-credential-azdo/sign-in/dev.azure.com/contoso/"
                                  "PersonalAccessToken", NOBODYS])
        story.clone(APP, "app")
        tap.equal(story.run([PROGRAM, "logout", "contoso"]).returncode, 0)
        tap.equal(store.names(), [])


@tap.test
def a_secret_is_in_no_argument_and_no_environment() -> None:
    with pass_story() as (story, store):
        given = watch(story)
        keep(story)
        tap.equal(get(story), TOKEN)
        helper(story, "erase", f"username=ann\npassword={TOKEN}\n")
        tap.equal(store.names(), [])
        calls = given()
        assert all(f"\n{word}\n" in calls for word in ("insert", "show", "rm", ENTRY)), calls
        assert TOKEN not in calls, calls


@tap.test
def names_of_every_kind_are_kept_apart() -> None:
    with pass_story() as (story, store):
        names = ("../../../outside", ".gpg-id", "a/b", "100%", "--force", "\u00e4nn", "a b'c\"d")
        for number, name in enumerate(names):
            keep(story, f"{TOKEN}{number}", name)
        for number, name in enumerate(names):
            tap.equal(helper(story, "get", f"username={name}\n").stdout,
                      f"username={name}\npassword={TOKEN}{number}\n\n")
        tap.equal({str(Path(name).parent) for name in store.names()},
                  {"git/https/dev.azure.com/contoso"})


@tap.test
def the_variables_of_pass_hold() -> None:
    with pass_story() as (story, store):
        keep(story)
        elsewhere = story.session.home / "elsewhere"
        store.root.rename(elsewhere)
        env = {"PASSWORD_STORE_DIR": str(elsewhere)}
        tap.equal(get(story, **env), TOKEN)
        home = story.session.environment(story.env)["GNUPGHOME"]
        env |= {"GNUPGHOME": "/nowhere", "PASSWORD_STORE_GPG_OPTS": f"--homedir {home}"}
        tap.equal(get(story, **env), TOKEN)


@tap.test
def a_burst_asks_the_password_store_once() -> None:
    if os.environ[NETWORK] != "namespace" or not kernel_keyring.is_there():
        tap.skip("there is no kernel keyring for this test alone")
    with pass_story(cache=True) as (story, store):
        story.approve(APP, TOKEN)
        store.root.rename(store.root.with_name("away"))
        given = watch(story)
        for _ in range(3):
            tap.equal(story.password(APP), TOKEN)
        tap.equal(given(), "")
        kernel_keyring.drop()
        tap.equal(story.password(APP), None)


# A passphrase.

@tap.test
def without_agent_terminal_and_screen_it_is_locked_and_nothing_is_lost() -> None:
    with pass_story("passphrase") as (story, store):
        keep(story)
        before = store.path(ENTRY).read_bytes()
        locked = "the password store is locked: GnuPG needs the passphrase of your key"
        hint = f"export GPG_TTY=$(tty); pass show '{ENTRY}'"
        start = time.monotonic()
        expect_error(helper(story, "get"), locked, hint, "quit=1\n\n")
        for operation in ("store", "erase"):
            expect_error(helper(story, operation, "username=ann\npassword=another\n"), locked, hint)
        assert time.monotonic() - start < LIMIT_S
        done = story.run([PROGRAM, "status"])
        tap.equal(done.returncode, 3)
        assert locked in done.stderr, done.stderr
        tap.equal((store.path(ENTRY).read_bytes(), store.count_prompts()), (before, 0))
        store.unlock()
        tap.equal(get(story), TOKEN)


@tap.test
def over_ssh_an_agent_that_has_the_key_is_enough() -> None:
    with pass_story("passphrase") as (story, store):
        keep(story)
        store.unlock()
        asked = store.count_prompts()
        tap.equal(get(story, SSH_CONNECTION="x", DISPLAY=":0"), TOKEN)
        store.lock()
        done = helper(story, "get", env={"SSH_CONNECTION": "x", **SCREEN})
        expect_error(done, "the password store is locked", "pass show", "quit=1\n\n")
        tap.equal(store.count_prompts(), asked)


@tap.test
def on_a_screen_gnupg_asks_once() -> None:
    with pass_story("passphrase") as (story, store):
        keep(story, "one", "ann")
        store.unlock()
        keep(story, "two", "bob")
        store.lock()
        asked = store.count_prompts()
        store.answer_prompts("passphrase")
        tap.equal(helper(story, "get", "username=bob\n", env=SCREEN).stdout,
                  "username=bob\npassword=two\n\n")
        tap.equal((get(story), store.count_prompts()), ("two", asked + 1))


@tap.test
def at_a_terminal_gnupg_asks_there() -> None:
    with pass_story("passphrase") as (story, store):
        keep(story)
        store.answer_prompts("passphrase")
        terminal = Terminal(story, ["sh", "-c", f"printf '{REQUEST}\\n' | {PROGRAM} --store=pass "
                                                "--cache=0 get | cat; tty"],
                            may_show=True)
        status, printed = terminal.wait()
        tap.equal((status, store.count_prompts()), (0, 1))
        assert f"password={TOKEN}\n" in printed, printed
        tap.equal(store.terminals(), [printed.splitlines()[-1]])


@tap.test
def nobody_is_asked_who_does_not_want_to_be() -> None:
    with pass_story("passphrase") as (story, store):
        keep(story)
        store.answer_prompts("passphrase")
        never = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "credential.interactive",
                 "GIT_CONFIG_VALUE_0": "false"}
        for options, env in ((("--ask=never",), SCREEN), ((), {**SCREEN, **never})):
            done = helper(story, "get", env=env, options=options)
            expect_error(done, "the password store is locked", "pass show", "quit=1\n\n")
        tap.equal(store.count_prompts(), 0)


@tap.test
def a_closed_prompt_is_closed_for_all_that_wait() -> None:
    with pass_story("passphrase") as (story, store):
        keep(story)
        store.slow_prompts()
        pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
        waiting = [story.session.start([PROGRAM, "--store=pass", "--cache=0", "get"],
                                       env={**story.env, **SCREEN}, **pipes) for _ in range(4)]
        for process in waiting:
            assert process.stdin is not None
            process.stdin.write(REQUEST + "\n")
            process.stdin.close()
            process.stdin = None
        for process in waiting:
            out, err = process.communicate(timeout=60)
            tap.equal(out, "quit=1\n\n")
            assert err.startswith("error: the password store stays locked"), err
        tap.equal(store.count_prompts(), 1)
        tap.equal(store.names(), [ENTRY])


# What is not there, or broken.

@tap.test
def what_is_missing_is_named_with_the_way_to_it() -> None:
    with pass_story() as (story, store):
        keep(story)
        bare = story.session.scratch / "bare"
        bare.mkdir()
        for name in ("git", "git-credential-azdo", "sh", "env", "bash"):
            found = shutil.which(name, path=story.session.environment(story.env)["PATH"])
            assert found
            (bare / name).symlink_to(found)
        expect_error(helper(story, "get", env={"PATH": str(bare)}),
                     "the program 'pass' is not there", "apt-get install pass gnupg")
        (bare / "pass").symlink_to("/usr/bin/pass")
        expect_error(helper(story, "get", env={"PATH": str(bare)}),
                     "the program 'gpg' is not there", "apt-get install pass gnupg")
        expect_error(helper(story, "get", env={"PASSWORD_STORE_DIR": "store"}),
                     "the password store 'store' depends on the current folder",
                     "PASSWORD_STORE_DIR")
        never_made = story.session.scratch / "never"
        for operation in ("get", "store"):
            done = helper(story, operation, "username=ann\npassword=x\n",
                          env={"PASSWORD_STORE_DIR": str(never_made)})
            expect_error(done, f"the password store '{never_made}' was never made", "pass init KEY")
        assert not never_made.exists()


@tap.test
def a_key_that_is_missing_is_told_from_a_passphrase() -> None:
    with pass_story() as (story, store):
        keep(story)
        stranger = story.session.scratch / "stranger"
        stranger.mkdir(mode=0o700)
        expect_error(helper(story, "get", env={"GNUPGHOME": str(stranger), **SCREEN}),
                     "GnuPG does not have the secret key ", "gpg --import", "quit=1\n\n")
        story.session.run(["gpgconf", "--kill", "all"], env={"GNUPGHOME": str(stranger)})
        tap.equal((get(story), store.count_prompts()), (TOKEN, 0))


@tap.test
def a_store_for_a_key_that_is_not_here_keeps_what_it_had() -> None:
    with pass_story() as (story, store):
        keep(story)
        (store.root / ".gpg-id").write_text("nobody@example.com\n", encoding="ascii")
        expect_error(helper(story, "store", "username=ann\npassword=newer\n"),
                     "GnuPG has no usable key to encrypt for the password store", "pass init KEY")
        tap.equal(get(story), TOKEN)


@tap.test
def a_broken_entry_is_named_and_breaks_no_other() -> None:
    with pass_story() as (story, store):
        keep(story)
        whole = store.path(ENTRY).read_bytes()
        other = "git/https/dev.azure.com/fabrikam/ann"
        store.path(other).parent.mkdir()
        for content in (b"", whole[:20], whole[:-20], b"plain text\n"):
            store.path(other).write_bytes(content)
            tap.equal(get(story), TOKEN)
            done = story.helper("get", "protocol=https\nhost=dev.azure.com\npath=fabrikam/x\n\n",
                                "--store=pass", "--cache=0")
            expect_error(done, f"the entry '{other}' of the password store cannot be decrypted: ",
                         f"pass show '{other}'; or remove it: pass rm '{other}'")


@tap.test
def links_below_the_store_are_not_followed() -> None:
    with pass_story() as (story, store):
        keep(story)
        outside = story.session.home / "outside"
        (store.root / "git").rename(outside)
        (store.root / "git").symlink_to(outside)
        tap.equal(get(story), None)
        before = sorted(outside.rglob("*"))
        expect_error(helper(story, "store", "username=ann\npassword=newer\n"),
                     f"the way to '{ENTRY}' in the password store is no plain folder", "links")
        tap.equal(sorted(outside.rglob("*")), before)


@tap.test
def an_entry_that_goes_while_it_is_read_is_no_token() -> None:
    with pass_story() as (story, store):
        keep(story)
        path = replace_pass(story, f"rm '{store.path(ENTRY)}'\necho {ENTRY}")
        expect_error(helper(story, "get", env={"PATH": path}), "no token is stored",
                     "git credential-azdo login contoso")


@tap.test
def a_program_that_hangs_is_ended_in_time() -> None:
    with pass_story() as (story, store):
        keep(story)
        path = replace_pass(story, "sleep 600")
        start = time.monotonic()
        expect_error(helper(story, "get", env={"PATH": path}),
                     "the password store did not answer in time", "gpgconf --kill all")
        assert time.monotonic() - start < LIMIT_S
        tap.equal((get(story), store.names()), (TOKEN, [ENTRY]))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
