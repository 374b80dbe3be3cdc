# SPDX-License-Identifier: MIT
"""The switches of what a machine or a pipeline offers to the programs on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from .changes import change
from .pipelines import OidcSettings, azure_path
from .scopes import FULL_ACCESS
from .tokens import Owner, TokenKind
from .world import World

SETTINGS = tuple(field.name for field in fields(OidcSettings))
JOB_LIFE_S = 3600
BUILD_SERVICE = Owner("Build Service", "", "0d5ea5e5-0000-4000-8000-000000000000")


class PipelinesControl:
    """The commands, as those of `Control`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.commands: dict[str, Callable[..., Any]] = {
            "set_managed_identities": self.set_managed_identities,
            "identity_header": self.identity_header,
            "set_oidc": self.set_oidc,
            "reset_oidc": self.reset_oidc,
            "add_github_job": self.add_github_job,
            "add_azure_job": self.add_azure_job,
        }

    def set_managed_identities(self, system: bool, user_assigned: Sequence[str] = ()) -> None:
        self._world.identities.assign(system, user_assigned)

    def identity_header(self) -> str:
        return self._world.identities.header

    def set_oidc(self, **changes: Any) -> None:
        change(self._world.pipelines.settings, changes, SETTINGS)

    def reset_oidc(self) -> None:
        """The settings, and a machine with an identity of its own."""
        self._world.pipelines.settings = OidcSettings()
        self._world.identities.assign(True, [])

    def add_github_job(self) -> dict[str, str]:
        path, token = self._world.pipelines.add_github_job()
        return {"path": path, "token": token}

    def add_azure_job(self, organization: str, client_id: str) -> dict[str, str]:
        """A job that runs, with a service connection to an application."""
        name, now = self._world.organization(organization).name.casefold(), self._world.now()
        token = self._world.tokens.make(
            TokenKind.JOB,
            organizations=frozenset([name]),
            scopes=frozenset([FULL_ACCESS]),
            owner=BUILD_SERVICE,
            valid_from=now,
            valid_to=now + JOB_LIFE_S,
        )
        connection = self._world.pipelines.add_connection(organization, client_id)
        return {
            "path": azure_path(organization),
            "token": token.text,
            "connection": connection.id,
        }
