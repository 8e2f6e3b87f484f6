/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * moment.h: the session in time: where it is, going elsewhere, branches, undo
 * and redo, what stops a run.
 *
 * Operations are counted from 1; moment N is after operation N, moment 0 the
 * empty heap. A line of history goes on to its end, and behind that lies what
 * is left of the trace. An operation done at an earlier moment starts a new
 * branch: the old one is kept.
 */
#ifndef HEAPGLASS_MOMENT_H
#define HEAPGLASS_MOMENT_H

#include "session/session.h"

struct session_place {
    uint64_t op;     /* where we are */
    uint64_t line;   /* operations of this branch so far */
    uint64_t known;  /* of those, as far as the figures over time go */
    uint64_t total;  /* with what is left of the trace */
    uint32_t branch; /* counted from 1 */
    uint32_t n_branches;
};
void session_place(const struct session *, struct session_place *);
/* An operation of the line: what was done, whether typed or by the trace. */
struct session_op {
    enum op_kind kind;
    uint32_t op; /* its number */
    uint32_t id; /* the block's number; 0: none (free(NULL), or by offset) */
    bool from_trace;
    bool by_offset;       /* REALLOC, FREE of no known block: `off` is meant */
    bool by_realloc;      /* FREE that was a realloc to 0 */
    size_t off;           /* by_offset; POKE: where */
    size_t size;          /* bytes asked for; CALLOC: of one element */
    size_t n, align;      /* CALLOC: elements; POKE: bytes; MEMALIGN */
    const uint8_t *bytes; /* POKE */
    const char *name;     /* "" none */
};
/* Tells of operations 1 to the present one, in order, without a heap. Memory
 * follows the trace's ids and the numbers given out. EACH false stops it: ERR
 * is then EACH's. False: also "memory", "interrupted". */
bool session_each_op(const struct session *,
                     bool (*each)(void *context, const struct session_op *,
                                  struct error *),
                     void *context, struct error *);
/* To moment OP of this branch, at once; beyond its end the trace is played.
 * False: ERR "no-moment", "interrupted", or as session_step; where it stopped
 * is where we are. */
bool session_goto(struct session *, uint64_t op, struct error *);
/* N operations back. False: ERR "at-start". */
bool session_back(struct session *, uint64_t n, struct error *);
/* The first moment with the most live bytes, of the line as far as it is
 * known (session_place). */
uint64_t session_peak(const struct session *);
/* The branches, oldest first. False: past the end. */
struct session_branch {
    uint32_t number, parent; /* parent 0: none */
    uint64_t fork, n_ops;    /* it left its parent after operation `fork` */
    bool is_current;
};
bool session_get_branch(const struct session *, size_t i,
                        struct session_branch *);
/* Most bytes for what makes going back quick; 0: as fits the heap
 * (session_config.history). What is over goes at once. */
void session_set_history(struct session *, size_t bytes);
/* To the end of branch NUMBER. False: ERR "no-branch", "interrupted". */
bool session_to_branch(struct session *, uint32_t number, struct error *);

/* Undo goes by command: before each, session_moment; after it, session_did.
 * What cannot be undone (load, new) forgets all that was before. */
struct session_moment {
    uint32_t start; /* which heap, counted from 0 */
    uint32_t branch;
    uint32_t op;
    struct policy policy;
    enum session_target target;
};
struct session_moment session_moment(const struct session *);
/* Are both of one heap's line of history, and so the same at the same
 * operation? */
bool session_is_same_line(const struct session_moment *,
                          const struct session_moment *);
void session_did(struct session *, const struct session_moment *before);
/* False: ERR "nothing-to-undo", "nothing-to-redo", "no-branch". */
bool session_undo(struct session *, struct error *);
bool session_redo(struct session *, struct error *);

/* Asked now and then while something takes long: true stops it. It holds until
 * it is set anew, whatever is loaded; so does a stop. */
struct session_interrupt {
    bool (*asked)(void *context);
    void *context;
};
void session_set_interrupt(struct session *, const struct session_interrupt *);
/* Somebody looks after each session_step of some hundreds of operations, so
 * that the heap must not rest meanwhile: waking it takes a walk over all
 * blocks. Playing is then as fast as it can be with all there is to see kept up
 * to date. Until it is set anew, or the heap is another one. */
void session_set_watched(struct session *, bool watched);
/* Asked after every operation of session_step and session_goto beyond the
 * line's end: true stops it, ERR "stopped" with TEXT. NULL function: never. */
struct session_stop {
    bool (*holds)(void *context, char text[ERROR_TEXT]);
    void *context;
};
void session_set_stop(struct session *, const struct session_stop *);
/* Back to the last moment before now, from LEAST to MOST, at which STOP holds;
 * false: ERR "not-found", "interrupted", and we are where we were. */
bool session_back_until(struct session *, const struct session_stop *,
                        uint64_t least, uint64_t most, struct error *);

#endif
