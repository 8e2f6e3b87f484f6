/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view_tint.c: see tint.h. Most is read from what tint_keep.h keeps; what it
 * does not have, because the moment was come to by a jump, is made up for when
 * somebody looks: the sums by one walk over the live blocks, the operations of
 * heat's window by doing them again on a scratch session.
 */
#include "scratch.h"
#include "tint_keep.h"

#include <stdlib.h>
#include <string.h>

/* --- keys and steps --------------------------------------------------------*/
const char *
tint_word(enum tint_key key)
{
    static const char *const words[TINT_N] = {
        [TINT_STATE] = "state", [TINT_CLASS] = "class", [TINT_AGE] = "age",
        [TINT_HEAT] = "heat",   [TINT_WASTE] = "waste",
    };
    return words[key];
}

bool
tint_find(const char *word, enum tint_key *key)
{
    for (int i = 0; i < TINT_N; i++) {
        if (strcmp(word, tint_word((enum tint_key)i)) != 0)
            continue;
        *key = (enum tint_key)i;
        return true;
    }
    return false;
}

/* Fifths of the logarithm: the base is the least power of two whose fifth
 * power all operations so far do not exceed. */
static void
age_bounds(uint64_t op, uint64_t bounds[TINT_STEPS - 1])
{
    unsigned shift = 1;
    while (shift * TINT_STEPS < 60 && op >> (shift * TINT_STEPS) != 0)
        shift++;
    for (unsigned i = 0; i < TINT_STEPS - 1; i++)
        bounds[i] = (uint64_t)1 << (shift * (i + 1));
}

void
tint_bounds(enum tint_key key, uint64_t op, uint64_t bounds[TINT_STEPS - 1])
{
    static const uint64_t fixed[TINT_N][TINT_STEPS - 1] = {
        [TINT_CLASS] = {32, 128, 1024, 16384},
        [TINT_HEAT] = {1, 4, 16, 64},
        [TINT_WASTE] = {5, 10, 25, 50},
    };
    if (key == TINT_AGE)
        age_bounds(op, bounds);
    else
        memcpy(bounds, fixed[key], sizeof fixed[key]);
}

unsigned
tint_step(enum tint_key key, uint64_t op, struct tint_sum sum)
{
    uint64_t bounds[TINT_STEPS - 1];
    uint64_t of = key == TINT_WASTE ? sum.of * 100 : sum.of;
    unsigned step = 1;
    if (key == TINT_STATE || sum.by == 0)
        return 0;
    tint_bounds(key, op, bounds);
    while (step < TINT_STEPS && of > bounds[step - 1] * sum.by)
        step++;
    return step;
}

/* --- up to date ------------------------------------------------------------*/
static uint32_t
op_now(const struct session *s)
{
    return s->track.world.tally.op;
}

/* Does its tint tell of this session? */
static bool
is_kept(const struct session *s)
{
    return s->tint && s->track.world.blocks.tint == s->tint;
}

/* Does the operations of the window again. Without checkpoints on the way
 * there, or it would jump over some. */
static bool
replay_window(const struct session *s, struct scratch *x)
{
    static const struct checkpoints none; /* not one */
    uint32_t now = op_now(s);
    uint32_t least = tint_window_start(now);
    struct blocks *blocks = &x->session.track.world.blocks;
    struct error ignored;
    bool ok;
    if (least && !scratch_move(x, least, &ignored))
        return false;
    x->session.track.lent = &none;
    if (!tint_begin_ring(s->tint, least))
        return false;
    blocks->tint = s->tint;
    ok = now == least || scratch_move(x, now, &ignored);
    blocks->tint = NULL;
    return ok;
}

/* Not known afterwards if there is no memory, or somebody interrupts. */
static void
learn_window(const struct session *s)
{
    struct scratch x;
    struct error ignored;
    if (tint_knows_window(s->tint, op_now(s)) || !scratch_open(&x, s, &ignored))
        return;
    if (!replay_window(s, &x))
        tint_forget(s->tint);
    scratch_close(&x);
}

void
view_want_tint(const struct session *s, enum tint_key key)
{
    if (!is_kept(s))
        return;
    if (s->tint->wants != key)
        tint_forget(s->tint);
    s->tint->wants = key;
    if (key == TINT_HEAT)
        learn_window(s);
    else if (key != TINT_STATE && s->tint->stale)
        (void)tint_sum_all(s->tint, &s->track.world);
}

/* --- one block -------------------------------------------------------------*/
/* How often the window gave out a payload offset of [LO, HI). */
static uint64_t
count_given(const struct session *s, size_t lo, size_t hi)
{
    const struct tint *t = s->tint;
    uint32_t now = op_now(s);
    uint64_t n = 0;
    for (uint32_t op = tint_window_start(now); op++ < t->to;) {
        size_t off = t->at[op % TINT_RING];
        n += off >= lo && off < hi;
    }
    return n;
}

static bool
knows_heat(const struct session *s)
{
    return is_kept(s) && tint_knows_window(s->tint, op_now(s));
}

