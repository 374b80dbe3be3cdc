#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a machine has to sign in with: the Azure CLI, a managed identity. Prints TAP."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import tap
from sandbox import add_metadata_address, enter_sandbox
from signing_in import (APPLICATION_ID, LOGIN_HOST, SCOPE, SLACK_S, UNKNOWN_ID, Leaks, Outcome,
                        SigningIn, expect_expiry, failed, query)
from validation import only

RESOURCE = SCOPE.partition("/")[0]
METADATA_HOST = "169.254.169.254"
ANOTHER_WAY = "git credential-azdo help login"


# --- the Azure CLI -------------------------------------------------------------------------------


def azure_cli(place: SigningIn, **options: Any) -> Outcome:
    place.azure.make_azure_cli(place.programs)
    return place.sign_in("azure-cli", **options)


@tap.test
def whoever_is_signed_in_to_the_azure_cli_is_signed_in() -> None:
    with SigningIn() as place:
        leaks = Leaks(place)
        outcome = azure_cli(place, look=leaks.look).good()
        tap.equal((outcome.account, outcome.tenant, outcome.is_user, outcome.refresh_token),
                  ("user@example.com", place.home, True, ""))
        expect_expiry(outcome)
        only(place.ask(outcome.access_token), verdict="valid")
        azure_cli(place, tenant=place.home).good()
        asked = ["account", "get-access-token", "--resource", RESOURCE, "-o", "json"]
        tap.equal([call["arguments"] for call in place.azure.azure_cli_calls()],
                  [asked, [*asked, "--tenant", place.home]])
        leaks.expect_none()
        tap.equal(place.asked_at(LOGIN_HOST), [])


@tap.test
def an_old_azure_cli_says_the_time_in_its_own_zone() -> None:
    with SigningIn() as place:
        place.azure.set_azure_cli(expires_on=False)
        for zone in ("UTC", "Asia/Kathmandu", "America/St_Johns"):
            expect_expiry(azure_cli(place, env={"TZ": zone}).good())


@tap.test
def an_application_that_is_signed_in_to_the_azure_cli_is_no_person() -> None:
    with SigningIn() as place:
        place.azure.set_azure_cli(delegated=False)
        tap.equal(azure_cli(place).good().is_user, False)


@tap.test
def without_an_azure_cli_another_way_is_named() -> None:
    with SigningIn() as place:
        failed(place.sign_in("azure-cli", env={"PATH": str(place.programs)}), "missing",
               "the Azure CLI, 'az', is not installed", ANOTHER_WAY)


@tap.test
def an_az_of_the_folder_one_is_in_is_not_run() -> None:
    with SigningIn() as place:
        place.azure.make_azure_cli(place.session.home)
        for path in (".", "", ":"):
            failed(place.sign_in("azure-cli", env={"PATH": path}), "missing", "not installed", "")
        tap.equal(place.azure.azure_cli_calls(), [])


@tap.test
def an_azure_cli_without_a_session_names_its_own_login() -> None:
    with SigningIn() as place:
        place.azure.set_azure_cli(logged_in=False)
        failed(azure_cli(place), "sign-in", "the Azure CLI is not signed in: Please run 'az login'",
               "az login")
        tap.equal(azure_cli(place, tenant=place.home).hint, f"az login --tenant {place.home}")


@tap.test
def what_the_azure_cli_says_first_does_not_hide_its_error() -> None:
    with SigningIn() as place:
        place.azure.set_azure_cli(logged_in=False, stderr_before="WARNING: There is a new version."
                                  "\nUserWarning: something is deprecated\n")
        failed(azure_cli(place), "sign-in", "the Azure CLI is not signed in: Please run 'az login'",
               "az login")


