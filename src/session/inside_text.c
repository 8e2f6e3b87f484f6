/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_text.c: what a step did, in one sentence, and why, in another. The
 * numbers are the step's own; nothing is said of a heap that has moved on.
 */
#include "inside_internal.h"
#include "size_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct line {
    const struct inside *in;
    const struct inside_step *step;
    char *buf;
    size_t n;
};

static void add(struct line *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct line *line, const char *format, ...)
{
    va_list args;
    int n;
    va_start(args, format);
    n = vsnprintf(line->buf + line->n, INSIDE_TEXT - line->n, format, args);
    va_end(args);
    if (n > 0)
        line->n += (size_t)n;
    if (line->n > INSIDE_TEXT - 1)
        line->n = INSIDE_TEXT - 1;
}

/* --- pieces ----------------------------------------------------------------*/
static const struct policy *
policy_of(const struct line *line)
{
    return &line->in->before.session.config.policy;
}

static struct heap_shape
shape_of(const struct line *line)
{
    return heap_get_shape(view_heap(&line->in->before.session));
}

static void
add_size(struct line *line, size_t bytes)
{
    char text[SIZE_TEXT];
    add(line, "%s", size_text(bytes, text));
}

static void
add_where(struct line *line, size_t off)
{
    char where[WHERE_TEXT];
    where_text(&line->in->after.session, off, where);
    add(line, "%s", where);
}

/* "#5 buf", or "the block at 0x00040". */
static void
add_who(struct line *line, uint32_t id, size_t off)
{
    const char *name = id ? names_of(&line->in->after.session.names, id) : "";
    if (id) {
        add(line, "#%" PRIu32 "%s%s", id, *name ? " " : "", name);
        return;
    }
    add(line, "the block at ");
    add_where(line, off);
}

/* "list class 64 B", or "list" where there is one. */
static void
add_list(struct line *line, unsigned list)
{
    const struct session *s = &line->in->before.session;
    char name[64];
    if (view_n_lists(s) < 2) {
        add(line, "list");
        return;
    }
    view_list_name(s, list, name, sizeof name);
    add(line, "list of %s", name);
}

static void
add_class(struct line *line, unsigned list)
{
    char name[64];
    view_list_name(&line->in->before.session, list, name, sizeof name);
    add(line, "%s", name);
}

static bool
has_classes(const struct line *line)
{
    return view_n_lists(&line->in->before.session) > 1;
}

/* "block in place 2", or "free block at 0x00040". */
static void
add_candidate(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->place && has_classes(line)) {
        add(line, "number %zu in the ", step->place);
        add_class(line, step->list);
    } else if (step->place) {
        add(line, "block in place %zu", step->place);
    } else {
        add(line, "free block at ");
        add_where(line, step->off);
    }
}

static const char *
fit_name(const struct line *line)
{
    static const char *const names[] = {"First fit", "Next fit", "Best fit",
                                        "Worst fit", "Good fit"};
    return names[policy_of(line)->fit];
}

static bool
sees_all(const struct line *line)
{
    enum policy_fit fit = policy_of(line)->fit;
    return (fit == FIT_BEST || fit == FIT_WORST) && !shape_of(line).buddies;
}

static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

/* --- what is asked for -----------------------------------------------------*/
static void
add_request(struct line *line)
{
    const struct op_result *r = &line->in->result;
    switch (r->kind) {
    case OP_FREE:
        add(line, "free ");
        add_who(line, r->id, r->off);
        break;
    case OP_REALLOC:
        add(line, "realloc ");
        add_who(line, r->id, r->old_off);
        add(line, " to %zu B", r->asked);
        break;
    case OP_COALESCE:
        add(line, "coalesce");
        break;
    case OP_CALLOC:
        add(line, "calloc %zu B", r->asked);
        break;
    case OP_MEMALIGN:
        add(line, "memalign %zu, %zu B", line->in->align, r->asked);
        break;
    default:
        add(line, "alloc %zu B", r->asked);
        break;
    }
}

