/* SPDX-License-Identifier: MIT */
/* Deadlines, cancel, and connections that are lost. Sockets that accept and
 * never answer stand for servers that do not. */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SLACK_US 100000

static void
check_in_time(int64_t deadline_us)
{
    int64_t late_us = rig_now_us() - deadline_us;

    if (late_us > SLACK_US)
        FAIL("back %lld us after the deadline", (long long)late_us);
    CHECK(late_us <= SLACK_US);
}

static void
test_deadline__ends_a_statement_and_the_connection_goes_on(void)
{
    rowan_driver_connection *connection;
    rowan_error err = {0};
    int64_t deadline_us;

    NEED_SERVER();
    connection = rig_open();
    for (int i = 0; i < 3; i++) {
        deadline_us = rig_now_us() + 100000;
        rig_driver()->set_deadline(connection, deadline_us);
        rowan_error_clear(&err);
        CHECK_INT(rig_try(connection, "SELECT sleep(10)", &err),
                  ROWAN_TIMEOUT);
        check_in_time(deadline_us);
        rig_driver()->set_deadline(connection, 0);
        CHECK_INT(rig_count(connection, "SELECT 1"), 1);
    }
    rig_close(connection);
}

static void
test_deadline__that_has_passed_already_sends_nothing_twice(void)
{
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_driver()->set_deadline(connection, rig_now_us() + 10000000);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM seq_1_to_5000"),
              5000);
    CHECK_INT(rig_driver()->ping(connection, &err), ROWAN_OK);
    rig_begin(connection);
    CHECK_INT(rig_driver()->commit(connection, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    rig_close(connection);
}

/* What the driver began by itself, around a value that a column may cut or
 * around several rows, ends with the statement: else all that comes after would
 * be part of it, and be lost. */
static void
test_deadline__leaves_no_transaction_that_nobody_began(void)
{
    static const char sql[] = "UPDATE waited SET n = ? WHERE sleep(10) = 0";
    const rowan_value halves[] = {
        {.kind = ROWAN_KIND_DOUBLE, .as.real = 0.5},
        {.kind = ROWAN_KIND_DOUBLE, .as.real = 1.5},
    };
    const rowan_driver *driver;
    rowan_driver_connection *connection, *other;

    NEED_SERVER();
    driver = rig_driver();
    connection = rig_open();
    other = rig_open();
    rig_table(connection, "waited", "n DOUBLE");
    rig_run(connection, "INSERT INTO waited VALUES (0)");
    for (uint32_t rows = 1; rows <= 2; rows++) {
        rowan_driver_statement *statement = rig_prepare(connection, sql);
        uint32_t failed = 0;

        driver->set_deadline(connection, rig_now_us() + 100000);
        if (rows == 1)
            CHECK_INT(driver->execute(statement, halves, 1, NULL, 0, NULL),
                      ROWAN_TIMEOUT);
        else
            CHECK_INT(driver->execute_many(statement, halves, 1, rows, NULL,
                                           &failed, NULL),
                      ROWAN_TIMEOUT);
        driver->set_deadline(connection, 0);
        driver->finish(statement);
        CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
        rig_run(connection, "INSERT INTO waited VALUES (1)");
        CHECK_INT(rig_count(other, "SELECT count(*) FROM waited"),
                  rows + 1);
    }
    rig_close(connection);
    rig_close(other);
}

/* A load that ends, or is given up, after its deadline: whole or nothing, also
 * in a transaction of the caller's. */
static void
test_deadline__leaves_nothing_of_a_load_that_it_ends(void)
{
    static const char *const columns[] = {"n"};
    static const uint32_t kinds[] = {ROWAN_KIND_INT64};
    const rowan_value rows[] = {rig_int(1), rig_int(2)};
    const rowan_driver *driver;
    rowan_driver_connection *connection, *other;

    NEED_SERVER();
    driver = rig_driver();
    connection = rig_open();
    other = rig_open();
    rig_table(connection, "loaded", "n INT");
    for (uint32_t i = 0; i < 4; i++) {
        bool is_inside = i / 2, is_given_up = i % 2;
        int64_t row_count = 0;

        if (is_inside)
            rig_begin(connection);
        CHECK_INT(driver->bulk_begin(connection, "loaded", columns, kinds, 1,
                                     NULL),
                  ROWAN_OK);
        CHECK_INT(driver->bulk_rows(connection, rows, 2, NULL, NULL), ROWAN_OK);
        driver->set_deadline(connection, rig_now_us() - 1);
        (void)driver->bulk_end(connection, is_given_up, &row_count, NULL, NULL);
        driver->set_deadline(connection, 0);
        if (is_inside) {
            CHECK_INT(driver->commit(connection, NULL),
                      ROWAN_TRANSACTION_ABORTED);
            CHECK_INT(driver->rollback(connection, NULL), ROWAN_OK);
        }
        CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
        rig_run(connection, "INSERT INTO loaded VALUES (0)");
        CHECK_INT(rig_count(other, "SELECT count(*) FROM loaded"), i + 1);
    }
    rig_close(connection);
    rig_close(other);
}

/* --- servers that do not answer ------------------------------------------ */

static void
test_deadline__bounds_a_connect_to_a_host_that_never_answers(void)
{
    rig_way way = {.timeout_ms = 200};
    rowan_driver_connection *connection;
    rowan_error err = {0};
    int64_t deadline_us = rig_now_us() + 200000;
    int silent = rig_silent(&way.port);

    CHECK_INT(rig_connect(&way, &connection, &err), ROWAN_TIMEOUT);
    check_in_time(deadline_us);
    close(silent);
}

static void
test_connect__to_a_port_without_a_server_fails_at_once(void)
{
    rig_way way = {.timeout_ms = 5000};
    rowan_driver_connection *connection;
    rowan_error err = {0};
    int silent = rig_silent(&way.port);

    close(silent);
    CHECK_INT(rig_connect(&way, &connection, &err), ROWAN_CONNECT_FAILED);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    CHECK_HAS(err.message, "127.0.0.1");
}

/* --- cancel -------------------------------------------------------------- */

static void *
cancel_soon(void *argument)
{
    const struct timespec pause = {.tv_nsec = 150000000};
    rowan_error err = {0};

    nanosleep(&pause, NULL);
    if (rig_driver()->cancel(argument, &err))
        fprintf(stderr, "cancel: %s\n", err.message);
    return NULL;
}

static void
test_cancel__ends_a_statement_from_another_thread(void)
{
    rowan_driver_connection *connection;
    rowan_error err = {0};
    pthread_t thread;
    int64_t begin_us;

    NEED_SERVER();
    connection = rig_open();
    begin_us = rig_now_us();
    REQUIRE(pthread_create(&thread, NULL, cancel_soon, connection) == 0);
    CHECK_INT(rig_try(connection, "SELECT sleep(10)", &err),
              ROWAN_CANCELLED);
    pthread_join(thread, NULL);
    CHECK(rig_now_us() - begin_us < 5000000);
    CHECK_INT(rig_count(connection, "SELECT 1"), 1);
    rig_close(connection);
}

static void
test_cancel__of_nothing_spares_what_comes_after(void)
{
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    for (int i = 0; i < 20; i++) {
        CHECK_INT(rig_driver()->cancel(connection, &err), ROWAN_OK);
        CHECK_INT(rig_count(connection, "SELECT count(*) FROM seq_1_to_100"),
                  100);
    }
    rig_close(connection);
}

typedef struct canceller {
    rowan_driver_connection *connection;
    int pause_us; /* before the only one */
    rowan_status status;
    atomic_bool is_done;
} canceller;

static void *
cancel_often(void *argument)
{
    canceller *c = argument;

    while (!atomic_load(&c->is_done))
        (void)rig_driver()->cancel(c->connection, NULL);
    return NULL;
}

/* A statement of many tables that the server has not seen before. */
static void
name_tables(char *sql, size_t size, int round)
{
    int used = snprintf(sql, size, "SELECT 1 FROM ");

    for (int i = 0; i < 40; i++)
        used += snprintf(sql + used, size - (size_t)used,
                         "%sseq_1_to_%d AS t%d", i ? ", " : "",
                         1000 + round * 40 + i, i);
    snprintf(sql + used, size - (size_t)used, " LIMIT 1");
}

/* Statements end or are cancelled; nothing else ever happens to them. A kill
 * that comes while the server looks for a table is told by another number than
 * one that comes later. */
static void
test_cancel__at_any_moment_harms_nothing(void)
{
    canceller c = {0};
    rowan_error err = {0};
    pthread_t thread;
    int cancelled = 0;

    NEED_SERVER();
    c.connection = rig_open();
    REQUIRE(pthread_create(&thread, NULL, cancel_often, &c) == 0);
    for (int i = 0; i < 200; i++) {
        char sql[1400];
        rowan_status status;

        name_tables(sql, sizeof sql, i);
        status = rig_try(c.connection, sql, &err);
        if (status && status != ROWAN_CANCELLED)
            FAIL("%s", err.message);
        cancelled += status == ROWAN_CANCELLED;
        rowan_error_clear(&err);
    }
    atomic_store(&c.is_done, true);
    pthread_join(thread, NULL);
    CHECK(cancelled > 0);
    CHECK_INT(rig_count(c.connection, "SELECT 1"), 1);
    rig_close(c.connection);
}

static void *
cancel_once(void *argument)
{
    canceller *c = argument;
    const struct timespec pause = {.tv_nsec = c->pause_us * 1000};
    rowan_error err = {0};

    nanosleep(&pause, NULL);
    c->status = (rowan_status)rig_driver()->cancel(c->connection, &err);
    return NULL;
}

/* The cancel comes ever later, from before a short statement to after it, and
 * is over when the next one begins. */
static void
test_cancel__never_hits_the_statement_after(void)
{
    canceller c = {0};
    pthread_t thread;
    int failed = 0;

    NEED_SERVER();
    c.connection = rig_open();
    for (int i = 0; i < 600; i++) {
        rowan_error err = {0};
        rowan_status status;

        c.pause_us = i % 300 * 5;
        REQUIRE(pthread_create(&thread, NULL, cancel_once, &c) == 0);
        status = rig_try(c.connection, "SELECT count(*) FROM seq_1_to_9000",
                         &err);
        if (status && status != ROWAN_CANCELLED)
            FAIL("%s", err.message);
        pthread_join(thread, NULL);
        if (c.status) { /* the machine is busy, and the kill may be astray */
            rig_close(c.connection);
            c.connection = rig_open();
        }
        rowan_error_clear(&err);
        failed += rig_try(c.connection, "DO 1", &err) != ROWAN_OK;
    }
    CHECK_INT(failed, 0);
    rig_close(c.connection);
}

/* --- lost connections ---------------------------------------------------- */

static void
kill_connection(rowan_driver_connection *connection)
{
    rowan_driver_connection *root = rig_root();
    char sql[64];

    snprintf(sql, sizeof sql, "KILL CONNECTION %lld",
             (long long)rig_count(connection, "SELECT connection_id()"));
    rig_run(root, sql);
    rig_close(root);
}

static void
test_lost__connection_says_so_from_then_on(void)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;
    rowan_error err = {0};
    uint32_t wanted[1] = {ROWAN_KIND_NULL};

    NEED_SERVER();
    connection = rig_open();
    statement = rig_prepare(connection, "SELECT 1");
    kill_connection(connection);
    nanosleep(&pause, NULL);
    CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted, 1, &err),
              ROWAN_CONNECTION_LOST);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    rowan_error_clear(&err);
    CHECK_INT(rig_driver()->ping(connection, &err), ROWAN_CONNECTION_LOST);
    CHECK_INT(rig_driver()->reset(connection, NULL), ROWAN_CONNECTION_LOST);
    rig_driver()->finish(statement);
    rig_close(connection);
}

