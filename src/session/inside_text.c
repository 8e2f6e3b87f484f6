/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_text.c: what a step did, in one sentence, and why, in another. The
 * numbers are the step's own; nothing is said of a heap that has moved on.
 */
#include "inside_text.h"
#include "size_text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
say_words(struct line *line, const char *format, ...)
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
const struct policy *
line_policy(const struct line *line)
{
    return &line->in->before.session.config.policy;
}

struct heap_shape
line_shape(const struct line *line)
{
    return heap_get_shape(view_heap(&line->in->before.session));
}

void
say_size(struct line *line, size_t bytes)
{
    char text[SIZE_TEXT];
    say_words(line, "%s", size_text(bytes, text));
}

/* Of a block: to the byte, since they are added and taken apart. */
void
say_bytes(struct line *line, size_t bytes)
{
    if (bytes < 65536)
        say_words(line, "%zu B", bytes);
    else
        say_size(line, bytes);
}

void
say_where(struct line *line, size_t off)
{
    char where[WHERE_TEXT];
    where_text(&line->in->after.session, off, where);
    say_words(line, "%s", where);
}

/* "#5 buf", or "the block at 0x00040". */
void
say_who(struct line *line, uint32_t id, size_t off)
{
    const char *name = id ? names_of(&line->in->after.session.names, id) : "";
    if (id) {
        say_words(line, "#%" PRIu32 "%s%s", id, *name ? " " : "", name);
        return;
    }
    say_words(line, "the block at ");
    say_where(line, off);
}

/* "list class 64 B", or "list" where there is one. */
void
say_list(struct line *line, unsigned list)
{
    const struct session *s = &line->in->before.session;
    char name[64];
    if (view_n_lists(s) < 2) {
        say_words(line, "list");
        return;
    }
    view_list_name(s, list, name, sizeof name);
    say_words(line, "list of %s", name);
}

void
say_class(struct line *line, unsigned list)
{
    char name[64];
    view_list_name(&line->in->before.session, list, name, sizeof name);
    say_words(line, "%s", name);
}

bool
line_has_classes(const struct line *line)
{
    return view_n_lists(&line->in->before.session) > 1;
}

/* "block in place 2", or "free block at 0x00040". */
void
say_candidate(struct line *line)
{
    const struct inside_step *step = line->step;
    if (step->place && line_has_classes(line)) {
        say_words(line, "block in place %zu of ", step->place);
        say_class(line, step->list);
    } else if (step->place) {
        say_words(line, "block in place %zu", step->place);
    } else {
        say_words(line, "free block at ");
        say_where(line, step->off);
    }
}

const char *
line_fit_name(const struct line *line)
{
    static const char *const names[] = {"first fit", "next fit", "best fit",
                                        "worst fit", "good fit"};
    return names[line_policy(line)->fit];
}

bool
line_sees_all(const struct line *line)
{
    enum policy_fit fit = line_policy(line)->fit;
    return (fit == FIT_BEST || fit == FIT_WORST) && !line_shape(line).buddies;
}

const char *
side_words(enum inside_side side)
{
    const char *const names[] = {"block", "block after it", "block before it",
                                 "buddy"};
    return names[side];
}

/* --- what is asked for -----------------------------------------------------*/
static void
say_request(struct line *line)
{
    const struct op_result *r = &line->in->result;
    switch (r->kind) {
    case OP_FREE:
        say_words(line, "free ");
        say_who(line, r->id, r->off);
        break;
    case OP_REALLOC:
        say_words(line, "realloc ");
        say_who(line, r->id, r->old_off);
        say_words(line, " to %zu B", r->asked);
        break;
    case OP_COALESCE:
        say_words(line, "coalesce");
        break;
    case OP_CALLOC:
        say_words(line, "calloc %zu B", r->asked);
        break;
    case OP_MEMALIGN:
        say_words(line, "memalign %zu, %zu B", line->in->align, r->asked);
        break;
    default:
        say_words(line, "alloc %zu B", r->asked);
        break;
    }
}

static void
what_asked(struct line *line)
{
    const struct op_result *r = &line->in->result;
    say_request(line);
    switch (r->kind) {
    case OP_FREE:
        say_words(line, ": its block of ");
        say_size(line, r->size);
        say_words(line, " goes back.");
        break;
    case OP_COALESCE:
        say_words(line,
                  line->in->n
                      ? ": free neighbours are looked for, from the start."
                      : ": no two free blocks are neighbours.");
        break;
    case OP_REALLOC:
        if (r->old_off)
            say_words(line, ": it has a block of %zu B and needs %zu B.",
                      r->old_size, line->in->need);
        else
            say_words(line, ": it needs a block of %zu B.", line->in->need);
        break;
    default:
        say_words(line, ": it needs a block of %zu B.", line->in->need);
        break;
    }
}

/* "110 B + 4 B header = 114 B, rounded up to a multiple of 16: 128 B." */
static void
why_need(struct line *line)
{
    size_t asked = line->in->result.asked, need = line->in->need;
    struct heap_shape shape = line_shape(line);
    size_t sum = asked + shape.overhead;
    say_words(line, "%zu B + %zu B %s = %zu B", asked, shape.overhead,
              shape.overhead > shape.header ? "header and footer" : "header",
              sum);
    if (line->in->align && line->in->searched > need)
        say_words(line,
                  ", so %zu B; %zu B are looked for, in which some %zu B start "
                  "at a multiple of %zu.",
                  need, line->in->searched, need, line->in->align);
    else if (need == sum)
        say_words(line, ", a size that blocks have.");
    else if (shape.buddies)
        say_words(line, ", rounded up to a power of two: %zu B.", need);
    else if (need == shape.min_block)
        say_words(line, "; the smallest block has %zu B.", need);
    else
        say_words(line, ", rounded up to a multiple of 16: %zu B.", need);
}

static void
why_asked(struct line *line)
{
    static const char *const joinings[] = {
        "A neighbour that is free becomes one block with it at once.",
        "Joining is deferred: it stays by itself until a search finds nothing.",
        "Joining is off: it stays by itself."};
    if (line->in->result.kind == OP_COALESCE)
        say_words(line,
                  "Two free blocks side by side serve less than one block of "
                  "both.");
    else if (line->in->result.kind != OP_FREE)
        why_need(line);
    else if (line_shape(line).buddies &&
             line_policy(line)->joining == JOIN_IMMEDIATE)
        say_words(line,
                  "If its buddy is free and whole, the two become one block, "
                  "and so on upwards.");
    else
        say_words(line, "%s", joinings[line_policy(line)->joining]);
}

/* --- the rest --------------------------------------------------------------*/
static const char *
plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void
what_rest(struct line *line)
{
    say_words(line, "%zu event%s more, and the operation is over.",
              line->step->n, plural(line->step->n));
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
speak(const struct inside *in, size_t at, bool why, char buf[INSIDE_TEXT])
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
    speak(in, at, false, buf);
}

void
inside_why(const struct inside *in, size_t at, char buf[INSIDE_TEXT])
{
    speak(in, at, true, buf);
}

void
inside_title(const struct inside *in, char buf[INSIDE_TEXT])
{
    struct line line = {in, NULL, buf, 0};
    buf[0] = '\0';
    say_request(&line);
}
