/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * landmarks.c: see landmarks.h. Peaks are read from the timeline, forks from
 * the history; only where runs stopped has to be written down.
 */
#include "landmarks.h"

#include "session_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *
landmark_word(enum landmark_kind kind)
{
    static const char *const words[LANDMARK_KINDS] = {
        [LANDMARK_PEAK] = "peak",       [LANDMARK_HEAP] = "heap",
        [LANDMARK_FRAG] = "frag",       [LANDMARK_STOP] = "stop",
        [LANDMARK_PROBLEM] = "problem", [LANDMARK_FORK] = "branch",
    };
    return words[kind];
}

/* --- written down ----------------------------------------------------------*/
/* A condition is told as "Stopped where COND."; of a problem the name says it
 * shortest. */
static void
copy_words(char *to, const struct error *why, bool problem)
{
    static const char before[] = "Stopped where ";
    const char *words = problem ? why->name : why->text;
    size_t n;
    if (strncmp(words, before, sizeof before - 1) == 0)
        words += sizeof before - 1;
    (void)snprintf(to, LANDMARK_TEXT, "%.*s", LANDMARK_TEXT - 1, words);
    n = strlen(to);
    if (n > 0 && to[n - 1] == '.')
        to[n - 1] = '\0';
}

static bool
is_same_note(const struct stop_note *a, const struct stop_note *b)
{
    return a->branch == b->branch && a->op == b->op &&
           a->problem == b->problem && strcmp(a->text, b->text) == 0;
}

/* The oldest goes when there are too many. */
void
session_note_stop(struct session *s, const struct error *why)
{
    struct stop_notes *notes = &s->stops_seen;
    struct stop_note note = {.branch = history_branch(&s->history)->number,
                             .op = s->track.world.tally.op,
                             .problem = strcmp(why->name, "stopped") != 0};
    if (strcmp(why->name, "interrupted") == 0)
        return;
    copy_words(note.text, why, note.problem);
    for (size_t i = 0; i < notes->n; i++)
        if (is_same_note(&notes->all[i], &note))
            return;
    if (notes->n == STOP_NOTES)
        memmove(notes->all, notes->all + 1, --notes->n * sizeof *notes->all);
    notes->all[notes->n++] = note;
}

/* --- gathered --------------------------------------------------------------*/
struct gathered {
    struct landmark *all;
    size_t n, max;
    uint64_t line; /* operations */
};

static void
add(struct gathered *to, enum landmark_kind kind, uint64_t op, const char *text)
{
    struct landmark *mark;
    if (to->n == to->max || op > to->line)
        return;
    mark = &to->all[to->n++];
    mark->kind = kind;
    mark->op = op;
    (void)snprintf(mark->text, sizeof mark->text, "%s", text);
}

static double
frag_of(const struct sample *s)
{
    return s->free ? 1 - (double)s->largest_free / (double)s->free : 0;
}

/* What is free is known of a sample at its stretch's end; where nobody looked
 * it repeats what was seen before, so that the first one is of its moment. */
static void
add_peaks(struct gathered *to, const struct timeline *t)
{
    uint64_t peak = timeline_peak(t), heap = 0, frag = 0;
    size_t most = 0;
    double worst = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct sample *s = &t->samples[i];
        uint64_t end = i * t->stride;
        if (s->heap > most) {
            most = s->heap;
            heap = s->op;
        }
        if (frag_of(s) > worst) {
            worst = frag_of(s);
            frag = end < t->upto ? end : t->upto;
        }
    }
    if (peak > 0)
        add(to, LANDMARK_PEAK, peak, "peak");
    if (heap > 0)
        add(to, LANDMARK_HEAP, heap, "largest heap");
    if (worst > 0)
        add(to, LANDMARK_FRAG, frag, "worst frag");
}

static void
add_stops(struct gathered *to, const struct session *s)
{
    const struct branch *here = history_branch(&s->history);
    for (size_t i = 0; i < s->stops_seen.n; i++) {
        const struct stop_note *note = &s->stops_seen.all[i];
        uint32_t index;
        if (!history_find_branch(&s->history, note->branch, &index) ||
            note->op > history_common(here, &s->history.branches[index]))
            continue;
        add(to, note->problem ? LANDMARK_PROBLEM : LANDMARK_STOP, note->op,
            note->text);
    }
}

/* Where two others leave this line together they do so at one mark. */
static void
add_forks(struct gathered *to, const struct session *s)
{
    const struct branch *here = history_branch(&s->history);
    for (uint32_t i = 0; i < s->history.n_branches; i++) {
        const struct branch *other = &s->history.branches[i];
        char text[LANDMARK_TEXT];
        if (other == here)
            continue;
        (void)snprintf(text, sizeof text, "branch %" PRIu32, other->number);
        add(to, LANDMARK_FORK, history_common(here, other), text);
    }
}

static int
by_op(const void *a, const void *b)
{
    const struct landmark *one = a, *two = b;
    if (one->op != two->op)
        return one->op < two->op ? -1 : 1;
    return (int)one->kind - (int)two->kind;
}

size_t
view_landmarks(const struct session *s, struct landmark *all, size_t n)
{
    struct gathered to = {
        .all = all, .max = n, .line = history_branch(&s->history)->n_ops};
    add_peaks(&to, session_timeline(s));
    add_stops(&to, s);
    add_forks(&to, s);
    qsort(all, to.n, sizeof *all, by_op);
    return to.n;
}
