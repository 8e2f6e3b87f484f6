/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_trace_log.c: logs of valgrind, mtrace and ltrace, read as traces: real
 * ones (tests/traces), every form of line, and the words of every refusal.
 */
#include "trace/trace.h"
#include "trace/trace_log_ids.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TEXT = 4096 };

/* Every operation as a line, each with the log's line as a comment if LINES. */
static void
write_ops(const struct trace *trace, bool lines, char text[TEXT])
{
    struct trace_cursor cursor;
    struct trace_op op;
    size_t n = 0;
    text[0] = '\0';
    trace_seek(&cursor, trace, 0);
    while (trace_next(&cursor, &op)) {
        assert_true(n + 80 < TEXT);
        n += (size_t)sprintf(text + n, "%c %" PRId64, "arf"[op.kind], op.id);
        if (op.kind != TRACE_FREE)
            n += (size_t)sprintf(text + n, " %" PRIu64, op.size);
        if (lines)
            n += (size_t)sprintf(text + n, " # %" PRIu32, op.line);
        n += (size_t)sprintf(text + n, "\n");
    }
}

/* TEXT is a log of TOOL's, which means OPS. */
static void
assert_log(const char *tool, const char *text, const char *ops)
{
    struct error err = {.name = ""};
    char got[TEXT];
    struct trace *trace = trace_parse("dir/x.log", text, strlen(text), &err);
    if (!trace)
        fail_msg("refused: %s", err.text);
    assert_non_null(trace->log);
    assert_string_equal(trace->log, tool);
    assert_true(trace_sniff(text, strlen(text)));
    write_ops(trace, false, got);
    assert_string_equal(got, ops);
    trace_free(trace);
}

static void
assert_refused(const char *text, const char *part)
{
    struct error err = {.name = ""};
    struct trace *trace = trace_parse("dir/x.log", text, strlen(text), &err);
    if (trace)
        fail_msg("read, but should not be: %s", text);
    assert_string_equal(err.name, "trace");
    if (!strstr(err.text, part))
        fail_msg("\"%s\" lacks \"%s\"", err.text, part);
    assert_non_null(strstr(err.text, "dir/x.log"));
}

/* --- real ones -------------------------------------------------------------*/
static void
read_text(const char *path, char text[TEXT])
{
    FILE *file = fopen(path, "r");
    if (!file)
        fail_msg("%s: not found; tests run in the project's folder", path);
    size_t n = fread(text, 1, TEXT - 1, file);
    text[n] = '\0';
    fclose(file);
}

static void
reads_real_logs(void **state)
{
    (void)state;
    static const char *const names[] = {
        "valgrind-c", "valgrind-cxx", "valgrind-threads", "mtrace-c",
        "ltrace-c",   "ltrace-cxx",   "ltrace-threads"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64], want[TEXT], got[TEXT];
        struct error err = {.name = ""};
        snprintf(path, sizeof path, "tests/traces/%s.log", names[i]);
        struct trace *trace = trace_read(path, &err);
        if (!trace)
            fail_msg("refused: %s", err.text);
        assert_non_null(trace->log);
        assert_memory_equal(names[i], trace->log, strlen(trace->log));
        write_ops(trace, true, got);
        trace_free(trace);
        snprintf(path, sizeof path, "tests/traces/%s.rep", names[i]);
        read_text(path, want);
        assert_string_equal(got, want);
    }
}

