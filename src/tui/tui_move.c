/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_move.c: moving over the heap: the selection by block, row, list and
 * problem, and the window by screen (tui_zoom.c has its scale). All of it works
 * on addresses through the session's views; no move walks the heap.
 */
#include "session/lists.h"
#include "tui/tui_internal.h"

#include <stdlib.h>

static size_t
heap_bytes(const struct session *session)
{
    struct figures figures;

    view_figures(session, &figures);
    return figures.heap;
}

static bool
is_block(const struct view_block *block)
{
    return (block->state == VIEW_USED || block->state == VIEW_FREE) &&
           block->off != 0;
}

/* The row of the selection; false: nothing (valid) is selected. */
static bool
selected_block(const struct tui *tui, const struct session *session,
               struct view_block *block)
{
    return tui->eye.selected != 0 && view_at(session, tui->eye.selected, block);
}

static void
select_block(struct tui *tui, const struct session *session,
             const struct view_block *block)
{
    tui->eye.selected = block->off;
    tui->aim = 0;
    tui_show_byte(tui, session, block->start);
}

/* --- the window ------------------------------------------------------------*/
bool
tui_find_grid(const struct tui *tui, const struct session *session,
              struct map_grid *grid)
{
    const struct rect *map = &tui->layout.map;

    if (map->rows < 1 || map->cols < 1)
        return false;
    map_lay_out(&tui->eye, session, map->rows, map->cols, grid);
    return grid->row_bytes > 0;
}

void
tui_show_byte(struct tui *tui, const struct session *session, size_t at)
{
    struct map_grid grid;
    size_t back;

    if (!tui_find_grid(tui, session, &grid) || grid.whole)
        return;
    if (at >= grid.lo && at < grid.hi)
        return;
    back = (size_t)(grid.n_rows > 1 ? grid.n_rows - 1 : 0) * grid.row_bytes;
    if (at < grid.lo)
        tui->eye.top = at;
    else
        tui->eye.top = at > back ? at - back : 0;
}

void
tui_scroll_map(struct tui *tui, const struct session *session, size_t top)
{
    size_t heap = heap_bytes(session), row = tui->grid.row_bytes, rows, last;

    if (row == 0 || heap == 0)
        return;
    rows = (heap - 1) / row + 1;
    last =
        rows > (size_t)tui->grid.n_rows ? rows - (size_t)tui->grid.n_rows : 0;
    tui->eye.top = top < last * row ? top : last * row;
}

void
tui_move_screen(struct tui *tui, const struct session *session, int direction)
{
    struct map_grid grid;
    size_t step, heap = heap_bytes(session);

    if (!tui_find_grid(tui, session, &grid) || grid.whole)
        return;
    step = (size_t)(grid.n_rows > 1 ? grid.n_rows - 1 : 1) * grid.row_bytes;
    if (direction < 0)
        tui->eye.top = grid.lo > step ? grid.lo - step : 0;
    else if (grid.hi < heap)
        tui->eye.top = grid.lo + step;
}

/* --- by block and row ------------------------------------------------------*/
/* The first block at or after byte AT. */
static bool
block_from(const struct session *session, size_t at, struct view_block *block)
{
    struct view_iter iter;

    view_open(&iter, session, at, heap_bytes(session));
    while (view_next(&iter, block)) {
        if (is_block(block))
            return true;
    }
    return false;
}

/* Where moving starts when nothing is selected: the block that the block pane
 * shows, the last operation's; else the first in view. */
static bool
first_block(const struct tui *tui, const struct session *session,
            struct view_block *block)
{
    const struct op_result *last = session_last(session);
    size_t off = last->free_off ? last->free_off : last->off;

    if (off != 0 && view_at(session, off, block) && is_block(block))
        return true;
    return block_from(session, tui->grid.lo, block);
}

void
tui_move_block(struct tui *tui, const struct session *session, int direction)
{
    struct view_block block;
    bool found;

    if (!selected_block(tui, session, &block))
        found = first_block(tui, session, &block);
    else if (direction > 0)
        found = view_after(session, tui->eye.selected, &block);
    else
        found = view_before(session, tui->eye.selected, &block);
    if (found)
        select_block(tui, session, &block);
}

