#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""`configure` and `unconfigure`: what they write, show, leave alone and take back."""

import os
import shutil
import sys
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


@tap.test
def unconfigure_leaves_the_file_as_it_was() -> None:
    with Story(configured=False) as story:
        for text in ("", "[credential]\n\thelper = store\n",
                     '# mine\n[credential "https://dev.azure.com"]\n\tusername = ann # me\n',
                     '[credential "https://dev.azure.com"]\n\tuseHttpPath = false\n',
                     '[credential "https://dev.azure.com"]\n\tuseHttpPath = true\n'):
            with config_file(story).open("a", encoding="utf-8") as file:
                file.write(text)
            before = config_file(story).read_bytes()
            configure(story)
            unconfigure(story)
            tap.equal(config_file(story).read_bytes(), before)


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
        configure(story)
        tap.equal(values(story, f"{DEV}.helper"),
                  ["", "azdo --username=ann@example.com --warn-days=14"])
        done = story.run([PROGRAM, "--warn-days=3", "configure"])
        tap.equal(done.returncode, 0)
        tap.equal(values(story, f"{DEV}.helper"),
                  ["", "azdo --username=ann@example.com --warn-days=3"])


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
        configure(story, "--server=https://tfs.example.com/tfs/DefaultCollection")
        key = "credential.https://tfs.example.com/tfs/DefaultCollection"
        tap.equal(values(story, f"{key}.helper"),
                  ["", "azdo --server=https://tfs.example.com/tfs/DefaultCollection"])
        tap.equal(values(story, f"{key}.useHttpPath"), ["true"])
        unconfigure(story, "--server=https://tfs.example.com/tfs/DefaultCollection")
        tap.equal((values(story, f"{key}.helper"), values(story, f"{DEV}.helper")),
                  ([], ["", "azdo"]))


@tap.test
def one_repository_can_be_configured_alone() -> None:
    with Story(configured=False) as story:
        story.git("init", "--quiet", "repository")
        work_tree = story.session.home / "repository"
        before = config_file(story).read_bytes()
        done = story.run([PROGRAM, "configure", "--local"], cwd=work_tree)
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(config_file(story).read_bytes(), before)
        assert "helper = azdo" in (work_tree / ".git/config").read_text()


@tap.test
def outside_of_a_repository_local_is_an_error() -> None:
    with Story(configured=False) as story:
        done = story.run([PROGRAM, "configure", "--local"])
        tap.equal((done.returncode, done.stdout), (1, ""))
        assert done.stderr.startswith("error: git config failed: "), done.stderr
        assert "\nhint: " in done.stderr, done.stderr


@tap.test
def helpers_that_would_also_answer_are_named() -> None:
    with Story(configured=False) as story:
        configure(story)
        with config_file(story).open("a", encoding="utf-8") as file:
            file.write("[credential]\n\thelper = store\n")
        shown = configure(story)
        assert "Git also calls the helper 'store'" in shown, shown
        assert str(config_file(story)) in shown, shown


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
                      ["--server=http://tfs.example.com"], ["--server=tfs"],
                      ["--server=https://dev.azure.com"]):
            done = story.run([PROGRAM, "configure", *words])
            tap.equal((words, done.returncode, done.stdout), (words, 129, ""))
            assert done.stderr.startswith("error: ") and "\nhint: " in done.stderr, done.stderr
        tap.equal(config_file(story).read_bytes(), before)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
