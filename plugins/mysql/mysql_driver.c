/* SPDX-License-Identifier: MIT */
/* The driver's table, and what concerns a connection as a whole: transactions,
 * sign of life, reset. */

#include "mysql_priv.h"

#include <stdio.h>
#include <string.h>

#define TAKE_BACK_US 80000 /* the core allows as much for cleaning up */

/* --- simple statements --------------------------------------------------- */

rowan_status
mysql__ready(rowan_driver_connection *connection, const char *asked,
             rowan_error *err)
{
    if (connection->is_broken) {
        rowan_error_info info = {.size = sizeof info,
                                 .status = ROWAN_CONNECTION_LOST,
                                 .retry = ROWAN_RETRY_CONNECT,
                                 .sqlstate = "08003"};
        char message[128];

        snprintf(message, sizeof message,
                 "cannot %s: the connection was lost before", asked);
        info.message = message;
        return (rowan_status)connection->host->error_set(err, &info);
    }
    if (connection->deadline_us && mysql__now_us() >= connection->deadline_us) {
        connection->has_timed_out = true;
        return mysql__error(connection, asked, err);
    }
    if (!connection->streaming && !mysql__is_killed(connection))
        return ROWAN_OK;
    if (connection->streaming)
        mysql__rows_keep(connection->streaming);
    mysql__kill_spend(connection);
    if (connection->has_timed_out)
        return mysql__error(connection, asked, err);
    return connection->is_broken ? mysql__ready(connection, asked, err)
                                 : ROWAN_OK;
}

/* Reads all results to their end. */
static rowan_status
drain(rowan_driver_connection *connection, const char *asked, rowan_error *err)
{
    int next;

    do {
        MYSQL_RES *result = NULL;

        if (mysql__call_store(connection, &result))
            return mysql__error(connection, asked, err);
        mysql_free_result(result);
        next = mysql__call_next_result(connection);
    } while (next == 0);
    return next > 0 ? mysql__error(connection, asked, err) : ROWAN_OK;
}

rowan_status
mysql__run(rowan_driver_connection *connection, const char *sql,
           const char *asked, rowan_error *err)
{
    rowan_status status = mysql__ready(connection, asked, err);

    if (status)
        return status;
    mysql__work_begin(connection);
    if (mysql__call_query(connection, sql, strlen(sql)))
        status = mysql__error(connection, asked, err);
    else if (mysql_field_count(connection->handle) ||
             mysql_more_results(connection->handle))
        status = drain(connection, asked, err);
    mysql__work_end(connection);
    return status;
}

/* --- transactions -------------------------------------------------------- */

bool
mysql__is_in_transaction(const rowan_driver_connection *connection)
{
    return (connection->handle->server_status & SERVER_STATUS_IN_TRANS) ||
           *connection->xa_name;
}

/* An error's answer carries no status, so what it has done to the transaction
 * is kept in damage until a rollback. A lost connection is not at rest either,
 * or the pool would keep it. */
static uint32_t
transaction_state(rowan_driver_connection *connection)
{
    if (connection->damage || connection->is_broken)
        return ROWAN_STATE_ABORTED;
    return mysql__is_in_transaction(connection) ? ROWAN_STATE_ACTIVE
                                                : ROWAN_STATE_NONE;
}

/* Levels in the order of rowan_begin_params.isolation. */
static const char *const isolation_sql[] = {
    NULL,
    "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED",
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
};

int32_t
mysql__begin(rowan_driver_connection *connection,
             const rowan_begin_params *params, rowan_error *err)
{
    static const char asked[] = "begin a transaction";
    rowan_status status = ROWAN_OK;
    const char *name = NULL;

    if (params->isolation >= sizeof isolation_sql / sizeof *isolation_sql)
        return plugin_fail(connection->host, err, ROWAN_UNSUPPORTED,
                           "cannot begin a transaction: isolation level %u is "
                           "not known",
                           (unsigned)params->isolation);
    if (params->size > offsetof(rowan_begin_params, prepare_as))
        name = params->prepare_as;
    if (params->isolation)
        status = mysql__run(connection, isolation_sql[params->isolation],
                            asked, err);
    if (status)
        return status;
    if (name)
        return mysql__xa_begin(connection, name, err);
    return mysql__run(connection,
                      params->read_only ? "START TRANSACTION READ ONLY"
                                        : "START TRANSACTION",
                      asked, err);
}

