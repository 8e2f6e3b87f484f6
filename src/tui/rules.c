/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rules.c: the lines between the panes, with their titles and facts. There is
 * no frame: a rule and a title are enough.
 */
#include "tui/screen.h"

#include <stdio.h>
#include <string.h>

enum { FACTS_GAP = 3, FACTS_MAX = 128 };

struct pane
screen_pane(struct canvas *canvas, struct rect rect)
{
    return canvas_pane(canvas, rect.row, rect.col, rect.rows, rect.cols);
}

static uint32_t
to_look(const struct look *look, uint32_t ch)
{
    static const enum glyph known[] = {GLYPH_PLAY, GLYPH_ELLIPSIS, GLYPH_NEXT,
                                       GLYPH_PREV, GLYPH_FREE,     GLYPH_NO,
                                       GLYPH_YES,  GLYPH_CUT,      GLYPH_SCAR};
    const struct look unicode = {.unicode = true, .lines = true};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (ch == glyph(&unicode, known[i]))
            return glyph(look, known[i]);
    }
    if (look->lines)
        return ch;
    if (ch == 0x2191) /* ↑ */
        return '^';
    return ch == 0x2193 ? 'v' : ch; /* ↓ */
}

int
screen_text(const struct pane *pane, const struct look *look, int row, int col,
            enum style style, const char *text)
{
    uint32_t ch;

    while ((ch = text_next(&text)) != 0) {
        ch = to_look(look, ch);
        pane_put(pane, row, col, ch, style);
        col += char_width(ch);
    }
    return col;
}

/* Cuts FACTS at its last gap; "" when there is none left. */
static void
drop_last_fact(char *facts)
{
    char *end = facts;

    for (char *at = facts; *at; at++) {
        if (strncmp(at, "   ", FACTS_GAP) == 0)
            end = at;
    }
    *end = '\0';
}

static void
fill_rule(const struct pane *pane, const struct look *look)
{
    pane_fill(pane, 0, 0, pane->cols, glyph(look, GLYPH_H), STYLE_LABEL);
}

/* " title " behind the first cell of the rule; answers the column after. A
 * number before the title is the key that goes there: grey. Of a title that is
 * too long what stands behind two blanks is left out. */
static int
put_title(const struct pane *pane, const struct look *look, const char *title,
          bool focus)
{
    const char *more = strstr(title, "  ");
    char text[FACTS_MAX];
    size_t n = strlen(title);
    int col;

    if (more && 2 + text_width(title) > pane->cols)
        n = (size_t)(more - title);
    (void)snprintf(text, sizeof text, "%.*s", (int)n, title);
    pane_put(pane, 0, 1, ' ', STYLE_LABEL);
    col =
        screen_text(pane, look, 0, 2, focus ? STYLE_FOCUS : STYLE_TITLE, text);
    if (!focus && title[0] >= '1' && title[0] <= '9' && title[1] == ' ')
        pane_put(pane, 0, 2, (uint32_t)title[0], STYLE_LABEL);
    pane_put(pane, 0, col, ' ', STYLE_LABEL);
    return col + 1;
}

void
rule_draw(const struct pane *pane, const struct look *look, const char *title,
          bool focus, const char *facts)
{
    char left[FACTS_MAX];
    int col, width, end;

    fill_rule(pane, look);
    if (!title || !*title)
        return;
    col = put_title(pane, look, title, focus) + 2;
    (void)snprintf(left, sizeof left, "%s", facts ? facts : "");
    while (*left && col + text_width(left) + 1 > pane->cols)
        drop_last_fact(left);
    if (!*left)
        return;
    width = text_width(left);
    end = col + width + 3 > pane->cols ? 2 : 3; /* the rule goes on, or not */
    col = pane->cols - width - end;
    pane_put(pane, 0, col, ' ', STYLE_LABEL);
    col = screen_text(pane, look, 0, col + 1, STYLE_LABEL, left);
    pane_put(pane, 0, col, ' ', STYLE_LABEL);
}

/* The first fact is what the line is about: bold. */
void
rule_draw_line(const struct pane *pane, const struct look *look,
               const char *title, const char *facts)
{
    char left[FACTS_MAX];
    char *rest;
    int col, width;

    fill_rule(pane, look);
    col = put_title(pane, look, title, false) + 2;
    (void)snprintf(left, sizeof left, "%s", facts ? facts : "");
    while (*left && col + text_width(left) + 3 > pane->cols)
        drop_last_fact(left);
    width = text_width(left);
    if (width == 0)
        return;
    pane_fill(pane, 0, col, width + 2, ' ', STYLE_LABEL);
    rest = strstr(left, "  ");
    if (rest)
        *rest = '\0';
    col = screen_text(pane, look, 0, col + 1, STYLE_BOLD, left);
    if (rest)
        screen_text(pane, look, 0, col + 1, STYLE_LABEL, rest + 1);
}
