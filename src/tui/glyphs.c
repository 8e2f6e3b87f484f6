/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * glyphs.c: the characters of the screen, in Unicode and in ASCII. The ASCII
 * set gives every state of a byte its own character, so that it also serves
 * terminals without colours.
 */
#include "tui/style.h"

struct pair {
    uint32_t unicode;
    char ascii;
    bool line; /* line art: needs UTF-8, but no colours */
};

/* clang-format off */
static const struct pair glyphs[GLYPH_N] = {
    [GLYPH_FULL]       = {0x2588, '#', false}, /* █ */
    [GLYPH_START]      = {0x258e, '[', false}, /* ▎ */
    [GLYPH_SLACK]      = {'~',    '~', false},
    [GLYPH_FREE_START] = {0x258e, '(', false}, /* ▎ */
    [GLYPH_FREE]       = {0x00b7, '.', false}, /* · */
    [GLYPH_FREE_END]   = {0x2595, ')', false}, /* ▕ */
    [GLYPH_FREE_ONE]   = {0x258e, '(', false}, /* ▎ */
    [GLYPH_OWN]        = {0x2261, '=', false}, /* ≡ */
    [GLYPH_NEXT]       = {0x2192, '>', true},  /* → */
    [GLYPH_PREV]       = {0x2190, '<', true},  /* ← */
    [GLYPH_SHADE_1]    = {0x2591, ':', false}, /* ░ */
    [GLYPH_SHADE_2]    = {0x2592, 'x', false}, /* ▒ */
    [GLYPH_SHADE_3]    = {0x2593, '%', false}, /* ▓ */
    [GLYPH_H]          = {0x2500, '-', true},  /* ─ */
    [GLYPH_V]          = {0x2502, '|', true},  /* │ */
    [GLYPH_DOT]        = {0x25cf, 'o', true},  /* ● */
    [GLYPH_ARC_DR]     = {0x256d, '+', true},  /* ╭ */
    [GLYPH_ARC_DL]     = {0x256e, '+', true},  /* ╮ */
    [GLYPH_ARC_UR]     = {0x2570, '+', true},  /* ╰ */
    [GLYPH_ARC_UL]     = {0x256f, '+', true},  /* ╯ */
    [GLYPH_CROSS]      = {0x253c, '+', true},  /* ┼ */
    [GLYPH_T_DOWN]     = {0x252c, '+', true},  /* ┬ */
    [GLYPH_T_LEFT]     = {0x2524, '+', true},  /* ┤ */
    [GLYPH_T_RIGHT]    = {0x251c, '+', true},  /* ├ */
    [GLYPH_T_UP]       = {0x2534, '+', true},  /* ┴ */
    [GLYPH_MARK]       = {0x25b6, '>', true},  /* ▶ */
    [GLYPH_WINDOW]     = {0x2590, '|', false}, /* ▐ */
    [GLYPH_MARK_BACK]  = {0x25c0, '<', true},  /* ◀ */
    [GLYPH_PLAY]       = {0x25b6, '>', true},  /* ▶ */
    [GLYPH_ARRIVE]     = {0x25bc, 'v', true},  /* ▼ */
    [GLYPH_ARRIVE_UP]  = {0x25b2, '^', true},  /* ▲ */
    [GLYPH_FORK]       = {0x25c6, '+', true},  /* ◆ */
    [GLYPH_ALARM]      = {'!',    '!', false},
    [GLYPH_UPPER]      = {0x2580, '^', false}, /* ▀ */
    [GLYPH_BAD]        = {0x2573, '!', false}, /* ╳ */
    [GLYPH_NO]         = {0x2717, 'x', true},  /* ✗ */
    [GLYPH_YES]        = {0x2713, '*', true},  /* ✓ */
    [GLYPH_ELLIPSIS]   = {0x2026, '>', true},  /* … */
    [GLYPH_WIDE]       = {'+',    '*', false},
    [GLYPH_SCAR]       = {0x250a, '|', true},  /* ┊ */
    [GLYPH_CUT]        = {0x25b2, '^', true},  /* ▲ */
};
/* clang-format on */

uint32_t
glyph(const struct look *look, enum glyph which)
{
    const struct pair *pair = &glyphs[which];

    if (look->unicode || (look->lines && pair->line))
        return pair->unicode;
    return (uint32_t)pair->ascii;
}

static int
eighths(int n)
{
    return n < 0 ? 0 : n > 8 ? 8 : n;
}

uint32_t
glyph_left_eighths(const struct look *look, int n)
{
    static const char ascii[] = "  ...:::#";

    n = eighths(n);
    if (!look->unicode)
        return (uint32_t)ascii[n];
    return n == 0 ? ' ' : (uint32_t)(0x2590 - n); /* ▏ U+258F .. █ U+2588 */
}

uint32_t
glyph_low_eighths(const struct look *look, int n)
{
    static const char ascii[] = " _.-=+*%#";

    n = eighths(n);
    if (!look->unicode)
        return (uint32_t)ascii[n];
    return n == 0 ? ' ' : (uint32_t)(0x2580 + n); /* ▁ U+2581 .. █ U+2588 */
}
