/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pages.c: see pages.h. A packed piece is a head of tag bytes and then the
 * words' bytes:
 *
 *     | tags: 2 bits a word, PAGE_BYTES / 16 bytes | words' low bytes ...... |
 *
 * A word's tag says 1, 2, 3 or 4 bytes. Reading takes four bytes at each word
 * and masks, so three bytes of margin follow the last.
 */
#include "pages.h"

#include <stdlib.h>
#include <string.h>

enum { WORDS = PAGE_BYTES / 4, TAGS = WORDS / 4, MARGIN = 4 };

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

/* Length less one: 0 for 0..255. */
static unsigned
tag_of(uint32_t word)
{
    return word ? (31U - (unsigned)__builtin_clz(word)) >> 3 : 0;
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

/* Packs WORDS words at FROM; answers the bytes written to OUT. */
static size_t
pack(const uint8_t *from, uint8_t *out)
{
    uint8_t *to = out + TAGS;
    for (size_t i = 0; i < TAGS; i++) {
        unsigned tags = 0;
        for (unsigned k = 0; k < 4; k++, from += 4) {
            uint32_t word = load(from), low = low_first(word);
            unsigned tag = tag_of(word);
            memcpy(to, &low, sizeof low);
            to += tag + 1;
            tags |= tag << 2 * k;
        }
        out[i] = (uint8_t)tags;
    }
    return (size_t)(to - out);
}

static void
unpack(const uint8_t *packed, uint8_t *to)
{
    static const uint32_t masks[] = {0xff, 0xffff, 0xffffff, 0xffffffff};
    const uint8_t *from = packed + TAGS;
    for (size_t i = 0; i < TAGS; i++) {
        unsigned tags = packed[i];
        for (unsigned k = 0; k < 4; k++, to += 4, tags >>= 2) {
            uint32_t word = low_first(load(from)) & masks[tags & 3];
            memcpy(to, &word, sizeof word);
            from += (tags & 3) + 1;
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
    uint8_t packed[TAGS + PAGE_BYTES + MARGIN];
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
    copy->pages = malloc(n * sizeof *copy->pages);
    if (!copy->pages)
        return false;
    *bytes += n * sizeof *copy->pages;
    for (; copy->n < n; copy->n++) {
        struct page *old =
            before && copy->n < before->n ? before->pages[copy->n] : NULL;
        if (!take_piece(copy, base, copy->n, old, bytes)) {
            *bytes -= (n - copy->n) * sizeof *copy->pages;
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
    *bytes -= copy->n * sizeof *copy->pages;
    free(copy->pages);
    *copy = (struct copy){0};
}
