# SPDX-License-Identifier: MIT
# Copyright (c) the git-credential-azdo authors
"""KWallet and KeePassXC as keyrings of a session, without a screen and without anybody there.

Both acknowledge a change before they have written it: one that is killed right away has lost it.
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

import processes
from dbus_client import Connection
from keyrings import (COLLECTION, PASSWORD, SECRETS_NAME, SECRETS_PATH, SERVICE, Keyring,
                      KeyringError, Place, find_program)

PROMPT = "org.freedesktop.Secret.Prompt"
NO_OBJECT = "/"
# What the login makes of the person's password.
PAM_HASH = bytes(range(56))
KWALLETRC = """\
[Wallet]
First Use=false

[org.freedesktop.secrets]
apiEnabled=true
"""
KEEPASSXC_INI = """\
[General]
ConfigVersion=2
SingleInstance=false
UpdateCheckMessageShown=true
AutoSaveAfterEveryChange={saves}

[GUI]
CheckForUpdates=false

[FdoSecrets]
Enabled=true
ShowNotification=false
ConfirmAccessItem={confirms_access}
ConfirmDeleteItem={confirms_deletion}

[Security]
NoConfirmMoveEntryToRecycleBin={moves_unasked}
"""
EXPOSED_GROUP = uuid.UUID(int=1)
KEEPASSXC_XML = f"""\
<?xml version="1.0" encoding="utf-8"?>
<KeePassFile>
  <Meta>
    <DatabaseName>Passwords</DatabaseName>
    <CustomData>
      <Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{{{EXPOSED_GROUP}}}</Value></Item>
    </CustomData>
  </Meta>
  <Root>
    <Group>
      <UUID>{base64.b64encode(EXPOSED_GROUP.bytes).decode()}</UUID>
      <Name>Root</Name>
    </Group>
  </Root>
</KeePassFile>
"""
WITHOUT_SCREEN = {"QT_QPA_PLATFORM": "offscreen"}


class DesktopKeyring(Keyring):
    """One that asks on a screen of its own, which nobody sees here."""

    def is_locked(self) -> bool:
        """Whether the default collection is locked; one that is not there is not open."""
        with self._connect() as bus:
            path = _default(bus)
            return path == NO_OBJECT or bool(bus.get(SECRETS_NAME, path, COLLECTION, "Locked"))

    def _wait_until_open(self) -> None:
        self._wait(self._process, lambda: not self.is_locked())

    def _has_default(self) -> bool:
        with self._connect() as bus:
            return _default(bus) != NO_OBJECT

    def lock(self) -> None:
        """Locks the default collection."""
        self._change("Lock", locked=True)

    def unlock(self) -> None:
        """Unlocks it, where that needs no answer from a person."""
        self._change("Unlock", locked=False)

    def _change(self, method: str, *, locked: bool) -> None:
        with self._connect() as bus:
            prompt = bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, method, "ao",
                              [_default(bus)])[1]
            if prompt != NO_OBJECT:
                bus.call(SECRETS_NAME, prompt, PROMPT, "Prompt", "s", "")
            self._wait(self._process, lambda: self.is_locked() == locked)


class KWallet(DesktopKeyring):
    """kwalletd5 with a wallet that the login has opened, and that clients have been let in to."""

    def __init__(self, place: Place) -> None:
        self._socket = Path(place.environment["TMPDIR"], "kwallet")
        config = Path(place.environment["XDG_CONFIG_HOME"], "kwalletrc")
        config.write_text(KWALLETRC, encoding="ascii")
        super().__init__(place)
        wallet = place.data / "kwalletd/kdewallet.kwl"
        self._wait(self._process, lambda: wallet.exists() and wallet.stat().st_size > 0)
        # The process that has made the wallet does not show it as a collection.
        self.stop()
        self.restart()

    def restart(self) -> None:
        """It is locked to clients until one has asked; the login has opened the wallet."""
        super().restart()
        self._wait(self._process, self._has_default)
        self.unlock()

    def _launch(self) -> subprocess.Popen[bytes]:
        """As PAM's module does it: the hash by a pipe, the environment by a socket."""
        program = find_program("kwalletd5", "libkf5wallet-bin")
        self._socket.unlink(missing_ok=True)
        read, write = os.pipe()
        with open(read, "rb") as pipe, socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self._socket))
            listener.listen(1)
            with open(write, "wb") as hashed:
                hashed.write(PAM_HASH)
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self._socket))
                client.sendall(b"PAM_KWALLET5_LOGIN=1\n")
            return self._start([program, "--pam-login", str(read), str(listener.fileno())],
                               env={**WITHOUT_SCREEN, "PAM_KWALLET5_LOGIN": str(self._socket)},
                               pass_fds=(pipe.fileno(), listener.fileno()))


class KeePassXC(DesktopKeyring):
    """keepassxc with one open database, whose root group is offered to clients.

    It writes the database in another thread, and crashes (2.7.4) when it is changed meanwhile: so
    here it writes only at its end, unless a test wants it otherwise.
    """

    def __init__(self, place: Place, wishes: Sequence[str] = ()) -> None:
        """`wishes`: confirm-access, confirm-deletion, save."""
        folder = Path(place.environment["TMPDIR"])
        self._database = folder / "passwords.kdbx"
        self._settings = folder / "keepassxc.ini"
        self._settings.write_text(
            KEEPASSXC_INI.format(confirms_access=_yes("confirm-access" in wishes),
                                 confirms_deletion=_yes("confirm-deletion" in wishes),
                                 moves_unasked=_yes("confirm-deletion" not in wishes),
                                 saves=_yes("save" in wishes)), encoding="ascii")
        _make_database(place, self._database)
        super().__init__(place)
        self._wait_until_open()

    def restart(self) -> None:
        """The database is open again."""
        super().restart()
        self._wait_until_open()

    def _launch(self) -> subprocess.Popen[bytes]:
        program = find_program("keepassxc", "keepassxc")
        return self._start([program, "--config", str(self._settings), "--localconfig",
                            f"{self._settings}.local", "--pw-stdin", str(self._database)],
                           f"{PASSWORD}\n", env=WITHOUT_SCREEN)


def _yes(value: bool) -> str:
    return "true" if value else "false"


def _default(bus: Connection) -> str:
    path: str = bus.call(SECRETS_NAME, SECRETS_PATH, SERVICE, "ReadAlias", "s", "default")[0]
    return path


def _make_database(place: Place, database: Path) -> None:
    program = find_program("keepassxc-cli", "keepassxc")
    source = database.with_suffix(".xml")
    source.write_text(KEEPASSXC_XML, encoding="ascii")
    done = subprocess.run(
        [program, "import", "--quiet", "--set-password", "--decryption-time", "100", source,
         database],
        input=f"{PASSWORD}\n" * 2, capture_output=True, text=True, check=False, cwd="/",
        env=dict(place.environment), preexec_fn=processes.dies_with_parent())
    if done.returncode != 0:
        raise KeyringError(f"no database: {done.stderr}")
