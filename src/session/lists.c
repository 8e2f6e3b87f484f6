/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lists.c: walking free lists for those who look. A walk follows at most
 * LISTS_LOOK links. On a heap that was never poked links lead where they
 * should; on others each one is questioned: what it leads to, whether that
 * leads back, and whether the block belongs there. Rings are found by Brent's
 * method: one block waits while the walk goes on, and moves up whenever the
 * walk has doubled.
 *
 * A free block is lost when neither its list's head nor the block before it,
 * as its own link has it, leads to it, and no walk came by. That is asked
 * when all lists were walked to an end, of the first LISTS_LOOK blocks of the
 * heap.
 */
#include "lists.h"
#include "over.h"
#include "session_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- links -----------------------------------------------------------------*/
struct list_links
view_list_links(const struct session *s, size_t off)
{
    const struct heap *heap = s->track.world.heap;
    struct heap_field fields[HEAP_MAX_FIELDS];
    struct list_links links = {0, 0};
    size_t n = heap && off ? view_fields(s, off, fields) : 0;

    for (size_t i = 0; i < n; i++) {
        if (fields[i].kind == FIELD_NEXT)
            links.next = (size_t)fields[i].value;
        else if (fields[i].kind == FIELD_PREV)
            links.prev = (size_t)fields[i].value;
    }
    return links;
}

/* Where the list's head leads; 0: nowhere. */
static size_t
head_of(const struct heap *heap, unsigned list)
{
    struct block_info info = {0};
    struct free_iter iter;

    free_iter_open(&iter, heap, list, 1);
    switch (free_iter_next(&iter, &info)) {
    case ITER_BLOCK:
        return info.off;
    case ITER_CORRUPT:
        return info.start; /* what the link holds */
    default:
        return 0;
    }
}

/* --- the walk --------------------------------------------------------------*/
/* Of the N stops of a walk that met the last one again LAP steps after it: to
 * the first that is met twice. Answers how many stops are there once. */
static size_t
cut_ring(const struct list_stop *stops, size_t n, size_t lap)
{
    for (size_t i = 0; i + lap < n; i++) {
        if (stops[i].off == stops[i + lap].off)
            return i + lap;
    }
    return n;
}

/* Brent's: the stop that waits, and when it moves up. */
struct ring_watch {
    size_t waits; /* index of the stop */
    size_t until; /* it moves up to this one */
};

static bool
closes_ring(struct ring_watch *watch, const struct list_stop *stops, size_t i)
{
    if (i > watch->waits && stops[i].off == stops[watch->waits].off)
        return true;
    if (i == watch->until) {
        watch->waits = i;
        watch->until = 2 * i + 1;
    }
    return false;
}

/* The same inside an operation, where no link leads astray. */
static struct list_look
look_inside(const struct session *s, unsigned list, struct list_stop *stops,
            size_t n)
{
    size_t on = view_list(s, list).n, most = on < n ? on : n;
    struct view_block *blocks = calloc(most + 1, sizeof *blocks);
    struct list_look look = {.end = on > n ? LIST_GOES_ON : LIST_WHOLE};

    if (!blocks)
        return look;
    look.n = over_list_blocks(s, list, blocks, most, NULL);
    for (size_t i = 0; i < look.n; i++) {
        stops[i] = (struct list_stop){blocks[i].off, blocks[i].size};
        look.up += i > 0 && blocks[i].off > blocks[i - 1].off;
    }
    free(blocks);
    return look;
}

struct list_look
view_list_look(const struct session *s, unsigned list, struct list_stop *stops,
               size_t n)
{
    const struct heap *heap = s->track.world.heap;
    struct list_look look = {.end = LIST_GOES_ON};
    struct ring_watch watch = {0, 0};
    enum iter_step step = ITER_END;
    struct block_info info;
    struct free_iter iter;

    if (list >= view_n_lists(s))
        return (struct list_look){.end = LIST_WHOLE};
    n = n < LISTS_LOOK ? n : LISTS_LOOK;
    if (s->over)
        return look_inside(s, list, stops, n);
    free_iter_open(&iter, heap, list, n + 1);
    while ((step = free_iter_next(&iter, &info)) == ITER_BLOCK && look.n < n) {
        stops[look.n] = (struct list_stop){info.off, info.size};
        if (closes_ring(&watch, stops, look.n)) {
            look.n = cut_ring(stops, look.n + 1, look.n - watch.waits);
            look.to = stops[look.n].off;
            look.end = LIST_RING;
            break;
        }
        look.n++;
    }
    if (step == ITER_CORRUPT) {
        look.end = LIST_BREAKS;
        look.to = info.start;
    } else if (step == ITER_END) {
        look.end = LIST_WHOLE;
    }
    for (size_t i = 1; i < look.n; i++)
        look.up += stops[i].off > stops[i - 1].off;
    return look;
}

