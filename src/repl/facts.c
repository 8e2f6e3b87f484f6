/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * facts.c: see facts.h. The names are those of figure.c; runs with a condition
 * ask for them after each operation.
 */
#include "facts.h"

#include <string.h>

/* --- names -----------------------------------------------------------------*/
static bool
find(const char *word, struct cond_name *name)
{
    const struct figure *figure;

    *name = (struct cond_name){0};
    if (!figure_find(word, &name->index))
        return false;
    figure = figure_get(name->index);
    name->is_fraction = figure->unit == UNIT_FRACTION;
    switch (figure->unit) {
    case UNIT_WORD:
        name->kind = COND_IS_WORD;
        name->values = figure_kind;
        break;
    case UNIT_FLAG:
        name->kind = COND_IS_FLAG;
        break;
    case UNIT_RANGE:
        name->kind = COND_IS_RANGE;
        break;
    case UNIT_COUNT:
    case UNIT_BYTES:
    case UNIT_FRACTION:
    case UNIT_OFFSET:
        name->kind = COND_IS_NUMBER;
        break;
    }
    return true;
}

const struct cond_vocabulary facts_words = {
    "figure", "help figures lists them", "util > 90%", find, figure_name,
};

/* --- what they are worth ---------------------------------------------------*/
void
facts_open(struct facts *facts, const struct session *session)
{
    facts->session = session;
    facts->has_values = facts->has_check = facts->is_damaged = false;
}

static double
number(struct facts *facts, size_t name)
{
    if (!facts->has_values)
        figure_values_now(facts->session, &facts->values);
    facts->has_values = true;
    return figure_value(name, &facts->values);
}

/* The session's own report, for people, stays as it is. */
static bool
is_damaged(struct facts *facts)
{
    const struct heap *heap = view_heap(facts->session);
    struct heap_report report;

    if (!facts->has_check && heap)
        facts->is_damaged = !heap_check(heap, &report);
    facts->has_check = true;
    return facts->is_damaged;
}

static bool
has_moved(const struct op_result *last)
{
    return last->kind == OP_REALLOC && last->old_off &&
           last->old_off != last->off;
}

static bool
look_up(void *context, size_t name, const struct cond_range *range,
        struct cond_value *value)
{
    struct facts *facts = context;
    const struct figure *figure = figure_get(name);
    const struct op_result *last = session_last(facts->session);

    switch (figure->unit) {
    case UNIT_WORD:
        value->word = figure_kind_of(last->kind);
        return value->word != NULL;
    case UNIT_RANGE:
        value->number = view_touches(facts->session, range->from, range->to);
        return true;
    case UNIT_FLAG:
        value->number = strcmp(figure->name, "moved") == 0 ? has_moved(last)
                                                           : is_damaged(facts);
        return true;
    case UNIT_COUNT:
    case UNIT_BYTES:
    case UNIT_FRACTION:
    case UNIT_OFFSET:
        value->number = number(facts, name);
        break;
    }
    return true;
}

bool
facts_hold(struct facts *facts, const struct cond *cond)
{
    return cond_holds(cond, look_up, facts);
}

/* --- told ------------------------------------------------------------------*/
static void
tell_flag(struct text *text, const char *name, bool is)
{
    static const struct {
        const char *name, *yes, *no;
    } all[] = {
        {"moved", "the block moved", "no block was moved"},
        {"damaged", "the heap is damaged", "the heap is not damaged"},
        {"touches", "the last operation changed something there",
         "the last operation changed nothing there"},
    };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].name, name) == 0)
            text_add(text, "%s", is ? all[i].yes : all[i].no);
}

static void
tell(struct facts *facts, const struct cond_term *term, struct text *text)
{
    const struct figure *figure = figure_get(term->name);
    struct cond_value value = {0};
    bool known = look_up(facts, term->name, &term->range, &value);
    char buf[FIGURE_TEXT];

    switch (term->kind) {
    case COND_IS_FLAG:
    case COND_IS_RANGE:
        tell_flag(text, figure->name, value.number != 0);
        break;
    case COND_IS_WORD:
        text_add(text, "%s is %s", figure->name, known ? value.word : "none");
        break;
    case COND_IS_NUMBER:
        text_add(text, "%s is %s", figure->name,
                 figure_format(figure->unit, value.number, buf));
        if (figure->unit == UNIT_BYTES && value.number >= 1024)
            text_add(text, " (%.0f)", value.number);
        break;
    }
}

/* Was term I's name told with a term before it? Ranges differ. */
static bool
was_told(const struct cond *cond, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (cond->terms[k].name == cond->terms[i].name &&
            cond->terms[i].kind != COND_IS_RANGE)
            return true;
    return false;
}

void
facts_tell(struct facts *facts, const struct cond *cond, struct text *text)
{
    const char *join = "";

    for (size_t i = 0; i < cond->n; i++) {
        if (was_told(cond, i))
            continue;
        text_add(text, "%s", join);
        tell(facts, &cond->terms[i], text);
        join = ", ";
    }
}

/* A number that is not given away by `=`. */
static bool
is_news(const struct cond_term *term)
{
    return term->kind == COND_IS_NUMBER &&
           (term->operator!= COND_EQ || term->right_is_name) &&
           strcmp(figure_get(term->name)->name, "op") != 0;
}

void
facts_tell_short(struct facts *facts, const struct cond *cond,
                 struct text *text)
{
    char buf[FIGURE_TEXT];
    size_t n = 0;
    const char *join = "";

    for (size_t i = 0; i < cond->n; i++)
        n += is_news(&cond->terms[i]) && !was_told(cond, i);
    for (size_t i = 0; i < cond->n; i++) {
        const struct figure *figure = figure_get(cond->terms[i].name);
        if (!is_news(&cond->terms[i]) || was_told(cond, i))
            continue;
        text_add(text, "%s%s%s%s", join, n > 1 ? figure->name : "",
                 n > 1 ? " " : "",
                 figure_format(figure->unit, number(facts, cond->terms[i].name),
                               buf));
        join = ", ";
    }
}

struct cond_range
facts_ops(const struct cond *cond)
{
    size_t op = 0;

    (void)figure_find("op", &op);
    return cond_bounds(cond, op);
}
