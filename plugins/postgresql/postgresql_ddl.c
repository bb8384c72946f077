/* SPDX-License-Identifier: MIT */
/* Options of a table. */

#include "postgresql_priv.h"

#include <stdlib.h>
#include <string.h>

const rowan_option_info pg__table_options[] = {
    {"fillfactor", "10..100 (default 100)",
     "percent of a page that inserts fill; the rest is for updates"},
    {"tablespace", "a name", "where the table's files are"},
    {NULL, NULL, NULL},
};

static const char *
find(const char *name, const rowan_option *options, uint32_t option_count)
{
    const char *value = NULL;

    for (uint32_t i = 0; i < option_count; i++)
        if (!strcmp(options[i].name, name))
            value = options[i].value;
    return value;
}

int32_t
pg__table_suffix(const rowan_host *host, rowan_buffer *out,
                 const rowan_option *options, uint32_t option_count,
                 rowan_error *err)
{
    const char *fillfactor = find("fillfactor", options, option_count);
    const char *tablespace = find("tablespace", options, option_count);

    if (fillfactor) {
        size_t digits = strspn(fillfactor, "0123456789");
        int percent = digits && digits <= 3 ? atoi(fillfactor) : 0;

        if (fillfactor[digits] || percent < 10 || percent > 100)
            return plugin_fail(host, err, ROWAN_INVALID,
                               "table option fillfactor=%.64s: allowed is "
                               "10..100",
                               fillfactor);
        host->buffer_text(out, " WITH (fillfactor=");
        host->buffer_int(out, percent);
        host->buffer_text(out, ")");
    }
    if (!tablespace)
        return ROWAN_OK;
    host->buffer_text(out, " TABLESPACE ");
    return host->buffer_identifier(out, &pg__dialect, tablespace, err);
}
