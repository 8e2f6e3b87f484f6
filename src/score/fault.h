/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fault.h: the first thing an allocator did wrong on a trace, as a value that
 * names the trace's line and says in words what happened there.
 */
#ifndef HEAPGLASS_FAULT_H
#define HEAPGLASS_FAULT_H

#include "trace/trace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(enumerator, name in JSON and docs/SCORE.md) */
#define FAULT_KINDS(X)                                                         \
    X(FAULT_NONE, "none")                                                      \
    X(FAULT_REFUSED, "refused")           /* NULL where a block was due */     \
    X(FAULT_MISALIGNED, "misaligned")     /* not a multiple of 16 */           \
    X(FAULT_OUTSIDE, "outside")           /* not within the heap */            \
    X(FAULT_OVERLAP, "overlap")           /* shares bytes with a live block */ \
    X(FAULT_CHANGED, "changed")           /* a live payload's bytes changed */ \
    X(FAULT_LOST, "lost")                 /* realloc did not keep the bytes */ \
    X(FAULT_NOT_FREED, "not-freed")       /* realloc to 0 answered a block */  \
    X(FAULT_BAD_FREE, "bad-free")         /* a legal free was refused */       \
    X(FAULT_INCONSISTENT, "inconsistent") /* its own check fails at the end */ \
    X(FAULT_CRASHED, "crashed")                                                \
    X(FAULT_HUNG, "hung")

enum fault_kind {
#define X(id, name) id,
    FAULT_KINDS(X)
#undef X
};

enum { FAULT_TEXT = 240, FAULT_CALL = 64 };

struct fault {
    enum fault_kind kind;
    size_t op;     /* of the trace, from 1; 0: behind the last one */
    uint32_t line; /* in the trace's file; 0 with op 0 */
    bool has_off;
    size_t off;            /* of the block it is about, as on the screen */
    char call[FAULT_CALL]; /* "a 7 512"; empty with op 0 */
    char text[FAULT_TEXT]; /* "overlaps the block of line 80, ..." */
};

const char *fault_name(enum fault_kind);
/* A fault of operation OP (from 1; 0: none) of TRACE, its text a format. */
void fault_set(struct fault *, enum fault_kind, const struct trace *, size_t op,
               const char *format, ...) __attribute__((format(printf, 5, 6)));

#endif
