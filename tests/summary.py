#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Adds up the results of several runs of `meson test`: "N passed, N failed, N skipped".

    summary.py TESTLOG.JUNIT.XML...
"""

import sys
from xml.etree import ElementTree


def outcome(case: ElementTree.Element) -> str:
    """What became of one test."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def main() -> int:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for path in sys.argv[1:]:
        for case in ElementTree.parse(path).iter("testcase"):
            counts[outcome(case)] += 1
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
