#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs the contract of a store (tests/unit/test_store.c) where the store has nothing to lose.

    contract.py keyctl PROGRAM     the kernel's keyring of a user namespace
    contract.py pass PROGRAM       a password store with a key of its own, without a passphrase
    contract.py KEYRING PROGRAM    a kind of keyring that session.py knows
"""

from __future__ import annotations

import os
import sys

import kernel_keyring
import tap
from password_store import PasswordStore
from sandbox import NETWORK, enter_sandbox
from session import Session


def skip(reason: str) -> int:
    """In strict mode a failure, as tap.py has it."""
    print(f"1..0 # SKIP {reason}")
    return 1 if os.environ.get("AZDO_TEST_STRICT") == "1" else 0


def run_keyctl(program: str) -> int:
    """The suite empties the store that it is given: never the one of whoever runs the tests."""
    if os.environ[NETWORK] != "namespace" or not kernel_keyring.is_there():
        return skip("there is no kernel keyring for this test alone")
    with Session("no-bus") as session:
        return session.call([program])


def run_pass(program: str) -> int:
    with Session("no-bus") as session:
        try:
            store = PasswordStore.make(session)
        except tap.Skip as reason:
            return skip(str(reason))
        try:
            words = [f"{name}={value}" for name, value in store.env.items()]
            return session.call(["env", *words, program])
        finally:
            store.stop()


def run_keyring(kind: str, program: str) -> int:
    try:
        with Session(kind) as session:
            return session.call([program])
    except tap.Skip as reason:
        return skip(str(reason))


RUNS = {"keyctl": run_keyctl, "pass": run_pass}

if __name__ == "__main__":
    enter_sandbox()
    kind, program = sys.argv[1:]
    sys.exit(RUNS[kind](program) if kind in RUNS else run_keyring(kind, program))
