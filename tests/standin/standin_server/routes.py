# SPDX-License-Identifier: MIT
"""Which organization, and what of it, a host name and a path mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

CORE_HOST = "dev.azure.com"
DEPLOYMENT_HOST = "app.vssps.visualstudio.com"
SERVER_HOST = "tfs.example.com"
EVIL_HOST = "evil.example"
LOGIN_HOST = "login.microsoftonline.com"
ACTIONS_HOST = "pipelines.actions.githubusercontent.com"

CORE = ""
PROFILE = "vssps"
PACKAGES = "pkgs"
# The services found at {service}.dev.azure.com/{organization}.
SERVICES = (
    PROFILE, PACKAGES, "vsrm", "feeds", "almsearch", "analytics", "advsec", "artifacts",
    "auditservice", "extmgmt", "vsaex", "vstmr",
)


class Site(StrEnum):
    ORGANIZATION = "organization"  # Azure DevOps Services, one organization
    DEPLOYMENT = "deployment"  # Azure DevOps Services, above the organizations
    SERVER = "server"  # Azure DevOps Server, one collection
    LOGIN = "login"  # Microsoft Entra; `rest` starts with the tenant
    ACTIONS = "actions"  # GitHub Actions
    EVIL = "evil"  # somebody else
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Route:
    """`organization` is `contoso`, or `tfs.example.com/DefaultCollection` on a server."""

    site: Site
    organization: str = ""
    service: str = CORE
    rest: tuple[str, ...] = ()  # the decoded path segments below the organization


@dataclass(frozen=True)
class GitPlace:
    project: str
    repository: str
    rest: tuple[str, ...]  # the decoded path segments below the repository


@dataclass(frozen=True)
class GitTarget:
    project: str
    repository: str
    action: str  # "info/refs", "git-upload-pack" or "git-receive-pack"


GIT_ACTIONS = ("info/refs", "git-upload-pack", "git-receive-pack")


def parse_route(host: str, path: str) -> Route:
    """`host` in lower case and without port, `path` as it was sent."""
    segments = tuple(unquote(segment) for segment in path.split("/") if segment)
    if host == EVIL_HOST:
        return Route(Site.EVIL, rest=segments)
    if host == LOGIN_HOST:
        return Route(Site.LOGIN, rest=segments)
    if host == ACTIONS_HOST:
        return Route(Site.ACTIONS, rest=segments)
    if host == DEPLOYMENT_HOST:
        return Route(Site.DEPLOYMENT, service=PROFILE, rest=segments)
    if host == SERVER_HOST:
        return _server_route(segments)
    if host == CORE_HOST or host.endswith("." + CORE_HOST):
        return _path_route(host, segments)
    if host.endswith(".visualstudio.com"):
        return _label_route(host, segments)
    return Route(Site.NOWHERE, rest=segments)


def _server_route(segments: tuple[str, ...]) -> Route:
    if segments and segments[0].casefold() == "tfs":
        segments = segments[1:]
    if not segments:
        return Route(Site.NOWHERE)
    return Route(Site.SERVER, f"{SERVER_HOST}/{segments[0]}", CORE, segments[1:])


def _path_route(host: str, segments: tuple[str, ...]) -> Route:
    service = host.removesuffix(CORE_HOST).removesuffix(".")
    if not segments or service not in (CORE, *SERVICES):
        return Route(Site.NOWHERE, rest=segments)
    return Route(Site.ORGANIZATION, segments[0], service, segments[1:])


def _label_route(host: str, segments: tuple[str, ...]) -> Route:
    organization, _, middle = host.removesuffix(".visualstudio.com").partition(".")
    if middle not in (CORE, *SERVICES):
        return Route(Site.NOWHERE, rest=segments)
    if segments and segments[0].casefold() == "defaultcollection":
        segments = segments[1:]
    return Route(Site.ORGANIZATION, organization, middle, segments)


def git_place(route: Route) -> GitPlace | None:
    """`{project}/_git/{repository}/...`, or `_git/{repository}/...` of the project so named."""
    if route.service != CORE or "_git" not in route.rest[:2]:
        return None
    at = route.rest.index("_git")
    if len(route.rest) < at + 2:
        return None
    repository = route.rest[at + 1]
    return GitPlace(route.rest[0] if at else repository, repository, route.rest[at + 2 :])


def git_target(route: Route) -> GitTarget | None:
    """What Git itself asks of a repository."""
    place = git_place(route)
    action = "/".join(place.rest) if place else ""
    if place is None or action not in GIT_ACTIONS:
        return None
    return GitTarget(place.project, place.repository, action)


def host_names(organizations: Iterable[str]) -> list[str]:
    """Every host name the stand-in answers for, given the organizations it knows."""
    services = [f"{service}.{CORE_HOST}" for service in SERVICES]
    hosts = [CORE_HOST, *services, DEPLOYMENT_HOST, SERVER_HOST, EVIL_HOST]
    hosts += [LOGIN_HOST, ACTIONS_HOST]
    for name in organizations:
        if "/" not in name:
            hosts += [f"{name}.visualstudio.com", f"{name}.pkgs.visualstudio.com"]
    return hosts
