/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.c: see timeline.h.
 */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

/* A trace's timeline has this many samples, or up to twice as many. */
enum { WANTED_SAMPLES = 1024, MOST_WANTED = 2 * WANTED_SAMPLES };

bool
timeline_init(struct timeline *t, uint64_t n_ops)
{
    memset(t, 0, sizeof *t);
    t->samples = calloc(TIMELINE_SAMPLES, sizeof *t->samples);
    t->stride = 1;
    while (n_ops / t->stride > MOST_WANTED)
        t->stride *= 2;
    return t->samples != NULL;
}

void
timeline_done(struct timeline *t)
{
    free(t->samples);
    memset(t, 0, sizeof *t);
}

/* --- writing ---------------------------------------------------------------*/
uint64_t
timeline_begin(const struct timeline *t, uint64_t op)
{
    return (op - 1) / t->stride * t->stride;
}

uint64_t
timeline_end(const struct timeline *t, uint64_t op)
{
    return timeline_begin(t, op) + t->stride;
}

/* Takes PEAK's peak over, the rest stays. */
static void
take_peak(struct sample *to, const struct sample *peak)
{
    to->op = peak->op;
    to->live = peak->live;
    to->heap = peak->heap;
}

/* Two that follow on each other: the first of the higher peaks stays. */
static void
raise_peak(struct sample *to, const struct sample *later)
{
    if (to->op == 0 || later->live > to->live)
        take_peak(to, later);
}

void
timeline_note(struct timeline *t, uint64_t from, uint64_t op,
              const struct sample *peak)
{
    bool fresh = from == timeline_begin(t, op);
    if (fresh)
        t->here.op = 0;
    if (fresh || from == t->here_at) {
        raise_peak(&t->here, peak);
        t->here_at = op;
    }
    if (op <= t->upto)
        return;
    raise_peak(&t->open, peak);
    t->open.searches += peak->searches;
    t->open.probes += peak->probes;
    t->upto = op;
}

/* The later of two neighbours, with the higher peak of both. */
static struct sample
join(const struct sample *a, const struct sample *b)
{
    struct sample joined = *b;
    if (a->live >= b->live)
        take_peak(&joined, a);
    joined.searches += a->searches;
    joined.probes += a->probes;
    return joined;
}

/* [0] stays; [1] and [2], [3] and [4] ... are joined. */
static void
join_pairs(struct timeline *t)
{
    size_t to = 1;
    for (size_t i = 1; i < t->n; i += 2, to++)
        t->samples[to] = i + 1 < t->n ? join(&t->samples[i], &t->samples[i + 1])
                                      : t->samples[i];
    t->n = to;
    t->stride *= 2;
}

void
timeline_look(struct timeline *t, const struct sample *at)
{
    struct sample open = *at;
    take_peak(&open, &t->open);
    open.searches = t->open.searches;
    open.probes = t->open.probes;
    if (t->open.op)
        t->open = open;
}

void
timeline_close(struct timeline *t, const struct sample *at)
{
    timeline_look(t, at);
    if (t->n < TIMELINE_SAMPLES) {
        t->samples[t->n++] = t->open.op ? t->open : *at;
    } else { /* an odd one is left, and this is its other half */
        join_pairs(t);
        t->samples[t->n - 1] = join(&t->samples[t->n - 1], &t->open);
    }
    t->open = (struct sample){0};
}

/* What is known of operation OP's stretch up to OP, which does not end it. */
static struct sample
begun(const struct timeline *t, uint64_t op, const struct sample *now)
{
    size_t i = (size_t)(op / t->stride) + 1;
    const struct sample *whole = i < t->n ? &t->samples[i] : &t->open;
    struct sample open = {0};
    if (t->n)
        open = t->samples[i - 1];
    open.searches = open.probes = 0;
    take_peak(&open, t->here_at == op               ? &t->here
                     : whole->op && whole->op <= op ? whole
                                                    : now);
    return open;
}

void
timeline_cut(struct timeline *t, uint64_t op, const struct sample *now)
{
    struct sample open = {0};
    if (op >= t->upto)
        return;
    if (op % t->stride)
        open = begun(t, op, now);
    if (t->n > op / t->stride + 1)
        t->n = (size_t)(op / t->stride) + 1;
    t->open = open;
    t->upto = op;
    if (t->here_at > op)
        t->here_at = UINT64_MAX; /* unknown */
}

/* --- reading ---------------------------------------------------------------*/
uint64_t
timeline_peak(const struct timeline *t)
{
    const struct sample *peak = &t->samples[0];
    for (size_t i = 1; i < t->n; i++)
        if (t->samples[i].live > peak->live)
            peak = &t->samples[i];
    return t->open.op && t->open.live > peak->live ? t->open.op : peak->op;
}

/* Columns being filled from the left. What comes after operation NOW begins a
 * column of its own. */
struct columns {
    const struct time_axis *axis;
    struct sample *all, last;
    size_t filled;
    uint64_t now;
};

/* Of a column's samples: what was watched is of both. */
static struct sample
highest(const struct sample *a, const struct sample *b)
{
    struct sample both = b->live > a->live ? *b : *a;
    both.searches = a->searches + b->searches;
    both.probes = a->probes + b->probes;
    return both;
}

/* A column that now lies in ends there. */
static size_t
column_of(const struct columns *c, uint64_t op)
{
    size_t column = time_axis_column(c->axis, op);
    size_t past = time_axis_past(c->axis, c->now);
    return op > c->now && column < past ? past : column;
}

static void
add_sample(struct columns *c, const struct sample *sample)
{
    size_t column = column_of(c, sample->op);
    if (sample->op > c->axis->to || column >= c->axis->n)
        return;
    if (sample->op < c->axis->from) {
        c->last = *sample;
        return;
    }
    if (column >= c->filled) {
        while (c->filled < column)
            c->all[c->filled++] = c->last;
        c->all[c->filled++] = *sample;
    } else {
        c->all[column] = highest(&c->all[column], sample);
    }
    c->last = *sample;
}

/* How many columns tell of what was done. */
static size_t
known_columns(const struct timeline *t, const struct columns *c)
{
    size_t known;
    if (t->upto == 0 || t->upto < c->axis->from)
        return 0;
    known = column_of(c, t->upto) + 1;
    return known < c->axis->n ? known : c->axis->n;
}

size_t
timeline_columns(const struct timeline *t, uint64_t now,
                 const struct time_axis *axis, struct sample *columns,
                 size_t *known)
{
    struct columns c = {.axis = axis, .all = columns, .now = now};
    if (known)
        *known = axis->n ? known_columns(t, &c) : 0;
    if (axis->n == 0)
        return 0;
    for (size_t i = 0; i < t->n; i++)
        add_sample(&c, &t->samples[i]);
    if (t->open.op)
        add_sample(&c, &t->open);
    while (c.filled < axis->n)
        columns[c.filled++] = c.last;
    return time_axis_past(axis, now);
}
