/* SPDX-License-Identifier: MIT */
/**
 * @file connection.h
 * Connections and results: SQL text of your own, without models.
 *
 * A connection is taken from the engine's pool and given back. It belongs to
 * one thread at a time, and so do its results.
 */
#ifndef ROWAN_CONNECTION_H
#define ROWAN_CONNECTION_H

#include <rowan/engine.h>
#include <rowan/plugin/capabilities.h>
#include <rowan/query.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_result rowan_result;

/** Wait as long as the engine's pool_timeout_ms says. */
#define ROWAN_POOL_TIMEOUT (-1)

/**
 * Take a connection from the pool, opening one if allowed, waiting while all
 * are in use. The place of the call is kept: a wait in vain and the close of
 * the engine tell who holds connections.
 *
 * @param engine         the engine; must outlive the connection
 * @param timeout_ms     longest wait in milliseconds; 0 does not wait,
 *                       ROWAN_POOL_TIMEOUT takes the engine's. To open or
 *                       check one takes up to connect_timeout_ms more
 * @param[out] ret_conn  the connection; written only on success
 * @param err            what went wrong
 *
 * @ownership  *ret_conn: owned, give back with rowan_connection_release()
 * @errors     ROWAN_TIMEOUT         none came free in time
 *             ROWAN_CONNECT_FAILED  a new one could not be opened, and others
 *             ROWAN_INVALID         engine is NULL or the parent process's,
 *                                   or timeout_ms negative
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_acquire(
    rowan_engine *engine, int64_t timeout_ms, rowan_connection **ret_conn,
    rowan_error *err);

/**
 * Take a connection on behalf of another place of the program: what
 * rowan_connection_acquire() calls with its own.
 *
 * @param engine         as rowan_connection_acquire()
 * @param timeout_ms     as there
 * @param file           static, for it is kept; NULL: not known
 * @param line           the line there
 * @param[out] ret_conn  the connection; written only on success
 * @param err            what went wrong
 *
 * @ownership  *ret_conn: owned, give back with rowan_connection_release()
 * @errors     as rowan_connection_acquire()
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_acquire_at(
    rowan_engine *engine, int64_t timeout_ms, const char *file, int line,
    rowan_connection **ret_conn, rowan_error *err);

#define rowan_connection_acquire(engine, timeout_ms, ret_conn, err)          \
    rowan_connection_acquire_at((engine), (timeout_ms), __FILE__, __LINE__,  \
                                (ret_conn), (err))

/**
 * Give a connection back. An open transaction is rolled back, open results
 * are freed, session state is dropped as pool_reset says. Giving it back twice
 * does nothing the second time, unless somebody has taken it in between.
 *
 * @param conn  the connection; NULL is allowed
 *
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API void rowan_connection_release(rowan_connection *conn);

/**
 * Bound the calls of a connection: each that takes longer ends with
 * ROWAN_TIMEOUT, and the connection can be used on. A row that is fetched is a
 * call. Databases whose driver cannot be interrupted by a clock notice the
 * deadline between statements only; the plugin's page says so.
 *
 * @param conn        the connection
 * @param timeout_ms  of each call in milliseconds; 0 is none. At first it is
 *                    the engine's statement_timeout_ms
 *
 * @return ROWAN_OK, or ROWAN_INVALID if conn was given back
 * @errors     ROWAN_INVALID
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API rowan_status rowan_connection_timeout_set(rowan_connection *conn,
                                                    uint32_t timeout_ms);

/**
 * End the call that a connection is in, from another thread: it returns
 * ROWAN_CANCELLED, if it has not come to its end before, and the connection
 * can be used on. Nothing happens if it is in no call, or was given back, as
 * long as nobody else has taken it. The call may wait up to a tenth of a
 * second to see that what runs ends.
 *
 * @param conn  the connection; NULL is allowed. Its engine must be open
 *
 * @threads    any thread, concurrently: the only such call of a connection
 * @since      0.1
 */
ROWAN_API void rowan_connection_cancel(rowan_connection *conn);

/** What is at the other end. */
typedef struct rowan_server_info {
    char name[32];           /**< "SQLite" */
    char text[64];           /**< version as the server says it */
    uint32_t version;        /**< 3.40.1 is 34001 */
    const char *dialect;     /**< the plugin's name; static */
    const char *client_version; /**< of the client library; static */
} rowan_server_info;

