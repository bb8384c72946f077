/* SPDX-License-Identifier: MIT */
/* What plugins tell of tables, without one. */
#include "base/alloc.h"
#include "catalog/reflection.h"
#include "harness.h"

#include <stdio.h>
#include <string.h>

/* --- a plugin that is the test ---------------------------------------------
 */

typedef struct teller {
    rowan_reflection asked;
    rowan_reflection_host host;
    rowan_inspection found;
    rowan_error err;
} teller;

static const rowan_reflection_calls *const calls = &rowan__reflection_calls;

static const rowan_dialect plain; /* letters stay */
static const rowan_dialect capitals = {.identifier_case = ROWAN_CASE_UPPER};

static void
begin(teller *t)
{
    *t = (teller){0};
    t->asked = (rowan_reflection){.size = sizeof t->asked,
                                  .parts = ROWAN_INSPECT_ALL,
                                  .kinds = ROWAN_TABLE_ANY,
                                  .dialect = &plain};
    rowan__arena_init(&t->host.arena, 0);
    t->host.reflection = &t->asked;
}

static void
tell_schema(teller *t)
{
    const rowan_schema_info schema = {
        .size = sizeof schema, .name = "main", .is_default = 1};

    CHECK_INT(calls->add_schema(&t->host, &schema, &t->err), ROWAN_OK);
}

static void
tell_table(teller *t, const char *name)
{
    const rowan_table_info table = {.size = sizeof table,
                                    .schema = "main",
                                    .name = name,
                                    .kind = ROWAN_TABLE_BASE,
                                    .column_count = 7};

    CHECK_INT(calls->add_table(&t->host, &table, &t->err), ROWAN_OK);
}

static void
tell_key(teller *t, const char *table, const char *column, bool is_more)
{
    const rowan_key_info key = {.size = sizeof key,
                                .name = "key",
                                .column_count = 1,
                                .columns = &column};

    CHECK_INT(
        calls->add_primary_key(&t->host, "main", table, &key, is_more, &t->err),
        ROWAN_OK);
}

static void
assemble(teller *t)
{
    CHECK_INT(rowan__reflection_assemble(&t->host, &t->found, &t->err),
              ROWAN_OK);
    CHECK_STR(t->err.message, "");
}

static void
end(teller *t)
{
    rowan__free(t->host.buckets);
    rowan__arena_done(&t->host.arena);
}

/* --- tests ------------------------------------------------------------------
 */

static void
test_tell__puts_together_what_comes_column_by_column(void)
{
    teller t;
    const rowan_table_info *first, *second;

    begin(&t);
    tell_schema(&t);
    tell_table(&t, "b");
    tell_table(&t, "a");
    tell_table(&t, "a"); /* told twice, it is the first */
    tell_key(&t, "b", "x", false);
    tell_key(&t, "a", "y", false);
    tell_key(&t, "nosuch", "z", false);
    tell_key(&t, "nosuch", "z", true);
    tell_key(&t, "b", "w", true);
    assemble(&t);
    REQUIRE(t.found.table_count == 2);
    first = t.found.tables[0];
    second = t.found.tables[1];
    CHECK_STR(first->name, "a");
    CHECK_INT(first->column_count, 0); /* lists come by calls of their own */
    CHECK_INT(first->primary_key->column_count, 1);
    REQUIRE(second->primary_key->column_count == 2);
    CHECK_STR(second->primary_key->columns[0], "x");
    CHECK_STR(second->primary_key->columns[1], "w");
    end(&t);
}

static void
test_tell__keeps_thousands_of_tables_apart(void)
{
    enum { TABLES = 3000 };
    teller t;
    char name[16];

    begin(&t);
    tell_schema(&t);
    for (int i = 0; i < TABLES; i++) {
        snprintf(name, sizeof name, "t%04d", i);
        tell_table(&t, name);
    }
    for (int i = 0; i < TABLES; i++) {
        snprintf(name, sizeof name, "t%04d", i);
        tell_key(&t, name, name, false);
    }
    assemble(&t);
    REQUIRE(t.found.table_count == TABLES);
    for (uint32_t i = 0; i < TABLES; i++)
        if (strcmp(t.found.tables[i]->name,
                   t.found.tables[i]->primary_key->columns[0]) != 0)
            FAIL("table %u has the key of another", i);
    end(&t);
}

