/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * commands_describe.c: describe [PARTS]: the map in sentences, for who cannot
 * see it: how full each part of the heap is, and what is free there. Parts are
 * a power of two long, so that their addresses are round; neighbours that read
 * the same share a sentence.
 */
#include "repl_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_PARTS = 16, MOST_PARTS = 4096, LEAST_BYTES = 16 };

struct part {
    size_t lo, hi; /* bytes of the heap; HI is cut at its end */
    size_t used, free, unknown;
    size_t n_used;  /* blocks in use that start here */
    size_t n_free;  /* free ones that start here */
    size_t largest; /* of those */
    size_t off;     /* of the free block that reaches in from before; 0: none */
    bool covered;   /* it covers all of the part */
    bool damaged;
};

/* --- gathering -------------------------------------------------------------*/
static size_t
part_length(size_t heap, size_t parts)
{
    size_t length = LEAST_BYTES;

    while (length * parts < heap)
        length *= 2;
    return length;
}

static void
count_start(struct part *part, const struct view_block *block)
{
    if (block->state == VIEW_USED)
        part->n_used++;
    if (block->state != VIEW_FREE)
        return;
    part->n_free++;
    part->largest = block->size > part->largest ? block->size : part->largest;
}

static void
count_bytes(struct part *part, const struct view_block *block)
{
    size_t lo = block->start > part->lo ? block->start : part->lo;
    size_t end = block->start + block->size;
    size_t hi = end < part->hi ? end : part->hi;
    size_t n = hi > lo ? hi - lo : 0;

    if (block->state == VIEW_USED)
        part->used += n;
    else if (block->state == VIEW_FREE)
        part->free += n;
    else if (block->state == VIEW_GAP)
        part->unknown += n;
    part->damaged = part->damaged || block->state == VIEW_DAMAGED;
    if (block->state != VIEW_FREE || block->start >= part->lo)
        return;
    part->off = block->off;
    part->covered = end >= part->hi;
}

static void
count_block(struct part *parts, size_t n, size_t length,
            const struct view_block *block)
{
    size_t first = block->start / length;
    size_t last = (block->start + block->size - 1) / length;

    for (size_t i = first; i <= last && i < n; i++)
        count_bytes(&parts[i], block);
    if (first < n)
        count_start(&parts[first], block);
}

static void
gather(const struct session *session, struct part *parts, size_t n,
       size_t length, size_t heap)
{
    struct view_iter iter;
    struct view_block block;

    for (size_t i = 0; i < n; i++) {
        parts[i].lo = i * length;
        parts[i].hi = (i + 1) * length < heap ? (i + 1) * length : heap;
    }
    view_open(&iter, session, 0, SIZE_MAX);
    while (view_next(&iter, &block)) {
        if (block.size > 0)
            count_block(parts, n, length, &block);
    }
}

/* --- words -----------------------------------------------------------------*/
/* How full: of what can be in use there, not of the heap's own bytes. */
static void
tell_fill(const struct part *part, struct text *out)
{
    size_t bytes = part->used + part->free;
    size_t percent = bytes ? (200 * part->used / bytes + 1) / 2 : 0;

    if (part->unknown > 0 && bytes == 0)
        text_add(out, "nothing is known");
    else if (bytes == 0)
        text_add(out, "the heap's own bytes");
    else if (part->used == 0)
        text_add(out, "free");
    else if (part->free == 0)
        text_add(out, "full");
    else if (percent == 50)
        text_add(out, "half full");
    else
        text_add(out, "%zu%% full",
                 percent < 1    ? (size_t)1
                 : percent > 99 ? (size_t)99
                                : percent);
}

/* What stands behind the addresses; a part that lies within one free block says
 * where that starts. */
static void
tell_part(const struct part *part, struct text *out)
{
    char size[SIZE_TEXT];

    tell_fill(part, out);
    if (part->off)
        text_add(out,
                 part->covered ? ", inside the free block at 0x%05zx"
                               : ", the free block at 0x%05zx ends here",
                 part->off);
    if (part->n_free == 1)
        text_add(out, ", a free block of %s", size_text(part->largest, size));
    else if (part->n_free > 1)
        text_add(out, ", %zu free blocks, largest %s", part->n_free,
                 size_text(part->largest, size));
    if (part->unknown > 0 && part->used + part->free > 0)
        text_add(out, ", part of it not known");
    if (part->damaged)
        text_add(out, ", damaged");
}

static void
text_parts(struct repl *repl, const struct part *parts, size_t n)
{
    struct text now = {0}, next = {0};

    for (size_t i = 0, from = 0; i < n; i++) {
        text_clear(&now);
        text_clear(&next);
        tell_part(&parts[i], &now);
        if (i + 1 < n)
            tell_part(&parts[i + 1], &next);
        if (i + 1 < n && strcmp(text_get(&now), text_get(&next)) == 0)
            continue;
        text_add(&repl->table, "0x%05zx to 0x%05zx: %s.\n", parts[from].lo,
                 parts[i].hi, text_get(&now));
        from = i + 1;
    }
    text_done(&now);
    text_done(&next);
}

static void
json_parts(struct repl *repl, const struct part *parts, size_t n)
{
    struct text *json = &repl->json;

    json_open(json, "rows", '[');
    for (size_t i = 0; i < n; i++) {
        json_open(json, NULL, '{');
        json_number(json, "from", parts[i].lo);
        json_number(json, "to", parts[i].hi);
        json_number(json, "used", parts[i].used);
        json_number(json, "free", parts[i].free);
        json_number(json, "blocks", parts[i].n_used);
        json_number(json, "free_blocks", parts[i].n_free);
        json_number(json, "largest_free", parts[i].largest);
        if (parts[i].damaged)
            json_bool(json, "damaged", true);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void
reply_heap(struct repl *repl, size_t length, size_t n)
{
    struct figures f;
    char heap[SIZE_TEXT], part[SIZE_TEXT];

    view_figures(repl->session, &f);
    text_add(&repl->message,
             "The heap has %s, %.1f%% of it live: %zu block%s in use, ",
             size_text(f.heap, heap), 100 * f.util, f.blocks,
             f.blocks == 1 ? "" : "s");
    if (view_heap(repl->session))
        text_add(&repl->message, "%zu free; ", f.free_blocks);
    text_add(&repl->message, "%zu part%s of %s.", n, n == 1 ? "" : "s",
             size_text(length, part));
}

/* --- the command -----------------------------------------------------------*/
bool
run_describe(struct repl *repl, const struct words *words, struct error *err)
{
    size_t most = USUAL_PARTS, length, n;
    struct figures figures;
    struct part *parts;

    if (!need_words(words, 0, 1, err) ||
        (words->n > 1 &&
         !read_size(words->list[1].text, "a number of parts", &most, err)))
        return false;
    if (most < 1 || most > MOST_PARTS)
        return error_set(err, "usage",
                         "A heap is described in 1 to %d parts: type, for "
                         "example, describe 32",
                         MOST_PARTS);
    view_figures(repl->session, &figures);
    length = part_length(figures.heap, most);
    n = (figures.heap + length - 1) / length;
    parts = calloc(n ? n : 1, sizeof *parts);
    if (!parts)
        return error_set(err, "no-memory", "No memory to describe the heap");
    gather(repl->session, parts, n, length, figures.heap);
    reply_heap(repl, length, n);
    if (wants_json(repl))
        json_parts(repl, parts, n);
    else
        text_parts(repl, parts, n);
    free(parts);
    return true;
}
