/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_panes.c: which pane has the keys, what they do inside a pane, and the
 * trail of blocks that jumps from link to link leave behind.
 */
#include "tui/pane_table.h"

#include <string.h>

/* --- which pane ------------------------------------------------------------*/
bool
tui_has_keys(const struct tui *tui, enum tui_pane pane)
{
    return tui->focus == FOCUS_MAP && tui->pane == pane;
}

void
tui_focus_pane(struct tui *tui, enum tui_pane pane)
{
    tui->focus = FOCUS_MAP;
    tui->pane = pane;
    if (pane == PANE_BLOCK || pane == PANE_EVENTS)
        tui->events = pane == PANE_EVENTS;
    if (pane == PANE_LIST || pane == PANE_STATS)
        tui->stats = pane == PANE_STATS;
}

/* Of the panes on the screen; of all where only one or two have room. */
static void
focus_next(struct tui *tui, int direction)
{
    const struct layout *layout = &tui->layout;
    bool all = tui->maximised || layout->cols < LAYOUT_WIDE;
    int pane = (int)tui->pane;

    do {
        pane = (pane + direction + PANE_N) % PANE_N;
    } while (!all && layout->panes[pane].body.rows == 0 &&
             pane != (int)tui->pane);
    tui_focus_pane(tui, (enum tui_pane)pane);
}

/* Back to the map, from which Esc goes on to the command line. */
static void
leave_pane(struct tui *tui)
{
    tui_focus_pane(tui, PANE_HEAP);
    tui->maximised = false;
}

/* --- scrolling -------------------------------------------------------------*/
void
tui_scroll_pane(struct tui *tui, enum tui_pane pane, int lines)
{
    struct pane_lines *at = &tui->lines[pane];
    int last = at->lines - at->rows;
    int to = at->scroll + lines;

    to = to < last ? to : last;
    at->scroll = to > 0 ? to : 0;
}

void
tui_scroll_pane_page(struct tui *tui, enum tui_pane pane, int pages)
{
    int rows = tui->lines[pane].rows;

    tui_scroll_pane(tui, pane, pages * (rows > 2 ? rows - 1 : 1));
}

/* --- links and the trail ---------------------------------------------------*/
static void
select_off(struct tui *tui, const struct session *session, size_t off)
{
    tui->eye.selected = off;
    tui->aim = 0;
    tui->lines[PANE_BLOCK].scroll = 0;
    tui_show_byte(tui, session, off);
}

void
tui_jump(struct tui *tui, const struct session *session, size_t off)
{
    struct trail *trail = &tui->trail;

    if (trail->n == TRAIL_MAX) {
        memmove(trail->offs, trail->offs + 1,
                (TRAIL_MAX - 1) * sizeof *trail->offs);
        trail->n--;
    }
    trail->offs[trail->n++] = pane_block_shown(session, &tui->eye);
    select_off(tui, session, off);
}

/* Blocks that are gone are passed over. */
static bool
jump_back(struct tui *tui, const struct session *session)
{
    struct view_block block;

    while (tui->trail.n > 0) {
        size_t off = tui->trail.offs[--tui->trail.n];

        if (off == 0 || !view_at(session, off, &block) || block.off != off)
            continue;
        select_off(tui, session, off);
        return true;
    }
    return false;
}

/* The next link that leads somewhere, around; false: none does. */
static bool
choose_link(struct tui *tui, int direction)
{
    int link = (int)tui->link;

    for (int i = 0; i < LINK_N; i++) {
        link = (link + direction + LINK_N) % LINK_N;
        if (tui->links.at[link].off == 0)
            continue;
        tui->link = (enum block_link)link;
        return true;
    }
    return false;
}

static enum tui_answer
jump_along(struct tui *tui, const struct session *session, const char **why)
{
    size_t off = tui->links.at[tui->link].off;

    *why = "This link leads nowhere; the arrow keys choose another.";
    if (off == 0)
        return TUI_SAY;
    tui_jump(tui, session, off);
    return TUI_DONE;
}

/* --- actions ---------------------------------------------------------------*/
enum tui_answer
tui_pane_act(struct tui *tui, const struct session *session,
             const struct binding *binding, const char **why)
{
    switch (binding->action) {
    case ACT_PANE:
        if (binding->arg == PANE_HEAP && tui->pane != PANE_HEAP)
            leave_pane(tui);
        else
            tui_focus_pane(tui, (enum tui_pane)binding->arg);
        return TUI_DONE;
    case ACT_PANE_NEXT:
        focus_next(tui, binding->arg);
        return TUI_DONE;
    case ACT_MAXIMISE:
        tui->maximised = !tui->maximised;
        return TUI_DONE;
    case ACT_LINE:
        tui_scroll_pane(tui, tui->pane, binding->arg);
        return TUI_DONE;
    case ACT_LINE_END:
        tui_scroll_pane(tui, tui->pane,
                        binding->arg * tui->lines[tui->pane].lines);
        return TUI_DONE;
    case ACT_LINK:
        *why = "No other block is named here.";
        return choose_link(tui, binding->arg) ? TUI_DONE : TUI_SAY;
    case ACT_JUMP:
        return jump_along(tui, session, why);
    case ACT_TRAIL:
        *why = "There is no jump to go back from.";
        return jump_back(tui, session) ? TUI_DONE : TUI_SAY;
    default:
        return TUI_IGNORED;
    }
}
