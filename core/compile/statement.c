/* SPDX-License-Identifier: MIT */
/* A statement of the query language: its shape, read back as a tree, as SQL. */
#include "compile/writer.h"

#include "base/error_priv.h"

/* The shape's walk decides what is equal, so the SQL is made of its key: no
 * second reading of the author's tree could differ from it. */
rowan_status
rowan__compile_shape(const rowan__target *target, const rowan__shape *shape,
                     rowan__arena *arena, rowan__compiled *ret_compiled,
                     rowan_error *err)
{
    const rowan__tree *tree = rowan__tree_of(shape, shape->scratch);
    uint32_t column_count = 0;
    rowan__writer out;

    if (tree == NULL)
        return rowan__error_no_memory(err);
    rowan__writer_init(&out, target, arena, shape->bind_count, err);
    if (tree->kind == ROWAN_STATEMENT_UPDATE)
        rowan__write_update(&out, tree);
    else if (tree->kind == ROWAN_STATEMENT_DELETE)
        rowan__write_delete(&out, tree);
    else
        column_count = rowan__write_query(&out, tree);
    return rowan__writer_end(&out, column_count, ret_compiled);
}

rowan_status
rowan__compile_statement(const rowan__target *target,
                         const rowan_statement *statement, rowan__arena *arena,
                         rowan__compiled *ret_compiled, rowan_error *err)
{
    rowan__arena scratch;
    rowan__shape shape;
    rowan_status status;

    rowan__arena_init(&scratch, 0);
    status = rowan__shape_statement(
        &shape, statement,
        rowan__target_has(target, ROWAN_FEATURE_ARRAY_BINDS),
        target->caps->max_binds, &scratch, err);
    if (status == ROWAN_OK)
        status = rowan__compile_shape(target, &shape, arena, ret_compiled, err);
    rowan__arena_done(&scratch);
    return status;
}
