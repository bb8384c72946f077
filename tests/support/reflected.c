/* SPDX-License-Identifier: MIT */
#include "reflected.h"

#include "described.h"
#include "harness.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
count_question(void *context, const rowan_statement_event *event)
{
    reflected *r = context;

    r->question_count += strchr(event->sql, ' ') != NULL;
}

void
reflected_open(reflected *r, const char *url)
{
    rowan_events events = ROWAN_EVENTS_INIT;
    rowan_engine_options options = ROWAN_ENGINE_OPTIONS_INIT;
    rowan_error err = {0};

    *r = (reflected){0};
    events.context = r;
    events.statement_before = count_question;
    options.events = &events;
    r->engine = rowan_engine_open_with(url, &options, &err);
    if (r->engine == NULL ||
        rowan_connection_acquire(r->engine, 60000, &r->conn, &err) != ROWAN_OK)
        FAIL("%s", err.message);
    REQUIRE(r->conn != NULL);
}

void
reflected_close(reflected *r)
{
    rowan_inspection_free(r->found);
    rowan_connection_release(r->conn);
    rowan_engine_close(r->engine);
}

void
reflected_run(reflected *r, const char *format, ...)
{
    static _Thread_local char sql[65536];
    rowan_result *result = NULL;
    rowan_error err = {0};
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    if (rowan_connection_query(r->conn, sql, NULL, &result, &err) != ROWAN_OK)
        FAIL("%s: %s", sql, err.message);
    REQUIRE(err.status == ROWAN_OK);
    rowan_result_free(result);
}

void
reflected_look(reflected *r, const rowan_inspect_options *options)
{
    rowan_error err = {0};

    rowan_inspection_free(r->found);
    r->found = NULL;
    r->question_count = 0;
    if (rowan_connection_inspect(r->conn, options, &r->found, &err) != ROWAN_OK)
        FAIL("%s (%s)", err.message, err.sql);
    REQUIRE(r->found != NULL);
}

static const char *
describe_enum(const rowan_inspection *found, const char *schema,
              const char *name)
{
    if (schema == NULL)
        schema = found->default_schema;
    for (uint32_t i = 0; i < found->enum_count; i++)
        if (strcmp(found->enums[i]->schema, schema) == 0 &&
            strcmp(found->enums[i]->name, name) == 0)
            return described_enum(found->enums[i]);
    return described_enum(NULL);
}

static const char *
describe_primary_key(const rowan_table_info *table, const char *name)
{
    const rowan_key_info *key = table != NULL ? table->primary_key : NULL;

    if (key != NULL)
        CHECK_STR(key->name, name);
    return described_key(key);
}

static const char *
describe(const rowan_inspection *found, const reflected_fact *fact)
{
    const rowan_table_info *table = NULL;
    const char *name = fact->name;

    if (fact->table != NULL)
        table = rowan_inspection_table(found, fact->schema, fact->table);
    switch (fact->kind) {
    case REFLECTED_COLUMN:
        return described_column(rowan_table_info_column(table, name));
    case REFLECTED_PRIMARY_KEY:
        return describe_primary_key(table, name);
    case REFLECTED_UNIQUE:
        return described_key(rowan_table_info_unique(table, name));
    case REFLECTED_FOREIGN_KEY:
        return described_foreign_key(rowan_table_info_foreign_key(table, name));
    case REFLECTED_CHECK:
        return described_check(rowan_table_info_check(table, name));
    case REFLECTED_INDEX:
        return described_index(rowan_table_info_index(table, name));
    case REFLECTED_SEQUENCE:
        return described_sequence(
            rowan_inspection_sequence(found, fact->schema, name));
    case REFLECTED_ENUM:
        return describe_enum(found, fact->schema, name);
    default:
        return described_table(table);
    }
}

void
reflected_check(const reflected *r, const reflected_fact *facts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *expected =
            facts[i].expected != NULL ? facts[i].expected : "(none)";
        const char *actual = describe(r->found, &facts[i]);

        if (!CHECK_STR(actual, expected))
            FAIL("that is %s %s", facts[i].table ? facts[i].table : "-",
                 facts[i].name ? facts[i].name : "-");
    }
}

void
reflected_check_schema(const reflected *r, const char *name, bool is_default,
                       bool is_system)
{
    const rowan_schema_info *schema = rowan_inspection_schema(r->found, name);

    REQUIRE(schema != NULL);
    CHECK_INT(schema->is_default != 0, is_default);
    CHECK_INT(schema->is_system != 0, is_system);
}

void
reflected_try_columns(reflected *r, const reflected_column *columns,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        reflected_run(r, "ALTER TABLE t ADD c%zu %s", i, columns[i].sql);
    reflected_look(r, NULL);
    for (size_t i = 0; i < count; i++) {
        char name[32];
        const reflected_fact fact = {REFLECTED_COLUMN, NULL, "t", name,
                                     columns[i].expected};

        snprintf(name, sizeof name, "c%zu", i);
        reflected_check(r, &fact, 1);
    }
}

void
reflected_try_searches(reflected *r, const reflected_search *searches,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rowan_inspect_options options = searches[i].options;

        options.size = sizeof options;
        reflected_look(r, &options);
        if (!CHECK_STR(described_names(r->found), searches[i].names) ||
            !CHECK_INT(r->found->enum_count, searches[i].enums) ||
            !CHECK_INT(r->found->sequence_count, searches[i].sequences))
            FAIL("that is case %zu", i);
    }
}

void
reflected_try_250_tables(reflected *r, unsigned question_count,
                         uint32_t indexes_each)
{
    rowan_inspect_options options = ROWAN_INSPECT_OPTIONS_INIT;

    options.parts = ROWAN_INSPECT_TABLES;
    reflected_look(r, &options);
    CHECK_INT(r->question_count, 2);
    CHECK_INT(r->found->table_count, 250);
    reflected_look(r, NULL);
    CHECK_INT(r->question_count, question_count);
    CHECK_INT(r->found->table_count, 250);
    for (uint32_t i = 0; i < r->found->table_count; i++) {
        const rowan_table_info *table = r->found->tables[i];

        CHECK(table->column_count == 3 && table->primary_key != NULL &&
              table->unique_count == 1 && table->foreign_key_count == 1 &&
              table->check_count == 1 && table->index_count == indexes_each);
    }
}

void
reflected_look_while(reflected *r, const char *table,
                     void *(*work)(void *context), void *context,
                     const char *last_sql)
{
    pthread_t thread;

    REQUIRE(pthread_create(&thread, NULL, work, context) == 0);
    for (int i = 0; i < 40; i++) {
        reflected_look(r, NULL);
        CHECK(rowan_inspection_table(r->found, NULL, table) != NULL);
    }
    if (last_sql != NULL)
        reflected_run(r, "%s", last_sql);
    pthread_join(thread, NULL);
}
