/* SPDX-License-Identifier: MIT */
/*
 * A database in memory, of one table with the columns "id" and "text", as a
 * plugin of ABI 1.0. It is compiled against the headers of that minor, which
 * are those of today until tests/abi/1.0 is there, and has to work with every
 * library of this major. So it uses nothing that came later: see README.md.
 */
#include <rowan/plugin/catalog.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/driver.h>

#include <stdbool.h>
#include <string.h>

#include "memory.h"

enum { ROWS = 16, TEXT_SIZE = 32, MOST_COLUMNS = 2 };

typedef struct row {
    int64_t id;
    size_t size;
    char text[TEXT_SIZE];
} row;

typedef struct rows {
    bool exists;
    uint32_t count;
    row row[ROWS];
} rows;

typedef enum verb { HAS, CREATE, DROP, INSERT, SELECT, UPDATE, DELETE } verb;

struct rowan_driver_connection {
    uint32_t state;
    rows before; /* the transaction */
};

struct rowan_driver_statement {
    verb verb;
    bool has_key; /* WHERE: the last bind is the id */
    uint32_t column_count;
    char columns[MOST_COLUMNS]; /* 'i' or 't', in their order */
    uint32_t at;                /* the next row to look at */
    int64_t key;
    int64_t affected;
};

static const rowan_host *lent;
static rows table;
memory_calls memory_called;

static int32_t
fail(rowan_status status, const char *message, rowan_error *err)
{
    const rowan_error_info info = {
        .size = sizeof(info), .status = status, .message = message};

    return lent->error_set(err, &info);
}

/* --- connections -----------------------------------------------------------
 */

static const char *
client_version(void)
{
    return "1.0";
}

static int32_t
connect(const rowan_connect_params *params,
        rowan_driver_connection **ret_connection, rowan_error *err)
{
    rowan_driver_connection *connection = lent->allocate(sizeof(*connection));

    (void)params;
    if (connection == NULL)
        return fail(ROWAN_NO_MEMORY, "out of memory", err);
    connection->state = ROWAN_STATE_NONE;
    *ret_connection = connection;
    return ROWAN_OK;
}

static void
disconnect(rowan_driver_connection *connection)
{
    lent->release(connection);
}

/* The host may be older, or newer: no further than it says. */
static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)connection;
    (void)err;
    caps->server_version = 10000;
    caps->max_binds = 100;
    memcpy(caps->server_name, "Memory", sizeof("Memory"));
    return ROWAN_OK;
}

/* ping, reset, cancel */
static int32_t
nothing(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    (void)err;
    return ROWAN_OK;
}

static void
set_deadline(rowan_driver_connection *connection, int64_t deadline_us)
{
    (void)connection;
    (void)deadline_us;
}

/* --- transactions ----------------------------------------------------------
 */

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
    connection->before = table;
    connection->state = ROWAN_STATE_ACTIVE;
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
    table = connection->before;
    connection->state = ROWAN_STATE_NONE;
    return ROWAN_OK;
}

/* --- statements ------------------------------------------------------------
 */

/* The columns that a text names before its end, in their order. */
static void
read_columns(rowan_driver_statement *statement, const char *text,
             const char *end)
{
    for (; text != NULL && text < end; text++) {
        bool is_id = strncmp(text, "\"id\"", 4) == 0;

        if (!is_id && strncmp(text, "\"text\"", 6) != 0)
            continue;
        if (statement->column_count < MOST_COLUMNS)
            statement->columns[statement->column_count++] = is_id ? 'i' : 't';
    }
}

static bool
read_verb(const char *sql, verb *ret_verb)
{
    static const char *const words[] = {"HAS",    "CREATE", "DROP",  "INSERT",
                                        "SELECT", "UPDATE", "DELETE"};

    for (uint32_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strncmp(sql, words[i], strlen(words[i])) == 0) {
            *ret_verb = (verb)i;
            return true;
        }
    return false;
}

