#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""An application signs in: by a secret, a certificate, or as the workload it is. Prints TAP."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import tap
from sandbox import enter_sandbox
from signing_in import (APPLICATION_ID, LOGIN_HOST, SCOPE, SLACK_S, UNKNOWN_ID, Leaks, SigningIn,
                        expect_expiry, failed, form)

ACTIONS_HOST = "pipelines.actions.githubusercontent.com"
DEVOPS_HOST = "dev.azure.com"
FEDERATED = "SYNTHETICTESTTOKEN.federated.assertion"
# For root, who may read what others may not: a program without that right.
AS_OTHERS_MAY = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
CLIENT_SECRET = "SYNTHETICTESTTOKEN~client secret"


# --- an application ------------------------------------------------------------------------------


def application(place: SigningIn, **more: str | None) -> dict[str, str | None]:
    return {"AZURE_CLIENT_ID": APPLICATION_ID, "AZURE_TENANT_ID": place.home, **more}


@tap.test
def an_application_signs_in_by_its_secret() -> None:
    with SigningIn() as place:
        place.azure.add_client(APPLICATION_ID, secret=CLIENT_SECRET)
        env = application(place, AZURE_CLIENT_SECRET=CLIENT_SECRET)
        outcome = place.sign_in("service-principal", env=env).good()
        tap.equal((outcome.is_user, outcome.is_announced, outcome.refresh_token, outcome.tenant),
                  (False, True, "", place.home))
        expect_expiry(outcome)
        record, = place.asked()
        sent = form(record)
        tap.equal((record.path, record.query, sent["grant_type"], sent["scope"]),
                  (f"/{place.home}/oauth2/v2.0/token", "", "client_credentials", SCOPE))
        trace = place.sign_in("service-principal", env={**env, "AZDO_TRACE": "1"}, trace=True)
        assert "/oauth2/v2.0/token" in place.stderr, trace
        assert "SYNTHETIC" not in place.stderr, place.stderr


@tap.test
def the_settings_name_another_application_and_tenant() -> None:
    with SigningIn() as place:
        place.azure.add_client(APPLICATION_ID, secret=CLIENT_SECRET)
        env = {"AZURE_CLIENT_ID": UNKNOWN_ID, "AZURE_TENANT_ID": UNKNOWN_ID,
               "AZURE_CLIENT_SECRET": CLIENT_SECRET}
        place.sign_in("service-principal", env=env, client_id=APPLICATION_ID,
                      tenant=place.home).good()


@tap.test
def what_an_application_lacks_is_named() -> None:
    with SigningIn() as place:
        for changes, words in (
                ({"AZURE_CLIENT_SECRET": None}, "AZURE_CLIENT_SECRET is not set"),
                ({"AZURE_CLIENT_SECRET": ""}, "AZURE_CLIENT_SECRET is not set"),
                ({"AZURE_CLIENT_ID": None}, "AZURE_CLIENT_ID is not set"),
                ({"AZURE_CLIENT_ID": "my app"}, "AZURE_CLIENT_ID is not an id"),
                ({"AZURE_TENANT_ID": None}, "AZURE_TENANT_ID is not set"),
                ({"AZURE_TENANT_ID": "contoso"}, "AZURE_TENANT_ID is not an id")):
            env = {**application(place, AZURE_CLIENT_SECRET=CLIENT_SECRET), **changes}
            outcome = place.sign_in("service-principal", env=env)
            failed(outcome, "missing", words, "set ")
        tap.equal(place.asked(), [])


@tap.test
def a_secret_that_no_form_can_carry_is_named_and_not_shown() -> None:
    with SigningIn() as place:
        env = application(place, AZURE_CLIENT_SECRET=f"{CLIENT_SECRET}\n")
        outcome = place.sign_in("service-principal", env=env)
        failed(outcome, "config", "AZURE_CLIENT_SECRET holds a control character", "line end")
        assert CLIENT_SECRET not in outcome.error + outcome.hint, outcome


