#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# count.sh [--json[=FILE]] [PART...]: instructions an operation, counted by valgrind's
# callgrind in measured() alone, less what the loop around the operations
# takes. Counts do not depend on what else the machine does. Parts:
#
#     policies       every policy, and other allocators, on the own traces
#     curve [MOST]   as live blocks grow from 10^2 to MOST (10^7)
#     observer       the observer's hook: absent, compiled in, used; hardened
#     one PROGRAM CONTESTANT ARGUMENT   a single count, for tests:
#                    PROGRAM is replay, replay-noevents (ARGUMENT: the name of
#                    a trace) or grow (ARGUMENT: live blocks)
#
# Prints Markdown tables; with --json an object a line instead, with a FILE the
# tables here and the objects to the end of FILE. Status 3: no valgrind.
# Everything must be built: `make count` does that.
set -u
cd "$(dirname "$0")/.." || exit 1
programs=${BUILD:-build/release}/bench
tables=1
case ${1-} in
--json) tables= && exec 4>&1 ;;
--json=*) exec 4>>"${1#--json=}" ;;
*) exec 4>/dev/null ;;
esac
case ${1-} in --*) shift ;; esac
if ! command -v valgrind >/dev/null; then
    echo 'count: valgrind is missing: apt-get install valgrind' >&2
    exit 3
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/heapglass-count.XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
"$programs/bench" --list >"$dir/rivals" || exit 1
"$programs/bench" --plans "$dir" || exit 1

# raw LIBRARY PROGRAM ARGUMENT...: instructions an operation, loop and all.
# The program prints how many operations there were.
raw() {
    library=$1
    program=$2
    shift 2
    LD_PRELOAD=$library valgrind --tool=callgrind --collect-atstart=no \
        --toggle-collect=measured --callgrind-out-file=/dev/null \
        --log-file="$dir/log" "$programs/$program" "$@" >"$dir/out" 2>&1
    ops=$(sed -n 's/.*ops=\([0-9]*\).*/\1/p' "$dir/out")
    sed -n 's/.*Collected : *//p' "$dir/log" |
        awk -v ops="${ops:-0}" 'ops > 0 { printf "%.3f", $1 / ops }'
}

# The same less the loop: what "none", which does nothing, costs there. The
# arguments after CONTESTANT say what is played.
net() {
    library=$1
    program=$2
    contestant=$3
    shift 3
    key=$dir/none.$(printf '%s' "$*" | tr -c 'a-z0-9\n' _)
    loop=replay
    [ "$program" = grow ] && loop=grow
    if [ ! -s "$key" ]; then
        if [ "$loop" = grow ]; then
            raw '' grow none "$@" >"$key"
        else
            raw '' replay "$1" none "$2" >"$key"
        fi
    fi
    if [ "$loop" = grow ]; then
        all=$(raw "$library" grow "$contestant" "$@")
    else
        all=$(raw "$library" "$program" "$1" "$contestant" "$2")
    fi
    awk -v all="$all" -v none="$(cat "$key")" \
        'BEGIN { if (all != "") printf "%.1f", all - none; else printf "-" }'
}

played() { net "$1" "$2" "$3" "$4" count; } # LIBRARY PROGRAM CONTESTANT PLAN
grown() { net '' grow "$1" "$2" count; }    # CONTESTANT BLOCKS

# Progress, where somebody looks.
note() {
    [ ! -t 2 ] || printf '\r\033[K%s' "$1" >&2
}

# --- tables: a header of columns, then `row NAME`, `cell COLUMN VALUE`... -----
put() { # FORMAT WORD...
    # shellcheck disable=SC2059
    [ -z "$tables" ] || printf "$@"
}
table() { # PART FIRST COLUMN...
    part=$1
    put '| %-19s |' "$2"
    shift 2
    for column; do put ' %7s |' "$column"; done
    put '\n|---------------------|'
    for column; do put '%s' "$(printf ' %7s |' "$column" | sed 's/ |$/:|/
        s/[^:|]/-/g')"; done
}
row() {
    row=$1
    put '\n| %-19s |' "$row"
}
# As wide as its column; VALUE - is unknown.
cell() { # COLUMN VALUE
    put " %$(printf '%7s' "$1" | wc -m)s |" "$2"
    value=$2
    [ "$value" != - ] || value=null
    printf '{"part":"%s","row":"%s","column":"%s","instructions":%s}\n' \
        "$part" "$row" "$1" "$value" >&4
}
# A figure derived from cells: in the table alone.
derived() { # COLUMN VALUE
    put " %$(printf '%7s' "$1" | wc -m)s |" "$2"
}
end() {
    note ''
    put '\n'
}

