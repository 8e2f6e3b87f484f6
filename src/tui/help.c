/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * help.c: pages that take the middle of the screen: the keys, made from the
 * table of bindings, those of the pane that has them first with what it shows,
 * and what the map's signs mean; and the lines that a command answered with. A
 * page taller than the screen scrolls.
 *
 * A page is drawn with its line SCROLL at the top of the pane: lines above and
 * below are clipped by the pane.
 */
#include "tui/lines.h"
#include "tui/screen.h"

#include <stdio.h>
#include <string.h>

enum {
    TWO_COLUMNS = 80, /* narrower: one */
    LABEL_COLS = 12,
    SAMPLE_COLS = 5
};

/* Where a column of the page goes on: the page's line and the pane's column. */
struct column {
    const struct pane *pane;
    const struct look *look;
    int line, col, scroll;
    int label_cols;
};

static void
put_head(struct column *at, const char *title)
{
    if (at->line > 1)
        at->line++;
    pane_text(at->pane, at->line - at->scroll, at->col, STYLE_BOLD, title);
    at->line++;
}

/* --- keys ------------------------------------------------------------------*/
static void
put_key(struct column *at, const struct binding *binding)
{
    screen_text(at->pane, at->look, at->line - at->scroll, at->col, STYLE_BOLD,
                binding->names);
    screen_text(at->pane, at->look, at->line - at->scroll,
                at->col + at->label_cols, STYLE_PLAIN, binding->help);
    at->line++;
}

static void
put_keys(struct column *at, enum key_section section, unsigned places)
{
    const struct binding *binding;

    for (int i = 0; (binding = binding_at(i)) != NULL; i++) {
        if (binding->section == section && binding->names &&
            binding->places & places)
            put_key(at, binding);
    }
}

static void
put_section(struct column *at, const char *title, enum key_section section)
{
    put_head(at, title);
    put_keys(at, section, PLACE_ANY);
}

/* --- the pane with the keys ------------------------------------------------*/
static bool
has_pane(const struct help_of *of)
{
    return of->about && of->about[0];
}

/* Its keys, and across the whole page what it shows. */
static void
put_pane(struct column *at, const struct help_of *of)
{
    char title[64];

    (void)snprintf(title, sizeof title, "This pane: %s", of->name);
    put_head(at, title);
    put_keys(at, KEYS_PANE, of->place);
    at->line++;
    for (int i = 0; of->about[i]; i++) {
        struct lines lines = {at->pane, at->look, at->scroll, at->line};

        lines_words(&lines, at->col, STYLE_LABEL, of->about[i]);
        at->line = lines.n;
    }
}

/* --- signs -----------------------------------------------------------------*/
struct sign {
    enum style style;
    const char *unicode, *ascii, *meaning;
};

static const struct sign signs[] = {
    {STYLE_USED_GAP, "▎", "[", "start: the gap is its header"},
    {STYLE_USED, "██", "##", "in use"},
    {STYLE_SLACK, "█", "~", "slack: more than was asked for"},
    {STYLE_FREE, "··", "..", "free"},
    {STYLE_BADGE, " 1 ", " 1 ", "place on the free list"},
    {STYLE_CHANGED, " 1·", "+ -", "changed by the last operation"},
    {STYLE_CHANGED, " 1 ", "[1+", "a pin, best first (pins)"},
    {STYLE_SELECTED, "  ", "##", "selected"},
    {STYLE_RAMP_0 + 3, "██", "33", "in use, by the colour key (c)"},
    {STYLE_DAMAGED, " ! ", " ! ", "damaged"},
    {STYLE_USED, "░▒▓", ":x%", "many blocks in one cell: how full"},
    {STYLE_OWN, "≡", "=", "the heap's own bookkeeping"},
};
enum { N_SIGNS = sizeof signs / sizeof *signs };

static void
put_signs(struct column *at, int from, int to)
{
    for (int i = from; i < to; i++) {
        const struct sign *sign = &signs[i];

        pane_text(at->pane, at->line - at->scroll, at->col, sign->style,
                  at->look->unicode ? sign->unicode : sign->ascii);
        pane_text(at->pane, at->line - at->scroll, at->col + SAMPLE_COLS,
                  STYLE_PLAIN, sign->meaning);
        at->line++;
    }
}

