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
no_transaction(const char *what, rowan_error *err)
{
    return rowan__error_set(err, ROWAN_INVALID,
                            "%s without a transaction: begin one first", what);
}

rowan_status
rowan__connection_begin(rowan_connection *conn,
                        const rowan_begin_params *params, rowan_error *err)
{
    static const rowan_begin_params usual = {.size = sizeof(usual)};
    rowan_status status;

    if (rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE)
        return rowan__error_set(err, ROWAN_INVALID,
                                "BEGIN inside a transaction: end it first, or "
                                "take a savepoint");
    note(conn, "BEGIN");
    status = answer(conn,
                    conn->driver->begin(conn->handle,
                                        params != NULL ? params : &usual, err),
                    "BEGIN", err);
    conn->savepoint = 0;
    conn->begun = status == ROWAN_OK;
    return status;
}

static rowan_status
check_commit(const rowan_connection *conn, rowan_error *err)
{
    switch (rowan__connection_transaction_state(conn)) {
    case ROWAN_STATE_ACTIVE:
        return ROWAN_OK;
    case ROWAN_STATE_NONE:
        if (!conn->begun)
            return no_transaction("COMMIT", err);
        return rowan__error_set(err, ROWAN_TRANSACTION_ABORTED,
                                "COMMIT after the database itself has rolled "
                                "the transaction back: begin it again");
    default:
        return rowan__error_set(err, ROWAN_TRANSACTION_ABORTED,
                                "COMMIT of a transaction in which a statement "
                                "failed: roll back");
    }
}

rowan_status
rowan__connection_commit(rowan_connection *conn, rowan_error *err)
{
    rowan_status status = check_commit(conn, err);

    if (status != ROWAN_OK)
        return status;
    note(conn, "COMMIT");
    status =
        answer(conn, conn->driver->commit(conn->handle, err), "COMMIT", err);
    if (status == ROWAN_OK) {
        conn->savepoint = 0;
        conn->begun = false;
    }
    return status;
}

rowan_status
rowan__connection_rollback(rowan_connection *conn, rowan_error *err)
{
    bool is_open =
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE;
    rowan_status status = ROWAN_OK;

    if (!is_open && !conn->begun)
        return no_transaction("ROLLBACK", err);
    conn->savepoint = 0;
    conn->begun = false;
    if (!is_open) /* the database has done it, or a failed commit has */
        return ROWAN_OK;
    note(conn, "ROLLBACK");
    status = answer(conn, conn->driver->rollback(conn->handle, err), "ROLLBACK",
                    err);
    /* Nobody can use a connection that does not even roll back. */
    if (status != ROWAN_OK)
        conn->broken = true;
    return status;
}

static rowan_status
need_savepoint(const rowan_connection *conn, const char *what, rowan_error *err)
{
    if (conn->savepoint > 0)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_INVALID, "%s without a savepoint", what);
}

rowan_status
rowan__connection_savepoint(rowan_connection *conn, rowan_error *err)
{
    rowan_status status;

    if (rowan__connection_transaction_state(conn) == ROWAN_STATE_NONE)
        return no_transaction("SAVEPOINT", err);
    if ((conn->caps.features & ROWAN_FEATURE(SAVEPOINTS)) == 0)
        return rowan__error_set(err, ROWAN_UNSUPPORTED,
                                "%s has no savepoints: use a transaction of "
                                "its own for what may fail",
                                conn->caps.server_name);
    note(conn, "SAVEPOINT");
    status = answer(
        conn, conn->driver->savepoint(conn->handle, conn->savepoint + 1, err),
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
        conn,
        conn->driver->savepoint_release(conn->handle, conn->savepoint, err),
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
    status = answer(
        conn,
        conn->driver->savepoint_rollback(conn->handle, conn->savepoint, err),
        sql, err);
    if (status != ROWAN_OK)
        return status;
    /* The standard's ROLLBACK TO leaves the savepoint in place. */
    return rowan__connection_savepoint_release(conn, err);
}