/* --- what calls mean -------------------------------------------------------*/
static void
knows_blocks_by_address(void **state)
{
    (void)state;
    assert_log("valgrind",
               "--1-- malloc(1) = 0x10\n"
               "--1-- malloc(2) = 0x20\n"
               "--1-- free(0x10)\n"
               "--1-- malloc(3) = 0x10\n" /* an address used again */
               "--1-- free(0x10)\n"
               "--1-- free(0x20)\n",
               "a 0 1\na 1 2\nf 0\na 2 3\nf 2\nf 1\n");
    assert_log("valgrind",
               "--1-- free(0x10)\n" /* from before the log, or unseen */
               "--1-- realloc(0x20,7) = 0x30\n"
               "--1-- realloc(0x40,0) = 0x0\n"
               "--1-- realloc(0x50,9) = 0x0\n" /* failed */
               "--1-- free(0x30)\n"
               "--1-- free(0x30)\n" /* twice: nothing is there now */
               "--1-- free(0x0)\n",
               "f -1\nr 0 7\nf -1\nf 0\nf -1\nf -1\n");
    /* An address that is answered while it is live: a free was missed. */
    assert_log("valgrind",
               "--1-- malloc(1) = 0x10\n"
               "--1-- malloc(2) = 0x10\n"
               "--1-- malloc(3) = 0x20\n"
               "--1-- realloc(0x20,4) = 0x10\n"
               "--1-- free(0x10)\n",
               "a 0 1\nf 0\na 1 2\na 2 3\nf 1\nr 2 4\nf 2\n");
}

static void
knows_resizing(void **state)
{
    (void)state;
    assert_log("valgrind",
               "--1-- malloc(1) = 0x10\n"
               "--1-- realloc(0x10,99) = 0x0\n" /* failed: as it was */
               "--1-- realloc(0x10,5) = 0x10\n"
               "--1-- realloc(0x10,6) = 0x30\n"
               "--1-- realloc(0x30,0) = 0x0\n"
               "--1-- malloc(7) = 0x30\n"
               "--1-- realloc(0x30,0) = 0x40\n" /* not all libraries free */
               "--1-- realloc(0x0,0) = 0x50\n"
               "--1-- realloc(0x0,8) = 0x60\n"
               "--1-- realloc(0x0,0) = 0x0\n",
               "a 0 1\nr 0 5\nr 0 6\nr 0 0\na 1 7\nf 1\na 2 0\na 3 0\n"
               "r 4 8\n");
    assert_log("valgrind",
               "--1-- reallocarray(0x0,5,7) = 0x10\n"
               "--1--  = 0x10\n" /* valgrind 3.24 says it twice */
               "--1-- reallocarray(0x10,6,7) = 0x20\n"
               "--1-- reallocarray(0x20,9223372036854775807,4)"
               "malloc(3) = 0x30\n", /* too much: no answer */
               "r 0 35\nr 0 42\na 1 3\n");
}

/* --- valgrind --------------------------------------------------------------*/
static void
reads_valgrind_lines(void **state)
{
    (void)state;
    assert_log("valgrind",
               "some text first\n"
               "12\n" /* no header */
               "==77== Memcheck, a memory error detector\r\n"
               "--77-- Reading syms from /usr/bin/true\n"
               "--77-- REDIR: 0x40 (ld.so:strlen) redirected to (malloc)\n"
               "--77-- malloc(5) = 0x10\r\n"
               "malloc(6) = 0x20\n" /* the program says that */
               "**77** Program aborting because of call to pvalloc\n"
               "tail of a line --77-- calloc(3,4) = 0xABC\n"
               "-- 4 --77 b--77-- cfree(0x10)\n"
               "--77-- malloc_usable_size(0x4A43DF0) = 33\n"
               "--77-- malloc_usable_size(0x0)malloc(9) = 0x30\n"
               "--78-- malloc(1) = 0x10\n" /* a child */
               "--00:00:01:02.345 77-- valloc(8) = 0x40\n",
               "a 0 5\na 1 12\nf 0\na 2 9\na 3 8\n");
}

