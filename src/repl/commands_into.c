/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_into.c: the inside of an operation: what happened in it, event by
 * event, each in a sentence with its reason. On the screen it is shown in slow
 * motion.
 */
#include "repl_internal.h"

#include "session/inside.h"

#include <stdio.h>
#include <string.h>

/* Of very many events the first and the last are written. */
enum { FIRST_EVENTS = 60, LAST_EVENTS = 20 };

/* What the words ask for. */
struct asked {
    uint64_t op;
    bool next, one; /* ONE: of the events only AT */
    size_t at;
};

/* --- text ------------------------------------------------------------------*/
static void
text_event(struct repl *repl, const struct inside *in, size_t at, int width)
{
    char what[INSIDE_TEXT], why[INSIDE_TEXT];

    inside_what(in, at, what);
    inside_why(in, at, why);
    if (at)
        text_add(&repl->table, "  %*zu  %s\n", width, at, what);
    else
        text_add(&repl->table, "  %*s  %s\n", width, "", what);
    if (*why)
        text_add(&repl->table, "  %*s    %s\n", width, "", why);
}

static void
text_events(struct repl *repl, const struct inside *in,
            const struct asked *asked)
{
    size_t n = inside_n(in);
    int width = snprintf(NULL, 0, "%zu", n);

    for (size_t at = asked->one ? asked->at : 0; at <= n; at++) {
        if (asked->one && at != asked->at)
            break;
        if (!asked->one && at == FIRST_EVENTS + 1 &&
            n > FIRST_EVENTS + LAST_EVENTS + 1) {
            text_add(&repl->table, "  %*s  ... and %zu more\n", width, "",
                     n - FIRST_EVENTS - LAST_EVENTS);
            at = n - LAST_EVENTS + 1;
        }
        text_event(repl, in, at, width);
    }
}

static void
text_into(struct repl *repl, const struct inside *in, const struct asked *asked)
{
    char title[INSIDE_TEXT];
    size_t n = inside_n(in);

    inside_title(in, title);
    text_add(&repl->message,
             "operation %llu, %s: ", (unsigned long long)inside_op(in), title);
    if (asked->one)
        text_add(&repl->message, "event %zu of %zu.", asked->at, n);
    else
        text_add(&repl->message, "%zu event%s.", n, n == 1 ? "" : "s");
    text_events(repl, in, asked);
}

/* --- JSON ------------------------------------------------------------------*/
static void
json_event(struct text *json, const struct inside *in, size_t at)
{
    const struct inside_step *step = inside_step(in, at);
    char text[INSIDE_TEXT];

    json_open(json, NULL, '{');
    json_number(json, "n", at);
    json_string(json, "event", step ? inside_kind_name(step->kind) : "before");
    if (step && step->off)
        json_number(json, "off", step->off);
    if (step && step->size)
        json_number(json, "size", step->size);
    if (step && step->other_off)
        json_number(json, "other_off", step->other_off);
    if (step && step->other_size)
        json_number(json, "other_size", step->other_size);
    if (step && step->id)
        json_number(json, "id", step->id);
    if (step && step->other_id)
        json_number(json, "other_id", step->other_id);
    if (step && step->list != LIST_NONE)
        json_number(json, "list", step->list);
    if (step && step->place)
        json_number(json, "place", step->place);
    if (step && step->kind == INSIDE_PROBE) {
        json_number(json, "need", step->need);
        json_bool(json, "fits", step->fits);
    }
    inside_what(in, at, text);
    json_string(json, "what", text);
    inside_why(in, at, text);
    json_string_or_null(json, "why", text);
    json_close(json, '}');
}

static void
json_into(struct repl *repl, const struct inside *in, const struct asked *asked)
{
    struct text *json = &repl->json;
    char title[INSIDE_TEXT];

    inside_title(in, title);
    json_number(json, "op", inside_op(in));
    json_string(json, "title", title);
    json_number(json, "n_events", inside_n(in));
    json_open(json, "events", '[');
    for (size_t at = 0; at <= inside_n(in); at++) {
        if (!asked->one || at == asked->at)
            json_event(json, in, at);
    }
    json_close(json, ']');
}

/* --- the command -----------------------------------------------------------*/
/* "event K", from word I on. */
static bool
read_event(const struct words *words, size_t i, struct asked *asked,
           struct error *err)
{
    if (words->n <= i)
        return true;
    if (strcmp(words->list[i].text, "event") != 0 || words->n != i + 2)
        return usage(words, err, "goes on with event and its number");
    asked->one = true;
    return read_size(words->list[i + 1].text, "an event's number", &asked->at,
                     err);
}

static bool
read_words(struct repl *repl, const struct words *words, struct asked *asked,
           struct error *err)
{
    struct session_place place;
    const char *first = words->n > 1 ? words->list[1].text : "event";
    size_t op;

    session_place(repl->session, &place);
    *asked = (struct asked){.op = place.op};
    if (strcmp(first, "event") == 0)
        return read_event(words, 1, asked, err);
    asked->next = strcmp(first, "next") == 0;
    if (!asked->next) {
        if (!read_size(first, "an operation's number", &op, err))
            return false;
        asked->op = op;
    }
    return read_event(words, 2, asked, err);
}

static bool
check_event(const struct inside *in, const struct asked *asked,
            struct error *err)
{
    if (!asked->one || asked->at <= inside_n(in))
        return true;
    return error_set(err, "usage",
                     "Operation %llu has %zu events: type event with a number "
                     "from 0 to %zu.",
                     (unsigned long long)inside_op(in), inside_n(in),
                     inside_n(in));
}

static bool
write_out(struct repl *repl, const struct asked *asked, struct error *err)
{
    struct inside *in = inside_new(repl->session, asked->op, err);
    bool ok = in && check_event(in, asked, err);

    if (ok && wants_json(repl))
        json_into(repl, in, asked);
    else if (ok)
        text_into(repl, in, asked);
    inside_free(in);
    return ok;
}

/* On the screen what it did is the message. */
static bool
show(struct repl *repl, const struct asked *asked, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    bool on_screen = repl->config.format == REPL_SCREEN;
    char said[DESCRIBE_TEXT] = "";

    /* to the host operation 0 means to leave: the refusal is asked for here */
    if ((!on_screen || asked->op == 0) && !write_out(repl, asked, err))
        return false;
    if (host->into &&
        !host->into(host->context, asked->op, asked->at, said, err))
        return false;
    if (on_screen)
        text_add(&repl->message, "%s", said);
    return true;
}

/* What was done next, by whatever line or trace lies ahead. */
static bool
do_next(struct repl *repl, struct asked *asked, struct error *err)
{
    if (!session_can_step(repl->session, err) ||
        !session_step(repl->session, 1, NULL, err))
        return false;
    asked->op++;
    return true;
}

static bool
leave(struct repl *repl, struct error *err)
{
    const struct repl_host *host = &repl->config.host;
    char said[DESCRIBE_TEXT];

    text_add(&repl->message, "The map is shown again.");
    return !host->into || host->into(host->context, 0, 0, said, err);
}

bool
run_into(struct repl *repl, const struct words *words, struct error *err)
{
    struct asked asked;

    if (!need_words(words, 0, 3, err))
        return false;
    if (words->n == 2 && strcmp(words->list[1].text, "off") == 0)
        return leave(repl, err);
    if (!read_words(repl, words, &asked, err) ||
        (asked.next && !do_next(repl, &asked, err)))
        return false;
    return show(repl, &asked, err);
}
