/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_terminals.c: many terminals, one screen: whatever TERM is, the same
 * characters stand in the same cells; and whatever people write, columns hold.
 * Also --plain, which is heard; and a race, which is watched.
 */
#include "support/cmocka_all.h"

#include "vt.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 40, COLS = 120 };

/* --- helpers ---------------------------------------------------------------*/
static struct vt *
start(const struct vt_config *config)
{
    struct vt *vt = vt_start(config);

    assert_true(vt_wait_text(vt, "heapglass> "));
    return vt;
}

static void
run_line(struct vt *vt, const char *line, const char *answer)
{
    vt_type(vt, line);
    vt_type(vt, "\r");
    if (!vt_wait_text(vt, answer)) {
        vt_print(vt);
        fail_msg("after '%s' there is no '%s'", line, answer);
    }
}

static void
make_picture(struct vt *vt)
{
    run_line(vt, "alloc 100", "#1 =");
    run_line(vt, "alloc 40 buf", "#2 buf =");
    run_line(vt, "alloc 300 x6", "#3 to #8");
    run_line(vt, "free 4 6", "2 blocks freed");
    run_line(vt, "alloc 24", "#9 =");
}

static void
quit(struct vt *vt)
{
    vt_type(vt, "\025quit\r");
    assert_int_equal(vt_wait_exit(vt), 0);
    assert_false(vt_alternate(vt));
    vt_end(vt);
}

/* --- every terminal --------------------------------------------------------*/
static void
expect_same_screen(struct vt *vt, const char *term, struct vt *other)
{
    for (int row = 0; row < ROWS; row++) {
        char mine[VT_ROW_TEXT], theirs[VT_ROW_TEXT];

        (void)vt_row(vt, row, mine);
        (void)vt_row(other, row, theirs);
        if (strcmp(mine, theirs) != 0)
            fail_msg("%s, row %d:\n%s\nbut not\n%s", term, row, mine, theirs);
    }
}

static void
expect_alike(const char *const *terms, const struct vt_config *like)
{
    struct vt *other = start(like);

    make_picture(other);
    for (; *terms; terms++) {
        struct vt *vt = start(
            &(struct vt_config){.args = {"-p", "explicit"}, .term = *terms});

        make_picture(vt);
        expect_same_screen(vt, *terms, other);
        quit(vt);
    }
    quit(other);
}

static void
test_with_colours(void **state)
{
    static const char *const terms[] = {
        "xterm", "screen", "screen-256color", "tmux", "tmux-256color",
        "rxvt",  NULL};

    (void)state;
    expect_alike(terms, &(struct vt_config){.args = {"-p", "explicit"}});
}

static void
test_without_colours(void **state)
{
    static const char *const terms[] = {"vt100", "vt102", "vt220", NULL};

    (void)state;
    expect_alike(terms,
                 &(struct vt_config){.args = {"-p", "explicit", "--mono"}});
}

/* Its fonts have no eighths. */
static void
test_the_linux_console(void **state)
{
    static const char *const terms[] = {"linux", NULL};

    (void)state;
    expect_alike(terms,
                 &(struct vt_config){.args = {"-p", "explicit", "--ascii"}});
}

/* --- what the surroundings wish --------------------------------------------*/
/* The colour of the rule above the map: grey, by the theme. */
static void
expect_rule(const struct vt_config *config, int colour)
{
    struct vt *vt = start(config);
    struct vt_cell cell = vt_cell(vt, 1, 20);

    assert_int_equal(cell.ch, 0x2500);
    assert_int_equal(cell.fg, colour);
    vt_end(vt);
}

static void
test_light_backgrounds(void **state)
{
    (void)state;
    expect_rule(&(struct vt_config){.env = "COLORFGBG=15;0"}, 244);
    expect_rule(&(struct vt_config){.env = "COLORFGBG=0;15"}, 240);
    expect_rule(&(struct vt_config){.env = "COLORFGBG=0;default;15"}, 240);
    expect_rule(&(struct vt_config){.env = "COLORFGBG=0;7"}, 240);
    expect_rule(&(struct vt_config){.env = "COLORFGBG=7;8"}, 244);
    expect_rule(&(struct vt_config){.env = "COLORFGBG=default;default"}, 244);
    expect_rule(&(struct vt_config){.args = {"--theme", "default"},
                                    .env = "COLORFGBG=0;15"},
                244);
}

