/* SPDX-License-Identifier: MIT */
/*
 * Values to the server: each in the binary protocol's own form, exactly or
 * not at all.
 *
 * Numbers, texts and bytes are sent from the caller's memory. An array of
 * rows needs one type for each place, so a NULL there is an indicator and not
 * a type; everywhere else it is both.
 */

#include "mysql_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What integers of a kind may be. */
typedef struct bounds {
    int64_t lowest, highest;
    const char *refusal;
} bounds;

static const bounds integer_bounds[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = {0, 1, "a bool is 0 or 1"},
    [ROWAN_KIND_INT16] = {INT16_MIN, INT16_MAX, "it is beyond 16 bits"},
    [ROWAN_KIND_INT32] = {INT32_MIN, INT32_MAX, "it is beyond 32 bits"},
    [ROWAN_KIND_INT64] = {INT64_MIN, INT64_MAX, ""},
    [ROWAN_KIND_DATE] = {MYSQL_DATE_MIN, MYSQL_DATE_MAX,
                         "the server has dates of the years 0000 to 9999 only"},
    [ROWAN_KIND_TIME] = {0, MYSQL_DAY_US - 1, "it is not within a day"},
    [ROWAN_KIND_TIMESTAMP] =
        {MYSQL_TIMESTAMP_MIN, MYSQL_TIMESTAMP_MAX,
         "the server has timestamps of the years 0000 to 9999 only"},
};

/* --- dates --------------------------------------------------------------- */

/* Years are counted from March, so that a leap day is the last of its year;
 * 146,097 days make 400 years. */
static void
split_days(int64_t days, MYSQL_TIME *time)
{
    unsigned day = (unsigned)(days + 719468 + 146097);
    unsigned era = day / 146097;
    unsigned of_era = day % 146097;
    unsigned year =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    unsigned of_year = of_era - (365 * year + year / 4 - year / 100);
    unsigned month = (5 * of_year + 2) / 153;

    time->day = of_year - (153 * month + 2) / 5 + 1;
    time->month = month < 10 ? month + 3 : month - 9;
    time->year = year + era * 400 - 400 + (month >= 10);
}

static void
split_microseconds(int64_t microseconds, MYSQL_TIME *time)
{
    int64_t seconds = microseconds / 1000000;

    time->second_part = (unsigned long)(microseconds % 1000000);
    time->second = (unsigned)(seconds % 60);
    time->minute = (unsigned)(seconds / 60 % 60);
    time->hour = (unsigned)(seconds / 3600);
}

static void
bind_time(MYSQL_BIND *bind, mysql_scratch *scratch, const rowan_value *value)
{
    MYSQL_TIME *time = &scratch->time;
    int64_t integer = value->as.integer;

    memset(time, 0, sizeof *time);
    bind->buffer = time;
    bind->buffer_length = sizeof *time;
    if (value->kind == ROWAN_KIND_DATE) {
        bind->buffer_type = MYSQL_TYPE_DATE;
        time->time_type = MYSQL_TIMESTAMP_DATE;
        split_days(integer, time);
    } else if (value->kind == ROWAN_KIND_TIME) {
        bind->buffer_type = MYSQL_TYPE_TIME;
        time->time_type = MYSQL_TIMESTAMP_TIME;
        split_microseconds(integer, time);
    } else {
        int64_t days = integer / MYSQL_DAY_US;

        days -= integer % MYSQL_DAY_US < 0;
        bind->buffer_type = MYSQL_TYPE_DATETIME;
        time->time_type = MYSQL_TIMESTAMP_DATETIME;
        split_days(days, time);
        split_microseconds(integer - days * MYSQL_DAY_US, time);
    }
}

/* --- each kind ----------------------------------------------------------- */

static void
bind_view(MYSQL_BIND *bind, enum enum_field_types type, const char *data,
          size_t size)
{
    bind->buffer_type = type;
    bind->buffer = (void *)data; /* only read */
    bind->buffer_length = (unsigned long)size;
    bind->length_value = (unsigned long)size;
    bind->length = &bind->buffer_length;
}

static bool
is_minus_zero(const rowan_view *decimal)
{
    if (decimal->data[0] != '-')
        return false;
    for (size_t i = 1; i < decimal->size; i++)
        if (decimal->data[i] > '0')
            return false;
    return true;
}

