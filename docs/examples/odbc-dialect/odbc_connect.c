/* SPDX-License-Identifier: MIT */
/* From a URL to a connection. */
#include "odbc.h"

#include <stdio.h>
#include <string.h>

const rowan_option_info odbc_options[] = {
    {.name = "driver",
     .values = "a name of odbcinst.ini, or a path",
     .description = "the ODBC driver to use"},
    {.name = "dsn",
     .values = "a name of odbc.ini",
     .description = "a data source that is described there"},
    {.name = "busy_timeout",
     .values = "milliseconds (default 5000)",
     .description = "how long SQLite waits for a lock"},
    {.name = NULL},
};

static const char *
option(const rowan_url_parts *url, const char *key)
{
    for (size_t i = 0; i < url->option_count; i++)
        if (!strcmp(url->options[i].key, key))
            return url->options[i].value;
    return NULL;
}

/* Each connection to a database in memory has one of its own. */
uint32_t
odbc_max_connections(const rowan_url_parts *url)
{
    return url->database && !strcmp(url->database, ":memory:") ? 1 : 0;
}

/* --- the connection string ------------------------------------------------ */

typedef struct attributes {
    char text[2048];
    size_t size;
    const char *bad; /* the first one that cannot be written */
} attributes;

/* Drivers do not agree on how to quote, so what would need it is refused. */
static void
add(attributes *list, const char *key, const char *value)
{
    int written;

    if (value == NULL || list->bad)
        return;
    if (value[strcspn(value, ";{}[]=\n\r")] != '\0') {
        list->bad = key;
        return;
    }
    written = snprintf(list->text + list->size, sizeof list->text - list->size,
                       "%s=%s;", key, value);
    if (written < 0 || (size_t)written >= sizeof list->text - list->size)
        list->bad = key;
    else
        list->size += (size_t)written;
}

/* What makes drivers exact: each knows its own and passes over the others.
 * SQLite: foreign keys, names of result columns as they are. PostgreSQL:
 * booleans, long texts and bytes as such; an error ends the transaction. */
static void
add_manners(attributes *list, const rowan_url_parts *url)
{
    const char *timeout = option(url, "busy_timeout");

    add(list, "FKSupport", "1");
    add(list, "JournalMode", "WAL"); /* readers do not keep writers out */
    add(list, "NoWCHAR", "1");
    add(list, "Timeout", timeout ? timeout : "5000");
    add(list, "BoolsAsChar", "0");
    add(list, "ByteaAsLongVarBinary", "1");
    add(list, "TextAsLongVarchar", "1");
    add(list, "UseServerSidePrepare", "1");
    add(list, "Protocol", "7.4-0");
}

static void
write_attributes(attributes *list, const rowan_url_parts *url)
{
    char port[8];

    add(list, "DSN", option(url, "dsn"));
    add(list, "DRIVER", option(url, "driver"));
    add(list, "Database", url->database);
    if (url->host_count > 0) {
        add(list, "Server", url->hosts[0].host);
        if (url->hosts[0].port) {
            snprintf(port, sizeof port, "%u", (unsigned)url->hosts[0].port);
            add(list, "Port", port);
        }
    }
    add(list, "UID", url->user);
    add(list, "PWD", url->password);
    add_manners(list, url);
}

static int32_t
check_url(const rowan_connect_params *params, attributes *list,
          rowan_error *err)
{
    const rowan_url_parts *url = params->url;

    if (!option(url, "driver") && !option(url, "dsn"))
        return odbc_fail(params->host, ROWAN_URL_INVALID, err,
                         "the URL names no ODBC driver: give "
                         "?driver=NAME or ?dsn=NAME");
    if (url->host_count > 1)
        return odbc_fail(params->host, ROWAN_URL_INVALID, err,
                         "ODBC connects to one host; the URL has %u",
                         (unsigned)url->host_count);
    write_attributes(list, url);
    if (list->bad)
        return odbc_fail(params->host, ROWAN_URL_INVALID, err,
                         "%s is too long, or has one of ; { } [ ] = in it, "
                         "which ODBC drivers read differently: describe the "
                         "data source in odbc.ini and use ?dsn=",
                         list->bad);
    return ROWAN_OK;
}

/* --- connecting ----------------------------------------------------------- */

static int32_t
open_handle(rowan_driver_connection *connection,
            const rowan_connect_params *params, attributes *list,
            rowan_error *err)
{
    SQLULEN seconds = (params->timeout_ms + 999u) / 1000u;
    SQLCHAR ignored[1024];
    SQLSMALLINT ignored_size;
    SQLRETURN code;

    if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, odbc_environment,
                                      &connection->handle)))
        return odbc_fail(params->host, ROWAN_NO_MEMORY, err,
                         "the ODBC driver manager gives no connection");
    if (seconds > 0)
        SQLSetConnectAttr(connection->handle, SQL_ATTR_LOGIN_TIMEOUT,
                          (SQLPOINTER)seconds, 0);
    code = SQLDriverConnect(connection->handle, NULL, (SQLCHAR *)list->text,
                            (SQLSMALLINT)list->size, ignored, sizeof ignored,
                            &ignored_size, SQL_DRIVER_NOPROMPT);
    memset(ignored, 0, sizeof ignored); /* it repeats the password */
    if (SQL_SUCCEEDED(code))
        return ROWAN_OK;
    return odbc_error(connection, SQL_HANDLE_DBC, connection->handle, "connect",
                      err);
}

static int32_t
meet_server(rowan_driver_connection *connection, rowan_error *err)
{
    char dbms[64] = "";
    SQLSMALLINT size;

    SQLGetInfo(connection->handle, SQL_DBMS_NAME, dbms, sizeof dbms, &size);
    SQLGetInfo(connection->handle, SQL_DBMS_VER, connection->dbms_version,
               sizeof connection->dbms_version, &size);
    connection->server = odbc_server_of(dbms);
    return odbc_run_all(connection, connection->server->setup_sql,
                        "set the session up", err);
}

int32_t
odbc_connect(const rowan_connect_params *params,
             rowan_driver_connection **ret_connection, rowan_error *err)
{
    attributes list = {.size = 0};
    rowan_driver_connection *connection;
    int32_t status = check_url(params, &list, err);

    if (status != ROWAN_OK)
        return status;
    connection = params->host->allocate(sizeof *connection);
    if (connection == NULL)
        return odbc_fail(params->host, ROWAN_NO_MEMORY, err, "out of memory");
    memset(connection, 0, sizeof *connection);
    connection->host = params->host;
    pthread_mutex_init(&connection->lock, NULL);
    status = open_handle(connection, params, &list, err);
    memset(&list, 0, sizeof list);
    if (status == ROWAN_OK)
        status = meet_server(connection, err);
    if (status != ROWAN_OK) {
        odbc_disconnect(connection);
        return status;
    }
    *ret_connection = connection;
    return ROWAN_OK;
}

void
odbc_disconnect(rowan_driver_connection *connection)
{
    if (connection->handle) {
        SQLDisconnect(connection->handle);
        SQLFreeHandle(SQL_HANDLE_DBC, connection->handle);
    }
    pthread_mutex_destroy(&connection->lock);
    connection->host->release(connection);
}
