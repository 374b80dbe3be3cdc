# SPDX-License-Identifier: MIT
"""Bare repositories with an initial commit on the branch main."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

GIT_CONFIG = {
    "http.receivepack": "true",
    "uploadpack.allowFilter": "true",
    "uploadpack.allowAnySHA1InWant": "true",
    "gc.auto": "0",
    "receive.autogc": "false",  # nothing is left running after a push
}

INITIAL_COMMIT = b"""\
commit refs/heads/main
committer Synthetic Author <author@example.com> 1767225600 +0000
data 15
Initial commit
M 100644 inline README.md
data 20
# A test repository

"""


def git_environment() -> dict[str, str]:
    """An environment in which git reads no configuration but the repository's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C",
    }


def create(root: Path, organization: str, project: str, name: str) -> Path:
    """The directory of the repository; an existing one is left as it is.

    Raises ValueError when a name could leave `root`.
    """
    for part in (*organization.split("/"), project, name):
        _check_name(part)
    directory = root / organization / project / f"{name}.git"
    if directory.exists():
        return directory
    _git("init", "--quiet", "--bare", "--initial-branch=main", str(directory))
    for key, value in GIT_CONFIG.items():
        _git("-C", str(directory), "config", key, value)
    _git("-C", str(directory), "fast-import", "--quiet", data=INITIAL_COMMIT)
    return directory


def _check_name(name: str) -> None:
    if name in ("", ".", "..") or not name.isprintable() or set(name) & set("/\\"):
        raise ValueError(f"not a usable name: {name!r}")


def _git(*arguments: str, data: bytes = b"") -> None:
    subprocess.run(["git", *arguments], input=data, env=git_environment(), check=True)
