/* SPDX-License-Identifier: MIT */
/* What the server says about its tables: ordinary, partitioned and foreign
 * ones. Without a schema a name is looked up as a query would, along the
 * search path; the list is that of the first schema on it. */

#include "postgresql_priv.h"

const rowan_catalog pg__catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM pg_catalog.pg_class c"
                     " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                     " WHERE c.relkind IN ('r', 'p', 'f')"
                     " AND c.relname = CAST($1 AS text)"
                     " AND CASE WHEN CAST($2 AS text) IS NULL"
                     " THEN pg_catalog.pg_table_is_visible(c.oid)"
                     " ELSE n.nspname = CAST($2 AS text) END",
};
