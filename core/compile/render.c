/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"
#include "base/error_priv.h"
#include "compile/compile.h"

rowan_status
rowan_render(const rowan_statement *statement, const char *dialect,
             char **ret_sql, rowan_error *err)
{
    const rowan__dialect *found = NULL;
    rowan__compiled compiled;
    rowan__target target;
    rowan__arena arena;
    rowan_status status;
    char *sql;

    if (statement == NULL || dialect == NULL || ret_sql == NULL)
        return rowan__error_set(err, ROWAN_INVALID,
                                "rowan_render: an argument is NULL");
    status = rowan__dialect_find(dialect, NULL, &found, err);
    if (status != ROWAN_OK)
        return status;
    target = (rowan__target){found, &found->offline};
    rowan__arena_init(&arena, 0);
    status = rowan__compile_statement(&target, statement, &arena, &compiled,
                                      err);
    if (status == ROWAN_OK) {
        sql = rowan__strndup(compiled.sql, compiled.sql_size);
        if (sql != NULL)
            *ret_sql = sql;
        else
            status = rowan__error_no_memory(err);
    }
    rowan__arena_done(&arena);
    return status;
}
