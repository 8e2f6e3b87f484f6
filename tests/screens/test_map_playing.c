/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_map_playing.c: the map tells the truth while a trace plays, and no block
 * goes away on the way. Each frame is read as it stands: its operation from the
 * status line, its scale and place from the map. A twin session goes to that
 * operation, and the cells must agree with its blocks and lists.
 *
 * Then three things that a person would see as flicker:
 *  - a block that three frames in a row should have is drawn in the middle one;
 *  - no cell of the heap that shows something goes blank;
 *  - in a terminal that has no synchronized updates it does not do so between
 *    any two bytes of the program's output either.
 */
#include "map_reader.h"
#include "scene.h"

#include "support/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { ROWS = 40, COLS = 120, ROW_CELLS = 64, LINE = 200 };

#define TRACE "generate uniform ops=4000 live=130 size=1..600 seed=5"

/* A terminal and what is to be expected of it. */
struct way {
    const char *args[4];
    const char *term, *locale, *env;
    struct decoder decoder;
};

static const struct way colours_256 = {.term = "xterm-256color",
                                       .decoder = {.depth = DEPTH_256}};
static const struct way colours_8 = {.term = "xterm",
                                     .decoder = {.depth = DEPTH_8}};
static const struct way mono = {
    .term = "xterm-256color", .env = "NO_COLOR=1", .decoder = {.ascii = true}};
static const struct way ascii = {.args = {"--ascii"},
                                 .term = "xterm-256color",
                                 .env = "NO_COLOR=1",
                                 .decoder = {.ascii = true}};
/* No synchronized updates in these. */
static const struct way vt100 = {.term = "vt100", .decoder = {.ascii = true}};
static const struct way console = {.term = "linux", .decoder = {.ascii = true}};

/* What a frame should show, and what it does. */
struct moment {
    struct view_block *rows;
    struct told *told;
    size_t n_rows, n_rows_room, first, n_told;
    size_t cell, shift;
    uint64_t op;
};

struct fixture {
    struct vt *vt;
    struct scene twin;
    struct map_reader reader;
    struct decoder decoder;
    struct moment moments[3]; /* the last frames; [0] the oldest */
    size_t n_moments;
    /* Cells that show something, while the scale stays. */
    bool watching;
    bool shows[ROWS][COLS];
    char blank[LINE]; /* a cell that went blank; "" none */
    uint64_t op;
    const char *zoom;
    enum tint_key key;
    size_t n_frames, n_changed, n_blocks;
};

static void
fail_frame(struct fixture *f, const char *why)
{
    vt_print(f->vt);
    fail_msg("operation %lu, zoom %s: %s", (unsigned long)f->op, f->zoom, why);
}

#define MUST(f, holds, why) ((holds) ? (void)0 : fail_frame((f), (why)))

/* --- cells that go blank ---------------------------------------------------*/
/* The word `end` behind the heap is none of it, and moves as it grows. */
static bool
is_of_end(const struct vt_cell *cell)
{
    return cell->ch != 0 && cell->ch < 0x80 && strchr("end", (int)cell->ch) &&
           cell->bg == VT_DEFAULT && !cell->bold && !cell->reverse;
}

static bool
shows_something(struct vt *vt, int row, int col)
{
    struct vt_cell cell = vt_cell(vt, row, col);

    if (is_of_end(&cell))
        return false;
    return (cell.ch != 0 && cell.ch != ' ') || cell.reverse ||
           cell.bg != VT_DEFAULT;
}

static bool
is_of_the_heap(const struct fixture *f, int row, int col)
{
    const struct rect *map = &f->reader.map;
    int gutter = map->col + 8; /* "0x00000" and the mark */

    return row >= map->row && row < map->row + map->rows && col >= gutter &&
           col < gutter + ROW_CELLS;
}

