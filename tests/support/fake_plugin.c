/* SPDX-License-Identifier: MIT */
#include "fake_plugin.h"

#include "harness.h"

#include <rowan/plugin/catalog.h>
#include <rowan/plugin/driver.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

fake_driver fake;

static const rowan_host *host;

struct rowan_driver_connection {
    uint32_t state;
    uint32_t announced; /* for the next execute */
};

struct rowan_driver_statement {
    rowan_driver_connection *connection;
    uint32_t rows, columns, bind_count;
    uint32_t row;
};

static int32_t
fail(rowan_status status, const char *message, rowan_error *err)
{
    const rowan_error_info info = {
        .size = sizeof(info), .status = status, .message = message};

    return host->error_set(err, &info);
}

static int32_t
answer(rowan_status status, rowan_error *err)
{
    if (status == ROWAN_OK)
        return ROWAN_OK;
    return fail(status, "as the test said", err);
}

/* The answer for so many times; see fake_plugin.h. */
static rowan_status
times(rowan_status status, atomic_int *left)
{
    int before = *left;

    if (status == ROWAN_OK || before == 0)
        return status;
    if (before < 0)
        return ROWAN_OK;
    *left = before == 1 ? -1 : before - 1;
    return status;
}

/* --- connections --------------------------------------------------------- */

static const char *
client_version(void)
{
    return "1.0";
}

static uint32_t
max_connections(const rowan_url_parts *url)
{
    (void)url;
    return fake.max_connections;
}

static int32_t
connect(const rowan_connect_params *params,
        rowan_driver_connection **ret_connection, rowan_error *err)
{
    rowan_driver_connection *connection;
    rowan_status status;
    unsigned number = 0;

    fake.option_count = params->url->option_count;
    fake.timeout_ms = params->timeout_ms;
    if (params->url->host_count > 0 &&
        sscanf(params->url->hosts[0].host, "h%1u", &number) == 1)
        fake.first_hosts |= 1 << number;
    status = times(fake.connect, &fake.connect_times);
    if (status != ROWAN_OK)
        return answer(status, err);
    connection = host->allocate(sizeof(*connection));
    if (connection == NULL)
        return fail(ROWAN_NO_MEMORY, "out of memory", err);
    *connection = (rowan_driver_connection){.state = ROWAN_STATE_NONE};
    fake.connects++;
    *ret_connection = connection;
    return ROWAN_OK;
}

static void
disconnect(rowan_driver_connection *connection)
{
    fake.disconnects++;
    host->release(connection);
}

static int32_t
capabilities(rowan_driver_connection *connection, rowan_capabilities *caps,
             rowan_error *err)
{
    (void)connection;
    caps->server_version = 20304;
    caps->has[ROWAN_FEATURE_SAVEPOINTS] = !fake.has_no_savepoints;
    caps->has[ROWAN_FEATURE_TWO_PHASE] = fake.has_two_phase;
    memcpy(caps->isolates, fake.isolates, sizeof(caps->isolates));
    (void)snprintf(caps->server_name, sizeof(caps->server_name), "Fake");
    (void)snprintf(caps->server_text, sizeof(caps->server_text), "2.3.4");
    return answer(fake.capabilities, err);
}

static int32_t
ping(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    fake.pings++;
    return answer(fake.ping, err);
}

static int32_t
reset(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    fake.session_resets++;
    return answer(fake.reset, fake.reset != ROWAN_DONE ? err : NULL);
}

static int32_t
cancel(rowan_driver_connection *connection, rowan_error *err)
{
    (void)connection;
    fake.cancels++;
    if (fake.on_cancel != NULL)
        fake.on_cancel();
    return answer(ROWAN_OK, err);
}

static void
set_deadline(rowan_driver_connection *connection, int64_t deadline_us)
{
    (void)connection;
    fake.deadline_us = deadline_us;
}

/* --- transactions -------------------------------------------------------- */

static uint32_t
transaction_state(rowan_driver_connection *connection)
{
    return connection->state;
}

static int32_t
begin(rowan_driver_connection *connection, const rowan_begin_params *params,
      rowan_error *err)
{
    fake.begins++;
    fake.isolation = params->isolation;
    fake.will_write = params->will_write;
    fake.read_only = params->read_only;
    if (fake.begin == ROWAN_OK)
        connection->state = ROWAN_STATE_ACTIVE;
    return answer(fake.begin, err);
}

static int32_t
commit(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status = times(fake.commit, &fake.commit_times);

    fake.commits++;
    connection->state = status == ROWAN_OK ? ROWAN_STATE_NONE
                                           : fake.state_after_commit;
    return answer(status, err);
}

