#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the stand-in offers on machines and in pipelines: managed identities, OIDC. Prints TAP.

The metadata service needs its own address, and that a network of the test's own: without
`sandbox.py` (in ../session) on PYTHONPATH its tests are skipped.
"""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from standin_bench import (
    CONNECTION, ORGANIZATION, SUPPRESS, Answer, Bench, bearer, exchange, fails, main, same, skip,
)
from standin_server.tokens import AZURE_DEVOPS_RESOURCE, MARKER

METADATA_HOST = "169.254.169.254"
METADATA_PATH = "/metadata/identity/oauth2/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
QUERY = {"api-version": "2018-02-01", "resource": AZURE_DEVOPS_RESOURCE}
SAYS_METADATA = {"Metadata": "true"}

has_metadata = False


def plain(url: str, headers: Mapping[str, str], method: str = "GET", **query: str) -> Answer:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=20)
    with contextlib.closing(connection):
        return exchange(connection, method, f"{parts.path}?{urlencode(query)}", headers)


def metadata(headers: Mapping[str, str] = SAYS_METADATA, **changes: str) -> Answer:
    return plain(f"http://{METADATA_HOST}{METADATA_PATH}", headers, **(QUERY | changes))


def needs_metadata() -> None:
    if not has_metadata:
        skip("this network cannot be given the address of a metadata service")


def at_home(bench: Bench) -> None:
    """The machine is of the organization's tenant."""
    bench.azure.reset_oidc()
    bench.azure.set_entra(home_tenant=bench.azure.tenant(ORGANIZATION))


def connects(bench: Bench, token: str) -> int:
    return bench.get("dev.azure.com", CONNECTION, headers=SUPPRESS | bearer(token)).status


def claims(token: str) -> dict[str, Any]:
    middle = token.split(".")[1]
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return value


# A machine


def a_machine_has_an_identity_of_its_own(bench: Bench) -> None:
    needs_metadata()
    at_home(bench)
    answer = metadata()
    value = answer.json()
    same((answer.status, value["token_type"]), (200, "Bearer"))
    same((value["resource"], value["expires_in"]), (AZURE_DEVOPS_RESOURCE, "3600"))
    for name in ("expires_in", "expires_on", "ext_expires_in", "not_before"):
        assert isinstance(value[name], str) and value[name].isdigit(), value[name]
    told = claims(value["access_token"])
    same((told["idtyp"], str(told["exp"])), ("app", value["expires_on"]))
    same((told["appid"], told["tid"]), (value["client_id"], bench.azure.tenant(ORGANIZATION)))
    same(connects(bench, value["access_token"]), 200)
    pats = "/contoso/_apis/tokens/pats?api-version=7.1-preview.1"
    headers = SUPPRESS | bearer(value["access_token"])
    same(bench.get("vssps.dev.azure.com", pats, headers=headers).status, 401)


def a_request_of_the_metadata_service_is_checked(bench: Bench) -> None:
    needs_metadata()
    at_home(bench)
    for headers, changes, error in (
        ({}, {}, "invalid_request"),
        ({"Metadata": "false"}, {}, "invalid_request"),
        (SAYS_METADATA | {"X-Forwarded-For": "10.0.0.1"}, {}, "invalid_request"),
        (SAYS_METADATA, {"api-version": ""}, "invalid_request"),
        (SAYS_METADATA, {"resource": "https://graph.microsoft.com"}, "invalid_resource"),
        (SAYS_METADATA, {"client_id": "nobody"}, "invalid_request"),
    ):
        answer = metadata(headers, **changes)
        same((answer.status, answer.json()["error"]), (400, error))
    url = f"http://{METADATA_HOST}/metadata/instance"
    same(plain(url, SAYS_METADATA, **QUERY).status, 404)
    same(plain(f"http://{METADATA_HOST}{METADATA_PATH}", SAYS_METADATA, "POST").status, 405)


