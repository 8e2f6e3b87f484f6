/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_faults.c: one mistake a case, and exactly what is said about it: the
 * status of the call that meets it, or the checker's invariant, offset, what
 * was expected and what was found. The numbers are those of check.h.
 */
#include "support/heaps.h"
#include "support/policies.h"

#include <string.h>

/* --- a heap to make mistakes in --------------------------------------------*/

/*     A used | B free | C used | D free | E used | F used        64 bytes each
 * `a` .. `f` are payload offsets. The list of an explicit heap is D B. */
struct site {
    struct heap *heap;
    size_t a, b, c, d, e, f;
};

enum { SIZE = 64 };

static struct site
site_of(const char *policy, bool hardened)
{
    struct site s = {.heap = heap_of(policy, hardened, 0)};
    size_t *off[] = {&s.a, &s.b, &s.c, &s.d, &s.e, &s.f};
    for (size_t i = 0; i < 6; i++) {
        *off[i] = heap_offset(s.heap, take_block(s.heap, SIZE));
    }
    fill_holes(s.heap);
    assert_int_equal(s.f, s.a + (size_t)5 * SIZE);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.b)), HEAP_OK);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.d)), HEAP_OK);
    assert_consistent(s.heap);
    return s;
}

static struct heap_field
field_of(const struct site *s, size_t off, enum heap_field_kind kind)
{
    struct heap_field f[HEAP_MAX_FIELDS];
    size_t n = heap_block_fields(s->heap, off, f);
    for (size_t i = 0; i < n; i++) {
        if (f[i].kind == kind) {
            return f[i];
        }
    }
    fail_msg("no such field at 0x%zx", off);
    return f[0];
}

static void
poke_word(const struct site *s, struct heap_field f, uint64_t value)
{
    assert_int_equal(heap_poke(s->heap, f.at, &value, f.size), HEAP_OK);
}

/* A link as the layout writes it: 4-byte links count units of 16. */
static void
poke_link(const struct site *s, size_t off, enum heap_field_kind kind,
          size_t to)
{
    struct heap_field f = field_of(s, off, kind);
    poke_word(s, f, f.size == 4 ? to / HEAP_ALIGN : to);
}

/* Flips bits of the header, and of the footer where there is one. */
static void
flip_tags(const struct site *s, size_t off, uint64_t bits)
{
    struct heap_field f[HEAP_MAX_FIELDS];
    size_t n = heap_block_fields(s->heap, off, f);
    for (size_t i = 0; i < n; i++) {
        if (f[i].kind == FIELD_HEADER || f[i].kind == FIELD_FOOTER) {
            poke_word(s, f[i], f[i].value ^ bits);
        }
    }
}

/* Marks an allocated block free, header and footer, as if freed by hand. */
static void
mark_free(const struct site *s, size_t off)
{
    struct heap_field header = field_of(s, off, FIELD_HEADER);
    uint64_t word = header.value ^ 1;
    poke_word(s, header, word);
    if (heap_get_shape(s->heap).buddies) {
        return; /* no footer at all */
    }
    struct heap_field footer = header;
    footer.at = off - heap_get_shape(s->heap).header + SIZE - header.size;
    poke_word(s, footer, word);
}

static const struct heap_violation *
find(const struct heap_report *r, unsigned invariant, size_t off)
{
    size_t n = r->n_violations < HEAP_MAX_VIOLATIONS ? r->n_violations
                                                     : HEAP_MAX_VIOLATIONS;
    for (size_t i = 0; i < n; i++) {
        if (r->violations[i].invariant == invariant &&
            r->violations[i].off == off) {
            return &r->violations[i];
        }
    }
    return NULL;
}

static void
assert_violation(const struct site *s, unsigned invariant, size_t off,
                 uint64_t expected, uint64_t found)
{
    struct heap_report r;
    char text[160] = "";
    assert_false(heap_check(s->heap, &r));
    const struct heap_violation *v = find(&r, invariant, off);
    if (!v) {
        fail_msg("no I%u at 0x%zx; first of %zu: I%u at 0x%zx", invariant, off,
                 r.n_violations, r.violations[0].invariant,
                 r.violations[0].off);
        return;
    }
    assert_int_equal(v->expected, expected);
    assert_int_equal(v->found, found);
    heap_violation_text(s->heap, v, text, sizeof text);
    assert_in_range(strlen(text), 10, sizeof text - 1);
}

static void
assert_none(const struct site *s, unsigned invariant, size_t off)
{
    struct heap_report r;
    (void)heap_check(s->heap, &r);
    assert_null(find(&r, invariant, off));
}

/* The violation in words. */
static void
assert_says(const struct site *s, unsigned invariant, size_t off,
            const char *expected)
{
    struct heap_report r;
    char text[160] = "";
    assert_false(heap_check(s->heap, &r));
    const struct heap_violation *v = find(&r, invariant, off);
    assert_non_null(v);
    heap_violation_text(s->heap, v, text, sizeof text);
    assert_string_equal(text, expected);
}

