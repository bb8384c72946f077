/* SPDX-License-Identifier: MIT */
/*
 * Rows from the server: bound once for a statement, each column in its own
 * type, and made into cells of the wanted kinds.
 *
 * A text's length is not guessed: what does not fit the column's memory is
 * fetched again as a whole, into memory that is then large enough for the
 * next row too.
 */

#include "mysql_priv.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define FIRST_TEXT 256     /* bytes of a column's memory at first */
#define KEPT_TEXT 65536    /* what is larger is given back at reset */
#define BINARY_CHARSET 63  /* of columns that hold bytes */
#define FRACTION_SCALE 30  /* of a DECIMAL for which no precision was said */

/* --- columns ------------------------------------------------------------- */

/* The type in which a column is fetched, and where to. */
static void
describe(mysql_column *column, const MYSQL_FIELD *field, MYSQL_BIND *bind)
{
    column->type = column->declared = field->type;
    column->charset = field->charsetnr;
    column->decimals = field->decimals;
    column->is_unsigned = (field->flags & UNSIGNED_FLAG) != 0;
    column->is_binary = field->charsetnr == BINARY_CHARSET;
    column->is_fraction = field->type == MYSQL_TYPE_NEWDECIMAL &&
                          field->decimals == FRACTION_SCALE;
    column->is_whole =
        field->type == MYSQL_TYPE_NEWDECIMAL && field->decimals == 0;
    bind->buffer = &column->raw;
    switch (field->type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
        break;
    case MYSQL_TYPE_YEAR:
        column->type = MYSQL_TYPE_SHORT;
        break;
    case MYSQL_TYPE_INT24:
        column->type = MYSQL_TYPE_LONG;
        break;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP:
        bind->buffer_length = sizeof(MYSQL_TIME);
        break;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
        column->type = MYSQL_TYPE_NEWDECIMAL;
        bind->buffer = NULL;
        break;
    case MYSQL_TYPE_BIT:
        column->is_binary = true;
        column->type = MYSQL_TYPE_STRING;
        bind->buffer = NULL;
        break;
    default: /* texts, blobs, JSON, ENUM, SET, and NULL itself */
        column->type = MYSQL_TYPE_STRING;
        bind->buffer = NULL;
    }
    column->is_plain_text =
        column->type == MYSQL_TYPE_STRING && !column->is_binary;
    bind->buffer_type = column->type;
    bind->is_unsigned = column->is_unsigned;
    bind->is_null = &column->is_null;
    bind->length = &column->length;
    bind->error = &column->error;
}

static bool
is_text(const mysql_column *column)
{
    return column->type == MYSQL_TYPE_STRING ||
           column->type == MYSQL_TYPE_NEWDECIMAL;
}

/* Room for a text of size and a NUL. */
static bool
reserve(rowan_driver_statement *statement, uint32_t i, size_t size)
{
    const rowan_host *host = statement->connection->host;
    mysql_column *column = &statement->columns[i];
    MYSQL_BIND *bind = &statement->results[i];
    size_t room = FIRST_TEXT;
    char *text;

    if (size < column->text_size)
        return true;
    while (room <= size)
        room *= 2;
    text = host->reallocate(column->text, room);
    if (!text)
        return false;
    column->text = text;
    column->text_size = room;
    bind->buffer = text;
    bind->buffer_type = MYSQL_TYPE_STRING;
    bind->buffer_length = (unsigned long)room - 1;
    statement->is_result_bound = false;
    return true;
}

static char *
copy_name(const rowan_host *host, const char *name)
{
    size_t size = strlen(name) + 1;
    char *copy = host->allocate(size);

    if (copy)
        memcpy(copy, name, size);
    return copy;
}

