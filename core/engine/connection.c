/* SPDX-License-Identifier: MIT */
/* The life of a connection, from the driver's connect to its disconnect. */
#include "events_priv.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/error_priv.h"
#include "base/hash.h"
#include "pool_priv.h"

/* --- opening and closing ------------------------------------------------- */

/* A number that nobody foretells, which is enough to spread load. */
static uint64_t
random_number(const rowan_connection *conn, uint64_t salt)
{
    const uint64_t seed[] = {(uint64_t)rowan__clock_monotonic_ns(),
                             (uint64_t)(uintptr_t)conn, salt};

    return rowan__hash_bytes(seed, sizeof(seed));
}

/* The URL's hosts in another order (Fisher and Yates 1938), kept with the
 * connection, for the driver may keep what it was given. */
static bool
shuffle_hosts(rowan_connection *conn)
{
    size_t count = conn->parts.host_count;
    rowan_host_port *hosts = rowan__calloc(count, sizeof(*hosts));

    if (hosts == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t other = (size_t)(random_number(conn, i) % (i + 1));

        hosts[i] = hosts[other];
        hosts[other] = conn->parts.hosts[i];
    }
    conn->hosts = hosts;
    conn->parts.hosts = hosts;
    return true;
}

/* What this server can do, and whose SQL it reads. */
static rowan_status
meet_server(rowan_connection *conn, rowan_error *err)
{
    const rowan__dialect *dialect;
    rowan_status status;

    conn->caps = (rowan_capabilities){.size = sizeof(conn->caps)};
    status = (rowan_status)conn->driver->capabilities(conn->handle,
                                                      &conn->caps, err);
    if (status != ROWAN_OK)
        return status;
    dialect = rowan__dialect_of_server(conn->engine->dialect, &conn->caps);
    if (dialect == NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "plugin '%s' says that %s is its flavour %u, "
                                "which it has not",
                                conn->engine->dialect->name,
                                conn->caps.server_name,
                                (unsigned)conn->caps.flavour);
    conn->target.dialect = dialect;
    return ROWAN_OK;
}

static rowan_status
connect(rowan_connection *conn, const rowan__limits *limits, rowan_error *err)
{
    const rowan_engine *engine = conn->engine;
    int64_t timeout_ms =
        rowan__limits_left_ms(limits, engine->settings.connect_timeout_ms);
    const rowan_connect_params params = {
        .size = sizeof(params),
        .timeout_ms = timeout_ms > 0 ? (uint32_t)timeout_ms : 1,
        .url = &conn->parts,
        .host = rowan__host(),
    };
    rowan_status status = rowan__limits_check(limits, err);

    if (status != ROWAN_OK)
        return status;
    conn->parts = engine->parts;
    if (engine->settings.shuffle_hosts && conn->parts.host_count > 1 &&
        !shuffle_hosts(conn))
        return rowan__error_no_memory(err);
    status = (rowan_status)conn->driver->connect(&params, &conn->handle, err);
    if (status != ROWAN_OK)
        return status;
    rowan__connection_tell_deadline(conn, limits->deadline_us);
    return meet_server(conn, err);
}

/* Results and statements that somebody left. */
static void
free_results(rowan_connection *conn)
{
    while (conn->results != NULL)
        rowan_result_free(conn->results);
    rowan__statement_cache_quiet(conn);
}

/* Lets the program make the connection as it wants it. */
static rowan_status
set_up(rowan_connection *conn, rowan_error *err)
{
    const rowan_events *events = &conn->engine->events;
    rowan_status status;

    if (events->setup == NULL)
        return ROWAN_OK;
    atomic_store_explicit(&conn->acquired, true, memory_order_relaxed);
    status = events->setup(events->context, conn, err);
    atomic_store_explicit(&conn->acquired, false, memory_order_relaxed);
    free_results(conn);
    conn->used = false;
    if (status != ROWAN_OK)
        return rowan__error_set(err, status,
                                "the engine's setup function refused the "
                                "connection");
    if (rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE)
        return rowan__error_set(err, ROWAN_INVALID,
                                "the engine's setup function left a "
                                "transaction open: commit it there");
    return ROWAN_OK;
}

static void
tell_connect(rowan_connection *conn, int64_t began_ns, rowan_status status,
             const rowan_error *err)
{
    rowan_connection_event what = {
        .status = status,
        .error = status != ROWAN_OK ? err : NULL,
        .duration_ns = rowan__clock_monotonic_ns() - began_ns,
    };

    rowan__tell_connection(conn, ROWAN__EVENT(connect), &what);
}

