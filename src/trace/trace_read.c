/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_read.c: a trace from a file, read piece by piece: only the line that
 * a piece ends in is kept. A bad line refuses the whole file.
 */
#include "trace_reader.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 1 << 16 };

struct source {
    FILE *file;
    char *bytes;
    size_t cap;
    size_t n; /* not yet taken: the beginning of a line */
    struct reader reader;
};

static bool
refuse_reading(struct source *s, int why)
{
    return error_set(s->reader.err, "file", "Cannot read %.120s: %s.",
                     s->reader.name, strerror(why));
}

/* Room for more of a line; they are rarely longer than a piece. */
static bool
make_room(struct source *s)
{
    if (s->n < s->cap)
        return true;
    size_t cap = s->cap ? s->cap * 2 : PIECE;
    char *bytes = realloc(s->bytes, cap);
    if (!bytes)
        return refuse_reading(s, ENOMEM);
    s->bytes = bytes;
    s->cap = cap;
    return true;
}

/* Takes the whole lines there are, and moves what is left to the front. A zero
 * byte ends it: no trace has one, the reader will say so, and a device that
 * never ends is left alone. */
static bool
take_lines(struct source *s)
{
    char *at = s->bytes, *end = s->bytes + s->n, *newline;
    while ((newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        if (!reader_line(&s->reader, at, (size_t)(newline - at), false))
            return false;
        at = newline + 1;
    }
    s->n = (size_t)(end - at);
    memmove(s->bytes, at, s->n);
    return !memchr(s->bytes, '\0', s->n) ||
           reader_line(&s->reader, s->bytes, s->n, false);
}

static bool
take_all(struct source *s)
{
    while (make_room(s)) {
        errno = 0;
        size_t got = fread(s->bytes + s->n, 1, s->cap - s->n, s->file);
        if (!got && ferror(s->file))
            return refuse_reading(s, errno);
        if (!got)
            return !s->n || reader_line(&s->reader, s->bytes, s->n, true);
        s->n += got;
        if (!take_lines(s))
            return false;
    }
    return false;
}

struct trace *
trace_read(const char *path, struct error *err)
{
    struct source s = {.file = fopen(path, "rb")};
    struct trace *trace = NULL;
    s.reader = (struct reader){.name = path, .err = err};
    if (!s.file) {
        (void)refuse_reading(&s, errno);
        return NULL;
    }
    if (reader_init(&s.reader, path, err))
        trace = reader_done(&s.reader, take_all(&s));
    free(s.bytes);
    (void)fclose(s.file);
    return trace;
}
