#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# docs.sh [NAME...]: measures and writes the tables of docs/BENCH.md anew, each
# between its markers `<!-- NAME -->` and `<!-- /NAME -->`; all, or those named.
# `make bench-docs CLASSIC=DIR CMU=DIR`: where the malloc labs' traces are; a
# table whose traces are not given stays as it is.
set -u
cd "$(dirname "$0")/.." || exit 1
export BUILD="${BUILD:-build/release}"
page=docs/BENCH.md
new=$(mktemp "${TMPDIR:-/tmp}/heapglass-docs.XXXXXX") || exit 1
trap 'rm -f "$new" "$new.page"' EXIT
trap 'exit 130' INT TERM

fenced() {
    echo '```'
    "$@" || return
    echo '```'
}
bench() { fenced "$BUILD/bench/bench" "$@"; }
traces() { bench --part speed --traces "$1"; }

machine() {
    system=$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)
    printf 'Measured on %s: %s processors, %s, %s, %s, `%s`.\n' "$(date +%F)" \
        "$(nproc)" "$(uname -m)" "${system:-$(uname -s)}" \
        "$(${CC:-cc} --version | head -n 1)" "${FLAGS:--O2}"
}

measure() {
    case $1 in
    machine) machine ;;
    own) bench --part speed ;;
    classic) traces "$CLASSIC" ;;
    cmu) traces "$CMU" ;;
    times) bench --part curve ;;
    latency) bench --part latency ;;
    look) bench --part look ;;
    time) bench --part time ;;
    map) fenced "$BUILD/bench/map" ;;
    policies | curve | observer) sh bench/count.sh "$1" ;;
    *) return 1 ;;
    esac
}

# Puts the new text between the markers of NAME.
replace() {
    awk -v name="$1" -v new="$new" '
        $0 == "<!-- /" name " -->" { inside = 0 }
        !inside { print }
        $0 == "<!-- " name " -->" {
            inside = 1
            while ((getline line < new) > 0) print line
        }' "$page" >"$new.page" && cat "$new.page" >"$page"
}

all=$(sed -n 's/^<!-- \([a-z]*\) -->$/\1/p' "$page")
for name in ${*:-$all}; do
    case $name in
    classic) [ -n "${CLASSIC-}" ] || continue ;;
    cmu) [ -n "${CMU-}" ] || continue ;;
    esac
    echo "measuring: $name" >&2
    measure "$name" >"$new" || {
        echo "docs: $name could not be measured; left as it was" >&2
        continue
    }
    replace "$name"
done
