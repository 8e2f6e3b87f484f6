/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_settle.c: what is looked at must be something that is there. Before each
 * frame the session is compared with the one that the last frame showed: on a
 * heap that started over nothing is selected and all of it is shown; after
 * another policy the offsets mean other blocks; and an operation that changed
 * the selected block ends the selection, so that its mark can be seen. What
 * was asked for since the last frame (`load x; show 3`) stays.
 */
#include "tui/tui_internal.h"

#include <string.h>

/* --- another heap ----------------------------------------------------------*/
static uint64_t
op_of(const struct session *session)
{
    struct figures figures;

    view_figures(session, &figures);
    return figures.op;
}

static bool
has_started_over(const struct last_seen *seen, const struct session *session)
{
    return seen->any && (session_moment(session).start != seen->start ||
                         session_trace(session) != seen->trace);
}

static bool
has_another_policy(const struct last_seen *seen, const struct session *session)
{
    const struct session_config *config = session_config(session);
    char policy[POLICY_TEXT];

    policy_describe(&config->policy, policy);
    return seen->any && (config->target != seen->target ||
                         strcmp(policy, seen->policy) != 0);
}

static void
forget_selected(struct map_eye *eye, size_t *aim)
{
    eye->selected = 0;
    *aim = 0;
}

static void
show_whole(struct map_eye *eye)
{
    eye->cell = 0;
    eye->top = eye->indent = 0;
}

/* Also of the map that is not shown, the heap's or the race's. */
static void
forget_blocks(struct tui *tui)
{
    tui->trail.n = 0;
    tui->eye.list = tui->race.eye.list = LIST_NONE;
    forget_selected(&tui->race.eye, &tui->race.aim);
    if (tui->show_selected)
        return;
    forget_selected(&tui->eye, &tui->aim);
    tui->race.id = 0;
}

static void
forget_zoom(struct tui *tui)
{
    show_whole(&tui->race.eye);
    if (!tui->asked_zoom)
        show_whole(&tui->eye);
}

/* What was seen of the old heap's time and race. */
static void
forget_past(struct tui *tui)
{
    tui->time.from = tui->time.to = 0;
    tui->time.scrubbing = false;
    tui->race.seen.n = 0;
}

/* --- the selected block ----------------------------------------------------*/
static bool
is_same_block(const struct view_block *a, const struct view_block *b)
{
    return a->state == b->state && a->start == b->start && a->size == b->size &&
           a->id == b->id;
}

static bool
was_changed_last(const struct session *session, const struct view_block *block)
{
    struct view_change changes[VIEW_MAX_CHANGES];
    size_t n = view_changes(session, changes);

    for (size_t i = 0; i < n; i++) {
        if (changes[i].start < block->start + block->size &&
            block->start < changes[i].start + changes[i].size)
            return true;
    }
    return false;
}

static void
settle_selection(struct tui *tui, const struct session *session)
{
    const struct last_seen *seen = &tui->seen;
    struct view_block block;

    if (tui->eye.selected == 0)
        return;
    if (!view_at(session, tui->eye.selected, &block)) {
        tui->eye.selected = 0;
        return;
    }
    if (tui->show_selected || tui->eye.selected != seen->selected ||
        op_of(session) == seen->op)
        return;
    if (!is_same_block(&block, &seen->block) ||
        was_changed_last(session, &block))
        tui->eye.selected = 0;
}

/* --- the rest --------------------------------------------------------------*/
/* Tells one table from the next, for scrolling back to its top. */
static size_t
table_mark(const char *table)
{
    size_t mark = table ? strlen(table) : 0;

    for (size_t i = 0; table && table[i] && i < 256; i++)
        mark = mark * 31 + (unsigned char)table[i];
    return mark;
}

static void
settle_table(struct tui *tui, const char *table)
{
    size_t mark = table_mark(table);

    if (tui->table_mark != mark && tui->focus != FOCUS_HELP)
        tui->scroll = 0;
    tui->table_mark = mark;
    tui->has_table = table && *table;
}

static void
remember(struct tui *tui, const struct session *session)
{
    const struct session_config *config = session_config(session);
    struct last_seen *seen = &tui->seen;

    seen->any = true;
    seen->start = session_moment(session).start;
    seen->op = op_of(session);
    seen->trace = session_trace(session);
    seen->target = config->target;
    policy_describe(&config->policy, seen->policy);
    seen->selected = 0;
    if (tui->eye.selected != 0 &&
        view_at(session, tui->eye.selected, &seen->block))
        seen->selected = tui->eye.selected;
}

static void
settle_middle(struct tui *tui, const struct session *session)
{
    if (tui_shows_race(tui)) {
        race_settle(tui, session, op_of(session) != tui->seen.op);
        return;
    }
    settle_selection(tui, session);
    if (tui->show_selected && tui->eye.selected != 0)
        tui_show_byte(tui, session, tui->eye.selected);
}

void
tui_settle(struct tui *tui, const struct tui_frame *frame)
{
    const struct session *session = frame->session;
    const struct heap_report *report = session_problems(session);

    if (session_race_lanes(session) == 0)
        tui_show_race(tui, false);
    if (has_started_over(&tui->seen, session)) {
        forget_blocks(tui);
        forget_zoom(tui);
        forget_past(tui);
    } else if (has_another_policy(&tui->seen, session)) {
        forget_blocks(tui);
    }
    if (!report || tui->problem >= report->n_violations)
        tui->problem = 0;
    settle_table(tui, frame->table);
    if (tui->eye.list != LIST_NONE && tui->eye.list >= view_n_lists(session))
        tui->eye.list = LIST_NONE;
    time_view_settle(&tui->time, session);
    settle_middle(tui, session);
    tui->show_selected = tui->asked_zoom = false;
    remember(tui, session);
    pane_log_note(&tui->log, session);
    tui_follow(tui, tui_looked_at(tui, session), tui_playing(frame));
}
