/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_into.c: the inside of an operation on the screen: opened by a key or a
 * command, stepped, left, and gone when the session moves on. At every size and
 * in every look what happens stands there, whole.
 */
#include "support/cmocka_all.h"
#include "support/sessions.h"

#include "session/inside.h"
#include "tui/tui.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scene {
    struct session *session;
    struct tui *tui;
    struct canvas canvas;
    struct tui_frame frame;
    int rows, cols;
    char command[TUI_COMMAND_TEXT];
    char *text; /* all of the canvas, blanks as one */
};

static char said[DESCRIBE_TEXT]; /* by tui_into */

/* --- the screen as text ----------------------------------------------------*/
static void
add_char(char **to, uint32_t ch)
{
    if (ch == ' ' && (*to)[-1] == ' ')
        return;
    *(*to)++ = ch < 0x80 ? (char)ch : '?';
}

static void
draw(struct scene *scene)
{
    int row, col;
    char *to;

    assert_true(canvas_resize(&scene->canvas, scene->rows, scene->cols));
    tui_draw(scene->tui, &scene->frame, &scene->canvas, &row, &col);
    free(scene->text);
    scene->text = malloc((size_t)(scene->rows * (scene->cols + 1)) + 2);
    assert_non_null(scene->text);
    to = scene->text;
    *to++ = ' ';
    for (int i = 0; i < scene->rows * scene->cols; i++) {
        if (i && i % scene->cols == 0)
            add_char(&to, ' ');
        if (scene->canvas.cells[i].ch)
            add_char(&to, scene->canvas.cells[i].ch);
    }
    *to = '\0';
}

static bool
shows(const struct scene *scene, const char *text)
{
    return strstr(scene->text, text) != NULL;
}

static enum tui_answer
press(struct scene *scene, uint32_t key)
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

    assert_true(session_alloc(scene->session, size, NULL, &result, &err));
}

static void
release(struct scene *scene, uint64_t n)
{
    struct who who = number(n);
    struct op_result result;

    assert_true(session_free(scene->session, &who, &result, &err));
}

static struct scene
open_scene(const char *policy, const struct look *look)
{
    struct scene scene = {.rows = 40, .cols = 120};

    scene.session = start_text(policy, TARGET_KIND_HEAP);
    scene.tui = tui_new(look);
    assert_non_null(scene.tui);
    scene.frame = (struct tui_frame){.session = scene.session,
                                     .message = "",
                                     .prompt = "heapglass> ",
                                     .line = "",
                                     .play = "paused"};
    return scene;
}

static void
close_scene(struct scene *scene)
{
    tui_free(scene->tui);
    session_delete(scene->session);
    canvas_done(&scene->canvas);
    free(scene->text);
}

static const struct look unicode = {.unicode = true, .lines = true};

static struct scene
open_free(void)
{
    struct scene scene = open_scene("explicit", &unicode);

    for (int i = 0; i < 6; i++)
        alloc(&scene, 60);
    release(&scene, 2);
    release(&scene, 3);
    tui_set_focus(scene.tui, FOCUS_MAP);
    draw(&scene);
    return scene;
}

/* --- keys ------------------------------------------------------------------*/
static void
test_keys(void **state)
{
    struct scene scene = open_free();
    (void)state;
    assert_int_equal(press(&scene, 'e'), TUI_COMMAND);
    assert_string_equal(scene.command, "into");
    assert_true(tui_into(scene.tui, scene.session, 8, 0, said, &err));
    draw(&scene);
    assert_true(shows(&scene, "into event 0 of 6"));
    assert_true(shows(&scene, "free #3: its block of 64 B goes back."));
    assert_int_equal(press(&scene, 'p'), TUI_SAY);
    assert_int_equal(press(&scene, 'n'), TUI_DONE);
    assert_true(shows(&scene, "into event 1 of 6"));
    assert_true(shows(&scene, "#3 is given back: 64 B are free from now on."));
    assert_int_equal(press(&scene, KEYS_RIGHT), TUI_DONE);
    assert_int_equal(press(&scene, ']'), TUI_DONE);
    assert_true(shows(&scene, "into event 3 of 6"));
    assert_int_equal(press(&scene, KEYS_LEFT), TUI_DONE);
    assert_true(shows(&scene, "into event 2 of 6"));
    assert_int_equal(press(&scene, 'G'), TUI_DONE);
    assert_true(shows(&scene, "into event 6 of 6"));
    assert_true(shows(&scene, " after "));
    assert_int_equal(press(&scene, 'n'), TUI_SAY);
    assert_int_equal(press(&scene, 'g'), TUI_DONE);
    assert_true(shows(&scene, "into event 0 of 6"));
    assert_int_equal(press(&scene, KEYS_ESC), TUI_DONE);
    assert_false(shows(&scene, "into event"));
    assert_int_equal(tui_focus(scene.tui), FOCUS_MAP);
    assert_int_equal(press(&scene, 'n'), TUI_COMMAND);
    assert_string_equal(scene.command, "step");
    close_scene(&scene);
}

