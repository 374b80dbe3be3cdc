#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""audit: what could be safer about the stored tokens, and copies in plain text. Prints TAP."""

from __future__ import annotations

import base64
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import tap
from keyrings import GnomeKeyring
from records import DAY, WRITE, Done, call, day, keep, now, on_terminal, row
from story import PROGRAM, Story, prepare

GOOD, IMPROVE, BAD, UNDETERMINED, USAGE = 0, 1, 2, 3, 129
WEEK = 6 * DAY
SERVER = "https://tfs.example.com/tfs/DefaultCollection"
APP = "https://dev.azure.com/contoso/web/_git/app"
IN_NOVEMBER = "2026-11-24 12:00:00"
PROFILE = "/_apis/profile/profiles/me"
ORGANIZATION_PROBES, ALL_PROBES = 14, 22
NO_PLAIN_TEXT = "No token for Azure DevOps was found in plain text.\n"


def keep_for(story: Story, organization: str = "contoso", allowed: Sequence[str] | None = WRITE,
             **facts: str | int) -> str:
    """A token that was pasted today and ends in time; it is allowed these scopes, or anything."""
    token = story.azure.add_token(organization, scopes=allowed)
    keep(story, token, organization, **{"valid_to": now() + WEEK, **facts})
    return token


def audit(story: Story, *words: str, cwd: Path | None = None) -> Done:
    done = call(story, "audit", *words, cwd=cwd)
    tap.equal(done.stderr, "")
    return done


def as_json(story: Story, *words: str, cwd: Path | None = None) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(audit(story, "--json", *words, cwd=cwd).stdout)
    tap.equal((sorted(document), document["version"]), (["plain_text", "tokens", "version"], 1))
    return document


def probed(story: Story) -> list[str]:
    """The paths that were asked about what a token can do."""
    return [request.path for request in story.azure.requests()
            if not request.path.endswith((PROFILE, "/connectionData"))]


def repository(story: Story, name: str = "web") -> Path:
    """A repository whose remote is one of contoso's."""
    folder = story.session.home / name
    story.git("init", "--quiet", folder)
    story.git("remote", "add", "origin", APP, cwd=folder)
    return folder


# What a token can do


@tap.test
def a_token_for_git_alone_has_nothing_to_improve() -> None:
    with Story() as story:
        token = keep_for(story)
        done = audit(story)
        tap.equal((done.returncode, done.stdout), (
            GOOD,
            "contoso: nothing to improve\n"
            f"  token     ****{token[-4:]}, personal access token in secret-service\n"
            "  scopes    unknown: a token that was pasted does not tell\n"
            "  can       Code\n"
            "  cannot    Advanced Security, Agent Pools, Audit Log, Build, Extensions, Graph,\n"
            "            Member Entitlement Management, Packaging, Project and Team,\n"
            "            Security, Service Connections, Symbols, Work Items\n"
            "  not asked Environment, Release, Secure Files, Task Groups, Team Dashboards,\n"
            "            Test Management, Variable Groups, Wiki; for these, run it in a\n"
            "            clone, or name its address\n"
            f"  expires   {day(now() + WEEK)}, in 6 days (as you told it)\n"
            f"  last used {day(now())}\n"
            "\n"
            "What a token can do was tried with requests that only read. The answers mix its\n"
            "scopes with what its owner may do, so this is a report and no proof; whether it\n"
            "may also change something was not tried.\n"
            "\n" + NO_PLAIN_TEXT))
        tap.equal(len(probed(story)), ORGANIZATION_PROBES)
        tap.equal({request.method for request in story.azure.requests()}, {"GET"})


@tap.test
def full_access_is_told_and_is_to_be_replaced() -> None:
    with Story() as story:
        keep_for(story, allowed=None)
        done = audit(story, APP)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (IMPROVE, "contoso: could be safer"))
        tap.equal(row(done.stdout, "note"), "it can do whatever was tried, as a token with full "
                  "access can; Git needs Code (Read & write) alone")
        tap.equal(row(done.stdout, "next"), "git credential-azdo renew contoso")
        tap.equal((row(done.stdout, "cannot"), row(done.stdout, "not asked")), (None, None))
        tap.equal(len(probed(story)), ALL_PROBES)


@tap.test
def more_than_git_needs_is_named() -> None:
    with Story() as story:
        keep_for(story, allowed=["vso.code_write", "vso.packaging_write", "vso.build"])
        done = audit(story)
        tap.equal(done.returncode, IMPROVE)
        tap.equal(row(done.stdout, "can"), "Build, Code, Packaging")
        tap.equal(row(done.stdout, "note"), "it can do more than Git needs: Build, Packaging")


