/* SPDX-License-Identifier: MIT */
/*
 * Names of types, in both directions. A text or bytes without a length is the
 * longest there is, except in a key: an index takes 3072 bytes in all, so a
 * column of a key that says no length has 255 characters, and a longer value is
 * refused. A decimal without a precision has as many digits as fit on either
 * side of the point.
 */

#include "mysql_priv.h"

#include <string.h>

#define KEY_LENGTH 255
#define LONGEST_VARCHAR 16383 /* characters of up to four bytes in a row */
#define LONGEST_VARBINARY 65532
#define MOST_DIGITS 65
#define MOST_PLACES 30

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
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
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
        append_sized(host, out, "DECIMAL", MOST_DIGITS, MOST_PLACES);
    else
        host->buffer_text(out, names[type->kind]);
    return ROWAN_OK;
}

/* --- back ----------------------------------------------------------------- */

/* A kind holds all values of its types, so unsigned numbers need a wider one.
 * A type is left out whose values no kind holds. */
static const struct {
    const char *name;
    uint32_t kind;
    uint32_t unsigned_kind;
} kinds[] = {
    {"tinyint", ROWAN_KIND_INT16, ROWAN_KIND_INT16},
    {"smallint", ROWAN_KIND_INT16, ROWAN_KIND_INT32},
    {"mediumint", ROWAN_KIND_INT32, ROWAN_KIND_INT32},
    {"int", ROWAN_KIND_INT32, ROWAN_KIND_INT64},
    {"bigint", ROWAN_KIND_INT64, ROWAN_KIND_DECIMAL},
    {"year", ROWAN_KIND_INT16, ROWAN_KIND_INT16},
    {"float", ROWAN_KIND_FLOAT, ROWAN_KIND_FLOAT},
    {"double", ROWAN_KIND_DOUBLE, ROWAN_KIND_DOUBLE},
    {"decimal", ROWAN_KIND_DECIMAL, ROWAN_KIND_DECIMAL},
    {"char", ROWAN_KIND_TEXT, 0},
    {"varchar", ROWAN_KIND_TEXT, 0},
    {"tinytext", ROWAN_KIND_TEXT, 0},
    {"text", ROWAN_KIND_TEXT, 0},
    {"mediumtext", ROWAN_KIND_TEXT, 0},
    {"longtext", ROWAN_KIND_TEXT, 0},
    {"enum", ROWAN_KIND_TEXT, 0},
    {"set", ROWAN_KIND_TEXT, 0},
    {"binary", ROWAN_KIND_BYTES, 0},
    {"varbinary", ROWAN_KIND_BYTES, 0},
    {"tinyblob", ROWAN_KIND_BYTES, 0},
    {"blob", ROWAN_KIND_BYTES, 0},
    {"mediumblob", ROWAN_KIND_BYTES, 0},
    {"longblob", ROWAN_KIND_BYTES, 0},
    {"date", ROWAN_KIND_DATE, 0},
    {"time", ROWAN_KIND_TIME, 0},
    {"datetime", ROWAN_KIND_TIMESTAMP, 0},
    {"timestamp", ROWAN_KIND_TIMESTAMP, 0},
    {"uuid", ROWAN_KIND_UUID, 0},
    {"json", ROWAN_KIND_JSON, 0},
};

/* What this plugin writes for a kind that has no type of its own. */
static uint32_t
kind_by_form(const mysql_type_facts *facts)
{
    bool is_ascii = facts->charset && !strcmp(facts->charset, "ascii");

    if (!strcmp(facts->native, "tinyint(1)"))
        return ROWAN_KIND_BOOL;
    if (is_ascii && !strcmp(facts->native, "char(36)"))
        return ROWAN_KIND_UUID;
    if (is_ascii && !strcmp(facts->native, "varchar(80)"))
        return ROWAN_KIND_INTERVAL;
    return ROWAN_KIND_NULL;
}

static uint32_t
kind_of(const mysql_type_facts *facts)
{
    bool is_unsigned = strstr(facts->native, " unsigned") != NULL;
    uint32_t kind = kind_by_form(facts);

    if (kind)
        return kind;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(facts->name, kinds[i].name))
            return is_unsigned ? kinds[i].unsigned_kind : kinds[i].kind;
    return ROWAN_KIND_NULL;
}

/* A type with a length says it; the others have the server's limits. */
static bool
has_length(const mysql_type_facts *facts)
{
    return (!strncmp(facts->name, "var", 3) || !strcmp(facts->name, "char") ||
            !strcmp(facts->name, "binary"));
}

rowan_type
mysql__type_of(const mysql_type_facts *facts)
{
    rowan_type type = {.kind = kind_of(facts)};
    bool is_sized = type.kind == ROWAN_KIND_TEXT ||
                    type.kind == ROWAN_KIND_BYTES;

    if (is_sized && has_length(facts))
        type.length = (int32_t)facts->length;
    /* All the digits there are is what no limit is written as. */
    if (type.kind == ROWAN_KIND_DECIMAL &&
        !(facts->precision == MOST_DIGITS && facts->scale == MOST_PLACES)) {
        type.precision = (int32_t)facts->precision;
        type.scale = (int32_t)facts->scale;
    }
    return type;
}
