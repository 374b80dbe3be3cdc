#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Help, man page and completions name the same commands and options. Prints TAP."""

import os
import re
import subprocess
import sys
from pathlib import Path

import tap

ROOT = Path(sys.argv.pop(1)).resolve()
PROGRAM = Path(os.environ["AZDO_TEST_STAGE"], "bin/git-credential-azdo")
MAN_PAGE = ROOT / "src/git-credential-azdo.1"


def program_prints(*words: str) -> str:
    """What the program prints for these words."""
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, check=True).stdout


def commands() -> list[str]:
    """The commands that the overview lists: what the table holds."""
    return re.findall(r"^  ([a-z]+) {2,}\S", program_prints("help"), re.MULTILINE)


def options(text: str) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]*", text))


def man_page() -> str:
    """The man page's source without its escapes."""
    text = MAN_PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    return re.sub(r"\\f[BIR]", "", text)


@tap.test
def the_overview_lists_commands() -> None:
    assert {"get", "store", "erase", "configure", "help"} <= set(commands())


@tap.test
def every_command_is_explained_by_help() -> None:
    for command in commands():
        text = program_prints("help", command)
        assert text.startswith(f"usage: git credential-azdo {command}"), text
        assert len(text.splitlines()) > 2, f"{command} has a usage line only"


@tap.test
def every_command_explains_itself_too() -> None:
    for command in commands():
        for option in ("-h", "--help"):
            tap.equal(program_prints(command, option), program_prints("help", command))


@tap.test
def every_command_has_its_paragraph_in_the_man_page() -> None:
    found = re.findall(r"^\.TP\n\.B ([a-z]+)$", man_page(), re.MULTILINE)
    tap.equal([name for name in commands() if name not in found], [])


@tap.test
def the_man_page_knows_every_option_and_no_other() -> None:
    known = options(program_prints("help"))
    for command in commands():
        known |= options(program_prints("help", command))
    synopsis = man_page().split(".SH DESCRIPTION")[0].split(".SH SYNOPSIS")[1]
    tap.equal(sorted(options(synopsis)), sorted(known - {"--help", "--version"}))


@tap.test
def the_synopsis_of_each_command_is_its_usage_line() -> None:
    synopsis = " ".join(man_page().split())
    for command in commands():
        usage = program_prints("help", command).split("\n\n")[0].removeprefix("usage: ")
        if command not in ("get", "store", "erase", "capability"):
            plain = " ".join(usage.replace("<", "").replace(">", "").split())
            assert plain in synopsis, f"not in the man page: {plain}"


if __name__ == "__main__":
    sys.exit(tap.main())
