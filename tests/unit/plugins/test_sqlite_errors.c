/* SPDX-License-Identifier: MIT */
/* Each class of error, provoked for real. */
#include "plugins/rig.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char *const schema[] = {
    "CREATE TABLE users(id INTEGER PRIMARY KEY, email VARCHAR(50) NOT NULL"
    " UNIQUE, age INTEGER CONSTRAINT grown_up CHECK (age > 17), first, last,"
    " UNIQUE(first, last))",
    "CREATE UNIQUE INDEX lower_email ON users(lower(email || '!'))",
    "CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES"
    " users(id) DEFERRABLE, now_id INTEGER REFERENCES users(id))",
    "CREATE TABLE strict(a INTEGER) STRICT",
    "CREATE TABLE keyed(a TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TRIGGER no_delete BEFORE DELETE ON users BEGIN"
    " SELECT RAISE(ABORT, 'no such table: users'); END",
    "INSERT INTO users VALUES (1, 'a@b', 30, 'A', 'B')",
    "INSERT INTO keyed VALUES ('k')",
};

static rowan_driver_connection *
open_schema(void)
{
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof schema / sizeof *schema; i++)
        rig_run(connection, schema[i]);
    return connection;
}

typedef struct error_case {
    const char *sql;
    rowan_status status;
    const char *sqlstate;
    const char *table, *column, *constraint;
} error_case;

static const error_case error_cases[] = {
    {"INSERT INTO users VALUES (1, 'x', 30, 'X', 'X')", ROWAN_UNIQUE_VIOLATION,
     "23505", "users", "id", ""},
    {"INSERT INTO users VALUES (2, 'a@b', 30, 'X', 'X')",
     ROWAN_UNIQUE_VIOLATION, "23505", "", "", "lower_email"},
    {"INSERT INTO users VALUES (2, 'x', 30, 'A', 'B')", ROWAN_UNIQUE_VIOLATION,
     "23505", "users", "first, last", ""},
    {"INSERT INTO keyed VALUES ('k')", ROWAN_UNIQUE_VIOLATION, "23505", "keyed",
     "a", ""},
    {"INSERT INTO users(id) VALUES (2)", ROWAN_NOT_NULL_VIOLATION, "23502",
     "users", "email", ""},
    {"INSERT INTO users(email, age) VALUES ('x', 3)", ROWAN_CHECK_VIOLATION,
     "23514", "", "", "grown_up"},
    {"INSERT INTO posts VALUES (1, NULL, 77)", ROWAN_FOREIGN_KEY_VIOLATION,
     "23503", "", "", ""},
    {"INSERT INTO posts VALUES (1, 77, NULL)", ROWAN_FOREIGN_KEY_VIOLATION,
     "23503", "", "", ""},
    {"INSERT INTO strict VALUES ('x')", ROWAN_TYPE_MISMATCH, "42804", "", "",
     ""},
    {"INSERT INTO users(id, email) VALUES ('x', 'x')", ROWAN_TYPE_MISMATCH,
     "42804", "", "", ""},
    {"DELETE FROM users", ROWAN_CONSTRAINT_VIOLATION, "23000", "", "", ""},
    {"SELECT * FROM nowhere", ROWAN_NO_SUCH_TABLE, "42601", "nowhere", "", ""},
    {"SELECT absent FROM users", ROWAN_NO_SUCH_COLUMN, "42601", "", "absent",
     ""},
    {"SELECT \"absent\" FROM users", ROWAN_NO_SUCH_COLUMN, "42601", "",
     "absent", ""},
    {"INSERT INTO users(absent) VALUES (1)", ROWAN_NO_SUCH_COLUMN, "42601",
     "users", "absent", ""},
    {"UPDATE users SET absent = 1", ROWAN_NO_SUCH_COLUMN, "42601", "", "absent",
     ""},
    {"CREATE TABLE users(a)", ROWAN_ALREADY_EXISTS, "42601", "", "", ""},
    {"CREATE INDEX lower_email ON users(age)", ROWAN_ALREADY_EXISTS, "42601",
     "", "", ""},
    {"SELEC 1", ROWAN_SYNTAX, "42601", "", "", ""},
    {"SELECT (1", ROWAN_SYNTAX, "42601", "", "", ""},
    {"SELECT 'open", ROWAN_SYNTAX, "42601", "", "", ""},
    {"SELECT nosuchfunction(1)", ROWAN_SYNTAX, "42601", "", "", ""},
    {"SELECT zeroblob(2000000000)", ROWAN_LIMIT, "54000", "", "", ""},
    {"SELECT abs(-9223372036854775807 - 1)", ROWAN_DATABASE, "HY000", "", "",
     ""},
    {"SELECT sum(a) FROM (SELECT 9223372036854775807 a UNION ALL SELECT 1)",
     ROWAN_DATABASE, "HY000", "", "", ""},
    {"SELECT decimal_add('x', 1)", ROWAN_DATABASE, "HY000", "", "", ""},
};

