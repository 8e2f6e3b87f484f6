/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * workload.c: see workload.h. Each is some 10^5 operations, so that one play
 * takes some milliseconds, and frees what it allocates.
 */
#include "workload.h"

#include "random.h"

#include <stdlib.h>
#include <string.h>

struct maker {
    struct trace *trace;
    struct random random;
    bool failed;
};

/* --- writing operations ----------------------------------------------------*/

static void
put(struct maker *m, enum trace_kind kind, size_t id, size_t size)
{
    struct trace_op op = {.kind = kind,
                          .line = (uint32_t)m->trace->n_ops + 1,
                          .id = (int64_t)id,
                          .size = size};
    m->failed = m->failed || !trace_push(m->trace, &op);
}

static void
free_all(struct maker *m, size_t n)
{
    for (size_t id = 0; id < n; id++)
        put(m, TRACE_FREE, id, 0);
}

/* --- sizes -----------------------------------------------------------------*/

typedef size_t size_maker(struct random *);

static size_t
exponential_size(struct random *r)
{
    return random_exponential(r, 16, 48, 4096);
}

static size_t
uniform_size(struct random *r)
{
    return random_between(r, 1, 2048);
}

/* Many small nodes, few large buffers. */
static size_t
bimodal_size(struct random *r)
{
    return random_below(r, 10) ? random_between(r, 16, 64)
                               : random_between(r, 2048, 16384);
}

/* --- patterns --------------------------------------------------------------*/

/* N live blocks; N_PAIRS times a random one is replaced. */
static void
make_steady(struct maker *m, size_maker *size, size_t n, size_t n_pairs)
{
    for (size_t id = 0; id < n; id++)
        put(m, TRACE_ALLOC, id, size(&m->random));
    for (size_t i = 0; i < n_pairs; i++) {
        size_t id = random_below(&m->random, n);
        put(m, TRACE_FREE, id, 0);
        put(m, TRACE_ALLOC, id, size(&m->random));
    }
    free_all(m, n);
}

static void
make_exponential(struct maker *m)
{
    make_steady(m, exponential_size, 20000, 60000);
}

static void
make_uniform(struct maker *m)
{
    make_steady(m, uniform_size, 5000, 60000);
}

static void
make_bimodal(struct maker *m)
{
    make_steady(m, bimodal_size, 5000, 60000);
}

/* Buffers that are appended to, among small blocks that come and go. */
static void
make_realloc(struct maker *m)
{
    enum { BUFFERS = 64, SMALL = 1000, STEPS = 40000, MOST = 1 << 16 };
    size_t size[BUFFERS];
    for (size_t id = 0; id < BUFFERS + SMALL; id++) {
        size_t start = id < BUFFERS ? 16 : exponential_size(&m->random);
        if (id < BUFFERS)
            size[id] = start;
        put(m, TRACE_ALLOC, id, start);
    }
    for (size_t i = 0; i < STEPS; i++) {
        size_t id = random_below(&m->random, BUFFERS);
        size[id] += size[id] / 8 + random_between(&m->random, 1, 64);
        if (size[id] > MOST)
            size[id] = 16;
        put(m, TRACE_REALLOC, id, size[id]);
        id = BUFFERS + random_below(&m->random, SMALL);
        put(m, TRACE_FREE, id, 0);
        put(m, TRACE_ALLOC, id, exponential_size(&m->random));
    }
    free_all(m, BUFFERS + SMALL);
}

/* Up, a while of replacing, most of it down again; three times, each with
 * other sizes than the last. */
static void
make_ramp(struct maker *m)
{
    enum { TOP = 15000, PLATEAU = 10000, KEPT = 100 };
    for (size_t round = 0; round < 3; round++) {
        size_t base = round * TOP;
        size_t lo = (size_t)24 << round, half = (size_t)32 << round;
        for (size_t i = 0; i < TOP; i++)
            put(m, TRACE_ALLOC, base + i,
                random_exponential(&m->random, lo, half, 4096));
        for (size_t i = 0; i < PLATEAU; i++) {
            size_t id = base + random_below(&m->random, TOP);
            put(m, TRACE_FREE, id, 0);
            put(m, TRACE_ALLOC, id,
                random_exponential(&m->random, lo, half, 4096));
        }
        for (size_t i = 0; i < TOP; i++)
            if (i % KEPT)
                put(m, TRACE_FREE, base + i, 0);
    }
    for (size_t round = 0; round < 3; round++)
        for (size_t i = 0; i < TOP; i += KEPT)
            put(m, TRACE_FREE, round * TOP + i, 0);
}

/* A producer and a consumer: freed in the order of allocation, the queue now
 * longer and now shorter. */
static void
make_fifo(struct maker *m)
{
    enum { MESSAGES = 80000, LONGEST = 4000 };
    size_t first = 0, next = 0, want = 0;
    while (next < MESSAGES) {
        if (next % 1000 == 0)
            want = random_below(&m->random, LONGEST);
        put(m, TRACE_ALLOC, next++,
            random_exponential(&m->random, 32, 96, 4096));
        for (int i = 0; i < 2 && next - first > want; i++)
            put(m, TRACE_FREE, first++, 0);
    }
    while (first < next)
        put(m, TRACE_FREE, first++, 0);
}

/* A stack: the youngest goes first. */
static void
make_lifo(struct maker *m)
{
    enum { STEPS = 160000 };
    size_t depth = 0;
    for (size_t i = 0; i < STEPS; i++) {
        /* in runs, as calls and returns come */
        size_t run = random_between(&m->random, 1, 40);
        bool up = random_below(&m->random, 2) == 0;
        for (; run && i < STEPS; run--, i++) {
            if (up)
                put(m, TRACE_ALLOC, depth++,
                    random_between(&m->random, 16, 256));
            else if (depth)
                put(m, TRACE_FREE, --depth, 0);
        }
    }
    while (depth)
        put(m, TRACE_FREE, --depth, 0);
}

static const struct {
    const char *name;
    const char *what;
    void (*make)(struct maker *);
} workloads[] = {
    {"exponential", "20,000 blocks of 16 B to 4 KiB, random ones replaced",
     make_exponential},
    {"uniform", "5,000 blocks of 1 B to 2 KiB, random ones replaced",
     make_uniform},
    {"bimodal", "5,000 blocks, nine small to one of 2 to 16 KiB, replaced",
     make_bimodal},
    {"realloc", "64 buffers appended to, up to 64 KiB, among small blocks",
     make_realloc},
    {"ramp", "up to 15,000 blocks, plateau, down; thrice, growing sizes",
     make_ramp},
    {"fifo", "a queue of up to 4,000 messages", make_fifo},
    {"lifo", "a stack of blocks of 16 to 256 B", make_lifo},
};

enum { N_WORKLOADS = sizeof workloads / sizeof *workloads };

/* --- public ----------------------------------------------------------------*/

const char *
workload_name(size_t i)
{
    return i < N_WORKLOADS ? workloads[i].name : NULL;
}

const char *
workload_what(size_t i)
{
    return i < N_WORKLOADS ? workloads[i].what : NULL;
}

struct trace *
workload_new(size_t i)
{
    struct maker m = {.random = {0x9e3779b97f4a7c15u + i}};
    m.trace = trace_new(workloads[i].name);
    if (!m.trace)
        return NULL;
    workloads[i].make(&m);
    if (!m.failed)
        return m.trace;
    trace_free(m.trace);
    return NULL;
}
