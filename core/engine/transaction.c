/* SPDX-License-Identifier: MIT */
/* Transactions and savepoints. The client library is asked for the state. */
#include "base/error_priv.h"
#include "events_priv.h"
#include "pool_priv.h"

/* Counts and tells what is about to be sent. */
static rowan__told
note(rowan_connection *conn, const char *sql)
{
    return rowan__tell_before(conn, sql, NULL, 0);
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

/* The engine's own isolation and read-only stand in for what is not said. */
static rowan_status
complete(const rowan_connection *conn, const rowan_begin_params *given,
         rowan_begin_params *ret_params, rowan_error *err)
{
    static const char *const names[] = {"", "READ UNCOMMITTED",
                                        "READ COMMITTED", "REPEATABLE READ",
                                        "SERIALIZABLE"};
    rowan_begin_params params = {.size = sizeof(params)};

    if (given != NULL)
        params = *given;
    if (params.isolation == ROWAN_ISOLATION_DEFAULT)
        params.isolation = conn->engine->settings.isolation;
    if (conn->engine->settings.read_only) {
        params.read_only = 1;
        params.will_write = 0;
    }
    if (params.isolation > ROWAN_ISOLATION_SERIALIZABLE)
        return rowan__error_set(err, ROWAN_INVALID,
                                "isolation level %u is no ROWAN_ISOLATION_...",
                                params.isolation);
    if (params.isolation != ROWAN_ISOLATION_DEFAULT &&
        !conn->caps.isolates[params.isolation])
        return rowan__error_set(err, ROWAN_UNSUPPORTED,
                                "%s has no transactions with isolation %s",
                                conn->caps.server_name,
                                names[params.isolation]);
    *ret_params = params;
    return ROWAN_OK;
}

rowan_status
rowan__connection_begin(rowan_connection *conn,
                        const rowan_begin_params *params, rowan_error *err)
{
    rowan_begin_params complete_params;
    rowan__told told;
    rowan_status status;

    if (rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE)
        return rowan__error_set(err, ROWAN_INVALID,
                                "BEGIN inside a transaction: end it first, or "
                                "take a savepoint");
    status = complete(conn, params, &complete_params, err);
    rowan__connection_forget(conn);
    if (status == ROWAN_OK)
        status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return status;
    told = note(conn, "BEGIN");
    status = answer(conn, &told,
                    conn->driver->begin(conn->handle, &complete_params, err),
                    ROWAN__EVENT(begin), 0, err);
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
    rowan_status status = rowan__connection_in_transaction(conn, err);
    rowan__told told;

    if (status == ROWAN_OK)
        status = check_commit(conn, err);
    if (status == ROWAN_OK)
        status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return status;
    told = note(conn, "COMMIT");
    status = answer(conn, &told, conn->driver->commit(conn->handle, err),
                    ROWAN__EVENT(commit), 0, err);
    if (status == ROWAN_OK)
        rowan__connection_forget(conn);
    return status;
}

void
rowan__connection_commit_follows(rowan_connection *conn, bool may_go_along)
{
    bool along = may_go_along && conn->engine->settings.one_trip_commit;

    if (conn->driver->commit_follows != NULL)
        conn->driver->commit_follows(conn->handle, along ? ROWAN_COMMIT_ALONG
                                                         : ROWAN_COMMIT_NEXT);
}

rowan_status
rowan__connection_rollback(rowan_connection *conn, rowan_error *err)
{
    bool is_open =
        conn->broken ||
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE;
    rowan_status status = rowan__engine_check(conn->engine, err);
    rowan__told told;

    if (status != ROWAN_OK)
        return status;
    if (!is_open && !conn->begun)
        return no_transaction("ROLLBACK", err);
    rowan__connection_forget(conn);
    /* The database has done it, or a failed commit has, or does it when it
     * finds the connection gone. */
    if (!is_open || conn->broken) {
        rowan__tell_transaction(conn, ROWAN__EVENT(rollback), ROWAN_OK, 0);
        return ROWAN_OK;
    }
    rowan__connection_clean_up(conn);
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
    rowan_status status = rowan__connection_in_transaction(conn, err);
    rowan__told told;

    if (status != ROWAN_OK)
        return status;
    if (rowan__connection_transaction_state(conn) == ROWAN_STATE_NONE)
        return no_transaction("SAVEPOINT", err);
    if (!conn->caps.has[ROWAN_FEATURE_SAVEPOINTS])
        return rowan__error_set(err, ROWAN_UNSUPPORTED,
                                "%s has no savepoints: use a transaction of "
                                "its own for what may fail",
                                conn->caps.server_name);
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return status;
    told = note(conn, "SAVEPOINT");
    status = answer(
        conn, &told,
        conn->driver->savepoint(conn->handle, conn->savepoint + 1, err),
        ROWAN__EVENT(savepoint), conn->savepoint + 1, err);
    if (status == ROWAN_OK)
        conn->savepoint++;
    return status;
}

static rowan_status
release_savepoint(rowan_connection *conn, rowan_error *err)
{
    static const char sql[] = "RELEASE SAVEPOINT";
    rowan__told told;
    rowan_status status;

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
rowan__connection_savepoint_release(rowan_connection *conn, rowan_error *err)
{
    rowan_status status = need_savepoint(conn, "RELEASE SAVEPOINT", err);

    if (status == ROWAN_OK)
        status = rowan__connection_ready(conn, err);
    return status == ROWAN_OK ? release_savepoint(conn, err) : status;
}

rowan_status
rowan__connection_savepoint_rollback(rowan_connection *conn, rowan_error *err)
{
    static const char sql[] = "ROLLBACK TO SAVEPOINT";
    rowan_status status = need_savepoint(conn, sql, err);
    rowan__told told;

    /* Only the whole transaction can be rolled back once it has ended. */
    if (status == ROWAN_OK && conn->ended != ROWAN_OK)
        status = rowan__connection_in_transaction(conn, err);
    if (status != ROWAN_OK)
        return status;
    rowan__connection_clean_up(conn);
    told = note(conn, sql);
    status = answer(
        conn, &told,
        conn->driver->savepoint_rollback(conn->handle, conn->savepoint, err),
        ROWAN__EVENT(savepoint_rollback), conn->savepoint, err);
    if (status != ROWAN_OK)
        return status;
    conn->damaged = ROWAN_OK;
    /* The standard's ROLLBACK TO leaves the savepoint in place. */
    return release_savepoint(conn, err);
}
