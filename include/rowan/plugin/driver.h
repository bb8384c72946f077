/* SPDX-License-Identifier: MIT */
/**
 * @file plugin/driver.h
 * Talking to a database: connections, statements, rows, transactions.
 *
 * The core calls a connection, and statements of it, from one thread at a
 * time; cancel() alone may come from any. Functions return a rowan_status and
 * fill err through host->error_set(). A statement is in one of two states:
 * idle (after prepare and reset) or running (after execute, until reset).
 * Several statements of a connection may be running at once; a driver whose
 * protocol cannot do that buffers the earlier result.
 */
#ifndef ROWAN_PLUGIN_DRIVER_H
#define ROWAN_PLUGIN_DRIVER_H

#include <rowan/plugin/capabilities.h>
#include <rowan/plugin/dialect.h>
#include <rowan/plugin/plugin.h>
#include <rowan/url.h>

ROWAN_BEGIN_DECLS

/** A driver's own connection and statement; opaque to the core. */
typedef struct rowan_driver_connection rowan_driver_connection;
typedef struct rowan_driver_statement rowan_driver_statement;

/** How to connect. */
typedef struct rowan_connect_params {
    uint32_t size; /**< sizeof(rowan_connect_params) */
    uint32_t timeout_ms; /**< longest time to connect; 0: driver's own */
    /** The URL's parts; its options are those of the driver's own list only,
     * all of them known names. */
    const rowan_url_parts *url;
    const rowan_host *host; /**< valid until the process ends */
} rowan_connect_params;

/** Transaction states. */
#define ROWAN_STATE_NONE 0    /**< autocommit */
#define ROWAN_STATE_ACTIVE 1
#define ROWAN_STATE_ABORTED 2 /**< only a rollback is possible */

/** How to begin a transaction. */
typedef struct rowan_begin_params {
    uint32_t size;     /**< sizeof(rowan_begin_params) */
    uint32_t will_write; /**< non-zero: take what writing needs at once */
    uint32_t read_only;  /**< non-zero: refuse writes */
    uint32_t isolation;  /**< ROWAN_ISOLATION_..., one of the capabilities';
                              0: the database's default */
    /** The identifier that prepare_transaction() will get, or NULL: some
     * databases must know it from the begin. */
    const char *prepare_as;
} rowan_begin_params;

/** How commit_follows() says that it does. */
#define ROWAN_COMMIT_NEXT 1  /**< what it needs may travel along */
#define ROWAN_COMMIT_ALONG 2 /**< it may travel along itself */

/**
 * The I/O side of a database. Connections and statements are the driver's: it
 * allocates them by host->allocate(), and frees them in disconnect() and
 * finish(). What a failed connect() or prepare() began, it frees before it
 * returns, and leaves the out parameter alone.
 */
struct rowan_driver {
    uint32_t size; /**< sizeof(rowan_driver) as the plugin knows it */
    uint32_t reserved;

    /** The client library's version: "3.40.1"; that of the library which is
     * there at run time. Static. Required. Since ABI 1.0. */
    const char *(*client_version)(void);

    /** URL options, ended by a NULL name. The core refuses others before
     * connect(). NULL: none. Since ABI 1.0. */
    const rowan_option_info *options;

    /** How many connections may be open to this URL at once: 1 where each
     * would be a database of its own, 0 for no limit. NULL: no limit.
     * Since ABI 1.0. */
    uint32_t (*max_connections)(const rowan_url_parts *url);

