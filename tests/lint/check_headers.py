#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every header compiles alone. Prints TAP.

    check_headers.py SOURCE COMPILER [FLAG...]
"""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    source, *compiler = sys.argv[1:]
    headers = sorted(Path(source).resolve().rglob("*.h"))
    print(f"1..{len(headers)}")
    failed = False
    for number, header in enumerate(headers, 1):
        # Through an including file: "#pragma once in main file" is a warning.
        done = subprocess.run([*compiler, "-x", "c", "-fsyntax-only", "-"], text=True,
                              input=f'#include "{header}"\n', capture_output=True, check=False)
        failed |= done.returncode != 0
        print(f"{'ok' if done.returncode == 0 else 'not ok'} {number} - "
              f"{header.relative_to(Path(source).resolve())} compiles alone")
        for line in done.stderr.splitlines():
            print(f"# {line}")
    return 1 if failed or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
