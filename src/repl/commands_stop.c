/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_stop.c: runs that stop where a condition holds: until, back until,
 * break, breaks, delete.
 */
#include "repl_internal.h"

#include <inttypes.h>
#include <string.h>

/* --- what is said of a stop ------------------------------------------------*/
static void
json_stop(struct repl *repl, const struct stop *stop)
{
    if (!wants_json(repl))
        return;
    json_string(&repl->json, "reason", stop->number ? "break" : "until");
    json_string(&repl->json, "cond", stop->text);
    json_number_or_null(&repl->json, "break", stop->number);
}

/* "stopped at op 812 of 12000: break 2: util < 50% (49.9%); free #12 ..." */
static void
tell_stop(struct repl *repl, const char *how, const struct stop *stop)
{
    struct session_place place;
    struct text worth = {0};
    struct facts facts;
    char sentence[DESCRIBE_TEXT];

    session_place(repl->session, &place);
    facts_open(&facts, repl->session);
    facts_tell_short(&facts, &stop->cond, &worth);
    session_describe(repl->session, session_last(repl->session), sentence);
    text_clear(&repl->message);
    text_add(&repl->message, "%s op %" PRIu64 " of %" PRIu64, how, place.op,
             place.total);
    if (place.n_branches > 1)
        text_add(&repl->message, ", branch %" PRIu32, place.branch);
    if (stop->number)
        text_add(&repl->message, ": break %" PRIu32, stop->number);
    text_add(&repl->message, ": %s%s%s%s; %s", stop->text, worth.n ? " (" : "",
             text_get(&worth), worth.n ? ")" : "",
             place.op ? sentence : "the empty heap.");
    text_done(&worth);
}

bool
reply_stop(struct repl *repl, const struct error *why)
{
    const struct stop *stop = repl->stops.why;

    if (strcmp(why->name, "stopped") != 0 || !stop)
        return false;
    tell_stop(repl, "stopped at", stop);
    json_stop(repl, stop);
    return true;
}

/* --- until -----------------------------------------------------------------*/
static bool
never_held(struct repl *repl, struct error *err)
{
    const struct stop *until = &repl->stops.until;
    struct session_place place;
    struct text actual = {0};
    struct facts facts;

    session_place(repl->session, &place);
    facts_open(&facts, repl->session);
    facts_tell(&facts, &until->cond, &actual);
    error_set(err, "not-found",
              "%.80s never held: this is the end, op %" PRIu64 " of %" PRIu64
              "; %.80s",
              until->text, place.op, place.total, text_get(&actual));
    text_done(&actual);
    return false;
}

/* The run has come to its end: WHY, NULL: nothing is ahead. */
static bool
end_until(struct repl *repl, const struct error *why, struct error *err)
{
    bool ok = why && reply_stop(repl, why);

    if (!why)
        (void)never_held(repl, err);
    else if (!ok)
        *err = *why;
    json_moment(repl);
    stops_wait_no_more(&repl->stops);
    return ok;
}

/* At once to where the condition can hold for the first time, as far as its
 * terms on `op` tell; not past breaks. */
static bool
jump(struct repl *repl, struct error *err)
{
    struct stops *stops = &repl->stops;
    struct cond_range ops = facts_ops(&stops->until.cond);
    struct session_place place;
    uint64_t to;
    bool ok;

    session_place(repl->session, &place);
    if (stops->n || ops.from <= place.op + 1)
        return true;
    to = ops.from - 1 < place.total ? ops.from - 1 : place.total;
    stops_suspend(stops, true);
    ok = session_goto(repl->session, to, err);
    stops_suspend(stops, false);
    return ok;
}

/* The screen goes on while it runs; repl_play_ended tells what came of it. */
static bool
until_on_screen(struct repl *repl, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    bool more = !repl->frames[0].open && repl_busy(repl);

    text_add(&repl->message, "playing until %s.", repl->stops.until.text);
    if (more)
        repl_hold(repl, true);
    if (host->until(host->context, err))
        return true;
    if (more)
        repl_hold(repl, false);
    stops_wait_no_more(&repl->stops);
    return false;
}

/* Is there anything to run to? */
static bool
can_run(struct repl *repl, struct error *err)
{
    struct cond_range ops = facts_ops(&repl->stops.until.cond);
    struct session_place place;

    session_place(repl->session, &place);
    if (!session_can_step(repl->session, err))
        return false;
    return ops.to > place.op ||
           error_set(err, "not-found",
                     "%.100s lies behind, this is op %" PRIu64
                     ": \"back until\" and goto go there",
                     repl->stops.until.text, place.op);
}

bool
run_until(struct repl *repl, const struct words *words, struct error *err)
{
    struct session_place place;
    struct error why;
    bool ok;

    if (words->n < 2)
        return usage(words, err, "needs a condition");
    if (!stops_wait(&repl->stops, words_rest(words, 1), err))
        return false;
    if (!can_run(repl, err)) {
        stops_wait_no_more(&repl->stops);
        return false;
    }
    ok = jump(repl, &why);
    session_place(repl->session, &place);
    if (ok && place.op < place.total) {
        if (repl->config.host.until)
            return until_on_screen(repl, err);
        ok = session_step(repl->session, SIZE_MAX, NULL, &why);
    }
    return end_until(repl, ok ? NULL : &why, err);
}

