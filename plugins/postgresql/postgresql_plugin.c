/* SPDX-License-Identifier: MIT */
/* The entry point: what this plugin is, and whether the library will do. */

#include "postgresql_priv.h"

/* Pipeline mode came by then. */
#define OLDEST_LIBPQ 140000

static int32_t
initialize(const rowan_host *host, rowan_error *err)
{
    if (PQlibVersion() < OLDEST_LIBPQ)
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "libpq %d is too old; 14 or newer is needed",
                           PQlibVersion() / 10000);
    if (!PQisthreadsafe())
        return plugin_fail(host, err, ROWAN_UNSUPPORTED,
                           "libpq was built without thread safety");
    return ROWAN_OK;
}

static const char *const aliases[] = {"postgres", "pgsql", NULL};

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "postgresql",
    .version = "0.1",
    .description = "PostgreSQL servers",
    .aliases = aliases,
    .dialect = &pg__dialect,
    .driver = &pg__driver,
    .catalog = &pg__catalog,
    .initialize = initialize,
};

ROWAN_PLUGIN_ENTRY(postgresql)
{
    (void)host;
    return &plugin;
}
