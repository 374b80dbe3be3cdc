#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Tokens that people bring: login and renew, in a real terminal, through askpass, and by pipe."""

import fcntl
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import tap
from records import DAY, in_days, keep, now, payload
from story import PROGRAM, USES_TRIXIE, Story, prepare
from terminal import Terminal

# Git >= 2.46 asks again within one command; Debian 12's does not.
test_where_git_asks_twice = tap.test if USES_TRIXIE else (lambda function: function)

APP = "https://dev.azure.com/contoso/web/_git/app"
WRITE = ["vso.code_write"]


def login(story: Story, *words: str, stdin: str = "",
          env: dict[str, str | None] | None = None) -> subprocess.CompletedProcess[str]:
    return story.run([PROGRAM, "login", *words], stdin=stdin, env=env)


@tap.test
def a_person_is_shown_the_way_and_asked_without_echo() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("https://dev.azure.com/contoso/_usersSettings/tokens")
        terminal.expect("Code (Read & write)")
        terminal.expect("Token for dev.azure.com/contoso (it is not shown): ")
        assert not terminal.echoes()
        terminal.type(f"  '{token}'\n")
        terminal.expect("Azure DevOps accepts it: ")
        terminal.expect("[30d]: ")
        assert terminal.echoes()
        terminal.type("5d\n")
        status, printed = terminal.wait()
        tap.equal(status, 0)
        assert f"Stored for dev.azure.com/contoso in secret-service, until {in_days(5)} " \
               "(in 5 days)." in printed, printed
        assert token not in printed
        facts = payload(story)
        tap.equal((facts["secret"], facts["valid_to_certainty"]), (token, "told"))
        assert "@" in facts["account"] and int(facts["validated"]) > 0, facts


@tap.test
def a_refused_token_is_asked_for_again_and_not_stored() -> None:
    with Story() as story:
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        for _ in range(3):
            terminal.expect("(it is not shown): ")
            terminal.type("SYNTHETICTESTTOKEN-wrong\n")
            terminal.expect("does not take this token: it is expired, revoked or for another")
        status, printed = terminal.wait()
        tap.equal(status, 1)
        assert "error: no token was given, so nothing was stored" in printed, printed
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def a_typing_error_is_a_question_and_no_refusal() -> None:
    mistyped = "a" * 52 + "JQQJ99CKAAAAAAAAAAAAAAASAZDO0000"
    with Story() as story:
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type(mistyped + "\n")
        terminal.expect("It looks mistyped.")
        story.azure.add_fault("status", path="/contoso/_apis", status=503)
        terminal.expect("(it is not shown): ")
        terminal.type(mistyped + "\n")
        terminal.expect("It looks mistyped. Keep it all the same? [y/N] ")
        terminal.type("y\n")
        terminal.expect("[30d]: ")
        terminal.type("unknown\n")
        tap.equal(terminal.wait()[0], 0)
        facts = payload(story)
        tap.equal((facts["secret"], facts["valid_to_certainty"]), (mistyped, "unknown"))


@tap.test
def an_access_token_is_not_taken_for_a_pat() -> None:
    with Story() as story:
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type("eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln\n")
        terminal.expect("Microsoft Entra access token")
        terminal.expect("(it is not shown): ")
        terminal.type("\n")
        tap.equal(terminal.wait()[0], 1)


@tap.test
def a_date_is_asked_for_until_it_is_one() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type(token + "\n")
        for answer, complaint in (("soon", "This is not a date: give a date "),
                                  ("2020-01-01", "This is not in the future: give ")):
            terminal.expect("[30d]: ")
            terminal.type(answer + "\n")
            terminal.expect(complaint)
        terminal.expect("[30d]: ")
        terminal.type("\n")
        terminal.expect("Azure DevOps recommends a week or less")
        status, printed = terminal.wait()
        tap.equal(status, 0)
        assert in_days(30) in printed, printed


