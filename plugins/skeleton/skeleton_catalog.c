/* SPDX-License-Identifier: MIT */
/* How to ask the database for its own tables. Binds are written as
 * skeleton_dialect.placeholder says. */
#include "skeleton.h"

const rowan_catalog skeleton_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM information_schema.tables "
                     "WHERE table_name = ? AND table_schema = "
                     "coalesce(?, CURRENT_SCHEMA)",
};
