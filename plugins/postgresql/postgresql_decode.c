/* SPDX-License-Identifier: MIT */
/*
 * Values from the server, in the wanted kind or not at all.
 *
 * How a column is decoded is chosen once an execution, by its type and the
 * kind that is wanted: its way. libpq gives all columns of a result in binary
 * or all in text; so where one has no way in binary (an array, a date in its
 * own form) all come as text.
 */

#include "postgresql_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The ways that are not in step() itself. */
enum {
    WAY_INTEGER = PG_WAY_NEXT, /* any, checked against the kind */
    WAY_REAL,
    WAY_INTEGER_REAL,
    WAY_INTEGER_DECIMAL,
    WAY_TEXT_CHECKED, /* decimals in a text */
    WAY_TEXT_PARSED,
    WAY_JSONB,
    WAY_DATE,
    WAY_TIME,
    WAY_INTERVAL,
    WAY_UUID,
    WAY_NUMERIC,
    WAY_NUMERIC_INTEGER,
    WAY_NUMERIC_REAL
};

static pg_way
integer_way(pg_type type, uint32_t wanted)
{
    switch (wanted) {
    case ROWAN_KIND_NULL:
    case ROWAN_KIND_INT64:
        return type == PG_TYPE_INT8 ? PG_WAY_INT8 : WAY_INTEGER;
    case ROWAN_KIND_INT32:
        return type == PG_TYPE_INT4 ? PG_WAY_INT4 : WAY_INTEGER;
    case ROWAN_KIND_BOOL:
        return type == PG_TYPE_BOOL ? PG_WAY_BOOL : WAY_INTEGER;
    case ROWAN_KIND_INT16:
        return WAY_INTEGER;
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return type == PG_TYPE_BOOL ? 0 : WAY_INTEGER_REAL;
    case ROWAN_KIND_DECIMAL:
        return type == PG_TYPE_BOOL ? 0 : WAY_INTEGER_DECIMAL;
    default:
        return 0;
    }
}

static pg_way
real_way(pg_type type, uint32_t wanted)
{
    if (wanted == ROWAN_KIND_DOUBLE || wanted == ROWAN_KIND_NULL)
        return type == PG_TYPE_FLOAT8 ? PG_WAY_FLOAT8 : WAY_REAL;
    return wanted == ROWAN_KIND_FLOAT ? WAY_REAL : 0;
}

static pg_way
text_way(uint32_t wanted)
{
    switch (wanted) {
    case ROWAN_KIND_NULL:
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_JSON:
        return PG_WAY_VIEW;
    case ROWAN_KIND_DECIMAL:
        return WAY_TEXT_CHECKED;
    case ROWAN_KIND_DATE:
    case ROWAN_KIND_TIME:
    case ROWAN_KIND_TIMESTAMP:
    case ROWAN_KIND_INTERVAL:
    case ROWAN_KIND_UUID:
        return WAY_TEXT_PARSED;
    default:
        return 0;
    }
}

static pg_way
numeric_way(uint32_t wanted)
{
    switch (wanted) {
    case ROWAN_KIND_DECIMAL:
        return WAY_NUMERIC;
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        return WAY_NUMERIC_INTEGER;
    case ROWAN_KIND_DOUBLE:
        return WAY_NUMERIC_REAL;
    default:
        return 0;
    }
}

/* Types that only one kind, or a text, can be made of. */
static pg_way
only_way(pg_type type, uint32_t wanted)
{
    static const struct {
        pg_type type;
        uint32_t wanted;
        pg_way way;
    } ways[] = {
        {PG_TYPE_BYTEA, ROWAN_KIND_BYTES, PG_WAY_VIEW},
        {PG_TYPE_BYTEA, ROWAN_KIND_NULL, PG_WAY_VIEW},
        {PG_TYPE_DATE, ROWAN_KIND_DATE, WAY_DATE},
        {PG_TYPE_TIME, ROWAN_KIND_TIME, WAY_TIME},
        {PG_TYPE_TIMESTAMP, ROWAN_KIND_TIMESTAMP, PG_WAY_TIMESTAMP},
        {PG_TYPE_INTERVAL, ROWAN_KIND_INTERVAL, WAY_INTERVAL},
        {PG_TYPE_UUID, ROWAN_KIND_UUID, WAY_UUID},
        {PG_TYPE_JSON, ROWAN_KIND_JSON, PG_WAY_VIEW},
        {PG_TYPE_JSON, ROWAN_KIND_TEXT, PG_WAY_VIEW},
        {PG_TYPE_JSON, ROWAN_KIND_NULL, PG_WAY_VIEW},
        {PG_TYPE_JSONB, ROWAN_KIND_JSON, WAY_JSONB},
        {PG_TYPE_JSONB, ROWAN_KIND_TEXT, WAY_JSONB},
        {PG_TYPE_JSONB, ROWAN_KIND_NULL, WAY_JSONB},
    };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].type == type && ways[i].wanted == wanted)
            return ways[i].way;
    return 0;
}

