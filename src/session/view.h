/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view.h: all that can be seen of a session, as copied values: blocks joined
 * with their numbers and names, lists, figures, what changed. The screen and
 * the commands that look use nothing else.
 */
#ifndef HEAPGLASS_VIEW_H
#define HEAPGLASS_VIEW_H

#include "allocator/iter.h"
#include "session/moment.h"
#include "session/time_axis.h"

/* --- blocks ----------------------------------------------------------------*/
enum view_state {
    VIEW_FREE,
    VIEW_USED,
    VIEW_OWN,    /* the arena's own bytes: prologue, epilogue */
    VIEW_GAP,    /* not known (a target without an iterator) */
    VIEW_DAMAGED /* the bookkeeping makes no sense here */
};

struct view_block {
    enum view_state state;
    size_t start, size; /* [start, start + size): its bytes in the heap */
    size_t off;         /* payload offset; 0 for OWN, GAP and DAMAGED */
    unsigned list;      /* FREE: list number, or LIST_NONE */
    /* USED, and known to the session: */
    uint32_t id;           /* 0: not known */
    int64_t trace_id;      /* -1: not from a trace */
    char name[NAME_TEXT];  /* "" : none */
    size_t asked;          /* payload bytes asked for */
    uint64_t born;         /* operation that allocated it */
    size_t header;         /* header bytes at start (0: not known) */
    size_t padding, slack; /* unasked bytes: rounding and minimum; beyond */
};

/* Rows tile [0, heap): OWN, blocks, GAP and DAMAGED stretches, in order. */
struct view_iter {
    const struct session *session;
    size_t at, hi; /* next byte to tell of; end of the range */
    struct block_iter blocks;
    size_t index; /* targets without an iterator */
    bool is_off;  /* `blocks` stands elsewhere: rows lay over the heap */
};
/* Bytes of the heap. */
size_t view_end(const struct session *);
void view_open(struct view_iter *, const struct session *, size_t lo,
               size_t hi);
/* False at the end. The first row is the one that covers LO. */
bool view_next(struct view_iter *, struct view_block *);
/* The row that covers byte AT; false beyond the heap. */
bool view_at(const struct session *, size_t at, struct view_block *);
/* The nearest block (USED or FREE) before the one at payload offset OFF, or
 * after it; false at the ends. OFF 0: before it is the last block, after it the
 * first. */
bool view_before(const struct session *, size_t off, struct view_block *);
bool view_after(const struct session *, size_t off, struct view_block *);

/* The buddy of the block of SIZE at payload offset OFF: the other half of the
 * block that it was split from. False: this layout knows no buddies. */
enum view_buddy_state {
    BUDDY_NONE,   /* the block is the largest there can be */
    BUDDY_BEYOND, /* an upper half: the heap ends before it */
    BUDDY_WHOLE,  /* one block, copied out; free: the two should be one */
    BUDDY_SPLIT   /* several blocks */
};
struct view_buddy {
    enum view_buddy_state state;
    size_t off;              /* its payload offset; NONE: 0 */
    struct view_block block; /* WHOLE */
};
bool view_buddy(const struct session *, size_t off, size_t size,
                struct view_buddy *);

/* A block by number, name or offset; also one that was freed. False: ERR says
 * that there is none ("no-block") . */
enum view_life { LIFE_LIVE, LIFE_FREED, LIFE_FREE_BLOCK };
struct view_who {
    enum view_life life;
    struct view_block block; /* LIVE, FREE_BLOCK; FREED: id, name, asked, off
                                as they were */
    uint64_t died;           /* FREED: operation */
};
bool view_find(const struct session *, const struct who *, struct view_who *,
               struct error *);

/* --- lists -----------------------------------------------------------------*/
/* A list's name for people: "LIFO", "address order", "class 64 B",
 * "class 512 B to 639 B". */
unsigned view_n_lists(const struct session *);
struct list_info view_list(const struct session *, unsigned list);
void view_list_name(const struct session *, unsigned list, char *buf,
                    size_t size);
/* The blocks of LIST in list order, at most N; answers how many were filled.
 * *CORRUPT (may be NULL) tells that a link led nowhere. */
size_t view_list_blocks(const struct session *, unsigned list,
                        struct view_block *blocks, size_t n, bool *corrupt);