rowan_status
mysql__columns_describe(rowan_driver_statement *statement, MYSQL_RES *meta,
                        rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = mysql_num_fields(meta);
    const MYSQL_FIELD *fields = mysql_fetch_fields(meta);

    statement->columns = host->allocate(count * sizeof *statement->columns);
    statement->results = host->allocate(count * sizeof *statement->results);
    if (!statement->columns || !statement->results)
        return plugin_no_memory(host, err);
    memset(statement->columns, 0, count * sizeof *statement->columns);
    memset(statement->results, 0, count * sizeof *statement->results);
    statement->column_count = count;
    for (uint32_t i = 0; i < count; i++) {
        mysql_column *column = &statement->columns[i];

        describe(column, &fields[i], &statement->results[i]);
        column->name = copy_name(host, fields[i].name);
        if (!column->name || (is_text(column) && !reserve(statement, i, 0)))
            return plugin_no_memory(host, err);
    }
    return ROWAN_OK;
}

/* Whether a column is what it was the last time. */
static bool
is_as_before(const mysql_column *column, const MYSQL_FIELD *field)
{
    return column->declared == field->type &&
           column->is_unsigned == ((field->flags & UNSIGNED_FLAG) != 0) &&
           column->charset == field->charsetnr &&
           column->decimals == field->decimals;
}

/*
 * The type of an expression with values in it is known only when these are:
 * SELECT ?, or a + ?. The server tells it anew at each execution.
 */
rowan_status
mysql__columns_follow(rowan_driver_statement *statement,
                      const MYSQL_FIELD *fields, rowan_error *err)
{
    for (uint32_t i = 0; i < statement->column_count; i++) {
        mysql_column *column = &statement->columns[i];
        MYSQL_BIND *bind = &statement->results[i];

        if (is_as_before(column, &fields[i]))
            continue;
        describe(column, &fields[i], bind);
        statement->is_result_bound = false;
        if (!is_text(column))
            continue;
        if (!reserve(statement, i, 0))
            return plugin_no_memory(statement->connection->host, err);
        bind->buffer = column->text;
        bind->buffer_type = MYSQL_TYPE_STRING;
        bind->buffer_length = (unsigned long)column->text_size - 1;
    }
    return ROWAN_OK;
}

void
mysql__columns_free(rowan_driver_statement *statement)
{
    const rowan_host *host = statement->connection->host;

    for (uint32_t i = 0; i < statement->column_count; i++) {
        host->release(statement->columns[i].name);
        host->release(statement->columns[i].text);
    }
    host->release(statement->columns);
    host->release(statement->results);
    statement->columns = NULL;
    statement->results = NULL;
    statement->column_count = 0;
}

/* --- cells --------------------------------------------------------------- */

static rowan_status
refuse(rowan_driver_statement *statement, uint32_t i, rowan_status status,
       rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    rowan_error_info info = {.size = sizeof info, .status = (int32_t)status};
    char message[256];

    if (status == ROWAN_NO_MEMORY)
        return plugin_no_memory(host, err);
    snprintf(message, sizeof message,
             "column %u of the result has a value that %s %s", (unsigned)i + 1,
             status == ROWAN_OUT_OF_RANGE ? "does not fit into"
                                          : "is not of kind",
             mysql__kind_name(statement->wanted[i]));
    info.message = message;
    info.column = statement->columns[i].name;
    return (rowan_status)host->error_set(err, &info);
}

/* The column's integer; false for one beyond 63 bits. */
static bool
take_integer(const mysql_column *column, int64_t *ret)
{
    bool is_unsigned = column->is_unsigned;

    switch (column->type) {
    case MYSQL_TYPE_TINY:
        *ret = is_unsigned ? (unsigned char)column->raw.tiny
                           : column->raw.tiny;
        return true;
    case MYSQL_TYPE_SHORT:
        *ret = is_unsigned ? (unsigned short)column->raw.small
                           : column->raw.small;
        return true;
    case MYSQL_TYPE_LONG:
        *ret = is_unsigned ? (int64_t)(unsigned)column->raw.plain
                           : column->raw.plain;
        return true;
    default:
        *ret = column->raw.big;
        return !is_unsigned || column->raw.big >= 0;
    }
}

static bool
is_integer(const mysql_column *column)
{
    return column->type == MYSQL_TYPE_LONGLONG ||
           column->type == MYSQL_TYPE_LONG || column->type == MYSQL_TYPE_TINY ||
           column->type == MYSQL_TYPE_SHORT;
}

