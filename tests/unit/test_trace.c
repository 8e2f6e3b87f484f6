/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_trace.c: every variant and quirk of trace files that docs/FORMAT.md
 * names, and the words of every refusal.
 */
#include "trace/trace.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct trace *
parse(const char *text)
{
    struct error err = {.name = ""};
    struct trace *trace = trace_parse("dir/t.rep", text, strlen(text), &err);
    if (!trace)
        fail_msg("refused: %s", err.text);
    return trace;
}

static void
assert_op(const struct trace *trace, size_t i, enum trace_kind kind,
          int64_t id, uint64_t size)
{
    assert_true(i < trace->n_ops);
    assert_int_equal(trace_get(trace, i).kind, kind);
    assert_int_equal(trace_get(trace, i).id, id);
    if (kind != TRACE_FREE)
        assert_true(trace_get(trace, i).size == size);
}

/* TEXT is refused, and the message has PART in it. */
static void
assert_refused_n(const char *text, size_t n, const char *part)
{
    struct error err = {.name = ""};
    struct trace *trace = trace_parse("dir/t.rep", text, n, &err);
    if (trace)
        fail_msg("read, but should not be: %s", text);
    assert_string_equal(err.name, "trace");
    if (!strstr(err.text, part))
        fail_msg("\"%s\" lacks \"%s\"", err.text, part);
    assert_non_null(strstr(err.text, "dir/t.rep"));
}

static void
assert_refused(const char *text, const char *part)
{
    assert_refused_n(text, strlen(text), part);
}

/* --- variants --------------------------------------------------------------*/
static void
reads_four_number_header(void **state)
{
    (void)state;
    struct trace *t = parse("20000\n2\n3\n1\na 0 512\nr 0 640\nf 0\n");
    assert_int_equal(t->n_ops, 3);
    assert_op(t, 0, TRACE_ALLOC, 0, 512);
    assert_op(t, 1, TRACE_REALLOC, 0, 640);
    assert_op(t, 2, TRACE_FREE, 0, 0);
    assert_int_equal(trace_get(t, 0).line, 5);
    assert_int_equal(trace_get(t, 2).line, 7);
    assert_string_equal(t->name, "t.rep");
    assert_string_equal(t->path, "dir/t.rep");
    assert_false(t->cut);
    trace_free(t);
}

static void
reads_other_headers(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "0\n1\n1\n512\na 0 512\n",     /* CMU: weight and peak */
        "1\n1\na 0 512\n",             /* two lines */
        "a 0 512\n",                   /* none */
        "0 1 1 512\na 0 512\n",        /* on one line */
        "\n  20000\n\n1\n1\n1\n\na 0 512\n",
        "# made by hand\n1\n1 # operations\na 0 512 # the only one\n",
        "\357\273\2771\n1\na 0 512\n", /* byte order mark */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct trace *t = parse(texts[i]);
        assert_int_equal(t->n_ops, 1);
        assert_op(t, 0, TRACE_ALLOC, 0, 512);
        trace_free(t);
    }
}

static void
reads_threaded_lines(void **state)
{
    (void)state;
    struct trace *t = parse("2\n3\n0 a 0 16\n1 a 1 32\n0 f 0\n");
    assert_int_equal(t->n_ops, 3);
    assert_op(t, 1, TRACE_ALLOC, 1, 32);
    assert_op(t, 2, TRACE_FREE, 0, 0);
    trace_free(t);
}

static void
drops_touches(void **state)
{
    (void)state;
    struct trace *t = parse("100\n1\n3\n1\na 0 8\nw 0 8\nf 0\n");
    assert_int_equal(t->n_ops, 2);
    assert_op(t, 1, TRACE_FREE, 0, 0);
    assert_int_equal(trace_get(t, 1).line, 7);
    trace_free(t);
}

