/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_scenario.c: what a person does in a first sitting, from start to quit:
 * a block appears in colour, is freed and numbered; a trace plays while one
 * types; the window changes its size; the terminal is given back.
 */
#include "vt.h"

#include "support/cmocka_all.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { USED = 32, FREE = 208, CHANGED = 42 };

/* The longest trace at hand: a malloc-lab one, or the project's own. */
static const char *
trace_path(void)
{
    static const char *const paths[] = {
        "../shared/traces/classic/amptjp-bal.rep", "demos/editor.rep"};
    return access(paths[0], R_OK) == 0 ? paths[0] : paths[1];
}

/* How many cells of the map's area have this background or, as a fill, this
 * foreground. */
static int
count_colour(struct vt *vt, int colour, int rows)
{
    int n = 0;
    for (int row = 2; row < rows; row++) {
        for (int col = 9; col < 74; col++) {
            struct vt_cell cell = vt_cell(vt, row, col);
            n += cell.bg == colour || cell.fg == colour;
        }
    }
    return n;
}

struct wanted {
    int colour, rows, at_least;
};

static bool
has_colour(struct vt *vt, void *context)
{
    const struct wanted *wanted = context;
    return count_colour(vt, wanted->colour, wanted->rows) >= wanted->at_least;
}

static bool
lacks_colour(struct vt *vt, void *context)
{
    const struct wanted *wanted = context;
    return count_colour(vt, wanted->colour, wanted->rows) == 0;
}

static void
end_well(struct vt *vt)
{
    struct termios before, now;
    int status;
    vt_type(vt, "quit\r");
    status = vt_wait_exit(vt);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    vt_modes_before(vt, &before);
    vt_modes_now(vt, &now);
    assert_true(vt_modes_same(&before, &now));
    assert_false(vt_alternate(vt));
    vt_end(vt);
}

/* alloc 100 colours a block; another command leaves it blue; free makes it a
 * hole with its number on the list. */
static void
test_block_appears(void **state)
{
    struct wanted changed = {CHANGED, 24, 5}, used = {USED, 24, 5},
                  hole = {FREE, 24, 5};
    struct vt *vt = vt_start(&(struct vt_config){.args = {"-p", "explicit"}});
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass>"));
    assert_true(lacks_colour(vt, &changed));
    vt_type(vt, "alloc 100 buf\r");
    assert_true(vt_wait(vt, has_colour, &changed));
    assert_true(vt_wait_text(vt, "#1 buf = 0x00010"));
    vt_type(vt, "alloc 24\r");
    assert_true(vt_wait(vt, has_colour, &used));
    vt_type(vt, "free buf\r");
    assert_true(vt_wait_text(vt, "number 1 on the list"));
    vt_type(vt, "alloc 200\r");
    assert_true(vt_wait(vt, has_colour, &hole));
    int row, col, badges = 0;
    for (row = 2; row < 24; row++) {
        for (col = 9; col < 74; col++) {
            struct vt_cell cell = vt_cell(vt, row, col);
            badges += cell.bg == FREE && cell.fg == 16 && cell.ch == '1';
        }
    }
    assert_true(badges >= 1);
    end_well(vt);
}

/* While the trace plays, a command is typed and edited; what is typed stays,
 * and the trace gets to its end. */
static void
test_play_and_type(void **state)
{
    char load[128];
    struct vt *vt = vt_start(&(struct vt_config){.args = {"-p", "segregated"}});
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass>"));
    (void)snprintf(load, sizeof load, "load %s\r", trace_path());
    vt_type(vt, load);
    assert_true(vt_wait_text(vt, "op 0/"));
    vt_type(vt, "play 200\r");
    assert_true(vt_wait_text(vt, "200/s"));
    vt_type(vt, "alloc 10");
    assert_true(vt_wait_text(vt, "heapglass> alloc 10"));
    vt_type(vt, "0 mine" VT_LEFT VT_LEFT VT_LEFT VT_LEFT);
    assert_true(vt_wait_text(vt, "heapglass> alloc 100 mine"));
    assert_true(vt_wait_text(vt, "200/s"));
    vt_type(vt, "\r");
    assert_true(vt_wait_text(vt, "heapglass> "));
    vt_type(vt, "play max\r");
    assert_true(vt_wait_text(vt, "has ended after"));
    assert_true(vt_wait_text(vt, "paused"));
    vt_type(vt, "show mine\r");
    assert_true(vt_wait_text(vt, "mine"));
    vt_type(vt, "check\r");
    assert_true(vt_wait_text(vt, "no violation"));
    end_well(vt);
}