/* --- figures (defined in docs/FIGURES.md and `help figures`) ---------------*/
struct figures {
    uint64_t op, n_ops; /* operations so far; with what is left of a trace */
    size_t heap, peak_heap, live, peak_live; /* bytes */
    uint64_t peak_op;           /* the first operation that had peak_live */
    size_t blocks, free_blocks; /* allocated, free */
    size_t free, largest_free, limit;                /* bytes */
    size_t block_bytes;                              /* of allocated blocks */
    size_t header_bytes, padding_bytes, slack_bytes; /* their parts */
    double util, peak_util, frag, internal;          /* 0..1 */
};
void view_figures(const struct session *, struct figures *);

/* --- bytes -----------------------------------------------------------------*/
/* The target's heap for heap_block_fields, heap_peek, heap_get_shape; NULL
 * when it has none. */
const struct heap *view_heap(const struct session *);
/* heap_block_fields, also of what is seen inside an operation; words are then
 * 0. Not without a heap. */
size_t view_fields(const struct session *, size_t off,
                   struct heap_field fields[HEAP_MAX_FIELDS]);
/* Are the blocks those of a moment inside an operation (inside.h)? The heap's
 * bytes, and its sums, are then of the moment before it. */
bool view_is_inside(const struct session *);

/* --- what the last operation changed ---------------------------------------*/
struct view_change {
    size_t start, size;    /* bytes of the heap */
    enum view_state state; /* USED or FREE now */
};
enum { VIEW_MAX_CHANGES = 4 };
size_t view_changes(const struct session *,
                    struct view_change changes[VIEW_MAX_CHANGES]);
/* Did it make, free, move, split, join or overwrite anything from byte LO to
 * HI, both included? Blocks count whole, headers included. */
bool view_touches(const struct session *, uint64_t lo, uint64_t hi);

/* --- what an answer points at ----------------------------------------------*/
enum view_mark_kind {
    MARK_PIN, /* pins: a block in the way, of the run with this number */
    MARK_BORN,
    MARK_DIED,
    MARK_MOVED,
    MARK_CHANGED
};
struct view_mark {
    size_t start, size; /* bytes of the heap */
    enum view_mark_kind kind;
    unsigned number; /* from 1; 0: none */
    size_t gives;    /* PIN: bytes of the free block that its run would give */
};
/* Copies them, in any order, in place of those there were; none may overlap
 * another. They last until the heap changes: an operation, another policy, a
 * fresh heap. False: no memory, nothing changes. */
bool session_set_marks(struct session *, const struct view_mark *, size_t n);
void session_clear_marks(struct session *);
/* Answers how many; *MARKS: by rising start, valid until they are set,
 * cleared or end. */
size_t view_marks(const struct session *, const struct view_mark **marks);

/* --- over time -------------------------------------------------------------*/
/* One of a stretch of operations: the first with the most live in it, live and
 * heap then; the rest at the stretch's end. Where blocks are not looked at
 * after each operation (fast playing), what is free and listed is as of the
 * last look. */
struct sample {
    uint64_t op;
    size_t live, heap, free, largest_free;
    size_t blocks, free_blocks;
    size_t longest_list;       /* blocks of the longest free list */
    uint64_t searches, probes; /* of the stretch's searches those that were
                                  watched, and how many free blocks they looked
                                  at */
};
/* The line in N > 1 columns over operations [0, END], END being all that there
 * are (session_place.total) or that are known: for each column the
 * sample with the highest live in it, and the searches of all of them; columns
 * without a sample repeat the one before. Answers how many columns lie before
 * now; *KNOWN (may be NULL): how many tell of operations that were done, now or
 * before we went back. Bounded memory. */
size_t view_timeline(const struct session *, uint64_t end,
                     struct sample *columns, size_t n, size_t *known);
/* The same over a part of the time. */
size_t view_timeline_on(const struct session *, const struct time_axis *,
                        struct sample *columns, size_t *known);
/* The present moment as a sample: all its figures are of now. */
void view_sample(const struct session *, struct sample *);
/* How many values fall into each doubling: [0] is 0, [i] is 2^(i-1) up to
 * 2^i - 1. Of all operations so far. */
enum { HISTOGRAM_BUCKETS = 65 };
struct histogram {
    uint64_t n[HISTOGRAM_BUCKETS];
};
struct view_histograms {
    struct histogram sizes; /* bytes asked for by allocations and reallocs */
    struct histogram lives; /* operations from birth to death, of the dead */
};
void view_histograms(const struct session *, struct view_histograms *);

#endif
