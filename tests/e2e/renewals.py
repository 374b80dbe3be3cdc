# SPDX-License-Identifier: MIT
"""What the stories of renewals share: a token that is due, a helper that is killed or fails at one
of its steps (step_fault.c), and what is left of it.

AZDO_TEST_LONG=1 plays twenty rounds instead of one.
"""

from __future__ import annotations

import base64
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import CompletedProcess

import tap
from contoso import START, contoso, sign_in
from standin_bench import LoopbackConnection
from story import Story

REQUEST = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
REFS = "/contoso/web/_git/app/info/refs?service=git-upload-pack"
# A token for a day is replaced in the second half of it.
UNTIL_DUE = 0.55
# Longer than a token that was asked for may take to be there.
UNTIL_SETTLED = 0.001
# Longer than it is left alone after a failure.
UNTIL_TRIED_AGAIN = 0.01
# The steps with which a request finds the token that is stored.
LOOK_UP = 2
WARNING = "warning: the token for dev.azure.com/contoso ends soon and could not be renewed: "
STEP_FAULT = os.environ["AZDO_TEST_STEP_FAULT_LIBRARY"]
KILLED = -9
IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
ROUNDS = 20 if IS_LONG else 1


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
    others = story.env.get("LD_PRELOAD")
    return {"LD_PRELOAD": f"{others}:{STEP_FAULT}" if others else STEP_FAULT,
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


def is_old_token_with_a_word(done: CompletedProcess[str]) -> bool:
    return len(done.stderr.splitlines()) == 2 and done.stderr.startswith(WARNING)
