/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_canvas.c: text is clipped by its pane, wide characters are never
 * halved, bad UTF-8 is shown and not trusted; every style has a look.
 */
#include "support/cmocka_all.h"

#include "tui/canvas.h"
#include "tui/theme.h"

#include <locale.h>
#include <string.h>

static uint32_t
at(const struct canvas *canvas, int row, int col)
{
    return canvas->cells[row * canvas->cols + col].ch;
}

static void
test_text_stays_in_its_pane(void **state)
{
    struct canvas canvas = {0};
    struct pane pane;

    (void)state;
    assert_true(canvas_resize(&canvas, 4, 10));
    pane = canvas_pane(&canvas, 1, 3, 2, 4);
    assert_int_equal(pane_text(&pane, 0, 2, STYLE_BOLD, "abcdef"), 8);
    assert_int_equal(pane_text(&pane, 1, -2, STYLE_BOLD, "abcdef"), 4);
    pane_text(&pane, -1, 0, STYLE_BOLD, "zzzz");
    pane_text(&pane, 2, 0, STYLE_BOLD, "zzzz");
    assert_int_equal(at(&canvas, 1, 4), ' ');
    assert_int_equal(at(&canvas, 1, 5), 'a');
    assert_int_equal(at(&canvas, 1, 6), 'b');
    assert_int_equal(at(&canvas, 1, 7), ' ');
    assert_int_equal(at(&canvas, 2, 2), ' ');
    assert_int_equal(at(&canvas, 2, 3), 'c');
    assert_int_equal(at(&canvas, 2, 6), 'f');
    for (int col = 0; col < 10; col++) {
        assert_int_equal(at(&canvas, 0, col), ' ');
        assert_int_equal(at(&canvas, 3, col), ' ');
    }
    assert_int_equal(pane_text_right(&pane, 0, 4, STYLE_PLAIN, "xy"), 2);
    assert_int_equal(at(&canvas, 1, 6), 'y');
    canvas_done(&canvas);
}

static void
test_a_pane_stays_on_the_canvas(void **state)
{
    struct canvas canvas = {0};
    struct pane pane;

    (void)state;
    assert_true(canvas_resize(&canvas, 3, 5));
    pane = canvas_pane(&canvas, 2, 4, 10, 10);
    assert_int_equal(pane.rows, 1);
    assert_int_equal(pane.cols, 1);
    pane = canvas_pane(&canvas, 9, 9, 10, 10);
    assert_int_equal(pane.rows, 0);
    pane_text(&pane, 0, 0, STYLE_PLAIN, "nothing");
    canvas_done(&canvas);
}

static void
test_wide_characters_are_whole(void **state)
{
    struct canvas canvas = {0};
    struct pane pane;

    (void)state;
    assert_true(canvas_resize(&canvas, 1, 5));
    pane = canvas_pane(&canvas, 0, 0, 1, 5);
    pane_text(&pane, 0, 0, STYLE_PLAIN, "\346\227\245\346\234\254x"); /* 日本 */
    assert_int_equal(at(&canvas, 0, 0), 0x65e5);
    assert_int_equal(at(&canvas, 0, 1), 0);
    assert_int_equal(at(&canvas, 0, 4), 'x');
    pane_put(&pane, 0, 1, 'a', STYLE_PLAIN); /* the first loses its half */
    assert_int_equal(at(&canvas, 0, 0), ' ');
    assert_int_equal(at(&canvas, 0, 1), 'a');
    pane_put(&pane, 0, 2, 'b', STYLE_PLAIN);
    assert_int_equal(at(&canvas, 0, 3), ' ');
    pane_put(&pane, 0, 4, 0x65e5, STYLE_PLAIN); /* no room for it */
    assert_int_equal(at(&canvas, 0, 4), ' ');
    assert_int_equal(text_width("\346\227\245 e\314\201"), 4); /* é, composed */
    canvas_done(&canvas);
}

static void
test_bad_utf8(void **state)
{
    static const char *const bad[] = {
        "\377",    "\303(", "\300\200", "\355\240\200", "\364\220\200\200",
        "\342\202"};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *text = bad[i], *end = bad[i] + strlen(bad[i]);

        assert_int_equal(text_next(&text), 0xfffd);
        while (text_next(&text) != 0)
            assert_true(text <= end);
        assert_ptr_equal(text, end);
    }
}

static void
test_control_characters_are_not_sent(void **state)
{
    struct canvas canvas = {0};
    struct pane pane;

    (void)state;
    assert_true(canvas_resize(&canvas, 1, 5));
    pane = canvas_pane(&canvas, 0, 0, 1, 5);
    pane_text(&pane, 0, 0, STYLE_PLAIN, "\033[2J\177");
    assert_int_equal(at(&canvas, 0, 0), '?');
    assert_int_equal(at(&canvas, 0, 4), '?');
    canvas_done(&canvas);
}

/* No theme and no depth leaves a fill with the colours of another. */
static void
test_fills_look_different(void **state)
{
    static const enum style fills[] = {STYLE_USED, STYLE_SLACK, STYLE_FREE,
                                       STYLE_CHANGED, STYLE_DAMAGED};
    const struct theme *theme;

    (void)state;
    for (size_t t = 0; (theme = theme_at(t)) != NULL; t++) {
        assert_ptr_equal(theme_find(theme_word(theme)), theme);
        for (size_t i = 1; i < sizeof fills / sizeof *fills; i++) {
            struct paint a = theme_paint(theme, DEPTH_256, fills[i - 1]);
            struct paint b = theme_paint(theme, DEPTH_256, fills[i]);

            if (!theme_is_mono(theme))
                assert_true(a.fg != b.fg || a.bg != b.bg);
            a = theme_paint(theme, DEPTH_MONO, fills[i]);
            assert_int_equal(a.fg, COLOUR_DEFAULT);
            assert_int_equal(a.bg, COLOUR_DEFAULT);
        }
    }
    assert_null(theme_find("nosuch"));
}

static void
test_ascii_glyphs_are_ascii(void **state)
{
    const struct look ascii = {.unicode = false, .lines = false};
    const struct look lines = {.unicode = false, .lines = true};

    (void)state;
    for (int i = 0; i < GLYPH_N; i++)
        assert_in_range(glyph(&ascii, (enum glyph)i), '!', '~');
    for (int n = -1; n <= 9; n++) {
        assert_in_range(glyph_left_eighths(&ascii, n), ' ', '~');
        assert_in_range(glyph_low_eighths(&ascii, n), ' ', '~');
    }
    assert_int_equal(glyph(&lines, GLYPH_FULL), '#');
    assert_int_equal(glyph(&lines, GLYPH_H), 0x2500);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_stays_in_its_pane),
        cmocka_unit_test(test_a_pane_stays_on_the_canvas),
        cmocka_unit_test(test_wide_characters_are_whole),
        cmocka_unit_test(test_bad_utf8),
        cmocka_unit_test(test_control_characters_are_not_sent),
        cmocka_unit_test(test_fills_look_different),
        cmocka_unit_test(test_ascii_glyphs_are_ascii),
    };

    (void)setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
