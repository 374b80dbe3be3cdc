#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The stand-in's Microsoft Entra. Prints TAP."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from standin import NO_TENANT, PROGRAM, Owner, StandInError
from standin_bench import (
    CONNECTION, LIMIT_S, ORGANIZATION, SUPPRESS, Answer, Application, Bench, GitError,
    basic, bearer, fails, main, same,
)
from standin_server.tokens import AZURE_CLI_CLIENT_ID, AZURE_DEVOPS_RESOURCE, MARKER

HOST = "login.microsoftonline.com"
SCOPE = f"{AZURE_DEVOPS_RESOURCE}/.default"
WITH_REFRESH = f"{SCOPE} offline_access"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
VERIFIER = "verifier-" + "v" * 40
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATS = "/contoso/_apis/tokens/pats?api-version=7.1-preview.1"


def post(bench: Bench, endpoint: str, tenant: str = "", **fields: str) -> Answer:
    """A request of the Azure CLI, unless the fields say otherwise."""
    form = urlencode({"client_id": AZURE_CLI_CLIENT_ID, **fields}).encode()
    path = f"/{tenant or bench.azure.tenant(ORGANIZATION)}/oauth2/v2.0/{endpoint}"
    return bench.ask("POST", HOST, path, FORM, form)


def fails_with(answer: Answer, error: str, code: int, status: int = 400) -> None:
    """The claim that an answer is this error of Entra, complete."""
    value = answer.json()
    same((answer.status, value["error"], value["error_codes"]), (status, error, [code]))
    assert value["error_description"].startswith(f"AADSTS{code}: "), value
    for name in ("trace_id", "correlation_id"):
        assert value[name] in value["error_description"], value


def claims(token: str) -> dict[str, Any]:
    middle = token.split(".")[1]
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    return value


def quick_device(bench: Bench, **settings: Any) -> dict[str, Any]:
    """A device code that may be polled as often as one likes."""
    bench.azure.set_entra(device_interval_s=0, **settings)
    device: dict[str, Any] = post(bench, "devicecode", scope=WITH_REFRESH).json()
    return device


def poll(bench: Bench, device: dict[str, Any], **fields: str) -> Answer:
    grant = {"grant_type": DEVICE_GRANT, "device_code": device["device_code"]}
    return post(bench, "token", **(grant | fields))


def sign_in(bench: Bench, **settings: Any) -> dict[str, Any]:
    """The tokens of somebody who has signed in."""
    device = quick_device(bench, **settings)
    bench.azure.approve_user_code(device["user_code"])
    tokens: dict[str, Any] = poll(bench, device).json()
    return tokens


def refresh(bench: Bench, token: str, **fields: str) -> Answer:
    return post(bench, "token", grant_type="refresh_token", refresh_token=token, **fields)


def connects(bench: Bench, token: str, organization: str = ORGANIZATION) -> list[int]:
    """The statuses with which a token is met as a bearer and as a password."""
    path = CONNECTION.replace(ORGANIZATION, organization)
    return [
        bench.get("dev.azure.com", path, headers=SUPPRESS | headers).status
        for headers in (bearer(token), basic(token, "anybody"))
    ]


# The device code


def a_device_code_is_approved_and_opens_the_organization(bench: Bench) -> None:
    device = quick_device(bench)
    same((device["expires_in"], device["interval"]), (900, 0))
    assert device["user_code"] in device["message"] and device["verification_uri"]
    for _ in range(2):
        fails_with(poll(bench, device), "authorization_pending", 70016)
    same([c["polls"] for c in bench.azure.device_codes() if c["state"] == "pending"][-1], 2)
    bench.azure.approve_user_code(device["user_code"])
    answer = poll(bench, device)
    value = answer.json()
    same((answer.status, value["token_type"], value["expires_in"]), (200, "Bearer", 3600))
    assert value["refresh_token"] and answer.headers["Cache-Control"].startswith("no-store")
    same(connects(bench, value["access_token"]), [200, 200])
    fails_with(poll(bench, device), "invalid_grant", 54005)


