/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* Two connections to one new file with a table of one row. */
typedef struct pair {
    rowan_driver_connection *a, *b;
} pair;

static pair
pair_open(const char *name, const char *option)
{
    const char *path = harness_temp_path(name);
    const rig_way way = {.database = path, .options = {option}};
    pair both = {rig_open_way(&way), rig_open_way(&way)};

    rig_run(both.a, "CREATE TABLE t(a)");
    rig_run(both.a, "INSERT INTO t VALUES (1)");
    return both;
}

static void
pair_close(pair both)
{
    rig_close(both.a);
    rig_close(both.b);
}

static rowan_status
begin(rowan_driver_connection *connection, bool will_write, rowan_error *err)
{
    rowan_begin_params params = {.size = sizeof params,
                                 .will_write = will_write};

    return (rowan_status)rig_driver()->begin(connection, &params, err);
}

static void
test_transaction__commits_and_rolls_back(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    for (int i = 0; i < 3; i++) { /* the kept statements are used again */
        CHECK_INT(begin(connection, true, &err), ROWAN_OK);
        CHECK_INT(driver->transaction_state(connection),
                  ROWAN_STATE_ACTIVE);
        rig_run(connection, "INSERT INTO t VALUES (1)");
        CHECK_INT(driver->commit(connection, &err), ROWAN_OK);
        CHECK_INT(begin(connection, false, &err), ROWAN_OK);
        rig_run(connection, "INSERT INTO t VALUES (2)");
        CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    }
    CHECK_STR(rig_ask(connection, "SELECT sum(a) FROM t"), "3");
    CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    CHECK_INT(driver->commit(connection, &err), ROWAN_TRANSACTION_ABORTED);
    rig_close(connection);
}

static void
test_transaction__covers_ddl(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_error err = {0};

    CHECK_INT(begin(connection, true, &err), ROWAN_OK);
    rig_run(connection, "CREATE TABLE t(a)");
    CHECK_INT(rig_driver()->rollback(connection, &err), ROWAN_OK);
    CHECK_INT(rig_try(connection, "SELECT * FROM t", &err),
              ROWAN_NO_SUCH_TABLE);
    rig_close(connection);
}

static void
test_transaction__nests_by_savepoints(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    CHECK_INT(begin(connection, true, &err), ROWAN_OK);
    for (uint32_t number = 0; number < 8; number++) {
        CHECK_INT(driver->savepoint(connection, number, &err), ROWAN_OK);
        rig_run(connection, "INSERT INTO t VALUES (1)");
    }
    CHECK_INT(driver->savepoint_rollback(connection, 6, &err), ROWAN_OK);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "6");
    CHECK_INT(driver->savepoint_release(connection, 6, &err), ROWAN_OK);
    CHECK_INT(driver->savepoint_rollback(connection, 2, &err), ROWAN_OK);
    CHECK_INT(driver->savepoint_release(connection, 2, &err), ROWAN_OK);
    CHECK_INT(driver->savepoint_release(connection, 7, &err), ROWAN_DATABASE);
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->commit(connection, &err), ROWAN_OK);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "2");
    rig_close(connection);
}

static void
test_transaction__that_is_read_only_refuses_writes(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_begin_params params = {.size = sizeof params, .read_only = 1};
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    CHECK_INT(driver->begin(connection, &params, &err), ROWAN_OK);
    CHECK_INT(rig_try(connection, "INSERT INTO t VALUES (1)", &err),
              ROWAN_READ_ONLY);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "0");
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->commit(connection, &err), ROWAN_OK);
    rig_run(connection, "INSERT INTO t VALUES (1)");
    rig_close(connection);
}

static void
test_transaction__reset_ends_what_is_open(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *first, *second;
    rowan_value cell;
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    CHECK_INT(begin(connection, true, &err), ROWAN_OK);
    rig_run(connection, "INSERT INTO t VALUES (1), (2)");
    first = rig_prepare(connection, "SELECT a FROM t");
    second = rig_prepare(connection, "SELECT a FROM t");
    CHECK_INT(driver->execute(first, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->execute(second, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->step(first, &cell, &err), ROWAN_OK);
    CHECK_INT(driver->reset(connection, &err), ROWAN_OK);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    CHECK_INT(driver->step(first, &cell, &err), ROWAN_INVALID);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "0");
    driver->finish(second);
    driver->finish(first);
    rig_close(connection);
}

/* What sets something does so however it is dressed. */
static void
test_transaction__reset_gives_up_a_connection_that_was_set(void)
{
    static const char *const texts[] = {
        "PRAGMA foreign_keys=off",
        "pragma foreign_keys(off)",
        "\xef\xbb\xbfPRAGMA foreign_keys=off",
        "/* */ ; -- \n PRAGMA foreign_keys=off",
        "EXPLAIN PRAGMA foreign_keys=off",
        "explain/**/query /**/ plan PRAGMA foreign_keys=off",
        "CREATE TEMP TABLE mine(a)",
        "CREATE TABLE temp.mine(a)",
    };
    const rowan_driver *driver = rig_driver();
    const rig_way way = {.database = harness_temp_path("set.db")};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rowan_driver_connection *connection = rig_open_way(&way);

        CHECK_INT(driver->needs_reset(connection), 0);
        rig_run(connection, texts[i]);
        if (!CHECK_INT(driver->reset(connection, NULL), ROWAN_UNSUPPORTED))
            FAIL("%s", texts[i]);
        rig_close(connection);
    }
}

