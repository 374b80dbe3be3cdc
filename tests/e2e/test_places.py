#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a person may type to name an organization, and what is said of what names none."""

import sys
from pathlib import Path

import tap
from story import PROGRAM, Story, prepare

WRITE = ["vso.code_write"]
TFS = "https://tfs.example.com/tfs"
SYNTAX = ("name an organization (contoso), an address of it, or a collection of a server given "
          "with --server")


def call(story: Story, *words: str, stdin: str = "",
         cwd: Path | None = None) -> tuple[int, str, str]:
    done = story.run([PROGRAM, *words], stdin=stdin, cwd=cwd)
    return done.returncode, done.stdout, done.stderr


def clone_of(story: Story, url: str) -> Path:
    work_tree = story.session.home / "work"
    story.git("init", "--quiet", work_tree)
    story.git("config", "remote.origin.url", url, cwd=work_tree)
    return work_tree


@tap.test
def an_organization_is_named_in_every_way_that_it_is_called() -> None:
    names = ("contoso", "Contoso", "dev.azure.com/contoso", "contoso.visualstudio.com",
             "https://dev.azure.com/contoso/web/_git/app", "https://contoso.visualstudio.com",
             "https://contoso@dev.azure.com/contoso/web/_git/app",
             "git@ssh.dev.azure.com:v3/contoso/web/app",
             "ssh://git@ssh.dev.azure.com:22/v3/contoso/web/app",
             "contoso@vs-ssh.visualstudio.com:v3/contoso/web/app")
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        for name in names:
            told = call(story, "login", name, "--with-token", stdin=token)
            tap.equal((name, *told[::2]), (name, 0, ""))
            assert told[1].startswith("Stored for dev.azure.com/contoso "), told


@tap.test
def the_remote_of_a_clone_by_ssh_names_its_organization() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        folder = clone_of(story, "git@ssh.dev.azure.com:v3/contoso/web/app")
        told = call(story, "login", "--with-token", stdin=token, cwd=folder)
        tap.equal(told[::2], (0, ""))
        assert told[1].startswith("Stored for dev.azure.com/contoso "), told


@tap.test
def a_folder_that_names_no_organization_says_why() -> None:
    hint = "hint: name the organization, as in: git credential-azdo renew contoso\n"
    with Story() as story:
        tap.equal(call(story, "renew"),
                  (129, "", "error: no organization is named, and this folder is no clone of a "
                            f"repository at Azure DevOps\n{hint}"))
        folder = clone_of(story, "https://me:SYNTHETICPASSWORD@github.com/contoso/app")
        tap.equal(call(story, "renew", cwd=folder),
                  (129, "", "error: no organization is named, and the remote 'origin' of this "
                            f"folder is not at Azure DevOps\n{hint}"))


@tap.test
def where_nothing_is_stored_the_command_to_store_one_works_as_it_is() -> None:
    with Story() as story:
        folder = clone_of(story, "https://contoso@dev.azure.com/contoso/web/_git/app")
        for cwd, more in ((folder, ""), (None, " (or how yours is called)")):
            for command in ("status", "audit"):
                printed = call(story, command, cwd=cwd)[1].splitlines()[0]
                tap.equal(printed, "No token is stored. To store one: git credential-azdo login "
                                   f"contoso{more}")


@tap.test
def a_token_in_the_place_of_a_name_is_not_repeated() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        masked = f"****{token[-4:]}"
        for words in (["login"], ["renew"], ["status"], ["logout"], ["audit"], ["help"], [],
                      ["scopes"], ["login", "--entra"], ["login", "contoso", "--entra=azure-cli",
                                                         "--scope"]):
            if words[-1:] == ["--scope"]:
                words = [*words[:-1], f"--scope={token}"]
            else:
                words = [*words, token]
            status, printed, complaint = call(story, *words)
            assert token not in printed + complaint, (words, printed, complaint)
            if len(words) > 1:
                assert status > 0 and masked in complaint, (words, complaint)
        tap.equal(call(story, "login", token),
                  (129, "", f"error: '{masked}' is a token, and names no organization\n"
                            "hint: name the organization, and give the token on standard input: "
                            "git credential-azdo login contoso --with-token <token-file\n"))


@tap.test
def a_password_in_an_address_is_not_repeated() -> None:
    secret = "SYNTHETICPASSWORD"
    for command in ("login", "renew", "status", "logout", "audit"):
        with Story() as story:
            for address in (f"https://me:{secret}@github.com/x?{secret}#{secret}",
                            f"https://me:{secret}@dev.azure.com/nosuch",
                            f"me:{secret}@example.com:x"):
                status, printed, complaint = call(story, command, address)
                assert status > 0 and secret not in printed + complaint, (command, complaint)


@tap.test
def a_server_that_was_configured_need_not_be_named_again() -> None:
    with Story() as story:
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=WRITE)
        story.git("credential-azdo", "configure", f"--server={TFS}")
        folder = clone_of(story, f"{TFS}/DefaultCollection/web/_git/app")
        for words, cwd in (([f"{TFS}/DefaultCollection"], None), ([], folder)):
            told = call(story, "login", "--with-token", *words, cwd=cwd, stdin=token)
            tap.equal((words, *told[::2]), (words, 0, ""))
            tap.equal(call(story, "logout", *words, cwd=cwd)[::2], (0, ""))


@tap.test
def a_repository_cannot_name_a_server_but_the_command_that_does_is_told() -> None:
    complete = "git credential-azdo --server=https://tfs.example.com/tfs login " \
               "https://tfs.example.com/tfs/defaultcollection"
    with Story() as story:
        folder = clone_of(story, f"{TFS}/DefaultCollection/web/_git/app")
        story.git("credential-azdo", "configure", "--local", f"--server={TFS}", cwd=folder)
        for words in ([f"{TFS}/DefaultCollection"], []):
            status, _, complaint = call(story, "login", *words, cwd=folder)
            tap.equal((words, status), (words, 129))
            assert complaint.endswith(f" is not named\nhint: {complete}\n"), complaint
        status, _, complaint = call(story, "login", "https://other.example.com/tfs/Collection")
        tap.equal((status, complaint.splitlines()[-1]), (129, f"hint: {SYNTAX}"))


@tap.test
def a_server_is_known_to_be_configured_as_git_spells_it() -> None:
    collection = f"{TFS}/DefaultCollection"
    with Story(configured=False) as story:
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=WRITE)
        words = (f"--server={TFS}", "login", "--with-token", collection)
        tap.equal(call(story, *words, stdin=token)[2],
                  f"warning: Git does not use this helper for {collection} yet\n"
                  f"hint: git credential-azdo configure --server={TFS}\n")
        story.git("credential-azdo", "configure", f"--server={collection}")
        tap.equal(call(story, *words, stdin=token)[2], "")


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
