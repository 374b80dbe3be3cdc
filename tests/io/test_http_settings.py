#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Which of Git's http.* settings hold for an URL, and whose. Prints TAP."""

import re
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import tap
from sandbox import enter_sandbox
from session import Session
from validation import COLLECTION, CONTOSO, SERVER, Environment, make_work_tree, settings

ORGANIZATION = "https://dev.azure.com/contoso"


def configure(session: Session, config: str) -> None:
    (session.home / ".gitconfig").write_text(config, encoding="utf-8")


def expect(config: str, expected: Sequence[str], *, env: Environment | None = None,
           url: str = CONTOSO, server: str = "") -> None:
    with Session("no-bus") as session:
        configure(session, config)
        tap.equal(settings(session, url, env=env, server=server), list(expected))


# What the settings are, and what is read: a row is a sentence.
MATCHES = {
    "nothing set is nothing read": ("", []),
    "a plain setting holds for every URL": ("[http]\n proxy = p:1\n", ["proxy=p:1"]),
    "an empty proxy is a wish, too": ("[http]\n proxy =\n", ["proxy="]),
    "a setting of the host holds":
        ('[http "https://dev.azure.com"]\n proxy = p:1\n', ["proxy=p:1"]),
    "a setting of the organization beats that of the host, wherever it stands":
        ('[http "https://dev.azure.com/contoso"]\n proxy = near:1\n'
         '[http "https://dev.azure.com"]\n proxy = far:1\n[http]\n proxy = any:1\n',
         ["proxy=near:1"]),
    "an organization may be spelt in any case":
        ('[http "https://Dev.Azure.com/ConToso"]\n proxy = p:1\n', ["proxy=p:1"]),
    "a setting of another host does not":
        ('[http "https://github.com"]\n proxy = p:1\n', []),
    "a setting of another organization does not":
        ('[http "https://dev.azure.com/fabrikam"]\n proxy = p:1\n', []),
    "a setting for http does not": ('[http "http://dev.azure.com"]\n proxy = p:1\n', []),
    "a label may be any": ('[http "https://*.azure.com"]\n proxy = p:1\n', ["proxy=p:1"]),
    "the last of two counts": ("[http]\n proxy = a:1\n proxy = b:1\n", ["proxy=b:1"]),
    "other settings are not of interest":
        ("[http]\n extraHeader = X: y\n postBuffer = 1\n userAgent = z\n", []),
    "names are folded": ("[HTTP]\n SSLVERSION = tlsv1.3\n", ["ssl_version=tlsv1.3"]),
    "every text is read": (
        "[http]\n proxy = p\n proxyAuthMethod = basic\n proxySSLCert = c\n proxySSLKey = k\n"
        " proxySSLCAInfo = i\n sslCAInfo = /i\n sslCAPath = /p\n sslCert = /c\n sslKey = /k\n"
        " sslVersion = tlsv1.2\n sslCipherList = HIGH\n pinnedPubkey = sha256//x\n"
        " sslCertPasswordProtected\n",
        ["proxy=p", "proxy_auth_method=basic", "proxy_ssl_cert=c", "proxy_ssl_key=k",
         "proxy_ssl_ca_info=i", "ssl_ca_info=/i", "ssl_ca_path=/p", "ssl_cert=/c", "ssl_key=/k",
         "ssl_version=tlsv1.2", "ssl_cipher_list=HIGH", "pinned_pubkey=sha256//x",
         "ssl_cert_is_protected=yes"]),
    "strange characters in a value and a heading do no harm": (
        '[http "https://dev.azure.com/\\"x\\\\y"]\n proxy = no\n'
        '[http "https://dev.azure.com"]\n proxy = "a\\"b\\\\c d;e#f\\n]g"\n',
        ['proxy=a"b\\c d;e#f', "]g"]),
    "a password that is not protected is not": ("[http]\n sslCertPasswordProtected = 0\n", []),
}

for each_name, (each_config, each_expected) in MATCHES.items():
    tap.add(each_name, partial(expect, each_config, each_expected))


@tap.test
def a_path_may_start_at_home() -> None:
    with Session("no-bus") as session:
        configure(session, "[http]\n sslCAInfo = ~/ca.pem\n sslCert = ~root/c.pem\n sslKey = ~\n"
                           " sslCAPath = ~nobody-of-that-name/x\n")
        root = Path("~root").expanduser()
        tap.equal(settings(session), [f"ssl_ca_info={session.home}/ca.pem",
                                      "ssl_ca_path=~nobody-of-that-name/x",
                                      f"ssl_cert={root}/c.pem", f"ssl_key={session.home}"])


