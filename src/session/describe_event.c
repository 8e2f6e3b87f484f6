/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * describe_event.c: what happened inside an operation, an event a line.
 */
#include "recorder.h"
#include "session_internal.h"
#include "size_text.h"
#include "view.h"

#include <inttypes.h>
#include <stdio.h>

enum { PLACE_TEXT = WHERE_TEXT + 16, LIST_TEXT = 64 };

/* The names of what an event speaks of, written out before the sentence. */
struct names_in {
    char at[PLACE_TEXT], other[PLACE_TEXT]; /* "0x00010", "0x00010 (#3)" */
    char list[LIST_TEXT];
};

static void
place_text(const struct session *s, size_t off, uint32_t id,
           char buf[PLACE_TEXT])
{
    char where[WHERE_TEXT];
    where_text(s, off, where);
    if (id)
        snprintf(buf, PLACE_TEXT, "%s (#%" PRIu32 ")", where, id);
    else
        snprintf(buf, PLACE_TEXT, "%s", where);
}

static void
list_text(const struct session *s, unsigned list, char buf[LIST_TEXT])
{
    char name[40];
    view_list_name(s, list, name, sizeof name);
    snprintf(buf, LIST_TEXT, view_n_lists(s) > 1 ? "list %s" : "list, %s",
             name);
}

static void
describe_probe(const struct heap_event *e, const struct names_in *in,
               char buf[EVENT_TEXT])
{
    snprintf(buf, EVENT_TEXT, "looks at %s, %zu B: %s %zu", in->at, e->size,
             e->size < e->other_size ? "too small for" : "large enough for",
             e->other_size);
}

static void
describe_grow(const struct heap_event *e, char buf[EVENT_TEXT])
{
    char by[SIZE_TEXT], to[SIZE_TEXT];
    snprintf(buf, EVENT_TEXT, "grows the heap by %s, to %s",
             size_text(e->other_size, by), size_text(e->size, to));
}

void
session_describe_event(const struct session *s, const struct recorded *r,
                       char buf[EVENT_TEXT])
{
    const struct heap_event *e = &r->event;
    struct names_in in;
    place_text(s, e->off, r->id, in.at);
    place_text(s, e->other_off, r->other_id, in.other);
    list_text(s, e->list, in.list);
    switch (e->kind) {
    case EVENT_PROBE:
        describe_probe(e, &in, buf);
        break;
    case EVENT_TAKE:
        snprintf(buf, EVENT_TEXT, "chooses %s, %zu B", in.at, e->size);
        break;
    case EVENT_SPLIT:
        snprintf(buf, EVENT_TEXT,
                 "splits: %zu B at %s are used, %zu B at %s are left", e->size,
                 in.at, e->other_size, in.other);
        break;
    case EVENT_COALESCE:
        snprintf(buf, EVENT_TEXT, "joins with %s, %zu B: now %zu B at %s",
                 in.other, e->other_size, e->size, in.at);
        break;
    case EVENT_LINK:
        snprintf(buf, EVENT_TEXT, "puts %s, %zu B, on the %s", in.at, e->size,
                 in.list);
        break;
    case EVENT_UNLINK:
        snprintf(buf, EVENT_TEXT, "takes %s, %zu B, off the %s", in.at, e->size,
                 in.list);
        break;
    case EVENT_GROW:
        describe_grow(e, buf);
        break;
    case EVENT_COPY:
        snprintf(buf, EVENT_TEXT, "copies %zu B from %s to %s", e->size,
                 in.other, in.at);
        break;
    }
}
