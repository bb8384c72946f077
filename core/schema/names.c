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

/* Two long names that begin alike still differ by the hash at their end. */
static void
shorten(char *name)
{
    size_t kept = LONGEST_NAME - HASH_DIGITS - 1;
    uint32_t hash;

    if (strlen(name) <= LONGEST_NAME)
        return;
    hash = hash_name(name);
    kept = rowan__whole_characters(name, kept);
    snprintf(name + kept, HASH_DIGITS + 2, "_%08x", (unsigned)hash);
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
    shorten(name);
    return name;
}

static rowan_status
check_distinct(const rowan__builder *builder, const char *const *names,
               size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (rowan__names_equal(names[i], names[j]))
                return rowan__model_fail(
                    builder, NULL,
                    "two constraints or indexes are named '%s': drop one, or "
                    "name it by .constraint",
                    names[i]);
    return ROWAN_OK;
}

rowan_status
rowan__constraint_names_check(const rowan__builder *builder)
{
    const rowan__table *table = builder->table;
    size_t count = 0;
    const char **names;

    if (table->name == NULL)
        return ROWAN_OK;
    names = rowan__build_alloc(builder,
                               (size_t)1 + table->unique_count +
                                   table->index_count + table->check_count +
                                   table->foreign_key_count,
                               sizeof *names);
    if (names == NULL)
        return ROWAN_NO_MEMORY;
    names[count++] = table->primary_key.name;
    for (uint32_t i = 0; i < table->unique_count; i++)
        names[count++] = table->uniques[i].name;
    for (uint32_t i = 0; i < table->index_count; i++)
        names[count++] = table->indexes[i].name;
    for (uint32_t i = 0; i < table->check_count; i++)
        names[count++] = table->checks[i].name;
    for (uint32_t i = 0; i < table->foreign_key_count; i++)
        names[count++] = table->foreign_keys[i].name;
    return check_distinct(builder, names, count);
}
