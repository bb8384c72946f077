/* SPDX-License-Identifier: MIT */
/*
 * The order in which rows can be written, by foreign keys: ranks of tables,
 * and for tables that refer to themselves the depths of rows.
 */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/order.h"
#include "orm/flush/flush.h"

/* ---- order of tables --------------------------------------------------- */

static size_t
count_edges(const rowan_session *session)
{
    size_t count = 0;

    for (uint32_t i = 0; i < session->class_capacity; i++)
        if (session->classes[i] != NULL)
            count +=
                session->classes[i]->mapping->table->foreign_key_count;
    return count;
}

/* An edge for each foreign key between tables that the session knows. */
static size_t
list_edges(const rowan_session *session, rowan__edge *edges)
{
    size_t count = 0;

    for (uint32_t i = 0; i < session->class_capacity; i++) {
        const rowan__table *table = session->classes[i] != NULL
                                        ? session->classes[i]->mapping->table
                                        : NULL;

        for (uint32_t k = 0; table != NULL && k < table->foreign_key_count;
             k++) {
            const rowan__table *target =
                rowan__model_table_built(table->foreign_keys[k].target);

            if (target != NULL && target->number < session->class_capacity)
                edges[count++] = (rowan__edge){ target->number, i };
        }
    }
    return count;
}

rowan_status
rowan__flush_rank(rowan_session *session, uint32_t *ranks)
{
    uint32_t node_count = session->class_capacity;
    size_t edge_count = count_edges(session);
    rowan__edge *edges;
    uint32_t *order;
    rowan_status status;

    if (edge_count == 0) {
        for (uint32_t i = 0; i < node_count; i++)
            ranks[i] = i;
        return ROWAN_OK;
    }
    edges = rowan__arena_alloc(&session->scratch, edge_count * sizeof(*edges));
    order = rowan__arena_alloc(&session->scratch, node_count * sizeof(*order));
    if (edges == NULL || order == NULL)
        return rowan__error_no_memory(&session->error);
    edge_count = list_edges(session, edges);
    status = rowan__order(node_count, edges, edge_count, order, NULL);
    if (status != ROWAN_OK)
        return rowan__error_no_memory(&session->error);
    for (uint32_t i = 0; i < node_count; i++)
        ranks[order[i]] = i;
    return ROWAN_OK;
}

/* ---- order of rows in one table ---------------------------------------- */

static bool
is_self_reference(const rowan__table *table, const rowan__foreign_key *key)
{
    return rowan__model_table_built(key->target) == table;
}

static bool
refers_to_itself(const rowan__table *table)
{
    for (uint32_t i = 0; i < table->foreign_key_count; i++)
        if (is_self_reference(table, &table->foreign_keys[i]))
            return true;
    return false;
}

uint32_t
rowan__flush_referring_column(const rowan__foreign_key *key,
                              const char *target_column)
{
    for (uint32_t i = 0; i < key->column_count; i++)
        if (strcmp(key->target_columns[i], target_column) == 0)
            return key->columns[i];
    return ROWAN__NO_COLUMN;
}

rowan__object *
rowan__flush_parent(const rowan__class *map, rowan__object *object,
                    const rowan__foreign_key *key)
{
    const rowan__mapping *mapping = object->class->mapping;
    const rowan__table *target = map->mapping->table;
    const rowan__key *primary = &target->primary_key;
    rowan_value values[ROWAN_MEMBERS_MAX];

    if (primary->column_count != key->column_count)
        return NULL;
    for (uint32_t i = 0; i < primary->column_count; i++) {
        uint32_t column = rowan__flush_referring_column(
            key, target->columns[primary->columns[i]].name);

        if (column == ROWAN__NO_COLUMN ||
            mapping->fields[column].codec != NULL ||
            rowan__field_get(&mapping->fields[column],
                             rowan__object_snapshot(object), &values[i],
                             NULL) != ROWAN_OK ||
            values[i].kind == ROWAN_KIND_NULL)
            return NULL;
    }
    return rowan__identity_find(map, values);
}

/* The rows of a list that refer to other rows of it, and how. */
typedef struct row_graph {
    const rowan__list *list;
    rowan__class *const *maps; /* where parents are looked for, by table */
    uint32_t state;            /* that a parent in the list has */
    rowan__edge *edges;        /* ascending by `after` */
    size_t edge_count;
    uint32_t *order;
    uint32_t *depths;
} row_graph;

static size_t
most_edges(const rowan__list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++) {
        const rowan__table *table = list->items[i]->class->mapping->table;

        if (table->foreign_key_count > 0 && refers_to_itself(table))
            count += table->foreign_key_count;
    }
    return count;
}

