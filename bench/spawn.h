/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * spawn.h: runs one measuring process to its end and takes what it printed:
 * a line of `name=number` pairs.
 */
#ifndef HEAPGLASS_BENCH_SPAWN_H
#define HEAPGLASS_BENCH_SPAWN_H

#include <stdbool.h>

enum { ANSWER_SIZE = 2048 };

struct answer {
    char text[ANSWER_SIZE]; /* empty: it failed */
};

/* PRELOAD: a library for LD_PRELOAD, NULL: none. False: it could not start,
 * or did not end with status 0; the answer is empty then. */
bool spawn_run(const char *const argv[], const char *preload, struct answer *);
/* The number after NAME=; false when there is none. */
bool answer_get(const struct answer *, const char *name, double *out);

#endif