bool
repl_play_ended(struct repl *repl, const struct error *why)
{
    const struct queued *command = frame_current(repl);
    bool waiting = stops_are_waiting(&repl->stops), ok;
    struct error err;

    if (!why && !waiting)
        return false;
    reply_clear(repl);
    if (waiting)
        ok = end_until(repl, why, &err);
    else
        ok = reply_stop(repl, why);
    if (!ok && !waiting)
        err = *why;
    reply_give(repl, waiting ? "until" : "play", ok ? NULL : &err,
               command ? command->line : 0);
    return true;
}

void
repl_play_dropped(struct repl *repl)
{
    stops_wait_no_more(&repl->stops);
}

/* --- back until ------------------------------------------------------------*/
struct search {
    const struct session *session;
    const struct cond *cond;
};

static bool
search_holds(void *context, char text[ERROR_TEXT])
{
    struct search *search = context;
    struct facts facts;

    (void)text;
    facts_open(&facts, search->session);
    return facts_hold(&facts, search->cond);
}

static bool
go_back(struct repl *repl, const struct stop *stop, struct error *err)
{
    struct search search = {repl->session, &stop->cond};
    struct session_stop how = {search_holds, &search};
    struct cond_range ops = facts_ops(&stop->cond);
    struct session_place place;

    session_place(repl->session, &place);
    if (session_back_until(repl->session, &how, ops.from, ops.to, err)) {
        tell_stop(repl, "back at", stop);
        json_stop(repl, stop);
        json_moment(repl);
        return true;
    }
    if (strcmp(err->name, "not-found") == 0)
        error_set(err, err->name,
                  "%.100s held at no moment before this one, op %" PRIu64
                  " of %" PRIu64,
                  stop->text, place.op, place.total);
    return false;
}

bool
back_until(struct repl *repl, const struct words *words, struct error *err)
{
    struct stop stop;
    bool ok;

    if (words->n < 3)
        return error_set(err, "usage",
                         "back until needs a condition, for example: back "
                         "until blocks = 0");
    if (!stop_init(&stop, words_rest(words, 2), err))
        return false;
    ok = go_back(repl, &stop, err);
    stop_done(&stop);
    return ok;
}

/* --- breaks ----------------------------------------------------------------*/
bool
run_break(struct repl *repl, const struct words *words, struct error *err)
{
    const struct stop *stop;
    struct facts facts;
    bool now;

    if (words->n < 2)
        return usage(words, err, "needs a condition");
    if (!stops_add(&repl->stops, words_rest(words, 1), err))
        return false;
    stop = &repl->stops.breaks[repl->stops.n - 1];
    facts_open(&facts, repl->session);
    now = facts_hold(&facts, &stop->cond);
    if (wants_json(repl)) {
        json_number(&repl->json, "break", stop->number);
        json_string(&repl->json, "cond", stop->text);
        json_bool(&repl->json, "holds", now);
    }
    text_add(&repl->message, "break %" PRIu32 ": %s%s.", stop->number,
             stop->text, now ? "; it holds now" : "");
    return true;
}

bool
run_breaks(struct repl *repl, const struct words *words, struct error *err)
{
    const struct stops *stops = &repl->stops;

    if (!need_words(words, 0, 0, err))
        return false;
    if (wants_json(repl))
        json_open(&repl->json, "breaks", '[');
    if (stops->n)
        text_add(&repl->table, "break      hits  condition\n");
    for (size_t i = 0; i < stops->n; i++) {
        const struct stop *stop = &stops->breaks[i];
        text_add(&repl->table, "%5" PRIu32 " %9" PRIu64 "  %s\n", stop->number,
                 stop->hits, stop->text);
        if (!wants_json(repl))
            continue;
        json_open(&repl->json, NULL, '{');
        json_number(&repl->json, "break", stop->number);
        json_string(&repl->json, "cond", stop->text);
        json_number(&repl->json, "hits", stop->hits);
        json_close(&repl->json, '}');
    }
    if (wants_json(repl))
        json_close(&repl->json, ']');
    if (stops->n)
        text_add(&repl->message, "%zu break%s; hits are stops there.", stops->n,
                 stops->n == 1 ? "" : "s");
    else
        text_add(&repl->message, "No breaks; break COND sets one.");
    return true;
}

static void
reply_deleted(struct repl *repl, size_t n)
{
    if (wants_json(repl))
        json_number(&repl->json, "deleted", n);
    text_add(&repl->message, "%zu break%s deleted, %zu left.", n,
             n == 1 ? "" : "s", repl->stops.n);
}

bool
run_delete(struct repl *repl, const struct words *words, struct error *err)
{
    size_t before = repl->stops.n, n;

    if (words->n < 2)
        return usage(words, err, "needs a break's number, or all");
    if (words->n == 2 && strcmp(words->list[1].text, "all") == 0) {
        stops_delete_all(&repl->stops);
        reply_deleted(repl, before);
        return true;
    }
    for (size_t i = 1; i < words->n; i++) {
        if (!read_size(words->list[i].text, "a break's number", &n, err))
            return false;
        if (!stops_find(&repl->stops, n))
            return error_set(err, "no-break",
                             "There is no break %zu: breaks lists them", n);
    }
    for (size_t i = 1; i < words->n; i++) {
        (void)read_size(words->list[i].text, "", &n, err);
        stops_delete(&repl->stops, n);
    }
    reply_deleted(repl, before - repl->stops.n);
    return true;
}
