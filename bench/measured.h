/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * measured.h: the one function around what is counted. callgrind counts from
 * its call to its return (--toggle-collect=measured), so it must exist in the
 * program as it stands here: neither inlined nor cloned under another name.
 */
#ifndef HEAPGLASS_BENCH_MEASURED_H
#define HEAPGLASS_BENCH_MEASURED_H

#include "score/replay.h"

void measured(const struct plan *, const struct subject *, void **slots);

#endif
