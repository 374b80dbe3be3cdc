#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Measures git-credential-azdo beside other helpers, and prints tables.

    bench.py [--build FOLDER] [--rounds N] [--items N,...] [--submodules N] [--uncounted] [--readme]

Everything is run in sessions of its own, in interleaved rounds. What counts are the ratios: the
median, over the rounds, of what both took in the same round. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / folder) for folder in ("session", "standin", "bench")]

import programs  # noqa: E402
from measure import Candidate, Laboratory, Times, median, ratio  # noqa: E402
from sandbox import enter_sandbox  # noqa: E402
from session import Session  # noqa: E402
from standin import StandIn  # noqa: E402

PEER = "git-credential-libsecret get"
WARM = "azdo get, warm"
COLD = "azdo get, cold"
TABLES = ROOT / "tests/bench/README.md"
README = ROOT / "README.md"
# What the project's README shows of the tables: in its words, the rows of the peer and ours.
EXCERPT = {
    "`get`, answered by the kernel's keyring": (PEER, WARM),
    "`get`, answered by the desktop's keyring": (PEER, COLD),
    "`store` of a token that is stored": ("git-credential-libsecret store, unchanged",
                                          "azdo store, unchanged"),
    "`store` of a new token": ("git-credential-libsecret store, new", "azdo store, new"),
}
FILL_ATTEMPTS = 8
FILL_PAUSE_S = 10
BLOCK = re.compile(r"(<!-- tests/bench begins -->\n).*?(<!-- tests/bench ends -->)", re.DOTALL)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join("| " + " | ".join(row) + " |\n" for row in lines)


