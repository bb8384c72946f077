/* SPDX-License-Identifier: MIT */
/*
 * Engines, connections and their prepared statements, for the layers above.
 */
#ifndef ROWAN_ENGINE_ENGINE_PRIV_H
#define ROWAN_ENGINE_ENGINE_PRIV_H

#include "base/arena.h"
#include "base/error_priv.h"
#include "base/fork.h"
#include "compile/compile.h"
#include "engine/limits.h"

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
    const char **column_names; /* NULL: they are as the driver says them */
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

    /* For events. */
    bool is_counting;    /* from execution to the last row, while watched */
    uint64_t row_count;  /* fetched since execution */
    int64_t executed_ns; /* while is_counting */

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
    uint64_t wishes[8]; /* hashes, see rowan__statement_is_worth */
    uint32_t wish_count; /* so far */
} rowan__statement_cache;

typedef struct rowan__connection_stats {
    uint64_t statements, cache_hits, cache_misses;
} rowan__connection_stats;

struct rowan_connection {
    rowan_engine *engine;
    uint32_t fork_count; /* of the process that opened it */
    /* Out of the pool: a second release, or use after it, finds false. */
    _Atomic bool acquired;
    rowan__target target;       /* dialect, and caps of this server */
    const rowan_driver *driver; /* &target.dialect->driver */
    rowan_driver_connection *handle;
    rowan_url_parts parts;  /* what the driver was given */
    rowan_host_port *hosts; /* of parts, if they were shuffled */
    rowan_capabilities caps;
    rowan__connection_stats stats;
    uint32_t savepoint; /* number of the innermost savepoint, 0: none */
    bool begun;         /* by us; the database may have ended it since */
    bool used;          /* something was sent since it was made ready */
    bool broken;        /* not to be used again */
    bool worn;          /* and that for its session state, which stays */
    /* What ended the transaction before its end, until it is rolled back, and
     * what a rollback to a savepoint may still mend. ROWAN_OK: nothing. */
    rowan_status ended, damaged;
    rowan__limits own;                /* of who takes it bare */
    rowan__limits *_Atomic limits;    /* of the present user */
    int64_t told_us;                  /* deadline that the driver knows */
    atomic_bool at_work;              /* something may run */
    uint32_t holders;                 /* cancels at work; the pool's mutex */
    atomic_bool was_cancelled;        /* since it was taken */
    rowan__statement_cache cache;
    rowan_result *results; /* open ones */

    /* Who hears of it: the engine's, then the session's. */
    const rowan_events *listeners[3];
    uint32_t listener_count;

    /* The pool's, under its mutex. */
    rowan_connection *next; /* idle, or spare: without a handle */
    rowan_connection *next_of_all;
    uint32_t epoch;      /* the pool's when it last was known to live */
    int64_t taken_ms;    /* by the coarse clock: when, and where */
    int64_t expires_ms;  /* INT64_MAX: never */
    const char *file;
    int line;
};

/* Copies what a program knows of the struct; NULL gives one of size 0. */
void rowan__events_copy(rowan_events *events, const rowan_events *given);
/* Tells once that no more rows are fetched. */
void rowan__tell_rows(rowan_connection *conn, rowan__statement *statement);

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
/*
 * For who can do with other statements: whether the one of a key is there, or
 * was asked for lately, so that preparing it may pay. Else the wish is noted.
 */
bool rowan__statement_is_worth(rowan_connection *conn, const void *key,
                               size_t key_size, uint64_t hash);
/* Makes it idle and gives it back. Never fails. NULL is allowed. */
void rowan__statement_give_back(rowan_connection *conn,
                                rowan__statement *statement);

/* Starts it: counts, logs, adds the SQL to errors. binds are in the shape's
 * order (bind_order is applied here when there is one). They and wanted stay
 * valid until it is given back; it may be executed again before. */
/* Has the driver prepare what is compiled. */
rowan_status rowan__statement_prepare(rowan_connection *conn,
                                      rowan__statement *statement,
                                      bool is_cached, rowan_error *err);
/* The name of a column, from 0, as a program knows it. */
const char *rowan__statement_column_name(const rowan_connection *conn,
                                         const rowan__statement *statement,
                                         uint32_t column);
rowan_status rowan__statement_execute(rowan_connection *conn,
                                      rowan__statement *statement,
                                      const rowan_value *binds,
                                      uint32_t bind_count,
                                      const uint32_t *wanted,
                                      uint32_t column_count, rowan_error *err);

static inline rowan__limits *
rowan__connection_limits(const rowan_connection *conn)
{
    return atomic_load_explicit(&conn->limits, memory_order_relaxed);
}

/* Before what may take its time, and after it: a cancel is repeated while there
 * is such. Statements are such as long as they are taken. */
static inline void
rowan__connection_works(rowan_connection *conn, bool begins)
{
    atomic_store_explicit(&conn->at_work, begins || conn->cache.taken > 0,
                          memory_order_relaxed);
}

/* Refuses a connection that is NULL or was given back, and a forked engine. */
rowan_status rowan__connection_check(const rowan_connection *conn,
                                     rowan_error *err);

/* Refuses what has no sense any more: ROWAN_TRANSACTION_ABORTED, whatever the
 * server would say. */
rowan_status rowan__connection_in_transaction(rowan_connection *conn,
                                              rowan_error *err);

