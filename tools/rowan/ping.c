/* SPDX-License-Identifier: MIT */
/* rowan ping: is the database there, and what is it? */
#include "tool.h"

#include <getopt.h>
#include <stdio.h>
#include <time.h>

static double
now_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
run(const tool_command *self, int argc, char **argv)
{
    tool_database database;
    rowan_server_info server = {0};
    rowan_error err = {0};
    double began, connected, answered;
    const char *url;
    int status = TOOL_OK;

    if (tool_arguments(self, argc, argv, 0, 1, &status))
        return status;
    url = argv[optind];
    if (!tool_url(self, &url, &status))
        return status;
    began = now_ms();
    if (tool_database_open(&database, url, &err) != ROWAN_OK)
        return tool_fail_error(&err);
    connected = now_ms();
    if (rowan_connection_ping(database.conn, &err) != ROWAN_OK)
        status = tool_fail_error(&err);
    answered = now_ms();
    if (status == TOOL_OK) {
        rowan_connection_server(database.conn, &server);
        (void)printf("%s %s answers at %s\n"
                     "connected in %.2f ms, answered in %.2f ms "
                     "(plugin %s, client library %s)\n",
                     server.name, server.text,
                     rowan_engine_url(database.engine), connected - began,
                     answered - connected, server.dialect,
                     server.client_version);
    }
    tool_database_close(&database);
    return tool_finish_output(status);
}

const tool_command tool_command_ping = {
    .name = "ping",
    .arguments = "[URL]",
    .summary = "Connect to a database and ask for a sign of life",
    .details = "\n"
               "Prints the server's name and version and how long it took.\n"
               "URL is dialect://user:password@host:port/database?key=value;\n"
               "without it, the one of the environment's ROWAN_URL is taken.\n",
    .run = run,
};
