#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""doctor: what stands between Git, the helper and Azure DevOps. Prints TAP."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import tap
from keyrings import GnomeKeyring, ScriptedKeyring
from proxy import Proxy
from records import DAY, WRITE, Done, call, keep, now, on_terminal
from story import PROGRAM, STAGE, Story, prepare

GOOD, WARNING, PROBLEM, UNKNOWN, USAGE = 0, 1, 2, 3, 129
CHECKS = ["program", "git", "session", "store", "cache", "helpers", "settings", "repository",
          "plain-text", "network"]
APP = "https://dev.azure.com/contoso/web/_git/app"
SERVER = "https://tfs.example.com/tfs"
CONFIGURE = "git credential-azdo configure"
PROXY_PASSWORD = "SYNTHETIC-proxy-password"
NO_PROXY = {"http_proxy": None, "https_proxy": None, "HTTPS_PROXY": None, "all_proxy": None,
            "ALL_PROXY": None, "no_proxy": None, "NO_PROXY": None}


def doctor(story: Story, *words: str, cwd: Path | None = None,
           env: Mapping[str, str | None] | None = None) -> Done:
    done = call(story, "doctor", *words, cwd=cwd, env={**NO_PROXY, **(env or {})})
    tap.equal(done.stderr, "")
    return done


class Findings:
    """What `doctor --json` found, by its codes."""

    def __init__(self, story: Story, *words: str, cwd: Path | None = None,
                 env: Mapping[str, str | None] | None = None) -> None:
        done = doctor(story, "--json", *words, cwd=cwd, env=env)
        self.status = done.returncode
        self.text = done.stdout
        document: dict[str, Any] = json.loads(done.stdout)
        tap.equal((sorted(document), document["version"]), (["checks", "findings", "version"], 1))
        tap.equal([check["check"] for check in document["checks"]], CHECKS)
        self.levels = {check["check"]: check["level"] for check in document["checks"]}
        self.all: list[dict[str, Any]] = document["findings"]

    def wrong(self) -> list[tuple[str, str]]:
        """Level and code of what is worse than a note."""
        return [(found["level"], found["code"]) for found in self.all
                if found["level"] not in ("ok", "note")]

    def one(self, code: str) -> dict[str, Any]:
        found = [each for each in self.all if each["code"] == code]
        assert len(found) == 1, f"{code}: {len(found)} of them in {self.text}"
        return found[0]


def with_token(story: Story, organization: str = "contoso") -> str:
    token = story.azure.add_token(organization, scopes=WRITE)
    keep(story, token, organization)
    return token


def repository(story: Story, url: str = APP) -> Path:
    folder = story.session.home / "web"
    story.git("init", "--quiet", folder)
    story.git("remote", "add", "origin", url, cwd=folder)
    return folder


# What is good


@tap.test
def a_set_up_that_works_has_nothing_wrong() -> None:
    with Story() as story:
        with_token(story)
        folder = repository(story)
        found = Findings(story, cwd=folder)
        tap.equal((found.status, found.wrong()), (GOOD, []))
        tap.equal(found.one("token-good")["level"], "ok")
        tap.equal(found.one("remote-token")["sentence"],
                  "origin is at dev.azure.com/contoso: the token of contoso answers")
        assert "kept by gnome-keyring-daemon" in found.one("store-open")["sentence"], found.text
        page = doctor(story, cwd=folder)
        tap.equal((page.returncode, page.stdout.splitlines()[-1]),
                  (GOOD, "In all: nothing is wrong"))


@tap.test
def the_page_and_the_json_say_the_same() -> None:
    with Story() as story:
        found = Findings(story, "--offline")
        page = doctor(story, "--offline")
        tap.equal((page.returncode, found.status), (WARNING, WARNING))
        plain = re.sub(r"\s+", " ", page.stdout)
        for each in found.all:
            assert f" {each['level']} {each['sentence']}" in plain, (each, page.stdout)
            if each["command"]:
                assert each["command"] in page.stdout, (each, page.stdout)


def files_of(story: Story) -> dict[str, int]:
    """Every file of the home folder, and when it was changed; the test writes one of them."""
    home = story.session.home
    return {str(path): path.stat().st_mtime_ns for path in home.rglob("*")
            if path.is_file() and path.name != "azure.gitconfig"}


