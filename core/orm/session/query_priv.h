/* SPDX-License-Identifier: MIT */
/* Running statements that are trees. */
#ifndef ROWAN_ORM_SESSION_QUERY_PRIV_H
#define ROWAN_ORM_SESSION_QUERY_PRIV_H

#include "orm/session/session_priv.h"
#include "sql/shape.h"

/* Starts a call that reads: the session is there, and flushes if it must. */
rowan_status rowan__query_enter(rowan_session *session);

/* What a statement is for. */
typedef enum rowan__query_use {
    ROWAN__QUERY_READ,
    ROWAN__QUERY_STREAM, /* more rows than memory should hold */
    ROWAN__QUERY_WRITE
} rowan__query_use;

/* Refuses what is for reports only in a query for objects. */
rowan_status rowan__query_of_objects(rowan_session *session,
                                     const rowan_query *query);

/* Walks a tree, takes its statement and executes it. scratch, shape and wanted
 * stay until the statement is given back by rowan__session_give_back(), which
 * is called in any case, with NULL if this fails. */
rowan_status rowan__query_start(rowan_session *session,
                                const rowan_statement *tree,
                                const uint32_t *wanted, uint32_t column_count,
                                rowan__query_use use, rowan__arena *scratch,
                                rowan__shape *shape,
                                rowan__statement **ret_statement);

#endif
