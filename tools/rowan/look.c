/* SPDX-License-Identifier: MIT */
#include "look.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* --- arguments --------------------------------------------------------------
 */

static const struct option options[] = {
    {"help", no_argument, NULL, 'h'},
    {"schema", required_argument, NULL, 's'},
    {"all-schemas", no_argument, NULL, 'a'},
    {"table", required_argument, NULL, 't'},
    {"json", no_argument, NULL, 'j'},
    {"format", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {NULL, 0, NULL, 0},
};

/* Takes one option; false if the command has no such one. */
static bool
take_option(look *l, int option, int has, size_t *table_count)
{
    switch (option) {
    case 's':
        l->options.schema = optarg;
        return true;
    case 'a':
        l->options.all_schemas = true;
        return true;
    case 't':
        l->tables[(*table_count)++] = optarg;
        return true;
    case 'j':
        l->json = true;
        return (has & LOOK_JSON) != 0;
    case 'f':
        l->format = optarg;
        return (has & LOOK_FORMAT) != 0;
    case 'o':
        l->output = optarg;
        return (has & LOOK_FORMAT) != 0;
    default:
        return false;
    }
}

/* true if the command is over. */
static bool
read_arguments(look *l, const tool_command *self, int argc, char **argv,
               int has, int *ret_status)
{
    size_t table_count = 0;
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (option == 'h') {
            tool_help(self);
            *ret_status = tool_finish_output(TOOL_OK);
            return true;
        }
        if (!take_option(l, option, has, &table_count)) {
            *ret_status =
                tool_usage(self, "%s: unknown option, or its value is missing",
                           self->name);
            return true;
        }
    }
    if (argc - optind > 1) {
        *ret_status = tool_usage(self, "%s: too many arguments", self->name);
        return true;
    }
    if (l->options.schema != NULL && l->options.all_schemas) {
        *ret_status = tool_usage(
            self, "%s: --schema and --all-schemas exclude each other",
            self->name);
        return true;
    }
    l->url = argv[optind];
    if (table_count > 0)
        l->options.tables = l->tables;
    return false;
}

/* --- asking ------------------------------------------------------------------
 */

/* Each name of --table must be there. */
static int
check_tables(const look *l)
{
    for (const char **name = l->tables; *name != NULL; name++) {
        bool is_there = false;

        for (uint32_t i = 0; i < l->inspection->table_count; i++)
            if (strcasecmp(l->inspection->tables[i]->name, *name) == 0)
                is_there = true;
        if (!is_there)
            return tool_fail("there is no table or view \"%s\" in %s", *name,
                             l->options.schema != NULL ? l->options.schema
                             : l->options.all_schemas
                                 ? "any schema"
                                 : l->inspection->default_schema);
    }
    return TOOL_OK;
}

static int
ask(look *l)
{
    tool_database database;
    rowan_error err = {0};
    rowan_status status = tool_database_open(&database, l->url, &err);

    if (status != ROWAN_OK)
        return tool_fail_error(&err);
    rowan_connection_server(database.conn, &l->server);
    status = rowan_connection_inspect(database.conn, &l->options,
                                      &l->inspection, &err);
    tool_database_close(&database);
    if (status != ROWAN_OK)
        return tool_fail_error(&err);
    return check_tables(l);
}

bool
look_begin(look *l, const tool_command *self, int argc, char **argv, int has,
           int *ret_status)
{
    *l = (look){.options = ROWAN_INSPECT_OPTIONS_INIT};
    l->tables = calloc((size_t)argc + 1, sizeof *l->tables);
    if (l->tables == NULL) {
        *ret_status = tool_fail("out of memory");
        return true;
    }
    if (!read_arguments(l, self, argc, argv, has, ret_status) &&
        tool_url(self, &l->url, ret_status)) {
        *ret_status = ask(l);
        if (*ret_status == TOOL_OK)
            return false;
    }
    look_done(l);
    return true;
}

void
look_done(look *l)
{
    rowan_inspection_free(l->inspection);
    free(l->tables);
    *l = (look){0};
}

/* --- words -------------------------------------------------------------------
 */

bool
look_has_name(const char *const *names, uint32_t count, const char *name)
{
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

void
look_print_name(FILE *file, const look *l, const char *schema,
                const char *table)
{
    if (l->options.all_schemas ||
        strcmp(schema, l->options.schema != NULL
                           ? l->options.schema
                           : l->inspection->default_schema) != 0)
        (void)fprintf(file, "%s.", schema);
    (void)fputs(table, file);
}

const char *
look_action(uint32_t action)
{
    static const char *const texts[] = {
        [ROWAN_NO_ACTION] = NULL,
        [ROWAN_RESTRICT] = "restrict",
        [ROWAN_CASCADE] = "cascade",
        [ROWAN_SET_NULL] = "set null",
        [ROWAN_SET_DEFAULT] = "set default",
    };

    return action < sizeof texts / sizeof *texts ? texts[action] : NULL;
}
