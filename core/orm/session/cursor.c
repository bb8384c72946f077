/* SPDX-License-Identifier: MIT */
/* Cursors: row after row in one struct, texts as the driver gives them. */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "orm/load/load.h"
#include "orm/session/query_priv.h"

struct rowan_cursor {
    rowan_session *session;
    const rowan__mapping *mapping;
    rowan__load_plan plan;
    rowan__statement *statement;
    rowan__arena scratch; /* of the shape: the session's is of one call */
    rowan__shape shape;
    rowan_value *cells;
    void *row;
    rowan_status status;
    rowan_cursor *next; /* of the session's open cursors */
};

static void
clear_row(rowan_cursor *cursor)
{
    rowan__row_clear(cursor->mapping, cursor->row);
    memset(cursor->row, 0, cursor->mapping->size);
}

static void
free_cursor(rowan_cursor *cursor)
{
    rowan__arena_done(&cursor->scratch);
    rowan__free(cursor->cells);
    rowan__free(cursor->row);
    rowan__free(cursor);
}

static rowan_cursor *
new_cursor(rowan_session *session, const rowan__mapping *mapping)
{
    rowan_cursor *cursor = rowan__alloc(sizeof(*cursor));

    if (cursor == NULL)
        return NULL;
    cursor->session = session;
    cursor->mapping = mapping;
    cursor->plan = rowan__load_plan_of(mapping);
    cursor->statement = NULL;
    cursor->status = ROWAN_OK;
    rowan__arena_init(&cursor->scratch, 0);
    cursor->cells =
        rowan__calloc(mapping->field_count, sizeof(*cursor->cells));
    cursor->row = rowan__calloc(1, mapping->size);
    if (cursor->cells != NULL && cursor->row != NULL)
        return cursor;
    free_cursor(cursor);
    return NULL;
}

static rowan_status
start(rowan_cursor *cursor, const rowan_statement *tree)
{
    rowan_session *session = cursor->session;
    rowan_status status;

    session->cursor_count++;
    cursor->next = session->cursors;
    session->cursors = cursor;
    status = rowan__query_start(session, tree, cursor->plan.wanted,
                                cursor->plan.column_count, ROWAN__QUERY_STREAM,
                                &cursor->scratch, &cursor->shape,
                                &cursor->statement);
    if (status == ROWAN_OK)
        return ROWAN_OK;
    session->cursors = cursor->next;
    session->cursor_count--;
    return rowan__session_give_back(session, NULL, status);
}

rowan_cursor *
rowan_session_stream(rowan_session *session, const rowan_model *model,
                     const rowan_query *query)
{
    rowan_statement tree = { .kind = ROWAN_STATEMENT_FIND,
                             .model = model,
                             .query = query };
    const rowan__mapping *mapping;
    rowan_cursor *cursor;

    if (rowan__query_enter(session) != ROWAN_OK ||
        rowan__query_of_objects(session, query) != ROWAN_OK ||
        rowan__mapping_of_table(model, &mapping, &session->error) != ROWAN_OK)
        return NULL;
    cursor = new_cursor(session, mapping);
    if (cursor == NULL) {
        rowan__error_no_memory(&session->error);
        return NULL;
    }
    if (start(cursor, &tree) == ROWAN_OK)
        return cursor;
    free_cursor(cursor);
    return NULL;
}

void *
rowan_cursor_next(rowan_cursor *cursor)
{
    rowan_session *session;

    if (cursor == NULL || cursor->status != ROWAN_OK)
        return NULL;
    session = cursor->session;
    if (session->error.status != ROWAN_OK)
        rowan_error_clear(&session->error);
    rowan__limits_call(&session->limits);
    rowan__connection_tell_deadline(session->conn,
                                    session->limits.deadline_us);
    cursor->status =
        rowan__session_step(session, cursor->statement, cursor->cells);
    if (cursor->status != ROWAN_OK)
        return NULL;
    clear_row(cursor);
    cursor->status =
        rowan__load_row(&cursor->plan, cursor->cells, cursor->row, NULL,
                        ROWAN__TEXTS_VIEW, &session->error);
    return cursor->status == ROWAN_OK ? cursor->row : NULL;
}

rowan_status
rowan_cursor_close(rowan_cursor *cursor)
{
    rowan_session *session;
    rowan_cursor **link;
    rowan_status status;

    if (cursor == NULL)
        return ROWAN_OK;
    session = cursor->session;
    link = &session->cursors;
    status = cursor->status == ROWAN_DONE ? ROWAN_OK : cursor->status;
    clear_row(cursor);
    while (*link != cursor)
        link = &(*link)->next;
    *link = cursor->next;
    session->cursor_count--;
    if (status == ROWAN_OK)
        rowan_error_clear(&session->error);
    rowan__session_give_back(session, cursor->statement, status);
    free_cursor(cursor);
    return status;
}
