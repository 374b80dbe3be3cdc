#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Where something fails while a token is renewed, Git has one all the same, and none lives on."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import CompletedProcess

import tap
from contoso import APP, AZURE_CLI, PATS, pats, sign_in
from renewals import (IS_LONG, LOOK_UP, UNTIL_DUE, UNTIL_TRIED_AGAIN, get, is_accepted,
                      is_old_token_with_a_word, last_of, ledger, signed_in, steps_of_renewal)
from story import Story, prepare

# How long Git waits for a renewal, and for what else it takes to start and end programs.
LIMIT_S = 7


# --- failing -------------------------------------------------------------------------------------


def fail_at(story: Story, fault: str) -> CompletedProcess[str]:
    """What the renewal that is due comes to; later requests and a check mend the rest."""
    story.clock.move(days=UNTIL_DUE)
    done = get(story, fault)
    assert is_accepted(story, done), (fault, done)
    story.clock.move(days=UNTIL_TRIED_AGAIN)
    again = get(story)
    assert is_accepted(story, again), (fault, again)
    tap.equal((fault, again.stderr), (fault, ""))
    story.git("credential-azdo", "check")
    tap.equal((fault, len(pats(story)), ledger(story)), (fault, 1, ""))
    return done


@tap.test
def where_any_step_fails_once_git_has_a_token_and_the_rest_is_mended_later() -> None:
    for fault in ("refuse", "lose"):
        with signed_in() as story:
            names = steps_of_renewal(story)
            created = last_of(names, "request", "save")
            for number in range(LOOK_UP + 1, len(names) + 1):
                done = fail_at(story, f"{fault} {number}")
                if number <= created:
                    assert is_old_token_with_a_word(done), (fault, number, done)
                else:
                    assert done.stderr == "" or is_old_token_with_a_word(done), done


ENTRA = {"host": "login.microsoftonline.com", "method": "POST"}
CREATE = {"path": PATS, "method": "POST"}
REVOKE = {"path": PATS, "method": "DELETE"}
STATUSES = ("status 401", "status 403", "status 429", "status 500")
FAULTS = (*STATUSES, "reset", "lost", "truncate", "html", "black-hole")


def add_fault(story: Story, fault: str, request: dict[str, str]) -> None:
    kind, _, status = fault.partition(" ")
    story.azure.add_fault(kind, status=int(status or "0"), count=1, **request)