static void
assert_only(const struct site *s, unsigned invariant)
{
    struct heap_report r;
    assert_false(heap_check(s->heap, &r));
    for (size_t i = 0; i < r.n_violations; i++) {
        assert_int_equal(r.violations[i].invariant, invariant);
    }
}

/* --- misuse, under every policy --------------------------------------------*/

/* BODY is given every hardened heap; the heap must be as it was after it. */
static void
for_each_hardened(void (*body)(struct heap *, char *live, char *freed))
{
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct heap_config config = {.policy = policy_nth(i), .hardened = true};
        struct heap *heap = heap_new(&config);
        char *live = heap_malloc(heap, 100), *freed = heap_malloc(heap, 100);
        (void)heap_malloc(heap, 100);
        fill_holes(heap);
        assert_int_equal(heap_free(heap, freed), HEAP_OK);
        uint64_t epoch = heap_epoch(heap);
        body(heap, live, freed);
        assert_int_equal(heap_epoch(heap), epoch);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

static void
assert_refused(struct heap *heap, void *p, enum heap_status expected)
{
    assert_int_equal(heap_free(heap, p), expected);
    assert_int_equal(heap_last_status(heap), expected);
    assert_null(heap_realloc(heap, p, 500));
    assert_int_equal(heap_last_status(heap), expected);
    assert_null(heap_realloc(heap, p, 0));
    assert_int_equal(heap_last_status(heap), expected);
    assert_int_equal(heap_usable_size(heap, p), 0);
}

static void
double_free(struct heap *heap, char *live, char *freed)
{
    (void)live;
    assert_refused(heap, freed, HEAP_DOUBLE_FREE);
}

static void
inside_block(struct heap *heap, char *live, char *freed)
{
    (void)freed;
    assert_refused(heap, live + 16, HEAP_INSIDE_BLOCK);
    assert_refused(heap, live + 64, HEAP_INSIDE_BLOCK);
}

static void
inside_free(struct heap *heap, char *live, char *freed)
{
    (void)live;
    assert_refused(heap, freed + 16, HEAP_INSIDE_FREE);
    assert_refused(heap, freed + 64, HEAP_INSIDE_FREE);
}

static void
misaligned(struct heap *heap, char *live, char *freed)
{
    assert_refused(heap, live + 1, HEAP_MISALIGNED);
    assert_refused(heap, live + 8, HEAP_MISALIGNED);
    assert_refused(heap, freed + 15, HEAP_MISALIGNED);
}

static void
outside(struct heap *heap, char *live, char *freed)
{
    int local;
    size_t end = heap_size(heap);
    char *base = heap_pointer(heap, 0);
    (void)live, (void)freed;
    assert_refused(heap, base, HEAP_OUTSIDE);
    assert_refused(heap, base - 16, HEAP_OUTSIDE);
    assert_refused(heap, base + end, HEAP_OUTSIDE);
    assert_refused(heap, base + end + 4096, HEAP_OUTSIDE);
    assert_refused(heap, &local, HEAP_OUTSIDE);
    assert_refused(heap, heap, HEAP_OUTSIDE);
    assert_refused(heap, (void *)16, HEAP_OUTSIDE);
    assert_refused(heap, (void *)(UINTPTR_MAX - 15), HEAP_OUTSIDE);
}

static void
test_double_free(void **state)
{
    (void)state;
    for_each_hardened(double_free);
}

static void
test_inside_block(void **state)
{
    (void)state;
    for_each_hardened(inside_block);
}

static void
test_inside_free(void **state)
{
    (void)state;
    for_each_hardened(inside_free);
}

static void
test_misaligned(void **state)
{
    (void)state;
    for_each_hardened(misaligned);
}

static void
test_outside(void **state)
{
    (void)state;
    for_each_hardened(outside);
}

/* After a merge the old start lies inside a free block. */
static void
test_double_free_after_merge(void **state)
{
    (void)state;
    struct site s = site_of("explicit", true);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.c)), HEAP_OK);
    assert_refused(s.heap, heap_pointer(s.heap, s.c), HEAP_INSIDE_FREE);
    assert_refused(s.heap, heap_pointer(s.heap, s.d), HEAP_INSIDE_FREE);
    assert_refused(s.heap, heap_pointer(s.heap, s.b), HEAP_DOUBLE_FREE);
    assert_consistent(s.heap);
    heap_delete(s.heap);
    s = site_of("buddy", true); /* A and B are buddies, C and D, E and F */
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.c)), HEAP_OK);
    assert_refused(s.heap, heap_pointer(s.heap, s.c), HEAP_DOUBLE_FREE);
    assert_refused(s.heap, heap_pointer(s.heap, s.d), HEAP_INSIDE_FREE);
    assert_refused(s.heap, heap_pointer(s.heap, s.b), HEAP_DOUBLE_FREE);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.e)), HEAP_OK);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.f)), HEAP_OK);
    assert_refused(s.heap, heap_pointer(s.heap, s.f), HEAP_INSIDE_FREE);
    assert_refused(s.heap, heap_pointer(s.heap, s.e), HEAP_DOUBLE_FREE);
    assert_consistent(s.heap);
    heap_delete(s.heap);
}

