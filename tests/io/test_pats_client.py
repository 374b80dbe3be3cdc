#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Personal access tokens are created, listed, changed and revoked at Azure DevOps. Prints TAP."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import tap
from sandbox import enter_sandbox
from standin_server.journal import RequestRecord
from standin_server.pat_policy import ERRORS
from validation import (COLLECTION, CONTOSO, MODULE, PROFILE_HOST, PROGRAM, SERVER, UNHELPED,
                        Process, Validation, copies, only)

DRIVER = os.environ["AZDO_TEST_PATS"]
ZERO_ID = "00000000-0000-0000-0000-000000000000"
UNKNOWN_ID = "5e7bc78c-3a4b-4d0e-9d5a-3f4a8e1c0b11"
ZERO_TENANT = ZERO_ID
DAY_S = 24 * 60 * 60
NOW = int(time.time())
IN_A_WEEK = NOW + 7 * DAY_S
CREATE = f"create|Git|vso.code_write|{IN_A_WEEK}"
NOT_CREATED = "a token could not be created at 'contoso': "
AZURE_CLI = "git credential-azdo login --entra=azure-cli contoso"


@dataclass
class Pat:
    id: str
    valid_from: int
    valid_to: int
    scopes: str
    name: str


@dataclass
class Outcome:
    """What came of one operation."""

    pats: list[Pat] = field(default_factory=list)
    token: str = ""
    tenant: str = ""
    revoked: bool = False
    code: str = ""
    error: str = ""
    hint: str = ""
    seconds: float = 0.0  # of all operations

    def take(self, line: str) -> None:
        name, value = line.split("=", 1)
        if name == "pat":
            number, start, end, scopes, display_name = value.split("|", 4)
            self.pats.append(Pat(number, int(start), int(end), scopes, display_name))
        else:
            setattr(self, name, value == "yes" if name == "revoked" else value)

    @property
    def pat(self) -> Pat:
        """The only one, of an operation that must have gone well."""
        tap.equal((self.code, self.error), ("", ""))
        found, = self.pats
        return found


class Place(Validation):
    """And a person who has signed in."""

    def __enter__(self) -> Place:
        super().__enter__()
        self.access_token = self.azure.add_token(
            None, kind="entra", tenant=self.azure.tenant("contoso"))
        return self

    def do(self, *operations: str, token: str | None = None, limit_ms: int = 8000,
           url: str = CONTOSO, server: str = "",
           look: Callable[[Process], None] | None = None) -> list[Outcome]:
        """What comes of operations that share a connection; without one in common, of that."""
        self.config()
        options = [f"--limit={limit_ms}", *([f"--server={server}"] if server else [])]
        secret = self.access_token if token is None else token
        lines, stderr, seconds = self.drive(
            [DRIVER, MODULE, *options, url, *operations], secret, env=UNHELPED,
            look=look or (lambda _process: None))
        tap.equal(stderr, "")
        outcomes = [Outcome(seconds=seconds)]
        for line in lines:
            if line == "end":
                outcomes.append(Outcome(seconds=seconds))
            else:
                outcomes[-1].take(line)
        return outcomes[:-1] or outcomes

    def one(self, operation: str, *, token: str | None = None, limit_ms: int = 8000,
            url: str = CONTOSO, server: str = "") -> Outcome:
        outcome, = self.do(operation, token=token, limit_ms=limit_ms, url=url, server=server)
        return outcome

    def names(self) -> list[str]:
        """Of the tokens that Azure DevOps has and that are good."""
        return [token["display_name"] for token in self.azure.tokens()
                if token["kind"] == "pat" and not token["revoked"]]


def failed(outcome: Outcome, code: str, error: str, hint: str) -> None:
    """Compares the whole error, and a part of the way out."""
    tap.equal((outcome.code, outcome.error, outcome.pats), (code, error, []))
    assert hint in outcome.hint, outcome.hint


