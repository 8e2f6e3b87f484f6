/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * over.c: see over.h. The rows and the offsets that came off are kept sorted,
 * so that looking is a binary search; what went on a list is kept in the order
 * in which the list has it, and the heap's own list goes before it, behind it
 * or through it, as the policy's order says.
 */
#include "over.h"
#include "session_internal.h"

#include <stdlib.h>
#include <string.h>

/* --- life ------------------------------------------------------------------*/
static enum over_place
place_of(const struct policy *policy)
{
    if (policy->name != POLICY_EXPLICIT || policy->order == ORDER_LIFO)
        return OVER_HEAD;
    return policy->order == ORDER_FIFO ? OVER_TAIL : OVER_ORDERED;
}

void
over_init(struct over *o, const struct session *s)
{
    *o = (struct over){.place = place_of(&s->config.policy),
                       .heap = world_heap_size(&s->track.world)};
}

void
over_done(struct over *o)
{
    free(o->rows);
    free(o->came_off.all);
    free(o->went_on.all);
    memset(o, 0, sizeof *o);
}

/* Room for N elements of SIZE bytes; false: no memory. */
static bool
reserve(struct over *o, void **all, size_t *cap, size_t n, size_t size)
{
    size_t room = *cap ? *cap : 16;
    void *more;
    while (room < n)
        room *= 2;
    if (room == *cap)
        return true;
    more = realloc(*all, room * size);
    if (!more) {
        o->no_memory = true;
        return false;
    }
    *all = more;
    *cap = room;
    return true;
}

