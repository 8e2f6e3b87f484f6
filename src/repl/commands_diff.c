/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_diff.c: diff A B: what changed between two moments, told, and, if
 * the later one is the present, marked on the map.
 */
#include "repl_internal.h"

#include "repl/figure.h"
#include "session/diff.h"

#include <inttypes.h>
#include <string.h>

enum { SHOWN = 20 }; /* rows of a kind, unless all are wanted */

static const char *const kind_names[] = {
    [DIFF_BORN] = "born",
    [DIFF_DIED] = "died",
    [DIFF_MOVED] = "moved",
    [DIFF_RESIZED] = "resized",
};

/* --- figures ---------------------------------------------------------------*/
static const char *const shown[] = {
    "heap", "live", "util", "frag", "largest_free", "blocks", "free_blocks"};
enum { N_FIGURES = sizeof shown / sizeof shown[0] };

static void
text_figures(struct repl *repl, const struct session_diff *diff)
{
    reply_figures(repl, shown, N_FIGURES, &diff->before, &diff->after);
}

/* --- rows ------------------------------------------------------------------*/
static void
text_name(struct text *table, const struct diff_row *row)
{
    text_add(table, "  #%" PRIu32 "%s%s\n", row->id, *row->name ? " " : "",
             row->name);
}

static void
text_row(struct text *table, enum diff_kind kind, const struct diff_row *row)
{
    text_add(table, "  0x%05zx", kind == DIFF_MOVED ? row->old_off : row->off);
    if (kind == DIFF_MOVED)
        text_add(table, " -> 0x%05zx", row->off);
    if (row->size != row->old_size)
        text_add(table, "  %zu -> %zu B", row->old_size, row->size);
    else
        text_add(table, "  %zu B", row->size);
    if (row->asked != row->old_asked)
        text_add(table, ", %zu -> %zu asked", row->old_asked, row->asked);
    else
        text_add(table, ", %zu asked", row->asked);
    text_name(table, row);
}

static void
text_list(struct repl *repl, enum diff_kind kind, const struct diff_list *list,
          bool all)
{
    struct text *table = &repl->table;
    size_t n = all || list->n_rows <= SHOWN + 1 ? list->n_rows : SHOWN;
    char bytes[SIZE_TEXT];

    if (list->n == 0)
        return;
    text_add(table, "%s: %zu block%s, %s\n", kind_names[kind], list->n,
             list->n == 1 ? "" : "s", size_text(list->bytes, bytes));
    for (size_t i = 0; i < n; i++)
        text_row(table, kind, &list->rows[i]);
    if (n < list->n)
        text_add(table, "  ... and %zu more\n", list->n - n);
}

static void
text_free(struct repl *repl, const struct session_diff *diff)
{
    char appeared[SIZE_TEXT], vanished[SIZE_TEXT];

    text_add(&repl->table, "free blocks: %zu appeared, %s; %zu vanished, %s\n",
             diff->n_appeared, size_text(diff->bytes_appeared, appeared),
             diff->n_vanished, size_text(diff->bytes_vanished, vanished));
}

/* --- JSON ------------------------------------------------------------------*/
static void
json_row(struct text *json, enum diff_kind kind, const struct diff_row *row)
{
    json_open(json, NULL, '{');
    json_number(json, "id", row->id);
    json_string_or_null(json, "name", row->name);
    json_number(json, "off", row->off);
    json_number(json, "size", row->size);
    json_number(json, "asked", row->asked);
    if (kind == DIFF_MOVED || kind == DIFF_RESIZED) {
        json_number(json, "old_off", row->old_off);
        json_number(json, "old_size", row->old_size);
        json_number(json, "old_asked", row->old_asked);
    }
    json_close(json, '}');
}

static void
json_count(struct text *json, const char *key, size_t n, size_t bytes)
{
    json_open(json, key, '{');
    json_number(json, "n", n);
    json_number(json, "bytes", bytes);
    json_close(json, '}');
}

