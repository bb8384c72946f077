/* SPDX-License-Identifier: MIT */
/* Columns, keys, indexes and views of tables in each schema. */
#include "reflection.h"

#include <string.h>

/* A table with all its parts. */
static const rowan_table_info *
look_at(trial *t, const char *schema, const char *name)
{
    return trial_table(t, NULL, schema, name);
}

/* --- columns -------------------------------------------------------------- */

static void
check_column(trial *t, const rowan_table_info *table, const char *name,
             uint32_t kind, int32_t length, bool is_nullable)
{
    const rowan_column_info *column = rowan_table_info_column(table, name);

    REQUIRE(column != NULL);
    EXPECT_STR(rowan_kind_name(column->type->kind), rowan_kind_name(kind));
    EXPECT_INT(column->type->length, length);
    EXPECT_INT(column->is_nullable != 0, is_nullable);
    EXPECT(column->default_sql == NULL);
    EXPECT(column->native_type != NULL);
}

static void
look_for_columns(trial *t, const char *schema)
{
    const rowan_table_info *users = look_at(t, schema, "conformance_users");
    const rowan_table_info *emails = look_at(t, schema, "conformance_emails");

    EXPECT_STR(reflection_columns(t, users),
               "user_id, test1, test2, parent_user_id");
    check_column(t, users, "user_id", ROWAN_KIND_INT64, 0, false);
    check_column(t, users, "test1", ROWAN_KIND_TEXT, 5, false);
    check_column(t, users, "test2", ROWAN_KIND_DOUBLE, 0, false);
    check_column(t, users, "parent_user_id", ROWAN_KIND_INT64, 0, true);
    EXPECT_STR(reflection_columns(t, emails),
               "address_id, remote_user_id, email_address");
    check_column(t, emails, "email_address", ROWAN_KIND_TEXT, 20, true);
}

static void
get_columns(trial *t)
{
    reflection_in_each_schema(t, look_for_columns);
}

static void
look_for_view_columns(trial *t, const char *schema)
{
    const rowan_table_info *view;

    reflection_create_views(t, schema);
    view = look_at(t, schema, "conformance_users_v");
    EXPECT_INT(view->kind, ROWAN_TABLE_VIEW);
    EXPECT_STR(reflection_columns(t, view), "user_id, test1");
    EXPECT_INT(rowan_table_info_column(view, "user_id")->type->kind,
               ROWAN_KIND_INT64);
}

/* Of tables and views of one name in two schemas: they are not mixed up. */
static void
look_for_all_columns(trial *t, const char *schema)
{
    look_for_columns(t, schema);
    if (trial_has(t, "views"))
        look_for_view_columns(t, schema);
}

static void
get_multi_columns(trial *t)
{
    reflection_in_each_schema(t, look_for_all_columns);
}

/* The database's own way of giving numbers. */
typedef struct rf_counted {
    int64_t id;
    const char *data;
} rf_counted;
ROWAN_MODEL(rf_counted, "conformance_counted", ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(data))

static void
autoincrement_col(trial *t)
{
    const rowan_table_info *table;

    reflection_create(t);
    trial_create(t, ROWAN_MODELS(rf_counted));
    table = look_at(t, NULL, "conformance_counted");
    EXPECT(rowan_table_info_column(table, "id")->identity !=
           ROWAN_IDENTITY_NONE);
    EXPECT_INT(rowan_table_info_column(table, "data")->identity,
               ROWAN_IDENTITY_NONE);
    table = look_at(t, NULL, "conformance_dingalings");
    EXPECT_INT(rowan_table_info_column(table, "data")->identity,
               ROWAN_IDENTITY_NONE);
}

static void
column_collation_reflection(trial *t)
{
    const rowan_table_info *table;

    trial_drop(t, "DROP TABLE conformance_collated");
    trial_run(t, "CREATE TABLE conformance_collated (plain VARCHAR(10),"
                 " sorted VARCHAR(10) COLLATE \"C\")");
    table = look_at(t, NULL, "conformance_collated");
    EXPECT(rowan_table_info_column(table, "plain")->collation == NULL);
    EXPECT_STR(rowan_table_info_column(table, "sorted")->collation, "C");
}

static const conformance_test of_columns[] = {
    {"get_columns", "", NULL, get_columns},
    {"get_multi_columns", "", NULL, get_multi_columns},
    {"autoincrement_col", "autoincrement_reflection", NULL, autoincrement_col},
    {"column_collation_reflection", "column_collation_reflection schemas",
     NULL, column_collation_reflection},
    {NULL, NULL, NULL, NULL},
};