@tap.test
def the_environment_wins() -> None:
    variables = {"GIT_SSL_CAINFO": "/1", "GIT_SSL_CAPATH": "/2", "GIT_SSL_CERT": "/3",
                 "GIT_SSL_KEY": "/4", "GIT_SSL_VERSION": "tlsv1.3", "GIT_PROXY_SSL_CERT": "/5",
                 "GIT_PROXY_SSL_KEY": "/6", "GIT_PROXY_SSL_CAINFO": "/7",
                 "GIT_HTTP_PROXY_AUTHMETHOD": "ntlm", "GIT_SSL_CIPHER_LIST": "LOW",
                 "GIT_SSL_CERT_PASSWORD_PROTECTED": "1"}
    expect("[http]\n sslCAInfo = /x\n sslKey = /y\n", [
        "proxy_auth_method=ntlm", "proxy_ssl_cert=/5", "proxy_ssl_key=/6", "proxy_ssl_ca_info=/7",
        "ssl_ca_info=/1", "ssl_ca_path=/2", "ssl_cert=/3", "ssl_key=/4", "ssl_version=tlsv1.3",
        "ssl_cipher_list=LOW", "ssl_cert_is_protected=yes"], env=variables)


@tap.test
def the_command_line_of_git_counts() -> None:
    expect("[http]\n proxy = a:1\n", ["proxy=b:2"],
           env={"GIT_CONFIG_PARAMETERS": "'http.proxy'='b:2'"})


@tap.test
def an_included_file_of_the_user_counts() -> None:
    with Session("no-bus") as session:
        configure(session, "[include]\n path = more\n")
        (session.home / "more").write_text("[http]\n proxy = p:1\n", encoding="utf-8")
        tap.equal(settings(session), ["proxy=p:1"])


@tap.test
def the_systems_configuration_counts() -> None:
    with Session("no-bus") as session:
        system = session.scratch / "system"
        system.write_text("[http]\n proxy = p:1\n", encoding="utf-8")
        tap.equal(settings(session, env={"GIT_CONFIG_SYSTEM": str(system),
                                         "GIT_CONFIG_NOSYSTEM": None}), ["proxy=p:1"])


HOSTILE = ('[http]\n proxy = evil:1\n sslVerify = false\n sslCAInfo = /evil\n'
           ' curloptResolve = dev.azure.com:443:6.6.6.6\n'
           '[http "https://dev.azure.com/contoso"]\n proxy = evil:2\n')


@tap.test
def a_repositorys_own_settings_do_not_count() -> None:
    with Session("no-bus") as session:
        configure(session, "[http]\n proxy = mine:1\n")
        work = make_work_tree(session, HOSTILE)
        tap.equal(settings(session, cwd=work), ["proxy=mine:1"])


@tap.test
def a_work_trees_settings_and_files_it_includes_do_not_count() -> None:
    with Session("no-bus") as session:
        work = make_work_tree(session, "[extensions]\n worktreeConfig = true\n"
                                       "[include]\n path = evil\n")
        for name in ("config.worktree", "evil"):
            (work / ".git" / name).write_text(HOSTILE, encoding="utf-8")
        tap.equal(settings(session, cwd=work), [])


UNVERIFIED = "[http]\n sslVerify = false\n"
# Values of http.sslVerify, and whether they switch verification off where that may be.
SWITCHES = {"= false": True, "= no": True, "= off": True, "= 0": True, "=": True, "= FALSE": True,
            "= true": False, "": False, "= 1": False, "= nonsense": False}


@tap.test
def verification_can_be_switched_off_for_a_server_that_was_named() -> None:
    for value, is_off in SWITCHES.items():
        expect(f"[http]\n sslVerify {value}\n", ["skips_verification=yes"] if is_off else [],
               url=COLLECTION, server=SERVER)
    expect("", ["skips_verification=yes"], url=COLLECTION, server=SERVER,
           env={"GIT_SSL_NO_VERIFY": "1"})


@tap.test
def verification_can_not_be_switched_off_for_microsofts_hosts() -> None:
    for url in (CONTOSO, "https://contoso.visualstudio.com/web"):
        expect(UNVERIFIED, [], url=url, server=SERVER, env={"GIT_SSL_NO_VERIFY": "1"})


