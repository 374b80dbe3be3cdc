#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""status, logout and check: what a person is told of the stored tokens. Prints TAP."""

import json
import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tap
from keyrings import GnomeKeyring
from notifications import NotificationDaemon
from records import DAY, WRITE, Done, call, day, keep, now, on_terminal, row
from story import PROGRAM, Story, prepare

SERVER = "https://tfs.example.com/tfs/DefaultCollection"
DEPLOYMENT = "app.vssps.visualstudio.com"
MARCH_2026 = 1774300000
IN_NOVEMBER = "2026-11-24 12:00:00"
ESCAPE = "\x1b["
GOOD, SOON, BAD, UNDETERMINED, USAGE = 0, 1, 2, 3, 129
SNIPPET = Path(__file__).resolve().parents[2] / "contrib/shell-prompt.sh"


def utc(when: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))


def keep_good(story: Story, organization: str = "contoso", **facts: str | int) -> str:
    """A token that Azure DevOps accepts, stored long ago unless it is said when."""
    token = story.azure.add_token(organization, scopes=WRITE)
    keep(story, token, organization, **{"created": now() - 30 * DAY, **facts})
    return token


def keep_revoked(story: Story, organization: str = "contoso", **facts: str | int) -> str:
    token = keep_good(story, organization, **facts)
    story.azure.revoke(token)
    return token


def status(story: Story, *words: str) -> Done:
    done = call(story, "status", *words)
    tap.equal(done.stderr, "")
    return done


def as_json(story: Story, *words: str) -> list[dict[str, Any]]:
    document = json.loads(call(story, "status", "--json", *words).stdout)
    tap.equal((sorted(document), document["version"]), (["tokens", "version"], 1))
    tokens: list[dict[str, Any]] = document["tokens"]
    return tokens


# status, for a person


@tap.test
def a_valid_token_is_told_of_in_full() -> None:
    with Story() as story:
        token = keep_good(story, valid_to=now() + 20 * DAY)
        done = status(story)
        tap.equal(done.returncode, GOOD)
        tap.equal(done.stdout,
                  "contoso: valid, expires in 20 days\n"
                  "  account   user@example.com\n"
                  f"  token     ****{token[-4:]}, personal access token in secret-service\n"
                  "  scopes    unknown\n"
                  f"  expires   {day(now() + 20 * DAY)}, in 20 days (as you told it)\n"
                  f"  accepted  {day(now())}\n"
                  "  check     valid\n")


@tap.test
def nothing_stored_names_login() -> None:
    with Story() as story:
        done = status(story)
        tap.equal((done.returncode, done.stdout),
                  (GOOD, "No token is stored. To store one: git credential-azdo login contoso "
                         "(or how yours is called)\n"))
        tap.equal(as_json(story), [])


def expiring(certainty: str, words: str) -> None:
    with Story() as story:
        keep_good(story, valid_to=now() + 3 * DAY, valid_to_certainty=certainty)
        done = status(story)
        tap.equal(done.returncode, SOON)
        tap.equal(done.stdout.splitlines()[0], "contoso: valid, expires in 3 days")
        tap.equal(row(done.stdout, "expires"), f"{day(now() + 3 * DAY)}, in 3 days ({words})")
        tap.equal(row(done.stdout, "next"), "git credential-azdo renew contoso")
        tap.equal(call(story, "--warn-days=2", "status").returncode, GOOD)
        tap.equal(call(story, "--warn-days=0", "status").returncode, GOOD)


for _certainty, _words in {"told": "as you told it", "certain": "certain"}.items():
    tap.add(f"a token whose {_certainty} end is near is to be renewed",
            lambda certainty=_certainty, words=_words: expiring(certainty, words))


@tap.test
def a_refused_token_says_why_and_what_to_type() -> None:
    with Story() as story:
        keep_revoked(story, valid_to=now() + 20 * DAY)
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]), (BAD, "contoso: refused"))
        tap.equal(row(done.stdout, "check"), "refused: it is expired, revoked or for another "
                  "organization; Azure DevOps does not say which")
        tap.equal(row(done.stdout, "next"), "git credential-azdo login contoso")


@tap.test
def an_expired_token_says_when() -> None:
    with Story() as story:
        token = keep_good(story, valid_to=now() - 3 * DAY)
        story.azure.set_token(token, valid_to=now() - 3 * DAY)
        story.azure.set_refusal("service-error-header")
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (BAD, "contoso: refused, expired 3 days ago"))
        tap.equal(row(done.stdout, "check"), "refused: it has expired")
        done = status(story, "--offline")
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (BAD, "contoso: expired 3 days ago"))


@tap.test
def a_told_day_that_has_passed_does_not_make_a_token_bad() -> None:
    with Story() as story:
        keep_good(story, valid_to=now() - DAY)
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (SOON, "contoso: valid, though it was to expire yesterday"))
        tap.equal(row(done.stdout, "next"), "git credential-azdo renew contoso")


