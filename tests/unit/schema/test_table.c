/* SPDX-License-Identifier: MIT */
/* What a valid model becomes. */
#include "fail_alloc.h"
#include "harness.h"
#include "schema/table.h"

#include <pthread.h>
#include <rowan/memory.h>
#include <string.h>

typedef struct person {
    int64_t id;
    const char *name;
    const char *email;
    char country[3];
    rowan_nullable_int64 boss;
    rowan_decimal height;
    rowan_decimal salary;
    rowan_bytes photo;
    int32_t mood;
    rowan_nullable_timestamp born;
    int64_t doubled;
} person;

ROWAN_ENUM_TYPE(mood, {0, "sad"}, {1, "happy"})
ROWAN_MODEL(person, "people",
    ROWAN_PRIMARY_KEY(id),
    ROWAN_COLUMN(name, .not_null = true, .length = 100, .index = true),
    ROWAN_COLUMN(email, .unique = true, .name = "e_mail"),
    ROWAN_COLUMN(country),
    ROWAN_COLUMN(boss),
    ROWAN_COLUMN(height),
    ROWAN_COLUMN(salary, .precision = 12, .scale = 2,
                 .check_sql = "salary >= 0"),
    ROWAN_COLUMN(photo),
    ROWAN_ENUM(mood, mood),
    ROWAN_COLUMN(born, .default_sql = "CURRENT_TIMESTAMP"),
    ROWAN_COLUMN(doubled, .computed_sql = "id * 2"),
    ROWAN_UNIQUE_WITH((country, name), .constraint = "one_name"),
    ROWAN_INDEX_WITH((born), .where_sql = "born IS NOT NULL",
                     .constraint = "young"),
    ROWAN_CHECK("sane", "id > 0"),
    ROWAN_FOREIGN_KEY(boss, person, id, .on_delete = ROWAN_SET_NULL))

typedef struct pair {
    int32_t left, right;
} pair;
ROWAN_MODEL(pair, "pairs", ROWAN_PRIMARY_KEY(left), ROWAN_PRIMARY_KEY(right))

/* Two models that refer to each other, and keys that nothing generates. */
typedef struct hen {
    int64_t id, egg;
} hen;
typedef struct egg {
    int64_t id, hen;
} egg;
ROWAN_MODEL_DECLARE(egg)
ROWAN_MODEL(hen, "hens", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(egg),
            ROWAN_FOREIGN_KEY(egg, egg, id))
ROWAN_MODEL(egg, "eggs", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(hen),
            ROWAN_FOREIGN_KEY(hen, hen, id))

typedef struct extension {
    int64_t id;
} extension;
ROWAN_MODEL(extension, "extensions", ROWAN_PRIMARY_KEY(id),
            ROWAN_FOREIGN_KEY(id, person, id))
typedef struct given {
    int64_t id;
} given;
ROWAN_MODEL(given, "given", ROWAN_PRIMARY_KEY(id, .not_generated = true))
typedef struct counted {
    int16_t id;
} counted;
ROWAN_MODEL(counted, "counted", ROWAN_PRIMARY_KEY(id))
typedef struct drawn {
    rowan_uuid id;
} drawn;
ROWAN_MODEL(drawn, "drawn",
            ROWAN_PRIMARY_KEY(id, .default_sql = "random_uuid()",
                              .zero_is_default = true))
typedef struct coded {
    char id[9];
} coded;
ROWAN_MODEL(coded, "coded", ROWAN_PRIMARY_KEY(id))

typedef struct pair_user {
    int64_t id;
    int32_t l, r;
} pair_user;
ROWAN_MODEL(pair_user, "pair_users", ROWAN_PRIMARY_KEY(id), ROWAN_COLUMN(l),
            ROWAN_COLUMN(r), ROWAN_FOREIGN_KEY2((r, l), pair, (right, left)))

typedef struct sum_row {
    const char *city;
    int64_t total;
} sum_row;
ROWAN_ROW(sum_row, ROWAN_FIELD(city), ROWAN_FIELD(total))

#define LONG_NAME "a_table_whose_name_is_so_long_that_nothing_else_has_room"
typedef struct longer {
    int64_t id;
    const char *first_reason_to_be_cut;
    const char *first_reason_to_be_cut_too;
} longer;
ROWAN_MODEL(longer, LONG_NAME, ROWAN_PRIMARY_KEY(id),
            ROWAN_COLUMN(first_reason_to_be_cut, .unique = true),
            ROWAN_COLUMN(first_reason_to_be_cut_too, .unique = true))

static const rowan__table *
table_of(const rowan_model *model)
{
    const rowan__table *table = NULL;
    rowan_error err = {0};

    CHECK_INT(rowan__model_table(model, &table, &err), ROWAN_OK);
    CHECK_STR(err.message, "");
    REQUIRE(table != NULL);
    return table;
}

