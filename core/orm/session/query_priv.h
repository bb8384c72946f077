/* SPDX-License-Identifier: MIT */
/* Running statements that are trees. */
#ifndef ROWAN_ORM_SESSION_QUERY_PRIV_H
#define ROWAN_ORM_SESSION_QUERY_PRIV_H

#include "orm/session/session_priv.h"
#include "sql/shape.h"

/* Starts a call that reads: the session is there, and flushes if it must. */
rowan_status rowan__query_enter(rowan_session *session);

/* Whether the database takes a list of values as one bind; without a
 * connection, whether its dialect does. */
bool rowan__session_binds_arrays(const rowan_session *session);

/* What a statement is for. */
typedef enum rowan__query_use {
    ROWAN__QUERY_READ,
    ROWAN__QUERY_STREAM, /* more rows than memory should hold */
    ROWAN__QUERY_WRITE
} rowan__query_use;

/* Refuses what is for reports only in a query for objects. */
rowan_status rowan__query_of_objects(rowan_session *session,
                                     const rowan_query *query);

/* A key value as its column has it. */
rowan_status rowan__session_adapt_key(rowan_session *session,
                                      const rowan__mapping *mapping,
                                      const rowan__field *field,
                                      const rowan_value *given,
                                      rowan_value *ret_value);

/* Fetches the one row of a key; ROWAN_DONE if there is none. The statement is
 * given back by rowan__session_give_back(), in any case. */
rowan_status rowan__session_fetch(rowan_session *session,
                                  const rowan__mapping *mapping,
                                  const rowan_value *key,
                                  rowan__statement **ret_statement,
                                  rowan_value *cells);

/* Walks a tree, takes its statement and executes it. scratch, shape and wanted
 * stay until the statement is given back by rowan__session_give_back(), which
 * is called in any case, with NULL if this fails. */
rowan_status rowan__query_start(rowan_session *session,
                                const rowan_statement *tree,
                                const uint32_t *wanted, uint32_t column_count,
                                rowan__query_use use, rowan__arena *scratch,
                                rowan__shape *shape,
                                rowan__statement **ret_statement);

/* Fetches the object of a key; known is the one that the session has and that
 * expired, or NULL. NULL: ROWAN_NOT_FOUND, or another error. */
void *rowan__session_get_row(rowan_session *session,
                             const rowan__mapping *mapping,
                             const rowan_value *key, rowan__object *known);

#endif