@tap.test
def a_certain_day_that_has_passed_does() -> None:
    with Story() as story:
        keep_good(story, valid_to=now() - DAY, valid_to_certainty="certain")
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (BAD, "contoso: valid, expired yesterday"))


def refused_for(shape: str, summary: str, note: str) -> None:
    with Story() as story:
        keep_revoked(story)
        story.azure.set_refusal(shape)
        done = status(story)
        tap.equal((done.returncode, row(done.stdout, "next")), (BAD, None))
        assert summary in done.stdout, done.stdout
        assert note in (row(done.stdout, "note") or ""), done.stdout


for _shape, _sign, _note in (
        ("conditional-access", "VS403463", "network or device that the policy asks for"),
        ("sign-in-once", "TF401444",
         "sign in once in a web browser: https://dev.azure.com/contoso")):
    tap.add(f"a refusal that no new token would mend names no command: {_shape}",
            lambda shape=_shape, sign=_sign, note=_note: refused_for(shape, sign, note))


@tap.test
def a_token_whose_owner_has_no_access_is_bad() -> None:
    with Story() as story:
        keep_revoked(story)
        story.azure.add_fault("headers", headers=[
            ("X-VSS-UserData", "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11:user@example.com")])
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (BAD, "contoso: valid, but its owner has no access"))
        tap.equal(row(done.stdout, "next"), None)


@tap.test
def a_token_without_the_scope_code_is_bad_and_stays_stored() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=["vso.work"])
        keep(story, token, valid_to=now() + 20 * DAY)
        for command, line in (("status", "contoso: valid, but not for Git, expires in 20 days"),
                              ("check", "contoso: valid, but not for Git, expires in 20 days - "
                                        "git credential-azdo login contoso")):
            done = call(story, command)
            tap.equal((done.returncode, done.stdout.splitlines()[0], done.stderr), (BAD, line, ""))
        page = status(story).stdout
        tap.equal((row(page, "check"), row(page, "next")),
                  ("valid, but without the scope Code, which Git needs",
                   "git credential-azdo login contoso"))
        tap.equal(as_json(story)[0]["check"], "valid-without-code-scope")
        tap.equal(story.password("https://dev.azure.com/contoso/p/_git/r"), token)


@tap.test
def a_list_of_repositories_that_does_not_come_says_nothing_of_the_token() -> None:
    with Story() as story:
        keep_good(story)
        for fault in ({"kind": "status", "status": 500}, {"kind": "html"}, {"kind": "reset"}):
            story.azure.add_fault(**fault, path="/contoso/_apis/git/repositories")
            done = status(story)
            tap.equal((done.returncode, done.stdout.splitlines()[0]), (GOOD, "contoso: valid"))
            story.azure.clear_faults()


def undetermined(fault: Mapping[str, Any], words: str) -> None:
    with Story() as story:
        token = keep_good(story, valid_to=now() + 20 * DAY)
        story.azure.add_fault(**fault)
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (UNDETERMINED, "contoso: could not be checked, expires in 20 days"))
        assert words in (row(done.stdout, "check") or ""), done.stdout
        tap.equal(row(done.stdout, "next"), None)
        tap.equal(story.password("https://dev.azure.com/contoso/p/_git/r"), token)


for _fault, _said in (({"kind": "status", "status": 500}, "fault of its own (status 500)"),
                      ({"kind": "status", "status": 429, "seconds": 5}, "come back in 5 seconds"),
                      ({"kind": "reset"}, "could not be checked: the server"),
                      ({"kind": "html"}, "could not be checked")):
    tap.add(f"a token that could not be checked is not called bad: {_fault}",
            lambda fault=_fault, said=_said: undetermined(fault, said))


@tap.test
def settings_that_git_cannot_read_hide_no_token() -> None:
    with Story() as story:
        keep_good(story, valid_to=now() + 20 * DAY)
        keep_good(story, "fabrikam", valid_to=now() - DAY)
        config = story.session.home / ".gitconfig"
        config.write_text("[credential\n", encoding="utf-8")
        done = status(story, "contoso")
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (UNDETERMINED, "contoso: could not be checked, expires in 20 days"))
        assert f"bad config line 1 in file {config}" in (row(done.stdout, "check") or ""), done
        found, _ = as_json(story)
        tap.equal((found["check"], found["state"]), ("unknown", "undetermined"))
        tap.equal(status(story).returncode, BAD)


@tap.test
def a_server_without_an_address_is_no_verdict() -> None:
    with Story() as story:
        keep_good(story)
        story.git("config", "--global", "--unset-all", "include.path")
        done = status(story)
        tap.equal(done.returncode, UNDETERMINED)
        assert "could not be checked: the server" in (row(done.stdout, "check") or "")


def kept_all_the_same(story: Story, words: str) -> None:
    """Two looks at a token that cannot be checked, after which it is there as before."""
    item, = story.session.keyring_as(GnomeKeyring).dump_items()
    for command in ("status", "check"):
        done = call(story, command)
        tap.equal((done.returncode, done.stderr), (UNDETERMINED, ""))
        assert command == "check" or words in (row(done.stdout, "check") or ""), done.stdout
    tap.equal(story.session.keyring_as(GnomeKeyring).dump_items(), [item])


