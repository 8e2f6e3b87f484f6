/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * text.c: a string that grows by doubling, so that results of any length (the
 * rows of `blocks` for a million blocks) are put together without a limit.
 */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t
text_room(struct text *text, size_t more)
{
    size_t size = text->size ? text->size : 64;
    char *data;

    if (more >= (size_t)-1 / 4 - text->n)
        return 0;
    while (size < text->n + more + 1)
        size *= 2;
    if (size != text->size) {
        data = realloc(text->data, size);
        if (!data)
            return 0;
        text->data = data;
        text->size = size;
        text->data[text->n] = '\0';
    }
    return size - text->n;
}

void
text_done(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

void
text_clear(struct text *text)
{
    text->n = 0;
    if (text->data)
        text->data[0] = '\0';
}

void
text_put(struct text *text, const char *bytes, size_t n)
{
    if (!text_room(text, n))
        return;
    memcpy(text->data + text->n, bytes, n);
    text->n += n;
    text->data[text->n] = '\0';
}

void
text_add(struct text *text, const char *format, ...)
{
    va_list args;
    size_t room = text_room(text, 80);
    int n;

    if (!room)
        return;
    va_start(args, format);
    n = vsnprintf(text->data + text->n, room, format, args);
    va_end(args);
    if (n < 0)
        return;
    if ((size_t)n >= room) {
        room = text_room(text, (size_t)n);
        if (!room) {
            text->data[text->n] = '\0';
            return;
        }
        va_start(args, format);
        n = vsnprintf(text->data + text->n, room, format, args);
        va_end(args);
    }
    text->n += (size_t)n;
}

void
text_end_line(struct text *text)
{
    while (text->n && text->data[text->n - 1] == ' ')
        text->n--;
    text_put(text, "\n", 1);
}

const char *
text_get(const struct text *text)
{
    return text->data ? text->data : "";
}