static void
reads_script_with_comments(void **state)
{
    (void)state;
    struct trace *t = parse("# a comment\n\n#a 9 9\na 1 0\nr 4 100\nf 77");
    assert_int_equal(t->n_ops, 3);
    assert_op(t, 0, TRACE_ALLOC, 1, 0);
    assert_op(t, 1, TRACE_REALLOC, 4, 100);
    assert_op(t, 2, TRACE_FREE, 77, 0);
    assert_false(t->cut);
    trace_free(t);
}

/* --- quirks ----------------------------------------------------------------*/
static void
forgives_blanks_and_line_ends(void **state)
{
    (void)state;
    struct trace *t = parse("1\r\n4\r\n  a 0   512 \t\r\n\ta0 512\r\nf 0 \r\n"
                            "f0\r\nr1 7");
    assert_int_equal(t->n_ops, 5);
    assert_op(t, 0, TRACE_ALLOC, 0, 512);
    assert_op(t, 1, TRACE_ALLOC, 0, 512);
    assert_op(t, 3, TRACE_FREE, 0, 0);
    assert_op(t, 4, TRACE_REALLOC, 1, 7);
    trace_free(t);
}

static void
reads_null_ids(void **state)
{
    (void)state;
    struct trace *t = parse("f -1\nr -1 20\nf-1\n");
    assert_int_equal(t->n_ops, 3);
    assert_op(t, 0, TRACE_FREE, -1, 0);
    assert_op(t, 1, TRACE_REALLOC, -1, 20);
    assert_op(t, 2, TRACE_FREE, -1, 0);
    trace_free(t);
}

static void
reads_extremes(void **state)
{
    (void)state;
    struct trace *t = parse("a 9223372036854775807 18446744073709551615\n"
                            "r 0 0\n");
    assert_op(t, 0, TRACE_ALLOC, INT64_MAX, UINT64_MAX);
    assert_op(t, 1, TRACE_REALLOC, 0, 0);
    trace_free(t);
}

static void
does_not_believe_counts(void **state)
{
    (void)state;
    struct trace *t = parse("100\n9\n900\n1\na 0 1\n"); /* fewer follow */
    assert_int_equal(t->n_ops, 1);
    trace_free(t);
    t = parse("1\n1\na 0 1\nf 0\n"); /* one more follows */
    assert_int_equal(t->n_ops, 2);
    trace_free(t);
}

static void
leaves_out_a_line_cut_short(void **state)
{
    (void)state;
    static const char *const tails[] = {"a", "a 1", "a 1 ", "r 0", "f", "f "};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char text[32];
        snprintf(text, sizeof text, "a 0 512\n%s", tails[i]);
        struct trace *t = parse(text);
        assert_int_equal(t->n_ops, 1);
        assert_true(t->cut);
        trace_free(t);
    }
}

static void
tells_what_the_header_announced(void **state)
{
    (void)state;
    static const struct {
        const char *text, *lack;
    } files[] = {
        {"a 0 1\na 1", "the file's last line is cut short and left out"},
        {"9\n2\n3\n1\na 0 1\nf 0\n",
         "the file has 1 operation fewer than the header announces"},
        {"9 2 5 1\na 0 1\nw 0 1\na",
         "the file's last line is cut short and left out: 3 operations fewer "
         "than the header announces"},
        {"2\n4\na 0 1\nf 0\n",
         "the file has 2 operations fewer than the header announces"},
        {"9\n2\n3\n1\na 0 1\nw 0 1\nf 0\n", NULL},
        {"1 1\na 0 1\nf 0\n", NULL},
        {"a 0 1\n", NULL},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct trace *t = parse(files[i].text);
        char lack[TRACE_LACK];
        assert_int_equal(trace_lack(t, lack), files[i].lack != NULL);
        assert_string_equal(lack, files[i].lack ? files[i].lack : "");
        trace_free(t);
    }
}

/* Every variant and every quirk met in real files, one by one, and what it is
 * read as. What ids and odd operations mean is for who plays them
 * (test_session.c, test_plan.c). */