static void
test_errors__are_classified_by_code_with_the_names_found(void)
{
    rowan_driver_connection *connection = open_schema();

    for (size_t i = 0; i < sizeof error_cases / sizeof *error_cases; i++) {
        const error_case *one = &error_cases[i];
        rowan_error err = {0};
        bool is_same =
            CHECK_INT(rig_try(connection, one->sql, &err), one->status);

        is_same &= CHECK_STR(err.sqlstate, one->sqlstate);
        is_same &= CHECK_STR(err.table, one->table);
        is_same &= CHECK_STR(err.column, one->column);
        is_same &= CHECK_STR(err.constraint, one->constraint);
        is_same &= CHECK(err.native_code != 0 && err.message[0]);
        if (!is_same)
            FAIL("%s: %s", one->sql, err.message);
        CHECK_INT(rig_driver()->transaction_state(connection),
                  ROWAN_STATE_NONE);
    }
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM users"), "1");
    rig_close(connection);
}

static void
test_errors__cut_names_that_are_too_long(void)
{
    rowan_driver_connection *connection = rig_open();
    rowan_error err = {0};
    char sql[300];

    snprintf(sql, sizeof sql, "CREATE TABLE \"%0*d\"(a UNIQUE)", 200, 7);
    rig_run(connection, sql);
    snprintf(sql, sizeof sql, "INSERT INTO \"%0*d\" VALUES (1), (1)", 200, 7);
    CHECK_INT(rig_try(connection, sql, &err), ROWAN_UNIQUE_VIOLATION);
    CHECK_INT(strlen(err.table), sizeof err.table - 1);
    CHECK_STR(err.column, "a");
    rig_close(connection);
}

static void
test_errors__a_deferred_foreign_key_fails_the_commit(void)
{
    rowan_driver_connection *connection = open_schema();
    const rowan_driver *driver = rig_driver();
    rowan_begin_params params = {.size = sizeof params, .will_write = 1};
    rowan_error err = {0};

    rig_run(connection, "PRAGMA foreign_keys=ON");
    REQUIRE(!driver->begin(connection, &params, &err));
    rig_run(connection, rig_plugin()->dialect->defer_constraints_sql);
    rig_run(connection, "INSERT INTO posts VALUES (1, 77, 77)");
    CHECK_INT(driver->commit(connection, &err), ROWAN_FOREIGN_KEY_VIOLATION);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_ACTIVE);
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    rig_close(connection);
}

static void
test_errors__a_running_statement_keeps_its_table(void)
{
    rowan_driver_connection *connection = open_schema();
    const rowan_driver *driver = rig_driver();
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *statement =
        rig_prepare(connection, "SELECT id FROM users");
    rowan_value cell;
    rowan_error err = {0};

    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_OK);
    CHECK_INT(rig_try(connection, "DROP TABLE posts", &err), ROWAN_BUSY);
    CHECK_HAS(err.hint, "still running");
    driver->finish(statement);
    rig_close(connection);
}