pg_way
pg__binary_way(pg_type type, uint32_t wanted)
{
    switch (type) {
    case PG_TYPE_BOOL:
    case PG_TYPE_INT2:
    case PG_TYPE_INT4:
    case PG_TYPE_INT8:
    case PG_TYPE_OID:
        return integer_way(type, wanted);
    case PG_TYPE_FLOAT4:
    case PG_TYPE_FLOAT8:
        return real_way(type, wanted);
    case PG_TYPE_TEXT:
        return text_way(wanted);
    case PG_TYPE_NUMERIC:
        return numeric_way(wanted);
    default:
        return only_way(type, wanted);
    }
}

/* --- from binary ---------------------------------------------------------- */

/* What integers of a kind may be. */
static bool
is_within(uint32_t kind, int64_t integer)
{
    switch (kind) {
    case ROWAN_KIND_BOOL:
        return integer == 0 || integer == 1;
    case ROWAN_KIND_INT16:
        return integer == (int16_t)integer;
    case ROWAN_KIND_INT32:
        return integer == (int32_t)integer;
    default:
        return true;
    }
}

static int64_t
read_integer(pg_type type, const char *data)
{
    switch (type) {
    case PG_TYPE_BOOL:
        return *data != 0;
    case PG_TYPE_INT2:
        return (int16_t)pg__get16(data);
    case PG_TYPE_INT4:
        return (int32_t)pg__get32(data);
    case PG_TYPE_OID:
        return pg__get32(data);
    default:
        return (int64_t)pg__get64(data);
    }
}

static rowan_status
decode_integer(pg_type type, uint32_t kind, const char *data, rowan_value *cell)
{
    int64_t integer = read_integer(type, data);

    if (!is_within(kind, integer))
        return ROWAN_OUT_OF_RANGE;
    cell->as.integer = integer;
    return ROWAN_OK;
}

static rowan_status
decode_integer_real(pg_type type, uint32_t kind, const char *data,
                    rowan_value *cell)
{
    int64_t integer = read_integer(type, data);
    double real = (double)integer;

    if (real >= 9223372036854775808.0 || (int64_t)real != integer ||
        (kind == ROWAN_KIND_FLOAT && (double)(float)real != real))
        return ROWAN_OUT_OF_RANGE;
    cell->as.real = real;
    return ROWAN_OK;
}

static rowan_status
decode_real(pg_type type, uint32_t kind, const char *data, rowan_value *cell)
{
    if (type == PG_TYPE_FLOAT4) {
        uint32_t bits = pg__get32(data);
        float real;

        memcpy(&real, &bits, sizeof real);
        cell->as.real = (double)real;
    } else {
        uint64_t bits = pg__get64(data);

        memcpy(&cell->as.real, &bits, sizeof bits);
        if (kind == ROWAN_KIND_FLOAT && isfinite(cell->as.real) &&
            isinf((float)cell->as.real))
            return ROWAN_OUT_OF_RANGE;
    }
    return ROWAN_OK;
}

static rowan_status
decode_date(const char *data, rowan_value *cell)
{
    int32_t days = (int32_t)pg__get32(data);

    cell->as.integer = days;
    if (days != ROWAN_DATE_INFINITY && days != ROWAN_DATE_MINUS_INFINITY)
        cell->as.integer += PG_EPOCH_DAYS;
    return ROWAN_OK;
}

