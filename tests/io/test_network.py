#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The way to Azure DevOps: its failures, certificates, proxies, and the trace. Prints TAP."""

import contextlib
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import stat
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import tap
from full_listener import full_listener
from proxy import Proxy
from sandbox import enter_sandbox
from validation import (COLLECTION, CORE_HOST, PROFILE_HOST, PROGRAM, SERVER, Result, Validation,
                        make_work_tree, only)

CODE = ["vso.code_write"]
CERTIFICATES = Path("/etc/ssl/certs")
# What a limit may be missed by on a busy machine.
SLACK_S = 1.0


def good_token(place: Validation) -> str:
    return place.azure.add_token("contoso", scopes=CODE)


def expect_not_reached(result: Result, outcome: str) -> None:
    only(result, verdict="unknown", cause="not-reached", outcome=outcome, stderr="")
    assert result["words"], result
    wants_password = outcome == "proxy-failed" and result["status"] in ("401", "407")
    who = "proxy" if wants_password else "server"
    assert result["description"].startswith(f"could not be checked: the {who} "), result


def expect_within(result: Result, low_s: float, high_s: float) -> None:
    assert low_s <= float(result["seconds"]) <= high_s + SLACK_S, result


# What goes wrong while the server answers.


def fault(kind: str, outcome: str, **fields: Any) -> None:
    with Validation() as place:
        token = good_token(place)
        place.azure.add_fault(kind, **fields)
        expect_not_reached(place.ask(token, limit_ms=1500), outcome)


for each_kind, each_outcome in {"reset": "cut-off", "truncate": "cut-off",
                                "oversize": "too-large", "black-hole": "timed-out",
                                "drip": "timed-out"}.items():
    tap.add(f"{each_kind} is unknown: {each_outcome}", partial(fault, each_kind, each_outcome))


@tap.test
def deep_json_is_no_answer_and_does_no_harm() -> None:
    with Validation() as place:
        place.azure.add_fault("deep-json")
        only(place.ask(good_token(place)), verdict="unknown", cause="strange-reply", status="200")


@tap.test
def an_answer_that_does_not_announce_its_size_is_limited_too() -> None:
    with Validation() as place, local_server(place, Endless) as port:
        result = ask_local_server(place, port)
        expect_not_reached(result, "too-large")
        expect_within(result, 0, 1.0)


@tap.test
def a_slow_answer_is_waited_for() -> None:
    with Validation() as place:
        place.azure.add_fault("latency", seconds=1.5)
        result = place.ask(good_token(place))
        only(result, verdict="valid")
        expect_within(result, 1.5, 1.5)


# What goes wrong before.


@tap.test
def a_name_that_is_not_found_is_unknown() -> None:
    with Validation() as place:
        place.config(way=False)
        expect_not_reached(place.ask("SYNTHETICTESTTOKEN", configured=True), "name-not-found")


@tap.test
def a_name_server_that_is_silent_is_waited_for_no_longer_than_the_limit() -> None:
    with Validation() as place, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 53))
        place.config(way=False)
        names = place.session.scratch / "resolv.conf"
        names.write_text("nameserver 127.0.0.1\n", encoding="utf-8")
        result = ask_with_mount(place, names, Path(os.path.realpath("/etc/resolv.conf")),
                                limit_ms=2000)
        only(result, verdict="unknown", outcome="timed-out")
        expect_within(result, 2.0, 2.0)


@tap.test
def nobody_who_listens_is_unknown() -> None:
    with Validation() as place:
        place.config()
        place.azure.stop()
        expect_not_reached(place.ask("SYNTHETICTESTTOKEN", configured=True), "connect-failed")


@tap.test
def an_address_that_is_silent_is_given_up_after_three_seconds() -> None:
    with Validation() as place, full_listener() as port:
        place.config(f"[http]\n proxy = http://127.0.0.1:{port}\n")
        result = place.ask("SYNTHETICTESTTOKEN", configured=True)
        expect_not_reached(result, "timed-out")
        expect_within(result, 5.9, 6.0)  # two endpoints


