/* SPDX-License-Identifier: MIT */
/* What server this is: asked once, in one round trip, after connecting. */

#include "mysql_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 10.11.19 is 101119 there already, without the suffix. */
static void
read_version(rowan_driver_connection *connection)
{
    mysql_server *server = &connection->server;
    const char *text = mysql_get_server_info(connection->handle);

    server->version = (uint32_t)mysql_get_server_version(connection->handle);
    server->is_mariadb = mariadb_connection(connection->handle);
    snprintf(server->text, sizeof server->text, "%s", text);
}

static bool
is_on(const char *text)
{
    return text && (!strcmp(text, "1") || !strcmp(text, "ON"));
}

/* Galera's status where there is one: a server without it has no such row. */
#define MARIADB_SQL                                                       \
    "SELECT @@read_only, @@auto_increment_increment, @@max_allowed_packet, "   \
    "(SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE "         \
    "VARIABLE_NAME = 'wsrep_ready'), (SELECT VARIABLE_VALUE FROM "        \
    "information_schema.GLOBAL_VARIABLES WHERE VARIABLE_NAME = 'wsrep_on')"
#define MYSQL_SQL                                                          \
    "SELECT @@read_only, @@auto_increment_increment, @@max_allowed_packet, " \
    "NULL, NULL"

static void
read_answer(rowan_driver_connection *connection, MYSQL_ROW row)
{
    mysql_server *server = &connection->server;

    server->is_read_only = is_on(row[0]);
    server->auto_increment_step = row[1] ? strtoull(row[1], NULL, 10) : 0;
    server->max_packet = row[2] ? strtoull(row[2], NULL, 10) : 0;
    server->is_ready = !is_on(row[4]) || is_on(row[3]);
}

rowan_status
mysql__server_ask(rowan_driver_connection *connection, rowan_error *err)
{
    const char *sql;
    MYSQL_RES *result = NULL;
    MYSQL_ROW row;
    rowan_status status = ROWAN_OK;

    read_version(connection);
    sql = connection->server.is_mariadb ? MARIADB_SQL : MYSQL_SQL;
    if (mysql__call_query(connection, sql, strlen(sql)) ||
        mysql__call_store(connection, &result))
        return mysql__error(connection, "ask the server what it is", err);
    row = result ? mysql_fetch_row(result) : NULL;
    if (row)
        read_answer(connection, row);
    else
        status = mysql__fail(connection->host, err, ROWAN_CONNECT_FAILED,
                             "the server does not tell what it is");
    mysql_free_result(result);
    /* Array binding came with MariaDB 10.2. */
    connection->server.has_bulk = connection->server.is_mariadb &&
                                  connection->server.version >= 100202;
    return status;
}
