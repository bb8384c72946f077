/* SPDX-License-Identifier: MIT */
/* Connecting the careful way, to one host of a list, and closing. */

#include "../shared/lookup.h"
#include "mysql_priv.h"

#include <errmsg.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

/* Ways to log in that do not hand the password to whoever asks. */
#define AUTH_PLUGINS                                                   \
    "mysql_native_password,client_ed25519,caching_sha2_password,"      \
    "sha256_password"
#define DEFAULT_PORT 3306
#define MOST_HOSTS 32 /* of a URL */

/* --- what to connect to -------------------------------------------------- */

/* No host, "localhost" without a port, or a path: a socket. */
static mysql_address
read_address(const rowan_driver_connection *connection,
             const rowan_host_port *given)
{
    const char *socket = connection->settings.text[MYSQL_OPTION_SOCKET];
    mysql_address address = {.is_local = true};

    if (given && *given->host == '/') {
        address.socket = given->host;
    } else if (!given || !*given->host ||
               (!strcmp(given->host, "localhost") && !given->port)) {
        address.socket = socket ? socket : MARIADB_UNIX_ADDR;
    } else {
        address.host = given->host;
        address.port = given->port ? given->port : DEFAULT_PORT;
        address.is_local = lookup_is_loopback(given->host);
    }
    return address;
}

static const char *
address_name(const mysql_address *address)
{
    return address->host ? address->host : address->socket;
}

