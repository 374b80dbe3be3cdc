#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The main job, with a real Git against the stand-in: clone, fetch and push without prompts."""

import os
import sys

import tap
from story import Story, prepare

APP = "https://dev.azure.com/contoso/web/_git/app"
WRITE = ["vso.code_write"]


def with_contoso(story: Story) -> str:
    """A repository of contoso, and a stored token for it."""
    story.azure.add_repository("contoso", "web", "app")
    token = story.azure.add_token("contoso", scopes=WRITE)
    story.approve(APP, token)
    return token


@tap.test
def a_token_that_is_approved_once_clones_fetches_and_pushes() -> None:
    with Story() as story:
        with_contoso(story)
        mine = story.clone(APP, "mine")
        yours = story.clone(APP, "yours")
        story.commit(mine, "small.txt", b"a line\n")
        story.git("push", "--quiet", cwd=mine)
        story.git("fetch", "--quiet", cwd=yours)
        tap.equal(story.git("rev-parse", "origin/main", cwd=yours),
                  story.git("rev-parse", "main", cwd=mine))


@tap.test
def a_push_above_one_mebibyte_works() -> None:
    with Story() as story:
        with_contoso(story)
        mine = story.clone(APP, "mine")
        story.commit(mine, "large.bin", os.urandom(3 << 20))
        story.git("push", "--quiet", cwd=mine)
        pushes = [request for request in story.azure.requests()
                  if request.method == "POST" and request.path.endswith("git-receive-pack")]
        tap.equal([request.status for request in pushes if request.bytes_in > 1 << 20], [200])


@tap.test
def git_prints_nothing_when_all_goes_well() -> None:
    with Story() as story:
        with_contoso(story)
        mine = story.clone(APP, "mine")
        done = story.try_git("fetch", "--quiet", cwd=mine)
        tap.equal((done.returncode, done.stdout, done.stderr), (0, "", ""))


@tap.test
def the_old_and_the_new_host_share_an_organizations_token() -> None:
    with Story() as story:
        token = with_contoso(story)
        story.clone("https://contoso.visualstudio.com/web/_git/app", "old")
        story.clone("https://contoso.visualstudio.com/DefaultCollection/web/_git/app", "older")
        tap.equal(story.password("https://CONTOSO.visualstudio.com/web/_git/app"), token)


@tap.test
def the_portals_clone_address_needs_no_path() -> None:
    with Story() as story:
        story.git("config", "--global", "credential.https://dev.azure.com.useHttpPath", "false")
        story.azure.add_repository("contoso", "web", "app")
        token = story.azure.add_token("contoso", scopes=WRITE)
        portal = "https://contoso@dev.azure.com/contoso/web/_git/app"
        story.approve(portal, token)
        story.clone(portal, "app")
        tap.equal(story.fill(portal)["username"], "contoso")


@tap.test
def each_organization_gets_its_own_token() -> None:
    with Story() as story:
        with_contoso(story)
        other = "https://dev.azure.com/fabrikam/shop/_git/cart"
        story.azure.add_repository("fabrikam", "shop", "cart")
        story.approve(other, story.azure.add_token("fabrikam", scopes=WRITE, name="fabrikam"))
        story.clone(APP, "app")
        story.clone(other, "cart")
        used = {(request.path.split("/")[1], request.authorization.token)
                for request in story.azure.requests() if request.authorization}
        tap.equal(used, {("contoso", "pat-1"), ("fabrikam", "fabrikam")})


@tap.test
def submodules_of_two_organizations_come_with_one_clone() -> None:
    with Story() as story:
        with_contoso(story)
        for organization in ("fabrikam", "northwind"):
            story.azure.add_repository(organization, "lib", "part")
            token = story.azure.add_token(organization, scopes=WRITE)
            story.approve(f"https://dev.azure.com/{organization}/lib/_git/part", token)
        app = story.clone(APP, "app")
        for organization in ("fabrikam", "northwind"):
            url = f"https://dev.azure.com/{organization}/lib/_git/part"
            story.git("submodule", "--quiet", "add", url, organization, cwd=app)
        story.git("commit", "--quiet", "-m", "add parts", cwd=app)
        story.git("push", "--quiet", cwd=app)
        again = story.clone(APP, "again", "--recurse-submodules", "--jobs=4")
        tap.equal([(again / name / ".git").exists() for name in ("fabrikam", "northwind")],
                  [True, True])


@tap.test
def two_accounts_of_an_organization_are_kept_apart() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "web", "app")
        tokens = {}
        for person in ("ann", "bob"):
            tokens[person] = story.azure.add_token("contoso", scopes=WRITE, name=person)
            story.approve(APP, tokens[person], username=f"{person}@example.com")
        for person, token in tokens.items():
            url = APP.replace("https://", f"https://{person}%40example.com@")
            tap.equal(story.password(url), token)
            story.clone(url, person)
        used = [request.authorization.token for request in story.azure.requests()
                if request.authorization and request.authorization.token != "empty"]
        tap.equal(sorted(set(used)), ["ann", "bob"])


