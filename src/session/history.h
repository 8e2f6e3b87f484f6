/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * history.h: what was done: every operation, typed or from the trace, in order,
 * so that doing it again gives the same bytes. Private to src/session.
 *
 * A line of history is a branch: runs of operations that lie side by side,
 * either typed ones in the pool of entries or those of the trace. Typing after
 * going back starts a new branch that shares the operations so far; a branch is
 * never changed but at its end.
 */
#ifndef HEAPGLASS_HISTORY_H
#define HEAPGLASS_HISTORY_H

#include "session/session.h"

enum entry_flags {
    ENTRY_TRACE = 1,     /* from the trace: one that could not be done as it
                            says */
    ENTRY_RESIZE0 = 2,   /* a FREE that was written as realloc to 0 */
    ENTRY_BY_OFFSET = 4, /* REALLOC, FREE: of no known block; extra is its
                            offset (id is 0) */
    ENTRY_NAMED = 8      /* a name was given */
};

/* 24 bytes. */
struct entry {
    uint8_t kind; /* enum op_kind */
    uint8_t flags;
    uint8_t align_shift; /* MEMALIGN: log2 of the alignment */
    uint32_t id;         /* the block's number; 0: none (FREE of NULL) */
    uint64_t size;  /* ALLOC, REALLOC, MEMALIGN: bytes asked for; CALLOC: bytes
                       of one element; POKE: number of bytes */
    uint64_t extra; /* SKIP: index of the trace's operation; CALLOC: elements;
                       POKE: where its bytes are kept */
};

struct entry_name {
    size_t entry;
    char text[NAME_TEXT];
};

/* N operations after operation OP: of the trace, or entries, from FROM on. */
struct run {
    uint32_t op, n;
    bool is_trace;
    bool is_skip; /* one entry that stands for an operation of the trace */
    size_t from;
    size_t trace_at; /* operations of the trace done before the run */
};

struct branch {
    struct run *runs;
    size_t n_runs, cap;
    uint32_t n_ops;
    uint32_t number;       /* for people: counted from 1 */
    uint32_t parent, fork; /* number of the branch that it left, and after
                              which operation; 0: the first */
};

/* Operations are counted in 32 bits. */
#define HISTORY_MAX ((size_t)UINT32_MAX - 1)
enum { MOST_BRANCHES = 1024 };

struct history {
    struct entry *entries;
    size_t n_entries, cap_entries;
    uint8_t *bytes; /* of pokes: byte offset (8 bytes), then what was written */
    size_t n_bytes, cap_bytes;
    struct entry_name *names; /* by rising entry */
    size_t n_names, cap_names;
    struct branch *branches;
    uint32_t n_branches, cap_branches;
    uint32_t last_number;
    uint32_t current, forked_from; /* indexes */
};

bool history_init(struct history *);
void history_done(struct history *);

/* --- writing, at the current branch's end --------------------------------*/
/* Makes room for one run of the trace or one operation and N bytes of a poke,
 * and one operation more: the pushes after it cannot fail. */
bool history_reserve(struct history *, size_t n_bytes);
/* NAME may be NULL. */
void history_push(struct history *, const struct entry *, const char *name);
/* N operations of the trace from FROM on, done as they say. */
void history_push_trace(struct history *, size_t from, uint32_t n);
/* Keeps a poke's bytes; what goes into the entry's extra. */
uint64_t history_keep_poke(struct history *, size_t at, const void *bytes,
                           size_t n);
/* A new branch that has the first OP operations of the current one, which is
 * the new one afterwards. False: no memory. */
bool history_fork(struct history *, uint32_t op);
/* Takes the last fork back, of whose branch nothing has been done. */
void history_unfork(struct history *);
/* At most MOST_BRANCHES are kept: the oldest other than the current goes. */
void history_trim(struct history *);

/* --- reading ---------------------------------------------------------------*/
const struct branch *history_branch(const struct history *);
/* The index of branch NUMBER; false: there is none, or it is no more. */
bool history_find_branch(const struct history *, uint32_t number,
                         uint32_t *index);
/* The first of the names that entry ENTRY or a later one gave; n_names: none.
 */
size_t history_names_from(const struct history *, size_t entry);
/* A kept poke: its byte offset, and *BYTES. */
size_t history_poke(const struct history *, const struct entry *,
                    const uint8_t **bytes);
/* The name that ENTRY gave; "" none. */
const char *history_name(const struct history *, const struct entry *);
/* How many operations two branches begin with alike. */
uint32_t history_common(const struct branch *, const struct branch *);
/* How many operations of the trace were done after OP operations of B. */
size_t history_trace_at(const struct branch *, uint32_t op);

/* A place in a branch that is read on from; caller's, nothing to free. Valid
 * while the history stays as it is. */
struct history_cursor {
    const struct history *history;
    const struct branch *branch;
    uint32_t op; /* operations before it */
    size_t run;
};
void history_seek(struct history_cursor *, const struct history *,
                  const struct branch *, uint32_t op);
/* What comes next: up to *N operations of the trace from *FROM on, or one
 * entry (*ENTRY, *N is 1). False at the branch's end. */
bool history_peek(struct history_cursor *, const struct entry **entry,
                  size_t *from, uint32_t *n);
void history_skip(struct history_cursor *, uint32_t n);
/* The alignment that operation OP of the present line asked for; 0: none. */
size_t history_align(const struct history *, uint32_t op);

#endif