def with_project(story: Story, *words: str, cwd: Path | None = None) -> None:
    keep_for(story, allowed=["vso.code_write", "vso.wiki"])
    done = audit(story, *words, cwd=cwd)
    tap.equal((done.returncode, row(done.stdout, "can")), (IMPROVE, "Code, Wiki"))
    assert "/contoso/web/_apis/wiki/wikis" in probed(story)
    tap.equal(len(probed(story)), ALL_PROBES)


@tap.test
def the_address_of_a_repository_tells_the_project() -> None:
    with Story() as story:
        with_project(story, APP)


@tap.test
def so_does_the_repository_in_this_folder() -> None:
    with Story() as story:
        with_project(story, cwd=repository(story))


@tap.test
def a_repository_of_another_organization_does_not() -> None:
    with Story() as story:
        keep_for(story, "fabrikam")
        audit(story, cwd=repository(story))
        tap.equal(len(probed(story)), ORGANIZATION_PROBES)


@tap.test
def what_gets_no_clear_answer_is_unknown_and_no_failure() -> None:
    with Story() as story:
        keep_for(story)
        for path, fault in (("_apis/git", {"kind": "html"}), ("_apis/build", {"status": 404}),
                            ("_apis/teams", {"kind": "reset"})):
            story.azure.add_fault(**{"kind": "status", "path": f"/contoso/{path}", **fault})
        done = audit(story)
        tap.equal((done.returncode, row(done.stdout, "can"), row(done.stdout, "unknown")),
                  (GOOD, "nothing that was asked", "Build, Code, Project and Team"))


@tap.test
def a_list_that_is_too_long_is_an_answer() -> None:
    with Story() as story:
        keep_for(story)
        story.azure.add_fault("oversize", path="/contoso/_apis/git")
        tap.equal(row(audit(story).stdout, "can"), "Code")


@tap.test
def a_service_that_is_silent_does_not_cost_the_others() -> None:
    with Story() as story:
        keep_for(story)
        story.azure.add_fault("black-hole", host="advsec.dev.azure.com")
        start = time.monotonic()
        done = audit(story)
        assert time.monotonic() - start < 15, "it waited for too long"
        tap.equal((row(done.stdout, "unknown"), row(done.stdout, "can")),
                  ("Advanced Security", "Code"))


# What needs no probes


@tap.test
def the_scopes_of_a_token_that_was_made_here_are_known() -> None:
    with Story() as story:
        keep_for(story, valid_to_certainty="certain", scopes="vso.code_write")
        done = audit(story)
        tap.equal((done.returncode, row(done.stdout, "scopes"), row(done.stdout, "can")),
                  (GOOD, "Code (Read & write) (certain)", None))
        tap.equal(probed(story), [])
        assert "was tried" not in done.stdout, done.stdout


@tap.test
def of_those_scopes_what_git_does_not_need_is_named() -> None:
    with Story() as story:
        keep_for(story, scopes="vso.code_write vso.packaging")
        done = audit(story)
        tap.equal((done.returncode, row(done.stdout, "note")),
                  (IMPROVE, "it may do more than Git needs: Packaging (Read)"))


def signed_in(story: Story, *options: str) -> None:
    """`login --entra` by the Azure CLI."""
    story.azure.set_entra(home_tenant=story.azure.tenant("contoso"))
    folder = story.session.scratch / "programs"
    folder.mkdir()
    story.azure.make_azure_cli(folder)
    path = story.env.get("PATH") or story.session.environment()["PATH"]
    story.env["PATH"] = f"{folder}:{path}"
    story.git("credential-azdo", "login", "--entra=azure-cli", *options, "contoso")


@tap.test
def a_token_of_a_sign_in_has_nothing_to_improve() -> None:
    with Story() as story:
        signed_in(story)
        done = audit(story)
        tap.equal((done.returncode, probed(story)[-1:]), (GOOD, ["/contoso/_apis/tokens/pats"]))
        tap.equal(row(done.stdout, "scopes"), "Code (Read & write) (certain)")


