/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>

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
        {"/* open", ROWAN_SYNTAX},
        {"/*/", ROWAN_SYNTAX},
        {"\xef\xbb\xbf", ROWAN_SYNTAX},
        {"SELECT 1; SELECT 2", ROWAN_SYNTAX},
        {"SELECT 1; DELETE FROM t", ROWAN_SYNTAX},
        {"SELECT 1; PRAGMA foreign_keys=OFF", ROWAN_SYNTAX},
        {"SELECT 1;;DELETE FROM t;", ROWAN_SYNTAX},
        {"SELECT 1; -- then\nDELETE FROM t", ROWAN_SYNTAX},
        {"SELECT 1; /* then */ DELETE FROM t", ROWAN_SYNTAX},
        {"SELECT 1; /*/ x */ /* */ DELETE FROM t", ROWAN_SYNTAX},
        {"SELECT 1; nonsense", ROWAN_SYNTAX},
        {"SELECT 1; '", ROWAN_SYNTAX},
        {"SELECT 1;", ROWAN_OK},
        {"SELECT 1 ; ;", ROWAN_OK},
        {"-- first\nSELECT 1", ROWAN_OK},
        {"SELECT 1 -- last", ROWAN_OK},
        {"SELECT 1; -- last", ROWAN_OK},
        {"SELECT 1; /* last */ ;\n", ROWAN_OK},
        {"SELECT 1; /*/ last */", ROWAN_OK},
        {"SELECT 1; /* last", ROWAN_OK},
        {"SELECT ';' /* ; */", ROWAN_OK},
    };
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "CREATE TABLE t(a)");
    rig_run(connection, "INSERT INTO t VALUES (1)");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rowan_error err = {0};
        if (!CHECK_INT(rig_try(connection, texts[i].sql, &err),
                       texts[i].status))
            FAIL("[%s] %s", texts[i].sql, err.message);
    }
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "1");
    CHECK_STR(rig_ask(connection, "PRAGMA foreign_keys"), "1");
    rig_close(connection);
}

static void
test_statement__text_is_not_cut_at_a_nul(void)
{
    static const char sql[] = "SELECT 1\0; DELETE FROM t";
    rowan_driver_connection *connection = rig_open();
    rowan_driver_statement *statement = NULL;
    rowan_error err = {0};

    CHECK_INT(rig_driver()->prepare(connection, sql, sizeof sql - 1, NULL, 0, 0,
                                    &statement, &err),
              ROWAN_SYNTAX);
    CHECK_HAS(err.message, "NUL");
    rig_close(connection);
}

static void
test_statement__text_need_not_end_with_a_nul(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_driver_statement *statement = NULL;
    rowan_error err = {0};

    REQUIRE(rig_driver()->prepare(connection, "SELECT 1garbage", 8, NULL, 0, 0,
                                  &statement, &err) == ROWAN_OK);
    CHECK_INT(rig_driver()->column_count(statement), 1);
    rig_driver()->finish(statement);
    rig_close(connection);
}

static void
test_statement__two_run_at_once(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *outer, *inner;
    rowan_value a, b;
    rowan_error err = {0};
    int pairs = 0;

    outer = rig_prepare(connection, "VALUES (1), (2), (3)");
    inner = rig_prepare(connection, "VALUES (10), (20)");
    REQUIRE(!driver->execute(outer, NULL, 0, &wanted, 1, &err));
    while (driver->step(outer, &a, &err) == ROWAN_OK) {
        REQUIRE(!driver->execute(inner, NULL, 0, &wanted, 1, &err));
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
test_statement__ends_in_any_order(void)
{
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2},
                                    {1, 2, 0}, {0, 2, 1}, {2, 0, 1}};
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_error err = {0};

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        rowan_driver_statement *statements[3];
        rowan_value cell;

        for (int j = 0; j < 3; j++) {
            statements[j] = rig_prepare(connection, "VALUES (1), (2)");
            CHECK_INT(driver->execute(statements[j], NULL, 0, &wanted, 1, &err),
                      ROWAN_OK);
            CHECK_INT(driver->step(statements[j], &cell, &err), ROWAN_OK);
        }
        driver->finish(statements[orders[i][0]]);
        driver->finish(statements[orders[i][1]]);
        CHECK_INT(driver->step(statements[orders[i][2]], &cell, &err),
                  ROWAN_OK);
        CHECK_INT(cell.as.integer, 2);
        driver->finish(statements[orders[i][2]]);
    }
    rig_close(connection);
}