static void
reads_valgrind_functions(void **state)
{
    (void)state;
    assert_log("valgrind",
               "--1-- _Znwm(1) = 0x10\n"
               "--1-- _Znam(2) = 0x20\n"
               "--1-- _ZnwmRKSt9nothrow_t(3) = 0x30\n"
               "--1-- _ZnwmSt11align_val_t(size 4, al 64) = 0x40\n"
               "--1-- _ZnamSt11align_val_t(al 64, size 5) = 0x50\n"
               "--1-- memalign(alignment 64, size 6) = 0x60\n"
               "--1-- __builtin_new(7) = 0x70\n"
               "--1-- _ZdlPv(0x10)\n"
               "--1-- _ZdaPvm(0x20)\n"
               "--1-- _ZdlPvRKSt9nothrow_t(0x30)\n"
               "--1-- _ZdlPvmSt11align_val_t(0x40)\n"
               "--1-- free_sized(0x50, 5)\n"
               "--1-- __builtin_delete(0x70)\n",
               "a 0 1\na 1 2\na 2 3\na 3 4\na 4 5\na 5 6\na 6 7\n"
               "f 0\nf 1\nf 2\nf 3\nf 4\nf 6\n");
    /* Later versions say of these not where the block is. */
    assert_log("valgrind",
               "--1-- posix_memalign(al 64, size 100)\n"
               "--1-- aligned_alloc(al 64, size 100)malloc(5) = 0x10\n"
               "--1-- free(0x99)\n",
               "a 0 5\nf -1\n");
}

/* A function that calls another has its answer later. */
static void
reads_valgrind_answers(void **state)
{
    (void)state;
    assert_log("valgrind",
               "--1-- realloc(0x0,64)malloc(64) = 0x10\n"
               "--1-- realloc(0x10,0)free(0x10)\n"
               "--1--  = 0\n"
               "--1-- realloc(0x0,0)malloc(0) = 0x20\n"
               "--1-- calloc(9223372036854775807,4)malloc(3) = 0x30\n",
               "r 0 64\nr 0 0\na 1 0\na 2 3\n");
    assert_log("valgrind", /* two threads, and one that never answers */
               "--1-- malloc(8)malloc(9) = 0x10\n"
               "--1--  = 0x20\n"
               "--1--  = 0x30\n"
               "--1-- malloc(7)free(0x10)\n"
               "--1-- free(0x20)\n",
               "a 0 9\na 1 8\nf 0\nf 1\n");
}

/* --- mtrace ----------------------------------------------------------------*/
static void
reads_mtrace_lines(void **state)
{
    (void)state;
    assert_log("mtrace",
               "= Start\n"
               "@ ./a.out:[0x1] + 0x10 0x64\r\n"
               "@ ./a.out:(main+0x1a)[0x2] + 0x20 0\n"
               "@ /a [b]/c.so:[0x2]  -  0x20  \n"
               "@ [0x3] < 0x10\n"
               "@ [0x3] > 0x30 0xc8\n"
               "@ [0x4] ! 0x30 0x7fffffffffffffff\n"
               "@ [0x5] + (nil) 0x7fffffffffffffff\n"
               "+ 0x40 0x7\n" /* no place is known */
               "- 0x30\n"
               "- 0x99\n"
               "- a list of the program's\n"
               "= End\n",
               "a 0 100\na 1 0\nf 1\nr 0 200\na 2 7\nf 0\nf -1\n");
    /* Begun within a realloc, and without its first line. */
    assert_log("mtrace",
               "@ ./a.out:[0x3] > 0x30 0xc8\n"
               "@ ./a.out:[0x3] - 0x30\n",
               "r 0 200\nf 0\n");
}