@tap.test
def a_project_name_with_a_space_works() -> None:
    with Story() as story:
        story.azure.add_repository("contoso", "My Project", "app")
        url = "https://dev.azure.com/contoso/My%20Project/_git/app"
        story.approve(url, story.azure.add_token("contoso", scopes=WRITE))
        story.clone(url, "app")


@tap.test
def a_partial_clone_fetches_the_rest_later() -> None:
    with Story() as story:
        with_contoso(story)
        mine = story.clone(APP, "mine")
        story.commit(mine, "late.txt", b"late\n")
        story.git("push", "--quiet", cwd=mine)
        lazy = story.clone(APP, "lazy", "--filter=blob:none", "--no-checkout")
        tap.equal(story.git("show", "main:late.txt", cwd=lazy), "late\n")


@tap.test
def a_collection_of_an_azure_devops_server_works() -> None:
    with Story(configured=False) as story:
        server = "https://tfs.example.com/tfs/DefaultCollection"
        story.git("credential-azdo", "configure", f"--server={server}")
        story.azure.add_repository("tfs.example.com/DefaultCollection", "web", "app")
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=WRITE)
        story.approve(f"{server}/web/_git/app", token)
        story.clone(f"{server}/web/_git/app", "app")
        tap.equal(story.password("https://tfs.example.com/tfs/Other/web/_git/app"), None)


@tap.test
def the_command_that_is_named_for_a_server_works_as_it_stands() -> None:
    with Story(configured=False) as story:
        story.azure.add_repository("tfs.example.com/DefaultCollection", "web", "app")
        token = story.azure.add_token("tfs.example.com/DefaultCollection", scopes=WRITE)
        url = "https://tfs.example.com/tfs/DefaultCollection/web/_git/app"
        story.git("credential-azdo", "configure", "--server=https://tfs.example.com/tfs")
        told = story.try_git("ls-remote", url).stderr.splitlines()
        tap.equal(told[0], "error: no token is stored for "
                           "https://tfs.example.com/tfs/defaultcollection")
        command = told[1].removeprefix("hint: ")
        done = story.run(["bash", "-c", f"{command} --with-token"], stdin=f"{token}\n")
        tap.equal((done.returncode, done.stderr), (0, ""))
        story.git("ls-remote", url)


@tap.test
def the_setting_that_is_named_is_the_servers_own() -> None:
    server = "https://TFS.example.com:8443/tfs"
    path_less = "protocol=https\nhost=tfs.example.com:8443\n\n"
    expected = "hint: git config --global credential.https://tfs.example.com:8443.useHttpPath true"
    with Story() as story:
        missing = story.helper("get", path_less, f"--server={server}")
        tap.equal(missing.stderr.splitlines()[-1], expected)
        for collection in ("main", "other"):
            story.helper("store", "protocol=https\nhost=tfs.example.com:8443\n"
                                  f"path=tfs/{collection}\npassword=one\n\n", f"--server={server}")
        ambiguous = story.helper("get", path_less, f"--server={server}")
        tap.equal(ambiguous.stderr.splitlines()[-1], expected)


@tap.test
def a_refused_token_is_erased_and_not_handed_out_again() -> None:
    with Story() as story:
        token = with_contoso(story)
        other = "https://dev.azure.com/fabrikam/shop/_git/cart"
        kept = story.azure.add_token("fabrikam", scopes=WRITE)
        story.approve(other, kept)
        app = story.clone(APP, "app")
        story.azure.revoke(token)
        tap.equal(story.try_git("fetch", cwd=app).returncode, 128)
        tap.equal((story.password(APP), story.password(other)), (None, kept))


@tap.test
def a_refused_token_is_erased_without_a_path_too() -> None:
    with Story() as story:
        story.git("config", "--global", "credential.https://dev.azure.com.useHttpPath", "false")
        token = with_contoso(story)
        app = story.clone(APP, "app")
        story.azure.revoke(token)
        tap.equal(story.try_git("fetch", cwd=app).returncode, 128)
        tap.equal(story.password(APP), None)


def refuse_without_a_path(story: Story, token: str) -> str:
    """What a program says whose Git sends no path, when its token was refused. Returns stderr."""
    done = story.reject("https://dev.azure.com", username="PersonalAccessToken", password=token)
    return done.stderr


@tap.test
def of_several_organizations_the_one_that_refuses_a_token_loses_it_without_a_path() -> None:
    with Story() as story:
        token = with_contoso(story)
        other = "https://dev.azure.com/fabrikam/shop/_git/cart"
        kept = story.azure.add_token("fabrikam", scopes=WRITE)
        story.approve(other, kept)
        story.azure.revoke(token)
        told = refuse_without_a_path(story, token)
        assert told.startswith("error: the token stored for dev.azure.com/contoso was refused, "
                               "and is forgotten: "), told
        tap.equal((story.password(APP), story.password(other)), (None, kept))


