#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The layout of every C file is clang-format 14's, and every file says its licence. Prints TAP."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import tap
from check_includes import MAY_INCLUDE

ROOT = Path(sys.argv.pop(1)).resolve()
MANUAL = {".1", ".5"}
SUFFIXES = {".c", ".h", ".py", ".sh", *MANUAL}


def files(*suffixes: str) -> list[Path]:
    """The files of the project's folders, whatever git thinks of them."""
    return sorted(path for folder in ("src", "tests", "contrib")
                  for path in (ROOT / folder).rglob("*") if path.suffix in suffixes)


@tap.test
def the_layout_is_clang_formats() -> None:
    program = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not program:
        tap.skip("clang-format is not installed")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    if "version 14." not in version.stdout:
        tap.skip(f"another version would lay out differently: {version.stdout.strip()}")
    done = subprocess.run([program, "--dry-run", "--Werror", *files(".c", ".h")],
                          capture_output=True, text=True, check=False)
    tap.equal((done.returncode, done.stderr), (0, ""))


@tap.test
def every_file_says_its_licence() -> None:
    silent = [str(path.relative_to(ROOT)) for path in files(*SUFFIXES)
              if "SPDX-License-Identifier: MIT" not in path.read_text(encoding="utf-8")[:200]]
    tap.equal(silent, [])


@tap.test
def no_line_is_longer_than_a_hundred_columns_or_ends_in_a_blank() -> None:
    long = [f"{path.relative_to(ROOT)}:{number}" for path in files(*SUFFIXES - MANUAL)
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            if len(line) > 100 or line != line.rstrip()]
    tap.equal(long, [])


@tap.test
def every_source_is_built() -> None:
    built = (ROOT / "src/meson.build").read_text(encoding="utf-8")
    sources = [path.relative_to(ROOT / "src").as_posix() for path in files(".c")
               if path.is_relative_to(ROOT / "src")]
    tap.equal([name for name in sources if f"'{name}'" not in built], [])


@tap.test
def contributing_knows_every_folder_and_its_layer() -> None:
    text = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `src/(\w+)` \|[^|]*\|([^|]*)\|$", text, re.MULTILINE)
    tap.equal({name for name, _ in rows},
              {path.parent.name for path in (ROOT / "src").glob("*/*.c")})
    for name, told in rows:
        if told.strip() != "all of the above":
            tap.equal((name, set(re.findall(r"\w+", told))), (name, MAY_INCLUDE[name]))


@tap.test
def the_top_level_holds_what_it_should() -> None:
    expected = {"src", "tests", "contrib", "meson.build", "README.md", "LICENSE"}
    found = {path.name for path in ROOT.iterdir()
             if not path.name.startswith(".") and not path.name.startswith("build")}
    tap.equal(found, expected)


if __name__ == "__main__":
    sys.exit(tap.main())
