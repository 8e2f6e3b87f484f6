/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure.c: the figures, in the order in which `stats` tells them.
 */
#include "figure.h"

#include "repl/text.h"

#include <stdio.h>
#include <string.h>

static const struct figure figures[] = {
    {"op", "op", "operations so far", UNIT_COUNT,
     "operations done so far, typed or from the trace"},
    {"ops", "ops", "operations in all", UNIT_COUNT,
     "operations so far and what is left of the trace"},
    {"heap", "heap", "heap", UNIT_BYTES,
     "bytes the allocator has taken from the system: all blocks, the heap's "
     "own bytes at its ends, and every table that grows with the heap; it "
     "never shrinks"},
    {"peak_heap", "peak_heap", "peak heap", UNIT_BYTES,
     "the largest heap so far; since a heap never shrinks, the heap now"},
    {"live", "live", "live", UNIT_BYTES,
     "bytes asked for and not yet freed: the sum of the sizes asked for, "
     "without headers, padding or slack"},
    {"peak_live", "peak_live", "peak live", UNIT_BYTES,
     "the largest live so far"},
    {"peak_op", "peak_op", "peak live at op", UNIT_COUNT,
     "the first operation after which live was peak_live"},
    {"blocks", "blocks", "allocated blocks", UNIT_COUNT, "allocated blocks"},
    {"free_blocks", "free_blocks", "free blocks", UNIT_COUNT, "free blocks"},
    {"free", "free", "free", UNIT_BYTES,
     "bytes of all free blocks, headers included"},
    {"largest_free", "largest_free", "largest free block", UNIT_BYTES,
     "bytes of the largest free block, header included; what fits in it "
     "needs no new memory. `largest` for short"},
    {"limit", "limit_bytes", "limit", UNIT_BYTES,
     "the most bytes the heap may grow to"},
    {"util", "util", "utilization", UNIT_FRACTION,
     "live / heap: the part of the heap that serves somebody now"},
    {"peak_util", "peak_util", "peak utilization", UNIT_FRACTION,
     "peak_live / peak_heap: the mark that malloc labs give; 100% would be "
     "a heap never larger than what was needed at the worst moment"},
    {"frag", "frag", "external fragmentation", UNIT_FRACTION,
     "1 - largest_free / free: the part of the free bytes that is not in "
     "the largest free block, and so cannot help one large request; 0 with "
     "one free block or none"},
    {"internal", "internal", "internal fragmentation", UNIT_FRACTION,
     "1 - live / bytes of allocated blocks: the part of allocated blocks "
     "that nobody asked for"},
    {"header", "header_bytes", "headers", UNIT_BYTES,
     "bytes of allocated blocks that hold their size and state"},
    {"padding", "padding_bytes", "padding", UNIT_BYTES,
     "bytes of allocated blocks lost to rounding up to the next size a "
     "block can have"},
    {"slack", "slack_bytes", "slack", UNIT_BYTES,
     "further bytes of allocated blocks that nobody asked for: the block "
     "found was larger, and what was over too small to be split off"},
    {"size", NULL, NULL, UNIT_BYTES,
     "block bytes of the last operation's block, header included"},
    {"asked", NULL, NULL, UNIT_BYTES,
     "bytes that the last operation asked for"},
    {"id", NULL, NULL, UNIT_COUNT, "the number of the last operation's block"},
    {"off", NULL, NULL, UNIT_OFFSET,
     "the payload offset of the last operation's block"},
    {"probes", NULL, NULL, UNIT_COUNT,
     "free blocks that the last operation looked at"},
    {"grown", NULL, NULL, UNIT_BYTES,
     "bytes by which the last operation made the heap grow"},
    {"kind", NULL, NULL, UNIT_WORD,
     "what the last operation was: alloc, calloc, memalign, realloc, free, "
     "coalesce, poke, or skip (an operation of the trace that could not be "
     "done); compared with = and !="},
    {"moved", NULL, NULL, UNIT_FLAG,
     "the last operation was a realloc that moved its block"},
    {"touches", NULL, NULL, UNIT_RANGE,
     "the last operation changed the heap at that byte, or in that range of "
     "bytes (`touches 0x100..0x1ff`): a block that it made, freed, resized or "
     "moved (where it was, and where it is), what it split, what it joined, or "
     "bytes that a poke wrote. Blocks count whole, with their headers; links "
     "written into other free blocks do not count. Of a coalesce all counts "
     "that lies between its first join and its last"},
    {"damaged", NULL, NULL, UNIT_FLAG,
     "the checker, which looks at the whole heap for this, finds a violation"},
};

