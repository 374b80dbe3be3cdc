# SPDX-License-Identifier: MIT
"""The scopes of personal access tokens, and what they inherit."""

from __future__ import annotations

FULL_ACCESS = "app_token"

# The scope everybody needs who wants to know who the token is.
PROFILE = "vso.profile"
WITH_PROFILE = ("build", "code", "extension", "packaging", "release", "test", "work")

# Without the `vso.`, from the widest to the narrowest: each inherits the next one.
CHAINS = (
    "advsec_manage advsec_write advsec",
    "agentpools_manage agentpools",
    "analytics",
    "auditstreams_manage auditlog",
    "build_execute build",
    "code_full code_manage code_write code",
    "code_status",
    "connected_server",
    "dashboards_manage dashboards",
    "entitlements",
    "environment_manage",
    "extension.data_write extension.data",
    "extension_manage extension",
    "gallery_manage gallery_publish gallery_acquire gallery",
    "githubconnections_manage githubconnections",
    "graph_manage graph",
    "identity_manage identity",
    "machinegroup_manage",
    "memberentitlementmanagement_write memberentitlementmanagement",
    "notification_manage notification_write notification",
    "notification_diagnostics notification",
    "packaging_manage packaging_write packaging",
    "pipelineresources_manage pipelineresources_use",
    "profile_write profile",
    "project_manage project_write project",
    "release_manage release_execute release",
    "securefiles_manage securefiles_write securefiles_read",
    "security_manage",
    "serviceendpoint_manage serviceendpoint_query serviceendpoint",
    "settings_write settings",
    "symbols_manage symbols_write symbols",
    "taskgroups_manage taskgroups_write taskgroups_read",
    "test_write test",
    "threads_full",
    "tokenadministration",
    "tokens",
    "variablegroups_manage variablegroups_write variablegroups_read",
    "wiki_write wiki",
    "work_full work_write work",
)


def _inherits() -> dict[str, str]:
    """A scope and the scope it inherits directly, or nothing."""
    found = {}
    for chain in CHAINS:
        names = [f"vso.{name}" for name in chain.split()]
        found.update(dict(zip(names, [*names[1:], ""], strict=True)))
    found.update({f"vso.{name}": PROFILE for name in WITH_PROFILE})
    return found


INHERITS = _inherits()
KNOWN = frozenset({FULL_ACCESS, *INHERITS})


def expand_scopes(scopes: frozenset[str]) -> frozenset[str]:
    """The scopes with everything they inherit."""
    found = set(scopes)
    for scope in scopes:
        while scope := INHERITS.get(scope, ""):
            found.add(scope)
    return frozenset(found)
