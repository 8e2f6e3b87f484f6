/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * travel.c: moving along lines of history: back, to a moment, to a branch,
 * undo and redo. Nothing here changes what was done.
 */
#include "session_internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static uint32_t
now(const struct session *s)
{
    return s->track.world.tally.op;
}

/* How many operations of the trace lie behind the end of the line. */
static size_t
trace_ahead(const struct session *s)
{
    const struct branch *b = history_branch(&s->history);
    if (!s->trace)
        return 0;
    return s->trace->n_ops - history_trace_at(b, b->n_ops);
}

void
session_place(const struct session *s, struct session_place *place)
{
    const struct branch *b = history_branch(&s->history);
    *place = (struct session_place){.op = now(s),
                                    .line = b->n_ops,
                                    .known = s->track.timeline.upto,
                                    .total = b->n_ops + trace_ahead(s),
                                    .branch = b->number,
                                    .n_branches = s->history.n_branches};
}

/* --- names -----------------------------------------------------------------*/
/* The names that RUN's entries gave from operation AFTER + 1 to UPTO. */
static bool
add_names(struct session *s, const struct run *run, uint32_t after,
          uint32_t upto)
{
    const struct history *h = &s->history;
    size_t from = run->from + (after > run->op ? after - run->op : 0);
    size_t end =
        run->from + (upto < run->op + run->n ? upto - run->op : run->n);
    for (size_t i = history_names_from(h, from);
         i < h->n_names && h->names[i].entry < end; i++) {
        if (!names_reserve(&s->names))
            return false;
        names_add(&s->names, h->entries[h->names[i].entry].id,
                  h->names[i].text);
    }
    return true;
}

/* Those of operation AFTER and before are there. */
static void
collect_names(struct session *s, uint32_t after)
{
    const struct branch *b = history_branch(&s->history);
    struct history_cursor cursor;
    if (after == 0)
        names_clear(&s->names);
    history_seek(&cursor, &s->history, b, after);
    for (size_t i = cursor.run; i < b->n_runs && b->runs[i].op < now(s); i++)
        if (!b->runs[i].is_trace && !add_names(s, &b->runs[i], after, now(s)))
            return; /* no memory: the blocks go without */
}

/* --- moving ----------------------------------------------------------------*/
void
travel_settle(struct session *s, struct op_result *last, uint32_t before)
{
    if (s->history.n_names)
        collect_names(s, before <= now(s) ? before : 0);
    session_fill_name(s, last);
    s->last = *last;
    session_changed(s);
}

bool
travel(struct session *s, uint32_t op, struct error *err)
{
    struct op_result last;
    struct error why = {.name = ""};
    uint32_t before = now(s);
    bool ok = track_goto(&s->track, &s->history, history_branch(&s->history),
                         op, &last, &why);
    travel_settle(s, &last, before);
    if (ok)
        return true;
    if (strcmp(why.name, "interrupted") == 0)
        return session_interrupted_here(s, err);
    if (err)
        *err = why;
    return false;
}

bool
session_interrupted_here(const struct session *s, struct error *err)
{
    struct session_place place;
    session_place(s, &place);
    return error_set(err, "interrupted",
                     "Stopped after operation %" PRIu64 " of %" PRIu64
                     ": step, play or goto goes on.",
                     place.op, place.total);
}

bool
session_goto(struct session *s, uint64_t op, struct error *err)
{
    struct session_place place;
    session_place(s, &place);
    if (op > place.total)
        return error_set(err, "no-moment",
                         "There are %" PRIu64 " operations: type goto with a "
                         "number from 0 to %" PRIu64 ".",
                         place.total, place.total);
    if (op == place.op)
        return true;
    if (op <= place.line)
        return travel(s, (uint32_t)op, err);
    if (place.op < place.line && !travel(s, (uint32_t)place.line, err))
        return false;
    return session_step(s, op - place.line, NULL, err);
}

bool
session_back(struct session *s, uint64_t n, struct error *err)
{
    struct session_place place;
    session_place(s, &place);
    if (place.op == 0)
        return error_set(err, "at-start",
                         "This is the start: no operation lies before it. %s",
                         place.total ? "\"step\" goes on."
                                     : "\"alloc 100\" makes the first.");
    return travel(s, n < now(s) ? now(s) - (uint32_t)n : 0, err);
}

uint64_t
session_peak(const struct session *s)
{
    return timeline_peak(&s->track.timeline);
}

