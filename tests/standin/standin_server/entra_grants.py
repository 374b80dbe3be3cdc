# SPDX-License-Identifier: MIT
"""The grants of the token endpoint: what is asked of each, and the tokens it gives."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .assertions import check_signed
from .entra import EXCHANGE_AUDIENCE, Client, DeviceState, Entra, RefreshMode, SignIn, seconds_since
from .entra_errors import EntraError, missing_parameter, plain_error
from .routes import LOGIN_HOST
from .scopes import FULL_ACCESS
from .tokens import AZURE_DEVOPS_RESOURCE, Owner, Token, TokenKind, base64url
from .world import World

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
APPLICATION_SCOPE = f"{AZURE_DEVOPS_RESOURCE}/.default"
OPENID = ("openid", "profile", "email", "offline_access")
VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}", re.ASCII)
SLOW_DOWN_S = 5
EARLY_S = 0.2  # a poll may be so much early: clients count from their answer, we from ours


@dataclass(frozen=True)
class Call:
    """One request to the authority."""

    world: World
    fields: dict[str, str]
    tenant_name: str  # as the request named it
    tenant: str

    @property
    def entra(self) -> Entra:
        return self.world.entra

    @property
    def now(self) -> float:
        return self.world.now()

    def required(self, name: str) -> str:
        if not self.fields.get(name):
            raise missing_parameter(name)
        return self.fields[name]

    def raise_switched_error(self, endpoint: str, grant: str = "") -> None:
        if error := self.entra.take_error(endpoint, grant):
            raise error


# Who asks, and for what


def find_client(call: Call) -> Client:
    client_id = call.required("client_id")
    client = call.entra.client(client_id)
    if client is None:
        text = f"Application with identifier '{client_id}' was not found in the directory "
        raise EntraError("unauthorized_client", 700016, f"{text}'{call.tenant}'.")
    return client


def check_scope(call: Call) -> str:
    """The scope, which must be of Azure DevOps and nothing else."""
    scope = call.required("scope")
    names = [name for name in scope.split() if name not in OPENID]
    prefixes = {name.rpartition("/")[0] for name in names}
    if prefixes != {AZURE_DEVOPS_RESOURCE}:
        text = "The provided value for the input parameter 'scope' is not valid. "
        raise EntraError("invalid_scope", 70011, f"{text}The scope {scope} is not valid.")
    return scope


def _authenticated_client(call: Call) -> Client:
    """The client, which has proved who it is, or which is public and need not."""
    client = find_client(call)
    secret = call.fields.get("client_secret", "")
    assertion = call.fields.get("client_assertion", "")
    if client.public:
        if secret or assertion:
            text = "Client is public so neither 'client_assertion' nor 'client_secret' should be "
            raise EntraError("invalid_client", 700025, f"{text}presented.")
    elif assertion:
        _check_assertion(call, client, assertion)
    elif not secret:
        text = "The request body must contain the following parameter: 'client_assertion' or "
        raise EntraError("invalid_client", 7000218, f"{text}'client_secret'.")
    elif not (client.secret and hmac.compare_digest(secret.encode(), client.secret.encode())):
        text = "Invalid client secret provided. Ensure the secret being sent in the request is the "
        raise EntraError("invalid_client", 7000215, f"{text}client secret value.")
    return client


def _check_assertion(call: Call, client: Client, text: str) -> None:
    if call.fields.get("client_assertion_type") != ASSERTION_TYPE:
        raise missing_parameter("client_assertion_type")
    known = call.entra.assertion(text)
    if known is None and client.certificate is not None:
        check_signed(text, client.certificate, client.client_id, _audiences(call), call.now)
        return
    if known is None or not client.federated or known.client_id not in ("", client.client_id):
        reason = "No matching federated identity record found for presented assertion."
        raise EntraError("invalid_client", 70021, reason)
    if known.audience != EXCHANGE_AUDIENCE:
        reason = "No matching federated identity record found for presented assertion audience "
        raise EntraError("invalid_client", 700212, f"{reason}'{known.audience}'.")
    if call.now >= known.valid_to:
        reason = "Client assertion is not within its valid time range."
        raise EntraError("invalid_client", 700024, reason)


def _audiences(call: Call) -> list[str]:
    """The authority under the tenant's name, and where it does not listen on 443, its port."""
    hosts = [LOGIN_HOST, *(f"{LOGIN_HOST}:{port}" for port in call.world.ports)]
    paths = ("/oauth2/v2.0/token", "/v2.0")
    return [f"https://{host}/{call.tenant_name}{path}" for host in hosts for path in paths]


# The grants: each returns the JSON of its answer


def _device_grant(call: Call) -> dict[str, Any]:
    client = _authenticated_client(call)
    device = call.entra.device_code(call.required("device_code"))
    if device is None or device.sign_in.client_id != client.client_id:
        raise plain_error("bad_verification_code")
    if device.state is DeviceState.REDEEMED:
        raise plain_error("invalid_grant", 54005, "The device code was already redeemed.")
    if call.now >= device.valid_to:
        raise plain_error("expired_token")
    device.polls += 1
    is_early = seconds_since(device.polled_at) < device.interval_s - EARLY_S
    device.polled_at = time.monotonic()
    if is_early and device.polls > 1:
        device.interval_s += SLOW_DOWN_S
        raise plain_error("slow_down")
    limit = call.entra.settings.approve_after_polls
    if device.state is DeviceState.PENDING and limit is not None and device.polls > limit:
        device.state = DeviceState.APPROVED
    if device.state is DeviceState.DECLINED:
        raise plain_error("authorization_declined")
    if device.state is DeviceState.PENDING:
        raise plain_error("authorization_pending")
    device.state = DeviceState.REDEEMED
    return _signed_in(call, device.sign_in)


