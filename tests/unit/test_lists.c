/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_lists.c: free lists as they are looked at: their order in figures, and
 * each way in which list and heap can disagree, made by a poke; then the pane
 * that shows them: which blocks a row stands for, what a click hits, the path.
 */
#include "support/cmocka_all.h"
#include "support/random.h"

#include "session/lists.h"
#include "tui/panes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct look look = {.unicode = true, .lines = true};

/* --- heaps -----------------------------------------------------------------*/
static struct session *
make_session(const char *text)
{
    struct session_config config = {.limit = 1 << 28};
    struct error err;
    struct session *session;

    assert_true(policy_parse(text, &config.policy, &err));
    session = session_new(&config, &err);
    assert_non_null(session);
    return session;
}

static size_t
alloc(struct session *session, size_t size)
{
    struct op_result result;
    struct error err;

    assert_true(session_alloc(session, size, NULL, &result, &err));
    return result.off;
}

static void
release(struct session *session, uint64_t number)
{
    struct who who = {.kind = WHO_NUMBER, .value = number};
    struct op_result result;
    struct error err;

    assert_true(session_free(session, &who, &result, &err));
}

static void
poke(struct session *session, size_t at, uint32_t word)
{
    struct op_result result;
    struct error err;

    assert_true(session_poke(session, at, (const uint8_t *)&word, sizeof word,
                             &result, &err));
}

/* 2 N blocks, every other one freed, in random order. */
static struct session *
scattered(const char *policy, size_t n)
{
    struct session *session = make_session(policy);
    struct random r = {n};
    uint64_t *ids = calloc(n, sizeof *ids);

    assert_non_null(ids);
    for (size_t i = 0; i < 2 * n; i++)
        (void)alloc(session, 1 + random_below(&r, 200));
    for (size_t i = 0; i < n; i++)
        ids[i] = 2 * i + 1;
    for (size_t i = n; i > 1; i--) {
        size_t j = random_below(&r, i);
        uint64_t id = ids[i - 1];

        ids[i - 1] = ids[j];
        ids[j] = id;
    }
    for (size_t i = 0; i < n; i++)
        release(session, ids[i]);
    free(ids);
    return session;
}

/* --- order -----------------------------------------------------------------*/
static void
check_look(const struct session *session, unsigned list)
{
    size_t n = view_list(session, list).n, up = 0;
    struct list_stop *stops = calloc(n + 1, sizeof *stops);
    struct view_block *blocks = calloc(n + 1, sizeof *blocks);
    struct list_look seen;

    assert_non_null(stops);
    assert_non_null(blocks);
    seen = view_list_look(session, list, stops, n + 1);
    assert_int_equal(seen.n, n);
    assert_int_equal(seen.end, LIST_WHOLE);
    assert_int_equal(view_list_blocks(session, list, blocks, n + 1, NULL), n);
    for (size_t i = 0; i < n; i++) {
        struct list_links links = view_list_links(session, stops[i].off);

        assert_int_equal(stops[i].off, blocks[i].off);
        assert_int_equal(stops[i].size, blocks[i].size);
        assert_int_equal(links.prev, i > 0 ? blocks[i - 1].off : 0);
        assert_int_equal(links.next, i + 1 < n ? blocks[i + 1].off : 0);
        up += i > 0 && blocks[i].off > blocks[i - 1].off;
    }
    assert_int_equal(seen.up, up);
    free(stops);
    free(blocks);
}

static void
test_order_in_figures(void **state)
{
    static const char *const policies[] = {
        "explicit:lifo", "explicit:fifo", "explicit:address",
        "segregated",    "tlsf",          "buddy"};

    (void)state;
    for (size_t i = 0; i < 6; i++) {
        struct session *session = scattered(policies[i], 150);

        for (unsigned list = 0; list < view_n_lists(session); list++)
            check_look(session, list);
        session_delete(session);
    }
}

static void
test_address_order_leads_up(void **state)
{
    struct list_stop stops[200];
    struct session *session = scattered("explicit:address", 100);
    struct list_look seen = view_list_look(session, 0, stops, 200);

    (void)state;
    assert_int_equal(seen.up, seen.n - 1);
    session_delete(session);
    session = scattered("explicit:lifo", 100);
    seen = view_list_look(session, 0, stops, 200);
    assert_in_range(seen.up, seen.n / 4, seen.n * 3 / 4);
    session_delete(session);
}

