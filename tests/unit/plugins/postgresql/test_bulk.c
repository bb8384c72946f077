/* SPDX-License-Identifier: MIT */
/* Many rows at once: batches in a pipeline, and COPY. */
#include "plugins/rig.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 1234 };

static const uint32_t two_ints[] = {ROWAN_KIND_INT64, ROWAN_KIND_INT64};
static const char *const columns[] = {"\"id\"", "\"n\""};

static rowan_driver_connection *
open_many(void)
{
    rowan_driver_connection *connection = rig_open();

    rig_run(connection, "DROP TABLE IF EXISTS \"many\"");
    rig_run(connection, "CREATE TABLE \"many\" (id bigint PRIMARY KEY, "
                        "n smallint CHECK (n >= 0))");
    return connection;
}

static void
fill(rowan_value (*rows)[2])
{
    for (int i = 0; i < ROWS; i++) {
        rows[i][0] = rig_int(i);
        rows[i][1] = rig_int(i % 100);
    }
}

static rowan_driver_statement *
prepare_insert(rowan_driver_connection *connection)
{
    return rig_prepare_kinds(connection,
                             "INSERT INTO \"many\" VALUES ($1, $2)",
                             two_ints, 2);
}

static void
test_bulk__a_batch_tells_what_each_row_changed(void)
{
    static rowan_value rows[ROWS][2];
    static int64_t affected[ROWS];
    NEED_SERVER();
    rowan_driver_connection *connection = open_many();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert = prepare_insert(connection);
    rowan_driver_statement *update = rig_prepare_kinds(
        connection, "UPDATE \"many\" SET n = n + $1 WHERE id < $2", two_ints,
        2);
    uint32_t failed = 0;
    rowan_error err = {0};

    fill(rows);
    RIG_OK(driver->execute_many(insert, rows[0], 2, ROWS, affected, &failed,
                                &err),
           err);
    CHECK_INT(affected[0] + affected[ROWS - 1], 2);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""), "1234");
    rows[0][0] = rows[1][0] = rig_int(1);
    rows[0][1] = rig_int(10);
    rows[1][1] = rig_int(0);
    RIG_OK(driver->execute_many(update, rows[0], 2, 2, affected, &failed,
                                &err),
           err);
    CHECK_INT(affected[0], 10);
    CHECK_INT(affected[1], 0);
    RIG_OK(driver->execute_many(update, NULL, 2, 0, NULL, NULL, &err), err);
    driver->finish(insert);
    driver->finish(update);
    rig_close(connection);
}

static void
test_bulk__a_batch_stops_at_the_row_that_fails(void)
{
    static const struct {
        int row;
        int64_t id, n;
        rowan_status status;
    } cases[] = {
        {0, 0, -1, ROWAN_CHECK_VIOLATION},
        {1, 0, 0, ROWAN_UNIQUE_VIOLATION},
        {499, 0, 0, ROWAN_UNIQUE_VIOLATION},
        {500, 500, -1, ROWAN_CHECK_VIOLATION},
        {1233, 0, 0, ROWAN_UNIQUE_VIOLATION},
        {0, 0, 40000, ROWAN_OUT_OF_RANGE},
        {700, 700, 40000, ROWAN_OUT_OF_RANGE},
    };
    static rowan_value rows[ROWS][2];
    NEED_SERVER();
    rowan_driver_connection *connection = open_many();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert = prepare_insert(connection);

    for (int in_transaction = 0; in_transaction < 2; in_transaction++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            uint32_t failed = 77777;
            rowan_error err = {0};

            fill(rows);
            rows[cases[i].row][0] = rig_int(cases[i].id);
            rows[cases[i].row][1] = rig_int(cases[i].n);
            if (in_transaction)
                rig_begin(connection);
            CHECK_INT(driver->execute_many(insert, rows[0], 2, ROWS, NULL,
                                           &failed, &err),
                      cases[i].status);
            if (!CHECK_INT(failed, cases[i].row))
                FAIL("%s", err.message);
            if (in_transaction)
                CHECK_INT(driver->rollback(connection, NULL), ROWAN_OK);
            CHECK_INT(driver->transaction_state(connection),
                      ROWAN_STATE_NONE);
            CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""),
                      "0");
        }
    }
    driver->finish(insert);
    rig_close(connection);
}

/* One fails at the server, another one that is sent with it cannot be sent. */
static void
test_bulk__a_batch_tells_of_the_first_row_of_two_that_fail(void)
{
    static rowan_value rows[ROWS][2];
    NEED_SERVER();
    rowan_driver_connection *connection = open_many();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert = prepare_insert(connection);
    uint32_t failed = 77777;
    rowan_error err = {0};

    fill(rows);
    rows[10][0] = rig_int(9);
    rows[400][1] = (rowan_value){.kind = ROWAN_KIND_BOOL, .as.integer = 2};
    CHECK_INT(driver->execute_many(insert, rows[0], 2, ROWS, NULL, &failed,
                                   &err),
              ROWAN_UNIQUE_VIOLATION);
    CHECK_INT(failed, 10);
    CHECK_STR(err.constraint, "many_pkey");
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""), "0");
    driver->finish(insert);
    rig_close(connection);
}

