/* SPDX-License-Identifier: MIT */
/**
 * @file events.h
 * Events: functions of the program that an engine or a session calls when it
 * connects, runs a statement, ends a transaction.
 *
 * Set the ones you want in a rowan_events and give it to the engine's or the
 * session's options, which copy it. What is not set costs next to nothing.
 *
 * A function is called on the thread whose call caused the event, with no lock
 * held; those of an engine from several threads at once. What an event points
 * to is valid until the function returns. It may look at the pool, log, and
 * use other connections and sessions, but not the connection or session that
 * the event is about, and it must neither close the engine nor leave by
 * longjmp() or an exception. `setup` alone may run SQL on its connection.
 */
#ifndef ROWAN_EVENTS_H
#define ROWAN_EVENTS_H

#include <rowan/error.h>
#include <rowan/export.h>
#include <rowan/value.h>

ROWAN_BEGIN_DECLS

typedef struct rowan_engine rowan_engine;
typedef struct rowan_connection rowan_connection;

/** Why a connection was closed. */
typedef enum rowan_disconnect_reason {
    ROWAN_DISCONNECT_NONE = 0, /**< the event is another one */
    ROWAN_DISCONNECT_CLOSE,    /**< the engine is closed */
    ROWAN_DISCONNECT_SURPLUS,  /**< more than pool_size are idle */
    ROWAN_DISCONNECT_RECYCLED, /**< older than pool_recycle_ms allows */
    ROWAN_DISCONNECT_SILENT,   /**< no sign of life before its next use */
    ROWAN_DISCONNECT_WORN,     /**< its session state could not be dropped */
    ROWAN_DISCONNECT_FAILED    /**< lost while in use, or not to be reset */
} rowan_disconnect_reason;

/** About a connection. */
typedef struct rowan_connection_event {
    size_t size; /**< sizeof(rowan_connection_event) */
    rowan_engine *engine;
    /** Tells connections apart; NULL if it could not be opened. */
    rowan_connection *connection;
    rowan_status status;      /**< connect: of the attempt */
    const rowan_error *error; /**< connect: of an attempt that failed, or NULL
                                   if the caller asked for none */
    rowan_disconnect_reason reason; /**< disconnect: why */
    /** connect: the time it took. checkin: the time since checkout, to some
     * milliseconds. */
    int64_t duration_ns;
    const char *file; /**< checkout, checkin: where it was taken, or NULL */
    int line;
} rowan_connection_event;

/** About a statement. BEGIN, COMMIT and savepoints are statements too, by
 * those names. */
typedef struct rowan_statement_event {
    size_t size; /**< sizeof(rowan_statement_event) */
    rowan_engine *engine;
    rowan_connection *connection; /**< tells connections apart */
    const char *sql;              /**< without the values */
    uint32_t bind_count;          /**< of all rows of a batch; see
                                       rowan_event_bind() */
    const rowan_value *values;    /**< NULL unless show_values is set */
    rowan_status status;          /**< after: how it went */
    const rowan_error *error;     /**< after: of one that failed, or NULL if
                                       the caller asked for none */
    int64_t duration_ns; /**< after: until the database began to answer. rows:
                              since then, the program's own work included */
    uint64_t row_count;  /**< rows: how many were fetched */
    const void *reserved;
} rowan_statement_event;

/** About a transaction or savepoint. */
typedef struct rowan_transaction_event {
    size_t size; /**< sizeof(rowan_transaction_event) */
    rowan_engine *engine;
    rowan_connection *connection; /**< tells connections apart */
    rowan_status status;          /**< how it went */
    uint32_t savepoint; /**< 1 for the outermost; 0: the transaction */
} rowan_transaction_event;

/** A value of a statement, without the value. */
typedef struct rowan_bind_info {
    rowan_kind kind;   /**< of a list, that of its values */
    size_t size_bytes; /**< of texts and bytes; of others, of their C type;
                            0 for null; of a list, of all its values */
    size_t item_count; /**< values of a list that is one bind; else 0 */
} rowan_bind_info;

/** Functions for events; begin with ROWAN_EVENTS_INIT. NULL is not called. */
typedef struct rowan_events {
    size_t size;   /**< sizeof(rowan_events) */
    void *context; /**< given to each function */
    /** Show the values of statements, which may be secrets, to the functions
     * of this struct. Off: their kinds and sizes only. */
    bool show_values;

    /**
     * Makes a connection as the program wants it, by rowan_connection_query():
     * after connecting, and again each time that its session state was
     * dropped. The event's connection is for that. What it answers other than
     * ROWAN_OK closes the connection, and after connecting fails the call. The
     * engine's only.
     */
    rowan_status (*setup)(void *context, rowan_connection *connection,
                          rowan_error *err);
    /** A connection was opened, or could not be. The engine's only. */
    void (*connect)(void *context, const rowan_connection_event *event);
    /** A connection is about to be closed. The engine's only. */
    void (*disconnect)(void *context, const rowan_connection_event *event);
    /** One was taken from the pool, and is about to be given back. */
    void (*checkout)(void *context, const rowan_connection_event *event);
    void (*checkin)(void *context, const rowan_connection_event *event);

    /** A statement is about to be sent, and was. */
    void (*statement_before)(void *context, const rowan_statement_event *event);
    void (*statement_after)(void *context, const rowan_statement_event *event);
    /** The rows of a statement were fetched, or it ended before. */
    void (*rows)(void *context, const rowan_statement_event *event);

    /** A transaction was begun or ended, or was not: see the status. What the
     * pool rolls back when a connection is given back is told too. */
    void (*begin)(void *context, const rowan_transaction_event *event);
    void (*commit)(void *context, const rowan_transaction_event *event);
    void (*rollback)(void *context, const rowan_transaction_event *event);
    void (*savepoint)(void *context, const rowan_transaction_event *event);
    void (*savepoint_release)(void *context,
                              const rowan_transaction_event *event);
    void (*savepoint_rollback)(void *context,
                               const rowan_transaction_event *event);
} rowan_events;

#define ROWAN_EVENTS_INIT                                                    \
    {                                                                        \
        sizeof(rowan_events), NULL, false, NULL, NULL, NULL, NULL, NULL,     \
            NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL             \
    }

/**
 * Kind and size of a value of a statement.
 *
 * @param event  the event
 * @param index  0 to the number of values less one
 *
 * @return the facts; kind ROWAN_KIND_NULL and size 0 beyond the last
 * @threads    the thread that was called with the event
 * @since      0.1
 */
ROWAN_API rowan_bind_info rowan_event_bind(const rowan_statement_event *event,
                                           uint32_t index);

ROWAN_END_DECLS

#endif /* ROWAN_EVENTS_H */
