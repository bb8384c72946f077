/* SPDX-License-Identifier: MIT */
/* What C and C++ share. */
#ifndef MODEL_H
#define MODEL_H

#include <rowan.h>

typedef struct user {
    int64_t id;
    const char *name;
} user;

ROWAN_MODEL_DECLARE(user)

#endif
