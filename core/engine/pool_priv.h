/* SPDX-License-Identifier: MIT */
/* Engines from inside: options, the pool, the life of a connection. */
#ifndef ROWAN_ENGINE_POOL_PRIV_H
#define ROWAN_ENGINE_POOL_PRIV_H

#include "engine_priv.h"

#include <pthread.h>

/* The engine's own options after URL, struct and defaults were put together. */
typedef struct rowan__settings {
    uint32_t pool_size;
    uint32_t pool_overflow;
    uint32_t pool_timeout_ms;
    uint32_t connect_timeout_ms;
    uint32_t statement_cache; /* 0: none */
    uint32_t pool_recycle_ms; /* 0: never */
    uint32_t pool_check_idle_ms;
    uint32_t statement_timeout_ms; /* 0: none */
    rowan_isolation isolation;
    rowan_pool_order pool_order;
    rowan_pool_reset pool_reset;
    bool shuffle_hosts;
    bool echo;
    bool read_only;
    bool one_trip_commit;
} rowan__settings;

/*
 * Connections that are idle, newest first, and those who wait for one, oldest
 * first. One of the lists is empty at any moment: what comes free while
 * someone waits goes straight to the oldest, so nobody starves.
 */
typedef struct rowan__pool {
    pthread_mutex_t mutex; /* guards all below, and the connections' part */
    rowan_connection *idle, *idle_last;
    rowan_connection *spare; /* closed, to be used again */
    rowan_connection *all;   /* freed when the engine is */
    struct rowan__waiter *first, *last;
    uint32_t size, overflow;
    bool is_limited; /* the driver allows no more */
    bool is_fifo;
    int64_t recycle_ms; /* 0: never */
    int64_t check_idle_ms;
    int64_t patience_ms; /* about what the last one took to open */
    pthread_cond_t let_go;        /* a cancel has done with a connection */
    pthread_mutex_t cancel_mutex; /* one cancel at a time; of the driver's */
    uint32_t idle_count;
    uint32_t open_count; /* open or being opened: idle ones and others */
    uint32_t waiting;
    uint64_t connects, waits, timeouts, checks, recycled, lost;
    /* Losses of connections that were news. Who is of an earlier epoch is
     * checked before its next use. Not under the mutex. */
    _Atomic uint32_t epoch;
} rowan__pool;

/* Somebody who waits; on that thread's stack. */
typedef struct rowan__waiter rowan__waiter;
struct rowan__waiter {
    pthread_cond_t woken;
    bool served;
    rowan_connection *conn; /* when served: NULL is leave to open one */
    const rowan__limits *limits;
    rowan__waiter *next;
};

struct rowan_engine {
    rowan_url *url;
    rowan_url_parts parts; /* the URL's, with the driver's options only */
    rowan_url_option *driver_options;
    const rowan__dialect *dialect;
    rowan__settings settings;
    rowan_log_fn *log;
    void *log_context;
    rowan_events echo, events; /* size 0: none */
    const rowan_events *listeners[2];
    uint32_t listener_count;
    uint32_t fork_count; /* of the process that opened it */
    rowan__pool pool;
};

/* In a child of the process that opened it, who must not touch the pool, nor
 * say a word on the parent's connections. */
static inline bool
rowan__engine_is_forked(const rowan_engine *engine)
{
    return engine->fork_count != rowan__fork_count();
}

/* Sets the listeners that there are from the start. */
void rowan__engine_listen(rowan_engine *engine, const rowan_events *given);

/* Copies what a program knows of the struct; NULL gives all zero. */
rowan_status rowan__options_copy(const rowan_engine_options *options,
                                 rowan_engine_options *ret_known,
                                 rowan_error *err);

/*
 * Puts URL, struct and defaults together, and lists the options
 * that are the driver's, of which there are *ret_count.
 * ROWAN_URL_INVALID or ROWAN_INVALID (struct) names the option and the cure.
 */
rowan_status rowan__options_read(const rowan_url *url,
                                 const rowan_option_info *driver_options,
                                 rowan_engine_options *known,
                                 rowan__settings *ret_settings,
                                 rowan_url_option **ret_driver_options,
                                 size_t *ret_count, rowan_error *err);

/* limit: the driver's on connections, 0 for none. */
rowan_status rowan__pool_init(rowan__pool *pool,
                              const rowan__settings *settings, uint32_t limit,
                              rowan_error *err);
/* Closes all connections; false, and nothing done, while some are out. */
bool rowan__pool_done(rowan_engine *engine);
/* Has the others checked before use, if this loss is news. */
void rowan__pool_lost(rowan_connection *conn);
/* Under the mutex. Serves the oldest waiter, by a connection or NULL, leave to
 * open one; false if none waits. */
bool rowan__pool_serve(rowan__pool *pool, rowan_connection *conn);
/* Under the mutex. *ret_conn is NULL for leave to open one. */
rowan_status rowan__pool_wait(rowan__pool *pool, int64_t timeout_ms,
                              const rowan__limits *limits,
                              rowan_connection **ret_conn, rowan_error *err);
/* The same for a while, when there is room to open one; false if none came
 * free. A cancel ends it too. */
bool rowan__pool_linger(rowan__pool *pool, int64_t while_ms,
                        const rowan__limits *limits,
                        rowan_connection **ret_conn);
/* Under the mutex. Writes who holds connections: "2 taken at main.c:7, for
 * 1.5 s; 1 taken at an unknown place, for 0.1 s". */
void rowan__pool_describe(const rowan__pool *pool, char *text, size_t size);

/* Wakes whoever waits with these limits; the mutex is held. */
void rowan__pool_wake(rowan__pool *pool, const rowan__limits *limits);

/* conn->engine is set, all else is zero. On failure it is so again. */
rowan_status rowan__connection_open(rowan_connection *conn,
                                    const rowan__limits *limits,
                                    rowan_error *err);
void rowan__connection_close(rowan_connection *conn,
                             rowan_disconnect_reason reason);
/* After a cancel: one that came too late for what it meant is used up. */
void rowan__connection_settle(rowan_connection *conn);
/* For a forked child: frees results, says nothing. */
void rowan__connection_abandon(rowan_connection *conn);
/* Asks for a sign of life, until deadline_us at most. */
bool rowan__connection_lives(rowan_connection *conn, int64_t deadline_us);
/* ROWAN_INVALID in a child of the process that opened the engine. */
rowan_status rowan__engine_check(const rowan_engine *engine, rowan_error *err);
/* The transaction is over, whatever came of it. */
void rowan__connection_forget(rowan_connection *conn);
/* Whether there is something to clean. */
bool rowan__connection_needs_clean(const rowan_connection *conn);
/* Frees results, ends the transaction, drops session state; sets broken if
 * that cannot be done. */
void rowan__connection_clean(rowan_connection *conn);

/* Ends all statements, cached or not, and frees the cache's memory. */
void rowan__statement_cache_done(rowan_connection *conn);
/* Makes statements idle that were not given back. */
void rowan__statement_cache_quiet(rowan_connection *conn);

#endif