static void
test_transaction__that_writes_takes_the_lock_at_once(void)
{
    pair both = pair_open("immediate.db", "busy_timeout=0");
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    CHECK_INT(begin(both.a, true, &err), ROWAN_OK);
    CHECK_INT(begin(both.b, true, &err), ROWAN_BUSY);
    CHECK_STR(err.sqlstate, "55P03");
    CHECK_INT(err.retry, ROWAN_RETRY_STATEMENT);
    CHECK_INT(driver->transaction_state(both.b), ROWAN_STATE_NONE);
    memset(&err, 0, sizeof err);
    CHECK_INT(begin(both.b, false, &err), ROWAN_OK); /* readers go on */
    CHECK_STR(rig_ask(both.b, "SELECT count(*) FROM t"), "1");
    CHECK_INT(rig_try(both.b, "DELETE FROM t", &err), ROWAN_BUSY);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    pair_close(both);
}

static void
test_transaction__that_reads_first_may_conflict_with_a_writer(void)
{
    pair both = pair_open("snapshot.db", NULL);
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    CHECK_INT(begin(both.a, false, &err), ROWAN_OK);
    CHECK_STR(rig_ask(both.a, "SELECT count(*) FROM t"), "1");
    rig_run(both.b, "INSERT INTO t VALUES (2)");
    CHECK_STR(rig_ask(both.a, "SELECT count(*) FROM t"), "1");
    CHECK_INT(rig_try(both.a, "INSERT INTO t VALUES (3)", &err),
              ROWAN_SERIALIZATION);
    CHECK_STR(err.sqlstate, "40001");
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->rollback(both.a, &err), ROWAN_OK);
    CHECK_INT(begin(both.a, true, &err), ROWAN_OK);
    rig_run(both.a, "INSERT INTO t VALUES (3)");
    CHECK_INT(driver->commit(both.a, &err), ROWAN_OK);
    CHECK_STR(rig_ask(both.b, "SELECT count(*) FROM t"), "3");
    pair_close(both);
}

/* Fetches a row and leaves the rest. */
static void
read_one(rowan_driver_connection *connection)
{
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT a FROM t");
    rowan_value cell;
    rowan_error err = {0};

    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_OK);
    driver->statement_reset(statement);
    driver->finish(statement);
}

static void
test_transaction__an_idle_connection_holds_no_lock(void)
{
    static const char *const modes[] = {"journal_mode=wal",
                                        "journal_mode=delete"};

    for (int i = 0; i < 2; i++) {
        const rig_way way = {
            .database =
                harness_temp_path(i ? "idle-delete.db" : "idle-wal.db"),
            .options = {modes[i], "busy_timeout=0"}};
        rowan_driver_connection *idle = rig_open_way(&way);
        rowan_driver_connection *writer = rig_open_way(&way);

        rig_run(writer, "CREATE TABLE t(a)");
        rig_run(writer, "INSERT INTO t VALUES (1)");
        read_one(idle);
        rig_run(writer, "UPDATE t SET a = 2");
        if (i == 0) /* 0: nobody was in the way */
            CHECK_STR(rig_ask(writer, "PRAGMA wal_checkpoint(TRUNCATE)"), "0");
        rig_close(writer);
        rig_close(idle);
    }
}

static void
test_transaction__the_last_row_gives_the_lock_back_without_a_reset(void)
{
    pair both = pair_open("lastrow.db", "busy_timeout=0");
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *statement = rig_prepare(both.a, "SELECT a FROM t");
    rowan_value cell;
    rowan_error err = {0};

    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_OK);
    rig_run(both.b, "UPDATE t SET a = 2");
    CHECK_STR(rig_ask(both.b, "PRAGMA wal_checkpoint(TRUNCATE)"), "1");
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_DONE);
    CHECK_STR(rig_ask(both.b, "PRAGMA wal_checkpoint(TRUNCATE)"), "0");
    driver->finish(statement);
    pair_close(both);
}

/* --- other threads
 * ------------------------------------------------------------ */

typedef struct canceller {
    rowan_driver_connection *connection;
    atomic_bool is_over;
} canceller;

/* Cancels again and again until told that it worked: no waiting for a moment
 * at which the other thread surely is inside SQLite. */
static void *
cancel_until_over(void *context)
{
    canceller *self = context;
    const struct timespec pause = {0, 2000000};

    while (!self->is_over) {
        nanosleep(&pause, NULL);
        rig_driver()->cancel(self->connection, NULL);
    }
    return NULL;
}

