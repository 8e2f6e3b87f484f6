#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# util.sh TRACE...: the utilization of each textbook policy on each trace, and
# the limit that the layout sets, in per cent, as a table in markdown: the one
# in docs/ALLOCATOR.md. The figures are the same on every machine.
set -eu
heapglass=${HEAPGLASS:-build/release/heapglass}
policies='implicit:first implicit:next implicit:best implicit:worst
    implicit:first,textbook
    explicit:lifo explicit:fifo explicit:address explicit:lifo,best
    explicit:address,best explicit:lifo,textbook
    segregated segregated:best segregated:deferred tlsf buddy'

[ $# -gt 0 ] || { echo 'util.sh: name traces, or folders of them' >&2; exit 2; }
for policy in $policies; do
    set -- -p "$policy" "$@"
done
"$heapglass" score --no-timing --json "$@" | awk '
    function value(key,   from) {
        from = index($0, "\"" key "\":")
        if (!from) return ""
        text = substr($0, from + length(key) + 3)
        if (sub(/^"/, "", text)) sub(/".*/, "", text)
        else sub(/[,}].*/, "", text)
        return text
    }
    /"summary"/ { next }
    {
        policy = value("policy")
        trace = value("trace")
        sub(/(-bal)?\.(rep|script)$/, "", trace)
        if (!(policy in row)) { row[policy] = ++n_rows; name[n_rows] = policy }
        if (!(trace in column)) { column[trace] = ++n_cols; title[n_cols] = trace }
        util[row[policy], column[trace]] = value("util")
        limit[row[policy], column[trace]] = value("limit")
    }
    function line(label, r, figures,   c, sum) {
        printf "| %s |", label
        for (c = 1; c <= n_cols; c++) {
            printf " %.1f |", 100 * figures[r, c]
            sum += figures[r, c]
        }
        printf " %.1f |\n", 100 * sum / n_cols
    }
    END {
        printf "| |"
        for (c = 1; c <= n_cols; c++) printf " %s |", title[c]
        print " mean |"
        printf "|---|"
        for (c = 0; c <= n_cols; c++) printf "---|"
        print ""
        # Last named first: the options were put before each other.
        for (r = n_rows; r > 0; r--) line("`" name[r] "`", r, util)
        for (r = n_rows; r > 0; r--) {
            if (name[r] == "segregated") line("limit, `tagged`", r, limit)
            if (name[r] == "explicit:textbook") line("limit, `textbook`", r, limit)
            if (name[r] == "buddy") line("limit, `buddy`", r, limit)
        }
    }'
