/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_steps.c: steps made of events. Each event becomes a step, with what
 * must be known to tell it (places on lists, the best so far); and where the
 * allocator decides without a word, a step is put in: the list that is empty,
 * the neighbour that is in use, the block that becomes allocated whole. Such a
 * step is found in the heap as it was then, which is kept up to date here: a
 * step is applied as soon as it is made.
 *
 *     events of `free #5`, its right neighbour free     steps
 *                                                       1 free it
 *                                                       2 look right: free
 *     UNLINK  right                                     3 unlink right
 *     COALESCE with right                               4 join
 *                                                       5 look left: in use
 *     LINK    joined                                    6 link
 */
#include "inside_internal.h"

#include <stdlib.h>

enum { MOST_PLACE = 99, PLACES_UPTO = 512 };

/* A block in hand: taken, but not yet anybody's. */
struct hand {
    bool any;
    size_t off, size;
};

/* A block that is given back; which neighbours were looked at. */
struct give {
    bool any, right, left, joined;
    size_t off, size;
};

struct search {
    size_t n_small;   /* refused so far */
    size_t best_size; /* 0: none fits so far */
    unsigned list;    /* of the last block looked at */
    size_t place;     /* of it */
    bool goes_on;     /* the last step was a look */
};

struct maker {
    struct inside *in;
    const struct session *before;
    const struct heap *heap;
    const struct policy *policy;
    const struct op_result *result;
    const struct inside_watch *watch;
    size_t i; /* the event at hand */
    bool buddies;
    bool moved; /* realloc: a new block */
    struct hand hand;
    struct give give;
    struct search search;
};

/* --- making ----------------------------------------------------------------*/
static void
emit(struct maker *m, struct inside_step step)
{
    struct inside *in = m->in;
    if (in->n == in->cap) {
        size_t cap = in->cap ? in->cap * 2 : 32;
        struct inside_step *steps = realloc(in->steps, cap * sizeof *steps);
        if (!steps) {
            in->no_memory = true;
            return;
        }
        in->steps = steps;
        in->cap = cap;
    }
    in->steps[in->n++] = step;
    in->at = in->n;
    m->search.goes_on = step.kind == INSIDE_PROBE || step.kind == INSIDE_PROBES;
    inside_apply(in, &step);
}

static struct inside_step
step_of(enum inside_kind kind, size_t off, size_t size)
{
    return (struct inside_step){
        .kind = kind, .off = off, .size = size, .list = LIST_NONE};
}

static const struct heap_event *
event_at(const struct maker *m, size_t i)
{
    return i < m->watch->n ? &m->watch->all[i].event : NULL;
}

static bool
next_is(const struct maker *m, enum heap_event_kind kind)
{
    const struct heap_event *next = event_at(m, m->i + 1);
    return next && next->kind == kind;
}

static uint32_t
id_at(const struct maker *m, size_t off)
{
    const struct block *block =
        off ? blocks_at(&m->before->track.world.blocks, off) : NULL;
    return block ? block->id : 0;
}

/* Long operations go without: each is a walk along the list. */
static size_t
place_of(const struct maker *m, unsigned list, size_t off)
{
    struct view_block all[MOST_PLACE];
    size_t n;
    if (list >= view_n_lists(m->before) || m->in->n > PLACES_UPTO)
        return 0;
    n = view_list_blocks(m->before, list, all, MOST_PLACE, NULL);
    for (size_t i = 0; i < n; i++)
        if (all[i].off == off)
            return i + 1;
    return 0;
}

/* --- searching -------------------------------------------------------------*/
/* The list on which a free block of SIZE is. */
static unsigned
list_of(const struct maker *m, size_t size)
{
    for (unsigned list = 0; list < view_n_lists(m->before); list++) {
        struct list_info info = view_list(m->before, list);
        if (size >= info.min && size <= info.max)
            return list;
    }
    return LIST_NONE;
}

/* The first list that a search for NEED asks: tlsf wants every block of it to
 * be large enough. */
static unsigned
first_list(const struct maker *m, size_t need)
{
    if (m->policy->name != POLICY_TLSF)
        return list_of(m, need);
    for (unsigned list = 0; list < view_n_lists(m->before); list++)
        if (view_list(m->before, list).min >= need)
            return list;
    return LIST_NONE;
}

/* The search has come to LIST without a look at those before: they are empty,
 * or all of the last one's were refused. */
static void
pass_lists(struct maker *m, unsigned list, size_t need)
{
    struct inside_step step = step_of(INSIDE_EMPTY, 0, 0);
    unsigned from = m->search.goes_on ? m->search.list : first_list(m, need);
    if (from == LIST_NONE || from >= list)
        return;
    step.list = list;
    step.need = need;
    step.n = m->search.n_small;
    emit(m, step);
}

