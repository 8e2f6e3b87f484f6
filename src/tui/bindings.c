/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bindings.c: the table of keys. Its order is the order of the hints on the
 * keys line (from the left, the most useful first) and of the lines in help.
 * A row without names is a key whose help line another row has; a row without
 * keys is a line of help alone, what the mouse does.
 */
#include "tui/bindings.h"

#include "tui/layout.h"

#include <stddef.h>

enum { ENTER = '\r', TAB = '\t', BACKSPACE = 0x7f, CTRL_H = '\b' };
#define ANY   PLACE_ANY
#define MAPS  PLACE_MAPS
#define PANES PLACE_PANES
#define SIDES PLACE_SIDES

/* clang-format off */
static const struct binding bindings[] = {
    /* --- hints that belong to a place come first */
    {{']', 0}, PLACE_DAMAGE, ACT_PROBLEM, 1, KEYS_HIDDEN, NULL, NULL,
     "] [", "problems", PLACE_DAMAGE},
    {{'[', 0}, PLACE_DAMAGE, ACT_PROBLEM, -1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{ENTER, 0}, PLACE_DAMAGE, ACT_BYTES, 0, KEYS_HIDDEN, NULL, NULL,
     "Enter", "bytes", PLACE_DAMAGE},
    {{KEYS_ESC, 'q', '?', ENTER}, PLACE_PAGE, ACT_PAGE_CLOSE, 0, KEYS_HIDDEN,
     NULL, NULL, "Esc", "close", PLACE_PAGE},
    {{KEYS_DOWN, 'j', ' ', 'n'}, PLACE_PAGE, ACT_SCROLL, 1, KEYS_HIDDEN, NULL,
     NULL, "↑ ↓", "scroll", PLACE_PAGE},
    {{KEYS_UP, 'k', 'p', 0}, PLACE_PAGE, ACT_SCROLL, -1, KEYS_HIDDEN, NULL,
     NULL, NULL, NULL, 0},
    {{KEYS_HOME, 'g', 0}, PLACE_PAGE, ACT_SCROLL_PAGE, -1000, KEYS_HIDDEN,
     NULL, NULL, NULL, NULL, 0},
    {{KEYS_END, 'G', 0}, PLACE_PAGE, ACT_SCROLL_PAGE, 1000, KEYS_HIDDEN, NULL,
     NULL, NULL, NULL, 0},

    /* --- inside a pane; help shows those of the pane with the keys first */
    {{KEYS_LEFT, 'h', 0}, PLACE_BLOCK, ACT_LINK, -1, KEYS_PANE,
     "← → h l", "choose a link", "← →", "link", PLACE_BLOCK},
    {{KEYS_RIGHT, 'l', 0}, PLACE_BLOCK, ACT_LINK, 1, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},
    {{ENTER, 0}, PLACE_BLOCK, ACT_JUMP, 0, KEYS_PANE,
     "Enter", "go to the block it names", "Enter", "go there", PLACE_BLOCK},
    {{KEYS_UP, 'k', 0}, SIDES, ACT_LINE, -1, KEYS_PANE,
     "↑ ↓ j k", "scroll by line", "↑ ↓", "scroll", SIDES},
    {{KEYS_DOWN, 'j', 0}, SIDES, ACT_LINE, 1, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},
    {{'g', KEYS_HOME, 0}, SIDES, ACT_LINE_END, -1, KEYS_PANE,
     "g G", "first, last line", NULL, NULL, 0},
    {{'G', KEYS_END, 0}, SIDES, ACT_LINE_END, 1, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},

    /* --- the race */
    {{']', 0}, PLACE_RACE, ACT_RACE_LANE, 1, KEYS_PANE,
     "] [ 1..4", "lane after, before, by no", "] [", "lane", PLACE_RACE},
    {{'[', 0}, PLACE_RACE, ACT_RACE_LANE, -1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'1', 0}, PLACE_RACE, ACT_RACE_PICK, 1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'2', 0}, PLACE_RACE, ACT_RACE_PICK, 2, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'3', 0}, PLACE_RACE, ACT_RACE_PICK, 3, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'4', 0}, PLACE_RACE, ACT_RACE_PICK, 4, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'n', 0}, PLACE_RACE, ACT_STEP, 0, KEYS_HIDDEN, NULL, NULL,
     "n", "step", PLACE_RACE},
    {{'p', 0}, PLACE_RACE, ACT_BACK, 0, KEYS_HIDDEN, NULL, NULL,
     "p", "back", PLACE_RACE},
    {{' ', 0}, PLACE_RACE, ACT_PLAY, 0, KEYS_HIDDEN, NULL, NULL,
     "Space", "play", PLACE_RACE},
    {{KEYS_RIGHT, 'l', 0}, PLACE_RACE, ACT_BLOCK, 1, KEYS_PANE,
     "← → ↑ ↓", "block, row, in that lane", "← →", "block", PLACE_RACE},
    {{KEYS_LEFT, 'h', 0}, PLACE_RACE, ACT_BLOCK, -1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{KEYS_UP, 'k', 0}, PLACE_RACE, ACT_ROW, -1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{KEYS_DOWN, 'j', 0}, PLACE_RACE, ACT_ROW, 1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'g', KEYS_HOME, 0}, PLACE_RACE, ACT_START, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'G', KEYS_END, 0}, PLACE_RACE, ACT_END, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'+', '=', 0}, PLACE_RACE, ACT_ZOOM, 1, KEYS_PANE,
     "+ - 0", "zoom all; all of the heap", "+ -", "zoom all", PLACE_RACE},
    {{'-', '_', 0}, PLACE_RACE, ACT_ZOOM, -1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'0', 0}, PLACE_RACE, ACT_FIT, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'f', 0}, PLACE_RACE, ACT_FOLLOW, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'o', 0}, PLACE_RACE, ACT_OVERLAY, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'i', 0}, PLACE_RACE, ACT_NUMBERS, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'c', 0}, PLACE_RACE, ACT_COLOUR, 0, KEYS_PANE,
     "c", "colours, in all lanes", NULL, NULL, 0},
    {{'u', 0}, PLACE_RACE, ACT_UNDO, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'d', 0}, PLACE_RACE, ACT_FREE, 0, KEYS_PANE,
     "d", "free the block, by number", NULL, NULL, 0},
    {{'/', 0}, PLACE_RACE, ACT_SEARCH, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{'r', 'q', KEYS_ESC, 0}, PLACE_RACE, ACT_RACE, 0, KEYS_PANE,
     "r q Esc", "the heap again", "r", "heap", PLACE_RACE},
    {{':', ENTER, TAB, 0}, PLACE_RACE, ACT_FOCUS_PROMPT, 0, KEYS_HIDDEN, NULL,
     NULL, ":", "command", PLACE_RACE},
    {{KEYS_F6, KEYS_BACKTAB, 0}, PLACE_RACE, ACT_FOCUS_OTHER, 0, KEYS_HIDDEN,
     NULL, NULL, NULL, NULL, 0},
    {{'?', 0}, PLACE_RACE, ACT_HELP, 0, KEYS_HIDDEN, NULL, NULL,
     "?", "keys", PLACE_RACE},
    {{'n', KEYS_RIGHT, 'l', 0}, PLACE_INTO, ACT_INTO_EVENT, 1, KEYS_PANE,
     "n → ] ↓", "next event", "n →", "next event", PLACE_INTO},
    {{']', KEYS_DOWN, 'j', 0}, PLACE_INTO, ACT_INTO_EVENT, 1, KEYS_HIDDEN,
     NULL, NULL, NULL, NULL, 0},
    {{'p', KEYS_LEFT, 'h', KEYS_UP}, PLACE_INTO, ACT_INTO_EVENT, -1,
     KEYS_PANE, "p ← [ ↑", "event back", "p ←", "event back", PLACE_INTO},
    {{'[', 'k', 0}, PLACE_INTO, ACT_INTO_EVENT, -1, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
    {{' ', KEYS_F5, 0}, PLACE_INTO, ACT_INTO_PLAY, 0, KEYS_PANE,
     "Space", "play slowly, pause", "Space", "play slowly", PLACE_INTO},
    {{KEYS_ESC, 'q', 'e', 0}, PLACE_INTO, ACT_INTO_LEAVE, 0, KEYS_PANE,
     "Esc q e", "leave, to where you were", "Esc", "leave", PLACE_INTO},
    {{KEYS_END, 'G', ENTER, 0}, PLACE_INTO, ACT_INTO_EDGE, 1, KEYS_PANE,
     "g G", "start, end (also Enter)", "g G", "start, end", PLACE_INTO},
    {{KEYS_HOME, 'g', 0}, PLACE_INTO, ACT_INTO_EDGE, -1, KEYS_HIDDEN, NULL,
     NULL, NULL, NULL, 0},
    {{':', TAB, KEYS_F6, KEYS_BACKTAB}, PLACE_INTO, ACT_FOCUS_PROMPT, 0,
     KEYS_HIDDEN, NULL, NULL, ":", "command", PLACE_INTO},
    {{'?', 0}, PLACE_INTO, ACT_HELP, 0, KEYS_HIDDEN, NULL, NULL, "?", "keys",
     PLACE_INTO},

    {{KEYS_LEFT, 'h', 0}, PLACE_TIMELINE, ACT_TIME_COLUMN, -1, KEYS_PANE,
     "← → h l", "back, on by a column", "← →", "scrub", PLACE_TIMELINE},
    {{KEYS_RIGHT, 'l', 0}, PLACE_TIMELINE, ACT_TIME_COLUMN, 1, KEYS_PANE,
     NULL, NULL, NULL, NULL, 0},
    {{KEYS_PGUP, KEYS_SHIFT_LEFT, 'H', 0}, PLACE_TIMELINE, ACT_TIME_FAR, -1,
     KEYS_PANE, "Shift PgUp", "by a tenth", "Shift", "far", PLACE_TIMELINE},
    {{KEYS_PGDN, KEYS_SHIFT_RIGHT, 'L', 0}, PLACE_TIMELINE, ACT_TIME_FAR, 1,
     KEYS_PANE, NULL, NULL, NULL, NULL, 0},
    {{',', '<', 0}, PLACE_TIMELINE, ACT_TIME_OP, -1, KEYS_PANE,
     ", .", "by an operation", ", .", "operation", PLACE_TIMELINE},
    {{'.', '>', 0}, PLACE_TIMELINE, ACT_TIME_OP, 1, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},
    {{']', 0}, PLACE_TIMELINE, ACT_TIME_MARK, 1, KEYS_PANE,
     "] [", "next peak, stop or fork", "] [", "marks", PLACE_TIMELINE},
    {{'[', 0}, PLACE_TIMELINE, ACT_TIME_MARK, -1, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},
    {{KEYS_HOME, 'g', 0}, PLACE_TIMELINE, ACT_TIME_END, -1, KEYS_PANE,
     "Home End", "start, end; so do g G", NULL, NULL, 0},
    {{KEYS_END, 'G', 0}, PLACE_TIMELINE, ACT_TIME_END, 1, KEYS_PANE, NULL,
     NULL, NULL, NULL, 0},
    {{'+', '=', 0}, PLACE_TIMELINE, ACT_TIME_ZOOM, 1, KEYS_PANE,
     "+ - 0", "less, more, all of it", "+ -", "zoom", PLACE_TIMELINE},
    {{'-', '_', 0}, PLACE_TIMELINE, ACT_TIME_ZOOM, -1, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},
    {{'0', 0}, PLACE_TIMELINE, ACT_TIME_WHOLE, 0, KEYS_PANE, NULL, NULL,
     NULL, NULL, 0},
    {{ENTER, 'q', 0}, PLACE_TIMELINE, ACT_TIME_LEAVE, 1, KEYS_PANE,
     "Enter", "to the map, at this moment", "Enter", "stay",
     PLACE_TIMELINE},
    {{KEYS_ESC, 0}, PLACE_TIMELINE, ACT_TIME_LEAVE, -1, KEYS_PANE,
     "Esc", "back to where it began", "Esc", "return",
     PLACE_TIMELINE},

    /* --- move */
    {{KEYS_LEFT, 'h', 0}, MAPS, ACT_BLOCK, -1, KEYS_MOVE,
     "← → h l", "block before, after", "← →", "block", MAPS},
    {{KEYS_RIGHT, 'l', 0}, MAPS, ACT_BLOCK, 1, KEYS_MOVE, NULL, NULL,
     NULL, NULL, 0},
    {{KEYS_UP, 'k', 0}, MAPS, ACT_ROW, -1, KEYS_MOVE,
     "↑ ↓ j k", "row above, below", NULL, NULL, 0},
    {{KEYS_DOWN, 'j', 0}, MAPS, ACT_ROW, 1, KEYS_MOVE, NULL, NULL,
     NULL, NULL, 0},
    {{KEYS_PGUP, 0}, ANY & ~PLACE_TIMELINE, ACT_SCREEN, -1, KEYS_MOVE,
     "PgUp PgDn", "a screen", NULL, NULL, 0},
    {{KEYS_PGDN, 0}, ANY & ~PLACE_TIMELINE, ACT_SCREEN, 1, KEYS_MOVE, NULL, NULL,
     NULL, NULL, 0},
    {{'g', KEYS_HOME, 0}, MAPS, ACT_START, 0, KEYS_MOVE,
     "g G", "start, end of the heap", NULL, NULL, 0},
    {{'G', KEYS_END, 0}, MAPS, ACT_END, 0, KEYS_MOVE, NULL, NULL,
     NULL, NULL, 0},
    {{']', 0}, PLACE_MAP | SIDES, ACT_ALONG, 1, KEYS_MOVE,
     "] [", "along list, pins, problems", "] [", "along the list",
     PLACE_MAP | PLACE_LIST},
    {{'[', 0}, PLACE_MAP | SIDES, ACT_ALONG, -1, KEYS_MOVE, NULL, NULL,
     NULL, NULL, 0},
    {{'}', 0}, PANES, ACT_LIST, 1, KEYS_MOVE,
     "} {", "list after, before", NULL, NULL, 0},
    {{'{', 0}, PANES, ACT_LIST, -1, KEYS_MOVE, NULL, NULL, NULL, NULL, 0},
    {{'/', 0}, PANES, ACT_SEARCH, 0, KEYS_MOVE,
     "/", "search: #7, name, 0xOFFSET", NULL, NULL, 0},
    {{0}, PANES, ACT_FOCUS_MAP, 0, KEYS_MOVE,
     "click", "select block, row, moment", NULL, NULL, 0},
    {{0}, PANES, ACT_FOCUS_MAP, 0, KEYS_MOVE,
     "drag", "move the map, the time", NULL, NULL, 0},

    /* --- the keys that change place */
    {{TAB, 0}, PLACE_PROMPT, ACT_FOCUS_MAP, 0, KEYS_HIDDEN, NULL, NULL,
     "Tab", "map", PLACE_PROMPT},
    {{KEYS_F1, 0}, ANY, ACT_HELP, 0, KEYS_HIDDEN, NULL, NULL,
     "F1", "help", PLACE_PROMPT},

    /* --- time */
    {{KEYS_F5, 0}, ANY & ~PLACE_INTO, ACT_PLAY, 0, KEYS_TIME,
     "Space F5", "play, pause", "F5", "play", PLACE_PROMPT},
    {{' ', 0}, PANES, ACT_PLAY, 0, KEYS_TIME, NULL, NULL,
     "Space", "play", PANES},
    {{KEYS_F8, 0}, ANY, ACT_STEP, 0, KEYS_TIME,
     "n F8", "step", "F8", "step", PLACE_PROMPT},
    {{'n', 0}, PANES, ACT_STEP, 0, KEYS_TIME, NULL, NULL, "n", "step", PANES},
    {{KEYS_F7, 0}, ANY, ACT_BACK, 0, KEYS_TIME,
     "p F7", "step back", "F7", "back", PLACE_PROMPT},
    {{'p', 0}, PANES, ACT_BACK, 0, KEYS_TIME, NULL, NULL, "p", "back", PANES},
    {{'e', 0}, PANES, ACT_INTO, 0, KEYS_TIME,
     "e", "inside the last operation", "e", "into", MAPS},
    {{'u', 0}, PANES, ACT_UNDO, 0, KEYS_TIME,
     "u", "undo the last command", NULL, NULL, 0},

    /* --- see */
    {{'+', '=', 0}, MAPS | SIDES, ACT_ZOOM, 1, KEYS_SEE,
     "+ - wheel", "zoom about the selection", "+ -", "zoom", MAPS},
    {{'-', '_', 0}, MAPS | SIDES, ACT_ZOOM, -1, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},
    {{'0', 0}, MAPS | SIDES, ACT_FIT, 0, KEYS_SEE,
     "0", "whole heap", NULL, NULL, 0},
    {{'f', 0}, PANES, ACT_FOLLOW, 0, KEYS_SEE,
     "f", "follow the last change", NULL, NULL, 0},
    {{'o', 0}, PANES, ACT_OVERLAY, 0, KEYS_SEE,
     "o", "overlay: order, links, off", "o", "overlay", MAPS},
    {{'c', 0}, PANES, ACT_COLOUR, 0, KEYS_SEE,
     "c", "colours: the next key", "c", "colours", MAPS},
    {{'i', 0}, PANES, ACT_NUMBERS, 0, KEYS_SEE,
     "i", "numbers on all blocks", NULL, NULL, 0},
    {{'t', 0}, PANES, ACT_TIME_PICTURE, 0, KEYS_SEE,
     "t", "heap over time, and back", "t", "time", MAPS},
    {{'r', 0}, PANES, ACT_RACE, 0, KEYS_SEE,
     "r", "the race's maps, and back", NULL, NULL, 0},
    {{'z', 0}, PANES, ACT_MAXIMISE, 0, KEYS_SEE,
     "z", "this pane alone", "z", "alone", SIDES},
    {{'1', 0}, PANES, ACT_PANE, PANE_HEAP, KEYS_SEE,
     "1 to 6", "to the pane of that number", NULL, NULL, 0},
    {{'2', 0}, PANES, ACT_PANE, PANE_BLOCK, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},
    {{'3', 0}, PANES, ACT_PANE, PANE_LIST, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},
    {{'4', 0}, PANES, ACT_PANE, PANE_STATS, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},
    {{'5', 0}, PANES, ACT_PANE, PANE_EVENTS, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},
    {{'6', 0}, PANES, ACT_PANE, PANE_TIMELINE, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},
    {{'w', 0}, PANES, ACT_PANE_NEXT, 1, KEYS_SEE,
     "w W", "next pane, the one before", NULL, NULL, 0},
    {{'W', 0}, PANES, ACT_PANE_NEXT, -1, KEYS_SEE, NULL, NULL,
     NULL, NULL, 0},

    /* --- act */
    {{KEYS_ESC, 'q', 0}, SIDES, ACT_PANE, PANE_HEAP,
     KEYS_PANE, "Esc q", "to the map", "Esc", "map", SIDES},
    {{':', TAB, KEYS_BACKTAB, 0}, PANES, ACT_FOCUS_PROMPT, 0, KEYS_ACT,
     "Enter :", "command line", ":", "command", PANES},
    {{'q', 0}, MAPS, ACT_FOCUS_PROMPT, 0, KEYS_ACT, NULL, NULL,
     NULL, NULL, 0},
    {{ENTER, 0}, PANES & ~(PLACE_DAMAGE | PLACE_BLOCK | PLACE_TIMELINE),
     ACT_FOCUS_PROMPT, 0,
     KEYS_ACT, NULL, NULL, NULL, NULL, 0},
    {{BACKSPACE, CTRL_H, 0}, PANES, ACT_TRAIL, 0, KEYS_MOVE,
     "Backspace", "back along the jumps", "Bksp", "return", PLACE_BLOCK},
    {{KEYS_ESC, 0}, MAPS, ACT_LEAVE, 0, KEYS_ACT,
     "Esc", "the same, nothing selected", NULL, NULL, 0},
    {{KEYS_F6, 0}, PLACE_PROMPT | PANES, ACT_FOCUS_OTHER, 0, KEYS_ACT,
     "Tab F6", "map, and back", NULL, NULL, 0},
    {{'d', 0}, PANES, ACT_FREE, 0, KEYS_ACT,
     "d", "free the selected block", NULL, NULL, 0},
    {{'?', 0}, PANES, ACT_HELP, 0, KEYS_ACT,
     NULL, NULL, "?", "keys", PANES},
    {{':', TAB, 0}, PLACE_PAGE, ACT_FOCUS_PROMPT, 0, KEYS_HIDDEN, NULL, NULL,
     NULL, NULL, 0},
};
/* clang-format on */

const struct binding *
binding_at(int i)
{
    int n = sizeof bindings / sizeof *bindings;

    return i >= 0 && i < n ? &bindings[i] : NULL;
}

const struct binding *
binding_find(uint32_t key, enum key_place place)
{
    const struct binding *binding;

    for (int i = 0; key != 0 && (binding = binding_at(i)) != NULL; i++) {
        if (!(binding->places & (unsigned)place))
            continue;
        for (int k = 0; k < MAX_KEYS; k++) {
            if (binding->keys[k] == key)
                return binding;
        }
    }
    return NULL;
}