static void
test_lost__answer_of_a_commit_is_in_doubt(void)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "some", "n INT");
    rig_begin(connection);
    rig_run(connection, "INSERT INTO some VALUES (1)");
    kill_connection(connection);
    nanosleep(&pause, NULL);
    CHECK_INT(rig_driver()->commit(connection, &err), ROWAN_IN_DOUBT);
    CHECK_INT(err.retry, ROWAN_RETRY_NEVER);
    rig_close(connection);
}

typedef struct lost_case {
    const char *sql;
    bool is_in_transaction;
    rowan_status status;
} lost_case;

static const lost_case lost_cases[] = {
    {"SELECT n FROM some", false, ROWAN_CONNECTION_LOST},
    {"INSERT INTO some VALUES (1)", false, ROWAN_IN_DOUBT},
    {"INSERT INTO some VALUES (1)", true, ROWAN_CONNECTION_LOST},
    /* Commits what was done before it. */
    {"CREATE TABLE IF NOT EXISTS some_more (n INT)", true, ROWAN_IN_DOUBT},
};

static rowan_status
run_on_lost(const lost_case *c, rowan_error *err)
{
    const struct timespec pause = {.tv_nsec = 50000000};
    rowan_driver_connection *connection = rig_open();
    const uint32_t wanted[1] = {ROWAN_KIND_INT32};
    rowan_driver_statement *statement;
    rowan_status status;

    if (c->is_in_transaction) {
        rig_begin(connection);
        rig_run(connection, "INSERT INTO some VALUES (0)");
    }
    statement = rig_prepare(connection, c->sql);
    kill_connection(connection);
    nanosleep(&pause, NULL);
    status = rig_driver()->execute(statement, NULL, 0, wanted,
                                   rig_driver()->column_count(statement), err);
    rig_driver()->finish(statement);
    rig_close(connection);
    return status;
}

