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

ROWAN_BEGIN_DECLS

typedef struct rowan_session rowan_session;

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
 * Objects first read after the transaction had written expire: they stay
 * readable, and are read again by the next rowan_get() or query that meets
 * them.
 *
 * @param session  the session
 *
 * @errors     as the database says; the transaction is over all the same, and
 *             the whole of it if a savepoint cannot be rolled back
 * @threads    the session's thread
 * @since      0.1
 */
ROWAN_API rowan_status rowan_rollback(rowan_session *session);

/**
 * Write what was added, changed and deleted, inside the transaction; begins
 * one if there is none. Does nothing if there is nothing to write.
 *
 * Order: new objects, changed ones, deleted ones, by the foreign keys of their
 * tables; but what is deleted goes first where a new or changed object takes
 * its key or a unique value.
 *
 * A flush that fails writes nothing, and the objects keep their values. If the
 * database has then ended the whole transaction by itself, the error's hint
 * says so, and all is as after rowan_rollback().
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

ROWAN_END_DECLS

#endif /* ROWAN_SESSION_H */