QUESTIONS = {"(it is not shown): ": False, "[30d]: ": True}  # and whether a token comes before
ENDINGS = {signal.SIGINT: "\x03", signal.SIGQUIT: "\x1c", signal.SIGTERM: "", signal.SIGHUP: ""}


def at_question(story: Story, question: str, token: str) -> Terminal:
    """A login that has asked this and waits for the answer."""
    terminal = Terminal(story, [PROGRAM, "login", "contoso"])
    if QUESTIONS[question]:
        terminal.expect("(it is not shown): ")
        terminal.type(token + "\n")
    terminal.expect(question)
    terminal.settle()
    return terminal


@tap.test
def a_signal_at_a_question_stores_nothing_and_leaves_the_terminal_as_it_was() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        usual = Terminal(story, ["true"])
        modes = usual.modes()
        usual.wait()
        for question in QUESTIONS:
            for number, key in ENDINGS.items():
                terminal = at_question(story, question, token)
                if key:
                    terminal.type(key)
                else:
                    terminal.signal(number)
                status, _ = terminal.wait(keep_open=True)
                tap.equal((question, status, terminal.modes()), (question, -number, modes))
                terminal.hang_up()
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def a_terminal_that_goes_at_a_question_ends_the_program_and_stores_nothing() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        for question in QUESTIONS:
            terminal = at_question(story, question, token)
            terminal.hang_up()
            status, _ = terminal.wait(keep_open=True)
            tap.equal((question, status), (question, -signal.SIGHUP))
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def a_token_comes_by_pipe_too() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = login(story, "contoso", "--with-token", "--expires=3d", stdin=token + "\n")
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(done.stdout, f"Stored for dev.azure.com/contoso in secret-service, until "
                               f"{in_days(3)} (in 3 days).\n")
        tap.equal(story.password(APP), token)


@tap.test
def a_pipe_without_a_token_or_with_a_bad_one_stores_nothing() -> None:
    with Story() as story:
        good = story.azure.add_token("contoso", scopes=WRITE)
        on_input = "standard input holds "
        for text, error in (("", f"{on_input}nothing"),
                            (" \r\n\r\n", f"{on_input}nothing"),
                            ("eyJh.eyJh.abc\n", f"{on_input}a Microsoft Entra access token"),
                            (f"{good}\nmore\n", f"{on_input}no token: it has a line break"),
                            (f"more\r\n{good}", f"{on_input}no token: it has a line break"),
                            (f"{good}\0", f"{on_input}no token"),
                            ("x" * 4096, f"{on_input}something too long to be a token"),
                            ("x" * 3_000_000, "there is too much on standard input"),
                            ("wrong\n", "Azure DevOps does not take this token")):
            done = login(story, "contoso", "--with-token", stdin=text)
            tap.equal((text[:99], done.returncode, done.stdout), (text[:99], 1, ""))
            assert done.stderr.startswith(f"error: {error}"), done.stderr
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def what_comes_with_a_token_by_pipe_is_left_away() -> None:
    with Story() as story:
        forms = ("{}", "{}\r\n", "\n\n{}\n\n", "'{}'\n", ' "{}" ', "\ufeff{}\n",
                 "\u00a0{}\u200b", "\u201c{}\u201d")
        for number, form in enumerate(forms):
            token = story.azure.add_token("contoso", scopes=WRITE)
            done = login(story, "contoso", "--with-token", stdin=form.format(token))
            tap.equal((number, done.returncode, done.stderr), (number, 0, ""))
            tap.equal(payload(story)["secret"], token)


@tap.test
def a_terminal_is_no_pipe() -> None:
    with Story() as story:
        terminal = Terminal(story, [PROGRAM, "login", "contoso", "--with-token"])
        terminal.expect("error: standard input is a terminal, which would show the token\n"
                        "hint: without --with-token it is asked for, and not shown\n")
        tap.equal(terminal.wait()[0], 129)