def a_device_code_can_be_declined_and_can_expire(bench: Bench) -> None:
    device = quick_device(bench)
    bench.azure.decline_user_code(device["user_code"])
    fails_with(poll(bench, device), "authorization_declined", 65004)
    with fails(StandInError, saying="no such user code"):
        bench.azure.approve_user_code(device["user_code"])
    device = quick_device(bench, device_life_s=60)
    bench.azure.set_clock_offset(61)
    fails_with(poll(bench, device), "expired_token", 70020)
    fails_with(poll(bench, {"device_code": "nonsense"}), "bad_verification_code", 70018)


def a_device_code_approves_itself_after_so_many_polls(bench: Bench) -> None:
    device = quick_device(bench, approve_after_polls=2)
    statuses = [poll(bench, device).status for _ in range(3)]
    same(statuses, [400, 400, 200])


def who_polls_too_often_is_slowed_down(bench: Bench) -> None:
    bench.azure.set_entra(device_interval_s=1)
    device = post(bench, "devicecode", scope=SCOPE).json()
    fails_with(poll(bench, device), "authorization_pending", 70016)
    time.sleep(1)
    fails_with(poll(bench, device), "authorization_pending", 70016)
    same(poll(bench, device).json()["error"], "slow_down")
    bench.azure.approve_user_code(device["user_code"])
    time.sleep(1)
    same(poll(bench, device).json()["error"], "slow_down")


def a_refresh_token_comes_only_when_asked_for(bench: Bench) -> None:
    bench.azure.set_entra(device_interval_s=0, approve_after_polls=0)
    device = post(bench, "devicecode", scope=SCOPE).json()
    assert "refresh_token" not in poll(bench, device).json()


# The authorization code


class SigningIn(Application):
    """An application that has people sign in."""

    def url(self, bench: Bench, tenant: str = "organizations", **fields: str | None) -> str:
        digest = hashlib.sha256(VERIFIER.encode()).digest()
        query = {
            "client_id": AZURE_CLI_CLIENT_ID,
            "response_type": "code",
            "redirect_uri": self.redirect_uri,
            "scope": WITH_REFRESH,
            "state": "a state",
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | fields
        given = {name: value for name, value in query.items() if value is not None}
        return bench.azure.url(HOST, f"/{tenant}/oauth2/v2.0/authorize?{urlencode(given)}")

    def visit(self, bench: Bench, **fields: str | None) -> dict[str, str]:
        """What the browser brought."""
        bench.azure.browse(self.url(bench, **fields))
        return {name: values[0] for name, values in self.visits[-1].items()}

    def redeem(self, bench: Bench, code: str, **fields: str) -> Answer:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
        }
        return post(bench, "token", **(form | fields))


def the_browser_brings_a_code_and_the_state(bench: Bench) -> None:
    owner = Owner("Somebody", "somebody@example.com", str(uuid.uuid4()))
    tenant = bench.azure.tenant(ORGANIZATION)
    bench.azure.set_entra(home_tenant=tenant, owner=owner)
    with SigningIn() as application:
        page = bench.azure.browse(application.url(bench))
        same((page.status, page.body), (200, "you may close this page"))
        (brought,) = application.visits
        same(brought["state"], ["a state"])
        value = application.redeem(bench, brought["code"][0]).json()
        told = claims(value["access_token"])
        same((told["tid"], told["oid"], told["idtyp"]), (tenant, owner.id, "user"))
        same((told["appid"], told["aud"]), (AZURE_CLI_CLIENT_ID, AZURE_DEVOPS_RESOURCE))
        same(connects(bench, value["access_token"]), [200, 200])
        fails_with(application.redeem(bench, brought["code"][0]), "invalid_grant", 54005)


def a_code_is_bound_to_its_verifier_its_address_its_client_and_its_time(bench: Bench) -> None:
    bench.azure.add_client("an-application", public=True)
    with SigningIn() as application:
        for fields, error, code in (
            ({"code_verifier": VERIFIER + "x"}, "invalid_grant", 50148),
            ({"code_verifier": "v" * 42}, "invalid_grant", 50148),
            ({"redirect_uri": "http://localhost:1"}, "invalid_grant", 500112),
            ({"client_id": "an-application"}, "invalid_grant", 70000),
            ({"code_verifier": ""}, "invalid_request", 900144),
        ):
            brought = application.visit(bench)
            fails_with(application.redeem(bench, brought["code"], **fields), error, code)
        bench.azure.set_clock_offset(601)
        fails_with(application.redeem(bench, brought["code"]), "invalid_grant", 70008)


