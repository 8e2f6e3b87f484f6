/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_bad.c: bad: which operation left the heap inconsistent.
 */
#include "repl_internal.h"

#include "session/ask.h"

#include <inttypes.h>

static void
json_bad(struct repl *repl, const struct session_bad *bad)
{
    struct text *json = &repl->json;

    if (bad->found)
        json_number(json, "op", bad->op);
    else
        json_null(json, "op");
    json_number(json, "from", bad->from);
    json_number(json, "upto", bad->upto);
    if (!bad->found)
        return;
    json_string(json, "sentence", bad->sentence);
    json_number_or_null(json, "off", bad->off);
    json_number_or_null(json, "id", bad->id);
    json_string_or_null(json, "name", bad->name);
    reply_report(repl, &bad->report);
}

/* "The first of 8 violations: I7 at 0x00040, #3 buf." */
static void
tell_first(struct repl *repl, const struct session_bad *bad)
{
    struct text *message = &repl->message;
    size_t n = bad->report.n_violations;

    if (n == 1)
        text_add(message, " One violation: I%u",
                 bad->report.violations[0].invariant);
    else
        text_add(message, " The first of %zu violations: I%u", n,
                 bad->report.violations[0].invariant);
    if (bad->off)
        text_add(message, " at 0x%05zx", bad->off);
    if (bad->id)
        text_add(message, ", #%" PRIu32 "%s%s", bad->id, *bad->name ? " " : "",
                 bad->name);
    text_add(message, ".");
}

static void
tell_bad(struct repl *repl, const struct session_bad *bad)
{
    struct text *message = &repl->message;

    if (bad->op)
        text_add(message,
                 "operation %" PRIu64 " leaves the heap inconsistent: %s",
                 bad->op, bad->sentence);
    else
        text_add(message, "The empty heap is inconsistent.");
    tell_first(repl, bad);
    reply_report(repl, &bad->report);
}

static void
tell_none(struct repl *repl, const struct session_bad *bad)
{
    struct text *message = &repl->message;

    if (bad->upto == 0)
        text_add(message, "nothing was done so far, and the empty heap is "
                          "consistent.");
    else if (bad->from == bad->upto)
        text_add(message,
                 "operation %" PRIu64
                 " leaves the heap consistent: it was checked.",
                 bad->upto);
    else if (bad->from > 1)
        text_add(message,
                 "no operation from %" PRIu64 " to %" PRIu64
                 " leaves the heap inconsistent: each was checked.",
                 bad->from, bad->upto);
    else
        text_add(message,
                 "no operation up to %" PRIu64 " leaves the heap inconsistent: "
                 "each was checked.",
                 bad->upto);
}

bool
run_bad(struct repl *repl, const struct words *words, struct error *err)
{
    struct session_bad bad;
    size_t from = 0;

    if (!need_words(words, 0, 1, err))
        return false;
    if (words->n > 1 &&
        !read_size(words->list[1].text, "an operation's number", &from, err))
        return false;
    if (!session_find_bad(repl->session, from, &bad, err))
        return false;
    if (wants_json(repl))
        json_bad(repl, &bad);
    else if (bad.found)
        tell_bad(repl, &bad);
    else
        tell_none(repl, &bad);
    return true;
}
