/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_write.c: see trace_write.h. Every write is checked, by the stream's
 * error flag at the latest: a disk may be full at the very last byte.
 */
#include "trace/trace_write.h"

#include "trace_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- opening ---------------------------------------------------------------*/
static bool
refuse(const char *path, int why, struct error *err)
{
    return error_set(err, "file", "Cannot write %.120s: %s.", path,
                     strerror(why));
}

/* A file beside PATH, by a name that nothing has. */
static int
open_beside(struct trace_writer *w)
{
    enum { TRIES = 100 };
    size_t size = strlen(w->path) + 32;
    int fd = -1;
    w->beside = malloc(size);
    if (!w->beside)
        return -1;
    for (int i = 0; fd < 0 && i < TRIES; i++) {
        (void)snprintf(w->beside, size, "%s.new%ld-%d", w->path, (long)getpid(),
                       i);
        fd = open(w->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

/* The file to write into, or -1 and errno. One that is there but may not be
 * written to is not to be replaced either. */
static int
open_file(struct trace_writer *w, const char *path)
{
    struct stat status;
    bool there = stat(path, &status) == 0;
    int fd;
    w->path = there ? realpath(path, NULL) : strdup(path);
    if (!w->path || (there && access(w->path, W_OK) != 0))
        return -1;
    if (there && !S_ISREG(status.st_mode))
        return open(w->path, O_WRONLY | O_CLOEXEC);
    fd = open_beside(w);
    if (fd >= 0 && there)
        (void)fchmod(fd, status.st_mode & 07777); /* as it was, if it may */
    return fd;
}

static void
release(struct trace_writer *w)
{
    free(w->path);
    free(w->beside);
    *w = (struct trace_writer){0};
}

/* Readers tell a suggested heap size from a weight by its being 100 or more;
 * some hold it in an int. */
static uint64_t
suggested(uint64_t heap)
{
    return heap < 100 ? 100 : heap > INT32_MAX ? INT32_MAX : heap;
}

/* Notes the reason if N tells that writing failed. */
static bool
written(struct trace_writer *w, int n)
{
    if (n < 0 && !w->why)
        w->why = errno ? errno : EIO;
    return w->why == 0;
}

bool
trace_writer_open(struct trace_writer *w, const char *path,
                  const struct trace_counts *counts, struct error *err)
{
    *w = (struct trace_writer){.counts = *counts};
    int fd = open_file(w, path), why = errno;
    if (fd >= 0)
        w->file = fdopen(fd, "w");
    if (!w->file) {
        why = fd >= 0 ? errno : why;
        if (fd >= 0) {
            (void)close(fd);
            if (w->beside)
                (void)unlink(w->beside);
        }
        release(w);
        return refuse(path, why, err);
    }
    (void)written(w, fprintf(w->file, "%" PRIu64 "\n%zu\n%zu\n1\n",
                             suggested(counts->heap), counts->n_ids,
                             counts->n_ops));
    return true;
}

/* --- writing ---------------------------------------------------------------*/
bool
trace_writer_put(struct trace_writer *w, const struct trace_op *op)
{
    static const char letters[] = {'a', 'r', 'f'};
    int n;
    if (w->why)
        return false;
    w->n_ops++;
    if (op->id >= 0 && (uint64_t)op->id >= w->n_ids)
        w->n_ids = (size_t)op->id + 1;
    if (op->kind == TRACE_FREE)
        n = fprintf(w->file, "f %" PRId64 "\n", op->id);
    else
        n = fprintf(w->file, "%c %" PRId64 " %" PRIu64 "\n", letters[op->kind],
                    op->id, op->size);
    return written(w, n);
}

void
trace_writer_drop(struct trace_writer *w)
{
    if (w->file)
        (void)fclose(w->file);
    if (w->beside)
        (void)unlink(w->beside);
    release(w);
}

static bool
check_counts(const struct trace_writer *w, struct error *err)
{
    const struct trace_counts *counts = &w->counts;
    if (w->n_ids == counts->n_ids && w->n_ops == counts->n_ops)
        return true;
    return error_set(err, "file",
                     "%.120s not written: its header announces %zu ids and %zu "
                     "operations, but %zu and %zu came.",
                     w->path, counts->n_ids, counts->n_ops, w->n_ids, w->n_ops);
}

/* All on the disk, and in its place. */
static bool
settle(struct trace_writer *w)
{
    FILE *file = w->file;
    int n = fflush(file);
    if (n == 0 && w->beside)
        n = fsync(fileno(file));
    (void)written(w, n == 0 ? 0 : -1);
    w->file = NULL;
    (void)written(w, fclose(file) == 0 ? 0 : -1);
    if (!w->why && w->beside)
        (void)written(w, rename(w->beside, w->path));
    return w->why == 0;
}

bool
trace_writer_close(struct trace_writer *w, struct error *err)
{
    bool ok = w->why != 0 || check_counts(w, err);
    if (ok && !settle(w))
        ok = refuse(w->path, w->why, err);
    if (ok) /* nothing is beside it any more */
        release(w);
    else
        trace_writer_drop(w);
    return ok;
}

/* --- a whole trace ---------------------------------------------------------*/
static bool
no_memory(const char *path, struct error *err)
{
    return error_set(err, "memory", "No memory to write %.120s.", path);
}

static bool
count_all(const struct trace *trace, const char *path,
          struct trace_counts *counts, struct error *err)
{
    struct trace_walk walk;
    struct trace_op op;
    bool ok;
    if (!trace_walk_open(&walk, trace))
        return no_memory(path, err);
    for (counts->n_ops = 0; trace_walk_next(&walk, &op);)
        counts->n_ops++;
    counts->n_ids = walk.n_ids;
    counts->heap = walk.peak;
    ok = !walk.failed || no_memory(path, err);
    trace_walk_close(&walk);
    return ok;
}

bool
trace_save(const struct trace *trace, const char *path, struct error *err)
{
    struct trace_counts counts = {0};
    struct trace_writer writer;
    struct trace_walk walk;
    struct trace_op op;
    if (!count_all(trace, path, &counts, err))
        return false;
    if (!trace_walk_open(&walk, trace))
        return no_memory(path, err);
    if (!trace_writer_open(&writer, path, &counts, err)) {
        trace_walk_close(&walk);
        return false;
    }
    while (trace_walk_next(&walk, &op) && trace_writer_put(&writer, &op))
        ;
    bool failed = walk.failed;
    trace_walk_close(&walk);
    if (!failed)
        return trace_writer_close(&writer, err);
    trace_writer_drop(&writer);
    return no_memory(path, err);
}