/* --- faults ----------------------------------------------------------------*/
struct search {
    const struct session *s;
    struct list_fault *faults;
    size_t n;
    struct list_stop stops[LISTS_LOOK];
    size_t n_stops; /* of all lists so far */
    bool part;      /* some were not walked to an end */
};

static void
add_fault(struct search *search, struct list_fault fault)
{
    if (search->n < LISTS_FAULTS)
        search->faults[search->n++] = fault;
}

/* What lies where a link leads that should lead to a free block. */
static enum list_fault_kind
kind_of_end(const struct session *s, size_t to)
{
    struct view_block b;

    if (!view_at(s, to, &b) || b.state == VIEW_OWN)
        return FAULT_OUTSIDE;
    if (b.state == VIEW_DAMAGED)
        return FAULT_DAMAGED;
    if (b.off != to)
        return FAULT_INSIDE;
    return FAULT_USED;
}

/* Of the block at place I + 1 of a walk along LIST. */
static void
question_stop(struct search *search, unsigned list,
              const struct list_stop *stops, size_t i)
{
    const struct session *s = search->s;
    struct list_fault fault = {.list = list, .place = i + 1};
    struct list_links links = view_list_links(s, stops[i].off);
    const struct policy *policy = &s->config.policy;
    size_t before = i > 0 ? stops[i - 1].off : 0;
    struct view_block b;

    fault.at = stops[i].off;
    if (links.prev != before) {
        fault.kind = FAULT_BACK;
        fault.to = links.prev;
        add_fault(search, fault);
    }
    fault.to = 0;
    if (view_at(s, stops[i].off, &b) && b.list != list) {
        fault.kind = FAULT_CLASS;
        add_fault(search, fault);
    }
    if (policy->name == POLICY_EXPLICIT && policy->order == ORDER_ADDRESS &&
        fault.at < before) {
        fault.kind = FAULT_ORDER;
        fault.to = before;
        add_fault(search, fault);
    }
}

static void
question_list(struct search *search, unsigned list)
{
    struct list_stop *stops = search->stops + search->n_stops;
    size_t room = LISTS_LOOK - search->n_stops;
    struct list_look look = view_list_look(search->s, list, stops, room);
    struct list_fault fault = {.list = list, .place = look.n, .to = look.to};

    for (size_t i = 0; i < look.n; i++)
        question_stop(search, list, stops, i);
    fault.at = look.n > 0 ? stops[look.n - 1].off : 0;
    fault.kind =
        look.end == LIST_RING ? FAULT_RING : kind_of_end(search->s, look.to);
    if (look.end == LIST_RING || look.end == LIST_BREAKS)
        add_fault(search, fault);
    search->part |= look.end == LIST_GOES_ON;
    search->n_stops += look.n;
}

static int
compare_stops(const void *a, const void *b)
{
    const struct list_stop *x = a, *y = b;

    return x->off < y->off ? -1 : x->off > y->off;
}

/* Does anything lead to the free block at OFF, on LIST by its size? */
static bool
is_led_to(const struct search *search, size_t off, unsigned list)
{
    struct list_stop key = {off, 0};
    size_t prev;

    if (bsearch(&key, search->stops, search->n_stops, sizeof key,
                compare_stops))
        return true;
    prev = view_list_links(search->s, off).prev;
    if (prev == 0)
        return head_of(search->s->track.world.heap, list) == off;
    return view_list_links(search->s, prev).next == off;
}

static void
find_lost(struct search *search)
{
    struct view_iter iter;
    struct view_block b;
    size_t n = 0;

    qsort(search->stops, search->n_stops, sizeof search->stops[0],
          compare_stops);
    view_open(&iter, search->s, 0, SIZE_MAX);
    while (n < LISTS_LOOK && view_next(&iter, &b)) {
        n++;
        if (b.state == VIEW_FREE && b.list != LIST_NONE &&
            !is_led_to(search, b.off, b.list))
            add_fault(search, (struct list_fault){.kind = FAULT_LOST,
                                                  .list = b.list,
                                                  .at = b.off});
    }
    search->part |= n == LISTS_LOOK && view_next(&iter, &b);
}

