# SPDX-License-Identifier: MIT
"""Whether a request's credential opens what its route names."""

from __future__ import annotations

from .messages import Request
from .routes import Route, Site
from .tokens import NO_TENANT, Token, TokenKind, Verdict, parse_authorization
from .world import World


def authenticate(
    world: World, request: Request, route: Route, scope: str | None
) -> tuple[Verdict, Token | None]:
    """The verdict, and the token where it is ACCEPTED. `scope` None: any scope will do."""
    credential = parse_authorization(request.headers.get("Authorization"))
    organization, tenant = route.organization, world.peek_organization(route.organization).tenant
    if route.site is Site.DEPLOYMENT:
        organization, tenant = None, NO_TENANT
    verdict, token = world.tokens.judge(credential, organization, tenant, world.now())
    if token is None:
        return verdict, None
    if route.site is Site.SERVER and token.kind is TokenKind.ENTRA:
        return Verdict.UNKNOWN, None
    if scope is not None and not token.allows(scope):
        return Verdict.MISSING_SCOPE, None
    return verdict, token
