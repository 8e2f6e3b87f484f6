/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * find_bad.c: the first operation after which the heap is inconsistent. The
 * line is done once more, and the checker looks after each operation: bisecting
 * would be quicker and wrong, for damage can heal.
 */
#include "ask.h"
#include "scratch.h"

#include <inttypes.h>
#include <string.h>

/* What there is to say of the operation that SCRATCH is at. */
static void
tell(struct scratch *x, struct session_bad *bad)
{
    const struct heap_violation *first = &bad->report.violations[0];
    const struct block *block;
    const char *name;
    scratch_settle(x);
    bad->found = true;
    bad->op = bad->upto = scratch_op(x);
    bad->off = first->off;
    session_describe(&x->session, &x->session.last, bad->sentence);
    block = blocks_at(&scratch_world(x)->blocks, first->off);
    if (!block)
        return;
    bad->id = block->id;
    name = names_of(&x->session.names, block->id);
    memcpy(bad->name, name, strlen(name) + 1);
}

static bool
stopped(const struct scratch *x, const struct session_bad *bad,
        struct error *err)
{
    uint32_t op = scratch_op(x);
    if (op < bad->from)
        return error_set(err, "interrupted",
                         "Stopped before operation %" PRIu64 ": no operation "
                         "was checked.",
                         bad->from);
    return error_set(err, "interrupted",
                     "Stopped after operation %" PRIu32 ": the heap was "
                     "consistent from operation %" PRIu64 " up to there, the "
                     "rest of %" PRIu64 " was not checked.",
                     op, bad->from, bad->upto);
}

/* Each operation from FROM up to UPTO. */
static bool
check_each(struct scratch *x, struct session_bad *bad, struct error *err)
{
    const struct heap *heap = scratch_world(x)->heap;
    uint32_t op = (uint32_t)bad->from, upto = (uint32_t)bad->upto;
    if (op <= 1 && !heap_check(heap, &bad->report)) {
        tell(x, bad);
        return true;
    }
    for (op = op ? op : 1; op <= upto; op++) {
        if (track_interrupted(&x->session.track))
            return stopped(x, bad, err);
        if (!scratch_move(x, op, err))
            return strcmp(err->name, "interrupted") == 0 ? stopped(x, bad, err)
                                                         : false;
        if (!heap_check(scratch_world(x)->heap, &bad->report)) {
            tell(x, bad);
            return true;
        }
    }
    return true;
}

bool
session_find_bad(const struct session *s, uint64_t from,
                 struct session_bad *bad, struct error *err)
{
    struct session_place place;
    struct scratch x;
    struct error why;
    bool ok;
    session_place(s, &place);
    memset(bad, 0, sizeof *bad);
    bad->from = from;
    bad->upto = place.line;
    if (!s->track.world.heap)
        return error_set(err, "no-checker",
                         "This allocator can only be called: there is no "
                         "bookkeeping to check.");
    if (from > place.line)
        return error_set(err, "no-moment",
                         "%" PRIu64 " operation%s done so far: type bad with "
                         "a number from 0 to %" PRIu64 ".",
                         place.line, place.line == 1 ? " was" : "s were",
                         place.line);
    if (!scratch_open(&x, s, err))
        return false;
    ok = check_each(&x, bad, &why);
    if (!ok && err)
        *err = why;
    scratch_close(&x);
    return ok;
}
