/* SPDX-License-Identifier: MIT */
/*
 * Preparing statements: the text is looked at, parsed by the server and
 * described, in one round trip.
 *
 * A statement that will be used often is prepared under a name; others have the
 * server's unnamed place, where only the last one is. One that has lost its
 * place is parsed anew with its next execution, in the same round trip.
 */

#include "../shared/ascii.h"
#include "postgresql_priv.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char asked_prepare[] = "prepare the statement";

/* --- the text ------------------------------------------------------------- */

/* Behind blanks, semicolons and comments, which nest here. */
static const char *
skip_blank(const char *sql)
{
    for (;;) {
        sql += strspn(sql, " \t\r\n\f\v;");
        if (sql[0] == '-' && sql[1] == '-') {
            sql += strcspn(sql, "\r\n");
        } else if (sql[0] == '/' && sql[1] == '*') {
            int depth = 0;

            do {
                int change = sql[0] == '/' && sql[1] == '*'   ? 1
                             : sql[0] == '*' && sql[1] == '/' ? -1
                                                              : 0;
                depth += change;
                sql += change ? 2 : 1;
            } while (depth && *sql);
        } else {
            return sql;
        }
    }
}

bool
pg__begins_with(const char *sql, const char *word)
{
    size_t size = strlen(word);

    return strnlen(sql, size) == size && ascii_same(sql, word, size) &&
           !ascii_is_alphanumeric(sql[size]);
}

bool
pg__is_one_of(const char *sql, const char *const *words)
{
    for (; *words; words++)
        if (pg__begins_with(sql, *words))
            return true;
    return false;
}

/* Whether a statement may leave something in the session: settings, locks,
 * temporary tables. Reading and changing of rows does not, but for a few words;
 * a wrong guess costs a round trip at the connection's return. */
static bool
may_alter(const char *sql)
{
    static const char *const harmless[] = {
        "SELECT", "WITH",   "VALUES", "TABLE",  "SHOW",   "EXPLAIN",
        "INSERT", "UPDATE", "DELETE", "MERGE",  "CREATE", "DROP", "ALTER",
        NULL};

    if (!pg__is_one_of(sql, harmless) || ascii_has(sql, "set_config") ||
        ascii_has(sql, "advisory_lock"))
        return true;
    if (!ascii_has(sql, "temp"))
        return false;
    return pg__begins_with(sql, "CREATE") ||
           (!pg__begins_with(sql, "INSERT") && ascii_has(sql, "into"));
}

/* What the text's first word says. */
static void
look_at_text(rowan_driver_statement *statement)
{
    static const char *const queries[] = {"SELECT", "VALUES", "TABLE", NULL};
    static const char *const readers[] = {"SELECT", "VALUES",  "TABLE",
                                          "SHOW",   "EXPLAIN", NULL};
    const char *sql = skip_blank(statement->sql);

    while (*sql == '(')
        sql = skip_blank(sql + 1);
    statement->is_query = pg__is_one_of(sql, queries);
    statement->is_writing = !pg__is_one_of(sql, readers);
    statement->alters = may_alter(sql);
    statement->names = pg__begins_with(sql, "PREPARE");
}

static rowan_status
check_text(const rowan_driver_connection *connection, const char *sql,
           size_t sql_size, rowan_error *err)
{
    if (sql_size > INT_MAX / 2)
        return plugin_fail(connection->host, err, ROWAN_LIMIT,
                           "the SQL text is longer than PostgreSQL's limit");
    if (sql_size && memchr(sql, '\0', sql_size))
        return plugin_fail(connection->host, err, ROWAN_SYNTAX,
                           "the SQL text has a NUL in it");
    return ROWAN_OK;
}

/* --- preparing ------------------------------------------------------------ */

void
pg__name(const rowan_driver_connection *connection, uint32_t number,
         char ret_name[PG_NAME_SIZE])
{
    snprintf(ret_name, PG_NAME_SIZE, "r%x_%u", (unsigned)connection->name_salt,
             (unsigned)number);
}

static void
name_anew(rowan_driver_statement *statement)
{
    statement->number = ++statement->connection->next_number;
    pg__name(statement->connection, statement->number, statement->name);
}

/* In a transaction they wait: the program may have freed all names itself, and
 * a second time is an error. */
static bool
has_dead(const rowan_driver_connection *connection)
{
    return connection->dead_count > 0 &&
           PQtransactionStatus(connection->handle) == PQTRANS_IDLE;
}