static void
reads_all_that_is_met_in_the_wild(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *ops;
    } files[] = {
        /* --- variants --- */
        {"classic: heap size, ids, operations, 1",
         "20000\n1\n2\n1\na 0 512\nf 0\n", "a 0 512\nf 0\n"},
        {"classic: a nonsense heap size",
         "18446744073709551615\n1\n1\n1\na 0 1\n", "a 0 1\n"},
        {"CMU: weight 0, ids, operations, peak",
         "0\n1\n1\n512\na 0 512\n", "a 0 512\n"},
        {"CMU: weight 3", "3\n1\n1\n512\na 0 512\n", "a 0 512\n"},
        {"CMU: a wrong peak", "1\n1\n1\n271381219224440744\na 0 1\n",
         "a 0 1\n"},
        {"two lines: ids, operations", "1\n1\na 0 512\n", "a 0 512\n"},
        {"threaded: ids, operations; TID a ID SIZE",
         "2\n3\n0 a 0 16\n1 a 1 32\n0 r 0 64\n1 f 1\n",
         "a 0 16\na 1 32\nr 0 64\nf 1\n"},
        {"MIT: w ID SIZE touches, and counts as an operation",
         "100\n1\n3\n1\na 0 8\nw 0 8\nf 0\n", "a 0 8\nf 0\n"},
        {"Stanford: no header, comments, blank lines, sparse ids from 1",
         "# odd requests\n\na 1 100 # one\n\na 900 7\nf 1\n",
         "a 1 100\na 900 7\nf 1\n"},
        {"Stanford: a ID 0", "a 1 0\n", "a 1 0\n"},
        {"Stanford: no newline at the end", "a 1 2\nf 1", "a 1 2\nf 1\n"},
        /* --- quirks --- */
        {"CRLF", "1\r\n1\r\na 0 512\r\nf 0\r\n", "a 0 512\nf 0\n"},
        {"CRLF, and none at the end", "a 0 512\r\nf 0\r", "a 0 512\nf 0\n"},
        {"trailing blanks", "1 \n1\t\na 0 512  \nf 0 \n", "a 0 512\nf 0\n"},
        {"indented lines", "  1\n  1\n  a 0 512\n\tf 0\n",
         "a 0 512\nf 0\n"},
        {"a blank missing after the letter", "a0 512\nr0 7\nf0\n",
         "a 0 512\nr 0 7\nf 0\n"},
        {"several blanks", "a   0\t 512\n", "a 0 512\n"},
        {"f -1, free(NULL)", "f -1\n", "f -1\n"},
        {"f of an id never allocated", "f 7\n", "f 7\n"},
        {"r of an id never allocated", "r 7 9\n", "r 7 9\n"},
        {"r ID 0", "a 0 5\nr 0 0\n", "a 0 5\nr 0 0\n"},
        {"ids used again after free", "a 0 5\nf 0\na 0 6\nf 0\n",
         "a 0 5\nf 0\na 0 6\nf 0\n"},
        {"more announced than follows", "9\n99\n99\n1\na 0 5\n", "a 0 5\n"},
        {"one more than announced", "9\n1\n1\n1\na 0 5\nf 0\n",
         "a 0 5\nf 0\n"},
        {"a last line cut short", "a 0 5\na 1", "a 0 5\n"},
        {"a last line cut in its letter's id", "a 0 5\nf ", "a 0 5\n"},
        {"nothing is freed at the end", "a 0 5\na 1 6\n", "a 0 5\na 1 6\n"},
        {"a deliberate double free", "a 0 5\nf 0\nf 0\n",
         "a 0 5\nf 0\nf 0\n"},
        {"a of a live id", "a 0 5\na 0 6\nf 0\n", "a 0 5\na 0 6\nf 0\n"},
        {"sizes that no heap holds", "a 0 58432548578713656\n",
         "a 0 58432548578713656\n"},
        {"a byte order mark", "\357\273\277a 0 5\n", "a 0 5\n"},
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct error err = {.name = ""};
        struct trace *t = trace_parse("t.rep", files[i].text,
                                      strlen(files[i].text), &err);
        char ops[256];
        size_t n = 0;
        if (!t)
            fail_msg("%s: refused: %s", files[i].what, err.text);
        for (size_t op = 0; op < t->n_ops; op++) {
            struct trace_op o = trace_get(t, op);
            n += (size_t)snprintf(ops + n, sizeof ops - n, "%c %" PRId64,
                                  "arf"[o.kind], o.id);
            if (o.kind != TRACE_FREE)
                n += (size_t)snprintf(ops + n, sizeof ops - n, " %" PRIu64,
                                      o.size);
            n += (size_t)snprintf(ops + n, sizeof ops - n, "\n");
        }
        if (strcmp(ops, files[i].ops) != 0)
            fail_msg("%s: read as \"%s\"", files[i].what, ops);
        assert_null(t->log);
        trace_free(t);
    }
}

