/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * check_text.c: the checker's findings in words.
 */
#include "allocator/check.h"
#include "allocator/heap_internal.h"
#include "allocator/layout.h"

#include <inttypes.h>
#include <stdio.h>

static const struct {
    const char *name, *why;
} invariants[HEAP_N_INVARIANTS + 1] = {{"", ""},
#define X(number, name, why) {name, why},
                                       HEAP_INVARIANTS(X)
#undef X
};

/* In the order of the checker's comparison. */
static const char *const counters[] = {"allocated blocks", "allocated bytes",
                                       "free blocks", "free bytes"};

const char *
heap_invariant_name(unsigned invariant)
{
    return invariants[invariant <= HEAP_N_INVARIANTS ? invariant : 0].name;
}

const char *
heap_invariant_why(unsigned invariant)
{
    return invariants[invariant <= HEAP_N_INVARIANTS ? invariant : 0].why;
}

/* What one violation says; EXPECTED and FOUND are the checker's raw values. */
struct phrase {
    const struct heap *heap;
    const struct heap_violation *v;
    char *buf;
    size_t size;
};

static void
say_tag(const struct phrase *p)
{
    struct heap_word header = heap_decode_word(p->heap, p->v->expected);
    struct heap_word footer = heap_decode_word(p->heap, p->v->found);
    if (header.size != footer.size) {
        (void)snprintf(p->buf, p->size,
                       "the header says %zu B, the footer %zu B", header.size,
                       footer.size);
    } else {
        (void)snprintf(p->buf, p->size,
                       "the header is 0x%" PRIx64 ", the footer 0x%" PRIx64,
                       p->v->expected, p->v->found);
    }
}

static void
say_size(const struct phrase *p)
{
    const char *what = p->heap->hardened
                           ? "the next block is %" PRIu64
                             " B further, the header says %" PRIu64 " B"
                           : "%" PRIu64 " B are left in the "
                             "heap, the header says %" PRIu64 " B";
    (void)snprintf(p->buf, p->size, what, p->v->expected, p->v->found);
}

static void
say_list(const struct phrase *p)
{
    const struct heap_violation *v = p->v;
    if (v->invariant == 3 && !v->off) {
        (void)snprintf(p->buf, p->size,
                       "the heap has %" PRIu64
                       " free blocks, the lists %" PRIu64,
                       v->expected, v->found);
    } else if (v->invariant == 3) {
        (void)snprintf(p->buf, p->size,
                       "the link before it leads to 0x%05" PRIx64
                       ", not to this block",
                       v->found);
    } else if (v->invariant == 5) {
        (void)snprintf(p->buf, p->size,
                       "a link holds 0x%05" PRIx64 ", where no block starts",
                       v->found);
    } else {
        (void)snprintf(p->buf, p->size,
                       "the block before it on the list is 0x%05" PRIx64
                       ", its link back says 0x%05" PRIx64,
                       v->expected, v->found);
    }
}

/* I14: EXPECTED is the largest block that can stand there. */
static void
say_power(const struct phrase *p)
{
    const struct heap_violation *v = p->v;
    if (v->found & (v->found - 1)) {
        (void)snprintf(p->buf, p->size,
                       "its size, %" PRIu64 " B, is no power of two", v->found);
    } else {
        (void)snprintf(p->buf, p->size,
                       "the header says %" PRIu64
                       " B, but no block at this offset is larger "
                       "than %" PRIu64 " B",
                       v->found, v->expected);
    }
}

void
heap_violation_text(const struct heap *heap, const struct heap_violation *v,
                    char *buf, size_t size)
{
    struct phrase p = {heap, v, buf, size};
    switch (v->invariant) {
    case 1:
        (void)snprintf(buf, size, "it is on a free list, marked allocated");
        break;
    case 2:
        (void)snprintf(buf, size, "%s, 0x%05" PRIx64 ", is free as well",
                       heap->layout->buddies ? "its buddy"
                                             : "the block before it",
                       v->expected);
        break;
    case 3:
    case 5:
    case 9:
        say_list(&p);
        break;
    case 4:
        (void)snprintf(buf, size,
                       "the next block starts at 0x%05" PRIx64
                       ", this one reaches to 0x%05" PRIx64,
                       v->expected, v->found);
        break;
    case 6:
        say_size(&p);
        break;
    case 7:
        say_tag(&p);
        break;
    case 8:
        (void)snprintf(buf, size, "the block before it is %s, its bit says %s",
                       v->expected ? "allocated" : "free",
                       v->found ? "allocated" : "free");
        break;
    case 11:
        (void)snprintf(buf, size,
                       "the walk counts %" PRIu64
                       " %s, the counter says %" PRIu64,
                       v->expected, counters[v->which], v->found);
        break;
    case 14:
        say_power(&p);
        break;
    default:
        (void)snprintf(buf, size, "expected 0x%" PRIx64 ", found 0x%" PRIx64,
                       v->expected, v->found);
        break;
    }
}
