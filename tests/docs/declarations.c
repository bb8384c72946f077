/* SPDX-License-Identifier: MIT */
/* Blocks that stand outside of any function. */
#include <rowan.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct user {
    int64_t id;
    const char *name;
} user;

ROWAN_MODEL(user, "users", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(name))

SNIPPET
