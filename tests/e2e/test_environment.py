#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Machines without people: the token is in the environment, and goes to the named organizations."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import tap
from story import PROGRAM, Story, prepare

HOST = "https://dev.azure.com"
APP = f"{HOST}/contoso/web/_git/app"
OTHER = f"{HOST}/fabrikam/shop/_git/cart"
WRITE = ["vso.code_write"]
REQUEST = {"protocol": "https", "host": "dev.azure.com", "path": "contoso/web/_git/app"}
OTHER_REQUEST = {**REQUEST, "path": "fabrikam/shop/_git/cart"}
NO_STORE = "error: there is no D-Bus session, so no keyring, and "


def pat_of(token: str, organizations: str = "contoso") -> dict[str, str]:
    return {"AZURE_DEVOPS_EXT_PAT": token, "AZURE_DEVOPS_EXT_PAT_ORG": organizations}


def job_of(token: str, organization: str = "contoso") -> dict[str, str]:
    return {"SYSTEM_ACCESSTOKEN": token, "TF_BUILD": "True",
            "SYSTEM_COLLECTIONURI": f"{HOST}/{organization}/"}


def machine(keyring: str = "no-bus") -> Story:
    return Story(keyring)


def with_repositories(story: Story) -> str:
    """Two organizations, and a token for contoso."""
    story.azure.add_repository("contoso", "web", "app")
    story.azure.add_repository("fabrikam", "shop", "cart")
    return story.azure.add_token("contoso", scopes=WRITE)


def get(story: Story, request: Mapping[str, str], env: Mapping[str, str],
        *options: str) -> tuple[int, str, list[str]]:
    done = story.helper("get", request, *options, env=env)
    return done.returncode, done.stdout, done.stderr.splitlines()


# --- answering ------------------------------------------------------------------------------------


@tap.test
def a_machine_without_a_keyring_clones_and_pushes_with_a_token_of_its_environment() -> None:
    with machine() as story:
        story.env.update(pat_of(with_repositories(story)))
        app = story.clone(APP, "app")
        story.commit(app, "file", b"content\n")
        done = story.try_git("push", "--quiet", cwd=app)
        tap.equal((done.returncode, done.stderr), (0, ""))


@tap.test
def a_job_of_azure_pipelines_clones_with_its_own_token() -> None:
    with machine() as story:
        story.env.update(job_of(with_repositories(story)))
        tap.equal(story.try_git("ls-remote", APP).stderr, "")


@tap.test
def what_the_environment_answers_opens_no_store() -> None:
    with machine("scripted") as story:
        token = with_repositories(story)
        story.session.keyring.forget()
        story.env.update(pat_of(token))
        story.clone(APP, "app")
        tap.equal(story.session.keyring.calls(), {})


@tap.test
def it_answers_before_what_is_stored() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        story.approve(APP, "stored-before")
        tap.equal(story.password(APP), "stored-before")
        story.env.update(pat_of(token))
        tap.equal(story.password(APP), token)


@tap.test
def organizations_are_named_by_the_helper_where_no_variable_does() -> None:
    with Story("no-bus", configured=False) as story:
        token = with_repositories(story)
        story.git("config", "--global", "credential.azdoEnvOrganization", "contoso, adatum")
        printed = story.git("credential-azdo", "configure")
        assert "helper = azdo --env-organization='contoso, adatum'\n" in printed, printed
        story.env["AZURE_DEVOPS_EXT_PAT"] = token
        tap.equal(story.password(APP), token)
        story.env["AZURE_DEVOPS_EXT_PAT_ORG"] = "adatum"
        tap.equal(story.password(APP), None)


@tap.test
def a_repository_cannot_say_where_the_token_goes() -> None:
    with machine() as story:
        token = with_repositories(story)
        work_tree = story.session.home / "work"
        story.git("init", "--quiet", work_tree)
        story.git("config", "credential.azdoEnvOrganization", "fabrikam", cwd=work_tree)
        env = pat_of(token)
        done = story.run(["git", "credential", "fill"], stdin=f"url={OTHER}\n\n", cwd=work_tree,
                         env=env)
        assert token not in done.stdout, done
        printed = story.git("credential-azdo", "configure", cwd=work_tree)
        assert "fabrikam" not in printed, printed


