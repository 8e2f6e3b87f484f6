/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_tone.c: how a cell of the map looks when it was changed, is selected,
 * damaged or not known. The glyph keeps telling what lies there; the tone
 * changes the colours.
 */
#include "tui/map_internal.h"

static bool
is(const struct look *look, struct canvas_cell cell, enum glyph which)
{
    return cell.ch == glyph(look, which);
}

static struct canvas_cell
changed(const struct look *look, struct canvas_cell cell)
{
    switch (cell.style) {
    case STYLE_USED:
        if (!look->unicode && is(look, cell, GLYPH_FULL))
            cell.ch = '+';
        cell.style = STYLE_CHANGED_INK;
        break;
    case STYLE_USED_GAP:
        cell.style = STYLE_CHANGED_GAP;
        break;
    case STYLE_USED_SLACK:
        cell.style = STYLE_CHANGED_SLACK;
        break;
    case STYLE_FREE:
        if (!look->unicode && is(look, cell, GLYPH_FREE))
            cell.ch = '-';
        cell.style = STYLE_CHANGED;
        break;
    case STYLE_BADGE:
    case STYLE_BADGE_OTHER:
    case STYLE_LINK:
    case STYLE_USED_TEXT:
    case STYLE_FREE_TEXT:
        cell.style = STYLE_CHANGED;
        break;
    default:
        break;
    }
    return cell;
}

/* White ink: what is in use becomes the fill; a free block's dots and links
 * stay. Header and footer keep their grey ground, the boundary close up. */
static struct canvas_cell
selected(const struct look *look, struct canvas_cell cell)
{
    switch (cell.style) {
    case STYLE_USED:
        if (is(look, cell, GLYPH_FULL)) {
            cell.ch = look->unicode ? ' ' : cell.ch;
            cell.style = STYLE_SELECTED;
        } else {
            cell.style = look->unicode ? STYLE_BOLD : STYLE_SELECTED;
        }
        break;
    case STYLE_USED_GAP:
        cell.style = STYLE_SELECTED_GAP;
        break;
    case STYLE_SLACK:
    case STYLE_USED_SLACK:
        cell.ch = look->unicode ? ' ' : cell.ch;
        cell.style = STYLE_SELECTED;
        break;
    case STYLE_FREE:
        if (look->unicode)
            cell.ch = glyph(look, GLYPH_FREE);
        cell.style = STYLE_SELECTED;
        break;
    case STYLE_BADGE:
    case STYLE_BADGE_OTHER:
    case STYLE_LINK:
    case STYLE_USED_TEXT:
    case STYLE_FREE_TEXT:
    case STYLE_SLACK_TEXT:
        cell.style = STYLE_SELECTED;
        break;
    default:
        break;
    }
    return cell;
}

/* White ink on red: a glyph that fills its cell would hide the red. */
static struct canvas_cell
damaged(const struct look *look, struct canvas_cell cell)
{
    if (look->unicode &&
        (is(look, cell, GLYPH_FULL) || cell.style == STYLE_USED_SLACK))
        cell.ch = ' ';
    cell.style = STYLE_DAMAGED;
    return cell;
}

struct canvas_cell
map_toned(const struct look *look, struct canvas_cell cell, enum map_tone tone)
{
    if (tone != TONE_NONE)
        cell = map_untinted(look, cell);
    switch (tone) {
    case TONE_NONE:
        break;
    case TONE_CHANGED:
        return changed(look, cell);
    case TONE_SELECTED:
        return selected(look, cell);
    case TONE_DAMAGED:
        return damaged(look, cell);
    }
    return cell;
}

struct canvas_cell
map_damage_cell(const struct look *look, size_t i, size_t n)
{
    struct canvas_cell cell = {' ', STYLE_DAMAGED};

    if (i == 0 || i + 1 == n || !look->unicode)
        cell.ch = '!';
    else if (i % 2 == 1)
        cell.ch = glyph(look, GLYPH_BAD);
    return cell;
}

struct canvas_cell
map_gap_cell(const struct look *look)
{
    return (struct canvas_cell){look->unicode ? glyph(look, GLYPH_FREE) : '?',
                                STYLE_LABEL};
}
