/* SPDX-License-Identifier: MIT */
/*
 * Who holds which values of unique keys, as the database has them: found by a
 * row that takes the same values, or by one that refers to them. Values are
 * compared by bytes.
 */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/flush/flush.h"

struct rowan__holder {
    uint64_t hash;
    rowan__object *object; /* NULL: empty */
    const rowan__key *key;
};

/* A row's values of a unique key: in the key's columns, or in those of a row
 * that refers to it, in the same order. */
typedef struct key_values {
    const rowan__key *key;
    const rowan__mapping *mapping;
    const uint32_t *columns;
    const void *row;
} key_values;

static key_values
own_values(rowan__object *object, const rowan__key *key, const void *row)
{
    return (key_values){ key, object->class->mapping, key->columns, row };
}

uint32_t
rowan__holders_key_count(const rowan__table *table)
{
    return 1 + table->unique_count + table->index_count;
}

/* NULL for an index that is not unique, or not for all rows. */
static const rowan__key *
unique_key(const rowan__table *table, uint32_t index)
{
    const rowan__key *key = &table->primary_key;

    if (index > table->unique_count)
        key = &table->indexes[index - table->unique_count - 1];
    else if (index > 0)
        key = &table->uniques[index - 1];
    return key->unique && key->where_sql == NULL ? key : NULL;
}

/* False if the value is NULL, which is unlike any other, or not known here. */
static bool
get_value(const key_values *values, uint32_t i, rowan_value *ret_value)
{
    const rowan__field *field = &values->mapping->fields[values->columns[i]];

    return field->codec == NULL &&
           rowan__field_get(field, values->row, ret_value, NULL) == ROWAN_OK &&
           ret_value->kind != ROWAN_KIND_NULL;
}

static bool
hash_values(const key_values *values, uint64_t *ret_hash)
{
    uint64_t hash = (uintptr_t)values->key;
    rowan_value value;

    for (uint32_t i = 0; i < values->key->column_count; i++) {
        if (!get_value(values, i, &value))
            return false;
        hash = rowan__hash_mix(hash, rowan__value_hash(&value));
    }
    *ret_hash = hash;
    return true;
}

static bool
same_values(const key_values *a, const key_values *b)
{
    for (uint32_t i = 0; i < a->key->column_count; i++) {
        rowan_value x, y;

        if (!get_value(a, i, &x) || !get_value(b, i, &y) ||
            !rowan__value_is_equal(&x, &y))
            return false;
    }
    return true;
}

/* The place of some values, which is empty if nobody holds them; NULL if
 * nobody can. */
static rowan__holder *
place_of(const rowan__holders *holders, const key_values *values,
         uint64_t *ret_hash)
{
    if (!hash_values(values, ret_hash))
        return NULL;
    for (size_t at = (size_t)*ret_hash;; at++) {
        rowan__holder *holder = &holders->entries[at & holders->mask];
        key_values theirs;

        if (holder->object == NULL)
            return holder;
        if (holder->hash != *ret_hash || holder->key != values->key)
            continue;
        theirs = own_values(holder->object, holder->key,
                            rowan__object_snapshot(holder->object));
        if (same_values(values, &theirs))
            return holder;
    }
}

static rowan__object *
holder_of(const rowan__holders *holders, const key_values *values)
{
    uint64_t hash;
    const rowan__holder *place = place_of(holders, values, &hash);

    return place != NULL ? place->object : NULL;
}

/* ---- those of some objects ----------------------------------------------- */

rowan_status
rowan__holders_init(rowan_session *session, size_t key_count,
                    rowan__holders *ret_holders)
{
    size_t capacity = 4;

    while (capacity < key_count * 2)
        capacity *= 2;
    ret_holders->mask = capacity - 1;
    ret_holders->entries = rowan__arena_zalloc(
        &session->scratch, capacity * sizeof(*ret_holders->entries));
    return ret_holders->entries != NULL
               ? ROWAN_OK
               : rowan__error_no_memory(&session->error);
}

static bool
has_all_columns(const rowan__mask *mask, const rowan__key *key)
{
    for (uint32_t i = 0; i < key->column_count; i++)
        if (!rowan__mask_has(mask, key->columns[i]))
            return false;
    return true;
}

void
rowan__holders_add(rowan__holders *holders, rowan__object *object,
                   const rowan__mask *known)
{
    const rowan__table *table = object->class->mapping->table;

    for (uint32_t i = 0; i < rowan__holders_key_count(table); i++) {
        const rowan__key *key = unique_key(table, i);
        rowan__holder *place;
        key_values values;
        uint64_t hash;

        if (key == NULL || (known != NULL && !has_all_columns(known, key)))
            continue;
        values = own_values(object, key, rowan__object_snapshot(object));
        place = place_of(holders, &values, &hash);
        if (place != NULL && place->object == NULL)
            *place = (rowan__holder){ hash, object, key };
    }
}

void
rowan__holders_of_row(const rowan__holders *holders, rowan__object *object,
                      const rowan__mask *written, rowan__holder_fn *visit,
                      void *context)
{
    const rowan__table *table = object->class->mapping->table;

    for (uint32_t i = 0; i < rowan__holders_key_count(table); i++) {
        const rowan__key *key = unique_key(table, i);
        rowan__object *holder;
        key_values values;

        if (key == NULL || !rowan__mask_meets(written, key))
            continue;
        values = own_values(object, key, rowan__object_row(object));
        holder = holder_of(holders, &values);
        if (holder != NULL)
            visit(context, holder);
    }
}

/* ---- what a foreign key refers to ---------------------------------------- */

/* The column of a foreign key that refers to a column of its target. */
static uint32_t
referring_column(const rowan__foreign_key *foreign, const char *target_column)
{
    for (uint32_t i = 0; i < foreign->column_count; i++)
        if (strcmp(foreign->target_columns[i], target_column) == 0)
            return foreign->columns[i];
    return ROWAN__NO_COLUMN;
}

/* Whether it refers to a key; gives the columns that refer to the key's. */
static bool
refers_to(const rowan__foreign_key *foreign, const rowan__table *target,
          const rowan__key *key, uint32_t *ret_columns)
{
    if (key == NULL || key->column_count != foreign->column_count)
        return false;
    for (uint32_t i = 0; i < key->column_count; i++) {
        ret_columns[i] = referring_column(
            foreign, target->columns[key->columns[i]].name);
        if (ret_columns[i] == ROWAN__NO_COLUMN)
            return false;
    }
    return true;
}

rowan__object *
rowan__holders_parent(const rowan__holders *holders, rowan__object *object,
                      const rowan__foreign_key *foreign)
{
    const rowan__table *target = rowan__model_table_built(foreign->target);
    uint32_t columns[ROWAN_MEMBERS_MAX];

    for (uint32_t i = 0;
         target != NULL && i < rowan__holders_key_count(target); i++) {
        const rowan__key *key = unique_key(target, i);
        key_values values = { key, object->class->mapping, columns,
                              rowan__object_snapshot(object) };

        if (refers_to(foreign, target, key, columns))
            return holder_of(holders, &values);
    }
    return NULL;
}
