/* SPDX-License-Identifier: MIT */
/* rowan plugins: which dialects there are, and what stands in the way. */
#include "tool.h"

#include <stdio.h>

static void
print_field(const char *name, const char *value)
{
    if (value[0] != '\0')
        (void)printf("    %-15s %s\n", name, value);
}

static void
print_plugin(const rowan_plugin_info *info)
{
    if (info->name[0] == '\0' && info->status == ROWAN_NOT_FOUND)
        return; /* a directory that need not be there */
    (void)printf("%s%s%s%s\n", info->name[0] != '\0' ? info->name : info->path,
                 info->version[0] != '\0' ? " " : "", info->version,
                 info->status != ROWAN_OK ? ": cannot be used" : "");
    print_field("description", info->description);
    print_field("aliases", info->aliases);
    print_field("client library", info->client_version);
    print_field("file",
                info->path[0] != '\0' ? info->path : "part of the program");
    print_field("reason", info->reason);
}

static int
run(const tool_command *self, int argc, char **argv)
{
    rowan_plugin_info *infos = NULL;
    rowan_error err = {0};
    size_t count = 0;
    int status = TOOL_OK;

    if (tool_arguments(self, argc, argv, 0, 0, &status))
        return status;
    if (rowan_plugin_list(&infos, &count, &err) != ROWAN_OK)
        return tool_fail_error(&err);
    for (size_t i = 0; i < count; i++)
        print_plugin(&infos[i]);
    if (count == 0)
        status = tool_fail("no plugin was found; rowan doctor says where "
                           "they are looked for");
    rowan_free(infos);
    return tool_finish_output(status);
}

const tool_command tool_command_plugins = {
    .name = "plugins",
    .arguments = "",
    .summary = "List the plugins, usable or not, with their versions",
    .details = "\n"
               "Each with its version, aliases, client library and file; for\n"
               "one that cannot be used, the reason.\n",
    .run = run,
};
