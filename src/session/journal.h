/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * journal.h: the one line of history. Every operation that was done, typed or
 * from a trace, in order; replaying them gives the same bytes, always.
 * Private to src/session.
 */
#ifndef HEAPGLASS_JOURNAL_H
#define HEAPGLASS_JOURNAL_H

#include "session/session.h"

enum entry_flags {
    ENTRY_TRACE = 1,    /* from the trace */
    ENTRY_RESIZE0 = 2,  /* a FREE that was written as realloc to 0 */
    ENTRY_BY_OFFSET = 4 /* REALLOC, FREE: of no known block; extra is its
                           offset (id is 0) */
};

/* 24 bytes. */
struct entry {
    uint8_t kind; /* enum op_kind */
    uint8_t flags;
    uint8_t align_shift; /* MEMALIGN: log2 of the alignment */
    uint32_t id;         /* the block's number; 0: none (FREE of NULL) */
    uint64_t size;  /* ALLOC, REALLOC, MEMALIGN: bytes asked for; CALLOC: bytes
                       of one element; POKE: number of bytes */
    uint64_t extra; /* from a trace: index of its operation; CALLOC: elements;
                       POKE: where its bytes are kept */
};

struct journal {
    struct entry *entries; /* entries[op - 1] */
    size_t n, cap;
    uint8_t *bytes; /* of pokes: byte offset (8 bytes), then what was written */
    size_t n_bytes, cap_bytes;
};

/* Operations are counted in 32 bits. */
#define JOURNAL_MAX ((size_t)UINT32_MAX - 1)

void journal_init(struct journal *);
void journal_done(struct journal *);
/* Makes room for one entry and N bytes of a poke: the pushes cannot fail. */
bool journal_reserve(struct journal *, size_t n_bytes);
void journal_push(struct journal *, const struct entry *);
/* Keeps a poke's bytes; what goes into the entry's extra. */
uint64_t journal_keep_poke(struct journal *, size_t at, const void *bytes,
                           size_t n);
/* A kept poke: its byte offset, and *BYTES. */
size_t journal_poke(const struct journal *, const struct entry *,
                    const uint8_t **bytes);

#endif
