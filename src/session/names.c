/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * names.c: see names.h. Numbers only rise, so the array is sorted by number
 * as it grows; a small hash table finds the newest block of a name.
 */
#include "names.h"

#include "session/utf8.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a */
static size_t
hash_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    return (size_t)(hash ^ (hash >> 32));
}

/* The slot of NAME, or the empty one where it belongs. */
static size_t
find_slot(const struct names *names, const char *name)
{
    size_t slot = hash_text(name) & (names->n_slots - 1);
    while (names->slots[slot] &&
           strcmp(names->all[names->slots[slot] - 1].text, name) != 0)
        slot = (slot + 1) & (names->n_slots - 1);
    return slot;
}

static bool
widen_slots(struct names *names)
{
    struct names wider = *names;
    if (names->n_slots && (names->n_used + 1) * 2 <= names->n_slots)
        return true;
    wider.n_slots = names->n_slots ? names->n_slots * 2 : 32;
    wider.slots = calloc(wider.n_slots, sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < names->n_slots; i++)
        if (names->slots[i])
            wider.slots[find_slot(&wider,
                                  names->all[names->slots[i] - 1].text)] =
                names->slots[i];
    free(names->slots);
    *names = wider;
    return true;
}

void
names_init(struct names *names)
{
    memset(names, 0, sizeof *names);
}

void
names_done(struct names *names)
{
    free(names->all);
    free(names->slots);
    names_init(names);
}

void
names_clear(struct names *names)
{
    names->n = names->n_used = 0;
    if (names->n_slots)
        memset(names->slots, 0, names->n_slots * sizeof *names->slots);
}

bool
name_is_valid(const char *name)
{
    static const char ascii[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz_0123456789";
    size_t all = strlen(name), n;
    uint32_t ch;
    if (all == 0 || all >= NAME_TEXT || (*name >= '0' && *name <= '9'))
        return false;
    for (; *name; name += n) {
        n = utf8_read(name, &ch);
        if (n == 0 ||
            (n == 1 ? !strchr(ascii, (int)ch) : !utf8_is_letter(ch)))
            return false;
    }
    return true;
}

bool
names_reserve(struct names *names)
{
    if (names->n == names->cap) {
        size_t cap = names->cap ? names->cap * 2 : 16;
        struct name_entry *all = realloc(names->all, cap * sizeof *all);
        if (!all)
            return false;
        names->all = all;
        names->cap = cap;
    }
    return widen_slots(names);
}

void
names_add(struct names *names, uint32_t id, const char *name)
{
    struct name_entry *entry = &names->all[names->n++];
    size_t slot;
    entry->id = id;
    memcpy(entry->text, name, strlen(name) + 1);
    slot = find_slot(names, name);
    if (!names->slots[slot])
        names->n_used++;
    names->slots[slot] = (uint32_t)names->n;
}

uint32_t
names_find(const struct names *names, const char *name)
{
    uint32_t index = names->n ? names->slots[find_slot(names, name)] : 0;
    return index ? names->all[index - 1].id : 0;
}

const char *
names_of(const struct names *names, uint32_t id)
{
    size_t lo = 0, hi = names->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (names->all[mid].id < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < names->n && names->all[lo].id == id ? names->all[lo].text : "";
}
