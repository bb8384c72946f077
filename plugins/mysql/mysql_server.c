/* SPDX-License-Identifier: MIT */
/* What server this is: asked once, after connecting. */

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

/* One row of one answer; false if the server says no. */
static bool
ask(rowan_driver_connection *connection, const char *sql, MYSQL_RES **ret,
    MYSQL_ROW *ret_row)
{
    *ret = NULL;
    if (mysql__call_query(connection, sql, strlen(sql)) ||
        mysql__call_store(connection, ret) || !*ret)
        return false;
    *ret_row = mysql_fetch_row(*ret);
    return *ret_row != NULL;
}

/* A node of a cluster says whether it takes part. */
static bool
is_ready(rowan_driver_connection *connection)
{
    MYSQL_RES *result;
    MYSQL_ROW row;
    bool is_there =
        ask(connection, "SHOW STATUS LIKE 'wsrep_ready'", &result, &row);
    bool is_ready = !is_there || is_on(row[1]);

    mysql_free_result(result);
    return is_ready;
}

#define COMMON_SQL \
    "SELECT @@read_only, @@auto_increment_increment, @@max_allowed_packet"

rowan_status
mysql__server_ask(rowan_driver_connection *connection, rowan_error *err)
{
    mysql_server *server = &connection->server;
    MYSQL_RES *result = NULL;
    MYSQL_ROW row = NULL;
    bool has_cluster;

    read_version(connection);
    /* Not every MariaDB is built with Galera, and no MySQL is. */
    has_cluster = server->is_mariadb &&
                  ask(connection, COMMON_SQL ", @@wsrep_on", &result, &row);
    if (!has_cluster) {
        mysql_free_result(result);
        if (!ask(connection, COMMON_SQL, &result, &row)) {
            mysql_free_result(result);
            return mysql__error(connection, "ask the server what it is", err);
        }
    }
    server->is_read_only = is_on(row[0]);
    server->auto_increment_step = row[1] ? strtoull(row[1], NULL, 10) : 0;
    server->max_packet = row[2] ? strtoull(row[2], NULL, 10) : 0;
    has_cluster = has_cluster && is_on(row[3]);
    mysql_free_result(result);
    server->is_ready = !has_cluster || is_ready(connection);
    /* Array binding came with MariaDB 10.2. */
    server->has_bulk = server->is_mariadb && server->version >= 100202;
    return ROWAN_OK;
}
