/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen_scrub.c: going to moments that the timeline asks for, and what the
 * screen works on while nothing else is to be done. Both give way to input at
 * once: of several moments asked for only the last one is gone to, and one that
 * is far away is left for the next.
 *
 * Going there is no command: what was scrubbed since the last one is undone as
 * a whole, as what was played is.
 */
#include "app/clock.h"
#include "app/screen_internal.h"

#include "session/moment.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* As long as this it goes on before a frame shows how far it came. */
static const double scrub_slice = 0.1, work_slice = 0.02;

static bool
is_waiting(int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    return poll(&poll_fd, 1, 0) > 0;
}

/* Is it time to look at something else? */
static bool
is_over(void *context)
{
    const struct screen *screen = context;
    return clock_now() >= screen->slice_end || is_waiting(STDIN_FILENO) ||
           is_waiting(term_signal_fd());
}

bool
screen_scrub_interrupts(struct screen *screen)
{
    return screen->is_scrubbing && is_over(screen);
}

/* --- going there -----------------------------------------------------------*/
void
screen_scrub(struct screen *screen)
{
    if (screen->player.playing)
        screen_pause(screen);
    screen->scrub = true;
    screen->dirty = true;
}

void
screen_scrub_stop(struct screen *screen)
{
    screen->scrub = false;
    tui_scrub_over(screen->stage.tui);
    screen->dirty = true;
}

static void
tell_moment(struct screen *screen)
{
    struct session_place place;
    char sentence[DESCRIBE_TEXT], text[DESCRIBE_TEXT + 64];
    session_place(screen->session, &place);
    session_describe(screen->session, session_last(screen->session), sentence);
    (void)snprintf(text, sizeof text, "op %" PRIu64 " of %" PRIu64 ": %s",
                   place.op, place.total,
                   place.op ? sentence
                            : "the empty heap, before all operations.");
    repl_set_message(screen->stage.repl, text, false);
}

static void
go(struct screen *screen)
{
    struct error err = {.name = ""};
    bool ok =
        session_goto(screen->session, tui_scrub_aim(screen->stage.tui), &err);
    screen->dirty = true;
    if (!ok && !strcmp(err.name, "interrupted") && screen->is_scrubbing)
        return; /* to be gone on with, or elsewhere */
    screen_scrub_stop(screen);
    if (ok)
        tell_moment(screen);
    else
        repl_set_message(screen->stage.repl, err.text,
                         strcmp(err.name, "stopped") != 0);
}

void
screen_scrub_run(struct screen *screen)
{
    if (!screen->scrub)
        return;
    screen->slice_end = clock_now() + scrub_slice;
    screen->is_scrubbing = true;
    go(screen);
    screen->is_scrubbing = false;
}

void
screen_scrub_finish(struct screen *screen)
{
    if (screen->scrub)
        go(screen);
}

/* --- working ---------------------------------------------------------------*/
void
screen_work(struct screen *screen)
{
    struct session_interrupt stop = {is_over, screen};
    screen->has_work = false;
    if (screen->player.playing || screen->scrub)
        return;
    screen->slice_end = clock_now() + work_slice;
    screen->has_work =
        tui_work(screen->stage.tui, screen->session, &stop, &screen->dirty);
}
