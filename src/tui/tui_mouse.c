/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_mouse.c: the mouse. A press goes to the pane under it, and the drag that
 * follows to the same pane, wherever it leads; the wheel to the pane under it.
 */
#include "tui/pane_table.h"

/* --- where -----------------------------------------------------------------*/
static bool
is_in(const struct rect *rect, int row, int col)
{
    return row >= rect->row && row < rect->row + rect->rows &&
           col >= rect->col && col < rect->col + rect->cols;
}

/* A pane's place; the map of a race stands where its lane is. */
static struct placed
place_of(const struct tui *tui, enum tui_pane pane)
{
    const struct layout *layout = &tui->layout;

    if (pane == PANE_HEAP)
        return (struct placed){layout->heap_rule, layout->map, false};
    return layout->panes[pane];
}

/* The pane whose inside, or whose rule, has the cell; PANE_N: none. */
static enum tui_pane
pane_under(const struct tui *tui, const struct mouse *mouse, bool *rule)
{
    for (int i = 0; i < PANE_N; i++) {
        struct placed at = place_of(tui, (enum tui_pane)i);

        *rule = is_in(&at.rule, mouse->row, mouse->col);
        if (*rule || is_in(&at.body, mouse->row, mouse->col))
            return (enum tui_pane)i;
    }
    return PANE_N;
}

static struct pane_press
press_in(const struct tui *tui, enum tui_pane pane, const struct mouse *mouse,
         char *command)
{
    struct placed at = place_of(tui, pane);

    return (struct pane_press){mouse->row - at.body.row,
                               mouse->col - at.body.col, command};
}

/* --- the map ---------------------------------------------------------------*/
/* On the overview: what is there comes to the middle. */
enum tui_answer
tui_map_press(struct tui *tui, const struct session *session,
              const struct pane_press *at)
{
    struct view_block block;
    size_t byte;

    tui->drag.top = tui->grid.lo;
    tui->drag.selected = tui->eye.selected;
    if (map_strip_byte_at(&tui->grid, at->row, at->col, &byte)) {
        tui->drag.strip = true;
        tui_centre(tui, session, byte);
    } else if (map_byte_at(&tui->grid, at->row, at->col, &byte) &&
               view_at(session, byte, &block) && block.off != 0) {
        tui->eye.selected = block.off;
        tui->aim = byte;
    }
    return TUI_DONE;
}

/* The row that was under the pointer stays under it. What the press selected
 * was not meant. On the overview the pointer takes the window along. */
enum tui_answer
tui_map_drag(struct tui *tui, const struct session *session,
             const struct pane_press *at)
{
    const struct map_grid *grid = &tui->grid;
    int rows = (at->row - tui->drag.row) / (grid->pitch > 0 ? grid->pitch : 1);
    size_t by = (size_t)(rows < 0 ? -rows : rows) * grid->row_bytes;
    size_t top = tui->drag.top, byte;

    if (tui->drag.strip) {
        if (map_strip_byte_at(grid, at->row, tui->drag.col, &byte))
            tui_centre(tui, session, byte);
        return TUI_DONE;
    }
    if (grid->whole || (rows == 0 && !tui->drag.moved))
        return TUI_IGNORED;
    tui->drag.moved = true;
    tui->eye.selected = tui->drag.selected;
    if (rows <= 0)
        tui_scroll_map(tui, session, top + by);
    else
        tui_scroll_map(tui, session, top > by ? top - by : 0);
    return TUI_DONE;
}

enum tui_answer
tui_map_wheel(struct tui *tui, const struct session *session,
              const struct pane_press *at, int direction)
{
    return tui_zoom_at(tui, session, direction, at->row, at->col) ? TUI_DONE
                                                                  : TUI_IGNORED;
}

/* --- what it does ----------------------------------------------------------*/
/* On a title: the keys go there; when they are there already, all of the
 * middle does, or no longer. */
