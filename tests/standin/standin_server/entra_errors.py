# SPDX-License-Identifier: MIT
"""How Microsoft Entra says no: the names of OAuth 2.0, and the AADSTS codes behind them."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

from .messages import Response, json_response

BAD_REQUEST, UNAUTHORIZED = 400, 401

# What stands behind a name when nothing more special is known: the code (0: none) and the text.
DEFAULTS: dict[str, tuple[int, str]] = {
    "access_denied": (65004, "User declined to consent to access the app."),
    "authorization_declined": (65004, "User declined to consent to access the app."),
    "authorization_pending": (
        70016, "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
    ),
    "bad_verification_code": (70018, "The device code is not valid."),
    "expired_token": (
        70020,
        "The provided value for the input parameter 'device_code' is not valid. "
        "This device code has expired.",
    ),
    "interaction_required": (
        50076,
        "Due to a configuration change made by your administrator, or because you moved to a new "
        "location, you must use multi-factor authentication to access the resource.",
    ),
    "invalid_client": (7000215, "Invalid client secret provided."),
    "invalid_grant": (70000, "The provided grant is invalid or malformed."),
    "invalid_request": (9002313, "Invalid request. Request is malformed or invalid."),
    "invalid_scope": (
        70011, "The provided value for the input parameter 'scope' is not valid.",
    ),
    "server_error": (90002, "The server met an error."),
    "slow_down": (0, "The client polls more often than the interval allows."),
    "temporarily_unavailable": (90033, "A transient error has occurred. Please try again."),
    "unauthorized_client": (
        700016, "Application with the identifier was not found in the directory.",
    ),
    "unsupported_grant_type": (70003, "The app requested an unsupported grant type."),
    "unsupported_response_type": (700054, "The response_type is not enabled for the application."),
}


@dataclass(eq=False)
class EntraError(Exception):
    """`error`: the name. `code`: the number after AADSTS, or 0. A status of 0: what is usual."""

    error: str
    code: int
    text: str
    status: int = 0

    def described(self, now: float) -> dict[str, Any]:
        """The JSON body."""
        trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
        moment = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime(now))
        prefix = f"AADSTS{self.code}: " if self.code else ""
        value = {
            "error": self.error,
            "error_description": f"{prefix}{self.text} Trace ID: {trace} "
            f"Correlation ID: {correlation} Timestamp: {moment}",
            "error_codes": [self.code] if self.code else [],
            "timestamp": moment,
            "trace_id": trace,
            "correlation_id": correlation,
        }
        if self.code:
            value["error_uri"] = f"https://login.microsoftonline.com/error?code={self.code}"
        return value

    def response(self, now: float) -> Response:
        usual = UNAUTHORIZED if self.error == "invalid_client" else BAD_REQUEST
        return json_response(self.status or usual, self.described(now), *NO_STORE)


# In front of every answer of the authority.
NO_STORE = (("Cache-Control", "no-store, no-cache"), ("Pragma", "no-cache"))


def plain_error(error: str, code: int | None = None, text: str = "", status: int = 0) -> EntraError:
    """An error by its name; what is not given is filled in, for unknown names too."""
    usual_code, usual_text = DEFAULTS.get(error, (0, f"The request failed: {error}."))
    return EntraError(error, usual_code if code is None else code, text or usual_text, status)


def missing_parameter(name: str) -> EntraError:
    text = f"The request body must contain the following parameter: '{name}'."
    return EntraError("invalid_request", 900144, text)
