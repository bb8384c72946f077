/* SPDX-License-Identifier: MIT */
/* Which tables, views, indexes and schemas there are. */
#include "reflection.h"

#include <string.h>

#define VIEWS ROWAN_TABLE_VIEW
#define TABLES ROWAN_TABLE_BASE

/* --- has ------------------------------------------------------------------ */

static bool
has_on(trial *t, rowan_connection *conn, const char *schema, const char *name)
{
    rowan_error err = {0};
    bool exists = false;

    REQUIRE_OK(rowan_connection_has_table(conn, schema, name, &exists, &err),
               &err);
    return exists;
}

static bool
has(trial *t, const char *schema, const char *name)
{
    rowan_connection *conn = trial_connection(t);
    bool exists = has_on(t, conn, schema, name);

    rowan_connection_release(conn);
    return exists;
}

static void
has_table(trial *t)
{
    reflection_create(t);
    EXPECT(has(t, NULL, "conformance_users"));
    EXPECT(!has(t, NULL, "conformance_users_s"));
    EXPECT(!has(t, NULL, "conformance_nonexistent"));
}

/* One inspection for many names. */
static void
has_many_in(trial *t, const char *schema)
{
    static const char *const names[] = {"conformance_users",
                                        "conformance_emails",
                                        "conformance_nonexistent", NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;

    options.schema = schema;
    options.tables = names;
    options.parts = ROWAN_INSPECT_TABLES;
    found = trial_inspect(t, NULL, &options);
    EXPECT_STR(reflection_tables(t, found, ROWAN_TABLE_ANY), "emails, users");
    EXPECT(rowan_inspection_table(found, schema, names[0]) != NULL);
    EXPECT(rowan_inspection_table(found, schema, names[2]) == NULL);
}

static void
has_multi_table(trial *t)
{
    reflection_create(t);
    has_many_in(t, NULL);
}

/* Nothing is remembered: what comes and goes is seen at once. */
static void
has_table_cache(trial *t)
{
    trial_drop(t, "DROP TABLE conformance_comes");
    EXPECT(!has(t, NULL, "conformance_comes"));
    trial_run(t, "CREATE TABLE conformance_comes (id INTEGER)");
    EXPECT(has(t, NULL, "conformance_comes"));
    trial_run(t, "DROP TABLE conformance_comes");
    EXPECT(!has(t, NULL, "conformance_comes"));
}

static void
has_table_schema(trial *t)
{
    reflection_create_in_schema(t);
    trial_run(t, "DROP TABLE " TRIAL_SCHEMA ".conformance_dingalings");
    EXPECT(has(t, TRIAL_SCHEMA, "conformance_users"));
    EXPECT(!has(t, TRIAL_SCHEMA, "conformance_dingalings"));
    EXPECT(has(t, NULL, "conformance_dingalings"));
}

static void
has_multi_table_schema(trial *t)
{
    reflection_create_in_schema(t);
    has_many_in(t, TRIAL_SCHEMA);
}

static void
has_table_nonexistent_schema(trial *t)
{
    reflection_create(t);
    EXPECT(!has(t, "conformance_no_schema", "conformance_users"));
}

static void
has_table_view(trial *t)
{
    reflection_create(t);
    reflection_create_views(t, NULL);
    EXPECT(has(t, NULL, "conformance_users_v"));
    trial_run(t, "DROP VIEW conformance_users_v");
    EXPECT(!has(t, NULL, "conformance_users_v"));
}

#define TEMPORARY \
    "CREATE TEMPORARY TABLE conformance_temp (id INTEGER PRIMARY KEY," \
    " name VARCHAR(50), foo INTEGER,"                                  \
    " CONSTRAINT conformance_temp_uq UNIQUE (name))"

/* It is its connection's, and of no other. */
static void
has_table_temp_table(trial *t)
{
    rowan_connection *conn = trial_connection(t);
    rowan_connection *other;

    trial_run_on(t, conn, TEMPORARY);
    EXPECT(has_on(t, conn, NULL, "conformance_temp"));
    if (trial_has(t, "independent_connections")) {
        other = trial_connection(t);
        EXPECT(!has_on(t, other, NULL, "conformance_temp"));
        rowan_connection_release(other);
    }
    trial_run_on(t, conn, "DROP TABLE conformance_temp");
    EXPECT(!has_on(t, conn, NULL, "conformance_temp"));
}

static void
has_table_temp_view(trial *t)
{
    rowan_connection *conn = trial_connection(t);

    trial_run_on(t, conn, TEMPORARY);
    trial_run_on(t, conn, "CREATE TEMPORARY VIEW conformance_temp_v AS"
                          " SELECT id, name FROM conformance_temp");
    EXPECT(has_on(t, conn, NULL, "conformance_temp_v"));
    trial_run_on(t, conn, "DROP VIEW conformance_temp_v");
    EXPECT(!has_on(t, conn, NULL, "conformance_temp_v"));
}

static void
has_table_view_schema(trial *t)
{
    reflection_create_in_schema(t);
    reflection_create_views(t, TRIAL_SCHEMA);
    EXPECT(has(t, TRIAL_SCHEMA, "conformance_users_v"));
    EXPECT(!has(t, NULL, "conformance_users_v"));
}

static const conformance_test has_tables[] = {
    {"has_table", "", NULL, has_table},
    {"has_multi_table", "", NULL, has_multi_table},
    {"has_table_cache", "", NULL, has_table_cache},
    {"has_table_schema", "schemas schema_create_delete", NULL,
     has_table_schema},
    {"has_multi_table_schema", "schemas schema_create_delete", NULL,
     has_multi_table_schema},
    {"has_table_nonexistent_schema", "schemas", NULL,
     has_table_nonexistent_schema},
    {"has_table_view", "views", NULL, has_table_view},
    {"has_table_temp_table", "temporary_tables temp_table_reflection", NULL,
     has_table_temp_table},
    {"has_table_temp_view", "temporary_views temp_table_reflection", NULL,
     has_table_temp_view},
    {"has_table_view_schema", "views schemas schema_create_delete", NULL,
     has_table_view_schema},
    {NULL, NULL, NULL, NULL},
};

/* --- indexes -------------------------------------------------------------- */

static bool
has_named_index(trial *t, const char *schema, const char *table,
                const char *name)
{
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};
    bool exists = false;

    REQUIRE_OK(rowan_connection_has_index(conn, schema, table, name, &exists,
                                          &err), &err);
    rowan_connection_release(conn);
    return exists;
}

