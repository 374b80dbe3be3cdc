#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""scopes: the table of what a token may be allowed to do, as a person and a program read it.

It needs neither a keyring nor the network, and is run without either. Prints TAP.
"""

import json
import os
import pty
import re
import subprocess
import sys
from typing import Any

import tap
from story import PROGRAM, STAGE

ESCAPE = "\x1b["
FAILURE, USAGE = 1, 129
Done = subprocess.CompletedProcess[str]

PAGE = """\
Full access
  full-access               app_token

Advanced Security
  advsec:read               vso.advsec         Read
  advsec:write              vso.advsec_write   Read & write
  advsec:manage             vso.advsec_manage  Read, write, & manage

Agent Pools
  agentpools:read           vso.agentpools         Read
  agentpools:manage         vso.agentpools_manage  Read & manage

Analytics
  analytics:read            vso.analytics  Read

Audit Log
  auditlog:read             vso.auditlog             Read
  auditstreams:manage       vso.auditstreams_manage  Manage audit streams

Build
  build:read                vso.build          Read; includes profile:read
  build:execute             vso.build_execute  Read & execute

Code
  code:read                 vso.code         Read (Git needs it to clone and
                                             fetch); includes profile:read
  code:write                vso.code_write   Read & write (Git needs it to push)
  code:manage               vso.code_manage  Read, write, & manage
  code:full                 vso.code_full    Full
  code:status               vso.code_status  Status

Connected Server
  connectedserver           vso.connected_server

Deployment Groups
  machinegroup:manage       vso.machinegroup_manage  Read & manage; includes
                                                     agentpools:manage

Entitlements
  entitlements:read         vso.entitlements  Read

Environment
  environment:manage        vso.environment_manage  Read & manage; includes
                                                    agentpools:manage

Extension data
  extension.data:read       vso.extension.data        Read; includes
                                                      profile:read
  extension.data:write      vso.extension.data_write  Read & write

Extensions
  extension:read            vso.extension         Read; includes profile:read
  extension:manage          vso.extension_manage  Read & manage

GitHub Connections
  githubconnections:read    vso.githubconnections         Read
  githubconnections:manage  vso.githubconnections_manage  Read & manage

Graph
  graph:read                vso.graph         Read
  graph:manage              vso.graph_manage  Read & manage

Identity
  identity:read             vso.identity         Read
  identity:manage           vso.identity_manage  Read & manage

Marketplace
  gallery:read              vso.gallery          Read; includes profile:read
  gallery:acquire           vso.gallery_acquire  Acquire
  gallery:publish           vso.gallery_publish  Publish
  gallery:manage            vso.gallery_manage   Manage

Member Entitlement Management
  members:read              vso.memberentitlementmanagement        Read
  members:write             vso.memberentitlementmanagement_write  Read & write

Notifications
  notification:read         vso.notification              Read; includes
                                                          profile:read
  notification:write        vso.notification_write        Read & write
  notification:manage       vso.notification_manage       Read, write, & manage
  notification:diagnostics  vso.notification_diagnostics  Diagnostics

Packaging
  packaging:read            vso.packaging         Read; includes profile:read
  packaging:write           vso.packaging_write   Read & write
  packaging:manage          vso.packaging_manage  Read, write, & manage

Pipeline Resources
  pipelineresources:use     vso.pipelineresources_use     Use
  pipelineresources:manage  vso.pipelineresources_manage  Use and manage

PR threads
  threads:full              vso.threads_full  Read & write

Project and Team
  project:read              vso.project         Read
  project:write             vso.project_write   Read & write
  project:manage            vso.project_manage  Read, write, & manage

Release
  release:read              vso.release          Read; includes profile:read
  release:execute           vso.release_execute  Read, write, & execute
  release:manage            vso.release_manage   Read, write, execute, & manage

Secure Files
  securefiles:read          vso.securefiles_read    Read
  securefiles:write         vso.securefiles_write   Read & create
  securefiles:manage        vso.securefiles_manage  Read, create, & manage

Security
  security:manage           vso.security_manage  Manage

Service Connections
  serviceendpoint:read      vso.serviceendpoint         Read; includes
                                                        profile:read
  serviceendpoint:query     vso.serviceendpoint_query   Read & query
  serviceendpoint:manage    vso.serviceendpoint_manage  Read, query, & manage

Settings
  settings:read             vso.settings        Read
  settings:write            vso.settings_write  Read & write

