#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The programs that speak for the stand-in: the Azure CLI, a browser. Prints TAP."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from standin_bench import (
    CONNECTION, LIMIT_S, ORGANIZATION, SUPPRESS, Application, Bench, bearer, fails, main, same,
    wait_until,
)
from standin_server.tokens import AZURE_CLI_CLIENT_ID, AZURE_DEVOPS_RESOURCE

GET_TOKEN = ("account", "get-access-token", "--resource", AZURE_DEVOPS_RESOURCE, "-o", "json")
PATS = "/contoso/_apis/tokens/pats?api-version=7.1-preview.1"

Done = subprocess.CompletedProcess[str]


@contextlib.contextmanager
def start(
    program: Path, *arguments: str, **variables: str
) -> Iterator[subprocess.Popen[str]]:
    """Without anything of the caller's environment; ends with the block."""
    with subprocess.Popen(
        [program, *arguments], env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def run(program: Path, *arguments: str, **variables: str) -> Done:
    with start(program, *arguments, **variables) as process:
        out, err = process.communicate(timeout=LIMIT_S)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def make_az(bench: Bench) -> Path:
    bench.azure.reset_azure_cli()
    bench.azure.set_entra(home_tenant=bench.azure.tenant(ORGANIZATION))
    return bench.azure.make_azure_cli(Path(tempfile.mkdtemp(dir=bench.scratch)))


def az_gives_a_persons_token(bench: Bench) -> None:
    az = make_az(bench)
    done = run(az, *GET_TOKEN, TZ="Asia/Tokyo")
    same((done.returncode, done.stderr), (0, ""))
    value = json.loads(done.stdout)
    same((value["tokenType"], value["tenant"]), ("Bearer", bench.azure.tenant(ORGANIZATION)))
    moment = datetime.fromisoformat(value["expiresOn"] + "+09:00").timestamp()
    same((moment, moment - time.time() > 3500), (value["expires_on"], True))
    for host, path in (("dev.azure.com", CONNECTION), ("vssps.dev.azure.com", PATS)):
        headers = SUPPRESS | bearer(value["accessToken"])
        same(bench.get(host, path, headers=headers).status, 200)
    same(bench.azure.azure_cli_calls(), [{"arguments": list(GET_TOKEN), "status": 0}])


def az_takes_a_tenant(bench: Bench) -> None:
    az = make_az(bench)
    tenant = bench.azure.tenant("fabrikam")
    same(json.loads(run(az, *GET_TOKEN, "--tenant", tenant).stdout)["tenant"], tenant)
    unknown = run(az, *GET_TOKEN, "--tenant", "nowhere")
    same((unknown.returncode, unknown.stdout), (1, ""))
    assert unknown.stderr.startswith("ERROR: AADSTS90002"), unknown.stderr


def az_fails_as_the_real_one(bench: Bench) -> None:
    az = make_az(bench)
    bench.azure.set_azure_cli(logged_in=False)
    done = run(az, *GET_TOKEN)
    same((done.returncode, done.stdout), (1, ""))
    same(done.stderr, "ERROR: Please run 'az login' to setup account.\n")
    bench.azure.set_azure_cli(error="AADSTS700082: The refresh token has expired.")
    same(run(az, *GET_TOKEN).stderr, "ERROR: AADSTS700082: The refresh token has expired.\n")
    for arguments in (("account", "show"), (*GET_TOKEN, "--what"), GET_TOKEN[:2], ()):
        same((arguments, run(az, *arguments).returncode), (arguments, 2))


def az_can_be_of_an_older_version_or_a_service_principals(bench: Bench) -> None:
    az = make_az(bench)
    bench.azure.set_azure_cli(expires_on=False, delegated=False)
    value = json.loads(run(az, *GET_TOKEN).stdout)
    same(sorted(value), ["accessToken", "expiresOn", "tenant", "tokenType"])
    headers = SUPPRESS | bearer(value["accessToken"])
    same(bench.get("vssps.dev.azure.com", PATS, headers=headers).status, 401)


def az_can_be_slow_noisy_or_hang(bench: Bench) -> None:
    az = make_az(bench)
    bench.azure.set_azure_cli(
        stdout_before="noise\n", stdout_after="more", stderr_before="WARNING: x\n", delay_s=0.3
    )
    began = time.monotonic()
    done = run(az, *GET_TOKEN)
    assert time.monotonic() - began >= 0.3
    same((done.stdout[:7], done.stdout[-5:]), ("noise\n{", "\nmore"))
    same(done.stderr, "WARNING: x\n")
    bench.azure.set_azure_cli(hang=True)
    with start(az, *GET_TOKEN) as process:
        wait_until(lambda: len(bench.azure.azure_cli_calls()) == 2)
        with fails(subprocess.TimeoutExpired):
            process.communicate(timeout=0.5)
        process.terminate()
        same(process.wait(LIMIT_S), -15)
    bench.azure.set_azure_cli(ignores_sigterm=True)
    with start(az, *GET_TOKEN) as process:
        wait_until(lambda: len(bench.azure.azure_cli_calls()) == 3)
        time.sleep(0.3)
        process.terminate()
        with fails(subprocess.TimeoutExpired):
            process.communicate(timeout=0.5)


def authorize_url(bench: Bench, application: Application) -> str:
    query = {
        "client_id": AZURE_CLI_CLIENT_ID,
        "response_type": "code",
        "redirect_uri": application.redirect_uri,
        "scope": f"{AZURE_DEVOPS_RESOURCE}/.default",
        "state": "a state",
        "code_challenge": "x" * 43,
        "code_challenge_method": "S256",
    }
    host, path = "login.microsoftonline.com", "/organizations/oauth2/v2.0/authorize"
    return bench.azure.url(host, f"{path}?{urlencode(query)}")


def the_browser_is_left_behind_and_comes_back_to_the_application(bench: Bench) -> None:
    bench.azure.reset_browser()
    opener = bench.azure.make_browser(Path(tempfile.mkdtemp(dir=bench.scratch)))
    same(opener.name, "xdg-open")
    application = Application()
    url = authorize_url(bench, application)
    same(run(opener, url).returncode, 0)  # nobody has answered the browser yet
    with application:
        wait_until(lambda: len(bench.azure.pages()) == 1)
    page, (brought,) = bench.azure.pages()[0], application.visits
    same((page.status, page.body), (200, "you may close this page"))
    same((bench.azure.opened_urls(), brought["state"]), ([url], ["a state"]))
    assert brought["code"][0] not in page.url
    run(opener, url)
    wait_until(lambda: len(bench.azure.pages()) == 2)
    same(bench.azure.pages()[1].status, 0)


def a_person_may_close_the_window_or_be_attacked(bench: Bench) -> None:
    bench.azure.reset_browser()
    opener = bench.azure.make_browser(Path(tempfile.mkdtemp(dir=bench.scratch)), "my-browser")
    application = Application()
    url = authorize_url(bench, application)
    bench.azure.set_browser(visits=False, status=3)
    same(run(opener, url).returncode, 3)
    bench.azure.set_browser(visits=True, status=0, change={"state": "forged"})
    run(opener, url)
    with application:
        wait_until(lambda: bool(bench.azure.pages()))
    same([visit["state"] for visit in application.visits], [["forged"]])


TESTS: tuple[Callable[[Bench], None], ...] = (
    az_gives_a_persons_token,
    az_takes_a_tenant,
    az_fails_as_the_real_one,
    az_can_be_of_an_older_version_or_a_service_principals,
    az_can_be_slow_noisy_or_hang,
    the_browser_is_left_behind_and_comes_back_to_the_application,
    a_person_may_close_the_window_or_be_attacked,
)

if __name__ == "__main__":
    sys.exit(main(TESTS))