@tap.test
def a_sign_in_that_asks_for_more_is_to_ask_for_less() -> None:
    with Story() as story:
        signed_in(story, "--scope=packaging:read", "--scope=code:write", "--days=30")
        done = audit(story)
        tap.equal((done.returncode, row(done.stdout, "next")),
                  (IMPROVE, "git credential-azdo login --entra --scope=code:write --days=7 "
                            "contoso"))
        assert "it lives for 30 days; Microsoft recommends 7 at most" in done.stdout, done.stdout
        story.git("credential-azdo", "login", "--entra=azure-cli", "--scope=code:write",
                  "--days=7", "contoso")
        tap.equal(audit(story).returncode, GOOD)


@tap.test
def an_entra_access_token_is_called_what_it_is() -> None:
    with Story() as story:
        signed_in(story, "--kind=entra")
        story.fill(APP)
        done = audit(story)
        tap.equal((done.returncode, probed(story)), (GOOD, []))
        assert "Microsoft Entra access token" in (row(done.stdout, "token") or ""), done.stdout
        tap.equal((row(done.stdout, "scopes"), row(done.stdout, "last used")),
                  ("all that its owner may do, for about an hour", None))


@tap.test
def the_scopes_of_a_servers_token_stay_unknown() -> None:
    with Story() as story:
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=None)
        keep(story, token, "defaultcollection", server="https://tfs.example.com/tfs",
             valid_to=now() + WEEK)
        done = call(story, f"--server={SERVER}", "audit")
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (GOOD, "https://tfs.example.com/tfs/defaultcollection: nothing to improve that "
                         "is known"))
        tap.equal(probed(story), [])


# How long it lives, and whether it is needed


def concerning(words: str, command: str, status: int = IMPROVE, **facts: str | int) -> None:
    with Story() as story:
        keep_for(story, **facts)
        done = audit(story)
        tap.equal((done.returncode, row(done.stdout, "next")), (status, command))
        assert words in (row(done.stdout, "note") or ""), done.stdout


RENEW = "git credential-azdo renew contoso"
tap.add("a life of more than a week is long",
        lambda: concerning("it lives for 30 days; Microsoft recommends 7 at most", RENEW,
                           created=now(), valid_to=now() + 30 * DAY))
tap.add("a token that works for long, and has no end that is known, lives long",
        lambda: concerning("it lives for 40 days or more", RENEW, created=now() - 40 * DAY,
                           valid_to=0, valid_to_certainty="unknown"))
tap.add("an end that nobody has told is to be told",
        lambda: concerning("nobody has said when it ends", RENEW, valid_to=0,
                           valid_to_certainty="unknown"))


@tap.test
def a_token_that_is_unused_for_long_is_to_be_removed() -> None:
    with Story() as story:
        keep_for(story, created=now() - 100 * DAY, validated=now() - 85 * DAY)
        for _ in range(2):  # to be looked at is no use
            done = audit(story)
            tap.equal((done.returncode, row(done.stdout, "next"), row(done.stdout, "last used")),
                      (IMPROVE, "git credential-azdo logout contoso", day(now() - 85 * DAY)))
            assert f"not known to have been used since {day(now() - 85 * DAY)}: if nobody needs " \
                in re.sub(r"\s+", " ", done.stdout), done.stdout


@tap.test
def a_token_for_all_organizations_is_to_be_replaced() -> None:
    with Story(start=IN_NOVEMBER) as story:
        story.azure.add_repository("contoso", "web", "app")
        march = 1774300000
        token = story.azure.add_token(None, scopes=WRITE, valid_from=march,
                                      valid_to=march + 360 * DAY)
        keep(story, token, valid_to=march + 360 * DAY)
        done = audit(story)
        tap.equal((done.returncode, row(done.stdout, "next")), (IMPROVE, RENEW))
        assert "it is for all accessible organizations" in done.stdout, done.stdout
        concerns = as_json(story)["tokens"][0]["concerns"]
        tap.equal(concerns, ["global", "long-life"])


@tap.test
def an_expired_or_refused_token_is_bad() -> None:
    with Story() as story:
        keep_for(story, valid_to=now() - DAY, valid_to_certainty="certain")
        story.azure.revoke(keep_for(story, "fabrikam"))
        keep_for(story, "adatum", valid_to=now() - 90 * DAY, created=now() - 100 * DAY)
        done = audit(story)
        tap.equal(done.returncode, BAD)
        pages = dict(page.split(": ", 1) for page in done.stdout.split("\n\n")[:3])
        assert pages["contoso"].startswith("valid, expired yesterday\n"), pages
        tap.equal(row(pages["contoso"], "next"), "git credential-azdo login contoso")
        assert pages["fabrikam"].startswith("refused\n"), pages
        tap.equal(row(pages["fabrikam"], "check"), "refused: it is expired, revoked or for another "
                  "organization; Azure DevOps does not say which")
        tap.equal({path.split("/")[1] for path in probed(story)}, {"contoso", "adatum"})


