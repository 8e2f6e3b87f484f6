/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate_maker.c: operations put into a trace one by one. What holds:
 * - never more than the budget: while there is room for N more, there is also
 *   room to free every block that lives;
 * - an id is allocated at most once at a time, and the one freed last is used
 *   next, so that no more ids are used than blocks ever live together.
 */
#include "generate_internal.h"

#include <stdlib.h>

/* --- the pool --------------------------------------------------------------*/
bool
pool_init(struct pool *pool, size_t cap)
{
    *pool = (struct pool){.ids = calloc(cap, sizeof *pool->ids), .cap = cap};
    return pool->ids != NULL;
}

void
pool_done(struct pool *pool)
{
    free(pool->ids);
    *pool = (struct pool){0};
}

uint32_t *
pool_at(const struct pool *pool, size_t i)
{
    size_t at = pool->first + i;
    return &pool->ids[at < pool->cap ? at : at - pool->cap];
}

void
pool_push(struct pool *pool, uint32_t id)
{
    *pool_at(pool, pool->n++) = id;
}

uint32_t
pool_pop_front(struct pool *pool)
{
    uint32_t id = *pool_at(pool, 0);
    pool->first = pool->first + 1 == pool->cap ? 0 : pool->first + 1;
    pool->n--;
    return id;
}

uint32_t
pool_pop_back(struct pool *pool)
{
    return *pool_at(pool, --pool->n);
}

/* --- operations ------------------------------------------------------------*/
bool
maker_frees(const struct generate_maker *m)
{
    return m->config->end != GENERATE_KEEP;
}

bool
maker_has(const struct generate_maker *m, size_t n)
{
    size_t frees = maker_frees(m) ? m->n_live - m->n_stay : 0;
    return !m->failed && m->left >= n + frees;
}

static void
fail(struct generate_maker *m)
{
    m->failed = true;
    (void)error_set(m->err, "memory", "No memory for operation %zu of a trace.",
                    m->trace->n_ops + 1);
}

static void
put(struct generate_maker *m, enum trace_kind kind, uint32_t id, size_t size)
{
    struct trace_op op = {.kind = kind,
                          .line = (uint32_t)m->trace->n_ops + 1,
                          .id = id,
                          .size = size};
    if (m->failed)
        return;
    if (!trace_push(m->trace, &op))
        fail(m);
    m->left--;
}

/* An id never used before. So that freeing cannot fail, there is room among
 * the spare ones for every id that is in use. */
static uint32_t
new_id(struct generate_maker *m)
{
    if (m->n_ids == m->cap_spare) {
        size_t cap = m->cap_spare ? m->cap_spare * 2 : 64;
        uint32_t *spare = realloc(m->spare, cap * sizeof *spare);
        if (!spare) {
            fail(m);
            return 0;
        }
        m->spare = spare;
        m->cap_spare = cap;
    }
    return m->n_ids++;
}

uint32_t
maker_alloc(struct generate_maker *m, size_t size)
{
    uint32_t id = m->n_spare ? m->spare[--m->n_spare] : new_id(m);
    put(m, TRACE_ALLOC, id, size);
    m->n_live++;
    return id;
}

void
maker_realloc(struct generate_maker *m, uint32_t id, size_t size)
{
    put(m, TRACE_REALLOC, id, size);
}

void
maker_free(struct generate_maker *m, uint32_t id)
{
    put(m, TRACE_FREE, id, 0);
    m->n_live--;
    if (!m->failed)
        m->spare[m->n_spare++] = id;
}

/* --- sizes -----------------------------------------------------------------*/
size_t
size_uniform(struct generate_maker *m)
{
    return random_between(&m->random, m->min, m->max);
}

size_t
size_exponential(struct generate_maker *m)
{
    return random_exponential(&m->random, m->min, m->mean, m->max);
}

/* Nine small nodes to one large buffer. */
size_t
size_bimodal(struct generate_maker *m)
{
    size_t small = m->min * 4 < m->max ? m->min * 4 : m->max;
    size_t large = m->max / 8 > m->min ? m->max / 8 : m->min;
    return random_below(&m->random, 10)
               ? random_between(&m->random, m->min, small)
               : random_between(&m->random, large, m->max);
}