@tap.test
def an_azure_cli_that_fails_says_why() -> None:
    with SigningIn() as place:
        place.azure.set_azure_cli(error="AADSTS50076: a second factor.\nTo re-authenticate, please "
                                  "run:\naz login --scope x/.default")
        failed(azure_cli(place), "sign-in", "AADSTS50076: a second factor", "az login")
        place.azure.set_azure_cli(error="\x1b[31mThe cache is broken.")
        outcome = azure_cli(place)
        failed(outcome, "refused", "the Azure CLI gives no access token: ", "az account ")
        assert "\x1b" not in outcome.error and "The cache is broken" in outcome.error, outcome
        assert "--query" in outcome.hint, outcome  # else the token would be on the screen


def slow(settings: dict[str, Any]) -> None:
    with SigningIn() as place:
        place.azure.set_azure_cli(**settings)
        outcome = azure_cli(place, limit_ms=1000)
        failed(outcome, "unreachable", "took too long", "az account get-access-token")
        assert 0.9 < outcome.seconds < 1 + SLACK_S, outcome


for each_name, each_setting in {"is slow": {"delay_s": 4}, "hangs": {"hang": True},
                                "does not want to end": {"hang": True,
                                                         "ignores_sigterm": True}}.items():
    tap.add(f"an Azure CLI that {each_name} is ended in time", partial(slow, each_setting))


@tap.test
def what_is_no_answer_of_the_azure_cli_is_none() -> None:
    with SigningIn() as place:
        for noise in ("<html>", "{}", "x" * 30_000, "[" * 30_000, "\0"):
            place.azure.set_azure_cli(stdout_before=noise)
            failed(azure_cli(place), "refused", "does not answer with an access token", "az ")


@tap.test
def the_azure_cli_gets_nothing_of_ours() -> None:
    with SigningIn() as place:
        seen = place.session.scratch / "seen"
        program = place.programs / "az"
        program.write_text(f"#!/bin/sh\n{{ env; echo \"$@\"; ls -l /proc/self/fd; cat; }} >{seen}\n"
                           "exit 1\n", encoding="utf-8")
        program.chmod(0o755)
        place.sign_in("azure-cli")
        text = seen.read_text(encoding="utf-8")
        assert "get-access-token" in text and "socket:" not in text, text


# --- a machine -----------------------------------------------------------------------------------


@contextmanager
def machine() -> Iterator[SigningIn]:
    """One of Azure's, with a metadata service."""
    if not add_metadata_address():
        tap.skip("the metadata service's address needs a network namespace")
    with SigningIn(metadata=True) as place:
        yield place


def ask(place: SigningIn, **options: Any) -> Outcome:
    return place.sign_in("managed-identity", **options)


@tap.test
def a_virtual_machine_signs_in_as_itself() -> None:
    with machine() as place:
        leaks = Leaks(place)
        outcome = ask(place, look=leaks.look).good()
        tap.equal((outcome.is_user, outcome.is_announced, outcome.tenant),
                  (False, False, place.home))
        expect_expiry(outcome)
        record, = place.asked()
        tap.equal((record.method, record.path, record.query, dict(record.headers)["Metadata"]),
                  ("GET", "/metadata/identity/oauth2/token",
                   f"api-version=2018-02-01&resource={RESOURCE}", "true"))
        leaks.expect_none()


@tap.test
def no_proxy_is_between_a_machine_and_its_metadata() -> None:
    with machine() as place:
        proxy = {name: "http://127.0.0.1:9" for name in ("http_proxy", "all_proxy", "HTTP_PROXY")}
        place.config("[http]\n\tproxy = http://127.0.0.1:9\n")
        ask(place, env=proxy).good()


@tap.test
def of_several_identities_one_is_named() -> None:
    with machine() as place:
        place.azure.set_managed_identities(system=False, user_assigned=[APPLICATION_ID, UNKNOWN_ID])
        failed(ask(place), "refused", "Multiple user assigned identities", "azdoClientId")
        ask(place, client_id=APPLICATION_ID).good()
        ask(place, env={"AZURE_CLIENT_ID": UNKNOWN_ID}).good()
        tap.equal([query(f"?{record.query}").get("client_id") for record in place.asked()],
                  [None, APPLICATION_ID, UNKNOWN_ID])


