/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_why.c: why a block is where it is: the operation in a sentence, and
 * what happened inside it, an event a line.
 */
#include "repl_internal.h"

#include "session/why.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* --- events ----------------------------------------------------------------*/
/* Of a long search, and of a long list of events as a whole, the first and the
 * last are shown. */
enum { FIRST_PROBES = 10, LAST_PROBES = 3, FIRST_ROWS = 40, LAST_ROWS = 10 };

struct rows {
    size_t *list; /* indices of events */
    size_t n;
};

static bool
is_probe(const struct recorder *events, size_t i)
{
    return recorder_get(events, i)->event.kind == EVENT_PROBE;
}

/* FROM up to TO, as far as they are among the first or the last. */
static void
rows_add(struct rows *rows, size_t from, size_t to, size_t first, size_t last)
{
    for (size_t i = from; i < to; i++) {
        if (to - from > first + last + 1 && i - from == first)
            i = to - last;
        rows->list[rows->n++] = i;
    }
}

static struct rows
choose_rows(const struct recorder *events)
{
    struct rows all = {calloc(recorder_n(events) + 1, sizeof *all.list), 0};
    struct rows some = {all.list, 0};
    size_t n = recorder_n(events), end;

    for (size_t i = 0; all.list && i < n; i = end) {
        for (end = i; end < n && is_probe(events, end);)
            end++;
        rows_add(&all, i, end, FIRST_PROBES, LAST_PROBES);
        if (end == i)
            all.list[all.n++] = end++;
    }
    for (size_t i = 0; i < all.n; i++) {
        if (all.n > FIRST_ROWS + LAST_ROWS + 1 && i == FIRST_ROWS)
            i = all.n - LAST_ROWS;
        some.list[some.n++] = all.list[i];
    }
    return some;
}

static void
text_events(struct repl *repl, const struct recorder *events)
{
    struct rows rows = choose_rows(events);
    char text[EVENT_TEXT];
    int width = snprintf(NULL, 0, "%zu", events->n_all);
    size_t before = 0;

    for (size_t i = 0; i < rows.n; i++) {
        const struct recorded *row = recorder_get(events, rows.list[i]);
        if (row->number > before + 1)
            text_add(&repl->table, "  %*s  ... and %zu more\n", width, "",
                     row->number - before - 1);
        before = row->number;
        session_describe_event(repl->session, row, text);
        text_add(&repl->table, "  %*zu  %s\n", width, row->number, text);
    }
    free(rows.list);
}

static void
json_places(struct text *json, const struct recorded *row)
{
    const struct heap_event *e = &row->event;

    switch (e->kind) {
    case EVENT_PROBE:
        json_number(json, "need", e->other_size);
        json_bool(json, "fits", e->size >= e->other_size);
        break;
    case EVENT_SPLIT:
    case EVENT_COALESCE:
    case EVENT_COPY:
        json_number(json, "other_off", e->other_off);
        json_number(json, "other_size", e->other_size);
        json_number_or_null(json, "other_id", row->other_id);
        break;
    case EVENT_GROW:
        json_number(json, "by", e->other_size);
        break;
    case EVENT_LINK:
    case EVENT_UNLINK:
        json_number(json, "list", e->list);
        break;
    case EVENT_TAKE:
        break;
    }
}

