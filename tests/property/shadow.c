/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * shadow.c: random operations, and what must be true of each answer: aligned,
 * usable to its last byte, contents kept until freed, zeroed by calloc, and
 * refused only for a reason that holds.
 */
#include "shadow.h"

#include "allocator/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The pattern covers this many bytes at both ends of a block. */
enum { EDGE = 256 };

bool
shadow_wrong(struct shadow *s, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(s->wrong, sizeof s->wrong, format, args);
    va_end(args);
    return false;
}

/* --- patterns --------------------------------------------------------------*/

static unsigned char
pattern_byte(const struct shadow_block *b, size_t i)
{
    return (unsigned char)(b->key + i * 7);
}

static size_t
pattern_skip(size_t i, size_t size)
{
    return i == EDGE && size > (size_t)2 * EDGE ? size - EDGE : i;
}

static void
pattern_write(const struct shadow_block *b)
{
    for (size_t i = 0; i < b->asked; i = pattern_skip(i + 1, b->asked)) {
        b->p[i] = pattern_byte(b, i);
    }
}

/* Bytes of block B found at P, KEPT of them at most. */
static bool
pattern_holds(struct shadow *s, const struct shadow_block *b,
              const unsigned char *p, size_t kept)
{
    for (size_t i = 0; i < b->asked; i = pattern_skip(i + 1, b->asked)) {
        if (i >= kept) {
            break;
        }
        if (p[i] != pattern_byte(b, i)) {
            return shadow_wrong(
                s, "byte %zu of %zu at 0x%zx is 0x%02x, not 0x%02x as written",
                i, b->asked, heap_offset(s->heap, p), p[i], pattern_byte(b, i));
        }
    }
    return true;
}

/* --- sizes -----------------------------------------------------------------*/

static size_t
random_size(struct random *r)
{
    static const size_t edges[] = {0,   1,   12,  13,  16,   28,   44,   60,
                                   108, 124, 500, 512, 1024, 4092, 4096, 8192};
    size_t kind = random_below(r, 16);
    if (kind < 8) {
        return random_below(r, 120);
    }
    if (kind < 12) {
        return edges[random_below(r, sizeof edges / sizeof edges[0])];
    }
    if (kind < 15) {
        return random_below(r, (size_t)1 << random_below(r, 13));
    }
    return random_below(r, 64) ? random_below(r, 20000)
                               : random_below(r, 300000);
}

static size_t
random_huge(struct random *r)
{
    static const size_t huge[] = {SIZE_MAX,        SIZE_MAX - 1,
                                  SIZE_MAX - 15,   SIZE_MAX / 2,
                                  (size_t)1 << 40, ((size_t)1 << 36) + 1};
    return huge[random_below(r, sizeof huge / sizeof huge[0])];
}

/* --- operations ------------------------------------------------------------*/

/* Bytes that a heap may have to grow by for a block of NEED bytes. A buddy
 * stands at a multiple of its size, counted from the first block, and its left
 * half, if there is one, may be in use. */
static size_t
growth_for(const struct shadow *s, size_t need)
{
    struct heap_shape shape = heap_get_shape(s->heap);
    size_t end = heap_size(s->heap) - shape.front - shape.header;
    if (!shape.buddies) {
        return need;
    }
    return end % need ? 2 * need - end % need : need;
}

/* The heap answered NULL to a request for ASKED bytes at a multiple of ALIGN.
 * SLACK: what the operation may have needed beyond that. */
static bool
refusal_is_right(struct shadow *s, size_t asked, size_t align, size_t slack)
{
    enum heap_status status = heap_last_status(s->heap);
    size_t need = heap_fit_block(s->heap, asked);
    struct heap_figures figures;
    if (heap_get_shape(s->heap).buddies && need < align) {
        need = align;
    }
    if (status == HEAP_TOO_LARGE) {
        return asked >= ((size_t)1 << 31) ||
               shadow_wrong(s, "%zu bytes are called too large", asked);
    }
    if (status != HEAP_NO_MEMORY) {
        return shadow_wrong(s, "NULL for %zu bytes, status %s", asked,
                            heap_status_name(status));
    }
    heap_get_figures(s->heap, &figures);
    if (s->limit && figures.limit > s->limit) {
        return shadow_wrong(s, "limit %zu became %zu", s->limit, figures.limit);
    }
    if (!need || growth_for(s, need) + slack <= figures.limit - figures.heap) {
        return shadow_wrong(s, "no memory for %zu bytes: heap %zu, limit %zu",
                            asked, figures.heap, figures.limit);
    }
    return true;
}

