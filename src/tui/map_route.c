/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_route.c: a maze router. Cells that are not blank are walls; a line may
 * cross another at a right angle, as ┼, but never lie on it or bend in it.
 * The way is the cheapest by Dijkstra's method over states of cell and
 * direction: bends, crossings and running close beside another line cost
 * extra, so that lines look drawn by hand:
 *
 *     ▼─ 3 ──────────────────────╮
 *     ▎→←····█▎█#2  40 B█▎→←····█│
 *      │          ▲       ╰──────╯
 *      ╰──────────╯
 *
 * States wait by their cost and what the rest costs at least (A*), in a ring
 * of buckets: no step adds as much as there are buckets.
 */
#include "tui/map_route.h"

#include <stdlib.h>
#include <string.h>

enum direction { DOWN, LEFT, RIGHT, UP, N_DIRECTIONS };
enum wire { WIRE_NONE, WIRE_H, WIRE_V, WIRE_SHUT };

enum {
    N_BUCKETS = 32,
    COST_STEP = 1,
    COST_BEND = 3,
    COST_CROSS = 4,
    COST_BESIDE = 2,     /* a line runs next to it, on each side */
    COST_NEAR = 1,       /* one column further */
    COST_WITHIN = 1,     /* down or up between cells: the margins are clearer */
    COST_BELOW = 6,      /* to arrive from below */
    MOST_STEPS = 400000, /* states looked at in a frame */
    NOWHERE = -1
};

struct state {
    unsigned search; /* the search that it was reached in */
    int cost;        /* so far */
    int bucket;
    int next, prev;     /* in its bucket */
    unsigned char came; /* direction of the step before */
    bool settled;
};

struct router {
    const struct pane *pane;
    const struct look *look;
    int left, cells, end; /* cells lie in columns [cells, end) */
    unsigned char *wires; /* enum wire of each cell of the pane */
    bool *reserved;
    struct state *states; /* N_DIRECTIONS for each cell */
    int buckets[N_BUCKETS];
    unsigned search;           /* counts them */
    const struct route *route; /* that is looked for */
    long steps;                /* left */
};

static const int row_step[N_DIRECTIONS] = {[DOWN] = 1, [UP] = -1};
static const int col_step[N_DIRECTIONS] = {[LEFT] = -1, [RIGHT] = 1};

/* --- cells -----------------------------------------------------------------*/
static bool
is_vertical(enum direction direction)
{
    return direction == DOWN || direction == UP;
}

static bool
is_inside(const struct router *r, int row, int col)
{
    return row >= 0 && row < r->pane->rows && col >= r->left &&
           col < r->pane->cols;
}

static int
cell_of(const struct router *r, int row, int col)
{
    return row * r->pane->cols + col;
}

/* A blank within a label has the label's style. */
static bool
is_blank(const struct router *r, int row, int col)
{
    const struct pane *pane = r->pane;
    const struct canvas *canvas = pane->canvas;
    const struct canvas_cell *cell;

    if (pane->row + row >= canvas->rows || pane->col + col >= canvas->cols)
        return false;
    cell = &canvas->cells[(pane->row + row) * canvas->cols + pane->col + col];
    return cell->ch == ' ' && cell->style == STYLE_PLAIN;
}

static enum wire
wire_at(const struct router *r, int row, int col)
{
    return is_inside(r, row, col) ? (enum wire)r->wires[cell_of(r, row, col)]
                                  : WIRE_NONE;
}

/* Can a line step into the cell going this way? *CROSSES: over another. */
static bool
can_enter(const struct router *r, int row, int col, enum direction direction,
          bool *crosses)
{
    enum wire wire;

    *crosses = false;
    if (!is_inside(r, row, col) || r->reserved[cell_of(r, row, col)])
        return false;
    wire = (enum wire)r->wires[cell_of(r, row, col)];
    if (wire == WIRE_NONE)
        return is_blank(r, row, col);
    *crosses = true;
    return wire == (is_vertical(direction) ? WIRE_H : WIRE_V);
}

static int
beside_cost(const struct router *r, int row, int col, enum direction direction)
{
    enum wire same = is_vertical(direction) ? WIRE_V : WIRE_H;
    int down = is_vertical(direction) ? 0 : 1, right = 1 - down, cost = 0;

    for (int side = -1; side <= 1; side += 2) {
        if (wire_at(r, row + side * down, col + side * right) == same)
            cost += COST_BESIDE;
        else if (right && wire_at(r, row, col + 2 * side) == same)
            cost += COST_NEAR;
    }
    return cost;
}

