#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Where no secret may be, looked at from as close as that goes: a working day of a person, watched.

Every story is looked through for secrets when it ends (see story.py). This one is watched besides:
each program that is started, with its arguments and its environment (strace), each message on the
session bus (dbus-monitor), Git's traces and ours; and what is in the memory of the helper when it
goes, freed or not. Libraries keep nothing there that could be found so: libcurl has an allocator
that wipes, OpenSSL 3 is told to wipe, libsecret has memory of its own, jansson gets the same
allocator. What the kernel has copied, into pipes, sockets and its keyring, is beyond this.

AZDO_TEST_LONG=1 lets the day happen with each store and each way to sign in.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import canary
import memory
import tap
from contoso import APP, contoso
from password_store import PasswordStore
from story import PROGRAM, Story, prepare

REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
WRITE = ["vso.code_write"]
IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
STORES = ("secret-service", "pass", "keyctl") if IS_LONG else ("secret-service",)
WAYS = ("azure-cli", "device-code", "browser") if IS_LONG else ("azure-cli",)
TRACES = ("GIT_TRACE", "GIT_TRACE_CURL", "GIT_TRACE_PACKET", "GIT_TRACE_SETUP",
          "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF", "AZDO_TRACE")


class Watch:
    """A story in which every program is watched; `folder` has what was seen."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.folder = story.session.scratch / "seen"
        self.folder.mkdir()
        self.starts = self.folder / "starts"
        self.bus = self.folder / "bus"
        self.env = {name: str(self.folder / name) for name in TRACES}

    def run(self, *words: str | Path, stdin: str = "", cwd: Path | None = None,
            env: dict[str, str] | None = None, status: int = 0) -> None:
        """Runs a program, which must end with this status."""
        done = self.story.run(
            [shutil.which("strace") or "strace", "-f", "-A", "-qq", "-v", "-s", "1000000",
             "-e", "trace=execve,execveat", "-e", "signal=none", "-o", self.starts, *words],
            stdin=stdin, cwd=cwd, env=self.env if env is None else env)
        assert done.returncode == status, (words, done)
        assert not canary.sings(done.stdout), done.stdout

    def helper(self, *words: str, stdin: str = "", status: int = 0) -> None:
        self.run(PROGRAM, *words, stdin=stdin, status=status)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """The bus is listened to meanwhile."""
        if "DBUS_SESSION_BUS_ADDRESS" not in self.story.session.environment():
            yield
            return
        with self.bus.open("wb") as file, self.story.session.start(
                ["dbus-monitor", "--session", "--binary"], stdout=file) as monitor:
            wait_until(lambda: self.bus.stat().st_size > 0)
            try:
                yield
            finally:
                monitor.send_signal(signal.SIGINT)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def require(*programs: str) -> None:
    for program in programs:
        if not shutil.which(program):
            tap.skip(f"{program} is not installed")


@contextlib.contextmanager
def with_store(name: str) -> Iterator[Story]:
    with contoso(keyring="gnome-keyring" if name == "secret-service" else "no-bus",
                 programs=("az", "browser")) as story:
        story.azure.set_entra(device_interval_s=1, approve_after_polls=1)
        if name == "secret-service":
            yield story
            return
        story.git("config", "--global", "credential.azdoStore", name)
        story.git("credential-azdo", f"--store={name}", "configure")
        if name == "keyctl":
            yield story
            return
        store = PasswordStore.make(story.session)
        story.env.update(store.env)
        store.run("gpgconf", "--launch", "gpg-agent")  # else strace would wait for its end
        try:
            yield story
        finally:
            store.stop()


def live_a_day(watch: Watch, way: str) -> None:
    """A token is brought, used, refused, replaced by a sign-in, renewed and revoked."""
    story = watch.story
    app = story.session.home / "app"
    brought = story.azure.add_token("contoso", scopes=WRITE)
    watch.helper("login", "--with-token", "--expires=5d", "contoso", stdin=brought)
    watch.run("git", "clone", "--quiet", APP, app)
    story.commit(app, "new.txt", b"text\n")
    watch.run("git", "push", "--quiet", cwd=app)
    watch.run("git", "fetch", cwd=app, env={"GIT_CURL_VERBOSE": "1"})
    for command in ("status", "audit", "check", "configure", "doctor"):
        watch.run("sh", "-c", f"{PROGRAM} {command}; true")
    story.azure.revoke(brought)
    watch.run("git", "fetch", cwd=app, status=128)
    watch.helper("login", f"--entra={way}", "contoso")
    watch.run("git", "fetch", cwd=app)
    watch.helper("renew", "contoso")
    watch.run("git", "fetch", cwd=app)
    watch.helper("logout", "--revoke", "contoso")


def no_secret_is_seen(store: str, way: str) -> None:
    require("strace", "dbus-monitor")
    with with_store(store) as story:
        watch = Watch(story)
        with watch.listening():
            live_a_day(watch, way)
        starts = watch.starts.read_text(encoding="ascii")
        for part in (f'/{PROGRAM}"', '"remote-https"', f"HOME={story.session.home}"):
            assert part in starts, f"strace did not see {part}"
        for name in TRACES:
            assert (watch.folder / name).stat().st_size > 0, f"nothing was traced by {name}"
        if store == "secret-service":
            assert b"org.freedesktop.Secret.Service" in watch.bus.read_bytes()
        tap.equal(canary.files(watch.folder), [])
        watch.starts.unlink()


# Memory

# What a person or Git does, and what the helper reads; PAT stands for a good token.
COMMANDS: dict[str, tuple[list[str], str]] = {
    "a login with a token": (["login", "--with-token", "--expires=5d", "contoso"], "PAT"),
    "an answer from the keyring": (["--cache=0", "get"], REQUEST + "\n"),
    "an answer that fills the cache": (["get"], REQUEST + "\n"),
    "an answer from the cache": (["get"], REQUEST + "\n"),
    "the same token again": (["store"], f"{REQUEST}username=u\npassword=PAT\n\n"),
    "a status": (["status"], ""),
    "an audit": (["audit"], ""),
    "a doctor's visit": (["doctor"], ""),
    "a refused token": (["erase"], f"{REQUEST}username=u\npassword=PAT\n\n"),
    "a sign-in by the Azure CLI": (["login", "--entra=azure-cli", "contoso"], ""),
    "a sign-in by a code": (["login", "--entra=device-code", "contoso"], ""),
    "a renewal": (["renew", "contoso"], ""),
    "a new token": (["store"], f"{REQUEST}username=u\npassword=PAT\n\n"),
    "a logout": (["logout", "--revoke", "contoso"], ""),
}


def end_of(story: Story, argv: list[str], stdin: str, needles: list[bytes]) -> list[str]:
    """The areas of memory in which a program leaves a secret at its end."""
    found: list[str] = []
    looked: list[int] = []

    def look(number: int) -> None:
        looked.append(number)
        found.extend(area for area, content in memory.areas(number)
                     if canary.sings(content) or any(needle in content for needle in needles))

    story.refresh()
    # What malloc() may be asked to overwrite is not to hide what we did not.
    env = story.session.environment({**story.env, "MALLOC_PERTURB_": None})
    status = memory.look_at_end(argv, env, story.session.home, stdin.encode(), look)
    assert status in (0, 1) and len(looked) == 1, (argv, status, looked)
    return found


def stored_secrets(story: Story) -> list[bytes]:
    """Of a sign-in by the Azure CLI nothing is stored that is one."""
    texts = [item.secret.decode().split("\t")[0] for item in story.session.keyring.dump_items()]
    return [needle for text in texts if canary.sings(text)
            for needle in canary.remains(text)]


@tap.test
def nothing_is_left_in_memory_of_what_a_secret_was() -> None:
    with with_store("secret-service") as story:
        pat = story.azure.add_token("contoso", scopes=WRITE)
        needles = canary.remains(pat)
        careless = ["sh", "-c", "read -r line; exit 0"]
        assert end_of(story, careless, pat + "\n", needles), "what is left is not found"
        for name, (words, stdin) in COMMANDS.items():
            if name == "a refused token":
                story.azure.revoke(pat)
            if name == "a new token":
                pat = story.azure.add_token("contoso", scopes=WRITE)
                needles += canary.remains(pat)
            before = stored_secrets(story)
            found = end_of(story, [PROGRAM, *words], stdin.replace("PAT", pat), needles + before)
            tap.equal((name, found), (name, []))


def main() -> int:
    prepare()
    for store in STORES:
        for way in WAYS:
            tap.add(f"a day with {store} and {way} shows no secret to anybody",
                    partial(no_secret_is_seen, store, way))
    return tap.main()


if __name__ == "__main__":
    sys.exit(main())
