/* SPDX-License-Identifier: MIT */
/*
 * Waiting for the server. The socket is non-blocking, and every wait is a
 * poll() here, so that a deadline bounds all of them: what runs at the deadline
 * is cancelled and its end read, for which there is a short grace. A
 * connection that has not become quiet by then is given up.
 */

#include "postgresql_priv.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

#define GRACE_US 70000

int64_t
pg__now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

rowan_status
pg__poll(int socket, short events, int64_t deadline_us)
{
    for (;;) {
        struct pollfd wait = {.fd = socket, .events = events};
        int timeout_ms = -1;
        int count;

        if (deadline_us) {
            int64_t left_us = deadline_us - pg__now_us();
            if (left_us <= 0)
                return ROWAN_TIMEOUT;
            left_us = (left_us + 999) / 1000;
            timeout_ms = left_us > INT_MAX ? INT_MAX : (int)left_us;
        }
        count = poll(&wait, 1, timeout_ms);
        if (count > 0)
            return ROWAN_OK;
        if (count < 0 && errno != EINTR)
            return ROWAN_IO;
    }
}

/* Requests to cancel earlier work are over when new work is sent. */
static bool
is_settled(rowan_driver_connection *connection)
{
    unsigned count;

    atomic_fetch_add(&connection->work, 1);
    count = atomic_load(&connection->cancel_count);
    if (count == connection->cancel_seen)
        return true;
    connection->cancel_seen = count;
    return pg__canceller_settle(connection->canceller,
                                connection->deadline_us) == ROWAN_OK;
}

rowan_status
pg__work_begin(rowan_driver_connection *connection, const char *asked,
               rowan_error *err)
{
    connection->is_too_late = false;
    if (connection->bulk)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "cannot %s while a bulk load runs: end it first",
                           asked);
    if (connection->is_lost || PQstatus(connection->handle) != CONNECTION_OK)
        return pg__lost(connection, asked, err);
    connection->is_in_transaction =
        connection->begins ||
        PQtransactionStatus(connection->handle) != PQTRANS_IDLE;
    if (is_settled(connection))
        return ROWAN_OK;
    connection->is_lost = true;
    return plugin_fail(connection->host, err, ROWAN_TIMEOUT,
                       "cannot %s: an earlier cancel may still come, and the "
                       "connection is given up",
                       asked);
}

/* Sends and takes in what there is until a result is there to be had. */
static rowan_status
wait_result(rowan_driver_connection *connection, int64_t deadline_us)
{
    PGconn *handle = connection->handle;

    for (;;) {
        int unsent = PQflush(handle);
        rowan_status status;

        if (!PQisBusy(handle))
            return ROWAN_OK;
        status =
            pg__poll(PQsocket(handle),
                     (short)(POLLIN | (unsent > 0 ? POLLOUT : 0)), deadline_us);
        if (status)
            return status;
        if (!PQconsumeInput(handle))
            return ROWAN_OK; /* the next result says why */
    }
}

/* Rows of a COPY that nobody wants. */
static rowan_status
drop_rows(PGconn *handle, int64_t deadline_us)
{
    for (;;) {
        char *row = NULL;
        int size = PQgetCopyData(handle, &row, 1);
        rowan_status status;

        PQfreemem(row);
        if (size < 0)
            return ROWAN_OK; /* the next result says how it ended */
        if (size > 0)
            continue;
        status = pg__poll(PQsocket(handle), POLLIN, deadline_us);
        if (status || !PQconsumeInput(handle))
            return status;
    }
}

static bool
is_copy(const PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);

    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT ||
           status == PGRES_COPY_BOTH;
}

/* A COPY by the author's own text: there is nobody to feed or read it. */
static rowan_status
end_copy(PGconn *handle, const PGresult *result, int64_t deadline_us)
{
    if (PQresultStatus(result) != PGRES_COPY_IN)
        return drop_rows(handle, deadline_us);
    (void)PQputCopyEnd(handle, "use the bulk load");
    return ROWAN_OK;
}

