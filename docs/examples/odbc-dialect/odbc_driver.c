/* SPDX-License-Identifier: MIT */
/* What concerns a connection as a whole, and the driver's table. */
#include "odbc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *
client_version(void)
{
    return "unixODBC";
}

/* --- what runs ------------------------------------------------------------ */

void
odbc_running(rowan_driver_connection *connection, SQLHSTMT handle)
{
    pthread_mutex_lock(&connection->lock);
    connection->running = handle;
    connection->is_cancelled = false;
    pthread_mutex_unlock(&connection->lock);
}

void
odbc_rests(rowan_driver_connection *connection)
{
    pthread_mutex_lock(&connection->lock);
    connection->running = SQL_NULL_HSTMT;
    pthread_mutex_unlock(&connection->lock);
}

/* The lock keeps the statement from ending, and its handle from going to
 * another, while it is told. */
static int32_t
cancel(rowan_driver_connection *connection, rowan_error *err)
{
    (void)err;
    pthread_mutex_lock(&connection->lock);
    if (connection->running != SQL_NULL_HSTMT) {
        connection->is_cancelled = true;
        SQLCancel(connection->running);
    }
    pthread_mutex_unlock(&connection->lock);
    return ROWAN_OK;
}

int32_t
odbc_run(rowan_driver_connection *connection, const char *sql,
         const char *asked, rowan_error *err)
{
    SQLHSTMT handle;
    SQLRETURN code;
    int32_t status = ROWAN_OK;

    if (!SQL_SUCCEEDED(
            SQLAllocHandle(SQL_HANDLE_STMT, connection->handle, &handle)))
        return odbc_error(connection, SQL_HANDLE_DBC, connection->handle, asked,
                          err);
    odbc_running(connection, handle);
    code = SQLExecDirect(handle, (SQLCHAR *)sql, SQL_NTS);
    odbc_rests(connection);
    if (!SQL_SUCCEEDED(code) && code != SQL_NO_DATA)
        status = odbc_error(connection, SQL_HANDLE_STMT, handle, asked, err);
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
    return status;
}

int32_t
odbc_run_all(rowan_driver_connection *connection, const char *const *sql,
             const char *asked, rowan_error *err)
{
    int32_t status = ROWAN_OK;

    for (; status == ROWAN_OK && *sql != NULL; sql++)
        status = odbc_run(connection, *sql, asked, err);
    return status;
}

/* --- what it is ----------------------------------------------------------- */

/* "15.0.18" is 150018 there, "3.39.3" 33903. */
static uint32_t
version_number(const char *text)
{
    unsigned parts[3] = {0, 0, 0};

    sscanf(text, "%u.%u.%u", &parts[0], &parts[1], &parts[2]);
    return parts[0] * 10000 + parts[1] * 100 + parts[2] % 100;
}

/* ODBC's levels by Rowan's numbers, each stronger than the one before. */
static const SQLUINTEGER levels[] = {
    [ROWAN_ISOLATION_READ_UNCOMMITTED] = SQL_TXN_READ_UNCOMMITTED,
    [ROWAN_ISOLATION_READ_COMMITTED] = SQL_TXN_READ_COMMITTED,
    [ROWAN_ISOLATION_REPEATABLE_READ] = SQL_TXN_REPEATABLE_READ,
    [ROWAN_ISOLATION_SERIALIZABLE] = SQL_TXN_SERIALIZABLE,
};

enum { LEVEL_COUNT = sizeof levels / sizeof *levels };

/* The database's own level for one that is asked for: the same, or the next
 * stronger one that there is; 0 if there is none. */
static SQLUINTEGER
level_for(SQLHDBC handle, uint32_t isolation)
{
    SQLUINTEGER there = 0, usual = 0;
    SQLSMALLINT size;

    if (isolation == ROWAN_ISOLATION_DEFAULT) {
        SQLGetInfo(handle, SQL_DEFAULT_TXN_ISOLATION, &usual, sizeof usual,
                   &size);
        return usual;
    }
    SQLGetInfo(handle, SQL_TXN_ISOLATION_OPTION, &there, sizeof there, &size);
    for (; isolation < LEVEL_COUNT; isolation++)
        if (there & levels[isolation])
            return levels[isolation];
    return 0;
}

