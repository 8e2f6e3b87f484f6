/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * screen.h: the parts of the screen around the map and its panes: status,
 * rules, captions, message, prompt, keys, help. tui_draw.c puts them together.
 */
#ifndef HEAPGLASS_SCREEN_H
#define HEAPGLASS_SCREEN_H

#include "tui/bindings.h"
#include "tui/layout.h"
#include "tui/map.h"
#include "tui/tui.h"

/* Of the last frame: where everything is, and the map's rows and columns of
 * cells. */
const struct layout *tui_layout(const struct tui *);
const struct map_grid *tui_map_grid(const struct tui *);

struct pane screen_pane(struct canvas *, struct rect);
/* pane_text with the few characters ASCII has another one for (▶ … → ←). */
int screen_text(const struct pane *, const struct look *, int row, int col,
                enum style, const char *text);

/* --- rules (rules.c) -------------------------------------------------------*/
/* A rule with a title; the facts, pieces parted by three blanks, stand at the
 * right and are dropped whole, last first, when they do not fit. */
void rule_draw(const struct pane *, const struct look *, const char *title,
               bool focus, const char *facts);
/* The same with the facts right behind the title. */
void rule_draw_line(const struct pane *, const struct look *, const char *title,
                    const char *facts);

/* --- legend.c --------------------------------------------------------------*/
/* CELL: bytes a cell of the map. */
void legend_draw(const struct pane *, const struct look *,
                 const struct session *, const struct map_eye *, size_t cell);

/* --- status.c --------------------------------------------------------------*/
/* SCALE: shown at the right when there is no rule to say it; NULL none. LANES:
 * of the race that is shown; 0: none is. */
void status_draw(const struct pane *, const struct look *,
                 const struct tui_frame *, const char *scale, size_t lanes);

/* --- bottom.c --------------------------------------------------------------*/
/* Does the message need a second row of a screen of COLS columns? */
bool message_is_long(const struct tui_frame *, int cols);
void message_draw(const struct pane *, const struct look *,
                  const struct tui_frame *);
/* A sentence over the rows of the pane. */
void words_draw(const struct pane *, const struct look *, enum style,
                const char *text);
int words_rows(const char *text, int cols); /* how many it needs */
void caption_draw(const struct pane *, const struct look *, const char *text);
/* Answers the column of the cursor. */
int prompt_draw(const struct pane *, const struct look *,
                const struct tui_frame *);
/* What the keys line depends on. */
struct keys {
    enum key_place place;
    bool playing;
    bool fits; /* of a page: there is nothing to scroll */
};
void keys_draw(const struct pane *, const struct look *, const struct keys *);
/* Draws the completions upwards from row END of CANVAS. */
void popup_draw(struct canvas *, const struct look *, int end,
                const char *const *words);

/* --- help.c ----------------------------------------------------------------*/
/* Whose help it is: what the pane with the keys shows, and its keys, come
 * first. */
struct help_of {
    enum key_place place; /* PLACE_PROMPT: nobody's */
    const char *name;
    const char *const *about; /* lines; NULL at the end */
};
/* The page of keys, from its line SCROLL on. Answers how many lines it has. */
int help_draw(const struct pane *, const struct look *, const struct help_of *,
              int scroll);
/* How many of a table's lines stay at the top when it is scrolled: those up
 * to the names of its columns. */
int table_head(const char *text);
/* Lines of text, from line SCROLL on below the head. Answers how many there
 * are, head included. */
int table_draw(const struct pane *, const struct look *, const char *text,
               int scroll);

#endif