static void
look_for_indexes(trial *t, const char *schema)
{
    EXPECT(has_named_index(t, schema, "conformance_emails",
                           "ix_emails_address"));
    EXPECT(!has_named_index(t, schema, "conformance_users",
                            "ix_emails_address"));
    EXPECT(!has_named_index(t, schema, "conformance_nonexistent",
                            "ix_emails_address"));
    EXPECT(!has_named_index(t, schema, "conformance_emails",
                            "ix_nonexistent"));
}

static void
has_index(trial *t)
{
    reflection_create(t);
    look_for_indexes(t, NULL);
}

static void
has_index_schema(trial *t)
{
    reflection_create_in_schema(t);
    look_for_indexes(t, TRIAL_SCHEMA);
}

static const conformance_test has_indexes[] = {
    {"has_index", "", NULL, has_index},
    {"has_index_schema", "schemas schema_create_delete", NULL,
     has_index_schema},
    {NULL, NULL, NULL, NULL},
};

/* --- schemas -------------------------------------------------------------- */

static const rowan_inspection *
inspect_schemas(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    options.parts = ROWAN_INSPECT_SCHEMAS;
    return trial_inspect(t, NULL, &options);
}

static bool
has_named_schema(trial *t, const char *name)
{
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};
    bool exists = false;

    REQUIRE_OK(rowan_connection_has_schema(conn, name, &exists, &err), &err);
    rowan_connection_release(conn);
    return exists;
}

static void
get_schema_names(trial *t)
{
    const rowan_inspection *found;

    trial_create_schema(t);
    found = inspect_schemas(t);
    EXPECT(rowan_inspection_schema(found, TRIAL_SCHEMA) != NULL);
    EXPECT(rowan_inspection_schema(found, found->default_schema) != NULL);
    EXPECT(rowan_inspection_schema(found, "conformance_no_schema") == NULL);
}

static void
has_schema(trial *t)
{
    trial_create_schema(t);
    EXPECT(has_named_schema(t, TRIAL_SCHEMA));
    EXPECT(!has_named_schema(t, "conformance_no_schema"));
}

/* Nothing is remembered. */
static void
schema_cache(trial *t)
{
    trial_drop(t, "DROP SCHEMA " TRIAL_SCHEMA);
    EXPECT(!has_named_schema(t, TRIAL_SCHEMA));
    trial_run(t, "CREATE SCHEMA " TRIAL_SCHEMA);
    EXPECT(has_named_schema(t, TRIAL_SCHEMA));
    trial_run(t, "DROP SCHEMA " TRIAL_SCHEMA);
    EXPECT(!has_named_schema(t, TRIAL_SCHEMA));
}

/* A second connection, whose dialect is set up from the start, says the same
 * of the default schema as the first. */
static void
dialect_initialize(trial *t)
{
    rowan_engine *again = trial_open(t, trial_on(t)->url, NULL);
    rowan_connection *conn = trial_connection_of(t, again);
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const char *first = inspect_schemas(t)->default_schema;

    options.parts = ROWAN_INSPECT_SCHEMAS;
    EXPECT_STR(trial_inspect(t, conn, &options)->default_schema, first);
}

