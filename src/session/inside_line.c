/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_line.c: a step as a line of a table, and which bytes the steps touch.
 */
#include "inside_internal.h"
#include "size_text.h"

#include <stdio.h>

/* --- lines -----------------------------------------------------------------*/
static void
put(char word[INSIDE_WORD], const char *text)
{
    (void)snprintf(word, INSIDE_WORD, "%s", text);
}

static const char *
side_word(enum inside_side side)
{
    static const char *const words[] = {"", "right", "left", "buddy"};
    return words[side];
}

/* "2", "right", or the offset. */
static void
put_object(const struct inside *in, const struct inside_step *step,
           char word[INSIDE_WORD])
{
    if (step->side != SIDE_NONE)
        put(word, side_word(step->side));
    else if (step->place)
        (void)snprintf(word, INSIDE_WORD, "%zu", step->place);
    else if (step->id)
        (void)snprintf(word, INSIDE_WORD, "#%lu", (unsigned long)step->id);
    else if (step->kind == INSIDE_FREE && in->result.kind == OP_REALLOC)
        put(word, "old");
    else if (step->kind != INSIDE_SPLIT) /* else it is the one in hand */
        where_text(&in->after.session, step->off, word);
}

static void
probe_line(const struct inside *in, const struct inside_step *step,
           struct inside_line *line)
{
    bool all = in->seen.config.policy.fit == FIT_BEST ||
               in->seen.config.policy.fit == FIT_WORST;
    line->tone = step->fits ? NOTE_YES : NOTE_NO;
    if (step->size < step->need)
        (void)snprintf(line->note, INSIDE_WORD, "%zu B short",
                       step->need - step->size);
    else if (!step->fits)
        put(line->note, "no better");
    else
        put(line->note, all && step->best ? "better" : "fits");
}

static void
look_line(const struct inside_step *step, struct inside_line *line)
{
    line->size = step->other_size;
    line->tone = step->yes ? NOTE_YES : NOTE_NO;
    if (step->side == SIDE_BUDDY && step->n == BUDDY_SPLIT)
        put(line->note, "split");
    else if (step->state == VIEW_FREE)
        put(line->note, step->yes ? "free" : "too small");
    else
        put(line->note, step->state == VIEW_USED ? "in use" : "none");
}

static void
split_line(const struct inside_step *step, struct inside_line *line)
{
    line->size = step->size + step->other_size;
    (void)snprintf(line->note, INSIDE_WORD, "= %zu + %zu",
                   step->is_front ? step->other_size : step->size,
                   step->is_front ? step->size : step->other_size);
}

static void
join_line(const struct inside_step *step, struct inside_line *line)
{
    bool left = step->other_off <= step->off;
    size_t own = step->size - step->other_size;
    (void)snprintf(line->note, INSIDE_WORD, "= %zu + %zu",
                   left ? step->other_size : own,
                   left ? own : step->other_size);
}

static void
link_line(const struct inside *in, const struct inside_step *step,
          struct inside_line *line)
{
    line->object[0] = '\0';
    if (view_n_lists(&in->seen) > 1)
        view_list_name(&in->seen, step->list, line->note, INSIDE_WORD);
    else if (step->place)
        (void)snprintf(line->note, INSIDE_WORD, "number %zu", step->place);
    else
        put(line->note, "on the list");
}

static void
grow_line(const struct inside_step *step, struct inside_line *line)
{
    char size[SIZE_TEXT];
    line->object[0] = '\0';
    line->size = step->other_size;
    (void)snprintf(line->note, INSIDE_WORD, "to %s",
                   size_text(step->size, size));
}

static void
count_line(const struct inside *in, const struct inside_step *step,
           struct inside_line *line)
{
    line->object[0] = '\0';
    line->size = 0;
    if (step->kind == INSIDE_EMPTY)
        view_list_name(&in->seen, step->list, line->note, INSIDE_WORD);
    else
        (void)snprintf(line->note, INSIDE_WORD, "%zu more", step->n);
}

static void
note(const struct inside *in, const struct inside_step *step,
     struct inside_line *line)
{
    switch (step->kind) {
    case INSIDE_PROBE:
        probe_line(in, step, line);
        break;
    case INSIDE_LOOK:
        look_line(step, line);
        break;
    case INSIDE_SPLIT:
        split_line(step, line);
        break;
    case INSIDE_JOIN:
    case INSIDE_ATTACH:
        join_line(step, line);
        break;
    case INSIDE_LINK:
        link_line(in, step, line);
        break;
    case INSIDE_GROW:
        grow_line(step, line);
        break;
    case INSIDE_EMPTY:
    case INSIDE_PROBES:
    case INSIDE_REST:
        count_line(in, step, line);
        break;
    case INSIDE_UNLINK:
        put(line->note, "off the list");
        break;
    case INSIDE_COPY:
        line->size = step->n;
        put(line->note, "payload");
        break;
    case INSIDE_USE:
        put(line->note, "in use");
        break;
    case INSIDE_FREE:
        put(line->note, "given back");
        break;
    case INSIDE_STAY:
        put(line->note, "large enough");
        break;
    case INSIDE_TAKE:
        (void)snprintf(line->note, INSIDE_WORD, "for %zu B", step->need);
        break;
    case INSIDE_KINDS:
        break;
    }
}

void
inside_line(const struct inside *in, size_t at, struct inside_line *line)
{
    static const char *const verbs[INSIDE_KINDS] = {
        [INSIDE_EMPTY] = "go on to", [INSIDE_PROBE] = "look at",
        [INSIDE_PROBES] = "look at", [INSIDE_TAKE] = "take",
        [INSIDE_UNLINK] = "unlink",  [INSIDE_SPLIT] = "split",
        [INSIDE_LOOK] = "look",      [INSIDE_JOIN] = "join",
        [INSIDE_LINK] = "link",      [INSIDE_GROW] = "grow",
        [INSIDE_ATTACH] = "join",    [INSIDE_USE] = "use",
        [INSIDE_FREE] = "free",      [INSIDE_COPY] = "copy",
        [INSIDE_STAY] = "stay",      [INSIDE_REST] = "and"};
    const struct inside_step *step = inside_step(in, at);
    *line = (struct inside_line){.size = step->size};
    put(line->verb, verbs[step->kind]);
    put_object(in, step, line->object);
    note(in, step, line);
}

/* --- bytes -----------------------------------------------------------------*/
static void
cover(struct inside_span *span, size_t off, size_t size)
{
    if (!off)
        return;
    if (off < span->lo)
        span->lo = off;
    if (off + size > span->hi)
        span->hi = off + size;
}

static bool
is_look(enum inside_kind kind)
{
    return kind == INSIDE_PROBE || kind == INSIDE_PROBES;
}

struct inside_span
inside_span(const struct inside *in, bool action)
{
    struct inside_span span = {SIZE_MAX, 0};
    size_t header = heap_get_shape(view_heap(&in->seen)).header;
    for (size_t i = 0; i < in->n; i++) {
        const struct inside_step *step = &in->steps[i];
        if (action && is_look(step->kind))
            continue;
        cover(&span, step->off,
              step->kind == INSIDE_GROW ? step->other_size : step->size);
        cover(&span, step->other_off, step->other_size);
    }
    if (span.lo > span.hi)
        return (struct inside_span){0, 0};
    span.lo -= header;
    span.hi -= header;
    return span;
}
