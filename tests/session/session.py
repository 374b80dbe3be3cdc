#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""A desktop session of the test's own: home, environment, session bus and keyring.

    session.py [--keyring KIND] [--path FOLDER]... [--host-services] [--] [command...]

runs a command, or a shell to play in, inside a closed network and a session, and ends with the
command's status. As a module:

    enter_sandbox()
    with Session("gnome-keyring", path=[build]) as session:
        done = session.run(["git", "credential", "fill"], "protocol=https\\n...")

Kinds of keyring:

    gnome-keyring           the real one, unlocked
    gnome-keyring-locked    the same, the login keyring locked; each prompt is dismissed
    gnome-keyring-preset:N  the real one, a keyring file in plain text with N foreign items
    kwallet                 KWallet, its wallet open
    keepassxc[:WISH,...]    KeePassXC, its database open; see desktop_keyrings.py for the wishes
    scripted[:RULE,...]     the scripted service (scripted_service.c)
    activated:COMMAND       a bus that starts this command when somebody wants the Secret Service
    absent                  a bus on which nobody offers the Secret Service
    no-bus                  no bus and no address of one
    dead-bus                the address of a bus that is no more
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from xml.sax.saxutils import escape

import kernel_keyring
import processes
import tap
from desktop_keyrings import KeePassXC, KWallet
from keyrings import (SECRETS_NAME, GnomeKeyring, Keyring, KeyringError, Place,
                      PresetGnomeKeyring, ScriptedKeyring, find_program)
from sandbox import enter_sandbox

__all__ = ["Session", "enter_sandbox"]

# Longer ones leave no room for the sockets below (sun_path has 108 bytes).
SCRATCH_LENGTH_LIMIT = 60
# The command line's exit status where there is no session or no such command, as a shell's.
COMMAND_NOT_RUN = 127
BASE_PATH = "/usr/local/bin:/usr/bin:/bin"
# What sanitizers, Valgrind, coverage and the C library take from whoever runs the tests.
PASSED_ON = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "VALGRIND_OPTS",
             "VALGRIND_LIB", "LLVM_PROFILE_FILE", "GCOV_PREFIX", "GCOV_PREFIX_STRIP",
             "MALLOC_PERTURB_", "TERM")
PASSED_ON_PREFIX = "AZDO_TEST_"
GIT_CONFIG = """\
[user]
\tname = Test
\temail = test@example.com
[init]
\tdefaultBranch = main
"""
BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  {services}
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""

AnyKeyring = TypeVar("AnyKeyring", bound=Keyring)


