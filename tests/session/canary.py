# SPDX-License-Identifier: MIT
"""The word that every synthetic secret begins with, and looking for it where no secret may be.

    assert not canary.sings(done.stderr)
    tap.equal(canary.files(session.scratch, spared=[keyrings]), [])
"""

from __future__ import annotations

import base64
import mmap
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from standin_server.tokens import MARKER

SIZE_LIMIT = 1 << 30


def _encoded(word: bytes) -> Iterator[bytes]:
    """The word as base64 shows it wherever it begins, without what its neighbours decide."""
    for before in range(3):
        text = base64.b64encode(b"\0" * before + word)
        yield text[-(-before * 8 // 6):len(text) - 4]


_WORDS = [MARKER.encode(), MARKER.lower().encode()]
NEEDLES = [*_WORDS, *(text for word in _WORDS for text in _encoded(word))]


def remains(secret: str) -> list[bytes]:
    """What may be left of a secret in memory whose first bytes were used again, as of a freed
    block: its middle, as it is and in base64."""
    middle = secret[20:60].encode()
    return [middle, *_encoded(middle)]


def sings(content: str | bytes | mmap.mmap) -> bool:
    """Whether a secret is in it, as it is or in base64, as in an Authorization header."""
    data = content.encode(errors="surrogateescape") if isinstance(content, str) else content
    return any(data.find(needle) >= 0 for needle in NEEDLES)


def files(folder: Path, spared: Iterable[Path] = ()) -> list[Path]:
    """The files below a folder that hold a secret or have one in their name; links lead nowhere.

    `spared` are files and folders: stores, and what the test itself has put there.
    """
    return [path for path in _walk(folder, set(spared)) if sings(path.name) or _holds(path)]


def _walk(folder: Path, spared: set[Path]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        for entry in entries:
            path = Path(entry.path)
            if path in spared:
                continue
            yield path
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(path, spared)


def _holds(path: Path) -> bool:
    """A file that has gone meanwhile holds nothing."""
    try:
        if path.is_symlink():
            return sings(os.readlink(path))
        status = path.stat()
        if not stat.S_ISREG(status.st_mode) or not 0 < status.st_size <= SIZE_LIMIT:
            return False
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as content:
            return sings(content)
    except FileNotFoundError:
        return False
