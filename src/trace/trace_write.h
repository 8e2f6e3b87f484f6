/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_write.h: traces into classic malloc-lab files (.rep), written whole or
 * not at all (whole_file.h).
 */
#ifndef HEAPGLASS_TRACE_WRITE_H
#define HEAPGLASS_TRACE_WRITE_H

#include "trace/trace.h"
#include "trace/whole_file.h"

/* The header stands first, so whoever writes must know it. */
struct trace_counts {
    size_t n_ids; /* they count from 0 */
    size_t n_ops;
    uint64_t heap; /* the suggested heap size: a hint, raised or cut to what
                      readers take for one */
};

/* The caller's, between open and close. */
struct trace_writer {
    struct whole_file file;
    struct trace_counts counts;
    size_t n_ids, n_ops; /* put so far */
};

/* False: ERR "file" names path and reason, and there is nothing to close. */
bool trace_writer_open(struct trace_writer *, const char *path,
                       const struct trace_counts *, struct error *);
/* An operation; its line is of no matter. False: it could not be written, which
 * trace_writer_close tells. */
bool trace_writer_put(struct trace_writer *, const struct trace_op *);
/* Moves the file to its place. False: a write failed or the counts were wrong
 * (ERR "file"), and what was there before is there still. */
bool trace_writer_close(struct trace_writer *, struct error *);
/* Gives up instead. */
void trace_writer_drop(struct trace_writer *);

/* All of TRACE, its quirks resolved as playing it would: ids from 0 in order of
 * appearance; left out is what does nothing (`f -1`, frees of blocks that are
 * not live); `r` of no block allocates and `r` to 0 frees; an id that is
 * allocated while it is live goes on as another one. */
bool trace_save(const struct trace *, const char *path, struct error *);

#endif
