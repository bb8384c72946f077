/* SPDX-License-Identifier: MIT */
/*
 * What the queries of the catalogue have in common.
 *
 * All of them have the same binds and the same idea of what is asked for. Each
 * is one SELECT, so that the driver sees that it only reads, and names
 * everything in pg_catalog, whatever the search path is. Texts of expressions
 * are as the server prints them for people, without parentheses about them.
 */
#ifndef ROWAN_POSTGRESQL_CATALOG_H
#define ROWAN_POSTGRESQL_CATALOG_H

#include "postgresql_priv.h"

#include <rowan/plugin/catalog.h>
#include <string.h>

/* The binds: schema or NULL, all schemas, temporary ones, names of tables as
 * a JSON array or NULL, and whether schemas themselves are asked for. */
#define PG_SCHEMA "CAST($1 AS text)"
#define PG_ALL "CAST($2 AS boolean)"
#define PG_TEMPORARY "CAST($3 AS boolean)"
#define PG_TABLES "CAST($4 AS text)"
#define PG_WITH_SCHEMAS "CAST($5 AS boolean)"
#define PG_CATALOG_BINDS 5

/* Keeps the binds that a query has no use for. */
#define PG_ALL_BINDS                                                  \
    "(" PG_SCHEMA " IS NULL OR " PG_ALL " IS NULL OR " PG_TEMPORARY   \
    " IS NULL OR " PG_TABLES " IS NULL OR " PG_WITH_SCHEMAS " IS NULL" \
    " OR true)"

/* Schemas. The one for temporary tables has a number in its real name; by
 * this one a session finds its own. */
#define PG_SPACES                                                     \
    "(SELECT n.oid, CAST(n.nspname AS text) AS real_name,"            \
    " n.nspname = pg_catalog.current_schema() AS is_default,"         \
    " CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp'" \
    " ELSE CAST(n.nspname AS text) END AS name"                       \
    " FROM pg_catalog.pg_namespace n)"

#define PG_IS_SYSTEM(space_)                                              \
    "(pg_catalog.left(" space_ ".real_name, 3) = 'pg_' OR " space_ ".name" \
    " = 'information_schema')"

/* Those that are asked for. */
#define PG_SCOPE                                                           \
    "(SELECT s.oid, s.name FROM " PG_SPACES " s WHERE " PG_ALL_BINDS       \
    " AND (CASE WHEN " PG_ALL " THEN NOT " PG_IS_SYSTEM("s")               \
    " WHEN " PG_SCHEMA " IS NULL THEN s.is_default"                        \
    " ELSE " PG_SCHEMA " IN (s.name, s.real_name) END"                     \
    " OR (" PG_TEMPORARY " AND s.name = 'pg_temp')))"

/* Whether a name is in the list. */
#define PG_IS_NAMED(name_)                                   \
    "(" PG_TABLES " IS NULL OR CAST(" name_ " AS text) IN"   \
    " (SELECT pg_catalog.json_array_elements_text(CAST($4 AS json))))"

/* Tables and views of the scope that are in the list. */
#define PG_RELATIONS                                                      \
    "(SELECT c.*, s.name AS space FROM pg_catalog.pg_class c JOIN "       \
    PG_SCOPE " s ON s.oid = c.relnamespace"                               \
    " WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND "                  \
    PG_IS_NAMED("c.relname") ")"

/* One of the options that a table or an index may have. */
#define PG_OPTION(relation_, name_)                                      \
    "(SELECT o.option_value FROM"                                        \
    " pg_catalog.pg_options_to_table(" relation_ ".reloptions) o"        \
    " WHERE o.option_name = '" name_ "')"
#define PG_TABLESPACE(relation_)                                         \
    "(SELECT CAST(ts.spcname AS text) FROM pg_catalog.pg_tablespace ts"  \
    " WHERE ts.oid = " relation_ ".reltablespace)"

extern const rowan_reflect_query pg__schemas_query, pg__tables_query,
    pg__columns_query, pg__enums_query, pg__sequences_query,
    pg__constraints_query, pg__indexes_query;

#define PG_QUERY(sql_, wanted_, row_)                    \
    {                                                    \
        .size = sizeof(rowan_reflect_query),             \
        .column_count = sizeof wanted_ / sizeof *wanted_, \
        .sql = (sql_), .wanted = (wanted_), .row = (row_) \
    }

/* NULL for NULL. */
static inline const char *
pg__cell_text(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_NULL ? NULL : cell->as.text.data;
}

/* Zero for NULL. */
static inline int64_t
pg__cell_number(const rowan_value *cell)
{
    return cell->kind == ROWAN_KIND_NULL ? 0 : cell->as.integer;
}

/* The fillfactor and tablespace of a table or an index; returns how many. */
static inline uint32_t
pg__cell_options(const rowan_value cells[2], rowan_option ret_options[2])
{
    static const char *const names[] = {"fillfactor", "tablespace"};
    uint32_t count = 0;

    for (int i = 0; i < 2; i++)
        if (cells[i].kind != ROWAN_KIND_NULL)
            ret_options[count++] =
                (rowan_option){names[i], pg__cell_text(&cells[i])};
    return count;
}

#endif
