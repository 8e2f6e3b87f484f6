/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * trace_pack.c: the operations of a trace, packed. Each has a head, and up to
 * three numbers, lowest byte first:
 *
 *     heads   | head | head | ...
 *     bytes   | line step | id | size | id | size | ...
 *
 *     bits 0..1  kind
 *     bit  2     a line step of 4 bytes is there; else it is 1
 *     bit  3     the id is -1, and none is there
 *     bits 4..5  bytes of the id: 1, 2, 3 or 8
 *     bits 6..7  bytes of the size: 1, 2, 4 or 8; a free has none
 *
 * Heads lie apart from the numbers so that a reader need not know where one
 * operation's end to look at the next one's head. Every TRACE_STRIDE operations
 * a mark tells where one's numbers start, so that any can be reached by reading
 * some tens of others.
 */
#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>

enum { TRACE_STRIDE = 64, MOST_BYTES = 4 + 8 + 8, ROOM = 2 * MOST_BYTES };

struct trace_mark {
    size_t at;
    uint32_t line; /* of the operation before it */
};

static const unsigned id_bytes[4] = {1, 2, 3, 8};
static const unsigned size_bytes[4] = {1, 2, 4, 8};

/* --- writing ---------------------------------------------------------------*/
static unsigned
code_of(uint64_t value, const unsigned bytes[4])
{
    unsigned code = 0;
    while (code < 3 && value >> (8 * bytes[code]))
        code++;
    return code;
}

/* Writes 8 bytes, of which N count; pack_reserve left room. */
static uint8_t *
put_number(uint8_t *to, uint64_t value, unsigned n)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(to, &value, sizeof value);
#else
    for (unsigned i = 0; i < 8; i++)
        to[i] = (uint8_t)(value >> (8 * i));
#endif
    return to + n;
}

/* Room for one operation, and for 8 bytes at any number of it. */
static bool
pack_reserve(struct trace *trace)
{
    struct trace_pack *p = &trace->pack;
    if (p->n + ROOM > p->cap) {
        size_t cap = p->cap ? p->cap + p->cap / 2 : 4096;
        uint8_t *bytes = realloc(p->bytes, cap);
        if (!bytes)
            return false;
        p->bytes = bytes;
        p->cap = cap;
    }
    if (trace->n_ops == p->cap_heads) {
        size_t cap = p->cap_heads ? p->cap_heads + p->cap_heads / 2 : 1024;
        uint8_t *heads = realloc(p->heads, cap);
        if (!heads)
            return false;
        p->heads = heads;
        p->cap_heads = cap;
    }
    if (trace->n_ops / TRACE_STRIDE == p->cap_marks) {
        size_t cap = p->cap_marks ? p->cap_marks * 2 : 64;
        struct trace_mark *marks = realloc(p->marks, cap * sizeof *marks);
        if (!marks)
            return false;
        p->marks = marks;
        p->cap_marks = cap;
    }
    return true;
}

bool
trace_push(struct trace *trace, const struct trace_op *op)
{
    struct trace_pack *p = &trace->pack;
    uint32_t step = op->line - p->line;
    unsigned id = code_of((uint64_t)op->id, id_bytes);
    unsigned size = code_of(op->size, size_bytes);
    uint8_t *to;
    if (!pack_reserve(trace))
        return false;
    if (trace->n_ops % TRACE_STRIDE == 0)
        p->marks[trace->n_ops / TRACE_STRIDE] =
            (struct trace_mark){p->n, p->line};
    to = p->bytes + p->n;
    p->heads[trace->n_ops] =
        (uint8_t)((unsigned)op->kind | (step != 1 ? 4U : 0U) |
                  (op->id < 0 ? 8U : id << 4) | size << 6);
    if (step != 1)
        to = put_number(to, step, 4);
    if (op->id >= 0)
        to = put_number(to, (uint64_t)op->id, id_bytes[id]);
    if (op->kind != TRACE_FREE)
        to = put_number(to, op->size, size_bytes[size]);
    p->n = (size_t)(to - p->bytes);
    p->line = op->line;
    p->max_id = op->id > p->max_id ? op->id : p->max_id;
    trace->n_ops++;
    return true;
}

/* --- reading ---------------------------------------------------------------*/
static const uint64_t masks[] = {[1] = 0xff,
                                 [2] = 0xffff,
                                 [3] = 0xffffff,
                                 [4] = 0xffffffff,
                                 [8] = UINT64_MAX};

static uint64_t
take_number(const uint8_t **from, unsigned n)
{
    uint64_t value;
    const uint8_t *at = *from;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&value, at, sizeof value); /* pack_reserve left room */
#else
    value = 0;
    for (unsigned i = 0; i < 8; i++)
        value |= (uint64_t)at[i] << (8 * i);
