/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pages.c: see pages.h. A heap is units of 16 bytes: a header, two links and a
 * footer where a free block is or was, so that the four words of a unit hold
 * numbers of much the same length in all units of a piece. A packed piece is
 *
 *     | widths 4 | marks: a bit a unit | units that are not all zero ... |
 *
 * where of each word only the low bytes are kept that its column needs. Words
 * are written and read four bytes at a time, the next over the spare bytes of
 * the last, so a margin follows the last unit.
 */
#include "pages.h"

#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS = 4,
    UNIT = 4 * COLUMNS,
    UNITS = PAGE_BYTES / UNIT,
    MARKS = UNITS / 8,
    HEAD = COLUMNS + MARKS,
    MARGIN = UNIT
};

struct page {
    uint32_t n_users;
    uint32_t n; /* bytes */
    uint8_t bytes[];
};

/* --- packing ---------------------------------------------------------------*/
static uint32_t
load(const uint8_t *from)
{
    uint32_t word;
    memcpy(&word, from, sizeof word);
    return word;
}

static void
store(uint8_t *to, uint32_t word)
{
    memcpy(to, &word, sizeof word);
}

/* A word with its low bytes first, on any machine. */
static uint32_t
low_first(uint32_t word)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return word;
#else
    return __builtin_bswap32(word);
#endif
}

/* Bytes that a number takes: 0 to 4. */
static uint8_t
width_of(uint32_t word)
{
    return (uint8_t)(word ? 4 - __builtin_clz(word) / 8 : 0);
}

/* The widest number of each column. */
static void
find_widths(const uint8_t *from, uint8_t widths[COLUMNS])
{
    uint32_t any[COLUMNS] = {0};
    for (size_t i = 0; i < UNITS; i++, from += UNIT)
        for (size_t k = 0; k < COLUMNS; k++)
            any[k] |= load(from + 4 * k);
    for (size_t k = 0; k < COLUMNS; k++)
        widths[k] = width_of(any[k]);
}

/* Packs the piece at FROM; answers the bytes written to OUT. A unit of zeros is
 * written too, and the next over it. */
static size_t
pack(const uint8_t *from, uint8_t *out)
{
    uint8_t *to = out + HEAD;
    find_widths(from, out);
    size_t b = out[0], c = b + out[1], d = c + out[2], n = d + out[3];
    for (size_t i = 0; i < MARKS; i++) {
        unsigned marks = 0;
        for (unsigned k = 0; k < 8; k++, from += UNIT) {
            uint32_t w0 = load(from), w1 = load(from + 4);
            uint32_t w2 = load(from + 8), w3 = load(from + 12);
            unsigned some = (w0 | w1 | w2 | w3) != 0;
            store(to, low_first(w0));
            store(to + b, low_first(w1));
            store(to + c, low_first(w2));
            store(to + d, low_first(w3));
            to += some * n;
            marks |= some << k;
        }
        out[COLUMNS + i] = (uint8_t)marks;
    }
    return (size_t)(to - out);
}

static uint32_t
mask_of(unsigned width)
{
    return width == 4 ? UINT32_MAX : ((uint32_t)1 << 8 * width) - 1;
}

static void
unpack(const uint8_t *packed, uint8_t *to)
{
    const uint8_t *from = packed + HEAD;
    uint32_t m0 = mask_of(packed[0]), m1 = mask_of(packed[1]);
    uint32_t m2 = mask_of(packed[2]), m3 = mask_of(packed[3]);
    size_t b = packed[0], c = b + packed[1], d = c + packed[2];
    size_t n = d + packed[3];
    for (size_t i = 0; i < MARKS; i++) {
        unsigned marks = packed[COLUMNS + i];
        for (unsigned k = 0; k < 8; k++, to += UNIT, marks >>= 1) {
            uint32_t all = 0 - (marks & 1);
            store(to, low_first(load(from)) & m0 & all);
            store(to + 4, low_first(load(from + b)) & m1 & all);
            store(to + 8, low_first(load(from + c)) & m2 & all);
            store(to + 12, low_first(load(from + d)) & m3 & all);
            from += n & all;
        }
    }
}

