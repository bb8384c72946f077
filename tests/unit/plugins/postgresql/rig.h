/* SPDX-License-Identifier: MIT */
/* Drives the plugin's tables directly, on a server of the program's own. What
 * fails unexpectedly fails the test, with the message. */
#ifndef ROWAN_TESTS_POSTGRESQL_RIG_H
#define ROWAN_TESTS_POSTGRESQL_RIG_H

#include "dialect/dialect.h"
#include "harness.h"

/* Leaves the test where there is no server to be had. */
#define RIG_NEED_SERVER()                                                      \
    do {                                                                       \
        if (rig_port() == 0)                                                   \
            HARNESS_SKIP("no postgresql server here");                         \
    } while (0)

/* The server's, started at first use; 0 if there is none. */
uint16_t rig_port(void);
const rowan_driver *rig_driver(void);

/* Connects as user to a database; options are "key=value", ended by NULL, or
 * NULL. */
rowan_status rig_connect(const char *host, uint16_t port, const char *user,
                         const char *database, const char *const *options,
                         rowan_driver_connection **ret_connection,
                         rowan_error *err);
rowan_driver_connection *rig_open(void);
rowan_driver_connection *rig_open_with(const char *option);
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
rowan_driver_statement *rig_prepare(rowan_driver_connection *connection,
                                    const char *sql, const uint32_t *kinds,
                                    uint32_t kind_count);
rowan_status rig_begin(rowan_driver_connection *connection);

rowan_value rig_int(int64_t integer);
rowan_value rig_text(const char *text);
/* A value of a kind made of its text. */
bool rig_value(uint32_t kind, const char *text, rowan_value *ret_value);
bool rig_same(const rowan_value *a, const rowan_value *b);

/* Fails the test unless status is ROWAN_OK. */
#define RIG_OK(status_, err_)                                                  \
    do {                                                                       \
        if (!CHECK_INT(status_, ROWAN_OK))                                     \
            FAIL("%s", (err_).message);                                        \
    } while (0)

int64_t rig_now_us(void);

#endif