@tap.test
def it_changes_nothing_and_asks_with_requests_that_read() -> None:
    with Story() as story:
        with_token(story)
        found = Findings(story, "--offline")
        tap.equal((found.status, found.one("offline")["level"]), (GOOD, "note"))
        tap.equal(story.azure.requests(), [])
        keyring = story.session.keyring
        before = keyring.dump_items()
        files = files_of(story)
        doctor(story)
        tap.equal((keyring.dump_items(), files_of(story)), (before, files))
        tap.equal({request.method for request in story.azure.requests()}, {"GET"})


@tap.test
def without_an_organization_an_example_is_asked_about_and_none_may_be_named() -> None:
    with Story() as story:
        found = Findings(story)
        tap.equal((found.status, found.wrong()), (WARNING, [("warning", "token-none")]))
        request, = story.azure.requests()
        tap.equal((request.path, request.authorization), ("/contoso/_apis/connectionData", None))
        done = call(story, "doctor", "contoso")
        tap.equal((done.returncode, done.stderr),
                  (USAGE, "error: 'contoso' is one word too many\n"
                          "hint: git credential-azdo help doctor\n"))


@tap.test
def the_lines_fit_the_terminal_and_the_words_are_enough_without_colour() -> None:
    with Story() as story:
        text = on_terminal(story, "doctor", "--offline", columns=60)
        plain = re.sub(r"\033\[[0-9;]*m", "", text)
        assert text != plain, "no emphasis"
        for line in plain.splitlines():
            assert len(line) <= 60 or len(line.split()) == 1 or line.startswith("  next") \
                or "/" in line, line
        assert "Store: warning" in plain and "  warning   no token is stored" in plain, plain
        tap.equal(on_terminal(story, "doctor", "--offline", columns=60, NO_COLOR="1"), plain)


# Helpers and settings


USE_PATH = "credential.https://dev.azure.com.useHttpPath"
HELPER = "credential.https://dev.azure.com.helper"
TAKE_OUT = "git config --file=$HOME/.gitconfig --unset-all"
# What is in the way; what is found then, and the command for it: None = no command mends it.
SETTINGS: list[tuple[tuple[str, ...], str, str, str | None]] = [
    (("--add", "credential.helper", "store"), "warning", "helper-plain",
     f"{TAKE_OUT} credential.helper '^store$'"),
    (("--add", HELPER, "nosuch"), "warning", "helper-other-missing",
     f"{TAKE_OUT} {HELPER} '^nosuch$'"),
    (("--add", HELPER, ""), "problem", "helper-dropped", CONFIGURE),
    (("--unset", USE_PATH), "warning", "path-not-sent", f"git config --global {USE_PATH} true"),
    (("credential.azdoCache", "60"), "warning", "option-differs", CONFIGURE),
    (("credential.azdoCache", "soon"), "warning", "setting-invalid", None),
    (("url.git@ssh.dev.azure.com:v3/.insteadOf", "https://dev.azure.com/"), "warning", "rewritten",
     f"{TAKE_OUT} url.git@ssh.dev.azure.com:v3/.insteadof"),
    (("http.sslVerify", "false"), "warning", "verify-off", None),
]


@tap.test
def each_setting_that_is_in_the_way_is_told_and_its_command_mends_it() -> None:
    with Story() as story:
        with_token(story)
        config = story.session.home / ".gitconfig"
        before = config.read_text(encoding="utf-8")
        for words, level, code, command in SETTINGS:
            story.git("config", "--global", *words)
            found = Findings(story, "--offline")
            tap.equal((words, found.wrong()), (words, [(level, code)]))
            if command:
                tap.equal(found.one(code)["command"], command)
                story.run(["sh", "-c", command])
                tap.equal((words, Findings(story, "--offline").wrong()), (words, []))
            config.write_text(before, encoding="utf-8")


@tap.test
def a_helper_before_this_one_is_told_and_configure_mends_it() -> None:
    with Story(configured=False) as story:
        with_token(story)
        tap.equal(Findings(story, "--offline").wrong(),
                  [("problem", "helper-absent"), ("warning", "path-not-sent")])
        for helper in ("cache", "azdo"):
            story.git("config", "--global", "--add", "credential.helper", helper)
        found = Findings(story, "--offline")
        tap.equal((found.wrong(), found.one("helper-before")["command"]),
                  ([("warning", "helper-before"), ("warning", "path-not-sent")], CONFIGURE))
        story.run(["sh", "-c", CONFIGURE])
        tap.equal(Findings(story, "--offline").wrong(), [])


