#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The completions of each shell offer what the help names, and nothing else. Prints TAP."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import tap

ROOT = Path(sys.argv.pop(1)).resolve()
FOLDER = ROOT / "src"
BIN = Path(os.environ["AZDO_TEST_STAGE"], "bin")
# As bash-completion's _get_comp_words_by_ref and Git's completion hand them over.
IN_BASH = """\
source "$1"; shift
words=("$@"); cword=$((${#words[@]} - 1)); cur=${words[cword]}
_git_credential_azdo
printf '%s\\n' "${COMPREPLY[@]}"
"""


def run(argv: list[str]) -> str:
    if not shutil.which(argv[0]):
        tap.skip(f"{argv[0]} is not installed")
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    return subprocess.run(argv, capture_output=True, text=True, check=True, env=env).stdout


def commands() -> list[str]:
    """What a person may type; Git's own operations are no help to anybody."""
    overview = run([str(BIN / "git-credential-azdo"), "help"]).split("Called by Git")[0]
    return re.findall(r"^  ([a-z]+) {2,}\S", overview, re.MULTILINE)


def options(command: str) -> set[str]:
    """Those of a command, or, without one, of the program."""
    text = run([str(BIN / "git-credential-azdo"), "help", *([command] if command else [])])
    if not command:
        text = text.split("Options, before the command:")[1]
    listed = re.findall(r"^  (?:-[hv], )?(--[a-z-]+)", text, re.MULTILINE)
    usage = re.findall(r"\[(?:[^]]*\|)?(--[a-z-]+)", text.split("\n\n")[0]) if command else []
    usage += re.findall(r"(--[a-z-]+)\|", text.split("\n\n")[0]) if command else []
    return {*listed, *usage} - {"--help"}


def bash(*words: str) -> set[str]:
    path = str(FOLDER / "git-credential-azdo.bash")
    return set(run(["bash", "-c", IN_BASH, "bash", path, *words]).split())


def fish(*words: str) -> set[str]:
    line = " ".join(words)
    script = f"source {FOLDER / 'git-credential-azdo.fish'}; complete -C '{line}'"
    return {text.split("\t")[0] for text in run(["fish", "--no-config", "-c", script]).splitlines()}


def zsh_sections() -> dict[str, str]:
    """What stands for each command in zsh's, and "" for the program's own."""
    text = (FOLDER / "git-credential-azdo.zsh").read_text(encoding="utf-8")
    shared = re.search(r"files=\((.*?)\n    \)", text, re.DOTALL)
    assert shared
    own, rest = text.split("case $words[1] in")
    found = {"": own.split("_arguments -C")[1]}
    for names, body in re.findall(r"^    ([a-z |]+)\)(.*?);;", rest, re.DOTALL | re.MULTILINE):
        for name in names.split(" | "):
            found[name] = body.replace("$files", shared[1])
    return found


def without_values(words: set[str]) -> set[str]:
    return {word.split("=")[0] for word in words if word.startswith("--")} - {"--help"}


@tap.test
def bash_offers_the_commands() -> None:
    for program in (["git-credential-azdo"], ["git", "credential-azdo"]):
        tap.equal(bash(*program, ""), set(commands()))
        tap.equal(bash(*program, "--ask=never", ""), set(commands()))


@tap.test
def bash_offers_the_options_of_each_command() -> None:
    for command in ["", *commands()]:
        words = ["git", "credential-azdo", *([command] if command else []), "--"]
        tap.equal((command, without_values(bash(*words))), (command, options(command)))


@tap.test
def bash_offers_what_an_option_may_be() -> None:
    tap.equal(bash("git-credential-azdo", "login", "--kind=e"), {"entra"})
    tap.equal(bash("git-credential-azdo", "--ask="), {"auto", "never"})
    assert "code:write" in bash("git-credential-azdo", "login", "--scope=code")
    tap.equal(bash("git-credential-azdo", "login", "--scope=code:w"), {"write"})


@tap.test
def fish_offers_the_commands() -> None:
    for program in ("git-credential-azdo", "git credential-azdo"):
        assert set(commands()) <= fish(program, ""), fish(program, "")
        tap.equal(fish(program, "unc"), {"unconfigure"})


@tap.test
def fish_offers_the_options_of_each_command() -> None:
    for command in ["", *commands()]:
        words = ["git-credential-azdo", *([command] if command else []), "--"]
        tap.equal((command, without_values(fish(*words))), (command, options(command)))


@tap.test
def zsh_offers_the_commands() -> None:
    text = (FOLDER / "git-credential-azdo.zsh").read_text(encoding="utf-8")
    tap.equal(re.findall(r"^        '([a-z]+):", text, re.MULTILINE), commands())


@tap.test
def zsh_offers_the_options_of_each_command() -> None:
    sections = zsh_sections()
    for command in ["", *commands()]:
        found = set(re.findall(r"'(?:\([^)]*\))?\*?(--[a-z-]+)", sections.get(command, "")))
        tap.equal((command, found - {"--help"}), (command, options(command)))


@tap.test
def zsh_puts_the_values_of_the_program_behind_their_equals_sign() -> None:
    taking = re.findall(r"'\*?--[a-z-]+=(.)", zsh_sections()[""])
    tap.equal((len(taking), set(taking)), (8, {"-"}))


@tap.test
def zsh_loads_it() -> None:
    run(["zsh", "-f", "-n", str(FOLDER / "git-credential-azdo.zsh")])


if __name__ == "__main__":
    sys.exit(tap.main())
