#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Text from outside on a person's terminal: nothing in it may move, colour, hide or reorder.

A row says where the hostile text stands; the commands that may come to print it are run on a
terminal, and all that the terminal gets is looked at. AZDO_TEST_LONG=1 takes each kind of text by
itself, and one of 20,000 letters, and every command for every place.
"""

import contextlib
import os
import pty
import re
import select
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import tap
from contoso import APP, contoso
from records import DAY, now
from password_store import PasswordStore
from standin import Owner
from story import PROGRAM, Story, prepare

WRITE = ["vso.code_write"]
NORMAL = "protocol=https\nhost=dev.azure.com\npath=contoso/web/_git/app\n"
# What GNU/Linux terminals act on, in the forms in which it comes.
C0 = "\x1b[31mred\x1b]0;title\x07\x08\x0b\x7f\x1bP1$r\x1b\\"
C1 = "\u009b31mred\u009d0;title\u009c\u0085\u008e"
ORDER = "\u202egpj.exe\u202c\u2066\u2067\u2069\u200e\u200f\u061c\u2028\u2029\ufeff\u00ad\U000e0041"
BROKEN = b"\xff\xfe\xc3\x28\xed\xa0\x80\xf0\x9f".decode(errors="surrogateescape")
LONG = "l" * 20_000
IS_LONG = os.environ.get("AZDO_TEST_LONG") == "1"
# By arguments and variables; as D-Bus, JSON and headers carry it; and in a field of a record, which
# C0 would end. What is broken up in the long mode stands in one text otherwise.
EVERYTHING = [C0, C1, ORDER, BROKEN, LONG] if IS_LONG else [C0 + C1 + ORDER + BROKEN, C1 + ORDER]
UNICODE = [C0, C1, ORDER, LONG] if IS_LONG else [C0 + C1 + ORDER]
FIELDS = [C0, C1, ORDER, BROKEN, LONG] if IS_LONG else [C1 + ORDER + BROKEN]
OURS = "\r\x1b[K"  # what erases the line of progress

Place = Callable[[str, Story], None]


def shown(story: Story, *words: str, stdin: str = "", cwd: Path | None = None,
          git_reads: bool = False, program: str = PROGRAM, **env: str) -> str:
    """What the program writes to a terminal; with `git_reads` its stdout is a pipe to Git."""
    ours, theirs = pty.openpty()
    story.refresh()
    with story.session.start(
            [program, *words], env={**story.env, "TERM": "xterm", "NO_COLOR": "1", **env}, cwd=cwd,
            stdin=subprocess.PIPE, stderr=theirs,
            stdout=subprocess.DEVNULL if git_reads else theirs) as process:
        os.close(theirs)
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError), process.stdin:
            process.stdin.write(stdin)
        text = b""
        with contextlib.suppress(OSError):  # EIO is the end
            while select.select([ours], [], [], 60)[0] and (part := os.read(ours, 65536)):
                text += part
    os.close(ours)
    return text.decode(errors="surrogateescape").replace("\r\n", "\n").replace(OURS, "")


def is_harmless(character: str) -> bool:
    return character == "\n" or unicodedata.category(character) not in ("Cc", "Cf", "Zl", "Zp",
                                                                        "Cs")


def expect_harmless(text: str, *what: object) -> None:
    found = {character for character in text if not is_harmless(character)}
    assert not found, (what, found, text)


def expect_shown(story: Story, *commands: str, **options: str) -> None:
    """Each command, of words between blanks."""
    for command in commands:
        expect_harmless(shown(story, *command.split(), **options), command)


FOR_PEOPLE = ("status", "status --json", "status --offline", "audit", "audit --json", "check",
              "renew contoso", "configure", "login contoso", "doctor", "doctor --json")
FEW = FOR_PEOPLE if IS_LONG else ("status", "login contoso", "doctor")


# The address and the command line


def in_request(text: str, story: Story) -> None:
    for request in (NORMAL.replace("/app", f"/{text}"), NORMAL.replace("web", text),
                    NORMAL.replace("contoso", text), NORMAL + f"username={text}\n",
                    NORMAL.replace("dev.azure.com", f"{text}.visualstudio.com"),
                    f"protocol=https\nhost=dev.azure.com\nusername={text}\n",
                    NORMAL + f"wwwauth[]=Basic realm=\"{text}\"\n",
                    NORMAL + f"state[]=azdo:{text}\n{text}={text}\n"):
        for operation, more in (("get", ""), ("erase", "password=SYNTHETICTESTTOKEN\n"),
                                ("store", f"password=SYNTHETICTESTTOKEN{text}\n")):
            for option in ("--ask=auto", f"--server=https://{text[:3000]}/"):
                expect_harmless(shown(story, option, operation, stdin=request + more + "\n",
                                      git_reads=True), operation, request)


def in_words(text: str, story: Story) -> None:
    commands = [[text], ["help", text], ["scopes", text], ["audit", text], ["login", text],
                ["login", f"https://dev.azure.com/{text}"], ["login", f"https://{text}@x/{text}"],
                ["login", "--expires", text, "contoso"], ["login", "--scope", text, "contoso"],
                ["login", f"--entra={text}", "contoso"], ["login", "--days", text, "contoso"],
                [f"--server={text}", "status"], [f"--server=https://{text}/", "status"],
                [f"--store={text}", "status"], [f"--cache={text}", "status"],
                [f"--username={text}", "login", "contoso"], [f"--{text}"], ["logout", text],
                ["renew", text], ["status", text], ["status", f"--{text}"], ["check", text],
                ["configure", "--server", text]]
    for words in commands:
        limited = [word[:5000] for word in words]
        expect_harmless(shown(story, *limited), limited)


# Azure DevOps and Microsoft Entra


def in_profile(text: str, story: Story) -> None:
    owner = Owner(display_name=f"Ann{text[:2000]}", email=f"{text[:2000]}@example.com")
    token = story.azure.add_token("contoso", scopes=WRITE, owner=owner,
                                  display_name=text[:200])
    expect_shown(story, "login --with-token --expires=5d contoso", stdin=token)
    expect_shown(story, *FOR_PEOPLE)
    expect_shown(story, "logout contoso")


def in_refusal(text: str, story: Story) -> None:
    token = story.azure.add_token("contoso", scopes=WRITE)
    header = text.translate({ord(letter): None for letter in "\r\n\v\x1c\x1d\x1e\x85\u2028\u2029"})
    story.azure.add_fault("headers", count=None, headers=[
        ("X-TFS-ServiceError", quoted(header)), ("WWW-Authenticate", f'Basic realm="{header}"'),
        ("Location", f"https://dev.azure.com/{header}"), ("Content-Type", f"text/{header}"),
        ("Retry-After", header), ("X-VSS-E2EID", header)])
    story.azure.add_fault("status", count=3, status=401)
    try:
        expect_shown(story, "login --with-token --expires=5d contoso", stdin=token)
        story.azure.revoke(token)
        expect_harmless(shown(story, "erase", git_reads=True, AZDO_TRACE="1",
                              stdin=f"{NORMAL}username=u\npassword={token}\n\n"))
        expect_shown(story, "login --with-token --expires=5d contoso", stdin=token, AZDO_TRACE="1")
    finally:
        story.azure.clear_faults()


def quoted(text: str) -> str:
    """As servers put UTF-8 into headers."""
    return "".join(f"%{byte:02X}" for byte in text.encode(errors="surrogateescape"))


def in_sign_in(text: str, story: Story) -> None:
    story.azure.set_entra(owner=Owner(display_name=text[:500], email=f"{text[:500]}@example.com"))
    story.azure.add_pat_error("contoso", f"tooMany{text[:500]}", message=text[:2000], count=2)
    expect_shown(story, "login --entra=azure-cli contoso", "login --entra=azure-cli contoso",
                 "login --entra=azure-cli contoso", *FOR_PEOPLE)
    story.azure.add_entra_error("invalid_grant", endpoint="devicecode", count=3,
                                text=text[:2000])
    expect_shown(story, "login --entra=device-code contoso")
    story.azure.set_azure_cli(error=text[:2000])
    expect_shown(story, "login --entra=azure-cli contoso", *FOR_PEOPLE)
    story.azure.set_azure_cli(error="")
    story.azure.reset_entra()
    expect_shown(story, "logout --revoke contoso")


# The keyring


# Fields of a record, those together that leave it readable.
RECORD_FIELDS = [["username", "account", "scopes", "authorization_id", "tenant"], ["organization"],
                 ["server"], ["kind"], ["valid_to"]]


def in_keyring(text: str, story: Story) -> None:
    for fields in RECORD_FIELDS:
        token = story.azure.add_token("contoso", scopes=WRITE)
        keep_record(story, token, dict.fromkeys(fields, text[:1500]))  # secret-tool's limit: 8 KiB
        expect_shown(story, *FOR_PEOPLE)
        expect_harmless(shown(story, "get", stdin=NORMAL + "\n", git_reads=True))
        expect_harmless(shown(story, "erase", git_reads=True,
                              stdin=f"{NORMAL}username=u\npassword={token}\n\n"))
        expect_shown(story, "logout --all")
        story.session.run(["secret-tool", "clear", "role", "token"])


def keep_record(story: Story, token: str, facts: dict[str, str]) -> None:
    """A record as the helper writes it, apart from one field; its attributes and label follow."""
    identity = {"server": "dev.azure.com", "organization": "contoso", "username": "",
                "role": "token"}
    fields = {"kind": "pat", "valid_to_certainty": "told", "valid_to": str(now() + DAY),
              "created": str(now() - 20 * DAY), **identity, **facts}
    record = token + "\t" + "".join(f"{key}={value}\t" for key, value in fields.items()) + "."
    words = [word for key in identity for word in (key, printable_attribute(fields[key]))]
    label = printable_attribute(next(iter(facts.values())))
    done = story.run(["secret-tool", "store", f"--label={label}", "xdg:schema",
                      "git-credential-azdo.Credential", *words], stdin=record)
    tap.equal((done.returncode, done.stderr), (0, ""))


def printable_attribute(text: str) -> str:
    """D-Bus takes UTF-8 alone."""
    return text.encode(errors="surrogateescape").decode(errors="replace")[:1000]


# Git's settings, and names of files


def in_setting(text: str, story: Story) -> None:
    keep_record(story, story.azure.add_token("contoso", scopes=WRITE), {"account": "ann"})
    value = text[:2000]
    for key in ("azdoUsername", "azdoStore", "azdoScope", "azdoDays", "azdoWarnDays", "azdoCache",
                "azdoValidate", "azdoClientId", "azdoTenant", "azdoSignIn", "azdoAsk", "helper",
                "https://dev.azure.com.helper", f"https://{value}.example.helper",
                "https://dev.azure.com.username"):
        with setting(story, f"credential.{key}", value):
            expect_shown(story, *FEW, "configure")
            if IS_LONG or key in ("azdoScope", "azdoDays", "azdoClientId", "azdoTenant"):
                expect_shown(story, "login --entra=azure-cli contoso", "unconfigure")
    for key in ("http.proxy", "http.sslCAInfo", "http.sslCert", "http.curloptResolve",
                "http.proxySSLCAInfo", "core.askPass", "http.sslVersion"):
        with setting(story, key, value):
            expect_shown(story, "login --with-token --expires=5d contoso",
                         stdin="SYNTHETICTESTTOKEN", AZDO_TRACE="1")
    expect_shown(story, "logout --all")


@contextlib.contextmanager
def setting(story: Story, key: str, value: str) -> Iterator[None]:
    file = story.session.home / ".gitconfig"
    before = file.read_bytes()
    done = story.try_git("config", "--global", "--add", key, value)
    try:
        if done.returncode == 0:  # a name of a setting cannot hold everything
            yield
    finally:
        file.write_bytes(before)


def in_names_of_files(text: str, story: Story) -> None:
    name = re.sub("[/\0]", "", text)[:100]
    folder = story.session.scratch / f"names{name}"
    folder.mkdir()
    token = story.azure.add_token("contoso", scopes=WRITE)
    credentials = folder / "credentials"
    story.spared.add(credentials)
    credentials.write_text(f"https://ann:{token}@dev.azure.com/contoso\n", encoding="utf-8")
    with setting(story, "credential.helper", f"store --file='{credentials}'"):
        expect_shown(story, "audit", "audit --json", "status")
    for variable in ("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "AZURE_CONFIG_DIR",
                     "TMPDIR", "GIT_ASKPASS", "SSH_ASKPASS", "PASSWORD_STORE_DIR", "GNUPGHOME",
                     "GIT_SSL_CAINFO", "BROWSER", "AZDO_TRACE"):
        for value in (str(credentials), f"relative{name}")[:2 if IS_LONG else 1]:
            expect_shown(story, *FEW, "--store=pass status", **{variable: value})
            expect_harmless(shown(story, "get", stdin=NORMAL + "\n", git_reads=True,
                                  **{variable: value}))
    work_tree = folder / "work"
    story.git("init", "--quiet", work_tree)
    story.git("config", "remote.origin.url", APP.replace("web", f"w{name}"), cwd=work_tree)
    for command in ("audit", "login", "status"):
        expect_harmless(shown(story, command, cwd=work_tree), command)


def in_password_store(text: str, story: Story) -> None:
    name = re.sub("[/\0]", "", text)[:100]
    store = PasswordStore(story.session, "")
    store.root.mkdir(exist_ok=True)
    (store.root / ".gpg-id").write_text("owner@example.com\n", encoding="utf-8")
    for folder in (f"git/https/{name}", "git/https/dev.azure.com/contoso"):
        (store.root / folder).mkdir(parents=True, exist_ok=True)
        (store.root / folder / f"{name}.gpg").write_bytes(b"not encrypted")
    expect_shown(story, *(f"--store=pass {command}" for command in FOR_PEOPLE))
    expect_harmless(shown(story, "--store=pass", "get", stdin=NORMAL + "\n", git_reads=True))


PLACES: dict[str, tuple[Place, list[str]]] = {
    "a request": (in_request, EVERYTHING),
    "the command line": (in_words, EVERYTHING),
    "a profile": (in_profile, UNICODE),
    "a refusal": (in_refusal, UNICODE),
    "a sign-in": (in_sign_in, UNICODE),
    "the keyring": (in_keyring, FIELDS),
    "a setting": (in_setting, EVERYTHING if IS_LONG else [C1 + ORDER]),
    "the name of a file": (in_names_of_files, EVERYTHING[:5 if IS_LONG else 1]),
    "the password store": (in_password_store, EVERYTHING),
}


def row(place: Place, texts: list[str]) -> None:
    """One story for all the texts of a place."""
    with contoso() as story:
        for text in texts:
            place(text, story)


def main() -> int:
    prepare()
    for where, (place, texts) in PLACES.items():
        tap.add(f"hostile text in {where} reaches no terminal", partial(row, place, texts))
    return tap.main()


if __name__ == "__main__":
    sys.exit(main())