static void
look_at_cell(struct fixture *f, int row, int col)
{
    bool shows = shows_something(f->vt, row, col);

    if (f->watching && is_of_the_heap(f, row, col)) {
        f->n_changed += shows != f->shows[row][col];
        if (f->shows[row][col] && !shows && f->blank[0] == '\0')
            (void)snprintf(f->blank, sizeof f->blank,
                           "the cell at %d,%d went blank", row, col);
    }
    f->shows[row][col] = shows;
}

/* Between two frames. */
static void
look_at_cells(struct fixture *f)
{
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++)
            look_at_cell(f, row, col);
    }
}

/* In the middle of one. */
static void
on_change(void *context, int row, int col)
{
    struct fixture *f = context;

    if (row >= ROWS || col >= COLS)
        return;
    f->n_changed++;
    look_at_cell(f, row, col);
}

/* --- a block that goes away ------------------------------------------------*/
static void
moment_done(struct moment *moment)
{
    free(moment->rows);
    free(moment->told);
    *moment = (struct moment){0};
}

/* Keeps the frame's model as the newest moment. */
static void
keep_moment(struct fixture *f, const struct model *m)
{
    struct moment *now = &f->moments[2];
    size_t n_cells = (size_t)m->grid->n_rows * (size_t)m->grid->row_cells;

    moment_done(&f->moments[0]);
    f->moments[0] = f->moments[1];
    f->moments[1] = f->moments[2];
    *now = (struct moment){.n_rows = m->n_rows,
                           .first = m->first,
                           .n_told = m->n,
                           .cell = m->grid->cell,
                           .shift = m->grid->shift,
                           .op = f->op};
    now->rows = malloc(m->n_rows * sizeof *now->rows);
    now->told = malloc(n_cells * sizeof *now->told);
    assert_true(now->rows && now->told);
    memcpy(now->rows, m->rows, m->n_rows * sizeof *now->rows);
    memcpy(now->told, m->told, n_cells * sizeof *now->told);
    f->n_moments++;
}

/* The same block at the same place, in use; rows go by rising start. */
static bool
has_block(const struct moment *moment, const struct view_block *b)
{
    size_t low = 0, high = moment->n_rows;
    const struct view_block *at;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;

        *(moment->rows[middle].start <= b->start ? &low : &high) = middle;
    }
    at = &moment->rows[low];
    return at->state == VIEW_USED && at->start == b->start &&
           at->size == b->size && at->id == b->id;
}

static bool
is_drawn(const struct moment *moment, const struct view_block *b)
{
    size_t from = (b->start + moment->shift) / moment->cell;
    size_t to = (b->start + b->size - 1 + moment->shift) / moment->cell;

    for (size_t k = from; k <= to; k++) {
        const struct told *told = &moment->told[k - moment->first];

        if (k < moment->first || k >= moment->first + moment->n_told)
            continue;
        if (told->kind == TOLD_BLANK || told->kind == TOLD_FREE ||
            told->kind == TOLD_NONSENSE)
            return false;
    }
    return true;
}

static void
compare_moments(struct fixture *f)
{
    const struct moment *before = &f->moments[0], *now = &f->moments[1];
    const struct moment *after = &f->moments[2];
    char why[LINE];

    if (f->n_moments < 3)
        return;
    for (size_t i = 0; i < before->n_rows; i++) {
        const struct view_block *b = &before->rows[i];

        if (b->state != VIEW_USED || !has_block(now, b) || !has_block(after, b))
            continue;
        f->n_blocks++;
        (void)snprintf(why, sizeof why,
                       "#%u at 0x%zx is gone in the frame of operation %lu",
                       (unsigned)b->id, b->off, (unsigned long)now->op);
        MUST(f, is_drawn(now, b), why);
    }
}

/* --- a frame ---------------------------------------------------------------*/
/* The operation that the status line tells; false: it tells none. */
static bool
read_op(struct fixture *f)
{
    char status[VT_ROW_TEXT];
    const char *at = strstr(vt_row(f->vt, 0, status), " op ");
    unsigned long op;

    if (!at || sscanf(at, " op %lu", &op) != 1)
        return false;
    f->op = op;
    return true;
}

