# SPDX-License-Identifier: MIT
"""What stories of an Azure DevOps Server share: two collections, and its tokens."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tap
from records import Done
from story import PROGRAM, Story

HOST = "tfs.example.com"
SERVER = f"https://{HOST}/tfs"
MAIN, OTHER = f"{SERVER}/DefaultCollection", f"{SERVER}/Other"
APP = f"{MAIN}/web/_git/app"
WRITE = ["vso.code_write"]
COMPANY = ("Negotiate", "NTLM", f'Basic realm="https://{HOST}/"')
LARGE = 3 << 20  # above http.postBuffer: Git sends it in chunks


@contextmanager
def company(*servers: str, configured: bool = False,
            more_ports: tuple[int, ...] = ()) -> Iterator[Story]:
    """A server with a repository in each of two collections, which Git is configured for."""
    with Story(configured=configured, more_ports=more_ports) as story:
        for collection in ("DefaultCollection", "Other"):
            story.azure.add_repository(f"{HOST}/{collection}", "web", "app")
        for server in servers:
            story.git("credential-azdo", "configure", f"--server={server}")
        yield story


def make_token(story: Story, collection: str = "DefaultCollection", *,
               scopes: list[str] | None = None) -> str:
    return story.azure.add_token(f"{HOST}/{collection}", scopes=scopes or WRITE)


def login(story: Story, address: str, token: str, *options: str) -> Done:
    return story.run([PROGRAM, "login", address, "--with-token", *options], stdin=token,
                     env={"TZ": "UTC"})


def log_in(story: Story, address: str, token: str, *options: str) -> None:
    done = login(story, address, token, *options)
    tap.equal((done.returncode, done.stderr), (0, ""))


def push(story: Story, work_tree: Path, size: int) -> Done:
    story.commit(work_tree, f"file-{size}", os.urandom(size))
    return story.try_git("push", "--quiet", "origin", "HEAD:main", cwd=work_tree)


def schemes(story: Story) -> set[str]:
    """How Git has sent what it knows."""
    return {record.authorization.scheme for record in story.azure.requests()
            if record.user_agent.startswith("git/") and record.authorization}
