# SPDX-License-Identifier: MIT
"""Synthetic tokens: their text, their scopes, and whether one opens an organization."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import string
import threading
import time
import uuid
from dataclasses import dataclass, field
from enum import StrEnum

MARKER = "SYNTHETICTESTTOKEN"
DAY_S = 86400
DEFAULT_DAYS = 30
AZURE_DEVOPS_RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798"
FULL_ACCESS = "app_token"

# A scope and the scopes it inherits directly.
INHERITS: dict[str, str] = {
    "vso.code_full": "vso.code_manage",
    "vso.code_manage": "vso.code_write",
    "vso.code_write": "vso.code",
    "vso.code": "vso.profile",
    "vso.build_execute": "vso.build",
    "vso.build": "vso.profile",
    "vso.work_full": "vso.work_write",
    "vso.work_write": "vso.work",
    "vso.work": "vso.profile",
    "vso.packaging_manage": "vso.packaging_write",
    "vso.packaging_write": "vso.packaging",
    "vso.packaging": "vso.profile",
    "vso.release_manage": "vso.release_execute",
    "vso.release_execute": "vso.release",
    "vso.release": "vso.profile",
    "vso.test_write": "vso.test",
    "vso.test": "vso.profile",
    "vso.extension_manage": "vso.extension",
    "vso.extension": "vso.profile",
    "vso.profile_write": "vso.profile",
}


class TokenKind(StrEnum):
    PAT = "pat"
    ENTRA = "entra"


class TokenForm(StrEnum):
    """How the text of a PAT looks: 84 characters, or the 52 of older ones."""

    CURRENT = "current"
    LEGACY = "legacy"


class Verdict(StrEnum):
    """What a presented credential is worth; every value but two is a reason to refuse."""

    NONE = "none"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    WRONG_ORGANIZATION = "wrong-organization"
    PAT_AS_BEARER = "pat-as-bearer"
    MISSING_SCOPE = "missing-scope"


@dataclass(frozen=True)
class Owner:
    display_name: str = "Synthetic User"
    email: str = "user@example.com"
    id: str = "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11"


@dataclass
class Token:
    """A token the stand-in knows. Times are seconds since the epoch."""

    id: str
    text: str = field(repr=False)
    kind: TokenKind
    organizations: frozenset[str] | None  # folded names; None = all accessible organizations
    scopes: frozenset[str]
    owner: Owner
    valid_from: float
    valid_to: float
    revoked: bool = False
    revoke_after_uses: int | None = None
    uses: int = 0

    def opens(self, organization: str | None) -> bool:
        """Whether it is meant for an organization; None asks for the deployment level."""
        if self.organizations is None:
            return True
        return organization is not None and organization.casefold() in self.organizations

    def allows(self, scope: str) -> bool:
        return FULL_ACCESS in self.scopes or scope in expand_scopes(self.scopes)


@dataclass(frozen=True)
class Credential:
    """An Authorization header, taken apart. `secret` is empty when there was none."""

    scheme: str
    username: str
    secret: str = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.secret.encode(errors="surrogateescape")).hexdigest()


def parse_authorization(value: str | None) -> Credential | None:
    """None when the header is absent; a credential nobody knows when it is malformed."""
    if value is None:
        return None
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "basic":
        return Credential(scheme, "", rest.strip())
    try:
        pair = base64.b64decode(rest.strip(), validate=True).decode(errors="surrogateescape")
    except ValueError:
        return Credential(scheme, "", rest.strip())
    username, _, secret = pair.partition(":")
    return Credential(scheme, username, secret)


def expand_scopes(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes with everything they inherit."""
    found = set(scopes)
    for scope in scopes:
        while scope := INHERITS.get(scope, ""):
            found.add(scope)
    return frozenset(found)


def synthetic_pat(form: TokenForm, created: float) -> str:
    """A PAT in the shape of a real one, with the marker at its start and no checksum."""
    if form is TokenForm.LEGACY:
        return MARKER.lower() + _random_text(string.ascii_lowercase + "234567", 52 - len(MARKER))
    when = time.gmtime(created)
    letters = string.ascii_uppercase
    stamp = letters[(when.tm_year - 2024) % len(letters)] + letters[when.tm_mon - 1]
    alphabet = string.ascii_letters + string.digits
    noise = MARKER + _random_text(alphabet, 52 - len(MARKER))
    return f"{noise}JQQJ99{stamp}AAAAAAAAAAAAAAASAZDO{_random_text(alphabet, 4)}"


def synthetic_entra_token(owner: Owner, valid_from: float, valid_to: float) -> str:
    """An unsigned token in the shape of a Microsoft Entra access token."""
    claims = {
        "aud": AZURE_DEVOPS_RESOURCE,
        "nbf": int(valid_from),
        "exp": int(valid_to),
        "oid": owner.id,
        "upn": owner.email,
        "jti": str(uuid.uuid4()),
    }
    parts = (_base64url(json.dumps(part).encode()) for part in ({"typ": "JWT"}, claims))
    return ".".join((*parts, MARKER))


def _random_text(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class TokenStore:
    """The tokens in existence. Safe for use by several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_text: dict[str, Token] = {}
        self._made = 0

    def next_id(self, kind: TokenKind) -> str:
        with self._lock:
            self._made += 1
            return f"{kind}-{self._made}"

    def add(self, token: Token) -> None:
        """Raises ValueError when its text or id is taken."""
        with self._lock:
            if any(token.text == t.text or token.id == t.id for t in self._by_text.values()):
                raise ValueError(f"the token {token.id} exists already")
            self._by_text[token.text] = token

    def all(self) -> list[Token]:
        with self._lock:
            return list(self._by_text.values())

    def find(self, text: str) -> Token | None:
        with self._lock:
            return self._by_text.get(text)

    def get(self, text_or_id: str) -> Token:
        """Raises KeyError with the words to show."""
        for token in self.all():
            if text_or_id in (token.text, token.id):
                return token
        raise KeyError("no such token")

    def judge(
        self, credential: Credential | None, organization: str | None, now: float
    ) -> tuple[Verdict, Token | None]:
        """The verdict on a credential, and the token it was accepted for.

        An accepted use counts towards `revoke_after_uses`, so the next one may be refused.
        """
        if credential is None or not credential.secret:
            return Verdict.NONE, None
        with self._lock:
            token = self._by_text.get(credential.secret)
            if token is None:
                return Verdict.UNKNOWN, None
            verdict = _judge_token(token, credential, organization, now)
            if verdict is not Verdict.ACCEPTED:
                return verdict, None
            token.uses += 1
            if token.revoke_after_uses is not None and token.uses >= token.revoke_after_uses:
                token.revoked = True
            return verdict, token

    def redact(self, text: str) -> str:
        """The text with every known token replaced by its id."""
        for token in self.all():
            text = text.replace(token.text, f"[token {token.id}]")
        return text


def _judge_token(
    token: Token, credential: Credential, organization: str | None, now: float
) -> Verdict:
    scheme = credential.scheme.lower()
    if scheme == "bearer" and token.kind is TokenKind.PAT:
        return Verdict.PAT_AS_BEARER
    if scheme not in ("basic", "bearer"):
        return Verdict.UNKNOWN
    if token.revoked:
        return Verdict.REVOKED
    if now >= token.valid_to:
        return Verdict.EXPIRED
    if now < token.valid_from:
        return Verdict.NOT_YET_VALID
    return Verdict.ACCEPTED if token.opens(organization) else Verdict.WRONG_ORGANIZATION