@tap.test
def what_configure_would_drop_from_the_helper_line_is_given_to_it() -> None:
    with Story(configured=False) as story:
        story.git("credential-azdo", "--ask=never", "--cache=120", "configure")
        story.git("config", "--global", "credential.azdoCache", "60")
        found = Findings(story, "--offline")
        command = found.one("option-differs")["command"]
        tap.equal(command, "git credential-azdo --ask=never configure")
        story.run(["sh", "-c", command])
        tap.equal(story.git("config", "--get-all", HELPER), "\nazdo --cache=60 --ask=never\n")


@tap.test
def a_foreign_helpers_options_are_not_shown() -> None:
    with Story() as story:
        with_token(story)
        story.git("config", "--global", "--add", HELPER, "/opt/helper --token=SYNTHETIC-option")
        story.git("config", "--global", "--add", HELPER, "!f() { echo password=SYNTHETIC-shell; }")
        done = doctor(story, "--offline")
        assert "'/opt/helper ...'" in done.stdout and "'!f() ...'" in done.stdout, done.stdout
        sentences = "".join(found["sentence"] for found in Findings(story, "--offline").all)
        assert "SYNTHETIC" not in sentences, sentences


@tap.test
def several_organizations_without_a_path_are_a_problem() -> None:
    with Story() as story:
        with_token(story)
        with_token(story, "fabrikam")
        story.git("config", "--global", "--unset", USE_PATH)
        folder = repository(story)
        found = Findings(story, "--offline", cwd=folder)
        tap.equal((found.status, found.wrong()), (PROBLEM, [("problem", "path-not-sent"),
                                                            ("problem", "remote-ambiguous")]))
        story.run(["sh", "-c", found.one("path-not-sent")["command"]])
        tap.equal(Findings(story, "--offline", cwd=folder).wrong(), [])


@tap.test
def what_a_repository_may_not_say_is_named_without_its_value() -> None:
    with Story() as story:
        with_token(story)
        folder = repository(story)
        story.git("config", "http.proxy", f"http://u:{PROXY_PASSWORD}@127.0.0.1:9", cwd=folder)
        story.git("config", "credential.azdoStore", "pass", cwd=folder)
        found = Findings(story, cwd=folder)
        tap.equal([each["sentence"].split()[0] for each in found.all
                   if each["code"] == "setting-ignored"], ["http.proxy", "credential.azdostore"])
        tap.equal((found.status, found.levels["network"]), (GOOD, "ok"))
        assert PROXY_PASSWORD not in found.text, found.text


@tap.test
def a_configuration_that_git_cannot_read_and_no_git_at_all_are_told() -> None:
    with Story() as story:
        with (story.session.home / ".gitconfig").open("a", encoding="utf-8") as config:
            config.write("[broken\n")
        found = Findings(story, "--offline")
        tap.equal((found.status, found.one("git-fails")["command"]), (PROBLEM, "git version"))
        tap.equal([each["check"] for each in found.all if each["code"] == "settings-unreadable"],
                  ["helpers", "settings", "repository"])
        done = story.run([STAGE / "bin" / PROGRAM, "doctor", "--offline"],
                         env={"PATH": "/nowhere"})
        tap.equal(done.returncode, PROBLEM)
        assert "there is no git in the absolute folders of PATH" in done.stdout, done.stdout


# The store


@tap.test
def a_locked_keyring_is_not_unlocked() -> None:
    with Story() as story:
        with_token(story)
        keyring = story.session.keyring_as(GnomeKeyring)
        folder = repository(story)
        keyring.lock()
        found = Findings(story, cwd=folder, env={"SSH_CONNECTION": "1", "DISPLAY": ":0"})
        tap.equal((found.status, found.wrong()),
                  (PROBLEM, [("problem", "store-locked"), ("unknown", "remote-unknown")]))
        tap.equal(found.one("store-locked")["command"], "gnome-keyring-daemon --replace --unlock")
        assert keyring.is_locked(), "it was unlocked"
        seen = Findings(story, "--offline", env={"DISPLAY": ":0"})
        tap.equal((seen.one("store-locked")["level"], seen.status), ("note", GOOD))
        assert keyring.is_locked(), "it was unlocked"