/* --- primary keys --------------------------------------------------------- */

static void
check_primary_key(trial *t, const char *schema, const char *table,
                  const char *column, const char *name)
{
    const rowan_key_info *key = look_at(t, schema, table)->primary_key;

    REQUIRE(key != NULL);
    EXPECT_STR(reflection_join(t, key->columns, key->column_count), column);
    if (trial_has(t, "reflects_pk_names"))
        EXPECT_STR(key->name, name);
}

static void
look_for_primary_keys(trial *t, const char *schema)
{
    check_primary_key(t, schema, "conformance_users", "user_id",
                      "pk_conformance_users");
    check_primary_key(t, schema, "conformance_emails", "address_id",
                      "email_ad_pk");
    check_primary_key(t, schema, "conformance_dingalings", "dingaling_id",
                      "pk_conformance_dingalings");
}

static void
get_pk_constraint(trial *t)
{
    reflection_in_each_schema(t, look_for_primary_keys);
}

static void
get_multi_pk_constraint(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;
    int with_key = 0;

    reflection_create(t);
    options.parts = ROWAN_INSPECT_KEYS;
    found = trial_inspect(t, NULL, &options);
    for (uint32_t i = 0; i < found->table_count; i++)
        with_key += strncmp(found->tables[i]->name, "conformance_", 12) == 0 &&
                    found->tables[i]->primary_key != NULL;
    EXPECT_INT(with_key, 3);
}

/* --- foreign keys --------------------------------------------------------- */

static void
check_foreign_key(trial *t, const char *schema, const char *table,
                  const char *columns, const char *target,
                  const char *target_columns, const char *name)
{
    const rowan_foreign_key_info *key = reflection_foreign_key(
        t, look_at(t, schema, table), columns);

    REQUIRE(key != NULL);
    EXPECT_STR(key->target_schema, reflection_told(t, schema));
    EXPECT_STR(key->target_table, target);
    EXPECT_STR(reflection_join(t, key->target_columns, key->column_count),
               target_columns);
    EXPECT_INT(key->on_delete, ROWAN_NO_ACTION);
    if (name != NULL && key->name != NULL)
        EXPECT_STR(key->name, name);
}

static void
look_for_foreign_keys(trial *t, const char *schema)
{
    check_foreign_key(t, schema, "conformance_users", "parent_user_id",
                      "conformance_users", "user_id", "user_id_fk");
    check_foreign_key(t, schema, "conformance_emails", "remote_user_id",
                      "conformance_users", "user_id",
                      "email_user_fk");
    check_foreign_key(t, schema, "conformance_dingalings", "id_user",
                      "conformance_users", "user_id", "fk_dingaling_user");
    check_foreign_key(t, schema, "conformance_dingalings", "address_id",
                      "conformance_emails", "address_id",
                      "zz_email_add_id_fg");
    EXPECT_INT(look_at(t, schema, "conformance_dingalings")->foreign_key_count,
               2);
}

static void
get_foreign_keys(trial *t)
{
    reflection_in_each_schema(t, look_for_foreign_keys);
}

/* All at once, by the circle that one of them closes. */
static void
get_multi_foreign_keys(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;
    uint32_t count = 0;

    reflection_create(t);
    options.parts = ROWAN_INSPECT_FOREIGN_KEYS;
    found = trial_inspect(t, NULL, &options);
    for (uint32_t i = 0; i < found->table_count; i++)
        if (strncmp(found->tables[i]->name, "conformance_", 12) == 0)
            count += found->tables[i]->foreign_key_count;
    EXPECT_INT(count, 4);
}

static void
get_inter_schema_foreign_keys(trial *t)
{
    const rowan_foreign_key_info *key;

    reflection_create(t);
    trial_create_schema(t);
    trial_drop(t, "DROP TABLE " TRIAL_SCHEMA ".conformance_remote");
    trial_run(t, trial_format(
                     t,
                     "CREATE TABLE " TRIAL_SCHEMA ".conformance_remote"
                     " (id INTEGER PRIMARY KEY, user_ref BIGINT,"
                     " CONSTRAINT fk_remote FOREIGN KEY (user_ref)"
                     " REFERENCES %s.conformance_users (user_id))",
                     reflection_told(t, NULL)));
    key = reflection_foreign_key(
        t, look_at(t, TRIAL_SCHEMA, "conformance_remote"), "user_ref");
    REQUIRE(key != NULL);
    EXPECT_STR(key->name, "fk_remote");
    EXPECT_STR(key->target_schema, reflection_told(t, NULL));
    EXPECT_STR(key->target_table, "conformance_users");
}

