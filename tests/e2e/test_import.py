#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""import: the tokens of other helpers and of plain files, moved into the store. Prints TAP."""

from __future__ import annotations

import base64
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import peers
import tap
from keyrings import GnomeKeyring
from password_store import PasswordStore
from records import DAY, WRITE, Done, call, keep, now, on_terminal, payload
from story import PROGRAM, Story, prepare
from terminal import Terminal

DONE, LEFT, USAGE = 0, 1, 129
OURS = "git-credential-azdo.Credential"
ADDRESS = "https://dev.azure.com/contoso"
APP = f"{ADDRESS}/web/_git/app"
TOKENS_BEGIN = "SYNTHETICTESTTOKEN"
FOREIGN = "https://x:y@github.com"
FILE_FAULT = os.environ["AZDO_TEST_FILE_FAULT_LIBRARY"]


# What is in the home folder before a test.
HOME = {".gitconfig", ".config", ".cache", ".local"}

_cleanup = ExitStack()
_shared: list[Story] = []


@contextmanager
def with_sources() -> Iterator[Story]:
    """A story whose person keeps tokens in plain text, in these files.

    It is the same for all tests, as if it had just begun: to make one takes longer than a test.
    """
    if not _shared:
        _shared.append(_cleanup.enter_context(Story()))
    story = _shared[0]
    home = story.session.home
    story.spared |= {home / ".gitconfig", home / ".git-credentials", home / ".netrc",
                     home / "web/.git/config"}
    env = dict(story.env)
    config = (home / ".gitconfig").read_bytes()
    try:
        yield story
        story.expect_no_secrets()
    finally:
        story.env = env
        forget_all(story)
        clear_home(story)
        (home / ".gitconfig").write_bytes(config)


def forget_all(story: Story) -> None:
    """Nothing is stored, by anybody, and nothing goes wrong."""
    story.azure.clear_faults()
    story.session.keyring_as(GnomeKeyring).unlock()
    story.git("credential-azdo", "logout", "--all")
    for attributes in others(story):
        story.run(["secret-tool", "clear",
                   *(word for pair in attributes.items() for word in pair)])


def clear_home(story: Story) -> None:
    story.session.home.chmod(0o700)
    for path in story.session.home.iterdir():
        if path.is_dir() and path.name not in HOME:
            shutil.rmtree(path)
        elif path.name not in HOME:
            path.unlink()
    for name in ("gnupg", "watched"):
        shutil.rmtree(story.session.scratch / name, ignore_errors=True)


def token_for(story: Story, organization: str = "contoso") -> str:
    return story.azure.add_token(organization, scopes=WRITE)


def run(story: Story, *words: str, cwd: Path | None = None,
        env: Mapping[str, str | None] | None = None) -> Done:
    """The command, which shows no token."""
    done = call(story, "import", *words, cwd=cwd, env=env)
    assert TOKENS_BEGIN not in done.stdout + done.stderr, "a token is shown"
    return done


def table(done: Done | str) -> list[list[str]]:
    """The columns of each row: source, token, for, state."""
    text = done if isinstance(done, str) else done.stdout
    rows = re.findall(r"^\d+ +(\S+) +(\*{4}\S*) +(\S+(?: \(\S+\))?)  +(.*)$", text, re.MULTILINE)
    return [list(row) for row in rows]


def masked(token: str) -> str:
    return f"****{token[-4:]}"


def stored(story: Story) -> dict[str, str]:
    """What our own items are for, and their tokens."""
    assert story.session.keyring
    found = {}
    for item in story.session.keyring.dump_items():
        if item.attributes.get("xdg:schema") == OURS:
            assert item.secret
            name = item.attributes["organization"], item.attributes["username"]
            found["/".join(name)] = item.secret.decode().split("\t")[0]
    return found


def others(story: Story) -> list[dict[str, str]]:
    """The attributes of all other items."""
    assert story.session.keyring
    return [item.attributes for item in story.session.keyring.dump_items()
            if item.attributes.get("xdg:schema") != OURS]


