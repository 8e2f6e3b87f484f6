/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout_textbook.h: the layout of CS:APP (Bryant and O'Hallaron, section
 * 9.9) with 8-byte words: a header and a footer on every block.
 *
 *     b-8    b                                          b-8+size
 *      | hdr | payload ....................... | footer |     allocated
 *      | hdr | next | prev | ................. | footer |     free
 *
 *     hdr, footer: 64 bits    | size, a multiple of 16 : 60 | 0 0 0 | U |
 *       U (1)  this block is allocated
 *     next, prev: 64-bit payload offsets; 0 is none
 *
 * Invariant I7: footer equals header, on every block. The smallest block is
 * 32 bytes.
 *
 *     0         8              16             24
 *      | padding | prologue hdr | prologue ftr | first header or epilogue
 *
 * The prologue is an allocated block of 16 bytes that is never freed, the
 * epilogue a header of size 0: joining needs no special case at the ends.
 */
#ifndef HEAPGLASS_LAYOUT_TEXTBOOK_H
#define HEAPGLASS_LAYOUT_TEXTBOOK_H

#include "allocator/layout.h"

#define TEXTBOOK_MAX (((size_t)1 << 60) - 16)

enum { TEXTBOOK_USED = 1, TEXTBOOK_FLAGS = 15, TEXTBOOK_PROLOGUE = 16 };

MECHANIC size_t
textbook_size(const struct heap *heap, size_t b)
{
    return load64(heap, b - 8) & ~(uint64_t)TEXTBOOK_FLAGS;
}

MECHANIC bool
textbook_is_used(const struct heap *heap, size_t b)
{
    return load64(heap, b - 8) & TEXTBOOK_USED;
}

MECHANIC bool
textbook_prev_is_used(const struct heap *heap, size_t b)
{
    return load64(heap, b - 16) & TEXTBOOK_USED;
}

MECHANIC size_t
textbook_prev_size(const struct heap *heap, size_t b)
{
    return load64(heap, b - 16) & ~(uint64_t)TEXTBOOK_FLAGS;
}

MECHANIC void
textbook_set_used(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    (void)prev_used;
    store64(heap, b - 8, size | TEXTBOOK_USED);
    store64(heap, b - 16 + size, size | TEXTBOOK_USED);
}

MECHANIC void
textbook_set_free(struct heap *heap, size_t b, size_t size, bool prev_used)
{
    (void)prev_used;
    store64(heap, b - 8, size);
    store64(heap, b - 16 + size, size);
}

/* Nothing: the footer of the block before says it. */
MECHANIC void
textbook_tell_next(struct heap *heap, size_t b, bool prev_used)
{
    (void)heap, (void)b, (void)prev_used;
}

MECHANIC void
textbook_mark_gone(struct heap *heap, size_t b)
{
    store64(heap, b - 8, load64(heap, b - 8) & ~(uint64_t)TEXTBOOK_USED);
}

MECHANIC size_t
textbook_next(const struct heap *heap, size_t b)
{
    return load64(heap, b);
}

MECHANIC size_t
textbook_prev(const struct heap *heap, size_t b)
{
    return load64(heap, b + 8);
}

MECHANIC void
textbook_set_next(struct heap *heap, size_t b, size_t to)
{
    store64(heap, b, to);
}

MECHANIC void
textbook_set_prev(struct heap *heap, size_t b, size_t to)
{
    store64(heap, b + 8, to);
}

MECHANIC void
textbook_write_prologue(struct heap *heap)
{
    store64(heap, 0, 0);
    store64(heap, 8, TEXTBOOK_PROLOGUE | TEXTBOOK_USED);
    store64(heap, 16, TEXTBOOK_PROLOGUE | TEXTBOOK_USED);
}

MECHANIC bool
textbook_prologue_is_intact(const struct heap *heap)
{
    return load64(heap, 0) == 0 &&
           load64(heap, 8) == (TEXTBOOK_PROLOGUE | TEXTBOOK_USED) &&
           load64(heap, 16) == (TEXTBOOK_PROLOGUE | TEXTBOOK_USED);
}

MECHANIC void
textbook_write_epilogue(struct heap *heap, size_t end, bool prev_used)
{
    (void)prev_used;
    store64(heap, end - 8, TEXTBOOK_USED);
}

MECHANIC struct heap_word
textbook_decode(uint64_t raw)
{
    return (struct heap_word){.size = raw & ~(uint64_t)TEXTBOOK_FLAGS,
                              .used = raw & TEXTBOOK_USED};
}

MECHANIC uint64_t
textbook_encode(size_t size, bool used, bool prev_used)
{
    (void)prev_used;
    return size | (used ? TEXTBOOK_USED : 0u);
}

/* clang-format off */
#define TEXTBOOK_LAYOUT(WAY)                                                   \
    {                                                                          \
        .way = (WAY),                                                          \
        .name = "textbook",                                                    \
        .header = 8,                                                           \
        .overhead = 16,                                                        \
        .word = 8,                                                             \
        .link = 8,                                                             \
        .min = 32,                                                             \
        .max = TEXTBOOK_MAX,                                                   \
        .front = 24,                                                           \
        .back = 8,                                                             \
        .footer = FOOTER_ALWAYS,                                               \
        .prev_bit = false,                                                     \
        .size = textbook_size,                                                 \
        .is_used = textbook_is_used,                                           \
        .prev_is_used = textbook_prev_is_used,                                 \
        .prev_size = textbook_prev_size,                                       \
        .write_used = textbook_set_used,                                       \
        .write_free = textbook_set_free,                                       \
        .tell_next = textbook_tell_next,                                       \
        .set_used = textbook_set_used,                                         \
        .set_free = textbook_set_free,                                         \
        .mark_gone = textbook_mark_gone,                                       \
        .next = textbook_next,                                                 \
        .prev = textbook_prev,                                                 \
        .set_next = textbook_set_next,                                         \
        .set_prev = textbook_set_prev,                                         \
        .write_prologue = textbook_write_prologue,                             \
        .prologue_is_intact = textbook_prologue_is_intact,                     \
        .write_epilogue = textbook_write_epilogue,                             \
        .decode = textbook_decode,                                             \
        .encode = textbook_encode                                              \
    }
/* clang-format on */

static const struct layout layout_textbook = TEXTBOOK_LAYOUT(WAY_WATCHED);
static const struct layout layout_textbook_brisk = TEXTBOOK_LAYOUT(WAY_BRISK);
static const struct layout layout_textbook_plain = TEXTBOOK_LAYOUT(WAY_PLAIN);

#endif
