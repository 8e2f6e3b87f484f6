/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * marks.h: stretches of the heap that a command's answer points at, until the
 * next operation. Private to src/session; others see them through view.h.
 */
#ifndef HEAPGLASS_MARKS_H
#define HEAPGLASS_MARKS_H

#include <stddef.h>

struct view_mark;

struct marks {
    struct view_mark *all; /* by rising start, none overlaps another */
    size_t n;
};

void marks_clear(struct marks *); /* frees; empty again */

#endif
