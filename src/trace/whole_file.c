/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * whole_file.c: see whole_file.h. Every write is checked, by the stream's error
 * flag at the latest: a disk may be full at the very last byte.
 */
#include "trace/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
refuse(const char *path, int why, struct error *err)
{
    return error_set(err, "file", "Cannot write %.120s: %s.", path,
                     strerror(why));
}

/* --- opening ---------------------------------------------------------------*/
/* A file beside PATH, by a name that nothing has. */
static int
open_beside(struct whole_file *w)
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
open_file(struct whole_file *w, const char *path)
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
release(struct whole_file *w)
{
    free(w->path);
    free(w->beside);
    *w = (struct whole_file){0};
}

bool
whole_file_open(struct whole_file *w, const char *path, struct error *err)
{
    *w = (struct whole_file){0};
    int fd = open_file(w, path), why = errno;
    if (fd >= 0)
        w->file = fdopen(fd, "w");
    if (w->file)
        return true;
    why = fd >= 0 ? errno : why;
    if (fd >= 0) {
        (void)close(fd);
        if (w->beside)
            (void)unlink(w->beside);
    }
    release(w);
    return refuse(path, why, err);
}

/* --- writing ---------------------------------------------------------------*/
/* Notes the reason if N tells that writing failed. */
static bool
written(struct whole_file *w, int n)
{
    if (n < 0 && !w->why)
        w->why = errno ? errno : EIO;
    return w->why == 0;
}

bool
whole_file_print(struct whole_file *w, const char *format, ...)
{
    va_list args;
    int n;
    if (w->why)
        return false;
    va_start(args, format);
    n = vfprintf(w->file, format, args);
    va_end(args);
    return written(w, n);
}

void
whole_file_drop(struct whole_file *w)
{
    if (w->file)
        (void)fclose(w->file);
    if (w->beside)
        (void)unlink(w->beside);
    release(w);
}

/* All on the disk, and in its place. */
static bool
settle(struct whole_file *w)
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
whole_file_close(struct whole_file *w, struct error *err)
{
    bool ok = w->why == 0 && settle(w);
    if (ok) { /* nothing is beside it any more */
        release(w);
        return true;
    }
    (void)refuse(w->path, w->why, err);
    whole_file_drop(w);
    return false;
}
