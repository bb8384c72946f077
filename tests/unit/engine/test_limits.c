/* SPDX-License-Identifier: MIT */
/* Deadlines and cancels of connections, and what a transaction refuses. */
#include "engine/engine_priv.h"
#include "fake_plugin.h"
#include "harness.h"

#include <pthread.h>
#include <time.h>

static rowan_engine *engine;
static rowan_connection *conn;

static void
begin(const char *url)
{
    fake_plugin_begin();
    engine = rowan_engine_open(url, NULL);
    REQUIRE(engine != NULL);
    REQUIRE(rowan_connection_acquire(engine, 0, &conn, NULL) == ROWAN_OK);
}

static void
end(void)
{
    rowan_connection_release(conn);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static rowan_status
run(rowan_error *err)
{
    return rowan_connection_query(conn, "x", NULL, NULL, err);
}

static void
sleep_ms(int ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000000L};

    (void)nanosleep(&pause, NULL);
}

/* --- deadlines ----------------------------------------------------------- */

static void
test_limits__a_call_without_a_timeout_has_no_deadline(void)
{
    begin("fake://");
    CHECK_INT(run(NULL), ROWAN_OK);
    CHECK_INT(fake.deadline_us, 0);
    end();
}

static void
test_limits__the_engine_gives_each_call_its_deadline(void)
{
    int64_t first;

    begin("fake://?statement_timeout_ms=60000");
    CHECK_INT(run(NULL), ROWAN_OK);
    first = fake.deadline_us;
    CHECK(first > 0);
    sleep_ms(1);
    CHECK_INT(rowan_connection_ping(conn, NULL), ROWAN_OK);
    CHECK(fake.deadline_us > first);
    CHECK_INT(rowan_connection_timeout_set(conn, 0), ROWAN_OK);
    CHECK_INT(run(NULL), ROWAN_OK);
    CHECK_INT(fake.deadline_us, 0);
    end();
}

static void
test_limits__a_call_ends_at_its_deadline_and_the_next_works(void)
{
    rowan_error err = {0};

    begin("fake://");
    CHECK_INT(rowan_connection_timeout_set(conn, 5), ROWAN_OK);
    fake.blocks = true;
    CHECK_INT(run(&err), ROWAN_TIMEOUT);
    fake.blocks = false;
    CHECK_INT(rowan_connection_timeout_set(conn, 60000), ROWAN_OK);
    CHECK_INT(run(NULL), ROWAN_OK);
    end();
}

static void
test_limits__nothing_is_sent_after_the_deadline(void)
{
    rowan_error err = {0};

    begin("fake://");
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    conn->own.deadline_us = 1;
    CHECK_INT(rowan__connection_run(conn, "x", 1, &err), ROWAN_TIMEOUT);
    CHECK_INT(fake.executes, 0);
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_TIMEOUT);
    CHECK_INT(fake.commits, 0);
    CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_OK);
    CHECK_INT(fake.rollbacks, 1);
    end();
}

/* By the driver in what runs, or by the core before it is sent. */
static void
test_limits__whoever_sees_a_deadline_gives_the_same_hint(void)
{
    rowan_error told[2] = {{0}, {0}};
    rowan_error other = {.status = ROWAN_UNIQUE_VIOLATION};

    begin("fake://");
    fake.execute = ROWAN_TIMEOUT;
    CHECK_INT(rowan__connection_run(conn, "x", 1, &told[0]), ROWAN_TIMEOUT);
    CHECK_INT(fake.executes, 1);
    conn->own.deadline_us = 1;
    CHECK_INT(rowan__connection_run(conn, "x", 1, &told[1]), ROWAN_TIMEOUT);
    CHECK_INT(rowan__connection_run(conn, "x", 1, &other), ROWAN_TIMEOUT);
    CHECK_INT(fake.executes, 1);
    CHECK_HAS(told[0].hint, "give it more time");
    CHECK_STR(told[1].hint, told[0].hint);
    CHECK_STR(other.hint, ""); /* of what went wrong first */
    end();
}

static void
test_limits__the_wait_for_the_pool_is_a_part_of_the_call(void)
{
    rowan_connection *second = NULL;
    rowan_error err = {0};

    begin("fake://?pool_size=1&pool_overflow=0&pool_timeout_ms=60000&"
          "statement_timeout_ms=5");
    CHECK_INT(rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &second,
                                       &err),
              ROWAN_TIMEOUT);
    end();
}

