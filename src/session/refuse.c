/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * refuse.c: finds the block that somebody means, and says why an operation was
 * refused: what was found, with its numbers, and what to type next.
 */
#include "session_internal.h"
#include "size_text.h"

#include <inttypes.h>
#include <stdio.h>

void
where_text(const struct session *s, size_t off, char buf[WHERE_TEXT])
{
    int digits = 5;
    for (size_t end = world_heap_size(&s->track.world) >> 20; end; end >>= 4)
        digits++;
    snprintf(buf, WHERE_TEXT, "0x%0*zx", digits, off);
}

void
block_text(const struct session *s, uint32_t id, char buf[BLOCK_TEXT])
{
    const char *name = names_of(&s->names, id);
    char where[WHERE_TEXT];
    struct grave grave;
    (void)find_block(s, id, &grave);
    where_text(s, grave.block.off, where);
    snprintf(buf, BLOCK_TEXT, "#%" PRIu32 "%s%s (%zu B at %s)", id,
             *name ? " " : "", name, grave.block.size, where);
}

/* --- who -------------------------------------------------------------------*/
static bool
find_number(const struct session *s, uint64_t number, uint32_t *id,
            struct error *err)
{
    uint32_t last = s->track.world.blocks.n;
    bool is_past =
        s->track.world.tally.op < history_branch(&s->history)->n_ops;
    if (number >= 1 && number <= last) {
        *id = (uint32_t)number;
        return true;
    }
    if (last == 0)
        return error_set(err, "no-block",
                         "There is no #%" PRIu64 "%s: nothing has been "
                         "allocated yet. \"alloc 100\" makes #1.",
                         number, is_past ? " at this moment" : "");
    return error_set(err, "no-block",
                     "There is no #%" PRIu64 "%s: numbers go from 1 to %" PRIu32
                     ". \"blocks\" lists what is live.",
                     number, is_past ? " at this moment" : "", last);
}

static uint32_t
number_at(const struct session *s, size_t off)
{
    const struct block *block = blocks_at(&s->track.world.blocks, off);
    return block ? block->id : 0;
}

bool
find_who(const struct session *s, const struct who *who, uint32_t *id,
         size_t *off, struct error *err)
{
    *id = 0;
    *off = 0;
    switch (who->kind) {
    case WHO_NUMBER:
        return find_number(s, who->value, id, err);
    case WHO_NAME:
        *id = names_find(&s->names, who->name);
        return *id || error_set(err, "no-block",
                                "No block has the name \"%s\". \"blocks\" "
                                "lists what is live, with names.",
                                who->name);
    case WHO_OFFSET:
        *off = (size_t)who->value;
        *id = number_at(s, *off);
        return true;
    }
    return error_set(err, "no-block", "No block was named.");
}

bool
must_be_live(const struct session *s, uint32_t id, bool freeing,
             struct error *err)
{
    struct grave grave;
    char text[BLOCK_TEXT];
    if (blocks_get(&s->track.world.blocks, id))
        return true;
    if (!find_block(s, id, &grave))
        return error_set(err, "double-free",
                         "#%" PRIu32 " never got a block: its allocation "
                         "failed. \"blocks\" lists what is live.",
                         id);
    block_text(s, id, text);
    if (freeing)
        return error_set(err, "double-free",
                         "%s is already free: it was freed by operation "
                         "%" PRIu32 ". \"blocks\" lists what is live.",
                         text, grave.died);
    return error_set(err, "double-free",
                     "%s has no size to change: it was freed by operation "
                     "%" PRIu32 ". \"blocks\" lists what is live.",
                     text, grave.died);
}

/* --- why an offset is no block ---------------------------------------------*/
static bool
refuse_freed_offset(const struct session *s, size_t off, struct error *err)
{
    char where[WHERE_TEXT], text[BLOCK_TEXT];
    const struct grave *grave = blocks_grave_at(&s->track.world.blocks, off);
    where_text(s, off, where);
    if (!grave)
        return error_set(err, "double-free",
                         "The block at %s is already free. \"blocks\" lists "
                         "what is live.",
                         where);
    block_text(s, grave->block.id, text);
    return error_set(err, "double-free",
                     "The block at %s is already free: %s was freed by "
                     "operation %" PRIu32 ". \"blocks\" lists what is live.",
                     where, text, grave->died);
}

static bool
refuse_inside(const struct session *s, size_t off, bool in_free,
              struct error *err)
{
    const char *name = in_free ? "inside-free" : "inside-block";
    struct block_info info;
    char where[WHERE_TEXT], start[WHERE_TEXT], text[BLOCK_TEXT];
    uint32_t id;

    where_text(s, off, where);
    if (!s->track.world.heap || !block_at(s->track.world.heap, off, &info))
        return error_set(err, name,
                         "%s is not the start of a block. \"blocks\" lists "
                         "what is live.",
                         where);
    where_text(s, info.off, start);
    id = number_at(s, info.off);
    if (id)
        block_text(s, id, text);
    else
        snprintf(text, sizeof text, "the %s block (%zu B at %s)",
                 in_free ? "free" : "allocated", info.size, start);
    if (in_free)
        return error_set(err, name,
                         "%s points into %s: nothing to free starts there. "
                         "\"blocks\" lists what is live.",
                         where, text);
    return error_set(err, name,
                     "%s points into %s, not to its start. Type %s for the "
                     "block.",
                     where, text, start);
}