@tap.test
def no_prompt_is_shown() -> None:
    with Story("scripted") as story:
        keyring = story.session.keyring_as(ScriptedKeyring)
        keyring.lock(keyring.add_default())
        Findings(story, "--offline", env={"DISPLAY": ":0"})
        tap.equal(keyring.prompts().shown, 0)


@tap.test
def without_a_bus_the_ways_out_are_named() -> None:
    with Story("no-bus") as story:
        found = Findings(story, "--offline")
        tap.equal((found.status, found.wrong()), (PROBLEM, [("problem", "store-absent")]))
        tap.equal(found.one("store-absent")["sentence"],
                  "secret-service: there is no D-Bus session, so no keyring")
        assert "--store=keyctl configure" in found.one("store-absent")["advice"], found.text
        assert "without a D-Bus session" in found.one("session")["sentence"], found.text


def in_environment(token: str, organizations: str = "contoso") -> dict[str, str]:
    return {"AZURE_DEVOPS_EXT_PAT": token, "AZURE_DEVOPS_EXT_PAT_ORG": organizations}


@tap.test
def no_store_is_missed_where_the_environment_has_the_token() -> None:
    with Story("no-bus") as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        for folder in (None, repository(story)):
            found = Findings(story, cwd=folder, env=in_environment(token))
            tap.equal((found.status, found.wrong()), (GOOD, []))
            tap.equal(found.one("store-absent")["level"], "note")
            tap.equal(found.one("environment-token")["sentence"],
                      "AZURE_DEVOPS_EXT_PAT answers before any stored token: contoso")
            tap.equal(found.one("token-good")["level"], "ok")
            assert token not in found.text, found.text
        tap.equal(found.one("remote-token")["sentence"],
                  "origin is at dev.azure.com/contoso: the token in AZURE_DEVOPS_EXT_PAT answers")


@tap.test
def a_store_is_missed_where_the_environment_is_for_another_organization() -> None:
    with Story("no-bus") as story:
        token = story.azure.add_token("fabrikam", scopes=WRITE)
        found = Findings(story, "--offline", cwd=repository(story),
                         env=in_environment(token, "fabrikam"))
        tap.equal((found.status, found.wrong()),
                  (PROBLEM, [("problem", "store-absent"), ("unknown", "remote-unknown")]))


@tap.test
def an_empty_store_is_no_fault_where_the_environment_has_a_token() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        found = Findings(story, cwd=repository(story), env=in_environment(token))
        tap.equal((found.status, found.wrong()), (GOOD, []))
        tap.equal(found.one("token-none")["level"], "note")


@tap.test
def a_refused_token_of_the_environment_is_to_be_replaced_where_it_is_set() -> None:
    with Story() as story:
        found = Findings(story, env=in_environment("SYNTHETICwrongtoken" * 3))
        tap.equal(found.status, PROBLEM)
        refused = found.one("token-refused")
        tap.equal((refused["command"], refused["advice"]),
                  (None, "put another one where AZURE_DEVOPS_EXT_PAT is set"))


@tap.test
def a_keyring_that_does_not_answer_is_not_waited_for() -> None:
    with Story() as story:
        story.session.keyring.pause()
        start = time.monotonic()
        found = Findings(story, "--offline")
        story.session.keyring.resume()
        tap.equal(found.wrong(), [("problem", "store-silent")])
        assert time.monotonic() - start < 8, "it waited for too long"


@tap.test
def a_store_that_is_chosen_is_the_one_that_is_looked_at() -> None:
    with Story("no-bus") as story:
        story.git("credential-azdo", "--store=pass", "configure")
        found = Findings(story, "--offline")
        tap.equal(found.wrong(), [("problem", "store-absent")])
        assert found.one("store-absent")["sentence"].startswith("pass: "), found.text


# Repositories and plain text