def number(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def baseline_of(name: str) -> str:
    """What a row is compared with: the peer, for the same operation."""
    if " store, new" in name:
        return "git-credential-libsecret store, new"
    if name.startswith("azdo store") or name == "git-credential-libsecret store, unchanged":
        return "git-credential-libsecret store, unchanged"
    return PEER


def measure_operations(built: programs.Built, rounds: int, counted: bool) -> str:
    """One token in an encrypted keyring: every candidate, with counts."""
    with Session("gnome-keyring") as session:
        laboratory = Laboratory(built.stopwatch, session.environment())
        others = programs.others(session.scratch)
        programs.fill_others(others)
        with contextlib.ExitStack() as cleanup:
            cleanup.callback(programs.end_others, others)
            fill(session, built)
            reading = [*others, *programs.of_keyrings(built), *programs.of_stores(built)]
            times = laboratory.run_rounds(reading, rounds)
            counts = {candidate.name: laboratory.count(candidate)
                      for candidate in reading if counted}
            changing = programs.of_changes(built)
            times.update(laboratory.run_rounds(changing, max(rounds // 4, 1)))
    rows = [operation_row(name, times, counts.get(name, {})) for name in times]
    pair = pair_ratio(times)
    return (table(["", "ms", "ratio to libsecret's", "instructions", "system calls",
                   "calls on the bus", "peak memory, kB"], rows)
            + f"\n`get` and an unchanged `store`, as each fetch calls them: {pair:.3f} of "
            "git-credential-libsecret's time.\n")


def operation_row(name: str, times: dict[str, Times],
                  counts: dict[str, int | None]) -> list[str]:
    own, baseline = times[name], times[baseline_of(name)]
    return [name, f"{median(own.wall_ms):.1f}", f"{ratio(own.wall_ms, baseline.wall_ms):.3f}",
            number(counts.get("instructions")), number(counts.get("system calls")),
            number(counts.get("calls on the bus")), number(round(median(own.memory_kb)))]


def pair_ratio(times: dict[str, Times]) -> float:
    def pair(get: str, store: str) -> list[float]:
        return [sum(both) for both in zip(times[get].wall_ms, times[store].wall_ms)]

    return ratio(pair(WARM, "azdo store, unchanged"),
                 pair(PEER, "git-credential-libsecret store, unchanged"))


def fill(session: Session, built: programs.Built) -> None:
    """One token for both helpers, found by both."""
    for program in (built.peer, built.ours):
        for _ in range(FILL_ATTEMPTS):
            done = session.run([program, "store"], programs.offer(programs.TOKENS[0]),
                               timeout_s=120)
            if done.returncode == 0:
                break
            # With 10,000 items the keyring takes longer than our helper waits, and goes on alone.
            time.sleep(FILL_PAUSE_S)
        else:
            raise RuntimeError(f"{program}: {done.stderr}")


def measure_sizes(built: programs.Built, sizes: Sequence[int], rounds: int) -> str:
    """Keyrings with other items in them."""
    rows = []
    for items in sizes:
        with Session(f"gnome-keyring-preset:{items}") as session:
            fill(session, built)
            laboratory = Laboratory(built.stopwatch, session.environment())
            times = laboratory.run_rounds(programs.of_keyrings(built), rounds)
        peer = times[PEER].wall_ms
        rows.append([f"{items:,}", f"{median(peer):.1f}",
                     *(f"{median(times[name].wall_ms):.1f} ({ratio(times[name].wall_ms, peer):.3f})"
                       for name in (COLD, WARM))])
    return table(["other items in the keyring", "git-credential-libsecret get, ms",
                  "azdo, cold (ratio)", "azdo, warm (ratio)"], rows)


def add_submodules(azure: StandIn, session: Session, count: int) -> None:
    """A repository of contoso with so many others in it."""
    work_tree = session.home / "whole"
    session.run(["git", "init", "--quiet", work_tree])
    modules = []
    for part in (f"part-{index}" for index in range(count)):
        bare = azure.add_repository("contoso", "web", part)
        commit = session.run(["git", "-C", bare, "rev-parse", "main"]).stdout.strip()
        session.run(["git", "update-index", "--add", "--cacheinfo", f"160000,{commit},{part}"],
                    cwd=work_tree)
        modules.append(f'[submodule "{part}"]\n\tpath = {part}\n'
                       f"\turl = https://dev.azure.com/contoso/web/_git/{part}\n")
    (work_tree / ".gitmodules").write_text("".join(modules), encoding="utf-8")
    session.run(["git", "add", ".gitmodules"], cwd=work_tree)
    session.run(["git", "commit", "--quiet", "-m", "add parts"], cwd=work_tree)
    whole = azure.add_repository("contoso", "web", "whole")
    session.run(["git", "push", "--quiet", "--force", whole, "HEAD:main"], cwd=work_tree)


def clone(session: Session, helper: str, log: Path, name: str) -> tuple[float, float, int]:
    """The time of a clone with all submodules, that of its helpers in it, and their number."""
    log.unlink(missing_ok=True)
    folder = session.scratch / name
    setting = "credential.https://dev.azure.com"
    watch = session.scratch / "clone-time"
    watch.unlink(missing_ok=True)
    done = session.run(
        [session.scratch / "stopwatch", "--log", watch, "git", "-c", f"{setting}.helper=",
         "-c", f"{setting}.helper={helper}", "-c", f"{setting}.useHttpPath=true", "clone",
         "--quiet", "--recurse-submodules", "--jobs=4",
         "https://dev.azure.com/contoso/web/_git/whole", folder], timeout_s=600)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    subprocess.run(["rm", "-rf", folder], check=True)
    helpers = [int(line.split()[0]) for line in log.read_text(encoding="ascii").splitlines()]
    whole = int(watch.read_text(encoding="ascii").split()[0])
    return whole / 1000, sum(helpers) / 1000, len(helpers)


def measure_burst(built: programs.Built, submodules: int, rounds: int) -> str:
    """A clone with submodules through a real Git: how long, and how much of it are helpers."""
    with Session("gnome-keyring") as session, \
            StandIn.start(session.scratch / "azure") as azure:
        os.link(built.stopwatch, session.scratch / "stopwatch")
        add_submodules(azure, session, submodules)
        token = azure.add_token("contoso", scopes=["vso.code_write"])
        with (session.home / ".gitconfig").open("a", encoding="utf-8") as config:
            config.write(azure.git_config())
        log = session.scratch / "helpers"
        helpers = {name: f"{session.scratch / 'stopwatch'} --log {log} {program}"
                   for name, program in (("git-credential-libsecret", built.peer),
                                         ("azdo", built.ours))}
        seed_burst(session, built, submodules, token)
        found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in helpers}
        for turn in range(rounds):
            for name, helper in helpers.items():
                found[name].append(clone(session, helper, log, f"{name}-{turn}"))
    rows = []
    for name, runs in found.items():
        whole, part = median([run[0] for run in runs]), median([run[1] for run in runs])
        rows.append([name, f"{whole:,.0f}", str(runs[0][2]), f"{part:,.0f}",
                     f"{100 * median([run[1] / run[0] for run in runs]):.0f} %"])
    less = 1 / ratio([run[1] for run in found["azdo"]],
                     [run[1] for run in found["git-credential-libsecret"]])
    return (table([f"clone with {submodules} submodules", "ms", "calls of the helper",
                   "ms in helpers, added up", "of the clone's time"], rows)
            + f"\nThe time in helpers is {less:.1f} times less.\n")


def seed_burst(session: Session, built: programs.Built, submodules: int, token: str) -> None:
    """The peer keeps one token for each path, as it would after a first clone; ours needs one."""
    session.run([built.ours, "store"], _for_path("whole", token))
    for part in ("whole", *(f"part-{index}" for index in range(submodules))):
        session.run([built.peer, "store"], _for_path(part, token))


def _for_path(repository: str, token: str) -> str:
    return (f"protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/{repository}\n"
            f"username=PersonalAccessToken\npassword={token}\n\n")


def sizes_line(built: programs.Built) -> str:
    total = sum(built.installed.values())
    return (f"Installed and stripped, man page included: {total / 1000:.0f} kB in "
            f"{len(built.installed)} files.\n")


def excerpt(text: str) -> str:
    """The few rows that the project's README has, out of all that was measured."""
    rows = {row[0]: row[1:] for row in
            ([cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()
             if line.startswith("|"))}
    return text.splitlines()[0] + "\n\n" + table(
        ["ms", "git-credential-libsecret", "git-credential-azdo", "ratio"],
        [[words, rows[peer][0], rows[ours][0], rows[ours][1]]
         for words, (peer, ours) in EXCERPT.items()])


def put(text: str, file: Path) -> None:
    """Between the marks there."""
    whole = file.read_text(encoding="utf-8")
    file.write_text(BLOCK.sub(lambda found: f"{found[1]}\n{text}\n{found[2]}", whole),
                    encoding="utf-8")


def report(options: argparse.Namespace, scratch: Path) -> Iterator[str]:
    """The parts of the text, each as soon as it is measured."""
    built = programs.build(scratch, options.build)
    today = datetime.date.today().isoformat()
    yield (f"Measured on {today} by `tests/bench/bench.py` ({options.rounds} interleaved rounds, "
           f"{os.cpu_count()} processors, Linux {platform.release().split('-')[0]}); only the "
           "ratios say anything about another machine.\n")
    yield measure_operations(built, options.rounds, not options.uncounted)
    yield measure_sizes(built, options.items, max(options.rounds // 4, 1))
    yield measure_burst(built, options.submodules, max(options.rounds // 20, 1))
    yield sizes_line(built)


def numbers(text: str) -> list[int]:
    return [int(word) for word in text.split(",")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, metavar="FOLDER",
                        help="measure what was built there (default: a release build)")
    parser.add_argument("--rounds", type=int, default=100, metavar="N")
    parser.add_argument("--items", type=numbers, default=[1, 100, 1000, 10000], metavar="N,...")
    parser.add_argument("--submodules", type=int, default=40, metavar="N")
    parser.add_argument("--uncounted", action="store_true",
                        help="leave out valgrind and strace, which take their time")
    parser.add_argument("--readme", action="store_true",
                        help="put the tables into its README.md, some rows into the project's")
    options = parser.parse_args()
    enter_sandbox()
    parts = []
    with tempfile.TemporaryDirectory(prefix="azdo-bench-") as scratch:
        try:
            for part in report(options, Path(scratch)):
                print(part, flush=True)
                parts.append(part)
        except programs.Missing as missing:
            print(f"error: {missing}", file=sys.stderr)
            return 1
    text = "\n".join(parts)
    few = excerpt(text)
    if options.readme:
        put(text, TABLES)
        put(few, README)
    return 0


if __name__ == "__main__":
    sys.exit(main())
