/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bindings.h: the one table of keys. It feeds dispatch (tui.c), the keys line
 * (bottom.c) and the help page (help.c).
 */
#ifndef HEAPGLASS_BINDINGS_H
#define HEAPGLASS_BINDINGS_H

#include "tui/key.h"

/* Who has the keys; a mask in the table. */
enum key_place {
    PLACE_PROMPT = 1, /* the command line: keys that no text can mean */
    PLACE_MAP = 2,
    PLACE_DAMAGE = 4,  /* the map, while problems are known */
    PLACE_PAGE = 8,    /* help, or a table over the map */
    PLACE_INTO = 16,   /* the inside of an operation */
    PLACE_RACE = 64,   /* the maps of a race */
    PLACE_BLOCK = 256, /* the panes beside and below the map */
    PLACE_LIST = 512,
    PLACE_STATS = 1024,
    PLACE_EVENTS = 2048,
    PLACE_TIMELINE = 4096
};
enum {
    PLACE_MAPS = PLACE_MAP | PLACE_DAMAGE,
    PLACE_SIDES = PLACE_BLOCK | PLACE_LIST | PLACE_STATS | PLACE_EVENTS,
    PLACE_PANES = PLACE_MAPS | PLACE_SIDES | PLACE_TIMELINE,
    PLACE_ANY =
        PLACE_PROMPT | PLACE_PANES | PLACE_PAGE | PLACE_RACE | PLACE_INTO
};

enum key_action {
    ACT_FOCUS_MAP,
    ACT_FOCUS_PROMPT,
    ACT_LEAVE,
    ACT_FOCUS_OTHER,
    ACT_HELP,
    ACT_PAGE_CLOSE,
    ACT_BLOCK,
    ACT_ROW,
    ACT_SCREEN,
    ACT_START,
    ACT_END,
    ACT_ALONG,
    ACT_LIST,
    ACT_PROBLEM,
    ACT_BYTES,
    ACT_SEARCH,
    ACT_FREE,
    ACT_NUMBERS,
    ACT_ZOOM,
    ACT_FIT,
    ACT_FOLLOW,
    ACT_OVERLAY,
    ACT_COLOUR,
    ACT_MAXIMISE,
    ACT_PANE,      /* to the pane ARG */
    ACT_PANE_NEXT, /* to the next one */
    ACT_LINE,      /* in the pane: by line, by page, to its end */
    ACT_LINE_END,
    ACT_LINK, /* in the block pane: choose a link, jump along it, back */
    ACT_JUMP,
    ACT_TRAIL,
    ACT_PLAY,
    ACT_STEP,
    ACT_BACK,
    ACT_UNDO,
    ACT_SCROLL,
    ACT_SCROLL_PAGE,
    ACT_TIME_PICTURE, /* the timeline's large view, and back */
    ACT_TIME_COLUMN,  /* in the timeline: by columns, tenths, operations */
    ACT_TIME_FAR,
    ACT_TIME_OP,
    ACT_TIME_END,
    ACT_TIME_MARK,
    ACT_TIME_ZOOM,
    ACT_TIME_WHOLE,
    ACT_TIME_LEAVE, /* and stay, or return to where scrubbing began (-1) */
    ACT_RACE,      /* show it, or the heap again */
    ACT_RACE_LANE, /* after, before */
    ACT_RACE_PICK, /* by number */
    ACT_INTO,
    ACT_INTO_EVENT, /* so many on, or back */
    ACT_INTO_EDGE,  /* -1: before the first; 1: behind the last */
    ACT_INTO_PLAY,
    ACT_INTO_LEAVE
};

enum key_section {
    KEYS_PANE,
    KEYS_MOVE,
    KEYS_SEE,
    KEYS_ACT,
    KEYS_TIME,
    KEYS_HIDDEN
};

enum { MAX_KEYS = 4 };
struct binding {
    uint32_t keys[MAX_KEYS]; /* 0: none */
    unsigned places;         /* mask of enum key_place */
    enum key_action action;
    int arg; /* direction, mostly */
    enum key_section section;
    const char *names; /* in help: "← → h l"; NULL: not a line there */
    const char *help;
    const char *hint_key; /* on the keys line; NULL: not there */
    const char *hint;
    unsigned hint_places;
};

const struct binding *binding_at(int i); /* NULL past the end */
const struct binding *binding_find(uint32_t key, enum key_place);

#endif
