/* SPDX-License-Identifier: MIT */
/*
 * The pool. Taking an idle connection and giving it back is a pop and a push
 * under a mutex: no memory, one look at the coarse clock, no call of the
 * database but the question whether a transaction is open.
 *
 * Connections live as long as the engine. One that is closed is kept as a
 * spare, so a pointer to it stays valid and giving it back twice is found out.
 */
#include "pool_priv.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/error_priv.h"
#include "events_priv.h"

#include <string.h>

enum { MOST_PATIENCE_MS = 250 }; /* before one more is opened */

/* The macro of this name records its place. */
#undef rowan_connection_acquire

rowan_status
rowan__pool_init(rowan__pool *pool, const rowan__settings *settings,
                 uint32_t limit, rowan_error *err)
{
    pool->size = settings->pool_size;
    pool->overflow = settings->pool_overflow;
    if (limit > 0 && pool->size > limit)
        pool->size = limit;
    if (limit > 0 && pool->overflow > limit - pool->size)
        pool->overflow = limit - pool->size;
    pool->is_limited = limit > 0 && pool->size + pool->overflow == limit;
    pool->is_fifo = settings->pool_order == ROWAN_POOL_FIFO;
    /* A limit of one: the database ends with its connection, which therefore
     * is not doubted. */
    pool->recycle_ms = limit != 1 ? settings->pool_recycle_ms : 0;
    pool->check_idle_ms =
        limit != 1 ? (int64_t)settings->pool_check_idle_ms : INT64_MAX;
    if (pthread_mutex_init(&pool->mutex, NULL) != 0 ||
        pthread_mutex_init(&pool->cancel_mutex, NULL) != 0 ||
        pthread_cond_init(&pool->let_go, NULL) != 0)
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}

static void
warn_of_holders(rowan_engine *engine)
{
    char line[512] = "warning: the engine is not closed, for connections are "
                     "out: ";
    size_t size = strlen(line);

    (void)pthread_mutex_lock(&engine->pool.mutex);
    rowan__pool_describe(&engine->pool, line + size, sizeof(line) - size);
    (void)pthread_mutex_unlock(&engine->pool.mutex);
    rowan__engine_log(engine, line);
}

bool
rowan__pool_done(rowan_engine *engine)
{
    rowan__pool *pool = &engine->pool;
    bool is_ours = !rowan__engine_is_forked(engine);
    bool is_free = true;

    /* In a child nobody can give anything back, nor unlock the mutex. */
    if (is_ours) {
        (void)pthread_mutex_lock(&pool->mutex);
        is_free = pool->open_count == pool->idle_count;
        (void)pthread_mutex_unlock(&pool->mutex);
    }
    if (!is_free) {
        warn_of_holders(engine);
        return false;
    }
    while (pool->all != NULL) {
        rowan_connection *next = pool->all->next_of_all;

        rowan__connection_close(pool->all, ROWAN_DISCONNECT_CLOSE);
        rowan__free(pool->all);
        pool->all = next;
    }
    if (is_ours) {
        (void)pthread_cond_destroy(&pool->let_go);
        (void)pthread_mutex_destroy(&pool->cancel_mutex);
        (void)pthread_mutex_destroy(&pool->mutex);
    }
    return true;
}

void
rowan__pool_lost(rowan_connection *conn)
{
    uint32_t epoch = conn->epoch;

    /* Later losses of the same epoch tell nothing new. */
    (void)atomic_compare_exchange_strong(&conn->engine->pool.epoch, &epoch,
                                         epoch + 1);
}

/* --- lists; the mutex is held ------------------------------------------- */

static void
push(rowan_connection **list, rowan_connection *conn)
{
    conn->next = *list;
    *list = conn;
}

static rowan_connection *
pop(rowan_connection **list)
{
    rowan_connection *conn = *list;

    if (conn != NULL)
        *list = conn->next;
    return conn;
}