static void
what_asked(struct line *line)
{
    const struct op_result *r = &line->in->result;
    add_request(line);
    switch (r->kind) {
    case OP_FREE:
        add(line, ": its block of ");
        add_size(line, r->size);
        add(line, " goes back.");
        break;
    case OP_COALESCE:
        add(line, ": free neighbours are looked for, from the start.");
        break;
    case OP_REALLOC:
        if (r->old_off)
            add(line, ": it has a block of %zu B and needs %zu B.", r->old_size,
                line->in->need);
        else
            add(line, ": it needs a block of %zu B.", line->in->need);
        break;
    default:
        add(line, ": it needs a block of %zu B.", line->in->need);
        break;
    }
}

/* "110 B + 4 B header = 114 B, rounded up to a multiple of 16: 128 B." */
static void
why_need(struct line *line)
{
    size_t asked = line->in->result.asked, need = line->in->need;
    struct heap_shape shape = shape_of(line);
    size_t sum = asked + shape.overhead;
    add(line, "%zu B + %zu B %s = %zu B", asked, shape.overhead,
        shape.overhead > shape.header ? "header and footer" : "header", sum);
    if (need == sum)
        add(line, ", a size that blocks have.");
    else if (shape.buddies)
        add(line, ", rounded up to a power of two: %zu B.", need);
    else if (need == shape.min_block)
        add(line, "; the smallest block has %zu B.", need);
    else
        add(line, ", rounded up to a multiple of 16: %zu B.", need);
}

static void
why_asked(struct line *line)
{
    static const char *const joinings[] = {
        "A neighbour that is free becomes one block with it at once.",
        "Joining is deferred: it stays by itself until a search finds nothing.",
        "Joining is off: it stays by itself."};
    if (line->in->result.kind == OP_COALESCE)
        add(line, "Two free blocks side by side serve less than one block of "
                  "both.");
    else if (line->in->result.kind != OP_FREE)
        why_need(line);
    else if (shape_of(line).buddies &&
             policy_of(line)->joining == JOIN_IMMEDIATE)
        add(line, "If its buddy is free and whole, the two become one block, "
                  "and so on upwards.");
    else
        add(line, "%s", joinings[policy_of(line)->joining]);
}

/* --- searching -------------------------------------------------------------*/
static void
what_empty(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->n)
        add(line,
            "None of the %zu looked at will do; the next class with "
            "blocks is ",
            step->n);
    else
        add(line,
            "No free block in the class for %zu B; the next with blocks "
            "is ",
            step->need);
    add_class(line, step->list);
    add(line, ".");
}

static void
why_empty(struct line *line)
{
    add(line, "A bitmap tells which classes have blocks, so empty ones cost "
              "nothing.");
    if (policy_of(line)->name == POLICY_TLSF)
        add(line, " It asks only classes in which every block is large "
                  "enough.");
}

static void
what_probe(struct line *line)
{
    const struct inside_step *step = line->step;
    bool worst = policy_of(line)->fit == FIT_WORST;
    add(line, "The ");
    add_candidate(line);
    add(line, " has %zu B: ", step->size);
    if (step->size < step->need)
        add(line, "too small.");
    else if (!sees_all(line))
        add(line, "large enough.");
    else if (!step->fits)
        add(line, "large enough, but not %s than the %zu B found.",
            worst ? "larger" : "smaller", step->best);
    else
        add(line, "large enough%s.",
            !step->best ? ", the first so far"
            : worst     ? ", the largest so far"
                        : ", the smallest so far");
}

static void
why_small(struct line *line)
{
    const struct inside_step *step = line->step;
    add(line, "It needs %zu B, this is %zu B short", step->need,
        step->need - step->size);
    if (!step->last)
        add(line, ": the search goes on to the next.");
    else if (step->best)
        add(line, "; it was the last, so the %zu B found are taken.",
            step->best);
    else
        add(line, "; no other is looked at%s.",
            has_classes(line) ? " in this class" : "");
}

