#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A stand-in for Azure DevOps on a loopback address, for tests and for curious people.

    azure_devops.py serve --state DIR [--port N]
    azure_devops.py ctl --state DIR token-add --organization contoso --days 30
    azure_devops.py ctl --state DIR repo-add contoso "My Project" app
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from azure_devops_entra import CONTROLS as ENTRA_CONTROLS
from azure_devops_entra import AddOptions, Run
from standin import StandIn, StandInError
from standin_server.app import Options, serve
from standin_server.control import Control
from standin_server.faults import FaultKind
from standin_server.tls import Certificate
from standin_server.tokens import DAY_S, DEFAULT_DAYS, TokenForm, TokenKind, Verdict
from standin_server.world import Denial, Refusal

DEFAULT_PORT = 443


def main(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (OSError, StandInError, RuntimeError) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="serve|ctl")
    _add_serve(commands.add_parser("serve", help="run until SIGTERM or SIGINT"))
    control = commands.add_parser("ctl", help="control a running stand-in")
    _add_state(control)
    words = control.add_subparsers(required=True, metavar="COMMAND")
    for word, (run, add_options, summary) in (CONTROLS | ENTRA_CONTROLS).items():
        command = words.add_parser(word, help=summary)
        add_options(command)
        command.set_defaults(run=lambda options, run=run: run(_attached(options), options))
    return parser


def _add_state(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--state", type=Path, required=True, metavar="DIR", help="state directory")


def _attached(options: argparse.Namespace) -> StandIn:
    return StandIn.attach(options.state.resolve())


# serve


def _add_serve(parser: argparse.ArgumentParser) -> None:
    _add_state(parser)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument(
        "--more-address", action="append", default=[], metavar="ADDRESS",
        help="repeatable; to be found there, too",
    )
    parser.add_argument(
        "--port", type=_port, action="append", metavar="N",
        help=f"repeatable; 0 takes a free one (default: {DEFAULT_PORT})",
    )
    parser.add_argument(
        "--exit-with-stdin", action="store_true", help="stop when standard input ends"
    )
    parser.add_argument(
        "--metadata", action="store_true",
        help="serve 169.254.169.254 too, which must be an address of this network",
    )
    parser.set_defaults(run=_serve)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is at most 65535")
    return number


def _serve(options: argparse.Namespace) -> None:
    settings = Options(
        state_dir=options.state.resolve(),
        address=options.address,
        more_addresses=options.more_address,
        ports=options.port or [DEFAULT_PORT],
        exit_with_stdin=options.exit_with_stdin,
        metadata=options.metadata,
    )
    serve(settings, lambda control: _introduce(control, settings.state_dir))


def _introduce(control: Control, state_dir: Path) -> None:
    about = control.describe()
    port = "" if DEFAULT_PORT in about["ports"] else f":{about['ports'][0]}"
    program = f"{sys.argv[0]} ctl --state {state_dir}"
    print(
        f"""\
Azure DevOps stand-in on {about['address']}, ports {about['ports']}

A token and a repository:
  {program} token-add --organization contoso
  {program} repo-add contoso 'My Project' app

What Git needs to know (after them: it names the hosts of the organizations):
  {program} git-config > {state_dir}/gitconfig
  export GIT_CONFIG_GLOBAL={state_dir}/gitconfig

Then:
  git clone https://contoso@dev.azure.com{port}/contoso/My%20Project/_git/app
  git clone https://contoso.visualstudio.com{port}/My%20Project/_git/app
""",
        flush=True,
    )


# ctl: each command is how it runs, its options and its summary


def _token_add(azure: StandIn, options: argparse.Namespace) -> None:
    token = azure.add_token(
        options.organization,
        scopes=options.scope,
        kind=options.kind,
        form=options.form,
        valid_to=time.time() + options.days * DAY_S,
        revoke_after_uses=options.uses,
        name=options.name,
    )
    print(token)


def _token_add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organization", action="append", help="repeatable (default: all)")
    parser.add_argument("--scope", action="append", help="repeatable (default: full access)")
    parser.add_argument("--kind", choices=_values(TokenKind), default=TokenKind.PAT)
    parser.add_argument("--form", choices=_values(TokenForm), default=TokenForm.CURRENT)
    parser.add_argument("--days", type=float, default=DEFAULT_DAYS, help="from now")
    parser.add_argument("--uses", type=int, help="is revoked after so many")
    parser.add_argument("--name", default="", help="its id in the records")


def _token_revoke(azure: StandIn, options: argparse.Namespace) -> None:
    azure.revoke(options.token)


def _token_revoke_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("token", help="its id, or its text")


def _tokens(azure: StandIn, _options: argparse.Namespace) -> None:
    _print_json_lines(azure.tokens())


def _repo_add(azure: StandIn, options: argparse.Namespace) -> None:
    print(azure.add_repository(options.organization, options.project, options.repository))


def _repo_deny(azure: StandIn, options: argparse.Namespace) -> None:
    names = options.organization, options.project, options.repository
    azure.set_repository(*names, denial=options.denial)


def _repo_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("organization", help="or tfs.example.com/COLLECTION")
    parser.add_argument("project")
    parser.add_argument("repository")


def _repo_deny_options(parser: argparse.ArgumentParser) -> None:
    _repo_options(parser)
    parser.add_argument("denial", choices=_values(Denial), help="empty: allowed")


def _organization_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_organization(
        options.organization, public_projects=options.public, tenant=options.tenant
    )


def _organization_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("organization")
    parser.add_argument("--public", action="store_true", help="it has public projects")
    parser.add_argument("--tenant", help="a guid; only zeros: it is backed by personal accounts")


def _refusal_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_refusal(options.shape, options.verdict)


def _refusal_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shape", choices=_values(Refusal))
    parser.add_argument("--verdict", choices=_values(Verdict), help="for this reason only")


def _fault_add(azure: StandIn, options: argparse.Namespace) -> None:
    azure.add_fault(
        options.kind,
        host=options.host,
        path=options.path,
        method=options.method,
        count=options.count,
        seconds=options.seconds,
        status=options.status,
        size=options.size,
        location=options.location,
        headers=options.header,
    )


def _fault_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=_values(FaultKind))
    parser.add_argument("--host", default="", help="default: every host")
    parser.add_argument("--path", default="", help="prefix of the path (default: every path)")
    parser.add_argument("--method", default="", help="default: every method")
    parser.add_argument("--count", type=int, help="so many requests (default: until cleared)")
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--status", type=int, default=0)
    parser.add_argument("--size", type=int, default=0)
    parser.add_argument("--location", default="", metavar="URL")
    parser.add_argument("--header", type=_header, action="append", default=[], metavar="NAME:VALUE")


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not (name and colon):
        raise argparse.ArgumentTypeError("expected NAME:VALUE")
    return name, value.strip()


