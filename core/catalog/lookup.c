/* SPDX-License-Identifier: MIT */
/* Finding things in an inspection by their names. */
#include <rowan/inspect.h>

#include <string.h>

static bool
is_same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

const rowan_table_info *
rowan_inspection_table(const rowan_inspection *inspection, const char *schema,
                       const char *name)
{
    const rowan_table_info *found = NULL;

    for (uint32_t i = 0; i < inspection->table_count; i++) {
        const rowan_table_info *table = inspection->tables[i];

        if (!is_same(table->name, name))
            continue;
        if (schema != NULL && is_same(table->schema, schema))
            return table;
        if (schema != NULL)
            continue;
        if (table->is_temporary)
            return table;
        if (is_same(table->schema, inspection->default_schema))
            found = table;
    }
    return found;
}

const rowan_sequence_info *
rowan_inspection_sequence(const rowan_inspection *inspection,
                          const char *schema, const char *name)
{
    if (schema == NULL)
        schema = inspection->default_schema;
    for (uint32_t i = 0; i < inspection->sequence_count; i++)
        if (is_same(inspection->sequences[i]->name, name) &&
            is_same(inspection->sequences[i]->schema, schema))
            return inspection->sequences[i];
    return NULL;
}

const rowan_schema_info *
rowan_inspection_schema(const rowan_inspection *inspection, const char *name)
{
    for (uint32_t i = 0; i < inspection->schema_count; i++)
        if (is_same(inspection->schemas[i]->name, name))
            return inspection->schemas[i];
    return NULL;
}

/* One finder for each list of a table. */
#define FIND(function_, type_, list_, count_)                               \
    const type_ *function_(const rowan_table_info *table, const char *name) \
    {                                                                       \
        for (uint32_t i = 0; table != NULL && i < table->count_; i++)       \
            if (is_same(table->list_[i]->name, name))                       \
                return table->list_[i];                                     \
        return NULL;                                                        \
    }

FIND(rowan_table_info_column, rowan_column_info, columns, column_count)
FIND(rowan_table_info_index, rowan_index_info, indexes, index_count)
FIND(rowan_table_info_unique, rowan_key_info, uniques, unique_count)
FIND(rowan_table_info_foreign_key, rowan_foreign_key_info, foreign_keys,
     foreign_key_count)
FIND(rowan_table_info_check, rowan_check_info, checks, check_count)
