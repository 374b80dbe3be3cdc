#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Who else calls: Git LFS, submodules, partial clones, maintenance, editors, IDEs, SSH and WSL.

git-lfs knows no `http.curloptResolve`: it finds the stand-in by a proxy, as at a company.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import kernel_keyring
import tap
from keyrings import GnomeKeyring, find_program
from proxy import Proxy
from sandbox import NETWORK
from story import PROGRAM, STAGE, Story, prepare

APP = "https://dev.azure.com/contoso/web/_git/app"
PORTAL = "https://contoso@dev.azure.com/contoso/web/_git/app"
LIBRARY = "https://dev.azure.com/contoso/web/_git/library"
OTHER = "https://dev.azure.com/fabrikam/shop/_git/shop"
HOST_ONLY = "protocol=https\nhost=dev.azure.com\n\n"
WRITE = ["vso.code_write"]
LARGE = b"large" * 20000
# What nobody who waits for Git would call a hang.
LIMIT_S = 15.0


@contextlib.contextmanager
def contoso(keyring: str = "gnome-keyring", *, stored: bool = True) -> Iterator[Story]:
    with Story(keyring) as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        if stored:
            story.approve(APP, token)
        yield story


def add_fabrikam(story: Story) -> str:
    story.azure.add_repository("fabrikam", "shop", "shop")
    token = story.azure.add_token("fabrikam", scopes=WRITE)
    story.approve(OTHER, token)
    return token


# Git LFS.

@contextlib.contextmanager
def with_lfs() -> Iterator[Story]:
    find_program("git-lfs", "git-lfs")
    with Proxy() as proxy, contoso() as story:
        story.git("config", "--global", "http.proxy", f"http://127.0.0.1:{proxy.port}")
        story.git("lfs", "install", "--skip-repo")
        yield story


def commit_large(story: Story, app: Path) -> None:
    story.git("lfs", "track", "*.bin", cwd=app)
    story.commit(app, ".gitattributes", (app / ".gitattributes").read_bytes())
    story.commit(app, "large.bin", LARGE)


def lfs_moves_objects_with_the_same_token(url: str) -> None:
    with with_lfs() as story:
        app = story.clone(url, "app")
        commit_large(story, app)
        story.azure.clear_requests()
        story.git("push", cwd=app)
        again = story.clone(url, "again")
        tap.equal((again / "large.bin").read_bytes(), LARGE)
        moved = [each for each in story.azure.requests()
                 if "/info/lfs/objects/" in each.path and each.status == 200]
        tap.equal([each.method for each in moved], ["POST", "PUT", "POST", "GET"])
        tokens = {each.authorization.token for each in moved if each.authorization}
        tap.equal(tokens, {"pat-1"})


for _url in (APP, PORTAL, "https://contoso.visualstudio.com/web/_git/app"):
    tap.add(f"lfs moves objects with the same token: {_url}",
            lambda url=_url: lfs_moves_objects_with_the_same_token(url))  # type: ignore[misc]


@tap.test
def lfs_takes_the_token_of_the_organization_it_asks_for() -> None:
    with with_lfs() as story:
        add_fabrikam(story)
        shop = story.clone(OTHER, "shop")
        commit_large(story, shop)
        story.git("push", cwd=shop)
        put = next(each for each in story.azure.requests()
                   if each.method == "PUT" and each.status == 200)
        assert put.authorization is not None
        tap.equal(put.authorization.token, "pat-2")


@tap.test
def lfs_forgets_a_refused_token_and_ends() -> None:
    with with_lfs() as story:
        app = story.clone(APP, "app")
        commit_large(story, app)
        story.azure.revoke(story.password(APP) or "")
        before = time.monotonic()
        done = story.try_git("lfs", "push", "--all", "origin", cwd=app)
        assert time.monotonic() - before < LIMIT_S
        assert done.returncode != 0, done.stderr
        tap.equal(story.password(APP), None)


# Git's own further calls.

