#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each command, with each of its steps failing once (step_fault.c): nothing is lost or half done.

A step is refused, or happens and is not known to have happened, or the program is killed before it.
What then is stored is what was stored before or what the command stores, whole; no token that was
created lives on unknown; who gets an error gets a hint, and no token in it. What happens in a
renewal for Git is told in test_renewal.py and test_renewal_faults.py.

AZDO_TEST_LONG=1 lets the program starve at every allocation of azure.so, and not at 6 of them; and
where people sign in or import, each step fails in each of the three ways, and not every second one
in one of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from subprocess import CompletedProcess

import canary
import peers
import tap
from contoso import APP, START, contoso, pats, sign_in
from renewals import KILLED, REQUEST, UNTIL_SETTLED, faulty, ledger, steps
from story import PROGRAM, Story, prepare

IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
STARVED = 1_000_000 if IS_LONG else 6
FAULTS = ("refuse", "lose", "die")
ANN = {"username": "ann"}
OURS = "git-credential-azdo.Credential"
FOREIGN = "https://somebody:else@github.com\n"
Done = CompletedProcess[str]


@dataclass
class Play:
    """A command, on a stage on which one old token may stand."""

    story: Story
    old: str = ""
    new: str = ""
    said: list[str] = field(default_factory=list)

    def run(self, fault: str, *words: str, stdin: str = "") -> Done:
        env = faulty(self.story, fault) | {"AZDO_TEST_STEP_LOCKS": "1"}
        if words[0] == "import":
            env["AZDO_TEST_STEP_FILES"] = "1"
        done = self.story.run([PROGRAM, "--cache=0", *words], stdin=stdin, env=env)
        self.said = [done.stderr if words[0] == "get" else done.stdout + done.stderr]
        return done

    def stored(self) -> str | None:
        """What Git would be given."""
        return self.story.password(APP)

    def bring(self) -> str:
        """A token that Azure DevOps knows."""
        return self.story.azure.add_token("contoso", scopes=["vso.code_write"])

    def reset(self, *, keeps_old: bool) -> None:
        """One old token of a person is stored, or none, and a new one is at hand."""
        self.story.git("credential-azdo", "logout", "--all")
        if keeps_old:
            self.old = self.bring()
            self.story.approve(APP, self.old, username="ann")
        self.new = self.bring()


Scene = Callable[[Play, str], Done]


def lines_of(stdin: dict[str, str]) -> str:
    return "".join(f"{key}={value}\n" for key, value in (REQUEST | stdin).items()) + "\n"


def is_told_by_page(done: Done) -> bool:
    """`status` tells there what it could not find out."""
    return done.returncode == 3 and "could not be checked: " in done.stdout and not done.stderr


def is_told_by_import(done: Done) -> bool:
    """It goes on with the rest: the page names what it could not look at or check, and whose it
    could not find out, a warning what it could not remove."""
    named = any(words in done.stdout for words in (
        "\nNot looked at: ", "\nLeft out, because ", "which organization it is for; if you know"))
    kinds = [line.partition(": ")[0] for line in done.stderr.splitlines()]
    return done.returncode == 1 and (kinds == ["warning", "hint"] or (named and not kinds))


def expect_words(play: Play, done: Done, where: str) -> None:
    """An error comes with a hint and without a token; git's own calls may be silent instead."""
    for text in play.said:
        for token in (play.old, play.new):
            assert not token or token not in text, (where, text)
    if done.returncode in (0, KILLED) or is_told_by_page(done) or is_told_by_import(done):
        return
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    hints = [line for line in done.stderr.splitlines() if line.startswith("hint: ")]
    tap.equal((where, len(errors), len(hints)), (where, 1, 1))


# --- tokens that people bring ---------------------------------------------------------------------


def first_login(play: Play, fault: str) -> Done:
    play.reset(keeps_old=False)
    done = play.run(fault, "login", "contoso", "--with-token", "--expires=30d", stdin=play.new)
    assert play.stored() in ((play.new,) if done.returncode == 0 else (play.new, None)), done
    return done


