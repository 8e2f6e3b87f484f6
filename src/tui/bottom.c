/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bottom.c: the last lines: caption, message, command line, keys, and the
 * completions that pop up above them. The command line is drawn here, not by
 * readline: its column is counted by wcwidth and it scrolls by half a screen,
 * so that the text does not creep with every key.
 */
#include "tui/lines.h"
#include "tui/screen.h"

#include <stdio.h>
#include <string.h>

enum { COMPACT = 50, BADGE_COLS = 4, POPUP_ROWS = 8, POPUP_GAP = 3 };

static int
margin_of(const struct pane *pane)
{
    return pane->cols >= COMPACT ? 1 : 0;
}

/* --- text over rows --------------------------------------------------------*/
/* TEXT over the rows of the pane from column COL on, broken at words; what is
 * too long ends in an ellipsis. */
static void
put_words(const struct pane *pane, const struct look *look, int col,
          enum style style, const char *text)
{
    char line[1024];
    int room = pane->cols - col - margin_of(pane);

    for (int row = 0; row < pane->rows && *text; row++) {
        bool last = row == pane->rows - 1;
        bool all = text_width(text) <= room;
        size_t n = lines_fit(text, last && !all ? room - 2 : room);
        int end;

        (void)snprintf(line, sizeof line, "%.*s", (int)n, text);
        end = screen_text(pane, look, row, col, style, line);
        if (last && !all)
            screen_text(pane, look, row, end, style, look->lines ? " …" : "..");
        text += n;
        text += strspn(text, " ");
    }
}

static const char *
or_empty(const char *text)
{
    return text ? text : "";
}

bool
message_is_long(const struct tui_frame *frame, int cols)
{
    int margin = cols >= COMPACT ? 1 : 0;
    int room = cols - 2 * margin - (frame->problem ? BADGE_COLS : 0);

    return text_width(or_empty(frame->message)) > room;
}

void
message_draw(const struct pane *pane, const struct look *look,
             const struct tui_frame *frame)
{
    int col = margin_of(pane);
    const char *text = or_empty(frame->message);

    if (!*text)
        return;
    if (frame->problem) {
        pane_text(pane, 0, col, STYLE_DAMAGED, " ! ");
        col += BADGE_COLS;
    }
    put_words(pane, look, col, STYLE_BOLD, text);
}

int
words_rows(const char *text, int cols)
{
    int rows = 0;

    for (; *text; rows++) {
        text += lines_fit(text, cols - 2 * (cols >= COMPACT));
        text += strspn(text, " ");
    }
    return rows;
}

void
words_draw(const struct pane *pane, const struct look *look, enum style style,
           const char *text)
{
    put_words(pane, look, margin_of(pane), style, text);
}

void
caption_draw(const struct pane *pane, const struct look *look, const char *text)
{
    put_words(pane, look, margin_of(pane), STYLE_BOLD, or_empty(text));
}

/* --- the command line ------------------------------------------------------*/
enum { IGNORE_START = 1, IGNORE_END = 2 }; /* readline's \001 and \002 */

/* Draws nothing when PANE is NULL; answers the column after. */
static int
put_prompt(const struct pane *pane, int col, const char *prompt)
{
    bool hidden = false;
    uint32_t ch;

    while ((ch = text_next(&prompt)) != 0) {
        if (ch == IGNORE_START || ch == IGNORE_END) {
            hidden = ch == IGNORE_START;
            continue;
        }
        if (hidden)
            continue;
        if (pane)
            pane_put(pane, 0, col, ch, STYLE_BOLD);
        col += char_width(ch);
    }
    return col;
}

/* N bytes of a line; control characters as ^A. */
static int
put_line(const struct pane *pane, int col, const char *line, size_t n)
{
    const char *end = line + n;

    while (line < end) {
        uint32_t ch = text_next(&line);

        if (ch == 0)
            break;
        if (ch < ' ' || ch == 0x7f) {
            if (pane)
                pane_put(pane, 0, col, '^', STYLE_PLAIN);
            col++;
            ch ^= 0x40;
        }
        if (pane)
            pane_put(pane, 0, col, ch, STYLE_PLAIN);
        col += char_width(ch);
    }
    return col;
}

/* How many columns the line is moved to the left: none while all of it fits,
 * then by halves of the room, as far as the cursor needs. */