/* Space plays it, and pauses; main asks for each event. */
static void
test_plays(void **state)
{
    struct scene scene = open_free();
    (void)state;
    assert_true(tui_into(scene.tui, scene.session, 8, 3, said, &err));
    assert_false(tui_into_plays(scene.tui));
    assert_int_equal(press(&scene, ' '), TUI_DONE);
    assert_true(tui_into_plays(scene.tui));
    assert_true(shows(&scene, "into event 4 of 6"));
    tui_into_next(scene.tui);
    draw(&scene);
    assert_true(shows(&scene, "into event 5 of 6"));
    assert_int_equal(press(&scene, ' '), TUI_DONE);
    assert_false(tui_into_plays(scene.tui));
    assert_int_equal(press(&scene, ' '), TUI_DONE);
    assert_true(shows(&scene, "into event 6 of 6"));
    tui_into_next(scene.tui);
    assert_false(tui_into_plays(scene.tui));
    assert_int_equal(press(&scene, ' '), TUI_DONE); /* once more */
    assert_true(shows(&scene, "into event 0 of 6"));
    assert_int_equal(press(&scene, KEYS_ESC), TUI_DONE);
    assert_false(tui_into_plays(scene.tui));
    close_scene(&scene);
}

static void
test_mouse(void **state)
{
    struct scene scene = open_free();
    struct mouse mouse = {.kind = MOUSE_WHEEL_DOWN, .row = 10, .col = 10};
    (void)state;
    assert_true(tui_into(scene.tui, scene.session, 8, 0, said, &err));
    draw(&scene);
    assert_int_equal(tui_mouse(scene.tui, scene.session, &mouse, scene.command),
                     TUI_DONE);
    draw(&scene);
    assert_true(shows(&scene, "into event 1 of 6"));
    mouse = (struct mouse){.kind = MOUSE_DOWN, .row = 5, .col = 90};
    assert_int_equal(tui_mouse(scene.tui, scene.session, &mouse, scene.command),
                     TUI_DONE);
    draw(&scene);
    assert_true(shows(&scene, "into event 4 of 6"));
    mouse = (struct mouse){.kind = MOUSE_WHEEL_UP, .row = 5, .col = 90};
    (void)tui_mouse(scene.tui, scene.session, &mouse, scene.command);
    draw(&scene);
    assert_true(shows(&scene, "into event 3 of 6"));
    mouse = (struct mouse){.kind = MOUSE_DOWN, .row = 38, .col = 20};
    (void)tui_mouse(scene.tui, scene.session, &mouse, scene.command);
    assert_int_equal(tui_focus(scene.tui), FOCUS_PROMPT);
    close_scene(&scene);
}

/* Opened at the prompt it takes the keys, and gives them back. */
static void
test_focus(void **state)
{
    struct scene scene = open_free();
    (void)state;
    tui_set_focus(scene.tui, FOCUS_PROMPT);
    assert_true(tui_into(scene.tui, scene.session, 8, 2, said, &err));
    draw(&scene);
    assert_true(shows(&scene, "into event 2 of 6"));
    assert_int_equal(press(&scene, ':'), TUI_DONE);
    assert_int_equal(tui_focus(scene.tui), FOCUS_PROMPT);
    assert_true(shows(&scene, "into event 2 of 6"));
    assert_int_equal(press(&scene, 'n'), TUI_IGNORED);
    assert_int_equal(press(&scene, KEYS_F6), TUI_DONE);
    assert_int_equal(press(&scene, 'n'), TUI_DONE);
    assert_true(shows(&scene, "into event 3 of 6"));
    assert_int_equal(press(&scene, '?'), TUI_DONE);
    assert_true(shows(&scene, "help"));
    assert_int_equal(press(&scene, '?'), TUI_DONE);
    assert_true(shows(&scene, "into event 3 of 6"));
    assert_int_equal(press(&scene, 'q'), TUI_DONE);
    assert_int_equal(tui_focus(scene.tui), FOCUS_PROMPT);
    assert_false(shows(&scene, "into event"));
    close_scene(&scene);
}

