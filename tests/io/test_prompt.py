#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Asking a person: in a real terminal, through an askpass program, and by a page. Prints TAP."""

import contextlib
import ctypes
import fcntl
import os
import select
import signal
import stat
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import DEVNULL, PIPE
from types import TracebackType
from typing import Self

import memory
import processes
import tap

PROMPT = os.environ["AZDO_TEST_PROMPT"]
QUESTION = b"Token: "
TOKEN = "SYNTHETICTESTTOKENxyzzy0123456789"
PAGE = "https://dev.azure.com/contoso/_usersSettings/tokens"
PATIENCE_S = 10.0
ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGALRM, signal.SIGINT,
           signal.SIGUSR1, signal.SIGUSR2, signal.SIGXCPU, signal.SIGABRT, signal.SIGPROF,
           signal.SIGRTMAX)
# A sanitizer's settings.
PASSED_ON = ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS")

Environment = Mapping[str, str]
Process = subprocess.Popen[bytes]


def environment(changes: Environment) -> dict[str, str]:
    """Nothing of whoever runs the tests."""
    base = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PS1": "$ ", "LC_ALL": "C.UTF-8"}
    return {**base, **{name: os.environ[name] for name in PASSED_ON if name in os.environ},
            **changes}


class Terminal:
    """A pseudo-terminal, seen from its keyboard and screen, and what runs in it."""

    def __init__(self) -> None:
        self._master, self._slave = os.openpty()
        self.screen = b""
        self._running: list[Process] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        for process in self._running:
            processes.end(process, signal.SIGKILL)
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    pipe.close()
        for descriptor in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def start(self, argv: list[str], *, piped: bool = True, **changes: str) -> Process:
        """Starts the leader of a session on this terminal; stdin and stdout are pipes, as Git's."""
        def take_terminal() -> None:
            fcntl.ioctl(self._slave, termios.TIOCSCTTY, 0)

        ends = PIPE if piped else self._slave
        process = subprocess.Popen(argv, stdin=ends, stdout=ends, stderr=self._slave,
                                   env=environment(changes), start_new_session=True,
                                   preexec_fn=take_terminal)
        self._running.append(process)
        return process

    def ask(self, kind: str, **changes: str) -> Process:
        """Starts the program and waits for its question."""
        process = self.start([PROMPT, kind], **changes)
        self.wait_for_question(process.pid)
        return process

    def wait_for_question(self, number: int, count: int = 1) -> None:
        """Until the program, a process of this number, has asked and waits for the answer.

        readpassphrase() asks first, and a signal just before its read() waits for the next key.
        """
        self.wait_for(QUESTION, count)
        wait_until(lambda: state_of(number) == "S", lambda: f"{number} does not wait")

    def type(self, text: str | bytes) -> None:
        os.write(self._master, text.encode() if isinstance(text, str) else text)

    def wait_for(self, text: bytes, count: int = 1) -> None:
        """Until the screen shows the text as often as that."""
        wait_until(lambda: self.look().count(text) >= count,
                   lambda: f"{text!r} is not on the screen: {self.screen!r}")

    def look(self) -> bytes:
        """All that the screen has shown."""
        while select.select([self._master], [], [], 0)[0]:
            self.screen += os.read(self._master, 4096)
        return self.screen

    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self._slave)[3] & termios.ECHO)

    def edits_lines(self, wanted: bool) -> None:
        """Canonical mode, or each byte by itself."""
        settings = termios.tcgetattr(self._slave)
        settings[3] = settings[3] | termios.ICANON if wanted else settings[3] & ~termios.ICANON
        termios.tcsetattr(self._slave, termios.TCSANOW, settings)


