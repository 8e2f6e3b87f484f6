/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * figure_pair.c: some figures of two moments, side by side.
 */
#include "repl_internal.h"

#include "repl/figure.h"

#include <string.h>

static void
json_figures(struct repl *repl, const char *key, const char *const *names,
             size_t n, const struct figure_values *values)
{
    size_t i;

    json_open(&repl->json, key, '{');
    for (size_t k = 0; k < n; k++) {
        if (!figure_find(names[k], &i))
            continue;
        if (figure_get(i)->unit == UNIT_FRACTION)
            json_fraction(&repl->json, names[k], figure_value(i, values));
        else
            json_number(&repl->json, names[k],
                        (uint64_t)figure_value(i, values));
    }
    json_close(&repl->json, '}');
}

static void
text_figure(struct repl *repl, size_t i, const struct figure_values *before,
            const struct figure_values *after)
{
    enum { LABEL_WIDTH = 22, VALUE_WIDTH = 8 }; /* of the longest */
    const struct figure *figure = figure_get(i);
    char was[FIGURE_TEXT], is[FIGURE_TEXT];

    if (wants_plain(repl)) {
        text_add(&repl->table, "%s: from %s to %s.\n", figure->label,
                 figure_format(figure->unit, figure_value(i, before), was),
                 figure_format(figure->unit, figure_value(i, after), is));
        return;
    }
    text_add(&repl->table, "  %s:%*s %*s -> %s\n", figure->label,
             LABEL_WIDTH - (int)strlen(figure->label), "", VALUE_WIDTH,
             figure_format(figure->unit, figure_value(i, before), was),
             figure_format(figure->unit, figure_value(i, after), is));
}

void
reply_figures(struct repl *repl, const char *const *names, size_t n,
              const struct figures *before, const struct figures *after)
{
    struct figure_values was = {.now = *before}, is = {.now = *after};
    size_t i;

    if (wants_json(repl)) {
        json_figures(repl, "before", names, n, &was);
        json_figures(repl, "after", names, n, &is);
        return;
    }
    for (size_t k = 0; k < n; k++)
        if (figure_find(names[k], &i))
            text_figure(repl, i, &was, &is);
}