@tap.test
def a_value_that_names_no_organization_is_not_written() -> None:
    with Story("no-bus", configured=False) as story:
        story.git("config", "--global", "credential.azdoEnvOrganization", "*")
        done = story.try_git("credential-azdo", "configure")
        tap.equal((done.returncode, done.stderr),
                  (1, "error: credential.azdoEnvOrganization has no value '*'\n"
                      "hint: name organizations: contoso, or contoso,adatum\n"))


@tap.test
def a_token_goes_as_a_password_to_every_git_and_is_not_to_be_kept() -> None:
    with machine() as story:
        plain = "username=PersonalAccessToken\npassword=A\n\n"
        tap.equal(get(story, REQUEST, pat_of("A")), (0, plain, []))
        newest = "capability[]=authtype\ncapability[]=state\n" + "".join(
            f"{key}={value}\n" for key, value in REQUEST.items()) + "\n"
        done = story.helper("get", newest, env=pat_of("A"))
        tap.equal(done.stdout, f"capability[]=authtype\nephemeral=1\n{plain}")


@tap.test
def a_json_web_token_goes_as_a_bearer_where_git_can() -> None:
    token = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjF9.c2ln"
    with machine() as story:
        request = "capability[]=authtype\n" + "".join(
            f"{key}={value}\n" for key, value in REQUEST.items()) + "\n"
        done = story.helper("get", request, env=job_of(token))
        tap.equal(done.stdout,
                  f"capability[]=authtype\nauthtype=Bearer\ncredential={token}\nephemeral=1\n"
                  f"username=PersonalAccessToken\npassword={token}\n\n")


@tap.test
def white_space_around_a_token_is_no_part_of_it() -> None:
    with machine() as story:
        _, printed, _ = get(story, REQUEST, pat_of(" A\r\n"))
        tap.equal(printed, "username=PersonalAccessToken\npassword=A\n\n")


@tap.test
def a_server_that_is_named_is_served() -> None:
    server = "https://tfs.example.com/tfs"
    request = {"protocol": "https", "host": "tfs.example.com", "path": "tfs/Main/web/_git/app"}
    with machine() as story:
        for env in (pat_of("A", f"{server}/Main"),
                    {**job_of("A"), "SYSTEM_COLLECTIONURI": f"{server}/Main/"}):
            tap.equal(get(story, request, env, f"--server={server}")[1],
                      "username=PersonalAccessToken\npassword=A\n\n")
            tap.equal(get(story, request, env), (0, "", []))


# --- not answering --------------------------------------------------------------------------------


@tap.test
def foreign_hosts_hear_nothing_of_it() -> None:
    with machine() as story:
        for env in (pat_of("A"), job_of("A"), {"AZURE_DEVOPS_EXT_PAT": "A"}):
            for host in ("github.com", "dev.azure.com.evil.example", "evil.example"):
                tap.equal(get(story, {**REQUEST, "host": host}, env), (0, "", []))


@tap.test
def another_organization_gets_no_token_and_a_sentence() -> None:
    with machine() as story:
        for env, said, hint in (
                (pat_of("A"), "AZURE_DEVOPS_EXT_PAT is for other organizations",
                 "if it is good here, too: export AZURE_DEVOPS_EXT_PAT_ORG='contoso,fabrikam'"),
                (job_of("A"), "SYSTEM_ACCESSTOKEN is for the organization of the job alone",
                 "set AZURE_DEVOPS_EXT_PAT to a token of it, and "
                 "AZURE_DEVOPS_EXT_PAT_ORG=fabrikam")):
            tap.equal(get(story, OTHER_REQUEST, env),
                      (1, "", [f"{NO_STORE}{said}", f"hint: {hint}"]))


@tap.test
def a_variable_that_lacks_something_says_what() -> None:
    no_job = {"SYSTEM_ACCESSTOKEN": "A"}
    rows = [
        ({"AZURE_DEVOPS_EXT_PAT": "A"},
         "AZURE_DEVOPS_EXT_PAT does not say for which organization it is",
         "export AZURE_DEVOPS_EXT_PAT_ORG=contoso"),
        (pat_of("$(MyToken)"), "AZURE_DEVOPS_EXT_PAT holds no token",
         "set AZURE_DEVOPS_EXT_PAT to a token, and nothing else"),
        (job_of("$(System.AccessToken)"), "SYSTEM_ACCESSTOKEN holds no token",
         "give the step this env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)"),
        (no_job, "SYSTEM_ACCESSTOKEN counts in a job of Azure Pipelines alone",
         "hand TF_BUILD and SYSTEM_COLLECTIONURI of the job on, too"),
        ({**no_job, "TF_BUILD": "True"},
         "SYSTEM_COLLECTIONURI does not say for which organization SYSTEM_ACCESSTOKEN is",
         "hand SYSTEM_COLLECTIONURI of the job on, too; a server needs --server"),
    ]
    with machine() as story:
        for env, said, hint in rows:
            tap.equal(get(story, REQUEST, env), (1, "", [f"{NO_STORE}{said}", f"hint: {hint}"]))


