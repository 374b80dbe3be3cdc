# SPDX-License-Identifier: MIT
"""The jobs of GitHub Actions and Azure Pipelines that run, and what they may ask for."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass

from .known_secrets import KnownSecrets
from .tokens import synthetic_jwt

GITHUB_ISSUER = "https://token.actions.githubusercontent.com"
GITHUB_VERSION = "2.0"
JOBS = ("_apis", "distributedtask", "hubs")


@dataclass
class OidcSettings:
    """What the tokens say. A client id ties them to one federated application."""

    github_repository: str = "contoso/app"
    github_subject: str = "repo:contoso/app:ref:refs/heads/main"
    client_id: str = ""
    token_life_s: float = 300


@dataclass(frozen=True)
class ServiceConnection:
    id: str
    organization: str
    client_id: str


class Pipelines:
    """The jobs that run. Safe for use by several threads."""

    def __init__(self, secrets: KnownSecrets) -> None:
        self._lock = threading.Lock()
        self._secrets = secrets
        self._request_tokens: set[str] = set()
        self._connections: dict[str, ServiceConnection] = {}
        self.settings = OidcSettings()

    def add_github_job(self) -> tuple[str, str]:
        """The path (with a query) to ask at, and the token to ask with."""
        token = synthetic_jwt({"iss": GITHUB_ISSUER, "scp": "Actions.GenericRead", "jti": guid()})
        self._secrets.add("github-request", token)
        with self._lock:
            self._request_tokens.add(token)
        path = f"/{guid()}/{'/'.join(JOBS)}/Actions/plans/{guid()}/jobs/{guid()}/idtoken"
        return f"{path}?api-version={GITHUB_VERSION}", token

    def may_ask(self, request_token: str) -> bool:
        with self._lock:
            return request_token in self._request_tokens

    def add_connection(self, organization: str, client_id: str) -> ServiceConnection:
        with self._lock:
            connection = ServiceConnection(guid(), organization.casefold(), client_id)
            self._connections[connection.id] = connection
            return connection

    def connection(self, connection_id: str) -> ServiceConnection | None:
        with self._lock:
            return self._connections.get(connection_id)


def azure_path(organization: str) -> str:
    """Where a job of Azure Pipelines asks, without a query."""
    jobs = f"{'/'.join(JOBS)}/build/plans/{guid()}/jobs/{guid()}"
    return f"/{organization}/{guid()}/{jobs}/oidctoken"


def guid() -> str:
    return str(uuid.uuid4())
