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
    say_words(line, "The block of ");
    say_bytes(line, line->step->size * 2);
    say_words(line, " is halved: two buddies of ");
    say_bytes(line, line->step->size);
    say_words(line, ".");
}

void
what_split(struct line *line)
{
    const struct inside_step *step = line->step;
    bool gives = line->in->result.kind == OP_REALLOC && step->known &&
                 line->in->result.off == line->in->result.old_off;
    if (line_shape(line).buddies) {
        what_halve(line);
        return;
    }
    say_words(line, "The block of %zu B is cut in two: %zu B for ",
              step->size + step->other_size, step->size);
    if (step->known)
        say_who(line, step->id, step->off);
    else
        say_words(line, "the new block");
    say_words(line, ", and the %s %zu B %s free.",
              step->is_front ? "first" : "last", step->other_size,
              gives ? "become" : "stay");
}

static void
why_halve(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->size > step->need)
        say_words(line,
                  "%zu B are needed: the lower half is large enough, and is "
                  "halved again.",
                  step->need);
    else
        say_words(line,
                  "%zu B are needed: the lower half is just that, the upper "
                  "one is free.",
                  step->need);
}

void
why_split(struct line *line)
{
    const struct inside_step *step = line->step;
    struct heap_shape shape = line_shape(line);
    if (shape.buddies) {
        why_halve(line);
    } else if (step->is_front && line->in->align) {
        say_words(line,
                  "The address must be a multiple of %zu: what lies before it "
                  "is not wasted.",
                  line->in->align);
    } else {
        say_words(line,
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
    say_words(line, "The block of %zu B is ", step->size);
    if (step->known) {
        say_who(line, step->id, step->off);
        say_words(line, ".");
    } else {
        say_words(line, "in use, and waits for the payload.");
    }
}

void
why_use(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t rest = step->size > step->need ? step->size - step->need : 0;
    if (rest == 0)
        say_words(line, "It is just as large as needed: nothing is split off.");
    else
        say_words(line,
                  "The %zu B more than needed are no block (the smallest has "
                  "%zu B): they stay in it as slack.",
                  rest, line_shape(line).min_block);
}

void
what_free(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->id)
        say_who(line, step->id, step->off);
    else
        say_words(line, line->in->result.kind == OP_REALLOC ? "The old block"
                                                            : "The block");
    say_words(line, " is given back: ");
    say_bytes(line, step->size);
    say_words(line, " are free from now on.");
}

void
why_free(struct line *line)
{
    size_t header = line_shape(line).header;
    say_words(
        line,
        "Its size stands in the header, %zu B before the address that was "
        "freed.",
        header);
}

void
what_copy(struct line *line)
{
    say_bytes(line, line->step->n);
    say_words(line, " are copied from ");
    say_where(line, line->step->other_off);
    say_words(line, " to ");
    say_where(line, line->step->off);
    say_words(line, ".");
}

void
why_copy(struct line *line)
{
    say_words(line,
              "The block has moved: pointers to its old address are worth "
              "nothing now.");
}

void
what_stay(struct line *line)
{
    say_words(line, "The block of %zu B serves %zu B, too: nothing changes.",
              line->step->size, line->in->result.asked);
}

void
why_stay(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t rest = step->size - step->need;
    if (rest == 0)
        say_words(line, "It needs %zu B, and has them.", step->need);
    else
        say_words(line,
                  "It needs %zu B; the %zu B beyond could be no block, the "
                  "smallest has %zu B.",
                  step->need, rest, line_shape(line).min_block);
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
        say_words(line, "It is the heap's %s block: there is nothing %s it.",
                  right ? "last" : "first", right ? "after" : "before");
        return;
    }
    say_words(line, "The %s", side_words(step->side));
    if (step->other_id) {
        say_words(line, ", ");
        say_who(line, step->other_id, step->other_off);
        say_words(line, ",");
    }
    if (step->state == VIEW_USED)
        say_words(line, " is in use: %s.",
                  is_growing(line) ? "it cannot grow there"
                                   : "nothing to join");
    else if (step->yes)
        say_words(line, " is free: its %zu B %s.", step->other_size,
                  is_growing(line) ? "are enough" : "will be joined");
    else
        say_words(line, " is free, %zu B%s.", step->other_size,
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
        say_words(line, "%s", states[step->n]);
        return;
    }
    say_words(line, "Its buddy at ");
    say_where(line, step->other_off);
    if (step->state == VIEW_USED)
        say_words(line, " is in use: nothing to join.");
    else
        say_words(line, " is free and whole: the two will be one.");
}

static void
why_buddy(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->n == BUDDY_NONE)
        return;
    say_words(line, "The buddy of a block of ");
    say_bytes(line, step->size);
    say_words(line,
              " is its other half: the place with that one bit flipped, ");
    say_where(line, step->other_off);
    say_words(line, ".");
}

/* How the allocator knows: a size, a bit, a footer. */
static void
why_neighbour(struct line *line)
{
    const struct inside_step *step = line->step;
    bool free = step->state == VIEW_FREE;
    if (is_growing(line) && step->other_off) {
        size_t have = step->size + (free ? step->other_size : 0);
        say_words(line, "It has %zu B", step->size);
        if (free)
            say_words(line, ", with those behind it %zu B", have);
        say_words(line, ", and needs %zu B.", step->need);
    } else if (!step->other_off) {
        say_words(line, "The heap's own bytes there count as in use.");
    } else if (step->side == SIDE_RIGHT) {
        say_words(line,
                  "Its size, %zu B, leads to the next header, which says "
                  "%s.",
                  step->size, free ? "free" : "in use");
    } else if (line_policy(line)->layout == LAYOUT_TEXTBOOK) {
        say_words(line, "The footer just before its header says %s.",
                  free ? "free, and how large" : "in use");
    } else {
        say_words(line, "A bit in its own header says so%s.",
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
    say_words(line, "Two blocks become one: %zu + %zu = %zu B.",
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
    if (step->side == SIDE_NONE &&
        line_policy(line)->joining == JOIN_DEFERRED && line->in->searched)
        say_words(line, "Joining was put off until a search would fail. ");
    say_words(line, "The header at ");
    say_where(line, gone - line_shape(line).header);
    say_words(line, " is gone: there is one block now, and one size.");
}
