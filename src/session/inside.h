/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside.h: the inside of one operation in slow motion: the heap before it,
 * and step by step what it did: blocks looked at and refused, taken, split,
 * joined, lists left and joined, the heap grown, a payload copied. Each step
 * can be told in a sentence, with its reason, and looked at: the views show the
 * heap as of it.
 *
 * Steps follow the allocator's events (allocator/event.h); what an event leaves
 * unsaid and a reader must know (the neighbour that was in use, the class that
 * was empty) is a step of its own, found in the heap as it was then.
 */
#ifndef HEAPGLASS_INSIDE_H
#define HEAPGLASS_INSIDE_H

#include "session/view.h"

struct inside;

/* Does operation OP of the line once more, apart. It stands before the first
 * step. Caller owns; inside_free. NULL: ERR "no-moment", "no-inside",
 * "not-possible" (an allocator that can only be called), "interrupted",
 * "memory". It is of that session: once SESSION is another or has changed its
 * trace or its policy only inside_free may be called; operations do not matter.
 */
struct inside *inside_new(const struct session *, uint64_t op, struct error *);
void inside_free(struct inside *); /* NULL is fine */

uint64_t inside_op(const struct inside *);
const struct op_result *inside_result(const struct inside *);
/* Steps; 0: before the first, n: the operation is over. */
size_t inside_n(const struct inside *);
size_t inside_at(const struct inside *);
void inside_go(struct inside *, size_t at); /* beyond the end: the end */
/* To be looked at (view.h): the heap as of where we are; before it; after it.
 * All live as long as the inside. */
const struct session *inside_session(const struct inside *);
const struct session *inside_before(const struct inside *);
const struct session *inside_after(const struct inside *);

/* --- steps -----------------------------------------------------------------*/
enum inside_kind {
    INSIDE_EMPTY,  /* no block in the list, or the classes, up to `list` */
    INSIDE_PROBE,  /* a free block is looked at */
    INSIDE_PROBES, /* `n` more, of which none was better */
    INSIDE_TAKE,
    INSIDE_UNLINK,
    INSIDE_SPLIT,
    INSIDE_LOOK, /* at a neighbour, or the buddy: is it free? */
    INSIDE_JOIN,
    INSIDE_LINK,
    INSIDE_GROW,
    INSIDE_ATTACH, /* what is new at the heap's end becomes part of a block */
    INSIDE_USE,    /* a block becomes allocated */
    INSIDE_FREE,   /* a block is given back */
    INSIDE_COPY,
    INSIDE_STAY, /* realloc: nothing has to change */
    INSIDE_REST, /* `n` events more, told as one */
    INSIDE_KINDS
};
enum inside_side { SIDE_NONE, SIDE_RIGHT, SIDE_LEFT, SIDE_BUDDY };
/* What is known of a block in use. */
enum inside_known { KNOWN_NOT, KNOWN_BEFORE, KNOWN_AFTER };

struct inside_step {
    enum inside_kind kind;
    enum inside_side side; /* LOOK, UNLINK, JOIN: which neighbour; else NONE */
    size_t off, size;      /* the block, as it is after the step */
    size_t other_off, other_size; /* SPLIT: what is left; JOIN, LOOK: the
                                     neighbour (off 0: there is none); COPY:
                                     from where; GROW: by how much; ATTACH:
                                     bytes of the block before */
    uint32_t id, other_id;        /* numbers of their blocks; 0: none */
    unsigned list;                /* LIST_NONE: none */
    size_t need;                  /* block bytes that are looked for */
    size_t place;  /* on its list, from 1: before PROBE, TAKE, UNLINK, after
                      LINK; 0: not known, or there is no list */
    size_t n;      /* PROBES, REST: events; TAKE, GROW, EMPTY: blocks refused
                      before; UNLINK: blocks on the list before; COPY: bytes;
                      LOOK at a buddy: enum view_buddy_state */
    size_t best;   /* PROBE: bytes of the best before it; 0: none */
    bool fits;     /* PROBE, and it is the best so far where that counts */
    bool yes;      /* LOOK: it is free and will be joined; SPLIT: the first
                      part is in use */
    bool last;     /* PROBE: no other follows */
    bool walked;   /* LINK in address order: its place was searched */
    bool is_front; /* SPLIT: what is left lies before the block */
    enum inside_known known;
    enum view_state state; /* LOOK: of the neighbour; JOIN, ATTACH: of all */
};
/* Step AT, from 1: what leads from AT - 1 to AT. */
const struct inside_step *inside_step(const struct inside *, size_t at);
const char *inside_kind_name(enum inside_kind);

/* --- in words --------------------------------------------------------------*/
enum { INSIDE_TEXT = 200, INSIDE_WORD = 48 };
/* "alloc 110", "free #5", "realloc #3 200". */
void inside_title(const struct inside *, char buf[INSIDE_TEXT]);
/* One sentence: what happened at AT (0: what is asked for); why, "" when there
 * is nothing to add. */
void inside_what(const struct inside *, size_t at, char buf[INSIDE_TEXT]);
void inside_why(const struct inside *, size_t at, char buf[INSIDE_TEXT]);
/* Step AT as a line of a table: "look at", "2", 112, "16 B short". */
struct inside_line {
    char verb[INSIDE_WORD], object[INSIDE_WORD], note[INSIDE_WORD];
    size_t size; /* 0: none */
    enum { NOTE_PLAIN, NOTE_NO, NOTE_YES } tone;
};
void inside_line(const struct inside *, size_t at, struct inside_line *);

/* Bytes of the heap that the steps touch: blocks looked at, taken, split,
 * joined and linked; in ACTION without those that were only looked at. */
struct inside_span {
    size_t lo, hi;
};
struct inside_span inside_span(const struct inside *, bool action);

#endif
