/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_watch.c: the events of one operation, kept as they come. Everything
 * that changes the heap is kept, up to a bound that no usual operation meets.
 * Of a search the first MOST_PROBES looks are, and then those that found
 * something better, and the last: how many lay between is counted.
 */
#include "inside_internal.h"

#include <stdlib.h>

static void
keep(struct inside_watch *w, const struct heap_event *event, size_t skipped)
{
    if (w->n == MOST_EVENTS)
        return;
    if (w->n == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 64;
        struct kept *all = realloc(w->all, cap * sizeof *all);
        if (!all) {
            w->no_memory = true;
            return;
        }
        w->all = all;
        w->cap = cap;
    }
    w->all[w->n++] = (struct kept){*event, skipped};
}

static void
end_run(struct inside_watch *w)
{
    if (w->skipped)
        keep(w, &w->held, w->skipped - 1);
    w->n_run = w->best = w->skipped = 0;
}

static bool
is_better(const struct inside_watch *w, const struct heap_event *e)
{
    return e->size >= e->other_size &&
           (!w->best ||
            (w->takes_worst ? e->size > w->best : e->size < w->best));
}

static void
tell_probe(struct inside_watch *w, const struct heap_event *e)
{
    bool better = is_better(w, e);
    if (better)
        w->best = e->size;
    if (++w->n_run <= MOST_PROBES || better) {
        keep(w, e, w->skipped);
        w->skipped = 0;
        return;
    }
    w->held = *e;
    w->skipped++;
}

void
inside_watch_tell(void *context, const struct heap_event *e)
{
    struct inside_watch *w = context;
    w->n_all++;
    if (e->kind == EVENT_PROBE) {
        tell_probe(w, e);
        return;
    }
    end_run(w);
    keep(w, e, 0);
}

void
inside_watch_done(struct inside_watch *w)
{
    free(w->all);
    *w = (struct inside_watch){0};
}
