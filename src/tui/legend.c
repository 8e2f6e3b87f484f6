/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * legend.c: the line under the map that says what its cells mean: the states,
 * or the steps of the colour key with their ranges; and what is marked. Items
 * that do not fit are left out whole, the last first: help has all of them.
 */
#include "tui/screen.h"

#include <stdio.h>
#include <string.h>

enum { MOST_ITEMS = 12, LABEL = 32, SAMPLE = 12 };

struct item {
    enum style style;
    char sample[SAMPLE], label[LABEL];
};

struct legend {
    const struct look *look;
    struct item items[MOST_ITEMS];
    size_t n;
};

static void
add(struct legend *legend, enum style style, const char *unicode,
    const char *ascii, const char *label)
{
    struct item *item = &legend->items[legend->n++];

    item->style = style;
    (void)snprintf(item->sample, SAMPLE, "%s",
                   legend->look->unicode ? unicode : ascii);
    (void)snprintf(item->label, LABEL, "%s", label);
}

static void
add_steps(struct legend *legend, enum tint_key key, uint64_t op)
{
    bool few = legend->look->unicode && legend->look->few;

    for (unsigned step = 1; step <= TINT_STEPS; step++) {
        char digit[4], range[MAP_RANGE], label[LABEL];
        enum style ink = STYLE_RAMP_0 + step;

        (void)snprintf(digit, sizeof digit, "%u", step);
        map_range_text(key, op, step, range);
        (void)snprintf(label, sizeof label, "%s%s",
                       step == TINT_STEPS      ? ""
                       : legend->look->unicode ? "≤"
                                               : "<=",
                       range);
        if (few)
            add(legend, STYLE_RAMP_TEXT_1 + step - 1, digit, digit, label);
        else
            add(legend, ink, "█", digit, label);
    }
}

/* What the last command or operation points at. */
static void
add_marks(struct legend *legend, const struct session *session)
{
    const struct view_mark *marks;

    if (map_marks_pins(session))
        add(legend, STYLE_CHANGED, " 1 ", "[1++", "pins");
    else if (view_marks(session, &marks) > 0) {
        add(legend, STYLE_CHANGED, "b", "b", "born");
        add(legend, STYLE_CHANGED, "d", "d", "died");
        add(legend, STYLE_CHANGED, "m", "m", "moved");
        add(legend, STYLE_CHANGED, "r", "r", "resized");
    } else
        add(legend, STYLE_CHANGED, "  ", "(--)", "changed");
}

/* The states, as this zoom shows them. */
static void
add_states(struct legend *legend, size_t cell, bool marked)
{
    if (cell < HEAP_ALIGN) {
        add(legend, STYLE_OWN, "█", "=", "header");
        add(legend, STYLE_LINK, "→←", "><", "links");
    }
    add(legend, STYLE_USED, "██", "[##", "in use");
    if (marked)
        return; /* those are what matters now */
    if (cell > HEAP_ALIGN) {
        add(legend, STYLE_USED_GAP, "▎", "[", "one start");
        add(legend, STYLE_USED, "░▒▓", ":x%", "in part");
    } else {
        add(legend, STYLE_SLACK, "▌", "~", "slack");
    }
}

static bool
has_damage(const struct session *session)
{
    const struct heap_report *report = session_problems(session);

    return report && report->n_violations > 0;
}

static void
fill(struct legend *legend, const struct session *session,
     const struct map_eye *eye, size_t cell)
{
    const struct view_mark *marks;
    bool marked = view_marks(session, &marks) > 0 && !map_marks_pins(session);
    struct figures figures;

    if (eye->key == TINT_STATE) {
        add_states(legend, cell, marked);
    } else {
        view_figures(session, &figures);
        add(legend, STYLE_PLAIN, "", "", map_key_title(eye->key));
        add_steps(legend, eye->key, figures.op);
    }
    add(legend, STYLE_FREE, "··", "(..)", "free");
    if (has_damage(session))
        add(legend, STYLE_DAMAGED, " ! ", "!XX", "damaged");
    if (eye->key == TINT_STATE && !marked && view_n_lists(session) > 0)
        add(legend, STYLE_BADGE, " 1 ", " 1 ", "list order");
    add_marks(legend, session);
    add(legend, STYLE_SELECTED, "  ", "##", "selected");
}

static int
width_of(const struct item *item)
{
    int sample = text_width(item->sample);

    return sample + (sample > 0) + text_width(item->label);
}

/* Columns between the items: fewer where all of them do not fit else. */
static int
gap_of(const struct legend *legend, int cols)
{
    int width = 3 * ((int)legend->n - 1);

    for (size_t i = 0; i < legend->n; i++)
        width += width_of(&legend->items[i]);
    return width <= cols ? 3 : 2;
}

void
legend_draw(const struct pane *pane, const struct look *look,
            const struct session *session, const struct map_eye *eye,
            size_t cell)
{
    struct legend legend = {.look = look};
    int col = 0, gap;

    fill(&legend, session, eye, cell);
    gap = gap_of(&legend, pane->cols);
    for (size_t i = 0; i < legend.n; i++) {
        const struct item *item = &legend.items[i];

        if (col + width_of(item) > pane->cols)
            return;
        col = pane_text(pane, 0, col, item->style, item->sample);
        col += *item->sample != '\0';
        col = pane_text(pane, 0, col, STYLE_LABEL, item->label) + gap;
    }
}
