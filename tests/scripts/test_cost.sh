#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_cost.sh [BLOCKS]: what operations cost, in instructions, so that no
# other load on the machine matters (bench/count.sh):
#   - no operation of the policies that promise it grows with the number of
#     live blocks: BLOCKS (10^6) cost at most twice what 10^3 do;
#   - nobody observing, the hot path costs at most 3 % more than with the hook
#     compiled out.
# `sh tests/scripts/test_cost.sh 10000000` is the whole promise; it takes half
# a minute and a gigabyte.
set -u
cd "$(dirname "$0")/../.." || exit 1
blocks=${1:-1000000}
build=${BUILD:-build/release}
passed=0
failed=0

skip() {
    echo "skip: $1"
    echo '0 passed, 0 failed'
    exit 0
}
command -v valgrind >/dev/null ||
    skip 'valgrind is missing: apt-get install valgrind'
[ "${MODE:-release}" = release ] ||
    skip "instructions are counted in a release build, not in MODE=$MODE"

one() { BUILD=$build sh bench/count.sh one "$@"; }

# at_most LIMIT VALUE BASE WHAT: VALUE <= LIMIT * BASE
at_most() {
    if awk -v l="$1" -v v="$2" -v b="$3" \
        'BEGIN { exit !(v > 0 && b > 0 && v <= l * b) }'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $4: $2 instructions, more than $1 times $3"
    fi
}

policies=$("$build/bench/bench" --list | awk '$3 == "ours" { print $1 }')
[ -n "$policies" ] || failed=1

for policy in segregated tlsf buddy; do
    printf '%s\n' "$policies" | grep -qx "$policy" || continue
    at_most 2 "$(one grow "$policy" "$blocks")" "$(one grow "$policy" 1000)" \
        "$policy with $blocks live blocks, 1000"
done

for policy in $policies; do
    case $policy in
    implicit | explicit:address) trace=editor ;; # others take minutes here
    *) trace=lifo ;;
    esac
    at_most 1.03 "$(one replay "$policy" "$trace")" \
        "$(one replay-noevents "$policy" "$trace")" \
        "$policy on $trace, nobody observing"
done
for policy in segregated tlsf; do
    at_most 1.03 "$(one replay "$policy+hardened" lifo)" \
        "$(one replay-noevents "$policy+hardened" lifo)" \
        "$policy, hardened, nobody observing"
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
