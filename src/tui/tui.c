/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui.c: what the keys and commands do to the screen. A key is
 * looked up in the table of bindings for the place that has the focus; it
 * changes what is looked at, or answers with a command line for main to run,
 * so that keys and typed commands take one path.
 */
#include "tui/bindings.h"
#include "tui/pane_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- life ------------------------------------------------------------------*/
static void
use_theme(struct tui *tui, const struct theme *theme)
{
    tui->theme = theme;
    tui->look = tui->can;
    if (theme_is_mono(theme)) {
        tui->look.lines = tui->can.lines || tui->can.unicode;
        tui->look.unicode = false;
    }
}

struct tui *
tui_new(const struct look *look)
{
    struct tui *tui = calloc(1, sizeof *tui);

    if (!tui)
        return NULL;
    tui->can = *look;
    tui->can.lines = look->lines || look->unicode;
    tui->eye.list = LIST_NONE;
    use_theme(tui, theme_default());
    return tui;
}

void
tui_free(struct tui *tui)
{
    if (tui) {
        pane_log_done(&tui->log);
        inside_free(tui->into.in);
        time_view_done(&tui->time);
    }
    free(tui);
}

enum tui_focus
tui_focus(const struct tui *tui)
{
    return tui->focus;
}

void
tui_set_focus(struct tui *tui, enum tui_focus focus)
{
    if (focus == FOCUS_HELP && tui->focus != FOCUS_HELP) {
        tui->before_help = tui->focus;
        tui->scroll = 0;
    }
    tui->focus = focus;
}

/* --- pages -----------------------------------------------------------------*/
bool
tui_has_page(const struct tui *tui)
{
    return tui->focus == FOCUS_HELP || tui->has_table;
}

void
tui_scroll_page(struct tui *tui, int lines)
{
    int last = tui->page_lines - tui->layout.page.rows;
    int to = tui->scroll + lines;

    to = to < last ? to : last;
    tui->scroll = to > 0 ? to : 0;
}

static void
scroll_pages(struct tui *tui, int pages)
{
    int rows = tui->layout.page.rows - tui->page_head;

    rows = rows > 2 ? rows - 1 : 1;
    tui_scroll_page(tui, pages * rows);
}

static enum tui_answer
close_page(struct tui *tui)
{
    if (tui->focus == FOCUS_HELP) {
        tui->focus = tui->before_help;
        tui->scroll = 0;
        return TUI_DONE;
    }
    tui->has_table = false;
    tui->scroll = 0;
    return TUI_CLOSE;
}

/* --- actions ---------------------------------------------------------------*/
static enum tui_answer
answer(enum tui_answer kind, char command[TUI_COMMAND_TEXT], const char *text)
{
    (void)snprintf(command, TUI_COMMAND_TEXT, "%s", text);
    return kind;
}

static enum tui_answer
free_selected(const struct tui *tui, const struct session *session,
              char command[TUI_COMMAND_TEXT])
{
    struct view_block block;

    if (tui->eye.selected == 0 || !view_at(session, tui->eye.selected, &block))
        return answer(TUI_SAY, command,
                      "No block is selected; the arrow keys select one.");
    if (block.state == VIEW_FREE)
        return answer(TUI_SAY, command, "The selected block is free already.");
    if (block.state != VIEW_USED)
        return answer(TUI_SAY, command, "The selection is no block in use.");
    if (tui_shows_race(tui)) { /* a lane's offsets mean nothing elsewhere */
        (void)snprintf(command, TUI_COMMAND_TEXT, "free %lu",
                       (unsigned long)block.id);
        return TUI_COMMAND;
    }
    (void)snprintf(command, TUI_COMMAND_TEXT, "free 0x%zx", block.off);
    return TUI_COMMAND;
}

static const char *
no_list_text(const struct session *session)
{
    if (view_n_lists(session) > 0)
        return NULL;
    return view_heap(session) ? "This policy keeps no list of free blocks."
                              : "Its lists cannot be seen from outside.";
}

static enum tui_answer
go_along(struct tui *tui, const struct session *session, int direction,
         char command[TUI_COMMAND_TEXT])
{
    static const char *const texts[] = {
        [ALONG_NONE] = "The list has no block.",
        [ALONG_AROUND] = "That was the last; around to number 1.",
        [ALONG_BACK_AROUND] = "That was number 1; around to the last.",
        [ALONG_ONLY] = "It is the only block of its list.",
        [ALONG_FAR] = "The list is too long to look for its last block.",
        [ALONG_BROKEN] = "The link leads to no block of this list.",
    };
    const char *none = no_list_text(session);
    enum tui_along along = tui_move_along(tui, session, direction);

    if (along == ALONG_MOVED)
        return TUI_DONE;
    return answer(TUI_SAY, command,
                  along == ALONG_NONE && none ? none : texts[along]);
}

