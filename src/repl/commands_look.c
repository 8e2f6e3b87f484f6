/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_look.c: the commands that look at the whole heap: lists, stats,
 * check.
 */
#include "repl_internal.h"

#include "repl/figure.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- lists -----------------------------------------------------------------*/
/* What the walk along one list met. */
struct walk {
    unsigned list;
    struct list_info info; /* as the heap counts */
    struct view_block *blocks;
    size_t n, bytes; /* reached */
    bool corrupt;
};

static void
json_list(struct repl *repl, const struct walk *walk)
{
    struct text *json = &repl->json;

    json_open(json, NULL, '{');
    json_number(json, "class", walk->list);
    json_number(json, "min", walk->info.min);
    if (walk->info.max == SIZE_MAX)
        json_null(json, "max");
    else
        json_number(json, "max", walk->info.max);
    json_open(json, "off", '[');
    for (size_t i = 0; i < walk->n; i++)
        json_number(json, NULL, walk->blocks[i].off);
    json_close(json, ']');
    if (walk->corrupt)
        json_bool(json, "damaged", true);
    json_close(json, '}');
}

/* The names of lists stand in a column as wide as the longest. */
static int
name_width(const struct session *session)
{
    size_t most = 0;
    char name[64];

    for (unsigned i = 0; i < view_n_lists(session); i++) {
        view_list_name(session, i, name, sizeof name);
        if (view_list(session, i).n && strlen(name) > most)
            most = strlen(name);
    }
    return (int)most;
}

/* "LIFO: 2 of 5 blocks reached, 128 B: 0x00050 0x00090, then a link ..." */
static void
text_list(struct repl *repl, const struct walk *walk, int width)
{
    bool broken = walk->corrupt || walk->n != walk->info.n;
    const char *plural = walk->info.n == 1 ? "" : "s";
    char name[64], bytes[SIZE_TEXT];
    int pad;

    if (walk->n == 0 && !broken)
        return;
    view_list_name(repl->session, walk->list, name, sizeof name);
    pad = width > (int)strlen(name) ? width - (int)strlen(name) : 0;
    text_add(&repl->table, "%s:%*s ", name, pad, "");
    (void)size_text(walk->bytes, bytes);
    if (wants_plain(repl) && !broken)
        text_add(&repl->table, "%zu block%s, %s, in this order", walk->n,
                 plural, bytes);
    else if (broken)
        text_add(&repl->table, "%zu of %zu block%s reached, %s", walk->n,
                 walk->info.n, plural, bytes);
    else
        text_add(&repl->table, "%3zu block%s, %*s", walk->n, plural,
                 *plural ? 8 : 9, bytes);
    for (size_t i = 0; i < walk->n; i++)
        text_add(&repl->table, "%s 0x%05zx", i ? "" : ":", walk->blocks[i].off);
    if (walk->corrupt)
        text_add(&repl->table, ", then a link that leads nowhere");
    else if (walk->n > walk->info.n)
        text_add(&repl->table, ", and no end");
    text_add(&repl->table, wants_plain(repl) ? ".\n" : "\n");
}

/* What all lists have: blocks by the heap's count, and those reached. */
struct total {
    size_t counted, reached;
};

static bool
one_list(struct repl *repl, unsigned list, int width, struct total *total,
         struct error *err)
{
    struct walk walk = {.list = list, .info = view_list(repl->session, list)};
    size_t most = walk.info.n + 1;

    walk.blocks = calloc(most, sizeof *walk.blocks);
    if (!walk.blocks)
        return error_set(err, "no-memory", "No memory to list %zu blocks",
                         most);
    walk.n =
        view_list_blocks(repl->session, list, walk.blocks, most, &walk.corrupt);
    for (size_t i = 0; i < walk.n; i++)
        walk.bytes += walk.blocks[i].size;
    if (wants_json(repl))
        json_list(repl, &walk);
    else
        text_list(repl, &walk, width);
    total->counted += walk.info.n;
    total->reached += walk.n;
    free(walk.blocks);
    return true;
}

