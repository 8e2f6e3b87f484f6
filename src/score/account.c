/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * account.c: see account.h. The trace is played to its peak, the blocks live
 * there are asked for their sizes, and the rest is played for the heap's own
 * final size. No payload is touched.
 */
#include "score/account.h"

#include "score/replay.h"

#include <stdlib.h>

/* One block live at the peak. */
struct part {
    uintptr_t p;
    size_t asked, block;
    size_t padding, slack;
};

static int
by_number(size_t a, size_t b)
{
    return a < b ? -1 : a > b;
}

static int
by_address(const void *a, const void *b)
{
    return by_number(((const struct part *)a)->p, ((const struct part *)b)->p);
}

static int
by_asked(const void *a, const void *b)
{
    return by_number(((const struct part *)a)->asked,
                     ((const struct part *)b)->asked);
}

static int
by_size(const void *a, const void *b)
{
    return by_number(*(const size_t *)a, *(const size_t *)b);
}

/* What each slot holds after N operations, bytes asked for plus one; 0: no
 * block. Caller frees. */
static size_t *
asked_after(const struct plan *plan, size_t n)
{
    size_t *asked = calloc(plan->n_slots, sizeof *asked);
    for (size_t i = 0; asked && i < n; i++) {
        const struct plan_op *op = &plan->ops[i];
        asked[op->slot] = plan_op_frees(op) ? 0 : op->size + 1;
    }
    return asked;
}

/* What smallest blocks for all that is live would take. */
struct fit {
    size_t *block, *asked; /* by slot */
    size_t sum, live, n_blocks;
};

static void
fit_op(struct fit *fit, const struct subject *s, const struct plan_op *op)
{
    size_t now = plan_op_frees(op) ? 0 : s->fit_block(s->self, op->size);
    size_t *block = &fit->block[op->slot], *asked = &fit->asked[op->slot];
    fit->sum += now - *block;
    fit->live += op->size - *asked;
    fit->n_blocks += (now != 0) - (size_t)(*block != 0);
    *block = now;
    *asked = op->size;
}

/* The most that they would have taken at once. */
static bool
find_limit(const struct plan *plan, const struct subject *s,
           struct account *account)
{
    struct fit fit = {.block = calloc(plan->n_slots, sizeof *fit.block),
                      .asked = calloc(plan->n_slots, sizeof *fit.asked)};
    bool ok = fit.block && fit.asked;
    for (size_t i = 0; ok && i < plan->n_ops; i++) {
        fit_op(&fit, s, &plan->ops[i]);
        if (fit.sum > account->peak_fit) {
            account->peak_fit = fit.sum;
            account->fit_op = i + 1;
            account->fit_blocks = fit.n_blocks;
            account->fit_live = fit.live;
        }
        if (i + 1 == plan->peak_op)
            account->fit_then = fit.sum;
    }
    free(fit.block);
    free(fit.asked);
    return ok;
}

/* --- at the peak -----------------------------------------------------------*/

/* Adds the N blocks of one size at PART to WORST, if they lost more. */
static void
note_worst(struct account_worst *worst, const struct part *part, size_t n,
           bool slack)
{
    struct account_worst now = {.asked = part->asked, .n = n};
    for (size_t i = 0; i < n; i++) {
        now.bytes += slack ? part[i].slack : part[i].padding;
        if (part[i].block > now.block)
            now.block = part[i].block;
    }
    if (now.bytes > worst->bytes)
        *worst = now;
}

static void
find_worst(struct part *parts, size_t n, const struct subject *s,
           struct account *account)
{
    qsort(parts, n, sizeof *parts, by_asked);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && parts[end].asked == parts[i].asked;)
            end++;
        note_worst(&account->padded, parts + i, end - i, false);
        note_worst(&account->slackened, parts + i, end - i, true);
    }
    account->slackened.fit = s->fit_block(s->self, account->slackened.asked);
    account->padded.fit = s->fit_block(s->self, account->padded.asked);
}

/* Between payloads lie a block's own bytes and then perhaps a hole: headers
 * cancel out. What is too small for any block is the heap's own. */
static void
find_holes(struct part *parts, size_t n, const struct subject *s,
           struct account *account)
{
    const char *lo, *hi;
    size_t *holes = calloc(n + 1, sizeof *holes), n_holes = 0;
    size_t least = s->min_block(s->self, 0);
    if (!holes || !s->bounds || !n) {
        free(holes);
        return;
    }
    s->bounds(s->self, &lo, &hi);
    qsort(parts, n, sizeof *parts, by_address);
    uintptr_t end = (uintptr_t)lo + s->overhead;
    for (size_t i = 0; i < n; i++) {
        if (parts[i].p > end && parts[i].p - end >= least)
            holes[n_holes++] = parts[i].p - end;
        end = parts[i].p + parts[i].block;
    }
    uintptr_t last = (uintptr_t)hi + s->overhead;
    account->behind = last > end && last - end >= least ? last - end : 0;
    qsort(holes, n_holes, sizeof *holes, by_size);
    account->n_holes = n_holes;
    account->median_hole = n_holes ? holes[n_holes / 2] : 0;
    account->largest_hole = n_holes ? holes[n_holes - 1] : 0;
    free(holes);
}

static struct part
part_of(const struct subject *s, void *p, size_t asked, struct account *account)
{
    struct part part = {.p = (uintptr_t)p, .asked = asked};
    size_t least = s->min_block(s->self, asked);
    part.block = s->block_size(s->self, p);
    part.padding = least - asked - s->overhead;
    part.slack = part.block > least ? part.block - least : 0;
    account->n_blocks++;
    account->header += s->overhead;
    account->padding += part.padding;
    account->slack += part.slack;
    account->external += part.block; /* so far: of all blocks */
    return part;
}

/* The plan is played up to its peak. */
static bool
look_at_peak(const struct plan *plan, const struct subject *s, void **slots,
             struct account *account)
{
    size_t *asked = asked_after(plan, plan->peak_op);
    struct part *parts = calloc(plan->n_slots, sizeof *parts);
    bool ok = asked && parts;
    account->heap_then = s->heap_size(s->self);
    for (uint32_t slot = 1; ok && slot < plan->n_slots; slot++) {
        if (asked[slot]) {
            size_t i = account->n_blocks;
            parts[i] = part_of(s, slots[slot], asked[slot] - 1, account);
        }
    }
    if (ok) {
        find_worst(parts, account->n_blocks, s, account);
        find_holes(parts, account->n_blocks, s, account);
    }
    free(asked);
    free(parts);
    return ok;
}

bool
account_take(const struct plan *plan, const struct subject *s,
             struct account *account)
{
    *account = (struct account){.peak_live = plan->peak_live};
    if (!s->heap_size || !s->block_size || !s->min_block || !s->fit_block)
        return true;
    void **slots = calloc(plan->n_slots, sizeof *slots);
    if (!slots)
        return false;
    replay_part(plan, s, slots, 0, plan->peak_op);
    bool ok = look_at_peak(plan, s, slots, account);
    replay_part(plan, s, slots, plan->peak_op, plan->n_ops);
    account->heap = s->heap_size(s->self);
    account->external = account->heap - account->external;
    replay_clear(plan, s, slots);
    free(slots);
    return ok && find_limit(plan, s, account);
}

double
account_part(const struct account *account, size_t bytes)
{
    return account->heap ? (double)bytes / (double)account->heap : 0;
}

double
account_util(const struct account *account)
{
    return account_part(account, account->peak_live);
}

double
account_limit(const struct account *account)
{
    return account->peak_fit
               ? (double)account->peak_live / (double)account->peak_fit
               : 0;
}
