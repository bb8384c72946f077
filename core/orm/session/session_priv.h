/* SPDX-License-Identifier: MIT */
/* The session's own state, and what its files share. */
#ifndef ROWAN_ORM_SESSION_SESSION_PRIV_H
#define ROWAN_ORM_SESSION_SESSION_PRIV_H

#include "engine/engine_priv.h"
#include "orm/state/object.h"
#include "orm/state/undo.h"

#include <rowan/objects.h>

/* Objects in the order in which they were added or deleted. */
typedef struct rowan__list {
    rowan__object **items;
    size_t count, capacity;
} rowan__list;

/* Rows with codecs that are not tracked, to be cleared with the session. */
typedef struct rowan__codec_row {
    const rowan__mapping *mapping;
    void *row;
    struct rowan__codec_row *next;
} rowan__codec_row;

struct rowan_session {
    rowan_engine *engine;
    rowan_session_options options;
    rowan_events events; /* size 0: none */
    const char *file;    /* where it was opened, or NULL */
    int line;
    rowan_error error; /* of the last call that failed */
    rowan_error lost;  /* of a call that lost work: told by the next commit */
    uint32_t lost_depth; /* the transaction's, then */

    rowan_connection *conn; /* NULL while none is needed */
    rowan__connection_stats conn_before; /* of conn, when it was taken */
    uint32_t depth;  /* 0: no transaction; above 1: savepoints */
    bool begun;      /* the database was told to begin */
    bool wrote;      /* and then to write: what is read may be undone */
    bool has_expired; /* perhaps: objects that a rollback made doubtful */
    rowan_begin_params begin;
    char prepare_as[ROWAN__IDENTIFIER_SIZE]; /* begin.prepare_as, or empty */
    rowan__limits limits; /* of its calls; cancels come from any thread */
    /* A commit's answer is lost: only a commit, which asks again by token, or
     * a rollback, which gives it up, can follow. */
    bool in_doubt;
    char token[ROWAN__TOKEN_SIZE];
    bool is_committing; /* its flush is followed by a commit, which the flush
                         * makes if it is all of the transaction: then */
    bool is_committed;  /* it was sent, and this came of it */
    rowan_status commit_status;
    bool is_lent; /* to a function of rowan_transact(), which ends it itself */
    uint32_t cursor_count; /* open cursors: they hold conn */
    rowan_cursor *cursors;

    rowan__class **classes; /* by the number of the table; NULL: none yet */
    uint32_t class_capacity;
    rowan__list added; /* those that were deleted since are GONE in it */
    rowan__list deleted;
    rowan__undo undo;

    rowan__arena memory;  /* texts, arrays and untracked rows: until clear */
    rowan__arena scratch; /* of one call */
    void **rows;          /* a result being gathered */
    size_t row_capacity;
    rowan__codec_row *codec_rows;
    rowan_stats stats;
};

/* Starts a call: forgets the last error and the scratch of the last call. */
void rowan__session_enter(rowan_session *session);
/* Remembers that a failed call lost work. */
rowan_status rowan__session_lose(rowan_session *session, rowan_status status);

/* The class of a mapping in this session; NULL if there is none yet. */
static inline rowan__class *
rowan__session_known_class(const rowan_session *session,
                           const rowan__mapping *mapping)
{
    uint32_t number = mapping->table->number;

    return number < session->class_capacity ? session->classes[number] : NULL;
}
/* The same, made if need be; NULL when out of memory. */
rowan__class *rowan__session_new_class(rowan_session *session,
                                       const rowan__mapping *mapping);
static inline rowan__class *
rowan__session_class(rowan_session *session, const rowan__mapping *mapping)
{
    rowan__class *class = rowan__session_known_class(session, mapping);

    return class != NULL ? class : rowan__session_new_class(session, mapping);
}
/* The object of this session at a pointer, or NULL with an error set. */
rowan__object *rowan__session_object(rowan_session *session, const void *row);

rowan_status rowan__list_add(rowan__list *list, rowan__object *object,
                             rowan_error *err);
void rowan__list_done(rowan__list *list);

/*
 * A connection for one statement: taken from the pool if need be, with the
 * transaction begun if one is open. A writer without a transaction begins one.
 */
rowan_status rowan__session_connect(rowan_session *session, bool will_write);
/* Gives the connection back unless a transaction or a cursor holds it. */
void rowan__session_disconnect(rowan_session *session);

/* The transaction is over: forget what could be undone. */
void rowan__session_ended(rowan_session *session);
/* The transaction is lost, by the database's doing or because it could not be
 * taken back in part: objects become what they were before it. */
void rowan__session_lost(rowan_session *session);
/* After an error: finds out whether the database has ended the transaction. */
void rowan__session_check(rowan_session *session);

/*
 * Runs statements that write, all or nothing. Inside a transaction that has
 * begun a savepoint guards what came before. A transaction that this begins is
 * its own guard: when they fail it is undone whole.
 */
typedef rowan_status rowan__guarded_fn(rowan_session *session, void *context);
rowan_status rowan__session_guard(rowan_session *session,
                                  rowan__guarded_fn *write, void *context);

/* Refuses while a commit is in doubt. */
rowan_status rowan__session_check_doubt(rowan_session *session);

/* Sends the commit; what came of it is for rowan__session_not_ended(). */
rowan_status rowan__session_end_commit(rowan_session *session);
/* What an end of the transaction came to that failed at the database. */
rowan_status rowan__session_not_ended(rowan_session *session,
                                      rowan_status status);

/* Takes back what flushed changes did to objects since a mark, and what was
 * not flushed. */
rowan_status rowan__session_undo(rowan_session *session,
                                 rowan__undo_mark mark);

/* Key bytes of statements by model: found without a tree. The keys of trees
 * begin with the byte of a rowan_statement_kind, which no byte of kind is. */
typedef struct rowan__model_key {
    uint32_t kind;
    uint32_t table;
    uint32_t rows;
    uint32_t returning;
    rowan__mask mask;
} rowan__model_key;

#define ROWAN__KEY_GET 0x81u
#define ROWAN__KEY_INSERT 0x82u
#define ROWAN__KEY_UPDATE 0x83u
#define ROWAN__KEY_DELETE 0x84u
#define ROWAN__KEY_TEXT 0x85u
#define ROWAN__KEY_GET_MANY 0x86u

/* Takes the statement that gets a row by its key. */
rowan_status rowan__session_take_get(rowan_session *session,
                                     const rowan__mapping *mapping,
                                     rowan__statement **ret_statement);
/* Gives it back; the status of the call so far passes through. */
rowan_status rowan__session_give_back(rowan_session *session,
                                      rowan__statement *statement,
                                      rowan_status status);
/* Steps, counting rows. */
static inline rowan_status
rowan__session_step(rowan_session *session, rowan__statement *statement,
                    rowan_value *cells)
{
    rowan_status status = rowan__statement_step(session->conn, statement,
                                                cells, &session->error);

    if (status == ROWAN_OK)
        session->stats.rows++;
    return status;
}

/* Reads objects again that have expired and are about to be written. */
rowan_status rowan__session_freshen(rowan_session *session);

/* The values of an object's key, as its snapshot has it. */
rowan_status rowan__session_key_values(rowan_session *session,
                                       rowan__object *object,
                                       rowan_value *values);

/* Writes all that is pending; see flush/. */
rowan_status rowan__session_flush(rowan_session *session);

#endif
