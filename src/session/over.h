/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * over.h: what is to be seen in place of a heap's own values: blocks that are
 * split, joined or in hand, lists that they have left or joined, a heap that
 * has grown. In the middle of an operation a heap's bytes are in transition
 * and cannot be read; the views show the heap before it with these laid over
 * it (view.c, inside.h). Private to src/session.
 *
 *     the heap    | #1 used |  free 160 B, on the list  | #2 used |
 *     over it               | #3 used 128 |  free 32 B  |
 *     seen        | #1 used | #3 used 128 |  free 32 B  | #2 used |
 *
 * What must hold: the rows replace whole blocks of the heap, or lie beyond its
 * last one, so that with the heap's other blocks they tile it; a free row on
 * no list has list LIST_NONE.
 */
#ifndef HEAPGLASS_OVER_H
#define HEAPGLASS_OVER_H

#include "session/view.h"

/* A block that went on a list, or came off it. */
struct over_link {
    size_t off, size;
    unsigned list;
};
struct over_links {
    struct over_link *all;
    size_t n, cap;
};

/* Where a block goes on its list. */
enum over_place { OVER_HEAD, OVER_TAIL, OVER_ORDERED };

struct over {
    enum over_place place;
    size_t heap;             /* bytes of the heap */
    struct view_block *rows; /* by rising start */
    size_t n_rows, cap_rows;
    struct over_links came_off; /* of the heap's own lists; by rising offset */
    struct over_links went_on;  /* in list order */
    struct view_change changes[VIEW_MAX_CHANGES];
    size_t n_changes;
    bool no_memory; /* it ran out: of no use */
};

/* Nothing laid over the heap of SESSION. over_done. */
void over_init(struct over *, const struct session *);
void over_done(struct over *);
/* N rows that follow each other, in place of all that lies there. */
void over_replace(struct over *, const struct view_block *rows, size_t n);
void over_link(struct over *, const struct over_link *);
void over_unlink(struct over *, const struct over_link *);
/* Marks [START, START + SIZE) as what changed last; over_no_change ends it. */
void over_change(struct over *, size_t start, size_t size, enum view_state);
void over_no_change(struct over *);

/* --- looking (of a session whose `over` is not NULL) -----------------------*/
/* The row that covers byte AT; NULL: the heap's own shows through. */
const struct view_block *over_row_at(const struct over *, size_t at);
/* INFO is the list of the heap's own; what it is with these over it. */
void over_list(const struct over *, unsigned list, struct list_info *info);
/* As view_list_blocks. */
size_t over_list_blocks(const struct session *, unsigned list,
                        struct view_block *, size_t n, bool *corrupt);
/* The links of the free block at OFF on LIST: payload offsets; 0: the end. */
struct over_links_of {
    size_t next, prev;
};
struct over_links_of over_links_of(const struct session *, unsigned list,
                                   size_t off);

#endif
