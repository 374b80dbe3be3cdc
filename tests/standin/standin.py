# SPDX-License-Identifier: MIT
"""Drives the Azure DevOps stand-in from a test.

    with StandIn.start(state_dir, port=0) as azure:
        token = azure.add_token("contoso", scopes=["vso.code_write"])
        azure.add_repository("contoso", "My Project", "app")
        (home / ".gitconfig").write_text(azure.git_config())
        ...  # git clone azure.url("dev.azure.com", "/contoso/My%20Project/_git/app")
        assert azure.requests()[-1].status == 200

The names of kinds and shapes are the values of the enumerations in `standin_server`:
`FaultKind`, `Refusal`, `Verdict`, `Denial`, `Certificate`, `TokenKind`, `TokenForm`.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from standin_browser import Page, browse
from standin_programs import make_program
from standin_server.control import SOCKET_NAME
from standin_server.journal import Authorization, RequestRecord
from standin_server.routes import ACTIONS_HOST, SERVER_HOST
from standin_server.tls import TLS_NAME
from standin_server.tokens import AZURE_CLI_CLIENT_ID, NO_TENANT, Owner

__all__ = ["NO_TENANT", "Owner", "Page", "StandIn", "StandInError"]

PROGRAM = Path(__file__).resolve().with_name("azure_devops.py")
LOG_NAME = "standin.log"
POLL_INTERVAL_S = 0.02
STOP_LIMIT_S = 10


class StandInError(Exception):
    """The stand-in did not start, or said no; the text says why."""


class StandIn:
    """A running stand-in: one that was started here, or another process's (`attach`)."""

    def __init__(self, state_dir: Path, process: subprocess.Popen[bytes] | None = None) -> None:
        self.state_dir = state_dir
        self._process = process
        self._ids: dict[str, str] = {}

    @classmethod
    def start(
        cls,
        state_dir: Path,
        port: int = 443,
        *,
        more_ports: Sequence[int] = (),
        address: str = "127.0.0.1",
        more_addresses: Sequence[str] = (),
        metadata: bool = False,
        certificates: Path | None = None,
        timeout_s: float = 20,
    ) -> Self:
        """Starts a child process and waits until it answers. Port 0 takes a free one.

        The certificates are those in the folder `certificates`; an empty one gets what is made.
        At `more_addresses` it is found, too; no configuration names them.

        With `metadata` it serves http://169.254.169.254 as well, an address that `sandbox.py`
        gives to a test's network (`add_metadata_address`).
        The child ends with `stop`, or when this process dies. Its log is `standin.log` in the
        state directory. Raises StandInError when it does not come up.
        """
        state_dir.mkdir(parents=True, exist_ok=True)
        (state_dir / SOCKET_NAME).unlink(missing_ok=True)
        if certificates and any(certificates.iterdir()):
            shutil.copytree(certificates, state_dir / TLS_NAME)
        command = [sys.executable, str(PROGRAM), "serve", "--exit-with-stdin"]
        command += ["--state", str(state_dir), "--address", address]
        command += [f"--port={each}" for each in (port, *more_ports)]
        command += [f"--more-address={each}" for each in more_addresses]
        command += ["--metadata"] if metadata else []
        with (state_dir / LOG_NAME).open("wb") as log:
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)
        stand_in = cls(state_dir, process)
        try:
            stand_in._wait_until_ready(time.monotonic() + timeout_s)
        except BaseException:
            stand_in.stop()
            raise
        if certificates and not any(certificates.iterdir()):
            shutil.copytree(state_dir / TLS_NAME, certificates, dirs_exist_ok=True)
        return stand_in

    @classmethod
    def attach(cls, state_dir: Path) -> Self:
        """The stand-in that somebody else started with this state directory."""
        return cls(state_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Ends it; waits for the end, and may be called twice, where it was started here."""
        if self._process is None:
            self._call("stop")
            return
        with self._process as process:
            process.terminate()
            try:
                process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                process.kill()

    # Reaching it

    def git_config(self) -> str:
        """The configuration with which Git takes it for Azure DevOps. Follows new organizations."""
        about = self._call("describe")
        lines = ["[http]", f"\tsslCAInfo = {about['ca_file']}"]
        for port in about["ports"]:
            for host in about["hosts"]:
                lines.append(f"\tcurloptResolve = {host}:{port}:{about['address']}")
        plain = f"{SERVER_HOST}:{about['plain_port']}:{about['address']}"
        lines.append(f"\tcurloptResolve = {plain}")
        return "\n".join(lines) + "\n"

    def url(self, host: str, path: str) -> str:
        """An URL at the first port; `path` starts with a slash."""
        port = self.ports[0]
        return f"https://{host}{path}" if port == 443 else f"https://{host}:{port}{path}"

    @property
    def plain_server(self) -> str:
        """The Azure DevOps Server by plain HTTP, up to the port."""
        return f"http://{SERVER_HOST}:{self._call('describe')['plain_port']}"

    @property
    def ports(self) -> list[int]:
        ports: list[int] = self._call("describe")["ports"]
        return ports

    @property
    def ca_file(self) -> Path:
        return Path(self._call("describe")["ca_file"])

    @property
    def ca_directory(self) -> Path:
        """The authority once more, as `http.sslCAPath` wants it."""
        return Path(self._call("describe")["ca_directory"])

    # Tokens, repositories, organizations

    def add_token(
        self,
        organization: str | Sequence[str] | None,
        *,
        scopes: Sequence[str] | None = None,
        kind: str = "pat",
        form: str = "current",
        owner: Owner | None = None,
        valid_from: float | None = None,
        valid_to: float | None = None,
        revoke_after_uses: int | None = None,
        text: str = "",
        name: str = "",
        display_name: str = "",
        tenant: str | None = None,
        client_id: str = AZURE_CLI_CLIENT_ID,
        delegated: bool = True,
    ) -> str:
        """A new synthetic token; returns its text.

        `organization` None means all accessible ones; a collection of Azure DevOps Server is
        called `tfs.example.com/{collection}`. No scopes means full access. The default life is
        30 days from now. `name` becomes the id that `requests` shows, else `pat-1`, ...
        `display_name` is what the PAT lifecycle API calls it. Of an Entra token: the tenant (None:
        good for every one), the client, and whether a user stands behind it (`delegated`).
        """
        result = self._call(
            "add_token",
            organizations=[organization] if isinstance(organization, str) else organization,
            scopes=scopes,
            kind=kind,
            form=form,
            owner=vars(owner) if owner else None,
            valid_from=valid_from,
            valid_to=valid_to,
            revoke_after_uses=revoke_after_uses,
            text=text,
            name=name,
            display_name=display_name,
            tenant=tenant,
            client_id=client_id,
            delegated=delegated,
        )
        self._ids[result["text"]] = result["id"]
        return str(result["text"])

    def token_id(self, token: str) -> str:
        """The name under which the records show a token that was added here."""
        return self._ids[token]

    def tokens(self) -> list[dict[str, Any]]:
        """What is known of every token, except its text."""
        tokens: list[dict[str, Any]] = self._call("tokens")
        return tokens

    def set_token(self, token: str, **changes: Any) -> None:
        """Changes organizations, scopes, owner, valid_from, valid_to, revoked, display_name,
        authorization_id, tenant, client_id, delegated or revoke_after_uses (which starts to count
        anew) of a token, named by text or id."""
        if isinstance(changes.get("owner"), Owner):
            changes["owner"] = vars(changes["owner"])
        self._call("set_token", token=token, **changes)

    def revoke(self, token: str) -> None:
        self.set_token(token, revoked=True)

    def add_repository(self, organization: str, project: str, repository: str) -> Path:
        """A bare repository with a commit on main; returns its directory."""
        names = {"organization": organization, "project": project, "repository": repository}
        return Path(self._call("add_repository", **names))

    def set_repository(
        self, organization: str, project: str, repository: str, *, denial: str
    ) -> None:
        """What a valid token gets there: "" = access, "not-found" = 404, "forbidden" = 403."""
        names = {"organization": organization, "project": project, "repository": repository}
        self._call("set_repository", denial=denial, **names)

    def set_organization(
        self, organization: str, *, public_projects: bool | None = None, tenant: str | None = None
    ) -> None:
        """Changes what is given.

        Public projects: anybody may clone, and connectionData answers a bad token with 200.
        The tenant is what challenges name and what Entra tokens must be of; NO_TENANT takes any.
        """
        changes = {"public_projects": public_projects, "tenant": tenant}
        given = {name: value for name, value in changes.items() if value is not None}
        self._call("set_organization", organization=organization, **given)

    def tenant(self, organization: str) -> str:
        return str(self._call("organization", organization=organization)["tenant"])

    def organization_id(self, organization: str) -> str:
        """What `targetAccounts` of a PAT and `instanceId` of connectionData show."""
        return str(self._call("organization", organization=organization)["id"])

    # The PAT lifecycle API

    def set_pat_policy(self, organization: str, **changes: Any) -> None:
        """Changes what an organization allows; see `PatPolicy` for the names and the defaults:
        creation, full_scope, global_tokens, maximum_days, refused_clients, page_limit,
        fraction_digits, revoke_status."""
        self._call("set_pat_policy", organization=organization, **changes)

    def reset_pat_policy(self, organization: str) -> None:
        """Everything as at the start, and no error left."""
        self._call("reset_pat_policy", organization=organization)

    def add_pat_error(
        self,
        organization: str,
        error: str,
        *,
        operation: str = "",
        message: str = "",
        count: int | None = None,
    ) -> None:
        """The next `count` results carry a `patTokenError`, and nothing else happens: of
        `create`, `update` or `get`, or of all three. The 37 names are `pat_policy.ERRORS`; any
        other word does as well. With a message there is a `patTokenErrorMessage`."""
        self._call(
            "add_pat_error",
            organization=organization,
            error=error,
            operation=operation,
            message=message,
            count=count,
        )

    # Microsoft Entra

    def set_entra(self, **changes: Any) -> None:
        """Changes what Entra does; see `EntraSettings` for the names and the defaults:
        home_tenant, owner, token_life_s, token_padding, code_life_s, device_life_s,
        device_interval_s, approve_after_polls, refresh, refresh_life_s."""
        if isinstance(changes.get("owner"), Owner):
            changes["owner"] = vars(changes["owner"])
        self._call("set_entra", **changes)

    def reset_entra(self) -> None:
        """Settings and errors as at the start; what was issued and registered stays."""
        self._call("reset_entra")

    def add_client(
        self,
        client_id: str,
        *,
        name: str = "",
        public: bool = False,
        secret: str = "",
        certificate: Path | None = None,
        federated: bool = False,
        redirect_uris: Sequence[str] = (),
    ) -> None:
        """Registers an application; those of the Azure CLI and Visual Studio are there already.

        Public: people sign in with it. Otherwise it proves who it is with its secret, with an
        assertion signed by the key of its certificate (PEM, may have the key with it), or, where it
        is federated, with an assertion of another issuer.
        """
        self._call(
            "add_client",
            client_id=client_id,
            name=name,
            public=public,
            secret=secret,
            certificate=_certificate(certificate.read_text()) if certificate else "",
            federated=federated,
            redirect_uris=list(redirect_uris),
        )

    def add_federated_assertion(self, text: str = "", **facts: Any) -> str:
        """A token of another issuer that federated applications may present; returns its text.

        `facts`: audience (default: the one of the exchange), subject, valid_to (default: in an
        hour), client_id (of the only application it is good for).
        """
        return str(self._call("add_federated_assertion", text=text, **facts))

    def add_entra_error(
        self,
        error: str,
        *,
        endpoint: str = "token",
        grant: str = "",
        count: int | None = None,
        code: int | None = None,
        text: str = "",
        status: int = 0,
    ) -> None:
        """The next `count` requests to `devicecode`, `authorize` or `token` fail with this error.

        `grant` is a grant_type or its last word (`device_code`); `code` the number after AADSTS,
        `text` what follows it; both, and the status, have defaults for every known name.
        """
        self._call(
            "add_entra_error",
            error=error,
            endpoint=endpoint,
            grant=grant,
            count=count,
            code=code,
            text=text,
            status=status,
        )

    def device_codes(self) -> list[dict[str, Any]]:
        """Each with its user code, client, tenant, state and number of polls."""
        codes: list[dict[str, Any]] = self._call("device_codes")
        return codes

    def approve_user_code(self, user_code: str) -> None:
        """Does what the person at the verification page does."""
        self._call("decide_user_code", user_code=user_code, approved=True)

    def decline_user_code(self, user_code: str) -> None:
        self._call("decide_user_code", user_code=user_code, approved=False)

    def browse(self, url: str, *, change: Mapping[str, str | None] | None = None) -> Page:
        """Does what the browser and the person in front of it do with the URL of a sign-in.

        Returns the page at the end: the application's, or Entra's where it sends nobody there.
        `change` alters what reaches the application, as an attacker may; None removes.
        """
        return browse(url, self.ca_file, self._call("describe")["address"], change or {})

    def make_browser(self, folder: Path, name: str = "xdg-open") -> Path:
        """Writes a program that opens an URL into a folder, for PATH; returns its path.

        The browser is left behind: the program ends at once, as the real one usually does.
        """
        return make_program(folder / name, "standin_open", self.state_dir)

    def set_browser(self, **changes: Any) -> None:
        """Changes what becomes of an URL that is opened; see `BrowserSettings` for the names and
        the defaults: visits, change (as of `browse`), delay_s, status."""
        self._call("set_browser", **changes)

    def reset_browser(self) -> None:
        """The defaults again, and nothing has been opened."""
        self._call("reset_browser")

    def opened_urls(self) -> list[str]:
        urls: list[str] = self._call("opened_urls")
        return urls

    def pages(self) -> list[Page]:
        """What the browser showed in the end, so far; status 0: an error of the browser's own. The
        URL is without its query: a code was in it."""
        return [Page(**page) for page in self._call("pages")]

    def open_url(self, url: str) -> dict[str, Any]:
        """For the program: what it is to do."""
        plan: dict[str, Any] = self._call("open_url", url=url)
        return plan

    def show_page(self, url: str, status: int, body: str) -> None:
        """For the program: what the browser showed."""
        self._call("show_page", url=url.partition("?")[0], status=status, body=body)

    def refresh_tokens(self) -> list[dict[str, Any]]:
        """What is known of every refresh token, except its text."""
        tokens: list[dict[str, Any]] = self._call("refresh_tokens")
        return tokens

    def revoke_sign_ins(self) -> None:
        """Every refresh token is dead: a password was changed, an administrator said so."""
        self._call("revoke_sign_ins")

    # Machines and pipelines

    def set_managed_identities(self, *, system: bool, user_assigned: Sequence[str] = ()) -> None:
        """The identities of the machine: its own or not, and those with these client ids.

        Their tokens are of the home tenant, and live as long as every access token.
        """
        self._call("set_managed_identities", system=system, user_assigned=list(user_assigned))

    def app_service(self) -> dict[str, str]:
        """What App Service and Container Apps put into the environment of a program."""
        endpoint = self._call("describe")["identity_endpoint"]
        return {"IDENTITY_ENDPOINT": endpoint, "IDENTITY_HEADER": self._call("identity_header")}

    def github_job(self) -> dict[str, str]:
        """What GitHub Actions puts into the environment of a job that may ask for a token."""
        job = self._call("add_github_job")
        return {
            "GITHUB_ACTIONS": "true",
            "ACTIONS_ID_TOKEN_REQUEST_URL": self.url(ACTIONS_HOST, job["path"]),
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": job["token"],
        }

    def azure_job(self, organization: str, client_id: str) -> dict[str, str]:
        """What Azure Pipelines puts into the environment of a job with a service connection to an
        application; the job's own token is mapped there by whoever wrote the pipeline."""
        job = self._call("add_azure_job", organization=organization, client_id=client_id)
        return {
            "TF_BUILD": "True",
            "SYSTEM_ACCESSTOKEN": job["token"],
            "SYSTEM_COLLECTIONURI": self.url("dev.azure.com", f"/{organization}/"),
            "SYSTEM_OIDCREQUESTURI": self.url("dev.azure.com", job["path"]),
            "AZURESUBSCRIPTION_CLIENT_ID": client_id,
            "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": job["connection"],
            "AZURESUBSCRIPTION_TENANT_ID": self.tenant(organization),
        }

    def set_oidc(self, **changes: Any) -> None:
        """Changes what those tokens say; see `OidcSettings` for the names and the defaults:
        github_repository, github_subject, client_id, token_life_s."""
        self._call("set_oidc", **changes)

    def reset_oidc(self) -> None:
        """The settings as at the start, and a machine with an identity of its own."""
        self._call("reset_oidc")

    # The Azure CLI

    def make_azure_cli(self, folder: Path) -> Path:
        """Writes a program `az` into a folder, for PATH; returns its path.

        It knows `account get-access-token` for Azure DevOps, of the home tenant or of `--tenant`.
        """
        return make_program(folder / "az", "standin_az", self.state_dir)

    def set_azure_cli(self, **changes: Any) -> None:
        """Changes how `az` behaves from now on; see `AzureCliSettings` for the names and the
        defaults: logged_in, error, delegated, expires_on, delay_s, hang, ignores_sigterm,
        stdout_before, stdout_after, stderr_before."""
        self._call("set_azure_cli", **changes)

    def reset_azure_cli(self) -> None:
        """Somebody is logged in, and nothing has been called."""
        self._call("reset_azure_cli")

    def azure_cli_calls(self) -> list[dict[str, Any]]:
        """The arguments of every call, and the status it ended with, or would have."""
        calls: list[dict[str, Any]] = self._call("azure_cli_calls")
        return calls

    def run_azure_cli(self, arguments: Sequence[str]) -> dict[str, Any]:
        """For the program: what it is to do and to say."""
        plan: dict[str, Any] = self._call("run_azure_cli", arguments=list(arguments))
        return plan

    # Switches

    def set_refusal(self, shape: str, verdict: str | None = None) -> None:
        """How a bad token is refused from now on: for one verdict ("expired"), or for all."""
        self._call("set_refusal", shape=shape, verdict=verdict)

    def set_server_challenges(self, *challenges: str) -> None:
        """What the Azure DevOps Server asks for with a 401: "Negotiate", "NTLM", "Basic", ..."""
        self._call("set_server_challenges", challenges=challenges)

    def add_fault(
        self,
        kind: str,
        *,
        host: str = "",
        path: str = "",
        method: str = "",
        count: int | None = None,
        seconds: float = 0,
        status: int = 0,
        size: int = 0,
        location: str = "",
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Switches a fault on for a host, a path prefix, a method, the next `count` requests;
        see `FaultKind` for the fields that a kind looks at."""
        self._call(
            "add_fault",
            kind=kind,
            host=host,
            path=path,
            method=method,
            count=count,
            seconds=seconds,
            status=status,
            size=size,
            location=location,
            headers=headers,
        )

    def clear_faults(self, path: str = "") -> None:
        """All of them, or those that were given exactly this path."""
        self._call("clear_faults", path=path)

    def faults(self) -> list[dict[str, Any]]:
        """The faults that are still on, limited ones with what is left of their count."""
        faults: list[dict[str, Any]] = self._call("faults")
        return faults

    def set_certificate(self, kind: str, host: str = "", address: str = "") -> None:
        """What the next handshakes show: for one host (SNI), at one address, or for all."""
        self._call("set_certificate", kind=kind, host=host, address=address)

    def demand_client_certificate(self) -> tuple[Path, Path]:
        """From now on; returns one that will do, and its key."""
        self._call("demand_client_certificate")
        about = self._call("describe")
        return Path(about["client_certificate"]), Path(about["client_key"])

    def set_clock_offset(self, seconds: float) -> None:
        """Shifts the stand-in's idea of now, and its Date headers."""
        self._call("set_clock_offset", seconds=seconds)

    # Records

    def requests(self) -> list[RequestRecord]:
        """Every request since the start or `clear_requests`, in order of arrival."""
        return [_record(value) for value in self._call("requests")]

    def clear_requests(self) -> None:
        self._call("clear_requests")

    def misplaced(self) -> list[str]:
        """Where secrets came that belong elsewhere, in the order of arrival; neither `stop` nor
        `clear_requests` make it forget. To another server than the token's, in an address, in a
        header other than Authorization, or a PAT in a body."""
        file = self.state_dir / "misplaced"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def _call(self, command: str, **arguments: Any) -> Any:
        line = json.dumps({"command": command, "arguments": arguments}).encode() + b"\n"
        answer = json.loads(self._exchange(line))
        if "error" in answer:
            raise StandInError(answer["error"])
        return answer["result"]

    def _exchange(self, line: bytes) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(str(self.state_dir / SOCKET_NAME))
                connection.sendall(line)
                with connection.makefile("rb") as stream:
                    answer = stream.readline()
        except OSError as problem:
            raise StandInError(f"no stand-in answers in {self.state_dir}: {problem}") from problem
        if not answer:
            raise StandInError(f"the stand-in in {self.state_dir} hung up")
        return answer

    def _wait_until_ready(self, deadline: float) -> None:
        assert self._process is not None
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                self._call("describe")
                return
            except StandInError:
                time.sleep(POLL_INTERVAL_S)
        log = (self.state_dir / LOG_NAME).read_text(errors="replace")
        raise StandInError(f"the stand-in did not start:\n{log}")


def _certificate(pem: str) -> str:
    """The first certificate of a file; a private key in it stays where it is."""
    start, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    return f"{start}{pem.partition(start)[2].partition(end)[0]}{end}"


def _record(value: dict[str, Any]) -> RequestRecord:
    if value["authorization"]:
        value["authorization"] = Authorization(**value["authorization"])
    value["headers"] = [(name, text) for name, text in value["headers"]]
    return RequestRecord(**value)