/* The host may be older than this plugin: no further than its size. */
static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    rowan_capabilities full = *connection->server->capabilities;
    uint32_t size = caps->size;

    (void)err;
    full.flavour = connection->server->flavour;
    full.server_version = version_number(connection->dbms_version);
    for (uint32_t i = ROWAN_ISOLATION_READ_UNCOMMITTED; i < LEVEL_COUNT; i++)
        full.isolates[i] = level_for(connection->handle, i) != 0;
    snprintf(full.server_text, sizeof full.server_text, "%s",
             connection->dbms_version);
    memcpy(caps, &full, size < sizeof full ? size : sizeof full);
    caps->size = size;
    return ROWAN_OK;
}

static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    return odbc_run(connection, "SELECT 1", "reach the database", err);
}

static int32_t
reset(rowan_driver_connection *connection, rowan_error *err)
{
    const odbc_server *server = connection->server;
    int32_t status;

    if (!connection->is_altered)
        return ROWAN_OK;
    if (server->reset_sql[0] == NULL)
        return odbc_fail(connection->host, ROWAN_UNSUPPORTED, err,
                         "settings and temporary tables go with their "
                         "connection");
    status = odbc_run_all(connection, server->reset_sql, "reset the session",
                          err);
    if (status == ROWAN_OK)
        status = odbc_run_all(connection, server->setup_sql,
                              "set the session up", err);
    if (status != ROWAN_OK)
        return status;
    connection->is_altered = false;
    return ROWAN_DONE;
}

/* --- transactions --------------------------------------------------------- */

static uint32_t
transaction_state(rowan_driver_connection *connection)
{
    if (!connection->in_transaction)
        return ROWAN_STATE_NONE;
    return connection->is_aborted ? ROWAN_STATE_ABORTED : ROWAN_STATE_ACTIVE;
}

static int32_t
set(rowan_driver_connection *connection, SQLINTEGER attribute, SQLULEN value,
    const char *asked, rowan_error *err)
{
    if (SQL_SUCCEEDED(SQLSetConnectAttr(connection->handle, attribute,
                                        (SQLPOINTER)value, 0)))
        return ROWAN_OK;
    return odbc_error(connection, SQL_HANDLE_DBC, connection->handle, asked,
                      err);
}

/* It stays for the transactions after it, so the default is set as well. */
static int32_t
set_isolation(rowan_driver_connection *connection, uint32_t isolation,
              rowan_error *err)
{
    SQLUINTEGER level = level_for(connection->handle, isolation);
    int32_t status;

    if (!level)
        return odbc_fail(connection->host, ROWAN_UNSUPPORTED, err,
                         "the database has no such level of isolation");
    status = set(connection, SQL_ATTR_TXN_ISOLATION, level,
                 "set the isolation level", err);
    if (status == ROWAN_OK)
        connection->isolation = isolation;
    return status;
}

/* Back to statements that commit themselves. */
static int32_t
end(rowan_driver_connection *connection, rowan_error *err)
{
    const odbc_server *server = connection->server;
    bool was_read_only = connection->is_read_only;
    int32_t status;

    connection->in_transaction = false;
    connection->is_aborted = false;
    connection->is_read_only = false;
    status = set(connection, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_ON,
                 "end the transaction", err);
    if (status == ROWAN_OK && was_read_only && server->read_write_sql != NULL)
        status = odbc_run(connection, server->read_write_sql,
                          "end the transaction", err);
    return status;
}

static int32_t
begin(rowan_driver_connection *connection, const rowan_begin_params *params,
      rowan_error *err)
{
    const odbc_server *server = connection->server;
    int32_t status = ROWAN_OK;

    if (params->isolation != connection->isolation)
        status = set_isolation(connection, params->isolation, err);
    if (status == ROWAN_OK)
        status = set(connection, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF,
                     "begin", err);
    if (status != ROWAN_OK)
        return status;
    connection->in_transaction = true;
    connection->is_aborted = false;
    if (params->read_only && server->read_only_sql != NULL) {
        connection->is_read_only = true;
        status = odbc_run(connection, server->read_only_sql,
                          "make the transaction read-only", err);
    }
    if (status != ROWAN_OK) {
        SQLEndTran(SQL_HANDLE_DBC, connection->handle, SQL_ROLLBACK);
        (void)end(connection, NULL);
    }
    return status;
}

