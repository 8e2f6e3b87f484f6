/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * journal.c: see journal.h.
 */
#include "journal.h"

#include <stdlib.h>
#include <string.h>

void
journal_init(struct journal *journal)
{
    memset(journal, 0, sizeof *journal);
}

void
journal_done(struct journal *journal)
{
    free(journal->entries);
    free(journal->bytes);
    journal_init(journal);
}

static bool
reserve_bytes(struct journal *journal, size_t n)
{
    size_t cap = journal->cap_bytes ? journal->cap_bytes : 256;
    uint8_t *bytes;
    if (n > SIZE_MAX / 4 - journal->n_bytes)
        return false;
    if (journal->n_bytes + n <= journal->cap_bytes)
        return true;
    while (cap < journal->n_bytes + n)
        cap *= 2;
    bytes = realloc(journal->bytes, cap);
    if (!bytes)
        return false;
    journal->bytes = bytes;
    journal->cap_bytes = cap;
    return true;
}

bool
journal_reserve(struct journal *journal, size_t n_bytes)
{
    if (journal->n == journal->cap) {
        size_t cap = journal->cap ? journal->cap * 2 : 64;
        struct entry *entries = NULL;
        if (journal->n < JOURNAL_MAX)
            entries = realloc(journal->entries, cap * sizeof *entries);
        if (!entries)
            return false;
        journal->entries = entries;
        journal->cap = cap;
    }
    return n_bytes == 0 || (n_bytes < SIZE_MAX / 4 &&
                            reserve_bytes(journal, n_bytes + sizeof(uint64_t)));
}

void
journal_push(struct journal *journal, const struct entry *entry)
{
    journal->entries[journal->n++] = *entry;
}

uint64_t
journal_keep_poke(struct journal *journal, size_t at, const void *bytes,
                  size_t n)
{
    uint64_t where = journal->n_bytes, at64 = at;
    memcpy(journal->bytes + where, &at64, sizeof at64);
    memcpy(journal->bytes + where + sizeof at64, bytes, n);
    journal->n_bytes += sizeof at64 + n;
    return where;
}

size_t
journal_poke(const struct journal *journal, const struct entry *entry,
             const uint8_t **bytes)
{
    uint64_t at;
    memcpy(&at, journal->bytes + entry->extra, sizeof at);
    *bytes = journal->bytes + entry->extra + sizeof at;
    return (size_t)at;
}
