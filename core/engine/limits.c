/* SPDX-License-Identifier: MIT */
/*
 * Deadlines and cancels.
 *
 * A cancel is counted first, so that a call which is between two statements
 * sends no other one, and one that is about to wait does not. What runs is then
 * cancelled by the driver: again after a while if it goes on, for a cancel that
 * comes just before the statement is lost; but not once another call has begun.
 * While the driver is at it the connection stays with its user: a release
 * waits.
 */
#include "pool_priv.h"

#include "base/clock.h"
#include "base/error_priv.h"

enum { CANCEL_TRIES = 7, FIRST_PAUSE_US = 500, LAST_CALL_US = 1000000 };

static int64_t
sooner(int64_t a, int64_t b)
{
    if (a == 0 || b == 0)
        return a + b;
    return a < b ? a : b;
}

void
rowan__limits_call(rowan__limits *limits)
{
    atomic_store_explicit(
        &limits->cancels_seen,
        atomic_load_explicit(&limits->cancels, memory_order_relaxed),
        memory_order_relaxed);
    limits->deadline_us = 0;
    if (limits->timeout_ms > 0)
        limits->deadline_us =
            rowan__clock_monotonic_us() + (int64_t)limits->timeout_ms * 1000;
    limits->deadline_us =
        sooner(limits->deadline_us, limits->transaction_deadline_us);
}

void
rowan__limits_last_call(rowan__limits *limits)
{
    bool had_deadline = limits->transaction_deadline_us > 0;

    limits->transaction_deadline_us = 0;
    rowan__limits_call(limits);
    if (had_deadline && limits->deadline_us == 0)
        limits->deadline_us = rowan__clock_monotonic_us() + LAST_CALL_US;
}

int64_t
rowan__limits_left_ms(const rowan__limits *limits, int64_t timeout_ms)
{
    int64_t left_us;

    if (limits->deadline_us == 0)
        return timeout_ms;
    left_us = limits->deadline_us - rowan__clock_monotonic_us();
    if (left_us <= 0)
        return 0;
    /* Rounded up: a wait of 0 would not be one. */
    return left_us / 1000 < timeout_ms ? (left_us + 999) / 1000 : timeout_ms;
}

rowan_status
rowan__limits_check(const rowan__limits *limits, rowan_error *err)
{
    bool is_first = err != NULL && err->status == ROWAN_OK;

    if (rowan__limits_cancelled(limits))
        return rowan__error_set(err, ROWAN_CANCELLED,
                                "the call was cancelled by another thread");
    if (limits->deadline_us == 0 ||
        rowan__clock_monotonic_us() < limits->deadline_us)
        return ROWAN_OK;
    (void)rowan__error_set(err, ROWAN_TIMEOUT,
                           "the deadline of the %s has passed",
                           limits->deadline_us ==
                                   limits->transaction_deadline_us
                               ? "transaction"
                               : "call");
    if (is_first)
        rowan__error_hint(err, "%s", rowan__status_cure(ROWAN_TIMEOUT));
    return ROWAN_TIMEOUT;
}

/* --- cancel -------------------------------------------------------------- */

/* Marks the connection of the limits, so that it is not given back; NULL if
 * they have none. */
