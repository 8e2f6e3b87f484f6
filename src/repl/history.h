/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * history.h: where the lines typed before are kept.
 */
#ifndef HEAPGLASS_HISTORY_H
#define HEAPGLASS_HISTORY_H

/* The history file, its folders (0700) and itself (0600) made if need be;
 * malloc'd. NULL: none is to be kept, or none can be. */
char *history_open(void);

#endif