@tap.test
def a_token_that_is_readably_too_old_is_called_so() -> None:
    old = "a" * 52 + "JQQJ99AA" + "A" * 15 + "SAZDO0000"
    with Story() as story:
        done = login(story, "contoso", "--with-token", stdin=old)
        assert "; it was made more than a year ago, so it should have expired\n" in done.stderr, \
            done.stderr
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type(old + "\n")
        terminal.expect("it was made more than a year ago, so it should have expired.")
        terminal.expect("It looks mistyped.")
        terminal.expect("(it is not shown): ")
        terminal.type("\n")
        tap.equal(terminal.wait()[0], 1)


@tap.test
def a_refusal_that_no_token_mends_says_what_does() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        story.azure.revoke(token)
        for shape, hint in (("conditional-access", "use the network or device that the policy"),
                            ("sign-in-once", "sign in once in a web browser: https://dev")):
            story.azure.set_refusal(shape)
            done = login(story, "contoso", "--with-token", stdin=token)
            assert f"\nhint: {hint}" in done.stderr, done.stderr
            terminal = Terminal(story, [PROGRAM, "login", "contoso"])
            terminal.expect("(it is not shown): ")
            terminal.type(token + "\n")
            terminal.expect(f"hint: {hint}")
            terminal.expect("(it is not shown): ")
            terminal.type("\x04")
            tap.equal(terminal.wait()[0], 1)


@tap.test
def a_token_whose_owner_has_no_access_is_a_question() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        story.azure.add_fault("status", path="/contoso/_apis", status=403)
        story.azure.add_fault("headers", headers=[("X-VSS-UserData", "5e7bc78c:user@example.com")])
        done = login(story, "contoso", "--with-token", stdin=token)
        tap.equal((done.returncode, done.stderr),
                  (0, "warning: the token is valid, but its owner has no access here\n"))
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type(token + "\n")
        terminal.expect("Beware: the token is valid, but its owner has no access here.")
        terminal.expect("Keep it all the same? ")
        terminal.type("n\n")
        tap.equal(terminal.wait()[0], 1)


