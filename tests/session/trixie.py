#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""Debian 13's Git and libsecret, unpacked beside the system and never installed over it.

`trixie.py [--dir DIR] [--mirror URI]` downloads the packages once and unpacks them into a cache
folder:

    root/   the packages, as `dpkg-deb -x` leaves them
    bin/    `git` and its companions: scripts that start the unpacked programs
    exec/   the same for GIT_EXEC_PATH

Nothing is chrooted. Each script starts its program by the unpacked dynamic loader with the unpacked
libraries; whatever the program starts in turn (hooks, helpers, the shell) is the system's own.
A library that the folder lacks is taken from the system.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

SUITE = "trixie"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
# Git and libsecret, and the other libraries git-credential-azdo may be linked with.
PACKAGES = ("git", "libsecret-1-0", "libcurl4t64", "libjansson4", "libbsd0", "libkeyutils1",
            "libseccomp2")
# Names what a finished folder holds; changed whenever this script would make another one.
MANIFEST = f"1 {SUITE} {' '.join(PACKAGES)}\n"

ELF_MAGIC = b"\x7fELF"
PT_INTERP = 3


class TrixieError(Exception):
    """What went wrong, and what to do about it."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.hint = hint


class Source(NamedTuple):
    """One archive of the system's apt configuration."""

    uri: str
    suite: str
    components: list[str]
    signed_by: str


def default_dir() -> Path:
    """The cache folder used when none is named."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache, "git-credential-azdo-tests", SUITE)


def is_ready(folder: Path | None = None) -> bool:
    """Whether `prepare` has finished there."""
    manifest = (folder or default_dir()) / "manifest"
    return manifest.is_file() and manifest.read_text() == MANIFEST


def prepare(folder: Path | None = None, mirror: str | None = None) -> Path:
    """Makes the folder unless it is there, and returns it. Several processes may call it at once.

    The folder appears complete or not at all. Raises TrixieError.
    """
    folder = (folder or default_dir()).absolute()
    if is_ready(folder):
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _locked(folder.with_name(folder.name + ".lock")):
        if not is_ready(folder):
            _build(folder, mirror or _system_mirror())
    return folder


def environment(base: Mapping[str, str], folder: Path | None = None) -> dict[str, str]:
    """A copy of `base` in which `git` is the folder's Git."""
    folder = (folder or default_dir()).absolute()
    return {
        **base,
        "PATH": f"{folder / 'bin'}:{base.get('PATH', os.defpath)}",
        "GIT_EXEC_PATH": str(folder / "exec"),
        "GIT_TEMPLATE_DIR": str(folder / "root/usr/share/git-core/templates"),
    }


def wrap(program: Path, wrapper: Path, folder: Path | None = None) -> Path:
    """Writes at `wrapper` a script that runs `program` with the folder's loader and libraries.

    GIO modules come from the folder too: the system's belong to another GLib. Returns `wrapper`.
    """
    folder = (folder or default_dir()).absolute()
    root = folder / "root"
    modules = {"GIO_MODULE_DIR": str(_library_dir(root) / "gio/modules")}
    _write_wrapper(wrapper, program.absolute(), _start_command(root, root), modules)
    return wrapper


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build(folder: Path, mirror: str) -> None:
    with tempfile.TemporaryDirectory(prefix=folder.name + ".", dir=folder.parent) as scratch:
        new = Path(scratch, "new")
        (new / "root").mkdir(parents=True)
        for package in _download(Path(scratch, "apt"), mirror):
            _run(["dpkg-deb", "-x", str(package), str(new / "root")])
        _write_wrappers(new, folder)
        (new / "manifest").write_text(MANIFEST)
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)


def _download(apt: Path, mirror: str) -> list[Path]:
    """Fetches the packages with everything they depend on, by an apt that knows nothing else."""
    for name in ("etc/sources.list.d", "state/lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True)
    (apt / "state/status").touch()
    (apt / "etc/sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror} {SUITE} main\n")
    (apt / "apt.conf").write_text(_apt_configuration(apt))
    get = ["apt-get", "--quiet=2", "-c", str(apt / "apt.conf")]
    _run([*get, "update"])
    _run([*get, "install", "--yes", "--download-only", "--no-install-recommends", *PACKAGES])
    return sorted((apt / "cache/archives").glob("*.deb"))


def _apt_configuration(apt: Path) -> str:
    """Read after the system's: proxies stay, hooks and every folder of the system's go."""
    return f"""\
#clear APT::Update;
#clear DPkg;
APT::Update::Error-Mode "any";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::Etc "{apt}/etc";
Dir::State "{apt}/state";
Dir::State::status "{apt}/state/status";
Dir::Cache "{apt}/cache";
"""


def _run(argv: Sequence[str]) -> None:
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        sys.stderr.buffer.write(done.stdout)
        raise TrixieError(f"{argv[0]} failed with status {done.returncode}",
                          "Debian's package mirror has to be reachable once; or name another: "
                          "--mirror=URI")


def _system_mirror() -> str:
    """The archive the system itself is installed from."""
    codename = _os_release().get("VERSION_CODENAME", "")
    etc = Path("/etc/apt")
    files = [etc / "sources.list", *sorted(etc.glob("sources.list.d/*"))]
    for source in (source for file in files for source in _sources(file)):
        ours = "debian-archive" in source.signed_by or source.uri.rstrip("/").endswith("/debian")
        if ours and source.suite in (codename, SUITE) and "main" in source.components:
            return source.uri
    raise TrixieError("apt's sources name no Debian archive", "name one: --mirror=URI")


def _os_release() -> dict[str, str]:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key: value.strip('"') for key, value in pairs}