static void
reads_many_operations(void **state)
{
    (void)state;
    enum { N = 100000 };
    char *text = malloc((size_t)N * 16);
    size_t n = 0;
    assert_non_null(text);
    for (int i = 0; i < N; i++)
        n += (size_t)sprintf(text + n, "a %d %d\n", i, i % 100);
    struct trace *t = trace_parse("many", text, n, NULL);
    assert_non_null(t);
    assert_int_equal(t->n_ops, N);
    assert_op(t, N - 1, TRACE_ALLOC, N - 1, (N - 1) % 100);
    assert_int_equal(trace_get(t, N - 1).line, N);
    trace_free(t);
    free(text);
}

/* --- refusals --------------------------------------------------------------*/
static void
refuses_with_line_and_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"a 0 512\nalloc 100\n",
         "line 2: found \"alloc\" where an operation (a ID SIZE, r ID SIZE or "
         "f ID) was expected"},
        {"x 0 8", "line 1: found \"x\" where an operation"},
        {"0 1 a 0 8\n", "line 1: found \"a\" where an operation"},
        {"0 x 0 8\n", "line 1: found \"x\" where an operation"},
        {"a 0 5\n0\na 1 5\n", "line 2: found a lone number"},
        /* its id */
        {"a 0 512\na\nf 0\n", "line 2: the line ends where an id was"},
        {"a 0 512\nf # 0\nf 0\n", "line 2: the line ends where an id (-1 for"},
        {"a x 5\n", "line 1: found \"x\" where an id was expected"},
        {"a 9223372036854775808 1\n", "where an id was"},
        {"a -1 5\n", "found \"-1\" where an id was"},
        {"f -2\n", "found \"-2\" where an id (-1 for none) was"},
        {"r - 5\n", "found \"-\" where an id (-1 for none) was"},
        {"0 f 1x\n", "found \"1x\" where an id (-1"},
        /* its size */
        {"a 0 512\na 1\nf 0\n", "line 2: the line ends where a size"},
        {"a 0 x\n",
         "line 1: found \"x\" where a size in bytes, below 2^64 was expected"},
        {"a 0 -5\n", "found \"-5\" where a size"},
        {"a 0 12x\n", "found \"12x\" where a size"},
        {"a 0 1.5\n", "found \"1.5\" where a size"},
        {"a 0 0x10\n", "found \"0x10\" where a size"},
        {"a 0 18446744073709551616\n", "below 2^64"},
        {"r 0\nf 0\n", "line 1: the line ends where a size"},
        {"w 0\nf 0\n", "line 1: the line ends where a size"},
        /* too much */
        {"f 0 8\n", "found \"8\" where the end of the line was"},
        {"a 0 8 9\n", "found \"9\" where the end of the line was"},
        {"a 0 8f 0\n", "found \"8f\" where a size"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].text, cases[i].part);
}

