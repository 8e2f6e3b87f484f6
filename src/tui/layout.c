/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * layout.c: the screen is cut from both ends: status from the top; keys,
 * prompt, message, caption and timeline from the bottom; the middle is what
 * is left. Each step asks the thresholds below, which are SCREEN.md's table
 * "what gives way".
 *
 * A message or a caption must not make the map jump, so the row that a long
 * message needs comes from the rule above it or from the timeline, and only
 * where there is neither from the map.
 */
#include "tui/layout.h"

#include <string.h>

enum {
    SIDE_COLS = 41,     /* their columns, margins included */
    MARGIN_COLS = 50,   /* a margin from here on */
    TALL = 34,          /* legend, frag row, a long list pane */
    AXIS_ROWS = 28,     /* the timeline's axis, the bottom rule */
    PLOT_ROWS = 25,     /* four rows of timeline, else three */
    TIMELINE_ROWS = 18, /* a timeline at all */
    BLOCK_ROWS = 20,    /* narrow: the block line */
    LIST_ROWS = 16,     /* narrow: the list line */
    RULE_ROWS = 12,     /* the heap's rule, side panes */
    CAPTION_ROWS = 20,  /* two rows of caption, else one */
    SHORT_LIST = 4,     /* list pane of a low screen: head and 3 rows */
    MAP_MIN = 3
};

/* The rows not given away yet: [top, end). */
struct span {
    int top, end;
};

static struct rect
take_top(struct span *free, int rows, int cols)
{
    struct rect rect = {free->top, 0, rows, cols};

    free->top += rows;
    return rect;
}

static struct rect
take_bottom(struct span *free, int rows, int cols)
{
    free->end -= rows;
    return (struct rect){free->end, 0, rows, cols};
}

static struct rect
indent(struct rect rect, int margin)
{
    rect.col += margin;
    rect.cols -= 2 * margin;
    return rect;
}

static void
lay_bottom(struct layout *layout, struct span *free,
           const struct layout_wish *wish)
{
    int cols = layout->cols, rows = layout->rows;
    bool rule = rows >= AXIS_ROWS;
    int message = wish->two_rows && rows > LAYOUT_MIN_ROWS ? 2 : 1;

    layout->keys = take_bottom(free, 1, cols);
    layout->prompt = take_bottom(free, 1, cols);
    layout->message = take_bottom(free, message, cols);
    if (wish->caption)
        layout->caption = take_bottom(free, rows >= CAPTION_ROWS ? 2 : 1, cols);
    if (rule && (message == 1 || wish->caption))
        layout->bottom_rule = take_bottom(free, 1, cols);
}

static int
timeline_rows(int rows)
{
    if (rows >= TALL)
        return 6; /* plot, frag, axis */
    if (rows >= AXIS_ROWS)
        return 5; /* plot, axis */
    if (rows >= PLOT_ROWS)
        return 4;
    return rows >= TIMELINE_ROWS ? 3 : 0;
}

static void
lay_timeline(struct layout *layout, struct span *free,
             const struct layout_wish *wish)
{
    int rows = timeline_rows(layout->rows);

    if (rows == 0 || wish->alone || wish->race || (wish->page && layout->rows < TALL))
        return;
    if (wish->two_rows && layout->rows < AXIS_ROWS)
        rows--;
    if (wish->caption && layout->rows < AXIS_ROWS)
        rows = rows > 1 ? rows - 1 : 1;
    layout->timeline = indent(take_bottom(free, rows, layout->cols), 1);
    layout->timeline_rule = take_bottom(free, 1, layout->cols);
}

/* Block and list pane, right of COL, over the rows of the middle. */
static void
lay_side(struct layout *layout, const struct span *free,
         const struct layout_wish *wish)
{
    int col = layout->cols - SIDE_COLS - 1;
    int rows = free->end - free->top;
    int block = rows;

    if (!wish->check && rows >= 9)
        block =
            layout->rows >= TALL ? (rows * 5 + 4) / 9 : rows - 1 - SHORT_LIST;
    layout->separator = (struct rect){free->top, col, rows, 1};
    layout->block_rule = (struct rect){free->top - 1, col + 1, 1, SIDE_COLS};
    layout->block = (struct rect){free->top, col + 2, block, SIDE_COLS - 2};
    if (block == rows)
        return;
    layout->list_rule = layout->block_rule;
    layout->list_rule.row = free->top + block;
    layout->list = layout->block;
    layout->list.row = free->top + block + 1;
    layout->list.rows = rows - block - 1;
}

/* The same as lines across the screen, under the map. */
static void
lay_lines(struct layout *layout, struct span *free,
          const struct layout_wish *wish)
{
    bool block = layout->rows >= BLOCK_ROWS;
    bool list = layout->rows >= LIST_ROWS;

    if (wish->check && block) { /* both rows are the check's */
        layout->block = indent(take_bottom(free, 2, layout->cols), 1);
        layout->block_rule = take_bottom(free, 1, layout->cols);
        return;
    }
    if (list)
        layout->list =
            indent(take_bottom(free, 1, layout->cols), layout->margin);
    layout->list_is_line = list;
    if (!block)
        return;
    layout->block = indent(take_bottom(free, 1, layout->cols), layout->margin);
    layout->block_rule = take_bottom(free, 1, layout->cols);
    layout->block_is_line = true;
}

static void
lay_map(struct layout *layout, struct span *free, bool legend)
{
    int cols = layout->separator.rows ? layout->separator.col : layout->cols;

    if (legend) {
        (void)take_bottom(free, 1, cols);
        layout->legend = indent(take_bottom(free, 1, cols), 1);
        (void)take_bottom(free, 1, cols);
    }
    layout->map = (struct rect){free->top, 0, free->end - free->top, cols};
    layout->map = indent(layout->map, layout->margin);
}

static void
lay_middle(struct layout *layout, struct span *free,
           const struct layout_wish *wish)
{
    bool wide = layout->cols >= LAYOUT_WIDE && layout->rows >= RULE_ROWS;

    if (wish->race && !wish->page) {
        layout->race =
            (struct rect){free->top, 0, free->end - free->top, layout->cols};
        return;
    }
    if (layout->rows >= RULE_ROWS || wish->page)
        layout->heap_rule = take_top(free, 1, layout->cols);
    if (wish->page) {
        layout->page =
            (struct rect){free->top, 0, free->end - free->top, layout->cols};
        return;
    }
    if (!wish->alone && wide)
        lay_side(layout, free, wish);
    else if (!wish->alone)
        lay_lines(layout, free, wish);
    if (layout->separator.rows)
        layout->heap_rule.cols = layout->separator.col;
    lay_map(layout, free, layout->rows >= TALL && !wish->alone);
}

void
layout_make(struct layout *layout, int rows, int cols,
            const struct layout_wish *wish)
{
    struct span free = {0, rows};

    memset(layout, 0, sizeof *layout);
    layout->rows = rows;
    layout->cols = cols;
    layout->margin = cols >= MARGIN_COLS ? 1 : 0;
    layout->too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS;
    if (layout->too_small)
        return;
    layout->status = take_top(&free, 1, cols);
    lay_bottom(layout, &free, wish);
    lay_timeline(layout, &free, wish);
    lay_middle(layout, &free, wish);
}
