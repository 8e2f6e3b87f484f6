/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * session.h: the heap under observation and its one line of history. Typed
 * commands, scripts and traces all become operations in a history; replaying
 * it gives the same bytes, always.
 *
 * Every call that can fail returns false with ERR filled and the session as
 * it was. A failed operation does not enter the history. Going back is in
 * moment.h, looking in view.h.
 */
#ifndef HEAPGLASS_SESSION_H
#define HEAPGLASS_SESSION_H

#include "allocator/check.h"
#include "allocator/error.h"
#include "allocator/heap.h"
#include "trace/trace.h"

struct session;

enum { NAME_TEXT = 32, DESCRIBE_TEXT = 240 };

enum session_target { TARGET_KIND_HEAP, TARGET_KIND_NAIVE };

struct session_config {
    struct policy policy;
    size_t limit; /* bytes of arena; 0: all that can be reserved */
    enum session_target target;
    size_t history; /* most bytes for checkpoints; 0: 144 MiB, or twice the
                       heap if that is more */
    uint32_t checkpoint_every; /* operations between them, about; 0: as far as
                                  their cost wants */
};

/* Caller owns; session_delete. */
struct session *session_new(const struct session_config *, struct error *);
void session_delete(struct session *); /* NULL is fine */

/* --- naming a block --------------------------------------------------------*/
enum who_kind { WHO_NUMBER, WHO_NAME, WHO_OFFSET };
struct who {
    enum who_kind kind;
    uint64_t value;       /* NUMBER, OFFSET */
    char name[NAME_TEXT]; /* NAME */
};

/* A name: letters of any script (session/utf8.h), digits and _, no digit first;
 * in UTF-8 shorter than NAME_TEXT bytes. */
bool name_is_valid(const char *);

/* --- operations ------------------------------------------------------------*/
enum op_kind {
    OP_NONE,
    OP_ALLOC,
    OP_CALLOC,
    OP_MEMALIGN,
    OP_REALLOC,
    OP_FREE,
    OP_COALESCE,
    OP_POKE,
    OP_SKIP /* a trace operation on a block that is free already */
};

/* What kept a block from growing where it was. */
enum op_obstacle {
    OBSTACLE_NONE,    /* it did not move, or nobody knows */
    OBSTACLE_USED,    /* the block after it is allocated */
    OBSTACLE_SMALL,   /* the free block after it is too small */
    OBSTACLE_JOINING, /* joining is off */
    OBSTACLE_END,     /* it is the heap's last block, at the limit */
    OBSTACLE_UPPER,   /* buddies: it is an upper half */
    OBSTACLE_SPLIT    /* buddies: its upper half is several blocks */
};

/* What the last operation did, gathered from its events: a value. */
struct op_result {
    enum op_kind kind;
    uint64_t op;          /* its number: operations so far, itself included */
    uint32_t id;          /* the block's number; 0: none */
    char name[NAME_TEXT]; /* "" : none */
    bool from_trace;
    size_t asked;     /* bytes asked for (payload) */
    size_t off, size; /* payload offset and block bytes now; FREE: of the
                         freed block before joining */
    size_t old_off, old_size, old_asked; /* REALLOC: before */
    size_t copied;                /* REALLOC: payload bytes copied (moved) */
    size_t slid;                  /* REALLOC: bytes of the free block before it
                                     that it moved down into; 0: it did not */
    size_t probes;                /* free blocks looked at */
    size_t split_off, split_size; /* the part split off, all of it if it came
                                     off bit by bit; size 0: none */
    size_t joined_left, joined_right; /* FREE: bytes of the neighbours joined;
                                         0: none */
    size_t free_off, free_size; /* FREE: the free block it is part of now */
    enum op_obstacle obstacle;  /* REALLOC that moved: why */
    size_t next_size, missing;  /* OBSTACLE_SMALL: bytes of the free block after
                                   it, and how many it would have needed */
    size_t took_off, took_size; /* the free block that was taken, whole; size
                                   0: none */
    size_t joins_off, joins_end; /* all blocks that were joined lie between;
                                    end 0: none */
    size_t grown;                /* bytes the heap grew by */
    size_t count;                /* COALESCE: joins; POKE: bytes */
    enum heap_status refused;    /* in a lane of a race: why it could not be
                                    done; else HEAP_OK */
};

