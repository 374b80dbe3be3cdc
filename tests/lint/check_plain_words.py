#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a person reads is words: a screen reader, a log and a colour-blind eye lose nothing of it.
Prints TAP.

That a coloured page is the plain one when its colours are taken away, tests/e2e says of each page.
"""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import tap

ROOT = Path(sys.argv.pop(1)).resolve()
PROGRAM = Path(os.environ["AZDO_TEST_STAGE"], "bin/git-credential-azdo")
ESCAPE = "\x1b"
# Colours for those who want them, and a line of progress that is written over.
MAY_HAVE_ESCAPES = ["ui/layout.c", "ui/progress.c"]
INSISTING = {"TERM": "xterm-256color", "CLICOLOR_FORCE": "1", "COLORTERM": "truecolor"}


def sources() -> list[Path]:
    return sorted(path for path in (ROOT / "src").rglob("*") if path.suffix in (".c", ".h"))


def environment(**values: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | values


def prints(*words: str) -> str:
    """Both outputs of a command that has no terminal."""
    done = subprocess.run([PROGRAM, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False,
                          env=environment(**INSISTING))
    assert done.stdout, words
    return done.stdout


def prints_on_terminal(*words: str, **values: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen([PROGRAM, *words], stdin=theirs, stdout=theirs, stderr=theirs,
                          env=environment(**{**INSISTING, **values})) as process:
        os.close(theirs)
        text = b""
        try:
            while part := os.read(ours, 65536):
                text += part
        except OSError:
            pass  # the program, the last that had the terminal open, has ended
        process.wait()
    os.close(ours)
    return text.decode().replace("\r\n", "\n")


@tap.test
def no_source_has_boxes_spinners_or_pictures() -> None:
    strange = [f"{path.relative_to(ROOT)}:{number}" for path in sources()
               for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
               if not line.isascii() or re.search(r"\\u[0-9a-fA-F]{4}|\\xe2", line)]
    tap.equal(strange, [])


@tap.test
def colour_and_progress_have_one_place_each() -> None:
    found = [str(path.relative_to(ROOT / "src")) for path in sources()
             if re.search(r"\\033|\\x1[bB]|\\e\[", path.read_text(encoding="utf-8"))]
    tap.equal(found, MAY_HAVE_ESCAPES)


@tap.test
def without_a_terminal_there_are_words_alone() -> None:
    commands = re.findall(r"^  ([a-z]+) {2,}\S", prints("help"), re.MULTILINE)
    for words in (["version"], ["scopes"], ["scopes", "--json"], ["--ask=maybe"],
                  *(["help", name] for name in commands)):
        assert ESCAPE not in prints(*words), words


@tap.test
def on_a_terminal_there_are_words_alone_for_who_wants_them() -> None:
    assert ESCAPE in prints_on_terminal("scopes")
    plain = prints("scopes")
    for values in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
        tap.equal((values, prints_on_terminal("scopes", **values)), (values, plain))
        for words in (["scopes", "nonsense"], ["no-such-command"], ["help", "login"]):
            assert ESCAPE not in prints_on_terminal(*words, **values), (words, values)


if __name__ == "__main__":
    sys.exit(tap.main())