static enum tui_answer
change_list(struct tui *tui, const struct session *session, int direction,
            char command[TUI_COMMAND_TEXT])
{
    const char *none = no_list_text(session);

    if (tui_move_list(tui, session, direction))
        return TUI_DONE;
    return answer(TUI_SAY, command, none ? none : "No other list has a block.");
}

/* The next colour key; the message says what its steps mean. */
static enum tui_answer
change_key(struct tui *tui, const struct session *session,
           char command[TUI_COMMAND_TEXT])
{
    tui->eye.key = (enum tint_key)((tui->eye.key + 1) % TINT_N);
    map_key_sentence(tui->eye.key, session, command, TUI_COMMAND_TEXT);
    return TUI_SAY;
}

static void
toggle_help(struct tui *tui)
{
    if (tui->focus == FOCUS_HELP)
        (void)close_page(tui);
    else
        tui_set_focus(tui, FOCUS_HELP);
}

/* By a screen of what is there: a page, the pane with the keys, the map. */
static void
move_screen(struct tui *tui, const struct session *session, int direction)
{
    if (tui_has_page(tui))
        scroll_pages(tui, direction);
    else if (tui->middle == MIDDLE_INTO)
        return;
    else if (tui_shows_race(tui) || tui->pane == PANE_HEAP ||
             tui->pane == PANE_TIMELINE)
        tui_move_screen(tui, session, direction);
    else
        tui_scroll_pane_page(tui, tui->pane, direction);
}

/* What is looked at; false: not such an action. */
static bool
move(struct tui *tui, const struct session *session,
     const struct binding *binding)
{
    int arg = binding->arg;

    switch (binding->action) {
    case ACT_BLOCK:
        tui_move_block(tui, session, arg);
        return true;
    case ACT_ROW:
        tui_move_row(tui, session, arg);
        return true;
    case ACT_SCREEN:
        move_screen(tui, session, arg);
        return true;
    case ACT_START:
        tui_move_start(tui, session);
        return true;
    case ACT_END:
        tui_move_end(tui, session);
        return true;
    case ACT_PROBLEM:
        tui_move_problem(tui, session, arg);
        return true;
    default:
        return false;
    }
}

/* At the ends of the scales the map stays as it is. */
static enum tui_answer
zoom(struct tui *tui, const struct session *session, int direction,
     char command[TUI_COMMAND_TEXT])
{
    if (tui_zoom_by(tui, session, direction, tui_zoom_anchor(tui, session)))
        return TUI_DONE;
    return answer(TUI_SAY, command,
                  direction > 0 ? "This is the finest scale."
                                : "All of the heap is in view.");
}

/* What is switched may not be in view just now: the message says how it is. */
static enum tui_answer
switch_look(struct tui *tui, const struct binding *binding,
            char command[TUI_COMMAND_TEXT])
{
    static const char *const overlays[] = {
        [OVERLAY_ORDER] = "Numbers say the free list's order.",
        [OVERLAY_LINKS] = "Arrows follow the free list's links.",
        [OVERLAY_OFF] = "The free list is not marked.",
    };

    switch (binding->action) {
    case ACT_OVERLAY:
        tui->eye.overlay = (enum overlay)((tui->eye.overlay + 1) % 3);
        return answer(TUI_SAY, command, overlays[tui->eye.overlay]);
    case ACT_NUMBERS:
        tui->eye.numbers = !tui->eye.numbers;
        return answer(TUI_SAY, command,
                      tui->eye.numbers ? "Blocks show their numbers."
                                       : "Blocks show no numbers.");
    case ACT_FOLLOW:
        tui->follow = !tui->follow;
        tui->seen_op = UINT64_MAX;
        return answer(TUI_SAY, command,
                      tui->follow ? "The map follows what happens."
                                  : "The map stays where it is.");
    default:
        return TUI_IGNORED;
    }
}