# A service that does not want to be asked, or cannot be


def paused(fault: dict[str, Any], words: str) -> None:
    with Story() as story:
        keep_for(story)
        keep_for(story, username="ann")
        keep_for(story, "fabrikam")
        story.azure.add_fault(path="/contoso/_apis/distributedtask", count=1, **fault)
        done = audit(story)
        tap.equal(done.returncode, UNDETERMINED)
        assert words in re.sub(r"\s+", " ", done.stdout), done.stdout
        asked = [path.split("/")[1] for path in probed(story)]
        tap.equal(asked.count("fabrikam"), ORGANIZATION_PROBES)
        assert asked.count("contoso") <= 8, asked  # what was under way


for _fault, _words in (
        ({"kind": "status", "status": 429, "seconds": 17},
         "Azure DevOps asks for a pause of 17 seconds: try again then"),
        ({"kind": "status", "status": 429}, "Azure DevOps asks for a pause: try again later"),
        ({"kind": "retry-after", "seconds": 9}, "asks for a pause of 9 seconds: try again then"),
        ({"kind": "headers", "headers": [("X-RateLimit-Remaining", "0")]}, "asks for a pause: "),
        ({"kind": "headers", "headers": [("X-RateLimit-Delay", "1.5")]}, "asks for a pause: ")):
    tap.add(f"an organization that wants a pause gets it: {_fault}",
            lambda fault=_fault, words=_words: paused(fault, words))


@tap.test
def a_pause_that_is_asked_for_at_once_is_kept_at_once() -> None:
    with Story() as story:
        keep_for(story)
        story.azure.add_fault("retry-after", seconds=9, count=1)
        done = audit(story)
        tap.equal((done.returncode, probed(story)), (UNDETERMINED, []))
        tap.equal(as_json(story)["tokens"][0]["probes"], "complete")


@tap.test
def a_server_that_cannot_be_reached_leaves_it_undetermined() -> None:
    with Story() as story:
        keep_for(story)
        story.git("config", "--global", "--unset-all", "include.path")
        done = audit(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (UNDETERMINED, "contoso: could not be found out"))
        assert (row(done.stdout, "check") or "").startswith("could not be checked: the server"), \
            done.stdout


@tap.test
def what_is_known_to_be_better_outweighs_what_is_not_known() -> None:
    with Story() as story:
        keep_for(story, valid_to=now() + 30 * DAY)
        story.azure.add_fault("status", status=500)
        tap.equal(audit(story).returncode, IMPROVE)


@tap.test
def offline_asks_nobody() -> None:
    with Story() as story:
        keep_for(story, allowed=None)
        done = audit(story, "--offline")
        tap.equal((done.returncode, story.azure.requests(), done.stdout.splitlines()[0]),
                  (GOOD, [], "contoso: nothing to improve that is known"))


# Plain text


def basic(token: str) -> str:
    return "Authorization: Basic " + base64.b64encode(f":{token}".encode()).decode()


def in_credentials(story: Story, token: str) -> str:
    path = story.session.home / ".git-credentials"
    story.spared.add(path)
    path.write_text(f"https://ann:{token}@dev.azure.com/contoso\nhttps://x:y@github.com\n",
                    encoding="utf-8")
    return f"{path}, line 1"


def in_credentials_as_name(story: Story, token: str) -> str:
    path = story.session.home / ".config/git/credentials"
    path.parent.mkdir(parents=True, exist_ok=True)
    story.spared.add(path)
    path.write_text(f"https://{token}@dev.azure.com\n", encoding="utf-8")
    return f"{path}, line 1"


def in_file_of_helper(story: Story, token: str) -> str:
    path = story.session.home / "my tokens"
    story.spared.add(path)
    path.write_text(f"https://ann:{token}@dev.azure.com/contoso/a%20b\n", encoding="utf-8")
    story.git("config", "--global", "credential.https://other.example.helper",
              "store --file '~/my tokens'")
    return f"{path}, line 1"


def in_netrc(story: Story, token: str) -> str:
    path = story.session.home / ".netrc"
    story.spared.add(path)
    path.write_text(f"machine x.example password y\nmachine dev.azure.com password {token}\n",
                    encoding="utf-8")
    return f"{path}, line 2"


