/* SPDX-License-Identifier: MIT */
/* SELECT: what a query reads, of which tables, in which order. */
#include "compile/writer.h"

#define NOT_JOINED "which is not in the query: join it"

/* ---- the tables of a query ----------------------------------------------- */

static bool
is_joined(const rowan__tree *tree, const rowan__table *table)
{
    for (const rowan__tree_join *at = tree->joins; at != NULL; at = at->next)
        if (at->table == table)
            return true;
    return false;
}

/* The first table below node that is not joined. */
static const rowan__table *
first_table(const rowan__tree *tree, const rowan__node *node)
{
    for (; node != NULL; node = node->next) {
        const rowan__table *table = node->op == ROWAN_OP_COLUMN
                                        ? node->table
                                        : first_table(tree, node->first);

        if (table != NULL && !is_joined(tree, table))
            return table;
    }
    return NULL;
}

static const rowan__table *
table_of(rowan__writer *out, const rowan__tree *tree)
{
    const rowan__table *table;

    if (tree->kind != ROWAN_STATEMENT_SELECT)
        return tree->table;
    table = tree->from != NULL ? tree->from : first_table(tree, tree->outputs);
    if (table == NULL)
        rowan__writer_fail(out, ROWAN_INVALID,
                           "the report %s reads from no table: name it with "
                           ".from",
                           tree->table->model->type);
    return table;
}

static void
add_table(rowan__writer *out, const rowan__table *table)
{
    if (table->name == NULL)
        rowan__writer_fail(out, ROWAN_INVALID,
                           "%s is the row of a report and has no table",
                           table->model->type);
    for (uint32_t i = 0; i < out->table_count; i++)
        if (out->tables[i] == table)
            rowan__writer_fail(out, ROWAN_UNSUPPORTED,
                               "table %s is in the query twice: a table cannot "
                               "be joined to itself yet",
                               table->name);
    out->tables[out->table_count++] = table;
}

/* ---- joins --------------------------------------------------------------- */

/* A way from one table to another: a foreign key and who has it. */
typedef struct way {
    const rowan__table *from, *to;
    const rowan__foreign_key *key;
} way;

/* Counts the foreign keys of from that refer to to; keeps the last in *ret. */
static unsigned
find_keys(const rowan__table *from, const rowan__table *to, way *ret)
{
    unsigned count = 0;

    for (uint32_t i = 0; i < from->foreign_key_count; i++) {
        if (from->foreign_keys[i].target == to->model) {
            *ret = (way){from, to, &from->foreign_keys[i]};
            count++;
        }
    }
    return count;
}

static unsigned
find_ways(const rowan__writer *out, const rowan__table *table, way *ret)
{
    unsigned count = 0;

    for (uint32_t i = 0; i + 1 < out->table_count; i++) {
        count += find_keys(table, out->tables[i], ret);
        count += find_keys(out->tables[i], table, ret);
    }
    return count;
}

static void
write_way(rowan__writer *out, const way *found)
{
    for (uint32_t i = 0; i < found->key->column_count; i++) {
        if (i > 0)
            rowan__write(out, " AND ");
        rowan__write_column(out, found->from,
                            &found->from->columns[found->key->columns[i]]);
        rowan__write(out, " = ");
        rowan__write_table(out, found->to);
        rowan__write(out, ".");
        rowan__write_name(out, "column", found->key->target_columns[i]);
    }
}

static void
write_on(rowan__writer *out, const rowan__tree_join *join)
{
    way found = {0};
    unsigned count;

    if (join->on != NULL) {
        rowan__write_expr(out, join->on);
        return;
    }
    count = find_ways(out, join->table, &found);
    if (count == 1)
        write_way(out, &found);
    else
        rowan__writer_fail(
            out, ROWAN_INVALID,
            count == 0 ? "no foreign key leads from table %s to %s%s: say how "
                         "with rowan_join_on"
                       : "several foreign keys lead from table %s to %s%s: say "
                         "which with rowan_join_on",
            join->table->name, out->tables[0]->name,
            out->table_count > 2 ? " or another table before it" : "");
}

static void
write_join(rowan__writer *out, const rowan__tree_join *join)
{
    add_table(out, join->table);
    if (rowan__writer_failed(out))
        return;
    rowan__write(out, join->kind == ROWAN_JOIN_LEFT ? " LEFT JOIN " : " JOIN ");
    rowan__write_table(out, join->table);
    rowan__write(out, " ON ");
    out->part = "the ON of a join";
    out->cure = "which is not in the query before it: change the order";
    out->aggregates = false;
    write_on(out, join);
}

/* ---- what is selected ---------------------------------------------------- */

static uint32_t
write_outputs(rowan__writer *out, const rowan__tree *tree)
{
    uint32_t count = 0;

    out->part = ".columns";
    out->aggregates = true;
    for (const rowan__node *at = tree->outputs; at != NULL; at = at->next) {
        for (const rowan__node *other = at->next; other != NULL;
             other = other->next)
            if (other->target == at->target)
                rowan__writer_fail(out, ROWAN_INVALID,
                                   "two of .columns are read into member %s of "
                                   "%s",
                                   at->target->property->member,
                                   tree->table->model->type);
        count++;
    }
    rowan__write_exprs(out, tree->outputs);
    return count;
}

/* What tells the rows of a model apart: its key, or else all it has. */
static void
write_identity(rowan__writer *out, const rowan__table *table)
{
    const rowan__key *key = &table->primary_key;

    if (key->column_count > 0)
        rowan__write_columns(out, table, key->columns, key->column_count);
    else
        rowan__write_all_columns(out, table);
}

