/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_text.h: what the page for people (score_text.c) and its side-by-side
 * tables (score_grid.c) share. Private to those two.
 */
#ifndef HEAPGLASS_SCORE_TEXT_H
#define HEAPGLASS_SCORE_TEXT_H

#include "app/score_sheet.h"

enum { TEXT_COLS = 80, TEXT_NAME = 18, TEXT_LONG_NAME = 32, TEXT_CELL = 24 };

/* A line of means, its parts in per cent. COLS: of NAME. */
void score_text_mean(size_t cols, bool timed, const char *name,
                     const struct mean *);
/* With no more digits than the measurement has; "-" for 0. */
void score_text_rate(double rate, char buf[TEXT_CELL]);
size_t score_text_cols(const struct sheet *); /* for the traces' names */
/* Several policies side by side. */
void score_grids(const struct sheet *);

#endif
