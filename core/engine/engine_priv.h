/* SPDX-License-Identifier: MIT */
/*
 * Engines, connections and their prepared statements, for the layers above.
 */
#ifndef ROWAN_ENGINE_ENGINE_PRIV_H
#define ROWAN_ENGINE_ENGINE_PRIV_H

#include "base/arena.h"
#include "compile/compile.h"

#include <rowan/connection.h>
#include <rowan/engine.h>
#include <stdatomic.h>

/*
 * A prepared statement. Cached ones belong to their connection and are found
 * again by key; one that is in use when it is asked for again gets an uncached
 * twin. A layer above may keep a plan with it, freed with it.
 */
typedef struct rowan__statement rowan__statement;
struct rowan__statement {
    rowan_driver_statement *driver;
    rowan__compiled compiled; /* memory: the statement's own */
    void *plan;               /* a layer's above; NULL at first */
    void (*plan_free)(void *plan);
    bool in_use;          /* between rowan__statement_take and _give_back */
    bool running;         /* between rowan__statement_execute and _give_back */
    rowan_value *ordered; /* room for binds in placeholder order, or NULL */
    bool by_name;  /* its reader goes by the names of its columns */
    bool is_stale; /* the tables changed: not to be kept */
    const rowan_value *binds; /* while running: as they were executed, */
    const uint32_t *wanted;   /* so that it can be executed again */
    uint32_t column_count;

    /* The cache's. */
    rowan__arena arena;
    const unsigned char *key; /* NULL: not cached */
    size_t key_size;
    uint64_t hash;
    rowan__statement *chain;         /* same bucket */
    rowan__statement *newer, *older; /* by last use */
    rowan__statement *next_uncached;
};

/* Open hash by key, and a list by last use. */
typedef struct rowan__statement_cache {
    rowan__statement **buckets;
    uint32_t bucket_count; /* a power of two, or 0 */
    uint32_t count, capacity;
    uint32_t taken; /* cached or not */
    rowan__statement *newest, *oldest;
    rowan__statement *uncached;
} rowan__statement_cache;

typedef struct rowan__connection_stats {
    uint64_t statements, cache_hits, cache_misses;
} rowan__connection_stats;

struct rowan_connection {
    rowan_engine *engine;
    /* Out of the pool: a second release, or use after it, finds false. */
    _Atomic bool acquired;
    rowan__target target;       /* dialect, and caps of this server */
    const rowan_driver *driver; /* &target.dialect->driver */
    rowan_driver_connection *handle;
    rowan_capabilities caps;
    rowan__connection_stats stats;
    uint32_t savepoint; /* number of the innermost savepoint, 0: none */
    bool begun;         /* by us; the database may have ended it since */
    bool echo;          /* log statements */
    bool broken;        /* not to be used again */
    rowan__statement_cache cache;
    rowan_result *results;  /* open ones */
    rowan_connection *next; /* idle, or spare: without a handle */
    rowan_connection *next_of_all;
};

/* Compiles a statement that was not found; arena is the new statement's. */
typedef rowan_status rowan__compile_fn(const rowan__target *target,
                                       const void *context, rowan__arena *arena,
                                       rowan__compiled *ret_compiled,
                                       rowan_error *err);

/*
 * Takes the statement of a key out of the connection's cache, compiling and
 * preparing it if it is not there. Give it back by rowan__statement_give_back.
 * An empty key (size 0) is never cached.
 */
rowan_status rowan__statement_take(rowan_connection *conn, const void *key,
                                   size_t key_size, uint64_t hash,
                                   rowan__compile_fn *compile,
                                   const void *context,
                                   rowan__statement **ret_statement,
                                   rowan_error *err);
/* Makes it idle and gives it back. Never fails. NULL is allowed. */
void rowan__statement_give_back(rowan_connection *conn,
                                rowan__statement *statement);

/* Starts it: counts, logs, adds the SQL to errors. binds are in the shape's
 * order (bind_order is applied here when there is one). They and wanted stay
 * valid until it is given back; it may be executed again before. */
