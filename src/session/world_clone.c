/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world_clone.c: a second world that is what the first one is now, bytes and
 * records, without doing again what led there. Only the trace's ids that mean
 * dead blocks are left behind: nobody plays a trace in a clone.
 */
#include "world.h"

#include "allocator/heap_state.h"

#include <stdlib.h>
#include <string.h>

/* Each byte of the heap is read and written, also those that nobody ever
 * touched: of a very large one that takes longer than its operations, and all
 * of the machine's memory. */
#define MOST_BYTES ((size_t)1 << 30)

bool
world_can_clone(const struct world *w)
{
    return w->target->ops->own != NULL && world_heap_size(w) <= MOST_BYTES;
}

static bool
clone_heap(struct world *to, const struct world *from)
{
    struct heap *heap = to->target->ops->own(to->target);
    struct heap_part parts[HEAP_PARTS];
    struct heap_hole holes[HEAP_PARTS];
    heap_image_parts(from->heap, parts);
    if (!heap_image_begin(heap, heap_size(from->heap), from->resting, holes))
        return false;
    for (int i = 0; i < HEAP_PARTS; i++)
        if (parts[i].size)
            memcpy(holes[i].base, parts[i].base, parts[i].size);
    heap_image_end(heap);
    to->resting = from->resting;
    return true;
}

static bool
clone_records(struct blocks *to, const struct blocks *from, uint32_t op)
{
    blocks_clear(to, from->n, op);
    if (!blocks_restore(to, from->n_slots))
        return false;
    if (from->n_slots)
        memcpy(to->slots, from->slots, from->n_slots * sizeof *to->slots);
    blocks_restored(to, from->free_slot);
    return true;
}

/* Without memory the dead are looked up by replaying. */
static void
clone_graves(struct graves *to, const struct graves *from)
{
    struct grave *all = NULL;
    if (from->cap)
        all = malloc(from->cap * sizeof *all);
    if (!all)
        return;
    memcpy(all, from->all, from->cap * sizeof *all);
    free(to->all);
    *to = *from;
    to->all = all;
}

bool
world_clone(struct world *to, const struct world *from)
{
    if (!clone_heap(to, from) ||
        !clone_records(&to->blocks, &from->blocks, from->tally.op))
        return false;
    to->tally = from->tally;
    if (!world_wake(to))
        return false;
    clone_graves(&to->blocks.graves, &from->blocks.graves);
    return true;
}
