/* SPDX-License-Identifier: MIT */
/* What the files of the plugin share. Nothing of it leaves the module. */
#ifndef ODBC_H
#define ODBC_H

#include <pthread.h>
#include <rowan/plugin/catalog.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/driver.h>
#include <sql.h>
#include <sqlext.h>
#include <stdbool.h>

/* --- what the plugin gives ------------------------------------------------ */

extern const rowan_dialect odbc_dialect; /* of servers that nobody knows */
extern const rowan_driver odbc_driver;
extern const rowan_catalog odbc_catalog;
extern const rowan_flavour *const odbc_flavours[];

/* What differs between the databases behind ODBC, beside their SQL: one row
 * for each, chosen by the name that the driver tells. */
typedef struct odbc_server {
    const char *dbms; /* as SQL_DBMS_NAME */
    uint32_t flavour; /* of rowan_plugin.flavours; 0: none */
    const rowan_capabilities *capabilities;
    const char *setup_sql[3]; /* after connecting; ended by NULL */
    /* Inside a transaction: makes it refuse writes; NULL: the attribute of
     * the connection has to do. */
    const char *read_only_sql;
    const char *read_write_sql; /* undoes that afterwards; NULL: no need */
    /* Drops session state, before setup_sql; ended by NULL; none: only a new
     * connection is as new. */
    const char *reset_sql[5];
    const char *last_id_sql;    /* NULL: there is RETURNING */
    const char *schema_sql;     /* asks for the default schema; NULL: none */
    /* Names of the columns of a primary key, in order, for a table; NULL: ODBC
     * can be trusted with it. */
    const char *primary_key_sql;
    /* Schema, name, start, increment, minimum, maximum, cache, cycle of each
     * sequence; NULL: there are none, or nobody tells. */
    const char *sequences_sql;
    bool aborts;     /* an error ends a transaction but for its rollback */
    bool rounds;     /* doubles come back with 15 digits only */
    bool has_finite; /* doubles are finite ones only */
    bool codes_are_sqlite; /* the native ones, with HY000 */
    bool has_guid;   /* UUIDs are values of their own */
} odbc_server;

/* The row of a server, by SQL_DBMS_NAME. */
const odbc_server *odbc_server_of(const char *dbms);

/* --- connections ---------------------------------------------------------- */

extern SQLHENV odbc_environment; /* of the process */

struct rowan_driver_connection {
    const rowan_host *host;
    const odbc_server *server;
    SQLHDBC handle;
    char dbms_version[64];
    bool in_transaction;
    bool is_aborted;
    bool is_read_only;  /* this transaction */
    uint32_t isolation; /* of transactions from now on */
    bool is_lost;
    bool is_altered; /* something may be left for the next user */
    /* What runs at the moment, for whoever wants to end it. */
    pthread_mutex_t lock;
    SQLHSTMT running;
    bool is_cancelled;
};

extern const rowan_option_info odbc_options[];
uint32_t odbc_max_connections(const rowan_url_parts *url);
int32_t odbc_connect(const rowan_connect_params *params,
                     rowan_driver_connection **ret_connection,
                     rowan_error *err);
void odbc_disconnect(rowan_driver_connection *connection);

/* Runs a statement of ours, without values; drops what it returns. */
int32_t odbc_run(rowan_driver_connection *connection, const char *sql,
                 const char *asked, rowan_error *err);

/* Runs each of a list that is ended by NULL. */
int32_t odbc_run_all(rowan_driver_connection *connection,
                     const char *const *sql, const char *asked,
                     rowan_error *err);

/* Between these, what runs can be ended from another thread. */
void odbc_running(rowan_driver_connection *connection, SQLHSTMT handle);
void odbc_rests(rowan_driver_connection *connection);

/* --- statements ----------------------------------------------------------- */

/* Where a value stays while the statement runs. */
typedef struct odbc_bound {
    SQLLEN size; /* or SQL_NULL_DATA */
    union {
        int64_t integer;
        double real;
        unsigned char bit;
        char text[80]; /* what host->value_format() may write */
    } as;
} odbc_bound;

typedef struct odbc_column {
    SQLSMALLINT type; /* SQL_... */
    char name[256];
} odbc_column;

struct rowan_driver_statement {
    rowan_driver_connection *connection;
    SQLHSTMT handle;
    uint32_t bind_count, column_count;
    uint32_t *bind_kinds; /* what NULLs stand for */
    odbc_bound *bounds;
    odbc_column *columns;
    const uint32_t *wanted; /* while running */
    int64_t affected_rows;
    bool has_rows;  /* a cursor is open */
    bool may_alter; /* the session, for its next user */
    /* Texts of the present row, one after the other, each with a NUL. */
    char *row;
    size_t row_size, row_room;
};

int32_t odbc_prepare(rowan_driver_connection *connection, const char *sql,
                     size_t sql_size, const uint32_t *bind_kinds,
                     uint32_t bind_count, uint32_t is_cached,
                     rowan_driver_statement **ret_statement, rowan_error *err);
void odbc_finish(rowan_driver_statement *statement);
uint32_t odbc_column_count(rowan_driver_statement *statement);
const char *odbc_column_name(rowan_driver_statement *statement,
                             uint32_t column);
int32_t odbc_execute(rowan_driver_statement *statement,
                     const rowan_value *binds, uint32_t bind_count,
                     const uint32_t *wanted, uint32_t column_count,
                     rowan_error *err);
int32_t odbc_step(rowan_driver_statement *statement, rowan_value *cells,
                  rowan_error *err);
void odbc_statement_reset(rowan_driver_statement *statement);
int64_t odbc_affected_rows(rowan_driver_statement *statement);

/* --- values --------------------------------------------------------------- */

int32_t odbc_bind(rowan_driver_statement *statement, uint32_t number,
                  const rowan_value *value, rowan_error *err);
/* One cell of the present row. A text is told by its place in the row, for
 * the row may move: odbc_settle() makes pointers of them. */
int32_t odbc_fetch(rowan_driver_statement *statement, uint32_t column,
                   rowan_value *cell, rowan_error *err);
void odbc_settle(const rowan_driver_statement *statement, rowan_value *cells);

/* --- errors --------------------------------------------------------------- */

/* What a handle's last call said; asked is what was to be done. */
int32_t odbc_error(rowan_driver_connection *connection, SQLSMALLINT kind,
                   SQLHANDLE handle, const char *asked, rowan_error *err);
/* An error of our own. */
int32_t odbc_fail(const rowan_host *host, rowan_status status,
                  rowan_error *err, const char *format, ...)
    ROWAN_PRINTF(4, 5);

/* --- catalog -------------------------------------------------------------- */

int32_t odbc_reflect(const rowan_reflection *reflection, rowan_error *err);

/* --- types ---------------------------------------------------------------- */

/* type_name() of each flavour. */
int32_t odbc_standard_type(const rowan_host *host, rowan_buffer *out,
                           const rowan_type *type, rowan_error *err);
int32_t odbc_sqlite_type(const rowan_host *host, rowan_buffer *out,
                         const rowan_type *type, rowan_error *err);
int32_t odbc_postgresql_type(const rowan_host *host, rowan_buffer *out,
                             const rowan_type *type, rowan_error *err);

/* The kind of a column, for reflection: by its name in the database, else by
 * ODBC's number for it. */
rowan_type odbc_type_of(const char *name, SQLSMALLINT number, int64_t size,
                        int32_t scale);

#endif
