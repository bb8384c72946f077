/* SPDX-License-Identifier: MIT */
/* Arrays of rows and bulk load. */
#include "plugins/rig.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 40000u

static rowan_status
run_many(rowan_driver_connection *connection, const char *sql,
         const rowan_value *binds, uint32_t bind_count, uint32_t row_count,
         int64_t *affected, uint32_t *failed, int64_t *sum, rowan_error *err)
{
    rowan_driver_statement *statement = rig_prepare(connection, sql);
    rowan_status status = (rowan_status)rig_driver()->execute_many(
        statement, binds, bind_count, row_count, affected, failed, err);

    if (sum)
        *sum = rig_driver()->affected_rows(statement);
    rig_driver()->finish(statement);
    return status;
}

static void
test_many__rows_go_in_and_are_changed_by_arrays(void)
{
    rowan_value *binds = calloc(ROWS * 2, sizeof *binds);
    uint32_t failed = 0;
    int64_t sum = 0;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    REQUIRE(binds != NULL);
    if (!rig_has_server()) {
        free(binds);
        HARNESS_SKIP("a mariadb server (mariadb-server)");
    }
    connection = rig_open();
    rig_table(connection, "many", "id INT PRIMARY KEY, name VARCHAR(20)");
    for (uint32_t i = 0; i < ROWS; i++) {
        binds[2 * i] = rig_int(i);
        binds[2 * i + 1] =
            i % 3 ? rig_text(i % 2 ? "odd" : "") : (rowan_value){0};
    }
    if (run_many(connection, "INSERT INTO many VALUES (?, ?)", binds, 2, ROWS,
                 NULL, &failed, &sum, &err))
        FAIL("%s", err.message);
    CHECK_INT(sum, ROWS);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM many"), ROWS);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM many WHERE name IS "
                                    "NULL AND id % 3 = 0"),
              (ROWS + 2) / 3);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM many WHERE name = "
                                    "CASE id % 2 WHEN 1 THEN 'odd' ELSE '' "
                                    "END AND id % 3 <> 0"),
              ROWS - (ROWS + 2) / 3);
    for (uint32_t i = 0; i < ROWS; i++) {
        binds[2 * i] = rig_text("new");
        binds[2 * i + 1] = rig_int(i);
    }
    CHECK_INT(run_many(connection, "UPDATE many SET name = ? WHERE id = ?",
                       binds, 2, ROWS, NULL, &failed, &sum, &err),
              ROWAN_OK);
    CHECK_INT(sum, ROWS);
    CHECK_INT(
        rig_count(connection, "SELECT count(*) FROM many WHERE name = 'new'"),
        ROWS);
    rig_close(connection);
    free(binds);
}

static void
test_many__take_every_kind_and_null_in_any_place(void)
{
    rowan_value binds[3][6] = {{{0}}};
    int64_t affected[3];
    uint32_t failed = 0;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "kinds",
              "a DATE, b DATETIME(6), c DECIMAL(10,2), d DOUBLE, e BLOB, "
              "f CHAR(36)");
    for (int r = 0; r < 3; r++) {
        static const uint32_t kinds[] = {
            ROWAN_KIND_DATE,   ROWAN_KIND_TIMESTAMP, ROWAN_KIND_DECIMAL,
            ROWAN_KIND_DOUBLE, ROWAN_KIND_BYTES,     ROWAN_KIND_UUID};

        for (int i = 0; i < 6; i++)
            binds[r][i].kind = i % 3 == r ? ROWAN_KIND_NULL : kinds[i];
        binds[r][2].as.text = (rowan_view){"1.25", 4};
        binds[r][4].as.text = (rowan_view){"\0x", 2};
    }
    if (run_many(connection, "INSERT INTO kinds VALUES (?,?,?,?,?,?)", binds[0],
                 6, 3, affected, &failed, NULL, &err))
        FAIL("%s", err.message);
    CHECK_INT(affected[0], -1);
    CHECK_INT(rig_count(connection, "SELECT count(a) + 10 * count(b) + 100 * "
                                    "count(c) + 1000 * count(d) + 10000 * "
                                    "count(e) + 100000 * count(f) FROM kinds"),
              222222);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM kinds WHERE a = "
                                    "'1970-01-01' AND e = x'0078'"),
              1);
    rig_close(connection);
}

