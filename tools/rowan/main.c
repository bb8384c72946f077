/* SPDX-License-Identifier: MIT */
/* rowan: look at databases and at the installation. */
#include "tool.h"

#include <stdio.h>
#include <string.h>

static const tool_command *const commands[] = {
    &tool_command_ping,
    &tool_command_sql,
    &tool_command_inspect,
    &tool_command_diagram,
    &tool_command_plugins,
    &tool_command_doctor,
};

enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

static void
print_help(FILE *file)
{
    (void)fputs("usage: rowan COMMAND [ARGUMENTS]\n\n", file);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        (void)fprintf(file, "  %-8s  %s\n", commands[i]->name,
                      commands[i]->summary);
    (void)fputs("\nrowan COMMAND --help says more; rowan --version tells the "
                "version.\n",
                file);
}

static int
run(int argc, char **argv)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(commands[i], argc - 1, argv + 1);
    }
    (void)fprintf(stderr, "rowan: there is no command \"%s\"\n", argv[1]);
    print_help(stderr);
    return TOOL_USAGE;
}

int
main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return TOOL_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return tool_finish_output(TOOL_OK);
    }
    if (strcmp(argv[1], "--version") == 0) {
        (void)printf("rowan %s\n", rowan_version());
        return tool_finish_output(TOOL_OK);
    }
    return run(argc, argv);
}
