/* SPDX-License-Identifier: MIT */
/* What a statement compiles to, for one test. */
#ifndef ROWAN_TESTS_COMPILED_H
#define ROWAN_TESTS_COMPILED_H

#include "compile/compile.h"

typedef struct compiled {
    rowan__target target;
    rowan_capabilities caps; /* what target points to; may be changed */
    rowan__arena arena;
    rowan__compiled result;
    rowan_error err;
} compiled;

/* For a dialect of text_dialects.h, or "sqlite" where it was built. */
void compiled_begin(compiled *to, const char *dialect);
void compiled_end(compiled *from);

/* Says that the last call had a status, and its text or message has part;
 * the SQL must be just that. */
void compiled_check(compiled *of, rowan_status status, const char *text);

#endif
