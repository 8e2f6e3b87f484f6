/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_picture.c: see time_picture.h.
 *
 * What must hold: a column is of the line that `moment` names, at operation
 * `op`, which lies in it; all columns have stretches of `step` bytes. A column
 * is exact when `op` is the last operation of it that was done. Columns are
 * filled by a scratch session that only replays: it is kept while there is
 * work, also while the line goes on, and follows the session's history.
 */
#include "time_picture.h"

#include "scratch.h"

#include <stdlib.h>
#include <string.h>

struct stretch {
    uint32_t used, free; /* bytes */
};

struct column {
    uint64_t op;
    size_t heap; /* bytes */
    struct stretch stretches[TIME_STRETCHES];
};

struct time_picture {
    const struct session *of;     /* compared, never followed */
    struct session_moment moment; /* whose line; valid with OF */
    uint64_t line;                /* operations of it that were done */
    struct time_axis axis;        /* n 0: none yet */
    struct column **columns;      /* axis.n of them; NULL: nothing known */
    size_t step, shift, top;
    struct scratch scratch;
    bool is_open; /* the scratch */
    bool failed;  /* no memory: the rest stays as it is */
    struct heap_cell cells[TIME_STRETCHES]; /* for filling a column */
};

/* --- life ------------------------------------------------------------------*/
struct time_picture *
time_picture_new(void)
{
    return calloc(1, sizeof(struct time_picture));
}

static void
close_scratch(struct time_picture *p)
{
    if (p->is_open)
        scratch_close(&p->scratch);
    p->is_open = false;
}

/* Forgets what was after operation OP. */
static void
cut(struct time_picture *p, uint64_t op)
{
    for (size_t k = 0; k < p->axis.n; k++) {
        if (p->columns[k] && p->columns[k]->op > op) {
            free(p->columns[k]);
            p->columns[k] = NULL;
        }
    }
    if (p->is_open && scratch_op(&p->scratch) > op)
        close_scratch(p);
}

static void
forget(struct time_picture *p)
{
    for (size_t k = 0; k < p->axis.n; k++) {
        free(p->columns[k]);
        p->columns[k] = NULL;
    }
    close_scratch(p);
    p->step = 1;
    p->top = p->shift = 0;
    p->failed = false;
}

void
time_picture_free(struct time_picture *p)
{
    if (!p)
        return;
    forget(p);
    free(p->columns);
    free(p);
}

/* --- the line --------------------------------------------------------------*/
static bool
is_same_heap(const struct session_moment *a, const struct session_moment *b)
{
    return a->start == b->start && a->target == b->target &&
           policy_equal(&a->policy, &b->policy);
}

/* How many operations the line has that is shown alike with the present one. */
static uint32_t
alike(const struct time_picture *p, const struct session *s)
{
    const struct history *h = &s->history;
    uint32_t i;
    if (!history_find_branch(h, p->moment.branch, &i))
        return 0;
    return history_common(&h->branches[i], history_branch(h));
}

static void
follow(struct time_picture *p, const struct session *s)
{
    struct session_moment moment = session_moment(s);
    struct session_place place;
    session_place(s, &place);
    if (p->of != s || !is_same_heap(&p->moment, &moment)) {
        forget(p);
        if (s->track.world.heap)
            p->shift = heap_get_shape(s->track.world.heap).header;
    } else if (p->moment.branch != moment.branch) {
        cut(p, alike(p, s));
    }
    if (place.line != p->line)
        p->failed = false;
    p->of = s;
    p->moment = moment;
    p->line = place.line;
}

/* --- the axis --------------------------------------------------------------*/
/* Of two that fall into one column the later one is nearer to its moment. */
static void
keep_later(struct column **place, struct column *column)
{
    if (*place && (*place)->op >= column->op) {
        free(column);
        return;
    }
    free(*place);
    *place = column;
}

static bool
is_on(const struct time_axis *axis, uint64_t op)
{
    return op >= axis->from && op <= axis->to;
}

