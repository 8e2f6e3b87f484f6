/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log_ids.h: which block is at an address now. Private to src/trace.
 */
#ifndef HEAPGLASS_TRACE_LOG_IDS_H
#define HEAPGLASS_TRACE_LOG_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_place;

/* Begins as zeros: empty. */
struct log_ids {
    struct log_place *places;
    size_t n, cap; /* cap: a power of two, or 0 */
};

/* ADDRESS is not 0 and not in it. False: no memory, nothing has changed. */
bool log_ids_put(struct log_ids *, uint64_t address, int64_t id);
/* Takes out what is at ADDRESS, and tells its id; -1: nothing is there. */
int64_t log_ids_take(struct log_ids *, uint64_t address);
void log_ids_done(struct log_ids *);

#endif