static void
why_fits(struct line *line)
{
    const struct inside_step *step = line->step;
    if (has_classes(line) &&
        (step->need <= view_list(&line->in->before.session, step->list).min))
        add(line,
            "Every block of this class has %zu B or more, so the first "
            "will do.",
            step->need);
    else if (!sees_all(line))
        add(line, "It needs %zu B; %s takes the first that is large enough.",
            step->need, fit_name(line));
    else if (step->size == step->need && policy_of(line)->fit == FIT_BEST)
        add(line,
            "It needs %zu B: an exact fit cannot be beaten, the search "
            "ends.",
            step->need);
    else if (step->last)
        add(line, "It needs %zu B. %s has seen all, and takes the %s.",
            step->need, fit_name(line),
            policy_of(line)->fit == FIT_WORST ? "largest" : "smallest");
    else
        add(line, "It needs %zu B, so %zu B would be left. %s looks at all.",
            step->need, step->size - step->need, fit_name(line));
}

static void
why_probe(struct line *line)
{
    if (line->step->size < line->step->need)
        why_small(line);
    else
        why_fits(line);
}

static void
what_probes(struct line *line)
{
    add(line, "%zu more were looked at, and none was better.", line->step->n);
}

static void
what_take(struct line *line)
{
    add(line, "The ");
    add_candidate(line);
    add(line, ", ");
    add_size(line, line->step->size);
    add(line, ", is taken.");
}

static void
why_take(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t n = step->n;
    if (line->in->result.grown)
        add(line, "It ends the heap, which grew for it.");
    else if (sees_all(line))
        add(line, "It is the %s that is large enough: %zu B more than needed.",
            policy_of(line)->fit == FIT_WORST ? "largest" : "smallest",
            step->size - step->need);
    else if (n == 0)
        add(line, "It was the first that was looked at, and it is large "
                  "enough.");
    else
        add(line, "%zu %s too small, this is not.", n, n == 1 ? "was" : "were");
}

/* --- lists -----------------------------------------------------------------*/
static const char *
side_name(enum inside_side side)
{
    static const char *const names[] = {"block", "block after it",
                                        "block before it", "buddy"};
    return names[side];
}

static void
what_unlink(struct line *line)
{
    const struct inside_step *step = line->step;
    add(line, "The %s, ", side_name(step->side));
    add_size(line, step->size);
    add(line, ", comes off its ");
    add_list(line, step->list);
    add(line, ".");
}

static void
why_unlink(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->side != SIDE_NONE)
        add(line, "It stops being a block of its own. ");
    if (step->place == 1)
        add(line, "It was the head: the one behind it is the head now.");
    else if (step->place)
        add(line, "Number %zu of the list now links to the one behind it.",
            step->place - 1);
    else
        add(line, "The blocks before and behind it on the list now link to "
                  "each other.");
}

static void
what_link(struct line *line)
{
    const struct inside_step *step = line->step;
    bool last = policy_of(line)->name == POLICY_EXPLICIT &&
                policy_of(line)->order == ORDER_FIFO;
    add(line, "The block of ");
    add_size(line, step->size);
    if (step->place > 1 && !last)
        add(line, " is linked as number %zu of the ", step->place);
    else if (last && step->place != 1)
        add(line, " is linked at the tail of the ");
    else
        add(line, " is linked at the head of the ");
    add_list(line, step->list);
    add(line, ".");
}

