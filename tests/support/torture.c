/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * torture.c: see torture.h.
 *
 * Heaps that are not hardened promise nothing about operations after damage,
 * nor about pointers into the middle of a block: those get looks only, and no
 * wild pointers.
 */
#include "torture.h"

#include "allocator/check.h"
#include "allocator/iter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N_SLOTS = 24, SNAPSHOT = 1 << 14 };

struct chamber {
    struct heap *heap;
    bool hardened, damaged;
    const uint8_t *data;
    size_t left;
    void *slot[N_SLOTS];
};

#define HOLDS(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            complain(#condition, __LINE__);                                    \
        }                                                                      \
    } while (0)

static _Noreturn void
complain(const char *what, int line)
{
    (void)fprintf(stderr, "torture.c:%d: does not hold: %s\n", line, what);
    abort();
}

/* --- bytes -----------------------------------------------------------------*/

static unsigned
take_byte(struct chamber *c)
{
    if (!c->left) {
        return 0;
    }
    c->left--;
    return *c->data++;
}

static size_t
take_size(struct chamber *c)
{
    size_t low = take_byte(c), high = take_byte(c);
    size_t size = low | (high & 0x3f) << 8;
    switch (high >> 6) {
    case 0:
    case 1:
        return size & 0x1ff;
    case 2:
        return size;
    default:
        return high == 0xff ? SIZE_MAX - low : size << 5;
    }
}

static size_t
take_offset(struct chamber *c)
{
    size_t at = take_byte(c);
    at |= (size_t)take_byte(c) << 8;
    return at % heap_size(c->heap);
}

/* --- looking ---------------------------------------------------------------*/

static void
look_at_block(const struct chamber *c, const struct block_info *info)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t end = heap_size(c->heap);
    HOLDS(info->start < end && info->size <= end - info->start);
    HOLDS(info->off % HEAP_ALIGN == 0 && info->size >= HEAP_ALIGN);
    size_t n = heap_block_fields(c->heap, info->off, fields);
    size_t at = info->start;
    HOLDS(n <= HEAP_MAX_FIELDS);
    for (size_t i = 0; i < n; i++) {
        HOLDS(fields[i].at == at && fields[i].size > 0);
        at += fields[i].size;
    }
    HOLDS(n == 0 || at == info->start + info->size);
}

static void
look_at_blocks(const struct chamber *c)
{
    size_t end = heap_size(c->heap), steps = 0, at = 0;
    struct block_iter iter;
    struct block_info info;
    enum iter_step step;
    block_iter_open(&iter, c->heap, 0, SIZE_MAX);
    while ((step = block_iter_next(&iter, &info)) != ITER_END) {
        HOLDS(step == ITER_BLOCK || (step == ITER_CORRUPT && c->damaged));
        HOLDS(info.start >= at && info.start < end);
        at = info.start + 1;
        HOLDS(++steps <= end / HEAP_ALIGN + 1);
        if (step == ITER_BLOCK) {
            look_at_block(c, &info);
        }
    }
    steps = 0;
    block_iter_open_end(&iter, c->heap, 0, SIZE_MAX);
    while ((step = block_iter_prev(&iter, &info)) != ITER_END) {
        HOLDS(step == ITER_BLOCK || (step == ITER_CORRUPT && c->damaged));
        HOLDS(info.start < end);
        HOLDS(++steps <= end / HEAP_ALIGN + 1);
        if (step == ITER_BLOCK) {
            look_at_block(c, &info);
        }
    }
}

static void
look_at_lists(const struct chamber *c)
{
    unsigned n = heap_n_lists(c->heap);
    for (unsigned i = 0; i < n; i++) {
        struct free_iter iter;
        struct block_info info;
        enum iter_step step;
        size_t steps = 0;
        free_iter_open(&iter, c->heap, i, 200);
        while ((step = free_iter_next(&iter, &info)) == ITER_BLOCK) {
            HOLDS(info.state == BLOCK_FREE && ++steps <= 200);
            look_at_block(c, &info);
        }
        HOLDS(step == ITER_END || c->damaged);
    }
}