def in_az(story: Story, token: str) -> str:
    path = story.session.home / ".azure/azuredevops/personalAccessTokens"
    path.parent.mkdir(parents=True)
    story.spared.add(path)
    path.write_text(f"[azdevops-cli:https://dev.azure.com/contoso]\n"
                    f"personal access token = {token}\n\n", encoding="utf-8")
    return f"{path}, line 2"


def in_setting(story: Story, key: str, value: str, shown: str = "") -> str:
    story.spared.add(story.session.home / ".gitconfig")
    story.git("config", "--global", "--add", key, value)
    return f"{shown or key} in {story.session.home / '.gitconfig'}"


def in_remote(story: Story, token: str) -> str:
    folder = repository(story)
    story.spared.add(folder / ".git/config")
    story.git("remote", "set-url", "origin", APP.replace("//", f"//ann:{token}@"), cwd=folder)
    return f"remote.origin.url in {folder / '.git/config'}"


def in_second_url(story: Story, token: str) -> str:
    folder = repository(story)
    story.spared.add(folder / ".git/config")
    story.git("remote", "set-url", "--add", "origin", APP.replace("//", f"//{token}@"), cwd=folder)
    return f"remote.origin.url in {folder / '.git/config'}"


def in_gcm_file(story: Story, token: str) -> str:
    """In Git Credential Manager's plain store, beside what is for another host."""
    folder = story.session.home / ".gcm/store/git/https"
    for host, secret in (("dev.azure.com/contoso", token), ("github.com", "x")):
        (folder / host).mkdir(parents=True)
        file = folder / host / "ann.credential"
        file.write_text(f"{secret}\nservice=https://{host}\naccount=ann\n", encoding="utf-8")
        file.chmod(0o600)
        story.spared.add(file)
    return str(folder / "dev.azure.com/contoso/ann.credential")


Put = Callable[[Story, str], str]
# Where a token is put, as a function that returns how that is called; and what edits files there.
PLACES: dict[str, tuple[Put, str]] = {
    "git-credentials": (in_credentials, ""),
    "XDG's credentials, in the place of the user name": (in_credentials_as_name, "sed -i 1d"),
    "the file of a helper": (in_file_of_helper, ""),
    "netrc": (in_netrc, "sed -i 2d"),
    "a file of Git Credential Manager": (in_gcm_file, ""),
    "a header for the host": (
        lambda story, token: in_setting(story, "http.https://dev.azure.com/.extraheader",
                                        basic(token)), ""),
    "a header for every server": (
        lambda story, token: in_setting(story, "http.extraheader", basic(token)), ""),
    "a header for hosts of a pattern": (
        lambda story, token: in_setting(story, "http.https://*.visualstudio.com.extraheader",
                                        f"authorization: bearer {token}"), ""),
    "an address that is rewritten": (
        lambda story, token: in_setting(story, f"url.https://{token}@dev.azure.com/.insteadof",
                                        "az:", "url.https://dev.azure.com/.insteadof"),
        "sed -i /@dev.azure.com/,+1d"),
    "a remote": (in_remote, ""),
    "the second address of a remote": (in_second_url, ""),
}


def found(put: Put, editor: str) -> None:
    """It is told, the command that is told takes it out, and nothing else changes."""
    with Story() as story:
        token = keep_for(story)
        where = put(story, token)
        repository_folder = story.session.home / "web"
        cwd = repository_folder if repository_folder.exists() else None
        if cwd:  # a folder below knows as much
            cwd = cwd / "src"
            cwd.mkdir()
        done = audit(story, cwd=cwd)
        tap.equal(done.returncode, BAD)
        (place,) = as_json(story, cwd=cwd)["plain_text"]
        tap.equal((place["where"], place["token"], place["stored_for"], place["problem"]),
                  (where, f"****{token[-4:]}", "contoso", None))
        page = done.stdout.split("not tried.\n\n")[1]
        assert page.startswith((f"{where}: a token in plain text\n",
                                f"{where}:\n  a token in plain text\n")), page
        assert "it is the one that is stored for contoso" in page, page
        commands = re.findall("^  next      (.*)$", page, re.MULTILINE)
        tap.equal(commands[-1], place["command"])
        for command in commands:
            ran = story.run(["sh", "-c", command], cwd=cwd,
                            env={"EDITOR": editor, "GIT_EDITOR": editor})
            tap.equal((command, ran.returncode, ran.stderr), (command, 0, ""))
        after = audit(story, cwd=cwd)
        tap.equal((after.returncode, NO_PLAIN_TEXT in after.stdout), (GOOD, True))


