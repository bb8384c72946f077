/* SPDX-License-Identifier: MIT */
#include "walked.h"

#include "harness.h"

#include <string.h>

void
walked_begin(walked *to, const rowan_statement *statement)
{
    rowan__arena_init(&to->arena, 0);
    rowan_error_clear(&to->err);
    to->status = rowan__shape_statement(&to->shape, statement, false, 0,
                                        &to->arena, &to->err);
    CHECK_INT(to->status, to->err.status);
}

void
walked_end(walked *from)
{
    rowan__arena_done(&from->arena);
}

bool
walked_same(const rowan_statement *a, const rowan_statement *b)
{
    static walked first, second; /* large for a stack */
    bool same;

    walked_begin(&first, a);
    walked_begin(&second, b);
    CHECK_STR(first.err.message, "");
    CHECK_STR(second.err.message, "");
    REQUIRE(first.status == ROWAN_OK && second.status == ROWAN_OK);
    same = first.shape.key_size == second.shape.key_size &&
           memcmp(first.shape.key, second.shape.key, first.shape.key_size) == 0;
    CHECK(!same || first.shape.hash == second.shape.hash);
    walked_end(&first);
    walked_end(&second);
    return same;
}
