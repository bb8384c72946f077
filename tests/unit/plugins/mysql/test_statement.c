/* SPDX-License-Identifier: MIT */
#include "plugins/rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
fill(rowan_driver_connection *connection, int rows)
{
    char sql[128];

    rig_table(connection, "numbers", "n INT PRIMARY KEY, name VARCHAR(100)");
    snprintf(sql, sizeof sql,
             "INSERT INTO numbers SELECT seq, concat('row ', seq) FROM "
             "seq_1_to_%d",
             rows);
    rig_run(connection, sql);
}

static const uint32_t wanted_pair[] = {ROWAN_KIND_INT32, ROWAN_KIND_TEXT};

static void
start(rowan_driver_statement *statement)
{
    rowan_error err = {0};

    if (rig_driver()->execute(statement, NULL, 0, wanted_pair, 2, &err))
        FAIL("%s", err.message);
}

/* Steps and checks that the row is the n-th. */
static void
check_row(rowan_driver_statement *statement, int n)
{
    rowan_value cells[2];
    rowan_error err = {0};
    char name[32];

    if (rig_driver()->step(statement, cells, &err)) {
        FAIL("row %d: %s", n, err.message);
        return;
    }
    snprintf(name, sizeof name, "row %d", n);
    CHECK_INT(cells[0].as.integer, n);
    CHECK_STR(cells[1].as.text.data, name);
}

static void
check_end(rowan_driver_statement *statement)
{
    rowan_value cells[2];
    rowan_error err = {0};

    CHECK_INT(rig_driver()->step(statement, cells, &err), ROWAN_DONE);
    CHECK_INT(rig_driver()->step(statement, cells, &err), ROWAN_DONE);
}

static void
test_statement__gives_its_rows_in_order_and_again(void)
{
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 3);
    statement = rig_prepare(connection, "SELECT n, name FROM numbers");
    CHECK_INT(rig_driver()->column_count(statement), 2);
    CHECK_STR(rig_driver()->column_name(statement, 1), "name");
    for (int round = 0; round < 3; round++) {
        start(statement);
        for (int n = 1; n <= 3; n++)
            check_row(statement, n);
        check_end(statement);
        rig_driver()->statement_reset(statement);
    }
    rig_driver()->finish(statement);
    rig_close(connection);
}

static void
test_statement__goes_on_while_others_run_on_its_connection(void)
{
    const int rows = 5000;
    rowan_driver_connection *connection;
    rowan_driver_statement *first, *second;

    NEED_SERVER();
    connection = rig_open();
    fill(connection, rows);
    first = rig_prepare(connection, "SELECT n, name FROM numbers ORDER BY n");
    second = rig_prepare(connection, "SELECT n, name FROM numbers ORDER BY n");
    start(first);
    check_row(first, 1);
    start(second);
    check_row(second, 1);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM numbers"), rows);
    for (int n = 2; n <= rows; n++) {
        check_row(first, n);
        check_row(second, n);
    }
    check_end(first);
    check_end(second);
    rig_driver()->finish(first);
    rig_driver()->finish(second);
    rig_close(connection);
}

static void
test_statement__goes_on_when_another_one_is_finished(void)
{
    rowan_driver_connection *connection;
    rowan_driver_statement *first, *second;

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 1000);
    second = rig_prepare(connection, "SELECT 1");
    first = rig_prepare(connection, "SELECT n, name FROM numbers ORDER BY n");
    start(first);
    check_row(first, 1);
    rig_driver()->finish(second);
    for (int n = 2; n <= 1000; n++)
        check_row(first, n);
    check_end(first);
    rig_driver()->finish(first);
    rig_close(connection);
}

static void
test_statement__that_is_left_early_leaves_the_connection_usable(void)
{
    static const int counts[] = {2, 900, 200000};
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    for (int i = 0; i < 3; i++) {
        rowan_driver_statement *statement;

        fill(connection, counts[i]);
        statement = rig_prepare(connection, "SELECT n, name FROM numbers");
        start(statement);
        check_row(statement, 1);
        rig_driver()->statement_reset(statement);
        CHECK_INT(rig_count(connection, "SELECT count(*) FROM numbers"),
                  counts[i]);
        start(statement);
        check_row(statement, 1);
        rig_driver()->finish(statement);
        CHECK_INT(rig_count(connection, "SELECT 7"), 7);
    }
    rig_close(connection);
}

