/* SPDX-License-Identifier: MIT */
/* What the commands that look at tables share. */
#ifndef ROWAN_LOOK_H
#define ROWAN_LOOK_H

#include "tool.h"

#include <stdio.h>

/* What was asked for, and found. */
typedef struct look {
    const char *url;
    const char *format; /* of --format, or NULL */
    const char *output; /* of --output, or NULL */
    bool json;
    rowan_inspect_options options;
    const char **tables; /* of --table, ended by NULL; NULL: all */
    rowan_server_info server;
    rowan_inspection *inspection;
} look;

/* Options that only some of the commands have. */
enum { LOOK_JSON = 1, LOOK_FORMAT = 2 };

/* Reads the arguments and asks the database. true if the command is over, with
 * *ret_status; else look_done() frees. */
bool look_begin(look *l, const tool_command *self, int argc, char **argv,
                int has, int *ret_status);
void look_done(look *l);

/* Whether a column is one of a key. */
bool look_has_name(const char *const *names, uint32_t count, const char *name);
/* "main.users" if there is more than one schema, else "users". */
void look_print_name(FILE *file, const look *l, const char *schema,
                     const char *table);
const char *look_action(uint32_t action); /* NULL: none is said */

/* look_json.c: the whole inspection. An exit status. */
int look_write_json(const look *l);

#endif
