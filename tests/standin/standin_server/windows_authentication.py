# SPDX-License-Identifier: MIT
"""What an Azure DevOps Server of a company says besides Basic: Negotiate and NTLM.

Nobody has an account here, so that both end in a refusal; but the messages of NTLM ([MS-NLMP],
section 2.2.1) go to and fro as far as that, and a client sends a password that way if it wants.
"""

from __future__ import annotations

import base64
import struct

SCHEMES = ("negotiate", "ntlm")
SIGNATURE = b"NTLMSSP\0"
NEGOTIATE_MESSAGE = SIGNATURE + struct.pack("<I", 1)
CHALLENGE_HEAD_BYTES = 48
# NTLMSSP_NEGOTIATE_UNICODE, _NTLM, _ALWAYS_SIGN, _TARGET_TYPE_DOMAIN, _EXTENDED_SESSIONSECURITY,
# _TARGET_INFO
FLAGS = 0x00000001 | 0x00000200 | 0x00008000 | 0x00010000 | 0x00080000 | 0x00800000
DOMAIN = "EXAMPLE"
AV_EOL, AV_NB_DOMAIN_NAME = 0, 2


def challenge_in_reply(authorization: str | None) -> str | None:
    """The value of WWW-Authenticate that goes on where the client began; None if it did not."""
    scheme, _, text = (authorization or "").strip().partition(" ")
    if scheme.lower() not in SCHEMES or not _is_opening(text):
        return None
    return f"{scheme} {base64.b64encode(_challenge_message()).decode()}"


def _is_opening(text: str) -> bool:
    try:
        return base64.b64decode(text, validate=True).startswith(NEGOTIATE_MESSAGE)
    except ValueError:
        return False


def _challenge_message() -> bytes:
    name = DOMAIN.encode("utf-16-le")
    info = struct.pack("<HH", AV_NB_DOMAIN_NAME, len(name)) + name + struct.pack("<HH", AV_EOL, 0)
    return b"".join((
        SIGNATURE, struct.pack("<I", 2),
        struct.pack("<HHI", len(name), len(name), CHALLENGE_HEAD_BYTES),
        struct.pack("<I", FLAGS), b"standin!", bytes(8),
        struct.pack("<HHI", len(info), len(info), CHALLENGE_HEAD_BYTES + len(name)),
        name, info,
    ))