static void
test_bulk__a_batch_of_a_stale_statement_is_prepared_again(void)
{
    static rowan_value rows[ROWS][2];
    NEED_SERVER();
    rowan_driver_connection *connection = open_many();
    const rowan_driver *driver = rig_driver();
    rowan_driver_statement *insert = prepare_insert(connection);
    rowan_error err = {0};

    fill(rows);
    rig_run(connection, "DEALLOCATE ALL");
    RIG_OK(driver->execute_many(insert, rows[0], 2, ROWS, NULL, NULL, &err),
           err);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""), "1234");
    driver->finish(insert);
    rig_close(connection);
}

static void
test_bulk__a_load_is_all_or_nothing(void)
{
    static rowan_value rows[ROWS][2];
    NEED_SERVER();
    rowan_driver_connection *connection = open_many();
    const rowan_driver *driver = rig_driver();
    uint64_t failed = 0;
    int64_t count = -1;
    rowan_error err = {0};

    fill(rows);
    RIG_OK(driver->bulk_begin(connection, "\"many\"", columns, two_ints, 2,
                              &err),
           err);
    for (int i = 0; i < ROWS; i++)
        RIG_OK(driver->bulk_rows(connection, rows[i], 1, NULL, &err), err);
    CHECK_INT(rig_try(connection, "SELECT 1", NULL), ROWAN_INVALID);
    RIG_OK(driver->bulk_end(connection, 0, &count, NULL, &err), err);
    CHECK_INT(count, ROWS);

    rig_run(connection, "TRUNCATE \"many\"");
    rows[ROWS - 1][0] = rig_int(0);
    CHECK_INT(driver->bulk_begin(connection, "\"many\"", columns, two_ints, 2,
                                 NULL),
              ROWAN_OK);
    CHECK_INT(driver->bulk_rows(connection, rows[0], ROWS, NULL, NULL),
              ROWAN_OK);
    CHECK_INT(driver->bulk_end(connection, 0, &count, &failed, &err),
              ROWAN_UNIQUE_VIOLATION);
    CHECK_STR(err.constraint, "many_pkey");
    CHECK_INT(failed, ROWS - 1);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""), "0");
    CHECK_INT(driver->bulk_end(connection, 0, &count, NULL, NULL),
              ROWAN_INVALID);
    CHECK_INT(driver->bulk_rows(connection, rows[0], 1, NULL, NULL),
              ROWAN_INVALID);
    rig_close(connection);
}

static void
test_bulk__a_load_that_is_dropped_leaves_nothing(void)
{
    static rowan_value rows[ROWS][2];
    NEED_SERVER();
    rowan_driver_connection *connection = open_many();
    const rowan_driver *driver = rig_driver();
    rowan_error err = {0};
    int64_t count = -1;

    fill(rows);
    CHECK_INT(driver->bulk_begin(connection, "\"nosuch\"", columns, two_ints,
                                 2, NULL),
              ROWAN_NO_SUCH_TABLE);
    rig_begin(connection);
    RIG_OK(driver->savepoint(connection, 1, &err), err);
    RIG_OK(driver->bulk_begin(connection, "\"many\"", columns, two_ints, 2,
                              &err),
           err);
    RIG_OK(driver->bulk_rows(connection, rows[0], ROWS, NULL, &err), err);
    RIG_OK(driver->bulk_end(connection, 1, &count, NULL, &err), err);
    CHECK_INT(count, 0);
    RIG_OK(driver->savepoint_rollback(connection, 1, &err), err);
    RIG_OK(driver->bulk_begin(connection, "\"many\"", columns, two_ints, 2,
                              &err),
           err);
    RIG_OK(driver->bulk_rows(connection, rows[0], 10, NULL, &err), err);
    RIG_OK(driver->bulk_end(connection, 0, &count, NULL, &err), err);
    RIG_OK(driver->commit(connection, &err), err);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""), "10");
    /* Left open, it ends with the reset, and with the connection. */
    RIG_OK(driver->bulk_begin(connection, "\"many\"", columns, two_ints, 2,
                              &err),
           err);
    RIG_OK(driver->reset(connection, &err), err);
    CHECK_STR(rig_ask(connection, "SELECT count(*) FROM \"many\""), "10");
    RIG_OK(driver->bulk_begin(connection, "\"many\"", columns, two_ints, 2,
                              &err),
           err);
    rig_close(connection);
}

HARNESS_SUITE(postgresql_bulk,
    HARNESS_TEST(test_bulk__a_batch_tells_what_each_row_changed),
    HARNESS_TEST(test_bulk__a_batch_stops_at_the_row_that_fails),
    HARNESS_TEST(test_bulk__a_batch_tells_of_the_first_row_of_two_that_fail),
    HARNESS_TEST(test_bulk__a_batch_of_a_stale_statement_is_prepared_again),
    HARNESS_TEST(test_bulk__a_load_is_all_or_nothing),
    HARNESS_TEST(test_bulk__a_load_that_is_dropped_leaves_nothing))
