/* SPDX-License-Identifier: MIT */
/* rowan sql: run one statement and write its rows. */
#include "sql.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BINDS = 64 };

typedef struct sql_request {
    const char *url; /* NULL: the environment's */
    const char *sql;
    sql_writer *write;
    rowan_bind_value binds[MOST_BINDS + 1];
    size_t bind_count;
} sql_request;

/* --- values ------------------------------------------------------------- */

bool
sql_is_number(const rowan_value *value)
{
    return value->kind == ROWAN_KIND_INT64 || value->kind == ROWAN_KIND_DOUBLE;
}

size_t
sql_double_digits(double number)
{
    char text[64];

    for (int digits = 15; digits < 17; digits++) {
        (void)snprintf(text, sizeof(text), "%.*g", digits, number);
        if (strtod(text, NULL) == number)
            return (size_t)digits;
    }
    return 17; /* always enough */
}

static void
print_double(FILE *file, double number)
{
    char text[64];

    (void)snprintf(text, sizeof(text), "%.*g", (int)sql_double_digits(number),
                   number);
    (void)fputs(text, file);
    if (isfinite(number) && strpbrk(text, ".e") == NULL)
        (void)fputs(".0", file);
}

void
sql_print_value(FILE *file, const rowan_value *value)
{
    const unsigned char *bytes = (const unsigned char *)value->as.text.data;

    switch (value->kind) {
    case ROWAN_KIND_NULL:
        break;
    case ROWAN_KIND_INT64:
        (void)fprintf(file, "%lld", (long long)value->as.integer);
        break;
    case ROWAN_KIND_DOUBLE:
        print_double(file, value->as.real);
        break;
    case ROWAN_KIND_BYTES:
        for (size_t i = 0; i < value->as.text.size; i++)
            (void)fprintf(file, "%02x", bytes[i]);
        break;
    default:
        (void)fwrite(value->as.text.data, 1, value->as.text.size, file);
    }
}

/* --- binds -------------------------------------------------------------- */

static bool
read_int(const char *text, rowan_value *value)
{
    char *end = NULL;

    errno = 0;
    value->as.integer = strtoll(text, &end, 10);
    return errno == 0 && end != text && *end == '\0';
}

static bool
read_double(const char *text, rowan_value *value)
{
    char *end = NULL;

    errno = 0;
    value->as.real = strtod(text, &end);
    return errno == 0 && end != text && *end == '\0';
}

/* Reads text as a value of a kind; false if it is none. */
static bool
read_value(const char *kind, const char *text, rowan_value *value)
{
    if (strcmp(kind, "text") == 0) {
        value->kind = ROWAN_KIND_TEXT;
        value->as.text = (rowan_view){text, strlen(text)};
        return true;
    }
    if (strcmp(kind, "int") == 0) {
        value->kind = ROWAN_KIND_INT64;
        return read_int(text, value);
    }
    if (strcmp(kind, "double") == 0) {
        value->kind = ROWAN_KIND_DOUBLE;
        return read_double(text, value);
    }
    value->kind = ROWAN_KIND_NULL;
    return strcmp(kind, "null") == 0 && *text == '\0';
}

/* name=text, name:int=5, name:double=1.5, name:null= ; cuts it up in place.
 * The value stays out of messages. */
static int
add_bind(const tool_command *self, sql_request *request, char *argument)
{
    rowan_bind_value *bind = &request->binds[request->bind_count];
    char *text = strchr(argument, '=');
    const char *kind = "text";
    char *colon;

    if (request->bind_count == MOST_BINDS)
        return tool_usage(self, "sql: more than %d values", MOST_BINDS);
    if (text == NULL || text == argument)
        return tool_usage(self, "sql: --bind wants name=value");
    *text++ = '\0';
    colon = strchr(argument, ':');
    if (colon != NULL) {
        *colon = '\0';
        kind = colon + 1;
    }
    bind->name = argument;
    if (!read_value(kind, text, &bind->value))
        return tool_usage(self, "sql: the value of \"%s\" is no %s", argument,
                          kind);
    request->bind_count++;
    return TOOL_OK;
}

/* --- the command -------------------------------------------------------- */

/* False if the command is over, with *ret_status. */
static bool
read_options(const tool_command *self, int argc, char **argv,
             sql_request *request, int *ret_status)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},
        {"json", no_argument, NULL, 'j'},
        {"csv", no_argument, NULL, 'c'},
        {"bind", required_argument, NULL, 'b'},
        {NULL, 0, NULL, 0},
    };
    int option;

    opterr = 0;
    *ret_status = TOOL_OK;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        switch (option) {
        case 'j':
            request->write = sql_write_json;
            break;
        case 'c':
            request->write = sql_write_csv;
            break;
        case 'b':
            *ret_status = add_bind(self, request, optarg);
            break;
        case 'h':
            tool_help(self);
            *ret_status = tool_finish_output(TOOL_OK);
            return false;
        default:
            *ret_status = tool_usage(self, "sql: unknown option");
        }
        if (*ret_status != TOOL_OK)
            return false;
    }
    return true;
}

static bool
read_arguments(const tool_command *self, int argc, char **argv,
               sql_request *request, int *ret_status)
{
    if (!read_options(self, argc, argv, request, ret_status))
        return false;
    if (argc - optind < 1 || argc - optind > 2) {
        *ret_status = tool_usage(self, "sql: %s",
                                 argc - optind < 1 ? "the SQL is missing"
                                                   : "too many arguments");
        return false;
    }
    request->sql = argv[argc - 1];
    request->url = argc - optind == 2 ? argv[optind] : NULL;
    return true;
}

static int
write_result(const sql_request *request, rowan_result *result)
{
    const rowan_value *cells = NULL;
    rowan_error err = {0};
    int64_t affected;

    if (rowan_result_column_count(result) > 0)
        return request->write(result);
    if (rowan_result_next(result, &cells, &err) != ROWAN_DONE)
        return tool_fail_error(&err);
    affected = rowan_result_affected(result);
    if (request->write == sql_write_table && affected >= 0)
        (void)printf("%lld row%s affected\n", (long long)affected,
                     affected == 1 ? "" : "s");
    return TOOL_OK;
}

static int
run(const tool_command *self, int argc, char **argv)
{
    sql_request request = {.write = sql_write_table};
    rowan_result *result = NULL;
    tool_database database;
    rowan_error err = {0};
    int status = TOOL_OK;

    if (!read_arguments(self, argc, argv, &request, &status) ||
        !tool_url(self, &request.url, &status))
        return status;
    if (tool_database_open(&database, request.url, &err) != ROWAN_OK)
        return tool_fail_error(&err);
    if (rowan_connection_query(database.conn, request.sql, request.binds,
                               &result, &err) == ROWAN_OK)
        status = write_result(&request, result);
    else
        status = tool_fail_error(&err);
    rowan_result_free(result);
    tool_database_close(&database);
    return tool_finish_output(status);
}

const tool_command tool_command_sql = {
    .name = "sql",
    .arguments = "[OPTIONS] [URL] SQL",
    .summary = "Run one statement and write its rows",
    .details =
        "\n"
        "  --bind NAME=TEXT        a value for :NAME in the SQL; also\n"
        "  --bind NAME:int=5, NAME:double=1.5 and NAME:null=\n"
        "  --json                  an array of objects, for programs\n"
        "  --csv                   comma-separated values (RFC 4180)\n"
        "\n"
        "Without URL, the one of the environment's ROWAN_URL is taken.\n",
    .run = run,
};
