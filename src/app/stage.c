/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stage.c: see stage.h. The repl does not know the tui; only plain values pass
 * here.
 */
#include "app/stage.h"

#include "session/race.h"

#include <stdio.h>

static void
host_say(void *context, const char *text)
{
    struct stage *stage = context;
    (void)snprintf(stage->caption, sizeof stage->caption, "%s", text);
}

static void
host_select(void *context, size_t off)
{
    struct stage *stage = context;
    tui_select(stage->tui, off);
}

static bool
host_zoom(void *context, const char *how, struct error *err)
{
    struct stage *stage = context;
    return tui_zoom(stage->tui, stage->session, how, err);
}

static bool
host_theme(void *context, const char *name, struct error *err)
{
    struct stage *stage = context;
    return tui_theme(stage->tui, name, err);
}

static bool
host_into(void *context, uint64_t op, size_t at, char *said, struct error *err)
{
    struct stage *stage = context;
    (void)said;
    (void)err;
    tui_into_later(stage->tui, stage->session, op, at);
    return true;
}

static bool
host_set(void *context, const char *name, const char *value, struct error *err)
{
    struct stage *stage = context;
    (void)err;
    (void)tui_set(stage->tui, name, value); /* others are the repl's own */
    return true;
}

static void
host_race(void *context, bool on)
{
    struct stage *stage = context;
    tui_show_race(stage->tui, on);
}

static bool
host_screenshot(void *context, const char *path, int rows, int cols,
                struct error *err)
{
    struct stage *stage = context;
    if (tui_shows_race(stage->tui) &&
        !session_race_sync(stage->session, err))
        return false;
    struct tui_frame frame = {
        .session = stage->session,
        .message = repl_message(stage->repl),
        .problem = repl_message_is_error(stage->repl),
        .prompt = repl_prompt(stage->repl),
        .line = "",
        .play = "paused",
        .caption = stage->caption,
    };
    return tui_screenshot(stage->tui, &frame, rows ? rows : STAGE_ROWS,
                          cols ? cols : STAGE_COLS, path, err);
}

struct repl_host
stage_host(struct stage *stage)
{
    return (struct repl_host){
        .context = stage,
        .say = host_say,
        .select = host_select,
        .zoom = host_zoom,
        .theme = host_theme,
        .into = host_into,
        .set = host_set,
        .race = host_race,
        .screenshot = host_screenshot,
    };
}
