/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * view.c: blocks as they are seen: the allocator's own, joined by offset with
 * what the session knows of them. A target that cannot list its blocks is
 * drawn from the calls alone: the live blocks where they were given out, and
 * gaps of which nothing is known.
 */
#include "view.h"
#include "over.h"
#include "session_internal.h"

#include <inttypes.h>
#include <string.h>

/* --- what the session knows ------------------------------------------------*/
static void
join_record(const struct session *s, const struct block *block,
            struct view_block *out)
{
    const char *name = names_of(&s->names, block->id);
    out->id = block->id;
    out->trace_id = block_trace_id(block);
    out->asked = block->asked;
    out->born = block->born;
    memcpy(out->name, name, strlen(name) + 1);
}

static void
fill_row(struct view_block *out, enum view_state state, size_t start,
         size_t size)
{
    memset(out, 0, sizeof *out);
    out->state = state;
    out->start = start;
    out->size = size;
    out->list = LIST_NONE;
    out->trace_id = -1;
}

/* How the bytes nobody asked for came about. */
static void
fill_unasked(const struct session *s, struct view_block *out)
{
    struct heap_shape shape = heap_get_shape(s->track.world.heap);
    size_t least = heap_min_block(s->track.world.heap, out->asked);
    if (least && least <= out->size && least >= shape.overhead + out->asked) {
        out->padding = least - shape.overhead - out->asked;
        out->slack = out->size - least;
    }
}

static void
fill_block(const struct session *s, const struct block_info *info,
           struct view_block *out)
{
    fill_row(out, info->state == BLOCK_FREE ? VIEW_FREE : VIEW_USED,
             info->start, info->size);
    out->off = info->off;
    out->header = info->off - info->start;
    if (info->state == BLOCK_FREE) {
        out->list = info->list;
        return;
    }
    const struct block *block = blocks_at(&s->track.world.blocks, info->off);
    if (block) {
        join_record(s, block, out);
        fill_unasked(s, out);
    }
}

void
fill_used_row(const struct session *s, const struct block *block, size_t off,
              size_t size, struct view_block *out)
{
    size_t header = heap_get_shape(s->track.world.heap).header;
    fill_row(out, VIEW_USED, off - header, size);
    out->off = off;
    out->header = header;
    if (block) {
        join_record(s, block, out);
        fill_unasked(s, out);
    }
}

void
fill_free_row(const struct session *s, size_t off, size_t size, unsigned list,
              struct view_block *out)
{
    size_t header = heap_get_shape(s->track.world.heap).header;
    fill_row(out, VIEW_FREE, off - header, size);
    out->off = off;
    out->header = header;
    out->list = list;
}

/* --- a heap with an iterator -----------------------------------------------*/
size_t
view_end(const struct session *s)
{
    return s->over ? s->over->heap : world_heap_size(&s->track.world);
}

struct ends {
    size_t front, back; /* the blocks lie in [front, back) */
    size_t heap;
};

static struct ends
heap_ends(const struct session *s)
{
    struct heap_shape shape = heap_get_shape(s->track.world.heap);
    struct ends ends = {.heap = view_end(s)};
    ends.front = shape.front < ends.heap ? shape.front : ends.heap;
    ends.back = shape.back < ends.heap - ends.front ? ends.heap - shape.back
                                                    : ends.front;
    return ends;
}

/* The row from iter->at on, of a step that told of [info->start, + size). */
static void
row_of_step(struct view_iter *iter, enum iter_step step,
            const struct block_info *info, const struct ends *ends,
            struct view_block *out)
{
    size_t at = iter->at;
    bool tells = step == ITER_BLOCK || step == ITER_CORRUPT;