/* From 80 % to all of the age that the engine allows. */
static int64_t
choose_end(const rowan_connection *conn, int64_t now_ms)
{
    int64_t most = conn->engine->pool.recycle_ms;

    if (most == 0)
        return INT64_MAX;
    return now_ms + most -
           (int64_t)(random_number(conn, 0) % ((uint64_t)most / 5 + 1));
}

/* Who loses a connection while it is set up never had one: nothing that was
 * asked for has been sent. */
static rowan_status
not_connected(rowan_status status, rowan_error *err)
{
    if (status != ROWAN_CONNECTION_LOST)
        return status;
    if (err != NULL && err->status == status)
        err->status = ROWAN_CONNECT_FAILED;
    return ROWAN_CONNECT_FAILED;
}

rowan_status
rowan__connection_open(rowan_connection *conn, const rowan__limits *limits,
                       rowan_error *err)
{
    const rowan_engine *engine = conn->engine;
    int64_t began_ns = rowan__clock_monotonic_ns();
    rowan_status status;

    conn->target.dialect = engine->dialect;
    conn->target.caps = &conn->caps;
    conn->driver = &engine->dialect->driver;
    conn->cache.capacity = engine->settings.statement_cache;
    conn->broken = false;
    conn->worn = false;
    conn->used = false;
    conn->fork_count = engine->fork_count;
    conn->epoch =
        atomic_load_explicit(&engine->pool.epoch, memory_order_relaxed);
    conn->own.timeout_ms = engine->settings.statement_timeout_ms;
    atomic_store_explicit(&conn->limits, &conn->own, memory_order_relaxed);
    rowan__listeners_init(conn);
    status = not_connected(connect(conn, limits, err), err);
    if (status == ROWAN_OK)
        status = set_up(conn, err);
    if (status != ROWAN_OK)
        rowan__error_object(err, "%s", rowan_url_redacted(engine->url));
    if (conn->listener_count > 0)
        tell_connect(conn, began_ns, status, err);
    conn->expires_ms = choose_end(conn, rowan__clock_coarse_ms());
    if (status != ROWAN_OK)
        rowan__connection_close(conn, ROWAN_DISCONNECT_FAILED);
    return status;
}

/* In a forked child the handle is left as it is: whatever the client library
 * did to free it would be said on the parent's socket. */
void
rowan__connection_close(rowan_connection *conn, rowan_disconnect_reason reason)
{
    bool is_ours =
        conn->handle != NULL && !rowan__engine_is_forked(conn->engine);

    if (is_ours && conn->listener_count > 0) {
        rowan_connection_event what = {.reason = reason};

        rowan__tell_connection(conn, ROWAN__EVENT(disconnect), &what);
    }
    rowan__statement_cache_done(conn);
    rowan__connection_forget(conn);
    conn->told_us = 0;
    conn->was_cancelled = false;
    if (is_ours)
        conn->driver->disconnect(conn->handle);
    conn->handle = NULL;
    rowan__free(conn->hosts);
    conn->hosts = NULL;
}

/* --- between two users --------------------------------------------------- */

/* Bounds what the pool itself asks of a server that may have vanished. Who has
 * no host is no such, and need not look at the clock; deadlines of the last
 * user are over in any case. */
static void
bound(rowan_connection *conn, int64_t deadline_us)
{
    rowan__connection_tell_deadline(
        conn, conn->parts.host_count > 0 ? deadline_us : 0);
}

bool
rowan__connection_lives(rowan_connection *conn, int64_t deadline_us)
{
    rowan_status status;

    bound(conn, deadline_us);
    status = (rowan_status)conn->driver->ping(conn->handle, NULL);
    if (status != ROWAN_OK)
        rowan__pool_lost(conn);
    return status == ROWAN_OK;
}

static bool
needs_reset(const rowan_connection *conn)
{
    return conn->used &&
           conn->engine->settings.pool_reset != ROWAN_POOL_RESET_ROLLBACK &&
           (conn->driver->needs_reset == NULL ||
            conn->driver->needs_reset(conn->handle) != 0);
}

bool
rowan__connection_needs_clean(const rowan_connection *conn)
{
    return conn->broken || conn->begun || conn->results != NULL ||
           conn->cache.taken > 0 || needs_reset(conn) ||
           rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE;
}

/* A server may notice a cancel only when what it meant is over, and then end
 * the next statement instead: let that be one of ours. */
