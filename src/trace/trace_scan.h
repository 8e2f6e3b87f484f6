/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_scan.h: what is left of a line, for those who read lines. Private to
 * src/trace; in the header because a large trace spends its time here.
 */
#ifndef HEAPGLASS_TRACE_SCAN_H
#define HEAPGLASS_TRACE_SCAN_H

#include <stdbool.h>
#include <string.h>

struct scan {
    const char *at, *end;
};

static inline bool
scan_is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r' && c != '\n');
}

static inline bool
scan_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Part of a name or of a number. */
static inline bool
scan_is_word(char c)
{
    return scan_is_digit(c) || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z') || c == '_';
}

static inline void
scan_skip_blanks(struct scan *s)
{
    while (s->at < s->end && scan_is_blank(*s->at))
        s->at++;
}

/* Does S go on with TEXT? Then it is passed. */
static inline bool
scan_take(struct scan *s, const char *text)
{
    size_t n = strlen(text);
    if ((size_t)(s->end - s->at) < n || memcmp(s->at, text, n) != 0)
        return false;
    s->at += n;
    return true;
}

#endif
