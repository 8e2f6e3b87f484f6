/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * torture.h: bytes read as operations on a heap and as damage to it. Whatever
 * the bytes, looking at the heap must end and stay in bounds; a hardened heap
 * must go on answering; an undamaged one must stay consistent.
 */
#ifndef TESTS_TORTURE_H
#define TESTS_TORTURE_H

#include "allocator/heap.h"

#include <stdint.h>

/* Runs DATA on a fresh heap of this kind. Aborts, with a line on standard
 * error, when something does not hold. */
void torture(const struct heap_config *, const uint8_t *data, size_t n);

#endif
