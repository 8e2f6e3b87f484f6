/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_key.c: raw terminal bytes become whole keys, wherever they are cut.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/key.h"

/* One sequence and the key it is. */
struct known {
    const char *bytes;
    uint32_t key;
};

static const struct known known[] = {
    {"a", 'a'},
    {"\t", '\t'},
    {"\r", '\r'},
    {"\177", 0x7f},
    {"\303\251", 0xe9},
    {"\342\226\266", 0x25b6},
    {"\360\237\230\200", 0x1f600},
    /* xterm */
    {"\033[A", KEYS_UP},
    {"\033[B", KEYS_DOWN},
    {"\033[C", KEYS_RIGHT},
    {"\033[D", KEYS_LEFT},
    {"\033[1;5C", KEYS_RIGHT},
    {"\033[1;2A", KEYS_UP},
    {"\033OA", KEYS_UP},
    {"\033O5A", KEYS_UP},
    {"\033[H", KEYS_HOME},
    {"\033[F", KEYS_END},
    {"\033OH", KEYS_HOME},
    {"\033OF", KEYS_END},
    {"\033[5~", KEYS_PGUP},
    {"\033[6~", KEYS_PGDN},
    {"\033[6;5~", KEYS_PGDN},
    {"\033[2~", KEYS_INSERT},
    {"\033[3~", KEYS_DELETE},
    {"\033[Z", KEYS_BACKTAB},
    {"\033OP", KEYS_F1},
    {"\033OS", KEYS_F4},
    {"\033[1;2P", KEYS_F1},
    {"\033[15~", KEYS_F5},
    {"\033[17~", KEYS_F6},
    {"\033[18~", KEYS_F7},
    {"\033[19~", KEYS_F8},
    {"\033[20~", KEYS_F9},
    {"\033[21~", KEYS_F10},
    {"\033[23~", KEYS_F11},
    {"\033[24~", KEYS_F12},
    /* screen, tmux */
    {"\033[1~", KEYS_HOME},
    {"\033[4~", KEYS_END},
    /* Linux console */
    {"\033[[A", KEYS_F1},
    {"\033[[E", KEYS_F5},
    /* rxvt */
    {"\033[7~", KEYS_HOME},
    {"\033[8~", KEYS_END},
    {"\033[11~", KEYS_F1},
    {"\033[14~", KEYS_F4},
    {"\033[5$", KEYS_PGUP},
    {"\033[5^", KEYS_PGUP},
    {"\033[5@", KEYS_PGUP},
    {"\033[a", KEYS_UP},
    {"\033Oc", KEYS_RIGHT},
    /* keypad */
    {"\033OM", '\r'},
    {"\033Ok", '+'},
    {"\033Op", '0'},
    /* what only readline knows */
    {"\033f", KEYS_UNKNOWN},
    {"\033\303\251", KEYS_UNKNOWN},
    {"\033[25~", KEYS_UNKNOWN},
    {"\033[?1;2c", KEYS_UNKNOWN},
    {"\377", KEYS_UNKNOWN},
};
enum { N_KNOWN = sizeof known / sizeof *known };

static void
feed(struct key_reader *reader, const char *bytes)
{
    key_reader_feed(reader, bytes, strlen(bytes));
}

static void
expect_key(struct key_reader *reader, uint32_t key, const char *bytes)
{
    struct token token;
    bool pending;

    assert_true(key_reader_next(reader, &token, false, &pending));
    assert_int_equal(token.kind, TOKEN_KEY);
    assert_int_equal(token.key, key);
    assert_int_equal(token.n, strlen(bytes));
    assert_memory_equal(token.bytes, bytes, token.n);
}

static void
expect_none(struct key_reader *reader)
{
    struct token token;
    bool pending;

    assert_false(key_reader_next(reader, &token, false, &pending));
}

static void
test_known_keys(void **state)
{
    struct key_reader reader = {0};

    (void)state;
    for (size_t i = 0; i < N_KNOWN; i++) {
        feed(&reader, known[i].bytes);
        expect_key(&reader, known[i].key, known[i].bytes);
        expect_none(&reader);
    }
    key_reader_done(&reader);
}

static void
test_split_at_every_byte(void **state)
{
    struct key_reader reader = {0};

    (void)state;
    for (size_t i = 0; i < N_KNOWN; i++) {
        size_t n = strlen(known[i].bytes);

        for (size_t cut = 1; cut < n; cut++) {
            key_reader_feed(&reader, known[i].bytes, cut);
            expect_none(&reader);
            key_reader_feed(&reader, known[i].bytes + cut, n - cut);
            expect_key(&reader, known[i].key, known[i].bytes);
        }
    }
    key_reader_done(&reader);
}

static void
test_all_at_once(void **state)
{
    struct key_reader reader = {0};

    (void)state;
    for (size_t i = 0; i < N_KNOWN; i++)
        feed(&reader, known[i].bytes);
    for (size_t i = 0; i < N_KNOWN; i++)
        expect_key(&reader, known[i].key, known[i].bytes);
    expect_none(&reader);
    key_reader_done(&reader);
}

static void
test_lone_escape(void **state)
{
    struct key_reader reader = {0};
    struct token token;
    bool pending;

    (void)state;
    feed(&reader, "\033");
    assert_false(key_reader_next(&reader, &token, false, &pending));
    assert_true(pending);
    assert_true(key_reader_next(&reader, &token, true, &pending));
    assert_int_equal(token.key, KEYS_ESC);
    expect_none(&reader);

    /* Esc, then an arrow: two keys. */
    feed(&reader, "\033\033[A");
    expect_key(&reader, KEYS_ESC, "\033");
    expect_key(&reader, KEYS_UP, "\033[A");

    /* A sequence that has begun outlives the pause. */
    feed(&reader, "\033[");
    assert_false(key_reader_next(&reader, &token, true, &pending));
    assert_false(pending);
    feed(&reader, "B");
    expect_key(&reader, KEYS_DOWN, "\033[B");
    key_reader_done(&reader);
}

