/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_reader.h: a trace in the making, fed line by line. Private to
 * src/trace.
 */
#ifndef HEAPGLASS_TRACE_READER_H
#define HEAPGLASS_TRACE_READER_H

#include "trace_format.h"

struct reader {
    const char *name; /* for messages */
    size_t line;      /* lines taken */
    size_t n_header;  /* numbers in the header so far */
    uint64_t header[4];
    size_t n_touched; /* operations that were dropped */
    bool seen_op;
    enum trace_format format;
    size_t n_strange;     /* lines before the format was told */
    struct error strange; /* what is wrong with the first of them */
    struct trace_log log; /* where it is one */
    struct trace *trace;
    struct error *err;
};

/* False: no memory. */
bool reader_init(struct reader *, const char *name, struct error *err);
/* One line without its newline; IS_LAST: it had none. False: ERR. */
bool reader_line(struct reader *, const char *text, size_t n, bool is_last);
/* Ends it: the trace (the caller's), or NULL if not OK or nothing was in it. */
struct trace *reader_done(struct reader *, bool ok);

#endif
