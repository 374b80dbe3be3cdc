# SPDX-License-Identifier: MIT
"""The kernel's keyring of the user, where the helper keeps answers for a while.

In the user namespace of a sandbox it is one of the test's own. libkeyutils comes with Git, whose
libcurl needs it.
"""

from __future__ import annotations

import ctypes

FOLDER = b"git-credential-azdo"

# <keyutils.h>
KEY_SPEC_PROCESS_KEYRING = -2
KEY_SPEC_USER_KEYRING = -4
KEYCTL_CLEAR = 7
KEYCTL_LINK = 8
KEYCTL_UNLINK = 9
KEYCTL_SEARCH = 10


def is_there() -> bool:
    """Whether this kernel, and what surrounds this process, let it be used."""
    return _keyctl(KEYCTL_LINK, KEY_SPEC_USER_KEYRING, KEY_SPEC_PROCESS_KEYRING) == 0


def has_answers() -> bool:
    """Whether the helper keeps anything."""
    return _find_folder() > 0


def drop() -> None:
    """Ends all that the helper keeps."""
    folder = _find_folder()
    if folder > 0:
        _keyctl(KEYCTL_UNLINK, folder, KEY_SPEC_USER_KEYRING)


def clear() -> None:
    """Ends all there is: for a keyring of the test's own alone."""
    _keyctl(KEYCTL_CLEAR, KEY_SPEC_USER_KEYRING)


def _find_folder() -> int:
    return _keyctl(KEYCTL_SEARCH, KEY_SPEC_USER_KEYRING, b"keyring", FOLDER, 0)


def _keyctl(operation: int, *arguments: int | bytes) -> int:
    """The kernel's answer; negative for an error, and where there is no library to ask with."""
    try:
        call = ctypes.CDLL("libkeyutils.so.1").keyctl
    except OSError:
        return -1
    call.restype = ctypes.c_long
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    result: int = call(operation, *words)
    return result