@tap.test
def the_limit_holds_for_both_endpoints_together() -> None:
    with Validation() as place:
        place.azure.add_fault("latency", seconds=1.2)
        place.azure.add_fault("status", host=PROFILE_HOST, status=401)
        result = place.ask(good_token(place), limit_ms=2000)
        expect_not_reached(result, "timed-out")
        expect_within(result, 2.0, 2.0)


@tap.test
def no_time_means_no_question() -> None:
    with Validation() as place:
        only(place.ask(good_token(place), limit_ms=0), verdict="unknown", cause="not-asked")
        tap.equal(place.asked(), [])


# Certificates


def bad_certificate(kind: str, outcome: str) -> None:
    with Validation() as place:
        token = good_token(place)
        place.azure.set_certificate(kind)
        expect_not_reached(place.ask(token), outcome)
        tap.equal(place.asked(), [])


for each_kind, each_outcome in {"wrong-name": "tls-wrong-name", "expired": "tls-expired",
                                "unknown-ca": "tls-untrusted"}.items():
    tap.add(f"a certificate of the kind {each_kind} is unknown: {each_outcome}",
            partial(bad_certificate, each_kind, each_outcome))


@tap.test
def a_handshake_without_an_answer_is_given_up() -> None:
    with Validation() as place:
        place.azure.set_certificate("silent")
        expect_not_reached(place.ask("SYNTHETICTESTTOKEN", limit_ms=1000), "timed-out")


@tap.test
def verification_stays_on_for_microsofts_hosts() -> None:
    with Validation() as place:
        place.config("[http]\n sslVerify = false\n")
        place.azure.set_certificate("unknown-ca")
        result = place.ask("SYNTHETICTESTTOKEN", configured=True, env={"GIT_SSL_NO_VERIFY": "1"})
        expect_not_reached(result, "tls-untrusted")
        tap.equal(place.asked(), [])


@tap.test
def verification_is_off_for_a_server_only_where_the_user_says_so() -> None:
    with Validation() as place:
        token = place.azure.add_token("tfs.example.com/defaultcollection", scopes=CODE)
        place.azure.set_certificate("unknown-ca")
        for config, verdict in (("", "unknown"), ("[http]\n sslVerify = false\n", "valid")):
            place.config(config)
            only(place.ask(token, COLLECTION, server=SERVER, configured=True), verdict=verdict)


@tap.test
def a_directory_of_certificates_is_taken_from_the_settings() -> None:
    with Validation() as place:
        token = good_token(place)
        config = place.azure.git_config().replace(str(place.azure.ca_file), "/nonexistent")
        (place.session.home / ".gitconfig").write_text(
            config.replace("sslCAInfo = /nonexistent", f"sslCAPath = {place.azure.ca_directory}"),
            encoding="utf-8")
        only(place.ask(token, configured=True), verdict="valid")


@tap.test
def a_setting_that_names_no_file_is_not_passed_over() -> None:
    with Validation() as place:
        place.config()
        result = place.ask(good_token(place), configured=True,
                           env={"GIT_SSL_CAINFO": "/nonexistent"})
        expect_not_reached(result, "tls-failed")


def without_ca_setting(place: Validation) -> None:
    lines = place.azure.git_config().splitlines(keepends=True)
    (place.session.home / ".gitconfig").write_text(
        "".join(line for line in lines if "sslCAInfo" not in line), encoding="utf-8")