def another_login(play: Play, fault: str) -> Done:
    play.reset(keeps_old=True)
    done = play.run(fault, "--username=ann", "login", "contoso", "--with-token", "--expires=30d",
                    stdin=play.new)
    assert play.stored() in ((play.new,) if done.returncode == 0 else (play.new, play.old)), done
    return done


def get(play: Play, fault: str) -> Done:
    play.reset(keeps_old=True)
    done = play.run(fault, "get", stdin=lines_of({}))
    answer = f"username=ann\npassword={play.old}\n\n"
    assert done.stdout == answer or (done.returncode != 0 and answer.startswith(done.stdout)) \
        or done.stdout == "quit=1\n\n", done
    tap.equal(play.stored(), play.old)
    return done


def store(play: Play, fault: str) -> Done:
    play.reset(keeps_old=True)
    done = play.run(fault, "store", stdin=lines_of(ANN | {"password": play.new}))
    assert play.stored() in ((play.new,) if done.returncode == 0 else (play.new, play.old)), done
    return done


def erase(play: Play, fault: str) -> Done:
    play.reset(keeps_old=True)
    done = play.run(fault, "erase", stdin=lines_of(ANN | {"password": play.old}))
    assert play.stored() in ((None,) if done.returncode == 0 else (None, play.old)), done
    return done


def logout(play: Play, fault: str) -> Done:
    play.reset(keeps_old=True)
    done = play.run(fault, "logout", "contoso")
    assert play.stored() in ((None,) if done.returncode == 0 else (None, play.old)), done
    return done


def status(play: Play, fault: str) -> Done:
    play.reset(keeps_old=True)
    done = play.run(fault, "status")
    tap.equal(play.stored(), play.old)
    return done


# --- tokens that a sign-in creates ----------------------------------------------------------------


def expect_one_token(play: Play) -> None:
    """Some time later, the next check leaves the one that is stored."""
    play.story.clock.move(days=UNTIL_SETTLED)
    play.story.git("credential-azdo", "check")
    tap.equal((len(pats(play.story)), ledger(play.story)), (1, ""))


def clear(play: Play) -> None:
    play.story.try_git("credential-azdo", "logout", "--revoke", "--all")
    tap.equal(pats(play.story), [])


def entra_login(play: Play, fault: str) -> Done:
    clear(play)
    done = play.run(fault, "login", "--entra=azure-cli", "contoso")
    if done.returncode == 0:
        tap.equal(len(pats(play.story)), 1)
        assert play.stored(), done
    sign_in(play.story)
    expect_one_token(play)
    return done


def renew(play: Play, fault: str) -> Done:
    clear(play)
    sign_in(play.story)
    done = play.run(fault, "renew", "contoso")
    stored = play.stored()
    assert stored, done
    expect_one_token(play)
    return done


def revoke(play: Play, fault: str) -> Done:
    clear(play)
    sign_in(play.story)
    done = play.run(fault, "logout", "--revoke", "contoso")
    if done.returncode == 0:
        tap.equal((play.stored(), pats(play.story)), (None, []))
        return done
    play.story.try_git("credential-azdo", "logout", "--revoke", "contoso")
    tap.equal((play.stored(), pats(play.story)), (None, []))
    return done


# --- tokens of others -----------------------------------------------------------------------------


