/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sessions.c: see sessions.h.
 */
#include "support/sessions.h"

#include "support/cmocka_all.h"

#include "allocator/heap_state.h"

#include <stdlib.h>
#include <string.h>

struct error err;

uint64_t
seed(void)
{
    const char *text = getenv("ASK_SEED");
    return text ? strtoull(text, NULL, 10) : 1;
}

struct session *
start(const struct policy *policy, size_t limit, uint32_t every)
{
    struct session_config config = {
        .policy = *policy, .limit = limit, .checkpoint_every = every};
    struct session *s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

struct session *
start_text(const char *policy, enum session_target target)
{
    struct session_config config = {.target = target};
    struct session *s;
    assert_true(policy_parse(policy, &config.policy, &err));
    s = session_new(&config, &err);
    assert_non_null(s);
    return s;
}

uint64_t
op_of(const struct session *s)
{
    struct session_place place;
    session_place(s, &place);
    return place.op;
}

struct who
number(uint64_t n)
{
    return (struct who){.kind = WHO_NUMBER, .value = n};
}

struct still
still(const struct session *s)
{
    struct still still;
    memset(&still, 0, sizeof still);
    if (view_heap(s)) {
        still.hash = heap_hash(view_heap(s));
        still.epoch = heap_epoch(view_heap(s));
    }
    session_place(s, &still.place);
    view_figures(s, &still.figures);
    still.last = *session_last(s);
    return still;
}

void
assert_still(const struct session *s, const struct still *before)
{
    struct still now = still(s);
    assert_int_equal(now.hash, before->hash);
    assert_int_equal(now.epoch, before->epoch);
    assert_int_equal(now.place.op, before->place.op);
    assert_int_equal(now.place.line, before->place.line);
    assert_int_equal(now.place.branch, before->place.branch);
    assert_int_equal(now.place.n_branches, before->place.n_branches);
    assert_memory_equal(&now.figures, &before->figures, sizeof now.figures);
    assert_memory_equal(&now.last, &before->last, sizeof now.last);
}

/* --- at random -------------------------------------------------------------*/
struct who
random_who(const struct session *s, struct random *r, uint64_t n_ids)
{
    struct view_block block;
    struct figures f;
    view_figures(s, &f);
    switch (random_below(r, 12)) {
    case 0: /* anywhere, the outside too */
        return (struct who){.kind = WHO_OFFSET,
                            .value = random_below(r, f.heap + 64)};
    case 1: /* some block's start */
        if (view_at(s, random_below(r, f.heap + 1), &block))
            return (struct who){.kind = WHO_OFFSET, .value = block.off};
        break;
    case 2:
        return (struct who){.kind = WHO_NAME, .name = "n"};
    default:
        break;
    }
    return number(n_ids > 30 && random_below(r, 4)
                      ? n_ids - random_below(r, 30)
                      : random_below(r, n_ids + 2));
}

struct session_request
random_request(const struct session *s, struct random *r, uint64_t n_ids)
{
    struct session_request q = {.kind = OP_ALLOC};
    size_t most = random_below(r, 8) ? 400 : 30000;
    q.size = random_below(r, most);
    q.name = random_below(r, 20) ? NULL : "n";
    q.who = random_who(s, r, n_ids);
    switch (random_below(r, 12)) {
    case 0:
        q.kind = OP_CALLOC;
        q.n = random_below(r, 5);
        break;
    case 1:
        q.kind = OP_MEMALIGN;
        q.align = random_below(r, 10) ? (size_t)1 << random_below(r, 10) : 24;
        break;
    case 2:
    case 3:
        q.kind = OP_REALLOC;
        q.size = random_below(r, 10) ? q.size : 0;
        break;
    case 4:
    case 5:
    case 6:
    case 7:
        q.kind = OP_FREE;
        break;
    default:
        q.size = random_below(r, 500) ? q.size : SIZE_MAX - 3;
        break;
    }
    return q;
}

static struct trace *
random_trace(struct random *r, size_t n)
{
    struct trace *t = trace_new("random.rep");
    for (size_t i = 0; i < n; i++) {
        struct trace_op op = {.line = (uint32_t)i + 1,
                              .id = (int64_t)random_below(r, 30),
                              .size = random_below(r, 600)};
        size_t dice = random_below(r, 10);
        op.kind = dice < 4   ? TRACE_ALLOC
                  : dice < 7 ? TRACE_FREE
                             : TRACE_REALLOC;
        assert_true(trace_push(t, &op));
    }
    return t;
}

/* Typed operations and a trace's, on several branches; N_IDS: numbers given
 * out, at least. */
void
random_work(struct session *s, struct random *r, uint64_t *n_ids)
{
    if (random_below(r, 4))
        assert_true(session_load(s, random_trace(r, 400), &err));
    for (int i = 0; i < 8; i++) {
        (void)session_step(s, 1 + random_below(r, 60), NULL, &err);
        *n_ids = 40;
        for (size_t k = random_below(r, 20); k > 0; k--) {
            struct session_request q = random_request(s, r, *n_ids);
            struct op_result result;
            if (session_request(s, &q, &result, &err) && result.id > *n_ids)
                *n_ids = result.id;
        }
        if (random_below(r, 4) == 0)
            (void)session_back(s, 1 + random_below(r, 40), &err);
        if (random_below(r, 4) == 0)
            (void)session_coalesce(s, NULL, &err);
    }
}
