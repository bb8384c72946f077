/* SPDX-License-Identifier: MIT */
#include "catalog/plan.h"

#include "base/alloc.h"
#include "base/error_priv.h"
#include "base/order.h"

#include <string.h>

/* --- the tables ---------------------------------------------------------- */

static bool
same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The place of a model's table, by its name: two structs may map one table,
 * and either may be the target. */
static uint32_t
place_of(const rowan__plan *plan, const rowan_model *model)
{
    for (uint32_t i = 0; i < plan->count; i++)
        if (same_text(plan->tables[i]->name, model->table) &&
            same_text(plan->tables[i]->schema, model->schema))
            return i;
    return plan->count;
}

static rowan_status
add_model(rowan__plan *plan, const rowan_model *model, rowan_error *err)
{
    const rowan__table *table = NULL;
    rowan_status status = rowan__model_table(model, &table, err);
    uint32_t other;

    if (status != ROWAN_OK)
        return status;
    if (table->name == NULL)
        return rowan__error_set(err, ROWAN_MODEL_INVALID,
                                "%s is a ROWAN_ROW and has no table: leave it "
                                "out of the list",
                                model->type);
    other = place_of(plan, model);
    if (other == plan->count)
        plan->tables[plan->count++] = table;
    else if (plan->tables[other] != table)
        return rowan__error_set(err, ROWAN_MODEL_INVALID,
                                "models %s and %s both have the table '%s': "
                                "list the one that has all its columns",
                                plan->tables[other]->model->type, model->type,
                                table->name);
    return ROWAN_OK;
}

/* Most databases keep the names of indexes for a schema, not for a table. */
static rowan_status
check_index_names(const rowan__plan *plan, const rowan__table *table,
                  const rowan__key *index, rowan_error *err)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        const rowan__table *other = plan->tables[i];

        if (other == table)
            return ROWAN_OK; /* those after it look back */
        for (uint32_t j = 0; j < other->index_count; j++)
            if (same_text(other->schema, table->schema) &&
                strcmp(other->indexes[j].name, index->name) == 0)
                return rowan__error_set(
                    err, ROWAN_MODEL_INVALID,
                    "models %s and %s both have an index '%s': name one of "
                    "them by .constraint",
                    other->model->type, table->model->type, index->name);
    }
    return ROWAN_OK;
}

static rowan_status
check_indexes(const rowan__plan *plan, rowan_error *err)
{
    for (uint32_t i = 0; i < plan->count; i++)
        for (uint32_t j = 0; j < plan->tables[i]->index_count; j++) {
            rowan_status status = check_index_names(
                plan, plan->tables[i], &plan->tables[i]->indexes[j], err);

            if (status != ROWAN_OK)
                return status;
        }
    return ROWAN_OK;
}

/* --- their order --------------------------------------------------------- */

/* Room for the search of an order, in one allocation each. */
typedef struct graph {
    rowan__edge *edges;    /* one a foreign key to another table of the plan */
    rowan__late_key *keys; /* the same, as places before the ordering */
    uint8_t *broken;
    uint32_t *order;
    uint32_t *place; /* where a table came to in the order */
    const rowan__table **tables;
    size_t edge_count;
} graph;

static void
graph_done(graph *g)
{
    rowan__free(g->edges);
    rowan__free(g->keys);
    rowan__free(g->broken);
    rowan__free(g->order);
    rowan__free(g->place);
    rowan__free(g->tables);
}

static rowan_status
graph_init(graph *g, const rowan__plan *plan, size_t key_count)
{
    g->edges = rowan__calloc(key_count, sizeof *g->edges);
    g->keys = rowan__calloc(key_count, sizeof *g->keys);
    g->broken = rowan__calloc(key_count, sizeof *g->broken);
    g->order = rowan__calloc(plan->count, sizeof *g->order);
    g->place = rowan__calloc(plan->count, sizeof *g->place);
    g->tables = rowan__calloc(plan->count, sizeof *g->tables);
    if (!g->edges || !g->keys || !g->broken || !g->order || !g->place ||
        !g->tables)
        return ROWAN_NO_MEMORY;
    for (uint32_t i = 0; i < plan->count; i++)
        for (uint32_t j = 0; j < plan->tables[i]->foreign_key_count; j++) {
            uint32_t to =
                place_of(plan, plan->tables[i]->foreign_keys[j].target);

            if (to == plan->count || to == i)
                continue; /* not of the plan, or of the table itself */
            g->edges[g->edge_count] = (rowan__edge){.before = to, .after = i};
            g->keys[g->edge_count++] = (rowan__late_key){i, to, j};
        }
    return ROWAN_OK;
}

/* Puts the tables in order and keeps the keys that still refer forward. */
static void
apply_order(const graph *g, rowan__plan *plan)
{
    for (uint32_t i = 0; i < plan->count; i++) {
        g->place[g->order[i]] = i;
        g->tables[i] = plan->tables[g->order[i]];
    }
    memcpy(plan->tables, g->tables, plan->count * sizeof *plan->tables);
    for (size_t i = 0; i < g->edge_count; i++) {
        if (!g->broken[i])
            continue;
        plan->late_keys[plan->late_count++] =
            (rowan__late_key){.table = g->place[g->keys[i].table],
                              .target = g->place[g->keys[i].target],
                              .key = g->keys[i].key};
    }
}

static rowan_status
order_tables(rowan__plan *plan)
{
    graph g = {0};
    size_t key_count = 0;
    rowan_status status;

    for (uint32_t i = 0; i < plan->count; i++)
        key_count += plan->tables[i]->foreign_key_count;
    plan->late_keys = rowan__calloc(key_count, sizeof *plan->late_keys);
    status = plan->late_keys != NULL ? graph_init(&g, plan, key_count)
                                     : ROWAN_NO_MEMORY;
    if (status == ROWAN_OK)
        status =
            rowan__order(plan->count, g.edges, g.edge_count, g.order, g.broken);
    if (status == ROWAN_OK)
        apply_order(&g, plan);
    graph_done(&g);
    return status;
}

/* --- making it ----------------------------------------------------------- */

rowan_status
rowan__plan_make(const rowan_model *const *models, rowan__plan *ret_plan,
                 rowan_error *err)
{
    rowan__plan plan = {0};
    rowan_status status = ROWAN_OK;
    size_t count = 0;

    if (models == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "the list of models is NULL: pass "
                                "ROWAN_MODELS(...)");
    while (models[count] != NULL)
        count++;
    plan.tables = rowan__calloc(count, sizeof *plan.tables);
    plan.exists = rowan__calloc(count, sizeof *plan.exists);
    if (plan.tables == NULL || plan.exists == NULL) {
        status = rowan__error_no_memory(err);
        goto out;
    }
    for (size_t i = 0; status == ROWAN_OK && i < count; i++)
        status = add_model(&plan, models[i], err);
    if (status == ROWAN_OK)
        status = check_indexes(&plan, err);
    if (status == ROWAN_OK && (status = order_tables(&plan)) != ROWAN_OK)
        rowan__error_no_memory(err);
out:
    if (status == ROWAN_OK)
        *ret_plan = plan;
    else
        rowan__plan_done(&plan);
    return status;
}

void
rowan__plan_done(rowan__plan *plan)
{
    rowan__free(plan->tables);
    rowan__free(plan->exists);
    rowan__free(plan->late_keys);
    *plan = (rowan__plan){0};
}