def snapshot(story: Story) -> object:
    """Every byte and mode below the home folder, and every item of the keyring."""
    assert story.session.keyring
    files = {path: (path.stat().st_mode, path.stat().st_ino,
                    path.read_bytes() if path.is_file() else b"")
             for path in story.session.home.rglob("*") if "keyrings" not in path.parts}
    return files, story.session.keyring.dump_items()


def netrc(story: Story, text: str) -> Path:
    path = story.session.home / ".netrc"
    path.write_text(text, encoding="utf-8")
    return path


def repository(story: Story, address: str = APP) -> Path:
    folder = story.session.home / "web"
    story.git("init", "--quiet", folder)
    story.git("remote", "add", "origin", address, cwd=folder)
    return folder


def everything(story: Story) -> Path:
    """A token in each source that needs no password store; the repository in which one is."""
    peers.keep_in_gcm(story, token_for(story, "adatum"), "https://adatum.visualstudio.com", "bob")
    peers.keep_in_libsecret(story, token_for(story))
    peers.keep_with_python(story, token_for(story, "fabrikam"),
                           "azdevops-cli:https://dev.azure.com/fabrikam")
    peers.keep_in_azureauth(story, {"tailspin build vso.code": {
        "token": token_for(story, "tailspin"), "validTo": "2099-12-24T10:00:00Z"}})
    peers.keep_in_git_credentials(story, FOREIGN,
                                  f"https://northwind:{token_for(story, 'northwind')}"
                                  "@dev.azure.com")
    netrc(story, "# mine\nmachine github.com login a password x\nmachine wingtip.visualstudio.com\n"
                 f"  login PersonalAccessToken\n  password {token_for(story, 'wingtip')}\n")
    basic = base64.b64encode(f":{token_for(story, 'proseware')}".encode()).decode()
    story.git("config", "--global", "http.https://dev.azure.com/proseware.extraHeader",
              f"Authorization: Basic {basic}")
    return repository(story, f"https://ann:{token_for(story, 'litware')}"
                             "@dev.azure.com/litware/web/_git/app")


NAMES = ["adatum/bob", "contoso/ann", "fabrikam/", "litware/ann", "northwind/", "proseware/",
         "tailspin/", "wingtip/"]


# What it shows, and does


@tap.test
def a_dry_run_shows_all_sources_and_changes_nothing() -> None:
    with with_sources() as story:
        folder = everything(story)
        before = snapshot(story)
        done = run(story, "--dry-run", cwd=folder)
        tap.equal((done.returncode, done.stderr), (DONE, ""))
        tap.equal([(row[0], row[2], row[3]) for row in table(done)], [
            ("gcm", "adatum (bob)", "to be stored"),
            ("libsecret", "contoso (ann)", "to be stored"),
            ("azure-cli", "fabrikam", "to be stored"),
            ("azureauth", "tailspin", "to be stored"),
            ("git-credentials", "northwind", "to be stored"),
            ("netrc", "wingtip", "to be stored"),
            ("url", "litware (ann)", "to be stored"),
            ("extra-header", "proseware", "to be stored")])
        assert done.stdout.endswith("\nNothing was changed. To go on:\n"
                                    "  git credential-azdo import\n"), done.stdout
        assert snapshot(story) == before, "something was changed"


@tap.test
def without_a_terminal_tokens_are_stored_and_stay_where_they_were() -> None:
    with with_sources() as story:
        folder = everything(story)
        files = [story.session.home / ".netrc", story.session.home / ".git-credentials",
                 folder / ".git/config"]
        before = [path.read_bytes() for path in files], len(others(story))
        done = run(story, cwd=folder)
        tap.equal((done.returncode, done.stderr, sorted(stored(story))), (DONE, "", NAMES))
        tap.equal(([path.read_bytes() for path in files], len(others(story))), before)
        assert done.stdout.endswith("\n  git credential-azdo import --remove\n"), done.stdout
        again = run(story, "--dry-run", cwd=folder)
        tap.equal({row[3] for row in table(again)}, {"is stored"})


