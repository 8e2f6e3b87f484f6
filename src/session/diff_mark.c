/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff_mark.c: what changed, on the map: the blocks that were born, moved or
 * resized, and what is free now where one died. A place that has a block again
 * tells of that block.
 */
#include "diff.h"
#include "session_internal.h"

#include <stdlib.h>

/* A growing list of marks; caller frees. */
struct marking {
    const struct session *session;
    struct view_mark *all;
    size_t n, cap;
    bool failed;
};

static void
add(struct marking *m, size_t start, size_t end, enum view_mark_kind kind)
{
    if (m->n == m->cap) {
        size_t cap = m->cap ? m->cap * 2 : 64;
        struct view_mark *all = realloc(m->all, cap * sizeof *all);
        m->failed |= !all;
        if (!all)
            return;
        m->all = all;
        m->cap = cap;
    }
    m->all[m->n++] =
        (struct view_mark){.start = start, .size = end - start, .kind = kind};
}

static void
mark_block(struct marking *m, const struct diff_row *row,
           enum view_mark_kind kind)
{
    struct view_block block;
    if (view_at(m->session, row->off, &block) && block.id == row->id)
        add(m, block.start, block.start + block.size, kind);
}

static size_t
header_of(const struct session *s)
{
    return view_heap(s) ? heap_get_shape(view_heap(s)).header : 0;
}

/* Of the bytes that the block had, those that are not a block's now. */
static void
mark_place(struct marking *m, const struct diff_row *row)
{
    size_t lo = row->off - header_of(m->session), hi = lo + row->size;
    struct view_block now;
    struct view_iter iter;
    view_open(&iter, m->session, lo, hi);
    while (view_next(&iter, &now)) {
        size_t start = now.start > lo ? now.start : lo;
        size_t end = now.start + now.size < hi ? now.start + now.size : hi;
        if ((now.state == VIEW_FREE || now.state == VIEW_GAP) && start < end)
            add(m, start, end, MARK_DIED);
    }
}

static int
by_start(const void *a, const void *b)
{
    const struct view_mark *x = a, *y = b;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* In a damaged heap two records can claim the same bytes: the lower one has
 * them. */
static void
drop_overlaps(struct marking *m)
{
    size_t n = 0, end = 0;
    if (m->n)
        qsort(m->all, m->n, sizeof *m->all, by_start);
    for (size_t i = 0; i < m->n; i++) {
        if (m->all[i].start < end)
            continue;
        end = m->all[i].start + m->all[i].size;
        m->all[n++] = m->all[i];
    }
    m->n = n;
}

bool
session_mark_diff(struct session *s, const struct session_diff *d)
{
    static const enum view_mark_kind kinds[] = {[DIFF_BORN] = MARK_BORN,
                                                [DIFF_DIED] = MARK_DIED,
                                                [DIFF_MOVED] = MARK_MOVED,
                                                [DIFF_RESIZED] = MARK_CHANGED};
    struct marking m = {.session = s};
    bool ok;
    for (int kind = 0; kind < N_DIFF_KINDS; kind++) {
        const struct diff_list *list = &d->kinds[kind];
        for (size_t i = 0; i < list->n_rows; i++) {
            if (kind == DIFF_DIED)
                mark_place(&m, &list->rows[i]);
            else
                mark_block(&m, &list->rows[i], kinds[kind]);
        }
    }
    drop_overlaps(&m);
    ok = !m.failed && session_set_marks(s, m.all, m.n);
    free(m.all);
    return ok;
}