static const struct {
    const char *what, *meaning;
} others[] = {
    {"#7", "a block's number: blocks are counted from 1 as they are "
           "allocated; a number is never given out again"},
    {"0x01a40", "an offset, in bytes from the start of the heap; of a block, "
                "that of its payload, just behind its header"},
    {"112 B, 3.8 KiB", "bytes; 1 KiB is 1024 B, 1 MiB is 1024 KiB; 1.0 KiB is "
                       "rounded"},
    {"100 B in a block of 112", "asked for, and what the block takes with "
                                "its header and rounding"},
    {"looked at 3", "free blocks that the search compared with the request, "
                    "by the policy's fit"},
    {"looked at per search",
     "in a race: free blocks that a search looked at, on "
     "average of all searches so far"},
    {"rank by peak utilization", "in a race: 1 is the best; policies that "
                                 "could not do every operation come last"},
    {"split off 96 B", "what was over of the block that was taken; it stays "
                       "free"},
    {"1, 2, 3 on free blocks", "their order on the chosen free list: 1 is "
                               "asked first"},
    {"5 of 8 links lead up", "of the links from one block of the list to the "
                             "next those that lead to a higher address; all of "
                             "them in address order, about half after frees at "
                             "random. Of the first 1024 blocks, if there are "
                             "more"},
    {"op 300/600", "operations done, and with what is left of the trace"},
    {"8/s", "operations a second while playing"},
    {"1 cell = 16 B", "the bytes that one character cell of the map stands "
                      "for"},
    {"I7", "an invariant's number; check tells what it says"},
};

const char *
figure_other(size_t i, const char **what)
{
    if (i >= sizeof others / sizeof others[0])
        return NULL;
    *what = others[i].what;
    return others[i].meaning;
}

enum { N_FIGURES = sizeof figures / sizeof figures[0] };

const struct figure *
figure_get(size_t i)
{
    return i < N_FIGURES ? &figures[i] : NULL;
}

const char *
figure_name(size_t i)
{
    return i < N_FIGURES ? figures[i].name : i == N_FIGURES ? "largest" : NULL;
}

bool
figure_find(const char *name, size_t *i)
{
    if (strcmp(name, "largest") == 0)
        name = "largest_free";
    for (*i = 0; *i < N_FIGURES; ++*i) {
        if (strcmp(figures[*i].name, name) == 0 ||
            (figures[*i].json && strcmp(figures[*i].json, name) == 0))
            return true;
    }
    return false;
}

static const char *const kinds[] = {
    [OP_NONE] = NULL,           [OP_ALLOC] = "alloc",
    [OP_CALLOC] = "calloc",     [OP_MEMALIGN] = "memalign",
    [OP_REALLOC] = "realloc",   [OP_FREE] = "free",
    [OP_COALESCE] = "coalesce", [OP_POKE] = "poke",
    [OP_SKIP] = "skip",
};

const char *
figure_kind(size_t i)
{
    return i + 1 < sizeof kinds / sizeof kinds[0] ? kinds[i + 1] : NULL;
}

const char *
figure_kind_of(enum op_kind kind)
{
    return kinds[kind];
}

/* By the first letter, in which they differ. */
static double
last_value(const char *name, const struct op_result *last)
{
    switch (name[0]) {
    case 's':
        return (double)last->size;
    case 'a':
        return (double)last->asked;
    case 'i':
        return (double)last->id;
    case 'o':
        return (double)last->off;
    case 'p':
        return (double)last->probes;
    case 'g':
        return (double)last->grown;
    default:
        return 0;
    }
}

double
figure_value(size_t i, const struct figure_values *values)
{
    const struct figures *now = &values->now;
    const double in_order[] = {
        (double)now->op,
        (double)now->n_ops,
        (double)now->heap,
        (double)now->peak_heap,
        (double)now->live,
        (double)now->peak_live,
        (double)now->peak_op,
        (double)now->blocks,
        (double)now->free_blocks,
        (double)now->free,
        (double)now->largest_free,
        (double)now->limit,
        now->util,
        now->peak_util,
        now->frag,
        now->internal,
        (double)now->header_bytes,
        (double)now->padding_bytes,
        (double)now->slack_bytes,
    };

    if (i < sizeof in_order / sizeof in_order[0])
        return in_order[i];
    return last_value(figure_name(i), &values->last);
}

void
figure_values_now(const struct session *session, struct figure_values *values)
{
    view_figures(session, &values->now);
    values->last = *session_last(session);
}

const char *
figure_format(enum figure_unit unit, double value, char buf[FIGURE_TEXT])
{
    char size[SIZE_TEXT];

    switch (unit) {
    case UNIT_FRACTION:
        (void)snprintf(buf, FIGURE_TEXT, "%.1f%%", value * 100);
        break;
    case UNIT_BYTES:
        (void)snprintf(buf, FIGURE_TEXT, "%s", size_text((size_t)value, size));
        break;
    case UNIT_OFFSET:
        (void)snprintf(buf, FIGURE_TEXT, "0x%05zx", (size_t)value);
        break;
    case UNIT_COUNT:
    case UNIT_WORD:
    case UNIT_FLAG:
    case UNIT_RANGE:
        (void)snprintf(buf, FIGURE_TEXT, "%.0f", value);
        break;
    }
    return buf;
}
