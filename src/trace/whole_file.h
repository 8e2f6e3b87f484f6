/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * whole_file.h: files that are written whole or not at all. One is written
 * beside its place and moved there when it is complete: what was there before
 * is lost only to a good one. Something that is no file (a device, a pipe) is
 * written to as it is.
 */
#ifndef HEAPGLASS_WHOLE_FILE_H
#define HEAPGLASS_WHOLE_FILE_H

#include "allocator/error.h"

#include <stdbool.h>
#include <stdio.h>

/* The caller's, between open and close. */
struct whole_file {
    FILE *file;
    char *path;   /* where it will be: links are followed */
    char *beside; /* where it is until then; NULL: at PATH itself */
    int why;      /* errno of the first write that failed, or 0 */
};

/* False: ERR "file" names path and reason, and there is nothing to close. */
bool whole_file_open(struct whole_file *, const char *path, struct error *);
/* False: it could not be written, now or before, which whole_file_close
 * tells. */
bool whole_file_print(struct whole_file *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* Moves the file to its place. False: a write failed (ERR "file"), and what was
 * there before is there still. */
bool whole_file_close(struct whole_file *, struct error *);
/* Gives up instead. */
void whole_file_drop(struct whole_file *);

#endif