@tap.test
def a_token_without_the_scope_code_is_a_question() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=["vso.work"])
        words = "the token is valid, but without the scope Code, which Git needs"
        done = login(story, "contoso", "--with-token", stdin=token)
        tap.equal((done.returncode, done.stderr), (0, f"warning: {words}\n"))
        terminal = Terminal(story, [PROGRAM, "login", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type(token + "\n")
        terminal.expect(f"Beware: {words}.")
        terminal.expect("Keep it all the same? [y/N] ")
        terminal.type("\n")
        tap.equal(terminal.wait()[0], 1)


@tap.test
def a_fault_of_the_server_costs_no_token() -> None:
    faults = ({"kind": "status", "status": 503}, {"kind": "status", "status": 429},
              {"kind": "reset"}, {"kind": "truncate"}, {"kind": "oversize"}, {"kind": "html"},
              {"kind": "redirect"}, {"kind": "black-hole"})
    with Story() as story:
        for fault in faults:
            token = story.azure.add_token("contoso", scopes=WRITE)
            story.azure.add_fault(**fault)
            done = login(story, "contoso", "--with-token", stdin=token + "\n")
            tap.equal((fault, done.returncode), (fault, 0))
            assert done.stderr.startswith("warning: the token could not be checked: "), done.stderr
            story.azure.clear_faults()
            tap.equal(story.password(APP), token)


@tap.test
def only_the_user_can_turn_the_check_off() -> None:
    with Story() as story:
        story.git("init", "--quiet", "work")
        work_tree = story.session.home / "work"
        words = [PROGRAM, "login", "contoso", "--with-token"]
        story.git("config", "credential.azdoValidate", "never", cwd=work_tree)
        done = story.run(words, stdin="wrong", cwd=work_tree)
        tap.equal((done.returncode, story.session.keyring.count_items()), (1, 0))
        assert done.stderr.startswith("error: Azure DevOps does not take this token"), done.stderr
        story.git("config", "--global", "credential.azdoValidate", "maybe")
        done = story.run(words, stdin="wrong", cwd=work_tree)
        tap.equal((done.returncode, done.stderr),
                  (1, "error: credential.azdoValidate has no value 'maybe'\n"
                      "hint: it is one of: login, always, never\n"))
        story.git("config", "--global", "credential.azdoValidate", "never")
        done = story.run(words, stdin="wrong", cwd=work_tree)
        tap.equal((done.returncode, done.stderr),
                  (0, "warning: the token was not checked: credential.azdoValidate is \"never\"\n"))


@tap.test
def the_repository_of_the_folder_names_the_organization() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        story.git("init", "--quiet", "work")
        work_tree = story.session.home / "work"
        story.git("remote", "add", "origin", "https://contoso@dev.azure.com/contoso/web/_git/app",
                  cwd=work_tree)
        done = story.run([PROGRAM, "login", "--with-token"], stdin=token, cwd=work_tree)
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(story.password(APP), token)


@tap.test
def a_word_that_names_no_organization_is_an_error() -> None:
    with Story() as story:
        for words in (["-contoso"], ["https://github.com/contoso"], ["http://dev.azure.com/x"],
                      ["contoso", "fabrikam"], ["--expires=never", "contoso", "--with-token"],
                      ["--expires=2020-01-01", "contoso", "--with-token"], []):
            done = login(story, *words, stdin="SYNTHETICTESTTOKEN\n")
            tap.equal((words, done.returncode, done.stdout), (words, 129, ""))
            assert re.match(r"error: .+\nhint: .+\n$", done.stderr), done.stderr


@tap.test
def a_token_in_an_address_is_not_repeated() -> None:
    with Story() as story:
        done = login(story, "https://me:SYNTHETICTESTTOKEN@github.com/x")
        assert "SYNTHETICTESTTOKEN" not in done.stderr, done.stderr


@tap.test
def without_a_terminal_login_says_how_to_do_without() -> None:
    with Story() as story:
        done = login(story, "contoso")
        tap.equal((done.returncode, done.stderr),
                  (129, "error: there is no terminal to ask for the token\n"
                        "hint: git credential-azdo login --with-token contoso <token-file\n"))


@tap.test
def login_says_when_git_does_not_use_the_helper() -> None:
    with Story(configured=False) as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        done = login(story, "contoso", "--with-token", stdin=token)
        assert done.stderr.endswith("hint: git credential-azdo configure\n"), done.stderr


@tap.test
def renew_replaces_the_token_and_names_the_old_one() -> None:
    with Story() as story:
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=old)
        terminal = Terminal(story, [PROGRAM, "renew", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type(new + "\n")
        terminal.expect("[30d]: ")
        terminal.type("7\n")
        status, printed = terminal.wait()
        tap.equal(status, 0)
        assert f"****{old[-4:]}" in printed and old not in printed, printed
        assert "https://dev.azure.com/contoso/_usersSettings/tokens" in printed, printed
        tap.equal((story.password(APP), story.session.keyring.count_items()), (new, 1))


@tap.test
def a_renewal_that_is_given_up_leaves_the_old_token() -> None:
    with Story() as story:
        old = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=old)
        terminal = Terminal(story, [PROGRAM, "renew", "contoso"])
        terminal.expect("(it is not shown): ")
        terminal.type("\x04")
        tap.equal(terminal.wait()[0], 1)
        tap.equal(story.password(APP), old)


@tap.test
def there_is_nothing_to_renew_where_nothing_is_stored() -> None:
    with Story() as story:
        done = story.run([PROGRAM, "renew", "contoso"])
        tap.equal((done.returncode, done.stderr),
                  (1, "error: no token is stored for dev.azure.com/contoso\n"
                      "hint: git credential-azdo login contoso\n"))


# Within Git's own commands.

@tap.test
def git_asks_through_the_helper_when_nothing_is_stored() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        terminal = Terminal(story, ["git", "clone", "--quiet", APP])
        terminal.expect("A personal access token (PAT) for dev.azure.com/contoso is needed.")
        terminal.expect("(it is not shown): ")
        terminal.type(token + "\n")
        terminal.expect("[30d]: ")
        terminal.type("7d\n")
        tap.equal(terminal.wait()[0], 0)
        assert (story.session.home / "app/.git").exists()
        tap.equal(payload(story)["valid_to_certainty"], "told")


@tap.test
def git_stops_when_the_person_does_not_want_to() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        terminal = Terminal(story, ["git", "clone", "--quiet", APP])
        terminal.expect("(it is not shown): ")
        terminal.type("\n")
        status, printed = terminal.wait()
        tap.equal(status, 128)
        assert "told us to quit" in printed and "Username" not in printed, printed


@tap.test
def an_askpass_program_is_asked_instead_of_the_terminal() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        askpass = story.session.home / "askpass"
        askpass.write_text("#!/bin/sh\ncase $1 in Token*) cat ~/token ;; *) echo 6d ;; esac\n")
        askpass.chmod(0o700)
        (story.session.home / "token").write_text(token)
        story.spared.add(story.session.home / "token")
        story.git("clone", "--quiet", APP, env={"GIT_ASKPASS": str(askpass)})
        tap.equal(payload(story)["secret"], token)


@test_where_git_asks_twice
def a_refused_token_is_replaced_within_the_same_command() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=old)
        app = story.clone(APP, "app")
        story.commit(app, "file", b"content\n")
        story.azure.revoke(old)
        terminal = Terminal(story, ["git", "push", "--quiet"], cwd=app)
        terminal.expect("was refused, and is forgotten: it is expired, revoked or for another")
        terminal.expect("(it is not shown): ")
        terminal.type(new + "\n")
        terminal.expect("[30d]: ")
        terminal.type("7d\n")
        tap.equal(terminal.wait()[0], 0)
        tap.equal(payload(story)["secret"], new)


@test_where_git_asks_twice
def a_token_that_dies_between_get_and_post_is_replaced_too() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=old)
        app = story.clone(APP, "app")
        story.commit(app, "file", b"content\n")
        story.azure.set_token(old, revoke_after_uses=1)
        terminal = Terminal(story, ["git", "push", "--quiet"], cwd=app)
        terminal.expect("was refused, and is forgotten")
        terminal.expect("(it is not shown): ")
        terminal.type(new + "\n")
        terminal.expect("[30d]: ")
        terminal.type("7d\n")
        tap.equal(terminal.wait()[0], 0)
        tap.equal(payload(story)["secret"], new)
        statuses = [request.status for request in story.azure.requests()
                    if request.method == "POST" and request.path.endswith("git-receive-pack")]
        tap.equal((statuses[0], statuses[-1]), (401, 200))