@tap.test
def a_certificate_that_is_not_trusted_costs_no_token() -> None:
    with Story() as story:
        keep_good(story)
        for kind, words in (("expired", "not valid now"), ("wrong-name", "of another server"),
                            ("unknown-ca", "issuer that is not trusted here"),
                            ("silent", "did not answer in time")):
            story.azure.set_certificate(kind)
            kept_all_the_same(story, words)


@tap.test
def a_way_that_leads_nowhere_costs_no_token() -> None:
    with Story() as story:
        keep_good(story)
        way = story.session.home / ".gitconfig"
        before = way.read_text(encoding="utf-8")
        for setting, words in (("proxy = http://127.0.0.1:1", "cannot be connected to"),
                               ("proxy = http://nowhere.test", "through the proxy"),
                               ("sslCAInfo = /nowhere", "cannot be connected to securely")):
            way.write_text(f"{before}[http]\n\t{setting}\n", encoding="utf-8")
            kept_all_the_same(story, words)


@tap.test
def a_date_that_is_near_counts_also_if_nobody_can_be_asked() -> None:
    with Story() as story:
        keep_good(story, valid_to=now() + DAY)
        story.azure.add_fault("status", status=500)
        tap.equal(status(story).returncode, SOON)


@tap.test
def a_server_that_never_answers_is_left_after_eight_seconds() -> None:
    with Story() as story:
        keep_good(story)
        keep_good(story, "fabrikam")
        story.azure.add_fault("black-hole", path="/contoso")
        start = time.monotonic()
        done = status(story)
        assert time.monotonic() - start < 12, "it waited for too long"
        tap.equal(done.returncode, UNDETERMINED)
        assert "\nfabrikam: valid\n" in done.stdout, done.stdout


@tap.test
def many_servers_that_never_answer_cost_the_time_of_one() -> None:
    with Story() as story:
        names = [f"contoso{number}" for number in range(5)]
        for name in names:
            keep_good(story, name)
        story.azure.add_fault("black-hole")
        start = time.monotonic()
        done = status(story)
        assert time.monotonic() - start < 15, "it waited for too long"
        titles = [line for line in done.stdout.splitlines() if ":" in line[:10]]
        tap.equal((done.returncode, titles),
                  (UNDETERMINED, [f"{name}: could not be checked" for name in names]))


@tap.test
def more_tokens_than_are_asked_about_at_a_time_are_all_told_of() -> None:
    with Story() as story:
        names = [f"contoso{number:02}" for number in range(20)]
        for name in names:
            keep_good(story, name)
        for env in ({}, {"AZDO_TRACE": str(story.session.scratch / "trace")}):
            done = call(story, "status", env=env)
            tap.equal((done.returncode, done.stdout.splitlines()[::8]),
                      (GOOD, [f"{name}: valid" for name in names]))


@tap.test
def a_trace_of_many_can_be_read() -> None:
    with Story() as story:
        for name in ("contoso", "fabrikam", "northwind"):
            keep_good(story, name)
        lines = call(story, "status", env={"AZDO_TRACE": "1"}).stderr.splitlines()
        told = [line.split("dev.azure.com/")[1].split("/")[0] if "GET https" in line else "done"
                for line in lines if "GET https" in line or line.startswith("azdo: = ")]
        tap.equal(told, ["contoso", "done"] * 2 + ["fabrikam", "done"] * 2 +
                  ["northwind", "done"] * 2)


@tap.test
def offline_asks_nobody() -> None:
    with Story() as story:
        keep_revoked(story, valid_to=now() + 20 * DAY)
        keep_good(story, "fabrikam")
        done = status(story, "--offline")
        tap.equal((done.returncode, story.azure.requests()), (GOOD, []))
        tap.equal([line for line in done.stdout.splitlines() if line[:1].strip()],
                  ["contoso: expires in 20 days", "fabrikam: not checked"])
        tap.equal(row(done.stdout, "check"), "not made")


@tap.test
def a_token_that_was_long_unused_is_to_be_used() -> None:
    with Story() as story:
        keep_good(story, created=now() - 100 * DAY, validated=now() - 85 * DAY)
        note = row(status(story, "--offline").stdout, "note") or ""
        assert f"since {day(now() - 85 * DAY)}" in note and "sign in or use it" in note, note
        tap.equal(row(status(story).stdout, "note"), None)


@tap.test
def a_token_that_is_readably_too_old_is_called_so() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", valid_from=now() - 430 * DAY, scopes=WRITE)
        keep(story, token)
        note = row(status(story, "--offline").stdout, "note") or ""
        assert "created more than a year ago" in note, note


def keep_old(story: Story, *organizations: str) -> str:
    """A token of March 2026, the last month of global ones."""
    token = story.azure.add_token(organizations or None, scopes=WRITE, valid_from=MARCH_2026,
                                  valid_to=MARCH_2026 + 360 * DAY)
    keep(story, token)
    return token


