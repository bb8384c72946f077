/* SPDX-License-Identifier: MIT */
/* Dates, times of day and instants: parts and texts. */
#include "calendar.h"
#include "text.h"

#include <rowan/value.h>
#include <string.h>

#define SECOND INT64_C(1000000) /* microseconds */
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const char infinity_text[] = "infinity";
static const char minus_infinity_text[] = "-infinity";

static bool
equals(const char *text, size_t size, const char *word)
{
    return size == strlen(word) && memcmp(text, word, size) == 0;
}

/* Ends a text and tells its length. */
static size_t
finish(char *buffer, char *end)
{
    *end = '\0';
    return (size_t)(end - buffer);
}

rowan_status
rowan_date_from_civil(int32_t year, int32_t month, int32_t day,
                      rowan_date *ret_date)
{
    int64_t days;

    if (day < 1 || day > rowan__calendar_month_length(year, month))
        return ROWAN_OUT_OF_RANGE;
    days = rowan__calendar_days(
        (rowan__civil){.year = year, .month = month, .day = day});
    if (days <= ROWAN_DATE_MINUS_INFINITY || days >= ROWAN_DATE_INFINITY)
        return ROWAN_OUT_OF_RANGE;
    ret_date->days = (int32_t)days;
    return ROWAN_OK;
}

void
rowan_date_to_civil(rowan_date date, int32_t *ret_year, int32_t *ret_month,
                    int32_t *ret_day)
{
    rowan__civil civil = rowan__calendar_civil(date.days);

    *ret_year = (int32_t)civil.year;
    *ret_month = civil.month;
    *ret_day = civil.day;
}

static char *
put_date(char *to, rowan_date date)
{
    int32_t year, month, day;

    rowan_date_to_civil(date, &year, &month, &day);
    if (year < 0)
        *to++ = '-';
    else if (year > 9999)
        *to++ = '+';
    to = rowan__text_put_padded(to, (uint64_t)(year < 0 ? -year : year), 4);
    *to++ = '-';
    to = rowan__text_put_padded(to, (uint64_t)month, 2);
    *to++ = '-';
    return rowan__text_put_padded(to, (uint64_t)day, 2);
}

size_t
rowan_date_format(rowan_date date, char *buffer)
{
    if (date.days == ROWAN_DATE_INFINITY)
        return finish(buffer, rowan__text_put(buffer, infinity_text));
    if (date.days == ROWAN_DATE_MINUS_INFINITY)
        return finish(buffer, rowan__text_put(buffer, minus_infinity_text));
    return finish(buffer, put_date(buffer, date));
}

/* Each year has one text: four digits, and a sign and more only if needed. */
static bool
scan_year(rowan__scan *scan, int32_t *ret_year)
{
    bool minus = rowan__scan_char(scan, '-');
    bool plus = !minus && rowan__scan_char(scan, '+');
    uint64_t number = 0;
    int count = rowan__scan_digits(scan, 7, &number);

    if (count < 4 || (count > 4 && scan->at[-count] == '0'))
        return false;
    if ((number > 9999 && !minus && !plus) || (number <= 9999 && plus) ||
        (number == 0 && minus))
        return false;
    *ret_year = minus ? -(int32_t)number : (int32_t)number;
    return true;
}

static bool
scan_date(rowan__scan *scan, rowan_date *ret_date)
{
    int32_t year, month, day;

    return scan_year(scan, &year) && rowan__scan_char(scan, '-') &&
           rowan__scan_exactly(scan, 2, &month) &&
           rowan__scan_char(scan, '-') && rowan__scan_exactly(scan, 2, &day) &&
           rowan_date_from_civil(year, month, day, ret_date) == ROWAN_OK;
}

rowan_status
rowan_date_parse(const char *text, size_t size_bytes, rowan_date *ret_date)
{
    rowan__scan scan = rowan__scan_begin(text, size_bytes);
    rowan_date date;

    if (equals(text, size_bytes, infinity_text))
        date.days = ROWAN_DATE_INFINITY;
    else if (equals(text, size_bytes, minus_infinity_text))
        date.days = ROWAN_DATE_MINUS_INFINITY;
    else if (!scan_date(&scan, &date) || !rowan__scan_at_end(&scan))
        return ROWAN_OUT_OF_RANGE;
    *ret_date = date;
    return ROWAN_OK;
}

static char *
put_time(char *to, rowan_time time, bool with_fraction)
{
    int64_t rest = time.microseconds;

    to = rowan__text_put_padded(to, (uint64_t)(rest / HOUR), 2);
    *to++ = ':';
    to = rowan__text_put_padded(to, (uint64_t)(rest % HOUR / MINUTE), 2);
    *to++ = ':';
    to = rowan__text_put_padded(to, (uint64_t)(rest % MINUTE / SECOND), 2);
    if (!with_fraction)
        return to;
    *to++ = '.';
    return rowan__text_put_padded(to, (uint64_t)(rest % SECOND), 6);
}

static bool
is_time_of_day(rowan_time time)
{
    return time.microseconds >= 0 && time.microseconds < DAY;
}

size_t
rowan_time_format(rowan_time time, char *buffer)
{
    if (!is_time_of_day(time))
        return finish(buffer, buffer);
    return finish(buffer,
                  put_time(buffer, time, time.microseconds % SECOND != 0));
}

static bool
scan_hour_minute(rowan__scan *scan, bool minute_optional, int64_t *ret_micros)
{
    int32_t hour = 0, minute = 0;

    if (!rowan__scan_exactly(scan, 2, &hour) || hour > 23)
        return false;
    if (rowan__scan_char(scan, ':')) {
        if (!rowan__scan_exactly(scan, 2, &minute) || minute > 59)
            return false;
    } else if (!minute_optional) {
        return false;
    }
    *ret_micros = hour * HOUR + minute * MINUTE;
    return true;
}