    /** Opens a connection, ready to use, outside any transaction. Bounded by
     * timeout_ms. What *ret_connection gets is freed by disconnect(). params
     * is valid during the call, but its host for ever. Required.
     * Since ABI 1.0. */
    int32_t (*connect)(const rowan_connect_params *params,
                       rowan_driver_connection **ret_connection,
                       rowan_error *err);
    /** Closes and frees; never fails; statements are finished before.
     * Required. Since ABI 1.0. */
    void (*disconnect)(rowan_driver_connection *connection);
    /** Says what this server can do; caps is zeroed, its size set: nothing is
     * written beyond it, for the host may be older. Asked once after
     * connect(). Required. Since ABI 1.0. */
    int32_t (*capabilities)(rowan_driver_connection *connection,
                            rowan_capabilities *caps, rowan_error *err);
    /** Asks the server for a sign of life. Required. Since ABI 1.0. */
    int32_t (*ping)(rowan_driver_connection *connection, rowan_error *err);
    /** Makes the connection as new for its next user: drops session state
     * (settings, temporary tables, locks, variables, open cursors). Prepared
     * statements stay usable. Called outside a transaction, when something was
     * sent since the last time; where nothing can have been left it sends
     * nothing and answers ROWAN_OK. ROWAN_DONE says that session state was
     * dropped: the core lets the program set its own up again.
     * ROWAN_UNSUPPORTED says that only a new connection is as new: this one is
     * closed, as it is after an error. NULL: the database has no session
     * state. Since ABI 1.0. */
    int32_t (*reset)(rowan_driver_connection *connection, rowan_error *err);
    /** ROWAN_STATE_..., as the client library sees it, which knows of a BEGIN
     * in SQL text, too. Sends nothing. Required. Since ABI 1.0. */
    uint32_t (*transaction_state)(rowan_driver_connection *connection);

    /** Begins a transaction, of an isolation level that is among the
     * capabilities' or 0. If it fails, none is open. Required.
     * Since ABI 1.0. */
    int32_t (*begin)(rowan_driver_connection *connection,
                     const rowan_begin_params *params, rowan_error *err);
    /**
     * Commits. A commit that fails leaves the state as transaction_state()
     * then tells. One that was sent and whose answer did not come, be it for a
     * lost connection, a deadline or a cancel, is ROWAN_IN_DOUBT;
     * ROWAN_CONNECTION_LOST and ROWAN_TIMEOUT say that it surely was not sent
     * or did not happen, so that the work can be done again. Required.
     * Since ABI 1.0.
     */
    int32_t (*commit)(rowan_driver_connection *connection, rowan_error *err);
    /** Rolls back; after it no transaction is open, or the connection is lost.
     * Required. Since ABI 1.0. */
    int32_t (*rollback)(rowan_driver_connection *connection,
                        rowan_error *err);
    /** Sets a savepoint, by number; the core never uses a number twice at
     * once. Required with the feature SAVEPOINTS. Since ABI 1.0. */
    int32_t (*savepoint)(rowan_driver_connection *connection, uint32_t number,
                         rowan_error *err);
    /** Forgets it, and keeps what was done since. Required with the feature
     * SAVEPOINTS. Since ABI 1.0. */
    int32_t (*savepoint_release)(rowan_driver_connection *connection,
                                 uint32_t number, rowan_error *err);
    /** Undoes what was done since, and keeps the savepoint; a transaction that
     * an error had aborted is active again. Required with the feature
     * SAVEPOINTS. Since ABI 1.0. */
    int32_t (*savepoint_rollback)(rowan_driver_connection *connection,
                                  uint32_t number, rowan_error *err);

