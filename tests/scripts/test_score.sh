#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test_score.sh: `heapglass score` from outside. What it prints without timing
# is the same on every machine and is recorded in score/NAME.out, errors too;
# GOLDEN=record writes those anew. Figures that are timed are looked at for
# their sense only.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common.sh
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-score.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
cd tests/scripts/score || exit 1

# recorded NAME STATUS ARGUMENT...: all that it prints, and its exit status.
recorded() {
    name=$1
    want=$2
    shift 2
    "$program" score "$@" >"$dir/out" 2>&1
    status=$?
    [ "${GOLDEN-}" = record ] && cp "$dir/out" "$name.out"
    if ! diff -u "$name.out" "$dir/out" >"$dir/diff" 2>&1; then
        fail "$name" "$dir/diff"
    elif [ "$status" != "$want" ]; then
        fail "$name: exit status $status, not $want"
    else
        pass
    fi
}

# says STATUS TEXT ARGUMENT...: one line of error, which has TEXT in it.
says() {
    want=$1
    text=$2
    shift 2
    "$program" score "$@" >"$dir/out" 2>"$dir/err"
    status=$?
    if [ "$status" = "$want" ] && [ "$(wc -l <"$dir/err")" = 1 ] &&
        [ ! -s "$dir/out" ] && grep -qF -- "$text" "$dir/err"; then
        pass
    else
        echo "status $status" >>"$dir/err"
        fail "score $*: no \"$text\"" "$dir/err"
    fi
}

# The textbook's layout and first fit: nobody will want to make those better.
recorded editor 0 --no-timing -p explicit:address,textbook \
    "$root/demos/editor.rep"
recorded folder 1 --no-timing -p implicit:textbook traces
recorded several 1 --no-timing -p implicit -p implicit:textbook \
    -p explicit:lifo,first traces
recorded letters 0 --no-timing -p implicit:worst,deferred,textbook \
    -p implicit:next,deferred,textbook -p explicit:fifo,worst,off,textbook \
    traces/odd.script traces/cut.rep
recorded json 1 --json --no-timing -p implicit:textbook -p implicit traces
recorded advice 0 --no-timing -p explicit:address,best,textbook advice
recorded advice_off 0 --no-timing -p implicit:off,textbook advice
recorded advice_buddy 0 --no-timing -p buddy advice
recorded help 0 --help

# Tables fit a terminal, whatever the names.
cp traces/odd.script "$dir/a-trace-with-a-rather-long-name.script"
"$program" score -p explicit:address,textbook -p implicit:textbook \
    -p segregated "$dir"/*.script "$root/demos/editor.rep" >"$dir/out" 2>&1
"$program" score "$dir"/*.script "$root/demos/editor.rep" >>"$dir/out" 2>&1
"$program" score --help >>"$dir/out"
if awk 'length > 80 { print; wide = 1 } END { exit wide || NR < 40 }' \
    "$dir/out" >"$dir/wide"; then pass; else fail "wide lines" "$dir/wide"; fi

says 2 'score what? Name traces' --json
says 2 'Unknown option --fast; heapglass score --help lists' --fast x.rep
says 2 '-p needs a value' traces -p
says 2 'There is no policy "best"' -p best traces
says 2 'implicit has no choice "lifo"' -p implicit:lifo traces
says 2 'Cannot read nothing.rep: No such file' nothing.rep
says 2 'broken.rep, line 2: found "x12"' broken.rep
says 2 'There is no trace (*.rep, *.script) in ..' ..
set --
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do set -- "$@" -p tlsf; done
says 2 'At most 16 policies' "$@" traces

# One trace that cannot be read does not keep the others from their score.
"$program" score --json --no-timing broken.rep traces/odd.script \
    >"$dir/out" 2>"$dir/err"
status=$?
if [ "$status" = 2 ] && [ "$(wc -l <"$dir/out")" = 2 ] &&
    grep -q '"trace":"odd.script"' "$dir/out"; then
    pass
else
    fail "a broken trace among others: status $status" "$dir/out"
fi

# With timing: the same but for the figures that are timed, and those are sane.
if [ -n "$python" ]; then
    "$program" score --json -p implicit -p tlsf "$root/demos/editor.rep" \
        traces/odd.script >"$dir/out" 2>"$dir/err"
    if "$python" - "$dir/out" >"$dir/python" 2>&1 <<'END'; then
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
traces, sums = lines[:4], lines[4:]
for t in traces:
    assert list(t) == ["trace", "policy", "valid", "ops", "util", "limit",
                       "lost", "mops", "libc_mops"], t
    assert t["valid"] and abs(t["util"] + sum(t["lost"].values()) - 1) < 1e-4, t
    assert 0 < t["util"] <= t["limit"] <= 1, t
    assert 0.01 < t["mops"] < 5000 and 0.01 < t["libc_mops"] < 5000, t
assert [t["policy"] for t in traces] == ["implicit", "tlsf"] * 2
for s in sums:
    mine = [t for t in traces if t["policy"] == s["policy"]]
    assert s["summary"] and s["traces"] == s["valid"] == len(mine) == 2, s
    near = lambda a, b: abs(a - b) < 1e-3 * abs(b)
    assert near(s["util"], sum(t["util"] for t in mine) / 2), s
    assert near(s["mops"], 2 / sum(1 / t["mops"] for t in mine)), s
    assert near(s["ratio"], s["mops"] / s["libc_mops"]), s
assert len(sums) == 2
END
        pass
    else
        fail "JSON with timing" "$dir/python"
    fi
    # Progress: on a terminal only, no wider than that, and nothing of it stays,
    # nor when it is interrupted.
    "$python" - "$program" >"$dir/python" 2>&1 <<'END'
import fcntl, os, signal, struct, subprocess, sys, termios

def run(cols, until, *arguments):
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, cols, 0, 0))
    child = subprocess.Popen([sys.argv[1], "score", *arguments, "traces"],
                             stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b""
    while True:
        try:
            more = os.read(ours, 4096)
        except OSError:
            break
        if not more:
            break
        seen += more
        if until and until in seen:
            os.kill(child.pid, signal.SIGINT)
            until = b""
    return child.wait(), seen

status, seen = run(0, b"", "--no-timing")
assert status == 1 and b"1/3  cut.rep  checking segregated" in seen, seen
assert seen.endswith(b"\r" + b" " * 78 + b"\r") and b"\n" not in seen, seen
status, seen = run(20, b"", "--no-timing")
assert max(len(line) for line in seen.split(b"\r")) == 19, seen
status, seen = run(80, b"timing")
assert status == -signal.SIGINT, status
assert b"\r" + b" " * 78 + b"\r" in seen, seen
END
    if [ "$?" = 0 ]; then pass; else fail progress "$dir/python"; fi
else
    echo "skip: python3 is not there, so timed figures are not looked at"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
