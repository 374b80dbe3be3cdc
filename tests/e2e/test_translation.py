#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The program in another language: what a person reads is in it, and what programs read is not.

The language is made out of the texts to be translated: a mark stands before each. Prints TAP.
"""

import contextlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import tap
from records import DAY, WRITE, Done, call, keep, now
from story import PROGRAM, STAGE, Story, prepare
from terminal import Terminal

PO = Path(__file__).resolve().parents[2] / "src/po"
MARK = "¤"
LANGUAGE = "xx"
HEADER = r"""msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

"""
ENTRY = re.compile(r'^(msgid(?:_plural)?) ((?:"(?:[^"\\]|\\.)*"\n)+)', re.MULTILINE)
URL = "https://dev.azure.com/contoso/web/_git/app"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"


def marked(literals: str) -> str:
    """Behind the line feeds that it begins with, for msgfmt wants them in both."""
    text = "".join(literal[1:-1] for literal in literals.splitlines())
    feeds = len(text) - len(text.removeprefix(r"\n"))
    return f'"{text[:feeds]}{MARK}{text[feeds:]}"\n'


def catalog(template: str) -> str:
    """The texts, with a mark in the place of a translation."""
    entries = []
    for kind, literals in ENTRY.findall(template)[1:]:
        if kind == "msgid":
            entries.append(f"msgid {literals}msgstr {marked(literals)}")
        else:
            one = entries[-1].replace("\nmsgstr ", f"\nmsgid_plural {literals}msgstr[0] ")
            entries[-1] = f"{one}msgstr[1] {marked(literals)}"
    return HEADER + "\n".join(entries)


def install(folder: Path) -> None:
    """The language, below a folder of locales."""
    target = folder / LANGUAGE / "LC_MESSAGES/git-credential-azdo.mo"
    target.parent.mkdir(parents=True)
    template = (PO / "git-credential-azdo.pot").read_text(encoding="utf-8")
    subprocess.run(["msgfmt", "--check-format", f"--output-file={target}", "-"],
                   input=catalog(template).encode(), check=True)


@contextlib.contextmanager
def abroad(*, is_installed: bool = True) -> Iterator[Story]:
    """A story of somebody who reads that language; the program is installed for it."""
    for program in ("msgfmt", "strace"):
        if not shutil.which(program):
            tap.skip(f"{program} is not installed")
    with Story() as story:
        prefix = story.session.scratch / "prefix"
        shutil.copytree(STAGE, prefix)
        if is_installed:
            install(prefix / "share/locale")
        path = story.session.environment()["PATH"]
        story.env |= {"PATH": f"{prefix / 'bin'}:{path}", "LC_ALL": "C.UTF-8",
                      "LANGUAGE": LANGUAGE}
        yield story


def keep_ending(story: Story) -> str:
    """A token that is good for some days more, so that something is said of it."""
    token = story.azure.add_token("contoso", scopes=WRITE)
    keep(story, token, "contoso", valid_to=now() + 3 * DAY, created=now() - 30 * DAY)
    return token


def unmarked(page: str) -> list[str]:
    """The titles and rows that have nothing in the language."""
    return [line for line in page.splitlines()
            if re.match(r" {0,2}[A-Za-z]", line) and MARK not in line]


@tap.test
def an_error_and_what_to_do_are_in_the_language() -> None:
    with abroad() as story:
        done = call(story, "status", "nonsense.example/x")
        tap.equal(done.returncode, 129)
        tap.equal([line.split(" ")[0] for line in done.stderr.splitlines()],
                  [f"{MARK}error:", f"{MARK}hint:"])
        assert f" {MARK}no token is stored for 'nonsense.example/x'" in done.stderr, done.stderr


@tap.test
def a_command_in_a_hint_is_completed_as_in_english() -> None:
    with abroad() as story:
        story.azure.set_entra(home_tenant=story.azure.tenant("contoso"), device_interval_s=1)
        story.azure.add_entra_error("interaction_required", grant="device_code", count=1)
        done = call(story, "login", "contoso", "--entra=device-code")
        tap.equal(done.stderr.splitlines()[-1],
                  f"{MARK}hint: {MARK}sign in again and complete the second factor: "
                  "git credential-azdo login --entra=browser contoso")


@tap.test
def the_pages_are_in_the_language() -> None:
    with abroad() as story:
        keep_ending(story)
        status = call(story, "status").stdout
        assert f": {MARK}" in status.splitlines()[0], status
        for words in (["status"], ["audit", "--offline"], ["doctor", "--offline"]):
            page = call(story, *words).stdout
            tap.equal((words, unmarked(page)), (words, []))
            assert page.count(MARK) > 8, page


@tap.test
def what_is_counted_is_in_the_language() -> None:
    with abroad() as story:
        keep_ending(story)
        page = call(story, "status").stdout
        assert f"{MARK}in 3 days" in page, page


@tap.test
def help_is_in_the_language() -> None:
    with abroad() as story:
        overview = call(story, "help").stdout
        assert overview.startswith(f"{MARK}usage: "), overview
        for line in re.findall(r"^  [a-z]+  +.*$", overview, re.MULTILINE):
            assert MARK in line, line
        assert f"\n\n{MARK}" in call(story, "help", "login").stdout


@tap.test
def a_person_is_asked_in_the_language() -> None:
    with abroad() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect(f"{MARK}Token for dev.azure.com/contoso (it is not shown): ")
        terminal.type(f"{token}\n")
        terminal.expect(f"{MARK}Azure DevOps accepts it: ")
        terminal.expect("[30d]: ")
        terminal.type("nonsense\n")
        terminal.expect(f"{MARK}{MARK}this is not a date: {MARK}give a date")
        terminal.expect("[30d]: ")
        terminal.type("5d\n")
        status, printed = terminal.wait()
        tap.equal(status, 0)
        assert f"{MARK}Stored for dev.azure.com/contoso" in printed, printed


@tap.test
def programs_get_what_they_always_get() -> None:
    with abroad() as story:
        keep_ending(story)
        english = {"LANGUAGE": "en"}
        for words in (["status", "--json", "--offline"], ["audit", "--json", "--offline"],
                      ["doctor", "--json", "--offline"], ["scopes", "--json"]):
            done = call(story, *words)
            json.loads(done.stdout)
            tap.equal((words, MARK in done.stdout + done.stderr), (words, False))
            tap.equal(steady(done), steady(call(story, *words, env=english)))
        capabilities = story.helper("capability", "")
        assert capabilities.stdout and MARK not in capabilities.stdout


def steady(done: Done) -> tuple[int, str]:
    """Without the time that something took."""
    return done.returncode, re.sub(r"\d+ ms", "", done.stdout)


@tap.test
def git_gets_its_answer_and_the_person_the_warning() -> None:
    with abroad() as story:
        token = keep_ending(story)
        done = story.helper("get", REQUEST + "\n")
        assert f"\npassword={token}\n" in done.stdout and MARK not in done.stdout, "the answer"
        assert done.stderr.startswith(f"{MARK}warning: {MARK}the token for "), done.stderr
        tap.equal(story.password(URL), token)


@tap.test
def without_the_catalog_all_is_in_english() -> None:
    with abroad(is_installed=False) as story:
        tap.equal(call(story, "login", "--nonsense").stderr,
                  "error: unknown option --nonsense\nhint: git credential-azdo help login\n")


@tap.test
def no_variable_names_a_catalog_elsewhere() -> None:
    with abroad(is_installed=False) as story:
        prefix = story.session.scratch / "prefix"
        (prefix / "share/locale").mkdir(parents=True)
        elsewhere = story.session.home / "elsewhere"
        install(elsewhere)
        (prefix / f"share/locale/{LANGUAGE}").mkdir()
        upwards = "../" * len((prefix / "share/locale").resolve().parts)
        for env in ({"LANGUAGE": f"{upwards}{elsewhere}/{LANGUAGE}"},
                    {"LANGUAGE": f"{LANGUAGE}/../../../../home/elsewhere/{LANGUAGE}"},
                    {"TEXTDOMAINDIR": str(elsewhere)}, {"LOCPATH": str(elsewhere)},
                    {"NLSPATH": f"{elsewhere}/%L/LC_MESSAGES/%N.mo"}):
            done = call(story, "login", "--nonsense", env=env)
            tap.equal((env, done.stderr.splitlines()[0]), (env, "error: unknown option --nonsense"))


def opened_of_locales(story: Story, *words: str, stdin: str) -> list[str]:
    """The files of locales and catalogs that the program asks the kernel for."""
    log = story.session.scratch / "opened"
    done = story.run(["strace", "-f", "-qq", "-e", "trace=%file", "-e", "signal=none",
                      "-o", log, PROGRAM, *words], stdin=stdin)
    tap.equal((words, done.returncode, done.stderr), (words, 0, ""))
    lines = log.read_text(encoding="utf-8").splitlines()
    assert any("libglib" in line for line in lines), "strace saw no library being opened"
    return [line for line in lines if re.search(r"locale|\.mo\b|LC_|gconv", line)]


@tap.test
def a_call_of_git_that_shows_nothing_looks_for_no_translation() -> None:
    with abroad() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        keep(story, token, "contoso")
        again = REQUEST + f"username=PersonalAccessToken\npassword={token}\n\n"
        tap.equal(opened_of_locales(story, "get", stdin=REQUEST + "\n"), [])  # from the keyring
        tap.equal(opened_of_locales(story, "get", stdin=REQUEST + "\n"), [])  # from the cache
        tap.equal(opened_of_locales(story, "store", stdin=again), [])
        foreign = REQUEST.replace("dev.azure.com", "github.com") + "\n"
        tap.equal(opened_of_locales(story, "get", stdin=foreign), [])
        assert opened_of_locales(story, "help", stdin=""), "help was not in the language"


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
