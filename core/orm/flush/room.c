/* SPDX-License-Identifier: MIT */
/*
 * Making room: rows are deleted last, so that what refers to them can first be
 * changed to refer to others. But a row whose key or unique values a new or
 * changed row takes over must go first, and with it the pending deletes of
 * what refers to it.
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

static const rowan__key *
unique_key(const rowan__table *table, uint32_t index)
{
    if (index == 0)
        return &table->primary_key;
    index--;
    if (index < table->unique_count)
        return &table->uniques[index];
    index -= table->unique_count;
    return &table->indexes[index];
}

static uint32_t
key_count(const rowan__table *table)
{
    return 1 + table->unique_count + table->index_count;
}

/* The hash of a key's values in a struct or snapshot; false if one is NULL,
 * which is unlike any other, or is not known here. */
static bool
hash_values(const rowan__mapping *mapping, const rowan__key *key,
            const void *row, uint64_t *ret_hash)
{
    uint64_t hash = (uintptr_t)key;

    for (uint32_t i = 0; i < key->column_count; i++) {
        const rowan__field *field = &mapping->fields[key->columns[i]];
        rowan_value value;

        if (field->codec != NULL ||
            rowan__field_get(field, row, &value, NULL) != ROWAN_OK ||
            value.kind == ROWAN_KIND_NULL)
            return false;
        hash = rowan__hash_mix(hash, rowan__value_hash(&value));
    }
    *ret_hash = hash;
    return true;
}

/* Both have values: hash_values() has seen them. */
static bool
same_values(const rowan__mapping *mapping, const rowan__key *key,
            const void *row, const void *other)
{
    for (uint32_t i = 0; i < key->column_count; i++) {
        const rowan__field *field = &mapping->fields[key->columns[i]];
        rowan_value a, b;

        if (rowan__field_get(field, row, &a, NULL) != ROWAN_OK ||
            rowan__field_get(field, other, &b, NULL) != ROWAN_OK ||
            !rowan__value_is_equal(&a, &b))
            return false;
    }
    return true;
}

static void
give_up(room *r, rowan__object *object)
{
    const rowan__mapping *mapping = object->class->mapping;

    for (uint32_t i = 0; i < key_count(mapping->table); i++) {
        const rowan__key *key = unique_key(mapping->table, i);
        uint64_t hash;
        size_t at;

        if ((i > 0 && !key->unique) ||
            !hash_values(mapping, key, rowan__object_snapshot(object), &hash))
            continue;
        at = (size_t)hash & r->mask;
        while (r->entries[at].object != NULL)
            at = (at + 1) & r->mask;
        r->entries[at] = (given_up){ hash, object, key };
    }
}

/* Who has given up a key's values that a row takes goes first. */
static void
take_values(room *r, rowan__object *object, const rowan__key *key)
{
    const rowan__mapping *mapping = object->class->mapping;
    const void *row = rowan__object_row(object);
    uint64_t hash;

    if (!hash_values(mapping, key, row, &hash))
        return;
    for (size_t at = (size_t)hash & r->mask; r->entries[at].object != NULL;
         at = (at + 1) & r->mask) {
        const given_up *entry = &r->entries[at];

        if (entry->hash != hash || entry->key != key ||
            !same_values(mapping, key, row,
                         rowan__object_snapshot(entry->object)))
            continue;
        r->early[entry->object->ordinal - 1] = true;
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

        for (uint32_t c = 0; c < key->column_count; c++)
            is_written =
                is_written || rowan__mask_has(written, key->columns[c]);
        if (is_written)
            take_values(r, object, key);
    }
}

/* Deletes from parents to children: what refers to an early one is early. */
static void
follow_children(const rowan_session *session, room *r, rowan__work *work)
{
    for (size_t i = work->removal_count; i-- > 0;) {
        rowan__removal *removal = &work->removals[i];
        const rowan__table *table = removal->object->class->mapping->table;

        for (uint32_t k = 0; k < table->foreign_key_count; k++) {
            const rowan__foreign_key *key = &table->foreign_keys[k];
            const rowan__table *target =
                rowan__model_table_built(key->target);
            const rowan__class *map = NULL;
            rowan__object *parent = NULL;

            if (target != NULL && target->number < session->class_capacity)
                map = session->classes[target->number];
            if (map != NULL)
                parent = rowan__flush_parent(map, removal->object, key);
            if (parent != NULL && parent->state == ROWAN__STATE_DELETED &&
                r->early[parent->ordinal - 1])
                r->early[removal->position] = true;
        }
        removal->is_early = r->early[removal->position];
        work->early_count += removal->is_early;
    }
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
    if (!r.is_used)
        return ROWAN_OK;
    follow_children(session, &r, work);
    rowan__flush_sort_removals(work);
    return ROWAN_OK;
}
