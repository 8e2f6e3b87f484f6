/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace.h: recorded allocation requests. The formats and every quirk that is
 * read on purpose are in docs/FORMAT.md.
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

/* Operations packed one behind the other, some four bytes each: ten million
 * are nothing out of the ordinary. trace_pack.c draws them. */
struct trace_pack {
    uint8_t *heads; /* one for each operation */
    size_t cap_heads;
    uint8_t *bytes;
    size_t n, cap;
    struct trace_mark *marks; /* of every TRACE_STRIDE-th operation */
    size_t cap_marks;
    uint32_t line;  /* of the last operation */
    int64_t max_id; /* the highest id */
};

struct trace {
    char *name; /* the file's last component: "binary-bal.rep" */
    char *path;
    const char *log; /* the tool whose log it was read from ("valgrind",
                        "mtrace", "ltrace"; static); NULL: it is a trace */
    size_t n_ops;
    struct trace_pack pack;
    bool cut;         /* the last line was cut short and is left out */
    size_t n_missing; /* operations that the header announces, and that do not
                         follow */
};

/* --- its operations --------------------------------------------------------*/
/* A place in a trace that is read on from; caller's, nothing to free. Valid
 * while nothing is pushed. */
struct trace_cursor {
    const struct trace *trace;
    size_t at;     /* operation that comes next, from 0 */
    size_t next;   /* its first byte */
    uint32_t line; /* of the operation before it */
};
/* Before operation I; I may be the number of operations: the end. O(1). */
void trace_seek(struct trace_cursor *, const struct trace *, size_t i);
/* False at the end. */
bool trace_next(struct trace_cursor *, struct trace_op *);
/* Up to N at once; answers how many. */
size_t trace_take(struct trace_cursor *, struct trace_op *ops, size_t n);
/* Operation I, by itself. */
struct trace_op trace_get(const struct trace *, size_t i);

/* --- a trace in the making -------------------------------------------------*/
/* Without operations. Caller owns; trace_free. NULL: no memory. */
struct trace *trace_new(const char *path);
/* Appends; lines must not fall. False: no memory, the trace as it was. */
bool trace_push(struct trace *, const struct trace_op *);

/* --- from a file -----------------------------------------------------------*/
/* A trace, or a log (docs/FORMAT.md), told by its content; a pipe will do.
 * Caller owns the result; trace_free. NULL: ERR names file, line, what was
 * found and what was expected ("file" when it cannot be read, "trace" when it
 * is no trace). Nothing is half-loaded. */
struct trace *trace_read(const char *path, struct error *err);
/* The same, telling about every MiB of the file that is read. False stops it:
 * NULL, ERR "interrupted" says how far it was. */
struct trace_progress {
    bool (*tell)(void *context, uint64_t done, uint64_t total); /* bytes;
                                                    total 0: not known */
    void *context;
};
struct trace *trace_read_watched(const char *path,
                                 const struct trace_progress *,
                                 struct error *err);
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
