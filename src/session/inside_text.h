/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * inside_text.h: what the files that put steps into words share: a sentence
 * that is being written, and pieces of sentences. inside_text.c has the pieces
 * and the table of all, inside_text_search.c searching, lists and growing,
 * inside_text_blocks.c what becomes of blocks. Private to them.
 */
#ifndef HEAPGLASS_INSIDE_TEXT_H
#define HEAPGLASS_INSIDE_TEXT_H

#include "session/inside_internal.h"

struct line {
    const struct inside *in;
    const struct inside_step *step;
    char *buf;
    size_t n;
};

/* --- pieces (inside_text.c) ------------------------------------------------*/
void say_words(struct line *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
const struct policy *line_policy(const struct line *);
struct heap_shape line_shape(const struct line *);
void say_size(struct line *, size_t bytes);
/* Of a block: to the byte, since they are added and taken apart. */
void say_bytes(struct line *, size_t bytes);
void say_where(struct line *, size_t off);
/* "#5 buf", or "the block at 0x00040". */
void say_who(struct line *, uint32_t id, size_t off);
/* "list of class 64 B", or "list" where there is one. */
void say_list(struct line *, unsigned list);
void say_class(struct line *, unsigned list);
bool line_has_classes(const struct line *);
/* "block in place 2", or "free block at 0x00040". */
void say_candidate(struct line *);
const char *side_words(enum inside_side);       /* "block after it" */
const char *line_fit_name(const struct line *); /* "first fit" */
bool line_sees_all(const struct line *);        /* does a search look at all? */

/* --- sentences: what a step did, and why -----------------------------------*/
/* inside_text_search.c */
void what_empty(struct line *);
void why_empty(struct line *);
void what_probe(struct line *);
void why_probe(struct line *);
void what_probes(struct line *);
void what_take(struct line *);
void why_take(struct line *);
void what_unlink(struct line *);
void why_unlink(struct line *);
void what_link(struct line *);
void why_link(struct line *);
void what_grow(struct line *);
void why_grow(struct line *);
void what_attach(struct line *);
/* inside_text_blocks.c */
void what_split(struct line *);
void why_split(struct line *);
void what_use(struct line *);
void why_use(struct line *);
void what_free(struct line *);
void why_free(struct line *);
void what_copy(struct line *);
void why_copy(struct line *);
void what_stay(struct line *);
void why_stay(struct line *);
void what_look(struct line *);
void why_look(struct line *);
void what_join(struct line *);
void why_join(struct line *);

#endif
