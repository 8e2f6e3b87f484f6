/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_anything.c: whatever is typed, pressed and clicked, at whatever size, in
 * whatever order: nothing breaks. What is looked at outlives what it looks at
 * (a heap started anew, another policy, a race that ended), so all of it comes
 * in between all of it. The sanitizers tell most; that a frame can be drawn,
 * and that the heap is sound unless it was damaged, is asserted.
 * TEST_SEED=N does other things, TEST_ROUNDS=N more of them; TEST_PRINT=1 tells
 * what.
 */
#include "scene.h"

#include "session/moment.h"
#include "session/race.h"
#include "support/cmocka_all.h"
#include "support/random.h"

#include "tui/bindings.h"
#include "tui/screen.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 500, MAX_ROWS = 60, MAX_COLS = 200 };

static const struct look looks[] = {
    {.unicode = true, .lines = true}, {.lines = true}, {.unicode = false}};
enum { N_LOOKS = sizeof looks / sizeof *looks };

/* %d: a small number. */
static const char *const lines[] = {
    "alloc %d",
    "alloc %d x9",
    "alloc %d name%d",
    "alloc 300k x3",
    "calloc 3 %d",
    "alloc 100 x200; free 1..200/3",
    "alloc 20 \u5bbd\u5b57%d",
    "memalign 4096 %d",
    "memalign 64 %d",
    "realloc %d 700",
    "realloc %d 0",
    "realloc %d 5",
    "free %d",
    "free %d",
    "free 1..40/2",
    "free 0x%d",
    "coalesce",
    "check",
    "check on",
    "check off",
    "poke 0x%d 0xff 0x13",
    "poke 4%d 0x0",
    "bad",
    "bad %d",
    "step",
    "step %d",
    "back",
    "back %d",
    "goto %d",
    "goto start",
    "goto end",
    "goto peak",
    "goto bad",
    "undo",
    "undo",
    "redo",
    "redo",
    "branch",
    "branch 1",
    "branch %d",
    "until live > 4k",
    "back until free_blocks > 3",
    "break live > 60k",
    "delete all",
    "show",
    "show %d",
    "show 0x%d",
    "whose %d",
    "blocks",
    "blocks where size > 40 by size desc",
    "describe",
    "lists",
    "pins",
    "pins %d",
    "pins for %d",
    "pins off",
    "why %d",
    "into",
    "into %d",
    "into next",
    "into %d event 2",
    "into off",
    "diff start",
    "diff 1 %d",
    "diff 0 %d all",
    "diff off",
    "try alloc %d",
    "try free %d",
    "try realloc %d 90",
    "stats",
    "hist",
    "hist lives",
    "timeline",
    "policy explicit",
    "policy implicit:next",
    "policy segregated",
    "policy buddy",
    "policy tlsf",
    "policy implicit:first,textbook,deferred",
    "policy",
    "new",
    "new limit=8k",
    "new limit=1g policy=tlsf",
    "new policy=buddy limit=64k",
    "new policy=explicit:address,best limit=1m",
    "new target=naive",
    "race explicit buddy",
    "race implicit explicit segregated tlsf",
    "race tlsf buddy explicit:address",
    "race off",
    "race",
    "load demos/editor.rep",
    "load demos/editor.rep; step %d",
    "load demos/editor.rep; step 500; goto 200; alloc 10",
    "generate uniform ops=2000 live=100 size=1..3k; step 400",
    "generate ramp ops=4k size=16..1k; step 4000",
    "say Look %d.",
    "set view time",
    "set view heap",
    "set overlay order",
    "set overlay links",
    "set overlay off",
    "set numbers on",
    "set",
    "zoom fit",
    "zoom in",
    "zoom out",
    "zoom 16",
    "zoom 1k",
    "zoom 1g",
    "zoom 4",
    "theme mono",
    "theme",
    "help",
    "help figures",
    "set colour age",
    "nonsense %d",
    "screenshot /dev/null",
    "screenshot /dev/null 200x60",
    "step; screenshot /dev/null",
    "alloc 1000m",
    "alloc 18446744073709551615"};
enum { N_LINES = sizeof lines / sizeof *lines };

struct fixture {
    struct scene scene;
    struct random random;
    int rows, cols;
};

static size_t
number(const char *name, size_t otherwise)
{
    const char *text = getenv(name);

    return text ? strtoul(text, NULL, 0) : otherwise;
}

static void
tell(const char *what, const char *text)
{
    if (getenv("TEST_PRINT"))
        (void)fprintf(stderr, "# %s %s\n", what, text);
}

static void
draw(struct fixture *f)
{
    scene_draw(&f->scene, f->rows, f->cols);
}

static void
resize(struct fixture *f)
{
    bool tiny = random_below(&f->random, 6) == 0;
    char text[32];

    f->rows = 1 + (int)random_below(&f->random, tiny ? 10 : MAX_ROWS);
    f->cols = 1 + (int)random_below(&f->random, tiny ? 40 : MAX_COLS);
    (void)snprintf(text, sizeof text, "%dx%d", f->cols, f->rows);
    tell("size", text);
}

