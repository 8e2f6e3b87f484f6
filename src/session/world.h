/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * world.h: a target with all that is known about it: its blocks by number,
 * its figures so far. What `policy` builds anew while the history stays.
 * Private to src/session.
 */
#ifndef HEAPGLASS_WORLD_H
#define HEAPGLASS_WORLD_H

#include "session/blocks.h"
#include "session/target.h"
#include "session/timeline.h"

struct world {
    struct target *target;
    const struct heap *heap; /* NULL: can only be called */
    struct blocks blocks;
    struct timeline timeline;
    size_t live, peak_live; /* payload bytes asked for, of live blocks */
    size_t min_bytes; /* sum of the smallest blocks that could hold them */
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

/* Makes room for what one action adds, so that world_do fails for the
 * target's reasons only. */
bool world_reserve(struct world *);
/* Does ACTION and fills RESULT (all but the name). WATCH: also with what
 * happened inside. Not HEAP_OK: nothing has changed. */
enum heap_status world_do(struct world *, const struct action *, bool watch,
                          struct op_result *);
size_t world_heap_size(const struct world *);
void world_figures(const struct world *, struct heap_figures *);

#endif