@tap.test
def submodules_of_two_organizations_get_a_token_each() -> None:
    with contoso() as story:
        story.azure.add_repository("contoso", "web", "library")
        add_fabrikam(story)
        app = story.clone(APP, "app")
        for url in (LIBRARY, OTHER, "../library"):
            name = "relative" if url.startswith("..") else url.rpartition("/")[2]
            story.git("submodule", "--quiet", "add", url, name, cwd=app)
        story.git("commit", "--quiet", "-m", "add submodules", cwd=app)
        story.git("push", "--quiet", cwd=app)
        story.azure.clear_requests()
        again = story.clone(APP, "again", "--recurse-submodules", "--jobs=3")
        for name in ("library", "shop", "relative"):
            assert (again / name / "README.md").exists(), name
        seen = {(each.path.split("/")[1], each.authorization.token)
                for each in story.azure.requests() if each.authorization}
        tap.equal(seen, {("contoso", "pat-1"), ("fabrikam", "pat-2")})


@tap.test
def a_partial_clone_fetches_what_it_lacks_later() -> None:
    with contoso() as story:
        app = story.clone(APP, "app", "--filter=blob:none", "--no-checkout")
        story.azure.clear_requests()
        story.git("checkout", "--quiet", "main", cwd=app)
        assert (app / "README.md").exists()
        used = [each.authorization.token for each in story.azure.requests()
                if each.authorization and each.status == 200]
        tap.equal(set(used), {"pat-1"})


@tap.test
def maintenance_prefetches_without_a_terminal() -> None:
    with contoso() as story:
        app = story.clone(APP, "app")
        done = story.try_git("maintenance", "run", "--task=prefetch", "--quiet", cwd=app)
        tap.equal((done.returncode, done.stderr), (0, ""))
        refs = story.git("for-each-ref", "--format=%(refname)", "refs/prefetch", cwd=app)
        tap.equal(refs.split(), ["refs/prefetch/remotes/origin/main"])
        story.reject(APP)
        before = time.monotonic()
        done = story.try_git("maintenance", "run", "--task=prefetch", "--quiet", cwd=app)
        assert time.monotonic() - before < LIMIT_S
        tap.equal(done.returncode, 1)
        assert "error: no token is stored for dev.azure.com/contoso\n" in done.stderr, done.stderr


# Editors and IDEs.

def make_askpass(story: Story) -> tuple[dict[str, str], Path]:
    """Like an editor's whose window is gone: it fails, and notes that it was asked."""
    folder = story.session.scratch / "editor"
    folder.mkdir()
    program, asked = folder / "askpass.sh", folder / "asked"
    program.write_text(f'#!/bin/sh\necho "$1" >>"{asked}"\nexit 1\n')
    program.chmod(0o755)
    return {"GIT_ASKPASS": str(program), "VSCODE_GIT_ASKPASS_NODE": "/usr/bin/false",
            "VSCODE_GIT_IPC_HANDLE": str(folder / "gone.sock"), "TERM_PROGRAM": "vscode"}, asked


@tap.test
def an_editors_askpass_is_not_asked_while_there_is_a_token() -> None:
    with contoso() as story:
        env, asked = make_askpass(story)
        app = story.session.home / "app"
        story.git("clone", "--quiet", APP, app, env=env)
        story.git("fetch", "--quiet", cwd=app, env=env)
        tap.equal(asked.exists(), False)


@tap.test
def an_editors_askpass_that_fails_ends_it_with_one_next_step() -> None:
    with contoso(stored=False) as story:
        env, asked = make_askpass(story)
        before = time.monotonic()
        done = story.try_git("ls-remote", APP, env=env)
        assert time.monotonic() - before < LIMIT_S
        tap.equal(done.returncode, 128)
        tap.equal(done.stderr.count("hint: "), 1)
        assert len(asked.read_text().splitlines()) <= 2, asked.read_text()


@tap.test
def a_helper_of_a_container_that_asks_outside_gets_the_token() -> None:
    """As an editor's remote extension does it: Git in there has a script that asks Git out here."""
    with contoso() as story:
        bridge = story.session.scratch / "bridge"
        # What is set for the Git in there is not for the one out here, which would ask itself.
        bridge.write_text('#!/bin/sh\nunset GIT_CONFIG_PARAMETERS\n'
                          'case $1 in get) op=fill ;; store) op=approve ;; *) op=reject ;; esac\n'
                          f'cd / && GIT_CONFIG_GLOBAL="{story.session.home}/.gitconfig" '
                          'exec git credential $op\n')
        bridge.chmod(0o755)
        inside = story.session.home / ".config/azure.gitconfig"
        env = {"GIT_CONFIG_GLOBAL": str(inside)}
        shown = story.git("-c", f"credential.helper={bridge}", "-c", "credential.useHttpPath=true",
                          "ls-remote", APP, env=env)
        assert "refs/heads/main" in shown, shown


