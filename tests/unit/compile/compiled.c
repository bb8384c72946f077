/* SPDX-License-Identifier: MIT */
#include "compiled.h"

#include "harness.h"
#include "text_dialects.h"

#include <string.h>

void
compiled_begin(compiled *to, const char *dialect)
{
    rowan_error err = {0};

    memset(to, 0, sizeof(*to));
    text_dialects_register();
    REQUIRE(rowan__dialect_find(dialect, NULL, &to->target.dialect, &err) ==
            ROWAN_OK);
    to->caps = to->target.dialect->offline;
    to->target.caps = &to->caps;
    rowan__arena_init(&to->arena, 0);
}

void
compiled_end(compiled *from)
{
    rowan__arena_done(&from->arena);
}

void
compiled_check(compiled *of, rowan_status status, const char *text)
{
    bool held = CHECK_INT(status, of->err.status);

    if (status == ROWAN_OK) {
        held = CHECK_STR(of->result.sql, text) && held;
        if (held)
            CHECK_INT(of->result.sql_size, strlen(of->result.sql));
    } else {
        held = CHECK_HAS(of->err.message, text) && held;
    }
    if (!held)
        FAIL("with \"%s\"", text);
    rowan_error_clear(&of->err);
}
