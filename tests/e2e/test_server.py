#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Azure DevOps Server: collections, ports, authorities, plain http, what is set for Git."""

import json
import sys

import tap
from records import call, row
from servers import (
    APP, HOST, LARGE, MAIN, OTHER, SERVER, WRITE, company, log_in, login, make_token, push, schemes,
)
from story import PROGRAM, Story, prepare
from terminal import Terminal

BUNDLE = "/etc/ssl/certs/ca-certificates.crt"  # of Debian: it does not know the stand-in


# Collections and ports


@tap.test
def each_collection_has_its_own_token() -> None:
    with company(MAIN, OTHER) as story:
        for address, name in ((MAIN, "DefaultCollection"), (OTHER, "Other")):
            token = make_token(story, name)
            log_in(story, address, token)
            story.azure.clear_requests()
            work_tree = story.clone(f"{address}/web/_git/app", name)
            tap.equal(push(story, work_tree, 16).stderr, "")
            tap.equal({record.authorization.token for record in story.azure.requests()
                       if record.authorization}, {story.azure.token_id(token)})
        tap.equal(story.password(f"{SERVER}/Third/web/_git/app"), None)
        names = [entry["organization"] for entry in json.loads(call(story, "status",
                                                                    "--json").stdout)["tokens"]]
        tap.equal(names, ["defaultcollection", "other"])


@tap.test
def a_whole_server_at_a_port_of_its_own_is_served() -> None:
    with company(more_ports=(0,)) as story:
        server = f"https://{HOST}:{story.azure.ports[1]}/tfs"
        story.git("credential-azdo", "configure", f"--server={server}")
        for name in ("DefaultCollection", "Other"):
            log_in(story, f"{server}/{name}", make_token(story, name))
            story.clone(f"{server}/{name}/web/_git/app", name)
        tap.equal(call(story, "status").returncode, 0)
        tap.equal(story.password(APP), None)


# A person's commands


@tap.test
def the_page_of_the_collection_is_named_and_the_server_asked_about_the_token() -> None:
    folded = MAIN.lower()
    with company(SERVER) as story:
        token = make_token(story)
        terminal = Terminal(story, [PROGRAM, "login", MAIN])
        terminal.expect(f"Make one at:  {folded}/_usersSettings/tokens")
        terminal.expect(f"{folded}/_details/security/tokens")
        terminal.expect("(it is not shown): ")
        terminal.type(f"{token}\n")
        terminal.expect("accepts it: user@example.com.")
        terminal.expect("[30d]: ")
        terminal.type("5d\n")
        tap.equal(terminal.wait()[0], 0)
        asked = [(record.host, record.path, record.query) for record in story.azure.requests()]
        tap.equal(asked, [(HOST, "/tfs/defaultcollection/_apis/connectionData",
                           "api-version=5.0-preview.1")])
        # An end that was told warns, and is not told to Git.
        shown = call(story, "status", MAIN).stdout
        assert "in 5 days (as you told it)" in (row(shown, "expires") or ""), shown
        answer = story.fill(APP)
        assert answer and "password_expiry_utc" not in answer, answer


@tap.test
def every_command_knows_the_server() -> None:
    with company(SERVER) as story:
        refused = call(story, "login", "--entra", MAIN)
        assert "takes no sign-in of Microsoft Entra" in refused.stderr, refused
        log_in(story, MAIN, make_token(story), "--expires=5d")
        tap.equal(call(story, "check").stdout, "")
        assert "nothing to improve" in call(story, "audit", MAIN).stdout
        new = make_token(story)
        terminal = Terminal(story, [PROGRAM, "renew", MAIN])
        terminal.expect("(it is not shown): ")
        terminal.type(f"{new}\n")
        terminal.expect("[30d]: ")
        terminal.type("6d\n")
        tap.equal(terminal.wait()[0], 0)
        tap.equal(story.password(APP), new)
        story.azure.revoke(new)
        refused = call(story, "status")
        tap.equal((refused.returncode, row(refused.stdout, "next")),
                  (2, f"git credential-azdo --server={SERVER} login {MAIN.lower()}"))
        told = call(story, "logout", MAIN)
        tap.equal((told.returncode, told.stdout.splitlines()[-1]),
                  (0, f"  {MAIN.lower()}/_usersSettings/tokens"))
        tap.equal(story.session.keyring.count_items(), 0)


# Whom to trust


@tap.test
def a_companys_authority_holds_for_its_server_alone() -> None:
    for name, value in (("sslCAInfo", "ca_file"), ("sslCAPath", "ca_directory")):
        with company(SERVER, configured=True) as story:
            story.git("config", "--global", "http.sslCAInfo", BUNDLE)
            story.git("config", "--global", f"http.{SERVER}.sslCAInfo", "/dev/null")
            story.git("config", "--global", f"http.{MAIN}.{name}",
                      str(getattr(story.azure, value)))
            if name == "sslCAPath":
                story.git("config", "--global", f"http.{MAIN}.sslCAInfo", BUNDLE)
            log_in(story, MAIN, make_token(story))
            story.clone(APP, "app")
            doubtful = login(story, "contoso", story.azure.add_token("contoso", scopes=WRITE))
            assert "issuer that is not trusted here" in doubtful.stderr, doubtful.stderr