static bool
refuse_offset(const struct session *s, size_t off, enum heap_status status,
              struct error *err)
{
    char where[WHERE_TEXT], end[WHERE_TEXT];
    const char *name = heap_status_name(status);
    where_text(s, off, where);
    where_text(s, world_heap_size(&s->track.world), end);
    switch (status) {
    case HEAP_DOUBLE_FREE:
        return refuse_freed_offset(s, off, err);
    case HEAP_INSIDE_BLOCK:
        return refuse_inside(s, off, false, err);
    case HEAP_INSIDE_FREE:
        return refuse_inside(s, off, true, err);
    case HEAP_MISALIGNED:
        return error_set(err, name,
                         "%s is no block: a payload starts at a multiple of "
                         "16. \"whose %s\" tells what lies there.",
                         where, where);
    default:
        return error_set(err, name,
                         "%s lies outside the blocks of the heap, which ends "
                         "at %s. \"blocks\" lists what is live.",
                         where, end);
    }
}

/* --- why the target refused ------------------------------------------------*/
/* Exact while that is easy to read. */
static const char *
bytes_text(size_t bytes, char buf[SIZE_TEXT])
{
    if (bytes >= 10000)
        return size_text(bytes, buf);
    snprintf(buf, SIZE_TEXT, "%zu B", bytes);
    return buf;
}

static bool
refuse_large(const struct session *s, const char *request, struct error *err)
{
    struct heap_shape shape = heap_get_shape(s->track.world.heap);
    char limit[SIZE_TEXT];
    return error_set(err, heap_status_name(HEAP_TOO_LARGE),
                     "%s in one block: a block of the %s layout has %s %s. Ask "
                     "for less.",
                     request, shape.layout,
                     shape.buddies ? "at most" : "less than",
                     size_text(shape.buddies ? shape.max_block
                                             : shape.max_block + HEAP_ALIGN,
                               limit));
}

static bool
refuse_memory(const struct session *s, const struct action *action,
              enum heap_status status, struct error *err)
{
    struct heap_figures figures;
    size_t size = action->size;
    char request[48], limit[SIZE_TEXT], taken[SIZE_TEXT], largest[SIZE_TEXT];
    world_figures(&s->track.world, &figures);
    if (action->kind == OP_CALLOC)
        snprintf(request, sizeof request, "%zu x %zu bytes", action->n, size);
    else
        snprintf(request, sizeof request, "%zu byte%s", size,
                 size == 1 ? "" : "s");
    if (status == HEAP_NO_MEMORY && size > figures.limit)
        return error_set(err, heap_status_name(status),
                         "No room for %s: the arena's limit is %s. Ask for "
                         "less.",
                         request, bytes_text(figures.limit, limit));
    if (status == HEAP_TOO_LARGE)
        return refuse_large(s, request, err);
    return error_set(err, heap_status_name(status),
                     "No room for %s: the largest free block has %s, the limit "
                     "is %s, %s are taken. Free blocks, or start over with "
                     "\"new\".",
                     request, bytes_text(figures.largest_free, largest),
                     bytes_text(figures.limit, limit),
                     bytes_text(figures.heap, taken));
}

static bool
refuse_damaged(const struct session *s, const struct action *action,
               struct error *err)
{
    char text[BLOCK_TEXT] = "the heap";
    if (action->id)
        block_text(s, action->id, text);
    else if (action->by_offset)
        where_text(s, action->off, text);
    return error_set(err, heap_status_name(HEAP_DAMAGED),
                     "Refused: bookkeeping at or next to %s was overwritten. "
                     "Type \"check\" to see where.",
                     text);
}

static bool
refuse_poke(const struct session *s, const struct action *action,
            struct error *err)
{
    char where[WHERE_TEXT], end[WHERE_TEXT];
    where_text(s, action->off, where);
    where_text(s, world_heap_size(&s->track.world), end);
    return error_set(
        err, heap_status_name(HEAP_OUTSIDE),
        "%zu byte%s at %s would not lie in the heap, which ends at "
        "%s.",
        action->n, action->n == 1 ? "" : "s", where, end);
}

bool
refuse_action(const struct session *s, const struct action *action,
              enum heap_status status, struct error *err)
{
    const struct block *block = blocks_get(&s->track.world.blocks, action->id);
    switch (status) {
    case HEAP_NO_MEMORY:
    case HEAP_TOO_LARGE:
        return refuse_memory(s, action, status, err);
    case HEAP_BAD_ALIGNMENT:
        return error_set(err, heap_status_name(status),
                         "%zu is no alignment: it must be a power of two, at "
                         "most 1048576.",
                         action->align);
    case HEAP_DAMAGED:
        return refuse_damaged(s, action, err);
    default:
        if (action->kind == OP_POKE)
            return refuse_poke(s, action, err);
        return refuse_offset(s, block ? block->off : action->off, status, err);
    }
}