static const conformance_test keys[] = {
    {"get_pk_constraint", "", NULL, get_pk_constraint},
    {"get_multi_pk_constraint", "", NULL, get_multi_pk_constraint},
    {"get_foreign_keys", "foreign_keys", NULL, get_foreign_keys},
    {"get_multi_foreign_keys", "foreign_keys", NULL, get_multi_foreign_keys},
    {"get_inter_schema_foreign_keys",
     "foreign_keys schemas schema_create_delete cross_schema_fk_reflection",
     NULL, get_inter_schema_foreign_keys},
    {NULL, NULL, NULL, NULL},
};

/* --- indexes and unique constraints --------------------------------------- */

static void
look_for_the_index(trial *t, const char *schema)
{
    const rowan_table_info *table = look_at(t, schema, "conformance_emails");
    const rowan_index_info *index =
        rowan_table_info_index(table, "ix_emails_address");

    REQUIRE(index != NULL);
    EXPECT_STR(reflection_parts(t, index), "email_address");
    EXPECT(!index->is_unique);
    EXPECT_INT(index->origin, ROWAN_INDEX_OWN);
    EXPECT(index->where_sql == NULL);
}

static void
get_indexes(trial *t)
{
    reflection_in_each_schema(t, look_for_the_index);
}

static void
get_multi_indexes(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;
    const rowan_table_info *table;

    reflection_create(t);
    options.parts = ROWAN_INSPECT_INDEXES;
    found = trial_inspect(t, NULL, &options);
    table = rowan_inspection_table(found, NULL, "conformance_emails");
    REQUIRE(table != NULL);
    EXPECT(rowan_table_info_index(table, "ix_emails_address") != NULL);
    table = rowan_inspection_table(found, NULL, "conformance_users");
    REQUIRE(table != NULL);
    EXPECT(rowan_table_info_index(table, "ix_emails_address") == NULL);
}

static void
get_noncol_index(trial *t)
{
    const rowan_index_info *index;

    trial_drop(t, "DROP TABLE conformance_ordered");
    trial_run(t, "CREATE TABLE conformance_ordered (id INTEGER PRIMARY KEY,"
                 " q VARCHAR(5))");
    trial_run(t, "CREATE INDEX noncol_idx_pk ON conformance_ordered (id DESC)");
    trial_run(t, "CREATE INDEX noncol_idx_nopk ON conformance_ordered"
                 " (q DESC)");
    index = rowan_table_info_index(look_at(t, NULL, "conformance_ordered"),
                                   "noncol_idx_nopk");
    REQUIRE(index != NULL);
    EXPECT_STR(reflection_parts(t, index), "q");
    EXPECT(index->parts[0]->is_descending);
    index = rowan_table_info_index(look_at(t, NULL, "conformance_ordered"),
                                   "noncol_idx_pk");
    REQUIRE(index != NULL);
    EXPECT_STR(reflection_parts(t, index), "id");
    EXPECT(index->parts[0]->is_descending);
}

/* A constraint is no index of its own, whatever stands behind it. */
static void
look_for_uniques(trial *t, const char *schema)
{
    const rowan_table_info *table =
        look_at(t, schema, "conformance_dingalings");
    const rowan_key_info *unique =
        reflection_unique(t, table, "address_id, dingaling_id");

    REQUIRE(unique != NULL);
    EXPECT_INT(table->unique_count, 1);
    EXPECT_STR(unique->name, "dingaling_address_uq");
    for (uint32_t i = 0; i < table->index_count; i++)
        if (strcmp(reflection_parts(t, table->indexes[i]),
                   "address_id, dingaling_id") == 0)
            EXPECT_INT(table->indexes[i]->origin, ROWAN_INDEX_UNIQUE);
    EXPECT_INT(look_at(t, schema, "conformance_users")->unique_count, 0);
}

static void
get_unique_constraints(trial *t)
{
    reflection_in_each_schema(t, look_for_uniques);
}

static void
get_multi_unique_constraints(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;
    uint32_t count = 0;

    reflection_create(t);
    options.parts = ROWAN_INSPECT_KEYS;
    found = trial_inspect(t, NULL, &options);
    for (uint32_t i = 0; i < found->table_count; i++)
        if (strncmp(found->tables[i]->name, "conformance_", 12) == 0)
            count += found->tables[i]->unique_count;
    EXPECT_INT(count, 1);
}

