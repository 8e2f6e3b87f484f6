/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * score_progress.h: the line on the terminal that says what is going on while
 * traces are scored. Private to the files score*.c of this folder.
 */
#ifndef HEAPGLASS_SCORE_PROGRESS_H
#define HEAPGLASS_SCORE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
    bool shown; /* standard error is a terminal */
    size_t trace, of;
    const char *name; /* of the trace's file */
};

/* From now on the line is erased, too, when a signal ends the program. */
void progress_open(struct progress *, size_t n_traces);
/* Both do nothing where there is no terminal. The first runs in the process of
 * a trace: a score_progress, whose context is the struct. */
void progress_show(void *progress, const char *what, const char *policy);
void progress_erase(const struct progress *);

#endif