static void
test_limits__connecting_gets_what_is_left_of_the_call(void)
{
    begin("fake://?connect_timeout_ms=50000&statement_timeout_ms=1000");
    CHECK(fake.timeout_ms > 0);
    CHECK(fake.timeout_ms <= 1000);
    end();
}

/* --- cancels ------------------------------------------------------------- */

static void *
cancel_when_blocked(void *context)
{
    while (!fake.is_blocked)
        sleep_ms(1);
    rowan_connection_cancel(context);
    return NULL;
}

static void
test_limits__a_cancel_ends_the_call_that_runs(void)
{
    pthread_t thread;
    rowan_error err = {0};

    begin("fake://");
    fake.blocks = true;
    REQUIRE(pthread_create(&thread, NULL, cancel_when_blocked, conn) == 0);
    CHECK_INT(run(&err), ROWAN_CANCELLED);
    fake.blocks = false;
    CHECK_INT(pthread_join(thread, NULL), 0);
    CHECK_INT(run(NULL), ROWAN_OK);
    end();
    CHECK(fake.pings > 0); /* a cancel that came late would have met it */
}

static void
test_limits__a_cancel_between_calls_ends_none(void)
{
    begin("fake://");
    rowan_connection_cancel(conn);
    CHECK_INT(run(NULL), ROWAN_OK);
    end();
}

static void
test_limits__a_cancel_of_what_was_given_back_reaches_nobody(void)
{
    begin("fake://");
    rowan_connection_release(conn);
    rowan_connection_cancel(conn);
    CHECK_INT(fake.cancels, 0);
    CHECK_INT(rowan_engine_close(engine), ROWAN_OK);
}

static void
test_limits__a_cancel_between_two_statements_stops_the_second(void)
{
    rowan_error err = {0};

    begin("fake://");
    rowan__limits_call(&conn->own);
    CHECK_INT(rowan__connection_run(conn, "x", 1, NULL), ROWAN_OK);
    rowan_connection_cancel(conn);
    CHECK_INT(rowan__connection_run(conn, "x", 1, &err), ROWAN_CANCELLED);
    CHECK_INT(fake.executes, 1);
    end();
}

/* The session's thread, between a cancel and the next: what was cancelled has
 * come to its end, and another call has begun. */
static void
begin_another_call(void)
{
    rowan__limits_call(&conn->own);
}

static void
test_limits__a_cancel_that_is_repeated_spares_the_next_call(void)
{
    rowan__statement *statement = NULL;

    begin("fake://");
    rowan__limits_call(&conn->own);
    REQUIRE(rowan__statement_take(conn, NULL, 0, 0, rowan__sql_text_compile,
                                  &(rowan__sql_text){.sql = "x"}, &statement,
                                  NULL) == ROWAN_OK);
    fake.on_cancel = begin_another_call;
    rowan_connection_cancel(conn);
    CHECK_INT(fake.cancels, 1);
    CHECK(!rowan__limits_cancelled(&conn->own));
    rowan__statement_give_back(conn, statement);
    end();
}

static void *
run_text(void *context)
{
    static const char sql[] = "x";

    *(rowan_status *)context =
        rowan__connection_run(conn, sql, sizeof(sql) - 1, NULL);
    return NULL;
}

static void
test_limits__a_cancel_that_was_lost_is_repeated(void)
{
    pthread_t thread;
    rowan_status status = ROWAN_INTERNAL;

    begin("fake://");
    rowan__limits_call(&conn->own);
    fake.blocks = true;
    fake.lost_cancels = 1;
    REQUIRE(pthread_create(&thread, NULL, run_text, &status) == 0);
    while (!fake.is_blocked)
        sleep_ms(1);
    rowan_connection_cancel(conn);
    fake.blocks = false;
    CHECK_INT(pthread_join(thread, NULL), 0);
    CHECK_INT(status, ROWAN_CANCELLED);
    CHECK(fake.cancels > 1);
    end();
}

/* Takes, uses and gives back while another thread cancels all the time. */
static atomic_bool is_over;

static void *
cancel_always(void *context)
{
    while (!is_over)
        rowan_connection_cancel(context);
    return NULL;
}

static void
test_limits__cancels_and_releases_do_not_meet(void)
{
    pthread_t thread;
    rowan_connection *same;

    begin("fake://?pool_size=1&pool_overflow=0");
    same = conn;
    is_over = false;
    REQUIRE(pthread_create(&thread, NULL, cancel_always, same) == 0);
    for (int i = 0; i < 200; i++) {
        rowan_status status = run(NULL);

        CHECK(status == ROWAN_OK || status == ROWAN_CANCELLED);
        rowan_connection_release(conn);
        REQUIRE(rowan_connection_acquire(engine, 1000, &conn, NULL) ==
                ROWAN_OK);
        CHECK(conn == same);
    }
    is_over = true;
    CHECK_INT(pthread_join(thread, NULL), 0);
    end();
}

