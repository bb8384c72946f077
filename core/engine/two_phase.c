/* SPDX-License-Identifier: MIT */
/* Two-phase commit: transactions that are prepared, and what becomes of
 * them. */
#include "base/error_priv.h"
#include "events_priv.h"
#include "pool_priv.h"

#include <string.h>

enum { LONGEST_IDENTIFIER = 64 };

rowan_status
rowan__two_phase_identifier(const char *identifier, rowan_error *err)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz"
                                  "0123456789_.:-";
    size_t size = identifier != NULL ? strlen(identifier) : 0;

    if (size > 0 && size <= LONGEST_IDENTIFIER &&
        strspn(identifier, allowed) == size)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_INVALID,
                            "the identifier of a prepared transaction must be "
                            "1 to %d letters, digits and _.:-",
                            LONGEST_IDENTIFIER);
}

static rowan_status
check(const rowan_connection *conn, const char *identifier, rowan_error *err)
{
    rowan_status status = rowan__two_phase_identifier(identifier, err);

    if (status != ROWAN_OK)
        return status;
    if (conn->caps.has[ROWAN_FEATURE_TWO_PHASE] &&
        conn->driver->prepare_transaction != NULL)
        return ROWAN_OK;
    return rowan__error_set(err, ROWAN_UNSUPPORTED,
                            "%s cannot prepare transactions for a two-phase "
                            "commit",
                            conn->caps.server_name);
}

rowan_status
rowan__connection_prepare(rowan_connection *conn, const char *identifier,
                          rowan_error *err)
{
    rowan_status status = check(conn, identifier, err);
    rowan__told told;

    if (status == ROWAN_OK)
        status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return status;
    told = rowan__tell_before(conn, "PREPARE TRANSACTION", NULL, 0);
    status = (rowan_status)conn->driver->prepare_transaction(conn->handle,
                                                             identifier, err);
    if (status == ROWAN_OK)
        rowan__connection_forget(conn);
    else
        (void)rowan__connection_failed(conn, status, told.sql, err);
    rowan__tell_after(conn, &told, status, err);
    return status;
}

static rowan_status
end_prepared(rowan_engine *engine, const char *identifier, bool is_commit,
             rowan_error *err)
{
    const char *sql = is_commit ? "COMMIT PREPARED" : "ROLLBACK PREPARED";
    rowan_connection *conn = NULL;
    rowan_status status;

    status = rowan_connection_acquire(engine, ROWAN_POOL_TIMEOUT, &conn, err);
    if (status != ROWAN_OK)
        return status;
    rowan__limits_call(&conn->own);
    status = check(conn, identifier, err);
    if (status == ROWAN_OK)
        status = rowan__connection_ready(conn, err);
    if (status == ROWAN_OK) {
        rowan__told told = rowan__tell_before(conn, sql, NULL, 0);

        status = (rowan_status)(is_commit ? conn->driver->commit_prepared
                                          : conn->driver->rollback_prepared)(
            conn->handle, identifier, err);
        if (status != ROWAN_OK)
            (void)rowan__connection_failed(conn, status, sql, err);
        rowan__tell_after(conn, &told, status, err);
    }
    rowan_connection_release(conn);
    return status;
}

rowan_status
rowan_engine_commit_prepared(rowan_engine *engine, const char *identifier,
                             rowan_error *err)
{
    return end_prepared(engine, identifier, true, err);
}

rowan_status
rowan_engine_rollback_prepared(rowan_engine *engine, const char *identifier,
                               rowan_error *err)
{
    return end_prepared(engine, identifier, false, err);
}
