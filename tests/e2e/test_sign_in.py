#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Signing in to Microsoft Entra once, and what Git gets of it from then on, day after day."""

from __future__ import annotations

import fcntl
import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tap
from contoso import APP, PATS, START, contoso, pats, sign_in
from records import row
from sandbox import add_metadata_address
from story import USES_TRIXIE, Story, prepare
from terminal import Terminal

REQUEST = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}


def token_of_last_fetch(story: Story) -> str:
    """The id of the token by which Git was let in last."""
    return [request.authorization.token for request in story.azure.requests()
            if request.authorization and "/_git/" in request.path and request.status == 200][-1]


def push(story: Story, work_tree: Path, name: str, size: int) -> None:
    """A commit of so many bytes that do not compress, and a push of it."""
    content = b"".join(index.to_bytes(4, "big") * 2 + bytes([index % 251] * 3)
                       for index in range(size // 11))
    story.commit(work_tree, name, content)
    story.git("push", "--quiet", cwd=work_tree)


# --- signing in ----------------------------------------------------------------------------------


@tap.test
def after_one_sign_in_clone_and_push_ask_for_nothing() -> None:
    with contoso(programs=("browser",)) as story:
        done = story.try_git("credential-azdo", "login", "--entra", "contoso")
        tap.equal(done.returncode, 0)
        assert done.stdout.startswith(
            "Signed in to Microsoft Entra as user@example.com, by browser.\n"
            "Stored for dev.azure.com/contoso in secret-service, until "), done.stdout
        assert "It may: Code (Read & write). It is replaced in time, without asking.\n" \
            in done.stdout
        assert done.stderr.startswith("Sign in on the page that your browser shows."), done.stderr
        work_tree = story.clone(APP, "app")
        push(story, work_tree, "small", 1000)
        (pat,) = pats(story)
        tap.equal((pat["organizations"], pat["scopes"]), (["contoso"], ["vso.code_write"]))
        days = (float(str(pat["valid_to"])) - float(str(pat["valid_from"]))) / 86400
        assert 6.9 < days < 7.1, days


@tap.test
def without_a_browser_a_code_is_shown() -> None:
    with contoso(programs=()) as story:
        story.azure.set_entra(device_interval_s=1, approve_after_polls=2)
        done = story.try_git("credential-azdo", "login", "--entra", "contoso")
        tap.equal(done.returncode, 0)
        (code,) = story.azure.device_codes()
        assert f"and type the code  {code['user_code']}\n" in done.stderr, done.stderr
        assert story.password(APP) is not None


@tap.test
def a_sign_in_that_is_declined_stores_nothing() -> None:
    with contoso(programs=()) as story:
        story.azure.add_entra_error("authorization_declined", grant="device_code")
        done = story.try_git("credential-azdo", "login", "--entra=device-code", "contoso")
        tap.equal(done.returncode, 1)
        assert "\nerror: " in "\n" + done.stderr and "\nhint: " in done.stderr, done.stderr
        tap.equal(story.session.keyring.count_items(), 0)
        tap.equal(pats(story, active=False), [])


@tap.test
def a_hint_names_the_command_as_it_has_to_be_typed() -> None:
    with contoso(programs=()) as story:
        story.azure.set_entra(device_interval_s=1)
        story.azure.add_entra_error("interaction_required", grant="device_code", count=1)
        done = story.try_git("credential-azdo", "--username=ada", "login", "--entra=device-code",
                             "contoso")
        tap.equal(done.stderr.splitlines()[-1],
                  "hint: sign in again and complete the second factor: git credential-azdo "
                  "--username=ada login --entra=browser contoso")
        done = story.try_git("credential-azdo", "login", "--entra=browser", "contoso")
        tap.equal(done.stderr.splitlines()[-1], "hint: sign in with a code instead: git "
                  "credential-azdo login --entra=device-code contoso")
        story.azure.add_client("5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1", secret="SYNTHETICTESTTOKEN")
        story.env.update({"AZURE_CLIENT_ID": "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1",
                          "AZURE_TENANT_ID": story.azure.tenant("contoso"),
                          "AZURE_CLIENT_SECRET": "SYNTHETICTESTTOKEN"})
        done = story.try_git("credential-azdo", "login", "--entra", "--kind=pat", "contoso")
        tap.equal(done.stderr.splitlines()[-1],
                  "hint: let Git have the access token itself: git credential-azdo login "
                  "--entra=service-principal --kind=entra contoso")
        said = sign_in(story)
        assert said.startswith("Signed in to Microsoft Entra, by service-principal.\nGit gets "
                               "access tokens of Microsoft Entra for "), said
        story.clone(APP, "app")


@tap.test
def status_says_who_signed_in_and_what_the_token_may_do() -> None:
    with contoso() as story:
        sign_in(story, "--scope=code:read")
        page = story.git("credential-azdo", "status")
        assert "  signed in Microsoft Entra, by azure-cli; tokens are replaced without asking\n" \
            in page, page
        assert "  scopes    Code (Read)\n" in page, page
        (token,) = json.loads(story.git("credential-azdo", "status", "--json"))["tokens"]
        tap.equal((token["sign_in"], token["scopes"], token["kind"], token["state"]),
                  ("azure-cli", "vso.code", "pat", "good"))


@tap.test
def wishes_that_cannot_be_are_refused_with_a_way_out() -> None:
    with contoso() as story:
        for options, words in (
                (("--scope=code:wriet",), "code:write"),
                (("--scope=full-access",), "--full-access"),
                (("--days=0",), "from 1 to 365"),
                (("--days=366",), "from 1 to 365"),
                (("--kind=pta",), "entra"),
                (("--with-token",), "help login")):
            done = story.try_git("credential-azdo", "login", "--entra", *options, "contoso")
            tap.equal(done.returncode, 129)
            assert words in done.stderr.splitlines()[1], done.stderr
        done = story.try_git("credential-azdo", "login", "--entra=wand", "contoso")
        assert "device-code" in done.stderr.splitlines()[1], done.stderr
        tap.equal(story.azure.azure_cli_calls(), [])


def signed_in_by(story: Story) -> str:
    page = story.git("credential-azdo", "status", "--offline", "--json")
    return str(json.loads(page)["tokens"][0]["sign_in"])


def renew_lock(story: Story) -> Path:
    return Path(story.session.environment()["XDG_RUNTIME_DIR"], "git-credential-azdo/renew.lock")


@tap.test
def a_new_sign_in_waits_until_nobody_renews_with_the_old_one() -> None:
    with contoso() as story:
        sign_in(story)
        story.azure.set_entra(device_interval_s=1, approve_after_polls=0)
        with renew_lock(story).open("rb") as other, ThreadPoolExecutor(1) as pool:
            fcntl.flock(other, fcntl.LOCK_EX)
            again = pool.submit(story.git, "credential-azdo", "login", "--entra=device-code",
                                "contoso")
            while "redeemed" not in [code["state"] for code in story.azure.device_codes()]:
                assert not again.done(), again.result()
                time.sleep(0.02)
            time.sleep(0.5)
            tap.equal((signed_in_by(story), len(pats(story, active=False))), ("azure-cli", 1))
            fcntl.flock(other, fcntl.LOCK_UN)
            again.result(30)
        tap.equal((signed_in_by(story), len(pats(story, active=False)), len(pats(story))),
                  ("device-code", 2, 1))


@tap.test
def a_setting_signs_in_as_the_option_does() -> None:
    with contoso(programs=()) as story:
        story.azure.set_entra(device_interval_s=1, approve_after_polls=1)
        story.git("config", "--global", "credential.azdoSignIn", "device-code")
        done = story.try_git("ls-remote", APP)
        assert "hint: git credential-azdo login contoso\n" in done.stderr, done.stderr
        said = story.git("credential-azdo", "login", "--scope=code:read", "contoso")
        assert said.startswith("Signed in to Microsoft Entra as "), said
        assert "It may: Code (Read)." in said, said
        story.clone(APP, "app")
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        said = story.git("credential-azdo", "login", "contoso", "--with-token", stdin=token)
        assert said.startswith("Stored for "), said
        story.git("config", "--global", "credential.azdoSignIn", "wand")
        done = story.try_git("credential-azdo", "login", "contoso")
        assert "credential.azdoSignIn has no value 'wand'" in done.stderr, done.stderr


@tap.test
def requests_at_the_same_time_sign_in_once_and_share_the_token() -> None:
    with contoso() as story:
        story.git("config", "--global", "credential.azdoSignIn", "azure-cli")
        story.azure.add_fault("latency", seconds=0.5, path=PATS)
        with ThreadPoolExecutor(6) as pool:
            answers = [pool.submit(story.helper, "get", REQUEST) for _ in range(5)]
            fetch = pool.submit(story.try_git, "ls-remote", APP)
        lines = {line for answer in answers for line in answer.result().stdout.splitlines()
                 if line.startswith("password=")}
        tap.equal([answer.result().returncode for answer in answers], [0] * 5)
        tap.equal((fetch.result().returncode, fetch.result().stderr), (0, ""))
        tap.equal(lines, {f"password={story.password(APP)}"})
        tap.equal((len(pats(story, active=False)), len(pats(story))), (1, 1))


# --- policies ------------------------------------------------------------------------------------


@tap.test
def a_life_that_a_policy_shortens_is_said() -> None:
    with contoso() as story:
        story.azure.set_pat_policy("contoso", maximum_days=3)
        said = sign_in(story)
        assert "(in 3 days)" in said, said
        words = "Its life is shorter than the 7 days that were asked for"
        assert words in said, said
        said = story.git("credential-azdo", "renew", "contoso")
        assert words in said, said
        story.azure.set_pat_policy("contoso", maximum_days=30)
        assert words not in story.git("credential-azdo", "renew", "contoso")


@tap.test
def where_a_policy_forbids_tokens_pasting_still_works() -> None:
    with contoso() as story:
        story.azure.set_pat_policy("contoso", creation=False)
        done = story.try_git("credential-azdo", "login", "--entra", "contoso")
        tap.equal(done.returncode, 1)
        assert "policy" in done.stderr, done.stderr
        tap.equal(story.session.keyring.count_items(), 0)
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        story.git("credential-azdo", "login", "contoso", "--with-token", "--expires=7d",
                  stdin=token)
        story.clone(APP, "app")


@tap.test
def where_a_policy_forbids_tokens_the_command_of_the_hint_lets_git_in() -> None:
    with contoso() as story:
        story.azure.set_pat_policy("contoso", creation=False)
        done = story.try_git("credential-azdo", "login", "--entra", "contoso")
        command = done.stderr.splitlines()[1].rsplit(": ", 1)[1]
        tap.equal(command, "git credential-azdo login --entra --kind=entra contoso")
        tap.equal(story.run(command.split()).returncode, 0)
        story.clone(APP, "app")


@tap.test
def a_slow_azure_cli_is_named_to_who_waits_for_it() -> None:
    words: list[str | Path] = ["git", "credential-azdo", "login", "--entra=azure-cli", "contoso"]
    with contoso() as story:
        story.azure.set_azure_cli(delay_s=2.5)
        terminal = Terminal(story, words)
        terminal.expect("Waiting for 'az', for 30 seconds at most ...")
        terminal.expect("Stored for dev.azure.com/contoso")
        tap.equal(terminal.wait()[0], 0)
        tap.equal(story.run(words).stderr, "")
        story.azure.set_azure_cli(delay_s=0)
        terminal = Terminal(story, words)
        assert "Waiting" not in terminal.wait()[1]


@tap.test
def the_command_of_the_hint_is_for_the_same_account() -> None:
    name = "--username=ann@example.com"
    with contoso() as story:
        for error, words in (("disablePatCreationPolicyViolation", "--entra --kind=entra"),
                             ("patLifespanPolicyViolation", "--entra --days 1")):
            story.azure.add_pat_error("contoso", error, count=1)
            done = story.try_git("credential-azdo", name, "login", "--entra", "contoso")
            hints = [line.rsplit(": ", 1)[1] for line in done.stderr.splitlines()[1:]]
            tap.equal(hints, [f"git credential-azdo {name} login {words} contoso"])


# --- day after day -------------------------------------------------------------------------------


@tap.test
def six_days_later_a_fetch_renews_the_token_and_revokes_the_old_one() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        work_tree = story.clone(APP, "app")
        old = story.password(APP)
        for days, count in ((3, 1), (3, 2)):
            story.clock.move(days=days)
            done = story.try_git("fetch", cwd=work_tree)
            tap.equal((done.returncode, done.stderr), (0, ""))
            tap.equal(len(pats(story, active=False)), count)
        assert story.password(APP) not in (None, old)
        tap.equal(len(pats(story)), 1)
        tap.equal(token_of_last_fetch(story), pats(story)[0]["id"])


@tap.test
def two_weeks_later_the_expired_token_is_replaced_within_the_command() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        work_tree = story.clone(APP, "app")
        story.clock.move(days=14)
        done = story.try_git("fetch", cwd=work_tree)
        tap.equal((done.returncode, done.stderr), (0, ""))


@tap.test
def a_check_renews_ahead_so_that_git_does_not_have_to() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        story.clock.move(days=6)
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))
        tap.equal(len(pats(story, active=False)), 2)
        tap.equal(len(pats(story)), 1)


