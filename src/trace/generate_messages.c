/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * generate_messages.c: two producers and their consumers. A message is its text
 * and one to four small nodes about it; it is freed whole, nearly in the order
 * in which it was sent. The second stream's messages are twice as long, and
 * both queues grow and shrink, each at its own time.
 */
#include "generate_internal.h"

#include <stdlib.h>

enum { MOST_NODES = 4, NODE_LEAST = 16, NODE_MOST = 48, NEAR = 8, STREAMS = 2 };

struct message {
    unsigned n;                   /* blocks */
    uint32_t ids[MOST_NODES + 1]; /* its text first */
};

struct stream {
    struct message *ring; /* borrowed */
    size_t first, n, cap;
    size_t n_blocks, want; /* in blocks: as they are, and where they go */
    size_t most, mean;
};

static struct message *
message_at(const struct stream *s, size_t i)
{
    return &s->ring[(s->first + i) % s->cap];
}

/* MESSAGE may lack nodes where there is no room for them. */
static void
produce(struct generate_maker *m, struct stream *s)
{
    struct message *message = message_at(s, s->n++);
    size_t nodes = random_between(&m->random, 1, MOST_NODES);
    message->n = 0;
    m->mean = s->mean;
    message->ids[message->n++] = maker_alloc(m, size_exponential(m));
    while (nodes-- && s->n_blocks + message->n < s->most && maker_has(m, 2))
        message->ids[message->n++] =
            maker_alloc(m, random_between(&m->random, NODE_LEAST, NODE_MOST));
    s->n_blocks += message->n;
}

/* One of the oldest few; the oldest takes its place. */
static void
consume(struct generate_maker *m, struct stream *s)
{
    size_t i = random_below(&m->random, s->n < NEAR ? s->n : NEAR);
    struct message message = *message_at(s, i);
    *message_at(s, i) = *message_at(s, 0);
    s->first = (s->first + 1) % s->cap;
    s->n--;
    s->n_blocks -= message.n;
    while (message.n)
        maker_free(m, message.ids[--message.n]);
}

/* A message more or less; towards where the queue goes two times in three. */
static void
step(struct generate_maker *m, struct stream *s)
{
    bool grow = s->n_blocks < s->want;
    bool towards = random_below(&m->random, 3) != 0;
    if (grow == towards && s->n_blocks < s->most)
        produce(m, s);
    else if (s->n)
        consume(m, s);
    if (grow ? s->n_blocks >= s->want : s->n_blocks <= s->want)
        s->want = random_below(&m->random, s->most + 1);
}

/* A half of the blocks each; at first to the full. RING has room for both. */
static void
open_stream(const struct generate_maker *m, struct stream *s, bool second,
            struct message *ring)
{
    size_t live = m->config->live, mean = m->config->mean;
    s->most = second ? live / 2 : live - live / 2;
    s->want = s->most;
    s->mean = second && mean * 2 < m->max ? mean * 2 : mean;
    s->cap = live;
    s->ring = second ? ring + live : ring;
}

void
make_messages(struct generate_maker *m)
{
    size_t cap = STREAMS * m->config->live;
    struct message *ring = calloc(cap, sizeof *ring);
    struct stream streams[STREAMS] = {{0}};
    if (!ring) {
        m->failed =
            !error_set(m->err, "memory", "No memory for %zu messages.", cap);
        return;
    }
    for (size_t i = 0; i < STREAMS; i++)
        open_stream(m, &streams[i], i == 1, ring);
    while (maker_has(m, MOST_NODES + 1))
        step(m, &streams[random_below(&m->random, STREAMS)]);
    for (size_t i = 0; i < STREAMS; i++)
        while (streams[i].n && maker_frees(m))
            consume(m, &streams[i]);
    free(ring);
}
