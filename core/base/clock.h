/* SPDX-License-Identifier: MIT */
/* Clocks. */
#ifndef ROWAN_BASE_CLOCK_H
#define ROWAN_BASE_CLOCK_H

#include <stdint.h>

int64_t rowan__clock_monotonic_us(void); /* microseconds, arbitrary start */

#endif