@tap.test
def entra_says_what_is_wrong_with_an_application() -> None:
    with SigningIn() as place:
        place.azure.add_client(APPLICATION_ID, secret=CLIENT_SECRET)
        env = application(place, AZURE_CLIENT_SECRET="SYNTHETICTESTTOKEN")
        failed(place.sign_in("service-principal", env=env), "refused", "AADSTS7000215",
               "not to its id")
        place.azure.add_entra_error("invalid_client", code=7000222)
        failed(place.sign_in("service-principal", env=env), "refused", "AADSTS7000222",
               "create a new client secret")
        env["AZURE_CLIENT_ID"] = UNKNOWN_ID
        place.azure.reset_entra()
        place.azure.set_entra(home_tenant=place.home)
        failed(place.sign_in("service-principal", env=env), "refused", "AADSTS700016", "azdoClient")


# A certificate of an application, and what else may stand in its file.


def openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


def make_certificate(folder: Path, name: str = "app", algorithm: str = "rsa:2048",
                     *more: str) -> tuple[Path, Path]:
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    openssl("req", "-x509", "-newkey", algorithm, *more, "-nodes", "-keyout", key, "-out",
            certificate, "-subj", "/CN=application", "-days", "2")
    return key, certificate


def join(place: SigningIn, *files: Path) -> str:
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    return str(place.file("together.pem", text))


@tap.test
def an_application_signs_in_by_its_certificate() -> None:
    with SigningIn() as place:
        key, certificate = make_certificate(place.session.scratch)
        place.azure.add_client(APPLICATION_ID, certificate=certificate)
        for files in ((key, certificate), (certificate, key)):
            leaks = Leaks(place, key.read_text(encoding="utf-8").splitlines()[5])
            env = application(place, AZURE_CLIENT_CERTIFICATE_PATH=join(place, *files))
            outcome = place.sign_in("service-principal", env=env, look=leaks.look).good()
            tap.equal((outcome.is_user, outcome.is_announced), (False, True))
            leaks.expect_none()
        sent = form(place.asked()[-1])
        tap.equal(sent["client_assertion_type"],
                  "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")


@tap.test
def a_file_that_is_no_certificate_with_its_key_is_refused() -> None:
    with SigningIn() as place:
        folder = place.session.scratch
        key, certificate = make_certificate(folder)
        other, _ = make_certificate(folder, "other")
        curve, of_curve = make_certificate(folder, "curve", "ec", "-pkeyopt",
                                           "ec_paramgen_curve:prime256v1")
        locked = folder / "locked.key"
        openssl("pkey", "-in", key, "-aes256", "-passout", "pass:x", "-out", locked)
        place.azure.add_client(APPLICATION_ID, certificate=certificate)
        for files, words in (((certificate,), "no key"), ((key,), "no certificate"),
                             ((certificate, locked), "needs a password"),
                             ((certificate, other), "does not belong"),
                             ((of_curve, curve), "not RSA")):
            env = application(place, AZURE_CLIENT_CERTIFICATE_PATH=join(place, *files))
            failed(place.sign_in("service-principal", env=env), "input", words, "PEM file")
        tap.equal(place.asked(), [])


@tap.test
def a_certificate_that_is_not_registered_is_named() -> None:
    with SigningIn() as place:
        _, certificate = make_certificate(place.session.scratch)
        place.azure.add_client(APPLICATION_ID, certificate=certificate)
        env = application(place, AZURE_CLIENT_CERTIFICATE_PATH=join(
            place, *make_certificate(place.session.scratch, "new")))
        failed(place.sign_in("service-principal", env=env), "refused", "AADSTS700027",
               "register the certificate")


# --- a workload ----------------------------------------------------------------------------------


def workload(place: SigningIn, content: str = FEDERATED) -> dict[str, str | None]:
    return application(place, AZURE_FEDERATED_TOKEN_FILE=str(place.file("token", content)))