static void
test_many__a_row_that_fails_takes_all_back_outside_a_transaction(void)
{
    rowan_value binds[100];
    uint32_t failed = 0;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "some", "id INT PRIMARY KEY");
    for (int i = 0; i < 100; i++)
        binds[i] = rig_int(i == 70 ? 5 : i);
    CHECK_INT(run_many(connection, "INSERT INTO some VALUES (?)", binds, 1, 100,
                       NULL, &failed, NULL, &err),
              ROWAN_UNIQUE_VIOLATION);
    CHECK(failed == 70 || failed == 100);
    CHECK_STR(err.constraint, "PRIMARY");
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM some"), 0);
    CHECK_INT(rig_driver()->transaction_state(connection), ROWAN_STATE_NONE);
    rig_close(connection);
}

static void
test_many__a_value_that_is_refused_names_its_row(void)
{
    rowan_value binds[10];
    uint32_t failed = 0;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "some", "n DOUBLE");
    for (int i = 0; i < 10; i++) {
        binds[i] = (rowan_value){.kind = ROWAN_KIND_DOUBLE};
        binds[i].as.real = i == 7 ? 1e308 * 10 : i;
    }
    CHECK_INT(run_many(connection, "INSERT INTO some VALUES (?)", binds, 1, 10,
                       NULL, &failed, NULL, &err),
              ROWAN_OUT_OF_RANGE);
    CHECK_INT(failed, 7);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM some"), 0);
    rig_close(connection);
}

static void
test_many__rows_of_differing_kinds_go_one_by_one(void)
{
    rowan_value binds[3] = {rig_int(1), rig_text("2"), rig_int(3)};
    int64_t affected[3] = {0};
    uint32_t failed = 0;
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "some", "n VARCHAR(10)");
    CHECK_INT(run_many(connection, "INSERT INTO some VALUES (?)", binds, 1, 3,
                       affected, &failed, NULL, &err),
              ROWAN_OK);
    CHECK_INT(affected[2], 1);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM some"), 3);
    rig_close(connection);
}

static void
load(rowan_driver_connection *connection, uint32_t cancel, int64_t expected)
{
    static const char *const columns[] = {"`id`", "`name`"};
    static const uint32_t kinds[] = {ROWAN_KIND_INT64, ROWAN_KIND_TEXT};
    rowan_value rows[2000];
    int64_t count = -1;
    rowan_error err = {0};

    for (int i = 0; i < 1000; i++) {
        rows[2 * i] = rig_int(i);
        rows[2 * i + 1] = rig_text("loaded");
    }
    CHECK_INT(
        rig_driver()->bulk_begin(connection, "`bulk`", columns, kinds, 2, &err),
        ROWAN_OK);
    CHECK_INT(rig_driver()->bulk_rows(connection, rows, 1000, NULL, &err),
              ROWAN_OK);
    for (int i = 0; i < 1000; i++)
        rows[2 * i].as.integer += 1000;
    CHECK_INT(rig_driver()->bulk_rows(connection, rows, 1000, NULL, &err),
              ROWAN_OK);
    CHECK_INT(rig_driver()->bulk_end(connection, cancel, &count, NULL, &err),
              ROWAN_OK);
    CHECK_STR(err.message, "");
    CHECK_INT(count, expected);
}

static void
test_bulk__loads_rows_or_drops_all_of_them(void)
{
    rowan_driver_connection *connection;
    rowan_error err = {0};

    NEED_SERVER();
    connection = rig_open();
    rig_table(connection, "bulk", "id INT PRIMARY KEY, name VARCHAR(20)");
    load(connection, 1, 0);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM bulk"), 0);
    rig_begin(connection);
    load(connection, 1, 0);
    load(connection, 0, 2000);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM bulk"), 2000);
    CHECK_INT(rig_driver()->rollback(connection, &err), ROWAN_OK);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM bulk"), 0);
    load(connection, 0, 2000);
    CHECK_INT(rig_count(connection, "SELECT count(*) FROM bulk"), 2000);
    rig_close(connection);
}

HARNESS_SUITE(
    mysql_many, HARNESS_TEST(test_many__rows_go_in_and_are_changed_by_arrays),
    HARNESS_TEST(test_many__take_every_kind_and_null_in_any_place),
    HARNESS_TEST(
        test_many__a_row_that_fails_takes_all_back_outside_a_transaction),
    HARNESS_TEST(test_many__a_value_that_is_refused_names_its_row),
    HARNESS_TEST(test_many__rows_of_differing_kinds_go_one_by_one),
    HARNESS_TEST(test_bulk__loads_rows_or_drops_all_of_them))
