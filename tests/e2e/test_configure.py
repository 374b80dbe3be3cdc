#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`configure` and `unconfigure`: what they write, show, leave alone and take back."""

import os
import shlex
import shutil
import sys
from functools import partial
from pathlib import Path

import tap
from story import PROGRAM, STAGE, Story, prepare

DEV = "credential.https://dev.azure.com"


def config_file(story: Story) -> Path:
    return story.session.home / ".gitconfig"


def configure(story: Story, *words: str, env: dict[str, str] | None = None) -> str:
    done = story.run([PROGRAM, "configure", *words], env=env)
    tap.equal((done.returncode, done.stderr), (0, ""))
    return done.stdout


def unconfigure(story: Story, *words: str) -> str:
    done = story.run([PROGRAM, "unconfigure", *words])
    tap.equal((done.returncode, done.stderr), (0, ""))
    return done.stdout


def values(story: Story, key: str) -> list[str]:
    return story.try_git("config", "--get-all", key).stdout.splitlines()


@tap.test
def it_writes_the_helpers_and_the_path_setting() -> None:
    with Story(configured=False) as story:
        shown = configure(story)
        tap.equal(values(story, f"{DEV}.helper"), ["", "azdo"])
        tap.equal(values(story, f"{DEV}.useHttpPath"), ["true"])
        tap.equal(values(story, "credential.https://*.visualstudio.com.helper"), ["", "azdo"])
        for line in ('[credential "https://dev.azure.com"]', "helper = azdo", "useHttpPath = true",
                     '[credential "https://*.visualstudio.com"]'):
            assert line in shown, shown


@tap.test
def a_second_time_changes_nothing() -> None:
    with Story(configured=False) as story:
        configure(story)
        before = config_file(story).read_bytes()
        assert "nothing was changed" in configure(story)
        tap.equal(config_file(story).read_bytes(), before)


# What a person may have written before; configure and unconfigure leave every byte of it.
SECTION = '[credential "https://dev.azure.com"]\n'
BEFORE = {
    "nothing": "",
    "a helper for every host": "[credential]\n\thelper = store\n",
    "comments": f"# mine\n{SECTION}\tusername = ann # me\n",
    "a comment alone in the section": f"{SECTION}\t# nothing yet\n[core]\n\teditor = vi\n",
    "a helper with a comment": f"{SECTION}\thelper = cache ; mine\n\tusername = ann\n",
    "the same helper twice": f"{SECTION}\thelper = cache\n\thelper = cache\n",
    "helpers in two places": f"{SECTION}\thelper = cache\n[core]\n\teditor = vi\n"
                             f"{SECTION}\thelper = !f() {{ echo \"$1\"; }}; f\n",
    "other letters": '[Credential "https://dev.azure.com"]\n\tUseHttpPath = FALSE # no\n',
    "useHttpPath off": f"{SECTION}\tuseHttpPath = false\n",
    "useHttpPath on": f"{SECTION}\tuseHttpPath = true\n",
    "useHttpPath on, as a number": f"{SECTION}\tuseHttpPath = 2\n",
    "useHttpPath on, without a value": f"{SECTION}\tuseHttpPath\n\tusername = ann\n",
    "useHttpPath first without a value, then off":
        f"{SECTION}\tuseHttpPath\n\tuseHttpPath = false # for now\n",
    "another server": '[credential "https://tfs.example.com"]\n\thelper = cache # c\n',
    "lines as Windows ends them": "[core]\r\n\teditor = vi\r\n",
}


def unconfigure_row(name: str, text: str) -> None:
    with Story(configured=False) as story:
        with config_file(story).open("a", encoding="utf-8", newline="") as file:
            file.write(text)
        before = config_file(story).read_bytes()
        configure(story)
        tap.equal((name, values(story, f"{DEV}.helper")[-2:]), (name, ["", "azdo"]))
        done = story.run([PROGRAM, "--username=ann", "configure"])
        tap.equal((done.returncode, done.stderr), (0, ""))
        unconfigure(story)
        tap.equal(config_file(story).read_bytes(), before)


