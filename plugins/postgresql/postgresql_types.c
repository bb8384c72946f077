/* SPDX-License-Identifier: MIT */
/*
 * Names of types, in both directions. Every kind has a native type.
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
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "a text of at most %d characters: PostgreSQL limits "
                           "up to %d; leave the length out",
                           (int)type->length, LONGEST_VARCHAR);
    if (type->kind == ROWAN_KIND_DECIMAL && type->precision > HIGHEST_PRECISION)
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "a decimal of %d digits: PostgreSQL limits up to "
                           "%d; leave the precision out",
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
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
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

/* --- back ----------------------------------------------------------------- */

/* Types of the server's own, by the names that it has for them itself. A type
 * is left out whose values no kind holds, as are arrays and ranges. */
static const struct {
    const char *name;
    uint32_t kind;
} kinds[] = {
    {"bool", ROWAN_KIND_BOOL},
    {"int2", ROWAN_KIND_INT16},
    {"int4", ROWAN_KIND_INT32},
    {"int8", ROWAN_KIND_INT64},
    {"oid", ROWAN_KIND_INT64},
    {"float4", ROWAN_KIND_FLOAT},
    {"float8", ROWAN_KIND_DOUBLE},
    {"bytea", ROWAN_KIND_BYTES},
    {"date", ROWAN_KIND_DATE},
    {"time", ROWAN_KIND_TIME},
    {"timestamp", ROWAN_KIND_TIMESTAMP},
    {"timestamptz", ROWAN_KIND_TIMESTAMP},
    {"interval", ROWAN_KIND_INTERVAL},
    {"uuid", ROWAN_KIND_UUID},
    {"numeric", ROWAN_KIND_DECIMAL},
    {"json", ROWAN_KIND_JSON},
    {"jsonb", ROWAN_KIND_JSON},
};

static uint32_t
kind_of(const char *builtin, char category)
{
    for (size_t i = 0; builtin && i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(builtin, kinds[i].name))
            return kinds[i].kind;
    return category == 'S' || category == 'E' ? ROWAN_KIND_TEXT
                                              : ROWAN_KIND_NULL;
}

/* The modifier of a type has its sizes, after four bytes of a header. */
#define MODIFIER_HEADER 4
#define SCALE_BITS 11 /* with a sign */

static int32_t
scale_of(int32_t sizes)
{
    int32_t scale = sizes & ((1 << SCALE_BITS) - 1);

    return scale < 1 << (SCALE_BITS - 1) ? scale : scale - (1 << SCALE_BITS);
}

rowan_type
pg__generic_type(const char *builtin, const char *enum_name, char category,
                 int32_t modifier)
{
    rowan_type type = {.kind = kind_of(builtin, category),
                       .enum_name = enum_name};
    int32_t sizes = modifier - MODIFIER_HEADER;

    if (modifier < MODIFIER_HEADER || !builtin)
        return type;
    if (type.kind == ROWAN_KIND_DECIMAL) {
        type.precision = sizes >> 16 & 0xffff;
        type.scale = scale_of(sizes);
    } else if (!strcmp(builtin, "varchar") || !strcmp(builtin, "bpchar")) {
        type.length = sizes;
    }
    return type;
}