static void
push_idle(rowan__pool *pool, rowan_connection *conn)
{
    if (pool->is_fifo && pool->idle != NULL) {
        conn->next = NULL;
        pool->idle_last->next = conn;
        pool->idle_last = conn;
    } else {
        if (pool->idle == NULL)
            pool->idle_last = conn;
        push(&pool->idle, conn);
    }
    pool->idle_count++;
}

static rowan_connection *
pop_idle(rowan__pool *pool)
{
    rowan_connection *conn = pop(&pool->idle);

    if (conn != NULL)
        pool->idle_count--;
    return conn;
}

/* Younger than it may get, used lately, and of no epoch that ended. */
static bool
is_fresh(const rowan__pool *pool, const rowan_connection *conn, int64_t now_ms)
{
    return now_ms < conn->expires_ms &&
           now_ms - conn->taken_ms < pool->check_idle_ms &&
           conn->epoch ==
               atomic_load_explicit(&pool->epoch, memory_order_relaxed);
}

static void
note_holder(rowan_connection *conn, const rowan__acquire_params *params,
            int64_t now_ms)
{
    conn->taken_ms = now_ms;
    conn->file = params->file;
    conn->line = params->line;
}

static void
hand_out(rowan_connection *conn, const rowan__acquire_params *params,
         int64_t now_ms)
{
    note_holder(conn, params, now_ms);
    atomic_store_explicit(&conn->limits,
                          params->limits != NULL ? params->limits : &conn->own,
                          memory_order_relaxed);
    /* Whoever sees it taken, to cancel, sees all that was done before. */
    atomic_store_explicit(&conn->acquired, true, memory_order_release);
}

/* Waits until no cancel is about to reach the connection, which is not
 * acquired any more, so that none can begin. The mutex is held. */
static bool
wait_for_cancels(rowan__pool *pool, rowan_connection *conn)
{
    while (conn->holders > 0)
        (void)pthread_cond_wait(&pool->let_go, &pool->mutex);
    return conn->was_cancelled;
}

/* --- opening and closing; without the mutex ------------------------------ */

/* The room of a connection that is gone goes to a waiter, or back. */
static void
give_room(rowan__pool *pool, rowan_connection *spare)
{
    (void)pthread_mutex_lock(&pool->mutex);
    if (spare != NULL)
        push(&pool->spare, spare);
    if (!rowan__pool_serve(pool, NULL))
        pool->open_count--;
    (void)pthread_mutex_unlock(&pool->mutex);
}

/* A spare one or a new one, whose holder is not known yet. */
static rowan_connection *
new_connection(rowan_engine *engine)
{
    static const rowan__acquire_params nobody = {0};
    rowan__pool *pool = &engine->pool;
    rowan_connection *conn;

    (void)pthread_mutex_lock(&pool->mutex);
    conn = pop(&pool->spare);
    if (conn != NULL)
        note_holder(conn, &nobody, rowan__clock_coarse_ms());
    (void)pthread_mutex_unlock(&pool->mutex);
    if (conn != NULL)
        return conn;
    conn = rowan__calloc(1, sizeof(*conn));
    if (conn == NULL)
        return NULL;
    conn->engine = engine;
    note_holder(conn, &nobody, rowan__clock_coarse_ms());
    (void)pthread_mutex_lock(&pool->mutex);
    conn->next_of_all = pool->all;
    pool->all = conn;
    (void)pthread_mutex_unlock(&pool->mutex);
    return conn;
}

/* Opens a connection in the room that the caller has. */
static rowan_status
open_connection(rowan_engine *engine, const rowan__limits *limits,
                rowan_connection **ret_conn, rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    rowan_connection *conn = new_connection(engine);
    int64_t took_ms, began_us = rowan__clock_monotonic_us();
    rowan_status status = conn != NULL
                              ? rowan__connection_open(conn, limits, err)
                              : rowan__error_no_memory(err);

    if (status != ROWAN_OK) {
        give_room(pool, conn);
        return status;
    }
    took_ms = (rowan__clock_monotonic_us() - began_us) / 1000;
    (void)pthread_mutex_lock(&pool->mutex);
    pool->patience_ms = took_ms < MOST_PATIENCE_MS ? took_ms : MOST_PATIENCE_MS;
    pool->connects++;
    (void)pthread_mutex_unlock(&pool->mutex);
    *ret_conn = conn;
    return ROWAN_OK;
}

