/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * target_naive.c: the malloc lab's mm-naive, the allocator everybody starts
 * from: a pointer that only moves up. It stands behind the seam as a target
 * that can only be called, and so proves that the session needs no more.
 *
 *     | 8 bytes: size asked | payload, to the next multiple of 16 less 8 |
 *
 * Headers lie at 8, 24, 40, ... so that payloads lie at multiples of 16. Free
 * does nothing but count; realloc takes a new block and copies.
 */
#include "target.h"

#include <stdlib.h>
#include <string.h>

enum { NAIVE_HEADER = 8, NAIVE_MAX_ALIGN = 1 << 20 };
#define NAIVE_LIMIT ((size_t)1 << 30)

struct naive {
    struct target base;
    unsigned char *bytes; /* cap of them, for offsets from 0 */
    size_t cap;
    size_t end; /* bytes given out; always 8 past a multiple of 16 */
    size_t limit;
    size_t used_blocks, used_bytes; /* not freed, header and rounding too */
};

static struct target_result
status_only(enum heap_status status)
{
    return (struct target_result){.status = status};
}

static size_t
read_size(const struct naive *naive, size_t off)
{
    size_t size;
    memcpy(&size, naive->bytes + off - NAIVE_HEADER, sizeof size);
    return size;
}

/* Block bytes for a request; it fits, since the request did. */
static size_t
block_size(size_t size)
{
    return (size + NAIVE_HEADER + HEAP_ALIGN - 1) & ~((size_t)HEAP_ALIGN - 1);
}

/* A place where a block was given out: all that naive can know. */
static enum heap_status
check_offset(const struct naive *naive, size_t off)
{
    if (off < HEAP_ALIGN || off >= naive->end)
        return HEAP_OUTSIDE;
    return off % HEAP_ALIGN ? HEAP_MISALIGNED : HEAP_OK;
}

static bool
grow_bytes(struct naive *naive, size_t end)
{
    size_t cap = naive->cap ? naive->cap : (size_t)1 << 16;
    unsigned char *bytes;
    if (end <= naive->cap)
        return true;
    while (cap < end)
        cap *= 2;
    bytes = realloc(naive->bytes, cap);
    if (!bytes)
        return false;
    naive->bytes = bytes;
    naive->cap = cap;
    return true;
}

static struct target_result
take(struct naive *naive, size_t align, size_t size)
{
    struct target_result result = {.status = HEAP_OK};
    size_t off, end;

    if (size > naive->limit)
        return status_only(HEAP_NO_MEMORY);
    off = (naive->end + NAIVE_HEADER + align - 1) & ~(align - 1);
    end = off - NAIVE_HEADER + block_size(size);
    if (end > naive->limit || !grow_bytes(naive, end))
        return status_only(HEAP_NO_MEMORY);
    memcpy(naive->bytes + off - NAIVE_HEADER, &size, sizeof size);
    naive->end = end;
    naive->used_blocks++;
    naive->used_bytes += block_size(size);
    result.off = off;
    return result;
}

static struct target_result
take_zeroed(struct naive *naive, size_t n, size_t size)
{
    struct target_result result;
    if (size && n > SIZE_MAX / size)
        return status_only(HEAP_TOO_LARGE);
    result = take(naive, HEAP_ALIGN, n * size);
    if (result.status == HEAP_OK)
        memset(naive->bytes + result.off, 0, n * size);
    return result;
}

static struct target_result
take_aligned(struct naive *naive, size_t align, size_t size)
{
    if (align == 0 || (align & (align - 1)) || align > NAIVE_MAX_ALIGN)
        return status_only(HEAP_BAD_ALIGNMENT);
    return take(naive, align > HEAP_ALIGN ? align : HEAP_ALIGN, size);
}

static struct target_result
give_back(struct naive *naive, size_t off)
{
    enum heap_status status = check_offset(naive, off);
    if (status != HEAP_OK)
        return status_only(status);
    naive->used_blocks--;
    naive->used_bytes -= block_size(read_size(naive, off));
    return status_only(HEAP_OK);
}

static struct target_result
take_and_copy(struct naive *naive, size_t off, size_t size)
{
    struct target_result result;
    enum heap_status status = check_offset(naive, off);
    size_t old_size;
    if (status != HEAP_OK)
        return status_only(status);
    result = take(naive, HEAP_ALIGN, size);
    if (result.status != HEAP_OK)
        return result;
    old_size = read_size(naive, off);
    memcpy(naive->bytes + result.off, naive->bytes + off,
           old_size < size ? old_size : size);
    (void)give_back(naive, off);
    return result;
}

static struct target_result
naive_apply(struct target *target, const struct target_op *op)
{
    struct naive *naive = (struct naive *)target;
    switch (op->verb) {
    case TARGET_ALLOC:
        return take(naive, HEAP_ALIGN, op->size);
    case TARGET_CALLOC:
        return take_zeroed(naive, op->n, op->size);
    case TARGET_MEMALIGN:
        return take_aligned(naive, op->align, op->size);
    case TARGET_REALLOC:
        return take_and_copy(naive, op->off, op->size);
    case TARGET_FREE:
        return give_back(naive, op->off);
    case TARGET_COALESCE:
    case TARGET_POKE:
        break; /* the session does not ask for these */
    }
    return status_only(HEAP_OK);
}

static void
naive_figures(struct target *target, struct heap_figures *figures)
{
    const struct naive *naive = (const struct naive *)target;
    memset(figures, 0, sizeof *figures);
    figures->heap = naive->end;
    figures->limit = naive->limit;
    figures->used_blocks = naive->used_blocks;
    figures->used_bytes = naive->used_bytes;
}

static void
naive_free(struct target *target)
{
    struct naive *naive = (struct naive *)target;
    free(naive->bytes);
    free(naive);
}

struct target *
target_naive_new(size_t limit)
{
    static const struct target_ops ops = {
        .apply = naive_apply,
        .figures = naive_figures,
        .free = naive_free,
    };
    struct naive *naive = calloc(1, sizeof *naive);
    if (!naive)
        return NULL;
    naive->base.ops = &ops;
    naive->limit = limit ? limit : NAIVE_LIMIT;
    naive->end = NAIVE_HEADER;
    return &naive->base;
}
