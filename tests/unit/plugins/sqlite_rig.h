/* SPDX-License-Identifier: MIT */
/* Drives the plugin's tables directly: a connection, and short ways to run
 * SQL on it. What fails unexpectedly fails the test, with the message. */
#ifndef ROWAN_TESTS_SQLITE_RIG_H
#define ROWAN_TESTS_SQLITE_RIG_H

#include "dialect/dialect.h"
#include "harness.h"

const rowan_plugin *rig_plugin(void);
const rowan_driver *rig_driver(void);

/* Connects; options are pairs "key=value" ended by NULL, or NULL. The
 * database is NULL for memory. */
rowan_status rig_connect(const char *database, const char *const *options,
                         rowan_driver_connection **ret_connection,
                         rowan_error *err);
rowan_driver_connection *rig_open(const char *database);
rowan_driver_connection *rig_open_with(const char *database,
                                       const char *option);
void rig_close(rowan_driver_connection *connection);

/* Prepares, executes, steps to the end, finishes. */
rowan_status rig_try(rowan_driver_connection *connection, const char *sql,
                     rowan_error *err);
rowan_status rig_try_with(rowan_driver_connection *connection, const char *sql,
                          const rowan_value *binds, uint32_t bind_count,
                          rowan_error *err);
void rig_run(rowan_driver_connection *connection, const char *sql);
/* The first cell of the first row as text of SQLite's own, "" for NULL or no
 * row; valid until the next call. */
const char *rig_ask(rowan_driver_connection *connection, const char *sql);
int64_t rig_count(rowan_driver_connection *connection, const char *sql);

rowan_driver_statement *rig_prepare(rowan_driver_connection *connection,
                                    const char *sql);
rowan_value rig_int(int64_t integer);
rowan_value rig_text(const char *text);

/* The one buffer for what the dialect writes, emptied; and its text, after
 * which it holds no memory. */
rowan_buffer *rig_buffer(void);
const char *rig_buffer_text(rowan_buffer *buffer);

#endif