/* What constant-time checks see. */
static void
test_misuse_of_plain_heaps(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct heap_config config = {.policy = policy_nth(i)};
        struct heap *heap = heap_new(&config);
        int local;
        char *p = heap_malloc(heap, 100);
        (void)heap_malloc(heap, 100);
        fill_holes(heap);
        assert_int_equal(heap_free(heap, p), HEAP_OK);
        assert_int_equal(heap_free(heap, p), HEAP_DOUBLE_FREE);
        assert_int_equal(heap_free(heap, p + 4), HEAP_MISALIGNED);
        assert_int_equal(heap_free(heap, &local), HEAP_OUTSIDE);
        assert_int_equal(heap_free(heap, heap_pointer(heap, heap_size(heap))),
                         HEAP_OUTSIDE);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* --- overflow --------------------------------------------------------------*/

/* A program writes past its block, into the next header. */
static void
check_overflow(const char *policy, size_t too_many)
{
    struct site s = site_of(policy, true);
    char *e = heap_pointer(s.heap, s.e), *f = heap_pointer(s.heap, s.f);
    memset(e, 'x', heap_usable_size(s.heap, e) + too_many);
    struct heap_report r;
    assert_false(heap_check(s.heap, &r));
    assert_int_equal(heap_free(s.heap, e), HEAP_DAMAGED);
    assert_null(heap_realloc(s.heap, e, 1000));
    assert_int_equal(heap_last_status(s.heap), HEAP_DAMAGED);
    if (too_many > 8) {
        assert_int_equal(heap_free(s.heap, f), HEAP_DAMAGED);
    }
    /* The rest of the heap still works. */
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.a)), HEAP_OK);
    heap_delete(s.heap);
}

static void
test_overflow(void **state)
{
    (void)state;
    for (size_t too_many = 9; too_many <= 16; too_many++) {
        check_overflow("explicit:textbook", too_many);
        check_overflow("implicit:textbook", too_many);
    }
    for (size_t too_many = 1; too_many <= 4; too_many++) {
        check_overflow("explicit", too_many);
        check_overflow("implicit", too_many);
        check_overflow("segregated", too_many);
        check_overflow("buddy", too_many); /* F is E's buddy */
    }
    check_overflow("explicit:textbook", 1); /* its own footer */
}

/* Into a free block: its links are gone, so nothing may take it. */
static void
test_overflow_into_free(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 4; i++) {
        struct site s = site_of(policies[i], true);
        struct heap_field next = field_of(&s, s.d, FIELD_NEXT);
        uint64_t junk = 0x7878787878787878u;
        poke_word(&s, next, junk);
        size_t overhead = heap_get_shape(s.heap).overhead;
        void *p = heap_malloc(s.heap, SIZE - overhead);
        assert_null(p);
        assert_int_equal(heap_last_status(s.heap), HEAP_DAMAGED);
        assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.c)),
                         HEAP_DAMAGED);
        bool is_met = !heap_get_shape(s.heap).buddies; /* F is E's buddy */
        assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.e)),
                         is_met ? HEAP_DAMAGED : HEAP_OK);
        heap_delete(s.heap);
    }
}

static const char *const with_lists[] = {
    "explicit",      "explicit:fifo", "explicit:address", "explicit:best",
    "explicit:next", "segregated",    "segregated:best",  "tlsf",
    "buddy"};
enum { N_WITH_LISTS = sizeof with_lists / sizeof with_lists[0] };

/* The heap refuses to allocate SIZE bytes, and not one of them has changed. */
static void
assert_search_refused(const struct site *s, size_t block)
{
    static unsigned char before[1 << 14], after[1 << 14];
    size_t n = heap_peek(s->heap, 0, before, sizeof before);
    size_t overhead = heap_get_shape(s->heap).overhead;
    assert_null(heap_malloc(s->heap, block - overhead));
    assert_int_equal(heap_last_status(s->heap), HEAP_DAMAGED);
    assert_int_equal(heap_peek(s->heap, 0, after, sizeof after), n);
    assert_memory_equal(before, after, n);
}

/* A program clears memory that it has freed. Taken for the only block of its
 * list, one that is cleared would cut off the others. */