@tap.test
def a_caller_without_a_home_and_a_path_gets_an_answer() -> None:
    with contoso() as story:
        program = STAGE / "bin" / PROGRAM
        bare = {"HOME": None, "PATH": "/usr/bin:/bin", "LANG": None, "TERM": None,
                **{f"XDG_{each}_HOME": None for each in ("CONFIG", "CACHE", "DATA", "STATE")}}
        for path in ("contoso/web/_git/app", "/contoso/web/_git/app"):
            request = f"protocol=https\nhost=dev.azure.com\npath={path}\n\n"
            done = story.run([program, "--cache=0", "get"], stdin=request,
                             env=bare)  # type: ignore[arg-type]
            tap.equal((done.returncode, done.stderr), (0, ""))
            assert "\npassword=" in done.stdout, done.stdout


@tap.test
def a_closed_stdin_is_no_request() -> None:
    with contoso() as story:
        for operation in ("get", "store", "erase"):
            done = story.run(["sh", "-c", f"exec {PROGRAM} {operation} <&-"])
            tap.equal(done.stdout, "")
        assert story.password(APP) is not None


@tap.test
def a_host_alone_is_enough_for_one_organization() -> None:
    with contoso() as story:
        done = story.helper("get", HOST_ONLY)
        tap.equal((done.returncode, done.stderr), (0, ""))
        assert "\npassword=" in done.stdout, done.stdout


@tap.test
def a_host_alone_is_not_enough_for_several() -> None:
    with contoso() as story:
        add_fabrikam(story)
        done = story.helper("get", HOST_ONLY)
        tap.equal((done.returncode, done.stdout), (1, ""))
        lines = done.stderr.splitlines()
        tap.equal(len(lines), 2)
        assert lines[0].startswith("error: tokens of several organizations are stored"), lines
        assert "credential.https://dev.azure.com.useHttpPath true" in lines[1], lines
        named = story.helper("get", HOST_ONLY.rstrip("\n") + "\nusername=fabrikam\n\n")
        assert "\npassword=" in named.stdout, named.stdout


@tap.test
def a_user_name_in_the_request_is_repeated() -> None:
    with contoso() as story:
        for name in ("contoso", "ann@example.com"):
            done = story.helper("get", f"protocol=https\nhost=dev.azure.com\nusername={name}\n"
                                       "path=contoso/web/_git/app\n\n")
            tap.equal(done.returncode, 0)
            assert done.stdout.startswith(f"username={name}\npassword="), done.stdout
        assert "refs/heads/main" in story.git("ls-remote", PORTAL)


# SSH and WSL.

SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22", "SSH_TTY": "/dev/pts/9"}


@tap.test
def over_ssh_a_locked_keyring_ends_git_at_once() -> None:
    """How it is unlocked there is told in the README, and tried in test_readme.py."""
    with contoso() as story:
        story.session.keyring_as(GnomeKeyring).lock()
        before = time.monotonic()
        env = {**SSH, "GIT_TERMINAL_PROMPT": "1"}
        story.git("config", "--global", "credential.azdoCache", "0")
        story.git("credential-azdo", "configure")
        done = story.try_git("ls-remote", APP, env=env)
        assert time.monotonic() - before < LIMIT_S
        tap.equal(done.returncode, 128)
        assert done.stderr.startswith("error: the keyring is locked\nhint: "), done.stderr
        assert "told us to quit" in done.stderr, done.stderr


@tap.test
def in_wsl_without_a_keyring_the_kernels_is_a_way_out() -> None:
    if os.environ[NETWORK] != "namespace" or not kernel_keyring.is_there():
        tap.skip("there is no kernel keyring for this test alone")
    wsl = {"WSL_DISTRO_NAME": "Debian", "WSL_INTEROP": "/run/WSL/8_interop", "DISPLAY": ":0"}
    kernel_keyring.clear()
    with Story("no-bus") as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = story.try_git("ls-remote", APP, env=wsl)
        for way in ("there is no D-Bus session", "--store=pass", "--store=keyctl"):
            assert way in done.stderr, done.stderr
        login = story.run([PROGRAM, "--store=keyctl", "login", "--with-token", "--expires=5d",
                           "contoso"], stdin=token, env=wsl)
        tap.equal((login.returncode, login.stderr), (0, ""))
        assert "refs/heads/main" in story.git("ls-remote", APP, env=wsl)
    kernel_keyring.clear()


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
