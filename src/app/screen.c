/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen.c: the poll loop of the full screen. One turn: read what came (keys,
 * signals), run queued commands, play what is due, draw if something changed.
 * Input comes first: what a key changed is drawn at once, whatever else is due;
 * playing takes no more than a slice, and what it changes waits for the next
 * frame.
 */
#include "app/clock.h"
#include "app/screen_internal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double into_time = 1.0; /* between events of an inside */
static const double frame_time = 1.0 / 60, slice_time = 0.004, esc_time = 0.025;
enum { COMMANDS_A_TURN = 64 };

bool
app_screen_usable(void)
{
    return term_usable();
}

/* --- commands --------------------------------------------------------------*/

/* The word that the line's last command starts with: what a table is of. */
static void
set_title(struct screen *screen, const char *line)
{
    const char *last = strrchr(line, ';');
    const char *word = last ? last + 1 : line;
    word += strspn(word, " \t");
    size_t n = strcspn(word, " \t");
    (void)snprintf(screen->title, sizeof screen->title, "%.*s",
                   (int)(n < 30 ? n : 30), word);
}

static void
run_command(struct screen *screen, const char *line)
{
    screen_scrub_finish(screen);
    set_title(screen, line);
    repl_feed(screen->stage.repl, line);
    screen->dirty = true;
}

/* A line typed: what a script that has ended said is over, and a search begun
 * on the map goes back there. */
static void
run_typed(struct screen *screen, const char *line)
{
    if (!repl_busy(screen->stage.repl))
        screen->stage.caption[0] = '\0';
    run_command(screen, line);
    if (screen->from_map)
        tui_set_focus(screen->stage.tui, FOCUS_MAP);
    screen->from_map = false;
}

static void
run_queue(struct screen *screen)
{
    if (repl_run(screen->stage.repl, COMMANDS_A_TURN))
        screen_take_result(screen);
    if (player_is_ahead(&screen->player, screen->session))
        screen_pause(screen);
    if (screen->interrupted)
        repl_drop(screen->stage.repl); /* what it stopped has said so */
    screen->interrupted = false;
    line_set_prompt(screen->waiting && screen->wait_until < 0
                        ? "Enter goes on> "
                        : repl_prompt(screen->stage.repl));
    screen->quit |= repl_quitting(screen->stage.repl);
}

/* A line was finished with Enter, or Ctrl-D closed an empty one. */
static void
take_line(struct screen *screen)
{
    bool eof = false;
    char *line = line_take(&eof);
    if (line) {
        bool empty = line[strspn(line, " \t")] == '\0';
        if (empty && screen->waiting)
            screen_release(screen);
        else if (empty)
            screen_close_table(screen);
        else
            run_typed(screen, line);
        free(line);
    }
    if (eof)
        screen->quit = true;
}

/* --- keys ------------------------------------------------------------------*/

static void
act(struct screen *screen, enum tui_answer answer, const char *command)
{
    switch (answer) {
    case TUI_COMMAND:
        run_command(screen, command);
        break;
    case TUI_PROMPT:
        screen->from_map = true;
        line_clear();
        line_insert(command);
        break;
    case TUI_PLAY:
        screen_scrub_finish(screen);
        screen_toggle_play(screen);
        break;
    case TUI_SCRUB:
        screen_scrub(screen);
        break;
    case TUI_CLOSE:
        screen_close_table(screen);
        break;
    case TUI_SAY:
        repl_set_message(screen->stage.repl, command, false);
        break;
    case TUI_DONE:
    case TUI_IGNORED:
        break;
    }
    screen->dirty = true;
}

