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
    HIGH = 50,          /* wide: four panes above each other */
    BROAD = 160,        /* two columns of side panes */
    HALVES = 8          /* rows that map and a pane can share: 3, rule, 4 */
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
    struct placed *at = &layout->panes[PANE_TIMELINE];
    int rows = timeline_rows(layout->rows);

    if (rows == 0 || wish->maximised || wish->race ||
        (wish->page && layout->rows < TALL))
        return;
    if (wish->two_rows && layout->rows < AXIS_ROWS)
        rows--;
    if (wish->caption && layout->rows < AXIS_ROWS)
        rows = rows > 1 ? rows - 1 : 1;
    at->body = indent(take_bottom(free, rows, layout->cols), 1);
    at->rule = take_bottom(free, 1, layout->cols);
}

/* --- side panes ------------------------------------------------------------*/
static bool
is_side(enum tui_pane pane)
{
    return pane != PANE_HEAP && pane != PANE_TIMELINE;
}

/* What is in the place of the block: what has the keys, or was asked for. */
static enum tui_pane
upper_pane(const struct layout_wish *wish)
{
    if (wish->pane == PANE_BLOCK || wish->pane == PANE_EVENTS)
        return wish->pane;
    return wish->events ? PANE_EVENTS : PANE_BLOCK;
}

/* And in that of the list. */
static enum tui_pane
lower_pane(const struct layout_wish *wish)
{
    if (wish->pane == PANE_LIST || wish->pane == PANE_STATS)
        return wish->pane;
    return wish->stats ? PANE_STATS : PANE_LIST;
}

/* The panes of one column, from the top, and how many rows each gets. */
struct stack {
    struct placed *panes[PANE_N];
    int rows[PANE_N];
    int n;
};

static void
push(struct stack *stack, struct placed *pane)
{
    stack->panes[stack->n++] = pane;
}

/* Puts the stack right of the separator at COL, each pane below its rule; that
 * of the first lies in the row above the middle. */
static void
lay_stack(const struct span *free, int col, const struct stack *stack)
{
    int row = free->top;

    for (int i = 0; i < stack->n; i++) {
        struct placed *pane = stack->panes[i];

        pane->rule = (struct rect){row - 1, col + 1, 1, SIDE_COLS};
        pane->body = (struct rect){row, col + 2, stack->rows[i], SIDE_COLS - 2};
        row += stack->rows[i] + 1;
    }
}

/* Two panes share ROWS, the rule between them left out; too few: one. */
static void
share_two(const struct layout *layout, struct stack *stack, int rows,
          const struct placed *wanted)
{
    if (stack->n == 2 && rows < 9) {
        if (stack->panes[1] == wanted)
            stack->panes[0] = stack->panes[1];
        stack->n = 1;
    }
    stack->rows[0] = rows;
    if (stack->n < 2)
        return;
    if (layout->rows >= TALL)
        stack->rows[0] = (rows * 5 + 4) / 9;
    else if (stack->panes[0] == &layout->check)
        stack->rows[0] = rows / 2;
    else
        stack->rows[0] = rows - 1 - SHORT_LIST;
    stack->rows[1] = rows - 1 - stack->rows[0];
}

/* All panes above each other. */
static void
share_four(struct stack *stack, int rows)
{
    static const int shares[PANE_N] = {13, 9, 7, 5, 4};
    int sum = shares[0], left = rows - (stack->n - 1);

    for (int i = 1; i < stack->n; i++)
        sum += shares[i];
    rows = left;
    for (int i = stack->n - 1; i > 0; i--) {
        stack->rows[i] = rows * shares[i] / sum;
        left -= stack->rows[i];
    }
    stack->rows[0] = left;
}

/* What stands in the place of block and list: with damage the check pane, and
 * of the others the one that has the keys. */
static void
push_pair(struct layout *layout, struct stack *stack, enum tui_pane upper,
          enum tui_pane lower, const struct layout_wish *wish)
{
    if (!wish->check) {
        push(stack, &layout->panes[upper]);
        push(stack, &layout->panes[lower]);
        return;
    }
    push(stack, &layout->check);
    if (wish->pane == upper || wish->pane == lower)
        push(stack, &layout->panes[wish->pane]);
}

static void
lay_column(struct layout *layout, const struct span *free, int column,
           struct stack *stack, const struct layout_wish *wish)
{
    int rows = free->end - free->top;
    int col = layout->cols - (column + 1) * (SIDE_COLS + 1);

    layout->separators[column] = (struct rect){free->top, col, rows, 1};
    if (stack->n > 2)
        share_four(stack, rows);
    else
        share_two(layout, stack, rows, &layout->panes[wish->pane]);
    lay_stack(free, col, stack);
}

