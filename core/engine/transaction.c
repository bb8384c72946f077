/* SPDX-License-Identifier: MIT */
/* Transactions and savepoints. The client library is asked for the state. */
#include "events_priv.h"

#include "base/error_priv.h"
#include "pool_priv.h"

/* Counts and tells what is about to be sent. */
static rowan__told
note(rowan_connection *conn, const char *line)
{
    return rowan__tell_before(conn, line, NULL, 0);
}

/* Tells how it went; event is that of the transaction. */
static rowan_status
answer(rowan_connection *conn, const rowan__told *told, int32_t answered,
       size_t event, uint32_t savepoint, rowan_error *err)
{
    rowan_status status = (rowan_status)answered;

    if (status != ROWAN_OK)
        (void)rowan__connection_failed(conn, status, told->sql, err);
    rowan__tell_after(conn, told, status, err);
    rowan__tell_transaction(conn, event, status, savepoint);
    return status;
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
    rowan__told told;
    rowan_status status = rowan__engine_check(conn->engine, err);

    if (status != ROWAN_OK)
        return status;
    if (rowan__connection_transaction_state(conn) != ROWAN_TRANSACTION_NONE)
        return rowan__error_set(err, ROWAN_INVALID,
                                "BEGIN inside a transaction: end it first, or "
                                "take a savepoint");
    told = note(conn, "BEGIN");
    status = answer(conn, &told,
                    conn->driver->begin(conn->handle,
                                        params != NULL ? params : &usual, err),
                    ROWAN__EVENT(begin), 0, err);
    conn->savepoint = 0;
    conn->begun = status == ROWAN_OK;
    return status;
}

static rowan_status
check_commit(const rowan_connection *conn, rowan_error *err)
{
    rowan_status status = rowan__engine_check(conn->engine, err);

    if (status != ROWAN_OK)
        return status;
    switch (rowan__connection_transaction_state(conn)) {
    case ROWAN_TRANSACTION_ACTIVE:
        return ROWAN_OK;
    case ROWAN_TRANSACTION_NONE:
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
    rowan__told told;

    if (status != ROWAN_OK)
        return status;
    told = note(conn, "COMMIT");
    status = answer(conn, &told, conn->driver->commit(conn->handle, err),
                    ROWAN__EVENT(commit), 0, err);
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
        rowan__connection_transaction_state(conn) != ROWAN_TRANSACTION_NONE;
    rowan_status status = rowan__engine_check(conn->engine, err);
    rowan__told told;

    if (status != ROWAN_OK)
        return status;
    if (!is_open && !conn->begun)
        return no_transaction("ROLLBACK", err);
    conn->savepoint = 0;
    conn->begun = false;
    if (!is_open) { /* the database has done it, or a failed commit has */
        rowan__tell_transaction(conn, ROWAN__EVENT(rollback), ROWAN_OK, 0);
        return ROWAN_OK;
    }
    told = note(conn, "ROLLBACK");
    status = answer(conn, &told, conn->driver->rollback(conn->handle, err),
                    ROWAN__EVENT(rollback), 0, err);
    /* Nobody can use a connection that does not even roll back. */
    if (status != ROWAN_OK)
        conn->broken = true;
    return status;
}

static rowan_status
need_savepoint(const rowan_connection *conn, const char *what, rowan_error *err)
{
    if (conn->savepoint > 0)
        return rowan__engine_check(conn->engine, err);
    return rowan__error_set(err, ROWAN_INVALID, "%s without a savepoint", what);
}

rowan_status
rowan__connection_savepoint(rowan_connection *conn, rowan_error *err)
{
    rowan__told told;
    rowan_status status = rowan__engine_check(conn->engine, err);

    if (status != ROWAN_OK)
        return status;
    if (rowan__connection_transaction_state(conn) == ROWAN_TRANSACTION_NONE)
        return no_transaction("SAVEPOINT", err);
    if ((conn->caps.features & ROWAN_FEATURE(SAVEPOINTS)) == 0)
        return rowan__error_set(err, ROWAN_UNSUPPORTED,
                                "%s has no savepoints: use a transaction of "
                                "its own for what may fail",
                                conn->caps.server_name);
    told = note(conn, "SAVEPOINT");
    status = answer(
        conn, &told,
        conn->driver->savepoint(conn->handle, conn->savepoint + 1, err),
        ROWAN__EVENT(savepoint), conn->savepoint + 1, err);
    if (status == ROWAN_OK)
        conn->savepoint++;
    return status;
}

rowan_status
rowan__connection_savepoint_release(rowan_connection *conn, rowan_error *err)
{
    static const char sql[] = "RELEASE SAVEPOINT";
    rowan_status status = need_savepoint(conn, sql, err);
    rowan__told told;

    if (status != ROWAN_OK)
        return status;
    told = note(conn, sql);
    status = answer(
        conn, &told,
        conn->driver->savepoint_release(conn->handle, conn->savepoint, err),
        ROWAN__EVENT(savepoint_release), conn->savepoint, err);
    if (status == ROWAN_OK)
        conn->savepoint--;
    return status;
}

rowan_status
rowan__connection_savepoint_rollback(rowan_connection *conn, rowan_error *err)
{
    static const char sql[] = "ROLLBACK TO SAVEPOINT";
    rowan_status status = need_savepoint(conn, sql, err);
    rowan__told told;

    if (status != ROWAN_OK)
        return status;
    told = note(conn, sql);
    status = answer(
        conn, &told,
        conn->driver->savepoint_rollback(conn->handle, conn->savepoint, err),
        ROWAN__EVENT(savepoint_rollback), conn->savepoint, err);
    if (status != ROWAN_OK)
        return status;
    /* The standard's ROLLBACK TO leaves the savepoint in place. */
    return rowan__connection_savepoint_release(conn, err);
}