static void
on_key(struct screen *screen, const struct token *token)
{
    char command[TUI_COMMAND_TEXT] = "";
    bool at_prompt = tui_focus(screen->stage.tui) == FOCUS_PROMPT;
    if (screen->waiting && !at_prompt &&
        (token->key == ' ' || token->key == '\r')) {
        screen_release(screen);
        return;
    }
    if (!(at_prompt && token->key == '\t' && !line_is_empty())) {
        enum tui_answer answer =
            tui_key(screen->stage.tui, screen->session, token->key, command);
        if (answer != TUI_IGNORED) {
            act(screen, answer, command);
            return;
        }
    }
    if (tui_focus(screen->stage.tui) == FOCUS_PROMPT &&
        line_wants(token->bytes, token->n)) {
        line_feed(token->bytes, token->n);
        take_line(screen);
        screen->dirty = true;
    }
}

static void
on_mouse(struct screen *screen, const struct token *token)
{
    struct mouse mouse = {.row = token->row, .col = token->col};
    char command[TUI_COMMAND_TEXT];
    if (token->button == 64 || token->button == 65)
        mouse.kind = token->button == 64 ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN;
    else if (token->button == 0)
        mouse.kind = token->press  ? MOUSE_DOWN
                     : token->drag ? MOUSE_DRAG
                                   : MOUSE_UP;
    else
        return;
    enum tui_answer answer =
        tui_mouse(screen->stage.tui, screen->session, &mouse, command);
    if (answer != TUI_IGNORED)
        act(screen, answer, command);
}

static void
paste(struct screen *screen, const struct token *token)
{
    char *text = strndup(token->bytes, token->n);
    if (text) {
        tui_set_focus(screen->stage.tui, FOCUS_PROMPT);
        line_insert(text);
        screen->dirty = true;
    }
    free(text);
}

static void
on_token(struct screen *screen, const struct token *token)
{
    screen->answering = true;
    switch (token->kind) {
    case TOKEN_KEY:
        on_key(screen, token);
        break;
    case TOKEN_MOUSE:
        on_mouse(screen, token);
        break;
    case TOKEN_PASTE:
        paste(screen, token);
        break;
    }
}

/* Cuts what was read into tokens; a lone escape becomes a key after a while. */
static void
take_tokens(struct screen *screen)
{
    struct token token;
    bool pending = false;
    bool flush =
        screen->esc_pending && clock_now() - screen->esc_since >= esc_time;
    while (!screen->quit &&
           key_reader_next(&screen->keys, &token, flush, &pending)) {
        on_token(screen, &token);
        run_queue(screen);
        flush = false;
    }
    if (pending && (!screen->esc_pending || flush))
        screen->esc_since = clock_now();
    screen->esc_pending = pending;
}

static void
read_keys(struct screen *screen)
{
    char bytes[1024];
    ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);
    if (n > 0)
        key_reader_feed(&screen->keys, bytes, (size_t)n);
    else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        screen->quit = true; /* the terminal is gone */
}

/* --- signals ---------------------------------------------------------------*/

/* Ctrl-C: stops what runs, else clears the line. */
static void
interrupt(struct screen *screen)
{
    struct repl *repl = screen->stage.repl;
    if (screen->waiting || repl_busy(repl)) {
        repl_set_message(repl, "Stopped; the rest of the script is dropped.",
                         false);
    } else if (screen->player.playing) {
        repl_set_message(repl, "Paused. Type play, or press F5, to go on.",
                         false);
    } else {
        line_clear();
        tui_set_focus(screen->stage.tui, FOCUS_PROMPT);
    }
    player_stop(&screen->player);
    if (screen->scrub)
        screen_scrub_stop(screen);
    screen->waiting = false;
    screen->from_map = false;
    repl_drop(repl);
    screen->dirty = true;
}

bool
screen_take_signals(struct screen *screen)
{
    int number = 0, rows, cols;
    bool interrupted = false;
    enum term_signal what;
    while ((what = term_next_signal(&number)) != TERM_SIGNAL_NONE) {
        switch (what) {
        case TERM_SIGNAL_INT:
            interrupted = true;
            break;
        case TERM_SIGNAL_STOP:
            term_suspend();
            term_resized();
            break;
        case TERM_SIGNAL_RESIZE:
            term_resized();
            break;
        case TERM_SIGNAL_QUIT:
            screen->quit = true;
            screen->quit_signal = number;
            break;
        case TERM_SIGNAL_NONE:
            break;
        }
        term_size(&rows, &cols);
        line_set_width(rows, cols);
        screen->dirty = true;
    }
    return interrupted;
}