/* How it is looked at; false: not such an action. */
static bool
look(struct tui *tui, const struct session *session,
     const struct binding *binding)
{
    switch (binding->action) {
    case ACT_BYTES:
        tui_move_bytes(tui, session);
        return true;
    case ACT_FIT:
        tui_zoom_to(tui, session, 0, 0);
        return true;
    case ACT_SCROLL:
        tui_scroll_page(tui, binding->arg);
        return true;
    case ACT_SCROLL_PAGE:
        scroll_pages(tui, binding->arg);
        return true;
    default:
        return false;
    }
}

static enum tui_answer
toggle_race(struct tui *tui, const struct session *session,
            char command[TUI_COMMAND_TEXT])
{
    if (session_race_lanes(session) == 0)
        return answer(TUI_SAY, command,
                      "No race is on; type for example race segregated buddy");
    tui_show_race(tui, !tui_shows_race(tui));
    return TUI_DONE;
}

/* What only the race's maps have. */
static enum tui_answer
race(struct tui *tui, const struct session *session,
     const struct binding *binding, char command[TUI_COMMAND_TEXT])
{
    switch (binding->action) {
    case ACT_RACE:
        return toggle_race(tui, session, command);
    case ACT_RACE_LANE:
        race_choose_by(tui, session, binding->arg);
        return TUI_DONE;
    case ACT_RACE_PICK:
        if (race_choose(tui, session, (size_t)binding->arg))
            return TUI_DONE;
        (void)snprintf(command, TUI_COMMAND_TEXT, "The race has %zu lanes.",
                       session_race_lanes(session));
        return TUI_SAY;
    default:
        return TUI_IGNORED;
    }
}

/* The command line that an action is; NULL: it is none. */
static const char *
command_of(enum key_action action)
{
    switch (action) {
    case ACT_STEP:
        return "step";
    case ACT_BACK:
        return "back";
    case ACT_UNDO:
        return "undo";
    case ACT_INTO:
        return "into";
    default:
        return NULL;
    }
}

static enum tui_answer
act(struct tui *tui, const struct session *session,
    const struct binding *binding, char command[TUI_COMMAND_TEXT])
{
    const char *why = "";
    enum tui_answer done = tui_timeline_act(tui, session, binding, command);

    if (done != TUI_IGNORED)
        return done;
    done = tui_pane_act(tui, session, binding, &why);
    if (done != TUI_IGNORED)
        return answer(done, command, why);
    if (move(tui, session, binding) || look(tui, session, binding))
        return TUI_DONE;
    if (tui_into_act(tui, binding))
        return TUI_DONE;
    done = switch_look(tui, binding, command);
    if (done != TUI_IGNORED)
        return done;
    if (command_of(binding->action))
        return answer(TUI_COMMAND, command, command_of(binding->action));
    switch (binding->action) {
    case ACT_ZOOM:
        return zoom(tui, session, binding->arg, command);
    case ACT_COLOUR:
        return change_key(tui, session, command);
    case ACT_ALONG:
        return go_along(tui, session, binding->arg, command);
    case ACT_LIST:
        return change_list(tui, session, binding->arg, command);
    case ACT_FOCUS_MAP:
        tui->focus = FOCUS_MAP;
        return TUI_DONE;
    case ACT_LEAVE:
        tui->eye.selected = 0;
        tui->focus = FOCUS_PROMPT;
        return TUI_DONE;
    case ACT_FOCUS_PROMPT:
        tui->focus = FOCUS_PROMPT;
        return TUI_DONE;
    case ACT_FOCUS_OTHER:
        tui->focus = tui->focus == FOCUS_MAP ? FOCUS_PROMPT : FOCUS_MAP;
        return TUI_DONE;
    case ACT_HELP:
        toggle_help(tui);
        return TUI_DONE;
    case ACT_PAGE_CLOSE:
        return close_page(tui);
    case ACT_SEARCH:
        tui->focus = FOCUS_PROMPT;
        return answer(TUI_PROMPT, command, "show ");
    case ACT_FREE:
        return free_selected(tui, session, command);
    case ACT_PLAY:
        return TUI_PLAY;
    case ACT_INTO_EVENT:
        return answer(TUI_SAY, command,
                      binding->arg > 0
                          ? "The operation is over: p goes back, Esc leaves."
                          : "This is before it began: n goes on, Esc leaves.");
    default:
        return TUI_IGNORED;
    }
}

enum key_place
tui_place(const struct tui *tui, const struct session *session)
{
    const struct heap_report *report = session_problems(session);

    if (tui->focus == FOCUS_PROMPT)
        return PLACE_PROMPT;
    if (tui_has_page(tui))
        return PLACE_PAGE;
    if (tui->middle == MIDDLE_INTO)
        return PLACE_INTO;
    if (tui_shows_race(tui) && session_race_lanes(session) > 0)
        return PLACE_RACE;
    if (tui->pane != PANE_HEAP)
        return pane_kind(tui->pane)->place;
    return report && report->n_violations > 0 ? PLACE_DAMAGE : PLACE_MAP;
}

