/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * address_history.c: see address_history.h. After each operation its result
 * tells whether the byte may have changed hands; only then the heap is asked.
 */
#include "address_history.h"
#include "scratch.h"

#include <inttypes.h>
#include <string.h>

/* The lives so far, in a ring; the last one may still go on. */
struct watch {
    struct scratch *x;
    size_t at;
    struct address_life ring[ADDRESS_LIVES];
    size_t n; /* lives there were */
    bool open;
};

static struct address_life *
latest(struct watch *w)
{
    return &w->ring[(w->n - 1) % ADDRESS_LIVES];
}

/* --- what lies over the byte -----------------------------------------------*/
static bool
covers(size_t at, size_t off, size_t size)
{
    /* by the widest header: the heap is asked for the rest */
    enum { HEADER_MOST = 16 };
    return size && at + HEADER_MOST >= off && at < off + size;
}

static bool
may_change(const struct op_result *r, size_t at)
{
    switch (r->kind) {
    case OP_ALLOC:
    case OP_CALLOC:
    case OP_MEMALIGN:
    case OP_FREE:
        return covers(at, r->off, r->size);
    case OP_REALLOC:
        return covers(at, r->off, r->size) ||
               covers(at, r->old_off, r->old_size);
    default:
        return false;
    }
}

static bool
block_over(const struct watch *w, struct view_block *block)
{
    return view_at(&w->x->session, w->at, block) &&
           block->state == VIEW_USED && block->id != 0;
}

static void
end_life(struct watch *w, uint64_t op)
{
    struct address_life *life = latest(w);
    life->died = op;
    life->moved =
        blocks_get(&scratch_world(w->x)->blocks, life->id) != NULL;
    w->open = false;
}

static void
begin_life(struct watch *w, const struct view_block *block, uint64_t born)
{
    struct address_life *life;
    w->n++;
    w->open = true;
    life = latest(w);
    memset(life, 0, sizeof *life);
    life->id = block->id;
    life->born = born;
}

/* After operation OP. */
static void
look(struct watch *w, uint64_t op)
{
    struct view_block block;
    bool there = block_over(w, &block);
    if (w->open && (!there || block.id != latest(w)->id))
        end_life(w, op);
    if (!there)
        return;
    if (!w->open)
        begin_life(w, &block, op);
    latest(w)->off = block.off;
    latest(w)->size = block.size;
    memcpy(latest(w)->name, block.name, sizeof block.name);
}

/* --- the answer ------------------------------------------------------------*/
static bool
walk(struct watch *w, uint32_t from, uint32_t now, struct error *err)
{
    struct view_block block;
    if (!scratch_goto(w->x, from, err))
        return false;
    if (block_over(w, &block))
        look(w, block.born);
    for (uint32_t op = from + 1; op <= now; op++) {
        if (track_interrupted(&w->x->session.track))
            return error_set(err, "interrupted",
                             "Stopped the search at operation %" PRIu32 ".",
                             op);
        if (!scratch_move(w->x, op, err))
            return false;
        if (!may_change(&w->x->session.last, w->at))
            continue;
        scratch_settle(w->x);
        look(w, op);
    }
    return true;
}

static void
answer(const struct watch *w, struct address_history *history)
{
    history->n = w->n < ADDRESS_LIVES ? w->n : ADDRESS_LIVES;
    history->n_more = w->n - history->n;
    for (size_t i = 0; i < history->n; i++)
        history->lives[i] = w->ring[(w->n - 1 - i) % ADDRESS_LIVES];
}

bool
session_address_history(const struct session *s, size_t at, uint64_t most,
                        struct address_history *history, struct error *err)
{
    uint32_t now = s->track.world.tally.op;
    uint32_t from = now > most ? now - (uint32_t)most : 0;
    struct scratch x;
    struct watch watch = {.x = &x, .at = at};
    bool ok;
    memset(history, 0, sizeof *history);
    history->from = from;
    if (!s->track.world.heap)
        return error_set(err, "not-possible",
                         "This allocator can only be called: what lived where "
                         "is not known.");
    if (!scratch_open(&x, s, err))
        return false;
    ok = walk(&watch, from, now, err);
    scratch_close(&x);
    if (ok)
        answer(&watch, history);
    return ok;
}