/* Foreign keys without columns of the target, enumerations and sequences that
 * are told apart from the columns that have them. */
static void
test_tell__joins_what_is_told_apart(void)
{
    const char *columns[] = {"x"};
    const char *labels[] = {"low", "high"};
    const rowan_type type = {.kind = ROWAN_KIND_TEXT, .enum_name = "level"};
    const rowan_foreign_key_info key = {.size = sizeof key,
                                        .column_count = 1,
                                        .columns = columns,
                                        .target_schema = "main",
                                        .target_table = "b"};
    const rowan_foreign_key_info lost = {.size = sizeof lost,
                                         .column_count = 1,
                                         .columns = columns,
                                         .target_schema = "main",
                                         .target_table = "nosuch"};
    const rowan_column_info column = {.size = sizeof column,
                                      .name = "x",
                                      .type = &type,
                                      .type_schema = "main",
                                      .identity = ROWAN_IDENTITY_ALWAYS};
    const rowan_enum_info level = {.size = sizeof level,
                                   .schema = "main",
                                   .name = "level",
                                   .label_count = 1,
                                   .labels = &labels[0]};
    const rowan_enum_info more = {
        .size = sizeof more, .label_count = 1, .labels = &labels[1]};
    const rowan_sequence_info sequence = {.size = sizeof sequence,
                                          .schema = "main",
                                          .name = "s",
                                          .start = 5,
                                          .owner_schema = "main",
                                          .owner_table = "a",
                                          .owner_column = "x"};
    const rowan_table_info *table;
    teller t;

    begin(&t);
    tell_schema(&t);
    tell_table(&t, "a");
    tell_table(&t, "b");
    tell_key(&t, "b", "id", false);
    CHECK_INT(calls->add_column(&t.host, "main", "a", &column, &t.err), 0);
    CHECK_INT(calls->add_foreign_key(&t.host, "main", "a", &key, 0, &t.err), 0);
    CHECK_INT(calls->add_foreign_key(&t.host, "main", "a", &lost, 0, &t.err),
              0);
    CHECK_INT(calls->add_sequence(&t.host, &sequence, &t.err), 0);
    CHECK_INT(calls->add_enum(&t.host, &level, 0, &t.err), 0);
    CHECK_INT(calls->add_enum(&t.host, &more, 1, &t.err), 0);
    assemble(&t);
    table = t.found.tables[0];
    REQUIRE(table->foreign_key_count == 2);
    CHECK_STR(table->foreign_keys[0]->target_columns[0], "id");
    CHECK_STR(table->foreign_keys[1]->target_columns[0], "");
    REQUIRE(table->columns[0]->type->label_count == 2);
    CHECK_STR(table->columns[0]->type->labels[1], "high");
    REQUIRE(table->columns[0]->sequence != NULL);
    CHECK_INT(table->columns[0]->sequence->start, 5);
    CHECK_STR(t.found.sorted_tables[0]->name, "b");
    end(&t);
}

/* A plugin of an older minor knows shorter structs, one of a newer longer. */
static void
test_tell__reads_structs_of_any_size(void)
{
    struct {
        rowan_column_info info;
        const char *later;
    } longer = {{.size = sizeof longer, .name = "y", .comment = "kept"}, "new"};
    rowan_column_info shorter = {
        .size = offsetof(rowan_column_info, native_type) + 3,
        .name = "x",
        .native_type = "not read",
        .comment = "not read"};
    teller t;

    begin(&t);
    tell_schema(&t);
    tell_table(&t, "a");
    CHECK_INT(calls->add_column(&t.host, "main", "a", &shorter, &t.err), 0);
    CHECK_INT(calls->add_column(&t.host, "main", "a", &longer.info, &t.err), 0);
    assemble(&t);
    REQUIRE(t.found.tables[0]->column_count == 2);
    CHECK_STR(t.found.tables[0]->columns[0]->native_type, NULL);
    CHECK_STR(t.found.tables[0]->columns[0]->comment, NULL);
    CHECK_INT(t.found.tables[0]->columns[0]->type->kind, ROWAN_KIND_NULL);
    CHECK_STR(t.found.tables[0]->columns[1]->comment, "kept");
    CHECK_INT(t.found.tables[0]->columns[1]->size, sizeof(rowan_column_info));
    end(&t);
}

