/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static rowan_driver_connection *
open_accounts(void)
{
    rowan_driver_connection *connection = rig_open();

    rig_table(connection, "accounts", "id INT PRIMARY KEY, n INT NOT NULL");
    rig_run(connection, "INSERT INTO accounts VALUES (1, 0), (2, 0)");
    return connection;
}

static int64_t
total(rowan_driver_connection *connection)
{
    return rig_count(connection, "SELECT CAST(sum(n) AS SIGNED) FROM accounts");
}

static void
test_transaction__is_kept_by_commit_and_dropped_by_rollback(void)
{
    const rowan_driver *driver;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    driver = rig_driver();
    connection = open_accounts();
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    rig_begin(connection);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_ACTIVE);
    rig_run(connection, "UPDATE accounts SET n = 1");
    CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    CHECK_INT(total(connection), 0);
    rig_begin(connection);
    rig_run(connection, "UPDATE accounts SET n = 1");
    CHECK_INT(driver->commit(connection, &err), ROWAN_OK);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    CHECK_INT(total(connection), 2);
    rig_close(connection);
}

static void
test_transaction__savepoints_nest(void)
{
    const rowan_driver *driver;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    driver = rig_driver();
    connection = open_accounts();
    rig_begin(connection);
    rig_run(connection, "UPDATE accounts SET n = n + 1");
    CHECK_INT(driver->savepoint(connection, 1, &err), ROWAN_OK);
    rig_run(connection, "UPDATE accounts SET n = n + 10");
    CHECK_INT(driver->savepoint(connection, 2, &err), ROWAN_OK);
    rig_run(connection, "UPDATE accounts SET n = n + 100");
    CHECK_INT(driver->savepoint_rollback(connection, 2, &err), ROWAN_OK);
    CHECK_INT(driver->savepoint_release(connection, 2, &err), ROWAN_OK);
    CHECK_INT(total(connection), 22);
    CHECK_INT(driver->savepoint_rollback(connection, 1, &err), ROWAN_OK);
    CHECK_INT(driver->commit(connection, &err), ROWAN_OK);
    CHECK_INT(total(connection), 2);
    rig_close(connection);
}

static void
test_transaction__has_the_isolation_that_was_asked_for(void)
{
    static const char *const names[] = {"REPEATABLE READ", "READ UNCOMMITTED",
                                        "READ COMMITTED", "REPEATABLE READ",
                                        "SERIALIZABLE"};
    const struct timespec pause = {.tv_nsec = 150000000};
    rowan_driver_connection *connection, *root;

    NEED_SERVER();
    connection = open_accounts();
    root = rig_root();
    for (uint32_t i = 0; i < 5; i++) {
        rowan_begin_params params = {.size = sizeof params, .isolation = i};
        rowan_error err = {0};
        char sql[200];

        CHECK_INT(rig_driver()->begin(connection, &params, &err), ROWAN_OK);
        CHECK_INT(total(connection), 0);
        snprintf(sql, sizeof sql,
                 "SELECT trx_isolation_level FROM "
                 "information_schema.INNODB_TRX WHERE trx_mysql_thread_id = "
                 "%lld",
                 (long long)rig_count(connection, "SELECT connection_id()"));
        nanosleep(&pause, NULL); /* the table is made anew so often */
        CHECK_STR(rig_ask(root, sql), names[i]);
        CHECK_INT(rig_driver()->rollback(connection, &err), ROWAN_OK);
    }
    rig_close(root);
    rig_close(connection);
}

/* --- conflicts ----------------------------------------------------------- */

static void *
lock_both(void *argument)
{
    rowan_driver_connection *connection = argument;

    /* Waits for the test's lock; the test then asks for row 2. */
    rig_run(connection, "UPDATE accounts SET n = 1 WHERE id = 1");
    return NULL;
}

static void
test_transaction__that_lost_a_deadlock_is_aborted_until_rollback(void)
{
    const struct timespec pause = {.tv_nsec = 200000000};
    const rowan_driver *driver;
    rowan_driver_connection *loser, *winner;
    rowan_error err = {0};
    pthread_t thread;

    NEED_SERVER();
    driver = rig_driver();
    loser = open_accounts();
    winner = rig_open();
    rig_begin(winner);
    rig_run(winner, "INSERT INTO accounts SELECT seq, 0 FROM seq_10_to_50");
    rig_run(winner, "UPDATE accounts SET n = 1 WHERE id = 2");
    rig_begin(loser);
    rig_run(loser, "UPDATE accounts SET n = 2 WHERE id = 1");
    REQUIRE(pthread_create(&thread, NULL, lock_both, winner) == 0);
    nanosleep(&pause, NULL);
    CHECK_INT(rig_try(loser, "UPDATE accounts SET n = 2 WHERE id = 2", &err),
              ROWAN_DEADLOCK);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    pthread_join(thread, NULL);
    CHECK_INT(driver->commit(winner, NULL), ROWAN_OK);

    CHECK_INT(driver->transaction_state(loser), ROWAN_STATE_ABORTED);
    rowan_error_clear(&err);
    CHECK_INT(rig_try(loser, "SELECT 1", &err), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->commit(loser, NULL), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->savepoint(loser, 1, NULL), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->rollback(loser, NULL), ROWAN_OK);
    CHECK_INT(driver->transaction_state(loser), ROWAN_STATE_NONE);
    CHECK_INT(total(loser), 2);
    rig_close(loser);
    rig_close(winner);
}

