/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view_figures.c: lists, figures, what changed, and how it went over time.
 */
#include "over.h"
#include "session_internal.h"
#include "size_text.h"
#include "view.h"

#include <stdio.h>
#include <string.h>

/* --- lists -----------------------------------------------------------------*/
unsigned
view_n_lists(const struct session *s)
{
    return s->track.world.heap ? heap_n_lists(s->track.world.heap) : 0;
}

struct list_info
view_list(const struct session *s, unsigned list)
{
    struct list_info info;
    if (list >= view_n_lists(s))
        return (struct list_info){0};
    info = heap_list(s->track.world.heap, list);
    if (s->over)
        over_list(s->over, list, &info);
    return info;
}

static void
class_name(const struct list_info *info, char *buf, size_t size)
{
    size_t end = info->max + HEAP_ALIGN;
    char from[SIZE_TEXT], to[SIZE_TEXT];
    if (info->max == SIZE_MAX)
        snprintf(buf, size, "class %zu B and more", info->min);
    else if (info->min == info->max)
        snprintf(buf, size, "class %zu B", info->min);
    else if (info->min % 1024 == 0 && end % 1024 == 0)
        snprintf(buf, size, "class %s up to %s", size_text(info->min, from),
                 size_text(end, to));
    else
        snprintf(buf, size, "class %zu B to %zu B", info->min, info->max);
}

void
view_list_name(const struct session *s, unsigned list, char *buf, size_t size)
{
    static const char *const orders[] = {"LIFO", "FIFO", "address order"};
    const struct policy *policy = &s->config.policy;
    struct list_info info = view_list(s, list);
    if (list >= view_n_lists(s))
        snprintf(buf, size, "no list");
    else if (policy->name == POLICY_EXPLICIT)
        snprintf(buf, size, "%s", orders[policy->order]);
    else
        class_name(&info, buf, size);
}

size_t
view_list_blocks(const struct session *s, unsigned list,
                 struct view_block *blocks, size_t n, bool *corrupt)
{
    struct free_iter iter;
    struct block_info info;
    enum iter_step step = ITER_END;
    size_t filled = 0;

    if (corrupt)
        *corrupt = false;
    if (list >= view_n_lists(s))
        return 0;
    if (s->over)
        return over_list_blocks(s, list, blocks, n, corrupt);
    free_iter_open(&iter, s->track.world.heap, list, n);
    while (filled < n && (step = free_iter_next(&iter, &info)) == ITER_BLOCK) {
        fill_free_row(s, info.off, info.size, list, &blocks[filled++]);
    }
    if (corrupt)
        *corrupt = step == ITER_CORRUPT;
    return filled;
}

/* --- figures ---------------------------------------------------------------*/
static double
share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

/* The parts of the allocated blocks that hold no payload. */
static void
fill_unasked_bytes(const struct world *w, struct figures *f)
{
    size_t headers;
    if (!w->heap)
        return;
    headers = heap_get_shape(w->heap).overhead * w->blocks.n_live;
    f->header_bytes = headers;
    if (w->min_bytes >= headers + w->tally.live)
        f->padding_bytes = w->min_bytes - headers - w->tally.live;
    if (f->block_bytes >= w->min_bytes)
        f->slack_bytes = f->block_bytes - w->min_bytes;
}

void
view_figures(const struct session *s, struct figures *f)
{
    const struct world *w = &s->track.world;
    const struct tally *t = &w->tally;
    struct session_place place;
    struct heap_figures heap;

    memset(f, 0, sizeof *f);
    world_figures(w, &heap);
    session_place(s, &place);
    f->op = place.op;
    f->n_ops = place.total;
    f->heap = heap.heap;
    f->peak_heap = heap.heap; /* it never shrinks */
    f->live = t->live;
    f->peak_live = t->peak_live;
    f->peak_op = t->peak_op;
    f->blocks = heap.used_blocks;
    f->free_blocks = heap.free_blocks;
    f->free = heap.free_bytes;
    f->largest_free = heap.largest_free;
    f->limit = heap.limit;
    f->block_bytes = heap.used_bytes;
    fill_unasked_bytes(w, f);
    f->util = share(f->live, f->heap);
    f->peak_util = share(f->peak_live, f->peak_heap);
    f->frag = f->free ? 1 - share(f->largest_free, f->free) : 0;
    if (f->block_bytes >= f->live)
        f->internal = share(f->block_bytes - f->live, f->block_bytes);
}

const struct heap *
view_heap(const struct session *s)
{
    return s->track.world.heap;
}

bool
view_is_inside(const struct session *s)
{
    return s->over != NULL;
}

