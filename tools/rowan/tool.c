/* SPDX-License-Identifier: MIT */
#include "tool.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void complain(const char *format, va_list arguments) ROWAN_PRINTF(1, 0);

static void
complain(const char *format, va_list arguments)
{
    (void)fflush(stdout);
    (void)fputs("rowan: ", stderr);
    (void)vfprintf(stderr, format, arguments);
    (void)fputc('\n', stderr);
}

int
tool_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    complain(format, arguments);
    va_end(arguments);
    return TOOL_FAILED;
}

int
tool_fail_error(const rowan_error *err)
{
    char text[4096];

    (void)rowan_error_format(err, text, sizeof(text));
    return tool_fail("%s", text);
}

int
tool_usage(const tool_command *self, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    complain(format, arguments);
    va_end(arguments);
    (void)fprintf(stderr, "usage: rowan %s%s%s\nsee: rowan %s --help\n",
                  self->name, self->arguments[0] != '\0' ? " " : "",
                  self->arguments, self->name);
    return TOOL_USAGE;
}

void
tool_help(const tool_command *self)
{
    (void)printf("usage: rowan %s%s%s\n\n%s.\n%s", self->name,
                 self->arguments[0] != '\0' ? " " : "", self->arguments,
                 self->summary, self->details);
}

bool
tool_arguments(const tool_command *self, int argc, char **argv, int least,
               int most, int *ret_status)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
        if (option == 'h') {
            tool_help(self);
            *ret_status = tool_finish_output(TOOL_OK);
        } else {
            *ret_status = tool_usage(self, "%s: unknown option", self->name);
        }
        return true;
    }
    if (argc - optind >= least && argc - optind <= most)
        return false;
    *ret_status = tool_usage(self, "%s: %s", self->name,
                             argc - optind < least ? "an argument is missing"
                                                   : "too many arguments");
    return true;
}

bool
tool_url(const tool_command *self, const char **url, int *ret_status)
{
    if (*url == NULL)
        *url = getenv("ROWAN_URL");
    if (*url == NULL)
        *ret_status = tool_usage(
            self, "%s: give a URL, or set ROWAN_URL", self->name);
    return *url != NULL;
}

rowan_status
tool_database_open(tool_database *database, const char *url, rowan_error *err)
{
    rowan_status status;

    *database = (tool_database){NULL, NULL};
    database->engine = rowan_engine_open(url, err);
    if (database->engine == NULL)
        return err->status;
    status = rowan_connection_acquire(database->engine, ROWAN_POOL_TIMEOUT,
                                      &database->conn, err);
    if (status != ROWAN_OK)
        tool_database_close(database);
    return status;
}

void
tool_database_close(tool_database *database)
{
    rowan_connection_release(database->conn);
    (void)rowan_engine_close(database->engine);
    *database = (tool_database){NULL, NULL};
}

int
tool_finish_output(int status)
{
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout) != 0)
        return tool_fail("cannot write the output: %s", strerror(errno));
    return status;
}
