/* SPDX-License-Identifier: MIT */
/* SQL text of the program's own, and the values of its names. */
#include "engine_priv.h"

#include "base/error_priv.h"
#include "base/value.h"

#include <string.h>

rowan__sql_text
rowan__sql_text_of(const char *sql, const rowan_bind_value *binds)
{
    rowan__sql_text text = {.sql = sql, .binds = binds};

    while (binds != NULL && binds[text.bind_count].name != NULL)
        text.bind_count++;
    return text;
}

rowan_status
rowan__sql_text_compile(const rowan__target *target, const void *context,
                    rowan__arena *arena, rowan__compiled *ret_compiled,
                    rowan_error *err)
{
    const rowan__sql_text *text = context;

    return rowan__compile_text(target, text->sql, text->binds, arena,
                               ret_compiled, err);
}

rowan_status
rowan__sql_text_values(const rowan__sql_text *text, rowan__arena *arena,
                   rowan_value **ret_values, rowan_error *err)
{
    rowan_value *values =
        rowan__arena_alloc(arena, text->bind_count * sizeof(*values));

    if (values == NULL)
        return rowan__error_no_memory(err);
    for (uint32_t i = 0; i < text->bind_count; i++) {
        values[i] = text->binds[i].value;
        if (values[i].kind >= ROWAN_KIND_COUNT)
            return rowan__error_set(
                err, ROWAN_OUT_OF_RANGE,
                "the value of :%s is an unsigned number beyond int64_t",
                text->binds[i].name);
        if (!rowan__value_is_view(&values[i]))
            continue;
        if (values[i].as.text.data == NULL)
            values[i] = (rowan_value){.kind = ROWAN_KIND_NULL};
        else if (values[i].as.text.size == SIZE_MAX)
            values[i].as.text.size = strlen(values[i].as.text.data);
    }
    *ret_values = values;
    return ROWAN_OK;
}
