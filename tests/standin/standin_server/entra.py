# SPDX-License-Identifier: MIT
"""What the stand-in's Microsoft Entra knows: applications, sign-ins under way, refresh tokens."""

from __future__ import annotations

import string
import threading
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from .assertions import Certificate
from .entra_errors import EntraError
from .known_secrets import KnownSecrets
from .tokens import AZURE_CLI_CLIENT_ID, MARKER, Owner, random_text

VISUAL_STUDIO_CLIENT_ID = "872cd9fa-d31f-45e0-9eab-6e460a02d1f1"
EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
LOOPBACK = "http://localhost"
URL_SAFE = string.ascii_letters + string.digits + "-_"
# Without the letters and digits that are taken for one another.
USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXYZ23456789"


class RefreshMode(StrEnum):
    """What comes with a renewed access token."""

    NEW = "new"  # another refresh token; the old one stays good, as with the real one
    SAME = "same"  # none: the old one is all there is
    ONCE = "once"  # another one, and the old one is dead


class DeviceState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    REDEEMED = "redeemed"


@dataclass
class EntraSettings:
    """What can be set as a whole."""

    # The tenant of the person who signs in at `organizations`.
    home_tenant: str = str(uuid.uuid5(uuid.NAMESPACE_DNS, "home.tenant"))
    owner: Owner = Owner()  # who sits in front of the browser
    token_life_s: float = 3600
    token_padding: int = 0  # bytes more in an access token
    code_life_s: float = 600
    device_life_s: float = 900
    device_interval_s: int = 5
    approve_after_polls: int | None = None  # a device code approves itself; None: never
    refresh: RefreshMode = RefreshMode.NEW
    refresh_life_s: float = 90 * 86400


@dataclass
class Client:
    """An application. `object_id` is what its own tokens say who they are."""

    client_id: str
    name: str = "Synthetic Application"
    public: bool = False
    secret: str = field(default="", repr=False)
    certificate: Certificate | None = None
    federated: bool = False
    redirect_uris: tuple[str, ...] = (LOOPBACK,)
    object_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def owner(self) -> Owner:
        return Owner(self.name, "", self.object_id)


@dataclass(frozen=True)
class SignIn:
    """Who signed in, where, for what."""

    client_id: str
    tenant: str
    scope: str
    owner: Owner


@dataclass
class DeviceCode:
    text: str = field(repr=False)
    user_code: str
    sign_in: SignIn
    valid_to: float
    interval_s: float
    state: DeviceState = DeviceState.PENDING
    polls: int = 0
    polled_at: float = 0.0  # on the monotonic clock


@dataclass
class AuthorizationCode:
    text: str = field(repr=False)
    sign_in: SignIn
    redirect_uri: str
    challenge: str
    valid_to: float
    redeemed: bool = False


@dataclass
class RefreshToken:
    id: str
    text: str = field(repr=False)
    sign_in: SignIn
    valid_to: float
    revoked: bool = False
    uses: int = 0


@dataclass(frozen=True)
class Assertion:
    """A token of another issuer that applications with a federated credential may present."""

    text: str = field(repr=False)
    audience: str
    subject: str
    valid_to: float
    client_id: str = ""  # of the only application it is good for


@dataclass
class SwitchedError:
    """An error for the next `count` requests, or until cleared with None."""

    error: EntraError
    endpoint: str
    grant: str  # the grant_type, or its last word; empty: all
    count: int | None

    def meets(self, endpoint: str, grant: str) -> bool:
        same_grant = not self.grant or grant.rpartition(":")[2] == self.grant
        return endpoint == self.endpoint and same_grant


