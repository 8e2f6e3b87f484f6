/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_race.c: race, and what the commands that move in time add to their
 * answers while one is on.
 */
#include "repl_internal.h"

#include "repl/race_table.h"

#include <inttypes.h>
#include <string.h>

/* --- the answer ------------------------------------------------------------*/
static void
reply_where(struct repl *repl, const struct figures *now)
{
    char live[SIZE_TEXT], peak[SIZE_TEXT];

    if (wants_json(repl)) {
        json_number(&repl->json, "op", now->op);
        json_number(&repl->json, "ops", now->n_ops);
    }
    text_add(&repl->message, "race: op %" PRIu64 " of %" PRIu64, now->op,
             now->n_ops);
    if (now->op == 0)
        text_add(&repl->message,
                 ", %zu empty heaps; they do what is done from here on.",
                 session_race_lanes(repl->session));
    else
        text_add(&repl->message, ", %s live; %s at the peak, op %" PRIu64 ".",
                 size_text(now->live, live), size_text(now->peak_live, peak),
                 now->peak_op);
}

static bool
reply_table(struct repl *repl, struct error *err)
{
    struct race_table table;

    if (!race_table_fill(&table, repl->session, true, err))
        return false;
    reply_where(repl, &table.rows[0].now);
    if (wants_json(repl)) {
        race_table_json(&table, true, &repl->json);
        return true;
    }
    if (table.rows[0].now.op == 0)
        return true;
    (wants_plain(repl) ? race_table_tell : race_table_write)(&table,
                                                             &repl->table);
    race_table_explain(&table, &repl->table);
    return true;
}

/* --- race ------------------------------------------------------------------*/
/* To the trace's end, or a stop. *N_FAILED: operations that could not be done,
 * and are passed over. */
static bool
play_on(struct repl *repl, size_t *n_failed, struct error *err)
{
    struct session_place before, now;

    while (session_can_step(repl->session, NULL)) {
        session_place(repl->session, &before);
        if (session_step(repl->session, SIZE_MAX, NULL, err))
            continue;
        session_place(repl->session, &now);
        if (reply_stop(repl, err)) {
            text_put(&repl->message, " ", 1);
            return true;
        }
        if (now.op == before.op || strcmp(err->name, "interrupted") == 0)
            return false;
        ++*n_failed;
    }
    text_add(&repl->message, "played %s to its end. ",
             session_trace(repl->session)->name);
    return true;
}

/* A table of empty heaps tells nothing: in batch, where nobody steps, the trace
 * is played first. */
static bool
play_first(struct repl *repl, struct error *err)
{
    struct session_place place;
    size_t n_failed = 0;

    session_place(repl->session, &place);
    if (repl->config.host.play || place.op || !session_trace(repl->session))
        return true;
    if (!play_on(repl, &n_failed, err))
        return false;
    session_place(repl->session, &place);
    if (wants_json(repl)) {
        json_number(&repl->json, "done", place.op);
        json_number(&repl->json, "skipped", session_skipped(repl->session));
    }
    if (n_failed)
        text_add(&repl->message,
                 "%zu operation%s could not be done under the session's own "
                 "policy and %s passed over. ",
                 n_failed, n_failed == 1 ? "" : "s",
                 n_failed == 1 ? "was" : "were");
    return true;
}

static bool
start_race(struct repl *repl, const struct words *words, struct error *err)
{
    struct policy policies[RACE_MOST];
    size_t n = words->n - 1;

    if (n < RACE_LEAST || n > RACE_MOST)
        return error_set(err, "usage",
                         "A race takes %d to %d policies, not %zu: type for "
                         "example race segregated buddy",
                         RACE_LEAST, RACE_MOST, n);
    for (size_t i = 0; i < n; i++) {
        if (!policy_parse(words->list[i + 1].text, &policies[i], err))
            return false;
    }
    return session_race(repl->session, policies, n, err) &&
           play_first(repl, err);
}

static void
show_race(struct repl *repl, bool on)
{
    if (repl->config.host.race)
        repl->config.host.race(repl->config.host.context, on);
}

/* A race that begins on the screen is seen there: the figures stand under the
 * maps, and the table is for who asks. */
static bool
reply_start(struct repl *repl, struct error *err)
{
    struct figures now;

    if (repl->config.format != REPL_SCREEN)
        return reply_table(repl, err);
    view_figures(repl->session, &now);
    reply_where(repl, &now);
    return true;
}

bool
run_race(struct repl *repl, const struct words *words, struct error *err)
{
    if (words->n == 2 && strcmp(words->list[1].text, "off") == 0) {
        bool on = session_race_lanes(repl->session) != 0;
        session_race_end(repl->session);
        show_race(repl, false);
        text_add(&repl->message, on ? "the race is over." : "no race was on.");
        return true;
    }
    if (words->n > 1 && !start_race(repl, words, err))
        return false;
    if (!session_race_lanes(repl->session))
        return error_set(err, "no-race",
                         "No race is on: type the policies, for example race "
                         "segregated buddy");
    show_race(repl, true);
    return words->n > 1 ? reply_start(repl, err) : reply_table(repl, err);
}

/* --- while it is on --------------------------------------------------------*/
void
reply_race(struct repl *repl, const struct session_moment *before)
{
    struct session_moment now = session_moment(repl->session);
    struct race_table table;
    struct error err;

    if (!session_race_lanes(repl->session) ||
        repl->config.format == REPL_SCREEN)
        return;
    if (now.start != before->start) {
        text_add(&repl->message, " The race starts over, too.");
        return;
    }
    if (now.op == before->op && now.branch == before->branch)
        return;
    if (!race_table_fill(&table, repl->session, false, &err)) {
        text_add(&repl->table, "%s Type race to go on.\n", err.text);
        return;
    }
    if (wants_json(repl))
        race_table_json(&table, false, &repl->json);
    else
        (wants_plain(repl) ? race_table_tell_lines
                           : race_table_lines)(&table, &repl->table);
}
