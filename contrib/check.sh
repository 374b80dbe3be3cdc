#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs what is missing, builds in every way that counts and runs all tests. Leaves nothing
# behind but a cache of Debian 13's Git (~/.cache/git-credential-azdo-tests).
#
#   contrib/check.sh [STEP]...     steps: gcc clang sanitize fuzz valgrind user coverage demo
#
# AZDO_TEST_STRICT=1 turns every skipped test into a failure, as CI does.
# shellcheck disable=SC2317 # the steps are called by their names
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=contrib/packages.sh
source "$root/contrib/packages.sh"

scratch=$(mktemp --directory)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
chmod 755 "$scratch"

# A program that is started without standard input takes the first file it opens for it.
if ! { : 3<&0; } 2>/dev/null; then
    exec </dev/null
fi
# What the tests set themselves must not come from outside.
unset GIT_SSL_CAINFO GIT_SSL_CAPATH GIT_ASKPASS SSH_ASKPASS http_proxy https_proxy HTTPS_PROXY
unset ALL_PROXY all_proxy GIT_DIR GIT_WORK_TREE
export LC_ALL=C.UTF-8
# Many tests wait for something to happen, and none measures time.
export MESON_TESTTHREADS=$(($(nproc) + 4))

failed=0

# build NAME COMPILER [MESON OPTION]...: once.
build() {
    local name=$1 compiler=$2
    shift 2
    if [[ -d $scratch/$name ]]; then
        return
    fi
    CC=$compiler meson setup "$scratch/$name" "$root" -Dwerror=true "$@" >"$scratch/$name.log" &&
        ninja -C "$scratch/$name" >>"$scratch/$name.log" && return
    cat "$scratch/$name.log"
    exit 1
}

# run_tests NAME [MESON TEST OPTION]...: a failure is remembered, and its log is shown.
run_tests() {
    local name=$1
    shift
    meson test -C "$scratch/$name" --no-rebuild --print-errorlogs "$@" || failed=1
}

step_gcc() {
    build gcc gcc
    AZDO_TEST_ROUNDS=200 run_tests gcc
    check_installed "$scratch/gcc"
}

# What gets installed is hardened as the build asks for, and is the same wherever it is built.
check_installed() {
    local checks=$root/tests/lint
    export PYTHONPATH=$root/tests/session PYTHONDONTWRITEBYTECODE=1
    DESTDIR=$scratch/installed meson install -C "$1" --no-rebuild --quiet
    python3 "$checks/check_hardening.py" "$scratch/installed" || failed=1
    python3 "$checks/check_reproducible.py" "$root" || failed=1
    unset PYTHONPATH PYTHONDONTWRITEBYTECODE
}

step_clang() {
    build clang clang
    run_tests clang --suite unit
}

# Not with Debian 13's libraries: a sanitizer wants to be the first of them. The README builds for
# itself, the commands that are killed and fail and the pages that are printed are many of the same
# kind, other programs are what takes the time where we meet them, and a sanitizer keeps freed
# memory and changes the limits of its process.
step_sanitize() {
    build sanitize gcc -Db_sanitize=address,undefined -Db_lundef=false
    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    run_tests sanitize --suite unit --suite fuzz
    # GLib and libsecret lose a little with each prompt to unlock.
    export ASAN_OPTIONS=detect_leaks=0
    run_tests sanitize --logbase=programs --suite io --suite e2e-system --suite e2e-once \
        --no-suite readme --no-suite faults --no-suite pages --no-suite peers --no-suite process \
        --timeout-multiplier=3
    unset ASAN_OPTIONS UBSAN_OPTIONS
}

# Inputs that are not in the corpus, so that looking for more keeps working; each time the same.
step_fuzz() {
    AZDO_FUZZ_FOLDER=$scratch/fuzz "$root/tests/fuzz/run.sh" --runs 5000 --seed 1 || failed=1
}

step_valgrind() {
    build gcc gcc
    export CK_FORK=no
    run_tests gcc --logbase=valgrind --suite unit --timeout-multiplier=20 \
        --wrapper='valgrind --quiet --error-exitcode=99 --leak-check=full'
    unset CK_FORK
}

# Once more for somebody who may not do everything, as far as that makes a difference.
step_user() {
    if ((EUID != 0)); then
        printf 'This is an ordinary user already.\n'
        return
    fi
    local home=$scratch/home
    mkdir "$home"
    cp --recursive "$root" "$home/source"
    rm -rf "$home"/source/build*
    chown --recursive nobody "$home"
    mkdir "$scratch/user"
    chown nobody "$scratch/user"
    (
        cd "$home"
        as_nobody() {
            setpriv --reuid=nobody --regid=nogroup --clear-groups \
                env HOME="$home" XDG_CACHE_HOME="$home/cache" "$@"
        }
        as_nobody meson setup "$scratch/user" "$home/source" >"$scratch/user.log"
        as_nobody meson test -C "$scratch/user" --print-errorlogs keyring parallel prompt \
            session sign_in_application 'test_main_job (system git)' 'test_pass (system git)' \
            'test_configure (system git)' 'test_readme (system git)'
    ) || failed=1
}

# Only what the unit tests need is built.
step_coverage() {
    meson setup "$scratch/coverage" "$root" -Db_coverage=true >"$scratch/coverage.log"
    meson test -C "$scratch/coverage" --suite unit --print-errorlogs || failed=1
    gcovr --root "$root" --object-directory "$scratch/coverage" --fail-under-line 95 \
        --filter "$root/src/(core|model|policy|protocol)/" "$scratch/coverage" || failed=1
}

# What the README offers a newcomer first.
step_demo() {
    if "$root/contrib/demo.sh" >"$scratch/demo.log" 2>&1; then
        printf 'The demonstration came to its end.\n'
    else
        cat "$scratch/demo.log"
        failed=1
    fi
}

steps=("$@")
if ((${#steps[@]} == 0)); then
    steps=(gcc clang sanitize fuzz valgrind user coverage demo)
fi

require_packages "${build_packages[@]}" "${session_packages[@]}" "${test_packages[@]}"
for step in "${steps[@]}"; do
    printf '\n== %s\n' "$step"
    "step_$step"
done

printf '\n'
logs=("$scratch"/*/meson-logs/*.junit.xml)
if [[ -e ${logs[0]} ]]; then
    python3 "$root/tests/summary.py" "${logs[@]}" || failed=1
fi
exit "$failed"