/* --- rows ------------------------------------------------------------------*/
/* The first row that ends behind AT; n_rows: none. */
static size_t
row_from(const struct over *o, size_t at)
{
    size_t lo = 0, hi = o->n_rows;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (o->rows[mid].start + o->rows[mid].size <= at)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

const struct view_block *
over_row_at(const struct over *o, size_t at)
{
    size_t i = row_from(o, at);
    return i < o->n_rows && o->rows[i].start <= at ? &o->rows[i] : NULL;
}

void
over_replace(struct over *o, const struct view_block *rows, size_t n)
{
    size_t end = rows[n - 1].start + rows[n - 1].size;
    size_t from = row_from(o, rows[0].start), to = from;
    void *all = o->rows;
    while (to < o->n_rows && o->rows[to].start < end)
        to++;
    if (!reserve(o, &all, &o->cap_rows, o->n_rows + n, sizeof *rows))
        return;
    o->rows = all;
    memmove(o->rows + from + n, o->rows + to, (o->n_rows - to) * sizeof *rows);
    memcpy(o->rows + from, rows, n * sizeof *rows);
    o->n_rows += n;
    o->n_rows -= to - from;
}

/* --- changes ---------------------------------------------------------------*/
void
over_change(struct over *o, size_t start, size_t size, enum view_state state)
{
    if (o->n_changes < VIEW_MAX_CHANGES)
        o->changes[o->n_changes++] = (struct view_change){start, size, state};
}

void
over_no_change(struct over *o)
{
    o->n_changes = 0;
}

/* --- lists -----------------------------------------------------------------*/
static void
insert(struct over *o, struct over_links *links, size_t at,
       const struct over_link *link)
{
    void *all = links->all;
    if (!reserve(o, &all, &links->cap, links->n + 1, sizeof *link))
        return;
    links->all = all;
    memmove(links->all + at + 1, links->all + at,
            (links->n - at) * sizeof *link);
    links->all[at] = *link;
    links->n++;
}

/* The first of LINKS, which are by rising offset, at OFF or behind it. */
static size_t
link_from(const struct over_links *links, size_t off)
{
    size_t lo = 0, hi = links->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (links->all[mid].off < off)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static bool
has_come_off(const struct over *o, size_t off)
{
    size_t i = link_from(&o->came_off, off);
    return i < o->came_off.n && o->came_off.all[i].off == off;
}

/* Where among those that went on; n: nowhere. */
static size_t
find_on(const struct over *o, size_t off)
{
    size_t i = 0;
    while (i < o->went_on.n && o->went_on.all[i].off != off)
        i++;
    return i;
}

void
over_link(struct over *o, const struct over_link *link)
{
    size_t at = o->place == OVER_HEAD      ? 0
                : o->place == OVER_ORDERED ? link_from(&o->went_on, link->off)
                                           : o->went_on.n;
    insert(o, &o->went_on, at, link);
}

void
over_unlink(struct over *o, const struct over_link *link)
{
    size_t i = find_on(o, link->off);
    if (i == o->went_on.n) {
        insert(o, &o->came_off, link_from(&o->came_off, link->off), link);
        return;
    }
    o->went_on.n--;
    memmove(o->went_on.all + i, o->went_on.all + i + 1,
            (o->went_on.n - i) * sizeof *link);
}

void
over_list(const struct over *o, unsigned list, struct list_info *info)
{
    for (size_t i = 0; i < o->went_on.n; i++) {
        if (o->went_on.all[i].list == list) {
            info->n++;
            info->bytes += o->went_on.all[i].size;
        }
    }
    for (size_t i = 0; i < o->came_off.n; i++) {
        if (o->came_off.all[i].list == list) {
            info->n--;
            info->bytes -= o->came_off.all[i].size;
        }
    }
}

/* --- a list in order -------------------------------------------------------*/
struct walk {
    const struct session *session;
    unsigned list;
    struct free_iter iter;
    struct block_info own; /* the heap's next; valid with has_own */
    bool has_own, corrupt;
    size_t on; /* the next of those that went on */
};

static void
next_own(struct walk *w)
{
    enum iter_step step;
    do {
        step = free_iter_next(&w->iter, &w->own);
        w->has_own = step == ITER_BLOCK;
        w->corrupt |= step == ITER_CORRUPT;
    } while (w->has_own && has_come_off(w->session->over, w->own.off));
}

static void
next_on(struct walk *w)
{
    const struct over_links *on = &w->session->over->went_on;
    while (w->on < on->n && on->all[w->on].list != w->list)
        w->on++;
}

static void
walk_open(struct walk *w, const struct session *s, unsigned list)
{
    const struct heap *heap = s->track.world.heap;
    *w = (struct walk){.session = s, .list = list};
    free_iter_open(&w->iter, heap, list, heap_list(heap, list).n + 1);
    next_own(w);
    next_on(w);
}

static bool
walk_next(struct walk *w, struct over_link *out)
{
    const struct over *o = w->session->over;
    bool on = w->on < o->went_on.n;
    if (on && w->has_own)
        on = o->place == OVER_HEAD || (o->place == OVER_ORDERED &&
                                       o->went_on.all[w->on].off < w->own.off);
    if (on) {
        *out = o->went_on.all[w->on++];
        next_on(w);
        return true;
    }
    if (!w->has_own)
        return false;
    *out = (struct over_link){w->own.off, w->own.size, w->list};
    next_own(w);
    return true;
}

size_t
over_list_blocks(const struct session *s, unsigned list,
                 struct view_block *blocks, size_t n, bool *corrupt)
{
    struct walk w;
    struct over_link link;
    size_t filled = 0;
    walk_open(&w, s, list);
    while (filled < n && walk_next(&w, &link))
        fill_free_row(s, link.off, link.size, list, &blocks[filled++]);
    if (corrupt)
        *corrupt = w.corrupt;
    return filled;
}

struct over_links_of
over_links_of(const struct session *s, unsigned list, size_t off)
{
    struct over_links_of links = {0, 0};
    struct over_link link;
    struct walk w;
    walk_open(&w, s, list);
    while (walk_next(&w, &link)) {
        if (link.off == off) {
            links.next = walk_next(&w, &link) ? link.off : 0;
            return links;
        }
        links.prev = link.off;
    }
    return (struct over_links_of){0, 0};
}
