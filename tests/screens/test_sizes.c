/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_sizes.c: no word is cut and no pane lies over another: on every size
 * from 40x10 to 240x80, with the screen's parts in every arrangement that keys
 * can bring about. The canvas tells of each character that is put
 * (frame_watch.h), so what is cut off or drawn over is known exactly, not
 * guessed from the picture. Keys come at random; TEST_SEED=N presses others.
 */
#include "frame_watch.h"
#include "scene.h"
#include "scenes.h"

#include "support/cmocka_all.h"
#include "support/random.h"

#include "tui/bindings.h"

#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MIN_ROWS = 10,
    MAX_ROWS = 80,
    MIN_COLS = 40,
    MAX_COLS = 240,
    MAX_FAULTS = 12, /* told of one scene */
    KEYS_KEPT = 32
};

#define LONG_NAME "_name_as_long_as_a_name_can_be"
#define LONG_TEXT                                                              \
    "say A lesson may say a good deal in one sentence, so that it takes two "  \
    "rows of a narrow screen and on the narrowest one ends in a sign that "    \
    "there is more of it than can be shown at once here.\r"

/* Beside those that have pictures. */
static const struct scene_of more[] = {
    {"many-lists", 0,
     "generate uniform ops=3000 live=300 size=1..3k; step 2400\r"},
    {"played-to-the-end", 0, "generate ramp ops=20k size=16..1k; step 20000\r"},
    {"a-large-heap", 0,
     "new limit=1g; alloc 900m big; alloc 5000000 x3; free 2\r"},
    {"no-lists", 0, "policy implicit:next; alloc 30 x40; free 3..30/3\r"},
    {"buddies", 0,
     "policy buddy; alloc 700 x9; alloc 5 x30; free 2 4 7..30/2; show 6\r"},
    {"long-names", 0,
     "alloc 40 a" LONG_NAME "; alloc 400 b" LONG_NAME
     "; alloc 4000 \u5bbd\u5b57; free 2; alloc 300 again; set numbers on; "
     "show 1\r"},
    {"many-branches", 0,
     "alloc 100 x6; back 3; alloc 200; back 2; alloc 7; branch\r"},
    {"much-damage", SCENE_FAILS,
     "policy explicit; alloc 60 a; alloc 60 b; alloc 60 c; free a; poke 0x4c "
     "0xff; poke 0x14 0xff; check; free b\r"},
    {"damage-at-a-long-name", 0,
     "policy explicit; alloc 60 a; alloc 60 b" LONG_NAME
     "; alloc 60 c; free a; "
     "poke 0x4c 0xff; check; show b" LONG_NAME "\r"},
    {"much-text", 0, "policy explicit; alloc 500 x5; free 4; " LONG_TEXT},
    {"a-race-of-three", 0,
     "load demos/editor.rep; step 420; "
     "race explicit explicit:address,best buddy; step 2\r"},
    {"a-race-of-four", 0,
     "new limit=8k policy=explicit; race implicit:next,textbook,deferred "
     "explicit:address,best,deferred,textbook segregated:best,off buddy; "
     "alloc 700 x9; alloc 300 x3\r"},
    {"a-race-not-begun", 0, "race implicit explicit\r"},
    {"a-long-table", 0, "alloc 100 x90; free 3..90/3; blocks\r"},
};
enum { N_MORE = sizeof more / sizeof *more };

static const struct look looks[] = {
    {.unicode = true, .lines = true},
    {.lines = true},
    {.unicode = false},
};
enum { N_LOOKS = sizeof looks / sizeof *looks };

struct fixture {
    struct scene scene;
    struct frame_watch watch;
    struct random random;
    const struct scene_of *of;
    char keys[KEYS_KEPT * 8]; /* pressed last */
    char faults[MAX_FAULTS][48];
    size_t n_faults, n_frames, n_puts;
};

/* The I-th scene of all; NULL past the end. */
static const struct scene_of *
any_scene(size_t i)
{
    return i < N_MORE ? &more[i] : scene_of(i - N_MORE);
}

static bool
is_long(void)
{
    return getenv("TEST_SIZES") != NULL;
}

static uint64_t
seed(void)
{
    const char *text = getenv("TEST_SEED");

    return text ? strtoull(text, NULL, 0) : 20240707;
}

/* --- a frame ---------------------------------------------------------------*/
/* Tells of a fault once: by its kind, and how the row begins. */
static void
report(struct fixture *f, int rows, int cols)
{
    char key[sizeof f->faults[0]];

    const char *row = strchr(f->watch.fault, '\n');

    (void)snprintf(key, sizeof key, "%s%.9s",
                   strstr(f->watch.fault, "cut off") ? "cut" : "over",
                   row ? row + 1 : f->watch.fault);
    for (size_t i = 0; i < f->n_faults; i++) {
        if (strcmp(f->faults[i], key) == 0)
            return;
    }
    if (f->n_faults == MAX_FAULTS)
        return;
    memcpy(f->faults[f->n_faults++], key, sizeof key);
    (void)fprintf(stderr, "# %s, %dx%d, keys%s: %s\n", f->of->name, cols, rows,
                  f->keys, f->watch.fault);
    if (getenv("TEST_PRINT"))
        scene_print(&f->scene);
}