@dataclass
class Sources:
    """One token in the item of another helper, and one in a file, beside a password that is no
    concern of ours."""

    story: Story
    in_item: str = ""
    in_file: str = ""

    @property
    def file(self) -> Path:
        return self.story.session.home / ".git-credentials"

    def fill(self) -> None:
        """With new tokens; nothing is stored, and nothing left of an earlier play."""
        self.story.git("credential-azdo", "logout", "--all")
        self.story.spared.add(self.file)
        self.in_item, self.in_file = (
            self.story.azure.add_token(name, scopes=["vso.code_write"])
            for name in ("adatum", "contoso"))
        peers.keep_in_gcm(self.story, self.in_item, "https://dev.azure.com/adatum")
        line = f"https://contoso:{self.in_file}@dev.azure.com\n"
        self.file.write_text(FOREIGN + line, encoding="utf-8")

    def look(self) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
        """Whether the tokens are where they were, and whether they are ours; nothing else was
        changed there."""
        assert self.story.session.keyring
        others, ours = [], []
        for item in self.story.session.keyring.dump_items():
            assert item.secret
            is_ours = item.attributes.get("xdg:schema") == OURS
            (ours if is_ours else others).append(item.secret.decode().partition("\t")[0])
        text = self.file.read_text(encoding="utf-8")
        line = f"https://contoso:{self.in_file}@dev.azure.com\n"
        assert text in (FOREIGN, FOREIGN + line), text
        return (self.in_item in others, text != FOREIGN), (self.in_item in ours,
                                                           self.in_file in ours)

    def expect_no_copy(self, done: Done) -> None:
        """Git's lock is what takes the file's place; who is killed leaves it, without the token."""
        locks = list(self.file.parent.glob("*.lock"))
        for lock in locks:
            assert not canary.sings(lock.read_bytes()), lock
            lock.unlink()
        assert not locks or done.returncode == KILLED, locks


def import_dry(play: Play, fault: str) -> Done:
    sources = Sources(play.story)
    sources.fill()
    done = play.run(fault, "import", "--dry-run")
    tap.equal(sources.look(), ((True, True), (False, False)))
    sources.expect_no_copy(done)
    return done


def import_all(play: Play, fault: str) -> Done:
    sources = Sources(play.story)
    sources.fill()
    done = play.run(fault, "import", "--remove")
    left, stored = sources.look()
    if done.returncode == 0:
        tap.equal((left, stored), ((False, False), (True, True)))
    assert (left[0] or stored[0]) and (left[1] or stored[1]), (left, stored, done)
    sources.expect_no_copy(done)
    return done


SCENES: dict[str, Scene] = {
    "a first login": first_login,
    "a login in the place of another": another_login,
    "get": get,
    "store": store,
    "erase": erase,
    "logout": logout,
    "status": status,
    "a login that signs in": entra_login,
    "renew": renew,
    "a logout that revokes": revoke,
    "an import that is tried": import_dry,
    "an import": import_all,
}
SIGNED_IN = ("a login that signs in", "renew", "a logout that revokes")
IMPORTS = ("an import that is tried", "an import")


def each_step(name: str, scene: Scene) -> None:
    with contoso(start=START if name in SIGNED_IN else "") as story:
        play = Play(story)
        scene(play, "none 0")
        count = len(steps(story))
        assert count > 1, "it makes no steps"
        tap.diagnose(f"{name}: {' '.join(steps(story))}")
        is_short = name in SIGNED_IN + IMPORTS and not IS_LONG
        for number in range(1, count + 1, 2 if is_short else 1):
            one = FAULTS[number % len(FAULTS)]
            for fault in (one,) if is_short else FAULTS:
                where = f"{fault} {number}"
                done = scene(play, where)
                if fault == "die":
                    tap.equal((where, done.returncode), (where, KILLED))
                expect_words(play, done, where)


def each_allocation(name: str, scene: Scene) -> None:
    with contoso(start=START if name in SIGNED_IN else "") as story:
        play = Play(story)
        scene(play, "starve 0")
        count = int(steps(story)[-1])
        assert count > STARVED // 2 or IS_LONG, f"{count} allocations only"
        tap.diagnose(f"{name}: {count} allocations")
        for number in range(1, count + 1, max(1, count // STARVED)):
            where = f"starve {number}"
            done = scene(play, where)
            assert done.returncode in (0, 1, 2, 3), (where, done)
            expect_words(play, done, where)


def main() -> int:
    prepare()
    for name, scene in SCENES.items():
        tap.add(f"{name} loses nothing where a step fails", partial(each_step, name, scene))
    for name in ("a first login", "status", *SIGNED_IN, "an import"):
        tap.add(f"{name} loses nothing where memory is short",
                partial(each_allocation, name, SCENES[name]))
    return tap.main()


if __name__ == "__main__":
    sys.exit(main())
