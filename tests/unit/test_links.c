/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_links.c: the links that the map draws close up, held against the heap's
 * own. On random heaps under several policies each line is followed with the
 * finger: from below the `next` field, along its glyphs, to the block that it
 * ends at, which must be the one that the field holds; words must say its
 * place or its address. And no cell of a block may differ from a drawing
 * without links. TEST_SEED=N chooses other heaps.
 */
#include "support/cmocka_all.h"
#include "support/random.h"

#include "session/lists.h"
#include "tui/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEAPS = 60, NUMBERED = 99 };

struct scene {
    struct session *session;
    struct canvas plain, linked;
    struct map_eye eye;
    struct map_grid grid;
    size_t n_lines, n_words; /* links told each way */
};

static const struct look look = {.unicode = true, .lines = true};

/* --- heaps -----------------------------------------------------------------*/
static struct session *
make_session(const char *text)
{
    struct session_config config = {.limit = 1 << 24};
    struct error err;
    struct session *session;

    assert_true(policy_parse(text, &config.policy, &err));
    session = session_new(&config, &err);
    assert_non_null(session);
    return session;
}

static void
alloc(struct session *session, size_t size)
{
    struct op_result result;
    struct error err;

    assert_true(session_alloc(session, size, NULL, &result, &err));
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

/* 2 N blocks of random sizes, every other one freed, in random order. */
static void
fill(struct session *session, struct random *r, size_t n)
{
    uint64_t *ids = calloc(n, sizeof *ids);

    assert_non_null(ids);
    for (size_t i = 0; i < 2 * n; i++)
        alloc(session, 1 + random_below(r, 90));
    for (size_t i = 0; i < n; i++)
        ids[i] = 2 * i + 1;
    for (size_t i = n; i > 1; i--) {
        size_t j = random_below(r, i);
        uint64_t id = ids[i - 1];

        ids[i - 1] = ids[j];
        ids[j] = id;
    }
    for (size_t i = 0; i < n; i++)
        release(session, ids[i]);
    free(ids);
}

/* --- drawings --------------------------------------------------------------*/
static void
draw(struct scene *scene, struct canvas *canvas, enum overlay overlay, int rows,
     int cols)
{
    struct pane pane;

    assert_true(canvas_resize(canvas, rows, cols));
    canvas_clear(canvas);
    pane = canvas_pane(canvas, 0, 0, rows, cols);
    scene->eye.overlay = overlay;
    map_lay_out(&scene->eye, scene->session, rows, cols, &scene->grid);
    map_draw(&pane, &look, scene->session, &scene->eye, &scene->grid);
}

static struct canvas_cell
at(const struct canvas *canvas, int row, int col)
{
    if (row < 0 || row >= canvas->rows || col < 0 || col >= canvas->cols)
        return (struct canvas_cell){0, STYLE_PLAIN};
    return canvas->cells[row * canvas->cols + col];
}

/* Where the map shows blocks, both drawings are the same. */
static void
assert_same_blocks(const struct scene *scene)
{
    const struct map_grid *grid = &scene->grid;

    for (int row = 0; row < grid->n_rows; row++) {
        int line = grid->first_row + row * grid->pitch;

        for (int col = 0; col < grid->gutter + grid->row_cells; col++) {
            struct canvas_cell a = at(&scene->plain, line, col);
            struct canvas_cell b = at(&scene->linked, line, col);

            if (a.ch == ' ' && a.style == STYLE_PLAIN)
                continue; /* behind the heap's end */
            assert_int_equal(a.ch, b.ch);
            assert_int_equal(a.style, b.style);
        }
    }
}

/* --- a line ----------------------------------------------------------------*/
struct finger {
    int row, col, down, right;
};

static void
turn(struct finger *f, int down, int right)
{
    f->down = down;
    f->right = right;
}

/* Past the line's glyph under the finger; false: it is none. A corner has two
 * ends: the finger came by one. */
static bool
follow(struct finger *f, uint32_t ch)
{
    if (ch == 0x2502 || ch == 0x2500 || ch == 0x253c) /* │ ─ ┼ */
        return (ch != 0x2502 || f->down) && (ch != 0x2500 || f->right);
    if (ch == 0x256d) /* ╭ */
        turn(f, f->right != 0, f->down != 0);
    else if (ch == 0x256e) /* ╮ */
        turn(f, f->right != 0, f->down ? -1 : 0);
    else if (ch == 0x2570) /* ╰ */
        turn(f, f->right ? -1 : 0, f->down != 0);
    else if (ch == 0x256f) /* ╯ */
        turn(f, f->right ? -1 : 0, f->down ? -1 : 0);
    else
        return false;
    return true;
}

/* The column of the block whose number stands at COL, or left of it. */
static int
arrow_of(const struct canvas *canvas, int row, int col)
{
    while (col >= 0 && at(canvas, row, col).ch != 0x25bc)
        col--;
    return col;
}

/* The words behind "→": a place, an address, or both. */
static void
assert_words(const struct scene *scene, int row, int col, size_t next)
{
    char text[32] = "", where[24];
    size_t n = 0;

    for (; n + 1 < sizeof text; n++, col++) {
        uint32_t ch = at(&scene->linked, row, col).ch;

        if (ch <= ' ' || ch > 'z') {
            if (ch != ' ' || at(&scene->linked, row, col + 1).ch != '0')
                break;
        }
        text[n] = (char)ch;
    }
    text[n] = '\0';
    (void)snprintf(where, sizeof where, "0x%05zx", next);
    if (strchr(text, 'x'))
        assert_non_null(strstr(text, where));
    else if (*text) {
        struct view_block blocks[NUMBERED];
        size_t on = view_list_blocks(
            scene->session, map_chosen_list(&scene->eye, scene->session),
            blocks, NUMBERED, NULL);
        size_t place = strtoul(text, NULL, 10);

        assert_in_range(place, 1, on);
        assert_int_equal(blocks[place - 1].off, next);
    }
}

/* The link of the block at OFF, whose field starts at (ROW, COL). */
static void
check_link(struct scene *scene, int row, int col, size_t next)
{
    const struct canvas *canvas = &scene->linked;
    struct finger f = {row + 1, col + (scene->grid.cell == 1), 1, 0};
    struct view_block to;
    int to_row, to_col, steps = 0;

    assert_true(view_at(scene->session, next, &to));
    for (;; f.row += f.down, f.col += f.right) {
        uint32_t ch = at(canvas, f.row, f.col).ch;

        assert_true(steps++ < 10000);
        if (ch == 0x2192 && f.right == 1) { /* → */
            assert_words(scene, f.row, f.col + 1, next);
            scene->n_words++;
            return;
        }
        if (!follow(&f, ch))
            break;
    }
    scene->n_lines++;
    assert_true(map_cell_of(&scene->grid, to.start, &to_row, &to_col));
    if (at(canvas, f.row, f.col).ch == 0x25b2) /* ▲ */
        assert_true(f.row == to_row + 1 && f.col == to_col);
    else
        assert_true(f.row == to_row - 1 &&
                    arrow_of(canvas, f.row, f.col) == to_col);
}

static void
check_links(struct scene *scene)
{
    const struct heap *heap = view_heap(scene->session);
    unsigned chosen = map_chosen_list(&scene->eye, scene->session);
    struct heap_field fields[HEAP_MAX_FIELDS];
    struct view_iter iter;
    struct view_block b;

    view_open(&iter, scene->session, scene->grid.lo, scene->grid.hi);
    while (view_next(&iter, &b)) {
        size_t n = b.state == VIEW_FREE && b.list == chosen
                       ? heap_block_fields(heap, b.off, fields)
                       : 0;
        int row, col;

        for (size_t i = 0; i < n; i++) {
            if (fields[i].kind == FIELD_NEXT && fields[i].value != 0 &&
                map_cell_of(&scene->grid, fields[i].at, &row, &col))
                check_link(scene, row, col, (size_t)fields[i].value);
        }
    }
}

/* --- tests -----------------------------------------------------------------*/
static void
check_heap(struct scene *scene, struct random *r, size_t cell)
{
    static const int sizes[][2] = {{24, 80}, {30, 78}, {50, 160}, {16, 60}};
    size_t which = random_below(r, 4);
    int rows = sizes[which][0], cols = sizes[which][1];

    scene->eye = (struct map_eye){.cell = cell, .list = LIST_NONE};
    scene->eye.top = random_below(r, 1500);
    draw(scene, &scene->plain, OVERLAY_OFF, rows, cols);
    draw(scene, &scene->linked, OVERLAY_LINKS, rows, cols);
    assert_same_blocks(scene);
    check_links(scene);
}

static void
test_lines_lead_where_links_do(void **state)
{
    static const char *const policies[] = {
        "explicit:lifo", "explicit:fifo", "explicit:address",      "segregated",
        "tlsf",          "buddy",         "explicit:lifo,textbook"};
    const char *seed = getenv("TEST_SEED");
    struct random r = {seed ? strtoul(seed, NULL, 10) : 7};
    struct scene scene = {0};

    (void)state;
    for (int i = 0; i < HEAPS; i++) {
        scene.session = make_session(policies[i % 7]);
        fill(scene.session, &r, 2 + random_below(&r, 60));
        check_heap(&scene, &r, 4);
        check_heap(&scene, &r, 1);
        session_delete(scene.session);
    }
    printf("# %zu lines, %zu in words\n", scene.n_lines, scene.n_words);
    assert_true(scene.n_lines > 200);
    assert_true(scene.n_words > 200);
    canvas_done(&scene.plain);
    canvas_done(&scene.linked);
}

static size_t
count_style(const struct canvas *canvas, enum style style)
{
    size_t n = 0;

    for (int i = 0; i < canvas->rows * canvas->cols; i++)
        n += canvas->cells[i].style == style;
    return n;
}

/* The cells of a block, all of them. */
static void
assert_damaged(const struct scene *scene, size_t off, bool damaged)
{
    int row, col;

    assert_true(map_cell_of(&scene->grid, off, &row, &col));
    assert_int_equal(at(&scene->linked, row, col).style == STYLE_DAMAGED,
                     damaged);
}

/* A link into an allocated block: both are red, at every zoom, unchecked. */
static void
test_both_ends_are_marked(void **state)
{
    static const size_t cells[] = {1, 4, 16, 32, 64};
    struct scene scene = {.session = make_session("explicit:lifo")};

    (void)state;
    for (int i = 0; i < 9; i++)
        alloc(scene.session, 100);
    release(scene.session, 2); /* at 0x80, then 0x160 */
    release(scene.session, 4);
    scene.eye.list = LIST_NONE;
    for (size_t i = 0; i < 5; i++) {
        scene.eye.cell = cells[i];
        draw(&scene, &scene.linked, OVERLAY_LINKS, 60, 160);
        assert_int_equal(count_style(&scene.linked, STYLE_DAMAGED), 0);
        assert_int_equal(count_style(&scene.linked, STYLE_ALERT), 0);
    }
    /* links are in units of 16 bytes */
    poke(scene.session, 0x160, 0x240 / 16);
    for (size_t i = 0; i < 5; i++) {
        scene.eye.cell = cells[i];
        draw(&scene, &scene.linked, OVERLAY_LINKS, 60, 160);
        assert_damaged(&scene, 0x160, true);
        assert_damaged(&scene, 0x240, true);
        assert_damaged(&scene, 0x1f0, cells[i] == 64);
    }
    session_delete(scene.session);
    canvas_done(&scene.linked);
}

/* The selected block's own links stand out. */
static void
test_selected_links_stand_out(void **state)
{
    struct scene scene = {.session = make_session("explicit:lifo")};

    (void)state;
    for (int i = 0; i < 9; i++)
        alloc(scene.session, 24);
    for (int i = 2; i < 9; i += 2)
        release(scene.session, (uint64_t)i);
    scene.eye = (struct map_eye){.cell = 4, .list = LIST_NONE};
    draw(&scene, &scene.plain, OVERLAY_LINKS, 30, 90);
    scene.eye.selected = 0x70; /* #4 */
    draw(&scene, &scene.linked, OVERLAY_LINKS, 30, 90);
    assert_true(count_style(&scene.linked, STYLE_BOLD) >
                count_style(&scene.plain, STYLE_BOLD) + 4);
    session_delete(scene.session);
    canvas_done(&scene.plain);
    canvas_done(&scene.linked);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines_lead_where_links_do),
        cmocka_unit_test(test_both_ends_are_marked),
        cmocka_unit_test(test_selected_links_stand_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
