/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * status.c: names and words for statuses and events.
 */
#include "allocator/status.h"

#include "allocator/event.h"

struct words {
    const char *name, *text;
};

static const struct words status_words[] = {
#define X(id, name, text) [id] = {name, text},
    HEAP_STATUS_LIST(X)
#undef X
};

static const char *const event_names[] = {
    [EVENT_PROBE] = "probe", [EVENT_TAKE] = "take",
    [EVENT_SPLIT] = "split", [EVENT_COALESCE] = "coalesce",
    [EVENT_LINK] = "link",   [EVENT_UNLINK] = "unlink",
    [EVENT_GROW] = "grow",   [EVENT_COPY] = "copy",
};

static const size_t n_status = sizeof status_words / sizeof *status_words,
                    n_events = sizeof event_names / sizeof *event_names;

const char *
heap_status_name(enum heap_status status)
{
    return (size_t)status < n_status ? status_words[status].name : "unknown";
}

const char *
heap_status_text(enum heap_status status)
{
    return (size_t)status < n_status ? status_words[status].text
                                     : "no such status";
}

const char *
heap_event_name(enum heap_event_kind kind)
{
    return (size_t)kind < n_events ? event_names[kind] : "unknown";
}
