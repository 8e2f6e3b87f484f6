/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout_compact.h: what the layouts with 4-byte words share: a header before
 * the payload, links in units of 16 while free, and the arena's first bytes.
 *
 *     0               12     16
 *      | "heapglass"   | hdr  | first payload
 *
 *     hdr: 32 bits    | size in units of 16 : 28 | the layout's : 3 | U |
 *       U (1)  this block is allocated
 *     next, prev: 32-bit offsets in units of 16 at b and b+4; 0 is none
 */
#ifndef HEAPGLASS_LAYOUT_COMPACT_H
#define HEAPGLASS_LAYOUT_COMPACT_H

#include "allocator/layout.h"

enum { COMPACT_USED = 1, COMPACT_FLAGS = 15 };

MECHANIC size_t
compact_size(const struct heap *heap, size_t b)
{
    return load32(heap, b - 4) & ~(uint32_t)COMPACT_FLAGS;
}

MECHANIC bool
compact_is_used(const struct heap *heap, size_t b)
{
    return load32(heap, b - 4) & COMPACT_USED;
}

MECHANIC void
compact_mark_gone(struct heap *heap, size_t b)
{
    store32(heap, b - 4, load32(heap, b - 4) & ~(uint32_t)COMPACT_USED);
}

MECHANIC size_t
compact_next(const struct heap *heap, size_t b)
{
    return (size_t)load32(heap, b) << 4;
}

MECHANIC size_t
compact_prev(const struct heap *heap, size_t b)
{
    return (size_t)load32(heap, b + 4) << 4;
}

MECHANIC void
compact_set_next(struct heap *heap, size_t b, size_t to)
{
    store32(heap, b, (uint32_t)(to >> 4));
}

MECHANIC void
compact_set_prev(struct heap *heap, size_t b, size_t to)
{
    store32(heap, b + 4, (uint32_t)(to >> 4));
}

MECHANIC void
compact_write_prologue(struct heap *heap)
{
    memcpy(heap->blocks, "heapglass\0\0", 12);
}

MECHANIC bool
compact_prologue_is_intact(const struct heap *heap)
{
    return memcmp(heap->blocks, "heapglass\0\0", 12) == 0;
}

#endif
