/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_view.h: the timeline pane and its large view, the picture of time by
 * address: what is looked at, what goes where, and moving in time with keys
 * and the mouse. The files time_*.c and pane_timeline.c share it.
 */
#ifndef HEAPGLASS_TIME_VIEW_H
#define HEAPGLASS_TIME_VIEW_H

#include "session/landmarks.h"
#include "session/time_picture.h"
#include "session/view.h"
#include "tui/canvas.h"

/* What is looked at; the tui owns one. */
struct time_view {
    uint64_t from, to; /* the part of the time that is shown; to 0: all */
    bool aiming;       /* AIM was asked for, and we are not there yet */
    uint64_t aim;
    bool scrubbing; /* we are, or will be, where scrubbing led: AIM */
    uint64_t home;  /* where it began */
    struct time_picture *picture; /* NULL: the large view was never drawn */
};
void time_view_done(struct time_view *);
/* Before a frame: forgets aims that were reached, or left by other ways. */
void time_view_settle(struct time_view *, const struct session *);

/* What goes where in a pane of the timeline. Rows are the pane's; from above:
 *
 *   0x00000 #######%%%..|##     the picture, in the large view
 *   0x02000  ###%%%%%...|##
 *   - timeline ---------+--     a rule, if there is a plot below it
 *   25 KiB     ..###..##|##     live within the heap's bytes
 *   live    ##..########|##
 *   frag    _.-=========|-=
 *   0         ^ peak  op 345    the axis
 *
 * Column K of the axis stands LEFT columns from the left; from the line of now
 * on all is one column further. */
struct time_grid {
    struct time_axis axis;
    uint64_t now;
    bool has_now; /* it lies on the axis */
    size_t past;  /* columns before the line */
    int left;     /* columns of words at the left */
    int digits;   /* hexadecimal ones of an address there */
    int picture_rows;
    int rule_row, plot_row, plot_rows; /* rule -1, plot 0 rows: none */
    int frag_row, axis_row;            /* -1: none */
    int words_row;                     /* what the colours mean; -1: none */
};
enum time_size { TIME_PANE, TIME_LARGE };
/* False: no room for a column. */
bool time_lay_out(const struct time_view *, const struct session *,
                  enum time_size, int rows, int cols, struct time_grid *);
/* The pane's column of column K, and of the line of now. */
int time_col(const struct time_grid *, size_t k);
int time_now_col(const struct time_grid *);
/* The moment that the pane's cell stands for: on the axis that of a mark that
 * stands there, if there is one. False: none, the cell is a word's. */
bool time_moment_at(const struct time_grid *, const struct session *, int row,
                    int col, uint64_t *op);

/* --- time_plot.c: the plot, the fragmentation, the line of now -------------*/
/* Of a cell LIVE eighths from its floor are in use and HEAP the heap's. */
struct canvas_cell time_plot_cell(const struct look *, int live, int heap);
void time_plot_draw(const struct pane *, const struct look *,
                    const struct session *, const struct time_grid *);
/* --- time_axis_row.c: the axis and its marks -------------------------------*/
void time_axis_draw(const struct pane *, const struct look *,
                    const struct session *, const struct time_grid *);
/* Without an axis row the marks stand on the pane's rule, where it is free. */
void time_marks_on_rule(const struct pane *rule, const struct look *,
                        const struct session *, const struct time_grid *);
/* Is there the line of a rule, and no word of it? */
bool time_is_rule(const struct pane *, const struct look *, int row, int col);
/* What they mean, from column COL of a rule on, where it is free. */
void time_legend_draw(const struct pane *rule, const struct look *,
                      const struct session *, int col);
/* --- time_address.c: the picture -------------------------------------------*/
/* Brings the picture up to what is to be seen; false: no memory. */
bool time_view_look(struct time_view *, const struct session *,
                    const struct time_grid *);
/* Both after that. */
void time_address_draw(const struct pane *, const struct look *,
                       const struct time_view *, const struct time_grid *);
/* "1 column = 5.6 operations   1 cell = 2 x 512 B" */
void time_address_facts(const struct time_view *, const struct look *,
                        const struct time_grid *, char *buf, size_t size);

#endif