static const char *
bind_text(rowan_driver_statement *statement, MYSQL_BIND *bind,
          const rowan_value *value)
{
    const rowan_view *text = &value->as.text;
    const rowan_host *host = statement->connection->host;

    if (text->size > UINT32_MAX / 2)
        return "it is longer than the protocol can carry";
    if (value->kind == ROWAN_KIND_BYTES) {
        bind_view(bind, MYSQL_TYPE_BLOB, text->data, text->size);
    } else if (value->kind == ROWAN_KIND_DECIMAL) {
        if (!host->decimal_is_valid(text->data, text->size))
            return "it is not a plain decimal number";
        if (is_minus_zero(text))
            return "the server would store -0 as 0";
        bind_view(bind, MYSQL_TYPE_NEWDECIMAL, text->data, text->size);
    } else if (!host->text_is_valid(text->data, text->size)) {
        return memchr(text->data, '\0', text->size)
                   ? "it is a text with a NUL inside; use bytes"
                   : "it is not UTF-8; use bytes";
    } else {
        bind_view(bind, MYSQL_TYPE_STRING, text->data, text->size);
    }
    return NULL;
}

static const char *
bind_formatted(rowan_driver_statement *statement, MYSQL_BIND *bind,
               mysql_scratch *scratch, const rowan_value *value)
{
    size_t size =
        statement->connection->host->value_format(value, scratch->text);

    if (size == 0)
        return "it is not a value of its kind";
    bind_view(bind, MYSQL_TYPE_STRING, scratch->text, size);
    return NULL;
}

static const char *
bind_integer(rowan_driver_statement *statement, uint32_t i,
             const rowan_value *value)
{
    const bounds *within = &integer_bounds[value->kind];
    MYSQL_BIND *bind = &statement->binds[i];

    if (value->as.integer < within->lowest ||
        value->as.integer > within->highest)
        return within->refusal;
    if (value->kind > ROWAN_KIND_INT64) {
        bind_time(bind, &statement->scratch[i], value);
    } else {
        bind->buffer_type = MYSQL_TYPE_LONGLONG;
        bind->buffer = (void *)&value->as.integer; /* only read */
    }
    return NULL;
}

const char *
mysql__value_bind(rowan_driver_statement *statement, uint32_t i,
                  const rowan_value *value)
{
    MYSQL_BIND *bind = &statement->binds[i];

    if (mysql__value_is_null(value)) {
        bind->buffer_type = MYSQL_TYPE_NULL;
        return NULL;
    }
    switch (value->kind) {
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
    case ROWAN_KIND_DATE:
    case ROWAN_KIND_TIME:
    case ROWAN_KIND_TIMESTAMP:
        return bind_integer(statement, i, value);
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        if (!isfinite(value->as.real))
            return "the server has neither NaN nor infinity";
        if (value->as.real == 0 && signbit(value->as.real))
            return "the server would store -0.0 as 0.0";
        bind->buffer_type = MYSQL_TYPE_DOUBLE;
        bind->buffer = (void *)&value->as.real; /* only read */
        return NULL;
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return bind_text(statement, bind, value);
    case ROWAN_KIND_INTERVAL:
    case ROWAN_KIND_UUID:
        return bind_formatted(statement, bind, &statement->scratch[i], value);
    default:
        return "its kind is not known";
    }
}

static const char *const kind_names[ROWAN_KIND_COUNT] = {
    "null",     "bool", "int16",   "int32", "int64", "float",
    "double",   "text", "bytes",   "date",  "time",  "timestamp",
    "interval", "uuid", "decimal", "json",
};

const char *
mysql__kind_name(uint32_t kind)
{
    return kind < ROWAN_KIND_COUNT ? kind_names[kind] : "unknown kind";
}

rowan_status
mysql__value_refused(rowan_driver_statement *statement, uint32_t bind,
                     uint32_t kind, const char *reason, rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_OUT_OF_RANGE,
                             .bind = bind + 1};
    char message[256];

    snprintf(message, sizeof message, "value %u of %u (%s) cannot be bound: %s",
             (unsigned)bind + 1, (unsigned)statement->bind_count,
             mysql__kind_name(kind), reason);
    info.message = message;
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

/* The library copies binds and sends their types each time that it is given
 * some. While the types are as before, its copies are told where values are;
 * sizes they have by address. */
rowan_status
mysql__values_bind(rowan_driver_statement *statement, const rowan_value *binds,
                   rowan_error *err)
{
    bool is_bound = statement->is_bound;

    statement->is_bound = false;
    for (uint32_t i = 0; i < statement->bind_count; i++) {
        MYSQL_BIND *bind = &statement->binds[i];
        enum enum_field_types type = bind->buffer_type;
        const char *refusal = mysql__value_bind(statement, i, &binds[i]);

        if (refusal)
            return mysql__value_refused(statement, i, binds[i].kind, refusal,
                                        err);
        bind->u.indicator = NULL;
        is_bound = is_bound && bind->buffer_type == type;
        if (is_bound)
            statement->handle->params[i].buffer = bind->buffer;
    }
    if (!is_bound && statement->bind_count &&
        mysql_stmt_bind_param(statement->handle, statement->binds))
        return mysql__stmt_error(statement, "bind values", err);
    statement->is_bound = true;
    return ROWAN_OK;
}
