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
    uint32_t statement_timeout_ms; /* 0: none */
    rowan_isolation isolation;
    bool echo;
    bool read_only;
} rowan__settings;

/*
 * Connections that are idle, newest first, and those who wait for one, oldest
 * first. One of the lists is empty at any moment: what comes free while
 * someone waits goes straight to the oldest, so nobody starves.
 */
typedef struct rowan__pool {
    pthread_mutex_t mutex; /* guards all below, and conn->next */
    rowan_connection *idle;
    rowan_connection *spare; /* closed, to be used again */
    rowan_connection *all;   /* freed when the engine is */
    struct rowan__waiter *first, *last;
    uint32_t size, overflow;
    bool is_limited; /* the driver allows no more */
    pthread_cond_t let_go;        /* a cancel has done with a connection */
    pthread_mutex_t cancel_mutex; /* one cancel at a time; of the driver's */
    uint32_t idle_count;
    uint32_t open_count; /* open or being opened: idle ones and others */
    uint64_t connects, waits, timeouts;
} rowan__pool;

struct rowan_engine {
    rowan_url *url;
    rowan_url_parts parts; /* the URL's, with the driver's options only */
    rowan_url_option *driver_options;
    const rowan__dialect *dialect;
    rowan__settings settings;
    rowan_log_fn *log;
    void *log_context;
    rowan__pool pool;
};

/*
 * Puts URL, struct (NULL: none) and defaults together, and lists the options
 * that are the driver's, of which there are *ret_count.
 * ROWAN_URL_INVALID or ROWAN_INVALID (struct) names the option and the cure.
 */
rowan_status rowan__options_read(const rowan_url *url,
                                 const rowan_option_info *driver_options,
                                 const rowan_engine_options *options,
                                 rowan__settings *ret_settings,
                                 rowan_url_option **ret_driver_options,
                                 size_t *ret_count, rowan_error *err);

/* limit: the driver's on connections, 0 for none. */
rowan_status rowan__pool_init(rowan__pool *pool,
                              const rowan__settings *settings, uint32_t limit,
                              rowan_error *err);
/* Closes all connections; false, and nothing done, while some are out. */
bool rowan__pool_done(rowan__pool *pool);

/* Wakes whoever waits with these limits; the mutex is held. */
void rowan__pool_wake(rowan__pool *pool, const rowan__limits *limits);

/* conn->engine is set, all else is zero. On failure it is so again. */
rowan_status rowan__connection_open(rowan_connection *conn,
                                    const rowan__limits *limits,
                                    rowan_error *err);
void rowan__connection_close(rowan_connection *conn);
/* After a cancel: one that came too late for what it meant is used up. */
void rowan__connection_settle(rowan_connection *conn);
/* ROWAN_INVALID for NULL and for one that was given back. */
rowan_status rowan__connection_check(const rowan_connection *conn,
                                     rowan_error *err);
/* Counts and logs what is about to be sent. */
void rowan__connection_note(rowan_connection *conn, const char *line);
/* The transaction is over, whatever came of it. */
void rowan__connection_forget(rowan_connection *conn);
/* Frees results, ends the transaction; sets broken if that cannot be done. */
void rowan__connection_clean(rowan_connection *conn);

/* Ends all statements, cached or not, and frees the cache's memory. */
void rowan__statement_cache_done(rowan_connection *conn);
/* Makes statements idle that were not given back. */
void rowan__statement_cache_quiet(rowan_connection *conn);

#endif