/* From byte AIM, in steps of ROW bytes, to the first byte outside [lo, hi);
 * false: that is outside the heap. */
static bool
step_out(size_t aim, size_t row, size_t lo, size_t hi, size_t heap,
         int direction, size_t *to)
{
    size_t steps;

    if (direction > 0) {
        steps = aim < hi ? (hi - aim + row - 1) / row : 1;
        steps = steps > 0 ? steps : 1;
        if (steps > (heap - aim - 1) / row)
            return false;
        *to = aim + steps * row;
        return true;
    }
    steps = aim >= lo ? (aim - lo) / row + 1 : 1;
    if (steps > aim / row)
        return false;
    *to = aim - steps * row;
    return true;
}

void
tui_move_row(struct tui *tui, const struct session *session, int direction)
{
    struct view_block block, next;
    size_t heap = heap_bytes(session), row = tui->grid.row_bytes, aim, to;

    if (row == 0 || !selected_block(tui, session, &block)) {
        tui_move_block(tui, session, direction);
        return;
    }
    aim = tui->aim;
    if (aim < block.start || aim >= block.start + block.size)
        aim = block.start;
    if (!step_out(aim, row, block.start, block.start + block.size, heap,
                  direction, &to))
        return;
    if (!view_at(session, to, &next) || !is_block(&next)) {
        tui_move_block(tui, session, direction);
        return;
    }
    select_block(tui, session, &next);
    tui->aim = to;
    tui_show_byte(tui, session, to);
}

void
tui_move_start(struct tui *tui, const struct session *session)
{
    struct view_block block;

    tui->eye.top = tui->eye.indent = 0;
    if (view_after(session, 0, &block))
        select_block(tui, session, &block);
}

void
tui_move_end(struct tui *tui, const struct session *session)
{
    struct view_block block;

    if (view_before(session, 0, &block))
        select_block(tui, session, &block);
}

/* --- along lists and problems ----------------------------------------------*/
/* The first mark with the number behind, or before, that of the selected
 * block's; around. */
static const struct view_mark *
next_mark(const struct tui *tui, const struct view_mark *marks, size_t n,
          int direction)
{
    unsigned most = 1, now = 0, want;

    for (size_t i = 0; i < n; i++) {
        if (tui->eye.selected >= marks[i].start &&
            tui->eye.selected - marks[i].start < marks[i].size)
            now = marks[i].number;
        most = marks[i].number > most ? marks[i].number : most;
    }
    want = direction > 0 ? now % most + 1 : now > 1 ? now - 1 : most;
    for (size_t i = 0; i < n; i++) {
        if (marks[i].number == want)
            return &marks[i];
    }
    return marks;
}

/* From pin to pin, best first. */
static void
move_along_pins(struct tui *tui, const struct session *session, int direction)
{
    const struct view_mark *marks, *mark;
    size_t n = view_marks(session, &marks);
    struct view_block block;

    mark = next_mark(tui, marks, n, direction);
    if (view_at(session, mark->start, &block))
        select_block(tui, session, &block);
}

/* Is there a free block at payload offset OFF, on LIST by its size? */
static bool
is_listed(const struct session *session, unsigned list, size_t off,
          struct view_block *block)
{
    return off != 0 && view_at(session, off, block) &&
           block->state == VIEW_FREE && block->off == off &&
           block->list == list;
}

/* The first or the last block of LIST; false: it has none, or is too long for
 * its last one to be looked for. */
static bool
list_end_of(const struct session *session, unsigned list, int direction,
            struct view_block *block)
{
    size_t most = direction > 0 ? 1 : LISTS_LOOK;
    struct list_stop *stops = calloc(most, sizeof *stops);
    struct list_look look = {0};
    bool found;

    if (stops)
        look = view_list_look(session, list, stops, most);
    found = look.n > 0 && (direction > 0 || look.end != LIST_GOES_ON) &&
            view_at(session, stops[look.n - 1].off, block);
    free(stops);
    return found;
}

