# SPDX-License-Identifier: GPL-3.0-or-later
#
# editor.awk: makes editor.rep, the requests of an imagined small text editor:
# it opens a file, reads lines, edits them (a line that grows is reallocated),
# keeps the last changes for undo, searches, and closes most of what it opened.
# The same numbers every time: awk -f demos/editor.awk > demos/editor.rep

function random(n) { # 0 to n - 1, Lehmer's generator, exact in a double
    seed = (seed * 16807) % 2147483647
    return seed % n
}
function put(line) { ops[n_ops++] = line }
function take(size) { put("a " n_ids " " size); return n_ids++ }
function drop(id) { put("f " id) }
function line_size(   words) {
    words = 1 + random(8)
    return 16 + words * (4 + random(22))
}
function new_line() {
    size[n_lines] = line_size()
    line[n_lines] = take(size[n_lines])
    n_lines++
    if (n_lines > table_room) { # the table of lines doubles
        table_room *= 2
        put("r " table " " table_room * 8)
    }
}
function cut_line(i) { # the last line takes its place
    drop(line[i])
    n_lines--
    line[i] = line[n_lines]
    size[i] = size[n_lines]
}
function remember() { # a change for undo; the oldest goes
    undo[n_undo] = take(24 + random(5) * 16)
    n_undo++
    if (n_undo - first_undo > 24) drop(undo[first_undo++])
}
function edit(i) {
    size[i] += 1 + random(40)
    put("r " line[i] " " size[i])
    remember()
}
function search(   pattern, matches, growths, i) {
    pattern = take(8 + random(20))
    matches = take(64)
    growths = random(3)
    for (i = 1; i <= growths; i++) put("r " matches " " 128 * i)
    drop(pattern)
    drop(matches)
}
function save(   buffer) {
    buffer = take(1024)
    drop(buffer)
}

BEGIN {
    seed = 1971
    total = 600
    n_ids = n_ops = n_lines = n_undo = first_undo = 0
    name = take(17)
    table_room = 16
    table = take(table_room * 8)
    buffer = take(4096) # the file as it was read
    while (n_lines < 110) new_line()
    drop(buffer)
    while (n_ops < total - 60) {
        what = random(100)
        if (what < 38) edit(random(n_lines))
        else if (what < 60) { new_line(); remember() }
        else if (what < 84 && n_lines > 40) { cut_line(random(n_lines)); remember() }
        else if (what < 97) search()
        else save()
    }
    while (first_undo < n_undo) drop(undo[first_undo++])
    while (n_ops < total - 2 && n_lines > 0) cut_line(random(n_lines))
    drop(table)
    drop(name)
    print 65536
    print n_ids
    print n_ops
    print 1
    for (i = 0; i < n_ops; i++) print ops[i]
}
