/* SPDX-License-Identifier: MIT */
/*
 * Values to SQLite and back, exactly or not at all.
 *
 * SQLite never refuses a value: it stores NaN as NULL, -0.0 as 0.0, and counts
 * a text only up to its first NUL. So what would not come back as it went is
 * refused here. Dates and their like are ISO texts, which sort as they should
 * between the years 0000 and 9999, and only there.
 */

#include "sqlite_priv.h"

#include <math.h>
#include <string.h>

/* --- to SQLite ---------------------------------------------------------- */

/* What integers of a kind may be. */
typedef struct bounds {
    int64_t lowest, highest;
    const char *refusal;
} bounds;

static const bounds integer_bounds[ROWAN_KIND_COUNT] = {
    [ROWAN_KIND_BOOL] = {0, 1, "a bool is 0 or 1"},
    [ROWAN_KIND_INT16] = {INT16_MIN, INT16_MAX, "it is beyond 16 bits"},
    [ROWAN_KIND_INT32] = {INT32_MIN, INT32_MAX, "it is beyond 32 bits"},
    [ROWAN_KIND_INT64] = {INT64_MIN, INT64_MAX, ""},
    [ROWAN_KIND_DATE] = {SQLITE_DATE_MIN, SQLITE_DATE_MAX,
                         "SQLite orders dates of the years 0000 to 9999 only"},
    [ROWAN_KIND_TIME] = {0, SQLITE_DAY_US - 1, "it is not within a day"},
    [ROWAN_KIND_TIMESTAMP] =
        {SQLITE_TIMESTAMP_MIN, SQLITE_TIMESTAMP_MAX,
         "SQLite orders timestamps of the years 0000 to 9999 only"},
};

/* Where the values of one execution go. */
typedef struct binding {
    rowan_driver_statement *statement;
    int number;            /* of the bind, from 1 */
    int code;              /* SQLite's answer */
    uint32_t scratch_used; /* texts taken of statement->scratch */
} binding;

static bool
needs_scratch(uint32_t kind)
{
    return kind >= ROWAN_KIND_DATE && kind <= ROWAN_KIND_UUID;
}

/* Each of these returns why a value is refused, or NULL. */

static const char *
bind_real(binding *to, double real)
{
    if (isnan(real))
        return "SQLite would store NaN as NULL";
    if (real == 0 && signbit(real))
        return "SQLite would store -0.0 as 0.0";
    to->code = sqlite3_bind_double(to->statement->handle, to->number, real);
    return NULL;
}

/* Text kinds; a NULL pointer is NULL. */
static const char *
bind_text(binding *to, const rowan_value *value)
{
    const rowan_driver_connection *connection = to->statement->connection;
    const rowan_view *text = &value->as.text;

    if (text->data && text->size) {
        if (text->size > (uint64_t)connection->length_limit)
            return "it is longer than SQLite's limit";
        if (!connection->host->text_is_valid(text->data, text->size))
            return memchr(text->data, '\0', text->size)
                       ? "SQLite counts a text up to its first NUL only; use "
                         "bytes"
                       : "it is not UTF-8; use bytes";
    }
    if (value->kind == ROWAN_KIND_DECIMAL && text->data &&
        !connection->host->decimal_is_valid(text->data, text->size))
        return "it is not a plain decimal number";
    to->code =
        sqlite3_bind_text64(to->statement->handle, to->number, text->data,
                            text->size, SQLITE_STATIC, SQLITE_UTF8);
    return NULL;
}

static const char *
bind_bytes(binding *to, const rowan_view *bytes)
{
    if (bytes->size > (uint64_t)to->statement->connection->length_limit)
        return "it is longer than SQLite's limit";
    to->code = sqlite3_bind_blob64(to->statement->handle, to->number,
                                   bytes->data, bytes->size, SQLITE_STATIC);
    return NULL;
}

/* Kinds that are written as text. */
static const char *
bind_formatted(binding *to, const rowan_value *value)
{
    rowan_driver_statement *statement = to->statement;
    char *text = statement->scratch[to->scratch_used++];
    size_t size = statement->connection->host->value_format(value, text);

    if (size == 0)
        return "it is not a value of its kind";
    to->code = sqlite3_bind_text64(statement->handle, to->number, text, size,
                                   SQLITE_STATIC, SQLITE_UTF8);
    return NULL;
}