/* --- what the last operation changed ---------------------------------------*/
struct changes {
    const struct session *session;
    struct view_change *all;
    size_t n;
};

/* [START, START + SIZE), as far as it lies in the heap. */
static void
add_change(struct changes *changes, size_t start, size_t size,
           enum view_state state)
{
    size_t heap = world_heap_size(&changes->session->track.world);
    struct view_change *change;
    if (start >= heap || size == 0 || changes->n == VIEW_MAX_CHANGES)
        return;
    change = &changes->all[changes->n++];
    change->start = start;
    change->size = size < heap - start ? size : heap - start;
    change->state = state;
}

/* A block, of which the payload offset is known. */
static void
add_block(struct changes *changes, size_t off, size_t size,
          enum view_state state)
{
    const struct heap *heap = changes->session->track.world.heap;
    size_t header = heap ? heap_get_shape(heap).header : 0;
    if (off >= header && off)
        add_change(changes, off - header, size ? size : 1, state);
}

/* What became of the place that a block left. */
static void
add_left(struct changes *changes, size_t off, size_t size)
{
    bool known = changes->session->track.world.heap != NULL;
    add_block(changes, off, size, known ? VIEW_FREE : VIEW_GAP);
}

static void
add_poke(struct changes *changes, const struct op_result *r)
{
    struct view_block row;
    if (view_at(changes->session, r->off, &row))
        add_change(changes, r->off, r->count, row.state);
}

size_t
view_changes(const struct session *s, struct view_change all[VIEW_MAX_CHANGES])
{
    struct changes changes = {.session = s, .all = all};
    const struct op_result *r = &s->last;
    if (s->over) {
        memcpy(all, s->over->changes, s->over->n_changes * sizeof *all);
        return s->over->n_changes;
    }
    switch (r->kind) {
    case OP_REALLOC:
    case OP_ALLOC:
    case OP_CALLOC:
    case OP_MEMALIGN:
        if (r->kind == OP_REALLOC && r->old_off && r->old_off != r->off)
            add_left(&changes, r->old_off, r->old_size);
        add_block(&changes, r->off, r->size, VIEW_USED);
        if (r->split_size)
            add_block(&changes, r->split_off, r->split_size, VIEW_FREE);
        break;
    case OP_FREE:
        add_left(&changes, r->off, r->size);
        break;
    case OP_POKE:
        add_poke(&changes, r);
        break;
    case OP_COALESCE: /* anywhere in the heap */
    case OP_SKIP:
    case OP_NONE:
        break;
    }
    return changes.n;
}

/* Has [OFF, END), payload offsets of blocks, anything from byte LO to HI? */
static bool
covers(const struct session *s, size_t off, size_t end, uint64_t lo,
       uint64_t hi)
{
    const struct heap *heap = s->track.world.heap;
    size_t header = heap ? heap_get_shape(heap).header : 0;
    return end > off && off >= header && off - header <= hi &&
           end - header > lo;
}

bool
view_touches(const struct session *s, uint64_t lo, uint64_t hi)
{
    const struct op_result *r = &s->last;
    struct view_change all[VIEW_MAX_CHANGES];
    size_t n = view_changes(s, all);
    for (size_t i = 0; i < n; i++)
        if (all[i].start <= hi && all[i].start + all[i].size > lo)
            return true;
    return covers(s, r->took_off, r->took_off + r->took_size, lo, hi) ||
           covers(s, r->joins_off, r->joins_end, lo, hi);
}

/* --- over time -------------------------------------------------------------*/
const struct timeline *
session_timeline(const struct session *s)
{
    return &s->track.timeline;
}

size_t
view_timeline_on(const struct session *s, const struct time_axis *axis,
                 struct sample *columns, size_t *known)
{
    struct timeline line = s->track.timeline; /* to look, not to write */
    struct session_place place;
    struct sample now;
    session_place(s, &place);
    if (place.op == line.upto) {
        track_look(&s->track, &now);
        timeline_look(&line, &now);
    }
    return timeline_columns(&line, place.op, axis, columns, known);
}

size_t
view_timeline(const struct session *s, uint64_t end, struct sample *columns,
              size_t n, size_t *known)
{
    struct time_axis axis = {0, end, n};
    return view_timeline_on(s, &axis, columns, known);
}

void
view_sample(const struct session *s, struct sample *now)
{
    track_look(&s->track, now);
}

void
view_histograms(const struct session *s, struct view_histograms *out)
{
    out->sizes = s->track.world.tally.sizes;
    out->lives = s->track.world.tally.lives;
}
