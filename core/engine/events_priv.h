/* SPDX-License-Identifier: MIT */
/* Telling of events. Without listeners each is one comparison. */
#ifndef ROWAN_ENGINE_EVENTS_PRIV_H
#define ROWAN_ENGINE_EVENTS_PRIV_H

#include "base/clock.h"
#include "engine_priv.h"

#define ROWAN__EVENT(name) offsetof(rowan_events, name)

/* A statement between its two events. */
typedef struct rowan__told {
    const char *sql;
    const rowan_value *binds;
    uint32_t bind_count;
    int64_t began_ns;
} rowan__told;

void rowan__tell_statement(rowan_connection *conn, size_t event,
                           const rowan__told *told, rowan_status status,
                           const rowan_error *err);
/* event: one of those that take a rowan_connection_event; the rest of
 * what is filled in. */
void rowan__tell_connection(rowan_connection *conn, size_t event,
                            rowan_connection_event *what);
void rowan__tell_transaction(rowan_connection *conn, size_t event,
                             rowan_status status, uint32_t savepoint);

/* The engine's listeners, and no session's. */
void rowan__listeners_init(rowan_connection *conn);

static inline rowan__told
rowan__tell_before(rowan_connection *conn, const char *sql,
                   const rowan_value *binds, uint32_t bind_count)
{
    rowan__told told = {.sql = sql, .binds = binds, .bind_count = bind_count};

    conn->stats.statements++;
    conn->used = true;
    if (conn->listener_count > 0) {
        rowan__tell_statement(conn, ROWAN__EVENT(statement_before), &told,
                              ROWAN_OK, NULL);
        told.began_ns = rowan__clock_monotonic_ns();
    }
    return told;
}

static inline void
rowan__tell_after(rowan_connection *conn, const rowan__told *told,
                  rowan_status status, const rowan_error *err)
{
    if (conn->listener_count > 0)
        rowan__tell_statement(conn, ROWAN__EVENT(statement_after), told, status,
                              err);
}

#endif