    if (tells && info->start > at && info->start < ends->back) {
        /* a stretch before it that belongs to no block; it comes again */
        fill_row(out, VIEW_DAMAGED, at, info->start - at);
        block_iter_open(&iter->blocks, iter->session->track.world.heap,
                        info->start, ends->back);
        return;
    }
    if (step == ITER_BLOCK && info->size > at - info->start &&
        info->start + info->size <= ends->back) {
        fill_block(iter->session, info, out);
        return;
    }
    if (step == ITER_CORRUPT && info->start <= at &&
        info->size > at - info->start &&
        info->size <= ends->back - info->start) {
        fill_row(out, VIEW_DAMAGED, at, info->start + info->size - at);
        return;
    }
    fill_row(out, VIEW_DAMAGED, at, ends->back - at);
}

/* What lies over the heap there; false: the heap's own is to be seen. */
static bool
next_over_row(struct view_iter *iter, struct view_block *out)
{
    const struct over *over = iter->session->over;
    const struct view_block *row = over_row_at(over, iter->at);
    if (row) {
        *out = *row;
        iter->is_off = true;
        return true;
    }
    if (iter->is_off)
        block_iter_open(&iter->blocks, iter->session->track.world.heap,
                        iter->at, over->heap);
    iter->is_off = false;
    return false;
}

static bool
next_heap_row(struct view_iter *iter, struct view_block *out)
{
    struct ends ends = heap_ends(iter->session);
    struct block_info info = {0};
    enum iter_step step;

    if (iter->at < ends.front) {
        fill_row(out, VIEW_OWN, 0, ends.front);
    } else if (iter->at >= ends.back) {
        fill_row(out, VIEW_OWN, ends.back, ends.heap - ends.back);
    } else if (iter->session->over && next_over_row(iter, out)) {
        iter->at = out->start + out->size;
        return true;
    } else {
        step = block_iter_next(&iter->blocks, &info);
        if (step == ITER_STALE)
            return false;
        row_of_step(iter, step, &info, &ends, out);
    }
    iter->at = out->start + out->size;
    return true;
}

/* --- a target without one --------------------------------------------------*/
/* The bytes of a block that is known from its call only; at least one, so
 * that it can be seen. */
static size_t
known_size(const struct block *block)
{
    return block->size ? block->size : 1;
}

static void
fill_known(const struct session *s, const struct block *block,
           struct view_block *out)
{
    fill_row(out, VIEW_USED, block->off, known_size(block));
    out->off = block->off;
    join_record(s, block, out);
}

/* The first live place from PLACE on; the number of places when none. */
static size_t
next_place(const struct session *s, size_t place)
{
    const struct blocks *blocks = &s->track.world.blocks;
    while (place < blocks->order.n && !blocks_place(blocks, place))
        place++;
    return place;
}

/* The last live place before PLACE; false: none. */
static bool
place_before(const struct session *s, size_t place, size_t *found)
{
    const struct blocks *blocks = &s->track.world.blocks;
    while (place > 0) {
        place--;
        if (blocks_place(blocks, place)) {
            *found = place;
            return true;
        }
    }
    return false;
}

static size_t
gap_start(const struct session *s, size_t at, size_t place)
{
    const struct blocks *blocks = &s->track.world.blocks;
    size_t before;
    if (at == 0 || !place_before(s, place, &before))
        return 0;
    const struct block *block = blocks_place(blocks, before);
    return block->off + known_size(block);
}

static bool
next_known_row(struct view_iter *iter, struct view_block *out)
{
    const struct session *s = iter->session;
    const struct blocks *blocks = &s->track.world.blocks;
    size_t end = world_heap_size(&s->track.world);
    size_t place = next_place(s, iter->index);
    const struct block *block = NULL;

    if (place < blocks->order.n)
        block = blocks_place(blocks, place);
    if (block && block->off <= iter->at) {
        fill_known(s, blocks_place(blocks, place), out);
        iter->index = place + 1;
    } else {
        size_t start = gap_start(s, iter->at, place);
        fill_row(out, VIEW_GAP, start, (block ? block->off : end) - start);
        iter->index = place;
    }
    iter->at = out->start + out->size;
    return true;
}