static void
test_errors__a_rollback_ends_statements_that_read_what_it_undid(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_begin_params params = {.size = sizeof params, .will_write = 1};
    static const uint32_t wanted = ROWAN_KIND_INT64;
    rowan_driver_statement *statement;
    rowan_value cell;
    rowan_error err = {0};

    REQUIRE(!driver->begin(connection, &params, &err));
    rig_run(connection, "CREATE TABLE t(a)");
    rig_run(connection, "INSERT INTO t VALUES (1), (2)");
    statement = rig_prepare(connection, "SELECT a FROM t");
    CHECK_INT(driver->execute(statement, NULL, 0, &wanted, 1, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_OK);
    CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    CHECK_INT(driver->step(statement, &cell, &err), ROWAN_TRANSACTION_ABORTED);
    driver->finish(statement);
    rig_close(connection);
}

static void
test_errors__a_full_database_ends_the_transaction(void)
{
    rowan_driver_connection *connection = rig_open();
    const rowan_driver *driver = rig_driver();
    rowan_begin_params params = {.size = sizeof params, .will_write = 1};
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    rig_run(connection, "PRAGMA max_page_count=4");
    REQUIRE(!driver->begin(connection, &params, &err));
    CHECK_INT(
        rig_try(connection, "INSERT INTO t VALUES (zeroblob(100000))", &err),
        ROWAN_STORAGE_FULL);
    CHECK_STR(err.sqlstate, "53100");
    memset(&err, 0, sizeof err);
    if (driver->transaction_state(connection) == ROWAN_STATE_NONE)
        CHECK_INT(driver->commit(connection, &err), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->rollback(connection, &err), ROWAN_OK);
    rig_close(connection);
}

static void
test_errors__a_file_that_cannot_grow_is_an_io_error(void)
{
    const char *path = harness_temp_path("grow.db");
    rowan_driver_connection *connection =
        rig_open(.database = path, .options = {"journal_mode=memory"});
    struct rlimit old, small;
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    REQUIRE(getrlimit(RLIMIT_FSIZE, &old) == 0);
    small = old;
    small.rlim_cur = 64 * 1024;
    signal(SIGXFSZ, SIG_IGN);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK_INT(
        rig_try(connection, "INSERT INTO t VALUES (zeroblob(9000000))", &err),
        ROWAN_IO);
    REQUIRE(setrlimit(RLIMIT_FSIZE, &old) == 0);
    signal(SIGXFSZ, SIG_DFL);
    CHECK_STR(err.sqlstate, "58030");
    rig_close(connection);
}

static void
test_errors__a_damaged_file_is_corrupt(void)
{
    const char *path = harness_temp_path("damaged.db");
    rowan_driver_connection *connection =
        rig_open(.database = path, .options = {"journal_mode=delete"});
    rowan_error err = {0};
    FILE *file;

    rig_run(connection, "CREATE TABLE t(a)");
    rig_run(connection, "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION"
                        " ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i"
                        " FROM n");
    rig_close(connection);
    file = fopen(path, "r+");
    REQUIRE(file != NULL);
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0xa5, file);
    fclose(file);
    connection = rig_open(.database = path, .options = {"journal_mode=delete"});
    CHECK_INT(rig_try(connection, "SELECT sum(a) FROM t", &err), ROWAN_CORRUPT);
    CHECK_STR(err.sqlstate, "XX001");
    rig_close(connection);
}

static void
test_errors__a_file_moved_away_is_a_lost_connection(void)
{
    const char *path = harness_temp_path("moved.db");
    rowan_driver_connection *connection =
        rig_open(.database = path, .options = {"journal_mode=delete"});
    rowan_error err = {0};

    rig_run(connection, "CREATE TABLE t(a)");
    REQUIRE(rename(path, harness_temp_path("elsewhere.db")) == 0);
    CHECK_INT(rig_try(connection, "INSERT INTO t VALUES (1)", &err),
              ROWAN_CONNECTION_LOST);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    rig_close(connection);
}

/* A function that is not marked as harmless, as those for JSON of SQLite 3.40
 * are not. */
static void
careless(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    sqlite3_result_value(context, values[0]);
}

