/* SPDX-License-Identifier: MIT */
/* Execution of prepared statements. */
#include "pool_priv.h"

#include "base/error_priv.h"

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

rowan_status
rowan__statement_execute(rowan_connection *conn, rowan__statement *statement,
                         const rowan_value *binds, uint32_t bind_count,
                         const uint32_t *wanted, uint32_t column_count,
                         rowan_error *err)
{
    const rowan__compiled *compiled = &statement->compiled;
    bool is_complete = compiled->bind_count == bind_count;
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
    if (statement->running)
        conn->driver->statement_reset(statement->driver);
    statement->running = true;
    statement->binds = binds;
    statement->wanted = wanted;
    statement->column_count = column_count;
    conn->stats.statements++;
    if (conn->echo)
        rowan__engine_log(conn->engine, compiled->sql);
    status = (rowan_status)conn->driver->execute(statement->driver, binds,
                                                 compiled->bind_count, wanted,
                                                 column_count, err);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    return rowan__connection_failed(conn, status, compiled->sql, err);
}

/* Prepares and executes once more what ran on columns that are gone. */
static rowan_status
run_again(rowan_connection *conn, rowan__statement *statement,
          rowan_error *err)
{
    const rowan__compiled *compiled = &statement->compiled;
    rowan_status status;

    conn->driver->finish(statement->driver);
    statement->driver = NULL;
    statement->running = false;
    status = (rowan_status)conn->driver->prepare(
        conn->handle, compiled->sql, compiled->sql_size, compiled->bind_kinds,
        compiled->bind_count, 0, &statement->driver, err);
    if (status != ROWAN_OK)
        return status;
    statement->running = true;
    return (rowan_status)conn->driver->execute(
        statement->driver, statement->binds, compiled->bind_count,
        statement->wanted, statement->column_count, err);
}

rowan_status
rowan__statement_failed(rowan_connection *conn, rowan__statement *statement,
                        rowan_status status, rowan_value *cells,
                        rowan_error *err)
{
    bool is_first = !statement->is_stale;

    statement->is_stale = status == ROWAN_STATEMENT_STALE;
    if (statement->is_stale && is_first && !statement->by_name) {
        rowan_error_clear(err);
        status = run_again(conn, statement, err);
        if (status == ROWAN_OK)
            status =
                (rowan_status)conn->driver->step(statement->driver, cells, err);
    }
    if (status == ROWAN_OK || status == ROWAN_DONE)
        return status;
    return rowan__connection_failed(conn, status, statement->compiled.sql, err);
}
