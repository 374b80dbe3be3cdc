#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A server that offers Negotiate and NTLM, beside Basic or alone, and what Git makes of it."""

import sys

import tap
from servers import APP, COMPANY, LARGE, MAIN, SERVER, company, log_in, make_token, push, schemes
from story import Story, prepare


def work_with(story: Story, name: str) -> None:
    work_tree = story.clone(APP, name)
    for size in (16, LARGE):
        tap.equal(push(story, work_tree, size).stderr, "")
    tap.equal(schemes(story), {"Basic"})


@tap.test
def a_server_of_a_company_needs_git_2_46_and_no_other_set_up() -> None:
    with company(SERVER) as story:
        token = make_token(story)
        log_in(story, MAIN, token)
        for challenges in (COMPANY, COMPANY[:2]):
            story.azure.set_server_challenges(*challenges)
            story.azure.clear_requests()
            if story.version() >= (2, 46):
                work_with(story, f"app-{len(challenges)}")
            else:
                tap.equal(story.try_git("ls-remote", APP).returncode, 128)
            tap.equal(story.password(APP), token)


@tap.test
def a_git_that_sends_it_by_ntlm_costs_no_token() -> None:
    with company() as story:  # where the helper was written by hand, and nothing beside it
        story.git("config", "--global", f"credential.{SERVER}.helper", f"azdo --server={SERVER}")
        story.git("config", "--global", f"credential.{SERVER}.useHttpPath", "true")
        token = make_token(story)
        log_in(story, MAIN, token)
        story.azure.set_server_challenges(*COMPANY)
        done = story.try_git("ls-remote", APP)
        tap.equal((done.returncode, "NTLM" in schemes(story)), (128, True))
        error, hint, *_ = done.stderr.splitlines()
        tap.equal(error, f"error: the token stored for {MAIN.lower()} was refused, and stays "
                         "stored: the server accepts it, but Git has sent it by NTLM or "
                         "Negotiate, or it lacks the scope Code (Read & write)")
        tap.equal(hint, f"hint: git credential-azdo configure --server={SERVER} makes Git 2.46 "
                        "and later send it as the server takes it; git credential-azdo "
                        f"--server={SERVER} logout {MAIN.lower()} removes it")
        tap.equal(story.password(APP), token)
        story.git("credential-azdo", "configure", f"--server={SERVER}")
        is_mended = story.try_git("ls-remote", APP).returncode == 0
        tap.equal(is_mended, story.version() >= (2, 46))


@tap.test
def a_person_who_rejects_a_token_that_works_is_told_how_to_remove_it() -> None:
    with company(SERVER) as story:
        token = make_token(story)
        log_in(story, MAIN, token)
        request = f"url={APP}\npassword={token}\n\n"
        done = story.try_git("credential", "reject", stdin=request)
        error, hint = done.stderr.splitlines()
        assert error.endswith("or it lacks the scope Code (Read & write)"), error
        tap.equal((done.returncode, story.password(APP)), (0, token))
        command = hint.split("; ")[1].removesuffix(" removes it").split()
        tap.equal(story.run(command).returncode, 0)
        tap.equal(story.password(APP), None)


@tap.test
def a_token_without_the_scope_is_forgotten_where_it_was_sent_as_basic() -> None:
    with company(SERVER) as story:
        log_in(story, MAIN, make_token(story, scopes=["vso.work"]))
        done = story.try_git("ls-remote", APP)
        is_told = "lacks the scope Code (Read & write)" in done.stderr
        tap.equal((done.returncode, is_told), (128, True))
        # A Git before 2.41 does not tell what the server offers.
        tap.equal(story.session.keyring.count_items(), int(story.version() < (2, 41)))


@tap.test
def a_ticket_is_not_tried_where_git_would() -> None:
    with company(SERVER) as story:
        story.git("config", "--global", "http.emptyAuth", "true")
        story.azure.set_server_challenges("Negotiate", "Basic")
        log_in(story, MAIN, make_token(story))
        story.azure.clear_requests()
        story.git("ls-remote", APP)
        asked = [record.authorization is not None for record in story.azure.requests()]
        tap.equal(asked[-2:], [True, True])
        assert len(asked) <= 3, asked  # one more where Git tries


@tap.test
def a_token_that_the_server_refuses_is_forgotten() -> None:
    with company(SERVER) as story:
        token = make_token(story)
        log_in(story, MAIN, token)
        work_tree = story.clone(APP, "app")
        story.azure.set_server_challenges(*COMPANY)
        story.azure.revoke(token)
        done = story.try_git("fetch", cwd=work_tree)
        assert "was refused, and is forgotten: it is expired, revoked" in done.stderr, done.stderr
        tap.equal((done.returncode, story.session.keyring.count_items()), (128, 0))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