static int32_t
prepare(rowan_driver_connection *connection, const char *sql, size_t sql_size,
        const uint32_t *bind_kinds, uint32_t bind_count, uint32_t is_cached,
        rowan_driver_statement **ret_statement, rowan_error *err)
{
    rowan_driver_statement *statement;
    verb what;

    (void)connection;
    (void)bind_kinds;
    (void)bind_count;
    (void)is_cached;
    if (!read_verb(sql, &what))
        return fail(ROWAN_SYNTAX, "this database has seven words", err);
    statement = lent->allocate(sizeof(*statement));
    if (statement == NULL)
        return fail(ROWAN_NO_MEMORY, "out of memory", err);
    memset(statement, 0, sizeof(*statement));
    statement->verb = what;
    statement->has_key = strstr(sql, " WHERE ") != NULL;
    if (what == SELECT)
        read_columns(statement, sql, strstr(sql, " FROM "));
    else if (what == INSERT)
        read_columns(statement, strchr(sql, '('), sql + sql_size);
    *ret_statement = statement;
    return ROWAN_OK;
}

static void
finish(rowan_driver_statement *statement)
{
    lent->release(statement);
}

static uint32_t
column_count(rowan_driver_statement *statement)
{
    return statement->verb == SELECT ? statement->column_count
           : statement->verb == HAS  ? 1
                                     : 0;
}

static const char *
column_name(rowan_driver_statement *statement, uint32_t column)
{
    return statement->columns[column] == 't' ? "text" : "id";
}

static void
set_text(row *to, const rowan_value *value)
{
    to->size =
        value->as.text.size < TEXT_SIZE ? value->as.text.size : TEXT_SIZE - 1;
    memcpy(to->text, value->as.text.data, to->size);
    to->text[to->size] = '\0';
}

static int32_t
insert(rowan_driver_statement *statement, const rowan_value *binds,
       rowan_error *err)
{
    row *to = &table.row[table.count];

    if (table.count == ROWS)
        return fail(ROWAN_STORAGE_FULL, "sixteen rows are all", err);
    for (uint32_t i = 0; i < statement->column_count; i++)
        if (statement->columns[i] == 'i')
            to->id = binds[i].as.integer;
        else
            set_text(to, &binds[i]);
    table.count++;
    statement->affected = 1;
    return ROWAN_OK;
}

/* UPDATE "notes" SET "text" = ? WHERE "id" = ?, and DELETE by the same. */
static void
change(rowan_driver_statement *statement, const rowan_value *binds)
{
    for (uint32_t i = 0; i < table.count; i++) {
        if (table.row[i].id != statement->key)
            continue;
        statement->affected = 1;
        if (statement->verb == UPDATE)
            set_text(&table.row[i], &binds[0]);
        else
            table.row[i--] = table.row[--table.count];
    }
}

static int32_t
execute(rowan_driver_statement *statement, const rowan_value *binds,
        uint32_t bind_count, const uint32_t *wanted, uint32_t count,
        rowan_error *err)
{
    (void)wanted;
    (void)count;
    statement->at = 0;
    statement->affected = 0;
    if (statement->has_key)
        statement->key = binds[bind_count - 1].as.integer;
    switch (statement->verb) {
    case CREATE:
    case DROP:
        table = (rows){.exists = statement->verb == CREATE};
        break;
    case INSERT:
        return insert(statement, binds, err);
    case UPDATE:
    case DELETE:
        change(statement, binds);
        break;
    default:
        break;
    }
    return ROWAN_OK;
}

static int32_t
execute_many(rowan_driver_statement *statement, const rowan_value *binds,
             uint32_t bind_count, uint32_t row_count, int64_t *ret_affected,
             uint32_t *ret_failed, rowan_error *err)
{
    memory_called.many++;
    for (uint32_t i = 0; i < row_count; i++) {
        int32_t status = execute(statement, binds + (size_t)i * bind_count,
                                 bind_count, NULL, 0, err);

        *ret_failed = i;
        if (status != ROWAN_OK)
            return status;
        if (ret_affected != NULL)
            ret_affected[i] = statement->affected;
    }
    return ROWAN_OK;
}

