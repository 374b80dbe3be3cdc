# SPDX-License-Identifier: MIT
"""The switches: one JSON request per line on a Unix socket, one JSON answer per line.

    {"command": "add_token", "arguments": {"organizations": ["contoso"]}}
    {"result": {"id": "pat-1", "text": "..."}}          or {"error": "no such token"}
"""

from __future__ import annotations

import json
import os
import socketserver
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from .azure_cli import AzureCli
from .browser import Browser
from .changes import change
from .entra_control import EntraControl
from .faults import Fault, FaultKind
from .pat_policy import OPERATIONS, PatError, PatPolicy
from .pipelines_control import PipelinesControl
from .routes import host_names
from .scopes import FULL_ACCESS
from .tls import BAD_HOSTS, Certificate, Tls
from .tokens import (
    DAY_S,
    DEFAULT_DAYS,
    Owner,
    Token,
    TokenForm,
    TokenKind,
    Verdict,
    synthetic_text,
)
from .world import Denial, Refusal, World

SOCKET_NAME = "control.sock"
LINE_LIMIT = 1 << 20
PAT_POLICY = tuple(field.name for field in fields(PatPolicy))


class Control:
    """The commands. Each takes named JSON values and returns one.

    A ValueError, KeyError or TypeError is the client's mistake and becomes an error answer.
    """

    def __init__(self, world: World, tls: Tls, address: str) -> None:
        self._world = world
        self._tls = tls
        self._address = address
        self.commands: dict[str, Callable[..., Any]] = {
            "describe": self.describe,
            "add_token": self.add_token,
            "set_token": self.set_token,
            "tokens": self.tokens,
            "add_repository": self.add_repository,
            "set_repository": self.set_repository,
            "set_organization": self.set_organization,
            "organization": self.organization,
            "set_pat_policy": self.set_pat_policy,
            "reset_pat_policy": self.reset_pat_policy,
            "add_pat_error": self.add_pat_error,
            "set_refusal": self.set_refusal,
            "set_server_challenges": self.set_server_challenges,
            "add_fault": self.add_fault,
            "faults": self._world.faults.snapshot,
            "clear_faults": self._world.faults.clear,
            "set_certificate": self.set_certificate,
            "demand_client_certificate": self._tls.demand_client_certificate,
            "set_clock_offset": self.set_clock_offset,
            "requests": self._world.journal.snapshot,
            "clear_requests": self._world.journal.clear,
            "stop": self._world.stopping.set,
            **AzureCli(world).commands,
            **Browser().commands,
            **EntraControl(world).commands,
            **PipelinesControl(world).commands,
        }

    def describe(self) -> dict[str, Any]:
        """What a client has to know to reach the stand-in."""
        return {
            "address": self._address,
            "ports": self._world.ports,
            "ca_file": str(self._tls.ca_file),
            "ca_directory": str(self._tls.ca_directory),
            "client_certificate": str(self._tls.client_certificate),
            "client_key": str(self._tls.client_key),
            "plain_port": self._world.plain_port,
            "identity_endpoint": self._world.identities.endpoint,
            "hosts": [*host_names(self._world.organization_names()), *BAD_HOSTS],
        }

    def add_token(
        self,
        organizations: list[str] | None = None,
        scopes: list[str] | None = None,
        kind: str = TokenKind.PAT,
        form: str = TokenForm.CURRENT,
        owner: dict[str, str] | None = None,
        valid_from: float | None = None,
        valid_to: float | None = None,
        text: str = "",
        name: str = "",
        **changes: Any,
    ) -> dict[str, str]:
        """No organizations: all accessible ones. No scopes: full access."""
        start = self._world.now() if valid_from is None else valid_from
        what = TokenKind(kind)
        token = Token(
            id=name or self._world.tokens.next_id(what),
            text=text,
            kind=what,
            organizations=self._organizations(organizations),
            scopes=frozenset(scopes or [FULL_ACCESS]),
            owner=Owner(**(owner or {})),
            valid_from=start,
            valid_to=start + DEFAULT_DAYS * DAY_S if valid_to is None else valid_to,
        )
        _apply(token, changes)
        if not token.text:
            token.text = synthetic_text(token, TokenForm(form))
        self._world.tokens.add(token)
        return {"id": token.id, "text": token.text}

    def set_token(self, token: str, **changes: Any) -> None:
        """`token` is its text or its id."""
        found = self._world.tokens.get(token)
        if "organizations" in changes:
            changes["organizations"] = self._organizations(changes["organizations"])
        if "scopes" in changes:
            changes["scopes"] = frozenset(changes["scopes"])
        if "owner" in changes:
            changes["owner"] = Owner(**changes["owner"])
        _apply(found, changes)

    def tokens(self) -> list[dict[str, Any]]:
        """Everything about the tokens but their text."""
        return [
            {
                "id": token.id,
                "kind": token.kind,
                "organizations": sorted(token.organizations) if token.organizations else None,
                "scopes": sorted(token.scopes),
                "owner": token.owner.email,
                "valid_from": token.valid_from,
                "valid_to": token.valid_to,
                "revoked": token.revoked,
                "uses": token.uses,
                "authorization_id": token.authorization_id,
                "display_name": token.display_name,
                "tenant": token.tenant,
                "client_id": token.client_id,
                "delegated": token.delegated,
            }
            for token in self._world.tokens.all()
        ]

    def add_repository(self, organization: str, project: str, repository: str) -> str:
        """Returns the directory of the bare repository."""
        return str(self._world.add_repository(organization, project, repository).directory)

    def set_repository(
        self, organization: str, project: str, repository: str, denial: str
    ) -> None:
        found = self._world.repository(organization, project, repository)
        if found is None:
            raise KeyError("no such repository")
        found.denial = Denial(denial)

    def set_organization(self, organization: str, **changes: Any) -> None:
        change(self._world.organization(organization), changes, ("public_projects", "tenant"))

    def organization(self, organization: str) -> dict[str, str]:
        found = self._world.organization(organization)
        return {"id": found.id, "tenant": found.tenant}

    def set_pat_policy(self, organization: str, **changes: Any) -> None:
        change(self._world.organization(organization).pat_policy, changes, PAT_POLICY)

    def add_pat_error(
        self,
        organization: str,
        error: str,
        operation: str = "",
        message: str = "",
        count: int | None = None,
    ) -> None:
        if operation not in OPERATIONS:
            raise ValueError(f"no operation has errors inside: {operation}")
        policy = self._world.organization(organization).pat_policy
        policy.add_error(PatError(error, operation, message, count))

    def reset_pat_policy(self, organization: str) -> None:
        self._world.organization(organization).pat_policy = PatPolicy()

    def set_refusal(self, shape: str, verdict: str | None = None) -> None:
        """For one verdict, or for all."""
        self._world.set_refusal(Refusal(shape), Verdict(verdict) if verdict else None)

    def set_server_challenges(self, *, challenges: list[str]) -> None:
        """The values of WWW-Authenticate of the Azure DevOps Server, in order."""
        self._world.server_challenges = challenges

    def add_fault(self, kind: str, **fields: Any) -> None:
        headers = [(str(name), str(value)) for name, value in fields.pop("headers", [])]
        self._world.faults.add(Fault(FaultKind(kind), headers=headers, **fields))

    def set_certificate(self, kind: str, host: str = "", address: str = "") -> None:
        self._tls.present(Certificate(kind), host, address)

    def set_clock_offset(self, seconds: float) -> None:
        self._world.clock_offset_s = float(seconds)

    def _organizations(self, names: list[str] | None) -> frozenset[str] | None:
        if names is None:
            return None
        return frozenset(self._world.organization(name).name.casefold() for name in names)


