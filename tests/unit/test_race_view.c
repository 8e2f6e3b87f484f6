/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_race_view.c: a race on the screen, without a terminal: what is shown of
 * each lane, what the keys do, and what is said of who leads.
 */
#include "support/cmocka_all.h"

#include "tui/race.h"
#include "tui/tui.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLS = 200, N_BLOCKS = 12 };

struct scene {
    struct session *session;
    struct tui *tui;
    struct canvas canvas;
    struct tui_frame frame;
    int rows, cols;
    char command[TUI_COMMAND_TEXT];
};

/* --- what is done ----------------------------------------------------------*/
static void
follow(struct scene *scene)
{
    struct error err;

    assert_true(session_race_sync(scene->session, &err));
}

static void
draw(struct scene *scene)
{
    int row, col;

    assert_true(canvas_resize(&scene->canvas, scene->rows, scene->cols));
    tui_draw(scene->tui, &scene->frame, &scene->canvas, &row, &col);
}

static enum tui_answer
key(struct scene *scene, uint32_t key)
{
    enum tui_answer answer =
        tui_key(scene->tui, scene->session, key, scene->command);

    draw(scene);
    return answer;
}

static void
alloc(struct scene *scene, size_t size)
{
    struct op_result result;
    struct error err;

    assert_true(session_alloc(scene->session, size, NULL, &result, &err));
}

static void
release(struct scene *scene, uint64_t number)
{
    struct who who = {.kind = WHO_NUMBER, .value = number};
    struct op_result result;
    struct error err;

    assert_true(session_free(scene->session, &who, &result, &err));
}

static void
race(struct scene *scene, const char *const *names, size_t n)
{
    struct policy policies[RACE_MOST];
    struct error err;

    for (size_t i = 0; i < n; i++)
        assert_true(policy_parse(names[i], &policies[i], &err));
    assert_true(session_race(scene->session, policies, n, &err));
    follow(scene);
    tui_show_race(scene->tui, true);
    draw(scene);
}

static const struct race_layout *
layout_of(const struct scene *scene)
{
    return &tui_race(scene->tui, NULL)->layout;
}

static size_t
selected_in_lane(const struct scene *scene)
{
    const struct map_eye *eye;

    (void)tui_race(scene->tui, &eye);
    return eye->selected;
}

static uint32_t
selected_number(const struct scene *scene)
{
    return tui_race(scene->tui, NULL)->id;
}

static const char *const three[] = {"explicit", "segregated", "buddy"};

/* Twelve blocks of 100 bytes, 2, 6, 10 and 12 free; the map has the focus, and
 * no race is on. */
static int
setup(void **state)
{
    static struct scene scene;
    const struct look look = {.unicode = true, .lines = true};
    struct session_config config = {.limit = 1 << 24};
    struct error err;

    memset(&scene, 0, sizeof scene);
    assert_true(policy_parse("explicit", &config.policy, &err));
    scene.session = session_new(&config, &err);
    scene.tui = tui_new(&look);
    assert_non_null(scene.session);
    assert_non_null(scene.tui);
    scene.rows = 40;
    scene.cols = 120;
    scene.frame = (struct tui_frame){.session = scene.session,
                                     .message = "",
                                     .prompt = "heapglass> ",
                                     .line = "",
                                     .play = "paused"};
    for (int i = 0; i < N_BLOCKS; i++)
        alloc(&scene, 100);
    for (uint64_t i = 2; i <= 10; i += 4)
        release(&scene, i);
    release(&scene, N_BLOCKS);
    tui_set_focus(scene.tui, FOCUS_MAP);
    draw(&scene);
    *state = &scene;
    return 0;
}

static int
teardown(void **state)
{
    struct scene *scene = *state;

    tui_free(scene->tui);
    session_delete(scene->session);
    canvas_done(&scene->canvas);
    return 0;
}

/* --- what is seen ----------------------------------------------------------*/
static void
read_row(const struct canvas *canvas, int row, int col, int cols, char *line)
{
    for (int i = 0; i < cols; i++) {
        uint32_t ch = canvas->cells[row * canvas->cols + col + i].ch;

        line[i] = (char)(ch >= ' ' && ch < 0x7f ? ch : '?');
    }
    line[cols] = '\0';
}

/* Is TEXT in these columns of some row? */
static bool
shows_in(const struct scene *scene, const struct rect *rect, const char *text)
{
    char line[MOST_COLS + 1];

    for (int row = rect->row; row < rect->row + rect->rows; row++) {
        read_row(&scene->canvas, row, rect->col, rect->cols, line);
        if (strstr(line, text))
            return true;
    }
    return false;
}