    /** Prepares exactly one statement; empty text, a comment alone and a
     * second statement are ROWAN_SYNTAX. bind_kinds are the kinds that
     * bind_count binds will have (ROWAN_KIND_NULL: unknown; with the feature
     * ARRAY_BINDS perhaps with ROWAN_KIND_LIST). is_cached is non-zero where
     * the statement will be used often. sql has a NUL after its end, and is
     * valid during the call. What *ret_statement gets is freed by finish().
     * Required. Since ABI 1.0. */
    int32_t (*prepare)(rowan_driver_connection *connection, const char *sql,
                       size_t sql_size, const uint32_t *bind_kinds,
                       uint32_t bind_count, uint32_t is_cached,
                       rowan_driver_statement **ret_statement,
                       rowan_error *err);
    /** Frees a statement in any state; never fails. Required.
     * Since ABI 1.0. */
    void (*finish)(rowan_driver_statement *statement);
    /** Number of result columns, 0 if it gives no rows. Required.
     * Since ABI 1.0. */
    uint32_t (*column_count)(rowan_driver_statement *statement);
    /** The name of a column, from 0; valid until finish(). Required.
     * Since ABI 1.0. */
    const char *(*column_name)(rowan_driver_statement *statement,
                               uint32_t column);
    /**
     * Starts the statement. Binds, and what their views point to, stay valid
     * and unchanged until reset(). wanted says for each of column_count
     * columns the kind that step() shall give it in; it stays valid until
     * reset(). ROWAN_KIND_NULL there means "the value's own kind": int64,
     * double, text or bytes. A statement without rows runs to its end here.
     * Values that the database cannot keep exactly are refused by
     * ROWAN_OUT_OF_RANGE. After an error, too, statement_reset() or finish()
     * follows. Required. Since ABI 1.0.
     */
    int32_t (*execute)(rowan_driver_statement *statement,
                       const rowan_value *binds, uint32_t bind_count,
                       const uint32_t *wanted, uint32_t column_count,
                       rowan_error *err);
    /**
     * Fetches the next row: ROWAN_OK with each cell in the wanted kind or
     * ROWAN_KIND_NULL, ROWAN_DONE after the last, or an error. Texts and bytes
     * are views, valid until the next step() or reset(); texts (kinds text,
     * decimal, json) have a NUL after their end, and may have others inside,
     * which the core refuses where a C string would be cut. A value that does
     * not fit the wanted kind is ROWAN_OUT_OF_RANGE or ROWAN_TYPE_MISMATCH, and
     * names the column. If the columns may be others than when the statement
     * was prepared, the first step of a query says ROWAN_STATEMENT_STALE, and
     * the core prepares it again. Required. Since ABI 1.0.
     */
    int32_t (*step)(rowan_driver_statement *statement, rowan_value *cells,
                    rowan_error *err);
    /** Makes the statement idle; drops rows not fetched. Never fails: what
     * went wrong was said by execute() or step(). Required. Since ABI 1.0. */
    void (*statement_reset)(rowan_driver_statement *statement);
    /** Rows that the last execute() changed; after step() gave ROWAN_DONE for
     * statements that return rows. -1 if unknown. Required. Since ABI 1.0. */
    int64_t (*affected_rows)(rowan_driver_statement *statement);
    /** The key generated by the connection's last INSERT; 0 if there was none.
     * Required with the feature LAST_INSERT_ID. Since ABI 1.0. */
    int64_t (*last_insert_id)(rowan_driver_connection *connection);

    /** Makes what runs on the connection end early with ROWAN_CANCELLED; does
     * nothing if nothing runs. From any thread, while the connection is open;
     * the core calls it from one thread at a time, and again if what runs goes
     * on. It must not wait longer than to reach the server. Required.
     * Since ABI 1.0. */
    int32_t (*cancel)(rowan_driver_connection *connection, rowan_error *err);

    /** Asked of an INSERT of row_count rows after it was executed: whether the
     * keys that it generated are surely consecutive, in the order of the rows.
     * Answers 1 and the first one, or 0: the rows are then taken back and
     * inserted in a dearer way. A driver has this where it costs less than
     * RETURNING. NULL: never. Since ABI 1.0. */
    uint32_t (*consecutive_ids)(rowan_driver_statement *statement,
                                uint32_t row_count, int64_t *ret_first);