static rowan_status
decode_timestamp(const char *data, rowan_value *cell)
{
    int64_t instant = (int64_t)pg__get64(data);

    cell->as.integer = instant;
    if (instant == ROWAN_TIMESTAMP_INFINITY ||
        instant == ROWAN_TIMESTAMP_MINUS_INFINITY)
        return ROWAN_OK;
    if (instant >= INT64_MAX - PG_EPOCH_US)
        return ROWAN_OUT_OF_RANGE;
    cell->as.integer += PG_EPOCH_US;
    return ROWAN_OK;
}

/* The server's day has a 24:00:00. */
static rowan_status
decode_time(const char *data, rowan_value *cell)
{
    cell->as.integer = (int64_t)pg__get64(data);
    return cell->as.integer < PG_DAY_US ? ROWAN_OK : ROWAN_OUT_OF_RANGE;
}

static rowan_status
decode_interval(const char *data, rowan_value *cell)
{
    cell->as.interval = (rowan_interval){
        .months = (int32_t)pg__get32(data + 12),
        .days = (int32_t)pg__get32(data + 8),
        .microseconds = (int64_t)pg__get64(data),
    };
    return ROWAN_OK;
}

/* --- numbers with a point ------------------------------------------------- */

static rowan_status
decimal_of_integer(rowan_driver_statement *statement, pg_type type,
                   const char *data, rowan_value *cell)
{
    char *digits =
        pg__scratch_take(statement->connection->host, &statement->scratch, 24);

    if (!digits)
        return ROWAN_NO_MEMORY;
    cell->as.text.data = digits;
    cell->as.text.size = (size_t)snprintf(digits, 24, "%lld",
                                          (long long)read_integer(type, data));
    return ROWAN_OK;
}

/* The whole number that a decimal is, if it is one. */
static rowan_status
integer_of_decimal(const rowan_host *host, uint32_t kind,
                   const rowan_view *decimal, rowan_value *cell)
{
    const char *point = memchr(decimal->data, '.', decimal->size);
    size_t size = point ? (size_t)(point - decimal->data) : decimal->size;

    for (size_t i = size + 1; i < decimal->size; i++)
        if (decimal->data[i] != '0')
            return ROWAN_OUT_OF_RANGE;
    return host->value_parse(kind, decimal->data, size, cell)
               ? ROWAN_OUT_OF_RANGE
               : ROWAN_OK;
}

static rowan_status
decode_numeric(rowan_driver_statement *statement, pg_way way, uint32_t kind,
               const char *data, int size, rowan_value *cell)
{
    const rowan_host *host = statement->connection->host;
    rowan_view decimal;
    rowan_status status =
        pg__numeric_decode(host, &statement->scratch, data, size, &decimal);

    if (status)
        return status;
    if (way == WAY_NUMERIC_INTEGER)
        return integer_of_decimal(host, kind, &decimal, cell);
    if (way == WAY_NUMERIC_REAL)
        return pg__text_read(statement, kind, PG_TYPE_NUMERIC, decimal.data,
                             decimal.size, cell);
    cell->as.text = decimal;
    return ROWAN_OK;
}

/* --- any ------------------------------------------------------------------ */

static rowan_status
decode_text(rowan_driver_statement *statement, pg_way way, uint32_t kind,
            const char *data, size_t size, rowan_value *cell)
{
    const rowan_host *host = statement->connection->host;

    cell->as.text = (rowan_view){data, size};
    if (way == PG_WAY_VIEW)
        return ROWAN_OK;
    if (way == WAY_JSONB) { /* behind the form's version */
        cell->as.text = (rowan_view){data + 1, size - 1};
        return ROWAN_OK;
    }
    if (way == WAY_TEXT_CHECKED)
        return host->decimal_is_valid(data, size) ? ROWAN_OK
                                                  : ROWAN_TYPE_MISMATCH;
    return host->value_parse(kind, data, size, cell) ? ROWAN_TYPE_MISMATCH
                                                     : ROWAN_OK;
}

