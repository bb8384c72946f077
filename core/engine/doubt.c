/* SPDX-License-Identifier: MIT */
/*
 * Commits whose answer is lost. Nobody but the server knows what came of one:
 * it is asked on another connection, by the name that the transaction had.
 */
#include "pool_priv.h"

#include "base/clock.h"
#include "base/error_priv.h"

enum { FIRST_PAUSE_US = 10000, LONGEST_PAUSE_US = 320000 };

rowan_status
rowan__connection_token(rowan_connection *conn, char *ret_token,
                        rowan_error *err)
{
    const rowan_driver *driver = conn->driver;
    rowan_status status;

    *ret_token = '\0';
    if (driver->transaction_token == NULL ||
        driver->transaction_outcome == NULL)
        return ROWAN_OK;
    status = rowan__connection_ready(conn, err);
    if (status == ROWAN_OK)
        status = (rowan_status)driver->transaction_token(conn->handle,
                                                         ret_token, err);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    *ret_token = '\0';
    return rowan__connection_failed(conn, status, NULL, err);
}

/* Asks once. What fails on the way leaves the doubt. */
static rowan_status
ask(rowan_engine *engine, const char *token, rowan__limits *limits)
{
    rowan_connection *conn = NULL;
    rowan_status status;

    status = rowan__pool_acquire(engine, engine->settings.pool_timeout_ms,
                                 limits, &conn, NULL);
    if (status != ROWAN_OK)
        return ROWAN_IN_DOUBT;
    status = rowan__connection_ready(conn, NULL);
    if (status == ROWAN_OK) {
        status = (rowan_status)conn->driver->transaction_outcome(conn->handle,
                                                                 token, NULL);
        /* No transaction of ours is on this connection, whatever it says. */
        if (status == ROWAN_CONNECTION_LOST || status == ROWAN_TIMEOUT)
            conn->broken = true;
    }
    rowan_connection_release(conn);
    return status == ROWAN_OK || status == ROWAN_TRANSACTION_ABORTED ||
                   status == ROWAN_NOT_FOUND
               ? status
               : ROWAN_IN_DOUBT;
}

rowan_status
rowan__engine_outcome(rowan_engine *engine, const char *token,
                      rowan__limits *limits, rowan_error *err)
{
    int64_t pause_us = FIRST_PAUSE_US;
    int64_t end_us = limits->deadline_us;
    rowan_status status = ROWAN_IN_DOUBT;

    if (end_us == 0)
        end_us = rowan__clock_monotonic_us() +
                 (int64_t)engine->settings.connect_timeout_ms * 1000;
    while (*token != '\0') {
        status = ask(engine, token, limits);
        if (status != ROWAN_IN_DOUBT || rowan__limits_cancelled(limits) ||
            rowan__clock_monotonic_us() + pause_us >= end_us)
            break;
        rowan__clock_sleep_us(pause_us);
        if (pause_us < LONGEST_PAUSE_US)
            pause_us *= 2;
    }
    if (status == ROWAN_NOT_FOUND) /* and nobody will ever tell */
        status = ROWAN_IN_DOUBT;
    if (status == ROWAN_TRANSACTION_ABORTED) {
        (void)rowan__error_set(err, status,
                               "the connection was lost at the COMMIT, and "
                               "the database says that it did not happen");
        if (err != NULL && err->status == status)
            err->retry = ROWAN_RETRY_TRANSACTION;
    }
    return status;
}
