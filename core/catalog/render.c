/* SPDX-License-Identifier: MIT */
#include "catalog/plan.h"

#include "base/alloc.h"
#include "base/error_priv.h"

#include <rowan/engine.h>

static rowan_status
append(void *context, const char *sql, size_t sql_size, rowan_error *err)
{
    rowan_buffer *script = context;

    (void)err;
    rowan__buffer_add(script, sql, sql_size);
    rowan__buffer_text(script, ";\n");
    return rowan__buffer_failed(script) ? ROWAN_NO_MEMORY : ROWAN_OK;
}

rowan_status
rowan_render_ddl(const rowan_model *const *models, const char *dialect,
                 char **ret_sql, rowan_error *err)
{
    rowan__target target = {0};
    rowan__plan plan = {0};
    rowan_buffer script;
    char *sql = NULL;
    rowan_status status;

    rowan__buffer_init(&script);
    status = rowan__dialect_find(dialect, NULL, &target.dialect, err);
    if (status != ROWAN_OK)
        goto out;
    target.caps = &target.dialect->offline;
    status = rowan__plan_make(models, &plan, err);
    if (status != ROWAN_OK)
        goto out;
    status = rowan__plan_create(&plan, &target, append, &script, err);
    if (status != ROWAN_OK)
        goto out;
    rowan__buffer_text(&script, ""); /* no models: an empty text, not NULL */
    sql = rowan__buffer_take(&script);
    if (sql == NULL)
        status = rowan__error_no_memory(err);
    else
        *ret_sql = sql;
out:
    rowan__plan_done(&plan);
    rowan__buffer_done(&script);
    return status;
}