@tap.test
def where_the_sign_in_has_ended_the_old_token_goes_on_and_one_line_says_what_to_do() -> None:
    with contoso(start=START, programs=("browser",)) as story:
        sign_in(story)
        work_tree = story.clone(APP, "app")
        story.azure.revoke_sign_ins()
        story.clock.move(days=6)
        done = story.try_git("fetch", cwd=work_tree)
        tap.equal(done.returncode, 0)
        assert done.stderr.startswith("warning: the token for dev.azure.com/contoso ends soon and "
                                      "could not be renewed: "), done.stderr
        tap.equal(done.stderr.splitlines()[1],
                  "hint: sign in again: git credential-azdo login --entra contoso")
        done = story.try_git("credential-azdo", "check")
        tap.equal(done.returncode, 1)
        assert done.stdout.endswith(" - git credential-azdo login --entra contoso\n"), done.stdout


@tap.test
def a_sign_in_that_has_ended_is_not_said_to_replace_tokens() -> None:
    with contoso(start=START, programs=("browser",)) as story:
        sign_in(story, "--days=30")
        story.azure.revoke_sign_ins()
        tap.equal(story.try_git("credential-azdo", "renew", "contoso").returncode, 1)
        page = story.try_git("credential-azdo", "status")
        tap.equal((page.returncode, page.stdout.splitlines()[0]),
                  (1, "contoso: valid, expires in 30 days"))
        tap.equal((row(page.stdout, "signed in"), row(page.stdout, "next")),
                  ("Microsoft Entra, by browser; it gets no new tokens",
                   "git credential-azdo login --entra contoso"))
        tap.equal(row(page.stdout, "note"),
                  "since 2026-11-24 the sign-in gets no new tokens: sign in again")
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout),
                  (1, "contoso: valid, expires in 30 days - "
                      "git credential-azdo login --entra contoso\n"))
        sign_in(story)
        tap.equal(story.try_git("credential-azdo", "check").stdout, "")