static void
refuses_bad_headers(void **state)
{
    (void)state;
    assert_refused("5\na 0 1\n", "found 1 number before");
    assert_refused("5\n5\n5\na 0 1\n", "line 4: found 3 numbers");
    assert_refused("1\n2\n3\n4\n5\na 0 1\n", "line 5: found 5 numbers");
    assert_refused("a 0 1\n12\n", "line 2: found a lone number");
}

static void
refuses_what_is_no_trace(void **state)
{
    (void)state;
    assert_refused("", "the file is empty");
    assert_refused("# nothing\n\n", "after line 2 without an operation");
    assert_refused("1\n1\n", "without an operation");
    assert_refused("a 1", "line 1: the line ends"); /* nothing before it */
    assert_refused_n("a 0 5\nf \0 0\n", 12, "line 2: found a zero byte");
    assert_refused("\x7f" "ELF\x02\x01", "line 1: found \"?ELF??\"");
}

static void
shows_long_words_short(void **state)
{
    (void)state;
    char text[4096];
    memset(text, 'z', sizeof text);
    assert_refused_n(text, sizeof text, "zzz...\"");
}

static void
survives_any_cut(void **state)
{
    (void)state;
    static const char text[] = "20000\r\n2\n3\n1\n# c\na 0 512\n 1 a1 7 \r\n"
                               "w 1 7\nr 1 0\nf -1\n";
    for (size_t n = 0; n < sizeof text; n++) {
        char *copy = malloc(n ? n : 1); /* its end is the allocation's end */
        assert_non_null(copy);
        memcpy(copy, text, n);
        trace_free(trace_parse("cut", copy, n, NULL));
        (void)trace_sniff(copy, n);
        free(copy);
    }
}

/* --- files and guesses -----------------------------------------------------*/
static void
reads_files(void **state)
{
    (void)state;
    char path[] = "/tmp/heapglass-trace-XXXXXX";
    struct error err = {.name = ""};
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *file = fdopen(fd, "w");
    assert_non_null(file);
    fputs("1\n2\na 0 5\nf 0", file);
    fclose(file);
    struct trace *t = trace_read(path, &err);
    assert_non_null(t);
    assert_int_equal(t->n_ops, 2);
    assert_string_equal(t->path, path);
    assert_string_equal(t->name, path + 5);
    trace_free(t);
    remove(path);

    assert_null(trace_read(path, &err));
    assert_string_equal(err.name, "file");
    assert_non_null(strstr(err.text, path));
    assert_null(trace_read("/tmp", &err));
    assert_string_equal(err.name, "file");
    assert_null(trace_read("/dev/zero", &err));
    assert_string_equal(err.name, "trace");
}

struct look {
    uint64_t done, total;
    int told, stop_at;
};

static bool
look_on(void *context, uint64_t done, uint64_t total)
{
    struct look *look = context;
    assert_true(done > look->done);
    look->done = done;
    look->total = total;
    return ++look->told != look->stop_at;
}

/* Somebody looks on, about every MiB, and may stop it. */
static void
tells_its_progress(void **state)
{
    (void)state;
    enum { LINES = 800000, LINE = 8, MIB = 1 << 20 };
    char path[] = "/tmp/heapglass-trace-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    struct look look = {.stop_at = -1};
    struct trace_progress progress = {look_on, &look};
    struct error err = {.name = ""};
    assert_non_null(file);
    for (int i = 0; i < LINES; i++)
        fputs("a 1 234\n", file);
    fclose(file);
    struct trace *t = trace_read_watched(path, &progress, &err);
    assert_non_null(t);
    assert_int_equal(t->n_ops, LINES);
    assert_int_equal(look.told, LINES * LINE / MIB);
    assert_true(look.done > LINES * LINE - MIB && look.done <= LINES * LINE);
    assert_int_equal(look.total, LINES * LINE);
    trace_free(t);

    look = (struct look){.stop_at = 3};
    assert_null(trace_read_watched(path, &progress, &err));
    assert_int_equal(look.told, 3);
    assert_string_equal(err.name, "interrupted");
    assert_non_null(strstr(err.text, path));
    if (!strstr(err.text, ": stopped after 3 of 6 MiB, line 393"))
        fail_msg("%s", err.text);
    remove(path);
}