/* Freed from the bottom up, what is freed last lies highest and comes first.
 */
static void
test_lifo_leads_down(void **state)
{
    struct session *session = make_session("explicit:lifo");
    struct list_stop stops[8];
    struct list_look seen;

    (void)state;
    for (int i = 0; i < 9; i++)
        (void)alloc(session, 400);
    for (int i = 2; i < 9; i += 2)
        release(session, (uint64_t)i);
    seen = view_list_look(session, 0, stops, 8);
    assert_int_equal(seen.n, 4);
    assert_int_equal(seen.up, 0);
    session_delete(session);
}

static void
test_a_look_is_bounded(void **state)
{
    struct session *session = scattered("explicit:lifo", LISTS_LOOK + 500);
    struct list_stop *stops = calloc(2UL * LISTS_LOOK, sizeof *stops);
    struct list_look seen;

    (void)state;
    assert_non_null(stops);
    seen = view_list_look(session, 0, stops, 10);
    assert_int_equal(seen.n, 10);
    assert_int_equal(seen.end, LIST_GOES_ON);
    seen = view_list_look(session, 0, stops, 2UL * LISTS_LOOK);
    assert_int_equal(seen.n, LISTS_LOOK);
    assert_int_equal(seen.end, LIST_GOES_ON);
    free(stops);
    session_delete(session);
}

/* --- faults ----------------------------------------------------------------*/
/* Nine blocks of 112 bytes from 0x10 on; 2, 4, 6 free: the list, LIFO, is
 * 0x240 0x160 0x80 and then what is left at the heap's end. Links are in units
 * of 16 bytes, next first. */
static struct session *
damaged_heap(const char *policy)
{
    struct session *session = make_session(policy);

    for (int i = 0; i < 9; i++)
        (void)alloc(session, 100);
    release(session, 2);
    release(session, 4);
    release(session, 6);
    return session;
}

static const struct list_fault *
find_fault(const struct list_fault *faults, size_t n, enum list_fault_kind kind)
{
    for (size_t i = 0; i < n; i++) {
        if (faults[i].kind == kind)
            return &faults[i];
    }
    return NULL;
}

/* After writing WORD at AT in such a heap: a fault of that kind with these
 * ends and words. */
struct damage {
    const char *policy;
    size_t where;
    uint32_t word;
    enum list_fault_kind kind;
    size_t place, at, to;
    const char *text;
};

static void
check_damage(const struct damage *damage)
{
    struct session *session = damaged_heap(damage->policy);
    struct list_fault faults[LISTS_FAULTS];
    const struct list_fault *fault;
    char text[LISTS_FAULT_TEXT];
    bool part;

    assert_int_equal(view_list_faults(session, faults, &part), 0);
    poke(session, damage->where, damage->word);
    fault = find_fault(faults, view_list_faults(session, faults, &part),
                       damage->kind);
    assert_false(part);
    if (!fault) {
        fail_msg("not found: %s", damage->text);
        return;
    }
    assert_int_equal(fault->place, damage->place);
    assert_int_equal(fault->at, damage->at);
    assert_int_equal(fault->to, damage->to);
    view_list_fault_text(session, fault, text);
    assert_string_equal(text, damage->text);
    session_delete(session);
}