static void
test_the_theme_that_was_chosen_is_told(void **state)
{
    struct vt *vt = start(&(struct vt_config){.env = "COLORFGBG=0;15"});

    (void)state;
    run_line(vt, "theme", "theme light");
    vt_end(vt);
}

static void
test_forced_colours(void **state)
{
    (void)state;
    expect_rule(&(struct vt_config){.env = "CLICOLOR_FORCE=1"}, 244);
    expect_rule(&(struct vt_config){.env = "NO_COLOR=1"}, VT_DEFAULT);
    expect_rule(
        &(struct vt_config){.args = {"--mono"}, .env = "CLICOLOR_FORCE=1"},
        VT_DEFAULT);
}

static void
test_the_mouse_is_left_alone(void **state)
{
    struct vt *vt = start(&(struct vt_config){.args = {"--no-mouse"}});

    (void)state;
    make_picture(vt);
    assert_int_equal(vt_mouse(vt), 0);
    assert_int_equal(vt_sent(vt, "\033[?1000h"), -1);
    quit(vt);
}

/* --- names -----------------------------------------------------------------*/
static void
name_block(struct vt *vt, const char *name)
{
    char line[64];

    make_picture(vt);
    (void)snprintf(line, sizeof line, "alloc 200 %s", name);
    run_line(vt, line, "#10 ");
    run_line(vt, "show #10", "allocated, 208 B");
    run_line(vt, "alloc 60", "#11 =");
    vt_type(vt, "free ");
    vt_type(vt, name);
    vt_type(vt, " x");
}

static bool
is_of_name(uint32_t ch)
{
    return ch == 'Q' || ch == '?';
}

/* NAME takes as many columns as PLAIN, of Qs: then all else stands where it
 * did. */
static void
expect_same_columns(const char *name, const char *plain, const char *how)
{
    const struct vt_config config = {.args = {"-p", "explicit", how}};
    struct vt *vt = start(&config), *other = start(&config);
    int row, col, other_row, other_col;
    bool visible;

    name_block(vt, name);
    name_block(other, plain);
    assert_true(vt_wait_text(vt, " x"));
    assert_true(vt_wait_text(other, " x"));
    for (int i = 0; i < ROWS * COLS; i++) {
        uint32_t mine = vt_cell(vt, i / COLS, i % COLS).ch;
        uint32_t theirs = vt_cell(other, i / COLS, i % COLS).ch;

        if (mine != theirs && !is_of_name(theirs)) {
            vt_print(vt);
            fail_msg("%s: row %d, column %d", name, i / COLS, i % COLS);
        }
    }
    vt_cursor(vt, &row, &col, &visible);
    vt_cursor(other, &other_row, &other_col, &visible);
    assert_int_equal(row, other_row);
    assert_int_equal(col, other_col);
    quit(vt);
    quit(other);
}

static const struct {
    const char *name, *plain;
} names[] = {
    {"名前", "QQQQ"},               /* each two columns */
    {"e\314\201te\314\201", "QQQ"}, /* combining accents */
    {"😀😀", "QQQQ"},                 /* outside of 16 bits */
    {"שלום", "QQQQ"},               /* from right to left */
    {"名a前b", "QQQQQQ"},           /* mixed */
};
enum { N_NAMES = sizeof names / sizeof *names };

static void
test_names_keep_columns(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_NAMES; i++)
        expect_same_columns(names[i].name, names[i].plain, NULL);
}

/* Not one character of it is shown, but all columns are. */
static void
test_names_in_ascii(void **state)
{
    struct vt *vt =
        start(&(struct vt_config){.args = {"-p", "explicit", "--ascii"}});

    (void)state;
    name_block(vt, "名前é");
    assert_true(vt_wait_text(vt, "free ????? x"));
    for (int i = 0; i < ROWS * COLS; i++)
        assert_true(vt_cell(vt, i / COLS, i % COLS).ch < 0x7f);
    quit(vt);
    expect_same_columns("名前", "QQQQ", "--ascii");
}