static void
get_multi_check_constraints(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_table_info *table;

    reflection_create(t);
    options.parts = ROWAN_INSPECT_CHECKS;
    table = rowan_inspection_table(trial_inspect(t, NULL, &options), NULL,
                                   "conformance_dingalings");
    REQUIRE(table != NULL && table->check_count == 1);
    EXPECT_STR(table->checks[0]->name, "ck_dingalings");
    EXPECT_STR(reflection_squeeze(t, table->checks[0]->sql), "id_user>0");
}

static const conformance_test indexes[] = {
    {"get_indexes", "", NULL, get_indexes},
    {"get_multi_indexes", "", NULL, get_multi_indexes},
    {"get_noncol_index", "indexes_with_ascdesc", NULL, get_noncol_index},
    {"get_unique_constraints", "unique_constraint_reflection", NULL,
     get_unique_constraints},
    {"get_multi_unique_constraints", "unique_constraint_reflection", NULL,
     get_multi_unique_constraints},
    {"get_multi_check_constraints", "check_constraint_reflection", NULL,
     get_multi_check_constraints},
    {NULL, NULL, NULL, NULL},
};

/* --- temporary tables ----------------------------------------------------- */

static const rowan_table_info *
look_at_temporary(trial *t, const char *name)
{
    rowan_connection *conn = trial_connection(t);

    trial_run_on(t, conn,
                 "CREATE TEMPORARY TABLE conformance_temp"
                 " (id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL,"
                 " foo INTEGER, CONSTRAINT conformance_temp_uq UNIQUE (name))");
    trial_run_on(t, conn,
                 "CREATE INDEX conformance_temp_ix ON conformance_temp (foo)");
    if (trial_has(t, "temporary_views"))
        trial_run_on(t, conn, "CREATE TEMPORARY VIEW conformance_temp_v AS"
                              " SELECT id, name FROM conformance_temp");
    return trial_table(t, conn, NULL, name);
}

static void
get_temp_table_columns(trial *t)
{
    const rowan_table_info *table = look_at_temporary(t, "conformance_temp");

    EXPECT_STR(reflection_columns(t, table), "id, name, foo");
    EXPECT(!rowan_table_info_column(table, "name")->is_nullable);
    EXPECT_INT(rowan_table_info_column(table, "name")->type->length, 50);
}

static void
get_temp_view_columns(trial *t)
{
    EXPECT_STR(reflection_columns(t,
                                  look_at_temporary(t, "conformance_temp_v")),
               "id, name");
}

static void
reflect_table_temp_table(trial *t)
{
    const rowan_table_info *table = look_at_temporary(t, "conformance_temp");

    EXPECT(table->is_temporary);
    REQUIRE(table->primary_key != NULL);
    EXPECT_STR(reflection_join(t, table->primary_key->columns,
                               table->primary_key->column_count), "id");
    EXPECT_INT(table->foreign_key_count, 0);
}

static void
get_temp_table_unique_constraints(trial *t)
{
    const rowan_key_info *unique = reflection_unique(
        t, look_at_temporary(t, "conformance_temp"), "name");

    REQUIRE(unique != NULL);
    EXPECT_STR(unique->name, "conformance_temp_uq");
}

static void
get_temp_table_indexes(trial *t)
{
    const rowan_index_info *index = rowan_table_info_index(
        look_at_temporary(t, "conformance_temp"), "conformance_temp_ix");

    REQUIRE(index != NULL);
    EXPECT_STR(reflection_parts(t, index), "foo");
    EXPECT(!index->is_unique);
}

static const conformance_test temporary[] = {
    {"reflect_table_temp_table", "", NULL, reflect_table_temp_table},
    {"get_temp_table_columns", "", NULL, get_temp_table_columns},
    {"get_temp_view_columns", "temporary_views", NULL, get_temp_view_columns},
    {"get_temp_table_unique_constraints", "unique_constraint_reflection",
     NULL, get_temp_table_unique_constraints},
    {"get_temp_table_indexes", "", NULL, get_temp_table_indexes},
    {NULL, NULL, NULL, NULL},
};

/* --- views ---------------------------------------------------------------- */

static void
look_for_view_text(trial *t, const char *schema)
{
    const rowan_table_info *view;

    reflection_create_views(t, schema);
    view = look_at(t, schema, "conformance_emails_v");
    REQUIRE(view->view_sql != NULL);
    EXPECT_HAS(reflection_squeeze(t, view->view_sql), "select");
    EXPECT_HAS(reflection_squeeze(t, view->view_sql), "conformance_emails");
    EXPECT(look_at(t, schema, "conformance_emails")->view_sql == NULL);
}