@tap.test
def a_token_for_all_organizations_stops_with_all_of_them() -> None:
    with Story(start=IN_NOVEMBER) as story:
        story.azure.add_repository("contoso", "web", "app")
        keep_old(story)
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (SOON, "contoso: valid, expires in 7 days"))
        tap.equal(row(done.stdout, "expires"), "2026-12-01, in 7 days (certain)")
        tap.equal(row(done.stdout, "note"),
                  "it is for all accessible organizations, and Azure DevOps ends every such token "
                  "on 2026-12-01: make one for this organization alone")
        tap.equal(row(done.stdout, "next"), "git credential-azdo renew contoso")
        found, = as_json(story)
        tap.equal((found["all_organizations"], found["expires"], found["expires_certainty"]),
                  (True, "2026-12-01T00:00:00Z", "certain"))


@tap.test
def a_token_that_may_have_stopped_with_all_of_them_is_called_so() -> None:
    with Story(start="2026-12-02 12:00:00") as story:
        token = keep_old(story, "contoso")
        status(story)
        assert DEPLOYMENT not in [request.host for request in story.azure.requests()]
        story.azure.revoke(token)
        done = status(story)
        tap.equal((done.returncode, row(done.stdout, "note")),
                  (BAD, "if it was for all accessible organizations: Azure DevOps ends every such "
                        "token on 2026-12-01"))


@tap.test
def an_old_token_for_one_organization_is_known_to_be_one() -> None:
    with Story(start=IN_NOVEMBER) as story:
        token = keep_old(story, "contoso")
        found, = as_json(story)
        tap.equal((found["all_organizations"], found["expires"], found["state"]),
                  (False, None, "good"))
        asked = [request.host for request in story.azure.requests()]
        tap.equal(asked, ["vssps.dev.azure.com", "dev.azure.com", DEPLOYMENT])
        story.azure.add_fault("status", host=DEPLOYMENT, status=503)
        found, = as_json(story)
        tap.equal((found["all_organizations"], found["check"]), (None, "valid"))
        story.azure.revoke(token)
        found, = as_json(story)
        tap.equal((found["all_organizations"], found["check"]), (None, "refused"))


@tap.test
def a_token_that_cannot_be_global_goes_to_its_organization_alone() -> None:
    with Story() as story:
        keep_good(story)
        found, = as_json(story)
        tap.equal(found["all_organizations"], None)
        assert DEPLOYMENT not in [request.host for request in story.azure.requests()]


@tap.test
def a_silent_host_above_the_organizations_is_left_after_three_seconds() -> None:
    with Story(start=IN_NOVEMBER) as story:
        keep_old(story, "contoso")
        story.azure.add_fault("black-hole", host=DEPLOYMENT)
        start = time.monotonic()
        tap.equal(status(story).returncode, GOOD)
        assert time.monotonic() - start < 7, "it waited for too long"


@tap.test
def a_record_without_an_organization_is_shown_and_not_checked() -> None:
    with Story() as story:
        keep(story, "SYNTHETICTESTTOKEN", "")
        done = status(story)
        tap.equal((done.returncode, done.stdout.splitlines()[0]),
                  (GOOD, "dev.azure.com: not checked"))
        tap.equal(story.azure.requests(), [])


@tap.test
def a_token_made_for_a_week_is_good_until_its_last_third() -> None:
    for lived, days, health in ((0, 7, GOOD), (4, 3, GOOD), (5, 2, SOON)):
        with Story() as story:
            keep_good(story, created=now() - lived * DAY, valid_to=now() + days * DAY)
            tap.equal((days, status(story).returncode, call(story, "check").returncode),
                      (days, health, health))


@tap.test
def a_collection_of_a_server_is_named_by_its_address() -> None:
    with Story() as story:
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=WRITE)
        keep(story, token, "defaultcollection", server="https://tfs.example.com/tfs",
             valid_to=now() + DAY, created=now() - 30 * DAY)
        folded = SERVER.lower()
        done = status(story)
        tap.equal(done.stdout.splitlines()[0], f"{folded}: valid, expires tomorrow")
        tap.equal(done.stdout.splitlines()[-1], "  next      git credential-azdo "
                  f"--server=https://tfs.example.com/tfs renew {folded}")
        for word in (SERVER, f"{SERVER}/web/_git/app", "DefaultCollection"):
            tap.equal(status(story, word).stdout, done.stdout)


@tap.test
def organizations_are_chosen_by_name_or_address() -> None:
    with Story() as story:
        for organization in ("contoso", "fabrikam", "northwind"):
            keep_good(story, organization)

        def shown(*words: str) -> list[str]:
            tokens = as_json(story, "--offline", *words)
            return [token["organization"] for token in tokens]

        tap.equal(shown(), ["contoso", "fabrikam", "northwind"])
        tap.equal(shown("Fabrikam"), ["fabrikam"])
        tap.equal(shown("northwind", "contoso"), ["contoso", "northwind"])
        for url in ("https://dev.azure.com/contoso/web/_git/app",
                    "https://contoso@dev.azure.com/contoso/web/_git/app",
                    "https://contoso.visualstudio.com/web/_git/app"):
            tap.equal(shown(url), ["contoso"])


