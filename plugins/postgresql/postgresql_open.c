/* SPDX-License-Identifier: MIT */
/* Connecting: the hosts of the URL one after the other, each within its share
 * of the time, and then what every session is set to, in one round trip. */

#include "../shared/lookup.h"
#include "postgresql_priv.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* What connecting needs to know at each of its steps. */
typedef struct opening {
    rowan_driver_connection *connection;
    const rowan_connect_params *params;
    const rowan_host *host;
    pg_settings settings;
    int64_t deadline_us; /* 0: none */
    rowan_error *err;
} opening;

/* --- one host ------------------------------------------------------------- */

static const char *
url_host(const opening *open, size_t host_index)
{
    const rowan_url_parts *url = open->params->url;

    return host_index < url->host_count ? url->hosts[host_index].host : "";
}

static const char *
host_name(const opening *open, size_t host_index)
{
    const char *name = url_host(open, host_index);

    return *name ? name : "the local server";
}

/* Warnings of the server go to the program's log. */
static void
take_notice(void *context, const PGresult *result)
{
    const rowan_driver_connection *connection = context;
    const char *severity =
        PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    bool is_warning = severity && !strcmp(severity, "WARNING");
    char line[300];

    if (!text)
        text = PQresultErrorMessage(result);
    snprintf(line, sizeof line, "postgresql: %s: %.*s",
             severity ? severity : "libpq", (int)strcspn(text, "\n"), text);
    connection->host->log(is_warning ? ROWAN_LOG_WARNING : ROWAN_LOG_INFO,
                          line);
}

static rowan_status
connect_late(const opening *open, size_t host_index, rowan_error *err)
{
    rowan_error_info info = {
        .size = sizeof info,
        .status = ROWAN_TIMEOUT,
        .retry = ROWAN_RETRY_CONNECT,
        .sqlstate = "08001",
    };
    char message[200];

    snprintf(message, sizeof message,
             "cannot connect to %.100s: the deadline has passed",
             host_name(open, host_index));
    info.message = message;
    return (rowan_status)open->host->error_set(err, &info);
}

/* Drives libpq's state machine to its end. */
static rowan_status
poll_connect(const opening *open, size_t host_index, int64_t deadline_us,
             rowan_error *err)
{
    PGconn *handle = open->connection->handle;
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;

    while (next == PGRES_POLLING_WRITING || next == PGRES_POLLING_READING) {
        short events = next == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        rowan_status status = pg__poll(PQsocket(handle), events, deadline_us);

        if (status)
            return connect_late(open, host_index, err);
        next = PQconnectPoll(handle);
    }
    if (next != PGRES_POLLING_OK)
        return pg__connect_error(open->host, handle,
                                 host_name(open, host_index), err);
    return ROWAN_OK;
}

/* The call that looks up the host's name, with copies of all that it needs, for
 * it may outlive the one that asked for it. */
typedef struct start {
    const rowan_host *host;
    PGconn *handle;
    const char *keywords[PG_PARAMETERS_MAX]; /* are constants */
    const char *values[PG_PARAMETERS_MAX];
    size_t size;
    char texts[];
} start;

static start *
start_new(const rowan_host *host, const pg_parameters *parameters)
{
    size_t size = 0;
    start *s;
    char *to;

    for (int i = 0; i < parameters->count; i++)
        size += strlen(parameters->values[i]) + 1;
    s = host->allocate(sizeof *s + size);
    if (!s)
        return NULL;
    *s = (start){.host = host, .size = size};
    to = s->texts;
    for (int i = 0; i < parameters->count; i++) {
        s->keywords[i] = parameters->keywords[i];
        s->values[i] = to;
        to = stpcpy(to, parameters->values[i]) + 1;
    }
    return s;
}

static void
start_run(void *context)
{
    start *s = context;

    s->handle = PQconnectStartParams(s->keywords, s->values, 0);
}

static void
start_drop(void *context)
{
    start *s = context;

    PQfinish(s->handle);
    explicit_bzero(s->texts, s->size);
    s->host->release(s);
}

static rowan_status
start_aside(opening *open, const pg_parameters *parameters, size_t host_index,
            int64_t deadline_us, rowan_error *err)
{
    start *s = start_new(open->host, parameters);
    rowan_status status;

    if (!s)
        return plugin_no_memory(open->host, err);
    status =
        lookup_aside(open->host, start_run, start_drop, s, deadline_us);
    if (status == ROWAN_TIMEOUT)
        return connect_late(open, host_index, err);
    if (!status) {
        open->connection->handle = s->handle;
        s->handle = NULL;
    }
    start_drop(s);
    if (status == ROWAN_LIMIT)
        return plugin_fail(open->host, err, status,
                           "cannot connect to %.100s: too many look-ups of "
                           "hosts' names get no answer",
                           host_name(open, host_index));
    return status ? plugin_no_memory(open->host, err) : ROWAN_OK;
}