static void
test_tell__refuses_what_makes_no_sense(void)
{
    const char *column = "x";
    const rowan_table_info nameless = {.size = sizeof nameless,
                                       .schema = "main"};
    const rowan_table_info nowhere = {.size = sizeof nowhere, .name = "a"};
    const rowan_key_info more = {
        .size = sizeof more, .column_count = 1, .columns = &column};
    teller t;

    begin(&t);
    CHECK_INT(calls->add_table(&t.host, &nameless, &t.err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(t.err.message, "a table without a name");
    t.err = (rowan_error){0};
    CHECK_INT(calls->add_table(&t.host, &nowhere, &t.err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(t.err.message, "table 'a' without its schema");
    t.err = (rowan_error){0};
    tell_table(&t, "a");
    CHECK_INT(calls->add_unique(&t.host, "main", "a", &more, 1, &t.err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(t.err.message, "more of a key of 'a' before the key itself");
    t.err = (rowan_error){0};
    CHECK_INT(rowan__reflection_assemble(&t.host, &t.found, &t.err),
              ROWAN_PLUGIN_INVALID);
    CHECK_HAS(t.err.message, "which schema is the default one");
    end(&t);
}

/* Names as a program has them; texts are left alone. */
static void
test_tell__of_capitals_gives_small_letters(void)
{
    static const char *const columns[] = {"ID"}, *const targets[] = {"Id"};
    const rowan_column_info column = {
        .size = sizeof column, .name = "ID", .default_sql = "A"};
    const rowan_foreign_key_info key = {.size = sizeof key,
                                        .name = "MIXED_Fk",
                                        .column_count = 1,
                                        .columns = columns,
                                        .target_schema = "MAIN",
                                        .target_table = "OTHER_1",
                                        .target_columns = targets};
    const rowan_schema_info schema = {
        .size = sizeof schema, .name = "MAIN", .is_default = 1};
    const rowan_table_info given = {.size = sizeof given,
                                    .schema = "MAIN",
                                    .name = "USERS",
                                    .kind = ROWAN_TABLE_BASE,
                                    .comment = "ALL USERS"};
    const rowan_table_info *table;
    teller t;

    begin(&t);
    t.asked.dialect = &capitals;
    CHECK_INT(calls->add_schema(&t.host, &schema, &t.err), ROWAN_OK);
    CHECK_INT(calls->add_table(&t.host, &given, &t.err), ROWAN_OK);
    CHECK_INT(calls->add_column(&t.host, "MAIN", "USERS", &column, &t.err),
              ROWAN_OK);
    CHECK_INT(
        calls->add_foreign_key(&t.host, "MAIN", "USERS", &key, 0, &t.err),
        ROWAN_OK);
    assemble(&t);
    CHECK_STR(t.found.default_schema, "main");
    table = rowan_inspection_table(&t.found, "main", "users");
    REQUIRE(table != NULL && table->column_count == 1);
    CHECK_STR(table->comment, "ALL USERS");
    CHECK_STR(table->columns[0]->name, "id");
    CHECK_STR(table->columns[0]->default_sql, "A");
    REQUIRE(table->foreign_key_count == 1);
    CHECK_STR(table->foreign_keys[0]->name, "MIXED_Fk");
    CHECK_STR(table->foreign_keys[0]->columns[0], "id");
    CHECK_STR(table->foreign_keys[0]->target_table, "other_1");
    CHECK_STR(table->foreign_keys[0]->target_columns[0], "Id");
    end(&t);
}

HARNESS_SUITE(
    catalog_tell,
    HARNESS_TEST(test_tell__of_capitals_gives_small_letters),
    HARNESS_TEST(test_tell__puts_together_what_comes_column_by_column),
    HARNESS_TEST(test_tell__keeps_thousands_of_tables_apart),
    HARNESS_TEST(test_tell__joins_what_is_told_apart),
    HARNESS_TEST(test_tell__reads_structs_of_any_size),
    HARNESS_TEST(test_tell__refuses_what_makes_no_sense))
