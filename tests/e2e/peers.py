# SPDX-License-Identifier: MIT
"""Other helpers, the real ones where Debian has them, with tokens for Azure DevOps."""

from __future__ import annotations

import functools
import json
import shlex
import subprocess
import tempfile
from pathlib import Path

import tap
from story import Story

LIBSECRET_SOURCE = Path(
    "/usr/share/doc/git/contrib/credential/libsecret/git-credential-libsecret.c")
GCM_SCHEMA = "com.microsoft.GitCredentialManager"
AZUREAUTH_SCHEMA = "com.microsoft.identity.azureauth.ado.pat"
# As the Azure CLI's extension "azure-devops" does it.
STORE_WITH_PYTHON = """\
import keyring, sys
keyring.set_password(sys.argv[1], "Personal Access Token", sys.stdin.read())
"""

_scratch = tempfile.TemporaryDirectory(prefix="azdo-peers-")


@functools.cache
def libsecret() -> Path:
    """git-credential-libsecret, built from the source that comes with Debian's Git."""
    if not LIBSECRET_SOURCE.is_file():
        tap.skip(f"{LIBSECRET_SOURCE} is not there: documentation is left out")
    said = subprocess.run(["pkg-config", "--cflags", "--libs", "libsecret-1"], check=True,
                          capture_output=True, text=True).stdout
    program = Path(_scratch.name, "git-credential-libsecret")
    subprocess.run(["cc", "-O1", "-D_GNU_SOURCE", "-w", "-o", program, LIBSECRET_SOURCE,
                    *shlex.split(said)], check=True)
    return program


def keep_in_libsecret(story: Story, token: str, path: str = "contoso", *,
                      host: str = "dev.azure.com") -> None:
    request = (f"protocol=https\nhost={host}\npath={path}\nusername=ann\n"
               f"password={token}\n")
    done = story.run([libsecret(), "store"], stdin=request)
    tap.equal((done.returncode, done.stderr), (0, ""))


def keep_in_gcm(story: Story, token: str, address: str = "https://dev.azure.com/contoso",
                account: str = "") -> None:
    """In the keyring, with the attributes of its Secret Service store."""
    names = ["xdg:schema", GCM_SCHEMA, "service", f"git:{address}"]
    _keep_in_keyring(story, token, names + (["account", account] if account else []))


def keep_in_azureauth(story: Story, tokens: dict[str, dict[str, str]]) -> None:
    _keep_in_keyring(story, json.dumps(tokens), ["xdg:schema", AZUREAUTH_SCHEMA])


def keep_with_python(story: Story, token: str, service: str) -> None:
    """As `az devops login` does, through python-keyring."""
    probe = story.run(["/usr/bin/python3", "-c", "import keyring, secretstorage"])
    if probe.returncode != 0:
        tap.skip("python3-keyring is not installed")
    done = story.run(["/usr/bin/python3", "-c", STORE_WITH_PYTHON, service], stdin=token)
    tap.equal((done.returncode, done.stderr), (0, ""))


def keep_in_git_credentials(story: Story, *urls: str) -> Path:
    """By git-credential-store, which knows how it writes them."""
    for url in urls:
        scheme, rest = url.split("://")
        user, host = rest.rsplit("@", 1)
        name, password = user.split(":")
        request = f"url={scheme}://{host}\nusername={name}\npassword={password}\n"
        story.git("credential-store", "store", stdin=request)
    return story.session.home / ".git-credentials"


def _keep_in_keyring(story: Story, secret: str, attributes: list[str]) -> None:
    done = story.run(["secret-tool", "store", "--label=another's", *attributes], stdin=secret)
    tap.equal((done.returncode, done.stderr), (0, ""))
