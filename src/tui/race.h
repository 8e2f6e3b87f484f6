/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * race.h: a race on the screen: the lanes' maps side by side at one scale, and
 * under each its rank and figures. The files race_*.c share it, and the tui
 * keeps its state.
 */
#ifndef HEAPGLASS_TUI_RACE_H
#define HEAPGLASS_TUI_RACE_H

#include "session/race.h"
#include "tui/layout.h"
#include "tui/map.h"

/* --- race_layout.c: what goes where ----------------------------------------
 *
 *   - explicit:lifo -----T- buddy ------------    rule_row
 *   0x0000 ....          | .... ....              map
 *    1st  peak 61.8%     |  2nd  peak 58.6%       figures
 *   heap ---- 22.0 KiB   | heap ----- 23.1 KiB
 *   _.-==========        | _.-=========           plot
 *   explicit:lifo leads: 61.8% against 58.6%.     lead
 *
 * Columns are equally wide, but that the first is wider by the addresses when
 * all share them; lanes that find no room stand beside those shown. */
struct race_layout {
    size_t first, n;                /* the lanes shown: first .. first + n */
    struct rect columns[RACE_MOST]; /* of each of them, all rows; [0]: first */
    int addresses;                  /* columns that only the first has */
    int cols;                       /* that all of them have */
    int name_rows;                  /* below the rule, for long names */
    int map_row, map_rows;
    int figure_row, figure_rows;
    int plot_row, plot_rows; /* 0: none */
    struct rect lead;
    struct map_grid grid; /* of the lane with the largest heap */
};
/* Lays AREA out for all lanes, lane CURRENT among those shown. */
void race_lay_out(struct race_layout *, const struct rect *area,
                  const struct session *, const struct map_eye *,
                  size_t current);
/* Where lane I's map would stand if it had addresses: what the keys and the
 * mouse count from. */
struct rect race_map_rect(const struct race_layout *, size_t i);
/* The name of lane I for its rule, and below it: at most ROOM columns a line.
 * Answers how many lines there are beyond the first; LINE may be past them. */
enum { RACE_NAME = POLICY_TEXT };
int race_name(const struct session *, size_t i, int room, int line,
              char buf[RACE_NAME]);

/* --- what is known of each lane --------------------------------------------*/
struct race_facts {
    size_t n;
    struct race_lane {
        char name[POLICY_TEXT]; /* as it is typed */
        unsigned rank;          /* ties share one */
        bool behind;            /* it has not come to where the session is */
        struct figures now;
        struct lane_counts counts;
        bool refused_last; /* the last operation */
        enum lane_block selected;
        struct view_block block; /* the selected one; valid if it is live */
    } lanes[RACE_MOST];
    bool level;     /* no lane is behind: ranks can be compared */
    size_t largest; /* bytes of the largest heap */
    double most_probes;
    bool any_refused;
};
/* ID: the selected block's number, or 0. */
void race_gather(struct race_facts *, const struct session *, uint32_t id);
double race_probes(const struct race_lane *); /* per search */

/* --- race_figures.c, race_plot.c: under a map ------------------------------*/
void race_figures_draw(const struct pane *, const struct look *,
                       const struct race_facts *, size_t lane, uint32_t id);
/* Live within heap over the operations, MOST bytes high. */
void race_plot_draw(const struct pane *, const struct look *,
                    const struct session *lane, size_t most);

/* --- race_lead.c: who leads, in a sentence ---------------------------------*/
enum { RACE_SENTENCE = 240 };
struct race_seen { /* when all lanes were level last */
    size_t n;      /* 0: never */
    uint64_t op;
    bool begun; /* something had been live */
    char names[RACE_MOST][POLICY_TEXT];
    unsigned ranks[RACE_MOST];
    char passed[RACE_SENTENCE]; /* the last change of ranks; "" none */
    uint64_t passed_op;
};
void race_note(struct race_seen *, const struct race_facts *);
void race_lead_draw(const struct pane *, const struct race_facts *,
                    const struct race_seen *);

/* What the help page says of it. */
extern const char *const race_help[];

/* --- state -----------------------------------------------------------------*/
struct race_state {
    size_t lane; /* that has the keys */
    uint32_t id; /* the selected block's number; 0: none, or a free one */
    /* What the map of the session's heap looks at, while the race is shown;
     * what the race does, while it is not. */
    struct map_eye eye;
    size_t aim;
    struct race_layout layout; /* as drawn last */
    struct race_seen seen;
};
struct tui;
/* How a race is looked at now; EYE: its zoom and what the lane with the keys
 * has selected. Only while it is shown. */
const struct race_state *tui_race(const struct tui *,
                                  const struct map_eye **eye);

#endif
