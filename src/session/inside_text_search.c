/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_text_search.c: searching, lists and growing in words.
 */
#include "inside_text.h"

/* --- searching -------------------------------------------------------------*/
void
what_empty(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->n)
        say_words(line, "%zu %s too small; the next class with blocks is ",
                  step->n, step->n == 1 ? "was" : "were");
    else
        say_words(line,
                  "No free block in the class for %zu B; the next with blocks "
                  "is ",
                  step->need);
    say_class(line, step->list);
    say_words(line, ".");
}

void
why_empty(struct line *line)
{
    say_words(line,
              "A bitmap tells which classes have blocks, so empty ones cost "
              "nothing.");
    if (line_policy(line)->name == POLICY_TLSF)
        say_words(line, " It asks only classes in which every block is large "
                        "enough.");
}

void
what_probe(struct line *line)
{
    const struct inside_step *step = line->step;
    bool worst = line_policy(line)->fit == FIT_WORST;
    say_words(line, "The ");
    say_candidate(line);
    say_words(line, " has %zu B: ", step->size);
    if (step->size < step->need)
        say_words(line, "too small.");
    else if (!line_sees_all(line))
        say_words(line, "large enough.");
    else if (!step->fits)
        say_words(line, "large enough, but not %s than the %zu B found.",
                  worst ? "larger" : "smaller", step->best);
    else
        say_words(line, "large enough%s.",
                  !step->best ? ", the first so far"
                  : worst     ? ", the largest so far"
                              : ", the smallest so far");
}

static void
why_small(struct line *line)
{
    const struct inside_step *step = line->step;
    say_words(line, "It needs %zu B, this is %zu B short", step->need,
              step->need - step->size);
    if (!step->last)
        say_words(line, ": the search goes on to the next.");
    else if (step->best)
        say_words(line, "; it was the last, so the %zu B found are taken.",
                  step->best);
    else
        say_words(line, line_has_classes(line)
                            ? "; no other of this class is looked at."
                            : "; it was the last.");
}

static void
why_fits(struct line *line)
{
    const struct inside_step *step = line->step;
    if (line_has_classes(line) &&
        (step->need <= view_list(&line->in->before.session, step->list).min))
        say_words(line,
                  "Every block of this class has %zu B or more, so the first "
                  "will do.",
                  step->need);
    else if (!line_sees_all(line))
        say_words(line,
                  "It needs %zu B; %s takes the first that is large enough.",
                  step->need, line_fit_name(line));
    else if (step->size == step->need && line_policy(line)->fit == FIT_BEST)
        say_words(line,
                  "It needs %zu B: an exact fit cannot be beaten, the search "
                  "ends.",
                  step->need);
    else if (step->last)
        say_words(line, "It needs %zu B; %s has seen all, and takes the %s.",
                  step->need, line_fit_name(line),
                  line_policy(line)->fit == FIT_WORST ? "largest" : "smallest");
    else
        say_words(line,
                  "It needs %zu B, so %zu B would be left; %s looks at all.",
                  step->need, step->size - step->need, line_fit_name(line));
}

void
why_probe(struct line *line)
{
    if (line->step->size < line->step->need)
        why_small(line);
    else
        why_fits(line);
}

void
what_probes(struct line *line)
{
    say_words(line, "%zu more were looked at, and none was better.",
              line->step->n);
}

void
what_take(struct line *line)
{
    say_words(line, "The ");
    say_candidate(line);
    say_words(line, ", ");
    say_bytes(line, line->step->size);
    say_words(line, ", is taken.");
}

void
why_take(struct line *line)
{
    const struct inside_step *step = line->step;
    size_t n = step->n;
    if (line->in->result.grown)
        say_words(line, "It ends the heap, which grew for it.");
    else if (step->size == step->need)
        say_words(line, "It has just the %zu B that are needed.", step->need);
    else if (line_sees_all(line))
        say_words(line,
                  "It is the %s that is large enough: %zu B more than needed.",
                  line_policy(line)->fit == FIT_WORST ? "largest" : "smallest",
                  step->size - step->need);
    else if (n == 0)
        say_words(line, "It was the first that was looked at, and it is large "
                        "enough.");
    else
        say_words(line, "%zu %s too small, this is not: %s ends here.", n,
                  n == 1 ? "was" : "were", line_fit_name(line));
}

