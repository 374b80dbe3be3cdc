#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Machines without a desktop: the kernel's keyring as the store, and how a choice is remembered."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import kernel_keyring
import tap
from sandbox import NETWORK
from story import PROGRAM, Story, prepare
from terminal import Terminal

APP = "https://dev.azure.com/contoso/web/_git/app"
HELPER = "credential.https://dev.azure.com.helper"
OLDER = "credential.https://*.visualstudio.com.helper"
SERVER = "https://tfs.example.com/tfs"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
WRITE = ["vso.code_write"]
DAYS_KEPT = 30
WAYS_OUT = ("start a keyring", "git credential-azdo --store=pass configure",
            "git credential-azdo --store=keyctl configure")

Done = subprocess.CompletedProcess[str]


@contextlib.contextmanager
def keyctl_story(*, configured: bool = True) -> Iterator[Story]:
    """No session bus, and a kernel keyring that is empty and of this test alone."""
    if os.environ[NETWORK] != "namespace" or not kernel_keyring.is_there():
        tap.skip("there is no kernel keyring for this test alone")
    kernel_keyring.clear()
    with Story("no-bus", configured=configured) as story:
        story.azure.add_repository("contoso", "web", "app")
        try:
            yield story
        finally:
            kernel_keyring.clear()


def login(story: Story, token: str, *words: str, expires: str = "unknown",
          env: Mapping[str, str | None] | None = None) -> Done:
    """The words are options of the program, the word login, and its options."""
    return story.run([PROGRAM, *words, "--with-token", f"--expires={expires}", "contoso"],
                     stdin=token, env=env)


def expect_good(done: Done, *sentences: str) -> None:
    tap.equal((done.returncode, done.stderr), (0, ""))
    for sentence in sentences:
        assert sentence in done.stdout, done.stdout


def expect_error(done: Done, error: str, *hints: str, status: int = 1) -> None:
    """One error line with this start, and one hint line with these parts."""
    tap.equal((done.returncode, done.stdout), (status, ""))
    lines = done.stderr.splitlines()
    tap.equal(len(lines), 2)
    assert lines[0].startswith(f"error: {error}"), done.stderr
    assert lines[1].startswith("hint: "), done.stderr
    for hint in hints:
        assert hint in lines[1], done.stderr


def values(story: Story, key: str) -> list[str]:
    return story.try_git("config", "--global", "--get-all", key).stdout.splitlines()


def work(story: Story, token: str, name: str = "app") -> Path:
    """What Git is for: clone, commit, push, and fetch it again; the stand-in saw this token."""
    app = story.clone(APP, name)
    story.commit(app, f"{name}.txt", b"text\n")
    story.git("push", "--quiet", cwd=app)
    tap.equal(story.try_git("fetch", cwd=app).stderr, "")
    tap.equal(story.password(APP), token)
    return app


# The kernel's keyring.

@tap.test
def git_works_with_tokens_in_the_kernels_keyring() -> None:
    with keyctl_story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        expect_good(login(story, token, "--store=keyctl", "login"))
        app = work(story, token)
        story.azure.revoke(token)
        tap.equal(story.try_git("fetch", cwd=app).returncode, 128)
        tap.equal(story.password(APP), None)
        expect_error(story.helper("get", REQUEST + "\n", "--store=keyctl"),
                     "no token is stored for dev.azure.com/contoso",
                     "git credential-azdo login contoso")


@tap.test
def git_itself_stores_and_erases_there() -> None:
    with keyctl_story() as story:
        story.git("credential-azdo", "--store=keyctl", "configure")
        story.approve(APP, "one")
        story.approve("https://ann@dev.azure.com/contoso/web/_git/app", "two", username="ann")
        tap.equal((story.password(APP), story.fill("https://ann@dev.azure.com/contoso")),
                  ("one", {"protocol": "https", "host": "dev.azure.com", "path": "contoso",
                           "username": "ann", "password": "two"}))
        story.reject(APP, password="another")
        tap.equal(story.password(APP), "one")
        story.reject(APP, password="one", username="PersonalAccessToken")
        tap.equal(story.password(APP), "two")


