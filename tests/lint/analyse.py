#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Analyses the sources with gcc -fanalyzer, clang-tidy, cppcheck and scan-build.

    analyse.py [gcc] [clang-tidy] [cppcheck] [scan-build]     default: all; minutes

Prints what they say of src/ and is not in known_findings.py; exit status 1 if there is anything, or
if something stands there that nobody says any more. It installs analysis_packages of
contrib/packages.sh first. The findings depend on the versions, which are those of Debian 12.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from known_findings import EVERYWHERE, OF_FILE

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^(?P<file>[^ :]+)(:(?P<line>\d+))?(:\d+)?: (warning|error|portability|"
                  r"performance|style): (?P<message>.*?)( \[CWE-\d+\])? \[(?P<check>[^][ ]+)\]$")
# What clang does not know of gcc's warnings.
NOISE = {"-Wunknown-warning-option"}


class Finding(NamedTuple):
    """What one tool says of one place."""

    file: str
    line: str
    check: str
    message: str


def parse(output: str, folder: Path) -> Iterable[Finding]:
    """The findings in what a tool has printed, with files as seen from the root."""
    for line in output.splitlines():
        match = LINE.match(line)
        if not match or match["check"] in NOISE:
            continue
        path = os.path.relpath(folder / match["file"], ROOT)
        check = match["check"].removeprefix("clang-analyzer-")
        if path.startswith("src/") or not match["line"]:
            yield Finding(path, match["line"] or "", check, match["message"])


def run(*command: str | Path, **variables: str) -> str:
    """What a program prints, whatever its exit status."""
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"LC_ALL": "C.UTF-8"} | variables,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout


def set_up(folder: Path, *options: str, **variables: str) -> None:
    """A build folder without the tests, and without what a compiler cache remembers."""
    said = run("meson", "setup", folder, ROOT, *options, CCACHE_DISABLE="1", **variables)
    if not (folder / "build.ninja").exists():
        sys.exit(f"error: cannot be set up\n{said}")


def targets(folder: Path) -> list[str]:
    """What is installed."""
    said = run("ninja", "-C", folder, "-t", "targets", "all")
    return re.findall(r"^(src/(?:git-credential-azdo|[a-z-]+\.so)): \w+LINKER", said, re.MULTILINE)


def gcc(folder: Path) -> Iterable[Finding]:
    set_up(folder, "-Dbuildtype=debug", "-Dc_args=-fanalyzer", CC="gcc")
    return parse(run("ninja", "-C", folder, *targets(folder), CCACHE_DISABLE="1"), folder)


def scan_build(folder: Path) -> Iterable[Finding]:
    scan = ("scan-build", "--use-cc=clang", "-plist", "-o", str(folder) + "-reports")
    said = run(*scan, "meson", "setup", folder, ROOT, "-Dbuildtype=debug", CCACHE_DISABLE="1")
    if not (folder / "build.ninja").exists():
        sys.exit(f"error: cannot be set up\n{said}")
    return parse(run(*scan, "ninja", "-C", folder, *targets(folder), CCACHE_DISABLE="1"), folder)


def clang_tidy(folder: Path) -> Iterable[Finding]:
    set_up(folder, CC="clang")
    sources = sorted((ROOT / "src").rglob("*.c"))

    def look(source: Path) -> str:
        return run("clang-tidy", "--quiet", "-p", folder, source)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(look, sources):
            yield from parse(said, folder)


def cppcheck(folder: Path) -> Iterable[Finding]:
    set_up(folder, CC="clang")
    template = "{file}:{line}: {severity}: {message} [{id}]"
    return parse(run("cppcheck", f"--project={folder}/compile_commands.json", "--std=c11",
                     "--enable=warning,performance,portability", "--library=gtk", "--quiet",
                     f"--template={template}", "--file-filter=*/src/*"), ROOT)


TOOLS: dict[str, Callable[[Path], Iterable[Finding]]] = {
    "gcc": gcc,
    "clang-tidy": clang_tidy,
    "cppcheck": cppcheck,
    "scan-build": scan_build,
}


def require_packages() -> None:
    script = ('source contrib/packages.sh && '
              'require_packages "${build_packages[@]}" "${analysis_packages[@]}"')
    if subprocess.run(["bash", "-c", script], cwd=ROOT, check=False).returncode != 0:
        sys.exit(1)


def is_known(finding: Finding) -> bool:
    return finding.check in EVERYWHERE or (finding.file, finding.check) in OF_FILE


def stale(findings: set[Finding]) -> list[str]:
    """What is known and said by nobody."""
    said = {(finding.file, finding.check) for finding in findings}
    checks = {finding.check for finding in findings}
    return ([f"{file}: {check}" for file, check in OF_FILE if (file, check) not in said] +
            [f"everywhere: {check}" for check in EVERYWHERE if check not in checks])


def main() -> int:
    names = sys.argv[1:] or list(TOOLS)
    if not set(names) <= set(TOOLS):
        sys.exit(__doc__)
    require_packages()
    findings: set[Finding] = set()
    with tempfile.TemporaryDirectory() as scratch:
        for name in names:
            found = set(TOOLS[name](Path(scratch, name)))
            unknown = sorted(finding for finding in found if not is_known(finding))
            print(f"{name}: {len(found)} findings, {len(unknown)} of them not known", flush=True)
            for finding in unknown:
                print(f"  {finding.file}:{finding.line}: {finding.message} [{finding.check}]")
            findings |= found
    left_over = stale(findings) if len(names) == len(TOOLS) else []
    for entry in left_over:
        print(f"known_findings.py: nobody says any more: {entry}")
    return 1 if left_over or not all(map(is_known, findings)) else 0


if __name__ == "__main__":
    sys.exit(main())
