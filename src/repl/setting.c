/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * setting.c: the words that settings and themes can be, for dispatch, help and
 * completion alike.
 */
#include "repl_internal.h"

#include <string.h>

const char *
theme_name(size_t i)
{
    static const char *const names[] = {
        "default", "dark", "light", "contrast", "mono",
    };

    return i < sizeof names / sizeof names[0] ? names[i] : NULL;
}

bool
repl_is_theme(const char *name)
{
    for (size_t i = 0; theme_name(i); i++) {
        if (strcmp(theme_name(i), name) == 0)
            return true;
    }
    return false;
}

static const char *const on_off[] = {"on", "off", NULL};
static const char *const autos[] = {"auto", NULL};
static const char *const overlays[] = {"order", "links", "off", NULL};

static const char *const views[] = {"heap", "time", NULL};

static const char *const colours[] = {
    "state", "class", "age", "heat", "waste", NULL,
};

static const struct {
    const char *name;
    const char *const *values;
} settings[] = {
    {"check", on_off},     {"speed", NULL},     {"theme", NULL},
    {"view", views},       {"overlay", overlays}, {"colour", colours},
    {"numbers", on_off},   {"history", autos},
};

const char *
setting_name(size_t i)
{
    return i < sizeof settings / sizeof settings[0] ? settings[i].name : NULL;
}

const char *const *
setting_values(const char *name)
{
    for (size_t i = 0; setting_name(i); i++) {
        if (strcmp(settings[i].name, name) == 0)
            return settings[i].values;
    }
    return NULL;
}