static void
json_events(struct repl *repl, const struct recorder *events)
{
    struct text *json = &repl->json;

    json_number(json, "n_events", events->n_all);
    json_open(json, "events", '[');
    for (size_t i = 0; i < recorder_n(events); i++) {
        const struct recorded *row = recorder_get(events, i);
        json_open(json, NULL, '{');
        json_number(json, "n", row->number);
        json_string(json, "event", heap_event_name(row->event.kind));
        if (row->event.kind != EVENT_GROW)
            json_number(json, "off", row->event.off);
        json_number(json, "size", row->event.size);
        json_number_or_null(json, "id", row->id);
        json_places(json, row);
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* --- the block -------------------------------------------------------------*/
static const char *
state_of(const struct session_why *why)
{
    static const char *const states[] = {[LIFE_LIVE] = "allocated",
                                         [LIFE_FREED] = "freed",
                                         [LIFE_FREE_BLOCK] = "free"};
    return states[why->who.life];
}

static void
json_why(struct repl *repl, const struct session_why *why)
{
    const struct view_block *block = &why->who.block;
    struct text *json = &repl->json;

    json_string(json, "state", state_of(why));
    json_number(json, "off", block->off);
    json_number(json, "size", block->size);
    json_number_or_null(json, "id", block->id);
    json_string_or_null(json, "name", block->name);
    json_number(json, "op", why->op);
    json_string(json, "sentence", why->sentence);
    json_number_or_null(json, "need", why->need);
    if (why->need)
        json_number(json, "asked", why->result.asked);
    json_number_or_null(json, "align", why->align);
    if (why->list != LIST_NONE)
        json_number(json, "list", why->list);
    if (why->who.life == LIFE_LIVE)
        json_number(json, "stayed", why->n_stayed);
    if (why->place) {
        json_number(json, "on_list", block->list);
        json_number(json, "place", why->place);
    }
    json_events(repl, &why->events);
}

static void
tell_who(struct repl *repl, const struct session_why *why)
{
    const struct view_block *block = &why->who.block;
    struct text *message = &repl->message;

    if (why->who.life == LIFE_FREE_BLOCK)
        text_add(message, "the free block at 0x%05zx (%zu B)", block->off,
                 block->size);
    else
        text_add(message, "#%" PRIu32 "%s%s", block->id,
                 *block->name ? " " : "", block->name);
    if (why->who.life == LIFE_LIVE)
        text_add(message, " was put there");
    else if (why->who.life == LIFE_FREED)
        text_add(message, " was freed");
    else
        text_add(message, " was made");
    text_add(message, " by operation %" PRIu64 ": %s", why->op, why->sentence);
}

static void
tell_request(struct repl *repl, const struct session_why *why)
{
    struct text *table = &repl->table;
    char name[64], policy[POLICY_TEXT];

    text_add(table, "  request: %zu B, needs a block of %zu", why->result.asked,
             why->need);
    if (why->align)
        text_add(table, ", at a multiple of %zu", why->align);
    policy_describe(&session_config(repl->session)->policy, policy);
    text_add(table, "\n  policy: %s", policy);
    if (why->list != LIST_NONE && view_n_lists(repl->session) > 1) {
        view_list_name(repl->session, why->list, name, sizeof name);
        text_add(table, "; the first list asked is %s", name);
    }
    text_add(table, "\n");
}

static void
tell_list(struct repl *repl, const struct session_why *why)
{
    const struct view_block *block = &why->who.block;
    struct list_info info = view_list(repl->session, block->list);
    char name[64];

    if (block->list == LIST_NONE) {
        text_add(&repl->table, "  list: none, this policy walks the heap\n");
        return;
    }
    view_list_name(repl->session, block->list, name, sizeof name);
    if (why->place)
        text_add(&repl->table, "  list: %s, number %zu of %zu\n", name,
                 why->place, info.n);
    else
        text_add(&repl->table, "  list: not found on %s\n", name);
}

/* What lies now where a block was that is gone. */
static void
tell_successor(struct repl *repl, const struct session_why *why)
{
    struct view_block now;

    if (!view_at(repl->session, why->who.block.off, &now) || !now.off)
        return;
    text_add(&repl->table, "  there now: ");
    if (now.id)
        text_add(&repl->table, "#%" PRIu32 "%s%s", now.id, *now.name ? " " : "",
                 now.name);
    else
        text_add(&repl->table,
                 now.state == VIEW_FREE ? "a free block" : "a block");
    text_add(&repl->table, " at 0x%05zx, %zu B\n", now.off, now.size);
}

static void
tell_why(struct repl *repl, const struct session_why *why)
{
    tell_who(repl, why);
    if (why->who.life == LIFE_FREE_BLOCK)
        tell_list(repl, why);
    if (why->who.life == LIFE_FREED)
        tell_successor(repl, why);
    if (why->need)
        tell_request(repl, why);
    if (why->n_stayed)
        text_add(&repl->table, "  since then: %zu realloc%s left it there\n",
                 why->n_stayed, why->n_stayed == 1 ? "" : "s");
    text_events(repl, &why->events);
}

bool
run_why(struct repl *repl, const struct words *words, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    struct session_why why;
    struct who who;

    if (words->n < 2)
        return usage(words, err, "needs a block");
    if (!need_words(words, 1, 1, err) ||
        !read_who(words->list[1].text, &who, err) ||
        !session_why(repl->session, &who, &why, err))
        return false;
    if (wants_json(repl))
        json_why(repl, &why);
    else
        tell_why(repl, &why);
    if (host->select && why.who.life != LIFE_FREED)
        host->select(host->context, why.who.block.off);
    why_done(&why);
    return true;
}
