/* SPDX-License-Identifier: MIT */
/* The driver's table, and what concerns a connection as a whole: transactions,
 * sign of life, cancel. */

#include "sqlite_priv.h"

#include <string.h>

void
sqlite__work_begin(rowan_driver_connection *connection)
{
    if (!connection->running)
        connection->cancel_seen = atomic_load_explicit(
            &connection->cancel_count, memory_order_relaxed);
    connection->is_late = false;
}

/* --- control statements ------------------------------------------------- */

/* Runs a control statement; it stays prepared for the next time. */
static rowan_status
run_kept(rowan_driver_connection *connection, sqlite3_stmt **kept,
         const char *sql, const char *asked, rowan_error *err)
{
    int code = SQLITE_OK;

    sqlite__work_begin(connection);
    if (!*kept)
        code = sqlite3_prepare_v3(connection->db, sql, -1,
                                  SQLITE_PREPARE_PERSISTENT, kept, NULL);
    if (code == SQLITE_OK)
        while ((code = sqlite3_step(*kept)) == SQLITE_ROW)
            ;
    if (code != SQLITE_DONE) {
        rowan_status status = sqlite__error(connection, code, asked, err);
        sqlite3_reset(*kept);
        return status;
    }
    sqlite3_reset(*kept);
    return ROWAN_OK;
}

static rowan_status
run_control(rowan_driver_connection *connection, sqlite_control control,
            const char *sql, const char *asked, rowan_error *err)
{
    return run_kept(connection, &connection->controls[control], sql, asked,
                    err);
}

/* The same for one of a numbered group; rare numbers are not kept. */
static rowan_status
run_numbered(rowan_driver_connection *connection, sqlite_control group,
             uint32_t number, const char *verb, rowan_error *err)
{
    sqlite3_stmt *once = NULL;
    bool is_kept = number - 1 < SQLITE_CACHED_SAVEPOINTS; /* 0 wraps */
    char sql[48];
    rowan_status status;

    sqlite3_snprintf(sizeof sql, sql, "%s r%u", verb, (unsigned)number);
    status = run_kept(
        connection, is_kept ? &connection->controls[group + number - 1] : &once,
        sql, "use a savepoint", err);
    sqlite3_finalize(once);
    return status;
}

/* --- transactions ------------------------------------------------------- */

static uint32_t
transaction_state(rowan_driver_connection *connection)
{
    return sqlite3_get_autocommit(connection->db) ? ROWAN_STATE_NONE
                                                  : ROWAN_STATE_ACTIVE;
}

/* Every level of isolation is served by the one that SQLite has: it is
 * serializable. */
static int32_t
begin(rowan_driver_connection *connection, const rowan_begin_params *params,
      rowan_error *err)
{
    bool is_immediate = params->will_write && !params->read_only;
    rowan_status status =
        is_immediate ? run_control(connection, SQLITE_CONTROL_BEGIN_IMMEDIATE,
                                   "BEGIN IMMEDIATE", "begin to write", err)
                     : run_control(connection, SQLITE_CONTROL_BEGIN, "BEGIN",
                                   "begin a transaction", err);

    if (!status)
        connection->is_read_only = params->read_only != 0;
    return status;
}

static int32_t
commit(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status;

    if (sqlite3_get_autocommit(connection->db)) {
        connection->is_read_only = false;
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "cannot commit: there is no transaction; SQLite "
                           "rolls one back when it is out of memory or disk, "
                           "or cancelled");
    }
    status =
        run_control(connection, SQLITE_CONTROL_COMMIT, "COMMIT", "commit", err);
    if (!status)
        connection->is_read_only = false;
    return status;
}

static int32_t
rollback(rowan_driver_connection *connection, rowan_error *err)
{
    connection->is_read_only = false;
    if (sqlite3_get_autocommit(connection->db))
        return ROWAN_OK; /* SQLite has done it already */
    return run_control(connection, SQLITE_CONTROL_ROLLBACK, "ROLLBACK",
                       "roll back", err);
}

