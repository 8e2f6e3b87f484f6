/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_terminal.c: the program as a guest of a terminal: what it takes, what
 * it shows in 256 colours, in 8, in none and in ASCII, at every size, and that
 * it gives the terminal back as it was on every way out.
 */
#include "support/cmocka_all.h"

#include "vt.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- helpers ---------------------------------------------------------------*/
static struct vt *
start(const struct vt_config *config)
{
    struct vt *vt = vt_start(config);

    assert_true(vt_wait_text(vt, "heapglass> "));
    return vt;
}

static struct vt *
start_plain(void)
{
    return start(&(struct vt_config){.args = {"-p", "explicit"}});
}

static void
run_line(struct vt *vt, const char *line, const char *answer)
{
    vt_type(vt, line);
    vt_type(vt, "\r");
    assert_true(vt_wait_text(vt, answer));
}

/* What a cell of the screen looks like; -3 matches any colour. */
enum { ANY = -3 };
struct want {
    uint32_t ch; /* 0: any */
    int fg, bg;
};

static bool
matches(const struct vt_cell *cell, const struct want *want)
{
    return (want->ch == 0 || cell->ch == want->ch) &&
           (want->fg == ANY || cell->fg == want->fg) &&
           (want->bg == ANY || cell->bg == want->bg);
}

/* The map of a 120x40 screen: rows 2 to 25, columns 9 to 72. */
static bool
map_has(struct vt *vt, void *context)
{
    for (int row = 2; row < 26; row++) {
        for (int col = 9; col < 73; col++) {
            struct vt_cell cell = vt_cell(vt, row, col);

            if (matches(&cell, context))
                return true;
        }
    }
    return false;
}

static void
expect_on_map(struct vt *vt, uint32_t ch, int fg, int bg)
{
    struct want want = {ch, fg, bg};

    assert_true(vt_wait(vt, map_has, &want));
}

static void
expect_given_back(struct vt *vt)
{
    struct termios before, now;

    vt_modes_before(vt, &before);
    vt_modes_now(vt, &now);
    assert_true(vt_modes_same(&before, &now));
    assert_false(vt_alternate(vt));
    assert_int_equal(vt_mouse(vt), 0);
    assert_true(vt_sent(vt, "\033[?2004l") > vt_sent(vt, "\033[?2004h"));
}

/* --- ways out --------------------------------------------------------------*/
static void
test_start_takes_the_terminal(void **state)
{
    struct vt *vt = start_plain();
    struct termios modes;
    int row, col;
    bool visible;

    (void)state;
    assert_true(vt_alternate(vt));
    assert_true(vt_mouse(vt) != 0);
    assert_true(vt_sent(vt, "\033[?2004h") >= 0);
    vt_modes_now(vt, &modes);
    assert_false(modes.c_lflag & ICANON);
    assert_true(modes.c_lflag & ISIG);
    assert_false(modes.c_iflag & ICRNL);
    vt_cursor(vt, &row, &col, &visible);
    assert_int_equal(row, 38);
    assert_int_equal(col, 12);
    assert_true(visible);
    vt_end(vt);
}

static void
test_quit_gives_it_back(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    vt_type(vt, "quit\r");
    assert_int_equal(vt_wait_exit(vt), 0);
    expect_given_back(vt);
    vt_end(vt);
}

static void
test_end_of_input_gives_it_back(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    vt_type(vt, VT_CTRL_D);
    assert_int_equal(vt_wait_exit(vt), 0);
    expect_given_back(vt);
    vt_end(vt);
}

static void
test_signals_give_it_back(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGQUIT};

    (void)state;
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct vt *vt = start_plain();
        int status;

        vt_signal(vt, signals[i]);
        status = vt_wait_exit(vt);
        assert_true(WIFSIGNALED(status) || WIFEXITED(status));
        assert_int_not_equal(status, 0);
        if (i < 2)
            assert_int_equal(WTERMSIG(status), signals[i]);
        expect_given_back(vt);
        vt_end(vt);
    }
}

