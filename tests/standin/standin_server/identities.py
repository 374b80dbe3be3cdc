# SPDX-License-Identifier: MIT
"""The managed identities of the machine that the stand-in plays."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterable

from .entra import Client
from .known_secrets import KnownSecrets
from .messages import Response, json_response
from .tokens import MARKER

SYSTEM_CLIENT_ID = str(uuid.uuid5(uuid.NAMESPACE_DNS, "system.identity"))


class IdentityError(Exception):
    """A request that is refused: the name, the text and the status."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        super().__init__(error, text, status)

    def response(self) -> Response:
        error, text, status = self.args
        return json_response(status, {"error": error, "error_description": text})


class ManagedIdentities:
    """Those of the machine. Safe for use by several threads."""

    def __init__(self, secrets: KnownSecrets) -> None:
        self._lock = threading.Lock()
        self._clients: list[Client] = []
        self.header = f"{MARKER}{uuid.uuid4()}".upper()
        secrets.add("identity-header", self.header)
        self.endpoint = ""  # where App Service's is, once it listens
        self.assign(True, [])

    def assign(self, system: bool, user_assigned: Iterable[str]) -> None:
        """What the machine has from now on: one of its own, and those with these client ids."""
        own = [Client(SYSTEM_CLIENT_ID, "Synthetic Machine")] if system else []
        with self._lock:
            self._clients = [*own, *(Client(each, "Synthetic Identity") for each in user_assigned)]

    def find(self, client_id: str) -> Client:
        """The one with a client id; without one the machine's own, else the only one.

        Raises IdentityError.
        """
        with self._lock:
            clients = list(self._clients)
        if client_id:
            clients = [each for each in clients if each.client_id == client_id]
        if not clients:
            raise IdentityError("invalid_request", "Identity not found")
        if len(clients) > 1 and clients[0].client_id != SYSTEM_CLIENT_ID:
            text = "Multiple user assigned identities exist, please specify the clientId / "
            raise IdentityError("invalid_request", f"{text}resourceId of the identity")
        return clients[0]
