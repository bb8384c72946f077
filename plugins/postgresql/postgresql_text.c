/* SPDX-License-Identifier: MIT */
/*
 * Values that come as text, because some column of their result is of a type
 * whose binary form is not known here. The session is set to write what is read
 * here: ISO dates in UTC, intervals of ISO 8601, bytes in hexadecimal.
 */

#include "postgresql_priv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a type's text may be read as a value of a kind. */
static bool
can_be(pg_type type, uint32_t kind)
{
    switch (kind) {
    case ROWAN_KIND_TEXT:
        return true;
    case ROWAN_KIND_JSON:
        return type == PG_TYPE_JSON || type == PG_TYPE_JSONB ||
               type == PG_TYPE_TEXT || type == PG_TYPE_OTHER;
    case ROWAN_KIND_BYTES:
        return type == PG_TYPE_BYTEA || type == PG_TYPE_TEXT;
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        return pg__binary_way(type, kind) != 0;
    default:
        return pg__binary_way(type, kind) != 0 || type == PG_TYPE_OTHER;
    }
}

static rowan_status
read_integer(const rowan_host *host, uint32_t kind, pg_type type,
             const char *text, size_t size, rowan_value *cell)
{
    const char *point;

    if (type == PG_TYPE_BOOL) {
        cell->as.integer = *text == 't';
        return ROWAN_OK;
    }
    if (kind == ROWAN_KIND_BOOL) {
        cell->as.integer = *text == '1';
        return size == 1 && (*text == '0' || *text == '1') ? ROWAN_OK
                                                           : ROWAN_OUT_OF_RANGE;
    }
    point = memchr(text, '.', size);
    for (const char *at = point; at && ++at < text + size;)
        if (*at != '0')
            return ROWAN_OUT_OF_RANGE;
    return host->value_parse(kind, text, point ? (size_t)(point - text) : size,
                             cell)
               ? ROWAN_OUT_OF_RANGE
               : ROWAN_OK;
}

/* A double holds any decimal of 15 digits so that it can be told again. */
#define SAFE_DIGITS 15

static bool
is_safe_real(const char *text, size_t size)
{
    int digits = 0;

    for (size_t i = 0; i < size; i++)
        if (text[i] >= '0' && text[i] <= '9' && (digits || text[i] != '0'))
            digits++;
    while (digits > SAFE_DIGITS && size && text[size - 1] == '0') {
        digits--;
        size--;
    }
    return digits <= SAFE_DIGITS;
}

static rowan_status
read_real(const rowan_driver_connection *connection, uint32_t kind,
          pg_type type, const char *text, size_t size, rowan_value *cell)
{
    char *end;
    double real = type == PG_TYPE_FLOAT4
                      ? (double)strtof_l(text, &end, connection->c_locale)
                      : strtod_l(text, &end, connection->c_locale);

    if (type == PG_TYPE_NUMERIC && !is_safe_real(text, size))
        return ROWAN_OUT_OF_RANGE;
    if (end != text + size)
        return ROWAN_TYPE_MISMATCH;
    if (kind == ROWAN_KIND_FLOAT && isfinite(real) && isinf((float)real))
        return ROWAN_OUT_OF_RANGE;
    cell->as.real = real;
    return ROWAN_OK;
}

static unsigned
nibble(char c)
{
    unsigned digit = (unsigned char)c - (unsigned)'0';
    unsigned letter = ((unsigned char)c | 32u) - (unsigned)'a';

    return digit < 10 ? digit : letter < 6 ? letter + 10 : 16;
}

/* \x and two digits a byte. */
static rowan_status
read_bytes(rowan_driver_statement *statement, const char *text, size_t size,
           rowan_value *cell)
{
    size_t count = size / 2 - 1;
    char *bytes;

    if (size < 2 || size % 2 || text[0] != '\\' || text[1] != 'x')
        return ROWAN_TYPE_MISMATCH;
    bytes = pg__scratch_take(statement->connection->host, &statement->scratch,
                             count + 1);
    if (!bytes)
        return ROWAN_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        unsigned high = nibble(text[2 + 2 * i]);
        unsigned low = nibble(text[3 + 2 * i]);

        if ((high | low) & 16)
            return ROWAN_TYPE_MISMATCH;
        bytes[i] = (char)(high << 4 | low);
    }
    cell->as.text = (rowan_view){bytes, count};
    return ROWAN_OK;
}

/*
 * A date or timestamp. The server writes years before the first as "0044-03-15
 * BC" and far ones as "12345-01-01"; Rowan's form counts the year 1 BC as 0,
 * and gives each year that has not four digits a sign.
 */
static rowan_status
read_day(const rowan_host *host, uint32_t kind, const char *text, size_t size,
         rowan_value *cell)
{
    size_t year_digits = strspn(text, "0123456789");
    bool is_before = size > 3 && !strcmp(text + size - 3, " BC");
    char copy[64];
    int used;

    if (year_digits < 4 || year_digits > 7 || size > sizeof copy - 8)
        return host->value_parse(kind, text, size, cell) ? ROWAN_TYPE_MISMATCH
                                                         : ROWAN_OK;
    if (is_before) {
        int year = atoi(text) - 1;

        used = snprintf(copy, sizeof copy, "%s%04d%.*s", year ? "-" : "", year,
                        (int)(size - 3 - year_digits), text + year_digits);
    } else {
        used = snprintf(copy, sizeof copy, "%s%.*s", year_digits > 4 ? "+" : "",
                        (int)size, text);
    }
    return host->value_parse(kind, copy, (size_t)used, cell)
               ? ROWAN_OUT_OF_RANGE
               : ROWAN_OK;
}

static rowan_status
read_decimal(const rowan_host *host, const char *text, size_t size,
             rowan_value *cell)
{
    if (!host->decimal_is_valid(text, size))
        return ROWAN_OUT_OF_RANGE;
    cell->as.text = (rowan_view){text, size};
    return ROWAN_OK;
}

rowan_status
pg__text_read(rowan_driver_statement *statement, uint32_t kind, pg_type type,
              const char *text, size_t size, rowan_value *cell)
{
    const rowan_host *host = statement->connection->host;

    if (!can_be(type, kind))
        return ROWAN_TYPE_MISMATCH;
    switch (kind) {
    case ROWAN_KIND_BOOL:
    case ROWAN_KIND_INT16:
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_INT64:
        return read_integer(host, kind, type, text, size, cell);
    case ROWAN_KIND_FLOAT:
    case ROWAN_KIND_DOUBLE:
        return read_real(statement->connection, kind, type, text, size, cell);
    case ROWAN_KIND_BYTES:
        if (type == PG_TYPE_BYTEA)
            return read_bytes(statement, text, size, cell);
        break;
    case ROWAN_KIND_DATE:
    case ROWAN_KIND_TIMESTAMP:
        return read_day(host, kind, text, size, cell);
    case ROWAN_KIND_TIME:
    case ROWAN_KIND_INTERVAL:
    case ROWAN_KIND_UUID:
        return host->value_parse(kind, text, size, cell) ? ROWAN_TYPE_MISMATCH
                                                         : ROWAN_OK;
    case ROWAN_KIND_DECIMAL:
        return read_decimal(host, text, size, cell);
    default:
        break;
    }
    cell->as.text = (rowan_view){text, size};
    return ROWAN_OK;
}