static void
drop_connection(rowan__pool *pool, rowan_connection *conn,
                rowan_disconnect_reason reason)
{
    (void)pthread_mutex_lock(&pool->mutex);
    (void)wait_for_cancels(pool, conn);
    pool->lost += reason == ROWAN_DISCONNECT_FAILED;
    (void)pthread_mutex_unlock(&pool->mutex);
    rowan__connection_close(conn, reason);
    give_room(pool, conn);
}

/* --- taking -------------------------------------------------------------- */

/* Whether a connection can be used that was idle for long, or while another
 * one was lost; closes it if not. Those whose turn comes after the deadline
 * are not asked: what answers so slowly is of no use. */
static bool
revive(rowan__pool *pool, rowan_connection *conn, int64_t deadline_us)
{
    uint32_t epoch = atomic_load_explicit(&pool->epoch, memory_order_relaxed);
    bool is_old = rowan__clock_coarse_ms() >= conn->expires_ms;
    bool is_alive = false;

    if (!is_old && rowan__clock_monotonic_us() < deadline_us)
        is_alive = rowan__connection_lives(conn, deadline_us);
    (void)pthread_mutex_lock(&pool->mutex);
    pool->checks += !is_old;
    pool->recycled += is_old;
    pool->lost += !is_old && !is_alive;
    (void)pthread_mutex_unlock(&pool->mutex);
    if (is_alive)
        conn->epoch = epoch;
    else
        rowan__connection_close(conn, is_old ? ROWAN_DISCONNECT_RECYCLED
                                             : ROWAN_DISCONNECT_SILENT);
    return is_alive;
}

/* Another idle one, whose room replaces that of the closed one; NULL if there
 * is none, which leaves the room to open one. */
static rowan_connection *
next_idle(rowan__pool *pool, rowan_connection *closed)
{
    rowan_connection *conn;

    (void)pthread_mutex_lock(&pool->mutex);
    push(&pool->spare, closed);
    conn = pop_idle(pool);
    /* Nobody waits while one is idle, so nobody is owed the room. */
    if (conn != NULL)
        pool->open_count--;
    (void)pthread_mutex_unlock(&pool->mutex);
    return conn;
}

/* An idle one goes back unasked: its caller has no time left. */
static void
give_unasked(rowan__pool *pool, rowan_connection *conn)
{
    (void)pthread_mutex_lock(&pool->mutex);
    if (!rowan__pool_serve(pool, conn))
        push_idle(pool, conn);
    (void)pthread_mutex_unlock(&pool->mutex);
}

/* Makes sure of *conn, or takes another, or leaves NULL and the room to open
 * one. */
static rowan_status
find_alive(rowan_engine *engine, const rowan__limits *limits,
           rowan_connection **conn, rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    int64_t deadline_us =
        rowan__clock_monotonic_us() +
        1000 * rowan__limits_left_ms(limits,
                                     engine->settings.connect_timeout_ms);

    while (*conn != NULL &&
           !is_fresh(pool, *conn, rowan__clock_coarse_ms())) {
        rowan_status status = rowan__limits_check(limits, err);

        if (status != ROWAN_OK) {
            give_unasked(pool, *conn);
            return status;
        }
        if (revive(pool, *conn, deadline_us))
            break;
        *conn = next_idle(pool, *conn);
    }
    return ROWAN_OK;
}

