# SPDX-License-Identifier: MIT
"""https://login.microsoftonline.com/{tenant}/oauth2/v2.0/{devicecode,authorize,token}

The browser and the person in front of it are part of it: `authorize` answers at once with the
redirect to the application, device codes are approved by a switch.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from . import answers
from .entra import Client, SignIn
from .entra_errors import NO_STORE, EntraError, missing_parameter, plain_error
from .entra_grants import GRANTS, Call, check_scope, find_client
from .messages import Request, Response, html_response, json_response
from .routes import Route
from .tokens import NO_TENANT
from .world import World

FORM_TYPE = "application/x-www-form-urlencoded"
FORM_LIMIT = 64 * 1024
HOME = ("organizations", "common")
DOMAIN = ".onmicrosoft.com"
VERIFICATION_URI = "https://microsoft.com/devicelogin"


def answer_entra(world: World, request: Request, route: Route) -> Response:
    if len(route.rest) != 4 or route.rest[1:3] != ("oauth2", "v2.0"):
        return answers.not_found(request, None)
    tenant, endpoint = route.rest[0], route.rest[3]
    found = ENDPOINTS.get(endpoint)
    if found is None:
        return answers.not_found(request, None)
    method, answer = found
    if request.method != method:
        return Response(405, [("Allow", method)])
    try:
        fields = _form(request) if method == "POST" else dict(parse_qsl(request.query))
        return answer(Call(world, fields, tenant, resolve_tenant(world, tenant)))
    except EntraError as error:
        if endpoint == "authorize":
            return error_page(error)
        return error.response(world.now())


def _form(request: Request) -> dict[str, str]:
    if request.headers.get_content_type() != FORM_TYPE:
        raise missing_parameter("grant_type")
    data = b""
    for block in request.body:
        data += block
        if len(data) > FORM_LIMIT:
            raise plain_error("invalid_request")
    try:
        pairs = parse_qsl(data.decode("ascii"), keep_blank_values=True, strict_parsing=bool(data))
    except ValueError:
        raise plain_error("invalid_request") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise plain_error("invalid_request")
    return fields


def resolve_tenant(world: World, name: str) -> str:
    """The guid of a tenant: of a known organization, or where the person is at home."""
    if name.casefold() in HOME:
        return world.entra.settings.home_tenant
    known = {world.entra.settings.home_tenant, *world.tenants().values()} - {NO_TENANT}
    if name.casefold() in known:
        return name.casefold()
    organization = name.casefold().removesuffix(DOMAIN)
    if organization != name.casefold() and organization in world.tenants():
        return world.tenants()[organization]
    text = f"Tenant '{name}' not found. Check to make sure you have the correct tenant ID."
    raise EntraError("invalid_request", 90002, text)


# Device code


def _device_code(call: Call) -> Response:
    call.raise_switched_error("devicecode")
    client = find_client(call)
    scope = check_scope(call)
    settings = call.entra.settings
    sign_in = SignIn(client.client_id, call.tenant, scope, settings.owner)
    device = call.entra.add_device_code(sign_in, call.now)
    value = {
        "user_code": device.user_code,
        "device_code": device.text,
        "verification_uri": VERIFICATION_URI,
        "expires_in": int(settings.device_life_s),
        "interval": settings.device_interval_s,
        "message": f"To sign in, use a web browser to open the page {VERIFICATION_URI} and enter "
        f"the code {device.user_code} to authenticate.",
    }
    return json_response(200, value, *NO_STORE)


# Authorization code


def _authorize(call: Call) -> Response:
    """To the application with a code or an error; a page where the application is unknown."""
    client = find_client(call)
    redirect_uri = call.fields.get("redirect_uri", "")
    if not _is_registered(client, redirect_uri):
        text = f"The redirect URI '{redirect_uri}' specified in the request does not match the "
        text += "redirect URIs configured for the application."
        raise EntraError("invalid_request", 50011, text)
    state = {"state": call.fields["state"]} if "state" in call.fields else {}
    try:
        call.raise_switched_error("authorize")
        code = _make_code(call, client, redirect_uri)
    except EntraError as error:
        described = error.described(call.now)
        names = ("error", "error_description", "error_uri")
        values = {name: str(described[name]) for name in names if name in described}
        return _redirect(redirect_uri, values | state)
    return _redirect(redirect_uri, {"code": code, **state, "session_state": str(uuid.uuid4())})


def _is_registered(client: Client, redirect_uri: str) -> bool:
    """A loopback address is compared without its port (RFC 8252 section 7.3)."""
    parts = urlsplit(redirect_uri)
    try:
        bare = parts._replace(netloc=parts.hostname or "") if parts.port else parts
    except ValueError:
        return False
    wanted = urlunsplit(bare).removesuffix("/")
    return wanted in [uri.removesuffix("/") for uri in client.redirect_uris]


def _make_code(call: Call, client: Client, redirect_uri: str) -> str:
    if call.fields.get("response_type") != "code":
        raise plain_error("unsupported_response_type")
    if call.fields.get("response_mode", "query") != "query":
        raise plain_error("invalid_request", text="This stand-in redirects with a query only.")
    scope = check_scope(call)
    challenge = call.fields.get("code_challenge", "")
    if not challenge or call.fields.get("code_challenge_method") != "S256":
        raise plain_error("invalid_request", text="PKCE with S256 is required by this stand-in.")
    sign_in = SignIn(client.client_id, call.tenant, scope, call.entra.settings.owner)
    return call.entra.add_code(sign_in, redirect_uri, challenge, call.now).text


def _redirect(uri: str, values: dict[str, str]) -> Response:
    separator = "&" if urlsplit(uri).query else "?"
    return Response(302, [("Location", f"{uri}{separator}{urlencode(values)}"), *NO_STORE])


def error_page(error: EntraError) -> Response:
    """What a person sees; nothing of it reaches the application."""
    return html_response(400, f"Sign in to your account - AADSTS{error.code}: {error.text}")


# Token


def _token(call: Call) -> Response:
    grant_type = call.fields.get("grant_type", "")
    call.raise_switched_error("token", grant_type)
    if not grant_type:
        raise missing_parameter("grant_type")
    grant = GRANTS.get(grant_type)
    if grant is None:
        raise plain_error("unsupported_grant_type")
    with call.entra.lock:
        return json_response(200, grant(call), *NO_STORE)


ENDPOINTS: dict[str, tuple[str, Callable[[Call], Response]]] = {
    "devicecode": ("POST", _device_code),
    "authorize": ("GET", _authorize),
    "token": ("POST", _token),
}
