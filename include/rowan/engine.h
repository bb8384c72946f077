/* SPDX-License-Identifier: MIT */
/**
 * @file engine.h
 * Engines: a database by its URL, with a pool of connections.
 *
 * An engine is shared by all threads. It connects when first needed. Options
 * may stand in the URL (`?pool_size=4&echo=1`) or in the options struct; the
 * struct wins.
 */
#ifndef ROWAN_ENGINE_H
#define ROWAN_ENGINE_H

#include <rowan/error.h>
#include <rowan/events.h>
#include <rowan/export.h>
#include <rowan/isolation.h>
#include <rowan/model.h>
#include <rowan/url.h>

ROWAN_BEGIN_DECLS

/** Gets each line of the log: statements with echo on, warnings always.
 * Called from the thread whose call is logged. */
typedef void rowan_log_fn(void *context, const char *line);

/** A number of the options that is to be 0; 0 itself takes the default. */
#define ROWAN_OPTION_ZERO UINT32_MAX

/** Which of the idle connections is taken; `pool_order=` in the URL. */
typedef enum rowan_pool_order {
    ROWAN_POOL_ORDER_DEFAULT = 0, /**< the URL's, or else LIFO */
    ROWAN_POOL_LIFO = 1, /**< the last that came back: few are used much */
    ROWAN_POOL_FIFO = 2  /**< the first: all are used alike */
} rowan_pool_order;

/** How a connection that comes back is made ready for its next user;
 * `pool_reset=` in the URL. A transaction is rolled back in any case. */
typedef enum rowan_pool_reset {
    ROWAN_POOL_RESET_DEFAULT = 0, /**< the URL's, or else AUTO */
    /** Session state that may have been left (settings, temporary tables,
     * locks) is dropped: `auto`. Costs nothing where there was none. */
    ROWAN_POOL_RESET_AUTO = 1,
    /** Session state is kept, which the next user then finds: `rollback`. */
    ROWAN_POOL_RESET_ROLLBACK = 2
} rowan_pool_reset;

/** Options; begin with ROWAN_ENGINE_OPTIONS_INIT. What is 0 is taken from the
 * URL's option of the same name, or else is the default. */
typedef struct rowan_engine_options {
    size_t size;              /**< sizeof(rowan_engine_options) */
    uint32_t pool_size;       /**< connections kept open; default 5 */
    uint32_t pool_overflow;   /**< more that may be open; default 10 */
    uint32_t pool_timeout_ms; /**< longest wait for one; default 30000 */
    uint32_t connect_timeout_ms; /**< longest time to connect; default 10000 */
    uint32_t statement_cache; /**< prepared ones a connection; default 256 */
    bool echo;                /**< log each statement, without its values;
                                   on if set here or in the URL */
    rowan_log_fn *log;        /**< NULL: no log */
    void *log_context;
    uint32_t statement_timeout_ms; /**< longest time of each call, from the
                                        wait for a connection to the last
                                        statement; default 0: none */
    rowan_isolation isolation; /**< of transactions that do not say; in the
                                    URL isolation=read_committed and such */
    bool read_only;            /**< transactions refuse writes; on if set here
                                    or in the URL */
    /** Oldest that a connection gets. Each ends at an age of its own, between
     * 80 % of it and all, so that they do not all end at once. Default: none;
     * never where each connection is a database of its own. */
    uint32_t pool_recycle_ms;
    /** A connection that was last taken longer ago is asked for a sign of life
     * before its next use; default 30000, ROWAN_OPTION_ZERO asks each time. */
    uint32_t pool_check_idle_ms;
    rowan_pool_order pool_order;
    rowan_pool_reset pool_reset;
    bool shuffle_hosts;         /**< try the URL's hosts in random order */
    const rowan_events *events; /**< copied; NULL: none */
    /** rowan_commit() sends the COMMIT along with the last statement, in one
     * round trip, where it can; on if set here or in the URL. If the connection
     * is lost before anything came back, the commit is in doubt, and nobody can
     * tell. */
    bool one_trip_commit;
} rowan_engine_options;

#define ROWAN_ENGINE_OPTIONS_INIT                                            \
    { sizeof(rowan_engine_options), 0, 0, 0, 0, 0, false, NULL, NULL, 0,     \
      ROWAN_ISOLATION_DEFAULT, false, 0, 0, ROWAN_POOL_ORDER_DEFAULT,        \
      ROWAN_POOL_RESET_DEFAULT, false, NULL, false }

/**
 * Open an engine: load the dialect's plugin and check the URL. The database
 * is not spoken to yet; values of the driver's own options are looked at when
 * it first is.
 *
 * @param url  the database URL
 * @param err  says what is wrong and where; for a missing plugin, which paths
 *             were tried
 *
 * @return the engine, or NULL
 * @ownership  owned, close with rowan_engine_close()
 * @errors     ROWAN_URL_INVALID       the URL, or an option of it
 *             ROWAN_PLUGIN_NOT_FOUND  no plugin for the dialect
 *             ROWAN_PLUGIN_INVALID    there is one that cannot be used
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_engine *rowan_engine_open(const char *url,
                                                           rowan_error *err);

/**
 * Open an engine with options.
 *
 * @param url      the database URL
 * @param options  the options, copied; NULL is none
 * @param err      as rowan_engine_open()
 *
 * @return the engine, or NULL
 * @ownership  owned, close with rowan_engine_close()
 * @errors     ROWAN_URL_INVALID, ROWAN_PLUGIN_NOT_FOUND, ROWAN_PLUGIN_INVALID,
 *             ROWAN_INVALID, ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_engine *rowan_engine_open_with(
    const char *url, const rowan_engine_options *options, rowan_error *err);

/**
 * Close an engine and its connections. Sessions and connections taken from it
 * must be closed before; connections that are still out make it fail, and the
 * log then tells where they were taken, as rowan_engine_pool_holders() does.
 *
 * In a process that was forked after the engine was opened, the connections
 * are the parent's: nothing is said on them, their descriptors stay open
 * until the process ends, and what is out does not matter.
 *
 * @param engine  the engine; NULL is allowed
 *
 * @return ROWAN_OK, or ROWAN_INVALID if connections are out (nothing is
 *         closed then)
 * @errors     ROWAN_INVALID
 * @threads    no other call may use engine
 * @since      0.1
 */