/*
 * No connection is idle. While others are out, one of them may be given back
 * sooner than a new one can be opened, so that is first waited for, as long as
 * opening took the last time: nobody waits more than twice as long as without
 * this, and a crowd with short errands is served by the connections there are.
 * (The rule of the ski rental; Karlin et al. 1988.) *ret_conn is NULL for room
 * to open one. The mutex is held.
 */
static rowan_status
find_room(rowan__pool *pool, int64_t timeout_ms, const rowan__limits *limits,
          rowan_connection **ret_conn, rowan_error *err)
{
    uint32_t most = pool->size + pool->overflow;
    int64_t while_ms =
        pool->patience_ms < timeout_ms ? pool->patience_ms : timeout_ms;

    if (pool->open_count > 0 && pool->open_count < most) {
        if (rowan__pool_linger(pool, while_ms, limits, ret_conn))
            return ROWAN_OK;
        timeout_ms -= while_ms;
    }
    if (pool->open_count >= most)
        return rowan__pool_wait(pool, timeout_ms, limits, ret_conn, err);
    pool->open_count++;
    return ROWAN_OK;
}

static int64_t
longest_wait_ms(const rowan_engine *engine, int64_t timeout_ms)
{
    if (timeout_ms == ROWAN_POOL_TIMEOUT)
        timeout_ms = engine->settings.pool_timeout_ms;
    return timeout_ms < INT32_MAX ? timeout_ms : INT32_MAX; /* 24 days */
}

/* conn is idle no longer, but not fresh, or NULL. Called with the mutex held,
 * which it gives up. */
static rowan_status
acquire_slowly(rowan_engine *engine, const rowan__acquire_params *params,
               rowan_connection *conn, rowan_connection **ret_conn,
               rowan_error *err)
{
    rowan__pool *pool = &engine->pool;
    const rowan__limits *limits = params->limits;
    rowan__limits own = {.timeout_ms = engine->settings.statement_timeout_ms};
    rowan_status status = ROWAN_OK;

    if (limits == NULL) {
        rowan__limits_call(&own);
        limits = &own;
    }
    if (conn == NULL)
        status = find_room(
            pool,
            rowan__limits_left_ms(limits, longest_wait_ms(engine,
                                                          params->timeout_ms)),
            limits, &conn, err);
    (void)pthread_mutex_unlock(&pool->mutex);
    if (status == ROWAN_OK)
        status = find_alive(engine, limits, &conn, err);
    if (status == ROWAN_OK && conn == NULL)
        status = open_connection(engine, limits, &conn, err);
    if (status != ROWAN_OK)
        return status;
    (void)pthread_mutex_lock(&pool->mutex);
    hand_out(conn, params, rowan__clock_coarse_ms());
    (void)pthread_mutex_unlock(&pool->mutex);
    *ret_conn = conn;
    return ROWAN_OK;
}

static void
tell_checkout(rowan_connection *conn, size_t event)
{
    rowan_connection_event what = {.file = conn->file, .line = conn->line};

    if (event == ROWAN__EVENT(checkin))
        what.duration_ns =
            (rowan__clock_coarse_ms() - conn->taken_ms) * 1000000;
    rowan__tell_connection(conn, event, &what);
}

static rowan_status
check_params(const rowan_engine *engine, const rowan__acquire_params *params,
             rowan_error *err)
{
    if (engine == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "the engine is NULL: it could not be opened");
    if (params->timeout_ms < 0 && params->timeout_ms != ROWAN_POOL_TIMEOUT)
        return rowan__error_set(err, ROWAN_INVALID,
                                "a wait of %lld ms for a connection: give 0 "
                                "or more, or ROWAN_POOL_TIMEOUT",
                                (long long)params->timeout_ms);
    return rowan__engine_check(engine, err);
}

