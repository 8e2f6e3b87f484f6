/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate_internal.h: what the patterns are written with: operations within a
 * budget, ids that are used again, and a pool of live blocks.
 */
#ifndef HEAPGLASS_GENERATE_INTERNAL_H
#define HEAPGLASS_GENERATE_INTERNAL_H

#include "trace/generate.h"
#include "trace/random.h"

/* Ids of live blocks in a ring: a stack, a queue, or a bag to draw from. */
struct pool {
    uint32_t *ids;
    size_t first, n, cap;
};
bool pool_init(struct pool *, size_t cap); /* false: no memory */
void pool_done(struct pool *);
uint32_t *pool_at(const struct pool *, size_t i); /* from the front */
void pool_push(struct pool *, uint32_t id);       /* at the back */
uint32_t pool_pop_front(struct pool *);
uint32_t pool_pop_back(struct pool *);

struct generate_maker {
    const struct generate_config *config; /* no number in it is 0 */
    struct trace *trace;
    struct error *err; /* set by whoever sets `failed` */
    bool failed;
    struct random random;
    size_t min, mean, max; /* sizes for now */

    size_t left;     /* operations that may still be put */
    size_t n_live;   /* blocks */
    size_t n_stay;   /* of them: not to be freed at the end */
    uint32_t n_ids;  /* used so far */
    uint32_t *spare; /* ids that are free again, the last one on top */
    size_t n_spare, cap_spare;

    struct pool pool; /* room for `live` ids; what is left in it when a pattern
                         returns is freed, front to back */
};

/* --- operations ------------------------------------------------------------*/
/* Is there room for N more, and for freeing at the end what lives now? (An
 * allocation counts twice, for its own free.) False after a failure. */
bool maker_has(const struct generate_maker *, size_t n);
uint32_t maker_alloc(struct generate_maker *, size_t size); /* the block's id */
void maker_realloc(struct generate_maker *, uint32_t id, size_t size);
void maker_free(struct generate_maker *, uint32_t id);
/* Are the blocks freed at the end? */
bool maker_frees(const struct generate_maker *);

/* --- sizes -----------------------------------------------------------------*/
typedef size_t generate_size(struct generate_maker *);
generate_size size_uniform, size_exponential, size_bimodal;

/* --- the patterns ----------------------------------------------------------*/
typedef void generate_make(struct generate_maker *);
generate_make make_uniform, make_exponential, make_bimodal, make_ramp;
generate_make make_sawtooth, make_peak, make_lifo, make_fifo, make_realloc;
generate_make make_checkerboard, make_messages, make_learned;

#endif