@tap.test
def the_setting_that_is_named_works_as_it_stands() -> None:
    with machine() as story:
        token = with_repositories(story)
        story.env["AZURE_DEVOPS_EXT_PAT"] = token
        told = story.try_git("ls-remote", APP).stderr.splitlines()
        command = told[1].removeprefix("hint: ")
        done = story.run(["bash", "-c", f"{command}; git ls-remote {APP}"])
        tap.equal((done.returncode, done.stderr), (0, ""))


@tap.test
def a_request_that_names_no_organization_gets_none() -> None:
    with machine() as story:
        path_less = {"protocol": "https", "host": "dev.azure.com"}
        tap.equal(get(story, path_less, pat_of("A")),
                  (1, "", [f"{NO_STORE}Git did not say for which organization",
                           "hint: git config --global "
                           "credential.https://dev.azure.com.useHttpPath true"]))
        tap.equal(get(story, {**path_less, "username": "contoso"}, pat_of("A"))[0], 0)


@tap.test
def what_is_stored_answers_elsewhere_without_a_word() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        story.approve(OTHER, "stored")
        for env in (pat_of(token), job_of(token), {"AZURE_DEVOPS_EXT_PAT": token}):
            tap.equal(get(story, OTHER_REQUEST, env)[2], [])
            tap.equal(get(story, OTHER_REQUEST, env, "--cache=0")[1],
                      "username=PersonalAccessToken\npassword=stored\n\n")


@tap.test
def a_miss_in_the_keyring_says_what_the_variable_lacks() -> None:
    with machine("gnome-keyring") as story:
        tap.equal(get(story, REQUEST, {"AZURE_DEVOPS_EXT_PAT": "A"}),
                  (1, "", ["error: no token is stored for dev.azure.com/contoso, and "
                           "AZURE_DEVOPS_EXT_PAT does not say for which organization it is",
                           "hint: export AZURE_DEVOPS_EXT_PAT_ORG=contoso"]))
        tap.equal(get(story, REQUEST, {"AZURE_DEVOPS_EXT_PAT": "A"}, "--ask=never"), (0, "", []))


@tap.test
def an_empty_variable_is_as_one_that_is_not_set() -> None:
    with machine("gnome-keyring") as story:
        missing = ["error: no token is stored for dev.azure.com/contoso",
                   "hint: git credential-azdo login contoso"]
        for env in (pat_of(""), pat_of("\n"), job_of("")):
            tap.equal(get(story, REQUEST, env), (1, "", missing))


# --- store and erase ------------------------------------------------------------------------------


@tap.test
def git_bringing_it_back_stores_nothing() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        for env in (pat_of(token), job_of(token), {"AZURE_DEVOPS_EXT_PAT": token}):
            done = story.helper("store", {**REQUEST, "username": "x", "password": token}, env=env)
            tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(story.session.keyring.count_items(), 0)
        done = story.helper("store", {**REQUEST, "username": "x", "password": "another"},
                            env=pat_of(token))
        tap.equal((done.returncode, story.session.keyring.count_items()), (0, 1))


@tap.test
def a_refused_one_is_told_with_the_place_to_change_it() -> None:
    with machine() as story:
        token = with_repositories(story)
        story.azure.revoke(token)
        story.env.update(pat_of(token))
        told = story.try_git("ls-remote", APP)
        tap.equal(told.returncode, 128)
        tap.equal(told.stderr.splitlines()[:2],
                  ["error: the token in AZURE_DEVOPS_EXT_PAT was refused for "
                   "dev.azure.com/contoso: it is expired, revoked or for another organization; "
                   "Azure DevOps does not say which",
                   "hint: look whether it is among your tokens, and make a new one if not: "
                   "https://dev.azure.com/contoso/_usersSettings/tokens, then put it where "
                   "AZURE_DEVOPS_EXT_PAT is set"])