static void
json_diff(struct repl *repl, const struct session_diff *diff)
{
    struct text *json = &repl->json;

    json_number(json, "from", diff->from);
    json_number(json, "to", diff->to);
    for (int kind = 0; kind < N_DIFF_KINDS; kind++) {
        const struct diff_list *list = &diff->kinds[kind];
        json_open(json, kind_names[kind], '{');
        json_number(json, "n", list->n);
        json_number(json, "bytes", list->bytes);
        json_open(json, "rows", '[');
        for (size_t i = 0; i < list->n_rows; i++)
            json_row(json, (enum diff_kind)kind, &list->rows[i]);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_number(json, "passed", diff->n_passed);
    json_count(json, "free_appeared", diff->n_appeared, diff->bytes_appeared);
    json_count(json, "free_vanished", diff->n_vanished, diff->bytes_vanished);
}

/* --- telling ---------------------------------------------------------------*/
static void
tell_counts(struct repl *repl, const struct session_diff *diff)
{
    struct text *message = &repl->message;

    text_add(message, "op %" PRIu64 " -> op %" PRIu64 ": ", diff->from,
             diff->to);
    for (int kind = 0; kind < N_DIFF_KINDS; kind++)
        text_add(message, "%s%zu %s", kind ? ", " : "", diff->kinds[kind].n,
                 kind_names[kind]);
    if (diff->n_passed)
        text_add(message, "; %zu came and went", diff->n_passed);
    text_put(message, ".", 1);
}

static void
reply_diff(struct repl *repl, const struct session_diff *diff, bool all)
{
    tell_counts(repl, diff);
    text_figures(repl, diff);
    if (wants_json(repl)) {
        json_diff(repl, diff);
        return;
    }
    text_free(repl, diff);
    for (int kind = 0; kind < N_DIFF_KINDS; kind++)
        text_list(repl, (enum diff_kind)kind, &diff->kinds[kind], all);
}

static void
mark(struct repl *repl, const struct session_diff *diff)
{
    struct session_place place;

    session_place(repl->session, &place);
    session_clear_marks(repl->session);
    if (place.op == diff->to)
        (void)session_mark_diff(repl->session, diff);
}

/* --- moments ---------------------------------------------------------------*/
/* What lies ahead is played once, if that is asked for. */
static bool
reach(struct repl *repl, uint64_t op, struct error *err)
{
    struct session_place place;

    session_place(repl->session, &place);
    if (op > place.total)
        return error_set(err, "no-moment",
                         "There are %" PRIu64 " operations: moments go from 0 "
                         "to %" PRIu64,
                         place.total, place.total);
    return op <= place.line || session_goto(repl->session, op, err);
}

static bool
read_both(struct repl *repl, const struct words *words, uint64_t now,
          uint64_t moments[2], struct error *err)
{
    for (size_t i = 0; i < 2; i++) {
        const char *word = i + 1 < words->n ? words->list[i + 1].text : "now";
        if (strcmp(word, "now") == 0 || strcmp(word, "all") == 0)
            moments[i] = now;
        else if (!read_moment(repl, word, &moments[i], err) ||
                 !reach(repl, moments[i], err))
            return false;
    }
    return true;
}

/* The same; we are where we were afterwards. */
static bool
read_moments(struct repl *repl, const struct words *words, uint64_t moments[2],
             struct error *err)
{
    struct session_place before, after;
    bool ok;

    session_place(repl->session, &before);
    ok = read_both(repl, words, before.op, moments, err);
    session_place(repl->session, &after);
    if (after.op != before.op)
        (void)session_goto(repl->session, before.op, NULL);
    return ok;
}

bool
run_diff(struct repl *repl, const struct words *words, struct error *err)
{
    const char *last = words->list[words->n - 1].text;
    bool all = words->n > 2 && strcmp(last, "all") == 0;
    struct session_diff diff;
    uint64_t moments[2];

    if (words->n < 2)
        return usage(words, err, "needs a moment or two");
    if (strcmp(words->list[1].text, "off") == 0)
        return run_marks_off(repl, words, err);
    if (!need_words(words, 1, all ? 3 : 2, err) ||
        !read_moments(repl, words, moments, err) ||
        !session_diff(repl->session, moments[0], moments[1], &diff, err))
        return false;
    mark(repl, &diff);
    reply_diff(repl, &diff, all);
    diff_done(&diff);
    return true;
}
