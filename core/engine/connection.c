/* SPDX-License-Identifier: MIT */
/* The life of a connection, from the driver's connect to its disconnect. */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/error_priv.h"

/* --- opening and closing ------------------------------------------------- */

static rowan_status
connect(rowan_connection *conn, rowan_error *err)
{
    const rowan_engine *engine = conn->engine;
    const rowan_connect_params params = {
        .size = sizeof(params),
        .timeout_ms = engine->settings.connect_timeout_ms,
        .url = &engine->parts,
        .host = rowan__host(),
    };
    rowan_status status =
        (rowan_status)conn->driver->connect(&params, &conn->handle, err);

    if (status != ROWAN_OK)
        return status;
    conn->caps = (rowan_capabilities){.size = sizeof(conn->caps)};
    return (rowan_status)conn->driver->capabilities(conn->handle, &conn->caps,
                                                    err);
}

rowan_status
rowan__connection_open(rowan_connection *conn, rowan_error *err)
{
    const rowan_engine *engine = conn->engine;
    rowan_status status;

    conn->target.dialect = engine->dialect;
    conn->target.caps = &conn->caps;
    conn->driver = &engine->dialect->driver;
    conn->cache.capacity = engine->settings.statement_cache;
    conn->echo = engine->settings.echo && engine->log != NULL;
    conn->broken = false;
    status = connect(conn, err);
    if (status != ROWAN_OK) {
        rowan__error_object(err, "%s", rowan_url_redacted(engine->url));
        rowan__connection_close(conn);
    }
    return status;
}

void
rowan__connection_close(rowan_connection *conn)
{
    rowan__statement_cache_done(conn);
    conn->savepoint = 0;
    conn->begun = false;
    if (conn->handle != NULL)
        conn->driver->disconnect(conn->handle);
    conn->handle = NULL;
}

/* Ends what the last user left open. */
static void
end_transaction(rowan_connection *conn)
{
    bool is_open =
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE;

    conn->savepoint = 0;
    conn->begun = false;
    if (!is_open)
        return;
    if (conn->echo)
        rowan__engine_log(conn->engine, "ROLLBACK");
    if (rowan__dialect_reset(conn->target.dialect, conn->handle, NULL) !=
            ROWAN_OK ||
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE)
        conn->broken = true;
}

void
rowan__connection_clean(rowan_connection *conn)
{
    while (conn->results != NULL)
        rowan_result_free(conn->results);
    rowan__statement_cache_quiet(conn);
    if (!conn->broken)
        end_transaction(conn);
    if (conn->broken)
        rowan__engine_log(conn->engine,
                          "warning: a connection that failed is closed");
}

/* --- use ----------------------------------------------------------------- */

rowan_status
rowan__connection_check(const rowan_connection *conn, rowan_error *err)
{
    if (conn != NULL &&
        atomic_load_explicit(&conn->acquired, memory_order_relaxed))
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_INVALID,
                            "the connection %s: take one by "
                            "rowan_connection_acquire()",
                            conn != NULL ? "was given back" : "is NULL");
}

rowan_status
rowan__connection_failed(rowan_connection *conn, rowan_status status,
                         const char *sql, rowan_error *err)
{
    rowan__error_sql(err, sql);
    if (status == ROWAN_CONNECTION_LOST || status == ROWAN_IN_DOUBT)
        conn->broken = true;
    return status;
}

/* Runs what is prepared to its end. */
static rowan_status
run_to_end(rowan_connection *conn, rowan_driver_statement *statement,
           rowan_value *cells, uint32_t *wanted, uint32_t column_count,
           rowan_error *err)
{
    rowan_status status = (rowan_status)conn->driver->execute(
        statement, NULL, 0, wanted, column_count, err);

    while (status == ROWAN_OK && column_count > 0)
        status = (rowan_status)conn->driver->step(statement, cells, err);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

rowan_status
rowan__connection_run(rowan_connection *conn, const char *sql, size_t sql_size,
                      rowan_error *err)
{
    const rowan_driver *driver = conn->driver;
    rowan_driver_statement *statement = NULL;
    rowan_value *cells = NULL;
    uint32_t *wanted = NULL;
    uint32_t count;
    rowan_status status;

    conn->stats.statements++;
    if (conn->echo)
        rowan__engine_log(conn->engine, sql);
    status = (rowan_status)driver->prepare(conn->handle, sql, sql_size, NULL, 0,
                                           0, &statement, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, sql, err);
    count = driver->column_count(statement);
    cells = rowan__calloc(count, sizeof(*cells));
    wanted = rowan__calloc(count, sizeof(*wanted));
    if (cells == NULL || wanted == NULL)
        status = rowan__error_no_memory(err);
    else
        status = run_to_end(conn, statement, cells, wanted, count, err);
    driver->finish(statement);
    rowan__free(wanted);
    rowan__free(cells);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    return rowan__connection_failed(conn, status, sql, err);
}

uint32_t
rowan__connection_transaction_state(const rowan_connection *conn)
{
    return conn->driver->transaction_state(conn->handle);
}

void
rowan_connection_server(const rowan_connection *conn,
                        rowan_server_info *ret_info)
{
    rowan_server_info info = {
        .version = conn->caps.server_version,
        .dialect = conn->engine->dialect->name,
        .client_version = conn->engine->dialect->driver.client_version(),
    };

    rowan__error_copy(info.name, sizeof(info.name), conn->caps.server_name);
    rowan__error_copy(info.text, sizeof(info.text), conn->caps.server_text);
    *ret_info = info;
}

rowan_status
rowan_connection_ping(rowan_connection *conn, rowan_error *err)
{
    rowan_status status;

    status = rowan__connection_check(conn, err);
    if (status != ROWAN_OK)
        return status;
    status = (rowan_status)conn->driver->ping(conn->handle, err);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    return rowan__connection_failed(conn, status, NULL, err);
}
