/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * text.h: a string that grows. Out of memory cuts it short, never crashes.
 */
#ifndef HEAPGLASS_TEXT_H
#define HEAPGLASS_TEXT_H

#include "session/size_text.h"

#include <stddef.h>

struct text {
    char *data;  /* NUL-terminated; NULL only while nothing was ever put in */
    size_t n;    /* bytes, the NUL not counted */
    size_t size; /* allocated */
};

void text_done(struct text *);  /* frees; empty again */
void text_clear(struct text *); /* empty, storage kept */
void text_put(struct text *, const char *bytes, size_t n);
void text_add(struct text *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Ends a line, without the blanks before its end. */
void text_end_line(struct text *);
const char *text_get(const struct text *); /* never NULL */

#endif
