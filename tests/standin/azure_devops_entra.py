# SPDX-License-Identifier: MIT
"""The commands of `azure_devops.py ctl` for PAT policies, Entra, machines and pipelines."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from standin import StandIn
from standin_server.azure_cli import SETTINGS as AZURE_CLI_SETTINGS
from standin_server.browser import SETTINGS as BROWSER_SETTINGS
from standin_server.control import PAT_POLICY
from standin_server.entra_control import ENDPOINTS
from standin_server.entra_control import SETTINGS as ENTRA_SETTINGS
from standin_server.pat_policy import OPERATIONS

Run = Callable[[StandIn, argparse.Namespace], None]
AddOptions = Callable[[argparse.ArgumentParser], None]


def _setting(text: str) -> tuple[str, Any]:
    """NAME=VALUE, the value as JSON, or as it is where that is none."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise argparse.ArgumentTypeError("expected NAME=VALUE")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _takes_settings(names: tuple[str, ...], *positionals: str) -> AddOptions:
    def add(parser: argparse.ArgumentParser) -> None:
        for positional in positionals:
            parser.add_argument(positional)
        parser.add_argument(
            "settings", type=_setting, nargs="+", metavar="NAME=VALUE", help=", ".join(names)
        )

    return add


def _takes(*positionals: str) -> AddOptions:
    def add(parser: argparse.ArgumentParser) -> None:
        for positional in positionals:
            parser.add_argument(positional)

    return add


def _pat_policy_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_pat_policy(options.organization, **dict(options.settings))


def _pat_error_add(azure: StandIn, options: argparse.Namespace) -> None:
    azure.add_pat_error(
        options.organization,
        options.error,
        operation=options.operation,
        message=options.message,
        count=options.count,
    )


def _pat_error_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("organization")
    parser.add_argument("error", help="a patTokenError")
    parser.add_argument("--operation", choices=OPERATIONS, default="")
    parser.add_argument("--message", default="")
    parser.add_argument("--count", type=int)


def _entra_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_entra(**dict(options.settings))


def _entra_error_add(azure: StandIn, options: argparse.Namespace) -> None:
    azure.add_entra_error(
        options.error,
        endpoint=options.endpoint,
        grant=options.grant,
        count=options.count,
        code=options.code,
        text=options.text,
        status=options.status,
    )


def _entra_error_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("error", help="as invalid_grant")
    parser.add_argument("--endpoint", choices=ENDPOINTS, default="token")
    parser.add_argument("--grant", default="", help="a grant_type (default: all)")
    parser.add_argument("--count", type=int, help="so many requests (default: until reset)")
    parser.add_argument("--code", type=int, help="the number after AADSTS")
    parser.add_argument("--text", default="")
    parser.add_argument("--status", type=int, default=0)


def _entra_reset(azure: StandIn, _options: argparse.Namespace) -> None:
    azure.reset_entra()


def _client_add(azure: StandIn, options: argparse.Namespace) -> None:
    azure.add_client(
        options.client_id,
        name=options.name,
        public=options.public,
        secret=options.secret,
        certificate=options.certificate,
        federated=options.federated,
        redirect_uris=options.redirect_uri,
    )


def _client_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client_id")
    parser.add_argument("--name", default="")
    parser.add_argument("--public", action="store_true", help="people sign in with it")
    parser.add_argument("--secret", default="", help="a synthetic one")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="PEM")
    parser.add_argument("--federated", action="store_true", help="takes other issuers' tokens")
    parser.add_argument("--redirect-uri", action="append", default=[])


def _assertion_add(azure: StandIn, options: argparse.Namespace) -> None:
    print(azure.add_federated_assertion(client_id=options.client_id))


def _user_codes(azure: StandIn, _options: argparse.Namespace) -> None:
    for code in azure.device_codes():
        print(json.dumps(code))


def _user_code_decide(azure: StandIn, options: argparse.Namespace) -> None:
    decide = azure.decline_user_code if options.decline else azure.approve_user_code
    decide(options.user_code)


def _user_code_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user_code")
    parser.add_argument("--decline", action="store_true")


def _browse(azure: StandIn, options: argparse.Namespace) -> None:
    page = azure.browse(options.url)
    print(page.status, page.body)


def _sign_ins_revoke(azure: StandIn, _options: argparse.Namespace) -> None:
    azure.revoke_sign_ins()


def _tenant(azure: StandIn, options: argparse.Namespace) -> None:
    print(azure.tenant(options.organization))


def _programs_make(azure: StandIn, options: argparse.Namespace) -> None:
    for program in (azure.make_azure_cli(options.folder), azure.make_browser(options.folder)):
        print(program)


def _programs_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="for PATH")


def _azure_cli_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_azure_cli(**dict(options.settings))


def _browser_set(azure: StandIn, options: argparse.Namespace) -> None:
    azure.set_browser(**dict(options.settings))


def _app_service(azure: StandIn, _options: argparse.Namespace) -> None:
    _print_environment(azure.app_service())


def _github_job(azure: StandIn, _options: argparse.Namespace) -> None:
    _print_environment(azure.github_job())


def _azure_job(azure: StandIn, options: argparse.Namespace) -> None:
    _print_environment(azure.azure_job(options.organization, options.client_id))


def _print_environment(variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        print(f"export {name}='{value}'")


# As those of azure_devops.py: how each runs, its options and its summary.
CONTROLS: dict[str, tuple[Run, AddOptions, str]] = {
    "pat-policy-set": (
        _pat_policy_set, _takes_settings(PAT_POLICY, "organization"), "what PATs may be made",
    ),
    "pat-error-add": (_pat_error_add, _pat_error_options, "let the PAT API say an error"),
    "tenant": (_tenant, _takes("organization"), "print an organization's tenant"),
    "entra-set": (_entra_set, _takes_settings(ENTRA_SETTINGS), "change what Entra does"),
    "entra-reset": (_entra_reset, _takes(), "forget those changes, and all errors"),
    "entra-error-add": (_entra_error_add, _entra_error_options, "let Entra say an error"),
    "client-add": (_client_add, _client_options, "register an application"),
    "assertion-add": (
        _assertion_add, _takes("client_id"), "print another issuer's token for an application",
    ),
    "user-codes": (_user_codes, _takes(), "list the device codes"),
    "user-code-decide": (_user_code_decide, _user_code_options, "approve one, or decline it"),
    "browse": (_browse, _takes("url"), "sign in at an URL that a program opens"),
    "sign-ins-revoke": (_sign_ins_revoke, _takes(), "end every refresh token"),
    "programs-make": (_programs_make, _programs_options, "write az and xdg-open into a folder"),
    "azure-cli-set": (_azure_cli_set, _takes_settings(AZURE_CLI_SETTINGS), "how az behaves"),
    "browser-set": (_browser_set, _takes_settings(BROWSER_SETTINGS), "how xdg-open behaves"),
    "app-service": (_app_service, _takes(), "print the environment on App Service"),
    "github-job": (_github_job, _takes(), "print the environment of a job of GitHub Actions"),
    "azure-job": (
        _azure_job, _takes("organization", "client_id"),
        "print the environment of a job of Azure Pipelines",
    ),
}