@tap.test
def login_and_status_say_how_long_the_kernel_keeps_it() -> None:
    with keyctl_story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        for expires, days in (("unknown", DAYS_KEPT), ("5d", DAYS_KEPT), ("60d", 60)):
            day = (date.today() + timedelta(days=days)).isoformat()
            done = login(story, token, "login", "--store=keyctl", expires=expires)
            tap.equal(done.returncode, 0)
            assert (f"This store forgets it on {day} (in {days} days), and when the machine "
                    "restarts.") in done.stdout, done.stdout
            shown = story.run([PROGRAM, "status"]).stdout
            assert "personal access token in keyctl\n" in shown, shown
            assert f"until {day}, in {days} days, or until the machine restarts\n" in shown, shown
            assert f'"kept_until":"{day}T' in story.run([PROGRAM, "status", "--json"]).stdout \
                .replace(" ", "")


@tap.test
def nothing_is_kept_in_front_of_it() -> None:
    with keyctl_story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        expect_good(login(story, token, "--store=keyctl", "login"))
        tap.equal(story.password(APP), token)
        tap.equal(kernel_keyring.has_answers(), False)


@tap.test
def logout_leaves_nothing_there() -> None:
    with keyctl_story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        expect_good(login(story, token, "--store=keyctl", "login"))
        tap.equal(story.run([PROGRAM, "logout", "contoso"]).returncode, 0)
        tap.equal(story.password(APP), None)
        shown = story.run([PROGRAM, "status"])
        assert shown.stdout.startswith("No token is stored."), shown


# The choice.

@tap.test
def a_choice_is_remembered_for_git_and_for_people() -> None:
    for words in (["--store=keyctl", "login"], ["login", "--store=keyctl"],
                  ["--store=keyctl", "login", "--store=keyctl"]):
        with keyctl_story() as story:
            token = story.azure.add_token("contoso", scopes=WRITE)
            written = "Written to the global configuration of Git: "
            expect_good(login(story, token, *words), f"{written}credential.azdoStore = keyctl\n",
                        f"{written}--store=keyctl, in the helper for https://dev.azure.com\n",
                        f"{written}--store=keyctl, in the helper for https://*.visualstudio.com\n")
            tap.equal(values(story, "credential.azdoStore"), ["keyctl"])
            for key in (HELPER, OLDER):
                tap.equal(values(story, key), ["", "azdo --store=keyctl"])
            tap.equal(story.password(APP), token)
            again = login(story, token, "login")
            expect_good(again, "Stored for dev.azure.com/contoso in keyctl")
            assert written not in again.stdout, again.stdout


@tap.test
def a_choice_leaves_the_other_options_alone() -> None:
    with keyctl_story() as story:
        story.git("credential-azdo", "--username=ann o'x", "--cache=60", "configure")
        token = story.azure.add_token("contoso", scopes=WRITE)
        expect_good(login(story, token, "login", "--store=keyctl"))
        expected = ["", "azdo --username='ann o'\\''x' --cache=60 --store=keyctl"]
        tap.equal(values(story, HELPER), expected)


@tap.test
def the_next_choice_takes_the_place_of_the_last() -> None:
    with Story() as story:
        story.git("config", "--global", "credential.azdoStore", "keyctl")
        story.git("credential-azdo", "configure")
        token = story.azure.add_token("contoso", scopes=WRITE)
        expect_good(login(story, token, "login", "--store=secret-service"))
        tap.equal(values(story, "credential.azdoStore"), ["secret-service"])
        tap.equal(values(story, HELPER), ["", "azdo --store=secret-service"])
        tap.equal(story.password(APP), token)


@tap.test
def configure_turns_a_choice_made_before_it_into_the_helpers_option() -> None:
    with keyctl_story(configured=False) as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = login(story, token, "login", "--store=keyctl")
        tap.equal(done.returncode, 0)
        assert "warning: Git does not use this helper" in done.stderr, done.stderr
        shown = story.run([PROGRAM, "status", "--offline"]).stdout
        assert "personal access token in keyctl\n" in shown, shown
        story.git("credential-azdo", "configure")
        tap.equal(values(story, HELPER), ["", "azdo --store=keyctl"])
        work(story, token)


@tap.test
def a_helper_that_looks_elsewhere_is_told_of() -> None:
    with keyctl_story(configured=False) as story:
        story.git("config", "--global", "credential.helper", "azdo")
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = login(story, token, "login", "--store=keyctl")
        tap.equal(done.stderr, "warning: Git does not use the store keyctl for "
                               "https://dev.azure.com/contoso yet\n"
                               "hint: git credential-azdo configure\n")