@tap.test
def what_is_removed_leaves_everything_else_as_it_was() -> None:
    with with_sources() as story:
        folder = everything(story)
        peers.keep_in_libsecret(story, "foreign", "x", host="github.com")
        config = (story.session.home / ".gitconfig").read_text()
        done = run(story, "--remove", cwd=folder)
        tap.equal((done.returncode, done.stderr, sorted(stored(story))), (DONE, "", NAMES))
        tap.equal([item["server"] for item in others(story)], ["github.com"])
        credentials = story.session.home / ".git-credentials"
        tap.equal(credentials.read_text(), FOREIGN + "\n")
        tap.equal((story.session.home / ".netrc").read_text(),
                  "# mine\nmachine github.com login a password x\n")
        tap.equal(story.git("config", "remote.origin.url", cwd=folder),
                  "https://ann@dev.azure.com/litware/web/_git/app\n")
        assert (story.session.home / ".gitconfig").read_text() == \
            config.split('[http "https://dev.azure.com/proseware"]')[0]
        tap.equal([path.name for path in story.session.home.rglob("*.lock")], [])
        tap.equal((len(table(run(story, cwd=folder)))), 0)
        for organization in ("contoso", "litware", "adatum"):
            assert story.password(f"https://dev.azure.com/{organization}"), organization


@tap.test
def dates_come_along() -> None:
    with with_sources() as story:
        peers.keep_in_azureauth(story, {"contoso build": {
            "token": token_for(story), "validTo": "2099-12-24T10:00:00Z"}})
        tap.equal(run(story).returncode, DONE)
        facts = next(item.secret for item in story.session.keyring.dump_items()  # type: ignore
                     if "role" in item.attributes).decode()
        assert "\tvalid_to=4101789600\t" in facts, "no date"
        assert "\tvalid_to_certainty=certain\t" in facts, "not certain"


@tap.test
def one_source_alone_is_read_where_it_is_named() -> None:
    with with_sources() as story:
        everything(story)
        done = run(story, "--from=netrc", "--from=gcm", "--dry-run")
        tap.equal([row[0] for row in table(done)], ["gcm", "netrc"])
        assert "import --from=netrc --from=gcm\n" in done.stdout, done.stdout
        done = run(story, "--from=x")
        tap.equal((done.returncode, done.stderr), (USAGE, (
            "error: there is no source 'x'\nhint: the sources are: gcm, libsecret, azure-cli, "
            "azureauth, git-credentials, netrc, url, extra-header\n")))


@tap.test
def where_nothing_is_nothing_is_done() -> None:
    with with_sources() as story:
        netrc(story, "machine github.com login a password x\n")
        before = snapshot(story)
        done = run(story, "--remove")
        tap.equal((done.returncode, done.stdout, done.stderr), (
            DONE, "No token for Azure DevOps was found that could be imported.\n", ""))
        assert snapshot(story) == before


@tap.test
def the_table_fits_into_eighty_columns() -> None:
    with with_sources() as story:
        everything(story)
        story.azure.revoke(token := token_for(story))
        peers.keep_in_gcm(story, token, ADDRESS, "somebody@a-long-name.example.com")
        shown = on_terminal(story, "import", "--dry-run", columns=80)
        plain = re.sub("\033\\[[0-9;]*m", "", shown)
        tap.equal([line for line in plain.splitlines() if len(line) > 80], [])
        assert f"{masked(token)}  contoso (somebody@a-long-name.example.com)" in plain, plain


# Tokens that are not simply stored


@tap.test
def a_refused_token_is_named_and_left_out() -> None:
    with with_sources() as story:
        token = token_for(story)
        story.azure.revoke(token)
        path = netrc(story, f"machine contoso.visualstudio.com login ann password {token}\n")
        before = path.read_bytes()
        done = run(story, "--from=netrc", "--remove")
        tap.equal((done.returncode, table(done)),
                  (DONE, [["netrc", masked(token), "contoso (ann)", "refused"]]))
        assert "refused: it is expired, revoked or for another" in done.stdout, done.stdout
        tap.equal((stored(story), path.read_bytes()), ({}, before))