static void
test_transaction__that_waited_too_long_for_a_lock_is_aborted(void)
{
    const rowan_driver *driver;
    rowan_driver_connection *holder, *waiter;
    rowan_error err = {0};

    NEED_SERVER();
    driver = rig_driver();
    holder = open_accounts();
    waiter = rig_open();
    rig_begin(holder);
    rig_run(holder, "UPDATE accounts SET n = 1 WHERE id = 1");
    rig_run(waiter, "SET innodb_lock_wait_timeout = 1");
    rig_begin(waiter);
    rig_run(waiter, "UPDATE accounts SET n = 5 WHERE id = 2");
    CHECK_INT(rig_try(waiter, "UPDATE accounts SET n = 5 WHERE id = 1", &err),
              ROWAN_BUSY);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    CHECK_INT(driver->transaction_state(waiter), ROWAN_STATE_ABORTED);
    CHECK_INT(driver->commit(waiter, NULL), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->rollback(waiter, NULL), ROWAN_OK);
    CHECK_INT(driver->commit(holder, NULL), ROWAN_OK);
    CHECK_INT(total(holder), 1);
    /* Outside a transaction nothing is left to roll back. */
    rig_begin(holder);
    rig_run(holder, "UPDATE accounts SET n = 1 WHERE id = 1");
    rowan_error_clear(&err);
    CHECK_INT(rig_try(waiter, "UPDATE accounts SET n = 5 WHERE id = 1", &err),
              ROWAN_BUSY);
    CHECK_INT(driver->transaction_state(waiter), ROWAN_STATE_NONE);
    rig_close(holder);
    rig_close(waiter);
}

/* --- values that a column cuts -------------------------------------------- */

/* What a column takes with a note only, and what it has room for. */
static const struct {
    const char *column;
    uint32_t kind;
    const char *cut, *fine;
} cuts[] = {
    {"DECIMAL(10,2)", ROWAN_KIND_DECIMAL, "1.234", "1.25"},
    {"DECIMAL(10,2)", ROWAN_KIND_DOUBLE, "1.234", "1.25"},
    {"DECIMAL(10,2)", ROWAN_KIND_FLOAT, "1.125", "1.25"},
    {"VARCHAR(5)", ROWAN_KIND_TEXT, "abc   ", "abc  "},
    {"INT", ROWAN_KIND_TEXT, "12 ", "12"},
    {"DATE", ROWAN_KIND_TIMESTAMP, "2024-02-29 10:00:00",
     "2024-02-29 00:00:00"},
    {"TIME(6)", ROWAN_KIND_TIMESTAMP, "2024-02-29 10:00:00", NULL},
};

static void
check_cut(rowan_driver_connection *connection, const rowan_value *cut,
          const rowan_value *fine)
{
    static const char sql[] = "INSERT INTO narrow VALUES (?)";
    const rowan_value two[] = {*fine, *cut};
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *many;
    uint32_t failed = 0;
    rowan_error err = {0};

    CHECK_INT(rig_try_with(connection, sql, fine, 1, &err), ROWAN_OK);
    CHECK_INT(rig_try_with(connection, sql, cut, 1, &err), ROWAN_OUT_OF_RANGE);
    CHECK_STR(err.column, "n");
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    many = rig_prepare(connection, sql);
    CHECK_INT(driver->execute_many(many, two, 1, 2, NULL, &failed, NULL),
              ROWAN_OUT_OF_RANGE);
    driver->finish(many);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM narrow"), 1);

    rig_begin(connection);
    CHECK_INT(rig_try_with(connection, sql, fine, 1, NULL), ROWAN_OK);
    CHECK_INT(driver->savepoint(connection, 1, NULL), ROWAN_OK);
    CHECK_INT(rig_try_with(connection, sql, cut, 1, NULL), ROWAN_OUT_OF_RANGE);
    CHECK_INT(driver->commit(connection, NULL), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->savepoint_rollback(connection, 1, NULL), ROWAN_OK);
    CHECK_INT(driver->commit(connection, NULL), ROWAN_OK);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM narrow"), 2);
}

static void
test_transaction__is_damaged_by_a_value_that_was_cut(void)
{
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        rowan_value cut, fine = {.kind = ROWAN_KIND_NULL};
        char columns[40];

        snprintf(columns, sizeof columns, "n %s", cuts[i].column);
        rig_table(connection, "narrow", columns);
        CHECK(rig_value(cuts[i].kind, cuts[i].cut, &cut));
        if (cuts[i].fine)
            CHECK(rig_value(cuts[i].kind, cuts[i].fine, &fine));
        check_cut(connection, &cut, &fine);
    }
    rig_close(connection);
}