static void
type_line(struct fixture *f)
{
    char line[SCENE_TEXT];
    int a = (int)random_below(&f->random, 60);
    int b = (int)random_below(&f->random, 900);

    /* Each is a format of at most two numbers. */
    (void)snprintf(line, sizeof line, lines[random_below(&f->random, N_LINES)],
                   random_below(&f->random, 3) ? a : b, b);
    tell("line", line);
    scene_do(&f->scene, line);
}

static void
press_key(struct fixture *f)
{
    int n = 0;
    uint32_t key = 0;
    char text[16];

    while (binding_at(n))
        n++;
    while (key == 0) {
        const struct binding *binding =
            binding_at((int)random_below(&f->random, (size_t)n));
        key = binding->keys[random_below(&f->random, MAX_KEYS)];
    }
    (void)snprintf(text, sizeof text, key > ' ' && key < 0x7f ? "%c" : "0x%x",
                   (int)key);
    tell("key", text);
    if (tui_focus(f->scene.stage.tui) == FOCUS_PROMPT) {
        if (key == '\r')
            f->scene.line[0] = '\0'; /* lines come as wholes */
        if (random_below(&f->random, 2))
            tui_set_focus(f->scene.stage.tui, FOCUS_MAP);
    }
    scene_key(&f->scene, key);
}

/* Mostly on the screen. */
static void
use_mouse(struct fixture *f)
{
    char command[TUI_COMMAND_TEXT], text[64];
    struct mouse mouse = {
        .kind = (enum mouse_kind)random_below(&f->random, 5),
        .row = (int)random_below(&f->random, (size_t)f->rows + 2) - 1,
        .col = (int)random_below(&f->random, (size_t)f->cols + 2) - 1};

    (void)snprintf(text, sizeof text, "%d at %d,%d", (int)mouse.kind, mouse.row,
                   mouse.col);
    tell("mouse", text);
    if (tui_mouse(f->scene.stage.tui, f->scene.session, &mouse, command) ==
        TUI_COMMAND)
        scene_do(&f->scene, command);
}

static bool
is_enough(void *context)
{
    return random_below(context, 3) == 0;
}

/* What the program's loop does between keys. */
static void
idle(struct fixture *f)
{
    struct tui *tui = f->scene.stage.tui;
    struct session_interrupt stop = {is_enough, &f->random};
    struct error err;
    bool dirty = false;

    (void)tui_work(tui, f->scene.session, &stop, &dirty);
    if (tui_into_plays(tui))
        tui_into_next(tui);
    if (tui_is_scrubbing(tui) && random_below(&f->random, 4) > 0) {
        (void)session_goto(f->scene.session, tui_scrub_aim(tui), &err);
        tui_scrub_over(tui);
    }
}

static void
do_something(struct fixture *f)
{
    size_t what = random_below(&f->random, 16);

    if (what < 6)
        press_key(f);
    else if (what < 11)
        type_line(f);
    else if (what < 14)
        use_mouse(f);
    else if (what < 15)
        resize(f);
    else
        idle(f);
    if (repl_message_is_error(f->scene.stage.repl))
        tell("error", repl_message(f->scene.stage.repl));
    if (random_below(&f->random, 4) > 0) /* several may come before a frame */
        draw(f);
}

static void
test_anything(void **state)
{
    size_t seed = number("TEST_SEED", 20240707);
    size_t rounds = number("TEST_ROUNDS", 4);

    (void)state;
    for (size_t i = 0; i < rounds; i++) {
        struct fixture f = {.random = {seed + i}, .rows = 40, .cols = 120};

        print_message("# seed %zu\n", seed + i);
        scene_open(&f.scene, &looks[i % N_LOOKS]);
        for (int step = 0; step < STEPS; step++)
            do_something(&f);
        draw(&f);
        scene_done(&f.scene);
    }
}

/* --- what outlives what it is about ----------------------------------------*/
static void
open_fixture(struct fixture *f)
{
    *f = (struct fixture){.rows = 40, .cols = 120};
    scene_open(&f->scene, &looks[0]);
    draw(f);
}

static void
do_and_draw(struct fixture *f, const char *line)
{
    scene_do(&f->scene, line);
    draw(f);
}

/* Is the text anywhere on the screen? */
static bool
shows(const struct fixture *f, const char *text)
{
    const struct canvas *canvas = &f->scene.canvas;
    size_t n = strlen(text), size = (size_t)canvas->rows * (size_t)canvas->cols;

    for (size_t at = 0, i = 0; at + n <= size; at++) {
        for (i = 0; i < n && canvas->cells[at + i].ch == (uint32_t)text[i];)
            i++;
        if (i == n)
            return true;
    }
    return false;
}

/* The operations told of are those of the present heap and branch, also when
 * no frame showed the way there. */
