/* SPDX-License-Identifier: MIT */
/* Statements: what is one, how they run beside each other, what becomes of
 * them when tables change. */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>

static const uint32_t want_int = ROWAN_KIND_INT64;

/* Runs a query of one integer; -1 with the status in *ret_status if it
 * fails. */
static int64_t
ask_int(rowan_driver_statement *statement, rowan_status *ret_status,
        rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    rowan_value cell = {0};

    *ret_status = (rowan_status)driver->execute(statement, NULL, 0, &want_int,
                                                1, err);
    if (!*ret_status)
        *ret_status = (rowan_status)driver->step(statement, &cell, err);
    driver->statement_reset(statement);
    return *ret_status ? -1 : cell.as.integer;
}

static void
test_statement__is_exactly_one(void)
{
    static const struct {
        const char *sql;
        rowan_status status;
    } texts[] = {
        {"", ROWAN_SYNTAX},
        {" \t\r\n", ROWAN_SYNTAX},
        {";", ROWAN_SYNTAX},
        {";;", ROWAN_SYNTAX},
        {"-- a comment", ROWAN_SYNTAX},
        {"/* another */", ROWAN_SYNTAX},
        {"/* one /* in */ another */", ROWAN_SYNTAX},
        {"/* open", ROWAN_SYNTAX},
        {"/*/", ROWAN_SYNTAX},
        {"SELECT 1; SELECT 2", ROWAN_SYNTAX},
        {"SELECT 1; DELETE FROM one", ROWAN_SYNTAX},
        {"SELECT 1; nonsense", ROWAN_SYNTAX},
        {"SELECT 1;", ROWAN_OK},
        {"SELECT 1 ; ;", ROWAN_OK},
        {"-- first\nSELECT 1", ROWAN_OK},
        {"SELECT 1 -- last", ROWAN_OK},
        {"(SELECT 1)", ROWAN_OK},
        {"SELECT ';' /* ; */", ROWAN_OK},
        {"VALUES (1)", ROWAN_OK},
    };
    NEED_SERVER();
    static const char *const modes[] = {"prepare=named", "prepare=unnamed",
                                        "prepare=off"};

    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        rowan_driver_connection *connection = rig_open(.options = {modes[m]});

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            rowan_error err = {0};
            if (!CHECK_INT(rig_try(connection, texts[i].sql, &err),
                           texts[i].status))
                FAIL("[%s] %s", texts[i].sql, err.message);
        }
        rig_close(connection);
    }
}

