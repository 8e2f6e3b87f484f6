/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_generate.c: generated traces: the same from the same seed, legal for any
 * driver, within their budget, sizes and live blocks, and of the shape that
 * their kind promises.
 */
#include "trace/generate.h"

#include "support/cmocka_all.h"
#include "support/legal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHORT = 4 }; /* operations fewer than asked for, at most */

static struct trace *
generate(const struct generate_config *config)
{
    struct error err = {.name = ""};
    struct trace *trace = generate_trace(config, &err);
    if (!trace)
        fail_msg("%s: %s", config->kind, err.text);
    return trace;
}

/* A trace to learn from: not too simple, not balanced. */
static struct trace *
some_model(void)
{
    struct generate_config config = {.kind = "realloc",
                                     .seed = 7,
                                     .ops = 20000,
                                     .live = 300,
                                     .end = GENERATE_KEEP};
    return generate(&config);
}

static struct legal
assert_legal(const struct trace *trace)
{
    struct legal legal;
    char why[100];
    if (!legal_play(trace, &legal, why))
        fail_msg("%s", why);
    return legal;
}

static bool
is_learned(size_t i)
{
    return strcmp(generate_kind_name(i), "learned") == 0;
}

/* --- seeds -----------------------------------------------------------------*/
static bool
is_same(const struct trace *a, const struct trace *b)
{
    return a->n_ops == b->n_ops && a->pack.n == b->pack.n &&
           memcmp(a->pack.heads, b->pack.heads, a->n_ops) == 0 &&
           memcmp(a->pack.bytes, b->pack.bytes, a->pack.n) == 0;
}

static void
the_seed_decides(void **state)
{
    (void)state;
    struct trace *model = some_model();
    for (size_t i = 0; generate_kind_get(i); i++) {
        struct generate_config config = {.kind = generate_kind_name(i),
                                         .from = model};
        struct trace *a = generate(&config), *b = generate(&config), *c;
        assert_true(is_same(a, b));
        config.seed = 1;
        c = generate(&config);
        if (is_same(a, c))
            fail_msg("%s: seeds 0 and 1 make the same trace", config.kind);
        trace_free(a);
        trace_free(b);
        trace_free(c);
    }
    trace_free(model);
}

