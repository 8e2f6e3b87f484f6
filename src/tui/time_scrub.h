/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_scrub.h: moving in time from the timeline. A move only says where to;
 * whoever has the loop goes there, and only to the last of several.
 */
#ifndef HEAPGLASS_TIME_SCRUB_H
#define HEAPGLASS_TIME_SCRUB_H

#include "tui/time_view.h"

/* Each aims at another moment than the one aimed at last, and answers whether
 * it is another. GRID is what was drawn last. */
bool time_scrub_columns(struct time_view *, const struct session *,
                        const struct time_grid *, long columns);
/* A tenth of what is shown, TENTHS times. */
bool time_scrub_far(struct time_view *, const struct session *,
                    const struct time_grid *, long tenths);
bool time_scrub_ops(struct time_view *, const struct session *, long n);
/* To the start, or the end of all that is there. */
bool time_scrub_end(struct time_view *, const struct session *, int direction);
/* To the next landmark, or the one before; *MARK is which. */
bool time_scrub_mark(struct time_view *, const struct session *, int direction,
                     struct landmark *mark);
bool time_scrub_to(struct time_view *, const struct session *, uint64_t op);
/* Back to where scrubbing began, which it ends. */
bool time_scrub_home(struct time_view *, const struct session *);
/* It has led where one stays. */
void time_scrub_stay(struct time_view *);

/* Twice as much of the time, or half of it (IN), about the present moment. */
void time_zoom(struct time_view *, const struct session *,
               const struct time_grid *, bool in);

/* --- tui_time.c: the tui's own ---------------------------------------------*/
struct tui;
struct time_view *tui_time_view(struct tui *);
/* As drawn last; NULL: the timeline was not. */
const struct time_grid *tui_time_grid(const struct tui *);
/* Was the picture drawn last? */
bool tui_shows_picture(const struct tui *);

#endif