/* The place from which a walk must start to tell of byte AT first. */
static size_t
place_covering(const struct session *s, size_t at)
{
    const struct blocks *blocks = &s->track.world.blocks;
    size_t place = blocks_place_from(blocks, at + 1);
    size_t before;
    if (place_before(s, place, &before)) {
        const struct block *block = blocks_place(blocks, before);
        if (at < block->off + known_size(block))
            return before;
    }
    return place;
}

/* --- rows ------------------------------------------------------------------*/
void
view_open(struct view_iter *iter, const struct session *s, size_t lo, size_t hi)
{
    const struct heap *heap = s->track.world.heap;
    size_t end = view_end(s);
    memset(iter, 0, sizeof *iter);
    iter->session = s;
    iter->at = lo;
    iter->hi = hi < end ? hi : end;
    if (iter->at >= iter->hi)
        return;
    if (heap) {
        struct ends ends = heap_ends(s);
        block_iter_open(&iter->blocks, heap, lo > ends.front ? lo : ends.front,
                        ends.back);
    } else {
        iter->index = place_covering(s, lo);
    }
}

bool
view_next(struct view_iter *iter, struct view_block *out)
{
    if (iter->at >= iter->hi)
        return false;
    return iter->session->track.world.heap ? next_heap_row(iter, out)
                                           : next_known_row(iter, out);
}

bool
view_at(const struct session *s, size_t at, struct view_block *out)
{
    struct view_iter iter;
    if (at == SIZE_MAX)
        return false;
    view_open(&iter, s, at, at + 1);
    return view_next(&iter, out);
}

/* --- neighbours ------------------------------------------------------------*/
static bool
is_block(const struct view_block *row)
{
    return row->state == VIEW_USED || row->state == VIEW_FREE;
}

bool
view_after(const struct session *s, size_t off, struct view_block *out)
{
    struct view_iter iter;
    view_open(&iter, s, off, SIZE_MAX);
    while (view_next(&iter, out))
        if (is_block(out) && out->off > off)
            return true;
    return false;
}

/* Row by row downwards. */
static bool
over_block_before(const struct session *s, size_t off, struct view_block *out)
{
    size_t at = off ? off : view_end(s);
    while (at > 0 && view_at(s, at - 1, out)) {
        if (is_block(out) && (off == 0 || out->off < off))
            return true;
        at = out->start;
    }
    return false;
}

static bool
heap_block_before(const struct session *s, size_t off, struct view_block *out)
{
    const struct heap *heap = s->track.world.heap;
    struct ends ends = heap_ends(s);
    struct block_iter iter;
    struct block_info info;
    enum iter_step step;
    size_t hi = off && off < ends.back ? off : ends.back;

    if (hi <= ends.front)
        return false;
    block_iter_open_end(&iter, heap, 0, hi);
    while ((step = block_iter_prev(&iter, &info)) == ITER_BLOCK ||
           step == ITER_CORRUPT) {
        if (step == ITER_BLOCK && (off == 0 || info.off < off)) {
            fill_block(s, &info, out);
            return true;
        }
    }
    return false;
}

bool
view_before(const struct session *s, size_t off, struct view_block *out)
{
    const struct blocks *blocks = &s->track.world.blocks;
    size_t place;
    if (s->over)
        return over_block_before(s, off, out);
    if (s->track.world.heap)
        return heap_block_before(s, off, out);
    place = off ? blocks_place_from(blocks, off) : blocks->order.n;
    if (!place_before(s, place, &place))
        return false;
    fill_known(s, blocks_place(blocks, place), out);
    return true;
}

