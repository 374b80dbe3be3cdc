#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Renewing a token by a sign-in never loses one, and leaves none: killed, failing, in parallel.

AZDO_TEST_LONG=1 kills twenty times at each step; the default is once.
"""

from __future__ import annotations

import base64
import os
import random
import ssl
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from subprocess import PIPE, CompletedProcess, Popen

import tap
from contoso import APP, AZURE_CLI, PATS, START, contoso, pats, sign_in
from standin_bench import LoopbackConnection
from story import PROGRAM, Story, prepare

REQUEST = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
REFS = "/contoso/web/_git/app/info/refs?service=git-upload-pack"
# A token for a day is replaced in the second half of it.
UNTIL_DUE = 0.55
# Longer than it is left alone after a failure.
UNTIL_TRIED_AGAIN = 0.01
# The steps with which a request finds the token that is stored.
LOOK_UP = 2
# How long Git waits for a renewal, and for what else it takes to start and end programs.
LIMIT_S = 7
WARNING = "warning: the token for dev.azure.com/contoso ends soon and could not be renewed: "
STEP_FAULT = os.environ["AZDO_TEST_STEP_FAULT_LIBRARY"]
KILLED = -9
IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
GETS = 200
ROUNDS = 20 if IS_LONG else 1
MOMENTS = 20 if IS_LONG else 6


@contextmanager
def signed_in() -> Iterator[Story]:
    """Somebody signed in half a day ago, so that the token is to be replaced."""
    with contoso(start=START, programs=("browser",)) as story:
        sign_in(story, "--days=1")
        del story.env["DISPLAY"]
        story.clock.move(days=UNTIL_DUE)
        yield story


def get(story: Story, fault: str = "") -> CompletedProcess[str]:
    """What Git would get, while one step goes wrong (see step_fault.c)."""
    return call(story, "get", fault)


def call(story: Story, operation: str, fault: str, **more: str) -> CompletedProcess[str]:
    return story.helper(operation, REQUEST | more, env=faulty(story, fault))


def faulty(story: Story, fault: str) -> dict[str, str | None]:
    log = story.session.scratch / "steps"
    log.unlink(missing_ok=True)
    return {"LD_PRELOAD": f"{story.env['LD_PRELOAD']}:{STEP_FAULT}",
            "AZDO_TEST_STEP_FAULT": fault, "AZDO_TEST_STEP_LOG": str(log)}


def steps_of_renewal(story: Story) -> list[str]:
    """All of them, in order, of a renewal in which nothing goes wrong."""
    get(story)
    names = steps(story)
    tap.equal([name for name in names if name in ("save", "request", "answer")],
              ["request",  # an access token
               "save",  # the refresh token that came with it
               "save",  # the id of the token that is asked for
               "request",  # which is created
               "save",  # and stored, and read back
               "save",  # its id is no concern any more
               "request",  # the old one is revoked
               "save",  # and no concern any more
               "answer"])
    return names


def steps(story: Story) -> list[str]:
    """Those that the last program made."""
    return (story.session.scratch / "steps").read_text(encoding="ascii").split()


def last_of(names: list[str], *wanted: str) -> int:
    """The number of the step with which these, one after the other, begin for the last time."""
    return max(at for at in range(len(names))
               if tuple(names[at:at + len(wanted)]) == wanted) + 1


def is_accepted(story: Story, done: CompletedProcess[str]) -> bool:
    """Whether Azure DevOps lets Git in with what was answered."""
    assert done.returncode == 0, done
    password = dict(line.split("=", 1) for line in done.stdout.split())["password"]
    # The certificate is of the story's time, which is not ours.
    trust = ssl._create_unverified_context()  # pylint: disable=protected-access
    connection = LoopbackConnection("dev.azure.com", story.azure.ports[0], trust, 20)
    credentials = base64.b64encode(f"x:{password}".encode()).decode()
    connection.request("GET", REFS, headers={"Authorization": f"Basic {credentials}"})
    status = connection.getresponse().status
    connection.close()
    return status == 200


def ledger(story: Story) -> str:
    """What is yet to be tidied up."""
    assert story.session.keyring
    (record,) = [item.secret for item in story.session.keyring.dump_items()
                 if item.attributes.get("role") == "sign-in"]
    facts = dict(fact.split(b"=", 1) for fact in record.split(b"\t")[1:] if b"=" in fact)
    return (facts.get(b"pending", b"") + b" " + facts.get(b"orphans", b"")).decode().strip()


# --- in parallel ---------------------------------------------------------------------------------


def start_get(story: Story) -> Popen[str]:
    """One that has its request, and runs."""
    process = story.session.start([PROGRAM, "get"], stdin=PIPE, stdout=PIPE, stderr=PIPE,
                                  env=story.env)
    assert process.stdin
    process.stdin.write("".join(f"{key}={value}\n" for key, value in REQUEST.items()) + "\n")
    process.stdin.flush()
    return process


def is_answered(story: Story, process: Popen[str]) -> bool:
    """With what is accepted at the moment that it is known."""
    out, err = process.communicate()
    done = CompletedProcess(process.args, process.returncode, out, err)
    return is_accepted(story, done) and err == ""


@tap.test
def many_requests_at_once_create_one_token_and_each_gets_one_that_works() -> None:
    with signed_in() as story:
        story.refresh()
        before = time.monotonic()
        running = [start_get(story) for _ in range(GETS)]
        with ThreadPoolExecutor(GETS) as pool:
            answered = list(pool.map(lambda process: is_answered(story, process), running))
        tap.diagnose(f"{GETS} requests in {time.monotonic() - before:.1f} s")
        tap.equal((answered.count(True), answered.count(False)), (GETS, 0))
        tap.equal((len(pats(story)), len(pats(story, active=False)), ledger(story)), (1, 2, ""))


# --- killed --------------------------------------------------------------------------------------


def kill_before(story: Story, number: int) -> None:
    """The renewal that is due is cut off before this step; Git has a token all the same."""
    story.clock.move(days=UNTIL_DUE)
    tap.equal(get(story, f"die {number}").returncode, KILLED)
    tap.equal(len(steps(story)), number)
    assert is_accepted(story, get(story))


@tap.test
def killed_before_any_step_it_loses_no_token_and_the_next_check_leaves_one() -> None:
    for _ in range(ROUNDS):
        with signed_in() as story:
            for number, name in enumerate(steps_of_renewal(story), 1):
                kill_before(story, number)
                done = story.try_git("credential-azdo", "check")
                tap.equal((number, name, len(pats(story)), ledger(story)), (number, name, 1, ""))
                tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


@tap.test
def what_a_killed_renewal_left_is_revoked_by_the_next_renewal() -> None:
    for _ in range(ROUNDS):
        with signed_in() as story:
            names = steps_of_renewal(story)
            created = last_of(names, "request", "save")
            revoked = last_of(names, "request", "search")
            for number in (created + 1, created + 2, revoked, revoked + 1):
                kill_before(story, number)
                story.clock.move(days=UNTIL_DUE)
                assert is_accepted(story, get(story))
                tap.equal((number, len(pats(story)), ledger(story)), (number, 1, ""))


@tap.test
def killed_at_any_moment_it_loses_no_token() -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    tap.diagnose(f"seed {seed}")
    for _ in range(ROUNDS):
        with signed_in() as story:
            for _ in range(MOMENTS):
                kill_after(story, chance.uniform(0, 0.4))
                assert is_accepted(story, get(story))
                story.git("credential-azdo", "check")
                tap.equal((len(pats(story)), ledger(story)), (1, ""))
                story.clock.move(days=UNTIL_DUE)


def kill_after(story: Story, seconds: float) -> None:
    process = start_get(story)
    time.sleep(seconds)
    process.kill()
    process.communicate()


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


def take_out(story: Story, operation: str, fault: str = "") -> None:
    """The token that a new sign-in has created."""
    sign_in(story)
    password = str(story.password(APP)) if operation == "erase" else f"of {story.clock.now()}"
    call(story, operation, fault, username="PersonalAccessToken", password=password)


def is_created_one_stored(story: Story) -> bool:
    assert story.session.keyring
    return any(b"\tauthorization_id=" in (item.secret or b"")
               for item in story.session.keyring.dump_items())


@tap.test
def killed_before_it_writes_what_takes_a_token_out_of_the_store_forgets_none() -> None:
    with signed_in() as story:
        story.env["DISPLAY"] = ":0"
        for operation in ("store", "erase"):
            take_out(story, operation)
            numbers = [at for at, name in enumerate(steps(story), 1) if name in ("save", "remove")]
            tap.equal(len(numbers), 2)
            for number in numbers:
                take_out(story, operation, f"die {number}")
                tap.equal(len(steps(story)), number)
                is_stored = is_created_one_stored(story)
                story.git("credential-azdo", "check")
                tap.equal((operation, number, len(pats(story)), ledger(story)),
                          (operation, number, 1 if is_stored else 0, ""))


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


def is_old_token_with_a_word(done: CompletedProcess[str]) -> bool:
    return len(done.stderr.splitlines()) == 2 and done.stderr.startswith(WARNING)


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
            tap.equal((name, fault, is_old_token_with_a_word(done)), (name, fault, name != "revoke"))
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


# --- what could not be revoked -------------------------------------------------------------------

STILL_WORKS = ("another token that the sign-in created may still work, until it is revoked by: "
               "git credential-azdo check")


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
        story.git("credential-azdo", "check")
        tap.equal(len(pats(story)), 2)
        assert says_that_one_still_works(story)
        story.env["DISPLAY"] = ":0"
        sign_in(story)
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
