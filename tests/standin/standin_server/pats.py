# SPDX-License-Identifier: MIT
"""The PAT lifecycle API: list, get, create, update and revoke, with a user's Entra token.

An error of the operation is inside a 200 (`patTokenError`); nothing can be regenerated.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from . import answers
from .authentication import authenticate
from .messages import Request, Response, error_value, json_response
from .pat_policy import PAGE_LIMIT, PatPolicy
from .routes import PROFILE, Route, Site
from .scopes import FULL_ACCESS, KNOWN
from .tokens import DAY_S, DEFAULT_DAYS, Token, TokenKind, Verdict
from .world import Organization, World

PATH = ("_apis", "tokens", "pats")
API_VERSION = "7.1-preview.1"
BODY_LIMIT = 64 * 1024
NAME_LIMIT = 256
TICKS = 10**7  # the fraction of a date has seven digits
NOT_AUTHORIZED = "TF400813: The user '{user}' is not authorized to access this resource."


class PatFailure(Exception):
    """The `patTokenError` that the client gets."""


class BadBody(Exception):
    """The request's body is no JSON object of the expected form."""


@dataclass(frozen=True)
class Call:
    """One request of an authenticated user."""

    world: World
    request: Request
    organization: Organization
    user: Token

    @property
    def policy(self) -> PatPolicy:
        return self.organization.pat_policy

    @property
    def organization_key(self) -> str:
        return self.organization.name.casefold()

    def pats(self) -> list[Token]:
        """Those of the user that open the organization."""
        return [
            token
            for token in self.world.tokens.all()
            if token.kind is TokenKind.PAT
            and token.owner.id == self.user.owner.id
            and token.opens(self.organization_key)
        ]

    def find(self, authorization_id: str) -> Token | None:
        for token in self.pats():
            if token.authorization_id == authorization_id.casefold():
                return token
        return None


def is_pat_route(route: Route) -> bool:
    rest = tuple(segment.casefold() for segment in route.rest)
    return route.site is Site.ORGANIZATION and route.service == PROFILE and rest == PATH


def answer_pats(world: World, request: Request, route: Route) -> Response:
    verdict, user = authenticate(world, request, route, None)
    if user is not None and not (user.kind is TokenKind.ENTRA and user.delegated):
        verdict, user = Verdict.NOT_DELEGATED, None
    if user is None:
        return answers.refuse(world, request, route, verdict)
    call = Call(world, request, world.peek_organization(route.organization), user)
    operation = OPERATIONS.get(request.method)
    if operation is None:
        allowed = ("Allow", ", ".join(OPERATIONS))
        return Response(405, [allowed, *answers.user_data(user)])
    if error := _version_error(request.parameter("api-version")):
        return json_response(400, error, *answers.user_data(user))
    if request.method != "GET" and user.client_id in call.policy.refused_clients:
        return _client_refused(world, route, user)
    try:
        return operation(call)
    except BadBody as problem:
        error = error_value(str(problem), "VssPropertyValidationException")
        return json_response(400, error, *answers.user_data(user))


def _version_error(version: str) -> dict[str, Any] | None:
    if not version:
        message = (
            "No api-version was supplied for the request. The version must be supplied either "
            "as part of the Accept header or as a query parameter."
        )
        return error_value(message, "VssVersionNotSpecifiedException")
    if version.casefold() != API_VERSION:
        message = f'The requested version "{version}" of the resource is not supported.'
        return error_value(message, "VssVersionOutOfRangeException")
    return None


def _client_refused(world: World, route: Route, user: Token) -> Response:
    """What an application gets that may list tokens but not change them."""
    message = NOT_AUTHORIZED.format(user=user.owner.id)
    error = error_value(message, "UnauthorizedRequestException")
    return json_response(401, error, *answers.challenge_headers(world, route))


# The operations


def _list_or_get(call: Call) -> Response:
    authorization_id = call.request.parameter("authorizationId")
    if authorization_id:
        return _result(call, "get", lambda: _found(call, authorization_id))
    return _list(call)


