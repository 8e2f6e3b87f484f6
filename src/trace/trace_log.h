/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_log.h: logs of other tools, read as traces. A file trace_log_TOOL.c
 * knows how its tool writes a call; here is what calls mean. Private to
 * src/trace.
 */
#ifndef HEAPGLASS_TRACE_LOG_H
#define HEAPGLASS_TRACE_LOG_H

#include "trace_line.h"
#include "trace_log_ids.h"

struct scan;

/* What a function does, by its arguments. */
enum log_verb {
    LOG_NONE,          /* nothing */
    LOG_ALLOC,         /* (size, ...) */
    LOG_CALLOC,        /* (n, size) */
    LOG_MEMALIGN,      /* (alignment, size) */
    LOG_REALLOC,       /* (address, size) */
    LOG_REALLOC_ARRAY, /* (address, n, size) */
    LOG_FREE,          /* (address, ...) */
    LOG_ALLOC_INTO     /* posix_memalign: no log says where the block is */
};
enum { LOG_ARGUMENTS = 3 };

/* A function, as C and C++ programs call it. */
struct log_function {
    const char *name;
    enum log_verb verb;
    bool begins; /* so do names, which go on with the arguments' types */
};

/* A call: what it asks. */
struct log_call {
    enum log_verb verb;
    const struct log_function *function;
    uint64_t thread;  /* who called; 0: the log does not say */
    uint64_t address; /* REALLOC, FREE */
    uint64_t size;    /* bytes, multiplied out; the others */
    int64_t id;       /* of the block at ADDRESS when it began; -1: none */
    bool inner;       /* adds nothing: a part of another call, for example */
};

struct trace_log {
    struct trace *trace; /* that is made */
    uint32_t line;       /* the log's, from 1 */
    struct log_ids ids;
    int64_t n_blocks;       /* the next block's id */
    struct log_call *calls; /* begun and not answered, the latest last */
    size_t n_calls;
    uint64_t process; /* that is read, where a log has several; 0: not yet */
    bool no_memory;   /* and what was read so far is void */
};

/* --- the meaning of calls --------------------------------------------------*/
/* The function of this name; NULL: none that we follow. */
const struct log_function *log_function_of(const char *name, size_t n);
/* How many arguments say all. */
size_t log_arguments(enum log_verb);
/* Fills in CALL's address and size. False: the product is too large, so that
 * the call must fail. */
bool log_call_set(struct log_call *, const uint64_t arguments[LOG_ARGUMENTS]);
/* The call begins: a free is done with it, of a realloc the block is out of
 * sight until the end. Fills in its id. */
void log_begin(struct trace_log *, struct log_call *);
/* It answered ADDRESS; 0: the null pointer. */
void log_end(struct trace_log *, const struct log_call *, uint64_t address);

/* --- calls that wait for their answer --------------------------------------*/
void log_push(struct trace_log *, const struct log_call *);
struct log_call log_pull(struct trace_log *, size_t i);
void log_done(struct trace_log *);

/* --- one line of a log -----------------------------------------------------*/
/* OUT is BLANK (taken, or passed over), SHORT or BAD. */
void log_valgrind_line(struct trace_log *, struct scan, struct trace_line *out);
void log_mtrace_line(struct trace_log *, struct scan, struct trace_line *out);
void log_ltrace_line(struct trace_log *, struct scan, struct trace_line *out);
/* Is a log of this tool known by this line? */
bool log_valgrind_is(struct scan);
bool log_mtrace_is(struct scan);
bool log_ltrace_is(struct scan);

/* A number or an address as the tools write them: 12, -1, 0x4A42040, (nil),
 * nil, NULL. Leaves S alone when there is none, or one beyond 2^64. */
bool log_value(struct scan *, uint64_t *value);
/* A name up to what cannot be part of one; *N may be 0. Passes it. */
const char *log_name(struct scan *, size_t *n);

#endif
