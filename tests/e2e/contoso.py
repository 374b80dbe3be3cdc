# SPDX-License-Identifier: MIT
"""What stories of those who sign in to Microsoft Entra share: an organization, and its tokens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from story import Story

APP = "https://dev.azure.com/contoso/web/_git/app"
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
PATS = "/contoso/_apis/tokens/pats"
START = "2026-11-24 12:00:00"
NAME = "git-credential-azdo "


@contextmanager
def contoso(*, keyring: str = "gnome-keyring", start: str = "", metadata: bool = False,
            programs: tuple[str, ...] = ("az",)) -> Iterator[Story]:
    """An organization with a repository and a tenant, and the programs that sign people in."""
    with Story(keyring, start=start, metadata=metadata) as story:
        story.azure.add_repository("contoso", "web", "app")
        story.azure.set_entra(home_tenant=story.azure.tenant("contoso"))
        folder = story.session.scratch / "programs"
        folder.mkdir()
        if "az" in programs:
            story.azure.make_azure_cli(folder)
        if "browser" in programs:
            story.azure.make_browser(folder)
            story.env["DISPLAY"] = ":0"
        path = story.env.get("PATH") or story.session.environment()["PATH"]
        story.env["PATH"] = f"{folder}:{path}"
        yield story


def sign_in(story: Story, *options: str) -> str:
    """`login --entra`, which must succeed; what it said on stdout."""
    return story.git("credential-azdo", "login", "--entra", *options, "contoso")


def pats(story: Story, *, active: bool = True) -> list[dict[str, object]]:
    """The PATs that the helper has created."""
    return [token for token in story.azure.tokens()
            if token["display_name"].startswith(NAME) and not (active and token["revoked"])]
