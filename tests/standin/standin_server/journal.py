# SPDX-License-Identifier: MIT
"""What was asked and what was answered. No token and no other secret leaves this module.

A secret that came where none belongs is noted in a file besides, for as long as that is kept.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from .known_secrets import KnownSecrets
from .messages import Request
from .routes import Site, parse_route
from .tokens import MARKER, Credential, TokenKind, TokenStore, parse_authorization

UNKNOWN_TOKEN = "unknown"
BODY_KEPT_BYTES = 4096
FORM_TYPE = "application/x-www-form-urlencoded"
SECRET_FIELDS = (
    "client_assertion", "client_secret", "code", "code_verifier", "device_code", "password",
    "refresh_token",
)
SECRET_HEADERS = ("x-identity-header",)
CREDENTIAL_HEADERS = (*SECRET_HEADERS, "authorization", "proxy-authorization")
NO_TOKEN = "empty"  # a user name without a password, as libcurl sends for `org@` URLs


@dataclass
class Authorization:
    """What is kept of an Authorization header."""

    scheme: str
    username: str
    token: str  # the id of a known token, "unknown" or "empty"
    sha256: str  # of the password of Basic, of the token of Bearer


@dataclass
class RequestRecord:
    """One request. `status` is 0 until the answer starts; the byte counts are of bodies."""

    time: float
    method: str
    host: str
    port: int
    path: str
    query: str
    headers: list[tuple[str, str]]
    authorization: Authorization | None
    user_agent: str
    activity_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    faults: list[str] = field(default_factory=list)
    status: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    body: str = ""  # the first BODY_KEPT_BYTES of the request's body; not kept for Git


class Journal:
    """The records since the start or the last `clear`, in order of arrival."""

    def __init__(self, tokens: TokenStore, secrets: KnownSecrets, misplaced: Path) -> None:
        """`misplaced` gets a line for each secret that is where it does not belong."""
        self._misplaced = misplaced
        self._tokens = tokens
        self._secrets = secrets
        self._lock = threading.Lock()
        self._records: list[RequestRecord] = []

    def open(self, request: Request) -> RequestRecord:
        """A record, listed at once: a client that has its answer finds it complete."""
        credential = parse_authorization(request.headers.get("Authorization"))
        record = RequestRecord(
            time=time.time(),
            method=request.method,
            host=request.host,
            port=request.port,
            path=self._redact(request.path),
            query=self._redact(request.query),
            headers=[self._header(name, value) for name, value in request.headers.items()],
            authorization=self._authorization(credential) if credential else None,
            user_agent=self._redact(request.user_agent),
        )
        with self._lock:
            self._records.append(record)
        for where in self._misplacements(request, credential):
            self._note(record, where)
        return record

    def counted_body(self, record: RequestRecord, request: Request) -> Iterator[bytes]:
        """The request's body, entered into the record as it is read."""
        kept = b""
        for block in request.body:
            record.bytes_in += len(block)
            if not request.is_git and len(kept) < BODY_KEPT_BYTES:
                kept = (kept + block)[:BODY_KEPT_BYTES]
                text = kept.decode(errors="replace")
                record.body = self._body(request, text)
                if any(token.text in text for token in self._tokens.all()
                       if token.kind is TokenKind.PAT and MARKER in token.text.upper()):
                    self._note(record, "body")
            yield block

    def snapshot(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(record) for record in self._records]

    def clear(self) -> None:
        with self._lock:
            self._records.clear()

    def _note(self, record: RequestRecord, where: str) -> None:
        with self._lock, self._misplaced.open("a", encoding="utf-8") as file:
            print(f"{where} of {record.method} {record.host}{record.path}", file=file)

    def _misplacements(self, request: Request, credential: Credential | None) -> Iterator[str]:
        """The parts of a request that hold a secret and may not: not here, or not at all."""
        if credential and MARKER in credential.secret.upper():
            site = parse_route(request.host, request.path).site
            if site in (Site.EVIL, Site.LOGIN, Site.NOWHERE):
                yield "authorization"
        texts = {"path": request.path, "query": request.query}
        texts |= {name: value for name, value in request.headers.items()
                  if name.lower() not in CREDENTIAL_HEADERS}
        for name, text in texts.items():
            if MARKER in text.upper():
                yield name

    def _redact(self, text: str) -> str:
        return self._secrets.redact(self._tokens.redact(text))

    def _body(self, request: Request, text: str) -> str:
        """Of a form, the secret fields lose their values, known or not, whole or cut off."""
        if request.headers.get_content_type() == FORM_TYPE:
            text = "&".join(self._field(field) for field in text.split("&"))
        return self._redact(text)

    def _field(self, field: str) -> str:
        name, equals, value = field.partition("=")
        if name not in SECRET_FIELDS or not value:
            return field
        return f"{name}{equals}[{self._secrets.id(unquote_plus(value)) or UNKNOWN_TOKEN}]"

    def _header(self, name: str, value: str) -> tuple[str, str]:
        if name.lower() in SECRET_HEADERS:
            return name, f"[{self._secrets.id(value) or UNKNOWN_TOKEN}]"
        if name.lower() not in ("authorization", "proxy-authorization"):
            return name, self._redact(value)
        credential = parse_authorization(value)
        assert credential is not None
        return name, f"{self._scheme(credential)} [token {self._token_id(credential)}]"

    def _authorization(self, credential: Credential) -> Authorization:
        return Authorization(
            scheme=self._scheme(credential),
            username=self._redact(credential.username),
            token=self._token_id(credential),
            sha256=credential.sha256,
        )

    def _scheme(self, credential: Credential) -> str:
        """The scheme; a token sent without one stands in its place."""
        return self._redact(credential.scheme)

    def _token_id(self, credential: Credential) -> str:
        if not credential.secret:
            return NO_TOKEN
        token = self._tokens.find(credential.secret)
        return token.id if token else self._secrets.id(credential.secret) or UNKNOWN_TOKEN
