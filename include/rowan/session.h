/* SPDX-License-Identifier: MIT */
/**
 * @file session.h
 * Sessions: objects in, objects out, and a unit of work.
 *
 * What a session returns belongs to the session and stays readable until
 * rowan_session_close() or rowan_session_clear(), also after a commit. Text
 * and bytes members are const; what you assign to them must live until the
 * next flush, which copies it.
 *
 * Calls keep their error in the session: rowan_session_error(). A call that
 * fails and so would lose work (rowan_new(), rowan_add(), rowan_delete(), a
 * set-based change, rowan_execute()) makes the next rowan_commit() fail with
 * its error, so that a program may check once, at the commit.
 */
#ifndef ROWAN_SESSION_H
#define ROWAN_SESSION_H

#include <rowan/engine.h>
#include <rowan/query.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_session rowan_session;
typedef struct rowan_cursor rowan_cursor;

/** Options; begin with ROWAN_SESSION_OPTIONS_INIT. */
typedef struct rowan_session_options {
    size_t size; /**< sizeof(rowan_session_options) */
    /** Queries flush first. Off: a query sees what was flushed, and only
     * rowan_flush(), rowan_begin() and rowan_commit() flush. */
    bool flush_before_query;
    const rowan_events *events; /**< the session's own; copied; NULL: none */
} rowan_session_options;

#define ROWAN_SESSION_OPTIONS_INIT \
    { sizeof(rowan_session_options), false, NULL }

/** How to begin a transaction; begin with ROWAN_BEGIN_OPTIONS_INIT. */
typedef struct rowan_begin_options {
    size_t size;    /**< sizeof(rowan_begin_options) */
    bool will_write; /**< take what writing needs at once */
    bool read_only;  /**< refuse writes */
    rowan_isolation isolation; /**< refused where the database lacks it, when
                                    it is told to begin */
    uint32_t timeout_ms;    /**< from here to the commit; 0: no bound. Calls
                                 after it are ROWAN_TIMEOUT: roll back */
    const char *prepare_as; /**< the identifier that rowan_prepare() will be
                                 given, copied; some databases must know it
                                 from the begin. NULL: none */
} rowan_begin_options;

#define ROWAN_BEGIN_OPTIONS_INIT                                             \
    { sizeof(rowan_begin_options), false, false, ROWAN_ISOLATION_DEFAULT, 0, \
      NULL }

/** What a session has done. */
typedef struct rowan_stats {
    uint64_t statements;    /**< sent to the database, BEGIN and such too */
    uint64_t rows;          /**< fetched */
    uint64_t cache_hits;    /**< statements found prepared */
    uint64_t cache_misses;  /**< statements that had to be prepared */
    uint64_t identity_hits; /**< objects found without a statement */
    uint64_t objects;       /**< tracked now */
    uint64_t memory_bytes;  /**< held for objects and their texts now */
} rowan_stats;