static void
test_statement__refuses_wrong_use(void)
{
    const rowan_value value = rig_int(1);
    uint32_t wanted[1] = {ROWAN_KIND_NULL};
    rowan_value cells[1];
    const rowan_driver *driver;
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;

    NEED_SERVER();
    driver = rig_driver();
    connection = rig_open();
    statement = rig_prepare(connection, "SELECT ?");
    CHECK_INT(driver->step(statement, cells, NULL), ROWAN_INVALID);
    CHECK_INT(driver->execute(statement, NULL, 0, wanted, 1, NULL),
              ROWAN_INVALID);
    CHECK_INT(driver->execute(statement, &value, 1, wanted, 0, NULL),
              ROWAN_INVALID);
    CHECK_INT(driver->execute(statement, &value, 1, wanted, 1, NULL), ROWAN_OK);
    CHECK_INT(driver->execute(statement, &value, 1, wanted, 1, NULL),
              ROWAN_INVALID);
    driver->finish(statement);
    rig_close(connection);
}

static int64_t
affected(rowan_driver_connection *connection, const char *sql)
{
    rowan_driver_statement *statement = rig_prepare(connection, sql);
    uint32_t columns = rig_driver()->column_count(statement);
    static const uint32_t wanted[4];
    rowan_value cells[4];
    rowan_error err = {0};
    int64_t count;

    CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted, columns, &err),
              ROWAN_OK);
    while (columns && !rig_driver()->step(statement, cells, &err))
        ;
    count = rig_driver()->affected_rows(statement);
    rig_driver()->finish(statement);
    return count;
}

static void
test_statement__counts_the_rows_that_it_found(void)
{
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 10);
    CHECK_INT(affected(connection, "UPDATE numbers SET name = 'x'"), 10);
    CHECK_INT(affected(connection, "UPDATE numbers SET name = 'x'"), 10);
    CHECK_INT(affected(connection, "DELETE FROM numbers WHERE n > 7"), 3);
    CHECK_INT(
        affected(connection, "DELETE FROM numbers WHERE n > 5 RETURNING n"), 2);
    CHECK_INT(affected(connection, "SELECT n FROM numbers"), 0);
    rig_close(connection);
}

/* Whatever the case of its words, and whatever the locale takes for that. */
static void
test_statement__that_may_leave_something_is_known(void)
{
    static const struct {
        const char *sql;
        bool leaves;
    } cases[] = {
        {"insert into numbers (n, name) values (11, 'x')", false},
        {"INSERT INTO numbers (n, name) VALUES (12, 'x')", false},
        {"with w as (select 1) select * from w", false},
        {"SELECT get_lock('rowan', 0)", true},
        {"select GET_LOCK('rowan', 0)", true},
        {"select @here", true},
        {"set @here = 1", true},
    };
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 10);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)rig_driver()->reset(connection, NULL);
        rig_run(connection, cases[i].sql);
        if (!CHECK_INT(rig_driver()->needs_reset(connection), cases[i].leaves))
            FAIL("%s", cases[i].sql);
    }
    CHECK_INT(
        affected(connection, "delete from numbers where n > 5 returning n"), 7);
    rig_close(connection);
}