@tap.test
def a_token_that_cannot_be_checked_is_stored_only_from_a_source_that_is_named() -> None:
    with with_sources() as story:
        token = token_for(story)
        netrc(story, f"machine contoso.visualstudio.com login ann password {token}\n")
        story.azure.add_fault("reset", path="/contoso")
        done = run(story, "--remove")
        tap.equal((done.returncode, table(done)[0][3], stored(story)), (LEFT, "unchecked", {}))
        assert "could not be checked: " in done.stdout, done.stdout
        tap.equal((run(story, "--from=netrc").returncode, stored(story)),
                  (DONE, {"contoso/ann": token}))


@tap.test
def another_token_is_replaced_only_from_a_source_that_is_named_and_if_it_is_good() -> None:
    with with_sources() as story:
        old, new = token_for(story), token_for(story)
        keep(story, old)
        peers.keep_in_gcm(story, new)
        done = run(story)
        tap.equal((done.returncode, table(done)[0][3]), (LEFT, "would replace"))
        assert f"it would take the place of {masked(old)}" in done.stdout, done.stdout
        assert "nobody could be asked: 1. With --from=SOURCE" in done.stdout, done.stdout
        story.azure.add_fault("reset", path="/contoso")
        tap.equal((run(story, "--from=gcm").returncode, stored(story)), (LEFT, {"contoso/": old}))
        story.azure.clear_faults()
        done = run(story, "--from=gcm")
        tap.equal((done.returncode, stored(story)), (DONE, {"contoso/": new}))
        assert f"The old one, {masked(old)}, still works" in done.stdout, done.stdout


@tap.test
def of_several_tokens_for_one_place_the_first_stays() -> None:
    with with_sources() as story:
        first, second = token_for(story), token_for(story)
        peers.keep_in_gcm(story, first)
        path = netrc(story, "machine contoso.visualstudio.com login contoso "
                            f"password {second}\n")
        done = run(story, "--from=gcm", "--from=netrc", "--remove")
        tap.equal([row[3] for row in table(done)], ["to be stored", "would replace"])
        tap.equal((done.returncode, stored(story)), (LEFT, {"contoso/": first}))
        tap.equal((others(story), second in path.read_text()), ([], True))


@tap.test
def a_token_that_is_stored_is_only_removed() -> None:
    with with_sources() as story:
        token = token_for(story)
        keep(story, token, valid_to=now() + DAY)
        before = payload(story)
        path = netrc(story, f"machine contoso.visualstudio.com login ann password {token}\n")
        done = run(story, "--remove")
        tap.equal((done.returncode, table(done)[0][3]), (DONE, "is stored"))
        tap.equal((payload(story), path.read_text()), (before, ""))


@tap.test
def the_same_token_in_several_places_is_stored_once() -> None:
    with with_sources() as story:
        token = token_for(story)
        peers.keep_in_gcm(story, token)
        netrc(story, f"machine contoso.visualstudio.com login ann password {token}\n")
        done = run(story, "--remove")
        tap.equal([row[3] for row in table(done)], ["to be stored", "same as 1"])
        tap.equal((stored(story), others(story)), ({"contoso/": token}, []))
        tap.equal((story.session.home / ".netrc").read_text(), "")


@tap.test
def a_token_of_no_organization_needs_one_to_be_named() -> None:
    with with_sources() as story:
        token = token_for(story)
        path = peers.keep_in_git_credentials(story, f"https://eve:{token}@dev.azure.com")
        done = run(story, "--remove")
        tap.equal((done.returncode, table(done)),
                  (LEFT, [["git-credentials", masked(token), "?", "whose?"]]))
        assert "    git credential-azdo import --from=git-credentials contoso\n" in done.stdout
        tap.equal((stored(story), token in path.read_text()), ({}, True))
        done = run(story, "--from=git-credentials", "--remove", "contoso")
        tap.equal((done.returncode, stored(story), path.read_text()),
                  (DONE, {"contoso/eve": token}, ""))


