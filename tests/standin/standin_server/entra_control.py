# SPDX-License-Identifier: MIT
"""The switches of Microsoft Entra."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from .assertions import Certificate
from .changes import change
from .entra import (
    EXCHANGE_AUDIENCE,
    Assertion,
    Client,
    DeviceState,
    Entra,
    EntraSettings,
    RefreshMode,
    SwitchedError,
)
from .entra_errors import plain_error
from .tokens import Owner, synthetic_jwt
from .world import World

SETTINGS = tuple(field.name for field in fields(EntraSettings))
ENDPOINTS = ("devicecode", "authorize", "token")
ISSUER = "https://token.example.com"
SUBJECT = "system:serviceaccount:ns:synthetic"
ASSERTION_LIFE_S = 3600


class EntraControl:
    """The commands, as those of `Control`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.commands: dict[str, Callable[..., Any]] = {
            "set_entra": self.set_entra,
            "reset_entra": self.reset_entra,
            "add_client": self.add_client,
            "add_federated_assertion": self.add_federated_assertion,
            "add_entra_error": self.add_entra_error,
            "device_codes": self.device_codes,
            "decide_user_code": self.decide_user_code,
            "refresh_tokens": self.refresh_tokens,
            "revoke_sign_ins": self.revoke_sign_ins,
        }

    @property
    def _entra(self) -> Entra:
        return self._world.entra

    def set_entra(self, **changes: Any) -> None:
        if "owner" in changes:
            changes["owner"] = Owner(**changes["owner"])
        if "refresh" in changes:
            changes["refresh"] = RefreshMode(changes["refresh"])
        change(self._entra.settings, changes, SETTINGS)

    def reset_entra(self) -> None:
        """The settings and the errors; what was issued stays."""
        self._entra.settings = EntraSettings()
        self._entra.clear_errors()

    def add_client(
        self,
        client_id: str,
        certificate: str = "",
        redirect_uris: Iterable[str] = (),
        **facts: Any,
    ) -> None:
        given = {name: value for name, value in facts.items() if value}
        client = Client(client_id, **given)
        if certificate:
            client.certificate = Certificate(certificate)
            client.certificate.der  # raises for what is none
        if redirect_uris:
            client.redirect_uris = tuple(redirect_uris)
        self._entra.add_client(client)

    def add_federated_assertion(
        self,
        text: str = "",
        audience: str = EXCHANGE_AUDIENCE,
        subject: str = SUBJECT,
        valid_to: float | None = None,
        client_id: str = "",
    ) -> str:
        """Returns the text, a synthetic JWT unless one is given."""
        now = self._world.now()
        end = now + ASSERTION_LIFE_S if valid_to is None else valid_to
        if not text:
            claims = {"iss": ISSUER, "sub": subject, "aud": audience, "iat": int(now)}
            text = synthetic_jwt(claims | {"exp": int(end), "jti": str(uuid.uuid4())})
        self._entra.add_assertion(Assertion(text, audience, subject, end, client_id))
        return text

    def add_entra_error(
        self,
        error: str,
        endpoint: str = "token",
        grant: str = "",
        count: int | None = None,
        code: int | None = None,
        text: str = "",
        status: int = 0,
    ) -> None:
        if endpoint not in ENDPOINTS:
            raise ValueError(f"no such endpoint: {endpoint}")
        wanted = plain_error(error, code, text, status)
        self._entra.add_error(SwitchedError(wanted, endpoint, grant, count))

    def device_codes(self) -> list[dict[str, Any]]:
        return [
            {
                "user_code": device.user_code,
                "client_id": device.sign_in.client_id,
                "tenant": device.sign_in.tenant,
                "state": device.state,
                "polls": device.polls,
            }
            for device in self._entra.device_codes()
        ]

    def decide_user_code(self, user_code: str, approved: bool) -> None:
        with self._entra.lock:
            for device in self._entra.device_codes():
                if device.user_code == user_code and device.state is DeviceState.PENDING:
                    device.state = DeviceState.APPROVED if approved else DeviceState.DECLINED
                    return
        raise KeyError("no such user code is pending")

    def refresh_tokens(self) -> list[dict[str, Any]]:
        """Everything about them but their text."""
        return [
            {
                "id": token.id,
                "client_id": token.sign_in.client_id,
                "tenant": token.sign_in.tenant,
                "owner": token.sign_in.owner.email,
                "valid_to": token.valid_to,
                "revoked": token.revoked,
                "uses": token.uses,
            }
            for token in self._entra.refresh_tokens()
        ]

    def revoke_sign_ins(self) -> None:
        for token in self._entra.refresh_tokens():
            token.revoked = True