static bool
is_better(const struct maker *m, size_t size, size_t need)
{
    size_t best = m->search.best_size;
    if (size < need)
        return false;
    return !best || (m->policy->fit == FIT_WORST ? size > best : size < best);
}

static void
begin_search(struct maker *m)
{
    if (!m->search.goes_on)
        m->search = (struct search){.list = LIST_NONE};
}

/* Its place on its list: one after the last one looked at, mostly. */
static size_t
probe_place(struct maker *m, unsigned list, size_t off)
{
    struct search *search = &m->search;
    if (list == LIST_NONE)
        return 0;
    if (!search->goes_on || search->list != list)
        return place_of(m, list, off);
    if (search->place && search->place == view_list(m->before, list).n)
        return 1; /* next fit goes on at the head */
    return search->place ? search->place + 1 : 0;
}

static void
on_probe(struct maker *m, const struct heap_event *e, size_t skipped)
{
    struct inside_step step = step_of(INSIDE_PROBE, e->off, e->size);
    unsigned list = list_of(m, e->size);
    begin_search(m);
    pass_lists(m, list, e->other_size);
    if (skipped) {
        struct inside_step many = step_of(INSIDE_PROBES, 0, 0);
        many.n = skipped;
        many.need = e->other_size;
        emit(m, many);
        m->search.place += m->search.place ? skipped : 0;
        m->search.n_small += skipped;
    }
    step.list = list;
    step.need = e->other_size;
    step.place = probe_place(m, list, e->off);
    step.best = m->search.best_size;
    step.n = m->search.n_small;
    step.fits = is_better(m, e->size, e->other_size);
    step.last = !next_is(m, EVENT_PROBE);
    emit(m, step);
    m->search.list = list;
    m->search.place = step.place;
    if (step.fits)
        m->search.best_size = e->size;
    else
        m->search.n_small++;
}

/* --- taking ----------------------------------------------------------------*/
/* The block at OFF is larger than it was: what is new at the heap's end is part
 * of it now. */
static void
attach(struct maker *m, size_t off, size_t size, enum view_state state,
       enum inside_known known)
{
    struct inside_step step = step_of(INSIDE_ATTACH, off, size);
    struct view_block row;
    if (!inside_row(m->in, off, &row) || row.size >= size)
        return;
    step.other_size = row.size;
    step.state = state;
    step.known = known;
    step.id = known == KNOWN_AFTER ? m->result->id : 0;
    emit(m, step);
}

static void
on_take(struct maker *m, const struct heap_event *e)
{
    struct inside_step step = step_of(INSIDE_TAKE, e->off, e->size);
    size_t n = m->search.n_small;
    struct view_block row;
    attach(m, e->off, e->size, VIEW_FREE, KNOWN_NOT);
    if (inside_row(m->in, e->off, &row))
        step.list = row.list;
    step.place = place_of(m, step.list, e->off);
    step.n = n;
    step.need = m->in->searched;
    emit(m, step);
    m->hand = (struct hand){true, e->off, e->size};
}

/* What was taken becomes the block that was asked for. */
static void
end_take(struct maker *m)
{
    struct inside_step step = step_of(INSIDE_USE, m->hand.off, m->hand.size);
    if (!m->hand.any)
        return;
    m->hand.any = false;
    step.id = m->moved ? 0 : m->result->id;
    step.known = m->moved ? KNOWN_NOT : KNOWN_AFTER;
    step.need = m->in->need;
    emit(m, step);
}

/* --- giving back -----------------------------------------------------------*/
static enum view_state
state_at(const struct maker *m, size_t at, struct view_block *row)
{
    return view_at(m->before, at, row) ? row->state : VIEW_OWN;
}

static void
look_at(struct maker *m, enum inside_side side, bool yes)
{
    struct inside_step step = step_of(INSIDE_LOOK, m->give.off, m->give.size);
    struct view_block row = {.state = VIEW_OWN}, own;
    if (!inside_row(m->in, m->give.off, &own))
        return;
    step.side = side;
    step.yes = yes;
    if (side == SIDE_RIGHT)
        step.state = state_at(m, own.start + own.size, &row);
    else
        step.state = own.start ? state_at(m, own.start - 1, &row) : VIEW_OWN;
    if (row.state == VIEW_USED || row.state == VIEW_FREE) {
        step.other_off = row.off;
        step.other_size = row.size;
        step.other_id = row.id;
    }
    emit(m, step);
}

static void
look_at_buddy(struct maker *m, bool yes)
{
    struct inside_step step = step_of(INSIDE_LOOK, m->give.off, m->give.size);
    struct view_buddy buddy;
    if (!view_buddy(m->before, m->give.off, m->give.size, &buddy))
        return;
    step.side = SIDE_BUDDY;
    step.yes = yes;
    step.other_off = buddy.off;
    step.n = buddy.state;
    step.state = VIEW_OWN;
    if (buddy.state == BUDDY_WHOLE) {
        step.state = buddy.block.state;
        step.other_id = buddy.block.id;
    }
    emit(m, step);
}

