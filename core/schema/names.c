/* SPDX-License-Identifier: MIT */
/*
 * Names: which can be used, and how constraints get theirs. Constraints always
 * have a name that follows from the model, so that a migration can drop what
 * an earlier program created, and an error can be traced to its member.
 */
#include "schema/schema_priv.h"

#include "base/character.h"
#include "base/error_priv.h"
#include "base/sink.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* What the strictest of the common databases keeps of a name, in bytes. */
#define LONGEST_NAME 63
#define HASH_DIGITS 8
/* Cut to less than this, a name would be little more than its hash. */
#define SHORTEST_LIMIT 18

const char *
rowan__property_column(const rowan_property *property)
{
    return property->name != NULL ? property->name : property->member;
}

rowan_status
rowan__name_usable(const rowan__builder *builder,
                   const rowan_property *property, const char *what,
                   const char *name)
{
    size_t good;

    if (name == NULL || name[0] == '\0')
        return rowan__model_fail(builder, property, "its %s has no name", what);
    good = rowan__characters_size(name);
    if (name[good] != '\0')
        return rowan__model_fail(builder, property,
                                 "the name of its %s has a control character, "
                                 "or is not UTF-8, at byte %zu",
                                 what, good + 1);
    return ROWAN_OK;
}

static unsigned char
lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool
rowan__names_equal(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

/* --- names of constraints ------------------------------------------------ */

/* FNV-1a of Fowler, Noll and Vo. Names stay in databases for years, so the
 * hash is one that never changes, unlike that of base/hash.h. */
static uint32_t
hash_name(const char *name)
{
    uint32_t hash = UINT32_C(2166136261);

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * UINT32_C(16777619);
    return hash;
}

/* Two long names that begin alike still differ by the hash at their end. What
 * is kept of the name is put before it, unless it is there already. */
static void
shorten(const char *name, size_t longest, char *to)
{
    size_t kept = rowan__whole_characters(name, longest - HASH_DIGITS - 1);
    uint32_t hash = hash_name(name);

    memmove(to, name, kept);
    snprintf(to + kept, HASH_DIGITS + 2, "_%08x", (unsigned)hash);
}

const char *
rowan__name_stored(const char *name, bool is_given, size_t longest,
                   char buffer[ROWAN__NAME_SIZE])
{
    if (is_given || strlen(name) <= longest || longest < SHORTEST_LIMIT)
        return name;
    shorten(name, longest, buffer);
    return buffer;
}

const char *
rowan__constraint_name(const rowan__builder *builder, const char *prefix,
                       const uint32_t *columns, uint32_t column_count)
{
    const rowan__table *table = builder->table;
    size_t size = strlen(prefix) + 1 + strlen(table->name) + 1;
    char *name;
    char *to;

    for (uint32_t i = 0; i < column_count; i++)
        size += 1 + strlen(table->columns[columns[i]].name);
    name = to = rowan__build_alloc(builder, size, 1);
    if (name == NULL)
        return NULL;
    to = rowan__text_put(to, prefix);
    *to++ = '_';
    to = rowan__text_put(to, table->name);
    for (uint32_t i = 0; i < column_count; i++) {
        *to++ = '_';
        to = rowan__text_put(to, table->columns[columns[i]].name);
    }
    if (strlen(name) > LONGEST_NAME)
        shorten(name, LONGEST_NAME, name);
    return name;
}

/* --- all names of a table ------------------------------------------------- */

typedef struct any_name {
    const char *name; /* NULL: there are no more */
    bool is_given;
} any_name;

/* The name at a place of the row of all that have one. */
static any_name
name_at(const rowan__table *table, size_t place)
{
    const rowan__key *key = NULL;

    if (place == 0)
        key = &table->primary_key;
    else if (--place < table->unique_count)
        key = &table->uniques[place];
    else if ((place -= table->unique_count) < table->index_count)
        key = &table->indexes[place];
    if (key != NULL)
        return (any_name){key->name, key->is_given};
    place -= table->index_count;
    if (place < table->check_count)
        return (any_name){table->checks[place].name,
                          table->checks[place].is_given};
    place -= table->check_count;
    if (place < table->foreign_key_count)
        return (any_name){table->foreign_keys[place].name,
                          table->foreign_keys[place].is_given};
    return (any_name){NULL, false};
}

rowan_status
rowan__constraint_names_check(const rowan__builder *builder)
{
    const rowan__table *table = builder->table;
    any_name one;

    if (table->name == NULL)
        return ROWAN_OK;
    for (size_t i = 0; (one = name_at(table, i)).name != NULL; i++)
        for (size_t j = 0; j < i; j++)
            if (rowan__names_equal(one.name, name_at(table, j).name))
                return rowan__model_fail(
                    builder, NULL,
                    "two constraints or indexes are named '%s': drop one, or "
                    "name it by .constraint",
                    one.name);
    return ROWAN_OK;
}

const char *
rowan__table_name_told(const rowan__table *table, const char *told)
{
    size_t size = told != NULL ? strlen(told) : 0;
    char buffer[ROWAN__NAME_SIZE];
    any_name own;

    /* A name that was cut to a limit is as long as it, but for the bytes of a
     * character that did not fit: cut to its own length it is the same. */
    for (size_t i = 0; (own = name_at(table, i)).name != NULL && size > 0; i++)
        if (strcmp(told, rowan__name_stored(own.name, own.is_given, size,
                                            buffer)) == 0)
            return own.name;
    return told;
}