bool
mysql__is_unanswered(const rowan_driver_connection *connection,
                     rowan_status status)
{
    return connection->is_broken || connection->has_timed_out ||
           status == ROWAN_CANCELLED;
}

rowan_status
mysql__in_doubt(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info, .status = ROWAN_IN_DOUBT};

    info.native_code = (int32_t)mysql_errno(connection->handle);
    info.sqlstate = "08007";
    info.message = "the server has not answered COMMIT";
    info.hint = "look on another connection whether the changes are there";
    return (rowan_status)connection->host->error_set(err, &info);
}

int32_t
mysql__commit(rowan_driver_connection *connection, rowan_error *err)
{
    static const char asked[] = "commit";
    rowan_status status = mysql__ready(connection, asked, err);

    if (status)
        return status;
    if (connection->damage)
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "cannot commit: a statement failed in a way that "
                           "ended the transaction; roll back");
    if (*connection->xa_name)
        return mysql__xa_end(connection, true, err);
    /* An error is set once only, so it is first looked at without err. */
    mysql__work_begin(connection);
    if (mysql__call_query(connection, "COMMIT", 6)) {
        status = mysql__error(connection, asked, NULL);
        if (mysql__is_unanswered(connection, status))
            status = mysql__in_doubt(connection, err);
        else
            (void)mysql__error(connection, asked, err);
        connection->damage = MYSQL_DAMAGE_TRANSACTION;
    }
    mysql__work_end(connection);
    return status;
}

int32_t
mysql__rollback(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status;

    if (*connection->xa_name)
        status = mysql__xa_end(connection, false, err);
    else
        status = mysql__run(connection, "ROLLBACK", "roll back", err);
    if (!status)
        connection->damage = MYSQL_DAMAGE_NONE;
    return status;
}

/* The deadline of what failed does not keep its transaction open, in which
 * all that comes after would be lost; a connection that cannot end it in time
 * is of no more use. */
rowan_status
mysql__take_back(rowan_driver_connection *connection, rowan_error *err)
{
    int64_t deadline_us = connection->deadline_us;
    bool has_timed_out = connection->has_timed_out;
    rowan_status status;

    if (deadline_us && deadline_us < mysql__now_us() + TAKE_BACK_US)
        connection->deadline_us = mysql__now_us() + TAKE_BACK_US;
    connection->has_timed_out = false;
    status = (rowan_status)mysql__rollback(connection, err);
    connection->is_broken |= status != ROWAN_OK;
    connection->deadline_us = deadline_us;
    connection->has_timed_out = has_timed_out;
    return status;
}

rowan_status
mysql__end_own(rowan_driver_connection *connection, rowan_status status,
               rowan_error *err)
{
    if (!status)
        status = (rowan_status)mysql__commit(connection, err);
    if (status && !connection->is_broken)
        (void)mysql__take_back(connection, NULL);
    return status;
}

static rowan_status
run_numbered(rowan_driver_connection *connection, const char *verb,
             uint32_t number, rowan_error *err)
{
    char sql[48];

    if (connection->damage == MYSQL_DAMAGE_TRANSACTION)
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "cannot use a savepoint: the transaction is over; "
                           "roll it back");
    snprintf(sql, sizeof sql, "%s r%u", verb, (unsigned)number);
    return mysql__run(connection, sql, "use a savepoint", err);
}

static int32_t
savepoint(rowan_driver_connection *connection, uint32_t number,
          rowan_error *err)
{
    return run_numbered(connection, "SAVEPOINT", number, err);
}

static int32_t
savepoint_release(rowan_driver_connection *connection, uint32_t number,
                  rowan_error *err)
{
    return run_numbered(connection, "RELEASE SAVEPOINT", number, err);
}

/* The savepoint stays; the core releases it. */
static int32_t
savepoint_rollback(rowan_driver_connection *connection, uint32_t number,
                   rowan_error *err)
{
    rowan_status status =
        run_numbered(connection, "ROLLBACK TO SAVEPOINT", number, err);

    if (!status)
        connection->damage = MYSQL_DAMAGE_NONE;
    return status;
}