@tap.test
def a_machine_without_an_identity_says_so() -> None:
    with machine() as place:
        place.azure.set_managed_identities(system=False)
        failed(ask(place), "refused", "Identity not found", "give the machine an identity")


@tap.test
def a_metadata_service_that_is_busy_is_asked_again() -> None:
    for status in (410, 429, 500):
        with machine() as place:
            place.azure.add_fault("status", status=status, host=METADATA_HOST, count=1)
            ask(place).good()
            tap.equal([record.status for record in place.asked()], [status, 200])


@tap.test
def a_metadata_service_that_stays_busy_is_given_up_in_time() -> None:
    with machine() as place:
        place.azure.add_fault("status", status=429, host=METADATA_HOST)
        outcome = ask(place, limit_ms=1500)
        failed(outcome, "unreachable", "(status 429)", "again")
        assert outcome.seconds < 1.5 + SLACK_S, outcome


@tap.test
def the_metadata_service_of_another_cloud_is_none() -> None:
    for details in ({"kind": "status", "status": 404}, {"kind": "html"}, {"kind": "deep-json"}):
        with machine() as place:
            place.azure.add_fault(host=METADATA_HOST, **details)
            failed(ask(place), "missing", "its metadata service is not Azure's", ANOTHER_WAY)


@tap.test
def where_no_metadata_service_answers_it_is_not_waited_for() -> None:
    with SigningIn() as place:
        outcome = ask(place)
        failed(outcome, "missing", "this machine has no managed identity", ANOTHER_WAY)
        assert outcome.seconds < 1 + SLACK_S, outcome
    with machine() as place:
        place.azure.add_fault("black-hole", host=METADATA_HOST)
        outcome = ask(place, limit_ms=1500)
        failed(outcome, "missing", "no metadata service answers", ANOTHER_WAY)
        assert outcome.seconds < 1.5 + SLACK_S, outcome


@tap.test
def a_program_of_app_service_signs_in() -> None:
    with SigningIn() as place:
        env = place.azure.app_service()
        leaks = Leaks(place)
        outcome = ask(place, env=env, look=leaks.look).good()
        tap.equal((outcome.is_user, outcome.is_announced), (False, True))
        expect_expiry(outcome)
        record, = place.asked()
        tap.equal((record.path, record.query),
                  ("/msi/token", f"api-version=2019-08-01&resource={RESOURCE}"))
        leaks.expect_none()
        ask(place, env={**env, "AZDO_TRACE": "1"}, trace=True).good()
        assert "/msi/token" in place.stderr and env["IDENTITY_HEADER"] not in place.stderr


@tap.test
def an_identity_header_goes_to_the_machine_alone() -> None:
    with SigningIn() as place:
        env = place.azure.app_service()
        for endpoint in ("https://evil.example/msi/token", "http://evil.example/msi/token",
                         "http://169.254.169.254@evil.example/x", "nonsense"):
            failed(ask(place, env={**env, "IDENTITY_ENDPOINT": endpoint}), "config",
                   "IDENTITY_ENDPOINT names no address of this machine", "IDENTITY_ENDPOINT")
        failed(ask(place, env={**env, "IDENTITY_HEADER": "a\r\nb"}), "config",
               "IDENTITY_HEADER holds a control character", "IDENTITY_HEADER")
        tap.equal(place.asked(), [])


@tap.test
def an_identity_header_that_is_wrong_is_refused() -> None:
    with SigningIn() as place:
        failed(ask(place, env={**place.azure.app_service(), "IDENTITY_HEADER": "wrong"}),
               "refused", "The identity header is missing or wrong", "")


@tap.test
def an_app_service_that_does_not_answer_is_no_missing_identity() -> None:
    with SigningIn() as place:
        env = {**place.azure.app_service(), "IDENTITY_ENDPOINT": "http://127.0.0.1:9/msi/token"}
        failed(ask(place, env=env), "unreachable", "IDENTITY_ENDPOINT does not answer", "again")


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
