/* SPDX-License-Identifier: MIT */
/*
 * Tracked objects. Each is one piece of memory: a header, the struct that the
 * program sees, its snapshot (the struct as the database has it), and for
 * members with codecs the value that was last sent or fetched. The objects of
 * one model live in chunks, so that a scan for changes runs through memory in
 * order, and so that any pointer can be told to be an object of the session or
 * not.
 */
#ifndef ROWAN_ORM_STATE_OBJECT_H
#define ROWAN_ORM_STATE_OBJECT_H

#include "orm/map/mapping.h"

typedef enum rowan__state {
    ROWAN__STATE_FREE = 0,   /* the slot was given back */
    ROWAN__STATE_NEW,        /* to be inserted */
    ROWAN__STATE_PERSISTENT, /* in the database */
    ROWAN__STATE_DELETED,    /* in the database, to be deleted */
    ROWAN__STATE_GONE        /* readable, but not the session's any more */
} rowan__state;

typedef struct rowan__class rowan__class;

typedef struct rowan__object {
    union {
        rowan__class *class;
        uint64_t width; /* where pointers have 32 bits, the same */
    };
    uint16_t state;      /* rowan__state */
    uint16_t is_expired; /* its values may be of a transaction that was rolled
                          * back: to be read again before they are believed */
    uint32_t ordinal; /* NEW, DELETED: number in the session's list, from 1;
                       * a flush marks others by it */
} rowan__object;

_Static_assert(sizeof(rowan__object) == ROWAN__OBJECT_HEADER,
               "the struct behind the header keeps its alignment");

typedef struct rowan__chunk {
    char *memory;
    uint32_t used, capacity; /* objects */
} rowan__chunk;

/* One entry of the identity map: the integer key itself, or the key's hash. */
typedef struct rowan__identity {
    uint64_t key;
    rowan__object *object; /* NULL: empty */
} rowan__identity;

/* All objects of one model in one session, by key: the identity map. */
struct rowan__class {
    const rowan__mapping *mapping;
    rowan__chunk *chunks;
    uint32_t chunk_count, chunk_capacity;
    uint32_t filling; /* the chunk that the next object is of */
    rowan__object *recycled; /* free slots, linked through their class */
    rowan__identity *identities;
    size_t identity_capacity; /* a power of two, or 0 */
    size_t identity_count;
    size_t away_count; /* left the map, and a rollback would bring them back */
    uint64_t memory_bytes;
    bool single_rows; /* batches of this model cannot be matched */
    bool unsure_ids;  /* the driver was not sure of the keys of a batch */
};

static inline void *
rowan__object_row(rowan__object *object)
{
    return object + 1;
}

static inline rowan__object *
rowan__object_of(const void *row)
{
    return (rowan__object *)(uintptr_t)row - 1;
}

static inline void *
rowan__object_snapshot(rowan__object *object)
{
    return (char *)(object + 1) + object->class->mapping->snapshot_offset;
}

/* What the codecs of the members gave when the snapshot was taken. */
static inline rowan_value *
rowan__object_values(rowan__object *object)
{
    return (void *)((char *)(object + 1) +
                    object->class->mapping->values_offset);
}

void rowan__class_init(rowan__class *class, const rowan__mapping *mapping);
/* Frees the objects, clearing members with codecs. */
void rowan__class_done(rowan__class *class);
/* The same, but keeps memory for as many objects again, if it is not much. */
void rowan__class_reset(rowan__class *class);

/* A zeroed object, in state NEW; NULL when out of memory. */
rowan__object *rowan__class_add(rowan__class *class);
/* Gives back an object that nobody has seen. */
void rowan__class_recycle(rowan__class *class, rowan__object *object);
/* The object whose struct is at row, or NULL. */
rowan__object *rowan__class_find_row(const rowan__class *class,
                                     const void *row);
/* The index-th object of a chunk. */
static inline rowan__object *
rowan__chunk_object(const rowan__class *class, const rowan__chunk *chunk,
                    uint32_t index)
{
    return (void *)(chunk->memory +
                    (size_t)index * class->mapping->object_size);
}

/* The values of members with codecs in a struct, copied into the arena:
 * codec_count of them. */
rowan_status rowan__row_encode(const rowan__mapping *mapping, const void *row,
                               rowan__arena *arena, rowan_value *ret_values,
                               rowan_error *err);
/* Takes the struct as it is now for what the database has; encoded are the
 * values of rowan__object_encode(), not read if there are no codecs. */
void rowan__object_take_snapshot(rowan__object *object,
                                 const rowan_value *encoded);
/* Which columns differ from the snapshot; *ret_any says if one does. */
rowan_status rowan__object_changes(rowan__object *object, rowan__mask *ret_mask,
                                   bool *ret_any, rowan_error *err);
/* Copies texts and bytes that are not those of the snapshot into the arena, so
 * that the program's may end; equal ones become the snapshot's. */
rowan_status rowan__object_intern(rowan__object *object, rowan__arena *arena,
                                  rowan_error *err);

/* The identity map. Keys are taken from the snapshot. */

/* Makes room for more further objects: then adding them cannot fail. */
rowan_status rowan__identity_reserve(rowan__class *class, size_t more,
                                     rowan_error *err);
/* An object's key, if it is one integer, or its hash. */
uint64_t rowan__identity_key(const rowan__class *class, rowan__object *object);
void rowan__identity_add(rowan__class *class, rowan__object *object);
void rowan__identity_remove(rowan__class *class, rowan__object *object);
/* The object that the map has under the key of another one, or NULL. */
rowan__object *rowan__identity_find_same(const rowan__class *class,
                                         rowan__object *object);
/* By an integer key, or by the values of all key columns in their order. */
rowan__object *rowan__identity_find_integer(const rowan__class *class,
                                            int64_t key);
rowan__object *rowan__identity_find(const rowan__class *class,
                                    const rowan_value *key);
/* The same for integer keys of a row that was fetched: cells by column. */
rowan__object *rowan__identity_find_cells(const rowan__class *class,
                                          const rowan_value *cells);

/* Writes "user(id=7)", or "user(new #2)" into text. */
void rowan__object_describe(rowan__object *object, char *text, size_t size);

#endif