def wait_until(condition: Callable[[], bool], complaint: Callable[[], str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(complaint())
        time.sleep(0.01)


def state_of(number: int) -> str:
    """The letter of ps(1)."""
    return Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0]


def children_of(number: int) -> list[int]:
    children = Path(f"/proc/{number}/task/{number}/children")
    return [int(child) for child in children.read_text(encoding="utf-8").split()]


def results(text: bytes) -> dict[str, str]:
    """The lines of the program, which must be all there."""
    lines = text.decode().splitlines()
    tap.equal(lines[-1:], ["done"])
    return dict(line.split("=", 1) for line in lines[:-1])


def press_until(condition: Callable[[], bool], press: Callable[[], None]) -> None:
    """Presses as a person does, once more where nothing happens.

    readpassphrase() does not see a signal that comes just before its read() until the next one.
    """
    again_at = 0.0

    def happens() -> bool:
        nonlocal again_at
        if not condition() and time.monotonic() >= again_at:
            press()
            again_at = time.monotonic() + PATIENCE_S / 10
        return condition()

    wait_until(happens, lambda: "a key has no effect")


def end(process: Process, press: Callable[[], None]) -> int:
    """Presses until the program ends, and gives the exit status."""
    press_until(lambda: process.poll() is not None, press)
    return process.wait()


def finish(process: Process) -> dict[str, str]:
    output, _ = process.communicate(timeout=PATIENCE_S)
    return results(output)


def answered(value: str) -> dict[str, str]:
    return {"outcome": "answered", "value": value}


# --- the terminal


@tap.test
def a_secret_is_not_shown_and_the_terminal_echoes_again() -> None:
    with Terminal() as terminal:
        process = terminal.ask("secret")
        assert not terminal.echoes()
        terminal.type(TOKEN + "\n")
        tap.equal(finish(process), answered(TOKEN))
        assert terminal.echoes()
        tap.equal(terminal.look(), QUESTION + b"\r\n")


@tap.test
def a_line_is_shown() -> None:
    with Terminal() as terminal:
        process = terminal.ask("line")
        assert terminal.echoes()
        terminal.type("30d\n")
        tap.equal(finish(process), answered("30d"))
        tap.equal(terminal.look(), QUESTION + b"30d\r\n")


@tap.test
def an_empty_line_is_an_answer_but_no_secret() -> None:
    for kind, expected in (("line", answered("")), ("secret", {"outcome": "cancelled"})):
        with Terminal() as terminal:
            process = terminal.ask(kind)
            terminal.type("\n")
            tap.equal(finish(process), expected)


@tap.test
def ctrl_d_cancels() -> None:
    for kind in ("secret", "line"):
        with Terminal() as terminal:
            process = terminal.ask(kind)
            terminal.type(b"\x04")
            tap.equal(finish(process), {"outcome": "cancelled"})
            assert terminal.echoes()
            tap.equal(terminal.look(), QUESTION + b"\r\n")


@tap.test
def ctrl_d_behind_some_letters_ends_the_line() -> None:
    for kind in ("secret", "line"):
        with Terminal() as terminal:
            process = terminal.ask(kind)
            terminal.type(b"abc\x04\x04")
            tap.equal(finish(process), answered("abc"))


@tap.test
def corrections_are_the_terminals() -> None:
    for kind in ("secret", "line"):
        with Terminal() as terminal:
            process = terminal.ask(kind)
            terminal.type(b"wrong\x15rj\x7fight\n")
            tap.equal(finish(process), answered("right"))


@tap.test
def ctrl_c_ends_the_program_and_leaves_the_echo_on() -> None:
    for kind in ("secret", "line"):
        with Terminal() as terminal:
            process = terminal.ask(kind)
            status = end(process, lambda: terminal.type(b"abc\x03"))
            tap.equal(status, -signal.SIGINT)
            assert terminal.echoes()


@tap.test
def every_ending_signal_leaves_the_echo_on() -> None:
    for kind in ("secret", "line"):
        for number in ENDINGS:
            with Terminal() as terminal:
                process = terminal.ask(kind)
                status = end(process, lambda: process.send_signal(number))
                tap.equal((kind, status), (kind, -number))
                assert terminal.echoes(), f"no echo after {number.name}"


@tap.test
def a_stopped_program_leaves_the_echo_on_and_asks_again_when_continued() -> None:
    for kind in ("secret", "line"):
        with Terminal() as terminal:
            shell = terminal.start(["/bin/bash", "--norc", "--noediting", "-i"], piped=False)
            terminal.wait_for(b"$ ")
            terminal.type(f"{PROMPT} {kind} | cat\n")
            terminal.wait_for(QUESTION)
            number, _ = children_of(shell.pid)
            terminal.wait_for_question(number)
            terminal.type(b"forgotten")
            press_until(lambda number=number: state_of(number) == "T",
                        lambda terminal=terminal: terminal.type(b"\x1a"))
            terminal.wait_for(b"Stopped")
            terminal.wait_for(b"$ ", 2)
            assert terminal.echoes()
            terminal.type("fg\n")
            terminal.wait_for_question(number, 2)
            tap.equal(terminal.echoes(), kind == "line")
            terminal.type(TOKEN + "\n")
            terminal.wait_for(b"done\r\n")
            assert f"outcome=answered\r\nvalue={TOKEN}\r\n".encode() in terminal.screen
            wait_until(terminal.echoes, lambda: "no echo at the end")
            # Shown once by the program, which prints the value, and once more where it is echoed.
            tap.equal(terminal.screen.count(TOKEN.encode()), 1 if kind == "secret" else 2)


@tap.test
def a_question_is_asked_again_whichever_thread_learns_that_the_program_goes_on() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    with Terminal() as terminal:
        process = terminal.ask("line")
        _, bystander = sorted(map(int, os.listdir(f"/proc/{process.pid}/task")))
        process.send_signal(signal.SIGSTOP)
        wait_until(lambda: state_of(process.pid) == "T", lambda: "it does not stop")
        tap.equal(libc.tgkill(process.pid, bystander, signal.SIGCONT), 0)
        terminal.wait_for_question(process.pid, 2)
        terminal.type(TOKEN + "\n")
        tap.equal(finish(process), answered(TOKEN))


@tap.test
def who_survives_a_ctrl_c_is_told_that_the_question_was_cancelled() -> None:
    with Terminal() as terminal:
        process = terminal.start(["/bin/sh", "-c", f"trap '' INT; exec {PROMPT} secret"])
        terminal.wait_for_question(process.pid)
        end(process, lambda: terminal.type(b"\x03"))
        tap.equal(finish(process), {"outcome": "cancelled"})
        assert terminal.echoes()


@tap.test
def a_line_too_long_is_refused_and_not_cut() -> None:
    rows = ((4094, True, answered("x" * 4094)), (4095, True, {"outcome": "refused"}),
            (6000, True, {"outcome": "refused"}), (4094, False, answered("x" * 4094)),
            (4095, False, {"outcome": "refused"}), (9000, False, {"outcome": "refused"}))
    for kind in ("secret", "line"):
        for length, edits_lines, expected in rows:
            with Terminal() as terminal:
                terminal.edits_lines(edits_lines)
                process = terminal.ask(kind)
                for start in range(0, length, 500):
                    terminal.type("x" * min(500, length - start))
                    time.sleep(0.01)
                    terminal.look()
                terminal.type("\n")
                tap.equal((kind, length, finish(process)), (kind, length, expected))
                assert terminal.echoes()


@tap.test
def control_characters_are_refused_but_a_tab() -> None:
    refused = {"outcome": "refused"}
    rows = ((b"abc\x16\x00def", refused), (b"\x1b[200~abc", refused), (b"abc\x16\x7f", refused),
            (b"\tabc\t", answered("\tabc\t")), ("Øverby".encode(), answered("Øverby")))
    for kind in ("secret", "line"):
        for typed, expected in rows:
            with Terminal() as terminal:
                process = terminal.ask(kind)
                terminal.type(typed + b"\n")
                tap.equal((typed, finish(process)), (typed, expected))


@tap.test
def without_a_terminal_nobody_is_asked() -> None:
    for kind in ("secret", "line"):
        done = subprocess.run([PROMPT, kind], input=TOKEN.encode() + b"\n", stdout=PIPE,
                              stderr=PIPE, env=environment({}), start_new_session=True,
                              timeout=PATIENCE_S, check=True)
        tap.equal((results(done.stdout), done.stderr), ({"outcome": "impossible"}, b""))


@tap.test
def stdin_is_left_to_git() -> None:
    for kind in ("secret", "line"):
        with Terminal() as terminal:
            process = terminal.start([PROMPT, kind])
            assert process.stdin
            process.stdin.write(b"protocol=https\nhost=dev.azure.com\n\n")
            process.stdin.flush()
            terminal.wait_for_question(process.pid)
            terminal.type(TOKEN + "\n")
            tap.equal(finish(process), answered(TOKEN))


@tap.test
def no_copy_of_a_secret_stays_in_memory() -> None:
    with Terminal() as terminal:
        process = terminal.ask("secret", AZDO_TEST_HOLD="1")
        terminal.type(TOKEN + "\n")
        assert_wiped(process)


def assert_wiped(process: Process) -> None:
    """Reads what the program prints, and then all of its memory."""
    assert process.stdin and process.stdout
    lines = list(iter(process.stdout.readline, b"done\n"))
    assert f"value={TOKEN}\n".encode() in lines, lines
    found = [area for area, content in memory.areas(process.pid)
             if TOKEN.encode()[4:] in content]
    process.stdin.close()
    tap.equal((found, process.wait(PATIENCE_S)), ([], 0))


# --- the askpass program


class Place:
    """A folder with programs in it, and ways to run the program there."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self.path = Path(self._folder.name)
        (self.path / "bin").mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None,
                 trace: TracebackType | None) -> None:
        self._folder.cleanup()

    def script(self, name: str, text: str) -> str:
        """An executable shell script; its path."""
        path = self.path / name
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    def run(self, *words: str, **changes: str) -> tuple[dict[str, str], bytes]:
        """What the program says, and its stderr."""
        done = subprocess.run([PROMPT, *words], input=b"what git wrote\n", stdout=PIPE,
                              stderr=PIPE, env=environment(changes), cwd=self.path,
                              start_new_session=True, timeout=PATIENCE_S, check=True)
        return results(done.stdout), done.stderr

    def answer(self, text: str) -> dict[str, str]:
        """What comes of an askpass program with this body, apart from its name."""
        found, _ = self.run("askpass", GIT_ASKPASS=self.script("ask", text))
        del found["program"]
        return found

    def recorded(self, name: str) -> str:
        """A file that a program which nobody waits for is about to write, with an end mark."""
        path = self.path / name
        wait_until(lambda: path.exists() and path.read_text("utf-8").endswith("end\n"),
                   lambda: f"{name} was not written")
        return path.read_text("utf-8").removesuffix("end\n")


@tap.test
def askpass_programs_are_chosen_as_git_chooses() -> None:
    rows: list[tuple[list[str], dict[str, str], str]] = [
        (["core"], {"GIT_ASKPASS": "git", "SSH_ASKPASS": "ssh"}, "git"),
        (["core"], {"SSH_ASKPASS": "ssh"}, "core"),
        ([], {"SSH_ASKPASS": "ssh"}, "ssh"),
        ([], {"GIT_ASKPASS": "git"}, "git"),
        ([], {}, ""),
        (["core"], {"GIT_ASKPASS": "", "SSH_ASKPASS": "ssh"}, ""),
        ([""], {"SSH_ASKPASS": "ssh"}, ""),
        ([], {"SSH_ASKPASS": ""}, ""),
    ]
    with Place() as place:
        for words, variables, expected in rows:
            found, _ = place.run("askpass", *words, **variables)
            tap.equal((words, variables, found["program"]), (words, variables, expected))


@tap.test
def git_itself_chooses_so() -> None:
    request = "protocol=https\nhost=dev.azure.com\nusername=ada\n\n"
    with Place() as place:
        for name in ("git", "core", "ssh"):
            place.script(f"bin/{name}-ask", f"echo {name}")
        for variables, expected in (
                ({"GIT_ASKPASS": "git-ask", "SSH_ASKPASS": "ssh-ask"}, "git"),
                ({"SSH_ASKPASS": "ssh-ask"}, "core"),
                ({"GIT_ASKPASS": "", "SSH_ASKPASS": "ssh-ask"}, None)):
            changes = {"PATH": f"{place.path}/bin:/usr/bin:/bin", "GIT_TERMINAL_PROMPT": "0",
                       **variables}
            done = subprocess.run(["git", "-c", "core.askPass=core-ask", "credential", "fill"],
                                  input=request, capture_output=True, encoding="utf-8",
                                  env=environment(changes), cwd=place.path, check=False)
            answer = dict(line.split("=", 1) for line in done.stdout.splitlines())
            tap.equal(answer.get("password"), expected)


@tap.test
def askpass_gets_the_question_as_its_one_argument() -> None:
    with Place() as place:
        tap.equal(place.answer('echo "$#,$1,"'), answered("1,Token: ,"))


@tap.test
def askpass_has_our_stderr_and_nothing_of_gits_request() -> None:
    with Place() as place:
        program = place.script("ask", 'echo complaint >&2; cat; echo answer')
        found, complaint = place.run("askpass", GIT_ASKPASS=program)
        tap.equal((found["value"], complaint), ("answer", b"complaint\n"))


@tap.test
def askpass_prints_its_answer_in_the_first_line() -> None:
    refused, cancelled = {"outcome": "refused"}, {"outcome": "cancelled"}
    rows = [
        ("printf abc", answered("abc")),
        ("printf 'abc\\n'", answered("abc")),
        ("printf 'abc\\r\\n'", answered("abc")),
        ("printf 'abc\\nsecond\\n'", answered("abc")),
        ("printf a; sleep 0.2; printf 'bc\\n'", answered("abc")),
        ("printf ' a b '", answered(" a b ")),
        ("printf '\\nsecond\\n'", answered("")),
        ("echo", answered("")),
        ("true", cancelled),
        ("printf 'abc\\n'; exit 1", cancelled),
        ("printf 'abc\\n'; kill -TERM $$", cancelled),
        ("printf 'a\\033[2Jbc\\n'", refused),
        ("printf 'a\\000bc\\n'", refused),
        ("printf 'a\\177bc\\n'", refused),
        ("head -c 4094 /dev/zero | tr '\\0' x", answered("x" * 4094)),
        ("head -c 4095 /dev/zero | tr '\\0' x", refused),
        ("head -c 999999 /dev/zero | tr '\\0' x", refused),
        ("yes", refused),
    ]
    with Place() as place:
        for text, expected in rows:
            tap.equal((text, place.answer(text)), (text, expected))


@tap.test
def askpass_comes_from_an_absolute_folder_and_meets_no_shell() -> None:
    with Place() as place:
        ask = place.script("bin/ask", "echo good")
        place.script("ask", "echo hostile")
        rows = [
            ("ask", f"{place.path}/bin", "answered"),
            ("ask", f".::{place.path}/bin", "answered"),
            ("ask", ".:", "impossible"),
            ("./ask", f"{place.path}/bin", "impossible"),
            ("bin/ask", f"{place.path}/bin", "impossible"),
            (f"{ask} --option", "/bin", "impossible"),
            (f"{ask}; true", "/bin", "impossible"),
            ("missing", "/bin", "impossible"),
            ("/nonexistent/ask", "/bin", "impossible"),
        ]
        for name, path, expected in rows:
            found, _ = place.run("askpass", GIT_ASKPASS=name, PATH=f"{path}:/usr/bin:/bin"
                                 if expected == "answered" else path)
            tap.equal((name, path, found["outcome"]), (name, path, expected))
            assert found.get("value", "good") == "good", found


@tap.test
def no_copy_of_an_askpass_answer_stays_in_memory() -> None:
    with Place() as place:
        program = place.script("ask", f"echo {TOKEN}")
        with subprocess.Popen(
                [PROMPT, "askpass"], stdin=PIPE, stdout=PIPE, start_new_session=True,
                env=environment({"GIT_ASKPASS": program, "AZDO_TEST_HOLD": "1"})) as process:
            assert_wiped(process)


# --- the browser

SCREEN = {"DISPLAY": ":99"}
RECORD = 'for word; do echo "$word"; done >"$0.args"; echo end >>"$0.args"'


@tap.test
def the_browser_of_the_environment_comes_first() -> None:
    with Place() as place:
        browser = place.script("my browser", RECORD)
        place.script("bin/xdg-open", RECORD)
        found, complaint = place.run("browser", PAGE, BROWSER=f"'{browser}':other", **SCREEN,
                                     PATH=f"{place.path}/bin:/usr/bin:/bin")
        tap.equal((found, complaint), ({"opened": "yes"}, b""))
        tap.equal(place.recorded("my browser.args"), f"{PAGE}\n")
        assert not (place.path / "bin/xdg-open.args").exists()


@tap.test
def the_browser_may_have_words_of_its_own() -> None:
    with Place() as place:
        browser = place.script("browser", RECORD)
        for setting, expected in ((f"{browser} --new", f"--new\n{PAGE}\n"),
                                  (f"{browser} %s --new", f"{PAGE}\n--new\n"),
                                  (f"{browser} '$HOME;x'", f"$HOME;x\n{PAGE}\n")):
            (place.path / "browser.args").unlink(missing_ok=True)
            tap.equal(place.run("browser", PAGE, BROWSER=setting, **SCREEN)[0], {"opened": "yes"})
            tap.equal(place.recorded("browser.args"), expected)


@tap.test
def openers_are_tried_in_turn() -> None:
    windows = {"WSL_DISTRO_NAME": "Debian"}
    rows: list[tuple[dict[str, str], list[str], str, str]] = [
        (SCREEN, ["xdg-open", "gio", "wslview"], "xdg-open", ""),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["gio", "wslview"], "gio", "open\n"),
        (SCREEN, ["wslview"], "wslview", ""),
        (windows, ["xdg-open", "gio", "wslview"], "wslview", ""),
        ({**SCREEN, "BROWSER": "./xdg-open"}, ["xdg-open"], "xdg-open", ""),
        ({**SCREEN, "BROWSER": ":"}, ["xdg-open"], "xdg-open", ""),
        ({**SCREEN, "BROWSER": "'unclosed"}, ["xdg-open"], "xdg-open", ""),
        ({**SCREEN, "BROWSER": "/nonexistent/browser"}, ["xdg-open"], "xdg-open", ""),
    ]
    for variables, names, expected, words in rows:
        with Place() as place:
            for name in names:
                place.script(f"bin/{name}", RECORD)
            found, _ = place.run("browser", PAGE, PATH=f".:{place.path}/bin", **variables)
            tap.equal((variables, found), (variables, {"opened": "yes"}))
            tap.equal(place.recorded(f"bin/{expected}.args"), f"{words}{PAGE}\n")


@tap.test
def where_nobody_sees_a_screen_nothing_is_opened() -> None:
    windows = {"WSL_DISTRO_NAME": "Debian"}
    rows: list[dict[str, str]] = [
        {}, {"DISPLAY": ""}, {**SCREEN, "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"},
        {**SCREEN, "SSH_CLIENT": "192.0.2.1 1 22"}, {**SCREEN, "SSH_TTY": "/dev/pts/0"},
        {**windows, "SSH_TTY": "/dev/pts/0"}, {"WSL_DISTRO_NAME": ""},
    ]
    with Place() as place:
        browser = place.script("bin/wslview", RECORD)
        for variables in rows:
            found, _ = place.run("browser", PAGE, BROWSER=browser, PATH=f"{place.path}/bin",
                                 **variables)
            tap.equal((variables, found), (variables, {"opened": "no"}))
        found, _ = place.run("browser", PAGE, BROWSER=browser, **windows)
        tap.equal(found, {"opened": "no"})
        assert not (place.path / "bin/wslview.args").exists()
        tap.equal(place.run("browser", PAGE, PATH="/nonexistent", **SCREEN)[0], {"opened": "no"})


@tap.test
def only_pages_of_the_web_are_opened() -> None:
    pages = ("ftp://dev.azure.com/", "file:///etc/passwd", "--help", "", "HTTPS://dev.azure.com/",
             "https://dev.azure.com/\nx", "https://dev.azure.com/\x1b[2J", "https://a b/",
             "javascript:alert(1)", " https://dev.azure.com/")
    with Place() as place:
        browser = place.script("browser", RECORD)
        for page in pages:
            found, _ = place.run("browser", page, BROWSER=browser, **SCREEN)
            tap.equal((page, found), (page, {"opened": "no"}))
        assert not (place.path / "browser.args").exists()


@tap.test
def the_browser_holds_nothing_of_ours_and_nobody_waits_for_it() -> None:
    with Place() as place:
        browser = place.script("browser", """\
files=$(for fd in 0 1 2; do readlink /proc/$$/fd/$fd; done)
{ cut -d' ' -f4,6 /proc/$$/stat; readlink /proc/$$/cwd; echo $$
  echo "$files"; echo end; } >"$0.state"
exec sleep 30""")
        before = time.monotonic()
        with Terminal() as terminal:
            process = terminal.start([PROMPT, "browser", PAGE], BROWSER=browser,
                                     AZDO_TEST_HOLD="1", **SCREEN)
            ids, folder, number, *files = place.recorded("browser.state").splitlines()
            parent, session = map(int, ids.split())
            assert process.pid not in (parent, session), ids
            tap.equal((folder, files), ("/", ["/dev/null"] * 3))
            tap.equal(children_of(process.pid), [])
            # Returns at the end of file of stdout, which the browser would keep open.
            tap.equal(finish(process), {"opened": "yes"})
        assert time.monotonic() - before < PATIENCE_S
        assert Path(f"/proc/{number}").exists(), "the browser went with its terminal"
        os.kill(int(number), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(tap.main())
