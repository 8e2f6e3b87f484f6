/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * load_progress.h: how far a long work has come, in words with a bar, and in
 * line mode on standard error.
 */
#ifndef HEAPGLASS_LOAD_PROGRESS_H
#define HEAPGLASS_LOAD_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* "loading big.rep  [#####...............]  25%, 30 of 120 MiB"; without a
 * total "loading big.rep  30 MiB". */
enum { PROGRESS_TEXT = 160 };
void progress_text(char text[PROGRESS_TEXT], const char *what, uint64_t done,
                   uint64_t total);

/* In line mode: zeros at first. */
struct load_progress {
    bool begun, shown; /* the work; the line */
    double since, last;
};
/* As repl_host has it. Nothing is shown of what takes less than a moment, or
 * where standard error is no terminal. */
bool load_progress(struct load_progress *, const char *what, uint64_t done,
                   uint64_t total);

#endif