static void
test_statement__text_is_taken_by_its_length(void)
{
    static const char sql[] = "SELECT 1\0; DELETE FROM one";
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = NULL;
    rowan_error err = {0};

    CHECK_INT(driver->prepare(connection, sql, sizeof sql - 1, NULL, 0, 0,
                              &statement, &err),
              ROWAN_SYNTAX);
    CHECK_HAS(err.message, "NUL");
    REQUIRE(driver->prepare(connection, "SELECT 1garbage", 8, NULL, 0, 0,
                            &statement, NULL) == ROWAN_OK);
    CHECK_INT(driver->column_count(statement), 1);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_statement__many_run_at_once(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *outer, *inner;
    rowan_value a, b;
    rowan_error err = {0};
    int pairs = 0;

    outer = rig_prepare(connection, "VALUES (1::int8), (2), (3)");
    inner = rig_prepare(connection, "VALUES (10::int8), (20)");
    REQUIRE(!driver->execute(outer, NULL, 0, &want_int, 1, &err));
    while (driver->step(outer, &a, &err) == ROWAN_OK) {
        REQUIRE(!driver->execute(inner, NULL, 0, &want_int, 1, &err));
        while (driver->step(inner, &b, &err) == ROWAN_OK)
            pairs += a.as.integer * b.as.integer > 0;
        driver->statement_reset(inner);
    }
    CHECK_INT(pairs, 6);
    driver->finish(outer);
    driver->finish(inner);
    rig_close(connection);
}

static void
test_statement__says_how_it_is_misused(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[2] = {ROWAN_KIND_INT64, ROWAN_KIND_INT64};
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT 1");
    rowan_value cell;
    rowan_error err = {0};

    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_INVALID);
    CHECK_HAS(err.message, "not running");
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->execute(statement, NULL, 0, wanted, 2, &err),
              ROWAN_INVALID);
    CHECK_HAS(err.message, "gives 1 columns, 2 are wanted");
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->execute(statement, NULL, 0, wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->execute(statement, NULL, 0, wanted, 1, &err),
              ROWAN_INVALID);
    CHECK_HAS(err.message, "reset it first");
    CHECK_INT(driver->step(statement, &cell, NULL), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, NULL), ROWAN_DONE);
    CHECK_INT(driver->step(statement, &cell, NULL), ROWAN_DONE);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_statement__counts_what_it_changed(void)
{
    static const struct {
        const char *sql;
        int64_t count;
    } steps[] = {
        {"DROP TABLE IF EXISTS counted", 0},
        {"CREATE TABLE counted (id int PRIMARY KEY, a int)", 0},
        {"INSERT INTO counted VALUES (1, 1), (2, 2), (3, 3)", 3},
        {"UPDATE counted SET a = a + 1 WHERE a > 1", 2},
        {"UPDATE counted SET a = 0 WHERE a > 99", 0},
        {"SELECT a FROM counted", 0},
        {"INSERT INTO counted VALUES (7, 7), (8, 8) RETURNING id", 2},
        {"UPDATE counted SET a = 0 WHERE a > 99 RETURNING id", 0},
        {"MERGE INTO counted c USING (VALUES (8)) v (id) ON c.id = v.id"
         " WHEN MATCHED THEN DELETE", 1},
        {"DELETE FROM counted", 4},
        {"DROP TABLE counted", 0},
    };
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        rowan_driver_statement *statement =
            rig_prepare(connection, steps[i].sql);
        uint32_t count = driver->column_count(statement);
        rowan_value cell;
        rowan_error err = {0};

        RIG_OK(driver->execute(statement, NULL, 0, &want_int, count, &err),
               err);
        while (count && driver->step(statement, &cell, &err) == ROWAN_OK)
            ;
        if (!CHECK_INT(driver->affected_rows(statement), steps[i].count))
            FAIL("%s", steps[i].sql);
        driver->finish(statement);
    }
    rig_close(connection);
}

static void
test_statement__is_prepared_again_when_its_table_has_changed(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open(), *other = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement;
    rowan_status status;
    rowan_error err = {0};

    rig_run(connection, "DROP TABLE IF EXISTS one");
    rig_run(connection, "CREATE TABLE one (a int)");
    rig_run(connection, "INSERT INTO one VALUES (1)");
    statement = rig_prepare(connection, "SELECT * FROM one");
    CHECK_INT(ask_int(statement, &status, &err), 1);

    rig_run(connection, "ALTER TABLE one ALTER a TYPE bigint");
    CHECK_INT(ask_int(statement, &status, &err), 1);
    rig_run(other, "ALTER TABLE one ALTER a TYPE smallint");
    rig_begin(connection); /* is in the same pipeline */
    CHECK_INT(ask_int(statement, &status, &err), 1);
    RIG_OK(driver->commit(connection, &err), err);
    rig_run(connection, "DEALLOCATE ALL");
    CHECK_INT(ask_int(statement, &status, &err), 1);
    rig_run(connection, "DISCARD ALL");
    CHECK_INT(ask_int(statement, &status, &err), 1);
    CHECK_STR(err.message, "");

    /* In a transaction with work in it that is for the program to do. */
    rig_run(other, "ALTER TABLE one ALTER a TYPE bigint");
    rig_begin(connection);
    rig_run(connection, "INSERT INTO one VALUES (2)");
    CHECK_INT(ask_int(statement, &status, &err), -1);
    CHECK_INT(err.status, ROWAN_STATEMENT_STALE);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    CHECK_INT(driver->rollback(connection, NULL), ROWAN_OK);
    memset(&err, 0, sizeof err);
    CHECK_INT(ask_int(statement, &status, &err), 1);

    driver->finish(statement);
    rig_close(other);
    rig_close(connection);
}

/* Runs a statement of one column, perhaps as a stream, and gives what its
 * first step says. */
static rowan_status
first_step(rowan_driver_statement *statement, bool streams, rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    rowan_value cell;
    rowan_status status;

    driver->statement_reset(statement);
    if (streams)
        driver->stream(statement, 10);
    *err = (rowan_error){0};
    status = (rowan_status)driver->execute(statement, NULL, 0, &want_int, 1,
                                           err);
    return status ? status
                  : (rowan_status)driver->step(statement, &cell, err);
}

