/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * marks.c: see marks.h. Whoever looks finds them in order of address, so that
 * a drawing looks up those in view and no others.
 */
#include "marks.h"
#include "session_internal.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

void
marks_clear(struct marks *marks)
{
    free(marks->all);
    *marks = (struct marks){0};
}

static int
by_start(const void *a, const void *b)
{
    const struct view_mark *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

bool
session_set_marks(struct session *s, const struct view_mark *marks, size_t n)
{
    struct view_mark *all = NULL;
    if (n) {
        all = malloc(n * sizeof *all);
        if (!all)
            return false;
        memcpy(all, marks, n * sizeof *all);
        qsort(all, n, sizeof *all, by_start);
    }
    marks_clear(&s->marks);
    s->marks = (struct marks){all, n};
    return true;
}

void
session_clear_marks(struct session *s)
{
    marks_clear(&s->marks);
}

size_t
view_marks(const struct session *s, const struct view_mark **marks)
{
    *marks = s->marks.all;
    return s->marks.n;
}