def the_metadata_service_fails_by_switch(bench: Bench) -> None:
    needs_metadata()
    at_home(bench)
    for status in (404, 410, 429, 500):
        bench.azure.add_fault("status", host=METADATA_HOST, status=status, seconds=3, count=1)
        answer = metadata()
        same((answer.status, answer.headers["Retry-After"]), (status, "3"))
    same(metadata().status, 200)
    same([r.status for r in bench.azure.requests()], [404, 410, 429, 500, 200])
    same(bench.azure.requests()[-1].host, METADATA_HOST)


def a_machine_may_have_none_one_or_several_identities(bench: Bench) -> None:
    needs_metadata()
    at_home(bench)
    bench.azure.set_managed_identities(system=False)
    same(metadata().json()["error_description"], "Identity not found")
    bench.azure.set_managed_identities(system=False, user_assigned=["one"])
    same(metadata().json()["client_id"], "one")
    bench.azure.set_managed_identities(system=False, user_assigned=["one", "two"])
    assert metadata().json()["error_description"].startswith("Multiple user assigned")
    same(metadata(client_id="two").json()["client_id"], "two")
    bench.azure.set_managed_identities(system=True, user_assigned=["one", "two"])
    same(metadata().status, 200)


def app_service_wants_its_header(bench: Bench) -> None:
    at_home(bench)
    place = bench.azure.app_service()
    version = QUERY | {"api-version": "2019-08-01"}
    secret = {"X-IDENTITY-HEADER": place["IDENTITY_HEADER"]}
    value = plain(place["IDENTITY_ENDPOINT"], secret, **version).json()
    assert isinstance(value["expires_on"], str) and "expires_in" not in value, value
    same(connects(bench, value["access_token"]), 200)
    same(plain(place["IDENTITY_ENDPOINT"], {}, **version).status, 401)
    wrong = {"X-IDENTITY-HEADER": "never-registered"}
    same(plain(place["IDENTITY_ENDPOINT"], wrong, **version).status, 401)
    same(plain(place["IDENTITY_ENDPOINT"], secret, **QUERY).status, 400)
    text = repr(bench.azure.requests())
    assert place["IDENTITY_HEADER"] not in text and "never-registered" not in text, text


def plain_http_leads_to_nothing_else(bench: Bench) -> None:
    at_home(bench)
    parts = urlsplit(bench.azure.app_service()["IDENTITY_ENDPOINT"])
    url = f"http://{parts.netloc}{urlsplit(CONNECTION).path}"
    same(plain(url, {"Host": "dev.azure.com"}).status, 404)


# Pipelines


def exchanged(bench: Bench, assertion: str, client_id: str) -> Answer:
    """What Entra gives for the token of another issuer."""
    form = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "scope": f"{AZURE_DEVOPS_RESOURCE}/.default",
        "client_assertion": assertion,
        "client_assertion_type": ASSERTION_TYPE,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    path = f"/{bench.azure.tenant(ORGANIZATION)}/oauth2/v2.0/token"
    host = "login.microsoftonline.com"
    return bench.ask("POST", host, path, headers, urlencode(form).encode())


def ask(bench: Bench, method: str, url: str, token: str, more: str) -> Answer:
    parts = urlsplit(url)
    query = f"{parts.query}&{more}" if parts.query else more
    headers = SUPPRESS | bearer(token)
    return bench.ask(method, str(parts.hostname), f"{parts.path}?{query}", headers)