static void
reply_lists(struct repl *repl, unsigned n, const struct total *total)
{
    struct text *message = &repl->message;

    if (n == 0) {
        text_add(message, "This policy keeps no free lists: a search walks the "
                          "blocks of the heap.");
        return;
    }
    text_add(message, "%u list%s, ", n, n == 1 ? "" : "s");
    if (total->reached != total->counted)
        text_add(message, "%zu of ", total->reached);
    text_add(message, "%zu free block%s%s%s.", total->counted,
             total->counted == 1 ? "" : "s",
             total->reached != total->counted ? " reached" : "",
             n > 1 && total->counted ? "; empty lists are not shown" : "");
}

bool
run_lists(struct repl *repl, const struct words *words, struct error *err)
{
    unsigned n = view_n_lists(repl->session);
    int width = wants_plain(repl) ? 0 : name_width(repl->session);
    struct total total = {0};
    bool ok = true;

    if (!need_words(words, 0, 0, err))
        return false;
    if (wants_json(repl))
        json_open(&repl->json, "lists", '[');
    for (unsigned i = 0; ok && i < n; i++)
        ok = one_list(repl, i, width, &total, err);
    if (wants_json(repl))
        json_close(&repl->json, ']');
    reply_lists(repl, n, &total);
    return ok;
}

/* --- stats -----------------------------------------------------------------*/
static void
json_stats(struct repl *repl, const char *policy,
           const struct figure_values *values)
{
    const struct figure *figure;
    struct session_place place;

    session_place(repl->session, &place);
    json_string(&repl->json, "policy", policy);
    json_number(&repl->json, "branch", place.branch);
    json_number(&repl->json, "branches", place.n_branches);
    for (size_t i = 0; (figure = figure_get(i)) != NULL; i++) {
        double value = figure_value(i, values);
        if (!figure->json)
            continue;
        if (figure->unit == UNIT_FRACTION)
            json_fraction(&repl->json, figure->json, value);
        else
            json_number(&repl->json, figure->json, (uint64_t)value);
    }
}

/* "live:                    760 B": values in one column. */
static void
text_stat(struct repl *repl, const char *label, const char *value)
{
    enum { LABEL_WIDTH = 23 }; /* of the longest */

    if (wants_plain(repl)) {
        text_add(&repl->table, "%s: %s.\n", label, value);
        return;
    }
    text_add(&repl->table, "%s:%*s %s\n", label,
             LABEL_WIDTH - (int)strlen(label), "", value);
}

/* Which of several, or nothing. */
static void
text_branch(struct repl *repl)
{
    struct session_place place;
    char text[FIGURE_TEXT];

    session_place(repl->session, &place);
    (void)snprintf(text, sizeof text, "%" PRIu32 " of %" PRIu32, place.branch,
                   place.n_branches);
    if (place.n_branches > 1)
        text_stat(repl, "branch", text);
}

bool
run_stats(struct repl *repl, const struct words *words, struct error *err)
{
    struct figure_values values;
    char policy[POLICY_TEXT], people[POLICY_TEXT], buf[FIGURE_TEXT];
    const struct figure *figure;

    if (!need_words(words, 0, 0, err))
        return false;
    figure_values_now(repl->session, &values);
    policy_format(&session_config(repl->session)->policy, policy);
    policy_describe(&session_config(repl->session)->policy, people);
    if (wants_json(repl)) {
        json_stats(repl, policy, &values);
        return true;
    }
    if (repl->config.format == REPL_SCREEN)
        text_add(&repl->message, "Figures; help figures says what each means.");
    text_stat(repl, "policy", people);
    text_branch(repl);
    for (size_t i = 0; (figure = figure_get(i)) != NULL; i++) {
        if (figure->json)
            text_stat(
                repl, figure->label,
                figure_format(figure->unit, figure_value(i, &values), buf));
    }
    return true;
}

