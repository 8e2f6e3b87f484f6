/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_survey.h: what the free blocks add up to, without side tables: for
 * heaps that rest (heap_state.h), where nothing counts them.
 */
#ifndef HEAPGLASS_HEAP_SURVEY_H
#define HEAPGLASS_HEAP_SURVEY_H

#include "heap.h"

struct heap_survey {
    size_t blocks, bytes; /* free */
    size_t largest;       /* block bytes of the largest free block */
    size_t longest_list;  /* blocks of the longest list */
};

/* Looks at every free block, along the lists; with no lists, at every block.
 * For heaps that are known to be intact. */
void heap_survey_free(const struct heap *, struct heap_survey *);

#endif
