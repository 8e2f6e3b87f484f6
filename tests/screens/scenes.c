/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scenes.c: see scenes.h. A scene ends with nothing in motion, so that its
 * last screen stays.
 */
#include "scenes.h"

#include "vt.h"

#define HOLES    "alloc 100 x30; free 2..30/2; alloc 60 mine\r"
#define GENERATE "generate uniform ops=3000 live=200 size=1..2k; step 2500\r"
#define FIVE     "policy explicit; alloc 100 x5; "
#define ON_MAP   "\t"
#define LIFO     "policy explicit:lifo; " HOLES
#define FIFO     "policy explicit:fifo; " HOLES
#define ADDRESS  "policy explicit:address; " HOLES

/* A break that held, a branch that was left, and a moment before the end. */
#define STOPPED                                                                \
    "policy explicit:lifo; generate uniform ops=3000 live=200 size=1..2k; "    \
    "break op = 900; step 3000; delete 1; step 3000; goto 1800; alloc 90; "    \
    "branch 1; goto 2000\r"

static const struct scene_of scenes[] = {
    {"empty", SCENE_MAIN, ""},
    {"first-block", SCENE_MAIN, "alloc 100 buf\r"},
    {"checkerboard", SCENE_MAIN | SCENE_FAILS,
     "new policy=explicit limit=4k; alloc 60 x60; free 2..60/2; alloc 400\r"},
    {"policy-explicit", 0, "policy explicit; " HOLES},
    {"policy-textbook", 0, "policy explicit:textbook,deferred; " HOLES},
    {"policy-implicit", 0, "policy implicit:next; " HOLES},
    {"policy-segregated", 0, "policy segregated; " HOLES},
    {"policy-tlsf", 0, "policy tlsf; " HOLES},
    {"policy-buddy", 0, "policy buddy; " HOLES},
    {"target-naive", 0, "new target=naive; " HOLES},
    {"zoom-1", 0, GENERATE "zoom 1\r"},
    {"zoom-4", 0, GENERATE "zoom 4\r"},
    {"zoom-16", 0, GENERATE "zoom 16\r"},
    {"zoom-32", 0, GENERATE "zoom 32\r"},
    {"zoom-64", 0, GENERATE "zoom 64\r"},
    {"zoom-256", 0, GENERATE "zoom 256\r"},
    {"zoom-1k", 0, GENERATE "zoom 1k\r"},
    {"zoom-4k", 0, GENERATE "zoom 4k\r"},
    {"zoom-fit", 0, GENERATE "zoom fit\r"},
    {"overlay-lifo", SCENE_MAIN, LIFO},
    {"overlay-fifo", 0, FIFO},
    {"overlay-address", 0, ADDRESS},
    {"overlay-lifo-links", 0, LIFO "set overlay links; zoom 4\r"},
    {"overlay-fifo-links", 0, FIFO "set overlay links; zoom 4\r"},
    {"overlay-address-links", 0, ADDRESS "set overlay links; zoom 4\r"},
    {"overlay-bytes", 0, LIFO "zoom 1; show 1\r"},
    {"overlay-off", 0, LIFO "set overlay off\r"},
    {"selected-used", SCENE_MAIN, LIFO "show mine\r" ON_MAP},
    {"selected-free", 0, LIFO ON_MAP "]]"},
    {"damage", SCENE_MAIN | SCENE_FAILS,
     "policy explicit; alloc 60 a; alloc 60 b; alloc 60 c; free a; "
     "poke 0x4c 0xff; check\r"},
    {"refused", SCENE_FAILS,
     "policy explicit; alloc 60 a; alloc 60 b; poke 0x4c 0xff; free b\r"},
    {"pins", 0, LIFO "pins 2\r"},
    {"difference", 0, LIFO "diff 25\r"},
    {"branches", 0, LIFO "back 10; alloc 300; branch\r"},
    {"timeline", 0, STOPPED ON_MAP "6"},
    {"timeline-scrub", SCENE_MAIN,
     STOPPED "\aop 2000\a" ON_MAP "6\ascrub\a" VT_LEFT VT_LEFT VT_LEFT VT_PGUP},
    {"time-by-address", SCENE_MAIN, STOPPED ON_MAP "t"},
    {"time-scrub", 0,
     STOPPED "\aop 2000\a" ON_MAP "t\atime by address\a" VT_LEFT VT_LEFT "[,"},
    {"time-zoom", 0, STOPPED "\aop 2000\a" ON_MAP "t\atime by address\a++"},
    {"lesson", SCENE_MAIN,
     LIFO "say Every second block is free again. The holes stay apart, since "
          "their neighbours are in use.\r"},
    {"error", SCENE_FAILS, LIFO "free 77\r"},
    {"table", 0, LIFO "blocks\r"},
    {"completions", 0, "b\t\t"},
    {"colour-class", 0, GENERATE "zoom 64; set colour class\r"},
    {"colour-age", SCENE_MAIN, GENERATE "zoom 64; set colour age\r"},
    {"colour-heat", 0, GENERATE "zoom 64; set colour heat\r"},
    {"colour-waste", 0, GENERATE "zoom 16; set colour waste\r"},
    {"into-split", SCENE_MAIN, FIVE "free 2; alloc 40; into event 4\r"},
    {"into-search", 0, LIFO "alloc 200; into event 3\r"},
    {"into-free-neither", 0, FIVE "free 3; into event 2\r"},
    {"into-free-after", 0, FIVE "free 4; free 3; into event 4\r"},
    {"into-free-before", 0, FIVE "free 2; free 3; into event 4\r"},
    {"into-free-both", SCENE_MAIN,
     FIVE "free 2; free 4; free 3; into event 7\r"},
    {"race", SCENE_MAIN,
     LIFO "race implicit explicit:address,best buddy\r" ON_MAP},
    {"race-four", 0,
     LIFO "race implicit explicit:address segregated buddy\r" ON_MAP},
    {"pane-block", 0, LIFO "show mine\r" ON_MAP "2"},
    {"pane-lists", 0, GENERATE ON_MAP "3"},
    {"pane-statistics", 0, LIFO ON_MAP "4"},
    {"pane-events", 0, LIFO ON_MAP "5"},
    {"pane-maximised", SCENE_MAIN, LIFO ON_MAP "z"},
    {"lists-maximised", 0, GENERATE ON_MAP "3z"},
    {"statistics-maximised", 0, LIFO ON_MAP "4z"},
    {"window", 0, GENERATE "zoom 16\r" ON_MAP "G"},
    {"help", SCENE_MAIN, VT_F1},
    {"help-end", 0, VT_F1 VT_PGDN},
    {"help-of-a-pane", 0, LIFO ON_MAP "3?"},
};

const struct scene_of *
scene_of(size_t i)
{
    return i < sizeof scenes / sizeof *scenes ? &scenes[i] : NULL;
}