static bool
is_zero(const uint8_t *piece)
{
    return piece[0] == 0 && memcmp(piece, piece + 1, PAGE_BYTES - 1) == 0;
}

/* --- pieces ----------------------------------------------------------------*/
static size_t
page_cost(const struct page *page)
{
    return sizeof *page + page->n + MARGIN + 16; /* 16: malloc's own */
}

static void
page_drop(struct page *page, size_t *bytes)
{
    if (!page || --page->n_users)
        return;
    *bytes -= page_cost(page);
    free(page);
}

/* The piece at FROM: a new page, or OLD once more if it is the same. */
static bool
page_take(const uint8_t *from, struct page *old, struct page **out,
          size_t *bytes)
{
    uint8_t packed[HEAD + PAGE_BYTES + MARGIN];
    struct page *page;
    size_t n;
    *out = NULL;
    if (is_zero(from))
        return true;
    n = pack(from, packed);
    if (old && old->n == n && memcmp(old->bytes, packed, n) == 0) {
        old->n_users++;
        *out = old;
        return true;
    }
    page = malloc(sizeof *page + n + MARGIN);
    if (!page)
        return false;
    page->n_users = 1;
    page->n = (uint32_t)n;
    memcpy(page->bytes, packed, n);
    memset(page->bytes + n, 0, MARGIN);
    *bytes += page_cost(page);
    *out = page;
    return true;
}

/* --- copies ----------------------------------------------------------------*/
/* The last piece may be short: it is copied out to be whole. */
static bool
take_piece(struct copy *copy, const uint8_t *base, size_t i, struct page *old,
           size_t *bytes)
{
    size_t at = i * PAGE_BYTES;
    uint8_t whole[PAGE_BYTES] = {0};
    if (copy->size - at >= PAGE_BYTES)
        return page_take(base + at, old, &copy->pages[i], bytes);
    memcpy(whole, base + at, copy->size - at);
    return page_take(whole, old, &copy->pages[i], bytes);
}

bool
copy_take(struct copy *copy, const void *base, size_t size,
          const struct copy *before, size_t *bytes)
{
    size_t n = (size + PAGE_BYTES - 1) / PAGE_BYTES;
    *copy = (struct copy){.size = size};
    if (n == 0)
        return true;
    copy->pages = malloc(n * sizeof(struct page *));
    if (!copy->pages)
        return false;
    *bytes += n * sizeof(struct page *);
    for (; copy->n < n; copy->n++) {
        struct page *old =
            before && copy->n < before->n ? before->pages[copy->n] : NULL;
        if (!take_piece(copy, base, copy->n, old, bytes)) {
            *bytes -= (n - copy->n) * sizeof(struct page *);
            copy_drop(copy, bytes);
            return false;
        }
    }
    return true;
}

void
copy_give(const struct copy *copy, void *base)
{
    uint8_t *to = base;
    for (size_t i = 0; i < copy->n; i++, to += PAGE_BYTES) {
        size_t left = copy->size - i * PAGE_BYTES;
        uint8_t whole[PAGE_BYTES];
        if (!copy->pages[i])
            memset(to, 0, left < PAGE_BYTES ? left : PAGE_BYTES);
        else if (left >= PAGE_BYTES)
            unpack(copy->pages[i]->bytes, to);
        else {
            unpack(copy->pages[i]->bytes, whole);
            memcpy(to, whole, left);
        }
    }
}

void
copy_drop(struct copy *copy, size_t *bytes)
{
    for (size_t i = 0; i < copy->n; i++)
        page_drop(copy->pages[i], bytes);
    *bytes -= copy->n * sizeof(struct page *);
    free(copy->pages);
    *copy = (struct copy){0};
}