@tap.test
def a_created_token_is_good_and_says_when_it_ends() -> None:
    with Place() as place:
        made = place.one(CREATE)
        pat = made.pat
        tap.equal((pat.name, pat.scopes, pat.valid_to), ("Git", "vso.code_write", IN_A_WEEK))
        assert abs(pat.valid_from - time.time()) < 60, pat
        tap.equal(len(made.token), 84)
        only(place.ask(made.token), verdict="valid")


@tap.test
def the_request_is_what_azure_devops_wants() -> None:
    with Place() as place:
        place.one(CREATE)
        record, = place.asked()
        headers = dict(record.headers)
        assert record.authorization
        tap.equal((record.method, record.host, record.path, record.query),
                  ("POST", PROFILE_HOST, "/contoso/_apis/tokens/pats", "api-version=7.1-preview.1"))
        tap.equal((record.authorization.scheme.lower(), record.authorization.token),
                  ("bearer", place.azure.token_id(place.access_token)))
        tap.equal((headers["Content-Type"], headers["X-TFS-FedAuthRedirect"]),
                  ("application/json", "Suppress"))
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(IN_A_WEEK))
        tap.equal(json.loads(record.body), {"displayName": "Git", "scope": "vso.code_write",
                                            "validTo": end, "allOrgs": False})


@tap.test
def a_life_that_is_too_long_comes_back_shorter() -> None:
    with Place() as place:
        place.azure.set_pat_policy("contoso", maximum_days=3)
        pat = place.one(CREATE).pat
        assert abs(pat.valid_to - (time.time() + 3 * DAY_S)) < 60, pat


@tap.test
def dates_are_read_with_any_number_of_digits() -> None:
    with Place() as place:
        for digits in range(8):
            place.azure.set_pat_policy("contoso", fraction_digits=digits)
            tap.equal(place.one(CREATE).pat.valid_to, IN_A_WEEK)


@tap.test
def a_token_is_looked_up_changed_and_revoked() -> None:
    with Place() as place:
        made = place.one(CREATE)
        pat = made.pat
        found, changed, longer, revoked = place.do(
            f"get|{pat.id.upper()}", f"update|{pat.id}|Other|vso.code|0",
            f"update|{pat.id}|||{IN_A_WEEK + DAY_S}", f"revoke|{pat.id}")
        tap.equal((found.pat, found.token), (pat, ""))
        tap.equal((changed.pat, changed.token),
                  (Pat(pat.id, pat.valid_from, pat.valid_to, "vso.code", "Other"), ""))
        tap.equal((longer.pat.valid_to, longer.pat.name), (IN_A_WEEK + DAY_S, "Other"))
        tap.equal((revoked.revoked, revoked.error), (True, ""))
        only(place.ask(made.token), verdict="refused")


@tap.test
def what_is_gone_is_revoked() -> None:
    with Place() as place:
        number = place.one(CREATE).pat.id
        outcomes = place.do(f"revoke|{number}", f"revoke|{number}", f"revoke|{UNKNOWN_ID}")
        tap.equal([outcome.revoked for outcome in outcomes], [True] * 3)
        tap.equal([record.status for record in place.asked()][-3:], [204, 404, 404])
        place.azure.set_pat_policy("contoso", revoke_status=200)
        tap.equal(place.one(f"revoke|{place.one(CREATE).pat.id}").revoked, True)


@tap.test
def an_id_that_is_none_does_not_become_a_part_of_an_address() -> None:
    with Place() as place:
        for outcome in place.do("get|x&allOrgs=true", "revoke|../..", f"update|{ZERO_ID}0|||0"):
            tap.equal((outcome.code, outcome.revoked), ("input", False))
        tap.equal(place.asked(), [])


@tap.test
def a_list_has_what_works_alone() -> None:
    with Place() as place:
        good, gone = place.do(CREATE, f"create|Gone|vso.code|{IN_A_WEEK}")
        place.azure.add_token("contoso", display_name="Expired", valid_to=time.time() - 60,
                              valid_from=time.time() - 3600)
        place.one(f"revoke|{gone.pat.id}")
        tap.equal(place.one("list").pats, [good.pat])


def _query(record: RequestRecord) -> str:
    return record.query.split("&continuationToken")[0]


