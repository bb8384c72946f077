/* SPDX-License-Identifier: MIT */
/* Deadlines, cancels from other threads, and connections that break. */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GRACE_US 100000

static void
set_deadline(rowan_driver_connection *connection, int64_t after_us)
{
    rig_driver()->set_deadline(connection,
                               after_us ? rig_now_us() + after_us : 0);
}

static void
test_waiting__ends_at_the_deadline_and_the_connection_goes_on(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    rowan_error err = {0};
    int64_t begun = rig_now_us();

    set_deadline(connection, 50000);
    CHECK_INT(rig_try(connection, "SELECT pg_sleep(20)", &err),
              ROWAN_TIMEOUT);
    CHECK(rig_now_us() - begun < 10 * GRACE_US);
    set_deadline(connection, 0);
    if (rig_driver()->transaction_state(connection) ==
        ROWAN_STATE_NONE) /* else it was slow, and given up */
        CHECK_STR(rig_ask(connection, "SELECT 7"), "7");
    rig_close(connection);
}

static void
test_waiting__in_a_transaction_leaves_it_to_be_rolled_back(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();

    rig_begin(connection);
    set_deadline(connection, 50000);
    /* With BEGIN before it in a pipeline. */
    CHECK_INT(rig_try(connection, "SELECT pg_sleep(20)", NULL),
              ROWAN_TIMEOUT);
    set_deadline(connection, 0);
    CHECK_INT(driver->transaction_state(connection),
              ROWAN_STATE_ABORTED);
    (void)driver->rollback(connection, NULL);
    rig_close(connection);
}

/* The server keeps the first rows back, and sends them with its answer to the
 * cancel. */
static void
test_waiting__ends_a_copy_that_nobody_reads_at_the_deadline(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    set_deadline(connection, 200000);
    CHECK_INT(rig_try(connection,
                      "COPY (SELECT pg_sleep(0.02) FROM generate_series(1, "
                      "1000)) TO STDOUT",
                      NULL),
              ROWAN_TIMEOUT);
    set_deadline(connection, 200000);
    CHECK_INT(rig_try(connection,
                      "COPY (SELECT repeat('x', 9000), pg_sleep(0.02) FROM "
                      "generate_series(1, 1000)) TO STDOUT",
                      NULL),
              ROWAN_TIMEOUT);
    set_deadline(connection, 0);
    CHECK_INT(rig_try(connection, "COPY (SELECT 1) TO STDOUT", NULL),
              ROWAN_UNSUPPORTED);
    CHECK_STR(rig_ask(connection, "SELECT 7"), "7");
    rig_close(connection);
}

static void
test_waiting__with_a_deadline_in_the_past_does_not_begin(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    rig_driver()->set_deadline(connection, 1);
    CHECK_INT(rig_try(connection, "SELECT pg_sleep(20)", NULL),
              ROWAN_TIMEOUT);
    rig_close(connection);
}

static void *
cancel_soon(void *context)
{
    usleep(50000);
    CHECK_INT(rig_driver()->cancel(context, NULL), ROWAN_OK);
    return NULL;
}

static void
test_waiting__is_cancelled_by_another_thread(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    pthread_t thread;
    rowan_error err = {0};

    for (int i = 0; i < 3; i++) {
        memset(&err, 0, sizeof err);
        pthread_create(&thread, NULL, cancel_soon, connection);
        CHECK_INT(rig_try(connection, "SELECT pg_sleep(20)", &err),
                  ROWAN_CANCELLED);
        CHECK_STR(err.sqlstate, "57014");
        pthread_join(thread, NULL);
        CHECK_STR(rig_ask(connection, "SELECT 7"), "7");
    }
    rig_close(connection);
}

static void
test_waiting__a_cancel_of_nothing_does_nothing(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    CHECK_INT(rig_driver()->cancel(connection, NULL), ROWAN_OK);
    usleep(50000);
    CHECK_STR(rig_ask(connection, "SELECT 7"), "7");
    rig_close(connection);
}

typedef struct canceller {
    rowan_driver_connection *connection;
    unsigned pause_us;
    rowan_status status;
} canceller;

static void *
cancel_once(void *context)
{
    canceller *c = context;

    usleep(c->pause_us);
    c->status = (rowan_status)rig_driver()->cancel(c->connection, NULL);
    return NULL;
}

/* The cancel comes ever later, from before a short statement to after it, and
 * is over when the next one begins. */