static void
test_every_disagreement(void **state)
{
    /* clang-format off */
    static const struct damage all[] = {
        {"explicit:lifo", 0x160, 0x1d0 / 16, FAULT_USED, 2, 0x160, 0x1d0,
         "2 leads to 0x001d0: allocated, #5"},
        {"explicit:lifo", 0x160, 0x1e0 / 16, FAULT_INSIDE, 2, 0x160, 0x1e0,
         "2 leads to 0x001e0, inside #5"},
        {"explicit:lifo", 0x160, 0x90 / 16, FAULT_INSIDE, 2, 0x160, 0x90,
         "2 leads to 0x00090, inside the free block 0x00080"},
        {"explicit:lifo", 0x160, 0x100000 / 16, FAULT_OUTSIDE, 2, 0x160,
         0x100000, "2 leads to 0x100000, where no block lies"},
        {"explicit:lifo", 0x80, 0x240 / 16, FAULT_RING, 3, 0x80, 0x240,
         "3 leads back to 0x00240: a ring"},
        {"explicit:lifo", 0x80, 0x80 / 16, FAULT_RING, 3, 0x80, 0x80,
         "3 leads back to 0x00080: a ring"},
        {"explicit:lifo", 0x164, 0x80 / 16, FAULT_BACK, 2, 0x160, 0x80,
         "2 leads back to 0x00080, not to 1"},
        {"explicit:lifo", 0x164, 0, FAULT_BACK, 2, 0x160, 0,
         "2 leads back to nothing, not to 1"},
        {"explicit:lifo", 0x244, 0x80 / 16, FAULT_BACK, 1, 0x240, 0x80,
         "1 is the first, but leads back to 0x00080"},
        {"explicit:lifo", 0x160, 0, FAULT_LOST, 0, 0x80, 0,
         "0x00080 is free, but on no list"},
        {"explicit:lifo", 0xec, 0x70 | 0, FAULT_LOST, 0, 0xf0, 0,
         "0x000f0 is free, but on no list"},
        {"explicit:lifo", 0x23c, 0x71, FAULT_USED, 0, 0, 0x240,
         "the head leads to 0x00240: marked allocated"},
        {"explicit:lifo", 0x15c, 0x30, FAULT_DAMAGED, 1, 0x240, 0x160,
         "1 leads to 0x00160, where no size makes sense"},
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        check_damage(&all[i]);
}

/* 0x80 0x240 0x160: the second and third block have changed places. */
static void
test_out_of_address_order(void **state)
{
    struct session *session = damaged_heap("explicit:address");
    struct list_fault faults[LISTS_FAULTS];
    const struct list_fault *fault;
    char text[LISTS_FAULT_TEXT];

    (void)state;
    poke(session, 0x80, 0x240 / 16);
    poke(session, 0x240, 0x160 / 16);
    poke(session, 0x160, 0);
    fault = find_fault(faults, view_list_faults(session, faults, NULL),
                       FAULT_ORDER);
    assert_non_null(fault);
    assert_int_equal(fault->at, 0x160);
    assert_int_equal(fault->to, 0x240);
    view_list_fault_text(session, fault, text);
    assert_string_equal(text, "3 lies before 2: not in address order");
    session_delete(session);
}

/* A link from one class's list into another's. */
static void
test_a_block_of_another_class(void **state)
{
    struct session *session = make_session("segregated");
    struct list_fault faults[LISTS_FAULTS];
    const struct list_fault *fault;
    char text[LISTS_FAULT_TEXT];
    size_t small, large, n;

    (void)state;
    small = alloc(session, 40); /* 48 B */
    for (int i = 0; i < 3; i++)
        (void)alloc(session, 40);
    large = alloc(session, 100); /* 112 B */
    for (int i = 0; i < 3; i++)
        (void)alloc(session, 100);
    release(session, 1);
    release(session, 5);
    poke(session, small, (uint32_t)(large / 16));
    n = view_list_faults(session, faults, NULL);
    fault = find_fault(faults, n, FAULT_CLASS);
    assert_non_null(fault);
    assert_int_equal(fault->at, large);
    assert_int_equal(fault->place, 2);
    view_list_fault_text(session, fault, text);
    assert_string_equal(text, "2 has 112 B: its list is class 112 B");
    session_delete(session);
}

/* What was undone is not told any more. */
static void
test_mended_by_another_poke(void **state)
{
    struct session *session = damaged_heap("explicit:lifo");
    struct list_fault faults[LISTS_FAULTS];

    (void)state;
    poke(session, 0x160, 0x1d0 / 16);
    assert_true(view_list_faults(session, faults, NULL) > 0);
    poke(session, 0x160, 0x80 / 16);
    assert_int_equal(view_list_faults(session, faults, NULL), 0);
    session_delete(session);
}

/* --- the pane --------------------------------------------------------------*/
struct drawn {
    struct canvas canvas;
    struct pane pane;
};

static void
draw(struct drawn *drawn, const struct session *session,
     const struct map_eye *eye, int rows, int cols)
{
    assert_true(canvas_resize(&drawn->canvas, rows, cols));
    canvas_clear(&drawn->canvas);
    drawn->pane = canvas_pane(&drawn->canvas, 0, 0, rows, cols);
    pane_list_draw(&drawn->pane, &look, session, eye);
}

static void
row_text(const struct drawn *drawn, int row, char buf[256])
{
    int col = 0;

    for (; col < drawn->canvas.cols && col < 255; col++) {
        uint32_t ch = drawn->canvas.cells[row * drawn->canvas.cols + col].ch;

        buf[col] = (char)(ch >= ' ' && ch < 0x7f ? ch : '?');
    }
    buf[col] = '\0';
}

static bool
shows(const struct drawn *drawn, const char *text)
{
    char line[256];

    for (int row = 0; row < drawn->canvas.rows; row++) {
        row_text(drawn, row, line);
        if (strstr(line, text))
            return true;
    }
    return false;
}

/* The places that a row of the path stands for, as it says: " 4 0x00230" or
 * " 5-64"; false: it is none. */
static bool
places_of(const struct drawn *drawn, int row, size_t *from, size_t *to)
{
    char line[256], *end;

    row_text(drawn, row, line);
    *from = *to = strtoul(line, &end, 10);
    if (end == line)
        return false;
    if (*end == '-')
        *to = strtoul(end + 1, &end, 10);
    return strncmp(end, "  ", 2) == 0 || strncmp(end, " 0x", 3) == 0;
}

/* Rows tile the list, or a window of it, in order; the selected block, the
 * AT-th, has a row of its own. */
static void
check_rows(const struct drawn *drawn, size_t n, size_t at)
{
    size_t next = 0, from, to, first = 0, singles = 0;
    bool alone = at == 0, runs = false;

    for (int row = 0; row < drawn->canvas.rows; row++) {
        if (!places_of(drawn, row, &from, &to))
            continue;
        if (next == 0)
            first = from;
        assert_true(next == 0 || from == next);
        assert_true(to >= from && to <= n);
        alone = alone || (from == at && to == at);
        runs = runs || to > from;
        singles += from == to;
        next = to + 1;
    }
    assert_true(alone);
    assert_true(next > 0);
    if (runs) {
        assert_int_equal(first, 1);
        assert_int_equal(next, n + 1);
        assert_true(singles >= 3);
    }
}

static void
test_rows_tile_the_list(void **state)
{
    struct drawn drawn = {{0}, {0}};

    (void)state;
    for (size_t n = 1; n < 130; n += 1 + n / 7) {
        struct session *session = scattered("explicit:lifo", n);
        struct list_stop stops[200];
        size_t all = view_list_look(session, 0, stops, 200).n;
        struct map_eye eye = {.list = LIST_NONE};

        draw(&drawn, session, &eye, 9, 39);
        check_rows(&drawn, all, 0);
        for (size_t at = 1; at <= all; at += 1 + all / 5) {
            eye.selected = stops[at - 1].off;
            for (int rows = 3; rows < 60; rows++) {
                draw(&drawn, session, &eye, rows, 39);
                check_rows(&drawn, all, at);
            }
        }
        session_delete(session);
    }
    canvas_done(&drawn.canvas);
}

/* A click on a row is answered by what the row shows. */
static void
check_clicks(const struct session *session, int rows, int cols)
{
    struct drawn drawn = {{0}, {0}};
    struct map_eye eye = {.list = LIST_NONE};
    size_t n_blocks = 0, n_lists = 0;
    char line[256], where[24];

    draw(&drawn, session, &eye, rows, cols);
    for (int row = 0; row < rows; row++) {
        for (int col = 0; col < cols; col += 5) {
            struct pane_list_hit hit =
                pane_list_click(&drawn.pane, session, &eye, row, col);

            row_text(&drawn, row, line);
            (void)snprintf(where, sizeof where, "0x%05zx", hit.off);
            if (hit.what == LIST_HIT_LIST) {
                view_list_name(session, hit.list, where, sizeof where);
                assert_non_null(strstr(line, where + strlen("class ")));
                n_lists++;
            } else if (hit.what == LIST_HIT_BLOCK) {
                assert_true(strstr(line, where) || strchr(line, '-'));
                n_blocks++;
            }
        }
    }
    assert_true(n_blocks > 0);
    assert_true(n_lists > 0 || view_n_lists(session) < 2);
    assert_int_equal(pane_list_click(&drawn.pane, session, &eye, rows, 0).what,
                     LIST_HIT_NONE);
    canvas_done(&drawn.canvas);
}

static void
test_clicks(void **state)
{
    static const char *const policies[] = {"explicit:fifo", "segregated",
                                           "tlsf", "buddy"};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct session *session = scattered(policies[i], 100);

        check_clicks(session, 12, 39);
        check_clicks(session, 34, 39);
        check_clicks(session, 34, 118);
        session_delete(session);
    }
}