/* Looks at SIDE of what is given back, and what comes before that side. */
static void
look_up_to(struct maker *m, enum inside_side side, bool yes)
{
    struct give *give = &m->give;
    if (!give->any || m->policy->joining != JOIN_IMMEDIATE)
        return;
    if (m->buddies) {
        look_at_buddy(m, yes);
        return;
    }
    if (!give->right)
        look_at(m, SIDE_RIGHT, yes && side == SIDE_RIGHT);
    give->right = true;
    if (side == SIDE_LEFT && !give->left) {
        look_at(m, SIDE_LEFT, yes);
        give->left = true;
    }
}

static void
end_give(struct maker *m)
{
    look_up_to(m, SIDE_LEFT, false);
    m->give.any = false;
}

/* Block OFF goes back: from now on it is free, and in hand. */
static void
begin_give(struct maker *m, size_t off, size_t size)
{
    m->give = (struct give){.any = true, .off = off, .size = size};
}

static void
give_back(struct maker *m, size_t off)
{
    struct inside_step step = step_of(INSIDE_FREE, off, 0);
    struct view_block row;
    if (!inside_row(m->in, off, &row))
        return;
    step.size = row.size;
    step.id = m->moved ? 0 : id_at(m, off);
    emit(m, step);
    begin_give(m, off, row.size);
}

/* Which neighbour of what is given back lies at OFF? */
static enum inside_side
side_of(const struct maker *m, size_t off)
{
    if (!m->give.any)
        return SIDE_NONE;
    if (m->buddies)
        return SIDE_BUDDY;
    return off > m->give.off ? SIDE_RIGHT : SIDE_LEFT;
}

/* --- the other events ------------------------------------------------------*/
static void
on_unlink(struct maker *m, const struct heap_event *e)
{
    struct inside_step step = step_of(INSIDE_UNLINK, e->off, e->size);
    step.side = side_of(m, e->off);
    look_up_to(m, step.side, true);
    step.list = e->list;
    step.place = place_of(m, e->list, e->off);
    step.n = view_list(m->before, e->list).n;
    emit(m, step);
}

/* The joined block's bytes: of all that the two have now, which may be more
 * than the event knows. */
static size_t
joined_size(const struct maker *m, size_t low, size_t high)
{
    struct view_block a, b;
    if (inside_row(m->in, low, &a) && inside_row(m->in, high, &b))
        return a.size + b.size;
    return 0;
}

static void
on_join(struct maker *m, const struct heap_event *e)
{
    bool left = e->other_off <= e->off;
    size_t end = e->other_off + e->other_size;
    size_t size = joined_size(m, e->off, left ? end : e->other_off);
    struct inside_step step =
        step_of(INSIDE_JOIN, e->off, size ? size : e->size);
    struct view_block row;
    step.side = side_of(m, m->give.any && left ? 0 : e->other_off);
    if (!view_n_lists(m->before)) /* no UNLINK has looked */
        look_up_to(m, step.side, true);
    step.other_off = e->other_off;
    step.other_size = e->other_size;
    step.state = VIEW_FREE;
    if ((inside_row(m->in, e->off, &row) && row.state == VIEW_USED) ||
        (left && inside_row(m->in, end, &row) && row.state == VIEW_USED)) {
        step.state = VIEW_USED;
        step.known = KNOWN_BEFORE;
        step.id = m->result->id;
    }
    emit(m, step);
    m->give.off = e->off;
    m->give.size = step.size;
    m->give.joined = true;
}

static void
on_link(struct maker *m, const struct heap_event *e)
{
    struct inside_step step = step_of(INSIDE_LINK, e->off, e->size);
    step.walked =
        m->policy->order == ORDER_ADDRESS && m->give.any && !m->give.joined;
    end_give(m);
    step.list = e->list;
    emit(m, step);
    if (m->in->n)
        m->in->steps[m->in->n - 1].place = place_of(m, e->list, e->off);
}

/* A new block's part, a half of a buddy, or what a block in use gives back. */
static void
on_split(struct maker *m, const struct heap_event *e)
{
    struct inside_step step = step_of(INSIDE_SPLIT, e->off, e->size);
    bool fresh = m->hand.any;
    bool aligned = m->result->kind == OP_MEMALIGN && !m->buddies;
    end_give(m);
    step.other_off = e->other_off;
    step.other_size = e->other_size;
    step.is_front = e->other_off < e->off;
    step.need = m->in->need;
    if (fresh && m->buddies) {
        m->hand.size = e->size;
    } else {
        step.yes = true;
        step.known = fresh && m->moved ? KNOWN_NOT : KNOWN_AFTER;
        step.id = step.known ? m->result->id : 0;
        m->hand.any = false;
    }
    emit(m, step);
    if (!m->buddies && (!fresh || aligned))
        begin_give(m, e->other_off, e->other_size);
}

