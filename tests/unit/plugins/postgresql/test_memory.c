/* SPDX-License-Identifier: MIT */
/* Every allocation of the plugin's fails in turn: an ordinary error, nothing
 * kept, and the next call works. */
#include "fail_alloc.h"
#include "plugins/rig.h"

#include <string.h>

static rowan_driver_connection *session;

static rowan_status
work_connect(rowan_error *err)
{
    rowan_driver_connection *connection = NULL;
    const rig_way way = {.options = {"search_path=public"}};
    rowan_status status = rig_connect(&way, &connection, err);

    if (!status)
        rig_close(connection);
    return status;
}

static rowan_status
work_query(rowan_error *err)
{
    rowan_value binds[3] = {rig_int(5), rig_text("x"),
                            {.kind = ROWAN_KIND_DECIMAL}};

    binds[2].as.text = (rowan_view){"12345.678", 9};
    return rig_try_with(session,
                        "SELECT $1::int8, $2::text, $3::numeric, ARRAY[1],"
                        " 'ab'::bytea FROM generate_series(1, 3)",
                        binds, 3, err);
}

static rowan_status
work_stream(rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static const char sql[] = "SELECT generate_series(1, 10) * 1.5";
    static const uint32_t wanted = ROWAN_KIND_DECIMAL;
    rowan_driver_statement *statement = NULL;
    rowan_value cell;
    rowan_status status = (rowan_status)driver->prepare(
        session, sql, sizeof sql - 1, NULL, 0, 1, &statement, err);

    if (status)
        return status;
    driver->stream(statement, 3);
    status = (rowan_status)driver->execute(statement, NULL, 0, &wanted, 1,
                                           err);
    while (!status)
        status = (rowan_status)driver->step(statement, &cell, err);
    driver->finish(statement);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

static rowan_status
work_bulk(rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static const char *const columns[] = {"a", "b"};
    static const uint32_t kinds[] = {ROWAN_KIND_INT64, ROWAN_KIND_DECIMAL};
    rowan_value row[2] = {rig_int(1), {.kind = ROWAN_KIND_DECIMAL}};
    int64_t count;
    rowan_status status = (rowan_status)driver->bulk_begin(
        session, "memory", columns, kinds, 2, err);

    row[1].as.text = (rowan_view){"1.25", 4};
    if (status)
        return status;
    status = (rowan_status)driver->bulk_rows(session, row, 1, NULL, err);
    if (status) {
        (void)driver->bulk_end(session, 1, &count, NULL, NULL);
        return status;
    }
    return (rowan_status)driver->bulk_end(session, 0, &count, NULL, err);
}

static rowan_status
work_batch(rowan_error *err)
{
    const rowan_driver *driver = rig_driver();
    static const char sql[] = "INSERT INTO memory VALUES ($1, $2)";
    static const uint32_t kinds[] = {ROWAN_KIND_INT64, ROWAN_KIND_DECIMAL};
    rowan_value rows[4] = {rig_int(1), {.kind = ROWAN_KIND_DECIMAL},
                           rig_int(2), {.kind = ROWAN_KIND_NULL}};
    rowan_driver_statement *statement = NULL;
    rowan_status status = (rowan_status)driver->prepare(
        session, sql, sizeof sql - 1, kinds, 2, 1, &statement, err);

    rows[1].as.text = (rowan_view){"1.25", 4};
    if (status)
        return status;
    status = (rowan_status)driver->execute_many(statement, rows, 2, 2, NULL,
                                                NULL, err);
    driver->finish(statement);
    return status;
}

static rowan_status (*const works[])(rowan_error *err) = {
    work_connect, work_query, work_stream, work_batch, work_bulk};

static void
test_memory__each_allocation_may_fail(void)
{
    NEED_SERVER();
    rowan_driver_connection *setup = rig_open();

    rig_run(setup, "DROP TABLE IF EXISTS memory");
    rig_run(setup, "CREATE TABLE memory (a int, b numeric)");
    rig_close(setup);
    for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
        for (int forever = 0; forever < 2; forever++) {
            fail_alloc_begin();
            session = rig_open();
            int64_t live = fail_alloc_live();

            for (int64_t nth = 1;; nth++) {
                rowan_error err = {0};
                rowan_status status;
                bool has_struck;

                if (forever)
                    fail_alloc_arm_forever(nth);
                else
                    fail_alloc_arm(nth);
                status = works[i](&err);
                has_struck = fail_alloc_struck();
                fail_alloc_arm(0);
                if (!CHECK_INT(fail_alloc_live(), live))
                    FAIL("work %d, allocation %d", (int)i, (int)nth);
                CHECK_INT(status, has_struck ? ROWAN_NO_MEMORY : ROWAN_OK);
                if (!has_struck || nth > 100)
                    break;
                CHECK_INT(rig_driver()->ping(session, NULL), ROWAN_OK);
            }
            rig_close(session);
            CHECK_INT(fail_alloc_live(), 0);
            fail_alloc_end();
        }
    }
}

HARNESS_SUITE(postgresql_memory,
    HARNESS_TEST(test_memory__each_allocation_may_fail))