Symbols
  symbols:read              vso.symbols         Read; includes profile:read
  symbols:write             vso.symbols_write   Read & write
  symbols:manage            vso.symbols_manage  Read, write, & manage

Task Groups
  taskgroups:read           vso.taskgroups_read    Read
  taskgroups:write          vso.taskgroups_write   Read & create
  taskgroups:manage         vso.taskgroups_manage  Read, create, & manage

Team Dashboards
  dashboards:read           vso.dashboards         Read
  dashboards:manage         vso.dashboards_manage  Read & manage

Test Management
  test:read                 vso.test        Read; includes profile:read
  test:write                vso.test_write  Read & write

Token Administration
  tokenadmin:manage         vso.tokenadministration  Read & manage

Tokens
  tokens:manage             vso.tokens  Read & manage

User Profile
  profile:read              vso.profile        Read
  profile:write             vso.profile_write  Read & write

Variable Groups
  variablegroups:read       vso.variablegroups_read    Read
  variablegroups:write      vso.variablegroups_write   Read & create
  variablegroups:manage     vso.variablegroups_manage  Read, create, & manage

Wiki
  wiki:read                 vso.wiki        Read
  wiki:write                vso.wiki_write  Read & write

Work Items
  work:read                 vso.work        Read; includes profile:read
  work:write                vso.work_write  Read & write
  work:full                 vso.work_full   Read, write, & manage

Without a scope of their own, and what covers them
  Policy                    code:read, code:write
  Process                   work:read, work:write
  Source Providers          build:read, build:execute
  YAML pipelines            build:read, build:execute
  Project analysis          analytics:read
"""

CODE = """\
Code
  code:read    vso.code         Read (Git needs it to clone and fetch); includes
                                profile:read
  code:write   vso.code_write   Read & write (Git needs it to push)
  code:manage  vso.code_manage  Read, write, & manage
  code:full    vso.code_full    Full
  code:status  vso.code_status  Status

Without a scope of their own, and what covers them
  Policy       code:read, code:write
"""

PUSH = """\
Code
  code:write  vso.code_write  Read & write (Git needs it to push)
