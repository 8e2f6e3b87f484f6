/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_map_terminal.c: the map tells the truth on a real terminal. The program
 * runs in a pseudo-terminal; random operations are typed at its prompt and
 * done to a twin session here, which replay makes equal. After each the cells
 * of the map are read back from libvterm and compared with the twin's blocks
 * and lists. Where the map is scrolled to is read, as a person does, from the
 * addresses at its left and the scale in its rule; the program's sentence about
 * the operation, its figures and the list pane must be the twin's as well.
 *
 * By default a look gets 120 operations, each at the next zoom in turn.
 * TEST_OPS=1000 does so many, and looks at EVERY zoom after each: 47,000
 * frames, at most 60 a second, in all about 15 minutes (so start the program
 * by itself: run.sh stops it then). TEST_SEED=N chooses other operations.
 */
#include "churn.h"
#include "map_reader.h"
#include "model.h"
#include "vt.h"

#include "support/cmocka_all.h"
#include "tui/layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum {
    DEFAULT_OPS = 120,
    MAX_ZOOMS = 32,
    LINE = 256,
    SENTENCE = 60 /* of a message: what its first row surely shows */
};

/* How the screen is parted. */
struct arrangement {
    int rows, cols;
    const char *keys; /* that bring it about, and end at the prompt */
    struct layout_wish wish;
    int row_cells, close_cells; /* in a row; at 1 B a column */
    int close_margin;           /* at 1 B a column, for links */
    int sentence;               /* of a message on its first row */
    bool has_list;              /* a list pane with rows */
};

static const struct arrangement side_by_side = {
    40, 120, "", {.page = 0}, 64, 64, 0, SENTENCE, true};
static const struct arrangement wide = {60,  200, "",       {.page = 0}, 128,
                                        128, 3,   SENTENCE, true};
static const struct arrangement one_above_another = {
    24, 80, "", {.page = 0}, 64, 64, 0, SENTENCE, false};
static const struct arrangement narrow = {20, 50, "", {.page = 0}, 32,
                                          32, 0,  24, false};
static const struct arrangement map_alone = {
    40, 120, "\tz:", {.maximised = true}, 64, 96, 3, SENTENCE, false};
static const struct arrangement other_panes = {
    40, 120,      "\t451:", {.events = true, .stats = true}, 64, 64,
    0,  SENTENCE, false};

/* A way of looking: a terminal and what is to be expected of it. */
struct way {
    const char *args[VT_MAX_ARGS];
    const char *term, *env, *locale;
    struct decoder decoder;
};

struct fixture {
    struct vt *vt;
    struct churn churn; /* the twin */
    const struct arrangement *as;
    struct layout layout;
    struct map_eye eye;
    struct map_grid grid; /* as read from the screen */
    struct decoder decoder;
    struct model model;
    size_t op;
    bool every_zoom;
    const char *policy, *zoom;
    size_t n_frames;
};

static void
fail_frame(struct fixture *f, const char *why)
{
    vt_print(f->vt);
    fail_msg("%s, seed %" PRIu64 ", operation %zu, zoom %s: %s", f->policy,
             churn_seed(), f->op, f->zoom, why);
}

#define MUST(f, holds, why) ((holds) ? (void)0 : fail_frame((f), (why)))

/* --- zooms ----------------------------------------------------------------*/
struct zooms {
    char words[MAX_ZOOMS][24];
    size_t n;
};

static size_t
heap_size_now(const struct fixture *f)
{
    struct figures figures;

    view_figures(f->churn.session, &figures);
    return figures.heap;
}

/* 1, 4, 16, 32 ... up to the one at which the heap is a row; then fit. */
static void
list_zooms(const struct fixture *f, struct zooms *zooms)
{
    size_t cell = 1, end = heap_size_now(f);

    for (zooms->n = 0; zooms->n < MAX_ZOOMS - 1; cell = map_coarser(cell)) {
        (void)snprintf(zooms->words[zooms->n++], sizeof zooms->words[0], "%zu",
                       cell);
        if (cell * (size_t)f->as->row_cells >= end)
            break;
    }
    (void)snprintf(zooms->words[zooms->n++], sizeof zooms->words[0], "fit");
}