@tap.test
def a_refused_job_is_told_to_look_at_its_rights() -> None:
    with machine() as story:
        token = with_repositories(story)
        story.azure.revoke(token)
        story.env.update(job_of(token))
        told = story.try_git("ls-remote", APP).stderr.splitlines()
        assert told[0].startswith("error: the token in SYSTEM_ACCESSTOKEN was refused for "
                                  "dev.azure.com/contoso: "), told
        tap.equal(told[1], "hint: look whether the job may use the repository, and run it again")


@tap.test
def a_refusal_takes_nothing_out_of_the_store() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        story.approve(APP, "stored")
        done = story.helper("erase", {**REQUEST, "username": "x", "password": token},
                            env=pat_of(token))
        tap.equal(done.returncode, 1)
        quiet = story.helper("erase", {**REQUEST, "username": "x", "password": token},
                             "--ask=never", env=pat_of(token))
        tap.equal((quiet.returncode, quiet.stderr), (0, ""))
        tap.equal(story.password(APP), "stored")


@tap.test
def what_is_stored_can_be_erased_beside_it() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        story.approve(APP, "stored")
        done = story.helper("erase", REQUEST, env=pat_of(token))
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(story.password(APP), None)


# --- what others see of it ------------------------------------------------------------------------


@tap.test
def no_program_that_is_run_gets_it() -> None:
    with machine("gnome-keyring") as story:
        folder = story.session.scratch / "programs"
        folder.mkdir()
        real = story.run(["sh", "-c", "command -v git"]).stdout.strip()
        (folder / "git").write_text(f"#!/bin/sh\nenv >>{folder}/seen\nexec {real} \"$@\"\n")
        (folder / "git").chmod(0o755)
        env = {**pat_of("SYNTHETICTOKENA"), **job_of("SYNTHETICTOKENB"),
               "PATH": f"{folder}:{story.session.environment()['PATH']}"}
        story.run([PROGRAM, "status", "--offline"], env=env)
        story.helper("get", OTHER_REQUEST, env=env)
        seen = (folder / "seen").read_text(encoding="utf-8")
        assert "AZURE_DEVOPS_EXT_PAT_ORG" in seen and "SYNTHETICTOKEN" not in seen, seen


@tap.test
def its_own_copy_of_the_environment_is_wiped() -> None:
    if os.geteuid() != 0:
        tap.skip("only root of its namespace may look into a process that cannot be dumped")
    with machine() as story:
        reader, writer = os.pipe()
        env = {**pat_of("SYNTHETICTOKENA"), **job_of("SYNTHETICTOKENB")}
        with story.session.start([PROGRAM, "get"], env={**story.env, **env},
                                 stdin=reader) as process:
            os.close(reader)
            environ = wait_for_environ(process.pid)
            os.close(writer)
        assert b"AZURE_DEVOPS_EXT_PAT_ORG=contoso" in environ, environ
        assert b"SYNTHETICTOKEN" not in environ, environ


def wait_for_environ(pid: int) -> bytes:
    """What the kernel shows of a process that waits for its request."""
    deadline = time.monotonic() + 10
    while True:
        text = Path(f"/proc/{pid}/environ").read_bytes()
        if (text and b"SYNTHETICTOKEN" not in text) or time.monotonic() > deadline:
            return text
        time.sleep(0.01)


# --- status and check -----------------------------------------------------------------------------


@tap.test
def status_shows_it_as_what_it_is() -> None:
    with machine() as story:
        token = with_repositories(story)
        story.env.update(pat_of(token))
        done = story.try_git("credential-azdo", "status")
        tap.equal((done.returncode, done.stderr), (0, ""))
        tap.equal(done.stdout.splitlines(),
                  ["contoso: valid", "  account   user@example.com",
                   f"  token     ****{token[-4:]}, personal access token in AZURE_DEVOPS_EXT_PAT",
                   "  scopes    unknown", "  expires   unknown", f"  accepted  {date.today()}",
                   "  check     valid", "  note      Git gets it before any stored token"])


@tap.test
def status_shows_it_beside_what_is_stored() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        story.approve(OTHER, story.azure.add_token("fabrikam", scopes=WRITE))
        story.env.update(job_of(token))
        shown = json.loads(story.git("credential-azdo", "status", "--json"))["tokens"]
        tap.equal([(row["organization"], row["store"], row["check"]) for row in shown],
                  [("contoso", "SYSTEM_ACCESSTOKEN", "valid"),
                   ("fabrikam", "secret-service", "valid")])
        only = story.git("credential-azdo", "status", "contoso")
        assert "the job's token in SYSTEM_ACCESSTOKEN\n" in only, only


