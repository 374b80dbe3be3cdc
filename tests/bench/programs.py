# SPDX-License-Identifier: MIT
"""The programs to be measured: built, found, and given a token to answer with."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from measure import Candidate

ROOT = Path(__file__).resolve().parents[2]
PEER_SOURCE = Path("/usr/share/doc/git/contrib/credential/libsecret/git-credential-libsecret.c")
PROGRAM = "git-credential-azdo"

REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\nusername=ann\n"
# As long as a personal access token is.
TOKENS = ["SYNTHETIC" + letter * 75 for letter in "ab"]


class Missing(Exception):
    """What is needed here and not installed."""


class Built(NamedTuple):
    """What was built for the measurement, and the size of our installation."""

    ours: Path
    peer: Path
    stopwatch: Path
    installed: dict[str, int]


def build(scratch: Path, build_folder: Path | None) -> Built:
    """Builds all there is to build; ours from a folder of meson's, if one is named."""
    if not PEER_SOURCE.is_file():
        raise Missing(f"{PEER_SOURCE}: it comes with Debian's package git, unless documentation "
                      "is left out")
    folder = build_folder or _configure(scratch / "build")
    subprocess.run(["meson", "install", "-C", folder, "--no-rebuild", "--quiet", "--strip",
                    "--destdir", scratch / "tree"], check=True, stdout=subprocess.DEVNULL)
    installed = {str(file.relative_to(scratch / "tree")): file.stat().st_size
                 for file in sorted((scratch / "tree").rglob("*")) if file.is_file()}
    ours, = (scratch / "tree" / name for name in installed if name.endswith(f"bin/{PROGRAM}"))
    return Built(
        ours=ours,
        peer=_compile(PEER_SOURCE, scratch / "git-credential-libsecret", "libsecret-1"),
        stopwatch=_compile(Path(__file__).with_name("stopwatch.c"), scratch / "stopwatch"),
        installed=installed)


def _configure(folder: Path) -> Path:
    subprocess.run(["meson", "setup", folder, ROOT, "--buildtype=release", "--prefix=/usr"],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", folder, "--quiet", f"src/{PROGRAM}", "src/secret-service.so",
                    "src/azure.so", "all"], check=True, stdout=subprocess.DEVNULL)
    return folder


def _compile(source: Path, program: Path, *packages: str) -> Path:
    """As Git's own Makefile builds it: optimised, with what pkg-config says."""
    flags = []
    if packages:
        said = subprocess.run(["pkg-config", "--cflags", "--libs", *packages], check=True,
                              capture_output=True, text=True).stdout
        flags = shlex.split(said)
    subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", "-w", "-o", program, source, *flags], check=True)
    return program


def offer(token: str) -> str:
    """What Git says to `store` after a token worked."""
    return f"{REQUEST}password={token}\n\n"


def others(scratch: Path) -> list[Candidate]:
    """What else there is to compare with, as far as it is installed."""
    core = subprocess.run(["git", "--exec-path"], check=True, capture_output=True,
                          text=True).stdout.strip()
    file = f"--file={scratch / 'credentials'}"
    socket = f"--socket={scratch / 'cache' / 'socket'}"
    found = [
        Candidate("true", [shutil.which("true") or "/bin/true"]),
        Candidate("git-credential-store get", [f"{core}/git-credential-store", file, "get"],
                  [f"{REQUEST}\n"]),
        Candidate("git-credential-cache get", [f"{core}/git-credential-cache", socket, "get"],
                  [f"{REQUEST}\n"]),
    ]
    oauth = shutil.which("git-credential-oauth")
    if oauth:
        # It answers `store` with nothing: what is left is its start.
        found.append(Candidate("git-credential-oauth, start", [oauth, "store"], ["\n"]))
    return found


def fill_others(candidates: Sequence[Candidate]) -> None:
    """Gives a token to those that keep one."""
    for candidate in candidates:
        if candidate.name.endswith(" get"):
            subprocess.run([*candidate.argv[:-1], "store"], input=offer(TOKENS[0]), text=True,
                           check=True)


def end_others(candidates: Sequence[Candidate]) -> None:
    """Ends the process that git-credential-cache leaves in the background."""
    for candidate in candidates:
        if "git-credential-cache" in candidate.name:
            subprocess.run([*candidate.argv[:-1], "exit"], check=False,
                           stderr=subprocess.DEVNULL)


def of_keyrings(built: Built) -> list[Candidate]:
    """The two that use the keyring, for the operations that only read it or change nothing."""
    ours, peer = str(built.ours), str(built.peer)
    return [
        Candidate("git-credential-libsecret get", [peer, "get"], [f"{REQUEST}\n"]),
        Candidate("azdo get, cold", [ours, "--cache=0", "get"], [f"{REQUEST}\n"]),
        Candidate("azdo get, warm", [ours, "get"], [f"{REQUEST}\n"]),
    ]


def of_stores(built: Built) -> list[Candidate]:
    """`store`, which Git calls after each success."""
    ours, peer = str(built.ours), str(built.peer)
    changes = [offer(token) for token in TOKENS]
    return [
        Candidate("git-credential-libsecret store, unchanged", [peer, "store"], changes[:1]),
        Candidate("azdo store, unchanged", [ours, "store"], changes[:1]),
        Candidate("azdo store, unchanged, cold", [ours, "--cache=0", "store"], changes[:1]),
    ]


def of_changes(built: Built) -> list[Candidate]:
    """`store` of another token each time."""
    ours, peer = str(built.ours), str(built.peer)
    changes = [offer(token) for token in TOKENS]
    return [
        Candidate("git-credential-libsecret store, new", [peer, "store"], changes),
        Candidate("azdo store, new", [ours, "store"], changes),
    ]