@tap.test
def a_reset_of_the_users_own_comes_back_too() -> None:
    with Story(configured=False) as story:
        for value in ("", "cache"):
            story.git("config", "--global", "--add", f"{DEV}.helper", value)
        configure(story)
        tap.equal(values(story, f"{DEV}.helper"), ["", "cache", "", "azdo"])
        unconfigure(story)
        tap.equal(values(story, f"{DEV}.helper"), ["", "cache"])


@tap.test
def a_setting_that_git_cannot_read_stops_it_before_anything_is_written() -> None:
    with Story(configured=False) as story:
        with config_file(story).open("a", encoding="utf-8") as file:
            file.write(f"{SECTION}\tuseHttpPath = perhaps\n")
        before = config_file(story).read_bytes()
        done = story.run([PROGRAM, "configure"])
        tap.equal((done.returncode, done.stdout), (1, ""))
        assert "bad boolean config value 'perhaps'" in done.stderr, done.stderr
        assert done.stderr.endswith("git config --list --show-origin\n"), done.stderr
        tap.equal(config_file(story).read_bytes(), before)


@tap.test
def it_shows_no_more_than_it_wrote() -> None:
    with Story(configured=False) as story:
        assert "azdoAddedUseHttpPath = true" in configure(story)
        unconfigure(story)
        story.git("config", "--global", f"{DEV}.useHttpPath", "true")
        assert "azdoAddedUseHttpPath" not in configure(story)
        tap.equal(values(story, f"{DEV}.azdoAddedUseHttpPath"), [])


@tap.test
def another_helper_of_the_same_section_stays() -> None:
    with Story(configured=False) as story:
        story.git("config", "--global", "--add", f"{DEV}.helper", "cache")
        configure(story)
        tap.equal(values(story, f"{DEV}.helper"), ["cache", "", "azdo"])
        unconfigure(story)
        tap.equal(values(story, f"{DEV}.helper"), ["cache"])


@tap.test
def new_options_replace_the_old_ones() -> None:
    with Story(configured=False) as story:
        configure(story)
        done = story.run([PROGRAM, "--username=ann@example.com", "--ask=never", "configure"])
        tap.equal(done.returncode, 0)
        tap.equal(values(story, f"{DEV}.helper"),
                  ["", "azdo --username=ann@example.com --ask=never"])


@tap.test
def settings_become_options() -> None:
    with Story(configured=False) as story:
        story.git("config", "--global", "credential.azdoWarnDays", "14")
        story.git("config", "--global", "credential.azdoUsername", "ann@example.com")
        story.git("config", "--global", "credential.azdoCache", "0")
        configure(story)
        tap.equal(values(story, f"{DEV}.helper"),
                  ["", "azdo --username=ann@example.com --cache=0 --warn-days=14"])
        done = story.run([PROGRAM, "--warn-days=3", "--cache=60", "configure"])
        tap.equal(done.returncode, 0)
        tap.equal(values(story, f"{DEV}.helper"),
                  ["", "azdo --username=ann@example.com --cache=60 --warn-days=3"])


@tap.test
def an_option_counts_more_than_a_setting_even_if_it_is_the_default() -> None:
    with Story(configured=False) as story:
        for name, value in (("Cache", "60"), ("WarnDays", "14"), ("Ask", "never")):
            story.git("config", "--global", f"credential.azdo{name}", value)
        done = story.run([PROGRAM, "--cache=900", "--warn-days=7", "--ask=auto",
                          "--store=secret-service", "configure"])
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(values(story, f"{DEV}.helper"),
                  ["", "azdo --store=secret-service --cache=900 --warn-days=7 --ask=auto"])


@tap.test
def the_setting_that_fits_a_host_best_counts() -> None:
    with Story(configured=False) as story:
        story.git("config", "--global", f"{DEV}.azdoUsername", "ann")
        story.git("config", "--global", "credential.azdoUsername", "bob")
        configure(story)
        tap.equal(values(story, f"{DEV}.helper"), ["", "azdo --username=ann"])


