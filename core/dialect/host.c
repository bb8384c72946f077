/* SPDX-License-Identifier: MIT */
/* What plugins are lent. */
#include "base/alloc.h"
#include "base/character.h"
#include "base/decimal.h"
#include "dialect/dialect_priv.h"
#include "dialect/value_text.h"

static int32_t
host_buffer_identifier(rowan_buffer *buffer, const rowan_dialect *dialect,
                       const char *name, rowan_error *err)
{
    return rowan__identifier_quote(buffer, dialect, "identifier", name, err);
}

static rowan_buffer *
host_buffer_create(void)
{
    rowan_buffer *buffer = rowan__alloc(sizeof *buffer);

    if (buffer != NULL)
        rowan__buffer_init(buffer);
    return buffer;
}

static void
host_buffer_destroy(rowan_buffer *buffer)
{
    if (buffer == NULL)
        return;
    rowan__buffer_done(buffer);
    rowan__free(buffer);
}

static const char *
host_buffer_get(const rowan_buffer *buffer)
{
    return rowan__buffer_failed(buffer) ? NULL : rowan__buffer_get(buffer);
}

static int32_t
host_error_set(rowan_error *err, const rowan_error_info *info)
{
    rowan_status status = (rowan_status)info->status;
    const char *hint;

    if (err == NULL || err->status != ROWAN_OK)
        return info->status;
    /* A plugin that reports a failure as success must not hide it. */
    if (status == ROWAN_OK)
        status = ROWAN_INTERNAL;
    rowan__error_set(err, status, "%s",
                     info->message != NULL ? info->message
                                           : rowan_status_text(status));
    err->retry = (rowan_retry)info->retry;
    err->native_code = info->native_code;
    if (info->size >= offsetof(rowan_error_info, reserved))
        err->bind = info->bind;
    if (info->sqlstate != NULL)
        rowan__error_copy(err->sqlstate, sizeof(err->sqlstate), info->sqlstate);
    rowan__error_table(err, info->table);
    rowan__error_column(err, info->column);
    rowan__error_constraint(err, info->constraint);
    hint = info->hint != NULL ? info->hint : rowan__status_cure(status);
    if (hint != NULL)
        rowan__error_hint(err, "%s", hint);
    return (int32_t)status;
}

/* There is no log yet; plugins may speak all the same. */
static void
host_log(uint32_t level, const char *text)
{
    (void)level;
    (void)text;
}

static int32_t
host_value_parse(uint32_t kind, const char *text, size_t size_bytes,
                 rowan_value *ret_value)
{
    return (int32_t)rowan__value_parse(kind, text, size_bytes, ret_value);
}

static int32_t
host_decimal_is_valid(const char *text, size_t size_bytes)
{
    return rowan_decimal_is_valid(text, size_bytes);
}

static int32_t
host_decimal_compare(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return rowan__decimal_compare(a, a_size, b, b_size);
}

static int32_t
host_text_is_valid(const char *text, size_t size_bytes)
{
    return rowan__text_is_valid(text, size_bytes);
}

static const rowan_host host = {
    .size = sizeof(rowan_host),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .allocate = rowan__alloc,
    .reallocate = rowan__realloc,
    .release = rowan__free,
    .buffer_add = rowan__buffer_add,
    .buffer_text = rowan__buffer_text,
    .buffer_int = rowan__buffer_int,
    .buffer_identifier = host_buffer_identifier,
    .error_set = host_error_set,
    .log = host_log,
    .value_format = rowan__value_format,
    .value_parse = host_value_parse,
    .decimal_is_valid = host_decimal_is_valid,
    .decimal_compare = host_decimal_compare,
    .buffer_create = host_buffer_create,
    .buffer_destroy = host_buffer_destroy,
    .buffer_get = host_buffer_get,
    .text_is_valid = host_text_is_valid,
};

const rowan_host *
rowan__host(void)
{
    return &host;
}
