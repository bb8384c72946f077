/* SPDX-License-Identifier: MIT */
/*
 * Values to the server, exactly or not at all.
 *
 * A parameter is declared with the type of its kind, so that operators and
 * functions are found as for a column of that type; but texts and JSON are left
 * for the server to place, for they may meet an enumeration, an inet, an array.
 * What the server has then made of a parameter decides how a value is sent:
 * in binary where its form is known here, else as text for the server to read.
 */

#include "postgresql_priv.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- types ---------------------------------------------------------------- */

/* Numbers of the server's catalog, the same in every version and database. */
static const struct {
    Oid oid;
    pg_type type;
} oids[] = {
    {16, PG_TYPE_BOOL},        {17, PG_TYPE_BYTEA},
    {19, PG_TYPE_TEXT}, /* name */
    {20, PG_TYPE_INT8},        {21, PG_TYPE_INT2},
    {23, PG_TYPE_INT4},        {25, PG_TYPE_TEXT},
    {26, PG_TYPE_OID},         {114, PG_TYPE_JSON},
    {700, PG_TYPE_FLOAT4},     {701, PG_TYPE_FLOAT8},
    {705, PG_TYPE_TEXT},  /* unknown */
    {1042, PG_TYPE_TEXT}, /* character */
    {1043, PG_TYPE_TEXT}, /* varchar */
    {1082, PG_TYPE_DATE},      {1083, PG_TYPE_TIME},
    {1114, PG_TYPE_TIMESTAMP}, {1184, PG_TYPE_TIMESTAMP},
    {1186, PG_TYPE_INTERVAL},  {1700, PG_TYPE_NUMERIC},
    {2950, PG_TYPE_UUID},      {3802, PG_TYPE_JSONB},
};

pg_type
pg__type_of(Oid oid)
{
    for (size_t i = 0; i < sizeof oids / sizeof *oids; i++)
        if (oids[i].oid == oid)
            return oids[i].type;
    return PG_TYPE_OTHER;
}

Oid
pg__oid_of_kind(uint32_t kind)
{
    static const Oid declared[ROWAN_KIND_COUNT] = {
        [ROWAN_KIND_BOOL] = 16,       [ROWAN_KIND_INT16] = 21,
        [ROWAN_KIND_INT32] = 23,      [ROWAN_KIND_INT64] = 20,
        [ROWAN_KIND_FLOAT] = 700,     [ROWAN_KIND_DOUBLE] = 701,
        [ROWAN_KIND_BYTES] = 17,      [ROWAN_KIND_DATE] = 1082,
        [ROWAN_KIND_TIME] = 1083,     [ROWAN_KIND_TIMESTAMP] = 1184,
        [ROWAN_KIND_INTERVAL] = 1186, [ROWAN_KIND_UUID] = 2950,
        [ROWAN_KIND_DECIMAL] = 1700,
    };

    if (kind & ROWAN_KIND_LIST)
        return pg__array_of(pg__oid_of_kind(kind & ~ROWAN_KIND_LIST));
    return kind < ROWAN_KIND_COUNT ? declared[kind] : 0;
}

const char *
pg__kind_name(uint32_t kind)
{
    static const char *const names[ROWAN_KIND_COUNT] = {
        "null",     "bool", "int16",   "int32", "int64", "float",
        "double",   "text", "bytes",   "date",  "time",  "timestamp",
        "interval", "uuid", "decimal", "json",
    };

    return kind < ROWAN_KIND_COUNT ? names[kind] : "unknown kind";
}

/* --- values --------------------------------------------------------------- */

const char pg__no_memory_refusal[] = "out of memory";
static const char not_of_type[] = "the parameter's type is another";
static const char too_wide[] = "it is beyond the parameter's type";

/* Where one value goes. */
typedef struct encoding {
    const rowan_host *host;
    pg_scratch *scratch;
    pg_type type;
    pg_sent *sent;
} encoding;