static void
test_moves_on(void **state)
{
    struct scene scene = open_free();
    (void)state;
    assert_false(tui_into(scene.tui, scene.session, 99, 0, said, &err));
    assert_string_equal(err.name, "no-moment");
    assert_false(tui_into(scene.tui, scene.session, 4, 99, said, &err));
    assert_string_equal(err.name, "usage");
    assert_true(tui_into(scene.tui, scene.session, 8, 4, said, &err));
    alloc(&scene, 20);
    draw(&scene);
    assert_false(shows(&scene, "into event"));
    assert_true(tui_into(scene.tui, scene.session, 9, 1, said, &err));
    draw(&scene);
    assert_true(shows(&scene, "into event 1 of"));
    tui_into_later(scene.tui, scene.session, 3, 2);
    draw(&scene);
    assert_true(shows(&scene, "into event 2 of"));
    tui_into_later(scene.tui, scene.session, 4, 2);
    alloc(&scene, 20);
    draw(&scene);
    assert_false(shows(&scene, "into event"));
    assert_true(tui_into(scene.tui, scene.session, 8, 1, said, &err));
    assert_string_equal(said, "free #3 (64 B): joined the block before it; now "
                              "128 B, number 1 on the list.");
    assert_true(session_load(scene.session, trace_new("empty"), &err));
    draw(&scene);
    assert_false(shows(&scene, "into event"));
    close_scene(&scene);
}

/* --- sizes -----------------------------------------------------------------*/
static void
assert_told(struct scene *scene, const struct inside *in, size_t at)
{
    char text[INSIDE_TEXT], need[64];

    inside_what(in, at, text);
    if (!shows(scene, text))
        fail_msg("%dx%d, event %zu: %s", scene->cols, scene->rows, at, text);
    inside_why(in, at, text);
    if (scene->rows >= 24 && scene->cols >= 80 && !shows(scene, text))
        fail_msg("%dx%d, event %zu: %s", scene->cols, scene->rows, at, text);
    (void)snprintf(need, sizeof need,
                   scene->cols < 50 ? "%zu/%zu" : "event %zu of %zu", at,
                   inside_n(in));
    if (scene->cols >= 60 && !shows(scene, need))
        fail_msg("%dx%d, event %zu: no place", scene->cols, scene->rows, at);
}

static void
assert_sizes(struct scene *scene, uint64_t op)
{
    static const int sizes[][2] = {{10, 40}, {12, 60},  {16, 50}, {24, 80},
                                   {30, 90}, {40, 120}, {60, 200}};
    struct inside *in = inside_new(scene->session, op, &err);

    assert_non_null(in);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        scene->rows = sizes[i][0];
        scene->cols = sizes[i][1];
        for (size_t at = 0; at <= inside_n(in); at++) {
            assert_true(
                tui_into(scene->tui, scene->session, op, at, said, &err));
            draw(scene);
            inside_go(in, at);
            assert_told(scene, in, at);
        }
    }
    inside_free(in);
}

static void
test_sizes(void **state)
{
    static const char *const policies[] = {"implicit:best",
                                           "explicit:address",
                                           "explicit:deferred",
                                           "segregated",
                                           "tlsf",
                                           "buddy",
                                           "explicit:fifo,next,textbook"};
    static const struct look looks[] = {
        {.unicode = true, .lines = true}, {.lines = true}, {.unicode = false}};
    (void)state;
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
        struct random r = {seed() + i};
        struct scene scene = open_scene(policies[i], &looks[i % 3]);
        uint64_t n_ids = 0;
        struct session_place place;
        random_work(scene.session, &r, &n_ids);
        session_place(scene.session, &place);
        for (uint64_t op = 3; op <= place.line; op += 7) {
            struct inside *in = inside_new(scene.session, op, &err);
            if (in && inside_n(in) < 40)
                assert_sizes(&scene, op);
            inside_free(in);
        }
        close_scene(&scene);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),     cmocka_unit_test(test_plays),
        cmocka_unit_test(test_mouse),    cmocka_unit_test(test_focus),
        cmocka_unit_test(test_moves_on), cmocka_unit_test(test_sizes),
    };
    (void)setlocale(LC_ALL, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
