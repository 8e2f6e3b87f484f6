/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * save.h: the line of history up to now into a file: as a trace, which other
 * programs read, or as a script of commands, which keeps everything.
 */
#ifndef HEAPGLASS_SAVE_H
#define HEAPGLASS_SAVE_H

#include "session/session.h"

/* What was written, and what became of what the file cannot say. */
struct save_report {
    size_t n_ops, n_ids; /* in the file; blocks allocated */
    size_t n_left_out;   /* skipped operations, frees of NULL */
    size_t n_calloc, n_memalign, n_empty; /* TRACE: now plain allocations; of 0
                                             bytes */
};

/* Each writes the whole file or none of it. False: ERR "file", "not-possible"
 * (names the operation that a trace cannot say), "interrupted", "memory". */
bool save_trace(const struct session *, const char *path, struct save_report *,
                struct error *);
bool save_script(const struct session *, const char *path, struct save_report *,
                 struct error *);

#endif
