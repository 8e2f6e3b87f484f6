/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names.h: the names people gave to blocks, by name and by number. Few blocks
 * have one, so names are kept aside. Private to src/session.
 */
#ifndef HEAPGLASS_NAMES_H
#define HEAPGLASS_NAMES_H

#include "session/session.h"

struct name_entry {
    uint32_t id;
    char text[NAME_TEXT];
};

struct names {
    struct name_entry *all; /* by rising number */
    size_t n, cap;
    uint32_t *slots; /* index + 1 into all of a name's newest block; 0: empty */
    size_t n_slots, n_used;
};

void names_init(struct names *);
void names_done(struct names *);
void names_clear(struct names *); /* none, but room for as many */

/* Makes room for one more, so that names_add cannot fail. */
bool names_reserve(struct names *);
/* ID must be higher than any before. The name means ID from now on. */
void names_add(struct names *, uint32_t id, const char *name);

uint32_t names_find(const struct names *, const char *name); /* 0: none */
const char *names_of(const struct names *, uint32_t id);     /* "": none */

#endif
