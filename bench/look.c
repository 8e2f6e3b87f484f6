/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * look.c: what looking at a heap costs, and starting one.
 *
 *     look POLICY N plain|hardened
 *
 * A heap of N blocks of 16 to 512 bytes, a third of them freed again at
 * random. Prints nanoseconds a block: next and prev (iterators), lists (free
 * blocks through their lists), check, cells (the whole heap summed up in 2,000
 * cells); nanoseconds a call: seek (the block at a random place); and of an
 * empty heap: start (made, first block, deleted) and reset. The least of
 * several turns; a figure that this heap has not is left out.
 */
#include "clock.h"
#include "planfile.h"

#include "allocator/check.h"
#include "allocator/heap.h"
#include "allocator/iter.h"
#include "trace/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TURNS = 5, CELLS = 2000, SEEKS = 1000, STARTS = 200 };

struct scene {
    struct heap *heap;
    struct heap_config config;
    struct random random;
    struct heap_cell *cells;
};

/* Looks once; answers how many things it looked at. */
typedef size_t look_once(struct scene *);

static size_t
walk_forwards(struct scene *scene)
{
    struct block_iter iter;
    struct block_info info;
    size_t n = 0;
    block_iter_open(&iter, scene->heap, 0, heap_size(scene->heap));
    while (block_iter_next(&iter, &info) == ITER_BLOCK)
        n++;
    return n;
}

static size_t
walk_backwards(struct scene *scene)
{
    struct block_iter iter;
    struct block_info info;
    size_t n = 0;
    block_iter_open_end(&iter, scene->heap, 0, heap_size(scene->heap));
    while (block_iter_prev(&iter, &info) == ITER_BLOCK)
        n++;
    return n;
}

static size_t
walk_lists(struct scene *scene)
{
    struct free_iter iter;
    struct block_info info;
    size_t n = 0;
    for (unsigned i = 0; i < heap_n_lists(scene->heap); i++) {
        free_iter_open(&iter, scene->heap, i, SIZE_MAX);
        while (free_iter_next(&iter, &info) == ITER_BLOCK)
            n++;
    }
    return n;
}

static size_t
check_all(struct scene *scene)
{
    static struct heap_report report;
    return heap_check(scene->heap, &report) ? report.n_blocks : 0;
}

static size_t
sum_cells(struct scene *scene)
{
    struct heap_cell *cells = scene->cells;
    size_t n = 0, got = heap_summarize(scene->heap, 0, heap_size(scene->heap),
                                       cells, CELLS);
    for (size_t i = 0; i < got; i++)
        n += cells[i].n_used + cells[i].n_free;
    return n;
}

static size_t
seek(struct scene *scene)
{
    struct block_info info;
    size_t n = 0;
    for (size_t i = 0; i < SEEKS; i++) {
        size_t at = (size_t)(random_next(&scene->random) >> 16) %
                    heap_size(scene->heap);
        n += block_at(scene->heap, at, &info);
    }
    return n;
}

static size_t
start_heap(struct scene *scene)
{
    size_t n = 0;
    for (size_t i = 0; i < STARTS; i++) {
        struct heap *heap = heap_new(&scene->config);
        if (heap && heap_malloc(heap, 100))
            n++;
        heap_delete(heap);
    }
    return n;
}

static size_t
reset_heap(struct scene *scene)
{
    struct heap *heap = heap_new(&scene->config);
    size_t n = 0;
    for (; heap && n < STARTS; n++)
        heap_reset(heap);
    heap_delete(heap);
    return n;
}

static void
time_look(struct scene *scene, const char *name, look_once *look)
{
    double best = -1;
    for (int i = 0; i < TURNS; i++) {
        uint64_t begin = clock_own_ns();
        size_t n = look(scene);
        double each = (double)(clock_own_ns() - begin) / (double)n;
        if (n && (best < 0 || each < best))
            best = each;
    }
    if (best >= 0)
        printf("%s=%.3f ", name, best);
}

static bool
build(struct scene *scene, size_t n)
{
    void **blocks = pages_new(n * sizeof *blocks);
    scene->cells = pages_new(CELLS * sizeof *scene->cells);
    if (!blocks || !scene->cells)
        return false;
    for (size_t i = 0; i < n; i++)
        blocks[i] = heap_malloc(
            scene->heap, random_exponential(&scene->random, 16, 88, 512));
    for (size_t i = 0; i < n; i++)
        if (random_below(&scene->random, 3) == 0)
            (void)heap_free(scene->heap, blocks[i]);
    return true;
}

int
main(int argc, char **argv)
{
    struct scene scene = {.random = {0x2545f4914f6cdd1du}};
    struct error err = {.text = "no memory"};
    size_t n = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    if (n == 0) {
        fprintf(stderr, "usage: look POLICY N plain|hardened\n");
        return 2;
    }
    scene.config.hardened = strcmp(argv[3], "hardened") == 0;
    if (!policy_parse(argv[1], &scene.config.policy, &err) ||
        !(scene.heap = heap_new(&scene.config)) || !build(&scene, n)) {
        fprintf(stderr, "look: %s\n", err.text);
        return 2;
    }
    time_look(&scene, "next", walk_forwards);
    time_look(&scene, "lists", walk_lists);
    time_look(&scene, "check", check_all);
    time_look(&scene, "cells", sum_cells);
    if (scene.config.hardened) { /* others walk from the start each time */
        time_look(&scene, "prev", walk_backwards);
        time_look(&scene, "seek", seek);
    }
    time_look(&scene, "start", start_heap);
    time_look(&scene, "reset", reset_heap);
    printf("\n");
    heap_delete(scene.heap);
    return 0;
}
