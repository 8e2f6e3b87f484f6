/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_progress.c: see score_progress.h.
 */
#include "app/score_progress.h"

#include "app/error_line.h"

#include <stdio.h>

void
progress_open(struct progress *p, size_t n_traces)
{
    *p = (struct progress){.shown = error_line_open(), .of = n_traces};
}

void
progress_show(void *progress, const char *what, const char *policy)
{
    const struct progress *p = progress;
    char line[256];
    if (!p->shown)
        return;
    (void)snprintf(line, sizeof line, "%zu/%zu  %s  %s%s%s", p->trace + 1,
                   p->of, p->name, what, policy ? " " : "",
                   policy ? policy : "");
    error_line_show(line);
}

void
progress_erase(const struct progress *p)
{
    if (p->shown)
        error_line_erase();
}
