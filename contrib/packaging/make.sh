#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Makes the source archive of a release out of what is committed, fills the recipes beside this
# script in for it, and builds and tries the packages as far as Debian 12 can. README.md beside it
# says how far that is.
#
#   contrib/packaging/make.sh [--output=FOLDER] [STEP]...
#
# Steps: recipes deb debian rpm arch alpine musl nix homebrew; without one: all.
# HOMEPAGE=https://... names the project's page. Installs what is missing, as root; leaves nothing
# but the FOLDER.
# shellcheck disable=SC2016,SC2317 # inner shells expand; the steps are called by their names
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
# shellcheck source=contrib/packages.sh
source "$root/contrib/packages.sh"
: "${HOMEPAGE:=https://git-credential-azdo.invalid}"
name=git-credential-azdo
version=$(sed -n "s/^  version: '\(.*\)',$/\1/p" "$root/meson.build")
output=
all_steps=(recipes deb debian rpm arch alpine musl nix homebrew)
steps=()

scratch=$(mktemp --directory)
trap 'rm -rf --one-file-system "$scratch"' EXIT
trap 'exit 130' INT TERM
chmod 755 "$scratch"
export LC_ALL=C.UTF-8

die() {
    printf 'error: %s\nhint: %s\n' "$1" "$2" >&2
    exit 1
}

# quietly LOG COMMAND...: shows what it printed only if it fails.
quietly() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 && return
    cat "$log"
    die "failed: $*" "look at its output above"
}

# ---- the source, and the recipes for it -----------------------------------------------------

make_archive() {
    archive=$output/$name-$version.tar.gz
    [[ -z $(git -C "$root" status --porcelain) ]] ||
        printf 'warning: what is not committed is left out\n' >&2
    git -C "$root" archive --prefix="$name-$version/" HEAD | gzip --best --no-name >"$archive"
}

# fill FILE: the recipe of that name, for this archive.
fill() {
    local date sha256 sha512
    date=$(LC_ALL=C date --utc --date="@$(git -C "$root" log -1 --format=%ct)" '+%a %b %d %Y')
    sha256=$(sha256sum <"$archive")
    sha512=$(sha512sum <"$archive")
    sed -e "s|@VERSION@|$version|g; s|@HOMEPAGE@|$HOMEPAGE|g; s|@DATE@|$date|g" \
        -e "s|@SHA256@|${sha256%% *}|g; s|@SHA512@|${sha512%% *}|g" \
        "$here/$1.in" >"$output/$1"
}