/* A sum of integers is a decimal without places. */
static rowan_status
parse_integer(const mysql_column *column, int64_t *ret)
{
    bool is_negative = *column->text == '-';
    int64_t number = 0; /* negative, where there is one more */

    for (size_t i = is_negative; i < column->length; i++) {
        unsigned digit = (unsigned char)column->text[i] - (unsigned)'0';

        if (digit > 9)
            return ROWAN_TYPE_MISMATCH;
        if (number < (INT64_MIN + (int64_t)digit) / 10)
            return ROWAN_OUT_OF_RANGE;
        number = number * 10 - (int64_t)digit;
    }
    if (!is_negative && number == INT64_MIN)
        return ROWAN_OUT_OF_RANGE;
    *ret = is_negative ? number : -number;
    return ROWAN_OK;
}

/* BIT(1) is a bool to many. */
static bool
is_bit(const mysql_column *column)
{
    return column->is_binary && column->type == MYSQL_TYPE_STRING &&
           column->length == 1 && (unsigned char)*column->text < 2;
}

static rowan_status
read_integer(const mysql_column *column, uint32_t kind, rowan_value *cell)
{
    static const int64_t lowest[] = {[ROWAN_KIND_BOOL] = 0,
                                     [ROWAN_KIND_INT16] = INT16_MIN,
                                     [ROWAN_KIND_INT32] = INT32_MIN,
                                     [ROWAN_KIND_INT64] = INT64_MIN};
    static const int64_t highest[] = {[ROWAN_KIND_BOOL] = 1,
                                      [ROWAN_KIND_INT16] = INT16_MAX,
                                      [ROWAN_KIND_INT32] = INT32_MAX,
                                      [ROWAN_KIND_INT64] = INT64_MAX};
    int64_t integer;

    if (column->type == MYSQL_TYPE_NEWDECIMAL) {
        rowan_status status = parse_integer(column, &integer);

        if (status)
            return status;
    } else if (is_integer(column)) {
        if (!take_integer(column, &integer))
            return ROWAN_OUT_OF_RANGE;
    } else if (kind == ROWAN_KIND_BOOL && is_bit(column)) {
        integer = *column->text;
    } else {
        return ROWAN_TYPE_MISMATCH;
    }
    if (integer < lowest[kind] || integer > highest[kind])
        return ROWAN_OUT_OF_RANGE;
    cell->as.integer = integer;
    return ROWAN_OK;
}

static rowan_status
read_real(const mysql_column *column, uint32_t kind, rowan_value *cell)
{
    if (column->type == MYSQL_TYPE_FLOAT) {
        cell->as.real = column->raw.single;
    } else if (column->type == MYSQL_TYPE_DOUBLE) {
        cell->as.real = column->raw.real;
        if (kind == ROWAN_KIND_FLOAT && isfinite(cell->as.real) &&
            isinf((float)cell->as.real))
            return ROWAN_OUT_OF_RANGE;
    } else if (is_integer(column)) {
        int64_t integer;

        if (!take_integer(column, &integer))
            return ROWAN_OUT_OF_RANGE;
        cell->as.real = (double)integer;
        /* 2^63 is the double that INT64_MAX rounds to. */
        if (cell->as.real >= 9223372036854775808.0 ||
            (int64_t)cell->as.real != integer)
            return ROWAN_OUT_OF_RANGE;
    } else {
        return ROWAN_TYPE_MISMATCH;
    }
    return ROWAN_OK;
}

static bool
is_temporal(const mysql_column *column)
{
    return column->type == MYSQL_TYPE_DATE || column->type == MYSQL_TYPE_TIME ||
           column->type == MYSQL_TYPE_NEWDATE ||
           column->type == MYSQL_TYPE_DATETIME ||
           column->type == MYSQL_TYPE_TIMESTAMP;
}

static unsigned
month_length(unsigned year, unsigned month)
{
    static const unsigned char lengths[] = {31, 28, 31, 30, 31, 30,
                                            31, 31, 30, 31, 30, 31};
    bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return lengths[month - 1] + (month == 2 && is_leap);
}

/* Days since 1970; false for the zero date, those with zero in them, and
 * those that no month has, which others may store by ALLOW_INVALID_DATES. */
