/* SPDX-License-Identifier: MIT */
/* Bulk load by COPY in its binary form, which has each value as a parameter
 * in binary has it. The table's own types say how. */

#include "postgresql_priv.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

static const char asked[] = "load the rows";

#define SEND_SIZE 65536 /* bytes that are gathered before they are sent */

/* Signature, flags, no extension. */
static const char header[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

typedef struct pg_bulk {
    const rowan_host *host;
    pg_type *types;
    uint32_t column_count;
    char *data;
    size_t size, capacity;
    size_t row_size; /* of a row without values: its count, their sizes */
    uint64_t row_count; /* taken so far */
    char *table;        /* its bare name */
    pg_scratch scratch;
} pg_bulk;

static void
release(rowan_driver_connection *connection)
{
    const rowan_host *host = connection->host;
    pg_bulk *bulk = connection->bulk;

    connection->bulk = NULL;
    if (!bulk)
        return;
    pg__scratch_done(host, &bulk->scratch);
    host->release(bulk->types);
    host->release(bulk->table);
    host->release(bulk->data);
    host->release(bulk);
}

static rowan_status
grow(pg_bulk *bulk, size_t size, rowan_error *err)
{
    char *grown = bulk->host->reallocate(bulk->data, size * 2);

    if (!grown)
        return plugin_no_memory(bulk->host, err);
    bulk->data = grown;
    bulk->capacity = size * 2;
    return ROWAN_OK;
}

/* Room for so many bytes in all. */
static inline rowan_status
reserve(pg_bulk *bulk, size_t size, rowan_error *err)
{
    return size <= bulk->capacity ? ROWAN_OK : grow(bulk, size, err);
}

static rowan_status
append(pg_bulk *bulk, const char *data, size_t size, rowan_error *err)
{
    rowan_status status = reserve(bulk, bulk->size + size, err);

    if (status)
        return status;
    memcpy(bulk->data + bulk->size, data, size);
    bulk->size += size;
    return ROWAN_OK;
}

/* The last part of a quoted name, without its quotes. */
static char *
bare_name(const rowan_host *host, const char *quoted)
{
    char *name = host->allocate(strlen(quoted) + 1);
    char *to = name;
    bool is_inside = false;

    for (; name && *quoted; quoted++) {
        if (*quoted == '"' && is_inside && quoted[1] == '"')
            *to++ = *quoted++;
        else if (*quoted == '"')
            is_inside = !is_inside;
        else if (*quoted == '.' && !is_inside)
            to = name;
        else
            *to++ = *quoted;
    }
    if (name)
        *to = '\0';
    return name;
}

/* --- begin ---------------------------------------------------------------- */

/* "(a, b)" between two texts. */
static char *
make_sql(const rowan_host *host, const char *before, const char *table,
         const char *const *columns, uint32_t column_count, const char *after)
{
    size_t size = strlen(before) + strlen(table) + strlen(after) + 8;
    size_t used;
    char *sql;

    for (uint32_t i = 0; i < column_count; i++)
        size += strlen(columns[i]) + 2;
    sql = host->allocate(size);
    if (!sql)
        return NULL;
    used =
        (size_t)snprintf(sql, size, "%s%s%s", before,
                         *after == ')' ? table : "", *after == ')' ? " (" : "");
    for (uint32_t i = 0; i < column_count; i++)
        used += (size_t)snprintf(sql + used, size - used, "%s%s", i ? ", " : "",
                                 columns[i]);
    snprintf(sql + used, size - used, "%s%s", after,
             *after == ')' ? "" : table);
    return sql;
}

/* What the columns are, as a query of them says. */
static rowan_status
learn_types(rowan_driver_connection *connection, const char *quoted_table,
            const char *const *quoted_columns, uint32_t column_count,
            rowan_error *err)
{
    const rowan_host *host = connection->host;
    pg_bulk *bulk = connection->bulk;
    rowan_driver_statement *statement = NULL;
    char *sql = make_sql(host, "SELECT ", quoted_table, quoted_columns,
                         column_count, " FROM ");
    rowan_status status;

    if (!sql)
        return plugin_no_memory(host, err);
    connection->bulk = NULL; /* other statements are refused while it is */
    status = (rowan_status)pg__statement_prepare(connection, sql, strlen(sql),
                                                 NULL, 0, 0, &statement, err);
    connection->bulk = bulk;
    host->release(sql);
    if (status)
        return status;
    bulk->types = host->allocate(column_count * sizeof(pg_type));
    if (bulk->types)
        memcpy(bulk->types, statement->column_classes,
               column_count * sizeof(pg_type));
    else
        status = plugin_no_memory(host, err);
    bulk->column_count = column_count;
    bulk->row_size = 2 + 4 * (size_t)column_count;
    pg__statement_finish(statement);
    return status;
}

static rowan_status
start_copy(rowan_driver_connection *connection, const char *sql,
           rowan_error *err)
{
    PGresult *result = NULL;
    rowan_status status;

    connection->unnamed = NULL;
    if (!PQsendQuery(connection->handle, sql))
        return pg__not_sent(connection, asked, err);
    status = pg__result(connection, &result, err);
    if (!status && PQresultStatus(result) != PGRES_COPY_IN) {
        PGresult *end = NULL;

        status = result ? pg__error(connection, result, asked, err)
                        : pg__lost(connection, asked, err);
        if (!connection->is_lost && !pg__result(connection, &end, NULL))
            PQclear(end);
    }
    PQclear(result);
    return status;
}

static rowan_status
begin(rowan_driver_connection *connection, const char *quoted_table,
      const char *const *quoted_columns, uint32_t column_count,
      rowan_error *err)
{
    const rowan_host *host = connection->host;
    pg_bulk *bulk = connection->bulk;
    char *sql;
    rowan_status status = learn_types(connection, quoted_table, quoted_columns,
                                      column_count, err);

    connection->bulk = NULL;
    if (!status && connection->pending_count)
        status = pg__control(connection, NULL, asked, NULL, err);
    if (!status)
        status = pg__work_begin(connection, asked, err);
    connection->bulk = bulk;
    if (!status)
        status = append(bulk, header, sizeof header, err);
    if (status)
        return status;
    sql = make_sql(host, "COPY ", quoted_table, quoted_columns, column_count,
                   ") FROM STDIN (FORMAT binary)");
    if (!sql)
        return plugin_no_memory(host, err);
    status = start_copy(connection, sql, err);
    host->release(sql);
    return status;
}

int32_t
pg__bulk_begin(rowan_driver_connection *connection, const char *quoted_table,
               const char *const *quoted_columns, const uint32_t *kinds,
               uint32_t column_count, rowan_error *err)
{
    rowan_status status;
    pg_bulk *bulk;

    (void)kinds; /* each value has its own */
    status = pg__work_begin(connection, asked, err);
    if (status)
        return status;
    if (column_count == 0 || column_count > SHRT_MAX)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "cannot load rows of %u columns",
                           (unsigned)column_count);
    bulk = connection->host->allocate(sizeof *bulk);
    if (!bulk)
        return plugin_no_memory(connection->host, err);
    *bulk = (pg_bulk){.host = connection->host,
                      .table = bare_name(connection->host, quoted_table)};
    connection->bulk = bulk;
    if (bulk->table)
        status = begin(connection, quoted_table, quoted_columns, column_count,
                       err);
    else
        status = plugin_no_memory(connection->host, err);
    if (status)
        release(connection);
    return status;
}