/* --- colours ---------------------------------------------------------------*/
/* A block that was just allocated, one from before, a hole and its number. */
static void
make_picture(struct vt *vt)
{
    run_line(vt, "alloc 100", "#1");
    run_line(vt, "alloc 100", "#2");
    run_line(vt, "free #1", "free #1");
}

static void
test_256_colours(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    run_line(vt, "alloc 100", "#1");
    expect_on_map(vt, 0, ANY, 42); /* changed */
    run_line(vt, "alloc 100", "#2");
    expect_on_map(vt, 0x2588, 32, ANY); /* █ used */
    run_line(vt, "free #1", "free #1");
    run_line(vt, "alloc 200", "#3");
    expect_on_map(vt, '1', 16, 208);          /* its place on the list */
    expect_on_map(vt, 0xb7, 208, VT_DEFAULT); /* · free */
    vt_end(vt);
}

static void
test_8_colours(void **state)
{
    struct vt *vt =
        start(&(struct vt_config){.args = {"-p", "explicit"}, .term = "xterm"});

    (void)state;
    make_picture(vt);
    expect_on_map(vt, 0x2588, 4, ANY);
    expect_on_map(vt, 0xb7, 0, 2); /* changed, black on green */
    run_line(vt, "alloc 200", "#3");
    expect_on_map(vt, '1', 0, 3); /* black on yellow */
    vt_end(vt);
}

static bool
is_colourless(struct vt *vt, void *context)
{
    (void)context;
    for (int row = 0; row < 40; row++) {
        for (int col = 0; col < 120; col++) {
            struct vt_cell cell = vt_cell(vt, row, col);

            if (cell.fg != VT_DEFAULT || cell.bg != VT_DEFAULT)
                return false;
        }
    }
    return true;
}

static void
expect_mono(const struct vt_config *config)
{
    struct vt *vt = start(config);

    make_picture(vt);
    assert_true(is_colourless(vt, NULL));
    expect_on_map(vt, '[', VT_DEFAULT, VT_DEFAULT);
    expect_on_map(vt, '#', VT_DEFAULT, VT_DEFAULT);
    expect_on_map(vt, '1', VT_DEFAULT, VT_DEFAULT);
    vt_end(vt);
}

static void
test_no_colours(void **state)
{
    (void)state;
    expect_mono(
        &(struct vt_config){.args = {"-p", "explicit"}, .env = "NO_COLOR=1"});
    expect_mono(&(struct vt_config){.args = {"-p", "explicit", "--mono"}});
    expect_mono(
        &(struct vt_config){.args = {"-p", "explicit"}, .term = "vt100"});
}

static void
test_empty_no_color_means_nothing(void **state)
{
    struct vt *vt = start(
        &(struct vt_config){.args = {"-p", "explicit"}, .env = "NO_COLOR="});

    (void)state;
    make_picture(vt);
    expect_on_map(vt, 0x2588, 32, ANY);
    vt_end(vt);
}

static void
expect_ascii(const struct vt_config *config)
{
    struct vt *vt = start(config);

    make_picture(vt);
    for (int row = 0; row < 40; row++) {
        for (int col = 0; col < 120; col++)
            assert_true(vt_cell(vt, row, col).ch < 0x7f);
    }
    expect_on_map(vt, '#', 32, ANY);
    vt_end(vt);
}

static void
test_ascii(void **state)
{
    (void)state;
    expect_ascii(
        &(struct vt_config){.args = {"-p", "explicit"}, .locale = "C"});
    expect_ascii(&(struct vt_config){.args = {"-p", "explicit", "--ascii"}});
}

static void
test_old_terminals_get_no_private_modes(void **state)
{
    struct vt *vt = start(&(struct vt_config){.term = "vt100"});

    (void)state;
    assert_int_equal(vt_sent(vt, "\033[?2026h"), -1);
    assert_int_equal(vt_sent(vt, "\033[?2004h"), -1);
    assert_int_equal(vt_mouse(vt), 0);
    vt_end(vt);
}

