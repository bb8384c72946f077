/* SPDX-License-Identifier: MIT */
/* Every class of error, provoked for real, and what it names. */
#include "plugins/rig.h"

#include <string.h>

typedef struct provoked {
    const char *sql;
    rowan_status status;
    const char *table, *column, *constraint;
} provoked;

static const provoked cases[] = {
    {"INSERT INTO child (id, parent, amount) VALUES (1, 1, 1)",
     ROWAN_UNIQUE_VIOLATION, "", "", "PRIMARY"},
    {"INSERT INTO child (id, parent, amount, code) VALUES (2, 1, 1, 'x')",
     ROWAN_UNIQUE_VIOLATION, "", "", "child_code"},
    {"INSERT INTO child (id, parent, amount) VALUES (2, 99, 1)",
     ROWAN_FOREIGN_KEY_VIOLATION, "child", "parent", "child_parent"},
    {"DELETE FROM parent", ROWAN_FOREIGN_KEY_VIOLATION, "child", "parent",
     "child_parent"},
    {"INSERT INTO child (id, parent, amount) VALUES (2, 1, NULL)",
     ROWAN_NOT_NULL_VIOLATION, "", "amount", ""},
    {"INSERT INTO child (id, parent) VALUES (2, 1)", ROWAN_NOT_NULL_VIOLATION,
     "", "amount", ""},
    {"INSERT INTO child (id, parent, amount) VALUES (2, 1, -1)",
     ROWAN_CHECK_VIOLATION, "child", "", "child_amount"},
    {"INSERT INTO child (id, parent, amount) VALUES (2, 1, 99999999999)",
     ROWAN_OUT_OF_RANGE, "", "amount", ""},
    {"INSERT INTO child (id, parent, amount, code) VALUES (2, 1, 1, "
     "'longer than ten')",
     ROWAN_OUT_OF_RANGE, "", "code", ""},
    {"INSERT INTO child (id, parent, amount) VALUES (2, 1, 'many')",
     ROWAN_TYPE_MISMATCH, "child", "amount", ""},
    {"INSERT INTO child (id, parent, amount, day) VALUES "
     "(2, 1, 1, '0000-00-00')",
     ROWAN_TYPE_MISMATCH, "child", "day", ""},
    {"INSERT INTO child (id, parent, amount, day) VALUES "
     "(2, 1, 1, '2023-02-29')",
     ROWAN_TYPE_MISMATCH, "child", "day", ""},
    {"SELECT 9223372036854775807 + id FROM child", ROWAN_OUT_OF_RANGE, "", "",
     ""},
    {"SELEKT 1", ROWAN_SYNTAX, "", "", ""},
    {"", ROWAN_SYNTAX, "", "", ""},
    {" -- nothing\n/* at all */", ROWAN_SYNTAX, "", "", ""},
    {"SELECT 1; SELECT 2", ROWAN_SYNTAX, "", "", ""},
    {"SELECT id FROM child, parent", ROWAN_SYNTAX, "", "", ""},
    {"SELECT code, id FROM child GROUP BY day", ROWAN_SYNTAX, "", "", ""},
    {"SELECT id FROM child GROUP BY count(*)", ROWAN_SYNTAX, "", "", ""},
    {"SELECT id, count(*) FROM child", ROWAN_SYNTAX, "", "", ""},
    {"SELECT count(count(*)) FROM child", ROWAN_SYNTAX, "", "", ""},
    {"SELECT 1 FROM child a, parent a", ROWAN_SYNTAX, "", "", ""},
    {"SELECT 1 FROM (SELECT 1)", ROWAN_SYNTAX, "", "", ""},
    {"CREATE TABLE t (a INT PRIMARY KEY, b INT PRIMARY KEY)", ROWAN_SYNTAX, "",
     "", ""},
    {"INSERT INTO parent (id, id) VALUES (2, 3)", ROWAN_SYNTAX, "", "", ""},
    {"INSERT INTO parent (id) VALUES (2, 3)", ROWAN_SYNTAX, "", "", ""},
    {"SELECT 1 UNION SELECT 1, 2", ROWAN_SYNTAX, "", "", ""},
    {"SELECT (SELECT 1, 2)", ROWAN_SYNTAX, "", "", ""},
    {"SELECT abs(1, 2)", ROWAN_SYNTAX, "", "", ""},
    {"CREATE TABLE t (a INT DEFAULT 'x')", ROWAN_TYPE_MISMATCH, "", "", ""},
    {"SET no_such_variable = 1", ROWAN_NOT_FOUND, "", "", ""},
    {"SET max_connections = 1", ROWAN_INVALID, "", "", ""},
    {"SET GLOBAL version = 1", ROWAN_INVALID, "", "", ""},
    {"SET sql_mode = 'NO_SUCH_MODE'", ROWAN_INVALID, "", "", ""},
    {"SET autocommit = 'x'", ROWAN_INVALID, "", "", ""},
    {"DROP VIEW nowhere", ROWAN_NO_SUCH_TABLE, "", "", ""},
    {"LOAD DATA LOCAL INFILE '/nowhere' INTO TABLE parent", ROWAN_DENIED, "",
     "", ""},
    {"SELECT 1 FROM nowhere", ROWAN_NO_SUCH_TABLE, "nowhere", "", ""},
    {"DROP TABLE nowhere", ROWAN_NO_SUCH_TABLE, "nowhere", "", ""},
    {"SELECT nothing FROM child", ROWAN_NO_SUCH_COLUMN, "", "nothing", ""},
    {"INSERT INTO child (nothing) VALUES (1)", ROWAN_NO_SUCH_COLUMN, "",
     "nothing", ""},
    {"CREATE TABLE child (id INT)", ROWAN_ALREADY_EXISTS, "child", "", ""},
    {"ALTER TABLE child ADD COLUMN amount INT", ROWAN_ALREADY_EXISTS, "",
     "amount", ""},
    {"CREATE INDEX child_code ON child (code)", ROWAN_ALREADY_EXISTS, "", "",
     ""},
    {"CREATE TABLE t (name LONGTEXT, PRIMARY KEY (name))", ROWAN_LIMIT, "",
     "name", ""},
    {"CREATE TABLE t (name VARCHAR(1000), PRIMARY KEY (name)) CHARACTER SET "
     "utf8mb4",
     ROWAN_LIMIT, "", "", ""},
    {"CREATE DATABASE elsewhere", ROWAN_DENIED, "", "", ""},
    {"SELECT * FROM mysql.global_priv", ROWAN_DENIED, "", "", ""},
    {"SET GLOBAL read_only = 1", ROWAN_DENIED, "", "", ""},
    {"SET STATEMENT max_statement_time = 0.05 FOR SELECT sleep(5)",
     ROWAN_TIMEOUT, "", "", ""},
    {"KILL 999999", ROWAN_DATABASE, "", "", ""},
};

