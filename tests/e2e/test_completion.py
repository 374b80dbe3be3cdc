#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Completion of the organizations that have a token, in bash and fish. Prints TAP."""

import shutil
import sys
from pathlib import Path

import tap
from keyrings import GnomeKeyring
from records import keep
from story import Story, prepare

FOLDER = Path(__file__).resolve().parents[2] / "src"
IN_BASH = """\
source "$1"
words=(git credential-azdo "$2" ""); cword=3; cur=
_git_credential_azdo
printf '%s\\n' "${COMPREPLY[@]}"
"""
PROGRAM = "git-credential-azdo"
TOKEN = "SYNTHETICTESTTOKEN"


def bash(story: Story, command: str) -> list[str]:
    script = FOLDER / "git-credential-azdo.bash"
    done = story.run(["bash", "-c", IN_BASH, "bash", str(script), command])
    tap.equal((done.returncode, done.stderr), (0, ""))
    return sorted(done.stdout.split())


def fish(story: Story, command: str) -> list[str]:
    if not shutil.which("fish"):
        tap.skip("fish is not installed")
    script = f"source {FOLDER / 'git-credential-azdo.fish'}; complete -C '{PROGRAM} {command} '"
    done = story.run(["fish", "--no-config", "-c", script])
    tap.equal((done.returncode, done.stderr), (0, ""))
    return sorted(done.stdout.split())


@tap.test
def organizations_with_a_token_are_offered() -> None:
    with Story() as story:
        keep(story, TOKEN, "contoso")
        keep(story, TOKEN + "2", "fabrikam")
        for command in ("login", "renew", "status", "logout", "audit"):
            tap.equal((command, bash(story, command)), (command, ["contoso", "fabrikam"]))
        assert {"contoso", "fabrikam"} <= set(fish(story, "renew"))


@tap.test
def a_locked_keyring_offers_none_and_nobody_is_asked() -> None:
    with Story() as story:
        keep(story, TOKEN, "contoso")
        story.session.keyring_as(GnomeKeyring).lock()
        tap.equal(bash(story, "renew"), [])
        tap.equal(fish(story, "renew"), [])


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
