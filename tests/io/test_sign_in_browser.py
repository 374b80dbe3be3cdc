#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A person signs in with a browser, and others on the machine get in the way. Prints TAP."""

from __future__ import annotations

import base64
import contextlib
import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tap
from sandbox import enter_sandbox
from signing_in import (APPLICATION_ID, AZURE_CLI_ID, DRIVER, LIMIT_S, LOGIN_HOST, SCOPE, SLACK_S,
                        Leaks, Outcome, SigningIn, expect_expiry, failed, form, query, wait_for)
from validation import MODULE, only

SCREEN = {"DISPLAY": ":0"}
WITH_A_CODE = "git credential-azdo login --entra=device-code"
NOTHING_HERE = "There is nothing here."
NEVER = "never-the-state"


class Desktop(SigningIn):
    """With a browser."""

    def __enter__(self) -> Desktop:
        super().__enter__()
        self.azure.make_browser(self.programs)
        return self

    def come_back(self, **options: Any) -> Outcome:
        return self.sign_in("browser", **{"env": SCREEN, **options})

    @contextmanager
    def waiting(self, **options: Any) -> Iterator[tuple[str, Future[Outcome]]]:
        """The page that was opened, at which nobody has signed in yet, and what comes of it.

        What the block leaves unfinished is finished behind it.
        """
        self.azure.set_browser(visits=False)
        with self.begin("browser", env=SCREEN, **options) as result:
            wait_for(lambda: self.azure.opened_urls() or result.done())
            url = self.azure.opened_urls()[-1]
            try:
                yield url, result
            finally:
                with contextlib.suppress(ConnectionError):  # it is over
                    self.azure.browse(url)
            result.result(LIMIT_S).good()


def address(url: str) -> tuple[str, int]:
    """Where the browser is sent back to."""
    parts = urlsplit(query(url)["redirect_uri"])
    assert parts.hostname and parts.port, url
    return parts.hostname, parts.port


