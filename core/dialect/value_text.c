/* SPDX-License-Identifier: MIT */
#include "dialect/value_text.h"

#include "base/text.h"

#include <string.h>

#define DAY_US INT64_C(86400000000)

/* Kinds that are an integer inside, and what fits each. */
static const struct {
    int64_t least, most;
} ranges[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = {0, 1},
    [ROWAN_KIND_INT16] = {INT16_MIN, INT16_MAX},
    [ROWAN_KIND_INT32] = {INT32_MIN, INT32_MAX},
    [ROWAN_KIND_INT64] = {INT64_MIN, INT64_MAX},
    [ROWAN_KIND_DATE] = {INT32_MIN, INT32_MAX},
    [ROWAN_KIND_TIME] = {0, DAY_US - 1},
    [ROWAN_KIND_TIMESTAMP] = {INT64_MIN, INT64_MAX},
};

static bool
is_in_range(uint32_t kind, int64_t integer)
{
    return integer >= ranges[kind].least && integer <= ranges[kind].most;
}

static size_t
put(char *buffer, const char *text)
{
    char *end = rowan__text_put(buffer, text);

    *end = '\0';
    return (size_t)(end - buffer);
}

static size_t
put_int(char *buffer, int64_t integer)
{
    char *end = rowan__text_put_int(buffer, integer);

    *end = '\0';
    return (size_t)(end - buffer);
}

static size_t
format_integer(uint32_t kind, int64_t integer, char *buffer)
{
    if (!is_in_range(kind, integer))
        return 0;
    switch (kind) {
    case ROWAN_KIND_BOOL:
        return put(buffer, integer != 0 ? "true" : "false");
    case ROWAN_KIND_DATE:
        return rowan_date_format((rowan_date){(int32_t)integer}, buffer);
    case ROWAN_KIND_TIME:
        return rowan_time_format((rowan_time){integer}, buffer);
    case ROWAN_KIND_TIMESTAMP:
        return rowan_timestamp_format((rowan_timestamp){integer}, buffer);
    default:
        return put_int(buffer, integer);
    }
}

static bool
is_integer_inside(uint32_t kind)
{
    return kind < ROWAN_KIND_COUNT && ranges[kind].most > 0;
}

size_t
rowan__value_format(const rowan_value *value, char *buffer)
{
    if (is_integer_inside(value->kind))
        return format_integer(value->kind, value->as.integer, buffer);
    if (value->kind == ROWAN_KIND_INTERVAL)
        return rowan_interval_format(value->as.interval, buffer);
    if (value->kind == ROWAN_KIND_UUID)
        return rowan_uuid_format(value->as.uuid, buffer);
    return 0;
}

static bool
is_text(const char *text, size_t size, const char *wanted)
{
    return size == strlen(wanted) && memcmp(text, wanted, size) == 0;
}

static rowan_status
parse_bool(const char *text, size_t size, int64_t *ret_integer)
{
    bool is_true = is_text(text, size, "true") || is_text(text, size, "1");

    if (!is_true && !is_text(text, size, "false") && !is_text(text, size, "0"))
        return ROWAN_OUT_OF_RANGE;
    *ret_integer = is_true;
    return ROWAN_OK;
}

static rowan_status
parse_int(const char *text, size_t size, int64_t *ret_integer)
{
    rowan__scan scan = rowan__scan_begin(text, size);
    bool minus = rowan__scan_char(&scan, '-');
    uint64_t limit = (uint64_t)INT64_MAX + minus;
    uint64_t number = 0;

    /* Nineteen digits never overflow 64 bits. */
    if (rowan__scan_digits(&scan, 19, &number) == 0 ||
        !rowan__scan_at_end(&scan) || number > limit)
        return ROWAN_OUT_OF_RANGE;
    *ret_integer =
        minus && number > 0 ? -(int64_t)(number - 1) - 1 : (int64_t)number;
    return ROWAN_OK;
}

static rowan_status
parse_integer(uint32_t kind, const char *text, size_t size,
              int64_t *ret_integer)
{
    rowan_status status;
    rowan_date date = {0};
    rowan_time time = {0};
    rowan_timestamp timestamp = {0};

    switch (kind) {
    case ROWAN_KIND_BOOL:
        return parse_bool(text, size, ret_integer);
    case ROWAN_KIND_DATE:
        status = rowan_date_parse(text, size, &date);
        *ret_integer = date.days;
        return status;
    case ROWAN_KIND_TIME:
        status = rowan_time_parse(text, size, &time);
        *ret_integer = time.microseconds;
        return status;
    case ROWAN_KIND_TIMESTAMP:
        status = rowan_timestamp_parse(text, size, &timestamp);
        *ret_integer = timestamp.microseconds;
        return status;
    default:
        return parse_int(text, size, ret_integer);
    }
}

rowan_status
rowan__value_parse(uint32_t kind, const char *text, size_t size,
                   rowan_value *ret_value)
{
    rowan_value value = {.kind = kind};
    rowan_status status = ROWAN_OUT_OF_RANGE;

    if (text == NULL)
        return ROWAN_OUT_OF_RANGE;
    if (is_integer_inside(kind)) {
        status = parse_integer(kind, text, size, &value.as.integer);
        if (status == ROWAN_OK && !is_in_range(kind, value.as.integer))
            status = ROWAN_OUT_OF_RANGE;
    } else if (kind == ROWAN_KIND_INTERVAL) {
        status = rowan_interval_parse(text, size, &value.as.interval);
    } else if (kind == ROWAN_KIND_UUID) {
        status = rowan_uuid_parse(text, size, &value.as.uuid);
    }
    if (status == ROWAN_OK)
        *ret_value = value;
    return status;
}
