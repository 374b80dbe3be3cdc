# SPDX-License-Identifier: MIT
"""The REST end points that tell whether a token is good, and for what."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from . import answers
from .authentication import authenticate
from .messages import Request, Response, error_value, json_response
from .probes import PROBES, PROJECT, Value
from .routes import CORE, PACKAGES, PROFILE, Route, Site
from .tokens import Owner, Token, Verdict
from .world import World

ANONYMOUS = Owner("Anonymous", "", "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa")
API_VERSION = re.compile(r"\d+\.\d+(-preview(\.\d+)?)?", re.ASCII)
BUILD_REVISION = 1647


@dataclass(frozen=True)
class Endpoint:
    path: tuple[str, ...]  # below the organization; longer paths match too, PROJECT any name
    services: tuple[str, ...]
    scope: str | None  # None: any scope will do
    preview_only: bool
    answers_anonymous: bool  # where the organization has public projects
    value: Value

    def matches(self, route: Route) -> bool:
        rest = [segment.casefold() for segment in route.rest[: len(self.path)]]
        wanted = [segment.casefold() for segment in self.path]
        same = len(rest) == len(wanted) and all(
            name in (PROJECT, given) for name, given in zip(wanted, rest, strict=True)
        )
        return same and route.service in self.services


def answer_rest(world: World, request: Request, route: Route) -> Response:
    """The answer for everything below an organization that is not Git."""
    endpoint = _find_endpoint(route)
    scope = endpoint.scope if endpoint else None
    verdict, token = authenticate(world, request, route, scope)
    if verdict is Verdict.ACCEPTED or _answers_anonymous(world, route, endpoint):
        return _answer_accepted(world, request, route, endpoint, token)
    return answers.refuse(world, request, route, verdict)


def _answers_anonymous(world: World, route: Route, endpoint: Endpoint | None) -> bool:
    organization = world.peek_organization(route.organization)
    return organization.public_projects and endpoint is not None and endpoint.answers_anonymous


def _find_endpoint(route: Route) -> Endpoint | None:
    return next((endpoint for endpoint in ENDPOINTS if endpoint.matches(route)), None)


def _answer_accepted(
    world: World, request: Request, route: Route, endpoint: Endpoint | None, token: Token | None
) -> Response:
    """`token` is None for the anonymous answer."""
    if endpoint is None:
        return answers.not_found(request, token)
    if request.method not in ("GET", "HEAD"):
        return Response(405, [("Allow", "GET"), *answers.user_data(token)])
    if error := _version_error(request.parameter("api-version"), endpoint):
        return json_response(400, error, *answers.user_data(token))
    owner = token.owner if token else ANONYMOUS
    return json_response(200, endpoint.value(world, route, owner), *answers.user_data(token))


def _version_error(version: str, endpoint: Endpoint) -> dict[str, Any] | None:
    if not version:
        return None
    if not API_VERSION.fullmatch(version):
        message = f'The api-version "{version}" is not understood.'
        return error_value(message, "VssVersionNotSpecifiedException")
    if endpoint.preview_only and "-preview" not in version:
        message = (
            f'The requested version "{version}" of the resource is under preview. The -preview '
            "flag must be supplied in the api-version for such requests. "
            f'For example: "{version}-preview"'
        )
        return error_value(message, "VssInvalidPreviewVersionException")
    return None


def _profile_value(world: World, _route: Route, owner: Owner) -> dict[str, Any]:
    return {
        "displayName": owner.display_name,
        "publicAlias": owner.id,
        "emailAddress": owner.email,
        "coreRevision": BUILD_REVISION,
        "timeStamp": time.strftime("%Y-%m-%dT%H:%M:%S.0000000+00:00", time.gmtime(world.now())),
        "id": owner.id,
        "revision": BUILD_REVISION,
    }


def _connection_value(world: World, route: Route, owner: Owner) -> dict[str, Any]:
    user = {
        "id": owner.id,
        "providerDisplayName": owner.display_name,
        "customDisplayName": owner.display_name,
        "isActive": True,
        "properties": {"Account": {"$type": "System.String", "$value": owner.email}},
    }
    return {
        "authenticatedUser": user,
        "authorizedUser": user,
        "instanceId": world.peek_organization(route.organization).id,
        "deploymentType": "onPremises" if route.site is Site.SERVER else "hosted",
    }


def _packaging_value(_world: World, _route: Route, _owner: Owner) -> dict[str, Any]:
    return {"count": 0, "value": []}


ENDPOINTS = (
    Endpoint(
        path=("_apis", "profile", "profiles", "me"),
        services=(PROFILE,),
        scope="vso.profile",
        preview_only=False,
        answers_anonymous=False,
        value=_profile_value,
    ),
    Endpoint(
        path=("_apis", "connectionData"),
        services=(CORE,),
        scope=None,
        preview_only=True,
        answers_anonymous=True,
        value=_connection_value,
    ),
    Endpoint(
        path=("_packaging",),
        services=(PACKAGES,),
        scope="vso.packaging",
        preview_only=False,
        answers_anonymous=False,
        value=_packaging_value,
    ),
    *(
        Endpoint(
            path=tuple(path.split("/")),
            services=(service,),
            scope=scope,
            preview_only=False,
            answers_anonymous=False,
            value=value,
        )
        for service, path, scope, value in PROBES
    ),
)
