/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * player.c: see player.h.
 */
#include "app/player.h"

#include "app/clock.h"

#include "session/moment.h"

#include <string.h>

enum { FIRST_SLICE = 256, MOST_SLICE = 1 << 16 };

static uint64_t
now_at(const struct session *session)
{
    struct session_place place;
    session_place(session, &place);
    return place.op;
}

bool
player_start(struct player *player, const struct session *session, double rate,
             struct error *err)
{
    if (!session_can_step(session, err))
        return false;
    *player = (struct player){.playing = true,
                              .rate = rate,
                              .next = clock_now(),
                              .slice = FIRST_SLICE,
                              .op = now_at(session)};
    return true;
}

void
player_stop(struct player *player)
{
    player->playing = false;
}

/* How many operations are due at NOW; the clock does not run away when the
 * machine was busy. */
static size_t
due(struct player *player, double now)
{
    if (player->rate <= 0)
        return player->slice;
    if (now < player->next)
        return 0;
    if (now - player->next > 0.25)
        player->next = now - 0.25;
    size_t n = 1 + (size_t)((now - player->next) * player->rate);
    n = n < player->slice ? n : player->slice;
    player->next += (double)n / player->rate;
    return n;
}

static enum player_step
step(struct player *player, struct session *session, size_t n,
     struct error *err)
{
    bool ok = session_step(session, n, NULL, err);
    player->op = now_at(session);
    if (!ok) {
        if (!strcmp(err->name, "interrupted"))
            return PLAYER_IDLE;
        player->playing = false;
        return err->name && !strcmp(err->name, "end-of-trace") ? PLAYER_ENDED
                                                               : PLAYER_FAILED;
    }
    if (!session_can_step(session, err)) {
        player->playing = false;
        return PLAYER_ENDED;
    }
    return PLAYER_MOVED;
}

/* A slice took SECONDS: four should fit, whatever is looked at on the way. */
static void
fit_slice(struct player *player, double seconds, double budget)
{
    if (seconds > budget / 4 && player->slice > 1)
        player->slice /= 2;
    else if (seconds < budget / 16 && player->slice < MOST_SLICE)
        player->slice *= 2;
}

enum player_step
player_run(struct player *player, struct session *session, double budget,
           struct error *err)
{
    enum player_step result = PLAYER_IDLE;
    double start = clock_now(), now = start;
    session_set_watched(session, true);
    while (player->playing && now - start < budget) {
        double before = now;
        size_t n = due(player, now);
        if (!n)
            break;
        enum player_step what = step(player, session, n, err);
        if (what == PLAYER_IDLE)
            break;
        result = what;
        now = clock_now();
        fit_slice(player, now - before, budget);
    }
    session_set_watched(session, false);
    return result;
}

bool
player_is_ahead(const struct player *player, const struct session *session)
{
    return player->playing && player->op > now_at(session);
}

double
player_wait(const struct player *player)
{
    if (!player->playing)
        return -1;
    double wait = player->rate > 0 ? player->next - clock_now() : 0;
    return wait > 0 ? wait : 0;
}
