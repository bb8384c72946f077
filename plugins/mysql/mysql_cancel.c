/* SPDX-License-Identifier: MIT */
/*
 * Cancelling: KILL QUERY over a second, short connection.
 *
 * The protocol has no other way, and the kill must not hit the statement
 * after the one that was meant. So work has a number. A cancel() connects
 * first, then claims the work that it meant, if that still runs, and kills;
 * and whoever ends the work waits until claims are gone. A kill can then only
 * arrive while the server has not answered, or when its answer is under way:
 * the server forgets a kill of a query that finds no query.
 */

#include "mysql_priv.h"

#include <stdio.h>
#include <time.h>

#define CANCEL_US INT64_C(2000000)

/* connection->work: number << 16 | claims << 1 | running */
#define RUNNING UINT64_C(1)
#define CLAIM UINT64_C(2)
#define CLAIMS UINT64_C(0xfffe)
#define NUMBER UINT64_C(0x10000)

void
mysql__work_begin(rowan_driver_connection *connection)
{
    uint64_t work =
        atomic_load_explicit(&connection->work, memory_order_relaxed);

    if (work & RUNNING)
        return;
    atomic_store_explicit(&connection->work, (work + NUMBER) | RUNNING,
                          memory_order_release);
}

void
mysql__work_end(rowan_driver_connection *connection)
{
    const struct timespec pause = {.tv_nsec = 100000};
    uint_fast64_t work =
        atomic_load_explicit(&connection->work, memory_order_relaxed);

    while (work & RUNNING) {
        uint_fast64_t idle = work & ~CLAIMS & ~RUNNING;

        work &= ~CLAIMS;
        if (atomic_compare_exchange_strong(&connection->work, &work, idle))
            return;
        nanosleep(&pause, NULL); /* a kill is on its way, and soon there */
    }
}

bool
mysql__kill_query(const rowan_driver_connection *connection,
                  int64_t deadline_us)
{
    MYSQL *handle = mysql__handle_new(connection, deadline_us);
    char sql[40];
    int size;
    bool is_killed = false;

    if (!handle)
        return false;
    size = snprintf(sql, sizeof sql, "KILL QUERY %lu",
                    (unsigned long)atomic_load(&connection->thread_id));
    if (mysql__connect_bounded(handle, &connection->address, &connection->url,
                               deadline_us))
        is_killed = !mysql__query_bounded(handle, sql, (size_t)size,
                                          deadline_us);
    mysql_close(handle);
    return is_killed;
}

/* Counts this cancel() in, if the work that it means still runs. */
static bool
claim(rowan_driver_connection *connection, uint64_t meant)
{
    uint_fast64_t work = atomic_load(&connection->work);

    do {
        if ((work & ~CLAIMS) != (meant & ~CLAIMS))
            return false;
    } while (!atomic_compare_exchange_weak(&connection->work, &work,
                                           work + CLAIM));
    return true;
}

int32_t
mysql__cancel(rowan_driver_connection *connection, rowan_error *err)
{
    const rowan_host *host = connection->host;
    int64_t deadline_us = mysql__now_us() + CANCEL_US;
    uint64_t meant = atomic_load(&connection->work);
    MYSQL *handle;
    char sql[40];
    int size;
    rowan_status status = ROWAN_OK;

    if (!(meant & RUNNING))
        return ROWAN_OK;
    handle = mysql__handle_new(connection, deadline_us);
    if (!handle)
        return mysql__no_memory(host, err);
    size = snprintf(sql, sizeof sql, "KILL QUERY %lu",
                    (unsigned long)atomic_load(&connection->thread_id));
    if (!mysql__connect_bounded(handle, &connection->address, &connection->url,
                                deadline_us)) {
        status = mysql__handle_error(host, handle, "connect for a cancel", err);
    } else if (claim(connection, meant)) {
        if (mysql__query_bounded(handle, sql, (size_t)size, deadline_us))
            status = mysql__handle_error(host, handle, "cancel", err);
        atomic_fetch_sub(&connection->work, CLAIM);
    }
    mysql_close(handle);
    return status;
}