/**
 * Say what a connection is connected to.
 *
 * @param conn           the connection
 * @param[out] ret_info  the facts
 *
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API void rowan_connection_server(const rowan_connection *conn,
                                       rowan_server_info *ret_info);

/**
 * Say what the database that a connection is connected to can do: its
 * features, isolation levels and limits, of this server and this version.
 *
 * @param conn  the connection
 *
 * @return the capabilities
 * @ownership  borrowed from conn
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API const rowan_capabilities *rowan_connection_capabilities(
    const rowan_connection *conn);

/**
 * Say whether a database has a feature:
 * rowan_connection_supports(conn, ROWAN_FEATURE_SAVEPOINTS).
 *
 * @param conn     the connection
 * @param feature  a rowan_feature
 *
 * @return false also for numbers that name no feature
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API bool rowan_connection_supports(const rowan_connection *conn,
                                         uint32_t feature);

/**
 * Name a feature: "savepoints" for ROWAN_FEATURE_SAVEPOINTS.
 *
 * @param feature  a rowan_feature
 *
 * @return the name, or NULL for a number that none has; so have all from
 *         ROWAN_FEATURES_MAX on
 * @ownership  static
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_feature_name(uint32_t feature);

/**
 * Ask the database for a sign of life.
 *
 * @param conn  the connection
 * @param err   what went wrong
 *
 * @errors     ROWAN_CONNECTION_LOST, ROWAN_TIMEOUT and others
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_ping(
    rowan_connection *conn, rowan_error *err);

/**
 * Run one statement of SQL text with named values, written `:name`.
 *
 * @param conn             the connection
 * @param sql              one statement
 * @param binds            ended by a NULL name; NULL is none. Their texts must
 *                         stay valid until the result is freed
 * @param[out] ret_result  the result; written only on success. NULL runs the
 *                         statement to its end and drops its rows
 * @param err              what went wrong
 *
 * @ownership  *ret_result: owned, free with rowan_result_free()
 * @errors     ROWAN_INVALID  a `:name` has no value, or a value no `:name`
 *             ROWAN_SYNTAX   not one valid statement
 *             others         as the database says
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_query(
    rowan_connection *conn, const char *sql, const rowan_bind_value *binds,
    rowan_result **ret_result, rowan_error *err);

/**
 * Take the next number of a sequence. No rollback gives it back.
 *
 * @param conn             the connection
 * @param schema           the sequence's schema; NULL is the default one
 * @param name             its name, as it is, without quotes
 * @param[out] ret_number  the number; written only on success
 * @param err              what went wrong
 *
 * @errors     ROWAN_UNSUPPORTED  the database has no sequences
 *             ROWAN_INVALID      no such name is possible
 *             others             as the database says
 * @threads    the thread that uses conn
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_connection_sequence_next(
    rowan_connection *conn, const char *schema, const char *name,
    int64_t *ret_number, rowan_error *err);

/**
 * Number of columns of a result.
 *
 * @param result  the result
 *
 * @return 0 for a statement that gives no rows
 * @threads    the thread that uses the connection
 * @since      0.1
 */
ROWAN_API uint32_t rowan_result_column_count(const rowan_result *result);

/**
 * Name of a column.
 *
 * @param result  the result
 * @param column  0 to the number of columns less one
 *
 * @return the name, or NULL beyond the last
 * @ownership  borrowed from result
 * @threads    the thread that uses the connection
 * @since      0.1
 */
ROWAN_API const char *rowan_result_column_name(const rowan_result *result,
                                               uint32_t column);

/**
 * Fetch the next row, each value in the database's own kind: null, int64,
 * double, text or bytes.
 *
 * @param result          the result
 * @param[out] ret_cells  one value a column, valid until the next call;
 *                        written only on success
 * @param err             what went wrong
 *
 * @return ROWAN_OK with a row, ROWAN_DONE after the last
 * @ownership  *ret_cells: borrowed from result
 * @errors     as the database says
 * @threads    the thread that uses the connection
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_result_next(
    rowan_result *result, const rowan_value **ret_cells, rowan_error *err);

/**
 * Number of rows that the statement changed.
 *
 * @param result  the result, after its last row
 *
 * @return the number, -1 if unknown
 * @threads    the thread that uses the connection
 * @since      0.1
 */
ROWAN_API int64_t rowan_result_affected(const rowan_result *result);

/**
 * Free a result; rows that were not fetched are dropped.
 *
 * @param result  the result; NULL is allowed
 *
 * @threads    the thread that uses the connection
 * @since      0.1
 */
ROWAN_API void rowan_result_free(rowan_result *result);

ROWAN_END_DECLS

#endif /* ROWAN_CONNECTION_H */