static void
test_cleared_after_free(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_WITH_LISTS; i++) {
        struct site s = site_of(with_lists[i], true);
        struct heap_field f[4] = {
            field_of(&s, s.b, FIELD_NEXT), field_of(&s, s.b, FIELD_PREV),
            field_of(&s, s.d, FIELD_NEXT), field_of(&s, s.d, FIELD_PREV)};
        size_t unit = f[0].size == 4 ? HEAP_ALIGN : 1;
        for (size_t k = 0; k < 4; k++) {
            poke_word(&s, f[k], 0);
        }
        assert_search_refused(&s, SIZE);
        for (size_t k = 0; k < 4; k++) {
            poke_word(&s, f[k], f[k].value / unit);
        }
        assert_consistent(s.heap);
        assert_non_null(take_block(s.heap, SIZE));
        heap_delete(s.heap);
    }
}

/* A link leads from a block that is too small to one that would do, but is on
 * another list: that is not where it may be taken from. */
static void
test_link_to_other_list(void **state)
{
    (void)state;
    static const char *const policies[] = {"segregated", "segregated:best"};
    for (size_t i = 0; i < 2; i++) {
        struct site s = {.heap = heap_of(policies[i], true, 0)};
        size_t off[2], sizes[2] = {528, 576};
        for (size_t k = 0; k < 2; k++) {
            off[k] = heap_offset(s.heap, take_block(s.heap, sizes[k]));
            (void)take_block(s.heap, 240);
        }
        fill_holes(s.heap);
        for (size_t k = 0; k < 2; k++) {
            (void)heap_free(s.heap, heap_pointer(s.heap, off[k]));
        }
        poke_link(&s, off[0], FIELD_NEXT, off[1]);
        assert_search_refused(&s, 560);
        poke_link(&s, off[0], FIELD_NEXT, 0);
        assert_consistent(s.heap);
        heap_delete(s.heap);
    }
}

/* Two links that agree with each other lead from a list of large blocks to the
 * first of a list of small ones. Were the large one taken, the small one would
 * come first on both. */
static void
test_lists_tied_together(void **state)
{
    (void)state;
    static const char *const policies[] = {"segregated", "tlsf", "buddy"};
    for (size_t i = 0; i < 3; i++) {
        struct site s = site_of(policies[i], true);
        void *large = take_block(s.heap, 256);
        (void)take_block(s.heap, 256);
        assert_int_equal(heap_free(s.heap, large), HEAP_OK);
        size_t off = heap_offset(s.heap, large);
        struct free_iter iter;
        struct block_info small;
        assert_true(block_at(s.heap, s.d, &small));
        free_iter_open(&iter, s.heap, small.list, 1);
        assert_int_equal(free_iter_next(&iter, &small), ITER_BLOCK);
        poke_link(&s, off, FIELD_NEXT, small.off);
        poke_link(&s, small.off, FIELD_PREV, off);
        assert_search_refused(&s, 256);
        assert_search_refused(&s, SIZE);
        heap_delete(s.heap);
    }
}

/* --- deferred joining meets damage -----------------------------------------*/

static const char *const deferred[] = {"implicit:deferred",
                                       "explicit:deferred",
                                       "explicit:deferred,textbook",
                                       "explicit:deferred,address",
                                       "segregated:deferred",
                                       "tlsf:deferred",
                                       "buddy:deferred"};
enum { N_DEFERRED = sizeof deferred / sizeof deferred[0] };

/* A and B can be joined if PAIR; then nothing more can before E, which lies. */
static struct site
spoilt_site(const char *policy, bool pair)
{
    struct site s = site_of(policy, true);
    if (pair) {
        assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.a)), HEAP_OK);
    }
    poke_word(&s, field_of(&s, s.e, FIELD_HEADER), 0x78787878);
    return s;
}

/* What was joined before the damage was met is a change as any other. */
static void
test_coalesce_up_to_damage(void **state)
{
    (void)state;
    for (size_t i = 0; i < (size_t)N_DEFERRED * 2; i++) {
        bool pair = i % 2;
        struct site s = spoilt_site(deferred[i / 2], pair);
        uint64_t epoch = heap_epoch(s.heap);
        struct block_iter iter;
        struct block_info info;
        block_iter_open(&iter, s.heap, 0, SIZE_MAX);
        assert_int_equal(heap_coalesce(s.heap), pair);
        assert_int_equal(heap_last_status(s.heap), HEAP_DAMAGED);
        assert_int_equal(heap_epoch(s.heap) != epoch, pair);
        assert_int_equal(block_iter_next(&iter, &info),
                         pair ? ITER_STALE : ITER_BLOCK);
        heap_delete(s.heap);
    }
}

/* A search that meets damage while it joins hands nothing out: not what it
 * joined before, though that would do, and nothing from beyond the end. */
