/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * near.c: edit distance in which a swap of neighbours is one mistake, since
 * that is what fingers do. One mistake, or two in a long word, is near: more
 * would offer words that have nothing to do with it.
 */
#include "near.h"

#include <string.h>

enum { MOST = 24, LONG = 6 };

static int
least(int a, int b)
{
    return a < b ? a : b;
}

static int
distance(const char *a, size_t n, const char *b, size_t m)
{
    int d[MOST + 1][MOST + 1];

    for (size_t i = 0; i <= n; i++) {
        for (size_t j = 0; j <= m; j++) {
            if (i == 0 || j == 0) {
                d[i][j] = (int)(i + j);
                continue;
            }
            d[i][j] = least(d[i - 1][j] + 1, d[i][j - 1] + 1);
            d[i][j] = least(d[i][j], d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}

const char *
near_word(const char *word, near_list *list)
{
    size_t n = strlen(word);
    const char *best = NULL, *other;
    int best_distance = n < LONG ? 1 : 2;

    if (n < 2 || n > MOST)
        return NULL;
    for (size_t i = 0; (other = list(i)) != NULL; i++) {
        size_t m = strlen(other);
        int d;
        if (m > MOST)
            continue;
        d = distance(word, n, other, m);
        if (d < best_distance + (best == NULL)) {
            best = other;
            best_distance = d;
        }
    }
    return best;
}
