/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * apart.h: runs work in a child process, so that an allocator which crashes,
 * hangs or overwrites what is not its own spoils nothing but that one run, and
 * so that each run finds the C library's heap as the one before found it.
 */
#ifndef HEAPGLASS_APART_H
#define HEAPGLASS_APART_H

#include <stdbool.h>
#include <stddef.h>

/* How the child ended. */
struct apart_end {
    bool finished; /* the result is there */
    bool hung;     /* *mark stayed the same for PATIENCE seconds */
    int signal;    /* it died of, 0: none */
    size_t mark;   /* as it was then */
};

/* Calls WORK in a child with a copy of all memory; it fills the N bytes at
 * RESULT, which come back. MARK is the child's: what it is at, 0 for anything
 * that may take longer than PATIENCE. False: no child could be started. */
typedef void apart_work(void *context, void *result, volatile size_t *mark);
bool apart_run(apart_work *work, void *context, void *result, size_t n,
               unsigned patience, struct apart_end *end);

#endif
