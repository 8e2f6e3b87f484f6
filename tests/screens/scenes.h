/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scenes.h: what is typed to bring the screen about that a picture is of.
 */
#ifndef TESTS_SCENES_H
#define TESTS_SCENES_H

#include <stddef.h>

enum {
    SCENE_MAIN = 1, /* pictures are of every size */
    SCENE_FAILS = 2 /* its last command does, and should */
};
struct scene_of {
    const char *name; /* of its recorded pictures */
    unsigned flags;
    const char *type; /* keys and command lines, as a terminal sends them;
                         \aTEXT\a: not before TEXT is on the screen */
};

const struct scene_of *scene_of(size_t i); /* NULL: past the end */

#endif
