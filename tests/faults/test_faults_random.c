/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test_faults_random.c: thousands of heaps, each worked on and damaged at
 * random (see support/torture.h), under every policy, hardened and not.
 * FAULTS_SEED chooses others; the seed of a round that fails is printed.
 */
#include "support/cmocka_all.h"
#include "support/policies.h"
#include "support/random.h"
#include "support/torture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROUNDS = 101, BYTES = 700, SECONDS = 300 };

/* For the signal handler: what is going on. */
static char running[POLICY_TEXT];
static bool running_hardened;
static uint64_t running_seed;

static void
on_signal(int number)
{
    printf("# %s in a %s %s heap, FAULTS_SEED=%llu\n",
           number == SIGALRM ? "no end" : "died",
           running_hardened ? "hardened" : "plain", running,
           (unsigned long long)running_seed);
    (void)fflush(stdout);
    _exit(1);
}

static void
work_and_damage(bool hardened)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGALRM};
    static const size_t limits[] = {1 << 18, 1 << 14, 1 << 12};
    const char *chosen = getenv("FAULTS_SEED");
    uint64_t seed = chosen ? strtoull(chosen, NULL, 0) : 1;
    uint8_t bytes[BYTES];
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        (void)signal(numbers[i], on_signal);
    }
    alarm(SECONDS);
    running_hardened = hardened;
    for (size_t i = 0; i < (size_t)N_POLICIES * ROUNDS; i++) {
        struct heap_config config = {.policy = policy_nth(i / ROUNDS),
                                     .limit = limits[i % 3],
                                     .hardened = hardened};
        struct random random = {running_seed = seed + i % ROUNDS};
        policy_format(&config.policy, running);
        for (size_t k = 0; k < BYTES; k++) {
            bytes[k] = (uint8_t)random_next(&random);
        }
        torture(&config, bytes, BYTES);
    }
    alarm(0);
}

static void
test_hardened(void **state)
{
    (void)state;
    work_and_damage(true);
}

static void
test_plain(void **state)
{
    (void)state;
    work_and_damage(false);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hardened),
        cmocka_unit_test(test_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
