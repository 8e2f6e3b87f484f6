/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen_host.c: what commands ask of the screen, and what the screen shows of
 * them. The repl does not know the tui; only plain values pass here.
 */
#include "app/clock.h"
#include "app/screen_internal.h"
#include "tui/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- asked by commands -----------------------------------------------------*/

static bool
host_play(void *context, double rate, struct error *err)
{
    struct screen *screen = context;
    if (!player_start(&screen->player, screen->session, rate, err))
        return false;
    screen->rate = rate;
    screen->dirty = true;
    return true;
}

/* At full speed, but what Space plays at stays as it was. */
static bool
host_until(void *context, struct error *err)
{
    struct screen *screen = context;
    if (!player_start(&screen->player, screen->session, 0, err))
        return false;
    screen->dirty = true;
    return true;
}

static bool
host_pause(void *context, struct error *err)
{
    (void)err;
    screen_pause(context);
    return true;
}

static void
host_wait(void *context, double seconds)
{
    struct screen *screen = context;
    screen->waiting = true;
    screen->wait_until = seconds < 0 ? -1 : clock_now() + seconds;
}

static bool
host_into(void *context, uint64_t op, size_t at, char *said, struct error *err)
{
    struct screen *screen = context;
    screen->dirty = true;
    return tui_into(screen->stage.tui, screen->session, op, at, said, err);
}

static bool
host_set(void *context, const char *name, const char *value, struct error *err)
{
    struct screen *screen = context;
    (void)err;
    if (!tui_set(screen->stage.tui, name, value) && !strcmp(name, "speed"))
        screen->rate = strtod(value, NULL); /* "max" is 0 */
    screen->dirty = true;
    return true;
}

static bool
host_screenshot(void *context, const char *path, int rows, int cols,
                struct error *err)
{
    struct screen *screen = context;
    struct tui_frame frame;
    if (!rows || !cols) {
        rows = screen->canvas.rows;
        cols = screen->canvas.cols;
    }
    screen_frame(screen, &frame);
    return tui_screenshot(screen->stage.tui, &frame, rows, cols, path, err);
}

struct repl_host
screen_host(struct screen *screen)
{
    struct repl_host host = stage_host(&screen->stage);
    host.play = host_play;
    host.until = host_until;
    host.pause = host_pause;
    host.wait = host_wait;
    host.into = host_into;
    host.set = host_set;
    host.screenshot = host_screenshot;
    host.progress = screen_progress;
    return host;
}

/* --- shown of commands -----------------------------------------------------*/

void
screen_close_table(struct screen *screen)
{
    free(screen->table);
    screen->table = NULL;
    screen->dirty = true;
}

/* On a wide screen the panes beside the map say what these commands list; a race
 * marks the block in its maps. */
static bool
is_in_a_pane(const struct screen *screen)
{
    int rows, cols;
    term_size(&rows, &cols); /* there may have been no frame yet */
    return (cols >= LAYOUT_WIDE || tui_shows_race(screen->stage.tui)) &&
           (!strcmp(screen->title, "show") || !strcmp(screen->title, "check"));
}

void
screen_take_result(struct screen *screen)
{
    const char *table = repl_table(screen->stage.repl);
    screen_close_table(screen);
    if (*table && !is_in_a_pane(screen))
        screen->table = strdup(table);
}

static void
play_text(struct screen *screen)
{
    const char *mark =
        screen->look.lines || screen->look.unicode ? "\xe2\x96\xb6" : ">";
    if (!screen->player.playing) {
        (void)snprintf(screen->play, sizeof screen->play, "%s",
                       screen->waiting                        ? "waiting"
                       : tui_is_scrubbing(screen->stage.tui)  ? "scrub"
                       : session_problems(screen->session) ? "stopped"
                                                           : "paused");
    } else if (screen->player.rate > 0) {
        (void)snprintf(screen->play, sizeof screen->play, "%s %g/s", mark,
                       screen->player.rate);
    } else {
        (void)snprintf(screen->play, sizeof screen->play, "%s max", mark);
    }
}

void
screen_frame(struct screen *screen, struct tui_frame *frame)
{
    play_text(screen);
    *frame = (struct tui_frame){
        .session = screen->session,
        .message =
            screen->busy[0] ? screen->busy : repl_message(screen->stage.repl),
        .problem =
            !screen->busy[0] && repl_message_is_error(screen->stage.repl),
        .prompt = line_prompt(),
        .line = line_text(),
        .cursor = line_cursor(),
        .play = screen->play,
        .popup = line_popup(),
        .caption = screen->stage.caption,
        .table = screen->table,
        .table_title = screen->title[0] ? screen->title : NULL,
    };
}

void
screen_pause(struct screen *screen)
{
    player_stop(&screen->player);
    repl_play_dropped(screen->stage.repl);
    screen_played(screen);
}

void
screen_played(struct screen *screen)
{
    if (!screen->waiting)
        repl_hold(screen->stage.repl, false);
    screen->dirty = true;
}

void
screen_toggle_play(struct screen *screen)
{
    struct error err;
    if (screen->player.playing) {
        screen_pause(screen);
    } else if (!player_start(&screen->player, screen->session, screen->rate,
                             &err)) {
        repl_set_message(screen->stage.repl, err.text, true);
    }
    screen->dirty = true;
}

void
screen_release(struct screen *screen)
{
    screen->waiting = false;
    repl_hold(screen->stage.repl, false);
    screen->dirty = true;
}
