/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lines.c: see lines.h.
 */
#include "tui/lines.h"

#include "tui/screen.h"

#include <stdio.h>
#include <string.h>

int
lines_row(const struct lines *lines)
{
    return lines->n - lines->scroll;
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
        if (*at == ' ' && col <= cols)
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
        (void)screen_text(lines->pane, lines->look, lines_row(lines), col,
                          style, line);
        lines->n++;
        text += n;
        text += strspn(text, " ");
    }
}
