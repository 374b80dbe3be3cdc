# SPDX-License-Identifier: MIT
"""A throw-away certificate authority, the good certificate and the bad ones."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

# Below the state directory; what is there already is used as it is.
TLS_NAME = "tls"

NAMES = (
    "dev.azure.com",
    "*.dev.azure.com",
    "*.visualstudio.com",
    "*.pkgs.visualstudio.com",
    "app.vssps.visualstudio.com",
    "login.microsoftonline.com",
    "pipelines.actions.githubusercontent.com",
    "tfs.example.com",
    "evil.example",
    "*.example",
)


class Certificate(StrEnum):
    """What is shown in a handshake."""

    GOOD = "good"
    WRONG_NAME = "wrong-name"
    EXPIRED = "expired"
    UNKNOWN_CA = "unknown-ca"
    SILENT = "silent"  # nothing: the connection is accepted and the handshake never answered


# Hosts that always show a bad certificate. Clients do not let `*.example` stand for them, so
# they are named in the certificates.
BAD_HOSTS = {
    "wrong-name.example": Certificate.WRONG_NAME,
    "expired.example": Certificate.EXPIRED,
    "unknown-ca.example": Certificate.UNKNOWN_CA,
}


class Tls:
    """The certificates, and which one the next handshake shows."""

    def __init__(self, state_dir: Path) -> None:
        self._lock = threading.Lock()
        self._default = Certificate.GOOD
        self._by_host = dict(BAD_HOSTS)
        self._by_address: dict[str, Certificate] = {}
        self.ca_file = state_dir / "ca.pem"
        self.ca_directory = state_dir / "ca"
        self._directory = directory = state_dir / TLS_NAME
        if not directory.exists():
            directory.mkdir()
            _make_certificates(directory, (*NAMES, *BAD_HOSTS))
        _publish(directory / "ca.pem", self.ca_file, self.ca_directory)
        self.client_certificate = directory / "client.pem"
        self.client_key = directory / "client.key"
        self._contexts = {
            kind: _context(directory, kind)
            for kind in Certificate
            if kind is not Certificate.SILENT
        }
        self.context = self._contexts[Certificate.GOOD]
        self.context.sni_callback = self._choose

    def is_silent(self, address: str) -> bool:
        """Whether no handshake is answered at that address of ours."""
        with self._lock:
            return self._by_address.get(address, self._default) is Certificate.SILENT

    def demand_client_certificate(self) -> None:
        """From the next handshake on, nobody gets in without one of the authority's."""
        if not self.client_certificate.exists():
            _make_key(self.client_key)
            _sign(self._directory, "ca", "client", ("user@example.com",), 30)
        for context in self._contexts.values():
            context.load_verify_locations(self.ca_file)
            context.verify_mode = ssl.CERT_REQUIRED

    def present(self, kind: Certificate, host: str, address: str) -> None:
        """From the next handshake on; an empty host means every host without a choice of its own,
        an address every host that is looked for there.

        Raises ValueError for a silent host: the host is not known before the handshake.
        """
        with self._lock:
            if address:
                self._by_address[address] = kind
            elif not host:
                self._default = kind
            elif kind is not Certificate.SILENT:
                self._by_host[host.lower()] = kind
            else:
                raise ValueError("only all hosts together can be silent")

    def _choose(
        self, connection: ssl.SSLSocket | ssl.SSLObject, host: str | None, _: ssl.SSLContext
    ) -> None:
        with self._lock:
            kind = self._by_host.get((host or "").lower(), self._default)
            if isinstance(connection, ssl.SSLSocket):
                kind = self._by_address.get(connection.getsockname()[0], kind)
        if kind is not Certificate.SILENT:
            connection.context = self._contexts[kind]


def _context(directory: Path, kind: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_TICKET  # every connection is a handshake of its own
    context.num_tickets = 0
    context.load_cert_chain(directory / f"{kind}.pem", directory / "server.key")
    return context


def _make_certificates(directory: Path, names: Sequence[str]) -> None:
    """Writes ca.pem, server.key and one file per certificate."""
    _make_key(directory / "server.key")
    for authority in ("ca", "other-ca"):
        _make_authority(directory, authority)
    for kind, authority, signed, days in (
        (Certificate.GOOD, "ca", names, 30),
        (Certificate.WRONG_NAME, "ca", ("wrong.invalid",), 30),
        (Certificate.EXPIRED, "ca", names, -1),
        (Certificate.UNKNOWN_CA, "other-ca", names, 30),
    ):
        _sign(directory, authority, kind, signed, days)


def _publish(authority: Path, file: Path, directory: Path) -> None:
    """Copies the authority to where clients look: a file, and a directory by hashed name."""
    directory.mkdir(exist_ok=True)
    shutil.copy(authority, file)
    shutil.copy(authority, directory)
    _openssl("rehash", str(directory))


def _make_key(path: Path) -> None:
    curve = ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    _openssl("genpkey", *curve, "-out", str(path))


def _make_authority(directory: Path, name: str) -> None:
    key = directory / f"{name}.key"
    _make_key(key)
    _openssl(
        "req", "-new", "-x509", "-key", str(key), "-out", str(directory / f"{name}.pem"),
        "-days", "30", "-subj", f"/CN=Throw-away test authority ({name})",
        "-addext", "keyUsage=critical,keyCertSign,cRLSign",
    )


def _sign(
    directory: Path, authority: str, kind: str, names: Sequence[str], days: int
) -> None:
    """For servers of these names, or with the kind "client" for a client."""
    is_client = kind == "client"
    what = "email" if is_client else "DNS"
    key = "client.key" if is_client else "server.key"
    request, extensions = directory / f"{kind}.csr", directory / f"{kind}.ext"
    extensions.write_text(
        "basicConstraints=critical,CA:FALSE\n"
        f"extendedKeyUsage={'clientAuth' if is_client else 'serverAuth'}\n"
        f"subjectAltName={','.join(f'{what}:{name}' for name in names)}\n"
    )
    _openssl(
        "req", "-new", "-key", str(directory / key), "-subj", f"/CN={names[0]}",
        "-out", str(request),
    )
    _openssl(
        "x509", "-req", "-in", str(request), "-extfile", str(extensions),
        "-CA", str(directory / f"{authority}.pem"), "-CAkey", str(directory / f"{authority}.key"),
        "-CAcreateserial", "-days", str(days), "-out", str(directory / f"{kind}.pem"),
    )


def _openssl(*arguments: str) -> None:
    """Raises RuntimeError with what openssl said."""
    result = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"openssl {arguments[0]}: {result.stderr.strip()}")
