/* SPDX-License-Identifier: MIT */
/* Options of a table. STRICT is not among them: it knows only six names of
 * types, so that a DATE or a DECIMAL could not be told from a text later. */

#include "sqlite_priv.h"

#include <string.h>

const rowan_option_info sqlite__table_options[] = {
    {"autoincrement", "on|off (default off)",
     "keys of deleted rows are never given again; inserts cost more"},
    {"without_rowid", "on|off (default off)",
     "rows are kept in the order of the primary key"},
    {NULL, NULL, NULL},
};

/* Appends text if the option of that name is on. */
static int32_t
append_if_on(const rowan_host *host, rowan_buffer *out, const char *name,
             const char *text, const rowan_option *options,
             uint32_t option_count, rowan_error *err)
{
    bool is_on = false;

    for (uint32_t i = 0; i < option_count; i++) {
        if (strcmp(options[i].name, name))
            continue;
        is_on = !strcmp(options[i].value, "on");
        if (!is_on && strcmp(options[i].value, "off"))
            return plugin_fail(host, err, ROWAN_INVALID,
                               "table option %s=%.64s: allowed is on|off",
                               name, options[i].value);
    }
    if (is_on)
        host->buffer_text(out, text);
    return ROWAN_OK;
}

int32_t
sqlite__table_suffix(const rowan_host *host, rowan_buffer *out,
                     const rowan_option *options, uint32_t option_count,
                     rowan_error *err)
{
    return append_if_on(host, out, "without_rowid", " WITHOUT ROWID", options,
                        option_count, err);
}

int32_t
sqlite__identity_suffix(const rowan_host *host, rowan_buffer *out,
                        const rowan_option *options, uint32_t option_count,
                        rowan_error *err)
{
    return append_if_on(host, out, "autoincrement", " AUTOINCREMENT", options,
                        option_count, err);
}
