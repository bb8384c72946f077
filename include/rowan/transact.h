/* SPDX-License-Identifier: MIT */
/**
 * @file transact.h
 * Transactions that run again when another one was in their way.
 */
#ifndef ROWAN_TRANSACT_H
#define ROWAN_TRANSACT_H

#include <rowan/engine.h>
#include <rowan/session.h>

ROWAN_BEGIN_DECLS

/** The work of a transaction: reads, and writes what follows from them. It may
 * run several times, so what it does outside the database must bear that.
 * ROWAN_OK asks for the commit, anything else for a rollback. It does not end
 * the transaction itself; savepoints are its own. */
typedef rowan_status rowan_transact_fn(rowan_session *session, void *context);

/** Told before a further attempt, after the rollback: the error of the last
 * one, how many there were, and the pause that follows. False gives up. */
typedef bool rowan_transact_retry_fn(void *context, const rowan_error *error,
                                     uint32_t attempts, uint32_t pause_ms);

/** Told once, after a commit that is known to have happened. */
typedef void rowan_transact_committed_fn(void *context);

/** Options; begin with ROWAN_TRANSACT_OPTIONS_INIT. Numbers that are 0 take
 * the default. */
typedef struct rowan_transact_options {
    size_t size;               /**< sizeof(rowan_transact_options) */
    uint32_t attempts;         /**< at most, with the first; default 5 */
    uint32_t timeout_ms;       /**< of all of them, with the pauses; default
                                    none */
    uint32_t pause_ms;         /**< longest first pause; doubled each time, and
                                    drawn from 0 to that; default 10 */
    uint32_t longest_pause_ms; /**< that none exceeds; default 1000 */
    bool will_write;           /**< as in rowan_begin_options; a further
                                    attempt after a conflict has it anyway,
                                    unless read_only */
    bool read_only;
    rowan_isolation isolation;
    rowan_transact_retry_fn *on_retry;
    rowan_transact_committed_fn *after_commit;
} rowan_transact_options;

#define ROWAN_TRANSACT_OPTIONS_INIT                                          \
    { sizeof(rowan_transact_options), 0, 0, 0, 0, false, false,              \
      ROWAN_ISOLATION_DEFAULT, NULL, NULL }

/**
 * Run a function in a transaction of a session of its own and commit, again
 * from the start after a serialization failure, a deadlock, or the loss of the
 * connection or the server before the commit was sent. After that it never
 * runs again, unless the database says that the commit did not happen.
 *
 * Each attempt has a fresh session, which is closed after it: objects do not
 * leave the function, but by rowan_detach() or context.
 *
 * @param engine   the engine
 * @param fn       the work
 * @param context  passed to fn and the hooks
 * @param options  NULL is none
 * @param err      of the last attempt
 *
 * @return ROWAN_OK if it is committed; else nothing is, but for ROWAN_IN_DOUBT
 * @errors     what fn returned, or the commit; the one that was not tried
 *             again, or the last one
 *             ROWAN_IN_DOUBT  nobody knows whether it is committed
 *             ROWAN_TIMEOUT   the deadline has passed in an attempt
 *             ROWAN_INVALID   engine or fn is NULL, or fn left a savepoint
 *                             open
 * @threads    any thread, concurrently
 * @since      0.1
 */
ROWAN_API ROWAN_MUST_CHECK rowan_status rowan_transact(
    rowan_engine *engine, rowan_transact_fn *fn, void *context,
    const rowan_transact_options *options, rowan_error *err);

ROWAN_END_DECLS

#endif /* ROWAN_TRANSACT_H */
