/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recorder.c: see recorder.h. The first RECORDER_FIRST events stay where they
 * were put; behind them lies a ring in which each event takes the place of the
 * one RECORDER_LAST before it.
 */
#include "recorder.h"

#include "session/blocks.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = RECORDER_FIRST + RECORDER_LAST };

void
recorder_init(struct recorder *r, const struct blocks *blocks)
{
    *r = (struct recorder){.blocks = blocks};
}

void
recorder_done(struct recorder *r)
{
    free(r->all);
    memset(r, 0, sizeof *r);
}

/* Where event I of all, from 0, is kept. */
static size_t
place_of(size_t i)
{
    return i < MOST ? i : RECORDER_FIRST + (i - RECORDER_FIRST) % RECORDER_LAST;
}

static bool
reserve(struct recorder *r, size_t place)
{
    size_t cap = r->cap ? r->cap * 2 : 32;
    struct recorded *all;
    if (place < r->cap)
        return true;
    all = realloc(r->all, (cap < MOST ? cap : MOST) * sizeof *all);
    if (!all)
        return false;
    r->all = all;
    r->cap = cap < MOST ? cap : MOST;
    return true;
}

static uint32_t
id_at(const struct recorder *r, size_t off)
{
    const struct block *block = off ? blocks_at(r->blocks, off) : NULL;
    return block ? block->id : 0;
}

/* Without memory an event is lost. */
void
recorder_tell(void *context, const struct heap_event *event)
{
    struct recorder *r = context;
    size_t place = place_of(r->n_all);
    if (!reserve(r, place))
        return;
    r->n_all++;
    r->all[place] = (struct recorded){.event = *event,
                                      .number = r->n_all,
                                      .id = id_at(r, event->off),
                                      .other_id = id_at(r, event->other_off)};
}

size_t
recorder_n(const struct recorder *r)
{
    return r->n_all < MOST ? r->n_all : MOST;
}

const struct recorded *
recorder_get(const struct recorder *r, size_t i)
{
    size_t left_out = r->n_all < MOST ? 0 : r->n_all - MOST;
    return &r->all[place_of(i < RECORDER_FIRST ? i : i + left_out)];
}
