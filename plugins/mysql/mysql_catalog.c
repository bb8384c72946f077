/* SPDX-License-Identifier: MIT */
/* What the server says about its tables. A schema is what it calls a database;
 * the default one is that of the connection. */

#include "mysql_priv.h"

const rowan_catalog mysql__catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM information_schema.TABLES"
                     " WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_NAME = ?"
                     " AND TABLE_SCHEMA = coalesce(?, database())",
};
