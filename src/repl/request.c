/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * request.c: what the words of an allocation or a realloc ask for, to be done
 * or to be tried.
 */
#include "repl_internal.h"

/* Word I, if there is one, as the new block's name. */
static bool
optional_name(const struct words *words, size_t i, struct request *request,
              struct error *err)
{
    request->name[0] = '\0';
    request->ask.name = request->name;
    return i >= words->n || read_name(words->list[i].text, request->name, err);
}

static bool
read_alloc(const struct words *words, struct request *request,
           struct error *err)
{
    if (words->n < 2)
        return usage(words, err, "needs a size");
    return need_words(words, 1, 2, err) &&
           read_size(words->list[1].text, "a size", &request->ask.size, err) &&
           optional_name(words, 2, request, err);
}

/* Two numbers, of which the second is the size. */
static bool
read_pair(const struct words *words, const char *what, size_t *first,
          struct request *request, struct error *err)
{
    return need_words(words, 2, 3, err) &&
           read_size(words->list[1].text, what, first, err) &&
           read_size(words->list[2].text, "a size", &request->ask.size, err) &&
           optional_name(words, 3, request, err);
}

static bool
read_realloc(const struct words *words, struct request *request,
             struct error *err)
{
    if (words->n < 3)
        return usage(words, err, "needs a block and a size");
    return need_words(words, 2, 2, err) &&
           read_who(words->list[1].text, &request->ask.who, err) &&
           read_size(words->list[2].text, "a size", &request->ask.size, err);
}

bool
read_request(const struct words *words, enum op_kind kind,
             struct request *request, struct error *err)
{
    struct session_request *ask = &request->ask;

    *request = (struct request){.ask.kind = kind};
    switch (kind) {
    case OP_CALLOC:
        if (words->n < 3)
            return usage(words, err, "needs a count and a size");
        return read_pair(words, "a count", &ask->n, request, err);
    case OP_MEMALIGN:
        if (words->n < 3)
            return usage(words, err, "needs an alignment and a size");
        return read_pair(words, "an alignment", &ask->align, request, err);
    case OP_REALLOC:
        return read_realloc(words, request, err);
    default:
        return read_alloc(words, request, err);
    }
}