static enum tui_answer
press_title(struct tui *tui, enum tui_pane pane)
{
    if (tui_has_keys(tui, pane))
        tui->maximised = !tui->maximised;
    else
        tui_focus_pane(tui, pane);
    return TUI_DONE;
}

static enum tui_answer
press(struct tui *tui, const struct session *session, const struct mouse *mouse,
      char *command)
{
    struct pane_press at;
    enum tui_pane pane;
    bool rule, line;

    if (is_in(&tui->layout.prompt, mouse->row, mouse->col)) {
        tui->focus = FOCUS_PROMPT;
        return TUI_DONE;
    }
    if (tui_has_page(tui))
        return TUI_IGNORED;
    pane = pane_under(tui, mouse, &rule);
    if (pane == PANE_N)
        return TUI_IGNORED;
    if (rule)
        return press_title(tui, pane);
    at = press_in(tui, pane, mouse, command);
    line = place_of(tui, pane).is_line;
    tui_focus_pane(tui, pane);
    tui->drag =
        (struct drag){.held = true, .pane = pane, .row = at.row, .col = at.col};
    if (line || !pane_kind(pane)->press)
        return TUI_DONE;
    return pane_kind(pane)->press(tui, session, &at);
}

static enum tui_answer
drag(struct tui *tui, const struct session *session, const struct mouse *mouse,
     char *command)
{
    const struct pane_kind *kind = pane_kind(tui->drag.pane);
    struct pane_press at;

    if (!tui->drag.held || tui_has_page(tui) || !kind->drag)
        return TUI_IGNORED;
    at = press_in(tui, tui->drag.pane, mouse, command);
    return kind->drag(tui, session, &at);
}

static enum tui_answer
wheel(struct tui *tui, const struct session *session, const struct mouse *mouse,
      char *command)
{
    enum { LINES = 3 };
    int direction = mouse->kind == MOUSE_WHEEL_UP ? 1 : -1;
    enum tui_pane pane;
    struct pane_press at;
    bool rule;

    if (tui_has_page(tui)) {
        tui_scroll_page(tui, -direction * LINES);
        return TUI_DONE;
    }
    pane = pane_under(tui, mouse, &rule);
    if (pane == PANE_N || rule)
        return TUI_IGNORED;
    at = press_in(tui, pane, mouse, command);
    if (pane_kind(pane)->wheel)
        return pane_kind(pane)->wheel(tui, session, &at, direction);
    tui_scroll_pane(tui, pane, -direction * LINES);
    return TUI_DONE;
}

static enum tui_answer
act(struct tui *tui, const struct session *session, const struct mouse *mouse,
    char *command)
{
    switch (mouse->kind) {
    case MOUSE_DOWN:
        return press(tui, session, mouse, command);
    case MOUSE_DRAG:
        return drag(tui, session, mouse, command);
    case MOUSE_UP:
        tui->drag.held = false;
        return TUI_IGNORED;
    case MOUSE_WHEEL_UP:
    case MOUSE_WHEEL_DOWN:
        return wheel(tui, session, mouse, command);
    }
    return TUI_IGNORED;
}

/* In a race the lane under the pointer gets the keys, and its heap is meant. */
enum tui_answer
tui_mouse(struct tui *tui, const struct session *session,
          const struct mouse *mouse, char command[TUI_COMMAND_TEXT])
{
    enum tui_answer answer;

    command[0] = '\0';
    if (tui->middle == MIDDLE_INTO && !tui_has_page(tui))
        return tui_into_mouse(tui, mouse);
    if (!tui_shows_race(tui) || tui_has_page(tui))
        return act(tui, session, mouse, command);
    if (mouse->kind == MOUSE_DRAG || mouse->kind == MOUSE_UP)
        return act(tui, tui_looked_at(tui, session), mouse, command);
    answer =
        act(tui, race_take_under(tui, session, mouse->col), mouse, command);
    race_keep_selected(tui, session);
    return answer;
}
