#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the process that holds tokens keeps to itself, and what the programs it starts find."""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import tap
from contoso import APP, contoso
from password_store import PasswordStore
from records import DAY, keep, now
from story import PROGRAM, STAGE, Story, prepare

TOKEN = "SYNTHETICTESTTOKEN"
REQUEST = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
MASK = 0o027
# What a program writes down of how it was started, before it does its work.
RECORDER = """\
#!/bin/sh
echo $(umask) $(ulimit -Sc) $(ulimit -Hc) $(sed -n 's/^Sig[BI][lg][kn]:.//p' /proc/self/status) \\
    $(ls /proc/self/fd) >>'{record}'
exec {real} "$@"
"""
OWN_OF_LS = 3  # it reads the folder through a descriptor


def as_given() -> None:
    """How a careful user's shell starts programs: files are not for everybody, cores wanted."""
    os.umask(MASK)
    resource.setrlimit(resource.RLIMIT_CORE, cores())


def cores() -> tuple[int, int]:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    return hard, hard


@contextmanager
def waiting(story: Story, *options: str) -> Iterator[subprocess.Popen[str]]:
    """The helper when it has prepared itself and waits for Git's request."""
    process = subprocess.Popen(
        [PROGRAM, *options, "get"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=story.session.environment(story.env), cwd=story.session.scratch,
        preexec_fn=as_given, start_new_session=True)
    with process:
        wait_until(lambda: facts(process.pid)["Umask"] == "0077")
        yield process
        if process.poll() is None:
            process.communicate("\n")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.01)


def facts(number: int) -> dict[str, str]:
    lines = Path(f"/proc/{number}/status").read_text(encoding="ascii").splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def ignores(mask: str, number: int) -> bool:
    return bool(int(mask, 16) >> (number - 1) & 1)


