/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * size_text.c: byte counts as people read them. Below 1 KiB they are exact;
 * above, one decimal, which is left out where it says nothing.
 */
#include "tui/panes.h"

#include <stdio.h>

/* BYTES in tenths of the largest unit that leaves at least one of it. */
static size_t
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
    return tenths;
}

void
size_text(size_t bytes, char buf[16])
{
    static const char *const units[] = {"KiB", "MiB", "GiB", "TiB"};
    unsigned unit;
    size_t tenths = tenths_of(bytes, &unit);

    if (bytes < 1024)
        (void)snprintf(buf, 16, "%zu B", bytes);
    else if (tenths >= 1000 || tenths % 10 == 0)
        (void)snprintf(buf, 16, "%zu %s", (tenths + 5) / 10, units[unit]);
    else
        (void)snprintf(buf, 16, "%zu.%zu %s", tenths / 10, tenths % 10,
                       units[unit]);
}

void
size_short(size_t bytes, char buf[8])
{
    static const char units[] = "kMGT";
    unsigned unit;
    size_t tenths = tenths_of(bytes, &unit);

    if (bytes < 1024)
        (void)snprintf(buf, 8, "%zu", bytes);
    else if (tenths >= 100)
        (void)snprintf(buf, 8, "%zu%c", (tenths + 5) / 10, units[unit]);
    else
        (void)snprintf(buf, 8, "%zu.%zu%c", tenths / 10, tenths % 10,
                       units[unit]);
}