void
session_set_history(struct session *s, size_t bytes)
{
    s->config.history = s->track.config.history = bytes;
    checkpoints_set_budget(&s->track.checkpoints, bytes);
}

/* --- branches --------------------------------------------------------------*/
bool
session_get_branch(const struct session *s, size_t i,
                   struct session_branch *out)
{
    const struct branch *b;
    if (i >= s->history.n_branches)
        return false;
    b = &s->history.branches[i];
    *out = (struct session_branch){.number = b->number,
                                   .parent = b->parent,
                                   .fork = b->fork,
                                   .n_ops = b->n_ops,
                                   .is_current = i == s->history.current};
    return true;
}

/* The track moves to what both branches have alike, and the line is the
 * other's from there. */
static bool
change_branch(struct session *s, uint32_t index, struct error *err)
{
    const struct branch *to = &s->history.branches[index];
    uint32_t common = history_common(history_branch(&s->history), to);
    if (now(s) > common && !travel(s, common, err))
        return false;
    track_cut(&s->track, common);
    s->history.current = index;
    return true;
}

static bool
find_branch(const struct session *s, uint32_t number, uint32_t *index,
            struct error *err)
{
    return history_find_branch(&s->history, number, index) ||
           error_set(err, "no-branch",
                     "There is no branch %" PRIu32 ": branch lists them.",
                     number);
}

static bool
to_moment(struct session *s, uint32_t number, uint32_t op, struct error *err)
{
    uint32_t index;
    if (!find_branch(s, number, &index, err))
        return false;
    if (index != s->history.current && !change_branch(s, index, err))
        return false;
    return travel(s, op, err);
}

bool
session_to_branch(struct session *s, uint32_t number, struct error *err)
{
    uint32_t index;
    if (!find_branch(s, number, &index, err))
        return false;
    return to_moment(s, number, s->history.branches[index].n_ops, err);
}

/* --- undo and redo ---------------------------------------------------------*/
struct session_moment
session_moment(const struct session *s)
{
    return (struct session_moment){.start = s->start,
                                   .branch =
                                       history_branch(&s->history)->number,
                                   .op = now(s),
                                   .policy = s->config.policy,
                                   .target = s->config.target};
}

bool
policy_equal(const struct policy *a, const struct policy *b)
{
    return a->name == b->name && a->fit == b->fit && a->order == b->order &&
           a->joining == b->joining && a->layout == b->layout;
}

static bool
is_same_heap(const struct session_moment *a, const struct session_moment *b)
{
    return a->target == b->target && policy_equal(&a->policy, &b->policy);
}

bool
session_is_same_line(const struct session_moment *a,
                     const struct session_moment *b)
{
    return a->start == b->start && a->branch == b->branch && is_same_heap(a, b);
}

static bool
is_same(const struct session_moment *a, const struct session_moment *b)
{
    return a->op == b->op && session_is_same_line(a, b);
}

/* The oldest goes when there are too many. */
static void
push(struct moments *moments, const struct session_moment *moment)
{
    if (moments->n == moments->cap && moments->cap < MOST_UNDO) {
        size_t cap = moments->cap ? moments->cap * 2 : 16;
        struct session_moment *all = realloc(moments->all, cap * sizeof *all);
        if (all) {
            moments->all = all;
            moments->cap = cap;
        }
    }
    if (moments->n == moments->cap) {
        if (moments->n == 0)
            return;
        memmove(moments->all, moments->all + 1,
                --moments->n * sizeof *moments->all);
    }
    moments->all[moments->n++] = *moment;
}

void
session_did(struct session *s, const struct session_moment *before)
{
    struct session_moment after = session_moment(s);
    if (before->start != s->start)
        return; /* a new heap: nothing before it counts */
    if (s->settled.start == s->start && !is_same(&s->settled, before)) {
        push(&s->undo, &s->settled); /* it was played on meanwhile */
        s->redo.n = 0;
    }
    if (!is_same(before, &after)) {
        push(&s->undo, before);
        s->redo.n = 0;
    }
    s->settled = after;
}

/* To MOMENT, under its policy: by a replay if that is another one. */
static bool
to_moment_of(struct session *s, const struct session_moment *moment,
             struct error *err)
{
    struct session_moment here = session_moment(s);
    struct session_config config = s->config;
    uint32_t index;
    if (is_same_heap(&here, moment))
        return to_moment(s, moment->branch, moment->op, err);
    if (!find_branch(s, moment->branch, &index, err))
        return false;
    config.policy = moment->policy;
    config.target = moment->target;
    return session_rebuild(s, &config, index, moment->op, err);
}