def ends_with_core(process: subprocess.Popen[str]) -> bool:
    """Whether the kernel would have written the memory, where the limit allows all of it."""
    resource.prlimit(process.pid, resource.RLIMIT_CORE, cores())
    process.send_signal(signal.SIGABRT)
    _, status = os.waitpid(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    tap.equal(process.returncode, -signal.SIGABRT)
    return os.WCOREDUMP(status)


@tap.test
def memory_goes_into_no_core_file_whatever_the_limit_becomes() -> None:
    with Story("no-bus") as story:
        with subprocess.Popen(["cat"], stdin=subprocess.PIPE, text=True,
                              cwd=story.session.scratch, preexec_fn=as_given) as other:
            leaves_core = ends_with_core(other)
        if not leaves_core:
            tap.diagnose("here no program leaves a core file: that ours does not says little")
        with waiting(story) as process:
            limit, _ = resource.prlimit(process.pid, resource.RLIMIT_CORE)
            tap.equal(limit, 0)
            assert not ends_with_core(process), "it left a core file"


@tap.test
def new_files_are_the_users_alone_and_a_reader_that_goes_ends_nothing() -> None:
    with Story("no-bus") as story, waiting(story) as process:
        found = facts(process.pid)
        tap.equal(found["Umask"], "0077")
        assert ignores(found["SigIgn"], signal.SIGPIPE), found["SigIgn"]
        tap.equal(int(found["SigBlk"], 16), 0)


@tap.test
def what_is_left_in_the_users_folders_is_for_the_user_alone() -> None:
    with Story() as story:
        story.env["AZDO_TRACE"] = str(story.session.scratch / "tmp/trace")
        token = story.azure.add_token("contoso", scopes=["vso.code_write"])
        before = set(story.session.scratch.rglob("*"))
        keep(story, token, valid_to=now() + DAY, created=now() - 30 * DAY)
        done = run_as_given(story, ["get"], REQUEST + "\n")
        assert "the token for dev.azure.com/contoso ends" in done.stderr, done.stderr
        tap.equal(run_as_given(story, ["check"]).returncode, 1)
        made = [path for path in set(story.session.scratch.rglob("*")) - before
                if story.session.scratch / "azure" not in path.parents
                and "keyrings" not in path.parts]
        names = {path.name for path in made}
        assert {"trace", "write.lock", "warned-dev.azure.com%2Fcontoso", "check"} <= names, names
        for path in made:
            mode = path.lstat().st_mode
            assert stat.S_ISSOCK(mode) or not mode & 0o077, (path, oct(mode))


def run_as_given(story: Story, words: list[str], stdin: str = "", program: str = PROGRAM,
                 **env: str) -> subprocess.CompletedProcess[str]:
    story.refresh()
    return subprocess.run([program, *words], input=stdin, capture_output=True, text=True,
                          env=story.session.environment({**story.env, **env}),
                          cwd=story.session.home, preexec_fn=as_given, check=False)


@tap.test
def the_configuration_that_git_writes_for_us_has_the_users_mode() -> None:
    with Story("no-bus", configured=False) as story:
        (story.session.home / ".gitconfig").unlink()
        tap.equal(run_as_given(story, ["configure"]).returncode, 0)
        mode = (story.session.home / ".gitconfig").stat().st_mode
        tap.equal(oct(stat.S_IMODE(mode)), oct(0o666 & ~MASK))


# The programs that it starts


def record(story: Story, name: str) -> Path:
    """Puts a program that writes down how it was started before the one that PATH has."""
    path = story.session.environment(story.env)["PATH"]
    real = shutil.which(name, path=path) or "/bin/true"
    folder = story.session.scratch / "recorders"
    folder.mkdir(exist_ok=True)
    found = folder / f"{name}.txt"
    (folder / name).write_text(RECORDER.format(record=str(found), real=real), encoding="ascii")
    (folder / name).chmod(0o755)
    if str(folder) not in path:
        story.env["PATH"] = f"{folder}:{path}"
    return found


def expect_as_given(found: Path) -> None:
    """Each start of the program had the three usual descriptors, and all else as we had it."""
    wait_until(lambda: found.exists() and found.read_text().endswith("\n"))
    limits = ["unlimited" if limit == resource.RLIM_INFINITY else str(limit) for limit in cores()]
    for line in found.read_text(encoding="ascii").splitlines():
        mask, *words = line.split()
        tap.equal((int(mask, 8), words[:2]), (MASK, limits))
        tap.equal([int(word, 16) for word in words[2:4]], [0, 0])
        assert set(map(int, words[4:])) <= {0, 1, 2, OWN_OF_LS}, line


@tap.test
def git_finds_what_we_were_given() -> None:
    with Story("no-bus") as story:
        found = record(story, "git")
        run_as_given(story, ["configure"], program=str(STAGE / "bin" / PROGRAM))
        expect_as_given(found)


@tap.test
def the_azure_cli_finds_what_we_were_given() -> None:
    with contoso() as story:
        found = record(story, "az")
        done = run_as_given(story, ["login", "--entra=azure-cli", "contoso"])
        tap.equal((done.returncode, done.stderr), (0, ""))
        expect_as_given(found)


@tap.test
def pass_finds_what_we_were_given() -> None:
    with Story("no-bus") as story:
        store = PasswordStore.make(story.session)
        story.env.update(store.env)
        try:
            found = record(story, "pass")
            done = run_as_given(story, ["--store=pass", "store"],
                                f"{REQUEST}username=ann\npassword={TOKEN}\n\n")
            tap.equal((done.returncode, done.stderr), (0, ""))
            expect_as_given(found)
        finally:
            store.stop()


@tap.test
def askpass_and_the_browser_find_what_we_were_given() -> None:
    with Story() as story:
        story.env["DISPLAY"] = ":99"
        story.env["GIT_TERMINAL_PROMPT"] = "1"
        asked, opened = record(story, "ask"), record(story, "xdg-open")
        done = run_as_given(story, ["login", "contoso"], GIT_ASKPASS=str(asked.with_suffix("")))
        tap.equal(done.returncode, 1)
        for found in (asked, opened):
            expect_as_given(found)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