def _sources(file: Path) -> Iterator[Source]:
    """The entries of one file of apt's, in either format; other files have none."""
    if not file.is_file():
        return iter(())
    lines = file.read_text(encoding="utf-8").splitlines()
    if file.suffix == ".sources":
        return _deb822_sources(lines)
    return _one_line_sources(lines) if file.suffix == ".list" else iter(())


def _one_line_sources(lines: Sequence[str]) -> Iterator[Source]:
    """`deb [option=value ...] uri suite component ...`"""
    for line in lines:
        words = line.split("#", 1)[0].replace("[", " [ ").replace("]", " ] ").split()
        if not words or words[0] != "deb":
            continue
        options: list[str] = []
        if words[1:2] == ["["] and "]" in words:
            options, words = words[2:words.index("]")], ["deb", *words[words.index("]") + 1:]]
        if len(words) >= 3:
            signed_by = [option for option in options if option.startswith("signed-by=")]
            yield Source(words[1], words[2], words[3:], "".join(signed_by))


def _deb822_sources(lines: Sequence[str]) -> Iterator[Source]:
    """Paragraphs of `Field: value ...`, a value going on in lines that start with white space."""
    fields: dict[str, str] = {}
    name = ""
    for line in [*(line for line in lines if not line.startswith("#")), ""]:
        if not line.strip():
            yield from _stanza_sources(fields)
            fields = {}
        elif line[0].isspace():
            fields[name] = f"{fields.get(name, '')} {line.strip()}"
        else:
            name, _, value = line.partition(":")
            name = name.lower()
            fields[name] = value.strip()


def _stanza_sources(fields: Mapping[str, str]) -> Iterator[Source]:
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes") == "no":
        return
    for uri in fields.get("uris", "").split():
        for suite in fields.get("suites", "").split():
            yield Source(uri, suite, fields.get("components", "").split(),
                         fields.get("signed-by", ""))


def _write_wrappers(new: Path, folder: Path) -> None:
    """Fills bin/ and exec/ of the folder under construction with its final paths."""
    start = _start_command(new / "root", folder / "root")
    for source, names, name in (("usr/bin", "git*", "bin"), ("usr/lib/git-core", "*", "exec")):
        (new / name).mkdir()
        for program in sorted((new / "root" / source).glob(names)):
            final = folder / "root" / source / program.name
            if _is_elf(program):
                _write_wrapper(new / name / program.name, final, start)
            else:
                (new / name / program.name).symlink_to(final)


def _write_wrapper(wrapper: Path, program: Path, start: Sequence[str],
                   variables: Mapping[str, str] | None = None) -> None:
    exports = [f"export {name}={shlex.quote(value)}" for name, value in (variables or {}).items()]
    command = f'exec {shlex.join(start)} --argv0 "$0" {shlex.quote(str(program))} "$@"'
    wrapper.write_text("\n".join(["#!/bin/sh", *exports, command, ""]))
    wrapper.chmod(0o755)


def _start_command(root: Path, final: Path) -> list[str]:
    """The loader and its library path, looked up under `root` and named under `final`."""
    loader = final / _interpreter(root / "usr/bin/git").relative_to("/")
    libraries = final / _library_dir(root).relative_to(root)
    return [str(loader), "--library-path", str(libraries)]


def _library_dir(root: Path) -> Path:
    """usr/lib/<multiarch triplet>."""
    return next(root.glob("usr/lib/*/libc.so.6")).parent


def _is_elf(file: Path) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as stream:
        return stream.read(len(ELF_MAGIC)) == ELF_MAGIC


def _interpreter(program: Path) -> Path:
    """The dynamic loader an ELF program asks for; trixie keeps it below /usr."""
    image = program.read_bytes()
    order = "<" if image[5] == 1 else ">"
    # e_phoff, e_phentsize, e_phnum; then p_offset and p_filesz (ELF specification, part 1).
    if image[4] == 2:
        (table,), layout = struct.unpack_from(order + "Q", image, 32), "I4xQ16xQ"
        size, count = struct.unpack_from(order + "HH", image, 54)
    else:
        (table,), layout = struct.unpack_from(order + "I", image, 28), "II8xI"
        size, count = struct.unpack_from(order + "HH", image, 42)
    for index in range(count):
        kind, offset, length = struct.unpack_from(order + layout, image, table + index * size)
        if kind == PT_INTERP:
            name = image[offset:offset + length].rstrip(b"\0").decode()
            return Path("/usr", name.lstrip("/"))
    raise TrixieError(f"{program.name} names no dynamic loader", "is this a Debian archive?")


def main() -> int:
    """Prepares the folder and prints its name."""
    parser = argparse.ArgumentParser(description="Debian 13's Git and libsecret beside the system")
    parser.add_argument("--dir", type=Path, help="where to keep them (default: the user's cache)")
    parser.add_argument("--mirror", metavar="URI", help="default: the one in apt's own sources")
    options = parser.parse_args()
    try:
        print(prepare(options.dir, options.mirror))
    except TrixieError as error:
        print(f"error: {error}\nhint: {error.hint}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
