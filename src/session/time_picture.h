/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_picture.h: the heap over time: for each column of a time axis how much
 * of each stretch of addresses was in use at the column's moment.
 *
 * It is made by doing the line once more in a heap of its own, a piece at a
 * time: whoever shows it calls time_picture_work while nothing else is to be
 * done. Coarse columns come first, so that the picture sharpens. What was
 * found stays: when the line goes on, when another branch shares the
 * beginning, when the axis changes. Memory is bounded by the columns.
 */
#ifndef HEAPGLASS_TIME_PICTURE_H
#define HEAPGLASS_TIME_PICTURE_H

#include "session/moment.h"
#include "session/time_axis.h"

struct time_picture;

struct time_picture *time_picture_new(void); /* caller owns; NULL: no memory */
void time_picture_free(struct time_picture *); /* NULL is fine */

/* Most columns of an axis, and most stretches in a column. */
enum { TIME_COLUMNS = 1024, TIME_STRETCHES = 512 };

/* What is to be seen: SESSION's present line over AXIS. To be called before
 * drawing; takes the present moment over. False: no memory, it shows
 * nothing. */
bool time_picture_look(struct time_picture *, const struct session *,
                       const struct time_axis *);
/* Works on what the last look wanted until that is done or STOP says so, which
 * is asked every few thousand operations; NULL: the session's own interrupt.
 * True: there is more to do. */
bool time_picture_work(struct time_picture *, const struct session *,
                       const struct session_interrupt *stop);
/* How many of the columns that tell of what was done are exact. */
struct time_progress {
    size_t exact, of;
};
struct time_progress time_picture_progress(const struct time_picture *);

/* --- what is seen ----------------------------------------------------------*/
/* Stretch I is the bytes from I * step - shift up to (I + 1) * step - shift, as
 * far as they lie in the heap: SHIFT is a header, so that blocks start where
 * stretches do. STEP is a power of two and doubles as the heap grows. */
size_t time_picture_step(const struct time_picture *);
size_t time_picture_shift(const struct time_picture *);
/* Bytes of the largest heap seen. */
size_t time_picture_top(const struct time_picture *);

/* How many columns tell of what was done, as far as the line goes. */
size_t time_picture_known(const struct time_picture *);
/* Does column K show something? *OP: of which moment: the column's own, or
 * while that is being worked on an earlier one of the column. */
bool time_picture_column(const struct time_picture *, size_t k, uint64_t *op);

/* Stretches I to I + N - 1 of column K, which shows something. */
struct time_use {
    uint64_t used, free; /* bytes of allocated and of free blocks */
    uint64_t heap;       /* of them and of the arena's own bytes; 0: the heap
                            ends before */
};
struct time_use time_picture_use(const struct time_picture *, size_t k,
                                 size_t i, size_t n);
enum time_fill {
    TIME_NO_HEAP,
    TIME_FREE,   /* less than half in use */
    TIME_MOSTLY, /* less than seven eighths */
    TIME_USED    /* more, or the arena's own bytes alone */
};
enum time_fill time_fill_of(const struct time_use *);

#endif
