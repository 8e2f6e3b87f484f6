#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check-deps.sh: fails on an include that points upward or sideways, on a
# part's private header used by another part, and on a library header outside
# the one file that owns it. The rules are the table in docs/ARCHITECTURE.md.
set -u
cd "$(dirname "$0")/.." || exit 1

{
    # path:line:header for every project include, and <header> for the rest.
    find src tests bench -name '*.[ch]' 2>/dev/null | sort | xargs \
        grep -nE '^[[:space:]]*#[[:space:]]*include' /dev/null |
        sed -E 's/^([^:]+:[0-9]+):[[:space:]]*#[[:space:]]*include[[:space:]]*/\1 /'
} | awk '
    function complain(why) {
        printf "%s: %s\n", where, why
        bad++
    }
    function part_of(path,   words) {
        if (path ~ /^src\/[^\/]+\//) { split(path, words, "/"); return words[2] }
        if (path == "src/main.c") return "app"
        split(path, words, "/")
        return words[1]
    }
    BEGIN {
        # A part may include its own headers and those of the parts named.
        allow["allocator"] = " allocator "
        allow["trace"] = " trace allocator "
        allow["score"] = " score trace allocator "
        allow["session"] = " session trace allocator "
        allow["repl"] = " repl session trace allocator "
        allow["tui"] = " tui session allocator "
        allow["app"] = " app repl tui session score trace allocator "
        allow["tests"] = allow["bench"] = allow["app"]
        public = " check.h error.h event.h heap.h heap_state.h heap_survey.h iter.h mm.h policy.h status.h "
        # library header -> the only files in src that may include it
        owner["readline"] = "src/repl/line.c"
        owner["curses"] = "src/tui/term.c"
        owner["sys/mman.h"] = "src/allocator/os.c"
    }
    {
        where = $1
        header = $2
        path = where
        sub(/:[0-9]+$/, "", path)
        part = part_of(path)
        if (path ~ /^src\//) {
            if (header ~ /^[<"]readline\// && path != owner["readline"])
                complain("only " owner["readline"] " includes readline")
            if (header ~ /^[<"](ncursesw?\/|ncurses|curses|term\.h>)/ &&
                path != owner["curses"])
                complain("only " owner["curses"] " includes curses")
            if (header ~ /sys\/mman\.h/ && path != owner["sys/mman.h"])
                complain("only " owner["sys/mman.h"] " maps memory")
        }
        if (header !~ /^"/) next
        gsub(/"/, "", header)
        target = part
        name = header
        if (index(header, "..")) complain("name the header from src/: " header)
        if (split(header, words, "/") > 1) {
            target = words[1]
            name = words[2]
        }
        # a helper beside a test, or tests/x.h
        if ((part == "tests" || part == "bench") && !(target in allow)) next
        if (target == part) next
        if (!index(allow[part], " " target " "))
            complain(part " may not include " header)
        else if (name ~ /_internal\.h$/)
            complain(header " is private to " target)
        else if (target == "allocator" && part ~ /^(trace|score|session|repl|tui|app|main)$/ &&
                 !index(public, " " name " "))
            complain(header " is not one of the public headers of allocator")
        n++
    }
    END {
        if (bad) {
            printf "check-deps: %d wrong\n", bad
            exit 1
        }
        print "check-deps: clean"
    }'
