/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * validate_blame.c: which operation was it? Bytes that changed are noticed
 * when their block is freed; a heap that is inconsistent, at the end. A subject
 * that can be reset does the same again, so the trace is played once more with
 * an eye on the byte, or again and again to half the operations in question.
 */
#include "score/validate_internal.h"

#include "score/pattern.h"

/* The byte that V saw changed is not what it should be; LIVE now holds its
 * block, maybe. */
static bool
is_changed(const struct validator *v, const struct live *live)
{
    size_t at = v->changed.at;
    return live->p && live->born == v->changed.born && live->size > at &&
           (unsigned char)live->p[at] != pattern_byte(at, validator_seed(live));
}

/* Plays V up to operation LAST, or until the byte changes. True: it did. */
static bool
play_until_changed(struct validator *v, size_t last)
{
    const struct live *live = &v->live[v->changed.slot];
    for (size_t op = 1; op <= last; op++) {
        if (!validator_play(v, op))
            return false;
        if (is_changed(v, live))
            return true;
    }
    return false;
}

static void
blame_change(struct validator *v, struct validator *again)
{
    size_t n = v->plan->n_ops, last = v->op > n ? n : v->op - 1;
    size_t at = v->changed.at;
    if (!play_until_changed(again, last))
        return;
    const struct live *live = &again->live[v->changed.slot];
    fault_set(v->fault, FAULT_CHANGED, v->trace, again->op,
              "changes byte %zu of the payload of line %zu's block at 0x%zx "
              "from 0x%02x to 0x%02x",
              at, validator_line(v, live->got), validator_offset(v, live->p),
              pattern_byte(at, validator_seed(live)),
              (unsigned char)live->p[at]);
    (void)validator_at(v, live->p);
}

/* Is the subject consistent after N operations? */
static bool
is_consistent_after(const struct validator *v, size_t n)
{
    struct fault ignored;
    struct validator again = *v;
    bool ok = true;
    again.fault = &ignored;
    struct live *live = validator_start(&again);
    if (!live)
        return true;
    v->s->reset(v->s->self);
    for (size_t op = 1; ok && op <= n; op++)
        ok = validator_play(&again, op);
    validator_finish(&again, live);
    return ok && v->s->check(v->s->self);
}

/* What is broken stays broken, nearly always: so halving finds the first. */
static void
blame_inconsistency(struct validator *v)
{
    size_t good = 0, bad = v->plan->n_ops;
    if (!is_consistent_after(v, good) || is_consistent_after(v, bad))
        return;
    while (bad - good > 1) {
        size_t middle = good + (bad - good) / 2;
        if (is_consistent_after(v, middle))
            good = middle;
        else
            bad = middle;
    }
    fault_set(v->fault, FAULT_INCONSISTENT, v->trace, bad,
              "leaves the heap inconsistent, by its own check");
}

void
validator_blame(struct validator *v)
{
    struct validator again = *v;
    struct fault ignored;
    if (!v->s->reset)
        return;
    again.fault = &ignored;
    if (v->fault->kind == FAULT_INCONSISTENT) {
        blame_inconsistency(v);
        return;
    }
    struct live *live = validator_start(&again);
    if (!live)
        return;
    v->s->reset(v->s->self);
    blame_change(v, &again);
    validator_finish(&again, live);
}
