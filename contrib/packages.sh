# shellcheck shell=bash
# SPDX-License-Identifier: MIT
#
# Which Debian 12 packages are needed for what, and how they come onto the machine. Sourced by the
# scripts beside it.
# shellcheck disable=SC2034 # the lists are for them

# To build and install.
build_packages=(
    gcc
    libbsd-dev
    libc6-dev
    libcurl4-openssl-dev
    libglib2.0-dev
    libjansson-dev
    libsecret-1-dev
    libssl-dev
    meson
    ninja-build
    pkg-config
)

# To run the program against the stand-in, as the demonstration does.
session_packages=(
    dbus-daemon
    git
    gnome-keyring
    openssl
    python3
)

# To run every test.
test_packages=(
    binutils
    ca-certificates
    check
    clang
    clang-format
    dbus-bin
    debian-archive-keyring
    fish
    gcovr
    gettext
    git-lfs
    gnupg
    groff
    keepassxc
    libclang-rt-14-dev
    libfaketime
    libkf5wallet-bin
    libqca-qt5-2-plugins
    libsecret-tools
    mandoc
    mount
    pass
    python3-keyring
    strace
    systemd
    tinyproxy-bin
    util-linux
    valgrind
    zsh
)

# To measure beside other helpers, with tests/bench/bench.py.
bench_packages=(
    git-credential-oauth
    libsecret-1-dev
    strace
    valgrind
)

# To build and try packages, with contrib/packaging/make.sh.
packaging_packages=(
    autopkgtest
    binutils
    build-essential
    check
    cpio
    debhelper
    debootstrap
    dpkg-dev
    fakeroot
    git
    libarchive-tools
    lintian
    makepkg
    man-db
    musl-tools
    nix-bin
    pacman-package-manager
    python3
    rpm
    rpmlint
    ruby
    shellcheck
    util-linux
    zstd
)

# To analyse the sources, with tests/lint/analyse.py.
analysis_packages=(
    clang
    clang-tidy
    clang-tools
    cppcheck
)

# Installs what is missing of the packages named; an ordinary user is told what to install.
require_packages() {
    local missing=() package
    for package in "$@"; do
        dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null |
            grep --quiet --line-regexp installed || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then
        return
    fi
    if ((EUID != 0)); then
        printf 'error: packages are missing\n' >&2
        printf 'hint: sudo apt-get install --no-install-recommends %s\n' "${missing[*]}" >&2
        exit 1
    fi
    printf 'Installing %s\n' "${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}" >/dev/null
}