/* --- the page --------------------------------------------------------------*/
static int
help_one_column(struct column *at)
{
    put_section(at, "Move", KEYS_MOVE);
    put_section(at, "See", KEYS_SEE);
    put_section(at, "Act", KEYS_ACT);
    put_section(at, "Time", KEYS_TIME);
    put_head(at, "What the map shows");
    put_signs(at, 0, N_SIGNS);
    return at->line;
}

static int
help_two_columns(struct column *left, struct column *right)
{
    put_section(left, "Move", KEYS_MOVE);
    put_section(left, "Time", KEYS_TIME);
    put_section(right, "See", KEYS_SEE);
    put_section(right, "Act", KEYS_ACT);
    left->line = left->line > right->line ? left->line : right->line;
    put_head(left, "What the map shows");
    right->line = left->line;
    put_signs(left, 0, (N_SIGNS + 1) / 2);
    put_signs(right, (N_SIGNS + 1) / 2, N_SIGNS);
    return left->line;
}

int
help_draw(const struct pane *pane, const struct look *look,
          const struct help_of *of, int scroll)
{
    int margin = pane->cols >= 100 ? 6 : pane->cols >= 50 ? 2 : 0;
    int top = pane->rows >= 24 ? 1 : 0;
    int label_cols = margin > 2 ? LABEL_COLS : LABEL_COLS - 1;
    struct column left = {pane, look, top, margin, scroll, label_cols};
    struct column right;

    if (has_pane(of))
        put_pane(&left, of);
    right = left;
    if (pane->cols < TWO_COLUMNS)
        return help_one_column(&left);
    right.col = pane->cols / 2 + (margin > 2 ? 4 : 0);
    return help_two_columns(&left, &right);
}

/* --- tables ----------------------------------------------------------------*/
/* A line that heads indented ones is bold. */
static enum style
line_style(const char *text, size_t length)
{
    bool heads = length > 0 && text[0] != ' ' && text[length] == '\n' &&
                 text[length + 1] == ' ';

    return heads ? STYLE_BOLD : STYLE_PLAIN;
}

/* Ends LINE behind the last word that leaves two of COLS columns. */
static void
drop_words(char *line, int cols)
{
    const char *at = line;
    size_t end = 0;
    int col = 0;

    for (uint32_t ch; col <= cols - 2; col += char_width(ch)) {
        const char *before = at;

        ch = text_next(&at);
        if (ch == ' ')
            end = (size_t)(before - line);
        if (ch == 0)
            break;
    }
    while (end > 0 && line[end - 1] == ' ')
        end--;
    line[end] = '\0';
}

/* A line that does not fit ends behind a whole word, and a sign says so. */
static void
put_table_line(const struct pane *pane, const struct look *look, int row,
               const char *text, size_t length)
{
    char line[1024];
    int margin = pane->cols >= 50 ? 1 : 0;
    int col;
    bool fits;

    (void)snprintf(line, sizeof line, "%.*s", (int)length, text);
    fits = margin + text_width(line) <= pane->cols;
    if (!fits)
        drop_words(line, pane->cols - margin);
    col = screen_text(pane, look, row, margin, line_style(text, length), line);
    if (!fits)
        pane_put(pane, row, col + 1, glyph(look, GLYPH_ELLIPSIS), STYLE_LABEL);
}

/* An indented line, the first or the second, over one that starts with an
 * offset. */
int
table_head(const char *text)
{
    for (int head = 1; head <= 2; head++) {
        const char *end = strchr(text, '\n');

        if (!end)
            return 0;
        if (*text == ' ' && strncmp(end + 1, "0x", 2) == 0)
            return head;
        text = end + 1;
    }
    return 0;
}

int
table_draw(const struct pane *pane, const struct look *look, const char *text,
           int scroll)
{
    int n = 0, head = table_head(text);

    for (; *text; n++) {
        const char *end = strchr(text, '\n');
        size_t length = end ? (size_t)(end - text) : strlen(text);

        if (n < head)
            put_table_line(pane, look, n, text, length);
        else if (n - scroll >= head)
            put_table_line(pane, look, n - scroll, text, length);
        text += length + (end != NULL);
    }
    return n;
}
