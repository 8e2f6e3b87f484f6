/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy.h: how a heap finds, places and joins blocks, as a plain value and
 * in its written form NAME[:CHOICE,...], e.g. "explicit:address,best".
 */
#ifndef HEAPGLASS_POLICY_H
#define HEAPGLASS_POLICY_H

#include "error.h"

#include <stddef.h>

enum policy_name {
    POLICY_IMPLICIT,
    POLICY_EXPLICIT,
    POLICY_SEGREGATED,
    POLICY_TLSF,
    POLICY_BUDDY
};
enum policy_fit { FIT_FIRST, FIT_NEXT, FIT_BEST, FIT_WORST, FIT_GOOD };
enum policy_order { ORDER_LIFO, ORDER_FIFO, ORDER_ADDRESS };
enum policy_joining { JOIN_IMMEDIATE, JOIN_DEFERRED, JOIN_OFF };
enum policy_layout { LAYOUT_TAGGED, LAYOUT_TEXTBOOK, LAYOUT_BUDDY };

struct policy {
    enum policy_name name;
    enum policy_fit fit;         /* segregated: good, best; tlsf: good; buddy:
                                    best; the others: all but good */
    enum policy_order order;     /* explicit */
    enum policy_joining joining; /* coalescing */
    enum policy_layout layout;   /* segregated and tlsf: tagged; buddy: buddy */
};

enum { POLICY_TEXT = 64 };

/* The default: segregated, immediate coalescing, tagged. */
struct policy policy_default(void);

/* Reads TEXT into OUT. False: ERR says which word and what the words are. */
bool policy_parse(const char *text, struct policy *out, struct error *err);

/* The written form, choices at their default left out: "segregated",
 * "explicit:address,best,textbook". policy_parse reads it back. */
void policy_format(const struct policy *, char buf[POLICY_TEXT]);

/* For people: "explicit lifo, first fit", "segregated, best fit, deferred". */
void policy_describe(const struct policy *, char buf[POLICY_TEXT]);

/* Every word a written policy can hold, for completion and help. I counts
 * from 0; NULL past the end. NAMES first, then all choices. */
const char *policy_name_word(size_t i);
const char *policy_choice_word(size_t i);
/* Does this policy name take this choice word ("lifo" is explicit's only)? */
bool policy_takes(const char *name, const char *choice);

#endif