/* --- sizes -----------------------------------------------------------------*/
static void
test_resize(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    make_picture(vt);
    vt_resize(vt, 24, 80);
    assert_true(vt_wait_row(vt, 22, "heapglass>"));
    assert_true(vt_wait_row(vt, 1, "heap"));
    vt_resize(vt, 10, 40);
    assert_true(vt_wait_row(vt, 8, ">"));
    assert_true(vt_wait_row(vt, 0, "util"));
    vt_resize(vt, 8, 30);
    assert_true(vt_wait_row(vt, 0, "heapglass needs 40x10"));
    vt_resize(vt, 60, 200);
    assert_true(vt_wait_row(vt, 58, "heapglass>"));
    assert_true(vt_wait_text(vt, "free list"));
    vt_resize(vt, 1, 1);
    vt_resize(vt, 40, 120);
    assert_true(vt_wait_row(vt, 38, "heapglass>"));
    vt_end(vt);
}

/* --- keys and mouse --------------------------------------------------------*/
static void
test_ctrl_c_clears_the_line(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    vt_type(vt, "alloc 12345");
    assert_true(vt_wait_row(vt, 38, "alloc 12345"));
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_gone(vt, "12345"));
    run_line(vt, "alloc 100", "#1");
    vt_end(vt);
}

/* On a title the pane gets the keys, twice all of the middle. */
static void
test_clicks_on_titles(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    run_line(vt, "alloc 100", "#1");
    vt_click(vt, 1, 84);
    assert_true(vt_wait_row(vt, 39, "go there"));
    vt_click(vt, 1, 84);
    assert_true(vt_wait_gone(vt, "1 heap"));
    vt_click(vt, 1, 4);
    assert_true(vt_wait_row(vt, 1, "1 heap"));
    vt_end(vt);
}

/* The wheel zooms on the map, a drag moves it: row by row under the pointer. */
static void
test_wheel_and_drag(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    run_line(vt, "repeat 60; alloc 200; end", "#60");
    vt_wheel(vt, 8, 30, true);
    assert_true(vt_wait_gone(vt, "whole heap"));
    vt_wheel(vt, 8, 30, true);
    assert_true(vt_wait_row(vt, 1, "1 column = 1 B"));
    vt_type(vt, "\tg");
    assert_true(vt_wait_text(vt, "0x00000 "));
    vt_drag(vt, 20, 30, 4, 30);
    assert_true(vt_wait_gone(vt, "0x00000 "));
    vt_drag(vt, 4, 30, 27, 30);
    assert_true(vt_wait_text(vt, "0x00000 "));
    vt_end(vt);
}

/* The terminal's own selection works, and what looks like a report is none. */
static void
test_no_mouse(void **state)
{
    struct vt *vt =
        start(&(struct vt_config){.args = {"-p", "explicit", "--no-mouse"}});

    (void)state;
    run_line(vt, "alloc 100", "#1");
    assert_int_equal(vt_mouse(vt), 0);
    assert_true(vt_sent(vt, "\033[?1000h") < 0);
    assert_true(vt_sent(vt, "\033[?1002h") < 0);
    vt_end(vt);
}

/* --- long work -------------------------------------------------------------*/
/* A pipe that a trace is loaded from; nobody writes yet. */
static void
make_pipe(char path[64])
{
    snprintf(path, 64, "/tmp/heapglass-pipe-XXXXXX");
    assert_non_null(mkdtemp(path));
    strcat(path, "/pipe");
    assert_int_equal(mkfifo(path, 0600), 0);
}

static void
remove_pipe(char path[64])
{
    assert_int_equal(remove(path), 0);
    *strrchr(path, '/') = '\0';
    assert_int_equal(rmdir(path), 0);
}