@tap.test
def a_repository_has_no_word_in_it() -> None:
    with Story(configured=False) as story:
        story.git("init", "--quiet", "repository")
        work_tree = story.session.home / "repository"
        for name, value in (("Username", "mallory"), ("Store", "pass"), ("Cache", "86400"),
                            ("WarnDays", "0"), ("Ask", "never")):
            story.git("config", f"credential.azdo{name}", value, cwd=work_tree)
        for scope in ("--global", "--local"):
            done = story.run([PROGRAM, "configure", scope], cwd=work_tree)
            tap.equal((done.returncode, done.stderr), (0, ""))
            tap.equal(story.git("config", scope, "--get-all", f"{DEV}.helper",
                                cwd=work_tree).splitlines(), ["", "azdo"])


UNFIT = {
    "azdoWarnDays": "x",
    "azdoCache": "15m",
    "azdoAsk": "maybe",
    "azdoStore": "nonsense",
    "azdoUsername": "ann\tlee",
}


@tap.test
def a_setting_that_the_helper_would_refuse_is_not_written() -> None:
    with Story(configured=False) as story:
        for name, value in UNFIT.items():
            story.git("config", "--global", f"credential.{name}", value)
            before = config_file(story).read_bytes()
            done = story.run([PROGRAM, "configure"])
            tap.equal((name, done.returncode, done.stdout), (name, 1, ""))
            error, hint = done.stderr.splitlines()
            shown = value.replace("\t", "\ufffd")
            tap.equal(error, f"error: credential.{name} has no value '{shown}'")
            assert hint.startswith("hint: ") and "--" not in hint, hint
            tap.equal(config_file(story).read_bytes(), before)
            story.git("config", "--global", "--unset", f"credential.{name}")


@tap.test
def an_option_that_the_helper_would_refuse_is_not_written() -> None:
    with Story(configured=False) as story:
        before = config_file(story).read_bytes()
        for option in ("--warn-days=x", "--cache=15m", "--ask=maybe", "--store=nonsense"):
            done = story.run([PROGRAM, option, "configure"])
            tap.equal((option, done.returncode, done.stdout), (option, 129, ""))
        tap.equal(config_file(story).read_bytes(), before)


@tap.test
def an_option_that_the_shell_would_split_is_quoted() -> None:
    with Story(configured=False) as story:
        story.run([PROGRAM, "--username=Ann O'Neil", "configure"])
        story.approve("https://dev.azure.com/contoso/p", "one", username="Ann O'Neil")
        story.approve("https://dev.azure.com/contoso/p", "two", username="bob")
        tap.equal(story.password("https://dev.azure.com/contoso/p"), "one")


@tap.test
def a_server_gets_a_section_of_its_own() -> None:
    with Story(configured=False) as story:
        configure(story)
        shown = configure(story, "--server=https://tfs.example.com/tfs/DefaultCollection")
        assert shown.endswith("To undo: git credential-azdo unconfigure --global "
                              "--server=https://tfs.example.com/tfs/DefaultCollection\n"), shown
        key = "credential.https://tfs.example.com/tfs/DefaultCollection"
        tap.equal(values(story, f"{key}.helper"),
                  ["", "azdo --server=https://tfs.example.com/tfs/DefaultCollection"])
        tap.equal(values(story, f"{key}.useHttpPath"), ["true"])
        unconfigure(story, "--server=https://tfs.example.com/tfs/DefaultCollection")
        tap.equal((values(story, f"{key}.helper"), values(story, f"{DEV}.helper")),
                  ([], ["", "azdo"]))


@tap.test
def a_server_may_be_named_before_the_command_too() -> None:
    with Story(configured=False) as story:
        configure(story)
        option = "--server=https://tfs.example.com"
        for command, expected in (("configure", ["", f"azdo {option}"]), ("unconfigure", [])):
            done = story.run([PROGRAM, option, command])
            tap.equal((done.returncode, done.stderr), (0, ""))
            tap.equal(values(story, "credential.https://tfs.example.com.helper"), expected)
            tap.equal(values(story, f"{DEV}.helper"), ["", "azdo"])
        for words in ([option, "configure", option], [option, option, "unconfigure"]):
            tap.equal(story.run([PROGRAM, *words]).returncode, 129)