/* --- the loop --------------------------------------------------------------*/

static void
tell_the_end(struct screen *screen)
{
    const struct trace *trace = session_trace(screen->session);
    struct figures now;
    char text[160];
    view_figures(screen->session, &now);
    (void)snprintf(text, sizeof text,
                   "%.60s has ended after %llu operations: peak utilization "
                   "%.1f%%.",
                   trace ? trace->name : "What was done",
                   (unsigned long long)now.op, now.peak_util * 100);
    repl_set_message(screen->stage.repl, text, false);
}

/* While a race is shown its lanes come along, and playing waits for them. */
static void
follow_race(struct screen *screen)
{
    if (!tui_shows_race(screen->stage.tui))
        screen->follow.behind = false;
    else
        screen->dirty |=
            race_follow_run(&screen->follow, screen->session, slice_time);
}

static void
play(struct screen *screen)
{
    struct error err = {0};
    double time = race_follow_share(&screen->follow, slice_time);
    switch (player_run(&screen->player, screen->session, time, &err)) {
    case PLAYER_IDLE:
        return;
    case PLAYER_MOVED:
        break;
    case PLAYER_ENDED:
        if (!repl_play_ended(screen->stage.repl, NULL))
            tell_the_end(screen);
        screen_played(screen);
        return;
    case PLAYER_FAILED:
        (void)repl_play_ended(screen->stage.repl, &err);
        screen_played(screen);
        return;
    }
    char text[DESCRIBE_TEXT];
    session_describe(screen->session, session_last(screen->session), text);
    repl_set_message(screen->stage.repl, text, false);
    screen->dirty = true;
}

static void
note_frame(const struct screen *screen, double before)
{
    struct screen_stats *stats = screen->stats;
    struct session_place place;
    session_place(screen->session, &place);
    stats->drawing += clock_own() - before;
    stats->frames++;
    stats->op = place.op;
    stats->playing = screen->player.playing;
}

void
screen_draw(struct screen *screen)
{
    struct tui_frame frame;
    int rows, cols, row, col;
    double before = screen->stats ? clock_own() : 0;
    term_size(&rows, &cols);
    if (!canvas_resize(&screen->canvas, rows, cols))
        return;
    screen_frame(screen, &frame);
    tui_draw(screen->stage.tui, &frame, &screen->canvas, &row, &col);
    term_draw(&screen->canvas, row, col);
    screen->drawn = clock_now();
    screen->dirty = false;
    if (screen->stats)
        note_frame(screen, before);
}

