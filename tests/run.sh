#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh COMMAND...: runs test programs, a few at a time, prints a line for
# each and at the end `N passed, N failed` over all of them. The exit status
# is 0 only when nothing failed.
#
# A program reports in one of two ways. cmocka's speak TAP (ok, not ok, and
# `# SKIP` for skips). The rest print a last line `N passed, N failed`. A
# program that skips says why in a line `skip: REASON`; a skip without a
# reason counts as a failure, and so do a crash, a missing summary and a
# nonzero exit without a failed test. A program gets TEST_TIMEOUT seconds.
set -u
jobs=${TEST_JOBS:-$(nproc 2>/dev/null || echo 2)}
limit=${TEST_TIMEOUT:-900}

# "build/release/tests/unit/test_heap --x" is called "unit/test_heap --x".
name_of() {
    printf '%s\n' "$1" | sed 's|^sh ||; s|^[^ ]*tests/||; s| tests/fuzz/corpus/[a-z_]*$||'
}

# count FILE STATUS: prints "passed failed skipped".
count() {
    awk -v status="$2" '
        /^ok [0-9]/ { if (/# SKIP/) skips++; else passed++ }
        /^not ok [0-9]/ { if (/# SKIP/) skips++; else failed++ }
        /^1\.\.[0-9]+$/ { planned += substr($0, 4); tap = 1 }
        /^skip: ./ { reasons++ }
        /^[0-9]+ passed, [0-9]+ failed$/ { sum_p = $1; sum_f = $3; sum = 1 }
        END {
            if (sum && !tap) { passed = sum_p; failed = sum_f }
            if (!sum && !tap) failed++
            if (tap && planned != passed + failed + skips) failed++
            if (skips > reasons) failed += skips - reasons
            if (!tap) skips = reasons
            if (status != 0 && !failed) failed = 1
            print passed + 0, failed + 0, skips + 0
        }' "$1"
}

# Runs command number $2 of directory $1; leaves its log and its counts.
run_one() {
    command=$(cat "$1/$2.command")
    begin=$(date +%s.%N)
    CMOCKA_MESSAGE_OUTPUT=TAP timeout -k 5 "$limit" sh -c "$command" \
        >"$1/$2.log" 2>&1 </dev/null
    status=$?
    [ "$status" = 124 ] && echo "stopped after $limit s" >>"$1/$2.log"
    count "$1/$2.log" "$status" >"$1/$2.count"
    read -r passed failed skipped <"$1/$2.count"
    took=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN {print b - a}')
    note=
    [ "$skipped" != 0 ] && note=", $skipped skipped"
    printf '%-34s %6d passed, %d failed%s  (%.1f s)\n' \
        "$(name_of "$command")" "$passed" "$failed" "$note" "$took"
    grep '^skip: ' "$1/$2.log" | sed 's/^/    /'
    [ "$failed" = 0 ] || echo "$2" >>"$1/failures"
    return 0
}

if [ "${1-}" = --one ]; then
    run_one "$2" "$3"
    exit
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-tests.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
n=0
for command; do
    n=$((n + 1))
    printf '%s\n' "$command" >"$dir/$n.command"
done
i=0
while [ "$i" -lt "$n" ]; do
    i=$((i + 1))
    echo "$i"
done | xargs -P "$jobs" -n 1 sh "$0" --one "$dir"

if [ -f "$dir/failures" ]; then
    sort -n "$dir/failures" | while read -r i; do
        printf '\n--- %s\n' "$(name_of "$(cat "$dir/$i.command")")"
        grep -v '^ok [0-9]' "$dir/$i.log" | tail -n 60
    done
    echo
fi
ran=$(find "$dir" -name '*.count' | wc -l)
cat "$dir"/*.count /dev/null 2>/dev/null | awk -v lost=$((n - ran)) '
    { passed += $1; failed += $2 }
    END {
        failed += lost
        printf "%d passed, %d failed\n", passed, failed
        exit failed != 0 || passed == 0
    }'