@test_where_git_asks_twice
def a_fetch_goes_on_with_the_new_token() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        old = story.azure.add_token("contoso", scopes=WRITE)
        new = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=old)
        app = story.clone(APP, "app")
        story.azure.revoke(old)
        terminal = Terminal(story, ["git", "fetch", "--quiet"], cwd=app)
        terminal.expect("(it is not shown): ")
        terminal.type(new + "\n")
        terminal.expect("[30d]: ")
        terminal.type("7d\n")
        tap.equal(terminal.wait()[0], 0)
        tap.equal(payload(story)["secret"], new)


@tap.test
def parallel_git_commands_ask_once() -> None:
    for answer, status in (("token", 0), ("nothing", 128)):
        with Story() as story:
            story.azure.add_repository("contoso", "web", "app")
            token = story.azure.add_token("contoso", scopes=WRITE)
            askpass = story.session.home / "askpass"
            askpass.write_text("#!/bin/sh\necho \"$1\" >>~/asked\nsleep 1\n"
                               "case $1 in Token*) cat ~/answer ;; *) echo 20d ;; esac\n")
            askpass.chmod(0o700)
            (story.session.home / "answer").write_text(token if answer == "token" else "")
            story.spared.add(story.session.home / "answer")
            story.refresh()
            env = {**story.env, "GIT_ASKPASS": str(askpass)}
            running = [story.session.start(["git", "ls-remote", APP], env=env,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                       for _ in range(6)]
            tap.equal([process.wait() for process in running], [status] * 6)
            asked = (story.session.home / "asked").read_text().count("Token")
            tap.equal((answer, asked), (answer, 1))


@test_where_git_asks_twice
def another_stored_token_takes_over_within_the_same_command() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        dead = story.azure.add_token("contoso", scopes=WRITE)
        alive = story.azure.add_token("contoso", scopes=WRITE)
        story.approve(APP, alive, username="ann@example.com")
        story.approve(APP, dead)
        story.azure.revoke(dead)
        done = story.try_git("ls-remote", APP)
        tap.equal(done.returncode, 0)
        tap.equal(payload(story)["secret"], alive)


# Each shape in which Azure DevOps refuses a token, and what of it is to be read.
UNSPECIFIED = "it is expired, revoked or for another organization; Azure DevOps does not say which"
REASONS = {"empty": UNSPECIFIED,
           "service-error-header": "it has expired",
           "json-access-check": "it has expired",
           "json-access-check-bom": "it has expired",
           "html-title": "it has expired"}
# Those that another token would meet, too, and what mends them.
BLOCKS = {"conditional-access": ("a conditional access policy of your organization does not allow "
                                 "it from here (VS403463)",
                                 "use the network or device that the policy asks for, or ask your "
                                 "administrator"),
          "sign-in-once": ("its owner has to sign in once in a web browser (TF401444)",
                           "sign in once in a web browser: https://dev.azure.com/contoso")}


def fetch_refused(story: Story, shape: str) -> tuple[int, list[str]]:
    """What Git says to a token that is refused so: its exit status and the lines."""
    story.azure.set_refusal("empty")
    token = story.azure.add_token("contoso", scopes=WRITE)
    login(story, "contoso", "--with-token", stdin=token)
    story.azure.revoke(token)
    story.azure.set_refusal(shape)
    done = story.try_git("ls-remote", APP)
    return done.returncode, done.stderr.splitlines()


@tap.test
def a_refused_token_is_forgotten_and_explained() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        for shape, reason in REASONS.items():
            status, lines = fetch_refused(story, shape)
            told = ("the token stored for dev.azure.com/contoso was refused, and is forgotten: "
                    f"{reason}")
            hint = "hint: git credential-azdo login contoso"
            assert lines[0].split(": ", 1)[1] == told and hint in lines, (shape, lines)
            tap.equal((shape, status, story.session.keyring.count_items()), (shape, 128, 0))


@tap.test
def a_sentence_is_broken_between_words_where_the_terminal_ends() -> None:
    request = "protocol=https\\nhost=dev.azure.com\\npath=contoso/web/_git/app\\npassword="
    with Story() as story:
        for columns, first in ((80, "was refused, and is forgotten:"),
                               (60, "was")):
            token = story.azure.add_token("contoso", scopes=WRITE)
            login(story, "contoso", "--with-token", stdin=token)
            story.azure.revoke(token)
            terminal = Terminal(story, ["sh", "-c", f"printf '{request}{token}\\n' | {PROGRAM} "
                                        "erase"], columns=columns)
            lines = terminal.wait()[1].splitlines()
            tap.equal(lines[0], f"error: the token stored for dev.azure.com/contoso {first}")
            assert all(line.startswith(" " * 7) and len(line) <= columns for line in lines[1:-1])
            tap.equal(lines[-1], "hint: git credential-azdo login contoso")


@tap.test
def a_token_that_is_blocked_is_explained_with_what_mends_it() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        for shape, (reason, hint) in BLOCKS.items():
            status, lines = fetch_refused(story, shape)
            # Where Git asks twice, the helper decides; else Git has it erased first.
            fate, left, then = ("stays stored", 1, "try again") if USES_TRIXIE else \
                ("is forgotten", 0, "enter the token again: git credential-azdo login contoso")
            tap.equal(lines[:2], [f"error: the token stored for dev.azure.com/contoso was refused, "
                                  f"and {fate}: {reason}", f"hint: {hint}, then {then}"])
            tap.equal((shape, status, story.session.keyring.count_items()), (shape, 128, left))
            assert not USES_TRIXIE or "told us to quit" in lines[-1], lines


@tap.test
def a_page_to_sign_in_is_no_answer_of_git_and_status_knows_it() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=token)
        story.azure.revoke(token)
        for shape in ("signin-203", "redirect-302"):
            story.azure.set_refusal(shape)
            done = story.run([PROGRAM, "status"])
            assert done.stdout.startswith("contoso: refused\n"), done.stdout