@tap.test
def every_user_of_a_machine_can_be_configured() -> None:
    with Story(configured=False) as story:
        file = story.session.home / "etc-gitconfig"
        before = b"# the machine's\n[core]\n\tpager = cat # plain\n"
        file.write_bytes(before)
        env = {"GIT_CONFIG_SYSTEM": str(file)}
        shown = configure(story, "--system", env=env)
        assert shown.startswith("Written to the system configuration of Git:"), shown
        assert "helper = azdo" in file.read_text(encoding="utf-8")
        tap.equal(values(story, f"{DEV}.helper"), [])
        done = story.run([PROGRAM, "unconfigure", "--system"], env=env)
        tap.equal((done.returncode, done.stderr, file.read_bytes()), (0, "", before))


@tap.test
def one_repository_can_be_configured_alone() -> None:
    with Story(configured=False) as story:
        story.git("init", "--quiet", "repository")
        work_tree = story.session.home / "repository"
        before = config_file(story).read_bytes()
        repository_before = (work_tree / ".git/config").read_bytes()
        done = story.run([PROGRAM, "configure", "--local"], cwd=work_tree)
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(config_file(story).read_bytes(), before)
        assert "helper = azdo" in (work_tree / ".git/config").read_text()
        done = story.run([PROGRAM, "unconfigure", "--local"], cwd=work_tree)
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal((work_tree / ".git/config").read_bytes(), repository_before)


# What keeps git from reading or writing its configuration, and what helps.
BLOCKED: dict[str, tuple[list[str], dict[str, str | None], str]] = {
    "local, outside of a repository":
        (["--local"], {}, "go into a repository, or use --global"),
    "no home folder":
        ([], {"HOME": None, "XDG_CONFIG_HOME": None},
         "say where your home folder is: export HOME=~"),
    "a file that cannot be written":
        ([], {"GIT_CONFIG_GLOBAL": "/proc/gitconfig"},
         "that file and its folder have to be writable for you"),
    "a file that cannot be read":
        ([], {"GIT_CONFIG_GLOBAL": "broken"},
         "mend that file with an editor: no git command can read it"),
}


def blocked_row(words: list[str], env: dict[str, str | None], hint: str) -> None:
    with Story(configured=False) as story:
        (story.session.home / "broken").write_text("[credential\n", encoding="utf-8")
        done = story.run([PROGRAM, "configure", *words], env=env)
        tap.equal((done.returncode, done.stdout), (1, ""))
        error, said = done.stderr.splitlines()
        assert error.startswith("error: git config failed: "), error
        tap.equal(said, f"hint: {hint}")


@tap.test
def helpers_that_would_also_answer_are_named() -> None:
    with Story(configured=False) as story:
        configure(story)
        with config_file(story).open("a", encoding="utf-8") as file:
            file.write("[credential]\n\thelper = store\n")
        shown = configure(story)
        assert "Git also calls the helper 'store'" in shown, shown
        assert str(config_file(story)) in shown, shown


def take_out(story: Story, shown: str) -> None:
    """Runs the command of each note."""
    for line in shown.splitlines():
        if line.startswith("  git config "):
            done = story.run(["sh", "-c", line])
            tap.equal((line, done.returncode, done.stderr), (line, 0, ""))


# Sections whose helper Git calls within a section of ours.
NARROWER = {
    "https://dev.azure.com/contoso": True,
    "https://contoso.visualstudio.com": True,
    "https://ann@dev.azure.com": False,  # what stands before an '@' may be a token: no command
    "https://*.azure.com": True,
    "dev.azure.com": True,
    "https://": True,
}


def narrower_row(section: str, has_command: bool) -> None:
    with Story(configured=False) as story:
        configure(story)
        key = f"credential.{section}.helper"
        story.git("config", "--global", key, "store")
        shown = configure(story)
        assert f"Git also calls the helper 'store' (file:{config_file(story)})" in shown, shown
        tap.equal("ann" in shown, False)
        if has_command:
            quoted = shlex.quote(key)
            assert f"\n  git config --file={config_file(story)} --unset-all {quoted} '^store$'\n" \
                in shown, shown
            take_out(story, shown)
            tap.equal(values(story, key), [])
            tap.equal(values(story, f"{DEV}.helper"), ["", "azdo"])
            assert "also calls" not in configure(story)


