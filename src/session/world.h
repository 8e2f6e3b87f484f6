/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world.h: a target with all that is known about it at one moment: its live
 * blocks by number, what was counted so far. Private to src/session.
 *
 * A world is awake or rests. Awake, everything below may be asked. At rest it
 * only does operations, many times faster: the target keeps no side tables, and
 * the blocks' indexes wait. world_wake makes up for it by one walk.
 *
 * Awake, it may be brisk: it plays nearly as fast as at rest, without guards
 * and events, but keeps all tables and indexes. Of what else an awake world
 * knows only the dead are missing afterwards. Ending it costs nothing.
 */
#ifndef HEAPGLASS_WORLD_H
#define HEAPGLASS_WORLD_H

#include "session/blocks.h"
#include "session/tally.h"
#include "session/target.h"

/* Told of all that happens inside an operation that is watched; the records
 * are then as before it. */
struct listener {
    heap_observer *told;
    void *context;
};

struct world {
    struct target *target;
    const struct heap *heap; /* NULL: can only be called */
    struct blocks blocks;
    struct tally tally;
    size_t min_bytes; /* awake: sum of the smallest blocks that could hold the
                         live payloads */
    bool resting, brisk;   /* not both */
    struct sample stretch; /* of the last world_play: the first of its
                              operations with the most live: op, live, heap */
    bool
        watch_next; /* at rest or brisk: the next search's probes are counted */
    uint64_t n_searches, n_probes; /* that were watched, ever; free blocks they
                                      looked at */
    const struct listener *listener; /* NULL: none */
    size_t n_joined; /* free blocks that a refused operation has joined: that
                        is a coalesce which nobody has done (world_own_up); at
                        rest 1 stands for any number */
    bool is_lane; /* of a race: what its target refuses was done elsewhere, so
                     it counts as an operation, and leaves at most a hollow
                     block (blocks.h). Every search's probes are counted */
};

/* One operation, whose block is known by number. */
struct action {
    enum op_kind kind;
    uint32_t op;    /* its number */
    uint32_t id;    /* REALLOC, FREE: the block; 0: FREE of NULL, or... */
    bool by_offset; /* ...REALLOC, FREE of what lies at `off` */
    bool from_trace;
    bool forget;      /* FREE: the trace's id means NULL from now on */
    int64_t trace_id; /* ALLOC: -1 none */
    size_t off;       /* by_offset; POKE: byte offset */
    size_t size, n, align;
    const void *bytes; /* POKE: n of them */
};

/* TRACE, which may be NULL, is what will be played: for its ids. */
bool world_init(struct world *, const struct session_config *,
                const struct trace *trace, struct error *);
void world_done(struct world *);
/* The empty heap again, at moment 0. False: its target cannot be emptied. */
bool world_reset(struct world *);
/* Makes TO, of the same configuration, what FROM is now; it is awake then.
 * False: no memory, and TO is of no use. Only if FROM can be cloned. */
bool world_clone(struct world *to, const struct world *from);
bool world_can_clone(const struct world *);

/* Makes room for what one action adds, so that world_do fails for the
 * target's reasons only. Wakes it. */
bool world_reserve(struct world *, int64_t trace_id);
/* Does ACTION and fills RESULT (all but the name). WATCH: also with what
 * happened inside. Not HEAP_OK, and no lane: nothing has changed, but that a
 * search may have joined free blocks (deferred coalescing). */
enum heap_status world_do(struct world *, const struct action *, bool watch,
                          struct op_result *);

/* The joins of a refused operation become the next one, a coalesce; false:
 * there are none. */
bool world_own_up(struct world *, struct op_result *);

/* What an operation of a trace means now. */
enum meaning {
    MEANS_OP,   /* ACTION */
    MEANS_NULL, /* its id means nothing: ACTION is free(NULL), realloc(NULL) */
    MEANS_DEAD  /* its id's block is dead; ACTION is as of NULL */
};
enum meaning world_translate(const struct world *, const struct trace_op *,
                             struct action *);

/* The world, empty so far, is a lane's from now on. */
void world_make_lane(struct world *);
/* Up to N operations from CURSOR, in the way that the world is in. Stops before
 * one that fails or whose block is dead, but REPLAY: the dead are NULL then.
 * Answers how many were done; the cursor is behind them. */
size_t world_play(struct world *, struct trace_cursor *, size_t n, bool replay);
/* Of world_play, for lanes at rest: N operations, of which the dead are NULL.
 * Room for their blocks is there. Answers how many were done. */
size_t world_play_lane(struct world *, const struct trace_op *, size_t n);
/* Of world_play and world_play_lane: ASKED bytes were allocated. */
void world_count_resting(struct world *, size_t asked);
bool world_can_rest(const struct world *);
void world_rest(struct world *);
/* False: no memory for the indexes; it goes on resting. */
bool world_wake(struct world *);
/* If it is awake, and could rest, and is no lane. */
void world_set_brisk(struct world *, bool on);

size_t world_heap_size(const struct world *);
void world_figures(const struct world *, struct heap_figures *);
/* Block bytes of a live block. */
size_t world_block_size(const struct world *, const struct block *);

#endif
