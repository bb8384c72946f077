/* SPDX-License-Identifier: MIT */
/* Opening, closing and looking after a session; its classes and objects. */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "orm/session/session_priv.h"

#include <string.h>

#define CLASSES_FIRST 8

/* The macros of these names record their place. */
#undef rowan_session_open
#undef rowan_session_open_with

/* Programs built with another version know fewer members, or more. */
static void
take_options(rowan_session *session, const rowan_session_options *options)
{
    rowan_session_options *known = &session->options;
    size_t size = options->size < sizeof(*known) ? options->size
                                                 : sizeof(*known);

    if (size < offsetof(rowan_session_options, flush_before_query))
        return;
    memcpy(known, options, size);
    rowan__events_copy(&session->events, known->events);
}

rowan_session *
rowan_session_open_at(rowan_engine *engine,
                      const rowan_session_options *options, const char *file,
                      int line, rowan_error *err)
{
    rowan_session *session;

    if (engine == NULL) {
        rowan__error_set(err, ROWAN_INVALID,
                         "a session needs an engine, and got NULL: look at "
                         "the error of rowan_engine_open()");
        return NULL;
    }
    if (options != NULL && options->size < sizeof(options->size)) {
        rowan__error_set(err, ROWAN_INVALID,
                         "the options of a session have size %zu: begin with "
                         "ROWAN_SESSION_OPTIONS_INIT",
                         options->size);
        return NULL;
    }
    session = rowan__calloc(1, sizeof(*session));
    if (session == NULL) {
        rowan__error_no_memory(err);
        return NULL;
    }
    session->engine = engine;
    session->file = file;
    session->line = line;
    session->limits.timeout_ms =
        rowan__engine_defaults(engine).statement_timeout_ms;
    if (options != NULL)
        take_options(session, options);
    rowan__arena_init(&session->memory, 0);
    rowan__arena_init(&session->scratch, 0);
    rowan__undo_init(&session->undo);
    return session;
}

rowan_session *
rowan_session_open_with(rowan_engine *engine,
                        const rowan_session_options *options, rowan_error *err)
{
    return rowan_session_open_at(engine, options, NULL, 0, err);
}

rowan_session *
rowan_session_open(rowan_engine *engine, rowan_error *err)
{
    return rowan_session_open_at(engine, NULL, NULL, 0, err);
}

/* Members with codecs of rows that are in no class. */
static void
clear_codec_rows(rowan_session *session)
{
    for (rowan__codec_row *at = session->codec_rows; at != NULL;
         at = at->next)
        rowan__row_clear(at->mapping, at->row);
    session->codec_rows = NULL;
}

static void
drop_objects(rowan_session *session)
{
    clear_codec_rows(session);
    for (uint32_t i = 0; i < session->class_capacity; i++)
        if (session->classes[i] != NULL)
            rowan__class_reset(session->classes[i]);
    session->added.count = 0;
    session->deleted.count = 0;
    session->undo.count = 0;
    for (uint32_t i = 0; i < session->undo.mark_count; i++)
        session->undo.marks[i] = 0;
    rowan__arena_reset(&session->undo.memory);
    rowan__arena_reset(&session->memory);
}

rowan_status
rowan_session_clear(rowan_session *session)
{
    if (session == NULL)
        return ROWAN_INVALID;
    rowan__session_enter(session);
    if (session->cursor_count > 0)
        return rowan__error_set(
            &session->error, ROWAN_INVALID,
            "the session cannot be cleared while %u cursors are open: close "
            "them first",
            (unsigned)session->cursor_count);
    drop_objects(session);
    return ROWAN_OK;
}

void
rowan_session_close(rowan_session *session)
{
    if (session == NULL)
        return;
    rowan__limits_last_call(&session->limits);
    while (session->cursors != NULL)
        rowan_cursor_close(session->cursors);
    /* Giving the connection back rolls back what is open. */
    if (session->conn != NULL)
        rowan_connection_release(session->conn);
    drop_objects(session);
    for (uint32_t i = 0; i < session->class_capacity; i++) {
        if (session->classes[i] != NULL)
            rowan__class_done(session->classes[i]);
        rowan__free(session->classes[i]);
    }
    rowan__free(session->classes);
    rowan__list_done(&session->added);
    rowan__list_done(&session->deleted);
    rowan__undo_done(&session->undo);
    rowan__arena_done(&session->memory);
    rowan__arena_done(&session->scratch);
    rowan__free(session->rows);
    rowan__free(session);
}

