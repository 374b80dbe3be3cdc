#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The stand-in's PAT lifecycle API. Prints TAP."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from standin import Owner, StandInError
from standin_bench import (
    CLONE_PATH, ORGANIZATION, SUPPRESS, Answer, Bench, GitError, basic, bearer, fails, main, same,
)
from standin_server.pat_policy import ERRORS
from standin_server.tokens import AZURE_CLI_CLIENT_ID, DAY_S

HOST = "vssps.dev.azure.com"
PATH = "/contoso/_apis/tokens/pats"
VERSION = "7.1-preview.1"
MAIN_REF = "refs/heads/main"
UNKNOWN_ID = "00000000-1111-2222-3333-444444444444"


class User:
    """Somebody with an Entra token, and the requests of such a person."""

    def __init__(self, bench: Bench, name: str, **facts: Any) -> None:
        self.owner = Owner(name, f"{name}@example.com", f"id-of-{name}")
        self.bench = bench
        self.token = bench.azure.add_token(None, kind="entra", owner=self.owner, **facts)

    def ask(self, method: str, body: Any = None, **query: str) -> Answer:
        text = urlencode({"api-version": VERSION, **query})
        data = None if body is None else json.dumps(body).encode()
        headers = SUPPRESS | bearer(self.token)
        return self.bench.ask(method, HOST, f"{PATH}?{text}", headers, data)

    def create(self, **changes: Any) -> dict[str, Any]:
        """The PatTokenResult of a POST; a change to None leaves a field out."""
        body = {"displayName": "x", "scope": "vso.code", "validTo": date(7), "allOrgs": False}
        body |= changes
        given = {name: value for name, value in body.items() if value is not None}
        answer = self.ask("POST", given)
        same(answer.status, 200)
        result: dict[str, Any] = answer.json()
        return result

    def make(self, **changes: Any) -> dict[str, Any]:
        """The PAT of a POST that must succeed."""
        result = self.create(**changes)
        same(result["patTokenError"], "none")
        pat: dict[str, Any] = result["patToken"]
        return pat

    def names(self, **query: str) -> list[str]:
        pats = self.ask("GET", **query).json()["patTokens"]
        return [pat["displayName"] for pat in pats]


def date(days: float) -> str:
    moment = datetime.fromtimestamp(time.time() + days * DAY_S, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def days_left(text: str) -> float:
    return (datetime.fromisoformat(text).timestamp() - time.time()) / DAY_S


def a_made_pat_is_a_real_one_until_it_is_revoked(bench: Bench) -> None:
    user = User(bench, "maker")
    pat = user.make(displayName="mine", scope="vso.code vso.wiki")
    assert re.fullmatch("[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{18}AZDO[A-Za-z0-9]{4}", pat["token"])
    same((pat["displayName"], pat["scope"]), ("mine", "vso.code vso.wiki"))
    same(pat["targetAccounts"], [bench.azure.organization_id(ORGANIZATION)])
    assert MAIN_REF in bench.git("ls-remote", bench.core_url(), token=pat["token"])
    answer = user.ask("DELETE", authorizationId=pat["authorizationId"])
    same((answer.status, answer.body), (204, b""))
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url(), token=pat["token"])
    same(user.ask("DELETE", authorizationId=pat["authorizationId"]).status, 404)
    same(user.ask("DELETE", authorizationId=UNKNOWN_ID).status, 404)


def a_made_pat_has_its_scope_its_organization_and_its_life(bench: Bench) -> None:
    pat = User(bench, "limits").make(scope="vso.wiki", validTo=date(7))
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url(), token=pat["token"])
    code = User(bench, "limits").make(validTo=date(7))["token"]
    profile = "/_apis/connectionData?api-version=7.1-preview.1"
    same(bench.get("dev.azure.com", f"/contoso{profile}", code).status, 200)
    same(bench.get("dev.azure.com", f"/fabrikam{profile}", code).status, 401)
    bench.azure.set_clock_offset(7 * DAY_S)
    same(bench.get("dev.azure.com", f"/contoso{profile}", code).status, 401)


def only_a_users_entra_token_is_let_in(bench: Bench) -> None:
    rows = {
        "a PAT": bench.azure.add_token(ORGANIZATION),
        "an application's": bench.azure.add_token(None, kind="entra", delegated=False),
        "another tenant's": bench.azure.add_token(None, kind="entra", tenant="elsewhere"),
        "nonsense": "not-a-token",
    }
    for row, token in rows.items():
        for method in ("GET", "POST", "PUT", "DELETE"):
            for headers in (basic(token), bearer(token)):
                path = f"{PATH}?api-version={VERSION}"
                answer = bench.ask(method, HOST, path, SUPPRESS | headers, b"{}")
                same((row, method, answer.status), (row, method, 401))
    user = bench.azure.add_token(None, kind="entra", tenant=bench.azure.tenant(ORGANIZATION))
    for headers in (basic(user), bearer(user)):
        answer = bench.ask("GET", HOST, f"{PATH}?api-version={VERSION}", SUPPRESS | headers)
        same(answer.status, 200)


