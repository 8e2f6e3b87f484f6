/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rivals.h: who takes part: our policies, the C library's malloc, and the
 * allocators that the system has packages for.
 */
#ifndef HEAPGLASS_BENCH_RIVALS_H
#define HEAPGLASS_BENCH_RIVALS_H

#include "lab.h"

#include "allocator/error.h"

/* ONLY: names with commas between, NULL: all. What is not installed is told
 * in a line each, with the command that installs it. False: ERR names the
 * word that is nobody's name. */
bool rivals_find(struct lab *, const char *only, struct error *err);

#endif
