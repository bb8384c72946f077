/* SPDX-License-Identifier: MIT */
/*
 * What follows the columns of a table.
 *
 * A table compares texts by their bytes, trailing blanks included, as the
 * other databases do: 'a' is not 'A', nor 'a '. The collation that does so has
 * another name in MariaDB than in MySQL; each reads its own kind of comment
 * and skips the other's.
 */

#include "mysql_priv.h"

#include <string.h>

#define BY_BYTES                                 \
    "/*M!100200 COLLATE utf8mb4_nopad_bin */"    \
    "/*!80017 COLLATE utf8mb4_0900_bin */"

const rowan_option_info mysql__table_options[] = {
    {"engine", "a name (default InnoDB)", "the storage engine"},
    {"collation", "a name of utf8mb4_...",
     "how texts compare and sort (default by their bytes)"},
    {"row_format", "dynamic|compressed|compact|redundant (default the "
                   "engine's)",
     "how rows are stored"},
    {NULL, NULL, NULL},
};

/* The value of an option, or NULL. Names have no need of quotes, so that
 * nothing else can be in them. */
static rowan_status
find(const rowan_host *host, const char *name, const rowan_option *options,
     uint32_t option_count, const char **ret_value, rowan_error *err)
{
    *ret_value = NULL;
    for (uint32_t i = 0; i < option_count; i++) {
        const char *value = options[i].value;

        if (strcmp(options[i].name, name))
            continue;
        if (!*value || strspn(value, "abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") !=
                           strlen(value))
            return plugin_fail(host, err, ROWAN_INVALID,
                               "table option %s=%.64s: letters, digits and "
                               "underscores make a name",
                               name, value);
        *ret_value = value;
    }
    return ROWAN_OK;
}

int32_t
mysql__table_suffix(const rowan_host *host, rowan_buffer *out,
                    const rowan_option *options, uint32_t option_count,
                    rowan_error *err)
{
    const char *engine, *collation, *row_format;
    rowan_status status =
        find(host, "engine", options, option_count, &engine, err);

    if (!status)
        status =
            find(host, "collation", options, option_count, &collation, err);
    if (!status)
        status =
            find(host, "row_format", options, option_count, &row_format, err);
    if (!status && collation && strncmp(collation, "utf8mb4_", 8))
        status = plugin_fail(host, err, ROWAN_INVALID,
                             "table option collation=%.64s: texts are utf8mb4, "
                             "so it begins with utf8mb4_",
                             collation);
    if (status)
        return status;
    host->buffer_text(out, " ENGINE=");
    host->buffer_text(out, engine ? engine : "InnoDB");
    if (row_format) {
        host->buffer_text(out, " ROW_FORMAT=");
        host->buffer_text(out, row_format);
    }
    host->buffer_text(out, " CHARACTER SET utf8mb4 ");
    host->buffer_text(out, collation ? "COLLATE " : BY_BYTES);
    if (collation)
        host->buffer_text(out, collation);
    return ROWAN_OK;
}
