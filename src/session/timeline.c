/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * timeline.c: one sample for each stretch of `stride` operations: the one with
 * the most live bytes, so that no peak is lost. When the array is full,
 * neighbouring stretches are joined in pairs and the stride doubles.
 */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

bool
timeline_init(struct timeline *t)
{
    t->samples = calloc(TIMELINE_SAMPLES, sizeof *t->samples);
    t->n = 0;
    t->stride = 1;
    return t->samples != NULL;
}

void
timeline_done(struct timeline *t)
{
    free(t->samples);
    t->samples = NULL;
    t->n = 0;
}

static size_t
stretch_of(const struct timeline *t, uint64_t op)
{
    return (size_t)(op / t->stride);
}

bool
timeline_wants(const struct timeline *t, uint64_t op, size_t live)
{
    const struct sample *last;
    if (t->n == 0)
        return true;
    last = &t->samples[t->n - 1];
    return stretch_of(t, op) != stretch_of(t, last->op) || live > last->live;
}

/* Appends SAMPLE, or puts it in the place of a lower one of its stretch. */
static void
put_sample(struct timeline *t, const struct sample *sample)
{
    if (t->n > 0) {
        struct sample *last = &t->samples[t->n - 1];
        if (stretch_of(t, last->op) == stretch_of(t, sample->op)) {
            if (sample->live > last->live)
                *last = *sample;
            return;
        }
    }
    t->samples[t->n++] = *sample;
}

static void
join_pairs(struct timeline *t)
{
    size_t n = t->n;
    t->stride *= 2;
    t->n = 0;
    for (size_t i = 0; i < n; i++) {
        struct sample sample = t->samples[i]; /* put_sample writes below i */
        put_sample(t, &sample);
    }
}

void
timeline_add(struct timeline *t, const struct sample *sample)
{
    if (t->n == TIMELINE_SAMPLES &&
        stretch_of(t, sample->op) != stretch_of(t, t->samples[t->n - 1].op))
        join_pairs(t);
    put_sample(t, sample);
}

static size_t
column_of(uint64_t op, uint64_t end, size_t n)
{
    return end == 0 ? 0 : (size_t)(op * (n - 1) / end);
}

size_t
timeline_columns(const struct timeline *t, uint64_t now, uint64_t end,
                 struct sample *columns, size_t n)
{
    size_t filled = 0, before_now;
    struct sample last = {0};
    if (n == 0)
        return 0;
    before_now = now == 0 ? 0 : column_of(now, end, n) + 1;
    for (size_t i = 0; i < t->n; i++) {
        const struct sample *sample = &t->samples[i];
        size_t column = column_of(sample->op, end, n);
        if (column >= filled) {
            while (filled < column)
                columns[filled++] = last;
            columns[filled++] = *sample;
        } else if (sample->live > columns[column].live) {
            columns[column] = *sample;
        }
        last = *sample;
    }
    while (filled < n)
        columns[filled++] = last;
    return before_now;
}