/* Whatever the way, no row is read by columns that are gone, and an open
 * transaction goes on. */
static void
test_statement__of_other_columns_says_so_at_its_first_row(void)
{
    static const char *const modes[] = {"prepare=named", "prepare=unnamed",
                                        "prepare=off"};
    static const struct {
        const char *change;
        rowan_status status;
    } steps[] = {
        {"ALTER TABLE one ALTER a TYPE bigint", ROWAN_OK},
        {"ALTER TABLE one ALTER a TYPE smallint", ROWAN_OK},
        {"ALTER TABLE one ADD b int", ROWAN_STATEMENT_STALE},
        {"ALTER TABLE one RENAME a TO c", ROWAN_STATEMENT_STALE},
    };
    NEED_SERVER();
    const rowan_driver *driver = rig_driver();

    for (size_t m = 0; m < 3; m++) {
        rowan_driver_connection *connection = rig_open(.options = {modes[m]});

        for (size_t i = 0; i < 2 * sizeof steps / sizeof *steps; i++) {
            rowan_driver_statement *statement;
            rowan_error err;
            bool streams = i % 2;

            rig_run(connection, "DROP TABLE IF EXISTS one");
            rig_run(connection, "CREATE TABLE one (a int)");
            rig_run(connection, "INSERT INTO one VALUES (1)");
            statement = rig_prepare(connection, "SELECT * FROM one");
            CHECK_INT(first_step(statement, streams, &err), ROWAN_OK);
            driver->statement_reset(statement);

            rig_run(connection, steps[i / 2].change);
            rig_begin(connection);
            if (!CHECK_INT(first_step(statement, streams, &err),
                           steps[i / 2].status))
                FAIL("%s %s: %s", modes[m], steps[i / 2].change, err.message);
            driver->finish(statement);
            CHECK_STR(rig_ask(connection, "SELECT count(*) FROM one"), "1");
            CHECK_INT(driver->transaction_state(connection),
                      ROWAN_STATE_ACTIVE);
            CHECK_INT(driver->rollback(connection, NULL), ROWAN_OK);
        }
        rig_close(connection);
    }
}

static void
test_statement__names_are_given_back_to_the_server(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    for (int i = 0; i < 200; i++)
        CHECK_STR(rig_ask(connection, "SELECT 5"), "5");
    /* This one, and the last that was finished before it. */
    CHECK_STR(rig_ask(connection,
                      "SELECT count(*) <= 2 FROM pg_prepared_statements"),
              "t");
    rig_close(connection);
}

/* Names wait for the transaction's end to be freed: meanwhile there are few. */
static void
test_statement__names_do_not_pile_up_in_a_transaction(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();

    rig_begin(connection);
    for (int i = 0; i < 500; i++) {
        rowan_driver_statement *statement =
            rig_prepare(connection, "SELECT 5");
        rowan_status status;
        rowan_error err = {0};

        CHECK_INT(ask_int(statement, &status, &err), 5);
        rig_driver()->finish(statement);
    }
    CHECK_STR(rig_ask(connection,
                      "SELECT count(*) <= 70 FROM pg_prepared_statements"),
              "t");
    CHECK_INT(rig_driver()->commit(connection, NULL), ROWAN_OK);
    CHECK_STR(rig_ask(connection, "SELECT 6"), "6");
    CHECK_STR(rig_ask(connection,
                      "SELECT count(*) <= 2 FROM pg_prepared_statements"),
              "t");
    rig_close(connection);
}

static void
test_statement__without_names_runs_as_well(void)
{
    static const char *const modes[] = {"prepare=unnamed", "prepare=off"};
    NEED_SERVER();

    for (size_t m = 0; m < sizeof modes / sizeof *modes; m++) {
        rowan_driver_connection *connection = rig_open(.options = {modes[m]});
        const rowan_driver *driver = rig_driver();
        rowan_driver_statement *one, *two;
        rowan_status status;
        rowan_error err = {0};

        one = rig_prepare(connection, "SELECT 1");
        two = rig_prepare(connection, "SELECT 2");
        for (int i = 0; i < 3; i++) {
            CHECK_INT(ask_int(one, &status, &err), 1);
            CHECK_INT(ask_int(two, &status, &err), 2);
            rig_begin(connection);
            CHECK_INT(ask_int(two, &status, &err), 2);
            RIG_OK(driver->commit(connection, &err), err);
            CHECK_INT(driver->ping(connection, NULL), ROWAN_OK);
        }
        CHECK_STR(rig_ask(connection,
                          "SELECT count(*) FROM pg_prepared_statements"),
                  "0");
        driver->finish(one);
        driver->finish(two);
        rig_close(connection);
    }
}

