/* SPDX-License-Identifier: MIT */
/*
 * The pool. Taking an idle connection and giving it back is a push and a pop
 * under a mutex: no memory, no clock, no call of the database but the question
 * whether a transaction is open.
 *
 * Connections live as long as the engine. One that is closed is kept as a
 * spare, so a pointer to it stays valid and giving it back twice is found out.
 */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/error_priv.h"

#include <errno.h>
#include <time.h>

/* Somebody who waits; on that thread's stack. */
typedef struct rowan__waiter rowan__waiter;
struct rowan__waiter {
    pthread_cond_t woken;
    bool served;
    bool cancelled;
    rowan_connection *conn; /* when served: NULL is leave to open one */
    const rowan__limits *limits;
    rowan__waiter *next;
};

rowan_status
rowan__pool_init(rowan__pool *pool, const rowan__settings *settings,
                 uint32_t limit, rowan_error *err)
{
    pool->size = settings->pool_size;
    pool->overflow = settings->pool_overflow;
    if (limit > 0 && pool->size > limit)
        pool->size = limit;
    if (limit > 0 && pool->overflow > limit - pool->size)
        pool->overflow = limit - pool->size;
    pool->is_limited = limit > 0 && pool->size + pool->overflow == limit;
    if (pthread_mutex_init(&pool->mutex, NULL) != 0 ||
        pthread_mutex_init(&pool->cancel_mutex, NULL) != 0 ||
        pthread_cond_init(&pool->let_go, NULL) != 0)
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

bool
rowan__pool_done(rowan__pool *pool)
{
    bool is_free;

    (void)pthread_mutex_lock(&pool->mutex);
    is_free = pool->open_count == pool->idle_count;
    (void)pthread_mutex_unlock(&pool->mutex);
    if (!is_free)
        return false;
    while (pool->all != NULL) {
        rowan_connection *next = pool->all->next_of_all;

        rowan__connection_close(pool->all);
        rowan__free(pool->all);
        pool->all = next;
    }
    (void)pthread_cond_destroy(&pool->let_go);
    (void)pthread_mutex_destroy(&pool->cancel_mutex);
    (void)pthread_mutex_destroy(&pool->mutex);
    return true;
}

/* --- lists; the mutex is held ------------------------------------------- */

static void
push(rowan_connection **list, rowan_connection *conn)
{
    conn->next = *list;
    *list = conn;
}

static rowan_connection *
pop(rowan_connection **list)
{
    rowan_connection *conn = *list;

    if (conn != NULL)
        *list = conn->next;
    return conn;
}

static void
enqueue(rowan__pool *pool, rowan__waiter *waiter)
{
    if (pool->last != NULL)
        pool->last->next = waiter;
    else
        pool->first = waiter;
    pool->last = waiter;
}

static void
leave_queue(rowan__pool *pool, const rowan__waiter *waiter)
{
    rowan__waiter **link = &pool->first;
    rowan__waiter *before = NULL;

    while (*link != waiter) {
        before = *link;
        link = &before->next;
    }
    *link = waiter->next;
    if (pool->last == waiter)
        pool->last = before;
}

/* Serves the oldest waiter; false if there is none. */
static bool
serve(rowan__pool *pool, rowan_connection *conn)
{
    rowan__waiter *waiter = pool->first;

    if (waiter == NULL)
        return false;
    leave_queue(pool, waiter);
    waiter->served = true;
    waiter->conn = conn;
    (void)pthread_cond_signal(&waiter->woken);
    return true;
}

void
rowan__pool_wake(rowan__pool *pool, const rowan__limits *limits)
{
    rowan__waiter *waiter = pool->first;

    for (; waiter != NULL; waiter = waiter->next) {
        if (waiter->limits != limits)
            continue;
        waiter->cancelled = true;
        (void)pthread_cond_signal(&waiter->woken);
    }
}

/* Waits until no cancel is about to reach the connection, which is not
 * acquired any more, so that none can begin. The mutex is held. */
static bool
wait_for_cancels(rowan__pool *pool, rowan_connection *conn)
{
    while (conn->holders > 0)
        (void)pthread_cond_wait(&pool->let_go, &pool->mutex);
    return conn->was_cancelled;
}

/* --- opening and closing; without the mutex ------------------------------ */

/* The room of a connection that is gone goes to a waiter, or back. */
static void
give_room(rowan__pool *pool, rowan_connection *spare)
{
    (void)pthread_mutex_lock(&pool->mutex);
    if (spare != NULL)
        push(&pool->spare, spare);
    if (!serve(pool, NULL))
        pool->open_count--;
    (void)pthread_mutex_unlock(&pool->mutex);
}

static rowan_connection *
new_connection(rowan_engine *engine)
{
    rowan__pool *pool = &engine->pool;
    rowan_connection *conn;

    (void)pthread_mutex_lock(&pool->mutex);
    conn = pop(&pool->spare);
    (void)pthread_mutex_unlock(&pool->mutex);
    if (conn != NULL)
        return conn;
    conn = rowan__calloc(1, sizeof(*conn));
    if (conn == NULL)
        return NULL;
    conn->engine = engine;
    (void)pthread_mutex_lock(&pool->mutex);
    conn->next_of_all = pool->all;
    pool->all = conn;
    (void)pthread_mutex_unlock(&pool->mutex);
    return conn;
}

/* Opens a connection in the room that the caller has. */
static rowan_status
open_connection(rowan_engine *engine, const rowan__limits *limits,
                rowan_connection **ret_conn, rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    rowan_connection *conn = new_connection(engine);
    rowan_status status = conn != NULL
                              ? rowan__connection_open(conn, limits, err)
                              : rowan__error_no_memory(err);

    if (status != ROWAN_OK) {
        give_room(pool, conn);
        return status;
    }
    (void)pthread_mutex_lock(&pool->mutex);
    pool->connects++;
    (void)pthread_mutex_unlock(&pool->mutex);
    *ret_conn = conn;
    return ROWAN_OK;
}

static void
drop_connection(rowan__pool *pool, rowan_connection *conn)
{
    (void)pthread_mutex_lock(&pool->mutex);
    (void)wait_for_cancels(pool, conn);
    (void)pthread_mutex_unlock(&pool->mutex);
    rowan__connection_close(conn);
    give_room(pool, conn);
}

/* --- waiting ------------------------------------------------------------- */

static rowan_status
waited_in_vain(const rowan__pool *pool, uint32_t in_use, int64_t waited_us,
               rowan_error *err)
{
    (void)rowan__error_set(err, ROWAN_TIMEOUT,
                           "no connection came free in %lld ms: all %u are in "
                           "use (pool_size %u, pool_overflow %u)",
                           (long long)(waited_us / 1000), in_use, pool->size,
                           pool->overflow);
    rowan__error_hint(err, pool->is_limited
                               ? "this database allows no more connections: "
                                 "give each back as soon as it is not needed"
                               : "give connections and sessions back sooner, "
                                 "or raise pool_size or pool_overflow");
    return ROWAN_TIMEOUT;
}

static struct timespec
deadline_after(int64_t timeout_ms)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    at.tv_sec += (time_t)(timeout_ms / 1000);
    at.tv_nsec += (long)(timeout_ms % 1000) * 1000000L;
    if (at.tv_nsec >= 1000000000L) {
        at.tv_nsec -= 1000000000L;
        at.tv_sec++;
    }
    return at;
}

