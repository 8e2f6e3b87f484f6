/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * target_heap.c: heapglass's own allocator behind the seam. It only turns
 * offsets into pointers and back; the heap is always hardened, so that misuse
 * gets its exact name and iterators seek at once.
 */
#include "target.h"

#include "allocator/heap_state.h"

#include <stdlib.h>

struct target_heap {
    struct target base;
    struct heap *heap;
    size_t overhead; /* bytes of an allocated block that are not payload */
};

static struct heap *
heap_of(const struct target *target)
{
    return ((const struct target_heap *)target)->heap;
}

/* What a call that answers a pointer did. */
static struct target_result
result_of(const struct target *target, const void *p)
{
    const struct target_heap *self = (const struct target_heap *)target;
    struct target_result result = {.status = HEAP_OK};
    if (!p) {
        result.status = heap_last_status(self->heap);
        return result;
    }
    result.off = heap_offset(self->heap, p);
    result.size = heap_usable_size(self->heap, p) + self->overhead;
    return result;
}

static struct target_result
status_only(enum heap_status status)
{
    return (struct target_result){.status = status};
}

static struct target_result
heap_apply(struct target *target, const struct target_op *op)
{
    struct heap *heap = heap_of(target);
    struct target_result result = {.status = HEAP_OK};
    bool names_block = op->verb == TARGET_REALLOC || op->verb == TARGET_FREE;

    /* far offsets have no pointer, and one of them would make NULL */
    if (names_block && op->off >= heap_size(heap))
        return status_only(HEAP_OUTSIDE);
    switch (op->verb) {
    case TARGET_ALLOC:
        return result_of(target, heap_malloc(heap, op->size));
    case TARGET_CALLOC:
        return result_of(target, heap_calloc(heap, op->n, op->size));
    case TARGET_MEMALIGN:
        return result_of(target, heap_memalign(heap, op->align, op->size));
    case TARGET_REALLOC:
        return result_of(
            target, heap_realloc(heap, heap_pointer(heap, op->off), op->size));
    case TARGET_FREE:
        return status_only(heap_free(heap, heap_pointer(heap, op->off)));
    case TARGET_COALESCE:
        result.count = heap_coalesce(heap);
        result.status = heap_last_status(heap);
        return result;
    case TARGET_POKE:
        return status_only(heap_poke(heap, op->off, op->bytes, op->n));
    }
    return result;
}

static void
heap_figures_of(struct target *target, struct heap_figures *figures)
{
    heap_get_figures(heap_of(target), figures);
}

static void
heap_target_free(struct target *target)
{
    heap_delete(heap_of(target));
    free(target);
}

static const struct heap *
heap_target_heap(const struct target *target)
{
    return heap_of(target);
}

static void
heap_target_observe(struct target *target, heap_observer *observer,
                    void *context)
{
    heap_observe(heap_of(target), observer, context);
}

/* --- at rest ---------------------------------------------------------------*/
static void
heap_target_rest(struct target *target)
{
    heap_rest(heap_of(target));
}

static void
heap_target_wake(struct target *target)
{
    heap_wake(heap_of(target));
}

static struct heap *
heap_own(struct target *target)
{
    return heap_of(target);
}

struct target *
target_heap_new(const struct heap_config *config)
{
    static const struct target_ops ops = {
        .apply = heap_apply,
        .figures = heap_figures_of,
        .free = heap_target_free,
        .heap = heap_target_heap,
        .observe = heap_target_observe,
        .rest = heap_target_rest,
        .wake = heap_target_wake,
        .own = heap_own,
    };
    struct target_heap *self = calloc(1, sizeof *self);
    struct heap_config hardened = *config;
    if (!self)
        return NULL;
    hardened.hardened = true;
    self->base.ops = &ops;
    self->heap = heap_new(&hardened);
    if (!self->heap) {
        free(self);
        return NULL;
    }
    self->overhead = heap_get_shape(self->heap).overhead;
    return &self->base;
}
