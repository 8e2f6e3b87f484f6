/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * landmarks.h: the moments of a line that one wants to find again: peaks,
 * where a run stopped, where another branch goes its own way.
 */
#ifndef HEAPGLASS_LANDMARKS_H
#define HEAPGLASS_LANDMARKS_H

#include "session/moment.h"

enum landmark_kind {
    LANDMARK_PEAK,    /* the first moment with the most live bytes */
    LANDMARK_HEAP,    /* the first sample with the largest heap (view.h) */
    LANDMARK_FRAG,    /* the first sample with the worst fragmentation */
    LANDMARK_STOP,    /* a run stopped where a condition held */
    LANDMARK_PROBLEM, /* a run stopped at damage or at a refused operation */
    LANDMARK_FORK,    /* another branch leaves this line */
    LANDMARK_KINDS
};

enum { LANDMARK_TEXT = 48 };
struct landmark {
    enum landmark_kind kind;
    uint64_t op;
    char text[LANDMARK_TEXT]; /* "frag > 75", "damage", "branch 2" */
};

/* Of the present line as far as it is known, N at most, by rising operation:
 * answers how many there are. */
enum { LANDMARKS = 256 };
size_t view_landmarks(const struct session *, struct landmark *all, size_t n);
/* What such a mark is called by programs: "peak", "stop". */
const char *landmark_word(enum landmark_kind);

/* Where runs stopped, the last at the end. */
enum { STOP_NOTES = 64 };
struct stop_note {
    uint32_t branch, op;
    bool problem;
    char text[LANDMARK_TEXT];
};
struct stop_notes {
    struct stop_note all[STOP_NOTES];
    size_t n;
};

#endif
