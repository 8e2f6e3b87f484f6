/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * subject_libc.c: the C library's malloc as a subject. How much memory it
 * holds it does not say in a portable way.
 */
#include "score/subject.h"

#include <stdlib.h>

static void *
libc_malloc(void *self, size_t size)
{
    (void)self;
    return malloc(size);
}

static void *
libc_realloc(void *self, void *p, size_t size)
{
    (void)self;
    return realloc(p, size);
}

static void
libc_free(void *self, void *p)
{
    (void)self;
    free(p);
}

static void
libc_done(void *self)
{
    (void)self;
}

void
subject_libc(struct subject *s)
{
    *s = (struct subject){
        .name = "libc",
        .malloc = libc_malloc,
        .realloc = libc_realloc,
        .free = libc_free,
        .done = libc_done,
    };
}
