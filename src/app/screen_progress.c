/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen_progress.c: long work on the screen. The loop does not turn while a
 * command works, so that the command tells how far it is from time to time:
 * that is drawn at once, and signals are looked at. Keys wait.
 */
#include "app/clock.h"
#include "app/load_progress.h"
#include "app/screen_internal.h"

static const double between = 0.05;

bool
screen_progress(void *context, const char *what, uint64_t done, uint64_t total)
{
    struct screen *screen = context;
    if (!what) {
        screen->busy[0] = '\0';
        screen->dirty = true;
        return true;
    }
    screen->interrupted |= screen_take_signals(screen);
    if (screen->interrupted || screen->quit) {
        repl_hold(screen->stage.repl, true); /* nothing else begins */
        return false;
    }
    if (!screen->busy[0] || clock_now() - screen->drawn >= between) {
        progress_text(screen->busy, what, done, total);
        screen_draw(screen);
    }
    return true;
}
