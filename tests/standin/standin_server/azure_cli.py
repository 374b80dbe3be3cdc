# SPDX-License-Identifier: MIT
"""The Azure CLI's side of the stand-in: what `az` (see standin_az.py) says, and its switches."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, NoReturn

from .changes import change
from .entra_authority import resolve_tenant
from .entra_errors import EntraError
from .entra_grants import make_access_token
from .tokens import AZURE_CLI_CLIENT_ID, AZURE_DEVOPS_RESOURCE
from .world import World

LOGGED_OUT = "Please run 'az login' to setup account."
FAILED, MISUSED = 1, 2  # exit statuses


@dataclass
class AzureCliSettings:
    """How `az` behaves."""

    logged_in: bool = True
    error: str = ""  # fails with this text
    delegated: bool = True  # somebody is logged in, not a service principal
    expires_on: bool = True  # versions before 2.54 give expiresOn alone
    delay_s: float = 0
    hang: bool = False  # until it is ended
    ignores_sigterm: bool = False
    stdout_before: str = ""
    stdout_after: str = ""
    stderr_before: str = ""


SETTINGS = tuple(field.name for field in fields(AzureCliSettings))


class Misuse(Exception):
    """The command line is not understood."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Misuse(message)


class AzureCli:
    """The commands, as those of `Control`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._settings = AzureCliSettings()
        self._calls: list[dict[str, Any]] = []
        self.commands: dict[str, Callable[..., Any]] = {
            "set_azure_cli": self.set_azure_cli,
            "reset_azure_cli": self.reset_azure_cli,
            "azure_cli_calls": self.calls,
            "run_azure_cli": self.run,
        }

    def set_azure_cli(self, **changes: Any) -> None:
        change(self._settings, changes, SETTINGS)

    def reset_azure_cli(self) -> None:
        """Somebody is logged in, and nothing has been called."""
        self._settings = AzureCliSettings()
        with self._lock:
            self._calls.clear()

    def calls(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(self._calls)

    def run(self, arguments: Sequence[str]) -> dict[str, Any]:
        """What the program is to do: its status, what it says or its token, how it behaves."""
        status, said, token = self._outcome(arguments)
        with self._lock:
            self._calls.append({"arguments": list(arguments), "status": status})
        return asdict(self._settings) | {"status": status, "said": said, "token": token}

    def _outcome(self, arguments: Sequence[str]) -> tuple[int, str, dict[str, Any] | None]:
        try:
            tenant_name = _parse(arguments)
        except Misuse as problem:
            return MISUSED, str(problem), None
        if not self._settings.logged_in or self._settings.error:
            return FAILED, self._settings.error or LOGGED_OUT, None
        try:
            tenant = resolve_tenant(self._world, tenant_name)
        except EntraError as problem:
            return FAILED, f"AADSTS{problem.code}: {problem.text}", None
        return 0, "", self._token(tenant)

    def _token(self, tenant: str) -> dict[str, Any]:
        """`expiresOn` is the program's to add: it is in the time zone that the program is in."""
        delegated = self._settings.delegated
        owner = self._world.entra.settings.owner
        token = make_access_token(
            self._world, owner, AZURE_CLI_CLIENT_ID, tenant, delegated=delegated
        )
        return {
            "accessToken": token.text,
            "expires_on": int(token.valid_to),
            "tenant": tenant,
            "tokenType": "Bearer",
        }


def _parse(arguments: Sequence[str]) -> str:
    """The name of the tenant. Raises Misuse for what this `az` does not do."""
    if list(arguments[:2]) != ["account", "get-access-token"]:
        command = " ".join(arguments[:2])
        raise Misuse(f"'{command}' is misspelled or not recognized by the system.")
    parser = _Parser(prog="az", add_help=False, allow_abbrev=False)
    parser.add_argument("--resource", required=True, choices=[AZURE_DEVOPS_RESOURCE])
    parser.add_argument("--output", "-o", default="json", choices=["json"])
    parser.add_argument("--tenant", "-t", default="organizations")
    return str(parser.parse_args(arguments[2:]).tenant)
