/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_apply.c: what each step changes: the rows that it lays over the heap,
 * the lists that blocks leave and join, and what is marked as changed. A free
 * block that is on no list is in hand.
 */
#include "inside_internal.h"

/* --- rows ------------------------------------------------------------------*/
static void
used_row(const struct inside *in, const struct inside_step *step, size_t off,
         size_t size, struct view_block *row)
{
    const struct session *s = &in->before.session;
    const struct block *block = NULL;
    if (step->known == KNOWN_AFTER)
        s = &in->after.session;
    if (step->known != KNOWN_NOT)
        block = blocks_get(&s->track.world.blocks, step->id);
    fill_used_row(s, block, off, size, row);
}

static void
free_row(const struct inside *in, size_t off, size_t size, unsigned list,
         struct view_block *row)
{
    fill_free_row(&in->before.session, off, size, list, row);
}

/* The block of the step, in use or in hand, in place of what lies there. */
static void
lay(struct inside *in, const struct inside_step *step, bool used)
{
    struct view_block row;
    if (used)
        used_row(in, step, step->off, step->size, &row);
    else
        free_row(in, step->off, step->size, LIST_NONE, &row);
    over_replace(&in->over, &row, 1);
    over_change(&in->over, row.start, row.size, row.state);
}

/* --- steps -----------------------------------------------------------------*/
static void
apply_split(struct inside *in, const struct inside_step *step)
{
    struct view_block rows[2];
    struct view_block *first = &rows[step->is_front], *other;
    other = &rows[!step->is_front];
    if (step->yes)
        used_row(in, step, step->off, step->size, first);
    else
        free_row(in, step->off, step->size, LIST_NONE, first);
    free_row(in, step->other_off, step->other_size, LIST_NONE, other);
    over_replace(&in->over, rows, 2);
    over_change(&in->over, first->start, first->size, first->state);
}

static void
apply_link(struct inside *in, const struct inside_step *step)
{
    struct over_link link = {step->off, step->size, step->list};
    struct view_block row;
    free_row(in, step->off, step->size, step->list, &row);
    over_replace(&in->over, &row, 1);
    over_link(&in->over, &link);
    over_change(&in->over, row.start, row.size, row.state);
}

static void
apply_unlink(struct inside *in, const struct inside_step *step)
{
    struct over_link link = {step->off, step->size, step->list};
    over_unlink(&in->over, &link);
    lay(in, step, false);
}

static void
apply_grow(struct inside *in, const struct inside_step *step)
{
    struct inside_step fresh = *step;
    fresh.size = step->other_size;
    in->over.heap += step->other_size;
    lay(in, &fresh, false);
}

/* The payload has moved: the old block is in use still, but nobody's. */
static void
apply_copy(struct inside *in, const struct inside_step *step)
{
    struct view_block row;
    struct inside_step old = {.known = KNOWN_NOT};
    size_t end = step->off + step->size;
    if (step->other_off >= end ||
        step->other_off + step->other_size <= step->off) {
        used_row(in, &old, step->other_off, step->other_size, &row);
        over_replace(&in->over, &row, 1);
    }
    lay(in, step, true);
}

void
inside_apply(struct inside *in, const struct inside_step *step)
{
    over_no_change(&in->over);
    switch (step->kind) {
    case INSIDE_TAKE:
        over_change(&in->over,
                    step->off -
                        heap_get_shape(view_heap(&in->before.session)).header,
                    step->size, VIEW_FREE);
        break;
    case INSIDE_UNLINK:
        apply_unlink(in, step);
        break;
    case INSIDE_SPLIT:
        apply_split(in, step);
        break;
    case INSIDE_JOIN:
    case INSIDE_ATTACH:
        lay(in, step, step->state == VIEW_USED);
        break;
    case INSIDE_LINK:
        apply_link(in, step);
        break;
    case INSIDE_GROW:
        apply_grow(in, step);
        break;
    case INSIDE_USE:
    case INSIDE_STAY:
        lay(in, step, true);
        break;
    case INSIDE_FREE:
        lay(in, step, false);
        break;
    case INSIDE_COPY:
        apply_copy(in, step);
        break;
    case INSIDE_EMPTY:
    case INSIDE_PROBE:
    case INSIDE_PROBES:
    case INSIDE_LOOK:
    case INSIDE_REST:
    case INSIDE_KINDS:
        break;
    }
}