def ask_with_mount(place: Validation, source: Path, target: Path, *, token: str = "",
                   limit_ms: int = 8000) -> Result:
    """Asks where one file or folder of the system is another one."""
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
        tap.skip("no mount namespace can be had here")
    script = f'mount --bind {source} {target} && exec "$0" "$@"'
    wrapper = place.session.scratch / "mounted"
    wrapper.write_text(f"#!/bin/sh\nexec unshare --mount sh -c '{script}' {PROGRAM} \"$@\"\n",
                       encoding="utf-8")
    wrapper.chmod(0o755)
    return place.ask(token, configured=True, limit_ms=limit_ms, env={"AZDO_TRACE": "1"},
                     program=wrapper)


@tap.test
def the_systems_directory_of_certificates_is_enough() -> None:
    with Validation() as place:
        token = good_token(place)
        without_ca_setting(place)
        result = ask_with_mount(place, place.azure.ca_directory, CERTIFICATES, token=token)
        only(result, verdict="valid")
        assert "once more" not in result["stderr"], result["stderr"]


@tap.test
def the_systems_bundle_is_taken_where_the_directory_is_not_enough() -> None:
    with Validation() as place:
        token = good_token(place)
        without_ca_setting(place)
        folder = place.session.scratch / "bundle"
        folder.mkdir()
        shutil.copy(place.azure.ca_file, folder / "ca-certificates.crt")
        result = ask_with_mount(place, folder, CERTIFICATES, token=token)
        only(result, verdict="valid")
        tap.equal(result["stderr"].count("once more"), 1)


@tap.test
def a_pinned_key_holds() -> None:
    with Validation() as place:
        place.config("[http]\n pinnedPubkey = sha256//" + "A" * 43 + "=\n")
        expect_not_reached(place.ask(good_token(place), configured=True), "tls-failed")


CONNECTION_DATA = json.dumps({"authenticatedUser": {
    "id": "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11", "customDisplayName": "By certificate"}}).encode()


class OneAnswer(http.server.BaseHTTPRequestHandler):
    """connectionData, to whoever gets here."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(CONNECTION_DATA)))
        self.end_headers()
        self.wfile.write(CONNECTION_DATA)

    def log_message(self, *_: object) -> None:
        pass


class Endless(OneAnswer):
    """JSON without an end, of a length that is not told."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(b'{"a":"')
            while True:
                self.wfile.write(b"x" * 65536)


@contextlib.contextmanager
def local_server(place: Validation, handler: type[OneAnswer],
                 verify_mode: ssl.VerifyMode = ssl.CERT_NONE) -> Iterator[int]:
    """tfs.example.com at a port of its own."""
    tls = place.session.scratch / "azure/tls"
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tls / "good.pem", tls / "server.key")
    context.load_verify_locations(place.azure.ca_file)
    context.verify_mode = verify_mode
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def ask_local_server(place: Validation, port: int, more: str = "") -> Result:
    url = f"https://tfs.example.com:{port}"
    place.config(f"[http]\n curloptResolve = tfs.example.com:{port}:127.0.0.1\n"
                 f'[http "{url}"]\n{more}')
    return place.ask("SYNTHETICTESTTOKEN", f"{url}/tfs/c", server=url, configured=True)


def make_client_certificate(place: Validation) -> tuple[Path, Path]:
    tls, key = place.session.scratch / "azure/tls", place.session.scratch / "client.key"
    certificate, request = key.with_suffix(".pem"), key.with_suffix(".csr")
    for line in (f"req -newkey rsa:2048 -nodes -keyout {key} -out {request} -subj /CN=client",
                 f"x509 -req -in {request} -CA {tls}/ca.pem -CAkey {tls}/ca.key -CAcreateserial "
                 f"-days 2 -out {certificate}"):
        subprocess.run(["openssl", *line.split()], check=True, capture_output=True)
    return certificate, key


@tap.test
def a_client_certificate_is_shown_where_the_settings_say_so() -> None:
    with Validation() as place, local_server(place, OneAnswer, ssl.CERT_REQUIRED) as port:
        certificate, key = make_client_certificate(place)
        only(ask_local_server(place, port), verdict="unknown", cause="not-reached")
        only(ask_local_server(place, port, f" sslCert = {certificate}\n sslKey = {key}\n"),
             verdict="valid", name="By certificate")


