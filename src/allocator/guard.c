/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * guard.c: what is wrong with a pointer? See guard.h.
 */
#include "allocator/guard.h"

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
    const struct layout *l = heap->layout;
    uintptr_t at = (uintptr_t)p, base = (uintptr_t)heap->blocks;
    if (!heap->hardened)
        return guard_quick(heap, l, p);
    if (at < base + layout_first(l) || at - base >= heap->control->end)
        return HEAP_OUTSIDE;
    if ((at - base) % HEAP_ALIGN)
        return HEAP_MISALIGNED;
    return exact_verdict(heap, at - base);
}