static rowan_status
run_cancelled(rowan_driver_connection *connection, const char *sql,
              rowan_error *err)
{
    canceller other = {.connection = connection};
    pthread_t thread;
    rowan_status status;

    REQUIRE(pthread_create(&thread, NULL, cancel_until_over, &other) == 0);
    status = rig_try(connection, sql, err);
    other.is_over = true;
    pthread_join(thread, NULL);
    return status;
}

static void
test_transaction__a_statement_can_be_cancelled_from_another_thread(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_error err = {0};

    CHECK_INT(run_cancelled(connection,
                            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL "
                            "SELECT i + 1 FROM n) SELECT count(*) FROM n",
                            &err),
              ROWAN_CANCELLED);
    CHECK_STR(err.sqlstate, "57014");
    CHECK_STR(rig_ask(connection, "SELECT 1"), "1"); /* usable after it */
    rig_close(connection);
}

static void
test_transaction__a_wait_for_a_lock_can_be_cancelled(void)
{
    pair both = pair_open("cancelwait.db", "busy_timeout=600000");
    rowan_error err = {0};

    CHECK_INT(begin(both.a, true, &err), ROWAN_OK);
    CHECK_INT(run_cancelled(both.b, "DELETE FROM t", &err), ROWAN_CANCELLED);
    CHECK_HAS(err.message, "waiting for a lock");
    CHECK_INT(rig_driver()->rollback(both.a, &err), ROWAN_OK);
    rig_run(both.b, "DELETE FROM t");
    pair_close(both);
}

static void *
commit_later(void *connection)
{
    const struct timespec pause = {0, 50000000};
    rowan_error err = {0};

    nanosleep(&pause, NULL);
    rig_driver()->commit(connection, &err);
    return NULL;
}

static void
test_transaction__waits_for_a_lock_within_the_timeout(void)
{
    pair both = pair_open("wait.db", "busy_timeout=60000");
    pthread_t thread;
    rowan_error err = {0};

    CHECK_INT(begin(both.a, true, &err), ROWAN_OK);
    REQUIRE(pthread_create(&thread, NULL, commit_later, both.a) == 0);
    CHECK_INT(begin(both.b, true, &err), ROWAN_OK);
    pthread_join(thread, NULL);
    pair_close(both);
}

static void
test_transaction__gives_up_a_lock_after_the_timeout(void)
{
    pair both = pair_open("giveup.db", "busy_timeout=300");
    rowan_error err = {0};

    CHECK_INT(begin(both.a, true, &err), ROWAN_OK);
    CHECK_INT(begin(both.b, true, &err), ROWAN_BUSY);
    CHECK_HAS(err.hint, "busy_timeout");
    pair_close(both);
}

typedef struct writer {
    pthread_t thread;
    const char *path;
    rowan_error err;
} writer;

static void *
open_and_write(void *context)
{
    writer *w = context;
    rowan_driver_connection *connection = NULL;

    if (rig_connect(&(rig_way){.database = w->path}, &connection,
                    &w->err))
        return NULL;
    if (!rig_try(connection, "CREATE TABLE IF NOT EXISTS t(a)", &w->err))
        (void)rig_try(connection, "INSERT INTO t VALUES (1)", &w->err);
    rig_close(connection);
    return NULL;
}

static void
test_transaction__eight_threads_may_open_a_new_file_at_once(void)
{
    writer writers[8];
    const char *path = harness_temp_path("stampede.db");
    rowan_driver_connection *connection;

    for (int i = 0; i < 8; i++) {
        writers[i] = (writer){.path = path};
        REQUIRE(!pthread_create(&writers[i].thread, NULL, open_and_write,
                                &writers[i]));
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(writers[i].thread, NULL);
        CHECK_STR(writers[i].err.message, "");
    }
    connection = rig_open(.database = path);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "8");
    rig_close(connection);
}

HARNESS_SUITE(
    sqlite_transaction, HARNESS_TEST(test_transaction__commits_and_rolls_back),
    HARNESS_TEST(test_transaction__covers_ddl),
    HARNESS_TEST(test_transaction__nests_by_savepoints),
    HARNESS_TEST(test_transaction__that_is_read_only_refuses_writes),
    HARNESS_TEST(test_transaction__reset_ends_what_is_open),
    HARNESS_TEST(test_transaction__reset_gives_up_a_connection_that_was_set),
    HARNESS_TEST(test_transaction__that_writes_takes_the_lock_at_once),
    HARNESS_TEST(test_transaction__that_reads_first_may_conflict_with_a_writer),
    HARNESS_TEST(test_transaction__an_idle_connection_holds_no_lock),
    HARNESS_TEST(
        test_transaction__the_last_row_gives_the_lock_back_without_a_reset),
    HARNESS_TEST(
        test_transaction__a_statement_can_be_cancelled_from_another_thread),
    HARNESS_TEST(test_transaction__a_wait_for_a_lock_can_be_cancelled),
    HARNESS_TEST(test_transaction__waits_for_a_lock_within_the_timeout),
    HARNESS_TEST(test_transaction__gives_up_a_lock_after_the_timeout),
    HARNESS_TEST(test_transaction__eight_threads_may_open_a_new_file_at_once))
