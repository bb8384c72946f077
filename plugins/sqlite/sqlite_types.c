/* SPDX-License-Identifier: MIT */
/*
 * Names of types. To SQLite a declared type is only text in which it looks
 * for a few letters, in this order, to find how to treat what is stored:
 *
 *     INT                 integer affinity: '12' becomes 12
 *     CHAR, CLOB, TEXT    text affinity: 12 becomes '12'
 *     BLOB                none: nothing is touched
 *     REAL, FLOA, DOUB    real affinity: 1 becomes 1.0
 *     anything else       numeric affinity: '1.50' becomes 1.5
 *
 * So a decimal, a document of JSON ("1.0" is one) and an interval (which has
 * INT in its name) get names with TEXT in them. Dates, times, timestamps and
 * UUIDs may have numeric affinity, for with their hyphens and colons they are
 * never the text of a number. Each kind has a name of its own, by which
 * reflection knows it again.
 */

#include "sqlite_priv.h"

#include <string.h>

/* An integer kind's name is for people and for reflection; SQLite keeps 64
 * bits for each. */
static const char *const names[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = "BOOLEAN",
    [ROWAN_KIND_INT16] = "SMALLINT",
    [ROWAN_KIND_INT32] = "INTEGER",
    [ROWAN_KIND_INT64] = "BIGINT",
    [ROWAN_KIND_FLOAT] = "FLOAT",
    [ROWAN_KIND_DOUBLE] = "REAL",
    [ROWAN_KIND_TEXT] = "TEXT",
    [ROWAN_KIND_BYTES] = "BLOB",
    [ROWAN_KIND_DATE] = "DATE",
    [ROWAN_KIND_TIME] = "TIME",
    [ROWAN_KIND_TIMESTAMP] = "TIMESTAMP",
    [ROWAN_KIND_INTERVAL] = "DURATION_TEXT",
    [ROWAN_KIND_UUID] = "UUID",
    [ROWAN_KIND_DECIMAL] = "DECIMAL_TEXT",
    [ROWAN_KIND_JSON] = "JSON_TEXT",
};

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
sqlite__type_name(const rowan_host *host, rowan_buffer *out,
                  const rowan_type *type, rowan_error *err)
{
    if (type->kind >= ROWAN_KIND_COUNT || !names[type->kind])
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "SQLite has no type for values of kind %u",
                           (unsigned)type->kind);
    switch (type->kind) {
    case ROWAN_KIND_TEXT:
        host->buffer_text(out, type->length > 0 ? "VARCHAR" : "TEXT");
        append_sizes(host, out, type->length, 0);
        break;
    case ROWAN_KIND_BYTES:
        host->buffer_text(out, "BLOB");
        append_sizes(host, out, type->length, 0);
        break;
    case ROWAN_KIND_DECIMAL:
        host->buffer_text(out, "DECIMAL_TEXT");
        append_sizes(host, out, type->precision, type->scale);
        host->buffer_text(out, " COLLATE decimal");
        break;
    default:
        host->buffer_text(out, names[type->kind]);
    }
    return ROWAN_OK;
}

/* --- from a declared type back -------------------------------------------- */

/* Other names that people write; all of them are compared without case. */
static const struct {
    const char *name;
    uint32_t kind;
} known_names[] = {
    {"BOOL", ROWAN_KIND_BOOL},
    {"TINYINT", ROWAN_KIND_INT16},
    {"INT2", ROWAN_KIND_INT16},
    {"INT", ROWAN_KIND_INT32},
    {"INT4", ROWAN_KIND_INT32},
    {"MEDIUMINT", ROWAN_KIND_INT32},
    {"INT8", ROWAN_KIND_INT64},
    {"UNSIGNED BIG INT", ROWAN_KIND_INT64},
    {"DOUBLE", ROWAN_KIND_DOUBLE},
    {"DOUBLE PRECISION", ROWAN_KIND_DOUBLE},
    {"VARCHAR", ROWAN_KIND_TEXT},
    {"DATETIME", ROWAN_KIND_TIMESTAMP},
    {"DECIMAL", ROWAN_KIND_DECIMAL},
    {"NUMERIC", ROWAN_KIND_DECIMAL},
    {"JSON", ROWAN_KIND_JSON},
};

/* The letters by which SQLite finds an affinity, in its order. */
static const struct {
    const char *letters;
    uint32_t kind;
} affinities[] = {
    {"INT", ROWAN_KIND_INT64},   {"CHAR", ROWAN_KIND_TEXT},
    {"CLOB", ROWAN_KIND_TEXT},   {"TEXT", ROWAN_KIND_TEXT},
    {"BLOB", ROWAN_KIND_BYTES},  {"REAL", ROWAN_KIND_DOUBLE},
    {"FLOA", ROWAN_KIND_DOUBLE}, {"DOUB", ROWAN_KIND_DOUBLE},
};

static uint32_t
kind_of(const char *name)
{
    for (uint32_t i = 0; i < ROWAN_KIND_COUNT; i++)
        if (names[i] != NULL && sqlite3_stricmp(name, names[i]) == 0)
            return i;
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++)
        if (sqlite3_stricmp(name, known_names[i].name) == 0)
            return known_names[i].kind;
    for (size_t i = 0; i < sizeof affinities / sizeof *affinities; i++) {
        size_t size = strlen(affinities[i].letters);

        for (const char *at = name; strlen(at) >= size; at++)
            if (sqlite3_strnicmp(at, affinities[i].letters, (int)size) == 0)
                return affinities[i].kind;
    }
    return ROWAN_KIND_NULL;
}

/* A size in parentheses; 0 for what is no size. */
static int32_t
read_size(const char **at)
{
    int64_t size = 0;

    while (**at == ' ' || **at == '(' || **at == ',')
        (*at)++;
    for (; **at >= '0' && **at <= '9' && size < INT32_MAX; (*at)++)
        size = size * 10 + (**at - '0');
    return size < INT32_MAX ? (int32_t)size : 0;
}

void
sqlite__type_read(const char *declared, rowan_type *ret_type)
{
    char name[64];
    size_t size = strcspn(declared, "(");
    const char *sizes = declared + size;
    int32_t first = read_size(&sizes);
    int32_t second = read_size(&sizes);

    *ret_type = (rowan_type){.kind = ROWAN_KIND_NULL};
    while (size > 0 && declared[size - 1] == ' ')
        size--;
    if (size == 0 || size >= sizeof name)
        return;
    memcpy(name, declared, size);
    name[size] = '\0';
    ret_type->kind = kind_of(name);
    if (ret_type->kind == ROWAN_KIND_TEXT || ret_type->kind == ROWAN_KIND_BYTES)
        ret_type->length = first;
    if (ret_type->kind == ROWAN_KIND_DECIMAL) {
        ret_type->precision = first;
        ret_type->scale = second;
    }
}
