# SPDX-License-Identifier: MIT
"""Times programs in interleaved rounds, and counts what they do."""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

WARM_UP_ROUNDS = 3


class Candidate(NamedTuple):
    """A program to be measured: its input alternates from run to run."""

    name: str
    argv: Sequence[str]
    inputs: Sequence[str] = ("",)


class Times(NamedTuple):
    """What a candidate took in each round."""

    wall_ms: list[float]
    processor_ms: list[float]
    memory_kb: list[int]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios within each round: what disturbs a round disturbs both."""
    return statistics.median(one / other for one, other in zip(ours, theirs))


class Laboratory:
    """Where candidates are run: an environment, and a stopwatch in a folder."""

    def __init__(self, stopwatch: Path, environment: Mapping[str, str]) -> None:
        self._stopwatch = str(stopwatch)
        self._environment = dict(environment)

    def run_rounds(self, candidates: Sequence[Candidate], rounds: int) -> dict[str, Times]:
        """Every candidate once in each round, after a few rounds that do not count."""
        results = {candidate.name: Times([], [], []) for candidate in candidates}
        for number in range(-WARM_UP_ROUNDS, rounds):
            for candidate in candidates:
                text = candidate.inputs[number % len(candidate.inputs)]
                wall_us, processor_us, memory_kb = self._time(candidate.argv, text)
                if number >= 0:
                    times = results[candidate.name]
                    times.wall_ms.append(wall_us / 1000)
                    times.processor_ms.append(processor_us / 1000)
                    times.memory_kb.append(memory_kb)
        return results

    def count(self, candidate: Candidate) -> dict[str, int | None]:
        """Instructions, system calls and calls on the bus; None where there is no tool for it."""
        return {"instructions": self._count_instructions(candidate),
                **self._count_system_calls(candidate)}

    def _time(self, argv: Sequence[str], text: str) -> tuple[int, int, int]:
        """Three numbers from the stopwatch, which writes them to descriptor 3."""
        reading, writing = os.pipe()
        with _as_file(text) as stdin, os.fdopen(reading) as report:
            process = subprocess.Popen(
                ["sh", "-c", f'exec "$0" "$@" 3>&{writing} {writing}>&-', self._stopwatch, *argv],
                stdin=stdin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                env=self._environment, pass_fds=[writing])
            os.close(writing)
            process.wait()
            wall, processor, memory = report.read().split()
        return int(wall), int(processor), int(memory)

    def _run(self, argv: Sequence[str], text: str) -> str:
        """What a program, or the tool that watches it, has to say on stderr."""
        with _as_file(text) as stdin:
            return subprocess.run(argv, stdin=stdin, stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, env=self._environment, check=False,
                                  encoding="utf-8", errors="replace").stderr

    def _count_instructions(self, candidate: Candidate) -> int | None:
        if not shutil.which("valgrind"):
            return None
        said = self._run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
                          *candidate.argv], candidate.inputs[0])
        found = re.search(r"Collected : (\d+)", said)
        return int(found[1]) if found else None

    def _count_system_calls(self, candidate: Candidate) -> dict[str, int | None]:
        if not shutil.which("strace"):
            return {"system calls": None, "calls on the bus": None}
        with tempfile.NamedTemporaryFile("r", encoding="utf-8", errors="replace") as trace:
            self._run(["strace", "-f", "-o", trace.name, *candidate.argv], candidate.inputs[-1])
            lines = [line for line in trace if " resumed>" not in line and "+++" not in line]
        # A message of D-Bus begins with the byte order (l) and the kind (1 = a call).
        calls = [line for line in lines if "sendmsg(" in line and r'iov_base="l\1' in line]
        return {"system calls": len(lines), "calls on the bus": len(calls)}


def _as_file(text: str) -> tempfile._TemporaryFileWrapper[bytes]:
    """As stdin: a file, so that nobody has to write while the clock runs."""
    file = tempfile.TemporaryFile()
    file.write(text.encode())
    file.seek(0)
    return file
