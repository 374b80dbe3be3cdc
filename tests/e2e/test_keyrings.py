#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""KWallet and KeePassXC as they are installed: a person's day with Git, and what differs there.

Nobody is at their screens. Where the packages are missing (contrib/packages.sh) tests are skipped.
"""

from __future__ import annotations

import subprocess
import sys
import time

import tap
from desktop_keyrings import DesktopKeyring
from story import Story, prepare

APP = "https://dev.azure.com/contoso/web/_git/app"
OTHER = "https://dev.azure.com/fabrikam/shop/_git/shop"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
TOKEN = "SYNTHETICTESTTOKEN"
WRITE = ["vso.code_write"]
KINDS = ("kwallet", "keepassxc")
NO_CACHE = "--cache=0"
# One call of the keyring may take 3 s.
LIMIT_S = 6.0

Done = subprocess.CompletedProcess[str]


def keyring(story: Story) -> DesktopKeyring:
    return story.session.keyring_as(DesktopKeyring)


def helper(story: Story, operation: str, more: str = "", **env: str) -> Done:
    """The keyring itself is asked, not the cache before it."""
    return story.helper(operation, REQUEST + more + "\n", NO_CACHE, env=env)


def store(story: Story, token: str = TOKEN) -> None:
    done = helper(story, "store", f"username=ann\npassword={token}\n")
    tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


def get(story: Story) -> str:
    return helper(story, "get").stdout


def answer(token: str = TOKEN) -> str:
    return f"username=ann\npassword={token}\n\n"


def expect_failure(done: Done, error: str, hint: str, stdout: str = "") -> None:
    tap.equal((done.returncode, done.stdout), (1, stdout))
    lines = done.stderr.splitlines()
    tap.equal(len(lines), 2)
    assert lines[0].startswith(f"error: {error}"), done.stderr
    assert lines[1].startswith("hint: ") and hint in lines[1], done.stderr


def git_works_all_day(kind: str) -> None:
    with Story(kind) as story:
        story.git("credential-azdo", "--cache=0", "configure")
        story.azure.add_repository("contoso", "web", "app")
        story.azure.add_repository("fabrikam", "shop", "shop")
        tokens = [story.azure.add_token(name, scopes=WRITE) for name in ("contoso", "fabrikam")]
        for organization, token in zip(("contoso", "fabrikam"), tokens):
            done = story.run(["git", "credential-azdo", "login", "--with-token", "--expires=5d",
                              organization], stdin=token)
            tap.equal((done.returncode, done.stderr), (0, ""))
        app = story.clone(APP, "app")
        story.commit(app, "text", b"text\n")
        story.git("push", "--quiet", cwd=app)
        tap.equal(story.try_git("fetch", cwd=story.clone(OTHER, "shop")).stderr, "")
        story.azure.revoke(tokens[0])
        tap.equal(story.try_git("fetch", cwd=app).returncode, 128)
        tap.equal((story.password(APP), story.password(OTHER)), (None, tokens[1]))
        tap.equal(keyring(story).count_items(), 1)


def a_login_again_takes_the_place_of_the_token(kind: str) -> None:
    with Story(kind) as story:
        for token in ("old", "newer", "newest"):
            store(story, token)
            tap.equal((get(story), keyring(story).count_items()), (answer(token), 1))


def what_is_stored_outlives_the_program(kind: str) -> None:
    with Story(kind) as story:
        store(story)
        keyring(story).lock()  # which writes it
        keyring(story).stop()
        keyring(story).restart()
        tap.equal(get(story), answer())


def erase_takes_the_password_it_is_given_and_no_other(kind: str) -> None:
    with Story(kind) as story:
        store(story)
        foreign = ["secret-tool", "store", "--label=foreign", "server", "example.com"]
        if kind == "kwallet":  # secret-tool 0.20.5 does not wait for KeePassXC's prompt
            tap.equal(story.run(foreign, stdin="foreign secret").returncode, 0)
        helper(story, "erase", "password=another\n")
        tap.equal(get(story), answer())
        helper(story, "erase", f"password={TOKEN}\n")
        left = ["foreign"] if kind == "kwallet" else []
        tap.equal([item.label for item in keyring(story).dump_items()], left)


def a_locked_one_makes_git_stop(kind: str) -> None:
    with Story(kind) as story:
        store(story)
        keyring(story).lock()
        hint = "unlock it"
        expect_failure(helper(story, "get"), "the keyring is locked", hint, "quit=1\n\n")
        expect_failure(helper(story, "store", "username=u\npassword=x\n"),
                       "the keyring is locked", hint)
        expect_failure(helper(story, "erase"), "the keyring is locked", hint)
        keyring(story).stop()
        keyring(story).restart()
        tap.equal(get(story), answer())


def one_that_is_stopped_is_given_up(kind: str) -> None:
    with Story(kind) as story:
        store(story)
        keyring(story).pause()
        before = time.monotonic()
        expect_failure(helper(story, "get"), "the keyring did not answer in time",
                       "start it again")
        assert time.monotonic() - before < LIMIT_S
        keyring(story).resume()
        tap.equal(get(story), answer())


for _claim in (git_works_all_day, a_login_again_takes_the_place_of_the_token,
               what_is_stored_outlives_the_program,
               erase_takes_the_password_it_is_given_and_no_other, a_locked_one_makes_git_stop,
               one_that_is_stopped_is_given_up):
    for _kind in KINDS:
        tap.add(f"{_kind}: {_claim.__name__.replace('_', ' ')}",
                lambda claim=_claim, kind=_kind: claim(kind))  # type: ignore[misc]


# KeePassXC asks before it gives and before it removes, unless it is told not to.

@tap.test
def keepassxc_that_asks_before_it_removes_keeps_the_token() -> None:
    with Story("keepassxc:confirm-deletion") as story:
        store(story)
        before = time.monotonic()
        expect_failure(helper(story, "erase", f"password={TOKEN}\n"),
                       "the keyring changes nothing before somebody confirms it", "KeePassXC")
        assert time.monotonic() - before < LIMIT_S
        tap.equal(keyring(story).count_items(), 1)


@tap.test
def keepassxc_that_asks_before_it_gives_makes_git_stop() -> None:
    with Story("keepassxc:confirm-access") as story:
        store(story)
        expect_failure(helper(story, "get"), "the keyring is locked", "unlock it", "quit=1\n\n")


@tap.test
def keepassxc_that_writes_at_once_has_the_token_after_a_crash() -> None:
    with Story("keepassxc:save") as story:
        database = story.session.scratch / "tmp/passwords.kdbx"
        before = database.stat()
        store(story)
        deadline = time.monotonic() + 30
        while database.stat().st_ino == before.st_ino and time.monotonic() < deadline:
            time.sleep(0.02)
        keyring(story).kill()
        keyring(story).restart()
        tap.equal(get(story), answer())


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
