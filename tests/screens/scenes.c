/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scenes.c: see scenes.h. A scene ends with nothing in motion, so that its
 * last screen stays.
 */
#include "scenes.h"

#include "vt.h"

#define HOLES    "alloc 100 x30; free 2..30/2; alloc 60 mine\r"
#define GENERATE "generate uniform ops=3000 live=200 size=1..2k; step 2500\r"
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
    {"empty", true, ""},
    {"first-block", true, "alloc 100 buf\r"},
    {"checkerboard", true,
     "new policy=explicit limit=4k; alloc 60 x60; free 2..60/2; alloc 400\r"},
    {"policy-explicit", false, "policy explicit; " HOLES},
    {"policy-textbook", false, "policy explicit:textbook,deferred; " HOLES},
    {"policy-implicit", false, "policy implicit:next; " HOLES},
    {"policy-segregated", false, "policy segregated; " HOLES},
    {"policy-tlsf", false, "policy tlsf; " HOLES},
    {"policy-buddy", false, "policy buddy; " HOLES},
    {"target-naive", false, "new target=naive; " HOLES},
    {"zoom-1", false, GENERATE "zoom 1\r"},
    {"zoom-4", false, GENERATE "zoom 4\r"},
    {"zoom-16", false, GENERATE "zoom 16\r"},
    {"zoom-32", false, GENERATE "zoom 32\r"},
    {"zoom-64", false, GENERATE "zoom 64\r"},
    {"zoom-256", false, GENERATE "zoom 256\r"},
    {"zoom-1k", false, GENERATE "zoom 1k\r"},
    {"zoom-4k", false, GENERATE "zoom 4k\r"},
    {"zoom-fit", false, GENERATE "zoom fit\r"},
    {"overlay-lifo", true, LIFO},
    {"overlay-fifo", false, FIFO},
    {"overlay-address", false, ADDRESS},
    {"overlay-lifo-links", false, LIFO "set overlay links; zoom 4\r"},
    {"overlay-fifo-links", false, FIFO "set overlay links; zoom 4\r"},
    {"overlay-address-links", false, ADDRESS "set overlay links; zoom 4\r"},
    {"overlay-bytes", false, LIFO "zoom 1; show 1\r"},
    {"overlay-off", false, LIFO "set overlay off\r"},
    {"selected-used", true, LIFO "show mine\r" ON_MAP},
    {"selected-free", false, LIFO ON_MAP "]]"},
    {"damage", true,
     "policy explicit; alloc 60 a; alloc 60 b; alloc 60 c; free a; "
     "poke 0x4c 0xff; check\r"},
    {"refused", false,
     "policy explicit; alloc 60 a; alloc 60 b; poke 0x4c 0xff; free b\r"},
    {"pins", false, LIFO "pins 2\r"},
    {"difference", false, LIFO "diff 25\r"},
    {"branches", false, LIFO "back 10; alloc 300; branch\r"},
    {"timeline", false, STOPPED ON_MAP "6"},
    {"timeline-scrub", true,
     STOPPED ON_MAP "6" VT_LEFT VT_LEFT VT_LEFT VT_PGUP},
    {"time-by-address", true, STOPPED ON_MAP "t"},
    {"time-scrub", false, STOPPED ON_MAP "t" VT_LEFT VT_LEFT "[,"},
    {"time-zoom", false, STOPPED ON_MAP "t++"},
    {"lesson", true,
     LIFO "say Every second block is free again. The holes stay apart, since "
          "their neighbours are in use.\r"},
    {"error", false, LIFO "free 77\r"},
    {"table", false, LIFO "blocks\r"},
    {"completions", false, "b\t\t"},
    {"help", true, VT_F1},
    {"help-end", false, VT_F1 VT_PGDN},
};

const struct scene_of *
scene_of(size_t i)
{
    return i < sizeof scenes / sizeof *scenes ? &scenes[i] : NULL;
}
