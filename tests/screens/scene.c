/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene.c: see scene.h. What app/screen.c does between a key and a frame is
 * done here without a clock.
 */
#include "scene.h"

#include "support/cmocka_all.h"
#include "tui/tui_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

void
scene_open(struct scene *s, const struct look *look, enum session_target target)
{
    struct session_config config = {.target = target, .limit = 1u << 26};
    struct repl_config repl = {.format = REPL_SCREEN};
    struct error err;

    memset(s, 0, sizeof *s);
    assert_true(policy_parse("segregated", &config.policy, &err));
    s->session = session_new(&config, &err);
    assert_non_null(s->session);
    s->stage.session = s->session;
    s->stage.tui = tui_new(look);
    assert_non_null(s->stage.tui);
    repl.host = stage_host(&s->stage);
    s->stage.repl = repl_new(s->session, &repl);
    assert_non_null(s->stage.repl);
    s->frame.play = "paused";
}

void
scene_done(struct scene *s)
{
    repl_free(s->stage.repl);
    tui_free(s->stage.tui);
    session_delete(s->session);
    canvas_done(&s->canvas);
    free(s->table);
    memset(s, 0, sizeof *s);
}

static void
close_table(struct scene *s)
{
    free(s->table);
    s->table = NULL;
}

void
scene_do(struct scene *s, const char *line)
{
    const char *last = strrchr(line, ';');

    last = last ? last + 1 + strspn(last + 1, " ") : line;
    (void)snprintf(s->title, sizeof s->title, "%.*s", (int)strcspn(last, " "),
                   last);
    close_table(s);
    repl_feed(s->stage.repl, line);
    while (repl_run(s->stage.repl, 64) > 0) {
        /* one after the other */
    }
    if (*repl_table(s->stage.repl))
        s->table = strdup(repl_table(s->stage.repl));
}

void
scene_key(struct scene *s, uint32_t key)
{
    char command[TUI_COMMAND_TEXT] = "";

    switch (tui_key(s->stage.tui, s->session, key, command)) {
    case TUI_COMMAND:
        scene_do(s, command);
        break;
    case TUI_PROMPT:
        (void)snprintf(s->line, sizeof s->line, "%s", command);
        break;
    case TUI_CLOSE:
        close_table(s);
        break;
    case TUI_SAY:
        repl_set_message(s->stage.repl, command, false);
        break;
    default:
        break;
    }
}

void
scene_draw(struct scene *s, int rows, int cols)
{
    struct tui_frame *frame = &s->frame;

    if (rows != s->canvas.rows || cols != s->canvas.cols)
        assert_true(canvas_resize(&s->canvas, rows, cols));
    frame->session = s->session;
    frame->message = repl_message(s->stage.repl);
    frame->problem = repl_message_is_error(s->stage.repl);
    frame->prompt = repl_prompt(s->stage.repl);
    frame->line = s->line;
    frame->cursor = (int)strlen(s->line);
    frame->caption = s->stage.caption;
    frame->table = s->table;
    frame->table_title = s->title;
    tui_draw(s->stage.tui, frame, &s->canvas, &s->row, &s->col);
}

void
scene_print(const struct scene *s)
{
    const struct canvas *canvas = &s->canvas;

    (void)fprintf(stderr, "# %dx%d:\n", canvas->cols, canvas->rows);
    for (int row = 0; row < canvas->rows; row++) {
        (void)fputs("# ", stderr);
        for (int col = 0; col < canvas->cols; col++) {
            uint32_t ch = canvas->cells[row * canvas->cols + col].ch;

            if (ch != 0)
                (void)fprintf(stderr, "%lc", (wint_t)ch);
        }
        (void)fputc('\n', stderr);
    }
}

struct rect
scene_map(const struct scene *s)
{
    const struct tui *tui = s->stage.tui;

    return tui->layout.page.rows ? (struct rect){0} : tui->layout.map;
}

struct rect
scene_page(const struct scene *s)
{
    return s->stage.tui->layout.page;
}