static bool
block_is_right(struct shadow *s, const void *p, size_t asked, size_t align)
{
    struct heap_shape shape = heap_get_shape(s->heap);
    size_t off = heap_offset(s->heap, p), least, usable;
    if ((uintptr_t)p % HEAP_ALIGN || (uintptr_t)p % align || !off ||
        off % HEAP_ALIGN) {
        return shadow_wrong(s, "offset 0x%zx is not aligned to %zu", off,
                            align > HEAP_ALIGN ? align : HEAP_ALIGN);
    }
    if (heap_pointer(s->heap, off) != p) {
        return shadow_wrong(s, "offset 0x%zx does not lead back", off);
    }
    if (heap_last_status(s->heap) != HEAP_OK) {
        return shadow_wrong(s, "a pointer, yet status %s",
                            heap_status_name(heap_last_status(s->heap)));
    }
    usable = heap_usable_size(s->heap, p);
    least = heap_fit_block(s->heap, asked);
    if (usable < asked || usable + shape.overhead < least ||
        usable + shape.overhead >= least + shape.min_block ||
        (shape.buddies && usable + shape.overhead != least)) {
        return shadow_wrong(s, "%zu usable for %zu asked (a block of %zu)",
                            usable, asked, least);
    }
    return true;
}

static bool
adopt(struct shadow *s, void *p, size_t asked)
{
    struct shadow_block *b = &s->live[s->n_live++];
    b->p = p;
    b->asked = asked;
    b->key = (unsigned char)random_next(&s->random);
    pattern_write(b);
    /* Bytes beyond the ones asked for are the caller's, too. */
    size_t usable = heap_usable_size(s->heap, p);
    if (usable > asked) {
        memset(b->p + asked, 0xa5, usable - asked);
    }
    return true;
}

/* --- a system that refuses -------------------------------------------------*/

/* What a refused operation must leave as it was. */
struct image {
    char *bytes;
    size_t n;
    struct heap_figures figures;
};

static struct image
image_take(struct shadow *s)
{
    struct image image = {.n = heap_size(s->heap)};
    image.bytes = malloc(image.n);
    if (image.bytes)
        (void)heap_peek(s->heap, 0, image.bytes, image.n);
    heap_get_figures(s->heap, &image.figures);
    return image;
}

/* Deferred joining may have joined on its way to the refusal. */
static bool
image_holds(struct shadow *s, const struct image *image)
{
    struct heap_figures now;
    heap_get_figures(s->heap, &now);
    if (!heap_check(s->heap, NULL))
        return shadow_wrong(s, "a refused growth left damage");
    if (now.heap != image->figures.heap ||
        now.used_bytes != image->figures.used_bytes ||
        now.free_bytes != image->figures.free_bytes)
        return shadow_wrong(s, "a refused growth changed the figures");
    if (heap_policy(s->heap)->joining != JOIN_DEFERRED && image->bytes &&
        memcmp(heap_pointer(s->heap, 0), image->bytes, image->n))
        return shadow_wrong(s, "a refused growth changed the heap's bytes");
    return true;
}

struct request {
    enum { MALLOC, CALLOC, MEMALIGN, REALLOC } kind;
    void *p;
    size_t n, align, size;
};

static void *
request_once(struct shadow *s, const struct request *r)
{
    switch (r->kind) {
    case MALLOC:
        return heap_malloc(s->heap, r->size);
    case CALLOC:
        return heap_calloc(s->heap, r->n, r->size);
    case MEMALIGN:
        return heap_memalign(s->heap, r->align, r->size);
    case REALLOC:
        break;
    }
    return heap_realloc(s->heap, r->p, r->size);
}

/* Does the request; every second one first in a heap that may not grow. If it
 * is refused there, nothing may have changed, and it is done again. */