static int32_t
prepare_transaction(rowan_driver_connection *connection,
                    const char *identifier, rowan_error *err)
{
    (void)snprintf(fake.identifier, sizeof fake.identifier, "%s", identifier);
    if (fake.prepare_transaction == ROWAN_OK)
        connection->state = ROWAN_STATE_NONE;
    return answer(fake.prepare_transaction, err);
}

static int32_t
end_prepared(rowan_driver_connection *connection, const char *identifier,
             rowan_error *err)
{
    (void)connection;
    (void)snprintf(fake.identifier, sizeof fake.identifier, "%s", identifier);
    fake.prepared_calls++;
    return answer(fake.prepared, err);
}

static int32_t
transaction_token(rowan_driver_connection *connection, char *ret_token,
                  rowan_error *err)
{
    (void)connection;
    (void)err;
    (void)snprintf(ret_token, 64, "%s", fake.token != NULL ? fake.token : "");
    return ROWAN_OK;
}

static int32_t
transaction_outcome(rowan_driver_connection *connection, const char *token,
                    rowan_error *err)
{
    (void)connection;
    fake.outcomes++;
    if (fake.token == NULL || strcmp(token, fake.token) != 0)
        return fail(ROWAN_INTERNAL, "another token", err);
    if (fake.outcome_unknown_times > 0) {
        fake.outcome_unknown_times--;
        return fail(ROWAN_IN_DOUBT, "not yet", err);
    }
    return answer(fake.outcome, err);
}

static int32_t
rollback(rowan_driver_connection *connection, rowan_error *err)
{
    fake.rollbacks++;
    if (fake.rollback == ROWAN_OK)
        connection->state = ROWAN_STATE_NONE;
    return answer(fake.rollback, err);
}

static int32_t
savepoint(rowan_driver_connection *connection, uint32_t number,
          rowan_error *err)
{
    (void)connection;
    (void)number;
    fake.savepoint_calls++;
    return answer(fake.savepoint, err);
}

/* --- statements ---------------------------------------------------------- */

/* Commas outside of parentheses before FROM, and one. */
static unsigned
selected(const char *sql)
{
    const char *end = strstr(sql, " FROM ");
    unsigned columns = 1;
    int depth = 0;

    if (strncmp(sql, "SELECT ", 7) != 0)
        return 0;
    for (; *sql != '\0' && (end == NULL || sql < end); sql++) {
        depth += (*sql == '(') - (*sql == ')');
        columns += *sql == ',' && depth == 0;
    }
    return columns;
}

static int32_t
prepare(rowan_driver_connection *connection, const char *sql, size_t sql_size,
        const uint32_t *bind_kinds, uint32_t bind_count, uint32_t is_cached,
        rowan_driver_statement **ret_statement, rowan_error *err)
{
    rowan_driver_statement *statement;
    unsigned rows = 0;
    unsigned columns = 0;

    (void)is_cached;
    for (uint32_t i = 0; i < bind_count && i < 4; i++)
        fake.last_kinds[i] = bind_kinds[i];
    if (strlen(sql) != sql_size)
        return fail(ROWAN_INTERNAL, "the size is not that of the text", err);
    if (fake.prepare != ROWAN_OK)
        return answer(fake.prepare, err);
    if (strcmp(sql, "FAIL") == 0)
        return fail(ROWAN_SYNTAX, "no such statement", err);
    if (sscanf(sql, "ROWS %u %u", &rows, &columns) != 2)
        columns = selected(sql);
    statement = host->allocate(sizeof(*statement));
    if (statement == NULL)
        return fail(ROWAN_NO_MEMORY, "out of memory", err);
    *statement = (rowan_driver_statement){.connection = connection,
                                          .rows = rows,
                                          .columns = columns,
                                          .bind_count = bind_count};
    fake.prepares++;
    *ret_statement = statement;
    return ROWAN_OK;
}

static void
finish(rowan_driver_statement *statement)
{
    fake.finishes++;
    host->release(statement);
}

static uint32_t
column_count(rowan_driver_statement *statement)
{
    return statement->columns;
}

static const char *
column_name(rowan_driver_statement *statement, uint32_t column)
{
    static const char *const names[] = {"first", "second", "THIRD"};

    return column < statement->columns && column < 3 ? names[column] : "more";
}