rowan_status
rowan__connection_acquire(rowan_engine *engine,
                          const rowan__acquire_params *params,
                          rowan_connection **ret_conn, rowan_error *err)
{
    rowan_status status = check_params(engine, params, err);
    rowan__pool *pool;
    rowan_connection *conn;
    int64_t now_ms;

    if (status != ROWAN_OK)
        return status;
    pool = &engine->pool;
    now_ms = rowan__clock_coarse_ms();
    (void)pthread_mutex_lock(&pool->mutex);
    conn = pop_idle(pool);
    if (conn != NULL && is_fresh(pool, conn, now_ms)) {
        hand_out(conn, params, now_ms);
        (void)pthread_mutex_unlock(&pool->mutex);
    } else {
        status = acquire_slowly(engine, params, conn, &conn, err);
        if (status != ROWAN_OK)
            return status;
    }
    if (params->events != NULL && params->events->size > 0)
        conn->listeners[conn->listener_count++] = params->events;
    if (conn->listener_count > 0)
        tell_checkout(conn, ROWAN__EVENT(checkout));
    *ret_conn = conn;
    return ROWAN_OK;
}

rowan_status
rowan__pool_acquire(rowan_engine *engine, int64_t timeout_ms,
                    rowan__limits *limits, rowan_connection **ret_conn,
                    rowan_error *err)
{
    const rowan__acquire_params params = {.timeout_ms = timeout_ms,
                                          .limits = limits};

    return rowan__connection_acquire(engine, &params, ret_conn, err);
}

rowan_status
rowan_connection_acquire_at(rowan_engine *engine, int64_t timeout_ms,
                            const char *file, int line,
                            rowan_connection **ret_conn, rowan_error *err)
{
    const rowan__acquire_params params = {
        .timeout_ms = timeout_ms, .file = file, .line = line};

    return rowan__connection_acquire(engine, &params, ret_conn, err);
}

rowan_status
rowan_connection_acquire(rowan_engine *engine, int64_t timeout_ms,
                         rowan_connection **ret_conn, rowan_error *err)
{
    return rowan_connection_acquire_at(engine, timeout_ms, NULL, 0, ret_conn,
                                       err);
}

/* --- giving back --------------------------------------------------------- */

static void
clean(rowan_connection *conn)
{
    if (rowan__connection_needs_clean(conn))
        rowan__connection_clean(conn);
    if (conn->listener_count > 0) {
        tell_checkout(conn, ROWAN__EVENT(checkin));
        rowan__listeners_init(conn);
    }
}

/* Among the idle ones, or to who waits; closes one too many. */
static void
give_back(rowan__pool *pool, rowan_connection *conn)
{
    bool is_kept = true;

    if (!rowan__pool_serve(pool, conn)) {
        is_kept = pool->idle_count < pool->size;
        if (is_kept)
            push_idle(pool, conn);
    }
    (void)pthread_mutex_unlock(&pool->mutex);
    if (!is_kept)
        drop_connection(pool, conn, ROWAN_DISCONNECT_SURPLUS);
}

void
rowan_connection_release(rowan_connection *conn)
{
    rowan__pool *pool;

    if (conn == NULL ||
        !atomic_load_explicit(&conn->acquired, memory_order_relaxed))
        return;
    atomic_store_explicit(&conn->acquired, false, memory_order_relaxed);
    if (rowan__engine_is_forked(conn->engine)) {
        rowan__connection_abandon(conn);
        return;
    }
    pool = &conn->engine->pool;
    clean(conn);
    atomic_store_explicit(&conn->limits, &conn->own, memory_order_relaxed);
    if (!conn->broken) {
        (void)pthread_mutex_lock(&pool->mutex);
        if (!wait_for_cancels(pool, conn)) {
            give_back(pool, conn);
            return;
        }
        (void)pthread_mutex_unlock(&pool->mutex);
        rowan__connection_settle(conn);
    }
    if (conn->broken) {
        drop_connection(pool, conn,
                        conn->worn ? ROWAN_DISCONNECT_WORN
                                   : ROWAN_DISCONNECT_FAILED);
        return;
    }
    (void)pthread_mutex_lock(&pool->mutex);
    give_back(pool, conn);
}
