# SPDX-License-Identifier: MIT
"""Client assertions (RFC 7523): signed by a certificate that an application has registered."""

from __future__ import annotations

import base64
import hashlib
import json
import ssl
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .entra_errors import EntraError

SKEW_S = 300
PSS = ("-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32")
ALGORITHMS: dict[str, Sequence[str]] = {"RS256": (), "PS256": PSS}
NOT_REGISTERED = "Client assertion failed signature validation. The certificate with identifier "
NOT_REGISTERED += "used to sign the client assertion is not registered on application."


@dataclass(frozen=True)
class Certificate:
    """The public half, as an application registers it."""

    pem: str

    @property
    def der(self) -> bytes:
        """Raises ValueError when it is not a PEM certificate."""
        return ssl.PEM_cert_to_DER_cert(self.pem)

    @property
    def thumbprints(self) -> dict[str, str]:
        """By the name of the header that carries it."""
        return {
            "x5t": _base64url(hashlib.sha1(self.der).digest()),
            "x5t#S256": _base64url(hashlib.sha256(self.der).digest()),
        }

    def verifies(self, signed: bytes, signature: bytes, algorithm: str) -> bool:
        with tempfile.TemporaryDirectory() as folder:
            key, sig = Path(folder, "key"), Path(folder, "signature")
            key.write_bytes(_openssl(["x509", "-pubkey", "-noout"], self.pem.encode()).stdout)
            sig.write_bytes(signature)
            command = ["dgst", "-sha256", "-verify", str(key), "-signature", str(sig)]
            return _openssl([*command, *ALGORITHMS[algorithm]], signed).returncode == 0


def check_signed(
    text: str, certificate: Certificate, client_id: str, audiences: Sequence[str], now: float
) -> None:
    """Raises EntraError unless the client signed it for this place and this time."""
    header, claims, signature = _take_apart(text)
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise EntraError("invalid_client", 5002738, "The alg of the client assertion is not valid.")
    named = {name: header[name] for name in certificate.thumbprints if name in header}
    if not named or any(certificate.thumbprints[name] != value for name, value in named.items()):
        raise EntraError("invalid_client", 700027, NOT_REGISTERED)
    if not certificate.verifies(text.rpartition(".")[0].encode(), signature, algorithm):
        reason = "Client assertion failed signature validation."
        raise EntraError("invalid_client", 700027, reason)
    _check_claims(claims, client_id, audiences, now)


def _check_claims(
    claims: dict[str, Any], client_id: str, audiences: Sequence[str], now: float
) -> None:
    if claims.get("aud") not in audiences:
        reason = "Client assertion audience claim does not match Realm issuer."
        raise EntraError("invalid_client", 700023, reason)
    if not claims.get("iss") == claims.get("sub") == client_id:
        reason = "Client assertion application identifier doesn't match 'client_id' parameter."
        raise EntraError("invalid_client", 700021, reason)
    start, end = claims.get("nbf", 0), claims.get("exp")
    numbers = all(isinstance(moment, int) for moment in (start, end))
    if not numbers or not start - SKEW_S <= now < end + SKEW_S:
        reason = "Client assertion is not within its valid time range."
        raise EntraError("invalid_client", 700024, reason)


def _take_apart(text: str) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """The header, the claims and the signature. Raises EntraError when it is no JWT."""
    try:
        header, claims, signature = text.split(".")
        parts = json.loads(_decode(header)), json.loads(_decode(claims))
        if all(isinstance(part, dict) for part in parts):
            return *parts, _decode(signature)
    except ValueError:
        pass
    raise EntraError("invalid_client", 50027, "JWT token is invalid or malformed.")


def _decode(part: str) -> bytes:
    """Raises ValueError for what is not base64url without padding."""
    if "=" in part or "+" in part or "/" in part:
        raise ValueError("not base64url")
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _openssl(arguments: Sequence[str], data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True)