step_recipes() {
    local recipe
    make_archive
    for recipe in "$here"/*.in; do
        fill "$(basename "$recipe" .in)"
    done
    ls -1 "$output"
}

# ---- trying what was built ------------------------------------------------------------------

# report TREE: what is in it, stripped as a package is, and that it is hardened.
report() {
    local file facts fact count=0
    while IFS= read -r file; do
        count=$((count + 1))
        facts=$(readelf --wide --file-header --program-headers --dynamic --symbols "$file")
        for fact in 'DYN (' GNU_RELRO BIND_NOW __stack_chk_fail; do
            [[ $facts == *"$fact"* ]] || die "${file#"$1"} lacks $fact" 'look at the build flags'
        done
    done < <(find "$1" -type f \( -name '*.so' -o -path '*/bin/*' \))
    ((count > 1)) || die "no modules are in $1" 'look at what was installed'
    printf '%s programs and modules, hardened; installed: %s kB in %s files\n' "$count" \
        "$(du --summarize --apparent-size --block-size=1000 "$1" | cut --fields=1)" \
        "$(find "$1" -type f | wc --lines)"
}

# try TREE: the test of an installed package, with the tree laid over this machine's /usr.
try() {
    report "$1"
    ((EUID == 0)) || die 'only root can lay a package over /usr' 'run it as root'
    quietly "$scratch/smoke.log" unshare --mount sh -euc '
        mount -t overlay overlay -o "lowerdir=$1/usr:/usr" /usr
        exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$2/smoke.sh"' sh "$1" "$here"
    printf 'It passes its test.\n'
}

# as_nobody FOLDER COMMAND...: some tools refuse to be root.
as_nobody() {
    local folder=$1
    shift
    chown --recursive nobody "$folder"
    (cd "$folder" && setpriv --reuid=nobody --regid=nogroup --clear-groups \
        env HOME="$folder" PATH="$scratch/shims:$PATH" "$@")
}

# shim NAME TEXT: a program of another distribution, in our words.
shim() {
    mkdir --parents "$scratch/shims"
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/shims/$1"
    chmod 755 "$scratch/shims" "$scratch/shims/$1"
}

# ---- packages -------------------------------------------------------------------------------

step_deb() {
    local folder=$scratch/deb tree=$scratch/deb/$name-$version
    mkdir "$folder"
    cp "$archive" "$folder/${name}_$version.orig.tar.gz"
    tar --extract --file="$archive" --directory="$folder"
    cp --recursive "$here/debian" "$tree"
    cp "$here/smoke.sh" "$tree/debian/tests/smoke"
    (cd "$tree" && quietly "$folder/log" dpkg-buildpackage --no-sign)
    rm -rf "$tree"
    cp "$folder"/*.deb "$folder"/*.dsc "$folder"/*.debian.tar.* "$folder"/*.orig.tar.* "$output"
    lintian --allow-root --fail-on=error,warning --display-info "$folder"/*.changes
    printf 'lintian has neither an error nor a warning.\n'
    dpkg-deb --extract "$folder/${name}_$version"-*.deb "$scratch/deb-tree"
    report "$scratch/deb-tree"
}

# A new Debian with nothing in it, whose package manager installs the package and runs its test.
step_debian() {
    local mirror codename chroot=$scratch/debian
    codename=$(. /etc/os-release && printf '%s' "$VERSION_CODENAME")
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' \
        "Codename: $codename" | head --lines=1)
    [[ -e $(printf '%s' "$output/${name}_$version"-*.deb) ]] || step_deb
    quietly "$scratch/log" debootstrap --variant=minbase "$codename" "$chroot" "$mirror"
    quietly "$scratch/log" autopkgtest --no-built-binaries "$output/${name}_$version"-*.deb \
        "$output/${name}_$version"-*.dsc -- chroot "$chroot"
    grep --extended-regexp '^smoke +' "$scratch/log"
}

step_rpm() {
    local folder=$scratch/rpm
    mkdir "$folder"
    # Fedora's macros for meson, which Debian's rpm lacks.
    quietly "$folder.log" rpmbuild -ba --nodeps --define "_topdir $folder" \
        --define "_sourcedir $output" --define 'dist %{nil}' \
        --define "meson CFLAGS='%{optflags}' meson setup _build --buildtype=plain \
            --prefix=%{_prefix} --libexecdir=%{_libexecdir} --wrap-mode=nodownload" \
        --define 'meson_build meson compile -C _build' \
        --define 'meson_test meson test -C _build --print-errorlogs' \
        --define 'meson_install DESTDIR=%{buildroot} meson install -C _build --no-rebuild' \
        "$output/$name.spec"
    cp "$folder"/RPMS/*/*.rpm "$folder"/SRPMS/*.rpm "$output"
    rpmlint --strict --config "$here/rpmlint.toml" "$output/$name.spec" \
        "$output/$name-$version"-1.*.rpm
    mkdir "$folder/tree"
    rpm2cpio "$folder"/RPMS/*/"$name-$version"-1.*.rpm | (cd "$folder/tree" && cpio --extract \
        --make-directories --quiet)
    try "$folder/tree"
}