@tap.test
def an_organization_that_is_not_stored_is_an_error_that_names_login() -> None:
    with Story() as story:
        keep_good(story)
        done = call(story, "status", "fabrikam")
        tap.equal((done.returncode, done.stdout, done.stderr),
                  (USAGE, "", "error: no token is stored for 'fabrikam'\n"
                              "hint: git credential-azdo login fabrikam\n"))
        done = call(story, "status", "https://PAT@dev.azure.com/fabrikam")
        assert "PAT" not in done.stderr, done.stderr
        done = call(story, "status", "https://dev.azure.com/")
        tap.equal((done.returncode, done.stdout, done.stderr),
                  (USAGE, "", "error: no token is stored for 'https://dev.azure.com/'\n"
                   "hint: name an organization, as in: git credential-azdo status contoso\n"))


@tap.test
def the_worst_of_several_is_the_exit_status() -> None:
    with Story() as story:
        keep_good(story)
        keep_good(story, "fabrikam", valid_to=now() + DAY)
        tap.equal(status(story).returncode, SOON)
        keep_revoked(story, "northwind")
        tap.equal(status(story).returncode, BAD)
        tap.equal(status(story, "contoso", "fabrikam").returncode, SOON)
        story.azure.add_fault("status", status=500, path="/contoso")
        tap.equal(status(story).returncode, BAD)
        tap.equal(status(story, "contoso").returncode, UNDETERMINED)


# How it looks


def with_every_kind(story: Story) -> None:
    keep_good(story, valid_to=now() + 20 * DAY)
    keep_revoked(story, "fabrikam", username="a.rather.long.name@subsidiary.example.com")
    keep_good(story, "northwind", valid_to=now() + DAY, created=now() - 200 * DAY)
    keep(story, "SYNTHETICTESTTOKEN", "")


def too_long(page: str, columns: int) -> list[str]:
    """All but commands, which must stay in one line."""
    return [line for line in page.splitlines()
            if len(line) > columns and not line.startswith("  next ")]


@tap.test
def every_line_fits_into_eighty_columns() -> None:
    with Story() as story:
        with_every_kind(story)
        for words in ((), ("--offline",)):
            page = status(story, *words).stdout
            tap.equal(too_long(page, 80), [])
            for line in page.splitlines():
                assert not line.startswith("  next ") or re.search(r" git \S+.* [a-z]+$", line)


@tap.test
def lines_end_where_a_narrow_terminal_does() -> None:
    with Story() as story:
        with_every_kind(story)
        for columns in (40, 60):
            page = on_terminal(story, "status", columns=columns, NO_COLOR="1")
            tap.equal([line for line in too_long(page, columns) if "example.com" not in line], [])
        tap.equal(on_terminal(story, "status", columns=200, NO_COLOR="1"), status(story).stdout)


@tap.test
def there_is_colour_on_a_terminal_and_nowhere_else() -> None:
    with Story() as story:
        with_every_kind(story)
        plain = status(story).stdout
        assert ESCAPE not in plain
        coloured = on_terminal(story, "status")
        assert f"{ESCAPE}1mcontoso{ESCAPE}0m: {ESCAPE}32mvalid" in coloured, coloured
        assert f"{ESCAPE}31mrefused" in coloured and f"{ESCAPE}33mvalid" in coloured, coloured
        tap.equal(re.sub(r"\x1b\[[0-9;]*m", "", coloured), plain)
        tap.equal(on_terminal(story, "status", NO_COLOR="1"), plain)
        tap.equal(on_terminal(story, "status", TERM="dumb"), plain)
        assert ESCAPE in on_terminal(story, "status", NO_COLOR="")
        assert ESCAPE not in on_terminal(story, "status", "--json")


@tap.test
def names_from_outside_do_not_reach_the_terminal_as_they_are() -> None:
    with Story() as story:
        keep_good(story, username="a\x9bb\N{RIGHT-TO-LEFT OVERRIDE}c")
        for words in ((), ("--json",)):
            text = status(story, *words).stdout
            assert "\x9b" not in text and "\N{RIGHT-TO-LEFT OVERRIDE}" not in text, text


@tap.test
def dates_are_of_the_users_zone() -> None:
    with Story() as story:
        keep_good(story, valid_to=1893553200)  # 2030-01-02 03:00 UTC
        for zone, expected in (("UTC", "2030-01-02"), ("UTC+12", "2030-01-01")):
            text = call(story, "status", "--offline", env={"TZ": zone}).stdout
            assert (row(text, "expires") or "").startswith(expected), text


@tap.test
def no_output_holds_a_token() -> None:
    with Story() as story:
        tokens = [keep_good(story, valid_to=now() + DAY), keep_revoked(story, "fabrikam")]
        for words in (["status"], ["status", "--json"], ["check", "--notify"],
                      ["logout", "--all"]):
            done = call(story, *words)
            for token in tokens:
                assert token[:-4] not in done.stdout + done.stderr, words