/* Before whatever is sent: refuses in a forked process, in a transaction that
 * has ended, after the deadline and after a cancel; tells the driver the
 * deadline. */
rowan_status rowan__connection_make_ready(rowan_connection *conn,
                                          rowan_error *err);
static inline rowan_status
rowan__connection_ready(rowan_connection *conn, rowan_error *err)
{
    const rowan__limits *limits = rowan__connection_limits(conn);

    if (conn->fork_count == rowan__fork_count() && limits->deadline_us == 0 &&
        conn->told_us == 0 && conn->ended == ROWAN_OK &&
        conn->damaged == ROWAN_OK && !rowan__limits_cancelled(limits))
        return ROWAN_OK;
    return rowan__connection_make_ready(conn, err);
}
/* The same before what puts things in order: it has a little more time. */
void rowan__connection_clean_up(rowan_connection *conn);
void rowan__connection_tell_deadline(rowan_connection *conn,
                                     int64_t deadline_us);

/* How to take a connection from the pool: waiting for it at most timeout_ms,
 * and all in all to the deadline of the present call. */
typedef struct rowan__acquire_params {
    int64_t timeout_ms;    /* or ROWAN_POOL_TIMEOUT */
    rowan__limits *limits; /* of its user; NULL: the connection's own */
    const char *file;      /* on whose behalf; NULL: not known */
    int line;
    const rowan_events *events; /* told until its release; size 0: none */
} rowan__acquire_params;

rowan_status rowan__connection_acquire(rowan_engine *engine,
                                       const rowan__acquire_params *params,
                                       rowan_connection **ret_conn,
                                       rowan_error *err);
/* The same for limits, and on behalf of nobody known. */
rowan_status rowan__pool_acquire(rowan_engine *engine, int64_t timeout_ms,
                                 rowan__limits *limits,
                                 rowan_connection **ret_conn, rowan_error *err);

/* The engine's own defaults. */
typedef struct rowan__defaults {
    uint32_t statement_timeout_ms; /* 0: none */
    uint32_t pool_timeout_ms;
    uint32_t connect_timeout_ms;
    rowan_isolation isolation;
    bool read_only;
} rowan__defaults;
rowan__defaults rowan__engine_defaults(const rowan_engine *engine);
/* What is known of the database without a connection. */
const rowan_capabilities *rowan__engine_offline(const rowan_engine *engine);

/* Executes it once for each of row_count rows of binds, which are put in the
 * placeholders' order here. *ret_failed is the row that failed, or row_count
 * if that is not known. Only where the driver has execute_many. */
rowan_status rowan__statement_execute_many(
    rowan_connection *conn, rowan__statement *statement, rowan_value *binds,
    uint32_t bind_count, uint32_t row_count, int64_t *ret_affected,
    uint32_t *ret_failed, rowan_error *err);

/* Rows of a bulk load; ROWAN_DONE: there are no more. */
typedef rowan_status rowan__bulk_next_fn(void *context,
                                         const rowan_value **ret_values,
                                         uint32_t *ret_row_count);

/* Which row an error of a bulk load is of. */
typedef struct rowan__bulk_failure {
    uint64_t row;    /* from 0; UINT64_MAX: not known */
    bool is_in_last; /* one of the rows that were given last */
} rowan__bulk_failure;

/* Loads rows until next has no more; whatever fails, next too, nothing of it is
 * there once the transaction or savepoint is rolled back. Only with the
 * feature BULK_COPY. */
rowan_status rowan__connection_bulk(rowan_connection *conn,
                                    const rowan__bulk *bulk,
                                    rowan__bulk_next_fn *next, void *context,
                                    rowan__bulk_failure *ret_failure,
                                    rowan_error *err);

/* What every failed call of the driver goes through: adds the SQL to the
 * error, marks a lost connection broken, latches what ends a transaction.
 * Returns status. */
rowan_status rowan__connection_failed(rowan_connection *conn,
                                      rowan_status status, const char *sql,
                                      rowan_error *err) ROWAN__COLD;

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

    if (status == ROWAN_OK) {
        statement->row_count++;
        return status;
    }
    if (statement->is_counting)
        rowan__tell_rows(conn, statement);
    if (status == ROWAN_DONE)
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
/* The next statement is the last before the commit, which may travel along if
 * nothing that the statement gives is a reason to roll back, and the engine
 * was opened for that. */
void rowan__connection_commit_follows(rowan_connection *conn,
                                      bool may_go_along);
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

/* A name for the current transaction, by which another connection can ask what
 * came of it; empty where the database has none. */
#define ROWAN__TOKEN_SIZE 64
rowan_status rowan__connection_token(rowan_connection *conn, char *ret_token,
                                     rowan_error *err);
/* Asks what came of it, again and again while there is time: ROWAN_OK
 * committed, ROWAN_TRANSACTION_ABORTED not, ROWAN_IN_DOUBT. */
rowan_status rowan__engine_outcome(rowan_engine *engine, const char *token,
                                   rowan__limits *limits, rowan_error *err);

#define ROWAN__IDENTIFIER_SIZE 65
/* Says whether a text may name a prepared transaction. */
rowan_status rowan__two_phase_identifier(const char *identifier,
                                         rowan_error *err);
/* Ends the transaction in prepared state. */
rowan_status rowan__connection_prepare(rowan_connection *conn,
                                       const char *identifier,
                                       rowan_error *err);

#endif
