/* SPDX-License-Identifier: MIT */
/*
 * What bounds a call: its deadline, and cancels from other threads.
 *
 * They belong to whoever uses a connection, a session or the taker of a bare
 * connection, for they cover the wait for the pool and the connecting too. A
 * connection points to the limits of its present user.
 */
#ifndef ROWAN_ENGINE_LIMITS_H
#define ROWAN_ENGINE_LIMITS_H

#include <rowan/connection.h>
#include <stdatomic.h>

/* Beyond a deadline this is left to put things in order: a rollback. */
#define ROWAN__CLEAN_UP_US INT64_C(80000)

typedef struct rowan__limits {
    uint32_t timeout_ms;             /* of each call; 0: none */
    int64_t deadline_us;             /* of the present call; 0: none */
    int64_t transaction_deadline_us; /* 0: none */
    atomic_uint cancels;             /* asked for so far, by any thread */
    atomic_uint cancels_seen;        /* when the present call began */
} rowan__limits;

/* A call begins: cancels so far are none of its business. */
void rowan__limits_call(rowan__limits *limits);

/* The same for one that ends a transaction: it has a deadline of its own, for
 * that of the transaction is no reason not to end it. */
void rowan__limits_last_call(rowan__limits *limits);

/* What is left of a wait of timeout_ms; 0 if the deadline has passed. */
int64_t rowan__limits_left_ms(const rowan__limits *limits, int64_t timeout_ms);

/* ROWAN_CANCELLED or ROWAN_TIMEOUT if the call has to end. */
rowan_status rowan__limits_check(const rowan__limits *limits, rowan_error *err);

static inline bool
rowan__limits_cancelled(const rowan__limits *limits)
{
    return atomic_load_explicit(&limits->cancels, memory_order_relaxed) !=
           atomic_load_explicit(&limits->cancels_seen, memory_order_relaxed);
}

/* Ends the present call of whoever has these limits, in whatever it waits:
 * from any thread. */
void rowan__limits_cancel(rowan_engine *engine, rowan__limits *limits);

#endif
