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
from typing import Any

from .scopes import FULL_ACCESS, expand_scopes

MARKER = "SYNTHETICTESTTOKEN"
DAY_S = 86400
DEFAULT_DAYS = 30
AZURE_DEVOPS_RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798"
AZURE_CLI_CLIENT_ID = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
NO_TENANT = "00000000-0000-0000-0000-000000000000"  # of an organization of personal accounts


class TokenKind(StrEnum):
    PAT = "pat"
    ENTRA = "entra"
    JOB = "job"  # of a pipeline's job, for as long as that runs


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
    WRONG_TENANT = "wrong-tenant"
    PAT_AS_BEARER = "pat-as-bearer"
    MISSING_SCOPE = "missing-scope"
    NOT_DELEGATED = "not-delegated"  # where only a user's Entra token will do


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
    # Of a PAT.
    authorization_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    display_name: str = ""
    # Of an Entra token.
    tenant: str | None = None  # None: good for every tenant
    client_id: str = AZURE_CLI_CLIENT_ID
    delegated: bool = True  # by a user, not an application's own

    def opens(self, organization: str | None) -> bool:
        """Whether it is meant for an organization; None asks for the deployment level."""
        if self.organizations is None:
            return True
        return organization is not None and organization.casefold() in self.organizations

    def is_of_tenant(self, tenant: str) -> bool:
        return self.tenant is None or tenant in (self.tenant, NO_TENANT)

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


def synthetic_text(token: Token, form: TokenForm = TokenForm.CURRENT, padding: int = 0) -> str:
    """A text for it. `form` is of a PAT; those of Entra are longer by about `padding` bytes."""
    match token.kind:
        case TokenKind.PAT:
            return _pat_text(form, token.valid_from)
        case TokenKind.ENTRA:
            return synthetic_jwt(_entra_claims(token) | _padding_claims(padding))
        case TokenKind.JOB:
            return synthetic_jwt(_job_claims(token))


def _pat_text(form: TokenForm, created: float) -> str:
    """A PAT in the shape of a real one, with the marker at its start and no checksum."""
    if form is TokenForm.LEGACY:
        return MARKER.lower() + random_text(string.ascii_lowercase + "234567", 52 - len(MARKER))
    when = time.gmtime(created)
    letters = string.ascii_uppercase
    stamp = letters[(when.tm_year - 2024) % len(letters)] + letters[when.tm_mon - 1]
    alphabet = string.ascii_letters + string.digits
    noise = MARKER + random_text(alphabet, 52 - len(MARKER))
    return f"{noise}JQQJ99{stamp}AAAAAAAAAAAAAAASAZDO{random_text(alphabet, 4)}"


def _entra_claims(token: Token) -> dict[str, Any]:
    tenant = token.tenant or NO_TENANT
    claims = _times(token) | {
        "aud": AZURE_DEVOPS_RESOURCE,
        "iss": f"https://sts.windows.net/{tenant}/",
        "appid": token.client_id,
        "oid": token.owner.id,
        "tid": tenant,
        "ver": "1.0",
    }
    if token.delegated:
        return claims | {"idtyp": "user", "scp": "user_impersonation", "upn": token.owner.email}
    return claims | {"idtyp": "app"}


def _padding_claims(length: int) -> dict[str, Any]:
    return {"padding": "x" * length} if length else {}


def _job_claims(token: Token) -> dict[str, Any]:
    claims = {"iss": "app.vstoken.visualstudio.com", "nameid": token.owner.id}
    return _times(token) | claims


def _times(token: Token) -> dict[str, Any]:
    start, end = int(token.valid_from), int(token.valid_to)
    return {"iat": start, "nbf": start, "exp": end, "jti": str(uuid.uuid4())}


def synthetic_jwt(claims: dict[str, Any]) -> str:
    """A token of three parts, the last of which is no signature but the marker."""
    header = {"typ": "JWT", "alg": "RS256", "kid": MARKER}
    parts = (base64url(json.dumps(part).encode()) for part in (header, claims))
    return ".".join((*parts, MARKER))


def random_text(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(length))


def base64url(data: bytes) -> str:
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

    def make(self, kind: TokenKind, *, padding: int = 0, **facts: Any) -> Token:
        """A new token with a text of its own; `facts` are fields of Token."""
        token = Token(id=self.next_id(kind), text="", kind=kind, **facts)
        token.text = synthetic_text(token, padding=padding)
        self.add(token)
        return token

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
        self, credential: Credential | None, organization: str | None, tenant: str, now: float
    ) -> tuple[Verdict, Token | None]:
        """The verdict on a credential, and the token it was accepted for.

        None as organization and NO_TENANT as its tenant ask for the deployment level. An accepted
        use counts towards `revoke_after_uses`, so the next one may be refused.
        """
        if credential is None or not credential.secret:
            return Verdict.NONE, None
        with self._lock:
            token = self._by_text.get(credential.secret)
            if token is None:
                return Verdict.UNKNOWN, None
            verdict = _judge_token(token, credential, organization, tenant, now)
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
    token: Token, credential: Credential, organization: str | None, tenant: str, now: float
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
    if not token.is_of_tenant(tenant):
        return Verdict.WRONG_TENANT
    return Verdict.ACCEPTED if token.opens(organization) else Verdict.WRONG_ORGANIZATION
