#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The hardening that the build asks for is in the program and its modules. Prints TAP.

    check_hardening.py FOLDER [--unoptimized]     FOLDER: a stage, or an installed tree
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import tap

FOLDER = Path(sys.argv.pop(1)).resolve()
IS_OPTIMIZED = "--unoptimized" not in sys.argv
sys.argv = sys.argv[:1]

PROGRAM = "git-credential-azdo"
ENDBR64 = b"\xf3\x0f\x1e\xfa"  # where an indirect call may arrive (x86-64)
PACIASP = b"\x3f\x23\x03\xd5"  # where the return address is signed (AArch64, little endian)
LANDINGS = {"Advanced Micro Devices X86-64": ENDBR64, "AArch64": PACIASP}


def elf_files() -> dict[str, Path]:
    """The program and its modules, by their names."""
    found = {path.name: path for path in sorted(FOLDER.rglob("*"))
             if path.is_file() and path.read_bytes()[:4] == b"\x7fELF"}
    assert PROGRAM in found and len(found) >= 7, f"not an installation: {list(found)}"
    return found


def facts(path: Path) -> str:
    """What readelf says: header, segments, dynamic section, symbols."""
    if not shutil.which("readelf"):
        tap.skip("readelf is not installed")
    return subprocess.run(
        ["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--symbols", path],
        capture_output=True, text=True, check=True, env={"LC_ALL": "C"}).stdout


def lacking(pattern: str) -> list[str]:
    return [name for name, path in elf_files().items() if not re.search(pattern, facts(path))]


def having(pattern: str) -> list[str]:
    return [name for name, path in elf_files().items() if re.search(pattern, facts(path))]


@tap.test
def each_can_be_loaded_anywhere() -> None:
    tap.equal(lacking(r"Type: +DYN "), [])
    tap.equal(lacking(r"Flags:.*\bPIE\b"), [name for name in elf_files() if name != PROGRAM])
    tap.equal(having(r"\(TEXTREL\)"), [])


@tap.test
def what_is_relocated_is_resolved_at_once_and_then_read_only() -> None:
    tap.equal(lacking(r"GNU_RELRO"), [])
    tap.equal(lacking(r"BIND_NOW|Flags:.*\bNOW\b"), [])


@tap.test
def no_memory_can_be_written_and_executed() -> None:
    tap.equal(lacking(r"GNU_STACK .* RW +0x"), [])
    tap.equal(having(r"LOAD .* RWE +0x"), [])


@tap.test
def nothing_is_loaded_from_a_folder_that_the_build_chose() -> None:
    tap.equal(having(r"\((RPATH|RUNPATH)\)"), [])


@tap.test
def a_stack_that_was_overwritten_ends_the_program() -> None:
    tap.equal(lacking(r"\b__stack_chk_fail\b"), [])


@tap.test
def the_c_library_checks_sizes() -> None:
    if not IS_OPTIMIZED:
        tap.skip("the C library does so in an optimized build only")
    assert re.search(r"\b__\w+_chk@", facts(elf_files()[PROGRAM]))


@tap.test
def indirect_calls_arrive_where_they_may() -> None:
    program = elf_files()[PROGRAM]
    machine = re.search(r"Machine: +(.*)", facts(program))
    landing = LANDINGS.get(machine[1].strip()) if machine else None
    if not landing:
        tap.skip("there is nothing to look for on this machine")
    tap.equal([name for name, path in elf_files().items()
               if path.read_bytes().count(landing) < 3], [])


if __name__ == "__main__":
    sys.exit(tap.main())
