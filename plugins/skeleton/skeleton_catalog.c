/* SPDX-License-Identifier: MIT */
/* How to ask the database for its own tables. Binds are written as
 * skeleton_dialect.placeholder says. */
#include "skeleton.h"

/*
 * Tell what the database says about its tables, in a fixed number of queries,
 * however many tables there are. reflection->parts has a bit for each kind of
 * thing that is asked for; more may be told. In this order:
 *
 *     calls->add_schema    the default schema, always
 *     calls->add_table     tables and views of the schema that is asked for
 *     calls->add_column    and the rest, in any order: add_primary_key,
 *                          add_unique, add_foreign_key, add_check, add_index
 *
 * A query is a rowan_reflect_query: its text, the kinds of its columns, and a
 * function that gets each row and calls one of the above. calls->run() runs
 * it. Leave out what the database does not tell; leave the slot out altogether
 * until you come to it, and the core says "unsupported" instead.
 */
static int32_t
reflect(const rowan_reflection *reflection, rowan_error *err)
{
    (void)reflection;
    return skeleton_unsupported("telling about tables", err);
}

const rowan_catalog skeleton_catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = "SELECT 1 FROM information_schema.tables "
                     "WHERE table_name = ? AND table_schema = "
                     "coalesce(?, CURRENT_SCHEMA)",
    .reflect = reflect,
};
