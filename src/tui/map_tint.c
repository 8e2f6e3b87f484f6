/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_tint.c: the colour keys. Under one, bytes in use are drawn in the ink of
 * a step instead of blue; all else stays as it is, glyphs too. Where colours
 * cannot tell (ASCII, 8 colours) whole cells show the step's digit. How a step
 * is found stands in session/tint.h.
 */
#include "session/size_text.h"
#include "tui/map_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- the cells -------------------------------------------------------------*/
/* How a style of bytes in use looks at STEP; others as they are. */
static enum style
ramp_style(enum style style, unsigned step)
{
    switch (style) {
    case STYLE_USED:
        return STYLE_RAMP_0 + step;
    case STYLE_USED_GAP:
        return STYLE_RAMP_GAP_0 + step;
    case STYLE_USED_SLACK:
        return step ? STYLE_RAMP_SLACK_1 + step - 1 : style;
    case STYLE_USED_TEXT:
        return step ? STYLE_RAMP_TEXT_1 + step - 1 : style;
    default:
        return style;
    }
}

struct canvas_cell
map_tinted(const struct look *look, struct canvas_cell cell, unsigned step)
{
    bool full = cell.style == STYLE_USED && cell.ch == glyph(look, GLYPH_FULL);

    cell.style = ramp_style(cell.style, step);
    if (!full || step == 0 || (look->unicode && !look->few))
        return cell;
    cell.ch = '0' + step;
    if (look->unicode)
        cell.style = STYLE_RAMP_TEXT_1 + step - 1;
    return cell;
}

struct canvas_cell
map_untinted(const struct look *look, struct canvas_cell cell)
{
    bool digit = cell.ch > '0' && cell.ch <= '0' + TINT_STEPS;

    if (cell.style < STYLE_RAMP_0 || cell.style > STYLE_RAMP_TEXT_5)
        return cell;
    if (cell.style >= STYLE_RAMP_TEXT_1)
        cell.style = digit && look->few ? STYLE_USED : STYLE_USED_TEXT;
    else if (cell.style >= STYLE_RAMP_SLACK_1)
        cell.style = STYLE_USED_SLACK;
    else if (cell.style >= STYLE_RAMP_GAP_0)
        cell.style = STYLE_USED_GAP;
    else
        cell.style = STYLE_USED;
    if (digit && cell.style == STYLE_USED)
        cell.ch = glyph(look, GLYPH_FULL);
    return cell;
}

/* --- steps -----------------------------------------------------------------*/
static uint64_t
op_now(const struct session *session)
{
    struct figures figures;

    view_figures(session, &figures);
    return figures.op;
}

bool
map_is_tinted(const struct map_scene *scene)
{
    return scene->eye->key != TINT_STATE;
}

void
map_tint_open(struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;
    enum tint_key key = scene->eye->key;

    view_want_tint(scene->session, key);
    memset(&scene->given, 0, sizeof scene->given);
    if (key == TINT_STATE)
        return;
    scene->op = op_now(scene->session);
    if (key == TINT_HEAT && grid->cell <= HEAP_ALIGN && scene->n > 0)
        (void)view_given_open(&scene->given, scene->session,
                              map_cell_lo(grid, scene->first),
                              map_cell_hi(grid, scene->first + scene->n - 1));
}

unsigned
map_step_of(const struct map_scene *scene, const struct view_block *b)
{
    enum tint_key key = scene->eye->key;
    struct tint_sum sum;

    if (scene->given.before)
        sum = view_given_block(&scene->given, b);
    else
        sum = view_tint_block(scene->session, key, b);
    return tint_step(key, scene->op, sum);
}

void
map_tint_far(struct map_scene *scene, const struct heap_cell *in,
             struct tint_sum *sums)
{
    enum tint_key key = scene->eye->key;
    struct tint_cells cells = {scene->grid->cell, scene->first, scene->n, in};

    view_tint_cells(scene->session, key, &cells, sums);
    for (size_t i = 0; i < scene->n; i++)
        scene->cells[i] = map_tinted(scene->look, scene->cells[i],
                                     tint_step(key, scene->op, sums[i]));
}

/* --- in words --------------------------------------------------------------*/
const char *
map_key_title(enum tint_key key)
{
    static const char *const titles[TINT_N] = {
        [TINT_STATE] = "",
        [TINT_CLASS] = "block size",
        [TINT_AGE] = "age in operations",
        [TINT_HEAT] = "allocations here",
        [TINT_WASTE] = "share not asked for",
    };

    return titles[key];
}

void
map_range_text(enum tint_key key, uint64_t op, unsigned step,
               char buf[MAP_RANGE])
{
    uint64_t bounds[TINT_STEPS - 1];

    tint_bounds(key, op, bounds);
    if (step == TINT_STEPS)
        (void)snprintf(buf, MAP_RANGE, "more");
    else if (key == TINT_CLASS)
        (void)size_text((size_t)bounds[step - 1], buf);
    else
        (void)snprintf(buf, MAP_RANGE, "%" PRIu64 "%s", bounds[step - 1],
                       key == TINT_WASTE ? "%" : "");
}

/* "Colours by WHAT: up to 5%, ..." */
static const char *
map_key_words(enum tint_key key)
{
    if (key == TINT_HEAT)
        return "heat, allocations begun here";
    if (key == TINT_WASTE)
        return "waste, the share not asked for";
    return map_key_title(key);
}

void
map_key_sentence(enum tint_key key, const struct session *session, char *buf,
                 size_t size)
{
    uint64_t op = op_now(session);
    char range[MAP_RANGE];
    size_t n;

    if (key == TINT_STATE) {
        (void)snprintf(buf, size, "Colours by state.");
        return;
    }
    n = (size_t)snprintf(buf, size, "Colours by %s: up to", map_key_words(key));
    for (unsigned step = 1; step <= TINT_STEPS && n < size; step++) {
        map_range_text(key, op, step, range);
        n += (size_t)snprintf(buf + n, size - n, "%s %s", step > 1 ? "," : "",
                              range);
    }
    if (n < size)
        (void)snprintf(buf + n, size - n, ".");
}