static void
add_row_edges(row_graph *graph, uint32_t row)
{
    rowan__object *object = graph->list->items[row];
    const rowan__table *table = object->class->mapping->table;
    const rowan__class *map = graph->maps[table->number];

    for (uint32_t i = 0; map != NULL && i < table->foreign_key_count; i++) {
        rowan__object *parent = NULL;

        if (is_self_reference(table, &table->foreign_keys[i]))
            parent =
                rowan__flush_parent(map, object, &table->foreign_keys[i]);
        if (parent != NULL && parent != object &&
            parent->state == graph->state)
            graph->edges[graph->edge_count++] =
                (rowan__edge){ parent->ordinal - 1, row };
    }
}

/* Along the order, so that a parent's depth is known before its children's;
 * only in a circle one is not, and no order would do. */
static void
measure(row_graph *graph, const size_t *first)
{
    for (size_t i = 0; i < graph->list->count; i++) {
        uint32_t row = graph->order[i];

        for (size_t e = first[row]; e < first[row + 1]; e++) {
            uint32_t depth = graph->depths[graph->edges[e].before] + 1;

            if (graph->depths[row] < depth)
                graph->depths[row] = depth;
        }
    }
}

static rowan_status
find_depths(rowan_session *session, row_graph *graph, size_t most)
{
    size_t count = graph->list->count;
    rowan__arena *scratch = &session->scratch;
    size_t *first = rowan__arena_alloc(scratch, (count + 1) * sizeof(*first));

    graph->edges = rowan__arena_alloc(scratch, most * sizeof(*graph->edges));
    graph->order = rowan__arena_alloc(scratch, count * sizeof(*graph->order));
    graph->depths =
        rowan__arena_zalloc(scratch, count * sizeof(*graph->depths));
    if (first == NULL || graph->edges == NULL || graph->order == NULL ||
        graph->depths == NULL)
        return rowan__error_no_memory(&session->error);
    for (uint32_t i = 0; i < count; i++) {
        first[i] = graph->edge_count;
        add_row_edges(graph, i);
    }
    first[count] = graph->edge_count;
    if (graph->edge_count == 0)
        return ROWAN_OK;
    if (rowan__order((uint32_t)count, graph->edges, graph->edge_count,
                     graph->order, NULL) != ROWAN_OK)
        return rowan__error_no_memory(&session->error);
    measure(graph, first);
    return ROWAN_OK;
}

rowan_status
rowan__flush_depths_of_deleted(rowan_session *session, uint32_t **ret_depths)
{
    row_graph graph = { .list = &session->deleted,
                        .maps = session->classes,
                        .state = ROWAN__STATE_DELETED };
    size_t most = most_edges(&session->deleted);
    rowan_status status = ROWAN_OK;

    if (most > 0 && session->deleted.count > 1)
        status = find_depths(session, &graph, most);
    if (status == ROWAN_OK)
        *ret_depths = graph.depths;
    return status;
}

/* New objects are in no identity map: those with keys get one of their own. */
static rowan_status
map_new(rowan_session *session, rowan__class **maps, rowan__object *object)
{
    const rowan__mapping *mapping = object->class->mapping;
    rowan__class **map = &maps[mapping->table->number];

    if (!refers_to_itself(mapping->table) ||
        (mapping->integer_key &&
         rowan__field_is_nothing(&mapping->fields[mapping->first_key],
                                 rowan__object_row(object))))
        return ROWAN_OK;
    if (*map == NULL) {
        *map = rowan__arena_alloc(&session->scratch, sizeof(**map));
        if (*map == NULL)
            return rowan__error_no_memory(&session->error);
        rowan__class_init(*map, mapping);
    }
    if (rowan__identity_reserve(*map, 1, &session->error) != ROWAN_OK)
        return ROWAN_NO_MEMORY;
    rowan__identity_add(*map, object);
    return ROWAN_OK;
}

rowan_status
rowan__flush_depths_of_new(rowan_session *session, uint32_t **ret_depths)
{
    row_graph graph = { .list = &session->added, .state = ROWAN__STATE_NEW };
    size_t most = most_edges(&session->added);
    rowan__class **maps;
    rowan_status status = ROWAN_OK;

    *ret_depths = NULL;
    if (most == 0 || session->added.count < 2)
        return ROWAN_OK;
    maps = rowan__arena_zalloc(&session->scratch,
                               session->class_capacity * sizeof(*maps));
    if (maps == NULL)
        return rowan__error_no_memory(&session->error);
    for (size_t i = 0; status == ROWAN_OK && i < session->added.count; i++)
        status = map_new(session, maps, session->added.items[i]);
    graph.maps = maps;
    if (status == ROWAN_OK)
        status = find_depths(session, &graph, most);
    if (status == ROWAN_OK)
        *ret_depths = graph.depths;
    for (uint32_t i = 0; i < session->class_capacity; i++)
        if (maps[i] != NULL)
            rowan__class_done(maps[i]);
    return status;
}
