/* SPDX-License-Identifier: MIT */
/* What the file says about its tables. SQLite compares names without regard
 * to case, so a question for a table does too. Names that begin with sqlite_
 * are its own. */

#include "sqlite_priv.h"

const rowan_catalog sqlite__catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table'"
                     " AND name = ? COLLATE NOCASE"
                     " AND coalesce(?, 'main') = 'main'",
    .reflect = sqlite__reflect,
};
