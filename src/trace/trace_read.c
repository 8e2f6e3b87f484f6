/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_read.c: a trace from a file, read piece by piece: only the line that
 * a piece ends in is kept. A bad line refuses the whole file.
 */
#include "trace_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE = 1 << 16, MIB = 1 << 20, MOST_LINE = 16 * MIB };
enum { MOMENT = 100 /* milliseconds */ };

struct source {
    int fd;
    bool regular; /* never to be waited for */
    char *bytes;
    size_t cap;
    size_t n;             /* not yet taken: the beginning of a line */
    uint64_t done, total; /* bytes read; of so many, 0: not known */
    const struct trace_progress *progress; /* NULL: nobody looks */
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
    if (s->cap >= MOST_LINE)
        return error_set(s->reader.err, "trace",
                         "%.120s, line %zu: found no end within %d MiB where "
                         "a line was expected.",
                         s->reader.name, s->reader.line + 1, MOST_LINE / MIB);
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
refuse_stopped(struct source *s)
{
    char of[32] = "";
    if (s->total)
        (void)snprintf(of, sizeof of, " of %" PRIu64, s->total / MIB);
    return error_set(s->reader.err, "interrupted",
                     "%.120s: stopped after %" PRIu64 "%s MiB, line %zu; "
                     "nothing was loaded.",
                     s->reader.name, s->done / MIB, of, s->reader.line);
}

/* False: it is to stop. */
static bool
tell(struct source *s)
{
    return !s->progress ||
           s->progress->tell(s->progress->context, s->done, s->total) ||
           refuse_stopped(s);
}

/* Of a pipe: until there is something. Whoever looks on may stop it. */
static bool
await(struct source *s)
{
    struct pollfd poll_fd = {.fd = s->fd, .events = POLLIN};
    while (!s->regular && poll(&poll_fd, 1, s->progress ? MOMENT : -1) <= 0)
        if (!tell(s))
            return false;
    return true;
}

/* Appends what comes next. False: ERR; *GOT is 0 at the end. */
static bool
read_more(struct source *s, size_t *got)
{
    for (;;) {
        ssize_t n;
        if (!await(s))
            return false;
        n = read(s->fd, s->bytes + s->n, s->cap - s->n);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (n < 0)
            return refuse_reading(s, errno);
        *got = (size_t)n;
        s->n += *got;
        s->done += *got;
        return true;
    }
}

static bool
take_all(struct source *s)
{
    size_t got = 0;
    while (make_room(s) && read_more(s, &got)) {
        if (!got)
            return !s->n || reader_line(&s->reader, s->bytes, s->n, true);
        if (!take_lines(s))
            return false;
        if (s->done / MIB != (s->done - got) / MIB && !tell(s))
            return false;
    }
    return false;
}

/* A pipe is not waited for here, but where it can be stopped. */
static bool
open_source(struct source *s)
{
    struct stat about;
    s->fd = open(s->reader.name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (s->fd < 0 || fstat(s->fd, &about) < 0)
        return refuse_reading(s, errno);
    s->regular = S_ISREG(about.st_mode) || S_ISDIR(about.st_mode);
    s->total = S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
    return true;
}

struct trace *
trace_read_watched(const char *path, const struct trace_progress *progress,
                   struct error *err)
{
    struct source s = {.progress = progress};
    struct trace *trace = NULL;
    s.reader = (struct reader){.name = path, .err = err};
    if (open_source(&s) && reader_init(&s.reader, path, err))
        trace = reader_done(&s.reader, take_all(&s));
    free(s.bytes);
    if (s.fd >= 0)
        (void)close(s.fd);
    return trace;
}

struct trace *
trace_read(const char *path, struct error *err)
{
    return trace_read_watched(path, NULL, err);
}
