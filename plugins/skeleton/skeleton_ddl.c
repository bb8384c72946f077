/* SPDX-License-Identifier: MIT */
#include "skeleton.h"

/* Options that a model may give a table, such as a storage engine. The core
 * refuses names that are not here. */
const rowan_option_info skeleton_table_options[] = {
    {.name = "marrow",
     .values = "red|yellow",
     .description = "an example that the plugin does not know to write"},
    {.name = NULL},
};

/* Append what follows the ')' of CREATE TABLE, a blank first. Look at values:
 * only their names were checked. */
int32_t
skeleton_table_suffix(const rowan_host *host, rowan_buffer *out,
                      const rowan_option *options, uint32_t option_count,
                      rowan_error *err)
{
    (void)host;
    (void)out;
    (void)options;
    return option_count == 0 ? ROWAN_OK
                             : skeleton_unsupported("table options", err);
}

/* Append what follows identity_sql: " (START WITH 100)". */
int32_t
skeleton_identity_suffix(const rowan_host *host, rowan_buffer *out,
                         const rowan_option *options, uint32_t option_count,
                         rowan_error *err)
{
    (void)host;
    (void)out;
    (void)options;
    return option_count == 0 ? ROWAN_OK
                             : skeleton_unsupported("identity options", err);
}
