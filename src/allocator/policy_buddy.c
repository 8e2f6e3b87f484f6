/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy_buddy.c: the binary buddy system (Knowlton, "A fast storage
 * allocator", CACM 1965; Knuth, TAOCP 1, 2.5). Every block is a power of two.
 * A request for 12 bytes, 16 with the header, meets the heap's first block, 128
 * bytes and free, which is halved until it is no larger than needed:
 *
 *     place  0x00  0x10  0x20        0x40                    0x80
 *      128     |-----------------------------------------------|
 *       64     |-----------------------|         free          |
 *       32     |-----------|   free    |
 *       16     |used |free |
 *     offset 0x10  0x20  0x30        0x50                    0x90
 *
 * (Seen with: heapglass -p buddy -c 'alloc 100; free 1; alloc 12; blocks'.)
 * Places count from the first block: an offset, as all screens show it, is the
 * place + 0x10. The two halves of a block are buddies. Their places differ in
 * one bit, the one that is their size, so each finds the other by XOR:
 *
 *       16   0x00 ^ 0x10 = 0x10        64   0x00 ^ 0x40 = 0x40
 *       32   0x00 ^ 0x20 = 0x20             0x40 ^ 0x40 = 0x00
 *
 * When the block at 0x00 is freed, its buddy 0x10 is free and whole: they are
 * 32 bytes again. So is the buddy of that, 0x20, then 0x40, and the 128 are
 * back. Had 0x40 been halved meanwhile, even with both halves free but not yet
 * joined, joining would have stopped at 64. Neighbours that are no buddies,
 * such as 0x10 and 0x20, are never joined, however free they are.
 *
 * Free blocks of 16 << k bytes are on list k, last in, first out (Knuth's
 * AVAIL lists), under a bitmap. A request takes the first block of the first
 * list whose blocks are large enough: the smallest free block that fits, so
 * a best fit, of which the lower half is kept at each halving. Taking the
 * lowest address of all blocks of a size would need an ordered list, and each
 * free a search.
 *
 * The heap grows by what is missing. A block of s bytes stands at a place that
 * is a multiple of s only, so the bytes up to there become free blocks of the
 * sizes that fit in between, and what is free at the end already is joined.
 *
 * Cost: at most one halving or joining for each size, 27, whatever the number
 * of blocks. The price is memory. If all sizes are as likely, a block is 3/4
 * used on average, so that 25 % of its bytes are wasted (33 % of what was
 * asked for), and a request for exactly a power of two is the worst: with the
 * header it needs the next. On top, free neighbours that are no buddies stay
 * apart. As a malloc-lab solution it is fast and scores badly; it is also in
 * every textbook, so a course will recognise it. Write your own.
 */
#include "allocator/bins.h"
#include "allocator/define.h"
#include "allocator/layout_buddy.h"

enum { N_ORDERS = 28 }; /* 2^4 .. 2^31 bytes */

/* --- the lists -------------------------------------------------------------*/

MECHANIC unsigned
order_of(size_t size)
{
    return log2_of(size) - 4;
}

static void
order_range(unsigned list, size_t *min, size_t *max)
{
    *min = *max = (size_t)HEAP_ALIGN << list;
}

MECHANIC size_t
order_find(struct heap *heap, const struct layout *l, size_t need)
{
    return bins_find(heap, l, order_of(need), need);
}

MECHANIC void
order_link(struct heap *heap, const struct layout *l, size_t b, size_t size,
           size_t after)
{
    (void)after;
    bins_push(heap, l, b, order_of(size));
}

MECHANIC void
order_unlink(struct heap *heap, const struct layout *l, size_t b, size_t size)
{
    bins_remove(heap, l, b, order_of(size));
}

/* What the mechanics' bookkeeping asks for; searching is done here. */
static const struct index orders = {
    .has_links = true,
    .link = order_link,
    .unlink = order_unlink,
};

/* Makes [B, B + SIZE) a free block on its list. */
MECHANIC void
push(struct heap *heap, const struct layout *l, size_t b, size_t size)
{
    l->set_free(heap, b, size, false);
    list_link(heap, l, &orders, b, size, 0);
}

MECHANIC void
pull(struct heap *heap, const struct layout *l, size_t b, size_t size)
{
    list_unlink(heap, l, &orders, b, size);
}

/* --- halving and joining ---------------------------------------------------*/

/* Halves block B of SIZE, which is on no list, until it has NEED bytes; the
 * upper halves become free. Whose the rest is, the caller says. */
MECHANIC void
split_down(struct heap *heap, const struct layout *l, size_t b, size_t size,
           size_t need)
{
    while (size > need) {
        size /= 2;
        start_made(heap, l, b + size);
        TELL(heap, l, .kind = EVENT_SPLIT, .off = b, .size = size,
             .other_off = b + size, .other_size = size);
        push(heap, l, b + size, size);
    }
}

/* B's buddy, if that is free and whole; else 0. Where an upper half would be
 * beyond the heap's end, the epilogue is in use. */
MECHANIC size_t
free_buddy(const struct heap *heap, const struct layout *l, size_t b,
           size_t size)
{
    size_t buddy = layout_buddy_of(l, b, size);
    return !l->is_used(heap, buddy) && l->size(heap, buddy) == size ? buddy : 0;
}

/* Puts block B, which is on no list, on its list: joined with its buddy, the
 * two of them with theirs, and so on up to MOST bytes. Answers the block that
 * it is part of then. */
MECHANIC size_t
join_up(struct heap *heap, const struct layout *l, size_t b, size_t size,
        size_t most)
{
    size_t buddy;
    while (size < most && (buddy = free_buddy(heap, l, b, size)) != 0) {
        size_t lower = buddy < b ? buddy : b, upper = lower + size;
        pull(heap, l, buddy, size);
        l->mark_gone(heap, upper);
        start_gone(heap, l, &orders, upper, lower);
        TELL(heap, l, .kind = EVENT_COALESCE, .off = lower, .size = 2 * size,
             .other_off = buddy, .other_size = size);
        b = lower;
        size *= 2;
    }
    push(heap, l, b, size);
    return b;
}

/* Is B free, with a buddy that it should have been joined with? */
MECHANIC bool
can_join(const struct heap *heap, const struct layout *l, size_t b)
{
    size_t size = l->size(heap, b);
    return !l->is_used(heap, b) && size < l->max &&
           free_buddy(heap, l, b, size);
}

/* In a hardened heap: B, and all that it would be joined with, is sound. */
MECHANIC bool
guard_join(const struct heap *heap, const struct layout *l, size_t b)
{
    return guard_block(heap, l, b) &&
           (!can_join(heap, l, b) ||
            (guard_free(heap, l, b, true) && guard_buddies(heap, l, b, true)));
}

/* One pass will do: a block that becomes whole looks for its buddy on either
 * side. */
MECHANIC size_t
coalesce_all(struct heap *heap, const struct layout *l)
{
    size_t joins = 0, b = layout_first(l);
    if (heap->policy.joining == JOIN_OFF)
        return 0;
    while (b < heap->control->end) {
        if (is_guarded(heap, l) && !guard_join(heap, l, b)) {
            heap->self->last = HEAP_DAMAGED;
            break;
        }
        if (can_join(heap, l, b)) {
            size_t size = l->size(heap, b);
            pull(heap, l, b, size);
            b = join_up(heap, l, b, size, l->max);
            joins += order_of(l->size(heap, b)) - order_of(size);
        }
        b += l->size(heap, b);
    }
    if (joins)
        heap->control->epoch++;
    return joins;
}

/* --- growth ----------------------------------------------------------------*/

/* The largest block that can stand at B and ends at END at the latest. */
MECHANIC size_t
largest_to(const struct layout *l, size_t b, size_t end)
{
    size_t fits = (size_t)1 << (63 - __builtin_clzll(end - b));
    size_t aligned = layout_largest_at(l, b);
    return fits < aligned ? fits : aligned;
}

/* Is [B, END) free, in blocks as large as they can be there? */
MECHANIC bool
is_free(const struct heap *heap, const struct layout *l, size_t b, size_t end)
{
    while (b < end) {
        size_t size = largest_to(l, b, end);
        if (l->is_used(heap, b) || l->size(heap, b) != size)
            return false;
        b += size;
    }
    return true;
}

/* Where a heap that is to have a block of NEED bytes at its end must end: the
 * block takes in what lies before the end if all of that is free. */
MECHANIC size_t
end_for(const struct heap *heap, const struct layout *l, size_t need)
{
    size_t end = heap->control->end;
    size_t b = end - (layout_place(l, end) & (need - 1));
    bool joins = heap->policy.joining != JOIN_OFF;
    return b == end || (joins && is_free(heap, l, b, end)) ? b + need
                                                           : b + 2 * need;
}

/* In a hardened heap: can what is appended be joined, up to MOST bytes? That
 * reads the epilogue, and one block for each bit of the end's place below MOST.
 */
MECHANIC bool
guard_top(const struct heap *heap, const struct layout *l, size_t most)
{
    size_t b = heap->control->end, bits = layout_place(l, b) & (most - 1);
    if (!l->is_used(heap, b) || l->size(heap, b))
        return false;
    for (; bits; bits &= bits - 1) {
        b -= bits & (~bits + 1);
        if (!guard_block(heap, l, b) ||
            (!l->is_used(heap, b) && !guard_free(heap, l, b, true)))
            return false;
    }
    return true;
}

/* Moves the heap's end up to END in free blocks, joined up to MOST bytes.
 * Answers the last of them; 0: the limit forbids, nothing has changed. */
MECHANIC size_t
append(struct heap *heap, const struct layout *l, size_t end, size_t most)
{
    size_t b = 0;
    if (heap->policy.joining == JOIN_OFF)
        most = 0;
    if (!arena_extend(&heap->self->arena, end))
        return 0;
    while (heap->control->end < end) {
        size_t at = heap->control->end, size = largest_to(l, at, end);
        if (!extend(heap, l, size))
            return 0; /* not so: the arena has been extended */
        start_made(heap, l, at);
        b = join_up(heap, l, at, size, most);
    }
    return b;
}

MECHANIC size_t
grow_for(struct heap *heap, const struct layout *l, size_t need)
{
    if (is_guarded(heap, l) && !guard_top(heap, l, need))
        return refuse(heap, HEAP_DAMAGED);
    size_t b = append(heap, l, end_for(heap, l, need), need);
    return b ? b : refuse(heap, HEAP_NO_MEMORY);
}

/* --- operations ------------------------------------------------------------*/

/* A free block of at least NEED bytes, on its list; 0: none, or damage, be it
 * met by deferred joining only (see obtain in mechanics.h). */
MECHANIC size_t
find_or_grow(struct heap *heap, const struct layout *l, size_t need)
{
    size_t b = order_find(heap, l, need);
    if (!b && heap->policy.joining == JOIN_DEFERRED) {
        size_t joins = heap->self->ops->coalesce(heap->self);
        if (is_guarded(heap, l) && heap->self->last == HEAP_DAMAGED)
            return 0;
        if (joins)
            b = order_find(heap, l, need);
    }
    if (!b)
        return heap->self->ops->grow(heap->self, need);
    if (is_guarded(heap, l) &&
        (b == FIND_DAMAGED || !guard_free(heap, l, b, true)))
        return refuse(heap, HEAP_DAMAGED);
    return b;
}

/* Allocates NEED bytes at a multiple of ALIGN. */
MECHANIC size_t
allocate(struct heap *heap, const struct layout *l, size_t need, size_t align)
{
    size_t b = find_or_grow(heap, l, need > align ? need : align);
    if (!b)
        return 0;
    size_t size = l->size(heap, b);
    TELL(heap, l, .kind = EVENT_TAKE, .off = b, .size = size);
    pull(heap, l, b, size);
    split_down(heap, l, b, size, need);
    l->set_used(heap, b, need, true);
    count_used(heap, l, b, need);
    heap->control->epoch++;
    return b;
}

MECHANIC size_t
alloc_block(struct heap *heap, const struct layout *l, size_t asked)
{
    if (UNLIKELY(layout_too_large(l, asked)))
        return refuse(heap, HEAP_TOO_LARGE);
    return allocate(heap, l, layout_fit_block(l, asked), HEAP_ALIGN);
}

/* A block's place, and so its address, is a multiple of its size, and the lower
 * half keeps the place: a block of ALIGN bytes, halved to what is needed, is
 * aligned. */
MECHANIC size_t
memalign_block(struct heap *heap, const struct layout *l, size_t align,
               size_t asked)
{
    if (layout_too_large(l, asked))
        return refuse(heap, HEAP_TOO_LARGE);
    return allocate(heap, l, layout_fit_block(l, asked), align);
}

MECHANIC enum heap_status
free_block(struct heap *heap, const struct layout *l, size_t b)
{
    size_t size = l->size(heap, b);
    bool joins = heap->policy.joining == JOIN_IMMEDIATE;
    count_unused(heap, l, b, size);
    (void)join_up(heap, l, b, size, joins ? l->max : 0);
    heap->control->epoch++;
    return HEAP_OK;
}

/* Makes B, a lower half each time, NEED bytes by taking in the upper halves:
 * if they are free, or lie beyond the heap's end. */
MECHANIC bool
grow_upwards(struct heap *heap, const struct layout *l, size_t b, size_t size,
             size_t need)
{
    size_t end = heap->control->end, to = b + need;
    if (heap->policy.joining == JOIN_OFF || layout_place(l, b) & (need - 1) ||
        !is_free(heap, l, b + size, to < end ? to : end))
        return false;
    if (to > end && ((is_guarded(heap, l) && !guard_top(heap, l, need)) ||
                     !append(heap, l, to, need)))
        return false;
    count_unused(heap, l, b, size);
    for (; size < need; size *= 2) {
        pull(heap, l, b + size, size);
        start_gone(heap, l, &orders, b + size, b);
        TELL(heap, l, .kind = EVENT_COALESCE, .off = b, .size = 2 * size,
             .other_off = b + size, .other_size = size);
    }
    l->set_used(heap, b, need, true);
    count_used(heap, l, b, need);
    return true;
}

MECHANIC size_t
move_away(struct heap *heap, const struct layout *l, size_t b, size_t size,
          size_t need)
{
    size_t to = allocate(heap, l, need, HEAP_ALIGN),
           payload = size - l->overhead;
    if (!to)
        return 0;
    memcpy(heap->blocks + to, heap->blocks + b, payload);
    TELL(heap, l, .kind = EVENT_COPY, .off = to, .size = payload,
         .other_off = b, .other_size = payload);
    (void)free_block(heap, l, b);
    return to;
}

MECHANIC size_t
realloc_block(struct heap *heap, const struct layout *l, size_t b, size_t asked)
{
    if (UNLIKELY(layout_too_large(l, asked)))
        return refuse(heap, HEAP_TOO_LARGE);
    size_t need = layout_fit_block(l, asked);
    size_t size = l->size(heap, b);
    if (need > size && !grow_upwards(heap, l, b, size, need))
        return move_away(heap, l, b, size, need);
    if (need < size) {
        split_down(heap, l, b, size, need);
        l->set_used(heap, b, need, true);
        count_unused(heap, l, b, size);
        count_used(heap, l, b, need);
    }
    heap->control->epoch++;
    return b;
}

/* --- the policy ------------------------------------------------------------*/

static void *
buddy_malloc(struct heap *heap, size_t asked)
{
    heap->last = HEAP_OK;
    return to_pointer(heap, alloc_block(heap, &layout_buddy, asked));
}

static size_t
buddy_memalign(struct heap *heap, size_t align, size_t asked)
{
    return memalign_block(heap, &layout_buddy, align, asked);
}

static size_t
buddy_realloc(struct heap *heap, const void *p, size_t asked)
{
    heap->last = guard_pointer(heap, p);
    return heap->last ? 0
                      : realloc_block(heap, &layout_buddy,
                                      guard_block_of(heap, p), asked);
}

static enum heap_status
buddy_free(struct heap *heap, const void *p)
{
    heap->last = guard_pointer(heap, p);
    if (heap->last == HEAP_OK)
        heap->last = free_block(heap, &layout_buddy, guard_block_of(heap, p));
    return heap->last;
}

static size_t
buddy_grow(struct heap *heap, size_t need)
{
    return grow_for(heap, &layout_buddy, need);
}

static size_t
buddy_coalesce(struct heap *heap)
{
    return coalesce_all(heap, &layout_buddy);
}

/* The same of the plain and the brisk way; see define.h. */
/* clang-format off */
#define BUDDY_FAST(NAME, HEAP, LAYOUT)                                         \
    static void *NAME##_malloc(struct heap *heap, size_t asked)                \
    {                                                                          \
        HEAP(heap)                                                             \
        heap->last = HEAP_OK;                                                  \
        return to_pointer(at, alloc_block(at, &(LAYOUT), asked));              \
    }                                                                          \
    static size_t NAME##_realloc(struct heap *heap, const void *p,             \
                                 size_t asked)                                 \
    {                                                                          \
        HEAP(heap)                                                             \
        heap->last = guard_quick(at, &(LAYOUT), p);                            \
        return heap->last ? 0                                                  \
                          : realloc_block(at, &(LAYOUT),                       \
                                          guard_block_of(at, p), asked);       \
    }                                                                          \
    static enum heap_status NAME##_free(struct heap *heap, const void *p)      \
    {                                                                          \
        HEAP(heap)                                                             \
        heap->last = guard_quick(at, &(LAYOUT), p);                            \
        return heap->last                                                      \
                   ? heap->last                                                \
                   : free_block(at, &(LAYOUT), guard_block_of(at, p));         \
    }
/* clang-format on */
BUDDY_FAST(buddy_brisk, BRISK_HEAP, layout_buddy_brisk)
BUDDY_FAST(buddy_plain, PLAIN_HEAP, layout_buddy_plain)

static size_t
buddy_brisk_grow(struct heap *heap, size_t need)
{
    return grow_for(heap, &layout_buddy_brisk, need);
}

static size_t
buddy_brisk_coalesce(struct heap *heap)
{
    return coalesce_all(heap, &layout_buddy_brisk);
}

POLICY_TABLES(buddy, layout_buddy, N_ORDERS, order_of, order_range);
