/* SPDX-License-Identifier: MIT */
#include "one_table.h"

#include "harness.h"

#include <ctype.h>
#include <rowan/plugin/catalog.h>
#include <rowan/plugin/driver.h>
#include <rowan/plugins.h>
#include <stdio.h>
#include <string.h>

one_table table;

static const rowan_host *host;

struct rowan_driver_connection {
    uint32_t state;
};

enum { ID, NAME, SIZE, COLUMNS };

struct rowan_driver_statement {
    bool is_insert, is_done;
    uint32_t columns[COLUMNS], column_count; /* of INSERT */
    uint32_t outputs[COLUMNS], output_count;
    uint32_t row_count;
    size_t first, given; /* rows of the result */
};

static const char *
client_version(void)
{
    return "1.0";
}

static int32_t
connect(const rowan_connect_params *params,
        rowan_driver_connection **ret_connection, rowan_error *err)
{
    rowan_driver_connection *connection =
        host->allocate(sizeof(*connection));

    (void)params;
    (void)err;
    if (connection == NULL)
        return ROWAN_NO_MEMORY;
    connection->state = ROWAN_STATE_NONE;
    *ret_connection = connection;
    return ROWAN_OK;
}

static void
disconnect(rowan_driver_connection *connection)
{
    host->release(connection);
}

static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)connection;
    (void)err;
    memcpy(caps->has, table.has, sizeof(caps->has));
    return ROWAN_OK;
}

static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    (void)err;
    return ROWAN_OK;
}

/* --- transactions: one level is enough ------------------------------------ */

static uint32_t
transaction_state(rowan_driver_connection *connection)
{
    return connection->state;
}

static int32_t
begin(rowan_driver_connection *connection, const rowan_begin_params *params,
      rowan_error *err)
{
    (void)params;
    (void)err;
    connection->state = ROWAN_STATE_ACTIVE;
    table.before = table.count;
    return ROWAN_OK;
}

static int32_t
commit(rowan_driver_connection *connection, rowan_error *err)
{
    (void)err;
    connection->state = ROWAN_STATE_NONE;
    return ROWAN_OK;
}

static int32_t
rollback(rowan_driver_connection *connection, rowan_error *err)
{
    (void)err;
    connection->state = ROWAN_STATE_NONE;
    table.count = table.before;
    return ROWAN_OK;
}

static int32_t
savepoint(rowan_driver_connection *connection, uint32_t number,
          rowan_error *err)
{
    (void)connection;
    (void)number;
    (void)err;
    return ROWAN_OK;
}

/* --- statements ----------------------------------------------------------- */

/* The columns named in a text up to its end, in their order. */
static uint32_t
read_columns(const char *text, const char *end, uint32_t *columns)
{
    uint32_t count = 0;

    for (; text < end; text++) {
        if (*text != '"')
            continue;
        columns[count++] = text[1] == 'i' ? ID : text[1] == 'n' ? NAME : SIZE;
        text = strchr(text + 1, '"');
    }
    return count;
}

static int32_t
prepare(rowan_driver_connection *connection, const char *sql, size_t sql_size,
        const uint32_t *bind_kinds, uint32_t bind_count, uint32_t is_cached,
        rowan_driver_statement **ret_statement, rowan_error *err)
{
    rowan_driver_statement *s = host->allocate(sizeof(*s));
    const char *returning = strstr(sql, "RETURNING");

    (void)connection;
    (void)bind_kinds;
    (void)is_cached;
    (void)err;
    if (s == NULL)
        return ROWAN_NO_MEMORY;
    *s = (rowan_driver_statement){ .is_insert = strncmp(sql, "INSERT", 6) == 0,
                                   .row_count = 1 };
    if (!s->is_insert) {
        s->output_count =
            read_columns(sql, strstr(sql, "FROM"), s->outputs);
    } else {
        const char *open = strchr(sql, '(');

        if (open != NULL)
            s->column_count =
                read_columns(open, strchr(open, ')'), s->columns);
        if (s->column_count > 0)
            s->row_count = bind_count / s->column_count;
        if (returning != NULL)
            s->output_count =
                read_columns(returning, sql + sql_size, s->outputs);
    }
    *ret_statement = s;
    return ROWAN_OK;
}

static void
finish(rowan_driver_statement *statement)
{
    host->release(statement);
}

static uint32_t
column_count(rowan_driver_statement *statement)
{
    return statement->output_count;
}

static const char *
column_name(rowan_driver_statement *statement, uint32_t column)
{
    static const char *const names[] = { "id", "name", "size" };

    return names[statement->outputs[column]];
}