CHANGEABLE = (
    "organizations", "scopes", "owner", "valid_from", "valid_to", "revoked", "revoke_after_uses",
    "authorization_id", "display_name", "tenant", "client_id", "delegated",
)


def _apply(token: Token, changes: dict[str, Any]) -> None:
    change(token, changes, CHANGEABLE)
    if "revoke_after_uses" in changes:
        token.uses = 0


class ControlServer(socketserver.ThreadingUnixStreamServer):
    """Listens in the state directory."""

    daemon_threads = True

    def __init__(self, control: Control, state_dir: Path) -> None:
        self.control = control
        self.path = state_dir / SOCKET_NAME
        self.path.unlink(missing_ok=True)
        super().__init__(os.fspath(self.path), _ControlHandler)

    def server_close(self) -> None:
        super().server_close()
        self.path.unlink(missing_ok=True)


class _ControlHandler(socketserver.StreamRequestHandler):
    server: ControlServer

    def handle(self) -> None:
        while line := self.rfile.readline(LINE_LIMIT):
            answer = json.dumps(_execute(self.server.control, line))
            self.wfile.write(answer.encode() + b"\n")


def _execute(control: Control, line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
        command = control.commands[request["command"]]
        return {"result": command(**request.get("arguments", {}))}
    except KeyError as problem:
        return {"error": str(problem.args[0])}
    except (TypeError, ValueError) as problem:
        return {"error": str(problem)}