@tap.test
def a_sign_in_without_a_token_that_has_ended_is_bad() -> None:
    with contoso(start=START, programs=("browser",)) as story:
        sign_in(story)
        story.azure.revoke_sign_ins()
        story.clock.move(days=8)
        tap.equal(story.try_git("ls-remote", APP).returncode, 128)
        done = story.try_git("credential-azdo", "status", "--offline")
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (2, "contoso: signed in, but without a token"))
        tap.equal(row(done.stdout, "next"), "git credential-azdo login --entra contoso")


@tap.test
def a_check_finds_that_the_azure_cli_is_signed_in_again() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        story.azure.set_azure_cli(logged_in=False)
        tap.equal(story.try_git("credential-azdo", "renew", "contoso").returncode, 1)
        done = story.try_git("credential-azdo", "check")
        assert done.stdout.endswith(" - git credential-azdo renew contoso\n"), done.stdout
        story.azure.set_azure_cli(logged_in=True)
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout), (0, ""))
        assert "without asking" in story.git("credential-azdo", "status")


@tap.test
def where_the_azure_cli_is_signed_out_its_own_command_is_named() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        story.azure.set_azure_cli(logged_in=False)
        story.clock.move(days=6)
        done = story.try_git("ls-remote", APP)
        tap.equal(done.returncode, 0)
        tap.equal(done.stderr.splitlines()[1],
                  f"hint: az login --tenant {story.azure.tenant('contoso')}")