@tap.test
def a_client_certificate_that_is_not_there_is_missed() -> None:
    with Validation() as place, local_server(place, OneAnswer) as port:
        expect_not_reached(ask_local_server(place, port, " sslCert = /nonexistent\n"),
                           "tls-failed")


@tap.test
def a_setting_that_libcurl_does_not_take_is_not_passed_over() -> None:
    with Validation() as place:
        place.config("[http]\n proxy = http://" + "x" * 9_000_000 + "\n")
        expect_not_reached(place.ask(good_token(place), configured=True), "failed")
        tap.equal(place.asked(), [])


# Proxies


def proxied(place: Validation, proxy: Proxy, token: str, user: str = "", more: str = "",
            **options: Any) -> Result:
    place.config(f"[http]\n proxy = http://{user}127.0.0.1:{proxy.port}\n{more}")
    return place.ask(token, configured=True, **options)


@tap.test
def a_proxy_of_the_settings_is_taken() -> None:
    with Validation() as place, Proxy() as proxy:
        only(proxied(place, proxy, good_token(place)), verdict="valid")
        assert proxy.heads[0].startswith(f"CONNECT {PROFILE_HOST}:443 HTTP/1.1\r\n"), proxy.heads


@tap.test
def a_proxy_gets_nothing_that_is_for_the_server() -> None:
    with Validation() as place, Proxy("me:s e:cret") as proxy:
        token = good_token(place)
        only(proxied(place, proxy, token, "me:s%20e%3Acret@"), verdict="valid")
        basic = b64encode(f":{token}".encode()).decode()
        for head in proxy.heads:
            assert not re.search(r"^(Authorization|X-TFS)", head, re.MULTILINE), head
            assert token not in head and basic not in head
        record = place.asked()[-1]
        tap.equal([name for name, _ in record.headers if name.lower().startswith("proxy")], [])


@tap.test
def what_a_proxy_says_is_not_taken_for_the_servers_word() -> None:
    with Validation() as place, Proxy() as proxy:
        only(proxied(place, proxy, "SYNTHETICTESTTOKEN"), verdict="refused")


@tap.test
def a_proxy_that_wants_a_password_gets_the_one_of_the_settings() -> None:
    for method in ("basic", "anyauth"):
        with Validation() as place, Proxy("me:secret") as proxy:
            only(proxied(place, proxy, good_token(place), "me:secret@",
                         f" proxyAuthMethod = {method}\n"), verdict="valid")


def proxy_refuses(proxy: Proxy, status: int) -> None:
    with Validation() as place, proxy:
        result = proxied(place, proxy, good_token(place))
        expect_not_reached(result, "proxy-failed")
        tap.equal(result["status"], str(status))
        tap.equal(place.asked(), [])


tap.add("a proxy without its password is unknown: 407", partial(proxy_refuses, Proxy("a:b"), 407))
for each_status in (401, 403, 502, 503):
    tap.add(f"a proxy that answers {each_status} is unknown",
            partial(proxy_refuses, Proxy(status=each_status), each_status))


@tap.test
def a_proxy_that_hangs_up_is_unknown() -> None:
    with Validation() as place, Proxy(hangs_up=True) as proxy:
        only(proxied(place, proxy, good_token(place)), verdict="unknown", cause="not-reached")


@tap.test
def a_proxy_that_is_not_there_is_unknown() -> None:
    with Validation() as place:
        for address, outcome in (("127.0.0.1:1", "connect-failed"),
                                 ("nowhere.example:1", "proxy-failed")):
            place.config(f"[http]\n proxy = http://{address}\n")
            expect_not_reached(place.ask(good_token(place), configured=True), outcome)


