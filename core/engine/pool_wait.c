/* SPDX-License-Identifier: MIT */
/* Those who wait for a connection: a queue, served from its front. */
#include "pool_priv.h"

#include "base/clock.h"
#include "base/error_priv.h"

#include <errno.h>
#include <time.h>

enum { MOST_TEXT = 320 }; /* of holders, so that the message is not cut */

static void
enqueue(rowan__pool *pool, rowan__waiter *waiter)
{
    if (pool->last != NULL)
        pool->last->next = waiter;
    else
        pool->first = waiter;
    pool->last = waiter;
    pool->waiting++;
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
    pool->waiting--;
}

bool
rowan__pool_serve(rowan__pool *pool, rowan_connection *conn)
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

    for (; waiter != NULL; waiter = waiter->next)
        if (waiter->limits == limits)
            (void)pthread_cond_signal(&waiter->woken);
}

/* --- in vain ------------------------------------------------------------- */

static rowan_status
waited_in_vain(rowan__pool *pool, int64_t waited_us, rowan_error *err)
{
    char holders[MOST_TEXT];
    uint32_t in_use = pool->open_count - pool->idle_count;

    rowan__pool_describe(pool, holders, sizeof(holders));
    (void)rowan__error_set(err, ROWAN_TIMEOUT,
                           "no connection came free in %lld ms: all %u are in "
                           "use (pool_size %u, pool_overflow %u): %s",
                           (long long)(waited_us / 1000), in_use, pool->size,
                           pool->overflow, holders);
    rowan__error_hint(err, pool->is_limited
                               ? "this database allows no more connections: "
                                 "give each back as soon as it is not needed"
                               : "give connections and sessions back sooner, "
                                 "or raise pool_size or pool_overflow");
    return ROWAN_TIMEOUT;
}

/* --- sleep --------------------------------------------------------------- */

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

/* A cancel is counted before the mutex is taken to wake whoever waits: so one
 * that came before the wait is seen here, and a later one wakes. */
static void
sleep_until_served(rowan__pool *pool, rowan__waiter *waiter, int64_t timeout_ms)
{
    struct timespec deadline = deadline_after(timeout_ms);
    bool is_late = false;

    enqueue(pool, waiter);
    pool->waits++;
    while (!waiter->served && !is_late &&
           !rowan__limits_cancelled(waiter->limits))
        is_late = pthread_cond_timedwait(&waiter->woken, &pool->mutex,
                                         &deadline) == ETIMEDOUT;
    if (!waiter->served)
        leave_queue(pool, waiter);
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

bool
rowan__pool_linger(rowan__pool *pool, int64_t while_ms,
                   const rowan__limits *limits, rowan_connection **ret_conn)
{
    rowan__waiter waiter = {.limits = limits};

    if (while_ms <= 0 || !waiter_init(&waiter))
        return false;
    sleep_until_served(pool, &waiter, while_ms);
    (void)pthread_cond_destroy(&waiter.woken);
    *ret_conn = waiter.conn;
    return waiter.served;
}

rowan_status
rowan__pool_wait(rowan__pool *pool, int64_t timeout_ms,
                 const rowan__limits *limits, rowan_connection **ret_conn,
                 rowan_error *err)
{
    int64_t began_us = rowan__clock_monotonic_us();
    rowan__waiter waiter = {.limits = limits};

    if (timeout_ms > 0) {
        if (!waiter_init(&waiter))
            return rowan__error_no_memory(err);
        sleep_until_served(pool, &waiter, timeout_ms);
        (void)pthread_cond_destroy(&waiter.woken);
    }
    if (!waiter.served && rowan__limits_cancelled(limits))
        return rowan__limits_check(limits, err);
    if (!waiter.served) {
        pool->timeouts++;
        return waited_in_vain(pool, rowan__clock_monotonic_us() - began_us,
                              err);
    }
    *ret_conn = waiter.conn;
    return ROWAN_OK;
}