/* The dots of the rows of an address-ordered list go right from row to row,
 * whether a row stands for one block or for many. */
static void
test_a_staircase(void **state)
{
    static const size_t sizes[] = {5, 30, 300};
    struct drawn drawn = {{0}, {0}};
    struct map_eye eye = {.list = LIST_NONE};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct session *session = scattered("explicit:address", sizes[i]);
        int reached = 0, rows = 0;

        draw(&drawn, session, &eye, 14, 60);
        for (int row = 1; row < 14; row++) {
            int first = 0, last = 0;

            for (int col = 0; col < 60; col++) {
                if (drawn.canvas.cells[row * 60 + col].ch == 0x25cf) { /* ● */
                    first = first ? first : col;
                    last = col;
                }
            }
            if (first == 0)
                continue;
            assert_true(first >= reached);
            reached = last;
            rows++;
        }
        assert_true(rows >= 5);
        assert_true(shows(&drawn, "all "));
        session_delete(session);
    }
    canvas_done(&drawn.canvas);
}

static void
test_words(void **state)
{
    struct session *session = damaged_heap("explicit:lifo");
    struct map_eye eye = {.list = LIST_NONE};
    struct drawn drawn = {{0}, {0}};

    (void)state;
    draw(&drawn, session, &eye, 12, 60);
    assert_true(shows(&drawn, "1 of 3 links lead to a higher address"));
    eye.selected = 0x160;
    draw(&drawn, session, &eye, 12, 60);
    assert_true(shows(&drawn, "2 of 4   next 0x00080   prev 0x00240"));
    poke(session, 0x160, 0x1d0 / 16);
    draw(&drawn, session, &eye, 14, 60);
    assert_true(shows(&drawn, "2 leads to 0x001d0: allocated, #5"));
    assert_true(shows(&drawn, "0x00080 is free, but on no list"));
    assert_true(shows(&drawn, "2 more out of reach"));
    session_delete(session);
    session = scattered("explicit:lifo", LISTS_LOOK + 500);
    draw(&drawn, session, &eye, 14, 60);
    assert_true(shows(&drawn, "more not looked at"));
    assert_true(shows(&drawn, "of the first 1023 links lead"));
    session_delete(session);
    canvas_done(&drawn.canvas);
}

