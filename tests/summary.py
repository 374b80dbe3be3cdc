#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Adds up the results of several runs of `meson test`: "N passed, N failed, N skipped".

    summary.py TESTLOG.JUNIT.XML...

Before the count it names what failed, and the last thing each failed test said, so that the end of
a log tells what the rest of it is to be searched for.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

TOLD_LINES = 12


def outcome(case: ElementTree.Element) -> str:
    """What became of one test."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "passed"


def said(suite: ElementTree.Element, name: str) -> list[str]:
    """The comments that follow the line "not ok NAME" in what a suite printed, as TAP has it."""
    lines = (suite.findtext("system-out") or "").splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith(f"not ok {name}")), None)
    if start is None:
        return (suite.findtext("system-err") or "").splitlines()
    comments = []
    for line in lines[start + 1:]:
        if not line.startswith("#"):
            break
        comments.append(line[1:].strip())
    return [line for line in comments if line]


def failures(path: str, suite: ElementTree.Element) -> Iterator[str]:
    """What there is to say of each failed test of a suite."""
    for case in suite.iter("testcase"):
        if outcome(case) == "failed":
            name = case.get("name", "")
            yield f"failed in {Path(path).parts[-3]}: {suite.get('name')}: {name}"
            yield from (f"    {line}" for line in said(suite, name)[-TOLD_LINES:])


def main() -> int:
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for path in sys.argv[1:]:
        for suite in ElementTree.parse(path).iter("testsuite"):
            for line in failures(path, suite):
                print(line)
            for case in suite.iter("testcase"):
                counts[outcome(case)] += 1
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
