#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The command line: which words are taken, and what is said of the others. Prints TAP."""

import sys

import tap
from records import keep
from story import PROGRAM, Story, prepare

USAGE = 129
TOKEN = "synthetic-token-0123456789"


def refused(story: Story, *words: str, stdin: str = "") -> list[str]:
    """The error and the hint for words that do nothing and show no token."""
    done = story.run([PROGRAM, *words], stdin=stdin)
    tap.equal((words, done.returncode, done.stdout), (words, USAGE, ""))
    lines = done.stderr.splitlines()
    tap.equal([line.split(": ")[0] for line in lines], ["error", "hint"])
    assert TOKEN not in done.stderr, done.stderr
    return [line.split(": ", 1)[1] for line in lines]


FLAGS = {
    "logout": ["--all", "--revoke"],
    "status": ["--json", "--offline"],
    "audit": ["--json", "--offline"],
    "doctor": ["--json", "--offline"],
    "scopes": ["--json"],
    "check": ["--notify"],
    "login": ["--with-token", "--full-access"],
    "configure": ["--global", "--system", "--local"],
    "unconfigure": ["--global", "--system", "--local"],
}


@tap.test
def a_flag_takes_no_value() -> None:
    with Story() as story:
        keep(story, TOKEN, "contoso")
        for command, flags in FLAGS.items():
            for flag in flags:
                for value in ("no", "", TOKEN):
                    tap.equal(refused(story, command, f"{flag}={value}", stdin=TOKEN),
                              [f"{flag} takes no value", f"git credential-azdo help {command}"])
        tap.equal(refused(story, "--help=no", "version")[0], "--help takes no value")
        tap.equal(story.password("https://dev.azure.com/contoso/p"), TOKEN)


@tap.test
def the_value_of_an_unknown_option_is_not_shown() -> None:
    with Story(configured=False) as story:
        for option in ("--token", "-t"):
            for words in ((f"{option}={TOKEN}", "status"), ("login", f"{option}={TOKEN}")):
                tap.equal(refused(story, *words)[0], f"unknown option {option}")


@tap.test
def an_option_does_not_swallow_the_command() -> None:
    with Story(configured=False) as story:
        for option in ("server", "store", "username", "ask", "warn-days", "cache"):
            tap.equal(refused(story, f"--{option}", "status", "--offline"),
                      [f"--{option} needs a value, as --{option}=...", "git credential-azdo -h"])


@tap.test
def behind_the_command_the_next_word_is_a_value_whatever_it_looks_like() -> None:
    with Story() as story:
        error, _ = refused(story, "login", "--with-token", "--expires", "--json=x", "contoso",
                           stdin=TOKEN)
        assert "date" in error, error


@tap.test
def the_version_is_an_option_too() -> None:
    with Story(configured=False) as story:
        printed = {story.run([PROGRAM, word]).stdout for word in ("version", "--version", "-v")}
        tap.equal(len(printed), 1)
        assert printed.pop().startswith("git-credential-azdo "), printed


@tap.test
def a_word_too_many_is_refused_and_not_shown() -> None:
    with Story() as story:
        keep(story, TOKEN, "contoso")
        for words in (("version", TOKEN), ("version", "--json"), ("help", "login", TOKEN),
                      ("renew", "contoso", TOKEN), ("logout", "contoso", TOKEN)):
            refused(story, *words)


@tap.test
def renew_has_no_options() -> None:
    with Story() as story:
        keep(story, TOKEN, "contoso")
        for words in (("--with-token",), ("contoso", "--with-token"), (f"--token={TOKEN}",)):
            error, hint = refused(story, "renew", *words, stdin=TOKEN)
            tap.equal((error.split(" --")[0], hint),
                      ("unknown option", "git credential-azdo help renew"))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
