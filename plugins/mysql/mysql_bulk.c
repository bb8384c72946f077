/* SPDX-License-Identifier: MIT */
/*
 * Many rows at once, by MariaDB's array binding: one message with the values
 * of all rows. The client library asks for each row's values while it writes
 * the message, so they are never copied to arrays. Servers without it get the
 * rows one by one.
 */

#include "mysql_priv.h"

#include <string.h>

#define CHUNK_BYTES UINT64_C(4194304) /* of values in one message, about */
#define CHUNK_ROWS 16384u

/* What the library's question for a row needs. */
typedef struct row_source {
    rowan_driver_statement *statement;
    const rowan_value *rows;
    uint32_t bind_count;
    uint32_t refused_row, refused_bind; /* when refusal is not NULL */
    const char *refusal;
} row_source;

/* --- types --------------------------------------------------------------- */

/* One value for each place that is not NULL, where there is one, whose type
 * then stands for all rows; false if rows differ in type. */
static bool
choose_types(const rowan_value *rows, uint32_t bind_count, uint32_t row_count,
             rowan_value *types)
{
    for (uint32_t i = 0; i < bind_count; i++) {
        types[i] = (rowan_value){.kind = ROWAN_KIND_NULL};
        for (uint32_t r = 0; r < row_count; r++) {
            const rowan_value *value = &rows[(size_t)r * bind_count + i];

            if (mysql__value_is_null(value))
                continue;
            if (types[i].kind == ROWAN_KIND_NULL)
                types[i] = *value;
            else if (types[i].kind != value->kind)
                return false;
        }
    }
    return true;
}

/* The library's question for the values of a row. It knows their types, and by
 * address their sizes and which are NULL, since bind_types(). */
static my_bool
give_row(void *data, MYSQL_BIND *params, unsigned row)
{
    row_source *source = data;
    rowan_driver_statement *statement = source->statement;
    const rowan_value *values = &source->rows[(size_t)row * source->bind_count];

    for (uint32_t i = 0; i < source->bind_count; i++) {
        bool is_null = mysql__value_is_null(&values[i]);
        const char *refusal =
            is_null ? NULL : mysql__value_bind(statement, i, &values[i]);

        if (refusal) {
            source->refusal = refusal;
            source->refused_row = row;
            source->refused_bind = i;
            return 1;
        }
        statement->indicators[i] =
            is_null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
        params[i].buffer = statement->binds[i].buffer;
    }
    return 0;
}

/* --- one message --------------------------------------------------------- */

static uint64_t
row_bytes(const rowan_value *row, uint32_t bind_count)
{
    uint64_t size = 0;

    for (uint32_t i = 0; i < bind_count; i++) {
        bool has_text = mysql__has_text(row[i].kind);

        size += has_text && row[i].as.text.data ? row[i].as.text.size + 10 : 40;
    }
    return size;
}

/* How many of the rows fit into one message. */
static uint32_t
chunk_rows(const rowan_driver_connection *connection, const rowan_value *rows,
           uint32_t bind_count, uint32_t row_count)
{
    uint64_t limit = connection->server.max_packet / 2;
    uint64_t size = 0;
    uint32_t count = 0;

    if (!limit || limit > CHUNK_BYTES)
        limit = CHUNK_BYTES;
    while (count < row_count && count < CHUNK_ROWS) {
        size += row_bytes(&rows[(size_t)count * bind_count], bind_count);
        if (count > 0 && size > limit)
            break;
        count++;
    }
    return count;
}

static void
set_array(MYSQL_STMT *handle, unsigned size, row_source *source)
{
    ps_param_callback ask = source ? give_row : NULL;
    const void *function;

    /* The attribute is a function, passed as an object's address. */
    memcpy(&function, &ask, sizeof function);
    mysql_stmt_attr_set(handle, STMT_ATTR_ARRAY_SIZE, &size);
    mysql_stmt_attr_set(handle, STMT_ATTR_CB_USER_DATA, source);
    mysql_stmt_attr_set(handle, STMT_ATTR_CB_PARAM, function);
}

static rowan_status
send_rows(rowan_driver_statement *statement, row_source *source,
          uint32_t row_count, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    MYSQL_STMT *handle = statement->handle;
    rowan_status status = ROWAN_OK;

    set_array(handle, row_count, source);
    mysql__work_begin(connection);
    if (mysql__call_execute(connection, handle)) {
        if (source->refusal)
            status = mysql__value_refused(
                statement, source->refused_bind,
                source->rows[(size_t)source->refused_row * source->bind_count +
                             source->refused_bind]
                    .kind,
                source->refusal, err);
        else
            status = mysql__stmt_error(statement, "run the statement", err);
    } else {
        statement->affected_rows += (int64_t)mysql_stmt_affected_rows(handle);
    }
    mysql__work_end(connection);
    set_array(handle, 0, NULL);
    return status;
}