static const char *
bind_value(binding *to, const rowan_value *value)
{
    const bounds *within;

    switch (value->kind) {
    case ROWAN_KIND_NULL:
        to->code = sqlite3_bind_null(to->statement->handle, to->number);
        return NULL;
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
    case ROWAN_KIND_DATE:
    case ROWAN_KIND_TIME:
    case ROWAN_KIND_TIMESTAMP:
        within = &integer_bounds[value->kind];
        if (value->as.integer < within->lowest ||
            value->as.integer > within->highest)
            return within->refusal;
        if (value->kind > ROWAN_KIND_INT64)
            return bind_formatted(to, value);
        to->code = sqlite3_bind_int64(to->statement->handle, to->number,
                                      value->as.integer);
        return NULL;
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return bind_real(to, value->as.real);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return bind_text(to, value);
    case ROWAN_KIND_BYTES:
        return bind_bytes(to, &value->as.text);
    case ROWAN_KIND_INTERVAL:
    case ROWAN_KIND_UUID:
        return bind_formatted(to, value);
    default:
        return "its kind is not known";
    }
}

/* Room for the texts of all binds that need one. */
static rowan_status
reserve_scratch(rowan_driver_statement *statement, const rowan_value *binds,
                rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = 0;
    void *memory;

    for (uint32_t i = 0; i < statement->bind_count; i++)
        count += needs_scratch(binds[i].kind);
    if (count <= statement->scratch_count)
        return ROWAN_OK;
    memory = host->reallocate(statement->scratch,
                              (size_t)count * sizeof *statement->scratch);
    if (!memory)
        return plugin_no_memory(host, err);
    statement->scratch = memory;
    statement->scratch_count = count;
    return ROWAN_OK;
}

static rowan_status
refuse_bind(const rowan_driver_statement *statement, int number, uint32_t kind,
            const char *reason, rowan_error *err)
{
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_OUT_OF_RANGE,
                             .bind = (uint32_t)number};
    char message[256];

    sqlite3_snprintf(sizeof message, message,
                     "value %d of %u (%s) cannot be bound: %s", number,
                     (unsigned)statement->bind_count, sqlite__kind_name(kind),
                     reason);
    info.message = message;
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

rowan_status
sqlite__values_bind(rowan_driver_statement *statement, const rowan_value *binds,
                    rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    binding to = {.statement = statement};
    rowan_status status = reserve_scratch(statement, binds, err);

    if (status)
        return status;
    for (uint32_t i = 0; i < statement->bind_count; i++) {
        const char *refusal;

        to.number = (int)i + 1;
        refusal = bind_value(&to, &binds[i]);
        if (refusal)
            return refuse_bind(statement, to.number, binds[i].kind, refusal,
                               err);
        if (to.code != SQLITE_OK)
            return sqlite__error(connection, to.code, "bind a value", err);
    }
    return ROWAN_OK;
}

/* --- from SQLite -------------------------------------------------------- */

static const char *const kind_names[ROWAN_KIND_COUNT] = {
    "null",     "bool", "int16",   "int32", "int64", "float",
    "double",   "text", "bytes",   "date",  "time",  "timestamp",
    "interval", "uuid", "decimal", "json",
};

const char *
sqlite__kind_name(uint32_t kind)
{
    return kind < ROWAN_KIND_COUNT ? kind_names[kind] : "unknown kind";
}

static rowan_status
refuse(rowan_driver_statement *statement, uint32_t column, rowan_status status,
       sqlite3_value *value, rowan_error *err)
{
    static const char *const types[] = {"?",    "INTEGER", "REAL",
                                        "TEXT", "BLOB",    "NULL"};
    rowan_error_info info = {.size = sizeof info, .status = (int32_t)status};
    const char *name = sqlite3_column_name(statement->handle, (int)column);
    int type = sqlite3_value_type(value);
    char message[256];

    sqlite3_snprintf(sizeof message, message,
                     "column %u of the result has %s %s of SQLite's that %s %s",
                     (unsigned)column + 1, type == SQLITE_INTEGER ? "an" : "a",
                     types[type],
                     status == ROWAN_OUT_OF_RANGE ? "does not fit into"
                                                  : "is not a value of",
                     sqlite__kind_name(statement->wanted[column]));
    info.message = message;
    info.column = name;
    return (rowan_status)statement->connection->host->error_set(err, &info);
}

static rowan_status
decode_integer(sqlite3_value *value, uint32_t kind, rowan_value *cell)
{
    int64_t integer;

    if (sqlite3_value_type(value) != SQLITE_INTEGER)
        return ROWAN_TYPE_MISMATCH;
    integer = sqlite3_value_int64(value);
    if (integer < integer_bounds[kind].lowest ||
        integer > integer_bounds[kind].highest)
        return ROWAN_OUT_OF_RANGE;
    cell->as.integer = integer;
    return ROWAN_OK;
}

