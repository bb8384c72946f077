/* SPDX-License-Identifier: MIT */
/*
 * Deadlines. SQLite waits in two places: for its own virtual machine, which
 * asks a handler every few thousand instructions, and for the locks of others.
 * Both look at the clock. A transfer to the disk is not interrupted.
 */

#include "sqlite_priv.h"

#include <time.h>

enum { INSTRUCTIONS = 2000 }; /* some 20 microseconds of work */

static int64_t
now_us(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* What is left until the deadline, in milliseconds, at most most_ms. */
static int
left_ms(const rowan_driver_connection *connection, int most_ms)
{
    int64_t left_us;

    if (connection->deadline_us == 0)
        return most_ms;
    left_us = connection->deadline_us - now_us();
    if (left_us <= 0)
        return 0;
    return left_us / 1000 < most_ms ? (int)(left_us / 1000) + 1 : most_ms;
}

static int
look_at_clock(void *context)
{
    rowan_driver_connection *connection = context;

    if (connection->deadline_us == 0 || now_us() < connection->deadline_us)
        return 0;
    connection->is_late = true;
    return 1;
}

void
sqlite__set_deadline(rowan_driver_connection *connection, int64_t deadline_us)
{
    connection->deadline_us = deadline_us;
    if (deadline_us == 0 || connection->has_clock)
        return;
    connection->has_clock = true;
    sqlite3_progress_handler(connection->db, INSTRUCTIONS, look_at_clock,
                             connection);
}

/* Waits longer each time. */
int
sqlite__wait_for_lock(void *context, int count)
{
    static const int delays_ms[] = {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50};
    const int last = (int)(sizeof delays_ms / sizeof *delays_ms) - 1;
    rowan_driver_connection *connection = context;
    int64_t waited_ms = 0;
    int delay_ms = delays_ms[count < last ? count : last];

    if (atomic_load_explicit(&connection->cancel_count, memory_order_relaxed) !=
        connection->cancel_seen)
        return 0;
    for (int i = 0; i < count && i < last; i++)
        waited_ms += delays_ms[i];
    if (count > last)
        waited_ms += (int64_t)(count - last) * delays_ms[last];
    if (waited_ms >= connection->busy_timeout_ms)
        return 0;
    if (delay_ms > connection->busy_timeout_ms - waited_ms)
        delay_ms = (int)(connection->busy_timeout_ms - waited_ms);
    delay_ms = left_ms(connection, delay_ms);
    if (delay_ms == 0) {
        connection->is_late = true;
        return 0;
    }
    sqlite3_sleep(delay_ms);
    return 1;
}