static void
draw(struct fixture *f, int rows, int cols)
{
    struct rect map;

    scene_draw(&f->scene, rows, cols); /* settles what is scrolled to */
    map = scene_map(&f->scene);
    f->watch.free = map;
    f->watch.scrolled = scene_page(&f->scene);
    f->watch.overlaid = f->scene.frame.popup != NULL;
    frame_watch_begin(&f->watch, &f->scene.canvas);
    scene_draw(&f->scene, rows, cols);
    f->n_frames++;
    if (!frame_watch_end(&f->watch))
        report(f, rows, cols);
    f->n_puts += f->watch.n_puts;
}

/* --- keys ------------------------------------------------------------------*/
/* A key of the table of bindings; none that goes on in time or frees. */
static uint32_t
random_key(struct fixture *f)
{
    const struct binding *binding;
    int n = 0;
    uint32_t key = 0;

    while (binding_at(n))
        n++;
    while (key == 0) {
        binding = binding_at((int)random_below(&f->random, (size_t)n));
        key = binding->keys[random_below(&f->random, MAX_KEYS)];
    }
    return key;
}

static void
press(struct fixture *f)
{
    uint32_t key = random_key(f);
    size_t n = strlen(f->keys);
    char text[12];

    if (key > ' ' && key < 0x7f)
        (void)snprintf(text, sizeof text, " %c", (char)key);
    else
        (void)snprintf(text, sizeof text, " %x", (unsigned)key);
    if (n + sizeof text >= sizeof f->keys) {
        memmove(f->keys, f->keys + n / 2, n - n / 2 + 1);
        n -= n / 2;
    }
    (void)snprintf(f->keys + n, sizeof f->keys - n, "%s", text);
    if (key == '\r' || key == '\t')
        f->scene.line[0] = '\0';
    scene_key(&f->scene, key);
}

/* --- scenes ----------------------------------------------------------------*/
static void
open_scene(struct fixture *f, const struct scene_of *of, size_t look)
{
    *f = (struct fixture){.of = of, .random = {seed()}};
    scene_open(&f->scene, &looks[look]);
    scene_draw(&f->scene, 40, 120);
    scene_type(&f->scene, of->type);
    if (repl_message_is_error(f->scene.stage.repl) !=
        ((of->flags & SCENE_FAILS) != 0))
        fail_msg("%s: %s", of->name, repl_message(f->scene.stage.repl));
}

static void
close_scene(struct fixture *f, size_t *n_frames, size_t *n_puts)
{
    size_t n_faults = f->n_faults;

    *n_frames += f->n_frames;
    *n_puts += f->n_puts;
    scene_done(&f->scene);
    frame_watch_done(&f->watch);
    if (n_faults > 0)
        print_message("# %s: %zu faults or more\n", f->of->name, n_faults);
}

/* Every size, in one look after the other. */
static size_t
try_sizes(const struct scene_of *of, size_t *n_frames, size_t *n_puts, int step)
{
    struct fixture f;
    size_t faults = 0;

    for (size_t look = 0; look < N_LOOKS; look++) {
        open_scene(&f, of, look);
        for (int rows = MIN_ROWS; rows <= MAX_ROWS; rows++) {
            for (int cols = MIN_COLS + (rows + (int)look) % step;
                 cols <= MAX_COLS; cols += step)
                draw(&f, rows, cols);
        }
        faults += f.n_faults;
        close_scene(&f, n_frames, n_puts);
    }
    return faults;
}

/* Random keys, and random sizes, small ones more often. */
static size_t
try_keys(const struct scene_of *of, size_t *n_frames, size_t *n_puts, size_t n)
{
    struct fixture f;
    size_t faults = 0;

    for (size_t look = 0; look < N_LOOKS; look++) {
        open_scene(&f, of, look);
        tui_set_focus(f.scene.stage.tui, FOCUS_MAP);
        f.random.state += look;
        for (size_t i = 0; i < n; i++) {
            bool small = random_below(&f.random, 2);
            size_t rows = small ? 30 : MAX_ROWS - MIN_ROWS + 1;
            size_t cols = small ? 80 : MAX_COLS - MIN_COLS + 1;

            draw(&f, MIN_ROWS + (int)random_below(&f.random, rows),
                 MIN_COLS + (int)random_below(&f.random, cols));
            press(&f);
            if (random_below(&f.random, 8) == 0)
                tui_set_focus(f.scene.stage.tui, FOCUS_MAP);
        }
        faults += f.n_faults;
        close_scene(&f, n_frames, n_puts);
    }
    return faults;
}

/* --- tests -----------------------------------------------------------------*/
static void
test_every_size(void **state)
{
    size_t n_frames = 0, n_puts = 0, faults = 0;

    (void)state;
    for (size_t i = 0; any_scene(i); i++)
        faults +=
            try_sizes(any_scene(i), &n_frames, &n_puts, is_long() ? 1 : 67);
    print_message("# %zu frames, %zu characters\n", n_frames, n_puts);
    assert_int_equal(faults, 0);
}

static void
test_every_key(void **state)
{
    size_t n_frames = 0, n_puts = 0, faults = 0;

    (void)state;
    print_message("# seed %" PRIu64 "\n", seed());
    for (size_t i = 0; any_scene(i); i++)
        faults +=
            try_keys(any_scene(i), &n_frames, &n_puts, is_long() ? 3000 : 60);
    print_message("# %zu frames, %zu characters\n", n_frames, n_puts);
    assert_int_equal(faults, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_size),
        cmocka_unit_test(test_every_key),
    };

    if (!setlocale(LC_CTYPE, "C.UTF-8"))
        return 1; /* it has come with the C library for years */
    return cmocka_run_group_tests(tests, NULL, NULL);
}
