/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * replay.c: see replay.h.
 */
#include "score/replay.h"

#include <time.h>

void
replay_part(const struct plan *plan, const struct subject *s, void **slots,
            size_t from, size_t to)
{
    void *self = s->self;
    const struct plan_op *end = plan->ops + to;
    for (const struct plan_op *op = plan->ops + from; op < end; op++) {
        void **slot = &slots[op->slot];
        switch ((enum plan_kind)op->kind) {
        case PLAN_ALLOC:
            *slot = s->malloc(self, op->size);
            break;
        case PLAN_FREE:
            s->free(self, *slot);
            *slot = NULL;
            break;
        case PLAN_REALLOC:
            *slot = s->realloc(self, *slot, op->size);
            break;
        case PLAN_RETAKE:
            *slot = s->realloc(self, NULL, op->size);
            break;
        }
    }
}

void
replay_run(const struct plan *plan, const struct subject *s, void **slots)
{
    replay_part(plan, s, slots, 0, plan->n_ops);
}

void
replay_clear(const struct plan *plan, const struct subject *s, void **slots)
{
    for (size_t i = 0; i < plan->n_left; i++) {
        if (!s->reset)
            s->free(s->self, slots[plan->left[i]]);
        slots[plan->left[i]] = NULL;
    }
    if (s->reset)
        s->reset(s->self);
}

double
replay_clock(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

double
replay_time(const struct plan *plan, const struct subject *s, void **slots)
{
    double begin = replay_clock();
    replay_run(plan, s, slots);
    double seconds = replay_clock() - begin;
    replay_clear(plan, s, slots);
    return seconds;
}
