/* SPDX-License-Identifier: MIT */
/*
 * Names of types. A text or bytes without a length is the longest there is,
 * except in a key: an index takes 3072 bytes in all, so a column of a key that
 * says no length has 255 characters, and a longer value is refused. A decimal
 * without a precision has as many digits as fit on either side of the point.
 */

#include "mysql_priv.h"

#include <string.h>

#define KEY_LENGTH 255
#define LONGEST_VARCHAR 16383 /* characters of up to four bytes in a row */
#define LONGEST_VARBINARY 65532

static const char *const names[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = "TINYINT(1)",
    [ROWAN_KIND_INT16] = "SMALLINT",
    [ROWAN_KIND_INT32] = "INT",
    [ROWAN_KIND_INT64] = "BIGINT",
    [ROWAN_KIND_FLOAT] = "FLOAT",
    [ROWAN_KIND_DOUBLE] = "DOUBLE",
    [ROWAN_KIND_TEXT] = "LONGTEXT",
    [ROWAN_KIND_BYTES] = "LONGBLOB",
    [ROWAN_KIND_DATE] = "DATE",
    [ROWAN_KIND_TIME] = "TIME(6)",
    [ROWAN_KIND_TIMESTAMP] = "DATETIME(6)",
    [ROWAN_KIND_INTERVAL] =
        "VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin",
    [ROWAN_KIND_UUID] = "CHAR(36) CHARACTER SET ascii COLLATE ascii_bin",
    [ROWAN_KIND_DECIMAL] = "DECIMAL",
    [ROWAN_KIND_JSON] = "JSON",
};

static void
append_sized(const rowan_host *host, rowan_buffer *out, const char *name,
             int32_t first, int32_t second)
{
    host->buffer_text(out, name);
    host->buffer_text(out, "(");
    host->buffer_int(out, first);
    if (second > 0) {
        host->buffer_text(out, ",");
        host->buffer_int(out, second);
    }
    host->buffer_text(out, ")");
}

/* Characters of the longest label; UTF-8's later bytes do not count. */
static int32_t
longest_label(const rowan_type *type)
{
    int32_t longest = 1;

    for (uint32_t i = 0; i < type->label_count; i++) {
        int32_t length = 0;

        for (const char *c = type->labels[i]; *c; c++)
            length += ((unsigned char)*c & 0xc0) != 0x80;
        if (length > longest)
            longest = length;
    }
    return longest;
}

static int32_t
length_of(const rowan_type *type)
{
    if (type->label_count)
        return longest_label(type);
    if (type->length > 0)
        return type->length;
    return type->in_key ? KEY_LENGTH : 0;
}

int32_t
mysql__type_name(const rowan_host *host, rowan_buffer *out,
                 const rowan_type *type, rowan_error *err)
{
    int32_t length;

    if (type->kind >= ROWAN_KIND_COUNT || !names[type->kind])
        return mysql__fail(host, err, ROWAN_UNSUPPORTED,
                           "MariaDB and MySQL have no type for values of kind "
                           "%u",
                           (unsigned)type->kind);
    length = length_of(type);
    if (type->kind == ROWAN_KIND_TEXT && length > 0 &&
        length <= LONGEST_VARCHAR)
        append_sized(host, out, "VARCHAR", length, 0);
    else if (type->kind == ROWAN_KIND_BYTES && length > 0 &&
             length <= LONGEST_VARBINARY)
        append_sized(host, out, "VARBINARY", length, 0);
    else if (type->kind == ROWAN_KIND_DECIMAL && type->precision > 0)
        append_sized(host, out, "DECIMAL", type->precision, type->scale);
    else if (type->kind == ROWAN_KIND_DECIMAL)
        append_sized(host, out, "DECIMAL", 65, 30);
    else
        host->buffer_text(out, names[type->kind]);
    return ROWAN_OK;
}
