/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_read.c: a trace from a file. The file is read whole, so that a bad
 * line refuses all of it and nothing is ever half-loaded.
 */
#include "trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text {
    char *bytes;
    size_t n, cap;
};

enum { FIRST_CAP = 1 << 16 };
#define MAX_BYTES ((size_t)UINT32_MAX) /* lines are counted in 32 bits */

static bool
text_grow(struct text *text)
{
    size_t cap = text->cap ? text->cap * 2 : FIRST_CAP;
    char *bytes = realloc(text->bytes, cap);
    if (!bytes)
        return false;
    text->bytes = bytes;
    text->cap = cap;
    return true;
}

/* 0, or an errno. Stops early at a zero byte: no trace has one, the parser
 * will say so, and a device that never ends is left alone. */
static int
read_all(FILE *file, struct text *text)
{
    for (;;) {
        size_t got;
        if (text->n == text->cap && !text_grow(text))
            return ENOMEM;
        got = fread(text->bytes + text->n, 1, text->cap - text->n, file);
        if (got == 0)
            return ferror(file) ? errno : 0;
        text->n += got;
        if (text->n > MAX_BYTES)
            return EFBIG;
        if (memchr(text->bytes + (text->n - got), '\0', got))
            return 0;
    }
}

struct trace *
trace_read(const char *path, struct error *err)
{
    struct text text = {0};
    struct trace *trace = NULL;
    int why = 0;
    FILE *file = fopen(path, "rb");

    if (!file) {
        error_set(err, "file", "Cannot read %.120s: %s.", path,
                  strerror(errno));
        return NULL;
    }
    errno = 0;
    why = read_all(file, &text);
    fclose(file);
    if (why)
        error_set(err, "file", "Cannot read %.120s: %s.", path, strerror(why));
    else
        trace = trace_parse(path, text.bytes, text.n, err);
    free(text.bytes);
    return trace;
}
