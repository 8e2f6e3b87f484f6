/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * player.c: see player.h.
 */
#include "app/player.h"

#include "app/clock.h"

#include <string.h>

enum { SLICE = 256 };

bool
player_start(struct player *player, const struct session *session, double rate,
             struct error *err)
{
    if (!session_can_step(session, err))
        return false;
    *player = (struct player){true, rate, clock_now()};
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
        return SLICE;
    if (now < player->next)
        return 0;
    if (now - player->next > 0.25)
        player->next = now - 0.25;
    size_t n = 1 + (size_t)((now - player->next) * player->rate);
    player->next += (double)n / player->rate;
    return n;
}

static enum player_step
step(struct player *player, struct session *session, size_t n,
     struct error *err)
{
    size_t done = 0;
    if (!session_step(session, n, &done, err)) {
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

enum player_step
player_run(struct player *player, struct session *session, double budget,
           struct error *err)
{
    enum player_step result = PLAYER_IDLE;
    double start = clock_now(), now = start;
    while (player->playing && now - start < budget) {
        size_t n = due(player, now);
        if (!n)
            break;
        result = step(player, session, n, err);
        now = clock_now();
    }
    return result;
}

double
player_wait(const struct player *player)
{
    if (!player->playing)
        return -1;
    double wait = player->rate > 0 ? player->next - clock_now() : 0;
    return wait > 0 ? wait : 0;
}