def the_version_is_named_and_in_preview(bench: Bench) -> None:
    user = User(bench, "version")
    same(user.ask("GET", **{"api-version": "7.1"}).status, 400)
    same(user.ask("GET", **{"api-version": "9.0-preview.1"}).status, 400)
    answer = bench.ask("GET", HOST, PATH, SUPPRESS | bearer(user.token))
    same((answer.status, answer.json()["typeKey"]), (400, "VssVersionNotSpecifiedException"))
    same(user.ask("PATCH").status, 405)


def a_body_that_is_no_object_is_refused(bench: Bench) -> None:
    user = User(bench, "body")
    path = f"{PATH}?api-version={VERSION}"
    for body in (b"", b"{", b"[]", b'"x"', b'{"displayName": "x", "scope": "vso.code", '
                 b'"allOrgs": "no"}', b'{"x": "' + b"x" * (1 << 17) + b'"}'):
        same(bench.ask("POST", HOST, path, SUPPRESS | bearer(user.token), body).status, 400)
    same(user.names(), [])


def a_token_is_shown_once(bench: Bench) -> None:
    user = User(bench, "once")
    pat = user.make(displayName="shown")
    assert pat["token"]
    found = user.ask("GET", authorizationId=pat["authorizationId"]).json()
    same((found["patTokenError"], found["patToken"]["token"]), ("none", None))
    same(found["patToken"] | {"token": pat["token"]}, pat)
    listed = user.ask("GET").json()
    same(listed, {"continuationToken": "", "patTokens": [found["patToken"]]})
    text = repr(bench.azure.requests()) + repr(bench.azure.tokens())
    assert pat["token"] not in text and user.token not in text, text


def a_pat_that_is_not_there_is_an_error_inside(bench: Bench) -> None:
    user, other = User(bench, "here"), User(bench, "there")
    theirs = other.make()["authorizationId"]
    for authorization_id, error in (
        (UNKNOWN_ID, "authorizationNotFound"),
        (theirs, "authorizationNotFound"),
        ("nonsense", "invalidAuthorizationId"),
    ):
        expected = {"patToken": None, "patTokenError": error}
        same(user.ask("GET", authorizationId=authorization_id).json(), expected)
        same(user.ask("PUT", {"authorizationId": authorization_id}).json(), expected)
    same(user.ask("DELETE", authorizationId=theirs).status, 404)


def a_list_comes_in_pages(bench: Bench) -> None:
    user = User(bench, "pages")
    for number in range(5):
        user.make(displayName=f"pat {number}", validTo=date(1 + number))
    dead = user.make(displayName="dead", validTo=date(9))
    user.ask("DELETE", authorizationId=dead["authorizationId"])
    query = {"displayFilterOption": "active", "$top": "2"}
    seen, token = [], None
    while token != "":
        answer = user.ask("GET", **query, **({"continuationToken": token} if token else {})).json()
        seen.append([pat["displayName"] for pat in answer["patTokens"]])
        token = answer["continuationToken"]
    same(seen, [["pat 0", "pat 1"], ["pat 2", "pat 3"], ["pat 4"]])


def filters_are_to_be_repeated_on_each_page(bench: Bench) -> None:
    user = User(bench, "filters")
    for number in range(3):
        user.make(displayName=f"pat {number}", validTo=date(1 + number))
    dead = user.make(displayName="dead", validTo=date(1.5))
    user.ask("DELETE", authorizationId=dead["authorizationId"])
    first = user.ask("GET", **{"displayFilterOption": "active", "$top": "2"}).json()
    same(user.names(continuationToken=first["continuationToken"]), ["pat 1", "pat 2"])
    escaped = quote(first["continuationToken"])
    assert escaped != first["continuationToken"]
    path = f"{PATH}?api-version={VERSION}&continuationToken={first['continuationToken']}"
    same(bench.ask("GET", HOST, path, SUPPRESS | bearer(user.token)).status, 400)


def a_page_has_at_most_a_hundred(bench: Bench) -> None:
    user = User(bench, "many")
    for number in range(101):
        bench.azure.add_token(ORGANIZATION, owner=user.owner, display_name=f"{number:03}")
    same(len(user.names(**{"$top": "1000"})), 100)
    bench.azure.set_pat_policy(ORGANIZATION, page_limit=7)
    same(len(user.names(**{"$top": "50"})), 7)
    same(user.names(**{"sortByOption": "displayName", "isSortAscending": "false"})[0], "100")


