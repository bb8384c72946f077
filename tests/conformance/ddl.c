/* SPDX-License-Identifier: MIT */
/* Creating and dropping tables, indexes and what they are called. */
#include "conformance.h"

#include <string.h>

typedef struct dd_test {
    int32_t id;
    const char *data;
} dd_test;

ROWAN_MODEL(dd_test, "conformance_test",
    ROWAN_TABLE_COMMENT("it's the table: \"conformance\" %"),
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(data, .length = 50, .comment = "it's the data: \"50\" %"))

typedef dd_test dd_in_schema;
ROWAN_MODEL_IN(dd_in_schema, TRIAL_SCHEMA, "conformance_test",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(data, .length = 50))

typedef dd_test dd_underscore;
ROWAN_MODEL(dd_underscore, "_conformance_test",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(data, .name = "_data", .length = 50))

#define ROUND_TRIP(t_, T_)                                                   \
    do {                                                                     \
        rowan_session *session_ = trial_session(t_);                         \
        T_ **rows_;                                                          \
        REQUIRE(rowan_new(session_, T_, .id = 1, .data = "some data") !=     \
                NULL);                                                       \
        SESSION_OK(session_, rowan_commit(session_));                        \
        SESSION_OK(session_, rowan_session_clear(session_));                 \
        rows_ = rowan_find(session_, T_);                                    \
        SESSION_GIVES(session_, rows_);                                      \
        REQUIRE(rows_[0] != NULL && rows_[1] == NULL);                       \
        EXPECT_INT(rows_[0]->id, 1);                                         \
        EXPECT_STR(rows_[0]->data, "some data");                             \
    } while (0)

/* Asked as anybody can: by a query. */
static bool
exists(trial *t, const char *name)
{
    rowan_error err = {0};
    rowan_connection *conn = trial_connection(t);
    rowan_status status = rowan_connection_query(
        conn, trial_format(t, "SELECT count(*) FROM %s", name), NULL, NULL,
        &err);

    rowan_connection_release(conn);
    if (status != ROWAN_OK)
        EXPECT_STATUS(status, ROWAN_NO_SUCH_TABLE, &err);
    return status == ROWAN_OK;
}

static void
create_table(trial *t)
{
    trial_create(t, ROWAN_MODELS(dd_test));
    ROUND_TRIP(t, dd_test);
}

static void
create_table_schema(trial *t)
{
    trial_create_schema(t);
    trial_create(t, ROWAN_MODELS(dd_in_schema));
    ROUND_TRIP(t, dd_in_schema);
}

static void
drop_table(trial *t)
{
    rowan_error err = {0};

    trial_create(t, ROWAN_MODELS(dd_test));
    EXPECT(exists(t, "conformance_test"));
    REQUIRE_OK(rowan_drop_all(trial_engine(t), ROWAN_MODELS(dd_test), &err),
               &err);
    EXPECT(!exists(t, "conformance_test"));
}

static void
underscore_names(trial *t)
{
    trial_create(t, ROWAN_MODELS(dd_underscore));
    ROUND_TRIP(t, dd_underscore);
}

static void
add_table_comment(trial *t)
{
    const rowan_table_info *table;
    const rowan_column_info *column;

    trial_create(t, ROWAN_MODELS(dd_test));
    table = trial_table(t, NULL, NULL, "conformance_test");
    column = rowan_table_info_column(table, "data");
    REQUIRE(column != NULL);
    EXPECT_STR(table->comment, "it's the table: \"conformance\" %");
    EXPECT_STR(column->comment, "it's the data: \"50\" %");
    EXPECT(rowan_table_info_column(table, "id")->comment == NULL);
}

/* A comment goes with its table, and does not come back with a new one. */
typedef dd_test dd_silent;
ROWAN_MODEL(dd_silent, "conformance_test",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(data, .length = 50))

