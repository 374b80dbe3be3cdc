#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Is this token good, whose is it, and if not, why not: every answer that is known. Prints TAP."""

import sys
import time
from base64 import b64encode
from functools import partial
from subprocess import PIPE

import tap
from sandbox import enter_sandbox
from standin_server.tokens import Owner
from validation import (COLLECTION, CONTOSO, CORE_HOST, MODULE, PROFILE_HOST, PROGRAM, SERVER,
                        UNHELPED, Process, Result, Validation, copies, only)

CODE = ["vso.code_write"]
OTHER = ["vso.tokens"]  # inherits no profile
USER_DATA = [("X-VSS-UserData", "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11:user@example.com")]
PROFILE_QUERY = "/contoso/_apis/profile/profiles/me?api-version=7.1"
CONNECTION_QUERY = "/contoso/_apis/connectionData?api-version=7.1-preview.1"


def paths(place: Validation) -> list[str]:
    return [f"{record.path}?{record.query}" for record in place.asked()]


@tap.test
def a_good_token_is_valid_and_has_an_owner() -> None:
    with Validation() as place:
        owner = Owner("Ada Øverby", "ada@example.com")
        token = place.azure.add_token("contoso", scopes=CODE, owner=owner)
        only(place.ask(token), verdict="valid", name="Ada Øverby", account="ada@example.com",
             id=owner.id, status="200", stderr="", description="valid")
        tap.equal(paths(place), [PROFILE_QUERY])


@tap.test
def the_request_is_what_azure_devops_wants() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=CODE)
        place.ask(token)
        record, = place.asked()
        headers = dict(record.headers)
        assert record.authorization
        tap.equal((record.method, record.host), ("GET", PROFILE_HOST))
        tap.equal((record.authorization.scheme.lower(), record.authorization.username,
                   record.authorization.token), ("basic", "", place.azure.token_id(token)))
        tap.equal(headers["X-TFS-FedAuthRedirect"], "Suppress")
        tap.equal(headers["Accept"], "application/json")
        assert record.user_agent.startswith("git-credential-azdo/"), record.user_agent


@tap.test
def a_token_of_any_length_arrives_whole() -> None:
    with Validation() as place:
        for length in (1, 2, 3, 31, 32, 33, 63, 64, 65, 200, 2000):
            text = "SYNTHETICTESTTOKEN".ljust(length, "x")[:length]
            place.azure.add_token("contoso", scopes=CODE, text=text)
            only(place.ask(text), verdict="valid")


@tap.test
def a_token_without_the_profile_scope_is_confirmed_and_valid() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=OTHER)
        only(place.ask(token), verdict="valid-no-profile-scope", account="user@example.com")
        tap.equal(paths(place), [PROFILE_QUERY, CONNECTION_QUERY])


@tap.test
def a_scope_that_is_missing_with_403_is_valid_too() -> None:
    with Validation() as place:
        place.azure.add_fault("status", host=PROFILE_HOST, status=403)
        place.azure.add_fault("headers", host=PROFILE_HOST, headers=USER_DATA)
        token = place.azure.add_token("contoso", scopes=OTHER)
        only(place.ask(token), verdict="valid-no-profile-scope")


@tap.test
def an_organization_with_public_projects_does_not_make_a_bad_token_good() -> None:
    with Validation() as place:
        place.azure.set_organization("contoso", public_projects=True)
        only(place.ask("SYNTHETICTESTTOKENunknown"), verdict="refused", reason="unspecified")
        tap.equal(place.asked()[-1].status, 200)


@tap.test
def a_token_of_another_organization_is_refused() -> None:
    with Validation() as place:
        token = place.azure.add_token("fabrikam", scopes=CODE)
        only(place.ask(token), verdict="refused", reason="unspecified",
             description="refused: it is expired, revoked or for another organization; "
                         "Azure DevOps does not say which")


@tap.test
def a_revoked_token_is_refused() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=CODE)
        place.azure.revoke(token)
        only(place.ask(token), verdict="refused", reason="unspecified")


# How Azure DevOps refuses: the shape, and the reason that can be read from it.
REFUSALS = {
    "empty": "unspecified",
    "service-error-header": "expired",
    "json-access-check": "expired",
    "json-access-check-bom": "expired",
    "html-title": "expired",
    "signin-203": "unspecified",
    "redirect-302": "unspecified",
    "conditional-access": "conditional-access",
    "sign-in-once": "sign-in-once",
}


def refused(shape: str, reason: str) -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=CODE, valid_to=time.time() - 60,
                                      valid_from=time.time() - 3600)
        place.azure.set_refusal(shape)
        result = place.ask(token)
        only(result, verdict="refused", reason=reason)
        assert result["activity_id"]
        if reason == "expired":
            tap.equal(result["words"],
                      "Access Denied: The Personal Access Token used has expired.")


for each_shape, each_reason in REFUSALS.items():
    tap.add(f"an expired token refused as {each_shape} has the reason {each_reason}",
            partial(refused, each_shape, each_reason))


@tap.test
def conditional_access_is_told_although_the_user_is_known() -> None:
    with Validation() as place:
        place.azure.set_refusal("conditional-access")
        place.azure.add_fault("headers", headers=USER_DATA)
        only(place.ask("SYNTHETICTESTTOKEN"), verdict="refused", reason="conditional-access")


def not_allowed(status: int) -> None:
    with Validation() as place:
        place.azure.add_fault("status", status=status)
        place.azure.add_fault("headers", headers=USER_DATA)
        result = place.ask(place.azure.add_token("contoso", scopes=CODE))
        only(result, verdict="valid-not-allowed-here", status=str(status))
        assert "user@example.com" not in repr(result)


