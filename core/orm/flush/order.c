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

/* The rows of a list that refer to other rows of it, and how. */
typedef struct row_graph {
    const rowan__list *list;
    rowan__holders holders; /* where parents are looked for */
    rowan__edge *edges;     /* ascending by `after` */
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

    for (uint32_t i = 0; i < table->foreign_key_count; i++) {
        const rowan__object *parent = NULL;

        if (is_self_reference(table, &table->foreign_keys[i]))
            parent = rowan__holders_parent(&graph->holders, object,
                                           &table->foreign_keys[i]);
        if (parent != NULL && parent != object)
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

/* The rows that others may refer to, by the keys that they are sent with, or
 * were. */
static rowan_status
hold_rows(rowan_session *session, row_graph *graph, bool are_new)
{
    const rowan__list *list = graph->list;
    size_t key_count = 0;
    rowan_status status;

    for (size_t i = 0; i < list->count; i++) {
        const rowan__table *table = list->items[i]->class->mapping->table;

        if (refers_to_itself(table))
            key_count += rowan__holders_key_count(table);
    }
    status = rowan__holders_init(session, key_count, &graph->holders);
    for (size_t i = 0; status == ROWAN_OK && i < list->count; i++) {
        rowan__object *object = list->items[i];
        const rowan__mapping *mapping = object->class->mapping;
        rowan__mask sent;

        if (!refers_to_itself(mapping->table))
            continue;
        if (are_new)
            sent = rowan__flush_columns(mapping, rowan__object_row(object));
        rowan__holders_add(&graph->holders, object, are_new ? &sent : NULL);
    }
    return status;
}

static rowan_status
depths_of(rowan_session *session, const rowan__list *list, bool are_new,
          uint32_t **ret_depths)
{
    row_graph graph = { .list = list };
    size_t most = list->count > 1 ? most_edges(list) : 0;
    rowan_status status = ROWAN_OK;

    if (most > 0)
        status = hold_rows(session, &graph, are_new);
    if (status == ROWAN_OK && most > 0)
        status = find_depths(session, &graph, most);
    if (status == ROWAN_OK)
        *ret_depths = graph.depths;
    return status;
}

rowan_status
rowan__flush_depths_of_new(rowan_session *session, uint32_t **ret_depths)
{
    return depths_of(session, &session->added, true, ret_depths);
}

rowan_status
rowan__flush_depths_of_deleted(rowan_session *session, uint32_t **ret_depths)
{
    return depths_of(session, &session->deleted, false, ret_depths);
}
