/* SPDX-License-Identifier: MIT */
/**
 * @file plugin/catalog.h
 * What a database says about its own tables.
 */
#ifndef ROWAN_PLUGIN_CATALOG_H
#define ROWAN_PLUGIN_CATALOG_H

#include <rowan/plugin/plugin.h>

ROWAN_BEGIN_DECLS

/** The reflection side of a database. Queries have placeholders of the
 * dialect's style, in the order named. */
struct rowan_catalog {
    uint32_t size; /**< sizeof(rowan_catalog) as the plugin knows it */
    uint32_t reserved;

    /** Gives a row if a table exists. Binds: its name, its schema or NULL for
     * the default one. Required. */
    const char *has_table_sql;
    /** Gives the names of the tables of a schema, sorted. Bind: schema or
     * NULL. Required. */
    const char *table_names_sql;
};

ROWAN_END_DECLS

#endif /* ROWAN_PLUGIN_CATALOG_H */