/**
 * Open a session. No connection is taken until one is needed.
 *
 * @param engine  the engine; must outlive the session
 * @param err     what went wrong
 *
 * @return the session, or NULL
 * @ownership  owned, close with rowan_session_close()
 * @errors     ROWAN_NO_MEMORY
 *             ROWAN_INVALID  engine is NULL
 * @threads    any thread; the session then belongs to one thread at a time
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_session *rowan_session_open(
    rowan_engine *engine, rowan_error *err);

/**
 * Open a session with options.
 *
 * @param engine   the engine; must outlive the session
 * @param options  the options, copied; NULL is none
 * @param err      what went wrong
 *
 * @return the session, or NULL
 * @ownership  owned, close with rowan_session_close()
 * @errors     ROWAN_NO_MEMORY
 *             ROWAN_INVALID  engine is NULL
 * @threads    any thread; the session then belongs to one thread at a time
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_session *rowan_session_open_with(
    rowan_engine *engine, const rowan_session_options *options,
    rowan_error *err);

/**
 * Open a session on behalf of another place of the program: what
 * rowan_session_open() and rowan_session_open_with() call with their own. It
 * is told when connections are not given back.
 *
 * @param engine   as rowan_session_open_with()
 * @param options  as there
 * @param file     static, for it is kept; NULL: not known
 * @param line     the line there
 * @param err      what went wrong
 *
 * @return the session, or NULL
 * @ownership  owned, close with rowan_session_close()
 * @errors     ROWAN_NO_MEMORY
 *             ROWAN_INVALID  engine is NULL
 * @threads    any thread; the session then belongs to one thread at a time
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_session *rowan_session_open_at(
    rowan_engine *engine, const rowan_session_options *options,
    const char *file, int line, rowan_error *err);

#define rowan_session_open(engine, err) \
    rowan_session_open_at((engine), NULL, __FILE__, __LINE__, (err))
#define rowan_session_open_with(engine, options, err) \
    rowan_session_open_at((engine), (options), __FILE__, __LINE__, (err))

/**
 * Close a session: roll back what was not committed, free all its objects.
 *
 * @param session  the session; NULL is allowed
 *
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void rowan_session_close(rowan_session *session);

/**
 * The error of the session's last call that failed. Each call begins with a
 * fresh one.
 *
 * @param session  the session; NULL gives an error that says so
 *
 * @return never NULL; its status is ROWAN_OK if the last call did not fail
 * @ownership  borrowed from session, until its next call
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API const rowan_error *rowan_session_error(const rowan_session *session);

/**
 * What the session has done so far.
 *
 * @param session         the session
 * @param[out] ret_stats  the numbers
 *
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void rowan_session_stats(const rowan_session *session,
                                   rowan_stats *ret_stats);

/**
 * Drop all objects, with changes that were not flushed, and free their
 * memory. A transaction that is open stays open. Cursors must be closed.
 *
 * @param session  the session
 *
 * @errors     ROWAN_INVALID  a cursor is open; nothing was dropped
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_clear(rowan_session *session);

/**
 * Bound the calls of a session: each that takes longer, from the wait for a
 * connection to its last statement, ends with ROWAN_TIMEOUT, and the session
 * can be used on. See rowan_connection_timeout_set().
 *
 * @param session     the session
 * @param timeout_ms  of each call in milliseconds; 0 is none. At first it is
 *                    the engine's statement_timeout_ms
 *
 * @return ROWAN_OK, or ROWAN_INVALID if session is NULL
 * @errors     ROWAN_INVALID
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_timeout_set(rowan_session *session,
                                                 uint32_t timeout_ms);

/**
 * End the call that a session is in, from another thread: it returns
 * ROWAN_CANCELLED, if it has not come to its end before, be it waiting for a
 * connection or for the database, and the session can be used on. Nothing
 * happens if it is in no call. The call may wait up to a tenth of a second to
 * see that what runs ends.
 *
 * @param session  the session; NULL is allowed. It must not be closed before
 *                 this returns
 *
 * @threads    any thread, concurrently: the only such call of a session
 * @since      0.1
 */
ROWAN_API void rowan_session_cancel(rowan_session *session);

/* ---- transactions -------------------------------------------------------- */

