# SPDX-License-Identifier: MIT
"""Programs for a test's PATH that ask the stand-in what to do: `az`, and a browser."""

from __future__ import annotations

import select
import sys
from pathlib import Path

SCRIPT = """\
#!{python} -I
# Made by a test: what it does is in {module}.py.
import sys
from pathlib import Path
sys.dont_write_bytecode = True
sys.path.insert(0, {folder!r})
import {module}
sys.exit({module}.run(Path({state_dir!r}), sys.argv[1:]))
"""


def make_program(program: Path, module: str, state_dir: Path) -> Path:
    """Writes the program, which runs `run` of a module beside this one; returns its path."""
    folder = str(Path(__file__).resolve().parent)
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(
        SCRIPT.format(
            python=sys.executable, folder=folder, module=module, state_dir=str(state_dir.resolve())
        )
    )
    program.chmod(0o755)
    return program


def pause(seconds: float) -> None:
    """time.sleep() for a program whose clock a test moves: libfaketime makes that one fail."""
    select.select([], [], [], seconds)