@tap.test
def a_store_that_is_given_to_configure_is_peoples_too() -> None:
    with keyctl_story() as story:
        story.git("credential-azdo", "--store=keyctl", "configure")
        token = story.azure.add_token("contoso", scopes=WRITE)
        expect_good(login(story, token, "login"), "in keyctl; when it ends is not known.\n")
        tap.equal(values(story, "credential.azdoStore"), [])
        work(story, token)


@tap.test
def a_server_may_have_a_store_of_its_own() -> None:
    with keyctl_story() as story:
        story.git("credential-azdo", "configure", f"--server={SERVER}")
        story.azure.add_repository("tfs.example.com/DefaultCollection", "web", "app")
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=WRITE)
        done = story.run([PROGRAM, f"--server={SERVER}", "login", "--store=keyctl", "--with-token",
                          "--expires=unknown", f"{SERVER}/DefaultCollection"], stdin=token)
        tap.equal(done.returncode, 0)
        tap.equal((values(story, "credential.azdoStore"),
                   values(story, f"credential.{SERVER}.azdoStore")), ([], ["keyctl"]))
        tap.equal(values(story, f"credential.{SERVER}.helper"),
                  ["", f"azdo --server={SERVER} --store=keyctl"])
        tap.equal(values(story, HELPER), ["", "azdo"])
        tap.equal(story.password(f"{SERVER}/DefaultCollection/web/_git/app"), token)


@tap.test
def a_repository_has_no_word_in_it() -> None:
    with keyctl_story() as story:
        folder = story.session.home / "hostile"
        story.git("init", "--quiet", folder)
        story.git("config", "credential.azdoStore", "keyctl", cwd=folder)
        done = story.run([PROGRAM, "status"], cwd=folder)
        tap.equal(done.returncode, 3)
        assert "there is no D-Bus session, so no keyring" in done.stderr, done.stderr
        story.git("credential-azdo", "configure", cwd=folder)
        tap.equal(values(story, HELPER), ["", "azdo"])


@tap.test
def a_login_that_fails_remembers_nothing() -> None:
    with keyctl_story() as story:
        expect_error(login(story, "x" * 52, "login", "--store=keyctl"),
                     "Azure DevOps does not take this token")
        tap.equal(values(story, "credential.azdoStore"), [])
        tap.equal(values(story, HELPER), ["", "azdo"])


@tap.test
def names_that_are_none_and_two_names_are_refused() -> None:
    with keyctl_story() as story:
        names = "the stores are: secret-service, pass, keyctl"
        for words in (["login", "--store=file"], ["--store=file", "login"]):
            expect_error(login(story, "t", *words), "there is no store 'file'", names, status=129)
        expect_error(story.run([PROGRAM, "--store=file", "configure"]), "there is no store 'file'",
                     names, status=129)
        tap.equal(values(story, HELPER), ["", "azdo"])
        expect_error(login(story, "t", "--store=keyctl", "login", "--store=secret-service"),
                     "two stores are named", status=129)


@tap.test
def the_way_out_that_a_hint_names_is_one_in_any_folder() -> None:
    with keyctl_story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "login", "contoso"], columns=80)
        lines = terminal.wait()[1].splitlines()
        ways = [line for line in lines if "git credential-azdo" in line]
        tap.equal([line[:6] for line in lines[1:]], ["hint: ", " " * 6, " " * 6])
        command = ways[-1].rsplit(": ", 1)[1]
        tap.equal(story.run(["sh", "-c", command]).returncode, 0)
        expect_good(login(story, token, "login"), "in keyctl")
        assert "HEAD" in story.git("ls-remote", APP)


@tap.test
def without_any_store_one_sentence_names_three_ways_out() -> None:
    with Story("no-bus") as story:
        before = sorted(path for path in story.session.home.rglob("*") if path.is_file())
        for done in (login(story, "t", "login"), story.helper("get", REQUEST + "\n")):
            expect_error(done, "there is no D-Bus session, so no keyring", *WAYS_OUT)
        done = story.helper("store", REQUEST + "username=u\npassword=SYNTHETIC\n\n")
        expect_error(done, "there is no D-Bus session, so no keyring", *WAYS_OUT)
        after = sorted(path for path in story.session.home.rglob("*") if path.is_file())
        tap.equal(after, before)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