@tap.test
def a_proxy_of_the_environment_is_taken() -> None:
    for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        with Validation() as place, Proxy() as proxy:
            only(place.ask(good_token(place), env={variable: f"http://127.0.0.1:{proxy.port}"}),
                 verdict="valid")
            tap.equal(len(proxy.heads), 1)


@tap.test
def no_proxy_keeps_hosts_away_from_any_proxy() -> None:
    for variable in ("no_proxy", "NO_PROXY"):
        with Validation() as place, Proxy() as proxy:
            only(proxied(place, proxy, good_token(place), env={variable: ".azure.com"}),
                 verdict="valid")
            tap.equal(proxy.heads, [])


@tap.test
def an_empty_proxy_setting_keeps_the_environments_proxy_away() -> None:
    with Validation() as place, Proxy() as proxy:
        place.config("[http]\n proxy =\n")
        only(place.ask(good_token(place), configured=True,
                       env={"https_proxy": f"http://127.0.0.1:{proxy.port}"}), verdict="valid")
        tap.equal(proxy.heads, [])


@tap.test
def a_repository_can_not_choose_the_proxy() -> None:
    with Validation() as place, Proxy() as proxy:
        place.config()
        work = make_work_tree(place.session, f"[http]\n proxy = http://127.0.0.1:{proxy.port}\n")
        only(place.ask(good_token(place), configured=True, cwd=work), verdict="valid")
        tap.equal(proxy.heads, [])


@tap.test
def a_proxy_can_be_spoken_to_by_tls() -> None:
    with Validation() as place:
        tls = place.session.scratch / "azure/tls"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls / "good.pem", tls / "server.key")
        with Proxy(tls=context) as proxy:
            way = (f"[http]\n proxy = https://evil.example:{proxy.port}\n"
                   f" curloptResolve = evil.example:{proxy.port}:127.0.0.1\n")
            place.config(way)
            expect_not_reached(place.ask(good_token(place), configured=True), "proxy-failed")
            place.config(f"{way} proxySSLCAInfo = {place.azure.ca_file}\n")
            only(place.ask(good_token(place), configured=True), verdict="valid")


# Where the token goes


@tap.test
def the_token_goes_to_azure_devops_alone() -> None:
    with Validation() as place:
        token = good_token(place)
        for location in ("https://evil.example", "http://dev.azure.com", "https://tfs.example.com",
                         "ftp://evil.example", "file://"):
            place.azure.clear_faults()
            place.azure.add_fault("redirect", location=location)
            only(place.ask(token), verdict="unknown")
        tap.equal({record.host for record in place.asked()}, {PROFILE_HOST, CORE_HOST})


# The trace


def trace(place: Validation, value: str, token: str = "") -> Result:
    place.config()
    return place.ask(token or good_token(place), configured=True, env={"AZDO_TRACE": value})


def expect_trace(text: str, token: str) -> None:
    lines = text.splitlines()
    assert all(line.startswith("azdo: ") for line in lines), text
    assert f"azdo: > GET https://{PROFILE_HOST}/contoso/_apis/profile" in text, text
    assert "azdo: > Authorization: <redacted>" in lines, text
    assert "azdo: < HTTP/1.1 200 OK" in lines, text
    assert "azdo: < X-VSS-UserData: <redacted>" in lines, text
    assert re.search(r"^azdo: = answered, status 200, body \d+ bytes", text, re.MULTILINE), text
    assert token not in text and b64encode(f":{token}".encode()).decode() not in text, text
    assert "user@example.com" not in text, text


@tap.test
def the_trace_shows_what_happened_and_no_secret() -> None:
    for value in ("1", "true"):
        with Validation() as place:
            token = good_token(place)
            expect_trace(trace(place, value, token)["stderr"], token)