step_arch() {
    local folder=$scratch/arch
    shellcheck "$output/PKGBUILD"
    mkdir "$folder"
    cp "$archive" "$output/PKGBUILD" "$folder"
    shim arch-meson 'exec meson setup --prefix=/usr --libexecdir=lib --buildtype=plain \
        --wrap-mode=nodownload "$@"'
    quietly "$folder.log" as_nobody "$folder" makepkg --nodeps
    cp "$folder"/*.pkg.tar.* "$output"
    mkdir "$folder/tree"
    tar --extract --file="$(printf '%s' "$folder"/*.pkg.tar.*)" --directory="$folder/tree" usr
    try "$folder/tree"
}

# What abuild does with the recipe, as far as it is the recipe's.
step_alpine() {
    local folder=$scratch/alpine
    shellcheck "$output/APKBUILD"
    mkdir "$folder"
    cp "$archive" "$output/APKBUILD" "$folder"
    shim abuild-meson 'exec meson setup --prefix=/usr --buildtype=plain "$@"'
    quietly "$folder.log" as_nobody "$folder" dash -euc '
        . ./APKBUILD
        printf "%s" "$sha512sums" | sha512sum --check -
        tar -xf "$source"
        pkgdir=$PWD/tree
        cd "$pkgname-$pkgver"
        build
        check
        package'
    try "$folder/tree"
}

# musl is Alpine's libc. Debian has no libraries for it, so the sources are only read, with its
# headers and nothing of glibc's.
step_musl() {
    local folder=$scratch/musl file count=0
    mkdir --parents "$folder/sys" "$folder/openssl"
    ln --symbolic /usr/include/{asm-generic,bsd,jansson.h,jansson_config.h,libsecret-1,linux} \
        /usr/include/*-linux-gnu/{asm,curl} "$folder"
    ln --symbolic /usr/include/openssl/* /usr/include/*-linux-gnu/openssl/* "$folder/openssl"
    # Alpine's package bsd-compat-headers.
    printf '#define __BEGIN_DECLS\n#define __END_DECLS\n' >"$folder/sys/cdefs.h"
    while IFS= read -r file; do
        quietly "$folder.log" musl-gcc -fsyntax-only -std=gnu11 -D_GNU_SOURCE -Wall -Werror \
            -I "$root/src" -isystem /usr/include/glib-2.0 \
            -isystem "$(printf '%s' /usr/lib/*-linux-gnu/glib-2.0/include)" \
            -isystem "$folder" -isystem "$folder/libsecret-1" -DHAVE_CLOSE_RANGE=0 -DHAVE_PRCTL=1 \
            -DPROJECT_VERSION='""' -DMODULE_FOLDER='""' -DMODULE_FOLDER_FROM_PROGRAM='""' "$file"
        count=$((count + 1))
    done < <(find "$root/src" -name '*.c')
    printf '%s sources are well with the headers of musl.\n' "$count"
}

# It is read, and evaluated with attributes that stand for those of nixpkgs.
step_nix() {
    export NIX_CONFIG='build-users-group ='
    nix-instantiate --store "$scratch/nix" --parse "$output/package.nix" >/dev/null
    nix-instantiate --store "$scratch/nix" --eval --strict --read-write-mode --expr "
        let
          lib = { licenses.mit = \"MIT\"; platforms.linux = [ ]; makeBinPath = toString; };
          fakes = builtins.intersectAttrs (builtins.functionArgs package)
            (builtins.listToAttrs (map (name: { inherit name; value = name; })
              (builtins.attrNames (builtins.functionArgs package))));
          package = import $output/package.nix;
          made = package (fakes // { inherit lib; stdenv.mkDerivation = given: given; });
        in \"\${made.pname} \${made.version} of \${made.src}\""
}

step_homebrew() {
    ruby -wc "$output/$name.rb"
}

main() {
    local word step
    for word in "$@"; do
        case $word in
        --output=*) output=${word#*=} ;;
        -*) die "there is no option $word" "$0 [--output=FOLDER] [STEP]..." ;;
        *)
            declare -F "step_$word" >/dev/null ||
                die "there is no step $word" "it is one of: ${all_steps[*]}"
            steps+=("$word")
            ;;
        esac
    done
    if ((${#steps[@]} == 0)); then
        steps=("${all_steps[@]}")
    fi
    mkdir --parents "${output:=$scratch/output}"
    output=$(cd "$output" && pwd)
    if [[ ${steps[*]} != recipes ]]; then
        require_packages "${build_packages[@]}" "${packaging_packages[@]}"
    fi
    step_recipes >"$scratch/recipes.log"
    for step in "${steps[@]}"; do
        printf '\n== %s\n' "$step"
        if [[ $step == recipes ]]; then
            cat "$scratch/recipes.log"
        else
            "step_$step"
        fi
    done
}

main "$@"