def _code_grant(call: Call) -> dict[str, Any]:
    client = _authenticated_client(call)
    code = call.entra.code(call.required("code"))
    redirect_uri, verifier = call.required("redirect_uri"), call.required("code_verifier")
    if code is None or code.sign_in.client_id != client.client_id:
        raise plain_error("invalid_grant")
    if code.redeemed:
        text = "OAuth2 Authorization code was already redeemed, please retry with a new valid code "
        raise EntraError("invalid_grant", 54005, f"{text}or use an existing refresh token.")
    if call.now >= code.valid_to:
        text = "The provided authorization code or refresh token has expired."
        raise EntraError("invalid_grant", 70008, text)
    if redirect_uri != code.redirect_uri:
        text = f"The reply address '{redirect_uri}' does not match the reply address "
        text += f"'{code.redirect_uri}' provided when requesting Authorization code."
        raise EntraError("invalid_grant", 500112, text)
    digest = base64url(hashlib.sha256(verifier.encode()).digest())
    if not VERIFIER.fullmatch(verifier) or digest != code.challenge:
        text = "The code_verifier does not match the code_challenge supplied in the authorization "
        raise EntraError("invalid_grant", 50148, f"{text}request for PKCE.")
    code.redeemed = True
    return _signed_in(call, code.sign_in)


def _refresh_grant(call: Call) -> dict[str, Any]:
    client = _authenticated_client(call)
    token = call.entra.refresh_token(call.required("refresh_token"))
    scope = check_scope(call) if "scope" in call.fields else None
    if token is None or token.sign_in.client_id != client.client_id:
        raise plain_error("invalid_grant")
    if token.revoked:
        text = "The provided grant has expired due to it being revoked, a fresh auth token is "
        raise EntraError("invalid_grant", 50173, f"{text}needed.")
    if call.now >= token.valid_to:
        text = "The refresh token has expired due to inactivity."
        raise EntraError("invalid_grant", 700082, text)
    token.uses += 1
    mode = call.entra.settings.refresh
    token.revoked = mode is RefreshMode.ONCE
    sign_in = SignIn(client.client_id, call.tenant, scope or token.sign_in.scope,
                     token.sign_in.owner)
    return _signed_in(call, sign_in, with_refresh_token=mode is not RefreshMode.SAME)


def _client_grant(call: Call) -> dict[str, Any]:
    client = _authenticated_client(call)
    if call.tenant_name.casefold() in ("organizations", "common"):
        text = "No tenant-identifying information found in either the request or implied by any "
        raise EntraError("invalid_request", 50059, f"{text}provided credentials.")
    scope = check_scope(call)
    if scope != APPLICATION_SCOPE:
        text = f"The provided value for scope {scope} is not valid. Client credential flows must "
        text += "have a scope value with /.default suffixed to the resource identifier."
        raise EntraError("invalid_scope", 1002012, text)
    if client.public:
        text = "The client application is public: it has no credentials of its own."
        raise EntraError("unauthorized_client", 0, text)
    token = make_access_token(
        call.world, client.owner, client.client_id, call.tenant, delegated=False
    )
    return _access_token_value(call, token)


def _signed_in(
    call: Call, sign_in: SignIn, *, with_refresh_token: bool = True
) -> dict[str, Any]:
    """A user's access token, and a refresh token where `offline_access` was asked for."""
    token = make_access_token(
        call.world, sign_in.owner, sign_in.client_id, sign_in.tenant, delegated=True
    )
    value = _access_token_value(call, token)
    value["scope"] = f"{AZURE_DEVOPS_RESOURCE}/user_impersonation {APPLICATION_SCOPE}"
    if with_refresh_token and "offline_access" in sign_in.scope.split():
        value["refresh_token"] = call.entra.add_refresh_token(sign_in, call.now).text
    return value


def _access_token_value(call: Call, token: Token) -> dict[str, Any]:
    life = int(call.entra.settings.token_life_s)
    return {
        "token_type": "Bearer",
        "expires_in": life,
        "ext_expires_in": life,
        "access_token": token.text,
    }


def make_access_token(
    world: World, owner: Owner, client_id: str, tenant: str, *, delegated: bool
) -> Token:
    """An access token of the usual life, for a person or for an application itself."""
    settings, now = world.entra.settings, world.now()
    return world.tokens.make(
        TokenKind.ENTRA,
        padding=settings.token_padding,
        organizations=None,
        scopes=frozenset([FULL_ACCESS]),
        owner=owner,
        valid_from=now,
        valid_to=now + settings.token_life_s,
        tenant=tenant,
        client_id=client_id,
        delegated=delegated,
    )


GRANTS: dict[str, Callable[[Call], dict[str, Any]]] = {
    "urn:ietf:params:oauth:grant-type:device_code": _device_grant,
    "authorization_code": _code_grant,
    "refresh_token": _refresh_grant,
    "client_credentials": _client_grant,
}
