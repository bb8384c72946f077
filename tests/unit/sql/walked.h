/* SPDX-License-Identifier: MIT */
/* A statement's shape, for one test. */
#ifndef ROWAN_TESTS_WALKED_H
#define ROWAN_TESTS_WALKED_H

#include "sql/shape.h"

typedef struct walked {
    rowan__shape shape;
    rowan__arena arena;
    rowan_error err;
    rowan_status status;
} walked;

/* Walks it; statement must live as long as the result is used. */
void walked_begin(walked *to, const rowan_statement *statement);
void walked_end(walked *from);

/* Whether two statements are of one shape; both must be right. */
bool walked_same(const rowan_statement *a, const rowan_statement *b);

#endif