size_t
view_list_faults(const struct session *s,
                 struct list_fault faults[LISTS_FAULTS], bool *part)
{
    unsigned n = view_n_lists(s);
    struct search *search;
    size_t found;

    if (part)
        *part = false;
    if (n == 0 || s->over || !s->track.world.tally.is_poked)
        return 0;
    search = calloc(1, sizeof *search);
    if (!search) {
        if (part)
            *part = true;
        return 0;
    }
    search->s = s;
    search->faults = faults;
    for (unsigned list = 0; list < n; list++)
        question_list(search, list);
    if (!search->part)
        find_lost(search);
    found = search->n;
    if (part)
        *part = search->part;
    free(search);
    return found;
}

/* --- in words --------------------------------------------------------------*/
/* "#7", "#7 buf", "the free block 0x00330". */
static void
who_text(const struct session *s, const struct view_block *b, char *buf,
         size_t size)
{
    char where[WHERE_TEXT];

    where_text(s, b->off, where);
    if (b->id != 0)
        (void)snprintf(buf, size, "#%u%s%s", (unsigned)b->id,
                       b->name[0] ? " " : "", b->name);
    else
        (void)snprintf(buf, size, "the %sblock %s",
                       b->state == VIEW_FREE ? "free " : "", where);
}

/* Of a link that leads to what is no free block; WHO has the link. */
static void
leads_text(const struct session *s, const struct list_fault *fault,
           const char *who, char *buf)
{
    char where[WHERE_TEXT], what[NAME_TEXT + 32] = "";
    size_t size = LISTS_FAULT_TEXT;
    struct view_block b;

    where_text(s, fault->to, where);
    if (!view_at(s, fault->to, &b))
        b.id = 0;
    else
        who_text(s, &b, what, sizeof what);
    switch (fault->kind) {
    case FAULT_USED:
        (void)snprintf(buf, size, "%s leads to %s: %sallocated%s%s", who, where,
                       b.id ? "" : "marked ", b.id ? ", " : "",
                       b.id ? what : "");
        break;
    case FAULT_INSIDE:
        (void)snprintf(buf, size, "%s leads to %s, inside %s", who, where,
                       what);
        break;
    case FAULT_OUTSIDE:
        (void)snprintf(buf, size, "%s leads to %s, where no block lies", who,
                       where);
        break;
    default:
        (void)snprintf(buf, size, "%s leads to %s, where no size makes sense",
                       who, where);
        break;
    }
}

static void
back_text(const struct session *s, const struct list_fault *fault, char *buf)
{
    size_t size = LISTS_FAULT_TEXT;
    char to[WHERE_TEXT + 8] = "nothing";

    if (fault->to)
        where_text(s, fault->to, to);
    if (fault->place == 1)
        (void)snprintf(buf, size, "1 is the first, but leads back to %s", to);
    else
        (void)snprintf(buf, size, "%zu leads back to %s, not to %zu",
                       fault->place, to, fault->place - 1);
}

static void
class_text(const struct session *s, const struct list_fault *fault, char *buf)
{
    char name[40] = "another";
    struct view_block b;

    if (!view_at(s, fault->at, &b))
        b.size = 0;
    if (b.size && b.list != LIST_NONE)
        view_list_name(s, b.list, name, sizeof name);
    (void)snprintf(buf, LISTS_FAULT_TEXT, "%zu has %zu B: its list is %s",
                   fault->place, b.size, name);
}

void
view_list_fault_text(const struct session *s, const struct list_fault *fault,
                     char buf[LISTS_FAULT_TEXT])
{
    char who[32] = "the head", where[WHERE_TEXT];

    if (fault->place > 0)
        (void)snprintf(who, sizeof who, "%zu", fault->place);
    switch (fault->kind) {
    case FAULT_RING:
        where_text(s, fault->to, where);
        (void)snprintf(buf, LISTS_FAULT_TEXT, "%s leads back to %s: a ring",
                       who, where);
        break;
    case FAULT_BACK:
        back_text(s, fault, buf);
        break;
    case FAULT_CLASS:
        class_text(s, fault, buf);
        break;
    case FAULT_ORDER:
        (void)snprintf(buf, LISTS_FAULT_TEXT,
                       "%s lies before %zu: not in address order", who,
                       fault->place - 1);
        break;
    case FAULT_LOST:
        where_text(s, fault->at, where);
        (void)snprintf(buf, LISTS_FAULT_TEXT, "%s is free, but on no list",
                       where);
        break;
    default:
        leads_text(s, fault, who, buf);
        break;
    }
}