for _name, (_put, _editor) in PLACES.items():
    tap.add(f"a token in plain text is found and taken out: {_name}",
            lambda put=_put, editor=_editor: found(put, editor))


@tap.test
def other_entries_of_a_file_are_left_alone() -> None:
    with Story() as story:
        in_credentials(story, keep_for(story))
        story.run(["sh", "-c", as_json(story)["plain_text"][0]["command"]])
        tap.equal((story.session.home / ".git-credentials").read_text(), "https://x:y@github.com\n")


@tap.test
def the_plain_store_of_gcm_is_where_its_settings_say() -> None:
    with Story() as story:
        path = Path(in_gcm_file(story, keep_for(story)))
        path.parents[4].rename(story.session.home / "kept")
        tap.equal(as_json(story)["plain_text"], [])
        story.git("config", "--global", "credential.plaintextStorePath", "~/kept")
        story.spared.add(story.session.home / "kept")
        file = story.session.home / "kept/git/https/dev.azure.com/contoso/ann.credential"
        place, = as_json(story)["plain_text"]
        tap.equal((place["kind"], place["file"], place["line"], place["others_can_read"]),
                  ("gcm", str(file), None, False))
        file.chmod(0o644)
        assert f"  next      chmod go= {file}\n" in audit(story).stdout


@tap.test
def the_azure_clis_file_is_named_with_its_own_command() -> None:
    with Story() as story:
        where = in_az(story, keep_for(story))
        path = Path(where.split(",")[0])
        path.chmod(0o644)
        done = audit(story)
        tap.equal(done.returncode, BAD)
        assert "the mode of the file lets other users of this machine read it" in done.stdout
        assert f"  next      chmod go= {path}\n" in done.stdout, done.stdout
        assert "  next      az devops logout --organization https://dev.azure.com/contoso\n" \
            in done.stdout, done.stdout
        story.run(["sh", "-c", f"chmod go= {path}"])
        (place,) = as_json(story)["plain_text"]
        tap.equal((place["kind"], place["where"], place["others_can_read"]),
                  ("azure-cli", where, False))


@tap.test
def the_azure_clis_folder_is_where_its_variables_say() -> None:
    with Story() as story:
        token = keep_for(story)
        path = Path(in_az(story, token).split(",")[0])
        for variable, folder in (("AZURE_CONFIG_DIR", "one/azuredevops"),
                                 ("AZURE_DEVOPS_EXT_CONFIG_DIR", "two")):
            moved = story.session.home / folder / path.name
            moved.parent.mkdir(parents=True)
            path = path.rename(moved)
            story.spared.add(path)
            value = str(story.session.home / folder.split("/")[0])
            done = call(story, "audit", env={variable: value})
            assert f"{path}, line 2:" in done.stdout, done.stdout


@tap.test
def a_token_that_is_stored_nowhere_else_is_to_be_stored_first() -> None:
    with Story() as story:
        in_netrc(story, story.azure.add_token("contoso"))
        done = audit(story)
        tap.equal(done.returncode, BAD)
        assert done.stdout.startswith("No token is stored. To store one: "), done.stdout
        assert "if Git needs it, store it first, with login" in \
            re.sub(r"\s+", " ", done.stdout), done.stdout


@tap.test
def what_is_on_the_command_line_is_told() -> None:
    with Story() as story:
        token = keep_for(story)
        done = call(story, "audit", env={
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "http.extraheader",
            "GIT_CONFIG_VALUE_0": basic(token)})
        tap.equal(done.returncode, BAD)
        assert "http.extraheader in the command line or environment:" in done.stdout, done.stdout
        assert "  next      take it out of the command line or environment" in done.stdout


@tap.test
def other_hosts_are_nobodys_business() -> None:
    with Story() as story:
        keep_for(story)
        home = story.session.home
        (home / ".git-credentials").write_text(
            "https://a:b@github.com\nhttps://a:b@dev.azure.com.evil.example/contoso\n"
            "https://contoso@dev.azure.com/contoso\n")
        (home / ".netrc").write_text("machine github.com password x\ndefault password y\n")
        in_setting(story, "http.https://github.com/.extraheader", basic("x"))
        in_setting(story, "http.https://dev.azure.com/.extraheader", "X-Trace: 1")
        in_setting(story, "url.https://a:b@github.com/.insteadof", "gh:")
        done = audit(story, cwd=repository(story))
        tap.equal((done.returncode, NO_PLAIN_TEXT in done.stdout), (GOOD, True))


