#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_load.sh: traces as files: told by name or content, from pipes, larger
# than memory should hold, asking for more than there can be. The two giants of
# $GIANTS are played too, if they are there; they are not part of the project.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common.sh
giants=${GIANTS:-../shared/traces/cmu64}
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-load.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT

# says NAME TEXT STATUS ARGUMENTS...: the program ends so, and says TEXT.
says() {
    name=$1 text=$2 want=$3
    shift 3
    "$program" --batch "$@" >"$dir/out" 2>&1 </dev/null
    status=$?
    if [ "$status" = "$want" ] && grep -qF -- "$text" "$dir/out"; then
        pass
    else
        fail "$name: status $status, not $want, or no \"$text\"" "$dir/out"
    fi
}

# --- told by content -----------------------------------------------------------
loaded='1 operation, none done'
printf 'a 0 512\n' >"$dir/plain"
printf '= Start\n@ ./a.out:[0x1] + 0x10 0x200\n= End\n' >"$dir/x.mtrace"
printf 'hello\n==1== Memcheck\n--1-- malloc(512) = 0x10\n' >"$dir/valgrind.log"
printf 'hello\na.out->malloc(512) = 0x10\n' >"$dir/ltrace.log"
printf 'alloc 512\n' >"$dir/script.txt"
says 'a trace' "loaded plain: $loaded" 0 "$dir/plain"
says 'mtrace' "loaded x.mtrace, a log of mtrace: $loaded" 0 "$dir/x.mtrace"
says 'valgrind' "a log of valgrind: $loaded" 0 "$dir/valgrind.log"
says 'ltrace' "a log of ltrace: $loaded" 0 "$dir/ltrace.log"
says 'a script' '512 B in a block' 0 "$dir/script.txt"
says 'in JSON' '"ops":1,"log":"mtrace"' 0 --json -c "load $dir/x.mtrace"
if "$program" score "$dir/x.mtrace" >"$dir/out" 2>&1; then
    pass
else
    fail 'score of a log' "$dir/out"
fi

# --- pipes ---------------------------------------------------------------------
# A pipe tells its bytes once; it is waited for.
piped() {
    name=$1 text=$2
    shift 2
    if "$@" >"$dir/out" 2>&1 && grep -qF "$text" "$dir/out"; then
        pass
    else
        fail "$name: no \"$text\"" "$dir/out"
    fi
}
mkfifo "$dir/fifo" "$dir/fifo.heap"
from_stdin() { cat "$dir/plain" | "$program" --batch -c 'load /dev/stdin'; }
as_file() { cat "$dir/x.mtrace" | "$program" --batch /dev/stdin; }
from_fifo() {
    { sleep 0.2; cat "$dir/plain" >"$dir/fifo"; } &
    "$program" --batch "$dir/fifo"
}
script_fifo() {
    cat "$dir/script.txt" >"$dir/fifo.heap" &
    "$program" --batch "$dir/fifo.heap"
}
script_x() {
    cat "$dir/script.txt" >"$dir/fifo" &
    "$program" --batch -x "$dir/fifo"
}
redirected() { "$program" --batch /dev/stdin <"$dir/valgrind.log"; }
piped 'load /dev/stdin' "loaded stdin: $loaded" from_stdin
piped '/dev/stdin named' "a log of mtrace: $loaded" as_file
piped 'a fifo' "loaded fifo: $loaded" from_fifo
piped 'a fifo named .heap' '512 B in a block' script_fifo
piped '-x of a fifo' '512 B in a block' script_x
piped 'a file as /dev/stdin' "a log of valgrind: $loaded" redirected
says 'a directory' 'Is a directory' 2 "$dir"
says 'a device' 'line 1: found a zero byte' 1 -c 'load /dev/zero'

endless() { yes a | tr -d '\n' | "$program" --batch -c 'load /dev/stdin'; }
endless >"$dir/out" 2>&1
if grep -q 'line 1: found no end within 16 MiB' "$dir/out"; then
    pass
else
    fail 'a line without an end' "$dir/out"
fi

# --- giants --------------------------------------------------------------------
printf '0\n2\n3\n9\na 0 16\na 1 58432548578713656\nf 0\n' >"$dir/giant.rep"
printf '0\n2\n3\n9\na 0 16\n\na 1 4294967296\nf 0\n' >"$dir/large.rep"
giant='line 6, operation 2: 58432548578713656 bytes in one block: a block of the'
large='line 7, operation 2: 4294967296 bytes in one block: a block of the'
for policy in segregated tlsf explicit implicit:next; do
    says "giant, $policy" "giant.rep, $giant tagged layout has less than 4 GiB" \
        1 -p "$policy" -c "load $dir/giant.rep" -c play
    says "large, $policy" "large.rep, $large tagged layout has less than 4 GiB" \
        1 -p "$policy" -c "load $dir/large.rep" -c play
done
says 'giant, buddy' "$giant buddy layout has at most 2 GiB" \
    1 -p buddy -c "load $dir/giant.rep" -c play
says 'giant, textbook' "operation 2: No room for 58432548578713656 bytes: the" \
    1 -p explicit:textbook -c "load $dir/giant.rep" -c play
says 'large, textbook' '3 operations done' \
    0 -p explicit:textbook -c "load $dir/large.rep" -c play
# Refused, passed over, and the rest is played.
says 'giant, the rest' '1 operation done; op 3 of 3' \
    1 -c "load $dir/giant.rep" -c play -c play -c check
for trace in syn-giantarray-short syn-largemem-short; do
    if [ ! -r "$giants/$trace.rep" ]; then
        echo "skip: no $giants/$trace.rep (set GIANTS=DIR)"
        continue
    fi
    says "$trace" 'a block of the tagged layout has less than 4 GiB' 1 \
        -c "load \"$giants/$trace.rep\"" -c play
    says "$trace, alone" 'a block of the tagged layout has less than 4 GiB' 1 \
        "$giants/$trace.rep"
done

# --- 30 MB ---------------------------------------------------------------------
# Only the operations are kept, some bytes each, and never the text. What the
# program took at most is asked of the system while it waits for commands.
awk 'BEGIN { for (i = 0; i < 1300000; i++)
    printf "a %d %d\nf %d\n", i, i % 4000, i }' >"$dir/large.rep"
mkfifo "$dir/commands"
"$program" --batch <"$dir/commands" >"$dir/out" 2>&1 &
pid=$!
exec 3>"$dir/commands"
printf 'load %s\nscreenshot %s\n' "$dir/large.rep" "$dir/screen" >&3
tries=0
while [ ! -s "$dir/screen" ] && [ "$tries" -lt 600 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
peak=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB$/\1/p' "/proc/$pid/status")
exec 3>&-
wait "$pid"
if grep -q 'loaded large.rep: 2600000 operations' "$dir/out"; then
    pass
else
    fail 'a file of 30 MB' "$dir/out"
fi
if [ "${MODE-release}" = asan ] || [ -z "$peak" ]; then
    echo 'skip: the memory a large file takes: no /proc, or the sanitizer takes its own'
elif [ "$peak" -lt 22000 ]; then
    pass
else
    fail "a file of 30 MB took $peak kB, and may take 22000"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