rowan_status rowan__statement_execute(rowan_connection *conn,
                                      rowan__statement *statement,
                                      const rowan_value *binds,
                                      uint32_t bind_count,
                                      const uint32_t *wanted,
                                      uint32_t column_count, rowan_error *err);

/* What every failed call of the driver goes through: adds the SQL to the
 * error, marks a lost connection broken. Returns status. */
rowan_status rowan__connection_failed(rowan_connection *conn,
                                      rowan_status status, const char *sql,
                                      rowan_error *err);

/* A step that gave neither a row nor the end. */
rowan_status rowan__statement_failed(rowan_connection *conn,
                                     rowan__statement *statement,
                                     rowan_status status, rowan_value *cells,
                                     rowan_error *err);

/* Next row: the driver's step; adds the SQL to errors. A query whose tables
 * changed after it was prepared is prepared again, unless it is read by_name:
 * then it ends with ROWAN_STATEMENT_STALE. */
static inline rowan_status
rowan__statement_step(rowan_connection *conn, rowan__statement *statement,
                      rowan_value *cells, rowan_error *err)
{
    rowan_status status =
        (rowan_status)conn->driver->step(statement->driver, cells, err);

    if (status == ROWAN_OK || status == ROWAN_DONE)
        return status;
    return rowan__statement_failed(conn, statement, status, cells, err);
}

/* SQL text with the values of its names. */
typedef struct rowan__sql_text {
    const char *sql;
    const rowan_bind_value *binds;
    uint32_t bind_count;
} rowan__sql_text;

/* Counts the binds. */
rowan__sql_text rowan__sql_text_of(const char *sql,
                                   const rowan_bind_value *binds);
/* A rowan__compile_fn, whose context is a rowan__sql_text. */
rowan_status rowan__sql_text_compile(const rowan__target *target,
                                 const void *context, rowan__arena *arena,
                                 rowan__compiled *ret_compiled,
                                 rowan_error *err);
/* The values as they are bound, with the lengths of texts. Unsigned numbers
 * beyond int64_t are ROWAN_OUT_OF_RANGE. */
rowan_status rowan__sql_text_values(const rowan__sql_text *text,
                                    rowan__arena *arena,
                                    rowan_value **ret_values, rowan_error *err);

/* Runs SQL text to its end, dropping its rows, not cached: DDL and such. */
rowan_status rowan__connection_run(rowan_connection *conn, const char *sql,
                                   size_t sql_size, rowan_error *err);

/* Passes a line to the engine's log, if it has one. */
void rowan__engine_log(const rowan_engine *engine, const char *line);

/*
 * Transactions, counted and logged. params may be NULL: an ordinary one.
 * ROWAN_INVALID for what the state does not allow: begin inside a transaction,
 * anything else outside.
 * ROWAN_TRANSACTION_ABORTED for a commit when only a rollback is possible, or
 * the database has rolled back already. A commit that fails is followed by a
 * rollback, which then need not find anything to do.
 */
rowan_status rowan__connection_begin(rowan_connection *conn,
                                     const rowan_begin_params *params,
                                     rowan_error *err);
rowan_status rowan__connection_commit(rowan_connection *conn, rowan_error *err);
rowan_status rowan__connection_rollback(rowan_connection *conn,
                                        rowan_error *err);
/* Savepoints nest; conn->savepoint is the depth. Both ends of the innermost
 * one take it away: release keeps the work, rollback undoes it. */
rowan_status rowan__connection_savepoint(rowan_connection *conn,
                                         rowan_error *err);
rowan_status rowan__connection_savepoint_release(rowan_connection *conn,
                                                 rowan_error *err);
rowan_status rowan__connection_savepoint_rollback(rowan_connection *conn,
                                                  rowan_error *err);
/* ROWAN_STATE_..., as the client library sees it. */
uint32_t rowan__connection_transaction_state(const rowan_connection *conn);

#endif