/* FNV-1a of kinds, ids and sizes. */
static uint64_t
hash_of(const struct trace *trace)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    struct trace_cursor cursor;
    struct trace_op op;
    trace_seek(&cursor, trace, 0);
    while (trace_next(&cursor, &op)) {
        uint64_t words[] = {op.kind, (uint64_t)op.id, op.size};
        for (size_t i = 0; i < 3; i++)
            hash = (hash ^ words[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

/* On this machine as on the one that these were recorded on. A change here
 * changes everybody's generated traces: say so in the commit. */
static void
every_machine_makes_the_same(void **state)
{
    static const struct {
        const char *kind;
        uint64_t hash;
    } known[] = {
        {"uniform", UINT64_C(0xfada79b717bfc5c8)},
        {"exponential", UINT64_C(0x9805c175e16f1128)},
        {"bimodal", UINT64_C(0x722dbb5c114ea796)},
        {"ramp", UINT64_C(0xdab34ed2a66e0d44)},
        {"sawtooth", UINT64_C(0x77c953fdbfe8e314)},
        {"peak", UINT64_C(0xa4b35f815b3e19f7)},
        {"lifo", UINT64_C(0x32507a329ddca683)},
        {"fifo", UINT64_C(0x70709f00f9fa05d2)},
        {"realloc", UINT64_C(0x07abb7aa090e751c)},
        {"checkerboard", UINT64_C(0xffc10b875d32960d)},
        {"producer-consumer", UINT64_C(0x947857bc8db20866)},
        {"learned", UINT64_C(0x8541a826d52994a6)},
    };
    (void)state;
    struct trace *model = some_model();
    bool ok = true;
    for (size_t i = 0; generate_kind_get(i); i++) {
        struct generate_config config = {
            .kind = generate_kind_name(i), .seed = 1, .from = model};
        struct trace *trace = generate(&config);
        uint64_t want = 0, hash = hash_of(trace);
        for (size_t j = 0; j < sizeof known / sizeof *known; j++)
            if (strcmp(known[j].kind, config.kind) == 0)
                want = known[j].hash;
        if (hash != want) {
            ok = false;
            print_message("{\"%s\", UINT64_C(0x%016llx)},\n", config.kind,
                          (unsigned long long)hash);
        }
        trace_free(trace);
    }
    assert_true(ok);
    trace_free(model);
}

/* --- what every kind keeps to ----------------------------------------------*/
/* Requests may be larger than `max` only on a checkerboard: those that are not
 * to fit. */
static uint64_t
largest_allowed(const char *kind, size_t max)
{
    return strcmp(kind, "checkerboard") == 0 ? max + max / 4 + 16 : max;
}

/* Where nothing is freed at the end, a checkerboard stops at a whole one. */
static bool
may_stop_early(const struct generate_config *config)
{
    return config->end == GENERATE_KEEP &&
           strcmp(config->kind, "checkerboard") == 0;
}

static void
assert_within(const struct generate_config *config)
{
    struct trace *trace = generate(config);
    struct legal legal = assert_legal(trace);
    const char *kind = config->kind;
    if (trace->n_ops > config->ops ||
        (trace->n_ops + MOST_SHORT < config->ops && !may_stop_early(config)))
        fail_msg("%s: %zu operations, not %zu", kind, trace->n_ops,
                 config->ops);
    assert_true(trace->n_ops > 0);
    assert_true(legal.most_live <= config->live);
    assert_true(legal.n_ids == legal.most_live); /* used again at once */
    if (config->end != GENERATE_KEEP)
        assert_int_equal(legal.n_live, 0);
    if (legal.min_size < config->min ||
        legal.max_size > largest_allowed(kind, config->max))
        fail_msg("%s: sizes %llu to %llu, not %zu to %zu", kind,
                 (unsigned long long)legal.min_size,
                 (unsigned long long)legal.max_size, config->min, config->max);
    trace_free(trace);
}

static void
budgets_are_kept(void **state)
{
    static const size_t ops[] = {10, 11, 57, 1000, 9999};
    static const size_t lives[] = {1, 2, 3, 10, 99, 400, 100000};
    (void)state;
    for (size_t i = 0; generate_kind_get(i); i++)
        for (size_t j = 0; j < 5 * 7 * 2 && !is_learned(i); j++) {
            struct generate_config config = {
                .kind = generate_kind_name(i),
                .seed = j,
                .ops = ops[j % 5],
                .live = lives[j / 5 % 7],
                .min = 16, /* a message's nodes have at least these */
                .max = 700,
                .end = j % 2 ? GENERATE_KEEP : GENERATE_USUAL};
            assert_within(&config);
        }
}

static void
odd_sizes_are_kept(void **state)
{
    static const size_t sizes[][2] = {
        {16, 48}, {48, 48}, {48, 49}, {1000, 100000}, {50, UINT32_MAX}};
    (void)state;
    for (size_t i = 0; generate_kind_get(i); i++)
        for (size_t j = 0; j < 5 && !is_learned(i); j++) {
            struct generate_config config = {.kind = generate_kind_name(i),
                                             .ops = 2000,
                                             .live = 100,
                                             .min = sizes[j][0],
                                             .max = sizes[j][1]};
            if (strcmp(config.kind, "producer-consumer") != 0)
                assert_within(&config); /* its nodes are 16 to 48 bytes */
        }
}

/* With operations enough, as many blocks live as may. */
static void
live_is_reached(void **state)
{
    (void)state;
    for (size_t i = 0; generate_kind_get(i); i++) {
        struct generate_config config = {
            .kind = generate_kind_name(i), .ops = 10000, .live = 1000};
        if (is_learned(i))
            continue;
        struct trace *trace = generate(&config);
        struct legal legal = assert_legal(trace);
        if (legal.most_live < 900)
            fail_msg("%s: %zu blocks at most", config.kind, legal.most_live);
        trace_free(trace);
    }
}

static void
what_lives_may_stay(void **state)
{
    static const char *const kinds[] = {"uniform", "exponential", "bimodal",
                                        "realloc"};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct generate_config config = {
            .kind = kinds[i], .ops = 5000, .live = 700, .end = GENERATE_KEEP};
        struct trace *trace = generate(&config);
        assert_int_equal(assert_legal(trace).n_live, 700);
        trace_free(trace);
    }
}

static void
long_ones_are_packed(void **state)
{
    enum { OPS = 1000000 };
    (void)state;
    for (size_t i = 0; generate_kind_get(i); i++) {
        struct generate_config config = {.kind = generate_kind_name(i),
                                         .ops = OPS};
        if (is_learned(i))
            continue;
        struct trace *trace = generate(&config);
        assert_true(trace->n_ops + MOST_SHORT >= OPS);
        assert_true(trace->pack.cap < 8 * (size_t)OPS);
        assert_true(assert_legal(trace).n_ids <= generate_kind_get(i)->live);
        trace_free(trace);
    }
}

/* The usual exponential trace with 20,000 blocks is one for a heap of 2 to
 * 4 MiB: 16 bytes more a block are the least and the most that headers,
 * rounding and holes take. */
static void
exponential_fills_megabytes(void **state)
{
    struct generate_config config = {
        .kind = "exponential", .ops = 200000, .live = 20000};
    uint64_t total = 0, n = 0;
    struct trace_cursor cursor;
    struct trace_op op;
    (void)state;
    struct trace *trace = generate(&config);
    trace_seek(&cursor, trace, 0);
    while (trace_next(&cursor, &op))
        if (op.kind == TRACE_ALLOC) {
            total += op.size;
            n++;
        }
    assert_in_range(total / n, 110, 114); /* the mean that was asked for */
    assert_in_range(total / n * 20000, (2 << 20), (4 << 20) * 2 / 3);
    trace_free(trace);
}

/* --- shapes ----------------------------------------------------------------*/
/* How many blocks live after each tenth of the operations. */
static void
live_by_tenths(const struct trace *trace, size_t live[10])
{
    struct trace_cursor cursor;
    struct trace_op op;
    size_t now = 0, i = 0;
    trace_seek(&cursor, trace, 0);
    while (trace_next(&cursor, &op)) {
        now += op.kind == TRACE_ALLOC;
        now -= op.kind == TRACE_FREE;
        i++;
        if (i * 10 % trace->n_ops < 10)
            live[(i * 10 - 1) / trace->n_ops] = now;
    }
}

static void
peak_is_low_but_once(void **state)
{
    struct generate_config config = {
        .kind = "peak", .ops = 100000, .live = 5000};
    size_t live[10] = {0};
    (void)state;
    struct trace *trace = generate(&config);
    live_by_tenths(trace, live);
    for (size_t i = 0; i < 9; i++)
        if (i != 4)
            assert_int_equal(live[i], 500);
    assert_int_equal(assert_legal(trace).most_live, 5000);
    trace_free(trace);
}

static void
ramp_is_flat_on_top(void **state)
{
    struct generate_config config = {
        .kind = "ramp", .ops = 9000, .live = 600}; /* three rounds */
    size_t live[10] = {0};
    (void)state;
    struct trace *trace = generate(&config);
    live_by_tenths(trace, live);
    assert_int_equal(live[0], 600);                   /* op 900: replacing */
    assert_int_equal(live[1], 600);                   /* op 1800 */
    assert_true(live[2] > 300 - 20 && live[2] < 310); /* op 2700: half down */
    assert_int_equal(live[4], 600); /* op 4500: the second plateau */
    trace_free(trace);
}

/* Is the block freed always the one allocated last (or FIRST) of those alive?
 * How many frees are not. */
static size_t
count_out_of_order(const struct trace *trace, bool first)
{
    size_t n = trace->n_ops, wrong = 0, stamp = 0, lo = 0;
    size_t *born = calloc(n + 1, sizeof *born); /* of an id; 0: dead */
    int64_t *by_age = calloc(n + 1, sizeof *by_age);
    size_t *stack = calloc(n + 1, sizeof *stack), depth = 0;
    struct trace_cursor cursor;
    struct trace_op op;
    assert_true(born && by_age && stack);
    trace_seek(&cursor, trace, 0);
    while (trace_next(&cursor, &op)) {
        if (op.kind == TRACE_ALLOC) {
            by_age[stamp] = op.id;
            stack[depth++] = born[op.id] = ++stamp;
        } else if (first) {
            wrong += by_age[lo++] != op.id;
        } else {
            wrong += stack[--depth] != born[op.id];
        }
    }
    free(born);
    free(by_age);
    free(stack);
    return wrong;
}

static void
stacks_and_queues_keep_order(void **state)
{
    struct generate_config lifo = {.kind = "lifo"}, fifo = {.kind = "fifo"};
    (void)state;
    struct trace *trace = generate(&lifo);
    assert_int_equal(count_out_of_order(trace, false), 0);
    trace_free(trace);
    trace = generate(&fifo);
    assert_int_equal(count_out_of_order(trace, true), 0);
    trace_free(trace);
}

static void
checkerboard_asks_for_what_does_not_fit(void **state)
{
    struct generate_config config = {
        .kind = "checkerboard", .ops = 300, .live = 100, .min = 64, .max = 64};
    (void)state;
    struct trace *trace = generate(&config);
    for (size_t i = 0; i < 100; i++) {
        assert_int_equal(trace_get(trace, i).kind, TRACE_ALLOC);
        assert_int_equal(trace_get(trace, i).size, 64);
    }
    for (size_t i = 0; i < 50; i++) {
        assert_int_equal(trace_get(trace, 100 + i).kind, TRACE_FREE);
        assert_int_equal(trace_get(trace, 100 + i).id, 2 * i + 1);
        assert_int_equal(trace_get(trace, 150 + i).kind, TRACE_ALLOC);
        assert_int_equal(trace_get(trace, 150 + i).size, 96);
    }
    trace_free(trace);
}

static void
realloc_grows_buffers(void **state)
{
    struct generate_config config = {.kind = "realloc"};
    (void)state;
    struct trace *trace = generate(&config);
    struct legal legal = assert_legal(trace);
    assert_true(legal.n_reallocs > trace->n_ops / 4);
    assert_true(legal.max_size > 32768 && legal.max_size <= 65536);
    trace_free(trace);
}

/* --- learned ---------------------------------------------------------------*/
/* What a trace's blocks were like, those that were freed. */
struct lives {
    size_t n;
    uint64_t *sizes, *lives;
    size_t n_kept, n_resized;
};

static int
by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static struct lives
lives_of(const struct trace *trace)
{
    struct lives l = {.sizes = calloc(trace->n_ops, sizeof *l.sizes),
                      .lives = calloc(trace->n_ops, sizeof *l.lives)};
    uint64_t *born = calloc(trace->n_ops, sizeof *born), now = 0;
    uint64_t *size = calloc(trace->n_ops, sizeof *size);
    struct trace_cursor cursor;
    struct trace_op op;
    assert_true(l.sizes && l.lives && born && size);
    trace_seek(&cursor, trace, 0);
    for (; trace_next(&cursor, &op); now++) {
        if (op.kind != TRACE_ALLOC) {
            l.sizes[l.n] = size[op.id];
            l.lives[l.n++] = now - born[op.id];
        }
        l.n_kept += op.kind == TRACE_ALLOC;
        l.n_kept -= op.kind == TRACE_FREE;
        l.n_resized += op.kind == TRACE_REALLOC;
        born[op.id] = now;
        size[op.id] = op.size;
    }
    qsort(l.sizes, l.n, sizeof *l.sizes, by_value);
    qsort(l.lives, l.n, sizeof *l.lives, by_value);
    free(born);
    free(size);
    return l;
}

/* The part of N sorted values that are below X. */
static double
part_below(const uint64_t *values, size_t n, uint64_t x)
{
    size_t lo = 0, hi = n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (values[mid] < x)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (double)lo / (double)n;
}

/* Each decile of A lies in B at most five hundredths from where it should. */
static void
assert_close(const char *what, const uint64_t *a, size_t n, const uint64_t *b,
             size_t m)
{
    for (size_t i = 1; i < 10; i++) {
        uint64_t x = a[n * i / 10];
        double want = (double)i / 10, lo = part_below(b, m, x);
        double hi = part_below(b, m, x + 1);
        if (want < lo - 0.05 || want > hi + 0.05)
            fail_msg("%s: %g of the model's are below %llu, here %g to %g",
                     what, want, (unsigned long long)x, lo, hi);
    }
}

static void
assert_learned(const struct trace *model, size_t ops)
{
    struct generate_config config = {
        .kind = "learned", .seed = 5, .ops = ops, .from = model};
    struct trace *trace = generate(&config);
    struct lives a = lives_of(model), b = lives_of(trace);
    (void)assert_legal(trace);
    assert_close("size", a.sizes, a.n, b.sizes, b.n);
    assert_close("lifetime", a.lives, a.n, b.lives, b.n);
    double share = (double)trace->n_ops / (double)model->n_ops;
    assert_true((double)b.n_resized > (double)a.n_resized * share * 0.9 - 5);
    assert_true((double)b.n_resized < (double)a.n_resized * share * 1.1 + 5);
    free(a.sizes);
    free(a.lives);
    free(b.sizes);
    free(b.lives);
    trace_free(trace);
}

static void
learned_is_like_its_model(void **state)
{
    static const char *const kinds[] = {"exponential", "bimodal", "fifo",
                                        "realloc", "producer-consumer"};
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct generate_config config = {
            .kind = kinds[i], .ops = 100000, .live = 500};
        struct trace *model = generate(&config);
        assert_learned(model, 0);
        assert_learned(model, 300000);
        trace_free(model);
    }
}

/* Small blocks that die young and large ones that stay long are still so. */
static void
learned_keeps_size_and_lifetime_together(void **state)
{
    static const char text[] = "a 0 5000\na 1 10\nf 1\na 1 11\nf 1\na 1 12\n"
                               "f 1\na 1 13\nf 1\nf 0\n";
    (void)state;
    struct trace *model = trace_parse("m", text, sizeof text - 1, NULL), *trace;
    struct generate_config config = {
        .kind = "learned", .ops = 1000, .from = model};
    struct trace_cursor cursor;
    struct trace_op op;
    size_t born[1000] = {0}, size[1000] = {0}, now = 0, longest = 0;
    assert_non_null(model);
    trace = generate(&config);
    trace_seek(&cursor, trace, 0);
    for (; trace_next(&cursor, &op); now++) {
        if (op.kind == TRACE_FREE && size[op.id] < 5000 &&
            now - born[op.id] > longest)
            longest = now - born[op.id];
        born[op.id] = now;
        size[op.id] = op.size;
    }
    assert_true(longest < 5);
    trace_free(trace);
    trace_free(model);
}

static void
learned_ends_as_its_model(void **state)
{
    static const char text[] = "a 0 10\na 1 20\nf 0\na 0 30\nf 0\n";
    static const char nothing[] = "f -1\nf 3\n";
    (void)state;
    struct trace *model = trace_parse("m", text, sizeof text - 1, NULL);
    struct generate_config config = {
        .kind = "learned", .ops = 3000, .from = model};
    struct error err = {.name = ""};
    assert_non_null(model);
    struct trace *trace = generate(&config);
    size_t n = assert_legal(trace).n_live; /* one of three never was freed */
    assert_in_range(n, trace->n_ops / 8, trace->n_ops / 3);
    trace_free(trace);
    config.end = GENERATE_FREE;
    trace = generate(&config);
    assert_int_equal(assert_legal(trace).n_live, 0);
    assert_true(trace->n_ops + MOST_SHORT >= 3000);
    trace_free(trace);
    trace_free(model);

    config.from = model = trace_parse("m", nothing, sizeof nothing - 1, NULL);
    assert_null(generate_trace(&config, &err));
    assert_non_null(strstr(err.text, "m allocates nothing"));
    trace_free(model);
}

/* More blocks than are kept as samples. */
static void
learned_samples_a_long_model(void **state)
{
    struct generate_config config = {
        .kind = "exponential", .ops = 1000000, .live = 5000};
    (void)state;
    struct trace *model = generate(&config);
    assert_learned(model, 200000);
    trace_free(model);
}

/* --- the parameters --------------------------------------------------------*/
static void
assert_refused(struct generate_config config, const char *part)
{
    struct error err = {.name = ""};
    assert_null(generate_trace(&config, &err));
    assert_string_equal(err.name, "usage");
    if (!strstr(err.text, part))
        fail_msg("\"%s\" lacks \"%s\"", err.text, part);
}

static void
refuses_what_makes_no_sense(void **state)
{
    (void)state;
    assert_refused((struct generate_config){.kind = "unicorn"},
                   "no kind of trace \"unicorn\"");
    assert_refused((struct generate_config){.kind = "uniform", .ops = 9},
                   "ops=9 is too small: type 10 or more");
    assert_refused(
        (struct generate_config){.kind = "uniform", .live = (size_t)1 << 31},
        "live=2147483648 is too large");
    assert_refused(
        (struct generate_config){.kind = "uniform", .min = 20, .max = 10},
        "size=10..20");
    assert_refused(
        (struct generate_config){
            .kind = "fifo", .min = 20, .mean = 10, .max = 30},
        "mean=10 is not among the sizes: type one from 20 to 30");
    assert_refused((struct generate_config){.kind = "learned"}, "from=TRACE");
}

static void
parameters_have_names(void **state)
{
    struct generate_config config = {.kind = "uniform"};
    struct error err = {.name = ""};
    (void)state;
    assert_true(generate_set(&config, "seed", UINT64_MAX, &err));
    assert_true(generate_set(&config, "ops", 10, &err));
    assert_true(generate_set(&config, "live", 3, &err));
    assert_true(generate_set(&config, "min", 4, &err));
    assert_true(generate_set(&config, "max", 5, &err));
    assert_true(generate_set(&config, "keep", 1, &err));
    assert_true(config.seed == UINT64_MAX);
    assert_int_equal(config.ops, 10);
    assert_int_equal(config.live, 3);
    assert_int_equal(config.min, 4);
    assert_int_equal(config.max, 5);
    assert_int_equal(config.end, GENERATE_KEEP);
    assert_true(generate_set(&config, "keep", 0, &err));
    assert_int_equal(config.end, GENERATE_FREE);
    assert_false(generate_set(&config, "keep", 2, &err));
    assert_false(generate_set(&config, "live", 0, &err));
    assert_string_equal(err.text, "live=0 is too small: type 1 or more");
    assert_false(generate_set(&config, "mean", 8, &err)); /* takes none */
    assert_false(generate_set(&config, "size", 8, &err)); /* is two numbers */
    assert_int_equal(config.live, 3);
    for (size_t i = 0; generate_kind_get(i); i++) {
        assert_ptr_equal(generate_kind_find(generate_kind_name(i)),
                         generate_kind_get(i));
        assert_true(generate_takes(generate_kind_get(i), "seed"));
    }
    assert_false(generate_takes(generate_kind_find("uniform"), "from"));
    assert_true(generate_takes(generate_kind_find("learned"), "from"));
}

/* What is not given fits what is. */
static void
gaps_are_filled_in(void **state)
{
    static const struct generate_config configs[] = {
        {.kind = "exponential", .max = 20},
        {.kind = "exponential", .min = 100000},
        {.kind = "exponential", .mean = 3},
        {.kind = "exponential", .mean = 1},
        {.kind = "exponential", .mean = 1 << 20},
        {.kind = "exponential", .mean = UINT32_MAX},
        {.kind = "exponential", .min = UINT32_MAX},
        {.kind = "uniform", .max = 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof configs / sizeof *configs; i++) {
        struct trace *trace = generate(&configs[i]);
        assert_int_equal(trace->n_ops, 10000);
        trace_free(trace);
    }
    struct generate_config many = {.kind = "uniform", .live = 20000};
    struct trace *trace = generate(&many);
    assert_int_equal(trace->n_ops, 80000); /* four for each block */
    trace_free(trace);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_decides),
        cmocka_unit_test(every_machine_makes_the_same),
        cmocka_unit_test(budgets_are_kept),
        cmocka_unit_test(odd_sizes_are_kept),
        cmocka_unit_test(live_is_reached),
        cmocka_unit_test(what_lives_may_stay),
        cmocka_unit_test(long_ones_are_packed),
        cmocka_unit_test(exponential_fills_megabytes),
        cmocka_unit_test(peak_is_low_but_once),
        cmocka_unit_test(ramp_is_flat_on_top),
        cmocka_unit_test(stacks_and_queues_keep_order),
        cmocka_unit_test(checkerboard_asks_for_what_does_not_fit),
        cmocka_unit_test(realloc_grows_buffers),
        cmocka_unit_test(learned_is_like_its_model),
        cmocka_unit_test(learned_keeps_size_and_lifetime_together),
        cmocka_unit_test(learned_ends_as_its_model),
        cmocka_unit_test(learned_samples_a_long_model),
        cmocka_unit_test(refuses_what_makes_no_sense),
        cmocka_unit_test(parameters_have_names),
        cmocka_unit_test(gaps_are_filled_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
