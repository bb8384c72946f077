/* SPDX-License-Identifier: MIT */
#include "clock.h"

#include <errno.h>
#include <rowan/value.h>
#include <time.h>

#ifdef CLOCK_MONOTONIC_COARSE /* of Linux */
#define COARSE CLOCK_MONOTONIC_COARSE
#else
#define COARSE CLOCK_MONOTONIC
#endif

static int64_t
read_clock(clockid_t clock)
{
    struct timespec now = {0};

    /* Fails only for a clock that does not exist; POSIX has both of ours. */
    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t
rowan__clock_monotonic_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t
rowan__clock_monotonic_us(void)
{
    return read_clock(CLOCK_MONOTONIC) / 1000;
}

int64_t
rowan__clock_coarse_ms(void)
{
    return read_clock(COARSE) / 1000000;
}

void
rowan__clock_sleep_us(int64_t duration_us)
{
    struct timespec left = {.tv_sec = (time_t)(duration_us / 1000000),
                            .tv_nsec = (long)(duration_us % 1000000) * 1000};

    if (duration_us <= 0)
        return;
    while (nanosleep(&left, &left) != 0 && errno == EINTR)
        ;
}

rowan_timestamp
rowan_timestamp_now(void)
{
    return (rowan_timestamp){.microseconds =
                                 read_clock(CLOCK_REALTIME) / 1000};
}
