#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Lays the built program out as `meson install` does, for tests to run: bin/ and libexec/.

    stage.py STAGE STAMP PROGRAM MODULE...
"""

import shutil
import sys
from pathlib import Path


def main() -> int:
    stage, stamp, program, *modules = map(Path, sys.argv[1:])
    shutil.rmtree(stage, ignore_errors=True)
    folders = {stage / "bin": [program], stage / "libexec" / program.name: modules}
    for folder, files in folders.items():
        folder.mkdir(parents=True)
        for file in files:
            shutil.copy2(file, folder)
    stamp.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
