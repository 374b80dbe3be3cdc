# SPDX-License-Identifier: MIT
"""What an organization's administrator, or a test, decides about the PAT lifecycle API."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

ERRORS = tuple(
    """
    none displayNameRequired invalidDisplayName invalidValidTo invalidScope userIdRequired
    invalidUserId invalidUserType accessDenied failedToIssueAccessToken invalidClient
    invalidClientType invalidClientId invalidTargetAccounts hostAuthorizationNotFound
    authorizationNotFound failedToUpdateAccessToken sourceNotSupported invalidSourceIP invalidSource
    duplicateHash sshPolicyDisabled invalidToken tokenNotFound invalidAuthorizationId
    failedToReadTenantPolicy globalPatPolicyViolation fullScopePatPolicyViolation
    patLifespanPolicyViolation invalidTokenType invalidAudience invalidSubject
    deploymentHostNotSupported disablePatCreationPolicyViolation failedToReadOrgPolicy
    globalPATCreationBlocked expiredPatCannotBeExtended
    """.split()
)
OPERATIONS = ("", "create", "update", "get")
PAGE_LIMIT = 100
MAXIMUM_DAYS = 365


@dataclass
class PatError:
    """A `patTokenError` for the next `count` operations, or until cleared with None."""

    error: str
    operation: str  # of OPERATIONS; empty: all that answer with a PatTokenResult
    message: str
    count: int | None


@dataclass
class PatPolicy:
    """The defaults let a user make a PAT for one organization, of any scope, for a year."""

    creation: bool = True
    full_scope: bool = True
    global_tokens: bool = False  # cannot be created any more since March 2026
    maximum_days: float = MAXIMUM_DAYS  # a later validTo is clamped
    refused_clients: list[str] = field(default_factory=list)  # client ids that may list only
    page_limit: int = PAGE_LIMIT
    fraction_digits: int | None = None  # of dates; None: up to seven, as many as matter
    revoke_status: int = 204

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._errors: list[PatError] = []

    def add_error(self, error: PatError) -> None:
        with self._lock:
            self._errors.append(error)

    def take_error(self, operation: str) -> PatError | None:
        """The error that is switched on for an operation; one use of it is spent."""
        with self._lock:
            for error in self._errors:
                if error.operation in ("", operation):
                    self._spend(error)
                    return error
        return None

    def _spend(self, error: PatError) -> None:
        if error.count is not None:
            error.count -= 1
            if error.count <= 0:
                self._errors.remove(error)