/* Ctrl-C pauses a playing trace and clears a line. */
static void
test_interrupt(void **state)
{
    struct vt *vt = vt_start(&(struct vt_config){.args = {"demos/editor.rep"}});
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass>"));
    vt_type(vt, "play 5\r");
    assert_true(vt_wait_text(vt, "5/s"));
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_text(vt, "paused"));
    vt_type(vt, "frobnicate");
    assert_true(vt_wait_text(vt, "heapglass> frobnicate"));
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_gone(vt, "frobnicate"));
    end_well(vt);
}

static void
test_resize(void **state)
{
    static const struct {
        int rows, cols;
        const char *shows;
    } sizes[] = {
        {40, 120, "timeline"}, {24, 80, "timeline"}, {10, 40, "> "},
        {60, 200, "timeline"}, {8, 30, "40x10"},     {24, 80, "heapglass>"},
    };
    struct vt *vt = vt_start(&(struct vt_config){.args = {"demos/editor.rep"}});
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass>"));
    vt_type(vt, "step 300\r");
    assert_true(vt_wait_text(vt, "op 300/600"));
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        vt_resize(vt, sizes[i].rows, sizes[i].cols);
        if (!vt_wait_text(vt, sizes[i].shows)) {
            vt_print(vt);
            fail_msg("%dx%d does not show \"%s\"", sizes[i].cols,
                     sizes[i].rows, sizes[i].shows);
        }
    }
    end_well(vt);
}

/* Terminated from outside, the terminal is given back all the same. */
static void
test_terminated(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP};
    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct termios before, now;
        struct vt *vt = vt_start(&(struct vt_config){.args = {NULL}});
        assert_true(vt_wait_text(vt, "heapglass>"));
        vt_signal(vt, signals[i]);
        int status = vt_wait_exit(vt);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
        vt_modes_before(vt, &before);
        vt_modes_now(vt, &now);
        assert_true(vt_modes_same(&before, &now));
        assert_false(vt_alternate(vt));
        assert_int_equal(vt_mouse(vt), 0);
        vt_end(vt);
    }
}

/* A click on a block selects it; the block pane tells of it. */
static void
test_click(void **state)
{
    int row, col;
    struct vt *vt = vt_start(&(struct vt_config){.args = {"-p", "explicit"}});
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass>"));
    vt_type(vt, "alloc 300 left; alloc 300 right; zoom 16\r");
    assert_true(vt_wait_text(vt, "1 cell = 16 B"));
    assert_true(vt_find(vt, "0x00000", &row, &col));
    vt_click(vt, row, col + 8 + 25);
    assert_true(vt_wait_text(vt, "#2 right"));
    vt_click(vt, row, col + 8 + 5);
    assert_true(vt_wait_text(vt, "#1 left"));
    vt_type(vt, ":");
    end_well(vt);
}

/* The target that can only be called is drawn from the calls. */
static void
test_no_iterator(void **state)
{
    struct wanted used = {USED, 24, 100};
    struct vt *vt = vt_start(&(struct vt_config){
        .args = {"--target", "naive", "demos/editor.rep"}});
    (void)state;
    assert_true(vt_wait_text(vt, "heapglass>"));
    vt_type(vt, "step 200\r");
    assert_true(vt_wait_text(vt, "op 200/600"));
    assert_true(vt_wait(vt, has_colour, &used));
    vt_type(vt, "play max\r");
    assert_true(vt_wait_text(vt, "has ended after 600"));
    vt_type(vt, "check\r");
    assert_true(vt_wait_text(vt, "can only be called"));
    end_well(vt);
}

/* Without colours, and in a locale without UTF-8, the same can be read. */
static void
test_plain_terminals(void **state)
{
    static const struct {
        const char *term, *locale, *env;
    } kinds[] = {
        {"vt100", "C", NULL},
        {"xterm-256color", "C.UTF-8", "NO_COLOR=1"},
        {"xterm-256color", "C", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int row, col;
        struct vt *vt = vt_start(&(struct vt_config){
            .args = {"-p", "explicit"},
            .term = kinds[i].term,
            .locale = kinds[i].locale,
            .env = kinds[i].env});
        assert_true(vt_wait_text(vt, "heapglass>"));
        vt_type(vt, "zoom 16; alloc 100; alloc 100; free 1; alloc 300\r");
        assert_true(vt_wait_text(vt, "(1...."));
        assert_true(vt_wait_text(vt, "[######"));
        assert_true(vt_find(vt, "(1", &row, &col));
        end_well(vt);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block_appears),
        cmocka_unit_test(test_play_and_type),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_resize),
        cmocka_unit_test(test_terminated),
        cmocka_unit_test(test_click),
        cmocka_unit_test(test_no_iterator),
        cmocka_unit_test(test_plain_terminals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