# status, for programs


@tap.test
def the_json_has_every_key_and_is_in_utc() -> None:
    with Story() as story:
        created, ends = now() - 9 * DAY, now() + 3 * DAY
        token = keep_good(story, username="ann@example.com", valid_to=ends, created=created)
        before = now()
        found, = as_json(story)
        validated = found.pop("validated")
        assert utc(before) <= validated <= utc(now()), validated
        assert re.fullmatch(r"[0-9a-f-]{36}", found.pop("activity_id"))
        tap.equal(found, {
            "server": "dev.azure.com",
            "organization": "contoso",
            "username": "ann@example.com",
            "account": "user@example.com",
            "store": "secret-service",
            "kept_until": None,
            "kind": "pat",
            "token": f"****{token[-4:]}",
            "scopes": None,
            "sign_in": None,
            "all_organizations": None,
            "expires": utc(ends),
            "expires_certainty": "told",
            "days_left": 3,
            "created": utc(created),
            "check": "valid",
            "check_reason": None,
            "check_description": "valid",
            "state": "soon",
            "summary": "valid, expires in 3 days",
            "notes": [],
            "command": "git credential-azdo --username=ann@example.com renew contoso",
        })


@tap.test
def what_is_not_known_is_null() -> None:
    with Story() as story:
        keep_good(story)
        found, = as_json(story, "--offline")
        tap.equal({key for key, value in found.items() if value is None},
                  {"username", "account", "kept_until", "scopes", "sign_in", "all_organizations",
                   "expires", "days_left", "validated", "check", "check_reason",
                   "check_description", "activity_id", "command"})


@tap.test
def the_json_has_words_for_refused_and_unknown() -> None:
    with Story() as story:
        keep_revoked(story)
        story.azure.set_refusal("service-error-header")
        keep_good(story, "fabrikam")
        story.azure.add_fault("status", status=500, path="/fabrikam")
        tap.equal([(token["check"], token["check_reason"], token["state"])
                   for token in as_json(story)],
                  [("refused", "expired", "bad"), ("unknown", None, "undetermined")])


# What status notes


@tap.test
def an_accepted_token_is_noted_once_a_day() -> None:
    with Story("scripted") as story:
        token = keep_good(story, validated=now() - DAY, valid_to=now() + 9 * DAY)
        keyring = story.session.keyring
        before = now()
        saved = []
        for _ in range(3):
            keyring.forget()
            status(story)
            saved.append(keyring.calls().get("Collection.CreateItem", 0))
        tap.equal(saved, [1, 0, 0])
        item, = keyring.dump_items()
        assert item.secret
        text, *fields = item.secret.decode().split("\t")
        facts = dict(field.split("=", 1) for field in fields[:-1])
        tap.equal((text, facts["account"], facts["valid_to_certainty"]),
                  (token, "user@example.com", "told"))
        assert int(facts["validated"]) >= before, facts


@tap.test
def a_refused_or_unknown_token_changes_nothing_in_the_store() -> None:
    with Story("scripted") as story:
        keep_revoked(story)
        keep_good(story, "fabrikam")
        story.azure.add_fault("status", status=500, path="/fabrikam")
        story.session.keyring.forget()
        status(story)
        calls = story.session.keyring.calls()
        tap.equal((calls.get("Collection.CreateItem", 0), calls.get("Item.Delete", 0)), (0, 0))


# A keyring that cannot be read


def unreadable(keyring: str, command: str, sign: str) -> None:
    with Story(keyring) as story:
        done = call(story, command)
        tap.equal((done.returncode, done.stdout), (UNDETERMINED, ""))
        assert re.fullmatch(rf"error: .*{sign}.*\nhint: .*\n", done.stderr), done.stderr


for _command in ("status", "check"):
    for _keyring, _sign in (("absent", "keyring"), ("no-bus", "keyring"),
                            ("scripted:error=Service.SearchItems:org.example.Broken", "")):
        tap.add(f"{_command} says 3 and what to do with the keyring {_keyring}",
                lambda keyring=_keyring, command=_command, sign=_sign:
                unreadable(keyring, command, sign))


@tap.test
def a_locked_keyring_is_undetermined() -> None:
    with Story() as story:
        keep_good(story)
        story.session.keyring_as(GnomeKeyring).lock()
        for command in ("status", "check"):
            done = call(story, command)
            tap.equal((done.returncode, done.stdout), (UNDETERMINED, ""))
            assert done.stderr.startswith("error: the keyring is locked\nhint: "), done.stderr


@tap.test
def check_never_opens_the_window_that_unlocks() -> None:
    with Story("scripted") as story:
        keep_good(story)
        story.session.keyring.script("locked")
        story.session.keyring.forget()
        tap.equal(call(story, "check", env={"DISPLAY": ":9"}).returncode, UNDETERMINED)
        tap.equal(story.session.keyring.prompts().shown, 0)


# logout