static void
get_default_schema_name(trial *t)
{
    const rowan_inspection *found = inspect_schemas(t);
    const rowan_schema_info *schema;

    REQUIRE(found->default_schema != NULL);
    schema = rowan_inspection_schema(found, found->default_schema);
    REQUIRE(schema != NULL);
    EXPECT(schema->is_default);
}

static const conformance_test schemas[] = {
    {"get_schema_names", "schemas schema_create_delete",
     NULL, get_schema_names},
    {"has_schema", "schemas schema_create_delete", NULL,
     has_schema},
    {"schema_cache", "schemas schema_create_delete", NULL,
     schema_cache},
    {"dialect_initialize", "", NULL, dialect_initialize},
    {"get_default_schema_name", "", NULL, get_default_schema_name},
    {NULL, NULL, NULL, NULL},
};

/* --- lists of names ------------------------------------------------------- */

static const rowan_inspection *
names_of(trial *t, rowan_connection *conn, const char *schema, uint32_t kinds,
         bool temporary)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    options.schema = schema;
    options.kinds = kinds;
    options.temporary = temporary;
    options.parts = ROWAN_INSPECT_TABLES | ROWAN_INSPECT_FOREIGN_KEYS;
    return trial_inspect(t, conn, &options);
}

/* Where a table is in the order of the foreign keys. */
static uint32_t
place_of(const rowan_inspection *found, const char *name)
{
    uint32_t place = 0;

    while (place < found->table_count &&
           strcmp(found->sorted_tables[place]->name, name) != 0)
        place++;
    return place;
}

static void
look_for_table_names(trial *t, const char *schema)
{
    const rowan_inspection *found;
    uint32_t users, emails, dingalings;

    if (trial_has(t, "views"))
        reflection_create_views(t, schema);
    found = names_of(t, NULL, schema, TABLES, false);
    EXPECT_STR(reflection_tables(t, found, ROWAN_TABLE_ANY),
               "dingalings, emails, users");
    users = place_of(found, "conformance_users");
    emails = place_of(found, "conformance_emails");
    dingalings = place_of(found, "conformance_dingalings");
    EXPECT(users < emails && emails < dingalings);
    EXPECT(dingalings < found->table_count);
}

static void
get_table_names(trial *t)
{
    reflection_in_each_schema(t, look_for_table_names);
}

static void
look_for_view_names(trial *t, const char *schema)
{
    reflection_create_views(t, schema);
    EXPECT_STR(reflection_tables(t, names_of(t, NULL, schema, VIEWS, false),
                                 ROWAN_TABLE_ANY),
               "emails_v, users_v");
}

static void
get_view_names(trial *t)
{
    reflection_in_each_schema(t, look_for_view_names);
}

static void
get_temp_table_names(trial *t)
{
    rowan_connection *conn = trial_connection(t);
    const rowan_inspection *found;
    const rowan_table_info *table;

    trial_run_on(t, conn, TEMPORARY);
    found = names_of(t, conn, NULL, TABLES, true);
    table = rowan_inspection_table(found, NULL, "conformance_temp");
    EXPECT(table != NULL && table->is_temporary);
    found = names_of(t, conn, NULL, TABLES, false);
    EXPECT(rowan_inspection_table(found, NULL, "conformance_temp") == NULL);
    trial_run_on(t, conn, "DROP TABLE conformance_temp");
}

static void
get_temp_view_names(trial *t)
{
    rowan_connection *conn = trial_connection(t);
    const rowan_table_info *view;

    trial_run_on(t, conn, TEMPORARY);
    trial_run_on(t, conn, "CREATE TEMPORARY VIEW conformance_temp_v AS"
                          " SELECT id, name FROM conformance_temp");
    view = rowan_inspection_table(names_of(t, conn, NULL, VIEWS, true), NULL,
                                  "conformance_temp_v");
    EXPECT(view != NULL && view->is_temporary);
    trial_run_on(t, conn, "DROP VIEW conformance_temp_v");
    trial_run_on(t, conn, "DROP TABLE conformance_temp");
}

static const conformance_test lists[] = {
    {"get_table_names", "", NULL, get_table_names},
    {"get_view_names", "views", NULL, get_view_names},
    {"get_temp_table_names", "temporary_tables temp_table_names", NULL,
     get_temp_table_names},
    {"get_temp_view_names", "temporary_views temp_table_names", NULL,
     get_temp_view_names},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_reflection_names[] = {
    {"reflection", "HasTableTest", "table_reflection", has_tables},
    {"reflection", "HasIndexTest", "table_reflection", has_indexes},
    {"reflection", "ComponentReflectionTest", "table_reflection", schemas},
    {"reflection", "ComponentReflectionTest", "table_reflection", lists},
    {NULL, NULL, NULL, NULL},
};