static int
add_careless(sqlite3 *db, char **message, const void *api)
{
    (void)message;
    (void)api;
    return sqlite3_create_function(db, "careless", 1,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                   careless, NULL, NULL);
}

static const char *const untrusted[] = {
    "CREATE TABLE t(a CHECK (careless(a)))",
    "CREATE TABLE t(a, b AS (careless(a)))",
    "CREATE TABLE t(a); CREATE INDEX i ON t(careless(a))",
    "CREATE TABLE t(a); CREATE INDEX i ON t(a) WHERE careless(a)",
    "CREATE TABLE u(a); CREATE VIEW t AS SELECT careless(a) AS a FROM u",
};

/* At opening the file, or else at what uses the function. */
static void
check_denied(const char *path)
{
    const rig_way way = {.database = path};
    rowan_driver_connection *connection = NULL;
    rowan_error err = {0};

    if (rig_connect(&way, &connection, &err) == ROWAN_OK) {
        CHECK_INT(rig_try(connection, "SELECT * FROM t", &err), ROWAN_DENIED);
        rig_close(connection);
    }
    CHECK_INT(err.status, ROWAN_DENIED);
    CHECK_STR(err.sqlstate, "42501");
    CHECK_HAS(err.message, "unsafe use of careless()");
    CHECK_HAS(err.hint, "trusted_schema=on");
}

static void
test_errors__a_schema_that_is_not_trusted_is_denied_with_the_cure(void)
{
    CHECK_INT(sqlite3_auto_extension((void (*)(void))add_careless), SQLITE_OK);
    for (size_t i = 0; i < sizeof untrusted / sizeof *untrusted; i++) {
        char name[32];
        const char *path;
        sqlite3 *db = NULL;
        rowan_driver_connection *connection;

        snprintf(name, sizeof name, "untrusted%zu.db", i);
        path = harness_temp_path(name);
        CHECK_INT(sqlite3_open(path, &db), SQLITE_OK);
        CHECK_INT(sqlite3_exec(db, untrusted[i], NULL, NULL, NULL), SQLITE_OK);
        sqlite3_close(db);
        check_denied(path);
        connection =
            rig_open(.database = path, .options = {"trusted_schema=on"});
        CHECK_INT(rig_count(connection, "SELECT count(*) FROM t"), 0);
        rig_close(connection);
    }
    sqlite3_reset_auto_extension();
}

static void
test_errors__a_table_that_would_not_be_trusted_is_not_made(void)
{
    rowan_driver_connection *connection;
    rowan_error err = {0};

    CHECK_INT(sqlite3_auto_extension((void (*)(void))add_careless), SQLITE_OK);
    connection = rig_open();
    CHECK_INT(rig_try(connection, untrusted[0], &err), ROWAN_DENIED);
    CHECK_HAS(err.hint, "trusted_schema=on");
    CHECK_INT(rig_try(connection, "SELECT * FROM t", NULL),
              ROWAN_NO_SUCH_TABLE);
    rig_close(connection);
    sqlite3_reset_auto_extension();
}

HARNESS_SUITE(
    sqlite_errors,
    HARNESS_TEST(test_errors__are_classified_by_code_with_the_names_found),
    HARNESS_TEST(test_errors__cut_names_that_are_too_long),
    HARNESS_TEST(test_errors__a_deferred_foreign_key_fails_the_commit),
    HARNESS_TEST(test_errors__a_running_statement_keeps_its_table),
    HARNESS_TEST(
        test_errors__a_rollback_ends_statements_that_read_what_it_undid),
    HARNESS_TEST(test_errors__a_full_database_ends_the_transaction),
    HARNESS_TEST(test_errors__a_file_that_cannot_grow_is_an_io_error),
    HARNESS_TEST(test_errors__a_damaged_file_is_corrupt),
    HARNESS_TEST(test_errors__a_file_moved_away_is_a_lost_connection),
    HARNESS_TEST(
        test_errors__a_schema_that_is_not_trusted_is_denied_with_the_cure),
    HARNESS_TEST(test_errors__a_table_that_would_not_be_trusted_is_not_made))
