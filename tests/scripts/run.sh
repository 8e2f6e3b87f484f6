#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# run.sh: the program in batch, from outside. Three kinds of tests:
# every demo, in text and in JSON; every command's example; and recorded
# sessions: NAME.in fed to the program gives NAME.out, and ends with the status
# in NAME.status (0 when there is no such file). The first line of NAME.in may
# be `# OPTIONS: ...`. Errors go to the same place as results, so that their
# order is recorded too. GOLDEN=record writes the .out files anew.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/scripts/common.sh
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-scripts.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT

# Is every line of file $1 one JSON object with cmd and ok?
json_ok() {
    [ -n "$python" ] || return 0
    "$python" -c '
import json, sys
for line in open(sys.argv[1], encoding="utf-8"):
    value = json.loads(line)
    assert isinstance(value["cmd"], str) and isinstance(value["ok"], bool), line
    assert value["ok"] or (value["error"] and value["text"]), line
' "$1" 2>"$dir/python"
}

demo() {
    name=$(basename "$1")
    if (cd "$dir" && "$program" --batch "$root/$1") >"$dir/out" 2>&1; then
        pass
    else
        fail "$name in text" "$dir/out"
    fi
    if "$program" --batch --json "$1" >"$dir/out" 2>"$dir/err" &&
        [ -s "$dir/out" ] && [ ! -s "$dir/err" ]; then
        pass
    else
        fail "$name in JSON" "$dir/err"
    fi
    if json_ok "$dir/out"; then pass; else fail "$name: JSON" "$dir/python"; fi
}

example() {
    if "$program" --batch -c "$2" >"$dir/out" 2>&1; then
        pass
    else
        fail "example of $1: $2" "$dir/out"
    fi
}

recorded() {
    base=${1%.in}
    options=$(sed -n '1s/^# OPTIONS: //p' "$1")
    want=0
    [ -f "$base.status" ] && want=$(cat "$base.status")
    # shellcheck disable=SC2086 # several options are several words
    "$program" --batch $options <"$1" >"$dir/out" 2>&1
    status=$?
    if [ "${GOLDEN-}" = record ]; then
        cp "$dir/out" "$base.out"
        [ "$status" = 0 ] && rm -f "$base.status" || echo "$status" >"$base.status"
        pass
        return
    fi
    diff -u "$base.out" "$dir/out" >"$dir/diff" 2>&1
    same=$?
    if [ "$same" = 0 ] && [ "$status" = "$want" ]; then
        pass
    elif [ "$same" = 0 ]; then
        fail "$(basename "$1"): exit status $status, not $want"
    else
        fail "$(basename "$1")" "$dir/diff"
    fi
    case $options in
    *--json*)
        if json_ok "$dir/out"; then pass; else fail "$1: JSON" "$dir/python"; fi
        ;;
    esac
}

[ -n "$python" ] ||
    echo "skip: python3 is not there, so JSON lines are not parsed"
for script in demos/*.heap; do
    demo "$script"
done

# Examples run where they may write, with the demos beside them.
ln -s "$root/demos" "$dir/demos"
"$program" --examples >"$dir/examples"
[ -s "$dir/examples" ] || fail "--examples prints nothing"
tab=$(printf '\t')
cd "$dir" || exit 1
while IFS=$tab read -r name script; do
    example "$name" "$script"
done <"$dir/examples"
cd "$root" || exit 1

for script in tests/scripts/*.in; do
    recorded "$script"
done

if "$program" --figures | cmp -s - docs/FIGURES.md; then
    pass
elif [ "${GOLDEN-}" = record ]; then
    "$program" --figures >docs/FIGURES.md
    pass
else
    fail "docs/FIGURES.md differs from heapglass --figures"
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
