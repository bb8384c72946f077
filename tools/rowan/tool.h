/* SPDX-License-Identifier: MIT */
/* What the subcommands of the rowan tool share. */
#ifndef ROWAN_TOOL_H
#define ROWAN_TOOL_H

#include <rowan.h>
#include <rowan/plugins.h>

/* Exit statuses, promised by the manual page. */
enum { TOOL_OK = 0, TOOL_FAILED = 1, TOOL_USAGE = 2 };

typedef struct tool_command {
    const char *name;
    const char *arguments; /* "URL" */
    const char *summary;   /* one line */
    const char *details;   /* lines of --help, may be "" */
    int (*run)(const struct tool_command *self, int argc, char **argv);
} tool_command;

extern const tool_command tool_command_plugins;
extern const tool_command tool_command_doctor;
extern const tool_command tool_command_ping;
extern const tool_command tool_command_sql;
extern const tool_command tool_command_inspect;
extern const tool_command tool_command_diagram;

/* "rowan: ..." to standard error; each gives the exit status. */
int tool_fail(const char *format, ...) ROWAN_PRINTF(1, 2);
int tool_fail_error(const rowan_error *err);
int tool_usage(const tool_command *self, const char *format, ...)
    ROWAN_PRINTF(2, 3);

void tool_help(const tool_command *self);

/* For commands without options but --help: true if the command is over, with
 * *ret_status. count is the number of arguments there may be. */
bool tool_arguments(const tool_command *self, int argc, char **argv, int least,
                    int most, int *ret_status);

/* Takes the URL of the environment's ROWAN_URL where *url is NULL; false if
 * there is none either, which is said, with *ret_status. */
bool tool_url(const tool_command *self, const char **url, int *ret_status);

/* Opens the engine of a URL and takes a connection. */
typedef struct tool_database {
    rowan_engine *engine;
    rowan_connection *conn;
} tool_database;
rowan_status tool_database_open(tool_database *database, const char *url,
                                rowan_error *err);
void tool_database_close(tool_database *database);

/* Ends the output: a full disk must not look like success. */
int tool_finish_output(int status);

#endif