def a_list_shows_what_its_filter_says(bench: Bench) -> None:
    user = User(bench, "states")
    user.make(displayName="active")
    bench.azure.revoke(bench.azure.add_token(ORGANIZATION, owner=user.owner, display_name="dead"))
    bench.azure.add_token(
        ORGANIZATION, owner=user.owner, valid_to=time.time() - 1, display_name="old"
    )
    bench.azure.add_token("fabrikam", owner=user.owner, display_name="elsewhere")
    for option, names in (
        ("active", ["active"]),
        ("revoked", ["dead"]),
        ("expired", ["old"]),
        ("all", ["active", "dead", "old"]),
    ):
        same((option, sorted(user.names(displayFilterOption=option))), (option, names))


def what_is_wrong_with_a_wish_is_inside_the_answer(bench: Bench) -> None:
    user = User(bench, "wishes")
    for changes, error in (
        ({"displayName": None}, "displayNameRequired"),
        ({"displayName": "x" * 257}, "invalidDisplayName"),
        ({"scope": None}, "invalidScope"),
        ({"scope": "vso.code vso.cod"}, "invalidScope"),
        ({"validTo": date(-1)}, "invalidValidTo"),
        ({"validTo": "soon"}, "invalidValidTo"),
        ({"allOrgs": True}, "globalPATCreationBlocked"),
    ):
        same((changes, user.create(**changes)["patTokenError"]), (changes, error))
    same(user.names(), [])


def an_administrator_can_forbid_things(bench: Bench) -> None:
    user = User(bench, "policies")
    made = user.make(scope="app_token")
    for policy, changes, error in (
        ({"full_scope": False}, {"scope": "app_token"}, "fullScopePatPolicyViolation"),
        ({"creation": False}, {}, "disablePatCreationPolicyViolation"),
    ):
        bench.azure.set_pat_policy(ORGANIZATION, **policy)
        same(user.create(**changes), {"patToken": None, "patTokenError": error})
        bench.azure.reset_pat_policy(ORGANIZATION)
    bench.azure.set_pat_policy(ORGANIZATION, global_tokens=True)
    same(user.make(allOrgs=True)["targetAccounts"], None)
    same(len(user.names()), 2)
    same(user.ask("DELETE", authorizationId=made["authorizationId"]).status, 204)


def a_long_life_is_clamped(bench: Bench) -> None:
    user = User(bench, "clamped")
    assert 364.9 < days_left(user.make(validTo=date(1000))["validTo"]) < 365.1
    bench.azure.set_pat_policy(ORGANIZATION, maximum_days=3)
    pat = user.make(validTo=date(7))
    assert 2.9 < days_left(pat["validTo"]) < 3.1
    changes = {"authorizationId": pat["authorizationId"], "validTo": date(30)}
    extended = user.ask("PUT", changes).json()["patToken"]
    assert 2.9 < days_left(extended["validTo"]) < 3.1


def a_pat_can_be_changed_and_extended(bench: Bench) -> None:
    user = User(bench, "changed")
    pat = user.make()
    same(bench.get(HOST, "/contoso/_apis/graph/groups", pat["token"]).status, 401)
    wish = {"displayName": "new", "scope": "vso.wiki", "validTo": date(30)}
    result = user.ask("PUT", {"authorizationId": pat["authorizationId"], **wish}).json()
    same({name: result["patToken"][name] for name in wish}, wish)
    same((result["patTokenError"], result["patToken"]["token"]), ("none", None))
    with fails(GitError, saying="Authentication failed"):
        bench.git("ls-remote", bench.core_url(), token=pat["token"])
    bench.azure.set_clock_offset(31 * DAY_S)
    late = {"authorizationId": pat["authorizationId"], "validTo": date(60)}
    same(user.ask("PUT", late).status, 401)
    user = User(bench, "changed")
    same(user.ask("PUT", late).json()["patTokenError"], "expiredPatCannotBeExtended")


def every_error_can_be_switched_on(bench: Bench) -> None:
    user = User(bench, "errors")
    pat = user.make()
    same(len(ERRORS), 37)
    for error in (*ERRORS, "somethingNew"):
        bench.azure.add_pat_error(ORGANIZATION, error, count=1)
        same(user.create(), {"patToken": None, "patTokenError": error})
    same(len(user.names()), 1)
    bench.azure.add_pat_error(ORGANIZATION, "invalidScope", operation="update", message="no")
    user.make()
    for _ in range(2):
        result = user.ask("PUT", {"authorizationId": pat["authorizationId"]}).json()
        same((result["patTokenError"], result["patTokenErrorMessage"]), ("invalidScope", "no"))
    with fails(StandInError, saying="no operation"):
        bench.azure.add_pat_error(ORGANIZATION, "invalidScope", operation="revoke")


