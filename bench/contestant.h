/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * contestant.h: a subject by its name. One of our policies:
 *     segregated, explicit:address, tlsf+hardened, segregated+observed
 * or the malloc of this process, which LD_PRELOAD decides:
 *     malloc            as it comes
 *     malloc+flat       glibc's without mmap and without giving memory back
 *     none              answers at once: what the loop around it costs
 *
 * All are played alike: what a trace leaves is freed, none is reset.
 */
#ifndef HEAPGLASS_BENCH_CONTESTANT_H
#define HEAPGLASS_BENCH_CONTESTANT_H

#include "score/subject.h"

/* Caller owns the result and calls ->done. False: ERR says why. */
bool contestant_open(struct subject *, const char *name, struct error *err);

#endif
