#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_jobs.sh: job control, which needs a real shell: Ctrl-Z gives the
# terminal back as it was, fg goes on with the same heap, quit gives it back
# again. Runs the program under a shell in tmux; waits for what must appear.
set -u
cd "$(dirname "$0")/../.." || exit 1
heapglass=$(realpath "${HEAPGLASS:-build/release/heapglass}")
passed=0
failed=0

if ! command -v tmux >/dev/null; then
    echo 'skip: tmux is missing: apt-get install tmux'
    echo '0 passed, 0 failed'
    exit 0
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-jobs.XXXXXX") || exit 1
tmux_() { tmux -S "$dir/socket" -f /dev/null "$@"; }
trap 'tmux_ kill-server 2>/dev/null; rm -rf "$dir"' EXIT

# Until the screen shows TEXT; ten seconds at most.
wait_for() {
    tries=0
    until tmux_ capture-pane -p | grep -qF -- "$1"; do
        tries=$((tries + 1))
        if [ "$tries" -gt 200 ]; then
            failed=$((failed + 1))
            echo "FAILED: the screen never showed: $1"
            tmux_ capture-pane -p
            return 1
        fi
        sleep 0.05
    done
    passed=$((passed + 1))
}

same() {
    if cmp -s "$dir/$1" "$dir/$2"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: stty -g differs: $3"
    fi
}

# What is typed never holds the word waited for in one piece.
type_line() { tmux_ send-keys -l -- "$1" && tmux_ send-keys Enter; }

tmux_ new-session -d -x 100 -y 30 \
    "env -i PATH='$PATH' HOME='$dir' LC_ALL=C.UTF-8 TERM=screen PS1='shell> ' \
    sh -i" || exit 1
wait_for 'shell>'
type_line "stty -g >'$dir/before'; echo rea''dy"
wait_for 'ready'
type_line "'$heapglass'"
wait_for 'heapglass>'
type_line 'alloc 100 first'
wait_for '#1 first = 0x'
tmux_ send-keys C-z
wait_for 'shell>'
type_line "stty -g >'$dir/stopped'; echo stop''ped-now"
wait_for 'stopped-now'
type_line 'fg'
wait_for 'heapglass>'
type_line 'alloc 50 second'
wait_for '#2 second = 0x'
type_line 'quit'
wait_for 'shell>'
type_line "stty -g >'$dir/after'; echo do''ne-now"
wait_for 'done-now'
same before stopped 'while stopped'
same before after 'after quit'
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