static void
get_view_definition(trial *t)
{
    reflection_in_each_schema(t, look_for_view_text);
}

static void
get_view_definition_does_not_exist(trial *t)
{
    static const char *const names[] = {"conformance_no_view", NULL};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    reflection_create(t);
    options.tables = names;
    EXPECT_INT(trial_inspect(t, NULL, &options)->table_count, 0);
}

/* Views and tables beside each other. */
static void
metadata(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;
    const rowan_inspection *found;

    reflection_create(t);
    reflection_create_views(t, NULL);
    found = trial_inspect(t, NULL, &options);
    EXPECT_STR(reflection_tables(t, found, ROWAN_TABLE_BASE),
               "dingalings, emails, users");
    EXPECT_STR(reflection_tables(t, found, ROWAN_TABLE_VIEW),
               "emails_v, users_v");
    EXPECT_STR(reflection_tables(t, found, ROWAN_TABLE_ANY),
               "dingalings, emails, emails_v, users, users_v");
}

/* What is asked for and is not there is not found, and no error. */
static void
not_existing_table(trial *t)
{
    static const char *const names[] = {"conformance_nonexistent", NULL};
    static const uint32_t parts[] = {
        ROWAN_INSPECT_TABLES, ROWAN_INSPECT_COLUMNS, ROWAN_INSPECT_KEYS,
        ROWAN_INSPECT_FOREIGN_KEYS, ROWAN_INSPECT_CHECKS,
        ROWAN_INSPECT_INDEXES};
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    reflection_create(t);
    options.tables = names;
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++) {
        options.parts = parts[i];
        EXPECT_INT(trial_inspect(t, NULL, &options)->table_count, 0);
    }
}

/* Drops a table that a view reads; databases that refuse get the view dropped
 * first. */
static void
drop_under_view(trial *t)
{
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};
    rowan_status status = rowan_connection_query(
        conn, "DROP TABLE conformance_gone", NULL, NULL, &err);

    rowan_connection_release(conn);
    if (status == ROWAN_OK)
        return;
    trial_run(t, "DROP VIEW conformance_broken_v");
    trial_run(t, "DROP TABLE conformance_gone");
}

/* A view whose table is gone is told as far as it can be, or not at all; what
 * stands beside it is told. */
static void
unreflectable(trial *t)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    trial_drop(t, "DROP VIEW conformance_broken_v");
    trial_drop(t, "DROP TABLE conformance_gone");
    trial_run(t, "CREATE TABLE conformance_gone (id INTEGER)");
    trial_run(t, "CREATE VIEW conformance_broken_v AS"
                 " SELECT id FROM conformance_gone");
    reflection_create(t);
    drop_under_view(t);
    EXPECT_STR(reflection_tables(t, trial_inspect(t, NULL, &options),
                                 ROWAN_TABLE_BASE),
               "dingalings, emails, users");
}

/* Those that differ from the default are told, and the model gives none. */
static void
look_for_options(trial *t, const char *schema)
{
    static const char *const names[] = {
        "conformance_users", "conformance_emails", "conformance_dingalings"};

    for (int i = 0; i < 3; i++)
        EXPECT_INT(look_at(t, schema, names[i])->option_count, 0);
}

static void
get_table_options(trial *t)
{
    reflection_in_each_schema(t, look_for_options);
}

static const conformance_test views[] = {
    {"get_view_definition", "views view_reflection", NULL,
     get_view_definition},
    {"get_view_definition_does_not_exist", "", NULL,
     get_view_definition_does_not_exist},
    {"metadata", "views", NULL, metadata},
    {"not_existing_table", "", NULL, not_existing_table},
    {"unreflectable", "views", NULL, unreflectable},
    {"get_table_options", "reflect_table_options", NULL, get_table_options},
    {"multi_get_table_options", "reflect_table_options", NULL,
     get_table_options},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_reflection_tables[] = {
    {"reflection", "ComponentReflectionTest", "table_reflection", of_columns},
    {"reflection", "ComponentReflectionTest", "table_reflection", keys},
    {"reflection", "ComponentReflectionTest", "table_reflection", indexes},
    {"reflection", "ComponentReflectionTest",
     "table_reflection temporary_tables temp_table_reflection", temporary},
    {"reflection", "ComponentReflectionTest", "table_reflection", views},
    {NULL, NULL, NULL, NULL},
};