/* --- the connection ------------------------------------------------------ */

static void
set_deadline(rowan_driver_connection *connection, int64_t deadline_us)
{
    connection->deadline_us = deadline_us;
    connection->has_timed_out = false;
}

static rowan_status
renew(rowan_driver_connection *connection, rowan_error *err)
{
    mysql__work_begin(connection);
    mysql__statements_forget(connection);
    if (mysql__call_reset(connection)) {
        rowan_status status =
            mysql__error(connection, "reset the connection", err);
        mysql__work_end(connection);
        return status;
    }
    mysql__work_end(connection);
    connection->damage = MYSQL_DAMAGE_NONE;
    connection->is_sullied = false;
    *connection->xa_name = '\0';
    return mysql__session_fix(connection, err);
}

/*
 * A new session takes two round trips and prepares all statements anew, so
 * it is made only after SQL that may have left something behind. Else nothing
 * is sent unless a transaction is open.
 */
static int32_t
reset(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_driver_statement *each = connection->statements;

    for (; each; each = each->next)
        mysql__statement_reset(each);
    set_deadline(connection, 0);
    mysql__kill_spend(connection);
    if (connection->is_broken)
        return mysql__ready(connection, "reset the connection", err);
    if (connection->is_sullied) {
        rowan_status status = renew(connection, err);

        return status ? status : ROWAN_DONE;
    }
    if (mysql__is_in_transaction(connection) || connection->damage)
        return mysql__rollback(connection, err);
    return ROWAN_OK;
}

static uint32_t
needs_reset(rowan_driver_connection *connection)
{
    return connection->is_sullied || connection->is_broken ||
           connection->streaming || connection->bulk || connection->damage;
}

/* A server that was to take writes may have become a standby since. */
static rowan_status
check_role(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status = mysql__server_ask(connection, err);

    if (status || !connection->server.is_read_only)
        return status;
    connection->is_broken = true;
    return plugin_fail(connection->host, err, ROWAN_CONNECTION_LOST,
                       "the server takes no writes any more");
}

static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    static const char asked[] = "reach the server";
    rowan_status status = mysql__ready(connection, asked, err);

    if (status)
        return status;
    mysql__work_begin(connection);
    if (mysql__call_ping(connection))
        status = mysql__error(connection, asked, err);
    else if (mysql__wants_writes(connection) &&
             !mysql__is_in_transaction(connection))
        status = check_role(connection, err);
    mysql__work_end(connection);
    return status;
}

static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)err;
    mysql__capabilities_fill(&connection->server, caps);
    return ROWAN_OK;
}

static int64_t
last_insert_id(rowan_driver_connection *connection)
{
    return connection->last_id;
}

const rowan_driver mysql__driver = {
    .size = sizeof(rowan_driver),
    .client_version = mysql_get_client_info,
    .options = mysql__options,
    .connect = mysql__connect,
    .disconnect = mysql__disconnect,
    .capabilities = capabilities,
    .ping = ping,
    .reset = reset,
    .needs_reset = needs_reset,
    .transaction_state = transaction_state,
    .begin = mysql__begin,
    .commit = mysql__commit,
    .rollback = mysql__rollback,
    .savepoint = savepoint,
    .savepoint_release = savepoint_release,
    .savepoint_rollback = savepoint_rollback,
    .prepare = mysql__statement_prepare,
    .finish = mysql__statement_finish,
    .column_count = mysql__statement_column_count,
    .column_name = mysql__statement_column_name,
    .execute = mysql__statement_execute,
    .step = mysql__statement_step,
    .statement_reset = mysql__statement_reset,
    .affected_rows = mysql__statement_affected_rows,
    .last_insert_id = last_insert_id,
    .cancel = mysql__cancel,
    .consecutive_ids = mysql__statement_consecutive_ids,
    .set_deadline = set_deadline,
    .execute_many = mysql__execute_many,
    .bulk_begin = mysql__bulk_begin,
    .bulk_rows = mysql__bulk_rows,
    .bulk_end = mysql__bulk_end,
    .prepare_transaction = mysql__xa_prepare,
    .commit_prepared = mysql__xa_commit,
    .rollback_prepared = mysql__xa_rollback,
};