static const char *
send_binary(encoding *to, const char *data, size_t size)
{
    if (size > INT_MAX / 2)
        return "it is longer than PostgreSQL's limit of 1 GB";
    to->sent->data = data ? data : "";
    to->sent->size = (int)size;
    to->sent->format = 1;
    return NULL;
}

static const char *
send_room(encoding *to, int size)
{
    return send_binary(to, to->sent->room, (size_t)size);
}

static const char *
send_number(encoding *to, int size, uint64_t number)
{
    if (size == 8)
        pg__put64(to->sent->room, number);
    else if (size == 4)
        pg__put32(to->sent->room, (uint32_t)number);
    else if (size == 2)
        pg__put16(to->sent->room, (uint16_t)number);
    else
        to->sent->room[0] = (char)number;
    return send_room(to, size);
}

/* A text, with bytes before it, ended by a NUL. */
static char *
copy_text(encoding *to, size_t before, const char *text, size_t size)
{
    char *copy = pg__scratch_take(to->host, to->scratch, before + size + 1);

    if (copy) {
        memcpy(copy + before, text, size);
        copy[before + size] = '\0';
    }
    return copy;
}

/* As text, for the server to read. */
static const char *
send_text(encoding *to, const char *text, size_t size)
{
    const char *copy;
    const char *refusal = send_binary(to, text, size);

    if (refusal || to->type == PG_TYPE_TEXT || to->type == PG_TYPE_JSON)
        return refusal;
    copy = copy_text(to, 0, text, size);
    to->sent->data = copy;
    to->sent->format = 0;
    return copy ? NULL : pg__no_memory_refusal;
}

/* The standard text form. */
static const char *
send_formatted(encoding *to, const rowan_value *value)
{
    char text[80];
    size_t size = to->host->value_format(value, text);
    const char *copy;

    if (size == 0)
        return "it is not a value of its kind";
    copy = copy_text(to, 0, text, size);
    return copy ? send_text(to, copy, size) : pg__no_memory_refusal;
}

static const char *
send_real(encoding *to, double real)
{
    uint64_t bits;

    memcpy(&bits, &real, sizeof bits);
    return send_number(to, 8, bits);
}

static const char *
send_float(encoding *to, double real)
{
    float single = (float)real;
    uint32_t bits;

    if (isfinite(real) && isinf(single))
        return too_wide;
    memcpy(&bits, &single, sizeof bits);
    return send_number(to, 4, bits);
}

static const char *
send_decimal(encoding *to, const char *text, size_t size)
{
    const char *data = NULL;
    int encoded = pg__numeric_encode(to->host, to->scratch, text, size, &data);

    if (encoded < 0)
        return pg__no_memory_refusal;
    if (encoded == 0)
        return "it has more digits than a numeric of PostgreSQL's, or is -0";
    return send_binary(to, data, (size_t)encoded);
}

/* What integers of a kind may be. */
static const struct {
    int64_t lowest, highest;
} bounds[] = {
    [ROWAN_KIND_BOOL] = {0, 1},
    [ROWAN_KIND_INT16] = {INT16_MIN, INT16_MAX},
    [ROWAN_KIND_INT32] = {INT32_MIN, INT32_MAX},
    [ROWAN_KIND_INT64] = {INT64_MIN, INT64_MAX},
};

static const char *
send_exact_real(encoding *to, int64_t integer)
{
    /* 2^63 is the double that INT64_MAX rounds to. */
    double real = (double)integer;

    if (real >= 9223372036854775808.0 || (int64_t)real != integer)
        return too_wide;
    if (to->type == PG_TYPE_FLOAT8)
        return send_real(to, real);
    return (double)(float)real == real ? send_float(to, real) : too_wide;
}