/* Reads all rows; how many, and whether they counted up from 1. */
static int64_t
drain(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_value cell;
    int64_t count = 0;
    rowan_status status;

    while (!(status = (rowan_status)rig_driver()->step(statement, &cell, err)))
        if (cell.as.integer != ++count)
            return -2;
    return status == ROWAN_DONE ? count : -1;
}

static void
test_statement__streams_in_and_out_of_transactions(void)
{
    static const uint32_t pieces[] = {1, 7, 100, 1000, 5000};
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(
        connection, "SELECT generate_series(1, 1000)");
    rowan_value cell;
    rowan_error err = {0};

    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            if (in_transaction)
                rig_begin(connection);
            driver->stream(statement, pieces[i]);
            RIG_OK(driver->execute(statement, NULL, 0, &want_int, 1, &err),
                   err);
            RIG_OK(driver->step(statement, &cell, &err), err);
            CHECK_STR(rig_ask(connection, "SELECT 5"), "5"); /* between */
            driver->statement_reset(statement); /* early */
            driver->stream(statement, pieces[i]);
            RIG_OK(driver->execute(statement, NULL, 0, &want_int, 1, &err),
                   err);
            CHECK_INT(drain(statement, &err), 1000);
            driver->statement_reset(statement);
            CHECK_STR(rig_ask(connection, "SELECT count(*) FROM pg_cursors "
                                          "WHERE name <> ''"),
                      "0");
            if (in_transaction)
                RIG_OK(driver->commit(connection, &err), err);
        }
    }
    driver->finish(statement);
    rig_close(connection);
}

static void
test_statement__a_stream_ends_with_its_transaction(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement = rig_prepare(
        connection, "SELECT generate_series(1, 1000)");
    rowan_error err = {0};

    rig_begin(connection);
    driver->stream(statement, 10);
    RIG_OK(driver->execute(statement, NULL, 0, &want_int, 1, &err), err);
    RIG_OK(driver->commit(connection, &err), err);
    CHECK_INT(drain(statement, &err), -1);
    CHECK_INT(err.status, ROWAN_INVALID);
    driver->statement_reset(statement);

    /* One that was opened inside a savepoint goes with it, quietly. */
    rig_begin(connection);
    CHECK_STR(rig_ask(connection, "SELECT 1"), "1");
    CHECK_INT(driver->savepoint(connection, 1, NULL), ROWAN_OK);
    driver->stream(statement, 10);
    CHECK_INT(driver->execute(statement, NULL, 0, &want_int, 1, NULL),
              ROWAN_OK);
    CHECK_INT(driver->savepoint_rollback(connection, 1, NULL), ROWAN_OK);
    driver->statement_reset(statement);
    CHECK_STR(rig_ask(connection, "SELECT 1"), "1");
    CHECK_INT(driver->commit(connection, NULL), ROWAN_OK);
    driver->finish(statement);
    rig_close(connection);
}

HARNESS_SUITE(postgresql_statement,
    HARNESS_TEST(test_statement__is_exactly_one),
    HARNESS_TEST(test_statement__text_is_taken_by_its_length),
    HARNESS_TEST(test_statement__many_run_at_once),
    HARNESS_TEST(test_statement__says_how_it_is_misused),
    HARNESS_TEST(test_statement__counts_what_it_changed),
    HARNESS_TEST(test_statement__is_prepared_again_when_its_table_has_changed),
    HARNESS_TEST(test_statement__of_other_columns_says_so_at_its_first_row),
    HARNESS_TEST(test_statement__names_are_given_back_to_the_server),
    HARNESS_TEST(test_statement__names_do_not_pile_up_in_a_transaction),
    HARNESS_TEST(test_statement__without_names_runs_as_well),
    HARNESS_TEST(test_statement__streams_in_and_out_of_transactions),
    HARNESS_TEST(test_statement__a_stream_ends_with_its_transaction))