@tap.test
def a_refused_token_is_replaced_and_the_dead_one_is_revoked_later() -> None:
    with contoso() as story:
        sign_in(story)
        work_tree = story.clone(APP, "app")
        story.azure.revoke(str(story.password(APP)))
        done = story.try_git("fetch", cwd=work_tree)
        if USES_TRIXIE:
            tap.equal(done.returncode, 0)
        else:
            tap.equal(done.returncode, 128)
            hint = "hint: try again: a new token is obtained by itself\n"
            assert hint in done.stderr, done.stderr
        tap.equal(story.try_git("fetch", cwd=work_tree).stderr, "")
        tap.equal(len(pats(story)), 1)


@tap.test
def reject_takes_the_token_and_never_the_sign_in() -> None:
    with contoso() as story:
        sign_in(story)
        first = story.password(APP)
        story.reject(APP)
        second = story.password(APP)
        assert second and second != first
        story.clone(APP, "app")
        tap.equal([pat["id"] for pat in pats(story)], [token_of_last_fetch(story)])


@tap.test
def logout_revokes_what_was_created_and_forgets_everything() -> None:
    with contoso() as story:
        sign_in(story)
        said = story.git("credential-azdo", "logout", "--revoke", "contoso")
        assert "It is revoked.\n" in said, said
        assert "Removed the sign-in to Microsoft Entra for contoso.\n" in said, said
        tap.equal((pats(story), story.session.keyring.count_items()), ([], 0))


