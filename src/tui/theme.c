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
    [STYLE_BADGE_OTHER]  = {231,  94,    3,    NONE, 0,            0},
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
    [STYLE_CHANGED_INK]  = {42,   NONE,  2,    NONE, 0,            BOLD},
    [STYLE_CHANGED_SLACK] = {42,  24,    2,    6,    0,            BOLD},
    [STYLE_HEADER_GAP]   = {244,  NONE,  7,    NONE, REVERSE,      REVERSE},
};
/* clang-format on */

/* What a theme does differently, in 256 colours. */
struct change {
    enum style style;
    int16_t fg, bg;
    unsigned char attr;
};

struct theme {
    const char *name;
    bool mono;
    const struct change *changes;
    size_t n_changes;
};

/* Greys and blues lifted for a black background. */
static const struct change dark[] = {
    {STYLE_LABEL, 248, NONE, 0},
    {STYLE_OWN, 248, NONE, 0},
    {STYLE_PATH, 246, NONE, 0},
    {STYLE_ALERT, 203, NONE, BOLD},
};

/* Greys and orange lowered for a white one. */
static const struct change light[] = {
    {STYLE_LABEL, 240, NONE, 0}, {STYLE_OWN, 240, NONE, 0},
    {STYLE_PATH, 240, NONE, 0},  {STYLE_FREE, 166, NONE, 0},
    {STYLE_HEADER, 16, 250, 0},
};

/* No grey, and numbers bold. */
static const struct change contrast[] = {
    {STYLE_LABEL, NONE, NONE, 0},      {STYLE_OWN, NONE, NONE, 0},
    {STYLE_PATH, NONE, NONE, BOLD},    {STYLE_BADGE, 16, 208, BOLD},
    {STYLE_LINK, 16, 208, BOLD},       {STYLE_HEADER, NONE, NONE, REVERSE},
    {STYLE_CHANGED, 16, 42, BOLD},     {STYLE_ALERT, NONE, NONE, BOLD},
    {STYLE_SLACK_TEXT, 231, 24, BOLD},
};

#define CHANGES(list) (list), sizeof(list) / sizeof *(list)
static const struct theme themes[] = {
    {"default", false, NULL, 0},      {"dark", false, CHANGES(dark)},
    {"light", false, CHANGES(light)}, {"contrast", false, CHANGES(contrast)},
    {"mono", true, NULL, 0},
};

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

struct paint
theme_paint(const struct theme *theme, enum theme_depth depth, enum style style)
{
    const struct entry *entry = &base[style < STYLE_N ? style : STYLE_PLAIN];

    if (theme->mono || depth == DEPTH_MONO)
        return paint_of(NONE, NONE, entry->mono_attr);
    if (depth == DEPTH_8)
        return paint_of(entry->fg8, entry->bg8, entry->colour_attr);
    for (size_t i = 0; i < theme->n_changes; i++) {
        const struct change *change = &theme->changes[i];

        if (change->style == style)
            return paint_of(change->fg, change->bg, change->attr);
    }
    return paint_of(entry->fg256, entry->bg256, entry->colour_attr);
}