static void
test_search_up_to_damage(void **state)
{
    (void)state;
    for (size_t i = 0; i < (size_t)N_DEFERRED * 8; i++) {
        bool pair = i % 2;
        struct site s = spoilt_site(deferred[i / 8], pair);
        struct heap_figures before, after;
        uint64_t epoch = heap_epoch(s.heap);
        void *p = NULL;
        heap_get_figures(s.heap, &before);
        switch (i / 2 % 4) {
        case 0:
            p = heap_malloc(s.heap, 100);
            break;
        case 1:
            p = heap_calloc(s.heap, 10, 10);
            break;
        case 2:
            p = heap_memalign(s.heap, 32, 100);
            break;
        case 3: /* too much for where C is: it must move */
            p = heap_realloc(s.heap, heap_pointer(s.heap, s.c), 1000);
            break;
        }
        assert_null(p);
        assert_int_equal(heap_last_status(s.heap), HEAP_DAMAGED);
        heap_get_figures(s.heap, &after);
        assert_int_equal(after.heap, before.heap);
        assert_int_equal(after.used_blocks, before.used_blocks);
        assert_int_equal(after.used_bytes, before.used_bytes);
        assert_int_equal(after.free_bytes, before.free_bytes);
        assert_int_equal(heap_epoch(s.heap) != epoch,
                         after.free_blocks != before.free_blocks);
        heap_delete(s.heap);
    }
}

/* --- the invariants, one by one --------------------------------------------*/

static void
test_i1_used_on_list(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 8; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        flip_tags(&s, s.d, 1);
        assert_violation(&s, 1, s.d, 0, 1);
        heap_delete(s.heap);
    }
}

static void
test_i2_i3_escaped_and_lost(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 8; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        char zero[32] = {0}; /* links that say: first and last on the list */
        assert_int_equal(heap_poke(s.heap, s.c, zero, sizeof zero), HEAP_OK);
        mark_free(&s, s.c);
        assert_violation(&s, 2, s.d, s.c, s.d);
        if (heap_get_shape(s.heap).buddies) {
            assert_says(&s, 2, s.d, "its buddy, 0x00090, is free as well");
            assert_none(&s, 2, s.c); /* B and C are neighbours, no buddies */
        } else {
            assert_violation(&s, 2, s.c, s.b, s.c);
        }
        assert_violation(&s, 3, s.c, s.c, s.d);
        heap_delete(s.heap);
    }
}

static void
test_i2_implicit(void **state)
{
    (void)state;
    struct site s = site_of("implicit:textbook", false);
    mark_free(&s, s.c);
    assert_violation(&s, 2, s.c, s.b, s.c);
    assert_only(&s, 2);
    heap_delete(s.heap);
}

/* A used block whose header claims its neighbour's bytes as well. */
static void
test_i4_overlap(void **state)
{
    (void)state;
    static const char *const policies[] = {"implicit", "explicit", "segregated",
                                           "buddy"};
    for (size_t i = 0; i < 4; i++) {
        struct site s = site_of(policies[i], true);
        struct heap_field header = field_of(&s, s.e, FIELD_HEADER);
        poke_word(&s, header, header.value + 32);
        assert_violation(&s, 4, s.e, s.f, s.f + 32);
        assert_violation(&s, 6, s.e, SIZE, SIZE + 32);
        heap_delete(s.heap);
    }
}

static void
test_i5_link_outside(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 8; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        poke_link(&s, s.d, FIELD_NEXT, 0x123450);
        assert_violation(&s, 5, s.d, 0, 0x123450);
        heap_delete(s.heap);
        s = site_of(policies[i / 2], i % 2);
        poke_link(&s, s.b, FIELD_PREV, 0x123450);
        assert_violation(&s, 5, s.b, 0, 0x123450);
        heap_delete(s.heap);
    }
}

/* Only a heap that knows its block starts can tell. */
static void
test_i5_link_inside_block(void **state)
{
    (void)state;
    struct site s = site_of("explicit", true);
    poke_link(&s, s.d, FIELD_NEXT, s.a + 16);
    assert_violation(&s, 5, s.d, 0, s.a + 16);
    heap_delete(s.heap);
}

static void
test_i6_size(void **state)
{
    (void)state;
    static const size_t wrong[] = {0, 16, 32, 128, 1 << 20};
    static const char *const policies[] = {"implicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 20; i++) {
        struct site s = site_of(policies[i / 5], true);
        struct heap_field header = field_of(&s, s.c, FIELD_HEADER);
        size_t size = wrong[i % 5];
        poke_word(&s, header, (header.value & 15) | size);
        assert_violation(&s, 6, s.c, SIZE, size);
        heap_delete(s.heap);
    }
}

static void
test_i6_plain(void **state)
{
    (void)state;
    struct site s = site_of("implicit", false);
    struct heap_field header = field_of(&s, s.c, FIELD_HEADER);
    poke_word(&s, header, (header.value & 15) | (1 << 20));
    assert_violation(&s, 6, s.c, heap_size(s.heap) - s.c, 1 << 20);
    heap_delete(s.heap);
}