ROWAN_API rowan_status rowan_engine_close(rowan_engine *engine);

/**
 * The engine's URL without its secrets.
 *
 * @param engine  the engine
 *
 * @return NUL-terminated
 * @ownership  borrowed from engine
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API const char *rowan_engine_url(const rowan_engine *engine);

/** What the pool does at the moment, and has done. */
typedef struct rowan_pool_status {
    uint32_t size;     /**< connections kept open at most */
    uint32_t overflow; /**< further ones at most */
    uint32_t idle;     /**< open and free */
    uint32_t in_use;   /**< open and out */
    uint64_t connects; /**< opened so far */
    uint64_t waits;    /**< times a caller had to wait */
    uint64_t timeouts; /**< times a caller waited in vain */
    uint32_t waiting;  /**< callers that wait */
    uint64_t checks;   /**< asked for a sign of life before use */
    uint64_t recycled; /**< closed for their age */
    uint64_t lost;     /**< closed because they failed, or gave no such sign */
} rowan_pool_status;

/** Who holds a connection. */
typedef struct rowan_pool_holder {
    const char *file; /**< where it was taken; static; NULL if not known */
    int line;
    int64_t held_ms;  /**< for how long, to some milliseconds */
} rowan_pool_holder;

/**
 * Look at the pool.
 *
 * @param engine           the engine
 * @param[out] ret_status  the numbers, of one moment
 *
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API void rowan_engine_pool_status(rowan_engine *engine,
                                        rowan_pool_status *ret_status);

/**
 * Tell who holds connections: where each was taken, and how long ago. A
 * connection of a session was taken where the session was opened.
 *
 * @param engine            the engine
 * @param[out] ret_holders  gets the first capacity of them, in no order; may
 *                          be NULL if capacity is 0
 * @param capacity          room in ret_holders
 *
 * @return how many there are
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API size_t rowan_engine_pool_holders(rowan_engine *engine,
                                           rowan_pool_holder *ret_holders,
                                           size_t capacity);

/**
 * Commit a transaction that rowan_prepare() has prepared, on any connection.
 *
 * @param engine      the engine
 * @param identifier  the one that it was prepared as
 * @param err         what went wrong
 *
 * @errors     ROWAN_NOT_FOUND    there is none of that name (any more)
 *             ROWAN_UNSUPPORTED  the database has no two-phase commit
 *             ROWAN_INVALID      no such identifier is possible
 *             ROWAN_IN_DOUBT     the answer was lost: commit it again
 *             others             as the database says
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_engine_commit_prepared(
    rowan_engine *engine, const char *identifier, rowan_error *err);

/**
 * Roll back a transaction that rowan_prepare() has prepared.
 *
 * @param engine      the engine
 * @param identifier  the one that it was prepared as
 * @param err         what went wrong
 *
 * @errors     as rowan_engine_commit_prepared()
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_engine_rollback_prepared(
    rowan_engine *engine, const char *identifier, rowan_error *err);

/**
 * Create the tables of models that do not exist yet, each before the ones
 * that refer to it, with their indexes. In one transaction where the database
 * allows it; elsewhere a failure leaves the tables that were created before.
 * Tables that exist are left alone, whatever their columns.
 *
 * @param engine  the engine
 * @param models  ended by NULL: ROWAN_MODELS(user, address)
 * @param err     names the model and what is wrong
 *
 * @errors     ROWAN_MODEL_INVALID  a model has a mistake; nothing was created
 *             ROWAN_UNSUPPORTED    the database lacks what a model asks for;
 *                                  nothing was created
 *             others               as the database says
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_create_all(
    rowan_engine *engine, const rowan_model *const *models, rowan_error *err);

/**
 * Drop the tables of models that exist, each after the ones that refer to it.
 * In one transaction where the database allows it.
 *
 * @param engine  the engine
 * @param models  ended by NULL
 * @param err     names the model and what is wrong
 *
 * @errors     ROWAN_MODEL_INVALID  a model has a mistake; nothing was dropped
 *             others               as the database says
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_drop_all(
    rowan_engine *engine, const rowan_model *const *models, rowan_error *err);

/**
 * Print the DDL that rowan_create_all() runs on an empty database, for a
 * dialect, without a connection. Each statement ends with ";\n".
 *
 * @param models        ended by NULL
 * @param dialect       a plugin's name or alias
 * @param[out] ret_sql  NUL-terminated; written only on success
 * @param err           names the model and what is wrong
 *
 * @ownership  *ret_sql: owned, free with rowan_free()
 * @errors     ROWAN_MODEL_INVALID, ROWAN_PLUGIN_NOT_FOUND, ROWAN_UNSUPPORTED,
 *             ROWAN_NO_MEMORY
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_render_ddl(
    const rowan_model *const *models, const char *dialect, char **ret_sql,
    rowan_error *err);

ROWAN_END_DECLS

#endif /* ROWAN_ENGINE_H */
