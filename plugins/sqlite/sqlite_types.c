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
        return sqlite__fail(host, err, ROWAN_UNSUPPORTED,
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