/* --- lists -----------------------------------------------------------------*/
void
what_unlink(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->side == SIDE_NONE) {
        say_words(line, "The block at ");
        say_where(line, step->off);
    } else {
        say_words(line, "The %s", side_words(step->side));
    }
    say_words(line, ", ");
    say_bytes(line, step->size);
    say_words(line, ", comes off its ");
    say_list(line, step->list);
    say_words(line, ".");
}

void
why_unlink(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->side != SIDE_NONE)
        say_words(line, "It stops being a block of its own. ");
    if (step->n == 1)
        say_words(line, "It was the only one: the list is empty now.");
    else if (step->place && step->place == step->n)
        say_words(line, "It was the last: number %zu ends the list now.",
                  step->place - 1);
    else if (step->place == 1)
        say_words(line, "It was the head: the one behind it is the head now.");
    else if (step->place)
        say_words(line,
                  "Number %zu of the list now links to the one behind it.",
                  step->place - 1);
    else
        say_words(line,
                  "The blocks before and behind it on the list now link to "
                  "each other.");
}

void
what_link(struct line *line)
{
    const struct inside_step *step = line->step;
    bool last = line_policy(line)->name == POLICY_EXPLICIT &&
                line_policy(line)->order == ORDER_FIFO;
    say_words(line, "The block of ");
    say_bytes(line, step->size);
    if (step->place > 1 && !last)
        say_words(line, " is linked as number %zu of the ", step->place);
    else if (last && step->place != 1)
        say_words(line, " is linked at the tail of the ");
    else
        say_words(line, " is linked at the head of the ");
    say_list(line, step->list);
    say_words(line, ".");
}

/* The four cases of a free, as the textbooks number them. */
static void
say_case(struct line *line)
{
    static const char *const cases[] = {"1 of 4: both neighbours are in use",
                                        "2 of 4: the one after it was free",
                                        "3 of 4: the one before it was free",
                                        "4 of 4: both were free"};
    const struct op_result *r = &line->in->result;
    if (r->kind != OP_FREE || line_policy(line)->joining != JOIN_IMMEDIATE ||
        line_shape(line).buddies)
        return;
    say_words(line, " Case %s.",
              cases[(r->joined_right > 0) + 2 * (r->joined_left > 0)]);
}

void
why_link(struct line *line)
{
    const struct inside_step *step = line->step;
    if (line_has_classes(line)) {
        say_words(
            line,
            "Each class of sizes has a list, and what became free last is "
            "its head.");
    } else if (line_policy(line)->order == ORDER_LIFO) {
        say_words(line, "LIFO: what became free last is found first.");
    } else if (line_policy(line)->order == ORDER_FIFO) {
        say_words(line,
                  "FIFO: it is found after all that were free before it.");
    } else if (step->walked && step->place) {
        if (step->place == 1)
            say_words(line, "Address order: no free block lies before it.");
        else
            say_words(
                line,
                "Address order: %zu block%s walked past on the way to its "
                "place.",
                step->place - 1, step->place == 2 ? " was" : "s were");
    } else {
        say_words(line,
                  "Address order: it has the place of the free block that it "
                  "was part of, or took in.");
    }
    say_case(line);
}

/* --- growing ---------------------------------------------------------------*/
void
what_grow(struct line *line)
{
    say_words(line, "The heap grows by ");
    say_size(line, line->step->other_size);
    say_words(line, ", to ");
    say_size(line, line->step->size);
    say_words(line, ".");
}

void
why_grow(struct line *line)
{
    const struct inside_step *step = line->step;
    const struct op_result *r = &line->in->result;
    if (r->kind == OP_REALLOC && r->off == r->old_off) {
        say_words(line, "The block ends the heap: it can grow where it is.");
        return;
    }
    if (step->n == 1)
        say_words(line, "The one looked at is not large enough.");
    else if (step->n)
        say_words(line, "None of the %zu looked at is large enough.", step->n);
    else
        say_words(line, "No free block could be large enough.");
    if (line_shape(line).buddies)
        say_words(line, " A block starts at a multiple of its size.");
    else if (step->need <= 128 && step->other_size >= 1024)
        say_words(line,
                  " For requests up to 128 B it grows by 1 KiB at least.");
    else
        say_words(line, " It grows by what is missing.");
}

void
what_attach(struct line *line)
{
    const struct inside_step *step = line->step;
    say_words(line, "%s ",
              step->state == VIEW_USED ? "The block of" : "The free");
    say_words(
        line,
        "%zu B at the end and the %zu B behind them are one block of %zu B.",
        step->other_size, step->size - step->other_size, step->size);
}
