/* SPDX-License-Identifier: MIT */
/*
 * B18: threads take a connection from the pool and give it back. The floor is
 * a stack under a mutex, with a condition to wait on.
 */
#include "bench.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 64, MOST_CONNECTIONS = 8 };

typedef struct pooling {
    uint32_t threads, connections;
    /* The floor's. */
    pthread_mutex_t lock;
    pthread_cond_t released;
    void *stack[MOST_CONNECTIONS];
    uint32_t idle;
    /* Rowan's: a file, for a database in memory has one connection. */
    char path[32];
    rowan_engine *engine;
} pooling;

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
open_engine(pooling *at)
{
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};
    char url[64];
    int file = mkstemp(at->path);

    if (file < 0)
        return bench_complain("cannot create %s", at->path);
    close(file);
    snprintf(url, sizeof url, "sqlite:///%s?journal_mode=delete", at->path);
    options.pool_size = at->connections;
    options.pool_overflow = ROWAN_OPTION_ZERO;
    at->engine = rowan_engine_open_with(url, &options, &err);
    return at->engine != NULL || bench_complain_of(&err);
}

static void *
open_pooling(const bench_workload *workload)
{
    pooling *at = calloc(1, sizeof *at);

    if (at == NULL)
        return NULL;
    *at =
        (pooling){.threads = workload->rows, .path = P_tmpdir "/rowan-XXXXXX"};
    at->connections = at->threads < MOST_CONNECTIONS    ? at->threads
                      : at->threads == MOST_CONNECTIONS ? MOST_CONNECTIONS
                                                        : 4;
    pthread_mutex_init(&at->lock, NULL);
    pthread_cond_init(&at->released, NULL);
    for (; at->idle < at->connections; at->idle++)
        at->stack[at->idle] = &at->stack[at->idle];
    if (open_engine(at))
        return at;
    close_pooling(at);
    return NULL;
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

static void *
take_and_give(void *context)
{
    worker *me = context;
    pooling *at = me->pool;

    for (uint64_t i = 0; i < me->count; i++) {
        void *taken;

        pthread_mutex_lock(&at->lock);
        while (at->idle == 0)
            pthread_cond_wait(&at->released, &at->lock);
        taken = at->stack[--at->idle];
        pthread_mutex_unlock(&at->lock);

        pthread_mutex_lock(&at->lock);
        at->stack[at->idle++] = taken;
        pthread_mutex_unlock(&at->lock);
        pthread_cond_signal(&at->released);
    }
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
    {.id = NULL},
};
