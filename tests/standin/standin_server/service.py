# SPDX-License-Identifier: MIT
"""From a request to its honest answer; faults are added elsewhere."""

from __future__ import annotations

from . import answers
from .entra_authority import answer_entra
from .git_backend import answer_git
from .lfs import answer_lfs, lfs_target
from .messages import Request, Response
from .oidc import answer_azure, answer_github, is_azure_route
from .pats import answer_pats, is_pat_route
from .rest import answer_rest
from .routes import Site, git_target, parse_route
from .world import World


def answer(world: World, request: Request) -> Response:
    route = parse_route(request.host, request.path)
    if route.site is Site.EVIL:
        return answers.evil_challenge()
    if route.site is Site.LOGIN:
        return answer_entra(world, request, route)
    if route.site is Site.ACTIONS:
        return answer_github(world, request, route)
    if route.site is Site.NOWHERE:
        return answers.not_found(request, None)
    if route.rest == ("_signin",):
        return answers.sign_in_page()
    target = git_target(route)
    if target is not None:
        return answer_git(world, request, route, target)
    lfs = lfs_target(route)
    if lfs is not None:
        return answer_lfs(world, request, route, lfs)
    if is_azure_route(route):
        return answer_azure(world, request, route)
    if is_pat_route(route):
        return answer_pats(world, request, route)
    return answer_rest(world, request, route)
