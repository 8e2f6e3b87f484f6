/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * utf8.c: see utf8.h.
 */
#include "session/utf8.h"

#include <string.h>

size_t
utf8_read(const char *text, uint32_t *ch)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)text;
    size_t n = s[0] < 0x80   ? 1
               : s[0] < 0xc2 ? 0
               : s[0] < 0xe0 ? 2
               : s[0] < 0xf0 ? 3
               : s[0] < 0xf5 ? 4
                             : 0;
    uint32_t code;

    if (n == 0)
        return 0;
    code = n == 1 ? s[0] : s[0] & (0xffU >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3f);
    }
    if (code < least[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0;
    if (ch)
        *ch = code;
    return n;
}

bool
utf8_is_letter(uint32_t ch)
{
    static const struct {
        uint32_t from, to;
    } others[] = {
        {0x0000, 0x00a0},   /* ASCII and C1, the blank that does not break */
        {0x00ad, 0x00ad},   /* soft hyphen */
        {0x034f, 0x034f},   /* joiner that nobody sees */
        {0x061c, 0x061c},   /* a mark of direction */
        {0x1680, 0x1680},   /* a blank */
        {0x180e, 0x180e},   /* a separator */
        {0x2000, 0x206f},   /* blanks, dashes, directions, line ends */
        {0x3000, 0x3000},   /* a wide blank */
        {0xe000, 0xf8ff},   /* private: nobody knows how wide */
        {0xfdd0, 0xfdef},   /* no characters */
        {0xfeff, 0xfeff},   /* byte order */
        {0xfff0, 0xffff},   /* specials */
        {0xe0000, 0x10ffff} /* tags, private */
    };

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (ch >= others[i].from && ch <= others[i].to)
            return false;
    }
    return (ch & 0xfffe) != 0xfffe;
}

/* C1, and marks that turn the rest of the line about. */
static bool
is_unseen(uint32_t ch)
{
    return (ch >= 0x80 && ch < 0xa0) || (ch >= 0x200e && ch <= 0x200f) ||
           (ch >= 0x2028 && ch <= 0x202e) || (ch >= 0x2060 && ch <= 0x206f);
}

void
utf8_clean(char *text)
{
    uint32_t ch;

    while (*text) {
        size_t n = utf8_read(text, &ch);

        if (n == 0 || (ch < 0x20 && ch != '\n') || ch == 0x7f) {
            *text++ = '?';
            continue;
        }
        if (is_unseen(ch))
            memset(text, '?', n);
        text += n;
    }
}