bool
view_buddy(const struct session *s, size_t off, size_t size,
           struct view_buddy *out)
{
    memset(out, 0, sizeof *out);
    if (!s->track.world.heap || !heap_get_shape(s->track.world.heap).buddies)
        return false;
    out->off = heap_buddy_of(s->track.world.heap, off, size);
    if (!out->off)
        out->state = BUDDY_NONE;
    else if (out->off >= view_end(s))
        out->state = BUDDY_BEYOND;
    else if (view_at(s, out->off, &out->block) && is_block(&out->block) &&
             out->block.off == out->off && out->block.size == size)
        out->state = BUDDY_WHOLE;
    else
        out->state = BUDDY_SPLIT;
    return true;
}

/* --- fields ----------------------------------------------------------------*/
/* A free block in hand has no links yet: what they will be is space. */
static size_t
without_links(struct heap_field *fields, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct heap_field field = fields[i];
        if (field.kind == FIELD_NEXT || field.kind == FIELD_PREV)
            field.kind = FIELD_SPACE;
        if (kept && field.kind == FIELD_SPACE &&
            fields[kept - 1].kind == FIELD_SPACE)
            fields[kept - 1].size += field.size;
        else
            fields[kept++] = field;
    }
    return kept;
}

size_t
view_fields(const struct session *s, size_t off,
            struct heap_field fields[HEAP_MAX_FIELDS])
{
    const struct heap *heap = s->track.world.heap;
    struct over_links_of links;
    struct view_block row;
    size_t n;
    if (!s->over)
        return heap_block_fields(heap, off, fields);
    if (!view_at(s, off, &row) || row.off != off)
        return 0;
    n = heap_plan_fields(heap, off, row.size, row.state == VIEW_USED, fields);
    if (row.state != VIEW_FREE || heap_n_lists(heap) == 0)
        return n;
    if (row.list == LIST_NONE)
        return without_links(fields, n);
    links = over_links_of(s, row.list, off);
    for (size_t i = 0; i < n; i++) {
        if (fields[i].kind == FIELD_NEXT)
            fields[i].value = links.next;
        else if (fields[i].kind == FIELD_PREV)
            fields[i].value = links.prev;
    }
    return n;
}

/* --- one block -------------------------------------------------------------*/
/* As it was before it was freed, or as the records have it when the heap's own
 * bookkeeping no longer tells of it. */
static void
fill_record(const struct session *s, const struct block *block,
            struct view_block *out)
{
    size_t header =
        s->track.world.heap ? heap_get_shape(s->track.world.heap).header : 0;
    fill_row(out, VIEW_USED, block->off - header, block->size);
    out->off = block->off;
    out->header = header;
    join_record(s, block, out);
    if (s->track.world.heap)
        fill_unasked(s, out);
}

static void
fill_numbered(const struct session *s, const struct grave *grave,
              struct view_who *out)
{
    out->life = grave->died ? LIFE_FREED : LIFE_LIVE;
    out->died = grave->died;
    if (out->life == LIFE_LIVE && view_at(s, grave->block.off, &out->block) &&
        out->block.id == grave->block.id)
        return;
    fill_record(s, &grave->block, &out->block);
}

bool
view_find(const struct session *s, const struct who *who, struct view_who *out,
          struct error *err)
{
    char where[WHERE_TEXT];
    struct grave grave;
    uint32_t id;
    size_t off;
    memset(out, 0, sizeof *out);
    if (!find_who(s, who, &id, &off, err))
        return false;
    if (id && !find_block(s, id, &grave))
        return error_set(err, "no-block",
                         "#%" PRIu32 " never got a block: its allocation "
                         "failed.",
                         id);
    if (id) {
        fill_numbered(s, &grave, out);
        return true;
    }
    where_text(s, off, where);
    if (!off || !view_at(s, off, &out->block) || !is_block(&out->block) ||
        out->block.off != off)
        return error_set(err, "no-block",
                         "No block starts at %s. \"whose %s\" tells what lies "
                         "there.",
                         where, where);
    out->life = out->block.state == VIEW_FREE ? LIFE_FREE_BLOCK : LIFE_LIVE;
    return true;
}
