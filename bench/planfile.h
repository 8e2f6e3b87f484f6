/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * planfile.h: a plan in a file. The driver writes it once; each measured
 * process maps it and so allocates nothing of its own from the allocator that
 * it measures.
 */
#ifndef HEAPGLASS_BENCH_PLANFILE_H
#define HEAPGLASS_BENCH_PLANFILE_H

#include "score/plan.h"

/* False: errno tells why. */
bool planfile_write(const char *path, const struct plan *);
/* Maps the plan and N_SLOTS null pointers, all resident; both stay until the
 * process ends. False: errno tells why. */
bool planfile_map(const char *path, struct plan *, void ***slots);

/* N bytes of zeroed memory that no malloc knows of; NULL: errno. */
void *pages_new(size_t n);

#endif
