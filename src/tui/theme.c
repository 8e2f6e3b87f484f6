/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * theme.c: the one table of colours. `default` is the measured palette of
 * docs/SCREEN.md: its map fills stay apart for every kind of colour blindness
 * and on dark and light terminals. The other themes are short lists of what
 * they do differently. The background is always the terminal's own.
 *
 * "Paper on ink" (the gap that is a block's header) is a reversed pair
 * (ink, default): only so can a glyph have the terminal's background colour.
 */
#include "tui/theme.h"

#include <string.h>

enum { NONE = COLOUR_DEFAULT, BOLD = 1, REVERSE = 2 };

struct entry {
    int16_t fg256, bg256;
    int16_t fg8, bg8;
    unsigned char colour_attr; /* BOLD, REVERSE, in colour */
    unsigned char mono_attr;
};

/* clang-format off */
static const struct entry base[STYLE_N] = {
    /*                      256          8          colour         mono */
    [STYLE_PLAIN]        = {NONE, NONE,  NONE, NONE, 0,            0},
    [STYLE_BOLD]         = {NONE, NONE,  NONE, NONE, BOLD,         BOLD},
    [STYLE_LABEL]        = {244,  NONE,  NONE, NONE, 0,            0},
    [STYLE_TITLE]        = {NONE, NONE,  NONE, NONE, BOLD,         BOLD},
    [STYLE_FOCUS]        = {NONE, NONE,  NONE, NONE, REVERSE,      REVERSE},
    [STYLE_USED]         = {32,   NONE,  4,    NONE, 0,            0},
    [STYLE_USED_GAP]     = {32,   NONE,  4,    NONE, REVERSE,      0},
    [STYLE_USED_SLACK]   = {32,   24,    4,    6,    0,            0},
    [STYLE_USED_TEXT]    = {231,  32,    7,    4,    BOLD,         BOLD},
    [STYLE_SLACK]        = {24,   NONE,  6,    NONE, 0,            0},
    [STYLE_SLACK_TEXT]   = {231,  24,    0,    6,    0,            0},
    [STYLE_FREE]         = {208,  NONE,  3,    NONE, 0,            0},
    [STYLE_FREE_TEXT]    = {NONE, NONE,  NONE, NONE, 0,            0},
    [STYLE_BADGE]        = {16,   208,   0,    3,    0,            BOLD},
    [STYLE_BADGE_OTHER]  = {231,  94,    3,    NONE, 0,            BOLD},
    [STYLE_LINK]         = {16,   208,   0,    3,    0,            BOLD},
    [STYLE_HEADER]       = {16,   244,   0,    7,    0,            REVERSE},
    [STYLE_OWN]          = {244,  NONE,  7,    NONE, 0,            0},
    [STYLE_PATH]         = {244,  NONE,  NONE, NONE, 0,            0},
    [STYLE_CHANGED]      = {16,   42,    0,    2,    0,            BOLD},
    [STYLE_CHANGED_GAP]  = {42,   NONE,  2,    NONE, REVERSE,      BOLD},
    [STYLE_SELECTED]     = {NONE, NONE,  NONE, NONE, BOLD|REVERSE, REVERSE},
    [STYLE_SELECTED_GAP] = {NONE, NONE,  NONE, NONE, REVERSE,      REVERSE},
    [STYLE_DAMAGED]      = {231,  160,   7,    1,    BOLD,    BOLD|REVERSE},
    [STYLE_ALERT]        = {160,  NONE,  1,    NONE, BOLD,         BOLD},
    [STYLE_LIVE]         = {32,   NONE,  4,    NONE, 0,            0},
    [STYLE_HEAP]         = {94,   NONE,  3,    NONE, 0,            0},
    [STYLE_LIVE_HEAP]    = {32,   94,    4,    3,    0,            0},
    [STYLE_MOSTLY]       = {25,   NONE,  6,    NONE, 0,            0},
    [STYLE_MOSTLY_HEAP]  = {25,   94,    6,    3,    0,            0},
    [STYLE_LIVE_MOSTLY]  = {32,   25,    4,    6,    0,            0},
    [STYLE_CHANGED_INK]  = {42,   NONE,  2,    NONE, 0,            BOLD},
    [STYLE_CHANGED_SLACK] = {42,  24,    2,    6,    0,            BOLD},
    [STYLE_HEADER_GAP]   = {244,  NONE,  7,    NONE, REVERSE,      REVERSE},
};
/* clang-format on */

/* What a theme does differently: in 256 colours and in 8. */
struct change {
    enum style style;
    int16_t fg256, bg256;
    int16_t fg8, bg8;
    unsigned char attr;
};

/* Step I of the ramp that the colour keys use, and the ink of words on it. */
struct step {
    int16_t ink256, text256;
    int16_t ink8, text8;
};
enum { N_STEPS = 6 }; /* 0, "nothing is known", is grey */

struct theme {
    const char *name;
    bool mono;
    const struct change *changes;
    size_t n_changes;
    const struct step *ramp;
};

/* clang-format off */
/* From dark to light: apart on dark and on light paper. With 8 colours the
 * digits tell. */
static const struct step ramp[N_STEPS] = {
    {244, 16,  7, 0},
    {89, 231,  4, 7}, {57, 231, 5, 7}, {99, 231, 6, 0}, {139, 16, 7, 0},
    {219, 16,  7, 0},
};
static const struct step dark_ramp[N_STEPS] = {
    {248, 16,  7, 0},
    {57, 231,  4, 7}, {99, 231, 5, 7}, {139, 16, 6, 0}, {213, 16, 7, 0},
    {225, 16,  7, 0},
};
/* The other way round: on white paper what is dark stands out. */
static const struct step light_ramp[N_STEPS] = {
    {240, 231, 0, 7},
    {177, 16,  6, 0}, {103, 16, 5, 7}, {98, 231, 4, 7}, {56, 231, 0, 7},
    {53, 231,  0, 7},
};

/* Lifted for a black background: blues, greys, and what changed; dark blue of
 * 8 colours can hardly be seen on black. */
static const struct change dark[] = {
    {STYLE_LABEL,         248,  NONE, NONE, NONE, 0},
    {STYLE_OWN,           248,  NONE, 7,    NONE, 0},
    {STYLE_PATH,          246,  NONE, NONE, NONE, 0},
    {STYLE_HEADER,        16,   248,  0,    7,    0},
    {STYLE_HEADER_GAP,    248,  NONE, 7,    NONE, REVERSE},
    {STYLE_USED,          33,   NONE, 6,    NONE, 0},
    {STYLE_USED_GAP,      33,   NONE, 6,    NONE, REVERSE},
    {STYLE_USED_SLACK,    33,   24,   6,    4,    0},
    {STYLE_USED_TEXT,     16,   33,   0,    6,    BOLD},
    {STYLE_SLACK,         24,   NONE, 4,    NONE, 0},
    {STYLE_SLACK_TEXT,    231,  24,   7,    4,    0},
    {STYLE_FREE,          214,  NONE, 3,    NONE, 0},
    {STYLE_BADGE,         16,   214,  0,    3,    0},
    {STYLE_LINK,          16,   214,  0,    3,    0},
    {STYLE_CHANGED,       16,   49,   0,    2,    0},
    {STYLE_CHANGED_GAP,   49,   NONE, 2,    NONE, REVERSE},
    {STYLE_CHANGED_INK,   49,   NONE, 2,    NONE, 0},
    {STYLE_CHANGED_SLACK, 49,   24,   2,    4,    0},
    {STYLE_DAMAGED,       16,   197,  7,    1,    BOLD},
    {STYLE_ALERT,         197,  NONE, 1,    NONE, BOLD},
    {STYLE_LIVE,          33,   NONE, 6,    NONE, 0},
    {STYLE_LIVE_HEAP,     33,   94,   6,    3,    0},
    {STYLE_MOSTLY,        25,   NONE, 4,    NONE, 0},
    {STYLE_MOSTLY_HEAP,   25,   94,   4,    3,    0},
    {STYLE_LIVE_MOSTLY,   33,   25,   6,    4,    0},
};

/* For a white background: all lowered but the slack, which is pale like the
 * paper that it nearly is. Yellow and white of 8 colours vanish there. */
static const struct change light[] = {
    {STYLE_LABEL,         240,  NONE, NONE, NONE, 0},
    {STYLE_OWN,           240,  NONE, NONE, NONE, 0},
    {STYLE_PATH,          240,  NONE, NONE, NONE, 0},
    {STYLE_HEADER,        16,   250,  7,    0,    0},
    {STYLE_HEADER_GAP,    240,  NONE, 0,    NONE, REVERSE},
    {STYLE_USED,          26,   NONE, 4,    NONE, 0},
    {STYLE_USED_GAP,      26,   NONE, 4,    NONE, REVERSE},
    {STYLE_USED_SLACK,    26,   146,  4,    6,    0},
    {STYLE_USED_TEXT,     231,  26,   7,    4,    BOLD},
    {STYLE_SLACK,         146,  NONE, 6,    NONE, 0},
    {STYLE_SLACK_TEXT,    16,   146,  0,    6,    0},
    {STYLE_FREE,          172,  NONE, NONE, NONE, 0},
    {STYLE_BADGE,         16,   172,  0,    3,    0},
    {STYLE_LINK,          16,   172,  0,    3,    0},
    {STYLE_CHANGED,       16,   36,   0,    2,    0},
    {STYLE_CHANGED_GAP,   36,   NONE, 2,    NONE, REVERSE},
    {STYLE_CHANGED_INK,   36,   NONE, 2,    NONE, 0},
    {STYLE_CHANGED_SLACK, 36,   146,  2,    6,    0},
    {STYLE_DAMAGED,       231,  124,  7,    1,    BOLD},
    {STYLE_ALERT,         124,  NONE, 1,    NONE, BOLD},
    {STYLE_LIVE,          26,   NONE, 4,    NONE, 0},
    {STYLE_LIVE_HEAP,     26,   94,   4,    3,    0},
    {STYLE_MOSTLY,        74,   NONE, 6,    NONE, 0},
    {STYLE_MOSTLY_HEAP,   74,   94,   6,    3,    0},
    {STYLE_LIVE_MOSTLY,   26,   74,   4,    6,    0},
};

/* No grey, and what is small bold. */
static const struct change contrast[] = {
    {STYLE_LABEL,      NONE, NONE, NONE, NONE, 0},
    {STYLE_OWN,        NONE, NONE, NONE, NONE, 0},
    {STYLE_PATH,       NONE, NONE, NONE, NONE, BOLD},
    {STYLE_BADGE,      16,   208,  0,    3,    BOLD},
    {STYLE_LINK,       16,   208,  0,    3,    BOLD},
    {STYLE_HEADER,     NONE, NONE, NONE, NONE, REVERSE},
    {STYLE_HEADER_GAP, NONE, NONE, NONE, NONE, REVERSE},
    {STYLE_FREE,       208,  NONE, 3,    NONE, BOLD},
    {STYLE_CHANGED,    16,   42,   0,    2,    BOLD},
    {STYLE_ALERT,      NONE, NONE, NONE, NONE, BOLD},
    {STYLE_SLACK_TEXT, 231,  24,   0,    6,    BOLD},
};

#define CHANGES(list) (list), sizeof(list) / sizeof *(list)
static const struct theme themes[] = {
    {"default",  false, NULL, 0,           ramp},
    {"dark",     false, CHANGES(dark),     dark_ramp},
    {"light",    false, CHANGES(light),    light_ramp},
    {"contrast", false, CHANGES(contrast), ramp},
    {"mono",     true,  NULL, 0,           ramp},
};
/* clang-format on */

const struct theme *
theme_default(void)
{
    return &themes[0];
}

const struct theme *
theme_at(size_t i)
{
    return i < sizeof themes / sizeof *themes ? &themes[i] : NULL;
}

const struct theme *
theme_find(const char *name)
{
    const struct theme *theme;

    for (size_t i = 0; (theme = theme_at(i)) != NULL; i++) {
        if (strcmp(theme->name, name) == 0)
            return theme;
    }
    return NULL;
}

const char *
theme_word(const struct theme *theme)
{
    return theme->name;
}

bool
theme_is_mono(const struct theme *theme)
{
    return theme->mono;
}

static struct paint
paint_of(int16_t fg, int16_t bg, unsigned attr)
{
    return (struct paint){fg, bg, (attr & BOLD) != 0, (attr & REVERSE) != 0};
}

/* What is said of STYLE outside the ramp. */
static struct paint
paint_plain(const struct theme *theme, enum theme_depth depth, enum style style)
{
    const struct entry *entry = &base[style];
    bool few = depth == DEPTH_8;

    for (size_t i = 0; i < theme->n_changes; i++) {
        const struct change *change = &theme->changes[i];

        if (change->style == style)
            return few ? paint_of(change->fg8, change->bg8, change->attr)
                       : paint_of(change->fg256, change->bg256, change->attr);
    }
    return few ? paint_of(entry->fg8, entry->bg8, entry->colour_attr)
               : paint_of(entry->fg256, entry->bg256, entry->colour_attr);
}

/* The ink of a step on slack; in 8 colours the two may be one. */
static struct paint
paint_on_slack(const struct theme *theme, enum theme_depth depth, int16_t ink)
{
    struct paint slack = paint_plain(theme, depth, STYLE_SLACK);
    bool same = depth == DEPTH_8 && slack.fg == ink;

    return paint_of(ink, same ? (ink == 4 ? 6 : 4) : slack.fg, 0);
}

static struct paint
paint_ramp(const struct theme *theme, enum theme_depth depth, enum style style)
{
    enum style first = style >= STYLE_RAMP_TEXT_1    ? STYLE_RAMP_TEXT_1 - 1
                       : style >= STYLE_RAMP_SLACK_1 ? STYLE_RAMP_SLACK_1 - 1
                       : style >= STYLE_RAMP_GAP_0   ? STYLE_RAMP_GAP_0
                                                     : STYLE_RAMP_0;
    const struct step *step = &theme->ramp[style - first];
    int16_t ink = depth == DEPTH_8 ? step->ink8 : step->ink256;

    if (style >= STYLE_RAMP_TEXT_1)
        return paint_of(depth == DEPTH_8 ? step->text8 : step->text256, ink,
                        BOLD);
    if (style >= STYLE_RAMP_SLACK_1)
        return paint_on_slack(theme, depth, ink);
    return paint_of(ink, NONE, style >= STYLE_RAMP_GAP_0 ? REVERSE : 0);
}

static bool
is_ramp(enum style style)
{
    return style >= STYLE_RAMP_0 && style <= STYLE_RAMP_TEXT_5;
}

static bool
is_ramp_text(enum style style)
{
    return style >= STYLE_RAMP_TEXT_1 && style <= STYLE_RAMP_TEXT_5;
}

struct paint
theme_paint(const struct theme *theme, enum theme_depth depth, enum style style)
{
    if (style >= STYLE_N)
        style = STYLE_PLAIN;
    if (!theme->mono && depth != DEPTH_MONO)
        return is_ramp(style) ? paint_ramp(theme, depth, style)
                              : paint_plain(theme, depth, style);
    return paint_of(NONE, NONE,
                    is_ramp_text(style) ? BOLD : base[style].mono_attr);
}