static int32_t
savepoint(rowan_driver_connection *connection, uint32_t number,
          rowan_error *err)
{
    return run_numbered(connection, SQLITE_CONTROL_SAVEPOINT, number,
                        "SAVEPOINT", err);
}

static int32_t
savepoint_release(rowan_driver_connection *connection, uint32_t number,
                  rowan_error *err)
{
    return run_numbered(connection, SQLITE_CONTROL_RELEASE, number, "RELEASE",
                        err);
}

/* The savepoint stays; the core releases it. */
static int32_t
savepoint_rollback(rowan_driver_connection *connection, uint32_t number,
                   rowan_error *err)
{
    return run_numbered(connection, SQLITE_CONTROL_ROLLBACK_TO, number,
                        "ROLLBACK TO", err);
}

/* --- the connection ----------------------------------------------------- */

static bool
is_in_memory(const rowan_driver_connection *connection)
{
    const char *name = sqlite3_db_filename(connection->db, "main");

    return !name || !*name;
}

/* SQLite has no way to put a connection's settings back, but opening a file
 * again is cheap. A database in memory ends with its connection, and so keeps
 * what was done to it. */
static int32_t
reset(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status;

    while (connection->running)
        sqlite__statement_reset(connection->running);
    status = (rowan_status)rollback(connection, err);
    if (status || !connection->is_altered || is_in_memory(connection))
        return status;
    return plugin_fail(connection->host, err, ROWAN_UNSUPPORTED,
                       "settings, attached databases and temporary tables "
                       "go with their connection");
}

static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    return run_control(connection, SQLITE_CONTROL_PING, "SELECT 1",
                       "reach the database", err);
}

static int32_t
cancel(rowan_driver_connection *connection, rowan_error *err)
{
    (void)err;
    atomic_fetch_add_explicit(&connection->cancel_count, 1,
                              memory_order_relaxed);
    sqlite3_interrupt(connection->db);
    return ROWAN_OK;
}

static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)err;
    sqlite__capabilities_fill(caps);
    caps->max_binds = (uint32_t)sqlite3_limit(connection->db,
                                              SQLITE_LIMIT_VARIABLE_NUMBER, -1);
    caps->max_value_bytes = (uint64_t)connection->length_limit;
    if (is_in_memory(connection)) /* each is its own database */
        caps->has[ROWAN_FEATURE_CONCURRENT_CONNECTIONS] = 0;
    return ROWAN_OK;
}

static int64_t
last_insert_id(rowan_driver_connection *connection)
{
    return sqlite3_last_insert_rowid(connection->db);
}

/* Options that are wrong are told by connect(). */
static uint32_t
max_connections(const rowan_url_parts *url)
{
    return sqlite__url_is_memory(url) ? 1 : 0;
}

static uint32_t
needs_reset(rowan_driver_connection *connection)
{
    return connection->running || connection->is_altered;
}

const rowan_driver sqlite__driver = {
    .size = sizeof(rowan_driver),
    .client_version = sqlite3_libversion,
    .options = sqlite__options,
    .max_connections = max_connections,
    .connect = sqlite__connect,
    .disconnect = sqlite__disconnect,
    .capabilities = capabilities,
    .ping = ping,
    .reset = reset,
    .needs_reset = needs_reset,
    .transaction_state = transaction_state,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .savepoint_release = savepoint_release,
    .savepoint_rollback = savepoint_rollback,
    .prepare = sqlite__statement_prepare,
    .finish = sqlite__statement_finish,
    .column_count = sqlite__statement_column_count,
    .column_name = sqlite__statement_column_name,
    .execute = sqlite__statement_execute,
    .step = sqlite__statement_step,
    .statement_reset = sqlite__statement_reset,
    .affected_rows = sqlite__statement_affected_rows,
    .last_insert_id = last_insert_id,
    .cancel = cancel,
    .set_deadline = sqlite__set_deadline,
    .consecutive_ids = sqlite__statement_consecutive_ids,
};
