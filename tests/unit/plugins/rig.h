/* SPDX-License-Identifier: MIT */
/* Drives a plugin's tables directly, on a server of the program's own that is
 * started at first use. What fails unexpectedly fails the test, with the
 * message. What is particular to a driver is the rig_target that its program
 * defines. */
#ifndef ROWAN_TESTS_RIG_H
#define ROWAN_TESTS_RIG_H

#include "dialect/dialect.h"
#include "harness.h"

/* How to connect; what is zero is as the target has it. */
typedef struct rig_way {
    uint32_t size; /* not looked at */
    uint32_t timeout_ms;
    const char *user, *password;
    const char *database; /* "": none, whatever the target has */
    const char *host;
    uint16_t port; /* 0: the server's */
    const char *options[8]; /* "key=value" */
} rig_way;

typedef struct rig_target {
    rowan_plugin_entry *entry;
    const char *dialect;
    rig_way usual;
    rig_way root;       /* the administrator */
    const char *server; /* server-NAME.sh starts it; NULL: none is needed */
    uint32_t answer_kind; /* what rig_ask() wants a cell in */
    const char *table_options; /* at the end of CREATE TABLE */
} rig_target;

extern const rig_target rig_target_tested;

/* Leaves the test when there is no server on this machine. */
#define NEED_SERVER()                                                          \
    do {                                                                       \
        if (!rig_has_server())                                                 \
            HARNESS_SKIP("a server of %s", rig_target_tested.server);          \
    } while (0)
bool rig_has_server(void);
uint16_t rig_port(void); /* 0 where there is no server */
/* The folder that its script was given. */
const char *rig_folder(void);
/* Starts a further server, which also ends with the program; its port, or 0.
 * The script gets words, and assignments to its environment. */
uint16_t rig_server(const char *name, const char *environment,
                    const char *words);

const rowan_plugin *rig_plugin(void);
const rowan_driver *rig_driver(void);

rowan_status rig_connect(const rig_way *way,
                         rowan_driver_connection **ret_connection,
                         rowan_error *err);
/* rig_open(), or with members of a rig_way: rig_open(.user = "me"). */
#define rig_open(...) rig_open_way(&(const rig_way){.size = 0, __VA_ARGS__})
rowan_driver_connection *rig_open_way(const rig_way *way);
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
rowan_driver_statement *rig_prepare_kinds(rowan_driver_connection *connection,
                                          const char *sql,
                                          const uint32_t *kinds,
                                          uint32_t kind_count);
void rig_begin(rowan_driver_connection *connection);

/* Fails the test unless status is ROWAN_OK. */
#define RIG_OK(status_, err_)                                                  \
    do {                                                                       \
        if (!CHECK_INT(status_, ROWAN_OK))                                     \
            FAIL("%s", (err_).message);                                        \
    } while (0)

rowan_value rig_int(int64_t integer);
rowan_value rig_text(const char *text);
rowan_value rig_decimal(const char *text);
/* A value of a kind made of its text. */
bool rig_value(uint32_t kind, const char *text, rowan_value *ret_value);
/* Whether two values are alike to the bit. */
bool rig_same(const rowan_value *a, const rowan_value *b);

/* CLOCK_MONOTONIC in microseconds, as deadlines are. */
int64_t rig_now_us(void);
/* A socket that listens on loopback and never answers. */
int rig_silent(uint16_t *ret_port);

/* Checks which of two servers each value of target_session_attrs chooses.
 * port_sql asks a server for its port. */
void rig_check_hosts(uint16_t primary, uint16_t standby, const char *port_sql);

/* The one buffer for what the dialect writes, emptied; and its text, after
 * which it holds no memory. */
rowan_buffer *rig_buffer(void);
const char *rig_buffer_text(rowan_buffer *buffer);

#endif
