/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mm.c: the malloc lab's interface. The one heap behind it is the one mutable
 * global of the library.
 */
#include "allocator/mm.h"

#include "allocator/check.h"
#include "allocator/heap.h"

#include <errno.h>

static struct heap *the_heap;

/* The heap, made at the first call that needs one. */
static struct heap *
heap(void)
{
    if (__builtin_expect(!the_heap, 0)) {
        struct heap_config config = {.policy = policy_default()};
        the_heap = heap_new(&config);
    }
    return the_heap;
}

static void *
or_enomem(void *p)
{
    if (!p)
        errno = ENOMEM;
    return p;
}

int
mm_init(void)
{
    if (the_heap)
        heap_reset(the_heap);
    return heap() ? 0 : -1;
}

void *
mm_malloc(size_t size)
{
    struct heap *h = heap();
    return or_enomem(h ? heap_malloc(h, size) : NULL);
}

void *
mm_calloc(size_t n, size_t size)
{
    struct heap *h = heap();
    return or_enomem(h ? heap_calloc(h, n, size) : NULL);
}

void *
mm_memalign(size_t align, size_t size)
{
    struct heap *h = heap();
    void *p = h ? heap_memalign(h, align, size) : NULL;
    if (h && heap_last_status(h) == HEAP_BAD_ALIGNMENT)
        errno = EINVAL;
    else
        (void)or_enomem(p);
    return p;
}

void *
mm_realloc(void *ptr, size_t size)
{
    struct heap *h = heap();
    void *p = h ? heap_realloc(h, ptr, size) : NULL;
    return ptr && !size ? p : or_enomem(p);
}

void
mm_free(void *ptr)
{
    struct heap *h = heap();
    if (h)
        (void)heap_free(h, ptr);
}

size_t
mm_usable_size(void *ptr)
{
    struct heap *h = heap();
    return h ? heap_usable_size(h, ptr) : 0;
}

int
mm_check(void)
{
    struct heap *h = heap();
    return h && heap_check(h, NULL);
}

size_t
mm_heap_size(void)
{
    struct heap *h = heap();
    return h ? heap_size(h) : 0;
}