@tap.test
def each_remote_is_told_with_what_answers_there() -> None:
    with Story() as story:
        folder = repository(story)
        story.git("remote", "add", "ssh", "git@ssh.dev.azure.com:v3/contoso/web/app", cwd=folder)
        found = Findings(story, "--offline", cwd=folder)
        tap.equal((found.wrong(), found.one("remote-without-token")["command"]),
                  ([("warning", "remote-without-token")], "git credential-azdo login contoso"))
        tap.equal(found.one("remote-ssh")["level"], "note")

        keep(story, story.azure.add_token("contoso"), "contoso", valid_to=now() - DAY,
             valid_to_certainty="certain")
        found = Findings(story, "--offline", cwd=folder)
        tap.equal((found.wrong(), found.one("remote-token-expired")["command"]),
                  ([("problem", "remote-token-expired")], "git credential-azdo renew contoso"))


@tap.test
def a_token_of_another_organization_that_would_answer_is_a_problem() -> None:
    with Story() as story:
        with_token(story, "fabrikam")
        story.git("config", "--global", USE_PATH, "false")
        found = Findings(story, "--offline", cwd=repository(story))
        tap.equal(found.one("remote-wrong-token")["sentence"],
                  "origin is at dev.azure.com/contoso, and Git does not say so: the token of "
                  "fabrikam answers")
        tap.equal(story.password(APP), story.password("https://dev.azure.com/fabrikam/x"))


@tap.test
def a_token_in_a_remotes_address_is_a_problem_and_taken_out() -> None:
    with Story() as story:
        token = with_token(story)
        folder = repository(story, f"https://anybody:{token}@dev.azure.com/contoso/web/_git/app")
        found = Findings(story, "--offline", cwd=folder)
        tap.equal((found.status, found.wrong()), (PROBLEM, [("problem", "plain-text")]))
        story.run(["sh", "-c", found.one("plain-text")["command"]])
        tap.equal(story.git("config", "remote.origin.url", cwd=folder), f"{APP}\n")
        tap.equal(Findings(story, "--offline", cwd=folder).wrong(), [])


# The network


# What goes wrong; what is found then, a part of its words, and the exit status.
FAULTS: list[tuple[Callable[[Story], None], str, str, int]] = [
    (lambda story: story.azure.set_certificate("unknown-ca"), "tls-issuer", "http.sslCAInfo",
     PROBLEM),
    (lambda story: story.azure.set_certificate("expired"), "tls-expired", "clock", PROBLEM),
    (lambda story: story.azure.set_certificate("wrong-name"), "tls-name", "another server",
     PROBLEM),
    (lambda story: story.azure.set_clock_offset(2 * 3600), "clock",
     "this machine's clock is 2 hours behind", WARNING),
    (lambda story: story.azure.add_fault("html"), "strange-answer", "browser", PROBLEM),
    (lambda story: story.azure.add_fault("status", status=429, seconds=9), "throttled",
     "in 9 seconds", UNKNOWN),
    (lambda story: story.azure.add_fault("black-hole"), "time-out", "did not answer in time",
     PROBLEM),
    (lambda story: story.env.update(GIT_SSL_CAINFO="/nowhere/ca.pem"), "tls-file",
     "GIT_SSL_CAINFO names /nowhere/ca.pem", PROBLEM),
]


@tap.test
def each_step_that_fails_has_its_own_sentence_and_is_bounded_in_time() -> None:
    with Story() as story:
        for number in range(6):
            with_token(story, f"contoso{number}")
        for change, code, words, status in FAULTS:
            change(story)
            start = time.monotonic()
            found = Findings(story)
            assert time.monotonic() - start < 12, f"{code}: it waited for too long"
            tap.equal((found.status, [each for _, each in found.wrong()]), (status, [code]))
            each = found.one(code)
            assert words in f"{each['sentence']} {each['advice']} {each['command']}", each
            story.azure.set_certificate("good")
            story.azure.set_clock_offset(0)
            story.azure.clear_faults()
            story.env.pop("GIT_SSL_CAINFO", None)


