# SPDX-License-Identifier: MIT
"""Git LFS: the Batch API and the basic transfers, as the docs/api of git-lfs describe them.

Locks are not played; git-lfs goes on without them.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import answers
from .authentication import authenticate
from .git_backend import READ_SCOPE, WRITE_SCOPE
from .messages import Request, Response, error_value, json_response
from .routes import Route, git_place
from .tokens import Token, Verdict
from .world import Denial, World

MEDIA_TYPE = "application/vnd.git-lfs+json"
OID = re.compile(r"[0-9a-f]{64}", re.ASCII)
BATCH = ("objects", "batch")


@dataclass(frozen=True)
class LfsTarget:
    project: str
    repository: str
    action: tuple[str, ...]  # below info/lfs


def lfs_target(route: Route) -> LfsTarget | None:
    """`{project}/_git/{repository}/info/lfs/...`; git-lfs puts `.git` behind the repository."""
    place = git_place(route)
    if place is None or place.rest[:2] != ("info", "lfs"):
        return None
    return LfsTarget(place.project, place.repository.removesuffix(".git"), place.rest[2:])


def answer_lfs(world: World, request: Request, route: Route, target: LfsTarget) -> Response:
    """What a client of Git LFS asks, or the reason why not."""
    is_batch = request.method == "POST" and target.action == BATCH
    wanted = _parse(request) if is_batch else {}
    writes = request.method == "PUT" or wanted.get("operation") == "upload"
    verdict, token = authenticate(world, request, route, WRITE_SCOPE if writes else READ_SCOPE)
    if verdict is not Verdict.ACCEPTED:
        return answers.refuse(world, request, route, verdict)
    repository = world.repository(route.organization, target.project, target.repository)
    if repository is None:
        return answers.repository_denied(request, target.repository, token, Denial.NOT_FOUND)
    if is_batch:
        return _batch(request, wanted, repository.directory)
    if len(target.action) == 2 and OID.fullmatch(target.action[1]):
        return _transfer(request, repository.directory, target.action[1], token)
    return json_response(404, error_value("There is no such resource.", "VssNotFound"))


def _parse(request: Request) -> dict[str, Any]:
    try:
        value = json.loads(b"".join(request.body))
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _file(directory: Path, oid: str) -> Path:
    return directory / "lfs" / oid


def _batch(request: Request, wanted: dict[str, Any], directory: Path) -> Response:
    """An action for each object that is to move; one that is not there is an error of its own."""
    is_upload = wanted.get("operation") == "upload"
    base = f"https://{request.headers.get('Host', '')}{request.path.removesuffix('/batch')}"
    objects = [_entry(each, is_upload, base, directory) for each in wanted.get("objects", [])]
    body = json.dumps({"transfer": "basic", "objects": objects}).encode()
    return Response(200, [("Content-Type", MEDIA_TYPE)], body)


def _entry(each: dict[str, Any], is_upload: bool, base: str, directory: Path) -> dict[str, Any]:
    """The actions carry no header of their own: the client sends its credential there, too."""
    entry = {"oid": each["oid"], "size": each["size"]}
    action = {"href": f"{base}/{each['oid']}"}
    is_there = OID.fullmatch(each["oid"]) is not None and _file(directory, each["oid"]).is_file()
    if is_upload:
        return entry if is_there else {**entry, "actions": {"upload": action}}
    if is_there:
        return {**entry, "actions": {"download": action}}
    return {**entry, "error": {"code": 404, "message": "Object does not exist"}}


def _transfer(request: Request, directory: Path, oid: str, token: Token | None) -> Response:
    file = _file(directory, oid)
    if request.method == "PUT":
        data = b"".join(request.body)
        if hashlib.sha256(data).hexdigest() != oid:
            return json_response(422, error_value("This is another object.", "InvalidOid"))
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(data)
        return Response(200, answers.user_data(token))
    if request.method != "GET" or not file.is_file():
        return json_response(404, error_value("Object does not exist", "VssNotFound"))
    headers = [("Content-Type", "application/octet-stream"), *answers.user_data(token)]
    return Response(200, headers, file.read_bytes())