static rowan_status
connect_host(opening *open, size_t host_index, const char *target,
             int64_t deadline_us, rowan_error *err)
{
    rowan_driver_connection *connection = open->connection;
    pg_parameters parameters;
    rowan_status status;

    status = pg__parameters_make(open->host, open->params->url, &open->settings,
                                 host_index, target, &parameters, err);
    if (status)
        return status;
    PQfinish(connection->handle);
    connection->handle = NULL;
    if (deadline_us && lookup_is_needed(url_host(open, host_index)))
        status = start_aside(open, &parameters, host_index, deadline_us, err);
    else
        connection->handle =
            PQconnectStartParams(parameters.keywords, parameters.values, 0);
    if (status)
        return status;
    if (!connection->handle)
        return plugin_no_memory(open->host, err);
    if (PQstatus(connection->handle) == CONNECTION_BAD)
        return pg__connect_error(open->host, connection->handle,
                                 host_name(open, host_index), err);
    /* A verbose message has the SQLSTATE, which is not to be had else. */
    PQsetErrorVerbosity(connection->handle, PQERRORS_VERBOSE);
    PQsetNoticeReceiver(connection->handle, take_notice, connection);
    status = poll_connect(open, host_index, deadline_us, err);
    PQsetErrorVerbosity(connection->handle, PQERRORS_DEFAULT);
    return status;
}

/* --- all hosts ------------------------------------------------------------ */

/* Another host may have what this one has not; but a password that is wrong
 * is so everywhere, and trying it again locks accounts. */
static bool
is_for_another_host(rowan_status status)
{
    return status == ROWAN_CONNECT_FAILED || status == ROWAN_TIMEOUT ||
           status == ROWAN_TOO_MANY_CONNECTIONS ||
           status == ROWAN_CONNECTION_LOST;
}

static rowan_status
try_hosts(opening *open, const char *target, rowan_error *ret_error)
{
    size_t count = open->params->url->host_count;
    rowan_status status = ROWAN_OK;

    if (count == 0)
        count = 1;
    for (size_t i = 0; i < count; i++) {
        int64_t deadline_us = open->deadline_us;

        if (deadline_us) {
            int64_t now_us = pg__now_us();
            deadline_us =
                now_us + (deadline_us - now_us) / (int64_t)(count - i);
        }
        memset(ret_error, 0, sizeof *ret_error);
        status = connect_host(open, i, target, deadline_us, ret_error);
        if (!is_for_another_host(status))
            break;
    }
    return status;
}

/* A standby if there is one, else any: two rounds, for each host is asked by
 * itself. */
static rowan_status
connect_any(opening *open)
{
    const char *target = open->settings.text[PG_OPTION_TARGET];
    rowan_error error = {0};
    rowan_status status;

    if (!target)
        target = "any";
    if (!strcmp(target, "prefer-standby")) {
        status = try_hosts(open, "standby", &error);
        if (!status)
            return ROWAN_OK;
        if (!is_for_another_host(status))
            return pg__error_copy(open->host, &error, open->err);
        target = "any";
    }
    status = try_hosts(open, target, &error);
    return status ? pg__error_copy(open->host, &error, open->err) : ROWAN_OK;
}

/* --- the session ---------------------------------------------------------- */

/* DISCARD ALL without its DEALLOCATE, which would cost the statements. */
#define DISCARD_SQL                                                        \
    "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; UNLISTEN *;" \
    " SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES; "

/* As author's text would have to be parsed: only IntervalStyle, bytea_output
 * and extra_float_digits matter to values that come as text. */
#define SETTINGS_SQL                                       \
    "SELECT current_setting('max_prepared_transactions')," \
    " set_config('TimeZone', 'UTC', false),"               \
    " set_config('DateStyle', 'ISO, YMD', false),"         \
    " set_config('IntervalStyle', 'iso_8601', false),"     \
    " set_config('extra_float_digits', '1', false),"       \
    " set_config('bytea_output', 'hex', false),"           \
    " set_config('standard_conforming_strings', 'on', false)"

static const pg_option session_options[] = {
    PG_OPTION_STATEMENT_TIMEOUT, PG_OPTION_LOCK_TIMEOUT,
    PG_OPTION_IDLE_TRANSACTION_TIMEOUT, PG_OPTION_SEARCH_PATH};

