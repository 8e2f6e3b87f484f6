/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lines.c: see lines.h.
 */
#include "tui/lines.h"

#include "tui/screen.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
lines_row(const struct lines *lines)
{
    return lines->n - lines->scroll;
}

static bool
is_in_view(const struct lines *lines)
{
    int row = lines_row(lines);

    return row >= 0 && row < lines->pane->rows;
}

void
lines_put(const struct lines *lines, int col, uint32_t ch, enum style style)
{
    if (is_in_view(lines))
        pane_put(lines->pane, lines_row(lines), col, ch, style);
}

int
lines_text(const struct lines *lines, int col, enum style style,
           const char *text)
{
    if (!is_in_view(lines))
        return col + text_width(text);
    return screen_text(lines->pane, lines->look, lines_row(lines), col, style,
                       text);
}

int
lines_textf(const struct lines *lines, int col, enum style style,
            const char *format, ...)
{
    char text[128];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return lines_text(lines, col, style, text);
}

void
lines_text_right(const struct lines *lines, int end, enum style style,
                 const char *text)
{
    (void)lines_text(lines, end - text_width(text), style, text);
}

/* A number is not parted from its unit. */
static bool
is_unit(const char *text)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB"};

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i]);

        if (strncmp(text, units[i], n) == 0 &&
            (text[n] == '\0' || strchr(" .,;:)", text[n])))
            return true;
    }
    return false;
}

size_t
lines_fit(const char *text, int cols)
{
    const char *at = text, *cut = NULL;
    int col = 0;

    while (*at) {
        const char *before = at;
        uint32_t ch = text_next(&at);

        col += char_width(ch);
        if (col > cols)
            return (size_t)((cut ? cut : before) - text);
        if (*at == ' ' && col <= cols && !is_unit(at + 1))
            cut = at;
    }
    return (size_t)(at - text);
}

void
lines_words(struct lines *lines, int col, enum style style, const char *text)
{
    char line[512];
    int room = lines->pane->cols - col;

    while (*text && room > 0) {
        size_t n = lines_fit(text, room);

        if (n == 0)
            return;
        (void)snprintf(line, sizeof line, "%.*s", (int)n, text);
        (void)lines_text(lines, col, style, line);
        lines->n++;
        text += n;
        text += strspn(text, " ");
    }
}
