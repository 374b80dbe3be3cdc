#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The benchmark still runs and has a row for everything; its figures are nobody's business here."""

import os
import subprocess
import sys
from pathlib import Path

import tap
from sandbox import NETWORK, enter_sandbox

BENCH = Path(sys.argv.pop(1)).resolve()
BUILD = Path(sys.argv.pop(1)).resolve()
SHORT = ["--rounds=1", "--items=1", "--submodules=1", "--uncounted"]
ROWS = ["true", "git-credential-store get", "git-credential-cache get",
        "git-credential-libsecret get", "azdo get, cold", "azdo get, warm",
        "azdo store, unchanged", "azdo store, new", "1", "azdo"]


@tap.test
def a_short_benchmark_has_a_row_for_everything() -> None:
    if os.environ[NETWORK] == "high-port":
        tap.skip("port 443 cannot be bound here, and the hosts of Azure DevOps have no other")
    done = subprocess.run([BENCH / "bench.py", f"--build={BUILD}", *SHORT], capture_output=True,
                          text=True, check=False)
    if "git-credential-libsecret.c: it comes with" in done.stderr:
        tap.skip("Git's documentation, with git-credential-libsecret in it, is not installed")
    tap.equal((done.returncode, done.stderr), (0, ""))
    for name in ROWS:
        assert f"| {name} |" in done.stdout, f"there is no row for {name}\n{done.stdout}"


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