@tap.test
def a_refused_token_is_explained_where_git_sends_no_path() -> None:
    with Story() as story:
        story.git("config", "--global", "credential.https://dev.azure.com.useHttpPath", "false")
        story.azure.add_repository("contoso", "web", "app")
        _, lines = fetch_refused(story, "service-error-header")
        assert lines[0].endswith("dev.azure.com/contoso was refused, and is forgotten: it has "
                                 "expired"), lines


@tap.test
def a_refusal_that_cannot_be_explained_says_so() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", stdin=token)
        story.azure.revoke(token)
        story.azure.add_fault("status", path="/contoso/_apis", status=500)
        done = story.try_git("ls-remote", APP)
        assert "was refused, and is forgotten: could not be checked" in done.stderr, done.stderr


@tap.test
def git_waits_three_seconds_for_the_explanation() -> None:
    with Story() as story:
        token = story.azure.add_token("contoso", scopes=WRITE)
        for fault in ({"kind": "black-hole"}, {"kind": "drip", "seconds": 1.0},
                      {"kind": "latency", "seconds": 30.0}):
            login(story, "contoso", "--with-token", stdin=token)
            story.azure.add_fault(**fault)
            start = time.monotonic()
            done = story.helper("erase", {"protocol": "https", "host": "dev.azure.com",
                                          "path": "contoso/web/_git/app", "password": token})
            assert time.monotonic() - start < 6, "it waited for too long"
            assert "and is forgotten: could not be checked: " in done.stderr, done.stderr
            tap.equal(story.session.keyring.count_items(), 0)
            story.azure.clear_faults()