@tap.test
def the_repository_here_says_which_one_it_may_be() -> None:
    with with_sources() as story:
        token = token_for(story)
        peers.keep_with_python(story, token, "azdevops-cli: default")
        done = run(story, cwd=repository(story))
        tap.equal((done.returncode, stored(story)), (DONE, {"contoso/": token}))


@tap.test
def the_tokens_of_another_organization_are_left_out() -> None:
    with with_sources() as story:
        everything(story)
        tap.equal([row[2] for row in table(run(story, "--dry-run", "wingtip"))], ["wingtip"])


@tap.test
def all_tokens_of_azureauth_go_together() -> None:
    with with_sources() as story:
        bad = token_for(story, "fabrikam")
        tokens = {"contoso build": {"token": token_for(story)}, "fabrikam build": {"token": bad}}
        peers.keep_in_azureauth(story, tokens)
        story.azure.revoke(bad)
        run(story, "--remove")
        tap.equal((sorted(stored(story)), len(others(story))), (["contoso/"], 1))


@tap.test
def an_access_token_is_none_to_keep() -> None:
    with with_sources() as story:
        jwt = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2lnbmF0dXJl"
        netrc(story, f"machine contoso.visualstudio.com login ann password {jwt}\n")
        done = run(story)
        tap.equal((done.returncode, table(done)[0][3], stored(story)),
                  (DONE, "no token to keep", {}))


# Stores


@tap.test
def a_password_store_of_gcm_is_read_and_cleared() -> None:
    with with_sources() as story:
        store = PasswordStore.make(story.session)
        story.env.update(store.env)
        first, second = token_for(story), token_for(story, "adatum")
        entries = {"git/https/dev.azure.com/contoso/ann":
                   f"{first}\nservice=https://dev.azure.com/contoso\naccount=ann\n",
                   "git/https/adatum.visualstudio.com/bob":
                   f"{second}\nservice=https://adatum.visualstudio.com\naccount=bob\n",
                   "git/https/github.com/x": "y\nservice=https://github.com\naccount=x\n"}
        for name, text in entries.items():
            store.run("pass", "insert", "--multiline", name, stdin=text)
        try:
            done = run(story, "--remove")
            tap.equal((done.returncode, done.stderr), (DONE, ""))
            tap.equal(stored(story), {"contoso/ann": first, "adatum/bob": second})
            tap.equal(store.names(), ["git/https/github.com/x"])
        finally:
            store.stop()


@tap.test
def the_store_that_is_used_is_no_source() -> None:
    with with_sources() as story:
        store = PasswordStore.make(story.session)
        story.env.update(store.env)
        token = token_for(story)
        store.run("pass", "insert", "--multiline", "git/https/dev.azure.com/contoso/ann",
                  stdin=f"{token}\nservice={ADDRESS}\naccount=ann\n")
        path = netrc(story, f"machine contoso.visualstudio.com login ann password {token}\n")
        try:
            done = call(story, "--store=pass", "import", "--remove")
            tap.equal((done.returncode, table(done)),
                      (DONE, [["netrc", masked(token), "contoso (ann)", "is stored"]]))
            tap.equal((store.names(), path.read_text()),
                      (["git/https/dev.azure.com/contoso/ann"], ""))
        finally:
            store.stop()


@tap.test
def plain_files_of_gcm_are_read_and_removed() -> None:
    with with_sources() as story:
        token = token_for(story)
        folder = story.session.home / ".gcm/store/git/https"
        for host, secret in (("dev.azure.com/contoso", token), ("github.com", "x")):
            (folder / host).mkdir(parents=True)
            (folder / host / "ann.credential").write_text(
                f"{secret}\nservice=https://{host}\naccount=ann\n")
        done = run(story, "--remove")
        tap.equal((done.returncode, stored(story)), (DONE, {"contoso/ann": token}))
        tap.equal([path.parent.name for path in folder.rglob("*.credential")], ["github.com"])


