#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds, and shows the main job against a local stand-in for Azure
# DevOps: in a home, a keyring and a network of its own. Leaves nothing but the packages behind.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=contrib/packages.sh
source "$root/contrib/packages.sh"

azure() {
    python3 "$root/tests/standin/azure_devops.py" ctl --state "$HOME/azure" "$@"
}

say() {
    if [[ -t 1 && -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
        printf '\n\033[1m# %s\033[0m\n' "$*"
    else
        printf '\n# %s\n' "$*"
    fi
}

# Shows a command as a person would type it, and runs it.
run() {
    printf '$ %s\n' "$*"
    "$@"
}

start_azure() {
    mkdir "$HOME/azure"
    python3 "$root/tests/standin/azure_devops.py" serve --state "$HOME/azure" \
        >"$HOME/azure.log" 2>&1 &
    until azure tokens >/dev/null 2>&1; do
        kill -0 $! || exit 1
        sleep 0.1
    done
    azure repo-add contoso web app >/dev/null
    azure git-config >"$HOME/azure.gitconfig"
    git config --global include.path "$HOME/azure.gitconfig"
}

# What is shown, inside of the session that main() makes.
story() {
    cd "$HOME"
    start_azure
    export GIT_TERMINAL_PROMPT=0
    local token
    token=$(azure token-add --organization contoso --days 7)

    say 'Tell Git to use the helper'
    run git credential-azdo configure

    say 'Give it a token of the organization contoso, once'
    printf '$ git credential-azdo login contoso   # here with the token from a pipe\n'
    printf '%s\n' "$token" | git credential-azdo login contoso --with-token --expires=5d

    say 'Clone and push without a prompt'
    run git clone https://dev.azure.com/contoso/web/_git/app
    cd app
    printf 'hello\n' >hello.txt
    run git add hello.txt
    run git commit --quiet --message hello
    run git push
    run git ls-remote origin

    say 'Here is all that is known of it'
    run git credential-azdo status || true

    say 'The token is revoked: Git is refused, and the person told why'
    azure token-revoke "$token"
    run git fetch || true

    say 'A new token, and then none: git credential reject forgets it'
    token=$(azure token-add --organization contoso --days 30)
    printf '$ git credential-azdo login contoso\n'
    printf '%s\n' "$token" | git credential-azdo login contoso --with-token --expires=30d
    run git fetch
    printf '$ git credential reject   # with url=https://dev.azure.com/contoso\n'
    printf 'url=https://dev.azure.com/contoso\n\n' | git credential reject
    run git fetch || true

    say 'Take the settings back'
    run git credential-azdo unconfigure
}

main() {
    require_packages "${build_packages[@]}" "${session_packages[@]}"
    scratch=$(mktemp --directory)
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 130' INT TERM

    printf 'Building...\n'
    if ! { meson setup "$scratch/build" "$root" --prefix="$scratch/prefix" \
        -Dbuildtype=release && meson install -C "$scratch/build"; } >"$scratch/log" 2>&1; then
        cat "$scratch/log"
        exit 1
    fi
    python3 -B "$root/tests/session/session.py" --path "$scratch/prefix/bin" -- \
        "${BASH_SOURCE[0]}" --story
    printf '\nThat was all; nothing but packages that were missing is left on this machine.\n'
}

case ${1-} in
'') main ;;
--story) story ;;
*)
    printf 'error: there is nothing to choose\nhint: %s\n' "$0" >&2
    exit 129
    ;;
esac
