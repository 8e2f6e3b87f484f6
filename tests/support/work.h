/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * work.h: random operations that can be done on several heaps alike: what is
 * to be done, and on which slot, is decided first.
 */
#ifndef TESTS_WORK_H
#define TESTS_WORK_H

#include "allocator/heap.h"
#include "support/cmocka_all.h"
#include "support/random.h"

enum { N_SLOTS = 40 };

struct work {
    enum work_kind { MALLOC, CALLOC, MEMALIGN, REALLOC, FREE, COALESCE } kind;
    size_t slot, size, align;
};

/* SLOTS: payload offsets; 0: none. */
static inline struct work
random_work(struct random *r, const size_t slots[N_SLOTS])
{
    struct work w = {.slot = random_below(r, N_SLOTS),
                     .size = random_below(r, random_below(r, 4) ? 300 : 3000),
                     .align = (size_t)1 << random_below(r, 10)};
    size_t dice = random_below(r, 20);
    if (dice == 0)
        w.kind = COALESCE;
    else if (slots[w.slot])
        w.kind = dice < 6 ? REALLOC : FREE;
    else
        w.kind = dice == 1 ? MEMALIGN : dice == 2 ? CALLOC : MALLOC;
    return w;
}

/* OFF: what is in the slot. Answers an offset or a number, for comparing. */
static inline size_t
work_on(struct heap *heap, const struct work *w, size_t off)
{
    void *p = off ? heap_pointer(heap, off) : NULL;
    switch (w->kind) {
    case MALLOC:
        return heap_offset(heap, heap_malloc(heap, w->size));
    case CALLOC:
        return heap_offset(heap, heap_calloc(heap, 1, w->size));
    case MEMALIGN:
        return heap_offset(heap, heap_memalign(heap, w->align, w->size));
    case REALLOC:
        return heap_offset(heap, heap_realloc(heap, p, w->size + 1));
    case FREE:
        assert_int_equal(heap_free(heap, p), HEAP_OK);
        return 0;
    case COALESCE:
        break;
    }
    return heap_coalesce(heap);
}

/* The slots after it; RESULT: what work_on answered. True: the slot has a new
 * block of w->size bytes at least. */
static inline bool
work_keep(const struct work *w, size_t result, size_t slots[N_SLOTS])
{
    if (w->kind == FREE)
        slots[w->slot] = 0;
    bool made = w->kind != FREE && w->kind != COALESCE && result;
    if (made)
        slots[w->slot] = result;
    return made;
}

#endif