END_OF_26_NOVEMBER = 1795737599  # of the year 2026


def keep_ending(story: Story, valid_to: int) -> None:
    """A token that was stored long before."""
    token = story.azure.add_token("contoso", scopes=WRITE)
    keep(story, token, valid_to=valid_to, created=valid_to - 60 * DAY)


@tap.test
def a_token_made_to_live_for_days_is_not_warned_about_from_the_start() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        login(story, "contoso", "--with-token", "--expires=7d", stdin=token)
        tap.equal(story.try_git("ls-remote", APP).stderr, "")


@tap.test
def a_token_that_ends_soon_is_warned_about_once_a_day() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        keep_ending(story, now() + 3 * DAY + 60)
        first = story.try_git("ls-remote", APP)
        tap.equal(first.stderr, f"warning: the token for dev.azure.com/contoso ends in 3 days "
                                f"({in_days(3)})\nhint: git credential-azdo renew contoso\n")
        tap.equal(story.try_git("ls-remote", APP).stderr, "")


@tap.test
def the_next_day_it_is_warned_again_also_after_the_end() -> None:
    with Story(start="2026-11-24 12:00:00") as story:
        story.azure.add_repository("contoso", "web", "app")
        keep_ending(story, END_OF_26_NOVEMBER)
        told = []
        for days in (0, 0, 1, 0, 1, 0, 1, 0):
            story.clock.move(days=days)
            told += story.try_git("ls-remote", APP, env={"TZ": "UTC"}).stderr.splitlines()[:1]
        tap.equal(told, ["warning: the token for dev.azure.com/contoso ends in 2 days (2026-11-26)",
                         "warning: the token for dev.azure.com/contoso ends tomorrow (2026-11-26)",
                         "warning: the token for dev.azure.com/contoso ends today (2026-11-26)",
                         "warning: the token for dev.azure.com/contoso was to end yesterday "
                         "(2026-11-26)"])


