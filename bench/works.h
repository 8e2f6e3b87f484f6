/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * works.h: what is played, as plan files in the lab's scratch folder.
 */
#ifndef HEAPGLASS_BENCH_WORKS_H
#define HEAPGLASS_BENCH_WORKS_H

#include "lab.h"

/* The project's own: the traces among the demos and the made workloads. */
bool works_own(struct lab *, const char *demos);
/* Every *.rep and *.script in FOLDER. One that cannot be played is told in a
 * line and left out. False: there is none. */
bool works_folder(struct lab *, const char *folder);
void works_done(struct lab *, bool keep_files); /* else they are removed */

#endif
