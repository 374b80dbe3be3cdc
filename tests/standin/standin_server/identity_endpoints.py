# SPDX-License-Identifier: MIT
"""Managed identities: the instance metadata service of a machine, and App Service's endpoint.

Both speak plain HTTP to the machine they are on, and write numbers as strings.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable

from .entra import Client
from .entra_grants import make_access_token
from .identities import IdentityError, ManagedIdentities
from .messages import Request, Response, json_response
from .tokens import AZURE_DEVOPS_RESOURCE
from .world import World

METADATA_ADDRESS, METADATA_PORT = "169.254.169.254", 80
METADATA_PATH = "/metadata/identity/oauth2/token"
APP_SERVICE_PATH = "/msi/token"
APP_SERVICE_VERSION = "2019-08-01"
VERSION = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def answer_identity(world: World, request: Request) -> Response:
    """The answer of whichever end point the path names."""
    check = CHECKS.get(request.path)
    if check is None:
        return Response(404)
    if request.method != "GET":
        return Response(405, [("Allow", "GET")])
    try:
        check(request, world.identities)
        _check_resource(request)
        client = world.identities.find(request.parameter("client_id"))
    except IdentityError as problem:
        return problem.response()
    return _token_response(world, request, client)


def _token_response(world: World, request: Request, client: Client) -> Response:
    tenant = world.entra.settings.home_tenant
    token = make_access_token(world, client.owner, client.client_id, tenant, delegated=False)
    now, life = int(token.valid_from), int(world.entra.settings.token_life_s)
    value = {
        "access_token": token.text,
        "client_id": client.client_id,
        "expires_on": str(now + life),
        "resource": AZURE_DEVOPS_RESOURCE,
        "token_type": "Bearer",
    }
    if request.path == METADATA_PATH:
        value |= {"expires_in": str(life), "ext_expires_in": str(life), "not_before": str(now)}
    return json_response(200, value)


def _check_metadata(request: Request, _identities: ManagedIdentities) -> None:
    if request.headers.get("Metadata", "").casefold() != "true":
        raise IdentityError("invalid_request", "Required metadata header not specified")
    if "X-Forwarded-For" in request.headers:
        raise IdentityError("invalid_request", "The request was forwarded")
    if not VERSION.fullmatch(request.parameter("api-version")):
        raise IdentityError("invalid_request", "Required api-version parameter not specified")


def _check_app_service(request: Request, identities: ManagedIdentities) -> None:
    secret = request.headers.get("X-IDENTITY-HEADER", "")
    if not hmac.compare_digest(secret.encode(), identities.header.encode()):
        raise IdentityError("unauthorized", "The identity header is missing or wrong", 401)
    if request.parameter("api-version") != APP_SERVICE_VERSION:
        raise IdentityError("invalid_request", "The api-version is not supported")


def _check_resource(request: Request) -> None:
    resource = request.parameter("resource")
    if resource.rstrip("/") != AZURE_DEVOPS_RESOURCE:
        text = f"AADSTS500011: The resource principal named {resource} was not found in the tenant."
        raise IdentityError("invalid_resource", text)


CHECKS: dict[str, Callable[[Request, ManagedIdentities], None]] = {
    METADATA_PATH: _check_metadata,
    APP_SERVICE_PATH: _check_app_service,
}