def is_asked_for_a_token(story: Story) -> bool:
    return any(request.method == "POST" and request.path.startswith(PATS)
               for request in story.azure.requests())


@tap.test
def after_a_logout_no_renewal_that_was_under_way_leaves_a_token() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        story.clock.move(days=6)
        story.azure.clear_requests()
        story.azure.add_fault("latency", seconds=2, method="POST", path=PATS)
        with ThreadPoolExecutor(1) as pool:
            get = pool.submit(story.helper, "get", REQUEST)
            while not is_asked_for_a_token(story):
                assert not get.done(), get.result()
                time.sleep(0.02)
            said = story.git("credential-azdo", "logout", "contoso")
            tap.equal(get.result(30).returncode, 0)
        assert "Removed the sign-in to Microsoft Entra for contoso.\n" in said, said
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def a_sign_in_that_is_refused_keeps_what_is_noted_meanwhile() -> None:
    with contoso() as story:
        sign_in(story)
        story.azure.clear_requests()
        story.azure.set_pat_policy("contoso", creation=False)
        story.azure.add_fault("latency", seconds=1, method="POST", path=PATS)
        with ThreadPoolExecutor(1) as pool:
            again = pool.submit(story.try_git, "credential-azdo", "login", "--entra", "contoso")
            while not is_asked_for_a_token(story):
                assert not again.done(), again.result()
                time.sleep(0.02)
            story.reject(APP)
            tap.equal(again.result(30).returncode, 1)
        tap.equal(len(pats(story)), 1)
        story.azure.clear_faults()
        story.azure.set_pat_policy("contoso", creation=True)
        story.git("credential-azdo", "renew", "contoso")
        tap.equal((len(pats(story)), len(pats(story, active=False))), (1, 2))


@tap.test
def a_logout_that_cannot_revoke_forgets_nothing() -> None:
    with contoso() as story:
        sign_in(story)
        story.azure.add_fault("status", status=500, method="DELETE", path=PATS)
        done = story.try_git("credential-azdo", "logout", "--revoke", "contoso")
        tap.equal((done.returncode, done.stdout), (1, ""))
        tap.equal(done.stderr.splitlines()[1], "hint: git credential-azdo logout contoso")
        tap.equal((len(pats(story)), story.session.keyring.count_items()), (1, 2))


@tap.test
def renew_replaces_the_token_without_asking() -> None:
    with contoso() as story:
        sign_in(story)
        old = story.password(APP)
        story.git("credential-azdo", "renew", "contoso")
        assert story.password(APP) not in (None, old)
        tap.equal((len(pats(story)), len(pats(story, active=False))), (1, 2))


@tap.test
def renew_creates_the_token_where_only_the_sign_in_is_stored() -> None:
    with contoso() as story:
        sign_in(story)
        story.reject(APP)
        tap.equal(story.session.keyring.count_items(), 1)
        said = story.git("credential-azdo", "renew", "contoso")
        assert said.startswith("Stored for dev.azure.com/contoso in secret-service, until "), said
        tap.equal((story.session.keyring.count_items(), len(pats(story))), (2, 1))
        story.clone(APP, "app")
        done = story.try_git("credential-azdo", "renew", "fabrikam")
        tap.equal((done.returncode, done.stderr.splitlines()),
                  (1, ["error: no token is stored for dev.azure.com/fabrikam",
                       "hint: git credential-azdo login fabrikam"]))