/* One column of two panes; of four where it is high; or two columns. */
static void
lay_side(struct layout *layout, const struct span *free,
         const struct layout_wish *wish)
{
    bool high = layout->rows >= HIGH, broad = layout->cols >= BROAD && !high;
    bool all = high || broad;
    enum tui_pane upper = all ? PANE_BLOCK : upper_pane(wish);
    enum tui_pane lower = all ? PANE_LIST : lower_pane(wish);
    struct stack stack = {.n = 0}, second = {.n = 0};

    push_pair(layout, &stack, upper, lower, wish);
    if (all) {
        push(broad ? &second : &stack, &layout->panes[PANE_STATS]);
        push(broad ? &second : &stack, &layout->panes[PANE_EVENTS]);
    }
    lay_column(layout, free, broad ? 1 : 0, &stack, wish);
    if (broad)
        lay_column(layout, free, 0, &second, wish);
}

/* --- narrow ----------------------------------------------------------------*/
static void
lay_line(struct layout *layout, struct span *free, enum tui_pane pane)
{
    struct placed *at = &layout->panes[pane];

    at->body = indent(take_bottom(free, 1, layout->cols), layout->margin);
    at->is_line = true;
}

/* Block and list as lines across the screen, under the map. */
static void
lay_lines(struct layout *layout, struct span *free,
          const struct layout_wish *wish)
{
    enum tui_pane upper = upper_pane(wish);
    bool has_upper = layout->rows >= BLOCK_ROWS;

    if (wish->check && has_upper) { /* both rows are the check's */
        layout->check.body = indent(take_bottom(free, 2, layout->cols), 1);
        layout->check.rule = take_bottom(free, 1, layout->cols);
        return;
    }
    if (layout->rows >= LIST_ROWS)
        lay_line(layout, free, lower_pane(wish));
    if (!has_upper)
        return;
    lay_line(layout, free, upper);
    layout->panes[upper].rule = take_bottom(free, 1, layout->cols);
}

/* The pane with the keys has no place of its own: it gets the lower half of
 * the middle; false: half would be too little for the two of them. */
static bool
lay_half(struct layout *layout, struct span *free, enum tui_pane pane)
{
    struct placed *at = &layout->panes[pane];
    int rows = free->end - free->top;

    if (rows < HALVES)
        return false;
    at->body =
        indent(take_bottom(free, rows / 2, layout->cols), layout->margin);
    at->rule = take_bottom(free, 1, layout->cols);
    return true;
}

/* --- the middle ------------------------------------------------------------*/
/* All of the middle is PANE's. */
static void
lay_whole(struct layout *layout, struct span *free, enum tui_pane pane)
{
    struct placed *at = &layout->panes[pane];

    at->rule = layout->heap_rule;
    layout->heap_rule = (struct rect){0};
    if (at->rule.rows == 0)
        at->rule = take_top(free, 1, layout->cols);
    at->body = (struct rect){free->top, 0, free->end - free->top, layout->cols};
    at->body = indent(at->body, layout->margin);
    free->top = free->end;
}

/* On a low screen the colour key's alone, without blank rows around it. */
static void
lay_legend(struct layout *layout, struct span *free, int cols,
           const struct layout_wish *wish)
{
    bool roomy = layout->rows >= TALL;

    if (!roomy && !(wish->colours && layout->rows >= BLOCK_ROWS))
        return;
    if (roomy)
        (void)take_bottom(free, 1, cols);
    layout->legend = indent(take_bottom(free, 1, cols), 1);
    if (roomy)
        (void)take_bottom(free, 1, cols);
}

static void
lay_map(struct layout *layout, struct span *free,
        const struct layout_wish *wish)
{
    int cols = layout->cols;

    for (int i = 0; i < LAYOUT_COLUMNS; i++) {
        if (layout->separators[i].rows && layout->separators[i].col < cols)
            cols = layout->separators[i].col;
    }
    if (layout->heap_rule.rows)
        layout->heap_rule.cols = cols;
    lay_legend(layout, free, cols, wish);
    layout->map = (struct rect){free->top, 0, free->end - free->top, cols};
    layout->map = indent(layout->map, layout->margin);
}

/* What is beside and below the map; false: there is no map. */
static bool
lay_panes(struct layout *layout, struct span *free,
          const struct layout_wish *wish)
{
    bool wide = layout->cols >= LAYOUT_WIDE && layout->rows >= RULE_ROWS;
    bool homeless = wish->pane == PANE_TIMELINE
                        ? layout->panes[PANE_TIMELINE].body.rows == 0
                        : is_side(wish->pane) && !wide;

    if (wish->maximised && wish->pane == PANE_HEAP)
        return true;
    if (wish->maximised || (homeless && !lay_half(layout, free, wish->pane))) {
        lay_whole(layout, free, wish->pane);
        return false;
    }
    if (wide)
        lay_side(layout, free, wish);
    else if (!homeless)
        lay_lines(layout, free, wish);
    return true;
}

static void
lay_middle(struct layout *layout, struct span *free,
           const struct layout_wish *wish)
{
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
    if (lay_panes(layout, free, wish))
        lay_map(layout, free, wish);
    layout->panes[PANE_HEAP] =
        (struct placed){layout->heap_rule, layout->map, false};
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
