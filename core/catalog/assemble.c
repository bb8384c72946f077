/* SPDX-License-Identifier: MIT */
/* From what a plugin told, in lists, to the arrays of an inspection. */
#include "catalog/reflection.h"

#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/order.h"

#include <stdlib.h>
#include <string.h>

/* --- orders: by name, and where names are missing or the same, by more ---- */

static int
by_text(const char *a, const char *b)
{
    return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int
by_texts(const char *const *a, uint32_t a_count, const char *const *b,
         uint32_t b_count)
{
    for (uint32_t i = 0; i < a_count && i < b_count; i++) {
        int order = strcmp(a[i], b[i]);

        if (order != 0)
            return order;
    }
    return a_count < b_count ? -1 : a_count > b_count;
}

static int
by_table(const void *a, const void *b)
{
    const rowan_table_info *one = *(const rowan_table_info *const *)a;
    const rowan_table_info *other = *(const rowan_table_info *const *)b;
    int order = by_text(one->schema, other->schema);

    return order != 0 ? order : by_text(one->name, other->name);
}

static int
by_key(const void *a, const void *b)
{
    const rowan_key_info *one = *(const rowan_key_info *const *)a;
    const rowan_key_info *other = *(const rowan_key_info *const *)b;
    int order = by_text(one->name, other->name);

    return order != 0 ? order
                      : by_texts(one->columns, one->column_count,
                                 other->columns, other->column_count);
}

static int
by_foreign_key(const void *a, const void *b)
{
    const rowan_foreign_key_info *one =
        *(const rowan_foreign_key_info *const *)a;
    const rowan_foreign_key_info *other =
        *(const rowan_foreign_key_info *const *)b;
    int order = by_text(one->name, other->name);

    if (order == 0)
        order = by_texts(one->columns, one->column_count, other->columns,
                         other->column_count);
    return order != 0 ? order : by_text(one->target_table, other->target_table);
}

static int
by_check(const void *a, const void *b)
{
    const rowan_check_info *one = *(const rowan_check_info *const *)a;
    const rowan_check_info *other = *(const rowan_check_info *const *)b;
    int order = by_text(one->name, other->name);

    return order != 0 ? order : by_text(one->sql, other->sql);
}

static int
by_index(const void *a, const void *b)
{
    return by_text((*(const rowan_index_info *const *)a)->name,
                   (*(const rowan_index_info *const *)b)->name);
}

static int
by_sequence(const void *a, const void *b)
{
    const rowan_sequence_info *one = *(const rowan_sequence_info *const *)a;
    const rowan_sequence_info *other = *(const rowan_sequence_info *const *)b;
    int order = by_text(one->schema, other->schema);

    return order != 0 ? order : by_text(one->name, other->name);
}

static int
by_enum(const void *a, const void *b)
{
    const rowan_enum_info *one = *(const rowan_enum_info *const *)a;
    const rowan_enum_info *other = *(const rowan_enum_info *const *)b;
    int order = by_text(one->schema, other->schema);

    return order != 0 ? order : by_text(one->name, other->name);
}

static int
by_schema(const void *a, const void *b)
{
    return by_text((*(const rowan_schema_info *const *)a)->name,
                   (*(const rowan_schema_info *const *)b)->name);
}

/* --- arrays of one list --------------------------------------------------- */

/* The items of a list as a sorted array, with their number. */
static bool
take(rowan__arena *arena, const rowan__told_list *list,
     int (*order)(const void *, const void *), void *ret_array,
     uint32_t *ret_count)
{
    void **array = rowan__told_array(arena, list);

    if (array == NULL)
        return false;
    if (order != NULL && list->count > 1)
        qsort(array, list->count, sizeof *array, order);
    memcpy(ret_array, &array, sizeof array);
    *ret_count = list->count;
    return true;
}

static bool
finish_key(rowan__arena *arena, rowan__built_key *key)
{
    return key == NULL || take(arena, &key->columns, NULL, &key->info.columns,
                               &key->info.column_count);
}

static bool
finish_foreign_key(rowan__arena *arena, rowan__built_foreign_key *key)
{
    uint32_t target_count;

    return take(arena, &key->columns, NULL, &key->info.columns,
                &key->info.column_count) &&
           take(arena, &key->target_columns, NULL, &key->info.target_columns,
                &target_count);
}

static bool
finish_index(rowan__arena *arena, rowan__built_index *index)
{
    return take(arena, &index->parts, NULL, &index->info.parts,
                &index->info.part_count) &&
           take(arena, &index->included, NULL, &index->info.included,
                &index->info.included_count);
}

#define EACH(node_, list_)                                                    \
    for (const struct rowan__told_node *node_ = (list_).first; node_ != NULL; \
         node_ = node_->next)

static bool
finish_table(rowan__arena *arena, rowan__built_table *table)
{
    rowan_table_info *info = &table->info;

    EACH(node, table->uniques)
    if (!finish_key(arena, node->item))
        return false;
    EACH(node, table->foreign_keys)
    if (!finish_foreign_key(arena, node->item))
        return false;
    EACH(node, table->indexes)
    if (!finish_index(arena, node->item))
        return false;
    if (table->primary_key != NULL)
        info->primary_key = &table->primary_key->info;
    return finish_key(arena, table->primary_key) &&
           take(arena, &table->columns, NULL, &info->columns,
                &info->column_count) &&
           take(arena, &table->uniques, by_key, &info->uniques,
                &info->unique_count) &&
           take(arena, &table->foreign_keys, by_foreign_key,
                &info->foreign_keys, &info->foreign_key_count) &&
           take(arena, &table->checks, by_check, &info->checks,
                &info->check_count) &&
           take(arena, &table->indexes, by_index, &info->indexes,
                &info->index_count);
}

/* --- what refers to something told elsewhere ------------------------------ */

static rowan__built_column *
find_column(const rowan__built_table *table, const char *name)
{
    EACH(node, table->columns)
    {
        rowan__built_column *column = node->item;

        if (strcmp(column->info.name, name) == 0)
            return column;
    }
    return NULL;
}

/* A sequence that serves a column is told with the column. */
static void
resolve_sequences(const rowan_reflection_host *host)
{
    EACH(node, host->sequences)
    {
        const rowan_sequence_info *sequence = node->item;
        const rowan__built_table *table = rowan__reflection_table(
            host, sequence->owner_schema, sequence->owner_table);
        rowan__built_column *column = NULL;

        if (table != NULL && sequence->owner_column != NULL)
            column = find_column(table, sequence->owner_column);
        if (column != NULL && column->info.identity != ROWAN_IDENTITY_NONE &&
            column->info.sequence == NULL)
            column->info.sequence = sequence;
    }
}

static const rowan__built_enum *
find_enum(const rowan_reflection_host *host, const rowan__built_column *column)
{
    EACH(node, host->enums)
    {
        const rowan__built_enum *enumeration = node->item;

        if (by_text(enumeration->info.name, column->type.enum_name) == 0 &&
            by_text(enumeration->info.schema, column->info.type_schema) == 0)
            return enumeration;
    }
    return NULL;
}

static void
resolve_labels(const rowan_reflection_host *host,
               const rowan__built_table *table)
{
    EACH(node, table->columns)
    {
        rowan__built_column *column = node->item;
        const rowan__built_enum *enumeration;

        if (column->type.enum_name == NULL || column->type.label_count > 0)
            continue;
        enumeration = find_enum(host, column);
        if (enumeration == NULL)
            continue;
        column->type.labels = enumeration->info.labels;
        column->type.label_count = enumeration->info.label_count;
    }
}

/* Where a database has no enumerations, a check has their labels. */
static bool
find_labels(rowan_reflection_host *host, const rowan__built_table *table,
            rowan__built_column *column)
{
    rowan__told_list labels = {0};

    EACH(node, table->checks)
    {
        const rowan_check_info *check = node->item;

        if (check->sql != NULL &&
            !rowan__sql_labels(&host->arena, check->sql, column->info.name,
                               &labels))
            return false;
    }
    if (labels.count == 0)
        return true;
    column->type.labels =
        (const char *const *)rowan__told_array(&host->arena, &labels);
    column->type.label_count = labels.count;
    return column->type.labels != NULL;
}

static bool
resolve_checked_labels(rowan_reflection_host *host,
                       const rowan__built_table *table)
{
    EACH(node, table->columns)
    {
        rowan__built_column *column = node->item;

        if (column->type.kind == ROWAN_KIND_TEXT &&
            column->type.label_count == 0 && table->checks.count > 0 &&
            !find_labels(host, table, column))
            return false;
    }
    return true;
}

/* A key without columns of the target means its primary key. */
static bool
resolve_targets(rowan_reflection_host *host, const rowan__built_table *table)
{
    static const char *const unknown = "";

    EACH(node, table->foreign_keys)
    {
        rowan__built_foreign_key *key = node->item;
        const rowan__built_table *target;

        if (key->target_columns.count == key->columns.count)
            continue;
        target = rowan__reflection_table(host, key->info.target_schema,
                                         key->info.target_table);
        if (target != NULL && target->primary_key != NULL &&
            target->primary_key->columns.count == key->columns.count) {
            key->target_columns = target->primary_key->columns;
            continue;
        }
        /* It is not known: as many as there must be, without a name. */
        key->target_columns = (rowan__told_list){0};
        for (uint32_t i = 0; i < key->columns.count; i++)
            if (!rowan__told_texts(&host->arena, &key->target_columns, &unknown,
                                   1))
                return false;
    }
    return true;
}

/* --- tables by foreign keys ----------------------------------------------- */

typedef struct graph {
    rowan__edge *edges;
    rowan_cycle_key *keys; /* the same, as keys */
    uint8_t *broken;
    uint32_t *order;
    size_t edge_count;
} graph;

static void
graph_done(graph *g)
{
    rowan__free(g->edges);
    rowan__free(g->keys);
    rowan__free(g->broken);
    rowan__free(g->order);
}

/* The place of a table in the sorted array, or table_count. */
static uint32_t
place_of(const rowan_inspection *in, const char *schema, const char *name)
{
    rowan_table_info wanted = {.schema = schema, .name = name};
    const rowan_table_info *wanted_at = &wanted;
    const rowan_table_info *const *found = NULL;

    if (in->table_count > 0)
        found = bsearch(&wanted_at, in->tables, in->table_count,
                        sizeof *in->tables, by_table);
    return found != NULL ? (uint32_t)(found - in->tables) : in->table_count;
}

static bool
graph_init(graph *g, const rowan_inspection *in)
{
    size_t key_count = 0;

    for (uint32_t i = 0; i < in->table_count; i++)
        key_count += in->tables[i]->foreign_key_count;
    g->edges = rowan__calloc(key_count, sizeof *g->edges);
    g->keys = rowan__calloc(key_count, sizeof *g->keys);
    g->broken = rowan__calloc(key_count, sizeof *g->broken);
    g->order = rowan__calloc(in->table_count, sizeof *g->order);
    if (!g->edges || !g->keys || !g->broken || !g->order)
        return false;
    for (uint32_t i = 0; i < in->table_count; i++)
        for (uint32_t j = 0; j < in->tables[i]->foreign_key_count; j++) {
            const rowan_foreign_key_info *key = in->tables[i]->foreign_keys[j];
            uint32_t to = place_of(in, key->target_schema, key->target_table);

            if (to == in->table_count || to == i)
                continue;
            g->edges[g->edge_count] = (rowan__edge){.before = to, .after = i};
            g->keys[g->edge_count++] =
                (rowan_cycle_key){.table = in->tables[i], .key = key};
        }
    return true;
}

static bool
sort_by_keys(rowan__arena *arena, rowan_inspection *in)
{
    const rowan_table_info **sorted =
        rowan__arena_zalloc(arena, in->table_count * sizeof *sorted);
    rowan_cycle_key *cycle_keys = NULL;
    graph g = {0};
    bool is_done = sorted != NULL && graph_init(&g, in) &&
                   rowan__order(in->table_count, g.edges, g.edge_count, g.order,
                                g.broken) == ROWAN_OK;

    if (is_done)
        cycle_keys =
            rowan__arena_zalloc(arena, g.edge_count * sizeof *cycle_keys);
    is_done = is_done && cycle_keys != NULL;
    for (uint32_t i = 0; is_done && i < in->table_count; i++)
        sorted[i] = in->tables[g.order[i]];
    for (size_t i = 0; is_done && i < g.edge_count; i++)
        if (g.broken[i])
            cycle_keys[in->cycle_key_count++] = g.keys[i];
    in->sorted_tables = sorted;
    in->cycle_keys = cycle_keys;
    graph_done(&g);
    return is_done;
}

/* --- all of it ------------------------------------------------------------ */

static bool
finish_enums(rowan_reflection_host *host)
{
    EACH(node, host->enums)
    {
        rowan__built_enum *enumeration = node->item;

        if (!take(&host->arena, &enumeration->labels, NULL,
                  &enumeration->info.labels, &enumeration->info.label_count))
            return false;
    }
    return true;
}

static bool
finish_tables(rowan_reflection_host *host)
{
    EACH(node, host->tables)
    {
        rowan__built_table *table = node->item;

        resolve_labels(host, table);
        if (!resolve_checked_labels(host, table))
            return false;
        /* They were asked for the labels' sake, perhaps. */
        if ((host->reflection->parts & ROWAN_INSPECT_CHECKS) == 0)
            table->checks = (rowan__told_list){0};
        if (!resolve_targets(host, table) || !finish_table(&host->arena, table))
            return false;
    }
    return true;
}

static bool
assemble(rowan_reflection_host *host, rowan_inspection *in)
{
    rowan__arena *arena = &host->arena;
    rowan__told_list no_sequences = {0};
    bool with_sequences =
        (host->reflection->parts & ROWAN_INSPECT_SEQUENCES) != 0;

    resolve_sequences(host);
    return finish_enums(host) && finish_tables(host) &&
           take(arena, &host->tables, by_table, &in->tables,
                &in->table_count) &&
           take(arena, with_sequences ? &host->sequences : &no_sequences,
                by_sequence, &in->sequences, &in->sequence_count) &&
           take(arena, &host->enums, by_enum, &in->enums, &in->enum_count) &&
           take(arena, &host->schemas, by_schema, &in->schemas,
                &in->schema_count) &&
           sort_by_keys(arena, in);
}

rowan_status
rowan__reflection_assemble(rowan_reflection_host *host,
                           rowan_inspection *ret_inspection, rowan_error *err)
{
    if (host->default_schema == NULL)
        return rowan__error_set(err, ROWAN_PLUGIN_INVALID,
                                "the plugin did not tell which schema is the "
                                "default one");
    ret_inspection->default_schema = host->default_schema;
    if (!assemble(host, ret_inspection))
        return rowan__error_no_memory(err);
    return ROWAN_OK;
}