static rowan_driver_connection *
open_tables(void)
{
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "DROP TABLE IF EXISTS child");
    rig_table(connection, "parent", "id INT PRIMARY KEY");
    rig_table(connection, "child",
              "id INT PRIMARY KEY, parent INT NOT NULL, amount INT NOT NULL,"
              " code VARCHAR(10), day DATE, UNIQUE KEY child_code (code),"
              " CONSTRAINT child_amount CHECK (amount >= 0),"
              " CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES "
              "parent (id)");
    rig_run(connection, "INSERT INTO parent VALUES (1)");
    rig_run(connection, "INSERT INTO child VALUES (1, 1, 1, 'x', NULL)");
    return connection;
}

static void
check_case(rowan_driver_connection *connection, const provoked *c)
{
    rowan_error err = {0};
    rowan_status status = rig_try(connection, c->sql, &err);

    if (status != c->status)
        FAIL("%s: %s instead of %s: %s", c->sql, rowan_status_name(status),
             rowan_status_name(c->status), err.message);
    if (strcmp(err.table, c->table) || strcmp(err.column, c->column) ||
        strcmp(err.constraint, c->constraint))
        FAIL("%s: names table '%s' column '%s' constraint '%s' in: %s", c->sql,
             err.table, err.column, err.constraint, err.message);
    CHECK(*err.message != '\0');
}

static void
test_errors__are_told_apart_by_the_servers_codes(void)
{
    rowan_driver_connection *connection;

    NEED_SERVER();
    connection = open_tables();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_case(connection, &cases[i]);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM child"), 1);
    rig_close(connection);
}

