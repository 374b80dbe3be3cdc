#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every command block of the README is run, in order, by one shell in a fresh home.

A block of `sh` must succeed; in a block of `console` what follows a "$ " line is what that command
prints, and "..." stands for any text. Indented blocks are commands for Debian's package manager and
the scripts, which are tests of their own.
"""

import os
import re
import shutil
import sys
import textwrap
from fnmatch import fnmatchcase
from pathlib import Path

import tap
from keyrings import PASSWORD, GnomeKeyring
from story import Story, prepare

ROOT = Path(sys.argv.pop(1)).resolve()
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BUILDING_S = 240.0
TIMER = "git-credential-azdo.timer"
SESSION = """\
dbus-run-session -- bash -c '
    read -rsp "Keyring password: " password; echo
    printf %s "$password" | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    exec bash'
"""
UNLOCK = """\
read -rsp "Keyring password: " password; echo
printf %s "$password" | gnome-keyring-daemon --replace --unlock >/dev/null
"""
ON_ITS_OWN = {
    "./contrib/demo.sh", "./contrib/check.sh",
    "sudo apt-get install --no-install-recommends gcc libbsd-dev libc6-dev "
    "libcurl4-openssl-dev \\\n"
    "    libglib2.0-dev libjansson-dev libsecret-1-dev libssl-dev meson ninja-build "
    "pkg-config",
    textwrap.indent(SESSION, "  ").strip(),
    textwrap.indent(UNLOCK, "  ").strip(),
}


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def man_page() -> str:
    text = (ROOT / "src/git-credential-azdo.1").read_text(encoding="utf-8")
    return text.replace("\\-", "-").replace("\\(aq", "'")


def blocks(*languages: str) -> list[tuple[str, str]]:
    return [(language, text) for language, text in BLOCK.findall(readme())
            if language in languages]


def exchanges(text: str) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2]))


def matches(printed: str, expected: str) -> bool:
    """Whether the output is the README's, where "..." is any text."""
    quoted = re.sub(r"[][*?]", lambda found: f"[{found[0]}]", expected)
    return fnmatchcase(printed.strip(), quoted.strip().replace("...", "*"))


def with_contoso(story: Story) -> str:
    """What the README's reader has: an organization, a repository, a token in a file."""
    story.azure.add_repository("contoso", "web", "app")
    token = story.azure.add_token("contoso", scopes=["vso.code_write"])
    file = story.session.home / "token-of-contoso"
    file.write_text(f"{token}\n", encoding="utf-8")
    story.spared.add(file)
    return token


def with_azure_cli(story: Story) -> Path:
    """A folder with `az`, which is signed in to the organization's tenant."""
    story.azure.add_repository("contoso", "web", "app")
    story.azure.set_entra(home_tenant=story.azure.tenant("contoso"))
    folder = story.session.scratch / "programs"
    folder.mkdir()
    story.azure.make_azure_cli(folder)
    return folder


def enables_the_timer(story: Story, env: dict[str, str]) -> None:
    """That systemd finds the installed units by itself, and has nothing against them."""
    assert f"systemctl --user enable --now {TIMER}`" in readme()
    for argv in (["systemd-analyze", "--user", "verify", TIMER],
                 ["systemctl", "--user", "enable", TIMER]):
        done = story.run(argv, env={**env, "SYSTEMD_OFFLINE": "1"})
        tap.equal((argv, done.returncode), (argv, 0))
    enabled = story.session.home / ".config/systemd/user/timers.target.wants" / TIMER
    assert enabled.is_symlink(), "the timer is not enabled"


@tap.test
def every_block_is_of_a_kind_that_is_tested() -> None:
    tap.equal({language for language, _ in BLOCK.findall(readme())}, {"console", "sh", "ini"})
    without_fences = BLOCK.sub("", readme())
    indented = re.findall(r"(?:^\n)((?:^    .*\n)+)", without_fences, re.MULTILINE)
    plain = {re.sub(r"^    ", "", text, flags=re.MULTILINE).strip() for text in indented}
    tap.equal(plain, ON_ITS_OWN)


