/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_heap_policy.c: policies in writing, both ways, and what is said of
 * those that cannot be.
 */
#include "allocator/policy.h"
#include "support/cmocka_all.h"
#include "support/policies.h"

#include <stdio.h>
#include <string.h>

static void
test_default(void **state)
{
    (void)state;
    struct policy p = policy_default(), read;
    assert_int_equal(p.name, POLICY_SEGREGATED);
    assert_int_equal(p.joining, JOIN_IMMEDIATE);
    assert_int_equal(p.layout, LAYOUT_TAGGED);
    assert_true(policy_parse("segregated", &read, NULL));
    assert_memory_equal(&p, &read, sizeof p);
}

static void
test_written_and_read_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_POLICIES; i++) {
        struct policy p = policy_nth(i), read;
        char text[POLICY_TEXT], words[POLICY_TEXT];
        struct error err = {"", ""};
        policy_format(&p, text);
        policy_describe(&p, words);
        assert_in_range(strlen(text), 4, POLICY_TEXT - 1);
        assert_in_range(strlen(words), 8, POLICY_TEXT - 1);
        assert_true(policy_parse(text, &read, &err));
        assert_memory_equal(&p, &read, sizeof p);
    }
}

static void
test_written_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *form;
    } rows[] = {
        {"segregated", "segregated"},
        {"segregated:immediate", "segregated"},
        {"segregated:good", "segregated"},
        {"segregated:best", "segregated:best"},
        {"segregated:deferred", "segregated:deferred"},
        {"implicit:first", "implicit"},
        {"implicit:off,best", "implicit:best,off"},
        {"explicit:lifo,first,immediate,tagged", "explicit"},
        {"explicit:address,best,textbook", "explicit:address,best,textbook"},
        {"explicit:textbook,best,address", "explicit:address,best,textbook"},
        {"buddy:best,immediate,buddy", "buddy"},
        {"buddy:buddy,off", "buddy:off"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct policy p;
        char text[POLICY_TEXT];
        assert_true(policy_parse(rows[i].text, &p, NULL));
        policy_format(&p, text);
        assert_string_equal(text, rows[i].form);
    }
}

/* Each message names the word that was wrong and, where there is a choice,
 * the words that are right. */
static void
test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text, *word, *also;
    } rows[] = {
        {"", "implicit", "segregated"},
        {"tlfs", "tlfs", "segregated"},
        {"Segregated", "Segregated", "explicit"},
        {" segregated", "segregated", "implicit"},
        {"segregated ", "segregated", "implicit"},
        {"implicit:lifo", "lifo", "worst"},
        {"implicit:", "implicit", "first"},
        {"implicit:first,", "implicit", "first"},
        {"implicit:first,next", "next", "one"},
        {"implicit:first,first", "first", "one"},
        {"explicit:off,deferred", "deferred", "one"},
        {"segregated:first", "first", "deferred"},
        {"segregated:textbook", "textbook", "deferred"},
        {"segregated:buddy", "buddy", "tagged"},
        {"buddy:tagged", "tagged", "deferred"},
        {"buddy:first", "first", "best"},
        {"buddi", "buddi", "tlsf or buddy"},
        {"explicit:bes", "bes", "best"},
        {"explicit:best:off", "best:off", "off"},
        {"segregatedsegregatedsegregatedsegregatedsegregatedsegregated",
         "segregated", "implicit"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct policy p = policy_nth(7), before = p;
        struct error err = {"", ""};
        if (policy_parse(rows[i].text, &p, &err)) {
            fail_msg("\"%s\" was read", rows[i].text);
        }
        assert_memory_equal(&p, &before, sizeof p);
        assert_string_equal(err.name, "bad-policy");
        if (!strstr(err.text, rows[i].word) ||
            !strstr(err.text, rows[i].also)) {
            fail_msg("\"%s\": \"%s\" lacks %s or %s", rows[i].text, err.text,
                     rows[i].word, rows[i].also);
        }
        assert_false(policy_parse(rows[i].text, &p, NULL));
    }
}

static void
test_error_text(void **state)
{
    (void)state;
    struct policy p;
    struct error err;
    assert_false(policy_parse("segregated:lifo", &p, &err));
    assert_string_equal(err.text, "segregated has no choice \"lifo\": it takes "
                                  "best, good, immediate, deferred, off, tagged");
}

static void
test_words(void **state)
{
    (void)state;
    size_t n = 0;
    while (policy_name_word(n)) {
        struct policy p;
        assert_true(policy_parse(policy_name_word(n), &p, NULL));
        n++;
    }
    assert_int_equal(n, 5);
    assert_null(policy_name_word(100));
    /* A choice is taken exactly where policy_takes says so. */
    for (size_t i = 0; policy_choice_word(i); i++) {
        for (size_t k = 0; k < n; k++) {
            char text[POLICY_TEXT];
            struct policy p;
            (void)snprintf(text, sizeof text, "%s:%s", policy_name_word(k),
                           policy_choice_word(i));
            assert_int_equal(
                policy_takes(policy_name_word(k), policy_choice_word(i)),
                policy_parse(text, &p, NULL));
        }
    }
    assert_null(policy_choice_word(1000));
    assert_true(policy_takes("explicit", "lifo"));
    assert_false(policy_takes("implicit", "lifo"));
    assert_false(policy_takes("nonesuch", "lifo"));
    assert_false(policy_takes("explicit", "nonesuch"));
}

static void
test_described(void **state)
{
    (void)state;
    struct policy p;
    char text[POLICY_TEXT];
    assert_true(policy_parse("explicit:fifo,best,deferred", &p, NULL));
    policy_describe(&p, text);
    assert_non_null(strstr(text, "explicit fifo"));
    assert_non_null(strstr(text, "best fit"));
    assert_non_null(strstr(text, "deferred"));
    assert_true(policy_parse("buddy", &p, NULL));
    policy_describe(&p, text);
    assert_string_equal(text, "buddy system");
    assert_true(policy_parse("buddy:off", &p, NULL));
    policy_describe(&p, text);
    assert_string_equal(text, "buddy system, coalescing off");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_default),
        cmocka_unit_test(test_written_and_read_back),
        cmocka_unit_test(test_written_forms),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_error_text),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_described),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