struct tint_sum
view_tint_block(const struct session *s, enum tint_key key,
                const struct view_block *b)
{
    size_t asked = b->asked < b->size ? b->asked : b->size;
    if (b->state != VIEW_USED || b->id == 0)
        return (struct tint_sum){0, 0};
    switch (key) {
    case TINT_CLASS:
        return (struct tint_sum){b->size, 1};
    case TINT_AGE:
        return (struct tint_sum){op_now(s) - b->born, 1};
    case TINT_WASTE:
        return (struct tint_sum){b->size - asked, b->size};
    case TINT_HEAT:
        if (knows_heat(s))
            return (struct tint_sum){count_given(s, b->off, b->off + b->size),
                                     1};
        break;
    default:
        break;
    }
    return (struct tint_sum){0, 0};
}

/* --- many places -----------------------------------------------------------*/
enum { UNIT = 8 }; /* all payloads start at a multiple */

bool
view_given_open(struct view_given *g, const struct session *s, size_t lo,
                size_t hi)
{
    const struct tint *t = s->tint;
    uint32_t now = op_now(s);
    size_t n;
    *g = (struct view_given){.session = s};
    if (!knows_heat(s))
        return false;
    g->lo = lo / UNIT * UNIT;
    g->hi = (hi + UNIT - 1) / UNIT * UNIT;
    n = (g->hi - g->lo) / UNIT;
    g->before = calloc(n + 1, sizeof *g->before);
    if (!g->before)
        return false;
    for (uint32_t op = tint_window_start(now); op++ < t->to;) {
        size_t off = t->at[op % TINT_RING];
        if (off != 0 && off >= g->lo && off < g->hi)
            g->before[(off - g->lo) / UNIT + 1]++;
    }
    for (size_t i = 0; i < n; i++)
        g->before[i + 1] += g->before[i];
    return true;
}

struct tint_sum
view_given_block(const struct view_given *g, const struct view_block *b)
{
    size_t from = b->off, to = b->off + b->size;
    if (!g->before || b->state != VIEW_USED || b->id == 0)
        return (struct tint_sum){0, 0};
    if (from < g->lo || to > g->hi)
        return view_tint_block(g->session, TINT_HEAT, b);
    return (struct tint_sum){g->before[(to - g->lo + UNIT - 1) / UNIT] -
                                 g->before[(from - g->lo) / UNIT],
                             1};
}

void
view_given_close(struct view_given *g)
{
    free(g->before);
    g->before = NULL;
}

/* --- cells -----------------------------------------------------------------*/
/* A view of the N cells; the tint's sums end where the heap does. */
static void
cells_of_grains(const struct session *s, enum tint_key key,
                const struct tint_cells *c, struct tint_sum *sums)
{
    for (size_t i = 0; i < c->n; i++) {
        size_t lo = (c->first + i) * c->cell;
        sums[i] = tint_sum_of(s->tint, lo, lo + c->cell);
        if (key == TINT_AGE)
            sums[i].of = sums[i].by * op_now(s) - sums[i].of;
    }
}

static void
cells_of_rows(const struct session *s, enum tint_key key,
              const struct tint_cells *c, struct tint_sum *sums)
{
    size_t lo = c->first * c->cell, hi = lo + c->n * c->cell;
    struct view_iter iter;
    struct view_block b;
    view_open(&iter, s, lo > HEAP_ALIGN ? lo - HEAP_ALIGN : 0, hi);
    while (view_next(&iter, &b)) {
        struct tint_sum sum;
        if (b.state != VIEW_USED || b.off < lo || b.off >= hi)
            continue;
        sum = view_tint_block(s, key, &b);
        sums[b.off / c->cell - c->first].of += sum.of;
        sums[b.off / c->cell - c->first].by += sum.by;
    }
}

/* Cells in which no block starts are of the one that covers their first byte.
 */
static void
fill_inside(const struct session *s, enum tint_key key,
            const struct tint_cells *c, struct tint_sum *sums)
{
    const struct heap *heap = view_heap(s);
    size_t shift = heap ? heap_get_shape(heap).header : 0;
    struct view_block b = {.state = VIEW_GAP};
    for (size_t i = 0; i < c->n; i++) {
        size_t at = (c->first + i) * c->cell;
        at = at > shift ? at - shift : 0;
        if (sums[i].by != 0 || c->in[i].used == 0)
            continue;
        if ((at < b.start || at - b.start >= b.size) && !view_at(s, at, &b))
            return;
        sums[i] = view_tint_block(s, key, &b);
    }
}

static bool
has_grains(const struct session *s, enum tint_key key, size_t cell)
{
    return is_kept(s) && s->tint->wants == key && !s->tint->stale &&
           cell >> s->tint->shift != 0;
}

void
view_tint_cells(const struct session *s, enum tint_key key,
                const struct tint_cells *c, struct tint_sum *sums)
{
    memset(sums, 0, c->n * sizeof *sums);
    if (key == TINT_STATE)
        return;
    if (key == TINT_HEAT) {
        if (knows_heat(s))
            tint_heat_cells(s, c, sums);
        return;
    }
    if (has_grains(s, key, c->cell))
        cells_of_grains(s, key, c, sums);
    else
        cells_of_rows(s, key, c, sums);
    fill_inside(s, key, c, sums);
}
