/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scenes.h: what is typed to bring the screen about that a picture is of.
 */
#ifndef TESTS_SCENES_H
#define TESTS_SCENES_H

#include <stdbool.h>
#include <stddef.h>

struct scene_of {
    const char *name; /* of its recorded pictures */
    bool main;        /* they are of every size */
    const char *type; /* keys and command lines, as a terminal sends them */
};

const struct scene_of *scene_of(size_t i); /* NULL: past the end */

#endif
