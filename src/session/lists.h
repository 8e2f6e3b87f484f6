/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lists.h: a free list looked at link by link: in which order it leads through
 * the heap, and where list and heap disagree. Nothing here walks further than
 * LISTS_LOOK blocks, so that it can be asked for every frame.
 */
#ifndef HEAPGLASS_LISTS_H
#define HEAPGLASS_LISTS_H

#include "session/view.h"

enum { LISTS_LOOK = 1024, LISTS_FAULTS = 8, LISTS_FAULT_TEXT = 160 };

/* --- order -----------------------------------------------------------------*/
/* A block on a list. */
struct list_stop {
    size_t off, size; /* payload offset; block bytes */
};

enum list_end {
    LIST_WHOLE,   /* the list ends there */
    LIST_GOES_ON, /* it was not looked at further */
    LIST_BREAKS,  /* the next link leads to what is no free block */
    LIST_RING     /* the next link leads back to a block before */
};

struct list_look {
    size_t n;  /* blocks looked at, from the head on, each once */
    size_t up; /* of the n - 1 links between them, those that lead to a higher
                  address */
    enum list_end end;
    size_t to; /* BREAKS, RING: where the next link leads */
};
/* The first blocks of LIST, at most N of them and LISTS_LOOK. */
struct list_look view_list_look(const struct session *, unsigned list,
                                struct list_stop *stops, size_t n);

/* The neighbours of the free block at OFF, as its own links have them; 0:
 * none, or no such block. */
struct list_links {
    size_t prev, next;
};
struct list_links view_list_links(const struct session *, size_t off);

/* --- where list and heap disagree ------------------------------------------*/
enum list_fault_kind {
    FAULT_USED,    /* the link leads to an allocated block */
    FAULT_INSIDE,  /* into a block */
    FAULT_OUTSIDE, /* to where no block lies */
    FAULT_DAMAGED, /* to where the bookkeeping makes no sense */
    FAULT_RING,    /* to a block before it on the list */
    FAULT_BACK,    /* back to another block than the one before */
    FAULT_CLASS,   /* the block belongs on another list by its size */
    FAULT_ORDER,   /* it lies before the one before it, in address order */
    FAULT_LOST     /* a free block that no list leads to */
};
struct list_fault {
    enum list_fault_kind kind;
    unsigned list;
    size_t place; /* of the block at AT, from 1; 0: AT is none on the list */
    size_t at;    /* the block that is wrong or has the wrong link; 0: the
                     list's head has it */
    size_t to;    /* where that leads; 0: nowhere */
};
/* Answers how many, at most LISTS_FAULTS. A heap that was never poked has
 * none, and is not looked at. *PART (may be NULL): the heap or its lists are
 * longer than what was looked at. */
size_t view_list_faults(const struct session *,
                        struct list_fault faults[LISTS_FAULTS], bool *part);
/* "3 leads to 0x00340: allocated, #7" */
void view_list_fault_text(const struct session *, const struct list_fault *,
                          char buf[LISTS_FAULT_TEXT]);

#endif