static void
test_waiting__a_cancel_never_hits_the_statement_after(void)
{
    NEED_SERVER();
    canceller c = {.connection = rig_open()};
    int failed = 0;

    for (int i = 0; i < 300; i++) {
        rowan_error err = {0};
        pthread_t thread;
        rowan_status status;

        c.pause_us = (unsigned)i * 5;
        REQUIRE(pthread_create(&thread, NULL, cancel_once, &c) == 0);
        status = rig_try(c.connection,
                         "SELECT count(*) FROM generate_series(1, 3000)", &err);
        if (status && status != ROWAN_CANCELLED)
            FAIL("%s", err.message);
        pthread_join(thread, NULL);
        if (c.status) { /* the machine is busy, and the request still goes */
            rig_close(c.connection);
            c.connection = rig_open();
        }
        failed += rig_try(c.connection, "SELECT pg_sleep(0.001)", NULL) != 0;
    }
    CHECK_INT(failed, 0);
    rig_close(c.connection);
}

static void
test_waiting__ends_at_the_servers_own_limit(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection =
        rig_open(.options = {"statement_timeout=50"});

    CHECK_INT(rig_try(connection, "SELECT pg_sleep(20)", NULL),
              ROWAN_TIMEOUT);
    CHECK_STR(rig_ask(connection, "SELECT 7"), "7");
    rig_close(connection);
}

static void
terminate(rowan_driver_connection *victim)
{
    rowan_driver_connection *killer = rig_open();
    char sql[100];

    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%s, 5000)",
             rig_ask(victim, "SELECT pg_backend_pid()"));
    CHECK_STR(rig_ask(killer, sql), "t");
    rig_close(killer);
}