# --- parts --------------------------------------------------------------------
plan_of() { ls "$dir"/*-"$1".plan; }
name_of() { basename "$1" .plan | sed 's/^[0-9]*-//'; }

# On long traces some need minutes under valgrind.
is_slow() {
    case $1 in implicit | explicit:address) return 0 ;; esac
    return 1
}

policies() {
    set --
    for plan in "$dir"/*.plan; do set -- "$@" "$(name_of "$plan")"; done
    table policies 'an operation' "$@"
    while read -r name contestant _ library <&3; do
        row "$name"
        for plan in "$dir"/*.plan; do
            note "$name, $(name_of "$plan")"
            if is_slow "$name" && [ "$(name_of "$plan")" != editor ]; then
                cell "$(name_of "$plan")" -
            else
                cell "$(name_of "$plan")" \
                    "$(played "$library" replay "$contestant" "$plan")"
            fi
        done
    done 3<"$dir/rivals"
    end
}

# Where a policy's build-up takes too long under valgrind.
most_of() {
    case $1 in
    implicit | explicit:address | explicit) echo 10000 ;;
    *) echo 10000000 ;;
    esac
}

curve() {
    most=${1:-10000000}
    set --
    power=2
    blocks=100
    while [ "$blocks" -le "$most" ]; do
        set -- "$@" "10^$power"
        power=$((power + 1))
        blocks=$((blocks * 10))
    done
    table curve 'live blocks' "$@" 'last/10^3'
    while read -r name contestant whose library <&3; do
        [ "$whose" = ours ] || continue
        row "$name"
        blocks=100
        base=-
        last=-
        for column; do
            note "$name, $column"
            value=-
            if [ "$blocks" -le "$(most_of "$name")" ]; then
                value=$(grown "$contestant" "$blocks")
                [ "$blocks" != 1000 ] || base=$value
                last=$value
            fi
            cell "$column" "$value"
            blocks=$((blocks * 10))
        done
        derived 'last/10^3' "$(ratio "$last" "$base")"
    done 3<"$dir/rivals"
    end
}

ratio() {
    awk -v a="$1" -v b="$2" \
        'BEGIN { if (b + 0 > 0) printf "%.2f", a / b; else printf "-" }'
}

# The hook compiled out; compiled in, nobody listening; somebody listening.
observer() {
    plan=$(plan_of exponential)
    table observer 'exponential' 'no hook' 'nobody' 'more' 'counts' 'more'
    while read -r name contestant whose library <&3; do
        [ "$whose" = ours ] && ! is_slow "$name" || continue
        for form in '' +hardened; do
            note "$name$form"
            row "$name$form"
            out=$(played '' replay-noevents "$contestant$form" "$plan")
            none=$(played '' replay "$contestant$form" "$plan")
            some=$(played '' replay "$contestant$form+observed" "$plan")
            cell 'no hook' "$out"
            cell nobody "$none"
            derived more "$(more "$none" "$out")"
            cell counts "$some"
            derived more "$(more "$some" "$out")"
        done
    done 3<"$dir/rivals"
    end
}
more() {
    awk -v a="$1" -v b="$2" 'BEGIN { printf "%+.1f%%", (a / b - 1) * 100 }'
}

[ $# -gt 0 ] || set -- policies curve observer
while [ $# -gt 0 ]; do
    case $1 in
    policies | observer) $1 ;;
    curve)
        case ${2-} in
        [1-9]*)
            curve "$2"
            shift
            ;;
        *) curve ;;
        esac
        ;;
    one)
        if [ "$2" = grow ]; then
            grown "$3" "$4"
        else
            played '' "$2" "$3" "$(plan_of "$4")"
        fi
        echo
        shift 3
        ;;
    *)
        sed -n '4,20s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
    esac
    shift
done