static bool
shows(const struct scene *scene, const char *text)
{
    return shows_in(scene, &(struct rect){0, 0, scene->rows, scene->cols},
                    text);
}

static bool
lane_shows(const struct scene *scene, size_t lane, const char *text)
{
    const struct race_layout *layout = layout_of(scene);

    return shows_in(scene, &layout->columns[lane - layout->first], text);
}

/* --- showing it ------------------------------------------------------------*/
static void
test_shown_and_left(void **state)
{
    struct scene *scene = *state;

    assert_int_equal(key(scene, 'r'), TUI_SAY);
    assert_non_null(strstr(scene->command, "race segregated buddy"));
    race(scene, three, 3);
    assert_true(shows(scene, "race of 3"));
    assert_true(lane_shows(scene, 1, "segregated, good fit"));
    assert_int_equal(key(scene, 'r'), TUI_DONE);
    assert_false(shows(scene, "race of 3"));
    assert_int_equal(key(scene, 'r'), TUI_DONE);
    assert_true(shows(scene, "race of 3"));
    assert_int_equal(key(scene, 't'), TUI_SAY); /* says how to get there */
    assert_non_null(strstr(scene->command, "r goes there"));
    assert_int_equal(key(scene, 0x7f - 1), TUI_IGNORED); /* no key of ours */
    assert_int_equal(key(scene, 'c'), TUI_SAY);
    assert_non_null(strstr(scene->command, "Colours by block size"));
    assert_int_equal(key(scene, KEYS_ESC), TUI_DONE);
    assert_false(shows(scene, "race of 3"));
    tui_show_race(scene->tui, true);
    session_race_end(scene->session);
    draw(scene);
    assert_false(tui_shows_race(scene->tui));
    assert_true(shows(scene, "heap"));
}

/* The heap's map and the race each keep what they look at. */
static void
test_own_eyes(void **state)
{
    struct scene *scene = *state;
    struct error err;

    assert_true(tui_zoom(scene->tui, scene->session, "64", &err));
    race(scene, three, 3);
    assert_false(shows(scene, "cell 64 B"));
    assert_true(tui_zoom(scene->tui, scene->session, "32", &err));
    (void)key(scene, 'r');
    assert_true(shows(scene, "1 cell = 64 B"));
    (void)key(scene, 'r');
    assert_true(shows(scene, "same scale: cell 32 B"));
}

/* --- what a lane shows -----------------------------------------------------*/
/* One scale, and every address in the same row. */
static void
test_same_rows(void **state)
{
    struct scene *scene = *state;
    const struct race_layout *layout = layout_of(scene);
    char first[16], other[16];

    race(scene, three, 3);
    for (int row = 0; row < 3; row++) {
        int at =
            layout->map_row + layout->grid.first_row + row * layout->grid.pitch;

        read_row(&scene->canvas, at, layout->columns[0].col, 6, first);
        assert_int_equal(strtoul(first, NULL, 16),
                         (size_t)row * layout->grid.row_bytes);
        for (size_t i = 1; i < 3; i++) {
            read_row(&scene->canvas, at, layout->columns[i].col, 6, other);
            assert_string_equal(other, first);
        }
    }
}

static void
test_figures(void **state)
{
    struct scene *scene = *state;
    char text[64];

    race(scene, three, 3);
    for (size_t i = 0; i < 3; i++) {
        struct figures f;

        session_lane_figures(scene->session, i, &f);
        (void)snprintf(text, sizeof text, "peak util %.1f%%",
                       100 * f.peak_util);
        assert_true(lane_shows(scene, i, text));
        (void)snprintf(text, sizeof text, "%.1f%%", 100 * f.util);
        assert_true(lane_shows(scene, i, text));
        (void)snprintf(text, sizeof text, "%.1f%%", 100 * f.frag);
        assert_true(lane_shows(scene, i, text));
        assert_true(lane_shows(scene, i, " a search"));
    }
    assert_true(lane_shows(scene, 0, " 2nd "));
    assert_true(lane_shows(scene, 1, " 2nd "));
    assert_true(lane_shows(scene, 2, " 1st "));
}

