/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout_buddy.h: blocks whose sizes are powers of two and whose places are
 * multiples of their sizes (Knowlton, CACM 1965; Knuth, TAOCP 1, 2.5). Where
 * the compact layout (layout_tagged.h) needs a footer and a bit to find the
 * block before, here the place says it all.
 *
 *     b-4     b                                              b-4+size
 *      | hdr  | payload ............................. |       allocated
 *      | hdr  | next | prev | ....................... |       free
 *
 *     hdr: 32 bits    | size : 28 | spare : 3 | U |
 *       U (1)  this block is allocated
 *     next, prev: 32-bit offsets in units of 16; 0 is none
 *
 * The arena's first 12 bytes hold the word "heapglass", the first header is at
 * 12, the first payload at 16, all as in the compact layout. Places count from
 * there, so that the first block is at place 0: offset = place + 16. The last
 * header, here the one before place 64, is the epilogue: size 0.
 *
 *     offset  0     12   16        32        48                  80
 *             | own |hdr |     hdr |     hdr |               hdr |
 *     place              0         16        32                  64
 *                        |<- 16 -->|<- 16 -->|<------ 32 ------->|
 *
 * Invariant I14: size is a power of two, from 16 to 2^31, and the place is a
 * multiple of it. The other half of the block that B was split from, its buddy,
 * is at place XOR size. The blocks tile the heap, so a header is there: no
 * block that covers the buddy's first byte can be larger without covering B
 * too. An upper half may be missing: where it would be the heap ends, and the
 * epilogue reads as a block in use.
 *
 * In memory place 0 is at a multiple of ARENA_ALIGN (1 MiB; arena.h), so that a
 * payload is aligned to the size of its block, up to that. memalign lives on
 * it.
 */
#ifndef HEAPGLASS_LAYOUT_BUDDY_H
#define HEAPGLASS_LAYOUT_BUDDY_H

#include "allocator/layout_compact.h"

#define BUDDY_MAX ((size_t)1 << 31)

MECHANIC uint32_t
buddy_word(size_t size, bool used)
{
    return (uint32_t)size | (used ? COMPACT_USED : 0u);
}

MECHANIC void
buddy_set_used(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    (void)prev_used;
    store32(heap, b - 4, buddy_word(size, true));
}

MECHANIC void
buddy_set_free(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    (void)prev_used;
    store32(heap, b - 4, buddy_word(size, false));
}

MECHANIC void
buddy_write_epilogue(struct heap *heap, size_t end, bool prev_used)
{
    (void)prev_used;
    store32(heap, end - 4, buddy_word(0, true));
}

MECHANIC struct heap_word
buddy_decode(uint64_t raw)
{
    return (struct heap_word){.size = raw & ~(uint64_t)COMPACT_FLAGS,
                              .used = raw & COMPACT_USED};
}

MECHANIC uint64_t
buddy_encode(size_t size, bool used, bool prev_used)
{
    (void)prev_used;
    return buddy_word(size, used);
}

/* clang-format off */
#define BUDDY_LAYOUT(WAY)                                                      \
    {                                                                          \
        .way = (WAY),                                                          \
        .name = "buddy",                                                       \
        .header = 4,                                                           \
        .overhead = 4,                                                         \
        .word = 4,                                                             \
        .link = 4,                                                             \
        .min = 16,                                                             \
        .max = BUDDY_MAX,                                                      \
        .front = 12,                                                           \
        .back = 4,                                                             \
        .aligned = 16,                                                         \
        .footer = FOOTER_NEVER,                                                \
        .prev_bit = false,                                                     \
        .buddies = true,                                                       \
        .size = compact_size,                                                  \
        .is_used = compact_is_used,                                            \
        .prev_is_used = NULL,                                                  \
        .prev_size = NULL,                                                     \
        .write_used = buddy_set_used,                                          \
        .write_free = buddy_set_free,                                          \
        .tell_next = NULL,                                                     \
        .set_used = buddy_set_used,                                            \
        .set_free = buddy_set_free,                                            \
        .mark_gone = compact_mark_gone,                                        \
        .next = compact_next,                                                  \
        .prev = compact_prev,                                                  \
        .set_next = compact_set_next,                                          \
        .set_prev = compact_set_prev,                                          \
        .write_prologue = compact_write_prologue,                              \
        .prologue_is_intact = compact_prologue_is_intact,                      \
        .write_epilogue = buddy_write_epilogue,                                \
        .decode = buddy_decode,                                                \
        .encode = buddy_encode                                                 \
    }
/* clang-format on */

static const struct layout layout_buddy = BUDDY_LAYOUT(WAY_WATCHED);
static const struct layout layout_buddy_brisk = BUDDY_LAYOUT(WAY_BRISK);
static const struct layout layout_buddy_plain = BUDDY_LAYOUT(WAY_PLAIN);

#endif