static int
scroll_for(int total, int cursor, int room)
{
    int half = room / 2;

    if (total < room || cursor < room - 1)
        return 0;
    return ((cursor - room + 1) / half + 1) * half;
}

int
prompt_draw(const struct pane *pane, const struct look *look,
            const struct tui_frame *frame)
{
    const char *line = or_empty(frame->line);
    const char *prompt = or_empty(frame->prompt);
    size_t n = strlen(line), at = frame->cursor > 0 ? (size_t)frame->cursor : 0;
    int margin = margin_of(pane), room = pane->cols - margin;
    struct pane inside = *pane;
    int start, cursor, total, shift;

    if (margin == 0 && strcmp(prompt, "heapglass> ") == 0)
        prompt = "> ";
    inside.col += margin;
    inside.cols -= margin;
    start = put_prompt(NULL, 0, prompt);
    cursor = put_line(NULL, start, line, at < n ? at : n);
    total = put_line(NULL, start, line, n);
    shift = scroll_for(total, cursor, room);
    put_prompt(&inside, -shift, prompt);
    put_line(&inside, start - shift, line, n);
    if (shift > 0)
        pane_put(&inside, 0, 0, look->lines ? 0x2039 : '<', STYLE_LABEL);
    if (total - shift > room)
        pane_put(&inside, 0, room - 1, look->lines ? 0x203a : '>', STYLE_LABEL);
    return margin + cursor - shift;
}

/* --- keys ------------------------------------------------------------------*/
static const char *
hint_text(const struct binding *binding, bool playing)
{
    return binding->action == ACT_PLAY && playing ? "pause" : binding->hint;
}

static bool
is_hinted(const struct binding *binding, const struct keys *keys)
{
    return binding->hint_key && binding->hint_places & (unsigned)keys->place &&
           !(binding->action == ACT_SCROLL && keys->fits);
}

void
keys_draw(const struct pane *pane, const struct look *look,
          const struct keys *keys)
{
    const struct binding *binding;
    int margin = margin_of(pane), col = margin;

    for (int i = 0; (binding = binding_at(i)) != NULL; i++) {
        const char *hint = hint_text(binding, keys->playing);

        if (!is_hinted(binding, keys))
            continue;
        if (col + text_width(binding->hint_key) + 1 + text_width(hint) >
            pane->cols - margin)
            return;
        col = screen_text(pane, look, 0, col, STYLE_BOLD, binding->hint_key);
        col = screen_text(pane, look, 0, col + 1, STYLE_LABEL, hint);
        col += margin ? 3 : 2;
    }
}

/* --- completions -----------------------------------------------------------*/
struct columns {
    int n, width, across, rows, shown;
};

static struct columns
measure(const char *const *words, int cols, int max_rows)
{
    struct columns of = {0};

    for (; words[of.n]; of.n++) {
        int width = text_width(words[of.n]);

        if (width > of.width)
            of.width = width;
    }
    if (of.n == 0 || max_rows < 1)
        return of;
    of.across = (cols + POPUP_GAP) / (of.width + POPUP_GAP);
    of.across = of.across > 0 ? of.across : 1;
    of.rows = (of.n + of.across - 1) / of.across;
    of.rows = of.rows < max_rows ? of.rows : max_rows;
    of.shown = of.rows * of.across < of.n ? of.rows * of.across : of.n;
    return of;
}

void
popup_draw(struct canvas *canvas, const struct look *look, int end,
           const char *const *words)
{
    int cols = canvas->cols - 2;
    int room = end - 4 < POPUP_ROWS ? end - 4 : POPUP_ROWS;
    struct columns of = measure(words, cols, room);
    struct pane pane;
    char facts[48];

    if (of.rows < 1)
        return;
    pane = canvas_pane(canvas, end - of.rows - 1, 0, of.rows + 1, canvas->cols);
    for (int row = 0; row < pane.rows; row++)
        pane_fill(&pane, row, 0, pane.cols, ' ', STYLE_PLAIN);
    (void)snprintf(facts, sizeof facts, "%d more", of.n - of.shown);
    rule_draw(&pane, look, "completions", false, of.shown < of.n ? facts : "");
    pane = canvas_pane(canvas, end - of.rows, 1, of.rows, cols);
    for (int i = 0; i < of.shown; i++)
        pane_text(&pane, i % of.rows, i / of.rows * (of.width + POPUP_GAP),
                  STYLE_PLAIN, words[i]);
}
