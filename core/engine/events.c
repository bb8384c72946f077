/* SPDX-License-Identifier: MIT */
/*
 * Events: each listener has a struct of functions, found by their offset. Echo
 * is a listener like any other.
 */
#include "events_priv.h"

#include "base/alloc.h"
#include "pool_priv.h"

#include <string.h>

typedef void connection_fn(void *context, const rowan_connection_event *event);
typedef void statement_fn(void *context, const rowan_statement_event *event);
typedef void transaction_fn(void *context,
                            const rowan_transaction_event *event);

/* --- who listens --------------------------------------------------------- */

void
rowan__events_copy(rowan_events *events, const rowan_events *given)
{
    *events = (rowan_events){0};
    /* A program built with another version knows fewer members, or more. */
    if (given == NULL || given->size < ROWAN__EVENT(show_values))
        return;
    memcpy(events, given,
           given->size < sizeof(*events) ? given->size : sizeof(*events));
    events->size = sizeof(*events);
}

static void
echo_statement(void *context, const rowan_statement_event *event)
{
    rowan__engine_log(context, event->sql);
}

void
rowan__engine_listen(rowan_engine *engine, const rowan_events *given)
{
    if (engine->settings.echo && engine->log != NULL) {
        engine->echo = (rowan_events){.size = sizeof(engine->echo),
                                      .context = engine,
                                      .statement_before = echo_statement};
        engine->listeners[engine->listener_count++] = &engine->echo;
    }
    rowan__events_copy(&engine->events, given);
    if (engine->events.size > 0)
        engine->listeners[engine->listener_count++] = &engine->events;
}

void
rowan__listeners_init(rowan_connection *conn)
{
    const rowan_engine *engine = conn->engine;

    for (uint32_t i = 0; i < engine->listener_count; i++)
        conn->listeners[i] = engine->listeners[i];
    conn->listener_count = engine->listener_count;
}

/* --- telling them -------------------------------------------------------- */

static const void *
function_at(const rowan_events *events, size_t event)
{
    return (const char *)events + event;
}

void
rowan__tell_connection(rowan_connection *conn, size_t event,
                       rowan_connection_event *what)
{
    what->size = sizeof(*what);
    what->engine = conn->engine;
    what->connection = conn->handle != NULL ? conn : NULL;
    for (uint32_t i = 0; i < conn->listener_count; i++) {
        const rowan_events *each = conn->listeners[i];
        connection_fn *tell =
            *(connection_fn *const *)function_at(each, event);

        if (tell != NULL)
            tell(each->context, what);
    }
}

void
rowan__tell_transaction(rowan_connection *conn, size_t event,
                        rowan_status status, uint32_t savepoint)
{
    const rowan_transaction_event what = {
        .size = sizeof(what),
        .engine = conn->engine,
        .connection = conn,
        .status = status,
        .savepoint = savepoint,
    };

    for (uint32_t i = 0; i < conn->listener_count; i++) {
        const rowan_events *each = conn->listeners[i];
        transaction_fn *tell =
            *(transaction_fn *const *)function_at(each, event);

        if (tell != NULL)
            tell(each->context, &what);
    }
}

/* Values go only to those who asked for them. */
static void
tell(rowan_connection *conn, size_t event, rowan_statement_event *what,
     const rowan_value *values)
{
    for (uint32_t i = 0; i < conn->listener_count; i++) {
        const rowan_events *each = conn->listeners[i];
        statement_fn *function =
            *(statement_fn *const *)function_at(each, event);

        what->values = each->show_values ? values : NULL;
        if (function != NULL)
            function(each->context, what);
    }
}

void
rowan__tell_statement(rowan_connection *conn, size_t event,
                      const rowan__told *told, rowan_status status,
                      const rowan_error *err)
{
    rowan_statement_event what = {
        .size = sizeof(what),
        .engine = conn->engine,
        .connection = conn,
        .sql = told->sql,
        .bind_count = told->bind_count,
        .status = status,
        .error = status != ROWAN_OK ? err : NULL,
        .reserved = told->binds,
    };

    if (told->began_ns != 0)
        what.duration_ns = rowan__clock_monotonic_ns() - told->began_ns;
    tell(conn, event, &what, told->binds);
}

void
rowan__tell_rows(rowan_connection *conn, rowan__statement *statement)
{
    rowan_statement_event what = {
        .size = sizeof(what),
        .engine = conn->engine,
        .connection = conn,
        .sql = statement->compiled.sql,
        .duration_ns = rowan__clock_monotonic_ns() - statement->executed_ns,
        .row_count = statement->row_count,
    };

    statement->is_counting = false;
    tell(conn, ROWAN__EVENT(rows), &what, NULL);
}

/* --- what a listener may ask --------------------------------------------- */

static size_t
size_of(const rowan_value *value)
{
    switch (value->kind) {
    case ROWAN_KIND_NULL:
        return 0;
    case ROWAN_KIND_BOOL:
        return sizeof(bool);
    case ROWAN_KIND_INT16:
        return sizeof(int16_t);
    case ROWAN_KIND_INT32:
    case ROWAN_KIND_DATE:
        return sizeof(int32_t);
    case ROWAN_KIND_FLOAT:
        return sizeof(float);
    case ROWAN_KIND_INTERVAL:
        return sizeof(rowan_interval);
    case ROWAN_KIND_UUID:
        return sizeof(rowan_uuid);
    case ROWAN_KIND_TEXT:
    case ROWAN_KIND_BYTES:
    case ROWAN_KIND_DECIMAL:
    case ROWAN_KIND_JSON:
        return value->as.text.size;
    default:
        return sizeof(int64_t);
    }
}

rowan_bind_info
rowan_event_bind(const rowan_statement_event *event, uint32_t index)
{
    const rowan_value *value = event->reserved;
    rowan_bind_info info = {.kind = ROWAN_KIND_NULL};

    if (value == NULL || index >= event->bind_count)
        return info;
    value += index;
    info.kind = (rowan_kind)(value->kind & ~ROWAN_KIND_LIST);
    if ((value->kind & ROWAN_KIND_LIST) == 0) {
        info.size_bytes = size_of(value);
        return info;
    }
    info.item_count = value->as.list.count;
    for (size_t i = 0; i < info.item_count; i++)
        info.size_bytes += size_of(&value->as.list.items[i]);
    return info;
}
