/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_inside.c: the inside of an operation. Before its first step the views
 * show the moment before it, after its last the moment after it, and in
 * between the blocks tile the heap and every list holds what is free and on a
 * list; going back shows what was seen on the way there.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/inside.h"
#include "session/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what is seen ----------------------------------------------------------*/
/* All rows of a session, then all lists' blocks. */
struct picture {
    struct view_block *all;
    size_t n, n_rows, cap, end;
};

static void
keep_row(struct picture *p, const struct view_block *row)
{
    if (p->n == p->cap) {
        p->cap = p->cap ? p->cap * 2 : 64;
        p->all = realloc(p->all, p->cap * sizeof *p->all);
        assert_non_null(p->all);
    }
    p->all[p->n++] = *row;
}

static void
keep_list(struct picture *p, const struct session *s, unsigned list)
{
    struct list_info info = view_list(s, list);
    struct view_block *blocks = calloc(info.n + 2, sizeof *blocks);
    size_t bytes = 0, n;
    bool corrupt;
    assert_non_null(blocks);
    n = view_list_blocks(s, list, blocks, info.n + 2, &corrupt);
    assert_false(corrupt);
    assert_int_equal(n, info.n);
    for (size_t i = 0; i < n; i++) {
        keep_row(p, &blocks[i]);
        bytes += blocks[i].size;
        assert_int_equal(blocks[i].list, list);
    }
    assert_int_equal(bytes, info.bytes);
    free(blocks);
}

static struct picture
take(const struct session *s)
{
    struct picture p = {.end = view_end(s)};
    struct view_iter iter;
    struct view_block row;
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &row))
        keep_row(&p, &row);
    p.n_rows = p.n;
    for (unsigned list = 0; list < view_n_lists(s); list++)
        keep_list(&p, s, list);
    return p;
}

static void
assert_same_row(const struct view_block *a, const struct view_block *b)
{
    assert_int_equal(a->state, b->state);
    assert_int_equal(a->start, b->start);
    assert_int_equal(a->size, b->size);
    assert_int_equal(a->off, b->off);
    assert_int_equal(a->list, b->list);
    assert_int_equal(a->id, b->id);
    assert_int_equal(a->trace_id, b->trace_id);
    assert_string_equal(a->name, b->name);
    assert_int_equal(a->asked, b->asked);
    assert_int_equal(a->born, b->born);
    assert_int_equal(a->header, b->header);
    assert_int_equal(a->padding, b->padding);
    assert_int_equal(a->slack, b->slack);
}

static void
assert_same(const struct picture *a, const struct picture *b)
{
    assert_int_equal(a->end, b->end);
    assert_int_equal(a->n_rows, b->n_rows);
    assert_int_equal(a->n, b->n);
    for (size_t i = 0; i < a->n; i++)
        assert_same_row(&a->all[i], &b->all[i]);
}

static bool
is_on(const struct picture *p, const struct view_block *row)
{
    for (size_t i = p->n_rows; i < p->n; i++)
        if (p->all[i].off == row->off && p->all[i].list == row->list &&
            p->all[i].size == row->size)
            return true;
    return false;
}

/* The rows tile the heap; a free block that names a list is on it, and nothing
 * else is. Every block's fields tile it. */
static void
assert_sound(const struct session *s, const struct picture *p)
{
    struct heap_field fields[HEAP_MAX_FIELDS];
    size_t at = 0, listed = 0;
    for (size_t i = 0; i < p->n_rows; i++) {
        const struct view_block *row = &p->all[i];
        size_t n, byte = row->start;
        assert_int_equal(row->start, at);
        assert_true(row->size > 0 && row->state != VIEW_DAMAGED);
        at += row->size;
        if (row->state == VIEW_OWN)
            continue;
        if (row->state == VIEW_FREE && row->list != LIST_NONE) {
            listed++;
            assert_true(is_on(p, row));
        }
        n = view_fields(s, row->off, fields);
        assert_true(n > 0);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(fields[k].at, byte);
            byte += fields[k].size;
        }
        assert_int_equal(byte, row->start + row->size);
    }
    assert_int_equal(at, p->end);
    assert_int_equal(listed, p->n - p->n_rows);
}

