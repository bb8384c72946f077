/* SPDX-License-Identifier: MIT */
/*
 * The pool. B18: threads take a connection and give it back. B19: fifty
 * threads want one at once, for a short query each, where few are open and to
 * open one takes long. The floor is a stack under a mutex, with a condition to
 * wait on.
 */
#include "bench.h"
#include "floor.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_THREADS = 64,
    MOST_CONNECTIONS = 8,
    SPIKE_THREADS = 50,
    SPIKE_CONNECTIONS = 5, /* that are open before it */
    CONNECT_MS = 150,
    QUERY_MS = 2
};

typedef struct pooling {
    uint32_t threads, connections;
    /* The floor's. */
    pthread_mutex_t lock;
    pthread_cond_t released;
    void *stack[MOST_CONNECTIONS];
    uint32_t idle;
    /* Rowan's. */
    char path[32]; /* of SQLite's file: in memory there is one connection */
    rowan_engine *engine;
} pooling;

static void
sleep_ms(long milliseconds)
{
    const struct timespec time = {.tv_nsec = milliseconds * 1000000};

    (void)nanosleep(&time, NULL);
}

/* --- open and close ------------------------------------------------------- */

static void
close_pooling(void *state)
{
    pooling *at = state;

    rowan_engine_close(at->engine);
    if (at->path[0] != '\0')
        unlink(at->path);
    pthread_cond_destroy(&at->released);
    pthread_mutex_destroy(&at->lock);
    free(at);
}

static bool
open_file(pooling *at, const rowan_engine_options *options)
{
    rowan_error err = {0};
    char url[64];
    int file;

    snprintf(at->path, sizeof at->path, P_tmpdir "/rowan-XXXXXX");
    file = mkstemp(at->path);
    if (file < 0)
        return bench_complain("cannot create %s", at->path);
    close(file);
    snprintf(url, sizeof url, "sqlite:///%s?journal_mode=delete", at->path);
    at->engine = rowan_engine_open_with(url, options, &err);
    return at->engine != NULL || bench_complain_of(&err);
}

static bool
open_engine(pooling *at, const bench_database *database,
            const rowan_engine_options *options)
{
    rowan_error err = {0};

    if (database->library->socket_sql == NULL)
        return open_file(at, options);
    at->engine = rowan_engine_open_with(database->url, options, &err);
    return at->engine != NULL || bench_complain_of(&err);
}

static pooling *
open_with(uint32_t threads, uint32_t connections,
          const bench_database *database, rowan_engine_options *options)
{
    pooling *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    *at = (pooling){.threads = threads, .connections = connections};
    pthread_mutex_init(&at->lock, NULL);
    pthread_cond_init(&at->released, NULL);
    for (; at->idle < at->connections; at->idle++)
        at->stack[at->idle] = &at->stack[at->idle];
    options->pool_overflow = ROWAN_OPTION_ZERO;
    if (open_engine(at, database, options))
        return at;
    close_pooling(at);
    return NULL;
}

static void *
open_pooling(const bench_workload *workload, const bench_database *database)
{
    uint32_t threads = workload->rows;
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;

    options.pool_size = threads > MOST_CONNECTIONS ? 4 : threads;
    return open_with(threads, options.pool_size, database, &options);
}

/* --- threads -------------------------------------------------------------- */

typedef struct worker {
    pthread_t thread;
    pooling *pool;
    uint64_t count;
    bool good;
} worker;

/* Shares count operations out among the threads. */
static bool
run_threads(pooling *at, uint64_t count, void *(*work)(void *))
{
    worker workers[MOST_THREADS];
    uint32_t started = 0;
    bool good = true;

    for (; started < at->threads; started++) {
        worker *one = &workers[started];

        *one = (worker){.pool = at, .count = count / at->threads};
        if (started < count % at->threads)
            one->count++;
        if (pthread_create(&one->thread, NULL, work, one) != 0)
            break;
    }
    for (uint32_t i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
        good = good && workers[i].good;
    }
    return (good && started == at->threads) ||
           bench_complain("the pool failed");
}

static inline void *
take_by_hand(pooling *at)
{
    void *taken;

    pthread_mutex_lock(&at->lock);
    while (at->idle == 0)
        pthread_cond_wait(&at->released, &at->lock);
    taken = at->stack[--at->idle];
    pthread_mutex_unlock(&at->lock);
    return taken;
}

static inline void
give_by_hand(pooling *at, void *taken)
{
    pthread_mutex_lock(&at->lock);
    at->stack[at->idle++] = taken;
    pthread_mutex_unlock(&at->lock);
    pthread_cond_signal(&at->released);
}

