#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Two builds of the same sources install the same bytes. Prints TAP.

    check_reproducible.py ROOT

The second one is made of a copy in a folder of another length, whose files are of another day, in
another zone and language, with another file mode mask. contrib/check.sh runs this.
"""

import filecmp
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tap

ROOT = Path(sys.argv.pop(1)).resolve()
LONG_AGO = 1_000_000_000
PLAIN = {"TZ": "UTC", "LC_ALL": "C"}
OTHER = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "USER": "somebody"}


def run(*command: str | Path, environment: dict[str, str], umask: int) -> str:
    variables = os.environ | environment | {"CCACHE_DISABLE": "1"}
    done = subprocess.run(command, env=variables, umask=umask, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_sources(folder: Path, modified: int | None) -> None:
    for name in ("contrib", "src", "tests", "meson.build"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / name)
    for path in folder.rglob("*"):
        if modified:
            os.utime(path, (modified, modified), follow_symlinks=False)


def install(folder: Path, environment: dict[str, str], umask: int) -> Path:
    """Builds what is installed, as a distribution would, and returns the installed tree."""
    build, tree = folder / "build", folder / "tree"
    run("meson", "setup", build, folder, "-Dbuildtype=plain", "-Dc_args=-O2",
        environment=environment, umask=umask)
    said = run("ninja", "-C", build, "-t", "targets", "all", environment=environment, umask=umask)
    targets = re.findall(r"^(src/(?:git-credential-azdo|[a-z-]+\.so)): \w+LINKER", said,
                         re.MULTILINE)
    run("ninja", "-C", build, *targets, environment=environment, umask=umask)
    run("meson", "install", "-C", build, "--no-rebuild", "--destdir", tree,
        environment=environment, umask=umask)
    return tree


@tap.test
def the_same_sources_give_the_same_bytes() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        first, second = Path(scratch, "a"), Path(scratch, "another-folder")
        first.mkdir()
        second.mkdir()
        copy_sources(first, None)
        copy_sources(second, LONG_AGO)
        trees = install(first, PLAIN, 0o022), install(second, OTHER, 0o077)
        names = [sorted(path.relative_to(tree) for path in tree.rglob("*") if path.is_file())
                 for tree in trees]
        tap.equal(names[0], names[1])
        assert len(names[0]) >= 10
        tap.equal([str(name) for name in names[0]
                   if not filecmp.cmp(trees[0] / name, trees[1] / name, shallow=False)], [])


if __name__ == "__main__":
    sys.exit(tap.main())
