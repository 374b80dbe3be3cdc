#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A person signs in with a code, and from then on a refresh token does. Prints TAP."""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

import tap
from sandbox import enter_sandbox
from signing_in import (APPLICATION_ID, AZURE_CLI_ID, LOGIN_HOST, SCOPE, SLACK_S, UNKNOWN_ID,
                        Leaks, Outcome, SigningIn, expect_expiry, failed, form)
from validation import only

PAGE = "https://microsoft.com/devicelogin"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
AGAIN = "sign in again: git credential-azdo login --entra"
CANNOT_BE_ASKED = f"Microsoft Entra cannot be asked: '{LOGIN_HOST}' "


# --- a code --------------------------------------------------------------------------------------


@tap.test
def a_code_that_is_typed_somewhere_signs_a_person_in() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=2)
        outcome = place.sign_in("device-code").good()
        code, = place.azure.device_codes()
        tap.equal(outcome.shown, [f"{PAGE}|{code['user_code']}"])
        tap.equal((outcome.account, outcome.tenant, outcome.is_user, outcome.is_announced),
                  ("user@example.com", place.home, True, False))
        expect_expiry(outcome)
        only(place.ask(outcome.access_token), verdict="valid")
        begin, *polls = place.asked_at(LOGIN_HOST)
        tap.equal((begin.path, form(begin)),
                  ("/organizations/oauth2/v2.0/devicecode",
                   {"client_id": AZURE_CLI_ID, "scope": f"{SCOPE} offline_access"}))
        tap.equal([(poll.method, poll.path, form(poll)["grant_type"]) for poll in polls],
                  [("POST", "/organizations/oauth2/v2.0/token", DEVICE_CODE)] * 3)


@tap.test
def a_tenant_and_an_application_of_ones_own_are_used() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=0)
        place.azure.add_client(APPLICATION_ID, public=True)
        place.sign_in("device-code", tenant=place.home, client_id=APPLICATION_ID).good()
        for record in place.asked():
            assert record.path.startswith(f"/{place.home}/oauth2/v2.0/"), record
            tap.equal(form(record)["client_id"], APPLICATION_ID)


@tap.test
def slow_down_is_heeded() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=0)
        place.azure.add_entra_error("slow_down", grant="device_code", count=1)
        outcome = place.sign_in("device-code").good()
        first, second = place.tokens_asked()
        assert second.time - first.time >= 5.9, outcome


@tap.test
def a_fault_while_a_code_is_waited_for_is_waited_out() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=0)
        place.azure.add_fault("status", status=503, path="/organizations/oauth2/v2.0/token",
                              count=1)
        place.sign_in("device-code").good()
        tap.equal([record.status for record in place.tokens_asked()], [503, 200])


@tap.test
def how_long_entra_wants_to_be_left_alone_is_heeded() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=0)
        place.azure.add_fault("status", status=429, seconds=9, count=1,
                              path="/organizations/oauth2/v2.0/token")
        place.sign_in("device-code").good()
        first, second = place.tokens_asked()
        assert second.time - first.time >= 8.9
        place.azure.set_entra(device_life_s=4)
        place.azure.add_fault("status", status=429, seconds=9,
                              path="/organizations/oauth2/v2.0/token")
        outcome = place.sign_in("device-code")
        failed(outcome, "unreachable", "asks to come back in 9 seconds", "later")
        assert outcome.seconds < 4, outcome


@tap.test
def a_code_that_nobody_types_is_waited_for_as_long_as_it_lives() -> None:
    with SigningIn() as place:
        place.azure.set_entra(device_life_s=3)
        outcome = place.sign_in("device-code")
        failed(outcome, "cancelled", "nobody typed the code in time", AGAIN)
        assert 1.5 < outcome.seconds < 3 + SLACK_S, outcome
        code, = place.azure.device_codes()
        tap.equal(code["polls"], 2)


# What ends the wait: the error, its number, its kind, what is said of it, and the way out.
POLLS: dict[str, tuple[str, int | None, str, str, str]] = {
    "the person says no": ("authorization_declined", None, "cancelled", "declined", AGAIN),
    "the person is denied": ("access_denied", None, "cancelled", "AADSTS65004", AGAIN),
    "a policy says no": ("access_denied", 53003, "refused", "AADSTS53003", "policy"),
    "the code is too old": ("expired_token", None, "cancelled", "in time", AGAIN),
    "the code is used up": ("invalid_grant", 54005, "sign-in", "AADSTS54005", AGAIN),
    "a second factor is wanted": ("interaction_required", None, "sign-in", "AADSTS50076",
                                  "--entra=browser"),
    "the application is not known": ("unauthorized_client", None, "refused", "AADSTS700016",
                                     "credential.azdoClientId"),
    "the application is not public": ("invalid_client", 7000218, "refused", "AADSTS7000218",
                                      "public client flows"),
    "the scope is none": ("invalid_scope", None, "refused", "AADSTS70011",
                          "https://login.microsoftonline.com/error?code=70011"),
    "nobody knows the reason": ("brand_new", None, "refused", "brand_new", "help login"),
    "the code is none": ("bad_verification_code", None, "refused", "AADSTS70018", "code=70018"),
}