static const char *
encode_integer(encoding *to, const rowan_value *value)
{
    int64_t integer = value->as.integer;
    char digits[24];

    if (integer < bounds[value->kind].lowest ||
        integer > bounds[value->kind].highest)
        return "it is beyond its kind";
    switch (to->type) {
    case PG_TYPE_BOOL:
        if (integer != 0 && integer != 1)
            return "a bool is 0 or 1";
        return send_number(to, 1, (uint64_t)integer);
    case PG_TYPE_INT2:
        if (integer != (int16_t)integer)
            return too_wide;
        return send_number(to, 2, (uint64_t)integer);
    case PG_TYPE_INT4:
        if (integer != (int32_t)integer)
            return too_wide;
        return send_number(to, 4, (uint64_t)integer);
    case PG_TYPE_OID:
        if (integer != (uint32_t)integer)
            return too_wide;
        return send_number(to, 4, (uint64_t)integer);
    case PG_TYPE_INT8:
        return send_number(to, 8, (uint64_t)integer);
    case PG_TYPE_FLOAT4:
    case PG_TYPE_FLOAT8:
        return send_exact_real(to, integer);
    case PG_TYPE_NUMERIC:
        return send_decimal(to, digits,
                            (size_t)snprintf(digits, sizeof digits, "%lld",
                                             (long long)integer));
    case PG_TYPE_TEXT:
    case PG_TYPE_OTHER:
        return send_formatted(to, value);
    default:
        return not_of_type;
    }
}

/* As the server reads it, whatever the program's locale takes for a decimal
 * point: a comma, or a character of several bytes. */
static size_t
write_real(double real, char buffer[40])
{
    char text[64];
    size_t used = 0;

    snprintf(text, sizeof text, "%.17g", real);
    for (const char *c = text; *c; c++) {
        if (strchr("+-0123456789einf", *c))
            buffer[used++] = *c;
        else if (used == 0 || buffer[used - 1] != '.')
            buffer[used++] = '.';
    }
    return used;
}

static const char *
encode_real(encoding *to, const rowan_value *value)
{
    double real = value->as.real;
    char digits[40];

    if (value->kind == ROWAN_KIND_FLOAT && isfinite(real) && isinf((float)real))
        return "it is beyond its kind";
    switch (to->type) {
    case PG_TYPE_FLOAT8:
        return send_real(to, real);
    case PG_TYPE_FLOAT4:
        if (value->kind == ROWAN_KIND_DOUBLE && (double)(float)real != real &&
            !isnan(real))
            return too_wide;
        return send_float(to, real);
    case PG_TYPE_OTHER:
        return send_text(to, digits, write_real(real, digits));
    default:
        return not_of_type;
    }
}

static const char *
encode_jsonb(encoding *to, const rowan_view *text)
{
    char *copy = copy_text(to, 1, text->data, text->size);

    if (!copy)
        return pg__no_memory_refusal;
    *copy = 1; /* the version of the form */
    return send_binary(to, copy, text->size + 1);
}

/* Kinds whose values are texts; a NULL pointer is NULL. */
static const char *
encode_text(encoding *to, const rowan_value *value)
{
    const rowan_view *text = &value->as.text;

    if (!text->data)
        return NULL;
    if (memchr(text->data, '\0', text->size))
        return "PostgreSQL has no texts with a NUL inside; use bytes";
    if (value->kind == ROWAN_KIND_DECIMAL) {
        if (!to->host->decimal_is_valid(text->data, text->size))
            return "it is not a plain decimal number";
        if (to->type == PG_TYPE_NUMERIC)
            return send_decimal(to, text->data, text->size);
        if (to->type == PG_TYPE_FLOAT4 || to->type == PG_TYPE_FLOAT8)
            return not_of_type;
    }
    if (to->type == PG_TYPE_JSONB)
        return encode_jsonb(to, text);
    if (to->type == PG_TYPE_BYTEA)
        return not_of_type;
    return send_text(to, text->data, text->size);
}

static const char *
encode_bytes(encoding *to, const rowan_view *bytes)
{
    if (!bytes->data)
        return NULL;
    if (to->type != PG_TYPE_BYTEA)
        return not_of_type;
    return send_binary(to, bytes->data, bytes->size);
}

/* --- dates and their like ------------------------------------------------- */