bool session_alloc(struct session *, size_t size, const char *name,
                   struct op_result *, struct error *);
bool session_calloc(struct session *, size_t n, size_t size, const char *name,
                    struct op_result *, struct error *);
bool session_memalign(struct session *, size_t align, size_t size,
                      const char *name, struct op_result *, struct error *);
/* Size 0 frees: the result's kind is then OP_FREE. */
bool session_realloc(struct session *, const struct who *, size_t size,
                     struct op_result *, struct error *);
/* Misuse: ERR's name is the status's ("double-free", "inside-block", ...). */
bool session_free(struct session *, const struct who *, struct op_result *,
                  struct error *);
/* One of these, whichever KIND says. */
struct session_request {
    enum op_kind kind;     /* ALLOC, CALLOC, MEMALIGN, REALLOC, FREE */
    struct who who;        /* REALLOC, FREE */
    size_t size, n, align; /* as above */
    const char *name;      /* ALLOC, CALLOC, MEMALIGN; NULL or "": none */
};
bool session_request(struct session *, const struct session_request *,
                     struct op_result *, struct error *);
bool session_coalesce(struct session *, struct op_result *, struct error *);
bool session_poke(struct session *, size_t at, const uint8_t *bytes, size_t n,
                  struct op_result *, struct error *);

/* One sentence: what was done, to what, with what effect. */
void session_describe(const struct session *, const struct op_result *,
                      char buf[DESCRIBE_TEXT]);
/* The last operation's result (kind OP_NONE before the first). */
const struct op_result *session_last(const struct session *);

/* --- the heap --------------------------------------------------------------*/
/* An empty heap of this configuration; history and trace are forgotten. */
bool session_restart(struct session *, const struct session_config *,
                     struct error *);
const struct session_config *session_config(const struct session *);
/* Replays the line up to now under POLICY: numbers stay, offsets change,
 * pokes hit the same offsets. A session over the naive target moves to a heap.
 * On failure nothing changes. */
bool session_set_policy(struct session *, const struct policy *,
                        struct error *);
/* Runs the checker, keeps the report (session_problems). True: consistent.
 * A target without a checker: ERR "no-checker", REPORT untouched, false. */
bool session_check(struct session *, struct heap_report *, struct error *);
/* The violations that stand, or NULL: none, or none that a check has found.
 * While the last check found damage, looking checks again once operations have
 * followed, so damage stays known until the heap is consistent. */
const struct heap_report *session_problems(const struct session *);
/* Check after every operation. While on, an operation that leaves the heap
 * damaged still succeeds; session_problems tells, and session_step stops. */
void session_set_checking(struct session *, bool on);
bool session_checking(const struct session *);

/* --- a trace ---------------------------------------------------------------*/
/* Starts a fresh heap of the present policy at operation 0; takes TRACE over
 * (also when it fails). */
bool session_load(struct session *, struct trace *, struct error *);
const struct trace *session_trace(const struct session *); /* NULL: none */
size_t session_trace_at(const struct session *); /* trace operations done */
/* How many of them were skipped, their block being free already. */
size_t session_skipped(const struct session *);
/* Is there an operation of a trace ahead? False: ERR "no-trace",
 * "end-of-trace". */
bool session_can_step(const struct session *, struct error *);
/* Does up to N operations: those of the line that lie ahead, then the trace's;
 * *DONE (may be NULL) is how many were done.
 * False: one failed, or a check found damage, or somebody stopped it; it stops
 * there, ERR says where (trace line). The one that failed is passed over (it
 * stands in the history as OP_SKIP): the next step goes on behind it. Nothing
 * ahead: as session_can_step. Fewer than N left is no failure. */
bool session_step(struct session *, size_t n, size_t *done, struct error *);

#endif