void
rowan__connection_settle(rowan_connection *conn)
{
    rowan_error err = {0};
    rowan_status status;

    rowan__connection_clean_up(conn);
    status = (rowan_status)conn->driver->ping(conn->handle, &err);
    if (status == ROWAN_CANCELLED)
        status = (rowan_status)conn->driver->ping(conn->handle, NULL);
    if (status != ROWAN_OK)
        conn->broken = true;
    conn->was_cancelled = false;
}

/* Ends what the last user left open. */
static void
end_transaction(rowan_connection *conn)
{
    bool is_open =
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE;
    rowan__told told;
    rowan_status status;

    rowan__connection_forget(conn);
    if (!is_open)
        return;
    told = rowan__tell_before(conn, "ROLLBACK", NULL, 0);
    status = (rowan_status)conn->driver->rollback(conn->handle, NULL);
    rowan__tell_after(conn, &told, status, NULL);
    rowan__tell_transaction(conn, ROWAN__EVENT(rollback), status, 0);
    if (status != ROWAN_OK ||
        rowan__connection_transaction_state(conn) != ROWAN_STATE_NONE)
        conn->broken = true;
}

/* Session state that was dropped takes what the program has set up with it. */
static void
reset(rowan_connection *conn)
{
    rowan_status status =
        rowan__dialect_reset(conn->target.dialect, conn->handle, NULL);

    if (status == ROWAN_DONE)
        status = set_up(conn, NULL);
    conn->used = false;
    conn->worn = status == ROWAN_UNSUPPORTED;
    if (status != ROWAN_OK)
        conn->broken = true;
}

/* Whoever gives a connection back does not wait for ever, and no longer than a
 * little if there was a deadline. */
static int64_t
end_of_cleaning_us(const rowan_connection *conn)
{
    const rowan__limits *limits = rowan__connection_limits(conn);
    int64_t longest_us =
        (int64_t)conn->engine->settings.connect_timeout_ms * 1000;

    if (limits->deadline_us > 0 && longest_us > ROWAN__CLEAN_UP_US)
        longest_us = ROWAN__CLEAN_UP_US;
    return rowan__clock_coarse_ms() * 1000 + longest_us;
}

void
rowan__connection_clean(rowan_connection *conn)
{
    bound(conn, end_of_cleaning_us(conn));
    free_results(conn);
    if (!conn->broken)
        end_transaction(conn);
    if (!conn->broken && needs_reset(conn))
        reset(conn);
    if (conn->broken && !conn->worn)
        rowan__engine_log(conn->engine,
                          "warning: a connection that failed is closed");
}

void
rowan__connection_abandon(rowan_connection *conn)
{
    free_results(conn);
}

/* --- use ----------------------------------------------------------------- */

rowan_status
rowan__engine_check(const rowan_engine *engine, rowan_error *err)
{
    if (!rowan__engine_is_forked(engine))
        return ROWAN_OK;
    (void)rowan__error_set(err, ROWAN_INVALID,
                           "the engine was opened by the parent process, "
                           "whose connections a fork cannot share");
    rowan__error_hint(err, "open an engine after fork(); closing the inherited "
                           "one says nothing to the database");
    return ROWAN_INVALID;
}

rowan_status
rowan__connection_check(const rowan_connection *conn, rowan_error *err)
{
    if (conn != NULL &&
        atomic_load_explicit(&conn->acquired, memory_order_relaxed))
        return rowan__engine_check(conn->engine, err);
    return rowan__error_set(err, ROWAN_INVALID,
                            "the connection %s: take one by "
                            "rowan_connection_acquire()",
                            conn != NULL ? "was given back" : "is NULL");
}

void
rowan__connection_forget(rowan_connection *conn)
{
    conn->savepoint = 0;
    conn->begun = false;
    conn->ended = ROWAN_OK;
    conn->damaged = ROWAN_OK;
}

/*
 * Remembers that the transaction cannot go on. Some servers answer a COMMIT
 * with success when the transaction is gone already, and run statements after
 * its end as if each were one: so this is not left to them.
 */
static void
latch(rowan_connection *conn, rowan_status status)
{
    uint32_t state;

    if (conn->broken || status == ROWAN_DEADLOCK ||
        status == ROWAN_SERIALIZATION) {
        conn->ended = status;
        return;
    }
    state = rowan__connection_transaction_state(conn);
    if (state == ROWAN_STATE_NONE)
        conn->ended = status;
    else if (state == ROWAN_STATE_ABORTED)
        conn->damaged = status;
}

