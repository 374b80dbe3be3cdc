#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The stand-in's read-only end points that tell what a token can do. Prints TAP."""

from __future__ import annotations

import sys
from collections.abc import Callable

from standin_bench import ORGANIZATION, SUPPRESS, Bench, basic, main, same
from standin_server.scopes import INHERITS, KNOWN

# The address without the organization, the scope; as in the facts.
PROBES = (
    ("dev.azure.com/_apis/distributedtask/pools", "vso.agentpools"),
    ("auditservice.dev.azure.com/_apis/audit/actions", "vso.auditlog"),
    ("dev.azure.com/_apis/build/resourceusage", "vso.build"),
    ("dev.azure.com/_apis/git/repositories", "vso.code"),
    ("extmgmt.dev.azure.com/_apis/extensionmanagement/installedextensions", "vso.extension"),
    ("vssps.dev.azure.com/_apis/graph/groups", "vso.graph"),
    ("vsaex.dev.azure.com/_apis/userentitlementsummary", "vso.memberentitlementmanagement"),
    ("feeds.dev.azure.com/_apis/packaging/globalpermissions", "vso.packaging"),
    ("dev.azure.com/_apis/teams?$top=1", "vso.project"),
    ("dev.azure.com/_apis/permissionsreport", "vso.security_manage"),
    ("dev.azure.com/_apis/serviceendpoint/types", "vso.serviceendpoint"),
    ("artifacts.dev.azure.com/_apis/symbol/availability", "vso.symbols"),
    ("dev.azure.com/_apis/wit/artifactlinktypes", "vso.work"),
    ("advsec.dev.azure.com/_apis/management/enablement", "vso.advsec"),
    ("vsrm.dev.azure.com/My%20Project/_apis/release/definitions?$top=1", "vso.release"),
    ("dev.azure.com/My%20Project/_apis/wiki/wikis", "vso.wiki"),
    ("dev.azure.com/My%20Project/_apis/distributedtask/variablegroups?$top=1",
     "vso.variablegroups_read"),
    ("dev.azure.com/My%20Project/_apis/distributedtask/taskgroups", "vso.taskgroups_read"),
    ("dev.azure.com/My%20Project/_apis/distributedtask/securefiles", "vso.securefiles_read"),
    ("dev.azure.com/My%20Project/_apis/pipelines/environments?$top=1", "vso.environment_manage"),
    ("dev.azure.com/My%20Project/_apis/testplan/plans", "vso.test"),
    ("dev.azure.com/My%20Project/_apis/dashboard/widgettypes", "vso.dashboards"),
)


def address(probe: str) -> tuple[str, str]:
    host, _, path = probe.partition("/")
    return host, f"/{ORGANIZATION}/{path}"


def each_probe_wants_its_scope(bench: Bench) -> None:
    for probe, scope in PROBES:
        others = sorted(KNOWN - {"app_token", scope} - wider_than(scope))
        for given, status in (([scope], 200), (others, 401), (["app_token"], 200)):
            token = bench.azure.add_token(ORGANIZATION, scopes=given)
            answer = bench.get(*address(probe), token)
            same((probe, given, answer.status), (probe, given, status))
            assert status != 200 or isinstance(answer.json(), dict), answer.body
    nobody = [bench.get(*address(probe)).status for probe, _ in PROBES]
    same(set(nobody), {401})


def wider_than(scope: str) -> set[str]:
    """The scopes that inherit this one."""
    found = {scope}
    while more := {name for name, below in INHERITS.items() if below in found} - found:
        found |= more
    return found - {scope}


def a_wider_scope_will_do(bench: Bench) -> None:
    for probe, given in (
        ("dev.azure.com/_apis/git/repositories", "vso.code_full"),
        ("dev.azure.com/_apis/wit/artifactlinktypes", "vso.work_write"),
        ("vssps.dev.azure.com/_apis/graph/groups", "vso.graph_manage"),
    ):
        token = bench.azure.add_token(ORGANIZATION, scopes=[given])
        same((given, bench.get(*address(probe), token).status), (given, 200))


def the_repositories_are_those_that_are_there(bench: Bench) -> None:
    bench.azure.add_repository("adatum", "P", "one")
    bench.azure.add_repository("adatum", "P", "two")
    token = bench.azure.add_token("adatum")
    value = bench.get("dev.azure.com", "/adatum/_apis/git/repositories", token).json()
    same([repository["name"] for repository in value["value"]], ["one", "two"])


def a_probe_belongs_to_its_service(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    same(bench.get("dev.azure.com", "/contoso/_apis/graph/groups", token).status, 404)
    same(bench.get("dev.azure.com", "/contoso/_apis/wiki/wikis", token).status, 404)
    headers = SUPPRESS | basic(token)
    same(bench.ask("POST", *address(PROBES[0][0]), headers, b"{}").status, 405)


def too_many_probes_are_told_to_wait(bench: Bench) -> None:
    token = bench.azure.add_token(ORGANIZATION)
    bench.azure.add_fault("status", status=429, seconds=2, path="/contoso/_apis/", count=1)
    answer = bench.get(*address(PROBES[0][0]), token)
    same((answer.status, answer.headers["Retry-After"]), (429, "2"))
    assert answer.json()["message"].startswith("TF400733"), answer.body
    bench.azure.add_fault("retry-after", seconds=2, count=1)
    answer = bench.get(*address(PROBES[0][0]), token)
    same((answer.status, answer.headers["Retry-After"]), (200, "2"))


TESTS: tuple[Callable[[Bench], None], ...] = (
    each_probe_wants_its_scope,
    a_wider_scope_will_do,
    the_repositories_are_those_that_are_there,
    a_probe_belongs_to_its_service,
    too_many_probes_are_told_to_wait,
)

if __name__ == "__main__":
    sys.exit(main(TESTS))