/* The walk upwards and the walk downwards agree. */
static void
assert_mirror(const struct session *s)
{
    struct view_block row, back;
    size_t off = 0;
    while (view_after(s, off, &row)) {
        assert_int_equal(view_before(s, row.off, &back), off != 0);
        if (off)
            assert_int_equal(back.off, off);
        off = row.off;
    }
    assert_int_equal(view_before(s, 0, &back), off != 0);
    if (off)
        assert_int_equal(back.off, off);
}

/* --- at random -------------------------------------------------------------*/
static void
assert_words(const struct inside *in, size_t at)
{
    char text[INSIDE_TEXT];
    inside_what(in, at, text);
    assert_true(strlen(text) > 8 && strlen(text) < INSIDE_TEXT - 1);
    assert_int_equal(text[strlen(text) - 1], '.');
    inside_why(in, at, text);
    assert_true(strlen(text) < INSIDE_TEXT - 1);
    if (*text)
        assert_int_equal(text[strlen(text) - 1], '.');
    if (at) {
        struct inside_line line;
        inside_line(in, at, &line);
        assert_true(line.verb[0] != '\0');
    }
}

static void
assert_inside(struct session *s, uint64_t op)
{
    struct inside *in = inside_new(s, op, &err);
    struct picture *all, before, after;
    size_t n;
    if (!in) {
        assert_true(!strcmp(err.name, "no-inside"));
        return;
    }
    n = inside_n(in);
    assert_true(n > 0 || inside_result(in)->kind == OP_COALESCE);
    all = calloc(n + 1, sizeof *all);
    assert_non_null(all);
    for (size_t at = 0; at <= n; at++) {
        inside_go(in, at);
        all[at] = take(inside_session(in));
        assert_sound(inside_session(in), &all[at]);
        assert_mirror(inside_session(in));
        assert_words(in, at);
    }
    before = take(inside_before(in));
    after = take(inside_after(in));
    assert_same(&all[0], &before);
    assert_same(&all[n], &after);
    for (size_t at = n + 1; at-- > 0;) {
        struct picture again;
        inside_go(in, at);
        again = take(inside_session(in));
        assert_same(&again, &all[at]);
        free(again.all);
    }
    for (size_t at = 0; at <= n; at++)
        free(all[at].all);
    free(all);
    free(before.all);
    free(after.all);
    inside_free(in);
}

static void
test_random(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy policy = policy_nth(i);
        struct random r = {seed() + i};
        struct session *s = start(&policy, 0, 64);
        struct session_place place;
        uint64_t n_ids = 0;
        struct still before;
        random_work(s, &r, &n_ids);
        session_place(s, &place);
        before = still(s);
        for (uint64_t op = 1; op <= place.line; op++)
            assert_inside(s, op);
        assert_still(s, &before);
        session_delete(s);
    }
}

/* In a damaged heap rows still tile, and everything can be told. */
static void
assert_tiles(const struct session *s)
{
    struct view_iter iter;
    struct view_block row, blocks[8];
    size_t at = 0;
    view_open(&iter, s, 0, SIZE_MAX);
    while (view_next(&iter, &row)) {
        assert_int_equal(row.start, at);
        assert_true(row.size > 0);
        at += row.size;
    }
    assert_int_equal(at, view_end(s));
    for (unsigned list = 0; list < view_n_lists(s); list++)
        (void)view_list_blocks(s, list, blocks, 8, NULL);
}

static void
work_with_damage(struct session *s, struct random *r)
{
    uint64_t n_ids = 40;
    for (int i = 0; i < 120; i++) {
        struct session_request q = random_request(s, r, n_ids);
        struct op_result result;
        uint8_t bytes[4];
        if (session_request(s, &q, &result, &err) && result.id > n_ids)
            n_ids = result.id;
        if (random_below(r, 12))
            continue;
        for (size_t k = 0; k < sizeof bytes; k++)
            bytes[k] = (uint8_t)random_below(r, 256);
        (void)session_poke(s, random_below(r, view_end(s)), bytes,
                           1 + random_below(r, 4), &result, &err);
    }
}

static void
test_damaged(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy policy = policy_nth(i);
        struct random r = {seed() * 31 + i};
        struct session *s = start(&policy, 0, 64);
        struct session_place place;
        work_with_damage(s, &r);
        session_place(s, &place);
        for (uint64_t op = 1; op <= place.line; op++) {
            struct inside *in = inside_new(s, op, &err);
            for (size_t at = 0; in && at <= inside_n(in); at++) {
                inside_go(in, at);
                assert_tiles(inside_session(in));
                assert_words(in, at);
            }
            inside_free(in);
        }
        session_delete(s);
    }
}

