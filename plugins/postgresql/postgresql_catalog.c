/* SPDX-License-Identifier: MIT */
/*
 * What the server says about its tables: which questions are asked. There are
 * seven however many tables there are; the rows of the answers are read in
 * postgresql_tables.c and postgresql_keys.c.
 */

#include "postgresql_catalog.h"

/*
 * Whether a table is there: ordinary, partitioned and foreign ones. Without a
 * schema a name is looked up as a query would, along the search path.
 */
#define HAS_TABLE                                              \
    "SELECT 1 FROM pg_catalog.pg_class c"                      \
    " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace" \
    " WHERE c.relkind IN ('r', 'p', 'f')"                      \
    " AND c.relname = CAST($1 AS text)"                        \
    " AND CASE WHEN CAST($2 AS text) IS NULL"                  \
    " THEN pg_catalog.pg_table_is_visible(c.oid)"              \
    " ELSE n.nspname = CAST($2 AS text) END"

/* A question, and the parts of an inspection that need its answer. */
typedef struct question {
    uint32_t parts;
    const rowan_reflect_query *query;
} question;

/* Tables come first: the host drops what belongs to no table it knows. */
static const question questions[] = {
    {ROWAN_INSPECT_ALL, &pg__schemas_query},
    {ROWAN_INSPECT_ALL, &pg__tables_query},
    {ROWAN_INSPECT_COLUMNS, &pg__columns_query},
    {ROWAN_INSPECT_COLUMNS, &pg__enums_query},
    {ROWAN_INSPECT_COLUMNS | ROWAN_INSPECT_SEQUENCES, &pg__sequences_query},
    {ROWAN_INSPECT_KEYS | ROWAN_INSPECT_FOREIGN_KEYS | ROWAN_INSPECT_CHECKS,
     &pg__constraints_query},
    {ROWAN_INSPECT_INDEXES, &pg__indexes_query},
};

static rowan_value
text_or_null(const char *text)
{
    rowan_value value = {.kind = ROWAN_KIND_NULL};

    if (text) {
        value.kind = ROWAN_KIND_TEXT;
        value.as.text = (rowan_view){text, strlen(text)};
    }
    return value;
}

static rowan_value
truth(uint32_t is_true)
{
    rowan_value value = {.kind = ROWAN_KIND_BOOL};

    value.as.integer = is_true != 0;
    return value;
}

/*
 * The server writes expressions and views for people from what is there now,
 * not from what the transaction sees: of a table that was dropped meanwhile it
 * says that something internal cannot be found.
 */
static bool
is_of_dropped(const rowan_error *failure)
{
    static const char *const states[] = {"XX000", "42P01", "42704", "42703"};

    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (!strcmp(failure->sqlstate, states[i]))
            return true;
    return false;
}

static int32_t
ask(const rowan_reflection *reflection, const rowan_reflect_query *query,
    const rowan_value *binds, rowan_error *err)
{
    rowan_error failure = {0};
    int32_t status = reflection->calls->run(reflection->host_side, query,
                                            binds, PG_CATALOG_BINDS, NULL,
                                            &failure);

    if (!status)
        return ROWAN_OK;
    if (is_of_dropped(&failure)) {
        status = failure.status = ROWAN_SERIALIZATION;
        failure.retry = ROWAN_RETRY_TRANSACTION;
    }
    if (err)
        *err = failure;
    return status;
}

static int32_t
reflect(const rowan_reflection *reflection, rowan_error *err)
{
    const rowan_value binds[PG_CATALOG_BINDS] = {
        text_or_null(reflection->schema),
        truth(reflection->all_schemas),
        truth(reflection->temporary),
        text_or_null(reflection->tables_json),
        truth(reflection->parts & ROWAN_INSPECT_SCHEMAS),
    };

    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        int32_t status;

        if (!(questions[i].parts & reflection->parts))
            continue;
        status = ask(reflection, questions[i].query, binds, err);
        if (status)
            return status;
    }
    return ROWAN_OK;
}

const rowan_catalog pg__catalog = {
    .size = sizeof(rowan_catalog),
    .has_table_sql = HAS_TABLE,
    .reflect = reflect,
};