@tap.test
def a_named_server_may_go_unverified_and_microsofts_hosts_may_not() -> None:
    with company(SERVER, configured=True) as story:
        story.azure.set_certificate("unknown-ca")
        story.git("config", "--global", "http.sslVerify", "false")
        log_in(story, MAIN, make_token(story))
        story.clone(APP, "app")
        tap.equal(call(story, "status").returncode, 0)
        done = login(story, "contoso", story.azure.add_token("contoso", scopes=WRITE))
        assert "issuer that is not trusted here" in done.stderr, done.stderr
        tap.equal([record for record in story.azure.requests() if record.host != HOST], [])


# What a person may have written for the server before.
SECTION = f'[http "{SERVER}"]\n'
BEFORE = {
    "nothing": "",
    "the opposite": f"{SECTION}\temptyAuth = true # for Kerberos\n\tproactiveAuth = none\n",
    "the same": f"{SECTION}\temptyAuth = false\n\tproactiveAuth = basic\n",
    "one of them, and more":
        f"{SECTION}\tproxy =\n\temptyAuth = false # mine\n\tsslVerify = true\n",
}


@tap.test
def what_is_set_for_git_goes_again_and_leaves_the_file_as_it_was() -> None:
    with Story(configured=False) as story:
        file = story.session.home / ".gitconfig"
        plain = file.read_bytes()
        for name, text in BEFORE.items():
            before = plain + text.encode()
            file.write_bytes(before)
            shown = call(story, "configure", f"--server={SERVER}").stdout
            for line in (f'  [http "{SERVER}"]', "      proactiveAuth = basic",
                         "      emptyAuth = false"):
                assert line in shown.splitlines(), shown
            for key, value in (("emptyAuth", "false"), ("proactiveAuth", "basic")):
                tap.equal((name, story.git("config", "--get-urlmatch", f"http.{key}", APP)),
                          (name, f"{value}\n"))
            assert "nothing was changed" in call(story, "configure", f"--server={SERVER}").stdout
            call(story, "unconfigure", f"--server={SERVER}")
            tap.equal((name, file.read_bytes()), (name, before))


# Plain http


@tap.test
def a_server_by_plain_http_is_served_where_it_was_named_so() -> None:
    with company(SERVER) as story:
        plain = f"{story.azure.plain_server}/tfs"
        done = call(story, "configure", f"--server={plain}")
        tap.equal((done.returncode, done.stderr),
                  (0, f"warning: tokens travel in clear text to {plain}: whoever is on the way "
                      "can read and use them\nhint: use https://, if the server has it\n"))
        address = f"{plain}/DefaultCollection"
        log_in(story, address, make_token(story))
        work_tree = story.clone(f"{address}/web/_git/app", "app")
        tap.equal(push(story, work_tree, LARGE).stderr, "")
        tap.equal(story.try_git("fetch", cwd=work_tree).stderr, "")
        shown = call(story, "status")
        tap.equal((shown.returncode, shown.stdout.splitlines()[0]),
                  (0, f"{address.lower()}: valid"))
        tap.equal(story.password(APP), None)  # of https is nothing stored


@tap.test
def a_token_for_https_never_goes_to_plain_http() -> None:
    with company() as story:
        plain = f"{story.azure.plain_server}/tfs/DefaultCollection/web/_git/app"
        story.git("config", "--global", "credential.helper", f"azdo --server={SERVER}")
        story.git("config", "--global", "credential.useHttpPath", "true")
        log_in(story, MAIN, make_token(story))
        host = HOST, "dev.azure.com", plain.split("/")[2]
        for each, has_words in zip(host, (True, True, False), strict=True):
            request = {"protocol": "http", "host": each, "path": "tfs/DefaultCollection"}
            done = story.helper("get", request, f"--server={SERVER}")
            said = (f"error: no token is given to http://{each}, where it would travel in clear "
                    "text\nhint: use https:// in the address of the remote\n")
            tap.equal((each, done.stdout, done.stderr), (each, "", said if has_words else ""))
        story.azure.clear_requests()
        tap.equal(story.try_git("ls-remote", plain).returncode, 128)
        tap.equal(schemes(story), set())
        refused = call(story, "login", f"http://{HOST}/tfs/DefaultCollection")
        tap.equal((refused.returncode, refused.stderr.splitlines()[0]),
                  (129, f"error: 'http://{HOST}/tfs/DefaultCollection' is plain http, so tokens "
                        "would travel in clear text"))


if __name__ == "__main__":
    prepare()
    sys.exit(tap.main())