@tap.test
def a_list_is_read_to_its_end() -> None:
    with Place() as place:
        for number in range(230):
            place.azure.add_token("contoso", display_name=f"token {number}")
        place.azure.clear_requests()
        pats = place.one("list").pats
        tap.equal({pat.name for pat in pats}, {f"token {number}" for number in range(230)})
        tap.equal(len(pats), 230)
        filters = ("api-version=7.1-preview.1&displayFilterOption=active&sortByOption=displayDate"
                   "&$top=100")
        tap.equal([_query(record) for record in place.asked()], [filters] * 3)


@tap.test
def an_empty_list_is_a_list() -> None:
    with Place() as place:
        outcome = place.one("list")
        tap.equal((outcome.pats, outcome.code), ([], ""))


@tap.test
def a_list_without_an_end_is_none() -> None:
    with Place() as place:
        for number in range(60):
            place.azure.add_token("contoso", display_name=f"token {number}")
        place.azure.set_pat_policy("contoso", page_limit=1)
        failed(place.one("list"), "unreachable",
               "the tokens could not be listed at 'contoso': the list has no end", "later")


@tap.test
def a_list_keeps_to_its_time() -> None:
    with Place() as place:
        for number in range(20):
            place.azure.add_token("contoso", display_name=f"token {number}")
        place.azure.set_pat_policy("contoso", page_limit=1)
        place.azure.add_fault("latency", host=PROFILE_HOST, seconds=0.3)
        outcome = place.one("list", limit_ms=1500)
        tap.equal((outcome.code, outcome.pats), ("unreachable", []))
        assert 1 < outcome.seconds < 4, outcome


@tap.test
def every_error_in_an_answer_is_a_refusal_with_a_way_out() -> None:
    with Place() as place:
        names = ERRORS[1:]
        tap.equal(len(names), 36)
        for name in names:
            place.azure.add_pat_error("contoso", name, message=f"Words of {name}.", count=3)
        wishes = [CREATE, f"get|{UNKNOWN_ID}", f"update|{UNKNOWN_ID}|x||0"]
        outcomes = place.do(*wishes * len(names))
        for outcome, name in zip(outcomes, (name for name in names for _ in wishes), strict=True):
            tap.equal((outcome.code, outcome.pats), ("refused", []))
            assert outcome.error.endswith(f" (Words of {name}.)"), outcome
            assert "not known here" not in outcome.error, outcome
            assert outcome.hint and "<" not in outcome.hint, outcome
        tap.equal(place.names(), [])


@tap.test
def an_error_that_nobody_knows_is_one_too() -> None:
    with Place() as place:
        place.azure.add_pat_error("contoso", "tooMany\x1b[2JMoons", operation="create")
        failed(place.one(CREATE), "refused",
               NOT_CREATED + "it gives a reason that is not known here (tooMany\ufffd[2JMoons)",
               "create it in a browser, and store it: git credential-azdo login contoso")


# What an administrator has decided: the policy, the wish, the error, the way out.
POLICIES = {
    "no new tokens": (
        {"creation": False}, CREATE,
        "the policy 'Restrict personal access token (PAT) creation' forbids new tokens in this "
        "organization", "git credential-azdo login --entra --kind=entra contoso"),
    "no full access": (
        {"full_scope": False}, f"create|Git|app_token|{IN_A_WEEK}",
        "the policy 'Restrict full-scoped personal access token creation' forbids tokens with full "
        "access", "--scope code:write contoso"),
}


def policy(name: str) -> None:
    with Place() as place:
        changes, wish, sentence, hint = POLICIES[name]
        place.azure.set_pat_policy("contoso", **changes)
        failed(place.one(wish), "refused", NOT_CREATED + sentence, hint)


for each_policy in POLICIES:
    tap.add(f"a policy has its name: {each_policy}", partial(policy, each_policy))


@tap.test
def wishes_that_make_no_sense_are_refused() -> None:
    with Place() as place:
        for wish, words in {f"create||vso.code|{IN_A_WEEK}": "the token needs a name",
                            f"create|{'x' * 300}|vso.code|{IN_A_WEEK}": "the name of the token",
                            f"create|Git|vso.nonsense|{IN_A_WEEK}": "a scope of the token",
                            f"create|Git|vso.code|{NOW - 60}": "the date at which"}.items():
            outcome = place.one(wish)
            assert outcome.code == "refused" and words in outcome.error, (wish, outcome)


