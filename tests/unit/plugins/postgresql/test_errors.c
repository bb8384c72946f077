/* SPDX-License-Identifier: MIT */
/* Every class of error, provoked for real. */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>

static const char *const schema[] = {
    "DROP SCHEMA IF EXISTS wrong CASCADE",
    "CREATE SCHEMA wrong",
    "SET search_path = wrong",
    "CREATE TABLE parent (id int CONSTRAINT parent_key PRIMARY KEY,"
    " \"First Name\" text, b int, CONSTRAINT pair UNIQUE (\"First Name\", b))",
    "CREATE TABLE child (id int, parent_id int CONSTRAINT child_parent"
    " REFERENCES parent, age int NOT NULL DEFAULT 0"
    " CONSTRAINT age_range CHECK (age >= 0), short varchar(2),"
    " EXCLUDE USING btree (id WITH =))",
    "INSERT INTO parent VALUES (1, 'a', 1)",
    "INSERT INTO child VALUES (1, 1, 1)",
    "CREATE VIEW positive AS SELECT * FROM child WHERE age > 0"
    " WITH CHECK OPTION",
    "CREATE FUNCTION fail_with(code text) RETURNS int LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'provoked' USING ERRCODE = code; END $$",
};

static const struct error_case {
    const char *sql;
    rowan_status status;
    const char *sqlstate, *table, *column, *constraint;
} cases[] = {
    {"INSERT INTO parent VALUES (1, 'b', 2)", ROWAN_UNIQUE_VIOLATION, "23505",
     "parent", "id", "parent_key"},
    {"INSERT INTO parent VALUES (2, 'a', 1)", ROWAN_UNIQUE_VIOLATION, "23505",
     "parent", "\"First Name\", b", "pair"},
    {"INSERT INTO child VALUES (1, 1, 1)", ROWAN_UNIQUE_VIOLATION, "23P01",
     "child", "id", "child_id_excl"},
    {"INSERT INTO child VALUES (2, 9, 1)", ROWAN_FOREIGN_KEY_VIOLATION,
     "23503", "child", "parent_id", "child_parent"},
    {"DELETE FROM parent", ROWAN_FOREIGN_KEY_VIOLATION, "23503", "child", "id",
     "child_parent"},
    {"INSERT INTO child VALUES (2, 1, NULL)", ROWAN_NOT_NULL_VIOLATION,
     "23502", "child", "age", ""},
    {"INSERT INTO child VALUES (2, 1, -1)", ROWAN_CHECK_VIOLATION, "23514",
     "child", "", "age_range"},
    {"INSERT INTO positive VALUES (2, 1, 0)", ROWAN_CHECK_VIOLATION, "44000",
     "", "", ""},
    {"INSERT INTO child VALUES (2, 1, 1, 'abc')", ROWAN_OUT_OF_RANGE, "22001",
     "", "", ""},
    {"SELECT 2147483647 + id FROM parent", ROWAN_OUT_OF_RANGE, "22003", "", "",
     ""},
    {"SELECT 'secret'::text::int", ROWAN_TYPE_MISMATCH, "22P02", "", "", ""},
    {"SELECT '2024-13-01'::text::date", ROWAN_OUT_OF_RANGE, "22008", "", "",
     ""},
    {"SELECT 'secret'::text::date", ROWAN_TYPE_MISMATCH, "22007", "", "", ""},
    {"SELECT 1 / (id - 1) FROM parent", ROWAN_DATABASE, "22012", "", "", ""},
    {"SELEC 1", ROWAN_SYNTAX, "42601", "", "", ""},
    {"SELECT nosuch(1)", ROWAN_SYNTAX, "42883", "", "", ""},
    {"SELECT * FROM nosuch", ROWAN_NO_SUCH_TABLE, "42P01", "", "", ""},
    {"SELECT * FROM nosuch.nosuch", ROWAN_NO_SUCH_TABLE, "42P01", "", "", ""},
    {"CREATE TABLE nosuch.t (a int)", ROWAN_NO_SUCH_TABLE, "3F000", "", "",
     ""},
    {"SELECT nosuch FROM parent", ROWAN_NO_SUCH_COLUMN, "42703", "", "", ""},
    {"CREATE TABLE parent (id int)", ROWAN_ALREADY_EXISTS, "42P07", "", "",
     ""},
    {"CREATE SCHEMA wrong", ROWAN_ALREADY_EXISTS, "42P06", "", "", ""},
    {"INSERT INTO child (id) VALUES (true)", ROWAN_TYPE_MISMATCH, "42804", "",
     "", ""},
    {"SELECT 1 FROM parent FOR UPDATE OF nosuch", ROWAN_NO_SUCH_TABLE, "42P01",
     "", "", ""},
    {"COMMIT PREPARED 'nosuch'", ROWAN_NOT_FOUND, "42704", "", "", ""},
    {"SAVEPOINT s", ROWAN_INVALID, "25P01", "", "", ""},
    {"SELECT pg_advisory_lock(1), fail_with('57014')", ROWAN_CANCELLED,
     "57014", "", "", ""},
    {"SELECT fail_with('40001')", ROWAN_SERIALIZATION, "40001", "", "", ""},
    {"SELECT fail_with('40003')", ROWAN_IN_DOUBT, "40003", "", "", ""},
    {"SELECT fail_with('53100')", ROWAN_STORAGE_FULL, "53100", "", "", ""},
    {"SELECT fail_with('54001')", ROWAN_LIMIT, "54001", "", "", ""},
    {"SELECT fail_with('58030')", ROWAN_IO, "58030", "", "", ""},
    {"SELECT fail_with('XX000')", ROWAN_INTERNAL, "XX000", "", "", ""},
    {"SELECT fail_with('XX001')", ROWAN_CORRUPT, "XX001", "", "", ""},
    {"SELECT fail_with('P0001')", ROWAN_DATABASE, "P0001", "", "", ""},
    {"SELECT fail_with('Z9999')", ROWAN_DATABASE, "Z9999", "", "", ""},
    {"COPY parent FROM STDIN", ROWAN_UNSUPPORTED, "", "", "", ""},
    {"COPY parent TO STDOUT", ROWAN_UNSUPPORTED, "", "", "", ""},
};

