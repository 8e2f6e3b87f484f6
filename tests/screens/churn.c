/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * churn.c: see churn.h.
 */
#include "churn.h"

#include "support/cmocka_all.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { WAVE = 125 };

uint64_t
churn_seed(void)
{
    const char *text = getenv("TEST_SEED");

    return text ? strtoull(text, NULL, 0) : 20240611;
}

void
churn_open(struct churn *c, const char *policy, enum session_target target)
{
    struct session_config config = {.target = target};
    struct error err = {"", ""};

    *c = (struct churn){.random = {churn_seed()}};
    print_message("# %s, seed %" PRIu64 "\n", policy, churn_seed());
    assert_true(policy_parse(policy, &config.policy, &err));
    c->session = session_new(&config, &err);
    assert_non_null(c->session);
}

void
churn_done(struct churn *c)
{
    session_delete(c->session);
    free(c->given);
    c->given = NULL;
}

static void
note_given(struct churn *c, size_t off)
{
    if ((c->n_given & (c->n_given - 1)) == 0) {
        c->given = realloc(c->given, (2 * c->n_given + 1) * sizeof *c->given);
        assert_non_null(c->given);
    }
    c->given[c->n_given++] = off;
}

static size_t
random_size(struct random *r)
{
    static const size_t ranges[] = {24, 24, 100, 100, 400, 3000};

    return 1 + random_below(r, ranges[random_below(r, 6)]);
}

static void
allocate(struct churn *c)
{
    struct op_result result;
    struct error err;
    char name[16] = "";
    size_t size;

    if (random_below(&c->random, 4) == 0)
        (void)snprintf(name, sizeof name, "b%zu",
                       random_below(&c->random, 100000));
    size = random_size(&c->random);
    (void)snprintf(c->command, sizeof c->command, "alloc %zu%s%s", size,
                   name[0] ? " " : "", name);
    assert_true(
        session_alloc(c->session, size, name[0] ? name : NULL, &result, &err));
    c->live[c->n_live++] = result.id;
    note_given(c, result.off);
}

static void
change_one(struct churn *c)
{
    size_t i = random_below(&c->random, c->n_live);
    struct who who = {.kind = WHO_NUMBER, .value = c->live[i]};
    struct op_result result;
    struct error err;
    size_t size;

    if (random_below(&c->random, 6) == 0) {
        size = random_size(&c->random);
        (void)snprintf(c->command, sizeof c->command, "realloc %" PRIu32 " %zu",
                       c->live[i], size);
        assert_true(session_realloc(c->session, &who, size, &result, &err));
        if (result.off != result.old_off)
            note_given(c, result.off);
        return;
    }
    (void)snprintf(c->command, sizeof c->command, "free %" PRIu32, c->live[i]);
    assert_true(session_free(c->session, &who, &result, &err));
    c->live[i] = c->live[--c->n_live];
}

void
churn_step(struct churn *c)
{
    size_t wish = c->n_ops++ / WAVE % 2 == 0 ? 70 : 35;

    if (c->n_live == 0 ||
        (c->n_live < CHURN_MAX_LIVE && random_below(&c->random, 100) < wish))
        allocate(c);
    else
        change_one(c);
}