@tap.test
def a_name_that_cannot_be_found_and_a_port_that_is_closed() -> None:
    with Story() as story:
        with_token(story)
        story.refresh()
        story.run(["true"])
        resolve = ["-c", "http.curloptResolve=", "credential-azdo", "doctor", "--json"]
        done = story.try_git(*resolve, env=NO_PROXY)
        codes = [each["code"] for each in json.loads(done.stdout)["findings"]
                 if each["check"] == "network"]
        tap.equal((done.returncode, codes), (PROBLEM, ["dns"]))
        story.azure.stop()
        done = story.session.run([PROGRAM, "doctor", "--json"], env={**story.env, **NO_PROXY})
        codes = [each["code"] for each in json.loads(done.stdout)["findings"]
                 if each["check"] == "network"]
        tap.equal((done.returncode, codes), (PROBLEM, ["connect"]))


@tap.test
def proxies_are_named_without_their_passwords_and_told_from_what_lies_behind_them() -> None:
    with Story() as story:
        with_token(story)
        for proxy, code, words in (
                (Proxy(), "reached", "by the proxy http://127.0.0.1"),
                (Proxy(credential="bob:other"), "proxy", "wants a user name and a password"),
                (Proxy(status=403), "proxy", "(status 403)"),
                (Proxy(hangs_up=True), "cut-off", "by the proxy http://127.0.0.1")):
            with proxy:
                address = f"http://ann:{PROXY_PASSWORD}@127.0.0.1:{proxy.port}"
                story.git("config", "--global", "http.proxy", address)
                found = Findings(story)
                each = found.one(code)
                assert words in f"{each['sentence']} {each['advice']}", each
                page = doctor(story).stdout
                assert PROXY_PASSWORD not in found.text + page, found.text
        story.git("config", "--global", "--unset", "http.proxy")
        with Proxy() as proxy:
            address = f"http://ann:{PROXY_PASSWORD}@127.0.0.1:{proxy.port}"
            found = Findings(story, env={"https_proxy": address})
            assert "(https_proxy)" in found.one("reached")["sentence"], found.text
            assert PROXY_PASSWORD not in found.text, found.text


@tap.test
def a_token_that_is_refused_is_to_be_renewed() -> None:
    with Story() as story:
        story.azure.revoke(with_token(story))
        found = Findings(story)
        tap.equal((found.status, found.one("token-refused")["command"]),
                  (PROBLEM, "git credential-azdo renew contoso"))


@tap.test
def a_server_is_looked_at_where_the_helper_is_called_for_it() -> None:
    with Story(configured=False) as story:
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=None)
        keep(story, token, "defaultcollection", server=SERVER)
        story.git("credential-azdo", "configure", f"--server={SERVER}")
        found = Findings(story)
        tap.equal((found.status, found.wrong()), (GOOD, []))
        tap.equal(found.one("helper-chain")["sentence"],
                  f"for {SERVER} Git calls azdo --server={SERVER} (file:~/.gitconfig)")
        assert f"for {SERVER}/defaultcollection is valid" in found.one("token-good")["sentence"]


# No secrets


@tap.test
def nothing_secret_is_printed() -> None:
    with Story() as story, Proxy() as proxy:
        token = with_token(story)
        other = story.azure.add_token("fabrikam", scopes=WRITE)
        home = str(story.session.home)
        (story.session.home / ".git-credentials").write_text(
            f"https://ann:{other}@dev.azure.com\n", encoding="utf-8")
        folder = repository(story, f"https://anybody:{token}@dev.azure.com/contoso/web/_git/app")
        story.git("remote", "add", "second", f"https://{other}@dev.azure.com/fabrikam/p/_git/r",
                  cwd=folder)
        for key, value in (
                (f"url.https://x:{other}@dev.azure.com/.insteadOf", "azdo:"),
                (f"url.https://x:{other}@proxy.example/.insteadOf", "https://dev.azure.com/two/"),
                ("http.https://dev.azure.com.extraHeader", f"Authorization: Bearer {other}"),
                ("http.proxy", f"http://ann:{PROXY_PASSWORD}@127.0.0.1:{proxy.port}"),
                (f"credential.https://x:{other}@dev.azure.com.helper", "store")):
            story.git("config", "--global", "--add", key, value)
        story.spared |= {story.session.home / ".git-credentials",
                         story.session.home / ".gitconfig", folder / ".git/config"}
        for words in ((), ("--json",)):
            done = doctor(story, *words, cwd=folder)
            tap.equal(done.returncode, PROBLEM)
            for secret in (token, other, PROXY_PASSWORD, home):
                assert secret not in done.stdout, f"{secret} in {done.stdout}"


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
