#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Behind a company's proxy: real Git and this program through a real one, tinyproxy; authorities
and certificates of clients. What only a proxy of our own can do is in tests/io/test_network.py."""

import os
import ssl
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import tap
from proxy import Proxy
from records import Done, call
from story import PROGRAM, Story, prepare
from tinyproxy import Tinyproxy

APP = "https://dev.azure.com/contoso/web/_git/app"
WRITE = ["vso.code_write"]
TLS_PROXY = "evil.example"  # which the stand-in has a certificate for


class Behind(Story):
    """A story whose Git knows the authority, and no address: only a proxy leads anywhere."""

    leads_there = False

    def refresh(self) -> None:
        way = self.azure.git_config()
        if not self.leads_there:
            way = "".join(line for line in way.splitlines(keepends=True)
                          if "curloptResolve" not in line)
        self._way_to_azure.write_text(way, encoding="utf-8")


@contextmanager
def company() -> Iterator[Behind]:
    """A story with a token that is stored already."""
    with Behind() as story:
        story.azure.add_repository("contoso", "web", "app")
        story.approve(APP, story.azure.add_token("contoso", scopes=WRITE))
        yield story


@contextmanager
def behind(credential: str = "") -> Iterator[tuple[Behind, Tinyproxy]]:
    """Such a story, and its proxy."""
    with company() as story, Tinyproxy(story, credential) as proxy:
        yield story, proxy


def use(story: Story, name: str, value: str) -> None:
    story.git("config", "--global", name, value)


def both_work(story: Story, env: Mapping[str, str | None] | None = None) -> None:
    """Git, and this program when it asks about the token."""
    story.git("ls-remote", APP, env=env)
    done = call(story, "status", env=env)
    tap.equal((done.returncode, done.stdout.splitlines()[0]), (0, "contoso: valid"))


def both_fail(story: Story, env: Mapping[str, str | None] | None = None) -> tuple[Done, Done]:
    done = story.try_git("ls-remote", APP, env=env)
    tap.equal(done.returncode, 128)
    shown = call(story, "status", env=env)
    tap.equal((shown.returncode, shown.stdout.splitlines()[0]),
              (3, "contoso: could not be checked"))
    tap.equal(story.session.keyring.count_items(), 1)
    return done, shown


def both_take(story: Story, proxy: Tinyproxy, env: Mapping[str, str | None] | None = None) -> None:
    """Both work, and each is seen by the proxy."""
    story.git("ls-remote", APP, env=env)
    tap.equal(set(proxy.hosts()), {"dev.azure.com"})
    tap.equal(call(story, "status", env=env).returncode, 0)
    assert "vssps.dev.azure.com" in proxy.hosts()


def both_pass_by(story: Story, proxy: Tinyproxy,
                 env: Mapping[str, str | None] | None = None) -> None:
    both_work(story, env)
    tap.equal((env, proxy.hosts()), (env, []))


@tap.test
def git_and_this_program_take_the_same_way() -> None:
    with behind() as (story, proxy):
        both_fail(story)  # there is no other one
        for name in ("http.proxy", "http.https://dev.azure.com.proxy",
                     "http.https://dev.azure.com/contoso.proxy"):
            use(story, name, proxy.url())
            both_take(story, proxy)
            story.git("config", "--global", "--unset", name)
        for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            both_take(story, proxy, {variable: proxy.url()})


@tap.test
def what_the_environment_keeps_away_from_the_proxy_stays_away() -> None:
    with behind() as (story, proxy):
        story.leads_there = True
        for env in ({"https_proxy": proxy.url(), "no_proxy": ".azure.com"},
                    {"https_proxy": proxy.url(), "NO_PROXY": "dev.azure.com"},
                    {"all_proxy": proxy.url(), "NO_PROXY": "*"}):
            both_pass_by(story, proxy, env)
        use(story, "http.proxy", proxy.url())
        both_pass_by(story, proxy, {"no_proxy": "azure.com"})
        both_take(story, proxy, {"no_proxy": "example.com"})
        use(story, "http.https://dev.azure.com.proxy", "")
        both_pass_by(story, proxy)


@tap.test
def a_proxy_with_a_password_is_cloned_and_pushed_through() -> None:
    with behind("me pa.ss-word") as (story, proxy):
        use(story, "http.proxy", proxy.url("me:pa%2Ess-w%6Frd"))
        for method in ("", "basic", "anyauth"):
            if method:
                use(story, "http.proxyAuthMethod", method)
            both_work(story)
        work_tree = story.clone(APP, "app")
        story.commit(work_tree, "large", os.urandom(3 << 20))
        story.git("push", "--quiet", "origin", "HEAD:main", cwd=work_tree)
        headers = {name.lower() for record in story.azure.requests()
                   for name, _ in record.headers}
        tap.equal({name for name in headers if name.startswith("proxy")}, set())


@tap.test
def a_wrong_password_is_named_and_shown_nowhere() -> None:
    for credential, status in (("me:WRONGPASSWORD", 401), ("", 407)):
        with behind("me SYNTHETICPASSWORD") as (story, proxy):
            use(story, "http.proxy", proxy.url(credential))
            _, shown = both_fail(story, {"AZDO_TRACE": "1"})
            said = " ".join(shown.stdout.split())
            assert ("check could not be checked: the proxy wants a user name and a password, or "
                    f"other ones than it got (status {status}): mend Git's http.proxy, or "
                    "https_proxy") in said, said
            token = story.azure.add_token("contoso", scopes=WRITE)
            told = story.run([PROGRAM, "login", "contoso", "--with-token"], stdin=token)
            tap.equal(told.returncode, 0)  # it is stored all the same
            assert f"(status {status}): mend Git's http.proxy" in told.stderr, told.stderr
            for text in (shown.stdout, shown.stderr, told.stdout, told.stderr):
                assert "WRONGPASSWORD" not in text and "SYNTHETICPASSWORD" not in text, text


@tap.test
def git_asks_another_helper_for_the_password_of_a_proxy() -> None:
    with behind("me SYNTHETICPASSWORD") as (story, proxy):
        asked = story.session.home / "asked"
        story.spared.add(asked)  # Git tells every helper what has worked
        helper = story.session.home / "of-the-proxy"
        helper.write_text(f'#!/bin/sh\n{{ echo "$1"; cat; }} >>{asked}\n'
                          'test "$1" != get || echo password=SYNTHETICPASSWORD\n',
                          encoding="utf-8")
        helper.chmod(stat.S_IRWXU)
        use(story, "credential.helper", "azdo")
        story.git("config", "--global", "--add", "credential.helper", str(helper))
        use(story, "http.proxy", proxy.url("me"))
        done = story.try_git("ls-remote", APP)
        tap.equal((done.returncode, done.stderr), (0, ""))
        text = asked.read_text(encoding="utf-8")
        assert f"get\nprotocol=http\nhost=127.0.0.1:{proxy.port}\nusername=me\n" in text, text
        tap.equal(story.session.keyring.count_items(), 1)  # Azure DevOps' own, and not the proxy's


@tap.test
def a_password_that_only_a_helper_has_is_asked_for_in_the_setting() -> None:
    for status, credential in ((407, ""), (401, "me"), (401, "me:WRONGPASSWORD")):
        with behind("me SYNTHETICPASSWORD") as (story, proxy):
            use(story, "http.proxy", proxy.url(credential))
            done = call(story, "doctor")
            said = " ".join(done.stdout.split())
            asked = "Git asks its credential helpers for the password of this proxy"
            tap.equal((status, done.returncode, asked in said), (status, 2, credential == "me"))
            assert ("into" if credential == "me" else "correct") \
                + " http.proxy, NAME:PASSWORD@HOST:PORT" in said, said
            shown = " ".join(call(story, "status").stdout.split())
            assert f"(status {status}): mend Git's http.proxy, or https_proxy, as " \
                "NAME:PASSWORD@HOST:PORT; no credential helper is asked for them" in shown, \
                shown


@tap.test
def a_proxy_by_tls_may_demand_a_certificate_too() -> None:
    with company() as story:
        certificate, key = story.azure.demand_client_certificate()
        folder = story.azure.state_dir / "tls"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "good.pem", folder / "server.key")
        context.load_verify_locations(story.azure.ca_file)
        context.verify_mode = ssl.CERT_REQUIRED
        for name, value in (("sslCert", certificate), ("sslKey", key)):
            use(story, f"http.{name}", str(value))
        with Proxy(tls=context) as proxy:
            use(story, "http.proxy", f"https://{TLS_PROXY}:{proxy.port}")
            use(story, "http.curloptResolve", f"{TLS_PROXY}:{proxy.port}:127.0.0.1")
            use(story, "http.proxySSLCAInfo", str(story.azure.ca_file))
            both_fail(story)
            for name, value in (("proxySSLCert", certificate), ("proxySSLKey", key)):
                use(story, f"http.{name}", str(value))
            both_work(story)
            tap.equal({head.split()[1] for head in proxy.heads} >= {"dev.azure.com:443"}, True)


# Whom to trust, and who one is


@tap.test
def a_companys_authority_is_trusted_wherever_git_is_told_of_it() -> None:
    with company() as story:
        story.leads_there = True
        file, folder = str(story.azure.ca_file), str(story.azure.ca_directory)
        own = story.session.home / "own.gitconfig"
        own.write_text("".join(line for line in story.azure.git_config().splitlines(keepends=True)
                               if "sslCAInfo" not in line), encoding="utf-8")
        bundle = "/etc/ssl/certs/ca-certificates.crt"
        story.git("config", "--global", "include.path", str(own))
        both_fail(story)
        both_work(story, {"GIT_SSL_CAINFO": file})
        both_fail(story, {"GIT_SSL_CAINFO": bundle})
        both_work(story, {"GIT_SSL_CAPATH": folder, "GIT_SSL_CAINFO": bundle})
        for name, value in (("http.sslCAInfo", file), ("http.sslCAPath", folder),
                            ("http.https://dev.azure.com.sslCAInfo", file)):
            use(story, name, value)
            both_work(story)
            story.git("config", "--global", "--unset", name)


@tap.test
def a_certificate_of_the_client_is_shown_where_it_is_demanded() -> None:
    with behind() as (story, proxy):
        use(story, "http.proxy", proxy.url())
        certificate, key = story.azure.demand_client_certificate()
        both_fail(story)
        for where in ("http", "http.https://dev.azure.com"):
            use(story, f"{where}.sslCert", str(certificate))
            use(story, f"{where}.sslKey", str(key))
            both_work(story)
            for name in ("sslCert", "sslKey"):
                story.git("config", "--global", "--unset", f"{where}.{name}")
        both_work(story, {"GIT_SSL_CERT": str(certificate), "GIT_SSL_KEY": str(key)})
        together = Path(story.session.home, "together.pem")
        together.write_text(certificate.read_text() + key.read_text(), encoding="utf-8")
        use(story, "http.sslCert", str(together))
        use(story, "http.sslKey", str(together))
        both_work(story)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