/* --- typing ---------------------------------------------------------------*/
/* A text that grows and stops at its end. */
static void __attribute__((format(printf, 2, 3)))
add(char line[LINE], const char *format, ...)
{
    size_t n = strlen(line);
    va_list args;

    va_start(args, format);
    (void)vsnprintf(line + n, LINE - n, format, args);
    va_end(args);
}

/* A block of the heap, used or free; 0: there is none. */
static size_t
random_block(struct fixture *f)
{
    struct random *random = &f->churn.random;
    size_t at = random_below(random, heap_size_now(f));
    struct view_block b;

    return view_at(f->churn.session, at, &b) ? b.off : 0;
}

/* Selects a block, which scrolls to it, or scrolls by a screen. The first
 * quarter goes without a selection. */
static void
look_elsewhere(struct fixture *f, size_t n_ops, char line[LINE])
{
    struct random *random = &f->churn.random;
    size_t off = random_block(f);

    if (random_below(random, 3) == 0)
        vt_type(f->vt, random_below(random, 2) ? VT_PGDN : VT_PGUP);
    if (f->op * 4 < n_ops || off == 0 || random_below(random, 2) == 0)
        return;
    add(line, "show 0x%zx; ", off);
    f->eye.selected = off;
}

/* A colour key has a legend, which may cost the map a row. */
static void
lay_out(struct fixture *f)
{
    struct layout_wish wish = f->as->wish;

    wish.colours = f->eye.key != TINT_STATE;
    layout_make(&f->layout, f->as->rows, f->as->cols, &wish);
}

static void
change_overlay(struct fixture *f, char line[LINE])
{
    static const char *const overlays[] = {
        [OVERLAY_ORDER] = "order",
        [OVERLAY_LINKS] = "links",
        [OVERLAY_OFF] = "off",
    };
    struct random *random = &f->churn.random;

    if (random_below(random, 3) != 0)
        return;
    f->eye.overlay = (enum overlay)random_below(random, 3);
    f->eye.numbers = random_below(random, 2);
    f->eye.key = (enum tint_key)random_below(random, TINT_N);
    lay_out(f);
    add(line, "set overlay %s; set numbers %s; set colour %s; ",
        overlays[f->eye.overlay], f->eye.numbers ? "on" : "off",
        tint_word(f->eye.key));
}

/* --- waiting --------------------------------------------------------------*/
struct awaited {
    char op[32], sentence[SENTENCE];
};

static bool
is_shown(struct vt *vt, void *context)
{
    const struct awaited *awaited = context;
    char status[VT_ROW_TEXT];
    int row, col;

    return strstr(vt_row(vt, 0, status), awaited->op) &&
           vt_find(vt, awaited->sentence, &row, &col);
}

static void
wait_for(struct fixture *f, const char *sentence)
{
    struct awaited awaited;

    (void)snprintf(awaited.op, sizeof awaited.op, " op %zu ", f->op);
    (void)snprintf(awaited.sentence, sizeof awaited.sentence, "%.*s",
                   f->as->sentence - 1, sentence);
    if (!vt_wait(f->vt, is_shown, &awaited))
        fail_msg("%s, seed %" PRIu64 ", operation %zu: no \"%s\"", f->policy,
                 churn_seed(), f->op, awaited.sentence);
}

/* --- comparing ------------------------------------------------------------*/
static void
compare_map(struct fixture *f)
{
    struct map_reader reader = {.vt = f->vt,
                                .map = f->layout.map,
                                .rule = f->layout.heap_rule.row,
                                .row_cells = f->as->row_cells,
                                .close_cells = f->as->close_cells,
                                .close_margin = f->as->close_margin};
    struct model_screen screen = {map_reader_cell, &reader};
    struct decoder decoder = f->decoder;

    MUST(f, map_reader_grid(&reader, f->churn.session, &f->grid), reader.fault);
    MUST(f, f->eye.cell == 0 || f->eye.cell == f->grid.cell, "another scale");
    decoder.cell = f->grid.cell;
    MUST(f, model_agrees(&f->model, &screen, &f->eye, &f->grid, &decoder),
         f->model.wrong);
    if (f->eye.cell == 0)
        MUST(f,
             f->grid.lo == 0 &&
                 f->grid.hi - f->grid.shift + HEAP_ALIGN >= heap_size_now(f),
             "fit shows a part");
}

