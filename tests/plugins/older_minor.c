/* SPDX-License-Identifier: MIT */
/* Built when the tables ended with their last required slot: what stands
 * behind is not the plugin's, and must not be read. */
#define FIXTURE_NAME older_minor
#include "fixture.h"

static int32_t
trap(const rowan_host *host, rowan_error *err)
{
    (void)host;
    (void)err;
    return ROWAN_CORRUPT;
}

static const rowan_option_info beyond[] = {
    {.name = "beyond", .values = "the end", .description = ""},
    {.name = NULL},
};

FIXTURE_ENTRY
{
    (void)host;
    fixture_plugin.size = offsetof(rowan_plugin, initialize);
    fixture_plugin.initialize = trap;
    fixture_dialect.size = offsetof(rowan_dialect, table_options);
    fixture_dialect.table_options = beyond;
    return &fixture_plugin;
}
