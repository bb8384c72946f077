/* SPDX-License-Identifier: MIT */
/* Drives the plugin's tables directly, on a server of our own that the first
 * connection starts. What fails unexpectedly fails the test, with the message.
 */
#ifndef ROWAN_TESTS_MYSQL_RIG_H
#define ROWAN_TESTS_MYSQL_RIG_H

#include "dialect/dialect.h"
#include "harness.h"

/* Leaves the test when there is no server on this machine. */
#define NEED_SERVER()                                          \
    do {                                                       \
        if (!rig_has_server())                                 \
            HARNESS_SKIP("a mariadb server (mariadb-server)"); \
    } while (0)
bool rig_has_server(void);
uint16_t rig_port(void);
const char *rig_socket(void);

const rowan_plugin *rig_plugin(void);
const rowan_driver *rig_driver(void);

/* How to connect; zeros are the usual: user rowan, database rowan, TCP. */
typedef struct rig_way {
    const char *user, *password, *database;
    const char *host;
    uint16_t port;
    uint32_t timeout_ms;
    const char *options[4]; /* "key=value" */
} rig_way;

rowan_status rig_connect(const rig_way *way,
                         rowan_driver_connection **ret_connection,
                         rowan_error *err);
rowan_driver_connection *rig_open(void);
/* The administrator, through the socket. */
rowan_driver_connection *rig_root(void);
void rig_close(rowan_driver_connection *connection);

/* Prepares, executes, steps to the end, finishes. */
rowan_status rig_try(rowan_driver_connection *connection, const char *sql,
                     rowan_error *err);
rowan_status rig_try_with(rowan_driver_connection *connection, const char *sql,
                          const rowan_value *binds, uint32_t bind_count,
                          rowan_error *err);
void rig_run(rowan_driver_connection *connection, const char *sql);
/* The first cell of the first row as text, "" for NULL or no row; valid until
 * the next call. */
const char *rig_ask(rowan_driver_connection *connection, const char *sql);
int64_t rig_count(rowan_driver_connection *connection, const char *sql);
/* Drops a table if it is there, and makes it. */
void rig_table(rowan_driver_connection *connection, const char *name,
               const char *columns);

rowan_driver_statement *rig_prepare(rowan_driver_connection *connection,
                                    const char *sql);
void rig_begin(rowan_driver_connection *connection);
rowan_value rig_int(int64_t integer);
rowan_value rig_text(const char *text);
rowan_value rig_decimal(const char *text);

/* CLOCK_MONOTONIC in microseconds, as deadlines are. */
int64_t rig_now_us(void);

#endif