/* --- rows ----------------------------------------------------------------- */

/* Hands what was gathered to libpq and the server. */
static rowan_status
send_data(rowan_driver_connection *connection, rowan_error *err)
{
    pg_bulk *bulk = connection->bulk;

    while (bulk->size) {
        int answer =
            PQputCopyData(connection->handle, bulk->data, (int)bulk->size);
        rowan_status status;

        if (answer < 0)
            return pg__lost(connection, asked, err);
        if (answer > 0)
            bulk->size = 0;
        status = pg__flush(connection, err);
        if (status)
            return status;
    }
    return ROWAN_OK;
}

/* Puts a field at `at`: its size, and so many bytes. There stays room for the
 * sizes of those that follow. */
static inline rowan_status
put_field(pg_bulk *bulk, size_t *at, const char *data, size_t size,
          rowan_error *err)
{
    rowan_status status = reserve(bulk, *at + size + bulk->row_size, err);

    if (status)
        return status;
    pg__put32(bulk->data + *at, (uint32_t)size);
    memcpy(bulk->data + *at + 4, data, size);
    *at += 4 + size;
    return ROWAN_OK;
}

static inline void
put_null(pg_bulk *bulk, size_t *at)
{
    pg__put32(bulk->data + *at, UINT32_MAX);
    *at += 4;
}

/* The commonest values go as they are, which pg__encode() takes longer to find
 * out. */
static inline bool
is_plain(const rowan_value *value, pg_type type)
{
    const rowan_view *text = &value->as.text;

    return value->kind == ROWAN_KIND_TEXT && type == PG_TYPE_TEXT &&
           text->data && text->size < INT_MAX / 2 &&
           !memchr(text->data, '\0', text->size);
}

static rowan_status
put_encoded(pg_bulk *bulk, size_t *at, uint32_t column,
            const rowan_value *value, rowan_error *err)
{
    pg_sent sent;
    const char *refusal = pg__encode(bulk->host, &bulk->scratch,
                                     bulk->types[column], value, &sent);

    if (refusal == pg__no_memory_refusal)
        return plugin_no_memory(bulk->host, err);
    if (refusal)
        return plugin_fail(bulk->host, err, ROWAN_OUT_OF_RANGE,
                           "value %u of %u (%s) cannot be loaded: %s",
                           (unsigned)column + 1, (unsigned)bulk->column_count,
                           pg__kind_name(value->kind), refusal);
    if (sent.data)
        return put_field(bulk, at, sent.data, (size_t)sent.size, err);
    put_null(bulk, at);
    return ROWAN_OK;
}

