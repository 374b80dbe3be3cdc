# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""A small producer of TAP, the Test Anything Protocol, for tests written in Python.

    @tap.test
    def erase_leaves_a_different_password_alone() -> None:
        assert ...

    if __name__ == "__main__":
        sys.exit(tap.main())

The function's name, in words, is the description. `tap.add` registers rows of a table. Arguments of
the command line pick tests by a part of their description. With AZDO_TEST_STRICT=1 a test that is
skipped has failed.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import NoReturn

TestFunction = Callable[[], None]

# Python itself does, and gives them back to its children.
PYTHON_IGNORES = {signal.SIGPIPE, signal.SIGXFSZ}

_tests: list[tuple[str, TestFunction]] = []


class Skip(Exception):
    """Raised where a test cannot be run here; says why."""


def skip(reason: str) -> NoReturn:
    """Ends the test that calls it without a verdict."""
    raise Skip(reason)


def test(function: TestFunction) -> TestFunction:
    """Registers a test function; its name is the claim it makes."""
    add(function.__name__.replace("_", " "), function)
    return function


def add(description: str, function: TestFunction) -> None:
    """Registers a test under a description of its own."""
    _tests.append((description, function))


def diagnose(text: str) -> None:
    """Prints lines for a person to read."""
    for line in text.splitlines():
        print(f"# {line}", flush=True)


def equal(actual: object, expected: object) -> None:
    """Asserts equality and shows both sides where there is none."""
    if actual != expected:
        raise AssertionError(f"got      {actual!r}\nexpected {expected!r}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the registered tests, or those the arguments pick, and returns the exit status."""
    _forget_caller()
    wanted = sys.argv[1:] if arguments is None else arguments
    chosen = [(description, function) for description, function in _tests
              if not wanted or any(part in description for part in wanted)]
    print(f"1..{len(chosen)}", flush=True)
    passed = [_run(number, *entry) for number, entry in enumerate(chosen, 1)]
    return 0 if all(passed) else 1


def _forget_caller() -> None:
    """Gives back the signals that whoever started the tests may have ignored or blocked.

    A runner without a terminal often ignores SIGHUP or SIGQUIT; every program that a test starts
    would have that from it.
    """
    for ignored in signal.valid_signals() - PYTHON_IGNORES:
        if signal.getsignal(ignored) == signal.SIG_IGN:
            is_interrupt = ignored == signal.SIGINT
            signal.signal(ignored, signal.default_int_handler if is_interrupt else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _run(number: int, description: str, function: TestFunction) -> bool:
    """Runs one test and prints its result line. Returns whether it counts as passed."""
    try:
        function()
    except Skip as reason:
        strict = os.environ.get("AZDO_TEST_STRICT") == "1"
        directive = "strict: skipped because" if strict else "SKIP"
        return _report(not strict, f"{number} - {description} # {directive} {reason}")
    except Exception as error:  # pylint: disable=broad-exception-caught
        _report(False, f"{number} - {description}")
        _explain(error)
        return False
    return _report(True, f"{number} - {description}")


def _report(passed: bool, line: str) -> bool:
    print("ok" if passed else "not ok", line.replace("\n", " "), flush=True)
    return passed


def _explain(error: Exception) -> None:
    """The stack from the test function on, and the variables of the line that failed."""
    assert error.__traceback__ is not None
    own = error.__traceback__.tb_next
    diagnose("".join(traceback.format_exception(type(error), error, own)))
    if isinstance(error, AssertionError) and own is not None:
        diagnose(_variables(own))


def _variables(frames: TracebackType) -> str:
    """`name = value` for each local variable the test's own failing line mentions."""
    line = traceback.extract_tb(frames, limit=1)[0].line or ""
    values = frames.tb_frame.f_locals
    names = [name for name in dict.fromkeys(re.findall(r"\w+", line)) if name in values]
    return "\n".join(f"{name} = {values[name]!r}" for name in names)
