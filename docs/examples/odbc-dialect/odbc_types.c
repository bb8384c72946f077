/* SPDX-License-Identifier: MIT */
/* Names of types, from Rowan's kinds and back. */
#include "odbc.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* NULL: what the database cannot keep exactly. */
static const char *const standard_names[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_INT16] = "SMALLINT",
    [ROWAN_KIND_INT32] = "INTEGER",
    [ROWAN_KIND_INT64] = "BIGINT",
    [ROWAN_KIND_FLOAT] = "REAL",
    [ROWAN_KIND_DOUBLE] = "DOUBLE PRECISION",
    [ROWAN_KIND_DATE] = "DATE",
    [ROWAN_KIND_DECIMAL] = "DECIMAL",
};

/* Through this driver SQLite has no collation for decimals. */
static const char *const sqlite_names[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = "BOOLEAN",
    [ROWAN_KIND_INT16] = "SMALLINT",
    [ROWAN_KIND_INT32] = "INTEGER",
    [ROWAN_KIND_INT64] = "BIGINT",
    [ROWAN_KIND_FLOAT] = "FLOAT",
    [ROWAN_KIND_DOUBLE] = "REAL",
    [ROWAN_KIND_TEXT] = "TEXT",
    [ROWAN_KIND_BYTES] = "BLOB",
    [ROWAN_KIND_DATE] = "DATE_TEXT",
    [ROWAN_KIND_TIME] = "TIME_TEXT",
    [ROWAN_KIND_TIMESTAMP] = "TIMESTAMP_TEXT",
    [ROWAN_KIND_INTERVAL] = "DURATION_TEXT",
    [ROWAN_KIND_UUID] = "UUID_TEXT",
    [ROWAN_KIND_JSON] = "JSON_TEXT",
};