static rowan_driver_connection *
open_wrong(void)
{
    rowan_driver_connection *connection = rig_open();

    for (size_t i = 0; i < sizeof schema / sizeof *schema; i++)
        rig_run(connection, schema[i]);
    return connection;
}

static void
test_errors__have_the_class_of_their_code_and_name_what_was_hurt(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = open_wrong();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct error_case *one = &cases[i];
        rowan_error err = {0};
        bool is_right;

        is_right = CHECK_INT(rig_try(connection, one->sql, &err), one->status);
        is_right = CHECK_STR(err.sqlstate, one->sqlstate) && is_right;
        is_right = CHECK_STR(err.table, one->table) && is_right;
        is_right = CHECK_STR(err.column, one->column) && is_right;
        is_right = CHECK_STR(err.constraint, one->constraint) && is_right;
        if (!is_right)
            FAIL("%s: %s", one->sql, err.message);
        CHECK(strstr(err.message, "secret") == NULL);
    }
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM parent"), "1");
    rig_close(connection);
}

static void
test_errors__of_rights_and_read_only_sessions_are_told_apart(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = open_wrong();
    rowan_error err = {0};

    rig_run(connection, "DROP ROLE IF EXISTS nobody");
    rig_run(connection, "CREATE ROLE nobody");
    rig_run(connection, "GRANT USAGE ON SCHEMA wrong TO nobody");
    rig_run(connection, "SET ROLE nobody");
    CHECK_INT(rig_try(connection, "SELECT * FROM parent", &err), ROWAN_DENIED);
    CHECK_STR(err.sqlstate, "42501");
    rig_run(connection, "RESET ROLE");
    rig_run(connection, "SET default_transaction_read_only = on");
    memset(&err, 0, sizeof err);
    CHECK_INT(rig_try(connection, "DELETE FROM child", &err), ROWAN_READ_ONLY);
    rig_close(connection);
}

static void
test_errors__of_a_stopped_transaction_say_to_roll_back(void)
{
    NEED_SERVER();
    rowan_driver_connection *connection = open_wrong();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};

    rig_begin(connection);
    CHECK_INT(rig_try(connection, "SELECT fail_with('P0001')", &err),
              ROWAN_DATABASE);
    CHECK_INT(driver->transaction_state(connection),
              ROWAN_STATE_ABORTED);
    memset(&err, 0, sizeof err);
    CHECK_INT(rig_try(connection, "SELECT 1", &err),
              ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(err.retry, ROWAN_RETRY_TRANSACTION);
    memset(&err, 0, sizeof err);
    CHECK_INT(driver->commit(connection, &err), ROWAN_TRANSACTION_ABORTED);
    CHECK_INT(driver->transaction_state(connection), ROWAN_STATE_NONE);
    rig_close(connection);
}

HARNESS_SUITE(postgresql_errors,
    HARNESS_TEST(
        test_errors__have_the_class_of_their_code_and_name_what_was_hurt),
    HARNESS_TEST(test_errors__of_rights_and_read_only_sessions_are_told_apart),
    HARNESS_TEST(test_errors__of_a_stopped_transaction_say_to_roll_back))