/* Types go to the server only when they are not those of the last time. */
static void
test_statement__takes_other_values_and_types_each_time(void)
{
    static const struct {
        const char *name; /* NULL: NULL */
        int number;       /* instead of a name */
        int n;            /* 1 is there */
        rowan_status status;
    } cases[] = {
        {"a", 0, 2, ROWAN_OK},           {"a longer one", 0, 3, ROWAN_OK},
        {"", 0, 4, ROWAN_OK},            {NULL, 0, 5, ROWAN_OK},
        {NULL, 0, 6, ROWAN_OK},          {"b", 0, 7, ROWAN_OK},
        {"c", 0, 1, ROWAN_UNIQUE_VIOLATION},
        {"d", 0, 8, ROWAN_OK},           {NULL, 99, 9, ROWAN_OK},
        {"\xff", 0, 10, ROWAN_OUT_OF_RANGE},
        {NULL, 98, 11, ROWAN_OK},        {"e", 0, 12, ROWAN_OK},
    };
    rowan_value many[4] = {rig_int(20), rig_text("f"), rig_int(21),
                           rig_text("g")};
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;
    uint32_t failed;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 1);
    statement = rig_prepare(connection, "INSERT INTO numbers VALUES (?, ?)");
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            int n = cases[i].n == 1 ? 1 : cases[i].n + 100 * round;
            rowan_value binds[] = {rig_int(n), {.kind = ROWAN_KIND_NULL}};
            rowan_error ignored = {0};

            if (cases[i].name)
                binds[1] = rig_text(cases[i].name);
            else if (cases[i].number)
                binds[1] = rig_int(cases[i].number);
            CHECK_INT(rig_driver()->execute(statement, binds, 2, NULL, 0,
                                            &ignored),
                      cases[i].status);
            rig_driver()->statement_reset(statement);
        }
        many[0] = rig_int(20 + 100 * round);
        many[2] = rig_int(21 + 100 * round);
        CHECK_INT(rig_driver()->execute_many(statement, many, 2, 2, NULL,
                                             &failed, &err),
                  ROWAN_OK);
    }
    rig_driver()->finish(statement);
    for (int round = 0; round < 2; round++) {
        char sql[160];

        snprintf(sql, sizeof sql,
                 "SELECT group_concat(n - %d, coalesce(name, '-') ORDER BY n "
                 "SEPARATOR ' ') FROM numbers WHERE n BETWEEN %d AND %d",
                 100 * round, 100 * round + 2, 100 * round + 99);
        CHECK_STR(rig_ask(connection, sql), "2a 3a longer one 4 5- 6- 7b 8d "
                                            "999 1198 12e 20f 21g");
    }
    rig_close(connection);
}

static void
test_statement__tells_generated_keys(void)
{
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;
    int64_t first = 0;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "keyed",
              "id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT");
    rig_run(connection, "INSERT INTO keyed (n) VALUES (1)");
    CHECK_INT(rig_driver()->last_insert_id(connection), 1);
    statement =
        rig_prepare(connection, "INSERT INTO keyed (n) VALUES (2), (3), (4)");
    CHECK_INT(rig_driver()->execute(statement, NULL, 0, NULL, 0, &err),
              ROWAN_OK);
    CHECK_INT(rig_driver()->consecutive_ids(statement, 3, &first), 1);
    CHECK_INT(first, 2);
    CHECK_INT(rig_driver()->consecutive_ids(statement, 2, &first), 0);
    rig_driver()->finish(statement);
    CHECK_INT(rig_count(connection, "SELECT id FROM keyed WHERE n = 4"), 4);
    rig_close(connection);
}

static void
test_statement__drains_the_results_of_a_procedure(void)
{
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    rig_run(connection, "DROP PROCEDURE IF EXISTS three");
    rig_run(connection, "CREATE PROCEDURE three() BEGIN SELECT 1; SELECT 2, 3; "
                        "SELECT 'x' FROM seq_1_to_100; END");
    for (int i = 0; i < 3; i++)
        rig_run(connection, "CALL three()");
    CHECK_INT(rig_count(connection, "SELECT 5"), 5);
    rig_close(connection);
}