static int
enter_cost(const struct router *r, int row, int col, enum direction direction)
{
    int cost = COST_STEP + beside_cost(r, row, col, direction);

    /* up to the column beside them */
    if (is_vertical(direction) && col >= r->cells - 1 && col <= r->end)
        cost += COST_WITHIN;
    return cost;
}

/* --- buckets ---------------------------------------------------------------*/
static int
distance(int at, int low, int high)
{
    return at < low ? low - at : at > high ? at - high : 0;
}

/* The least that the way from there can cost: there is a cell to step into for
 * each row and column. */
static int
rest_cost(const struct router *r, int row, int col)
{
    const struct route *route = r->route;

    return COST_STEP * (distance(row, route->to_row - 1, route->below_row) +
                        distance(col, route->to_col - 1, route->right_col));
}

static void
take_out(struct router *r, int id)
{
    struct state *state = &r->states[id];

    if (state->prev != NOWHERE)
        r->states[state->prev].next = state->next;
    else
        r->buckets[state->bucket] = state->next;
    if (state->next != NOWHERE)
        r->states[state->next].prev = state->prev;
}

static void
reach(struct router *r, int id, int cost, enum direction came)
{
    struct state *state = &r->states[id];
    int cell = id / N_DIRECTIONS, cols = r->pane->cols;
    int bucket = (cost + rest_cost(r, cell / cols, cell % cols)) % N_BUCKETS;

    if (state->search == r->search) {
        if (state->settled || state->cost <= cost)
            return;
        take_out(r, id);
    }
    *state = (struct state){.search = r->search,
                            .cost = cost,
                            .bucket = bucket,
                            .next = r->buckets[bucket],
                            .prev = NOWHERE,
                            .came = (unsigned char)came};
    if (state->next != NOWHERE)
        r->states[state->next].prev = id;
    r->buckets[bucket] = id;
}

/* The cheapest state that waits, settled; NOWHERE: none does. *COST: of the
 * whole way, at least; before the call, that of the one before. */
static int
next_state(struct router *r, int *cost)
{
    for (int i = 0; i < N_BUCKETS; i++, (*cost)++) {
        int id = r->buckets[*cost % N_BUCKETS];

        if (id != NOWHERE) {
            take_out(r, id);
            r->states[id].settled = true;
            return id;
        }
    }
    return NOWHERE;
}

/* --- the search ------------------------------------------------------------*/
static void
expand(struct router *r, int id)
{
    int cell = id / N_DIRECTIONS, row = cell / r->pane->cols;
    int col = cell % r->pane->cols;
    enum direction came = (enum direction)(id % N_DIRECTIONS);
    /* In a cell that it crosses a line cannot bend. */
    bool straight = r->wires[cell] != WIRE_NONE, crosses;

    for (int d = 0; d < N_DIRECTIONS; d++) {
        enum direction go = (enum direction)d;
        int to_row = row + row_step[d], to_col = col + col_step[d], cost;

        if (go == (enum direction)(UP - came) || (straight && go != came) ||
            !can_enter(r, to_row, to_col, go, &crosses))
            continue;
        cost = r->states[id].cost + enter_cost(r, to_row, to_col, go) +
               (go != came ? COST_BEND : 0) + (crosses ? COST_CROSS : 0);
        reach(r, cell_of(r, to_row, to_col) * N_DIRECTIONS + d, cost, came);
    }
}

/* Is the line there, in this state? A crossing is no end. */
static bool
arrives(const struct router *r, const struct route *route, int id, bool *below)
{
    int cell = id / N_DIRECTIONS, row = cell / r->pane->cols;
    int col = cell % r->pane->cols;
    enum direction came = (enum direction)(id % N_DIRECTIONS);

    *below = row == route->below_row && col == route->to_col;
    if (r->wires[cell] != WIRE_NONE)
        return false;
    if (row == route->to_row)
        return (col == route->right_col && came == LEFT) ||
               (col == route->to_col - 1 && came == RIGHT);
    return row == route->to_row - 1 && col == route->to_col && came == DOWN;
}