/* Also for who does not want the error. */
static void
test_lost__answer_of_what_may_commit_is_in_doubt(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    rig_table(connection, "some", "n INT");
    for (size_t i = 0; i < sizeof lost_cases / sizeof *lost_cases; i++) {
        const lost_case *c = &lost_cases[i];
        rowan_error err = {0};

        if (!CHECK_INT(run_on_lost(c, &err), c->status) ||
            !CHECK_INT(err.status, c->status) ||
            !CHECK_INT(run_on_lost(c, NULL), c->status))
            FAIL("%s", c->sql);
    }
    rig_run(connection, "DROP TABLE IF EXISTS some_more");
    rig_close(connection);
}

HARNESS_SUITE(mysql_time,
    HARNESS_TEST(test_deadline__ends_a_statement_and_the_connection_goes_on),
    HARNESS_TEST(test_deadline__that_has_passed_already_sends_nothing_twice),
    HARNESS_TEST(test_deadline__leaves_no_transaction_that_nobody_began),
    HARNESS_TEST(test_deadline__leaves_nothing_of_a_load_that_it_ends),
    HARNESS_TEST(test_deadline__bounds_a_connect_to_a_host_that_never_answers),
    HARNESS_TEST(test_connect__to_a_port_without_a_server_fails_at_once),
    HARNESS_TEST(test_cancel__ends_a_statement_from_another_thread),
    HARNESS_TEST(test_cancel__of_nothing_spares_what_comes_after),
    HARNESS_TEST(test_cancel__at_any_moment_harms_nothing),
    HARNESS_TEST(test_cancel__never_hits_the_statement_after),
    HARNESS_TEST(test_lost__connection_says_so_from_then_on),
    HARNESS_TEST(test_lost__answer_of_a_commit_is_in_doubt),
    HARNESS_TEST(test_lost__answer_of_what_may_commit_is_in_doubt))