static void
drop_table_comment(trial *t)
{
    const rowan_table_info *table;
    rowan_error err = {0};

    trial_create(t, ROWAN_MODELS(dd_test));
    REQUIRE_OK(rowan_drop_all(trial_engine(t), ROWAN_MODELS(dd_test), &err),
               &err);
    REQUIRE_OK(rowan_create_all(trial_engine(t), ROWAN_MODELS(dd_silent),
                                &err), &err);
    table = trial_table(t, NULL, NULL, "conformance_test");
    EXPECT(table->comment == NULL);
    EXPECT(rowan_table_info_column(table, "data")->comment == NULL);
}

/* Tables that are there already are left alone, with their rows. */
static void
create_table_if_not_exists(trial *t)
{
    rowan_error err = {0};

    trial_create(t, ROWAN_MODELS(dd_test));
    ROUND_TRIP(t, dd_test);
    REQUIRE_OK(rowan_create_all(trial_engine(t), ROWAN_MODELS(dd_test), &err),
               &err);
    EXPECT_INT(trial_int(t, "SELECT count(*) FROM conformance_test"), 1);
}

#define PLAIN "CREATE TABLE IF NOT EXISTS conformance_plain (id INTEGER)"

static void
create_table_if_not_exists_via_create(trial *t)
{
    trial_drop(t, "DROP TABLE conformance_plain");
    EXPECT(!exists(t, "conformance_plain"));
    trial_run(t, PLAIN);
    EXPECT(exists(t, "conformance_plain"));
    trial_run(t, PLAIN);
    EXPECT(exists(t, "conformance_plain"));
}

static void
drop_table_if_exists(trial *t)
{
    rowan_error err = {0};

    trial_create(t, ROWAN_MODELS(dd_test));
    for (int i = 0; i < 2; i++) {
        EXPECT_STATUS(rowan_drop_all(trial_engine(t), ROWAN_MODELS(dd_test),
                                     &err), ROWAN_OK, &err);
        EXPECT(!exists(t, "conformance_test"));
    }
}

static void
drop_table_if_exists_via_drop(trial *t)
{
    trial_drop(t, "DROP TABLE conformance_plain");
    trial_run(t, PLAIN);
    for (int i = 0; i < 2; i++) {
        trial_run(t, "DROP TABLE IF EXISTS conformance_plain");
        EXPECT(!exists(t, "conformance_plain"));
    }
}

static bool
has_index(trial *t, const char *name)
{
    rowan_connection *conn = trial_connection(t);
    rowan_error err = {0};
    bool answer = false;

    REQUIRE_OK(rowan_connection_has_index(conn, NULL, "conformance_test", name,
                                          &answer, &err), &err);
    rowan_connection_release(conn);
    return answer;
}

static void
create_index_if_not_exists(trial *t)
{
    trial_create(t, ROWAN_MODELS(dd_test));
    EXPECT(!has_index(t, "conformance_idx"));
    for (int i = 0; i < 2; i++) {
        trial_run(t, "CREATE INDEX IF NOT EXISTS conformance_idx "
                     "ON conformance_test (data)");
        EXPECT(has_index(t, "conformance_idx"));
    }
}

static void
drop_index_if_exists(trial *t)
{
    trial_create(t, ROWAN_MODELS(dd_test));
    trial_run(t, "CREATE INDEX conformance_idx ON conformance_test (data)");
    for (int i = 0; i < 2; i++) {
        trial_run(t, "DROP INDEX IF EXISTS conformance_idx");
        EXPECT(!has_index(t, "conformance_idx"));
    }
}

/* --- names that are longer than any database takes ------------------------ */

#define LONG "a_column_whose_name_is_nearly_as_long_as_names_may_be"

typedef struct dd_target {
    int32_t id;
} dd_target;
ROWAN_MODEL(dd_target, "conformance_table_that_long_names_refer_to",
            ROWAN_PRIMARY_KEY(id, .not_generated = true))