static void *
request_do(struct shadow *s, const struct request *r)
{
    if (random_below(&s->random, 2))
        return request_once(s, r);
    struct image image = image_take(s);
    heap_set_limit(s->heap, 1);
    void *p = request_once(s, r);
    heap_set_limit(s->heap, s->limit);
    bool again = !p && heap_last_status(s->heap) == HEAP_NO_MEMORY;
    if (again)
        (void)image_holds(s, &image);
    free(image.bytes);
    return again ? request_once(s, r) : p;
}

static bool
step_malloc(struct shadow *s)
{
    size_t size = random_below(&s->random, 200) ? random_size(&s->random)
                                                : random_huge(&s->random);
    (void)snprintf(s->last, sizeof s->last, "malloc(%zu)", size);
    void *p = request_do(s, &(struct request){.kind = MALLOC, .size = size});
    if (!p) {
        return refusal_is_right(s, size, 1, 0);
    }
    return block_is_right(s, p, size, 1) && adopt(s, p, size);
}

static bool
step_calloc(struct shadow *s)
{
    size_t size = random_size(&s->random), n = 1;
    if (random_below(&s->random, 50) == 0) {
        n = SIZE_MAX / 2;
        size = 1 + random_below(&s->random, 100);
    } else if (size < 1000) {
        n = random_below(&s->random, 8);
    }
    (void)snprintf(s->last, sizeof s->last, "calloc(%zu, %zu)", n, size);
    unsigned char *p =
        request_do(s, &(struct request){.kind = CALLOC, .n = n, .size = size});
    size_t all = size && n > SIZE_MAX / size ? SIZE_MAX : n * size;
    if (!p) {
        return refusal_is_right(s, all, 1, 0);
    }
    if (!block_is_right(s, p, all, 1)) {
        return false;
    }
    for (size_t i = 0; i < all; i++) {
        if (p[i]) {
            return shadow_wrong(s, "calloc left 0x%02x at byte %zu", p[i], i);
        }
    }
    return adopt(s, p, all);
}

static bool
step_memalign(struct shadow *s)
{
    size_t size = random_size(&s->random);
    size_t align = (size_t)1 << random_below(&s->random, 13);
    if (random_below(&s->random, 50) == 0) {
        align = align == 1 ? 0 : align * 3; /* wrong */
    }
    (void)snprintf(s->last, sizeof s->last, "memalign(%zu, %zu)", align, size);
    void *p = request_do(
        s, &(struct request){.kind = MEMALIGN, .align = align, .size = size});
    if (align == 0 || (align & (align - 1))) {
        return (!p && heap_last_status(s->heap) == HEAP_BAD_ALIGNMENT) ||
               shadow_wrong(s, "alignment %zu was accepted", align);
    }
    if (!p) {
        return refusal_is_right(
            s, size, align,
            heap_get_shape(s->heap).buddies ? 0 : 2 * align + 128);
    }
    return block_is_right(s, p, size, align) && adopt(s, p, size);
}

static bool
step_realloc(struct shadow *s)
{
    struct shadow_block *b = &s->live[random_below(&s->random, s->n_live)];
    struct shadow_block old = *b;
    size_t size = random_size(&s->random);
    if (random_below(&s->random, 3) == 0) {
        size = old.asked + random_below(&s->random, 200); /* creeping */
    } else if (random_below(&s->random, 100) == 0) {
        size = random_huge(&s->random);
    }
    (void)snprintf(s->last, sizeof s->last, "realloc(0x%zx, %zu), was %zu",
                   heap_offset(s->heap, old.p), size, old.asked);
    unsigned char *p = request_do(
        s, &(struct request){.kind = REALLOC, .p = old.p, .size = size});
    if (size == 0) {
        if (p || heap_last_status(s->heap) != HEAP_OK) {
            return shadow_wrong(s, "realloc to 0 answered %p, %s", (void *)p,
                                heap_status_name(heap_last_status(s->heap)));
        }
        *b = s->live[--s->n_live];
        return true;
    }
    if (!p) {
        return refusal_is_right(s, size, 1, 0) &&
               pattern_holds(s, &old, old.p, old.asked);
    }
    size_t kept = old.asked < size ? old.asked : size;
    if (!block_is_right(s, p, size, 1) || !pattern_holds(s, &old, p, kept)) {
        return false;
    }
    *b = s->live[--s->n_live];
    return adopt(s, p, size);
}