/* --- what a transaction refuses ------------------------------------------ */

static void
test_limits__what_ends_a_transaction_is_latched(void)
{
    static const rowan_status ends[] = {
        ROWAN_DEADLOCK, ROWAN_SERIALIZATION, ROWAN_CONNECTION_LOST};

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        rowan_error err = {0};

        begin("fake://");
        CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
        CHECK_INT(rowan__connection_savepoint(conn, NULL), ROWAN_OK);
        fake.execute = ends[i];
        CHECK_INT(rowan__connection_run(conn, "x", 1, NULL), ends[i]);
        fake.execute = ROWAN_OK; /* the server would go on */
        CHECK_INT(rowan__connection_run(conn, "x", 1, &err),
                  ROWAN_TRANSACTION_ABORTED);
        CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
        CHECK_INT(rowan__connection_savepoint_rollback(conn, NULL),
                  ROWAN_TRANSACTION_ABORTED);
        CHECK_INT(rowan__connection_commit(conn, NULL),
                  ROWAN_TRANSACTION_ABORTED);
        CHECK_INT(fake.executes, 1);
        CHECK_INT(fake.commits, 0);
        CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_OK);
        CHECK_INT(conn->ended, ROWAN_OK);
        end();
    }
}

static void
test_limits__nothing_runs_after_the_database_ended_the_transaction(void)
{
    begin("fake://");
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    fake.database_rolls_back = true;
    fake.execute = ROWAN_STORAGE_FULL;
    CHECK_INT(rowan__connection_run(conn, "x", 1, NULL), ROWAN_STORAGE_FULL);
    fake.execute = ROWAN_OK;
    CHECK_INT(rowan__connection_run(conn, "x", 1, NULL),
              ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(fake.executes, 1);
    CHECK_INT(rowan__connection_rollback(conn, NULL), ROWAN_OK);
    CHECK_INT(fake.rollbacks, 0);
    end();
}

static void
test_limits__an_ordinary_error_ends_nothing(void)
{
    begin("fake://");
    CHECK_INT(rowan__connection_begin(conn, NULL, NULL), ROWAN_OK);
    fake.execute = ROWAN_UNIQUE_VIOLATION;
    CHECK_INT(rowan__connection_run(conn, "x", 1, NULL),
              ROWAN_UNIQUE_VIOLATION);
    fake.execute = ROWAN_OK;
    CHECK_INT(rowan__connection_run(conn, "x", 1, NULL), ROWAN_OK);
    CHECK_INT(rowan__connection_commit(conn, NULL), ROWAN_OK);
    end();
}

HARNESS_SUITE(
    engine_limits,
    HARNESS_TEST(test_limits__a_call_without_a_timeout_has_no_deadline),
    HARNESS_TEST(test_limits__the_engine_gives_each_call_its_deadline),
    HARNESS_TEST(test_limits__a_call_ends_at_its_deadline_and_the_next_works),
    HARNESS_TEST(test_limits__nothing_is_sent_after_the_deadline),
    HARNESS_TEST(test_limits__whoever_sees_a_deadline_gives_the_same_hint),
    HARNESS_TEST(test_limits__the_wait_for_the_pool_is_a_part_of_the_call),
    HARNESS_TEST(test_limits__connecting_gets_what_is_left_of_the_call),
    HARNESS_TEST(test_limits__a_cancel_ends_the_call_that_runs),
    HARNESS_TEST(test_limits__a_cancel_between_calls_ends_none),
    HARNESS_TEST(test_limits__a_cancel_of_what_was_given_back_reaches_nobody),
    HARNESS_TEST(test_limits__a_cancel_between_two_statements_stops_the_second),
    HARNESS_TEST(test_limits__a_cancel_that_is_repeated_spares_the_next_call),
    HARNESS_TEST(test_limits__a_cancel_that_was_lost_is_repeated),
    HARNESS_TEST(test_limits__cancels_and_releases_do_not_meet),
    HARNESS_TEST(test_limits__what_ends_a_transaction_is_latched),
    HARNESS_TEST(
        test_limits__nothing_runs_after_the_database_ended_the_transaction),
    HARNESS_TEST(test_limits__an_ordinary_error_ends_nothing))