def what_goes_wrong_at_sign_in_comes_back_with_the_state(bench: Bench) -> None:
    with SigningIn() as application:
        for fields, error in (
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"scope": "https://graph.microsoft.com/.default"}, "invalid_scope"),
        ):
            brought = application.visit(bench, **fields)
            same((brought["error"], brought["state"]), (error, "a state"))
        bench.azure.add_entra_error("access_denied", endpoint="authorize", count=1)
        brought = application.visit(bench)
        same((brought["error"], "code" in brought), ("access_denied", False))
        assert brought["error_description"].startswith("AADSTS65004"), brought
        assert "code" in application.visit(bench, state=None)


def an_unknown_application_or_address_gets_nothing(bench: Bench) -> None:
    with SigningIn() as application:
        for fields, words in (
            ({"client_id": "nobody"}, "AADSTS700016"),
            ({"redirect_uri": "https://evil.example/"}, "AADSTS50011"),
            ({"redirect_uri": "http://127.0.0.1:8000"}, "AADSTS50011"),
            ({"redirect_uri": f"{application.redirect_uri}/path"}, "AADSTS50011"),
        ):
            page = bench.azure.browse(application.url(bench, **fields))
            assert page.status == 400 and words in page.body, page
        same(application.visits, [])
        page = bench.azure.browse(application.url(bench, tenant=str(uuid.uuid4())))
        assert "AADSTS90002" in page.body, page


def a_browser_can_be_made_to_bring_something_else(bench: Bench) -> None:
    with SigningIn() as application:
        changes = {"state": "forged", "code": None, "more": "x"}
        bench.azure.browse(application.url(bench), change=changes)
        (brought,) = application.visits
        same((brought["state"], "code" in brought, brought["more"]), (["forged"], False, ["x"]))


# Refresh tokens


def a_refresh_token_gives_new_tokens(bench: Bench) -> None:
    first = sign_in(bench)
    second = refresh(bench, first["refresh_token"], scope=WITH_REFRESH).json()
    assert second["access_token"] != first["access_token"]
    assert second["refresh_token"] != first["refresh_token"]
    same(refresh(bench, first["refresh_token"]).status, 200)
    same(connects(bench, second["access_token"]), [200, 200])
    bench.azure.set_entra(refresh="same")
    assert "refresh_token" not in refresh(bench, first["refresh_token"]).json()


def a_refresh_token_can_be_good_for_one_use(bench: Bench) -> None:
    first = sign_in(bench, refresh="once")
    second = refresh(bench, first["refresh_token"]).json()
    fails_with(refresh(bench, first["refresh_token"]), "invalid_grant", 50173)
    same(refresh(bench, second["refresh_token"]).status, 200)


def a_refresh_token_ends(bench: Bench) -> None:
    first = sign_in(bench, refresh_life_s=60)
    bench.azure.set_clock_offset(61)
    fails_with(refresh(bench, first["refresh_token"]), "invalid_grant", 700082)
    bench.azure.set_clock_offset(0)
    bench.azure.revoke_sign_ins()
    fails_with(refresh(bench, first["refresh_token"]), "invalid_grant", 50173)
    assert all(token["revoked"] for token in bench.azure.refresh_tokens())
    fails_with(refresh(bench, "nonsense"), "invalid_grant", 70000)
    bench.azure.add_client("an-application", public=True)
    other = refresh(bench, sign_in(bench)["refresh_token"], client_id="an-application")
    fails_with(other, "invalid_grant", 70000)


# Applications