static bool
join_days(const MYSQL_TIME *time, int64_t *ret_days)
{
    unsigned from_march, year;

    if (time->month < 1 || time->month > 12 || time->day < 1 ||
        time->year > 9999 || time->day > month_length(time->year, time->month))
        return false;
    from_march = (time->month + 9) % 12;
    year = time->year - (time->month < 3) + 400; /* not negative */
    *ret_days = (int64_t)year * 365 + year / 4 - year / 100 + year / 400 +
                (153 * from_march + 2) / 5 + time->day - 1 -
                (719468 + 146097);
    return true;
}

static rowan_status
read_temporal(const mysql_column *column, uint32_t kind, rowan_value *cell)
{
    const MYSQL_TIME *time = &column->raw.time;
    int64_t microseconds =
        ((int64_t)time->hour * 3600 + time->minute * 60 + time->second) *
            1000000 +
        (int64_t)time->second_part;
    bool is_time = column->type == MYSQL_TYPE_TIME;
    int64_t days = 0;

    if (is_time != (kind == ROWAN_KIND_TIME))
        return ROWAN_TYPE_MISMATCH;
    if (is_time) {
        microseconds += (int64_t)time->day * MYSQL_DAY_US;
        if (time->neg || microseconds >= MYSQL_DAY_US)
            return ROWAN_OUT_OF_RANGE;
        cell->as.integer = microseconds;
        return ROWAN_OK;
    }
    if (!join_days(time, &days))
        return ROWAN_OUT_OF_RANGE;
    if (kind == ROWAN_KIND_TIMESTAMP) {
        cell->as.integer = days * MYSQL_DAY_US + microseconds;
        return ROWAN_OK;
    }
    cell->as.integer = days;
    return microseconds ? ROWAN_OUT_OF_RANGE : ROWAN_OK;
}

static void
view(rowan_value *cell, const char *text, size_t size)
{
    cell->as.text.data = text;
    cell->as.text.size = size;
}

/* Numbers and times as text; written into the column's own room. */
static rowan_status
format(const rowan_host *host, mysql_column *column, rowan_value *cell)
{
    rowan_value value = {.kind = ROWAN_KIND_INT64};
    char text[MYSQL_VALUE_TEXT_SIZE];
    rowan_status status = ROWAN_OK;
    size_t size;

    if (is_temporal(column)) {
        value.kind = column->type == MYSQL_TYPE_TIME ? ROWAN_KIND_TIME
                     : column->type == MYSQL_TYPE_DATE
                         ? ROWAN_KIND_DATE
                         : ROWAN_KIND_TIMESTAMP;
        status = read_temporal(column, value.kind, &value);
    } else if (is_integer(column)) {
        status = read_integer(column, value.kind, &value);
    } else {
        return ROWAN_TYPE_MISMATCH;
    }
    if (status)
        return status;
    size = host->value_format(&value, text);
    memcpy(column->raw.formatted, text, size);
    column->raw.formatted[size] = '\0';
    view(cell, column->raw.formatted, size);
    return ROWAN_OK;
}

/* Digits behind the point that say nothing. */
static size_t
without_zeros(const char *text, size_t size)
{
    while (size > 0 && text[size - 1] == '0')
        size--;
    return size > 0 && text[size - 1] == '.' ? size - 1 : size;
}

static rowan_status
read_text(const rowan_host *host, mysql_column *column, uint32_t kind,
          rowan_value *cell)
{
    size_t size = column->length;

    if (kind == ROWAN_KIND_TEXT && !is_text(column))
        return format(host, column, cell);
    if (kind == ROWAN_KIND_DECIMAL && is_integer(column))
        return format(host, column, cell);
    if (!is_text(column) || (column->is_binary && kind != ROWAN_KIND_BYTES &&
                             column->type != MYSQL_TYPE_NEWDECIMAL))
        return ROWAN_TYPE_MISMATCH;
    if (column->is_fraction && kind != ROWAN_KIND_BYTES) {
        size = without_zeros(column->text, size);
        column->text[size] = '\0';
    }
    if (kind == ROWAN_KIND_DECIMAL &&
        !host->decimal_is_valid(column->text, size))
        return ROWAN_TYPE_MISMATCH;
    view(cell, column->text, size);
    return ROWAN_OK;
}