/* A file is read in pieces: lines across their ends, and a comment longer than
 * any piece, come out as from memory. */
static void
reads_in_pieces(void **state)
{
    (void)state;
    enum { COMMENT = 300000, OPS = 20000 };
    char path[] = "/tmp/heapglass-trace-XXXXXX";
    struct error err = {.name = ""};
    size_t size = COMMENT + OPS * 24, n = 0;
    char *text = malloc(size);
    assert_non_null(text);
    for (int i = 0; i < OPS; i++) {
        n += (size_t)snprintf(text + n, size - n, "a %d %d\n", i, i * 7 % 5000);
        if (i == OPS / 2) {
            text[n++] = '#';
            memset(text + n, 'x', COMMENT - 2);
            n += COMMENT - 2;
            text[n++] = '\n';
        }
    }
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, n, file), n);
    fclose(file);
    struct trace *read = trace_read(path, &err);
    struct trace *parsed = trace_parse(path, text, n, &err);
    assert_non_null(read);
    assert_non_null(parsed);
    assert_int_equal(read->n_ops, OPS);
    assert_int_equal(trace_get(read, OPS - 1).line, OPS + 1);
    assert_int_equal(parsed->n_ops, OPS);
    assert_int_equal(read->pack.n, parsed->pack.n);
    assert_memory_equal(read->pack.heads, parsed->pack.heads, read->n_ops);
    assert_memory_equal(read->pack.bytes, parsed->pack.bytes, read->pack.n);
    trace_free(read);
    trace_free(parsed);
    free(text);
    remove(path);
}

static void
tells_traces_from_scripts(void **state)
{
    (void)state;
    static const char *const traces[] = {
        "20000\n6\n", "a 0 512\n", "# c\n\nf 1", "0 a 0 5\n", "a0 5\n",
        "\357\273\2771\n"};
    static const char *const scripts[] = {
        "", "# c\n", "alloc 100\n", "free 2\n", "a 100\n", "say hello\n",
        "repeat 3\n", "f\n", "\n\nload x.rep\n"};
    for (size_t i = 0; i < sizeof traces / sizeof *traces; i++)
        assert_true(trace_sniff(traces[i], strlen(traces[i])));
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        assert_false(trace_sniff(scripts[i], strlen(scripts[i])));
    assert_false(trace_sniff(NULL, 0));
    trace_free(NULL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_four_number_header),
        cmocka_unit_test(reads_other_headers),
        cmocka_unit_test(reads_threaded_lines),
        cmocka_unit_test(drops_touches),
        cmocka_unit_test(reads_script_with_comments),
        cmocka_unit_test(forgives_blanks_and_line_ends),
        cmocka_unit_test(reads_null_ids),
        cmocka_unit_test(reads_extremes),
        cmocka_unit_test(does_not_believe_counts),
        cmocka_unit_test(leaves_out_a_line_cut_short),
        cmocka_unit_test(tells_what_the_header_announced),
        cmocka_unit_test(reads_all_that_is_met_in_the_wild),
        cmocka_unit_test(reads_many_operations),
        cmocka_unit_test(refuses_with_line_and_words),
        cmocka_unit_test(refuses_bad_headers),
        cmocka_unit_test(refuses_what_is_no_trace),
        cmocka_unit_test(shows_long_words_short),
        cmocka_unit_test(survives_any_cut),
        cmocka_unit_test(reads_files),
        cmocka_unit_test(reads_in_pieces),
        cmocka_unit_test(tells_its_progress),
        cmocka_unit_test(tells_traces_from_scripts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