static void
test_statement__says_how_it_is_misused(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted[2] = {ROWAN_KIND_INT64, ROWAN_KIND_INT64};
    rowan_driver_statement *statement = rig_prepare(connection, "SELECT 1");
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
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_DONE);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_DONE);
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
        {"CREATE TABLE t(id INTEGER PRIMARY KEY, a)", 0},
        {"INSERT INTO t(a) VALUES (1), (2), (3)", 3},
        {"CREATE TABLE u(b)", 0},
        {"UPDATE t SET a = a + 1 WHERE a > 1", 2},
        {"UPDATE t SET a = 0 WHERE a > 99", 0},
        {"SELECT a FROM t", 0},
        {"INSERT INTO t(a) VALUES (7), (8) RETURNING id", 2},
        {"UPDATE t SET a = 0 WHERE a > 99 RETURNING id", 0},
        {"PRAGMA user_version=3", 0},
        {"DELETE FROM t", 5},
        {"DROP TABLE t", 0},
    };
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        rowan_driver_statement *statement =
            rig_prepare(connection, steps[i].sql);
        uint32_t count = driver->column_count(statement);
        static const uint32_t wanted[1];
        rowan_value cell;
        rowan_error err = {0};

        CHECK_INT(driver->execute(statement, NULL, 0, wanted, count, &err),
                  ROWAN_OK);
        while (count && driver->step(statement, &cell, &err) == ROWAN_OK)
            ;
        if (!CHECK_INT(driver->affected_rows(statement), steps[i].count))
            FAIL("%s", steps[i].sql);
        driver->finish(statement);
    }
    rig_close(connection);
}

static void
test_statement__with_returning_is_done_though_no_row_is_fetched(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *statement;
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY)");
    statement = rig_prepare(connection,
                            "INSERT INTO t VALUES (4), (5), (6) RETURNING id");
    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    driver->statement_reset(statement);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM t"), "3");
    CHECK_INT(driver->last_insert_id(connection), 6);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_statement__is_sure_of_keys_only_where_they_follow_each_other(void)
{
    static const struct {
        const char *before, *insert;
        uint32_t row_count;
        int64_t first; /* 0: not sure */
    } cases[] = {
        {"SELECT 1", "INSERT INTO t (a) VALUES (7), (8), (9)", 3, 1},
        {"INSERT INTO t VALUES (40, 0)", "INSERT INTO t (a) VALUES (7), (8)", 2,
         41},
        {"SELECT 1", "INSERT INTO t VALUES (5, 0), (4, 0), (6, 0)", 3, 0},
        {"SELECT 1", "INSERT INTO t (a) VALUES (7), (8)", 3, 0},
        {"SELECT 1",
         "INSERT INTO t VALUES (-9223372036854775807, 0), "
         "(9223372036854775807, 0)",
         2, 0},
        {"INSERT INTO t VALUES (9223372036854775807, 0)",
         "INSERT INTO t (a) VALUES (7), (8), (9)", 3, 0},
        {"CREATE TRIGGER more AFTER INSERT ON t WHEN new.a = 8 BEGIN "
         "INSERT INTO t (a) VALUES (0); END",
         "INSERT INTO t (a) VALUES (7), (8), (9)", 3, 0},
        {"CREATE TRIGGER log BEFORE INSERT ON t BEGIN "
         "INSERT INTO other VALUES (new.a); END",
         "INSERT INTO t (a) VALUES (7), (8), (9)", 3, 0},
    };
    const rowan_driver *driver = rig_driver();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rowan_driver_connection *connection = rig_open();
        rowan_driver_statement *statement;
        rowan_error err = {0};
        int64_t first = 0;

        rig_run(connection, "CREATE TABLE t(id INTEGER PRIMARY KEY, a)");
        rig_run(connection, "CREATE TABLE other(b)");
        rig_run(connection, cases[i].before);
        statement = rig_prepare(connection, cases[i].insert);
        CHECK_INT(driver->execute(statement, NULL, 0, NULL, 0, &err), ROWAN_OK);
        if (!CHECK_INT(driver->consecutive_ids(statement, cases[i].row_count,
                                               &first),
                       cases[i].first != 0) ||
            !CHECK_INT(first, cases[i].first))
            FAIL("%s", cases[i].before);
        driver->finish(statement);
        rig_close(connection);
    }
}

