/* SPDX-License-Identifier: MIT */
/*
 * Transactions that run again. What another attempt may cure is said in one
 * place, may_cure(); that none follows a commit which may have happened, in
 * run_once(), which never answers such a one by anything but IN_DOUBT.
 */
#include "base/clock.h"
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/session/session_priv.h"

#include <rowan/transact.h>

enum {
    USUAL_ATTEMPTS = 5,
    USUAL_PAUSE_MS = 10,
    USUAL_LONGEST_PAUSE_MS = 1000
};

typedef struct transact {
    rowan_engine *engine;
    rowan_transact_fn *fn;
    void *context;
    rowan_transact_options options;
    int64_t deadline_us; /* 0: none */
    uint32_t attempts;   /* so far */
    uint64_t random;
    /* Of the last attempt. */
    rowan_error error;
    bool may_retry;
} transact;

/* Deadlines and cancels are the program's own will. Whoever does not know
 * whether the commit happened must not do it again. */
static bool
may_cure(rowan_status status, rowan_retry retry)
{
    switch (status) {
    case ROWAN_OK:
    case ROWAN_IN_DOUBT:
    case ROWAN_TIMEOUT:
    case ROWAN_CANCELLED:
        return false;
    case ROWAN_SERIALIZATION:
    case ROWAN_DEADLOCK:
    case ROWAN_CONNECTION_LOST:
    case ROWAN_CONNECT_FAILED:
    case ROWAN_TOO_MANY_CONNECTIONS:
        return true;
    default: /* locks, servers that became read-only, lost commits */
        return retry != ROWAN_RETRY_NEVER;
    }
}

static rowan_transact_options
known_options(const rowan_transact_options *options)
{
    rowan_transact_options known = ROWAN_TRANSACT_OPTIONS_INIT;

    if (options != NULL)
        memcpy(&known, options,
               options->size < sizeof(known) ? options->size : sizeof(known));
    if (known.attempts == 0)
        known.attempts = USUAL_ATTEMPTS;
    if (known.pause_ms == 0)
        known.pause_ms = USUAL_PAUSE_MS;
    if (known.longest_pause_ms == 0)
        known.longest_pause_ms = USUAL_LONGEST_PAUSE_MS;
    return known;
}

/* What the function made of it, committed if it was content. */
static rowan_status
run_in(transact *run, rowan_session *session)
{
    rowan_status status = run->fn(session, run->context);

    if (status == ROWAN_OK && session->depth != 1) {
        rowan_error_clear(&session->error);
        return rowan__error_set(&session->error, ROWAN_INVALID,
                                "the function of rowan_transact() left a "
                                "savepoint open: end it by rowan_commit() or "
                                "rowan_rollback()");
    }
    session->is_lent = false;
    return status == ROWAN_OK ? rowan_commit(session) : status;
}

/* Keeps the error, and whether it may be tried again. What has ended the
 * transaction counts for more than what the function made of it. */
static void
judge(transact *run, const rowan_session *session, rowan_status status)
{
    rowan_status cause =
        session->conn != NULL ? session->conn->ended : ROWAN_OK;

    if (session->error.status == status)
        run->error = session->error;
    else
        (void)rowan__error_set(&run->error, status,
                               "the function of rowan_transact() returned "
                               "%s: %s",
                               rowan_status_name(status),
                               rowan_status_text(status));
    run->may_retry = may_cure(status, run->error.retry);
    if (may_cure(cause, ROWAN_RETRY_NEVER) &&
        may_cure(status, ROWAN_RETRY_TRANSACTION))
        run->may_retry = true;
}

static rowan_status
run_once(transact *run)
{
    rowan_begin_options begin = ROWAN_BEGIN_OPTIONS_INIT;
    rowan_session *session;
    rowan_status status;

    rowan_error_clear(&run->error);
    run->may_retry = false;
    session = rowan_session_open(run->engine, &run->error);
    if (session == NULL)
        return run->error.status;
    begin.will_write = run->options.will_write;
    begin.read_only = run->options.read_only;
    begin.isolation = run->options.isolation;
    status = rowan_begin_with(session, &begin);
    session->limits.transaction_deadline_us = run->deadline_us;
    session->is_lent = true;
    if (status == ROWAN_OK)
        status = run_in(run, session);
    if (status != ROWAN_OK)
        judge(run, session, status);
    rowan_session_close(session);
    return status;
}

/* Full jitter: anything from nothing to the bound, so that those who met do
 * not meet again. The generator is Marsaglia's xorshift. */
static uint32_t
choose_pause_ms(transact *run)
{
    uint64_t bound = run->options.pause_ms;

    for (uint32_t i = 1; i < run->attempts && i < 32; i++)
        bound *= 2;
    if (bound > run->options.longest_pause_ms)
        bound = run->options.longest_pause_ms;
    run->random ^= run->random << 13;
    run->random ^= run->random >> 7;
    run->random ^= run->random << 17;
    return (uint32_t)(run->random % (bound + 1));
}

/* Whether there is another attempt; waits for it. */
static bool
pause_before_retry(transact *run)
{
    uint32_t pause_ms;

    if (!run->may_retry || run->attempts >= run->options.attempts)
        return false;
    pause_ms = choose_pause_ms(run);
    if (run->deadline_us > 0 && rowan__clock_monotonic_us() +
                                        (int64_t)pause_ms * 1000 >=
                                    run->deadline_us) {
        run->error.hint[0] = '\0'; /* another attempt was its cure */
        rowan__error_hint(&run->error, "there was no time to try again");
        return false;
    }
    if (run->options.on_retry != NULL &&
        !run->options.on_retry(run->context, &run->error, run->attempts,
                               pause_ms))
        return false;
    rowan__clock_sleep_us((int64_t)pause_ms * 1000);
    /* Who asks for the lock first cannot be overtaken a second time. */
    if (!run->options.read_only)
        run->options.will_write = true;
    return true;
}

rowan_status
rowan_transact(rowan_engine *engine, rowan_transact_fn *fn, void *context,
               const rowan_transact_options *options, rowan_error *err)
{
    transact run = { .engine = engine, .fn = fn, .context = context };
    int64_t now_us = rowan__clock_monotonic_us();
    rowan_status status;

    if (engine == NULL || fn == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "rowan_transact() needs an engine and a "
                                "function, and got NULL");
    run.options = known_options(options);
    if (run.options.timeout_ms > 0)
        run.deadline_us = now_us + (int64_t)run.options.timeout_ms * 1000;
    run.random = rowan__hash_mix((uint64_t)now_us, (uintptr_t)&run) | 1;
    do {
        run.attempts++;
        status = run_once(&run);
    } while (status != ROWAN_OK && pause_before_retry(&run));
    if (status == ROWAN_OK && run.options.after_commit != NULL)
        run.options.after_commit(context);
    if (status != ROWAN_OK && err != NULL && err->status == ROWAN_OK)
        *err = run.error;
    return status;
}
