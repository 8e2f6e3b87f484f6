/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * map_scene.c: what a drawing of the map needs to know before it decides
 * cells: how much is in view, the places of free blocks on their lists, what
 * the last operation changed and what the last check found.
 */
#include "tui/map_internal.h"

#include <stdlib.h>

/* --- places on lists -------------------------------------------------------*/
static size_t
count_numbered(const struct map_scene *scene)
{
    size_t n = 0;

    for (unsigned list = 0; list < view_n_lists(scene->session); list++) {
        size_t on = view_list(scene->session, list).n;

        n += on < MAP_NUMBERED ? on : MAP_NUMBERED;
    }
    return n;
}

/* Can a number of LIST stand on the map? Not where its blocks are too small to
 * own a cell, nor far out, unless it is the chosen one (map_far.c). Each place
 * is a block to be looked up in the heap, so that the others' are not gathered.
 */
static bool
is_told(const struct map_scene *scene, unsigned list)
{
    struct list_info info = view_list(scene->session, list);

    return info.n > 0 && info.max >= scene->grid->cell &&
           (list == scene->chosen || scene->grid->cell <= MAP_ALL_LISTS);
}

/* Without limit. */
static size_t
count_listed(const struct session *session)
{
    size_t n = 0;

    for (unsigned list = 0; list < view_n_lists(session); list++)
        n += view_list(session, list).n;
    return n;
}

static int
compare_places(const void *a, const void *b)
{
    const struct map_place *x = a, *y = b;

    return x->off < y->off ? -1 : x->off > y->off;
}

static void
gather_list(struct map_scene *scene, unsigned list, size_t room)
{
    struct view_block blocks[MAP_NUMBERED];
    size_t n = room < MAP_NUMBERED ? room : MAP_NUMBERED;

    n = view_list_blocks(scene->session, list, blocks, n, NULL);
    for (size_t i = 0; i < n; i++) {
        struct map_place *place = &scene->places[scene->n_places++];

        place->off = blocks[i].off;
        place->list = list;
        place->place = (unsigned)i + 1;
    }
}

/* Without memory the map has no numbers. */
static void
gather_places(struct map_scene *scene)
{
    size_t room = count_numbered(scene);

    if (room == 0)
        return;
    scene->places = calloc(room, sizeof *scene->places);
    if (!scene->places)
        return;
    for (unsigned list = 0; list < view_n_lists(scene->session); list++) {
        if (is_told(scene, list))
            gather_list(scene, list, room - scene->n_places);
    }
    qsort(scene->places, scene->n_places, sizeof *scene->places,
          compare_places);
}

const struct map_place *
map_find_place(const struct map_scene *scene, size_t off)
{
    struct map_place key = {.off = off};

    if (!scene->places || off == 0)
        return NULL;
    return bsearch(&key, scene->places, scene->n_places, sizeof *scene->places,
                   compare_places);
}

const struct map_place *
map_shown_place(const struct map_scene *scene, size_t off)
{
    if (scene->eye->overlay == OVERLAY_OFF)
        return NULL;
    return map_find_place(scene, off);
}

enum style
map_badge_style(const struct map_scene *scene, const struct map_place *place)
{
    return place->list == scene->chosen ? STYLE_BADGE : STYLE_BADGE_OTHER;
}

/* The list of the free block that covers byte AT; LIST_NONE: none is there. */
static unsigned
list_at(const struct session *session, size_t at)
{
    struct view_block b;

    return view_at(session, at, &b) && b.state == VIEW_FREE ? b.list
                                                            : LIST_NONE;
}

static unsigned
changed_list(const struct session *session)
{
    struct view_change changes[VIEW_MAX_CHANGES];
    size_t n = view_changes(session, changes);

    for (size_t i = 0; i < n; i++) {
        unsigned list = list_at(session, changes[i].start);

        if (list != LIST_NONE)
            return list;
    }
    return LIST_NONE;
}

unsigned
map_chosen_list(const struct map_eye *eye, const struct session *session)
{
    unsigned n = view_n_lists(session), list = LIST_NONE;

    if (eye->list < n)
        return eye->list;
    if (eye->selected != 0)
        list = list_at(session, eye->selected);
    if (list >= n)
        list = changed_list(session);
    if (list < n)
        return list;
    for (list = 0; list < n; list++) {
        if (view_list(session, list).n > 0)
            return list;
    }
    return n > 0 ? 0 : LIST_NONE;
}

/* --- marks -----------------------------------------------------------------*/
bool
map_is_damaged(const struct map_scene *scene, const struct view_block *b)
{
    if (b->state == VIEW_DAMAGED)
        return true;
    if (b->state == VIEW_OWN || b->state == VIEW_GAP)
        return false;
    for (size_t i = 0; i < scene->n_damage; i++) {
        if (scene->damage[i] >= b->start &&
            scene->damage[i] - b->start < b->size)
            return true;
    }
    return false;
}

/* The field of the block at fault->at that is wrong. */
static enum heap_field_kind
wrong_field(const struct list_fault *fault)
{
    switch (fault->kind) {
    case FAULT_CLASS:
    case FAULT_ORDER:
    case FAULT_LOST:
        return FIELD_HEADER;
    case FAULT_BACK:
        return FIELD_PREV;
    default:
        return FIELD_NEXT;
    }
}