static rowan_status
read_parsed(const rowan_host *host, const mysql_column *column, uint32_t kind,
            rowan_value *cell)
{
    if (!is_text(column))
        return ROWAN_TYPE_MISMATCH;
    return host->value_parse(kind, column->text, column->length, cell)
               ? ROWAN_TYPE_MISMATCH
               : ROWAN_OK;
}

/* A sum of integers is an integer to whoever asks without a model. */
static uint32_t
native_kind(const mysql_column *column)
{
    int64_t ignored;

    if (is_integer(column) ||
        (column->is_whole && parse_integer(column, &ignored) == ROWAN_OK))
        return ROWAN_KIND_INT64;
    if (column->type == MYSQL_TYPE_FLOAT || column->type == MYSQL_TYPE_DOUBLE)
        return ROWAN_KIND_DOUBLE;
    return column->is_binary && column->type == MYSQL_TYPE_STRING
               ? ROWAN_KIND_BYTES
               : ROWAN_KIND_TEXT;
}

static rowan_status
read_cell(const rowan_host *host, mysql_column *column, uint32_t kind,
          rowan_value *cell)
{
    switch (kind) {
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        return read_integer(column, kind, cell);
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return read_real(column, kind, cell);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_JSON:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_BYTES:
        return read_text(host, column, kind, cell);
    case ROWAN_KIND_DATE:
    case ROWAN_KIND_TIME:
    case ROWAN_KIND_TIMESTAMP:
        return is_temporal(column) ? read_temporal(column, kind, cell)
                                   : read_parsed(host, column, kind, cell);
    default:
        return read_parsed(host, column, kind, cell);
    }
}

/* Fetches a text again that was too long for its memory. */
static rowan_status
fetch_whole(rowan_driver_statement *statement, uint32_t i)
{
    mysql_column *column = &statement->columns[i];
    MYSQL_BIND bind = {.buffer_type = MYSQL_TYPE_STRING};
    unsigned long length = column->length;
    my_bool is_null = 0;

    if (!reserve(statement, i, length))
        return ROWAN_NO_MEMORY;
    bind.buffer = column->text;
    bind.buffer_length = length;
    bind.length = &length;
    bind.is_null = &is_null;
    return mysql_stmt_fetch_column(statement->handle, &bind, i, 0)
               ? ROWAN_INTERNAL
               : ROWAN_OK;
}

/* The innermost loop of every query. */
rowan_status
mysql__cells_read(rowan_driver_statement *statement, rowan_value *cells,
                  rowan_error *err)
{
    const rowan_host *host = statement->connection->host;

    for (uint32_t i = 0; i < statement->column_count; i++) {
        mysql_column *column = &statement->columns[i];
        uint32_t kind = statement->wanted[i];
        rowan_value *cell = &cells[i];
        rowan_status status = ROWAN_OK;

        if (column->is_null) {
            cell->kind = ROWAN_KIND_NULL;
            continue;
        }
        /* The commonest pairs of type and wanted kind. */
        if (column->is_plain_text && kind == ROWAN_KIND_TEXT &&
            column->length < column->text_size) {
            column->text[column->length] = '\0';
            cell->kind = kind;
            view(cell, column->text, column->length);
            continue;
        }
        if (column->type == MYSQL_TYPE_LONGLONG && !column->is_unsigned &&
            kind == ROWAN_KIND_INT64) {
            cell->kind = kind;
            cell->as.integer = column->raw.big;
            continue;
        }
        if (is_text(column)) {
            if (column->length >= column->text_size)
                status = fetch_whole(statement, i);
            column->text[column->length < column->text_size ? column->length
                                                            : 0] = '\0';
        }
        if (kind == ROWAN_KIND_NULL)
            kind = native_kind(column);
        cell->kind = kind;
        if (!status)
            status = read_cell(host, column, kind, cell);
        if (status)
            return refuse(statement, i, status, err);
    }
    return ROWAN_OK;
}