/* Follows up to STEPS links of LIST from *BLOCK, as far as they lead to blocks
 * of it. Answers where the next link leads: 0, the list ends there. */
static size_t
follow_links(const struct session *session, unsigned list,
             struct view_block *block, int steps)
{
    for (;; steps += steps > 0 ? -1 : 1) {
        struct list_links links = view_list_links(session, block->off);
        size_t to = steps > 0 ? links.next : links.prev;
        struct view_block next;

        if (steps == 0 || !is_listed(session, list, to, &next))
            return to;
        *block = next;
    }
}

static enum tui_along
go_to_end(struct tui *tui, const struct session *session, unsigned list,
          int direction)
{
    struct view_block block;

    if (view_list(session, list).n == 0)
        return ALONG_NONE;
    if (!list_end_of(session, list, direction, &block))
        return direction > 0 ? ALONG_BROKEN : ALONG_FAR;
    select_block(tui, session, &block);
    return ALONG_MOVED;
}

/* By the links of the selected block, so that a step costs the same in any
 * list; around at its ends. */
enum tui_along
tui_move_along(struct tui *tui, const struct session *session, int steps)
{
    unsigned list = map_chosen_list(&tui->eye, session);
    int direction = steps > 0 ? 1 : -1;
    struct view_block block;
    enum tui_along along;
    size_t to;

    if (map_marks_pins(session)) {
        move_along_pins(tui, session, direction);
        return ALONG_MOVED;
    }
    if (list == LIST_NONE)
        return ALONG_NONE;
    if (!is_listed(session, list, tui->eye.selected, &block))
        return go_to_end(tui, session, list, direction);
    to = follow_links(session, list, &block, steps);
    if (block.off != tui->eye.selected) {
        select_block(tui, session, &block);
        return ALONG_MOVED;
    }
    if (to != 0)
        return ALONG_BROKEN;
    along = go_to_end(tui, session, list, direction);
    if (along != ALONG_MOVED)
        return along;
    if (tui->eye.selected == block.off)
        return ALONG_ONLY;
    return direction > 0 ? ALONG_AROUND : ALONG_BACK_AROUND;
}

/* The next list that has blocks, around. */
bool
tui_move_list(struct tui *tui, const struct session *session, int direction)
{
    unsigned n = view_n_lists(session);
    unsigned from = map_chosen_list(&tui->eye, session), list = from;

    if (n == 0 || from == LIST_NONE)
        return false;
    do {
        list = (list + (direction > 0 ? 1 : n - 1)) % n;
    } while (list != from && view_list(session, list).n == 0);
    if (list == from)
        return false;
    tui->eye.list = list;
    return true;
}

/* Problem I of those the report holds, as the selection. */
static void
select_problem(struct tui *tui, const struct session *session,
               const struct heap_report *report)
{
    tui->eye.selected = report->violations[tui->problem].off;
    tui->aim = 0;
    tui_show_byte(tui, session, tui->eye.selected);
}

static size_t
n_problems(const struct heap_report *report)
{
    size_t n = report ? report->n_violations : 0;

    return n < HEAP_MAX_VIOLATIONS ? n : HEAP_MAX_VIOLATIONS;
}

void
tui_move_problem(struct tui *tui, const struct session *session, int direction)
{
    const struct heap_report *report = session_problems(session);
    size_t n = n_problems(report);

    if (n == 0)
        return;
    tui->problem %= n;
    /* the first step is onto the problem that is shown */
    if (tui->eye.selected == report->violations[tui->problem].off)
        tui->problem = (tui->problem + (direction > 0 ? 1 : n - 1)) % n;
    select_problem(tui, session, report);
}

void
tui_move_bytes(struct tui *tui, const struct session *session)
{
    const struct heap_report *report = session_problems(session);
    struct view_block block;

    if (n_problems(report) == 0 || tui->eye.cell == 1) {
        tui_zoom_to(tui, session, 0, 0);
        return;
    }
    tui->problem %= n_problems(report);
    select_problem(tui, session, report);
    if (view_at(session, tui->eye.selected, &block))
        tui_zoom_to(tui, session, 1, block.start);
}