static void
compare_frame(struct fixture *f)
{
    struct model_screen screen = {map_reader_cell, &f->reader};
    struct map_eye eye = {.list = LIST_NONE, .key = f->key};
    struct decoder decoder = f->decoder;
    struct map_grid grid;
    struct model m;
    struct error err;

    MUST(f, read_op(f), "no operation");
    MUST(f, session_goto(f->twin.session, f->op, &err), err.text);
    MUST(f, map_reader_grid(&f->reader, f->twin.session, &grid),
         f->reader.fault);
    decoder.cell = grid.cell;
    assert_true(model_open(&m, f->twin.session));
    MUST(f, model_agrees(&m, &screen, &eye, &grid, &decoder), m.wrong);
    look_at_cells(f);
    MUST(f, f->blank[0] == '\0', f->blank);
    keep_moment(f, &m);
    compare_moments(f);
    model_close(&m);
    f->n_frames++;
}

/* --- a run -----------------------------------------------------------------*/
struct run {
    const char *zoom, *speed;
    uint64_t until; /* the operation it goes to */
    enum tint_key key;
};

static void
type_line(struct fixture *f, const char *line)
{
    vt_type(f->vt, line);
    vt_type(f->vt, "\r");
}

static bool
has_come(struct vt *vt, void *context)
{
    struct fixture *f = context;
    char status[VT_ROW_TEXT], done[32];
    int row, col;

    (void)snprintf(done, sizeof done, "zoom %s.", f->zoom);
    return strstr(vt_row(vt, 0, status), " op 0/") &&
           strstr(status, "paused") && vt_find(vt, done, &row, &col);
}

/* At operation 0 with this zoom, in a frame that stands. */
static void
begin(struct fixture *f, const struct run *run)
{
    char line[LINE];

    f->watching = false;
    f->zoom = run->zoom;
    f->key = run->key;
    f->n_moments = 0;
    f->op = 0;
    (void)snprintf(line, sizeof line, "goto start; set colour %s; zoom %s",
                   tint_word(run->key), run->zoom);
    type_line(f, line);
    assert_true(vt_wait(f->vt, has_come, f));
    (void)snprintf(line, sizeof line, "play %s", run->speed);
    type_line(f, line);
}

static bool
is_paused(struct vt *vt, void *context)
{
    char status[VT_ROW_TEXT];

    (void)context;
    return strstr(vt_row(vt, 0, status), "paused") != NULL;
}

static void
play(struct fixture *f, const struct run *run)
{
    begin(f, run);
    do {
        MUST(f, vt_next_frame(f->vt), "no frame came");
        compare_frame(f);
        /* From a frame on that has the scale asked for; at fit it changes. */
        f->watching = strcmp(run->zoom, "fit") != 0 && f->op > 0 &&
                      strcmp(run->zoom, "1") != 0 &&
                      strcmp(run->zoom, "4") != 0;
    } while (f->op < run->until);
    type_line(f, "pause");
    assert_true(vt_wait(f->vt, is_paused, NULL));
}

static void
set_up(struct fixture *f, const struct way *way, const char *policy)
{
    struct vt_config config = {.term = way->term,
                               .locale = way->locale,
                               .env = way->env,
                               .rows = ROWS,
                               .cols = COLS};
    const struct look look = {.unicode = !way->decoder.ascii};
    char line[LINE];

    *f = (struct fixture){.decoder = way->decoder, .zoom = "fit"};
    for (size_t i = 0; i < 3 && way->args[i]; i++)
        config.args[i] = way->args[i];
    scene_open(&f->twin, &look);
    (void)snprintf(line, sizeof line, "policy %s; " TRACE, policy);
    scene_do(&f->twin, line);
    scene_draw(&f->twin, ROWS, COLS);
    f->vt = vt_start(&config);
    f->reader = (struct map_reader){.vt = f->vt,
                                    .map = scene_map(&f->twin),
                                    .rule = scene_map(&f->twin).row - 1,
                                    .row_cells = ROW_CELLS};
    assert_true(vt_wait_text(f->vt, "heapglass>"));
    type_line(f, line);
    assert_true(vt_wait_text(f->vt, "op 0/4000"));
}