/* The server says the size of each value: what it must be, or at least. */
static bool
has_size_of(pg_type type, int size)
{
    static const unsigned char sizes[PG_TYPE_COUNT] = {
        [PG_TYPE_BOOL] = 1,      [PG_TYPE_INT2] = 2,   [PG_TYPE_INT4] = 4,
        [PG_TYPE_INT8] = 8,      [PG_TYPE_OID] = 4,    [PG_TYPE_FLOAT4] = 4,
        [PG_TYPE_FLOAT8] = 8,    [PG_TYPE_DATE] = 4,   [PG_TYPE_TIME] = 8,
        [PG_TYPE_TIMESTAMP] = 8, [PG_TYPE_UUID] = 16,  [PG_TYPE_INTERVAL] = 16,
    };

    if (type == PG_TYPE_JSONB)
        return size >= 1;
    return !sizes[type] || size == sizes[type];
}

static rowan_status
decode_binary(rowan_driver_statement *statement, uint32_t column,
              const char *data, int size, rowan_value *cell)
{
    pg_type type = statement->column_classes[column];
    pg_way way = statement->ways[column];
    uint32_t kind = cell->kind;

    if (!has_size_of(type, size))
        return ROWAN_TYPE_MISMATCH;
    switch (way) {
    case WAY_INTEGER:
        return decode_integer(type, kind, data, cell);
    case WAY_REAL:
        return decode_real(type, kind, data, cell);
    case WAY_INTEGER_REAL:
        return decode_integer_real(type, kind, data, cell);
    case WAY_INTEGER_DECIMAL:
        return decimal_of_integer(statement, type, data, cell);
    case WAY_DATE:
        return decode_date(data, cell);
    case WAY_TIME:
        return decode_time(data, cell);
    case PG_WAY_TIMESTAMP:
        return decode_timestamp(data, cell);
    case WAY_INTERVAL:
        return decode_interval(data, cell);
    case WAY_UUID:
        memcpy(cell->as.uuid.bytes, data, sizeof cell->as.uuid.bytes);
        return ROWAN_OK;
    case WAY_NUMERIC:
    case WAY_NUMERIC_INTEGER:
    case WAY_NUMERIC_REAL:
        return decode_numeric(statement, way, kind, data, size, cell);
    default:
        return decode_text(statement, way, kind, data, (size_t)size, cell);
    }
}

static uint32_t
own_kind(pg_type type)
{
    switch (type) {
    case PG_TYPE_BOOL:
    case PG_TYPE_INT2:
    case PG_TYPE_INT4:
    case PG_TYPE_INT8:
    case PG_TYPE_OID:
        return ROWAN_KIND_INT64;
    case PG_TYPE_FLOAT4:
    case PG_TYPE_FLOAT8:
        return ROWAN_KIND_DOUBLE;
    case PG_TYPE_BYTEA:
        return ROWAN_KIND_BYTES;
    default:
        return ROWAN_KIND_TEXT;
    }
}

static rowan_status
refuse(rowan_driver_statement *statement, uint32_t column, rowan_status status,
       rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info, .status = (int32_t)status};
    bool is_numeric = statement->column_classes[column] == PG_TYPE_NUMERIC;
    char message[256];

    snprintf(message, sizeof message,
             "column %u of the result has a value of PostgreSQL's type %u "
             "that %s %s",
             (unsigned)column + 1, (unsigned)statement->column_types[column],
             status == ROWAN_OUT_OF_RANGE ? "does not fit into"
                                          : "is not a value of",
             pg__kind_name(statement->wanted[column]));
    info.message = message;
    info.column = pg__statement_column_name(statement, column);
    if (is_numeric && statement->wanted[column] == ROWAN_KIND_DOUBLE)
        info.hint = "a numeric of more than 15 digits is no double exactly; "
                    "cast it to double precision";
    else if (is_numeric)
        info.hint = "NaN and infinities of numeric are no decimals";
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

rowan_status
pg__decode(rowan_driver_statement *statement, uint32_t column, const char *data,
           int size, rowan_value *cell, rowan_error *err)
{
    pg_type type = statement->column_classes[column];
    rowan_status status;

    cell->kind = statement->wanted[column];
    if (cell->kind == ROWAN_KIND_NULL)
        cell->kind = own_kind(type);
    if (statement->is_binary)
        status = decode_binary(statement, column, data, size, cell);
    else
        status = pg__text_read(statement, cell->kind, type, data, (size_t)size,
                               cell);
    if (status == ROWAN_NO_MEMORY)
        return plugin_no_memory(statement->connection->host, err);
    return status ? refuse(statement, column, status, err) : ROWAN_OK;
}
