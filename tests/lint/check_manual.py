#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The man pages have no faults, and the one of settings has those that the code reads. Prints TAP.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import tap

ROOT = Path(sys.argv.pop(1)).resolve()
PAGES = sorted(path for path in (ROOT / "src").iterdir() if path.suffix in (".1", ".5"))
SETTINGS_PAGE = ROOT / "src/git-credential-azdo-config.5"
# A name for one look-up, which stands in no file.
NO_SETTING = {"azdoApplies"}
NAME = r"\.BR? credential\.(azdo\w+)"


def plain(page: Path) -> str:
    """A page's source without its escapes."""
    text = page.read_text(encoding="utf-8").replace("\\-", "-")
    return re.sub(r"\\f[BIR]", "", text)


def complaints(*argv: str) -> str:
    """What a program that lays out a page says against it."""
    if not shutil.which(argv[0]):
        tap.skip(f"{argv[0]} is not installed")
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


@tap.test
def groff_finds_no_fault_in_a_page() -> None:
    for page in PAGES:
        tap.equal(complaints("groff", "-man", "-Tutf8", "-ww", "-z", str(page)), "")


@tap.test
def mandoc_finds_no_fault_in_a_page() -> None:
    for page in PAGES:
        tap.equal(complaints("mandoc", "-T", "lint", "-W", "warning", str(page)), "")


@tap.test
def a_request_begins_its_line() -> None:
    for page in PAGES:
        tap.equal(re.findall(r"^.* \.[A-Z]{2}\b.*$", page.read_text(encoding="utf-8"),
                             re.MULTILINE), [])


@tap.test
def the_pages_refer_to_each_other() -> None:
    for page in PAGES:
        for other in PAGES:
            name = f".BR {other.stem} ({other.suffix[1:]})"
            assert page == other or name in plain(page), f"{page.name} does not name {other.name}"


@tap.test
def the_page_of_settings_has_what_the_code_reads_and_no_other() -> None:
    read = {name for path in (ROOT / "src").rglob("*.c")
            for name in re.findall(r"\bazdo[A-Z][A-Za-z]+", path.read_text(encoding="utf-8"))}
    told = re.findall(rf"^\.T[PQ]\n{NAME}", plain(SETTINGS_PAGE), re.MULTILINE)
    assert len(told) > 10, told
    tap.equal(sorted(told), sorted(read - NO_SETTING))


@tap.test
def every_page_names_the_settings_as_they_are() -> None:
    names = set(re.findall(rf"^{NAME}", plain(SETTINGS_PAGE), re.MULTILINE))
    for page in (*PAGES, ROOT / "README.md", ROOT / "contrib/machines.md"):
        named = set(re.findall(r"\bazdo[A-Z][A-Za-z]+", plain(page)))
        tap.equal((page.name, sorted(named - names - {"azdoName"})), (page.name, []))


if __name__ == "__main__":
    sys.exit(tap.main())
