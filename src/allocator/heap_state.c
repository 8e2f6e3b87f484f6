/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_state.c: a heap's state copied out and in, and hashed. What an image
 * has, and what is made from it:
 *
 *     control | starts | start pages | pages | max 1..4 | blocks
 *      image    image       made        made     made     image
 *
 * What must hold for it, here and in arena_clear: beyond the heap's end the
 * block region and all tables are zero. Growing relies on it (no bit of a block
 * that was), and heap_calloc.
 */
#include "allocator/heap_state.h"

#include "allocator/heap_internal.h"
#include "allocator/side.h"

enum { PART_CONTROL, PART_STARTS, PART_BLOCKS };

/* --- images ----------------------------------------------------------------*/

/* Bytes of the starts bitmap in use, whole words. */
static size_t
starts_size(const struct heap *heap)
{
    size_t units = heap->control->end >> 4;
    return heap->hardened ? (units + 63) / 64 * sizeof(uint64_t) : 0;
}

void
heap_image_parts(const struct heap *heap, struct heap_part parts[HEAP_PARTS])
{
    parts[PART_CONTROL] =
        (struct heap_part){heap->control, sizeof *heap->control};
    parts[PART_STARTS] =
        (struct heap_part){side_words(heap, ARENA_STARTS), starts_size(heap)};
    parts[PART_BLOCKS] = (struct heap_part){heap->blocks, heap->control->end};
}

bool
heap_image_begin(struct heap *heap, size_t end, bool resting,
                 struct heap_hole holes[HEAP_PARTS])
{
    struct control *c = heap->control;
    if (!arena_extend(&heap->arena, end)) {
        heap_reset(heap);
        return false;
    }
    arena_cut(&heap->arena, end, c->end);
    if (c->epoch > heap->past_epoch)
        heap->past_epoch = c->epoch;
    c->end = end;
    heap->hardened = heap->arena.side && !resting;
    heap->resting = heap->arena.side && resting;
    heap->brisk = false;
    heap_choose_ops(heap);
    holes[PART_CONTROL] = (struct heap_hole){c, sizeof *c};
    holes[PART_STARTS] =
        (struct heap_hole){side_words(heap, ARENA_STARTS), starts_size(heap)};
    holes[PART_BLOCKS] = (struct heap_hole){heap->blocks, end};
    return true;
}

void
heap_image_end(struct heap *heap)
{
    struct control *c = heap->control;
    if (heap->past_epoch > c->epoch)
        c->epoch = heap->past_epoch;
    c->epoch++;
    heap->last = HEAP_OK;
    if (heap->hardened)
        side_follow_starts(heap);
}

/* --- hash ------------------------------------------------------------------*/

enum { LANES = 4 };

/* Words are dealt out to lanes, so that their multiplications overlap. */
struct hash {
    uint64_t lane[LANES];
};

/* Odd, so that no step loses anything: a word that differs shows. */
static const uint64_t hash_factor = 0x9e3779b97f4a7c15u;

static inline uint64_t
hash_step(uint64_t lane, uint64_t word)
{
    lane = (lane ^ word) * hash_factor;
    return lane ^ lane >> 29;
}

static uint64_t
word_at(const char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* SIZE: a multiple of 8. */
static void
hash_bytes(struct hash *h, const void *bytes, size_t size)
{
    const char *p = bytes;
    struct hash at = *h;
    for (; size >= LANES * sizeof(uint64_t); size -= LANES * sizeof(uint64_t))
        for (int i = 0; i < LANES; i++, p += sizeof(uint64_t))
            at.lane[i] = hash_step(at.lane[i], word_at(p));
    for (int i = 0; size; i++, p += sizeof(uint64_t), size -= sizeof(uint64_t))
        at.lane[i] = hash_step(at.lane[i], word_at(p));
    *h = at;
}

static void
hash_sizes(struct hash *h, const size_t *sizes, size_t n)
{
    hash_bytes(h, sizes, n * sizeof *sizes);
}

static void
hash_control(struct hash *h, const struct heap *heap)
{
    const struct control *c = heap->control;
    size_t n = heap->ops->n_lists ? heap->ops->n_lists : 1;
    const size_t kept[] = {c->end, c->rover};
    const size_t counted[] = {c->used_blocks, c->used_bytes, c->free_blocks,
                              c->free_bytes};
    hash_sizes(h, kept, sizeof kept / sizeof *kept);
    hash_bytes(h, c->filled, sizeof c->filled);
    hash_sizes(h, c->head, n);
    if (!heap->hardened)
        return;
    hash_sizes(h, counted, sizeof counted / sizeof *counted);
    hash_sizes(h, c->tail, n);
    hash_sizes(h, c->list_blocks, n);
    hash_sizes(h, c->list_bytes, n);
}

uint64_t
heap_hash(const struct heap *heap)
{
    struct hash h = {{1, 2, 3, 4}};
    uint64_t hash = 0;
    hash_control(&h, heap);
    hash_bytes(&h, side_words(heap, ARENA_STARTS), starts_size(heap));
    hash_bytes(&h, heap->blocks, heap->control->end);
    for (int i = 0; i < LANES; i++)
        hash = hash_step(hash, h.lane[i]);
    return hash;
}