/* A key of the map, where it does nothing: how to get to the map. */
static enum tui_answer
elsewhere(uint32_t key, enum key_place place, char command[TUI_COMMAND_TEXT])
{
    if ((place != PLACE_RACE && place != PLACE_INTO) ||
        !binding_find(key, PLACE_MAP))
        return TUI_IGNORED;
    return answer(TUI_SAY, command,
                  place == PLACE_RACE
                      ? "That is a key of the heap's map: r goes there."
                      : "That is a key of the heap's map: Esc goes there.");
}

enum tui_answer
tui_key(struct tui *tui, const struct session *session, uint32_t key,
        char command[TUI_COMMAND_TEXT])
{
    enum key_place place = tui_place(tui, session);
    const struct binding *binding = binding_find(key, place);
    enum tui_answer what;

    if (!binding && (key == KEYS_SHIFT_LEFT || key == KEYS_SHIFT_RIGHT))
        binding = binding_find(key == KEYS_SHIFT_LEFT ? KEYS_LEFT : KEYS_RIGHT,
                               place);
    command[0] = '\0';
    if (!binding && place == PLACE_PROMPT && key == KEYS_ESC && tui->has_table)
        return close_page(tui);
    if (!binding)
        return elsewhere(key, place, command);
    what = race(tui, session, binding, command);
    if (what != TUI_IGNORED)
        return what;
    what = act(tui, tui_looked_at(tui, session), binding, command);
    if (tui_shows_race(tui))
        race_keep_selected(tui, session);
    return what;
}

/* --- requests that commands make -------------------------------------------*/
void
tui_select(struct tui *tui, size_t off)
{
    tui->eye.selected = off;
    tui->aim = 0;
    tui->show_selected = true;
}

size_t
tui_selected(const struct tui *tui)
{
    return tui->eye.selected;
}

/* "16", "1k", "0x40" as bytes; 0 when it is none. */
static size_t
read_cell(const char *text)
{
    unsigned long long value;
    char *end;
    unsigned shift = 0;

    errno = 0;
    value = strtoull(text, &end, 0);
    if (end == text || *text == '-' || errno != 0)
        return 0;
    if (*end == 'k' || *end == 'K')
        shift = 10;
    else if (*end == 'm' || *end == 'M')
        shift = 20;
    else if (*end == 'g' || *end == 'G')
        shift = 30;
    if (end[shift > 0] != '\0' || value > (1u << 30))
        return 0;
    return (size_t)value << shift;
}

/* One of the scales: 1, 4, 16, 32, ... 1 GiB? */
static bool
is_scale(size_t cell)
{
    size_t scale = 1;

    while (scale < cell && map_coarser(scale) > scale)
        scale = map_coarser(scale);
    return scale == cell;
}

bool
tui_zoom(struct tui *tui, const struct session *session, const char *how,
         struct error *err)
{
    size_t cell, about;

    session = tui_looked_at(tui, session);
    about = tui_zoom_anchor(tui, session);
    tui->asked_zoom = true;
    if (strcmp(how, "fit") == 0) {
        tui_zoom_to(tui, session, 0, 0);
    } else if (strcmp(how, "in") == 0 || strcmp(how, "out") == 0) {
        tui_zoom_by(tui, session, *how == 'i' ? 1 : -1, about);
    } else {
        cell = read_cell(how);
        if (cell == 0 || !is_scale(cell))
            return error_set(err, "usage",
                             "\"%.40s\" is no scale: type fit, in, out, or "
                             "bytes a cell: 1, 4, 16, 32, 64 ... 1g",
                             how);
        tui_zoom_to(tui, session, cell, about);
    }
    return true;
}

bool
tui_theme(struct tui *tui, const char *name, struct error *err)
{
    const struct theme *theme = theme_find(name);
    char names[128] = "";
    size_t n = 0;

    if (theme) {
        use_theme(tui, theme);
        return true;
    }
    for (size_t i = 0; (theme = theme_at(i)) != NULL && n < sizeof names; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, "%s%s",
                              i > 0 ? ", " : "", theme_word(theme));
    return error_set(err, "usage", "theme: '%.40s' is none: type one of %s",
                     name, names);
}