static void
test_i7_footer(void **state)
{
    (void)state;
    static const char *const policies[] = {"implicit", "explicit", "segregated",
                                           "implicit:textbook",
                                           "explicit:textbook"};
    for (size_t i = 0; i < 10; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        struct heap_field header = field_of(&s, s.b, FIELD_HEADER);
        poke_word(&s, field_of(&s, s.b, FIELD_FOOTER), 48);
        assert_violation(&s, 7, s.b, header.value, 48);
        heap_delete(s.heap);
    }
    struct site s = site_of("implicit:textbook", true);
    struct heap_field header = field_of(&s, s.e, FIELD_HEADER);
    poke_word(&s, field_of(&s, s.e, FIELD_FOOTER), 49);
    assert_violation(&s, 7, s.e, header.value, 49);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.e)),
                     HEAP_DAMAGED);
    heap_delete(s.heap);
}

static void
test_i8_prev_bit(void **state)
{
    (void)state;
    static const char *const policies[] = {"implicit", "explicit",
                                           "segregated"};
    for (size_t i = 0; i < 6; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        flip_tags(&s, s.c, 2);
        assert_violation(&s, 8, s.c, 0, 1);
        assert_only(&s, 8);
        flip_tags(&s, s.c, 2);
        assert_consistent(s.heap);
        flip_tags(&s, s.f, 2);
        assert_violation(&s, 8, s.f, 1, 0);
        heap_delete(s.heap);
    }
}

/* A list that bites its tail: B, the last, leads back to D, the first. */
static void
test_i9_cycle(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 8; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        poke_link(&s, s.b, FIELD_NEXT, s.d);
        assert_violation(&s, 9, s.d, s.b, 0);
        struct free_iter iter;
        struct block_info info;
        size_t n = 0;
        unsigned list = 0;
        assert_true(block_at(s.heap, s.b, &info));
        list = info.list;
        free_iter_open(&iter, s.heap, list, 100);
        while (free_iter_next(&iter, &info) == ITER_BLOCK) {
            n++;
        }
        assert_int_equal(n, 100);
        heap_delete(s.heap);
    }
}

static void
test_i9_link_back(void **state)
{
    (void)state;
    static const char *const policies[] = {"explicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 8; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        poke_link(&s, s.b, FIELD_PREV, 0);
        assert_violation(&s, 9, s.b, s.d, 0);
        heap_delete(s.heap);
    }
}

/* Address order: the list B D made into D B by hand is impossible without the
 * head; so three blocks, B D F made into B F D. */
static void
test_i10_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct site s = site_of(
            i / 2 ? "explicit:address" : "explicit:address,textbook", i % 2);
        assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.f)), HEAP_OK);
        assert_consistent(s.heap);
        poke_link(&s, s.b, FIELD_NEXT, s.f);
        poke_link(&s, s.f, FIELD_PREV, s.b);
        poke_link(&s, s.f, FIELD_NEXT, s.d);
        poke_link(&s, s.d, FIELD_PREV, s.f);
        poke_link(&s, s.d, FIELD_NEXT, 0);
        assert_violation(&s, 10, s.d, s.f, s.d);
        assert_only(&s, 10);
        heap_delete(s.heap);
    }
}

static void
test_i10_class(void **state)
{
    (void)state;
    struct site s = site_of("segregated", true);
    struct block_info info;
    assert_true(block_at(s.heap, s.d, &info));
    flip_tags(&s, s.d, 64 ^ 32);
    assert_violation(&s, 10, s.d, info.list - 2, info.list);
    heap_delete(s.heap);
    s = site_of("buddy", true);
    assert_true(block_at(s.heap, s.d, &info));
    flip_tags(&s, s.d, 64 ^ 32);
    assert_violation(&s, 10, s.d, info.list - 1, info.list);
    heap_delete(s.heap);
}

static void
test_i11_counters(void **state)
{
    (void)state;
    struct site s = site_of("implicit:off", true);
    struct heap_figures f;
    heap_get_figures(s.heap, &f);
    mark_free(&s, s.e);
    assert_violation(&s, 11, 0, f.used_blocks - 1, f.used_blocks);
    heap_delete(s.heap);
}