/* --- in words --------------------------------------------------------------*/
/* Does LINES, "alloc 100" and such, one after the other. */
static void
run(struct session *s, const char *const *lines)
{
    for (; *lines; lines++) {
        struct session_request q = {.kind = OP_ALLOC};
        unsigned long a = 0, b = 0;
        struct op_result r;
        if (sscanf(*lines, "alloc %lu", &a) == 1) {
            q.size = a;
        } else if (sscanf(*lines, "free %lu", &a) == 1) {
            q.kind = OP_FREE;
            q.who = number(a);
        } else if (sscanf(*lines, "memalign %lu %lu", &a, &b) == 2) {
            q.kind = OP_MEMALIGN;
            q.align = a;
            q.size = b;
        } else {
            assert_int_equal(sscanf(*lines, "realloc %lu %lu", &a, &b), 2);
            q.kind = OP_REALLOC;
            q.who = number(a);
            q.size = b;
        }
        if (!session_request(s, &q, &r, &err))
            fail_msg("%s: %s", *lines, err.text);
    }
}

/* The last operation of LINES says WANT: its title, then each step's two
 * sentences. */
static void
assert_told(const char *policy, const char *const *lines,
            const char *const *want)
{
    struct session *s = start_text(policy, TARGET_KIND_HEAP);
    struct inside *in;
    char text[INSIDE_TEXT];
    run(s, lines);
    in = inside_new(s, op_of(s), &err);
    assert_non_null(in);
    for (size_t at = 0; at <= inside_n(in); at++) {
        inside_what(in, at, text);
        assert_non_null(*want);
        assert_string_equal(text, *want++);
        inside_why(in, at, text);
        assert_non_null(*want);
        assert_string_equal(text, *want++);
    }
    assert_null(*want);
    inside_free(in);
    session_delete(s);
}

#define TOLD(policy, lines, ...)                                               \
    assert_told(policy, lines, (const char *const[]){__VA_ARGS__, NULL})

#define GIVEN_BACK                                                             \
    "Its size stands in the header, 4 B before the address that was freed."
#define JOINS "A neighbour that is free becomes one block with it at once."
#define LIFO  "LIFO: what became free last is found first."

/* Two free blocks are too small, the third is cut. */
static void
test_split(void **state)
{
    static const char *const lines[] = {"alloc 150", "alloc 20",  "alloc 20",
                                        "alloc 20",  "alloc 100", "alloc 20",
                                        "free 1",    "free 3",    "free 5",
                                        "alloc 110", NULL};
    (void)state;
    TOLD("explicit", lines, "alloc 110 B: it needs a block of 128 B.",
         "110 B + 4 B header = 114 B, rounded up to a multiple of 16: 128 B.",
         "The block in place 1 has 112 B: too small.",
         "It needs 128 B, this is 16 B short: the search goes on to the next.",
         "The block in place 2 has 32 B: too small.",
         "It needs 128 B, this is 96 B short: the search goes on to the next.",
         "The block in place 3 has 160 B: large enough.",
         "It needs 128 B; first fit takes the first that is large enough.",
         "The block in place 3, 160 B, is taken.",
         "2 were too small, this is not: first fit ends here.",
         "The block at 0x00010, 160 B, comes off its list.",
         "Number 2 of the list now links to the one behind it.",
         "The block of 160 B is cut in two: 128 B for #7, and the last 32 B "
         "stay free.",
         "32 B are left, and the smallest block has 16 B: they can be a block.",
         "The block of 32 B is linked at the head of the list.", LIFO);
}

/* The four cases of freeing #3, of 80 B, between #2 and #4. */
#define AROUND "alloc 60", "alloc 40", "alloc 76", "alloc 92", "alloc 20"

static void
test_case_1(void **state)
{
    static const char *const lines[] = {AROUND, "free 3", NULL};
    (void)state;
    TOLD("explicit", lines, "free #3: its block of 80 B goes back.", JOINS,
         "#3 is given back: 80 B are free from now on.", GIVEN_BACK,
         "The block after it, #4, is in use: nothing to join.",
         "Its size, 80 B, leads to the next header, which says in use.",
         "The block before it, #2, is in use: nothing to join.",
         "A bit in its own header says so.",
         "The block of 80 B is linked at the head of the list.",
         LIFO " Case 1 of 4: both neighbours are in use.");
}

