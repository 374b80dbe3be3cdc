# SPDX-License-Identifier: MIT
"""The answers that are not content: challenges, refusals, errors, the sign-in page."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

from .messages import (
    Request,
    Response,
    error_value,
    html_response,
    json_response,
    text_response,
    with_bom,
)
from .routes import CORE_HOST, DEPLOYMENT_HOST, EVIL_HOST, PROFILE, Route, Site
from .tokens import Token, Verdict
from .windows_authentication import challenge_in_reply
from .world import Denial, Refusal, World

EXPIRED = "Access Denied: The Personal Access Token used has expired."
CONDITIONAL_ACCESS = (
    "VS403463: The conditional access policy defined by your Azure Active Directory "
    "administrator has failed."
)
SIGN_IN_ONCE = (
    "TF401444: Please sign-in at least once as user@example.com in a web browser "
    "to enable access to the service."
)
NO_PERMISSION = (
    "TF401019: The Git repository with name or identifier {name} does not exist or you do not "
    "have permissions for the operation you are attempting."
)
REALM = "https://tfsprodweu.visualstudio.com/"


def challenge_headers(world: World, route: Route) -> list[tuple[str, str]]:
    """What comes with every 401."""
    if route.site is Site.SERVER:
        return [("WWW-Authenticate", value) for value in world.server_challenges]
    organization = world.peek_organization(route.organization)
    authority = f"https://login.microsoftonline.com/{organization.tenant}"
    return [
        ("WWW-Authenticate", f"Bearer authorization_uri={authority}"),
        ("WWW-Authenticate", f'Basic realm="{REALM}"'),
        ("WWW-Authenticate", "TFS-Federated"),
        ("X-VSS-ResourceTenant", organization.tenant),
        ("X-VSS-AuthorizationEndpoint", f"https://{PROFILE}.{CORE_HOST}/{route.organization}/"),
    ]


def user_data(token: Token | None) -> list[tuple[str, str]]:
    """The header that tells a recognised user from an unrecognised one."""
    if token is None:
        return []
    return [("X-VSS-UserData", f"{token.owner.id}:{token.owner.email}")]


def refuse(world: World, request: Request, route: Route, verdict: Verdict) -> Response:
    """Says that a credential is missing (NONE) or no good, in the shape that is switched on."""
    going_on = challenge_in_reply(request.headers.get("Authorization"))
    if route.site is Site.SERVER and going_on:
        return Response(401, [("WWW-Authenticate", going_on)])
    headers = challenge_headers(world, route)
    if verdict is Verdict.NONE:
        return Response(401, headers)
    refusal = world.refusal(verdict)
    if refusal is Refusal.REDIRECT_302 or _redirects(request, refusal):
        return sign_in_redirect(request)
    return REFUSALS[refusal](headers)


def _redirects(request: Request, refusal: Refusal) -> bool:
    wants_page = not (request.is_git or request.suppresses_redirect)
    return wants_page and refusal is not Refusal.SIGN_IN_203


def _empty(headers: list[tuple[str, str]]) -> Response:
    return Response(401, headers)


def _service_error(headers: list[tuple[str, str]]) -> Response:
    return Response(401, [*headers, ("X-TFS-ServiceError", quote(EXPIRED, safe=""))])


def _access_check(headers: list[tuple[str, str]]) -> Response:
    return json_response(401, error_value(EXPIRED, "AccessCheckException"), *headers)


def _access_check_bom(headers: list[tuple[str, str]]) -> Response:
    return with_bom(_access_check(headers))


def _html_title(headers: list[tuple[str, str]]) -> Response:
    return html_response(401, EXPIRED, *headers)


def _conditional_access(headers: list[tuple[str, str]]) -> Response:
    value = error_value(CONDITIONAL_ACCESS, "UnauthorizedRequestException")
    return json_response(401, value, *headers)


def _sign_in_once(headers: list[tuple[str, str]]) -> Response:
    return json_response(401, error_value(SIGN_IN_ONCE, "UnauthorizedRequestException"), *headers)


def sign_in_page(_headers: list[tuple[str, str]] | None = None) -> Response:
    """The page that counts as a success for whoever looks at the status class only."""
    return html_response(203, "Azure DevOps Services | Sign In")


# REDIRECT_302 needs the request, so `refuse` makes it.
REFUSALS: dict[Refusal, Callable[[list[tuple[str, str]]], Response]] = {
    Refusal.EMPTY: _empty,
    Refusal.SERVICE_ERROR_HEADER: _service_error,
    Refusal.JSON_ACCESS_CHECK: _access_check,
    Refusal.JSON_ACCESS_CHECK_BOM: _access_check_bom,
    Refusal.HTML_TITLE: _html_title,
    Refusal.SIGN_IN_203: sign_in_page,
    Refusal.CONDITIONAL_ACCESS: _conditional_access,
    Refusal.SIGN_IN_ONCE: _sign_in_once,
}


def sign_in_redirect(request: Request) -> Response:
    """To the sign-in page, at the port in use."""
    port = "" if request.port == 443 else f":{request.port}"
    query = urlencode({"realm": request.host, "reply_to": f"https://{request.host}{request.path}"})
    location = f"https://{DEPLOYMENT_HOST}{port}/_signin?{query}"
    return Response(302, [("Location", location)])


def repository_denied(
    request: Request, name: str, token: Token | None, denial: Denial
) -> Response:
    """Missing and forbidden look alike; the status is the repository's choice."""
    status = 403 if denial is Denial.FORBIDDEN else 404
    message = NO_PERMISSION.format(name=name)
    if request.is_git:
        return text_response(status, message, *user_data(token))
    value = error_value(message, "GitRepositoryNotFoundException")
    return json_response(status, value, *user_data(token))


def not_found(request: Request, token: Token | None) -> Response:
    message = f"The controller for path '{request.path}' was not found."
    return json_response(404, error_value(message, "HttpException"), *user_data(token))


def evil_challenge() -> Response:
    """Somebody else's server, asking for a password for everything."""
    return Response(401, [("WWW-Authenticate", f'Basic realm="{EVIL_HOST}"')])