typedef struct dd_long {
    int32_t id, unique_one, unique_two, indexed_one, indexed_two, target_one,
        target_two, checked;
} dd_long;
ROWAN_MODEL(dd_long, "conformance_table_with_a_long_name_of_its_own",
    ROWAN_PRIMARY_KEY(id, .not_generated = true),
    ROWAN_COLUMN(unique_one, .name = LONG "_1", .unique = true),
    ROWAN_COLUMN(unique_two, .name = LONG "_2", .unique = true),
    ROWAN_COLUMN(indexed_one, .name = LONG "_3", .index = true),
    ROWAN_COLUMN(indexed_two, .name = LONG "_4", .index = true),
    ROWAN_COLUMN(target_one, .name = LONG "_5"),
    ROWAN_COLUMN(target_two, .name = LONG "_6"),
    ROWAN_COLUMN(checked, .name = LONG "_7", .check_sql = LONG "_7 > 0"),
    ROWAN_FOREIGN_KEY(target_one, dd_target, id),
    ROWAN_FOREIGN_KEY(target_two, dd_target, id))

static void
expect_name(trial *t, const char *name, const char *prefix, const char *other)
{
    if (!EXPECT(name != NULL))
        return;
    EXPECT(strncmp(name, prefix, strlen(prefix)) == 0);
    EXPECT(strlen(name) <= 63);
    EXPECT(other == NULL || strcmp(name, other) != 0);
}

/* Names that are made of those of tables and columns are cut, and stay
 * different from each other; each is there as it was made. */
static void
long_convention_name(trial *t)
{
    const rowan_table_info *table;
    uint32_t indexes = 0;

    trial_create(t, ROWAN_MODELS(dd_target, dd_long));
    table = trial_table(t, NULL, NULL,
                        "conformance_table_with_a_long_name_of_its_own");
    REQUIRE(table->unique_count == 2 && table->foreign_key_count == 2);
    expect_name(t, table->uniques[0]->name, "uq_", table->uniques[1]->name);
    expect_name(t, table->uniques[1]->name, "uq_", NULL);
    expect_name(t, table->foreign_keys[0]->name, "fk_",
                table->foreign_keys[1]->name);
    for (uint32_t i = 0; i < table->index_count; i++) {
        if (table->indexes[i]->origin != ROWAN_INDEX_OWN)
            continue;
        expect_name(t, table->indexes[i]->name, "ix_", NULL);
        indexes++;
    }
    EXPECT_INT(indexes, 2);
    REQUIRE(table->check_count == 1);
    expect_name(t, table->checks[0]->name, "ck_", NULL);
}

/* --- tables --------------------------------------------------------------- */

static const conformance_test table_tests[] = {
    {"create_table", "", NULL, create_table},
    {"create_table_schema", "schemas schema_create_delete", NULL,
     create_table_schema},
    {"drop_table", "", NULL, drop_table},
    {"underscore_names", "", NULL, underscore_names},
    {"add_table_comment", "table_reflection comment_reflection", NULL,
     add_table_comment},
    {"drop_table_comment", "table_reflection comment_reflection", NULL,
     drop_table_comment},
    {"create_table_if_not_exists", "", NULL, create_table_if_not_exists},
    {"create_table_if_not_exists_via_create", "table_ddl_if_exists", NULL,
     create_table_if_not_exists_via_create},
    {"create_index_if_not_exists", "table_reflection index_ddl_if_exists", NULL,
     create_index_if_not_exists},
    {"drop_table_if_exists", "", NULL, drop_table_if_exists},
    {"drop_table_if_exists_via_drop", "table_ddl_if_exists", NULL,
     drop_table_if_exists_via_drop},
    {"drop_index_if_exists",
     "table_reflection index_ddl_if_exists indexes_of_schemas", NULL,
     drop_index_if_exists},
    {NULL, NULL, NULL, NULL},
};

static const conformance_test long_tests[] = {
    {"long_convention_name", "table_reflection check_constraint_reflection",
     NULL,
     long_convention_name},
    {NULL, NULL, NULL, NULL},
};

const conformance_class conformance_ddl[] = {
    {"ddl", "TableDDLTest", "", table_tests},
    {"ddl", "LongNameBlowoutTest", "", long_tests},
    {NULL, NULL, NULL, NULL},
};