@tap.test
def a_server_counts_when_it_is_named() -> None:
    with Story() as story:
        (story.session.home / ".git-credentials").write_text(f"{SERVER}\n".replace("//", "//a:b@"))
        tap.equal(audit(story).returncode, GOOD)
        done = call(story, f"--server={SERVER}", "audit")
        tap.equal(done.returncode, BAD)
        assert f"****, for {SERVER}\n" in done.stdout, done.stdout


def unreadable(spoil: Callable[[Path], object], problem: str) -> None:
    with Story() as story:
        keep_for(story)
        path = story.session.home / ".netrc"
        spoil(path)
        done = audit(story)
        tap.equal(done.returncode, UNDETERMINED)
        assert f"{path}: {problem} " in re.sub(r"\s+", " ", done.stdout), done.stdout
        (place,) = as_json(story)["plain_text"]
        tap.equal((place["problem"], place["token"]), (problem, None))


tap.add("a file that is a folder is not read",
        lambda: unreadable(lambda path: path.mkdir(), "is no regular file"))
tap.add("a file that is a pipe is not waited for",
        lambda: unreadable(os.mkfifo, "is no regular file"))
tap.add("a file that is too large is not read",
        lambda: unreadable(lambda path: path.write_bytes(b"x" * (1024 * 1024 + 1)),
                           "is too large to be looked at"))
tap.add("a link that goes in circles is not followed",
        lambda: unreadable(lambda path: path.symlink_to(path),
                           "cannot be read: Too many levels of symbolic links"))


@tap.test
def a_broken_configuration_is_told() -> None:
    with Story() as story:
        folder = repository(story)
        (folder / ".git/config").write_text("[core\n")
        done = audit(story, cwd=folder)
        tap.equal(done.returncode, UNDETERMINED)
        assert "Git's configuration:\n  cannot be read: git config failed: " in done.stdout, \
            done.stdout


# The page and the JSON


@tap.test
def no_output_holds_a_token() -> None:
    with Story() as story:
        token = keep_for(story, allowed=None)
        encoded = basic(token).split()[-1]
        for put, _ in PLACES.values():
            if put is not in_second_url:
                put(story, token)
        in_az(story, token)
        for words in ((), ("--json",), ("--offline",)):
            done = call(story, "audit", *words, env={"AZDO_TRACE": "1"},
                        cwd=story.session.home / "web")
            tap.equal(done.returncode, BAD)
            for secret in (token[:-4], encoded[:-8]):
                assert secret not in done.stdout + done.stderr, words


@tap.test
def what_is_in_files_does_not_reach_the_terminal_as_it_is() -> None:
    with Story() as story:
        (story.session.home / ".git-credentials").write_text(
            "https://a:b@dev.azure.com/contoso/\x1b[2J\N{RIGHT-TO-LEFT OVERRIDE}\n", "utf-8")
        for words in ((), ("--json",)):
            text = audit(story, *words).stdout
            assert "dev.azure.com/contoso/" in text, text
            assert "\x1b" not in text and "\N{RIGHT-TO-LEFT OVERRIDE}" not in text, text


@tap.test
def every_line_but_a_command_fits_into_eighty_columns() -> None:
    with Story() as story:
        keep_for(story, allowed=None, username="somebody.with.a.name@long.example.com")
        in_netrc(story, keep_for(story, "fabrikam"))
        for line in audit(story).stdout.splitlines():
            assert len(line) <= 80 or line.startswith(("  next ", "/")), line


@tap.test
def the_json_has_every_key() -> None:
    with Story() as story:
        token = keep_for(story, allowed=["vso.code_write", "vso.build"])
        where = in_netrc(story, token)
        document = as_json(story)
        (found_token,) = document["tokens"]
        for name in ("activity_id", "expires", "used", "cannot", "not_asked"):
            assert found_token.pop(name), name
        tap.equal(found_token, {
            "server": "dev.azure.com", "organization": "contoso", "username": None,
            "store": "secret-service", "kind": "pat", "token": f"****{token[-4:]}",
            "scopes": None, "probes": "complete", "can": ["vso.build", "vso.code"],
            "unknown": [], "all_organizations": None, "expires_certainty": "told",
            "days_left": 6, "life_days": 6, "check": "valid", "check_reason": None,
            "check_description": "valid", "state": "improve", "concerns": ["excess"],
            "notes": ["it can do more than Git needs: Build"], "command": RENEW})
        path = where.split(",")[0]
        tap.equal(document["plain_text"], [{
            "kind": "netrc", "where": where, "file": path, "line": 2,
            "address": "https://dev.azure.com", "token": f"****{token[-4:]}",
            "stored_for": "contoso", "others_can_read": True, "problem": None,
            "command": f"${{EDITOR:-vi}} {path}"}])