static bool
is_counted_apart(const rowan__tree *tree)
{
    if (tree->kind == ROWAN_STATEMENT_EXISTS)
        return tree->distinct;
    return tree->kind == ROWAN_STATEMENT_COUNT &&
           (tree->distinct || tree->has_limit || tree->has_offset);
}

static uint32_t
write_selected(rowan__writer *out, const rowan__tree *tree)
{
    if (tree->distinct)
        rowan__write(out, "DISTINCT ");
    if (tree->kind == ROWAN_STATEMENT_SELECT)
        return write_outputs(out, tree);
    if (tree->kind == ROWAN_STATEMENT_FIND) {
        rowan__write_all_columns(out, tree->table);
        return tree->table->column_count;
    }
    if (tree->distinct)
        write_identity(out, tree->table);
    else if (tree->kind == ROWAN_STATEMENT_COUNT && !is_counted_apart(tree))
        rowan__write(out, "count(*)");
    else
        rowan__write(out, "1");
    return 1;
}

/* ---- clauses ------------------------------------------------------------- */

static void
write_from(rowan__writer *out, const rowan__tree *tree)
{
    rowan__write(out, " FROM ");
    rowan__write_table(out, out->tables[0]);
    out->table_count = 1; /* a join sees what is before it */
    for (const rowan__tree_join *at = tree->joins; at != NULL; at = at->next)
        write_join(out, at);
    out->cure = NOT_JOINED;
}

static void
write_grouping(rowan__writer *out, const rowan__tree *tree)
{
    if (tree->groups != NULL) {
        out->part = ".group_by";
        out->aggregates = false;
        rowan__write(out, " GROUP BY ");
        rowan__write_exprs(out, tree->groups);
    }
    out->aggregates = true;
    if (tree->having != NULL) {
        out->part = ".having";
        rowan__write(out, " HAVING ");
        rowan__write_expr(out, tree->having);
    }
}

static void
write_order(rowan__writer *out, const rowan__tree *tree)
{
    if (tree->order == NULL)
        return;
    out->part = ".order_by";
    out->aggregates = tree->kind == ROWAN_STATEMENT_SELECT;
    rowan__write(out, " ORDER BY ");
    rowan__write_exprs(out, tree->order);
}

/* The most rows: one where existence is asked for. */
static void
write_most(rowan__writer *out, const rowan__tree *tree)
{
    if (tree->kind == ROWAN_STATEMENT_EXISTS)
        rowan__write(out, "1");
    else
        rowan__write_bind(out, tree->limit, ROWAN_KIND_INT64);
}

static void
write_limit(rowan__writer *out, const rowan__tree *tree)
{
    bool has_most = tree->has_limit || tree->kind == ROWAN_STATEMENT_EXISTS;

    if (has_most) {
        rowan__write(out, " LIMIT ");
        write_most(out, tree);
    } else if (tree->has_offset && out->text->limit_none != NULL) {
        rowan__write(out, " LIMIT ");
        rowan__write(out, out->text->limit_none);
    }
    if (tree->has_offset) {
        rowan__write(out, " OFFSET ");
        rowan__write_bind(out, tree->offset, ROWAN_KIND_INT64);
    }
}

static void
write_fetch(rowan__writer *out, const rowan__tree *tree)
{
    bool has_most = tree->has_limit || tree->kind == ROWAN_STATEMENT_EXISTS;

    if (!has_most && !tree->has_offset)
        return;
    rowan__write(out, " OFFSET ");
    if (tree->has_offset)
        rowan__write_bind(out, tree->offset, ROWAN_KIND_INT64);
    else
        rowan__write(out, "0");
    rowan__write(out, " ROWS");
    if (has_most) {
        rowan__write(out, " FETCH NEXT ");
        write_most(out, tree);
        rowan__write(out, " ROWS ONLY");
    }
}

/* ---- the whole ----------------------------------------------------------- */

/* Makes the list of tables; all may be named by what is selected. */
static bool
enter_tables(rowan__writer *out, const rowan__tree *tree)
{
    const rowan__table *table = table_of(out, tree);
    uint32_t count = 1;

    for (const rowan__tree_join *at = tree->joins; at != NULL; at = at->next)
        count++;
    out->tables = rowan__arena_alloc(out->arena, count * sizeof(*out->tables));
    if (out->tables == NULL)
        rowan__writer_fail(out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
    if (rowan__writer_failed(out))
        return false;
    out->qualify = count > 1;
    out->cure = NOT_JOINED;
    add_table(out, table);
    for (const rowan__tree_join *at = tree->joins; at != NULL; at = at->next)
        add_table(out, at->table);
    return !rowan__writer_failed(out);
}

uint32_t
rowan__write_query(rowan__writer *out, const rowan__tree *tree)
{
    bool apart = is_counted_apart(tree);
    uint32_t columns;

    if (!enter_tables(out, tree))
        return 0;
    if (apart)
        rowan__write(out, tree->kind == ROWAN_STATEMENT_COUNT
                              ? "SELECT count(*) FROM ("
                              : "SELECT 1 FROM (");
    rowan__write(out, "SELECT ");
    columns = write_selected(out, tree);
    write_from(out, tree);
    rowan__write_where(out, tree->where);
    write_grouping(out, tree);
    write_order(out, tree);
    if (out->text->limit_style == ROWAN_FETCH_FIRST)
        write_fetch(out, tree);
    else
        write_limit(out, tree);
    if (apart) {
        rowan__write(out, ") AS ");
        rowan__write_name(out, "alias", "counted");
    }
    return columns;
}
