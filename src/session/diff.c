/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * diff.c: see diff.h. One scratch session goes to the earlier moment, where
 * what is known of it is written down in order, and on to the later one; then
 * the two are merged.
 */
#include "diff.h"
#include "scratch.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* A block of a moment: live, by number; or free, by offset (id is 0). */
struct spot {
    uint32_t id;
    size_t off, size, asked;
};

struct moment {
    struct spot *live, *free;
    size_t n_live, n_free;
    uint32_t n_ids; /* numbers given out so far */
};

static void
moment_done(struct moment *m)
{
    free(m->live);
    free(m->free);
}

/* --- writing a moment down -------------------------------------------------*/
static int
by_id(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    return x->id < y->id ? -1 : x->id > y->id;
}

static bool
note_live(const struct world *w, struct moment *m)
{
    m->live = calloc(w->blocks.n_live + 1, sizeof *m->live);
    if (!m->live)
        return false;
    for (uint32_t slot = 0; slot < w->blocks.n_slots; slot++) {
        const struct block *block = &w->blocks.slots[slot];
        if (block->id)
            m->live[m->n_live++] =
                (struct spot){block->id, block->off, world_block_size(w, block),
                              block->asked};
    }
    qsort(m->live, m->n_live, sizeof *m->live, by_id);
    return true;
}

/* Counted by walking, for in a damaged heap no counter can be trusted. */
static bool
note_free(const struct session *s, struct moment *m)
{
    struct view_block block;
    struct view_iter iter;
    size_t cap = 0;
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &block)) {
        if (block.state != VIEW_FREE)
            continue;
        if (m->n_free == cap) {
            struct spot *more;
            cap = cap ? cap * 2 : 64;
            more = realloc(m->free, cap * sizeof *more);
            if (!more)
                return false;
            m->free = more;
        }
        m->free[m->n_free++] = (struct spot){0, block.off, block.size, 0};
    }
    return true;
}

static bool
note_moment(struct scratch *x, uint64_t op, struct moment *m,
            struct figures *figures, struct error *err)
{
    if (!scratch_goto(x, (uint32_t)op, err))
        return false;
    view_figures(&x->session, figures);
    m->n_ids = scratch_world(x)->blocks.n;
    if (note_live(scratch_world(x), m) && note_free(&x->session, m))
        return true;
    return error_set(
        err, "memory",
        "No memory to write down the heap of operation %" PRIu64 ".", op);
}

/* --- merging ---------------------------------------------------------------*/
/* Which of two, of which one may be NULL, comes first: less than 0, WAS; 0:
 * they are the same block. */
static int
which_first(const struct spot *was, const struct spot *is)
{
    if (!was || !is)
        return was ? -1 : 1;
    if (was->id || is->id)
        return by_id(was, is);
    return was->off < is->off ? -1 : was->off > is->off;
}

static bool
list_reserve(struct diff_list *list, size_t n)
{
    size_t cap = n < DIFF_ROWS ? n : DIFF_ROWS;
    list->rows = cap ? calloc(cap, sizeof *list->rows) : NULL;
    return list->rows || !cap;
}

/* WAS or IS may be NULL, but not both. */
static void
list_add(const struct session *s, struct diff_list *list,
         const struct spot *was, const struct spot *is)
{
    const struct spot *then = was ? was : is, *now = is ? is : was;
    assert(now);
    const char *name = names_of(&s->names, now->id);
    struct diff_row *row;
    list->n++;
    list->bytes += now->size;
    if (list->n_rows == DIFF_ROWS)
        return;
    row = &list->rows[list->n_rows++];
    *row = (struct diff_row){.id = now->id,
                             .off = now->off,
                             .size = now->size,
                             .asked = now->asked,
                             .old_off = then->off,
                             .old_size = then->size,
                             .old_asked = then->asked};
    memcpy(row->name, name, strlen(name) + 1);
}

static void
add_both(const struct session *s, struct session_diff *d,
         const struct spot *was, const struct spot *is)
{
    if (was->off != is->off)
        list_add(s, &d->kinds[DIFF_MOVED], was, is);
    else if (was->size != is->size || was->asked != is->asked)
        list_add(s, &d->kinds[DIFF_RESIZED], was, is);
}

/* S, at the later moment, knows all names. */
static bool
merge_live(const struct session *s, struct session_diff *d,
           const struct moment *a, const struct moment *b)
{
    size_t i = 0, k = 0;
    if (!list_reserve(&d->kinds[DIFF_BORN], b->n_live) ||
        !list_reserve(&d->kinds[DIFF_DIED], a->n_live) ||
        !list_reserve(&d->kinds[DIFF_MOVED], a->n_live) ||
        !list_reserve(&d->kinds[DIFF_RESIZED], a->n_live))
        return false;
    while (i < a->n_live || k < b->n_live) {
        const struct spot *was = i < a->n_live ? &a->live[i] : NULL;
        const struct spot *is = k < b->n_live ? &b->live[k] : NULL;
        int first = which_first(was, is);
        if (first < 0)
            list_add(s, &d->kinds[DIFF_DIED], was, NULL);
        else if (first > 0)
            list_add(s, &d->kinds[DIFF_BORN], NULL, is);
        else
            add_both(s, d, was, is);
        i += first <= 0;
        k += first >= 0;
    }
    d->n_passed = b->n_ids - a->n_ids - d->kinds[DIFF_BORN].n;
    return true;
}

static void
merge_free(struct session_diff *d, const struct moment *a,
           const struct moment *b)
{
    size_t i = 0, k = 0;
    while (i < a->n_free || k < b->n_free) {
        const struct spot *was = i < a->n_free ? &a->free[i] : NULL;
        const struct spot *is = k < b->n_free ? &b->free[k] : NULL;
        int first = which_first(was, is);
        bool same = first == 0 && was->size == is->size;
        if (first <= 0 && !same) {
            d->n_vanished++;
            d->bytes_vanished += was->size;
        }
        if (first >= 0 && !same) {
            d->n_appeared++;
            d->bytes_appeared += is->size;
        }
        i += first <= 0;
        k += first >= 0;
    }
}

/* --- the question ----------------------------------------------------------*/
static bool
compare(struct scratch *x, struct session_diff *d, struct error *err)
{
    struct moment a = {0}, b = {0};
    bool ok = note_moment(x, d->from, &a, &d->before, err) &&
              note_moment(x, d->to, &b, &d->after, err);
    if (ok) {
        ok = merge_live(&x->session, d, &a, &b) ||
             error_set(err, "memory", "No memory to compare the moments.");
        merge_free(d, &a, &b);
    }
    moment_done(&a);
    moment_done(&b);
    return ok;
}

bool
session_diff(const struct session *s, uint64_t a, uint64_t b,
             struct session_diff *d, struct error *err)
{
    struct session_place place;
    struct scratch x;
    bool ok;
    session_place(s, &place);
    memset(d, 0, sizeof *d);
    d->from = a < b ? a : b;
    d->to = a < b ? b : a;
    if (d->to > place.line)
        return error_set(err, "no-moment",
                         "%" PRIu64 " operation%s done so far: moments go from "
                         "0 to %" PRIu64 ".",
                         place.line, place.line == 1 ? " was" : "s were",
                         place.line);
    if (!scratch_open(&x, s, err))
        return false;
    ok = compare(&x, d, err);
    scratch_close(&x);
    if (!ok)
        diff_done(d);
    return ok;
}

void
diff_done(struct session_diff *d)
{
    for (int kind = 0; kind < N_DIFF_KINDS; kind++)
        free(d->kinds[kind].rows);
    memset(d, 0, sizeof *d);
}