/* Whatever the size: the rank and the peak of each lane shown, whole. */
static void
test_every_size(void **state)
{
    struct scene *scene = *state;
    const struct race_layout *layout = layout_of(scene);
    char text[32];

    race(scene, three, 3);
    for (scene->cols = 40; scene->cols <= MOST_COLS; scene->cols++) {
        scene->rows = 10 + scene->cols * 7 % 51;
        draw(scene);
        assert_true(layout->n >= 1);
        for (size_t i = layout->first; i < layout->first + layout->n; i++) {
            struct figures f;

            session_lane_figures(scene->session, i, &f);
            (void)snprintf(text, sizeof text, "%.1f%%", 100 * f.peak_util);
            assert_true(lane_shows(scene, i, text));
            assert_true(lane_shows(scene, i, i < 2 ? "2nd" : "1st"));
        }
    }
}

/* One lane at a time where no more find room, and which one it is. */
static void
test_one_at_a_time(void **state)
{
    struct scene *scene = *state;
    const struct race_layout *layout = layout_of(scene);

    race(scene, three, 3);
    scene->rows = 10;
    scene->cols = 40;
    draw(scene);
    assert_int_equal(layout->n, 1);
    assert_true(shows(scene, "1 of 3"));
    assert_true(shows(scene, "] [ lane"));
    (void)key(scene, ']');
    assert_true(shows(scene, "2 of 3"));
    assert_true(shows(scene, "segregated, good fit"));
    (void)key(scene, '3');
    assert_true(shows(scene, "3 of 3"));
    (void)key(scene, ']');
    assert_true(shows(scene, "1 of 3"));
    (void)key(scene, '[');
    assert_true(shows(scene, "3 of 3"));
    assert_int_equal(key(scene, '4'), TUI_SAY);
}

/* Four in 80 columns: the addresses are the first's alone, and rows longer. */
static void
test_shared_addresses(void **state)
{
    static const char *const four[] = {"implicit", "explicit", "segregated",
                                       "buddy"};
    struct scene *scene = *state;
    const struct race_layout *layout = layout_of(scene);
    char text[16];

    race(scene, four, 4);
    scene->rows = 24;
    scene->cols = 80;
    draw(scene);
    assert_int_equal(layout->n, 4);
    assert_int_equal(layout->grid.row_cells, 16);
    read_row(&scene->canvas, layout->map_row + layout->grid.first_row,
             layout->columns[0].col, 2, text);
    assert_string_equal(text, "0x");
    for (size_t i = 1; i < 4; i++)
        assert_false(lane_shows(scene, i, "0x"));
}

/* --- one selection for all -------------------------------------------------*/
static void
assert_selected_everywhere(struct scene *scene, uint32_t id)
{
    assert_int_equal(selected_number(scene), id);
    for (size_t i = 0; i < session_race_lanes(scene->session); i++) {
        struct view_block block;
        char text[48];

        assert_int_equal(session_lane_block(scene->session, i, id, &block),
                         LANE_BLOCK_LIVE);
        (void)snprintf(text, sizeof text, "#%u at 0x%05zx", (unsigned)id,
                       block.off);
        assert_true(lane_shows(scene, i, text));
    }
}

static void
test_selection(void **state)
{
    struct scene *scene = *state;

    race(scene, three, 3);
    (void)key(scene, 'g');
    assert_selected_everywhere(scene, 1);
    (void)key(scene, '3');
    assert_selected_everywhere(scene, 1);
    (void)key(scene, 'G'); /* a free one has no number: it is this lane's */
    assert_int_equal(selected_number(scene), 0);
    assert_int_not_equal(selected_in_lane(scene), 0);
    (void)key(scene, ']');
    assert_int_equal(selected_in_lane(scene), 0);
    (void)key(scene, 'g');
    assert_selected_everywhere(scene, 1);
    assert_int_equal(key(scene, 'd'), TUI_COMMAND);
    assert_string_equal(scene->command, "free 1");
    release(scene, 1);
    follow(scene);
    draw(scene);
    assert_int_equal(selected_number(scene), 0);
    assert_false(shows(scene, "#1 "));
}

/* `show 7` names a block of the session's own heap. */
static void
test_show(void **state)
{
    struct scene *scene = *state;
    struct who who = {.kind = WHO_NUMBER, .value = 7};
    struct view_who found;
    struct error err;

    race(scene, three, 3);
    assert_true(view_find(scene->session, &who, &found, &err));
    tui_select(scene->tui, found.block.off);
    draw(scene);
    assert_selected_everywhere(scene, 7);
    alloc(scene, 24); /* it stays selected, wherever it lies */
    follow(scene);
    draw(scene);
    assert_selected_everywhere(scene, 7);
}