static void
why_link(struct line *line)
{
    const struct inside_step *step = line->step;
    if (has_classes(line)) {
        add(line, "Its size decides which list: %s, %zu B belong in the ",
            "blocks are sorted by size", step->size);
        add_class(line, step->list);
        add(line, ".");
    } else if (policy_of(line)->order == ORDER_LIFO) {
        add(line, "LIFO: what became free last is found first.");
    } else if (policy_of(line)->order == ORDER_FIFO) {
        add(line, "FIFO: it is found after all that were free before it.");
    } else if (step->walked && step->place) {
        add(line,
            "Address order: %zu block%s with lower addresses were walked "
            "past.",
            step->place - 1, plural(step->place - 1));
    } else {
        add(line, "Address order: it has the place of the free block that it "
                  "was part of, or took in.");
    }
}

/* --- blocks ----------------------------------------------------------------*/
static void
what_halve(struct line *line)
{
    add(line, "The block of ");
    add_size(line, line->step->size * 2);
    add(line, " is halved: two buddies of ");
    add_size(line, line->step->size);
    add(line, ".");
}

static void
what_split(struct line *line)
{
    const struct inside_step *step = line->step;
    bool gives = line->in->result.kind == OP_REALLOC && step->known &&
                 line->in->result.off == line->in->result.old_off;
    if (shape_of(line).buddies) {
        what_halve(line);
        return;
    }
    add(line, "The block of %zu B is cut in two: %zu B for ",
        step->size + step->other_size, step->size);
    if (step->known)
        add_who(line, step->id, step->off);
    else
        add(line, "the new block");
    add(line, ", and the %s %zu B %s free.", step->is_front ? "first" : "last",
        step->other_size, gives ? "become" : "stay");
}

static void
why_halve(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->size > step->need)
        add(line,
            "%zu B are needed: the lower half is large enough, and is "
            "halved again.",
            step->need);
    else
        add(line,
            "%zu B are needed: the lower half is just that, the upper "
            "one is free.",
            step->need);
}

static void
why_split(struct line *line)
{
    const struct inside_step *step = line->step;
    struct heap_shape shape = shape_of(line);
    if (shape.buddies) {
        why_halve(line);
    } else if (step->is_front && line->in->align) {
        add(line,
            "The address must be a multiple of %zu: what lies before it "
            "is not wasted.",
            line->in->align);
    } else {
        add(line,
            "%zu B are left, and the smallest block has %zu B: they can "
            "be a block%s.",
            step->other_size, shape.min_block,
            step->is_front ? "; large requests get the high end" : "");
    }
}

static void
what_use(struct line *line)
{
    const struct inside_step *step = line->step;
    add(line, "The block of %zu B is ", step->size);
    if (step->known) {
        add_who(line, step->id, step->off);
        add(line, ".");
    } else {
        add(line, "in use, and waits for the payload.");
    }
}

static void
why_use(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t rest = step->size > step->need ? step->size - step->need : 0;
    if (rest == 0)
        add(line, "It is just as large as needed: nothing is split off.");
    else
        add(line,
            "The %zu B more than needed are no block (the smallest has "
            "%zu B): they stay in it as slack.",
            rest, shape_of(line).min_block);
}

static void
what_free(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->id)
        add_who(line, step->id, step->off);
    else
        add(line, line->in->result.kind == OP_REALLOC ? "The old block"
                                                      : "The block");
    add(line, " is given back: ");
    add_size(line, step->size);
    add(line, " are free from now on.");
}

static void
why_free(struct line *line)
{
    size_t header = shape_of(line).header;
    add(line,
        "Its size stands in the header, %zu B before the address that was "
        "freed.",
        header);
}

static void
what_grow(struct line *line)
{
    add(line, "The heap grows by ");
    add_size(line, line->step->other_size);
    add(line, ", to ");
    add_size(line, line->step->size);
    add(line, ".");
}

static void
why_grow(struct line *line)
{
    const struct inside_step *step = line->step;
    const struct op_result *r = &line->in->result;
    if (r->kind == OP_REALLOC && r->off == r->old_off) {
        add(line, "The block ends the heap: it can grow where it is.");
        return;
    }
    if (step->n)
        add(line, "None of the %zu looked at is large enough.", step->n);
    else
        add(line, "No free block could be large enough.");
    if (shape_of(line).buddies)
        add(line, " A block starts at a multiple of its size.");
    else if (step->need <= 128 && step->other_size >= 1024)
        add(line, " For requests up to 128 B it grows by 1 KiB at least.");
    else
        add(line, " It grows by what is missing.");
}