@tap.test
def a_locked_keyring_is_no_empty_one() -> None:
    with with_sources() as story:
        peers.keep_in_gcm(story, token_for(story))
        story.session.keyring_as(GnomeKeyring).lock()
        done = run(story)
        assert "\nNot looked at: the keyring: the keyring is locked; unlock it " in done.stdout
        tap.equal((done.returncode, done.stderr), (LEFT, ""))


@tap.test
def nor_is_one_that_nobody_has_opened_yet() -> None:
    with with_sources() as story:
        peers.keep_in_gcm(story, token_for(story))
        keyring = story.session.keyring_as(GnomeKeyring)
        keyring.stop()
        keyring.restart_locked()
        done = run(story)
        assert "\nNot looked at: the keyring: the keyring is locked; unlock it " in done.stdout
        tap.equal((done.returncode, done.stderr), (LEFT, ""))


# Somebody who answers


@tap.test
def a_person_is_asked_about_each_step() -> None:
    with with_sources() as story:
        good, other, old = token_for(story), token_for(story, "fabrikam"), token_for(story,
                                                                                    "fabrikam")
        keep(story, old, "fabrikam")
        peers.keep_in_gcm(story, good)
        path = netrc(story, f"machine fabrikam.visualstudio.com login fabrikam password {other}\n")
        terminal = Terminal(story, [PROGRAM, "import"], columns=80)
        terminal.expect("Store it in secret-service? [Y/n] ")
        terminal.type("\n")
        terminal.expect("Stored for dev.azure.com/contoso in secret-service")
        terminal.expect(f"Token 2, {masked(other)} for fabrikam: valid. "
                        f"Store it in the place of {masked(old)}? [y/N] ")
        terminal.type("y\n")
        terminal.expect(f"Remove {masked(good)} from the keyring, for {ADDRESS}? [y/N] ")
        terminal.type("\n")
        terminal.expect(f"Remove {masked(other)} from {path}, line 1? [y/N] ")
        terminal.type("y\n")
        status, printed = terminal.wait()
        tap.equal(status, DONE)
        assert "import --remove\n" in printed, printed
        tap.equal((stored(story), path.read_text(), len(others(story))),
                  ({"contoso/": good, "fabrikam/": other}, "", 1))


@tap.test
def a_person_who_says_no_keeps_everything() -> None:
    with with_sources() as story:
        token = token_for(story)
        peers.keep_in_gcm(story, token)
        before = snapshot(story)
        terminal = Terminal(story, [PROGRAM, "import"])
        terminal.expect("Store it in secret-service? [Y/n] ")
        terminal.type("n\n")
        tap.equal(terminal.wait()[0], LEFT)
        assert snapshot(story) == before


@tap.test
def a_token_that_has_gone_from_the_store_stays_where_it_is() -> None:
    with with_sources() as story:
        token = token_for(story)
        keep(story, token)
        path = netrc(story, f"machine contoso.visualstudio.com login ann password {token}\n")
        terminal = Terminal(story, [PROGRAM, "import"])
        terminal.expect("line 1? [y/N] ")
        story.git("credential-azdo", "logout", "contoso")
        terminal.type("y\n")
        status, printed = terminal.wait()
        assert "is not stored any more, and stays in" in printed, printed
        tap.equal((status, token in path.read_text()), (LEFT, True))


@tap.test
def a_file_that_changed_before_the_answer_is_read_again() -> None:
    with with_sources() as story:
        token = token_for(story)
        line = f"machine contoso.visualstudio.com login ann password {token}\n"
        path = netrc(story, line)
        keep(story, token)
        terminal = Terminal(story, [PROGRAM, "import"])
        terminal.expect("line 1? [y/N] ")
        path.write_text(f"# new\n{line}machine github.com password x\n")
        terminal.type("y\n")
        tap.equal((terminal.wait()[0], path.read_text()),
                  (DONE, "# new\nmachine github.com password x\n"))
        path.write_text(line)
        terminal = Terminal(story, [PROGRAM, "import"])
        terminal.expect("line 1? [y/N] ")
        path.write_text("# new\n")
        terminal.type("y\n")
        status, printed = terminal.wait()
        tap.equal((status, path.read_text()), (DONE, "# new\n"))
        assert f"{masked(token)} is not in {path}, line 1 any more." in printed, printed