static void
look_at_cells(struct chamber *c)
{
    struct heap_cell cells[16];
    size_t size = heap_size(c->heap), lo = take_offset(c);
    size_t each = 1 + take_size(c) % (size / 8 + 1);
    size_t n = heap_summarize(c->heap, lo, lo + 16 * each, cells, 16);
    HOLDS(n <= 16);
    for (size_t i = 0; i < n; i++) {
        size_t begin = lo + i * each;
        size_t bytes = size - begin < each ? size - begin : each;
        HOLDS(cells[i].used + cells[i].free + cells[i].own <= bytes);
        HOLDS(c->damaged ||
              cells[i].used + cells[i].free + cells[i].own == bytes);
    }
}

static void
look_at_check(const struct chamber *c)
{
    struct heap_report report;
    bool ok = heap_check(c->heap, &report);
    HOLDS(ok == (report.n_violations == 0));
    HOLDS(ok || c->damaged);
    for (size_t i = 0; i < report.n_violations && i < HEAP_MAX_VIOLATIONS;
         i++) {
        const struct heap_violation *v = &report.violations[i];
        char text[64];
        HOLDS(v->invariant >= 1 && v->invariant <= HEAP_N_INVARIANTS);
        HOLDS(!(report.void_mask >> v->invariant & 1));
        HOLDS(v->off <= heap_size(c->heap));
        heap_violation_text(c->heap, v, text, sizeof text);
        HOLDS(memchr(text, '\0', sizeof text) && text[0]);
    }
}

static void
look(struct chamber *c)
{
    struct heap_figures figures;
    struct block_info info;
    look_at_blocks(c);
    look_at_lists(c);
    look_at_cells(c);
    look_at_check(c);
    heap_get_figures(c->heap, &figures);
    HOLDS(figures.heap <= figures.limit && figures.largest_free <= figures.heap);
    size_t at = take_offset(c);
    if (block_at(c->heap, at, &info)) {
        HOLDS(info.start <= at && at < info.start + info.size);
    }
}

/* --- operations ------------------------------------------------------------*/

/* P was answered for ASKED bytes: fill them all. */
static void
adopt(struct chamber *c, size_t i, unsigned char *p, size_t asked)
{
    enum heap_status status = heap_last_status(c->heap);
    c->slot[i] = p;
    if (!p) {
        HOLDS(status == HEAP_NO_MEMORY || status == HEAP_TOO_LARGE ||
              status == HEAP_OK || (c->damaged && status == HEAP_DAMAGED));
        return;
    }
    size_t off = heap_offset(c->heap, p);
    HOLDS(status == HEAP_OK);
    HOLDS(off && off % HEAP_ALIGN == 0 && off + asked <= heap_size(c->heap));
    memset(p, 0xc3, asked);
}

static void
do_realloc(struct chamber *c, size_t i, size_t size)
{
    void *old = c->slot[i];
    unsigned char *p = heap_realloc(c->heap, old, size);
    enum heap_status status = heap_last_status(c->heap);
    HOLDS(c->damaged || status == HEAP_OK || status == HEAP_NO_MEMORY ||
          status == HEAP_TOO_LARGE);
    if (p || (old && !size && status == HEAP_OK)) {
        adopt(c, i, p, p ? size : 0);
    }
}

/* Frees P. A refusal must leave every byte as it was. */
static enum heap_status
free_or_nothing(const struct chamber *c, void *p)
{
    static unsigned char before[SNAPSHOT], after[SNAPSHOT];
    size_t n = heap_peek(c->heap, 0, before, SNAPSHOT);
    enum heap_status status = heap_free(c->heap, p);
    HOLDS(status == heap_last_status(c->heap));
    if (status != HEAP_OK) {
        HOLDS(heap_peek(c->heap, 0, after, SNAPSHOT) == n);
        HOLDS(memcmp(before, after, n) == 0);
    }
    return status;
}

static void
do_free(struct chamber *c, size_t i)
{
    enum heap_status status = free_or_nothing(c, c->slot[i]);
    HOLDS(status == HEAP_OK || c->damaged);
    c->slot[i] = NULL;
}

