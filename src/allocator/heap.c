/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap.c: a heap's life, and the public operations: pointers in and out,
 * arguments checked, the rest handed to the policy.
 */
#include "allocator/heap.h"

#include "allocator/guard.h"
#include "allocator/heap_internal.h"
#include "allocator/layout.h"
#include "allocator/side.h"

#include <stdlib.h>

enum { MAX_ALIGNMENT = ARENA_ALIGN }; /* offsets are aligned no further */

/* --- life ------------------------------------------------------------------*/

static const struct policy_ops *
ops_of(const struct policy *policy)
{
    bool textbook = policy->layout == LAYOUT_TEXTBOOK;
    switch (policy->name) {
    case POLICY_IMPLICIT:
        return textbook ? &policy_implicit_textbook : &policy_implicit_tagged;
    case POLICY_EXPLICIT:
        return textbook ? &policy_explicit_textbook : &policy_explicit_tagged;
    case POLICY_TLSF:
        return &policy_tlsf_tagged;
    case POLICY_BUDDY:
        return &policy_buddy;
    case POLICY_SEGREGATED:
        break;
    }
    return &policy_segregated_tagged;
}

void
heap_choose_ops(struct heap *heap)
{
    const struct policy_ops *ops = ops_of(&heap->policy);
    if (heap->observer)
        heap->ops = ops;
    else if (heap->hardened)
        heap->ops = heap->brisk ? ops->brisk : ops;
    else
        heap->ops = ops->plain;
}

/* Prologue and epilogue; false: not even they fit. */
static bool
start_empty(struct heap *heap)
{
    const struct layout *l = heap->layout;
    size_t end = layout_first(l);
    if (!arena_extend(&heap->arena, end))
        return false;
    l->write_prologue(heap);
    l->write_epilogue(heap, end, true);
    heap->control->end = end;
    return true;
}

struct heap *
heap_new(const struct heap_config *config)
{
    struct heap *heap = calloc(1, sizeof *heap);
    if (!heap)
        return NULL;
    heap->self = heap;
    heap->policy = config->policy;
    heap->hardened = config->hardened;
    heap_choose_ops(heap);
    heap->layout = heap->ops->layout;
    if (!arena_init(&heap->arena, sizeof(struct control), config->limit,
                    config->hardened, heap->layout->aligned)) {
        free(heap);
        return NULL;
    }
    heap->control = (void *)heap->arena.part[ARENA_CONTROL].base;
    heap->blocks = arena_blocks(&heap->arena);
    if (!start_empty(heap)) {
        heap_delete(heap);
        return NULL;
    }
    return heap;
}

void
heap_delete(struct heap *heap)
{
    if (heap) {
        arena_done(&heap->arena);
        free(heap);
    }
}

void
heap_reset(struct heap *heap)
{
    uint64_t epoch = heap->control->epoch;
    arena_clear(&heap->arena, heap->control->end);
    heap->control->epoch = epoch + 1;
    heap->last = HEAP_OK;
    if (heap->resting || heap->brisk) {
        heap->resting = heap->brisk = false;
        heap->hardened = true;
        heap_choose_ops(heap);
    }
    (void)start_empty(heap);
}

/* --- operations ------------------------------------------------------------*/

void *
heap_malloc(struct heap *heap, size_t size)
{
    return heap->ops->malloc(heap, size);
}

/* Zeroes N payload bytes at P. What lay beyond OLD_END has never been written
 * to, but for tags at the ends of the block it was cut from; among buddies,
 * of all the blocks it was joined of. */
static void
zero(struct heap *heap, char *p, size_t n, size_t old_end)
{
    static const size_t tags = (size_t)2 * HEAP_ALIGN;
    size_t b = (size_t)(p - heap->blocks), used = old_end > b ? old_end - b : 0;
    if (used + 2 * tags >= n || heap->layout->buddies) {
        memset(p, 0, n);
        return;
    }
    memset(p, 0, used + tags);
    memset(p + n - tags, 0, tags);
}

void *
heap_calloc(struct heap *heap, size_t n, size_t size)
{
    size_t old_end = heap->control->end;
    if (size && n > SIZE_MAX / size) {
        heap->last = HEAP_TOO_LARGE;
        return NULL;
    }
    void *p = heap_malloc(heap, n * size);
    if (p)
        zero(heap, p, n * size, old_end);
    return p;
}

void *
heap_memalign(struct heap *heap, size_t align, size_t size)
{
    heap->last = HEAP_OK;
    if (!align || align & (align - 1) || align > MAX_ALIGNMENT) {
        heap->last = HEAP_BAD_ALIGNMENT;
        return NULL;
    }
    if (align <= HEAP_ALIGN)
        return heap_malloc(heap, size);
    return to_pointer(heap, heap->ops->memalign(heap, align, size));
}

enum heap_status
heap_free(struct heap *heap, void *p)
{
    return p ? heap->ops->free(heap, p) : (heap->last = HEAP_OK);
}

void *
heap_realloc(struct heap *heap, void *p, size_t size)
{
    if (!p)
        return heap_malloc(heap, size);
    if (!size) {
        (void)heap_free(heap, p);
        return NULL;
    }
    return to_pointer(heap, heap->ops->realloc(heap, p, size));
}

size_t
heap_coalesce(struct heap *heap)
{
    heap->last = HEAP_OK;
    return heap->ops->coalesce(heap);
}

enum heap_status
heap_last_status(const struct heap *heap)
{
    return heap->last;
}

size_t
heap_usable_size(const struct heap *heap, const void *p)
{
    if (!p || guard_pointer(heap, p) != HEAP_OK)
        return 0;
    size_t b = (size_t)((const char *)p - heap->blocks);
    return heap->layout->size(heap, b) - heap->layout->overhead;
}

void
heap_observe(struct heap *heap, heap_observer *observer, void *context)
{
    heap->observer = observer;
    heap->observer_context = context;
    heap_choose_ops(heap);
}

void
heap_set_limit(struct heap *heap, size_t limit)
{
    size_t least = heap->control->end, most = heap->arena.reserved;
    if (!limit || limit > most)
        limit = most;
    heap->arena.limit = limit < least ? least : limit & ~(size_t)15;
}

enum heap_status
heap_poke(struct heap *heap, size_t at, const void *bytes, size_t n)
{
    size_t end = heap->control->end;
    if (at >= end || n > end - at)
        return HEAP_OUTSIDE;
    memcpy(heap->blocks + at, bytes, n);
    heap->control->epoch++;
    heap->control->poked |= n != 0;
    if (heap->hardened && n)
        side_distrust(heap, at, at + n + heap->layout->header);
    return HEAP_OK;
}
