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
    bool in_use; /* between rowan__statement_take and _give_back */

    /* The cache's. */
    rowan__arena arena;
    const unsigned char *key; /* NULL: not cached */
    size_t key_size;
    uint64_t hash;
    rowan__statement *chain;           /* same bucket */
    rowan__statement *newer, *older;   /* by last use */
    rowan__statement *next_uncached;
};

typedef struct rowan__connection_stats {
    uint64_t statements, cache_hits, cache_misses;
} rowan__connection_stats;

struct rowan_connection {
    rowan_engine *engine;
    rowan__target target; /* dialect, and caps of this server */
    const rowan_driver *driver; /* &target.dialect->driver */
    rowan_driver_connection *handle;
    rowan_capabilities caps;
    rowan__connection_stats stats;
    uint32_t savepoint; /* number of the innermost savepoint, 0: none */
    bool echo;          /* log statements */
    bool broken;        /* not to be used again */
    /* By the number of a table: the statement that gets a row by key. */
    rowan__statement **get_statements;
    uint32_t get_capacity;
    struct rowan__statement_cache *cache;
    struct rowan_result *results; /* open ones */
    rowan_connection *next_idle;
};

/* Compiles a statement that was not found; arena is the new statement's. */
typedef rowan_status rowan__compile_fn(const rowan__target *target,
                                       const void *context,
                                       rowan__arena *arena,
                                       rowan__compiled *ret_compiled,
                                       rowan_error *err);

/*
 * Takes the statement of a key out of the connection's cache, compiling and
 * preparing it if it is not there. Give it back by rowan__statement_give_back.
 * An empty key (size 0) is never cached.
 */
rowan_status rowan__statement_take(rowan_connection *conn,
                                   const void *key, size_t key_size,
                                   uint64_t hash, rowan__compile_fn *compile,
                                   const void *context,
                                   rowan__statement **ret_statement,
                                   rowan_error *err);
/* Makes it idle and gives it back. Never fails. NULL is allowed. */
void rowan__statement_give_back(rowan_connection *conn,
                                rowan__statement *statement);

/* Starts it: counts, logs, adds the SQL to errors. binds are in the shape's
 * order (bind_order is applied here when there is one). They and wanted stay
 * valid until it is given back. */
rowan_status rowan__statement_execute(rowan_connection *conn,
                                      rowan__statement *statement,
                                      const rowan_value *binds,
                                      uint32_t bind_count,
                                      const uint32_t *wanted,
                                      uint32_t column_count, rowan_error *err);

/* Next row: the driver's step; adds the SQL to errors. */
static inline rowan_status
rowan__statement_step(rowan_connection *conn, rowan__statement *statement,
                      rowan_value *cells, rowan_error *err)
{
    return (rowan_status)conn->driver->step(statement->driver, cells, err);
}

/* Runs SQL text without rows, not cached: DDL and such. */
rowan_status rowan__connection_run(rowan_connection *conn, const char *sql,
                                   size_t sql_size, rowan_error *err);

/* Transactions, counted and logged. Savepoints nest: number is the depth. */
rowan_status rowan__connection_begin(rowan_connection *conn,
                                     const rowan_begin_params *params,
                                     rowan_error *err);
rowan_status rowan__connection_commit(rowan_connection *conn,
                                      rowan_error *err);
rowan_status rowan__connection_rollback(rowan_connection *conn,
                                        rowan_error *err);
rowan_status rowan__connection_savepoint(rowan_connection *conn,
                                         rowan_error *err);
rowan_status rowan__connection_savepoint_release(rowan_connection *conn,
                                                 rowan_error *err);
rowan_status rowan__connection_savepoint_rollback(rowan_connection *conn,
                                                  rowan_error *err);
uint32_t rowan__connection_transaction_state(rowan_connection *conn);

#endif
