/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * check.h: is this heap consistent? The invariants are numbered I1..In; the
 * numbers stand in messages, tests and docs/ALLOCATOR.md. The checker never
 * loops or faults on a damaged heap.
 */
#ifndef HEAPGLASS_CHECK_H
#define HEAPGLASS_CHECK_H

#include "heap.h"

/* X(number, short statement, why it matters) */
#define HEAP_INVARIANTS(X)                                                     \
    X(1, "every block on a free list is marked free",                          \
      "The list would hand out memory that somebody still uses.")              \
    X(2, "no contiguous free blocks escaped coalescing",                       \
      "Two small holes stand where one large one could serve a request.")      \
    X(3, "every free block is on exactly one free list",                       \
      "A free block on no list is lost; on two it is handed out twice.")       \
    X(4, "no allocated blocks overlap",                                        \
      "Writing to one block would change the other.")                          \
    X(5, "pointers in a block are valid heap addresses",                       \
      "Following the link would read whatever lies there.")                    \
    X(6, "block sizes tile the heap exactly",                                  \
      "The next header is looked for where this size says it is.")             \
    X(7, "footer equals header",                                               \
      "The block after it reads that footer to find where this one starts.")   \
    X(8, "previous-block bits agree with the block before",                    \
      "Freeing this block would join, or fail to join, the wrong bytes.")      \
    X(9, "free lists are acyclic and doubly consistent",                       \
      "Taking the block off its list would write through the wrong link.")     \
    X(10, "every free block is on the list for its size and order",            \
      "A search would pass it by, or take a block that is too small.")         \
    X(11, "counters agree with the walk",                                      \
      "The figures on the screen would be wrong.")                             \
    X(12, "prologue and epilogue are intact",                                  \
      "Joining at the heap's ends would run out of it.")                       \
    X(13, "the block-start bitmap agrees with the walk",                       \
      "Misuse could not be told from proper use.")                             \
    X(14, "buddy blocks are powers of two, aligned from the first",            \
      "Its buddy would be looked for where another block lies.")

enum { HEAP_N_INVARIANTS = 14, HEAP_MAX_VIOLATIONS = 32 };
/* The one that speaks of a layout by name: where it is void nobody wonders. */
enum { HEAP_BUDDY_INVARIANT = 14 };

struct heap_violation {
    unsigned invariant;       /* 1..HEAP_N_INVARIANTS */
    size_t off;               /* payload offset of the block it was found at */
    uint64_t expected, found; /* raw: a word, an offset, a count, a size */
    unsigned which;           /* I11: which counter, from 0 */
};

struct heap_report {
    size_t n_blocks;     /* blocks walked */
    size_t n_violations; /* all of them, also those beyond the array */
    struct heap_violation violations[HEAP_MAX_VIOLATIONS];
    uint32_t void_mask; /* bit n: In does not apply to this heap */
};

/* True when consistent. REPORT may be NULL. */
bool heap_check(const struct heap *, struct heap_report *report);

const char *heap_invariant_name(unsigned invariant); /* short statement */
const char *heap_invariant_why(unsigned invariant);
/* "the header says 272 B, the footer 48 B": what was expected, what found. */
void heap_violation_text(const struct heap *, const struct heap_violation *,
                         char *buf, size_t size);

#endif