static void
expect_mouse(struct key_reader *reader, int button, int row, int col,
             bool press)
{
    struct token token;
    bool pending;

    assert_true(key_reader_next(reader, &token, false, &pending));
    assert_int_equal(token.kind, TOKEN_MOUSE);
    assert_int_equal(token.button, button);
    assert_int_equal(token.row, row);
    assert_int_equal(token.col, col);
    assert_int_equal(token.press, press);
}

static void
test_mouse(void **state)
{
    static const char report[] = "\033[<0;120;40M";
    struct key_reader reader = {0};

    (void)state;
    for (size_t cut = 1; cut < sizeof report - 1; cut++) {
        key_reader_feed(&reader, report, cut);
        expect_none(&reader);
        key_reader_feed(&reader, report + cut, sizeof report - 1 - cut);
        expect_mouse(&reader, 0, 39, 119, true);
    }
    feed(&reader, "\033[<0;1;1m\033[<64;300;100M\033[<65;2;3M\033[<20;2;3M");
    expect_mouse(&reader, 0, 0, 0, false);
    expect_mouse(&reader, 64, 99, 299, true);
    expect_mouse(&reader, 65, 2, 1, true);
    expect_mouse(&reader, 0, 2, 1, true); /* with Ctrl and Shift */
    feed(&reader, "\033[M !\"x");         /* X10: button 0, col 0, row 1 */
    expect_mouse(&reader, 0, 1, 0, true);
    expect_key(&reader, 'x', "x");
    key_reader_done(&reader);
}

static void
expect_paste(struct key_reader *reader, const char *text, size_t n)
{
    struct token token;
    bool pending;

    assert_true(key_reader_next(reader, &token, false, &pending));
    assert_int_equal(token.kind, TOKEN_PASTE);
    assert_int_equal(token.n, n);
    if (n > 0)
        assert_memory_equal(token.bytes, text, n);
}

static void
test_paste(void **state)
{
    static const char paste[] = "\033[200~alloc 1\033[2J\nfree 1\033[201~x";
    static const char inside[] = "alloc 1\033[2J\nfree 1";
    struct key_reader reader = {0};
    size_t n = sizeof paste - 2; /* without the x */

    (void)state;
    for (size_t cut = 1; cut < n; cut++) {
        key_reader_feed(&reader, paste, cut);
        expect_none(&reader);
        key_reader_feed(&reader, paste + cut, n + 1 - cut);
        expect_paste(&reader, inside, sizeof inside - 1);
        expect_key(&reader, 'x', "x");
    }
    feed(&reader, "\033[200~\033[201~\033[201~y");
    expect_paste(&reader, "", 0);
    expect_key(&reader, 'y', "y"); /* a stray end means nothing */
    key_reader_done(&reader);
}

static void
test_paste_is_capped(void **state)
{
    struct key_reader reader = {0};
    char chunk[1000];
    struct token token;
    bool pending;

    (void)state;
    memset(chunk, 'p', sizeof chunk);
    feed(&reader, "\033[200~");
    for (int i = 0; i < 100; i++) {
        key_reader_feed(&reader, chunk, sizeof chunk);
        assert_false(key_reader_next(&reader, &token, true, &pending));
    }
    feed(&reader, "\033[201~z");
    assert_true(key_reader_next(&reader, &token, false, &pending));
    assert_int_equal(token.kind, TOKEN_PASTE);
    assert_int_equal(token.n, PASTE_MAX);
    expect_key(&reader, 'z', "z");
    key_reader_done(&reader);
}

static void
test_bad_bytes_end(void **state)
{
    struct key_reader reader = {0};
    char flood[100];
    struct token token;
    bool pending;
    size_t total = 0;

    (void)state;
    feed(&reader, "\033[1\rq"); /* a control character ends a sequence */
    expect_key(&reader, KEYS_UNKNOWN, "\033[1");
    expect_key(&reader, '\r', "\r");
    expect_key(&reader, 'q', "q");
    feed(&reader, "\303(");
    expect_key(&reader, KEYS_UNKNOWN, "\303");
    expect_key(&reader, '(', "(");
    memset(flood, '1', sizeof flood);
    feed(&reader, "\033[");
    key_reader_feed(&reader, flood, sizeof flood);
    while (key_reader_next(&reader, &token, true, &pending))
        total += token.n;
    assert_int_equal(total, sizeof flood + 2);
    key_reader_done(&reader);
}

static void
test_eight_bit_locale(void **state)
{
    struct key_reader reader = {.ascii_only = 1};

    (void)state;
    feed(&reader, "\351\303\251");
    expect_key(&reader, 0xe9, "\351");
    expect_key(&reader, 0xc3, "\303");
    expect_key(&reader, 0xa9, "\251");
    key_reader_done(&reader);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_keys),
        cmocka_unit_test(test_split_at_every_byte),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_lone_escape),
        cmocka_unit_test(test_mouse),
        cmocka_unit_test(test_paste),
        cmocka_unit_test(test_paste_is_capped),
        cmocka_unit_test(test_bad_bytes_end),
        cmocka_unit_test(test_eight_bit_locale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