/* The mutex is held, and held again on return. True if served. */
static bool
sleep_until_served(rowan__pool *pool, rowan__waiter *waiter, int64_t timeout_ms)
{
    struct timespec deadline = deadline_after(timeout_ms);

    enqueue(pool, waiter);
    pool->waits++;
    while (!waiter->served) {
        bool is_late = pthread_cond_timedwait(&waiter->woken, &pool->mutex,
                                              &deadline) == ETIMEDOUT;

        if ((is_late || waiter->cancelled) && !waiter->served) {
            leave_queue(pool, waiter);
            break;
        }
    }
    return waiter->served;
}

static bool
waiter_init(rowan__waiter *waiter)
{
    pthread_condattr_t attributes;
    bool is_ready;

    if (pthread_condattr_init(&attributes) != 0)
        return false;
    is_ready = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
               pthread_cond_init(&waiter->woken, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return is_ready;
}

/* Called with the mutex held, which it gives up. *ret_conn is NULL for leave
 * to open one. */
static rowan_status
wait_for_connection(rowan_engine *engine, int64_t timeout_ms,
                    const rowan__limits *limits, rowan_connection **ret_conn,
                    rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    int64_t began_us = rowan__clock_monotonic_us();
    rowan__waiter waiter = {.limits = limits};
    uint32_t in_use;
    bool served = false;

    if (timeout_ms > 0) {
        if (!waiter_init(&waiter)) {
            (void)pthread_mutex_unlock(&pool->mutex);
            return rowan__error_no_memory(err);
        }
        served = sleep_until_served(pool, &waiter, timeout_ms);
        (void)pthread_cond_destroy(&waiter.woken);
    }
    if (!served && !waiter.cancelled)
        pool->timeouts++;
    in_use = pool->open_count - pool->idle_count;
    (void)pthread_mutex_unlock(&pool->mutex);
    if (waiter.cancelled && !served)
        return rowan__limits_check(limits, err);
    if (!served)
        return waited_in_vain(pool, in_use,
                              rowan__clock_monotonic_us() - began_us, err);
    *ret_conn = waiter.conn;
    return ROWAN_OK;
}

/* --- taking and giving back ---------------------------------------------- */

/* Nothing idle. Called with the mutex held, which it gives up. */
static rowan_status
acquire_slowly(rowan_engine *engine, int64_t timeout_ms,
               const rowan__limits *limits, rowan_connection **ret_conn,
               rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    rowan_status status = ROWAN_OK;

    if (pool->open_count < pool->size + pool->overflow) {
        pool->open_count++;
        (void)pthread_mutex_unlock(&pool->mutex);
        *ret_conn = NULL;
    } else {
        status = wait_for_connection(engine,
                                     rowan__limits_left_ms(limits, timeout_ms),
                                     limits, ret_conn, err);
    }
    if (status == ROWAN_OK && *ret_conn == NULL)
        status = open_connection(engine, limits, ret_conn, err);
    return status;
}

rowan_status
rowan__pool_acquire(rowan_engine *engine, int64_t timeout_ms,
                    rowan__limits *limits, rowan_connection **ret_conn,
                    rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    rowan_connection *conn;
    rowan_status status;

    (void)pthread_mutex_lock(&pool->mutex);
    conn = pop(&pool->idle);
    if (conn != NULL) {
        pool->idle_count--;
        (void)pthread_mutex_unlock(&pool->mutex);
    } else {
        status = acquire_slowly(engine, timeout_ms, limits, &conn, err);
        if (status != ROWAN_OK)
            return status;
    }
    atomic_store_explicit(&conn->limits, limits, memory_order_relaxed);
    /* Whoever sees it taken, to cancel, sees all that was done before. */
    atomic_store_explicit(&conn->acquired, true, memory_order_release);
    *ret_conn = conn;
    return ROWAN_OK;
}

rowan_status
rowan_connection_acquire(rowan_engine *engine, int64_t timeout_ms,
                         rowan_connection **ret_conn, rowan_error *err)
{
    rowan__limits limits = {0};
    rowan_connection *conn = NULL;
    rowan_status status;

    if (engine == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "the engine is NULL: it could not be opened");
    if (timeout_ms == ROWAN_POOL_TIMEOUT || timeout_ms > INT32_MAX)
        timeout_ms = timeout_ms < 0 ? engine->settings.pool_timeout_ms
                                    : INT32_MAX; /* 24 days */
    if (timeout_ms < 0)
        return rowan__error_set(err, ROWAN_INVALID,
                                "a wait of %lld ms for a connection: give 0 "
                                "or more, or ROWAN_POOL_TIMEOUT",
                                (long long)timeout_ms);
    limits.timeout_ms = engine->settings.statement_timeout_ms;
    rowan__limits_call(&limits);
    status = rowan__pool_acquire(engine, timeout_ms, &limits, &conn, err);
    if (status != ROWAN_OK)
        return status;
    conn->own.timeout_ms = limits.timeout_ms;
    atomic_store_explicit(&conn->limits, &conn->own, memory_order_release);
    *ret_conn = conn;
    return ROWAN_OK;
}

static bool
holds_something(const rowan_connection *conn)
{
    return conn->broken || conn->begun || conn->results != NULL ||
           conn->cache.taken > 0 ||
           rowan__connection_transaction_state(conn) != ROWAN_TRANSACTION_NONE;
}

void
rowan_connection_release(rowan_connection *conn)
{
    rowan__pool *pool;
    bool is_kept = true;

    if (conn == NULL ||
        !atomic_load_explicit(&conn->acquired, memory_order_relaxed))
        return;
    atomic_store_explicit(&conn->acquired, false, memory_order_relaxed);
    pool = &conn->engine->pool;
    if (holds_something(conn))
        rowan__connection_clean(conn);
    atomic_store_explicit(&conn->limits, &conn->own, memory_order_relaxed);
    if (conn->broken) {
        drop_connection(pool, conn);
        return;
    }
    (void)pthread_mutex_lock(&pool->mutex);
    if (wait_for_cancels(pool, conn)) {
        (void)pthread_mutex_unlock(&pool->mutex);
        rowan__connection_settle(conn);
        if (conn->broken) {
            drop_connection(pool, conn);
            return;
        }
        (void)pthread_mutex_lock(&pool->mutex);
    }
    if (serve(pool, conn)) {
        /* It never was idle. */
    } else if (pool->idle_count < pool->size) {
        push(&pool->idle, conn);
        pool->idle_count++;
    } else {
        is_kept = false;
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    if (!is_kept)
        drop_connection(pool, conn);
}

void
rowan_engine_pool_status(rowan_engine *engine, rowan_pool_status *ret_status)
{
    rowan__pool *pool = &engine->pool;

    (void)pthread_mutex_lock(&pool->mutex);
    *ret_status = (rowan_pool_status){
        .size = pool->size,
        .overflow = pool->overflow,
        .idle = pool->idle_count,
        .in_use = pool->open_count - pool->idle_count,
        .connects = pool->connects,
        .waits = pool->waits,
        .timeouts = pool->timeouts,
    };
    (void)pthread_mutex_unlock(&pool->mutex);
}