def poll(name: str) -> None:
    error, number, kind, words, hint = POLLS[name]
    with SigningIn() as place:
        place.azure.add_entra_error(error, grant="device_code", code=number)
        outcome = place.sign_in("device-code")
        failed(outcome, kind, words, hint)
        tap.equal(len(place.tokens_asked()), 1)
        assert "Trace ID" not in outcome.error, outcome


for each_poll in POLLS:
    tap.add(f"a code is given up when {each_poll}", partial(poll, each_poll))


@tap.test
def where_there_is_no_code_nothing_is_shown() -> None:
    for error, kind in (("unauthorized_client", "refused"), ("invalid_scope", "refused"),
                        ("temporarily_unavailable", "unreachable")):
        with SigningIn() as place:
            place.azure.add_entra_error(error, endpoint="devicecode")
            outcome = place.sign_in("device-code")
            tap.equal((outcome.code, outcome.shown), (kind, []))
            assert outcome.hint, outcome


@tap.test
def a_tenant_that_entra_does_not_know_is_named() -> None:
    with SigningIn() as place:
        failed(place.sign_in("device-code", tenant=UNKNOWN_ID), "refused", "AADSTS90002",
               "check the tenant: credential.azdoTenant")


@tap.test
def nothing_goes_to_an_authority_that_is_not_microsofts() -> None:
    with SigningIn() as place:
        for host in ("https://evil.example/", "https://login.microsoftonline.com.evil.example",
                     "https://login.microsoftonline.com@evil.example", "http://127.0.0.1"):
            failed(place.sign_in("device-code", env={"AZURE_AUTHORITY_HOST": host}), "config",
                   "AZURE_AUTHORITY_HOST names no host of Microsoft Entra",
                   "unset AZURE_AUTHORITY_HOST")
        failed(place.sign_in("device-code", tenant="../contoso"), "config", "not the id", "")
        tap.equal(place.asked(), [])


# --- a refresh token -----------------------------------------------------------------------------


def signed_in(place: SigningIn) -> Outcome:
    place.azure.set_entra(approve_after_polls=0)
    outcome = place.sign_in("device-code").good()
    assert outcome.refresh_token, outcome
    place.azure.clear_requests()
    return outcome


def refresh(place: SigningIn, refresh_token: str, **options: Any) -> Outcome:
    return place.sign_in("device-code", refresh_token=refresh_token, **options)


@tap.test
def a_refresh_token_gives_tokens_without_asking_anybody() -> None:
    with SigningIn() as place:
        place.azure.make_browser(place.programs)
        before = signed_in(place)
        for source in ("device-code", "browser"):
            outcome = place.sign_in(source, refresh_token=before.refresh_token, tenant=place.home,
                                    env={"DISPLAY": ":0"}).good()
            tap.equal((outcome.shown, outcome.account, outcome.is_user),
                      ([], "user@example.com", True))
            assert outcome.refresh_token not in ("", before.refresh_token), outcome
            assert outcome.access_token != before.access_token
            expect_expiry(outcome)
        tap.equal(place.azure.opened_urls(), [])
        tap.equal([(form(record)["grant_type"], form(record)["scope"])
                   for record in place.asked()],
                  [("refresh_token", f"{SCOPE} offline_access")] * 2)


@tap.test
def where_each_refresh_token_works_once_the_new_one_goes_on() -> None:
    with SigningIn() as place:
        first = signed_in(place)
        place.azure.set_entra(refresh="once")
        second = refresh(place, first.refresh_token).good()
        refresh(place, second.refresh_token).good()
        failed(refresh(place, first.refresh_token), "sign-in", "AADSTS50173", AGAIN)


@tap.test
def where_there_is_no_new_refresh_token_the_old_one_stays() -> None:
    with SigningIn() as place:
        first = signed_in(place)
        place.azure.set_entra(refresh="same")
        tap.equal(refresh(place, first.refresh_token).good().refresh_token, first.refresh_token)


# What Entra says to a refresh token: the error, its number, its kind, and the way out.
REFRESHES: dict[str, tuple[str, int | None, str, str]] = {
    "it is revoked": ("invalid_grant", 50173, "sign-in", AGAIN),
    "it was not used for too long": ("invalid_grant", 700082, "sign-in", AGAIN),
    "a second factor is wanted": ("interaction_required", 50076, "sign-in", "second factor"),
    "the second factor has expired": ("invalid_grant", 50078, "sign-in", "second factor"),
    "the device is not compliant": ("invalid_grant", 53000, "sign-in", "policy"),
    "consent is withdrawn": ("invalid_grant", 65001, "sign-in", "consent"),
    "the account is disabled": ("invalid_grant", 50057, "sign-in", "administrator"),
    "the application is gone": ("unauthorized_client", 700016, "refused", "azdoClientId"),
    "Entra is ill": ("temporarily_unavailable", None, "unreachable", "later"),
}