@tap.test
def of_parallel_git_commands_one_warns() -> None:
    request = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
    with Story() as story:
        keep_ending(story, now() + 3 * DAY + 60)
        state = story.session.home / ".local/state/git-credential-azdo"
        mark = state / "warned-dev.azure.com%2Fcontoso"
        mark.parent.mkdir(exist_ok=True)
        with mark.open("w") as other:  # as one that is about to warn holds it
            fcntl.flock(other, fcntl.LOCK_EX)
            tap.equal(story.helper("get", request).stderr, "")
        assert story.helper("get", request).stderr.startswith("warning: the token for ")
        tap.equal(story.helper("get", request).stderr, "")


@tap.test
def who_is_asked_nothing_is_warned_all_the_same() -> None:
    request = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
    with Story() as story:
        keep_ending(story, now() + 3 * DAY + 60)
        done = story.helper("get", request, "--ask=never")
        assert done.stderr.startswith("warning: the token for "), done.stderr


@tap.test
def a_token_that_ends_later_is_not_warned_about() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        keep_ending(story, now() + 9 * DAY)
        tap.equal(story.try_git("ls-remote", APP).stderr, "")
        story.run([PROGRAM, "--warn-days=10", "configure"])
        assert story.try_git("ls-remote", APP).stderr.startswith("warning: the token for ")


# --- after a logout -------------------------------------------------------------------------------

REMOVED = ("warning: the token for dev.azure.com/contoso, which logout has just removed, is not "
           "stored again\nhint: git credential-azdo login contoso\n")


def logged_out(story: Story) -> str:
    """A token that Git was given before logout removed it."""
    token = story.azure.add_token("contoso", scopes=WRITE)
    story.approve(APP, token)
    tap.equal(story.password(APP), token)
    tap.equal(story.run([PROGRAM, "logout", "contoso"]).returncode, 0)
    return token


def bring(story: Story, token: str) -> tuple[str, int]:
    """What is said when Git brings a token to be stored, and how many are stored then."""
    request = f"url={APP}\nusername=PersonalAccessToken\npassword={token}\n\n"
    done = story.try_git("credential", "approve", stdin=request)
    return done.stderr, story.session.keyring.count_items()


@tap.test
def a_git_that_is_under_way_does_not_undo_a_logout() -> None:
    with Story() as story:
        token = logged_out(story)
        tap.equal(bring(story, token), (REMOVED, 0))
        done = story.helper("store", f"protocol=https\nhost=dev.azure.com\npassword={token}\n\n",
                            "--ask=never")
        tap.equal((done.stderr, story.session.keyring.count_items()), ("", 0))
        mark, = Path(story.session.environment()["XDG_RUNTIME_DIR"]).glob("*/removed-*")
        tap.equal((mark.stat().st_mode & 0o777, token in mark.read_text()), (0o600, False))
        other = story.azure.add_token("contoso", scopes=WRITE)
        tap.equal(bring(story, other), ("", 1))


@tap.test
def what_is_typed_when_git_asks_after_a_logout_is_stored() -> None:
    with Story() as story:
        token = logged_out(story)
        tap.equal(story.password(APP), None)  # so that Git would ask
        tap.equal(bring(story, token), ("", 1))


@tap.test
def a_login_after_a_logout_is_stored_and_so_is_what_git_brings_then() -> None:
    with Story() as story:
        token = logged_out(story)
        tap.equal(login(story, "contoso", "--with-token", stdin=token).returncode, 0)
        tap.equal(story.password(APP), token)
        tap.equal(bring(story, token), ("", 1))


@tap.test
def a_logout_is_remembered_for_two_minutes() -> None:
    with Story(start="2026-11-24 12:00:00") as story:
        token = logged_out(story)
        # The clock goes on meanwhile: what is run takes a part of the two minutes, too.
        story.clock.move(days=100 / DAY)
        tap.equal(bring(story, token), (REMOVED, 0))
        story.clock.move(days=20 / DAY)
        tap.equal(bring(story, token), ("", 1))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