/* Loading is shown while it goes on; it can be watched at another size, and
 * stopped with all that was to follow. */
static void
test_loading_is_shown_and_stops(void **state)
{
    struct vt *vt = start_plain();
    char path[64], line[160];

    (void)state;
    make_pipe(path);
    snprintf(line, sizeof line, "load %s; alloc 77\r", path);
    vt_type(vt, line);
    assert_true(vt_wait_text(vt, "loading pipe  0 MiB"));
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "a 0 5\nf 0\n", 10), 10);
    vt_resize(vt, 30, 100);
    assert_true(vt_wait_row(vt, 27, "loading pipe  0 MiB"));
    vt_type(vt, VT_CTRL_C);
    assert_true(vt_wait_text(vt, "stopped after 0 MiB, line 2; nothing was"));
    close(fd);
    run_line(vt, "alloc 100", "#1 = 0x00010  100 B");
    vt_end(vt);
    remove_pipe(path);
}

static void
test_loading_ends_by_signal(void **state)
{
    struct vt *vt = start_plain();
    char path[64], line[160];

    (void)state;
    make_pipe(path);
    snprintf(line, sizeof line, "load %s\r", path);
    vt_type(vt, line);
    assert_true(vt_wait_text(vt, "loading pipe  0 MiB"));
    vt_signal(vt, SIGTERM);
    int status = vt_wait_exit(vt);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    expect_given_back(vt);
    vt_end(vt);
    remove_pipe(path);
}

/* Line mode: a line that is gone when there is something to say. */
static void
test_loading_in_line_mode(void **state)
{
    char path[64];

    (void)state;
    make_pipe(path);
    struct vt *vt = vt_start(&(struct vt_config){.args = {"--batch", path}});
    assert_true(vt_wait_text(vt, "loading pipe  0 MiB"));
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "a 0 5\nf 0\n", 10), 10);
    close(fd);
    assert_int_equal(vt_wait_exit(vt), 0);
    char row[VT_ROW_TEXT];
    assert_string_equal(vt_row(vt, 0, row),
                        "loaded pipe: 2 operations, none done; step or play "
                        "goes on.");
    vt_end(vt);
    remove_pipe(path);
}

static void
test_a_paste_is_text(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    vt_type(vt, "\033[200~alloc 4\033[201~");
    assert_true(vt_wait_row(vt, 38, "alloc 4"));
    vt_type(vt, "0\r");
    assert_true(vt_wait_row(vt, 37, "40"));
    vt_end(vt);
}

static bool
selection_on_map(struct vt *vt, void *context)
{
    (void)context;
    for (int row = 2; row < 26; row++) {
        for (int col = 9; col < 73; col++) {
            struct vt_cell cell = vt_cell(vt, row, col);

            if (cell.reverse && cell.fg == VT_DEFAULT)
                return true;
        }
    }
    return false;
}

static bool
cursor_is_hidden(struct vt *vt, void *context)
{
    int row, col;
    bool visible;

    (void)context;
    vt_cursor(vt, &row, &col, &visible);
    return !visible;
}

static bool
cursor_is_at_prompt(struct vt *vt, void *context)
{
    int row, col;
    bool visible;

    (void)context;
    vt_cursor(vt, &row, &col, &visible);
    return visible && row == 38;
}

static void
test_focus(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    make_picture(vt);
    vt_type(vt, "\t");
    assert_true(vt_wait(vt, cursor_is_hidden, NULL));
    assert_true(vt_cell(vt, 1, 2).reverse); /* the title "heap" */
    vt_type(vt, VT_RIGHT);
    assert_true(vt_wait(vt, selection_on_map, NULL));
    vt_type(vt, VT_ESC);
    assert_true(vt_wait(vt, cursor_is_at_prompt, NULL));
    assert_false(vt_cell(vt, 1, 2).reverse);
    vt_type(vt, VT_F6);
    assert_true(vt_wait(vt, cursor_is_hidden, NULL));
    vt_type(vt, ":");
    assert_true(vt_wait(vt, cursor_is_at_prompt, NULL));
    vt_end(vt);
}