"""

PUSH_JSON = """\
{
  "version": 1,
  "scopes": [
    {
      "page": "Code",
      "right": "Read & write",
      "name": "code:write",
      "identifier": "vso.code_write",
      "inherits": "vso.code",
      "git": "push",
      "covered_by": []
    }
  ]
}
"""


def scopes(*words: str) -> Done:
    return subprocess.run([STAGE / "bin" / PROGRAM, "scopes", *words], capture_output=True,
                          text=True, check=False, env={"HOME": "/nonexistent"})


def shown(*words: str) -> str:
    done = scopes(*words)
    tap.equal((done.returncode, done.stderr), (0, ""))
    return done.stdout


def on_terminal(*words: str, **env: str) -> str:
    """What is written to a terminal; it has to fit into what a terminal holds unread."""
    ours, theirs = pty.openpty()
    subprocess.run([STAGE / "bin" / PROGRAM, "scopes", *words], stdout=theirs, check=True,
                   env={"HOME": "/nonexistent", "TERM": "xterm", **env})
    text = os.read(ours, 4096).decode().replace("\r\n", "\n")
    os.close(theirs)
    os.close(ours)
    return text


def as_json(*words: str) -> list[dict[str, Any]]:
    document = json.loads(shown("--json", *words))
    tap.equal((sorted(document), document["version"]), (["scopes", "version"], 1))
    rows: list[dict[str, Any]] = document["scopes"]
    return rows


def rows_of_page() -> list[tuple[str, str, str]]:
    """Group, name and identifier, as they stand on the page above."""
    rows, group = [], ""
    for line in PAGE.split("\nWithout a scope")[0].splitlines():
        if line[:1].strip():
            group = line
        elif match := re.match(r"  (\S+) +(app_token|vso\.\S+)", line):
            rows.append((group, match[1], match[2]))
    return rows


@tap.test
def the_page_has_all_of_them() -> None:
    tap.equal(shown().splitlines(), PAGE.splitlines())
    tap.equal(shown(), PAGE)


@tap.test
def every_line_fits_into_eighty_columns() -> None:
    for words in ((), ("read & manage",), ("entitle",), ("profile",)):
        tap.equal([line for line in shown(*words).splitlines() if len(line) > 80], [])


@tap.test
def a_pattern_leaves_what_it_is_a_part_of() -> None:
    tap.equal(shown("code"), CODE)


@tap.test
def what_git_does_is_a_pattern() -> None:
    tap.equal(shown("push"), PUSH)


@tap.test
def letters_of_either_case_and_several_words_are_one_pattern() -> None:
    tap.equal(shown("VSO.CODE_W").split("\n\n")[0] + "\n", PUSH)
    tap.equal(shown("service", "connections"), shown("Service Connections"))


@tap.test
def the_json_has_the_rows_of_the_page() -> None:
    rows = as_json()
    own = [row for row in rows if row["identifier"]]
    tap.equal([(row["page"], row["name"], row["identifier"]) for row in own], rows_of_page())
    tap.equal((len(own), len(rows)), (83, 88))
    tap.equal({tuple(row) for row in rows},
              {("page", "right", "name", "identifier", "inherits", "git", "covered_by")})


@tap.test
def the_json_says_what_a_scope_includes_and_what_git_needs() -> None:
    rows = as_json()
    by_identifier = {row["identifier"]: row for row in rows if row["identifier"]}
    tap.equal({row["inherits"] for row in rows} - set(by_identifier), {None})
    tap.equal({name: row["git"] for name, row in by_identifier.items() if row["git"]},
              {"vso.code": "clone and fetch", "vso.code_write": "push"})
    chain = ["vso.code_full"]
    while above := by_identifier[chain[-1]]["inherits"]:
        chain.append(above)
    tap.equal(chain, ["vso.code_full", "vso.code_manage", "vso.code_write", "vso.code",
                      "vso.profile"])


@tap.test
def the_json_has_the_parts_without_a_scope() -> None:
    parts = {row["page"]: row["covered_by"] for row in as_json() if not row["identifier"]}
    tap.equal(parts, {"Policy": ["vso.code", "vso.code_write"],
                      "Process": ["vso.work", "vso.work_write"],
                      "Source Providers": ["vso.build", "vso.build_execute"],
                      "YAML pipelines": ["vso.build", "vso.build_execute"],
                      "Project analysis": ["vso.analytics"]})


@tap.test
def the_json_of_a_pattern() -> None:
    for words in (("push", "--json"), ("--json", "push")):
        tap.equal(shown(*words), PUSH_JSON)


@tap.test
def nothing_that_matches_is_an_error_with_a_way_on() -> None:
    for json_too in ((), ("--json",)):
        done = scopes("cdoe:read", *json_too)
        tap.equal((done.returncode, done.stdout, done.stderr), (
            FAILURE, "", "error: no scope matches 'cdoe:read'\n"
            "hint: git credential-azdo scopes code:read\n"))
        done = scopes("wirte", *json_too)
        tap.equal((done.returncode, done.stdout, done.stderr), (
            FAILURE, "", "error: no scope matches 'wirte'\n"
            "hint: git credential-azdo scopes write\n"))
        done = scopes("(", *json_too)
        tap.equal((done.returncode, done.stdout, done.stderr), (
            FAILURE, "", "error: no scope matches '('\n"
            "hint: all of them: git credential-azdo scopes\n"))
        done = scopes("banana", *json_too)
        tap.equal((done.returncode, done.stdout, done.stderr), (
            FAILURE, "", "error: no scope matches 'banana'\n"
            "hint: all of them: git credential-azdo scopes\n"))


@tap.test
def a_pattern_does_not_reach_the_terminal_as_it_is() -> None:
    assert ESCAPE not in scopes(f"x{ESCAPE}2J").stderr


@tap.test
def an_unknown_option_is_a_usage_error() -> None:
    done = scopes("--yaml")
    tap.equal((done.returncode, done.stderr), (
        USAGE, "error: unknown option --yaml\nhint: git credential-azdo help scopes\n"))


@tap.test
def there_is_colour_on_a_terminal_and_the_words_are_the_same_without() -> None:
    coloured = on_terminal("code")
    assert f"{ESCAPE}1mCode{ESCAPE}0m\n" in coloured, coloured
    assert f"{ESCAPE}32mRead & write (Git needs it to push){ESCAPE}0m\n" in coloured, coloured
    tap.equal(re.sub(r"\x1b\[[0-9;]*m", "", coloured), CODE)
    tap.equal(on_terminal("code", NO_COLOR="1"), CODE)
    assert ESCAPE not in on_terminal("code", "--json")


if __name__ == "__main__":
    sys.exit(tap.main())