static void
insert_row(const rowan_driver_statement *s, const rowan_value *binds)
{
    char *name = table.names[++table.count];

    name[0] = '\0';
    for (uint32_t i = 0; i < s->column_count; i++)
        if (s->columns[i] == NAME)
            (void)snprintf(name, sizeof(table.names[0]), "%.*s",
                           (int)binds[i].as.text.size, binds[i].as.text.data);
    for (; table.alters && *name != '\0'; name++)
        *name = (char)toupper((unsigned char)*name);
}

static int32_t
execute(rowan_driver_statement *s, const rowan_value *binds,
        uint32_t bind_count, const uint32_t *wanted, uint32_t count,
        rowan_error *err)
{
    (void)bind_count;
    (void)wanted;
    (void)count;
    (void)err;
    s->given = 0;
    if (!s->is_insert) {
        table.selects++;
        s->first = (size_t)binds[0].as.integer;
        return ROWAN_OK;
    }
    table.inserts++;
    s->first = table.count + 1;
    if (table.most_rows < s->row_count)
        table.most_rows = s->row_count;
    for (uint32_t r = 0; r < s->row_count; r++)
        insert_row(s, &binds[r * s->column_count]);
    return ROWAN_OK;
}

static int32_t
step(rowan_driver_statement *s, rowan_value *cells, rowan_error *err)
{
    size_t at = s->given++;
    size_t id;

    (void)err;
    if (s->output_count == 0 ||
        at == s->row_count - (s->is_insert && table.forgets))
        return ROWAN_DONE;
    id = s->first + (table.is_reversed ? s->row_count - 1 - at : at);
    for (uint32_t i = 0; i < s->output_count; i++) {
        if (s->outputs[i] == NAME)
            cells[i] = (rowan_value){
                .kind = ROWAN_KIND_TEXT,
                .as.text = { table.names[id], strlen(table.names[id]) },
            };
        else if (s->outputs[i] == ID)
            cells[i] = (rowan_value){ .kind = ROWAN_KIND_INT64,
                                      .as.integer = (int64_t)id };
        else
            cells[i] = (rowan_value){ .kind = ROWAN_KIND_INT32,
                                      .as.integer = 1000 + (int64_t)id };
    }
    return ROWAN_OK;
}

static void
statement_reset(rowan_driver_statement *statement)
{
    statement->given = 0;
}

static int64_t
affected_rows(rowan_driver_statement *statement)
{
    return statement->row_count;
}

static int64_t
last_insert_id(rowan_driver_connection *connection)
{
    (void)connection;
    return (int64_t)table.count;
}

/* --- the plugin ----------------------------------------------------------- */

static int32_t
type_name(const rowan_host *used_host, rowan_buffer *out,
          const rowan_type *type, rowan_error *err)
{
    (void)used_host;
    (void)type;
    (void)err;
    host->buffer_text(out, "ANY");
    return ROWAN_OK;
}

static const rowan_option_info options[] = { { .name = NULL } };

static const rowan_capabilities known = { .size = sizeof(known) };

static const rowan_dialect dialect = {
    .size = sizeof(rowan_dialect),
    .capabilities = &known,
    .type_name = type_name,
};

static const rowan_driver driver = {
    .size = sizeof(rowan_driver),
    .client_version = client_version,
    .options = options,
    .connect = connect,
    .disconnect = disconnect,
    .capabilities = capabilities,
    .ping = ping,
    .transaction_state = transaction_state,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .savepoint_release = savepoint,
    .savepoint_rollback = savepoint,
    .prepare = prepare,
    .finish = finish,
    .column_count = column_count,
    .column_name = column_name,
    .execute = execute,
    .step = step,
    .statement_reset = statement_reset,
    .affected_rows = affected_rows,
    .last_insert_id = last_insert_id,
    .cancel = ping,
};

static const rowan_catalog catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1",
};

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "onetable",
    .version = "0.1",
    .description = "one table, as a test says",
    .dialect = &dialect,
    .driver = &driver,
    .catalog = &catalog,
};

static const rowan_plugin *
entry(const rowan_host *given)
{
    host = given;
    return &plugin;
}

void
one_table_begin(void)
{
    rowan_error err = { 0 };

    memset(&table, 0, sizeof(table));
    table.has[ROWAN_FEATURE_SAVEPOINTS] = 1;
    table.has[ROWAN_FEATURE_MULTIVALUES_INSERT] = 1;
    table.has[ROWAN_FEATURE_INSERT_RETURNING] = 1;
    table.has[ROWAN_FEATURE_LAST_INSERT_ID] = 1;
    if (rowan_plugin_register(entry, &err) != ROWAN_OK)
        FAIL("the plugin is refused: %s", err.message);
}
