# SPDX-License-Identifier: MIT
"""A program `az` for tests: asks the stand-in, and says what the Azure CLI would say."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from standin import StandIn, StandInError
from standin_programs import pause

POLL_INTERVAL_S = 0.1


def run(state_dir: Path, arguments: Sequence[str]) -> int:
    """Does what the stand-in says; returns the exit status."""
    stand_in = StandIn.attach(state_dir)
    plan = stand_in.run_azure_cli(arguments)
    if plan["ignores_sigterm"]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if plan["hang"]:
        _wait_in_vain(stand_in)
    pause(plan["delay_s"])
    sys.stderr.write(plan["stderr_before"])
    sys.stdout.write(plan["stdout_before"])
    if plan["said"]:
        print(f"ERROR: {plan['said']}", file=sys.stderr)
    else:
        print(json.dumps(_value(plan), indent=2))
    sys.stdout.write(plan["stdout_after"])
    return int(plan["status"])


def _value(plan: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = dict(plan["token"])
    moment = datetime.fromtimestamp(value["expires_on"])  # local time, as the real one
    value["expiresOn"] = moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    if not plan["expires_on"]:
        del value["expires_on"]
    return dict(sorted(value.items()))


def _wait_in_vain(stand_in: StandIn) -> None:
    """Until it is ended, or those are gone for whom it hangs."""
    parent = os.getppid()
    while os.getppid() == parent:
        try:
            stand_in.ports
        except StandInError:
            return
        pause(POLL_INTERVAL_S)