@tap.test
def a_token_that_its_organization_takes_stays_when_it_is_refused_without_a_path() -> None:
    with Story() as story:
        token = with_contoso(story)
        story.approve("https://dev.azure.com/fabrikam/shop/_git/cart", "another-token")
        told = refuse_without_a_path(story, token)
        assert told.startswith("error: the refused token stays stored: "), told
        assert told.endswith(
            "hint: git config --global credential.https://dev.azure.com.useHttpPath true\n"), told
        tap.equal(story.password(APP), token)


@tap.test
def a_token_that_nobody_can_be_asked_about_stays_when_it_is_refused_without_a_path() -> None:
    with Story() as story:
        token = with_contoso(story)
        story.approve("https://dev.azure.com/fabrikam/shop/_git/cart", "another-token")
        story.azure.revoke(token)
        for fault in ({"kind": "status", "status": 500}, {"kind": "reset"}):
            story.azure.add_fault(path="/contoso/_apis", **fault)
            told = refuse_without_a_path(story, token)
            assert told.startswith("error: the refused token stays stored: "), told
            tap.equal(story.password(APP), token)
            story.azure.clear_faults()


@tap.test
def a_token_of_two_organizations_is_lost_where_it_is_refused_only() -> None:
    with Story() as story:
        token = with_contoso(story)
        other = "https://dev.azure.com/fabrikam/shop/_git/cart"
        story.approve(other, token)
        told = refuse_without_a_path(story, token)
        assert "dev.azure.com/fabrikam was refused, and is forgotten: " in told, told
        tap.equal((story.password(APP), story.password(other)), (token, None))


@tap.test
def a_missing_permission_costs_no_token() -> None:
    with Story() as story:
        token = with_contoso(story)
        for denial in ("not-found", "forbidden"):
            story.azure.set_repository("contoso", "web", "app", denial=denial)
            tap.equal(story.try_git("ls-remote", APP).returncode, 128)
        tap.equal(story.password(APP), token)


@tap.test
def reject_forgets_and_other_tokens_stay() -> None:
    with Story() as story:
        token = with_contoso(story)
        other = "https://dev.azure.com/fabrikam/shop/_git/cart"
        story.approve(other, "another-token")
        tap.equal(story.reject(APP, username="PersonalAccessToken", password="wrong").stderr, "")
        tap.equal(story.password(APP), token)
        story.reject(APP)
        tap.equal((story.password(APP), story.password(other)), (None, "another-token"))


@tap.test
def another_host_never_sees_a_token() -> None:
    with Story(configured=False) as story:
        story.git("config", "--global", "credential.helper", "azdo")
        with_contoso(story)
        for url in ("https://evil.example/contoso/web/_git/app",
                    "https://dev.azure.com@evil.example/contoso/web/_git/app",
                    "https://contoso@evil.example/contoso/web/_git/app"):
            tap.equal(story.try_git("ls-remote", url).returncode, 128)
        told = [request.authorization.token for request in story.azure.requests()
                if request.host == "evil.example" and request.authorization]
        tap.equal(set(told) - {"empty"}, set())


@tap.test
def a_store_of_what_is_stored_writes_nothing() -> None:
    with Story("scripted") as story:
        story.run(["git-credential-azdo", "--cache=0", "configure"])
        with_contoso(story)
        keyring = story.session.keyring
        keyring.forget()
        story.clone(APP, "app")
        calls = keyring.calls()
        tap.equal(calls.get("Collection.CreateItem", 0), 0)
        tap.equal(calls.get("Service.SearchItems", 0), 2)


@tap.test
def an_expiry_travels_both_ways_and_an_expired_token_is_not_kept() -> None:
    with Story() as story:
        story.approve(APP, "fresh", more={"password_expiry_utc": "4102444800"})
        story.approve("https://dev.azure.com/old/p/_git/r", "stale",
                      more={"password_expiry_utc": "1000000000"})
        answer = story.helper("get", {"protocol": "https", "host": "dev.azure.com",
                                      "path": "contoso/web/_git/app"}).stdout
        tap.equal(answer, "username=PersonalAccessToken\npassword=fresh\n"
                          "password_expiry_utc=4102444800\n\n"
                  if story.version() >= (2, 40) else
                  "username=PersonalAccessToken\npassword=fresh\n\n")
        tap.equal(story.password("https://dev.azure.com/old/p/_git/r"),
                  None if story.version() >= (2, 40) else "stale")


@tap.test
def a_dozen_parallel_fetches_all_succeed() -> None:
    with Story() as story:
        with_contoso(story)
        app = story.clone(APP, "app")
        running = [story.session.start(["git", "fetch", "--quiet"], cwd=app, env=story.env)
                   for _ in range(12)]
        tap.equal([process.wait() for process in running], [0] * 12)
        tap.equal(story.session.keyring.count_items(), 1)


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
