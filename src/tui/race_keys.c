/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_keys.c: showing the race and looking around in it. The keys move in one
 * lane; what they zoom, scroll and select holds for all. A block in use is
 * selected by its number, which is the same in every lane.
 */
#include "tui/tui_internal.h"

/* --- showing it ------------------------------------------------------------*/
/* The race and the heap's map each keep what they look at. */
static void
swap_eyes(struct tui *tui)
{
    struct map_eye eye = tui->eye;
    size_t aim = tui->aim;

    tui->eye = tui->race.eye;
    tui->aim = tui->race.aim;
    tui->race.eye = eye;
    tui->race.aim = aim;
}

/* The inside of an operation gives way: it lies over one of the two. */
void
tui_show_race(struct tui *tui, bool on)
{
    if (tui->into.in && (on || tui->into.middle == MIDDLE_RACE))
        (void)tui_into(tui, NULL, 0, 0, NULL, NULL);
    if (on == tui_shows_race(tui))
        return;
    if (!on) {
        tui->middle = MIDDLE_HEAP;
        swap_eyes(tui);
        return;
    }
    tui->middle = MIDDLE_RACE;
    swap_eyes(tui);
    tui->eye.list = LIST_NONE;
    tui->eye.overlay = tui->race.eye.overlay;
    tui->eye.selected = 0;
    tui->race.id = 0;
}

bool
tui_shows_race(const struct tui *tui)
{
    return tui->middle == MIDDLE_RACE;
}

const struct race_state *
tui_race(const struct tui *tui, const struct map_eye **eye)
{
    if (eye)
        *eye = &tui->eye;
    return &tui->race;
}

const struct session *
tui_looked_at(const struct tui *tui, const struct session *session)
{
    size_t n = session_race_lanes(session);

    if (!tui_shows_race(tui) || n == 0)
        return session;
    return session_lane(session, tui->race.lane < n ? tui->race.lane : 0);
}

/* --- the selected block ----------------------------------------------------*/
void
race_keep_selected(struct tui *tui, const struct session *session)
{
    const struct session *lane = tui_looked_at(tui, session);
    struct view_block block;

    if (tui->eye.selected == 0 || !view_at(lane, tui->eye.selected, &block)) {
        if (tui->eye.selected != 0)
            tui->race.id = 0;
        tui->eye.selected = 0;
        return;
    }
    tui->race.id = block.state == VIEW_USED ? block.id : 0;
}

/* Where the block of that number lies in the lane that has the keys. */
static void
find_selected(struct tui *tui, const struct session *session)
{
    struct view_block block;

    if (tui->race.id == 0)
        return;
    tui->eye.selected = 0;
    if (session_lane_block(session, tui->race.lane, tui->race.id, &block) ==
        LANE_BLOCK_LIVE)
        tui->eye.selected = block.off;
}

/* It is free in every lane that has come to where the session is. */
static bool
is_gone(const struct tui *tui, const struct session *session)
{
    struct view_block block;

    for (size_t i = 0; i < session_race_lanes(session); i++) {
        if (session_lane_is_behind(session, i) ||
            session_lane_block(session, i, tui->race.id, &block) !=
                LANE_BLOCK_NONE)
            return false;
    }
    return true;
}

/* Commands name blocks of the session's own heap. */
static void
take_request(struct tui *tui, const struct session *session)
{
    struct view_block block;

    if (!tui->show_selected)
        return;
    tui->race.id = 0;
    if (tui->eye.selected != 0 && view_at(session, tui->eye.selected, &block) &&
        block.state == VIEW_USED)
        tui->race.id = block.id;
    tui->eye.selected = 0;
}

void
race_settle(struct tui *tui, const struct session *session, bool moved)
{
    const struct session *lane = tui_looked_at(tui, session);

    if (tui->race.lane >= session_race_lanes(session))
        tui->race.lane = 0;
    take_request(tui, session);
    if (tui->race.id == 0 && moved)
        tui->eye.selected = 0;
    if (tui->race.id != 0 && is_gone(tui, session)) {
        tui->race.id = 0;
        tui->eye.selected = 0;
    }
    find_selected(tui, session);
    if (tui->show_selected && tui->eye.selected != 0)
        tui_show_byte(tui, lane, tui->eye.selected);
}

/* --- keys ------------------------------------------------------------------*/
static void
choose(struct tui *tui, const struct session *session, size_t lane)
{
    tui->race.lane = lane;
    if (tui->race.id == 0)
        tui->eye.selected = 0;
    tui->aim = 0;
    find_selected(tui, session);
}

void
race_choose_by(struct tui *tui, const struct session *session, int direction)
{
    size_t n = session_race_lanes(session);
    size_t step = direction > 0 ? 1 : n - 1;

    choose(tui, session, (tui->race.lane + step) % n);
}

bool
race_choose(struct tui *tui, const struct session *session, size_t number)
{
    if (number < 1 || number > session_race_lanes(session))
        return false;
    choose(tui, session, number - 1);
    return true;
}

/* --- mouse -----------------------------------------------------------------*/
const struct session *
race_take_under(struct tui *tui, const struct session *session, int col)
{
    const struct race_layout *layout = &tui->race.layout;

    for (size_t i = 0; i < layout->n; i++) {
        const struct rect *column = &layout->columns[i];

        if (col < column->col || col >= column->col + column->cols ||
            layout->first + i >= session_race_lanes(session))
            continue; /* since it was drawn the race may have ended */
        choose(tui, session, layout->first + i);
        tui->layout.map = race_map_rect(layout, tui->race.lane);
        map_lay_out_alike(&layout->grid, tui_looked_at(tui, session),
                          &tui->grid);
    }
    return tui_looked_at(tui, session);
}
