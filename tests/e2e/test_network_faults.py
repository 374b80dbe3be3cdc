#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Each command that asks Azure DevOps or Entra, with each fault of a network (network_faults.py).

What is not known is told as unknown, in the time that there is for it; the tokens that were stored
are stored afterwards, and no other one lives on; nothing is sent to another host or by plain http.

AZDO_TEST_LONG=1 plays the whole table. Else each command meets every sixth fault, others than its
neighbours in the table do, so that each fault is met by three or four commands.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import queue
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial

import tap
from network_commands import (APPLICATION, APPLICATION_SECRET, COMMANDS, Command, Scene, netrc,
                              programs)
from network_faults import FAULTS, Fault, Neighbour, World, world
from story import prepare

IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
EVERY = 1 if IS_LONG else 6
SESSIONS = 20
SLACK_S = 12.0  # what starting programs may take on a busy machine


def begin(story: Neighbour, organization: str, fault: Fault) -> Scene:
    story.azure.add_repository(organization, "web", "app")
    scene = Scene(story, organization, fault)
    scene.other = scene.keep("other")
    return scene


def play(story: Neighbour, organization: str, command: Command, fault: Fault) -> None:
    scene = begin(story, organization, fault)
    try:
        command.setup(scene)
        meet(scene, command)
    finally:
        end(scene)


def meet(scene: Scene, command: Command) -> None:
    names = {"organization": scene.organization,
             "tenant": scene.story.azure.tenant(scene.organization)}
    request = {"host": command.host, "path": command.path.format(**names),
               "method": command.method}
    words = [word.format(**names) for word in command.words.split()]
    scene.pats_before = scene.pats()
    stdin = command.stdin(scene)
    with scene.story.meeting(scene.fault, **request):
        start = time.monotonic()
        done = scene.run(*words, stdin=stdin)
        took = time.monotonic() - start
    scene.after = scene.stored()
    try:
        command.expect(scene, done)
        assert took < command.limit_s + SLACK_S, "it takes too long"
    except AssertionError as error:
        raise AssertionError(f"{error}\n{took:.1f} s, status {done.returncode}\n"
                             f"{done.stdout}{done.stderr}") from error


def end(scene: Scene) -> None:
    """Nothing is stored, nothing is left, and no token that was created lives on."""
    file = netrc(scene)
    file.unlink(missing_ok=True)
    scene.env.pop("GIT_CONFIG_COUNT", None)
    done = scene.run("logout", "--revoke", "--all")
    assert done.returncode == 0, done
    tap.equal((scene.pats(), scene.story.session.keyring.count_items()), ([], 0))


@dataclass
class Cell:
    """Of the table."""

    command: str
    fault: str
    organization: str
    outcome: Future[None] = field(default_factory=Future)

    def play(self, story: Neighbour) -> None:
        try:
            play(story, self.organization, COMMANDS[self.command], FAULTS[self.fault])
            self.outcome.set_result(None)
        except Exception as error:  # pylint: disable=broad-exception-caught
            self.outcome.set_exception(error)


def table(wanted: list[str]) -> list[Cell]:
    """Those to play, of the commands that somebody wants."""
    cells = []
    for row, (name, command) in enumerate(COMMANDS.items()):
        for column, (what, fault) in enumerate(FAULTS.items()):
            is_wanted = not wanted or any(part in name for part in wanted)
            if is_wanted and (row + column) % EVERY == 0 and command.meets(fault):
                cells.append(Cell(name, what, f"cell-{row:02}-{column:02}"))
    return cells


def work(place: World, cells: queue.SimpleQueue[Cell | None]) -> None:
    """A session, in which one cell after the other is played; none is left untold."""
    try:
        with Neighbour(place) as story:
            while cell := cells.get():
                cell.play(story)
    except Exception as error:
        while cell := cells.get():
            cell.outcome.set_exception(error)
        raise


@contextlib.contextmanager
def at_work(place: World, cells: list[Cell]) -> Iterator[None]:
    """They are played, at first those for which there is to be waited."""
    waiting: queue.SimpleQueue[Cell | None] = queue.SimpleQueue()
    for cell in sorted(cells, key=lambda cell: not FAULTS[cell.fault].takes_time):
        waiting.put(cell)
    with ThreadPoolExecutor(SESSIONS) as pool:
        sessions = [pool.submit(work, place, waiting) for _ in range(SESSIONS)]
        for _ in sessions * 2:  # an end for each, and one more for who fails then
            waiting.put(None)
        yield
    for session in sessions:
        session.result()


# --- telling --------------------------------------------------------------------------------------


def tell(cells: list[Cell], name: str) -> None:
    problems = [f"{cell.fault}: {cell.outcome.exception()}" for cell in cells
                if cell.command == name and cell.outcome.exception()]
    assert not problems, "\n".join(problems)


def tell_where_it_went(place: World, cells: list[Cell]) -> None:
    """Where a redirect leads, nothing has come but what comes from here; no proxy was told what is
    for the server. The stories look for tokens besides."""
    wait([cell.outcome for cell in cells])
    connection = http.client.HTTPConnection("127.0.0.1", int(place.plain))
    connection.request("GET", "/here", headers={"Host": "dev.azure.com"})
    connection.getresponse().read()
    connection.close()
    strays = [record.path for record in place.azure.requests()
              if record.host == "evil.example" or record.port == int(place.plain)]
    tap.equal(strays, ["/here"])
    for proxy in place.proxies.values():
        tap.equal([head for head in proxy.heads if "\nauthorization:" in head.lower()], [])


def tell_all(place: World) -> int:
    cells = table(sys.argv[1:])
    place.azure.add_client(APPLICATION, secret=APPLICATION_SECRET)
    programs(place.azure).mkdir()
    place.azure.make_azure_cli(programs(place.azure))
    for name in COMMANDS:
        tap.add(f"{name}: what is unknown is called so, and nothing is lost",
                partial(tell, cells, name))
    tap.add("nothing goes to another host or by plain http",
            partial(tell_where_it_went, place, cells))
    with at_work(place, cells):
        return tap.main()


def main() -> int:
    prepare()
    try:
        with world() as place:
            return tell_all(place)
    except tap.Skip as reason:
        tap.add("what is unknown is called so", partial(tap.skip, str(reason)))
        return tap.main([])


if __name__ == "__main__":
    sys.exit(main())