/* --- ltrace ----------------------------------------------------------------*/
static void
reads_ltrace_lines(void **state)
{
    (void)state;
    assert_log("ltrace",
               "hello\n"
               "SYS_brk(0)                        = 0x55b66e6ab000\n"
               "__libc_start_main(0x4, 1, 0x7f)   = 0\n"
               "malloc(1)                         = 0x10\n"
               "a.out->malloc(2)                  = 0x20 <0.000149>\n"
               "malloc@libc-2.36.so(3)            = 0x30\r\n"
               "[pid 5] a.out->calloc(2, 2)       = 0x40\n"
               "6 a.out->malloc(5)                = 0x50\n"
               "6 18:57:48.683006 malloc(6)       = 0x60\n"
               "  0.000197 malloc(7)              = 0x70\n"
               "1795633068.709141 malloc(8)       = 0x80\n"
               "18:57:48 malloc(9)                = 0x90\n"
               "[0x55750288521b] malloc(10)       = 0xa0\n"
               "  libm.so.6->malloc(11)           = 0xb0\n" /* -n 2 */
               "half a line of its own: a.out->malloc(12) = 0xc0\n"
               "realloc(nil, 13)                  = 0xd0\n"
               "realloc((nil), 14)                = 0xe0\n"
               "realloc(NULL, 15)                 = 0xf0\n"
               "free((nil))                       = <void>\n"
               "memalign(64, 16, 0x55, 3)         = 0x100\n"
               "free(0x100)                       = <void>\n"
               "free(0x100)                       = 0\n"
               "malloc(-1)                        = nil\n"
               "malloc(18446744073709551615)      = NULL\n"
               "puts(\"malloc(5) = 0x5\")          = 18\n"
               "free(): invalid pointer\n"
               "malloc(7) failed\n"
               "--- SIGCHLD (Child exited) ---\n"
               "+++ exited (status 0) +++\n",
               "a 0 1\na 1 2\na 2 3\na 3 4\na 4 5\na 5 6\na 6 7\na 7 8\n"
               "a 8 9\na 9 10\na 10 11\na 11 12\nr 12 13\nr 13 14\nr 14 15\n"
               "f -1\na 15 16\nf 15\nf -1\n");
}

static void
reads_ltrace_in_two_parts(void **state)
{
    (void)state;
    /* A block is there from the answer on, and gone from the call on. */
    assert_log("ltrace",
               "1 a->malloc(1 <unfinished ...>\n"
               "2 a->malloc(2 <unfinished ...>\n"
               "2 <... malloc resumed> )         = 0x20\n"
               "half a line1 <... malloc resumed> ) = 0x10\n"
               "1 a->free(0x10 <unfinished ...>\n"
               "2 a->malloc(3)                   = 0x10\n"
               "1 <... free resumed> )           = <void>\n"
               "1 a->realloc(0x20, 4 <unfinished ...>\n"
               "2 a->malloc(5)                   = 0x20\n"
               "1 <... realloc resumed> )        = 0x30\n"
               "2 a->realloc(0x30, 6 <unfinished ...>\n"
               "2 <... realloc resumed> )        = 0\n" /* failed */
               "2 a->free(0x30)                  = <void>\n",
               "a 0 2\na 1 1\nf 1\na 2 3\na 3 5\nr 0 4\nf 0\n");
    /* Who calls is not told as long as there is one thread. */
    assert_log("ltrace",
               "a->malloc(1 <unfinished ...>\n"
               "[pid 7] <... malloc resumed> )   = 0x10\n"
               "[pid 7] a->malloc(2 <no return ...>\n"
               "<... malloc resumed> )           = 0x20\n"
               "<... malloc resumed> )           = 0x30\n", /* of what? */
               "a 0 1\na 1 2\n");
}

/* What a function calls to do its work is not counted again. */
static void
reads_ltrace_nested(void **state)
{
    (void)state;
    assert_log("ltrace",
               "a->_Znam(24, 8, 0, 0x5 <unfinished ...>\n"
               "libstdc++.so.6->_Znwm(24, 8, 0, 0x5 <unfinished ...>\n"
               "libstdc++.so.6->malloc(24)       = 0x10\n"
               "<... _Znwm resumed> )            = 0x10\n"
               "<... _Znam resumed> )            = 0x10\n"
               "a->fopen(\"x\" <unfinished ...>\n"
               "libx.so.6->malloc(2)             = 0x20\n"
               "half a line <... fopen resumed> ) = 0x20\n"
               "a->operator delete[](void*)(0x10, 2 <unfinished ...>\n"
               "libstdc++.so.6->free(0x10)       = <void>\n"
               "<... operator delete[](void*) resumed> ) = 0\n"
               "a->posix_memalign(0x7ffc, 128, 300 <unfinished ...>\n"
               "libx.so.6->memalign(128, 300)    = 0x80\n"
               "<... posix_memalign resumed> )   = 0\n",
               "a 0 24\na 1 2\nf 0\na 2 300\n");
    /* Of the C library's own calls the names are wrong. */
    assert_log("ltrace",
               "a->malloc(1)                     = 0x10\n"
               "libc.so.6->calloc(94691177, 16)  = 0x20\n"
               "libc-2.31.so->free(0x10)         = <void>\n"
               "libc.so.6->realloc(0x10, 6 <unfinished ...>\n"
               "a->malloc(2)                     = 0x30\n"
               "<... realloc resumed> )          = 0x6\n"
               "libcx.so->malloc(3)              = 0x40\n"
               "a->free(0x10)                    = <void>\n",
               "a 0 1\na 1 2\na 2 3\nf 0\n");
    /* The answer of a part is lost; and a thread that ends in a call. */
    assert_log("ltrace",
               "1 a->_Znam(24 <unfinished ...>\n"
               "1 b->malloc(24 <unfinished ...>\n"
               "1 <... _Znam resumed> )          = 0x10\n"
               "1 a->malloc(5)                   = 0x20\n"
               "1 a->malloc(6 <no return ...>\n"
               "1 +++ exited (status 0) +++\n"
               "1 a->malloc(7)                   = 0x30\n", /* a new one */
               "a 0 24\na 1 5\na 2 7\n");
}

