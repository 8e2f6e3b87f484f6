/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recorder.h: what happened inside one operation, event by event, kept as
 * values with the numbers of the blocks concerned: to be told, or shown in slow
 * motion, when the operation is over.
 *
 * Of very many events the first and the last are kept.
 */
#ifndef HEAPGLASS_RECORDER_H
#define HEAPGLASS_RECORDER_H

#include "allocator/event.h"

#include <stdint.h>

struct blocks;
struct session;

enum { RECORDER_FIRST = 2048, RECORDER_LAST = 2048 };

struct recorded {
    struct heap_event event;
    size_t number; /* from 1: its place among all events */
    /* The live blocks that started at off and other_off before the operation;
     * 0: none. */
    uint32_t id, other_id;
};

struct recorder {
    const struct blocks *blocks; /* as before the operation */
    struct recorded *all;        /* the first, then a ring of the last */
    size_t cap;
    size_t n_all; /* events there were, also those that were not kept */
};

/* BLOCKS must outlive the recording. Nothing to undo. */
void recorder_init(struct recorder *, const struct blocks *);
void recorder_done(struct recorder *);
/* A heap_observer, whose context is the recorder. */
void recorder_tell(void *recorder, const struct heap_event *);
/* How many are kept; the I-th of them. Between two neighbours whose numbers
 * are not, others were left out. */
size_t recorder_n(const struct recorder *);
const struct recorded *recorder_get(const struct recorder *, size_t i);

/* One event in words, without a full stop: "chooses 0x00010, 800 B".
 * Of the session's offsets and lists. */
enum { EVENT_TEXT = 160 };
void session_describe_event(const struct session *, const struct recorded *,
                            char buf[EVENT_TEXT]);

#endif
