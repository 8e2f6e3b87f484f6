/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * load_progress.c: see load_progress.h.
 */
#include "app/load_progress.h"

#include "app/clock.h"
#include "app/error_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BAR = 20, MIB = 1 << 20 };
static const double moment = 0.3, between = 0.1;

void
progress_text(char text[PROGRESS_TEXT], const char *what, uint64_t done,
              uint64_t total)
{
    char bar[BAR + 1] = "";
    if (total == 0) {
        (void)snprintf(text, PROGRESS_TEXT, "%.80s  %" PRIu64 " MiB", what,
                       done / MIB);
        return;
    }
    if (done > total)
        done = total; /* a file that grows */
    double part = (double)done / (double)total;
    memset(bar, '.', BAR);
    memset(bar, '#', (size_t)(part * BAR));
    (void)snprintf(text, PROGRESS_TEXT,
                   "%.80s  [%s]  %d%%, %" PRIu64 " of %" PRIu64 " MiB", what,
                   bar, (int)(part * 100), done / MIB, total / MIB);
}

bool
load_progress(struct load_progress *p, const char *what, uint64_t done,
              uint64_t total)
{
    char text[PROGRESS_TEXT];
    double now = clock_now();
    if (!what) {
        if (p->shown)
            error_line_close();
        *p = (struct load_progress){.begun = false};
        return true;
    }
    if (!p->begun)
        *p = (struct load_progress){.begun = true, .since = now};
    if (now - p->since < moment || now - p->last < between)
        return true;
    p->last = now;
    p->shown = p->shown || error_line_open();
    if (p->shown) {
        progress_text(text, what, done, total);
        error_line_show(text);
    }
    return true;
}