#endif
    *from = at + n;
    return value & masks[n];
}

/* By bits 4..7 of a head, and a fifth for a free: where its numbers end and
 * the size begins, and what is theirs of the eight bytes from the id on. Length
 * 0: they are too long for that. */
struct form {
    uint8_t id_bits, length;
    uint32_t id_mask, size_mask;
};
#define MASK(n) (uint32_t)(((uint64_t)1 << 8 * (n)) - 1)
#define FORM(id, size)                                                         \
    {                                                                          \
        8 * (id), (id) + (size), MASK(id), MASK(size)                          \
    }
#define FORMS(size) FORM(1, size), FORM(2, size), FORM(3, size), FORM(0, 0)
static const struct form forms[32] = {
    FORMS(1),   FORMS(2), FORMS(4), FORM(0, 0), FORM(0, 0), FORM(0, 0),
    FORM(0, 0), FORMS(0), FORMS(0), FORMS(0),   FORMS(0),
};

/* The operation with this head, whatever it is; what comes behind it. */
static const uint8_t *
read_long(unsigned head, const uint8_t *from, uint32_t *line,
          struct trace_op *op)
{
    if (head & 4)
        *line += (uint32_t)take_number(&from, 4) - 1;
    op->kind = (enum trace_kind)(head & 3);
    op->line = ++*line;
    op->id = -1;
    op->size = 0;
    if (!(head & 8))
        op->id = (int64_t)take_number(&from, id_bytes[head >> 4 & 3]);
    if (op->kind != TRACE_FREE)
        op->size = take_number(&from, size_bytes[head >> 6]);
    return from;
}

/* The same; nearly all are on the next line, and short. */
static inline const uint8_t *
read_op(unsigned head, const uint8_t *from, uint32_t *line, struct trace_op *op)
{
    unsigned kind = head & 3, is_free = kind == TRACE_FREE;
    const struct form *form = &forms[head >> 4 | is_free << 4];
    const uint8_t *at = from;
    uint64_t word;
    if (__builtin_expect(head & 12 || !form->length, 0))
        return read_long(head, from, line, op);
    word = take_number(&at, 8);
    op->kind = (enum trace_kind)kind;
    op->line = ++*line;
    op->id = (int64_t)(word & form->id_mask);
    op->size = word >> form->id_bits & form->size_mask;
    return from + form->length;
}

size_t
trace_take(struct trace_cursor *cursor, struct trace_op *ops, size_t n)
{
    const struct trace_pack *p = &cursor->trace->pack;
    const uint8_t *heads, *from;
    size_t left = cursor->trace->n_ops - cursor->at;
    uint32_t line = cursor->line;
    n = n < left ? n : left;
    if (n == 0)
        return 0;
    heads = p->heads + cursor->at;
    from = p->bytes + cursor->next;
    for (size_t i = 0; i < n; i++)
        from = read_op(heads[i], from, &line, &ops[i]);
    cursor->line = line;
    cursor->next = (size_t)(from - p->bytes);
    cursor->at += n;
    return n;
}

bool
trace_next(struct trace_cursor *cursor, struct trace_op *op)
{
    return trace_take(cursor, op, 1) == 1;
}

void
trace_seek(struct trace_cursor *cursor, const struct trace *trace, size_t i)
{
    struct trace_op op;
    *cursor = (struct trace_cursor){.trace = trace};
    if (trace->n_ops == 0)
        return;
    if (i > trace->n_ops)
        i = trace->n_ops;
    size_t mark = (i < trace->n_ops ? i : trace->n_ops - 1) / TRACE_STRIDE;
    cursor->at = mark * TRACE_STRIDE;
    cursor->next = trace->pack.marks[mark].at;
    cursor->line = trace->pack.marks[mark].line;
    while (cursor->at < i)
        (void)trace_next(cursor, &op);
}

struct trace_op
trace_get(const struct trace *trace, size_t i)
{
    struct trace_cursor cursor;
    struct trace_op op = {.kind = TRACE_FREE, .id = -1};
    trace_seek(&cursor, trace, i);
    (void)trace_next(&cursor, &op);
    return op;
}

/* --- life ------------------------------------------------------------------*/
struct trace *
trace_new(const char *path)
{
    struct trace *trace = calloc(1, sizeof *trace);
    const char *slash = strrchr(path, '/');
    if (!trace)
        return NULL;
    trace->path = strdup(path);
    trace->name = strdup(slash ? slash + 1 : path);
    if (trace->path && trace->name)
        return trace;
    trace_free(trace);
    return NULL;
}

void
trace_free(struct trace *trace)
{
    if (!trace)
        return;
    free(trace->name);
    free(trace->path);
    free(trace->pack.heads);
    free(trace->pack.bytes);
    free(trace->pack.marks);
    free(trace);
}