static double
earlier(double a, double b)
{
    return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

/* Milliseconds until something other than input is to be done; -1: never. */
static int
next_timeout(const struct screen *screen)
{
    double now = clock_now(), wait = player_wait(&screen->player);
    if (screen->follow.behind || screen->scrub || screen->has_work)
        wait = 0;
    if (repl_busy(screen->stage.repl) && !repl_held(screen->stage.repl))
        wait = 0;
    if (screen->dirty) {
        double due = screen->answering ? 0 : screen->drawn + frame_time - now;
        wait = earlier(wait, due > 0 ? due : 0);
    }
    if (screen->esc_pending) {
        double due = screen->esc_since + esc_time - now;
        wait = earlier(wait, due > 0 ? due : 0);
    }
    if (tui_into_plays(screen->stage.tui)) {
        double due = screen->into_due - now;
        wait = earlier(wait, due > 0 ? due : 0);
    }
    if (screen->waiting && screen->wait_until >= 0) {
        double due = screen->wait_until - now;
        wait = earlier(wait, due > 0 ? due : 0);
    }
    return wait < 0 ? -1 : (int)(wait * 1000 + 0.999);
}

/* The inside of an operation goes on by itself, slowly. */
static void
play_into(struct screen *screen)
{
    bool plays = tui_into_plays(screen->stage.tui);
    bool due = screen->into_plays && clock_now() >= screen->into_due;
    if (plays && due) {
        tui_into_next(screen->stage.tui);
        screen->dirty = true;
    }
    if (plays && (due || !screen->into_plays))
        screen->into_due = clock_now() + into_time;
    screen->into_plays = plays;
}

static bool
is_time_to_draw(const struct screen *screen)
{
    return screen->answering || clock_now() - screen->drawn >= frame_time;
}

static void
turn(struct screen *screen)
{
    struct pollfd fds[2] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = term_signal_fd(), .events = POLLIN},
    };
    if (poll(fds, 2, next_timeout(screen)) > 0) {
        if (fds[1].revents && screen_take_signals(screen))
            interrupt(screen);
        if (fds[0].revents)
            read_keys(screen);
    }
    take_tokens(screen);
    if (screen->waiting && screen->wait_until >= 0 &&
        clock_now() >= screen->wait_until)
        screen_release(screen);
    run_queue(screen);
    play_into(screen);
    screen->dirty |= line_dirty();
    if (screen->dirty && is_time_to_draw(screen))
        screen_draw(screen);
    screen_work(screen); /* on what was drawn */
    screen->answering = false;
    play(screen);
    screen_scrub_run(screen);
    follow_race(screen);
}

/* Asked by commands that take long, and on the way to a moment; the signal
 * itself is taken afterwards. */
static bool
is_interrupted(void *context)
{
    return term_interrupted() || screen_scrub_interrupts(context);
}

static bool
start(struct screen *screen, const struct options *options, struct error *err)
{
    struct term_config term = {
        .ascii = options->ascii,
        .colours = options->mono ? TERM_MONO : TERM_AUTO,
        .mouse = options->mouse,
    };
    int rows, cols;
    if (!term_start(&term, err))
        return false;
    screen->look = term_look();
    screen->stage.tui = tui_new(&screen->look);
    const char *theme = options->theme;
    if (!theme && term_is_light())
        theme = "light";
    struct repl_config config = {.format = REPL_SCREEN,
                                 .theme = theme,
                                 .host = screen_host(screen)};
    screen->stage.repl = repl_new(screen->session, &config);
    if (!screen->stage.tui || !screen->stage.repl)
        return error_set(err, "no-memory", "no memory");
    session_set_interrupt(
        screen->session, &(struct session_interrupt){is_interrupted, screen});
    line_start(screen->stage.repl);
    term_size(&rows, &cols);
    line_set_width(rows, cols);
    screen->rate = 8;
    screen->dirty = true;
    screen->drawn = -1;
    if (theme)
        (void)tui_theme(screen->stage.tui, theme, err);
    if (!options->n_starts) {
        repl_set_message(screen->stage.repl,
                         "Type alloc 100, then free 1; help lists the "
                         "commands.",
                         false);
    }
    return true;
}

static void
stop(struct screen *screen)
{
    if (screen->stage.repl)
        line_stop();
    term_stop();
    repl_free(screen->stage.repl);
    tui_free(screen->stage.tui);
    canvas_done(&screen->canvas);
    key_reader_done(&screen->keys);
    free(screen->table);
}

int
app_screen(const struct options *options, struct session *session)
{
    struct screen screen = {.stage = {.session = session},
                            .session = session,
                            .stats = options->stats};
    struct error err;
    if (!start(&screen, options, &err)) {
        stop(&screen);
        (void)fprintf(stderr, "heapglass: %s\n", err.text);
        return 2;
    }
    if (!app_start(options, screen.stage.repl, &err))
        repl_set_message(screen.stage.repl, err.text, true);
    while (!screen.quit)
        turn(&screen);
    stop(&screen);
    if (screen.quit_signal) {
        (void)signal(screen.quit_signal, SIG_DFL);
        (void)raise(screen.quit_signal);
    }
    return 0;
}