@tap.test
def check_names_one_that_is_refused_and_no_command() -> None:
    with machine() as story:
        token = with_repositories(story)
        story.env.update(pat_of(token))
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))
        story.azure.revoke(token)
        done = story.try_git("credential-azdo", "check")
        tap.equal((done.returncode, done.stdout, done.stderr), (2, "contoso: refused\n", ""))
        shown = story.try_git("credential-azdo", "status").stdout
        note = "another one is to be put where\n            AZURE_DEVOPS_EXT_PAT is set\n"
        assert note in shown, shown
        assert "  next " not in shown, shown


@tap.test
def without_a_token_there_a_missing_store_is_still_one() -> None:
    with machine() as story:
        tap.equal(story.try_git("credential-azdo", "status").returncode, 3)
        story.env["AZURE_DEVOPS_EXT_PAT"] = "A"
        tap.equal(story.try_git("credential-azdo", "status").returncode, 3)


# --- audit ----------------------------------------------------------------------------------------


@tap.test
def audit_tells_what_a_token_can_do_and_where_a_safer_one_is_to_be_put() -> None:
    with machine() as story:
        with_repositories(story)
        token = story.azure.add_token("contoso", scopes=None)
        story.env.update(pat_of(token))
        done = story.try_git("credential-azdo", "audit")
        tap.equal((done.returncode, done.stderr), (1, ""))
        plain = " ".join(done.stdout.split())
        for said in (f"****{token[-4:]}, personal access token in AZURE_DEVOPS_EXT_PAT",
                     "note it can do whatever was tried, as a token with full access can",
                     "note make one with Code (Read & write) alone and 7 days at most, and put it "
                     "where AZURE_DEVOPS_EXT_PAT is set",
                     "note Git gets it before any stored token"):
            assert said in plain, (said, done.stdout)
        assert "  next " not in done.stdout and token not in done.stdout, done.stdout


@tap.test
def audit_lists_it_beside_what_is_stored_and_nobody_else_has_it() -> None:
    with machine("gnome-keyring") as story:
        token = with_repositories(story)
        story.approve(OTHER, story.azure.add_token("fabrikam", scopes=WRITE))
        story.env.update(pat_of(token))
        lines = f"https://ann:{token}@dev.azure.com/contoso\n"
        file = story.session.home / ".git-credentials"
        file.write_text(lines, encoding="utf-8")
        story.spared.add(file)
        found = json.loads(story.try_git("credential-azdo", "audit", "--json").stdout)
        tap.equal([(row["organization"], row["store"], row["command"]) for row in found["tokens"]],
                  [("contoso", "AZURE_DEVOPS_EXT_PAT", None),
                   ("fabrikam", "secret-service", "git credential-azdo renew fabrikam")])
        tap.equal(found["tokens"][0]["concerns"], ["end-unknown"])
        tap.equal([row["stored_for"] for row in found["plain_text"]], [None])


@tap.test
def audit_has_nothing_against_the_token_of_a_job() -> None:
    with machine() as story:
        story.env.update(job_of(with_repositories(story)))
        done = story.try_git("credential-azdo", "audit", "--json")
        row, = json.loads(done.stdout)["tokens"]
        tap.equal((done.returncode, row["store"], row["state"], row["concerns"], row["probes"]),
                  (0, "SYSTEM_ACCESSTOKEN", "good", [], None))
        shown = story.git("credential-azdo", "audit")
        assert "what the job may do, as long as it runs" in shown, shown


# --- signing in with the token of the job ---------------------------------------------------------


@tap.test
def an_identity_that_is_configured_goes_before_the_token_that_it_needs() -> None:
    client = "5e0fa5b4-57ae-4bd8-bd7f-7f0ff0d4a0f1"
    with machine() as story:
        with_repositories(story)
        story.azure.add_client(client, federated=True)
        story.env.update(story.azure.azure_job("contoso", client))
        job = story.env["SYSTEM_ACCESSTOKEN"]
        tap.equal(story.password(APP), job)
        story.git("config", "--global", f"credential.{HOST}.azdoSignIn", "workload-identity")
        tap.equal(story.password(APP) in (None, job), False)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