static void
tear_down(struct fixture *f)
{
    int status;

    print_message("# %zu frames, %zu cells changed, %zu blocks seen to stay\n",
                  f->n_frames, f->n_changed, f->n_blocks);
    type_line(f, "quit");
    status = vt_wait_exit(f->vt);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    vt_end(f->vt);
    for (int i = 0; i < 3; i++)
        moment_done(&f->moments[i]);
    scene_done(&f->twin);
}

/* A whole trace at full speed and at 1000 a second; parts of it at every zoom,
 * and slowly. */
static const struct run runs[] = {
    {"16", "1000", 4000, TINT_STATE}, {"16", "max", 4000, TINT_STATE},
    {"16", "60", 40, TINT_STATE},     {"1", "500", 100, TINT_STATE},
    {"4", "500", 150, TINT_STATE},    {"32", "1000", 400, TINT_STATE},
    {"64", "1000", 400, TINT_STATE},  {"128", "1000", 300, TINT_STATE},
    {"256", "1000", 300, TINT_STATE}, {"1k", "1000", 300, TINT_STATE},
    {"4k", "1000", 200, TINT_STATE},  {"fit", "1000", 400, TINT_STATE},
};
enum { N_RUNS = sizeof runs / sizeof *runs };

static void
tell_truth(const struct way *way, const char *policy, size_t first)
{
    struct fixture f;

    set_up(&f, way, policy);
    for (size_t i = first; i < N_RUNS; i++)
        play(&f, &runs[i]);
    tear_down(&f);
}

/* --- tests -----------------------------------------------------------------*/
static void
test_256_colours(void **state)
{
    (void)state;
    tell_truth(&colours_256, "segregated", 0);
}

static void
test_8_colours(void **state)
{
    (void)state;
    tell_truth(&colours_8, "explicit", 1);
}

static void
test_mono(void **state)
{
    (void)state;
    tell_truth(&mono, "buddy", 1);
}

static void
test_ascii(void **state)
{
    (void)state;
    tell_truth(&ascii, "explicit:address,textbook,deferred", 1);
}

static bool
has_ended(struct vt *vt, void *context)
{
    const struct run *run = context;
    char status[VT_ROW_TEXT];
    const char *at = strstr(vt_row(vt, 0, status), " op ");
    unsigned long now;

    return at && sscanf(at, " op %lu", &now) == 1 && now >= run->until;
}

/* Where a frame ends cannot be seen: every step is looked at. */
static void
play_unframed(const struct way *way)
{
    static const struct run all[] = {{"16", "60", 40, TINT_STATE},
                                     {"16", "200", 100, TINT_STATE},
                                     {"16", "1000", 1500, TINT_STATE},
                                     {"64", "1000", 800, TINT_STATE}};
    struct fixture f;

    set_up(&f, way, "segregated");
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        begin(&f, &all[i]);
        look_at_cells(&f);
        vt_watch(f.vt, on_change, &f);
        f.watching = true;
        assert_true(vt_wait(f.vt, has_ended, (void *)(uintptr_t)&all[i]));
        f.watching = false;
        vt_watch(f.vt, NULL, NULL);
        MUST(&f, f.blank[0] == '\0', f.blank);
        type_line(&f, "pause");
        assert_true(vt_wait(f.vt, is_paused, NULL));
    }
    MUST(&f, f.n_changed > 10000, "few cells changed");
    tear_down(&f);
}

static void
test_vt100(void **state)
{
    (void)state;
    play_unframed(&vt100);
}

static void
test_linux_console(void **state)
{
    (void)state;
    play_unframed(&console);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_256_colours),
        cmocka_unit_test(test_8_colours),
        cmocka_unit_test(test_mono),
        cmocka_unit_test(test_ascii),
        cmocka_unit_test(test_vt100),
        cmocka_unit_test(test_linux_console),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