class Entra:
    """The state. Safe for use by several threads: `lock` is held while a grant is judged."""

    def __init__(self, secrets: KnownSecrets) -> None:
        self.lock = threading.RLock()
        self.secrets = secrets
        self.settings = EntraSettings()
        self._clients: dict[str, Client] = {}
        self._device_codes: dict[str, DeviceCode] = {}
        self._codes: dict[str, AuthorizationCode] = {}
        self._refresh_tokens: dict[str, RefreshToken] = {}
        self._assertions: dict[str, Assertion] = {}
        self._errors: list[SwitchedError] = []
        for client_id, name in (
            (AZURE_CLI_CLIENT_ID, "Azure CLI"),
            (VISUAL_STUDIO_CLIENT_ID, "Visual Studio"),
        ):
            self.add_client(Client(client_id, name, public=True))

    def add_client(self, client: Client) -> None:
        """An application, or in place of the one with this id."""
        with self.lock:
            self._clients[client.client_id] = client
            if client.secret:
                self.secrets.add("client-secret", client.secret)

    def client(self, client_id: str) -> Client | None:
        with self.lock:
            return self._clients.get(client_id)

    def add_device_code(self, sign_in: SignIn, now: float) -> DeviceCode:
        with self.lock:
            device = DeviceCode(
                text=self._secret("device", "", 200),
                user_code=random_text(USER_CODE_ALPHABET, 9),
                sign_in=sign_in,
                valid_to=now + self.settings.device_life_s,
                interval_s=self.settings.device_interval_s,
            )
            self._device_codes[device.text] = device
            return device

    def device_code(self, text: str) -> DeviceCode | None:
        with self.lock:
            return self._device_codes.get(text)

    def device_codes(self) -> Iterable[DeviceCode]:
        with self.lock:
            return list(self._device_codes.values())

    def add_code(
        self, sign_in: SignIn, redirect_uri: str, challenge: str, now: float
    ) -> AuthorizationCode:
        with self.lock:
            text, valid_to = self._secret("code", "1.", 400), now + self.settings.code_life_s
            self._codes[text] = AuthorizationCode(text, sign_in, redirect_uri, challenge, valid_to)
            return self._codes[text]

    def code(self, text: str) -> AuthorizationCode | None:
        with self.lock:
            return self._codes.get(text)

    def add_refresh_token(self, sign_in: SignIn, now: float) -> RefreshToken:
        with self.lock:
            text, valid_to = self._secret("refresh", "1.", 1200), now + self.settings.refresh_life_s
            name = self.secrets.add("refresh", text)
            self._refresh_tokens[text] = RefreshToken(name, text, sign_in, valid_to)
            return self._refresh_tokens[text]

    def refresh_token(self, text: str) -> RefreshToken | None:
        with self.lock:
            return self._refresh_tokens.get(text)

    def refresh_tokens(self) -> Iterable[RefreshToken]:
        with self.lock:
            return list(self._refresh_tokens.values())

    def add_assertion(self, assertion: Assertion) -> None:
        with self.lock:
            self._assertions[assertion.text] = assertion
            self.secrets.add("assertion", assertion.text)

    def assertion(self, text: str) -> Assertion | None:
        with self.lock:
            return self._assertions.get(text)

    def add_error(self, error: SwitchedError) -> None:
        with self.lock:
            self._errors.append(error)

    def clear_errors(self) -> None:
        with self.lock:
            self._errors.clear()

    def take_error(self, endpoint: str, grant: str = "") -> EntraError | None:
        """The error that is switched on for a request; one use of it is spent."""
        with self.lock:
            for switched in self._errors:
                if switched.meets(endpoint, grant):
                    if switched.count is not None:
                        switched.count -= 1
                        if switched.count <= 0:
                            self._errors.remove(switched)
                    return switched.error
        return None

    def _secret(self, kind: str, prefix: str, length: int) -> str:
        """A new opaque text with the marker in it, known to the records."""
        text = prefix + MARKER + random_text(URL_SAFE, length - len(prefix + MARKER))
        self.secrets.add(kind, text)
        return text


def seconds_since(moment: float) -> float:
    """On the clock that no switch moves: pace is between real machines."""
    return time.monotonic() - moment