static const rowan__column *
column_of(const rowan__table *table, const char *member)
{
    for (uint32_t i = 0; i < table->column_count; i++)
        if (strcmp(table->columns[i].property->member, member) == 0)
            return &table->columns[i];
    FAIL("no column for %s", member);
    return &table->columns[0];
}

static void
test_table__has_a_column_for_each_member_in_order(void)
{
    const rowan__table *table = table_of(person_model());

    CHECK_STR(table->name, "people");
    CHECK(table->schema == NULL);
    CHECK_INT(table->column_count, 11);
    CHECK_STR(table->columns[2].name, "e_mail");
    CHECK_INT(table->columns[2].offset, offsetof(person, email));
    CHECK(rowan__table_column_at(table, offsetof(person, boss)) ==
          &table->columns[4]);
    CHECK(rowan__table_column_at(table, 3) == NULL);
    rowan__schema_shutdown();
}

static void
test_table__takes_type_and_nullability_from_the_member(void)
{
    static const struct {
        const char *member;
        uint32_t kind;
        bool nullable;
        int32_t length, precision, scale;
    } wanted[] = {
        {"id", ROWAN_KIND_INT64, false, 0, 0, 0},
        {"name", ROWAN_KIND_TEXT, false, 100, 0, 0},
        {"email", ROWAN_KIND_TEXT, true, 0, 0, 0},
        {"country", ROWAN_KIND_TEXT, false, 2, 0, 0},
        {"boss", ROWAN_KIND_INT64, true, 0, 0, 0},
        {"height", ROWAN_KIND_DECIMAL, true, 0, 0, 0},
        {"salary", ROWAN_KIND_DECIMAL, true, 0, 12, 2},
        {"photo", ROWAN_KIND_BYTES, true, 0, 0, 0},
        {"mood", ROWAN_KIND_TEXT, false, 0, 0, 0},
        {"born", ROWAN_KIND_TIMESTAMP, true, 0, 0, 0},
    };
    const rowan__table *table = table_of(person_model());

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const rowan__column *column = column_of(table, wanted[i].member);

        CHECK_INT(column->type.kind, wanted[i].kind);
        CHECK_INT(column->nullable, wanted[i].nullable);
        CHECK_INT(column->type.length, wanted[i].length);
        CHECK_INT(column->type.precision, wanted[i].precision);
        CHECK_INT(column->type.scale, wanted[i].scale);
    }
    CHECK_STR(column_of(table, "mood")->type.enum_name, "mood");
    CHECK_INT(column_of(table, "mood")->type.label_count, 2);
    CHECK_STR(column_of(table, "mood")->type.labels[1], "happy");
    rowan__schema_shutdown();
}

static void
test_table__names_every_constraint(void)
{
    const rowan__table *table = table_of(person_model());

    CHECK_STR(table->primary_key.name, "pk_people");
    CHECK_INT(table->unique_count, 2);
    CHECK_STR(table->uniques[0].name, "uq_people_e_mail");
    CHECK_STR(table->uniques[1].name, "one_name");
    CHECK_INT(table->index_count, 2);
    CHECK_STR(table->indexes[0].name, "ix_people_name");
    CHECK_STR(table->indexes[1].name, "young");
    CHECK_STR(table->indexes[1].where_sql, "born IS NOT NULL");
    CHECK(!table->indexes[1].unique);
    CHECK_INT(table->check_count, 3);
    CHECK_STR(table->checks[0].name, "ck_people_salary");
    CHECK_STR(table->checks[1].name, "ck_people_mood");
    CHECK(table->checks[1].in_enum == column_of(table, "mood"));
    CHECK_STR(table->checks[2].name, "sane");
    CHECK_INT(table->foreign_key_count, 1);
    CHECK_STR(table->foreign_keys[0].name, "fk_people_boss");
    rowan__schema_shutdown();
}

static void
test_table__cuts_long_names_so_that_they_stay_distinct(void)
{
    const rowan__table *table = table_of(longer_model());

    CHECK_INT(strlen(table->uniques[0].name), 63);
    CHECK_INT(strlen(table->uniques[1].name), 63);
    CHECK_INT(strncmp(table->uniques[0].name, table->uniques[1].name, 54), 0);
    CHECK(strcmp(table->uniques[0].name, table->uniques[1].name) != 0);
    /* These stand in databases: the way they are made may never change. */
    CHECK_STR(
        table->uniques[0].name,
        "uq_a_table_whose_name_is_so_long_that_nothing_else_has_2b21f3dc");
    CHECK_STR(table->primary_key.name, "pk_" LONG_NAME);
    rowan__schema_shutdown();
}

static void
test_table__lets_the_database_generate_a_single_integer_key(void)
{
    static const struct {
        rowan_model_fn *model;
        bool identity;
    } wanted[] = {
        {person_model, true},     {counted_model, true}, {pair_model, false},
        {extension_model, false}, {given_model, false},  {drawn_model, false},
        {coded_model, false},
    };

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const rowan__table *table = table_of(wanted[i].model());

        CHECK_INT(table->identity,
                  wanted[i].identity ? 0 : (int64_t)ROWAN__NO_COLUMN);
        CHECK_INT(table->columns[0].identity, wanted[i].identity);
        CHECK(table->columns[0].primary_key);
        CHECK(!table->columns[0].nullable);
    }
    rowan__schema_shutdown();
}