@tap.test
def the_console_blocks_print_what_they_show() -> None:
    with Story(configured=False) as story:
        with_contoso(story)
        for _, text in blocks("console"):
            for command, expected in exchanges(text):
                done = story.run(["bash", "-c", f"exec 2>&1; {command}"])
                assert matches(done.stdout, expected), \
                    f"$ {command}\n{done.stdout}\nis not what the README shows:\n{expected}"


@tap.test
def the_shell_blocks_succeed_in_order() -> None:
    with Story(configured=False) as story:
        source = story.session.home / "source"
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns("build*", ".git"))
        collection = "tfs.example.com/DefaultCollection"
        token = story.azure.add_token(collection, scopes=["vso.code_write"])
        story.spared.add(source)  # the tests in it have tokens of their own
        token_file = source / "token-of-tfs"
        token_file.write_text(f"{token}\n", encoding="utf-8")
        programs = with_azure_cli(story)
        env = {"PATH": f"{story.session.home}/.local/bin:{programs}:" + os.environ["PATH"]}
        for _, text in blocks("sh"):
            done = story.run(["bash", "-euo", "pipefail", "-c", text], cwd=source,
                             stdin="SYNTHETICTESTTOKEN\n", env=env, timeout_s=BUILDING_S)
            tap.equal((text, done.returncode), (text, 0))
            if token_file.name in text:  # the source is to be as it was
                token_file.unlink()
        enables_the_timer(story, env)


@tap.test
def a_shell_without_a_session_gets_one_as_the_readme_and_the_man_page_say() -> None:
    indented = "".join(f"      {line}\n" for line in SESSION.splitlines())
    assert indented in readme(), "the README has another recipe"
    assert "".join(SESSION.split()) in "".join(man_page().split()), "the man page has another one"
    with Story("no-bus") as story:
        with_contoso(story)
        login = "git credential-azdo login contoso --with-token <~/token-of-contoso\n"
        done = story.run(["bash", "-c", login], cwd=story.session.home)
        assert "there is no D-Bus session, so no keyring" in done.stderr, done.stderr
        done = story.run(["dbus-run-session", "--", "bash", "-c", login])
        assert "the keyring has no default collection" in done.stderr, done.stderr
        for commands, printed in (
                (login, "Stored for dev.azure.com/contoso"),
                ("git credential-azdo status\n", "contoso: valid"),
                ("git ls-remote https://dev.azure.com/contoso/web/_git/app\n", "refs/heads/main")):
            done = story.run(["bash", "-c", SESSION], stdin=f"a password\n{commands}",
                             cwd=story.session.home)
            tap.equal(done.returncode, 0)
            assert printed in done.stdout, f"{done.stdout}\n{done.stderr}"


@tap.test
def over_ssh_a_locked_keyring_is_unlocked_as_told() -> None:
    indented = "".join(f"      {line}\n" for line in UNLOCK.splitlines())
    assert indented in readme(), "the README has another one"
    assert UNLOCK in man_page(), "the man page has another one"
    with Story() as story:
        token = with_contoso(story)
        url = "https://dev.azure.com/contoso/web/_git/app"
        story.approve(url, token)
        story.session.keyring_as(GnomeKeyring).lock()
        story.env["SSH_CONNECTION"] = "192.0.2.1 50000 192.0.2.2 22"
        story.git("config", "--global", "credential.azdoCache", "0")
        story.git("credential-azdo", "configure")
        tap.equal(story.password(url), None)
        done = story.run(["bash", "-c", UNLOCK], stdin=PASSWORD)
        tap.equal(done.returncode, 0)
        tap.equal(story.password(url), token)


@tap.test
def the_settings_are_what_configure_writes() -> None:
    with Story() as story:
        (_, text), = blocks("ini")
        config = (story.session.home / ".gitconfig").read_text(encoding="utf-8")
        assert text.replace("helper =\n", "helper = \n") in config, config


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