static void
tell_name(const rowan_dialect *text, char *field, size_t field_size)
{
    char folded[ROWAN__FOLD_SIZE];
    const char *name = rowan__identifier_told(text, field, folded);

    if (name != field)
        rowan__error_copy(field, field_size, name);
}

/* The names that the database gave, as the program knows them. */
static void
tell_names(const rowan_dialect *text, rowan_error *err)
{
    if (err == NULL)
        return;
    tell_name(text, err->table, sizeof(err->table));
    tell_name(text, err->column, sizeof(err->column));
    tell_name(text, err->constraint, sizeof(err->constraint));
}

rowan_status
rowan__connection_failed(rowan_connection *conn, rowan_status status,
                         const char *sql, rowan_error *err)
{
    rowan__error_sql(err, sql);
    tell_names(&conn->target.dialect->text, err);
    if (status == ROWAN_CONNECTION_LOST || status == ROWAN_IN_DOUBT) {
        conn->broken = true;
        rowan__pool_lost(conn);
    }
    if (conn->begun && conn->ended == ROWAN_OK)
        latch(conn, status);
    return status;
}

/* Runs what is prepared to its end. */
static rowan_status
run_to_end(rowan_connection *conn, rowan_driver_statement *statement,
           rowan_value *cells, uint32_t *wanted, uint32_t column_count,
           rowan_error *err)
{
    rowan_status status = (rowan_status)conn->driver->execute(
        statement, NULL, 0, wanted, column_count, err);

    while (status == ROWAN_OK && column_count > 0)
        status = (rowan_status)conn->driver->step(statement, cells, err);
    return status == ROWAN_DONE ? ROWAN_OK : status;
}

rowan_status
rowan__connection_run(rowan_connection *conn, const char *sql, size_t sql_size,
                      rowan_error *err)
{
    const rowan_driver *driver = conn->driver;
    rowan_driver_statement *statement = NULL;
    rowan_value *cells = NULL;
    uint32_t *wanted = NULL;
    uint32_t count;
    rowan__told told;
    rowan_status status;

    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return status;
    status = (rowan_status)driver->prepare(conn->handle, sql, sql_size, NULL, 0,
                                           0, &statement, err);
    if (status != ROWAN_OK)
        return rowan__connection_failed(conn, status, sql, err);
    told = rowan__tell_before(conn, sql, NULL, 0);
    rowan__connection_works(conn, true);
    count = driver->column_count(statement);
    cells = rowan__calloc(count, sizeof(*cells));
    wanted = rowan__calloc(count, sizeof(*wanted));
    if (cells == NULL || wanted == NULL)
        status = rowan__error_no_memory(err);
    else
        status = run_to_end(conn, statement, cells, wanted, count, err);
    rowan__connection_works(conn, false);
    driver->finish(statement);
    rowan__free(wanted);
    rowan__free(cells);
    if (status != ROWAN_OK)
        (void)rowan__connection_failed(conn, status, sql, err);
    rowan__tell_after(conn, &told, status, err);
    return status;
}

uint32_t
rowan__connection_transaction_state(const rowan_connection *conn)
{
    return conn->driver->transaction_state(conn->handle);
}

void
rowan_connection_server(const rowan_connection *conn,
                        rowan_server_info *ret_info)
{
    rowan_server_info info = {
        .version = conn->caps.server_version,
        .dialect = conn->engine->dialect->name,
        .client_version = conn->engine->dialect->driver.client_version(),
    };

    rowan__error_copy(info.name, sizeof(info.name), conn->caps.server_name);
    rowan__error_copy(info.text, sizeof(info.text), conn->caps.server_text);
    *ret_info = info;
}

const rowan_capabilities *
rowan_connection_capabilities(const rowan_connection *conn)
{
    return &conn->caps;
}

bool
rowan_connection_supports(const rowan_connection *conn, uint32_t feature)
{
    return rowan_capabilities_have(&conn->caps, feature) != 0;
}

rowan_status
rowan_connection_ping(rowan_connection *conn, rowan_error *err)
{
    rowan_status status;

    status = rowan__connection_check(conn, err);
    if (status != ROWAN_OK)
        return status;
    rowan__limits_call(&conn->own);
    status = rowan__connection_ready(conn, err);
    if (status != ROWAN_OK)
        return status;
    status = (rowan_status)conn->driver->ping(conn->handle, err);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    return rowan__connection_failed(conn, status, NULL, err);
}
