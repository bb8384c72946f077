/* SPDX-License-Identifier: MIT */
/* Clocks. */
#ifndef ROWAN_BASE_CLOCK_H
#define ROWAN_BASE_CLOCK_H

#include <stdint.h>

/* Since an arbitrary start, one for all three. */
int64_t rowan__clock_monotonic_ns(void);
int64_t rowan__clock_monotonic_us(void);
/* Cheaper, and late by some milliseconds. */
int64_t rowan__clock_coarse_ms(void);

/* Sleeps; a signal does not shorten it. */
void rowan__clock_sleep_us(int64_t duration_us);

#endif
