/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout_tagged.h: compact boundary tags. Boundary tags are Knuth's (TAOCP 1,
 * 2.5, 1968); leaving the footer out of allocated blocks is Standish's (1980).
 *
 *     b-4     b                                              b-4+size
 *      | hdr  | payload ............................. |       allocated
 *      | hdr  | next | prev | ............... | footer |      free
 *
 *     hdr, footer: 32 bits    | size in units of 16 : 28 | spare : 2 | P | U |
 *       U (1)  this block is allocated
 *       P (2)  the block before it is allocated
 *     next, prev: 32-bit offsets in units of 16; 0 is none
 *
 * Invariants (numbers as in check.h): a free block's footer equals its header
 * (I7); P agrees with the block before (I8). The smallest block is one unit:
 * allocated it carries 12 bytes, free it is header, next, prev, footer
 * exactly. Hence a block has less than 4 GiB and an arena at most 64 GiB.
 *
 * The arena's first 12 bytes hold the word "heapglass"; the first header is at
 * 12, so that the first payload is at 16. The epilogue is a header of size 0.
 */
#ifndef HEAPGLASS_LAYOUT_TAGGED_H
#define HEAPGLASS_LAYOUT_TAGGED_H

#include "allocator/layout_compact.h"

#define TAGGED_MAX (((size_t)1 << 32) - 16)

enum { TAGGED_PREV_USED = 2 };

MECHANIC uint32_t
tagged_word(size_t size, bool used, bool prev_used)
{
    return (uint32_t)size | (used ? COMPACT_USED : 0u) |
           (prev_used ? TAGGED_PREV_USED : 0u);
}

MECHANIC bool
tagged_prev_is_used(const struct heap *heap, size_t b)
{
    return load32(heap, b - 4) & TAGGED_PREV_USED;
}

MECHANIC size_t
tagged_prev_size(const struct heap *heap, size_t b)
{
    return load32(heap, b - 8) & ~(uint32_t)COMPACT_FLAGS;
}

/* Sets P of block B; a free block (when coalescing is deferred or off) keeps
 * its footer equal. */
MECHANIC void
tagged_set_prev_used(struct heap *heap, size_t b, bool prev_used)
{
    uint32_t word = load32(heap, b - 4);
    uint32_t want = (word & ~(uint32_t)TAGGED_PREV_USED) |
                    (prev_used ? TAGGED_PREV_USED : 0u);
    store32(heap, b - 4, want);
    if (!(word & COMPACT_USED))
        store32(heap, b - 8 + (word & ~(uint32_t)COMPACT_FLAGS), want);
}

MECHANIC void
tagged_write_used(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    store32(heap, b - 4, tagged_word(size, true, prev_used));
}

MECHANIC void
tagged_write_free(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    uint32_t word = tagged_word(size, false, prev_used);
    store32(heap, b - 4, word);
    store32(heap, b - 8 + size, word);
}

MECHANIC void
tagged_set_used(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    tagged_write_used(heap, b, size, prev_used);
    tagged_set_prev_used(heap, b + size, true);
}

MECHANIC void
tagged_set_free(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    tagged_write_free(heap, b, size, prev_used);
    tagged_set_prev_used(heap, b + size, false);
}

MECHANIC void
tagged_write_epilogue(struct heap *heap, size_t end, bool prev_used)
{
    store32(heap, end - 4, tagged_word(0, true, prev_used));
}

MECHANIC struct heap_word
tagged_decode(uint64_t raw)
{
    return (struct heap_word){.size = raw & ~(uint64_t)COMPACT_FLAGS,
                              .used = raw & COMPACT_USED,
                              .prev_used = raw & TAGGED_PREV_USED,
                              .knows_prev = true};
}

MECHANIC uint64_t
tagged_encode(size_t size, bool used, bool prev_used)
{
    return tagged_word(size, used, prev_used);
}

/* clang-format off */
#define TAGGED_LAYOUT(WAY)                                                     \
    {                                                                          \
        .way = (WAY),                                                          \
        .name = "tagged",                                                      \
        .header = 4,                                                           \
        .overhead = 4,                                                         \
        .word = 4,                                                             \
        .link = 4,                                                             \
        .min = 16,                                                             \
        .max = TAGGED_MAX,                                                     \
        .front = 12,                                                           \
        .back = 4,                                                             \
        .footer = FOOTER_FREE,                                                 \
        .prev_bit = true,                                                      \
        .size = compact_size,                                                  \
        .is_used = compact_is_used,                                            \
        .prev_is_used = tagged_prev_is_used,                                   \
        .prev_size = tagged_prev_size,                                         \
        .write_used = tagged_write_used,                                       \
        .write_free = tagged_write_free,                                       \
        .tell_next = tagged_set_prev_used,                                     \
        .set_used = tagged_set_used,                                           \
        .set_free = tagged_set_free,                                           \
        .mark_gone = compact_mark_gone,                                        \
        .next = compact_next,                                                  \
        .prev = compact_prev,                                                  \
        .set_next = compact_set_next,                                          \
        .set_prev = compact_set_prev,                                          \
        .write_prologue = compact_write_prologue,                              \
        .prologue_is_intact = compact_prologue_is_intact,                      \
        .write_epilogue = tagged_write_epilogue,                               \
        .decode = tagged_decode,                                               \
        .encode = tagged_encode                                                \
    }
/* clang-format on */

static const struct layout layout_tagged = TAGGED_LAYOUT(WAY_WATCHED);
static const struct layout layout_tagged_brisk = TAGGED_LAYOUT(WAY_BRISK);
static const struct layout layout_tagged_plain = TAGGED_LAYOUT(WAY_PLAIN);

#endif