/* What cannot be a name is said so, and shown harmlessly. */
static void
test_what_is_no_name(void **state)
{
    static const char *const lines[] = {
        "alloc 8 a\342\200\256b", /* turns the line about */
        "alloc 8 a\342\200\250b", /* ends it */
        "alloc 8 a\357\277\276b", /* no character */
        "alloc 8 a\302\240b",     /* a blank */
        "alloc 8 a\302\205b",     /* a control */
    };
    struct vt *vt = start(&(struct vt_config){.args = {"-p", "explicit"}});

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char row[VT_ROW_TEXT];

        run_line(vt, lines[i], "cannot be a name");
        run_line(vt, "alloc 8", " = ");
        (void)vt_row(vt, ROWS - 1, row);
        assert_non_null(strstr(row, "Tab map"));
    }
    quit(vt);
}

/* --- plain -----------------------------------------------------------------*/
static void
test_plain(void **state)
{
    struct vt *vt = vt_start(
        &(struct vt_config){.args = {"--plain", "-c", "alloc 40 buf"}});

    (void)state;
    assert_true(vt_wait_text(vt, "#1 buf = 0x00010"));
    assert_true(vt_wait_text(vt, "> "));
    run_line(vt, "blocks", "#1, buf, 40 bytes asked for, in a block of 48");
    run_line(vt, "describe 1", "0x00000 to");
    vt_type(vt, VT_UP VT_UP "\r"); /* history */
    assert_true(vt_wait_text(vt, "> blocks"));
    vt_type(vt, "stat\t\r"); /* completion */
    assert_true(vt_wait_text(vt, "utilization: 3.8%."));
    vt_type(vt, "quit\r");
    assert_int_equal(vt_wait_exit(vt), 0);
    assert_int_equal(vt_sent(vt, "\033"), -1); /* not one escape sequence */
    assert_int_equal(vt_sent(vt, "\007"), -1);
    vt_end(vt);
}

/* --- a race ----------------------------------------------------------------*/
static void
test_a_race(void **state)
{
    struct vt *vt = start(&(struct vt_config){.args = {"demos/editor.rep"}});

    (void)state;
    run_line(vt, "race explicit explicit:address,best buddy", "race of 3");
    assert_true(vt_wait_text(vt, "no rank yet"));
    run_line(vt, "step 100", "op 100/600");
    assert_true(vt_wait_text(vt, "peak util"));
    assert_true(vt_wait_gone(vt, "behind: "));
    run_line(vt, "play max", "has ended after 600");
    assert_true(vt_wait_gone(vt, "behind: "));
    assert_true(vt_wait_text(vt, "explicit:address,best left explicit behind"));
    run_line(vt, "goto 300", "op 300/600");
    assert_true(vt_wait_gone(vt, "behind: "));
    run_line(vt, "race", "rank by peak utilization");
    vt_type(vt, VT_ESC); /* the maps are below the table */
    assert_true(vt_wait_gone(vt, "rank by peak utilization"));
    assert_true(vt_wait_text(vt, "race of 3"));
    vt_type(vt, "\tr");
    assert_true(vt_wait_gone(vt, "race of 3"));
    vt_type(vt, "r");
    assert_true(vt_wait_text(vt, "race of 3"));
    vt_type(vt, ":");
    run_line(vt, "race off", "the race is over");
    assert_true(vt_wait_gone(vt, "race of 3"));
    quit(vt);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_with_colours),
        cmocka_unit_test(test_without_colours),
        cmocka_unit_test(test_the_linux_console),
        cmocka_unit_test(test_light_backgrounds),
        cmocka_unit_test(test_the_theme_that_was_chosen_is_told),
        cmocka_unit_test(test_forced_colours),
        cmocka_unit_test(test_the_mouse_is_left_alone),
        cmocka_unit_test(test_names_keep_columns),
        cmocka_unit_test(test_names_in_ascii),
        cmocka_unit_test(test_what_is_no_name),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_a_race),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
