/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * guard.c: what is wrong with a pointer? See guard.h.
 */
#include "allocator/guard.h"

/* Without side tables: what the header at hand can tell. */
static enum heap_status
quick_verdict(const struct heap *heap, size_t b)
{
    const struct layout *l = heap->layout;
    size_t size = l->size(heap, b);
    if (size < l->min || size > heap->control->end - b)
        return HEAP_DAMAGED;
    return l->is_used(heap, b) ? HEAP_OK : HEAP_DOUBLE_FREE;
}

static enum heap_status
exact_verdict(const struct heap *heap, size_t b)
{
    const struct layout *l = heap->layout;
    bool has_links = heap->ops->list_of != NULL;
    if (!side_is_start(heap, b)) {
        size_t owner = side_prev_start(heap, b);
        if (!owner || !guard_block(heap, l, owner))
            return HEAP_DAMAGED;
        return l->is_used(heap, owner) ? HEAP_INSIDE_BLOCK : HEAP_INSIDE_FREE;
    }
    if (!guard_tags(heap, l, b))
        return HEAP_DAMAGED;
    if (!l->is_used(heap, b))
        return HEAP_DOUBLE_FREE;
    return guard_used_site(heap, l, b, has_links) ? HEAP_OK : HEAP_DAMAGED;
}

enum heap_status
guard_pointer(const struct heap *heap, const void *p)
{
    uintptr_t at = (uintptr_t)p, base = (uintptr_t)heap->blocks;
    if (at < base + layout_first(heap->layout) ||
        at - base >= heap->control->end)
        return HEAP_OUTSIDE;
    size_t b = at - base;
    if (b % HEAP_ALIGN)
        return HEAP_MISALIGNED;
    return heap->hardened ? exact_verdict(heap, b) : quick_verdict(heap, b);
}
