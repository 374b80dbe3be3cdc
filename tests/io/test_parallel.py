#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Rounds of six parallel processes on a real gnome-keyring: nothing lost, nothing doubled.

AZDO_TEST_ROUNDS=200 plays as many rounds; the default is short.
"""

import os
import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen

import tap
from session import Session, enter_sandbox

STAGE = Path(os.environ["AZDO_TEST_STAGE"])
PROGRAM = "git-credential-azdo"
ROUNDS = int(os.environ.get("AZDO_TEST_ROUNDS", "25"))
ORGANIZATIONS = ["alpha", "bravo", "charlie", "delta", "echo"]


def start(place: Session, operation: str, organization: str, password: str = "") -> Popen[str]:
    """A helper that has its request, and runs."""
    request = f"protocol=https\nhost=dev.azure.com\npath={organization}/p/_git/r\n"
    if password:
        request += f"username=PersonalAccessToken\npassword={password}\n"
    process = place.start([PROGRAM, "--ask=never", operation], stdin=PIPE, stdout=PIPE, stderr=PIPE)
    assert process.stdin is not None
    process.stdin.write(request + "\n")
    process.stdin.close()
    process.stdin = None
    return process


def stored(place: Session) -> dict[str, str]:
    """Organization -> token, as the keyring has it; an organization twice is a failure."""
    items = [(item.attributes["organization"], item.secret.split(b"\t")[0].decode())
             for item in place.keyring.dump_items()]
    found = dict(items)
    assert len(found) == len(items), f"doubled: {items}"
    return found


def play(place: Session, number: int, expected: dict[str, str]) -> None:
    """One round: the roles move on by one organization each time."""
    turned = ORGANIZATIONS[number % 5:] + ORGANIZATIONS[:number % 5]
    renewed, raced, read, erased, kept = turned
    one, two = f"{number}-one", f"{number}-two"
    running = [
        start(place, "store", renewed, f"{number}-new"),
        start(place, "store", raced, one),
        start(place, "store", raced, two),
        start(place, "get", read),
        start(place, "erase", erased, expected.get(erased, "none")),
        start(place, "erase", kept, "another-token"),
    ]
    results = [(process.communicate(), process.returncode) for process in running]
    tap.equal([(err, status) for (_, err), status in results], [("", 0)] * 6)
    answer = dict(line.split("=", 1) for line in results[3][0][0].splitlines() if line)
    tap.equal(answer.get("password"), expected.get(read))

    now = stored(place)
    assert now.get(raced) in (one, two), f"of two racing stores neither is there: {now}"
    expected.update({renewed: f"{number}-new", raced: now[raced]})
    expected.pop(erased, None)
    tap.equal(now, expected)


@tap.test
def rounds_of_six_parallel_processes_lose_nothing_and_double_nothing() -> None:
    expected: dict[str, str] = {}
    before = time.monotonic()
    with Session("gnome-keyring", path=[STAGE / "bin"]) as place:
        for number in range(ROUNDS):
            play(place, number, expected)
    tap.diagnose(f"{ROUNDS} rounds of 6 processes in {time.monotonic() - before:.1f} s")


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
