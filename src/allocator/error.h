/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * error.h: why a call refused, in words that a person can act on.
 *
 * A function that can fail for a reason worth reading fills the caller's
 * struct error and returns false. Nothing below main prints one.
 */
#ifndef HEAPGLASS_ERROR_H
#define HEAPGLASS_ERROR_H

#include <stdbool.h>

enum { ERROR_TEXT = 240 };

struct error {
    const char *name;      /* static, lower case with hyphens: "double-free" */
    char text[ERROR_TEXT]; /* one sentence: what was wrong, what to type */
};

/* Fills ERR (which may be NULL) and returns false, so that a caller can say
 * `return error_set(err, "usage", "...", ...)`. NAME must be static. */
bool error_set(struct error *err, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
