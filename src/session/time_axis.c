/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * time_axis.c: see time_axis.h.
 */
#include "time_axis.h"

static uint64_t
span_of(const struct time_axis *axis)
{
    return axis->to - axis->from;
}

size_t
time_axis_column(const struct time_axis *axis, uint64_t op)
{
    if (op <= axis->from)
        return 0;
    if (op >= axis->to)
        return axis->n - 1;
    return (size_t)((op - axis->from) * (axis->n - 1) / span_of(axis));
}

uint64_t
time_axis_op(const struct time_axis *axis, size_t column)
{
    uint64_t span = span_of(axis);
    if (span == 0)
        return axis->from;
    if (column >= axis->n - 1)
        return axis->to;
    return axis->from + (span * (column + 1) - 1) / (axis->n - 1);
}

bool
time_axis_holds(const struct time_axis *axis, size_t column)
{
    return time_axis_column(axis, time_axis_op(axis, column)) == column;
}

size_t
time_axis_past(const struct time_axis *axis, uint64_t now)
{
    if (now == 0 || now < axis->from)
        return 0;
    return time_axis_column(axis, now) + 1;
}

uint64_t
time_axis_move(const struct time_axis *axis, uint64_t now, long columns)
{
    size_t column = time_axis_column(axis, now);
    size_t by = (size_t)(columns < 0 ? -columns : columns);
    uint64_t op;
    if (columns < 0) {
        op = column >= by ? time_axis_op(axis, column - by) : axis->from;
        if (op >= now)
            op = now > axis->from ? now - 1 : axis->from;
        return op;
    }
    op = time_axis_op(axis, column + by);
    if (op <= now)
        op = now < axis->to ? now + 1 : axis->to;
    return op;
}

uint64_t
time_axis_tick(const struct time_axis *axis, size_t columns)
{
    static const uint64_t steps[] = {1, 2, 5};
    uint64_t least = span_of(axis) * columns / (axis->n - 1);
    for (uint64_t ten = 1;; ten *= 10) {
        for (int i = 0; i < 3; i++) {
            if (ten * steps[i] >= least && ten * steps[i] > 0)
                return ten * steps[i];
        }
    }
}