def not_a_person(kind: str) -> None:
    with Place() as place:
        token = {
            "a PAT": partial(place.azure.add_token, "contoso"),
            "a service principal": partial(place.azure.add_token, None, kind="entra",
                                           delegated=False,
                                           tenant=place.azure.tenant("contoso")),
            "an access token of another tenant": partial(place.azure.add_token, None, kind="entra",
                                                         tenant=UNKNOWN_ID),
            "nobody": lambda: "SYNTHETICTESTTOKEN",
        }[kind]()
        created, listed = place.do(CREATE, "list", token=token)
        failed(created, "refused", NOT_CREATED + "Azure DevOps does not let this sign-in do that",
               AZURE_CLI)
        failed(listed, "refused", "the tokens could not be listed at 'contoso': Azure DevOps does "
               "not accept this sign-in", "git credential-azdo login --entra contoso")


for each_kind in ("a PAT", "a service principal", "an access token of another tenant", "nobody"):
    tap.add(f"{each_kind} creates no token, and is told what does",
            partial(not_a_person, each_kind))


@tap.test
def an_application_that_may_only_list_is_told_about_the_azure_cli() -> None:
    with Place() as place:
        token = place.azure.add_token(None, kind="entra", client_id="my-own-app",
                                      tenant=place.azure.tenant("contoso"))
        place.azure.set_pat_policy("contoso", refused_clients=["my-own-app"])
        listed, created = place.do("list", CREATE, token=token)
        tap.equal(listed.code, "")
        tap.equal(created.code, "refused")
        start = NOT_CREATED + "Azure DevOps does not let this sign-in do that (TF400813: "
        assert created.error.startswith(start), created
        assert AZURE_CLI in created.hint, created


# How Azure DevOps refuses an access token, and what is said of it.
REFUSALS = {
    "empty": "Azure DevOps does not let this sign-in do that",
    "signin-203": "Azure DevOps does not let this sign-in do that (Azure DevOps Services | Sign "
                  "In)",
    "redirect-302": "Azure DevOps does not let this sign-in do that",
    "conditional-access": "a conditional access policy of your organization does not allow it from "
                          "here (VS403463)",
    "sign-in-once": "its owner has to sign in once in a web browser (TF401444)",
}


def refused(shape: str) -> None:
    with Place() as place:
        place.azure.set_refusal(shape)
        failed(place.one(CREATE, token="SYNTHETICTESTTOKEN"), "refused",
               NOT_CREATED + REFUSALS[shape], "")


for each_shape in REFUSALS:
    tap.add(f"a sign-in refused as {each_shape} is a refusal", partial(refused, each_shape))


# What goes wrong on the way: the words behind the colon, and whether a token has been made.
FAULTS = {
    "throttled": ({"kind": "status", "status": 429, "seconds": 17},
                  "the server asks to come back in 17 seconds", False),
    "throttled without a time": ({"kind": "status", "status": 429},
                                 "the server asks to come back later", False),
    "a fault of the server": ({"kind": "status", "status": 500},
                              "the server has a fault of its own (status 500)", False),
    "a portal's page": ({"kind": "html"},
                        "the answer does not look like one of Azure DevOps (status 200)", False),
    "a way to elsewhere": ({"kind": "redirect"},
                           "the answer does not look like one of Azure DevOps (status 302)", False),
    "JSON that is too deep": ({"kind": "deep-json"},
                              "the answer does not look like one of Azure DevOps (status 200)",
                              False),
    "too much": ({"kind": "oversize"}, "the server sent more than it should", False),
    "an end before the answer": ({"kind": "reset"}, "the server broke the connection off", False),
    "an answer that is lost": ({"kind": "lost"}, "the server broke the connection off", True),
    "half an answer": ({"kind": "truncate"}, "the server broke the connection off", True),
    "a late answer": ({"kind": "late", "seconds": 5}, "the server did not answer in time", True),
    "a slow answer": ({"kind": "drip", "seconds": 1}, "the server did not answer in time", True),
    "no answer": ({"kind": "black-hole"}, "the server did not answer in time", False),
}