static void
test_table__refers_to_itself_to_cycles_and_to_composite_keys(void)
{
    const rowan__table *people = table_of(person_model());
    const rowan__table *hens = table_of(hen_model());
    const rowan__table *eggs = table_of(egg_model());
    const rowan__table *users = table_of(pair_user_model());

    CHECK(people->foreign_keys[0].target == person_model());
    CHECK_STR(people->foreign_keys[0].target_columns[0], "id");
    CHECK_INT(people->foreign_keys[0].columns[0], 4);
    CHECK_INT(people->foreign_keys[0].on_delete, ROWAN_SET_NULL);
    CHECK(hens->foreign_keys[0].target == egg_model());
    CHECK(eggs->foreign_keys[0].target == hen_model());
    CHECK_INT(users->foreign_keys[0].column_count, 2);
    CHECK_INT(users->foreign_keys[0].columns[0], 2);
    CHECK_STR(users->foreign_keys[0].target_columns[0], "right");
    rowan__schema_shutdown();
}

static void
test_table__of_a_report_has_columns_only(void)
{
    const rowan__table *table = table_of(sum_row_model());

    CHECK(table->name == NULL);
    CHECK_INT(table->column_count, 2);
    CHECK_INT(table->primary_key.column_count, 0);
    CHECK_INT(table->identity, (int64_t)ROWAN__NO_COLUMN);
    CHECK(table->columns[0].nullable);
    rowan__schema_shutdown();
}

static void
test_table__is_built_once_and_numbered_without_gaps(void)
{
    const rowan__table *first;

    CHECK(rowan__model_table_built(person_model()) == NULL);
    first = table_of(person_model());
    CHECK(table_of(person_model()) == first);
    CHECK(rowan__model_table_built(person_model()) == first);
    CHECK_INT(first->number, 0);
    CHECK_INT(table_of(pair_model())->number, 1);
    CHECK_INT(pair_model()->slot->number, 1);
    rowan__schema_shutdown();
    CHECK(rowan__model_table_built(person_model()) == NULL);
    CHECK_INT(table_of(pair_model())->number, 0);
    rowan__schema_shutdown();
}

static void *
build_from_thread(void *context)
{
    const rowan__table *table = NULL;

    (void)context;
    if (rowan__model_table(person_model(), &table, NULL) != ROWAN_OK)
        return NULL;
    return (void *)(uintptr_t)table;
}

static void
test_table__is_the_same_for_threads_that_ask_at_once(void)
{
    pthread_t threads[8];
    void *tables[8] = {0};

    for (int i = 0; i < 8; i++)
        REQUIRE(pthread_create(&threads[i], NULL, build_from_thread, NULL) ==
                0);
    for (int i = 0; i < 8; i++)
        pthread_join(threads[i], &tables[i]);
    CHECK(tables[0] != NULL);
    for (int i = 1; i < 8; i++)
        CHECK(tables[i] == tables[0]);
    rowan__schema_shutdown();
}

static void
test_table__gives_back_all_memory_after_a_failed_allocation(void)
{
    fail_alloc_begin();
    for (int64_t nth = 1;; nth++) {
        rowan_error err = {0};
        rowan_status status;

        fail_alloc_arm(nth);
        status = rowan_model_check(person_model(), &err);
        if (!fail_alloc_struck()) {
            CHECK_INT(status, ROWAN_OK);
            break;
        }
        CHECK_INT(status, ROWAN_NO_MEMORY);
        CHECK_INT(err.status, ROWAN_NO_MEMORY);
        CHECK_INT(fail_alloc_live(), 0);
        CHECK(rowan__model_table_built(person_model()) == NULL);
    }
    rowan__schema_shutdown();
    CHECK_INT(fail_alloc_live(), 0);
    fail_alloc_end();
}

HARNESS_SUITE(schema_table,
    HARNESS_TEST(test_table__has_a_column_for_each_member_in_order),
    HARNESS_TEST(test_table__takes_type_and_nullability_from_the_member),
    HARNESS_TEST(test_table__names_every_constraint),
    HARNESS_TEST(test_table__cuts_long_names_so_that_they_stay_distinct),
    HARNESS_TEST(test_table__lets_the_database_generate_a_single_integer_key),
    HARNESS_TEST(test_table__refers_to_itself_to_cycles_and_to_composite_keys),
    HARNESS_TEST(test_table__of_a_report_has_columns_only),
    HARNESS_TEST(test_table__is_built_once_and_numbered_without_gaps),
    HARNESS_TEST(test_table__is_the_same_for_threads_that_ask_at_once),
    HARNESS_TEST(test_table__gives_back_all_memory_after_a_failed_allocation))