/* A pipeline with a round of its own for names that are free. */
static int
queue_dead(rowan_driver_connection *connection)
{
    int is_queued = 1;

    if (!has_dead(connection))
        return 1;
    for (unsigned i = 0; i < connection->dead_count; i++) {
        char sql[40] = "DEALLOCATE ";

        pg__name(connection, connection->dead[i], sql + strlen(sql));
        is_queued = is_queued && PQsendQueryParams(connection->handle, sql, 0,
                                                   NULL, NULL, NULL, NULL, 0);
    }
    connection->dead_count = 0;
    return is_queued && PQpipelineSync(connection->handle);
}

/* The first error of an answer goes to err; results are dropped. */
static rowan_status
expect(rowan_driver_connection *connection, PGresult **ret_result,
       rowan_error *err)
{
    PGresult *result = NULL;
    rowan_status status = pg__answer(connection, &result, err);

    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked_prepare, err);
    if (!status && ret_result)
        *ret_result = result;
    else
        PQclear(result);
    return status;
}

/* Parse and Describe in one round trip. */
static rowan_status
exchange(rowan_driver_statement *statement, PGresult **ret_description,
         rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    PGconn *handle = connection->handle;
    const char *name = statement->name;
    unsigned dead_count = has_dead(connection) ? connection->dead_count : 0;
    rowan_status status = ROWAN_OK, parsed, ended;

    if (!PQenterPipelineMode(handle) || !queue_dead(connection) ||
        !PQsendPrepare(handle, name, statement->sql,
                       (int)statement->declared_count,
                       statement->declared_types) ||
        !PQsendDescribePrepared(handle, name) || !PQpipelineSync(handle))
        return pg__not_sent(connection, asked_prepare, err);
    for (unsigned i = 0; i < dead_count && !connection->is_lost; i++)
        (void)expect(connection, NULL, NULL);
    if (dead_count) {
        PGresult *sync = NULL;

        status = pg__result(connection, &sync, err);
        PQclear(sync);
    }
    if (status || connection->is_lost)
        return status ? status : pg__lost(connection, asked_prepare, err);
    parsed = expect(connection, NULL, err);
    if (connection->is_lost || parsed == ROWAN_TIMEOUT)
        return parsed;
    status = expect(connection, ret_description, parsed ? NULL : err);
    if (connection->is_lost || status == ROWAN_TIMEOUT)
        return status;
    ended = pg__pipeline_end(connection, err);
    return parsed ? parsed : status ? status : ended;
}

static void
learn_types(rowan_driver_statement *statement, const PGresult *result)
{
    statement->has_ways = false;
    for (uint32_t i = 0; i < statement->column_count; i++) {
        statement->column_types[i] = PQftype(result, (int)i);
        statement->column_classes[i] = pg__type_of(statement->column_types[i]);
    }
}

static rowan_status
take_columns(rowan_driver_statement *statement, rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = (uint32_t)PQnfields(statement->description);

    statement->column_count = count;
    if (!count)
        return ROWAN_OK;
    statement->column_types = host->allocate(count * sizeof(Oid));
    statement->column_classes = host->allocate(count * sizeof(pg_type));
    statement->ways = host->allocate(count * sizeof(pg_way));
    statement->ways_wanted = host->allocate(count * sizeof(uint32_t));
    if (!statement->column_types || !statement->column_classes ||
        !statement->ways || !statement->ways_wanted)
        return plugin_no_memory(host, err);
    learn_types(statement, statement->description);
    return ROWAN_OK;
}