static void
do_wild_free(struct chamber *c)
{
    char *p = heap_pointer(c->heap, take_offset(c));
    for (size_t i = 0; i < N_SLOTS; i++) {
        if (c->slot[i] == p) {
            return;
        }
    }
    HOLDS(free_or_nothing(c, p) != HEAP_OK || c->damaged);
}

/* Damage: bytes from the data, or bits of a word near a live block, which is
 * where the bookkeeping is. */
static void
do_poke(struct chamber *c, size_t i, bool near)
{
    size_t at = take_offset(c);
    uint8_t bytes[8];
    size_t n = 1 + take_byte(c) % sizeof bytes;
    if (near && c->slot[i]) {
        at = heap_offset(c->heap, c->slot[i]) + at % 24 - 16;
    }
    n = heap_peek(c->heap, at, bytes, n);
    for (size_t k = 0; k < n; k++) {
        unsigned byte = take_byte(c);
        bytes[k] = (uint8_t)(near ? bytes[k] ^ (byte & 0x33) : byte);
    }
    HOLDS(heap_poke(c->heap, at, bytes, n) == (n ? HEAP_OK : HEAP_OUTSIDE));
    c->damaged = true;
}

/* Subtler: a link, or a header or footer word, that leads to some real block. */
static void
do_poke_link(struct chamber *c)
{
    struct block_info at, to;
    struct heap_shape shape = heap_get_shape(c->heap);
    size_t word = strcmp(shape.layout, "textbook") == 0 ? 8 : 4;
    if (!block_at(c->heap, take_offset(c), &at) ||
        !block_at(c->heap, take_offset(c), &to)) {
        return;
    }
    size_t where = take_byte(c) % 4; /* header, next, prev, footer */
    uint64_t value = where % 3 ? (word == 4 ? to.off / HEAP_ALIGN : to.off)
                               : (to.size & ~(uint64_t)15) | take_byte(c) % 4;
    size_t off = where == 3 ? at.start + at.size - word : at.start + where * word;
    HOLDS(heap_poke(c->heap, off, &value, word) == HEAP_OK);
    c->damaged = true;
}

static void
do_operation(struct chamber *c, unsigned kind, size_t i)
{
    size_t size;
    if (kind < 2 && c->slot[i]) {
        kind = 2;
    }
    switch (kind) {
    case 0:
        size = take_size(c);
        if (size < SIZE_MAX / 16) {
            adopt(c, i, heap_calloc(c->heap, 3, size), 3 * size);
        }
        break;
    case 1:
        size = take_size(c);
        adopt(c, i,
              heap_memalign(c->heap, (size_t)1 << take_byte(c) % 13, size),
              size);
        break;
    case 2:
    case 3:
        do_realloc(c, i, take_size(c));
        break;
    case 4:
        (void)heap_coalesce(c->heap);
        break;
    case 5:
        if (c->hardened) {
            do_wild_free(c);
        }
        break;
    default:
        if (c->slot[i]) {
            do_free(c, i);
        } else {
            size = take_size(c);
            adopt(c, i, heap_malloc(c->heap, size), size);
        }
    }
}

static void
do_one(struct chamber *c)
{
    unsigned byte = take_byte(c);
    size_t i = take_byte(c) % N_SLOTS;
    unsigned kind = byte % 24;
    if (kind == 23) {
        look(c);
    } else if (kind > 20) {
        do_poke(c, i, kind == 21);
    } else if (kind == 20) {
        do_poke_link(c);
    } else if (c->hardened || !c->damaged) {
        do_operation(c, kind, i);
    }
    if (!c->damaged) {
        look_at_check(c);
    }
}

void
torture(const struct heap_config *config, const uint8_t *data, size_t n)
{
    struct chamber c = {.hardened = config->hardened, .data = data, .left = n};
    c.heap = heap_new(config);
    if (!c.heap) {
        return;
    }
    while (c.left) {
        do_one(&c);
    }
    look(&c);
    heap_reset(c.heap);
    c.damaged = false;
    look(&c);
    heap_delete(c.heap);
}