static bool
scan_time(rowan__scan *scan, rowan_time *ret_time)
{
    int64_t minutes = 0;
    int32_t second = 0, micros = 0;

    if (!scan_hour_minute(scan, false, &minutes))
        return false;
    if (rowan__scan_char(scan, ':')) {
        if (!rowan__scan_exactly(scan, 2, &second) || second > 59)
            return false;
        if (rowan__scan_char(scan, '.') && !rowan__scan_micros(scan, &micros))
            return false;
    }
    ret_time->microseconds = minutes + second * SECOND + micros;
    return true;
}

rowan_status
rowan_time_parse(const char *text, size_t size_bytes, rowan_time *ret_time)
{
    rowan__scan scan = rowan__scan_begin(text, size_bytes);
    rowan_time time;

    if (!scan_time(&scan, &time) || !rowan__scan_at_end(&scan))
        return ROWAN_OUT_OF_RANGE;
    *ret_time = time;
    return ROWAN_OK;
}

rowan_status
rowan_timestamp_from_parts(rowan_date date, rowan_time time,
                           rowan_timestamp *ret_timestamp)
{
    const int64_t last_day = INT64_MAX / DAY;
    int64_t days = date.days;
    int64_t rest = time.microseconds;

    if (!is_time_of_day(time))
        return ROWAN_OUT_OF_RANGE;
    if (days == ROWAN_DATE_INFINITY || days == ROWAN_DATE_MINUS_INFINITY) {
        ret_timestamp->microseconds = days > 0 ? ROWAN_TIMESTAMP_INFINITY
                                               : ROWAN_TIMESTAMP_MINUS_INFINITY;
        return ROWAN_OK;
    }
    /* Before 1970, counting back from the day's end keeps the first day of the
     * line, which is not a whole one, within int64_t. */
    if (days < 0) {
        days++;
        rest -= DAY;
    }
    if (days > last_day || days < -last_day)
        return ROWAN_OUT_OF_RANGE;
    days *= DAY;
    if (rest >= 0 ? days >= ROWAN_TIMESTAMP_INFINITY - rest
                  : days <= ROWAN_TIMESTAMP_MINUS_INFINITY - rest)
        return ROWAN_OUT_OF_RANGE;
    ret_timestamp->microseconds = days + rest;
    return ROWAN_OK;
}

void
rowan_timestamp_to_parts(rowan_timestamp timestamp, rowan_date *ret_date,
                         rowan_time *ret_time)
{
    int64_t whole = timestamp.microseconds;
    int64_t days = rowan__calendar_floor_divide(whole, DAY);
    int64_t rest = whole % DAY;

    if (whole == ROWAN_TIMESTAMP_INFINITY ||
        whole == ROWAN_TIMESTAMP_MINUS_INFINITY) {
        days = whole > 0 ? ROWAN_DATE_INFINITY : ROWAN_DATE_MINUS_INFINITY;
        rest = 0;
    }
    ret_date->days = (int32_t)days;
    ret_time->microseconds = rest < 0 ? rest + DAY : rest;
}

size_t
rowan_timestamp_format(rowan_timestamp timestamp, char *buffer)
{
    rowan_date date;
    rowan_time time;
    char *to;

    rowan_timestamp_to_parts(timestamp, &date, &time);
    if (date.days == ROWAN_DATE_INFINITY ||
        date.days == ROWAN_DATE_MINUS_INFINITY)
        return rowan_date_format(date, buffer);
    to = put_date(buffer, date);
    *to++ = ' ';
    return finish(buffer, put_time(to, time, true));
}

/* 'Z', an offset from UTC, or nothing. */
static bool
scan_offset(rowan__scan *scan, int64_t *ret_micros)
{
    bool minus;

    *ret_micros = 0;
    if (rowan__scan_at_end(scan) || rowan__scan_char(scan, 'Z'))
        return true;
    minus = rowan__scan_char(scan, '-');
    if (!minus && !rowan__scan_char(scan, '+'))
        return false;
    if (!scan_hour_minute(scan, true, ret_micros))
        return false;
    if (minus)
        *ret_micros = -*ret_micros;
    return true;
}

static bool
scan_time_and_offset(rowan__scan *scan, rowan_date *date, rowan_time *time)
{
    int64_t offset = 0;
    int64_t days;

    if (!rowan__scan_char(scan, ' ') && !rowan__scan_char(scan, 'T'))
        return false;
    if (!scan_time(scan, time) || !scan_offset(scan, &offset))
        return false;
    /* The offset may lead to the day before or after. */
    time->microseconds -= offset;
    days = date->days + rowan__calendar_floor_divide(time->microseconds, DAY);
    time->microseconds += (date->days - days) * DAY;
    if (days <= ROWAN_DATE_MINUS_INFINITY || days >= ROWAN_DATE_INFINITY)
        return false;
    date->days = (int32_t)days;
    return true;
}

rowan_status
rowan_timestamp_parse(const char *text, size_t size_bytes,
                      rowan_timestamp *ret_timestamp)
{
    rowan__scan scan = rowan__scan_begin(text, size_bytes);
    rowan_date date;
    rowan_time time = {0};

    if (rowan_date_parse(text, size_bytes, &date) != ROWAN_OK) {
        if (!scan_date(&scan, &date) ||
            !scan_time_and_offset(&scan, &date, &time) ||
            !rowan__scan_at_end(&scan))
            return ROWAN_OUT_OF_RANGE;
    }
    return rowan_timestamp_from_parts(date, time, ret_timestamp);
}