/* The statement that sets a session up, and before it what a reset undoes. */
static rowan_status
make_reset_sql(opening *open)
{
    PGconn *handle = open->connection->handle;
    const size_t count = sizeof session_options / sizeof *session_options;
    size_t size = sizeof DISCARD_SQL SETTINGS_SQL;
    size_t used;
    char *sql;

    for (size_t i = 0; i < count; i++) {
        const char *value = open->settings.text[session_options[i]];
        size += value ? 128 + 2 * strlen(value) : 0;
    }
    sql = open->host->allocate(size);
    if (!sql)
        return plugin_no_memory(open->host, open->err);
    open->connection->reset_sql = sql;
    open->connection->settings_sql = sql + sizeof DISCARD_SQL - 1;
    used = (size_t)snprintf(sql, size, "%s", DISCARD_SQL SETTINGS_SQL);
    for (size_t i = 0; i < count; i++) {
        const char *value = open->settings.text[session_options[i]];
        char *quoted =
            value ? PQescapeLiteral(handle, value, strlen(value)) : NULL;

        if (!value)
            continue;
        if (!quoted)
            return plugin_fail(open->host, open->err, ROWAN_URL_INVALID,
                               "URL option %s is not UTF-8",
                               pg__options[session_options[i]].name);
        used += (size_t)snprintf(sql + used, size - used,
                                 ", set_config('%s', %s, false)",
                                 pg__options[session_options[i]].name, quoted);
        PQfreemem(quoted);
    }
    return ROWAN_OK;
}

static rowan_status
set_up(opening *open)
{
    static const char asked[] = "set up the session";
    rowan_driver_connection *connection = open->connection;
    PGresult *result = NULL;
    rowan_status status = pg__work_begin(connection, asked, open->err);

    if (status)
        return status;
    if (!PQsendQuery(connection->handle, connection->settings_sql))
        return pg__not_sent(connection, asked, open->err);
    status = pg__answer(connection, &result, open->err);
    if (!status && pg__is_error(result))
        status = pg__error(connection, result, asked, open->err);
    if (!status && PQntuples(result) == 1)
        connection->has_two_phase = strcmp(PQgetvalue(result, 0, 0), "0") != 0;
    PQclear(result);
    return status;
}

/* The versions whose functions are used here: pg_xact_status() on 64 bits. */
#define OLDEST_SERVER 130000

static rowan_status
check_server(const opening *open)
{
    PGconn *handle = open->connection->handle;
    const char *encoding = PQparameterStatus(handle, "client_encoding");

    if (PQserverVersion(handle) < OLDEST_SERVER)
        return plugin_fail(open->host, open->err, ROWAN_UNSUPPORTED,
                           "the server is PostgreSQL %d; 13 or newer is needed",
                           PQserverVersion(handle) / 10000);
    if (encoding && strcmp(encoding, "UTF8"))
        return plugin_fail(open->host, open->err, ROWAN_UNSUPPORTED,
                           "the server gives texts in %.32s, not in UTF-8",
                           encoding);
    return ROWAN_OK;
}

static rowan_status
start_session(opening *open)
{
    rowan_driver_connection *connection = open->connection;
    const rowan_host *host = open->host;
    rowan_status status = check_server(open);

    if (status)
        return status;
    if (PQsetnonblocking(connection->handle, 1))
        return plugin_no_memory(host, open->err);
    (void)!getrandom(&connection->name_salt, sizeof connection->name_salt,
                     GRND_NONBLOCK);
    connection->canceller = pg__canceller_new(connection);
    connection->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    connection->dead_capacity = PG_DEAD_MANY;
    connection->dead =
        host->allocate(PG_DEAD_MANY * sizeof *connection->dead);
    if (!connection->canceller || !connection->c_locale || !connection->dead)
        return plugin_no_memory(host, open->err);
    status = make_reset_sql(open);
    if (status)
        return status;
    connection->deadline_us = open->deadline_us;
    status = set_up(open);
    connection->deadline_us = 0;
    return status;
}

static bool
takes_writes(const pg_settings *settings)
{
    const char *target = settings->text[PG_OPTION_TARGET];

    return target &&
           (!strcmp(target, "read-write") || !strcmp(target, "primary"));
}

int32_t
pg__connect(const rowan_connect_params *params,
            rowan_driver_connection **ret_connection, rowan_error *err)
{
    opening open = {.params = params, .host = params->host, .err = err};
    rowan_status status =
        pg__settings_parse(open.host, params->url, &open.settings, err);

    if (status)
        return status;
    if (params->timeout_ms)
        open.deadline_us = pg__now_us() + (int64_t)params->timeout_ms * 1000;
    open.connection = open.host->allocate(sizeof *open.connection);
    if (!open.connection)
        return plugin_no_memory(open.host, err);
    *open.connection = (rowan_driver_connection){
        .host = open.host, .prepare = open.settings.prepare};
    open.connection->has_timeouts =
        open.settings.text[PG_OPTION_STATEMENT_TIMEOUT] != NULL;
    open.connection->wants_writes = takes_writes(&open.settings);
    status = connect_any(&open);
    if (!status)
        status = start_session(&open);
    if (status)
        pg__disconnect(open.connection);
    else
        *ret_connection = open.connection;
    return status;
}

void
pg__disconnect(rowan_driver_connection *connection)
{
    const rowan_host *host = connection->host;

    if (connection->bulk)
        (void)pg__bulk_end(connection, 1, NULL, NULL, NULL);
    pg__canceller_release(connection->canceller);
    PQfinish(connection->handle);
    if (connection->c_locale)
        freelocale(connection->c_locale);
    host->release(connection->reset_sql);
    host->release(connection->dead);
    host->release(connection);
}
