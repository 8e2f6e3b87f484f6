/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_text_blocks.c: what becomes of blocks in words: cut, joined,
 * used, given back, copied, and what is seen of their neighbours.
 */
#include "inside_text.h"

/* --- blocks ----------------------------------------------------------------*/
static void
what_halve(struct line *line)
{
    say(line, "The block of ");
    say_bytes(line, line->step->size * 2);
    say(line, " is halved: two buddies of ");
    say_bytes(line, line->step->size);
    say(line, ".");
}

void
what_split(struct line *line)
{
    const struct inside_step *step = line->step;
    bool gives = line->in->result.kind == OP_REALLOC && step->known &&
                 line->in->result.off == line->in->result.old_off;
    if (shape_of(line).buddies) {
        what_halve(line);
        return;
    }
    say(line, "The block of %zu B is cut in two: %zu B for ",
        step->size + step->other_size, step->size);
    if (step->known)
        say_who(line, step->id, step->off);
    else
        say(line, "the new block");
    say(line, ", and the %s %zu B %s free.", step->is_front ? "first" : "last",
        step->other_size, gives ? "become" : "stay");
}

static void
why_halve(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->size > step->need)
        say(line,
            "%zu B are needed: the lower half is large enough, and is "
            "halved again.",
            step->need);
    else
        say(line,
            "%zu B are needed: the lower half is just that, the upper "
            "one is free.",
            step->need);
}

void
why_split(struct line *line)
{
    const struct inside_step *step = line->step;
    struct heap_shape shape = shape_of(line);
    if (shape.buddies) {
        why_halve(line);
    } else if (step->is_front && line->in->align) {
        say(line,
            "The address must be a multiple of %zu: what lies before it "
            "is not wasted.",
            line->in->align);
    } else {
        say(line,
            "%zu B are left, and the smallest block has %zu B: they can "
            "be a block%s.",
            step->other_size, shape.min_block,
            step->is_front ? "; large requests get the high end" : "");
    }
}

void
what_use(struct line *line)
{
    const struct inside_step *step = line->step;
    say(line, "The block of %zu B is ", step->size);
    if (step->known) {
        say_who(line, step->id, step->off);
        say(line, ".");
    } else {
        say(line, "in use, and waits for the payload.");
    }
}

void
why_use(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t rest = step->size > step->need ? step->size - step->need : 0;
    if (rest == 0)
        say(line, "It is just as large as needed: nothing is split off.");
    else
        say(line,
            "The %zu B more than needed are no block (the smallest has "
            "%zu B): they stay in it as slack.",
            rest, shape_of(line).min_block);
}

void
what_free(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->id)
        say_who(line, step->id, step->off);
    else
        say(line, line->in->result.kind == OP_REALLOC ? "The old block"
                                                      : "The block");
    say(line, " is given back: ");
    say_bytes(line, step->size);
    say(line, " are free from now on.");
}

void
why_free(struct line *line)
{
    size_t header = shape_of(line).header;
    say(line,
        "Its size stands in the header, %zu B before the address that was "
        "freed.",
        header);
}

void
what_copy(struct line *line)
{
    say_bytes(line, line->step->n);
    say(line, " are copied from ");
    say_where(line, line->step->other_off);
    say(line, " to ");
    say_where(line, line->step->off);
    say(line, ".");
}

void
why_copy(struct line *line)
{
    say(line, "The block has moved: pointers to its old address are worth "
              "nothing now.");
}

void
what_stay(struct line *line)
{
    say(line, "The block of %zu B serves %zu B, too: nothing changes.",
        line->step->size, line->in->result.asked);
}

void
why_stay(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t rest = step->size - step->need;
    if (rest == 0)
        say(line, "It needs %zu B, and has them.", step->need);
    else
        say(line,
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
        say(line, "It is the heap's %s block: there is nothing %s it.",
            right ? "last" : "first", right ? "after" : "before");
        return;
    }
    say(line, "The %s", side_name(step->side));
    if (step->other_id) {
        say(line, ", ");
        say_who(line, step->other_id, step->other_off);
        say(line, ",");
    }
    if (step->state == VIEW_USED)
        say(line, " is in use: %s.",
            is_growing(line) ? "it cannot grow there" : "nothing to join");
    else if (step->yes)
        say(line, " is free: its %zu B %s.", step->other_size,
            is_growing(line) ? "are enough" : "will be joined");
    else
        say(line, " is free, %zu B%s.", step->other_size,
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
        say(line, "%s", states[step->n]);
        return;
    }
    say(line, "Its buddy at ");
    say_where(line, step->other_off);
    if (step->state == VIEW_USED)
        say(line, " is in use: nothing to join.");
    else
        say(line, " is free and whole: the two will be one.");
}

static void
why_buddy(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->n == BUDDY_NONE)
        return;
    say(line, "The buddy of a block of ");
    say_bytes(line, step->size);
    say(line, " is its other half: the place with that one bit flipped, ");
    say_where(line, step->other_off);
    say(line, ".");
}

/* How the allocator knows: a size, a bit, a footer. */
static void
why_neighbour(struct line *line)
{
    const struct inside_step *step = line->step;
    bool free = step->state == VIEW_FREE;
    if (is_growing(line) && step->other_off) {
        size_t have = step->size + (free ? step->other_size : 0);
        say(line, "It has %zu B", step->size);
        if (free)
            say(line, ", with those behind it %zu B", have);
        say(line, ", and needs %zu B.", step->need);
    } else if (!step->other_off) {
        say(line, "The heap's own bytes there count as in use.");
    } else if (step->side == SIDE_RIGHT) {
        say(line,
            "Its size, %zu B, leads to the next header, which says "
            "%s.",
            step->size, free ? "free" : "in use");
    } else if (policy_of(line)->layout == LAYOUT_TEXTBOOK) {
        say(line, "The footer just before its header says %s.",
            free ? "free, and how large" : "in use");
    } else {
        say(line, "A bit in its own header says so%s.",
            free ? "; the footer before it tells how large" : "");
    }
}

void
what_look(struct line *line)
{
    if (line->step->side == SIDE_BUDDY)
        what_buddy(line);
    else
        what_neighbour(line);
}

void
why_look(struct line *line)
{
    if (line->step->side == SIDE_BUDDY)
        why_buddy(line);
    else
        why_neighbour(line);
}

void
what_join(struct line *line)
{
    const struct inside_step *step = line->step;
    bool left = step->other_off <= step->off;
    size_t own = step->size - step->other_size;
    say(line, "Two blocks become one: %zu + %zu = %zu B.",
        left ? step->other_size : own, left ? own : step->other_size,
        step->size);
}

void
why_join(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t gone = step->other_off > step->off
                      ? step->other_off
                      : step->other_off + step->other_size;
    if (step->side == SIDE_NONE && policy_of(line)->joining == JOIN_DEFERRED &&
        line->in->searched)
        say(line, "Joining was put off until a search would fail. ");
    say(line, "The header at ");
    say_where(line, gone - shape_of(line).header);
    say(line, " is gone: there is one block now, and one size.");
}
