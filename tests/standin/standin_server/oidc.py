# SPDX-License-Identifier: MIT
"""Where pipelines get the tokens that Entra takes in exchange: GitHub Actions, Azure Pipelines."""

from __future__ import annotations

from typing import Any

from . import answers
from .authentication import authenticate
from .entra import EXCHANGE_AUDIENCE, Assertion
from .messages import Request, Response, error_value, json_response
from .pipelines import GITHUB_ISSUER, GITHUB_VERSION, JOBS, guid
from .routes import Route
from .tokens import TokenKind, Verdict, parse_authorization, synthetic_jwt
from .world import World

AZURE_VERSIONS = ("7.1", "7.1-preview.1")
NOBODY = "nobody"  # no application has this client id


def is_azure_route(route: Route) -> bool:
    rest = tuple(segment.casefold() for segment in route.rest)
    return len(rest) == 10 and rest[1:5] == (*JOBS, "build") and rest[9] == "oidctoken"


# GitHub Actions


def answer_github(world: World, request: Request, route: Route) -> Response:
    if route.rest[-1:] != ("idtoken",):
        return Response(404)
    if request.method != "GET":
        return Response(405, [("Allow", "GET")])
    credential = parse_authorization(request.headers.get("Authorization"))
    is_bearer = credential is not None and credential.scheme.casefold() == "bearer"
    if credential is None or not is_bearer or not world.pipelines.may_ask(credential.secret):
        return json_response(401, {"message": "The request token is missing or not valid."})
    if request.parameter("api-version") != GITHUB_VERSION:
        return json_response(400, {"message": "The api-version is not valid."})
    settings = world.pipelines.settings
    owner, _, _ = settings.github_repository.partition("/")
    token = _issue(
        world,
        client_id=settings.client_id,
        iss=GITHUB_ISSUER,
        aud=request.parameter("audience") or f"https://github.com/{owner}",
        sub=settings.github_subject,
        repository=settings.github_repository,
    )
    return json_response(200, {"count": len(token), "value": token})


# Azure Pipelines


def answer_azure(world: World, request: Request, route: Route) -> Response:
    verdict, job = authenticate(world, request, route, None)
    if job is not None and job.kind is not TokenKind.JOB:
        verdict, job = Verdict.UNKNOWN, None
    if job is None:
        return answers.refuse(world, request, route, verdict)
    if request.method != "POST":
        return Response(405, [("Allow", "POST")])
    if request.parameter("api-version") not in AZURE_VERSIONS:
        error = error_value("The api-version is not valid.", "VssVersionOutOfRangeException")
        return json_response(400, error)
    subject, client_id = f"p://{route.organization}/{route.rest[0]}/pipeline", NOBODY
    if connection_id := request.parameter("serviceConnectionId"):
        connection = world.pipelines.connection(connection_id)
        if connection is None or connection.organization != route.organization.casefold():
            error = error_value("The connection was not found.", "EndpointNotFoundException")
            return json_response(404, error)
        subject, client_id = f"sc://{route.organization}/project/connection", connection.client_id
    organization_id = world.peek_organization(route.organization).id
    token = _issue(
        world,
        client_id=client_id,
        iss=f"https://vstoken.dev.azure.com/{organization_id}",
        aud=EXCHANGE_AUDIENCE,
        sub=subject,
    )
    return json_response(200, {"oidcToken": token})


def _issue(world: World, *, client_id: str, **claims: Any) -> str:
    """A token that Entra knows from now on, for one application or with "" for any."""
    start, end = int(world.now()), int(world.now() + world.pipelines.settings.token_life_s)
    text = synthetic_jwt({**claims, "iat": start, "nbf": start, "exp": end, "jti": guid()})
    world.entra.add_assertion(Assertion(text, claims["aud"], claims["sub"], end, client_id))
    return text
