#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What an installed package has to do, in a home of its own and without a network: Debian runs it as
# a test of the package, make.sh with every other package it can unpack.
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
export HOME="$scratch" XDG_CONFIG_HOME="$scratch/config" XDG_STATE_HOME="$scratch/state"
export XDG_RUNTIME_DIR="$scratch" GIT_TERMINAL_PROMPT=0 GIT_CONFIG_NOSYSTEM=1
unset DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY GIT_ASKPASS SSH_ASKPASS || true
cd "$scratch"

fail() {
    printf 'not ok - %s\n' "$1"
    exit 1
}

# says WORDS COMMAND...: that its output, errors included, has these words.
says() {
    words=$1
    shift
    printed=$("$@" 2>&1) || true
    case $printed in
    *"$words"*) printf 'ok - %s: %s\n' "$*" "$words" ;;
    *) fail "$*: $printed" ;;
    esac
}

fill() {
    printf 'url=https://%s\n\n' "$1" | git credential fill
}

login() {
    printf 'SYNTHETICTESTTOKEN\n' | git credential-azdo login contoso --with-token "$@"
}

says 'git-credential-azdo ' git credential-azdo version
says 'usage: git credential-azdo' git credential-azdo -h
says 'Written to the global configuration' git credential-azdo configure
git config --global credential.azdoValidate never

# Each module that is loaded on demand: it, and the libraries it needs, are there.
says 'vso.code_write' git credential-azdo scopes push --json
says 'there is no D-Bus session' login
says 'password store' login --store=pass

# A host that is not ours gets nothing from us.
git config --global credential.helper azdo
says 'could not read Username' fill example.com

# Containers may forbid the kernel's keyring.
kept=$(login --store=keyctl 2>&1) || true
case $kept in
*'Stored for dev.azure.com/contoso in keyctl'*)
    says 'password=SYNTHETICTESTTOKEN' fill dev.azure.com/contoso/web/_git/app
    says 'contoso' git credential-azdo logout contoso
    says 'no token is stored' fill dev.azure.com/contoso/web/_git/app
    ;;
*"the kernel's keyring cannot be used here"*) printf 'ok # SKIP keyctl: %s\n' "$kept" ;;
*) fail "login --store=keyctl: $kept" ;;
esac

says 'Removed' git credential-azdo unconfigure
if command -v man >/dev/null; then
    says 'git-credential-azdo.1' man -w git-credential-azdo
    says 'git-credential-azdo-config.5' man -w git-credential-azdo-config
fi
