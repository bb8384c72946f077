/* SPDX-License-Identifier: MIT */
/*
 * The identity map: open addressing with linear probing, at most two thirds
 * full, deletion by shifting back (Knuth, TAOCP 6.4, algorithm R).
 */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/hash.h"
#include "orm/state/object.h"

#define FIRST_CAPACITY 16

/* Four neighbouring integer keys share a cache line; the groups are spread. */
static inline size_t
home_of(uint64_t key, size_t mask)
{
    uint64_t group = (key >> 2) * UINT64_C(0x9E3779B97F4A7C15);

    return (size_t)(((group >> 30) << 2) | (key & 3)) & mask;
}

static uint64_t
hash_key(const rowan_value *values, const uint32_t *columns, uint32_t count)
{
    uint64_t hash = 0;

    for (uint32_t i = 0; i < count; i++)
        hash = rowan__hash_mix(
            hash, rowan__value_hash(&values[columns ? columns[i] : i]));
    return hash;
}

/* A key column of an object, as its snapshot has it. One that cannot be read
 * was never sent: it is NULL. */
static rowan_value
key_value(const rowan__class *class, rowan__object *object, uint32_t column)
{
    const rowan__field *field = &class->mapping->fields[column];
    rowan_value value = { .kind = ROWAN_KIND_NULL };

    if (rowan__field_get(field, rowan__object_snapshot(object), &value,
                         NULL) != ROWAN_OK)
        value.kind = ROWAN_KIND_NULL;
    return value;
}

uint64_t
rowan__identity_key(const rowan__class *class, rowan__object *object)
{
    const rowan__key *key = &class->mapping->table->primary_key;
    const char *snapshot = rowan__object_snapshot(object);
    uint64_t hash = 0;

    if (class->mapping->integer_key) {
        const rowan__field *field =
            &class->mapping->fields[class->mapping->first_key];

        if (field->ctype == ROWAN_KIND_INT64) /* the usual key */
            return (uint64_t)*(const int64_t *)(const void *)(snapshot +
                                                              field->offset);
    }
    for (uint32_t i = 0; i < key->column_count; i++) {
        rowan_value value = key_value(class, object, key->columns[i]);

        if (class->mapping->integer_key)
            return (uint64_t)value.as.integer;
        hash = rowan__hash_mix(hash, rowan__value_hash(&value));
    }
    return hash;
}

static bool
key_is_equal(const rowan__class *class, rowan__object *object,
             const rowan_value *values, const uint32_t *columns)
{
    const rowan__key *key = &class->mapping->table->primary_key;

    for (uint32_t i = 0; i < key->column_count; i++) {
        rowan_value mine = key_value(class, object, key->columns[i]);

        if (!rowan__value_is_equal(&mine, &values[columns ? columns[i] : i]))
            return false;
    }
    return true;
}

static void
place(rowan__identity *identities, size_t mask, rowan__identity entry)
{
    size_t at = home_of(entry.key, mask);

    while (identities[at].object != NULL)
        at = (at + 1) & mask;
    identities[at] = entry;
}

static rowan_status
grow(rowan__class *class, size_t capacity, rowan_error *err)
{
    rowan__identity *grown = rowan__calloc(capacity, sizeof(*grown));

    if (grown == NULL)
        return rowan__error_no_memory(err);
    for (size_t i = 0; i < class->identity_capacity; i++)
        if (class->identities[i].object != NULL)
            place(grown, capacity - 1, class->identities[i]);
    rowan__free(class->identities);
    class->identities = grown;
    class->identity_capacity = capacity;
    return ROWAN_OK;
}

rowan_status
rowan__identity_reserve(rowan__class *class, size_t more, rowan_error *err)
{
    size_t wanted = class->identity_count + class->away_count + more;
    size_t capacity = class->identity_capacity;

    if (wanted * 3 <= capacity * 2)
        return ROWAN_OK;
    if (capacity == 0)
        capacity = FIRST_CAPACITY;
    while (wanted * 3 > capacity * 2)
        capacity *= 2;
    return grow(class, capacity, err);
}

void
rowan__identity_add(rowan__class *class, rowan__object *object)
{
    place(class->identities, class->identity_capacity - 1,
          (rowan__identity){ rowan__identity_key(class, object), object });
    class->identity_count++;
}

static size_t
position_of(const rowan__class *class, const rowan__object *object,
            uint64_t key)
{
    size_t mask = class->identity_capacity - 1;
    size_t at = home_of(key, mask);

    while (class->identities[at].object != NULL &&
           class->identities[at].object != object)
        at = (at + 1) & mask;
    return at;
}

void
rowan__identity_remove(rowan__class *class, rowan__object *object)
{
    rowan__identity *map = class->identities;
    size_t mask = class->identity_capacity - 1;
    size_t hole, at;

    if (class->identity_capacity == 0)
        return;
    hole = position_of(class, object, rowan__identity_key(class, object));
    if (map[hole].object == NULL)
        return;
    for (at = (hole + 1) & mask; map[at].object != NULL;
         at = (at + 1) & mask) {
        size_t home = home_of(map[at].key, mask);

        /* Move back unless its home lies after the hole, cyclically. */
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            map[hole] = map[at];
            hole = at;
        }
    }
    map[hole].object = NULL;
    class->identity_count--;
}

rowan__object *
rowan__identity_find_integer(const rowan__class *class, int64_t key)
{
    size_t mask = class->identity_capacity - 1;
    size_t at;

    if (class->identity_capacity == 0)
        return NULL;
    for (at = home_of((uint64_t)key, mask);
         class->identities[at].object != NULL; at = (at + 1) & mask)
        if (class->identities[at].key == (uint64_t)key)
            return class->identities[at].object;
    return NULL;
}

static rowan__object *
find_values(const rowan__class *class, const rowan_value *values,
            const uint32_t *columns)
{
    const rowan__key *key = &class->mapping->table->primary_key;
    uint64_t hash = hash_key(values, columns, key->column_count);
    size_t mask = class->identity_capacity - 1;
    size_t at;

    if (class->identity_capacity == 0)
        return NULL;
    for (at = home_of(hash, mask); class->identities[at].object != NULL;
         at = (at + 1) & mask)
        if (class->identities[at].key == hash &&
            key_is_equal(class, class->identities[at].object, values, columns))
            return class->identities[at].object;
    return NULL;
}

rowan__object *
rowan__identity_find(const rowan__class *class, const rowan_value *key)
{
    if (class->mapping->integer_key)
        return rowan__identity_find_integer(class, key->as.integer);
    return find_values(class, key, NULL);
}

rowan__object *
rowan__identity_find_same(const rowan__class *class, rowan__object *object)
{
    const rowan__key *key = &class->mapping->table->primary_key;
    rowan_value values[ROWAN_MEMBERS_MAX];

    for (uint32_t i = 0; i < key->column_count; i++)
        values[i] = key_value(class, object, key->columns[i]);
    return rowan__identity_find(class, values);
}

rowan__object *
rowan__identity_find_cells(const rowan__class *class, const rowan_value *cells)
{
    const rowan__key *key = &class->mapping->table->primary_key;

    if (class->mapping->integer_key)
        return rowan__identity_find_integer(
            class, cells[key->columns[0]].as.integer);
    return find_values(class, cells, key->columns);
}