static const char *
encode_date(encoding *to, const rowan_value *value)
{
    int64_t days = value->as.integer;

    if (to->type != PG_TYPE_DATE)
        return to->type == PG_TYPE_TEXT || to->type == PG_TYPE_OTHER ||
                       to->type == PG_TYPE_TIMESTAMP
                   ? send_formatted(to, value)
                   : not_of_type;
    if (days == ROWAN_DATE_INFINITY || days == ROWAN_DATE_MINUS_INFINITY)
        return send_number(to, 4, (uint64_t)days);
    if (days < PG_DATE_MIN || days > PG_DATE_MAX)
        return "PostgreSQL's dates are of the years -4713 to 5874897";
    return send_number(to, 4, (uint64_t)(days - PG_EPOCH_DAYS));
}

static const char *
encode_timestamp(encoding *to, const rowan_value *value)
{
    int64_t instant = value->as.integer;

    if (to->type != PG_TYPE_TIMESTAMP)
        return to->type == PG_TYPE_TEXT || to->type == PG_TYPE_OTHER
                   ? send_formatted(to, value)
                   : not_of_type;
    if (instant == ROWAN_TIMESTAMP_INFINITY ||
        instant == ROWAN_TIMESTAMP_MINUS_INFINITY)
        return send_number(to, 8, (uint64_t)instant);
    if (instant < PG_TIMESTAMP_MIN)
        return "PostgreSQL's timestamps begin with the year -4713";
    return send_number(to, 8, (uint64_t)(instant - PG_EPOCH_US));
}

static const char *
encode_time(encoding *to, const rowan_value *value)
{
    int64_t time = value->as.integer;

    if (time < 0 || time >= PG_DAY_US)
        return "it is not within a day";
    if (to->type == PG_TYPE_TIME)
        return send_number(to, 8, (uint64_t)time);
    if (to->type == PG_TYPE_TEXT || to->type == PG_TYPE_OTHER)
        return send_formatted(to, value);
    return not_of_type;
}

static const char *
encode_interval(encoding *to, const rowan_value *value)
{
    const rowan_interval *interval = &value->as.interval;

    if (to->type == PG_TYPE_TEXT || to->type == PG_TYPE_OTHER)
        return send_formatted(to, value);
    if (to->type != PG_TYPE_INTERVAL)
        return not_of_type;
    pg__put64(to->sent->room, (uint64_t)interval->microseconds);
    pg__put32(to->sent->room + 8, (uint32_t)interval->days);
    pg__put32(to->sent->room + 12, (uint32_t)interval->months);
    return send_room(to, 16);
}

static const char *
encode_uuid(encoding *to, const rowan_value *value)
{
    if (to->type == PG_TYPE_TEXT || to->type == PG_TYPE_OTHER)
        return send_formatted(to, value);
    if (to->type != PG_TYPE_UUID)
        return not_of_type;
    memcpy(to->sent->room, value->as.uuid.bytes, 16);
    return send_room(to, 16);
}

const char *
pg__encode(const rowan_host *host, pg_scratch *scratch, pg_type type,
           const rowan_value *value, pg_sent *ret_sent)
{
    encoding to = {host, scratch, type, ret_sent};

    ret_sent->data = NULL;
    ret_sent->size = 0;
    ret_sent->format = 1;
    switch (value->kind) {
    case ROWAN_KIND_NULL:
        return NULL;
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        return encode_integer(&to, value);
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return encode_real(&to, value);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return encode_text(&to, value);
    case ROWAN_KIND_BYTES:
        return encode_bytes(&to, &value->as.text);
    case ROWAN_KIND_DATE:
        return encode_date(&to, value);
    case ROWAN_KIND_TIME:
        return encode_time(&to, value);
    case ROWAN_KIND_TIMESTAMP:
        return encode_timestamp(&to, value);
    case ROWAN_KIND_INTERVAL:
        return encode_interval(&to, value);
    case ROWAN_KIND_UUID:
        return encode_uuid(&to, value);
    default:
        return "its kind is not known";
    }
}