@tap.test
def a_workload_of_kubernetes_signs_in_by_the_token_in_its_file() -> None:
    with SigningIn() as place:
        place.azure.add_client(APPLICATION_ID, federated=True)
        place.azure.add_federated_assertion(FEDERATED, client_id=APPLICATION_ID)
        for content in (FEDERATED, f"{FEDERATED}\n", f" \r\n{FEDERATED} \n"):
            leaks = Leaks(place, FEDERATED)
            outcome = place.sign_in("workload-identity", env=workload(place, content),
                                    look=leaks.look).good()
            tap.equal((outcome.is_user, outcome.is_announced), (False, True))
            leaks.expect_none()
        tap.equal(form(place.asked()[-1])["client_id"], APPLICATION_ID)


@tap.test
def a_token_file_that_is_none_is_named() -> None:
    with SigningIn() as place:
        folder = place.session.scratch
        os.mkfifo(folder / "pipe")
        for path, kind, words in (
                (folder / "absent", "missing", "No such file"),
                (folder, "input", "is not a regular file"),
                (folder / "pipe", "input", "is not a regular file"),
                (Path("/dev/zero"), "input", "is not a regular file"),
                (place.file("empty", ""), "input", "is empty"),
                (place.file("blank", " \n\n"), "input", "is empty"),
                (place.file("large", "x" * (128 * 1024 + 1)), "input", "is too large"),
                (place.file("strange", "a\0b"), "input", "holds more than a line of text"),
                (place.file("two", f"{FEDERATED}\n{FEDERATED}\n"), "input",
                 "holds more than a line of text")):
            env = application(place, AZURE_FEDERATED_TOKEN_FILE=str(path))
            outcome = place.sign_in("workload-identity", env=env)
            failed(outcome, kind, words, "AZURE_FEDERATED_TOKEN_FILE")
            assert outcome.seconds < SLACK_S, outcome
        tap.equal(place.asked(), [])


@tap.test
def a_token_file_that_may_not_be_read_is_named() -> None:
    with SigningIn() as place:
        env = workload(place)
        file = Path(str(env["AZURE_FEDERATED_TOKEN_FILE"]))
        file.chmod(0)
        before = AS_OTHERS_MAY if os.access(file, os.R_OK) else []
        failed(place.sign_in("workload-identity", env=env, before=before), "missing",
               "Permission denied", "AZURE_FEDERATED_TOKEN_FILE")


# What Entra has against a token of an issuer: its facts, the number, the way out.
ASSERTIONS: dict[str, tuple[dict[str, Any], str, str]] = {
    "has another audience": ({"audience": "api://other"}, "AADSTS700212", "federated credential"),
    "is out of its time": ({"valid_to": 1.0}, "AADSTS700024", "the clock"),
    "is another application's": ({"client_id": UNKNOWN_ID}, "AADSTS70021", "federated credential"),
}


def assertion(name: str) -> None:
    facts, number, hint = ASSERTIONS[name]
    with SigningIn() as place:
        place.azure.add_client(APPLICATION_ID, federated=True)
        place.azure.add_federated_assertion(FEDERATED, **facts)
        failed(place.sign_in("workload-identity", env=workload(place)), "refused", number, hint)


for each_assertion in ASSERTIONS:
    tap.add(f"Entra does not take a token that {each_assertion}",
            partial(assertion, each_assertion))


def github(place: SigningIn) -> dict[str, str | None]:
    place.azure.add_client(APPLICATION_ID, federated=True)
    return application(place, **place.azure.github_job())


@tap.test
def a_job_of_github_actions_signs_in() -> None:
    with SigningIn() as place:
        env = github(place)
        leaks = Leaks(place)
        outcome = place.sign_in("workload-identity", env=env, look=leaks.look).good()
        tap.equal((outcome.is_user, outcome.is_announced), (False, True))
        issued, exchanged = place.asked()
        assert issued.query.endswith("&audience=api%3A%2F%2FAzureADTokenExchange"), issued
        assert issued.authorization and issued.authorization.scheme == "Bearer"
        tap.equal((issued.method, issued.host, exchanged.host),
                  ("GET", ACTIONS_HOST, LOGIN_HOST))
        leaks.expect_none()
        place.sign_in("workload-identity", env={**env, "AZDO_TRACE": "1"}, trace=True).good()
        assert "SYNTHETIC" not in place.stderr, place.stderr


