# SPDX-License-Identifier: MIT
"""The commands that ask Azure DevOps or Entra; what each says and keeps where it learns nothing.

What `login` and `renew` ask at a terminal leads to the same question as --with-token. What renewals
for Git do meanwhile is told in test_renewal_faults.py, what machines offer to their programs in
tests/io/test_sign_in_machine.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import tap
from contoso import NAME
from network_faults import Fault, Neighbour
from records import DAY, WRITE, Done, keep, now
from standin import StandIn
from story import PROGRAM

# The program's own limits, of src/azure/validation.h, reaching.h and probing.h, src/app/renewal.h
# and entra_login.c, in seconds.
EXPLAIN_S, LOGIN_S, REACHING_S, PROBING_S = 3, 8, 6, 30
RENEWAL_GIT_S, RENEWAL_PERSON_S, DISCOVERY_S = 5, 30, 8
ENTRA = "login.microsoftonline.com"
UNKNOWN = "could not be checked"
APPLICATION = "5f3e2d1c-0b9a-4876-9543-210fedcba987"
APPLICATION_SECRET = "SYNTHETICTESTTOKENAPPLICATION"


@dataclass
class Scene:
    """One command and one fault: an organization of its own, in a session that has nothing else."""

    story: Neighbour
    organization: str
    fault: Fault
    token: str = ""  # that Git is given
    other: str = ""  # of another account, which no command is about
    new: str = ""  # not stored yet
    env: dict[str, str | None] = field(default_factory=dict)
    pats_before: list[str] = field(default_factory=list)
    after: dict[str, str] = field(default_factory=dict)  # what is stored, by role and user name

    def bring(self) -> str:
        return self.story.azure.add_token(self.organization, scopes=WRITE)

    def keep(self, username: str = "") -> str:
        token = self.bring()
        keep(self.story, token, self.organization, username, valid_to=now() + 5 * DAY,
             created=now())
        return token

    def request(self, more: str = "") -> str:
        return (f"protocol=https\nhost=dev.azure.com\npath={self.organization}/web/_git/app\n"
                f"{more}\n")

    def run(self, *words: str, stdin: str = "") -> Done:
        return self.story.run([PROGRAM, "--cache=0", "--warn-days=1", *words], stdin=stdin,
                              env={"TZ": "UTC", **self.env})

    def succeed(self, *words: str) -> None:
        done = self.run(*words)
        assert done.returncode == 0, (words, done)

    def stored(self) -> dict[str, str]:
        """The secrets, by role and user name."""
        found = {}
        for item in self.story.session.keyring.dump_items():
            assert item.secret
            name = f"{item.attributes['role']} {item.attributes['username']}"
            found[name] = item.secret.decode().split("\t")[0]
        return found

    def pats(self) -> list[str]:
        """Those that were created here and work."""
        return [token["id"] for token in self.story.azure.tokens()
                if token["organizations"] == [self.organization] and not token["revoked"]
                and token["display_name"].startswith(NAME)]


@dataclass(frozen=True)
class Command:
    """What is run, what it may take, and which of its requests fail; told, by `expect`."""

    words: str
    limit_s: float
    expect: Callable[[Scene, Done], None]
    setup: Callable[[Scene], None] = lambda scene: None
    stdin: Callable[[Scene], str] = lambda scene: ""
    host: str = ""
    path: str = "/{organization}"
    method: str = ""
    has_body: bool = True  # of what is answered to it
    is_first: bool = True  # of all requests, so that it is the one for which there is no way
    minds_json: bool = True  # looks at what an answer says

    def meets(self, fault: Fault) -> bool:
        """Whether it is to."""
        return ((self.has_body or not fault.is_delivery) and (self.is_first or not fault.is_way)
                and (self.minds_json or not fault.is_json))


# --- what is there before -------------------------------------------------------------------------


def with_token(scene: Scene) -> None:
    scene.token = scene.keep()


def with_new_token(scene: Scene) -> None:
    with_token(scene)
    scene.new = scene.bring()


def with_other_organization(scene: Scene) -> None:
    """Where Git does not say which one is meant, a refused token may be of either."""
    with_token(scene)
    keep(scene.story, scene.bring(), f"{scene.organization}-2")


def with_netrc(scene: Scene) -> None:
    scene.new = scene.bring()
    file = netrc(scene)
    scene.story.spared.add(file)
    file.write_text(f"machine {scene.organization}.visualstudio.com\n  login x\n"
                    f"  password {scene.new}\n", encoding="utf-8")


def netrc(scene: Scene) -> Path:
    return scene.story.session.home / ".netrc"


def by_azure_cli(scene: Scene) -> None:
    path = scene.story.session.environment()["PATH"]
    scene.env["PATH"] = f"{programs(scene.story.azure)}:{path}"


def programs(azure: StandIn) -> Path:
    return azure.state_dir / "programs"


def signed_in(scene: Scene) -> None:
    by_azure_cli(scene)
    scene.succeed("login", "--entra=azure-cli", scene.organization)
    scene.token = scene.stored()["token "]


def as_application(scene: Scene) -> None:
    scene.env |= {"AZURE_CLIENT_ID": APPLICATION, "AZURE_CLIENT_SECRET": APPLICATION_SECRET,
                  "AZURE_TENANT_ID": scene.story.azure.tenant(scene.organization)}


def as_application_at_get(scene: Scene) -> None:
    """Nothing is stored."""
    scene.succeed("logout", "--all")
    as_application(scene)
    scene.env |= {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "credential.azdoSignIn",
                  "GIT_CONFIG_VALUE_0": "service-principal"}


def application_signed_in(scene: Scene) -> None:
    as_application(scene)
    scene.succeed("login", "--entra=service-principal", scene.organization)
    scene.token = scene.stored()["token "]


def make_due(scene: Scene, days: int) -> None:
    """The token ends soon, and has lived for so many days."""
    (item,) = [item for item in scene.story.session.keyring.dump_items()
               if item.attributes["role"] == "token" and item.attributes["username"] == ""]
    assert item.secret
    text = re.sub(r"\tvalid_to=\d+", f"\tvalid_to={now() + 100}", item.secret.decode())
    text = re.sub(r"\tcreated=\d+", f"\tcreated={now() - days * DAY}", text)
    words = [word for pair in item.attributes.items() for word in pair]
    done = scene.story.run(["secret-tool", "store", "--label=test", *words], stdin=text)
    tap.equal((done.returncode, done.stderr), (0, ""))


def due(scene: Scene) -> None:
    signed_in(scene)
    make_due(scene, 7)


def application_due(scene: Scene) -> None:
    application_signed_in(scene)
    make_due(scene, 1)


# --- what is told ---------------------------------------------------------------------------------


def is_error(done: Done) -> bool:
    """One sentence, and one with what to do."""
    kinds = [line.partition(": ")[0] for line in done.stderr.splitlines()]
    return (kinds.count("error"), kinds.count("hint")) == (1, 1)


def says_nothing_certain(text: str) -> bool:
    """Of a token: certificates may be not valid, and connections refused."""
    words = " ".join(text.split())
    return not re.search(r"(?<!not )\bvalid\b|(?<!onnection )refused|is revoked|"
                         r"(?<!certificate )has expired", words)


def keeps_all(scene: Scene) -> None:
    expected = {"token other": scene.other} | ({"token ": scene.token} if scene.token else {})
    got = {name: secret for name, secret in scene.after.items() if name.startswith("token")}
    tap.equal(got, expected)
    assert set(scene.pats_before) <= set(scene.pats()), "one is revoked"


def stores_with_a_warning(scene: Scene, done: Done) -> None:
    tap.equal(done.returncode, 0)
    assert "\nwarning: the token could not be checked: " in f"\n{done.stderr}", done
    tap.equal((scene.after["token "], scene.after["token other"]), (scene.new, scene.other))


def answers(scene: Scene, done: Done) -> None:
    tap.equal((done.returncode, done.stderr), (0, ""))
    assert f"password={scene.token}\n" in done.stdout, done
    keeps_all(scene)


def answers_with_a_warning(scene: Scene, done: Done) -> None:
    assert done.returncode == 0 and f"password={scene.token}\n" in done.stdout, done
    kinds = [line.partition(": ")[0] for line in done.stderr.splitlines()]
    tap.equal(kinds, ["warning", "hint"])
    assert " could not be renewed: " in done.stderr, done
    keeps_all(scene)


def forgets_what_git_refuses(scene: Scene, done: Done) -> None:
    """It was refused, says Git; why is not known."""
    tap.equal(done.returncode, 1)
    assert is_error(done) and f"is forgotten: {UNKNOWN}" in done.stderr, done
    tap.equal(scene.after, {"token other": scene.other})


def forgets_nothing(scene: Scene, done: Done) -> None:
    tap.equal(done.returncode, 1)
    assert is_error(done) and "stays stored" in done.stderr, done
    tap.equal(len(scene.after), 2)


def status_is_unknown(scene: Scene, done: Done) -> None:
    tap.equal((done.returncode, done.stderr), (3, ""))
    tap.equal(len(re.findall(rf"^{scene.organization}.*: {UNKNOWN},", done.stdout, re.M)), 2)
    assert says_nothing_certain(done.stdout), done
    keeps_all(scene)


def check_is_silent(scene: Scene, done: Done) -> None:
    tap.equal((done.returncode, done.stdout, done.stderr), (3, "", ""))
    keeps_all(scene)


def fails(scene: Scene, done: Done) -> None:
    tap.equal(done.returncode, 1)
    assert is_error(done) and says_nothing_certain(done.stderr), done
    keeps_all(scene)


def audit_is_unknown(scene: Scene, done: Done) -> None:
    tap.equal((done.returncode, done.stderr), (3, ""))
    tap.equal(len(re.findall(rf"^{scene.organization}.*: could not be found out$", done.stdout,
                             re.MULTILINE)), 2)
    assert says_nothing_certain(done.stdout), done
    keeps_all(scene)


def one_thing_is_unknown(scene: Scene, done: Done) -> None:
    """What the tokens can do otherwise is told, unless Azure DevOps asks to come back later."""
    tap.equal(done.stderr, "")
    assert done.returncode in (0, 3) and "\n  unknown   Build\n" in done.stdout, done
    assert not re.search(r"^  can(not)? .*(\n {12}.*)*\bBuild\b", done.stdout, re.MULTILINE), done
    keeps_all(scene)


def doctor_names_the_network(scene: Scene, done: Done) -> None:
    tap.equal(done.stderr, "")
    network = done.stdout.partition("\nNetwork: ")[2].partition("\n\n")[0]
    word = {2: "problem\n", 3: "unknown\n"}[done.returncode]
    assert network.startswith(word) and "\n  next " in network, network
    assert says_nothing_certain(network), network
    keeps_all(scene)


def leaves_it_where_it_is(scene: Scene, done: Done) -> None:
    tap.equal((done.returncode, done.stderr), (1, ""))
    assert UNKNOWN in done.stdout and "Left out, because nobody could be asked: 1" in done.stdout
    assert scene.new in netrc(scene).read_text(encoding="utf-8")
    keeps_all(scene)


def takes_it_over(scene: Scene, done: Done) -> None:
    """Who names the source wants it unchecked, too."""
    tap.equal((done.returncode, done.stderr), (0, ""))
    assert UNKNOWN in done.stdout and says_nothing_certain(done.stdout), done
    tap.equal(scene.after, {"token x": scene.new, "token other": scene.other})
    assert scene.new not in netrc(scene).read_text(encoding="utf-8")


def check_names_it(scene: Scene, done: Done) -> None:
    """It ends soon, and there is no other one."""
    tap.equal((done.returncode, done.stderr), (1, ""))
    name = scene.organization
    line = rf"{name}: .*expires today - git credential-azdo renew {name}\n"
    assert re.fullmatch(line, done.stdout), done
    keeps_all(scene)


def leaves_the_old_one_for_later(scene: Scene, done: Done) -> None:
    """The new one is there; what could not be revoked is not forgotten (see `end`)."""
    tap.equal((done.returncode, done.stderr), (0, ""))
    assert scene.after["token "] != scene.token and scene.after["token other"] == scene.other
    tap.equal(len(scene.pats()), 2)


def signs_nobody_in(scene: Scene, done: Done) -> None:
    tap.equal((done.returncode, done.stdout), (1, ""))
    assert is_error(done) and says_nothing_certain(done.stderr), done
    tap.equal(scene.after, {})


PATS = "/{organization}/_apis/tokens/pats"
TOKEN = {"host": ENTRA, "path": "/{tenant}", "method": "POST"}
CREATE = {"path": PATS, "method": "POST"}
REVOKE = {"path": PATS, "method": "DELETE", "has_body": False}

COMMANDS = {
    "login with a token": Command(
        "login {organization} --with-token --expires=5d", LOGIN_S, stores_with_a_warning,
        setup=with_new_token, stdin=lambda scene: scene.new),
    "get that asks first": Command(
        "--validate=always get", EXPLAIN_S, answers, setup=with_token,
        stdin=lambda scene: scene.request()),
    "erase": Command(
        "erase", EXPLAIN_S, forgets_what_git_refuses, setup=with_token,
        stdin=lambda scene: scene.request(f"username=x\npassword={scene.token}\n")),
    "erase without an organization": Command(
        "erase", EXPLAIN_S, forgets_nothing, setup=with_other_organization,
        stdin=lambda scene: "protocol=https\nhost=dev.azure.com\nusername=x\n"
                            f"password={scene.token}\n\n"),
    "status": Command("status {organization}", LOGIN_S, status_is_unknown, setup=with_token),
    "check": Command("check", LOGIN_S, check_is_silent, setup=with_token),
    "audit": Command("audit {organization}", LOGIN_S, audit_is_unknown, setup=with_token),
    "audit, when it probes": Command(
        "audit {organization}", LOGIN_S + PROBING_S, one_thing_is_unknown, setup=with_token,
        path="/{organization}/_apis/build", has_body=False, is_first=False, minds_json=False),
    "doctor": Command("doctor", REACHING_S + LOGIN_S, doctor_names_the_network, setup=with_token),
    "import": Command("import --remove", LOGIN_S, leaves_it_where_it_is, setup=with_netrc),
    "import from a source": Command(
        "import --from=netrc --remove", LOGIN_S, takes_it_over, setup=with_netrc),
    "login --entra, when it looks for the tenant": Command(
        "login --entra=azure-cli {organization}", DISCOVERY_S, fails, setup=by_azure_cli,
        has_body=False),
    "login --entra, when it creates a token": Command(
        "login --entra=azure-cli {organization}", DISCOVERY_S + RENEWAL_PERSON_S, fails,
        setup=by_azure_cli, is_first=False, **CREATE),
    "login --entra by a code": Command(
        "login --entra=device-code {organization}", DISCOVERY_S + RENEWAL_PERSON_S, fails,
        is_first=False, **TOKEN),
    "login --entra of an application": Command(
        "login --entra=service-principal {organization}", RENEWAL_PERSON_S, fails,
        setup=as_application, **TOKEN),
    "get that signs in": Command(
        "get", RENEWAL_GIT_S, signs_nobody_in, setup=as_application_at_get,
        stdin=lambda scene: scene.request(), **TOKEN),
    "get that renews a token": Command(
        "get", RENEWAL_GIT_S, answers_with_a_warning, setup=due,
        stdin=lambda scene: scene.request(), **CREATE),
    "get that renews an access token": Command(
        "get", RENEWAL_GIT_S, answers_with_a_warning, setup=application_due,
        stdin=lambda scene: scene.request(), **TOKEN),
    "check that renews": Command(
        "check", RENEWAL_PERSON_S + LOGIN_S, check_names_it, setup=due, **CREATE),
    "renew, when it asks for an access token": Command(
        "renew {organization}", RENEWAL_PERSON_S, fails, setup=application_signed_in, **TOKEN),
    "renew, when it creates a token": Command(
        "renew {organization}", RENEWAL_PERSON_S, fails, setup=signed_in, **CREATE),
    "renew, when it revokes the old one": Command(
        "renew {organization}", RENEWAL_PERSON_S, leaves_the_old_one_for_later, setup=signed_in,
        is_first=False, **REVOKE),
    "logout --revoke": Command(
        "logout --revoke {organization}", RENEWAL_PERSON_S, fails, setup=signed_in, **REVOKE),
}