/* --- B18 ------------------------------------------------------------------ */

static void *
take_and_give(void *context)
{
    worker *me = context;

    for (uint64_t i = 0; i < me->count; i++)
        give_by_hand(me->pool, take_by_hand(me->pool));
    me->good = true;
    return NULL;
}

static void *
acquire_and_release(void *context)
{
    worker *me = context;

    me->good = true;
    for (uint64_t i = 0; i < me->count && me->good; i++) {
        rowan_connection *conn = NULL;

        me->good = rowan_connection_acquire(me->pool->engine, 30000, &conn,
                                            NULL) == ROWAN_OK;
        rowan_connection_release(conn);
    }
    return NULL;
}

static bool
pool_by_hand(void *state, uint64_t count)
{
    return run_threads(state, count, take_and_give);
}

static bool
pool(void *state, uint64_t count)
{
    return run_threads(state, count, acquire_and_release);
}

/* --- B19 ------------------------------------------------------------------ */

static rowan_status
connect_slowly(void *context, rowan_connection *conn, rowan_error *err)
{
    (void)context;
    (void)conn;
    (void)err;
    sleep_ms(CONNECT_MS);
    return ROWAN_OK;
}

/* Leaves SPIKE_CONNECTIONS idle. */
static bool
warm_up(pooling *at)
{
    rowan_connection *taken[SPIKE_CONNECTIONS] = {NULL};
    rowan_error err = {0};
    bool good = true;

    for (int i = 0; i < SPIKE_CONNECTIONS; i++)
        good = good && rowan_connection_acquire(at->engine, 30000, &taken[i],
                                                &err) == ROWAN_OK;
    for (int i = 0; i < SPIKE_CONNECTIONS; i++)
        rowan_connection_release(taken[i]);
    return good || bench_complain_of(&err);
}

static void *
open_spike(const bench_workload *workload, const bench_database *database)
{
    const rowan_events events = {.size = sizeof events,
                                 .setup = connect_slowly};
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    pooling *at;

    (void)workload;
    options.pool_size = SPIKE_THREADS;
    options.events = &events;
    at = open_with(SPIKE_THREADS, SPIKE_CONNECTIONS, database, &options);
    if (at == NULL || warm_up(at))
        return at;
    close_pooling(at);
    return NULL;
}

static void *
query_by_hand(void *context)
{
    worker *me = context;
    void *taken = take_by_hand(me->pool);

    sleep_ms(QUERY_MS);
    give_by_hand(me->pool, taken);
    me->good = true;
    return NULL;
}

static void *
query(void *context)
{
    worker *me = context;
    rowan_connection *conn = NULL;

    me->good = rowan_connection_acquire(me->pool->engine, 30000, &conn, NULL) ==
               ROWAN_OK;
    sleep_ms(QUERY_MS);
    rowan_connection_release(conn);
    return NULL;
}

static bool
spike_by_hand(void *state, uint64_t count)
{
    while (count > 0 && run_threads(state, SPIKE_THREADS, query_by_hand))
        count--;
    return count == 0;
}

static bool
spike(void *state, uint64_t count)
{
    pooling *at = state;
    rowan_pool_status status;

    while (count > 0 && run_threads(at, SPIKE_THREADS, query))
        count--;
    rowan_engine_pool_status(at->engine, &status);
    return count == 0 &&
           (status.connects <= SPIKE_CONNECTIONS + 1 ||
            bench_complain("%llu connections were opened, %d are enough",
                           (unsigned long long)status.connects,
                           SPIKE_CONNECTIONS));
}

/* The rows are threads. */
#define B18(id_, threads_, title_)                                          \
    {                                                                       \
        .id = id_, .rows = threads_, .title = title_, .open = open_pooling, \
        .close = close_pooling, .floor = pool_by_hand, .rowan = pool,       \
        .spread = true, .least = 100000                                     \
    }

const bench_workload bench_pools[] = {
    B18("B18", 1, "a connection taken and given back; 1 thread"),
    B18("B18", 8, "the same by 8 threads, 8 connections"),
    B18("B18", 64, "the same by 64 threads, 4 connections"),
    {.id = "B19",
     .rows = SPIKE_THREADS,
     .title = "50 threads at once, 5 connections, a query of 2 ms each",
     .open = open_spike,
     .close = close_pooling,
     .floor = spike_by_hand,
     .rowan = spike,
     .spread = true},
    {.id = NULL},
};
