#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""With --validate=always, no token of the store is handed out that Azure DevOps refuses."""

import sys
import time

import tap
from contoso import contoso, pats, sign_in
from story import PROGRAM, Story, prepare

APP = "https://dev.azure.com/contoso/web/_git/app"
WRITE = ["vso.code_write"]
REQUEST = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
UNSPECIFIED = "it is expired, revoked or for another organization; Azure DevOps does not say which"
FORGOTTEN = "the token stored for dev.azure.com/contoso was refused, and is forgotten: "
ALWAYS = "--validate=always"


def stored(story: Story, username: str = "PersonalAccessToken") -> str:
    """A token that is stored, and read by nobody yet."""
    token = story.azure.add_token("contoso", scopes=WRITE, name=username)
    story.approve(APP, token, username=username)
    story.azure.clear_requests()
    return token


def get(story: Story, *options: str) -> tuple[int, str | None, list[str]]:
    """The exit status of `get`, the password, and what was said."""
    done = story.helper("get", REQUEST, "--cache=0", *options)
    answer = dict(line.split("=", 1) for line in done.stdout.splitlines() if line)
    return done.returncode, answer.get("password"), done.stderr.splitlines()


def questions(story: Story) -> int:
    """How often Azure DevOps was asked about a token."""
    return sum("/_apis/" in request.path for request in story.azure.requests())


@tap.test
def a_token_is_asked_about_before_it_is_handed_out() -> None:
    with Story() as story:
        token = stored(story)
        for options, asked in (((), 0), (("--validate=login",), 0), (("--validate=never",), 0),
                               ((ALWAYS,), 1)):
            tap.equal(get(story, *options), (0, token, []))
            tap.equal((options, questions(story) > 0), (options, asked > 0))


@tap.test
def what_the_cache_answers_is_not_asked_about_again() -> None:
    with Story() as story:
        token = stored(story)
        for _ in range(3):
            done = story.helper("get", REQUEST, ALWAYS)
            assert f"password={token}\n" in done.stdout, done
        tap.equal(questions(story), 0)
        story.helper("get", REQUEST, ALWAYS, "--cache=0")
        tap.equal(questions(story), 1)


@tap.test
def one_that_is_refused_is_forgotten_and_not_handed_out() -> None:
    with Story() as story:
        story.azure.revoke(stored(story))
        tap.equal(get(story, ALWAYS),
                  (1, None, [f"warning: {FORGOTTEN}{UNSPECIFIED}",
                             "error: no token is stored for dev.azure.com/contoso",
                             "hint: git credential-azdo login contoso"]))
        tap.equal(story.session.keyring.count_items(), 0)


@tap.test
def the_token_of_another_account_answers_instead() -> None:
    with Story() as story:
        kept = stored(story, "ann@example.com")
        time.sleep(1.1)  # the newer one is preferred
        story.azure.revoke(stored(story, "bob@example.com"))
        tap.equal(get(story, ALWAYS), (0, kept, [f"warning: {FORGOTTEN}{UNSPECIFIED}"]))
        tap.equal(get(story), (0, kept, []))


@tap.test
def each_account_that_is_refused_is_asked_about() -> None:
    with Story() as story:
        for person in ("ann", "bob"):
            story.azure.revoke(stored(story, f"{person}@example.com"))
        status, password, said = get(story, ALWAYS)
        tap.equal((status, password, story.session.keyring.count_items()), (1, None, 0))
        tap.equal(said[:2], [f"warning: {FORGOTTEN}{UNSPECIFIED}"] * 2)


@tap.test
def a_token_that_nobody_can_be_asked_about_is_handed_out() -> None:
    with Story() as story:
        token = stored(story)
        for fault in ({"kind": "status", "status": 500}, {"kind": "status", "status": 429},
                      {"kind": "reset"}):
            story.azure.add_fault(**fault)
            tap.equal((fault, *get(story, ALWAYS)), (fault, 0, token, []))
            story.azure.clear_faults()


@tap.test
def a_server_that_does_not_answer_is_waited_for_three_seconds() -> None:
    with Story() as story:
        token = stored(story)
        story.azure.add_fault("black-hole")
        start = time.monotonic()
        tap.equal(get(story, ALWAYS), (0, token, []))
        assert 2.9 < time.monotonic() - start < 5, time.monotonic() - start


@tap.test
def what_every_token_would_meet_costs_none_and_stops_git() -> None:
    with Story() as story:
        token = stored(story)
        story.azure.revoke(token)
        story.azure.set_refusal("conditional-access")
        done = story.helper("get", REQUEST, "--cache=0", ALWAYS)
        tap.equal((done.returncode, done.stdout), (1, "quit=1\n\n"))
        tap.equal(done.stderr.splitlines(),
                  ["error: the token stored for dev.azure.com/contoso was refused, and stays "
                   "stored: a conditional access policy of your organization does not allow it "
                   "from here (VS403463)",
                   "hint: use the network or device that the policy asks for, or ask your "
                   "administrator, then try again"])
        tap.equal(story.session.keyring.count_items(), 1)


@tap.test
def a_sign_in_obtains_another_one() -> None:
    with contoso() as story:
        sign_in(story)
        first = get(story)[1]
        assert first
        story.azure.revoke(first)
        status, second, said = get(story, ALWAYS)
        tap.equal((status, said), (0, [f"warning: {FORGOTTEN}{UNSPECIFIED}"]))
        assert second not in (None, first), second
        tap.equal((get(story, ALWAYS), len(pats(story))), ((0, second, []), 1))


@tap.test
def nothing_is_said_where_nothing_may_be() -> None:
    with Story() as story:
        story.azure.revoke(stored(story))
        tap.equal(get(story, ALWAYS, "--ask=never"), (0, None, []))


@tap.test
def the_setting_becomes_an_option_of_the_helper() -> None:
    with Story(configured=False) as story:
        story.git("config", "--global", "credential.azdoValidate", "always")
        printed = story.git("credential-azdo", "configure")
        assert "helper = azdo --validate=always\n" in printed, printed
        story.azure.add_repository("contoso", "web", "app")
        story.azure.revoke(stored(story))
        story.git("config", "--global", "credential.azdoValidate", "sometimes")
        done = story.try_git("credential-azdo", "configure")
        tap.equal((done.returncode, done.stderr),
                  (1, "error: credential.azdoValidate has no value 'sometimes'\n"
                      "hint: it is one of: login, always, never\n"))
        done = story.try_git("credential-azdo", "--validate=sometimes", "status")
        tap.equal((done.returncode, done.stderr),
                  (129, "error: --validate has no such value\n"
                        "hint: use --validate=login, --validate=always or --validate=never\n"))


@tap.test
def the_option_counts_more_than_the_setting_at_login() -> None:
    words = ["login", "contoso", "--with-token"]
    with Story() as story:
        story.git("config", "--global", "credential.azdoValidate", "never")
        done = story.run([PROGRAM, "--validate=always", *words], stdin="wrong")
        tap.equal(done.returncode, 1)
        story.git("config", "--global", "credential.azdoValidate", "always")
        done = story.run([PROGRAM, *words], stdin="wrong")
        tap.equal(done.returncode, 1)
        done = story.run([PROGRAM, "--validate=never", *words], stdin="wrong")
        tap.equal((done.returncode, done.stderr),
                  (0, 'warning: the token was not checked: --validate is "never"\n'))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
