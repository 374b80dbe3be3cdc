# SPDX-License-Identifier: MIT
"""Read-only end points that tell what a token can do: each wants one scope, and little else.

A missing scope gets 401. The bodies are small and of the right outline; nothing is kept of what
they would list, but the repositories.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .routes import CORE, PROFILE, Route
from .tokens import Owner
from .world import World

Value = Callable[[World, Route, Owner], dict[str, Any]]

# Stands for the name of any project.
PROJECT = "*"


def _list_of(*values: dict[str, Any]) -> Value:
    return lambda _world, _route, _owner: {"count": len(values), "value": list(values)}


def _object(**values: Any) -> Value:
    return lambda _world, _route, _owner: values


def _repositories(world: World, route: Route, _owner: Owner) -> dict[str, Any]:
    names = world.repository_names(route.organization)
    values = [{"name": name, "project": {"name": project}} for project, name in names]
    return {"count": len(values), "value": values}


# The service, the path below the organization, the scope, the body.
PROBES: tuple[tuple[str, str, str, Value], ...] = (
    (CORE, "_apis/distributedtask/pools", "vso.agentpools",
     _list_of({"id": 1, "name": "Azure Pipelines", "isHosted": True})),
    ("auditservice", "_apis/audit/actions", "vso.auditlog",
     _list_of({"actionId": "Git.RepositoryCreated", "area": "Git", "category": "create"})),
    (CORE, "_apis/build/resourceusage", "vso.build",
     _object(distributedTaskAgents=0, paidPrivateAgentSlots=1, totalUsage=0, xamlControllers=0)),
    (CORE, "_apis/git/repositories", "vso.code", _repositories),
    ("extmgmt", "_apis/extensionmanagement/installedextensions", "vso.extension", _list_of()),
    (PROFILE, "_apis/graph/groups", "vso.graph",
     _list_of({"subjectKind": "group", "displayName": "Contributors"})),
    ("vsaex", "_apis/userentitlementsummary", "vso.memberentitlementmanagement",
     _object(licenses=[], extensions=[], projectRefs=[])),
    ("feeds", "_apis/packaging/globalpermissions", "vso.packaging",
     _list_of({"role": "feedCreator"})),
    (CORE, "_apis/teams", "vso.project", _list_of({"name": "A Team", "projectName": "A Project"})),
    (CORE, "_apis/permissionsreport", "vso.security_manage", _list_of()),
    (CORE, "_apis/serviceendpoint/types", "vso.serviceendpoint",
     _list_of({"name": "azurerm", "displayName": "Azure Resource Manager"})),
    ("artifacts", "_apis/symbol/availability", "vso.symbols", _object()),
    (CORE, "_apis/wit/artifactlinktypes", "vso.work",
     _list_of({"toolType": "Git", "linkTypes": []})),
    ("advsec", "_apis/management/enablement", "vso.advsec", _object(enableOnCreate=False)),
    ("vsrm", f"{PROJECT}/_apis/release/definitions", "vso.release", _list_of()),
    (CORE, f"{PROJECT}/_apis/wiki/wikis", "vso.wiki", _list_of()),
    (CORE, f"{PROJECT}/_apis/distributedtask/variablegroups", "vso.variablegroups_read",
     _list_of()),
    (CORE, f"{PROJECT}/_apis/distributedtask/taskgroups", "vso.taskgroups_read", _list_of()),
    (CORE, f"{PROJECT}/_apis/distributedtask/securefiles", "vso.securefiles_read", _list_of()),
    (CORE, f"{PROJECT}/_apis/pipelines/environments", "vso.environment_manage", _list_of()),
    (CORE, f"{PROJECT}/_apis/testplan/plans", "vso.test", _list_of()),
    (CORE, f"{PROJECT}/_apis/dashboard/widgettypes", "vso.dashboards", _object(widgetTypes=[])),
)