static void
test_case_2(void **state)
{
    static const char *const lines[] = {AROUND, "free 4", "free 3", NULL};
    (void)state;
    TOLD("explicit", lines, "free #3: its block of 80 B goes back.", JOINS,
         "#3 is given back: 80 B are free from now on.", GIVEN_BACK,
         "The block after it is free: its 96 B will be joined.",
         "Its size, 80 B, leads to the next header, which says free.",
         "The block after it, 96 B, comes off its list.",
         "It stops being a block of its own. It was the head: the one behind "
         "it is the head now.",
         "Two blocks become one: 80 + 96 = 176 B.",
         "The header at 0x000cc is gone: there is one block now, and one size.",
         "The block before it, #2, is in use: nothing to join.",
         "A bit in its own header says so.",
         "The block of 176 B is linked at the head of the list.",
         LIFO " Case 2 of 4: the one after it was free.");
}

static void
test_case_3(void **state)
{
    static const char *const lines[] = {AROUND, "free 2", "free 3", NULL};
    (void)state;
    TOLD("explicit:textbook", lines, "free #3: its block of 96 B goes back.",
         JOINS, "#3 is given back: 96 B are free from now on.",
         "Its size stands in the header, 8 B before the address that was "
         "freed.",
         "The block after it, #4, is in use: nothing to join.",
         "Its size, 96 B, leads to the next header, which says in use.",
         "The block before it is free: its 64 B will be joined.",
         "The footer just before its header says free, and how large.",
         "The block before it, 64 B, comes off its list.",
         "It stops being a block of its own. It was the head: the one behind "
         "it is the head now.",
         "Two blocks become one: 64 + 96 = 160 B.",
         "The header at 0x000a8 is gone: there is one block now, and one size.",
         "The block of 160 B is linked at the head of the list.",
         LIFO " Case 3 of 4: the one before it was free.");
}

static void
test_case_4(void **state)
{
    static const char *const lines[] = {AROUND, "free 2", "free 4", "free 3",
                                        NULL};
    (void)state;
    TOLD("explicit:address", lines, "free #3: its block of 80 B goes back.",
         JOINS, "#3 is given back: 80 B are free from now on.", GIVEN_BACK,
         "The block after it is free: its 96 B will be joined.",
         "Its size, 80 B, leads to the next header, which says free.",
         "The block after it, 96 B, comes off its list.",
         "It stops being a block of its own. Number 1 of the list now links to "
         "the one behind it.",
         "Two blocks become one: 80 + 96 = 176 B.",
         "The header at 0x000cc is gone: there is one block now, and one size.",
         "The block before it is free: its 48 B will be joined.",
         "A bit in its own header says so; the footer before it tells how "
         "large.",
         "The block before it, 48 B, comes off its list.",
         "It stops being a block of its own. It was the head: the one behind "
         "it is the head now.",
         "Two blocks become one: 48 + 176 = 224 B.",
         "The header at 0x0007c is gone: there is one block now, and one size.",
         "The block of 224 B is linked at the head of the list.",
         "Address order: it has the place of the free block that it was part "
         "of, or took in. Case 4 of 4: both were free.");
}

