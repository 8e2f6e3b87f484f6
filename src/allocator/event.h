/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * event.h: what happens inside one operation, told to an optional observer
 * while it happens. With no observer an event costs a hardened heap one
 * predicted branch, and others nothing.
 */
#ifndef HEAPGLASS_EVENT_H
#define HEAPGLASS_EVENT_H

#include <stddef.h>

enum heap_event_kind {
    EVENT_PROBE,    /* a free block was looked at: off, size; need = other_size;
                       it fits when size >= other_size */
    EVENT_TAKE,     /* off, size: this free block is chosen, whole */
    EVENT_SPLIT,    /* off, size: the part used; other_*: the part that stays
                       free (either side) */
    EVENT_COALESCE, /* off, size: the joined block; other_*: the neighbour that
                       was absorbed (left when other_off <= off) */
    EVENT_LINK,     /* off, size went on list `list` */
    EVENT_UNLINK,   /* off, size came off list `list` */
    EVENT_GROW,     /* heap grew to `size` bytes by `other_size` */
    EVENT_COPY      /* size payload bytes from other_off to off (realloc) */
};

struct heap_event {
    enum heap_event_kind kind;
    unsigned list;                /* LINK, UNLINK: list number, else 0 */
    size_t off, size;             /* payload offset, block bytes */
    size_t other_off, other_size; /* see the kinds */
};

/* Called during the operation: may look at the event only, not at the heap. */
typedef void heap_observer(void *context, const struct heap_event *);

/* "probe", "take", ...; never NULL. */
const char *heap_event_name(enum heap_event_kind);

#endif
