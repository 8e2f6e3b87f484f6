/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_look.c: what can be asked of a heap without changing it: figures,
 * offsets, where a block's bookkeeping lies, raw bytes.
 */
#include "allocator/guard.h"
#include "allocator/heap_internal.h"
#include "allocator/layout.h"
#include "allocator/side.h"

size_t
heap_offset(const struct heap *heap, const void *p)
{
    uintptr_t at = (uintptr_t)p, base = (uintptr_t)heap->blocks;
    return at >= base && at - base < heap->control->end ? at - base : 0;
}

void *
heap_pointer(const struct heap *heap, size_t off)
{
    return heap->blocks + off;
}

size_t
heap_size(const struct heap *heap)
{
    return heap->control->end;
}

uint64_t
heap_epoch(const struct heap *heap)
{
    return heap->control->epoch;
}

const struct policy *
heap_policy(const struct heap *heap)
{
    return &heap->policy;
}

void
heap_get_figures(struct heap *heap, struct heap_figures *figures)
{
    const struct control *c = heap->control;
    *figures = (struct heap_figures){
        .heap = c->end,
        .limit = heap->arena.limit,
    };
    if (heap->hardened) {
        figures->used_blocks = c->used_blocks;
        figures->used_bytes = c->used_bytes;
        figures->free_blocks = c->free_blocks;
        figures->free_bytes = c->free_bytes;
        figures->largest_free = side_largest_free(heap);
    }
}

size_t
heap_min_block(const struct heap *heap, size_t asked)
{
    return layout_too_large(heap->layout, asked)
               ? 0
               : layout_fit(heap->layout, asked);
}

size_t
heap_fit_block(const struct heap *heap, size_t asked)
{
    return layout_too_large(heap->layout, asked)
               ? 0
               : layout_fit_block(heap->layout, asked);
}

struct heap_shape
heap_get_shape(const struct heap *heap)
{
    const struct layout *l = heap->layout;
    return (struct heap_shape){.layout = l->name,
                               .header = l->header,
                               .overhead = l->overhead,
                               .min_block = l->min,
                               .max_block = l->max,
                               .front = l->front,
                               .back = l->back,
                               .buddies = l->buddies};
}

size_t
heap_buddy_of(const struct heap *heap, size_t off, size_t size)
{
    const struct layout *l = heap->layout;
    return l->buddies && size < l->max ? layout_buddy_of(l, off, size) : 0;
}

struct heap_word
heap_decode_word(const struct heap *heap, uint64_t raw)
{
    return heap->layout->decode(raw);
}

size_t
heap_peek(const struct heap *heap, size_t at, void *bytes, size_t n)
{
    size_t end = heap->control->end;
    if (at >= end)
        return 0;
    if (n > end - at)
        n = end - at;
    memcpy(bytes, heap->blocks + at, n);
    return n;
}

/* --- fields ----------------------------------------------------------------*/

struct fields {
    struct heap_field *field;
    size_t n, at;
};

static void
add_field(struct fields *f, enum heap_field_kind kind, size_t size,
          uint64_t value)
{
    if (size) {
        f->field[f->n++] = (struct heap_field){kind, f->at, size, value};
        f->at += size;
    }
}

/* A block that is not there: its words and links are 0. What is too small to be
 * a block has a header at most. */
size_t
heap_plan_fields(const struct heap *heap, size_t off, size_t size, bool used,
                 struct heap_field fields[HEAP_MAX_FIELDS])
{
    const struct layout *l = heap->layout;
    bool whole = size >= l->min, links = !used && heap->ops->list_of != NULL;
    size_t footer = whole && layout_has_footer(l, used) ? l->word : 0;
    size_t end = off - l->header + size;
    struct fields f = {fields, 0, off - l->header};
    if (off < l->header || size <= l->header)
        return 0;
    links = links && whole;
    add_field(&f, FIELD_HEADER, l->header, 0);
    add_field(&f, FIELD_NEXT, links ? l->link : 0, 0);
    add_field(&f, FIELD_PREV, links ? l->link : 0, 0);
    add_field(&f, used ? FIELD_PAYLOAD : FIELD_SPACE, end - footer - f.at, 0);
    add_field(&f, FIELD_FOOTER, footer, 0);
    return f.n;
}

size_t
heap_block_fields(const struct heap *heap, size_t off,
                  struct heap_field fields[HEAP_MAX_FIELDS])
{
    const struct layout *l = heap->layout;
    if (!guard_in_range(heap, l, off))
        return 0;
    size_t size = l->size(heap, off), end = off - l->header + size;
    if (size < l->min || end > heap->control->end - l->back ||
        (heap->hardened && !guard_block(heap, l, off)))
        return 0;
    struct fields f = {fields, 0, off - l->header};
    bool used = l->is_used(heap, off), has_links = heap->ops->list_of != NULL;
    size_t footer = layout_has_footer(l, used) ? l->word : 0;
    add_field(&f, FIELD_HEADER, l->header, layout_load(heap, l, f.at));
    if (!used && has_links) {
        add_field(&f, FIELD_NEXT, l->link, l->next(heap, off));
        add_field(&f, FIELD_PREV, l->link, l->prev(heap, off));
    }
    add_field(&f, used ? FIELD_PAYLOAD : FIELD_SPACE, end - footer - f.at, 0);
    if (footer)
        add_field(&f, FIELD_FOOTER, footer, layout_load(heap, l, f.at));
    return f.n;
}
