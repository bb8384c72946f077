/* SPDX-License-Identifier: MIT */
/*
 * Names of types. Every kind has a native type.
 *
 * An enumeration is a text whose CHECK the core writes, not a type made by
 * CREATE TYPE: such a type is an object of the schema with a life of its own,
 * which tables share, which DROP TABLE leaves behind, and whose labels cannot
 * be taken away again.
 */

#include "postgresql_priv.h"

#include <string.h>

static const char *const names[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = "boolean",
    [ROWAN_KIND_INT16] = "smallint",
    [ROWAN_KIND_INT32] = "integer",
    [ROWAN_KIND_INT64] = "bigint",
    [ROWAN_KIND_FLOAT] = "real",
    [ROWAN_KIND_DOUBLE] = "double precision",
    [ROWAN_KIND_TEXT] = "text",
    [ROWAN_KIND_BYTES] = "bytea",
    [ROWAN_KIND_DATE] = "date",
    [ROWAN_KIND_TIME] = "time",
    [ROWAN_KIND_TIMESTAMP] = "timestamptz",
    [ROWAN_KIND_INTERVAL] = "interval",
    [ROWAN_KIND_UUID] = "uuid",
    [ROWAN_KIND_DECIMAL] = "numeric",
    [ROWAN_KIND_JSON] = "jsonb",
};

#define LONGEST_VARCHAR 10485760
#define HIGHEST_PRECISION 1000

static rowan_status
check_sizes(const rowan_host *host, const rowan_type *type, rowan_error *err)
{
    if (type->kind == ROWAN_KIND_TEXT && type->length > LONGEST_VARCHAR)
        return pg__fail(host, err, ROWAN_UNSUPPORTED,
                        "a text of at most %d characters: PostgreSQL limits "
                        "up to %d; leave the length out",
                        (int)type->length, LONGEST_VARCHAR);
    if (type->kind == ROWAN_KIND_DECIMAL && type->precision > HIGHEST_PRECISION)
        return pg__fail(host, err, ROWAN_UNSUPPORTED,
                        "a decimal of %d digits: PostgreSQL limits up to %d; "
                        "leave the precision out",
                        (int)type->precision, HIGHEST_PRECISION);
    return ROWAN_OK;
}

static void
append_sizes(const rowan_host *host, rowan_buffer *out, int32_t first,
             int32_t second)
{
    if (first <= 0)
        return;
    host->buffer_text(out, "(");
    host->buffer_int(out, first);
    if (second > 0) {
        host->buffer_text(out, ",");
        host->buffer_int(out, second);
    }
    host->buffer_text(out, ")");
}

int32_t
pg__type_name(const rowan_host *host, rowan_buffer *out, const rowan_type *type,
              rowan_error *err)
{
    rowan_status status;

    if (type->kind >= ROWAN_KIND_COUNT || !names[type->kind])
        return pg__fail(host, err, ROWAN_UNSUPPORTED,
                        "PostgreSQL has no type for values of kind %u",
                        (unsigned)type->kind);
    status = check_sizes(host, type, err);
    if (status)
        return status;
    if (type->kind == ROWAN_KIND_TEXT && type->length > 0) {
        host->buffer_text(out, "varchar");
        append_sizes(host, out, type->length, 0);
        return ROWAN_OK;
    }
    host->buffer_text(out, names[type->kind]);
    if (type->kind == ROWAN_KIND_DECIMAL)
        append_sizes(host, out, type->precision, type->scale);
    return ROWAN_OK;
}