for each_status in (401, 403, 404):
    tap.add(f"{each_status} with the user's data is a valid token that is not allowed there",
            partial(not_allowed, each_status))


def unknown(status: int, cause: str) -> None:
    with Validation() as place:
        place.azure.add_fault("status", status=status)
        only(place.ask(place.azure.add_token("contoso", scopes=CODE)), verdict="unknown",
             cause=cause, outcome="answered", status=str(status))


for each_status, each_cause in {400: "strange-reply", 403: "strange-reply", 404: "strange-reply",
                                418: "strange-reply", 500: "server-fault", 502: "server-fault",
                                503: "server-fault", 504: "server-fault"}.items():
    tap.add(f"{each_status} alone says nothing about a token",
            partial(unknown, each_status, each_cause))


@tap.test
def throttled_is_unknown_and_is_not_asked_again() -> None:
    with Validation() as place:
        place.azure.add_fault("status", status=429, seconds=17)
        only(place.ask(place.azure.add_token("contoso", scopes=CODE)), verdict="unknown",
             cause="throttled", retry_after="17",
             description="could not be checked: the server asks to come back in 17 seconds")
        tap.equal(len(place.asked()), 1)


@tap.test
def throttled_with_200_is_an_answer() -> None:
    with Validation() as place:
        place.azure.add_fault("retry-after", seconds=5)
        only(place.ask(place.azure.add_token("contoso", scopes=CODE)), verdict="valid",
             retry_after="5")


@tap.test
def a_byte_order_mark_does_not_matter() -> None:
    with Validation() as place:
        place.azure.add_fault("bom")
        only(place.ask(place.azure.add_token("contoso", scopes=CODE)), verdict="valid")


@tap.test
def a_portals_page_is_no_refusal() -> None:
    with Validation() as place:
        place.azure.add_fault("html")
        only(place.ask(place.azure.add_token("contoso", scopes=CODE)), verdict="unknown",
             cause="strange-reply", status="200", words="A captive portal")


@tap.test
def a_redirect_to_elsewhere_is_no_refusal_and_is_not_followed() -> None:
    with Validation() as place:
        for status in (301, 302, 303, 307, 308):
            place.azure.clear_faults()
            place.azure.clear_requests()
            place.azure.add_fault("redirect", status=status)
            only(place.ask(place.azure.add_token("contoso", scopes=CODE)), verdict="unknown",
                 cause="strange-reply", status=str(status))
            tap.equal([record.host for record in place.asked()], [PROFILE_HOST, CORE_HOST])


@tap.test
def a_redirect_within_microsofts_hosts_is_not_followed() -> None:
    with Validation() as place:
        place.azure.add_fault("redirect", location="https://app.vssps.visualstudio.com")
        place.ask(place.azure.add_token("contoso", scopes=CODE))
        tap.equal([record.host for record in place.asked()], [PROFILE_HOST, CORE_HOST])


@tap.test
def a_long_challenge_does_not_hide_a_refusal() -> None:
    with Validation() as place:
        place.azure.add_fault("challenge", size=60000)
        only(place.ask("SYNTHETICTESTTOKEN"), verdict="refused")


@tap.test
def a_fault_of_the_profile_service_alone_leaves_connection_data() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=CODE)
        place.azure.add_fault("status", host=PROFILE_HOST, status=503)
        only(place.ask(token), verdict="valid")
        place.azure.revoke(token)
        only(place.ask(token), verdict="unknown", cause="server-fault")


@tap.test
def a_fault_of_connection_data_does_not_make_a_refusal_of_it() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=OTHER)
        place.azure.add_fault("status", host=CORE_HOST, status=503)
        only(place.ask(token), verdict="unknown", cause="server-fault", status="503")


@tap.test
def a_legacy_host_is_asked_at_its_organization() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=CODE)
        only(place.ask(token, "https://contoso.visualstudio.com/web/_git/app"), verdict="valid")
        tap.equal(paths(place), [PROFILE_QUERY])


def ask_server(place: Validation, token: str) -> Result:
    return place.ask(token, f"{COLLECTION}/web/_git/app", server=SERVER)


@tap.test
def a_server_is_asked_for_connection_data_alone() -> None:
    with Validation() as place:
        collection = "tfs.example.com/defaultcollection"
        token = place.azure.add_token(collection, scopes=CODE)
        only(ask_server(place, token), verdict="valid", account="user@example.com")
        record, = place.asked()
        tap.equal((record.host, record.query), ("tfs.example.com", "api-version=5.0-preview.1"))
        place.azure.revoke(token)
        only(ask_server(place, token), verdict="refused", reason="unspecified")


@tap.test
def no_copy_of_the_token_stays_in_memory() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=OTHER)
        counts: list[int] = []
        only(place.ask(token, look=lambda process: counts.append(copies_of(process, token)),
                       env=UNHELPED),
             verdict="valid-no-profile-scope")
        tap.equal(counts, [0])


@tap.test
def a_token_that_is_in_use_is_found_in_memory() -> None:
    with Validation() as place:
        token = place.azure.add_token("contoso", scopes=OTHER)
        place.azure.add_fault("black-hole")
        place.config()
        with place.session.start([PROGRAM, MODULE, CONTOSO], env=UNHELPED, stdin=PIPE,
                                 stdout=PIPE) as process:
            assert process.stdin
            process.stdin.write(token + "\n")
            process.stdin.flush()
            while not place.asked():
                time.sleep(0.02)
            found = copies_of(process, token)
            process.kill()
        assert found > 0, found


def copies_of(process: Process, token: str) -> int:
    """Of a token, or of what Basic makes of it."""
    return copies(process, token.encode(), b64encode(b":" + token.encode())[:80])


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
