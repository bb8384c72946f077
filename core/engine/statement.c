/* SPDX-License-Identifier: MIT */
/* Execution of prepared statements. */
#include "events_priv.h"

#include "base/error_priv.h"
#include "pool_priv.h"

#include <string.h>

/* Binds come in the shape's order; the SQL text may ask for another. */
static bool
put_in_order(rowan__statement *statement, const rowan_value *binds,
             uint32_t bind_count)
{
    const rowan__compiled *compiled = &statement->compiled;

    for (uint32_t i = 0; i < compiled->bind_count; i++) {
        if (compiled->bind_order[i] >= bind_count)
            return false;
        statement->ordered[i] = binds[compiled->bind_order[i]];
    }
    return true;
}

static void
count_rows(const rowan_connection *conn, rowan__statement *statement)
{
    statement->is_counting = conn->listener_count > 0;
    if (statement->is_counting)
        statement->executed_ns = rowan__clock_monotonic_ns();
}

rowan_status
rowan__statement_execute(rowan_connection *conn, rowan__statement *statement,
                         const rowan_value *binds, uint32_t bind_count,
                         const uint32_t *wanted, uint32_t column_count,
                         rowan_error *err)
{
    const rowan__compiled *compiled = &statement->compiled;
    bool is_complete = compiled->bind_count == bind_count;
    rowan__told told;
    rowan_status status;

    if (compiled->bind_order != NULL) {
        is_complete = put_in_order(statement, binds, bind_count);
        binds = statement->ordered;
    }
    if (!is_complete) {
        status = rowan__error_set(err, ROWAN_INTERNAL,
                                  "the statement was given %u values for %u "
                                  "placeholders",
                                  bind_count, compiled->bind_count);
        return rowan__connection_failed(conn, status, compiled->sql, err);
    }
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, compiled->sql, err);
    if (statement->running)
        conn->driver->statement_reset(statement->driver);
    statement->running = true;
    statement->row_count = 0;
    told = rowan__tell_before(conn, compiled->sql, binds, compiled->bind_count);
    status = (rowan_status)conn->driver->execute(statement->driver, binds,
                                                 compiled->bind_count, wanted,
                                                 column_count, err);
    if (status != ROWAN_OK)
        (void)rowan__connection_failed(conn, status, compiled->sql, err);
    rowan__tell_after(conn, &told, status, err);
    if (status == ROWAN_OK && column_count > 0)
        count_rows(conn, statement);
    return status;
}

/* Each row in place; there is as many of each as of placeholders. */
static bool
put_rows_in_order(rowan__statement *statement, rowan_value *binds,
                  uint32_t bind_count, uint32_t row_count)
{
    if (statement->compiled.bind_count != bind_count)
        return false;
    for (uint32_t i = 0;
         statement->compiled.bind_order != NULL && i < row_count;
         i++, binds += bind_count) {
        if (!put_in_order(statement, binds, bind_count))
            return false;
        memcpy(binds, statement->ordered, bind_count * sizeof(*binds));
    }
    return true;
}

rowan_status
rowan__statement_execute_many(rowan_connection *conn,
                              rowan__statement *statement, rowan_value *binds,
                              uint32_t bind_count, uint32_t row_count,
                              int64_t *ret_affected, uint32_t *ret_failed,
                              rowan_error *err)
{
    const char *sql = statement->compiled.sql;
    rowan__told told;
    rowan_status status;

    *ret_failed = row_count;
    if (!put_rows_in_order(statement, binds, bind_count, row_count)) {
        status = rowan__error_set(err, ROWAN_INTERNAL,
                                  "the statement was given %u values a row "
                                  "for %u placeholders",
                                  bind_count, statement->compiled.bind_count);
        return rowan__connection_failed(conn, status, sql, err);
    }
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, sql, err);
    if (statement->running)
        conn->driver->statement_reset(statement->driver);
    statement->running = true;
    told = rowan__tell_before(conn, sql, binds, bind_count * row_count);
    status = (rowan_status)conn->driver->execute_many(
        statement->driver, binds, bind_count, row_count, ret_affected,
        ret_failed, err);
    if (status != ROWAN_OK)
        (void)rowan__connection_failed(conn, status, sql, err);
    rowan__tell_after(conn, &told, status, err);
    return status;
}