# Files that are not to be touched, and what may happen to one


def with_stored_token(story: Story) -> tuple[str, Path]:
    """A token that is stored, and is in ~/.netrc, too."""
    token = token_for(story)
    keep(story, token)
    return token, netrc(story, "# mine\nmachine contoso.visualstudio.com login ann "
                               f"password {token}\n")


def faulty(fault: str, path: Path) -> dict[str, str | None]:
    """An environment in which this happens to the file."""
    return {"LD_PRELOAD": FILE_FAULT, "AZDO_TEST_FILE_FAULT": fault, "AZDO_TEST_FILE": str(path),
            "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}


def locks(path: Path) -> list[str]:
    return [lock.name for lock in path.parent.glob("*.lock")]


def refuse(story: Story, path: Path, words: str, fault: str = "") -> None:
    """It stays, and the warning says why."""
    before = path.read_bytes()
    done = run(story, "--remove", env=faulty(fault, path) if fault else None)
    assert words in re.sub(r"\s+", " ", done.stderr), done.stderr
    tap.equal((done.returncode, path.read_bytes(), locks(path)), (LEFT, before, []))


@tap.test
def a_symbolic_link_stays_and_its_file_is_rewritten() -> None:
    with with_sources() as story:
        _, path = with_stored_token(story)
        target = story.session.home / "dotfiles/netrc"
        target.parent.mkdir()
        path.rename(target)
        target.chmod(0o644)
        path.symlink_to("dotfiles/netrc")
        tap.equal(run(story, "--remove").returncode, DONE)
        tap.equal((path.is_symlink(), target.read_text(), stat.S_IMODE(target.stat().st_mode)),
                  (True, "# mine\n", 0o600))
        tap.equal([name.name for name in target.parent.iterdir()], ["netrc"])


@tap.test
def a_file_that_others_can_change_or_keep_is_refused() -> None:
    with with_sources() as story:
        _, path = with_stored_token(story)
        story.session.home.chmod(0o770)
        refuse(story, path, f"warning: '{path}' is left as it is, because others can change its "
                            f"folder hint: chmod go-w {path.parent}")
        story.session.home.chmod(0o700)
        os.link(path, path.with_name("copy"))
        refuse(story, path, "because it has another name, which would keep the token")
        path.with_name("copy").unlink()
        refuse(story, path, "because it belongs to another user", "fstat other")


@tap.test
def a_failure_costs_nothing() -> None:
    with with_sources() as story:
        _, path = with_stored_token(story)
        for fault in ("fsync refuse", "renameat refuse"):
            refuse(story, path, f"'{path}' cannot be ", fault)
        before = path.read_bytes()
        # No file can have a byte: the write fails as on a full disk.
        done = story.run(["sh", "-c", f"trap '' XFSZ; ulimit -f 0; exec {PROGRAM} --cache=0 import "
                          "--from=netrc --remove"])
        assert f"'{path}' cannot be written, and is as it was: " in done.stderr, done.stderr
        tap.equal((done.returncode, path.read_bytes(), locks(path)), (LEFT, before, []))


@tap.test
def a_file_that_another_program_changes_is_left_as_it_is() -> None:
    with with_sources() as story:
        _, path = with_stored_token(story)
        before = path.read_text()
        done = run(story, "--remove", env=faulty("fsync change", path))
        assert f"another program has changed '{path}' meanwhile" in done.stderr, done.stderr
        tap.equal((done.returncode, path.read_text(), locks(path)),
                  (LEFT, before + "# changed\n", []))
        lock = path.with_name(".netrc.lock")
        lock.touch()
        done = run(story, "--remove")
        assert f"another program is changing '{path}'" in done.stderr, done.stderr
        tap.equal((done.returncode, path.read_text(), locks(path)),
                  (LEFT, before + "# changed\n", [lock.name]))


@tap.test
def a_crash_leaves_the_old_file_or_the_new_one() -> None:
    with with_sources() as story:
        token, path = with_stored_token(story)
        before = path.read_text()
        for fault, after in (("fsync die", before), ("renameat die", before),
                             ("renameat end", "# mine\n")):
            tap.equal(run(story, "--remove", env=faulty(fault, path)).returncode, -9)
            tap.equal((fault, path.read_text()), (fault, after))
            for name in locks(path):
                lock = path.with_name(name)
                tap.equal((stat.S_IMODE(lock.stat().st_mode), lock.read_text()),
                          (0o600, "# mine\n"))
                lock.unlink()
        tap.equal(stored(story), {"contoso/": token})


@tap.test
def settings_that_differ_in_their_tokens_alone_are_left_to_a_person() -> None:
    with with_sources() as story:
        for number in range(2):
            basic = base64.b64encode(f":{token_for(story)}".encode()).decode()
            story.git("config", "--global", "--add", f"http.{ADDRESS}.extraHeader",
                      f"Authorization: Basic {basic}")
            story.git("config", "--global", "--add", f"http.{ADDRESS}.extraHeader",
                      f"X-Trace: {number}")
        before = (story.session.home / ".gitconfig").read_text()
        done = run(story, "--from=extra-header", "--remove")
        assert "has several values in" in done.stderr, done.stderr
        tap.equal((done.returncode, (story.session.home / ".gitconfig").read_text()),
                  (LEFT, before))


@tap.test
def a_header_goes_and_its_neighbours_stay() -> None:
    with with_sources() as story:
        basic = base64.b64encode(f":{token_for(story)}".encode()).decode()
        config = story.session.home / ".gitconfig"
        before = config.read_text()
        config.write_text(before + f'[http "{ADDRESS}"]\n\t; mine\n\textraHeader = X-Trace: 1\n'
                          f"\textraHeader = Authorization: Basic {basic}\n\tproxy = \"\"\n")
        tap.equal(run(story, "--from=extra-header", "--remove").returncode, DONE)
        tap.equal(config.read_text(), before + f'[http "{ADDRESS}"]\n\t; mine\n'
                  '\textraHeader = X-Trace: 1\n\tproxy = ""\n')


@tap.test
def no_token_is_an_argument() -> None:
    with with_sources() as story:
        folder = everything(story)
        log = story.session.scratch / "git.log"
        wrapper = story.session.scratch / "watched"
        wrapper.mkdir()
        real = story.run(["sh", "-c", "command -v git"]).stdout.strip()
        (wrapper / "git").write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >>{log}\nexec {real} "
                                     "\"$@\"\n")
        (wrapper / "git").chmod(0o700)
        path = story.session.environment(story.env)["PATH"]
        done = run(story, "--remove", cwd=folder, env={"PATH": f"{wrapper}:{path}"})
        tap.equal((done.returncode, done.stderr), (DONE, ""))
        said = log.read_text()
        assert "remote.origin.url" in said and "--unset" in said, said
        basic = base64.b64encode(f":{TOKENS_BEGIN}".encode()).decode()
        assert TOKENS_BEGIN not in said and basic[:-4] not in said, "a token is an argument"


@tap.test
def a_wrong_command_line_is_explained() -> None:
    with with_sources() as story:
        for words, complaint in ((["a", "b"], "more than one organization is named"),
                                 (["--dry-run", "--remove"], "--dry-run removes nothing"),
                                 (["a/b/c d"], "'a/b/c d' names no organization")):
            done = run(story, *words)
            assert done.returncode == USAGE and complaint in done.stderr, done.stderr


if __name__ == "__main__":
    prepare()
    with _cleanup:
        STATUS = tap.main()
    sys.exit(STATUS)
