/* SPDX-License-Identifier: MIT */
/* Intervals as ISO 8601 durations in which each part has a sign. */
#include "text.h"

#include <rowan/value.h>

#define SECOND INT64_C(1000000) /* microseconds */

typedef enum field { MONTHS, DAYS, MICROSECONDS, FIELD_COUNT } field;

/* In the order of the text. 'M' is months before the 'T', minutes after. */
static const struct part {
    char letter;
    field field;
    int64_t units; /* of the field */
} parts[] = {
    {'Y', MONTHS, 12},
    {'M', MONTHS, 1},
    {'W', DAYS, 7},
    {'D', DAYS, 1},
    {'H', MICROSECONDS, 3600 * SECOND},
    {'M', MICROSECONDS, 60 * SECOND},
    {'S', MICROSECONDS, SECOND},
};

enum { FIRST_OF_TIME = 4, PART_COUNT = sizeof(parts) / sizeof(parts[0]) };

static char *
put_seconds(char *to, int64_t micros)
{
    uint64_t magnitude = (uint64_t)micros;
    uint64_t fraction;
    int width = 6;

    if (micros < 0) {
        *to++ = '-';
        magnitude = 0 - magnitude;
    }
    to = rowan__text_put_uint(to, magnitude / SECOND);
    fraction = magnitude % SECOND;
    if (fraction == 0)
        return to;
    for (; fraction % 10 == 0; width--)
        fraction /= 10;
    *to++ = '.';
    return rowan__text_put_padded(to, fraction, width);
}

size_t
rowan_interval_format(rowan_interval interval, char *buffer)
{
    int64_t left[FIELD_COUNT] = {
        [MONTHS] = interval.months,
        [DAYS] = interval.days,
        [MICROSECONDS] = interval.microseconds,
    };
    bool in_time = false;
    char *to = buffer;

    *to++ = 'P';
    for (int i = 0; i < PART_COUNT; i++) {
        const struct part *part = &parts[i];
        int64_t amount = left[part->field] / part->units;
        bool seconds = part->letter == 'S';

        if (part->letter == 'W') /* weeks are read, but written as days */
            continue;
        if (seconds ? left[part->field] == 0 : amount == 0)
            continue;
        if (part->field == MICROSECONDS && !in_time) {
            *to++ = 'T';
            in_time = true;
        }
        to = seconds ? put_seconds(to, left[part->field])
                     : rowan__text_put_int(to, amount);
        *to++ = part->letter;
        left[part->field] -= amount * part->units;
    }
    if (to == buffer + 1)
        to = rowan__text_put(to, "T0S");
    *to = '\0';
    return (size_t)(to - buffer);
}

/* *sum + sign * amount * units + sign * extra, if it fits. */
static bool
add_part(int64_t *sum, bool minus, uint64_t amount, int64_t units,
         int32_t extra)
{
    int64_t whole;

    if (amount > (uint64_t)(INT64_MAX / units))
        return false;
    whole = (int64_t)amount * units;
    if (!minus) {
        if (whole > INT64_MAX - extra || *sum > INT64_MAX - whole - extra)
            return false;
        *sum += whole + extra;
    } else {
        /* -whole is never INT64_MIN, but -whole - extra may be. */
        if (-whole < INT64_MIN + extra || *sum < INT64_MIN + whole + extra)
            return false;
        *sum = *sum - whole - extra;
    }
    return true;
}

/* Reads one number with its letter; *next is the first part that may come. */
static bool
scan_part(rowan__scan *scan, int *next, int end, int64_t sums[FIELD_COUNT])
{
    bool minus = rowan__scan_char(scan, '-');
    bool fraction = false;
    uint64_t amount = 0;
    int32_t micros = 0;
    int i = *next;

    if (rowan__scan_digits(scan, 19, &amount) == 0)
        return false;
    if (rowan__scan_char(scan, '.')) {
        fraction = true;
        if (!rowan__scan_micros(scan, &micros))
            return false;
    }
    while (i < end && !rowan__scan_char(scan, parts[i].letter))
        i++;
    if (i == end || (fraction && parts[i].letter != 'S'))
        return false;
    *next = i + 1;
    return add_part(&sums[parts[i].field], minus, amount, parts[i].units,
                    micros);
}

/* Reads the parts up to end, at least one. */
static bool
scan_parts(rowan__scan *scan, int first, int end, int64_t sums[FIELD_COUNT])
{
    int next = first;

    do {
        if (!scan_part(scan, &next, end, sums))
            return false;
    } while (!rowan__scan_at_end(scan) && *scan->at != 'T');
    return true;
}

rowan_status
rowan_interval_parse(const char *text, size_t size_bytes,
                     rowan_interval *ret_interval)
{
    rowan__scan scan = rowan__scan_begin(text, size_bytes);
    int64_t sums[FIELD_COUNT] = {0};

    if (!rowan__scan_char(&scan, 'P') || rowan__scan_at_end(&scan))
        return ROWAN_OUT_OF_RANGE;
    if (*scan.at != 'T' && !scan_parts(&scan, 0, FIRST_OF_TIME, sums))
        return ROWAN_OUT_OF_RANGE;
    if (rowan__scan_char(&scan, 'T') &&
        !scan_parts(&scan, FIRST_OF_TIME, PART_COUNT, sums))
        return ROWAN_OUT_OF_RANGE;
    if (!rowan__scan_at_end(&scan) || sums[MONTHS] < INT32_MIN ||
        sums[MONTHS] > INT32_MAX || sums[DAYS] < INT32_MIN ||
        sums[DAYS] > INT32_MAX)
        return ROWAN_OUT_OF_RANGE;
    ret_interval->months = (int32_t)sums[MONTHS];
    ret_interval->days = (int32_t)sums[DAYS];
    ret_interval->microseconds = sums[MICROSECONDS];
    return ROWAN_OK;
}
