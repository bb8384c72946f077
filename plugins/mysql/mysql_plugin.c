/* SPDX-License-Identifier: MIT */
/* The entry point: what this plugin is, and the client library's set-up. */

#include "mysql_priv.h"

#include <stdlib.h>

/* The client library loads native code that this variable names, and cannot
 * be told not to. Where that would cross a border of privilege it is refused;
 * elsewhere whoever sets it could as well set LD_PRELOAD. */
#define PLUGIN_VARIABLE "LIBMYSQL_PLUGINS"

static int32_t
initialize(const rowan_host *host, rowan_error *err)
{
    if (getenv(PLUGIN_VARIABLE) && !secure_getenv(PLUGIN_VARIABLE))
        return plugin_fail(host, err, ROWAN_DENIED,
                           "the environment has " PLUGIN_VARIABLE
                           ", which a privileged program must not obey");
    if (!mysql_thread_safe())
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "the MariaDB client library %s was built without "
                           "threads",
                           mysql_get_client_info());
    if (mysql_library_init(0, NULL, NULL))
        return plugin_fail(host, err, ROWAN_NO_MEMORY,
                           "the MariaDB client library cannot be set up");
    return ROWAN_OK;
}

static void
finalize(void)
{
    mysql_library_end();
}

static const char *const aliases[] = {"mariadb", NULL};

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "mysql",
    .version = "0.1",
    .description = "MariaDB and MySQL servers",
    .aliases = aliases,
    .dialect = &mysql__dialect,
    .driver = &mysql__driver,
    .catalog = &mysql__catalog,
    .initialize = initialize,
    .finalize = finalize,
};

ROWAN_PLUGIN_ENTRY(mysql)
{
    (void)host;
    return &plugin;
}
