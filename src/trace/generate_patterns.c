/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate_patterns.c: who is allocated and who is freed when. A pattern goes
 * on while the budget has room for its next step; what it leaves in the pool is
 * freed by its caller.
 */
#include "generate_internal.h"

#include <stdlib.h>

static size_t
least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t
most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* --- steps -----------------------------------------------------------------*/
static void
push(struct generate_maker *m, size_t size)
{
    pool_push(&m->pool, maker_alloc(m, size));
}

/* Block I of the pool gives way to a new one, which takes its place there. */
static void
replace(struct generate_maker *m, size_t i, size_t size)
{
    uint32_t *id = pool_at(&m->pool, i);
    maker_free(m, *id);
    *id = maker_alloc(m, size);
}

/* One of those from FIRST on. Which, and then with what size: two numbers drawn
 * in one call would come in the order that the compiler likes. */
static void
replace_any(struct generate_maker *m, size_t first, generate_size *size)
{
    size_t i = first + random_below(&m->random, m->pool.n - first);
    replace(m, i, size(m));
}

/* Until TOP are in the pool. */
static void
fill(struct generate_maker *m, size_t top, generate_size *size)
{
    while (m->pool.n < top && maker_has(m, 2))
        push(m, size(m));
}

/* Frees random blocks, until BOTTOM are in the pool. */
static void
thin(struct generate_maker *m, size_t bottom)
{
    while (m->pool.n > bottom && maker_has(m, 1)) {
        uint32_t *id = pool_at(&m->pool, random_below(&m->random, m->pool.n));
        maker_free(m, *id);
        *id = pool_pop_back(&m->pool); /* perhaps itself */
    }
}

/* --- steady: uniform, exponential, bimodal ---------------------------------*/
static void
make_steady(struct generate_maker *m, generate_size *size)
{
    fill(m, m->config->live, size);
    while (maker_has(m, 2))
        replace_any(m, 0, size);
}

void
make_uniform(struct generate_maker *m)
{
    make_steady(m, size_uniform);
}

void
make_exponential(struct generate_maker *m)
{
    make_steady(m, size_exponential);
}

void
make_bimodal(struct generate_maker *m)
{
    make_steady(m, size_bimodal);
}

/* --- up and down: ramp, sawtooth, peak -------------------------------------*/
/* Three rounds of sizes, each of twice the last's; then again. */
static void
ramp_sizes(struct generate_maker *m, size_t round)
{
    const struct generate_config *c = m->config;
    m->min = least(c->min << round % 3, c->max);
    m->mean = least(c->mean << round % 3, c->max);
}

/* In the order of allocation, but for one of a hundred, which stays for the
 * next round. */
static void
ramp_down(struct generate_maker *m)
{
    size_t n = m->pool.n;
    for (size_t i = 0; i < n && maker_has(m, 1); i++) {
        uint32_t id = pool_pop_front(&m->pool);
        if (i % 100 == 99)
            pool_push(&m->pool, id);
        else
            maker_free(m, id);
    }
}

void
make_ramp(struct generate_maker *m)
{
    size_t ops = m->config->ops;
    size_t top = least(m->config->live, ops / 3);
    size_t rounds = most(1, ops / (4 * top));
    for (size_t round = 0; round < rounds; round++) {
        size_t end = ops - ops * (round + 1) / rounds; /* left then */
        ramp_sizes(m, round);
        fill(m, top, size_exponential);
        while (m->left >= end + m->pool.n + 2 && maker_has(m, 2))
            replace_any(m, 0, size_exponential);
        ramp_down(m);
    }
    while (m->pool.n && maker_has(m, 2)) /* where none are freed at the end */
        replace_any(m, 0, size_exponential);
}

void
make_sawtooth(struct generate_maker *m)
{
    size_t live = m->config->live;
    while (maker_has(m, 2)) {
        fill(m, live, size_exponential);
        thin(m, live / 10);
    }
}

void
make_peak(struct generate_maker *m)
{
    const struct generate_config *c = m->config;
    size_t low = most(1, c->live / 10), before = c->ops / 5 * 2;
    fill(m, low, size_exponential);
    while (m->left > c->ops - before && maker_has(m, 2))
        replace_any(m, 0, size_exponential);
    fill(m, c->live, size_exponential);
    thin(m, low);
    while (maker_has(m, 2))
        replace_any(m, 0, size_exponential);
}