static void
compare_figures(struct fixture *f)
{
    struct figures figures;
    char status[VT_ROW_TEXT], util[32], frag[32];

    view_figures(f->churn.session, &figures);
    (void)snprintf(util, sizeof util, "util %.1f%%", figures.util * 100);
    (void)snprintf(frag, sizeof frag, "frag %.1f%%", figures.frag * 100);
    (void)vt_row(f->vt, f->layout.status.row, status);
    MUST(f, strstr(status, util) && strstr(status, frag), "other figures");
}

/* The list pane's lines, " 3 0x00040 ...", are the blocks of the list. */
static void
compare_list(struct fixture *f)
{
    const struct session *twin = f->churn.session;
    unsigned list = map_chosen_list(&f->eye, twin);
    struct view_block blocks[MODEL_NUMBERED];
    const struct rect *pane = &f->layout.panes[PANE_LIST].body;
    size_t n, place, off, told = 0;

    if (list == LIST_NONE || !f->as->has_list)
        return;
    n = view_list_blocks(twin, list, blocks, MODEL_NUMBERED, NULL);
    for (int row = pane->row; row < pane->row + pane->rows; row++) {
        char text[16];

        for (int i = 0; i < 15; i++) {
            uint32_t ch = vt_cell(f->vt, row, pane->col + i).ch;

            text[i] = ch > 0 && ch < 128 ? (char)ch : ' ';
        }
        text[15] = '\0';
        if (sscanf(text, "%zu 0x%zx", &place, &off) != 2)
            continue;
        MUST(f, place >= 1 && place <= n && blocks[place - 1].off == off,
             "the list pane is wrong");
        told++;
    }
    MUST(f, told > 0 || n == 0, "the list pane is empty");
}

static void
compare(struct fixture *f)
{
    f->n_frames++;
    compare_map(f);
    compare_figures(f);
    compare_list(f);
}

/* --- one operation --------------------------------------------------------*/
static void
use_zoom(struct fixture *f, const char *word)
{
    f->zoom = word;
    f->eye.cell = strcmp(word, "fit") == 0 ? 0 : strtoul(word, NULL, 10);
}

/* An operation that changed the selected block ends the selection, unless the
 * same line selected it. */
static bool
keeps_selection(struct fixture *f, const struct view_block *was)
{
    const struct session *twin = f->churn.session;
    struct view_change changes[VIEW_MAX_CHANGES];
    struct view_block now;
    size_t n = view_changes(twin, changes);

    if (!view_at(twin, f->eye.selected, &now) || now.state != was->state ||
        now.start != was->start || now.size != was->size || now.id != was->id)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (changes[i].start < now.start + now.size &&
            now.start < changes[i].start + changes[i].size)
            return false;
    }
    return true;
}

/* The operation at zoom WORD, typed and done. */
static void
operate(struct fixture *f, size_t n_ops, const char *word)
{
    char line[LINE] = "", sentence[DESCRIBE_TEXT];
    struct session *twin = f->churn.session;
    struct view_block was;
    bool asked;

    look_elsewhere(f, n_ops, line);
    asked = line[0] != '\0';
    change_overlay(f, line);
    use_zoom(f, word);
    if (f->eye.selected != 0 && !view_at(twin, f->eye.selected, &was))
        f->eye.selected = 0;
    churn_step(&f->churn);
    add(line, "zoom %s; %s\r", word, f->churn.command);
    vt_type(f->vt, line);
    f->op++;
    if (f->eye.selected != 0 && !asked && !keeps_selection(f, &was))
        f->eye.selected = 0;
    session_describe(twin, session_last(twin), sentence);
    wait_for(f, sentence);
}

static void
change_zoom(struct fixture *f, const char *word)
{
    char line[LINE] = "";

    use_zoom(f, word);
    add(line, "zoom %s\r", word);
    vt_type(f->vt, line);
    (void)snprintf(line, sizeof line, "zoom %s.", word);
    wait_for(f, line);
}

static void
step(struct fixture *f, size_t n_ops)
{
    struct zooms zooms;
    size_t first;

    list_zooms(f, &zooms);
    first = f->every_zoom ? 0 : f->op % zooms.n;
    operate(f, n_ops, zooms.words[first]);
    assert_true(model_open(&f->model, f->churn.session));
    f->model.given = f->churn.given;
    f->model.n_given = f->churn.n_given;
    compare(f);
    for (size_t i = 1; f->every_zoom && i < zooms.n; i++) {
        change_zoom(f, zooms.words[i]);
        compare(f);
    }
    model_close(&f->model);
}