static void
what_attach(struct line *line)
{
    const struct inside_step *step = line->step;
    add(line, "%s ", step->state == VIEW_USED ? "The block of" : "The free");
    add_size(line, step->other_size);
    add(line, " at the end and the ");
    add_size(line, step->size - step->other_size);
    add(line, " behind them are one block of ");
    add_size(line, step->size);
    add(line, ".");
}

static void
what_copy(struct line *line)
{
    add_size(line, line->step->n);
    add(line, " are copied from ");
    add_where(line, line->step->other_off);
    add(line, " to ");
    add_where(line, line->step->off);
    add(line, ".");
}

static void
why_copy(struct line *line)
{
    add(line, "The block has moved: pointers to its old address are worth "
              "nothing now.");
}

static void
what_stay(struct line *line)
{
    add(line, "The block of %zu B serves %zu B, too: nothing changes.",
        line->step->size, line->in->result.asked);
}

static void
why_stay(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t rest = step->size - step->need;
    if (rest == 0)
        add(line, "It needs %zu B, and has them.", step->need);
    else
        add(line,
            "It needs %zu B; the %zu B beyond could be no block, the "
            "smallest has %zu B.",
            step->need, rest, shape_of(line).min_block);
}

/* --- neighbours ------------------------------------------------------------*/
static bool
is_growing(const struct line *line)
{
    return line->in->result.kind == OP_REALLOC && line->step->need;
}

static void
what_neighbour(struct line *line)
{
    const struct inside_step *step = line->step;
    bool right = step->side == SIDE_RIGHT;
    if (!step->other_off) {
        add(line, "It is the heap's %s block: there is nothing %s it.",
            right ? "last" : "first", right ? "after" : "before");
        return;
    }
    add(line, "The %s", side_name(step->side));
    if (step->other_id) {
        add(line, ", ");
        add_who(line, step->other_id, step->other_off);
        add(line, ",");
    }
    if (step->state == VIEW_USED)
        add(line, " is in use: %s.",
            is_growing(line) ? "it cannot grow there" : "nothing to join");
    else if (step->yes)
        add(line, " is free: its %zu B %s.", step->other_size,
            is_growing(line) ? "are enough" : "will be joined");
    else
        add(line, " is free, %zu B%s.", step->other_size,
            is_growing(line) ? ": too few" : "");
}

static void
what_buddy(struct line *line)
{
    const struct inside_step *step = line->step;
    static const char *const states[] = {
        [BUDDY_NONE] = "It is the largest block there can be: it has no buddy.",
        [BUDDY_BEYOND] = "Its buddy would lie beyond the heap's end: nothing "
                         "to join.",
        [BUDDY_SPLIT] = "Its buddy is split: only a whole one can be joined."};
    if (step->n != BUDDY_WHOLE) {
        add(line, "%s", states[step->n]);
        return;
    }
    add(line, "Its buddy at ");
    add_where(line, step->other_off);
    if (step->state == VIEW_USED)
        add(line, " is in use: nothing to join.");
    else
        add(line, " is free and whole: the two will be one.");
}

static void
why_buddy(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->n == BUDDY_NONE)
        return;
    add(line, "The buddy of a block of ");
    add_size(line, step->size);
    add(line, " is its other half: the place with that one bit flipped, ");
    add_where(line, step->other_off);
    add(line, ".");
}