/* What the statement's own text cuts is meant, and so is what is compared. */
static void
test_transaction__is_not_damaged_by_what_the_sql_cuts(void)
{
    static const char *const fine[] = {
        "INSERT INTO narrow (d) SELECT t FROM narrow WHERE id = ?",
        "UPDATE narrow SET d = t WHERE id = ?",
        "UPDATE narrow SET id = 2 WHERE id = ? AND d < t",
    };
    static const char *const compared[] = {
        "UPDATE narrow SET id = 3 WHERE d < ?",
        "INSERT INTO narrow (d) VALUES (CAST(? AS DATE))",
    };
    rowan_value noon;
    const rowan_value one = rig_int(1);
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "narrow", "id INT DEFAULT 1, d DATE, t DATETIME(6)");
    rig_run(connection, "INSERT INTO narrow VALUES (1, '2024-02-29', "
                        "'2024-02-29 10:00:00')");
    CHECK(rig_value(ROWAN_KIND_TIMESTAMP, "2024-02-29 12:00:00", &noon));
    rig_begin(connection);
    for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
        if (!CHECK_INT(rig_try_with(connection, fine[i], &one, 1, NULL),
                       ROWAN_OK))
            FAIL("%s", fine[i]);
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++)
        if (!CHECK_INT(rig_try_with(connection, compared[i], &noon, 1, NULL),
                       ROWAN_OK))
            FAIL("%s", compared[i]);
    CHECK_INT(rig_driver()->commit(connection, NULL), ROWAN_OK);
    rig_close(connection);
}

/* --- two phases ---------------------------------------------------------- */

static void
prepare_two_phase(rowan_driver_connection *connection, const char *name)
{
    const rowan_begin_params params = {.size = sizeof params,
                                       .prepare_as = name};
    rowan_error err = {0};

    if (rig_driver()->begin(connection, &params, &err))
        FAIL("%s", err.message);
    CHECK_INT(rig_driver()->transaction_state(connection), ROWAN_STATE_ACTIVE);
    rig_run(connection, "UPDATE accounts SET n = n + 1");
    if (rig_driver()->prepare_transaction(connection, name, &err))
        FAIL("%s", err.message);
    CHECK_INT(rig_driver()->transaction_state(connection), ROWAN_STATE_NONE);
}

static void
test_two_phase__is_ended_by_another_connection(void)
{
    const rowan_driver *driver;
    rowan_driver_connection *first, *second;
    rowan_error err = {0};

    NEED_SERVER();
    driver = rig_driver();
    first = open_accounts();
    second = rig_open();
    prepare_two_phase(first, "order:1");
    CHECK_INT(total(first), 0);
    if (driver->commit_prepared(second, "order:1", &err))
        FAIL("%s", err.message);
    CHECK_INT(total(second), 2);
    prepare_two_phase(first, "order:2");
    CHECK_INT(driver->rollback_prepared(second, "order:2", &err), ROWAN_OK);
    CHECK_INT(total(second), 2);
    CHECK_INT(driver->commit_prepared(second, "order:2", &err),
              ROWAN_NOT_FOUND);
    rowan_error_clear(&err);
    CHECK_INT(driver->commit_prepared(second, "it's", &err), ROWAN_INVALID);
    rig_close(first);
    rig_close(second);
}

static void
test_two_phase__can_be_ended_in_one(void)
{
    const rowan_begin_params params = {.size = sizeof params,
                                       .prepare_as = "one"};
    const rowan_driver *driver;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    driver = rig_driver();
    connection = open_accounts();
    CHECK_INT(driver->begin(connection, &params, &err), ROWAN_OK);
    rig_run(connection, "UPDATE accounts SET n = n + 1");
    CHECK_INT(driver->commit(connection, &err), ROWAN_OK);
    CHECK_INT(total(connection), 2);
    CHECK_INT(driver->begin(connection, &params, &err), ROWAN_OK);
    rig_run(connection, "UPDATE accounts SET n = n + 1");
    CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    CHECK_INT(total(connection), 2);
    CHECK_STR(err.message, "");
    rig_close(connection);
}

HARNESS_SUITE(
    mysql_transaction,
    HARNESS_TEST(test_transaction__is_kept_by_commit_and_dropped_by_rollback),
    HARNESS_TEST(test_transaction__savepoints_nest),
    HARNESS_TEST(test_transaction__has_the_isolation_that_was_asked_for),
    HARNESS_TEST(
        test_transaction__that_lost_a_deadlock_is_aborted_until_rollback),
    HARNESS_TEST(test_transaction__that_waited_too_long_for_a_lock_is_aborted),
    HARNESS_TEST(test_transaction__is_damaged_by_a_value_that_was_cut),
    HARNESS_TEST(test_transaction__is_not_damaged_by_what_the_sql_cuts),
    HARNESS_TEST(test_two_phase__is_ended_by_another_connection),
    HARNESS_TEST(test_two_phase__can_be_ended_in_one))