static void
test_statement__is_prepared_again_when_the_session_is_new(void)
{
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 2);
    statement = rig_prepare(connection, "SELECT n, name FROM numbers");
    rig_run(connection, "SET @leak = 1");
    rig_run(connection, "CREATE TEMPORARY TABLE leaking (n INT)");
    CHECK_INT(rig_count(connection, "SELECT get_lock('leak', 0)"), 1);
    CHECK_INT(rig_driver()->reset(connection, &err), ROWAN_DONE);
    start(statement);
    check_row(statement, 1);
    check_row(statement, 2);
    check_end(statement);
    rig_driver()->finish(statement);
    CHECK_STR(rig_ask(connection, "SELECT @leak"), "");
    CHECK_INT(rig_try(connection, "SELECT * FROM leaking", &err),
              ROWAN_NO_SUCH_TABLE);
    CHECK_INT(rig_count(connection, "SELECT is_free_lock('leak')"), 1);
    CHECK_STR(rig_ask(connection, "SELECT @@time_zone"), "+00:00");
    CHECK_HAS(rig_ask(connection, "SELECT @@sql_mode"), "NO_BACKSLASH_ESCAPES");
    rig_close(connection);
}

static void
test_statement__follows_a_table_that_changes(void)
{
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;
    rowan_value cells[2];
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    fill(connection, 2);
    statement = rig_prepare(connection, "SELECT n, name FROM numbers");
    start(statement);
    check_row(statement, 1);
    rig_driver()->statement_reset(statement);
    rig_run(connection, "ALTER TABLE numbers MODIFY n BIGINT");
    rig_run(connection, "UPDATE numbers SET n = n + 5000000000 WHERE n = 1");
    CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted_pair, 2, &err),
              ROWAN_OK);
    check_row(statement, 2);
    CHECK_INT(rig_driver()->step(statement, cells, &err), ROWAN_OUT_OF_RANGE);
    rig_driver()->finish(statement);
    CHECK_INT(rig_count(connection, "SELECT 1"), 1);
    rig_close(connection);
}

/* No row is read by columns that are gone, and a transaction goes on. */
static void
test_statement__of_other_columns_says_so_at_its_first_row(void)
{
    static const char *const changes[] = {
        "ALTER TABLE numbers ADD more INT",
        "ALTER TABLE numbers DROP name",
        "ALTER TABLE numbers RENAME COLUMN name TO title",
    };
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = rig_open();
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        rowan_driver_statement *statement;
        rowan_value cells[2];
        rowan_error err = {0};

        fill(connection, 2000);
        statement = rig_prepare(connection, "SELECT * FROM numbers");
        start(statement);
        check_row(statement, 1);
        rig_driver()->statement_reset(statement);
        rig_run(connection, changes[i]);
        rig_begin(connection);
        CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted_pair, 2,
                                        &err),
                  ROWAN_OK);
        CHECK_INT(rig_driver()->step(statement, cells, &err),
                  ROWAN_STATEMENT_STALE);
        CHECK_INT(err.retry, ROWAN_RETRY_STATEMENT);
        rig_driver()->finish(statement);
        CHECK_INT(rig_count(connection, "SELECT count(*) FROM numbers"), 2000);
        CHECK_INT(rig_driver()->commit(connection, NULL), ROWAN_OK);
    }
    rig_close(connection);
}

/* The server's limit is for all connections together. */
static void
test_statement__makes_room_where_the_server_has_too_many(void)
{
    enum { LIMIT = 20, COUNT = 100 };
    rowan_driver_statement *mine[COUNT], *others[LIMIT];
    rowan_driver_connection *connection, *root;
    char sql[40];
    int round, i, taken = 0;

    NEED_SERVER();
    root = rig_root();
    connection = rig_open();
    rig_run(root, "SET GLOBAL max_prepared_stmt_count = 20");
    for (i = 0; i < COUNT; i++) {
        snprintf(sql, sizeof sql, "SELECT %d, 'row %d'", i, i);
        mine[i] = rig_prepare(connection, sql);
    }
    for (round = 0; round < 2; round++)
        for (i = 0; i < COUNT; i++) {
            start(mine[i]);
            check_row(mine[i], i);
            rig_driver()->statement_reset(mine[i]);
        }
    for (i = 0; i < COUNT; i++)
        rig_driver()->finish(mine[i]);

    /* Who has nothing to give up is told what the matter is. */
    for (i = 0; i < LIMIT; i++, taken++)
        others[i] = rig_prepare(connection, "SELECT 1");
    {
        rowan_error err = {0};

        CHECK_INT(rig_try(root, "SELECT 1", &err), ROWAN_LIMIT);
        CHECK_HAS(err.hint, "max_prepared_stmt_count");
    }
    while (taken)
        rig_driver()->finish(others[--taken]);
    CHECK_INT(rig_driver()->ping(connection, NULL), ROWAN_OK);
    rig_run(root, "SET GLOBAL max_prepared_stmt_count = 16382");
    rig_close(root);
    rig_close(connection);
}

