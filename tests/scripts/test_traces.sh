#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_traces.sh [all]: plays every malloc-lab trace in $TRACES to its end and
# checks the heap there; under segregated also after every operation. With
# `all` under every policy and choice, else under a few. The traces are not
# part of the project.
set -u
cd "$(dirname "$0")/../.." || exit 1
heapglass=${HEAPGLASS:-build/release/heapglass}
traces=${TRACES:-../shared/traces/classic}
passed=0
failed=0

if ! ls "$traces"/*.rep >/dev/null 2>&1; then
    echo "skip: no traces in $traces (set TRACES=DIR to a folder of .rep files)"
    echo '0 passed, 0 failed'
    exit 0
fi

# play TRACE POLICY [COMMAND]: one play with a check at its end.
play() {
    if "$heapglass" --batch -p "$2" -c "load \"$1\"" ${3:+-c "$3"} \
        -c 'play max' -c 'check' -c 'expect op = ops' >/dev/null 2>"$errors"
    then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $(basename "$1") under $2${3:+, $3}: $(head -n 1 "$errors")"
    fi
}

few='segregated tlsf buddy implicit:next explicit:address,best explicit:textbook,deferred'
every() {
    for joining in immediate deferred off; do
        echo "segregated:$joining"
        echo "tlsf:$joining"
        echo "buddy:$joining"
        for layout in tagged textbook; do
            for fit in first next best worst; do
                echo "implicit:$fit,$joining,$layout"
                for order in lifo fifo address; do
                    echo "explicit:$order,$fit,$joining,$layout"
                done
            done
        done
    done
}
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
policies=$few
[ "${1:-}" = all ] && policies=$(every)
for trace in "$traces"/*.rep; do
    for policy in $policies; do
        play "$trace" "$policy"
    done
    play "$trace" segregated 'check on'
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
