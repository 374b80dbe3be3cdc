#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the program must not call, each with its reason. Prints TAP.

    check_banned.py SOURCE
"""

import re
import sys
from pathlib import Path

import tap

SOURCE = Path(sys.argv.pop(1)).resolve()

UNBOUNDED = "writes as much as it is given"
SHELL = "gives words to a shell"
RELATIVE = "takes programs also from relative folders of PATH: search_path_candidates()"
UNCHECKED = "has no way to say that it is no number: text_parse_number()"
GUESSABLE = "can be guessed"
STACK = "takes from the stack what may be too large for it"
SHARED = "gives out one buffer for all"
ON_STDERR = "main.c alone prints what went wrong: error_set()"
UNWIPED = "leaves what it outgrows or frees as it was: a Secret, or net/wiping.h"

BANNED = {
    "gets": UNBOUNDED,
    "strcpy": UNBOUNDED,
    "stpcpy": UNBOUNDED,
    "strcat": UNBOUNDED,
    "sprintf": UNBOUNDED,
    "vsprintf": UNBOUNDED,
    "scanf": UNBOUNDED,
    "sscanf": UNCHECKED,
    "strncpy": "may leave out the NUL at the end",
    "strncat": "counts without the NUL at the end",
    "alloca": STACK,
    "g_alloca": STACK,
    "g_newa": STACK,
    "system": SHELL,
    "popen": SHELL,
    "wordexp": SHELL,
    "g_spawn_command_line_sync": SHELL,
    "g_spawn_command_line_async": SHELL,
    "execlp": RELATIVE,
    "execvp": RELATIVE,
    "posix_spawnp": RELATIVE,
    "tmpnam": "names a file that another may make first",
    "tempnam": "names a file that another may make first",
    "mktemp": "names a file that another may make first",
    "atoi": UNCHECKED,
    "atol": UNCHECKED,
    "atoll": UNCHECKED,
    "atof": UNCHECKED,
    "rand": GUESSABLE,
    "random": GUESSABLE,
    "g_random_int": GUESSABLE,
    "strtok": SHARED,
    "ctime": SHARED,
    "asctime": SHARED,
    "localtime": SHARED,
    "gmtime": SHARED,
    "strerror": SHARED + ": g_strerror()",
    "getpass": "is obsolete, and has a limit of its own: ui/terminal.h",
    "perror": ON_STDERR,
    "g_printerr": ON_STDERR,
    "g_error": ON_STDERR,
    "g_critical": ON_STDERR,
    "g_warning": ON_STDERR,
    "g_message": ON_STDERR,
    "syslog": "is a log, in which tokens have been found before",
    "bzero": "may be left out by the compiler: explicit_bzero()",
    "malloc": UNWIPED,
    "calloc": UNWIPED,
    "realloc": UNWIPED,
    "g_realloc": UNWIPED,
}
# Where one is right, and nowhere else.
ALLOWED = {("net/wiping.c", "malloc")}

# What makes text of what it is given: a secret in it can no longer be wiped.
FORMATTING = re.compile(
    r"\b(f?printf|g_(?:strdup_|string_(?:append_)?)?printf|g_print|g_string_append\w*|"
    r"error_set|g_set_error)\s*\([^;]*?\bsecret_reveal\s*\(")
NOT_CODE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


def code(path: Path) -> str:
    """A file without its comments and with its texts empty, its lines where they were."""
    return NOT_CODE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]),
                        path.read_text(encoding="utf-8"))


def calls(pattern: re.Pattern[str]) -> list[tuple[str, int, str]]:
    """Every place that matches: file, line, the group."""
    found = []
    for path in sorted(SOURCE.rglob("*.[ch]")):
        text = code(path)
        found += [(path.relative_to(SOURCE).as_posix(), text.count("\n", 0, match.start()) + 1,
                   match[1]) for match in pattern.finditer(text)]
    return found


@tap.test
def nothing_is_called_that_must_not_be() -> None:
    pattern = re.compile(rf"(?<![\w.>])({'|'.join(map(re.escape, BANNED))})\s*\(")
    tap.equal([f"{file}:{line}: {name}() {BANNED[name]}" for file, line, name in calls(pattern)
               if (file, name) not in ALLOWED], [])


@tap.test
def no_secret_becomes_part_of_a_text() -> None:
    tap.equal([f"{file}:{line}: {name}()" for file, line, name in calls(FORMATTING)], [])


@tap.test
def the_search_finds_what_it_is_for() -> None:
    tap.equal(bool(FORMATTING.search("printf(    , secret_reveal(token));")), True)
    tap.equal(len(calls(re.compile(r"\b(malloc)\s*\("))), 1)


if __name__ == "__main__":
    sys.exit(tap.main())