static void
test_errors__never_show_the_values(void)
{
    static const char *const texts[] = {
        "INSERT INTO secrets (word) VALUES (?)",
        "INSERT INTO secrets (number) VALUES (?)",
        "INSERT INTO secrets (day) VALUES (?)",
        "SELECT 1 FROM secrets WHERE json_value(?, '$[') = 1",
    };
    const rowan_value secret = rig_text("canary-7361"), number = rig_int(7361);
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "secrets",
              "word VARCHAR(20) UNIQUE, number INT, day DATE");
    rig_run(connection, "INSERT INTO secrets (word) VALUES ('canary-7361')");
    for (size_t i = 0; i < 4; i++) {
        err = (rowan_error){0};
        (void)rig_try_with(connection, texts[i], &secret, 1, &err);
        CHECK(strstr(err.message, "canary") == NULL);
        CHECK(strstr(err.hint, "canary") == NULL);
    }
    err = (rowan_error){0};
    rig_run(connection, "DROP TABLE IF EXISTS parts");
    rig_run(connection, "CREATE TABLE parts (number INT) PARTITION BY LIST "
                        "(number) (PARTITION one VALUES IN (1))");
    CHECK_INT(rig_try_with(connection, "INSERT INTO parts VALUES (?)", &number,
                           1, &err),
              ROWAN_OUT_OF_RANGE);
    CHECK(strstr(err.message, "7361") == NULL);
    rig_close(connection);
}

static void
test_errors__of_a_read_only_transaction_say_so(void)
{
    const rowan_begin_params params = {.size = sizeof params, .read_only = 1};
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = open_tables();
    CHECK_INT(rig_driver()->begin(connection, &params, &err), ROWAN_OK);
    CHECK_INT(rig_try(connection, "DELETE FROM child", &err), ROWAN_READ_ONLY);
    rig_close(connection);
}

static void
test_errors__of_a_login_are_denied(void)
{
    const rig_way wrong_password = {.password = "no"};
    const rig_way wrong_user = {.user = "nobody"};
    const rig_way wrong_database = {.database = "mysql"};
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    CHECK_INT(rig_connect(&wrong_password, &connection, &err), ROWAN_DENIED);
    rowan_error_clear(&err);
    CHECK_INT(rig_connect(&wrong_user, &connection, &err), ROWAN_DENIED);
    rowan_error_clear(&err);
    CHECK_INT(rig_connect(&wrong_database, &connection, &err), ROWAN_DENIED);
}

static void
test_errors__of_too_many_connections_are_told(void)
{
    const rig_way way = {.user = "one", .database = ""};
    rowan_driver_connection *root, *first = NULL, *second = NULL;
    rowan_error err = {0};

    NEED_SERVER();
    root = rig_root();
    rig_run(root, "CREATE OR REPLACE USER one@'%' WITH MAX_USER_CONNECTIONS 1");
    CHECK_INT(rig_connect(&way, &first, &err), ROWAN_OK);
    CHECK_INT(rig_connect(&way, &second, &err), ROWAN_TOO_MANY_CONNECTIONS);
    CHECK_INT(err.retry, ROWAN_RETRY_CONNECT);
    if (first)
        rig_close(first);
    rig_run(root, "DROP USER one@'%'");
    rig_close(root);
}

static void
test_errors__of_too_many_statements_can_be_tried_again(void)
{
    rowan_driver_connection *root, *connection;
    rowan_driver_statement *undo;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    root = rig_root();
    undo = rig_prepare(root, "SET GLOBAL max_prepared_stmt_count = DEFAULT");
    rig_run(root, "SET GLOBAL max_prepared_stmt_count = 0");
    CHECK_INT(rig_try(connection, "SELECT 1", &err), ROWAN_LIMIT);
    CHECK_INT(err.retry, ROWAN_RETRY_STATEMENT);
    CHECK_INT(err.native_code, 1461);
    CHECK_INT(rig_driver()->execute(undo, NULL, 0, NULL, 0, NULL), ROWAN_OK);
    CHECK_INT(rig_count(connection, "SELECT 1"), 1);
    rig_driver()->finish(undo);
    rig_close(connection);
    rig_close(root);
}

HARNESS_SUITE(mysql_errors,
    HARNESS_TEST(test_errors__are_told_apart_by_the_servers_codes),
    HARNESS_TEST(test_errors__never_show_the_values),
    HARNESS_TEST(test_errors__of_a_read_only_transaction_say_so),
    HARNESS_TEST(test_errors__of_a_login_are_denied),
    HARNESS_TEST(test_errors__of_too_many_connections_are_told),
    HARNESS_TEST(test_errors__of_too_many_statements_can_be_tried_again))
