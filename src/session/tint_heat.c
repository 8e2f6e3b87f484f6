/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tint_heat.c: the heat of cells. The allocations of the window that lie in
 * view are sorted by cell, once a drawing: then a cell's are counted at once,
 * and a block's are those of the cells it covers whole, and of the two at its
 * ends those that lie in it.
 */
#include "session_internal.h"
#include "tint_keep.h"

#include <stdlib.h>
#include <string.h>

struct sorted {
    const struct session *session;
    const struct tint_cells *cells;
    size_t lo, hi;
    unsigned shift;
    uint32_t *first; /* [i]: allocations before cell I of those in view */
    size_t *offs;    /* by cell */
};

static size_t
given_by(const struct sorted *x, uint32_t op)
{
    size_t off = x->session->tint->at[op % TINT_RING];
    return off >= x->lo && off < x->hi ? off : 0;
}

static size_t
cell_of(const struct sorted *x, size_t off)
{
    return (off >> x->shift) - x->cells->first;
}

/* By counting: first the cells, then where each allocation goes. */
static bool
sort(struct sorted *x)
{
    const struct tint *t = x->session->tint;
    uint32_t from = tint_window_start(x->session->track.world.tally.op);
    size_t n = x->cells->n, in_view = 0;
    x->first = calloc(n + 2, sizeof *x->first);
    if (!x->first)
        return false;
    for (uint32_t op = from; op++ < t->to;) {
        size_t off = given_by(x, op);
        if (off)
            x->first[cell_of(x, off) + 2]++;
        in_view += off != 0;
    }
    x->offs = malloc(in_view * sizeof *x->offs + 1);
    if (!x->offs)
        return false;
    for (size_t i = 2; i < n + 2; i++)
        x->first[i] += x->first[i - 1];
    for (uint32_t op = from; op++ < t->to;) {
        size_t off = given_by(x, op);
        if (off)
            x->offs[x->first[cell_of(x, off) + 1]++] = off;
    }
    return true;
}

static uint64_t
count_in_cell(const struct sorted *x, size_t i, size_t lo, size_t hi)
{
    uint64_t n = 0;
    for (uint32_t k = x->first[i]; k < x->first[i + 1]; k++)
        n += x->offs[k] >= lo && x->offs[k] < hi;
    return n;
}

/* Of a block in use. */
static struct tint_sum
heat_of(const struct sorted *x, const struct view_block *b)
{
    size_t lo = b->off, hi = b->off + b->size, from, to;
    uint64_t n;
    if (b->state != VIEW_USED || b->id == 0)
        return (struct tint_sum){0, 0};
    if (lo < x->lo || hi > x->hi)
        return view_tint_block(x->session, TINT_HEAT, b);
    from = cell_of(x, lo);
    to = cell_of(x, hi - 1);
    n = count_in_cell(x, from, lo, hi);
    if (to > from)
        n += x->first[to] - x->first[from + 1] + count_in_cell(x, to, lo, hi);
    return (struct tint_sum){n, 1};
}

/* The only block in use that starts in cell I, or the one that covers its
 * first byte. BEFORE: the last one that was found. */
static bool
find_block_of(const struct sorted *x, size_t i, struct view_block *before)
{
    const struct heap *heap = view_heap(x->session);
    size_t shift = heap ? heap_get_shape(heap).header : 0;
    size_t lo = (x->cells->first + i) * x->cells->cell;
    size_t start = lo > shift ? lo - shift : 0;
    struct view_iter iter;
    if (x->cells->in[i].n_used == 0 && start >= before->start &&
        start - before->start < before->size)
        return true;
    view_open(&iter, x->session, start, start + x->cells->cell);
    while (view_next(&iter, before))
        if (before->state == VIEW_USED &&
            (x->cells->in[i].n_used == 0 || before->off >= lo))
            return true;
    before->size = 0;
    return false;
}

void
tint_heat_cells(const struct session *s, const struct tint_cells *c,
                struct tint_sum *sums)
{
    struct sorted x = {.session = s,
                       .cells = c,
                       .lo = c->first * c->cell,
                       .hi = (c->first + c->n) * c->cell,
                       .shift = (unsigned)__builtin_ctzll(c->cell)};
    struct view_block b = {.state = VIEW_GAP};
    bool ok = sort(&x);
    for (size_t i = 0; ok && i < c->n; i++) {
        if (c->in[i].n_used > 1)
            sums[i] =
                (struct tint_sum){x.first[i + 1] - x.first[i], c->in[i].n_used};
        else if (c->in[i].used && find_block_of(&x, i, &b))
            sums[i] = heat_of(&x, &b);
    }
    free(x.first);
    free(x.offs);
}