def _list(call: Call) -> Response:
    now = call.world.now()
    shown = STATES.get(call.request.parameter("displayFilterOption").casefold(), STATES["all"])
    tokens = [token for token in call.pats() if shown(token, now)]
    tokens.sort(key=_sort_key(call.request.parameter("sortByOption")))
    if call.request.parameter("isSortAscending").casefold() == "false":
        tokens.reverse()
    start = _page_start(call.request.parameter("continuationToken"))
    end = start + _page_size(call)
    page = [_pat_value(call, token) for token in tokens[start:end]]
    following = _page_token(end) if end < len(tokens) else ""
    return _json(call, {"continuationToken": following, "patTokens": page})


def _sort_key(option: str) -> Callable[[Token], tuple[Any, ...]]:
    if option.casefold() == "displayname":
        return lambda token: (token.display_name.casefold(), token.authorization_id)
    return lambda token: (token.valid_to, token.authorization_id)


def _page_size(call: Call) -> int:
    asked = call.request.parameter("$top")
    size = int(asked) if asked.isascii() and asked.isdigit() else PAGE_LIMIT
    return max(1, min(size, PAGE_LIMIT, call.policy.page_limit))


def _page_token(start: int) -> str:
    """Opaque, and with characters that need escaping in a query."""
    return base64.b64encode(f"{start}>>>>".encode()).decode()


def _page_start(text: str) -> int:
    """Filters are not in it: who does not repeat them gets the rest of another list."""
    try:
        return int(base64.b64decode(text, validate=True).decode().rstrip(">") or "0")
    except ValueError:
        raise BadBody("The continuation token is not valid.") from None


def _create(call: Call) -> Response:
    def create() -> Token:
        body = _read_object(call.request)
        policy = call.policy
        if not policy.creation:
            raise PatFailure("disablePatCreationPolicyViolation")
        is_global = _global(call, body)
        now = call.world.now()
        return call.world.tokens.make(
            TokenKind.PAT,
            organizations=None if is_global else frozenset([call.organization_key]),
            scopes=_scopes(call, body.get("scope")),
            owner=call.user.owner,
            valid_from=now,
            valid_to=_valid_to(call, body.get("validTo"), now),
            display_name=_display_name(body.get("displayName")),
        )

    return _result(call, "create", create, shows_token=True)


def _update(call: Call) -> Response:
    def update() -> Token:
        body = _read_object(call.request)
        token = _found(call, str(body.get("authorizationId") or ""))
        changes: dict[str, Any] = {}
        if "displayName" in body:
            changes["display_name"] = _display_name(body["displayName"])
        if "scope" in body:
            changes["scopes"] = _scopes(call, body["scope"])
        if "validTo" in body:
            if token.valid_to <= call.world.now():
                raise PatFailure("expiredPatCannotBeExtended")
            changes["valid_to"] = _valid_to(call, body["validTo"], call.world.now())
        if _global(call, body):
            changes["organizations"] = None
        for name, value in changes.items():
            setattr(token, name, value)
        return token

    return _result(call, "update", update)


def _revoke(call: Call) -> Response:
    """An unknown id is an error here, and its form a guess: nothing documents it."""
    token = call.find(call.request.parameter("authorizationId"))
    if token is None or token.revoked:
        error = error_value("The authorization was not found.", "AuthorizationNotFoundException")
        return json_response(404, error, *answers.user_data(call.user))
    token.revoked = True
    return Response(call.policy.revoke_status, answers.user_data(call.user))


OPERATIONS: dict[str, Callable[[Call], Response]] = {
    "GET": _list_or_get,
    "POST": _create,
    "PUT": _update,
    "DELETE": _revoke,
}

STATES: dict[str, Callable[[Token, float], bool]] = {
    "active": lambda token, now: not token.revoked and now < token.valid_to,
    "revoked": lambda token, _now: token.revoked,
    "expired": lambda token, now: not token.revoked and now >= token.valid_to,
    "all": lambda _token, _now: True,
}


