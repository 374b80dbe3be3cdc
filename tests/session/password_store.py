# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""A password store of the test's own: pass(1) with GnuPG, a home and a key made for it alone.

    store = PasswordStore.make(session, passphrase="secret")
    session.run(["pass", "ls"], env=store.env)
    store.stop()
"""

from __future__ import annotations

import shutil
from pathlib import Path

import tap
from session import Session

OWNER = "owner@example.com"
# Asks nobody: it answers with the passphrase in the file beside it, or closes the prompt.
PINENTRY = """\
#!/bin/sh
echo "OK"
while read -r line; do
    case $line in
    "OPTION ttyname="*)
        echo "${line#*=}" >>"$(dirname "$0")/terminals"
        echo "OK" ;;
    GETPIN*)
        echo asked >>"$(dirname "$0")/asked"
        [ ! -e "$(dirname "$0")/slow" ] || sleep 5
        if [ -e "$(dirname "$0")/answer" ]; then
            echo "D $(cat "$(dirname "$0")/answer")"
            echo "OK"
        else
            echo "ERR 83886179 Operation cancelled <Pinentry>"
        fi ;;
    BYE*) echo "OK"; exit ;;
    *) echo "OK" ;;
    esac
done
"""


class PasswordStore:
    """Made by `make`; `env` is what its programs need in their environment."""

    def __init__(self, session: Session, passphrase: str) -> None:
        self._session = session
        self._passphrase = passphrase
        self._home = session.scratch / "gnupg"
        self.root = session.home / ".password-store"
        self.env: dict[str, str] = {"GNUPGHOME": str(self._home)}

    @classmethod
    def make(cls, session: Session, *, passphrase: str = "") -> PasswordStore:
        """Makes the key and the store; locked from the start if there is a passphrase."""
        for program in ("pass", "gpg"):
            if not shutil.which(program, path=session.environment()["PATH"]):
                tap.skip(f"{program} is not installed")
        store = cls(session, passphrase)
        store.make_key()
        store.run("pass", "init", OWNER)
        store.lock()
        return store

    def make_key(self) -> None:
        """The home of GnuPG and its key, whose prompts go to a program of this test's."""
        self._home.mkdir(mode=0o700)
        pinentry = self._home / "pinentry"
        pinentry.write_text(PINENTRY, encoding="ascii")
        pinentry.chmod(0o700)
        (self._home / "gpg-agent.conf").write_text(f"pinentry-program {pinentry}\n",
                                                   encoding="ascii")
        self.run("gpg", "--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase",
                 self._passphrase, "--quick-generate-key", OWNER, "future-default", "default",
                 "never")

    def run(self, *argv: str, stdin: str = "") -> str:
        """Runs a program of the store's, which must succeed, and returns what it printed."""
        done = self._session.run(argv, stdin, env=self.env)
        if done.returncode != 0:
            raise AssertionError(f"{argv!r}: {done.stdout}{done.stderr}")
        return done.stdout

    def lock(self) -> None:
        """The agent forgets the passphrase."""
        self.run("gpgconf", "--kill", "all")

    def answer_prompts(self, passphrase: str | None) -> None:
        """What a person types when asked; None = closes the prompt."""
        answer = self._home / "answer"
        if passphrase is None:
            answer.unlink(missing_ok=True)
        else:
            answer.write_text(passphrase, encoding="ascii")

    def slow_prompts(self) -> None:
        """From now on a person takes some time."""
        (self._home / "slow").touch()

    def count_prompts(self) -> int:
        """How often a passphrase was asked for."""
        asked = self._home / "asked"
        return len(asked.read_text(encoding="ascii").splitlines()) if asked.exists() else 0

    def terminals(self) -> list[str]:
        """The terminals that were named for the prompts."""
        named = self._home / "terminals"
        return named.read_text(encoding="ascii").split() if named.exists() else []

    def unlock(self) -> None:
        """The agent learns the passphrase, as from a person who has used it."""
        self.run("pass", "insert", "--multiline", "--force", "unlock", stdin="x\n")
        self.answer_prompts(self._passphrase)
        self.run("pass", "show", "unlock")
        self.answer_prompts(None)
        self.run("pass", "rm", "--force", "unlock")

    def names(self) -> list[str]:
        """All entries."""
        return sorted(str(path.relative_to(self.root).with_suffix(""))
                      for path in self.root.rglob("*.gpg"))

    def path(self, name: str) -> Path:
        """The file of an entry."""
        return self.root / f"{name}.gpg"

    def stop(self) -> None:
        """Ends GnuPG's daemons."""
        self.lock()