@tap.test
def a_token_that_was_pasted_before_is_named_for_revocation() -> None:
    with contoso() as story:
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        story.git("credential-azdo", "login", "contoso", "--with-token", stdin=token)
        said = sign_in(story)
        assert f"The old one, ****{token[-4:]}, still works" in said, said


@tap.test
def a_sign_in_that_no_longer_creates_tokens_revokes_those_that_it_created() -> None:
    with contoso() as story:
        sign_in(story)
        said = sign_in(story, "--kind=entra")
        assert "may still work" not in said, said
        tap.equal(pats(story), [])
        sign_in(story)
        story.azure.add_fault("status", status=500, method="DELETE", path=PATS)
        said = sign_in(story, "--kind=entra")
        assert said.endswith(
            "Other tokens that it created, whose names begin with git-credential-azdo, may still "
            "work until they are revoked:\n  https://dev.azure.com/contoso/_usersSettings/tokens\n"
        ), said
        tap.equal(len(pats(story)), 1)


@tap.test
def a_created_token_that_git_stored_another_one_over_is_revoked_by_the_next_sign_in() -> None:
    with contoso() as story:
        sign_in(story)
        story.approve(APP, story.azure.add_token("contoso", scopes=["vso.code_write"]))
        sign_in(story)
        tap.equal(len(pats(story)), 1)
        story.git("credential-azdo", "logout", "--revoke", "contoso")
        tap.equal(pats(story), [])


@tap.test
def logout_names_the_page_of_tokens_that_are_hidden_behind_a_pasted_one() -> None:
    with contoso() as story:
        sign_in(story)
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        story.git("credential-azdo", "login", "contoso", "--with-token", stdin=token)
        said = story.git("credential-azdo", "logout", "contoso")
        assert "Removed the sign-in to Microsoft Entra for contoso.\nOther tokens that it " \
            "created, " in said, said
        assert said.endswith(":\n  https://dev.azure.com/contoso/_usersSettings/tokens\n"), said
        tap.equal(len(pats(story)), 1)


@tap.test
def a_token_that_is_pasted_over_a_sign_in_is_said_to_be_the_one_that_counts() -> None:
    with contoso() as story:
        sign_in(story)
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        said = story.git("credential-azdo", "login", "contoso", "--with-token", "--expires=5d",
                         stdin=token)
        tap.equal(said.splitlines()[1:], [
            "The sign-in to Microsoft Entra stays, and is not used while this token is stored. To "
            "go back to it:", "  git credential-azdo renew contoso"])
        page = story.try_git("credential-azdo", "status").stdout
        tap.equal(row(page, "signed in"),
                  "Microsoft Entra, by azure-cli; not used while the token below is stored")
        story.git(*said.splitlines()[-1].split()[1:])
        assert story.password(APP) != token
        page = story.git("credential-azdo", "status")
        tap.equal(row(page, "signed in"),
                  "Microsoft Entra, by azure-cli; tokens are replaced without asking")


# --- the access token itself ---------------------------------------------------------------------


@tap.test
def git_gets_the_access_token_itself_and_pushes_more_than_a_mebibyte() -> None:
    with contoso() as story:
        sign_in(story, "--kind=entra")
        work_tree = story.clone(APP, "app")
        push(story, work_tree, "large", 3 * 1024 * 1024)
        tap.equal(pats(story, active=False), [])
        used = {request.authorization.scheme for request in story.azure.requests()
                if request.authorization and "/_git/" in request.path}
        # Git 2.46 to 2.53 send what is larger than http.postBuffer with the password.
        tap.equal(used, {"Bearer", "Basic"} if USES_TRIXIE else {"Basic"})


@tap.test
def an_hour_later_the_next_access_token_answers() -> None:
    with contoso(start=START) as story:
        sign_in(story, "--kind=entra")
        work_tree = story.clone(APP, "app")
        first = story.password(APP)
        story.clock.move(days=1)
        done = story.try_git("fetch", cwd=work_tree)
        tap.equal((done.returncode, done.stderr), (0, ""))
        assert story.password(APP) not in (None, first)