static rowan_status
decode_real(sqlite3_value *value, uint32_t kind, rowan_value *cell)
{
    int type = sqlite3_value_type(value);
    double real = sqlite3_value_double(value);

    if (type == SQLITE_INTEGER) {
        /* 2^63 is the double that INT64_MAX rounds to. */
        int64_t integer = sqlite3_value_int64(value);
        if (real >= 9223372036854775808.0 || (int64_t)real != integer)
            return ROWAN_OUT_OF_RANGE;
    } else if (type != SQLITE_FLOAT) {
        return ROWAN_TYPE_MISMATCH;
    }
    if (kind == ROWAN_KIND_FLOAT && isfinite(real) && isinf((float)real))
        return ROWAN_OUT_OF_RANGE;
    cell->as.real = real;
    return ROWAN_OK;
}

/* A view of the value's text, NULs and all; SQLite writes integers as text
 * exactly. */
static rowan_status
decode_text(sqlite3_value *value, rowan_value *cell)
{
    const char *text = (const char *)sqlite3_value_text(value);

    if (!text)
        return ROWAN_NO_MEMORY;
    cell->as.text.data = text;
    cell->as.text.size = (size_t)sqlite3_value_bytes(value);
    return ROWAN_OK;
}

static rowan_status
decode_decimal(const rowan_host *host, sqlite3_value *value, rowan_value *cell)
{
    int type = sqlite3_value_type(value);
    rowan_status status;

    if (type != SQLITE_TEXT && type != SQLITE_INTEGER)
        return ROWAN_TYPE_MISMATCH;
    status = decode_text(value, cell);
    if (status)
        return status;
    return host->decimal_is_valid(cell->as.text.data, cell->as.text.size)
               ? ROWAN_OK
               : ROWAN_TYPE_MISMATCH;
}

static rowan_status
decode_parsed(const rowan_host *host, sqlite3_value *value, uint32_t kind,
              rowan_value *cell)
{
    rowan_value text;
    rowan_status status;

    if (sqlite3_value_type(value) != SQLITE_TEXT)
        return ROWAN_TYPE_MISMATCH;
    status = decode_text(value, &text);
    if (status)
        return status;
    if (sqlite__text_read(kind, text.as.text.data, text.as.text.size, cell))
        return ROWAN_OK;
    return host->value_parse(kind, text.as.text.data, text.as.text.size, cell)
               ? ROWAN_TYPE_MISMATCH
               : ROWAN_OK;
}

static rowan_status
decode_bytes(sqlite3_value *value, rowan_value *cell)
{
    int type = sqlite3_value_type(value);
    const void *data;
    int size;

    if (type != SQLITE_BLOB && type != SQLITE_TEXT)
        return ROWAN_TYPE_MISMATCH;
    data = sqlite3_value_blob(value);
    size = sqlite3_value_bytes(value);
    if (!data && size > 0)
        return ROWAN_NO_MEMORY;
    cell->as.text.data = data ? data : ""; /* empty is not NULL */
    cell->as.text.size = (size_t)size;
    return ROWAN_OK;
}

static uint32_t
native_kind(sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return ROWAN_KIND_INT64;
    case SQLITE_FLOAT:
        return ROWAN_KIND_DOUBLE;
    case SQLITE_TEXT:
        return ROWAN_KIND_TEXT;
    default:
        return ROWAN_KIND_BYTES;
    }
}

static rowan_status
decode(const rowan_host *host, sqlite3_value *value, uint32_t kind,
       rowan_value *cell)
{
    switch (kind) {
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        return decode_integer(value, kind, cell);
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return decode_real(value, kind, cell);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_JSON:
        if (sqlite3_value_type(value) != SQLITE_TEXT)
            return ROWAN_TYPE_MISMATCH;
        return decode_text(value, cell);
    case ROWAN_KIND_DECIMAL:
        return decode_decimal(host, value, cell);
    case ROWAN_KIND_BYTES:
        return decode_bytes(value, cell);
    default:
        return decode_parsed(host, value, kind, cell);
    }
}

rowan_status
sqlite__value_decode(rowan_driver_statement *statement, uint32_t column,
                     sqlite3_value *value, rowan_value *cell, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t kind = statement->wanted[column];
    rowan_status status;

    if (sqlite3_value_type(value) == SQLITE_NULL) {
        cell->kind = ROWAN_KIND_NULL;
        return ROWAN_OK;
    }
    if (kind == ROWAN_KIND_NULL)
        kind = native_kind(value);
    status = decode(host, value, kind, cell);
    cell->kind = kind;
    if (status == ROWAN_NO_MEMORY)
        return plugin_no_memory(host, err);
    return status ? refuse(statement, column, status, value, err) : ROWAN_OK;
}