@tap.test
def a_repository_can_not_switch_verification_off_for_a_server() -> None:
    with Session("no-bus") as session:
        work = make_work_tree(session, UNVERIFIED)
        tap.equal(settings(session, COLLECTION, server=SERVER, cwd=work), [])


@tap.test
def a_broken_configuration_is_an_error_in_gits_words() -> None:
    with Session("no-bus") as session:
        configure(session, "[http\n")
        try:
            settings(session)
        except AssertionError as error:
            assert "git config failed: fatal: bad config line 1" in str(error), error
        else:
            raise AssertionError("no error")


def entry(name: str, number: int) -> str:
    return f" curloptResolve = {name}.example:443:192.0.2.{number}\n"


ANY, HOST = "[http]\n", '[http "https://dev.azure.com"]\n'
NEAR, ELSEWHERE = f'[http "{ORGANIZATION}"]\n', '[http "https://github.com"]\n'
# Configurations whose every value of curloptResolve Git itself is asked about, too.
RESOLVES = {
    "of one section every value counts": ANY + entry("a", 1) + entry("b", 2),
    "a nearer section adds to the ones before": ANY + entry("a", 1) + HOST + entry("b", 2),
    "a farther section after a nearer one does not count": HOST + entry("a", 1) + ANY
                                                           + entry("b", 2),
    "a section may come again": HOST + entry("a", 1) + ANY + entry("b", 2) + HOST + entry("c", 3),
    "three sections from far to near": ANY + entry("a", 1) + HOST + entry("b", 2) + NEAR
                                       + entry("c", 3),
    "three sections mixed": HOST + entry("a", 1) + ANY + entry("b", 2) + NEAR + entry("c", 3)
                            + HOST + entry("d", 4) + NEAR + entry("e", 5),
    "a foreign section neither counts nor hides": ANY + entry("a", 1) + ELSEWHERE + entry("b", 2)
                                                  + ANY + entry("c", 3),
    "an empty value drops the ones before": ANY + entry("a", 1) + " curloptResolve =\n"
                                            + entry("b", 2),
    "an empty value that does not count drops nothing": HOST + entry("a", 1) + ANY
                                                        + " curloptResolve =\n" + HOST
                                                        + entry("b", 2),
    "settings in between do not matter": ANY + entry("a", 1) + " proxy =\n" + entry("b", 2),
}


def resolves_as_git_does(config: str) -> None:
    with Session("no-bus") as session:
        configure(session, config)
        ours = [line.removeprefix("resolve=") for line in settings(session)
                if line.startswith("resolve=")]
        done = session.run(["git", "ls-remote", f"{ORGANIZATION}/web/_git/app"],
                           env={"GIT_TRACE_CURL": "1", "GIT_TERMINAL_PROMPT": "0"})
        gits = re.findall(r"Added (\S+) to DNS cache", done.stderr)
        tap.equal(ours, gits)
        assert gits or "Info:" in done.stderr, done.stderr


for each_name, each_config in RESOLVES.items():
    tap.add(f"curloptResolve: {each_name}", partial(resolves_as_git_does, each_config))


def count_spawns(config: str) -> int:
    with Session("no-bus") as session:
        configure(session, config)
        log, wrapper = session.scratch / "spawns", session.scratch / "wrapped/git"
        wrapper.parent.mkdir()
        wrapper.write_text(f'#!/bin/sh\necho x >>{log}\nexec /usr/bin/git "$@"\n',
                           encoding="utf-8")
        wrapper.chmod(0o755)
        path = f"{wrapper.parent}:{session.environment()['PATH']}"
        settings(session, env={"PATH": path})
        return len(log.read_text(encoding="utf-8").splitlines())


@tap.test
def git_runs_once_without_settings_and_twice_with_any() -> None:
    tap.equal(count_spawns(""), 1)
    tap.equal(count_spawns("[http]\n postBuffer = 1\n"), 1)
    tap.equal(count_spawns("".join(RESOLVES.values())), 2)


@tap.test
def very_many_values_are_read() -> None:
    with Session("no-bus") as session:
        many = "".join(entry(f"h{number}", 1) for number in range(3000))
        configure(session, ANY + many + (HOST + entry("x", 1) + ANY + entry("y", 1)) * 60)
        tap.equal(len(settings(session)), 3000 + 60)


if __name__ == "__main__":
    enter_sandbox()
    sys.exit(tap.main())