static void
test_events_of_another_line(void **state)
{
    struct fixture f;

    (void)state;
    open_fixture(&f);
    tui_set_focus(f.scene.stage.tui, FOCUS_MAP);
    scene_key(&f.scene, '5');
    do_and_draw(&f, "alloc 1001");
    do_and_draw(&f, "alloc 1002");
    do_and_draw(&f, "alloc 1003");
    assert_true(shows(&f, "1001 B in a block"));
    do_and_draw(&f, "back 2; alloc 2002; alloc 2003");
    assert_true(shows(&f, "1001 B in a block"));
    assert_true(shows(&f, "2002 B in a block"));
    assert_false(shows(&f, "1002 B in a block"));
    do_and_draw(&f, "branch 1");
    assert_true(shows(&f, "1002 B in a block"));
    assert_false(shows(&f, "2002 B in a block"));
    do_and_draw(&f, "new; alloc 3001; alloc 3002; alloc 3003");
    assert_true(shows(&f, "3001 B in a block"));
    assert_false(shows(&f, "1001 B in a block"));
    scene_done(&f.scene);
}

static void
click_at(struct fixture *f, int row, int col)
{
    char command[TUI_COMMAND_TEXT];
    struct mouse mouse = {MOUSE_DOWN, row, col};

    (void)tui_mouse(f->scene.stage.tui, f->scene.session, &mouse, command);
}

/* A click may come before the frame that would show that it is over. */
static void
test_click_on_a_race_that_ended(void **state)
{
    struct fixture f;

    (void)state;
    open_fixture(&f);
    do_and_draw(&f, "race implicit explicit buddy; alloc 100 x9; show 3");
    scene_do(&f.scene, "race explicit buddy");
    click_at(&f, 12, 110);
    draw(&f);
    assert_true(session_race_lanes(f.scene.session) == 2);
    session_race_end(f.scene.session);
    click_at(&f, 12, 20);
    draw(&f);
    assert_false(tui_shows_race(f.scene.stage.tui));
    scene_done(&f.scene);
}

/* Each keeps its own selection and zoom, whatever was looked at between. */
static void
test_race_from_the_inside(void **state)
{
    struct fixture f;
    struct tui *tui;

    (void)state;
    open_fixture(&f);
    tui = f.scene.stage.tui;
    do_and_draw(&f, "alloc 100 x9; show 3");
    assert_int_not_equal(tui_selected(tui), 0);
    do_and_draw(&f, "into");
    do_and_draw(&f, "race explicit buddy");
    assert_true(tui_shows_race(tui));
    do_and_draw(&f, "into off");
    assert_true(tui_shows_race(tui));
    assert_int_equal(tui_selected(tui), 0);
    do_and_draw(&f, "race off");
    assert_false(tui_shows_race(tui));
    assert_int_not_equal(tui_selected(tui), 0);
    scene_done(&f.scene);
}

/* While the race is shown a heap starts over: its own map forgets, too. */
static void
test_new_heap_behind_a_race(void **state)
{
    struct fixture f;
    struct tui *tui;

    (void)state;
    open_fixture(&f);
    tui = f.scene.stage.tui;
    do_and_draw(&f, "alloc 100 x9; show 3");
    do_and_draw(&f, "race explicit buddy");
    do_and_draw(&f, "load demos/editor.rep; step 100");
    assert_true(tui_shows_race(tui));
    do_and_draw(&f, "race off");
    assert_int_equal(tui_selected(tui), 0);
    scene_done(&f.scene);
}

/* A picture is drawn by a copy: what it does must leave alone what the screen
 * holds, also when no frame came between. */
static void
test_picture_of_what_has_moved_on(void **state)
{
    struct fixture f;

    (void)state;
    open_fixture(&f);
    tui_set_focus(f.scene.stage.tui, FOCUS_MAP);
    scene_key(&f.scene, '5');
    do_and_draw(&f, "alloc 100 x9; free 2");
    do_and_draw(&f, "alloc 40; screenshot /dev/null; free 4");
    do_and_draw(&f, "into; screenshot /dev/null");
    do_and_draw(&f, "free 5; screenshot /dev/null");
    do_and_draw(&f, "into; alloc 7; screenshot /dev/null; into");
    scene_done(&f.scene);
}

/* Its bytes are more than the machine has: nothing copies them. */
static void
test_inside_of_a_huge_heap(void **state)
{
    struct fixture f;

    (void)state;
    open_fixture(&f);
    do_and_draw(&f, "new limit=64g policy=implicit:next,textbook; alloc 60g; "
                    "alloc 100 x3; free 3; into");
    assert_true(shows(&f, "event 0 of"));
    do_and_draw(&f, "try alloc 100");
    assert_false(repl_message_is_error(f.scene.stage.repl));
    scene_done(&f.scene);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anything),
        cmocka_unit_test(test_events_of_another_line),
        cmocka_unit_test(test_click_on_a_race_that_ended),
        cmocka_unit_test(test_race_from_the_inside),
        cmocka_unit_test(test_new_heap_behind_a_race),
        cmocka_unit_test(test_picture_of_what_has_moved_on),
        cmocka_unit_test(test_inside_of_a_huge_heap),
    };

    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