def a_github_job_gets_a_token_that_entra_takes(bench: Bench) -> None:
    at_home(bench)
    bench.azure.add_client("workload", federated=True)
    job = bench.azure.github_job()
    url, secret = job["ACTIONS_ID_TOKEN_REQUEST_URL"], job["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
    audience = urlencode({"audience": "api://AzureADTokenExchange"})
    token = ask(bench, "GET", url, secret, audience).json()["value"]
    same(claims(token)["sub"], "repo:contoso/app:ref:refs/heads/main")
    access = exchanged(bench, token, "workload").json()["access_token"]
    same(connects(bench, access), 200)
    other = ask(bench, "GET", url, secret, "").json()["value"]
    same(claims(other)["aud"], "https://github.com/contoso")
    same(exchanged(bench, other, "workload").json()["error_codes"], [700212])
    same(ask(bench, "GET", url, "not-a-token", audience).status, 401)
    same(ask(bench, "POST", url, secret, audience).status, 405)
    bench.azure.set_clock_offset(301)
    same(exchanged(bench, token, "workload").json()["error_codes"], [700024])
    text = repr(bench.azure.requests())
    assert MARKER not in text and "[token github-request-" in text, text


def an_azure_job_gets_a_token_for_its_service_connection(bench: Bench) -> None:
    at_home(bench)
    for name in ("workload", "unrelated"):
        bench.azure.add_client(name, federated=True)
    job = bench.azure.azure_job(ORGANIZATION, "workload")
    url, secret = job["SYSTEM_OIDCREQUESTURI"], job["SYSTEM_ACCESSTOKEN"]
    connection = f"serviceConnectionId={job['AZURESUBSCRIPTION_SERVICE_CONNECTION_ID']}"
    token = ask(bench, "POST", url, secret, f"api-version=7.1&{connection}").json()["oidcToken"]
    same(connects(bench, exchanged(bench, token, "workload").json()["access_token"]), 200)
    same(exchanged(bench, token, "unrelated").json()["error_codes"], [70021])
    for more, status in (
        (f"api-version=5.0&{connection}", 400),
        (connection, 400),
        ("api-version=7.1&serviceConnectionId=nothing", 404),
    ):
        same((more, ask(bench, "POST", url, secret, more).status), (more, status))
    same(ask(bench, "GET", url, secret, f"api-version=7.1&{connection}").status, 405)
    pat = bench.azure.add_token(ORGANIZATION)
    for refused in (pat, "not-a-token", bench.azure.add_token(None, kind="entra")):
        same(ask(bench, "POST", url, refused, f"api-version=7.1&{connection}").status, 401)


def a_jobs_token_opens_its_organization_and_makes_no_pats(bench: Bench) -> None:
    secret = bench.azure.azure_job(ORGANIZATION, "workload")["SYSTEM_ACCESSTOKEN"]
    same(connects(bench, secret), 200)
    bench.git("ls-remote", bench.core_url(), token=secret)
    elsewhere = CONNECTION.replace(ORGANIZATION, "fabrikam")
    same(bench.get("dev.azure.com", elsewhere, secret).status, 401)
    pats = "/contoso/_apis/tokens/pats?api-version=7.1-preview.1"
    same(bench.get("vssps.dev.azure.com", pats, headers=SUPPRESS | bearer(secret)).status, 401)


def a_pipelines_end_point_can_fail(bench: Bench) -> None:
    job = bench.azure.github_job()
    host = str(urlsplit(job["ACTIONS_ID_TOKEN_REQUEST_URL"]).hostname)
    bench.azure.add_fault("reset", host=host, count=1)
    secret = job["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]
    with fails(OSError):
        ask(bench, "GET", job["ACTIONS_ID_TOKEN_REQUEST_URL"], secret, "")
    same(ask(bench, "GET", job["ACTIONS_ID_TOKEN_REQUEST_URL"], secret, "").status, 200)


TESTS: tuple[Callable[[Bench], None], ...] = (
    a_machine_has_an_identity_of_its_own,
    a_request_of_the_metadata_service_is_checked,
    the_metadata_service_fails_by_switch,
    a_machine_may_have_none_one_or_several_identities,
    app_service_wants_its_header,
    plain_http_leads_to_nothing_else,
    a_github_job_gets_a_token_that_entra_takes,
    an_azure_job_gets_a_token_for_its_service_connection,
    a_jobs_token_opens_its_organization_and_makes_no_pats,
    a_pipelines_end_point_can_fail,
)


def enter_network() -> bool:
    """Whether the metadata service's address is ours to serve."""
    try:
        import sandbox
    except ImportError:
        return False
    sandbox.enter_sandbox()
    return sandbox.add_metadata_address()


if __name__ == "__main__":
    has_metadata = enter_network()
    sys.exit(main(TESTS, metadata=has_metadata))