def requests_that_fail() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Those that are never answered take all of the time that there is: one will do."""
    for fault in FAULTS:
        for name, request in (("access token", ENTRA), ("create", CREATE), ("revoke", REVOKE)):
            if fault != "black-hole" or IS_LONG or name == "create":
                yield name, fault, request


@tap.test
def whatever_befalls_one_of_its_requests_git_has_a_token_and_the_rest_is_mended_later() -> None:
    with signed_in() as story:
        for name, fault, request in requests_that_fail():
            add_fault(story, fault, request)
            before = time.monotonic()
            done = get(story)
            took = time.monotonic() - before
            assert took < LIMIT_S, (name, fault, took)
            assert is_accepted(story, done), (name, fault, done)
            is_put_off = is_old_token_with_a_word(done)
            tap.equal((name, fault, is_put_off), (name, fault, name != "revoke"))
            story.clock.move(days=UNTIL_TRIED_AGAIN)
            assert is_accepted(story, get(story))
            story.git("credential-azdo", "check")
            tap.equal((name, fault, len(pats(story)), ledger(story)), (name, fault, 1, ""))
            story.clock.move(days=UNTIL_DUE)


@tap.test
def what_forbids_it_is_said_with_what_to_do() -> None:
    with signed_in() as story:
        for change, words in (({"creation": False}, "policy"),
                              ({"refused_clients": [AZURE_CLI]}, "")):
            story.azure.set_pat_policy("contoso", **change)
            done = get(story)
            assert is_accepted(story, done), done
            assert is_old_token_with_a_word(done) and words in done.stderr, done
            tap.equal((get(story).stderr, ledger(story).count(" ")), ("", 0))
            story.azure.reset_pat_policy("contoso")
            story.clock.move(days=UNTIL_TRIED_AGAIN)
        tap.equal(get(story).stderr, "")
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


@tap.test
def attempts_that_get_no_answer_do_not_add_up() -> None:
    with signed_in() as story:
        for _ in range(5):
            story.azure.add_fault("lost", count=1, **CREATE)
            assert is_old_token_with_a_word(get(story))
            story.clock.move(days=UNTIL_TRIED_AGAIN)
            tap.equal(len(pats(story)), 2)
        story.azure.add_fault("black-hole", path=PATS, method="GET", count=1)
        done = get(story)
        assert is_accepted(story, done)
        tap.equal(done.stderr, "")
        story.git("credential-azdo", "check")
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


# --- tokens from elsewhere ----------------------------------------------------------------------


@tap.test
def a_token_from_elsewhere_lets_no_created_one_live_on() -> None:
    with signed_in() as story:
        assert is_accepted(story, get(story))
        brought = story.azure.add_token("contoso", scopes=["vso.code_write"])
        story.approve(APP, brought)
        tap.equal(len(pats(story)), 1)
        story.git("credential-azdo", "check")
        tap.equal((pats(story), ledger(story), story.password(APP)), ([], "", brought))


@tap.test
def a_created_token_that_is_pasted_lives_on() -> None:
    with signed_in() as story:
        created = str(story.password(APP))
        story.git("credential-azdo", "login", "contoso", "--with-token", stdin=created)
        story.git("credential-azdo", "check")
        tap.equal((len(pats(story)), story.password(APP)), (1, created))


@tap.test
def an_access_token_lets_no_created_one_live_on() -> None:
    with signed_in() as story:
        story.env["DISPLAY"] = ":0"
        sign_in(story, "--kind=entra")
        story.git("credential-azdo", "check")
        tap.equal((pats(story), ledger(story)), ([], ""))


# --- what could not be revoked -------------------------------------------------------------------

STILL_WORKS = "another token that the sign-in created may still work, until it is revoked"


@contextmanager
def unrevoked() -> Iterator[Story]:
    """The token has been replaced, and the old one could not be revoked."""
    with signed_in() as story:
        add_fault(story, "status 500", REVOKE)
        assert is_accepted(story, get(story))
        tap.equal((len(pats(story)), len(ledger(story).split())), (2, 1))
        yield story


def says_that_one_still_works(story: Story) -> bool:
    return STILL_WORKS in " ".join(story.try_git("credential-azdo", "status").stdout.split())


@tap.test
def status_says_that_a_token_could_not_be_revoked_and_check_revokes_it() -> None:
    with unrevoked() as story:
        assert says_that_one_still_works(story)
        page = story.git("credential-azdo", "status")
        assert page.endswith("\n  next      git credential-azdo check\n"), page
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))
        tap.equal((len(pats(story)), ledger(story)), (1, ""))
        assert not says_that_one_still_works(story)


@tap.test
def renew_revokes_it_with_the_token_that_it_replaces() -> None:
    with unrevoked() as story:
        story.git("credential-azdo", "renew", "contoso")
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


@tap.test
def the_next_renewal_revokes_it() -> None:
    with unrevoked() as story:
        story.clock.move(days=UNTIL_DUE)
        assert is_accepted(story, get(story))
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


@tap.test
def one_that_somebody_else_has_revoked_is_no_concern_any_more() -> None:
    with unrevoked() as story:
        (old,) = [pat["id"] for pat in pats(story) if pat["authorization_id"] == ledger(story)]
        story.azure.set_token(old, revoked=True)
        story.git("credential-azdo", "check")
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


@tap.test
def where_the_sign_in_has_ended_it_is_remembered_until_there_is_a_new_one() -> None:
    with unrevoked() as story:
        story.azure.revoke_sign_ins()
        done = story.try_git("credential-azdo", "check")
        tap.equal(done.returncode, 1)
        assert done.stdout.endswith(" - git credential-azdo login --entra contoso\n"), done.stdout
        tap.equal(len(pats(story)), 2)
        assert says_that_one_still_works(story)
        story.env["DISPLAY"] = ":0"
        sign_in(story)
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
