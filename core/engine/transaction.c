/* SPDX-License-Identifier: MIT */
/* Transactions and savepoints. The client library is asked for the state. */
#include "pool_priv.h"

#include "base/error_priv.h"

/* Counts and logs what is about to be sent. */
static void
note(rowan_connection *conn, const char *line)
{
    conn->stats.statements++;
    if (conn->echo)
        rowan__engine_log(conn->engine, line);
}

static rowan_status
answer(rowan_connection *conn, int32_t status, const char *sql,
       rowan_error *err)
{
    if (status == ROWAN_OK)
        return ROWAN_OK;
    return rowan__connection_failed(conn, (rowan_status)status, sql, err);
}

static rowan_status
need_transaction(const rowan_connection *conn, const char *what,
                 rowan_error *err)
{
    if (rowan__connection_transaction_state(conn) != ROWAN_TRANSACTION_NONE)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_INVALID,
                            "%s without a transaction: begin one first", what);
}

rowan_status
rowan__connection_begin(rowan_connection *conn,
                        const rowan_begin_params *params, rowan_error *err)
{
    static const rowan_begin_params usual = {.size = sizeof(usual)};

    if (rowan__connection_transaction_state(conn) != ROWAN_TRANSACTION_NONE)
        return rowan__error_set(err, ROWAN_INVALID,
                                "BEGIN inside a transaction: end it first, or "
                                "take a savepoint");
    conn->savepoint = 0;
    note(conn, "BEGIN");
    return answer(conn,
                  conn->driver->begin(conn->handle,
                                      params != NULL ? params : &usual, err),
                  "BEGIN", err);
}

/* Savepoints are gone when the transaction is. */
static rowan_status
ended(rowan_connection *conn, rowan_status status)
{
    if (conn->broken ||
        rowan__connection_transaction_state(conn) == ROWAN_TRANSACTION_NONE)
        conn->savepoint = 0;
    return status;
}

rowan_status
rowan__connection_commit(rowan_connection *conn, rowan_error *err)
{
    rowan_status status = need_transaction(conn, "COMMIT", err);

    if (status != ROWAN_OK)
        return status;
    if (rowan__connection_transaction_state(conn) == ROWAN_TRANSACTION_ABORTED)
        return rowan__error_set(err, ROWAN_TRANSACTION_ABORTED,
                                "COMMIT of a transaction in which a statement "
                                "failed: roll back");
    note(conn, "COMMIT");
    status = answer(conn, conn->driver->commit(conn->handle, err), "COMMIT",
                    err);
    return ended(conn, status);
}

rowan_status
rowan__connection_rollback(rowan_connection *conn, rowan_error *err)
{
    rowan_status status = need_transaction(conn, "ROLLBACK", err);

    if (status != ROWAN_OK)
        return status;
    note(conn, "ROLLBACK");
    status = answer(conn, conn->driver->rollback(conn->handle, err),
                    "ROLLBACK", err);
    /* Nobody can use a connection that does not even roll back. */
    if (status != ROWAN_OK && rowan__connection_transaction_state(conn) !=
                                  ROWAN_TRANSACTION_NONE)
        conn->broken = true;
    return ended(conn, status);
}

static rowan_status
need_savepoint(const rowan_connection *conn, const char *what,
               rowan_error *err)
{
    if (conn->savepoint > 0)
        return need_transaction(conn, what, err);
    return rowan__error_set(err, ROWAN_INVALID, "%s without a savepoint", what);
}

rowan_status
rowan__connection_savepoint(rowan_connection *conn, rowan_error *err)
{
    rowan_status status = need_transaction(conn, "SAVEPOINT", err);

    if (status != ROWAN_OK)
        return status;
    if ((conn->caps.features & ROWAN_FEATURE(SAVEPOINTS)) == 0)
        return rowan__error_set(err, ROWAN_UNSUPPORTED,
                                "%s has no savepoints: use a transaction of "
                                "its own for what may fail",
                                conn->caps.server_name);
    note(conn, "SAVEPOINT");
    status = answer(conn,
                    conn->driver->savepoint(conn->handle, conn->savepoint + 1,
                                            err),
                    "SAVEPOINT", err);
    if (status == ROWAN_OK)
        conn->savepoint++;
    return status;
}

rowan_status
rowan__connection_savepoint_release(rowan_connection *conn, rowan_error *err)
{
    static const char sql[] = "RELEASE SAVEPOINT";
    rowan_status status = need_savepoint(conn, sql, err);

    if (status != ROWAN_OK)
        return status;
    note(conn, sql);
    status = answer(
        conn, conn->driver->savepoint_release(conn->handle, conn->savepoint, err),
        sql, err);
    if (status == ROWAN_OK)
        conn->savepoint--;
    return status;
}

rowan_status
rowan__connection_savepoint_rollback(rowan_connection *conn, rowan_error *err)
{
    static const char sql[] = "ROLLBACK TO SAVEPOINT";
    rowan_status status = need_savepoint(conn, sql, err);

    if (status != ROWAN_OK)
        return status;
    note(conn, sql);
    status = answer(conn,
                    conn->driver->savepoint_rollback(conn->handle,
                                                     conn->savepoint, err),
                    sql, err);
    if (status != ROWAN_OK)
        return status;
    /* The standard's ROLLBACK TO leaves the savepoint in place. */
    return rowan__connection_savepoint_release(conn, err);
}