/* --- the whole ------------------------------------------------------------*/
static void
start(struct fixture *f, const struct way *way, const char *policy,
      const struct arrangement *as)
{
    struct vt_config config = {.term = way->term,
                               .locale = way->locale,
                               .env = way->env,
                               .rows = as->rows,
                               .cols = as->cols};
    size_t n = 0;

    *f = (struct fixture){.policy = policy, .zoom = "fit", .as = as};
    churn_open(&f->churn, policy, TARGET_KIND_HEAP);
    config.args[n++] = "-p";
    config.args[n++] = policy;
    for (size_t i = 0; way->args[i]; i++)
        config.args[n++] = way->args[i];
    f->decoder = way->decoder;
    f->eye.list = LIST_NONE;
    lay_out(f);
    f->vt = vt_start(&config);
    assert_true(vt_wait_text(f->vt, "> "));
    vt_type(f->vt, as->keys);
}

static void
tell_truth(const struct way *way, const char *policy,
           const struct arrangement *as)
{
    const char *text = getenv("TEST_OPS");
    size_t n_ops = text ? strtoul(text, NULL, 10) : DEFAULT_OPS;
    struct fixture f;
    int status;

    start(&f, way, policy, as);
    f.every_zoom = text != NULL;
    while (f.op < n_ops)
        step(&f, n_ops);
    print_message("# %zu operations, %zu frames\n", f.op, f.n_frames);
    vt_type(f.vt, "quit\r");
    status = vt_wait_exit(f.vt);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    vt_end(f.vt);
    churn_done(&f.churn);
}

static const struct way colours_256 = {
    .term = "xterm-256color",
    .decoder = {.depth = DEPTH_256},
};
static const struct way colours_8 = {
    .term = "xterm",
    .decoder = {.depth = DEPTH_8},
};
static const struct way ascii = {
    .args = {"--ascii"},
    .term = "xterm-256color",
    .env = "NO_COLOR=1",
    .decoder = {.ascii = true, .depth = DEPTH_MONO},
};

static void
test_256_colours(void **state)
{
    (void)state;
    tell_truth(&colours_256, "segregated", &side_by_side);
}

static void
test_8_colours(void **state)
{
    (void)state;
    tell_truth(&colours_8, "explicit", &side_by_side);
}

static void
test_ascii(void **state)
{
    (void)state;
    tell_truth(&ascii, "segregated", &side_by_side);
}

static void
test_textbook(void **state)
{
    (void)state;
    tell_truth(&colours_256, "explicit:address,textbook,deferred",
               &side_by_side);
}

static void
test_free_neighbours(void **state)
{
    (void)state;
    tell_truth(&ascii, "explicit:fifo,best,off", &side_by_side);
}

/* No colours, but UTF-8; and colours, but ASCII. */
static void
test_mono(void **state)
{
    static const struct way mono = {.term = "vt100",
                                    .decoder = {.ascii = true}};

    (void)state;
    tell_truth(&mono, "buddy", &side_by_side);
}

static void
test_locale_c(void **state)
{
    static const struct way in_c = {
        .term = "vt100", .locale = "C", .decoder = {.ascii = true}};

    (void)state;
    tell_truth(&in_c, "tlsf", &side_by_side);
}

static void
test_wide(void **state)
{
    (void)state;
    tell_truth(&colours_256, "segregated", &wide);
}

static void
test_80x24(void **state)
{
    (void)state;
    tell_truth(&colours_8, "explicit", &one_above_another);
}

static void
test_narrow(void **state)
{
    (void)state;
    tell_truth(&colours_256, "explicit:address", &narrow);
}

static void
test_map_alone(void **state)
{
    (void)state;
    tell_truth(&colours_256, "segregated", &map_alone);
}

static void
test_other_panes(void **state)
{
    (void)state;
    tell_truth(&ascii, "explicit", &other_panes);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_256_colours),
        cmocka_unit_test(test_8_colours),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_textbook),
        cmocka_unit_test(test_free_neighbours),
        cmocka_unit_test(test_mono),
        cmocka_unit_test(test_locale_c),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_80x24),
        cmocka_unit_test(test_narrow),
        cmocka_unit_test(test_map_alone),
        cmocka_unit_test(test_other_panes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
