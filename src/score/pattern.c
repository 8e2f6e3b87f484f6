/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * pattern.c: see pattern.h. Word i of a payload is SEED + i * STEP: one
 * addition a word, so that filling and comparing run as fast as memory does.
 */
#include "score/pattern.h"

#include <string.h>

#define STEP 0x9e3779b97f4a7c15u
enum { WORD = 8, BATCH = 64 };

unsigned char
pattern_byte(size_t at, uint64_t seed)
{
    unsigned char bytes[WORD];
    uint64_t word = seed + at / WORD * STEP;
    memcpy(bytes, &word, WORD);
    return bytes[at % WORD];
}

void
pattern_fill(char *p, size_t from, size_t to, uint64_t seed)
{
    for (; from < to && from % WORD; from++)
        p[from] = (char)pattern_byte(from, seed);
    uint64_t word = seed + from / WORD * STEP;
    for (; to - from >= WORD; from += WORD, word += STEP)
        memcpy(p + from, &word, WORD);
    for (; from < to; from++)
        p[from] = (char)pattern_byte(from, seed);
}

/* Do BATCH words at P begin with WORD, as written? */
static int
batch_is_whole(const char *p, uint64_t word)
{
    uint64_t wrong = 0;
    for (size_t i = 0; i < BATCH; i++, word += STEP) {
        uint64_t found;
        memcpy(&found, p + i * WORD, WORD);
        wrong |= found ^ word;
    }
    return wrong == 0;
}

size_t
pattern_find(const char *p, size_t n, uint64_t seed)
{
    size_t at = 0;
    while (n - at >= (size_t)BATCH * WORD &&
           batch_is_whole(p + at, seed + at / WORD * STEP))
        at += (size_t)BATCH * WORD;
    for (uint64_t word = seed + at / WORD * STEP; n - at >= WORD;
         at += WORD, word += STEP)
        if (memcmp(p + at, &word, WORD) != 0)
            break;
    while (at < n && (unsigned char)p[at] == pattern_byte(at, seed))
        at++;
    return at;
}