static void
test_waiting__a_lost_connection_says_so_from_then_on(void)
{
    NEED_SERVER();
    const rowan_driver *driver = rig_driver();
    rowan_driver_connection *connection = rig_open();
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT 1");
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_error err = {0};

    terminate(connection);
    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, &err),
              ROWAN_CONNECTION_LOST);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, NULL),
              ROWAN_CONNECTION_LOST);
    CHECK_INT(driver->ping(connection, NULL), ROWAN_CONNECTION_LOST);
    CHECK_INT(rig_try(connection, "SELECT 1", NULL), ROWAN_CONNECTION_LOST);
    CHECK_INT(driver->reset(connection, NULL), ROWAN_CONNECTION_LOST);
    /* Not to be taken for one at rest. */
    CHECK_INT(driver->transaction_state(connection),
              ROWAN_STATE_ABORTED);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_waiting__a_write_that_commits_itself_is_in_doubt_when_it_is_lost(void)
{
    NEED_SERVER();
    const rowan_driver *driver = rig_driver();
    rowan_driver_connection *connection = rig_open();
    rowan_driver_statement *statement;

    rig_run(connection, "DROP TABLE IF EXISTS doubt");
    rig_run(connection, "CREATE TABLE doubt (a int)");
    statement =
        rig_prepare(connection, "INSERT INTO doubt VALUES (1)");
    terminate(connection);
    CHECK_INT(driver->execute(statement, NULL, 0, NULL, 0, NULL),
              ROWAN_IN_DOUBT);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_waiting__a_session_that_ends_itself_is_lost(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    rowan_error err = {0};

    CHECK_INT(rig_try(connection,
                      "SELECT pg_terminate_backend(pg_backend_pid())", &err),
              ROWAN_CONNECTION_LOST);
    CHECK_STR(err.sqlstate, "57P01");
    rig_close(connection);
}

/* What the driver began by itself around several rows ends with them: else all
 * that comes after would be part of it, and be lost. */
static void
test_deadline__leaves_no_transaction_that_nobody_began(void)
{
    const rowan_value rows[] = {rig_int(1), rig_int(2)};
    const rowan_driver *driver;
    rowan_driver_connection *connection, *other;
    rowan_driver_statement *statement;
    uint32_t failed = 0;

    NEED_SERVER();
    driver = rig_driver();
    connection = rig_open();
    other = rig_open();
    rig_table(connection, "waited", "n bigint");
    statement = rig_prepare(connection,
                            "INSERT INTO waited SELECT $1::bigint FROM "
                            "pg_sleep(10)");
    driver->set_deadline(connection, rig_now_us() + 100000);
    CHECK_INT(driver->execute_many(statement, rows, 1, 2, NULL, &failed, NULL),
              ROWAN_TIMEOUT);
    driver->set_deadline(connection, 0);
    driver->finish(statement);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    rig_run(connection, "INSERT INTO waited VALUES (1)");
    CHECK_INT(rig_count(other, "SELECT count(*) FROM waited"), 1);
    rig_close(connection);
    rig_close(other);
}

/* A statement that does not mind a cancel, and so is done. */
static void
test_deadline__does_not_call_a_write_failed_that_was_done(void)
{
    const rowan_driver *driver;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    driver = rig_driver();
    connection = rig_open();
    rig_table(connection, "waited", "n bigint");
    rig_run(connection,
            "CREATE OR REPLACE FUNCTION stubborn() RETURNS bigint LANGUAGE "
            "plpgsql AS $$ BEGIN PERFORM pg_sleep(10); RETURN 0; EXCEPTION "
            "WHEN query_canceled THEN RETURN 1; END $$");
    driver->set_deadline(connection, rig_now_us() + 100000);
    CHECK_INT(rig_try(connection, "INSERT INTO waited SELECT stubborn()", &err),
              ROWAN_IN_DOUBT);
    CHECK_INT(err.retry, ROWAN_RETRY_NEVER);
    driver->set_deadline(connection, 0);
    CHECK_INT(rig_count(connection, "SELECT n FROM waited"), 1);
    rowan_error_clear(&err);
    driver->set_deadline(connection, rig_now_us() + 100000);
    CHECK_INT(rig_try(connection, "INSERT INTO waited SELECT 1 FROM "
                                  "pg_sleep(10)", &err),
              ROWAN_TIMEOUT);
    driver->set_deadline(connection, 0);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM waited"), 1);
    rig_close(connection);
}

/* A load that ends, or is given up, after its deadline has failed where it says
 * so. */
static void
test_deadline__tells_the_truth_of_a_load_that_it_ends(void)
{
    static const char *const columns[] = {"n"};
    static const uint32_t kinds[] = {ROWAN_KIND_INT64};
    const rowan_value rows[] = {rig_int(1), rig_int(2)};
    const rowan_driver *driver;
    rowan_driver_connection *connection, *other;

    NEED_SERVER();
    driver = rig_driver();
    other = rig_open();
    for (uint32_t i = 0; i < 4; i++) {
        bool is_inside = i / 2, is_given_up = i % 2;
        int64_t row_count = 0, found;
        int32_t status;

        rig_table(other, "loaded", "n bigint");
        connection = rig_open();
        if (is_inside)
            rig_begin(connection);
        CHECK_INT(driver->bulk_begin(connection, "loaded", columns, kinds, 1,
                                     NULL),
                  ROWAN_OK);
        CHECK_INT(driver->bulk_rows(connection, rows, 2, NULL, NULL), ROWAN_OK);
        driver->set_deadline(connection, rig_now_us() - 1);
        status = driver->bulk_end(connection, is_given_up, &row_count, NULL,
                                  NULL);
        driver->set_deadline(connection, 0);
        rig_close(connection);
        found = rig_count(other, "SELECT count(*) FROM loaded");
        if (is_inside || is_given_up)
            CHECK_INT(found, 0);
        else
            CHECK(status == ROWAN_IN_DOUBT || found == 0);
    }
    rig_close(other);
}

HARNESS_SUITE(postgresql_waiting,
    HARNESS_TEST(test_deadline__leaves_no_transaction_that_nobody_began),
    HARNESS_TEST(test_deadline__does_not_call_a_write_failed_that_was_done),
    HARNESS_TEST(test_deadline__tells_the_truth_of_a_load_that_it_ends),
    HARNESS_TEST(test_waiting__ends_at_the_deadline_and_the_connection_goes_on),
    HARNESS_TEST(test_waiting__in_a_transaction_leaves_it_to_be_rolled_back),
    HARNESS_TEST(test_waiting__ends_a_copy_that_nobody_reads_at_the_deadline),
    HARNESS_TEST(test_waiting__with_a_deadline_in_the_past_does_not_begin),
    HARNESS_TEST(test_waiting__is_cancelled_by_another_thread),
    HARNESS_TEST(test_waiting__a_cancel_of_nothing_does_nothing),
    HARNESS_TEST(test_waiting__a_cancel_never_hits_the_statement_after),
    HARNESS_TEST(test_waiting__ends_at_the_servers_own_limit),
    HARNESS_TEST(test_waiting__a_lost_connection_says_so_from_then_on),
    HARNESS_TEST(
        test_waiting__a_write_that_commits_itself_is_in_doubt_when_it_is_lost),
    HARNESS_TEST(test_waiting__a_session_that_ends_itself_is_lost))