def status_is_of_somebody_signed_in(story: Story) -> None:
    """Now, whether Azure DevOps is asked or not."""
    for options in ((), ("--offline",)):
        done = story.try_git("credential-azdo", "status", *options)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (0, "contoso: signed in; the next Git command obtains a token"))
        assert "  next " not in done.stdout, done.stdout


def expired(kind: str) -> None:
    with contoso(start=START) as story:
        sign_in(story, f"--kind={kind}")
        story.clock.move(days=8)
        status_is_of_somebody_signed_in(story)
        story.azure.set_azure_cli(logged_in=False)
        done = story.try_git("credential-azdo", "check")
        tap.equal(done.returncode, 2)
        assert done.stdout.startswith("contoso: signed in, but without a token - "), done.stdout
        story.azure.set_azure_cli(logged_in=True)
        tap.equal(story.try_git("ls-remote", APP).stderr, "")


for _kind in ("pat", "entra"):
    tap.add(f"a sign in whose token has expired is good: {_kind}",
            lambda kind=_kind: expired(kind))


@tap.test
def a_sign_in_without_a_token_is_no_token_that_was_long_unused() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        story.clock.move(days=100)
        tap.equal(row(story.git("credential-azdo", "status", "--offline"), "note"), None)


@tap.test
def a_network_that_is_down_says_nothing_of_a_sign_in_whose_token_has_expired() -> None:
    with contoso(start=START) as story:
        sign_in(story)
        story.clock.move(days=8)
        story.git("config", "--global", "--unset-all", "include.path")
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout), (3, ""))


# --- machines ------------------------------------------------------------------------------------


def configure_machine(story: Story, source: str) -> None:
    """What the recipe for a machine says."""
    story.git("config", "--global", "credential.https://dev.azure.com.azdoSignIn", source)


@tap.test
def a_virtual_machine_without_a_keyring_clones_as_itself() -> None:
    if not add_metadata_address():
        tap.skip("the metadata service's address needs a network namespace")
    with contoso(keyring="no-bus", metadata=True, programs=()) as story:
        configure_machine(story, "managed-identity")
        work_tree = story.clone(APP, "app")
        tap.equal(story.try_git("fetch", cwd=work_tree).stderr, "")


@tap.test
def a_job_of_github_actions_clones_as_its_application() -> None:
    with contoso(keyring="no-bus", programs=()) as story:
        story.azure.add_client("5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1", federated=True)
        configure_machine(story, "workload-identity")
        story.env.update(story.azure.github_job())
        story.env.update({"AZURE_CLIENT_ID": "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1",
                          "AZURE_TENANT_ID": story.azure.tenant("contoso")})
        story.clone(APP, "app")


@tap.test
def a_machine_that_is_set_up_wrong_hears_which_setting_it_is() -> None:
    with contoso(keyring="no-bus", programs=()) as story:
        configure_machine(story, "managed_identity")
        done = story.try_git("ls-remote", APP)
        tap.equal(done.returncode, 128)
        assert "error: credential.azdoSignIn has no value 'managed_identity'\nhint: it is one " \
            "of: browser, " in done.stderr, done.stderr


def machine_is_kept_waiting(keyring: str) -> None:
    with contoso(keyring=keyring, programs=()) as story:
        configure_machine(story, "service-principal")
        story.env.update({"AZURE_CLIENT_ID": "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1",
                          "AZURE_TENANT_ID": story.azure.tenant("contoso"),
                          "AZURE_CLIENT_SECRET": "SYNTHETICTESTTOKEN"})
        story.azure.add_fault("latency", seconds=3.5, host="dev.azure.com")
        story.azure.add_fault("black-hole", host="login.microsoftonline.com")
        start = time.monotonic()
        done = story.helper("get", REQUEST)
        assert 4.9 < time.monotonic() - start < 7, done
        assert "Microsoft Entra cannot be asked" in done.stderr, done.stderr


for _keyring in ("no-bus", "gnome-keyring"):
    tap.add(f"a machine is kept waiting once for all that it asks: {_keyring}",
            lambda keyring=_keyring: machine_is_kept_waiting(keyring))


def timed_get(story: Story, **changes: str) -> tuple[float, list[str]]:
    """How long `get` took, and what it said."""
    start = time.monotonic()
    done = story.helper("get", {**REQUEST, **changes}, "--cache=0")
    return time.monotonic() - start, done.stderr.splitlines()


HELD_OFF = re.compile(r"[0-9]+ seconds? ago a server was waited for in vain, and it is not asked "
                      r"again so soon$")


