/* SPDX-License-Identifier: MIT */
/* The entry point: what this plugin is, and whether the library will do. */

#include "sqlite_priv.h"

/* changes64(), error_offset() and STRICT came by then. */
#define OLDEST_SQLITE 3038000

static int32_t
initialize(const rowan_host *host, rowan_error *err)
{
    if (sqlite3_libversion_number() < OLDEST_SQLITE)
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "SQLite %s is too old; 3.38 or newer is needed",
                           sqlite3_libversion());
    if (!sqlite3_threadsafe())
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "SQLite was built without thread safety "
                           "(SQLITE_THREADSAFE=0)");
    if (sqlite3_initialize() != SQLITE_OK)
        return plugin_no_memory(host, err);
    return ROWAN_OK;
}

static const char *const aliases[] = {"sqlite3", NULL};

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "sqlite",
    .version = "0.1",
    .description = "SQLite 3 files and memory databases",
    .aliases = aliases,
    .dialect = &sqlite__dialect,
    .driver = &sqlite__driver,
    .catalog = &sqlite__catalog,
    .initialize = initialize,
};

ROWAN_PLUGIN_ENTRY(sqlite)
{
    (void)host;
    return &plugin;
}