const rowan_error *
rowan_session_error(const rowan_session *session)
{
    static const rowan_error no_session = {
        .status = ROWAN_INVALID,
        .message = "the session is NULL: look at the error of "
                   "rowan_session_open()",
    };

    return session != NULL ? &session->error : &no_session;
}

void
rowan_session_stats(const rowan_session *session, rowan_stats *ret_stats)
{
    if (ret_stats == NULL)
        return;
    *ret_stats = session != NULL ? session->stats : (rowan_stats){ 0 };
    if (session == NULL)
        return;
    if (session->conn != NULL) {
        const rowan__connection_stats *now = &session->conn->stats;
        const rowan__connection_stats *then = &session->conn_before;

        ret_stats->statements += now->statements - then->statements;
        ret_stats->cache_hits += now->cache_hits - then->cache_hits;
        ret_stats->cache_misses += now->cache_misses - then->cache_misses;
    }
    ret_stats->memory_bytes = session->memory.used_bytes;
    for (uint32_t i = 0; i < session->class_capacity; i++) {
        const rowan__class *class = session->classes[i];

        if (class == NULL)
            continue;
        ret_stats->objects += class->identity_count;
        ret_stats->memory_bytes +=
            class->memory_bytes +
            class->identity_capacity * sizeof(*class->identities);
    }
    for (size_t i = 0; i < session->added.count; i++)
        ret_stats->objects +=
            session->added.items[i]->state == ROWAN__STATE_NEW;
}

void
rowan__session_enter(rowan_session *session)
{
    if (session->error.status != ROWAN_OK)
        rowan_error_clear(&session->error);
    if (session->scratch.used_bytes > 0)
        rowan__arena_reset(&session->scratch);
    rowan__limits_call(&session->limits);
}

rowan_status
rowan_session_timeout_set(rowan_session *session, uint32_t timeout_ms)
{
    if (session == NULL)
        return ROWAN_INVALID;
    session->limits.timeout_ms = timeout_ms;
    return ROWAN_OK;
}

void
rowan_session_cancel(rowan_session *session)
{
    if (session != NULL)
        rowan__limits_cancel(session->engine, &session->limits);
}

rowan_status
rowan__session_lose(rowan_session *session, rowan_status status)
{
    if (status != ROWAN_OK && session->lost.status == ROWAN_OK) {
        session->lost = session->error;
        session->lost_depth = session->depth;
    }
    return status;
}

/* ---- classes and objects ----------------------------------------------- */

static bool
grow_classes(rowan_session *session, uint32_t number)
{
    uint32_t capacity = session->class_capacity > 0 ? session->class_capacity
                                                    : CLASSES_FIRST;
    rowan__class **grown;

    while (capacity <= number)
        capacity *= 2;
    grown = rowan__realloc(session->classes, capacity * sizeof(*grown));
    if (grown == NULL)
        return false;
    memset(grown + session->class_capacity, 0,
           (capacity - session->class_capacity) * sizeof(*grown));
    session->classes = grown;
    session->class_capacity = capacity;
    return true;
}

rowan__class *
rowan__session_new_class(rowan_session *session, const rowan__mapping *mapping)
{
    uint32_t number = mapping->table->number;
    rowan__class *class;

    if (number >= session->class_capacity && !grow_classes(session, number)) {
        rowan__error_no_memory(&session->error);
        return NULL;
    }
    class = rowan__alloc(sizeof(*class));
    if (class == NULL) {
        rowan__error_no_memory(&session->error);
        return NULL;
    }
    rowan__class_init(class, mapping);
    session->classes[number] = class;
    return class;
}

rowan__object *
rowan__session_object(rowan_session *session, const void *row)
{
    for (uint32_t i = 0; row != NULL && i < session->class_capacity; i++) {
        rowan__object *object =
            session->classes[i] != NULL
                ? rowan__class_find_row(session->classes[i], row)
                : NULL;

        if (object != NULL)
            return object;
    }
    rowan__error_set(&session->error, ROWAN_INVALID,
                     row == NULL
                         ? "an object was asked for, and got NULL"
                         : "this pointer is no object of the session: take "
                           "one that rowan_new(), rowan_get() or a query of "
                           "this session returned (not a read-only row)");
    return NULL;
}

rowan_status
rowan__list_add(rowan__list *list, rowan__object *object, rowan_error *err)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity > 0 ? list->capacity * 2 : 16;
        rowan__object **grown =
            rowan__realloc(list->items, capacity * sizeof(*grown));

        if (grown == NULL)
            return rowan__error_no_memory(err);
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = object;
    return ROWAN_OK;
}

void
rowan__list_done(rowan__list *list)
{
    rowan__free(list->items);
    *list = (rowan__list){ 0 };
}
