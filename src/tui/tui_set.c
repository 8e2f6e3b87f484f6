/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tui_set.c: `set view ...`, `set overlay ...`, `set colour ...` and `set numbers ...`: what
 * the keys t, o, c and i change, by word.
 */
#include "tui/tui_internal.h"

#include <string.h>

bool
tui_set(struct tui *tui, const char *name, const char *value)
{
    static const char *const overlays[] = {
        [OVERLAY_ORDER] = "order",
        [OVERLAY_LINKS] = "links",
        [OVERLAY_OFF] = "off",
    };
    if (!strcmp(name, "view")) {
        tui_show_picture(tui, !strcmp(value, "time"));
        return true;
    }
    if (!strcmp(name, "numbers")) {
        tui->eye.numbers = !strcmp(value, "on");
        return true;
    }
    if (!strcmp(name, "colour"))
        return tint_find(value, &tui->eye.key);
    for (int i = OVERLAY_ORDER; i <= OVERLAY_OFF; i++) {
        if (!strcmp(name, "overlay") && !strcmp(value, overlays[i])) {
            tui->eye.overlay = (enum overlay)i;
            return true;
        }
    }
    return false;
}
