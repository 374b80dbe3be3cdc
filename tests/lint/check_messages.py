#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a person reads can be translated: it is marked, collected, and whole. Prints TAP."""

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import tap
from c_calls import Call, Token, calls_in, literals_in, tokens_of, unescape

ROOT = Path(sys.argv.pop(1)).resolve()
PO = ROOT / "src/po"
AGAIN = "run src/po/update.py"
HINTS = {"error_set": 2, "report_warning": 0}
# A hint that is a command alone is the same in every language.
COMMAND = re.compile(r"git credential-azdo( [\w-]+)+$")
IN_TEXT = re.compile(r"(?:git|az|pass|gpg) [a-z][\w=-]*(?: [\w<>=:%./-]+)*")
ENTRY = re.compile(r'^msg(id|id_plural|str)(?:\[\d+\])? ((?:"(?:[^"\\]|\\.)*"\n?)+)', re.MULTILINE)
# Four words, or three of some length, are a sentence; unless a shell or a server is to read it.
SENTENCE = re.compile(r"^\W*[A-Za-z%]+,?( [a-z%'][\w%'-]*[,:;]?){3}")
TO_BE_RUN = re.compile(r"^[^A-Za-z]*(git|az|pass|printf|sudo|chmod) ")
NOT_FOR_PEOPLE = {
    "src/app/back_off.c": "a debug message",
    "src/app/taken_out.c": "a debug message",
    "src/azure/refusal.c": "what the server says",
    "src/entra/redirect.c": "HTTP",
    "src/model/pat_scope.c": "what the token page calls them",
    "src/net/http.c": "a trace",
    "src/net/trace.c": "a trace",
    "src/store/lock.c": "a debug message",
    "src/store/quiet_service.c": "an error that is replaced",
}


def load_update() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update", PO / "update.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


update = load_update()


def need(program: str) -> None:
    if not shutil.which(program):
        tap.skip(f"{program} is not installed")


def joined(literals: str) -> str:
    return "".join(unescape(literal) for literal in re.findall(r'"(?:[^"\\]|\\.)*"', literals))


def collected() -> set[str]:
    text = (PO / f"{update.DOMAIN}.pot").read_text(encoding="utf-8")
    return {joined(literals) for kind, literals in ENTRY.findall(text) if kind != "str"}


def keywords() -> dict[str, list[int]]:
    """The functions that xgettext is told about, and which of their arguments, from 0."""
    found = {}
    for option in update.OPTIONS:
        match = re.match(r"--keyword=(\w+)(?::([\d,]+))?$", option)
        if match:
            found[match[1]] = [int(number) - 1 for number in (match[2] or "1").split(",")]
    return found


def sources() -> dict[str, list[Token]]:
    return {path.relative_to(ROOT).as_posix(): tokens_of(path)
            for path in sorted((ROOT / "src").rglob("*.[ch]"))}


def is_marked(tokens: list[Token], start: int) -> bool:
    """Whether the literal there is an argument of a mark, or of what is looked at by itself."""
    before = [token.text for token in tokens[:start]]
    return before[-2:] in (["_", "("], ["N_", "("]) or "message_counted" in before


def complaints_of_call(call: Call, positions: list[int], texts: set[str]) -> list[str]:
    found = []
    for tokens in (call.arguments[at] for at in positions if at < len(call.arguments)):
        literals = literals_in(tokens)
        is_whole = len(literals) == 1 and all(token.is_literal for token in tokens)
        if is_whole and literals[0][0] and literals[0][0] not in texts:
            found.append(f"not collected: {literals[0][0]!r}")
        if not is_whole:
            found += [f"one of several, or put together, without a mark N_(): {text!r}"
                      for text, start in literals if text and not is_marked(tokens, start)
                      and not COMMAND.match(text)]
    return [f"{call.line}: {complaint}" for complaint in found]


@tap.test
def what_is_collected_is_what_the_sources_have() -> None:
    need("xgettext")
    with tempfile.TemporaryDirectory() as folder:
        update.collect(Path(folder))
        for name in ("POTFILES", f"{update.DOMAIN}.pot"):
            fresh = (Path(folder) / name).read_text(encoding="utf-8")
            kept = update.DATE.sub("", (PO / name).read_text(encoding="utf-8"))
            assert fresh == kept, f"{name} is not up to date: {AGAIN}"


@tap.test
def the_collection_and_each_translation_are_well_formed() -> None:
    need("msgfmt")
    for name, check in [(f"{update.DOMAIN}.pot", "--check-format"),
                        *((f"{language}.po", "--check") for language in update.languages())]:
        done = subprocess.run(["msgfmt", check, "--output-file=/dev/null", PO / name],
                              capture_output=True, text=True, check=False)
        tap.equal((name, done.returncode, done.stderr if done.returncode else ""), (name, 0, ""))


@tap.test
def what_shows_a_text_is_given_one_that_is_collected() -> None:
    texts = collected()
    functions = keywords()
    found = [f"{name}:{complaint}" for name, tokens in sources().items()
             for call in calls_in(tokens, set(functions))
             for complaint in complaints_of_call(call, functions[call.name], texts)]
    tap.equal(found, [])


@tap.test
def a_hint_is_a_command_or_has_a_mark() -> None:
    found = []
    for name, tokens in sources().items():
        for call in calls_in(tokens, set(HINTS)):
            hint = call.arguments[HINTS[call.name]]
            found += [f"{name}:{call.line}: {text!r}" for text, start in literals_in(hint)
                      if " " in text and not is_marked(hint, start) and not COMMAND.match(text)]
    tap.equal(found, [])


@tap.test
def no_sentence_is_without_a_mark() -> None:
    texts = collected()
    found = [f"{name}: {text!r}" for name, tokens in sources().items()
             if name not in NOT_FOR_PEOPLE
             for text, _ in literals_in(tokens)
             if SENTENCE.match(text) and not TO_BE_RUN.match(text) and text not in texts]
    tap.equal(found, [])


@tap.test
def a_translation_keeps_the_commands_of_its_text() -> None:
    for language in update.languages():
        entries = ENTRY.findall((PO / f"{language}.po").read_text(encoding="utf-8"))
        for (kind, text), (_, translation) in zip(entries, entries[1:]):
            shown = joined(translation)
            if kind == "id" and joined(text) and shown:
                complaints_of_translation(language, joined(text), shown)


def complaints_of_translation(language: str, text: str, translation: str) -> None:
    """hint_propagate() completes a command where it ends the text."""
    for command in IN_TEXT.findall(text):
        assert command in translation, f"{language}: '{command}' is not in {translation!r}"
        if text.endswith(command):
            assert translation.endswith(command), f"{language}: {translation!r} ends otherwise"


if __name__ == "__main__":
    sys.exit(tap.main())
