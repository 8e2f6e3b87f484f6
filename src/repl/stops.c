/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stops.c: see stops.h.
 */
#include "stops.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BREAKS = 99 };

/* --- one -------------------------------------------------------------------*/
bool
stop_init(struct stop *stop, const char *text, struct error *err)
{
    *stop = (struct stop){0};
    if (!cond_parse(text, &facts_words, &stop->cond, err))
        return false;
    stop->text = strdup(text);
    return stop->text ||
           error_set(err, "no-memory", "No memory for this condition");
}

void
stop_done(struct stop *stop)
{
    free(stop->text);
    *stop = (struct stop){0};
}

/* --- asked by the session --------------------------------------------------*/
/* Every break that holds counts a hit; the first of them is told, unless the
 * run has come to where it should. */
static bool
holds(void *context, char text[ERROR_TEXT])
{
    struct stops *stops = context;
    struct facts facts;

    facts_open(&facts, stops->session);
    stops->why = NULL;
    for (size_t i = 0; i < stops->n; i++) {
        struct stop *stop = &stops->breaks[i];
        if (!facts_hold(&facts, &stop->cond))
            continue;
        stop->hits++;
        if (!stops->why)
            stops->why = stop;
    }
    if (stops->until.text && !stops->until_rests &&
        facts_hold(&facts, &stops->until.cond))
        stops->why = &stops->until;
    if (stops->why)
        (void)snprintf(text, ERROR_TEXT, "Stopped where %.200s.",
                       stops->why->text);
    return stops->why != NULL;
}

static void
ask(struct stops *stops)
{
    struct session_stop none = {NULL, NULL}, some = {holds, stops};
    bool any = stops->n || stops->until.text;

    stops->why = NULL;
    session_set_stop(stops->session, any ? &some : &none);
}

/* --- all -------------------------------------------------------------------*/
void
stops_init(struct stops *stops, struct session *session)
{
    *stops = (struct stops){.session = session};
}

void
stops_done(struct stops *stops)
{
    stops_wait_no_more(stops);
    stops_delete_all(stops);
    free(stops->breaks);
}

void
stops_suspend(struct stops *stops, bool suspended)
{
    struct session_stop none = {NULL, NULL};

    if (suspended)
        session_set_stop(stops->session, &none);
    else
        ask(stops);
}

static bool
make_room(struct stops *stops, struct error *err)
{
    size_t cap = stops->cap ? stops->cap * 2 : 4;
    struct stop *breaks;

    if (stops->n == MOST_BREAKS)
        return error_set(err, "too-many",
                         "There are %d breaks already: delete some first",
                         MOST_BREAKS);
    if (stops->n < stops->cap)
        return true;
    breaks = realloc(stops->breaks, cap * sizeof *breaks);
    if (!breaks)
        return error_set(err, "no-memory", "No memory for another break");
    stops->breaks = breaks;
    stops->cap = cap;
    return true;
}

bool
stops_add(struct stops *stops, const char *text, struct error *err)
{
    if (!make_room(stops, err) ||
        !stop_init(&stops->breaks[stops->n], text, err))
        return false;
    stops->breaks[stops->n++].number = ++stops->last_number;
    ask(stops);
    return true;
}

const struct stop *
stops_find(const struct stops *stops, uint64_t number)
{
    for (size_t i = 0; i < stops->n; i++)
        if (stops->breaks[i].number == number)
            return &stops->breaks[i];
    return NULL;
}

void
stops_delete(struct stops *stops, uint64_t number)
{
    const struct stop *found = stops_find(stops, number);
    size_t i;

    if (!found)
        return;
    i = (size_t)(found - stops->breaks);
    stop_done(&stops->breaks[i]);
    stops->n--;
    memmove(&stops->breaks[i], &stops->breaks[i + 1],
            (stops->n - i) * sizeof *stops->breaks);
    ask(stops);
}

void
stops_delete_all(struct stops *stops)
{
    while (stops->n)
        stop_done(&stops->breaks[--stops->n]);
    ask(stops);
}

bool
stops_wait(struct stops *stops, const char *text, struct error *err)
{
    stops_wait_no_more(stops);
    if (!stop_init(&stops->until, text, err))
        return false;
    stops->until_rests = false;
    ask(stops);
    return true;
}

void
stops_wait_no_more(struct stops *stops)
{
    stop_done(&stops->until);
    ask(stops);
}

bool
stops_are_waiting(const struct stops *stops)
{
    return stops->until.text != NULL;
}
