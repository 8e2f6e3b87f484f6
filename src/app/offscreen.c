/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * offscreen.c: see offscreen.h.
 */
#include "app/offscreen.h"

#include "tui/tui.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>

static void
host_say(void *context, const char *text)
{
    struct offscreen *off = context;
    (void)snprintf(off->caption, sizeof off->caption, "%s", text);
}

static void
host_select(void *context, size_t off)
{
    struct offscreen *screen = context;
    tui_select(screen->tui, off);
}

static bool
host_zoom(void *context, const char *how, struct error *err)
{
    struct offscreen *off = context;
    return tui_zoom(off->tui, off->session, how, err);
}

static bool
host_theme(void *context, const char *name, struct error *err)
{
    struct offscreen *off = context;
    return tui_theme(off->tui, name, err);
}

static bool
host_set(void *context, const char *name, const char *value,
         struct error *err)
{
    struct offscreen *off = context;
    (void)err;
    (void)tui_set(off->tui, name, value);
    return true;
}

static bool
host_screenshot(void *context, const char *path, int rows, int cols,
                struct error *err)
{
    struct offscreen *off = context;
    struct tui_frame frame = {
        .session = off->session,
        .message = repl_message(off->repl),
        .problem = repl_message_is_error(off->repl),
        .prompt = repl_prompt(off->repl),
        .line = "",
        .play = "paused",
        .caption = off->caption,
    };
    return tui_screenshot(off->tui, &frame, rows ? rows : OFFSCREEN_ROWS,
                          cols ? cols : OFFSCREEN_COLS, path, err);
}

bool
offscreen_init(struct offscreen *off, const struct options *options,
               const struct session *session)
{
    bool utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
    struct look look = {.unicode = utf8 && !options->ascii && !options->mono,
                        .lines = utf8 && !options->ascii};
    struct error err;
    *off = (struct offscreen){.session = session, .tui = tui_new(&look)};
    if (off->tui && options->theme) {
        (void)tui_theme(off->tui, options->theme, &err);
    }
    return off->tui != NULL;
}

void
offscreen_done(struct offscreen *off)
{
    tui_free(off->tui);
}

struct repl_host
offscreen_host(struct offscreen *off)
{
    return (struct repl_host){
        .context = off,
        .say = host_say,
        .select = host_select,
        .zoom = host_zoom,
        .theme = host_theme,
        .screenshot = host_screenshot,
        .set = host_set,
    };
}
