#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a company has: an Azure DevOps Server, plain HTTP, client certificates. Prints TAP.

    test_company.py [--port N]      (default: a free port, which needs no privileges)
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import ssl
import sys
import tempfile
from pathlib import Path

from standin import StandIn
from standin_bench import (
    LIMIT_S, SUPPRESS, Bench, LoopbackConnection, exchange, fails, main, same,
)

HOST, COLLECTION = "tfs.example.com", "tfs.example.com/DefaultCollection"
CONNECTION = "/tfs/DefaultCollection/_apis/connectionData?api-version=5.0-preview.1"
OPENING = base64.b64encode(b"NTLMSSP\0\x01\0\0\0" + bytes(24)).decode()


def a_server_says_negotiate_and_ntlm_too_and_takes_no_token_that_way(bench: Bench) -> None:
    challenges = ["Negotiate", "NTLM", "Basic"]
    token = bench.azure.add_token(COLLECTION)
    bench.azure.set_server_challenges(*challenges)
    first, second, third = (
        bench.ask("GET", HOST, CONNECTION, {**SUPPRESS, **headers})
        for headers in ({}, {"Authorization": f"NTLM {OPENING}"}, {"Authorization": "NTLM none"}))
    same((first.status, first.headers.get_all("WWW-Authenticate")), (401, challenges))
    reply = second.headers["WWW-Authenticate"].removeprefix("NTLM ")
    assert base64.b64decode(reply).startswith(b"NTLMSSP\0\x02\0\0\0"), reply
    same((third.status, third.headers.get_all("WWW-Authenticate")), (401, challenges))
    same(bench.get(HOST, CONNECTION, token).status, 200)


def a_server_is_there_by_plain_http_and_the_services_are_not(bench: Bench) -> None:
    port = int(bench.azure.plain_server.rpartition(":")[2])
    for host, status in ((HOST, 401), ("dev.azure.com", 404)):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_S)
        with contextlib.closing(connection):
            connection.request("GET", CONNECTION, headers={"Host": host})
            same(connection.getresponse().status, status)


def a_client_certificate_can_be_demanded(_bench: Bench) -> None:
    def status(azure: StandIn, trust: ssl.SSLContext) -> int:
        with contextlib.closing(
                LoopbackConnection(HOST, azure.ports[0], trust, LIMIT_S)) as connection:
            return exchange(connection, "GET", CONNECTION, {}).status

    with tempfile.TemporaryDirectory() as folder, StandIn.start(Path(folder), 0) as azure:
        certificate, key = azure.demand_client_certificate()
        trust = ssl.create_default_context(cafile=str(azure.ca_file))
        with fails(ssl.SSLError, ConnectionError):
            status(azure, trust)
        trust.load_cert_chain(certificate, key)
        same(status(azure, trust), 401)


TESTS = (
    a_server_says_negotiate_and_ntlm_too_and_takes_no_token_that_way,
    a_server_is_there_by_plain_http_and_the_services_are_not,
    a_client_certificate_can_be_demanded,
)


if __name__ == "__main__":
    sys.exit(main(TESTS))