static void
test_i12_ends(void **state)
{
    (void)state;
    static const char *const policies[] = {"implicit", "explicit:textbook",
                                           "segregated", "buddy"};
    for (size_t i = 0; i < 8; i++) {
        struct site s = site_of(policies[i / 2], i % 2);
        struct heap_shape shape = heap_get_shape(s.heap);
        unsigned char byte = 0x5a;
        size_t end = heap_size(s.heap);
        assert_int_equal(heap_poke(s.heap, shape.front - 1, &byte, 1), HEAP_OK);
        assert_violation(&s, 12, 0, shape.front + shape.header, 0);
        heap_delete(s.heap);
        s = site_of(policies[i / 2], i % 2);
        uint64_t word = 0, zero = 0;
        (void)heap_peek(s.heap, end - shape.back, &word, shape.back);
        assert_int_equal(heap_poke(s.heap, end - shape.back, &zero, shape.back),
                         HEAP_OK);
        struct heap_report r;
        assert_false(heap_check(s.heap, &r));
        assert_non_null(find(&r, 12, end));
        heap_delete(s.heap);
    }
}

/* A buddy block of a size that is no power of two, and one too large for its
 * offset. Without the start bitmap nothing else is wrong: the sizes tile the
 * heap, and no free block is passed by. */
static void
test_i14_buddies(void **state)
{
    (void)state;
    struct site s = site_of("buddy", false);
    fill_holes(s.heap);
    struct heap_field header = field_of(&s, s.b, FIELD_HEADER);
    poke_word(&s, header, header.value + 64);
    assert_violation(&s, 14, s.b, 64, 128);
    assert_says(&s, 14, s.b,
                "the header says 128 B, but no block at this offset is larger "
                "than 64 B");
    assert_only(&s, 14);
    poke_word(&s, header, header.value);
    assert_consistent(s.heap);
    heap_delete(s.heap);

    s = site_of("buddy", true);
    header = field_of(&s, s.c, FIELD_HEADER);
    poke_word(&s, header, (header.value & 15) | 96);
    assert_violation(&s, 14, s.c, 128, 96);
    assert_says(&s, 14, s.c, "its size, 96 B, is no power of two");
    assert_violation(&s, 6, s.c, SIZE, 96);
    assert_int_equal(heap_free(s.heap, heap_pointer(s.heap, s.c)),
                     HEAP_DAMAGED);
    heap_delete(s.heap);
}

/* I13, the start bitmap, lies beyond the reach of heap_poke and of programs
 * that overflow: no case. */

static void
test_void_invariants(void **state)
{
    (void)state;
    for (size_t i = 0; i < (size_t)N_POLICIES * 2; i++) {
        struct heap_config config = {.policy = policy_nth(i / 2),
                                     .hardened = i % 2};
        struct heap *heap = heap_new(&config);
        struct heap_report r;
        uint32_t expected = 0;
        if (config.policy.joining != JOIN_IMMEDIATE) {
            expected |= 1u << 2;
        }
        if (config.policy.name == POLICY_IMPLICIT) {
            expected |= 1u << 1 | 1u << 3 | 1u << 5 | 1u << 9 | 1u << 10;
        }
        if (config.policy.layout != LAYOUT_TAGGED) {
            expected |= 1u << 8;
        }
        if (config.policy.layout == LAYOUT_BUDDY) {
            expected |= 1u << 7;
        } else {
            expected |= 1u << 14;
        }
        if (!config.hardened) {
            expected |= 1u << 11 | 1u << 13;
        }
        assert_true(heap_check(heap, &r));
        assert_int_equal(r.void_mask, expected);
        heap_delete(heap);
    }
}

/* Two free blocks that are too large to be one stay apart, also when what is
 * taken from one of them leaves less: no violation. */
static void
test_too_large_to_join(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct heap *heap = heap_of("segregated", i, (size_t)5 << 30);
        struct heap_shape shape = heap_get_shape(heap);
        void *small = take_block(heap, 208);
        void *large =
            heap_malloc(heap, shape.max_block - 112 - shape.overhead);
        if (!large) {
            heap_delete(heap);
            print_message("skip: the system refuses 4 GiB\n");
            skip();
        }
        (void)take_block(heap, 240);
        assert_int_equal(heap_free(heap, large), HEAP_OK);
        assert_consistent(heap);
        assert_int_equal(heap_free(heap, small), HEAP_OK);
        assert_consistent(heap);
        assert_ptr_equal(take_block(heap, 96), small);
        assert_consistent(heap);
        assert_int_equal(heap_coalesce(heap), 1);
        assert_consistent(heap);
        heap_delete(heap);
    }
}

/* More violations than the report has room for are counted all the same. */
static void
test_many_violations(void **state)
{
    (void)state;
    struct heap *heap = heap_of("implicit:textbook", true, 0);
    for (size_t i = 0; i < 100; i++) {
        (void)take_block(heap, 64);
    }
    for (size_t i = 0; i < 100; i++) {
        struct heap_shape shape = heap_get_shape(heap);
        uint64_t zero = 0;
        (void)heap_poke(heap, shape.front + i * 64 + 56, &zero, 8);
    }
    struct heap_report r;
    assert_false(heap_check(heap, &r));
    assert_in_range(r.n_violations, 100, 300);
    heap_delete(heap);
}