/* --- in order: lifo, fifo --------------------------------------------------*/
/* A stack that goes to one random depth after the other, the first the deepest;
 * in runs, as calls and returns come, each third the other way. */
void
make_lifo(struct generate_maker *m)
{
    struct pool *stack = &m->pool;
    size_t live = m->config->live, want = live;
    while (maker_has(m, 2)) {
        size_t run = random_between(&m->random, 1, 40);
        bool up = (stack->n < want) == (random_below(&m->random, 3) != 0);
        for (; run && maker_has(m, 2); run--) {
            if (up && stack->n < live)
                push(m, size_uniform(m));
            else if (!up && stack->n)
                maker_free(m, pool_pop_back(stack));
        }
        if (up ? stack->n >= want : stack->n <= want)
            want = random_below(&m->random, live + 1);
    }
    while (stack->n && maker_frees(m))
        maker_free(m, pool_pop_back(stack));
}

/* A queue that grows and shrinks to one random length after the other, the
 * first the longest; three operations a step, one or two of them put in. */
void
make_fifo(struct generate_maker *m)
{
    struct pool *queue = &m->pool;
    size_t live = m->config->live, want = live;
    while (maker_has(m, 2)) {
        bool grow = queue->n < want, there;
        size_t in = grow ? 2 : 1, out = 3 - in;
        for (; in && queue->n < live && maker_has(m, 2); in--)
            push(m, size_exponential(m));
        there = grow && queue->n >= want;
        for (; out && queue->n && maker_has(m, 1); out--)
            maker_free(m, pool_pop_front(queue));
        if (there || (!grow && queue->n <= want))
            want = random_below(&m->random, live + 1);
    }
}

/* --- realloc ---------------------------------------------------------------*/
/* Buffer I is appended to; one that is full is done with, and another begun. */
static void
append(struct generate_maker *m, size_t i, size_t *size)
{
    size_t more = *size / 8 + random_between(&m->random, 1, 64);
    if (more > m->max - *size) {
        *size = m->min;
        replace(m, i, *size);
    } else {
        *size += more;
        maker_realloc(m, *pool_at(&m->pool, i), *size);
    }
}

/* One in sixteen of the blocks is a buffer: the first of the pool. */
void
make_realloc(struct generate_maker *m)
{
    size_t n = most(1, m->config->live / 16);
    size_t *sizes = calloc(n, sizeof *sizes);
    if (!sizes) {
        m->failed =
            !error_set(m->err, "memory", "No memory for %zu buffers.", n);
        return;
    }
    for (; m->pool.n < n && maker_has(m, 2); push(m, m->min))
        sizes[m->pool.n] = m->min;
    fill(m, m->config->live, size_exponential);
    while (maker_has(m, 2)) {
        size_t i = random_below(&m->random, least(n, m->pool.n));
        append(m, i, &sizes[i]);
        if (m->pool.n > n && maker_has(m, 2))
            replace_any(m, n, size_exponential);
    }
    free(sizes);
}

/* --- checkerboard ----------------------------------------------------------*/
/* N alike; every second is freed; then half as many that are too large, by a
 * quarter and 16 bytes, for one of the holes. */
static void
play_board(struct generate_maker *m, size_t n, size_t size)
{
    for (size_t i = 0; i < n; i++)
        push(m, size);
    for (size_t i = 1; i < n; i += 2)
        maker_free(m, *pool_at(&m->pool, i));
    for (size_t i = 1; i < n; i += 2)
        *pool_at(&m->pool, i) = maker_alloc(m, size + size / 4 + 16);
}

/* How large a board there is room for. Where it is to stay, none but a whole
 * one takes the place of another. */
static size_t
next_board(const struct generate_maker *m)
{
    size_t share = maker_frees(m) ? 3 : 2;
    size_t room = m->left > m->pool.n ? m->left - m->pool.n : 0;
    size_t n = least(m->config->live, room / share);
    if (m->failed || (!maker_frees(m) && m->pool.n && n < m->config->live))
        return 0;
    return n;
}

/* Boards, one after the other; the first of the least size. */
void
make_checkerboard(struct generate_maker *m)
{
    size_t size = m->min, n;
    while ((n = next_board(m)) != 0) {
        while (m->pool.n)
            maker_free(m, pool_pop_front(&m->pool));
        play_board(m, n, size);
        size = size_uniform(m);
    }
}