/* --- refusals --------------------------------------------------------------*/
static void
refuses_with_line_and_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {"==1== x\n--1-- malloc(12x) = 0x10\n",
         "line 2: found \"12x)\" where an address or a size in bytes"},
        {"--1-- malloc() = 0x10\n", "line 1: found \")\""},
        {"--1-- malloc(1) = 0x1\n--1-- malloc(1\n--1-- free(0x1)\n",
         "line 2: the line ends where \")\" was expected"},
        {"--1-- malloc(1; = 0x10\n", "found \";\" where \")\""},
        {"--1-- malloc(1) = here\n", "found \"here\" where an address"},
        {"--1--  = here\n", "found \"here\" where an address"},
        {"--1-- malloc(18446744073709551616) = 0x10\n",
         "found \"18446744073709551616...\""},
        {"--1-- calloc(3) = 0x10\n", "found \")\" where \",\" and one more"},
        {"= Start\n@ ./a.out:[0x1] * 0x10\n",
         "line 2: found \"*\" where one of + - < > !"},
        {"= Start\n@ ./a.out:[0x1] + here 0x5\n",
         "found \"here\" where an address"},
        {"= Start\n@ ./a.out:[0x1] + 0x10 5x\n", "found \"5x\" where a size"},
        {"= Start\n@ ./a.out:[0x1] + 0x10\n@ [0x1] - 0x10\n",
         "line 2: the line ends where a size"},
        {"= Start\n@ ./a.out:[0x1] - 0x10 0x5\n",
         "found \"0x5\" where the end of the line"},
        {"a->malloc(1x) = 0x10\n", "line 1: found \"1x)\" where a number"},
        {"a->malloc(1) = here\n", "found \"here\" where an address"},
        {"a->malloc(1)\na->malloc(1) = 0x1\n",
         "line 1: the line ends where = and the answer"},
        {"a->calloc(3) = 0x10\n", "found \")\" where a comma"},
        {"a->malloc(1 <unfinished ...>\n<... malloc resumed> ) = here\n",
         "line 2: found \"here\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].text, cases[i].part);
}

static void
refuses_logs_of_nothing(void **state)
{
    (void)state;
    assert_refused("==1== Memcheck\n==1== All heap blocks were freed\n",
                   "after line 2 without an operation; lines like \"--123-- "
                   "malloc(512) = 0x4A42040\" (valgrind --trace-malloc=yes) "
                   "were expected");
    assert_refused("= Start\n= End\n", "lines like \"@ ./a.out:[0x1200] + ");
    assert_refused("a.out->puts(\"x\") = 2\n+++ exited (status 0) +++\n",
                   "lines like \"a.out->malloc(512) = 0x5581a2a0\"");
}