def is_waited_for_once(story: Story, hint: str) -> None:
    """The first request waits for Microsoft Entra, and those after it do not."""
    story.azure.add_fault("black-hole", host="login.microsoftonline.com")
    took, said = timed_get(story)
    assert took > 4.5 and not HELD_OFF.search(said[0]), (took, said)
    for _ in range(2):
        took, said = timed_get(story)
        assert took < 2 and HELD_OFF.search(said[0]), (took, said)
        assert said[1].startswith(f"hint: {hint}"), said
    other = timed_get(story, path="fabrikam/web/_git/app")[1]
    assert other and not HELD_OFF.search(other[0]), other
    story.azure.clear_faults()


@tap.test
def a_machine_waits_once_for_a_server_that_does_not_answer() -> None:
    with contoso(keyring="no-bus", programs=()) as story:
        story.git("config", "--global", "credential.https://dev.azure.com/contoso.azdoSignIn",
                  "service-principal")
        story.env.update({"AZURE_CLIENT_ID": "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1",
                          "AZURE_TENANT_ID": story.azure.tenant("contoso"),
                          "AZURE_CLIENT_SECRET": "SYNTHETICTESTTOKEN"})
        story.azure.add_client(story.env["AZURE_CLIENT_ID"], secret="SYNTHETICTESTTOKEN")
        is_waited_for_once(story, "try again in 1")
        (mark,) = Path(story.session.environment()["XDG_RUNTIME_DIR"]).glob("*/failed-*")
        mark.write_text(f"{int(time.time()) - 121}\n", encoding="ascii")
        tap.equal(timed_get(story)[1], [])
        tap.equal(mark.exists(), False)


@tap.test
def a_signed_in_person_waits_once_and_can_try_at_once() -> None:
    with contoso(programs=("browser",)) as story:
        sign_in(story)
        story.git("credential", "reject", stdin=f"url={APP}\n\n")
        is_waited_for_once(story, "git credential-azdo renew contoso")
        tap.equal(story.try_git("credential-azdo", "renew", "contoso").returncode, 0)
        story.git("credential", "reject", stdin=f"url={APP}\n\n")
        tap.equal(timed_get(story)[1], [])


@tap.test
def a_refusal_comes_at_once_and_is_asked_for_again() -> None:
    with contoso(programs=("browser",)) as story:
        sign_in(story)
        story.git("credential", "reject", stdin=f"url={APP}\n\n")
        story.azure.set_pat_policy("contoso", creation=False)
        for _ in range(2):
            said = timed_get(story)[1]
            assert "policy" in said[0], said
        story.azure.reset_pat_policy("contoso")
        tap.equal(timed_get(story)[1], [])


@tap.test
def a_repository_cannot_choose_who_signs_in() -> None:
    with contoso(keyring="no-bus", programs=()) as story:
        work_tree = story.session.home / "hostile"
        story.git("init", "--quiet", work_tree)
        story.git("config", "credential.https://dev.azure.com.azdoSignIn", "managed-identity",
                  cwd=work_tree)
        done = story.try_git("fetch", APP, cwd=work_tree)
        tap.equal(done.returncode, 128)
        assert "error: there is no D-Bus session, so no keyring\n" in done.stderr, done.stderr


@tap.test
def a_machine_whose_identity_is_not_known_says_so() -> None:
    with contoso(keyring="no-bus", programs=()) as story:
        configure_machine(story, "workload-identity")
        done = story.try_git("ls-remote", APP)
        tap.equal(done.returncode, 128)
        assert "AZURE_FEDERATED_TOKEN_FILE" in done.stderr, done.stderr


@tap.test
def a_git_that_brings_a_renewed_token_back_leaves_the_new_one() -> None:
    request = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
    with contoso() as story:
        sign_in(story)
        old = story.helper("get", request).stdout
        story.git("credential-azdo", "renew", "contoso")
        new = story.helper("get", request).stdout
        assert "password=" in old and "password=" in new and old != new, (old, new)
        done = story.helper("store", "".join(f"{key}={value}\n" for key, value in request.items()
                                             if f"{key}=" not in old) + old + "\n")
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))
        tap.equal(story.helper("get", request).stdout, new)
        tap.equal(len(pats(story)), 1)
        story.git("ls-remote", APP)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
