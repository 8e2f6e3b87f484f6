/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * grow.c: what an operation costs while N blocks are live.
 *
 *     grow CONTESTANT N [SECONDS]    nanoseconds
 *     grow CONTESTANT N count        one batch in measured(), for callgrind
 *
 * N blocks of 16 to 512 bytes; four in ten of them, drawn at random, freed and
 * nine of ten of those allocated again with another size, so that there are
 * holes of many sizes. Then batches: a random block is freed and another
 * allocated; every eighth time one is resized instead. The blocks of a batch
 * are drawn from all N, so that large N also pays the cache misses.
 *
 * Prints ns (an operation, median of the batches) and n; `slow=1` alone when
 * SECONDS (5) were not enough.
 */
#include "clock.h"
#include "contestant.h"
#include "measured.h"
#include "planfile.h"

#include "trace/random.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 8192, BATCHES = 15, MOST_BLOCKS = 1 << 30 };

struct stage {
    struct subject s;
    struct random random;
    void **slots;
    size_t n;
    uint64_t deadline;
    struct plan_op ops[BATCH];
    double ns[BATCHES];
};

static size_t
some_size(struct stage *stage)
{
    return random_exponential(&stage->random, 16, 88, 512);
}

/* Looked at now and then only. */
static bool
is_late(const struct stage *stage, size_t i)
{
    return i % 256 == 0 && clock_own_ns() > stage->deadline;
}

/* False: out of time, or of memory. */
static bool
build(struct stage *stage)
{
    struct subject *s = &stage->s;
    size_t n = stage->n;
    for (size_t i = 0; i < n; i++) {
        stage->slots[i] = s->malloc(s->self, some_size(stage));
        if (!stage->slots[i] || is_late(stage, i))
            return false;
    }
    for (size_t i = 0; i < n / 2; i++) {
        size_t slot = random_below(&stage->random, n);
        s->free(s->self, stage->slots[slot]);
        stage->slots[slot] = NULL;
        if (is_late(stage, i))
            return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (is_late(stage, i))
            return false;
        if (!stage->slots[i] && random_below(&stage->random, 10))
            stage->slots[i] = s->malloc(s->self, some_size(stage));
    }
    return true;
}

/* Operations on the blocks as they are; a slot whose block was left out is
 * given one. */
static void
draw_batch(struct stage *stage)
{
    for (size_t i = 0; i < BATCH; i += 2) {
        uint32_t slot = (uint32_t)random_below(&stage->random, stage->n);
        struct plan_op *op = &stage->ops[i];
        bool resize = i % 16 == 0;
        op[0] = (struct plan_op){.slot = slot, .kind = PLAN_FREE};
        op[1] = (struct plan_op){
            .slot = slot, .kind = PLAN_ALLOC, .size = some_size(stage)};
        if (resize) {
            op[0].kind = op[1].kind = PLAN_REALLOC;
            op[0].size = some_size(stage);
        }
    }
}

static int
by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* False: out of time. */
static bool
time_batches(struct stage *stage, size_t n_batches)
{
    struct plan plan = {.n_ops = BATCH, .ops = stage->ops};
    for (size_t i = 0; i < n_batches; i++) {
        draw_batch(stage);
        uint64_t begin = clock_own_ns();
        measured(&plan, &stage->s, stage->slots);
        stage->ns[i] = (double)(clock_own_ns() - begin) / BATCH;
        if (clock_own_ns() > stage->deadline)
            return false;
    }
    qsort(stage->ns, n_batches, sizeof *stage->ns, by_value);
    return true;
}

int
main(int argc, char **argv)
{
    static struct stage stage = {.random = {88172645463325252u}};
    struct error err;
    bool count = argc == 4 && strcmp(argv[3], "count") == 0;
    double seconds = argc == 4 && !count ? strtod(argv[3], NULL) : 5;
    stage.n = argc >= 3 ? strtoul(argv[2], NULL, 10) : 0;
    if (argc < 3 || argc > 4 || stage.n < 2 || stage.n > MOST_BLOCKS) {
        fprintf(stderr, "usage: grow CONTESTANT N [SECONDS|count]\n");
        return 2;
    }
    stage.slots = pages_new(stage.n * sizeof *stage.slots);
    if (!stage.slots) {
        fprintf(stderr, "grow: %s\n", strerror(errno));
        return 2;
    }
    if (!contestant_open(&stage.s, argv[1], &err)) {
        fprintf(stderr, "grow: %s\n", err.text);
        return 2;
    }
    stage.deadline =
        count ? UINT64_MAX : clock_own_ns() + (uint64_t)(seconds * 1e9);
    if (!build(&stage) || !time_batches(&stage, count ? 1 : BATCHES)) {
        printf("slow=1\n");
        return 0;
    }
    printf("n=%zu ops=%d ns=%.3f\n", stage.n, BATCH, stage.ns[BATCHES / 2]);
    return 0;
}
