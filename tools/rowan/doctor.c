/* SPDX-License-Identifier: MIT */
/* rowan doctor: does the installation work, and if not, what cures it? */
#include "tool.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct findings {
    int good, bad;
} findings;

static void
finding(findings *all, bool is_good, const char *what, const char *detail)
{
    (void)printf("%-4s  %s%s%s\n", is_good ? "ok" : "BAD", what,
                 detail[0] != '\0' ? ": " : "", detail);
    if (is_good)
        all->good++;
    else
        all->bad++;
}

static void
cure(const char *text)
{
    (void)printf("      cure: %s\n", text);
}

static void
check_library(findings *all)
{
    char text[128];
    bool is_same = strcmp(rowan_version(), PACKAGE_VERSION) == 0;

    (void)snprintf(text, sizeof(text),
                   "version %s, plugin contract %d.%d, tool %s",
                   rowan_version(), ROWAN_PLUGIN_ABI_MAJOR,
                   ROWAN_PLUGIN_ABI_MINOR, PACKAGE_VERSION);
    finding(all, is_same, "library", text);
    if (!is_same)
        cure("install the tool and the library of one version; ldd says "
             "which library the tool finds");
}

/* A directory that is not there is fine: others may have the plugins. */
static int
check_directories(void)
{
    char *paths = NULL;
    rowan_error err = {0};

    if (rowan_plugin_directories(&paths, &err) != ROWAN_OK)
        return tool_fail_error(&err);
    (void)puts("      plugin directories, in the order of the search:");
    for (char *line = paths, *end; (end = strchr(line, '\n')) != NULL;
         line = end + 1) {
        *end = '\0';
        (void)printf("        %s", line);
        if (access(line, R_OK | X_OK) != 0)
            (void)printf(" (%s)", strerror(errno));
        (void)putchar('\n');
    }
    rowan_free(paths);
    return TOOL_OK;
}

static void
check_plugin(findings *all, const rowan_plugin_info *info)
{
    char what[512];

    if (info->name[0] == '\0' && info->status == ROWAN_NOT_FOUND)
        return; /* a directory that is not there: it was said above */
    (void)snprintf(what, sizeof(what), "%s %s",
                   info->name[0] != '\0' ? "plugin" : "directory",
                   info->name[0] != '\0' ? info->name : info->path);
    if (info->status != ROWAN_OK) {
        finding(all, false, what, info->reason);
        cure(info->name[0] != '\0'
                 ? "install what the reason names, or rebuild or remove the "
                   "file"
                 : "mend it, or take it out of ROWAN_PLUGIN_PATH");
        return;
    }
    finding(all, true, what, "");
    (void)printf("      version %s, contract %d.%u, client library %s\n",
                 info->version, ROWAN_PLUGIN_ABI_MAJOR, info->abi_minor,
                 info->client_version);
}

static int
check_plugins(findings *all)
{
    rowan_plugin_info *infos = NULL;
    rowan_error err = {0};
    size_t count = 0;
    int before = all->good;

    if (rowan_plugin_list(&infos, &count, &err) != ROWAN_OK)
        return tool_fail_error(&err);
    for (size_t i = 0; i < count; i++)
        check_plugin(all, &infos[i]);
    rowan_free(infos);
    if (all->good == before) {
        finding(all, false, "plugins", "there is none that can be used");
        cure("install one into a directory above, or name its directory in "
             "ROWAN_PLUGIN_PATH");
    }
    return TOOL_OK;
}

static int
run(const tool_command *self, int argc, char **argv)
{
    findings all = {0, 0};
    int status = TOOL_OK;

    if (tool_arguments(self, argc, argv, 0, 0, &status))
        return status;
    check_library(&all);
    status = check_directories();
    if (status == TOOL_OK)
        status = check_plugins(&all);
    if (status == TOOL_OK && all.bad > 0)
        status =
            tool_fail("%d of %d findings are bad", all.bad, all.good + all.bad);
    return tool_finish_output(status);
}

const tool_command tool_command_doctor = {
    .name = "doctor",
    .arguments = "",
    .summary = "Check the installation and name the cure of what is broken",
    .details = "\n"
               "Looks at the library's version, the plugin directories and\n"
               "each plugin. The exit status is 1 if something is broken.\n",
    .run = run,
};