@tap.test
def nothing_stored_names_login() -> None:
    with Story() as story:
        done = audit(story)
        tap.equal((done.returncode, done.stdout),
                  (GOOD, "No token is stored. To store one: git credential-azdo login contoso "
                         "(or how yours is called)\n\n"
                         + NO_PLAIN_TEXT))
        tap.equal(as_json(story), {"version": 1, "tokens": [], "plain_text": []})


@tap.test
def only_what_is_named_is_asked_about() -> None:
    with Story() as story:
        keep_for(story)
        keep_for(story, "fabrikam", allowed=None)
        tap.equal(audit(story, "contoso").returncode, GOOD)
        tap.equal({path.split("/")[1] for path in probed(story)}, {"contoso"})
        tap.equal(audit(story, "contoso", "fabrikam").returncode, IMPROVE)
        in_netrc(story, "S3CRET")
        done = call(story, "audit", "adatum")
        tap.equal((done.returncode, done.stdout, done.stderr), (
            USAGE, "", "error: no token is stored for 'adatum'\n"
                   "hint: git credential-azdo login adatum\n"))


@tap.test
def a_keyring_that_cannot_be_read_hides_no_plain_text() -> None:
    with Story("absent") as story:
        where = in_netrc(story, story.azure.add_token("contoso"))
        done = call(story, "audit")
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (UNDETERMINED, f"{where}: a token in plain text"))
        assert re.fullmatch("error: .*keyring.*\nhint: .*\n", done.stderr), done.stderr
        done = call(story, "audit", "--json")
        tap.equal((done.returncode, done.stdout), (UNDETERMINED, ""))


@tap.test
def a_locked_keyring_is_undetermined() -> None:
    with Story() as story:
        keep_for(story)
        story.session.keyring_as(GnomeKeyring).lock()
        done = call(story, "audit")
        tap.equal((done.returncode, done.stdout), (UNDETERMINED, ""))
        assert done.stderr.startswith("error: the keyring is locked\nhint: "), done.stderr


@tap.test
def nothing_is_written_to_the_keyring() -> None:
    with Story("scripted") as story:
        keep_for(story)
        story.session.keyring.forget()
        audit(story)
        calls = story.session.keyring.calls()
        tap.equal((calls.get("Collection.CreateItem", 0), calls.get("Item.Delete", 0)), (0, 0))


# Progress


ERASE = "\r\x1b[K"


@tap.test
def progress_is_shown_on_a_terminal_and_taken_away() -> None:
    with Story() as story:
        keep_for(story)
        text = on_terminal(story, "audit")
        lines = text.split(ERASE)
        tap.equal(lines[1], "asking Azure DevOps ...")
        tap.equal(lines[2:-1], [f"asking Azure DevOps: {done} of {ORGANIZATION_PROBES}"
                                for done in range(ORGANIZATION_PROBES + 1)])
        assert "contoso" in lines[-1] and "asking" not in lines[-1], text
        assert "asking" not in on_terminal(story, "audit", TERM="dumb")
        assert "asking" not in on_terminal(story, "audit", "--offline")


@tap.test
def ctrl_c_ends_it_and_leaves_a_clean_line() -> None:
    with Story() as story:
        keep_for(story)
        story.azure.add_fault("black-hole", path="/contoso/_apis/build")
        story.refresh()
        ours, theirs = pty.openpty()
        with story.session.start([PROGRAM, "audit"], stdout=subprocess.PIPE, stderr=theirs,
                                 env={**story.env, "TERM": "xterm"}) as process:
            os.close(theirs)
            text = b""
            while b": 3 of " not in text and select.select([ours], [], [], 60)[0]:
                text += os.read(ours, 4096)
            process.send_signal(signal.SIGINT)
            with suppress(OSError):  # EIO is the end
                while part := os.read(ours, 4096):
                    text += part
            written = process.stdout.read() if process.stdout else None
            tap.equal((process.wait(), written), (-signal.SIGINT, ""))
        os.close(ours)
        assert text.decode().endswith(ERASE), text


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