static bool
use_axis(struct time_picture *p, const struct time_axis *axis)
{
    struct column **columns;
    if (p->axis.n == axis->n && p->axis.from == axis->from &&
        p->axis.to == axis->to)
        return true;
    if (axis->n < 2 || axis->n > TIME_COLUMNS)
        return false;
    columns = calloc(axis->n, sizeof(void *));
    if (!columns)
        return false;
    for (size_t k = 0; k < p->axis.n; k++) {
        struct column *column = p->columns[k];
        if (column && is_on(axis, column->op))
            keep_later(&columns[time_axis_column(axis, column->op)], column);
        else
            free(column);
    }
    free(p->columns);
    p->columns = columns;
    p->axis = *axis;
    p->failed = false;
    return true;
}

/* --- one column ------------------------------------------------------------*/
static void
join_pairs(struct column *column)
{
    struct stretch *s = column->stretches;
    for (size_t i = 0; i < TIME_STRETCHES / 2; i++)
        s[i] = (struct stretch){s[2 * i].used + s[2 * i + 1].used,
                                s[2 * i].free + s[2 * i + 1].free};
    memset(s + TIME_STRETCHES / 2, 0, TIME_STRETCHES / 2 * sizeof *s);
}

static void
make_room(struct time_picture *p, size_t heap)
{
    if (heap > p->top)
        p->top = heap;
    while (heap + p->shift > p->step * TIME_STRETCHES) {
        p->step *= 2;
        for (size_t k = 0; k < p->axis.n; k++)
            if (p->columns[k])
                join_pairs(p->columns[k]);
    }
}

/* The first stretch is shorter: heap_summarize divides evenly. */
static void
fill_from_heap(struct time_picture *p, struct column *column,
               const struct heap *heap)
{
    size_t first = p->step > p->shift ? 0 : p->shift / p->step;
    size_t lo = (first + 1) * p->step - p->shift, n = TIME_STRETCHES - first;
    size_t filled = heap_summarize(heap, 0, lo, p->cells, 1);
    if (filled && n > 1)
        filled += heap_summarize(heap, lo, lo + (n - 1) * p->step, p->cells + 1,
                                 n - 1);
    for (size_t i = 0; i < filled; i++)
        column->stretches[first + i] = (struct stretch){
            (uint32_t)p->cells[i].used, (uint32_t)p->cells[i].free};
}

static void
add_block(const struct time_picture *p, struct column *column,
          const struct view_block *block)
{
    size_t at = block->start, end = block->start + block->size;
    while (at < end) {
        size_t i = (at + p->shift) / p->step;
        size_t stop = (i + 1) * p->step - p->shift;
        uint32_t n = (uint32_t)((stop < end ? stop : end) - at);
        if (block->state == VIEW_USED)
            column->stretches[i].used += n;
        else
            column->stretches[i].free += n;
        at += n;
    }
}

/* A target that can only be called: what is no live block of ours is free. */
static void
fill_from_calls(const struct time_picture *p, struct column *column,
                const struct session *s)
{
    struct view_iter iter;
    struct view_block block;
    view_open(&iter, s, 0, column->heap);
    while (view_next(&iter, &block))
        add_block(p, column, &block);
}

/* The moment at which S is, into column K. */
static bool
fill(struct time_picture *p, size_t k, const struct session *s)
{
    const struct world *world = &s->track.world;
    struct column *column = calloc(1, sizeof *column);
    if (!column)
        return false;
    column->op = world->tally.op;
    column->heap = world_heap_size(world);
    make_room(p, column->heap);
    if (world->heap)
        fill_from_heap(p, column, world->heap);
    else
        fill_from_calls(p, column, s);
    free(p->columns[k]);
    p->columns[k] = column;
    return true;
}

/* --- what is wanted --------------------------------------------------------*/
/* The operation of which column K should be; false: it tells of none. */
static bool
wanted(const struct time_picture *p, size_t k, uint64_t *op)
{
    *op = time_axis_op(&p->axis, k);
    if (*op > p->line)
        *op = p->line;
    return is_on(&p->axis, *op) && time_axis_column(&p->axis, *op) == k;
}

static bool
is_exact(const struct time_picture *p, size_t k, uint64_t op)
{
    return p->columns[k] && p->columns[k]->op == op;
}