/* Text of which no line is a log's: what is wrong with the first is told. */
static void
refuses_text(void **state)
{
    (void)state;
    assert_refused("hello\nmore\na 0 5\n", "line 1: found \"hello\"");
    enum { LINES = 5000 };
    char *text = malloc(LINES * 8 + 64);
    size_t n = 0;
    assert_non_null(text);
    for (int i = 0; i < LINES; i++)
        n += (size_t)sprintf(text + n, "hello\n");
    (void)sprintf(text + n, "--1-- malloc(1) = 0x10\n"); /* too far down */
    assert_refused(text, "line 1: found \"hello\"");
    assert_false(trace_sniff(text, strlen(text)));
    free(text);
}

static void
leaves_out_a_line_cut_short(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "--1-- malloc(1) = 0x10\n--1-- malloc(",
        "--1-- malloc(1) = 0x10\n--1-- malloc(5) = ",
        "= Start\n@ [0x1] + 0x10 0x1\n@ ./a.out:[0x",
        "= Start\n@ [0x1] + 0x10 0x1\n@ ./a.out:[0x1] + 0x20",
        "a->malloc(1) = 0x10\na->malloc(",
        "a->malloc(1) = 0x10\na->malloc(5)",
        "a->malloc(1) = 0x10\na->malloc(5) =",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct error err = {.name = ""};
        struct trace *t =
            trace_parse("x.log", texts[i], strlen(texts[i]), &err);
        if (!t)
            fail_msg("refused: %s", err.text);
        assert_int_equal(t->n_ops, 1);
        assert_true(t->cut);
        trace_free(t);
    }
}

static void
survives_any_cut(void **state)
{
    (void)state;
    static const char *const names[] = {"valgrind-c", "mtrace-c", "ltrace-cxx",
                                        "ltrace-threads"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[64], text[TEXT];
        snprintf(path, sizeof path, "tests/traces/%s.log", names[i]);
        read_text(path, text);
        for (size_t n = 0; n <= strlen(text); n++) {
            char *copy = malloc(n ? n : 1); /* its end is the allocation's */
            assert_non_null(copy);
            memcpy(copy, text, n);
            trace_free(trace_parse("cut", copy, n, NULL));
            trace_free(trace_parse("cut", copy + n / 2, n - n / 2, NULL));
            (void)trace_sniff(copy, n);
            free(copy);
        }
    }
}

/* --- the table of addresses ------------------------------------------------*/
static void
finds_addresses(void **state)
{
    (void)state;
    enum { N = 3000 };
    struct log_ids ids = {0};
    static int64_t want[N];
    uint64_t dice = 1;
    assert_int_equal(log_ids_take(&ids, 16), -1);
    for (size_t i = 0; i < N; i++)
        want[i] = -1;
    for (int64_t i = 0; i < 200000; i++) {
        dice = dice * 6364136223846793005u + 1442695040888963407u;
        size_t which = dice >> 33;
        which %= N;
        uint64_t address = 0x4a42040 + which * 16;
        assert_int_equal(log_ids_take(&ids, address), want[which]);
        want[which] = dice >> 60 < 9 ? i : -1;
        if (want[which] >= 0)
            assert_true(log_ids_put(&ids, address, i));
    }
    for (size_t i = 0; i < N; i++)
        assert_int_equal(log_ids_take(&ids, 0x4a42040 + i * 16), want[i]);
    assert_int_equal(ids.n, 0);
    assert_int_equal(log_ids_take(&ids, 0), -1);
    log_ids_done(&ids);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_real_logs),
        cmocka_unit_test(knows_blocks_by_address),
        cmocka_unit_test(knows_resizing),
        cmocka_unit_test(reads_valgrind_lines),
        cmocka_unit_test(reads_valgrind_functions),
        cmocka_unit_test(reads_valgrind_answers),
        cmocka_unit_test(reads_mtrace_lines),
        cmocka_unit_test(reads_ltrace_lines),
        cmocka_unit_test(reads_ltrace_in_two_parts),
        cmocka_unit_test(reads_ltrace_nested),
        cmocka_unit_test(refuses_with_line_and_words),
        cmocka_unit_test(refuses_logs_of_nothing),
        cmocka_unit_test(refuses_text),
        cmocka_unit_test(leaves_out_a_line_cut_short),
        cmocka_unit_test(survives_any_cut),
        cmocka_unit_test(finds_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
