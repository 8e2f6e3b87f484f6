/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * chart.h: figures over time drawn with plain characters: a column for some
 * operations, `|` for now, and behind it, paler, what lies ahead.
 */
#ifndef HEAPGLASS_CHART_H
#define HEAPGLASS_CHART_H

#include "repl/text.h"

#include <stdint.h>

enum { CHART_ROWS = 8 };

struct chart {
    struct text *out;
    size_t n;           /* columns */
    size_t past, known; /* of them: before now; that tell of anything */
};

/* MAIN[i] as the height of column i, and behind it BEHIND[i], which may be NULL
 * or is never lower. TOP, the highest of all, is written as MOST. */
void chart_plot(const struct chart *, const char *name, const char *most,
                double top, const double *main, const double *behind);
/* One row: a digit a column, tenths of SHARE[i], which is 0 to 1. */
void chart_tenths(const struct chart *, const char *name, const double *share);
/* "0      op 300      600" */
void chart_axis(const struct chart *, uint64_t op, uint64_t end);

#endif