struct time_progress
time_picture_progress(const struct time_picture *p)
{
    struct time_progress progress = {0, 0};
    uint64_t op;
    for (size_t k = 0; k < p->axis.n; k++) {
        if (!wanted(p, k, &op))
            continue;
        progress.of++;
        progress.exact += is_exact(p, k, op);
    }
    return progress;
}

/* The next column to work on: every 512th, every 256th, and so on, each time
 * by rising operation, so that replaying goes forward; false: none is left. */
static bool
next_column(const struct time_picture *p, size_t *k, uint64_t *op)
{
    for (size_t apart = TIME_COLUMNS / 2; apart > 0; apart /= 2) {
        for (*k = 0; *k < p->axis.n; *k += apart) {
            if (wanted(p, *k, op) && !is_exact(p, *k, *op))
                return true;
        }
    }
    return false;
}

/* --- looking and working ---------------------------------------------------*/
bool
time_picture_look(struct time_picture *p, const struct session *s,
                  const struct time_axis *axis)
{
    uint64_t now = s->track.world.tally.op;
    size_t k;
    follow(p, s);
    if (!use_axis(p, axis))
        return false;
    k = time_axis_column(axis, now);
    if (is_on(axis, now) && (!p->columns[k] || p->columns[k]->op < now))
        (void)fill(p, k, s);
    return true;
}

/* False: no memory. */
static bool
open_scratch(struct time_picture *p, const struct session *s)
{
    struct error err;
    if (p->is_open)
        scratch_follow(&p->scratch, s);
    else
        p->is_open = scratch_open(&p->scratch, s, &err);
    return p->is_open;
}

static bool
asked_to_stop(const struct session_interrupt *stop)
{
    return stop->asked && stop->asked(stop->context);
}

bool
time_picture_work(struct time_picture *p, const struct session *s,
                  const struct session_interrupt *stop)
{
    struct error err;
    uint64_t op;
    size_t k;
    if (p->of != s || p->axis.n == 0)
        return false;
    if (!stop)
        stop = &s->interrupt;
    follow(p, s);
    while (!p->failed && next_column(p, &k, &op)) {
        if (asked_to_stop(stop))
            return true;
        if (!open_scratch(p, s) ||
            !scratch_approach(&p->scratch, (uint32_t)op, stop, &err)) {
            p->failed = true;
            break;
        }
        if (scratch_op(&p->scratch) != op)
            return true;
        p->failed = !fill(p, k, &p->scratch.session);
    }
    close_scratch(p);
    return false;
}

/* --- what is seen ----------------------------------------------------------*/
size_t
time_picture_step(const struct time_picture *p)
{
    return p->step;
}

size_t
time_picture_shift(const struct time_picture *p)
{
    return p->shift;
}

size_t
time_picture_top(const struct time_picture *p)
{
    return p->top;
}

size_t
time_picture_known(const struct time_picture *p)
{
    if (p->axis.n == 0 || p->line < p->axis.from)
        return 0;
    return time_axis_column(&p->axis, p->line) + 1;
}

bool
time_picture_column(const struct time_picture *p, size_t k, uint64_t *op)
{
    if (k >= p->axis.n || !p->columns[k])
        return false;
    *op = p->columns[k]->op;
    return true;
}

struct time_use
time_picture_use(const struct time_picture *p, size_t k, size_t i, size_t n)
{
    const struct column *column = p->columns[k];
    struct time_use use = {0, 0, 0};
    size_t lo = i * p->step, hi = (i + n) * p->step;
    size_t end = column->heap + p->shift;
    lo = lo > p->shift ? lo : p->shift;
    hi = hi < end ? hi : end;
    use.heap = hi > lo ? hi - lo : 0;
    for (; n > 0 && i < TIME_STRETCHES; i++, n--) {
        use.used += column->stretches[i].used;
        use.free += column->stretches[i].free;
    }
    return use;
}

enum time_fill
time_fill_of(const struct time_use *use)
{
    uint64_t all = use->used + use->free;
    if (use->heap == 0)
        return TIME_NO_HEAP;
    if (2 * use->used < all)
        return TIME_FREE;
    return 8 * use->used < 7 * all ? TIME_MOSTLY : TIME_USED;
}