def _faults(azure: StandIn, _options: argparse.Namespace) -> None:
    _print_json_lines(azure.faults())


def _faults_clear(azure: StandIn, _options: argparse.Namespace) -> None:
    azure.clear_faults()


def _certificate_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_certificate(options.kind, options.host, options.address)


def _certificate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=_values(Certificate))
    parser.add_argument("--host", default="", help="for this host (default: all)")
    parser.add_argument("--address", default="", help="for every host at this address")


def _clock_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_clock_offset(options.seconds)


def _clock_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("seconds", type=float, help="ahead of the real time; may be negative")


def _requests(azure: StandIn, _options: argparse.Namespace) -> None:
    _print_json_lines([dataclasses.asdict(record) for record in azure.requests()])


def _requests_clear(azure: StandIn, _options: argparse.Namespace) -> None:
    azure.clear_requests()


def _git_config(azure: StandIn, _options: argparse.Namespace) -> None:
    print(azure.git_config(), end="")


def _stop(azure: StandIn, _options: argparse.Namespace) -> None:
    azure.stop()


def _no_options(_parser: argparse.ArgumentParser) -> None:
    pass


def _values(kinds: type[StrEnum]) -> list[str]:
    return [kind.value for kind in kinds]


def _print_json_lines(values: Sequence[object]) -> None:
    for value in values:
        print(json.dumps(value))


CONTROLS: dict[str, tuple[Run, AddOptions, str]] = {
    "token-add": (_token_add, _token_add_options, "make a synthetic token and print it"),
    "token-revoke": (_token_revoke, _token_revoke_options, "revoke a token"),
    "tokens": (_tokens, _no_options, "list the tokens, without their text"),
    "repo-add": (_repo_add, _repo_options, "make a bare repository"),
    "repo-deny": (_repo_deny, _repo_deny_options, "let nobody into a repository"),
    "organization-set": (_organization_set, _organization_options, "public projects, tenant"),
    "refusal-set": (_refusal_set, _refusal_options, "how bad tokens are refused"),
    "fault-add": (_fault_add, _fault_options, "switch a fault on"),
    "faults": (_faults, _no_options, "list the faults that are on"),
    "faults-clear": (_faults_clear, _no_options, "switch all faults off"),
    "certificate-set": (_certificate_set, _certificate_options, "what handshakes show"),
    "clock-set": (_clock_set, _clock_options, "shift the clock"),
    "requests": (_requests, _no_options, "show what was asked, as JSON lines"),
    "requests-clear": (_requests_clear, _no_options, "forget what was asked"),
    "git-config": (_git_config, _no_options, "print the configuration Git needs"),
    "stop": (_stop, _no_options, "end the stand-in"),
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
