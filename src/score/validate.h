/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * validate.h: does an allocator play a trace without a mistake? Every block
 * is aligned, inside the heap and apart from the others; every payload is
 * filled, and holds its bytes until it is freed, also through realloc.
 */
#ifndef HEAPGLASS_VALIDATE_H
#define HEAPGLASS_VALIDATE_H

#include "score/fault.h"
#include "score/plan.h"
#include "score/subject.h"

/* Payloads larger than this are filled and compared in their first so many
 * bytes only, so that a trace which asks for more than the machine has can be
 * played on an allocator that can promise it. */
#define VALIDATE_WHOLE ((size_t)16 << 20)

/* Plays the plan on the subject, which is empty before and after, unless there
 * is a fault. True: none. MARK, which may be NULL, always holds the operation
 * at work, from 1: for whoever must tell where the subject crashed.
 * False with FAULT_NONE: no memory. */
bool validate(const struct trace *, const struct plan *, const struct subject *,
              volatile size_t *mark, struct fault *);

#endif
