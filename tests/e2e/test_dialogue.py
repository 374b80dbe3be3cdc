#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What a person who brings a token is asked, by whom, and what becomes of each answer."""

import sys

import tap
from records import DAY, in_days, keep, now, payload
from story import PROGRAM, Story, prepare
from terminal import Terminal

APP = "https://dev.azure.com/contoso/web/_git/app"
WRITE = ["vso.code_write"]
HIDDEN = "(it is not shown): "
EXPIRY = "[30d]: "


def login(story: Story, *words: str, stdin: str = "",
          command: str = "login") -> tuple[int, str, str]:
    done = story.run([PROGRAM, *words[:-1], command, words[-1], "--with-token"], stdin=stdin)
    return done.returncode, done.stdout, done.stderr


def askpass(story: Story, script: str) -> str:
    program = story.session.home / "askpass"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return str(program)


@tap.test
def after_three_answers_that_are_no_date_the_token_is_stored_without_one() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type(token + "\n")
        for answer, complaint in (("soon", "This is not a date: give a date "),
                                  ("0d", "This is not in the future: give a date "),
                                  ("366d", "No token lives longer than a year: give a date ")):
            terminal.expect(EXPIRY)
            terminal.type(answer + "\n")
            terminal.expect(complaint)
        status, printed = terminal.wait()
        tap.equal(status, 0)
        assert "; when it ends is not known." in printed, printed
        tap.equal((payload(story)["secret"], payload(story)["valid_to_certainty"]),
                  (token, "unknown"))


@tap.test
def what_is_said_of_a_life_is_said_with_one_voice() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("life:   a week or less is recommended; the page proposes 30 days\n")
        terminal.expect(HIDDEN)
        terminal.type(token + "\n")
        terminal.expect("When does it expire? (a date, days such as 7d, or unknown) [30d]: ")
        terminal.type("\n")
        terminal.expect("A life of 30 days is long: Azure DevOps recommends a week or less.")
        tap.equal(terminal.wait()[0], 0)


