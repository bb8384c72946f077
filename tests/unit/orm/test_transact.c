/* SPDX-License-Identifier: MIT */
/* rowan_transact(): what runs again, how often, and what never does. */
#include "fake_plugin.h"
#include "harness.h"

#include <rowan.h>

typedef struct work {
    int runs, retries, committed;
    rowan_status first; /* what the first run returns; OK: its statement's */
    bool gives_up, ends_itself, leaves_savepoint;
    const rowan_session *session;
    rowan_status told;
    uint32_t longest_pause_ms;
} work;

static rowan_engine *engine;

static void
begin(const char *url)
{
    fake_plugin_begin();
    engine = rowan_engine_open(url, NULL);
    REQUIRE(engine != NULL);
}

static void
end(void)
{
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static rowan_status
do_work(rowan_session *session, void *context)
{
    work *w = context;
    rowan_status status;

    w->runs++;
    status = rowan_execute(session, "x");
    if (w->ends_itself)
        return rowan_commit(session);
    if (w->leaves_savepoint)
        return rowan_begin(session);
    return w->first != ROWAN_OK && w->runs == 1 ? w->first : status;
}

static bool
note_retry(void *context, const rowan_error *error, uint32_t attempts,
           uint32_t pause_ms)
{
    work *w = context;

    CHECK_INT(attempts, w->runs);
    w->told = error->status;
    w->retries++;
    if (pause_ms > w->longest_pause_ms)
        w->longest_pause_ms = pause_ms;
    return !w->gives_up;
}

static void
note_committed(void *context)
{
    work *w = context;

    w->committed++;
}

static rowan_transact_options
quick(void)
{
    rowan_transact_options options = ROWAN_TRANSACT_OPTIONS_INIT;

    options.pause_ms = 1;
    options.longest_pause_ms = 2;
    options.on_retry = note_retry;
    options.after_commit = note_committed;
    return options;
}

static rowan_status
transact(work *w, rowan_error *err)
{
    rowan_transact_options options = quick();

    return rowan_transact(engine, do_work, w, &options, err);
}

/* --- what runs again ----------------------------------------------------- */

static void
test_transact__commits_once_what_succeeds(void)
{
    work w = {0};

    begin("fake://");
    CHECK_INT(transact(&w, NULL), ROWAN_OK);
    CHECK_INT(w.runs, 1);
    CHECK_INT(w.retries, 0);
    CHECK_INT(w.committed, 1);
    CHECK_INT(fake.commits, 1);
    end();
}

static void
test_transact__runs_again_after_each_error_of_the_table(void)
{
    static const struct {
        rowan_status status;
        int runs;
    } cases[] = {
        {ROWAN_SERIALIZATION, 3},    {ROWAN_DEADLOCK, 3},
        {ROWAN_CONNECTION_LOST, 3},  {ROWAN_TOO_MANY_CONNECTIONS, 3},
        {ROWAN_TIMEOUT, 1},          {ROWAN_CANCELLED, 1},
        {ROWAN_UNIQUE_VIOLATION, 1}, {ROWAN_SYNTAX, 1},
        {ROWAN_NO_MEMORY, 1},        {ROWAN_DENIED, 1},
        {ROWAN_IN_DOUBT, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        work w = {0};
        rowan_error err = {0};
        bool again = cases[i].runs > 1;

        begin("fake://");
        fake.execute = cases[i].status;
        fake.execute_times = 2;
        CHECK_INT(transact(&w, &err), again ? ROWAN_OK : cases[i].status);
        CHECK_INT(w.runs, cases[i].runs);
        CHECK_INT(w.retries, cases[i].runs - 1);
        CHECK_INT(w.committed, again);
        CHECK_INT(fake.commits, again);
        CHECK_INT(err.status, again ? ROWAN_OK : cases[i].status);
        end();
    }
}

static void
test_transact__gives_up_after_its_attempts(void)
{
    work w = {0};
    rowan_error err = {0};

    begin("fake://");
    fake.execute = ROWAN_DEADLOCK;
    CHECK_INT(transact(&w, &err), ROWAN_DEADLOCK);
    CHECK_INT(w.runs, 5);
    CHECK_INT(w.retries, 4);
    CHECK_INT(w.committed, 0);
    CHECK_INT(fake.commits, 0);
    CHECK(w.longest_pause_ms <= 2);
    end();
}

static void
test_transact__gives_up_when_the_hook_says_so(void)
{
    work w = {.gives_up = true};

    begin("fake://");
    fake.execute = ROWAN_DEADLOCK;
    CHECK_INT(transact(&w, NULL), ROWAN_DEADLOCK);
    CHECK_INT(w.runs, 1);
    CHECK_INT(w.told, ROWAN_DEADLOCK);
    end();
}

static void
test_transact__asks_for_the_lock_the_second_time(void)
{
    work w = {.first = ROWAN_SERIALIZATION};

    begin("fake://");
    CHECK_INT(transact(&w, NULL), ROWAN_OK);
    CHECK_INT(fake.begins, 2);
    CHECK_INT(fake.will_write, 1);
    CHECK_INT(fake.rollbacks, 1);
    end();
}

static void
test_transact__believes_the_database_more_than_the_function(void)
{
    /* The function makes an error of its own of the deadlock. */
    work w = {.first = ROWAN_NOT_FOUND};

    begin("fake://");
    fake.execute = ROWAN_DEADLOCK;
    fake.execute_times = 1;
    CHECK_INT(transact(&w, NULL), ROWAN_OK);
    CHECK_INT(w.runs, 2);
    end();
}

static void
test_transact__rolls_back_what_the_function_refuses(void)
{
    work w = {.first = ROWAN_NOT_FOUND};
    rowan_error err = {0};

    begin("fake://");
    CHECK_INT(transact(&w, &err), ROWAN_NOT_FOUND);
    CHECK_HAS(err.message, "ROWAN_NOT_FOUND");
    CHECK_INT(w.runs, 1);
    CHECK_INT(fake.rollbacks, 1);
    CHECK_INT(fake.commits, 0);
    end();
}

static void
test_transact__connects_again_after_a_failover(void)
{
    work w = {0};

    begin("fake://");
    fake.connect = ROWAN_CONNECT_FAILED;
    fake.connect_times = 2;
    CHECK_INT(transact(&w, NULL), ROWAN_OK);
    CHECK_INT(w.runs, 3);
    end();
}

/* --- the commit ---------------------------------------------------------- */

static void
test_transact__runs_again_after_a_commit_that_surely_failed(void)
{
    work w = {0};

    begin("fake://");
    fake.commit = ROWAN_SERIALIZATION;
    fake.commit_times = 2;
    CHECK_INT(transact(&w, NULL), ROWAN_OK);
    CHECK_INT(w.runs, 3);
    CHECK_INT(w.committed, 1);
    end();
}

static void
test_transact__never_runs_again_while_the_commit_is_in_doubt(void)
{
    work w = {0};
    rowan_error err = {0};

    begin("fake://");
    fake.commit = ROWAN_IN_DOUBT;
    CHECK_INT(transact(&w, &err), ROWAN_IN_DOUBT);
    CHECK_INT(w.runs, 1);
    CHECK_INT(w.committed, 0);
    CHECK_INT(fake.commits, 1);
    CHECK_INT(err.status, ROWAN_IN_DOUBT);
    end();
}

static void
test_transact__learns_what_came_of_a_commit_in_doubt(void)
{
    static const struct {
        rowan_status outcome;
        int runs;
    } cases[] = {{ROWAN_OK, 1}, {ROWAN_TRANSACTION_ABORTED, 2}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        work w = {0};

        begin("fake://");
        fake.token = "t1";
        fake.commit = ROWAN_IN_DOUBT;
        fake.commit_times = 1;
        fake.outcome = cases[i].outcome;
        CHECK_INT(transact(&w, NULL), ROWAN_OK);
        CHECK_INT(w.runs, cases[i].runs);
        CHECK_INT(w.committed, 1);
        end();
    }
}

/* --- bounds -------------------------------------------------------------- */

static void
test_transact__ends_at_its_deadline(void)
{
    rowan_transact_options options = quick();
    work w = {0};
    rowan_error err = {0};

    begin("fake://");
    fake.execute = ROWAN_DEADLOCK;
    options.attempts = 1000000;
    options.timeout_ms = 30;
    CHECK(rowan_transact(engine, do_work, &w, &options, &err) != ROWAN_OK);
    CHECK(w.runs > 1);
    CHECK_INT(fake.commits, 0);
    fake.execute = ROWAN_OK;
    fake.blocks = true;
    rowan_error_clear(&err);
    CHECK_INT(rowan_transact(engine, do_work, &w, &options, &err),
              ROWAN_TIMEOUT);
    end();
}

static void
test_transact__does_not_let_the_function_end_it(void)
{
    work w = {.ends_itself = true};
    rowan_error err = {0};

    begin("fake://");
    CHECK_INT(transact(&w, &err), ROWAN_INVALID);
    CHECK_INT(fake.commits, 0);
    w = (work){.leaves_savepoint = true};
    rowan_error_clear(&err);
    CHECK_INT(transact(&w, &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "savepoint");
    CHECK_INT(fake.commits, 0);
    CHECK_INT(rowan_transact(engine, NULL, &w, NULL, NULL), ROWAN_INVALID);
    CHECK_INT(rowan_transact(NULL, do_work, &w, NULL, NULL), ROWAN_INVALID);
    end();
}

HARNESS_SUITE(
    orm_transact, HARNESS_TEST(test_transact__commits_once_what_succeeds),
    HARNESS_TEST(test_transact__runs_again_after_each_error_of_the_table),
    HARNESS_TEST(test_transact__gives_up_after_its_attempts),
    HARNESS_TEST(test_transact__gives_up_when_the_hook_says_so),
    HARNESS_TEST(test_transact__asks_for_the_lock_the_second_time),
    HARNESS_TEST(test_transact__believes_the_database_more_than_the_function),
    HARNESS_TEST(test_transact__rolls_back_what_the_function_refuses),
    HARNESS_TEST(test_transact__connects_again_after_a_failover),
    HARNESS_TEST(test_transact__runs_again_after_a_commit_that_surely_failed),
    HARNESS_TEST(test_transact__never_runs_again_while_the_commit_is_in_doubt),
    HARNESS_TEST(test_transact__learns_what_came_of_a_commit_in_doubt),
    HARNESS_TEST(test_transact__ends_at_its_deadline),
    HARNESS_TEST(test_transact__does_not_let_the_function_end_it))
