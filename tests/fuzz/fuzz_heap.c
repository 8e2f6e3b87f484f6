/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz_heap.c: bytes become operations and damage; see support/torture.h. The
 * first two bytes choose the heap.
 */
#include "support/policies.h"
#include "support/torture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t limits[] = {0, 1 << 20, 1 << 14, 1 << 12};
    if (size < 2) {
        return 0;
    }
    struct heap_config config = {.policy = policy_nth(data[0] % N_POLICIES),
                                 .limit = limits[data[1] >> 1 & 3],
                                 .hardened = data[1] & 1};
    torture(&config, data + 2, size - 2);
    return 0;
}
