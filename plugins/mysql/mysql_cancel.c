/* SPDX-License-Identifier: MIT */
/*
 * Cancelling: KILL QUERY over a second, short connection.
 *
 * The protocol has no other way, and the kill must not hit the statement
 * after the one that was meant. So work has a number. A cancel() connects
 * first, then claims the work that it meant, if that still runs, and kills;
 * and whoever ends the work waits until claims are gone. The server has then
 * taken the kill, but not always spent it: for a moment after an answer, until
 * it waits for the next command, it keeps a kill for that one. So after a kill
 * the next command is a ping. When the answer to a kill does not come, the kill
 * may arrive at any time, and the connection is given up.
 */

#include "mysql_priv.h"

#include <errmsg.h>
#include <stdio.h>
#include <time.h>

#define CANCEL_US INT64_C(2000000)

/* connection->work: number << 16 | astray << 15 | killed << 14 | claims << 1 |
 * running */
#define RUNNING UINT64_C(1)
#define CLAIM UINT64_C(2)
#define CLAIMS UINT64_C(0x3ffe)
#define KILLED UINT64_C(0x4000) /* a kill was sent and is not spent yet */
#define ASTRAY UINT64_C(0x8000) /* one was sent and not answered */
#define NUMBER UINT64_C(0x10000)
#define KILLS (CLAIMS | KILLED | ASTRAY)

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

/* Whether the kill was answered, with yes or no. */
static bool
send_kill(rowan_driver_connection *connection, MYSQL *handle,
          int64_t deadline_us)
{
    char sql[40];
    int size = snprintf(sql, sizeof sql, "KILL QUERY %lu",
                        (unsigned long)atomic_load(&connection->thread_id));

    if (!mysql__query_bounded(handle, sql, (size_t)size, deadline_us))
        return true;
    if (mysql_errno(handle) >= CR_MIN_ERROR &&
        mysql_errno(handle) <= CR_MAX_ERROR)
        atomic_fetch_or(&connection->work, ASTRAY);
    return false;
}

/* Another database may have been dropped: none is needed. */
static rowan_status
connect_to_kill(const rowan_driver_connection *connection, MYSQL **handle,
                int64_t deadline_us)
{
    rowan_url_parts url = connection->url;

    url.database = NULL;
    return mysql__connect_bounded(connection->host, handle,
                                  &connection->address, &url, deadline_us);
}

bool
mysql__kill_query(rowan_driver_connection *connection, int64_t deadline_us)
{
    MYSQL *handle = mysql__handle_new(connection, deadline_us);
    bool is_killed = false;

    if (!handle)
        return false;
    if (!connect_to_kill(connection, &handle, deadline_us)) {
        atomic_fetch_or(&connection->work, KILLED);
        is_killed = send_kill(connection, handle, deadline_us);
    }
    mysql_close(handle);
    return is_killed;
}

bool
mysql__is_killed(const rowan_driver_connection *connection)
{
    return atomic_load(&connection->work) & KILLS;
}

void
mysql__kill_spend(rowan_driver_connection *connection)
{
    uint64_t work = atomic_load(&connection->work);

    if (work & ASTRAY)
        connection->is_broken = true;
    if (connection->is_broken || !(work & KILLED))
        return;
    atomic_fetch_and(&connection->work, ~(uint_fast64_t)KILLED);
    if (mysql__call_ping(connection))
        (void)mysql__error(connection, "end a cancel", NULL);
}

/* Counts this cancel() in, if the work that it means still runs. */
static bool
claim(rowan_driver_connection *connection, uint64_t meant)
{
    uint_fast64_t work = atomic_load(&connection->work);

    do {
        if ((work & ~KILLS) != (meant & ~KILLS))
            return false;
    } while (!atomic_compare_exchange_weak(&connection->work, &work,
                                           (work + CLAIM) | KILLED));
    return true;
}

int32_t
mysql__cancel(rowan_driver_connection *connection, rowan_error *err)
{
    const rowan_host *host = connection->host;
    int64_t deadline_us = mysql__now_us() + CANCEL_US;
    uint64_t meant = atomic_load(&connection->work);
    MYSQL *handle;
    rowan_status status = ROWAN_OK;

    if (!(meant & RUNNING))
        return ROWAN_OK;
    handle = mysql__handle_new(connection, deadline_us);
    if (!handle)
        return plugin_no_memory(host, err);
    status = connect_to_kill(connection, &handle, deadline_us);
    if (status == ROWAN_CONNECT_FAILED) {
        status = mysql__handle_error(host, handle, "connect for a cancel", err);
    } else if (status) {
        status = plugin_fail(host, err, status,
                             "cannot connect for a cancel in time");
    } else if (claim(connection, meant)) {
        if (!send_kill(connection, handle, deadline_us))
            status = mysql__handle_error(host, handle, "cancel", err);
        atomic_fetch_sub(&connection->work, CLAIM);
    }
    mysql_close(handle);
    return status;
}
