#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Fuzzes what reads text from outside, with libFuzzer and sanitizers: see README.md beside it.
#
#   tests/fuzz/run.sh [--runs N] [--seconds N] [--seed N] [--keep N] [--list] [TARGET]...
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
folder=${AZDO_FUZZ_FOLDER:-$root/build-fuzz}

# The longest input, where another length than 512 bytes does more in the same time.
declare -A longest=([challenge]=256 [config]=256 [date]=96 [scopes]=192 [target]=256 [token]=192)

# The quarantine of freed memory is kept small, for new pages would be most of the work.
export ASAN_OPTIONS=quarantine_size_mb=8:malloc_context_size=8
export UBSAN_OPTIONS=print_stacktrace=1
export G_SLICE=always-malloc
export LC_ALL=C.UTF-8

usage() {
    sed --quiet 's/^#   \(tests.*\)/usage: \1/p' "$here/run.sh" >&2
    exit 129
}

list_targets() {
    basename --multiple --suffix=.dict "$here"/dictionaries/*.dict
}

# Quietly, unless something is wrong.
prepare() {
    local said
    if [[ ! -d $folder ]]; then
        said=$(CC=clang meson setup "$folder" "$root" -Db_sanitize=address,undefined \
            -Db_lundef=false -Dc_args='-fsanitize=fuzzer-no-link -fno-sanitize-recover=all' 2>&1) ||
            { printf '%s\n' "$said" && exit 1; }
    fi
    said=$(ninja -C "$folder" fuzz 2>&1) || { printf '%s\n' "$said" && exit 1; }
}

# report TARGET LOG STATUS: one line; what was found, with the command that shows it again.
report() {
    local target=$1 log=$2 status=$3 executed finding
    executed=$(sed --quiet 's/^stat::number_of_executed_units: *//p' "$log")
    printf '%s\n' "${executed:-0}" >>"$folder/fuzz-logs/$target.total"
    if ((status == 0)); then
        printf '%-10s %11s executions, nothing found; %s so far\n' "$target" "$executed" \
            "$(awk '{ sum += $1 } END { printf "%d", sum }' "$folder/fuzz-logs/$target.total")"
        return
    fi
    printf '%-10s FOUND after %s executions:\n' "$target" "${executed:-some}"
    grep --extended-regexp 'does not hold|runtime error|ERROR: |^SUMMARY' "$log" | head -4
    finding=$(sed --quiet 's/.*Test unit written to //p' "$log" | tail -1)
    printf 'hint: %s %s\n' "$folder/tests/fuzz/fuzz_$target" "$finding"
}

fuzz() {
    local target=$1 log=$folder/fuzz-logs/$1 status=0
    mkdir --parents "$folder/fuzz-corpus/$target" "$folder/fuzz-found" "$folder/fuzz-logs"
    "$folder/tests/fuzz/fuzz_$target" -runs="$runs" -max_total_time="$seconds" \
        -seed="$seed" \
        -max_len="${longest[$target]:-512}" -timeout=10 -dict="$here/dictionaries/$target.dict" \
        -artifact_prefix="$folder/fuzz-found/$target-" -print_final_stats=1 \
        "$folder/fuzz-corpus/$target" "$here/corpus/$target" >"$log" 2>&1 || status=$?
    report "$target" "$log" "$status"
    return "$status"
}

# The smallest of the inputs that reach what the corpus does not go into it.
keep_inputs() {
    local target=$1 fresh=$folder/fuzz-fresh count=0 input
    rm -rf "$fresh"
    mkdir "$fresh"
    cp "$here/corpus/$target"/* "$fresh"
    "$folder/tests/fuzz/fuzz_$target" -merge=1 "$fresh" "$folder/fuzz-corpus/$target" 2>/dev/null
    while IFS= read -r input; do
        if [[ ! -e $here/corpus/$target/$input ]] && ((count++ < keep)); then
            cp "$fresh/$input" "$here/corpus/$target"
        fi
    done < <(find "$fresh" -type f -printf '%s %f\n' | sort --numeric-sort | sed 's/.* //')
}

runs=1000000
seconds=0
seed=0 # another one each time
keep=0
targets=()
while (($# > 0)); do
    case $1 in
    --runs) runs=$2 && shift ;;
    --seconds) seconds=$2 runs=-1 && shift ;;
    --seed) seed=$2 && shift ;;
    --keep) keep=$2 && shift ;;
    --list) list_targets && exit ;;
    -*) usage ;;
    *) targets+=("$1") ;;
    esac
    shift
done
if ((${#targets[@]} == 0)); then
    mapfile -t targets < <(list_targets)
fi

prepare
failed=0
for target in "${targets[@]}"; do
    fuzz "$target" || failed=1
    if ((keep > 0)); then
        keep_inputs "$target"
    fi
done
exit "$failed"