/* What the driver says of a commit that failed is not always whether it had
 * been sent: a connection that is lost leaves it in doubt. */
static int32_t
commit(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_error first = {0};

    if (connection->is_aborted)
        return odbc_fail(connection->host, ROWAN_TRANSACTION_ABORTED, err,
                         "cannot commit: a statement failed, so only a "
                         "rollback is possible");
    if (SQL_SUCCEEDED(
            SQLEndTran(SQL_HANDLE_DBC, connection->handle, SQL_COMMIT)))
        return end(connection, err);
    (void)odbc_error(connection, SQL_HANDLE_DBC, connection->handle, "commit",
                     &first);
    if (connection->is_lost)
        return odbc_fail(connection->host, ROWAN_IN_DOUBT, err,
                         "the connection was lost while it committed");
    return connection->host->error_set(
        err, &(const rowan_error_info){.size = sizeof(rowan_error_info),
                                       .status = first.status,
                                       .retry = (int32_t)first.retry,
                                       .native_code = first.native_code,
                                       .sqlstate = first.sqlstate,
                                       .message = first.message});
}

static int32_t
rollback(rowan_driver_connection *connection, rowan_error *err)
{
    if (!SQL_SUCCEEDED(
            SQLEndTran(SQL_HANDLE_DBC, connection->handle, SQL_ROLLBACK))) {
        connection->in_transaction = false;
        return odbc_error(connection, SQL_HANDLE_DBC, connection->handle,
                          "roll back", err);
    }
    return end(connection, err);
}

static int32_t
savepoint_command(rowan_driver_connection *connection, const char *command,
                  uint32_t number, rowan_error *err)
{
    char sql[64];

    snprintf(sql, sizeof sql, "%s rowan_%u", command, (unsigned)number);
    return odbc_run(connection, sql, "use a savepoint", err);
}

static int32_t
savepoint(rowan_driver_connection *connection, uint32_t number,
          rowan_error *err)
{
    return savepoint_command(connection, "SAVEPOINT", number, err);
}

static int32_t
savepoint_release(rowan_driver_connection *connection, uint32_t number,
                  rowan_error *err)
{
    return savepoint_command(connection, "RELEASE SAVEPOINT", number, err);
}

static int32_t
savepoint_rollback(rowan_driver_connection *connection, uint32_t number,
                   rowan_error *err)
{
    int32_t status =
        savepoint_command(connection, "ROLLBACK TO SAVEPOINT", number, err);

    if (status == ROWAN_OK)
        connection->is_aborted = false;
    return status;
}

/* --- keys ----------------------------------------------------------------- */

static int64_t
last_insert_id(rowan_driver_connection *connection)
{
    SQLHSTMT handle;
    SQLBIGINT id = 0;
    SQLLEN size;

    if (!connection->server->last_id_sql ||
        !SQL_SUCCEEDED(
            SQLAllocHandle(SQL_HANDLE_STMT, connection->handle, &handle)))
        return 0;
    if (SQL_SUCCEEDED(SQLExecDirect(
            handle, (SQLCHAR *)connection->server->last_id_sql, SQL_NTS)) &&
        SQL_SUCCEEDED(SQLFetch(handle)))
        SQLGetData(handle, 1, SQL_C_SBIGINT, &id, sizeof id, &size);
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
    return (int64_t)id;
}

const rowan_driver odbc_driver = {
    .size = sizeof(rowan_driver),
    .client_version = client_version,
    .options = odbc_options,
    .max_connections = odbc_max_connections,
    .connect = odbc_connect,
    .disconnect = odbc_disconnect,
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
    .prepare = odbc_prepare,
    .finish = odbc_finish,
    .column_count = odbc_column_count,
    .column_name = odbc_column_name,
    .execute = odbc_execute,
    .step = odbc_step,
    .statement_reset = odbc_statement_reset,
    .affected_rows = odbc_affected_rows,
    .last_insert_id = last_insert_id,
    .cancel = cancel,
};