@tap.test
def a_helper_for_somewhere_else_is_not_named() -> None:
    with Story(configured=False) as story:
        configure(story)
        for section in ("https://example.com", "example.com", "http://", "https://tfs.example.com"):
            story.git("config", "--global", f"credential.{section}.helper", "store")
        assert "also calls" not in configure(story)


@tap.test
def the_command_takes_out_one_helper_and_leaves_the_others() -> None:
    with Story(configured=False) as story:
        configure(story)
        story.git("init", "--quiet", "repository")
        work_tree = story.session.home / "repository"
        key = f"{DEV}/contoso.helper"
        for value in ("cache --timeout=3600", "", "store --file=~/a.b"):
            story.git("config", "--add", key, value, cwd=work_tree)
        (work_tree / "deep").mkdir()
        done = story.run([PROGRAM, "configure"], cwd=work_tree / "deep")
        assert f"--file={work_tree}/.git/config" in done.stdout, done.stdout
        take_out(story, done.stdout)
        tap.equal(story.git("config", "--get-all", key, cwd=work_tree).splitlines(),
                  ["cache --timeout=3600", ""])


@tap.test
def a_line_of_shell_is_not_shown_whole() -> None:
    with Story(configured=False) as story:
        configure(story)
        key = f"{DEV}/contoso.helper"
        story.git("config", "--global", key, "!f() { echo password=synthetic; }; f")
        shown = configure(story)
        assert "the helper '!f() ...'" in shown and "synthetic" not in shown, shown
        take_out(story, shown)
        tap.equal(values(story, key), [])


@tap.test
def a_helper_of_every_host_is_said_to_go_for_all() -> None:
    with Story(configured=False) as story:
        configure(story)
        with config_file(story).open("a", encoding="utf-8") as file:
            file.write("[credential]\n\thelper = store\n")
        shown = configure(story)
        tap.equal(shown.count("To take it out, for other hosts, too:\n"), 1)
        command = f"git config --file={config_file(story)} --unset-all credential.helper '^store$'"
        assert f"  {command}" in shown.splitlines(), shown


@tap.test
def helpers_that_are_reset_are_not_named() -> None:
    with Story(configured=False) as story:
        with config_file(story).open("a", encoding="utf-8") as file:
            file.write("[credential]\n\thelper = store\n")
        assert "also calls" not in configure(story)


@tap.test
def a_program_outside_of_path_is_named_by_its_path() -> None:
    with Story(configured=False) as story:
        folder = story.session.home / "my programs"
        shutil.copytree(STAGE, folder)
        done = story.run([folder / "bin" / PROGRAM, "configure"],
                         env={"PATH": os.environ["PATH"]})
        tap.equal((done.returncode, done.stderr), (0, ""))
        story.git("credential", "approve", env={"PATH": os.environ["PATH"]},
                  stdin="url=https://dev.azure.com/contoso/p\nusername=u\npassword=t\n\n")
        tap.equal(story.session.keyring.count_items(), 1)


@tap.test
def a_wrong_word_is_an_error_and_writes_nothing() -> None:
    with Story(configured=False) as story:
        before = config_file(story).read_bytes()
        for words in (["--globel"], ["now"], ["--global", "--local"],
                      ["--server=http://dev.azure.com"], ["--server=tfs"],
                      ["--server=https://dev.azure.com"]):
            done = story.run([PROGRAM, "configure", *words])
            tap.equal((words, done.returncode, done.stdout), (words, 129, ""))
            assert done.stderr.startswith("error: ") and "\nhint: " in done.stderr, done.stderr
        tap.equal(config_file(story).read_bytes(), before)


for obstacle, facts in BLOCKED.items():
    tap.add(f"what helps is said: {obstacle}", partial(blocked_row, *facts))

for label, content in BEFORE.items():
    tap.add(f"unconfigure leaves the file as it was: {label}",
            partial(unconfigure_row, label, content))

for narrower, may_be_named in NARROWER.items():
    tap.add(f"a helper within a section of ours is named: {narrower}",
            partial(narrower_row, narrower, may_be_named))

if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
