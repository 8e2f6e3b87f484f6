/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_axis.h: operations as columns, and back. Whoever draws over time and
 * whoever points into such a picture use this, so that they mean the same.
 *
 * Column K holds the operations of which it is the column; its moment is the
 * last of them. With more columns than operations some hold none: their moment
 * is that of the column before.
 */
#ifndef HEAPGLASS_TIME_AXIS_H
#define HEAPGLASS_TIME_AXIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* N > 1 columns over the moments from FROM to TO, both included, both below
 * 2^32; TO has the last column to itself. */
struct time_axis {
    uint64_t from, to;
    size_t n;
};

/* OP outside of the axis: the first column, or the last. */
size_t time_axis_column(const struct time_axis *, uint64_t op);
/* The moment of a column. */
uint64_t time_axis_op(const struct time_axis *, size_t column);
/* Does the column hold an operation? */
bool time_axis_holds(const struct time_axis *, size_t column);
/* How many columns lie before moment NOW, its own included. None before the
 * empty heap. */
size_t time_axis_past(const struct time_axis *, uint64_t now);
/* The moment COLUMNS columns on from moment NOW (back: negative), at least one
 * operation away if there is one. */
uint64_t time_axis_move(const struct time_axis *, uint64_t now, long columns);
/* A round distance between two marks on the axis that stand at least COLUMNS
 * apart: 1, 2 or 5 times a power of ten. */
uint64_t time_axis_tick(const struct time_axis *, size_t columns);

#endif
