/* SPDX-License-Identifier: MIT */
/*
 * A dialect as it begins: it loads, and answers "unsupported" to everything.
 * Fill the slots one after another: types, connect, prepare, execute, step;
 * then the rest. Rowan's guide "Writing a dialect" leads the way, and the
 * headers rowan/plugin/ say what each slot owes.
 */
#include "skeleton.h"

const rowan_host *skeleton_host;

/* Other names that URLs may use: "pg" for "postgresql". Two plugins that
 * claim one alias are an error for the user, so claim few. NULL for none. */
static const char *const aliases[] = {
    "bones",
    NULL,
};

/* Set up the client library for the process, where it wants that, for instance
 * by mysql_library_init(). Called under a lock before the first connection;
 * never from a constructor, for a plugin is loaded also just to be listed. */
static int32_t
initialize(const rowan_host *host, rowan_error *err)
{
    (void)host;
    (void)err;
    return ROWAN_OK;
}

/* Give back what initialize() took; called by rowan_shutdown() only. */
static void
finalize(void)
{
}

static const rowan_plugin plugin = {
    .size = sizeof(rowan_plugin),
    .abi_minor = ROWAN_PLUGIN_ABI_MINOR,
    .name = "skeleton", /* that of the file, skeleton.so */
    .version = "0.1",   /* yours; it stands in messages */
    .description = "answers \"unsupported\": the plugin to copy",
    .aliases = aliases,
    .dialect = &skeleton_dialect,
    .driver = &skeleton_driver,
    .catalog = &skeleton_catalog,
    .initialize = initialize,
    .finalize = finalize,
};

/* The only exported function. Return NULL to refuse, for instance where the
 * client library found at run time is too old. */
ROWAN_PLUGIN_ENTRY(skeleton)
{
    skeleton_host = host;
    return &plugin;
}
