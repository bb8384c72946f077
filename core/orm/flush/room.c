/* SPDX-License-Identifier: MIT */
/*
 * Making room: rows are deleted last, so that what refers to them can first be
 * changed to refer to others. But a row whose key or unique values a new or
 * changed row takes over must go first, and with it the pending deletes of
 * what refers to it.
 *
 * Values are compared by bytes here. What else is equal only the database
 * knows, by its collations and by the conditions of its indexes: when it says
 * that a value is taken, the deletes of that table go first.
 */
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/flush/flush.h"

/* Values of a unique key that a pending delete gives up. */
typedef struct given_up {
    uint64_t hash;
    rowan__object *object; /* NULL: empty */
    const rowan__key *key;
} given_up;

typedef struct room {
    given_up *entries;
    size_t mask;  /* their number, a power of two, less one */
    bool *early;  /* by the position of a delete */
    bool is_used; /* one is early */
} room;

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

static uint32_t
key_count(const rowan__table *table)
{
    return 1 + table->unique_count + table->index_count;
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

static void
give_up(room *r, rowan__object *object)
{
    const rowan__table *table = object->class->mapping->table;

    for (uint32_t i = 0; i < key_count(table); i++) {
        const rowan__key *key = unique_key(table, i);
        key_values values;
        uint64_t hash;
        size_t at;

        if (key == NULL)
            continue;
        values = own_values(object, key, rowan__object_snapshot(object));
        if (!hash_values(&values, &hash))
            continue;
        at = (size_t)hash & r->mask;
        while (r->entries[at].object != NULL)
            at = (at + 1) & r->mask;
        r->entries[at] = (given_up){ hash, object, key };
    }
}

/* Where a delete gives up some values, from a place on; else an empty one. */
static size_t
find_given_up(const room *r, const key_values *values, uint64_t hash,
              size_t at)
{
    for (;; at++) {
        const given_up *entry = &r->entries[at & r->mask];
        key_values theirs;

        if (entry->object == NULL)
            return at & r->mask;
        if (entry->hash != hash || entry->key != values->key)
            continue;
        theirs = own_values(entry->object, entry->key,
                            rowan__object_snapshot(entry->object));
        if (same_values(values, &theirs))
            return at & r->mask;
    }
}

/* Who has given up the values that a row takes goes first. */
static void
take_values(room *r, const key_values *values)
{
    uint64_t hash;
    size_t at;

    if (!hash_values(values, &hash))
        return;
    for (at = find_given_up(r, values, hash, (size_t)hash);
         r->entries[at].object != NULL;
         at = find_given_up(r, values, hash, at + 1)) {
        r->early[r->entries[at].object->ordinal - 1] = true;
        r->is_used = true;
    }
}

/* The keys of a row of which a column is in the mask; of generated columns the
 * values are not known, and are nobody's yet. */
static void
take_keys(room *r, rowan__object *object, const rowan__mask *written)
{
    const rowan__table *table = object->class->mapping->table;

    for (uint32_t i = 0; i < key_count(table); i++) {
        const rowan__key *key = unique_key(table, i);
        bool is_written = false;

        for (uint32_t c = 0; key != NULL && c < key->column_count; c++)
            is_written =
                is_written || rowan__mask_has(written, key->columns[c]);
        if (is_written) {
            key_values values =
                own_values(object, key, rowan__object_row(object));

            take_values(r, &values);
        }
    }
}

/* ---- what refers to them ------------------------------------------------ */

/* The unique key that a foreign key refers to, and the columns that refer to
 * its columns; NULL: none. */
static const rowan__key *
referred_key(const rowan__foreign_key *foreign, uint32_t *columns)
{
    const rowan__table *target = rowan__model_table_built(foreign->target);

    for (uint32_t i = 0; target != NULL && i < key_count(target); i++) {
        const rowan__key *key = unique_key(target, i);
        uint32_t found = 0;

        if (key == NULL || key->column_count != foreign->column_count)
            continue;
        while (found < key->column_count) {
            columns[found] = rowan__flush_referring_column(
                foreign, target->columns[key->columns[found]].name);
            if (columns[found] == ROWAN__NO_COLUMN)
                break;
            found++;
        }
        if (found == key->column_count)
            return key;
    }
    return NULL;
}

/* Whether a row, as the database has it, refers to one that goes early. */
static bool
refers_to_early(const room *r, rowan__object *object,
                const rowan__foreign_key *foreign)
{
    uint32_t columns[ROWAN_MEMBERS_MAX];
    key_values values = { .key = referred_key(foreign, columns),
                          .mapping = object->class->mapping,
                          .columns = columns,
                          .row = rowan__object_snapshot(object) };
    uint64_t hash;
    const given_up *parent;

    if (values.key == NULL || !hash_values(&values, &hash))
        return false;
    parent = &r->entries[find_given_up(r, &values, hash, (size_t)hash)];
    return parent->object != NULL && r->early[parent->object->ordinal - 1];
}

/* Deletes from parents to children: what refers to an early one is early. */
static void
follow_children(room *r, rowan__work *work)
{
    work->early_count = 0;
    for (size_t i = work->removal_count; i-- > 0;) {
        rowan__removal *removal = &work->removals[i];
        const rowan__table *table = removal->object->class->mapping->table;
        bool *is_early = &r->early[removal->position];

        for (uint32_t k = 0; !*is_early && k < table->foreign_key_count; k++)
            *is_early = refers_to_early(r, removal->object,
                                        &table->foreign_keys[k]);
        removal->is_early = *is_early;
        work->early_count += removal->is_early;
    }
    rowan__flush_sort_removals(work);
}

static rowan_status
prepare(rowan_session *session, const rowan__work *work, room *r)
{
    size_t keys = 0, capacity = 4;

    for (size_t i = 0; i < work->removal_count; i++)
        keys += key_count(work->removals[i].object->class->mapping->table);
    while (capacity < keys * 2)
        capacity *= 2;
    r->mask = capacity - 1;
    r->entries = rowan__arena_zalloc(&session->scratch,
                                     capacity * sizeof(*r->entries));
    r->early = rowan__arena_zalloc(&session->scratch,
                                   work->removal_count * sizeof(*r->early));
    if (r->entries == NULL || r->early == NULL)
        return rowan__error_no_memory(&session->error);
    for (size_t i = 0; i < work->removal_count; i++)
        give_up(r, work->removals[i].object);
    return ROWAN_OK;
}

static bool
is_of(const rowan__removal *removal, const char *table)
{
    return strcmp(removal->object->class->mapping->table->name, table) == 0;
}

rowan_status
rowan__flush_make_room(rowan_session *session, rowan__work *work)
{
    room r = { 0 };
    rowan_status status;

    if (work->removal_count == 0 ||
        work->insert_count + work->update_count == 0)
        return ROWAN_OK;
    status = prepare(session, work, &r);
    if (status != ROWAN_OK)
        return status;
    for (size_t i = 0; i < work->insert_count; i++)
        take_keys(&r, work->inserts[i].object, &work->inserts[i].sent);
    for (size_t i = 0; i < work->update_count; i++)
        take_keys(&r, work->updates[i].object, &work->updates[i].changed);
    if (r.is_used)
        follow_children(&r, work);
    return ROWAN_OK;
}

bool
rowan__flush_make_way(rowan_session *session, rowan__work *work,
                      const char *table)
{
    room r = { 0 };

    for (size_t i = work->early_count; i < work->removal_count; i++)
        r.is_used |= is_of(&work->removals[i], table);
    if (!r.is_used || prepare(session, work, &r) != ROWAN_OK)
        return false;
    for (size_t i = 0; i < work->removal_count; i++)
        r.early[work->removals[i].position] =
            work->removals[i].is_early || is_of(&work->removals[i], table);
    follow_children(&r, work);
    return true;
}