@tap.test
def logout_removes_and_says_where_to_revoke() -> None:
    with Story() as story:
        token = keep_good(story)
        other = keep_good(story, "fabrikam")
        done = call(story, "logout", "contoso")
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(done.stdout,
                  f"Removed the token ****{token[-4:]} for contoso. It works until it is revoked:\n"
                  "  https://dev.azure.com/contoso/_usersSettings/tokens\n")
        tap.equal((story.password("https://dev.azure.com/contoso/p/_git/r"),
                   story.password("https://dev.azure.com/fabrikam/p/_git/r")), (None, other))
        tap.equal(story.session.keyring.count_items(), 1)


@tap.test
def logout_without_a_name_means_the_only_organization() -> None:
    with Story() as story:
        keep_good(story, username="ann")
        keep_good(story, username="bob")
        tap.equal(call(story, "logout").returncode, 0)
        tap.equal(story.session.keyring.count_items(), 0)
        done = call(story, "logout")
        tap.equal((done.returncode, done.stdout), (0, "No token is stored.\n"))


@tap.test
def logout_without_a_name_does_not_guess() -> None:
    with Story() as story:
        keep_good(story)
        keep_good(story, "fabrikam")
        done = call(story, "logout")
        tap.equal((done.returncode, done.stderr),
                  (1, "error: several tokens are stored: contoso, fabrikam\n"
                      "hint: name one of them, or use --all\n"))
        tap.equal(story.session.keyring.count_items(), 2)
        tap.equal(call(story, "logout", "--all").returncode, 0)
        tap.equal(story.session.keyring.count_items(), 0)


def repository(story: Story, origin: str) -> Path:
    """A folder whose remote is there."""
    folder = story.session.home / "repository"
    story.git("init", "--quiet", folder)
    story.git("remote", "add", "origin", origin, cwd=folder)
    return folder


@tap.test
def logout_in_a_clone_means_its_organization() -> None:
    with Story() as story:
        folder = repository(story, "https://contoso@dev.azure.com/contoso/web/_git/app")
        keep_good(story, "tailspin")
        done = call(story, "logout", cwd=folder)
        tap.equal((done.returncode, done.stdout), (USAGE, ""))
        tap.equal(done.stderr, "error: no such token is stored for 'contoso'\n"
                               "hint: git credential-azdo status\n")
        keep_good(story)
        tap.equal(call(story, "logout", cwd=folder).returncode, 0)
        tap.equal([token["organization"] for token in as_json(story, "--offline")], ["tailspin"])
        tap.equal(call(story, "logout", "--all", cwd=folder).returncode, 0)
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def logout_in_a_clone_of_a_server_means_its_collection() -> None:
    with Story() as story:
        folder = repository(story, f"{SERVER}/web/_git/app")
        keep(story, "synthetic", "defaultcollection", server="https://tfs.example.com/tfs")
        done = call(story, "logout", cwd=folder)
        assert done.returncode == USAGE and "remote 'origin'" in done.stderr, done
        tap.equal(call(story, "--server=https://tfs.example.com/tfs", "logout",
                       cwd=folder).returncode, 0)
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def logout_in_a_clone_of_something_else_removes_nothing() -> None:
    with Story() as story:
        keep_good(story)
        done = call(story, "logout", cwd=repository(story, "https://git.example.com/app"))
        tap.equal((done.returncode, done.stdout), (USAGE, ""))
        tap.equal(story.session.keyring.count_items(), 1)


@tap.test
def logout_of_one_account_leaves_the_others() -> None:
    with Story() as story:
        for name in ("", "ann", "bob"):
            keep_good(story, username=name)
        tap.equal(call(story, "--username=ann", "logout", "contoso").returncode, 0)
        tap.equal([token["username"] for token in as_json(story, "--offline")], [None, "bob"])
        tap.equal(call(story, "--username=PersonalAccessToken", "logout", "contoso").returncode, 0)
        tap.equal([token["username"] for token in as_json(story, "--offline")], ["bob"])


@tap.test
def logout_of_what_is_not_stored_is_an_error() -> None:
    with Story() as story:
        keep_good(story)
        for words in (("fabrikam",), ("--all", "contoso"), ("contoso", "contoso")):
            done = call(story, "logout", *words)
            assert done.returncode == USAGE and "\nhint: " in done.stderr, done
        tap.equal(story.session.keyring.count_items(), 1)


@tap.test
def logout_asks_nobody_and_leaves_foreign_items() -> None:
    with Story() as story:
        foreign = ["secret-tool", "store", "--label=foreign", "server", "dev.azure.com"]
        tap.equal(story.run(foreign, stdin="not ours").returncode, 0)
        keep_good(story)
        tap.equal(call(story, "logout", "--all").returncode, 0)
        tap.equal((story.session.keyring.count_items(), story.azure.requests()), (1, []))


# check


def check(story: Story, *words: str) -> tuple[int, str, str]:
    done = call(story, "check", *words)
    return done.returncode, done.stdout, done.stderr