static inline rowan_status
put_value(pg_bulk *bulk, size_t *at, uint32_t column, const rowan_value *value,
          rowan_error *err)
{
    if (is_plain(value, bulk->types[column]))
        return put_field(bulk, at, value->as.text.data, value->as.text.size,
                         err);
    if (value->kind != ROWAN_KIND_NULL)
        return put_encoded(bulk, at, column, value, err);
    put_null(bulk, at);
    return ROWAN_OK;
}

/* A row that is refused leaves nothing. */
static rowan_status
append_row(pg_bulk *bulk, const rowan_value *values, rowan_error *err)
{
    size_t at = bulk->size + 2;
    rowan_status status = reserve(bulk, bulk->size + bulk->row_size, err);

    if (status)
        return status;
    pg__put16(bulk->data + bulk->size, (uint16_t)bulk->column_count);
    pg__scratch_rewind(bulk->host, &bulk->scratch);
    for (uint32_t i = 0; i < bulk->column_count; i++) {
        status = put_value(bulk, &at, i, &values[i], err);
        if (status)
            return status;
    }
    bulk->size = at;
    bulk->row_count++;
    return ROWAN_OK;
}

static rowan_status
need_bulk(const rowan_driver_connection *connection, rowan_error *err)
{
    if (connection->bulk)
        return ROWAN_OK;
    return plugin_fail(connection->host, err, ROWAN_INVALID,
                       "no bulk load runs; begin one first");
}

int32_t
pg__bulk_rows(rowan_driver_connection *connection, const rowan_value *values,
              uint32_t row_count, uint64_t *ret_failed, rowan_error *err)
{
    pg_bulk *bulk = connection->bulk;
    rowan_status status = need_bulk(connection, err);

    for (; row_count > 0 && !status; row_count--) {
        status = append_row(bulk, values, err);
        if (status && ret_failed)
            *ret_failed = bulk->row_count;
        if (!status && bulk->size >= SEND_SIZE)
            status = send_data(connection, err);
        values += bulk->column_count;
    }
    return status;
}

/* --- end ------------------------------------------------------------------ */

static rowan_status
end_copy(rowan_driver_connection *connection, const char *reason,
         rowan_error *err)
{
    static const char trailer[2] = "\377\377";
    rowan_status status = ROWAN_OK;
    int answer;

    if (!reason) {
        status = append(connection->bulk, trailer, sizeof trailer, err);
        if (!status)
            status = send_data(connection, err);
    }
    while (!status) {
        answer = PQputCopyEnd(connection->handle, reason);
        if (answer < 0)
            return pg__lost(connection, asked, err);
        status = pg__flush(connection, err);
        if (answer > 0)
            break;
    }
    return status;
}

/* The number of the row that an answer is of: "COPY table, line 3" in the
 * words of the server's language. */
static void
find_row(const pg_bulk *bulk, const PGresult *result, uint64_t *ret_failed)
{
    static const char verb[] = "COPY ";
    const char *at = PQresultErrorField(result, PG_DIAG_CONTEXT);
    size_t size = strlen(bulk->table);
    uint64_t line = 0;

    if (!at || strncmp(at, verb, sizeof verb - 1))
        return;
    at += sizeof verb - 1;
    if (strncmp(at, bulk->table, size))
        return;
    at += size;
    at += strcspn(at, "0123456789\n");
    for (; *at >= '0' && *at <= '9'; at++)
        line = line * 10 + (uint64_t)(*at - '0');
    if (line)
        *ret_failed = line - 1;
}

int32_t
pg__bulk_end(rowan_driver_connection *connection, uint32_t cancel,
             int64_t *ret_row_count, uint64_t *ret_failed, rowan_error *err)
{
    rowan_error error = {0};
    PGresult *result = NULL;
    rowan_status status = need_bulk(connection, err);
    const char *digits;
    int64_t count = 0;

    if (status)
        return status;
    status =
        end_copy(connection, cancel ? "the program dropped it" : NULL, &error);
    if (!status)
        status = pg__answer(connection, &result, &error);
    if (!status && ret_failed && pg__is_error(result))
        find_row(connection->bulk, result, ret_failed);
    release(connection);
    if (!status && pg__is_error(result) && !cancel)
        status = pg__error(connection, result, asked, &error);
    digits = PQcmdTuples(result);
    for (; *digits; digits++)
        count = count * 10 + (*digits - '0');
    PQclear(result);
    if (!status) {
        if (ret_row_count)
            *ret_row_count = cancel ? 0 : count;
        return ROWAN_OK;
    }
    if (!cancel && (connection->is_lost || connection->is_too_late) &&
        !connection->is_in_transaction)
        return pg__error_in_doubt(connection->host, &error,
                                  "the rows were loaded", err);
    return pg__error_copy(connection->host, &error, err);
}