def connect(url: str, host: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection((host, address(url)[1]), LIMIT_S)


def send(url: str, request: str | bytes) -> tuple[int, str]:
    """The status and the page that raw bytes get; 0 = the connection is closed without any."""
    with connect(url) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(request.encode() if isinstance(request, str) else request)
        return answer_on(connection)


def answer_on(connection: socket.socket) -> tuple[int, str]:
    response = http.client.HTTPResponse(connection)
    try:
        response.begin()
        return response.status, response.read().decode()
    except (http.client.HTTPException, OSError):
        return 0, ""


def get(target: str, *lines: str) -> str:
    return "\r\n".join((f"GET {target} HTTP/1.1", "Host: localhost", *lines, "", ""))


# --- signing in ----------------------------------------------------------------------------------


@tap.test
def a_browser_signs_a_person_in() -> None:
    with Desktop() as place:
        leaks = Leaks(place)
        outcome = place.come_back(look=leaks.look).good()
        tap.equal((outcome.account, outcome.tenant, outcome.is_user, outcome.is_announced,
                   outcome.shown), ("user@example.com", place.home, True, False, []))
        expect_expiry(outcome)
        assert outcome.refresh_token
        only(place.ask(outcome.access_token), verdict="valid")
        wait_for(place.azure.pages)
        page, = place.azure.pages()
        tap.equal(page.status, 200)
        assert "Thank you." in page.body, page
        leaks.expect_none()


@tap.test
def a_page_asks_for_a_code_that_only_this_process_can_redeem() -> None:
    with Desktop() as place:
        place.come_back().good()
        place.come_back(tenant=place.home).good()
        first, second = place.azure.opened_urls()
        asked = query(first)
        tap.equal({name: asked[name] for name in asked
                   if name not in ("state", "code_challenge", "redirect_uri")},
                  {"client_id": AZURE_CLI_ID, "scope": f"{SCOPE} offline_access",
                   "response_type": "code", "response_mode": "query",
                   "code_challenge_method": "S256", "prompt": "select_account"})
        tap.equal((len(asked["state"]), len(asked["code_challenge"])), (43, 43))
        assert all(asked[name] != query(second)[name] for name in ("state", "code_challenge"))
        tap.equal(address(first)[0], "localhost")
        assert second.startswith(f"https://{LOGIN_HOST}/{place.home}/oauth2/v2.0/authorize?")
        sent = form(place.tokens_asked()[0])
        tap.equal((sent["grant_type"], sent["redirect_uri"], sent["code_verifier"][0]),
                  ("authorization_code", asked["redirect_uri"], "["))


@tap.test
def an_application_of_ones_own_signs_in() -> None:
    with Desktop() as place:
        place.azure.add_client(APPLICATION_ID, public=True)
        place.come_back(client_id=APPLICATION_ID).good()


@tap.test
def without_a_browser_or_a_screen_a_code_is_named() -> None:
    with SigningIn() as place:
        (place.programs / "git").symlink_to(str(shutil.which("git")))
        alone = {"PATH": str(place.programs)}  # the system may have an opener of its own
        failed(place.sign_in("browser", env={**SCREEN, **alone}), "missing", "no web browser",
               WITH_A_CODE)
        place.azure.make_browser(place.programs)
        for env in ({}, {**SCREEN, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}):
            failed(place.sign_in("browser", env=env), "missing", "no web browser", WITH_A_CODE)
        tap.equal((place.azure.opened_urls(), place.asked()), ([], []))


# What Entra sends a browser back with: the error, its number, the kind, and the way out.
ERRORS: dict[str, tuple[str, int | None, str, str]] = {
    "the person says no": ("access_denied", 65004, "cancelled", "login --entra"),
    "a policy says no": ("access_denied", 53003, "refused", "policy"),
    "consent is wanted": ("consent_required", 65001, "sign-in", "administrator"),
    "a second factor is wanted": ("interaction_required", 50076, "sign-in", "second factor"),
    "the account is another tenant's": ("access_denied", 50020, "refused", "azdoTenant"),
    "Entra is ill": ("temporarily_unavailable", None, "unreachable", "later"),
}


def error(name: str) -> None:
    word, number, kind, hint = ERRORS[name]
    with Desktop() as place:
        place.azure.add_entra_error(word, endpoint="authorize", code=number)
        failed(place.come_back(), kind, f"AADSTS{number}" if number else "", hint)
        wait_for(place.azure.pages)
        page, = place.azure.pages()
        assert "You are not signed in." in page.body and "AADSTS" not in page.body, page
        tap.equal(place.tokens_asked(), [])


for each_error in ERRORS:
    tap.add(f"a browser comes back without a code when {each_error}", partial(error, each_error))


@tap.test
def a_code_that_entra_does_not_know_signs_nobody_in() -> None:
    with Desktop() as place:
        place.azure.set_browser(change={"code": "1.forged"})
        failed(place.come_back(), "sign-in", "AADSTS70000", "login --entra")


@tap.test
def a_code_of_another_sign_in_signs_nobody_in() -> None:
    """As an attacker would slip in who has seen the state: the proof key does not fit."""
    with Desktop() as place:
        with place.waiting() as (url, _):
            challenge = base64.urlsafe_b64encode(bytes(32)).decode().rstrip("=")
            other = url.replace(query(url)["code_challenge"], challenge)
            page = place.azure.browse(other, change={"state": NEVER})
            tap.equal(page.status, 400)
        place.azure.reset_browser()
        place.azure.set_browser(visits=False)
        with place.begin("browser", env=SCREEN) as result:
            wait_for(place.azure.opened_urls)
            url = place.azure.opened_urls()[-1]
            place.azure.browse(url.replace(query(url)["code_challenge"], challenge))
            failed(result.result(LIMIT_S), "sign-in", "AADSTS50148", "login --entra")


@tap.test
def a_fault_of_entras_after_the_browser_came_back_is_no_refusal() -> None:
    with Desktop() as place:
        place.azure.add_fault("reset", host=LOGIN_HOST, method="POST")
        failed(place.come_back(), "unreachable", "broke the connection off", "again")


# --- in the way ----------------------------------------------------------------------------------

# What is turned away, without an end to the wait: the request, and the status it gets.
STRANGERS: dict[str, tuple[str | bytes, int]] = {
    "an icon is asked for": (get("/favicon.ico"), 404),
    "the page without a query is asked for": (get("/"), 404),
    "a state is forged": (get(f"/?code=x&state={NEVER}"), 400),
    "an error comes without a state": (get("/?error=access_denied"), 400),
    "an error comes with a forged state": (get(f"/?error=access_denied&state={NEVER}"), 400),
    "a code comes without a state": (get("/?code=x"), 400),
    "a state is empty": (get("/?code=x&state="), 400),
    "a form is posted": ("POST / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
    "TLS is spoken": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "a head has no end": (get("/?x", f"X: {'x' * 20_000}"), 400),
    "an address has no end": (f"GET /?code={'x' * (1 << 20)}", 400),
    "there is a NUL": (b"GET /\0 HTTP/1.1\r\n\r\n", 400),
    "another protocol is named": ("GET /?code=x GOPHER\r\n\r\n", 400),
    "a request is empty": (get(""), 400),
}


def stranger(name: str) -> None:
    request, status = STRANGERS[name]
    with Desktop() as place, place.waiting() as (url, result):
        found, page = send(url, request)
        if name == "an address has no end" and found == 0:
            found = status  # what is still under way makes the kernel reset the connection
        tap.equal(found, status)
        assert not page or NOTHING_HERE in page, page
        assert not result.done()


for each_stranger in STRANGERS:
    tap.add(f"a sign-in goes on when {each_stranger}", partial(stranger, each_stranger))


@tap.test
def the_right_state_is_not_enough_for_a_request_that_is_not_clear() -> None:
    with Desktop() as place, place.waiting() as (url, result):
        state = query(url)["state"]
        for target in (f"/?state={state}", f"/?code=a&error=b&state={state}",
                       f"/?code=a&code=b&state={state}", f"/?code=&state={state}",
                       f"/?code=a&state={state}&state={state}", f"/x?code=a&state={state}",
                       f"/?code=%zz&state={state}", f"/?code=%00&state={state}"):
            status, _ = send(url, get(target))
            assert status in (400, 404), (target, status)
        assert not result.done()


@tap.test
def those_who_connect_and_say_nothing_do_not_keep_the_browser_out() -> None:
    with Desktop() as place, contextlib.ExitStack() as idle:
        with place.waiting() as (url, _):
            for _ in range(100):
                idle.enter_context(connect(url))
            half = idle.enter_context(connect(url))
            half.sendall(b"GET /?code=")
            start = time.monotonic()
            tap.equal(place.azure.browse(url).status, 200)
            assert time.monotonic() - start < SLACK_S


@tap.test
def a_request_may_come_in_pieces() -> None:
    with Desktop() as place, place.waiting() as (url, result):
        with connect(url) as connection:
            for byte in get(f"/?code=1.x&state={NEVER}").encode():
                connection.sendall(bytes([byte]))
            tap.equal(answer_on(connection)[0], 400)
        assert not result.done()


@tap.test
def a_browser_that_opens_a_connection_ahead_is_served_on_another() -> None:
    with Desktop() as place, place.waiting() as (url, _):
        with connect(url):
            tap.equal(send(url, get("/favicon.ico"))[0], 404)
            tap.equal(place.azure.browse(url).status, 200)


@tap.test
def whoever_hangs_up_does_no_harm() -> None:
    with Desktop() as place, place.waiting() as (url, result):
        for _ in range(20):
            connect(url).close()
            with connect(url) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, bytes([1, *bytes(7)]))
                connection.sendall(b"GET /")
        assert not result.done()


@tap.test
def an_answer_is_for_nobody_else_and_repeats_nothing() -> None:
    with Desktop() as place, place.waiting() as (url, _):
        with connect(url) as connection:
            connection.sendall(get("/?code=<script>&state=x").encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            tap.equal({name: response.headers[name] for name in (
                "Content-Security-Policy", "Cache-Control", "Referrer-Policy",
                "X-Content-Type-Options", "Access-Control-Allow-Origin")},
                {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store",
                 "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
                 "Access-Control-Allow-Origin": None})
            assert b"script" not in response.read()


@tap.test
def nobody_but_this_machine_is_listened_to() -> None:
    with Desktop() as place, place.waiting() as (url, _):
        port = f":{address(url)[1]:04X}"
        found = [line.split()[1].removesuffix(port)
                 for name in ("tcp", "tcp6")
                 for line in Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()
                 if line.split()[1].endswith(port) and line.split()[3] == "0A"]
        ipv4, ipv6 = "0100007F", "00000000000000000000000001000000"
        assert set(found) <= {ipv4, ipv6} and ipv4 in found, found
        if Path("/proc/net/if_inet6").exists():
            tap.equal(sorted(found), sorted((ipv4, ipv6)))
            with connect(url, "::1") as connection:
                connection.sendall(get("/favicon.ico").encode())
                tap.equal(answer_on(connection)[0], 404)


@tap.test
def whoever_gives_up_leaves_nothing_behind() -> None:
    with Desktop() as place:
        place.azure.set_browser(visits=False)
        path = f"{place.programs}:{place.session.environment()['PATH']}"
        with place.session.start([DRIVER, MODULE, "browser"], env={**SCREEN, "PATH": path},
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin
            process.stdin.write("\n")
            process.stdin.flush()
            wait_for(place.azure.opened_urls)
            process.send_signal(signal.SIGINT)
            tap.equal(process.wait(LIMIT_S), -signal.SIGINT)
        with contextlib.suppress(ConnectionRefusedError):
            connect(place.azure.opened_urls()[0]).close()
            raise AssertionError("somebody still listens")


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