static int32_t
step(rowan_driver_statement *statement, rowan_value *cells, rowan_error *err)
{
    const row *from;

    (void)err;
    if (statement->verb == HAS) {
        cells[0] = (rowan_value){.kind = ROWAN_KIND_INT64, .as.integer = 1};
        return table.exists && statement->at++ == 0 ? ROWAN_OK : ROWAN_DONE;
    }
    while (statement->has_key && statement->at < table.count &&
           table.row[statement->at].id != statement->key)
        statement->at++;
    if (statement->at >= table.count)
        return ROWAN_DONE;
    from = &table.row[statement->at++];
    for (uint32_t i = 0; i < statement->column_count; i++)
        if (statement->columns[i] == 'i')
            cells[i] =
                (rowan_value){.kind = ROWAN_KIND_INT64, .as.integer = from->id};
        else
            cells[i] = (rowan_value){.kind = ROWAN_KIND_TEXT,
                                     .as.text = {from->text, from->size}};
    return ROWAN_OK;
}

static void
statement_reset(rowan_driver_statement *statement)
{
    statement->at = 0;
}

static int64_t
affected_rows(rowan_driver_statement *statement)
{
    return statement->affected;
}

/* --- the tables ------------------------------------------------------------
 */

static int32_t
type_name(const rowan_host *used_host, rowan_buffer *out,
          const rowan_type *type, rowan_error *err)
{
    (void)type;
    (void)err;
    used_host->buffer_text(out, "ANY");
    return ROWAN_OK;
}

static int32_t
reflect(const rowan_reflection *reflection, rowan_error *err)
{
    const rowan_schema_info schema = {
        .size = sizeof(schema), .is_default = 1, .name = "main"};
    const rowan_table_info notes = {.size = sizeof(notes),
                                    .kind = ROWAN_TABLE_BASE,
                                    .schema = "main",
                                    .name = "notes"};
    const rowan_type type = {.kind = ROWAN_KIND_INT64};
    const rowan_column_info id = {
        .size = sizeof(id), .name = "id", .type = &type};
    const rowan_reflection_calls *calls = reflection->calls;
    int32_t status;

    memory_called.reflect++;
    status = calls->add_schema(reflection->host_side, &schema, err);
    if (status == ROWAN_OK && table.exists)
        status = calls->add_table(reflection->host_side, &notes, err);
    if (status == ROWAN_OK && table.exists)
        status =
            calls->add_column(reflection->host_side, "main", "notes", &id, err);
    return status;
}

static int32_t
initialize(const rowan_host *given, rowan_error *err)
{
    (void)given;
    (void)err;
    memory_called.initialize++;
    return ROWAN_OK;
}

static const rowan_capabilities known = {
    .size = sizeof(known),
    .max_binds = 100,
    .server_name = "Memory",
};

static const rowan_dialect dialect = {
    .size = sizeof(rowan_dialect),
    .capabilities = &known,
    .type_name = type_name,
};

static const rowan_driver driver = {
    .size = sizeof(rowan_driver),
    .client_version = client_version,
    .connect = connect,
    .disconnect = disconnect,
    .capabilities = capabilities,
    .ping = nothing,
    .reset = nothing,
    .transaction_state = transaction_state,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .prepare = prepare,
    .finish = finish,
    .column_count = column_count,
    .column_name = column_name,
    .execute = execute,
    .step = step,
    .statement_reset = statement_reset,
    .affected_rows = affected_rows,
    .cancel = nothing,
    .set_deadline = set_deadline,
    .execute_many = execute_many,
};

static const rowan_catalog catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "HAS",
    .reflect = reflect,
};

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "memory",
    .version = "1.0",
    .description = "a database in memory, of the first minor",
    .dialect = &dialect,
    .driver = &driver,
    .catalog = &catalog,
    .initialize = initialize,
};

ROWAN_PLUGIN_ENTRY(memory)
{
    lent = host;
    return &plugin;
}
