/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * heap_state.h: a heap's state as one thing: laid to rest and woken, copied
 * out and back in, hashed. For whoever plays long traces and comes back to
 * places in them.
 *
 * Sizes are bytes. Nothing here allocates, but that a heap which takes an
 * image may have to grow.
 */
#ifndef HEAPGLASS_HEAP_STATE_H
#define HEAPGLASS_HEAP_STATE_H

#include "heap.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* --- faster ----------------------------------------------------------------*/
/* A hardened heap plays on as a plain one: no guards, no side tables, no
 * counters. What it leaves in the block region is the same bytes. Only for a
 * heap known to be intact (never poked). While it rests only operations,
 * heap_reset (which wakes it), heap_size, heap_last_status, heap_offset and
 * heap_pointer, heap_min_block and heap_fit_block, heap_observe,
 * heap_set_limit and the calls below may be used; the rest answers as for a
 * plain heap. Constant time. No-op on heaps that are not hardened. */
void heap_rest(struct heap *);
/* Hardened again: side tables, counters and list ends are what they would be
 * had it never rested, by one walk over the blocks: O(blocks + heap / 4096).
 * The epoch moves on. No-op unless resting. */
void heap_wake(struct heap *);
bool heap_is_resting(const struct heap *);
/* On: a hardened heap goes on without guards, as fast as side tables and
 * counters, which it keeps, let it. Everything may be asked of it meanwhile.
 * Only for a heap known to be intact. Constant time both ways. No-op on heaps
 * that are not hardened; heap_rest and heap_reset end it. */
void heap_set_brisk(struct heap *, bool on);

/* Block bytes of the largest free block, 0 if there is none, without side
 * tables: of the blocks of the highest class that has any (of one, where the
 * class has one size); of all on the one list; or, with no lists, of all
 * blocks. False: more than MAX_STEPS blocks would have to be looked at, or
 * damage was met; *LARGEST is not set. *STEPS (may be NULL): how many were
 * looked at. For any heap. */
bool heap_largest_quick(const struct heap *, size_t max_steps, size_t *largest,
                        size_t *steps);

/* --- images ----------------------------------------------------------------*/
enum { HEAP_PARTS = 3 }; /* control record, starts bitmap, block region */
struct heap_part {
    const void *base;
    size_t size;
};
struct heap_hole {
    void *base;
    size_t size;
};
/* What has to be copied to have the heap again. The parts belong to the heap,
 * and are good until its next operation. No pointer is in them: an image may
 * go to another heap of the same policy, or another process. The starts are
 * empty (size 0) while the heap rests, and in plain heaps. The block region's
 * size is heap_size. */
void heap_image_parts(const struct heap *, struct heap_part parts[HEAP_PARTS]);
/* The other way: the heap is made ready to take an image of a heap of the same
 * policy whose block region had END bytes; RESTING: it was resting, or plain.
 * Into a plain heap go images without starts only, and it stays plain. Fills
 * HOLES with where to copy the parts, of the image's sizes; all of them must be
 * written, and heap_image_end must follow. What lies beyond END is as if this
 * heap had never been larger. False: no memory, or END is beyond the limit; the
 * heap is empty then (heap_reset). */
bool heap_image_begin(struct heap *, size_t end, bool resting,
                      struct heap_hole holes[HEAP_PARTS]);
/* After copying: the heap is what it was when the image was taken, damage
 * included, and rests if that rested; but the epoch is higher than any it ever
 * had, and the last status is HEAP_OK. The observer and the limit are not of
 * the image. */
void heap_image_end(struct heap *);

/* --- hash ------------------------------------------------------------------*/
/* Of all that operations decide: the block region in use, payloads included,
 * and the control record but for the epoch; of hardened heaps also the starts,
 * the counters and the list ends. Two heaps of the same policy that did the
 * same operations, both hardened now or both not, hash equal, whatever was
 * asked of them between and whenever they rested. The same on machines of the
 * same byte order and word size. */
uint64_t heap_hash(const struct heap *);

#endif
