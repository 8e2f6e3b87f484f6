/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * words.h: a line cut into commands, and a command into words.
 *
 * `;` ends a command and `#` followed by a blank (or the line's end) starts a
 * comment; neither counts within "quotes". Within parentheses blanks do not
 * end a word: (4 * 3) is one.
 */
#ifndef HEAPGLASS_WORDS_H
#define HEAPGLASS_WORDS_H

#include "allocator/error.h"

#include <stddef.h>

struct word {
    char *text; /* quotes and backslashes taken off */
    size_t n;   /* bytes: a quoted word may hold NULs (\0) */
    size_t at;  /* byte in the command where it starts */
    bool quoted;
};

struct words {
    size_t n;
    struct word *list; /* list[n].text is "" */
    char *storage;
    const char *command; /* the text the words came from */
};

/* Cuts COMMAND. False: ERR says which quote or parenthesis is open; WORDS
 * then needs no words_done. COMMAND must outlive WORDS. */
bool words_cut(struct words *, const char *command, struct error *);
void words_done(struct words *);
/* The command from word I on, as it was typed; "" past the end. */
const char *words_rest(const struct words *, size_t i);

/* The first command of LINE from byte FROM on: *AT, *N is its text without
 * blanks around it (N 0: empty or a comment). Answers where the next one
 * starts, 0 when LINE ends here. */
size_t words_next_command(const char *line, size_t from, size_t *at, size_t *n);

#endif