@tap.test
def whoever_gives_up_is_told_what_was_not_done_and_how_to_begin_again() -> None:
    again = "\nhint: git credential-azdo --username=ann login contoso\n"
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "--username=ann", "login", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type("\n")
        terminal.expect("error: no token was given, so nothing was stored" + again)
        tap.equal(terminal.wait()[0], 1)
        terminal = Terminal(story, [PROGRAM, "--username=ann", "login", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type(token + "\n")
        terminal.expect(EXPIRY)
        terminal.type("\x04")
        terminal.expect("error: it was not said when the token expires, so nothing was stored"
                        + again)
        tap.equal((terminal.wait()[0], story.session.keyring.count_items()), (1, 0))


@tap.test
def without_a_terminal_the_command_keeps_organization_and_account() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "--username=zed", "contoso", stdin=token)
        for command in ("login", "renew"):
            done = story.run([PROGRAM, "--username=zed", command, "contoso"])
            tap.equal(done.stderr.splitlines()[-1],
                      "hint: git credential-azdo --username=zed login --with-token contoso "
                      "<token-file")


@tap.test
def the_account_that_a_token_is_stored_for_is_named() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        _, printed, _ = login(story, "--username=ann@example.com", "contoso", stdin=token)
        tap.equal(printed, "Stored for dev.azure.com/contoso (ann@example.com) in secret-service; "
                           "when it ends is not known.\n")


@tap.test
def a_token_that_is_told_again_keeps_what_is_known_of_it() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        keep(story, token, valid_to=now() + 20 * DAY + 60, created=now() - 5 * DAY)
        before = payload(story)
        status, printed, _ = login(story, "contoso", stdin=token)
        tap.equal((status, f"until {in_days(20)} (in 20 days)" in printed), (0, True))
        after = payload(story)
        tap.equal({key: after[key] for key in ("valid_to", "valid_to_certainty", "created")},
                  {key: before[key] for key in ("valid_to", "valid_to_certainty", "created")})
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type(token + "\n")
        terminal.expect(f"[{in_days(20)}]: ")
        terminal.type("unknown\n")
        tap.equal((terminal.wait()[0], payload(story)["valid_to_certainty"]), (0, "unknown"))


@tap.test
def a_certain_date_is_not_asked_for() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        keep(story, token, valid_to=now() + 20 * DAY + 60, valid_to_certainty="certain")
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type(token + "\n")
        terminal.expect(f"until {in_days(20)} (in 20 days).")
        tap.equal((terminal.wait()[0], payload(story)["valid_to_certainty"]), (0, "certain"))


@tap.test
def a_token_that_another_one_takes_the_place_of_is_named() -> None:
    with Story() as story:
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        tap.equal(len(login(story, "contoso", stdin=old)[1].splitlines()), 1)
        tap.equal(len(login(story, "contoso", stdin=old)[1].splitlines()), 1)
        _, printed, _ = login(story, "contoso", stdin=new)
        tap.equal(printed.splitlines()[1],
                  f"The old one, ****{old[-4:]}, still works until it ends or is revoked: "
                  "https://dev.azure.com/contoso/_usersSettings/tokens")


@tap.test
def renew_wants_another_token_than_the_one_that_is_stored() -> None:
    with Story() as story:
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", stdin=old)
        terminal = Terminal(story, [PROGRAM, "renew", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type(old + "\n")
        terminal.expect("This is the token that is stored already, and a new one is needed.")
        terminal.expect(HIDDEN)
        terminal.type(new + "\n")
        terminal.expect(EXPIRY)
        terminal.type("20d\n")
        tap.equal((terminal.wait()[0], payload(story)["secret"]), (0, new))
        terminal = Terminal(story, [PROGRAM, "renew", "contoso"])
        terminal.expect(HIDDEN)
        terminal.type("\n")
        terminal.expect("\nhint: git credential-azdo renew contoso\n")
        tap.equal(terminal.wait()[0], 1)


@tap.test
def where_nothing_can_be_stored_nobody_is_asked() -> None:
    for keyring, error in (("gnome-keyring-locked", "error: the keyring is locked\n"),
                           ("absent", "error: no keyring runs in this session ")):
        with Story(keyring) as story:
            terminal = Terminal(story, [PROGRAM, "login", "contoso"])
            status, printed = terminal.wait()
            assert printed.startswith(error) and "hint: " in printed, printed
            tap.equal((keyring, status, HIDDEN in printed), (keyring, 1, False))


# The program that asks in Git's place.


@tap.test
def an_askpass_program_that_gives_nothing_is_named() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        for script in ("exit 1", "exit 0", "kill -SEGV $$"):
            program = askpass(story, script)
            done = story.try_git("ls-remote", APP, env={"GIT_ASKPASS": program})
            lines = done.stderr.splitlines()
            error = f"error: the program '{program}', which asks you, gave no token, so nothing " \
                    "was stored"
            assert error in lines, lines
            tap.equal(lines[lines.index(error) + 1], "hint: git credential-azdo login contoso")


@tap.test
def an_askpass_program_that_is_not_there_is_named() -> None:
    missing = "error: the program '/nowhere/askpass', which is to ask you, cannot be run"
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = story.try_git("ls-remote", APP, env={"GIT_ASKPASS": "/nowhere/askpass"})
        assert missing in done.stderr.splitlines(), done.stderr
        done = story.run([PROGRAM, "login", "contoso"], env={"GIT_ASKPASS": "/nowhere/askpass"})
        tap.equal((done.returncode, done.stderr.splitlines()[0]), (1, missing))
        story.env["GIT_ASKPASS"] = "/nowhere/askpass"
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect(missing.replace("error", "warning"))
        terminal.expect(HIDDEN)
        terminal.type(token + "\n")
        terminal.expect(EXPIRY)
        terminal.type("\n")
        tap.equal((terminal.wait()[0], payload(story)["secret"]), (0, token))


# A Git that was given a token before another one took its place, and brings it back.


@tap.test
def a_token_that_was_replaced_comes_back_by_a_person_alone() -> None:
    with Story() as story:
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        request = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app",
                   "username": "ann", "password": old}
        for secret, options in ((old, ()), (new, ()), (new, ("--cache=0",))):
            tap.equal(login(story, *options, "contoso", stdin=secret)[0], 0)
        for options in (), ("--cache=0",):
            done = story.helper("store", request, *options)
            tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))
            tap.equal(payload(story)["secret"], new)
        tap.equal(login(story, "contoso", stdin=old)[0], 0)
        tap.equal(payload(story)["secret"], old)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
