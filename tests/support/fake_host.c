/* SPDX-License-Identifier: MIT */
#include "fake_host.h"

#include "base/alloc.h"
#include "base/buffer.h"
#include "base/error_priv.h"

#include <rowan/plugin/dialect.h>
#include <string.h>

static int32_t
buffer_identifier(rowan_buffer *buffer, const rowan_dialect *dialect,
                  const char *name, rowan_error *err)
{
    (void)dialect; /* the standard's quotes */
    (void)err;
    rowan__buffer_char(buffer, '"');
    for (; *name; name++) {
        if (*name == '"')
            rowan__buffer_char(buffer, '"');
        rowan__buffer_char(buffer, *name);
    }
    rowan__buffer_char(buffer, '"');
    return ROWAN_OK;
}

static void
copy_text(char *field, size_t size, const char *text)
{
    if (text)
        rowan__error_copy(field, size, text);
}

static int32_t
error_set(rowan_error *err, const rowan_error_info *info)
{
    if (!err || err->status)
        return info->status;
    err->status = (rowan_status)info->status;
    err->retry = (rowan_retry)info->retry;
    err->native_code = info->native_code;
    copy_text(err->sqlstate, sizeof err->sqlstate, info->sqlstate);
    copy_text(err->message, sizeof err->message, info->message);
    copy_text(err->table, sizeof err->table, info->table);
    copy_text(err->column, sizeof err->column, info->column);
    copy_text(err->constraint, sizeof err->constraint, info->constraint);
    copy_text(err->hint, sizeof err->hint, info->hint);
    return info->status;
}

static void
log_nothing(uint32_t level, const char *text)
{
    (void)level;
    (void)text;
}

static size_t
value_format(const rowan_value *value, char *buffer)
{
    const int64_t integer = value->as.integer;

    switch (value->kind) {
    case ROWAN_KIND_DATE:
        return rowan_date_format((rowan_date){(int32_t)integer}, buffer);
    case ROWAN_KIND_TIME:
        return rowan_time_format((rowan_time){integer}, buffer);
    case ROWAN_KIND_TIMESTAMP:
        return rowan_timestamp_format((rowan_timestamp){integer}, buffer);
    case ROWAN_KIND_INTERVAL:
        return rowan_interval_format(value->as.interval, buffer);
    case ROWAN_KIND_UUID:
        return rowan_uuid_format(value->as.uuid, buffer);
    default:
        return 0;
    }
}

static int32_t
value_parse(uint32_t kind, const char *text, size_t size, rowan_value *value)
{
    rowan_date date = {0};
    rowan_time time = {0};
    rowan_timestamp timestamp = {0};
    rowan_status status = ROWAN_OUT_OF_RANGE;

    value->kind = kind;
    switch (kind) {
    case ROWAN_KIND_DATE:
        status = rowan_date_parse(text, size, &date);
        value->as.integer = date.days;
        break;
    case ROWAN_KIND_TIME:
        status = rowan_time_parse(text, size, &time);
        value->as.integer = time.microseconds;
        break;
    case ROWAN_KIND_TIMESTAMP:
        status = rowan_timestamp_parse(text, size, &timestamp);
        value->as.integer = timestamp.microseconds;
        break;
    case ROWAN_KIND_INTERVAL:
        status = rowan_interval_parse(text, size, &value->as.interval);
        break;
    case ROWAN_KIND_UUID:
        status = rowan_uuid_parse(text, size, &value->as.uuid);
        break;
    default:
        break;
    }
    return (int32_t)status;
}

static int32_t
decimal_is_valid(const char *text, size_t size)
{
    return rowan_decimal_is_valid(text, size);
}

static int32_t
decimal_compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    char a_text[512], b_text[512]; /* longest decimal of these tests */

    if (a_size >= sizeof a_text || b_size >= sizeof b_text)
        return 0;
    memcpy(a_text, a, a_size);
    memcpy(b_text, b, b_size);
    a_text[a_size] = b_text[b_size] = '\0';
    return rowan_decimal_compare((rowan_decimal){a_text},
                                 (rowan_decimal){b_text});
}

const rowan_host fake_host = {
    .size = sizeof(rowan_host),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .allocate = rowan__alloc,
    .reallocate = rowan__realloc,
    .release = rowan__free,
    .buffer_add = rowan__buffer_add,
    .buffer_text = rowan__buffer_text,
    .buffer_int = rowan__buffer_int,
    .buffer_identifier = buffer_identifier,
    .error_set = error_set,
    .log = log_nothing,
    .value_format = value_format,
    .value_parse = value_parse,
    .decimal_is_valid = decimal_is_valid,
    .decimal_compare = decimal_compare,
};
