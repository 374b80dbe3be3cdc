# SPDX-License-Identifier: MIT
"""Everything the stand-in knows: organizations, repositories, tokens, switches, its clock."""

from __future__ import annotations

import threading
import time
import uuid
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from . import repositories
from .entra import Entra
from .faults import FaultList
from .identities import ManagedIdentities
from .journal import Journal
from .known_secrets import KnownSecrets
from .pat_policy import PatPolicy
from .pipelines import Pipelines
from .routes import SERVER_HOST
from .tokens import TokenStore, Verdict


class Denial(StrEnum):
    """What a valid token without permission on a repository gets."""

    NONE = ""
    NOT_FOUND = "not-found"
    FORBIDDEN = "forbidden"


class Refusal(StrEnum):
    """The shapes in which Azure DevOps says that a token is no good."""

    EMPTY = "empty"
    SERVICE_ERROR_HEADER = "service-error-header"
    JSON_ACCESS_CHECK = "json-access-check"
    JSON_ACCESS_CHECK_BOM = "json-access-check-bom"
    HTML_TITLE = "html-title"
    SIGN_IN_203 = "signin-203"
    REDIRECT_302 = "redirect-302"
    CONDITIONAL_ACCESS = "conditional-access"
    SIGN_IN_ONCE = "sign-in-once"


@dataclass
class Organization:
    name: str
    public_projects: bool = False
    tenant: str = ""  # by default one of its own
    pat_policy: PatPolicy = field(default_factory=PatPolicy)

    def __post_init__(self) -> None:
        if not self.tenant:
            name = f"tenant.{self.name.casefold()}"
            self.tenant = str(uuid.uuid5(uuid.NAMESPACE_DNS, name))

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_DNS, self.name.casefold()))


@dataclass
class Repository:
    directory: Path
    denial: Denial = Denial.NONE


def _repository_key(organization: str, project: str, name: str) -> tuple[str, str, str]:
    return organization.casefold(), project.casefold(), name.casefold()


class World:
    """The state behind every answer. Changed only through the control interface."""

    def __init__(self, state_dir: Path) -> None:
        self.repositories_dir = state_dir / "repositories"
        self.tokens = TokenStore()
        self.faults = FaultList()
        self.secrets = KnownSecrets()
        self.journal = Journal(self.tokens, self.secrets, state_dir / "misplaced")
        self.entra = Entra(self.secrets)
        self.identities = ManagedIdentities(self.secrets)
        self.pipelines = Pipelines(self.secrets)
        self.ports: list[int] = []
        self.plain_port = 0  # of plain HTTP
        self.stopping = threading.Event()
        self.clock_offset_s = 0.0
        self.server_challenges = [f'Basic realm="https://{SERVER_HOST}/"']
        self._lock = threading.Lock()
        self._organizations: dict[str, Organization] = {}
        self._repositories: dict[tuple[str, str, str], Repository] = {}
        self._refusals: dict[Verdict, Refusal] = {}

    def now(self) -> float:
        return time.time() + self.clock_offset_s

    def organization(self, name: str) -> Organization:
        """The organization, made on first mention; names are compared without case."""
        with self._lock:
            return self._organizations.setdefault(name.casefold(), Organization(name))

    def peek_organization(self, name: str) -> Organization:
        """The organization, without making it known: for names that come from requests."""
        with self._lock:
            return self._organizations.get(name.casefold(), Organization(name))

    def organization_names(self) -> list[str]:
        with self._lock:
            return list(self._organizations)

    def tenants(self) -> dict[str, str]:
        """Of the organizations that are known, by their folded names."""
        with self._lock:
            return {name: each.tenant for name, each in self._organizations.items()}

    def add_repository(self, organization: str, project: str, name: str) -> Repository:
        """Makes the bare repository, or takes over the one an earlier run left."""
        key = _repository_key(organization, project, name)
        directory = repositories.create(self.repositories_dir, *key)
        self.organization(organization)
        with self._lock:
            return self._repositories.setdefault(key, Repository(directory))

    def repository(self, organization: str, project: str, name: str) -> Repository | None:
        with self._lock:
            return self._repositories.get(_repository_key(organization, project, name))

    def repository_names(self, organization: str) -> list[tuple[str, str]]:
        """Of an organization: each one's project and its own name."""
        with self._lock:
            keys = sorted(self._repositories)
        return [key[1:] for key in keys if key[0] == organization.casefold()]

    def set_refusal(self, refusal: Refusal, verdict: Verdict | None) -> None:
        """For one reason, or with None for all of them."""
        with self._lock:
            for each in Verdict if verdict is None else (verdict,):
                self._refusals[each] = refusal

    def refusal(self, verdict: Verdict) -> Refusal:
        with self._lock:
            return self._refusals.get(verdict, Refusal.EMPTY)
