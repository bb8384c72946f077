/* SPDX-License-Identifier: MIT */
/* Clocks. */
#ifndef ROWAN_BASE_CLOCK_H
#define ROWAN_BASE_CLOCK_H

#include <stdint.h>

int64_t rowan__clock_monotonic_us(void); /* microseconds, arbitrary start */

/* Sleeps; a signal does not shorten it. */
void rowan__clock_sleep_us(int64_t duration_us);

#endif