/* Fisher and Yates, with the system's random numbers. */
static void
shuffle(unsigned char *order, size_t count)
{
    unsigned char random[MOST_HOSTS];

    if (getrandom(random, sizeof random, GRND_NONBLOCK) !=
        (ssize_t)sizeof random)
        return; /* in the order given, then */
    for (size_t i = count; i-- > 1;) {
        size_t other = random[i] % (i + 1);
        unsigned char kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* --- options of the client library --------------------------------------- */

static bool
verifies_tls(const rowan_driver_connection *connection)
{
    int64_t tls = connection->settings.value[MYSQL_OPTION_TLS];

    return tls == MYSQL_TLS_VERIFY ||
           (tls == MYSQL_TLS_AUTO && !connection->address.is_local);
}

static void
set_tls(const rowan_driver_connection *connection, MYSQL *handle)
{
    const mysql_settings *settings = &connection->settings;
    int64_t tls = settings->value[MYSQL_OPTION_TLS];
    my_bool yes = 1, no = 0;
    bool verifies = verifies_tls(connection);

    if (settings->text[MYSQL_OPTION_TLS_CA])
        mysql_options(handle, MYSQL_OPT_SSL_CA,
                      settings->text[MYSQL_OPTION_TLS_CA]);
    if (settings->text[MYSQL_OPTION_TLS_CERT])
        mysql_options(handle, MYSQL_OPT_SSL_CERT,
                      settings->text[MYSQL_OPTION_TLS_CERT]);
    if (settings->text[MYSQL_OPTION_TLS_KEY])
        mysql_options(handle, MYSQL_OPT_SSL_KEY,
                      settings->text[MYSQL_OPTION_TLS_KEY]);
    if (verifies)
        mysql_options(handle, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
    mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
                  verifies ? &yes : &no);
    mysql_options(handle, MYSQL_OPT_SSL_ENFORCE,
                  verifies || tls == MYSQL_TLS_INSECURE ? &yes : &no);
}

static unsigned
seconds_until(int64_t deadline_us)
{
    int64_t left_us = deadline_us - mysql__now_us();

    return left_us < 1000000 ? 1 : (unsigned)((left_us + 999999) / 1000000);
}

MYSQL *
mysql__handle_new(const rowan_driver_connection *connection,
                  int64_t deadline_us)
{
    const mysql_settings *settings = &connection->settings;
    const char *plugin_dir = settings->text[MYSQL_OPTION_PLUGIN_DIR];
    const char *auth = settings->text[MYSQL_OPTION_AUTH];
    const char *group = settings->text[MYSQL_OPTION_DEFAULTS_GROUP];
    unsigned long max_packet =
        (unsigned long)settings->value[MYSQL_OPTION_MAX_PACKET];
    unsigned timeout = seconds_until(deadline_us);
    unsigned protocol = connection->address.host ? MYSQL_PROTOCOL_TCP
                                                 : MYSQL_PROTOCOL_SOCKET;
    const size_t stack_size = 256 * 1024;
    unsigned zero = 0;
    my_bool no = 0, yes = 1;
    MYSQL *handle = mysql_init(NULL);

    if (!handle)
        return NULL;
    if (settings->text[MYSQL_OPTION_DEFAULTS_FILE]) {
        mysql_options(handle, MYSQL_READ_DEFAULT_FILE,
                      settings->text[MYSQL_OPTION_DEFAULTS_FILE]);
        mysql_options(handle, MYSQL_READ_DEFAULT_GROUP,
                      group ? group : "client");
    }
    mysql_options(handle, MYSQL_OPT_NONBLOCK, &stack_size);
    mysql_options(handle, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
    mysql_options(handle, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &zero);
    mysql_options(handle, MYSQL_OPT_RECONNECT, &no);
    mysql_options(handle, MYSQL_REPORT_DATA_TRUNCATION, &yes);
    mysql_options(handle, MYSQL_OPT_MAX_ALLOWED_PACKET, &max_packet);
    mysql_options(handle, MYSQL_PLUGIN_DIR,
                  plugin_dir ? plugin_dir : MARIADB_PLUGINDIR);
    mysql_options(handle, MARIADB_OPT_RESTRICTED_AUTH,
                  auth ? auth : AUTH_PLUGINS);
    set_tls(connection, handle);
    return handle;
}

/* --- the session --------------------------------------------------------- */

/*
 * Fixed whatever the server's configuration says. NO_BACKSLASH_ESCAPES makes
 * '\' in a literal a character as any other, as in standard SQL: a literal
 * then means the same to every reader of it, and ESCAPE '\' is whole. Texts
 * without a column compare as the columns of our tables do: by their bytes. SET
 * of an UPDATE reads the row as it was, which MySQL knows no mode for.
 */
rowan_status
mysql__session_fix(rowan_driver_connection *connection, rowan_error *err)
{
    static const char common[] =
        "SET NAMES utf8mb4 COLLATE %s, time_zone='+00:00', autocommit=1, "
        "completion_type=0, foreign_key_checks=1, unique_checks=1, "
        "sql_select_limit=18446744073709551615, sql_auto_is_null=0, "
        "lc_messages='en_US', sql_mode='ONLY_FULL_GROUP_BY,"
        "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,"
        "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,"
        "NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES%s'";
    bool is_mariadb = mariadb_connection(connection->handle);
    char sql[sizeof common + 64];

    snprintf(sql, sizeof sql, common,
             is_mariadb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin",
             is_mariadb ? ",SIMULTANEOUS_ASSIGNMENT" : "");
    return mysql__run(connection, sql, "set up the session", err);
}

/* --- one host ------------------------------------------------------------ */

/* Why a server that answered will not do, or NULL. */
static const char *
unfit(const rowan_driver_connection *connection)
{
    const mysql_server *server = &connection->server;

    if (!server->is_ready)
        return "the node is not ready (wsrep_ready=OFF)";
    switch (connection->settings.value[MYSQL_OPTION_TARGET]) {
    case MYSQL_TARGET_READ_WRITE:
    case MYSQL_TARGET_PRIMARY:
        return server->is_read_only ? "the server is read-only" : NULL;
    case MYSQL_TARGET_READ_ONLY:
    case MYSQL_TARGET_STANDBY:
        return server->is_read_only ? NULL : "the server is not read-only";
    default:
        return NULL;
    }
}

static rowan_status
check_server(rowan_driver_connection *connection, rowan_error *err)
{
    const rowan_host *host = connection->host;
    const char *reason = unfit(connection);
    rowan_error_info info = {.size = sizeof info,
                             .status = ROWAN_CONNECT_FAILED,
                             .retry = ROWAN_RETRY_CONNECT};
    char message[256];

    if (!reason)
        return ROWAN_OK;
    snprintf(message, sizeof message, "cannot use %.128s: %s",
             address_name(&connection->address), reason);
    info.message = message;
    return (rowan_status)host->error_set(err, &info);
}

static rowan_status
fail_to_connect(const rowan_driver_connection *connection, rowan_status status,
                const char *asked, const char *reason, rowan_error *err)
{
    MYSQL *handle = connection->handle; /* NULL where a look-up hangs */
    rowan_error_info info = {.size = sizeof info,
                             .status = (int32_t)status,
                             .retry = ROWAN_RETRY_CONNECT};
    char message[512];

    if (handle && status == ROWAN_CONNECT_FAILED) {
        info.native_code = (int32_t)mysql_errno(handle);
        info.sqlstate = mysql_sqlstate(handle);
    }
    snprintf(message, sizeof message, "cannot %s: %s", asked, reason);
    info.message = message;
    return (rowan_status)connection->host->error_set(err, &info);
}

static rowan_status
connect_failed(rowan_driver_connection *connection, rowan_status status,
               rowan_error *err)
{
    const mysql_address *address = &connection->address;
    MYSQL *handle = connection->handle;
    char asked[256];

    if (address->host)
        snprintf(asked, sizeof asked, "connect to %.128s port %u",
                 address->host, address->port);
    else
        snprintf(asked, sizeof asked, "connect to the socket %.128s",
                 address->socket);
    if (status == ROWAN_NO_MEMORY)
        return plugin_no_memory(connection->host, err);
    if (status == ROWAN_LIMIT)
        return plugin_fail(connection->host, err, status,
                           "cannot %s: too many look-ups of hosts' names get "
                           "no answer",
                           asked);
    if (status == ROWAN_TIMEOUT ||
        mysql__now_us() >= connection->deadline_us)
        return fail_to_connect(connection, ROWAN_TIMEOUT, asked,
                               "no answer in time", err);
    /* Lost in the midst of it is not connected. */
    if (mysql_errno(handle) >= CR_MIN_ERROR &&
        mysql_errno(handle) <= CR_MAX_ERROR)
        return fail_to_connect(connection, ROWAN_CONNECT_FAILED, asked,
                               mysql_error(handle), err);
    return mysql__handle_error(connection->host, handle, asked, err);
}

static rowan_status
connect_one(rowan_driver_connection *connection, rowan_error *err)
{
    rowan_status status = mysql__connect_bounded(
        connection->host, &connection->handle, &connection->address,
        &connection->url, connection->deadline_us);

    if (status)
        return connect_failed(connection, status, err);
    atomic_store(&connection->thread_id,
                 mysql_thread_id(connection->handle));
    connection->is_encrypted =
        mysql_get_ssl_cipher(connection->handle) != NULL;
    if (verifies_tls(connection) && !connection->is_encrypted)
        return plugin_fail(connection->host, err, ROWAN_CONNECT_FAILED,
                           "cannot connect to %.128s: it has no TLS",
                           address_name(&connection->address));
    status = mysql__session_fix(connection, err);
    if (!status)
        status = mysql__server_ask(connection, err);
    if (!status)
        status = check_server(connection, err);
    return status;
}

rowan_status
mysql__reconnect(rowan_driver_connection *connection, rowan_error *err)
{
    int64_t deadline_us = connection->deadline_us;
    int64_t connect_us =
        mysql__now_us() +
        connection->settings.value[MYSQL_OPTION_CONNECT_TIMEOUT] * 1000000;
    MYSQL *handle = mysql__handle_new(connection, connect_us);
    MYSQL *idle = mysql_init(NULL); /* where looking up the name hangs */
    rowan_status status;

    if (!handle || !idle) {
        mysql_close(handle);
        mysql_close(idle);
        return plugin_no_memory(connection->host, err);
    }
    mysql__statements_forget(connection);
    mysql_close(connection->handle);
    connection->handle = handle;
    if (!deadline_us || connect_us < deadline_us)
        connection->deadline_us = connect_us;
    status = connect_one(connection, err);
    if (connection->handle)
        mysql_close(idle);
    else
        connection->handle = idle;
    connection->deadline_us = deadline_us;
    connection->is_sullied = false;
    return status;
}

/* A host that refuses the password does so for all. */
static bool
tries_next(rowan_status status)
{
    return status == ROWAN_CONNECT_FAILED || status == ROWAN_TIMEOUT ||
           status == ROWAN_CONNECTION_LOST ||
           status == ROWAN_TOO_MANY_CONNECTIONS;
}

/* Each host gets its share of what time is left. */
static rowan_status
connect_hosts(rowan_driver_connection *connection, int64_t deadline_us,
              rowan_error *err)
{
    const rowan_url_parts *url = &connection->url;
    size_t count = url->host_count ? url->host_count : 1;
    unsigned char order[MOST_HOSTS];
    rowan_status status = ROWAN_INVALID;

    for (size_t i = 0; i < count && i < MOST_HOSTS; i++)
        order[i] = (unsigned char)i;
    if (connection->settings.value[MYSQL_OPTION_BALANCE] ==
        MYSQL_BALANCE_RANDOM)
        shuffle(order, count);
    for (size_t i = 0; i < count && i < MOST_HOSTS; i++) {
        int64_t now_us = mysql__now_us();

        connection->deadline_us =
            now_us + (deadline_us - now_us) / (int64_t)(count - i);
        connection->address = read_address(
            connection, url->host_count ? &url->hosts[order[i]] : NULL);
        connection->handle =
            mysql__handle_new(connection, connection->deadline_us);
        if (!connection->handle)
            return plugin_no_memory(connection->host, err);
        status = connect_one(connection, err);
        if (!status)
            break;
        mysql_close(connection->handle);
        connection->handle = NULL;
        connection->is_broken = connection->has_timed_out = false;
        if (!tries_next(status) || i + 1 == count)
            break;
        if (err)
            memset(err, 0, sizeof *err); /* the last host's error tells */
    }
    return status;
}

/* A standby if there is one, else any: two rounds. */
static rowan_status
connect_any(rowan_driver_connection *connection, int64_t deadline_us,
            rowan_error *err)
{
    int64_t *target = &connection->settings.value[MYSQL_OPTION_TARGET];
    rowan_status status;

    if (*target != MYSQL_TARGET_PREFER_STANDBY)
        return connect_hosts(connection, deadline_us, err);
    *target = MYSQL_TARGET_STANDBY;
    status = connect_hosts(connection, deadline_us, err);
    if (!tries_next(status))
        return status;
    if (err)
        memset(err, 0, sizeof *err);
    *target = MYSQL_TARGET_ANY;
    return connect_hosts(connection, deadline_us, err);
}

/* --- a connection's own copy of the URL ---------------------------------- */

/* Copies a text to the next free place of connection->texts, or only counts
 * while there is no such memory. */
static const char *
keep(rowan_driver_connection *connection, const char *text, size_t *used)
{
    char *copy;
    size_t size;

    if (!text)
        return NULL;
    size = strlen(text) + 1;
    copy = connection->texts ? connection->texts + *used : NULL;
    if (copy)
        memcpy(copy, text, size);
    *used += size;
    return copy;
}

static void
keep_all(rowan_driver_connection *connection, const rowan_url_parts *url,
         const mysql_settings *settings, size_t *ret_used)
{
    size_t used = url->host_count * sizeof(rowan_host_port);
    rowan_host_port *hosts = (rowan_host_port *)(void *)connection->texts;
    /* For NULL the client library would look into MYSQL_PWD. */
    const char *no_password =
        settings->text[MYSQL_OPTION_DEFAULTS_FILE] ? NULL : "";

    connection->url = (rowan_url_parts){
        .user = keep(connection, url->user, &used),
        .password = keep(connection,
                         url->password ? url->password : no_password, &used),
        .database = keep(connection, url->database, &used),
        .hosts = hosts,
        .host_count = url->host_count,
    };
    for (size_t i = 0; i < url->host_count; i++) {
        const char *name = keep(connection, url->hosts[i].host, &used);

        if (hosts)
            hosts[i] = (rowan_host_port){name, url->hosts[i].port};
    }
    connection->settings = *settings;
    for (int i = 0; i < MYSQL_OPTION_COUNT; i++)
        connection->settings.text[i] =
            keep(connection, settings->text[i], &used);
    *ret_used = used;
}

static rowan_status
keep_url(rowan_driver_connection *connection, const rowan_url_parts *url,
         const mysql_settings *settings, rowan_error *err)
{
    size_t used;

    keep_all(connection, url, settings, &connection->texts_size);
    connection->texts = connection->host->allocate(connection->texts_size + 1);
    if (!connection->texts)
        return plugin_no_memory(connection->host, err);
    keep_all(connection, url, settings, &used);
    return ROWAN_OK;
}

/* --- connect and disconnect ---------------------------------------------- */

int32_t
mysql__connect(const rowan_connect_params *params,
               rowan_driver_connection **ret_connection, rowan_error *err)
{
    const rowan_host *host = params->host;
    mysql_settings settings;
    rowan_driver_connection *connection;
    int64_t timeout_us;
    rowan_status status =
        mysql__settings_parse(host, params->url, &settings, err);

    if (status)
        return status;
    connection = host->allocate(sizeof *connection);
    if (!connection)
        return plugin_no_memory(host, err);
    *connection = (rowan_driver_connection){.host = host};
    atomic_init(&connection->work, 0);
    atomic_init(&connection->thread_id, 0);
    timeout_us = params->timeout_ms
                     ? (int64_t)params->timeout_ms * 1000
                     : settings.value[MYSQL_OPTION_CONNECT_TIMEOUT] * 1000000;
    status = keep_url(connection, params->url, &settings, err);
    if (!status)
        status = connect_any(connection, mysql__now_us() + timeout_us, err);
    connection->deadline_us = 0;
    if (status)
        mysql__disconnect(connection);
    else
        *ret_connection = connection;
    return status;
}

void
mysql__disconnect(rowan_driver_connection *connection)
{
    const rowan_host *host = connection->host;

    while (connection->statements)
        mysql__statement_finish(connection->statements);
    if (connection->handle)
        mysql_close(connection->handle);
    if (connection->texts)
        explicit_bzero(connection->texts, connection->texts_size);
    host->release(connection->texts);
    host->release(connection);
}