static int
find_way(struct router *r, const struct route *route, bool *below)
{
    int start = cell_of(r, route->from_row, route->from_col) * N_DIRECTIONS;
    int cost = rest_cost(r, route->from_row, route->from_col);
    int last = NOWHERE, last_cost = 0, id;

    for (int i = 0; i < N_BUCKETS; i++)
        r->buckets[i] = NOWHERE;
    reach(r, start + DOWN, 0, DOWN);
    while ((id = next_state(r, &cost)) != NOWHERE && r->steps-- > 0) {
        if (last != NOWHERE && cost >= last_cost + COST_BELOW)
            break;
        if (arrives(r, route, id, below))
            return id;
        if (*below && last == NOWHERE &&
            r->wires[id / N_DIRECTIONS] == WIRE_NONE) {
            last = id;
            last_cost = cost;
            continue;
        }
        expand(r, id);
    }
    *below = true;
    return last;
}

/* --- drawing ---------------------------------------------------------------*/
static enum glyph
corner(enum direction came, enum direction goes)
{
    static const enum glyph corners[N_DIRECTIONS][N_DIRECTIONS] = {
        [DOWN] = {[LEFT] = GLYPH_ARC_UL, [RIGHT] = GLYPH_ARC_UR},
        [UP] = {[LEFT] = GLYPH_ARC_DL, [RIGHT] = GLYPH_ARC_DR},
        [LEFT] = {[DOWN] = GLYPH_ARC_DR, [UP] = GLYPH_ARC_UR},
        [RIGHT] = {[DOWN] = GLYPH_ARC_DL, [UP] = GLYPH_ARC_UL},
    };

    if (came == goes)
        return is_vertical(came) ? GLYPH_V : GLYPH_H;
    return corners[came][goes];
}

static void
draw_cell(struct router *r, int cell, enum direction came, enum direction goes,
          enum style style)
{
    enum glyph which = corner(came, goes);

    if (r->wires[cell] != WIRE_NONE)
        which = GLYPH_CROSS;
    r->wires[cell] = which == GLYPH_V   ? WIRE_V
                     : which == GLYPH_H ? WIRE_H
                                        : WIRE_SHUT;
    pane_put(r->pane, cell / r->pane->cols, cell % r->pane->cols,
             glyph(r->look, which), style);
}

static void
draw_way(struct router *r, const struct route *route, int id, bool below)
{
    enum direction goes = (enum direction)(id % N_DIRECTIONS);
    int start = cell_of(r, route->from_row, route->from_col);

    for (bool end = true;; end = false) {
        int cell = id / N_DIRECTIONS;
        enum direction into = (enum direction)(id % N_DIRECTIONS);

        draw_cell(r, cell, into, goes, route->style);
        if (end && below) {
            r->wires[cell] = WIRE_SHUT;
            pane_put(r->pane, route->below_row, route->to_col,
                     glyph(r->look, GLYPH_ARRIVE_UP), route->style);
        }
        if (cell == start)
            return;
        goes = into;
        id = (cell - row_step[into] * r->pane->cols - col_step[into]) *
                 N_DIRECTIONS +
             r->states[id].came;
    }
}

bool
router_draw(struct router *r, const struct route *route)
{
    bool below = false;
    int id;

    if (!is_inside(r, route->from_row, route->from_col) || r->steps <= 0 ||
        !is_blank(r, route->from_row, route->from_col))
        return false;
    r->search++;
    r->route = route;
    id = find_way(r, route, &below);
    if (id == NOWHERE)
        return false;
    draw_way(r, route, id, below);
    return true;
}

/* --- life ------------------------------------------------------------------*/
struct router *
router_new(const struct pane *pane, const struct look *look, int left,
           int cells, int n)
{
    size_t size = (size_t)pane->rows * (size_t)pane->cols;
    struct router *r = calloc(1, sizeof *r);

    if (!r)
        return NULL;
    *r = (struct router){.pane = pane,
                         .look = look,
                         .left = left,
                         .cells = cells,
                         .end = cells + n,
                         .steps = MOST_STEPS};
    r->wires = calloc(size + 1, sizeof *r->wires);
    r->reserved = calloc(size + 1, sizeof *r->reserved);
    r->states = calloc(size * N_DIRECTIONS + 1, sizeof *r->states);
    if (r->wires && r->reserved && r->states)
        return r;
    router_free(r);
    return NULL;
}

void
router_free(struct router *r)
{
    if (!r)
        return;
    free(r->wires);
    free(r->reserved);
    free(r->states);
    free(r);
}

void
router_reserve(struct router *r, int row, int col, int n, bool on)
{
    for (; n > 0; n--, col++) {
        if (is_inside(r, row, col))
            r->reserved[cell_of(r, row, col)] = on;
    }
}

bool
router_is_reserved(const struct router *r, int row, int col)
{
    return is_inside(r, row, col) && r->reserved[cell_of(r, row, col)];
}
