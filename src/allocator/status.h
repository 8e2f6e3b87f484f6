/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * status.h: what an allocator call can answer. Misuse is a result, not a
 * crash: the heap is left as it was.
 */
#ifndef HEAPGLASS_STATUS_H
#define HEAPGLASS_STATUS_H

/* X(enumerator, name for scripts and JSON, text that completes "WHAT ...") */
#define HEAP_STATUS_LIST(X)                                                    \
    X(HEAP_OK, "ok", "done")                                                   \
    X(HEAP_NO_MEMORY, "no-memory", "the arena's limit does not allow it")      \
    X(HEAP_TOO_LARGE, "too-large", "no block of this layout can be so large")  \
    X(HEAP_BAD_ALIGNMENT, "bad-alignment",                                     \
      "an alignment is a power of two, at most 1 MiB")                         \
    X(HEAP_DOUBLE_FREE, "double-free", "the block there is already free")      \
    X(HEAP_INSIDE_BLOCK, "inside-block",                                       \
      "it points into an allocated block, not to its start")                   \
    X(HEAP_INSIDE_FREE, "inside-free", "it points into a free block")          \
    X(HEAP_MISALIGNED, "misaligned", "a payload starts at a multiple of 16")   \
    X(HEAP_OUTSIDE, "outside", "it lies outside the heap")                     \
    X(HEAP_DAMAGED, "damaged", "the bookkeeping there was overwritten")

enum heap_status {
#define X(id, name, text) id,
    HEAP_STATUS_LIST(X)
#undef X
};

/* "double-free"; never NULL. */
const char *heap_status_name(enum heap_status);
/* "the block there is already free"; never NULL. */
const char *heap_status_text(enum heap_status);

#endif
