#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_interrupt.sh: Ctrl-C in line mode: the command that runs ends and says
# where, what was to follow is dropped, the exit status is 1; while nothing
# runs it ends the program as usual, and so does the second within a command.
#
# A command that does not exist is told at once, on standard error: so is known
# when the command behind it has begun.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common.sh
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-interrupt.XXXXXX") || exit 1
pid=
# A shell without job control has its children ignore the signal.
if ! env --default-signal=INT true 2>/dev/null; then
    echo 'skip: this env knows no --default-signal (coreutils 8.31)'
    echo '0 passed, 0 failed'
    exit 0
fi
trap '[ -n "$pid" ] && kill -9 "$pid" 2>/dev/null; rm -rf "$dir"' EXIT

awk 'BEGIN {
    n = 300000
    print 0; print n; print n; print 1
    for (i = 0; i < n; i++)
        print i % 3 == 2 ? "f " i - 1 : "a " i " " 16 + i % 500
}' >"$dir/long.rep"

# Until FILE holds TEXT; twenty seconds at most.
wait_for() {
    tries=0
    until grep -qF -- "$2" "$1" 2>/dev/null; do
        tries=$((tries + 1))
        if [ "$tries" -gt 400 ]; then
            fail "never said: $2" "$1"
            return 1
        fi
        sleep 0.05
    done
}

expect_text() { # TEXT WHAT
    if grep -q -- "$1" "$dir/out"; then pass; else fail "$2" "$dir/out"; fi
}

expect_none() {
    if grep -q -- "$1" "$dir/out"; then fail "$2" "$dir/out"; else pass; fi
}

# start OPTION...: in the background, its output in out; input is the fifo
start() {
    rm -f "$dir/out"
    env --default-signal=INT "$program" --batch "$@" >"$dir/out" 2>&1 \
        <"$dir/in" &
    pid=$!
}

# ended STATUS WHAT
ended() {
    wait "$pid" 2>/dev/null
    status=$?
    pid=
    if [ "$status" = "$1" ]; then
        pass
    else
        fail "$2: exit status $status, not $1" "$dir/out"
    fi
}

# stops COMMANDS TEXT [FROM]: they are interrupted, and TEXT is said of it
stops() {
    start -c "load $dir/long.rep; play; goto ${3-start}; begun" \
        -c "$1; say after" -c 'say behind'
    wait_for "$dir/out" begun
    kill -INT "$pid"
    ended 1 "$1"
    expect_text "$2" "$1 says where"
    expect_none 'after$' "what follows on the line of $1 is dropped"
    expect_none 'behind$' "the commands behind $1 are dropped"
}

mkfifo "$dir/in"
exec 3<>"$dir/in" # it never ends

where='Stopped after operation [0-9]* of 300000: step, play or goto goes on.'
stops 'break damaged; play' "$where"
stops 'until damaged' "$where"
stops 'check on; step 300000' "$where"
stops 'back until damaged' \
    'Stopped looking back; this is still operation 300000\.' end
stops 'repeat 100000; goto end; goto start; end' "$where\\|Interrupted"
stops 'repeat 100000000; alloc 1; end' 'Interrupted; the rest is dropped\.'

# Commands from a pipe: those behind are not read any more.
start
printf '%s\n' "load $dir/long.rep" 'begun; until damaged' 'say after' >&3
wait_for "$dir/out" begun
kill -INT "$pid"
ended 1 'a command from a pipe'
expect_text 'heapglass: -:2: Stopped after operation' 'the line is told'
expect_none 'after$' 'the rest of the pipe is dropped'

# From a script, and in what it sources.
printf '%s\n' 'begun' 'until damaged' 'say after' >"$dir/inner.heap"
printf '%s\n' "load $dir/long.rep" "source $dir/inner.heap" 'say after' \
    >"$dir/outer.heap"
start -x "$dir/outer.heap"
wait_for "$dir/out" begun
kill -INT "$pid"
ended 1 'a script'
expect_text "inner.heap:2: $where" 'the line of the script is told'
expect_none 'after$' 'scripts are dropped'

# What does not look at the first is ended by the second.
mkfifo "$dir/never.heap"
exec 4<>"$dir/never.heap"
start -c "begun; source $dir/never.heap"
wait_for "$dir/out" begun
for try in 1 2 3 4 5 6 7 8 9 10; do # two that come together are one
    kill -INT "$pid" 2>/dev/null
    sleep 0.05
done
ended 130 'a command that hangs'

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
