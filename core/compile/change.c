/* SPDX-License-Identifier: MIT */
/* UPDATE and DELETE of all rows that a condition is true for. */
#include "compile/writer.h"

/* The one table of a statement. */
static bool
enter_table(rowan__writer *out, const rowan__table *table)
{
    out->tables = rowan__arena_alloc(out->arena, sizeof(*out->tables));
    if (out->tables == NULL) {
        rowan__writer_fail(out, ROWAN_NO_MEMORY, "%s",
                           rowan_status_text(ROWAN_NO_MEMORY));
        return false;
    }
    out->cure = "but an UPDATE or DELETE is of one table only";
    out->tables[0] = table;
    out->table_count = 1;
    return true;
}

static void
check_target(rowan__writer *out, const rowan__node *assignment)
{
    if (assignment->target->property->computed_sql != NULL)
        rowan__writer_fail(out, ROWAN_INVALID,
                           "column %s is computed by the database and cannot "
                           "be set",
                           assignment->target->name);
    for (const rowan__node *at = assignment->next; at != NULL; at = at->next)
        if (at->target == assignment->target)
            rowan__writer_fail(out, ROWAN_INVALID, "column %s is set twice",
                               at->target->name);
}

void
rowan__write_update(rowan__writer *out, const rowan__tree *tree)
{
    if (!enter_table(out, tree->table))
        return;
    rowan__write(out, "UPDATE ");
    rowan__write_table(out, tree->table);
    rowan__write(out, " SET ");
    out->part = ".set";
    for (const rowan__node *at = tree->assignments; at != NULL; at = at->next) {
        check_target(out, at);
        if (at != tree->assignments)
            rowan__write(out, ", ");
        rowan__write_column(out, tree->table, at->target);
        rowan__write(out, " = ");
        out->naming = at->target->name;
        if (at->op == ROWAN_OP_LITERAL) /* the column says its type */
            rowan__write_bind(out, at->bind, at->kind);
        else
            rowan__write_expr(out, at);
    }
    out->naming = NULL;
    rowan__write_where(out, tree->where);
}

void
rowan__write_delete(rowan__writer *out, const rowan__tree *tree)
{
    if (!enter_table(out, tree->table))
        return;
    rowan__write(out, "DELETE FROM ");
    rowan__write_table(out, tree->table);
    rowan__write_where(out, tree->where);
}