static rowan_connection *
hold(rowan__pool *pool, const rowan__limits *limits)
{
    rowan_connection *conn;

    (void)pthread_mutex_lock(&pool->mutex);
    rowan__pool_wake(pool, limits);
    conn = pool->all;
    while (conn != NULL &&
           !(atomic_load_explicit(&conn->acquired, memory_order_acquire) &&
             atomic_load_explicit(&conn->limits, memory_order_relaxed) ==
                 limits))
        conn = conn->next_of_all;
    if (conn != NULL) {
        conn->holders++;
        conn->was_cancelled = true;
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    return conn;
}

static void
let_go(rowan__pool *pool, rowan_connection *conn)
{
    (void)pthread_mutex_lock(&pool->mutex);
    if (--conn->holders == 0)
        (void)pthread_cond_broadcast(&pool->let_go);
    (void)pthread_mutex_unlock(&pool->mutex);
}

/* Whether the call that cancel number so much is for is still the present one.
 * The numbers may have come round. */
static bool
is_in_call(const rowan__limits *limits, unsigned number)
{
    unsigned seen =
        atomic_load_explicit(&limits->cancels_seen, memory_order_relaxed);

    return (int)(number - seen) > 0;
}

void
rowan__limits_cancel(rowan_engine *engine, rowan__limits *limits)
{
    rowan__pool *pool = &engine->pool;
    unsigned number = atomic_fetch_add(&limits->cancels, 1) + 1;
    int64_t pause_us = FIRST_PAUSE_US;

    for (int i = 0; i < CANCEL_TRIES && is_in_call(limits, number);
         i++, pause_us *= 2) {
        rowan_connection *conn = hold(pool, limits);
        bool is_at_work;

        if (conn == NULL)
            return;
        is_at_work = atomic_load(&conn->at_work);
        if (i == 0 || is_at_work) {
            (void)pthread_mutex_lock(&pool->cancel_mutex);
            (void)conn->driver->cancel(conn->handle, NULL);
            (void)pthread_mutex_unlock(&pool->cancel_mutex);
        }
        let_go(pool, conn);
        if (!is_at_work)
            return;
        rowan__clock_sleep_us(pause_us);
    }
}

/* --- the connection's side ----------------------------------------------- */

void
rowan__connection_tell_deadline(rowan_connection *conn, int64_t deadline_us)
{
    if (conn->told_us == deadline_us)
        return;
    conn->told_us = deadline_us;
    if (conn->driver->set_deadline != NULL && !conn->broken)
        conn->driver->set_deadline(conn->handle, deadline_us);
}

static rowan_status
refuse_ended(rowan_status cause, rowan_error *err)
{
    bool is_first = err != NULL && err->status == ROWAN_OK;

    (void)rowan__error_set(err, ROWAN_TRANSACTION_ABORTED,
                           "the transaction has ended before (%s): nothing "
                           "more is done in it; roll back",
                           rowan_status_text(cause));
    if (is_first && (cause == ROWAN_DEADLOCK || cause == ROWAN_SERIALIZATION ||
                     cause == ROWAN_CONNECTION_LOST))
        err->retry = ROWAN_RETRY_TRANSACTION;
    return ROWAN_TRANSACTION_ABORTED;
}

rowan_status
rowan__connection_in_transaction(rowan_connection *conn, rowan_error *err)
{
    if (conn->ended != ROWAN_OK && conn->begun)
        return refuse_ended(conn->ended, err);
    /* What failed may have been undone by a savepoint since. */
    if (conn->damaged != ROWAN_OK &&
        rowan__connection_transaction_state(conn) ==
            ROWAN_STATE_ABORTED)
        return refuse_ended(conn->damaged, err);
    conn->damaged = ROWAN_OK;
    return ROWAN_OK;
}

rowan_status
rowan__connection_make_ready(rowan_connection *conn, rowan_error *err)
{
    const rowan__limits *limits = rowan__connection_limits(conn);
    rowan_status status = rowan__engine_check(conn->engine, err);

    if (status != ROWAN_OK)
        return status;
    status = rowan__connection_in_transaction(conn, err);
    if (status == ROWAN_OK)
        status = rowan__limits_check(limits, err);
    rowan__connection_tell_deadline(conn, limits->deadline_us);
    return status;
}

void
rowan__connection_clean_up(rowan_connection *conn)
{
    int64_t deadline_us = rowan__connection_limits(conn)->deadline_us;

    rowan__connection_tell_deadline(
        conn, deadline_us > 0 ? deadline_us + ROWAN__CLEAN_UP_US : 0);
}

rowan_status
rowan_connection_timeout_set(rowan_connection *conn, uint32_t timeout_ms)
{
    rowan_status status = rowan__connection_check(conn, NULL);

    if (status == ROWAN_OK)
        conn->own.timeout_ms = timeout_ms;
    return status;
}

void
rowan_connection_cancel(rowan_connection *conn)
{
    if (conn != NULL)
        rowan__limits_cancel(conn->engine, &conn->own);
}
