/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene.h: the whole screen without a terminal: a session, the commands and
 * the tui, drawn on a canvas of any size. Keys and command lines take the same
 * path as in the program.
 */
#ifndef TESTS_SCENE_H
#define TESTS_SCENE_H

#include "app/stage.h"

enum { SCENE_TEXT = 256 };

struct scene {
    struct stage stage; /* first: the host's context */
    struct session *session;
    struct tui_frame frame;
    struct canvas canvas;
    char *table;  /* as the program keeps it; owned */
    char **popup; /* completions; owned */
    char title[SCENE_TEXT], line[SCENE_TEXT];
    int row, col; /* the cursor */
};

/* Failures are the test's. */
void scene_open(struct scene *, const struct look *);
void scene_done(struct scene *);
/* Runs a command line; what it says is shown with the next frame. */
void scene_do(struct scene *, const char *line);
/* A key: what it does, or the command that it means; text and Enter when the
 * command line has the focus. */
void scene_key(struct scene *, uint32_t key);
/* What a terminal sends for keys and lines. */
void scene_type(struct scene *, const char *bytes);
/* Draws on a canvas of that size. */
void scene_draw(struct scene *, int rows, int cols);
/* The canvas's text, row after row, for a failed test. */
void scene_print(const struct scene *);
/* Where the map was drawn last; rows 0: nowhere. */
struct rect;
struct rect scene_map(const struct scene *);
struct rect scene_page(const struct scene *); /* of help, or a table */

#endif