# What goes in


def _read_object(request: Request) -> dict[str, Any]:
    data = b""
    for block in request.body:
        data += block
        if len(data) > BODY_LIMIT:
            raise BadBody("The request body is too large.")
    try:
        value = json.loads(data)
    except ValueError:
        raise BadBody("The request body is not JSON.") from None
    if not isinstance(value, dict):
        raise BadBody("The request body is not an object.")
    return value


def _found(call: Call, authorization_id: str) -> Token:
    try:
        uuid.UUID(authorization_id)
    except ValueError:
        raise PatFailure("invalidAuthorizationId") from None
    token = call.find(authorization_id)
    if token is None or token.revoked and call.request.method == "PUT":
        raise PatFailure("authorizationNotFound")
    return token


def _display_name(value: Any) -> str:
    if value is None or value == "":
        raise PatFailure("displayNameRequired")
    if not isinstance(value, str) or len(value) > NAME_LIMIT:
        raise PatFailure("invalidDisplayName")
    return value


def _scopes(call: Call, value: Any) -> frozenset[str]:
    scopes = frozenset(value.split()) if isinstance(value, str) else frozenset()
    if not scopes or not scopes <= KNOWN:
        raise PatFailure("invalidScope")
    if FULL_ACCESS in scopes and not call.policy.full_scope:
        raise PatFailure("fullScopePatPolicyViolation")
    return scopes


def _valid_to(call: Call, value: Any, now: float) -> float:
    """What the user wishes, but no later than the policy allows."""
    wish = now + DEFAULT_DAYS * DAY_S if value is None else _parse_date(value)
    if wish <= now:
        raise PatFailure("invalidValidTo")
    return min(wish, now + call.policy.maximum_days * DAY_S)


def _parse_date(value: Any) -> float:
    try:
        date = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise PatFailure("invalidValidTo") from None
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()


def _global(call: Call, body: dict[str, Any]) -> bool:
    wanted = body.get("allOrgs", False)
    if not isinstance(wanted, bool):
        raise BadBody("allOrgs is not a boolean.")
    if wanted and not call.policy.global_tokens:
        raise PatFailure("globalPATCreationBlocked")
    return wanted


# What comes out


def _result(
    call: Call, operation: str, action: Callable[[], Token], *, shows_token: bool = False
) -> Response:
    """A PatTokenResult: the token, or the error that is switched on or was met."""
    if switched := call.policy.take_error(operation):
        value = {"patToken": None, "patTokenError": switched.error}
        if switched.message:
            value["patTokenErrorMessage"] = switched.message
        return _json(call, value)
    try:
        token = action()
    except PatFailure as failure:
        return _json(call, {"patToken": None, "patTokenError": str(failure)})
    pat = _pat_value(call, token) | {"token": token.text if shows_token else None}
    return _json(call, {"patToken": pat, "patTokenError": "none"})


def _pat_value(call: Call, token: Token) -> dict[str, Any]:
    accounts = None
    if token.organizations is not None:
        accounts = [call.world.peek_organization(n).id for n in sorted(token.organizations)]
    return {
        "displayName": token.display_name,
        "validTo": format_date(token.valid_to, call.policy.fraction_digits),
        "scope": " ".join(sorted(token.scopes)),
        "targetAccounts": accounts,
        "validFrom": format_date(token.valid_from, call.policy.fraction_digits),
        "authorizationId": token.authorization_id,
        "token": None,
    }


def format_date(seconds: float, fraction_digits: int | None) -> str:
    whole, ticks = divmod(round(seconds * TICKS), TICKS)
    digits = f"{ticks:07d}"
    digits = digits.rstrip("0") if fraction_digits is None else digits[:fraction_digits]
    text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{digits}Z" if digits else f"{text}Z"


def _json(call: Call, value: dict[str, Any]) -> Response:
    return json_response(200, value, *answers.user_data(call.user))