/**
 * Begin a transaction, or, inside one, a savepoint; begin and its commit or
 * rollback nest. Without it a transaction begins at the first flush, and
 * reads outside one hold no lock between calls. What is pending is flushed
 * before a savepoint. The database is spoken to at the first statement.
 *
 * @param session  the session
 *
 * @errors     as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_begin(rowan_session *session);

/**
 * Begin a transaction with options; inside one they must be empty.
 *
 * @param session  the session
 * @param options  how; NULL is none
 *
 * @errors     ROWAN_INVALID  options inside a transaction; others as the
 *             database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_begin_with(
    rowan_session *session, const rowan_begin_options *options);

/**
 * Flush, then commit the transaction, or release the innermost savepoint.
 *
 * If the flush fails nothing was written, the objects keep their values, and
 * the session can be used: mend and commit again, or roll back.
 *
 * A transaction that the database has ended is not committed, whatever the
 * database would answer. If the answer of a commit is lost, the database is
 * asked on another connection what came of it, where it can tell, until the
 * deadline of the call, or for connect_timeout_ms if it has none.
 *
 * @param session  the session
 *
 * @errors     as rowan_flush(), and as the database says of the commit
 *             ROWAN_TRANSACTION_ABORTED  it did not happen. If the error's
 *                                        retry says so, begin it all again
 *             ROWAN_IN_DOUBT  nobody knows: commit again to ask again, or
 *                             roll back to give it up and clear the session
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_commit(rowan_session *session);

/**
 * Flush, then end the transaction in prepared state: it survives everything,
 * holds its locks, and waits for rowan_engine_commit_prepared() or
 * rowan_engine_rollback_prepared(). The session counts it as committed.
 *
 * @param session     the session, in a transaction and in no savepoint
 * @param identifier  a name that is unique in the database, of 1 to 64
 *                    letters, digits and _.:-
 *
 * @errors     as rowan_commit()
 *             ROWAN_UNSUPPORTED  the database has no two-phase commit
 *             ROWAN_INVALID      no such identifier is possible, or the
 *                                transaction was begun to be another
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_prepare(rowan_session *session,
                                                      const char *identifier);

/**
 * Undo the transaction, or what was done since the innermost savepoint:
 * objects get the values they had, new ones leave the session (they stay
 * readable), deleted ones come back. Changes not flushed are undone too.
 *
 * @param session  the session
 *
 * @errors     as the database says; the transaction is over all the same
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_rollback(rowan_session *session);

/**
 * Write what was added, changed and deleted, inside the transaction; begins
 * one if there is none. Does nothing if there is nothing to write.
 *
 * @param session  the session
 *
 * @errors     ROWAN_UNIQUE_VIOLATION and its like, with object, table, column
 *             and constraint
 *             ROWAN_STALE  a row to update is gone; one to delete may be
 *             ROWAN_OUT_OF_RANGE  a value that the database cannot keep
 *             others       as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_flush(rowan_session *session);

/* ---- objects: the functions under the typed macros --------------------- */

