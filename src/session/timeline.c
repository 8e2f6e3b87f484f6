/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.c: see timeline.h.
 */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

/* A trace's timeline has this many samples, or up to twice as many. */
enum { WANTED_SAMPLES = 1024 };

bool
timeline_init(struct timeline *t, uint64_t n_ops)
{
    memset(t, 0, sizeof *t);
    t->samples = calloc(TIMELINE_SAMPLES, sizeof *t->samples);
    t->stride = 1;
    while (n_ops / t->stride > WANTED_SAMPLES * 2)
        t->stride *= 2;
    return t->samples != NULL;
}

void
timeline_done(struct timeline *t)
{
    free(t->samples);
    memset(t, 0, sizeof *t);
}

uint64_t
timeline_end(const struct timeline *t, uint64_t op)
{
    return (op + t->stride - 1) / t->stride * t->stride;
}

void
timeline_note(struct timeline *t, uint64_t op, const struct sample *peak)
{
    if (op <= t->upto)
        return;
    if (peak->live >= t->peak.live || t->peak.op == 0)
        t->peak = *peak;
    t->upto = op;
}

/* The later of two neighbours, with the higher peak of both. */
static struct sample
join(const struct sample *a, const struct sample *b)
{
    struct sample joined = *b;
    if (a->live > b->live) {
        joined.op = a->op;
        joined.live = a->live;
        joined.heap = a->heap;
    }
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
timeline_close(struct timeline *t, const struct sample *at)
{
    struct sample sample = *at;
    if (t->peak.op) {
        sample.op = t->peak.op;
        sample.live = t->peak.live;
        sample.heap = t->peak.heap;
    }
    if (t->n < TIMELINE_SAMPLES) {
        t->samples[t->n++] = sample;
    } else { /* an odd one is left, and this is its other half */
        join_pairs(t);
        t->samples[t->n - 1] = join(&t->samples[t->n - 1], &sample);
    }
    t->peak = (struct sample){0};
}

void
timeline_cut(struct timeline *t, uint64_t op)
{
    if (op >= t->upto)
        return;
    if (t->n > op / t->stride + 1)
        t->n = (size_t)(op / t->stride) + 1;
    t->upto = op;
    t->peak = (struct sample){0};
}

static size_t
column_of(uint64_t op, uint64_t end, size_t n)
{
    return end == 0 ? 0 : (size_t)(op * (n - 1) / end);
}

/* Columns being filled from the left. */
struct columns {
    struct sample *all, last;
    size_t n, filled;
    uint64_t end;
};

static void
add_sample(struct columns *c, const struct sample *sample)
{
    size_t column = column_of(sample->op, c->end, c->n);
    if (column >= c->filled) {
        while (c->filled < column)
            c->all[c->filled++] = c->last;
        c->all[c->filled++] = *sample;
    } else if (sample->live > c->all[column].live) {
        c->all[column] = *sample;
    }
    c->last = *sample;
}

size_t
timeline_columns(const struct timeline *t, uint64_t now, uint64_t end,
                 struct sample *columns, size_t n)
{
    struct columns c = {.all = columns, .n = n, .end = end};
    if (n == 0)
        return 0;
    for (size_t i = 0; i < t->n; i++)
        add_sample(&c, &t->samples[i]);
    if (t->peak.op && t->n) { /* the stretch at hand; the rest as before */
        struct sample open = t->samples[t->n - 1];
        open.op = t->peak.op;
        open.live = t->peak.live;
        open.heap = t->peak.heap;
        add_sample(&c, &open);
    }
    while (c.filled < n)
        columns[c.filled++] = c.last;
    return now == 0 ? 0 : column_of(now, end, n) + 1;
}
