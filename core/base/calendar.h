/* SPDX-License-Identifier: MIT */
/* Days and calendar parts, proleptic Gregorian, without limits of their own. */
#ifndef ROWAN_BASE_CALENDAR_H
#define ROWAN_BASE_CALENDAR_H

#include <stdint.h>

typedef struct rowan__civil {
    int64_t year; /* astronomical: 0 is 1 BC */
    int32_t month, day;
} rowan__civil;

/* Days since 1970-01-01; |year| below 10^12. */
int64_t rowan__calendar_days(rowan__civil civil);
rowan__civil rowan__calendar_civil(int64_t days);
/* 28 to 31; 0 if there is no such month. */
int32_t rowan__calendar_month_length(int64_t year, int32_t month);
/* Quotient rounded down, for a positive divisor. */
int64_t rowan__calendar_floor_divide(int64_t dividend, int64_t divisor);

#endif