/* After the deadline: cancels, and reads until nothing is due any more. */
static rowan_status
give_up(rowan_driver_connection *connection, rowan_error *err)
{
    int64_t grace_us = pg__now_us() + GRACE_US;
    PGconn *handle = connection->handle;
    bool is_piped = PQpipelineStatus(handle) != PQ_PIPELINE_OFF;
    rowan_status status = pg__canceller_run(connection->canceller, grace_us);

    while (!status) {
        PGresult *result;
        bool is_sync;

        status = wait_result(connection, grace_us);
        if (status)
            break;
        result = PQgetResult(handle);
        is_sync = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (is_sync)
            PQexitPipelineMode(handle);
        if (is_sync || (!result && !is_piped)) {
            PQclear(result);
            break;
        }
        if (PQstatus(handle) != CONNECTION_OK)
            status = ROWAN_CONNECTION_LOST;
        else if (is_copy(result))
            status = end_copy(handle, result, grace_us);
        if (result)
            connection->is_too_late = !pg__is_error(result);
        PQclear(result);
    }
    if (status || PQpipelineStatus(handle) != PQ_PIPELINE_OFF)
        connection->is_lost = true;
    return plugin_fail(
        connection->host, err, ROWAN_TIMEOUT, "the deadline has passed%s",
        connection->is_lost ? ", and the server did not answer the cancel: the "
                              "connection is given up"
                            : "; the statement was cancelled");
}

rowan_status
pg__result(rowan_driver_connection *connection, PGresult **ret_result,
           rowan_error *err)
{
    rowan_status status = wait_result(connection, connection->deadline_us);

    if (status == ROWAN_TIMEOUT)
        return give_up(connection, err);
    if (status)
        return pg__lost(connection, "wait for the server", err);
    *ret_result = PQgetResult(connection->handle);
    return ROWAN_OK;
}

rowan_status
pg__answer(rowan_driver_connection *connection, PGresult **ret_result,
           rowan_error *err)
{
    PGresult *kept = NULL;

    for (;;) {
        PGresult *result = NULL;
        rowan_status status = pg__result(connection, &result, err);

        if (status) {
            PQclear(kept);
            return status;
        }
        if (!result)
            break;
        if (is_copy(result) &&
            end_copy(connection->handle, result, connection->deadline_us)) {
            PQclear(kept);
            PQclear(result);
            return give_up(connection, err);
        }
        if (kept && (pg__is_error(kept) || is_copy(kept))) {
            PQclear(result);
        } else {
            PQclear(kept);
            kept = result;
        }
    }
    if (!kept)
        return pg__lost(connection, "get an answer", err);
    *ret_result = kept;
    return ROWAN_OK;
}

rowan_status
pg__flush(rowan_driver_connection *connection, rowan_error *err)
{
    PGconn *handle = connection->handle;

    while (PQflush(handle) > 0) {
        rowan_status status = pg__poll(PQsocket(handle), POLLIN | POLLOUT,
                                       connection->deadline_us);
        if (status) {
            /* Half a message is out: no cancel helps. */
            connection->is_lost = true;
            return plugin_fail(connection->host, err, ROWAN_TIMEOUT,
                               "the deadline has passed while sending");
        }
        if (!PQconsumeInput(handle))
            break;
    }
    return ROWAN_OK; /* what went wrong comes with the answer */
}

rowan_status
pg__pipeline_end(rowan_driver_connection *connection, rowan_error *err)
{
    for (int nulls = 0; nulls < 2;) {
        PGresult *result = NULL;
        rowan_status status = pg__result(connection, &result, err);
        bool is_sync = PQresultStatus(result) == PGRES_PIPELINE_SYNC;

        if (status)
            return status;
        nulls = result ? 0 : nulls + 1;
        PQclear(result);
        if (is_sync)
            break;
    }
    if (!PQexitPipelineMode(connection->handle))
        return pg__lost(connection, "end a batch", err);
    return ROWAN_OK;
}

rowan_status
pg__not_sent(rowan_driver_connection *connection, const char *asked,
             rowan_error *err)
{
    if (PQstatus(connection->handle) != CONNECTION_OK)
        return pg__lost(connection, asked, err);
    /* What was queued before it in a pipeline cannot be taken back. */
    if (PQpipelineStatus(connection->handle) != PQ_PIPELINE_OFF)
        connection->is_lost = true;
    return plugin_fail(connection->host, err, ROWAN_NO_MEMORY,
                       "cannot %s: libpq has no memory for it", asked);
}