def an_application_has_a_secret(bench: Bench) -> None:
    bench.azure.add_client("service", secret="a synthetic + secret", name="A Service")
    fields = {"grant_type": "client_credentials", "client_id": "service", "scope": SCOPE}
    value = post(bench, "token", client_secret="a synthetic + secret", **fields).json()
    told = claims(value["access_token"])
    same((told["idtyp"], "scp" in told, told["appid"]), ("app", False, "service"))
    same("refresh_token" in value, False)
    answer = bench.get("dev.azure.com", CONNECTION, value["access_token"])
    same(answer.json()["authenticatedUser"]["providerDisplayName"], "A Service")
    same(bench.get("vssps.dev.azure.com", PATS, value["access_token"]).status, 401)
    wrong = post(bench, "token", client_secret="wrong", **fields)
    fails_with(wrong, "invalid_client", 7000215, 401)
    fails_with(post(bench, "token", **fields), "invalid_client", 7000218, 401)
    fields |= {"client_secret": "a synthetic + secret"}
    home = post(bench, "token", "organizations", **fields)
    fails_with(home, "invalid_request", 50059)
    scoped = post(bench, "token", **(fields | {"scope": WITH_REFRESH}))
    fails_with(scoped, "invalid_scope", 1002012)
    public = post(bench, "token", **(fields | {"client_id": AZURE_CLI_CLIENT_ID}))
    fails_with(public, "invalid_client", 700025, 401)


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A key and a certificate of it."""
    key, certificate = folder / f"{name}.key", folder / f"{name}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)],
                   check=True, capture_output=True)
    return key, certificate


def signed_assertion(
    bench: Bench, key: Path, certificate: Path, thumbprint: str = "x5t", **changes: Any
) -> str:
    der = subprocess.run(["openssl", "x509", "-in", str(certificate), "-outform", "DER"],
                         check=True, capture_output=True).stdout
    digest = hashlib.sha1(der) if thumbprint == "x5t" else hashlib.sha256(der)
    now = int(time.time())
    told = {
        "aud": bench.azure.url(HOST, f"/{bench.azure.tenant(ORGANIZATION)}/oauth2/v2.0/token"),
        "iss": "service",
        "sub": "service",
        "jti": str(uuid.uuid4()),
        "nbf": now,
        "exp": now + 600,
    } | changes
    header = {"typ": "JWT", "alg": told.pop("alg", "RS256"), thumbprint: base64url(digest.digest())}
    text = ".".join(base64url(json.dumps(part).encode()) for part in (header, told))
    pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"]
    command = ["openssl", "dgst", "-sha256", "-sign", str(key)]
    command += pss if header["alg"] == "PS256" else []
    signature = subprocess.run(command, input=text.encode(), check=True, capture_output=True)
    return f"{text}.{base64url(signature.stdout)}"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def an_application_signs_with_its_certificate(bench: Bench) -> None:
    folder = Path(tempfile.mkdtemp(dir=bench.scratch))
    mine, other = make_certificate(folder, "mine"), make_certificate(folder, "other")
    bench.azure.add_client("service", certificate=mine[1])

    def present(assertion: str) -> Answer:
        return post(bench, "token", grant_type="client_credentials", client_id="service",
                    scope=SCOPE, client_assertion=assertion, client_assertion_type=ASSERTION_TYPE)

    for thumbprint, changes in (("x5t", {}), ("x5t#S256", {}), ("x5t#S256", {"alg": "PS256"})):
        answer = present(signed_assertion(bench, *mine, thumbprint, **changes))
        same((thumbprint, changes, answer.status), (thumbprint, changes, 200))
    same(connects(bench, answer.json()["access_token"]), [200, 200])
    now = int(time.time())
    for assertion, code in (
        (signed_assertion(bench, *other), 700027),
        (signed_assertion(bench, other[0], mine[1]), 700027),
        (signed_assertion(bench, *mine, aud="https://login.example"), 700023),
        (signed_assertion(bench, *mine, iss="somebody"), 700021),
        (signed_assertion(bench, *mine, sub="somebody"), 700021),
        (signed_assertion(bench, *mine, nbf=now - 3600, exp=now - 600), 700024),
        (signed_assertion(bench, *mine, nbf=now + 600), 700024),
        (signed_assertion(bench, *mine, exp=None), 700024),
        (signed_assertion(bench, *mine, alg="none"), 5002738),
        ("not.a.token", 50027),
        ("nonsense", 50027),
    ):
        fails_with(present(assertion), "invalid_client", code, 401)


def an_application_is_trusted_for_another_issuers_token(bench: Bench) -> None:
    bench.azure.add_client("workload", federated=True)

    def present(assertion: str, client_id: str = "workload") -> Answer:
        return post(bench, "token", grant_type="client_credentials", client_id=client_id,
                    scope=SCOPE, client_assertion=assertion, client_assertion_type=ASSERTION_TYPE)

    good = bench.azure.add_federated_assertion()
    same(connects(bench, present(good).json()["access_token"]), [200, 200])
    same(present(bench.azure.add_federated_assertion("any text", client_id="workload")).status, 200)
    theirs = bench.azure.add_federated_assertion(client_id="somebody")
    fails_with(present(theirs), "invalid_client", 70021, 401)
    fails_with(present("unknown"), "invalid_client", 70021, 401)
    audience = bench.azure.add_federated_assertion(audience="https://github.com/contoso")
    fails_with(present(audience), "invalid_client", 700212, 401)
    bench.azure.set_clock_offset(3601)
    fails_with(present(good), "invalid_client", 700024, 401)
    bench.azure.add_client("unrelated", secret="synthetic")
    fails_with(present(good, "unrelated"), "invalid_client", 70021, 401)


# Tenants


def a_token_of_another_tenant_is_refused(bench: Bench) -> None:
    tenant = bench.azure.tenant("fabrikam")
    bench.azure.set_entra(home_tenant=tenant)
    first = sign_in(bench)
    same(connects(bench, first["access_token"]), [200, 200])
    same(connects(bench, first["access_token"], "fabrikam"), [401, 401])
    home = refresh(bench, first["refresh_token"])
    same(home.status, 200)
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    other = post(bench, "token", "organizations", **form).json()["access_token"]
    same((connects(bench, other), connects(bench, other, "fabrikam")), ([401, 401], [200, 200]))
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url(), token=other)
    bench.git("ls-remote", bench.core_url(), token=first["access_token"])


def an_organization_can_change_its_tenant_or_have_none(bench: Bench) -> None:
    tenant = str(uuid.uuid4())
    for given in (tenant, NO_TENANT):
        bench.azure.set_organization("adatum", tenant=given)
        answer = bench.get("dev.azure.com", CONNECTION.replace(ORGANIZATION, "adatum"))
        same(answer.headers["X-VSS-ResourceTenant"], given)
        bearer_challenge = answer.headers.get_all("WWW-Authenticate", [])[0]
        same(bearer_challenge, f"Bearer authorization_uri=https://{HOST}/{given}")
    fails_with(post(bench, "devicecode", NO_TENANT, scope=SCOPE), "invalid_request", 90002)
    same(connects(bench, sign_in(bench)["access_token"], "adatum"), [200, 200])
    bench.azure.set_organization("adatum", tenant=tenant)
    same(connects(bench, sign_in(bench)["access_token"], "adatum"), [401, 401])
    same(post(bench, "devicecode", tenant, scope=SCOPE).status, 200)
    same(post(bench, "devicecode", "adatum.onmicrosoft.com", scope=SCOPE).status, 200)


# The rest


def the_scope_is_of_azure_devops(bench: Bench) -> None:
    for scope in ("https://graph.microsoft.com/.default", "offline_access", f"{SCOPE} x/.default"):
        fails_with(post(bench, "devicecode", scope=scope), "invalid_scope", 70011)
    fails_with(post(bench, "devicecode"), "invalid_request", 900144)


def an_unknown_client_or_grant_is_refused(bench: Bench) -> None:
    unknown = post(bench, "devicecode", client_id="nobody", scope=SCOPE)
    fails_with(unknown, "unauthorized_client", 700016)
    fails_with(post(bench, "token", grant_type="password"), "unsupported_grant_type", 70003)
    fails_with(post(bench, "token"), "invalid_request", 900144)
    path = f"/{bench.azure.tenant(ORGANIZATION)}/oauth2/v2.0/token"
    same(bench.get(HOST, path).status, 405)
    same(bench.ask("POST", HOST, path, {}, b"grant_type=x").status, 400)
    same(bench.ask("POST", HOST, path, FORM, b"a=1&a=2").status, 400)
    same(bench.get(HOST, "/organizations/oauth2/v2.0/nothing").status, 404)


def every_error_can_be_switched_on(bench: Bench) -> None:
    first = sign_in(bench)
    for error in (
        "authorization_pending", "slow_down", "authorization_declined", "access_denied",
        "expired_token", "invalid_grant", "interaction_required", "unauthorized_client",
        "invalid_client", "invalid_scope", "temporarily_unavailable", "some_new_error",
    ):
        bench.azure.add_entra_error(error, count=1)
        same(refresh(bench, first["refresh_token"]).json()["error"], error)
    same(refresh(bench, first["refresh_token"]).status, 200)


def an_error_can_be_of_one_grant_with_a_code_of_its_own(bench: Bench) -> None:
    first = sign_in(bench)
    device = quick_device(bench, approve_after_polls=0)
    bench.azure.add_entra_error("invalid_grant", grant="refresh_token", code=53003, text="Blocked.")
    fails_with(refresh(bench, first["refresh_token"]), "invalid_grant", 53003)
    same(poll(bench, device).status, 200)
    bench.azure.add_entra_error("temporarily_unavailable", grant="device_code", status=503)
    same(poll(bench, device).status, 503)
    bench.azure.add_entra_error("access_denied", endpoint="devicecode", code=53003, count=1)
    fails_with(post(bench, "devicecode", scope=SCOPE), "access_denied", 53003)
    bench.azure.reset_entra()
    same(refresh(bench, first["refresh_token"]).status, 200)
    with fails(StandInError, saying="no such endpoint"):
        bench.azure.add_entra_error("invalid_grant", endpoint="nowhere")


def an_access_token_has_its_life_and_its_length(bench: Bench) -> None:
    value = sign_in(bench, token_life_s=120, token_padding=4000)
    told = claims(value["access_token"])
    same((value["expires_in"], told["exp"] - told["nbf"]), (120, 120))
    assert len(value["access_token"]) > 4000 and MARKER in value["access_token"]
    same(connects(bench, value["access_token"]), [200, 200])
    bench.azure.set_clock_offset(121)
    same(connects(bench, value["access_token"]), [401, 401])


def a_persons_token_makes_pats_and_clones(bench: Bench) -> None:
    token = sign_in(bench)["access_token"]
    bench.git("ls-remote", bench.core_url(), token=token)
    header = f"http.extraHeader=Authorization: Bearer {token}"
    bench.git("-c", header, "ls-remote", bench.core_url())
    body = {"displayName": "x", "scope": "vso.code", "allOrgs": False}
    headers = SUPPRESS | bearer(token)
    answer = bench.ask("POST", "vssps.dev.azure.com", PATS, headers, json.dumps(body).encode())
    bench.git("ls-remote", bench.core_url(), token=answer.json()["patToken"]["token"])


def no_secret_is_in_the_records(bench: Bench) -> None:
    first = sign_in(bench)
    refresh(bench, first["refresh_token"])
    bench.azure.add_client("service", secret="hidden+secret/&=")
    fields = {"grant_type": "client_credentials", "client_id": "service", "scope": SCOPE}
    post(bench, "token", client_secret="hidden+secret/&=", **fields)
    post(bench, "token", client_secret="never registered", **fields)
    assertion = bench.azure.add_federated_assertion("a registered assertion")
    post(bench, "token", client_assertion=assertion, **fields)
    with SigningIn() as application:
        brought = application.visit(bench)
        application.redeem(bench, brought["code"])
    records = bench.azure.requests()
    text = repr(records)
    for secret in (first["refresh_token"], "hidden", "never", "registered", brought["code"],
                   first["access_token"], VERIFIER, MARKER):
        assert secret not in text, secret
    bodies = [record.body for record in records]
    assert any("refresh_token=[refresh-" in body for body in bodies), bodies
    assert any("device_code=[device-" in body for body in bodies), bodies
    assert any("client_secret=[client-secret-" in body for body in bodies), bodies
    assert any("client_secret=[unknown]" in body for body in bodies), bodies
    assert any("client_assertion=[assertion-" in body for body in bodies), bodies
    assert any("code=[code-" in body for body in bodies), bodies


def faults_meet_the_authority_too(bench: Bench) -> None:
    bench.azure.add_fault("status", host=HOST, count=1)
    same(post(bench, "devicecode", scope=SCOPE).status, 503)
    first = sign_in(bench, refresh="once")
    bench.azure.add_fault("lost", host=HOST, method="POST", count=1)
    with fails(OSError):
        refresh(bench, first["refresh_token"])
    fails_with(refresh(bench, first["refresh_token"]), "invalid_grant", 50173)


def the_command_line_reaches_the_same_switches(bench: Bench) -> None:
    def ctl(*arguments: str) -> str:
        command = [sys.executable, str(PROGRAM), "ctl", "--state", str(bench.azure.state_dir)]
        return subprocess.check_output([*command, *arguments], text=True, timeout=LIMIT_S)

    tenant = ctl("tenant", ORGANIZATION).strip()
    ctl("entra-set", f"home_tenant={tenant}", "device_interval_s=0", "token_life_s=60")
    device = post(bench, "devicecode", scope=SCOPE).json()
    assert device["user_code"] in ctl("user-codes")
    ctl("user-code-decide", device["user_code"])
    same(poll(bench, device).json()["expires_in"], 60)
    ctl("entra-error-add", "slow_down", "--count", "1")
    same(poll(bench, device).json()["error"], "slow_down")
    ctl("client-add", "by-hand", "--federated")
    assertion = ctl("assertion-add", "by-hand").strip()
    fields = {"client_id": "by-hand", "client_assertion": assertion, "scope": SCOPE,
              "client_assertion_type": ASSERTION_TYPE, "grant_type": "client_credentials"}
    same(post(bench, "token", **fields).status, 200)
    with SigningIn() as application:
        same(ctl("browse", application.url(bench)).strip(), "200 you may close this page")
    ctl("pat-policy-set", ORGANIZATION, "maximum_days=3", 'refused_clients=["x"]')
    ctl("pat-error-add", ORGANIZATION, "accessDenied", "--operation", "create")
    assert "ACTIONS_ID_TOKEN_REQUEST_URL" in ctl("github-job")
    assert "SYSTEM_OIDCREQUESTURI" in ctl("azure-job", ORGANIZATION, "by-hand")
    folder = tempfile.mkdtemp(dir=bench.scratch)
    ctl("azure-cli-set", "logged_in=false")
    az = ctl("programs-make", folder).splitlines()[0]
    command = [az, "account", "get-access-token", "--resource", AZURE_DEVOPS_RESOURCE]
    same(subprocess.run(command, capture_output=True, timeout=LIMIT_S).returncode, 1)


TESTS: tuple[Callable[[Bench], None], ...] = (
    a_device_code_is_approved_and_opens_the_organization,
    a_device_code_can_be_declined_and_can_expire,
    a_device_code_approves_itself_after_so_many_polls,
    who_polls_too_often_is_slowed_down,
    a_refresh_token_comes_only_when_asked_for,
    the_browser_brings_a_code_and_the_state,
    a_code_is_bound_to_its_verifier_its_address_its_client_and_its_time,
    what_goes_wrong_at_sign_in_comes_back_with_the_state,
    an_unknown_application_or_address_gets_nothing,
    a_browser_can_be_made_to_bring_something_else,
    a_refresh_token_gives_new_tokens,
    a_refresh_token_can_be_good_for_one_use,
    a_refresh_token_ends,
    an_application_has_a_secret,
    an_application_signs_with_its_certificate,
    an_application_is_trusted_for_another_issuers_token,
    a_token_of_another_tenant_is_refused,
    an_organization_can_change_its_tenant_or_have_none,
    the_scope_is_of_azure_devops,
    an_unknown_client_or_grant_is_refused,
    every_error_can_be_switched_on,
    an_error_can_be_of_one_grant_with_a_code_of_its_own,
    an_access_token_has_its_life_and_its_length,
    a_persons_token_makes_pats_and_clones,
    no_secret_is_in_the_records,
    faults_meet_the_authority_too,
    the_command_line_reaches_the_same_switches,
)

if __name__ == "__main__":
    sys.exit(main(TESTS))
