/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * size_text.c: byte counts as people read them. Below 1 KiB they are exact.
 * Above, one decimal below 100 of a unit; none for a whole number of units, so
 * that "1 KiB" is 1024 bytes and "1.0 KiB" about as many.
 */
#include "session/size_text.h"

#include <stdio.h>

/* More than any number of tenths: what is told of a size_t ends at TiB. */
enum { MOST = 100000 };

/* BYTES in tenths of the largest unit that leaves at least one of it. */
static unsigned
tenths_of(size_t bytes, unsigned *unit)
{
    size_t one = 1024, tenths;

    *unit = 0;
    while (*unit < 3 && bytes / one >= 1024) {
        one *= 1024;
        (*unit)++;
    }
    tenths = bytes / one * 10 + (bytes % one * 10 + one / 2) / one;
    if (tenths >= 10240 && *unit < 3) {
        (*unit)++;
        return 10;
    }
    return (unsigned)(tenths < MOST ? tenths : MOST - 1);
}

const char *
size_text(size_t bytes, char buf[SIZE_TEXT])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    unsigned unit;
    unsigned tenths = tenths_of(bytes, &unit) % MOST;

    if (bytes < 1024)
        (void)snprintf(buf, SIZE_TEXT, "%zu B", bytes);
    else if (tenths >= 1000 || bytes % ((size_t)1024 << 10 * unit) == 0)
        (void)snprintf(buf, SIZE_TEXT, "%u %s", (tenths + 5) / 10, units[unit]);
    else
        (void)snprintf(buf, SIZE_TEXT, "%u.%u %s", tenths / 10, tenths % 10,
                       units[unit]);
    return buf;
}

const char *
size_short(size_t bytes, char buf[SIZE_SHORT])
{
    static const char units[] = "kMGT";
    unsigned unit;
    unsigned tenths = tenths_of(bytes, &unit) % MOST;

    if (bytes < 1024)
        (void)snprintf(buf, SIZE_SHORT, "%u", (unsigned)bytes % 1024);
    else if (tenths >= 100)
        (void)snprintf(buf, SIZE_SHORT, "%u%c", (tenths + 5) / 10, units[unit]);
    else
        (void)snprintf(buf, SIZE_SHORT, "%u.%u%c", tenths / 10, tenths % 10,
                       units[unit]);
    return buf;
}