def some_clients_may_only_list(bench: Bench) -> None:
    bench.azure.set_pat_policy(ORGANIZATION, refused_clients=["my-own-app"])
    cli, own = User(bench, "cli"), User(bench, "cli", client_id="my-own-app")
    pat = cli.make()
    same(own.names(), ["x"])
    for method in ("POST", "PUT", "DELETE"):
        answer = own.ask(method, {}, authorizationId=pat["authorizationId"])
        same(answer.status, 401)
        assert answer.json()["message"].startswith("TF400813"), answer.body
    known = {t["client_id"] for t in bench.azure.tokens() if t["owner"] == "cli@example.com"}
    same(known, {AZURE_CLI_CLIENT_ID, "my-own-app"})


def dates_have_as_many_digits_as_is_wished(bench: Bench) -> None:
    user = User(bench, "digits")
    for digits in range(8):
        bench.azure.set_pat_policy(ORGANIZATION, fraction_digits=digits)
        pat = user.make(validTo="2099-12-31T23:59:59.1234567+00:00")
        fraction = rf"\.\d{{{digits}}}" if digits else ""
        for name in ("validTo", "validFrom"):
            assert re.fullmatch(rf"[-0-9]{{10}}T[:0-9]{{8}}{fraction}Z", pat[name]), pat[name]
    bench.azure.reset_pat_policy(ORGANIZATION)
    same(user.make(validTo=(wish := date(7)))["validTo"], wish)


def the_answer_can_be_lost_or_late_after_the_token_was_made(bench: Bench) -> None:
    user = User(bench, "orphans")
    bench.azure.add_fault("lost", host=HOST, path=PATH, method="POST", count=1)
    with fails(OSError):
        user.create(displayName="lost")
    same(user.names(), ["lost"])
    bench.azure.add_fault("late", host=HOST, path=PATH, method="POST", count=1, seconds=0.5)
    start = time.monotonic()
    user.make(displayName="late")
    assert time.monotonic() - start >= 0.5
    bench.azure.add_fault("reset", host=HOST, path=PATH, method="POST", count=1)
    with fails(OSError):
        user.create(displayName="never made")
    same(sorted(user.names()), ["late", "lost"])


def a_push_whose_answer_is_lost_has_happened(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    clone = bench.clone(bench.core_url(), token)
    bench.commit(clone, "pushed", b"x")
    path = f"{CLONE_PATH}/git-receive-pack"
    bench.azure.add_fault("lost", path=path, method="POST")
    with fails(GitError):
        bench.git("push", "origin", "HEAD:refs/heads/lost", token=token, cwd=clone)
    refs = bench.git("ls-remote", bench.core_url(), token=token)
    assert "refs/heads/lost" in refs, refs


def revoking_can_fail_a_few_times(bench: Bench) -> None:
    user = User(bench, "failing")
    pat = user.make()
    bench.azure.add_fault("status", host=HOST, path=PATH, method="DELETE", count=2)
    statuses = [
        user.ask("DELETE", authorizationId=pat["authorizationId"]).status for _ in range(3)
    ]
    same(statuses, [503, 503, 204])
    bench.azure.set_pat_policy(ORGANIZATION, revoke_status=200)
    pat = user.make()
    answer = user.ask("DELETE", authorizationId=pat["authorizationId"])
    same((answer.status, answer.body), (200, b""))


TESTS: tuple[Callable[[Bench], None], ...] = (
    a_made_pat_is_a_real_one_until_it_is_revoked,
    a_made_pat_has_its_scope_its_organization_and_its_life,
    only_a_users_entra_token_is_let_in,
    the_version_is_named_and_in_preview,
    a_body_that_is_no_object_is_refused,
    a_token_is_shown_once,
    a_pat_that_is_not_there_is_an_error_inside,
    a_list_comes_in_pages,
    filters_are_to_be_repeated_on_each_page,
    a_page_has_at_most_a_hundred,
    a_list_shows_what_its_filter_says,
    what_is_wrong_with_a_wish_is_inside_the_answer,
    an_administrator_can_forbid_things,
    a_long_life_is_clamped,
    a_pat_can_be_changed_and_extended,
    every_error_can_be_switched_on,
    some_clients_may_only_list,
    dates_have_as_many_digits_as_is_wished,
    the_answer_can_be_lost_or_late_after_the_token_was_made,
    a_push_whose_answer_is_lost_has_happened,
    revoking_can_fail_a_few_times,
)

if __name__ == "__main__":
    sys.exit(main(TESTS))