static rowan_status
take_parameters(rowan_driver_statement *statement, const PGresult *description,
                rowan_error *err)
{
    const rowan_host *host = statement->connection->host;
    uint32_t count = (uint32_t)PQnparams(description);
    Oid *types = NULL;
    pg_type *kinds = NULL;

    if (count) {
        types = host->allocate(count * sizeof(Oid));
        kinds = host->allocate(count * sizeof(pg_type));
        if (!types || !kinds) {
            host->release(types);
            host->release(kinds);
            return plugin_no_memory(host, err);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        types[i] = PQparamtype(description, (int)i);
        kinds[i] = pg__type_of(types[i]);
    }
    host->release(statement->parameter_types);
    host->release(statement->parameter_classes);
    statement->parameter_types = types;
    statement->parameter_classes = kinds;
    statement->parameter_count = count;
    return ROWAN_OK;
}

bool
pg__columns_are_known(rowan_driver_statement *statement, const PGresult *result)
{
    if ((uint32_t)PQnfields(result) != statement->column_count)
        return false;
    for (uint32_t i = 0; i < statement->column_count; i++)
        if (strcmp(PQfname(result, (int)i),
                   PQfname(statement->description, (int)i)) != 0)
            return false;
    learn_types(statement, result);
    return true;
}

/* Without memory a name stays until the session ends. */
static bool
has_room(rowan_driver_connection *connection)
{
    unsigned capacity = 2 * connection->dead_capacity;
    uint32_t *dead;

    if (connection->dead_count < connection->dead_capacity)
        return true;
    dead = connection->host->reallocate(connection->dead,
                                        capacity * sizeof *dead);
    if (!dead)
        return false;
    connection->dead = dead;
    connection->dead_capacity = capacity;
    return true;
}

void
pg__name_free(rowan_driver_connection *connection, uint32_t number)
{
    if (has_room(connection))
        connection->dead[connection->dead_count++] = number;
}

static void
free_name(rowan_driver_statement *statement)
{
    if (statement->number && statement->description && !statement->name_is_gone)
        pg__name_free(statement->connection, statement->number);
    statement->name_is_gone = false;
}

rowan_status
pg__statement_describe(rowan_driver_statement *statement, rowan_error *err)
{
    rowan_driver_connection *connection = statement->connection;
    PGresult *description = NULL;
    rowan_status status = pg__work_begin(connection, asked_prepare, err);

    if (!status && statement->number && statement->description) {
        free_name(statement);
        name_anew(statement);
    }
    if (!status)
        status = exchange(statement, &description, err);
    if (status)
        return status;
    connection->unnamed = statement->number ? NULL : statement;
    status = take_parameters(statement, description, err);
    if (!status && !statement->description) {
        statement->description = description;
        return take_columns(statement, err);
    }
    if (!status && !pg__columns_are_known(statement, description))
        status = pg__stale(connection->host, err);
    statement->is_stale = status != ROWAN_OK;
    PQclear(description);
    return status;
}

static rowan_status
fill_statement(rowan_driver_statement *statement, const char *sql,
               size_t sql_size, const uint32_t *bind_kinds, uint32_t bind_count,
               rowan_error *err)
{
    const rowan_host *host = statement->connection->host;

    statement->sql = host->allocate(sql_size + 1);
    if (!statement->sql)
        return plugin_no_memory(host, err);
    memcpy(statement->sql, sql, sql_size);
    statement->sql[sql_size] = '\0';
    if (!*skip_blank(statement->sql))
        return plugin_fail(host, err, ROWAN_SYNTAX,
                           "the SQL text holds no statement");
    look_at_text(statement);
    if (bind_count > PG_MOST_BINDS)
        return plugin_fail(host, err, ROWAN_LIMIT,
                           "the statement has %u values, the client library "
                           "takes %d: split it",
                           (unsigned)bind_count, PG_MOST_BINDS);
    if (!bind_kinds || !bind_count)
        return ROWAN_OK;
    statement->declared_types = host->allocate(bind_count * sizeof(Oid));
    if (!statement->declared_types)
        return plugin_no_memory(host, err);
    for (uint32_t i = 0; i < bind_count; i++)
        statement->declared_types[i] = pg__oid_of_kind(bind_kinds[i]);
    statement->declared_count = bind_count;
    return ROWAN_OK;
}

int32_t
pg__statement_prepare(rowan_driver_connection *connection, const char *sql,
                      size_t sql_size, const uint32_t *bind_kinds,
                      uint32_t bind_count, uint32_t is_cached,
                      rowan_driver_statement **ret_statement, rowan_error *err)
{
    rowan_driver_statement *statement;
    rowan_status status = check_text(connection, sql, sql_size, err);

    if (status)
        return status;
    statement = connection->host->allocate(sizeof *statement);
    if (!statement)
        return plugin_no_memory(connection->host, err);
    *statement = (rowan_driver_statement){.connection = connection};
    if (is_cached && connection->prepare == PG_PREPARE_NAMED &&
        (connection->dead_count < PG_DEAD_MANY || has_dead(connection)))
        name_anew(statement);
    status =
        fill_statement(statement, sql, sql_size, bind_kinds, bind_count, err);
    if (!status)
        status = pg__statement_describe(statement, err);
    if (status)
        pg__statement_finish(statement);
    else
        *ret_statement = statement;
    return status;
}

void
pg__statement_finish(rowan_driver_statement *statement)
{
    rowan_driver_connection *connection = statement->connection;
    const rowan_host *host = connection->host;

    pg__statement_reset(statement);
    if (connection->unnamed == statement)
        connection->unnamed = NULL;
    free_name(statement);
    PQclear(statement->description);
    pg__scratch_done(host, &statement->scratch);
    host->release(statement->sql);
    host->release(statement->declared_types);
    host->release(statement->parameter_types);
    host->release(statement->parameter_classes);
    host->release(statement->column_types);
    host->release(statement->column_classes);
    host->release(statement->ways);
    host->release(statement->ways_wanted);
    host->release(statement);
}

uint32_t
pg__statement_column_count(rowan_driver_statement *statement)
{
    return statement->column_count;
}

const char *
pg__statement_column_name(rowan_driver_statement *statement, uint32_t column)
{
    return PQfname(statement->description, (int)column);
}