static void
test_statement__gives_long_texts_whole_and_refuses_longer_ones(void)
{
    const size_t long_size = 15 * 1024 * 1024, too_long = 17 * 1024 * 1024;
    static const uint32_t wanted[] = {ROWAN_KIND_TEXT};
    char *text = malloc(too_long + 1);
    rowan_value value = {.kind = ROWAN_KIND_TEXT}, cells[1];
    rowan_driver_connection *connection;
    rowan_driver_statement *statement;
    rowan_error err = {0};

    REQUIRE(text != NULL);
    if (!rig_has_server()) {
        free(text);
        HARNESS_SKIP("a mariadb server (mariadb-server)");
    }
    for (size_t i = 0; i < too_long; i++)
        text[i] = (char)('a' + i % 26);
    text[too_long] = '\0';
    connection = rig_open();
    rig_table(connection, "texts", "id INT PRIMARY KEY, body LONGTEXT");
    value.as.text = (rowan_view){text, too_long};
    CHECK_INT(rig_try_with(connection, "INSERT INTO texts VALUES (1, ?)",
                           &value, 1, &err),
              ROWAN_LIMIT);
    value.as.text.size = long_size;
    CHECK_INT(rig_try_with(connection, "INSERT INTO texts VALUES (1, ?)",
                           &value, 1, NULL),
              ROWAN_OK);
    rig_run(connection, "INSERT INTO texts VALUES (2, 'short'), (3, '')");
    statement = rig_prepare(connection, "SELECT body FROM texts ORDER BY id");
    rowan_error_clear(&err);
    CHECK_INT(rig_driver()->execute(statement, NULL, 0, wanted, 1, &err),
              ROWAN_OK);
    REQUIRE(rig_driver()->step(statement, cells, &err) == ROWAN_OK);
    CHECK_INT(cells[0].as.text.size, long_size);
    CHECK(memcmp(cells[0].as.text.data, text, long_size) == 0);
    CHECK_INT(cells[0].as.text.data[long_size], '\0');
    REQUIRE(rig_driver()->step(statement, cells, &err) == ROWAN_OK);
    CHECK_STR(cells[0].as.text.data, "short");
    REQUIRE(rig_driver()->step(statement, cells, &err) == ROWAN_OK);
    CHECK_STR(cells[0].as.text.data, "");
    rig_driver()->finish(statement);
    rig_close(connection);
    free(text);
}

HARNESS_SUITE(
    mysql_statement,
    HARNESS_TEST(test_statement__gives_its_rows_in_order_and_again),
    HARNESS_TEST(test_statement__goes_on_while_others_run_on_its_connection),
    HARNESS_TEST(test_statement__goes_on_when_another_one_is_finished),
    HARNESS_TEST(
        test_statement__that_is_left_early_leaves_the_connection_usable),
    HARNESS_TEST(test_statement__refuses_wrong_use),
    HARNESS_TEST(test_statement__counts_the_rows_that_it_found),
    HARNESS_TEST(test_statement__that_may_leave_something_is_known),
    HARNESS_TEST(test_statement__takes_other_values_and_types_each_time),
    HARNESS_TEST(test_statement__tells_generated_keys),
    HARNESS_TEST(test_statement__drains_the_results_of_a_procedure),
    HARNESS_TEST(test_statement__is_prepared_again_when_the_session_is_new),
    HARNESS_TEST(test_statement__follows_a_table_that_changes),
    HARNESS_TEST(test_statement__of_other_columns_says_so_at_its_first_row),
    HARNESS_TEST(test_statement__makes_room_where_the_server_has_too_many),
    HARNESS_TEST(
        test_statement__gives_long_texts_whole_and_refuses_longer_ones))