class Session:
    """Everything a program under test finds around it; made on entry, gone on exit.

    scratch   the session's folder, for the test to use too
    home      the home folder, with a Git identity and nothing else
    keyring   the running keyring; None for the kinds without one

    Enter it in the thread that outlives it: its processes die with that thread. SIGTERM and SIGHUP
    end it in an orderly way; SIGKILL leaves the scratch folder behind, but no process.
    Raises `Unavailable`, which is a `tap.Skip`, where a program it needs is not installed.
    """

    def __init__(self, keyring: str = "gnome-keyring", *, path: Sequence[Path] = (),
                 host_services: bool = False) -> None:
        """`path` comes before the system's; with `host_services` the bus starts the system's."""
        kind, _, argument = keyring.partition(":")
        if kind not in _KINDS:
            raise ValueError(f"unknown kind of keyring: {keyring}")
        self._kind, self._argument = kind, argument
        self._path = [*map(str, path), BASE_PATH]
        self._host_services = host_services
        self._cleanup = contextlib.ExitStack()
        self._environment: dict[str, str] = {}
        self.scratch = Path()
        self.home = Path()
        self.keyring: Keyring | None = None
        self._bus: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Session:
        with contextlib.ExitStack() as cleanup:
            cleanup.enter_context(_orderly_end())
            self.scratch = cleanup.enter_context(_scratch_folder())
            self._environment = self._make_environment()
            cleanup.callback(kernel_keyring.drop)
            cleanup.callback(processes.end_all, self.scratch)
            _KINDS[self._kind](self, cleanup)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    def environment(self, changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
        """The environment of the session's programs, as a copy; a change to None removes."""
        merged: dict[str, str | None] = {**self._environment}
        merged.update(changes or {})
        return {name: value for name, value in merged.items() if value is not None}

    def keyring_as(self, kind: type[AnyKeyring]) -> AnyKeyring:
        """The keyring, for a test that knows which one it has."""
        if not isinstance(self.keyring, kind):
            raise TypeError(f"a session with {self._kind!r} has no {kind.__name__}")
        return self.keyring

    def start(self, argv: Sequence[str | Path], *, env: Mapping[str, str | None] | None = None,
              cwd: Path | None = None, **options: Any) -> subprocess.Popen[str]:
        """Starts a program in a process group of its own, without a terminal, in text mode.

        `env` changes the session's environment; `options` are Popen's, and stdin is empty.
        """
        options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen(
            argv, env=self.environment(env), cwd=cwd or self.home, start_new_session=True,
            encoding="utf-8", errors="surrogateescape",
            preexec_fn=processes.dies_with_parent(), **options)

    def run(self, argv: Sequence[str | Path], stdin: str = "", *, timeout_s: float = 60.0,
            env: Mapping[str, str | None] | None = None,
            cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Runs a program to its end, and to that of whoever else holds its output.

        Raises subprocess.TimeoutExpired, having killed the program's process group.
        """
        pipes = {name: subprocess.PIPE for name in ("stdin", "stdout", "stderr")}
        with self.start(argv, env=env, cwd=cwd, **pipes) as process:
            try:
                out, err = process.communicate(stdin, timeout_s)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        return subprocess.CompletedProcess(argv, process.returncode, out, err)

    def call(self, argv: Sequence[str]) -> int:
        """Runs a program on the caller's terminal, in the caller's folder; returns its status."""
        with subprocess.Popen(argv, env=self._environment,
                              preexec_fn=processes.dies_with_parent()) as process:
            before = signal.signal(signal.SIGINT, signal.SIG_IGN)
            try:
                process.wait()
            finally:
                signal.signal(signal.SIGINT, before)
        return process.returncode if process.returncode >= 0 else 128 - process.returncode

    def _make_environment(self) -> dict[str, str]:
        """Makes the folders and the environment that names them."""
        self.home = self._make_folder("home")
        environment = {name: value for name, value in os.environ.items()
                       if name in PASSED_ON or name.startswith(PASSED_ON_PREFIX)}
        environment.update({
            "PATH": ":".join(self._path),
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            "TMPDIR": str(self._make_folder("tmp")),
            "XDG_RUNTIME_DIR": str(self._make_folder("run")),
            "XDG_CONFIG_HOME": str(self._make_folder("home/.config")),
            "XDG_CACHE_HOME": str(self._make_folder("home/.cache")),
            "XDG_DATA_HOME": str(self._make_folder("home/.local/share")),
            "XDG_STATE_HOME": str(self._make_folder("home/.local/state")),
            "GIT_CONFIG_NOSYSTEM": "1",
            processes.MARKER: str(self.scratch),
        })
        (self.home / ".gitconfig").write_text(GIT_CONFIG, encoding="utf-8")
        self._make_folder("log")
        return environment

    def _make_folder(self, name: str) -> Path:
        folder = self.scratch / name
        folder.parent.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700)
        return folder

    def _name_bus(self) -> tuple[Path, str]:
        """The socket where a login would have it, and its address, which the environment gets."""
        path = Path(self._environment["XDG_RUNTIME_DIR"], "bus")
        address = f"unix:path={path}"
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = address
        return path, address

    def _start_bus(self, cleanup: contextlib.ExitStack) -> None:
        """Starts dbus-daemon and waits until it listens."""
        _, address = self._name_bus()
        services = "<standard_session_servicedirs/>" if self._host_services else ""
        if self._kind == "activated":
            services = f"<servicedir>{escape(str(self._make_services()))}</servicedir>"
        config = self.scratch / "bus.conf"
        config.write_text(BUS_CONFIG.format(address=escape(address), services=services))
        program = find_program("dbus-daemon", "dbus-daemon")
        with (self.scratch / "log/bus").open("wb") as log:
            bus = subprocess.Popen(
                [program, f"--config-file={config}", "--nofork", "--print-address"],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                env=self._environment, cwd="/", start_new_session=True,
                preexec_fn=processes.dies_with_parent())
        cleanup.callback(processes.end, bus)
        self._bus = bus
        assert bus.stdout is not None
        with bus.stdout as stdout:
            if not stdout.readline():
                raise RuntimeError(f"no bus: {(self.scratch / 'log/bus').read_text()}")

    def _make_services(self) -> Path:
        """A folder that tells the bus by which command the Secret Service starts."""
        folder = self._make_folder("services")
        (folder / f"{SECRETS_NAME}.service").write_text(
            f"[D-BUS Service]\nName={SECRETS_NAME}\nExec={self._argument}\n", encoding="utf-8")
        return folder

    def kill_bus(self) -> None:
        """Ends the bus as a crash would."""
        assert self._bus is not None
        processes.end(self._bus, signal.SIGKILL)

    def _place(self) -> Place:
        return Place(self._environment, self._environment["DBUS_SESSION_BUS_ADDRESS"],
                     Path(self._environment["XDG_DATA_HOME"]), self.scratch / "log/keyring")

    def _keep(self, keyring: Keyring, cleanup: contextlib.ExitStack) -> None:
        cleanup.callback(keyring.stop)
        self.keyring = keyring

    def _start_gnome_keyring(self, cleanup: contextlib.ExitStack) -> None:
        self._start_bus(cleanup)
        self._keep(GnomeKeyring(self._place()), cleanup)

    def _start_locked_gnome_keyring(self, cleanup: contextlib.ExitStack) -> None:
        self._start_gnome_keyring(cleanup)
        self.keyring_as(GnomeKeyring).lock()

    def _start_preset_gnome_keyring(self, cleanup: contextlib.ExitStack) -> None:
        self._start_bus(cleanup)
        self._keep(PresetGnomeKeyring(self._place(), int(self._argument)), cleanup)

    def _start_kwallet(self, cleanup: contextlib.ExitStack) -> None:
        self._start_bus(cleanup)
        self._keep(KWallet(self._place()), cleanup)

    def _start_keepassxc(self, cleanup: contextlib.ExitStack) -> None:
        self._start_bus(cleanup)
        self._keep(KeePassXC(self._place(), self._argument.split(",")), cleanup)

    def _start_scripted_keyring(self, cleanup: contextlib.ExitStack) -> None:
        self._start_bus(cleanup)
        rules = self._argument.split(",") if self._argument else []
        self._keep(ScriptedKeyring(self._place(), rules), cleanup)

    def _leave_without_bus(self, _: contextlib.ExitStack) -> None:
        """Nothing to start, nothing to name."""

    def _leave_dead_bus(self, _: contextlib.ExitStack) -> None:
        path, _address = self._name_bus()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))


_KINDS = {
    "gnome-keyring": Session._start_gnome_keyring,
    "gnome-keyring-locked": Session._start_locked_gnome_keyring,
    "gnome-keyring-preset": Session._start_preset_gnome_keyring,
    "kwallet": Session._start_kwallet,
    "keepassxc": Session._start_keepassxc,
    "scripted": Session._start_scripted_keyring,
    "activated": Session._start_bus,
    "absent": Session._start_bus,
    "no-bus": Session._leave_without_bus,
    "dead-bus": Session._leave_dead_bus,
}


@contextlib.contextmanager
def _scratch_folder() -> Iterator[Path]:
    parent = tempfile.gettempdir()
    if len(parent) > SCRATCH_LENGTH_LIMIT:
        parent = "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="azdo-", dir=parent)).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def _orderly_end() -> Iterator[None]:
    """Turns signals that would end the process on the spot into SystemExit meanwhile."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [number for number in (signal.SIGTERM, signal.SIGHUP)
               if signal.getsignal(number) is signal.SIG_DFL]
    for number in numbers:
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        yield
    finally:
        for number in numbers:
            signal.signal(number, signal.SIG_DFL)


def main() -> int:
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description="Runs a command in a closed network and a session with a keyring of its own.")
    parser.add_argument("--keyring", default="gnome-keyring", metavar="KIND",
                        help="kind of keyring (default: %(default)s)")
    parser.add_argument("--path", action="append", default=[], type=Path, metavar="FOLDER",
                        help="search this folder for programs first")
    parser.add_argument("--host-services", action="store_true",
                        help="let the bus start the services installed on this system")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="default: an interactive sh")
    options = parser.parse_args()
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    enter_sandbox()
    session = Session(options.keyring, path=[path.absolute() for path in options.path],
                      host_services=options.host_services)
    try:
        with session:
            return session.call(command or ["sh"])
    except (tap.Skip, KeyringError, FileNotFoundError) as error:
        print(f"error: {error}", file=sys.stderr)
        return COMMAND_NOT_RUN


if __name__ == "__main__":
    sys.exit(main())
