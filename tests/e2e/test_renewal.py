#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Renewing a token by a sign-in never loses one, and leaves none: in parallel, and killed."""

from __future__ import annotations

import random
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, CompletedProcess, Popen

import tap
from contoso import APP, NAME, pats, sign_in
from renewals import (IS_LONG, KILLED, REQUEST, ROUNDS, UNTIL_DUE, UNTIL_SETTLED, call, get,
                      is_accepted, last_of, ledger, signed_in, steps, steps_of_renewal)
from story import PROGRAM, Story, prepare

GETS = 200
MOMENTS = 25 if IS_LONG else 6


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
                story.clock.move(days=UNTIL_SETTLED)
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
def what_comes_after_its_asker_was_killed_is_revoked_all_the_same() -> None:
    with signed_in() as story:
        creating = last_of(steps_of_renewal(story), "request", "save")
        kill_before(story, creating)
        (late,) = re.findall(r"\d+-\S{36}", ledger(story))
        story.git("credential-azdo", "check")
        story.azure.add_token("contoso", display_name=f"{NAME}{late}")
        story.clock.move(days=UNTIL_SETTLED)
        tap.equal(len(pats(story)), 2)
        story.git("credential-azdo", "check")
        tap.equal((len(pats(story)), ledger(story)), (1, ""))


@tap.test
def killed_at_any_moment_it_loses_no_token() -> None:
    chance = random.Random(seed := random.randrange(1 << 32))
    tap.diagnose(f"seed {seed}")
    for _ in range(ROUNDS):
        with signed_in() as story:
            for _ in range(MOMENTS):
                kill_after(story, chance.uniform(0, 0.4))
                assert is_accepted(story, get(story))
                story.clock.move(days=UNTIL_SETTLED)
                story.git("credential-azdo", "check")
                tap.equal((len(pats(story)), ledger(story)), (1, ""))
                story.clock.move(days=UNTIL_DUE)


def kill_after(story: Story, seconds: float) -> None:
    process = start_get(story)
    time.sleep(seconds)
    process.kill()
    process.communicate()


def take_out(story: Story, operation: str, fault: str = "") -> None:
    """The token that a new sign-in has created."""
    sign_in(story)
    password = str(story.password(APP)) if operation == "erase" else f"of {time.monotonic_ns()}"
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


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