static bool
step_free(struct shadow *s)
{
    struct shadow_block *b = &s->live[random_below(&s->random, s->n_live)];
    (void)snprintf(s->last, sizeof s->last, "free(0x%zx), %zu bytes",
                   heap_offset(s->heap, b->p), b->asked);
    if (!pattern_holds(s, b, b->p, b->asked)) {
        return false;
    }
    enum heap_status status = heap_free(s->heap, b->p);
    if (status != HEAP_OK) {
        return shadow_wrong(s, "free answered %s", heap_status_name(status));
    }
    *b = s->live[--s->n_live];
    return true;
}

/* A pointer that is no live block: refused, and nothing changes. */
static bool
step_misuse(struct shadow *s)
{
    size_t at = random_below(&s->random, heap_size(s->heap) + 64);
    if (random_below(&s->random, 2)) {
        at &= ~(size_t)(HEAP_ALIGN - 1);
    }
    unsigned char *p = heap_pointer(s->heap, at);
    for (size_t i = 0; i < s->n_live; i++) {
        if (s->live[i].p == p) {
            return true;
        }
    }
    bool free_it = random_below(&s->random, 2);
    uint64_t epoch = heap_epoch(s->heap);
    (void)snprintf(s->last, sizeof s->last, "%s(0x%zx), no live block",
                   free_it ? "free" : "realloc", at);
    if (heap_usable_size(s->heap, p)) {
        return shadow_wrong(s, "0x%zx has a usable size", at);
    }
    if (free_it ? heap_free(s->heap, p) == HEAP_OK
                : heap_realloc(s->heap, p, 100) != NULL) {
        return shadow_wrong(s, "0x%zx was accepted", at);
    }
    switch (heap_last_status(s->heap)) {
    case HEAP_DOUBLE_FREE:
    case HEAP_INSIDE_BLOCK:
    case HEAP_INSIDE_FREE:
    case HEAP_MISALIGNED:
    case HEAP_OUTSIDE:
        break;
    default:
        return shadow_wrong(s, "misuse of 0x%zx is called %s", at,
                            heap_status_name(heap_last_status(s->heap)));
    }
    return heap_epoch(s->heap) == epoch ||
           shadow_wrong(s, "a refused operation changed the epoch");
}

static bool
step_coalesce(struct shadow *s)
{
    (void)snprintf(s->last, sizeof s->last, "coalesce()");
    size_t joins = heap_coalesce(s->heap);
    if (joins && heap_policy(s->heap)->joining != JOIN_DEFERRED) {
        return shadow_wrong(s, "coalesce made %zu joins", joins);
    }
    return heap_coalesce(s->heap) == 0 ||
           shadow_wrong(s, "a second coalesce found more to join");
}

/* --- public ----------------------------------------------------------------*/

bool
shadow_init(struct shadow *s, const struct heap_config *config, uint64_t seed)
{
    memset(s, 0, sizeof *s);
    s->random.state = seed;
    s->hardened = config->hardened;
    s->limit = config->limit;
    s->heap = heap_new(config);
    return s->heap != NULL;
}

void
shadow_done(struct shadow *s)
{
    heap_delete(s->heap);
    s->heap = NULL;
}

static bool
step(struct shadow *s)
{
    size_t dice = random_below(&s->random, 100);
    if (random_below(&s->random, 300) == 0) {
        s->target = random_below(&s->random, SHADOW_MAX_LIVE - 20);
    }
    if (dice < 2) {
        return step_coalesce(s);
    }
    if (dice < 5 && s->hardened) {
        return step_misuse(s);
    }
    if (dice < 20 && s->n_live) {
        return step_realloc(s);
    }
    bool shrink = s->n_live >= s->target ? dice < 80 : dice < 35;
    if (s->n_live && (shrink || s->n_live == SHADOW_MAX_LIVE)) {
        return step_free(s);
    }
    if (dice >= 97) {
        return step_memalign(s);
    }
    return dice >= 94 ? step_calloc(s) : step_malloc(s);
}

bool
shadow_step(struct shadow *s)
{
    return step(s) && !s->wrong[0];
}
