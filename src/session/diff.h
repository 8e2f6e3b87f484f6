/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff.h: what changed between two moments of the line: which blocks were
 * born, died, moved or were resized, what became of the free blocks, and all
 * figures of both.
 */
#ifndef HEAPGLASS_DIFF_H
#define HEAPGLASS_DIFF_H

#include "session/view.h"

enum diff_kind {
    DIFF_BORN,    /* live at the later moment, not at the earlier */
    DIFF_DIED,    /* live at the earlier, not at the later */
    DIFF_MOVED,   /* live at both, elsewhere; resized too, perhaps */
    DIFF_RESIZED, /* at the same place, another size, of the block or of what
                     was asked for */
    N_DIFF_KINDS
};

/* One block as it is at the later moment, and as it was at the earlier; DIED
 * and BORN: as at the only one of the two at which it lives. */
struct diff_row {
    uint32_t id;
    char name[NAME_TEXT]; /* "": none */
    size_t off, size, asked;
    size_t old_off, old_size, old_asked;
};

enum { DIFF_ROWS = 1 << 16 }; /* most rows of a kind */

struct diff_list {
    struct diff_row *rows; /* by number; the first DIFF_ROWS */
    size_t n_rows;
    size_t n, bytes; /* of all: blocks, and block bytes (DIED: then) */
};

struct session_diff {
    uint64_t from, to; /* the earlier moment, the later */
    struct diff_list kinds[N_DIFF_KINDS];
    size_t n_passed; /* numbers given out since FROM whose blocks are dead at
                        TO, or never were */
    /* Free blocks, told by offset and size: */
    size_t n_appeared, bytes_appeared; /* only at TO */
    size_t n_vanished, bytes_vanished; /* only at FROM */
    struct figures before, after;
};

/* Between the moments A and B of the line as far as it was done, in either
 * order. False: ERR "no-moment", "interrupted", "memory". True: diff_done. The
 * session stays as it is. */
bool session_diff(const struct session *, uint64_t a, uint64_t b,
                  struct session_diff *, struct error *);
void diff_done(struct session_diff *);

/* Marks what it tells, as far as that is to be seen in the session's heap now,
 * which must be that of the later moment: blocks, and what is free where one
 * died. False: no memory, nothing is marked. */
bool session_mark_diff(struct session *, const struct session_diff *);

#endif