/* --- iterators over damage -------------------------------------------------*/

static void
test_iterator_skips_damage(void **state)
{
    (void)state;
    struct site s = site_of("explicit", true);
    struct heap_field header = field_of(&s, s.c, FIELD_HEADER);
    poke_word(&s, header, 0xffffffff);
    struct block_iter iter;
    struct block_info info;
    block_iter_open(&iter, s.heap, header.at, SIZE_MAX);
    assert_int_equal(block_iter_next(&iter, &info), ITER_CORRUPT);
    assert_int_equal(info.start, header.at);
    assert_int_equal(info.size, SIZE);
    assert_int_equal(block_iter_next(&iter, &info), ITER_BLOCK);
    assert_int_equal(info.off, s.d);
    assert_int_equal(block_iter_prev(&iter, &info), ITER_BLOCK);
    assert_int_equal(info.off, s.d);
    assert_int_equal(block_iter_prev(&iter, &info), ITER_CORRUPT);
    assert_int_equal(info.start, header.at);
    assert_false(block_at(s.heap, s.c, &info));
    struct heap_field f[HEAP_MAX_FIELDS];
    assert_int_equal(heap_block_fields(s.heap, s.c, f), 0);
    struct heap_cell cell;
    assert_int_equal(
        heap_summarize(s.heap, header.at, header.at + SIZE, &cell, 1), 1);
    assert_int_equal(cell.own, SIZE);
    heap_delete(s.heap);
}

static void
test_iterator_ends_at_damage(void **state)
{
    (void)state;
    struct site s = site_of("explicit", false);
    struct heap_field header = field_of(&s, s.c, FIELD_HEADER);
    poke_word(&s, header, 0);
    struct block_iter iter;
    struct block_info info;
    block_iter_open(&iter, s.heap, 0, SIZE_MAX);
    assert_int_equal(block_iter_next(&iter, &info), ITER_BLOCK);
    assert_int_equal(block_iter_next(&iter, &info), ITER_BLOCK);
    assert_int_equal(block_iter_next(&iter, &info), ITER_CORRUPT);
    assert_int_equal(info.start, header.at);
    assert_int_equal(block_iter_next(&iter, &info), ITER_END);
    heap_delete(s.heap);
}

static void
test_list_iterator_meets_damage(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct site s = site_of("explicit", i);
        poke_link(&s, s.d, FIELD_NEXT, s.c);
        struct free_iter iter;
        struct block_info info;
        free_iter_open(&iter, s.heap, 0, 10);
        assert_int_equal(free_iter_next(&iter, &info), ITER_BLOCK);
        assert_int_equal(info.off, s.d);
        assert_int_equal(free_iter_next(&iter, &info), ITER_CORRUPT);
        assert_int_equal(info.start, s.c);
        assert_int_equal(free_iter_next(&iter, &info), ITER_END);
        heap_delete(s.heap);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_double_free),
        cmocka_unit_test(test_inside_block),
        cmocka_unit_test(test_inside_free),
        cmocka_unit_test(test_misaligned),
        cmocka_unit_test(test_outside),
        cmocka_unit_test(test_double_free_after_merge),
        cmocka_unit_test(test_misuse_of_plain_heaps),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_overflow_into_free),
        cmocka_unit_test(test_cleared_after_free),
        cmocka_unit_test(test_link_to_other_list),
        cmocka_unit_test(test_lists_tied_together),
        cmocka_unit_test(test_coalesce_up_to_damage),
        cmocka_unit_test(test_search_up_to_damage),
        cmocka_unit_test(test_i1_used_on_list),
        cmocka_unit_test(test_i2_i3_escaped_and_lost),
        cmocka_unit_test(test_i2_implicit),
        cmocka_unit_test(test_i4_overlap),
        cmocka_unit_test(test_i5_link_outside),
        cmocka_unit_test(test_i5_link_inside_block),
        cmocka_unit_test(test_i6_size),
        cmocka_unit_test(test_i6_plain),
        cmocka_unit_test(test_i7_footer),
        cmocka_unit_test(test_i8_prev_bit),
        cmocka_unit_test(test_i9_cycle),
        cmocka_unit_test(test_i9_link_back),
        cmocka_unit_test(test_i10_order),
        cmocka_unit_test(test_i10_class),
        cmocka_unit_test(test_i11_counters),
        cmocka_unit_test(test_i12_ends),
        cmocka_unit_test(test_i14_buddies),
        cmocka_unit_test(test_void_invariants),
        cmocka_unit_test(test_too_large_to_join),
        cmocka_unit_test(test_many_violations),
        cmocka_unit_test(test_iterator_skips_damage),
        cmocka_unit_test(test_iterator_ends_at_damage),
        cmocka_unit_test(test_list_iterator_meets_damage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