/**
 * Make an object of the session that is inserted at the next flush.
 *
 * @param session  the session
 * @param model    the model
 * @param row      a struct of the model, copied; its texts must live until the
 *                 next flush. An integer key of 0 is generated
 *
 * @return the object, or NULL
 * @ownership  borrowed from session
 * @errors     ROWAN_MODEL_INVALID, ROWAN_NO_MEMORY
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_new(rowan_session *session,
                                  const rowan_model *model, const void *row);

/**
 * Get an object by its key; the identity map answers first.
 *
 * @param session    the session
 * @param model      the model
 * @param key        one value a key column, in the model's order
 * @param key_count  their number
 *
 * @return the object, or NULL: not found if the session's error is
 *         ROWAN_NOT_FOUND
 * @ownership  borrowed from session
 * @errors     ROWAN_NOT_FOUND  no such row
 *             ROWAN_INVALID    the key does not fit the model
 *             others           as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_get(rowan_session *session,
                                  const rowan_model *model,
                                  const rowan_value *key, size_t key_count);

/**
 * Find all objects that a query selects.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; NULL is all rows
 *
 * @return an array ended by NULL, or NULL on failure
 * @ownership  borrowed from session
 * @errors     ROWAN_INVALID  the query has a mistake; others as the database
 *             says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_find(rowan_session *session,
                                    const rowan_model *model,
                                    const rowan_query *query);

/**
 * Find the first object that a query selects.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; its limit is 1
 *
 * @return the object, or NULL: none if the session's error is ROWAN_NOT_FOUND
 * @ownership  borrowed from session
 * @errors     as rowan_session_find(), ROWAN_NOT_FOUND
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_first(rowan_session *session,
                                    const rowan_model *model,
                                    const rowan_query *query);

/**
 * Find the only object that a query selects.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query
 *
 * @return the object, or NULL
 * @ownership  borrowed from session
 * @errors     as rowan_session_find(), ROWAN_NOT_FOUND, ROWAN_MULTIPLE_ROWS
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_one(rowan_session *session,
                                  const rowan_model *model,
                                  const rowan_query *query);

/**
 * Count the rows that a query selects.
 *
 * @param session         the session
 * @param model           the model
 * @param query           the query; NULL is all rows
 *
 * @return the number, or -1 on failure
 * @errors     as rowan_session_find()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API int64_t rowan_session_count(rowan_session *session,
                                      const rowan_model *model,
                                      const rowan_query *query);

/**
 * Say whether a query selects any row.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; NULL is all rows
 *
 * @return 1, 0, or -1 on failure
 * @errors     as rowan_session_find()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API int rowan_session_exists(rowan_session *session,
                                   const rowan_model *model,
                                   const rowan_query *query);

/**
 * Run a report: rows of a struct of your own.
 *
 * @param session  the session
 * @param row      the row's model, made by ROWAN_ROW (or any model)
 * @param query    the query, with .columns
 *
 * @return an array of rows ended by NULL, or NULL on failure
 * @ownership  borrowed from session
 * @errors     as rowan_session_find(); ROWAN_TYPE_MISMATCH for a NULL in a
 *             member that cannot hold it
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_select(rowan_session *session,
                                      const rowan_model *row,
                                      const rowan_query *query);

/**
 * Run one statement of SQL text and read its rows into structs by the names
 * of their columns.
 *
 * @param session  the session
 * @param row      the row's model
 * @param sql      one statement, with `:name` for values
 * @param binds    ended by a NULL name; NULL is none
 *
 * @return an array of rows ended by NULL, not tracked, or NULL on failure
 * @ownership  borrowed from session
 * @errors     ROWAN_INVALID  a `:name` without a value or a value without a
 *             name, a column of the row that the statement does not give
 *             others  as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void **rowan_session_sql(rowan_session *session,
                                   const rowan_model *row, const char *sql,
                                   const rowan_bind_value *binds);

/**
 * Run one statement of SQL text that gives no rows, inside the session's
 * transaction; begins one if there is none.
 *
 * @param session         the session
 * @param sql             one statement, with `:name` for values
 * @param binds           ended by a NULL name; NULL is none
 * @param[out] ret_count  rows changed; may be NULL
 *
 * @errors     as rowan_session_sql()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_execute(rowan_session *session,
                                             const char *sql,
                                             const rowan_bind_value *binds,
                                             int64_t *ret_count);

/**
 * Run a set-based UPDATE. Objects that the session has are not changed by it:
 * rowan_refresh() them.
 *
 * @param session  the session
 * @param model    the model
 * @param change   what to set, and where
 *
 * @errors     ROWAN_INVALID  neither a condition nor .all_rows; others as the
 *             database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_update(rowan_session *session,
                                            const rowan_model *model,
                                            const rowan_change *change);

/**
 * Run a set-based DELETE. Objects that the session has stay; they are stale.
 *
 * @param session  the session
 * @param model    the model
 * @param change   where
 *
 * @errors     as rowan_session_update()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_session_delete_where(rowan_session *session,
                                                  const rowan_model *model,
                                                  const rowan_change *change);

/**
 * Delete an object's row at the next flush. A new object is just forgotten.
 *
 * @param session  the session
 * @param object   an object of this session; it stays readable
 *
 * @errors     ROWAN_INVALID  object is not one of this session
 *             ROWAN_NO_MEMORY
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_delete(rowan_session *session, void *object);

/**
 * Read an object's row again; changes not flushed are dropped.
 *
 * @param session  the session
 * @param object   an object of this session that is in the database
 *
 * @errors     ROWAN_INVALID  object is not one of this session, or is new
 *             ROWAN_STALE    its row is gone; the object is unchanged
 *             others         as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_refresh(rowan_session *session,
                                                      void *object);

/**
 * Copy an object out of its session, with its texts, in one allocation.
 *
 * @param session  the session
 * @param object   an object of this session
 *
 * @return the copy, or NULL
 * @ownership  owned, free with rowan_free()
 * @errors     ROWAN_INVALID      object is not one of this session
 *             ROWAN_UNSUPPORTED  the model has members with codecs
 *             ROWAN_NO_MEMORY
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_session_detach(rowan_session *session,
                                     const void *object);

/**
 * Open a cursor over the rows that a query selects: constant memory, rows not
 * tracked. Inside a transaction or not, it holds a connection until closed.
 *
 * @param session  the session
 * @param model    the model
 * @param query    the query; NULL is all rows. It must live until the cursor
 *                 is closed, with all that it points to
 *
 * @return the cursor, or NULL
 * @ownership  owned, close with rowan_cursor_close()
 * @errors     as rowan_session_find()
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_cursor *rowan_session_stream(
    rowan_session *session, const rowan_model *model,
    const rowan_query *query);

/**
 * Fetch the next row.
 *
 * @param cursor  the cursor
 *
 * @return the row, valid until the next call, or NULL after the last one or on
 *         failure; rowan_cursor_close() tells which
 * @ownership  borrowed from cursor
 * @errors     as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API void *rowan_cursor_next(rowan_cursor *cursor);

/**
 * Close a cursor.
 *
 * @param cursor  the cursor; NULL is allowed and ROWAN_OK
 *
 * @return ROWAN_OK, or the error that ended it early; the session's error
 *         holds the detail
 * @errors     as the database says
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_cursor_close(rowan_cursor *cursor);

ROWAN_END_DECLS

#ifndef __cplusplus

/* ---- the typed macros -------------------------------------------------- */

