/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene.c: see scene.h. What app/screen.c does between a key and a frame is
 * done here without a clock.
 */
#include "scene.h"

#include "session/race.h"
#include "support/cmocka_all.h"
#include "tui/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

void
scene_open(struct scene *s, const struct look *look)
{
    struct session_config config = {.limit = 1u << 26};
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
    repl_complete_free(s->popup);
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

/* Text at the prompt, by a readline of its own: it goes on at its end. */
static void
edit(struct scene *s, uint32_t key)
{
    size_t n = strlen(s->line), from;

    if (key == '\r') {
        char line[SCENE_TEXT];

        memcpy(line, s->line, sizeof line);
        s->line[0] = '\0';
        close_table(s);
        if (line[0] != '\0')
            scene_do(s, line);
    } else if (key == '\t') {
        s->popup = repl_complete(s->stage.repl, s->line, n, &from);
    } else if (key >= ' ' && key < KEY_BASE) {
        (void)snprintf(s->line + n, sizeof s->line - n, "%lc", (wint_t)key);
    }
}

static void
act(struct scene *s, enum tui_answer answer, const char *command)
{
    switch (answer) {
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
scene_key(struct scene *s, uint32_t key)
{
    char command[TUI_COMMAND_TEXT] = "";
    enum tui_answer answer = TUI_IGNORED;
    bool at_prompt = tui_focus(s->stage.tui) == FOCUS_PROMPT;

    repl_complete_free(s->popup);
    s->popup = NULL;
    if (!(at_prompt && key == '\t' && s->line[0] != '\0'))
        answer = tui_key(s->stage.tui, s->session, key, command);
    if (answer != TUI_IGNORED)
        act(s, answer, command);
    else if (at_prompt)
        edit(s, key);
}

void
scene_type(struct scene *s, const char *bytes)
{
    struct key_reader reader = {.n = 0};
    struct token token;
    bool pending = false;

    for (const char *wait; (wait = strchr(bytes, '\a')) != NULL;) {
        key_reader_feed(&reader, bytes, (size_t)(wait - bytes));
        bytes = strchr(wait + 1, '\a') + 1; /* nothing takes time here */
    }
    key_reader_feed(&reader, bytes, strlen(bytes));
    while (key_reader_next(&reader, &token, true, &pending)) {
        if (token.kind == TOKEN_KEY)
            scene_key(s, token.key);
    }
    key_reader_done(&reader);
}

void
scene_draw(struct scene *s, int rows, int cols)
{
    struct tui_frame *frame = &s->frame;
    struct error err;

    if (rows != s->canvas.rows || cols != s->canvas.cols)
        assert_true(canvas_resize(&s->canvas, rows, cols));
    if (tui_shows_race(s->stage.tui))
        assert_true(session_race_sync(s->session, &err));
    frame->session = s->session;
    frame->message = repl_message(s->stage.repl);
    frame->problem = repl_message_is_error(s->stage.repl);
    frame->prompt = repl_prompt(s->stage.repl);
    frame->line = s->line;
    frame->cursor = (int)strlen(s->line);
    frame->caption = s->stage.caption;
    frame->table = s->table;
    frame->table_title = s->title;
    frame->popup = (const char *const *)s->popup;
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
    const struct layout *layout = tui_layout(s->stage.tui);

    return layout->page.rows ? (struct rect){0} : layout->map;
}

struct rect
scene_page(const struct scene *s)
{
    return tui_layout(s->stage.tui)->page;
}