static void
test_a_click_selects(void **state)
{
    struct vt *vt = start_plain();
    int row, col;

    (void)state;
    run_line(vt, "alloc 500 first", "#1");
    run_line(vt, "alloc 500 second", "#2 second  500 B");
    assert_true(vt_find(vt, "#1 first", &row, &col));
    vt_click(vt, row, col);
    assert_true(vt_wait(vt, selection_on_map, NULL));
    assert_true(vt_cell(vt, row, col).reverse);
    assert_true(vt_wait_row(vt, 2, "0x00010  #1 first")); /* the block pane */
    vt_end(vt);
}

static void
test_help_opens_and_closes(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    vt_type(vt, VT_F1);
    assert_true(vt_wait_text(vt, "What the map shows"));
    vt_type(vt, VT_ESC);
    assert_true(vt_wait_gone(vt, "What the map shows"));
    assert_true(vt_wait(vt, cursor_is_at_prompt, NULL));
    vt_end(vt);
}

static bool
cursor_is_behind_wide(struct vt *vt, void *context)
{
    int row, col;
    bool visible;

    (void)context;
    vt_cursor(vt, &row, &col, &visible);
    return row == 38 && col == 1 + 11 + 4 && vt_cell(vt, 38, 12).ch == 0x65e5 &&
           vt_cell(vt, 38, 12).width == 2;
}

static void
test_wide_characters(void **state)
{
    struct vt *vt = start_plain();

    (void)state;
    vt_type(vt, "\346\227\245\346\234\254"); /* 日本 */
    assert_true(vt_wait(vt, cursor_is_behind_wide, NULL));
    vt_type(vt, "\177\177");
    assert_true(vt_wait_gone(vt, "\346\227\245"));
    vt_end(vt);
}

static void
test_a_long_line_scrolls(void **state)
{
    struct vt *vt = start_plain();
    char line[300];

    (void)state;
    for (size_t i = 0; i < sizeof line - 1; i++)
        line[i] = (char)('a' + i % 26);
    line[sizeof line - 1] = '\0';
    vt_type(vt, line);
    vt_type(vt, "END");
    assert_true(vt_wait_row(vt, 38, "END"));
    assert_true(vt_wait(vt, cursor_is_at_prompt, NULL));
    vt_type(vt, "\001"); /* Ctrl-A */
    assert_true(vt_wait_row(vt, 38, "heapglass> abcdef"));
    vt_end(vt);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start_takes_the_terminal),
        cmocka_unit_test(test_quit_gives_it_back),
        cmocka_unit_test(test_end_of_input_gives_it_back),
        cmocka_unit_test(test_signals_give_it_back),
        cmocka_unit_test(test_256_colours),
        cmocka_unit_test(test_8_colours),
        cmocka_unit_test(test_no_colours),
        cmocka_unit_test(test_empty_no_color_means_nothing),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_old_terminals_get_no_private_modes),
        cmocka_unit_test(test_resize),
        cmocka_unit_test(test_ctrl_c_clears_the_line),
        cmocka_unit_test(test_clicks_on_titles),
        cmocka_unit_test(test_wheel_and_drag),
        cmocka_unit_test(test_no_mouse),
        cmocka_unit_test(test_loading_is_shown_and_stops),
        cmocka_unit_test(test_loading_ends_by_signal),
        cmocka_unit_test(test_loading_in_line_mode),
        cmocka_unit_test(test_a_paste_is_text),
        cmocka_unit_test(test_focus),
        cmocka_unit_test(test_a_click_selects),
        cmocka_unit_test(test_help_opens_and_closes),
        cmocka_unit_test(test_wide_characters),
        cmocka_unit_test(test_a_long_line_scrolls),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