/* Takes FROM's latest moment, and leaves the present one in TO. One whose
 * branch is gone is of no use any more. */
static bool
return_to(struct session *s, struct moments *from, struct moments *to,
          struct error *err)
{
    struct session_moment here = session_moment(s);
    if (!to_moment_of(s, &from->all[from->n - 1], err)) {
        from->n -= err && strcmp(err->name, "no-branch") == 0;
        return false;
    }
    from->n--;
    push(to, &here);
    s->settled = session_moment(s);
    return true;
}

/* What was played since the last command is a thing to be undone, too. */
static void
settle(struct session *s)
{
    struct session_moment here = session_moment(s);
    session_did(s, &here);
}

bool
session_undo(struct session *s, struct error *err)
{
    settle(s);
    if (s->undo.n == 0)
        return error_set(err, "nothing-to-undo",
                         "Nothing to undo: undo takes back the last command "
                         "that changed something.");
    return return_to(s, &s->undo, &s->redo, err);
}

bool
session_redo(struct session *s, struct error *err)
{
    settle(s);
    if (s->redo.n == 0)
        return error_set(err, "nothing-to-redo",
                         "Nothing to redo: nothing was undone, or something "
                         "was done since.");
    return return_to(s, &s->redo, &s->undo, err);
}

/* --- stops -----------------------------------------------------------------*/
void
session_set_interrupt(struct session *s, const struct session_interrupt *how)
{
    s->interrupt = *how;
    s->track.stop = *how;
}

void
session_set_watched(struct session *s, bool watched)
{
    s->track.watched = watched;
}

void
session_set_stop(struct session *s, const struct session_stop *stop)
{
    s->stop = *stop;
}

/* Looks at moments FROM up to TO, one after the other; *FOUND is the last at
 * which STOP holds, NOWHERE: at none. */
#define NOWHERE UINT32_MAX
static bool
search(struct session *s, const struct session_stop *stop, uint32_t from,
       uint32_t to, uint32_t *found, struct error *err)
{
    char text[ERROR_TEXT];
    *found = NOWHERE;
    for (uint32_t op = from; op <= to; op++) {
        if (!travel(s, op, err))
            return false;
        if (stop->holds(stop->context, text))
            *found = op;
        if (track_interrupted(&s->track))
            return session_interrupted_here(s, err);
    }
    return true;
}

/* Back to where a search began, which is not stopped. */
static void
go_home(struct session *s, uint32_t op)
{
    struct session_interrupt none = {0};
    if (now(s) == op)
        return;
    s->track.stop = none;
    (void)travel(s, op, NULL);
    s->track.stop = s->interrupt;
}

/* Among the moments before TO, LEAST the first: stretch by stretch backwards,
 * each forwards. What is near is found soon, and what is far at no great cost:
 * stretches grow, so that few are begun (each at the nearest checkpoint). */
static bool
search_back(struct session *s, const struct session_stop *stop, uint64_t least,
            uint32_t to, uint32_t *found, struct error *err)
{
    uint64_t stretch = 256;
    bool ok = true;
    *found = NOWHERE;
    while (ok && to > least && *found == NOWHERE) {
        uint32_t from = (uint32_t)(to - least > stretch ? to - stretch : least);
        ok = search(s, stop, from, to - 1, found, err);
        to = from;
        stretch *= 4;
    }
    return ok;
}

bool
session_back_until(struct session *s, const struct session_stop *stop,
                   uint64_t least, uint64_t most, struct error *err)
{
    uint32_t here = now(s), to = most < here ? (uint32_t)most + 1 : here, found;
    bool checking = s->checking, ok;
    struct error why = {.name = ""};
    s->checking = false; /* on the way */
    ok = search_back(s, stop, least, to, &found, &why);
    s->checking = checking;
    if (ok && found != NOWHERE)
        return travel(s, found, err);
    go_home(s, here);
    if (ok)
        return error_set(err, "not-found",
                         "At no moment before operation %" PRIu32 " was it so.",
                         here);
    if (strcmp(why.name, "interrupted") == 0)
        return error_set(err, why.name,
                         "Stopped looking back; this is still operation "
                         "%" PRIu32 ".",
                         here);
    if (err)
        *err = why;
    return false;
}
