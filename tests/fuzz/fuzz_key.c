/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz_key.c: any bytes, cut anywhere, give tokens that are in bounds, in
 * order, and lose nothing but pastes beyond their cap. The first byte says how
 * the rest is cut.
 */
#include "tui/key.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
    if (!holds)
        abort();
}

/* Takes what is there; answers how many bytes it came from, at least. */
static size_t
drain(struct key_reader *reader, bool flush)
{
    struct token token;
    bool pending;
    size_t total = 0;

    while (key_reader_next(reader, &token, flush, &pending)) {
        require(token.n <= PASTE_MAX);
        require(token.kind == TOKEN_PASTE || token.n > 0);
        require(token.key <= KEYS_UNKNOWN);
        for (size_t i = 0; i < token.n; i++)
            total += token.bytes[i] == 0; /* reads every byte */
        total++;
    }
    return total;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct key_reader reader = {0};
    size_t step;

    if (size == 0)
        return 0;
    step = (size_t)(data[0] & 0x3f) + 1;
    reader.ascii_only = data[0] >> 7;
    for (size_t i = 1; i < size; i += step) {
        size_t n = size - i < step ? size - i : step;

        key_reader_feed(&reader, (const char *)data + i, n);
        drain(&reader, (data[0] & 0x40) != 0);
    }
    drain(&reader, true);
    key_reader_done(&reader);
    return 0;
}