@tap.test
def a_job_without_permission_is_told_which() -> None:
    with SigningIn() as place:
        env = {**github(place), "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "SYNTHETICTESTTOKEN"}
        failed(place.sign_in("workload-identity", env=env), "refused", "(status 401)",
               "id-token: write")
        env = application(place, GITHUB_ACTIONS="true")
        outcome = place.sign_in("workload-identity", env=env)
        failed(outcome, "missing", "ACTIONS_ID_TOKEN_REQUEST_URL", "id-token: write")
        tap.equal(outcome.is_announced, False)


@tap.test
def a_token_of_a_job_goes_to_its_service_alone() -> None:
    with SigningIn() as place:
        azure = place.azure.azure_job("contoso", APPLICATION_ID)
        for env, name in ((github(place), "ACTIONS_ID_TOKEN_REQUEST_URL"),
                          (azure, "SYSTEM_OIDCREQUESTURI")):
            for url in ("https://evil.example/x", f"http://{DEVOPS_HOST}/contoso/x",
                        f"https://{ACTIONS_HOST}@evil.example/contoso", "nonsense"):
                outcome = place.sign_in("workload-identity", env={**env, name: url})
                failed(outcome, "config", f"{name} names no address of", name)
        tap.equal(place.asked(), [])


@tap.test
def a_token_of_a_job_that_no_header_can_carry_is_named() -> None:
    with SigningIn() as place:
        env = {**github(place), "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "SYNTHETICTESTTOKEN\r\nX: y"}
        failed(place.sign_in("workload-identity", env=env), "config",
               "ACTIONS_ID_TOKEN_REQUEST_TOKEN holds a control character", "")
        tap.equal(place.asked(), [])


@tap.test
def a_job_of_azure_pipelines_signs_in() -> None:
    with SigningIn() as place:
        place.azure.add_client(APPLICATION_ID, federated=True)
        env = place.azure.azure_job("contoso", APPLICATION_ID)
        outcome = place.sign_in("workload-identity", env=env).good()
        tap.equal((outcome.is_user, outcome.is_announced), (False, True))
        tap.equal([(record.method, record.host) for record in place.asked()],
                  [("POST", DEVOPS_HOST), ("POST", LOGIN_HOST)])
        usual = {**env, "AZURESUBSCRIPTION_CLIENT_ID": None, "AZURESUBSCRIPTION_TENANT_ID": None,
                 **application(place)}
        place.sign_in("workload-identity", env=usual).good()
        env["SYSTEM_ACCESSTOKEN"] = "SYNTHETICTESTTOKEN"
        failed(place.sign_in("workload-identity", env=env), "refused", "Azure Pipelines gives no "
               "token", "service connection")


@tap.test
def a_service_connection_that_is_none_is_named() -> None:
    with SigningIn() as place:
        env = {**place.azure.azure_job("contoso", APPLICATION_ID),
               "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": "My connection"}
        failed(place.sign_in("workload-identity", env=env), "config",
               "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID is not an id", "service connection")
        tap.equal(place.asked(), [])


# What goes wrong at an issuer.
ISSUER_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "too many requests": ({"kind": "status", "status": 429, "seconds": 5}, "(status 429)"),
    "a fault": ({"kind": "status", "status": 503}, "(status 503)"),
    "a page": ({"kind": "html"}, "(status 200)"),
    "an end": ({"kind": "reset"}, "broke the connection off"),
    "too much": ({"kind": "oversize"}, "sent more than it should"),
    "no answer": ({"kind": "black-hole"}, "did not answer in time"),
}


def issuer_fault(name: str) -> None:
    details, words = ISSUER_FAULTS[name]
    with SigningIn() as place:
        env = github(place)
        place.azure.add_fault(host=ACTIONS_HOST, **details)
        outcome = place.sign_in("workload-identity", env=env, limit_ms=1500)
        failed(outcome, "unreachable", words, "again")
        assert outcome.seconds < 1.5 + SLACK_S, outcome


for each_fault in ISSUER_FAULTS:
    tap.add(f"{each_fault} of an issuer is no refusal", partial(issuer_fault, each_fault))


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
