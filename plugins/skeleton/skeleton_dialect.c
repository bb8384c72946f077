/* SPDX-License-Identifier: MIT */
/* How the database writes SQL, as data. What equals the standard is left out:
 * a NULL slot takes the default that plugin/dialect.h names. */
#include "skeleton.h"

/* What is known without a connection, for printing statements and DDL. Name
 * only what every supported version can do; the driver tells the rest. */
static const rowan_capabilities offline = {
    .size = sizeof(rowan_capabilities),
    .has = {0}, /* {[ROWAN_FEATURE_SAVEPOINTS] = 1, [ROWAN_FEATURE_CTE] = 1} */
    .max_binds = 0,
    .max_identifier_bytes = 63,
    .server_name = "Skeleton",
};

/* Operators that your database writes in its own way. A rule for a kind goes
 * over the rule for any (0); the template "" says "cannot do it". */
static const rowan_rule rules[] = {
    {.op = ROWAN_OP_LENGTH, .sql = "length({0})", .is_call = 1},
    {.op = ROWAN_OP_LENGTH,
     .kind = ROWAN_KIND_BYTES,
     .sql = "octet_length({0})",
     .is_call = 1},
};

const rowan_dialect skeleton_dialect = {
    .size = sizeof(rowan_dialect),
    .placeholder = ROWAN_PLACEHOLDER_QUESTION,
    .limit_style = ROWAN_LIMIT_OFFSET,
    .identity_style = ROWAN_IDENTITY_CLAUSE,
    .capabilities = &offline,
    .rules = rules,
    .rule_count = sizeof(rules) / sizeof(rules[0]),
    .type_name = skeleton_type_name,
    .table_options = skeleton_table_options,
    .table_suffix = skeleton_table_suffix,
    .identity_suffix = skeleton_identity_suffix,
};