/** A new object: rowan_new(session, user, .name = "John"). */
#define rowan_new(s_, T_, ...)                                               \
    ((T_ *)rowan_session_new((s_), T_##_model(),                             \
                             &(const T_){ __VA_ARGS__ }))
/** A new object from a struct of that type: rowan_add(session, user, &row). */
#define rowan_add(s_, T_, row_)                                              \
    ((T_ *)rowan_session_new((s_), T_##_model(),                             \
                             ROWAN__CHECKED(T_, row_)))
/* The pointer itself; a hard error unless it points to a T. */
#define ROWAN__CHECKED(T_, p_) _Generic((p_), T_ *: (p_), const T_ *: (p_))

/** An object by its key: rowan_get(session, user, 7). */
#define rowan_get(s_, T_, ...)                                               \
    ((T_ *)rowan_session_get(                                                \
        (s_), T_##_model(),                                                  \
        (const rowan_value[]){                                               \
            ROWAN__FOR_EACH(ROWAN__KEY_VALUE, 0, __VA_ARGS__) },             \
        ROWAN__COUNT(__VA_ARGS__)))
#define ROWAN__KEY_VALUE(c_, v_) ROWAN__OPERAND(v_).as.literal,

#define ROWAN__QUERY(T_, function_, s_, R_, ...)                             \
    ((T_)function_((s_), R_##_model(), &(const rowan_query){ __VA_ARGS__ }))

/** Queries: the session, the struct, designated initialisers of rowan_query. */
#define rowan_find(...) ROWAN__FIND(__VA_ARGS__, .unused = 0)
#define ROWAN__FIND(s_, T_, ...)                                             \
    ROWAN__QUERY(T_ **, rowan_session_find, s_, T_, __VA_ARGS__)
#define rowan_first(...) ROWAN__FIRST(__VA_ARGS__, .unused = 0)
#define ROWAN__FIRST(s_, T_, ...)                                            \
    ROWAN__QUERY(T_ *, rowan_session_first, s_, T_, __VA_ARGS__)
#define rowan_one(...) ROWAN__ONE(__VA_ARGS__, .unused = 0)
#define ROWAN__ONE(s_, T_, ...)                                              \
    ROWAN__QUERY(T_ *, rowan_session_one, s_, T_, __VA_ARGS__)
#define rowan_count(...) ROWAN__COUNT_QUERY(__VA_ARGS__, .unused = 0)
#define ROWAN__COUNT_QUERY(s_, T_, ...)                                      \
    ROWAN__QUERY(int64_t, rowan_session_count, s_, T_, __VA_ARGS__)
#define rowan_exists(...) ROWAN__EXISTS(__VA_ARGS__, .unused = 0)
#define ROWAN__EXISTS(s_, T_, ...)                                           \
    ROWAN__QUERY(int, rowan_session_exists, s_, T_, __VA_ARGS__)
#define rowan_select(...) ROWAN__SELECT(__VA_ARGS__, .unused = 0)
#define ROWAN__SELECT(s_, T_, ...)                                           \
    ROWAN__QUERY(T_ **, rowan_session_select, s_, T_, __VA_ARGS__)
#define rowan_stream(...) ROWAN__STREAM(__VA_ARGS__, .unused = 0)
#define ROWAN__STREAM(s_, T_, ...)                                           \
    ROWAN__QUERY(rowan_cursor *, rowan_session_stream, s_, T_, __VA_ARGS__)
/** The cursor's next row: rowan_next(cursor, user). */
#define rowan_next(cursor_, T_) ((T_ *)rowan_cursor_next(cursor_))

/** Walks an array: rowan_each(user, u, rowan_find(session, user)) { ... }.
 * A NULL array is walked as an empty one. */
#define rowan_each(T_, var_, list_)                                          \
    for (T_ **var_##_at = (list_),                                           \
            *var_ = var_##_at != NULL ? *var_##_at : NULL;                   \
         var_ != NULL; var_ = *++var_##_at)

/** Set-based changes: designated initialisers of rowan_change. */
#define rowan_update(...) ROWAN__UPDATE(__VA_ARGS__, .unused = 0)
#define ROWAN__UPDATE(s_, T_, ...)                                           \
    rowan_session_update((s_), T_##_model(),                                 \
                         &(const rowan_change){ __VA_ARGS__ })
#define rowan_delete_where(...) ROWAN__DELETE_WHERE(__VA_ARGS__, .unused = 0)
#define ROWAN__DELETE_WHERE(s_, T_, ...)                                     \
    rowan_session_delete_where((s_), T_##_model(),                           \
                               &(const rowan_change){ __VA_ARGS__ })

/** SQL text into structs:
 * rowan_sql(session, city, "SELECT ... WHERE x = :x", rowan_bind("x", 5)) */
#define rowan_sql(...) ROWAN__SQL(__VA_ARGS__, ROWAN__NO_BIND)
#define ROWAN__SQL(s_, T_, sql_, ...)                                        \
    ((T_ **)rowan_session_sql((s_), T_##_model(), (sql_),                    \
                              (const rowan_bind_value[]){ __VA_ARGS__ }))
/** SQL text that gives no rows: rowan_execute(session, "...", rowan_bind...) */
#define rowan_execute(...) ROWAN__EXECUTE(__VA_ARGS__, ROWAN__NO_BIND)
#define ROWAN__EXECUTE(s_, sql_, ...)                                        \
    rowan_session_execute((s_), (sql_),                                      \
                          (const rowan_bind_value[]){ __VA_ARGS__ }, NULL)
#define ROWAN__NO_BIND rowan_bind_null(NULL)

/** A copy outside the session: user *u = rowan_detach(session, user, john). */
#define rowan_detach(s_, T_, object_)                                        \
    ((T_ *)rowan_session_detach((s_), ROWAN__CHECKED(T_, object_)))

#endif /* __cplusplus */

#endif /* ROWAN_SESSION_H */