static const char *const postgresql_names[ROWAN_KIND_COUNT] = {
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

static void
add_sizes(const rowan_host *host, rowan_buffer *out, int32_t first,
          int32_t second)
{
    if (first <= 0)
        return;
    host->buffer_text(out, "(");
    host->buffer_int(out, first);
    if (second > 0) {
        host->buffer_text(out, ", ");
        host->buffer_int(out, second);
    }
    host->buffer_text(out, ")");
}

static int32_t
write_type(const rowan_host *host, rowan_buffer *out, const rowan_type *type,
           const char *const *names, const char *varying, rowan_error *err)
{
    if (type->kind == ROWAN_KIND_TEXT && type->length > 0) {
        host->buffer_text(out, varying);
        add_sizes(host, out, type->length, 0);
        return ROWAN_OK;
    }
    if (type->kind >= ROWAN_KIND_COUNT || names[type->kind] == NULL)
        return odbc_fail(host, ROWAN_UNSUPPORTED, err,
                         "there is no type behind this ODBC driver that keeps "
                         "values of kind %u exactly",
                         (unsigned)type->kind);
    host->buffer_text(out, names[type->kind]);
    if (type->kind == ROWAN_KIND_DECIMAL)
        add_sizes(host, out, type->precision, type->scale);
    return ROWAN_OK;
}

int32_t
odbc_standard_type(const rowan_host *host, rowan_buffer *out,
                   const rowan_type *type, rowan_error *err)
{
    return write_type(host, out, type, standard_names, "VARCHAR", err);
}

int32_t
odbc_sqlite_type(const rowan_host *host, rowan_buffer *out,
                 const rowan_type *type, rowan_error *err)
{
    return write_type(host, out, type, sqlite_names, "VARCHAR", err);
}

int32_t
odbc_postgresql_type(const rowan_host *host, rowan_buffer *out,
                     const rowan_type *type, rowan_error *err)
{
    return write_type(host, out, type, postgresql_names, "varchar", err);
}

/* --- and back ------------------------------------------------------------- */

/* What drivers call the types above, where it differs. */
static const struct {
    const char *name;
    rowan_kind kind;
} others[] = {
    {"bool", ROWAN_KIND_BOOL},     {"int2", ROWAN_KIND_INT16},
    {"int4", ROWAN_KIND_INT32},    {"serial", ROWAN_KIND_INT32},
    {"int8", ROWAN_KIND_INT64},    {"bigserial", ROWAN_KIND_INT64},
    {"float4", ROWAN_KIND_FLOAT},  {"float8", ROWAN_KIND_DOUBLE},
    {"numeric", ROWAN_KIND_DECIMAL}, {"decimal", ROWAN_KIND_DECIMAL},
    {"varchar", ROWAN_KIND_TEXT},  {"text", ROWAN_KIND_TEXT},
    {"bytea", ROWAN_KIND_BYTES},   {"json", ROWAN_KIND_JSON},
    {"timestamp", ROWAN_KIND_TIMESTAMP}, {"int", ROWAN_KIND_INT32},
};

static rowan_kind
kind_by_name(const char *name)
{
    static const char *const *const lists[] = {sqlite_names, postgresql_names};

    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        for (uint32_t kind = 1; kind < ROWAN_KIND_COUNT; kind++)
            if (lists[i][kind] && !strcasecmp(lists[i][kind], name))
                return (rowan_kind)kind;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (!strcasecmp(others[i].name, name))
            return others[i].kind;
    return ROWAN_KIND_NULL;
}

static rowan_kind
kind_by_number(SQLSMALLINT number)
{
    switch (number) {
    case SQL_BIT:
        return ROWAN_KIND_BOOL;
    case SQL_SMALLINT:
        return ROWAN_KIND_INT16;
    case SQL_INTEGER:
        return ROWAN_KIND_INT32;
    case SQL_BIGINT:
        return ROWAN_KIND_INT64;
    case SQL_REAL:
        return ROWAN_KIND_FLOAT;
    case SQL_FLOAT:
    case SQL_DOUBLE:
        return ROWAN_KIND_DOUBLE;
    case SQL_CHAR:
    case SQL_VARCHAR:
    case SQL_LONGVARCHAR:
    case SQL_WCHAR:
    case SQL_WVARCHAR:
    case SQL_WLONGVARCHAR:
        return ROWAN_KIND_TEXT;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
        return ROWAN_KIND_BYTES;
    case SQL_TYPE_DATE:
        return ROWAN_KIND_DATE;
    case SQL_TYPE_TIME:
        return ROWAN_KIND_TIME;
    case SQL_TYPE_TIMESTAMP:
        return ROWAN_KIND_TIMESTAMP;
    case SQL_NUMERIC:
    case SQL_DECIMAL:
        return ROWAN_KIND_DECIMAL;
    case SQL_GUID:
        return ROWAN_KIND_UUID;
    default:
        return ROWAN_KIND_NULL;
    }
}

/* "VARCHAR(100)" into a name and its numbers. */
static size_t
split_name(const char *name, int32_t numbers[2])
{
    size_t size = strcspn(name, "(");
    char *end = NULL;

    numbers[0] = numbers[1] = 0;
    if (name[size] == '(') {
        numbers[0] = (int32_t)strtol(name + size + 1, &end, 10);
        if (*end == ',')
            numbers[1] = (int32_t)strtol(end + 1, NULL, 10);
    }
    return size;
}

rowan_type
odbc_type_of(const char *name, SQLSMALLINT number, int64_t size, int32_t scale)
{
    char plain[64] = "";
    int32_t numbers[2];
    size_t length = split_name(name, numbers);
    rowan_type type = {.kind = ROWAN_KIND_NULL};

    if (length < sizeof plain) {
        memcpy(plain, name, length);
        plain[length] = '\0';
        type.kind = kind_by_name(plain);
    }
    if (type.kind == ROWAN_KIND_NULL)
        type.kind = kind_by_number(number);
    if (type.kind == ROWAN_KIND_TEXT && !strcasecmp(plain, "varchar"))
        type.length = numbers[0] ? numbers[0] : (int32_t)size;
    if (type.kind == ROWAN_KIND_DECIMAL) {
        type.precision = numbers[0] ? numbers[0] : (int32_t)size;
        type.scale = numbers[0] ? numbers[1] : scale;
    }
    return type;
}