def fault(name: str) -> None:
    with Place() as place:
        details, words, is_made = FAULTS[name]
        place.azure.add_fault(host=PROFILE_HOST, **details)
        outcome = place.one(CREATE, limit_ms=2000)
        tap.equal((outcome.code, outcome.pats), ("unreachable", []))
        assert outcome.error.startswith(NOT_CREATED + words), outcome
        assert outcome.hint, outcome
        assert outcome.seconds < 5, outcome
        tap.equal(place.names(), ["Git"] if is_made else [])
        tap.equal(len(place.asked()), 1)


for each_fault in FAULTS:
    tap.add(f"{each_fault} says nothing about a new token", partial(fault, each_fault))


@tap.test
def throttled_with_200_is_an_answer() -> None:
    with Place() as place:
        place.azure.add_fault("retry-after", seconds=5)
        place.azure.add_fault("bom")
        tap.equal(place.one(CREATE).pat.name, "Git")


@tap.test
def a_token_is_created_once_although_the_connection_was_kept() -> None:
    with Place() as place:
        place.azure.add_fault("lost", method="POST", count=1)
        listed, created, again = place.do("list", CREATE, "list")
        tap.equal((listed.code, created.code), ("", "unreachable"))
        tap.equal([record.method for record in place.asked()], ["GET", "POST", "GET"])
        tap.equal([pat.name for pat in again.pats], ["Git"])


@tap.test
def without_time_nothing_is_asked() -> None:
    with Place() as place:
        failed(place.one(CREATE, limit_ms=10), "unreachable",
               NOT_CREATED + "there was no time left to ask", "try again")
        tap.equal(place.asked(), [])


@tap.test
def a_server_of_ones_own_has_no_such_service() -> None:
    with Place() as place:
        outcome, = place.do(CREATE, url=f"{COLLECTION}/web/_git/app", server=SERVER)
        tap.equal((outcome.code, outcome.pats), ("input", []))
        tap.equal(place.asked(), [])


@tap.test
def no_copy_of_a_new_token_stays_in_memory() -> None:
    with Place() as place:
        counts: list[int] = []

        def look(process: Process) -> None:
            token, = [line for line in place.printed if line.startswith("token=")]
            counts.append(copies(process, token.removeprefix("token=").encode()))

        outcome, = place.do(CREATE, look=look)
        tap.equal((outcome.code, len(outcome.token)), ("", 84))
        tap.equal(counts, [0])


@tap.test
def the_tenant_of_an_organization_is_found_out() -> None:
    with Place() as place:
        tap.equal(place.one("tenant", token="").tenant, place.azure.tenant("contoso"))
        record, = place.asked()
        tap.equal((record.authorization, record.method, dict(record.headers)["Accept"]),
                  (None, "GET", "application/json"))
        tap.equal(dict(record.headers)["X-TFS-FedAuthRedirect"], "Suppress")


@tap.test
def personal_accounts_have_no_tenant() -> None:
    with Place() as place:
        place.azure.set_organization("contoso", tenant=ZERO_TENANT)
        tap.equal(place.one("tenant").tenant, "organizations")


@tap.test
def a_tenant_that_cannot_be_found_out_is_not_guessed() -> None:
    with Place() as place:
        place.azure.add_fault("status", status=503)
        outcome = place.one("tenant")
        tap.equal((outcome.tenant, outcome.code), ("", "unreachable"))
        place.azure.clear_faults()
        place.azure.add_fault("html")
        tap.equal(place.one("tenant").code, "unreachable")
        outcomes = place.do("tenant", url=f"{COLLECTION}/web/_git/app", server=SERVER)
        tap.equal([outcome.code for outcome in outcomes], ["input"])


if __name__ == "__main__":
    assert PROGRAM and MODULE
    enter_sandbox()
    sys.exit(tap.main())
