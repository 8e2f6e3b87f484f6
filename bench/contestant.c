/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contestant.c: see contestant.h. Heaps come from subject_heap, except the
 * hardened and observed ones, which nothing but a benchmark plays at speed.
 */
#include "contestant.h"

#include "planfile.h"

#include "allocator/heap.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* --- nothing at all --------------------------------------------------------*/

static char nowhere[16];

static void *
none_malloc(void *self, size_t size)
{
    (void)self, (void)size;
    return nowhere;
}

static void *
none_realloc(void *self, void *p, size_t size)
{
    (void)self, (void)p, (void)size;
    return nowhere;
}

static void
none_free(void *self, void *p)
{
    (void)self, (void)p;
}

static void
none_done(void *self)
{
    (void)self;
}

/* --- heaps that are hardened or observed -----------------------------------*/

static void *
heap_subject_malloc(void *self, size_t size)
{
    return heap_malloc(self, size);
}

static void *
heap_subject_realloc(void *self, void *p, size_t size)
{
    return heap_realloc(self, p, size);
}

static void
heap_subject_free(void *self, void *p)
{
    (void)heap_free(self, p);
}

static void
heap_subject_done(void *self)
{
    heap_delete(self);
}

static size_t
heap_subject_size(void *self)
{
    return heap_size(self);
}

/* The least an observer can do. */
static void
count_event(void *context, const struct heap_event *event)
{
    ((size_t *)context)[event->kind]++;
}

static bool
open_watched(struct subject *s, const struct policy *policy, bool hardened,
             bool observed)
{
    static size_t events[EVENT_COPY + 1];
    struct heap_config config = {.policy = *policy, .hardened = hardened};
    struct heap *heap = heap_new(&config);
    if (!heap)
        return false;
    if (observed)
        heap_observe(heap, count_event, events);
    *s = (struct subject){.name = "watched",
                          .self = heap,
                          .malloc = heap_subject_malloc,
                          .realloc = heap_subject_realloc,
                          .free = heap_subject_free,
                          .done = heap_subject_done,
                          .heap_size = heap_subject_size};
    return true;
}

/* --- the process's malloc --------------------------------------------------*/

/* One large request and its end must leave no mapping and no less heap. */
static bool
make_flat(void)
{
#ifdef __GLIBC__
    enum { LARGE = 4 << 20 };
    if (!mallopt(M_MMAP_MAX, 0) || !mallopt(M_TRIM_THRESHOLD, -1))
        return false;
    void *volatile large = malloc(LARGE);
    struct mallinfo2 held = mallinfo2();
    free(large);
    struct mallinfo2 after = mallinfo2();
    return large && held.hblks == 0 && after.arena >= LARGE;
#else
    return false;
#endif
}

/* --- public ----------------------------------------------------------------*/

static bool
open_policy(struct subject *s, const char *name, struct error *err)
{
    char text[POLICY_TEXT];
    struct policy policy;
    bool hardened = strstr(name, "+hardened") != NULL;
    bool observed = strstr(name, "+observed") != NULL;
    snprintf(text, sizeof text, "%.*s", (int)strcspn(name, "+"), name);
    if (!policy_parse(text, &policy, err))
        return false;
    bool done = hardened || observed
                    ? open_watched(s, &policy, hardened, observed)
                    : subject_heap(s, &policy);
    return done || error_set(err, "memory", "No address space for a heap.");
}

bool
contestant_open(struct subject *s, const char *name, struct error *err)
{
    if (strcmp(name, "none") == 0) {
        *s = (struct subject){.name = "none",
                              .malloc = none_malloc,
                              .realloc = none_realloc,
                              .free = none_free,
                              .done = none_done};
        return true;
    }
    if (strncmp(name, "malloc", 6) == 0) {
        if (strcmp(name, "malloc+flat") == 0 && !make_flat())
            return error_set(err, "flat", "mallopt had no effect here.");
        subject_libc(s);
        return true;
    }
    bool done = open_policy(s, name, err);
    s->reset = NULL; /* see contestant.h */
    return done;
}

bool
contestant_begin(const char *name, char **argv, struct plan *plan,
                 void ***slots, struct subject *s)
{
    struct error err;
    if (!planfile_map(argv[1], plan, slots)) {
        fprintf(stderr, "%s: %s: %s\n", name, argv[1], strerror(errno));
        return false;
    }
    if (contestant_open(s, argv[2], &err))
        return true;
    fprintf(stderr, "%s: %s\n", name, err.text);
    return false;
}