static void
on_grow(struct maker *m, const struct heap_event *e)
{
    struct inside_step step = step_of(INSIDE_GROW, 0, e->size);
    struct heap_shape shape = heap_get_shape(m->heap);
    step.off = e->size - e->other_size - shape.back + shape.header;
    step.other_size = e->other_size;
    step.n = m->search.n_small;
    step.need = m->in->searched;
    emit(m, step);
}

static void
on_copy(struct maker *m, const struct heap_event *e)
{
    struct inside_step step = step_of(INSIDE_COPY, e->off, 0);
    struct view_block row;
    end_give(m);
    end_take(m);
    if (!inside_row(m->in, e->off, &row))
        return;
    step.size = row.size;
    step.n = e->size;
    step.other_off = e->other_off;
    step.other_size = inside_row(m->in, e->other_off, &row) ? row.size : 0;
    step.id = m->result->id;
    step.known = KNOWN_AFTER;
    emit(m, step);
    if (step.other_size) /* else it slid within its block */
        give_back(m, e->other_off);
}

static void
on_event(struct maker *m, const struct heap_event *e, size_t skipped)
{
    switch (e->kind) {
    case EVENT_PROBE:
        on_probe(m, e, skipped);
        break;
    case EVENT_TAKE:
        on_take(m, e);
        break;
    case EVENT_SPLIT:
        on_split(m, e);
        break;
    case EVENT_COALESCE:
        on_join(m, e);
        break;
    case EVENT_LINK:
        on_link(m, e);
        break;
    case EVENT_UNLINK:
        on_unlink(m, e);
        break;
    case EVENT_GROW:
        on_grow(m, e);
        break;
    case EVENT_COPY:
        on_copy(m, e);
        break;
    }
}

/* --- beginning and end -----------------------------------------------------*/
/* A block that is to grow looks at what lies behind it. */
static void
look_behind(struct maker *m)
{
    const struct op_result *r = m->result;
    if (r->kind != OP_REALLOC || !r->old_off || m->in->need <= r->old_size)
        return;
    m->give = (struct give){.off = r->old_off, .size = r->old_size};
    if (m->buddies)
        look_at_buddy(m, !m->moved);
    else
        look_at(m, SIDE_RIGHT, !m->moved && !r->slid);
    if (m->in->n) {
        m->in->steps[0].id = r->id;
        m->in->steps[0].need = m->in->need;
    }
}

static void
begin(struct maker *m)
{
    const struct op_result *r = m->result;
    if (r->kind == OP_FREE)
        give_back(m, r->off);
    else
        look_behind(m);
}

/* A realloc that ends without a split: the block as it is then. */
static void
end_realloc(struct maker *m)
{
    const struct op_result *r = m->result;
    struct view_block row;
    struct inside_step step;
    if (r->kind != OP_REALLOC)
        return;
    attach(m, r->off, r->size, VIEW_USED, KNOWN_AFTER);
    if (!inside_row(m->in, r->off, &row))
        return;
    if (row.id == r->id && row.asked == r->asked && m->in->n)
        return;
    step = step_of(m->in->n ? INSIDE_USE : INSIDE_STAY, r->off, r->size);
    step.id = r->id;
    step.known = KNOWN_AFTER;
    step.need = m->in->need;
    emit(m, step);
}

static void
rest(struct maker *m, size_t told)
{
    struct inside_step step = step_of(INSIDE_REST, 0, 0);
    step.n = m->watch->n_all - told;
    emit(m, step);
}

bool
inside_make_steps(struct inside *in, const struct inside_watch *watch)
{
    const struct op_result *r = &in->result;
    struct maker m = {.in = in,
                      .before = &in->seen,
                      .heap = view_heap(&in->before.session),
                      .policy = &in->before.session.config.policy,
                      .result = r,
                      .watch = watch};
    size_t told = 0;
    m.buddies = heap_get_shape(m.heap).buddies;
    m.moved =
        r->kind == OP_REALLOC && r->old_off && r->off != r->old_off && !r->slid;
    m.search.list = LIST_NONE;
    begin(&m);
    for (; m.i < watch->n && !in->no_memory; m.i++) {
        on_event(&m, &watch->all[m.i].event, watch->all[m.i].skipped);
        told += 1 + watch->all[m.i].skipped;
    }
    if (told < watch->n_all) {
        rest(&m, told);
    } else {
        end_take(&m);
        end_give(&m);
        end_realloc(&m);
    }
    return !in->no_memory && !in->over.no_memory;
}