/* --- check -----------------------------------------------------------------*/
static void
json_report(struct repl *repl, const struct heap_report *report, size_t n)
{
    struct text *json = &repl->json;
    char text[200];

    json_number(json, "blocks", report->n_blocks);
    json_open(json, "violations", '[');
    for (size_t i = 0; i < n; i++) {
        const struct heap_violation *found = &report->violations[i];
        heap_violation_text(view_heap(repl->session), found, text, sizeof text);
        json_open(json, NULL, '{');
        json_number(json, "invariant", found->invariant);
        json_number(json, "off", found->off);
        json_number(json, "expected", found->expected);
        json_number(json, "found", found->found);
        json_string(json, "text", text);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_number(json, "n_violations", report->n_violations);
    json_open(json, "not_applicable", '[');
    for (unsigned i = 1; i <= HEAP_N_INVARIANTS; i++) {
        if (report->void_mask >> i & 1)
            json_number(json, NULL, i);
    }
    json_close(json, ']');
}

static void
text_violation(struct repl *repl, const struct heap_violation *found)
{
    char text[200];

    heap_violation_text(view_heap(repl->session), found, text, sizeof text);
    text_add(&repl->table,
             "I%u at 0x%05zx: %s.\n  It should hold that %s. %s\n",
             found->invariant, found->off, text,
             heap_invariant_name(found->invariant),
             heap_invariant_why(found->invariant));
}

void
reply_report(struct repl *repl, const struct heap_report *report)
{
    size_t n = report->n_violations < HEAP_MAX_VIOLATIONS ? report->n_violations
                                                          : HEAP_MAX_VIOLATIONS;

    if (wants_json(repl)) {
        json_report(repl, report, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        text_violation(repl, &report->violations[i]);
    if (n < report->n_violations)
        text_add(&repl->table, "and %zu more\n", report->n_violations - n);
}

static bool
run_checking(struct repl *repl, const char *word, struct error *err)
{
    bool on = strcmp(word, "on") == 0;

    if (!on && strcmp(word, "off") != 0)
        return error_set(err, "usage",
                         "\"%.40s\" is neither on nor off: type check, check "
                         "on or check off",
                         word);
    session_set_checking(repl->session, on);
    if (wants_json(repl))
        json_bool(&repl->json, "checking", on);
    text_add(&repl->message, on ? "The heap is checked after every operation."
                                : "The heap is checked by `check` only.");
    return true;
}

static void
reply_sound(struct repl *repl, const struct heap_report *report)
{
    unsigned voided = 0;

    text_add(&repl->message, "check: %zu block%s, no violation",
             report->n_blocks, report->n_blocks == 1 ? "" : "s");
    for (unsigned i = 1; i <= HEAP_N_INVARIANTS; i++) {
        if (report->void_mask >> i & 1 && i != HEAP_BUDDY_INVARIANT)
            text_add(&repl->message, "%sI%u", voided++ ? ", " : "; ", i);
    }
    if (voided)
        text_add(&repl->message, " %s not apply to this policy",
                 voided == 1 ? "does" : "do");
    text_put(&repl->message, ".", 1);
}

bool
run_check(struct repl *repl, const struct words *words, struct error *err)
{
    struct heap_report report = {0};
    struct error none = {"", ""};

    if (!need_words(words, 0, 1, err))
        return false;
    if (words->n > 1)
        return run_checking(repl, words->list[1].text, err);
    if (session_check(repl->session, &report, &none)) {
        if (wants_json(repl))
            reply_report(repl, &report);
        reply_sound(repl, &report);
        return true;
    }
    if (none.name && strcmp(none.name, "no-checker") == 0)
        return *err = none, false;
    reply_report(repl, &report);
    return error_set(err, "damaged",
                     "The heap is damaged: %zu violation%s in %zu blocks",
                     report.n_violations, report.n_violations == 1 ? "" : "s",
                     report.n_blocks);
}
