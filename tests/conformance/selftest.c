/* SPDX-License-Identifier: MIT */
/* Tests of the frame: that tests which break, hang, assert nothing or succeed
 * where they should not have failed. */
#include "trial.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
passes(trial *t)
{
    EXPECT_INT(1 + 1, 2);
}

static void
fails_and_goes_on(trial *t)
{
    EXPECT_INT(1, 2);
    EXPECT_STR("a", "b");
}

static void
ends_at_require(trial *t)
{
    REQUIRE(t == NULL);
    EXPECT_INT(3, 4);
}

static void
asserts_nothing(trial *t)
{
    (void)trial_alloc(t, 10);
}

static void
breaks(trial *t)
{
    EXPECT(true);
    signal(SIGSEGV, SIG_DFL); /* whatever a sanitizer has put there */
    raise(SIGSEGV);
}

static void
exits(trial *t)
{
    EXPECT(true);
    _exit(7);
}

static void
hangs(trial *t)
{
    EXPECT(true);
    for (;;)
        pause();
}

static void
leaves_a_connection(trial *t)
{
    rowan_connection *conn = NULL;
    rowan_error err = {0};

    REQUIRE_OK(rowan_connection_acquire(trial_engine(t), 1000, &conn, &err),
               &err);
}

static void
leaves_tables(trial *t)
{
    trial_drop(t, "DROP TABLE conformance_left");
    trial_run(t, "CREATE TABLE conformance_left (id INTEGER)");
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_left"), 0);
}

static void
bad_sql_fails(trial *t)
{
    trial_run(t, "SELECT nothing FROM nowhere");
    EXPECT(true);
}

static const struct {
    conformance_test test;
    outcome_state state;
    uint32_t failures;
    const char *text; /* in what is said */
} cases[] = {
    {{"passes", "", NULL, passes}, OUTCOME_PASSED, 0, ""},
    {{"fails", "", NULL, fails_and_goes_on}, OUTCOME_FAILED, 2,
     "1 is 1, expected 2"},
    {{"require", "", NULL, ends_at_require}, OUTCOME_FAILED, 1, "t == NULL"},
    {{"nothing", "", NULL, asserts_nothing}, OUTCOME_FAILED, 1,
     "asserted nothing"},
    {{"breaks", "", NULL, breaks}, OUTCOME_FAILED, 1, "ended by"},
    {{"exits", "", NULL, exits}, OUTCOME_FAILED, 1, "status 7"},
    {{"hangs", "", NULL, hangs}, OUTCOME_FAILED, 1, "did not end within"},
    {{"leaves", "", NULL, leaves_a_connection}, OUTCOME_FAILED, 1,
     "left a connection"},
    {{"tables", "", NULL, leaves_tables}, OUTCOME_PASSED, 0, ""},
    {{"tables again", "", NULL, leaves_tables}, OUTCOME_PASSED, 0, ""},
    {{"bad SQL", "", NULL, bad_sql_fails}, OUTCOME_FAILED, 1,
     "SELECT nothing FROM nowhere"},
    {{"missing", "sequences", NULL, passes}, OUTCOME_SKIPPED, 0, ""},
    {{"present", "savepoints", NULL, passes}, OUTCOME_PASSED, 0, ""},
    {{"unexpected", "", "savepoints", passes}, OUTCOME_FAILED, 1,
     "unexpected success"},
    {{"expected", "", "savepoints", fails_and_goes_on}, OUTCOME_PASSED, 2,
     ""},
    {{"not expected", "", "!savepoints", fails_and_goes_on}, OUTCOME_FAILED,
     2, "expected 2"},
    {{"both", "", "savepoints !sequences", passes}, OUTCOME_FAILED, 1,
     "unexpected success"},
};

static bool
is_right(size_t i, const outcome *o)
{
    if (o->state != cases[i].state || o->failures != cases[i].failures ||
        strstr(o->text, cases[i].text) == NULL)
        return false;
    return o->state != OUTCOME_SKIPPED || strcmp(o->skip, "no sequences") == 0;
}

int
main(void)
{
    static const conformance_class class = {"selftest", "Selftest", "", NULL};
    const run_options options = {.timeout_ms = 5000};
    trial_database *on = run_shared(sizeof(*on));
    outcome *shared = run_shared(sizeof(*shared));
    unsigned failed = 0, count = sizeof(cases) / sizeof(*cases);

    if (on == NULL || shared == NULL)
        return EXIT_FAILURE;
    run_probe("sqlite://", &options, on, shared);
    if (shared->state != OUTCOME_PASSED) {
        printf("FAIL selftest: %s\n0 passed, 1 failed, 0 skipped\n",
               shared->text);
        return EXIT_FAILURE;
    }
    for (size_t i = 0; i < count; i++) {
        run_test(&class, &cases[i].test, on, &options, shared);
        if (is_right(i, shared))
            continue;
        failed++;
        printf("FAIL %s: state %d, %u failures: %s%s\n", cases[i].test.name,
               (int)shared->state, (unsigned)shared->failures, shared->text,
               shared->skip);
    }
    printf("%u passed, %u failed, 0 skipped\n", count - failed, failed);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