static void
test_resize(void **state)
{
    static const char *const stays[] = {"alloc 20", "realloc 1 28", NULL};
    static const char *const grows[] = {"alloc 200", "realloc 1 300", NULL};
    static const char *const moves[] = {"alloc 200", "alloc 200",
                                        "realloc 1 300", NULL};
    (void)state;
    TOLD("explicit", stays,
         "realloc #1 to 28 B: it has a block of 32 B and needs 32 B.",
         "28 B + 4 B header = 32 B, a size that blocks have.",
         "The block of 32 B serves 28 B, too: nothing changes.",
         "It needs 32 B, and has them.");
    TOLD("explicit", grows,
         "realloc #1 to 300 B: it has a block of 208 B and needs 304 B.",
         "300 B + 4 B header = 304 B, a size that blocks have.",
         "It is the heap's last block: there is nothing after it.",
         "The heap's own bytes there count as in use.",
         "The heap grows by 96 B, to 320 B.",
         "The block ends the heap: it can grow where it is.",
         "The block of 208 B at the end and the 96 B behind them are one block "
         "of 304 B.",
         "");
    TOLD("explicit", moves,
         "realloc #1 to 300 B: it has a block of 208 B and needs 304 B.",
         "300 B + 4 B header = 304 B, a size that blocks have.",
         "The block after it, #2, is in use: it cannot grow there.",
         "It has 208 B, and needs 304 B.", "The heap grows by 304 B, to 736 B.",
         "No free block could be large enough. It grows by what is missing.",
         "The free block at 0x001b0, 304 B, is taken.",
         "It ends the heap, which grew for it.",
         "The block of 304 B is in use, and waits for the payload.",
         "It is just as large as needed: nothing is split off.",
         "204 B are copied from 0x00010 to 0x001b0.",
         "The block has moved: pointers to its old address are worth nothing "
         "now.",
         "The old block is given back: 208 B are free from now on.", GIVEN_BACK,
         "The block after it, #2, is in use: nothing to join.",
         "Its size, 208 B, leads to the next header, which says in use.",
         "It is the heap's first block: there is nothing before it.",
         "The heap's own bytes there count as in use.",
         "The block of 208 B is linked at the head of the list.", LIFO);
}

static void
test_classes(void **state)
{
    static const char *const classes[] = {"alloc 200", "alloc 20", "free 1",
                                          "alloc 90", NULL};
    static const char *const buddies[] = {"alloc 100", "free 1", "alloc 20",
                                          NULL};
    static const char *const halves[] = {"alloc 20", "alloc 20", "free 1",
                                         "free 2", NULL};
    (void)state;
    TOLD("segregated", classes, "alloc 90 B: it needs a block of 96 B.",
         "90 B + 4 B header = 94 B, rounded up to a multiple of 16: 96 B.",
         "No free block in the class for 96 B; the next with blocks is class "
         "208 B.",
         "A bitmap tells which classes have blocks, so empty ones cost "
         "nothing.",
         "The block in place 1 of class 208 B has 208 B: large enough.",
         "Every block of this class has 96 B or more, so the first will do.",
         "The block in place 1 of class 208 B, 208 B, is taken.",
         "It was the first that was looked at, and it is large enough.",
         "The block at 0x00010, 208 B, comes off its list of class 208 B.",
         "It was the only one: the list is empty now.",
         "The block of 208 B is cut in two: 96 B for #3, and the last 112 B "
         "stay free.",
         "112 B are left, and the smallest block has 16 B: they can be a "
         "block.",
         "The block of 112 B is linked at the head of the list of class 112 B.",
         "Each class of sizes has a list, and what became free last is its "
         "head.");
    TOLD("buddy", buddies, "alloc 20 B: it needs a block of 32 B.",
         "20 B + 4 B header = 24 B, rounded up to a power of two: 32 B.",
         "No free block in the class for 32 B; the next with blocks is class "
         "128 B.",
         "A bitmap tells which classes have blocks, so empty ones cost "
         "nothing.",
         "The block in place 1 of class 128 B has 128 B: large enough.",
         "Every block of this class has 32 B or more, so the first will do.",
         "The block in place 1 of class 128 B, 128 B, is taken.",
         "It was the first that was looked at, and it is large enough.",
         "The block at 0x00010, 128 B, comes off its list of class 128 B.",
         "It was the only one: the list is empty now.",
         "The block of 128 B is halved: two buddies of 64 B.",
         "32 B are needed: the lower half is large enough, and is halved "
         "again.",
         "The block of 64 B is linked at the head of the list of class 64 B.",
         "Each class of sizes has a list, and what became free last is its "
         "head.",
         "The block of 64 B is halved: two buddies of 32 B.",
         "32 B are needed: the lower half is just that, the upper one is "
         "free.",
         "The block of 32 B is linked at the head of the list of class 32 B.",
         "Each class of sizes has a list, and what became free last is its "
         "head.",
         "The block of 32 B is #2.",
         "It is just as large as needed: nothing is split off.");
    TOLD("buddy", halves, "free #2: its block of 32 B goes back.",
         "If its buddy is free and whole, the two become one block, and so on "
         "upwards.",
         "#2 is given back: 32 B are free from now on.", GIVEN_BACK,
         "Its buddy at 0x00010 is free and whole: the two will be one.",
         "The buddy of a block of 32 B is its other half: the place with that "
         "one bit flipped, 0x00010.",
         "The buddy, 32 B, comes off its list of class 32 B.",
         "It stops being a block of its own. It was the only one: the list is "
         "empty now.",
         "Two blocks become one: 32 + 32 = 64 B.",
         "The header at 0x0002c is gone: there is one block now, and one size.",
         "Its buddy would lie beyond the heap's end: nothing to join.",
         "The buddy of a block of 64 B is its other half: the place with that "
         "one bit flipped, 0x00050.",
         "The block of 64 B is linked at the head of the list of class 64 B.",
         "Each class of sizes has a list, and what became free last is its "
         "head.");
}