def no_refresh(name: str) -> None:
    error, number, kind, hint = REFRESHES[name]
    with SigningIn() as place:
        token = signed_in(place).refresh_token
        place.azure.add_entra_error(error, grant="refresh_token", code=number)
        outcome = refresh(place, token)
        failed(outcome, kind, f"AADSTS{number}" if number else "", hint)
        tap.equal(len(place.asked()), 1)


for each_refresh in REFRESHES:
    tap.add(f"a refresh token is no longer good when {each_refresh}",
            partial(no_refresh, each_refresh))


# --- the way to Entra ----------------------------------------------------------------------------

# What goes wrong: the words behind the colon.
FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "too many requests": ({"kind": "status", "status": 429, "seconds": 17},
                          "asks to come back in 17 seconds (status 429)"),
    "too many requests for now": ({"kind": "status", "status": 429},
                                  "asks to come back later (status 429)"),
    "a fault of Entra's": ({"kind": "status", "status": 503}, "has a fault of its own"),
    "a portal's page": ({"kind": "html"}, "does not answer as Microsoft Entra does (status 200)"),
    "a way to elsewhere": ({"kind": "redirect"}, "does not answer as Microsoft Entra does"),
    "JSON that is too deep": ({"kind": "deep-json"}, "does not answer as Microsoft Entra does"),
    "too much": ({"kind": "oversize"}, "sent more than it should"),
    "an end before the answer": ({"kind": "reset"}, "broke the connection off"),
    "an answer that is lost": ({"kind": "lost"}, "broke the connection off"),
    "half an answer": ({"kind": "truncate"}, "broke the connection off"),
    "a slow answer": ({"kind": "drip", "seconds": 1}, "did not answer in time"),
    "no answer": ({"kind": "black-hole"}, "did not answer in time"),
}


def fault(name: str) -> None:
    details, words = FAULTS[name]
    with SigningIn() as place:
        token = signed_in(place).refresh_token
        place.azure.add_fault(host=LOGIN_HOST, **details)
        outcome = refresh(place, token, limit_ms=1500)
        failed(outcome, "unreachable", CANNOT_BE_ASKED + words, "try again")
        assert outcome.seconds < 1.5 + SLACK_S, outcome
        tap.equal([record.host for record in place.asked()], [LOGIN_HOST])
        place.azure.clear_faults()
        refresh(place, token).good()


for each_fault in FAULTS:
    tap.add(f"{each_fault} says nothing about a refresh token", partial(fault, each_fault))


@tap.test
def entra_must_show_its_own_certificate() -> None:
    with SigningIn() as place:
        token = signed_in(place).refresh_token
        for kind in ("wrong-name", "expired", "unknown-ca"):
            place.azure.set_certificate(kind, LOGIN_HOST)
            failed(refresh(place, token), "unreachable", CANNOT_BE_ASKED, "")
        tap.equal(place.asked(), [])


@tap.test
def without_a_network_a_code_is_not_waited_for() -> None:
    with SigningIn() as place:
        place.azure.stop()
        outcome = place.sign_in("device-code")
        failed(outcome, "unreachable", CANNOT_BE_ASKED, "http.proxy")
        assert outcome.seconds < 3 + SLACK_S, outcome


# --- secrets -------------------------------------------------------------------------------------


@tap.test
def no_copy_of_the_tokens_stays_anywhere() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=1)
        leaks = Leaks(place)
        outcome = place.sign_in("device-code", look=leaks.look).good()
        leaks.expect_none()
        leaks = Leaks(place, outcome.refresh_token)
        refresh(place, outcome.refresh_token, look=leaks.look).good()
        leaks.expect_none()


@tap.test
def a_trace_shows_what_is_asked_and_no_secret() -> None:
    with SigningIn() as place:
        place.azure.set_entra(approve_after_polls=1)
        traces = {"AZDO_TRACE": "1", "GIT_TRACE": "1", "GIT_CURL_VERBOSE": "1",
                  "GIT_TRACE_CURL": "1"}
        first = place.sign_in("device-code", env=traces, trace=True).good()
        trace = place.stderr
        second = refresh(place, first.refresh_token, env=traces, trace=True).good()
        trace += place.stderr
        assert f"https://{LOGIN_HOST}/organizations/oauth2/v2.0/token" in trace, trace
        assert "SYNTHETICTESTTOKEN" not in trace, trace
        for token in (first.access_token, first.refresh_token, second.access_token,
                      second.refresh_token):
            assert token not in trace and token[:40] not in trace


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