bool
map_is_astray(const struct map_scene *scene, const struct view_block *b,
              enum heap_field_kind kind)
{
    for (size_t i = 0; i < scene->n_faults; i++) {
        const struct list_fault *fault = &scene->faults[i];

        if (fault->at == b->off && kind == wrong_field(fault))
            return true;
        if (kind == FIELD_HEADER && fault->to >= b->start &&
            fault->to - b->start < b->size)
            return true;
    }
    return false;
}

static bool
is_selected(const struct map_scene *scene, const struct view_block *b)
{
    size_t selected = scene->eye->selected;

    return selected != 0 && (b->state == VIEW_USED || b->state == VIEW_FREE) &&
           selected >= b->start && selected - b->start < b->size;
}

static bool
is_changed(const struct map_scene *scene, size_t lo, size_t hi)
{
    for (size_t i = 0; i < scene->n_changes; i++) {
        const struct view_change *c = &scene->changes[i];

        if (c->start < hi && lo < c->start + c->size)
            return true;
    }
    return map_mark_in(scene, lo, hi) != NULL;
}

enum map_tone
map_tone_of(const struct map_scene *scene, const struct view_block *b,
            size_t lo, size_t hi)
{
    if (map_is_damaged(scene, b))
        return TONE_DAMAGED;
    if (is_selected(scene, b))
        return TONE_SELECTED;
    if (b->state != VIEW_USED && b->state != VIEW_FREE)
        return TONE_NONE;
    return is_changed(scene, lo, hi) ? TONE_CHANGED : TONE_NONE;
}

/* --- cells -----------------------------------------------------------------*/
void
map_put(struct map_scene *scene, size_t k, struct canvas_cell cell)
{
    if (k >= scene->first && k - scene->first < scene->n)
        scene->cells[k - scene->first] = cell;
}

static struct map_row *
row_of(struct map_scene *scene, size_t k)
{
    if (k < scene->first || k - scene->first >= scene->n)
        return NULL;
    return &scene->rows[(k - scene->first) / (size_t)scene->grid->row_cells];
}

void
map_mark(struct map_scene *scene, size_t k, enum map_tone tone)
{
    struct map_row *row = row_of(scene, k);

    if (row && tone > row->tone)
        row->tone = tone;
}

void
map_use(struct map_scene *scene, size_t k, size_t bytes)
{
    struct map_row *row = row_of(scene, k);

    if (row)
        row->used += bytes;
}

/* An allocation marks the block it gave, not what it left of a free one: that
 * was free before. Marks are what was asked for last: they alone are shown. */
static void
gather_changes(struct map_scene *scene)
{
    const struct op_result *last = session_last(scene->session);
    bool takes = last && (last->kind == OP_ALLOC || last->kind == OP_CALLOC ||
                          last->kind == OP_MEMALIGN);
    size_t n = view_changes(scene->session, scene->changes);

    scene->n_marks = view_marks(scene->session, &scene->marks);
    scene->n_changes = 0;
    for (size_t i = 0; i < n && scene->n_marks == 0; i++) {
        if (!takes || scene->changes[i].state == VIEW_USED)
            scene->changes[scene->n_changes++] = scene->changes[i];
    }
}

static void
add_damage(struct map_scene *scene, size_t at)
{
    if (at != 0 && scene->n_damage < MAP_DAMAGE)
        scene->damage[scene->n_damage++] = at;
}

static void
gather_damage(struct map_scene *scene)
{
    const struct heap_report *report = session_problems(scene->session);
    size_t n = report ? report->n_violations : 0;

    scene->report = report;
    scene->n_damage = 0;
    for (size_t i = 0; i < n && i < HEAP_MAX_VIOLATIONS; i++)
        add_damage(scene, report->violations[i].off);
    scene->n_faults = view_list_faults(scene->session, scene->faults, NULL);
    for (size_t i = 0; i < scene->n_faults; i++) {
        add_damage(scene, scene->faults[i].at);
        add_damage(scene, scene->faults[i].to);
    }
}

/* --- life ------------------------------------------------------------------*/
bool
map_scene_open(struct map_scene *scene)
{
    const struct map_grid *grid = scene->grid;
    size_t in_view = (size_t)grid->n_rows * (size_t)grid->row_cells;
    size_t total = map_n_cells(scene->session, grid->cell);

    scene->heap = view_heap(scene->session);
    scene->end = map_heap_end(scene->session);
    scene->first = grid->lo / grid->cell;
    scene->n = total > scene->first ? total - scene->first : 0;
    if (scene->n > in_view)
        scene->n = in_view;
    scene->places = NULL;
    scene->n_places = 0;
    scene->chosen = map_chosen_list(scene->eye, scene->session);
    gather_changes(scene);
    gather_damage(scene);
    scene->cells = calloc(in_view + 1, sizeof *scene->cells);
    scene->rows = calloc((size_t)grid->n_rows + 1, sizeof *scene->rows);
    if (!scene->cells || !scene->rows) {
        map_scene_close(scene);
        return false;
    }
    for (size_t i = 0; i < scene->n; i++)
        scene->cells[i] = (struct canvas_cell){' ', STYLE_PLAIN};
    gather_places(scene);
    if (scene->eye->overlay != OVERLAY_OFF) {
        scene->left_out.listed = count_listed(scene->session);
        scene->left_out.numbered = count_numbered(scene);
    }
    map_tint_open(scene);
    return true;
}

void
map_scene_close(struct map_scene *scene)
{
    free(scene->cells);
    free(scene->rows);
    free(scene->places);
    free(scene->bare);
    view_given_close(&scene->given);
    scene->cells = NULL;
    scene->rows = NULL;
    scene->places = NULL;
}