static void
test_click(void **state)
{
    struct scene *scene = *state;
    const struct race_layout *layout = layout_of(scene);
    struct view_block block;
    struct map_grid grid;
    struct mouse mouse = {.kind = MOUSE_DOWN};
    char command[TUI_COMMAND_TEXT];
    int row, col;

    race(scene, three, 3);
    assert_int_equal(session_lane_block(scene->session, 2, 5, &block),
                     LANE_BLOCK_LIVE);
    map_lay_out_alike(&layout->grid, session_lane(scene->session, 2), &grid);
    assert_true(map_cell_of(&grid, block.off, &row, &col));
    mouse.row = layout->map_row + row;
    mouse.col = layout->columns[2].col + col;
    assert_int_equal(tui_mouse(scene->tui, scene->session, &mouse, command),
                     TUI_DONE);
    draw(scene);
    assert_int_equal(tui_race(scene->tui, NULL)->lane, 2);
    assert_selected_everywhere(scene, 5);
}

/* + - 0 hold for all lanes. */
static void
test_zoom(void **state)
{
    struct scene *scene = *state;
    const struct race_layout *layout = layout_of(scene);
    size_t fit;

    race(scene, three, 3);
    fit = layout->grid.cell;
    (void)key(scene, '-');
    assert_int_equal(layout->grid.cell, fit);
    (void)key(scene, '+');
    assert_int_equal(layout->grid.cell, map_finer(fit));
    (void)key(scene, '0');
    assert_int_equal(layout->grid.cell, fit);
}

/* --- lanes that are not level ----------------------------------------------*/
static void
test_behind(void **state)
{
    struct scene *scene = *state;
    struct error err;

    race(scene, three, 3);
    for (int i = 0; i < 8; i++)
        alloc(scene, 100);
    assert_true(session_lane_is_behind(scene->session, 1));
    assert_true(session_race_follow(scene->session, 0, 100, &err));
    assert_true(session_race_follow(scene->session, 1, 3, &err));
    assert_false(session_lane_is_behind(scene->session, 0));
    assert_true(session_lane_is_behind(scene->session, 1));
    draw(scene);
    assert_true(lane_shows(scene, 0, "no rank yet"));
    assert_true(lane_shows(scene, 1, "behind: op 19"));
    assert_true(lane_shows(scene, 2, "behind: op 16"));
    assert_true(shows(scene, "segregated is on its way"));
    follow(scene);
    draw(scene);
    assert_true(lane_shows(scene, 1, "peak util"));
    assert_false(shows(scene, "behind"));
    assert_true(session_back(scene->session, 4, &err));
    assert_true(session_race_follow(scene->session, 2, 1, &err));
    assert_false(session_lane_is_behind(scene->session, 2));
}

/* Buddies round up: they run out of memory first. */
static void
test_refused(void **state)
{
    static const char *const two[] = {"explicit", "buddy"};
    struct session_config config = {.limit = 8192};
    struct scene *scene = *state;
    struct error err;
    struct lane_counts counts = {0};
    struct figures figures;
    char text[48];

    assert_true(policy_parse("explicit", &config.policy, &err));
    assert_true(session_restart(scene->session, &config, &err));
    race(scene, two, 2);
    while (counts.refused == 0) {
        alloc(scene, 700);
        follow(scene);
        session_lane_counts(scene->session, 1, &counts);
    }
    view_figures(scene->session, &figures);
    draw(scene);
    assert_true(lane_shows(scene, 0, "refused 0"));
    assert_true(lane_shows(scene, 1, "refused 1, now"));
    assert_true(lane_shows(scene, 1, " 2nd "));
    assert_true(shows(scene, "explicit leads: it refused 0, buddy refused 1."));
    (void)key(scene, 'G'); /* the last block: it never was in the other heap */
    if (selected_number(scene) == 0)
        (void)key(scene, KEYS_LEFT);
    (void)snprintf(text, sizeof text, "#%zu refused", figures.blocks);
    assert_true(lane_shows(scene, 1, text));
}

/* --- sentences -------------------------------------------------------------*/
static struct race_facts
facts_of(uint64_t op, double a, double b)
{
    struct race_facts facts = {.n = 2, .level = true};

    (void)strcpy(facts.lanes[0].name, "explicit");
    (void)strcpy(facts.lanes[1].name, "buddy");
    facts.lanes[0].now.peak_util = a;
    facts.lanes[1].now.peak_util = b;
    facts.lanes[0].rank = a < b ? 2 : 1;
    facts.lanes[1].rank = b < a ? 2 : 1;
    for (int i = 0; i < 2; i++) {
        facts.lanes[i].now.op = op;
        facts.lanes[i].now.peak_live = 1;
    }
    return facts;
}

