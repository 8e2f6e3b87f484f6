/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * subject_heap.c: one of our policies as a subject, on the library's fast
 * path: a heap that is neither hardened nor observed.
 */
#include "score/subject.h"

#include "allocator/check.h"
#include "allocator/heap.h"

#include <stdlib.h>

struct heap_subject {
    struct heap *heap;
    struct heap_shape shape;
    char name[POLICY_TEXT];
};

static struct heap *
heap_of(void *self)
{
    return ((struct heap_subject *)self)->heap;
}

static void *
subject_malloc(void *self, size_t size)
{
    return heap_malloc(heap_of(self), size);
}

static void *
subject_realloc(void *self, void *p, size_t size)
{
    return heap_realloc(heap_of(self), p, size);
}

static void
subject_free(void *self, void *p)
{
    (void)heap_free(heap_of(self), p);
}

static void
subject_done(void *self)
{
    heap_delete(heap_of(self));
    free(self);
}

/* What the heap used is overwritten, not given back (arena_clear): what is
 * timed next is the allocator, not the system's handing out of pages. The C
 * library, too, keeps its own from round to round. */
static void
subject_reset(void *self)
{
    heap_reset(heap_of(self));
}

static const char *
subject_trouble(void *self)
{
    static const char *const texts[] = {
#define X(id, name, text) [id] = name ": " text,
        HEAP_STATUS_LIST(X)
#undef X
    };
    enum heap_status status = heap_last_status(heap_of(self));
    return status == HEAP_OK ? NULL : texts[status];
}

static void
subject_bounds(void *self, const char **lo, const char **hi)
{
    struct heap *heap = heap_of(self);
    *lo = heap_pointer(heap, 0);
    *hi = *lo + heap_size(heap);
}

static size_t
subject_heap_size(void *self)
{
    return heap_size(heap_of(self));
}

static size_t
subject_block_size(void *self, void *p)
{
    struct heap *heap = heap_of(self);
    return heap_usable_size(heap, p) +
           ((struct heap_subject *)self)->shape.overhead;
}

static size_t
subject_min_block(void *self, size_t asked)
{
    return heap_min_block(heap_of(self), asked);
}

static size_t
subject_fit_block(void *self, size_t asked)
{
    return heap_fit_block(heap_of(self), asked);
}

static bool
subject_check(void *self)
{
    return heap_check(heap_of(self), NULL);
}

bool
subject_heap(struct subject *s, const struct policy *policy)
{
    struct heap_config config = {.policy = *policy};
    struct heap_subject *self = calloc(1, sizeof *self);
    if (!self)
        return false;
    self->heap = heap_new(&config);
    if (!self->heap) {
        free(self);
        return false;
    }
    self->shape = heap_get_shape(self->heap);
    policy_format(policy, self->name);
    *s = (struct subject){
        .name = self->name,
        .self = self,
        .malloc = subject_malloc,
        .realloc = subject_realloc,
        .free = subject_free,
        .done = subject_done,
        .reset = subject_reset,
        .trouble = subject_trouble,
        .bounds = subject_bounds,
        .heap_size = subject_heap_size,
        .block_size = subject_block_size,
        .min_block = subject_min_block,
        .fit_block = subject_fit_block,
        .overhead = self->shape.overhead,
        .check = subject_check,
    };
    return true;
}