/* --- what has none ---------------------------------------------------------*/
static void
assert_none(const struct session *s, uint64_t op, const char *name)
{
    assert_null(inside_new(s, op, &err));
    assert_string_equal(err.name, name);
    assert_true(strlen(err.text) > 20);
}

static void
test_refused(void **state)
{
    struct session *s = start_text("explicit", TARGET_KIND_HEAP);
    struct session *naive = start_text("explicit", TARGET_KIND_NAIVE);
    struct op_result r;
    uint8_t byte = 1;
    (void)state;
    assert_none(s, 0, "no-moment");
    assert_none(s, 1, "no-moment");
    assert_true(session_alloc(s, 100, NULL, &r, &err));
    assert_true(session_poke(s, 40, &byte, 1, &r, &err));
    assert_none(s, 2, "no-inside");
    assert_none(s, 3, "no-moment");
    assert_true(session_alloc(naive, 100, NULL, &r, &err));
    assert_none(naive, 1, "not-possible");
    session_delete(naive);
    session_delete(s);
}

/* Of a search of thousands the looks that matter are told; all are counted. */
static void
test_long(void **state)
{
    struct session *s = start_text("explicit:best", TARGET_KIND_HEAP);
    size_t n = 3000, seen = 0;
    struct inside *in;
    struct op_result r;
    (void)state;
    for (size_t i = 0; i < 2 * n; i++)
        assert_true(session_alloc(s, 20 + i % 32 / 2 * 16, NULL, &r, &err));
    for (size_t i = 1; i <= 2 * n; i += 2) {
        struct who who = number(i);
        assert_true(session_free(s, &who, &r, &err));
    }
    assert_true(session_alloc(s, 150, NULL, &r, &err));
    in = inside_new(s, op_of(s), &err);
    assert_non_null(in);
    assert_true(inside_n(in) < 300);
    for (size_t at = 1; at <= inside_n(in); at++) {
        const struct inside_step *step = inside_step(in, at);
        seen +=
            step->kind == INSIDE_PROBES ? step->n : step->kind == INSIDE_PROBE;
    }
    assert_int_equal(seen, r.probes);
    inside_free(in);
    assert_inside(s, op_of(s));
    session_delete(s);
}

/* The session goes on, and the inside stays what it was. */
static void
test_goes_on(void **state)
{
    struct session *s = start_text("segregated", TARGET_KIND_HEAP);
    struct picture then, later;
    struct inside *in;
    struct op_result r;
    struct figures f;
    (void)state;
    for (int i = 0; i < 50; i++)
        assert_true(session_alloc(s, 50, NULL, &r, &err));
    in = inside_new(s, 20, &err);
    assert_non_null(in);
    then = take(inside_session(in));
    for (int i = 0; i < 5000; i++)
        assert_true(session_alloc(s, 50, NULL, &r, &err));
    later = take(inside_session(in));
    assert_same(&then, &later);
    view_figures(inside_after(in), &f);
    assert_int_equal(f.op, 20);
    free(then.all);
    free(later.all);
    inside_free(in);
    session_delete(s);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),  cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_split),   cmocka_unit_test(test_case_1),
        cmocka_unit_test(test_case_2),  cmocka_unit_test(test_case_3),
        cmocka_unit_test(test_case_4),  cmocka_unit_test(test_resize),
        cmocka_unit_test(test_classes), cmocka_unit_test(test_refused),
        cmocka_unit_test(test_long),    cmocka_unit_test(test_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