static void
test_statement__notices_that_its_columns_have_changed(void)
{
    static const char *const changes[] = {"ALTER TABLE t ADD COLUMN c",
                                          "ALTER TABLE t DROP COLUMN b",
                                          "ALTER TABLE t RENAME COLUMN a TO c"};
    const rowan_driver *driver = rig_driver();

    for (int i = 0; i < 3; i++) {
        rowan_driver_connection *connection = rig_open();
        rowan_driver_statement *statement;
        static const uint32_t wanted[2];
        rowan_value cells[2];
        rowan_error err = {0};

        rig_run(connection, "CREATE TABLE t(a, b)");
        rig_run(connection, "INSERT INTO t VALUES (1, 2)");
        statement = rig_prepare(connection, "SELECT * FROM t");
        rig_run(connection, changes[i]);
        CHECK_INT(driver->execute(statement, NULL, 0, wanted, 2, &err),
                  ROWAN_OK);
        CHECK_INT(driver->step(statement, cells, &err),
                  ROWAN_STATEMENT_STALE);
        CHECK_INT(err.retry, ROWAN_RETRY_STATEMENT);
        CHECK_STR(err.sqlstate, "0A000");
        driver->finish(statement);
        rig_close(connection);
    }
}

static void
test_statement__names_its_columns(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT 1 AS one, 2 AS \"t wo\"");

    CHECK_INT(driver->column_count(statement), 2);
    CHECK_STR(driver->column_name(statement, 0), "one");
    CHECK_STR(driver->column_name(statement, 1), "t wo");
    driver->finish(statement);
    rig_close(connection);
}

static void
test_statement__can_be_executed_again_with_more_texts_to_format(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_TEXT;
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT ? || ' ' || ?");
    rowan_value binds[2] = {{.kind = ROWAN_KIND_DATE},
                            {.kind = ROWAN_KIND_TEXT, .as.text = {"x", 1}}};
    rowan_value cell;
    rowan_error err = {0};

    REQUIRE(!driver->execute(statement, binds, 2, &wanted, 1, &err));
    REQUIRE(!driver->step(statement, &cell, &err));
    CHECK_STR(cell.as.text.data, "1970-01-01 x");
    driver->statement_reset(statement);
    binds[1] = (rowan_value){.kind = ROWAN_KIND_TIME};
    REQUIRE(!driver->execute(statement, binds, 2, &wanted, 1, &err));
    REQUIRE(!driver->step(statement, &cell, &err));
    CHECK_STR(cell.as.text.data, "1970-01-01 00:00:00");
    driver->finish(statement);
    rig_close(connection);
}

HARNESS_SUITE(
    sqlite_statement, HARNESS_TEST(test_statement__is_exactly_one),
    HARNESS_TEST(test_statement__text_is_not_cut_at_a_nul),
    HARNESS_TEST(test_statement__text_need_not_end_with_a_nul),
    HARNESS_TEST(test_statement__two_run_at_once),
    HARNESS_TEST(test_statement__ends_in_any_order),
    HARNESS_TEST(test_statement__says_how_it_is_misused),
    HARNESS_TEST(test_statement__counts_what_it_changed),
    HARNESS_TEST(
        test_statement__with_returning_is_done_though_no_row_is_fetched),
    HARNESS_TEST(
        test_statement__is_sure_of_keys_only_where_they_follow_each_other),
    HARNESS_TEST(test_statement__notices_that_its_columns_have_changed),
    HARNESS_TEST(test_statement__names_its_columns),
    HARNESS_TEST(
        test_statement__can_be_executed_again_with_more_texts_to_format))