/* Lists that are empty are counted; the chosen one is marked. */
static void
test_the_table_of_lists(void **state)
{
    struct session *session = make_session("segregated");
    struct map_eye eye = {.list = LIST_NONE};
    struct drawn drawn = {{0}, {0}};
    size_t filled = 0;
    char text[64];

    (void)state;
    for (int i = 0; i < 20; i++)
        (void)alloc(session, i < 10 ? 20 : 100);
    for (int i = 2; i < 19; i += 2)
        release(session, (uint64_t)i);
    draw(&drawn, session, &eye, 20, 39);
    for (unsigned list = 0; list < view_n_lists(session); list++)
        filled += view_list(session, list).n > 0;
    (void)snprintf(text, sizeof text, "%zu lists are empty",
                   view_n_lists(session) - filled);
    assert_true(shows(&drawn, text));
    assert_true(shows(&drawn, "? 112 B ")); /* ▶ */
    assert_true(shows(&drawn, "  3    336 "));
    session_delete(session);
    canvas_done(&drawn.canvas);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_in_figures),
        cmocka_unit_test(test_address_order_leads_up),
        cmocka_unit_test(test_lifo_leads_down),
        cmocka_unit_test(test_a_look_is_bounded),
        cmocka_unit_test(test_every_disagreement),
        cmocka_unit_test(test_out_of_address_order),
        cmocka_unit_test(test_a_block_of_another_class),
        cmocka_unit_test(test_mended_by_another_poke),
        cmocka_unit_test(test_rows_tile_the_list),
        cmocka_unit_test(test_clicks),
        cmocka_unit_test(test_a_staircase),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_the_table_of_lists),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