@tap.test
def the_trace_goes_to_a_file_of_the_user_alone_and_is_added_to() -> None:
    with Validation() as place:
        token, file = good_token(place), place.session.scratch / "trace"
        tap.equal(trace(place, str(file), token)["stderr"], "")
        expect_trace(file.read_text(encoding="utf-8"), token)
        tap.equal(stat.S_IMODE(file.stat().st_mode), 0o600)
        size = file.stat().st_size
        trace(place, str(file), token)
        assert file.stat().st_size > size


@tap.test
def the_trace_follows_no_link_and_fills_no_pipe() -> None:
    with Validation() as place:
        victim, link, pipe = (place.session.scratch / name for name in ("victim", "link", "pipe"))
        victim.write_text("", encoding="utf-8")
        link.symlink_to(victim)
        os.mkfifo(pipe)
        for path in (link, pipe, place.session.scratch, place.session.scratch / "no/such"):
            result = trace(place, str(path))
            only(result, verdict="valid")
            assert result["stderr"].startswith(f"azdo: AZDO_TRACE: cannot write to {path}: ")
            tap.equal(len(result["stderr"].splitlines()), 1)
        tap.equal(victim.read_text(encoding="utf-8"), "")


@tap.test
def without_a_wish_there_is_no_trace() -> None:
    with Validation() as place:
        for value in ("", "0", "false", "No", "off"):
            tap.equal((value, trace(place, value)["stderr"]), (value, ""))


@tap.test
def a_wish_for_a_trace_that_cannot_be_had_is_not_passed_over() -> None:
    with Validation() as place:
        for value in ("relative/path", "2", "yes"):
            result = trace(place, value)
            only(result, verdict="valid")
            tap.equal(result["stderr"], "azdo: AZDO_TRACE is neither 1 nor an absolute path: "
                                        "nothing is traced\n")
        assert not (place.session.home / "relative").exists()


@tap.test
def the_trace_hides_what_servers_and_proxies_should_not_have_told() -> None:
    with Validation() as place, Proxy("me:secret") as proxy:
        place.azure.add_fault("headers", headers=[
            ("Set-Cookie", "session=confidential"), ("x-vss-userdata", "confidential"),
            ("X-Long", "y" * 5000), ("X-Control", "a\x1b[31mb")])
        text = proxied(place, proxy, good_token(place), "me:secret@",
                       env={"AZDO_TRACE": "1"})["stderr"]
        assert "azdo: > Proxy-Authorization: <redacted>" in text, text
        assert "azdo: < Set-Cookie: <redacted>" in text, text
        assert "confidential" not in text and "secret@" not in text, text
        assert b64encode(b"me:secret").decode() not in text, text
        assert "\x1b" not in text
        assert max(map(len, text.splitlines())) < 1100


@tap.test
def a_header_that_goes_on_in_the_next_line_is_hidden_to_its_end() -> None:
    with Validation() as place:
        place.azure.add_fault("headers", headers=[("x-vss-userdata", "one\r\n confidential")])
        text = trace(place, "1")["stderr"]
        assert "azdo: < <redacted>" in text and "confidential" not in text, text


@tap.test
def no_words_repeat_the_password_of_a_proxy() -> None:
    with Validation() as place:
        token = good_token(place)
        for proxy in ("http://me:conf idential@127.0.0.1:1", "bogus://me:confidential@127.0.0.1",
                      "http://me:confidential@[::1", "me:confidential@127.0.0.1:99999",
                      "http://me:confidential@127.0.0.1:1", "http://me:confidential@nowhere.test"):
            place.config(f"[http]\n proxy = {proxy}\n")
            result = place.ask(token, configured=True, env={"AZDO_TRACE": "1"})
            only(result, verdict="unknown")
            assert result["words"] and not re.search("conf ?idential", repr(result)), result


@tap.test
def the_trace_says_why_there_is_no_answer() -> None:
    with Validation() as place:
        place.azure.set_certificate("expired")
        text = trace(place, "1")["stderr"]
        assert re.search(r"^azdo: = shows a certificate that is not valid now: .*expired", text,
                         re.MULTILINE), text


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