/* Sets the types by a row that may be made up of several. */
static rowan_status
bind_types(rowan_driver_statement *statement, const rowan_value *types,
           rowan_error *err)
{
    rowan_status status = ROWAN_OK;

    statement->is_bound = false; /* for other ways to execute */
    for (uint32_t i = 0; i < statement->bind_count && !status; i++) {
        const char *refusal = mysql__value_bind(statement, i, &types[i]);

        if (refusal)
            status = mysql__value_refused(statement, i, types[i].kind, refusal,
                                          err);
        statement->binds[i].u.indicator = &statement->indicators[i];
    }
    if (!status && mysql_stmt_bind_param(statement->handle, statement->binds))
        status = mysql__stmt_error(statement, "bind values", err);
    return status;
}

/* --- all of them --------------------------------------------------------- */

/* Rows of a batch, as it goes. */
typedef struct batch {
    const rowan_value *binds;
    uint32_t bind_count, row_count;
    uint32_t done;     /* rows that the server has taken */
    uint32_t failed;   /* the row that an error is of, or row_count */
    int64_t *affected; /* NULL, or one number a row */
} batch;

static rowan_status
run_arrays(rowan_driver_statement *statement, batch *b,
           const rowan_value *types, rowan_error *err)
{
    rowan_status status = bind_types(statement, types, err);

    while (!status && b->done < b->row_count) {
        row_source source = {.statement = statement,
                             .bind_count = b->bind_count};
        uint32_t count;

        source.rows = &b->binds[(size_t)b->done * b->bind_count];
        count = chunk_rows(statement->connection, source.rows, b->bind_count,
                           b->row_count - b->done);
        status = send_rows(statement, &source, count, err);
        if (!status)
            b->done += count;
        else if (source.refusal)
            b->failed = b->done + source.refused_row;
        else if (count == 1)
            b->failed = b->done;
    }
    return status;
}

static rowan_status
run_rows(rowan_driver_statement *statement, batch *b, rowan_error *err)
{
    rowan_status status = ROWAN_OK;
    int64_t sum = 0;

    for (uint32_t r = 0; r < b->row_count && !status; r++) {
        status = (rowan_status)mysql__statement_execute(
            statement, &b->binds[(size_t)r * b->bind_count], b->bind_count,
            NULL, 0, err);
        if (status)
            b->failed = r;
        else if (b->affected)
            b->affected[r] = statement->affected_rows;
        sum += statement->affected_rows;
        mysql__statement_reset(statement);
    }
    statement->affected_rows = sum;
    return status;
}

static rowan_status
run_batch(rowan_driver_statement *statement, batch *b, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    const rowan_host *host = connection->host;
    rowan_value *types;
    rowan_status status;

    if (!connection->server.has_bulk || b->row_count < 2 ||
        b->bind_count == 0 || statement->is_plain_text)
        return run_rows(statement, b, err);
    types = host->allocate(b->bind_count * sizeof *types);
    if (!types)
        return plugin_no_memory(host, err);
    if (!choose_types(b->binds, b->bind_count, b->row_count, types)) {
        status = run_rows(statement, b, err);
    } else {
        for (uint32_t r = 0; b->affected && r < b->row_count; r++)
            b->affected[r] = -1;
        statement->affected_rows = 0;
        status = run_arrays(statement, b, types, err);
    }
    host->release(types);
    return status;
}

static rowan_status
check_batch(rowan_driver_statement *statement, uint32_t bind_count,
            rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;

    if (bind_count != statement->bind_count || statement->column_count)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "a batch is of statements without result rows, "
                           "with %u values for each row",
                           (unsigned)statement->bind_count);
    if (statement->state != MYSQL_STATE_IDLE)
        return plugin_fail(connection->host, err, ROWAN_INVALID,
                           "the statement runs already; reset it first");
    if (connection->damage)
        return plugin_fail(connection->host, err, ROWAN_TRANSACTION_ABORTED,
                           "a statement of this transaction failed; roll "
                           "back");
    return mysql__ready(connection, "run the statement", err);
}

int32_t
mysql__execute_many(rowan_driver_statement *statement,
                    const rowan_value *binds, uint32_t bind_count,
                    uint32_t row_count, int64_t *ret_affected,
                    uint32_t *ret_failed, rowan_error *err)
{
    static const rowan_begin_params usual = {.size = sizeof usual};
    rowan_driver_connection *connection = statement->connection;
    batch b = {.binds = binds,
               .bind_count = bind_count,
               .row_count = row_count,
               .failed = row_count,
               .affected = ret_affected};
    bool is_own = !mysql__is_in_transaction(connection);
    rowan_status status = check_batch(statement, bind_count, err);

    if (!status && !statement->handle && !statement->is_plain_text)
        status = mysql__statement_revive(statement, err);
    if (!status && is_own)
        status = (rowan_status)mysql__begin(connection, &usual, err);
    if (status)
        return status;
    connection->is_sullied |= statement->sullies;
    status = run_batch(statement, &b, err);
    if (!status)
        status = mysql__check_cut(statement, binds, row_count, err);
    if (status)
        *ret_failed = b.failed;
    return is_own ? mysql__end_own(connection, status, err) : status;
}