    /** Bounds every wait of the calls that follow on this connection: one that
     * reaches the deadline ends with ROWAN_TIMEOUT. Microseconds of
     * CLOCK_MONOTONIC; 0 is no deadline. NULL: calls cannot be bounded.
     * Since ABI 1.0. */
    void (*set_deadline)(rowan_driver_connection *connection,
                         int64_t deadline_us);
    /** Says that the next execute() of a statement will give more rows than
     * memory should hold: rows are to be fetched in pieces of about fetch_rows.
     * NULL: rows come one by one anyway. Since ABI 1.0. */
    void (*stream)(rowan_driver_statement *statement, uint32_t fetch_rows);
    /**
     * Executes a statement without result rows once for each of row_count rows
     * of bind_count binds, in as few round trips as the protocol allows;
     * ret_affected gets row_count numbers, -1 in each where the server tells
     * only their sum, which is then affected_rows(); it may be NULL. Stops at
     * the first
     * error: *ret_failed is then the row that caused it, or row_count if that
     * is not known. Part of the current transaction; outside one, all rows are
     * one. NULL: the core executes row by row. Since ABI 1.0.
     */
    int32_t (*execute_many)(rowan_driver_statement *statement,
                            const rowan_value *binds, uint32_t bind_count,
                            uint32_t row_count, int64_t *ret_affected,
                            uint32_t *ret_failed, rowan_error *err);
    /**
     * Bulk load. begin names the table and its columns (quoted by the dialect
     * already) with the kinds of their values; rows takes row_count rows of
     * values, which it sends or copies; end finishes, or with cancel non-zero
     * drops all of it, and gives the number of rows. Part of the current
     * transaction; outside one, all rows are one. Both write to *ret_failed,
     * unless it is NULL, the number of the row that an error is of, counted
     * from 0 through the whole load, and leave it alone where that is not
     * known. After an error of rows, end is called with cancel. Required with
     * the feature BULK_COPY. Since ABI 1.0.
     */
    int32_t (*bulk_begin)(rowan_driver_connection *connection,
                          const char *quoted_table,
                          const char *const *quoted_columns,
                          const uint32_t *kinds, uint32_t column_count,
                          rowan_error *err);
    /** See bulk_begin(). Values are valid during the call. Required with the
     * feature BULK_COPY. Since ABI 1.0. */
    int32_t (*bulk_rows)(rowan_driver_connection *connection,
                         const rowan_value *values, uint32_t row_count,
                         uint64_t *ret_failed, rowan_error *err);
    /** See bulk_begin(). Required with the feature BULK_COPY. Since ABI 1.0. */
    int32_t (*bulk_end)(rowan_driver_connection *connection, uint32_t cancel,
                        int64_t *ret_row_count, uint64_t *ret_failed,
                        rowan_error *err);
    /** Two-phase commit, by an identifier of the program's of at most 64
     * bytes of [A-Za-z0-9_.:-]. The last two are called outside a transaction,
     * on any connection to the database. Required with the feature TWO_PHASE.
     * Since ABI 1.0. */
    int32_t (*prepare_transaction)(rowan_driver_connection *connection,
                                   const char *identifier, rowan_error *err);
    /** See prepare_transaction(). Required with the feature TWO_PHASE.
     * Since ABI 1.0. */
    int32_t (*commit_prepared)(rowan_driver_connection *connection,
                               const char *identifier, rowan_error *err);
    /** See prepare_transaction(). Required with the feature TWO_PHASE.
     * Since ABI 1.0. */
    int32_t (*rollback_prepared)(rowan_driver_connection *connection,
                                 const char *identifier, rowan_error *err);
    /**
     * For commits whose answer is lost. transaction_token writes a text of at
     * most 63 bytes and a NUL that names the current transaction, cheaply and
     * before its commit; transaction_outcome is asked on another connection:
     * ROWAN_OK committed, ROWAN_TRANSACTION_ABORTED not committed,
     * ROWAN_IN_DOUBT not to be told yet, ROWAN_NOT_FOUND never to be told.
     * Both or none. NULL: the server cannot tell. Since ABI 1.0.
     */
    int32_t (*transaction_token)(rowan_driver_connection *connection,
                                 char *ret_token, rowan_error *err);
    /** See transaction_token(). NULL: the server cannot tell.
     * Since ABI 1.0. */
    int32_t (*transaction_outcome)(rowan_driver_connection *connection,
                                   const char *token, rowan_error *err);
    /** Whether reset() has anything to do; asked instead of calling it where
     * no transaction is open. Sends nothing. NULL: it always has.
     * Since ABI 1.0. */
    uint32_t (*needs_reset)(rowan_driver_connection *connection);
    /**
     * Announces that the next execute() is the last of its transaction: if it
     * succeeds, transaction_token() and commit() follow. With
     * ROWAN_COMMIT_NEXT the driver may fetch the token in the same round trip.
     * With ROWAN_COMMIT_ALONG it may send the commit, too, for nothing that
     * the statement gives will be a reason to roll back; but only if step() can
     * give each value of the columns in its wanted kind, whatever it is.
     *
     * The transaction then is ROWAN_STATE_ACTIVE until commit() has told what
     * came of it. An execute() that fails for its statement has committed
     * nothing. One whose answer is lost after a commit was sent along is
     * ROWAN_IN_DOUBT. transaction_token() gives "" if no token came. Holds for
     * one execute() only. NULL: nothing travels along. Since ABI 1.0.
     */
    void (*commit_follows)(rowan_driver_connection *connection, uint32_t how);
};

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_DRIVER_H */
