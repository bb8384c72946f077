/* SPDX-License-Identifier: MIT */
/*
 * What a transaction did to objects, so that a rollback can take it back:
 * a log with one entry an object and flush, undone from its end.
 */
#ifndef ROWAN_ORM_STATE_UNDO_H
#define ROWAN_ORM_STATE_UNDO_H

#include "orm/state/object.h"

typedef enum rowan__undo_kind {
    ROWAN__UNDO_INSERT = 1,
    ROWAN__UNDO_UPDATE,
    ROWAN__UNDO_DELETE,
    ROWAN__UNDO_READ /* after the transaction had written: who knows what it
                      * shows when that is undone? */
} rowan__undo_kind;

typedef struct rowan__undo_entry {
    rowan__object *object;
    rowan__undo_kind kind;
    const void *before; /* UPDATE: the snapshot as it was, with its values */
} rowan__undo_entry;

/* A place in the log: what came after it can be undone. */
typedef size_t rowan__undo_mark;

typedef struct rowan__undo {
    rowan__undo_entry *entries;
    size_t count, capacity;
    rowan__arena memory; /* of `before` */
    rowan__undo_mark *marks; /* one an open savepoint */
    uint32_t mark_count, mark_capacity;
} rowan__undo;

void rowan__undo_init(rowan__undo *undo);
void rowan__undo_done(rowan__undo *undo);
/* Forgets all entries and marks: the transaction is over. */
void rowan__undo_reset(rowan__undo *undo);

/* Makes room for further entries: then adding them cannot fail. */
rowan_status rowan__undo_reserve(rowan__undo *undo, size_t more,
                                 rowan_error *err);
/* A copy of an object's snapshot; NULL when out of memory. */
const void *rowan__undo_copy(rowan__undo *undo, rowan__object *object);
void rowan__undo_add(rowan__undo *undo, rowan__undo_kind kind,
                     rowan__object *object, const void *before);

/* Savepoints. */
rowan_status rowan__undo_push_mark(rowan__undo *undo, rowan_error *err);
rowan__undo_mark rowan__undo_pop_mark(rowan__undo *undo);

/* Takes back what entries after the mark did to objects: all of them, also
 * when a codec cannot restore its member. What was read expires; with in_doubt
 * all of them do, for the transaction may have been committed. */
rowan_status rowan__undo_back_to(rowan__undo *undo, rowan__undo_mark mark,
                                 bool in_doubt, rowan_error *err);

/* Puts the members of some columns (NULL: all) of an object in the identity
 * map back to what the snapshot has. An object whose codec fails leaves the
 * session, so that a value that is neither old nor meant is never written. */
rowan_status rowan__object_restore(rowan__object *object,
                                   const rowan__mask *columns,
                                   rowan_error *err);

#endif