@tap.test
def check_is_silent_when_all_is_fine() -> None:
    with Story() as story:
        tap.equal(check(story, "--notify"), (GOOD, "", ""))
        keep_good(story, valid_to=now() + 20 * DAY)
        tap.equal(check(story, "--notify"), (GOOD, "", ""))


@tap.test
def check_is_silent_when_nobody_can_be_asked() -> None:
    with Story() as story:
        keep_good(story)
        story.azure.add_fault("status", status=500)
        tap.equal(check(story), (UNDETERMINED, "", ""))


@tap.test
def check_has_a_line_for_each_token_that_needs_somebody() -> None:
    with Story() as story:
        keep_good(story)
        keep_revoked(story, "fabrikam")
        keep_good(story, "northwind", valid_to=now() + DAY)
        tap.equal(check(story),
                  (BAD, "fabrikam: refused - git credential-azdo login fabrikam\n"
                        "northwind: valid, expires tomorrow - "
                        "git credential-azdo renew northwind\n", ""))


@tap.test
def check_shows_one_notification_for_all() -> None:
    with Story() as story:
        keep_revoked(story)
        keep_good(story, "fabrikam", username="<b>a&b</b>", valid_to=now() + DAY)
        with NotificationDaemon(story.session.environment()["DBUS_SESSION_BUS_ADDRESS"]) as daemon:
            tap.equal(check(story)[0], BAD)
            tap.equal(daemon.shown, [])
            tap.equal(check(story, "--notify")[::2], (BAD, ""))
        shown, = daemon.shown
        tap.equal((shown.application, shown.replaces, shown.summary, shown.actions),
                  ("git-credential-azdo", 0, "2 tokens for Azure DevOps need you", []))
        tap.equal(shown.body, "contoso: refused\nfabrikam ( b a b /b ): valid, expires tomorrow\n"
                              "git credential-azdo status")


@tap.test
def check_shows_no_notification_when_all_is_fine() -> None:
    with Story() as story:
        keep_good(story)
        with NotificationDaemon(story.session.environment()["DBUS_SESSION_BUS_ADDRESS"]) as daemon:
            tap.equal(check(story, "--notify"), (GOOD, "", ""))
        tap.equal(daemon.shown, [])


@tap.test
def check_does_not_mind_that_nobody_shows_notifications() -> None:
    with Story() as story:
        keep_revoked(story)
        tap.equal(check(story, "--notify")[::2], (BAD, ""))


@tap.test
def check_waits_three_seconds_for_a_daemon_that_hangs() -> None:
    with Story() as story:
        keep_revoked(story)
        address = story.session.environment()["DBUS_SESSION_BUS_ADDRESS"]
        with NotificationDaemon(address, answers=False):
            start = time.monotonic()
            tap.equal(check(story, "--notify")[::2], (BAD, ""))
            assert time.monotonic() - start < 8, "it waited for too long"


@tap.test
def the_main_program_links_neither_gio_nor_curl() -> None:
    with Story() as story:
        program = Path(os.environ["AZDO_TEST_STAGE"], "bin", PROGRAM)
        linked = story.run(["ldd", program]).stdout
        assert "glib" in linked and "gio" not in linked and "curl" not in linked, linked


# The prompt


def mark(story: Story) -> str:
    script = (f'set -eu; source "{SNIPPET}"; azdo_prompt_mark; '
              'printf "%s" "$AZDO_PROMPT_MARK"')
    in_bash, in_zsh = (story.run([*shell, "-c", script]) for shell in (["bash"], ["zsh", "-f"]))
    tap.equal((in_bash.returncode, in_bash.stderr), (0, ""))
    tap.equal((in_zsh.returncode, in_zsh.stderr, in_zsh.stdout), (0, "", in_bash.stdout))
    return in_bash.stdout


@tap.test
def the_prompt_has_a_mark_while_a_token_needs_somebody() -> None:
    with Story() as story:
        tap.equal(mark(story), "")
        token = keep_good(story)
        check(story)
        tap.equal(mark(story), "")
        story.azure.revoke(token)
        tap.equal(mark(story), "")
        check(story)
        tap.equal(mark(story), "(token!) ")
        call(story, "logout")
        tap.equal(mark(story), "")


@tap.test
def the_prompt_believes_no_old_or_broken_note() -> None:
    with Story() as story:
        note = story.session.home / ".local/state/git-credential-azdo/check"
        keep_revoked(story)
        check(story)
        tap.equal(note.stat().st_mode & 0o777, 0o600)
        for text in (f"{now() - 3 * DAY} 1\n", "", "\n", "x y\n", f"{now()}\n", f"{now()} $(id)\n"):
            note.write_text(text, encoding="utf-8")
            tap.equal((text, mark(story)), (text, ""))


@tap.test
def a_state_folder_that_cannot_be_written_does_not_matter() -> None:
    with Story() as story:
        keep_revoked(story)
        done = call(story, "check", env={"XDG_STATE_HOME": "/proc/nowhere"})
        tap.equal((done.returncode, done.stderr), (BAD, ""))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
