/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_repl_parse.c: numbers, words, conditions and near words, by themselves.
 */
#include "support/cmocka_all.h"

#include <string.h>

#include "repl/cond.h"
#include "repl/json.h"
#include "repl/number.h"
#include "repl/words.h"

/* --- numbers ---------------------------------------------------------------*/
static void
numbers_are_read(void **state)
{
    static const struct {
        const char *text;
        uint64_t value;
    } good[] = {
        {"0", 0},
        {"100", 100},
        {"4k", 4096},
        {"4K", 4096},
        {"4KiB", 4096},
        {"2m", 2097152},
        {"1g", 1073741824},
        {"0x40", 64},
        {"0xFfk", 255 * 1024},
        {"3+1*16", 19},
        {"(3+1)*16", 64},
        {"( 3 + 1 ) * 16", 64},
        {"100/7/2", 7},
        {"10-3-2", 5},
        {"18446744073709551615", UINT64_MAX},
        {"8g*1g", (uint64_t)1 << 63},
    };
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        struct error err = {"", ""};
        uint64_t value = 7;
        if (!number_read(good[i].text, "a size", &value, &err)) {
            fail_msg("%s: %s", good[i].text, err.text);
        }
        assert_int_equal(value, good[i].value);
    }
}

static void
bad_numbers_are_told(void **state)
{
    static const struct {
        const char *text, *words;
    } bad[] = {
        {"", "is not a size"},
        {"k", "is not a size"},
        {"12x", "is not a size"},
        {"1.5k", "is not a size"},
        {"0x", "is not a size"},
        {"1+", "is not a size"},
        {"(1", "closing parenthesis"},
        {"1)", "is not a size"},
        {"-1", "negative"},
        {"3-5", "negative"},
        {"1/0", "divides by zero"},
        {"18446744073709551616", "64 bits"},
        {"17179869184g", "64 bits"},
        {"16g*1g", "64 bits"},
        {"18446744073709551615+1", "64 bits"},
        {"((((((((((((((((((((((((((((((((((((1", "too many parentheses"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err = {"", ""};
        uint64_t value = 7;
        assert_false(number_read(bad[i].text, "a size", &value, &err));
        assert_string_equal(err.name, "usage");
        assert_int_equal(value, 7);
        if (!strstr(err.text, bad[i].words)) {
            fail_msg("%s: %s", bad[i].text, err.text);
        }
    }
}

/* --- words -----------------------------------------------------------------*/
static void
words_are_cut(void **state)
{
    struct words words;
    (void)state;
    assert_true(words_cut(&words, "say  \"a;b \\\"c\\\"\"d (1 + 2)*3 x", NULL));
    assert_int_equal(words.n, 4);
    assert_string_equal(words.list[0].text, "say");
    assert_string_equal(words.list[1].text, "a;b \"c\"d");
    assert_true(words.list[1].quoted);
    assert_string_equal(words.list[2].text, "(1 + 2)*3");
    assert_string_equal(words.list[4].text, "");
    assert_string_equal(words_rest(&words, 2), "(1 + 2)*3 x");
    assert_string_equal(words_rest(&words, 4), "");
    words_done(&words);
    assert_true(words_cut(&words, "poke 0 \"a\\0b\"", NULL));
    assert_int_equal(words.list[2].n, 3);
    assert_memory_equal(words.list[2].text, "a\0b", 4);
    words_done(&words);
    assert_true(words_cut(&words, "", NULL));
    assert_int_equal(words.n, 0);
    words_done(&words);
    assert_false(words_cut(&words, "say \"open", NULL));
    assert_false(words_cut(&words, "alloc (1", NULL));
}

static void
commands_are_cut(void **state)
{
    static const char line[] =
        " alloc 1;; free #1 ;say \"x;# y\" z# w # rest; gone";
    static const char *const want[] = {"alloc 1", "", "free #1",
                                       "say \"x;# y\" z# w", NULL};
    size_t from = 0, at, n, i = 0;
    (void)state;
    do {
        from = words_next_command(line, from, &at, &n);
        assert_non_null(want[i]);
        assert_int_equal(n, strlen(want[i]));
        assert_memory_equal(line + at, want[i], n);
        i++;
    } while (from);
    assert_null(want[i]);
    assert_int_equal(words_next_command("# all comment", 0, &at, &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(words_next_command("#", 0, &at, &n), 0);
    assert_int_equal(n, 0);
}

/* --- conditions ------------------------------------------------------------*/
static const char *
name_at(size_t i)
{
    static const char *const names[] = {"util", "heap",  "state",
                                        "none", "moved", "touches"};
    return i < 6 ? names[i] : NULL;
}

static const char *
state_at(size_t i)
{
    static const char *const states[] = {"allocated", "free"};
    return i < 2 ? states[i] : NULL;
}

static bool
find(const char *word, struct cond_name *name)
{
    static const struct cond_name found[] = {
        {.kind = COND_IS_NUMBER, .is_fraction = true},
        {.kind = COND_IS_NUMBER},
        {.kind = COND_IS_WORD, .values = state_at},
        {.kind = COND_IS_NUMBER},
        {.kind = COND_IS_FLAG},
        {.kind = COND_IS_RANGE},
    };
    for (size_t i = 0; name_at(i); i++) {
        if (strcmp(name_at(i), word) == 0) {
            *name = found[i];
            name->index = i;
            return true;
        }
    }
    return false;
}

static bool
look_up(void *context, size_t name, const struct cond_range *range,
        struct cond_value *value)
{
    (void)context;
    *value = (struct cond_value){0.667, NULL};
    if (name == 1) {
        value->number = 4096;
    } else if (name == 2) {
        value->word = "free";
    } else if (name == 5) { /* bytes 0x100 to 0x1ff */
        value->number = range->from <= 0x1ff && range->to >= 0x100;
    }
    return name != 3;
}

static const struct cond_vocabulary words = {"figure", "help", "util < 50%",
                                             find, name_at};

static bool
holds(const char *text)
{
    struct error err = {"", ""};
    struct cond cond;
    if (!cond_parse(text, &words, &cond, &err)) {
        fail_msg("%s: %s", text, err.text);
    }
    return cond_holds(&cond, look_up, NULL);
}

static void
conditions_hold(void **state)
{
    (void)state;
    assert_true(holds("moved"));
    assert_true(holds("util > 99% or moved and heap = 4k"));
    assert_false(holds("moved and util > 99%"));
    assert_true(holds("touches 0x100"));
    assert_true(holds("touches 256..257 and moved"));
    assert_true(holds("touches 0 .. 0x100"));
    assert_true(holds("touches 511"));
    assert_false(holds("touches 0x200..4k"));
    assert_false(holds("touches 0..0xff or touches 512"));
    assert_true(holds("util > 66%"));
    assert_true(holds("util>66%and heap<5k"));
    assert_true(holds("util = 66.7%"));
    assert_true(holds("util = 0.7"));
    assert_false(holds("util = 66.6%"));
    assert_false(holds("util != 66.7%"));
    assert_true(holds("heap == 4k and heap >= 4096 and heap <= 0x1000"));
    assert_true(holds("heap = (3 + 1) and heap = 1 or heap = (4 * 1024)"));
    assert_true(holds("heap = 4k or heap = 1 and util > 1"));
    assert_false(holds("heap = 1 or heap = 4k and util > 1"));
    assert_true(holds("util < heap"));
    assert_true(holds("state = free"));
    assert_true(holds("state != allocated"));
    assert_false(holds("none = 0"));
    assert_false(holds("none != 0"));
}

static void
bad_conditions_are_told(void **state)
{
    static const char *const bad[] = {
        "",
        "util",
        "util >",
        "utl > 1",
        "util > x",
        "util > 1 but",
        "util > 1 and",
        "util 1",
        "> 1",
        "util > 1 2",
        "state < free",
        "state = 3",
        "heap = (1",
        "heap = state",
        "util > -1",
        "util = 1..2",
        "util > 99999999999999999999",
        "util > 50",
        "50",
        "state = fre",
        "moved = 1",
        "moved 1",
        "moved and",
        "heap = moved",
        "heap = touches",
        "touches",
        "touches x",
        "touches 1..",
        "touches 2..1",
        "touches 1..2..3",
        "touches = 1",
        "touches 99999999999999999999",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct error err = {"", ""};
        struct cond cond;
        if (cond_parse(bad[i], &words, &cond, &err)) {
            fail_msg("\"%s\" is taken", bad[i]);
        }
        assert_string_equal(err.name, "usage");
        assert_true(strlen(err.text) > 10);
    }
}

static void
bounds_are_known(void **state)
{
    static const struct {
        const char *text;
        uint64_t from, to;
    } known[] = {
        {"heap = 5", 5, 5},
        {"heap >= 5", 5, UINT64_MAX},
        {"heap > 5", 6, UINT64_MAX},
        {"heap > 5 and heap <= 9 and moved", 6, 9},
        {"heap < 5", 0, 4},
        {"heap < 5.5", 0, 5},
        {"heap > 5.5", 6, UINT64_MAX},
        {"heap >= 5.5", 6, UINT64_MAX},
        {"heap = 5.5", 0, UINT64_MAX},
        {"heap < 0", 0, 0},
        {"heap != 5", 0, UINT64_MAX},
        {"heap > util", 0, UINT64_MAX},
        {"heap = 5 or moved", 0, UINT64_MAX},
        {"moved and heap = 5 and heap > 7", 8, 5},
        {"util > 50%", 0, UINT64_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct error err = {"", ""};
        struct cond cond;
        struct cond_range range;
        assert_true(cond_parse(known[i].text, &words, &cond, &err));
        range = cond_bounds(&cond, 1);
        if (range.from != known[i].from || range.to != known[i].to)
            fail_msg("%s: %llu to %llu", known[i].text,
                     (unsigned long long)range.from,
                     (unsigned long long)range.to);
    }
}

/* --- near words and JSON ---------------------------------------------------*/
static void
near_words(void **state)
{
    (void)state;
    assert_string_equal(near_word("utl", name_at), "util");
    assert_string_equal(near_word("hepa", name_at), "heap");
    assert_null(near_word("xyzzy", name_at));
    assert_null(near_word("u", name_at));
    assert_null(near_word("hexx", name_at)); /* two wrong in a short word */
}

static void
json_is_escaped(void **state)
{
    struct text text = {0};
    (void)state;
    json_open(&text, NULL, '{');
    json_string(&text, "a", "x\"\\\n\t\001\303\251\377{");
    json_open(&text, "l", '[');
    json_number(&text, NULL, 1);
    json_fraction(&text, NULL, 0.25);
    json_null(&text, NULL);
    json_close(&text, ']');
    json_bool(&text, "b", true);
    json_close(&text, '}');
    assert_string_equal(text_get(&text),
                        "{\"a\":\"x\\\"\\\\\\n\\t\\u0001\303\251\\ufffd{\","
                        "\"l\":[1,0.25,null],\"b\":true}");
    text_done(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(bad_numbers_are_told),
        cmocka_unit_test(words_are_cut),
        cmocka_unit_test(commands_are_cut),
        cmocka_unit_test(conditions_hold),
        cmocka_unit_test(bad_conditions_are_told),
        cmocka_unit_test(bounds_are_known),
        cmocka_unit_test(near_words),
        cmocka_unit_test(json_is_escaped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
