/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race_rank.c: who is before whom in a race.
 */
#include "race.h"

#include <string.h>

struct standing {
    size_t refused;
    double peak_util;
};

/* Whoever did less work comes behind, whatever it saved. */
static bool
is_before(const struct standing *a, const struct standing *b)
{
    if (a->refused != b->refused)
        return a->refused < b->refused;
    return a->peak_util > b->peak_util;
}

void
session_race_ranks(const struct session *s, unsigned ranks[RACE_MOST])
{
    struct standing all[RACE_MOST];
    size_t n = session_race_lanes(s);
    for (size_t i = 0; i < n; i++) {
        struct lane_counts counts;
        struct figures figures;
        session_lane_counts(s, i, &counts);
        session_lane_figures(s, i, &figures);
        all[i] = (struct standing){counts.refused, figures.peak_util};
    }
    for (size_t i = 0; i < n; i++) {
        ranks[i] = 1;
        for (size_t k = 0; k < n; k++)
            ranks[i] += is_before(&all[k], &all[i]);
    }
}

/* --- names -----------------------------------------------------------------*/
size_t
race_name_piece(const char *name, size_t room)
{
    size_t n = 0;

    if (strlen(name) <= room)
        return strlen(name);
    while (name[n]) {
        size_t more = n + strcspn(name + n, ":,");
        more += name[more] != '\0';
        if (n && more > room)
            break;
        n = more;
    }
    return n;
}