static void
assert_lead(const struct race_facts *facts, const struct race_seen *seen,
            int cols, const char *text)
{
    struct canvas canvas = {0};
    struct pane pane;
    char line[MOST_COLS + 1];

    assert_true(canvas_resize(&canvas, 1, cols));
    pane = canvas_pane(&canvas, 0, 0, 1, cols);
    race_lead_draw(&pane, facts, seen);
    read_row(&canvas, 0, 0, cols, line);
    for (size_t n = strlen(line); n > 0 && line[n - 1] == ' '; n--)
        line[n - 1] = '\0';
    assert_string_equal(line, text);
    canvas_done(&canvas);
}

static void
test_lead(void **state)
{
    struct race_facts facts = facts_of(9, 0.8123, 0.8049);
    struct race_seen seen = {0};

    (void)state;
    assert_lead(&facts, &seen, 80,
                "explicit leads with 81.2% peak utilization, buddy follows "
                "with 80.5%.");
    assert_lead(&facts, &seen, 40, "explicit leads: 81.2% against 80.5%.");
    assert_lead(&facts, &seen, 30, "");
    facts = facts_of(9, 0.8123, 0.8121); /* alike in one place */
    assert_lead(&facts, &seen, 60, "explicit leads: 81.23% against 81.21%.");
    facts = facts_of(9, 0.5, 0.5);
    assert_lead(&facts, &seen, 60, "All are level: peak utilization 50.0%.");
    facts.lanes[0].now.peak_live = 0;
    assert_lead(&facts, &seen, 80,
                "The heaps are empty; each does what is done from here on.");
}

static void
test_pass(void **state)
{
    struct race_facts facts = facts_of(10, 0.7, 0.8);
    struct race_seen seen = {0};

    (void)state;
    race_note(&seen, &facts);
    assert_string_equal(seen.passed, "");
    facts = facts_of(11, 0.812, 0.8);
    race_note(&seen, &facts);
    assert_string_equal(seen.passed,
                        "explicit passed buddy at op 11: 81.2% against 80.0%.");
    assert_lead(&facts, &seen, 60, seen.passed);
    facts = facts_of(90, 0.7, 0.8); /* many operations between two frames */
    race_note(&seen, &facts);
    assert_string_equal(seen.passed,
                        "buddy passed explicit by op 90: 80.0% against 70.0%.");
    facts = facts_of(95, 0.7, 0.8);
    race_note(&seen, &facts);
    assert_lead(&facts, &seen, 100,
                "buddy leads: 80.0% against 70.0%.  buddy passed explicit by "
                "op 90: 80.0% against 70.0%.");
    facts = facts_of(80, 0.812, 0.8); /* back, before it: not a pass */
    race_note(&seen, &facts);
    assert_string_equal(seen.passed, "");
    facts.lanes[0].rank = 2;
    facts.level = false; /* nothing can be said */
    race_note(&seen, &facts);
    assert_int_equal(seen.ranks[0], 1);
}

/* From a tie, too; but not from the empty heaps. */
static void
test_a_tie_ends(void **state)
{
    struct race_facts facts = facts_of(0, 0, 0);
    struct race_seen seen = {0};

    (void)state;
    facts.lanes[0].now.peak_live = facts.lanes[1].now.peak_live = 0;
    race_note(&seen, &facts);
    facts = facts_of(1, 0.6, 0.5);
    race_note(&seen, &facts);
    assert_string_equal(seen.passed, "");
    facts = facts_of(2, 0.6, 0.6);
    race_note(&seen, &facts);
    assert_string_equal(seen.passed, "");
    facts = facts_of(3, 0.6, 0.7);
    race_note(&seen, &facts);
    assert_string_equal(
        seen.passed,
        "buddy left explicit behind at op 3: 70.0% against 60.0%.");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shown_and_left, setup, teardown),
        cmocka_unit_test_setup_teardown(test_own_eyes, setup, teardown),
        cmocka_unit_test_setup_teardown(test_same_rows, setup, teardown),
        cmocka_unit_test_setup_teardown(test_figures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_every_size, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_at_a_time, setup, teardown),
        cmocka_unit_test_setup_teardown(test_shared_addresses, setup, teardown),
        cmocka_unit_test_setup_teardown(test_selection, setup, teardown),
        cmocka_unit_test_setup_teardown(test_show, setup, teardown),
        cmocka_unit_test_setup_teardown(test_click, setup, teardown),
        cmocka_unit_test_setup_teardown(test_zoom, setup, teardown),
        cmocka_unit_test_setup_teardown(test_behind, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test(test_lead),
        cmocka_unit_test(test_pass),
        cmocka_unit_test(test_a_tie_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
