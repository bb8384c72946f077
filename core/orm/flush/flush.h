/* SPDX-License-Identifier: MIT */
/*
 * The flush: objects to rows, in three phases.
 *
 * Collect finds what is new, changed and deleted, orders it by the foreign
 * keys of the tables, and does everything that needs memory, so that after
 * the statements nothing can fail any more. Execute sends the statements;
 * objects change only by the values that the database generates. Finish takes
 * snapshots and writes the undo log. If a statement fails, the generated
 * values are taken out again and all objects are as before the flush.
 */
#ifndef ROWAN_ORM_FLUSH_FLUSH_H
#define ROWAN_ORM_FLUSH_FLUSH_H

#include "orm/session/session_priv.h"

typedef struct rowan__insert {
    rowan__object *object;
    uint32_t rank;    /* of its table: lower ones first */
    uint32_t depth;   /* in a table that refers to itself: likewise */
    bool generates_key; /* after given keys, so that it takes none of them */
    rowan__mask sent; /* columns with values; the others are generated */
    rowan_value *encoded; /* values of members with codecs */
    bool done;
} rowan__insert;

typedef struct rowan__update {
    rowan__object *object;
    uint32_t rank;
    bool changes_key;
    int64_t key; /* before the change, if it is one integer */
    rowan__mask changed;
    rowan_value *encoded;
    const void *before; /* the snapshot, for the undo log */
} rowan__update;

typedef struct rowan__removal {
    rowan__object *object;
    uint32_t rank, depth; /* higher ones first */
    size_t position; /* in the order of deleting */
    bool is_early;   /* before inserts and updates: it makes room for one */
} rowan__removal;

/* All of it is in the session's scratch. */
typedef struct rowan__work {
    rowan__insert *inserts; /* by rank, depth, given key, order of adding */
    size_t insert_count;
    rowan__update *updates; /* by rank, then by key */
    size_t update_count;
    rowan__removal *removals; /* early ones, then from the highest rank */
    size_t removal_count;
    size_t early_count;
    size_t inserts_left; /* that no statement was sent for */
    bool is_ours;    /* the transaction: it has nothing else in it */
    bool row_by_row; /* a batch failed: find the row that did it */
    bool again;      /* execute once more from the start */
} rowan__work;

rowan_status rowan__flush_collect(rowan_session *session, rowan__work *work);

/* Ranks of the tables by their foreign keys, by number of table. */
rowan_status rowan__flush_rank(rowan_session *session, uint32_t *ranks);

/* Depths of the rows of tables that refer to themselves, by their number in
 * the session's list; NULL where no row refers to another of the list. The
 * objects' ordinals are their numbers in the list, from 1. */
rowan_status rowan__flush_depths_of_new(rowan_session *session,
                                        uint32_t **ret_depths);
rowan_status rowan__flush_depths_of_deleted(rowan_session *session,
                                            uint32_t **ret_depths);

/* Objects by the values that their snapshots have of unique keys; of several
 * with the same values, the first. In the session's scratch. */
typedef struct rowan__holder rowan__holder;

typedef struct rowan__holders {
    rowan__holder *entries;
    size_t mask; /* their number, a power of two, less one */
} rowan__holders;

typedef void rowan__holder_fn(void *context, rowan__object *holder);

/* How many keys an object of a table may have. */
uint32_t rowan__holders_key_count(const rowan__table *table);
/* Makes room for so many keys: then adding objects cannot fail. */
rowan_status rowan__holders_init(rowan_session *session, size_t key_count,
                                 rowan__holders *ret_holders);
/* Adds an object by its keys, or by those whose columns are all in known. */
void rowan__holders_add(rowan__holders *holders, rowan__object *object,
                        const rowan__mask *known);
/* Visits those whose values a row has in keys of which a column is written; of
 * generated columns the values are not known, and are nobody's yet. */
void rowan__holders_of_row(const rowan__holders *holders,
                           rowan__object *object, const rowan__mask *written,
                           rowan__holder_fn *visit, void *context);
/* Whom a foreign key of an object's snapshot refers to, or NULL. */
rowan__object *rowan__holders_parent(const rowan__holders *holders,
                                     rowan__object *object,
                                     const rowan__foreign_key *foreign);

/* Moves deletes forward whose unique values a new or changed row takes. */
rowan_status rowan__flush_make_room(rowan_session *session,
                                    rowan__work *work);
/* Moves all deletes of a table forward; false if there are no more. */
bool rowan__flush_make_way(rowan_session *session, rowan__work *work,
                           const char *table);
void rowan__flush_sort_removals(rowan__work *work);

rowan_status rowan__flush_inserts(rowan_session *session, rowan__work *work);
/* Between inserts and updates: finds rows that were gone and whose keys the
 * inserts got. */
rowan_status rowan__flush_settle_keys(rowan_session *session,
                                      const rowan__work *work);
rowan_status rowan__flush_updates(rowan_session *session, rowan__work *work);
/* Sends deletes from first up to end. */
rowan_status rowan__flush_removals(rowan_session *session, rowan__work *work,
                                   size_t first, size_t end);

/* The ordinal of an object to be deleted whose row another one replaced. */
#define ROWAN__ROW_IS_GONE 0

/* Rows of one statement. */
typedef struct rowan__batch {
    rowan__object **objects; /* one a row */
    rowan_value *binds;      /* row after row */
    int64_t *affected;       /* one a row, after rowan__batch_run(); -1 */
    int64_t affected_sum;    /* where only this is told; -1: unknown */
    uint32_t row_count, bind_count;
} rowan__batch;

bool rowan__batch_is_possible(const rowan_session *session,
                              const rowan__work *work);
/* How many from one on can be sent together with it. */
size_t rowan__batch_updates(const rowan__work *work, size_t from);
size_t rowan__batch_removals(const rowan__work *work, size_t from, size_t end);
/* Room for a batch, in the session's scratch. */
rowan_status rowan__batch_start(rowan_session *session, uint32_t row_count,
                                uint32_t bind_count, rowan__batch *ret_batch);
/* Executes it; an error tells the object. */
rowan_status rowan__batch_run(rowan_session *session, rowan__work *work,
                              const rowan__model_key *key,
                              rowan__compile_fn *compile, const void *context,
                              rowan__batch *batch);

/* Takes generated values out of objects that were written in vain, and
 * forgets what was found out about rows. */
void rowan__flush_revert(rowan__work *work);

/* Reads columns that the database generated, by the key in the struct. */
rowan_status rowan__flush_fetch(rowan_session *session, rowan__object *object,
                                const rowan__mask *columns);

/* Writes a value that the database generated into a new or changed object. */
rowan_status rowan__flush_take(rowan_session *session, rowan__object *object,
                               uint32_t column, const rowan_value *cell);

/* The values of the columns of a mask, for binding; encoded are those of
 * members with codecs. *ret_count is their number. */
rowan_status rowan__flush_values(rowan_session *session,
                                 rowan__object *object,
                                 const rowan__mask *mask,
                                 const rowan_value *encoded,
                                 rowan_value *values, uint32_t *ret_count);

/* Adds object, table, and what the model knows of columns and constraints. */
void rowan__flush_explain(rowan_session *session, rowan__object *object);
/* The same of rows that are no objects, and were to be inserted. */
void rowan__flush_explain_table(const rowan__table *table, rowan_error *err);

/* The columns that are sent of a new row; the others are generated. */
rowan__mask rowan__flush_columns(const rowan__mapping *mapping,
                                 const void *row);

/* Errors that a value of a row is to blame for. */
bool rowan__flush_is_of_one_row(rowan_status status);

#endif
