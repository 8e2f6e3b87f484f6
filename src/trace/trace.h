/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace.h: recorded allocation requests, read whole from a file. The formats
 * and every quirk that is read on purpose are in docs/FORMAT.md.
 */
#ifndef HEAPGLASS_TRACE_H
#define HEAPGLASS_TRACE_H

#include "allocator/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum trace_kind { TRACE_ALLOC, TRACE_REALLOC, TRACE_FREE };

struct trace_op {
    enum trace_kind kind;
    uint32_t line; /* in the file, from 1 */
    int64_t id;    /* the trace's own id; -1: the null pointer */
    uint64_t size; /* ALLOC, REALLOC: bytes asked for */
};

struct trace {
    char *name; /* the file's last component: "binary-bal.rep" */
    char *path;
    size_t n_ops;
    struct trace_op *ops;
    bool cut; /* the last line was cut short and is left out */
    size_t n_missing; /* operations that the header announces, and that do not
                         follow */
};

/* Caller owns the result; trace_free. NULL: ERR names file, line, what was
 * found and what was expected ("file" when it cannot be read, "trace" when it
 * is no trace). Nothing is half-loaded. */
struct trace *trace_read(const char *path, struct error *err);
/* The same from memory; NAME is for messages. */
struct trace *trace_parse(const char *name, const char *text, size_t n,
                          struct error *err);
void trace_free(struct trace *); /* NULL is fine */

/* Does the file look as if its end were missing? BUF: how, "the file ..." */
enum { TRACE_LACK = 160 };
bool trace_lack(const struct trace *, char buf[TRACE_LACK]);

/* Does this text look like a trace (rather than a command script)? */
bool trace_sniff(const char *text, size_t n);

#endif