/* Until somebody cancels, the deadline passes, or two seconds do. */
static rowan_status
block(void)
{
    const struct timespec pause = {.tv_nsec = 1000000};
    int cancels = fake.cancels + fake.lost_cancels;

    fake.is_blocked = true;
    for (int i = 0; i < 2000; i++) {
        struct timespec now;

        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        if (fake.cancels > cancels)
            return ROWAN_CANCELLED;
        if (fake.deadline_us > 0 &&
            (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 >=
                fake.deadline_us)
            return ROWAN_TIMEOUT;
        (void)nanosleep(&pause, NULL);
    }
    return ROWAN_OK;
}

static void
commit_follows(rowan_driver_connection *connection, uint32_t how)
{
    connection->announced = how;
}

static int32_t
execute(rowan_driver_statement *statement, const rowan_value *binds,
        uint32_t bind_count, const uint32_t *wanted, uint32_t count,
        rowan_error *err)
{
    rowan_status status;

    (void)wanted;
    fake.executes++;
    fake.commit_follows = statement->connection->announced;
    statement->connection->announced = 0;
    if (bind_count != statement->bind_count || count != statement->columns)
        return fail(ROWAN_INTERNAL, "counts do not agree", err);
    fake.last_bind_count = bind_count;
    for (uint32_t i = 0; i < bind_count && i < 4; i++)
        fake.last_binds[i] = binds[i].as.integer;
    if (fake.database_rolls_back)
        statement->connection->state = ROWAN_STATE_NONE;
    statement->row = 0;
    status = times(fake.execute, &fake.execute_times);
    if (status == ROWAN_OK && fake.blocks)
        status = block();
    return answer(status, err);
}

static int32_t
execute_many(rowan_driver_statement *statement, const rowan_value *binds,
             uint32_t bind_count, uint32_t row_count, int64_t *ret_affected,
             uint32_t *ret_failed, rowan_error *err)
{
    rowan_status status = times(fake.execute, &fake.execute_times);

    fake.executes++;
    fake.many_rows = row_count;
    if (bind_count != statement->bind_count)
        return fail(ROWAN_INTERNAL, "counts do not agree", err);
    for (uint32_t i = 0; i < bind_count && i < 4; i++)
        fake.last_binds[i] =
            binds[(size_t)(row_count - 1) * bind_count + i].as.integer;
    if (status != ROWAN_OK)
        *ret_failed = fake.failed_row;
    for (uint32_t i = 0; ret_affected != NULL && i < row_count; i++)
        ret_affected[i] = 1;
    return answer(status, err);
}

static void
stream(rowan_driver_statement *statement, uint32_t fetch_rows)
{
    (void)statement;
    fake.stream_rows = fetch_rows;
}

static int32_t
step(rowan_driver_statement *statement, rowan_value *cells, rowan_error *err)
{
    if (fake.step != ROWAN_OK)
        return answer(fake.step, err);
    if (statement->row == statement->rows)
        return ROWAN_DONE;
    for (uint32_t i = 0; i < statement->columns; i++) {
        cells[i].kind = ROWAN_KIND_INT64;
        cells[i].as.integer = statement->row * 10 + i;
    }
    statement->row++;
    return ROWAN_OK;
}

static void
statement_reset(rowan_driver_statement *statement)
{
    (void)statement;
    fake.resets++;
}

static int64_t
affected_rows(rowan_driver_statement *statement)
{
    return statement->columns > 0 ? statement->row : 7;
}

/* --- tables -------------------------------------------------------------- */

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

static const rowan_option_info options[] = {
    {.name = "fake_mode", .values = "any", .description = "changes nothing"},
    {.name = NULL},
};

static const rowan_capabilities known = {.size = sizeof(known)};

static const rowan_dialect dialect = {
    .size = sizeof(rowan_dialect),
    .capabilities = &known,
    .type_name = type_name,
};

static const rowan_driver driver = {
    .size = sizeof(rowan_driver),
    .client_version = client_version,
    .options = options,
    .max_connections = max_connections,
    .connect = connect,
    .disconnect = disconnect,
    .capabilities = capabilities,
    .ping = ping,
    .reset = reset,
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
    .cancel = cancel,
    .set_deadline = set_deadline,
    .stream = stream,
    .execute_many = execute_many,
    .prepare_transaction = prepare_transaction,
    .commit_prepared = end_prepared,
    .rollback_prepared = end_prepared,
    .transaction_token = transaction_token,
    .transaction_outcome = transaction_outcome,
    .commit_follows = commit_follows,
};

static const rowan_catalog catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "ROWS 0 1",
};

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "fake",
    .version = "0.1",
    .description = "does what a test says",
    .dialect = &dialect,
    .driver = &driver,
    .catalog = &catalog,
};

const rowan_plugin *
fake_plugin_entry(const rowan_host *given)
{
    host = given;
    return &plugin;
}

void
fake_plugin_begin(void)
{
    rowan_error err = {0};

    memset(&fake, 0, sizeof(fake));
    if (rowan_plugin_register(fake_plugin_entry, &err) != ROWAN_OK)
        FAIL("the fake plugin is refused: %s", err.message);
}
