/* SPDX-License-Identifier: MIT */
/*
 * Talking to the database. As connect() refuses here, nothing else of this
 * file is ever called by the core; it is here to be filled.
 */
#include "skeleton.h"

/* The connection: the client library's handle, and what it must remember. */
struct rowan_driver_connection {
    const rowan_host *host;
};

/* A prepared statement: the client library's handle, its connection, the row
 * in hand, the kinds wanted of it. */
struct rowan_driver_statement {
    rowan_driver_connection *connection;
};

/* The library that is linked at run time, not the header's version. */
static const char *
client_version(void)
{
    return "none";
}

/* What a URL may say after '?'. The core refuses other keys. */
static const rowan_option_info options[] = {
    {.name = "marrow",
     .values = "red|yellow (default red)",
     .description = "an example that changes nothing"},
    {.name = NULL},
};

/* 1 where each connection would have a database of its own, as an in-memory
 * one has; leave the slot out where there is no such thing. */
static uint32_t
max_connections(const rowan_url_parts *url)
{
    (void)url;
    return 0;
}

/* --- connections --- */

/* Allocate by params->host->allocate(), connect within params->timeout_ms, put
 * the session into the state that the core expects (autocommit, UTC, UTF-8).
 * On failure free everything and leave *ret_connection alone. */
static int32_t
connect(const rowan_connect_params *params,
        rowan_driver_connection **ret_connection, rowan_error *err)
{
    (void)params;
    (void)ret_connection;
    return skeleton_unsupported("connecting", err);
}

static void
disconnect(rowan_driver_connection *connection)
{
    connection->host->release(connection);
}

/* Fill caps for this server's version; write no further than caps->size, for
 * the host may be older than the plugin. */
static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)connection;
    (void)caps;
    return skeleton_unsupported("asking what the server can do", err);
}

static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    return skeleton_unsupported("pinging", err);
}

/* Roll back, drop temporary tables and session settings: what the next user
 * of a pooled connection must not see. Leave the slot out if a rollback is
 * enough. */
static int32_t
reset(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    return skeleton_unsupported("resetting a connection", err);
}

/* Interrupt what another thread runs on the connection. */
static int32_t
cancel(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    return skeleton_unsupported("cancelling", err);
}

/* --- transactions --- */

/* Ask the client library, which knows of a BEGIN inside raw SQL, too. */
static uint32_t
transaction_state(rowan_driver_connection *connection)
{
    (void)connection;
    return ROWAN_STATE_NONE;
}

static int32_t
begin(rowan_driver_connection *connection, const rowan_begin_params *params,
      rowan_error *err)
{
    (void)connection;
    (void)params;
    return skeleton_unsupported("transactions", err);
}

static int32_t
commit(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    return skeleton_unsupported("transactions", err);
}

static int32_t
rollback(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    return skeleton_unsupported("transactions", err);
}

/* Write the number into a name: SAVEPOINT rowan_3. The three slots may be left
 * out without the feature SAVEPOINTS. */
static int32_t
savepoint(rowan_driver_connection *connection, uint32_t number,
          rowan_error *err)
{
    (void)connection;
    (void)number;
    return skeleton_unsupported("savepoints", err);
}

static int32_t
savepoint_release(rowan_driver_connection *connection, uint32_t number,
                  rowan_error *err)
{
    (void)connection;
    (void)number;
    return skeleton_unsupported("savepoints", err);
}

static int32_t
savepoint_rollback(rowan_driver_connection *connection, uint32_t number,
                   rowan_error *err)
{
    (void)connection;
    (void)number;
    return skeleton_unsupported("savepoints", err);
}

/* --- statements --- */

/* Refuse a second statement after the first: it would run unseen. */
static int32_t
prepare(rowan_driver_connection *connection, const char *sql, size_t sql_size,
        const uint32_t *bind_kinds, uint32_t bind_count, uint32_t is_cached,
        rowan_driver_statement **ret_statement, rowan_error *err)
{
    (void)connection;
    (void)sql;
    (void)sql_size;
    (void)bind_kinds;
    (void)bind_count;
    (void)is_cached;
    (void)ret_statement;
    return skeleton_unsupported("preparing a statement", err);
}

static void
finish(rowan_driver_statement *statement)
{
    statement->connection->host->release(statement);
}

static uint32_t
column_count(rowan_driver_statement *statement)
{
    (void)statement;
    return 0;
}

static const char *
column_name(rowan_driver_statement *statement, uint32_t column)
{
    (void)statement;
    (void)column;
    return "";
}

/* Bind by kind, never by text that is pasted into the SQL. Keep wanted for
 * step(). Run to the end where no rows come back. */
static int32_t
execute(rowan_driver_statement *statement, const rowan_value *binds,
        uint32_t bind_count, const uint32_t *wanted, uint32_t column_total,
        rowan_error *err)
{
    (void)statement;
    (void)binds;
    (void)bind_count;
    (void)wanted;
    (void)column_total;
    return skeleton_unsupported("executing a statement", err);
}

/* Give each cell in the kind that was wanted, exactly, or refuse. Do not ask
 * the database for a value's type: the kind wanted tells how to read it. */
static int32_t
step(rowan_driver_statement *statement, rowan_value *cells, rowan_error *err)
{
    (void)statement;
    (void)cells;
    return skeleton_unsupported("fetching rows", err);
}

static void
statement_reset(rowan_driver_statement *statement)
{
    (void)statement;
}

static int64_t
affected_rows(rowan_driver_statement *statement)
{
    (void)statement;
    return -1;
}

/* May be left out without the feature LAST_INSERT_ID. */
static int64_t
last_insert_id(rowan_driver_connection *connection)
{
    (void)connection;
    return 0;
}

/* May be left out. */
static uint32_t
consecutive_ids(rowan_driver_statement *statement, uint32_t row_count,
                int64_t *ret_first)
{
    (void)statement;
    (void)row_count;
    (void)ret_first;
    return 0;
}

/* What is not here makes things faster or bounds them: set_deadline, stream,
 * execute_many, bulk loads and others. They may wait. */
const rowan_driver skeleton_driver = {
    .size = sizeof(rowan_driver),
    .client_version = client_version,
    .options = options,
    .max_connections = max_connections,
    .connect = connect,
    .disconnect = disconnect,
    .capabilities = capabilities,
    .ping = ping,
    .reset = reset,
    .transaction_state = transaction_state,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .savepoint_release = savepoint_release,
    .savepoint_rollback = savepoint_rollback,
    .prepare = prepare,
    .finish = finish,
    .column_count = column_count,
    .column_name = column_name,
    .execute = execute,
    .step = step,
    .statement_reset = statement_reset,
    .affected_rows = affected_rows,
    .last_insert_id = last_insert_id,
    .cancel = cancel,
    .consecutive_ids = consecutive_ids,
};
