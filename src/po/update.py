#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Collects the texts to be translated out of the sources, after a change of any of them.

    update.py [FOLDER]

Writes POTFILES, the sources that have such texts, and git-credential-azdo.pot, the texts; brings
the .po of each language in LINGUAS up to date. With a FOLDER the first two are written there, and
nothing else is done. Needs the package gettext.
"""

import re
import subprocess
import sys
from pathlib import Path

PO = Path(__file__).resolve().parent
ROOT = PO.parent.parent
DOMAIN = "git-credential-azdo"
OPTIONS = (PO / "xgettext.options").read_text(encoding="utf-8").split("\n")[:-1]
# The time of the collection would make each of them another file.
DATE = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


def extract(sources: list[str], target: Path) -> None:
    subprocess.run(["xgettext", *OPTIONS, f"--package-name={DOMAIN}", "--force-po",
                    f"--output={target}", *sources], cwd=ROOT, check=True)
    text = DATE.sub("", target.read_text(encoding="utf-8"))
    target.write_text(text.replace("charset=CHARSET", "charset=UTF-8"), encoding="utf-8")


def collect(folder: Path) -> None:
    sources = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "src").rglob("*.[ch]"))
    template = folder / f"{DOMAIN}.pot"
    extract(sources, template)
    named = re.findall(r"^#: (.*)$", template.read_text(encoding="utf-8"), re.MULTILINE)
    with_texts = sorted({name for line in named for name in line.split()})
    (folder / "POTFILES").write_text("\n".join(with_texts) + "\n", encoding="utf-8")


def languages() -> list[str]:
    lines = (PO / "LINGUAS").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    if len(sys.argv) > 1:
        collect(Path(sys.argv[1]))
        return
    collect(PO)
    for language in languages():
        subprocess.run(["msgmerge", "--quiet", "--update", "--backup=none", PO / f"{language}.po",
                        PO / f"{DOMAIN}.pot"], check=True)


if __name__ == "__main__":
    main()