/* How the allocator knows: a size, a bit, a footer. */
static void
why_neighbour(struct line *line)
{
    const struct inside_step *step = line->step;
    bool free = step->state == VIEW_FREE;
    if (is_growing(line) && step->other_off) {
        size_t have = step->size + (free ? step->other_size : 0);
        add(line, "It has %zu B", step->size);
        if (free)
            add(line, ", with those behind it %zu B", have);
        add(line, ", and needs %zu B.", step->need);
    } else if (!step->other_off) {
        add(line, "The heap's own bytes there count as in use.");
    } else if (step->side == SIDE_RIGHT) {
        add(line,
            "Its size, %zu B, leads to the next header, which says "
            "%s.",
            step->size, free ? "free" : "in use");
    } else if (policy_of(line)->layout == LAYOUT_TEXTBOOK) {
        add(line, "The footer just before its header says %s.",
            free ? "free, and how large" : "in use");
    } else {
        add(line, "A bit in its own header says so%s.",
            free ? "; the footer before it tells how large" : "");
    }
}

static void
what_look(struct line *line)
{
    if (line->step->side == SIDE_BUDDY)
        what_buddy(line);
    else
        what_neighbour(line);
}

static void
why_look(struct line *line)
{
    if (line->step->side == SIDE_BUDDY)
        why_buddy(line);
    else
        why_neighbour(line);
}

static void
what_join(struct line *line)
{
    const struct inside_step *step = line->step;
    bool left = step->other_off <= step->off;
    size_t own = step->size - step->other_size;
    add(line, "Two blocks become one: %zu + %zu = %zu B.",
        left ? step->other_size : own, left ? own : step->other_size,
        step->size);
}

static void
why_join(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t gone = step->other_off > step->off
                      ? step->other_off
                      : step->other_off + step->other_size;
    add(line, "The header at ");
    add_where(line, gone - shape_of(line).header);
    add(line, " is gone: there is one block now, and one size.");
}

static void
what_rest(struct line *line)
{
    add(line, "%zu event%s more, and the operation is over.", line->step->n,
        plural(line->step->n));
}

/* --- all of them -----------------------------------------------------------*/
struct words {
    void (*what)(struct line *), (*why)(struct line *);
};

static const struct words words[INSIDE_KINDS] = {
    [INSIDE_EMPTY] = {what_empty, why_empty},
    [INSIDE_PROBE] = {what_probe, why_probe},
    [INSIDE_PROBES] = {what_probes, NULL},
    [INSIDE_TAKE] = {what_take, why_take},
    [INSIDE_UNLINK] = {what_unlink, why_unlink},
    [INSIDE_SPLIT] = {what_split, why_split},
    [INSIDE_LOOK] = {what_look, why_look},
    [INSIDE_JOIN] = {what_join, why_join},
    [INSIDE_LINK] = {what_link, why_link},
    [INSIDE_GROW] = {what_grow, why_grow},
    [INSIDE_ATTACH] = {what_attach, NULL},
    [INSIDE_USE] = {what_use, why_use},
    [INSIDE_FREE] = {what_free, why_free},
    [INSIDE_COPY] = {what_copy, why_copy},
    [INSIDE_STAY] = {what_stay, why_stay},
    [INSIDE_REST] = {what_rest, NULL},
};

/* A sentence begins with a capital, but for what has none: "#5". */
static void
say(const struct inside *in, size_t at, bool why, char buf[INSIDE_TEXT])
{
    struct line line = {in, inside_step(in, at), buf, 0};
    void (*put)(struct line *) = why ? why_asked : what_asked;
    buf[0] = '\0';
    if (line.step)
        put = why ? words[line.step->kind].why : words[line.step->kind].what;
    if (put)
        put(&line);
}

void
inside_what(const struct inside *in, size_t at, char buf[INSIDE_TEXT])
{
    say(in, at, false, buf);
}

void
inside_why(const struct inside *in, size_t at, char buf[INSIDE_TEXT])
{
    say(in, at, true, buf);
}

void
inside_title(const struct inside *in, char buf[INSIDE_TEXT])
{
    struct line line = {in, NULL, buf, 0};
    buf[0] = '\0';
    add_request(&line);
}
